//! Health, metrics, clock, reset, open mode, log, command line: as operations and a newcomer meet them.
use crate::program::{JSON, MYNDIGHED, Program, samspil};
use crate::tvaers::{ENHED, enhed};

#[test]
fn health_metrics_and_front_page_answer() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let s = p.get("/sundhed");
    assert_eq!((s.status, s.json()["status"].as_str()), (200, Some("ok")));
    assert!(p.get("/metrics").krop.contains("samspil_kald_total"));
    assert!(p.kald("GET", "/", &[("accept", "text/html")], "").krop.contains("<h1>Samspil</h1>"));
    assert_eq!(p.get("/").status, 308, "B-2: a LoRA client is sent to the site map");
}

/// `/postman.json`: every REST address in it answers, and every SOAP body is one that the operation reads.
#[test]
fn the_collection_for_postman_has_calls_that_work() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let samling = p.get("/postman.json").json();
    assert_eq!(samling["variable"][0]["value"], p.adresse);
    let [rest, soap] = [0, 1]
        .map(|i| samling["item"][i]["item"].as_array().unwrap().iter().flat_map(|m| m["item"].as_array().unwrap()).collect::<Vec<_>>());
    assert!(rest.len() > 20 && soap.len() > 100, "{} {}", rest.len(), soap.len());
    let url = |k: &serde_json::Value| k["request"]["url"].as_str().unwrap().strip_prefix("{{adresse}}").unwrap().to_owned();
    for k in rest {
        let s = p.get(&url(k));
        assert_eq!(s.status, 200, "{}: {s:?}", url(k));
    }
    for (sti, script) in [("/openapi", "/openapi.js"), ("/organisation/graphiql/1/", "/organisation/graphiql/1/side.js")] {
        let (side, js) = (p.get(sti), p.get(script));
        assert!(side.status == 200 && side.krop.contains(&format!("<script src=\"{script}\"></script>")), "{side:?}");
        let politik = side.hoved("content-security-policy").unwrap();
        assert!(politik.contains("script-src 'self'; "), "no script that stands in a document is run: {politik}");
        assert!(js.status == 200 && js.hoved("content-type").unwrap().starts_with("text/javascript"), "{js:?}");
        assert!(!side.krop.contains("://") && !js.krop.contains("://"), "nothing is asked of anybody else");
    }
    for k in soap {
        let s = p.kald("POST", &url(k), &[("content-type", "application/soap+xml")], k["request"]["body"]["raw"].as_str().unwrap());
        // Elements that may not stand there, or are missing by the schema; a rule of the index (C-31, C-35) may want more.
        let ulaest = ["SAM-1001", "SAM-1005", "SAM-1006", "SAM-1007", "SAM-1008"].iter().find(|n| s.krop.contains(**n));
        let ulaest = ulaest.filter(|_| !s.krop.contains("Regel: C-"));
        // SF2900 has no StandardRetur: what stands for nothing is refused with a fault, as a value.
        let laest = s.status == 200 || s.krop.contains("SAM-11");
        assert!(laest && ulaest.is_none(), "{} {}: {s:?}", url(k), k["name"]);
    }
}

#[test]
fn the_clock_can_be_set_and_runs_on() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &["--ur", "2018-01-01T00:00:00Z"]);
    assert!(p.get("/udvikling/ur").json()["nu"].as_str().unwrap().starts_with("2018-01-01T00:0"));
    assert!(p.kald("PUT", "/udvikling/ur", &JSON, "2031-05-05T00:00:00Z").json()["nu"].as_str().unwrap().starts_with("2031-05-05T00:0"));
    assert_eq!(p.kald("PUT", "/udvikling/ur", &JSON, "tomorrow").json()["kode"], "SAM-1103");
    assert!(!p.kald("DELETE", "/udvikling/ur", &JSON, "").json()["stillet"].as_bool().unwrap());
}

/// The way back of `docs/drift.md`.
#[test]
fn what_a_clock_that_was_ahead_has_left_is_put_right_by_an_export() {
    let mappe = tempfile::tempdir().unwrap();
    let (gammel, ny, fil) = (mappe.path().join("gammel"), mappe.path().join("ny"), mappe.path().join("alt.jsonl"));
    let forspring = |p: &Program| {
        let m = p.get("/metrics").krop;
        m.lines().find_map(|l| l.strip_prefix("samspil_tidsforspring_seconds ")).unwrap_or_else(|| panic!("{m}")).parse::<i64>().unwrap()
    };
    let opret = |p: &Program, navn: &str| p.rest(MYNDIGHED, "POST", ENHED, &enhed(navn, navn)).json()["uuid"].as_str().unwrap().to_owned();
    let mut p = Program::serve(&gammel, &[]);
    let a = opret(&p, "a");
    p.kald("PUT", "/udvikling/ur", &JSON, "2099-01-01T00:00:00Z");
    assert_eq!(p.rest(MYNDIGHED, "PATCH", &format!("{ENHED}/{a}"), &enhed("a", "a2")).status, 200);
    let b = opret(&p, "b");
    p.kald("DELETE", "/udvikling/ur", &JSON, "");
    // The clock is right again; what is written gets the store's newest time and a microsecond.
    let c = opret(&p, "c");
    assert!(forspring(&p) > 300);
    let nu = p.get("/udvikling/ur").json()["nu"].as_str().unwrap().to_owned();
    assert!(p.stop().success());

    let importer = || samspil(&["importer", "eksport"]).arg(&fil).arg("--data").arg(&ny).output().unwrap();
    assert!(samspil(&["eksporter", "--data"]).arg(&gammel).arg(&fil).status().unwrap().success());
    let ud = importer();
    let tekst = String::from_utf8_lossy(&ud.stderr).into_owned();
    assert!(!ud.status.success() && tekst.contains("line"), "{tekst}");
    let rettet = |l: &str| {
        let mut v: serde_json::Value = serde_json::from_str(l).unwrap();
        for r in v["registreringer"].as_array_mut().into_iter().flatten() {
            if r["tidspunkt"].as_str().unwrap().starts_with("2099") {
                r["tidspunkt"] = nu.clone().into();
            }
        }
        v.to_string() + "\n"
    };
    let linjer: String = std::fs::read_to_string(&fil).unwrap().lines().map(rettet).collect();
    std::fs::write(&fil, linjer).unwrap();
    let ud = importer();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));

    let p = Program::serve(&ny, &[]);
    for (id, navn) in [(&a, "a2"), (&b, "b"), (&c, "c")] {
        let s = p.rest(MYNDIGHED, "GET", &format!("{ENHED}/{id}"), &serde_json::Value::Null);
        assert!(s.status == 200 && s.krop.contains(&format!("\"enhedsnavn\":\"{navn}\"")) && !s.krop.contains("2099"), "{s:?}");
    }
    opret(&p, "d");
    assert_eq!(forspring(&p), 0);
}

/// Registration times never go back: whoever visits the future is told what it does, before and after.
#[test]
fn a_clock_that_is_set_ahead_says_what_it_does_to_the_store() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let skriv = |navn| p.rest(crate::program::MYNDIGHED, "POST", crate::tvaers::ENHED, &crate::tvaers::enhed(navn, navn)).status;
    assert!(p.get("/udvikling/ur").json()["advarsel"].is_null());
    let frem = p.kald("PUT", "/udvikling/ur", &JSON, "2099-01-01T00:00:00Z").json();
    assert!(frem["advarsel"].as_str().unwrap().contains("stillet frem"), "{frem}");
    assert_eq!(skriv("fremtid"), 201);
    p.kald("DELETE", "/udvikling/ur", &JSON, "");
    assert_eq!(skriv("nutid"), 201);
    let tilbage = p.get("/udvikling/ur").json();
    assert!(tilbage["advarsel"].as_str().unwrap().contains("aldrig tilbage"), "{tilbage}");
    let s = p.get("/sundhed").json();
    assert_eq!((s["status"].as_str(), s["advarsler"].as_array().unwrap().len()), (Some("forringet"), 1), "{s}");
}

#[test]
fn without_development_the_clock_and_the_reset_are_closed() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::start("serve", mappe.path(), &["--aaben"]);
    for (m, s) in [("PUT", "/udvikling/ur"), ("DELETE", "/udvikling/myndighed/11111111/data")] {
        assert_eq!(p.kald(m, s, &JSON, "").json()["kode"], "SAM-2003");
    }
}

#[test]
fn without_a_token_every_call_is_refused() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::start("serve", mappe.path(), &["--udvikling"]);
    assert_eq!(p.get("/sundhed").status, 200);
    assert_eq!(p.get("/organisation/bruger/6?wsdl").status, 200);
    for sti in ["/organisation/bruger", "/klassifikation/klasse?list=true", "/organisation/organisationhent/1", "/lora/sag/sag"] {
        let s = p.get(sti);
        assert!(s.status == 401 && s.krop.contains("SAM-2101"), "{sti}: {s:?}");
    }
    let s = p.get("/administration/v1/systemer");
    assert!(s.status == 401 && s.krop.contains("SAM-2112"), "{s:?}");
    let tom = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><x/></s:Body></s:Envelope>";
    for sti in ["/organisation/bruger/6", "/klasse/7/", "/runtime/services/kombittrust/14/certificatemixed"] {
        let s = p.kald("POST", sti, &[("content-type", "application/soap+xml")], tom);
        assert!(s.status == 500 && s.krop.contains("Fault") && s.krop.contains("SAM-2101"), "{sti}: {s:?}");
    }
}

#[test]
fn a_bad_authority_header_names_field_and_form() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let s = p.kald("GET", "/organisation/bruger", &[("x-myndighed-cvr", "1234")], "");
    assert!(s.status == 401 && s.krop.contains("SAM-2001") && s.krop.contains("X-Myndighed-CVR"), "{s:?}");
}

#[test]
fn the_log_says_open_and_holds_no_query_and_no_cpr() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    p.get("/organisation/person?cprnummer=0101701234");
    p.get("/organisation/person/0101701234");
    p.get("/sundhed");
    // The lines come through a pipe, a moment after the answer.
    let laes = || p.log.lock().unwrap().join("\n");
    let start = std::time::Instant::now();
    while !laes().contains("/sundhed") && start.elapsed().as_secs() < 10 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let log = laes();
    assert!(log.contains("\"adgang\":\"aaben\""), "{log}");
    assert!(!log.contains("0101701234"), "{log}");
}

#[test]
fn the_open_mode_refuses_other_addresses_than_loopback() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().to_str().unwrap();
    let ud = samspil(&["serve", "--aaben", "--https", "0.0.0.0:0", "--data", data]).output().unwrap();
    assert!(!ud.status.success() && String::from_utf8_lossy(&ud.stderr).contains("loopback"));
}

#[test]
fn a_command_with_a_fault_says_what_is_expected() {
    for (argumenter, ventet) in [
        (&["serve", "--http", "8080"][..], "expected an address such as 127.0.0.1:8080"),
        (&["serve", "--ur", "now", "--udvikling"], "2018-01-01T00:00:00Z"),
        (&["serve", "--myndighed", "123"], "8 digits"),
        (&["serve", "--lager", "mysql://x", "--aaben"], "sqlite:FILE or postgres://"),
        (&["fejl", "SAM-9999"], "samspil fejl"),
        (&["demoo"], "demo"),
    ] {
        let ud = samspil(argumenter).output().unwrap();
        let fejl = String::from_utf8_lossy(&ud.stderr);
        assert!(!ud.status.success() && fejl.contains(ventet), "{argumenter:?}: {fejl}");
    }
}

/// Not as if the store, or what stands in a file, was at fault.
#[test]
fn i12_3_6_a_missing_file_or_folder_is_named() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let d = data.to_str().unwrap();
    crate::import::koer(&["generer", "--enheder", "2", "--ansatte", "2", "--borgere", "2", "--sager", "2", "--data", d]);
    let sti = |fil: &str| mappe.path().join("mangler").join(fil).to_str().unwrap().to_owned();
    let [ud, pem, ind] = [sti("ud"), sti("c.pem"), sti("ind.csv")];
    for argumenter in [
        &["sikkerhedskopi", &ud, "--data", d][..],
        &["eksporter", &ud, "--data", d],
        &["generer", "--til", &ud, "--enheder", "2", "--ansatte", "2", "--borgere", "2", "--sager", "2"],
        &["importer", "kle", &ind, "--data", d],
        &["importer", "organisation", &ind, "--data", d],
        &["importer", "personer", &ind, "--data", d],
        &["importer", "indeks", &ind, "--data", d],
        &["importer", "eksport", &ind, "--data", d],
        &["anvisninger", "lint", &ind],
        &["certifikat", "vis", &pem],
        &["klient", "token", "--tjeneste", "x", "--certifikat", &pem, "--server", "https://127.0.0.1:1"],
        &["administration", "system", "opret", "--navn", "x", "--cvr", "87654321", "--certifikat", &pem, "--data", d],
        &["serve", "--aaben", "--http", "127.0.0.1:0", "--data", &ud, "--lager", &format!("sqlite:{ud}/x/y.db")],
    ] {
        let svar = samspil(argumenter).output().unwrap();
        let fejl = String::from_utf8_lossy(&svar.stderr);
        assert!(!svar.status.success() && fejl.contains("mangler"), "{argumenter:?}: {fejl}");
        assert!(["SAM-3005", "SAM-5001", "there is no store"].iter().all(|n| !fejl.contains(n)), "{argumenter:?}: {fejl}");
    }
}

#[test]
fn catalogue_limits_and_completion_are_printed() {
    for (argumenter, ventet) in
        [(&["fejl"][..], "SAM-1001"), (&["fejl", "SAM-1202"], "A-3"), (&["graenser"], "KROP_BYTES"), (&["completion", "bash"], "samspil")]
    {
        let ud = samspil(argumenter).output().unwrap();
        assert!(ud.status.success() && String::from_utf8_lossy(&ud.stdout).contains(ventet), "{argumenter:?}");
    }
}

#[test]
fn sigterm_ends_in_order() {
    let mappe = tempfile::tempdir().unwrap();
    let mut p = Program::serve(mappe.path(), &[]);
    assert!(p.stop().success());
}
