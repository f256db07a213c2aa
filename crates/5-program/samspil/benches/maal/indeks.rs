//! The indexes (SF1470, SF1490): bulk load, room on disk, signed import, and a citizen's whole picture for one who sees everything and for one
//! who sees 40 groups of KLE and 25 units.
use super::klient::{anmodning, last};
use super::maalinger::{skiftevis, ved};
use super::sikker::{self, KLIENTER, SOAP};
use super::{kald, linje};
use ::klient::{Besked, byg_besked, laes_noegle};
use axum::body::Body;
use axum::http::Request;
use futures::StreamExt;
use grund::ret::Tilladelse;
use grund::{Afgraensning, Cvr, Kaldekontekst, Klasseinterval, Ret, Rettigheder, Tidspunkt, UnikId, Uuid};
use samspil::kommandolinje::Lagervalg;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tower::ServiceExt;

pub const STI: &str = "/sagdokumentindeks/6";
const TJENESTE: &str = "http://entityid.kombit.dk/service/sdi/sagdokumentindeks/6";
/// Objects of the generated country for each of its cases.
pub const PR_SAG: u64 = 5;
/// Cases in each signed message.
const PR_KALD: usize = 10;
/// Calls under way at once, for the latency at the service: one for each core of the machine that the aims are for.
const SAMTIDIGE: usize = 2;

pub fn samspil(argumenter: &[&str]) {
    let s = Command::new(env!("CARGO_BIN_EXE_samspil"))
        .args(argumenter)
        .args(["--log", "warn"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(s.expect("samspil starts").success(), "{argumenter:?}");
}

/// What is asked for, from the cases in the file.
#[derive(Default)]
struct Udvalg {
    borgere: BTreeMap<String, usize>,
    enheder: BTreeSet<Uuid>,
    grupper: BTreeSet<String>,
}

pub fn maal(objekter: u64, sekunder: u64, lager: &str, mappe: &Path) {
    let fil = mappe.join("indeks.jsonl");
    let (sager, borgere) = ((objekter / PR_SAG).max(100), (objekter / PR_SAG / 4).max(50));
    let tekst = |p: &Path| p.to_str().expect("path").to_owned();
    samspil(&[
        "generer",
        "--borgere",
        &borgere.to_string(),
        "--sager",
        &sager.to_string(),
        "--til",
        &tekst(&fil),
        "--data",
        &tekst(&mappe.join("generator")),
    ]);
    let (antal, udvalg) = gennemgaa(&fil, &mappe.join("sager.jsonl"));

    let start = Instant::now();
    samspil(&["importer", "indeks", &tekst(&fil), "--data", &tekst(&mappe.join("indlaest")), "--lager", lager]);
    let rate = antal as f64 / start.elapsed().as_secs_f64();
    linje(&format!("bulk load of {antal} index objects"), rate, "/s", "aim ≥ 8,000/s");
    plads(lager, antal, mappe, &tekst(&mappe.join("sager.jsonl")));

    laes(lager, sekunder, &udvalg);
    importer(sekunder, lager, mappe);
}

/// Counts the objects, notes what will be asked for, and writes some cases to a file of their own.
fn gennemgaa(fil: &Path, sager: &Path) -> (u64, Udvalg) {
    let (mut antal, mut ud, mut skrevet) = (0, Udvalg::default(), 0);
    let mut kun_sager = BufWriter::new(std::fs::File::create(sager).expect("file"));
    for l in BufReader::new(std::fs::File::open(fil).expect("file")).lines() {
        let l = l.expect("line");
        if !l.contains("\"type\":\"") {
            if antal == 0 {
                writeln!(kun_sager, "{l}").expect("write");
            }
            continue;
        }
        antal += 1;
        if !l.contains("\"type\":\"SagIndeks\"") {
            continue;
        }
        if skrevet < 20_000 {
            writeln!(kun_sager, "{l}").expect("write");
            skrevet += 1;
        }
        if ud.borgere.len() < 20_000 {
            let v: Value = serde_json::from_str(&l).expect("JSON");
            let s = laes_sag(&v);
            for p in s.borgere {
                *ud.borgere.entry(p).or_default() += 1;
            }
            ud.enheder.extend(s.enheder);
            ud.grupper.extend(s.grupper);
        }
    }
    (antal, ud)
}

/// What a case of the file names.
pub struct Sag {
    pub borgere: Vec<String>,
    pub enheder: Vec<Uuid>,
    pub grupper: Vec<String>,
}

pub fn laes_sag(linje: &Value) -> Sag {
    let r = &linje["registreringer"][0]["relationer"];
    let reference = |navn: &str| r[navn].as_array().into_iter().flatten().filter_map(|x| x["reference"].as_str().map(str::to_owned));
    let klasser = r["sagsklasse"].as_array().into_iter().flatten().filter_map(|x| x["felter"]["brugervendtnoegle"].as_str());
    Sag {
        borgere: reference("sagspart").collect(),
        enheder: reference("sagsaktoer").filter_map(|u| grund::id::laes_uuid(&u)).collect(),
        grupper: klasser.filter_map(|k| k.get(..5)).map(str::to_owned).collect(),
    }
}

/// Moves what is in the log of the store's file into the file.
pub fn toem_wal(fil: &str) {
    let c = rusqlite::Connection::open(fil).expect("store");
    let _: i64 = c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0)).expect("checkpoint");
}

/// Bytes for each object, and for each case alone, with index rows and labels.
fn plads(lager: &str, antal: u64, mappe: &Path, sager: &str) {
    let Some(fil) = lager.strip_prefix("sqlite:") else { return };
    let bytes = |f: &str| {
        toem_wal(f);
        std::fs::metadata(f).expect("store").len()
    };
    linje("disk for each object, all kinds", bytes(fil) as f64 / antal as f64, "bytes", "");
    let egen = mappe.join("sager.db").to_str().expect("path").to_owned();
    samspil(&[
        "importer",
        "indeks",
        sager,
        "--data",
        mappe.join("sagerdata").to_str().expect("path"),
        "--lager",
        &format!("sqlite:{egen}"),
    ]);
    let linjer = BufReader::new(std::fs::File::open(sager).expect("file"))
        .lines()
        .filter(|l| l.as_ref().is_ok_and(|l| l.contains("\"type\":\"")))
        .count();
    linje("disk for each case with its index rows", bytes(&egen) as f64 / linjer as f64, "bytes", "aim ≤ 3,072");
}

/// A caller who may read these parts.
pub fn laeser(omraade: Afgraensning) -> Kaldekontekst {
    let nu = sikker::nu();
    let en = Tilladelse { service: "sagdokumentindeks".into(), retter: vec![Ret::Laes], afgraensning: omraade };
    Kaldekontekst { system: Some(Uuid::from_u128(1)), retter: Arc::new(Rettigheder::Kun(vec![en])), ..kald(Cvr::KORSBAEK, nu) }
}

/// 40 groups of KLE, half of those that occur among them, 25 units, and sensitivity up to level 3.
pub fn begraenset(grupper: &BTreeSet<String>, enheder: &BTreeSet<Uuid>) -> Afgraensning {
    let mut klasser: Vec<Klasseinterval> = grupper.iter().step_by(2).filter_map(|g| Klasseinterval::laes(g)).collect();
    klasser.extend((0..40).filter_map(|n| Klasseinterval::laes(&format!("9{}.{:02}", n / 10, n % 10))));
    klasser.truncate(40);
    let enheder = enheder.iter().take(25).map(|u| UnikId::Uuid(*u)).collect();
    Afgraensning { klasser: Some(klasser), enheder: Some(enheder), niveau: Some(3), ..Afgraensning::FRI }
}

pub fn fremsoeg(borger: &str) -> String {
    let vis = ["egenskaber", "fremdrift", "sagsklasse", "sagsaktoer", "sagspart", "journalpost", "itsystem"];
    let vis: String = vis.iter().map(|v| format!("<sdi:SagVis><sdi:Vis>{v}</sdi:Vis></sdi:SagVis>")).collect();
    format!(
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><sdi:FremsoegSagDokumentIndeksInput xmlns:sd='urn:oio:sagdok:3.0.0' \
         xmlns:gd='urn:oio:sts:generelledefinitioner:6' xmlns:sag='urn:oio:sts:sagdok:sag:6' xmlns:sdi='urn:oio:sts:sagdok:sagdokumentindeks:6'>\
         <sdi:SoegUdtryk><sdi:SoegSag><sag:AttributListe/><sag:TilstandListe/><sag:RelationListe><sag:Sagspart><gd:ReferenceID>\
         <sd:URNIdentifikator>{borger}</sd:URNIdentifikator></gd:ReferenceID></sag:Sagspart></sag:RelationListe></sdi:SoegSag></sdi:SoegUdtryk>\
         <sdi:Filter>{vis}</sdi:Filter></sdi:FremsoegSagDokumentIndeksInput></s:Body></s:Envelope>"
    )
}

/// fremsoeg by person at the service: from the message's bytes to the answer's, without network, signature and log.
fn laes(lager: &str, sekunder: u64, udvalg: &Udvalg) {
    let kerne = tokio::runtime::Runtime::new().expect("runtime");
    kerne.block_on(async {
        let s =
            samspil::opstilling::aabn(&Lagervalg { data: "ubrugt".into(), lager: Some(lager.into()) }, samspil::lagersted::Mangler::Lav)
                .await
                .expect("store");
        let tilstand = soap::Tilstand {
            register: Arc::new(s.register.clone()),
            id: s.ids.clone(),
            adresse: "http://localhost".into(),
            adgang: None,
            fordeler: None,
            fordeling: None,
            serviceplatform: None,
            befolkning: None,
            borgere: None,
        };
        let router = soap::ruter(tilstand);
        let begraenset = begraenset(&udvalg.grupper, &udvalg.enheder);
        let borgere: Vec<&String> = udvalg.borgere.keys().collect();
        let (fri, snaever) = (laeser(Afgraensning::FRI), laeser(begraenset.clone()));
        soeg(&s.register, (&fri, &snaever), &borgere, Duration::from_secs(sekunder)).await;
        let mut foer: Option<(f64, f64)> = None;
        for (navn, omraade) in
            [("one who sees everything", Afgraensning::FRI), ("one who sees 40 KLE groups, 25 units, level 3", begraenset)]
        {
            let kontekst = laeser(omraade);
            let (naeste, slut) = (AtomicUsize::new(0), Instant::now() + Duration::from_secs(sekunder));
            let en = |_: usize| {
                let (router, kontekst, borgere, naeste) = (router.clone(), kontekst.clone(), &borgere, &naeste);
                async move {
                    let (mut tider, mut bytes) = (Vec::new(), 0);
                    while Instant::now() < slut {
                        let nr = naeste.fetch_add(1, Ordering::Relaxed).wrapping_mul(7919) % borgere.len();
                        let krop = fremsoeg(borgere[nr]);
                        let start = Instant::now();
                        let mut a = Request::post(STI).header("content-type", SOAP).body(Body::from(krop)).expect("request");
                        a.extensions_mut().insert(Kaldekontekst { spor: Default::default(), nu: sikker::nu(), ..kontekst.clone() });
                        let svar = router.clone().oneshot(a).await.expect("answer");
                        let krop = axum::body::to_bytes(svar.into_body(), usize::MAX).await.expect("body");
                        tider.push(start.elapsed());
                        assert!(
                            krop.windows(14).any(|w| w == b"StatusKode>20<"),
                            "{}",
                            String::from_utf8_lossy(&krop[..krop.len().min(600)])
                        );
                        bytes += krop.len();
                    }
                    (tider, bytes)
                }
            };
            let svar: Vec<_> = futures::stream::iter(0..SAMTIDIGE).map(en).buffer_unordered(SAMTIDIGE).collect().await;
            let bytes: usize = svar.iter().map(|(_, b)| b).sum();
            let mut tider: Vec<Duration> = svar.into_iter().flat_map(|(t, _)| t).collect();
            tider.sort_unstable();
            let ved = |p: f64| tider[((tider.len() as f64 * p) as usize).min(tider.len() - 1)].as_secs_f64() * 1000.0;
            let (p50, p99) = (ved(0.5), ved(0.99));
            let mod_fri = foer.map_or(String::new(), |(a, b)| format!("; {:.2} and {:.2} of the other, aim ≤ 1.2", p50 / a, p99 / b));
            foer = foer.or(Some((p50, p99)));
            linje(
                &format!("fremsoeg by person, {navn}"),
                tider.len() as f64 / sekunder as f64,
                "/s",
                &format!(
                    "p50 {p50:.2} ms, p99 {p99:.2} ms{mod_fri}; {:.0} bytes an answer; aim p99 < 10 ms",
                    bytes as f64 / tider.len() as f64
                ),
            );
        }
        s.register.lager().luk().await;
    });
}

/// Searches for the cases of a person without reading them, in turn by one who sees everything and one who sees some.
async fn soeg(register: &register::Register, (fri, snaever): (&Kaldekontekst, &Kaldekontekst), borgere: &[&String], varighed: Duration) {
    let en = async |k: &Kaldekontekst, i: usize| {
        let reference = Some(UnikId::Urn(borgere[i % borgere.len()].clone()));
        let kriterium = register::Relationskriterium { nr: sagdokument::numre::PART, reference, ..Default::default() };
        let f =
            register::Forespoergsel { relationer: vec![kriterium], ..register::Forespoergsel::alle(&sagdokument::objekttyper::SAG, k.nu) };
        register.soeg(k, &f).await.expect("search").len()
    };
    let (alt, noget) = skiftevis(varighed, async |i| en(fri, i).await, async |i| en(snaever, i).await).await;
    let (a, b) = (ved(&alt, 0.5), ved(&noget, 0.5));
    linje("search for a person's cases, one who sees everything", a, "µs", &format!("median; p99 {:.0} µs", ved(&alt, 0.99)));
    let (p50, p99) = (b / a, ved(&noget, 0.99) / ved(&alt, 0.99));
    linje(
        "  one who sees 40 KLE groups, 25 units, level 3",
        b,
        "µs",
        &format!("median; p99 {:.0} µs; {p50:.2} and {p99:.2} of the other, aim ≤ 1.2", ved(&noget, 0.99)),
    );
}

fn sag(master: &str, borger: usize) -> String {
    let u = Uuid::new_v4();
    let v = |ns: &str| {
        format!(
            "<{ns}:Virkning><sd:FraTidspunkt><sd:TidsstempelDatoTid>2026-03-01T00:00:00+01:00</sd:TidsstempelDatoTid></sd:FraTidspunkt>\
             <sd:TilTidspunkt><sd:GraenseIndikator>true</sd:GraenseIndikator></sd:TilTidspunkt></{ns}:Virkning>"
        )
    };
    let id = |r: &str| match r.starts_with("urn") {
        true => format!("<sd:URNIdentifikator>{r}</sd:URNIdentifikator>"),
        false => format!("<sd:UUIDIdentifikator>{r}</sd:UUIDIdentifikator>"),
    };
    let rel = |e: &str, rolle: &str, r: &str, mere: &str| {
        let mere = if mere.is_empty() { String::new() } else { format!("<gd:LokalUdvidelseListe>{mere}</gd:LokalUdvidelseListe>") };
        format!(
            "<{e}>{}<gd:Rolle>{}</gd:Rolle><gd:Type>{}</gd:Type><gd:ReferenceID>{}</gd:ReferenceID>{mere}</{e}>",
            v("gd"),
            id(rolle),
            id(rolle),
            id(r)
        )
    };
    let enhed = Uuid::from_u128((borger % 300) as u128).to_string();
    let aktoer = |navn: &str| {
        format!(
            "<si:SagsaktoerLokalUdvidelse><si:FuldtNavn>{navn}</si:FuldtNavn><si:CVR-Nummer>11111111</si:CVR-Nummer></si:SagsaktoerLokalUdvidelse>"
        )
    };
    let klasse = |bvn: &str| {
        format!("<si:SagsklasseLokalUdvidelse><si:BrugervendtNoegle>{bvn}</si:BrugervendtNoegle></si:SagsklasseLokalUdvidelse>")
    };
    let system = |rolle: &str| {
        rel("si:SagsitsystemRelation", rolle, master, "")
            .replace("</si:SagsitsystemRelation>", "<si:SystemNavn>Sagssystem</si:SystemNavn></si:SagsitsystemRelation>")
    };
    format!(
        "<sdi:SagIndeks>{}<sag:Registrering><sd:Tidspunkt>2026-03-01T10:00:00Z</sd:Tidspunkt><sd:LivscyklusKode>Importeret</sd:LivscyklusKode>\
         <sag:AttributListe><sag:Egenskaber>{}<sag:BrugervendtNoegle>{u}</sag:BrugervendtNoegle><sag:Sagsnummer>{u}</sag:Sagsnummer><sag:Titel>Aftale om forebyggende \
         hjemmebesøg</sag:Titel></sag:Egenskaber><gd:LokalUdvidelseListe><si:SagIndeksEgenskaber>{}<si:Foelsomhed>FOELSOMME_PERSONOPLYSNINGER</si:Foelsomhed>\
         </si:SagIndeksEgenskaber></gd:LokalUdvidelseListe></sag:AttributListe><sag:TilstandListe><sag:Fremdrift>{}<sag:FremdriftStatusKode>Opstaaet\
         </sag:FremdriftStatusKode></sag:Fremdrift></sag:TilstandListe><sag:RelationListe>{}{}{}{}{}<gd:LokalUdvidelseListe>{}{}</gd:LokalUdvidelseListe>\
         </sag:RelationListe></sag:Registrering></sdi:SagIndeks>",
        id(&u.to_string()),
        v("sag"),
        v("gd"),
        v("sag"),
        rel("sag:Sagsaktoer", "9e979b84-b846-4472-8622-58007dc63c7e", "urn:oio:cvr-nr:11111111", &aktoer("Korsbæk Kommune")),
        rel("sag:Sagsaktoer", "a1263342-d348-44ba-a566-233f37c4cb67", &enhed, &aktoer("Team Nord")),
        rel("sag:Sagsklasse", "a86c6581-ec85-412d-a655-31a1f1d5b14f", "00000000-0000-4000-8000-000000273504", &klasse("27.35.04")),
        rel("sag:Sagsklasse", "05ef7011-11a7-4e4c-a46b-3de6aa457fc3", "00000000-0000-4000-8000-000000000901", &klasse("G01")),
        rel("sag:Sagspart", "d839f26a-d4d1-4441-b2d6-3dbbb12a9404", &format!("urn:oio:cpr-nr:{:010}", 6_101_000_000 + borger), ""),
        system("251c24fd-57b0-4afc-9d73-b063d1957eb3"),
        system("1b3c6a6d-e977-4491-9bf8-b41ee6999f39"),
    )
}

/// The importer of SF1470 with ten cases a call, signed both ways and logged, on the store that was filled; and the same cases without a wire.
fn importer(sekunder: u64, lager: &str, mappe: &Path) {
    let data = mappe.join("sikkert");
    let p = sikker::start(&data, Some(lager));
    let noegler = data.join("klienter");
    let n = laes_noegle(&noegler.join("demosystem.p12"), None, "samspil").expect("keystore");
    let laesmig = std::fs::read_to_string(noegler.join("LAESMIG.txt")).expect("LAESMIG.txt");
    let master = laesmig.lines().find_map(|l| l.strip_prefix("Demosystemets UUID")?.split_whitespace().next()).expect("UUID").to_owned();
    let token = sikker::token(&p, &noegler, &n, TJENESTE);
    let url = format!("http://{}{STI}", p.adresse);
    let nr = AtomicUsize::new(0);
    let beskeder = sikker::lav(150 * sekunder as usize + 500, || {
        let sager: String = (0..PR_KALD).map(|_| sag(&master, nr.fetch_add(1, Ordering::Relaxed))).collect();
        let krop = format!(
            "<sdi:ImporterSagDokumentIndeksInput xmlns:sd='urn:oio:sagdok:3.0.0' xmlns:gd='urn:oio:sts:generelledefinitioner:6' xmlns:sag='urn:oio:sts:sagdok:sag:6' \
             xmlns:si='urn:oio:sts:sagdok:sagindeks:6' xmlns:sdi='urn:oio:sts:sagdok:sagdokumentindeks:6'>{sager}</sdi:ImporterSagDokumentIndeksInput>"
        );
        let b = Besked {
            version: kontrakt::tjeneste::SoapVersion::V12,
            til: &url,
            action: "http://kombit.dk/sts/sagdokumentindeks/importer",
            krop: &krop,
            token: &token,
            besked_id: Uuid::new_v4(),
            nu: sikker::nu(),
            transaktion: Some(Uuid::new_v4()),
            framework: false,
        };
        anmodning("POST", STI, SOAP, &byg_besked(&b, &n).expect("message"))
    });
    let naeste = AtomicUsize::new(0);
    let proeve = super::klient::Klient::ny(p.adresse)
        .expect("connect")
        .kald(&beskeder[0])
        .map(|(s, svar)| (s, String::from_utf8_lossy(svar).into_owned()))
        .expect("call");
    assert!(
        proeve.0 == 200 && proeve.1.matches("StatusKode>20<").count() == PR_KALD,
        "{}",
        proeve.1.chars().take(2000).collect::<String>()
    );
    let r = last(p.adresse, KLIENTER, Duration::from_secs(sekunder), 200, |_, _| {
        let i = 1 + naeste.fetch_add(1, Ordering::Relaxed);
        beskeder.get(i).cloned()
    });
    drop(p);
    let alene = uden_wire(sekunder, lager, &data);
    let rate = r.rate * PR_KALD as f64;
    linje(
        "signed importer, 10 cases a call, 16 clients",
        rate,
        "objects/s",
        &format!(
            "p50 {:.1} ms, p99 {:.1} ms a call; {:.2} of the register alone; aim ≥ 1,500 (PostgreSQL ≥ 4,000)",
            r.p50,
            r.p99,
            rate / alene
        ),
    );
}

/// Cases straight into the register, ten a call, sixteen calls at once.
fn uden_wire(sekunder: u64, lager: &str, data: &Path) -> f64 {
    let kerne = tokio::runtime::Runtime::new().expect("runtime");
    let rate = kerne.block_on(async {
        let s = samspil::opstilling::aabn(&Lagervalg { data: data.into(), lager: Some(lager.into()) }, samspil::lagersted::Mangler::Lav)
            .await
            .expect("store");
        let nu = Tidspunkt::fra_xs("2026-01-01T00:00:00Z").expect("time");
        let skabelon = skabelon(&s.register, nu).await;
        let (antal, slut) = (AtomicUsize::new(0), Instant::now() + Duration::from_secs(sekunder));
        let en = |_: usize| {
            let (register, skabelon, antal) = (&s.register, &skabelon, &antal);
            async move {
                let k = kald(Cvr::KORSBAEK, nu);
                while Instant::now() < slut {
                    let ti = (0..PR_KALD).map(|_| register::Kommando { uuid: Uuid::new_v4(), ..skabelon.clone() }).collect();
                    for r in register.udfoer_flere(&k, ti).await {
                        r.expect("import");
                    }
                    antal.fetch_add(PR_KALD, Ordering::Relaxed);
                }
            }
        };
        futures::stream::iter(0..KLIENTER).map(en).buffer_unordered(KLIENTER).collect::<Vec<_>>().await;
        let rate = antal.into_inner() as f64 / sekunder as f64;
        s.register.lager().luk().await;
        rate
    });
    linje("machine: the same cases straight into the register", rate, "objects/s", "");
    rate
}

/// The content of a case in the store, as a command.
pub async fn skabelon(register: &register::Register, nu: Tidspunkt) -> register::Kommando {
    let k = kald(Cvr::KORSBAEK, nu);
    let f = register::Forespoergsel {
        side: register::Side { foerste: 0, antal: 1 },
        ..register::Forespoergsel::alle(&sagdokument::objekttyper::SAG, nu)
    };
    let o = register.soeg_objekter(&k, &f, register::Laesevalg::AKTUEL).await.expect("search").pop().expect("a case");
    let b = o.registreringer.into_iter().next().expect("a registration").billede;
    register::Kommando {
        objekttype: &sagdokument::objekttyper::SAG,
        uuid: o.uuid,
        handling: register::Handling::Indlaes,
        maade: register::Flettemaade::Sts,
        note: None,
        indhold: register::Indhold {
            egenskaber: Some(b.egenskaber),
            tilstande: b.tilstande,
            relationer: b.relationer,
            ..register::Indhold::default()
        },
        historik: Vec::new(),
        forudsat: None,
    }
}
