//! What roles and assignments must keep before they are written.
use crate::afgoer;
use crate::bog::{Bibliotek, Kendt};
use crate::modul::Roller;
use crate::typer::*;
use adgang::Brugerret;
use adgang::personale::Medarbejder;
use grund::fejl::uddrag;
use grund::graenser::{ROLLE_DELE, ROLLE_VAERDIER};
use grund::id::laes_uuid;
use grund::tekst::kun_linje;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A name of one line with something in it.
pub(crate) fn linje(felt: &str, t: &str) -> Result<(), Fejl> {
    if t.trim().is_empty() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt(felt));
    }
    kun_linje(t).map_err(|f| f.felt(felt))
}

/// A URI of that kind (G-32).
pub(crate) fn uri(felt: &str, t: &str, led: &str) -> Result<(), Fejl> {
    let rigtig =
        (t.starts_with("http://") || t.starts_with("https://")) && t.contains(led) && !t.contains(|c: char| c.is_whitespace() || c == ',');
    if rigtig {
        return Ok(());
    }
    let form = format!("http://<domæne>{led}<navn>/1");
    Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(felt).regel("G-32").ventet((form.clone(), form)).detalje(uddrag(t)))
}

fn findes_ikke(felt: &str, hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::FindesIkke).felt(felt).detalje(uddrag(hvad))
}

impl Roller {
    /// A role's content against the systems' roles as they are at `fra`.
    pub(crate) fn kontroller_rolle(&self, b: &Bibliotek, ejer: Cvr, uuid: Uuid, r: &Jobfunktionsrolle, fra: Tidspunkt) -> Result<(), Fejl> {
        linje("navn", &r.navn)?;
        uri("entityid", &r.entityid, "/roles/jobrole/")?;
        let andre = b.boeger.get(&ejer).and_then(|bog| bog.med_entityid(&r.entityid, fra));
        if andre.is_some_and(|u| u != uuid) {
            return Err(Fejl::ny(Fejlkode::IBrug)
                .felt("entityid")
                .regel("G-32")
                .detalje(("en anden rolle har det", "another role has it")));
        }
        if let Some(c) = r.delegerettil
            && (c == ejer || !self.stamdata.kender_myndighed(c))
        {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                .felt("delegerettil")
                .regel("H-8")
                .ventet(("en anden myndighed, der er tilsluttet", "another authority that takes part")));
        }
        if r.dele.is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("dele").regel("G-41"));
        }
        if r.dele.len() > ROLLE_DELE {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("dele").ventet(grund::sagt::hoejst(ROLLE_DELE, grund::sagt::STYK)));
        }
        for (nr, d) in r.dele.iter().enumerate() {
            self.kontroller_del(b, d, fra).map_err(|f| f.under(&format!("dele[{nr}]")))?;
        }
        Ok(())
    }

    fn kontroller_del(&self, b: &Bibliotek, d: &Rolledel, fra: Tidspunkt) -> Result<(), Fejl> {
        let s = b.systemroller.0.get(&d.rolle).and_then(|k| k.paa(fra)).ok_or_else(|| findes_ikke("rolle", &d.rolle.to_string()))?;
        let mut set = BTreeSet::new();
        for (nr, a) in d.afgraensninger.iter().enumerate() {
            let under = |f: Fejl| f.under(&format!("afgraensninger[{nr}]"));
            if !s.afgraensninger.iter().any(|x| x.slags == a.slags) {
                let tilladte: Vec<&str> = s.afgraensninger.iter().map(|x| x.slags.as_str()).collect();
                return Err(under(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("type").regel("H-7").tilladt(tilladte)));
            }
            if !set.insert(&a.slags) {
                return Err(under(Fejl::ny(Fejlkode::GentagetReference).felt("type")));
            }
            self.kontroller_vaerdier(a).map_err(under)?;
        }
        match s.afgraensninger.iter().find(|x| x.kraevet && !set.contains(&x.slags)) {
            Some(x) => {
                Err(Fejl::ny(Fejlkode::ManglerElement).felt("afgraensninger").regel("H-7").ventet((x.slags.clone(), x.slags.clone())))
            }
            None => Ok(()),
        }
    }

    fn kontroller_vaerdier(&self, a: &Afgraensningsvaerdi) -> Result<(), Fejl> {
        if a.vaerdier.is_empty() || a.vaerdier.iter().any(|v| v.trim().is_empty()) {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("vaerdier"));
        }
        if a.vaerdier.len() > ROLLE_VAERDIER {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("vaerdier").ventet(grund::sagt::hoejst(ROLLE_VAERDIER, grund::sagt::STYK)));
        }
        // A comma parts the values in a token (G-33).
        if let Some(v) = a.vaerdier.iter().find(|v| v.contains(',')) {
            return Err(Fejl::ny(Fejlkode::UgyldigtTegn).felt("vaerdier").regel("G-33").detalje(uddrag(v)));
        }
        if a.dynamisk {
            return Ok(());
        }
        self.stamdata.vaerdier(&a.slags, &a.vaerdier)
    }

    /// An assignment's content; gives the role that it gives.
    pub(crate) fn kontroller_tildeling(
        b: &Bibliotek,
        cvr: Cvr,
        x: &Rolletildeling,
        nu: Tidspunkt,
    ) -> Result<Arc<Kendt<Jobfunktionsrolle>>, Fejl> {
        let ejer = x.rolleejer.unwrap_or(cvr);
        let fra = x.gyldigfra.map_or(nu, |f| f.max(nu));
        let rolle =
            b.boeger.get(&ejer).and_then(|bog| bog.roller.get(&x.rolle)).ok_or_else(|| findes_ikke("rolle", &x.rolle.to_string()))?;
        let r = rolle.paa(fra).ok_or_else(|| findes_ikke("rolle", &x.rolle.to_string()))?;
        if ejer != cvr && r.delegerettil != Some(cvr) {
            // That there is such a role is not for others to know.
            return Err(findes_ikke("rolle", &x.rolle.to_string()).regel("H-8"));
        }
        let titel = x.modtager == "titel";
        match (titel, x.reference, x.titel.trim().is_empty()) {
            (true, None, false) | (false, Some(_), true) => {}
            (true, ..) => {
                return Err(Fejl::ny(Fejlkode::ManglerElement)
                    .felt("titel")
                    .ventet(("en titel og ingen reference", "a title and no reference")));
            }
            (false, ..) => {
                return Err(Fejl::ny(Fejlkode::ManglerElement)
                    .felt("reference")
                    .ventet(("en reference og ingen titel", "a reference and no title")));
            }
        }
        if x.underenheder && x.modtager != "enhed" {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("underenheder").ventet(("kun for en enhed", "for a unit only")));
        }
        if x.gyldigfra.zip(x.gyldigtil).is_some_and(|(f, t)| f >= t) {
            return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("gyldigtil"));
        }
        match x.undtagelser.iter().find(|u| laes_uuid(u).is_none()) {
            Some(u) => Err(Fejl::ny(Fejlkode::UgyldigUuid).felt("undtagelser").detalje(uddrag(u))),
            None => Ok(rolle.clone()),
        }
    }
}

/// A rule that a user breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Brud {
    /// The user.
    pub bruger: Uuid,
    /// The rule.
    pub regel: Uuid,
    /// Its name.
    pub navn: String,
    /// The two that nobody may have at once: a role of each set.
    pub begge: (Uuid, Uuid),
}

/// What the user has that separation of duties forbids to have together, then. A rule names job function roles or system roles.
pub fn brud(b: &Bibliotek, cvr: Cvr, m: &Medarbejder, t: Tidspunkt) -> Vec<Brud> {
    let Some(bog) = b.boeger.get(&cvr) else { return Vec::new() };
    let regler: Vec<(Uuid, &Konfliktregel)> = bog.konflikter.iter().filter_map(|(u, k)| Some((*u, &**k.paa(t)?))).collect();
    if regler.is_empty() {
        return Vec::new();
    }
    let e = afgoer::roller(b, cvr, m, &[], t);
    let har: BTreeSet<Uuid> = e.roller.iter().flat_map(|j| j.rolle.dele.iter().map(|d| d.rolle).chain([j.uuid])).collect();
    let blandt = |l: &[String]| l.iter().filter_map(|u| laes_uuid(u)).find(|u| har.contains(u));
    let mut ud: Vec<Brud> = regler
        .into_iter()
        .filter_map(|(u, r)| Some(Brud { bruger: m.uuid, regel: u, navn: r.navn.clone(), begge: (blandt(&r.a)?, blandt(&r.b)?) }))
        .collect();
    ud.sort();
    ud
}

/// Rights by what they open: sets of values by authority and role of a system.
pub(crate) type Noegler = BTreeMap<(Cvr, String), BTreeSet<BTreeMap<String, Vec<String>>>>;

/// Rights, for comparing two states of the world.
pub(crate) fn noegler(retter: &[Brugerret]) -> Noegler {
    let mut ud = Noegler::new();
    for r in retter {
        ud.entry((r.myndighed, r.rolle.clone())).or_default().insert(r.afgraensninger.clone());
    }
    ud
}
