//! What real clients write that the contract does not have, when the envelope is otherwise refused: generated code sends an empty element for what is not set, and a bare UUID in
//! URNIdentifikator where only a UUID may stand (K-1). Read as it is meant; what the receiver gets is the sender's text.
use super::NS;
use super::kontrakt::SD;
use grund::Uuid;
use grund::xml::{XElement, XKnude, XNavn};

/// Elements of the envelope that may be left out, and repeated: an empty one says nothing.
const MAA_MANGLE: [&str; 4] = ["TilladtModtager", "RelateretObjekt", "ObjektRegistrering", "TvaergaaendeProces"];

/// The message with its envelope as it is meant.
pub(super) fn lempet<'a>(rod: &XElement<'a>) -> XElement<'a> {
    let mut rod = rod.clone();
    // What it carries is not the envelope's.
    boern(&mut rod).filter(|b| b.navn.er(NS.uri, "Beskedkuvert")).for_each(ret);
    rod
}

fn boern<'x, 'a>(x: &'x mut XElement<'a>) -> impl Iterator<Item = &'x mut XElement<'a>> {
    x.boern.iter_mut().filter_map(|b| if let XKnude::Element(e) = b { Some(e.as_mut()) } else { None })
}

fn ret(x: &mut XElement<'_>) {
    x.boern.retain(|b| !matches!(b, XKnude::Element(e) if er_tomt(e) && MAA_MANGLE.iter().any(|navn| e.navn.er(NS.uri, navn))));
    let er_relateret = x.navn.er(NS.uri, "RelateretObjekt");
    for b in boern(x) {
        // A related object of no type is one still.
        if er_relateret && b.navn.er(NS.uri, "ObjektType") && er_tomt(b) {
            b.boern = vec![XKnude::Element(Box::new(intet_uuid()))];
        }
        if b.navn.er(SD.uri, "URNIdentifikator") && grund::id::laes_uuid(b.tekst().trim()).is_some() {
            b.navn.lokal = "UUIDIdentifikator".into();
        }
        ret(b);
    }
}

/// A UUID that is nobody's.
fn intet_uuid<'a>() -> XElement<'a> {
    XElement {
        navn: XNavn { ns: SD.uri.into(), praefiks: "".into(), lokal: "UUIDIdentifikator".into() },
        attributter: Vec::new(),
        erklaeringer: Vec::new(),
        boern: vec![XKnude::Tekst(Uuid::nil().to_string().into())],
        bytes: (0, 0),
        kommentar: false,
    }
}

fn er_tomt(x: &XElement<'_>) -> bool {
    x.tekst().trim().is_empty() && x.elementer().next().is_none()
}
