//! The pages: in Chromium against WCAG and by the keyboard, and what is refused of forms and sessions.
use crate::program::{Program, Svar, maal, samspil};
use std::path::Path;
use std::process::Command;

fn kommando(data: &Path, argumenter: &[&str]) -> String {
    let ud = samspil(argumenter).arg("--data").arg(data).output().unwrap();
    assert!(ud.status.success(), "{argumenter:?}: {}", String::from_utf8_lossy(&ud.stderr));
    String::from_utf8(ud.stdout).unwrap()
}

/// A vendor's request that waits for the municipality: for more than what it has.
fn anmodning(data: &Path) -> String {
    let ud = kommando(
        data,
        &[
            "administration",
            "aftale",
            "anmod",
            "--system",
            "Demosystem",
            "--tjeneste",
            "http://stoettesystemerne.dk/service/organisation/3",
            "--rolle",
            "udstil",
            "--myndighed",
            "11111111",
            "--begrundelse",
            "Vagtplaner",
        ],
    );
    ud.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn the_pages_hold_wcag_in_both_languages_and_the_main_jobs_are_done_in_a_browser() {
    let pakker = maal().join("sider");
    let er = |p: &str| Command::new(p).arg("--version").output().is_ok_and(|o| o.status.success());
    if !er("chromium") || !er("node") || !pakker.join("node_modules/axe-core").is_dir() {
        eprintln!("SKIPPED: the pages in Chromium (chromium, node, or {} is not there; proev.sh installs them)", pakker.display());
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    anmodning(&data);
    let mut c = Command::new("node");
    c.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sider/sider.mjs"))
        .arg(p.sikker.as_deref().unwrap())
        .arg(pakker.canonicalize().unwrap());
    // SAMSPIL_BILLEDER names a folder for pictures of every page.
    c.args(std::env::var_os("SAMSPIL_BILLEDER"));
    let ud = c.output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success() && tekst.contains("OK "), "{tekst}");
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The value of a hidden field.
fn felt(html: &str, navn: &str) -> String {
    let (_, efter) = html.split_once(&format!("name=\"{navn}\" value=\"")).unwrap_or_else(|| panic!("no {navn}: {html}"));
    efter.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
}

/// A browser that keeps cookies, on the plain listener of the demo.
struct Browser<'p> {
    p: &'p Program,
    kager: Vec<(String, String)>,
}

impl Browser<'_> {
    fn kald(&mut self, metode: &str, sti: &str, mere: &[(&str, &str)], krop: &str) -> Svar {
        let kager = self.kager.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        let mut hoveder = vec![("accept", "text/html"), ("cookie", kager.as_str())];
        hoveder.extend(mere);
        let svar = self.p.kald(metode, sti, &hoveder, krop);
        for (_, kage) in svar.hoveder.iter().filter(|(n, _)| n == "set-cookie") {
            let (n, v) = kage.split(';').next().unwrap().split_once('=').unwrap();
            self.kager.retain(|(k, _)| k != n);
            self.kager.push((n.to_owned(), v.to_owned()));
        }
        svar
    }

    fn log_ind(&mut self, navn: &str) {
        let side = self.kald("GET", "/login/ind?til=/sider/administration", &[], "");
        let soeg = format!("forloeb={}&soeg={}&handling=soeg", felt(&side.krop, "forloeb"), navn.replace(' ', "+"));
        let side = self.kald("POST", "/login/udvikling", &[FORM], &soeg);
        let (forloeb, person) = (felt(&side.krop, "forloeb"), felt(&side.krop, "person"));
        let krop = format!("forloeb={forloeb}&person={person}&identitet=Substantial&middel=Substantial&handling=login");
        let svar = self.kald("POST", "/login/udvikling", &[FORM], &krop);
        assert_eq!((svar.status, svar.hoved("location")), (303, Some("/sider/administration")), "{svar:?}");
    }
}

#[test]
fn what_somebody_else_s_page_can_make_a_browser_send_changes_nothing() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let sti = format!("/sider/administration/aftaler/{}", anmodning(&data));
    let godkend = format!("{sti}/godkend");
    let ny = || Browser { p: &p, kager: Vec::new() };
    // Nobody is shown anything before the login, and the login leads back here and nowhere else.
    let svar = ny().kald("GET", &sti, &[], "");
    assert_eq!((svar.status, svar.hoved("location")), (303, Some(format!("/login/ind?til={}", sti.replace('/', "%2F")).as_str())));
    for ondt in ["//ond.example", "/%5Cond.example", "https://ond.example", ""] {
        assert_eq!(ny().kald("GET", &format!("/login/ind?til={ondt}"), &[], "").status, 400, "{ondt}");
    }
    // A cookie from before the login is none after it.
    let mut karen = Browser { p: &p, kager: vec![("__Host-samspil-login".into(), "plantet.hemmelighed".into())] };
    karen.log_ind("Karen Kommune");
    assert!(karen.kager.iter().all(|(_, v)| v != "plantet.hemmelighed"));
    let mut anden = ny();
    anden.log_ind("Dorthe Drift");
    let side = karen.kald("GET", &sti, &[], "");
    let (noegle, set) = (felt(&side.krop, "_noegle"), felt(&side.krop, "registreret"));
    let fremmed = felt(&anden.kald("GET", "/sider/administration", &[], "").krop, "_noegle");
    let krop = |noegle: &str| format!("_noegle={noegle}&registreret={set}&note=Ja");
    let fra = |o: &'static str| [FORM, ("origin", o)];
    for (hvad, hoveder, krop) in [
        ("no key", vec![FORM], format!("registreret={set}&note=Ja")),
        ("an empty key", vec![FORM], krop("")),
        ("another session's key", vec![FORM], krop(&fremmed)),
        ("twice", vec![FORM], format!("{}&_noegle={noegle}", krop(&noegle))),
        ("another page", fra("https://ond.example").to_vec(), krop(&noegle)),
        ("a page without an origin", fra("null").to_vec(), krop(&noegle)),
        ("another site", vec![FORM, ("sec-fetch-site", "cross-site")], krop(&noegle)),
        ("a subdomain", vec![FORM, ("sec-fetch-site", "same-site")], krop(&noegle)),
    ] {
        let svar = karen.kald("POST", &godkend, &hoveder, &krop);
        assert_eq!(svar.status, 403, "{hvad}: {svar:?}");
        assert!(svar.krop.contains("SAM-2008") && svar.krop.contains("<html"), "{hvad}");
    }
    assert_eq!(karen.kald("POST", &godkend, &[("content-type", "application/json")], "{}").status, 415);
    assert_eq!(
        karen.kald("GET", &sti, &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")], "").status,
        403
    );
    // What the form does not offer is refused, and so is who may not decide.
    assert_eq!(karen.kald("POST", &godkend, &[FORM], &format!("{}&drift=ja", krop(&noegle))).status, 400);
    assert_eq!(anden.kald("POST", &godkend, &[FORM], &krop(&fremmed)).status, 404);
    let mut lars = ny();
    lars.log_ind("Lars Leverandør");
    let hans = felt(&lars.kald("GET", "/sider/administration", &[], "").krop, "_noegle");
    let svar = lars.kald("POST", &godkend, &[FORM], &krop(&hans));
    assert!(svar.krop.contains("SAM-2002") && svar.krop.contains("role=\"alert\""), "{svar:?}");
    // What was read is what is decided on.
    let gammel = krop(&noegle).replace(&set, "2020-01-01T00:00:00.000000Z");
    assert!(karen.kald("POST", &godkend, &[FORM], &gammel).krop.contains("SAM-1306"));
    let svar = karen.kald("POST", &godkend, &[FORM, ("origin", &p.adresse)], &krop(&noegle));
    assert_eq!((svar.status, svar.hoved("location")), (303, Some(format!("{sti}?gjort=godkendt").as_str())), "{svar:?}");
    // The change stands in the log, under the user's name.
    let log = kommando(&data, &["log", "vis", "--myndighed", "11111111"]);
    assert!(log.contains("Karen Kommune"), "{log}");
}

#[test]
fn pages_are_nobody_s_frame_run_nothing_and_stay_in_no_cache() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let mut b = Browser { p: &p, kager: Vec::new() };
    b.log_ind("Karen Kommune");
    for sti in
        ["/", "/sider/administration", "/sider/komponenter", "/fejl", "/sider/findes-ikke", "/sider/administration/aftaler/findes-ikke"]
    {
        let svar = b.kald("GET", sti, &[], "");
        let csp = svar.hoved("content-security-policy").unwrap_or_else(|| panic!("{sti}: {svar:?}"));
        for del in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"] {
            assert!(csp.contains(del), "{sti}: {csp}");
        }
        assert!(
            !csp.contains("unsafe") && !svar.krop.contains(" style=") && !svar.krop.contains("<style") && !svar.krop.contains(" onclick"),
            "{sti}"
        );
        assert!(!svar.krop.contains("src=\"http") && !svar.krop.contains("//cdn"), "{sti}: nothing of anybody else's");
        assert_eq!(svar.hoved("cache-control"), Some("private, no-store"), "{sti}");
        assert_eq!((svar.hoved("x-frame-options"), svar.hoved("x-content-type-options")), (Some("DENY"), Some("nosniff")), "{sti}");
        assert_eq!(svar.hoved("referrer-policy"), Some("same-origin"), "{sti}");
    }
    // What is typed into an address is text on the page.
    let svar = b.kald("GET", "/sider/administration/systemer?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&efter=%3Cb%3E", &[], "");
    assert!(svar.status == 200 && !svar.krop.contains("<script>alert") && !svar.krop.contains("<b>"), "{svar:?}");
    // A system of a vendor's is not there for the municipality: neither it nor its name.
    let svar = b.kald("GET", "/sider/administration/systemer/10000000-0000-4000-8000-000000000040", &[], "");
    assert!(svar.status == 404 && !svar.krop.contains("Demosystem"), "{svar:?}");
    // What everybody is given is kept for good; a name that was changed is not there.
    let forside = b.kald("GET", "/", &[], "").krop;
    let stil = forside.split("href=\"").map(|d| d.split('"').next().unwrap()).find(|d| d.ends_with(".css")).unwrap().to_owned();
    let svar = b.kald("GET", &stil, &[], "");
    assert_eq!((svar.status, svar.hoved("cache-control")), (200, Some("public, max-age=31536000, immutable")));
    assert_eq!(b.kald("GET", "/sider/aktiver/sider-0000000000000000.css", &[], "").status, 404);
    // Programs are refused as before; a person at a browser gets a page, in his language.
    assert_eq!(p.get("/findes-ikke").json()["kode"], "SAM-3001");
    let browser = [("sec-fetch-mode", "navigate"), ("cookie", "samspil-sprog=en"), ("accept", "text/html")];
    let svar = p.kald("GET", "/findes-ikke", &browser, "");
    assert!(svar.status == 404 && svar.krop.contains("<html lang=\"en\"") && svar.krop.contains("There is no such page"), "{svar:?}");
}
