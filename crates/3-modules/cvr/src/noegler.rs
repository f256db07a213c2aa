//! What units are found by. A term is a letter and a value; its rows lie side by side, in order of the units' numbers.
use crate::lagret::{Art, Lagres};
use crate::model::{Adresse, Deltagerslags, Enhed, Faelles, Produktionsenhed};
use grund::tekst::nfc;
use std::collections::BTreeSet;

/// Bytes of a value in a key; longer ones are cut, and what they find is held against the whole.
const VAERDI_BYTES: usize = 60;

/// The terms. Stored letters, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Term {
    /// A word of a name.
    Navn = b'n',
    /// A street.
    Vejnavn = b'v',
    /// A postal code.
    Postnr = b'p',
    /// A municipality's code.
    Kommune = b'k',
    /// Care of.
    Co = b'o',
    /// Telephone, fax, mail.
    Kontakt = b't',
    /// An activity.
    Branche = b'b',
    /// A form of business.
    Form = b'f',
    /// The first day.
    Start = b's',
    /// A creditor status.
    Kreditor = b'c',
    /// The CPR number of a participant.
    Cpr = b'd',
    /// The unit that a production unit belongs to.
    Enhed = b'e',
}

/// The words of a text in small letters.
pub(crate) fn ord(tekst: &str) -> Vec<String> {
    let lille = nfc(tekst).to_lowercase();
    lille.split(|c: char| !c.is_alphanumeric()).filter(|o| !o.is_empty()).map(str::to_owned).collect()
}

/// A text as it is compared: small letters, blanks once.
pub(crate) fn ens(tekst: &str) -> String {
    nfc(tekst).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A telephone number or a mail address as it is compared.
pub(crate) fn kontakt(tekst: &str) -> String {
    let t: String = nfc(tekst).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    t.strip_prefix("+45").map(str::to_owned).unwrap_or(t)
}

fn klippet(vaerdi: &str) -> &[u8] {
    let mut n = vaerdi.len().min(VAERDI_BYTES);
    while !vaerdi.is_char_boundary(n) {
        n -= 1;
    }
    vaerdi.as_bytes().get(..n).unwrap_or_default()
}

/// The beginning of the keys of a value; without an end, of every value that begins so.
pub(crate) fn begyndelse(art: Art, term: Term, vaerdi: &str, hel: bool) -> Vec<u8> {
    let mut ud = vec![art.bogstav(), term as u8];
    ud.extend(klippet(vaerdi));
    // A value that was cut has none either: the rest of it is not known.
    if hel && vaerdi.len() <= VAERDI_BYTES {
        ud.push(0);
    }
    ud
}

/// The key of a value and a unit.
pub(crate) fn noegle(art: Art, term: Term, vaerdi: &str, nummer: u64) -> Vec<u8> {
    let mut ud = vec![art.bogstav(), term as u8];
    ud.extend(klippet(vaerdi));
    ud.push(0);
    ud.extend(nummer.to_be_bytes());
    ud
}

/// The unit at the end of a key.
pub(crate) fn nummer(noegle: &[u8]) -> Option<u64> {
    noegle.last_chunk().map(|b| u64::from_be_bytes(*b))
}

/// The first key after all that begin so.
pub(crate) fn efter(begyndelse: &[u8]) -> Vec<u8> {
    let mut ud = begyndelse.to_vec();
    while let Some(b) = ud.pop() {
        if b < u8::MAX {
            ud.push(b + 1);
            break;
        }
    }
    ud
}

/// Has terms.
pub(crate) trait Findes: Lagres {
    fn termer(&self) -> BTreeSet<(Term, String)>;

    /// Its keys.
    fn noegler(&self) -> BTreeSet<Vec<u8>> {
        self.termer().into_iter().map(|(t, v)| noegle(Self::ART, t, &v, self.nummer())).collect()
    }
}

fn adresse(a: &Adresse, ud: &mut BTreeSet<(Term, String)>) {
    // Nobody is found by what is protected.
    if a.beskyttet {
        return;
    }
    let dele = [
        (Term::Vejnavn, a.vejnavn.as_deref().map(ens)),
        (Term::Postnr, a.postnr.clone()),
        (Term::Kommune, a.kommunekode.clone()),
        (Term::Co, a.co.as_deref().map(ens)),
    ];
    ud.extend(dele.into_iter().filter_map(|(t, v)| Some((t, v?))));
}

fn faelles(f: &Faelles) -> BTreeSet<(Term, String)> {
    let mut ud = BTreeSet::from([(Term::Start, f.start.tal().to_string())]);
    for g in &f.navn.0 {
        // Words of one letter (the A and the S of A/S) find too much.
        ud.extend(ord(&g.vaerdi).into_iter().filter(|o| o.chars().nth(1).is_some()).map(|o| (Term::Navn, o)));
    }
    f.adresse.0.iter().for_each(|g| adresse(&g.vaerdi, &mut ud));
    for h in std::iter::once(&f.branche).chain(f.bibrancher.values()) {
        ud.extend(h.0.iter().map(|g| (Term::Branche, g.vaerdi.kode.clone())));
    }
    for g in f.kontakt.values().flat_map(|h| &h.0).filter(|g| !g.vaerdi.beskyttet) {
        ud.insert((Term::Kontakt, kontakt(&g.vaerdi.vaerdi)));
    }
    ud
}

impl Findes for Enhed {
    fn termer(&self) -> BTreeSet<(Term, String)> {
        let mut ud = faelles(&self.faelles);
        ud.extend(self.form.0.iter().map(|g| (Term::Form, g.vaerdi.kode.to_string())));
        ud.extend(self.kreditorstatus.iter().map(|g| (Term::Kreditor, g.vaerdi.kode.to_string())));
        ud.extend(self.deltagere.iter().filter_map(|g| match &g.vaerdi.slags {
            Deltagerslags::Person(Some(cpr)) => Some((Term::Cpr, cpr.clone())),
            _ => None,
        }));
        ud
    }
}

impl Findes for Produktionsenhed {
    fn termer(&self) -> BTreeSet<(Term, String)> {
        let mut ud = faelles(&self.faelles);
        ud.extend(self.enhed.0.iter().map(|g| (Term::Enhed, g.vaerdi.to_string())));
        ud
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_values_are_compared_in_one_form() {
        assert_eq!(ord("Bageriet \"Ærø\" A/S"), ["bageriet", "ærø", "a", "s"]);
        assert_eq!(ens("  Nørre   GADE "), "nørre gade");
        assert_eq!(kontakt("+45 01 02 03 04"), "01020304");
        assert_eq!(kontakt("Post@X.example "), "post@x.example");
    }

    #[test]
    fn keys_of_a_value_lie_together_and_end_with_the_unit() {
        let k = noegle(Art::Enhed, Term::Navn, "bager", 12_345_678);
        let (hel, start) = (begyndelse(Art::Enhed, Term::Navn, "bager", true), begyndelse(Art::Enhed, Term::Navn, "bag", false));
        assert!(k.starts_with(&hel) && k.starts_with(&start) && k < efter(&hel) && k < efter(&start));
        assert!(!noegle(Art::Enhed, Term::Navn, "bageri", 1).starts_with(&hel));
        assert_eq!(nummer(&k), Some(12_345_678));
        let lang = "æ".repeat(100);
        assert!(noegle(Art::Enhed, Term::Co, &lang, 7).starts_with(&begyndelse(Art::Enhed, Term::Co, &lang, true)));
        assert_eq!(efter(&[1, 255, 255]), [2]);
    }
}
