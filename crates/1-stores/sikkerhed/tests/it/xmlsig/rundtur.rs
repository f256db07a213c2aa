//! What we sign, we accept, and the covered nodes are the ones that were signed.
use super::*;
use grund::Fejlkode;
use sikkerhed::noegle::Offentlig;
use sikkerhed::xmlsig::{Henvisning, Ider, Kendt, henvisning, kanonisk, kontroller, kontroller_kendt};

#[test]
fn g20_a_signed_message_is_accepted_and_names_the_covered_nodes() {
    let tekst = konvolut();
    let rod = parse(&tekst).unwrap();
    let s = besked_signatur(&rod);
    let k = kontroller(&rod, s, &noegle().offentlig()).unwrap();
    for navn in ["Action", "MessageID", "Timestamp", "Body", "Assertion"] {
        assert!(k.daekker(find(&rod, navn).unwrap()), "{navn}");
    }
    for navn in ["Envelope", "Header", "Security", "SecurityTokenReference", "Hej", "Created", "NameID"] {
        assert!(!k.daekker(find(&rod, navn).unwrap()), "{navn}");
    }
    let via = k.daekket.last().unwrap();
    assert_eq!(via.uri, "str");
    assert!(std::ptr::eq(via.via_str.unwrap(), find(&rod, "SecurityTokenReference").unwrap()));
    assert_eq!(henvisning(s), Ok(Henvisning::SamlId("_a1".into())));
    // the same tree again, equal but another one
    let kopi = parse(&tekst).unwrap();
    assert!(!k.daekker(find(&kopi, "Body").unwrap()));
}

#[test]
fn g20_a_known_token_stands_for_its_own_digest_and_nothing_else() {
    let tekst = konvolut();
    let rod = parse(&tekst).unwrap();
    let (s, token, krop) = (besked_signatur(&rod), find(&rod, "Assertion").unwrap(), find(&rod, "Body").unwrap());
    let med = |token, sum| kontroller_kendt(&rod, s, &noegle().offentlig(), Some(Kendt { token, sum }));
    let sum = Kendt::sum_af(&rod, token).unwrap();
    assert!(med(token, sum).unwrap().daekker(token));
    assert_eq!(med(token, [7; 32]).unwrap_err().kode(), Fejlkode::UgyldigSignatur);
    // what is said of another element is not asked for, nor of the token of another message
    assert!(med(krop, [7; 32]).is_ok());
    let kopi = parse(&tekst).unwrap();
    let aendret = tekst.replace("<saml:NameID>", "<saml:NameID a=\"1\">");
    assert_ne!(aendret, tekst);
    let anden = parse(&aendret).unwrap();
    let fremmed = Some(Kendt { token: find(&kopi, "Assertion").unwrap(), sum });
    assert_eq!(
        kontroller_kendt(&anden, besked_signatur(&anden), &noegle().offentlig(), fremmed).unwrap_err().kode(),
        Fejlkode::UgyldigSignatur
    );
}

#[test]
fn g20_an_enveloped_assertion_is_accepted_alone_and_in_a_message() {
    for tekst in [assertion(), konvolut()] {
        let rod = parse(&tekst).unwrap();
        let a = find(&rod, "Assertion").unwrap();
        let s = a.barn(DS, "Signature").unwrap();
        let k = kontroller(&rod, s, &noegle().offentlig()).unwrap();
        assert!(k.daekker(a) && k.daekket.len() == 1 && k.daekket[0].enveloped);
        assert!(!k.daekker(s) && !k.daekker(find(&rod, "Subject").unwrap()));
    }
}

#[test]
fn g20_another_key_is_refused() {
    let tekst = konvolut();
    let rod = parse(&tekst).unwrap();
    let anden = Privatnoegle::dan(2048).unwrap();
    assert!(kontroller(&rod, besked_signatur(&rod), &anden.offentlig()).is_err());
}

#[test]
fn a_list_of_prefixes_is_signed_and_checked() {
    let liste = ["xs", "#default", "s", "ukendt"];
    let besked = konvolut_uden().replace("<s:Header>", "<s:Header xmlns=\"urn:d\" xmlns:xs=\"urn:xs\">");
    let r = [Reference { uri: "action", slags: Slags::Element, praefikser: &liste }, element("body")];
    let tekst = underskriv(&besked, &r);
    assert!(tekst.contains("PrefixList=\"xs #default s ukendt\""));
    let rod = parse(&tekst).unwrap();
    assert!(kontroller(&rod, besked_signatur(&rod), &noegle().offentlig()).is_ok());
    let kanon = String::from_utf8(kanonisk(&rod, find(&rod, "Action").unwrap(), &liste, None).unwrap()).unwrap();
    assert!(kanon.starts_with("<a:Action xmlns=\"urn:d\" xmlns:a="), "{kanon}");
    // a declaration that nothing uses is covered now
    let rod = tekst.replace("urn:xs", "urn:xt");
    let rod = parse(&rod).unwrap();
    assert!(kontroller(&rod, besked_signatur(&rod), &noegle().offentlig()).is_err());
}

#[test]
fn keys_survive_der_and_pem_and_small_ones_are_refused() {
    let n = noegle();
    let sig = n.underskriv(b"data").unwrap();
    for igen in [Privatnoegle::fra_pem(&n.til_pem()).unwrap(), Privatnoegle::fra_pkcs8_der(&n.til_pkcs8_der()).unwrap()] {
        assert_eq!(igen.offentlig(), n.offentlig());
        assert_eq!(igen.underskriv(b"data").unwrap(), sig);
    }
    let o = Offentlig::fra_spki_der(n.offentlig().spki_der()).unwrap();
    assert!(o.kontroller(b"data", &sig) && !o.kontroller(b"date", &sig) && !o.kontroller(b"data", &sig[1..]));
    assert_eq!(o.bits(), 2048);
    assert!(!format!("{n:?}").contains("PRIVATE"));
    for bits in [0, 1024, 2047, 16384] {
        assert!(Privatnoegle::dan(bits).is_err());
    }
    assert!(Privatnoegle::fra_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").is_err());
    assert!(Offentlig::fra_spki_der(b"").is_err());
}

#[test]
fn ids_are_found_wherever_they_stand() {
    let tekst = konvolut();
    let rod = parse(&tekst).unwrap();
    let ider = Ider::af(&rod).unwrap();
    for (id, navn) in [("body", "Body"), ("_a1", "Assertion"), ("str", "SecurityTokenReference")] {
        assert!(std::ptr::eq(ider.find(id).unwrap(), find(&rod, navn).unwrap()));
    }
    assert!(std::ptr::eq(ider.find("sig").unwrap(), besked_signatur(&rod)));
    assert!(ider.find("").is_none() && ider.find("#body").is_none());
}
