//! Danish text: composed and decomposed letters are the same on every wire and in files.
use crate::import::koer;
use crate::program::{MYNDIGHED, Program};
use crate::tvaers::{ENHED, element, enhed, konvolut, lister, soap_id};
use serde_json::Value;

const DELT: &str = "Bla\u{30a}ba\u{30a}r";
const SAMLET: &str = "Blåbår";

#[test]
fn a_decomposed_letter_meets_the_composed_one_on_every_wire() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let svar = p.soap(MYNDIGHED, "OpretInput", &lister("nøgle-a\u{30a}", DELT));
    let a = element(&svar, "UUIDIdentifikator").unwrap_or_else(|| panic!("{svar}"));
    let svar = p.rest(MYNDIGHED, "POST", ENHED, &enhed("b-å", DELT)).json();
    let b = svar["uuid"].as_str().unwrap_or_else(|| panic!("{svar}")).to_owned();
    for uuid in [&a, &b] {
        let xml = p.soap(MYNDIGHED, "LaesInput", &soap_id(uuid));
        assert!(xml.contains(SAMLET) && !xml.contains('\u{30a}'), "{xml}");
        let r = p.rest(MYNDIGHED, "GET", &format!("{ENHED}/{uuid}"), &Value::Null);
        assert!(r.krop.contains(SAMLET) && !r.krop.contains('\u{30a}'), "{r:?}");
        let g = p.graphql(MYNDIGHED, &format!("{{organisationEnhed(uuid:\"{uuid}\"){{enhedsnavn}}}}"));
        assert_eq!(g["data"]["organisationEnhed"][0]["enhedsnavn"], SAMLET, "{g}");
    }
    for (soegt, begyndelse) in [(DELT, "Bla\u{30a}"), (SAMLET, "Blå")] {
        let xml = p.soap(
            MYNDIGHED,
            "SoegInput",
            &format!("<x:AttributListe><x:Egenskab><s:EnhedNavn>{soegt}</s:EnhedNavn></x:Egenskab></x:AttributListe><x:TilstandListe/><x:RelationListe/>"),
        );
        assert!(xml.contains(&a) && xml.contains(&b), "{xml}");
        let kod = |t: &str| t.bytes().map(|c| format!("%{c:02x}")).collect::<String>();
        let kodet = kod(soegt);
        for q in [format!("enhedsnavn={kodet}"), format!("enhedsnavn={}%25", kod(begyndelse)), format!("vilkaarligattr={kodet}")] {
            let r = p.rest(MYNDIGHED, "GET", &format!("{ENHED}?{q}"), &Value::Null);
            assert!(r.krop.contains(&a) && r.krop.contains(&b), "{q}: {r:?}");
        }
        let r = p.rest(MYNDIGHED, "GET", &format!("/autocomplete/organisationsenhed?phrase={kodet}"), &Value::Null);
        assert!(r.krop.contains(&a) && r.krop.contains(&b), "{r:?}");
    }
    // a name of 200 letters has 200 letters
    let langt = "a\u{30a}".repeat(200);
    let s = p.kald(
        "POST",
        &format!("{ENHED}/6"),
        &[("content-type", "application/soap+xml"), ("x-myndighed-cvr", MYNDIGHED)],
        konvolut("OpretInput", &lister("l", &langt)),
    );
    assert!(s.krop.contains(">20<"), "{s:?}");
}

#[test]
fn a_decomposed_letter_in_a_file_is_the_composed_one() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let data = data.to_str().unwrap();
    let importer = |navn: &str| {
        let fil = mappe.path().join("kle.csv");
        std::fs::write(&fil, format!("nr;titel;oprettet\n33;{navn};2010-01-01\n")).unwrap();
        koer(&["importer", "kle", fil.to_str().unwrap(), "--udgave", "2026-02-01", "--data", data])
    };
    assert!(importer(DELT).contains("1 added"));
    let igen = importer(SAMLET);
    assert!(igen.contains("1 unchanged"), "{igen}");
    let p = Program::serve(std::path::Path::new(data), &[]);
    assert!(p.get("/klassifikation/klasse?brugervendtnoegle=33&list=true").krop.contains(SAMLET));
}
