//! Searching: the rarest criterion with an index drives, and every unit that it finds is held against all of them.
use crate::dag::Dag;
use crate::kommuner;
use crate::lagret::{Art, INDEKS};
use crate::model::{Adresse, Deltagerslags, Enhed, Faelles, Produktionsenhed};
use crate::noegler::{self, Findes, Term, ens, kontakt, ord};
use crate::opslag::Virksomhedsregister;
use grund::{Fejl, Fejlkode, graenser};
use std::collections::HashSet;

/// What is asked for. Everything that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Soegning {
    /// Each word begins a word of one name that it has or had.
    pub navn: Option<String>,
    /// The street, whole.
    pub vejnavn: Option<String>,
    /// The house number.
    pub husnr: Option<String>,
    /// Care of, whole.
    pub co: Option<String>,
    /// Postal code.
    pub postnr: Option<String>,
    /// The municipality's code.
    pub kommunekode: Option<String>,
    /// The region's code.
    pub regionskode: Option<String>,
    /// A telephone number, a fax number or a mail address, whole.
    pub kontakt: Option<String>,
    /// A main or further activity.
    pub branche: Option<String>,
    /// The first day lies between them, both included.
    pub start: (Option<Dag>, Option<Dag>),
    /// It has begun and not ceased.
    pub kun_aktive: bool,
    /// The interval of employment.
    pub ansatte: Option<char>,
    /// It does not want advertising, or does not mind.
    pub reklamebeskyttet: Option<bool>,
    /// Units: form of business.
    pub form: Option<u16>,
    /// Units: a creditor status.
    pub kreditorstatus: Option<u8>,
    /// Units: how many production units, both included.
    pub antal_produktionsenheder: Option<(usize, usize)>,
    /// Units: a participant's CPR number.
    pub cpr: Option<String>,
    /// Production units: whose.
    pub enhed: Option<u32>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fund {
    /// Numbers, at most as many as were asked for.
    pub numre: Vec<u64>,
    /// There are more.
    pub flere: bool,
}

/// Ranges of keys that together hold every hit.
type Drev = Vec<(Vec<u8>, Vec<u8>)>;

impl Soegning {
    /// Ranges for each criterion that has an index.
    fn drev(&self, art: Art) -> Vec<Drev> {
        let omraade = |term, vaerdi: &str, hel| {
            let b = noegler::begyndelse(art, term, vaerdi, hel);
            let slut = noegler::efter(&b);
            (b, slut)
        };
        let hel = |term, vaerdi: Option<String>| vaerdi.map(|v| vec![omraade(term, &v, true)]);
        let mut ud: Vec<Drev> = Vec::new();
        for o in self.navn.iter().flat_map(|n| ord(n)).filter(|o| o.chars().nth(1).is_some()) {
            ud.push(vec![omraade(Term::Navn, &o, false)]);
        }
        ud.extend(hel(Term::Vejnavn, self.vejnavn.as_deref().map(ens)));
        ud.extend(hel(Term::Co, self.co.as_deref().map(ens)));
        ud.extend(hel(Term::Postnr, self.postnr.clone()));
        ud.extend(hel(Term::Kommune, self.kommunekode.clone()));
        ud.extend(hel(Term::Kontakt, self.kontakt.as_deref().map(kontakt)));
        ud.extend(hel(Term::Branche, self.branche.clone()));
        if let Some(r) = &self.regionskode {
            ud.push(kommuner::i_region(r).map(|k| omraade(Term::Kommune, k, true)).collect());
        }
        let (fra, til) = self.start;
        if fra.is_some() || til.is_some() {
            let ende = |d: Option<Dag>, ellers: &str| d.map_or_else(|| ellers.to_owned(), |d| d.tal().to_string());
            let fra = noegler::begyndelse(art, Term::Start, &ende(fra, "0"), false);
            let slut = noegler::efter(&noegler::begyndelse(art, Term::Start, &ende(til, "9"), false));
            ud.push(vec![(fra, slut)]);
        }
        match art {
            Art::Enhed => {
                ud.extend(hel(Term::Form, self.form.map(|f| f.to_string())));
                ud.extend(hel(Term::Kreditor, self.kreditorstatus.map(|k| k.to_string())));
                ud.extend(hel(Term::Cpr, self.cpr.clone()));
            }
            Art::Produktionsenhed => ud.extend(hel(Term::Enhed, self.enhed.map(|c| c.to_string()))),
        }
        ud
    }

    fn passer(&self, f: &Faelles, dag: Dag) -> bool {
        let navn = self.navn.as_ref().is_none_or(|sagt| {
            let sagt = ord(sagt);
            !sagt.is_empty()
                && f.navn.0.iter().any(|g| {
                    let har = ord(&g.vaerdi);
                    sagt.iter().all(|s| har.iter().any(|h| h.starts_with(s.as_str())))
                })
        });
        let spurgt = [&self.vejnavn, &self.husnr, &self.co, &self.postnr, &self.kommunekode, &self.regionskode];
        let adresse =
            spurgt.iter().all(|s| s.is_none()) || f.adresse.vist(dag).is_some_and(|g| !g.vaerdi.beskyttet && self.adressen(&g.vaerdi));
        let kontakten = self.kontakt.as_ref().is_none_or(|k| {
            let k = kontakt(k);
            let mut alle = f.kontakt.values().filter_map(|h| h.vist(dag));
            alle.any(|g| !g.vaerdi.beskyttet && kontakt(&g.vaerdi.vaerdi) == k)
        });
        let branche = self.branche.as_ref().is_none_or(|b| {
            let mut alle = std::iter::once(&f.branche).chain(f.bibrancher.values());
            alle.any(|h| h.vist(dag).is_some_and(|g| g.vaerdi.kode == *b))
        });
        navn && adresse
            && kontakten
            && branche
            && self.start.0.is_none_or(|d| f.start >= d)
            && self.start.1.is_none_or(|d| f.start <= d)
            && (!self.kun_aktive || f.er_aktiv(dag))
            && self.ansatte.is_none_or(|i| f.ansatte.as_ref().is_some_and(|a| a.interval == i))
            && self.reklamebeskyttet.is_none_or(|r| r == f.reklamebeskyttet)
    }

    fn adressen(&self, a: &Adresse) -> bool {
        let ens_med =
            |sagt: &Option<String>, har: &Option<String>| sagt.as_deref().is_none_or(|s| har.as_deref().is_some_and(|h| ens(h) == ens(s)));
        ens_med(&self.vejnavn, &a.vejnavn)
            && ens_med(&self.husnr, &a.husnr)
            && ens_med(&self.co, &a.co)
            && ens_med(&self.postnr, &a.postnr)
            && ens_med(&self.kommunekode, &a.kommunekode)
            && self.regionskode.as_deref().is_none_or(|r| a.kommunekode.as_deref().is_some_and(|k| kommuner::region(k) == Some(r)))
    }
}

/// The criteria that only one kind has.
pub(crate) trait Soeges: Findes {
    fn faelles(&self) -> &Faelles;
    /// Those that are read from the unit alone.
    fn saerlige(&self, s: &Soegning, dag: Dag) -> bool;
    /// Those that must look further.
    fn videre(&self, r: &Virksomhedsregister, s: &Soegning, dag: Dag) -> impl Future<Output = Result<bool, Fejl>> + Send;
}

impl Soeges for Enhed {
    fn faelles(&self) -> &Faelles {
        &self.faelles
    }

    fn saerlige(&self, s: &Soegning, dag: Dag) -> bool {
        let er = |d: &Deltagerslags, cpr: &str| matches!(d, Deltagerslags::Person(Some(c)) if c == cpr);
        s.form.is_none_or(|k| self.form.vist(dag).is_some_and(|g| g.vaerdi.kode == k))
            && s.kreditorstatus.is_none_or(|k| self.kreditorstatus.iter().any(|g| g.paa(dag) && g.vaerdi.kode == k))
            && s.cpr.as_deref().is_none_or(|c| self.deltagere.iter().any(|g| g.paa(dag) && er(&g.vaerdi.slags, c)))
    }

    async fn videre(&self, r: &Virksomhedsregister, s: &Soegning, dag: Dag) -> Result<bool, Fejl> {
        let Some((fra, til)) = s.antal_produktionsenheder else { return Ok(true) };
        let antal = r.antal_produktionsenheder(self.cvr, dag, til.saturating_add(1).min(graenser::CVR_TILKNYTTEDE)).await?;
        Ok((fra..=til).contains(&antal))
    }
}

impl Soeges for Produktionsenhed {
    fn faelles(&self) -> &Faelles {
        &self.faelles
    }

    fn saerlige(&self, s: &Soegning, dag: Dag) -> bool {
        s.enhed.is_none_or(|c| self.enhed.vist(dag).is_some_and(|g| g.vaerdi == c))
    }

    async fn videre(&self, _: &Virksomhedsregister, _: &Soegning, _: Dag) -> Result<bool, Fejl> {
        Ok(true)
    }
}

impl Virksomhedsregister {
    /// Units that fit on that day, at most so many.
    ///
    /// # Errors
    /// `ForBredSoegning` without a criterion that has an index, or when too many units were looked at; those of the store.
    pub async fn soeg_enheder(&self, s: &Soegning, dag: Dag, hoejst: usize) -> Result<Fund, Fejl> {
        self.soeg::<Enhed>(s, dag, hoejst).await
    }

    /// Production units that fit on that day, at most so many.
    ///
    /// # Errors
    /// As [`Self::soeg_enheder`].
    pub async fn soeg_produktionsenheder(&self, s: &Soegning, dag: Dag, hoejst: usize) -> Result<Fund, Fejl> {
        self.soeg::<Produktionsenhed>(s, dag, hoejst).await
    }

    async fn soeg<T: Soeges>(&self, s: &Soegning, dag: Dag, hoejst: usize) -> Result<Fund, Fejl> {
        let hoejst = hoejst.clamp(1, graenser::CVR_FUND);
        let drev = self.sjaeldnest(s.drev(T::ART)).await?.ok_or_else(|| {
            Fejl::ny(Fejlkode::ForBredSoegning).ventet((
                "mindst ét af navn, adresse, kontaktoplysning, branche, virksomhedsform, startdato, kreditorstatus, deltager eller tilknyttet enhed",
                "at least one of name, address, contact, activity, business format, start date, creditor status, participant or affiliated unit",
            ))
        })?;
        let (mut fund, mut set, mut set_paa) = (Fund::default(), HashSet::new(), 0_usize);
        for (mut fra, til) in drev {
            loop {
                let raekker = self.lager.raekker(INDEKS, &fra, Some(&til), graenser::SIDE_MAKS).await?;
                let Some((sidste, _)) = raekker.last() else { break };
                fra = [sidste.as_slice(), &[0]].concat();
                for nummer in raekker.iter().filter_map(|(n, _)| noegler::nummer(n)) {
                    if !set.insert(nummer) {
                        continue;
                    }
                    set_paa += 1;
                    if set_paa > graenser::CVR_KANDIDATER {
                        return Err(
                            Fejl::ny(Fejlkode::ForBredSoegning).ventet(grund::sagt::hoejst(graenser::CVR_KANDIDATER, grund::sagt::FUND))
                        );
                    }
                    let Some(f) = self.laes::<T>(nummer).await? else { continue };
                    if !s.passer(f.enhed.faelles(), dag) || !f.enhed.saerlige(s, dag) || !f.enhed.videre(self, s, dag).await? {
                        continue;
                    }
                    if fund.numre.len() == hoejst {
                        fund.flere = true;
                        return Ok(fund);
                    }
                    fund.numre.push(nummer);
                }
            }
        }
        Ok(fund)
    }

    /// The one with the fewest keys, as far as they are counted.
    async fn sjaeldnest(&self, alle: Vec<Drev>) -> Result<Option<Drev>, Fejl> {
        let mut bedst: Option<(usize, Drev)> = None;
        for drev in alle {
            let mut antal = 0;
            for (fra, til) in &drev {
                let rest = graenser::CVR_TAEL.saturating_sub(antal);
                antal += if rest == 0 { 0 } else { self.lager.raekker(INDEKS, fra, Some(til), rest).await?.len() };
            }
            if bedst.as_ref().is_none_or(|(n, _)| antal < *n) {
                bedst = Some((antal, drev));
            }
        }
        Ok(bedst.map(|(_, d)| d))
    }
}
