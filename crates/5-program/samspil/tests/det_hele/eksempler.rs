//! The samples in `docs/eksempler`: every row of the README's table in every language that is there, against a demo with security on.
use crate::program::{Program, maal, python};
use std::path::{Path, PathBuf};
use std::process::Command;

fn mappe() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/eksempler")
}

/// Path, entity id, action, file of each row.
fn raekker() -> Vec<[String; 4]> {
    let tekst = std::fs::read_to_string(mappe().join("README.md")).unwrap();
    let celler = |l: &str| l.split('|').map(|c| c.trim().trim_matches('`').to_owned()).collect::<Vec<_>>();
    let raekker = tekst.lines().map(celler).filter(|c| c.len() == 7 && c[2].starts_with('/'));
    raekker.map(|c| [c[2].clone(), c[3].clone(), c[4].clone(), c[5][1..].split(']').next().unwrap().to_owned()]).collect()
}

fn koer(c: &mut Command) -> String {
    // Python would leave files beside the samples, and those are built into the program.
    let ud = c.current_dir(mappe()).env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
    assert!(ud.status.success(), "{c:?}:\n{}\n{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    String::from_utf8_lossy(&ud.stdout).into_owned()
}

/// What each row's answer must say: found or written, and the benefit with its payment at the end.
fn kontroller(sprog: &str, fil: &str, svar: &str) {
    let ventet: &[&str] = if fil == "ydelser.xml" { &["Kontanthjælp", "12550.00"] } else { &["StatusKode>20<"] };
    assert!(ventet.iter().all(|v| svar.contains(v)), "{sprog}, {fil}: {svar}");
}

#[test]
fn every_sample_runs_in_every_language_that_is_here() {
    let raekker = raekker();
    assert_eq!(raekker.len(), 7, "{raekker:?}");
    let midlertidig = tempfile::tempdir().unwrap();
    let data = midlertidig.path().join("demo");
    let p = Program::demo_sikker(&data);
    let (adresse, noegler) = (p.sikker.clone().unwrap(), data.join("klienter").to_str().unwrap().to_owned());
    let alle = |sprog: &str, kommando: &dyn Fn() -> Command| {
        for r in &raekker {
            kontroller(sprog, &r[3], &koer(kommando().args(r).arg(&adresse).arg(&noegler)));
        }
    };
    let typet = |svar: &str| assert!(svar.contains("laes: 20 27.35.04 Forebyggende hjemmebesøg"), "{svar}");

    // A refusal says its number first, and the call's id.
    let afvises = |sprog: &str, mut c: Command| {
        let ud = c.args(["/klasse/7", "http://example.dk/1"]).args(&raekker[0][2..]).args([&adresse, &noegler]);
        let ud = ud.current_dir(mappe()).env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
        let tekst = String::from_utf8_lossy(&ud.stderr).into_owned();
        assert!(ud.status.code() == Some(1) && tekst.starts_with("refused: SAM-2110: ") && tekst.contains("(call id "), "{sprog}: {tekst}");
    };
    if let Some(python) = python() {
        let mut c = Command::new(&python);
        c.arg("python/kald.py");
        afvises("Python", c);
        alle("Python", &|| {
            let mut c = Command::new(&python);
            c.arg("python/kald.py");
            c
        });
        let svar = koer(Command::new(&python).args(["python/zeep_kald.py", &adresse, &noegler]));
        typet(&svar);
        assert!(svar.contains("Serviceplatformen: hej"), "a service by SOAP 1.1: {svar}");
    }
    let lib = maal().join("cxf/lib");
    if lib.is_dir() && Command::new("javac").arg("-version").output().is_ok() {
        let stier = format!("{}/*:{}", lib.display(), midlertidig.path().display());
        koer(Command::new("javac").args(["-encoding", "UTF-8", "-cp", &stier, "-d"]).arg(midlertidig.path()).arg("java/Kald.java"));
        alle("Java", &|| {
            let mut c = Command::new("java");
            c.args(["-cp", &stier, "Kald"]);
            c
        });
    } else {
        eprintln!("SKIPPED: the Java sample, no Apache CXF; run proev.sh");
    }
    let bygget = maal().join("eksempel-java");
    if bygget.is_dir() {
        // as its pom says in its first comment, in a folder beside the bodies
        let java = midlertidig.path().join("java");
        std::fs::create_dir(&java).unwrap();
        for fil in ["pom.xml", "Kald.java"] {
            std::fs::copy(mappe().join("java").join(fil), java.join(fil)).unwrap();
        }
        let pom = std::fs::read_to_string(java.join("pom.xml")).unwrap();
        let linje = pom.split("<!-- mvn ").nth(1).and_then(|l| l.split(" -Dexec.args=").next()).unwrap().to_owned();
        let r = &raekker[0];
        let krop = mappe().canonicalize().unwrap().join(&r[3]);
        let kald = format!("{} {} {} {} {adresse} {noegler}", r[0], r[1], r[2], krop.display());
        let mut mvn = Command::new("mvn");
        mvn.args(["-o", "-B", &format!("-Dmaven.repo.local={}", maal().join("maven").display())]);
        let ud = mvn.args(linje.split(' ')).arg(format!("-Dexec.args={kald}")).current_dir(&java).output().unwrap();
        let tekst = String::from_utf8_lossy(&ud.stdout).into_owned();
        assert!(ud.status.success(), "{tekst}\n{}", String::from_utf8_lossy(&ud.stderr));
        kontroller("Maven", &r[3], &tekst);
    } else {
        eprintln!("SKIPPED: the Java sample as Maven builds it; run proev.sh");
    }
    if Command::new("php").arg("-m").output().is_ok_and(|ud| String::from_utf8_lossy(&ud.stdout).lines().any(|l| l == "soap")) {
        let mut c = Command::new("php");
        c.arg("php/kald.php");
        afvises("PHP", c);
        alle("PHP", &|| {
            let mut c = Command::new("php");
            c.arg("php/kald.php");
            c
        });
        typet(&koer(Command::new("php").args(["php/klasse.php", &adresse, &noegler])));
    } else {
        eprintln!("SKIPPED: the PHP samples, no php with ext-soap; run proev.sh");
    }
    eprintln!("SKIPPED: the .NET sample is never run");
}
