//! Times as other programs write them, on every wire and in files.
use crate::import::koer;
use crate::program::{MYNDIGHED, Program};
use crate::tvaers::{ENHED, VIRKNING, element, lister, soap_id};
use serde_json::{Value, json};

fn virkning(fra: &str, til: &str) -> String {
    format!(
        "<s:Virkning><s:FraTidspunkt><s:TidsstempelDatoTid>{fra}</s:TidsstempelDatoTid></s:FraTidspunkt>\
         <s:TilTidspunkt><s:TidsstempelDatoTid>{til}</s:TidsstempelDatoTid></s:TilTidspunkt></s:Virkning>"
    )
}

#[test]
fn a4_min_value_and_max_value_are_the_infinities_on_every_wire_and_in_files() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let p = Program::serve(&data, &[]);
    let altid = virkning("0001-01-01T00:00:00", "9999-12-31T23:59:59.9999999");
    let uuid = element(&p.soap(MYNDIGHED, "OpretInput", &lister("t-1", "Altid").replace(VIRKNING, &altid)), "UUIDIdentifikator").unwrap();
    let ufiltreret = "<s:VirkningFraFilter><s:TidsstempelDatoTid>0001-01-01T00:00:00</s:TidsstempelDatoTid></s:VirkningFraFilter>\
        <s:VirkningTilFilter><s:TidsstempelDatoTid>9999-12-31T00:00:00</s:TidsstempelDatoTid></s:VirkningTilFilter>";
    for filter in ["", ufiltreret] {
        let xml = p.soap(MYNDIGHED, "LaesInput", &format!("{}{filter}", soap_id(&uuid)));
        let egenskab = xml.split(":Egenskab>").nth(1).unwrap_or_else(|| panic!("{xml}"));
        assert_eq!(egenskab.matches("GraenseIndikator>true<").count(), 2, "{xml}");
        assert!(!xml.contains(">0000-") && !xml.contains(">0001-"), "{xml}");
    }
    let fra_rest = json!({
        "attributter": { "organisationenhedegenskaber": [
            { "brugervendtnoegle": "t-2", "enhedsnavn": "Altid", "virkning": { "from": "0001-01-01T00:00:00", "to": "9999-12-31" } } ] },
        "tilstande": { "organisationenhedgyldighed": [
            { "gyldighed": "Aktiv", "virkning": { "from": "0001-01-01 00:00:00+00", "to": "9999-12-31T23:59:59.9999999Z" } } ] },
        "relationer": {}
    });
    let svar = p.rest(MYNDIGHED, "POST", ENHED, &fra_rest).json();
    let anden = svar["uuid"].as_str().unwrap_or_else(|| panic!("{svar}")).to_owned();
    for u in [&uuid, &anden] {
        let r = p.rest(MYNDIGHED, "GET", &format!("{ENHED}/{u}"), &Value::Null).json();
        let e = &r[u][0]["registreringer"][0]["attributter"]["organisationenhedegenskaber"][0]["virkning"];
        assert_eq!((e["from"].as_str(), e["to"].as_str()), (Some("-infinity"), Some("infinity")), "{r}");
    }
    let g = p.graphql(MYNDIGHED, &format!("{{organisationEnhed(uuid:\"{uuid}\"){{tilstand{{fraTidspunkt tilTidspunkt}}}}}}"));
    let t = &g["data"]["organisationEnhed"][0]["tilstand"];
    assert!(t.to_string().contains("\"fraTidspunkt\":null") && t.to_string().contains("\"tilTidspunkt\":null"), "{g}");
    drop(p);
    let (data, fil) = (data.to_str().unwrap(), mappe.path().join("ud.jsonl"));
    koer(&["eksporter", fil.to_str().unwrap(), "--data", data]);
    let linjer = std::fs::read_to_string(&fil).unwrap();
    assert!(linjer.contains("-infinity") && !linjer.contains("0001-01-01"), "{linjer}");
    let igen = mappe.path().join("igen");
    koer(&["importer", "eksport", fil.to_str().unwrap(), "--data", igen.to_str().unwrap()]);
    assert!(koer(&["kontroller", "--data", igen.to_str().unwrap()]).contains(": 0 faults"));
}

#[test]
fn a5_a_date_of_1841_stays_on_every_wire() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    for (nr, fra) in
        ["1841-01-01T00:00:00", "1841-01-01T00:00:00Z", "1841-01-01T00:00:00+01:00", "1841-01-01T00:00:00+00:50"].iter().enumerate()
    {
        let v = virkning(fra, "9999-12-31T23:59:59.9999999");
        let svar = p.soap(MYNDIGHED, "OpretInput", &lister(&format!("t-{nr}"), "Gammel").replace(VIRKNING, &v));
        let uuid = element(&svar, "UUIDIdentifikator").unwrap_or_else(|| panic!("{svar}"));
        let skrevet = element(&p.soap(MYNDIGHED, "LaesInput", &soap_id(&uuid)), "TidsstempelDatoTid").unwrap();
        assert!(skrevet.starts_with("1841-01-01T") && skrevet.ends_with("+01:00"), "{fra}: {skrevet}");
        let r = p.rest(MYNDIGHED, "GET", &format!("{ENHED}/{uuid}"), &Value::Null);
        assert!(r.krop.contains("\"1841-01-01 0"), "{fra}: {r:?}");
        // what we wrote is what we take
        let igen = p.soap(
            MYNDIGHED,
            "OpretInput",
            &lister(&format!("i-{nr}"), "Gammel").replace(VIRKNING, &virkning(&skrevet, "9999-12-31T00:00:00Z")),
        );
        let igen = element(&igen, "UUIDIdentifikator").unwrap_or_else(|| panic!("{igen}"));
        assert_eq!(element(&p.soap(MYNDIGHED, "LaesInput", &soap_id(&igen)), "TidsstempelDatoTid").unwrap(), skrevet);
    }
}
