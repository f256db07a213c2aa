use crate::vaerktoej::*;
use grund::Fejlkode;
use grund::id::Cvr;
use grund::tid::Tidspunkt;
use sikkerhed::ca::{Adresser, Anmodning, Ca, Tilbagekaldt};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::tillid::{Politik, Tillid, proev_certifikat};
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const CRL: &str = "http://127.0.0.1:1/crl";

/// A CA that names a revocation list in what it issues.
static MED_CRL: LazyLock<Ca> = LazyLock::new(|| Ca::ny(nu(), [3, 4], Adresser { crl: Some(CRL.into()), ..Adresser::default() }).unwrap());

fn uden() -> Tillid {
    Tillid::ny(vec![CA.rod().clone()], CA.kaede().to_vec(), Politik::Uden).unwrap()
}

/// The issuing CA as the anchor: its own status is nobody's to tell.
fn med(ca: &Ca, politik: Politik) -> Tillid {
    Tillid::ny(ca.kaede().to_vec(), vec![], politik).unwrap()
}

fn aarsag(t: &Tillid, c: &Certifikat, nu: Tidspunkt) -> String {
    let f = t.kontroller(c, nu).unwrap_err();
    assert_eq!(f.kode(), Fejlkode::UgyldigtCertifikat);
    f.aarsagen().unwrap().to_string()
}

fn funktionscertifikat(ca: &Ca, serienummer: u128) -> Certifikat {
    ca.udsted(&funktion(), &NOEGLE.offentlig(), et_aar(), serienummer).unwrap()
}

#[test]
fn a_certificate_of_the_ca_is_trusted_while_it_is_in_force() {
    let (t, c) = (uden(), udsted(&funktion(), 0x51));
    assert_eq!(t.kontroller(&c, nu()), Ok(()));
    let sidste = c.gyldig().til.plus_mikros(-1);
    assert_eq!(t.kontroller(&c, sidste), Ok(()));
    assert!(aarsag(&t, &c, c.gyldig().til).starts_with("expired since"));
    assert!(aarsag(&t, &c, c.gyldig().fra.plus_mikros(-1)).starts_with("not in force before"));
    assert_eq!(t.kontroller(&udsted(&Anmodning::Signering { navn: "STS".into(), cvr: Cvr::KOMBIT }, 0x52), nu()), Ok(()));
    assert_eq!(t.mangler(&c, nu()), []);
}

#[test]
fn another_cas_self_signed_and_forged_certificates_are_refused() {
    let t = uden();
    assert!(aarsag(&t, &funktionscertifikat(&MED_CRL, 1), nu()).starts_with("unknown issuer: CN=Samspil udvikling udstedende CA 00000003"));
    assert!(aarsag(&t, MED_CRL.rod(), nu()).contains("CA"));
    // The right names, another key: a second CA made with the same numbers.
    let falsk = Ca::ny(nu(), [0x1122_3344_5566_7788_99aa_bbcc, 2], Adresser::default()).unwrap();
    assert_eq!(falsk.rod().emne(), CA.rod().emne());
    assert!(aarsag(&t, &funktionscertifikat(&falsk, 1), nu()).starts_with("not signed by its issuer"));
    // Meant for servers, and for issuing.
    let tls = Anmodning::Tls { navne: vec!["localhost".into()] };
    assert!(aarsag(&t, &udsted(&tls, 0x53), nu()).contains("extended key usage"));
    assert!(aarsag(&t, &CA.kaede()[0], nu()).contains("a CA's certificate"));
    let uden_mellem = Tillid::ny(vec![CA.rod().clone()], vec![], Politik::Uden).unwrap();
    assert!(aarsag(&uden_mellem, &udsted(&funktion(), 0x54), nu()).starts_with("unknown issuer"));
}

#[test]
fn a_self_signed_certificate_of_openssl_and_a_weak_key_are_refused() {
    let m = tempfile::tempdir().unwrap();
    if !findes("openssl") {
        return;
    }
    let lav = |bits: &str| {
        let noegle = format!("rsa:{bits}");
        let ny = ["req", "-x509", "-newkey", &noegle, "-nodes", "-keyout", "k", "-out", "c", "-subj", "/CN=x", "-addext"];
        koer(m.path(), "openssl", &[&ny[..], &["basicConstraints=critical,CA:FALSE"]].concat());
        Certifikat::fra_pem(&fs::read_to_string(m.path().join("c")).unwrap())
    };
    assert!(aarsag(&uden(), &lav("2048").unwrap()[0], nu()).starts_with("unknown issuer: CN=x"));
    assert_eq!(lav("1024").unwrap_err().kode(), Fejlkode::ForbudtAlgoritme);
}

#[test]
fn a_remembered_certificate_costs_less_than_a_microsecond() {
    let (t, c) = (uden(), udsted(&funktion(), 0x55));
    let nu = nu();
    t.kontroller(&c, nu).unwrap();
    let bedste = (0..20)
        .map(|_| {
            let start = Instant::now();
            (0..1000).for_each(|_| t.kontroller(&c, nu).unwrap());
            start.elapsed() / 1000
        })
        .min()
        .unwrap();
    println!("a remembered certificate: {bedste:?}");
    assert!(bedste.as_nanos() < 1000, "{bedste:?}");
}

#[test]
fn a_revoked_certificate_is_refused_from_the_list_on() {
    let t = med(&MED_CRL, Politik::Afvis);
    let (god, daarlig) = (funktionscertifikat(&MED_CRL, 0x61), funktionscertifikat(&MED_CRL, 0x62));
    assert!(aarsag(&t, &god, nu()).contains("revocation status unknown"));
    let hentninger = t.mangler(&god, nu());
    assert_eq!(hentninger.iter().map(|h| (h.adresse.as_str(), h.krop.is_none())).collect::<Vec<_>>(), [(CRL, true)]);
    let tom = MED_CRL.crl(&[], timer(nu(), -2), timer(nu(), 10)).unwrap();
    t.modtag(&hentninger[0], &tom, nu()).unwrap();
    assert_eq!(t.mangler(&god, nu()), []);
    assert_eq!((t.kontroller(&god, nu()), t.kontroller(&daarlig, nu())), (Ok(()), Ok(())));
    let siden = timer(nu(), -1);
    let nr = daarlig.serienummer().to_vec();
    let fuld = MED_CRL.crl(&[Tilbagekaldt { serienummer: nr, fra: siden }], timer(nu(), -1), timer(nu(), 10)).unwrap();
    t.modtag(&hentninger[0], &fuld, nu()).unwrap();
    assert_eq!(t.kontroller(&god, nu()), Ok(()));
    assert!(aarsag(&t, &daarlig, nu()).starts_with(&format!("revoked since {}", siden.til_utc())), "although it was remembered as good");
    assert!(t.modtag(&hentninger[0], &tom, nu()).unwrap_err().engelsk().contains("a newer answer is known"));
    assert_eq!(t.mangler(&god, timer(nu(), 9)).len(), 1, "fetched again before its end");
    assert!(aarsag(&t, &god, timer(nu(), 10)).contains("revocation status unknown"), "the list has ended");
    assert!(aarsag(&t, &daarlig, timer(nu(), 10)).contains("revoked"));
}

#[test]
fn a_list_that_is_another_cas_old_future_or_changed_is_refused() {
    let t = med(&MED_CRL, Politik::Afvis);
    let h = &t.mangler(&funktionscertifikat(&MED_CRL, 0x63), nu())[0];
    let afvist = |bytes: &[u8]| t.modtag(h, bytes, nu()).unwrap_err().engelsk();
    assert!(afvist(&CA.crl(&[], nu(), timer(nu(), 1)).unwrap()).contains("signature is wrong"));
    assert!(afvist(&MED_CRL.rod_crl(nu(), timer(nu(), 1)).unwrap()).contains("signature is wrong"));
    assert!(afvist(&MED_CRL.crl(&[], timer(nu(), -2), timer(nu(), -1)).unwrap()).contains("should have been replaced"));
    assert!(afvist(&MED_CRL.crl(&[], timer(nu(), 1), timer(nu(), 2)).unwrap()).contains("from the future"));
    let mut aendret = MED_CRL.crl(&[], nu(), timer(nu(), 1)).unwrap();
    aendret[40] ^= 1;
    afvist(&aendret);
    assert!(afvist(b"<html>not found</html>").contains("tag"));
    assert!(t.kontroller(&funktionscertifikat(&MED_CRL, 0x63), nu()).is_err());
}

#[test]
fn in_the_time_of_grace_a_silent_responder_stops_nobody() {
    let t = med(&MED_CRL, Politik::Naade { timer: 24 });
    let c = funktionscertifikat(&MED_CRL, 0x64);
    assert_eq!(t.kontroller(&c, nu()), Ok(()), "never seen, within 24 hours of the start");
    assert_eq!(t.kontroller(&c, timer(nu(), 23)), Ok(()));
    assert!(aarsag(&t, &c, timer(nu(), 25)).contains("no answer yet"));
    let h = &t.mangler(&c, nu())[0];
    t.modtag(h, &MED_CRL.crl(&[], timer(nu(), -1), timer(nu(), 10)).unwrap(), nu()).unwrap();
    assert_eq!(t.kontroller(&c, timer(nu(), 33)), Ok(()), "24 hours after the list's end");
    assert!(aarsag(&t, &c, timer(nu(), 35)).contains("should have been replaced"));
}

#[test]
fn a_certificate_without_any_address_has_an_unknown_status() {
    let t = med(&CA, Politik::Afvis);
    let c = udsted(&funktion(), 0x65);
    assert!(aarsag(&t, &c, nu()).contains("revocation status unknown"));
    assert_eq!(t.mangler(&c, nu()), []);
}

/// Ends the responder with the test.
struct Svarer(Child);

impl Drop for Svarer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// POST as a client would, as soon as somebody listens; the body of a 200.
fn post(port: u16, krop: &[u8]) -> Option<Vec<u8>> {
    let start = Instant::now();
    let mut s = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(s) => break s,
            Err(e) => assert!(start.elapsed().as_secs() < 20, "the responder did not start: {e}"),
        }
    };
    s.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let hoved = format!("POST / HTTP/1.0\r\nContent-Type: application/ocsp-request\r\nContent-Length: {}\r\n\r\n", krop.len());
    s.write_all(&[hoved.as_bytes(), krop].concat()).ok()?;
    let mut ud = Vec::new();
    s.read_to_end(&mut ud).ok()?;
    let slut = ud.windows(4).position(|v| v == b"\r\n\r\n")? + 4;
    ud.starts_with(b"HTTP/1.0 200").then(|| ud.split_off(slut))
}

/// Starts `openssl ocsp` in a folder.
fn svarer(m: &Path, port: u16, flere: &[&str]) -> Svarer {
    let port_tekst = port.to_string();
    let faelles = ["ocsp", "-index", "index", "-CA", "ca", "-nmin", "60", "-port", &port_tekst];
    let mut kald = Command::new("openssl");
    kald.args(faelles).args(flere).current_dir(m).stdout(Stdio::null()).stderr(Stdio::null());
    Svarer(kald.spawn().unwrap())
}

fn fri_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A folder with the issuing CA, its key, an index (71 good, 72 revoked), and two responders' certificates that the CA issued,
/// of which only the first may answer.
fn svarmappe(ca: &Ca) -> tempfile::TempDir {
    let m = tempfile::tempdir().unwrap();
    let skriv = |navn: &str, indhold: &str| fs::write(m.path().join(navn), indhold).unwrap();
    let linjer = ["V\t401231235959Z\t\t71\tunknown\t/CN=g", "R\t401231235959Z\t260101000000Z,keyCompromise\t72\tunknown\t/CN=d\n"];
    skriv("index", &linjer.join("\n"));
    skriv("index.attr", "unique_subject = no\n");
    let pem = ca.til_pem();
    let noegle = &pem[pem.find("-----BEGIN PRIVATE").unwrap()..];
    skriv("ca.key", &noegle[..noegle.find("-----END PRIVATE KEY-----\n").unwrap() + 26]);
    skriv("ca", &ca.kaede()[0].pem());
    skriv("udvidelser", "[ja]\nextendedKeyUsage=OCSPSigning\n[nej]\nextendedKeyUsage=clientAuth\n");
    koer(
        m.path(),
        "openssl",
        &["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "svarer.key", "-out", "csr", "-subj", "/CN=svarer"],
    );
    for navn in ["ja", "nej"] {
        let faelles = ["x509", "-req", "-in", "csr", "-CA", "ca", "-CAkey", "ca.key", "-extfile", "udvidelser", "-set_serial", "9"];
        koer(m.path(), "openssl", &[&faelles[..], &["-extensions", navn, "-out", navn]].concat());
    }
    m
}

#[test]
fn rfc6960_a_real_responder_tells_good_revoked_and_unknown() {
    if !findes("openssl") {
        return;
    }
    let port = fri_port();
    let ca = Ca::ny(nu(), [5, 6], Adresser { crl: None, ocsp: Some(format!("http://127.0.0.1:{port}/")), ..Adresser::default() }).unwrap();
    let m = svarmappe(&ca);
    let [god, daarlig, ukendt] = [0x71, 0x72, 0x73].map(|nr| funktionscertifikat(&ca, nr));
    let spoerg = |t: &Tillid, c: &Certifikat| {
        let h = t.mangler(c, nu()).remove(0);
        let svar = post(port, h.krop.as_ref().unwrap()).unwrap();
        (t.modtag(&h, &svar, nu()), svar, h)
    };
    let udstederen = ["-rsigner", "ca", "-rkey", "ca.key"];
    let udpeget = ["-rsigner", "ja", "-rkey", "svarer.key"];
    // The CA itself, called by its name and by its key; a responder that it appointed, with and without its certificate's name.
    for flere in [&udstederen[..], &[&udstederen[..], &["-resp_key_id"]].concat(), &udpeget, &[&udpeget[..], &["-resp_key_id"]].concat()] {
        let _svarer = svarer(m.path(), port, flere);
        let t = med(&ca, Politik::Afvis);
        for c in [&god, &daarlig, &ukendt] {
            spoerg(&t, c).0.unwrap_or_else(|f| panic!("{flere:?}: {f} {f:?}"));
        }
        assert_eq!((t.kontroller(&god, nu()), t.mangler(&god, nu())), (Ok(()), vec![]));
        assert!(aarsag(&t, &daarlig, nu()).starts_with("revoked since 2026-01-01T00:00:00"));
        assert!(aarsag(&t, &ukendt, nu()).starts_with("its CA does not know it"));
    }
    let _svarer = svarer(m.path(), port, &udstederen);
    let t = med(&ca, Politik::Afvis);
    let (_, svar, h) = spoerg(&t, &god);
    let anden = t.mangler(&daarlig, nu()).remove(0);
    assert!(t.modtag(&anden, &svar, nu()).unwrap_err().engelsk().contains("about other certificates"));
    assert!(t.modtag(&h, &svar, timer(nu(), 2)).unwrap_err().engelsk().contains("should have been replaced"));
    assert!(t.modtag(&h, &svar, timer(nu(), -2)).unwrap_err().engelsk().contains("from the future"));
    // Bytes of what is signed, and of the signature.
    for nr in (40..400).step_by(3) {
        let mut aendret = svar.clone();
        aendret[nr] ^= 1;
        assert!(t.modtag(&h, &aendret, nu()).is_err(), "byte {nr}");
    }
    assert!(t.modtag(&h, &[0x30, 3, 0x0a, 1, 3], nu()).unwrap_err().engelsk().contains("tryLater"));
}

#[test]
fn rfc6960_only_an_appointed_responder_may_answer() {
    if !findes("openssl") {
        return;
    }
    let port = fri_port();
    let ca = Ca::ny(nu(), [7, 8], Adresser { crl: None, ocsp: Some(format!("http://127.0.0.1:{port}/")), ..Adresser::default() }).unwrap();
    let m = svarmappe(&ca);
    let t = med(&ca, Politik::Afvis);
    let god = funktionscertifikat(&ca, 0x71);
    let h = &t.mangler(&god, nu())[0];
    let svar = |flere: &[&str]| {
        let _svarer = svarer(m.path(), port, flere);
        t.modtag(h, &post(port, h.krop.as_ref().unwrap()).unwrap(), nu()).unwrap_err().engelsk()
    };
    assert!(svar(&["-rsigner", "nej", "-rkey", "svarer.key"]).contains("not for OCSP signing"));
    assert!(svar(&["-rsigner", "ja", "-rkey", "svarer.key", "-resp_no_certs"]).contains("nobody in it is known"));
    // Right name and purpose, but signed by itself.
    let falsk = ["req", "-x509", "-key", "svarer.key", "-out", "falsk", "-subj", "/CN=svarer", "-addext", "extendedKeyUsage=OCSPSigning"];
    koer(m.path(), "openssl", &falsk);
    assert!(svar(&["-rsigner", "falsk", "-rkey", "svarer.key"]).contains("another issuer"));
    assert!(t.kontroller(&god, nu()).is_err());
}

#[test]
fn any_bytes_are_read_or_refused() {
    let c = udsted(&funktion(), 0x74);
    let mut gode = vec![
        c.der().to_vec(),
        c.pem().into_bytes(),
        MED_CRL.crl(&[Tilbagekaldt { serienummer: vec![1], fra: nu() }], nu(), timer(nu(), 1)).unwrap(),
        sikkerhed::p12::skriv(&NOEGLE, std::slice::from_ref(&c), "x", "kode").unwrap(),
    ];
    let m = tempfile::tempdir().unwrap();
    if findes("openssl") {
        // So few rounds that what is encrypted is opened, too.
        fs::write(m.path().join("k"), NOEGLE.til_pem() + &c.pem()).unwrap();
        koer(m.path(), "openssl", &["pkcs12", "-export", "-in", "k", "-passout", "pass:kode", "-iter", "5", "-out", "p"]);
        gode.push(fs::read(m.path().join("p")).unwrap());
    }
    for god in gode {
        proev_certifikat(&god);
        for nr in (0..god.len()).step_by(3) {
            let mut brudt = god.clone();
            brudt[nr] ^= 1 << (nr % 8);
            proev_certifikat(&brudt);
            proev_certifikat(&god[..nr]);
        }
    }
}
