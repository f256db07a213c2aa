//! Fordelingskomponenten in the running program, as sender and receiver meet it (SF2900).
use crate::program::{MYNDIGHED, Program, faelles, koer_python};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::{Duration, Instant};

#[test]
fn f7_a_journalnotat_goes_from_one_system_to_another_by_rule_and_its_business_receipt_comes_back() {
    let Some(f) = faelles() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    koer_python("zeep_fordeling.py", &[&p.adresse, f.join("contracts").to_str().unwrap()]);
}

const SYSTEM: &str = "ba537e12-8b0c-44b1-9de7-f75803a4e091";

fn opret(p: &Program, sti: &str, egenskaber: Value, relation: &str) {
    let virkning = json!({"from": "2020-01-01T00:00:00+01:00", "to": "infinity"});
    let mut e = egenskaber;
    e["virkning"] = virkning.clone();
    let krop = json!({
        "note": "test",
        "attributter": {format!("{sti}egenskaber"): [e]},
        "tilstande": {format!("{sti}gyldighed"): [{"gyldighed": "Aktiv", "virkning": virkning}]},
        "relationer": {relation: [{"uuid": SYSTEM, "virkning": virkning}]},
    });
    let svar = p.rest(MYNDIGHED, "POST", &format!("/fordeling/{sti}"), &krop);
    assert_eq!(svar.status, 201, "{svar:?}");
}

/// A receiver that takes one call for each answer that it is given; what it got comes out of the channel.
fn modtager(lytter: TcpListener, svar: Vec<&'static str>) -> mpsc::Receiver<String> {
    let (ud, ind) = mpsc::channel();
    std::thread::spawn(move || {
        for s in svar {
            let Ok((mut f, _)) = lytter.accept() else { return };
            let (mut faaet, mut b) = (Vec::new(), [0; 4096]);
            while !String::from_utf8_lossy(&faaet).contains("</s:Envelope>") {
                match f.read(&mut b) {
                    Ok(n) if n > 0 => faaet.extend(&b[..n]),
                    _ => break,
                }
            }
            let _ = ud.send(String::from_utf8_lossy(&faaet).into_owned());
            let _ = write!(f, "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{s}", s.len());
        }
    });
    ind
}

const JA: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><m:FordelingsobjektModtagResponse \
    xmlns:m='http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types'><m:ForretningsKvittering>\
    <m:ForretningsValideringsKode>MODTAGET</m:ForretningsValideringsKode><m:Kvitteringstype>Teknisk</m:Kvitteringstype></m:ForretningsKvittering>\
    </m:FordelingsobjektModtagResponse></s:Body></s:Envelope>";

fn formular(nr: u8) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><t:FordelingsobjektAfsendRequest \
         xmlns:t='http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/types' xmlns='http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types'>\
         <t:anmodning><DistributionContext><AnvenderTransaktionsID>00000000-0000-4000-8000-0000000000{nr:02}</AnvenderTransaktionsID>\
         <AfsendendeMyndighed>{MYNDIGHED}</AfsendendeMyndighed><RoutingMyndighed>{MYNDIGHED}</RoutingMyndighed><RoutingValg><RoutingKLEEmneHandling>\
         <RoutingKLEEmne>32.24.04</RoutingKLEEmne></RoutingKLEEmneHandling></RoutingValg></DistributionContext><DistributionObject>\
         <ObjektType>FORMULAR</ObjektType><ObjektIndhold><DistributionFormular><ID>{SYSTEM}</ID><KLEEmneForslag>32.24.04</KLEEmneForslag><Meddelelse>\
         <FormularType>SP241</FormularType><Formular><TitelTekst>t</TitelTekst><FormatNavn>f</FormatNavn><FormularIndhold>AAAA</FormularIndhold>\
         <FormularXML><x xmlns=''/></FormularXML></Formular></Meddelelse></DistributionFormular></ObjektIndhold></DistributionObject></t:anmodning>\
         </t:FordelingsobjektAfsendRequest></s:Body></s:Envelope>"
    )
}

fn overdragelser(p: &Program) -> Vec<Value> {
    let svar = p.kald("GET", "/fordeling/overdragelser", &[("x-myndighed-cvr", MYNDIGHED)], "");
    assert_eq!(svar.status, 200, "{svar:?}");
    svar.json()["overdragelser"].as_array().unwrap().clone()
}

#[test]
fn f12_what_was_answered_is_delivered_after_kill_9() {
    let mappe = tempfile::tempdir().unwrap();
    let mut p = Program::serve(mappe.path(), &[]);
    // Nobody listens there yet.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    opret(&p, "fordelingssystem", json!({"navn": "Fag", "modtageradresse": format!("http://{port}/")}), "system");
    opret(&p, "fordelingsregel", json!({"navn": "Regel", "kle": "32.*"}), "modtagersystem");
    for nr in 1..=3 {
        let svar =
            p.kald("POST", "/service/SP/Distribution/3", &[("content-type", "text/xml"), ("x-myndighed-cvr", MYNDIGHED)], formular(nr));
        assert!(svar.status == 200 && svar.krop.contains(">MODTAGET<"), "{svar:?}");
    }
    let frist = Instant::now() + Duration::from_secs(30);
    while overdragelser(&p).iter().any(|o| o["levering"]["forsoeg"] == 0) && Instant::now() < frist {
        std::thread::sleep(Duration::from_millis(50));
    }
    p.draeb();
    let faaet = modtager(TcpListener::bind(port).unwrap(), vec![JA; 3]);
    let p = Program::serve(mappe.path(), &[]);
    let mut ider: Vec<String> = (0..3)
        .map(|_| {
            let b = faaet.recv_timeout(Duration::from_secs(60)).unwrap();
            let id = b.split("AnvenderTransaktionsID>").nth(1).unwrap_or_else(|| panic!("{b}"));
            id.split('<').next().unwrap().to_owned()
        })
        .collect();
    ider.sort();
    assert_eq!(ider, [1, 2, 3].map(|n| format!("00000000-0000-4000-8000-0000000000{n:02}")));
    let frist = Instant::now() + Duration::from_secs(30);
    while overdragelser(&p).iter().any(|o| o["tilstand"] != "Afleveret") && Instant::now() < frist {
        std::thread::sleep(Duration::from_millis(50));
    }
    let nu = overdragelser(&p);
    assert!(nu.len() == 3 && nu.iter().all(|o| o["tilstand"] == "Afleveret" && o["ansvarlig"] == MYNDIGHED), "{nu:#?}");
}
