//! Bodies with a `Content-Encoding`, wire by wire; and the page of help that every fault names.
use crate::program::{Program, Svar};
use crate::tvaers::{ENHED, GRAPHQL, enhed, konvolut, soap_id};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use std::io::Write;

const SOAP: (&str, &str) = ("content-type", "application/soap+xml; charset=utf-8");
const JSON: (&str, &str) = ("content-type", "application/json");
const TRANSAKTION: [(&str, &str); 2] =
    [("x-TransaktionsId", "6a1c3a34-2b1c-4d0a-9a55-8a2f0f0e2b11"), ("x-TransaktionsTid", "2026-01-01T00:00:00Z")];

fn pak(kodning: &str, krop: &str) -> Vec<u8> {
    if kodning == "gzip" {
        let mut w = GzEncoder::new(Vec::new(), Compression::default());
        w.write_all(krop.as_bytes()).unwrap();
        return w.finish().unwrap();
    }
    let mut w = ZlibEncoder::new(Vec::new(), Compression::default());
    w.write_all(krop.as_bytes()).unwrap();
    w.finish().unwrap()
}

#[test]
fn packed_bodies_are_read_on_every_wire_and_other_codings_are_415() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let soap = konvolut("LaesInput", &soap_id("0b1f2c3d-1111-4222-8333-444455556666"));
    let ny = enhed("pakket", "Pakket ind").to_string();
    let graphql = r#"{"query":"{ __typename }"}"#;
    let soap_sti = format!("{ENHED}/6");
    let send = |sti: &str, form, kodning: &str, krop: &[u8]| -> Svar {
        let hoveder = [&[form, ("content-encoding", kodning), ("X-Myndighed-CVR", "11111111")][..], &TRANSAKTION].concat();
        p.kald("POST", sti, &hoveder, krop)
    };
    for kodning in ["gzip", "deflate"] {
        let s = send(&soap_sti, SOAP, kodning, &pak(kodning, &soap));
        assert!(s.status == 200 && s.krop.contains("LaesOutput"), "{kodning} {s:?}");
        let s = send(ENHED, JSON, kodning, &pak(kodning, &ny));
        assert!(s.status == 201 && s.json()["uuid"].is_string(), "{kodning} {s:?}");
        let s = send(GRAPHQL, JSON, kodning, &pak(kodning, graphql));
        assert!(s.status == 200 && s.json()["data"]["__typename"].is_string(), "{kodning} {s:?}");
    }
    for (sti, form, krop) in [(soap_sti.as_str(), SOAP, soap.as_str()), (ENHED, JSON, &ny), (GRAPHQL, JSON, graphql)] {
        let s = send(sti, form, "br", krop.as_bytes());
        let ventet = if sti == soap_sti { 500 } else { 415 };
        assert!(s.status == ventet && s.krop.contains("SAM-1015") && s.krop.contains("gzip, deflate"), "{sti} {s:?}");
        if ventet == 415 {
            assert_eq!(s.hoved("accept-encoding"), Some("gzip, deflate, identity"));
        }
        // Not packed at all, and a bomb.
        assert!(send(sti, form, "gzip", krop.as_bytes()).krop.contains("SAM-1001"), "{sti}");
        let bombe = send(sti, form, "gzip", &pak("gzip", &" ".repeat(4 << 20)));
        assert!(bombe.krop.contains("SAM-1003"), "{sti} {bombe:?}");
    }
    assert!(p.hukommelse() < 300);
}

#[test]
fn with_security_on_codings_are_read_before_the_caller_is_proven_and_faults_name_their_page() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(&mappe.path().join("demo"));
    let sts = "/runtime/services/kombittrust/14/certificatemixed";
    for sti in [sts, "/organisation/organisationenhed/6", "/service/SP/Demo/1"] {
        for form in ["text/xml; charset=utf-8", "application/soap+xml; charset=utf-8"] {
            let send = |kodning: &str, krop: &[u8]| p.kald("POST", sti, &[("content-type", form), ("content-encoding", kodning)], krop);
            for (s, nummer) in [(send("br", b"x"), "SAM-1015"), (send("gzip", &pak("gzip", "<a>")), "SAM-1001")] {
                assert!(s.status == 500 && s.krop.contains(nummer), "{sti} {s:?}");
                let side = format!("<f:Side>/fejl/{nummer}</f:Side>");
                assert!(s.krop.contains(&side), "{sti} {s:?}");
                // CXF and WCF read the first child of the detail: where a schema of a fault is published, that stays it.
                let foerst = s.krop.find("<p:ServiceplatformFault").unwrap_or(0);
                assert!(foerst < s.krop.find("<f:Fejl").unwrap() && (foerst > 0) == sti.contains("Demo"), "{sti} {s:?}");
                assert_eq!(p.get(&format!("/fejl/{nummer}")).status, 200, "and the page is there, without a login");
            }
        }
    }
}
