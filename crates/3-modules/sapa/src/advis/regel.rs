//! Groups and rules of advis. Which rule an event meets is pure.
use super::Advis;
use crate::raekker::{self, Art, noegle};
use crate::{Funktion, Kalder, Sapa};
use grund::{Cvr, Fejl, Fejlkode, Klasseinterval, UnikId, Uuid, graenser};
use serde::{Deserialize, Serialize};

/// Events of cases and grants that there are advis of (SAPA-20).
pub(super) const SAG_OPSTAAET: &str = "sag_opstaaet";
pub(super) const SAG_AFSLUTTET: &str = "sag_afsluttet";
pub(super) const BEVILLING_AKTIV: &str = "bevilling_aktiv";
pub(super) const BEVILLING_PASSIV: &str = "bevilling_passiv";
/// The event of CPR by that name follows this; `cpr:*` is every one (SAPA-21).
pub(super) const CPR: &str = "cpr:";
/// A reminder that somebody has written (SAPA-22).
pub(super) const PAAMINDELSE: &str = "paamindelse";

/// A group that is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advisgruppe {
    /// Its id; a new one where it is left out.
    #[serde(default)]
    pub id: Uuid,
    /// Its name.
    pub navn: String,
    /// Units and users that belong to it, by UUID or URN.
    pub modtagere: Vec<String>,
}

/// Whom a person's event concerns, seen from the party of the case (SAPA-21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Omhvem {
    /// The primary party herself.
    Person,
    /// A further party.
    AndenPart,
    /// The spouse of the primary party.
    Aegtefaelle,
    /// A child of the primary party.
    Barn,
}

/// A rule: which events of which cases a group is told of. What is left out is no limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advisregel {
    /// Its id; a new one where it is left out.
    #[serde(default)]
    pub id: Uuid,
    /// The group.
    pub gruppe: Uuid,
    /// Events: `sag_opstaaet`, `sag_afsluttet`, `bevilling_aktiv`, `bevilling_passiv`, `cpr:<name>`, `cpr:*`.
    pub haendelser: Vec<String>,
    /// KLE subjects of the case, with what is below them.
    #[serde(default)]
    pub kle: Vec<String>,
    /// The case's responsible units.
    #[serde(default)]
    pub enheder: Vec<String>,
    /// The party is at least so old.
    #[serde(default)]
    pub alder_fra: Option<u16>,
    /// The party is at most so old.
    #[serde(default)]
    pub alder_til: Option<u16>,
    /// Of events of persons: whom they concern; empty: the person herself.
    #[serde(default)]
    pub om: Vec<Omhvem>,
    /// Events of persons who live in the municipality or leave it, also without any case (generisk advis).
    #[serde(default)]
    pub generisk: bool,
}

/// What is known of an event when it is held against rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Emne {
    pub haendelse: String,
    /// KLE digits of the case.
    pub klasser: Vec<String>,
    pub enheder: Vec<UnikId>,
    pub alder: Option<u16>,
    pub om: Option<Omhvem>,
    /// There is a case.
    pub sag: bool,
}

impl Advisregel {
    /// The event meets the rule.
    pub(super) fn rammer(&self, e: &Emne) -> bool {
        let haendelse = |h: &String| *h == e.haendelse || (h == "cpr:*" && e.haendelse.starts_with(CPR));
        if !self.haendelser.iter().any(haendelse) {
            return false;
        }
        if let Some(om) = e.om
            && !(self.om.contains(&om) || (self.om.is_empty() && om == Omhvem::Person))
        {
            return false;
        }
        let alder = self.alder_fra.is_none() && self.alder_til.is_none();
        let alder = alder || e.alder.is_some_and(|a| self.alder_fra.is_none_or(|f| a >= f) && self.alder_til.is_none_or(|t| a <= t));
        if !e.sag {
            return self.generisk && alder;
        }
        let intervaller: Vec<Klasseinterval> = self.kle.iter().filter_map(|k| Klasseinterval::laes(k)).collect();
        let kle = self.kle.is_empty() || e.klasser.iter().any(|k| intervaller.iter().any(|i| i.indeholder(k)));
        let enhed = self.enheder.is_empty() || e.enheder.iter().any(|x| self.enheder.iter().any(|r| *r == x.to_string()));
        alder && kle && enhed
    }

    fn kontroller(&self) -> Result<(), Fejl> {
        if self.haendelser.is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("haendelser"));
        }
        let kendte = [SAG_OPSTAAET, SAG_AFSLUTTET, BEVILLING_AKTIV, BEVILLING_PASSIV];
        let er = |h: &String| kendte.contains(&h.as_str()) || h.strip_prefix(CPR).is_some_and(|n| !n.is_empty() && n.len() <= 50);
        if !self.haendelser.iter().all(er) {
            let tilladt = kendte.iter().copied().chain(["cpr:<hændelse>", "cpr:*"]);
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("haendelser").regel("SAPA-20").tilladt(tilladt));
        }
        if self.kle.iter().any(|k| Klasseinterval::laes(k).is_none()) {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt("kle").regel("C-40").ventet("32, 32.30, 32.30.*"));
        }
        let lister = [self.haendelser.len(), self.kle.len(), self.enheder.len(), self.om.len()];
        if lister.iter().any(|n| *n > graenser::SYNSKLASSER) {
            return Err(Fejl::ny(Fejlkode::ForMange).ventet(grund::sagt::hoejst(graenser::SYNSKLASSER, grund::sagt::STYK)));
        }
        if self.alder_fra.zip(self.alder_til).is_some_and(|(f, t)| f > t) {
            return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("alder_fra"));
        }
        Ok(())
    }
}

impl Advisgruppe {
    /// Units and users as references.
    pub fn referencer(&self) -> Vec<UnikId> {
        self.modtagere.iter().map(|m| grund::id::laes_uuid(m).map_or_else(|| UnikId::Urn(m.clone()), UnikId::Uuid)).collect()
    }
}

impl Sapa {
    /// The groups of an authority.
    pub(super) async fn alle_grupper(&self, myndighed: Cvr) -> Result<Vec<Advisgruppe>, Fejl> {
        raekker::begynder(self.register.lager().as_ref(), &noegle(myndighed, Art::Gruppe, &[]), graenser::SAPA_ADVISREGLER).await
    }

    /// The rules of an authority.
    pub(super) async fn alle_regler(&self, myndighed: Cvr) -> Result<Vec<Advisregel>, Fejl> {
        raekker::begynder(self.register.lager().as_ref(), &noegle(myndighed, Art::Regel, &[]), graenser::SAPA_ADVISREGLER).await
    }

    /// The groups that the user belongs to; all for those who set SAPA up.
    ///
    /// # Errors
    /// `IngenBrugerret`, and those of the store.
    pub async fn advisgrupper(&self, k: Kalder<'_>) -> Result<Vec<Advisgruppe>, Fejl> {
        if !k.retter.har(Funktion::Opsaet) {
            k.kraev(Funktion::Advis)?;
        }
        let mut alle = self.alle_grupper(k.kald.myndighed).await?;
        alle.retain(|g| k.retter.har(Funktion::Opsaet) || k.retter.er_blandt(&g.referencer()));
        alle.sort_by(|a, b| a.navn.cmp(&b.navn));
        Ok(alle)
    }

    /// Stores a group.
    ///
    /// # Errors
    /// `IngenBrugerret`, 10xx naming the field, and those of the store.
    pub async fn gem_advisgruppe(&self, k: Kalder<'_>, mut g: Advisgruppe) -> Result<Advisgruppe, Fejl> {
        k.kraev(Funktion::Opsaet)?;
        if g.navn.trim().is_empty() || g.modtagere.is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt(if g.modtagere.is_empty() { "modtagere" } else { "navn" }));
        }
        if g.navn.chars().count() > 100 {
            return Err(Fejl::ny(Fejlkode::ForLang).felt("navn").ventet(grund::sagt::hoejst(100, grund::sagt::TEGN)));
        }
        let alle = self.alle_grupper(k.kald.myndighed).await?;
        if g.id.is_nil() {
            plads(alle.len())?;
            g.id = self.ids.ny();
        } else if !alle.iter().any(|x| x.id == g.id) {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("id"));
        }
        self.gem_advis_raekke(k, Art::Gruppe, g.id, Some(raekker::bytes(&g)?)).await?;
        Ok(g)
    }

    /// The rules, for those who set SAPA up.
    ///
    /// # Errors
    /// `IngenBrugerret`, and those of the store.
    pub async fn advisregler(&self, k: Kalder<'_>) -> Result<Vec<Advisregel>, Fejl> {
        k.kraev(Funktion::Opsaet)?;
        self.alle_regler(k.kald.myndighed).await
    }

    /// Stores a rule; it holds for what happens from now on.
    ///
    /// # Errors
    /// `IngenBrugerret`, 10xx and 11xx naming the field, `FindesIkke` for a group or rule that is not there, and those of the store.
    pub async fn gem_advisregel(&self, k: Kalder<'_>, mut r: Advisregel) -> Result<Advisregel, Fejl> {
        k.kraev(Funktion::Opsaet)?;
        r.kontroller()?;
        if !self.alle_grupper(k.kald.myndighed).await?.iter().any(|g| g.id == r.gruppe) {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("gruppe"));
        }
        let alle = self.alle_regler(k.kald.myndighed).await?;
        if r.id.is_nil() {
            plads(alle.len())?;
            r.id = self.ids.ny();
        } else if !alle.iter().any(|x| x.id == r.id) {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("id"));
        }
        self.gem_advis_raekke(k, Art::Regel, r.id, Some(raekker::bytes(&r)?)).await?;
        Ok(r)
    }

    /// Removes a rule; what it has told stays.
    ///
    /// # Errors
    /// `IngenBrugerret`, `FindesIkke`, and those of the store.
    pub async fn slet_advisregel(&self, k: Kalder<'_>, id: Uuid) -> Result<(), Fejl> {
        k.kraev(Funktion::Opsaet)?;
        if !self.alle_regler(k.kald.myndighed).await?.iter().any(|x| x.id == id) {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("id"));
        }
        self.gem_advis_raekke(k, Art::Regel, id, None).await
    }

    /// Removes a group that no rule names and that has no open advis.
    ///
    /// # Errors
    /// `IngenBrugerret`, `FindesIkke`, `IBrug`, and those of the store.
    pub async fn slet_advisgruppe(&self, k: Kalder<'_>, id: Uuid) -> Result<(), Fejl> {
        k.kraev(Funktion::Opsaet)?;
        if !self.alle_grupper(k.kald.myndighed).await?.iter().any(|x| x.id == id) {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("id"));
        }
        let aabne = noegle(k.kald.myndighed, Art::Aabent, &[id.as_bytes()]);
        let brugt = self.alle_regler(k.kald.myndighed).await?.iter().any(|r| r.gruppe == id);
        if brugt || !raekker::noegler(self.register.lager().as_ref(), &aabne, &raekker::efter(&aabne), 1).await?.is_empty() {
            return Err(Fejl::ny(Fejlkode::IBrug).felt("id"));
        }
        self.gem_advis_raekke(k, Art::Gruppe, id, None).await
    }

    async fn gem_advis_raekke(&self, k: Kalder<'_>, art: Art, id: Uuid, vaerdi: Option<Vec<u8>>) -> Result<(), Fejl> {
        let hvor = noegle(k.kald.myndighed, art, &[id.as_bytes()]);
        raekker::skriv(self.register.lager().as_ref(), k.kald.nu, vec![raekker::skrives(hvor, vaerdi)]).await
    }
}

fn plads(antal: usize) -> Result<(), Fejl> {
    if antal < graenser::SAPA_ADVISREGLER {
        Ok(())
    } else {
        Err(Fejl::ny(Fejlkode::ForMange).ventet(grund::sagt::hoejst(graenser::SAPA_ADVISREGLER, grund::sagt::STYK)))
    }
}

/// The id of what a group is told of an event: the same event again is the same advis (SAPA-23).
pub(super) fn advis_id(gruppe: Uuid, haendelse: &str) -> Uuid {
    Uuid::new_v5(&gruppe, haendelse.as_bytes())
}

/// The keys under which an advis is found beside its id.
pub(super) fn steder(myndighed: Cvr, a: &Advis) -> Vec<Vec<u8>> {
    use super::Advistilstand::{Aaben, Faerdig};
    let (art, tid) = match a.tilstand {
        Aaben => (Art::Aabent, a.vises),
        Faerdig => (Art::Faerdigt, a.faerdig.unwrap_or(a.vises)),
    };
    let mut ud = vec![noegle(myndighed, art, &[a.gruppe.as_bytes(), &raekker::tid_bytes(tid), a.id.as_bytes()])];
    ud.extend(a.part.as_ref().map(|p| noegle(myndighed, Art::PartensAdvis, &[p.as_bytes(), &[0], a.id.as_bytes()])));
    ud
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn regel(haendelser: &[&str]) -> Advisregel {
        Advisregel {
            id: Uuid::nil(),
            gruppe: Uuid::nil(),
            haendelser: haendelser.iter().map(|h| (*h).to_owned()).collect(),
            kle: Vec::new(),
            enheder: Vec::new(),
            alder_fra: None,
            alder_til: None,
            om: Vec::new(),
            generisk: false,
        }
    }

    #[test]
    fn sapa20_a_rule_asks_for_event_subject_unit_and_age() {
        let enhed = Uuid::from_u128(7);
        let e = Emne {
            haendelse: SAG_OPSTAAET.into(),
            klasser: vec!["322404".into()],
            enheder: vec![UnikId::Uuid(enhed)],
            alder: Some(40),
            om: None,
            sag: true,
        };
        let r = || regel(&[SAG_OPSTAAET]);
        assert!(r().rammer(&e) && !regel(&[SAG_AFSLUTTET]).rammer(&e));
        for (kle, ja) in [("32.*", true), ("32.24", true), ("27", false)] {
            assert_eq!(Advisregel { kle: vec![kle.into()], ..r() }.rammer(&e), ja, "{kle}");
        }
        assert!(Advisregel { enheder: vec![enhed.to_string()], ..r() }.rammer(&e));
        assert!(!Advisregel { enheder: vec![Uuid::nil().to_string()], ..r() }.rammer(&e));
        for (fra, til, ja) in [(Some(40), Some(40), true), (Some(41), None, false), (None, Some(39), false), (None, Some(40), true)] {
            assert_eq!(Advisregel { alder_fra: fra, alder_til: til, ..r() }.rammer(&e), ja, "{fra:?} {til:?}");
        }
        let ukendt = Emne { alder: None, ..e.clone() };
        assert!(!Advisregel { alder_fra: Some(0), ..r() }.rammer(&ukendt), "who asks for an age is not told of somebody without one");
    }

    #[test]
    fn sapa21_an_event_of_a_person_is_told_for_whom_the_rule_asks_and_without_a_case_only_where_it_says_so() {
        let e = |om, sag| Emne { haendelse: "cpr:doed".into(), om: Some(om), sag, ..Emne::default() };
        let r = || regel(&["cpr:doed"]);
        assert!(
            r().rammer(&e(Omhvem::Person, true)) && !r().rammer(&e(Omhvem::Aegtefaelle, true)) && !r().rammer(&e(Omhvem::Person, false))
        );
        assert!(Advisregel { om: vec![Omhvem::Aegtefaelle], ..r() }.rammer(&e(Omhvem::Aegtefaelle, true)));
        assert!(Advisregel { generisk: true, ..r() }.rammer(&e(Omhvem::Person, false)));
        assert!(
            regel(&["cpr:*"]).rammer(&e(Omhvem::Person, true))
                && !regel(&["cpr:*"]).rammer(&Emne { haendelse: SAG_OPSTAAET.into(), sag: true, ..Emne::default() })
        );
    }

    #[test]
    fn sapa23_the_same_event_is_the_same_advis_in_each_group() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(advis_id(a, "sag/1/1"), advis_id(a, "sag/1/1"));
        assert!(advis_id(a, "sag/1/1") != advis_id(b, "sag/1/1") && advis_id(a, "sag/1/1") != advis_id(a, "sag/1/2"));
    }

    #[test]
    fn sapa20_a_rule_that_means_nothing_is_refused() {
        let kode = |r: Advisregel| r.kontroller().map_err(|f| f.kode());
        assert_eq!(kode(regel(&[SAG_OPSTAAET, "cpr:doed"])), Ok(()));
        assert_eq!(kode(regel(&[])), Err(Fejlkode::ManglerElement));
        assert_eq!(kode(regel(&["sag_slettet"])), Err(Fejlkode::UgyldigVaerdi));
        assert_eq!(kode(Advisregel { kle: vec!["x".into()], ..regel(&[SAG_OPSTAAET]) }), Err(Fejlkode::UgyldigtMoenster));
        assert_eq!(kode(Advisregel { alder_fra: Some(9), alder_til: Some(8), ..regel(&[SAG_OPSTAAET]) }), Err(Fejlkode::FraEfterTil));
    }
}
