//! SOAP as real clients use it: zeep over the served and the published WSDL, and envelopes that differ from the book.
use crate::program::{Program, faelles, koer_python, samspil};
use std::path::Path;

const V11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const V12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// A `soeg` for what is not there, which every object service answers with 44.
pub fn soeg(konvolut: &str, tjeneste: &str) -> String {
    format!(
        "<e:Envelope xmlns:e='{konvolut}'><e:Body><x:SoegInput xmlns:x='http://stoettesystemerne.dk/organisation/{tjeneste}/6/'><x:AttributListe>\
         <x:Egenskab><s:BrugervendtNoegleTekst xmlns:s='urn:oio:sagdok:3.0.0'>findes ikke</s:BrugervendtNoegleTekst></x:Egenskab></x:AttributListe>\
         <x:TilstandListe/><x:RelationListe/></x:SoegInput></e:Body></e:Envelope>"
    )
}

#[test]
fn zeep_calls_every_operation_of_the_served_wsdl() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    koer_python("zeep_alle.py", &[&p.adresse]);
}

#[test]
fn zeep_calls_every_operation_of_the_published_wsdl() {
    let Some(f) = faelles() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    koer_python("zeep_alle.py", &[&p.adresse, f.join("contracts").to_str().unwrap()]);
}

#[test]
fn the_ten_line_example_runs_on_either_wsdl() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let adresse = format!("{}/organisation/organisationenhed/6", p.adresse);
    let mut wsdl = vec![format!("{adresse}?wsdl"), format!("{adresse}?singleWsdl")];
    wsdl.extend(
        faelles().map(|f| f.join("contracts/sf1500-organisation/v6_0_0_0/wsdl/OrganisationEnhed.wsdl").to_str().unwrap().to_owned()),
    );
    for w in wsdl {
        koer_python("../../../../../docs/eksempler/enhed.py", &[&w, &adresse]);
    }
}

#[test]
fn a50_to_a56_read_edit_send_everything_back() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    koer_python("zeep_os2sync.py", &[&p.adresse]);
}

#[test]
fn i17_the_chain_from_a_cvr_number_to_a_users_mail() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo(mappe.path(), &[]);
    koer_python("zeep_kitos.py", &[&p.adresse, crate::program::MYNDIGHED]);
}

#[test]
fn addresses_versions_and_content_types_that_clients_have() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    for (sti, konvolut, hoveder) in [
        ("/organisation/virksomhed/6", V12, &[("content-type", "application/soap+xml; charset=utf-8")][..]),
        ("/organisation/virksomhed/6/", V12, &[("content-type", "application/soap+xml;charset=UTF-8;action=\"\"")]),
        (
            "/sts-soap-organisation/v6_0_0_0/virksomhed",
            V12,
            &[("content-type", "application/soap+xml; action=\"http://kombit.dk/sts/organisation/virksomhed/soeg\"")],
        ),
        ("/organisation/virksomhed/6", V11, &[("content-type", "text/xml; charset=utf-8"), ("soapaction", "\"\"")]),
        ("/organisation/virksomhed/6", V11, &[("content-type", "text/xml")]),
        ("/organisation/virksomhed/6", V12, &[]),
    ] {
        let s = p.kald("POST", sti, hoveder, soeg(konvolut, "virksomhed"));
        assert!(s.status == 200 && s.krop.contains(konvolut) && s.krop.contains("44</"), "{sti} {hoveder:?}: {s:?}");
    }
}

/// CXF and WCF drop what comes with 404, 405 and 415: an address of SOAP that is none is a fault that names the one that was meant.
#[test]
fn k13_soap_at_an_address_that_is_none_is_a_fault_that_names_the_nearest() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    const ENHED: &str = "/organisation/organisationenhed/6";
    for (sti, naermest) in [
        ("/organisation/organisationenhed/5", ENHED),
        ("/organisation/organisationenhed/6;jsessionid=1", ENHED),
        ("/organisation/organisationenhed", ENHED),
        ("/organisation//organisationenhed/6", ENHED),
        ("/Organisation/OrganisationEnhed/6", ENHED),
        ("/klasse/7.0", "/klasse/7"),
        ("/helt/andet", ""),
    ] {
        for (konvolut, hoveder) in [
            (V12, &[("content-type", "application/soap+xml; charset=utf-8")][..]),
            (V11, &[("content-type", "text/xml; charset=utf-8"), ("soapaction", "\"\"")]),
            (V12, &[("soapaction", "\"\""), ("content-type", "text/plain")]),
        ] {
            let s = p.kald("POST", sti, hoveder, soeg(konvolut, "organisationenhed"));
            assert!(s.status == 500 && s.krop.contains("Fault>") && s.krop.contains("SAM-3001"), "{sti}: {s:?}");
            assert!(s.krop.contains(sti) && s.krop.contains(naermest), "{sti}: {s:?}");
        }
    }
    // What is not SOAP is refused as before.
    let s = p.kald("POST", "/organisation/organisationenhed/5", &[("content-type", "application/json")], "{}");
    assert_eq!((s.status, s.json()["kode"].as_str()), (405, Some("SAM-3002")));
}

#[test]
fn sf1491_zeep_asks_for_the_benefits_and_payments_of_a_person() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    koer_python("zeep_ydelse.py", &[&p.adresse]);
}

#[test]
fn sf1491_answers_are_right_by_the_published_schema() {
    let Some(f) = faelles() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo(mappe.path(), &[]);
    koer_python("zeep_ydelse.py", &[&p.adresse, f.join("contracts").to_str().unwrap()]);
}

#[test]
fn e6_zeep_keeps_vaerdilister_by_the_served_wsdl() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    koer_python("zeep_vaerdilister.py", &[&p.adresse]);
}

/// Three of the official test persons: one, and one under an old number and the new.
const TESTPERSONER: [&str; 3] = ["2802363039", "0108610069", "0709610015"];

/// The official test persons in that folder's store; `None` where their file is not here.
pub fn med_testpersoner(data: &Path) -> Option<String> {
    let f = faelles()?;
    let fil = f.join("data/cpr-test/U12170-P-opgavenr-110901.latin1.txt");
    let ud = samspil(&["importer", "cpr", fil.to_str().unwrap(), "--data"]).arg(data).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    Some(f.join("contracts").to_str().unwrap().to_owned())
}

#[test]
fn sf1520_zeep_calls_every_operation_of_cprs_services_by_their_published_wsdls() {
    let mappe = tempfile::tempdir().unwrap();
    let Some(kontrakter) = med_testpersoner(mappe.path()) else { return };
    let p = Program::serve(mappe.path(), &[]);
    koer_python("zeep_cpr.py", &[&[p.adresse.as_str(), &kontrakter, "-"], &TESTPERSONER[..]].concat());
}

#[test]
fn sf1520_zeep_calls_every_operation_of_cprs_services_in_all_three_security_models() {
    let mappe = tempfile::tempdir().unwrap();
    let Some(kontrakter) = med_testpersoner(mappe.path()) else { return };
    let p = Program::demo_sikker(mappe.path());
    let noegler = mappe.path().join("klienter");
    koer_python("zeep_cpr.py", &[&[p.sikker.as_deref().unwrap(), &kontrakter, noegler.to_str().unwrap()], &TESTPERSONER[..]].concat());
}
