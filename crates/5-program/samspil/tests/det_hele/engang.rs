//! G-20 with one commit a call: a signed message is carried out once, however often and wherever it comes, and whatever dies meanwhile.
use crate::nedbrud::{kontroller, postgres};
use crate::program::{Program, Svar, kald, samspil};
use crate::tvaers::{lister, soap_id};
use grund::{Cvr, Tidspunkt, Uuid};
use klient::{Besked, Betroet, Rst, Token, byg_besked, byg_rst, laes_noegle, laes_rst_svar};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::Noeglepar;
use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const STS: &str = "/runtime/services/kombittrust/14/certificatemixed";
const ENHED: &str = "/organisation/organisationenhed/6";
const ORG: &str = "http://stoettesystemerne.dk/service/organisation/3";
const SOAP: (&str, &str) = ("content-type", "application/soap+xml; charset=utf-8");
const RUNDER: u32 = 8;
/// Copies of a message at once.
const KOPIER: usize = 4;
const KLIENTER: u32 = 8;

fn nu() -> Tidspunkt {
    Tidspunkt::fra_mikros(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap())
}

/// The demo's system with a token.
struct System {
    noegle: Noeglepar,
    token: Token,
}

impl System {
    fn ny(p: &Program, klienter: &Path) -> Self {
        let noegle: Noeglepar = laes_noegle(&klienter.join("demosystem.p12"), None, "samspil").unwrap();
        let sts = Certifikat::fra_pem(&std::fs::read_to_string(klienter.join("sts.pem")).unwrap()).unwrap();
        let (id, til) = (Uuid::new_v4(), format!("{}{STS}", p.adresse));
        let rst =
            byg_rst(&Rst { til: &til, tjeneste: ORG, myndighed: Cvr::KORSBAEK, bruger: None, besked_id: id, nu: nu() }, &noegle).unwrap();
        let svar = kald("POST", &til, &[SOAP], rst.as_bytes()).unwrap();
        let token = laes_rst_svar(&svar.krop, id, &Betroet::Certifikater(sts), nu()).unwrap().unwrap_or_else(|f| panic!("{f:?}"));
        Self { noegle, token }
    }

    /// A message, signed once; it may be sent to any process.
    fn besked(&self, operation: &str, indhold: &str) -> String {
        let krop = format!(
            "<x:{}Input xmlns:x=\"http://stoettesystemerne.dk/organisation/organisationenhed/6/\" xmlns:s=\"urn:oio:sagdok:3.0.0\" \
             xmlns:g=\"http://stoettesystemerne.dk/organisation/6/\">{indhold}</x:{}Input>",
            stort(operation),
            stort(operation)
        );
        let besked = Besked {
            version: kontrakt::tjeneste::SoapVersion::V12,
            til: &format!("http://127.0.0.1{ENHED}"),
            action: &format!("http://kombit.dk/sts/organisation/organisationenhed/{operation}"),
            krop: &krop,
            token: &self.token,
            besked_id: Uuid::new_v4(),
            nu: nu(),
            transaktion: Some(Uuid::new_v4()),
            framework: false,
        };
        byg_besked(&besked, &self.noegle).unwrap()
    }

    fn opret(&self, navn: &str) -> String {
        self.besked("opret", &lister(navn, navn))
    }

    fn laes(&self) -> String {
        self.besked("laes", &soap_id(&Uuid::new_v4().to_string()))
    }
}

fn stort(operation: &str) -> String {
    operation[..1].to_uppercase() + &operation[1..]
}

fn send(p: &Program, besked: &str) -> Option<Svar> {
    p.forsoeg("POST", ENHED, &[SOAP], besked)
}

fn er_gentaget(s: &Svar) -> bool {
    s.krop.contains("SAM-2106")
}

fn er_besvaret(s: &Svar) -> bool {
    s.status == 200 && s.krop.contains("StatusKode") && !er_gentaget(s)
}

/// How many units have each of these names, by what the store exports.
fn kraev_en_af_hver(navne: &[String], data: &Path, lager: &[&str]) {
    let fil = data.join("alt.jsonl");
    let ud = samspil(&["eksporter", fil.to_str().unwrap(), "--data", data.to_str().unwrap()]).args(lager).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    let tekst = std::fs::read_to_string(&fil).unwrap();
    for navn in navne {
        let soegt = format!("\"brugervendtnoegle\":\"{navn}\"");
        assert_eq!(tekst.lines().filter(|l| l.contains(&soegt)).count(), 1, "{navn}");
    }
}

fn kontroller_log(data: &Path, lager: &[&str]) {
    let ud = samspil(&["log", "kontroller", "--data", data.to_str().unwrap()]).args(lager).output().unwrap();
    assert!(ud.status.success(), "{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
}

/// Sends each message by several callers at once, to the processes in turn: one of them is answered, the others are told that it is a repetition.
fn samtidigt(processer: &[&Program], data: &Path, lager: &[&str]) {
    let system = System::ny(processer[0], &data.join("klienter"));
    let mut navne = Vec::new();
    for runde in 0..RUNDER {
        let navn = format!("samtidigt {runde}");
        for besked in [system.laes(), system.opret(&navn)] {
            let start = Barrier::new(KOPIER);
            let en = |i: usize| {
                start.wait();
                send(processer[i % processer.len()], &besked).unwrap()
            };
            let svar: Vec<_> = std::thread::scope(|s| {
                let traade: Vec<_> = (0..KOPIER).map(|i| s.spawn(move || en(i))).collect();
                traade.into_iter().map(|t| t.join().unwrap()).collect()
            });
            let antal = |f: fn(&Svar) -> bool| svar.iter().filter(|s| f(s)).count();
            assert_eq!((antal(er_besvaret), antal(er_gentaget)), (1, KOPIER - 1), "round {runde}: {svar:#?}");
            // And afterwards, by the other process.
            let igen = send(processer[processer.len() - 1], &besked).unwrap();
            assert!(er_gentaget(&igen), "{igen:?}");
        }
        navne.push(navn);
    }
    kraev_en_af_hver(&navne, data, lager);
    kontroller_log(data, lager);
    kontroller(&[&["--data", data.to_str().unwrap()], lager].concat());
}

#[test]
fn g20_a_signed_message_that_comes_several_times_at_once_is_carried_out_once() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(mappe.path());
    samtidigt(&[&p], mappe.path(), &[]);
}

#[test]
fn g20_a_signed_message_that_comes_to_two_processes_at_once_is_carried_out_once() {
    let Some((_server, url)) = postgres() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let a = Program::demo_sikker_paa(&data, &url);
    let b = Program::demo_sikker_paa(&data, &url);
    samtidigt(&[&a, &b], &data, &["--lager", &url]);
}

/// Transactions that the process has stored.
fn skrivninger(p: &Program) -> u64 {
    let m = p.get("/metrics").krop;
    m.lines().find_map(|l| l.strip_prefix("samspil_lager_skrivninger ")).and_then(|t| t.parse().ok()).unwrap_or_else(|| panic!("{m}"))
}

#[test]
fn a_signed_call_is_one_transaction_whether_it_reads_or_changes_or_is_refused_and_so_is_a_token() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(mappe.path());
    let klienter = mappe.path().join("klienter");
    let system = System::ny(&p, &klienter);
    // The program writes by itself too (a subscriber's place in the feed, what has expired): such a transaction only adds,
    // so one try in which the call is alone tells what it costs.
    let en = |hvad: &str, kald: &dyn Fn(usize)| {
        let mut set = Vec::new();
        for i in 0..5 {
            let foer = skrivninger(&p);
            kald(i);
            match skrivninger(&p) - foer {
                1 => return,
                0 => panic!("{hvad}: stored nothing"),
                n => set.push(n),
            }
        }
        panic!("{hvad}: {set:?} transactions");
    };
    let send = |besked: &str| send(&p, besked).unwrap();
    en("a read", &|_| assert!(er_besvaret(&send(&system.laes()))));
    let laest = system.laes();
    send(&laest);
    en("a repeated read", &|_| assert!(er_gentaget(&send(&laest))));
    en("a change", &|i| assert!(er_besvaret(&send(&system.opret(&format!("nr. {i}"))))));
    let oprettet = system.opret("et");
    send(&oprettet);
    en("a repeated change", &|_| assert!(er_gentaget(&send(&oprettet))));
    let forkert = || system.besked("opret", "<x:AttributListe/>");
    en("what the contract refuses", &|_| assert!(send(&forkert()).krop.contains("SAM-1007")));
    let findes_ikke = || system.besked("passiver", &soap_id(&Uuid::new_v4().to_string()));
    en("what the register refuses", &|_| assert!(send(&findes_ikke()).krop.contains("SAM-1301")));
    en("a token", &|_| drop(System::ny(&p, &klienter)));
    // Each of them stands in the log, and each message is known.
    for besked in [forkert(), findes_ikke()] {
        send(&besked);
        assert!(er_gentaget(&send(&besked)));
    }
    let log = samspil(&["log", "vis", "--myndighed", "11111111", "--data", mappe.path().to_str().unwrap()]).output().unwrap();
    let log = String::from_utf8_lossy(&log.stdout).into_owned();
    for ord in ["SAM-1007", "SAM-1301", "SAM-2106", "opret", "laes"] {
        assert!(log.contains(ord), "{ord}: {log}");
    }
}

/// A message, the name of the unit that it makes (of one that reads: none), and whether it was answered.
type Sendt = (String, Option<String>, bool);

/// Clients that create and read until the program is killed.
fn til_det_doer(p: &mut Program, system: &System, efter: Duration) -> Vec<Sendt> {
    let nr = AtomicU32::new(0);
    let adresse = p.adresse.clone();
    let klient = |k: u32| {
        let mut ud = Vec::new();
        loop {
            let navn = k.is_multiple_of(2).then(|| format!("nedbrud {}", nr.fetch_add(1, Ordering::Relaxed)));
            let besked = navn.as_ref().map_or_else(|| system.laes(), |n| system.opret(n));
            let svar = kald("POST", &format!("{adresse}{ENHED}"), &[SOAP], besked.as_bytes());
            ud.push((besked, navn, svar.as_ref().is_ok_and(er_besvaret)));
            if svar.is_err() {
                return ud;
            }
        }
    };
    let klient = &klient;
    std::thread::scope(|s| {
        let traade: Vec<_> = (0..KLIENTER).map(|k| s.spawn(move || klient(k))).collect();
        std::thread::sleep(efter);
        p.draeb();
        traade.into_iter().flat_map(|t| t.join().unwrap()).collect()
    })
}

#[test]
fn g20_after_kill_9_every_message_that_was_sent_again_is_carried_out_once() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let mut p = Program::demo_sikker(&data);
    let system = System::ny(&p, &data.join("klienter"));
    let sendt = til_det_doer(&mut p, &system, Duration::from_millis(1_500));
    let besvaret = sendt.iter().filter(|(_, _, b)| *b).count();
    assert!(besvaret > 16 && sendt.len() > besvaret, "{besvaret} of {}", sendt.len());
    kontroller_log(&data, &[]);

    let p = Program::demo_sikker(&data);
    for (besked, navn, besvaret) in &sendt {
        let svar = send(&p, besked).unwrap();
        // What was answered is known. What was not is as new, or was carried out and not heard of: then a change is not made again.
        assert!(er_gentaget(&svar) || (!besvaret && er_besvaret(&svar)), "{navn:?}: {svar:?}");
        assert!(er_gentaget(&send(&p, besked).unwrap()));
    }
    let navne: Vec<String> = sendt.into_iter().filter_map(|(_, n, _)| n).collect();
    kraev_en_af_hver(&navne, &data, &[]);
    kontroller_log(&data, &[]);
    kontroller(&["--data", data.to_str().unwrap()]);
}
