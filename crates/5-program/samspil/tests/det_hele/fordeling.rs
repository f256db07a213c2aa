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
    let (url, alarmer) = crate::skranke::vagt();
    let mut p = Program::serve(mappe.path(), &["--alarm-overdragelse", "1", "--alarm-webhook", &url]);
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
    let a = alarmer.recv_timeout(Duration::from_secs(60)).unwrap();
    let en = &a["alarmer"][0];
    assert_eq!(
        (en["alarm"].as_str(), en["stand"].as_str(), en["modtagersystem"].as_str(), en["myndighed"].as_str()),
        (Some("overdragelse"), Some("begyndt"), Some(SYSTEM), Some(MYNDIGHED)),
        "{a}"
    );
    assert!(en["senestefejl"]["tekst"].is_string(), "why it is not taken: {a}");
    p.draeb();
    let liste = |valg: &[&str]| fordeling(mappe.path(), &[&["list", "--myndighed", MYNDIGHED], valg].concat());
    let problemer = liste(&["--problemer"]);
    assert!(problemer.matches(" attempts failed; next ").count() == 3 && problemer.contains(SYSTEM), "{problemer}");
    assert!(liste(&["--tilstand", "Afleveret,fejlet"]).contains("no handovers in these states"));
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

/// `samspil fordeling …` on that data; what it prints.
pub fn fordeling(data: &Path, argumenter: &[&str]) -> String {
    let ud = samspil(&[&["fordeling"], argumenter].concat()).arg("--data").arg(data).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success(), "{argumenter:?}: {tekst}");
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
    fordeling(&data, &["system", SENDER, "--navn", "Sender", "--kvitteringsadresse", &adresse]);
    fordeling(&data, &["system", LAESER, "--navn", "Fag", "--modtageradresse", &adresse]);
    fordeling(&data, &["regel", "*", "--system", LAESER]);
    // Another system of the authority does not say where it is called, and a rule that conflicts is not saved.
    let post =
        |sti: &str, krop: &Value| klient(&p, &data, "demosystem", &["rest", "POST", &format!("/fordeling/{sti}")], &krop.to_string());
    let tyv = objekt("fordelingssystem", json!({"navn": "Tyv", "modtageradresse": "http://127.0.0.1:1/"}), "system", LAESER);
    let svar = post("fordelingssystem", &tyv);
    assert!(svar.contains("SAM-2002") && svar.contains("F-7"), "{svar}");
    let svar = post("fordelingsregel", &objekt("fordelingsregel", json!({"navn": "Nej", "kle": "*"}), "modtagersystem", SENDER));
    assert!(svar.contains("409") && svar.contains("SAM-2511") && svar.contains(LAESER), "{svar}");
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
    let svar = kvitter("demosystem");
    assert!(svar.contains("SAM-1301") && svar.contains("kun modtageren kvitterer"), "{svar}");
    let svar = kvitter("demolaeser");
    assert!(svar.contains("FordelingskvitteringModtagResponse"), "{svar}");
    assert_eq!(element(&vent(), "ForretningsValideringsKode"), "ACCEPTERET");
    let metrics = p.kald("GET", "/metrics", &[], "").krop;
    assert!(
        metrics.contains("samspil_overdragelser_total{tilstand=\"Accepteret\"} 1")
            && metrics.contains("samspil_overdragelser_kvitteringer_total 2"),
        "{metrics}"
    );
    p.stop();
    let vis = fordeling(&data, &["vis", &id]);
    assert!(
        vis.contains("Accepteret since ")
            && vis.contains("11111111 answers for it")
            && vis.contains("ACCEPTERET Forretning; the sender has it since"),
        "{vis}"
    );
    assert!(vis.contains("to 11111111 Demolæser (") && vis.contains("sending system") && vis.contains("overtaget af modtageren"), "{vis}");
    assert_eq!(fordeling(&data, &["vis", element(&anmodning, "AnvenderTransaktionsID")]), vis, "the sender's own id will do");
    assert!(fordeling(&data, &["list"]).contains("no handovers without a final answer"));
    assert!(fordeling(&data, &["list", "--problemer"]).contains("no handovers that somebody should look at"));
    assert!(fordeling(&data, &["list", "--tilstand", "accepteret"]).contains(&id));
    assert!(fordeling(&data, &["konflikter"]).contains("no conflicts among the rules of 11111111"));
    let hvem = samspil(&["fordeling", "hvem", "32.24.04", "--myndighed", "22222222", "--data"]).arg(&data).output().unwrap();
    let sagt = String::from_utf8_lossy(&hvem.stderr).into_owned();
    assert!(hvem.status.code() == Some(1) && sagt.contains("SAM-2503") && sagt.contains("samspil fordeling regel 32.24.04"), "{sagt}");
    let fil = data.join("log.csv");
    let ud = samspil(&["log", "eksporter", "--myndighed", MYNDIGHED, "--data"]).arg(&data).arg(&fil).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    let log = std::fs::read_to_string(fil).unwrap();
    for hvad in [
        "FordelingsobjektAfsend",
        "FordelingsobjektModtag: MODTAGET Teknisk",
        "FordelingskvitteringModtag: ACCEPTERET Forretning",
        "FordelingskvitteringModtag hos afsender: ACCEPTERET Forretning",
        "fordeling vis",
    ] {
        assert!(log.contains(hvad), "{hvad}: {log}");
    }
}

#[test]
fn f7_a_command_changes_what_it_names_and_knows_which_systems_there_are() {
    const LAESER: &str = "10000000-0000-4000-8000-000000000041";
    const INGEN: &str = "99999999-0000-4000-8000-000000000040";
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let mut p = Program::paa("demo", &data, "127.0.0.1:0", &["--tom"]);
    p.stop();
    fordeling(&data, &["system", LAESER, "--svarfrist", "3"]);
    let hvem = fordeling(&data, &["hvem", "32.24.04"]);
    assert!(hvem.contains(LAESER) && hvem.contains("Demolæser"), "its address and its name are as they were: {hvem}");
    let naegtet = |argumenter: &[&str]| {
        let ud = samspil(&[&["fordeling"], argumenter].concat()).arg("--data").arg(&data).output().unwrap();
        assert_eq!(ud.status.code(), Some(1), "{argumenter:?}");
        String::from_utf8_lossy(&ud.stderr).into_owned()
    };
    assert!(naegtet(&["system", INGEN, "--modtageradresse", "https://x.dk/"]).contains("SAM-1301"));
    assert!(naegtet(&["regel", "32.24.*", "--system", INGEN]).contains("SAM-2506"));
    assert!(fordeling(&data, &["hvem", "32.24.04"]).contains(LAESER), "the rule is as it was");
    let sagt = fordeling(&data, &["regel", "32.24.*", "--digital-post"]);
    assert!(sagt.contains("goes to Digital Post") && sagt.contains(&format!("no longer to Demolæser ({LAESER})")), "{sagt}");
}

/// A program that runs beside the test.
struct Ved(std::process::Child);

impl Drop for Ved {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it, and waits for the line that it begins with; the lines that follow.
fn ved(mut c: std::process::Command, foerste: &str) -> (Ved, String, mpsc::Receiver<String>) {
    use std::io::BufRead;
    let mut barn = c.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut linjer = std::io::BufReader::new(barn.stdout.take().unwrap()).lines();
    let linje = linjer.next().unwrap().unwrap();
    assert!(linje.starts_with(foerste), "{linje}");
    let (ud, ind) = mpsc::channel();
    std::thread::spawn(move || linjer.map_while(Result::ok).for_each(|l| drop(ud.send(l))));
    (Ved(barn), linje, ind)
}

#[test]
fn the_walk_of_the_guide_works_in_a_fresh_demo_with_the_ready_made_commands() {
    const LAESER: &str = "10000000-0000-4000-8000-000000000041";
    const SENDER: &str = "10000000-0000-4000-8000-000000000040";
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::paa("demo", &data, "127.0.0.1:0", &["--tom"]);
    let hvem = fordeling(&data, &["hvem", "32.24.04", "--facet", "K02"]);
    assert!(hvem.contains(LAESER) && hvem.contains("32.24.*"), "a fresh demo has a rule: {hvem}");
    // "Setting up", as the guide has it.
    let guide = include_str!("../../../../../docs/fordeling.md");
    let sti = guide.split("klient rest put ").nth(1).unwrap().split(' ').next().unwrap();
    let system = include_str!("../../../../../docs/eksempler/fordelingssystem.json");
    let svar = klient(&p, &data, "demosystem", &["rest", "put", sti], system);
    assert!(!svar.contains("SAM-"), "{svar}");
    let svar = klient(&p, &data, "demosystem", &["rest", "post", "/fordeling/fordelingssystem"], system);
    assert!(svar.contains("SAM-1304") && svar.contains(sti.rsplit('/').next().unwrap()), "a second one: {svar}");
    let regel = include_str!("../../../../../docs/eksempler/fordelingsregel.json");
    assert!(!klient(&p, &data, "demosystem", &["rest", "post", "/fordeling/fordelingsregel"], regel).contains("SAM-"));
    let hvem = fordeling(&data, &["hvem", "27.35.10", "--facet", "K02"]);
    assert!(hvem.contains(SENDER), "{hvem}");
    let gemt = mappe.path().join("gemt");
    let mut c = samspil(&["fordeling", "modtager", "--lyt", "127.0.0.1:0", "--gem"]);
    c.arg(&gemt);
    let (_modtager, linje, faaet) = ved(c, "listening: ");
    // The guide has the port that the demo knows; here it is a free one.
    let adresse = linje.split_whitespace().nth(1).unwrap();
    fordeling(&data, &["system", SENDER, "--navn", "Demosystem", "--kvitteringsadresse", adresse]);
    fordeling(&data, &["system", LAESER, "--navn", "Demolæser", "--modtageradresse", adresse]);
    let notat = include_str!("../../../../../docs/eksempler/journalnotat.xml");
    let svar = klient(&p, &data, "demosystem", &["kald", "distribution/3", "FordelingsobjektAfsend"], notat);
    assert!(svar.contains("MODTAGET"), "{svar}");
    let id = element(&svar, "DistributionTransktionsID").to_owned();
    let vent = |hvad: &str| loop {
        let l = faaet.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{hvad}"));
        if l.contains(hvad) {
            return l;
        }
    };
    assert!(vent("object JOURNALPOST").contains(&id));
    vent("receipt MODTAGET Teknisk");
    let liste = fordeling(&data, &["list"]);
    assert!(liste.contains(&id) && liste.contains("Afleveret since"), "{liste}");
    let kvittering = std::fs::read_to_string(gemt.join(format!("{id}-kvittering.xml"))).unwrap();
    klient(&p, &data, "demolaeser", &["kald", "distribution/3", "FordelingskvitteringModtag"], &kvittering);
    vent("receipt ACCEPTERET Forretning");
    assert!(fordeling(&data, &["vis", &id]).contains("Accepteret since"));
    if let Some(python) = crate::program::python() {
        let eksempler = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/eksempler");
        let mut c = std::process::Command::new(python);
        c.arg("python/zeep_fordeling.py").arg(p.sikker.as_ref().unwrap()).arg(data.join("klienter")).current_dir(eksempler);
        let ud = c.env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
        let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
        assert!(ud.status.success() && tekst.contains("MODTAGET Teknisk") && tekst.contains("ACCEPTERET"), "{tekst}");
        vent("receipt ACCEPTERET Forretning");
    }
}

#[test]
fn f10_call_backs_show_the_programs_certificate_to_a_party_that_asks_for_one() {
    const SENDER: &str = "10000000-0000-4000-8000-000000000040";
    const LAESER: &str = "10000000-0000-4000-8000-000000000041";
    let Some(python) = crate::program::python() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    // The first start makes the CA that both sides believe.
    assert!(Program::paa("demo", &data, "127.0.0.1:0", &["--tom"]).stop().success());
    let (rod, noegler) = (data.join("klienter/rod.pem"), data.join("noegler"));
    let p = Program::paa("demo", &data, "127.0.0.1:0", &["--levering-rodder", rod.to_str().unwrap()]);
    let mut c = std::process::Command::new(python);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/py/mtls_part.py");
    c.arg("-u").arg(script).arg(noegler.join("server.pem")).arg(noegler.join("server.key")).arg(&rod);
    let (_part, linje, faaet) = ved(c, "port ");
    let adresse = format!("https://127.0.0.1:{}/sf2900", linje.split_whitespace().nth(1).unwrap());
    fordeling(&data, &["system", LAESER, "--navn", "Fag", "--modtageradresse", &adresse]);
    fordeling(&data, &["system", SENDER, "--navn", "Sender", "--kvitteringsadresse", &adresse]);
    let notat = include_str!("../../../../../docs/eksempler/journalnotat.xml");
    let svar = klient(&p, &data, "demosystem", &["kald", "distribution/3", "FordelingsobjektAfsend"], notat);
    let id = element(&svar, "DistributionTransktionsID").to_owned();
    for hvad in ["FordelingsobjektModtagRequest", "FordelingskvitteringModtagAnvenderRequest"] {
        let l = faaet.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{hvad}: {}", fordeling(&data, &["vis", &id])));
        assert!(l.contains(hvad) && l.contains(&id) && l.contains("commonName"), "{l}");
    }
}
