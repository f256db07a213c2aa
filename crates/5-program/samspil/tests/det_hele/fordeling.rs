//! Fordelingskomponenten in the running program, as sender and receiver meet it (SF2900).
use crate::program::{MYNDIGHED, Program, faelles, koer_python, samspil};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
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

/// An object that is in force, with one relation.
pub fn objekt(sti: &str, egenskaber: Value, relation: &str, system: &str) -> Value {
    let virkning = json!({"from": "2020-01-01T00:00:00+01:00", "to": "infinity"});
    let mut e = egenskaber;
    e["virkning"] = virkning.clone();
    json!({
        "note": "test",
        "attributter": {format!("{sti}egenskaber"): [e]},
        "tilstande": {format!("{sti}gyldighed"): [{"gyldighed": "Aktiv", "virkning": virkning}]},
        "relationer": {relation: [{"uuid": system, "virkning": virkning}]},
    })
}

fn opret(p: &Program, sti: &str, egenskaber: Value, relation: &str) {
    let krop = objekt(sti, egenskaber, relation, SYSTEM);
    let svar = p.rest(MYNDIGHED, "POST", &format!("/fordeling/{sti}"), &krop);
    assert_eq!(svar.status, 201, "{svar:?}");
}

/// A receiver that takes one call for each answer that it is given; what it got comes out of the channel.
pub fn modtager(lytter: TcpListener, svar: Vec<&'static str>) -> mpsc::Receiver<String> {
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

pub const JA: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><m:FordelingsobjektModtagResponse \
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

/// A document with its file's name, for what falls under 32.24.04.
pub fn dokument(fil: &str, system: &str) -> String {
    let virkning = format!("<Virkning><Aktoer><UUID>{system}</UUID></Aktoer><AktoerType>ItSystem</AktoerType></Virkning>");
    format!(
        "<t:FordelingsobjektAfsendRequest xmlns:t='http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/types' \
         xmlns='http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types'><t:anmodning><DistributionContext>\
         <AnvenderTransaktionsID>00000000-0000-4000-8000-000000000077</AnvenderTransaktionsID><AfsendendeMyndighed>{MYNDIGHED}</AfsendendeMyndighed>\
         <RoutingMyndighed>{MYNDIGHED}</RoutingMyndighed><RoutingValg><RoutingKLEEmneHandling><RoutingKLEEmne>32.24.04</RoutingKLEEmne>\
         </RoutingKLEEmneHandling></RoutingValg><DokumentFilNavn>{fil}</DokumentFilNavn></DistributionContext><DistributionObject><ObjektType>DOKUMENT\
         </ObjektType><ObjektIndhold><DistributionDokument><ID>{SYSTEM}</ID><KLEEmneForslag>32.24.04</KLEEmneForslag><Registrering>\
         <FraTidsPunkt>2026-01-01T10:00:00Z</FraTidsPunkt><LivscyklusKode>Oprettet</LivscyklusKode><RegistreringItSystem><UUID>{system}</UUID>\
         </RegistreringItSystem><RelationListe><VariantListe><Variant>{virkning}<Rolle>Variant</Rolle><Indeks>1</Indeks><VariantAttributter>\
         <VariantType>PDF</VariantType></VariantAttributter><DelAttributter><DelTekst>1</DelTekst></DelAttributter></Variant></VariantListe></RelationListe>\
         <TilstandsListe><Tilstand><Fremdrift>Modtaget</Fremdrift>{virkning}</Tilstand></TilstandsListe><AttributListe><Attributter>\
         <BrugervendtNoegleTekst>1</BrugervendtNoegleTekst><TitelTekst>Brev</TitelTekst><BeskrivelseTekst>b</BeskrivelseTekst><Dokumenttype>Brev</Dokumenttype>\
         <Retning>Indgaaende</Retning><Brevdato>2026-01-01</Brevdato>{virkning}</Attributter></AttributListe></Registrering></DistributionDokument>\
         </ObjektIndhold></DistributionObject></t:anmodning></t:FordelingsobjektAfsendRequest>"
    )
}

/// What `samspil klient` prints, as one of the demo's systems.
pub fn klient(p: &Program, data: &Path, system: &str, argumenter: &[&str], krop: &str) -> String {
    let noegler = data.join("klienter");
    let fil = data.join("krop");
    std::fs::write(&fil, krop).unwrap();
    let mut c = samspil(&[&["klient"], argumenter].concat());
    c.arg("--body").arg(&fil).args(["--server", p.sikker.as_deref().unwrap(), "--rod"]).arg(noegler.join("rod.pem"));
    let ud = c.arg("--certifikat").arg(noegler.join(format!("{system}.p12"))).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success() || ud.status.code() == Some(3), "{argumenter:?}: {tekst}");
    tekst
}

/// The text of the first element of that name.
pub fn element<'t>(xml: &'t str, navn: &str) -> &'t str {
    let efter = xml.split(&format!("{navn}>")).nth(1).unwrap_or_else(|| panic!("{navn}: {xml}"));
    efter.split('<').next().unwrap()
}

#[test]
fn f10_signed_calls_hand_over_within_the_agreements_and_both_sides_stand_in_the_log() {
    const SENDER: &str = "10000000-0000-4000-8000-000000000040";
    const LAESER: &str = "10000000-0000-4000-8000-000000000041";
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let mut p = Program::paa("demo", &data, "127.0.0.1:0", &["--tom"]);
    let lytter = TcpListener::bind("127.0.0.1:0").unwrap();
    let adresse = format!("http://{}/", lytter.local_addr().unwrap());
    let faaet = modtager(lytter, vec![JA, "", ""]);
    for (sti, egenskaber, relation, system) in [
        ("fordelingssystem", json!({"navn": "Sender", "kvitteringsadresse": adresse}), "system", SENDER),
        ("fordelingssystem", json!({"navn": "Fag", "modtageradresse": adresse}), "system", LAESER),
        ("fordelingsregel", json!({"navn": "Regel", "kle": "*"}), "modtagersystem", LAESER),
    ] {
        let krop = objekt(sti, egenskaber, relation, system).to_string();
        let svar = klient(&p, &data, "demosystem", &["rest", "POST", &format!("/fordeling/{sti}")], &krop);
        assert!(svar.contains("uuid"), "{svar}");
    }
    let krop = formular(1);
    let anmodning = krop.split("Body>").nth(1).unwrap().trim_end_matches("</s:").to_owned();
    let afsend = |krop: &str, system: &str| klient(&p, &data, system, &["kald", "distribution/3", "FordelingsobjektAfsend"], krop);
    // The receiver's agreement is for KLE 32, and it may not send at all.
    let afvist = afsend(&anmodning.replace("<RoutingKLEEmne>32.", "<RoutingKLEEmne>27."), "demosystem");
    assert!(afvist.contains("AFVIST") && afvist.contains("SAM-2505"), "{afvist}");
    assert!(afsend(&anmodning, "demolaeser").contains("SAM-2005"), "no right to send");
    let svar = afsend(&anmodning, "demosystem");
    assert!(svar.contains("MODTAGET"), "{svar}");
    let id = element(&svar, "DistributionTransktionsID").to_owned();
    let vent = || faaet.recv_timeout(Duration::from_secs(60)).unwrap();
    assert_eq!(element(&vent(), "DistributionTransktionsID"), id);
    let teknisk = vent();
    assert!(teknisk.contains("AnvenderRequest") && element(&teknisk, "ForretningsValideringsKode") == "MODTAGET", "{teknisk}");
    let kontekst = anmodning.split("DistributionContext>").nth(1).unwrap().trim_end_matches("</");
    let kontekst = kontekst
        .replace("<AfsendendeMyndighed>", &format!("<DistributionTransktionsID>{id}</DistributionTransktionsID><AfsendendeMyndighed>"));
    let kvittering = format!(
        "<t:FordelingskvitteringModtagRequest xmlns:t='http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/types' \
         xmlns='http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types'><t:Forretningskvittering>\
         <ForretningsValideringsKode>ACCEPTERET</ForretningsValideringsKode><Kvitteringstype>Forretning</Kvitteringstype></t:Forretningskvittering>\
         <t:DistributionContext>{kontekst}</t:DistributionContext></t:FordelingskvitteringModtagRequest>"
    );
    let kvitter = |system: &str| klient(&p, &data, system, &["kald", "distribution/3", "FordelingskvitteringModtag"], &kvittering);
    assert!(kvitter("demosystem").contains("SAM-1301"), "only the receiving system answers");
    let svar = kvitter("demolaeser");
    assert!(svar.contains("FordelingskvitteringModtagResponse"), "{svar}");
    assert_eq!(element(&vent(), "ForretningsValideringsKode"), "ACCEPTERET");
    p.stop();
    let vis = samspil(&["fordeling", "vis", &id, "--data"]).arg(&data).output().unwrap();
    let vis = String::from_utf8_lossy(&vis.stdout).into_owned();
    assert!(vis.contains("Accepteret, 11111111 answers for it") && vis.contains("ACCEPTERET Forretning; the sender has it since"), "{vis}");
    let fil = data.join("log.csv");
    let ud = samspil(&["log", "eksporter", "--myndighed", MYNDIGHED, "--data"]).arg(&data).arg(&fil).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    let log = std::fs::read_to_string(fil).unwrap();
    for hvad in [
        "FordelingsobjektAfsend",
        "FordelingsobjektModtag: MODTAGET Teknisk",
        "FordelingskvitteringModtag: ACCEPTERET Forretning",
        "FordelingskvitteringModtag hos afsender: ACCEPTERET Forretning",
    ] {
        assert!(log.contains(hvad), "{hvad}: {log}");
    }
}
