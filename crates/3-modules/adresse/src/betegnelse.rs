//! An address as one line, in the form that the register writes: `Skeevej 39B, 1. th, Skee, 4370 Store Merløse`.
use crate::laes::Husnr;
use crate::vej::Etage;

/// The parts of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dele<'a> {
    pub(crate) vejnavn: &'a str,
    pub(crate) husnr: Husnr,
    pub(crate) by: &'a str,
    pub(crate) postnr: u16,
    pub(crate) postnavn: &'a str,
}

/// Takes a line apart; `None` for one of another form. `med_etage`: the second part is floor and door.
pub(crate) fn del(tekst: &str, med_etage: bool) -> Option<Dele<'_>> {
    let dele: Vec<&str> = tekst.split(", ").collect();
    let (foerste, rest) = dele.split_first()?;
    let (sidste, midte) = rest.split_last()?;
    let (vejnavn, husnr) = foerste.rsplit_once(' ')?;
    let (postnr, postnavn) = sidste.split_once(' ')?;
    let by = match (midte, med_etage) {
        ([], false) | ([_], true) => "",
        ([by], false) | ([_, by], true) => by,
        _ => return None,
    };
    let postnr = postnr.parse().ok().filter(|n| (1..=9_999).contains(n) && postnr.len() == 4)?;
    Some(Dele { vejnavn, husnr: Husnr::laes(husnr)?, by, postnr, postnavn })
}

/// Floor and door: `2. th`, `st.`, `th`.
pub(crate) fn etage_og_doer(etage: Etage, doer: &str) -> String {
    match (etage.0, doer) {
        (0, d) => d.to_owned(),
        (_, "") => format!("{etage}."),
        (_, d) => format!("{etage}. {d}"),
    }
}

/// The parts with `skel` between them; empty ones are left out.
pub(crate) fn saml(dele: &[&str], skel: &str) -> String {
    dele.iter().filter(|d| !d.is_empty()).copied().collect::<Vec<_>>().join(skel)
}

/// Postal code and name; empty where none is known.
pub(crate) fn post(postnr: u16, navn: &str) -> String {
    if postnr == 0 { String::new() } else { format!("{postnr:04} {navn}").trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_register_is_taken_apart_and_put_together() {
        for (t, med_etage, by) in [
            ("Skeevej 39B, 1. th, Skee, 4370 Store Merløse", true, "Skee"),
            ("Ridehusgade 49, 2. th, 5000 Odense C", true, ""),
            ("Annasvej 10, 2690 Karlslunde", false, ""),
            ("Christian X's Vej 3, Bolbro, 5200 Odense V", false, "Bolbro"),
        ] {
            let d = del(t, med_etage).unwrap_or_else(|| panic!("{t}"));
            assert_eq!(d.by, by);
            let foerste = format!("{} {}", d.vejnavn, d.husnr);
            let etage = if med_etage { t.split(", ").nth(1).unwrap() } else { "" };
            assert_eq!(saml(&[&foerste, etage, d.by, &post(d.postnr, d.postnavn)], ", "), t);
        }
        for t in ["", "Annasvej, 2690 Karlslunde", "Annasvej 10", "Annasvej 10, x, y, z, 2690 K", "Annasvej 10, 26 K"] {
            assert_eq!((del(t, false), del(t, true)), (None, None), "{t}");
        }
        assert_eq!(etage_og_doer(Etage::laes("st").unwrap(), ""), "st.");
    }
}
