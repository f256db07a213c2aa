//! Values as they are compared: the same thing is the same text, whoever wrote it.
use crate::filter::Felt;
use crate::kuvert::{Kuvert, Objektregistrering, Relateret, kle};
use grund::afgraensning::klassenummer;
use grund::{UnikId, Uuid};

/// The beginning of a KLE number's form; its digits follow, so that what is below it begins with it.
const KLE: &str = "kle:";

/// A value of a filter or a list: a UUID in either case, a URN (compared without case), a CVR number or CPR number as digits, a KLE number (`32`, `32.01`,
/// `32.01.04`, `32.*`; also as a URN), which stands for what is below it. `None` for anything else.
pub fn normaliser(vaerdi: &str) -> Option<String> {
    let v = vaerdi.trim();
    if let Some(u) = grund::id::laes_uuid(v) {
        return Some(u.to_string());
    }
    if v.bytes().all(|b| b.is_ascii_digit()) {
        match v.len() {
            8 => return Some(format!("urn:oio:cvr-nr:{v}")),
            10 => return Some(format!("urn:oio:cpr-nr:{v}")),
            _ => {}
        }
    }
    let urn = UnikId::Urn(v.to_owned());
    if let Some(k) = kle(&urn) {
        return kle_noegle(k);
    }
    if v.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("urn:")) && v.len() > 4 && v.len() <= 255 {
        return Some(v.to_lowercase());
    }
    kle_noegle(v)
}

/// `32.*`, `32.01`, `32.01.04`: a beginning. An interval is none.
fn kle_noegle(v: &str) -> Option<String> {
    let stamme = v.strip_suffix('*').map_or(v, |s| s.strip_suffix('.').unwrap_or(s));
    (!stamme.is_empty()).then(|| klassenummer(stamme)).flatten().map(|c| format!("{KLE}{c}"))
}

/// The forms in which a message's value is found: itself, or a KLE number's beginnings.
fn former(id: &UnikId, ud: &mut Vec<String>) {
    if let Some(cifre) = kle(id).and_then(klassenummer) {
        ud.extend((2..=cifre.len()).step_by(2).filter_map(|n| cifre.get(..n)).map(|c| format!("{KLE}{c}")));
        return;
    }
    ud.push(match id {
        UnikId::Uuid(u) => u.to_string(),
        UnikId::Urn(u) => u.trim().to_lowercase(),
    });
}

/// One instance's elements with their forms.
pub(super) type Elementer = Vec<(Felt, Vec<String>)>;

/// A message as filters see it.
pub(super) struct Udsnit {
    pub besked: Elementer,
    pub relaterede: Vec<Elementer>,
    pub registreringer: Vec<Elementer>,
}

fn saet(ud: &mut Elementer, felt: Felt, id: Option<&UnikId>) {
    let Some(id) = id else { return };
    match ud.iter_mut().find(|(f, _)| *f == felt) {
        Some((_, v)) => former(id, v),
        None => {
            let mut v = Vec::new();
            former(id, &mut v);
            ud.push((felt, v));
        }
    }
}

impl Udsnit {
    pub(super) fn af(k: &Kuvert) -> Self {
        let mut besked = Vec::new();
        let uuid = |u: Option<Uuid>| u.map(UnikId::Uuid);
        saet(&mut besked, Felt::BeskedAnsvarligAktoer, uuid(k.ansvarlig).as_ref());
        k.tilladte.iter().for_each(|t| saet(&mut besked, Felt::TilladtModtager, Some(t)));
        k.processer.iter().for_each(|t| saet(&mut besked, Felt::TvaergaaendeProces, Some(t)));
        saet(&mut besked, Felt::Kildesystem, uuid(k.kildesystem).as_ref());
        saet(&mut besked, Felt::Sikkerhedsklassificering, k.sikkerhedsklassificering.as_ref());
        saet(&mut besked, Felt::Handling, k.handling.as_ref());
        let relateret = |r: &Relateret| {
            let mut ud = Vec::new();
            saet(&mut ud, Felt::RelateretObjektId, Some(&r.id));
            saet(&mut ud, Felt::RelateretObjektType, Some(&r.objekttype));
            saet(&mut ud, Felt::RelateretObjektRolle, r.rolle.as_ref());
            ud
        };
        let registrering = |r: &Objektregistrering| {
            let mut ud = Vec::new();
            saet(&mut ud, Felt::RegistreringsAktoer, uuid(r.aktoer).as_ref());
            saet(&mut ud, Felt::ObjektAnsvarligMyndighed, r.myndighed.as_ref());
            saet(&mut ud, Felt::ObjektId, r.objekt.as_ref());
            saet(&mut ud, Felt::ObjektType, r.objekttype.as_ref());
            saet(&mut ud, Felt::ObjektHandling, r.handling.as_ref());
            saet(&mut ud, Felt::OpgaveEmne, r.emne.as_ref());
            ud
        };
        Self {
            besked,
            relaterede: k.relaterede.iter().map(relateret).collect(),
            registreringer: k.registreringer.iter().map(registrering).collect(),
        }
    }
}
