//! What a user may in SAPA: the municipality composes its job function roles of these, each with its own data restrictions (SAPA-11). There are no ready-made roles.
use adgang::Brugersvar;
use grund::afgraensning::Dimensioner;
use grund::spor::{Afslag, Mangel};
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Synsmaerke, UnikId, Uuid};
use serde::Serialize;
use std::sync::Arc;

macro_rules! funktioner {
    ($($(#[$doc:meta])* $id:ident $navn:literal $tekst:literal;)*) => {
        /// A role of the user-facing system SAPA.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Funktion { $($(#[$doc])* $id),* }

        impl Funktion {
            /// All of them.
            pub const ALLE: &'static [Self] = &[$(Self::$id),*];

            /// Its entity id, which a job function role names.
            pub const fn uri(self) -> &'static str {
                match self { $(Self::$id => concat!("http://sapa.samspil.dk/roles/usersystemrole/", $navn, "/1")),* }
            }

            /// What it lets do, in Danish.
            pub const fn tekst(self) -> &'static str {
                match self { $(Self::$id => $tekst),* }
            }

            /// Of that entity id.
            pub fn af_uri(uri: &str) -> Option<Self> {
                Self::ALLE.iter().copied().find(|f| f.uri() == uri)
            }
        }
    };
}

funktioner! {
    /// Look parties up and see cases, documents and journal notes.
    Overblik "overblik" "Slå parter op og se sager, dokumenter og journalnotater";
    /// See grants and payments.
    Ydelser "ydelser" "Se bevillinger og udbetalinger";
    /// See a protected name and address at once (SAPA-07).
    BeskyttetStraks "beskyttet-straks" "Se beskyttet navn og adresse straks";
    /// See a protected name and address after a click that is logged (SAPA-07).
    BeskyttetKlik "beskyttet-klik" "Se beskyttet navn og adresse efter et klik, der logges";
    /// See what Udbetaling Danmark shows (UDK-loven § 8; SAPA-09).
    Udk "udk" "Se Udbetaling Danmarks ydelser";
    /// Write journal notes (SAPA-04).
    Notat "notat" "Skrive journalnotater på sager";
    /// Write and end bemærkninger (SAPA-08).
    Bemaerkning "bemaerkning" "Skrive og afslutte bemærkninger";
    /// See and handle advis (SAPA-20 … SAPA-22).
    Advis "advis" "Se og behandle advis";
    /// Set SAPA up: views, headings, rules of advis (SAPA-13).
    Opsaet "opsaet" "Sætte SAPA op: visninger, overskrifter og regler for advis";
}

/// What one user may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brugerretter {
    /// Everything: the open mode, and commands on the machine.
    alt: bool,
    retter: Vec<(Funktion, Option<Afgraensning>)>,
    /// The user, the units it works in and those above them, its organisation.
    identiteter: Vec<UnikId>,
    /// Its name.
    pub navn: String,
}

impl Brugerretter {
    /// Everything.
    pub fn alt() -> Self {
        Self { alt: true, ..Self::default() }
    }

    /// What the roles say of one authority's data. A role whose restrictions the registers can't hold opens nothing there.
    pub fn af(svar: &Brugersvar, myndighed: Cvr) -> Self {
        let egne = svar.retter.iter().filter(|r| r.myndighed == myndighed);
        let profil = Some(svar.identiteter.clone());
        let med = |a: &Afgraensning| Afgraensning { profil: profil.clone(), ..a.clone() };
        let en = |r: &adgang::Brugerret| {
            let omraade = r.omraade.as_ref().filter(|a| !a.er_tom()).map(med);
            Funktion::af_uri(&r.rolle).map(|f| (f, omraade))
        };
        Self { alt: false, retter: egne.filter_map(en).collect(), identiteter: svar.identiteter.clone(), navn: svar.navn.clone() }
    }

    /// Of parts, for whoever knows the user otherwise.
    pub fn ny(retter: Vec<(Funktion, Option<Afgraensning>)>, identiteter: Vec<UnikId>, navn: impl Into<String>) -> Self {
        Self { alt: false, retter, identiteter, navn: navn.into() }
    }

    /// May do that.
    pub fn har(&self, f: Funktion) -> bool {
        self.alt || self.retter.iter().any(|(x, _)| *x == f)
    }

    /// The functions, each once.
    pub fn funktioner(&self) -> Vec<Funktion> {
        Funktion::ALLE.iter().copied().filter(|f| self.har(*f)).collect()
    }

    /// One of the references names the user, or a unit that it works in or below; everybody in the open mode.
    pub fn er_blandt(&self, modtagere: &[UnikId]) -> bool {
        self.alt || modtagere.iter().any(|m| self.identiteter.contains(m))
    }

    fn omraader(&self, f: Funktion) -> Option<Vec<Afgraensning>> {
        if self.alt {
            return None;
        }
        let egne = self.retter.iter().filter(|(x, _)| *x == f).filter_map(|(_, a)| a.clone());
        Some(egne.collect())
    }
}

/// Who calls: the call, and what its user may.
#[derive(Clone, Copy, Debug)]
pub struct Kalder<'k> {
    /// The call.
    pub kald: &'k Kaldekontekst,
    /// The user's functions.
    pub retter: &'k Brugerretter,
}

impl Kalder<'_> {
    /// Refuses who lacks the function, and notes what is missing for those entitled to know.
    ///
    /// # Errors
    /// `IngenBrugerret`, naming the role.
    pub fn kraev(&self, f: Funktion) -> Result<(), Fejl> {
        self.kald.kraev(crate::tjenester::SERVICE, Ret::Laes)?;
        if self.retter.har(f) {
            return Ok(());
        }
        let forklaring = format!("Brugeren har ikke rollen »{}« i SAPA.", f.tekst());
        let raad = "Tildel brugeren en jobfunktionsrolle, der omfatter rollen.";
        let detaljer = vec![("rolle", f.uri().to_owned())];
        self.kald.spor.afslag(Fejlkode::IngenBrugerret, Afslag { mangler: Mangel::Rolle, forklaring, detaljer, raad });
        Err(Fejl::ny(Fejlkode::IngenBrugerret).regel("SAPA-11").tilladt([f.uri()]))
    }

    /// The call as it reads by that function: within the system's restrictions, and the user's of that role alone (SAPA-05).
    pub fn som(&self, f: Funktion) -> Kaldekontekst {
        Kaldekontekst { brugers: self.retter.omraader(f).map(Arc::new), ..self.kald.clone() }
    }

    /// The user's id, as it stands in what the user writes.
    pub fn bruger(&self) -> &UnikId {
        &self.kald.bruger
    }

    /// The user's UUID; nil in the open mode without one.
    pub fn bruger_uuid(&self) -> Uuid {
        self.kald.bruger.uuid().unwrap_or_default()
    }
}

/// What a call sees of parts within objects, each held whole against one alternative (C-43): the register decides of the objects.
pub(crate) struct Dele(Option<Vec<Afgraensning>>);

impl Dele {
    pub(crate) fn af(kald: &Kaldekontekst, service: &str) -> Self {
        let (system, bruger) = (kald.retter.omraader(service, Ret::Laes), kald.brugers.as_deref().cloned());
        Self(match (system, bruger) {
            (None, None) => None,
            (Some(a), None) | (None, Some(a)) => Some(a),
            (Some(a), Some(b)) => Some(a.iter().flat_map(|a| b.iter().filter_map(|b| a.snit(b))).collect()),
        })
    }

    pub(crate) fn ser(&self, ejer: Cvr, m: &Synsmaerke) -> bool {
        let d = Dimensioner { klasse: true, niveau: true, system: true, ..Dimensioner::INGEN };
        let en = |a: &Afgraensning| a.ejere.as_ref().is_none_or(|e| e.contains(&ejer)) && a.tillader(d, m);
        self.0.as_ref().is_none_or(|l| l.iter().any(en))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use grund::{Klasseinterval, Tidspunkt};

    #[test]
    fn sapa11_a_role_is_its_functions_each_with_its_own_restrictions() {
        let klasse = |t: &str| Some(Afgraensning { klasser: Some(vec![Klasseinterval::laes(t).unwrap()]), ..Afgraensning::FRI });
        let retter = vec![(Funktion::Overblik, klasse("32.*")), (Funktion::Advis, klasse("27.*")), (Funktion::Ydelser, None)];
        let r = Brugerretter::ny(retter, Vec::new(), "Anna");
        let kald = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::nil()), Tidspunkt::fra_mikros(0), Uuid::nil());
        let k = Kalder { kald: &kald, retter: &r };
        let klasser = |f| k.som(f).brugers.unwrap().iter().filter_map(|a| a.klasser.clone()).flatten().map(|i| i.fra).collect::<Vec<_>>();
        assert_eq!((klasser(Funktion::Overblik), klasser(Funktion::Advis)), (vec!["32".to_owned()], vec!["27".to_owned()]));
        assert!(k.som(Funktion::Ydelser).brugers.unwrap().is_empty(), "what the registers can't hold opens nothing");
        assert_eq!(k.kraev(Funktion::Notat).unwrap_err().kode(), Fejlkode::IngenBrugerret);
        assert!(k.kraev(Funktion::Overblik).is_ok() && k.som(Funktion::Overblik).retter.har("sapa", Ret::Laes));
        assert_eq!(kald.spor.indhold().afslag.unwrap().detaljer[0].1, Funktion::Notat.uri());
        assert!(Funktion::ALLE.iter().all(|f| Funktion::af_uri(f.uri()) == Some(*f)));
    }
}
