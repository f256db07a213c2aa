//! Measures loading and look-ups: `cargo run --release -p administration --example maal_aftaler [AGREEMENTS]`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, clippy::disallowed_methods)]
use adgang::Aftalebog;
use administration::typer::{Aftaletjeneste, Aktoer, Rolle, Tilsluttetsystem, Tjeneste};
use administration::{Administration, Kalder, OBJEKTTYPER, aftaler};
use grund::ur::IdKilde;
use grund::{Cvr, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use lager::sqlite::Indstillinger;
use register::{Register, Typekatalog};
use std::sync::Arc;
use std::time::Instant;

struct Tilfaeldige;
impl IdKilde for Tilfaeldige {
    fn ny(&self) -> Uuid {
        Uuid::new_v4()
    }
}

fn main() {
    let antal: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(50_000);
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(koer(antal));
}

async fn koer(antal: usize) {
    let mappe = tempfile::tempdir().unwrap();
    let lager = Arc::new(lager::SqliteLager::aabn(&mappe.path().join("l.db"), Indstillinger::default()).unwrap());
    let register = Register::ny(lager, Typekatalog::ny(&[OBJEKTTYPER]));
    let a = Administration::aabn(register.clone(), Arc::new(Tilfaeldige)).await.unwrap();
    let nu = Tidspunkt::fra_mikros(1_767_225_600_000_000);
    let kald = Kaldekontekst::ubegraenset(Cvr::KOMBIT, &[], UnikId::Uuid(Uuid::nil()), nu, Uuid::nil());
    let m = Kalder::paa_maskinen(&kald);
    let myndigheder: Vec<Cvr> = (0..98).map(|n| Cvr::fra_tal(10_000_000 + n).unwrap()).collect();
    let leverandoer = Cvr::fra_tal(30_000_000).unwrap();
    for c in myndigheder.iter().chain([&leverandoer]) {
        let aktoer =
            Aktoer { cvr: *c, navn: c.to_string(), email: String::new(), myndighed: true, leverandoer: true, egentestmyndighed: false };
        a.saet_aktoer(&m, &aktoer).await.unwrap();
    }
    let rolle = Rolle { uri: "http://x.dk/roles/servicesystemrole/udstil/1".into(), navn: String::new(), beskrivelse: String::new() };
    let entityid = "http://x.dk/service/x/1".to_owned();
    let tjeneste = Tjeneste {
        entityid: entityid.clone(),
        navn: "X".into(),
        version: "1".into(),
        roller: vec![rolle.clone()],
        parametre: vec![],
        udstillersystem: None,
    };
    a.saet_tjeneste(&m, &tjeneste).await.unwrap();
    let start = Instant::now();
    let mut systemer = Vec::new();
    let mut lavet = 0;
    while lavet < antal {
        let s = Tilsluttetsystem {
            navn: format!("System {lavet}"),
            beskrivelse: String::new(),
            sftpnoegler: vec![],
            cvr: leverandoer,
            anvender: true,
            udstiller: false,
            brugervendt: false,
            certifikater: vec![],
            endepunkter: vec![],
            paavegneaf: vec![],
        };
        let s = a.opret_system(&m, None, &s).await.unwrap().uuid;
        let indhold = aftaler::Aftaleindhold {
            navn: "Aftale".into(),
            begrundelse: "Drift af fagsystem".into(),
            videregivelse: false,
            tjenester: vec![Aftaletjeneste { entityid: entityid.clone(), roller: vec![rolle.uri.clone()], parametre: vec![] }],
            datamodtager: None,
            gyldigfra: None,
            gyldigtil: None,
        };
        let l = a.anmod(&m, &aftaler::Anmodning { system: s, myndigheder: myndigheder.clone(), indhold, kladde: false }).await.unwrap();
        lavet += l.len();
        systemer.push(s);
    }
    println!(
        "{lavet} agreements of {} systems and {} authorities made in {:.1} s",
        systemer.len(),
        myndigheder.len(),
        start.elapsed().as_secs_f64()
    );
    let start = Instant::now();
    let b = Administration::aabn(register, Arc::new(Tilfaeldige)).await.unwrap();
    println!("loaded in {:.2} s", start.elapsed().as_secs_f64());
    let bog = b.bog();
    let gange = 1_000_000;
    let start = Instant::now();
    let mut fundet = 0;
    for n in 0..gange {
        let l = bog.aftaler(systemer[n % systemer.len()], &entityid, myndigheder[n % myndigheder.len()], nu);
        fundet += usize::from(l.is_empty());
    }
    println!(
        "a look-up by system, service and authority: {:.0} ns ({fundet})",
        start.elapsed().as_nanos() as f64 / f64::from(gange as u32)
    );
    let start = Instant::now();
    for _ in 0..1_000 {
        b.opdater().await.unwrap();
    }
    println!("a refresh with nothing new: {:.0} µs", start.elapsed().as_micros() as f64 / 1_000.0);
}
