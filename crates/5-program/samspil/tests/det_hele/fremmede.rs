//! Strangers check our certificates: the lists that they name are where they say, signed, and tell of a revocation at once.
use crate::program::{Program, samspil};
use std::path::Path;
use std::process::Command;

/// Runs a program in a folder; whether it succeeded, and what it said.
fn koer(mappe: &Path, program: &str, argumenter: &[&str]) -> (bool, String) {
    let ud = Command::new(program).args(argumenter).current_dir(mappe).env("LC_ALL", "C").output().unwrap();
    (ud.status.success(), format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr)))
}

fn kommando(argumenter: &[&str], data: &Path) -> String {
    let (godt, ud) =
        koer(data.parent().unwrap(), env!("CARGO_BIN_EXE_samspil"), &[argumenter, &["--data", data.to_str().unwrap()]].concat());
    assert!(godt, "{argumenter:?}: {ud}");
    ud
}

fn findes(program: &str) -> bool {
    let der = Command::new(program).arg("-version").output().is_ok() || Command::new(program).arg("version").output().is_ok();
    if !der {
        eprintln!("SKIPPED: {program} is not on this machine");
    }
    der
}

#[test]
fn i12_2_11_openssl_and_java_fetch_our_lists_and_believe_them() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let sted = format!("{}/ca", p.adresse);
    for (fil, slags) in [("rod.cer", "cert"), ("udstedende.cer", "cert"), ("rod.crl", "crl"), ("udstedende.crl", "crl")] {
        let svar = p.get(&format!("/ca/{fil}"));
        assert_eq!((svar.status, svar.hoved("content-type")), (200, Some(format!("application/pkix-{slags}").as_str())), "{fil}");
    }
    for sti in ["/ca/ca.pem", "/ca/..%2fca%2fca.pem", "/ca/tilbagekaldt.json", "/ca/sted"] {
        assert_eq!(p.get(sti).status, 404, "{sti}");
    }
    kommando(&["certifikat", "udsted", "--navn", "Fremmed", "--cvr", "87654321", "--til", "ud"], &data);
    let ud = mappe.path().join("ud");
    for fil in ["rod.cer", "udstedende.cer", "udstedende.pem", "signering.pem", "sts.pem"] {
        assert!(ud.join(fil).exists(), "{fil}");
    }
    // The root names no list of its own, so its is given; the others are fetched from where the certificates say.
    let rod_crl = data.join("ca/rod.crl");
    let (har_openssl, har_java) = (findes("openssl"), findes("java"));
    if har_openssl {
        koer(&ud, "openssl", &["crl", "-inform", "DER", "-in", rod_crl.to_str().unwrap(), "-out", "rod.crl"]);
    }
    let lister = ["-crl_check_all", "-crl_download", "-CRLfile", "rod.crl"];
    let openssl = |fil: &str| {
        koer(&ud, "openssl", &[&["verify"], &lister[..], &["-CAfile", "rod.pem", "-untrusted", "udstedende.pem", fil]].concat())
    };
    // Through the standard library's own downloader, with nothing but the root trusted; sts.pem comes with its chain.
    let java = |fil: &str| {
        let kilde = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java/Tilbagekaldelse.java");
        koer(&ud, "java", &["-Dcom.sun.security.enableCRLDP=true", kilde.to_str().unwrap(), "rod.pem", fil])
    };
    let tjek = |fil: &str, godt: bool| {
        for (er, navn, svar) in [(har_openssl, "openssl", &openssl as &dyn Fn(&str) -> (bool, String)), (har_java, "java", &java)] {
            if er {
                let (ok, tekst) = svar(fil);
                assert_eq!(ok, godt, "{navn} {fil}: {tekst}");
                assert!(godt || tekst.to_lowercase().contains("revoked"), "{navn} {fil}: {tekst}");
            }
        }
    };
    for fil in ["sts.pem", "signering.pem", "fremmed.pem"] {
        tjek(fil, true);
    }
    kommando(&["certifikat", "tilbagekald", "ud/fremmed.pem"], &data);
    tjek("fremmed.pem", false);
    tjek("sts.pem", true);
    if har_openssl {
        let (ok, tekst) = koer(&ud, "openssl", &["x509", "-in", "sts.pem", "-noout", "-text"]);
        assert!(
            ok && tekst.contains(&format!("URI:{sted}/udstedende.crl")) && tekst.contains(&format!("URI:{sted}/udstedende.cer")),
            "{tekst}"
        );
    }
}

/// K-8, without .NET: OIOIDWS.Net knows a certificate alone, trusts the root, finds the issuer from what is sent or where the certificate
/// says, and asks online for the status of every link. Of the STS's, the service's, TLS's and the system's own.
#[test]
fn k8_what_dotnet_does_with_our_certificates_by_openssl() {
    if !findes("openssl") {
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let n = data.join("klienter");
    let sti = |fil: &str| n.join(fil).to_str().unwrap().to_owned();
    let openssl = |a: &[&str]| koer(mappe.path(), "openssl", a);
    let tls = p.sikker.as_deref().unwrap().trim_start_matches("https://").to_owned();
    let (_, haandtryk) = openssl(&["s_client", "-connect", &tls, "-showcerts", "-CAfile", &sti("rod.pem"), "-verify_return_error"]);
    assert!(haandtryk.contains("Verify return code: 0 (ok)"), "the handshake brings the links: {haandtryk}");
    std::fs::write(mappe.path().join("tls.pem"), &haandtryk).unwrap();
    let (godt, ud) =
        openssl(&["pkcs12", "-in", &sti("demosystem.p12"), "-passin", "pass:samspil", "-nokeys", "-clcerts", "-out", "system.pem"]);
    assert!(godt, "{ud}");
    openssl(&["crl", "-inform", "DER", "-in", data.join("ca/rod.crl").to_str().unwrap(), "-out", "rod.crl"]);
    for fil in [sti("sts.pem"), sti("signering.pem"), "tls.pem".into(), "system.pem".into()] {
        // The first certificate of the file and nothing else: what lies in CurrentUser/My.
        let (godt, tekst) = openssl(&["x509", "-in", &fil, "-text", "-out", "blad.pem"]);
        assert!(godt, "{fil}: {tekst}");
        let tekst = std::fs::read_to_string(mappe.path().join("blad.pem")).unwrap();
        let udsteder = tekst.lines().find_map(|l| l.trim().strip_prefix("CA Issuers - URI:")).unwrap_or_else(|| panic!("{fil}: {tekst}"));
        let der = crate::program::kald_raa(udsteder);
        std::fs::write(mappe.path().join("udsteder.cer"), der).unwrap();
        openssl(&["x509", "-inform", "DER", "-in", "udsteder.cer", "-out", "udsteder.pem"]);
        let tjek = ["verify", "-crl_check_all", "-crl_download", "-CRLfile", "rod.crl", "-CAfile"];
        let (godt, ud) = openssl(&[&tjek[..], &[&sti("rod.pem"), "-untrusted", "udsteder.pem", "blad.pem"]].concat());
        assert!(godt, "{fil}: {ud}");
    }
}

#[test]
fn i12_2_11_the_lists_have_a_listener_of_their_own_and_a_new_address_reaches_every_file() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::paa("demo", &data, "127.0.0.1:0", &["--crl", "127.0.0.1:0", "--ca-adresse", "http://ca.example/ca/"]);
    kommando(&["certifikat", "udsted", "--navn", "Fremmed", "--cvr", "87654321", "--til", "ud"], &data);
    let vis = |fil: &Path| kommando_vis(fil);
    assert!(vis(&data.join("klienter/sts.pem")).contains("http://ca.example/ca/udstedende.crl"));
    let crl = p
        .log
        .lock()
        .unwrap()
        .iter()
        .find_map(|l| serde_json::from_str::<serde_json::Value>(l).ok()?["crl"].as_str().map(str::to_owned))
        .unwrap();
    let hent = |sti: &str| crate::program::kald("GET", &format!("http://{crl}{sti}"), &[], b"").unwrap().status;
    assert_eq!((hent("/ca/udstedende.crl"), hent("/sundhed"), hent("/")), (200, 404, 404));
    drop(p);
    let ud = kommando(&["certifikat", "forny", "alt", "--ca-adresse", "http://ny.example/ca"], &data);
    for m in ["klienter", "ud"] {
        assert!(ud.contains(m), "{ud}");
    }
    for m in [data.join("klienter"), mappe.path().join("ud")] {
        for fil in ["sts.pem", "signering.pem", "udstedende.pem", "udstedende.cer"] {
            assert!(vis(&m.join(fil)).contains("http://ny.example/ca/"), "{fil} in {}", m.display());
        }
    }
    // What was issued before stays good below the renewed CA.
    let p = Program::demo_sikker(&data);
    let n = data.join("klienter");
    let ud = samspil(&[
        "klient",
        "token",
        "--tjeneste",
        "http://stoettesystemerne.dk/service/organisation/3",
        "--server",
        p.sikker.as_deref().unwrap(),
    ])
    .args([Path::new("--certifikat"), &n.join("demosystem.p12"), Path::new("--rod"), &n.join("rod.pem")])
    .args([Path::new("--stscertifikat"), &n.join("sts.pem")])
    .output()
    .unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
}

/// Renewing takes no name away, and a name that is said too late is not taken in silence.
#[test]
fn i12_2_11_a_renewed_certificate_is_for_the_names_of_the_one_before() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("lib");
    let koer = |a: &[&str]| samspil(&[&["certifikat"], a, &["--data", data.to_str().unwrap()]].concat()).output().unwrap();
    let navne = || kommando_vis(&data.join("noegler/server.pem")).lines().find(|l| l.starts_with("Names")).unwrap().to_owned();
    let foerst = String::from_utf8(koer(&["opret", "--vaert", "samspil.example.dk,10.0.0.7"]).stdout).unwrap();
    assert!(foerst.contains("were made; its certificate is for samspil.example.dk, 10.0.0.7"), "{foerst}");
    for hvad in ["alt", "server"] {
        assert!(koer(&["forny", hvad]).status.success());
        assert!(navne().ends_with(" samspil.example.dk, 10.0.0.7"), "{hvad}: {}", navne());
    }
    let igen = koer(&["opret"]);
    assert!(
        igen.status.success() && String::from_utf8_lossy(&igen.stdout).contains("unchanged; its certificate is for samspil.example.dk")
    );
    let andet = koer(&["opret", "--vaert", "andet.example.dk"]);
    let tekst = String::from_utf8_lossy(&andet.stderr).into_owned();
    assert!(!andet.status.success() && tekst.contains("forny server --vaert andet.example.dk"), "{tekst}");
    assert!(koer(&["forny", "server", "--vaert", "andet.example.dk"]).status.success());
    assert!(navne().ends_with(" andet.example.dk"), "{}", navne());
    let person = koer(&["person", "--navn", "Karen", "--cvr", "11111111", "--til", mappe.path().to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&person.stdout).contains("administrator opret --certifikat karen.pem"));
}

fn kommando_vis(fil: &Path) -> String {
    let ud = samspil(&["certifikat", "vis"]).arg(fil).output().unwrap();
    assert!(ud.status.success(), "{}: {}", fil.display(), String::from_utf8_lossy(&ud.stderr));
    String::from_utf8_lossy(&ud.stdout).into_owned()
}
