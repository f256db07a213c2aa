//! SAPA's pages for a caseworker whose roles the municipality has composed: from the search to a note, and what others are refused.
use crate::program::Program;
use crate::sider::{Browser, FORM, felt, kommando};
use std::path::Path;

const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";

fn foerste(tekst: &str) -> String {
    tekst.split_whitespace().next().unwrap_or_else(|| panic!("nothing was printed")).to_owned()
}

/// Gives the user a job function role of SAPA's roles, of which the one for cases holds for main group 32.
fn giv_rolle(data: &Path, bruger: &str) {
    let system = foerste(&kommando(data, &["administration", "system", "opret", "--navn", "SAPA", "--cvr", "11111111", "--brugervendt"]));
    let mut dele = Vec::new();
    for f in ["overblik", "ydelser", "notat", "bemaerkning", "advis"] {
        let uri = format!("http://sapa.samspil.dk/roles/usersystemrole/{f}/1");
        let rolle =
            foerste(&kommando(data, &["rolle", "system", "saet", "--system", &system, "--entityid", &uri, "--navn", f, "--tager", KLE]));
        dele.push(serde_json::json!({ "rolle": rolle, "afgraensninger": [{ "type": KLE, "vaerdier": ["32.*"] }] }));
    }
    let fil = data.join("rolle.json");
    let rolle =
        serde_json::json!({ "navn": "Sagsbehandler", "entityid": "http://korsbaek.dk/roles/jobrole/sagsbehandler/1", "dele": dele });
    std::fs::write(&fil, rolle.to_string()).unwrap();
    let forslag = foerste(&kommando(data, &["rolle", "foreslaa", fil.to_str().unwrap(), "--som", "Inge"]));
    let rolle = foerste(&kommando(data, &["rolle", "godkend", &forslag, "--som", "Bo"]));
    kommando(data, &["rolle", "tildel", &rolle, "--bruger", bruger, "--som", "Inge"]);
}

/// The day that is so many days away, as a form sends it.
fn dag_om(dage: i64) -> String {
    let nu = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let t = grund::Tidspunkt::fra_mikros(i64::try_from(nu.as_micros()).unwrap() + dage * 86_400_000_000);
    t.til_xs().chars().take(10).collect()
}

/// The first address of those that begin so.
fn adresse(html: &str, begynder: &str) -> Option<String> {
    let (_, efter) = html.split_once(&format!("href=\"{begynder}"))?;
    Some(format!("{begynder}{}", efter.split('"').next()?))
}

#[test]
fn sapa_a_caseworker_finds_a_citizen_reads_a_case_and_writes_a_note_and_nobody_else_sees_the_look_up() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::demo_sikker(&data);
    let mut anna = Browser { p: &p, kager: Vec::new() };
    let (bruger, borgere) = anna.log_ind_som("medarbejder,", "/sider/sapa");
    let svar = anna.kald("GET", "/sider/sapa", &[], "");
    assert!(svar.status == 403 && svar.krop.contains("SAM-2116"), "without a role: {svar:?}");
    giv_rolle(&data, &bruger);
    let side = anna.kald("GET", "/sider/sapa", &[], "");
    assert_eq!(side.status, 200, "{side:?}");
    let noegle = felt(&side.krop, "_noegle");
    let uden = anna.kald("POST", "/sider/sapa", &[FORM], &format!("_noegle={noegle}&tekst=6101700001&formaal="));
    assert!(uden.status == 200 && uden.krop.contains("formaal"), "a look-up says why: {uden:?}");
    // A citizen with a case that she may see.
    let fundet = borgere.iter().find_map(|cpr| {
        let svar = anna.kald("POST", "/sider/sapa", &[FORM], &format!("_noegle={noegle}&tekst={cpr}&formaal=M%C3%B8de"));
        let sted = svar.hoved("location").unwrap_or_else(|| panic!("{svar:?}")).to_owned();
        assert!(!sted.contains(cpr), "no number in an address: {sted}");
        let side = anna.kald("GET", &format!("{sted}?fane=sager"), &[], "");
        assert_eq!(side.status, 200, "{side:?}");
        adresse(&side.krop, &format!("{sted}/sag/")).map(|sag| (sted, sag, side.krop))
    });
    let (sted, sag, sager) = fundet.expect("a citizen of the demo with a case of main group 32");
    for fremmed in ["27.", "02.", "17.", "29."] {
        assert!(!sager.contains(&format!("<td>{fremmed}")) && !sager.contains(&format!(">{fremmed}3")), "{sager}");
    }
    for fane in ["overblik", "dokumenter", "ydelser", "tidslinje"] {
        let side = anna.kald("GET", &format!("{sted}?fane={fane}&sprog=en"), &[], "");
        assert_eq!(side.status, 200, "{fane}: {side:?}");
    }
    let foer = anna.kald("GET", &format!("{sted}?virkning=1990-01-01&fane=sager"), &[], "");
    assert!(foer.status == 200 && !foer.krop.contains("/sag/"), "nothing was there in 1990: {foer:?}");
    // A note goes to a system that nobody has set up: it is refused, and the writer is told.
    let side = anna.kald("GET", &sag, &[], "");
    assert_eq!(side.status, 200, "{side:?}");
    let krop = format!("_noegle={noegle}&titel=Samtale&tekst=Ringede+%3Cscript%3E");
    let svar = anna.kald("POST", &sag, &[FORM], &krop);
    let efter = svar.hoved("location").unwrap_or_else(|| panic!("{svar:?}")).to_owned();
    let side = anna.kald("GET", &efter, &[], "");
    assert!(side.status == 200 && side.krop.contains("Samtale") && !side.krop.contains("<script>"), "{side:?}");
    assert!(side.krop.contains("The note was refused") && side.krop.contains("Refused"), "{side:?}");
    // A remark with its day.
    let hvor = format!("{sted}/bemaerkning");
    let uden = anna.kald("POST", &hvor, &[FORM], &format!("_noegle={noegle}&art=Tolk&tekst=Arabisk&gyldig_til="));
    assert!(uden.status == 200 && uden.krop.contains("Holds until:"), "the day must be said: {uden:?}");
    let om_lidt = dag_om(2);
    let svar = anna.kald("POST", &hvor, &[FORM], &format!("_noegle={noegle}&art=Tolk&tekst=Arabisk&gyldig_til={om_lidt}"));
    assert_eq!(svar.status, 303, "{svar:?}");
    assert!(anna.kald("GET", &sted, &[], "").krop.contains("Arabisk"));
    assert_eq!(anna.kald("GET", "/sider/sapa/advis", &[], "").status, 200);
    // Others: without a role, without a session, with a form of nobody's.
    let mut karen = Browser { p: &p, kager: Vec::new() };
    karen.log_ind("Karen Kommune");
    for sti in [&sted, &sag, "/sider/sapa", "/sider/sapa/advis"] {
        let svar = karen.kald("GET", sti, &[], "");
        assert!(svar.status == 403 && !svar.krop.contains("Arabisk"), "{sti}: {svar:?}");
        assert_eq!(Browser { p: &p, kager: Vec::new() }.kald("GET", sti, &[], "").status, 303, "{sti}");
    }
    assert_eq!(anna.kald("POST", &sag, &[FORM], "titel=x&tekst=y").status, 403);
    let log = kommando(&data, &["log", "vis", "--myndighed", "11111111"]);
    assert!(log.contains("sapa GET /sider/sapa/part/{uuid}"), "{log}");
}
