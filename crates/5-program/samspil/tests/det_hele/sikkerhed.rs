//! The program with security on, called by a client that shares no code with it, and killed.
use crate::program::{Program, samspil, udskrift};
use std::path::Path;
use std::process::Command;

/// Everything in `tests/py/sikker_alt.py`: styles of clients, wires, attacks, refusals, the log.
#[test]
fn an_independent_client_calls_every_wire_and_every_attack_is_refused() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let Some(ud) = udskrift("sikker_alt.py", &[p.sikker.as_deref().unwrap(), data.join("klienter").to_str().unwrap()]) else { return };
    assert!(ud.contains(" checks, ") && ud.contains(" attacks"), "{ud}");
    drop(p);
    kontroller_log(&data);
}

/// What Samspil signs is verified by xmlsec1, signxml and Santuario, and what they sign by the client that the test above uses.
#[test]
fn the_independent_client_agrees_with_other_implementations() {
    let Some(ud) = udskrift("sikker/selvtest.py", &[]) else { return };
    assert!(ud.contains("0 failed"), "{ud}");
}

fn kontroller_log(data: &Path) {
    let ud = samspil(&["log", "kontroller", "--data", data.to_str().unwrap()]).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success(), "{tekst}");
}

#[test]
fn a_killed_program_leaves_a_log_that_verifies_and_refuses_repeated_messages() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let noegler = data.join("klienter");
    let besked = mappe.path().join("besked.xml");
    let mut p = Program::demo_sikker(&data);
    let koer = |p: &Program, hvad: &str| {
        udskrift("sikker_gentag.py", &[p.sikker.as_deref().unwrap(), noegler.to_str().unwrap(), besked.to_str().unwrap(), hvad])
    };
    let Some(foerste) = koer(&p, "send") else { return };
    assert!(foerste.contains("accepted"), "{foerste}");
    p.draeb();
    kontroller_log(&data);
    let p = Program::demo_sikker(&data);
    assert!(koer(&p, "gentag").unwrap().contains("SAM-2106"), "a message that was received before the crash must be known after it");
    kontroller_log(&data);
}

/// What the client prints next is a command that answers: only a refusal that has an explanation points to it, and it is found by whoever made the call.
#[test]
fn i12_3_2_hints_of_the_client_lead_somewhere() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let p = Program::demo_sikker(&data);
    let klient = |argumenter: &[&str]| {
        let mut c = samspil(&[&["klient"], argumenter].concat());
        c.args(["--server", p.sikker.as_deref().unwrap()]);
        c.arg("--certifikat").arg(data.join("klienter/demosystem.p12")).arg("--rod").arg(data.join("klienter/rod.pem"));
        let ud = c.output().unwrap();
        (ud.status.code(), format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr)))
    };
    let (kode, tekst) = klient(&["rest", "get", "/organisation/bruger/abc"]);
    assert!(kode == Some(3) && tekst.contains("More: samspil fejl SAM-1") && !tekst.contains("klient afslag"), "{tekst}");
    let q = mappe.path().join("q.json");
    std::fs::write(&q, r#"{"query":"{findesikke}","operationName":""}"#).unwrap();
    let (kode, tekst) = klient(&["rest", "post", "/organisation/organisationhent/1", "--body", q.to_str().unwrap()]);
    assert!(kode == Some(4) && tekst.contains("the answer has errors"), "{tekst}");
    // A clock ten minutes ahead: the refusal says what would do, and why is told to the same certificate.
    let ur = grund::Tidspunkt::fra_mikros(
        i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros()).unwrap(),
    )
    .plus_mikros(600_000_000)
    .til_utc();
    let laes = ["kald", "organisation/organisationenhed/6", "laes", "--felt", "UUIDIdentifikator=f605954f-e60e-415b-b210-8c6995e1e572"];
    let (kode, tekst) = klient(&[&laes[..], &["--ur", &ur]].concat());
    assert!(kode == Some(3) && tekst.contains("SAM-2105") && tekst.contains("Timestamp/wsu:Created") && tekst.contains("<= 20"), "{tekst}");
    let id = tekst.split("klient afslag ").nth(1).unwrap().split_whitespace().next().unwrap();
    let (kode, tekst) = klient(&["afslag", id]);
    assert!(kode == Some(0) && tekst.contains("created in the future"), "{tekst}");
    let forklaring = tekst.lines().find(|l| l.contains("\"forklaring\"")).unwrap();
    assert!(forklaring.contains("Timestamp/wsu:Created") && !forklaring.contains("created in"), "the explanation is Danish: {tekst}");
    let ukendt = samspil(&["log", "afslag", "00000000-0000-4000-8000-000000000000", "--data"]).arg(&data).output().unwrap();
    assert_eq!(ukendt.status.code(), Some(1));
}

#[test]
fn a_revoked_certificate_is_refused_by_the_running_program() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let noegler = data.join("klienter");
    let token = || {
        let mut c = samspil(&["klient", "token", "--tjeneste", "http://stoettesystemerne.dk/service/organisation/3", "--server"]);
        c.arg(p.sikker.as_deref().unwrap())
            .arg("--certifikat")
            .arg(noegler.join("demosystem.p12"))
            .arg("--rod")
            .arg(noegler.join("rod.pem"));
        let ud = c.output().unwrap();
        (ud.status.success(), format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr)))
    };
    let (ok, tekst) = token();
    assert!(ok, "{tekst}");
    let ud = samspil(&["certifikat", "tilbagekald"]).arg(noegler.join("demosystem.pem")).arg("--data").arg(&data).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    // The program looks at the list every other second.
    for _ in 0..100 {
        let (ok, tekst) = token();
        if !ok {
            assert!(tekst.contains("SAM-2107"), "{tekst}");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    panic!("a revoked certificate still gets tokens");
}

#[test]
fn a_keystore_is_made_and_fetched_by_page() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(&mappe.path().join("demo"));
    let linje = p.noeglekode();
    assert!(!p.log.lock().unwrap().iter().any(|l| l.contains(&linje)), "whoever collects the log has not the code");
    let gaet = p.get("/udvikling/klienter?kode=gaet");
    assert!(gaet.status == 403 && gaet.krop.contains("Koden er forkert"), "{gaet:?}");
    for sti in ["/udvikling/klienter", "/udvikling/klienter/demosystem.key", "/udvikling/klienter?kode=gaet"] {
        assert_eq!(p.get(sti).status, 403, "{sti}");
    }
    let form = ("content-type", "application/x-www-form-urlencoded");
    assert_eq!(p.kald("POST", "/udvikling/klienter", &[form], "navn=x&cvr=87654321").json()["kode"], "SAM-2002");
    let aabnet = p.get(&format!("/udvikling/klienter?kode={linje}"));
    let kage = aabnet.hoved("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    assert_eq!((aabnet.status, p.get(&format!("/udvikling/klienter?kode={linje}")).status), (303, 403), "once");
    let med = [("cookie", kage.as_str()), form];
    let get = |sti: &str| p.kald("GET", sti, &med[..1], "");
    assert!(get("/udvikling/klienter").krop.contains("demosystem.p12"));
    let lavet = p.kald("POST", "/udvikling/klienter", &med, "navn=Vagt+Plan&cvr=87654321");
    assert_eq!((lavet.status, lavet.hoved("location")), (303, Some("/udvikling/klienter?ny=vagt-plan")));
    assert!(get("/udvikling/klienter?ny=vagt-plan").krop.contains("<h2>Nye filer</h2>"));
    for ny in ["..%2Fca%2Fca", "%3Cscript%3E", "nej"] {
        assert!(!get(&format!("/udvikling/klienter?ny={ny}")).krop.contains("Nye filer"), "{ny}");
    }
    let browser = [med[0], med[1], ("accept", "text/html")];
    for (krop, tekst) in [("navn=x&cvr=1", "SAM-1108"), ("navn=Vagt+Plan&cvr=87654321", "findes allerede")] {
        let s = p.kald("POST", "/udvikling/klienter", &browser, krop);
        assert!(s.status >= 400 && s.hoved("content-type").unwrap().starts_with("text/html") && s.krop.contains(tekst), "{s:?}");
    }
    assert!(get("/udvikling/klienter/vagt-plan.pem").krop.contains("BEGIN CERTIFICATE"));
    for (krop, kode) in [("navn=x", "SAM-1007"), ("navn=x&cvr=1", "SAM-1108")] {
        assert_eq!(p.kald("POST", "/udvikling/klienter", &med, krop).json()["kode"], kode, "{krop}");
    }
    for sti in ["/udvikling/klienter/..%2Fca%2Fca.pem", "/udvikling/klienter/nej.p12", "/udvikling/klienter/.ssh"] {
        assert_eq!(get(sti).status, 404, "{sti}");
    }
    let s = p.kald("GET", "/udvikling/klienter", &[med[0], ("host", "ond.example")], "");
    assert_eq!(s.json()["kode"], "SAM-2008");
}

#[test]
fn a_server_without_keys_says_what_to_do() {
    let mappe = tempfile::tempdir().unwrap();
    let ud: std::process::Output = Command::new(env!("CARGO_BIN_EXE_samspil"))
        .args(["serve", "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--data"])
        .arg(mappe.path())
        .output()
        .unwrap();
    let tekst = String::from_utf8_lossy(&ud.stderr).into_owned();
    assert!(!ud.status.success() && tekst.contains("no trust anchor"), "{tekst}");
}

/// The story of SF1470, with zeep over signed SOAP: `tests/py/zeep_sag.py`.
#[test]
fn a_case_is_created_found_hidden_changed_and_removed_over_signed_soap() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let Some(ud) = udskrift("zeep_sag.py", &[p.sikker.as_deref().unwrap(), data.join("klienter").to_str().unwrap()]) else { return };
    assert!(ud.contains(" checks"), "{ud}");
    drop(p);
    kontroller_log(&data);
}

/// OS2sync's life of a unit and of an employee, and its reading of the whole hierarchy, as .NET writes it: `tests/py/dotnet_os2sync.py`.
#[test]
fn k1_k4_k15_os2sync_creates_changes_moves_ends_and_reads_the_whole_hierarchy() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let Some(ud) = udskrift("dotnet_os2sync.py", &[p.sikker.as_deref().unwrap(), data.join("klienter").to_str().unwrap()]) else { return };
    assert!(ud.contains(" calls, "), "{ud}");
}

/// An attacker's list against the running program: `tests/py/angriber.py` ends without a success.
#[test]
fn an_attackers_list_ends_without_a_success() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    // Cases of other systems, as bulk load brings them.
    let sager = mappe.path().join("sager.jsonl");
    let koer = |c: &mut Command| {
        let ud = c.output().unwrap();
        assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    };
    koer(samspil(&["generer", "--sager", "20", "--til"]).arg(&sager));
    koer(samspil(&["importer", "indeks"]).arg(&sager).arg("--data").arg(&data));
    let tekst = std::fs::read_to_string(&sager).unwrap();
    let efter = tekst.split_once("\"itsystem\":[").unwrap().1.split_once("\"reference\":\"").unwrap().1;
    let argumenter = [p.sikker.as_deref().unwrap(), &p.adresse, data.join("klienter").to_str().unwrap(), &efter[..36]].map(str::to_owned);
    let argumenter: Vec<&str> = argumenter.iter().map(String::as_str).collect();
    let Some(ud) = udskrift("angriber.py", &argumenter) else { return };
    assert!(ud.contains(" attempts, 0 successes"), "{ud}");
    drop(p);
    kontroller_log(&data);
}

/// The background looks at the age of entries at every start, and each hour.
#[test]
fn i12_1_10_a_clock_set_years_ahead_empties_nothing() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    for ur in [&[][..], &["--ur", "2060-01-01T00:00:00Z"], &[]] {
        let mut p = Program::start("demo", &data, ur);
        assert_eq!(p.get("/organisation/bruger").status, 401);
        // Its entry is sealed within a second or two, and the retention of this start is over when the program ends in order.
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert!(p.stop().success());
    }
    let ud = samspil(&["log", "kontroller", "--data", data.to_str().unwrap()]).output().unwrap();
    let tekst = String::from_utf8_lossy(&ud.stdout);
    assert!(ud.status.success() && tekst.contains(" 0 emptied"), "{tekst}");
}
