use crate::vaerktoej::*;
use grund::Fejlkode;
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::p12;
use std::fs;

const KODE: &str = "Kode1234 æ€";
const JAVAKODE: &str = "Kode1234";

fn kaede() -> Vec<Certifikat> {
    vec![udsted(&funktion(), 0x31), CA.kaede()[0].clone(), CA.rod().clone()]
}

#[test]
fn a_key_store_reads_back() {
    let skab = p12::skriv(&NOEGLE, &kaede(), "system", KODE).unwrap();
    let (noegle, laest) = p12::laes(&skab, KODE).unwrap();
    assert_eq!(noegle.til_pkcs8_der(), NOEGLE.til_pkcs8_der());
    assert_eq!(laest, kaede());
}

#[test]
fn a_wrong_password_and_a_changed_byte_are_refused() {
    let mut skab = p12::skriv(&NOEGLE, &kaede(), "system", KODE).unwrap();
    assert_eq!(p12::laes(&skab, "kode1234").err().unwrap().kode(), Fejlkode::UgyldigFil);
    let midt = skab.len() / 2;
    skab[midt] ^= 1;
    assert_eq!(p12::laes(&skab, KODE).err().unwrap().kode(), Fejlkode::UgyldigFil);
}

#[test]
fn a_key_store_with_another_keys_certificate_is_not_written() {
    let anden = Privatnoegle::dan(2048).unwrap();
    assert!(p12::skriv(&anden, &kaede(), "system", KODE).is_err());
    assert!(p12::skriv(&NOEGLE, &[], "system", KODE).is_err());
}

#[test]
fn openssl_reads_our_key_store_with_its_own_defaults() {
    let m = tempfile::tempdir().unwrap();
    if !findes("openssl") {
        return;
    }
    fs::write(m.path().join("s.p12"), p12::skriv(&NOEGLE, &kaede(), "mit systém", KODE).unwrap()).unwrap();
    let kode = format!("pass:{KODE}");
    let ud = koer(m.path(), "openssl", &["pkcs12", "-in", "s.p12", "-passin", &kode, "-nodes", "-info"]);
    assert_eq!(Certifikat::fra_pem(&ud).unwrap(), kaede());
    assert_eq!(Privatnoegle::fra_pem(&ud).unwrap().til_pkcs8_der(), NOEGLE.til_pkcs8_der());
    assert!(ud.contains("PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256") && ud.contains("MAC: sha256"), "{ud}");
}

#[test]
fn we_read_the_key_stores_of_openssl() {
    let m = tempfile::tempdir().unwrap();
    if !findes("openssl") {
        return;
    }
    fs::write(m.path().join("k"), NOEGLE.til_pem()).unwrap();
    // The CAs in the wrong order: the chain is put in order.
    fs::write(m.path().join("c"), kaede()[0].pem()).unwrap();
    fs::write(m.path().join("ca"), format!("{}{}", CA.rod().pem(), CA.kaede()[0].pem())).unwrap();
    let kode = format!("pass:{KODE}");
    let skriv = |flere: &[&str]| {
        let faelles = ["pkcs12", "-export", "-inkey", "k", "-in", "c", "-certfile", "ca", "-passout", &kode, "-out", "s.p12"];
        koer(m.path(), "openssl", &[&faelles[..], flere].concat());
        p12::laes(&fs::read(m.path().join("s.p12")).unwrap(), KODE)
    };
    for flere in
        [&[][..], &["-macalg", "sha1"], &["-certpbe", "AES-128-CBC", "-keypbe", "AES-128-CBC", "-macalg", "sha512"], &["-certpbe", "NONE"]]
    {
        let (noegle, laest) = skriv(flere).unwrap();
        assert_eq!((noegle.til_pkcs8_der(), laest), (NOEGLE.til_pkcs8_der(), kaede()), "{flere:?}");
    }
    let gammel = skriv(&["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"]).err().unwrap();
    assert!(gammel.engelsk().contains("PBES1") && gammel.engelsk().contains("-legacy"), "{gammel}");
    assert!(skriv(&["-nomac"]).err().unwrap().engelsk().contains("no MAC"));
    let lang = skriv(&["-iter", "600000"]).err().unwrap();
    assert!(lang.engelsk().contains("too many rounds"), "two parts and a MAC of 600,000 each: {lang}");
}

#[test]
fn keytool_reads_our_key_store_and_we_read_its() {
    let m = tempfile::tempdir().unwrap();
    if !findes("keytool") {
        return;
    }
    fs::write(m.path().join("s.p12"), p12::skriv(&NOEGLE, &kaede(), "system", JAVAKODE).unwrap()).unwrap();
    let liste = koer(m.path(), "keytool", &["-list", "-v", "-keystore", "s.p12", "-storepass", JAVAKODE]);
    assert!(
        liste.contains("PrivateKeyEntry") && liste.contains("Certificate chain length: 3") && liste.contains("Alias name: system"),
        "{liste}"
    );
    // Opening the key itself: it is copied into a store that Java writes.
    let kopi =
        ["-importkeystore", "-srckeystore", "s.p12", "-srcstorepass", JAVAKODE, "-destkeystore", "j.p12", "-deststorepass", JAVAKODE];
    koer(m.path(), "keytool", &[&kopi[..], &["-deststoretype", "PKCS12", "-noprompt"]].concat());
    let (noegle, laest) = p12::laes(&fs::read(m.path().join("j.p12")).unwrap(), JAVAKODE).unwrap();
    assert_eq!((noegle.til_pkcs8_der(), laest), (NOEGLE.til_pkcs8_der(), kaede()));
}

#[test]
fn keytool_lists_our_trust_store_as_trusted() {
    let m = tempfile::tempdir().unwrap();
    let skab = p12::truststore(&[("rod", CA.rod()), ("udstedende", &CA.kaede()[0])], JAVAKODE).unwrap();
    assert_eq!(p12::laes_certifikater(&skab, JAVAKODE).unwrap(), [CA.rod().clone(), CA.kaede()[0].clone()]);
    assert!(p12::laes(&skab, JAVAKODE).err().unwrap().engelsk().contains("one key"));
    fs::write(m.path().join("t.p12"), skab).unwrap();
    if findes("keytool") {
        let liste = koer(m.path(), "keytool", &["-list", "-keystore", "t.p12", "-storepass", JAVAKODE]);
        assert_eq!(liste.matches("trustedCertEntry").count(), 2, "{liste}");
    }
    if findes("openssl") {
        let ud = koer(m.path(), "openssl", &["pkcs12", "-in", "t.p12", "-passin", &format!("pass:{JAVAKODE}"), "-nokeys"]);
        assert_eq!(Certifikat::fra_pem(&ud).unwrap().len(), 2);
    }
}
