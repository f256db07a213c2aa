//! The table of life cycle transitions.
use crate::kommando::{Flettemaade, Handling};
use crate::model::Livscyklus;
use grund::{Fejl, Fejlkode};

/// What a permitted operation does with the content, and the code that it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overgang {
    /// The command's content is the whole content.
    Forfra(Livscyklus),
    /// The command's content is merged with the previous one.
    Flet(Livscyklus),
    /// The previous content stays.
    Behold(Livscyklus),
    /// Nothing to do.
    Uaendret,
}

/// LoRA's DELETE may be repeated (B-3); a repeated STS slet is refused.
pub(super) fn find(forrige: Option<Livscyklus>, handling: Handling, maade: Flettemaade) -> Result<Overgang, Fejl> {
    use Livscyklus::*;
    use Overgang::*;
    let ukendt = || Fejl::ny(Fejlkode::FindesIkke);
    let findes = |regel| Fejl::ny(Fejlkode::FindesAllerede).regel(regel);
    let ulovlig = |kode: Livscyklus, tilladt: &[&str]| {
        Fejl::ny(Fejlkode::UlovligOvergang)
            .regel("A-21")
            .tilladt(tilladt)
            .detalje((format!("objektet er {0}", kode.navn()), format!("the object is {0}", kode.navn())))
    };
    match (handling, forrige) {
        (Handling::Opret, None) => Ok(Forfra(Opstaaet)),
        (Handling::Opret, Some(_)) => Err(findes("A-30")),
        (Handling::Indlaes, _) => Ok(Forfra(Importeret)),
        (Handling::Importer, Some(k)) if k.er_levende() => Err(findes("A-31")),
        (Handling::Importer | Handling::Erstat, None) | (Handling::Importer, Some(_)) => Ok(Forfra(Importeret)),
        (Handling::Erstat, Some(k)) if k.er_levende() => Ok(Forfra(Rettet)),
        (Handling::Erstat, Some(_)) => Ok(Flet(Importeret)),
        (Handling::Ret | Handling::Passiver | Handling::Slet, None) => Err(ukendt()),
        (Handling::Ret, Some(k)) if k.er_levende() => Ok(Flet(Rettet)),
        (Handling::Passiver, Some(k)) if k.er_levende() => Ok(Behold(Passiveret)),
        (Handling::Ret | Handling::Passiver, Some(Passiveret)) => Err(ulovlig(Passiveret, &["importer", "slet"])),
        (Handling::Ret | Handling::Passiver, Some(k)) => Err(ulovlig(k, &["importer"])),
        (Handling::Slet, Some(Slettet)) => match maade {
            Flettemaade::Lora => Ok(Uaendret),
            Flettemaade::Sts => Err(ulovlig(Slettet, &["importer"])),
        },
        (Handling::Slet, Some(_)) => Ok(Behold(Slettet)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a21_every_transition() {
        use Handling::*;
        use Livscyklus::*;
        let kode = |f, h| match find(f, h, Flettemaade::Sts) {
            Ok(Overgang::Forfra(k) | Overgang::Flet(k) | Overgang::Behold(k)) => Ok(k),
            Ok(Overgang::Uaendret) => panic!("not in STS"),
            Err(f) => Err(f.kode()),
        };
        for levende in [Opstaaet, Importeret, Rettet] {
            let f = Some(levende);
            assert_eq!(kode(f, Opret), Err(Fejlkode::FindesAllerede));
            assert_eq!(kode(f, Importer), Err(Fejlkode::FindesAllerede));
            assert_eq!(kode(f, Erstat), Ok(Rettet));
            assert_eq!(kode(f, Ret), Ok(Rettet));
            assert_eq!(kode(f, Passiver), Ok(Passiveret));
            assert_eq!(kode(f, Slet), Ok(Slettet));
        }
        for doed in [Passiveret, Slettet] {
            let f = Some(doed);
            assert_eq!(kode(f, Opret), Err(Fejlkode::FindesAllerede));
            assert_eq!(kode(f, Importer), Ok(Importeret));
            assert_eq!(kode(f, Erstat), Ok(Importeret));
            assert_eq!(kode(f, Ret), Err(Fejlkode::UlovligOvergang));
            assert_eq!(kode(f, Passiver), Err(Fejlkode::UlovligOvergang));
        }
        assert_eq!(kode(Some(Passiveret), Slet), Ok(Slettet));
        assert_eq!(kode(Some(Slettet), Slet), Err(Fejlkode::UlovligOvergang));
        for h in [Ret, Passiver, Slet] {
            assert_eq!(kode(None, h), Err(Fejlkode::FindesIkke));
        }
    }

    #[test]
    fn a22_refusals_of_the_life_cycle_are_49() {
        let f = find(Some(Livscyklus::Passiveret), Handling::Ret, Flettemaade::Sts).unwrap_err();
        assert_eq!(f.post().statuskode, 49);
        let f = find(Some(Livscyklus::Rettet), Handling::Importer, Flettemaade::Sts).unwrap_err();
        assert_eq!(f.post().statuskode, 49);
    }

    #[test]
    fn b3_delete_may_be_repeated_in_lora() {
        assert_eq!(find(Some(Livscyklus::Slettet), Handling::Slet, Flettemaade::Lora).unwrap(), Overgang::Uaendret);
    }
}
