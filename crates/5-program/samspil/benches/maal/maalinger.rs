//! What is done on a store of each size: every kind of read, search, "changed since" and write once.
use super::indeks::{self, begraenset, fremsoeg, laeser, skabelon};
use super::program::Program;
use super::sikker::{self, SOAP};
use super::vaekst::{UDVALG, Udvalg};
use super::{Valg, kald};
use axum::body::Body;
use axum::http::Request;
use futures::StreamExt;
use grund::{Afgraensning, Cvr, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::{
    Egenskabskriterium, Feltkrav, Forespoergsel, Handling, Kommando, Laesevalg, Moenster, Objektid, Register, Registreringsvalg, Side,
    Vaerdi,
};
use sagdokument::numre;
use sagdokument::objekttyper::SAG;
use samspil::kommandolinje::Lagervalg;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// Writers at once.
const SKRIVERE: usize = 32;
/// Objects that "changed since" finds.
const AENDREDE: usize = 100;
/// Cases on a page of a sync.
const PAA_SIDEN: usize = 500;

/// A measured figure.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tal {
    pub navn: String,
    pub tal: f64,
    pub enhed: String,
    /// A rate, and not a time or a size.
    pub rate: bool,
}

/// The figures of one store, as they come.
struct Maaler<'a> {
    udvalg: &'a Udvalg,
    varighed: Duration,
    ud: Vec<Tal>,
}

impl Maaler<'_> {
    fn en(&mut self, navn: &str, tal: f64, enhed: &str, rate: bool) {
        println!("{:>12} {navn:<52} {tal:>12.1} {enhed}", self.udvalg.objekter);
        self.ud.push(Tal { navn: navn.into(), tal, enhed: enhed.into(), rate });
    }

    /// Median and 99th percentile of what is done one after the other.
    async fn tid(&mut self, navn: &str, f: impl AsyncFn(usize) -> usize) {
        let (tider, _) = fordeling(self.varighed, &f).await;
        self.to(navn, &tider);
    }

    fn to(&mut self, navn: &str, tider: &[Duration]) {
        self.en(&format!("{navn}, median"), ved(tider, 0.5), "µs", false);
        self.en(&format!("{navn}, p99"), ved(tider, 0.99), "µs", false);
    }
}

pub fn maal_en(v: &Valg, udvalg: &Udvalg, lager: &str, mappe: &Path) -> Vec<Tal> {
    let mut m = Maaler { udvalg, varighed: Duration::from_secs(v.sekunder), ud: Vec::new() };
    m.en("bulk load", udvalg.objekter as f64 / udvalg.sekunder, "/s", true);
    let bytes = |b: u64| b as f64 / udvalg.objekter as f64;
    if let Some(fil) = lager.strip_prefix("sqlite:") {
        indeks::toem_wal(fil);
        m.en("disk for each object, all kinds", bytes(std::fs::metadata(fil).expect("store").len()), "bytes", false);
    }
    let p = Program::start(&mappe.join("program"), lager);
    m.en("start to the first search", p.start.as_secs_f64() * 1e3, "ms", false);
    m.en("memory when idle", p.hukommelse(), "MiB", false);
    drop(p);
    let kerne = tokio::runtime::Runtime::new().expect("runtime");
    kerne.block_on(async {
        let s =
            samspil::opstilling::aabn(&Lagervalg { data: "ubrugt".into(), lager: Some(lager.into()) }, samspil::lagersted::Mangler::Lav)
                .await
                .expect("store");
        if !lager.starts_with("sqlite:") {
            m.en("disk for each object, all kinds", bytes(s.register.lager().status().await.expect("status").bytes), "bytes", false);
        }
        laes(&mut m, &s.register).await;
        soeg(&mut m, &s.register).await;
        sider(&mut m, &s.register).await;
        tjeneste(
            &mut m,
            soap::Tilstand {
                register: Arc::new(s.register.clone()),
                id: s.ids.clone(),
                adresse: "http://localhost".into(),
                adgang: None,
                fordeler: None,
                fordeling: None,
                serviceplatform: None,
                befolkning: None,
                borgere: None,
            },
        )
        .await;
        skriv(&mut m, &s.register).await;
        s.register.lager().luk().await;
    });
    m.ud
}

fn id(udvalg: &Udvalg, i: usize) -> Objektid {
    Objektid { objekttype: &SAG, uuid: udvalg.sager[i % udvalg.sager.len()] }
}

async fn laes(m: &mut Maaler<'_>, r: &Register) {
    let (fri, udvalg) = (laeser(Afgraensning::FRI), m.udvalg);
    let snaever = laeser(begraenset(&udvalg.grupper, &udvalg.enheder));
    let da = Laesevalg { virkning: Periode::punkt(fri.nu), registrering: Registreringsvalg::Paa(fri.nu) };
    for (navn, k, valg) in [
        ("read by id", &fri, Laesevalg::AKTUEL),
        ("read by id, as of a time", &fri, da),
        ("read by id, full history", &fri, Laesevalg::ALT),
        ("read by id, one who sees some", &snaever, Laesevalg::AKTUEL),
    ] {
        m.tid(navn, async |i| usize::from(r.laes(k, id(udvalg, i), valg).await.expect("read").is_some())).await;
    }
}

async fn soeg(m: &mut Maaler<'_>, r: &Register) {
    let (fri, udvalg) = (laeser(Afgraensning::FRI), m.udvalg);
    let snaever = laeser(begraenset(&udvalg.grupper, &udvalg.enheder));
    let en = async |k: &Kaldekontekst, i: usize| r.soeg(k, &om_borger(udvalg, i, k.nu)).await.expect("search").len();
    let (alt, noget) = skiftevis(m.varighed, async |i| en(&fri, i).await, async |i| en(&snaever, i).await).await;
    m.to("search by person, one who sees everything", &alt);
    m.to("search by person, 40 KLE groups, 25 units", &noget);
    for (navn, p) in [("median", 0.5), ("p99", 0.99)] {
        m.en(&format!("  of the one who sees everything, {navn}"), ved(&noget, p) / ved(&alt, p), "×", false);
    }
    let mut sagsnumre = Vec::new();
    for i in 0..udvalg.sager.len() {
        let o = r.laes(&fri, id(udvalg, i), Laesevalg::AKTUEL).await.expect("read");
        let felter = o.iter().flat_map(|o| &o.registreringer).flat_map(|r| &r.billede.egenskaber).map(|e| &e.felter);
        sagsnumre
            .extend(felter.filter_map(|f| if let Some(Vaerdi::Tekst(t)) = f.get(&numre::NUMMER) { Some(t.clone()) } else { None }).next());
    }
    let med_nummer = |i: usize, efter: &str| {
        let krav = Feltkrav::Moenster(Moenster(format!("{}{efter}", sagsnumre[i % sagsnumre.len()])));
        let egenskaber = vec![Egenskabskriterium { felter: vec![(numre::NUMMER, krav)], virkning: None }];
        Forespoergsel { egenskaber, ..Forespoergsel::alle(&SAG, fri.nu) }
    };
    for (navn, efter) in [("search by case number", ""), ("search by the beginning of a case number", "%")] {
        m.tid(navn, async |i| r.soeg(&fri, &med_nummer(i, efter)).await.expect("search").len()).await;
    }
}

/// Pages of 500 cases that follow each other, the first ones and those far into the store.
async fn sider(m: &mut Maaler<'_>, r: &Register) {
    let fri = laeser(Afgraensning::FRI);
    let sager = r.antal(&fri, &Forespoergsel::alle(&SAG, fri.nu)).await.expect("count");
    for (navn, start) in [("a page of 500 of a sync, the first ones", 0), ("a page of 500 of a sync, far in", sager / 2)] {
        let (mut tider, mut foerste, slut) = (Vec::new(), start, Instant::now() + m.varighed);
        // The leap to the middle is not a sync's.
        while foerste < sager && (tider.len() < 5 || Instant::now() < slut) {
            let nu = sikker::nu();
            let f = Forespoergsel { side: Side { foerste, antal: PAA_SIDEN }, ..Forespoergsel::alle(&SAG, nu) };
            let t0 = Instant::now();
            r.soeg(&Kaldekontekst { nu, ..fri.clone() }, &f).await.expect("search");
            tider.push(t0.elapsed());
            foerste += PAA_SIDEN as u64;
        }
        tider.drain(..1.min(tider.len().saturating_sub(1)));
        tider.sort_unstable();
        m.en(&format!("{navn}, median"), ved(&tider, 0.5), "µs", false);
    }
}

/// From the message's bytes to the answer's, without network, signature and log.
async fn tjeneste(m: &mut Maaler<'_>, tilstand: soap::Tilstand) {
    let (router, udvalg) = (soap::ruter(tilstand), m.udvalg);
    let snaever = begraenset(&udvalg.grupper, &udvalg.enheder);
    for (navn, k) in [("one who sees everything", laeser(Afgraensning::FRI)), ("40 KLE groups, 25 units", laeser(snaever))] {
        let hele = async |i: usize| {
            let mut a = Request::post(indeks::STI)
                .header("content-type", SOAP)
                .body(Body::from(fremsoeg(&udvalg.borgere[i % udvalg.borgere.len()])))
                .expect("request");
            a.extensions_mut().insert(Kaldekontekst { spor: Default::default(), nu: sikker::nu(), ..k.clone() });
            let svar = router.clone().oneshot(a).await.expect("answer");
            let krop = axum::body::to_bytes(svar.into_body(), usize::MAX).await.expect("body");
            assert!(krop.windows(14).any(|w| w == b"StatusKode>20<"), "{}", String::from_utf8_lossy(&krop[..krop.len().min(600)]));
            krop.len()
        };
        let (tider, bytes) = fordeling(m.varighed, &hele).await;
        m.to(&format!("fremsoeg by person, {navn}"), &tider);
        m.en(&format!("fremsoeg by person, {navn}, bytes an answer"), bytes, "bytes", false);
    }
}

async fn skriv(m: &mut Maaler<'_>, r: &Register) {
    let (fri, udvalg) = (laeser(Afgraensning::FRI), m.udvalg);
    let skabelon = skabelon(r, sikker::nu()).await;
    let ny = || Kommando { uuid: Uuid::new_v4(), ..skabelon.clone() };
    let rate = samtidige(r, m.varighed, |_| ny()).await;
    m.en("create a case, 32 writers", rate, "/s", true);
    let mut sager = Vec::with_capacity(udvalg.sager.len());
    for i in 0..udvalg.sager.len() {
        let o = r.laes(&fri, id(udvalg, i), Laesevalg::AKTUEL).await.expect("read").expect("a case");
        let b = o.registreringer.into_iter().next().expect("a registration").billede;
        let indhold =
            register::Indhold { egenskaber: Some(b.egenskaber), tilstande: b.tilstande, relationer: b.relationer, ..Default::default() };
        sager.push(Kommando { uuid: o.uuid, handling: Handling::Indlaes, indhold, ..skabelon.clone() });
    }
    let rate = samtidige(r, m.varighed, |nr| {
        let mut k = sager[nr.wrapping_mul(7919) % sager.len()].clone();
        for e in k.indhold.egenskaber.iter_mut().flatten() {
            e.felter.insert(numre::TITEL, Vaerdi::Tekst(format!("Titel nummer {nr}")));
        }
        k
    })
    .await;
    m.en("change the title of a case, 32 writers", rate, "/s", true);
    // Times of registration are compared in microseconds.
    tokio::time::sleep(Duration::from_millis(5)).await;
    let siden = Periode::ny(sikker::nu(), Tidspunkt::UENDELIG);
    for _ in 0..AENDREDE {
        r.udfoer(&kald(Cvr::KORSBAEK, sikker::nu()), ny()).await.expect("create");
    }
    let sidste = |nu| Forespoergsel { aendret: Some(siden), side: Side { foerste: 0, antal: AENDREDE }, ..Forespoergsel::alle(&SAG, nu) };
    m.tid("changed since: the last 100", async |_| {
        let fund = r.soeg(&fri, &sidste(sikker::nu())).await.expect("search").len();
        assert_eq!(fund, AENDREDE);
        fund
    })
    .await;
    m.tid("changed since, of a person", async |i| {
        let f = Forespoergsel { aendret: Some(siden), ..om_borger(udvalg, i, sikker::nu()) };
        r.soeg(&fri, &f).await.expect("search").len()
    })
    .await;
}

fn om_borger(udvalg: &Udvalg, i: usize, nu: Tidspunkt) -> Forespoergsel {
    let reference = Some(UnikId::Urn(udvalg.borgere[i % udvalg.borgere.len()].clone()));
    let kriterium = register::Relationskriterium { nr: numre::PART, reference, ..Default::default() };
    Forespoergsel { relationer: vec![kriterium], ..Forespoergsel::alle(&SAG, nu) }
}

/// Microseconds at that part of the sorted times.
pub fn ved(tider: &[Duration], p: f64) -> f64 {
    tider.get(((tider.len() as f64 * p) as usize).min(tider.len().saturating_sub(1))).map_or(0.0, |t| t.as_secs_f64() * 1e6)
}

/// One after the other, once around to warm up: the times in order, and the mean of what `f` gives.
async fn fordeling(varighed: Duration, f: &impl AsyncFn(usize) -> usize) -> (Vec<Duration>, f64) {
    for i in 0..UDVALG.min(500) {
        f(i).await;
    }
    let (mut tider, mut sum, slut) = (Vec::new(), 0, Instant::now() + varighed);
    while Instant::now() < slut {
        // Neighbours of the sample lie near each other in the store.
        let i = tider.len().wrapping_mul(7919);
        let start = Instant::now();
        sum += f(i).await;
        tider.push(start.elapsed());
    }
    tider.sort_unstable();
    let middel = sum as f64 / tider.len() as f64;
    (tider, middel)
}

/// Two things in turn, so that what else the machine does falls on both: the times of each in order.
pub async fn skiftevis(
    varighed: Duration,
    f: impl AsyncFn(usize) -> usize,
    g: impl AsyncFn(usize) -> usize,
) -> (Vec<Duration>, Vec<Duration>) {
    for i in 0..UDVALG.min(500) {
        f(i).await;
        g(i).await;
    }
    let (mut en, mut to, slut) = (Vec::new(), Vec::new(), Instant::now() + varighed * 2);
    while Instant::now() < slut {
        let i = en.len().wrapping_mul(7919);
        let t0 = Instant::now();
        f(i).await;
        let t1 = Instant::now();
        g(i).await;
        en.push(t1 - t0);
        to.push(t1.elapsed());
    }
    en.sort_unstable();
    to.sort_unstable();
    (en, to)
}

async fn samtidige(register: &Register, varighed: Duration, kommando: impl Fn(usize) -> Kommando) -> f64 {
    let (nr, start) = (AtomicUsize::new(0), Instant::now());
    let en = |_: usize| {
        let (nr, kommando) = (&nr, &kommando);
        async move {
            while start.elapsed() < varighed {
                let k = kommando(nr.fetch_add(1, Ordering::Relaxed));
                register.udfoer(&kald(Cvr::KORSBAEK, sikker::nu()), k).await.expect("write");
            }
        }
    };
    futures::stream::iter(0..SKRIVERE).map(en).buffer_unordered(SKRIVERE).collect::<Vec<_>>().await;
    nr.into_inner() as f64 / start.elapsed().as_secs_f64()
}
