//! Signatures of xmlsec1, signxml and WSS4J are accepted by us, and ours by them.
use super::*;
use grund::Fejlkode;
use sikkerhed::noegle::Offentlig;
use sikkerhed::xmlsig::{Henvisning, henvisning, kontroller};
use std::path::{Path, PathBuf};
use std::process::Command;

const WSS4J: [&str; 5] = ["wss4j.jar", "xmlsec.jar", "commons-logging.jar", "slf4j-api.jar", "slf4j-nop.jar"];

fn fil(navn: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/peers").join(navn)
}

fn findes(program: &str) -> bool {
    let der = std::env::var_os("PATH").is_some_and(|p| std::env::split_paths(&p).any(|m| m.join(program).is_file()));
    if !der {
        println!("SKIPPED: {program} is not on this machine");
    }
    der
}

/// The Python that has lxml and signxml.
pub fn python() -> Option<PathBuf> {
    let p = std::env::var_os("SAMSPIL_PYTHON").map(PathBuf::from).filter(|p| {
        let har = Command::new(p).args(["-c", "import lxml, signxml"]).output();
        har.is_ok_and(|u| u.status.success())
    });
    if p.is_none() {
        println!("SKIPPED: SAMSPIL_PYTHON names no Python with lxml and signxml");
    }
    p
}

pub fn script() -> PathBuf {
    fil("xmlsig.py")
}

/// Runs a program and gives its output; a failure fails the test.
fn koer(program: impl AsRef<std::ffi::OsStr>, argumenter: &[&str], mappe: &Path) -> String {
    let (godt, ud) = proev(program, argumenter, mappe);
    assert!(godt, "{argumenter:?}: {ud}");
    ud
}

fn proev(program: impl AsRef<std::ffi::OsStr>, argumenter: &[&str], mappe: &Path) -> (bool, String) {
    let ud = Command::new(program).args(argumenter).current_dir(mappe).output().unwrap();
    let tekst = if ud.status.success() { ud.stdout } else { [ud.stdout, ud.stderr].concat() };
    (ud.status.success(), String::from_utf8_lossy(&tekst).into_owned())
}

/// A folder with our key in the forms that the peers read: k.pem, p.pem, c.pem (self-signed) and k.p12 (name n, password pw).
fn mappe() -> Option<tempfile::TempDir> {
    if !findes("openssl") {
        return None;
    }
    let m = tempfile::tempdir().unwrap();
    std::fs::write(m.path().join("k.pem"), noegle().til_pem()).unwrap();
    koer("openssl", &["pkey", "-in", "k.pem", "-pubout", "-out", "p.pem"], m.path());
    koer("openssl", &["req", "-x509", "-new", "-key", "k.pem", "-out", "c.pem", "-subj", "/CN=n", "-days", "3650"], m.path());
    koer(
        "openssl",
        &["pkcs12", "-export", "-inkey", "k.pem", "-in", "c.pem", "-name", "n", "-passout", "pass:pw", "-out", "k.p12"],
        m.path(),
    );
    Some(m)
}

fn skriv(m: &tempfile::TempDir, navn: &str, indhold: &str) {
    std::fs::write(m.path().join(navn), indhold).unwrap();
}

fn kontrolleret(tekst: &str, navne: &[&str]) {
    let rod = parse(tekst).unwrap();
    let s = find(&rod, "Signature").unwrap();
    let k = kontroller(&rod, s, &noegle().offentlig()).unwrap_or_else(|f| panic!("{:?}: {tekst}", f.aarsagen()));
    let fundet: Vec<_> = k.daekket.iter().map(|d| d.element.navn.lokal.as_ref()).collect();
    assert_eq!(fundet, navne);
}

#[test]
fn a_pkcs1_key_of_openssl_is_read() {
    let Some(m) = mappe() else { return };
    let ud = koer("openssl", &["rsa", "-in", "k.pem", "-traditional"], m.path());
    assert!(ud.starts_with("-----BEGIN RSA PRIVATE KEY-----"));
    assert_eq!(Privatnoegle::fra_pem(&ud).unwrap().offentlig(), noegle().offentlig());
    koer("openssl", &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ec.pem"], m.path());
    koer("openssl", &["pkey", "-in", "ec.pem", "-pubout", "-outform", "DER", "-out", "ec.der"], m.path());
    let f = Offentlig::fra_spki_der(&std::fs::read(m.path().join("ec.der")).unwrap()).unwrap_err();
    assert_eq!(f.kode(), Fejlkode::ForbudtAlgoritme);
    koer("openssl", &["genrsa", "-out", "lille.pem", "1024"], m.path());
    assert!(Privatnoegle::fra_pem(&std::fs::read_to_string(m.path().join("lille.pem")).unwrap()).is_err());
    koer("openssl", &["pkey", "-in", "lille.pem", "-pubout", "-outform", "DER", "-out", "lille.der"], m.path());
    let f = Offentlig::fra_spki_der(&std::fs::read(m.path().join("lille.der")).unwrap()).unwrap_err();
    assert_eq!(f.kode(), Fejlkode::ForbudtAlgoritme);
}

const XMLSEC_ID: [&str; 8] = [
    "--id-attr:ID",
    "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
    "--id-attr:Id",
    "http://www.w3.org/2003/05/soap-envelope:Body",
    "--id-attr:Id",
    "http://www.w3.org/2005/08/addressing:Action",
    "--id-attr:Id",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd:Timestamp",
];

/// A message without STR-Transform, which xmlsec1 does not know, and its references.
fn uden_str() -> (String, Vec<Reference<'static>>) {
    let besked = konvolut_uden().replace(&assertion(), "").replace("<s:Header>", "<s:Header xmlns=\"urn:d\" xmlns:xs=\"urn:xs\">");
    let r = [element("body"), Reference { uri: "action", slags: Slags::Element, praefikser: &["#default", "xs", "s"] }, element("ts")];
    (besked, r.to_vec())
}

#[test]
fn xmlsec1_accepts_our_signatures() {
    let Some(m) = mappe().filter(|_| findes("xmlsec1")) else { return };
    let (besked, r) = uden_str();
    skriv(&m, "a.xml", &assertion());
    skriv(&m, "b.xml", &underskriv(&besked, &r));
    skriv(&m, "c.xml", &assertion().replace("Fanø", "Samsø"));
    for (navn, ventet) in [("a.xml", true), ("b.xml", true), ("c.xml", false)] {
        let argumenter = [&["--verify", "--pubkey-pem", "p.pem"][..], &XMLSEC_ID, &[navn]].concat();
        let (godt, ud) = proev("xmlsec1", &argumenter, m.path());
        assert_eq!(godt, ventet, "{navn}: {ud}");
    }
}

/// The same signature with the values removed: a template for xmlsec1.
fn skabelon(tekst: &str) -> String {
    let mut ud = String::new();
    let mut rest = tekst;
    for maerke in ["DigestValue", "SignatureValue"] {
        let (start, slut) = (format!("<ds:{maerke}>"), format!("</ds:{maerke}>"));
        while let Some(n) = rest.find(&start) {
            ud.push_str(&rest[..n + start.len()]);
            rest = &rest[n + start.len()..];
            rest = &rest[rest.find(&slut).unwrap()..];
        }
    }
    ud + rest
}

#[test]
fn we_accept_the_signatures_of_xmlsec1() {
    let Some(m) = mappe().filter(|_| findes("xmlsec1")) else { return };
    let (besked, r) = uden_str();
    let a = assertion();
    let tilfaelde = [
        (a.clone(), vec!["Assertion"]),
        (underskriv(&besked, &r), vec!["Body", "Action", "Timestamp"]),
        (a.replace("xmlenc#sha256", "xmlenc#sha512").replace("rsa-sha256", "rsa-sha384"), vec!["Assertion"]),
    ];
    for (tekst, navne) in tilfaelde {
        skriv(&m, "t.xml", &skabelon(&tekst));
        let argumenter = [&["--sign", "--privkey-pem", "k.pem", "--output", "u.xml"][..], &XMLSEC_ID, &["t.xml"]].concat();
        koer("xmlsec1", &argumenter, m.path());
        kontrolleret(&std::fs::read_to_string(m.path().join("u.xml")).unwrap(), &navne);
    }
}

#[test]
fn signxml_accepts_our_assertion_and_we_accept_its() {
    let (Some(python), Some(m)) = (python(), mappe()) else { return };
    let script = script();
    let script = script.to_str().unwrap();
    let vores = assertion();
    skriv(&m, "a.xml", &vores);
    assert_eq!(koer(&python, &[script, "verify", "a.xml", "c.pem", "_a1"], m.path()), "OK\n");
    skriv(&m, "b.xml", &vores.replace("Fanø", "Samsø"));
    assert!(!proev(&python, &[script, "verify", "b.xml", "c.pem", "_a1"], m.path()).0);
    let (start, slut) = (vores.find("<ds:Signature").unwrap(), vores.find("</ds:Signature>").unwrap() + 15);
    skriv(&m, "uden.xml", &format!("{}{}", &vores[..start], &vores[slut..]));
    let deres = koer(&python, &[script, "sign", "uden.xml", "k.pem", "c.pem", "_a1"], m.path());
    kontrolleret(&deres, &["Assertion"]);
    let rod = parse(&deres).unwrap();
    assert!(matches!(henvisning(find(&rod, "Signature").unwrap()), Ok(Henvisning::Certifikat(_))));
}

#[test]
fn messages_that_wss4j_signed_are_accepted_str_transform_included() {
    let pem = std::fs::read_to_string(fil("wss4j-offentlig.pem")).unwrap();
    let b64: String = pem.lines().filter(|l| !l.starts_with('-')).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, b64).unwrap();
    let noegle = Offentlig::fra_spki_der(&der).unwrap();
    for (navn, token) in
        [("bst", "BinarySecurityToken"), ("bst-default", "BinarySecurityToken"), ("saml", "Assertion"), ("saml-default", "Assertion")]
    {
        let tekst = std::fs::read_to_string(fil(&format!("wss4j-{navn}.xml"))).unwrap();
        let rod = parse(&tekst).unwrap();
        let s = besked_signatur(&rod);
        let k = kontroller(&rod, s, &noegle).unwrap_or_else(|f| panic!("{navn}: {:?}", f.aarsagen()));
        for e in ["Body", "Action", "Timestamp", token] {
            assert!(k.daekker(find(&rod, e).unwrap()), "{navn} {e}");
        }
        assert_eq!(k.daekket.last().unwrap().via_str, find(&rod, "SecurityTokenReference"));
        match henvisning(s).unwrap() {
            Henvisning::Bst(id) => assert_eq!(k.daekket.last().unwrap().element.attribut(WSU, "Id"), Some(id.as_str())),
            h => assert_eq!(h, Henvisning::SamlId("_a1".into())),
        }
        // another token under the same id, and another body
        for (fra, til) in [("<saml:Issuer>", "<saml:Issuer>x"), ("læs", "ret"), ("#X509v3\" wsu:Id", "#X509v4\" wsu:Id")] {
            let aendret = tekst.replacen(fra, til, 1);
            let rod = parse(&aendret).unwrap();
            let daekker_saml = navn.starts_with("saml");
            if aendret != tekst && (daekker_saml || !fra.contains("Issuer")) {
                assert!(kontroller(&rod, besked_signatur(&rod), &noegle).is_err(), "{navn} {fra}");
            }
        }
    }
}

#[test]
fn wss4j_accepts_our_message_and_we_accept_its() {
    let jar = |n: &&str| format!("/usr/share/java/{n}");
    if WSS4J.iter().any(|n| !Path::new(&jar(n)).is_file()) {
        println!("SKIPPED: wss4j.jar is not in /usr/share/java (Debian: libwss4j-java)");
        return;
    }
    let Some(m) = mappe().filter(|_| findes("javac")) else { return };
    let klassesti = WSS4J.iter().map(jar).collect::<Vec<_>>().join(":");
    let kilde = fil("Wss4j.java");
    let java = |a: &[&str]| {
        let argumenter = [&["-cp", &klassesti, kilde.to_str().unwrap()][..], a].concat();
        koer("java", &argumenter, m.path())
    };
    let certifikat = std::fs::read_to_string(m.path().join("c.pem")).unwrap();
    let b64: String = certifikat.lines().filter(|l| !l.starts_with('-')).collect();
    let x509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
    let kodning = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
    let nu = koer("date", &["-u", "+%Y-%m-%dT%H:%M:%S.000Z"], m.path());
    let henviser = format!("<o:Reference URI=\"#bst\" ValueType=\"{x509}\"/>");
    let besked = konvolut_uden()
        .replace(
            &assertion(),
            &format!("<o:BinarySecurityToken EncodingType=\"{kodning}\" ValueType=\"{x509}\" u:Id=\"bst\">{b64}</o:BinarySecurityToken>"),
        )
        .replace(&format!("<o:KeyIdentifier ValueType=\"{SAMLID}\">_a1</o:KeyIdentifier>"), &henviser)
        .replace("2026-01-01T00:00:00.000Z", nu.trim())
        .replace("2026-01-01T00:05:00.000Z", "2099-01-01T00:00:00.000Z");
    let rod = besked.replace('@', "");
    let rod = parse(&rod).unwrap();
    let info = format!("<o:SecurityTokenReference xmlns:o=\"{WSSE}\">{henviser}</o:SecurityTokenReference>");
    let s = sikkerhed::xmlsig::signatur(&rod, &referencer(), noegle(), &info, Some("sig")).unwrap();
    skriv(&m, "vores.xml", &besked.replace('@', &s));
    let ud = java(&["verify", "vores.xml", "k.p12"]);
    for navn in ["Body", "Action", "MessageID", "Timestamp", "BinarySecurityToken"] {
        assert!(ud.contains(&format!("SIGNED {navn}\n")), "{navn}: {ud}");
    }
    // (WSS4J forgets its own declaration of wsu where another prefix is bound to it, so the message has none)
    let ind = format!(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns=\"urn:d\"><s:Header><a:Action xmlns:a=\"http://www.w3.org/2005/08/addressing\">\
        læs</a:Action>{}</s:Header><s:Body><Hej><navn xmlns=\"\" b=\"\n\">Åse &lt;x&gt; &#13;</navn></Hej></s:Body></s:Envelope>",
        assertion()
    );
    skriv(&m, "ind.xml", &ind);
    for (maade, token) in [("bst", "BinarySecurityToken"), ("saml", "Assertion")] {
        java(&[maade, "ind.xml", "k.p12", "ud.xml"]);
        let tekst = std::fs::read_to_string(m.path().join("ud.xml")).unwrap();
        let rod = parse(&tekst).unwrap();
        let k = kontroller(&rod, besked_signatur(&rod), &noegle().offentlig()).unwrap_or_else(|f| panic!("{:?}: {tekst}", f.aarsagen()));
        let navne: Vec<_> = k.daekket.iter().map(|d| d.element.navn.lokal.as_ref()).collect();
        assert_eq!(navne, ["Body", "Action", "Timestamp", token]);
    }
}
