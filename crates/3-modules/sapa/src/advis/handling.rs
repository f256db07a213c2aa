//! What is done with advis: taken over, done, passed on, postponed, many at a time (SAPA-22); reminders; and what goes by itself.
use super::dan::{nyt, ord};
use super::regel::{PAAMINDELSE, steder};
use super::{Advis, Advistilstand, Behandler};
use crate::bemaerkning::{navn, spor_person};
use crate::raekker::{self, Art, noegle, sidste_uuid, tid_bytes};
use crate::{Funktion, Kalder, Partsid, Sapa};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use lager::Raekkeskrivning;

const DAG: i64 = 86_400_000_000;

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handling {
    /// The user takes it over.
    Overtag,
    /// Nobody has taken it over any more.
    Slip,
    /// It is done.
    Faerdig,
    /// It is to be handled again.
    Genaabn,
    /// It goes to another group.
    Videresend(Uuid),
    /// It is shown again from then on.
    Udsaet(Tidspunkt),
}

/// A reminder: an advis that somebody writes for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NyPaamindelse {
    /// For which group.
    pub gruppe: Uuid,
    /// One of the standard titles, where the authority has some.
    pub titel: String,
    /// Shown from then on.
    pub dato: Tidspunkt,
    /// About whom.
    pub part: Option<Partsid>,
    /// About which case, which the user sees.
    pub sag: Option<Uuid>,
}

impl Advis {
    /// What becomes of it.
    fn efter(&self, k: Kalder<'_>, h: &Handling) -> Self {
        let mut ud = self.clone();
        let mig = || Some(Behandler { bruger: k.bruger().to_string(), navn: navn(k) });
        match h {
            Handling::Overtag => ud.hos = mig(),
            Handling::Slip => ud.hos = None,
            Handling::Faerdig => {
                if ud.tilstand == Advistilstand::Aaben {
                    (ud.tilstand, ud.faerdig, ud.hos) = (Advistilstand::Faerdig, Some(k.kald.nu), mig());
                }
            }
            Handling::Genaabn => (ud.tilstand, ud.faerdig) = (Advistilstand::Aaben, None),
            Handling::Videresend(gruppe) => (ud.gruppe, ud.hos) = (*gruppe, None),
            Handling::Udsaet(til) => ud.vises = *til,
        }
        ud
    }
}

/// The rows by which an advis becomes another.
fn aendring(myndighed: Cvr, foer: &Advis, raa: Vec<u8>, efter: Option<&Advis>) -> Result<Vec<Raekkeskrivning>, Fejl> {
    let (gamle, nye) = (steder(myndighed, foer), efter.map(|e| steder(myndighed, e)).unwrap_or_default());
    let hvor = noegle(myndighed, Art::Advis, &[foer.id.as_bytes()]);
    let mut ud = vec![raekker::over(hvor, Some(raa), efter.map(raekker::bytes).transpose()?)];
    ud.extend(gamle.iter().filter(|n| !nye.contains(n)).map(|n| raekker::skrives(n.clone(), None)));
    ud.extend(nye.into_iter().filter(|n| !gamle.contains(n)).map(|n| raekker::skrives(n, Some(Vec::new()))));
    Ok(ud)
}

impl Sapa {
    /// Does the same with many: with all of them or with none.
    ///
    /// # Errors
    /// `IngenBrugerret`; `ForMange`; `FindesIkke` for one that the user does not see, or a group that is not there; `UgyldigTid` for a day that is over; `Samtidig` when somebody else handles one of
    /// them now; those of the store.
    pub async fn haandter_advis(&self, k: Kalder<'_>, ider: &[Uuid], h: &Handling) -> Result<Vec<Advis>, Fejl> {
        k.kraev(Funktion::Advis)?;
        if ider.len() > graenser::SAPA_ADVIS_SAMLET {
            return Err(Fejl::ny(Fejlkode::ForMange)
                .felt("advis")
                .ventet(grund::sagt::hoejst(graenser::SAPA_ADVIS_SAMLET, grund::sagt::STYK)));
        }
        let (nu, m) = (k.kald.nu, k.kald.myndighed);
        match h {
            Handling::Videresend(g) if !self.alle_grupper(m).await?.iter().any(|x| x.id == *g) => {
                return Err(Fejl::ny(Fejlkode::FindesIkke).felt("gruppe"));
            }
            Handling::Udsaet(til) => fremtid(*til, nu, "til")?,
            _ => {}
        }
        let mine = self.mine_grupper(k).await?;
        let ukendt = |id: Uuid| Fejl::ny(Fejlkode::FindesIkke).felt("advis").detalje(id.to_string());
        let (mut raekker, mut foer, mut ud) = (Vec::new(), Vec::new(), Vec::new());
        let mut kendte = std::collections::BTreeSet::new();
        for id in ider.iter().filter(|id| kendte.insert(**id)) {
            let hvor = noegle(m, Art::Advis, &[id.as_bytes()]);
            let fundet = raekker::hent::<Advis>(self.register.lager().as_ref(), &hvor).await?;
            let (a, raa) = fundet.filter(|(a, _)| mine.contains(&a.gruppe)).ok_or_else(|| ukendt(*id))?;
            let efter = a.efter(k, h);
            if efter != a {
                raekker.extend(aendring(m, &a, raa, Some(&efter))?);
            }
            ud.push(efter);
            foer.push(a);
        }
        self.kun_sete(k, &mut foer).await?;
        if let Some(a) = ud.iter().find(|a| !foer.iter().any(|f| f.id == a.id)) {
            return Err(ukendt(a.id));
        }
        raekker::skriv(self.register.lager().as_ref(), nu, raekker).await?;
        Ok(ud)
    }

    /// Writes a reminder.
    ///
    /// # Errors
    /// As [`Self::haandter_advis`]; `UgyldigVaerdi` for a title that is none of the authority's.
    pub async fn paamind(&self, k: Kalder<'_>, p: &NyPaamindelse) -> Result<Advis, Fejl> {
        k.kraev(Funktion::Advis)?;
        self.min_gruppe(k, p.gruppe).await?;
        fremtid(p.dato, k.kald.nu, "dato")?;
        let titel = p.titel.trim();
        if titel.is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("titel"));
        }
        if titel.chars().count() > 255 {
            return Err(Fejl::ny(Fejlkode::ForLang).felt("titel").ventet(grund::sagt::hoejst(255, grund::sagt::TEGN)));
        }
        let kendte = self.indstillinger(k.kald.myndighed).await?.paamindelser;
        if !kendte.is_empty() && !kendte.iter().any(|t| t == titel) {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("titel").regel("SAPA-22").tilladt(kendte));
        }
        p.part.iter().for_each(|x| spor_person(k, x.id()));
        let part = p.part.as_ref().map(|x| x.id().to_string());
        let tekst = format!("{}: {titel}", ord(PAAMINDELSE));
        let ny = nyt(PAAMINDELSE, tekst, part, (p.sag, None), k.kald.nu, k.kald.nu);
        let a = Advis { id: self.ids.ny(), gruppe: p.gruppe, vises: p.dato, ..ny };
        let mut kan_se = vec![a.clone()];
        self.kun_sete(k, &mut kan_se).await?;
        if kan_se.is_empty() {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("sag"));
        }
        let m = k.kald.myndighed;
        let mut raekker = vec![raekker::over(noegle(m, Art::Advis, &[a.id.as_bytes()]), None, Some(raekker::bytes(&a)?))];
        raekker.extend(steder(m, &a).into_iter().map(|n| raekker::skrives(n, Some(Vec::new()))));
        raekker::skriv(self.register.lager().as_ref(), k.kald.nu, raekker).await?;
        Ok(a)
    }

    /// Removes what an authority's rules say shall go: those that are done after their days, open ones after theirs, and all after five years. How many went; call until it is none.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn ryd_advis(&self, myndighed: Cvr, nu: Tidspunkt) -> Result<usize, Fejl> {
        let valg = self.indstillinger(myndighed).await?;
        let foer = |dage: i64| nu.plus_mikros(-dage.min(graenser::SAPA_ADVIS_DAGE) * DAG);
        let aabne = if valg.advis_aabne_dage == 0 { graenser::SAPA_ADVIS_DAGE } else { i64::from(valg.advis_aabne_dage) };
        let mut antal = 0;
        for g in self.alle_grupper(myndighed).await? {
            for (art, til) in [(Art::Faerdigt, foer(i64::from(valg.advis_faerdige_dage))), (Art::Aabent, foer(aabne))] {
                let (fra, til) = (noegle(myndighed, art, &[g.id.as_bytes()]), noegle(myndighed, art, &[g.id.as_bytes(), &tid_bytes(til)]));
                antal += self.ryd_mellem(myndighed, &fra, &til, nu).await?;
            }
        }
        Ok(antal)
    }

    async fn ryd_mellem(&self, myndighed: Cvr, fra: &[u8], til: &[u8], nu: Tidspunkt) -> Result<usize, Fejl> {
        let lager = self.register.lager().as_ref();
        let noegler = raekker::noegler(lager, fra, til, raekker::BID).await?;
        let mut raekker = Vec::new();
        for n in &noegler {
            let Some(id) = sidste_uuid(n) else { continue };
            match raekker::hent::<Advis>(lager, &noegle(myndighed, Art::Advis, &[id.as_bytes()])).await? {
                Some((a, raa)) => raekker.extend(aendring(myndighed, &a, raa, None)?),
                None => raekker.push(raekker::skrives(n.clone(), None)),
            }
        }
        match raekker::skriv(lager, nu, raekker).await {
            Ok(()) => Ok(noegler.len()),
            // Somebody handles one of them now: the next round sees to it.
            Err(f) if f.kode() == Fejlkode::Samtidig => Ok(0),
            Err(f) => Err(f),
        }
    }
}

fn fremtid(t: Tidspunkt, nu: Tidspunkt, felt: &str) -> Result<(), Fejl> {
    let senest = nu.plus_mikros(graenser::SAPA_ADVIS_DAGE * DAG);
    if t > nu && t <= senest {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::UgyldigTid).felt(felt).regel("SAPA-22").ventet(grund::sagt::mellem(nu.til_utc(), senest.til_utc())))
}
