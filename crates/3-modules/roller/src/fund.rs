//! What is wrong with an authority's roles, found by looking (JR-02): nothing is decided here.
use crate::afgoer;
use crate::bog::Bibliotek;
use crate::kontrol::brud;
use crate::modul::Roller;
use crate::typer::*;
use adgang::Kalder;
use adgang::personale::Medarbejder;
use grund::afgraensning::klassenummer;
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Tidspunkt, Uuid};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
const ENHED: &str = "http://sts.kombit.dk/constraints/orgenhed/1";
/// Microseconds of a day.
const DAG: i64 = 86_400_000_000;

/// Kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slags {
    /// The system's role takes restrictions, and the part has none.
    UdenAfgraensning,
    /// It opens a unit above all units in which those work who have it.
    BredereEndEnhed,
    /// It opens a unit in which none of those works who have it.
    FremmedEnhed,
    /// Two roles open the same.
    Ens,
    /// Its parts open several main groups of KLE.
    BlanderOmraader,
    /// Nobody has used it for months.
    Ubrugt,
    /// Nobody has it.
    IngenHar,
    /// Nobody answers for it, or who did has left.
    UdenAnsvarlig,
    /// It is given to somebody who has left, or is not known.
    Fratraadt,
    /// It is given in person to somebody whose unit has changed.
    Flyttet,
    /// Somebody has two roles that are to be kept apart.
    Konflikt,
}

impl Slags {
    /// The word in answers.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::UdenAfgraensning => "udenafgraensning",
            Self::BredereEndEnhed => "bredereendenhed",
            Self::FremmedEnhed => "fremmedenhed",
            Self::Ens => "ens",
            Self::BlanderOmraader => "blanderomraader",
            Self::Ubrugt => "ubrugt",
            Self::IngenHar => "ingenhar",
            Self::UdenAnsvarlig => "udenansvarlig",
            Self::Fratraadt => "fratraadt",
            Self::Flyttet => "flyttet",
            Self::Konflikt => "konflikt",
        }
    }
}

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fund {
    /// What kind.
    pub slags: Slags,
    /// The role.
    pub rolle: Option<Uuid>,
    /// The user.
    pub bruger: Option<Uuid>,
    /// The assignment.
    pub tildeling: Option<Uuid>,
    /// The finding as a sentence, in Danish.
    pub tekst: String,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Fundvalg {
    /// Months without use.
    pub maaneder: u32,
    /// Days in which a change of unit counts.
    pub dage: u32,
}

impl Default for Fundvalg {
    fn default() -> Self {
        Self { maaneder: 6, dage: 30 }
    }
}

impl Roller {
    /// Looks at every role, assignment and user of the authority.
    ///
    /// # Errors
    /// `IngenAdgang`, and those of the store.
    pub async fn fund(&self, kalder: &Kalder<'_>, cvr: Cvr, valg: Fundvalg) -> Result<Vec<Fund>, Fejl> {
        Self::maa(kalder, cvr)?;
        let nu = kalder.kald.nu;
        let (b, folk) = (self.bibliotek(&[cvr]).await?, self.personale.alle(cvr, nu).await?);
        let brugt = self.sidst_brugt(cvr).await?;
        let mut ud = Vec::new();
        let har = har(&b, cvr, &folk, nu);
        let Some(bog) = b.boeger.get(&cvr) else { return Ok(ud) };
        let mut roller: Vec<(Uuid, &Arc<Jobfunktionsrolle>)> = bog.roller.values().filter_map(|k| Some((k.uuid, k.paa(nu)?))).collect();
        roller.sort_by_key(|(u, _)| *u);
        let af_rolle = |slags, uuid: Uuid, tekst: String| Fund { slags, rolle: Some(uuid), bruger: None, tildeling: None, tekst };
        let aktive: BTreeSet<Uuid> = folk.iter().filter(|m| afgoer::udelukket(bog, m, nu).is_none()).map(|m| m.uuid).collect();
        for (nr, (uuid, r)) in roller.iter().enumerate() {
            let navn = &r.navn;
            for tekst in uden_afgraensning(&b, r, nu) {
                ud.push(af_rolle(Slags::UdenAfgraensning, *uuid, tekst));
            }
            let tom = Vec::new();
            let brugere = har.get(uuid).unwrap_or(&tom);
            ud.extend(enheder(*uuid, r, brugere, nu));
            if let Some((_, anden)) = roller.iter().skip(nr + 1).find(|(_, x)| x.dele == r.dele && x.delegerettil == r.delegerettil) {
                ud.push(af_rolle(Slags::Ens, *uuid, format!("{navn} åbner det samme som {}.", anden.navn)));
            }
            let grupper = hovedgrupper(r);
            if grupper.len() > 1 {
                let l: Vec<String> = grupper.into_iter().collect();
                ud.push(af_rolle(Slags::BlanderOmraader, *uuid, format!("{navn} åbner flere hovedgrupper: {}.", l.join(", "))));
            }
            if brugere.is_empty() && r.delegerettil.is_none() {
                ud.push(af_rolle(Slags::IngenHar, *uuid, format!("Ingen har {navn}.")));
            }
            let siden = bog.roller.get(uuid).and_then(|k| k.udgaver.iter().map(|u| u.periode.fra).min()).unwrap_or(nu);
            let graense = nu.plus_mikros(-i64::from(valg.maaneder).saturating_mul(30 * DAG));
            if !brugere.is_empty() && siden <= graense && brugt.get(uuid).is_none_or(|t| *t < graense) {
                ud.push(af_rolle(Slags::Ubrugt, *uuid, format!("{navn} er ikke brugt i {} måneder.", valg.maaneder)));
            }
            match r.ansvarlig {
                Some(a) if aktive.contains(&a) => {}
                Some(a) => ud.push(af_rolle(Slags::UdenAnsvarlig, *uuid, format!("Den ansvarlige for {navn} ({a}) er her ikke mere."))),
                None => ud.push(af_rolle(Slags::UdenAnsvarlig, *uuid, format!("Ingen er ansvarlig for {navn}."))),
            }
        }
        ud.extend(personlige(&b, cvr, &folk, &aktive, valg, nu));
        for m in &folk {
            ud.extend(brud(&b, cvr, m, nu).into_iter().map(|x| Fund {
                slags: Slags::Konflikt,
                rolle: Some(x.begge.0),
                bruger: Some(m.uuid),
                tildeling: None,
                tekst: format!("{} har to roller, som {} holder adskilt.", m.navn, x.navn),
            }));
        }
        ud.sort();
        Ok(ud)
    }

    /// Users whose units have changed in the time before, with the units that they came from and went to.
    ///
    /// # Errors
    /// `IngenAdgang`, and those of the store.
    pub async fn flyttede(&self, kalder: &Kalder<'_>, cvr: Cvr, fra: Tidspunkt) -> Result<Vec<(Medarbejder, Vec<Uuid>, Vec<Uuid>)>, Fejl> {
        Self::maa(kalder, cvr)?;
        let nu = kalder.kald.nu;
        let folk = self.personale.alle(cvr, nu).await?;
        Ok(folk.into_iter().filter_map(|m| flyttet(&m, fra, nu).map(|(a, b)| (m, a, b))).collect())
    }
}

/// Users by the role that they have.
fn har<'m>(b: &Bibliotek, cvr: Cvr, folk: &'m [Medarbejder], t: Tidspunkt) -> BTreeMap<Uuid, Vec<&'m Medarbejder>> {
    let mut ud: BTreeMap<Uuid, Vec<&Medarbejder>> = BTreeMap::new();
    for m in folk {
        for j in afgoer::roller(b, cvr, m, &[], t).roller.iter().filter(|j| j.ejer == cvr) {
            ud.entry(j.uuid).or_default().push(m);
        }
    }
    ud
}

fn uden_afgraensning(b: &Bibliotek, r: &Jobfunktionsrolle, t: Tidspunkt) -> Vec<String> {
    let en = |d: &Rolledel| {
        let s = b.systemroller.0.get(&d.rolle)?.paa(t)?;
        (!s.afgraensninger.is_empty() && d.afgraensninger.is_empty())
            .then(|| format!("{} giver {} uden nogen afgrænsning.", r.navn, s.navn))
    };
    r.dele.iter().filter_map(en).collect()
}

fn vaerdier<'r>(r: &'r Jobfunktionsrolle, slags: &'r str) -> impl Iterator<Item = &'r str> {
    let egne = r.dele.iter().flat_map(|d| &d.afgraensninger).filter(move |a| a.slags == slags && !a.dynamisk);
    egne.flat_map(|a| &a.vaerdier).map(String::as_str)
}

/// The main groups of KLE that the role opens; one that opens everything is not said to mix.
fn hovedgrupper(r: &Jobfunktionsrolle) -> BTreeSet<String> {
    let to = |v: &str| klassenummer(v.trim().trim_end_matches('*').trim_end_matches('.')).and_then(|k| k.get(..2).map(str::to_owned));
    vaerdier(r, KLE).filter_map(to).collect()
}

/// Units that a role opens, against the units of those who have it.
fn enheder(uuid: Uuid, r: &Jobfunktionsrolle, brugere: &[&Medarbejder], t: Tidspunkt) -> Vec<Fund> {
    let mut ud = Vec::new();
    if brugere.is_empty() {
        return ud;
    }
    // Of each place the units from it up.
    let stier: Vec<Vec<Uuid>> = brugere
        .iter()
        .flat_map(|m| {
            afgoer::pladser(m, t).map(|s| afgoer::opad(m, s.enhed, t).into_iter().filter_map(|sti| sti.last().copied()).collect())
        })
        .collect();
    let navn = |e: Uuid| brugere.iter().find_map(|m| m.enheder.navne.get(&e)).cloned().unwrap_or_else(|| e.to_string());
    let aabner: BTreeSet<Uuid> = vaerdier(r, ENHED).filter_map(laes_uuid).collect();
    for e in aabner {
        let fund = |slags, tekst: String| Fund { slags, rolle: Some(uuid), bruger: None, tildeling: None, tekst };
        let under = stier.iter().filter(|s| s.contains(&e)).count();
        let i = stier.iter().filter(|s| s.first() == Some(&e)).count();
        if under == 0 {
            ud.push(fund(Slags::FremmedEnhed, format!("{} åbner {}, hvor ingen af dem, der har den, arbejder.", r.navn, navn(e))));
        } else if i == 0 {
            ud.push(fund(Slags::BredereEndEnhed, format!("{} åbner {}; alle, der har den, arbejder under den.", r.navn, navn(e))));
        }
    }
    ud
}

/// The units before and now, if they differ; who had none before or has none now has not moved.
fn flyttet(m: &Medarbejder, fra: Tidspunkt, nu: Tidspunkt) -> Option<(Vec<Uuid>, Vec<Uuid>)> {
    let paa = |t| afgoer::pladser(m, t).map(|s| s.enhed).collect::<BTreeSet<Uuid>>();
    let (foer, efter) = (paa(fra), paa(nu));
    (!foer.is_empty() && !efter.is_empty() && foer != efter).then(|| (foer.into_iter().collect(), efter.into_iter().collect()))
}

fn personlige(b: &Bibliotek, cvr: Cvr, folk: &[Medarbejder], aktive: &BTreeSet<Uuid>, valg: Fundvalg, nu: Tidspunkt) -> Vec<Fund> {
    let Some(bog) = b.boeger.get(&cvr) else { return Vec::new() };
    let kendte: BTreeMap<Uuid, &Medarbejder> = folk.iter().map(|m| (m.uuid, m)).collect();
    let fra = nu.plus_mikros(-i64::from(valg.dage).saturating_mul(DAG));
    let mut ud = Vec::new();
    for k in bog.tildelinger.values() {
        let Some(x) = k.paa(nu).filter(|x| x.modtager == "bruger") else { continue };
        let Some(bruger) = x.reference else { continue };
        let navn = kendte.get(&bruger).map_or_else(|| bruger.to_string(), |m| m.navn.clone());
        let fund = |slags, tekst: String| Fund { slags, rolle: Some(x.rolle), bruger: Some(bruger), tildeling: Some(k.uuid), tekst };
        if !aktive.contains(&bruger) {
            ud.push(fund(Slags::Fratraadt, format!("{navn} er her ikke mere, men har rollen i eget navn.")));
        } else if kendte.get(&bruger).is_some_and(|m| flyttet(m, fra, nu).is_some()) {
            ud.push(fund(Slags::Flyttet, format!("{navn} har skiftet enhed, siden rollen blev givet i eget navn.")));
        }
    }
    ud
}
