//! Measures signatures beside the RSA operations that they cannot do without:
//! `cargo run --release -p sikkerhed --example maal_xmlsig`. One thread.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]
use grund::xml::{XElement, parse};
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::xmlsig::{DS, Reference, SAML2, Slags, WSSE, WSU, kontroller, signatur};
use std::hint::black_box;
use std::time::Instant;

fn main() {
    for bits in [2048, 3072] {
        maal(&Privatnoegle::dan(bits).unwrap());
    }
}

fn maal(noegle: &Privatnoegle) {
    let offentlig = noegle.offentlig();
    let bits = offentlig.bits();
    let data = [0; 32];
    let sig = noegle.underskriv(&data).unwrap();
    linje(bits, "raw RSA, verify", 0, &mut || assert!(offentlig.kontroller(&data, &sig)));
    linje(bits, "raw RSA, sign", 0, &mut || drop(black_box(noegle.underskriv(&data).unwrap())));

    let assertion = assertion(noegle);
    let konvolut = konvolut(&assertion);
    let referencer = ["action", "msgid", "ts", "to", "body"].map(|uri| Reference { uri, slags: Slags::Element, praefikser: &[] });
    let str_ = Reference { uri: "str", slags: Slags::StrTransform, praefikser: &[] };
    let referencer = [&referencer[..], &[str_]].concat();
    let besked = indsaet(&konvolut, &referencer, noegle);
    let i_assertion = [Reference { uri: "_a1", slags: Slags::Enveloped, praefikser: &[] }];

    for (navn, usigneret, r, tekst) in [
        ("envelope, 6 references", konvolut.replace('@', ""), &referencer[..], &besked),
        ("enveloped assertion", assertion_uden().replace('@', ""), &i_assertion[..], &assertion),
    ] {
        let rod = parse(tekst).unwrap();
        let s = signatur_i(&rod).unwrap();
        linje(bits, &format!("{navn}, verify"), tekst.len(), &mut || drop(black_box(kontroller(&rod, s, &offentlig).unwrap())));
        linje(bits, &format!("{navn}, parse and verify"), tekst.len(), &mut || {
            let rod = parse(tekst).unwrap();
            black_box(kontroller(&rod, signatur_i(&rod).unwrap(), &offentlig).unwrap());
        });
        let rod = parse(&usigneret).unwrap();
        linje(bits, &format!("{navn}, sign"), usigneret.len(), &mut || drop(black_box(signatur(&rod, r, noegle, "", None).unwrap())));
    }
}

/// The median of the better half of many short windows: other work on the machine interrupts some of them.
fn linje(bits: usize, navn: &str, bytes: usize, en: &mut dyn FnMut()) {
    let mut vinduer: Vec<f64> = (0..300)
        .map(|_| {
            let (start, mut antal) = (Instant::now(), 0_u32);
            while start.elapsed().as_micros() < 3_000 {
                en();
                antal += 1;
            }
            f64::from(antal) / start.elapsed().as_secs_f64()
        })
        .collect();
    vinduer.sort_unstable_by(|a, b| b.total_cmp(a));
    let hastighed = vinduer.get(vinduer.len() / 4).copied().unwrap_or_default();
    println!("{bits} bits  {navn:<44} {bytes:>6} bytes {hastighed:>10.0}/s");
}

/// The message's signature: the first in document order that stands in the security header or the assertion itself.
fn signatur_i<'t, 'a>(rod: &'t XElement<'a>) -> Option<&'t XElement<'a>> {
    if rod.navn.er(SAML2, "Assertion") {
        return rod.barn(DS, "Signature");
    }
    rod.elementer().next()?.barn(WSSE, "Security")?.barn(DS, "Signature")
}

fn indsaet(tekst: &str, r: &[Reference<'_>], noegle: &Privatnoegle) -> String {
    let uden = tekst.replace('@', "");
    tekst.replace('@', &signatur(&parse(&uden).unwrap(), r, noegle, "", None).unwrap())
}

fn assertion_uden() -> String {
    let attributter: String = ["CvrNumberIdentifier", "AssuranceLevel", "SpecVer", "KombitSpecVer"]
        .map(|n| format!("<saml:Attribute Name=\"dk:gov:saml:attribute:{n}\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:basic\"><saml:AttributeValue>12345678</saml:AttributeValue></saml:Attribute>"))
        .concat();
    format!(
        "<saml:Assertion xmlns:saml=\"{SAML2}\" ID=\"_a1\" IssueInstant=\"2026-01-01T00:00:00Z\" Version=\"2.0\"><saml:Issuer>https://sts.example/runtime</saml:Issuer>@\
        <saml:Subject><saml:NameID>SERIALNUMBER=CVR:12345678-FID:1 + CN=Prøve, O=Prøve, C=DK</saml:NameID><saml:SubjectConfirmation \
        Method=\"urn:oasis:names:tc:SAML:2.0:cm:holder-of-key\"><saml:SubjectConfirmationData><ds:KeyInfo xmlns:ds=\"{DS}\"><ds:X509Data>\
        <ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>\
        <saml:AttributeStatement>{attributter}</saml:AttributeStatement></saml:Assertion>",
        "MIIFabcd".repeat(250)
    )
}

fn assertion(noegle: &Privatnoegle) -> String {
    indsaet(&assertion_uden(), &[Reference { uri: "_a1", slags: Slags::Enveloped, praefikser: &[] }], noegle)
}

fn konvolut(assertion: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\" xmlns:u=\"{WSU}\" xmlns:o=\"{WSSE}\"><s:Header>\
        <o:Security s:mustUnderstand=\"1\"><u:Timestamp u:Id=\"ts\"><u:Created>2026-01-01T00:00:00.000Z</u:Created><u:Expires>2026-01-01T00:05:00.000Z</u:Expires></u:Timestamp>\
        {assertion}<o:SecurityTokenReference u:Id=\"str\"><o:KeyIdentifier ValueType=\"http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID\">_a1\
        </o:KeyIdentifier></o:SecurityTokenReference>@</o:Security><a:Action s:mustUnderstand=\"1\" u:Id=\"action\">http://kombit.dk/laes</a:Action>\
        <a:MessageID u:Id=\"msgid\">urn:uuid:0b1f2c3d-1111-4222-8333-444455556666</a:MessageID><a:To u:Id=\"to\">https://example.dk/soap/organisation</a:To></s:Header>\
        <s:Body u:Id=\"body\"><Laes xmlns=\"urn:laes\"><UUID>0b1f2c3d-1111-4222-8333-444455556666</UUID></Laes></s:Body></s:Envelope>"
    )
}
