//! Apache CXF as a vendor has it, with its own STSClient and WSS4J: `tests/java/cxf`.
use crate::program::{Program, maal};
use std::path::Path;
use std::process::Command;

/// What the Java program prints; `None` when the test is skipped.
fn java(klasser: &Path, argumenter: &[String]) -> Option<String> {
    let lib = maal().join("cxf/lib");
    if !lib.is_dir() || Command::new("javac").arg("-version").output().is_err() {
        eprintln!("SKIPPED: no Apache CXF; run proev.sh");
        return None;
    }
    let stier = format!("{}/*:{}", lib.display(), klasser.display());
    let kilder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java/cxf");
    let kilder: Vec<_> =
        std::fs::read_dir(kilder).unwrap().map(|f| f.unwrap().path()).filter(|f| f.extension().is_some_and(|e| e == "java")).collect();
    for c in [
        Command::new("javac").args(["-cp", &stier, "-d"]).arg(klasser).args(kilder),
        Command::new("java").args(["-cp", &stier, "Cxf"]).args(argumenter),
    ] {
        // CXF generates classes with Danish names: sources and file names are UTF-8 whatever the caller's locale.
        let ud = c.env("LC_ALL", "C.UTF-8").output().unwrap();
        let tekst = String::from_utf8_lossy(&ud.stdout).into_owned();
        assert!(ud.status.success(), "{c:?}:\n{tekst}\n{}", String::from_utf8_lossy(&ud.stderr));
        if !tekst.is_empty() {
            return Some(tekst);
        }
    }
    panic!("nothing was printed")
}

/// Every operation of every service by its served WSDL, signed and verified; then every way of being refused, with its text (K-13).
#[test]
fn k13_cxf_calls_every_service_and_reads_the_text_of_every_refusal() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let foer = [p.sikker.clone().unwrap(), data.join("klienter").to_str().unwrap().to_owned()];
    let med = |mere: &[String]| java(mappe.path(), &[&foer, mere].concat());
    let tjenester: Vec<String> = soap::tjenester::alle().map(|k| format!("{}={}", k.stier[0], k.bagved.adgang.entity_id)).collect();
    let antal = tjenester.len();
    let Some(ud) = med(&[&["tjenester".to_owned()][..], &tjenester].concat()) else { return };
    assert!(ud.contains(&format!("{antal} services, ")), "{ud}");
    let ud = med(&["afslag".to_owned()]).unwrap();
    assert!(ud.contains("every text arrived"), "{ud}");
}
