//! What somebody meets who does not know the program yet: pages, addresses that are mistyped, refusals, commands with a fault.
use crate::program::{Program, samspil};
use std::path::Path;

/// Every link of a page.
fn links(html: &str) -> Vec<String> {
    html.split("href=\"").skip(1).map(|l| l.split('"').next().unwrap().replace("&amp;", "&")).collect()
}

fn forside(p: &Program) -> String {
    p.kald("GET", "/", &[("accept", "text/html")], "").krop
}

fn tjenester(p: &Program) -> String {
    p.get("/sider/tjenester").krop
}

#[test]
fn the_front_page_leads_everywhere_and_no_link_asks_for_a_token() {
    let mappe = tempfile::tempdir().unwrap();
    let aaben = Program::serve(&mappe.path().join("a"), &[]);
    let sikker = Program::demo_sikker(&mappe.path().join("s"));
    for (p, mindst) in [(&aaben, 70), (&sikker, 50)] {
        let (side, mut antal) = (tjenester(p), 0);
        // The page of keystores opens by its code, and what is administered after a login.
        let lukket = ["/udvikling/klienter", "/sider/administration"];
        let alle: Vec<String> = links(&forside(p)).into_iter().chain(links(&side)).collect();
        for l in alle.iter().filter(|l| !lukket.contains(&l.as_str()) && !l.starts_with('#') && !l.starts_with("/login/ind")) {
            let s = p.kald("GET", l, &[("accept", "text/html, */*")], "");
            assert_eq!(s.status, 200, "{l}: {s:?}");
            antal += 1;
        }
        assert!(antal >= mindst, "{antal} links: {side}");
        for navn in
            ["/sagdokumentindeks/6", "/ydelseindeks/6", "/ydelselistehent/2", "/person/personidentitet", "/openapi", "/postman.json"]
        {
            assert!(side.contains(navn), "{navn}");
        }
    }
    let side = tjenester(&sikker);
    for navn in ["/administration/v1/openapi.json", "/udvikling/klienter", "/runtime/services/kombittrust", "entityID"] {
        assert!(side.contains(navn), "{navn}");
        assert!(!tjenester(&aaben).contains(navn), "{navn} is not there in the open mode");
    }
}

#[test]
fn a_mistyped_address_is_not_there_and_nobody_is_sent_for_a_token() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(mappe.path());
    for sti in ["/docs", "/findes-ikke", "/administration", "/lora/findes-ikke", "/favicon.ico"] {
        let s = p.get(sti);
        assert_eq!((s.status, s.json()["kode"].as_str()), (404, Some("SAM-3001")), "{sti}");
        assert_eq!(p.json("POST", sti, &serde_json::json!({})).status, 404, "{sti}");
    }
    for sti in ["/organisation/bruger", "/organisation/findes-ikke", "/service/AccessTokenDemo_1/callDemoService/hej"] {
        let s = p.get(sti);
        assert_eq!((s.status, s.json()["kode"].as_str()), (401, Some("SAM-2101")), "{sti}");
        assert!(s.json()["besked"].as_str().unwrap().starts_with("SAM-2101: Kaldet har hverken token"), "{s:?}");
    }
    // With a token that is none it stays a matter of the token.
    assert_eq!(p.kald("GET", "/docs", &[("authorization", "Bearer x")], "").status, 401);
    for sti in ["/lora/site-map", "/lora/version", "/kubernetes/ready"] {
        assert!(p.get(sti).status < 300, "{sti}");
    }
    for sti in ["/fejl/SAM-2109", "/fejl/sam-2109", "/fejl/2109"] {
        let s = p.get(sti);
        assert!(s.status == 200 && s.krop.contains("Der er ingen godkendt serviceaftale."), "{sti}: {s:?}");
        assert!(s.krop.contains("en fault har altid HTTP 500"), "{s:?}");
    }
    assert_eq!(p.get("/fejl/9999").status, 404);
}

/// `samspil klient` with the demo's files: exit code and all that it says.
fn klient(p: &Program, data: &Path, argumenter: &[&str]) -> (Option<i32>, String) {
    let mut c = samspil(&[&["klient"], argumenter].concat());
    c.args(["--server", p.sikker.as_deref().unwrap()]);
    c.arg("--certifikat").arg(data.join("klienter/demosystem.p12")).arg("--rod").arg(data.join("klienter/rod.pem"));
    let ud = c.output().unwrap();
    (ud.status.code(), format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr)))
}

#[test]
fn a_refusal_reads_the_same_on_every_way_and_stands_in_the_log_as_one() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let p = Program::demo_sikker(&data);
    let ukendt = "http://example.dk/service/1";
    let (kode, tekst) = klient(&p, &data, &["token", "--tjeneste", ukendt]);
    assert!(kode == Some(3) && tekst.contains("SAM-2110") && !tekst.contains("signature was not checked"), "{tekst}");
    for argumenter in
        [&["token", "--slags", "jwt", "--tjeneste", ukendt][..], &["rest", "get", "/organisation/bruger", "--tjeneste", ukendt]]
    {
        let (kode, tekst) = klient(&p, &data, argumenter);
        assert!(kode == Some(3) && tekst.contains("no token: refused SAM-2110 (HTTP 403)"), "{tekst}");
        assert!(!tekst.contains("\"besked\"") && tekst.matches("SAM-2110: ").count() == 1, "one sentence: {tekst}");
    }
    // What the REST wire refuses is no "ok" in the log.
    let krop = mappe.path().join("halv.json");
    std::fs::write(&krop, "{").unwrap();
    let nul = "/organisation/bruger/00000000-0000-4000-8000-00000000abcd";
    for (argumenter, nummer) in [
        (&["rest", "post", "/organisation/bruger", "--body", krop.to_str().unwrap()][..], "SAM-1001"),
        (&["rest", "delete", "/organisation/bruger"], "SAM-3002"),
        (&["rest", "get", nul], "SAM-1301"),
    ] {
        let (kode, tekst) = klient(&p, &data, argumenter);
        assert!(kode == Some(3) && tekst.contains(&format!("refused {nummer}")), "{tekst}");
    }
    let log = samspil(&["log", "vis", "--myndighed", "11111111", "--data"]).arg(&data).output().unwrap();
    let log = String::from_utf8_lossy(&log.stdout).into_owned();
    for nummer in ["SAM-1001", "SAM-3002", "SAM-1301"] {
        assert!(log.lines().any(|l| l.contains(nummer) && l.contains("Demosystem")), "{nummer}: {log}");
    }
}

#[test]
fn a_command_that_cannot_do_it_names_what_is_wrong() {
    let mappe = tempfile::tempdir().unwrap();
    let mangler = mappe.path().join("ingen/her");
    let mangler = mangler.to_str().unwrap();
    let her = mappe.path().to_str().unwrap();
    let en = "127.0.0.1:9443";
    for (argumenter, ventet) in [
        (&["serve", "--data", mangler][..], "there is no folder"),
        (&["serve", "--data", mangler], "samspil demo"),
        (&["serve", "--aaben", "--http", en, "--https", en, "--data", her], "--http and --https name the same address"),
        (&["importer", "kle", "ingen.csv", "--data", her], "there is no file ingen.csv"),
        (&["anvisninger", "lint", "ingen.xml"], "there is no file ingen.xml"),
        (&["klient", "afslag", "abc"], "expected a UUID such as"),
        (&["--log", "inof", "graenser"], "is no level"),
    ] {
        let ud = samspil(argumenter).output().unwrap();
        let fejl = String::from_utf8_lossy(&ud.stderr);
        assert!(!ud.status.success() && fejl.contains(ventet), "{argumenter:?}: {fejl}");
    }
    assert!(!Path::new(mangler).exists(), "a refused start makes no folder");
    let graenser = samspil(&["graenser"]).output().unwrap();
    assert!(String::from_utf8_lossy(&graenser.stdout).contains("KROP_BYTES = 8,388,608"));
    let fejl = samspil(&["fejl", "sam-2109"]).output().unwrap();
    assert!(String::from_utf8_lossy(&fejl.stdout).contains("a fault always comes with HTTP 500"));
}
