//! What goes wrong around the program, and what a folder is and is not: as operations meet it.
use crate::program::{MYNDIGHED, Program, samspil};
use crate::tvaers::{ENHED, enhed, konvolut, lister};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// What a command says on standard error, and that it ended with 1.
fn afvist(argumenter: &[&str]) -> String {
    let ud = samspil(argumenter).output().unwrap();
    let tekst = String::from_utf8_lossy(&ud.stderr).into_owned();
    assert_eq!(ud.status.code(), Some(1), "{argumenter:?}: {tekst}{}", String::from_utf8_lossy(&ud.stdout));
    assert!(!tekst.contains("SAM-5001"), "{argumenter:?}: {tekst}");
    tekst
}

fn godt(argumenter: &[&str]) -> String {
    let ud = samspil(argumenter).output().unwrap();
    assert!(ud.status.success(), "{argumenter:?}: {}", String::from_utf8_lossy(&ud.stderr));
    String::from_utf8_lossy(&ud.stdout).into_owned()
}

fn tekst(sti: &Path) -> &str {
    sti.to_str().unwrap()
}

fn sundhed(p: &Program, ventet: u16) -> Value {
    let start = Instant::now();
    loop {
        let s = p.get("/sundhed");
        if s.status == ventet {
            return s.json();
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{s:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn i11_1_5_a_damaged_store_is_called_damaged_and_never_copied() {
    let mappe = tempfile::tempdir().unwrap();
    let (data, kopi) = (mappe.path().join("d"), mappe.path().join("kopi.db"));
    godt(&["generer", "--borgere", "20", "--sager", "20", "--data", tekst(&data)]);
    let fil = data.join("samspil.db");
    rusqlite::Connection::open(&fil).unwrap().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let mut bytes = std::fs::read(&fil).unwrap();
    // The first page and what the start reads stay.
    for side in bytes.chunks_mut(4_096).skip(40) {
        side.iter_mut().take(16).for_each(|b| *b ^= 0xff);
    }
    std::fs::write(&fil, bytes).unwrap();
    for kommando in [&["kontroller"][..], &["sikkerhedskopi", tekst(&kopi)]] {
        let f = afvist(&[kommando, &["--data", tekst(&data)]].concat());
        assert!(f.contains("SAM-5005: The store is damaged"), "{kommando:?}: {f}");
    }
    assert!(!kopi.exists());
}

#[test]
fn i11_1_5_a_locked_store_is_told_with_retry_after_on_every_wire_and_comes_back() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    assert_eq!(p.rest(MYNDIGHED, "POST", ENHED, &enhed("foer", "foer")).status, 201);
    let anden = rusqlite::Connection::open(mappe.path().join("samspil.db")).unwrap();
    anden.busy_timeout(Duration::from_secs(10)).unwrap();
    anden.execute_batch("BEGIN IMMEDIATE").unwrap();
    let soap = |type_: &str| {
        p.kald(
            "POST",
            &format!("{ENHED}/6"),
            &[("content-type", type_), ("x-myndighed-cvr", MYNDIGHED)],
            konvolut("OpretInput", &lister("s", "s")),
        )
    };
    for (svar, status) in [
        (p.rest(MYNDIGHED, "POST", ENHED, &enhed("nu", "nu")), 503),
        // K-13: of a 503 CXF and WCF would drop the fault.
        (soap("application/soap+xml"), 500),
        (p.rest(MYNDIGHED, "POST", ENHED, &enhed("nu", "nu")), 503),
    ] {
        assert_eq!((svar.status, svar.hoved("retry-after")), (status, Some("5")), "{svar:?}");
        assert!(svar.krop.contains("SAM-5002") && (status == 503 || svar.krop.contains("<s:Fault>")), "{svar:?}");
    }
    let syg = sundhed(&p, 503);
    assert_eq!((syg["status"].as_str(), syg["advarsler"].as_array().unwrap().len()), (Some("nede"), 1), "{syg}");
    assert!(p.get("/metrics").krop.contains("samspil_lager_kan_skrives 0"));
    let liste = p.rest(MYNDIGHED, "GET", &format!("{ENHED}?bvn=foer"), &Value::Null);
    assert!(liste.status == 200 && liste.json()["results"][0].as_array().unwrap().len() == 1, "readers are served: {liste:?}");
    anden.execute_batch("COMMIT").unwrap();
    assert_eq!(sundhed(&p, 200)["status"], "ok");
    assert_eq!(p.rest(MYNDIGHED, "POST", ENHED, &enhed("efter", "efter")).status, 201);
    let nu = p.rest(MYNDIGHED, "GET", &format!("{ENHED}?bvn=nu"), &Value::Null);
    assert!(nu.json()["results"][0].as_array().unwrap().is_empty(), "nothing was stored of what was refused: {nu:?}");
    let m = p.get("/metrics").krop;
    for navn in [
        "samspil_lager_kan_skrives 1",
        "samspil_lager_wal_bytes ",
        "samspil_lager_skrivekoe 0",
        "samspil_haendelse_position 2",
        "samspil_log_uforseglet_seconds 0",
        "samspil_lager_format ",
    ] {
        assert!(m.contains(navn), "{navn}: {m}");
    }
}

#[test]
fn i12_3_1_only_four_commands_make_a_store() {
    let mappe = tempfile::tempdir().unwrap();
    let intet = mappe.path().join("intet");
    let ud = mappe.path().join("ud");
    for kommando in [
        &["kontroller"][..],
        &["genopbyg"],
        &["eksporter", tekst(&ud)],
        &["sikkerhedskopi", tekst(&ud)],
        &["administration", "system", "list"],
        &["log", "kontroller"],
        &["log", "vis", "--myndighed", "11111111"],
        &["anvisninger", "rapport", "--myndighed", "11111111"],
    ] {
        let fejl = afvist(&[kommando, &["--data", tekst(&intet)]].concat());
        assert!(fejl.contains(tekst(&intet)) && fejl.contains("--data"), "{kommando:?}: {fejl}");
        assert!(!intet.exists() && !ud.exists(), "{kommando:?} made something");
    }
    let fil = format!("sqlite:{}", mappe.path().join("x.db").display());
    assert!(afvist(&["kontroller", "--lager", &fil]).contains("no store"));
    godt(&["generer", "--enheder", "5", "--ansatte", "5", "--borgere", "1", "--sager", "1", "--data", tekst(&intet)]);
    godt(&["kontroller", "--data", tekst(&intet)]);
}

#[test]
fn i12_3_1_a_second_server_on_a_folder_is_refused_and_commands_beside_it_are_not() {
    let mappe = tempfile::tempdir().unwrap();
    let mut p = Program::serve(mappe.path(), &[]);
    let data = tekst(mappe.path());
    let fejl = afvist(&["serve", "--aaben", "--http", "127.0.0.1:0", "--https", "fra", "--data", data]);
    assert!(fejl.contains("already") && fejl.contains(&p.pid().to_string()), "{fejl}");
    godt(&["kontroller", "--data", data]);
    // A server that was killed holds nothing.
    p.draeb();
    Program::serve(mappe.path(), &[]);
}

#[test]
fn i12_3_1_a_store_with_a_log_is_not_opened_without_the_logs_keys() {
    let mappe = tempfile::tempdir().unwrap();
    let data = tekst(mappe.path());
    let mut p = Program::start("serve", mappe.path(), &["--udvikling"]);
    assert_eq!(p.get("/organisation/bruger").status, 401);
    assert!(p.stop().success());
    let noegle = mappe.path().join("log.noegle");
    let gemt = std::fs::read(&noegle).unwrap();
    std::fs::remove_file(&noegle).unwrap();
    for kommando in [&["serve", "--udvikling", "--http", "127.0.0.1:0", "--https", "fra"][..], &["administration", "system", "list"]] {
        let fejl = afvist(&[kommando, &["--data", data]].concat());
        assert!(fejl.contains("log.noegle") && fejl.contains("backup"), "{fejl}");
        assert!(!noegle.exists(), "no new key is made");
    }
    std::fs::write(&noegle, gemt).unwrap();
    #[cfg(unix)]
    {
        rettigheder(&noegle, 0o644);
        let fejl = afvist(&["administration", "system", "list", "--data", data]);
        assert!(fejl.contains("chmod 600"), "{fejl}");
        rettigheder(&noegle, 0o600);
    }
    godt(&["administration", "system", "list", "--data", data]);
}

#[cfg(unix)]
fn rettigheder(fil: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(fil, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn i12_3_1_nothing_that_is_there_is_overwritten_unless_asked() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let lille = ["--enheder", "5", "--ansatte", "5", "--borgere", "1", "--sager", "1"];
    godt(&[&["generer", "--data", tekst(&data)], &lille[..]].concat());
    let fil = mappe.path().join("fil");
    std::fs::write(&fil, "kept").unwrap();
    let eksport = ["eksporter", tekst(&fil), "--data", tekst(&data)];
    let til = [&["generer", "--til", tekst(&fil)], &lille[..]].concat();
    for kommando in [&eksport[..], &til] {
        assert!(afvist(kommando).contains("--overskriv"));
        assert_eq!(std::fs::read(&fil).unwrap(), b"kept");
    }
    for kommando in [&eksport[..], &til] {
        godt(&[kommando, &["--overskriv"]].concat());
        assert_ne!(std::fs::read(&fil).unwrap(), b"kept");
        std::fs::write(&fil, "kept").unwrap();
    }
    assert!(afvist(&["sikkerhedskopi", tekst(&fil), "--data", tekst(&data)]).contains("never overwrites"));
    assert!(afvist(&["sikkerhedskopi", "/nowhere/kopi.db", "--data", tekst(&data)]).contains("/nowhere/kopi.db"));
    godt(&["sikkerhedskopi", tekst(&mappe.path().join("kopi.db")), "--data", tekst(&data)]);
    assert_eq!(std::fs::read_dir(mappe.path()).unwrap().count(), 3, "folder, file and copy, and nothing half");
}

/// Whatever the umask is.
#[cfg(unix)]
#[test]
fn i12_1_7_everything_that_the_program_makes_is_its_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let skal = |kommando: String| {
        let ud = std::process::Command::new("sh")
            .args(["-c", &format!("umask 000; exec {} {kommando}", env!("CARGO_BIN_EXE_samspil"))])
            .output();
        let ud = ud.unwrap();
        assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    };
    skal(format!("generer --enheder 5 --ansatte 5 --borgere 1 --sager 1 --data {}", data.display()));
    drop(Program::demo_sikker(&data));
    skal(format!("sikkerhedskopi {} --data {}", data.join("kopi.db").display(), data.display()));
    skal(format!("eksporter {} --data {}", data.join("alt.jsonl").display(), data.display()));
    skal(format!("generer --til {} --enheder 5 --ansatte 5", data.join("land.jsonl").display()));
    let mut mapper = vec![data];
    let mut set = 0;
    while let Some(m) = mapper.pop() {
        assert_eq!(std::fs::metadata(&m).unwrap().permissions().mode() & 0o077, 0, "{}", m.display());
        for f in std::fs::read_dir(&m).unwrap().map(|f| f.unwrap().path()) {
            assert_eq!(std::fs::metadata(&f).unwrap().permissions().mode() & 0o077, 0, "{}", f.display());
            set += 1;
            if f.is_dir() {
                mapper.push(f);
            }
        }
    }
    assert!(set > 20, "{set} files");
}

#[test]
fn i12_3_6_what_is_wrong_outside_is_named() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let d = tekst(&data);
    let fil = mappe.path().join("fil");
    std::fs::write(&fil, "text").unwrap();
    let optaget = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = optaget.local_addr().unwrap().to_string();
    let tom = mappe.path().join("tom");
    for (kommando, ventet) in [
        (&["importer", "kle", "missing.csv", "--data", d][..], "there is no file missing.csv"),
        (&["importer", "eksport", "missing.jsonl", "--data", d], "there is no file missing.jsonl"),
        (&["importer", "indeks", "missing.jsonl", "--data", d], "there is no file missing.jsonl"),
        (&["importer", "cpr", "missing.txt", "--data", d], "there is no file missing.txt"),
        (&["serve", "--aaben", "--http", &port, "--https", "fra", "--data", d], "is in use"),
        (&["serve", "--data", tekst(&tom)], "there is no folder"),
        (&["kontroller", "--lager", "postgres://nobody@127.0.0.1:1/none"], "postgres://nobody@127.0.0.1:1/none"),
        (&["kontroller", "--lager", &format!("sqlite:{}", fil.display())], "not a database"),
        (&["serve", "--aaben", "--data", tekst(&fil)], tekst(&fil)),
        (&["certifikat", "vis", "missing.p12"], "missing.p12"),
    ] {
        let fejl = afvist(kommando);
        assert!(fejl.contains(ventet), "{kommando:?}: {fejl}");
    }
}
