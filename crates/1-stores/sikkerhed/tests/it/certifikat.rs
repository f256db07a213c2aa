use crate::vaerktoej::*;
use grund::Fejlkode;
use grund::id::Cvr;
use grund::tid::{Periode, Tidspunkt};
use sikkerhed::ca::{Adresser, Anmodning, Ca, Tilbagekaldt};
use sikkerhed::certifikat::Certifikat;
use std::fs;

#[test]
fn g7_a_function_certificate_is_named_as_in_the_tokens() {
    let c = udsted(&funktion(), 7);
    assert_eq!(c.emne(), "SERIALNUMBER=CVR:19435075-FID:64205450 + CN=WSC_Core (funktionscertifikat), O=KOMBIT A/S // CVR:19435075, C=DK");
    assert_eq!((c.cvr(), c.navn()), (Some(Cvr::KOMBIT), Some("WSC_Core (funktionscertifikat)")));
    assert_eq!(c.serienummer(), [7]);
    assert_eq!(c.gyldig(), et_aar());
    assert_eq!(c.udvidet_brug(), ["clientAuth"]);
}

#[test]
fn g7_the_serial_number_comes_first_where_the_encoding_has_the_name_first() {
    let c = udsted(&Anmodning::Person { navn: "Bo Å".into(), organisation: "Korsbæk".into(), cvr: Cvr::KORSBAEK, rid: 12 }, 8);
    assert_eq!(c.emne(), "SERIALNUMBER=CVR:11111111-RID:00000012 + CN=Bo Å, O=Korsbæk // CVR:11111111, C=DK");
}

#[test]
fn names_are_escaped_as_in_rfc_2253() {
    let navn = "#A, \"B\" + <C>;\\ ";
    let c = udsted(&Anmodning::Signering { navn: navn.into(), cvr: Cvr::KOMBIT }, 9);
    assert!(c.emne().contains(r#"CN=\#A\, \"B\" \+ \<C\>\;\\\ , O="#), "{}", c.emne());
    assert_eq!(c.navn(), Some(navn));
}

#[test]
fn oces3_the_organisation_identifier_gives_the_cvr_number() {
    let mappe = tempfile::tempdir().unwrap();
    if !findes("openssl") {
        return;
    }
    let emne = "/C=DK/O=Korsbæk Kommune/organizationIdentifier=NTRDK-11111111/CN=Fagsystem/serialNumber=UI:DK-O:G:0a1b";
    koer(mappe.path(), "openssl", &["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "c", "-utf8", "-subj", emne]);
    let c = Certifikat::fra_pem(&fs::read_to_string(mappe.path().join("c")).unwrap()).unwrap();
    assert_eq!(c[0].cvr(), Some(Cvr::KORSBAEK));
    assert_eq!(c[0].emne(), "SERIALNUMBER=UI:DK-O:G:0a1b, CN=Fagsystem, OID.2.5.4.97=NTRDK-11111111, O=Korsbæk Kommune, C=DK");
}

#[test]
fn a_certificate_reads_back_from_each_form() {
    let c = udsted(&funktion(), 10);
    let brudt = c.base64().bytes().map(|b| format!("{}\r\n ", char::from(b))).collect::<String>();
    assert_eq!(Certifikat::fra_base64(&brudt).unwrap(), c);
    let to = format!("Bag Attributes\n{}{}", c.pem(), CA.rod().pem());
    assert_eq!(Certifikat::fra_pem(&to).unwrap(), [c.clone(), CA.rod().clone()]);
    let mut mere = c.der().to_vec();
    mere.push(0);
    assert_eq!(Certifikat::fra_der(&mere).unwrap_err().kode(), Fejlkode::UgyldigtCertifikat);
    assert_eq!(Certifikat::fra_pem(&c.pem().replace("-----END", "")).unwrap_err().kode(), Fejlkode::UgyldigFil);
}

#[test]
fn openssl_verifies_the_chain_and_names_the_parts() {
    let m = tempfile::tempdir().unwrap();
    if !findes("openssl") {
        return;
    }
    let ca = Ca::ny(
        nu(),
        [u128::MAX, 77],
        Adresser { crl: Some("http://127.0.0.1:1/crl".into()), ocsp: Some("http://127.0.0.1:1/ocsp".into()), ..Adresser::default() },
    )
    .unwrap();
    let navne = ["localhost", "*.korsbaek.dk", "127.0.0.1", "::1"].map(String::from).to_vec();
    let tls = ca.udsted(&Anmodning::Tls { navne }, &NOEGLE.offentlig(), et_aar(), u128::MAX).unwrap();
    let funktion = ca.udsted(&funktion(), &NOEGLE.offentlig(), et_aar(), 0).unwrap();
    for (navn, c) in [("rod", ca.rod()), ("mellem", &ca.kaede()[0]), ("tls", &tls), ("f", &funktion)] {
        fs::write(m.path().join(navn), c.pem()).unwrap();
    }
    let faelles = ["verify", "-x509_strict", "-CAfile", "rod", "-untrusted", "mellem"];
    let med = |rest: &[&'static str]| [&faelles[..], rest].concat();
    koer(m.path(), "openssl", &med(&["-purpose", "sslserver", "-verify_hostname", "x.korsbaek.dk", "tls"]));
    koer(m.path(), "openssl", &med(&["-purpose", "sslserver", "-verify_ip", "::1", "tls"]));
    koer(m.path(), "openssl", &med(&["-purpose", "sslclient", "f"]));
    assert!(!proev(m.path(), "openssl", &med(&["-purpose", "sslserver", "f"])).0);
    assert!(!proev(m.path(), "openssl", &["verify", "-CAfile", "rod", "f"]).0, "without the issuing CA");
    let tekst = koer(m.path(), "openssl", &["x509", "-in", "f", "-noout", "-text"]);
    for del in
        ["CRL Distribution Points", "URI:http://127.0.0.1:1/crl", "OCSP - URI:http://127.0.0.1:1/ocsp", "CA:FALSE", "Data Encipherment"]
    {
        assert!(tekst.contains(del), "{del} in {tekst}");
    }
    assert_eq!(funktion.crl_adresser(), ["http://127.0.0.1:1/crl"]);
    assert_eq!(funktion.ocsp_adresser(), ["http://127.0.0.1:1/ocsp"]);
    let linje = koer(m.path(), "openssl", &["x509", "-in", "f", "-noout", "-fingerprint", "-sha256"]);
    assert!(linje.to_lowercase().replace(':', "").contains(&funktion.fingeraftryk_hex()), "{linje}");
}

#[test]
fn openssl_reads_the_revocation_list() {
    let m = tempfile::tempdir().unwrap();
    if !findes("openssl") {
        return;
    }
    let (god, daarlig) = (udsted(&funktion(), 0xff01), udsted(&funktion(), 0xff02));
    let tilbagekaldt = Tilbagekaldt { serienummer: daarlig.serienummer().to_vec(), fra: timer(nu(), -1) };
    let crl = CA.crl(&[tilbagekaldt], nu(), timer(nu(), 24)).unwrap();
    fs::write(m.path().join("crl.der"), crl).unwrap();
    koer(m.path(), "openssl", &["crl", "-inform", "DER", "-in", "crl.der", "-out", "crl.pem"]);
    for (navn, c) in [("rod", CA.rod()), ("mellem", &CA.kaede()[0]), ("god", &god), ("daarlig", &daarlig)] {
        fs::write(m.path().join(navn), c.pem()).unwrap();
    }
    let kald = ["verify", "-crl_check", "-CRLfile", "crl.pem", "-CAfile", "rod", "-untrusted", "mellem"];
    koer(m.path(), "openssl", &[&kald[..], &["god"]].concat());
    let (godt, tekst) = proev(m.path(), "openssl", &[&kald[..], &["daarlig"]].concat());
    assert!(!godt && tekst.contains("certificate revoked"), "{tekst}");
}

#[test]
fn keytool_reads_the_certificate() {
    let m = tempfile::tempdir().unwrap();
    if !findes("keytool") {
        return;
    }
    let c = udsted(&funktion(), 0x1234_5678);
    fs::write(m.path().join("c"), c.pem()).unwrap();
    let tekst = koer(m.path(), "keytool", &["-printcert", "-file", "c"]);
    assert!(tekst.contains(&format!("Owner: {}", c.emne())), "{tekst}");
    assert!(tekst.contains("Serial number: 12345678") && tekst.contains("2048-bit RSA key"), "{tekst}");
}

#[test]
fn a_ca_reads_back_and_issues_as_before() {
    let igen = Ca::fra_pem(&CA.til_pem(), Adresser::default()).unwrap();
    let a = igen.udsted(&funktion(), &NOEGLE.offentlig(), et_aar(), 5).unwrap();
    assert_eq!(a, udsted(&funktion(), 5), "the same bytes");
    let ombyttet = [CA.rod().pem(), CA.kaede()[0].pem(), NOEGLE.til_pem(), NOEGLE.til_pem()].concat();
    assert_eq!(Ca::fra_pem(&ombyttet, Adresser::default()).err().unwrap().kode(), Fejlkode::UgyldigFil);
}

#[test]
fn a_request_that_no_reader_would_take_is_refused() {
    let udsted = |a: &Anmodning, p: Periode| CA.udsted(a, &NOEGLE.offentlig(), p, 1).err().map(|f| f.kode());
    let langt = |navn: String| Anmodning::Signering { navn, cvr: Cvr::KOMBIT };
    assert_eq!(udsted(&langt("x".repeat(64)), et_aar()), None);
    assert_eq!(udsted(&langt("x".repeat(65)), et_aar()), Some(Fejlkode::ForLang));
    assert_eq!(udsted(&langt("a\nb".into()), et_aar()), Some(Fejlkode::ForLang));
    assert_eq!(udsted(&Anmodning::Tls { navne: vec![] }, et_aar()), Some(Fejlkode::ManglerElement));
    assert_eq!(udsted(&Anmodning::Tls { navne: vec!["a b".into()] }, et_aar()), Some(Fejlkode::UgyldigVaerdi));
    assert_eq!(udsted(&funktion(), Periode::ny(nu(), nu())), Some(Fejlkode::FraEfterTil));
    assert_eq!(udsted(&funktion(), Periode::ny(Tidspunkt::MINUS_UENDELIG, nu())), Some(Fejlkode::FraEfterTil));
    assert_eq!(udsted(&funktion(), Periode::ny(nu(), Tidspunkt::UENDELIG)), None);
}

#[test]
fn i12_2_11_strangers_check_the_whole_path_against_the_lists_that_it_names() {
    let m = tempfile::tempdir().unwrap();
    let mut ca = Ca::ny(nu(), [41, 42], Adresser::default()).unwrap();
    let gammel = ca.udsted(&funktion(), &NOEGLE.offentlig(), et_aar(), 43).unwrap();
    ca.flyt(nu(), 44, Adresser::under("http://ca.example/ca/")).unwrap();
    let [god, daarlig] = [45, 46].map(|nr| ca.udsted(&funktion(), &NOEGLE.offentlig(), et_aar(), nr).unwrap());
    assert_eq!(god.crl_adresser(), ["http://ca.example/ca/udstedende.crl"]);
    assert_eq!(ca.kaede()[0].crl_adresser(), ["http://ca.example/ca/rod.crl"]);
    let poster = [Tilbagekaldt { serienummer: daarlig.serienummer().to_vec(), fra: timer(nu(), -1) }];
    let lister = [ca.crl(&poster, nu(), timer(nu(), 24)).unwrap(), ca.rod_crl(nu(), timer(nu(), 24)).unwrap()];
    assert_eq!(sikkerhed::ca::crl_naeste(&lister[0]), Some(timer(nu(), 24)));
    assert_eq!(sikkerhed::ca::crl_naeste(b"nothing"), None);
    if !findes("openssl") {
        return;
    }
    for (navn, c) in [("rod", ca.rod()), ("mellem", &ca.kaede()[0]), ("god", &god), ("daarlig", &daarlig), ("gammel", &gammel)] {
        fs::write(m.path().join(navn), c.pem()).unwrap();
    }
    let mut pem = String::new();
    for (navn, liste) in ["udstedende.crl", "rod.crl"].into_iter().zip(&lister) {
        fs::write(m.path().join(navn), liste).unwrap();
        pem.push_str(&koer(m.path(), "openssl", &["crl", "-inform", "DER", "-in", navn]));
    }
    fs::write(m.path().join("lister"), pem).unwrap();
    let kald = ["verify", "-x509_strict", "-crl_check_all", "-CRLfile", "lister", "-CAfile", "rod", "-untrusted", "mellem"];
    koer(m.path(), "openssl", &[&kald[..], &["god"]].concat());
    koer(m.path(), "openssl", &[&kald[..], &["gammel"]].concat());
    let (godt, tekst) = proev(m.path(), "openssl", &[&kald[..], &["daarlig"]].concat());
    assert!(!godt && tekst.contains("certificate revoked"), "{tekst}");
    let tekst = koer(m.path(), "openssl", &["x509", "-in", "god", "-noout", "-text"]);
    assert!(tekst.contains("CA Issuers - URI:http://ca.example/ca/udstedende.cer"), "{tekst}");
}
