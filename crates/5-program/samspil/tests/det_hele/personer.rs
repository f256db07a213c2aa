//! Persons through the whole program: the file, the OIO REST interface, and a search in the index by the new number (CPR-08, CPR-11).
use crate::program::{Program, samspil};
use serde_json::json;

const SAG: &str = include_str!("../../../../../docs/eksempler/sag.xml");
const PERSONER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/eksempler/personer.csv");
const STI: &str = "/person/personidentitet";
const AASE: &str = "6a6c1c7e-2f3b-4a53-9b1e-000000000001";

fn importer(data: &std::path::Path) -> String {
    let ud = samspil(&["importer", "personer", PERSONER, "--data"]).arg(data).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    String::from_utf8_lossy(&ud.stdout).into_owned()
}

fn konvolut(krop: &str) -> String {
    format!("<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body>{krop}</e:Body></e:Envelope>")
}

#[test]
fn cpr08_a_case_under_the_old_number_is_found_by_the_new_one_and_by_uuid() {
    let mappe = tempfile::tempdir().unwrap();
    assert_eq!(importer(mappe.path()), "Personidentitet: 2 added or changed, 0 unchanged\n");
    assert_eq!(importer(mappe.path()), "Personidentitet: 0 added or changed, 2 unchanged\n");
    let send =
        |p: &Program, krop: &str| p.kald("POST", "/sagdokumentindeks/6", &[("content-type", "application/soap+xml")], konvolut(krop)).krop;
    let antal = |p: &Program, id: &str| {
        let svar = send(
            p,
            &format!(
                "<sdi:FremsoegSagDokumentIndeksInput xmlns:sdi='urn:oio:sts:sagdok:sagdokumentindeks:6' xmlns:sd='urn:oio:sagdok:3.0.0' \
                 xmlns:sag='urn:oio:sts:sagdok:sag:6' xmlns:gd='urn:oio:sts:generelledefinitioner:6'><sdi:SoegUdtryk><sdi:SoegSag><sag:AttributListe/>\
                 <sag:TilstandListe/><sag:RelationListe><sag:Sagspart><gd:ReferenceID>{id}</gd:ReferenceID></sag:Sagspart></sag:RelationListe></sdi:SoegSag>\
                 </sdi:SoegUdtryk></sdi:FremsoegSagDokumentIndeksInput>"
            ),
        );
        assert!(svar.contains(">sager<"), "{svar}");
        usize::from(svar.split("sager<").nth(1).unwrap().split("Antal>").nth(1).unwrap().starts_with('1'))
    };
    let urn = |nummer: &str| format!("<sd:URNIdentifikator>urn:oio:cpr-nr:{nummer}</sd:URNIdentifikator>");
    let uuid = format!("<sd:UUIDIdentifikator>{AASE}</sd:UUIDIdentifikator>");
    let mut p = Program::serve(mappe.path(), &[]);
    send(&p, SAG.split_once("?>").unwrap().1);
    for (id, ventet) in [(urn("6101700001"), 1), (urn("6101700002"), 1), (uuid.clone(), 1), (urn("6101700003"), 0)] {
        assert_eq!(antal(&p, &id), ventet, "{id}");
    }

    // The OIO REST interface serves the type from its table.
    let v = p.get(&format!("{STI}/{AASE}?virkningfra=-infinity&virkningtil=infinity")).json();
    let numre = v[AASE][0]["registreringer"][0]["relationer"]["numre"].to_string();
    assert!(numre.contains("urn:oio:cpr-nr:6101700001") && numre.contains("\"status\":\"60\""), "{v}");
    let krop = |nummer: &str, status: &str| {
        let virkning = json!({ "from": "1970-01-01", "to": "infinity" });
        json!({ "relationer": { "numre": [{ "urn": nummer, "status": status, "virkning": virkning }] } })
    };
    let s = p.json("POST", STI, &krop("urn:oio:cpr-nr:010170123", "01"));
    assert!(s.status == 400 && s.krop.contains("SAM-1108") && s.krop.contains("C-20"), "{s:?}");
    assert_eq!(p.json("POST", STI, &krop("urn:oio:cpr-nr:0101011234", "02")).status, 400);
    // A number that fails modulus 11 is as good as any; one that binds another person is refused, and one that both remember as a double joins nothing.
    assert_eq!(p.json("POST", STI, &krop("urn:oio:cpr-nr:0101011234", "01")).status, 201);
    let s = p.json("POST", STI, &krop("urn:oio:cpr-nr:6101700001", "01"));
    assert!(s.status == 409 && s.krop.contains("SAM-1308"), "{s:?}");
    assert_eq!(p.json("POST", STI, &krop("urn:oio:cpr-nr:6101700001", "50")).status, 201);
    for (id, ventet) in [(urn("6101700001"), 1), (urn("6101700002"), 0), (uuid, 0)] {
        assert_eq!(antal(&p, &id), ventet, "{id}");
    }
    p.stop();

    // Switched off, the module is on no wire.
    let p = Program::serve(mappe.path(), &["--moduler", "sagdokument"]);
    assert_eq!(p.get(STI).status, 404);
}
