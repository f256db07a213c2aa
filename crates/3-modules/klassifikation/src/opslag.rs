//! Looking up classes: KLE numbers with wildcards, and what a class is called.
use ::register::{Egenskabskriterium, Feltkrav, Moenster};
use grund::fejl::uddrag;
use grund::{Fejl, Fejlkode};

/// Field number of `brugervendtnoegle`: the KLE number of an emne.
pub const NUMMER: u16 = 1;
/// Field number of `titel`.
pub const TITEL: u16 = 3;

/// A KLE number in whole: `00`, `00.01` or `00.01.02` (KLE-01).
pub fn er_kle(tekst: &str) -> bool {
    let dele = tekst.split('.').collect::<Vec<_>>();
    (1..=3).contains(&dele.len()) && dele.iter().all(|d| d.len() == 2 && d.bytes().all(|c| c.is_ascii_digit()))
}

/// The beginning of a KLE number, cut at any character.
fn er_begyndelse(tekst: &str) -> bool {
    tekst.len() <= 8 && tekst.bytes().enumerate().all(|(i, c)| if i % 3 == 2 { c == b'.' } else { c.is_ascii_digit() })
}

/// The criterion for classes with that KLE number; `*` at the end stands for anything (I-18: `00.01*`).
///
/// # Errors
/// `UgyldigtMoenster` when the text is neither a number nor the beginning of one with `*` after it.
pub fn kle_kriterium(kle: &str) -> Result<Egenskabskriterium, Fejl> {
    let moenster = match kle.strip_suffix('*').map(|s| s.trim_end_matches('*')) {
        Some(start) if er_begyndelse(start) => format!("{start}%"),
        None if er_kle(kle) => kle.to_owned(),
        _ => {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster)
                .felt("kleNummer")
                .ventet(("xx, xx.xx, xx.xx.xx eller en begyndelse med * efter", "xx, xx.xx, xx.xx.xx, or a beginning with * after it"))
                .detalje(uddrag(kle)));
        }
    };
    Ok(Egenskabskriterium { felter: vec![(NUMMER, Feltkrav::Moenster(Moenster(moenster)))], virkning: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_table() {
        assert_eq!(crate::objekttyper::KLASSE.felt("brugervendtnoegle").map(|f| f.nr), Some(NUMMER));
        assert_eq!(crate::objekttyper::KLASSE.felt("titel").map(|f| f.nr), Some(TITEL));
    }

    #[test]
    fn i18_kle_with_wildcard() {
        let moenster = |t: &str| match kle_kriterium(t).map(|k| k.felter) {
            Ok(f) => match &f[0].1 {
                Feltkrav::Moenster(m) => Some(m.0.clone()),
                Feltkrav::Lig(_) | Feltkrav::Mellem(_) => None,
            },
            Err(_) => None,
        };
        for (ind, ud) in [
            ("00", "00"),
            ("00.01", "00.01"),
            ("04.05.00", "04.05.00"),
            ("00.01*", "00.01%"),
            ("00.0*", "00.0%"),
            ("00.01.*", "00.01.%"),
            ("*", "%"),
            ("00.01**", "00.01%"),
        ] {
            assert_eq!(moenster(ind).as_deref(), Some(ud), "{ind}");
        }
        for ind in ["", "0", "00.1", "00.01.001", "G01", "00*01", "00.01.%", "%"] {
            assert_eq!(moenster(ind), None, "{ind}");
        }
    }
}
