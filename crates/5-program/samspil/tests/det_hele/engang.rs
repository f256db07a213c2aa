//! G-20 with one commit a call: a message that comes twice at once is carried out once and answered once, also by two processes.
use crate::nedbrud::{kontroller, postgres};
use crate::program::{Program, kald};
use grund::{Cvr, Tidspunkt, Uuid};
use klient::{Besked, Betroet, Rst, Token, byg_besked, byg_rst, laes_noegle, laes_rst_svar};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::Noeglepar;
use std::path::Path;
use std::sync::Barrier;
use std::time::{SystemTime, UNIX_EPOCH};

const STS: &str = "/runtime/services/kombittrust/14/certificatemixed";
const BRUGER: &str = "/organisation/bruger/6";
const ORG: &str = "http://stoettesystemerne.dk/service/organisation/3";
const SOAP: (&str, &str) = ("content-type", "application/soap+xml; charset=utf-8");
const RUNDER: usize = 12;
/// Copies of a message at once.
const KOPIER: usize = 4;

fn nu() -> Tidspunkt {
    Tidspunkt::fra_mikros(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap())
}

fn token(p: &Program, mappe: &Path, n: &Noeglepar) -> Token {
    let sts = Certifikat::fra_pem(&std::fs::read_to_string(mappe.join("sts.pem")).unwrap()).unwrap();
    let (id, til) = (Uuid::new_v4(), format!("{}{STS}", p.adresse));
    let rst = byg_rst(&Rst { til: &til, tjeneste: ORG, myndighed: Cvr::KORSBAEK, besked_id: id, nu: nu() }, n).unwrap();
    let svar = kald("POST", &til, &[SOAP], rst.as_bytes()).unwrap();
    laes_rst_svar(&svar.krop, id, &Betroet::Certifikater(sts), nu()).unwrap().unwrap_or_else(|f| panic!("{f:?}"))
}

/// Sends each message by several callers at once, to the processes in turn: one of them is answered, the others are told that it is a repetition.
fn samtidigt(processer: &[&Program], mappe: &Path, slags: &str, krop: impl Fn() -> String) {
    let n: Noeglepar = laes_noegle(&mappe.join("demosystem.p12"), None, "samspil").unwrap();
    let token = token(processer[0], mappe, &n);
    for runde in 0..RUNDER {
        let krop = krop();
        let besked = Besked {
            version: kontrakt::tjeneste::SoapVersion::V12,
            til: &format!("{}{BRUGER}", processer[0].adresse),
            action: &format!("http://kombit.dk/sts/organisation/bruger/{slags}"),
            krop: &krop,
            token: &token,
            besked_id: Uuid::new_v4(),
            nu: nu(),
            transaktion: Some(Uuid::new_v4()),
            framework: false,
        };
        let besked = byg_besked(&besked, &n).unwrap();
        let start = Barrier::new(KOPIER);
        let send = |i: usize| {
            start.wait();
            kald("POST", &format!("{}{BRUGER}", processer[i % processer.len()].adresse), &[SOAP], besked.as_bytes()).unwrap()
        };
        let svar: Vec<_> = std::thread::scope(|s| {
            let traade: Vec<_> = (0..KOPIER).map(|i| s.spawn(move || send(i))).collect();
            traade.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let besvaret = svar.iter().filter(|s| s.status == 200 && s.krop.contains("StatusKode")).count();
        let gentaget = svar.iter().filter(|s| s.krop.contains("SAM-2106")).count();
        assert_eq!((besvaret, gentaget), (1, KOPIER - 1), "{slags}, round {runde}: {svar:#?}");
        // And afterwards.
        let igen = kald("POST", &format!("{}{BRUGER}", processer[processer.len() - 1].adresse), &[SOAP], besked.as_bytes()).unwrap();
        assert!(igen.krop.contains("SAM-2106"), "{igen:?}");
    }
}

fn laes() -> String {
    format!(
        "<b:LaesInput xmlns:b=\"http://stoettesystemerne.dk/organisation/bruger/6/\" xmlns:sd=\"urn:oio:sagdok:3.0.0\"><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator></b:LaesInput>",
        Uuid::new_v4()
    )
}

#[test]
fn g20_a_signed_message_that_comes_twice_at_once_is_answered_once() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(mappe.path());
    samtidigt(&[&p], &mappe.path().join("klienter"), "laes", laes);
    kontroller(&["--data", mappe.path().to_str().unwrap()]);
}

#[test]
fn g20_a_signed_message_that_comes_to_two_processes_at_once_is_answered_once() {
    let Some((_server, url)) = postgres() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let a = Program::demo_sikker_paa(&data, &url);
    let b = Program::demo_sikker_paa(&data, &url);
    samtidigt(&[&a, &b], &data.join("klienter"), "laes", laes);
}
