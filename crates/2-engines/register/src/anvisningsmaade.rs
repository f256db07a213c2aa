//! What is done about the findings of a lint when something is written (C-2): nothing, told, or refused. The mode is the authority's, and is
//! looked up in memory at each write. It is held here, beneath the wires, so that none of them can forget it.
use crate::anvisning::Fund;
use crate::kommando::{Handling, Kommando};
use crate::model::Registrering;
use crate::objekttype::Objekttype;
use crate::register::Register;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, UnikId, graenser};
use std::fmt::Write as _;
use std::sync::Arc;

/// The guide of an object type as code.
#[derive(Clone, Copy, Debug)]
pub struct Lint {
    /// What the guide has against a registration.
    pub efterproev: fn(&Objekttype, &Registrering) -> Vec<Fund>,
    /// The it-system that the registration comes from, as it says itself.
    pub master: fn(&Registrering) -> Option<&UnikId>,
}

/// What is done about findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anvisningsmaade {
    /// They are not looked for (C-2).
    #[default]
    Fra,
    /// They are told to the sender; the object is stored.
    Advar,
    /// The object is refused.
    Afvis,
}

impl Anvisningsmaade {
    /// All of them.
    pub const ALLE: [Self; 3] = [Self::Fra, Self::Advar, Self::Afvis];

    /// The word in options, in the JSON API and in the store.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Fra => "fra",
            Self::Advar => "advar",
            Self::Afvis => "afvis",
        }
    }

    /// From the word.
    pub fn fra_navn(navn: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|m| m.navn() == navn)
    }
}

/// The mode of an authority. It is asked at each write, so it must not wait.
pub type Anvisningsvalg = Arc<dyn Fn(Cvr) -> Anvisningsmaade + Send + Sync>;

impl Register {
    /// The same register, which holds what is written against the guides.
    pub fn med_anvisninger(mut self, valg: Anvisningsvalg) -> Self {
        self.anvisninger = Some(valg);
        self
    }

    /// Looks at the registration that a command results in, also where it only says again what is there: the same message gets the same
    /// answer. What is made passive or deleted keeps its content and is not looked at.
    ///
    /// # Errors
    /// `BryderAnvisning` with every finding, where the authority refuses.
    pub(crate) fn efterproev(&self, kald: &Kaldekontekst, kommando: &Kommando, r: &Registrering) -> Result<Vec<Fund>, Fejl> {
        let (Some(valg), Some(lint)) = (&self.anvisninger, kommando.objekttype.anvisninger) else { return Ok(Vec::new()) };
        let maade = valg(kald.myndighed);
        if maade == Anvisningsmaade::Fra || matches!(kommando.handling, Handling::Passiver | Handling::Slet) {
            return Ok(Vec::new());
        }
        let fund = (lint.efterproev)(kommando.objekttype, r);
        if maade == Anvisningsmaade::Afvis && !fund.is_empty() {
            // The call may be a batch that goes well otherwise: the log shall know of what was refused in it.
            kald.spor.skriv(|s| s.fejl = Some(Fejlkode::BryderAnvisning));
            return Err(Fejl::ny(Fejlkode::BryderAnvisning).regel("C-2").detalje(fundtekst(&fund)));
        }
        Ok(fund)
    }
}

/// The findings as one text, in Danish: rule, field, value, remedy. Beyond a limit only their number is told.
pub fn fundtekst(fund: &[Fund]) -> String {
    let mut ud = String::new();
    for f in fund.iter().take(graenser::ANVISNINGSFUND) {
        if !ud.is_empty() {
            ud.push_str("; ");
        }
        let vaerdi = if f.vaerdi.is_empty() { "(tom)" } else { &f.vaerdi };
        let _ = write!(ud, "{}, felt {}, værdi {vaerdi}: {}", f.regel, f.felt, f.raad);
    }
    let flere = fund.len().saturating_sub(graenser::ANVISNINGSFUND);
    if flere > 0 {
        let _ = write!(ud, "; og {flere} fund mere");
    }
    ud
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kommando::Indhold;
    use crate::proevetyper::TING;
    use crate::register::proever::{kald, koer, kommando, navn, register};

    fn med(maade: Anvisningsmaade) -> Register {
        register().med_anvisninger(Arc::new(move |_| maade))
    }

    #[test]
    fn c2_off_tells_nothing_warn_tells_and_stores_reject_stores_nothing() {
        koer(async {
            for (maade, antal) in [(Anvisningsmaade::Fra, 0), (Anvisningsmaade::Advar, 1)] {
                let k = med(maade).udfoer(&kald(1), kommando(1, Handling::Opret, navn(0, 99, "forkert"))).await.unwrap();
                assert_eq!((k.aendret, k.fund.len()), (true, antal), "{maade:?}");
            }
            let r = med(Anvisningsmaade::Afvis);
            let fejl = r.udfoer(&kald(1), kommando(1, Handling::Opret, navn(0, 99, "forkert"))).await.unwrap_err();
            assert_eq!((fejl.kode(), fejl.post().statuskode), (Fejlkode::BryderAnvisning, 40));
            let igen = kald(1);
            r.udfoer(&igen, kommando(1, Handling::Opret, navn(0, 99, "forkert"))).await.unwrap_err();
            assert_eq!(igen.spor.indhold().fejl, Some(Fejlkode::BryderAnvisning));
            assert!(fejl.dansk().contains("T-2, felt egenskaber[1]/brugervendtnoegle, værdi forkert: Skriv noget andet."), "{fejl}");
            assert_eq!(r.lager().status().await.unwrap().objekter, 0);
            assert!(r.udfoer(&kald(2), kommando(1, Handling::Opret, navn(0, 99, "rigtig"))).await.unwrap().fund.is_empty());
        });
    }

    #[test]
    fn c2_the_merged_registration_counts_and_saying_it_again_answers_the_same() {
        koer(async {
            let r = register();
            r.udfoer(&kald(1), kommando(1, Handling::Importer, navn(0, 99, "forkert"))).await.unwrap();
            let r = r.med_anvisninger(Arc::new(|_| Anvisningsmaade::Advar));
            for _ in 0..2 {
                let k = r.udfoer(&kald(2), kommando(1, Handling::Ret, Indhold::default())).await.unwrap();
                assert_eq!(k.fund.len(), 1);
            }
            let slettet = r.udfoer(&kald(3), kommando(1, Handling::Slet, Indhold::default())).await.unwrap();
            assert!(slettet.fund.is_empty());
        });
    }

    #[test]
    fn many_findings_are_told_up_to_a_limit() {
        let f = Fund { regel: "T-2", felt: "a".into(), vaerdi: String::new(), raad: "Ret det.".into() };
        let tekst = fundtekst(&vec![f; graenser::ANVISNINGSFUND + 3]);
        assert!(tekst.starts_with("T-2, felt a, værdi (tom): Ret det.; ") && tekst.ends_with("; og 3 fund mere"), "{tekst}");
        assert!(TING.anvisninger.is_some());
    }
}
