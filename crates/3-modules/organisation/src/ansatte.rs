//! Who works where, for roles: the port `adgang::Personale` over the register. Read when it is asked, by index, so that there is no copy to keep: a user with two places
//! in a tree of six levels is one search and about ten objects.
use crate::numre::{self, felt, funktionstype, relation};
use crate::objekttyper::{BRUGER, ORGANISATIONENHED, ORGANISATIONFUNKTION};
use adgang::personale::{Enhedskort, Medarbejder, Personale, Stilling};
use async_trait::async_trait;
use grund::graenser::SIDE_MAKS;
use grund::{Cvr, Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::{
    Forespoergsel, Laesevalg, Objekt, Objekttype, Register, Registreringsvalg, Relationskriterium, Side, Tilstandsbillede, Vaerdi,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Levels of units that are walked up: a circle ends where everything is known, and no real tree has so many.
const NIVEAUER: usize = 64;

/// The port.
#[derive(Clone)]
pub struct Ansatte(pub Register);

/// One point of registration time.
struct Blik<'r> {
    register: &'r Register,
    kald: Kaldekontekst,
    registrering: Registreringsvalg,
}

impl Ansatte {
    fn blik(&self, myndighed: Cvr, nu: Tidspunkt, registreret: Option<Tidspunkt>) -> Blik<'_> {
        let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Urn("urn:samspil:roller".into()), nu, Uuid::nil());
        Blik { register: &self.0, kald, registrering: registreret.map_or(Registreringsvalg::Aktuel, Registreringsvalg::Paa) }
    }
}

#[async_trait]
impl Personale for Ansatte {
    async fn medarbejder(
        &self,
        myndighed: Cvr,
        bruger: Uuid,
        nu: Tidspunkt,
        registreret: Option<Tidspunkt>,
    ) -> Result<Option<Medarbejder>, Fejl> {
        let b = self.blik(myndighed, nu, registreret);
        let Some(u) = b.laes(&BRUGER, &[bruger]).await?.pop() else { return Ok(None) };
        let peger = Relationskriterium { nr: relation::TILKNYTTEDEBRUGERE, reference: Some(UnikId::Uuid(bruger)), ..Default::default() };
        let f = Forespoergsel { relationer: vec![peger], ..b.alle(&ORGANISATIONFUNKTION, 0) };
        let stillinger: Vec<Stilling> =
            b.soeg(&f).await?.iter().flat_map(|(uuid, i)| stillinger(*uuid, i)).filter(|(u, _)| *u == bruger).map(|(_, s)| s).collect();
        let enheder = b.enhedskort(stillinger.iter().map(|s| s.enhed).collect()).await?;
        Ok(Some(medarbejder(u.0, &u.1, stillinger, Arc::new(enheder))))
    }

    async fn alle(&self, myndighed: Cvr, nu: Tidspunkt) -> Result<Vec<Medarbejder>, Fejl> {
        let b = self.blik(myndighed, nu, None);
        let enheder = b.hele(&ORGANISATIONENHED).await?;
        let enheder = Arc::new(enheder.iter().fold(Enhedskort::default(), |mut k, (uuid, i)| {
            tilfoej(&mut k, *uuid, i);
            k
        }));
        let mut pladser: BTreeMap<Uuid, Vec<Stilling>> = BTreeMap::new();
        for (uuid, i) in b.hele(&ORGANISATIONFUNKTION).await? {
            for (bruger, s) in stillinger(uuid, &i) {
                pladser.entry(bruger).or_default().push(s);
            }
        }
        let brugere = b.hele(&BRUGER).await?;
        Ok(brugere.iter().map(|(u, i)| medarbejder(*u, i, pladser.remove(u).unwrap_or_default(), enheder.clone())).collect())
    }
}

impl Blik<'_> {
    fn valg(&self) -> Laesevalg {
        Laesevalg { virkning: Periode::ALTID, registrering: self.registrering }
    }

    /// A page of everything of the type, whenever it holds.
    fn alle(&self, typen: &'static Objekttype, foerste: u64) -> Forespoergsel {
        Forespoergsel {
            virkning: Periode::ALTID,
            registrering: self.registrering,
            side: Side { foerste, antal: SIDE_MAKS },
            ..Forespoergsel::alle(typen, self.kald.nu)
        }
    }

    async fn laes(&self, typen: &'static Objekttype, uuider: &[Uuid]) -> Result<Vec<(Uuid, Tilstandsbillede)>, Fejl> {
        Ok(levende(self.register.list(&self.kald, typen, uuider, self.valg()).await?))
    }

    async fn soeg(&self, f: &Forespoergsel) -> Result<Vec<(Uuid, Tilstandsbillede)>, Fejl> {
        Ok(levende(self.register.soeg_objekter(&self.kald, f, self.valg()).await?))
    }

    async fn hele(&self, typen: &'static Objekttype) -> Result<Vec<(Uuid, Tilstandsbillede)>, Fejl> {
        let mut ud = Vec::new();
        let mut f = self.alle(typen, 0);
        loop {
            let side = self.register.soeg_objekter(&self.kald, &f, self.valg()).await?;
            let sidste = side.len() < f.side.antal;
            f.side.foerste += side.len() as u64;
            ud.extend(levende(side));
            if sidste {
                return Ok(ud);
            }
        }
    }

    /// The units and everything above them.
    async fn enhedskort(&self, enheder: BTreeSet<Uuid>) -> Result<Enhedskort, Fejl> {
        let (mut kort, mut kendte, mut naeste) = (Enhedskort::default(), BTreeSet::new(), enheder);
        for _ in 0..NIVEAUER {
            naeste.retain(|u| kendte.insert(*u));
            if naeste.is_empty() {
                break;
            }
            let nye: Vec<Uuid> = std::mem::take(&mut naeste).into_iter().collect();
            for (uuid, i) in self.laes(&ORGANISATIONENHED, &nye).await? {
                tilfoej(&mut kort, uuid, &i);
                naeste.extend(kort.over.get(&uuid).into_iter().flatten().map(|(o, _)| *o));
            }
        }
        Ok(kort)
    }
}

/// What lives of the objects: each one's chosen registration.
fn levende(objekter: Vec<Objekt>) -> Vec<(Uuid, Tilstandsbillede)> {
    let en = |mut o: Objekt| {
        let r = if o.registreringer.is_empty() { return None } else { o.registreringer.swap_remove(0) };
        r.livscyklus.er_levende().then_some((o.uuid, r.billede))
    };
    objekter.into_iter().filter_map(en).collect()
}

/// While gyldighed is Aktiv (I-3).
fn aktiv(i: &Tilstandsbillede) -> Vec<Periode> {
    let t = i.tilstande.get(&numre::GYLDIGHED).into_iter().flatten();
    t.filter(|t| t.vaerdi == numre::AKTIV).map(|t| t.virkning.periode).collect()
}

fn uuider(i: &Tilstandsbillede, nr: u16) -> impl Iterator<Item = (Uuid, Periode)> + '_ {
    i.relationer.get(&nr).into_iter().flatten().filter_map(|r| Some((r.reference.as_ref()?.uuid()?, r.virkning.periode)))
}

/// The names that the object has, with their periods.
fn navne(i: &Tilstandsbillede) -> Vec<(String, Periode)> {
    let navn = |e: &register::Egenskab| match e.felter.get(&felt::NAVN) {
        Some(Vaerdi::Tekst(t)) => t.clone(),
        _ => String::new(),
    };
    i.egenskaber.iter().map(|e| (navn(e), e.virkning.periode)).collect()
}

fn sidste_navn(i: &Tilstandsbillede) -> String {
    navne(i).pop().map(|(n, _)| n).unwrap_or_default()
}

fn tilfoej(kort: &mut Enhedskort, enhed: Uuid, i: &Tilstandsbillede) {
    let over: Vec<_> = uuider(i, relation::OVERORDNET).collect();
    if !over.is_empty() {
        kort.over.insert(enhed, over);
    }
    kort.navne.insert(enhed, sidste_navn(i));
}

/// The places that a function gives: one for each user, unit, title and time that they have in common. Contact points and payers give none (I-11, I-12).
fn stillinger(funktion: Uuid, i: &Tilstandsbillede) -> Vec<(Uuid, Stilling)> {
    let slags = uuider(i, relation::FUNKTIONSTYPE).next().map(|(u, _)| u);
    if matches!(slags, Some(funktionstype::HENVENDELSESSTED | funktionstype::UDBETALENDE_ENHED)) {
        return Vec::new();
    }
    let titler = navne(i);
    let leder = slags == Some(funktionstype::LEDERROLLE);
    let mut ud = Vec::new();
    for a in aktiv(i) {
        for (enhed, ved_enhed) in uuider(i, relation::TILKNYTTEDEENHEDER) {
            for (bruger, ved_bruger) in uuider(i, relation::TILKNYTTEDEBRUGERE) {
                let Some(p) = a.faelles(ved_enhed).and_then(|p| p.faelles(ved_bruger)) else { continue };
                for (titel, ved_titel) in &titler {
                    if let Some(periode) = p.faelles(*ved_titel) {
                        ud.push((bruger, Stilling { funktion, slags, enhed, titel: titel.clone(), leder, periode }));
                    }
                }
            }
        }
    }
    ud
}

fn medarbejder(uuid: Uuid, i: &Tilstandsbillede, mut stillinger: Vec<Stilling>, enheder: Arc<Enhedskort>) -> Medarbejder {
    stillinger.sort_by_key(|s| (s.periode.fra, s.enhed, s.funktion));
    let organisation = uuider(i, relation::TILHOERER).last().map(|(u, _)| u);
    Medarbejder { uuid, navn: sidste_navn(i), aktiv: aktiv(i), organisation, stillinger, enheder }
}
