//! Making a signature.
use super::c14n::{Maade, Skriver};
use super::{DS, ENVELOPED, EXC_C14N, Ider, Reference, STR_TRANSFORM, Slags, WSSE, kontrol};
use crate::noegle::{Privatnoegle, Sum};
use base64::{Engine, engine::general_purpose::STANDARD};
use grund::xml::{XElement, escape_attribut};
use grund::{Fejl, fejl::uddrag, graenser};

/// A reference whose digest is known already: the SHA-256 of the referenced element's canonical form, by who has written it.
#[derive(Debug, Clone, Copy)]
pub struct Digesteret<'r> {
    /// The reference.
    pub reference: Reference<'r>,
    /// The digest.
    pub sum: [u8; 32],
}

/// The whole `<ds:Signature>` as text. It declares every prefix that it uses, and can be put at a place that changes none of
/// the referenced elements or, enveloped, inside the referenced element. `keyinfo_xml` is the content of `ds:KeyInfo`
/// (it may use the prefix `ds`); empty for no KeyInfo. Errors are internal: we sign only what we wrote.
pub fn signatur(
    rod: &XElement<'_>,
    referencer: &[Reference<'_>],
    noegle: &Privatnoegle,
    keyinfo_xml: &str,
    id: Option<&str>,
) -> Result<String, Fejl> {
    let til_intern = |f: Fejl| Fejl::intern(f.aarsagen().unwrap_or_default());
    let ider = Ider::af(rod).map_err(til_intern)?;
    let mut skriver = Skriver::ny();
    let dele: Vec<Digesteret<'_>> = referencer
        .iter()
        .map(|r| Ok(Digesteret { reference: *r, sum: digester(rod, &ider, r, &mut skriver)? }))
        .collect::<Result<_, Fejl>>()
        .map_err(til_intern)?;
    signatur_over(&dele, noegle, keyinfo_xml, id)
}

/// The same where the writer knows the digests: nothing is parsed. The text is in canonical form, if `keyinfo_xml` is.
///
/// # Errors
/// `Intern`, as [`signatur`].
pub fn signatur_over(dele: &[Digesteret<'_>], noegle: &Privatnoegle, keyinfo_xml: &str, id: Option<&str>) -> Result<String, Fejl> {
    if dele.is_empty() || dele.len() > graenser::SIGNATUR_REFERENCER {
        return Err(Fejl::intern(format!("a signature with {} references", dele.len())));
    }
    // Written in canonical form. Where it stands alone, which is what is signed, its first tag declares ds; inside the signature it need not.
    const START: &str = "<ds:SignedInfo";
    let mut info = String::with_capacity(400 + 400 * dele.len());
    info.push_str(START);
    info.push_str(" xmlns:ds=\"");
    info.push_str(DS);
    info.push('"');
    let erklaeret = info.len();
    info.push_str("><ds:CanonicalizationMethod Algorithm=\"");
    info.push_str(EXC_C14N);
    info.push_str(
        "\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></ds:SignatureMethod>",
    );
    for d in dele {
        reference(&d.reference, &d.sum, &mut info);
    }
    info.push_str("</ds:SignedInfo>");
    let vaerdi = noegle.underskriv(info.as_bytes())?;

    let mut ud = String::with_capacity(info.len() + keyinfo_xml.len() + 1_000);
    ud.push_str("<ds:Signature xmlns:ds=\"");
    ud.push_str(DS);
    ud.push('"');
    if let Some(id) = id {
        attribut(" Id", id, &mut ud);
    }
    ud.push('>');
    ud.push_str(START);
    ud.push_str(info.get(erklaeret..).unwrap_or_default());
    ud.push_str("<ds:SignatureValue>");
    STANDARD.encode_string(vaerdi, &mut ud);
    ud.push_str("</ds:SignatureValue>");
    if !keyinfo_xml.is_empty() {
        ud.push_str("<ds:KeyInfo>");
        ud.push_str(keyinfo_xml);
        ud.push_str("</ds:KeyInfo>");
    }
    ud.push_str("</ds:Signature>");
    Ok(ud)
}

fn digester<'t>(rod: &'t XElement<'_>, ider: &Ider<'t, '_>, r: &Reference<'_>, skriver: &mut Skriver<'t>) -> Result<[u8; 32], Fejl> {
    let naevnt = ider.find(r.uri).ok_or_else(|| Fejl::intern(format!("no element has the id {}", uddrag(r.uri))))?;
    let (element, maade) = match r.slags {
        Slags::StrTransform if r.praefikser.is_empty() => {
            (ider.token(naevnt)?, Maade { praefikser: &[kontrol::DEFAULT], uden: None, altid_default: true })
        }
        Slags::StrTransform => return Err(Fejl::intern("STR-Transform takes no prefixes")),
        Slags::Element | Slags::Enveloped => (naevnt, Maade { praefikser: r.praefikser, ..Maade::default() }),
    };
    let sum = kontrol::digest(rod, element, skriver, Sum::Sha256, maade)?;
    sum.as_ref().try_into().map_err(Fejl::intern)
}

fn reference(r: &Reference<'_>, sum: &[u8; 32], info: &mut String) {
    info.push_str("<ds:Reference");
    attribut(" URI", &format!("#{}", r.uri), info);
    info.push_str("><ds:Transforms>");
    if r.slags == Slags::Enveloped {
        info.push_str("<ds:Transform Algorithm=\"");
        info.push_str(ENVELOPED);
        info.push_str("\"></ds:Transform>");
    }
    info.push_str("<ds:Transform Algorithm=\"");
    if r.slags == Slags::StrTransform {
        info.push_str(STR_TRANSFORM);
        info.push_str("\"><wsse:TransformationParameters xmlns:wsse=\"");
        info.push_str(WSSE);
        info.push_str("\"><ds:CanonicalizationMethod Algorithm=\"");
        info.push_str(EXC_C14N);
        info.push_str("\"></ds:CanonicalizationMethod></wsse:TransformationParameters>");
    } else {
        info.push_str(EXC_C14N);
        info.push_str("\">");
        if !r.praefikser.is_empty() {
            info.push_str("<ec:InclusiveNamespaces xmlns:ec=\"");
            info.push_str(EXC_C14N);
            info.push('"');
            attribut(" PrefixList", &r.praefikser.join(" "), info);
            info.push_str("></ec:InclusiveNamespaces>");
        }
    }
    info.push_str(
        "</ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod><ds:DigestValue>",
    );
    STANDARD.encode_string(sum, info);
    info.push_str("</ds:DigestValue></ds:Reference>");
}

fn attribut(navn: &str, vaerdi: &str, ud: &mut String) {
    ud.push_str(navn);
    ud.push_str("=\"");
    escape_attribut(vaerdi, ud);
    ud.push('"');
}
