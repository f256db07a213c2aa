//! The services, a row each: where they are, what stands behind them, and their operations with what carries them out.
use crate::kald::{Kald, Udfoer};
use crate::svar::Form;
use crate::{aarsopgoerelse, ferie, forskud, kontrol, sygesikring};
use serde_json::Value;
use serviceplatform::Sptjeneste;
use serviceplatform::tjenester::skat as sp;

/// Where a service of ours describes itself.
pub(crate) const BESKRIVELSE: &str = "/openapi.json";

/// A service.
pub(crate) struct Tjeneste {
    /// What stands behind it.
    pub raekke: &'static Sptjeneste,
    /// Where it is, as text; without a slash at the end.
    pub rod: &'static str,
    /// Whose contract it has.
    pub form: Form,
    /// What its answers hold, for the description of a contract of ours; empty for a published one.
    pub skema: fn() -> Vec<(&'static str, Value)>,
    /// Its operations.
    pub operationer: &'static [Operation],
}

/// An operation.
pub(crate) struct Operation {
    /// The last part of its address.
    pub navn: &'static str,
    /// Its parameters.
    pub parametre: &'static [Parameter],
    /// What it answers, for descriptions.
    pub om: &'static str,
    /// What carries it out.
    pub udfoer: Udfoer,
}

/// A parameter of the address.
pub(crate) struct Parameter {
    /// Its name.
    pub navn: &'static str,
    /// It must be there.
    pub kraevet: bool,
    /// It may be there several times.
    pub liste: bool,
    /// It holds CPR numbers.
    pub cpr: bool,
    /// What it says, for descriptions.
    pub om: &'static str,
}

const fn p(navn: &'static str, om: &'static str) -> Parameter {
    Parameter { navn, kraevet: false, liste: false, cpr: false, om }
}
const fn kraevet(navn: &'static str, om: &'static str) -> Parameter {
    Parameter { kraevet: true, ..p(navn, om) }
}
const fn liste(navn: &'static str, om: &'static str) -> Parameter {
    Parameter { liste: true, ..kraevet(navn, om) }
}
const fn personer(navn: &'static str) -> Parameter {
    Parameter { cpr: true, ..liste(navn, "CPR numbers.") }
}
/// One CPR number.
const CPR: Parameter = Parameter { cpr: true, ..kraevet("cpr", "The person's CPR number, ten digits.") };

/// Carries an operation out.
macro_rules! udfoer {
    ($f:path) => {
        |kald: Kald| Box::pin($f(kald))
    };
}

/// Every service of this wire.
pub(crate) static TJENESTER: &[Tjeneste] = &[
    Tjeneste {
        raekke: &sp::AARSOPGOERELSE,
        rod: "/service/DUPLA_1",
        form: Form::Dupla,
        skema: Vec::new,
        operationer: &[Operation {
            navn: "Årsopgørelse",
            parametre: &[
                personer("PersonCPRNummer"),
                liste("IndkomstÅr", "Income years."),
                p("SelvstændigVirksomhedOverskudFra", "Only who had that profit of a business, or more."),
                p("SelvstændigVirksomhedOverskudTil", "Only who had that profit of a business, or less."),
                p("ÅrsopgørelseGyldigFra", "Only assessments that hold after that day."),
                p("ÅrsopgørelseGyldigTil", "Only assessments that hold before that day."),
                p("UdstillingRegistreringFra", "Only what was registered from then."),
                p("UdstillingRegistreringTil", "Only what was registered until then."),
                p("Side", "The page, from 1."),
                p("Sidestørrelse", "Persons on a page."),
            ],
            om: "Tax assessments.",
            udfoer: udfoer!(aarsopgoerelse::hent),
        }],
    },
    Tjeneste {
        raekke: &sp::FORSKUD,
        rod: "/service/DUPLAForskudsopgørelser_1",
        form: Form::Dupla,
        skema: Vec::new,
        operationer: &[Operation {
            navn: "Forskudsopgørelse",
            parametre: &[
                personer("PersonCPRNummer"),
                liste("IndkomstÅr", "Income years."),
                p("ForskudsopgørelseGyldigTidspunkt", "Only the assessment that holds then."),
                p("UdstillingRegistreringFra", "Only what was registered from then."),
                p("UdstillingRegistreringTil", "Only what was registered until then."),
            ],
            om: "Preliminary tax assessments.",
            udfoer: udfoer!(forskud::hent),
        }],
    },
    Tjeneste {
        raekke: &sp::KONTROL,
        rod: "/service/DUPLAKontroloplysninger_1",
        form: Form::Dupla,
        skema: Vec::new,
        operationer: &[
            Operation {
                navn: "personkontroloplysninger",
                parametre: &[personer("PersonCPRNummer"), kraevet("KontrolOplysningRapportIndkomstÅr", "The income year.")],
                om: "What others have reported of persons.",
                udfoer: udfoer!(kontrol::personer),
            },
            Operation {
                navn: "virksomhedskontroloplysninger",
                parametre: &[liste("VirksomhedSENummer", "SE numbers."), kraevet("KontrolOplysningRapportIndkomstÅr", "The income year.")],
                om: "What was reported by and of companies.",
                udfoer: udfoer!(kontrol::virksomheder),
            },
        ],
    },
    Tjeneste {
        raekke: &sp::FERIEKONTO,
        rod: "/feriekonto/v1",
        form: Form::Egen,
        skema: ferie::skema,
        operationer: &[Operation {
            navn: "ferie",
            parametre: &[CPR],
            om: "Holiday of the newest holiday years: days earned, taken and left, and holiday pay.",
            udfoer: udfoer!(ferie::hent),
        }],
    },
    Tjeneste {
        raekke: &sp::SYGESIKRING,
        rod: "/sygesikring/v1",
        form: Form::Egen,
        skema: sygesikring::skema,
        operationer: &[Operation {
            navn: "sikring",
            parametre: &[CPR],
            om: "Health insurance: group, doctor and card.",
            udfoer: udfoer!(sygesikring::hent),
        }],
    },
];

/// An address as text: percent signs are read, and letters are composed.
fn tekst(sti: &str) -> String {
    let mut ud = Vec::with_capacity(sti.len());
    let mut rest = sti.as_bytes();
    while let Some((b, efter)) = rest.split_first() {
        let hex = |h: &[u8]| std::str::from_utf8(h).ok().and_then(|h| u8::from_str_radix(h, 16).ok());
        match efter.get(..2).filter(|_| *b == b'%').and_then(hex) {
            Some(skrevet) => {
                ud.push(skrevet);
                rest = efter.get(2..).unwrap_or_default();
            }
            None => {
                ud.push(*b);
                rest = efter;
            }
        }
    }
    grund::tekst::nfc(&String::from_utf8_lossy(&ud)).into_owned()
}

/// How clients write an address that has letters outside ASCII: in either case of the hexadecimal digits, or as they are.
pub(crate) fn stavemaader(sti: &str) -> Vec<String> {
    let kodet = |form: fn(u8) -> String| -> String {
        sti.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { form(b) }).collect()
    };
    let mut ud = vec![kodet(|b| format!("%{b:02X}")), kodet(|b| format!("%{b:02x}")), sti.to_owned()];
    ud.dedup();
    ud
}

/// The service at an address.
fn paa(sti: &str) -> Option<(&'static Tjeneste, String)> {
    let sti = tekst(sti);
    let fundet = TJENESTER.iter().find_map(|t| Some((t, sti.strip_prefix(t.rod)?.strip_prefix('/')?.to_owned())));
    fundet.map(|(t, rest)| (t, rest.trim_end_matches('/').to_owned()))
}

/// The service of access control behind an address of this wire.
pub fn service(sti: &str) -> Option<&'static str> {
    paa(sti).map(|(t, _)| t.raekke.adgang.service())
}

/// Whether the address is a description that everybody may read.
pub fn er_beskrivelse(sti: &str) -> bool {
    paa(sti).is_some_and(|(t, rest)| t.form == Form::Egen && BESKRIVELSE.strip_prefix('/') == Some(rest.as_str()))
}

/// An address of the service with that entity id, for lists of what there is.
pub fn adresse(entity_id: &str) -> Option<String> {
    let t = TJENESTER.iter().find(|t| t.raekke.adgang.entity_id == entity_id)?;
    let foerste = t.operationer.first()?;
    stavemaader(&format!("{}/{}", t.rod, foerste.navn)).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_however_it_is_written() {
        for sti in [
            "/service/DUPLAForskudsopg%C3%B8relser_1/Forskudsopg%C3%B8relse",
            "/service/DUPLAForskudsopg%c3%b8relser_1/Forskudsopg%c3%b8relse/",
            "/service/DUPLAForskudsopgørelser_1/Forskudsopgørelse",
        ] {
            assert_eq!(service(sti), Some("dupla_forskud"), "{sti}");
        }
        // A with a ring above, as two characters.
        assert_eq!(paa("/service/DUPLA_1/A%CC%8Arsopg%C3%B8relse").unwrap().1, "Årsopgørelse");
        for sti in ["/service/DUPLA_1", "/service/DUPLA_12/x", "/feriekonto/v2/ferie", "/", "/service/DUPLA_1%2", "/%"] {
            assert_eq!(service(sti), None, "{sti}");
        }
        assert!(er_beskrivelse("/feriekonto/v1/openapi.json") && er_beskrivelse("/sygesikring/v1/openapi.json/"));
        assert!(!er_beskrivelse("/feriekonto/v1/ferie") && !er_beskrivelse("/service/DUPLA_1/openapi.json"));
        assert_eq!(adresse(sp::FERIEKONTO.adgang.entity_id).as_deref(), Some("/feriekonto/v1/ferie"));
        assert_eq!(adresse(sp::AARSOPGOERELSE.adgang.entity_id).as_deref(), Some("/service/DUPLA_1/%C3%85rsopg%C3%B8relse"));
    }
}
