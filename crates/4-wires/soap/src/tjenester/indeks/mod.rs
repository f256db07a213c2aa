//! What the combined services of the indexes share: SagDokumentIndeks (SF1470) and YdelseIndeks (SF1490). Which object types a message speaks
//! of, is said by the contract's tables; what differs between the two services is their lists of [`Plads`].
pub mod fremsoeg;
pub mod personer;
pub mod skriv;
pub mod sortering;
pub mod udtryk;
pub mod vis;

use super::Kald;
use grund::Fejl;
use register::Objekttype;

/// How one object type appears in the answers and filters of its service.
#[derive(Debug)]
pub struct Plads {
    /// The object type.
    pub objekttype: &'static Objekttype,
    /// What Antal calls it.
    pub antal: &'static str,
    /// Prefix of its elements in Filter and Sortering: `Sag` in `SagVis`.
    pub praefiks: &'static str,
    /// Values of Vis, and the part of the object that each shows.
    pub vis: &'static [(&'static str, vis::Del)],
    /// Values of Element in Sortering, and what each orders by.
    pub sortering: &'static [(&'static str, sortering::Noegle)],
    /// Values of Inkluder, and the relation that is followed.
    pub inkluder: &'static [(&'static str, &'static str)],
    /// What Antal calls the parts that are counted within objects, and the relation (and the field in it, or 0) that holds them.
    pub dele: Option<(&'static str, &'static str, u16)>,
}

/// The object type of that name.
fn typen(kald: Kald<'_>, navn: Option<&str>) -> Result<&'static Objekttype, Fejl> {
    let navn = navn.unwrap_or_default();
    kald.tilstand.register.typer().navn(navn).ok_or_else(|| Fejl::intern(format!("no object type {navn}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tjenester::{Kontrakt, sf1470, sf1490};
    use kontrakt::{Element, Type};

    fn inde(e: &Element, sti: &[&str]) -> &'static Element {
        let [foerste, rest @ ..] = sti else { panic!("no path") };
        let b = e.barn(foerste).and_then(|p| p.element()).unwrap_or_else(|| panic!("{} has no {foerste}", e.navn));
        if rest.is_empty() { b } else { inde(b, rest) }
    }

    fn koder(e: &Element) -> Vec<&'static str> {
        let Type::Simpel(s) = e.slags else { panic!("{} has no values", e.navn) };
        let mut ud = s.facetter.koder.to_vec();
        ud.sort_unstable();
        ud
    }

    fn navne<T>(tabel: &[(&'static str, T)]) -> Vec<&'static str> {
        let mut ud: Vec<_> = tabel.iter().map(|(n, _)| *n).collect();
        ud.sort_unstable();
        ud
    }

    #[test]
    fn c32_c33_the_tables_have_every_value_that_the_contract_allows() {
        let begge: [(&Kontrakt, &[Plads]); 2] = [(&sf1470::SAGDOKUMENTINDEKS, sf1470::PLADSER), (&sf1490::YDELSEINDEKS, sf1490::PLADSER)];
        for (kontrakt, pladser) in begge {
            let o = kontrakt.operation("fremsoeg").unwrap();
            let mut antal: Vec<&str> = pladser.iter().flat_map(|p| [Some(p.antal), p.dele.map(|d| d.0)]).flatten().collect();
            antal.sort_unstable();
            assert_eq!(antal, koder(inde(o.ud, &["Antal", "Element"])));
            for p in pladser {
                let navn = |slags: &str| format!("{}{slags}", p.praefiks);
                assert_eq!(navne(p.sortering), koder(inde(o.ind, &["Sortering", &navn("Sortering"), "Element"])), "{}", p.praefiks);
                assert_eq!(navne(p.vis), koder(inde(o.ind, &["Filter", &navn("Vis"), "Vis"])), "{}", p.praefiks);
                assert_eq!(navne(p.inkluder), koder(inde(o.ind, &["Filter", &navn("Inkluder")])), "{}", p.praefiks);
                for (element, n) in p.sortering {
                    let findes = match n {
                        sortering::Noegle::Felt(f) | sortering::Noegle::Foelsomhed(f) => p.objekttype.felt(f).is_some(),
                        sortering::Noegle::Relationsfelt(r, f) => {
                            p.objekttype.relation(r).is_some_and(|r| r.felter.iter().any(|x| x.navn == *f))
                        }
                        _ => true,
                    };
                    assert!(findes, "{element} orders by something that {} does not have", p.objekttype.navn);
                }
            }
        }
    }
}
