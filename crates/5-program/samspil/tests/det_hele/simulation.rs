//! The random simulation over the real program: clients with bodies that they hold back, clocks that jump, processes that are killed; and a process
//! of its own that polls and reads the feed all the time. The checker is that of the crate `simulation`.
use crate::nedbrud::postgres;
use crate::program::{MYNDIGHED, Program};
use crate::tvaers::{ENHED, enhed};
use grund::{Cvr, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::{Haendelse, Lager, PostgresLager, SqliteLager, Stroemposition, postgres as pg, sqlite};
use organisation::objekttyper::{OBJEKTTYPER, ORGANISATIONENHED};
use register::{Forespoergsel, Livscyklus, Register, Registreringsvalg, Typekatalog, lagret};
use serde_json::{Value, json};
use simulation::dommer::doem;
use simulation::historie::*;
use simulation::klient::numre;
use simulation::koer::froe;
use simulation::tal::Tal;
use simulation::typen::{Set, Stykke};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const OBJEKTER: u64 = 8;
const KLIENTER: u64 = 6;
const RUNDER: u64 = 2;

/// What the threads of a run share.
struct Faelles {
    /// The order of what begins and ends.
    trin: AtomicU64,
    historie: Mutex<Historie>,
    /// Where the processes listen.
    adresser: Mutex<Vec<String>>,
    slut: AtomicBool,
}

impl Faelles {
    fn nu(&self) -> Trin {
        self.trin.fetch_add(1, Ordering::SeqCst)
    }
}

fn myndighed() -> Cvr {
    Cvr::fra_tal(MYNDIGHED.parse().unwrap()).unwrap()
}

fn alt() -> Kalder {
    Kalder { myndighed: myndighed(), graenser: None }
}

fn uuid(nr: u64) -> Uuid {
    Uuid::from_u128(u128::from(nr))
}

/// What a unit of that name says: as the programs' clients send it.
fn sagt(navn: &str) -> Vec<Stykke> {
    let fra = Tidspunkt::fra_oio("2020-01-01").unwrap();
    vec![Stykke { periode: Periode::ny(fra, Tidspunkt::UENDELIG), titel: navn.into(), klasse: String::new(), niveau: 1 }]
}

/// A call whose body is held back in the middle. `None` when the connection broke.
fn langsomt(adresse: &str, metode: &str, sti: &str, krop: &str, hold: Duration) -> Option<(u16, String)> {
    let vaert = adresse.trim_start_matches("http://");
    let mut s = TcpStream::connect(vaert).ok()?;
    s.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let (foerst, sidst) = krop.as_bytes().split_at(krop.len() / 2);
    let hoved = format!(
        "{metode} {sti} HTTP/1.1\r\nhost: {vaert}\r\ncontent-type: application/json\r\nx-myndighed-cvr: {MYNDIGHED}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        krop.len()
    );
    s.write_all(hoved.as_bytes()).ok()?;
    s.write_all(foerst).ok()?;
    s.flush().ok()?;
    std::thread::sleep(hold);
    s.write_all(sidst).ok()?;
    let mut svar = String::new();
    s.read_to_string(&mut svar).ok()?;
    let status = svar.split(' ').nth(1)?.parse().ok()?;
    Some((status, svar.split_once("\r\n\r\n")?.1.to_owned()))
}

/// A client: changes and reads, until the end.
fn klient(f: &Faelles, mut tal: Tal) {
    let mut kendte: Vec<u64> = Vec::new();
    while !f.slut.load(Ordering::SeqCst) {
        let adresse = tal.vaelg(&f.adresser.lock().unwrap().clone()).clone();
        let nr = 1 + tal.under(OBJEKTER);
        let hold = Duration::from_millis(if tal.en_af(3) { tal.under(120) } else { 0 });
        if tal.en_af(4) {
            laes(f, &adresse, nr);
            continue;
        }
        let ret = kendte.contains(&nr) && tal.en_af(2);
        let (plads, maerke) = {
            let mut h = f.historie.lock().unwrap();
            let maerke = u32::try_from(h.skriv.len() + 1).unwrap();
            let sagt = sagt(&format!("m{maerke}"));
            h.skriv.push(Skriv {
                maerke,
                obj: Obj { myndighed: myndighed(), nr: nr as u8 },
                aendring: if ret { Aendring::Ret(sagt) } else { Aendring::Erstat(sagt) },
                kaldt: Tidspunkt::fra_mikros(0),
                forudsat: None,
                stille: false,
                proces: 0,
                ind: f.nu(),
                ud: None,
                gemt: None,
                svar: Svar::Ukendt,
            });
            (h.skriv.len() - 1, maerke)
        };
        let navn = format!("m{maerke}");
        let sti = format!("{ENHED}/{}", uuid(nr));
        let (metode, krop) = if ret {
            let ny = json!({ "enhedsnavn": navn, "virkning": { "from": "2020-01-01", "to": "infinity" } });
            ("PATCH", json!({ "attributter": { "organisationenhedegenskaber": [ny] } }))
        } else {
            ("PUT", enhed("k", &navn))
        };
        match langsomt(&adresse, metode, &sti, &krop.to_string(), hold) {
            Some((status, svar)) => {
                let mut h = f.historie.lock().unwrap();
                h.skriv[plads].ud = Some(f.nu());
                match status {
                    200 | 201 => {
                        h.skriv[plads].svar = Svar::Kvitteret(None);
                        kendte.push(nr);
                    }
                    // Others came first each time that it was tried.
                    409 if svar.contains("SAM-1306") => h.skriv[plads].svar = Svar::Afvist(Fejlkode::Samtidig),
                    // The store is away, or nobody knows: it may have been carried out, then or later.
                    500.. => h.skriv[plads].ud = None,
                    _ => panic!("{metode} {sti}: {status} {svar}"),
                }
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn laes(f: &Faelles, adresse: &str, nr: u64) {
    let ind = f.nu();
    let sti = format!("{ENHED}?uuid={}&virkningfra=-infinity&virkningtil=infinity", uuid(nr));
    let Ok(svar) = crate::program::kald("GET", &format!("{adresse}{sti}"), &[("x-myndighed-cvr", MYNDIGHED)], b"") else { return };
    let vindue = (ind, f.nu());
    if svar.status != 200 {
        assert!(svar.status >= 500 || svar.status == 404, "{svar:?}");
        if svar.status >= 500 {
            return;
        }
    }
    let v: Value = serde_json::from_str(&svar.krop).unwrap_or_default();
    let sete = v["results"][0].as_array().into_iter().flatten().flat_map(|o| o["registreringer"].as_array().cloned().unwrap_or_default());
    let en = |r: Value| {
        let navn = r["attributter"]["organisationenhedegenskaber"][0]["enhedsnavn"].as_str().unwrap_or_default().to_owned();
        Set {
            fra: Tidspunkt::fra_oio(r["fratidspunkt"]["tidsstempeldatotid"].as_str().unwrap()).unwrap(),
            kode: Livscyklus::fra_navn(r["livscykluskode"].as_str().unwrap()).unwrap(),
            stykker: sagt(&navn),
            maerker: [maerke(&navn)].into(),
        }
    };
    let svar = sete.map(en).collect();
    f.historie.lock().unwrap().laes.push(Laes {
        kalder: alt(),
        nu: Tidspunkt::fra_mikros(0),
        obj: Obj { myndighed: myndighed(), nr: nr as u8 },
        valg: Registreringsvalg::Aktuel,
        virkning: Periode::ALTID,
        vindue,
        svar,
    });
}

fn maerke(navn: &str) -> u32 {
    navn.strip_prefix('m').and_then(|n| n.parse().ok()).unwrap_or(0)
}

async fn aabn(data: &Path, url: Option<&str>) -> Arc<dyn Lager> {
    match url {
        Some(url) => Arc::new(PostgresLager::aabn(url, pg::Indstillinger::default()).await.unwrap()),
        None => Arc::new(SqliteLager::aabn(&data.join("samspil.db"), sqlite::Indstillinger::default()).unwrap()),
    }
}

fn loeb<T>(f: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(f)
}

/// Polls what has changed up to the watermark, and follows the feed.
async fn iagttag(f: &Faelles, data: &Path, url: Option<&str>) {
    let l = aabn(data, url).await;
    let r = Register::ny(l.clone(), Typekatalog::ny(&[OBJEKTTYPER]));
    let (mut set, mut position) = (Tidspunkt::fra_mikros(0), Stroemposition::FORFRA);
    loop {
        let sidste = f.slut.load(Ordering::SeqCst);
        let ind = f.nu();
        let tid = l.vandmaerke().await.unwrap();
        f.historie.lock().unwrap().vandmaerker.push(Vandmaerke { vindue: (ind, f.nu()), tid });
        if tid > set {
            let (p, ind) = (Periode::ny(set.naeste(), tid.naeste()), f.nu());
            let nu = Tidspunkt::fra_oio("2030-01-01").unwrap();
            let kald = Kaldekontekst::ubegraenset(myndighed(), &[], UnikId::Uuid(Uuid::nil()), nu, Uuid::nil());
            let alle = Forespoergsel::alle(&ORGANISATIONENHED, nu);
            let q = Forespoergsel { aendret: Some(p), livscyklus: Livscyklus::ALLE.to_vec(), virkning: Periode::ALTID, ..alle };
            let fundet = Fundet::Numre(r.soeg(&kald, &q).await.unwrap().iter().map(numre).collect());
            let (vindue, efter) = ((ind, f.nu()), Efter::Aendret(p));
            let (valg, virkning) = (Registreringsvalg::Aktuel, Periode::ALTID);
            f.historie.lock().unwrap().soeg.push(Soeg { kalder: alt(), nu, efter, valg, virkning, vindue, fundet });
            set = tid;
        }
        let ind = f.nu();
        let svar = l.haendelser(None, position, 20).await.unwrap();
        let (efter, vindue) = (position, (ind, f.nu()));
        position = svar.last().map_or(position, |h| h.position);
        let (tomt, fuldt) = (svar.is_empty(), svar.len() >= 20);
        f.historie.lock().unwrap().stroem.push(Stroem { myndighed: None, efter, antal: 20, fuldt, vindue, svar });
        if tomt && sidste {
            l.luk().await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// All of the store, when every process is gone.
async fn laes_alt(h: &mut Historie, data: &Path, url: Option<&str>) {
    if let Some(url) = url {
        let (c, forbindelse) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(forbindelse);
        let aabne =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
        while c.query_one(aabne, &[]).await.unwrap().get::<_, i64>(0) > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let l = aabn(data, url).await;
    let stroem: Vec<Haendelse> = l.haendelser(None, Stroemposition::FORFRA, 1_000_000).await.unwrap();
    let mut efter_nr = std::collections::HashMap::new();
    for nr in 1..=OBJEKTER {
        let alle = Registreringsvalg::Interval(Periode::ALTID);
        let o = l.hent(&[myndighed()], ORGANISATIONENHED.nr, uuid(nr), alle).await.unwrap();
        let mut registreringer = Vec::new();
        for r in o.iter().flat_map(|o| o.registreringer.iter().rev()) {
            let laest = lagret::laes(&r.krop, r.registreret, r.livscyklus).unwrap();
            let navn = laest.billede.egenskaber.iter().find_map(|e| {
                e.felter.values().find_map(|v| match v {
                    register::Vaerdi::Tekst(t) if t.starts_with('m') => Some(t.clone()),
                    _ => None,
                })
            });
            let navn = navn.unwrap_or_default();
            efter_nr.insert((uuid(nr), r.nr), maerke(&navn));
            registreringer.push(Set {
                fra: r.registreret.fra,
                kode: laest.livscyklus,
                stykker: sagt(&navn),
                maerker: [maerke(&navn)].into(),
            });
        }
        h.slut.objekter.push((Obj { myndighed: myndighed(), nr: nr as u8 }, registreringer));
    }
    // Whose event it is shows from the registration that it is about.
    h.slut.log = stroem.iter().map(|e| efter_nr.get(&(e.noegle.uuid, e.nr)).copied().unwrap_or(0)).collect();
    h.slut.stroem = stroem;
    h.slut.udefra = true;
    h.slut.en_skriver = url.is_none();
    l.luk().await;
}

/// A run: processes come and are killed, until the rounds are over.
fn spil(froe: u64, url: Option<&str>) {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path();
    let mut tal = Tal::ny(froe);
    let start = |nr: usize| match url {
        Some(url) => Program::serve(&data.join(format!("p{nr}")), &["--lager", url]),
        None => Program::serve(data, &[]),
    };
    let antal = if url.is_some() { 2 } else { 1 };
    let mut processer: Vec<Program> = (0..antal).map(start).collect();
    let f = Faelles {
        trin: AtomicU64::new(1),
        historie: Mutex::default(),
        adresser: Mutex::new(processer.iter().map(|p| p.adresse.clone()).collect()),
        slut: AtomicBool::new(false),
    };
    std::thread::scope(|s| {
        for nr in 0..KLIENTER {
            let (f, tal) = (&f, Tal::ny(froe * 100 + nr));
            s.spawn(move || klient(f, tal));
        }
        let iagttager = s.spawn(|| loeb(iagttag(&f, data, url)));
        for _ in 0..RUNDER {
            for _ in 0..3 {
                std::thread::sleep(Duration::from_millis(tal.under(200)));
                let p = tal.vaelg(&processer);
                // Ahead within the bound and beyond it, back, and the machine's own again.
                match tal.under(4) {
                    0 => drop(p.forsoeg("DELETE", "/udvikling/ur", &crate::program::JSON, "")),
                    n => {
                        let hop = [120, 86_400, -7_200][n as usize - 1];
                        let nu = p.forsoeg("GET", "/udvikling/ur", &[], "").map(|s| s.json()["nu"].as_str().unwrap().to_owned()).unwrap();
                        let stillet = Tidspunkt::fra_oio(&nu).unwrap().plus_mikros(hop * 1_000_000).til_utc();
                        let krop = json!({ "nu": stillet }).to_string();
                        let svar = p.kald("PUT", "/udvikling/ur", &crate::program::JSON, krop);
                        assert_eq!(svar.status, 200, "{svar:?}");
                    }
                }
            }
            let nr = tal.under(processer.len() as u64) as usize;
            processer[nr].draeb();
            processer[nr] = start(nr);
            f.adresser.lock().unwrap()[nr] = processer[nr].adresse.clone();
        }
        std::thread::sleep(Duration::from_millis(200));
        f.slut.store(true, Ordering::SeqCst);
        iagttager.join().unwrap();
    });
    processer.iter_mut().for_each(Program::draeb);
    let mut h = f.historie.into_inner().unwrap();
    loeb(laes_alt(&mut h, data, url));
    let skrevet = h.skriv.iter().filter(|s| matches!(s.svar, Svar::Kvitteret(_))).count();
    match doem(&h) {
        Ok(o) => eprintln!("seed {froe}: {o:?}, {skrevet} acknowledged"),
        Err(b) => panic!("seed {froe}:\n{}", b.join("\n")),
    }
    assert!(skrevet > 10, "{skrevet} changes");
}

#[test]
fn the_program_loses_doubles_and_reorders_nothing_when_it_is_killed() {
    for froe in froe(2, 500) {
        spil(froe, None);
    }
}

#[test]
fn two_processes_on_postgresql_lose_double_and_reorder_nothing_when_one_is_killed() {
    for froe in froe(1, 500) {
        let Some((_server, url)) = postgres() else { return };
        spil(froe, Some(&url));
    }
}
