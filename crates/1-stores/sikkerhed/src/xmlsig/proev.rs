//! The entry of the fuzzer.
use super::{DS, Ider, henvisning, kanonisk, kontrol};
use crate::noegle::Offentlig;
use grund::xml::{self, XElement};

/// Does with any bytes what is done with a message: parses, checks every signature in it, and writes the canonical form of
/// its elements. The key's own check is taken as passed, so that the references are reached.
pub fn proev_signatur(data: &[u8]) {
    let _ = Offentlig::fra_spki_der(data);
    let Ok(tekst) = xml::afkod(data) else { return };
    let Ok(rod) = xml::parse(&tekst) else { return };
    let mut alle = Vec::new();
    saml(&rod, &mut alle);
    let signaturer: Vec<&XElement<'_>> = alle.iter().copied().filter(|e| e.navn.er(DS, "Signature")).take(8).collect();
    for s in &signaturer {
        let _ = (kontrol::kontroller_med(&rod, s, None, |_, _, _| true), henvisning(s));
    }
    if let Ok(ider) = Ider::af(&rod) {
        alle.iter().take(64).for_each(|e| drop(ider.token(e)));
    }
    for e in alle.iter().take(64) {
        let _ = (kanonisk(&rod, e, &[], None), kanonisk(&rod, e, &["#default", "a", "xml"], signaturer.first().copied()));
    }
}

fn saml<'t, 'a>(e: &'t XElement<'a>, ud: &mut Vec<&'t XElement<'a>>) {
    ud.push(e);
    e.elementer().for_each(|b| saml(b, ud));
}
