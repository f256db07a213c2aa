//! One register behind every wire; one wall between authorities on all of them.
use crate::program::{MYNDIGHED, Program};
use serde_json::{Value, json};

pub const ANDEN: &str = "22222222";
pub const ENHED: &str = "/organisation/organisationenhed";
pub const GRAPHQL: &str = "/organisation/organisationhent/1";

/// An organisationenhed as the OIO REST interface takes it.
pub fn enhed(noegle: &str, navn: &str) -> Value {
    json!({
        "note": "prøve",
        "attributter": { "organisationenhedegenskaber": [
            { "brugervendtnoegle": noegle, "enhedsnavn": navn, "virkning": { "from": "2020-01-01", "to": "infinity" } } ] },
        "tilstande": { "organisationenhedgyldighed": [ { "gyldighed": "Aktiv", "virkning": { "from": "2020-01-01", "to": "infinity" } } ] },
        "relationer": {}
    })
}

/// A SOAP 1.2 envelope around an operation of OrganisationEnhed.
pub fn konvolut(operation: &str, indhold: &str) -> String {
    format!(
        "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><x:{operation} xmlns:x='http://stoettesystemerne.dk/organisation/organisationenhed/6/' \
         xmlns:s='urn:oio:sagdok:3.0.0' xmlns:g='http://stoettesystemerne.dk/organisation/6/'>{indhold}</x:{operation}></e:Body></e:Envelope>"
    )
}

pub const VIRKNING: &str = "<s:Virkning><s:FraTidspunkt><s:TidsstempelDatoTid>2020-01-01T00:00:00.000+01:00</s:TidsstempelDatoTid></s:FraTidspunkt>\
    <s:TilTidspunkt><s:GraenseIndikator>true</s:GraenseIndikator></s:TilTidspunkt></s:Virkning>";

/// The three lists of a unit.
pub fn lister(noegle: &str, navn: &str) -> String {
    format!(
        "<x:AttributListe><x:Egenskab>{VIRKNING}<s:BrugervendtNoegleTekst>{noegle}</s:BrugervendtNoegleTekst><s:EnhedNavn>{navn}</s:EnhedNavn></x:Egenskab></x:AttributListe>\
         <x:TilstandListe><g:Gyldighed>{VIRKNING}<g:GyldighedStatusKode>Aktiv</g:GyldighedStatusKode></g:Gyldighed></x:TilstandListe><x:RelationListe/>"
    )
}

pub fn soap_id(uuid: &str) -> String {
    format!("<s:UUIDIdentifikator>{uuid}</s:UUIDIdentifikator>")
}

/// Text of the first element of that local name.
pub fn element(xml: &str, navn: &str) -> Option<String> {
    let fra = xml.find(&format!(":{navn}>"))? + navn.len() + 2;
    Some(xml[fra..].split('<').next().unwrap().to_owned())
}

impl Program {
    /// A call of the SOAP service OrganisationEnhed, for an authority.
    pub fn soap(&self, myndighed: &str, operation: &str, indhold: &str) -> String {
        let s = self.kald(
            "POST",
            &format!("{ENHED}/6"),
            &[("content-type", "application/soap+xml"), ("x-myndighed-cvr", myndighed)],
            konvolut(operation, indhold),
        );
        assert_eq!(s.status, 200, "{s:?}");
        s.krop
    }

    /// A call of the REST interface, for an authority.
    pub fn rest(&self, myndighed: &str, metode: &str, sti: &str, krop: &Value) -> crate::program::Svar {
        let krop = if krop.is_null() { String::new() } else { krop.to_string() };
        self.kald(metode, sti, &[("content-type", "application/json"), ("x-myndighed-cvr", myndighed)], krop)
    }

    /// A query of OrganisationHent, for an authority.
    pub fn graphql(&self, myndighed: &str, query: &str) -> Value {
        let hoveder = [
            ("content-type", "application/json"),
            ("x-myndighed-cvr", myndighed),
            ("x-transaktionsid", "3f2a1c52-9a0e-4f44-8f43-0b8a5a0f8d11"),
            ("x-transaktionstid", "2026-01-01T00:00:00Z"),
        ];
        self.kald("POST", GRAPHQL, &hoveder, json!({ "query": query }).to_string()).json()
    }
}

#[test]
fn a_fact_written_by_soap_is_read_by_rest_with_the_same_ids_and_times() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let svar = p.soap(MYNDIGHED, "OpretInput", &lister("t-1", "Team Ærø"));
    let uuid = element(&svar, "UUIDIdentifikator").unwrap_or_else(|| panic!("{svar}"));
    let r = p.rest(MYNDIGHED, "GET", &format!("{ENHED}/{uuid}"), &Value::Null).json();
    let o = &r[&uuid][0];
    assert_eq!(o["id"], *uuid, "{r}");
    let e = &o["registreringer"][0]["attributter"]["organisationenhedegenskaber"][0];
    assert_eq!((e["enhedsnavn"].as_str(), e["virkning"]["from"].as_str()), (Some("Team Ærø"), Some("2020-01-01 00:00:00+01")), "{r}");
    // The registration's time is the same on both wires, to the microsecond.
    let xml = p.soap(MYNDIGHED, "LaesInput", &soap_id(&uuid));
    let soap_tid = element(&xml, "Tidspunkt").unwrap_or_else(|| panic!("{xml}"));
    let rest_tid = o["registreringer"][0]["fratidspunkt"]["tidsstempeldatotid"].as_str().unwrap();
    assert_eq!(grund::Tidspunkt::fra_xs(&soap_tid).unwrap(), grund::Tidspunkt::fra_oio(rest_tid).unwrap());
    // And back: changed by REST, read by SOAP.
    let aendring = json!({ "attributter": { "organisationenhedegenskaber": [
        { "enhedsnavn": "Team Øst", "virkning": { "from": "2021-01-01", "to": "infinity" } } ] } });
    let s = p.rest(MYNDIGHED, "PATCH", &format!("{ENHED}/{uuid}"), &aendring);
    assert_eq!(s.status, 200, "{s:?}");
    let xml = p.soap(MYNDIGHED, "LaesInput", &soap_id(&uuid));
    assert!(xml.contains("Team Øst") && xml.contains("t-1") && !xml.contains("Team Ærø"), "{xml}");
}

#[test]
fn a_fact_written_by_soap_is_read_by_graphql() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let svar = p.soap(MYNDIGHED, "OpretInput", &lister("t-1", "Team Ærø"));
    let uuid = element(&svar, "UUIDIdentifikator").unwrap();
    let g = p.graphql(MYNDIGHED, &format!("{{organisationEnhed(uuid:\"{uuid}\"){{uuid enhedsnavn brugervendtNoegle}}}}"));
    assert!(g["errors"].is_null() && g.to_string().contains("Team Ærø") && g.to_string().contains(&uuid), "{g}");
}

#[test]
fn a98_an_authority_learns_nothing_of_anothers_objects_on_any_wire() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let uuid = "0b1f2c3d-1111-4222-8333-444455556666";
    let fri = "0b1f2c3d-1111-4222-8333-444455557777";
    let sti = format!("{ENHED}/{uuid}");
    let s = p.rest(MYNDIGHED, "PUT", &sti, &enhed("hemmelig", "A's enhed"));
    assert!(s.status < 300, "{s:?}");

    // Reading: the answer is that for an object that never was.
    let laes = |u: &str| p.soap(ANDEN, "LaesInput", &soap_id(u)).replace(u, "UUID");
    let uden_id = |x: String| element(&x, "FejlbeskedTekst");
    assert_eq!(uden_id(laes(uuid)), uden_id(laes(fri)));
    let hent = |u: &str| p.rest(ANDEN, "GET", &format!("{ENHED}/{u}"), &Value::Null);
    assert_eq!((hent(uuid).status, hent(uuid).krop.replace(uuid, "UUID")), (hent(fri).status, hent(fri).krop.replace(fri, "UUID")));
    for q in ["bvn=hemmelig", "enhedsnavn=A%25", &format!("uuid={uuid}"), "bvn=hemmelig&list=true"] {
        let s = p.rest(ANDEN, "GET", &format!("{ENHED}?{q}"), &Value::Null);
        assert!(
            s.status == 200
                && !s.krop.contains("A's")
                && s.json()["results"].as_array().unwrap().iter().flat_map(|r| r.as_array().unwrap()).count() == 0,
            "{q}: {s:?}"
        );
    }
    let soeg = "<x:AttributListe><x:Egenskab><s:BrugervendtNoegleTekst>hemmelig</s:BrugervendtNoegleTekst></x:Egenskab></x:AttributListe><x:TilstandListe/><x:RelationListe/>";
    assert!(!p.soap(ANDEN, "SoegInput", soeg).contains(uuid));
    assert!(p.soap(MYNDIGHED, "SoegInput", soeg).contains(uuid));
    let g = p.graphql(ANDEN, &format!("{{organisationEnhed(uuid:\"{uuid}\"){{enhedsnavn}}}}")).to_string();
    assert!(!g.contains("A's enhed"), "{g}");

    // Changing: B's passiver, slet, PATCH and DELETE do not reach A's object.
    for operation in ["PassiverInput", "SletInput"] {
        assert!(p.soap(ANDEN, operation, &soap_id(uuid)).contains(">44<"), "{operation}");
    }
    let aendring = json!({ "attributter": { "organisationenhedegenskaber": [ { "enhedsnavn": "B", "virkning": { "from": "2021-01-01", "to": "infinity" } } ] } });
    assert_eq!(p.rest(ANDEN, "PATCH", &sti, &aendring).status, 404);
    assert_eq!(p.rest(ANDEN, "DELETE", &sti, &json!({ "note": "x" })).status, 404);

    // The same UUID under B is another object, and B may make it without learning anything.
    let s = p.rest(ANDEN, "PUT", &sti, &enhed("min", "B's enhed"));
    assert!(s.status < 300, "{s:?}");
    assert!(hent(uuid).krop.contains("B's enhed"));
    let a = p.rest(MYNDIGHED, "GET", &sti, &Value::Null);
    assert!(a.krop.contains("A's enhed") && !a.krop.contains("B's"), "{a:?}");
    assert_eq!(p.rest(ANDEN, "DELETE", &sti, &json!({ "note": "x" })).status, 202);
    assert_eq!(p.rest(MYNDIGHED, "GET", &sti, &Value::Null).status, 200);
}
