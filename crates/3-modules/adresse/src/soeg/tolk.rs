//! What somebody who types an address may mean: which of the words are the road's name, and which are house number, floor, door, postal code and town. A text
//! has several readings, the most likely first.
use super::fold;
use crate::laes::Husnr;
use crate::vej::Etage;

/// The word that may be a house number at the latest: names of roads have a handful of words.
const HUSNUMMER_SENEST: usize = 12;

/// A reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tolkning {
    /// The road's name, folded.
    pub(crate) vej: String,
    /// The house number; a number that is still typed is the beginning of others.
    pub(crate) husnr: Option<(Husnr, bool)>,
    /// The floor; the same.
    pub(crate) etage: Option<(Etage, bool)>,
    /// The beginning of the door.
    pub(crate) doer: Option<String>,
    /// The beginning of the postal code.
    pub(crate) postnr: Option<String>,
    /// Beginnings of words of the town's name.
    pub(crate) byord: Vec<String>,
}

/// A word of what was typed.
#[derive(Clone, Debug)]
struct Ord {
    /// Folded.
    tekst: String,
    /// The caret stands at its end: it may go on.
    aaben: bool,
    /// It is the first after a comma.
    efter_komma: bool,
}

/// `caret`: the caret's place in UTF-16, as browsers count; `None` is the end.
fn ordene(q: &str, caret: Option<usize>) -> Vec<Ord> {
    let (mut ud, mut sted) = (Vec::new(), 0);
    let slut = q.encode_utf16().count();
    let caret = caret.unwrap_or(slut).min(slut);
    for (nr, del) in q.split(',').enumerate() {
        let (mut foerste, mut her) = (nr > 0, sted);
        for stykke in del.split_inclusive(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '´' | '`')) {
            let bogstaver = stykke.trim_end_matches(|c: char| !c.is_alphanumeric());
            let ende = her + bogstaver.encode_utf16().count();
            for o in fold::ord(stykke) {
                ud.push(Ord { tekst: o, aaben: ende == caret, efter_komma: std::mem::take(&mut foerste) });
            }
            her += stykke.encode_utf16().count();
        }
        sted += del.encode_utf16().count() + 1;
    }
    ud
}

fn husnummer(o: &Ord, naeste: Option<&Ord>) -> Option<(Husnr, bool, usize)> {
    let nr = Husnr::laes(&o.tekst)?;
    // "39 B": a letter of its own.
    if nr.bogstav == 0
        && let Some(n) = naeste.filter(|n| !n.efter_komma && n.tekst.len() == 1 && n.tekst.bytes().all(|b| b.is_ascii_alphabetic()))
    {
        return Husnr::laes(&format!("{}{}", o.tekst, n.tekst)).map(|h| (h, n.aaben, 2));
    }
    Some((nr, o.aaben, 1))
}

/// The readings, the most likely first.
pub(crate) fn tolk(q: &str, caret: Option<usize>) -> Vec<Tolkning> {
    let ord = ordene(q, caret);
    let mut ud = Vec::new();
    let komma = ord.iter().position(|o| o.efter_komma).unwrap_or(ord.len());
    let vej = |til: usize| ord.get(..til).unwrap_or_default().iter().map(|o| o.tekst.as_str()).collect::<Vec<_>>().join(" ");
    for i in 1..komma.min(HUSNUMMER_SENEST) {
        let Some(o) = ord.get(i) else { break };
        if let Some((nr, aaben, brugt)) = husnummer(o, ord.get(i + 1)) {
            let foran = Tolkning { vej: vej(i), husnr: Some((nr, aaben)), ..Tolkning::default() };
            rest(&foran, ord.get(i + brugt..).unwrap_or_default(), &mut ud);
        }
    }
    // No house number: what follows the name is a postal code or a town.
    let slut = (1..komma).find(|i| ord.get(*i).is_some_and(|o| er_postnr(&o.tekst))).unwrap_or(komma);
    let foran = Tolkning { vej: vej(slut), ..Tolkning::default() };
    uden_etage(&foran, ord.get(slut..).unwrap_or_default(), &mut ud);
    ud
}

fn er_postnr(t: &str) -> bool {
    t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit())
}

/// What follows a house number, with and without a floor.
fn rest(foran: &Tolkning, ord: &[Ord], ud: &mut Vec<Tolkning>) {
    uden_etage(foran, ord, ud);
    let Some((foerste, efter)) = ord.split_first() else { return };
    if let Some(etage) = Etage::laes(&foerste.tekst).filter(|e| e.0 > 0) {
        let t = Tolkning { etage: Some((etage, foerste.aaben)), ..foran.clone() };
        match efter.split_first() {
            Some((d, efter)) if !d.efter_komma && er_doer(&d.tekst) => {
                uden_etage(&Tolkning { doer: Some(d.tekst.clone()), ..t }, efter, ud)
            }
            _ => uden_etage(&t, efter, ud),
        }
    } else if matches!(foerste.tekst.as_str(), "th" | "tv" | "mf") {
        uden_etage(&Tolkning { doer: Some(foerste.tekst.clone()), ..foran.clone() }, efter, ud);
    }
}

fn er_doer(t: &str) -> bool {
    matches!(t, "t" | "m" | "th" | "tv" | "mf") || (t.len() <= 4 && !er_postnr(t) && t.bytes().any(|b| b.is_ascii_digit()))
}

/// Postal code and town.
fn uden_etage(foran: &Tolkning, ord: &[Ord], ud: &mut Vec<Tolkning>) {
    let mut t = foran.clone();
    for o in ord {
        let cifre = o.tekst.bytes().all(|b| b.is_ascii_digit());
        if cifre && t.postnr.is_none() && (o.tekst.len() == 4 || (o.aaben && o.tekst.len() < 4)) {
            t.postnr = Some(o.tekst.clone());
        } else if cifre {
            // A number that is nothing of an address.
            return;
        } else {
            t.byord.push(o.tekst.clone());
        }
    }
    ud.push(t);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn som(t: &Tolkning) -> String {
        let husnr = t.husnr.map_or(String::new(), |(h, a)| format!("{h}{}", if a { "*" } else { "" }));
        let etage = t.etage.map_or(String::new(), |(e, a)| format!("{e}{}", if a { "*" } else { "" }));
        let (doer, postnr) = (t.doer.clone().unwrap_or_default(), t.postnr.clone().unwrap_or_default());
        format!("{}|{husnr}|{etage}|{doer}|{postnr}|{}", t.vej, t.byord.join(" "))
    }

    #[test]
    fn words_are_read_as_parts_of_an_address() {
        for (q, ventet) in [
            ("Skeev", "skeev|||||"),
            ("Skeevej 39", "skeevej|39*||||"),
            ("Skeevej 39 B", "skeevej|39B*||||"),
            ("Skeevej 39B, 1. th, Skee, 4370 Store Merløse", "skeevej|39B|1|th|4370|skee store merloese"),
            ("skeevej 39b st tv", "skeevej|39B|st|tv||"),
            ("10. Februar Vej 5", "10 februar vej|5*||||"),
            ("Rentemestervej 4, 24", "rentemestervej|4|||24|"),
            ("Rentemestervej 4, 24", "rentemestervej|4|24*|||"),
            ("Skeevej 4370 Store", "skeevej||||4370|store"),
            ("Vej 3 12", "vej 3|12*||||"),
            ("Hestehaven 12 2 201", "hestehaven|12|2|201||"),
            ("Annasvej 10 th", "annasvej|10||th||"),
        ] {
            let t = tolk(q, None);
            assert!(t.iter().any(|t| som(t) == ventet), "{q}: {:#?}", t.iter().map(som).collect::<Vec<_>>());
        }
        assert!(tolk("", None).iter().all(|t| t.vej.is_empty()));
    }

    #[test]
    fn the_word_at_the_caret_may_go_on() {
        // As the widget sends it after a house number was chosen and a floor begun: the caret stands after "1".
        let q = "Skeevej 39B, 1, Skee, 4370 Store Merløse";
        let t = tolk(q, Some(14));
        assert!(t.iter().any(|t| som(t) == "skeevej|39B|1*||4370|skee store merloese"), "{:?}", t.iter().map(som).collect::<Vec<_>>());
        let t = tolk("Skeevej 39B, , Skee, 4370 Store Merløse", Some(13));
        assert!(t.iter().any(|t| som(t) == "skeevej|39B|||4370|skee store merloese"), "{:?}", t.iter().map(som).collect::<Vec<_>>());
        assert_eq!(som(&tolk("Åvej 1", Some(6))[0]), "aavej|1*||||");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_readings_and_few(q in "[A-Za-zæøå0-9 ,.']{0,60}", caret in 0usize..80) {
            let t = tolk(&q, Some(caret));
            proptest::prop_assert!(t.len() <= 64);
        }
    }
}
