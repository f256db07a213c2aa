//! Sudden death of the message store's program, its database or its broker while senders and receivers work by AMQP: nothing is lost, and order is kept for each
//! dueslag and publisher. Receivers also hang up and come back at once, with messages on their hands.
//!
//! What counts as order: a message comes for the first time when all that its sender sent before it have come, but for those that the sender was told were not taken
//! (nack), and sent again behind it. What comes again comes in order too, from the first that was not acknowledged.
//!
//! Ten deaths in the test command; `SAMSPIL_DRAB=100` for more, `SAMSPIL_FROE` for other moments.
use crate::amqpklient::{Amqp, Hoert, Sted, kort, metode, publicering};
use crate::beskedfordeler::{objekt, opret, vis};
use crate::nedbrud::{kontroller, postgres};
use crate::program::{Program, samspil};
use grund::Uuid;
use grund::slump::Slump;
use koe::proeve::ProeveRabbit;
use serde_json::json;
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

pub const SYSTEM: &str = "ba537e12-8b0c-44b1-9de7-f75803a4e091";
pub const BESKEDTYPE: &str = "7654895c-a3f3-4c77-8afd-4c77330f963c";
const AFSENDERE: usize = 4;
/// The dueslag that each receiver takes from: two of them share one.
const MODTAGERE: [usize; 4] = [0, 1, 2, 2];
/// Messages in flight for each sender: one waits for each confirm, and one sends more than a task of the program does in one go.
const VINDUER: [u64; AFSENDERE] = [1, 40, 300, 1_000];
/// Messages that a sender may be ahead of the slowest receiver, so that the test ends.
const FORSPRING: u64 = 4_000;

fn fra_miljoe(navn: &str, ellers: u64) -> u64 {
    std::env::var(navn).ok().and_then(|v| v.parse().ok()).unwrap_or(ellers)
}

/// A port that no outgoing connection takes while the program is dead.
pub fn fast_port() -> u16 {
    let pid = u16::try_from(std::process::id() % 6_000).unwrap();
    static NAESTE: AtomicU64 = AtomicU64::new(0);
    loop {
        let port = 20_000 + (pid * 2 + u16::try_from(NAESTE.fetch_add(1, SeqCst)).unwrap()) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Message number `n` of a sender.
pub fn besked(afsender: usize, n: u64) -> Vec<u8> {
    let id = Uuid::from_u64_pair(afsender as u64 + 1, n);
    format!(
        "<b:Haendelsesbesked xmlns='urn:oio:sagdok:3.0.0' xmlns:b='urn:oio:besked:kuvert:1.0'><b:BeskedId><UUIDIdentifikator>{id}</UUIDIdentifikator></b:BeskedId>\
         <b:BeskedVersion>1.0</b:BeskedVersion><b:Beskedkuvert><b:Filtreringsdata><b:Beskedtype><UUIDIdentifikator>{BESKEDTYPE}</UUIDIdentifikator></b:Beskedtype>\
         </b:Filtreringsdata><b:Leveranceinformation/></b:Beskedkuvert><b:Beskeddata><x>{}</x></b:Beskeddata></b:Haendelsesbesked>",
        "x".repeat(200 + usize::try_from(n % 7).unwrap() * 100)
    )
    .into_bytes()
}

/// Sender and number of a message as it was delivered, by its `BeskedId`.
fn af(krop: &[u8]) -> (usize, u64) {
    let tekst = std::str::from_utf8(krop).unwrap();
    let id = tekst.split("UUIDIdentifikator>").nth(1).and_then(|t| t.get(..36)).unwrap();
    let (afsender, n) = id.parse::<Uuid>().unwrap().as_u64_pair();
    (usize::try_from(afsender).unwrap() - 1, n)
}

/// What came of one sender into one dueslag.
#[derive(Clone, Debug, Default)]
struct Modtaget {
    /// Every lower number came.
    naeste: u64,
    /// Higher ones that came: none where one receiver takes them in order.
    forud: BTreeSet<u64>,
    igen: u64,
}

#[derive(Default)]
struct Faelles {
    ikke_flere: AtomicBool,
    slut: AtomicBool,
    modtaget: [Mutex<[Modtaget; AFSENDERE]>; 3],
    /// Messages that each sender has a confirm of.
    bekraeftet: [AtomicU64; AFSENDERE],
    /// Those that were refused because the store was away: what was in flight behind them may have come first.
    naegtet: [Mutex<BTreeSet<u64>>; AFSENDERE],
    /// Messages that came before others of their sender: receiver, sender, the message, and those.
    uorden: Mutex<Vec<(usize, usize, u64, Vec<u64>)>>,
    /// Deliveries that came again, and not in order.
    ude_af_raekke: Mutex<Vec<String>>,
    fejl: Mutex<Vec<String>>,
    /// What was laid down and not answered may lie there twice.
    gentagelser: bool,
}

impl Faelles {
    /// How far the slowest receiver is with a sender's messages.
    fn laveste(&self, afsender: usize) -> u64 {
        self.modtaget.iter().map(|m| m.lock().unwrap()[afsender].naeste).min().unwrap_or(0)
    }

    fn fejl(&self, tekst: String) {
        let mut f = self.fejl.lock().unwrap();
        if f.len() < 20 {
            f.push(tekst);
        }
    }
}

/// Sends until told to stop, and what was not confirmed again, to whichever program takes it; how many there were.
fn afsend(nr: usize, steder: &[Sted], f: &Faelles) -> u64 {
    let (mut bekraeftet, mut sendt) = (0, 0);
    for sted in steder.iter().cycle() {
        match paa_en_forbindelse(nr, sted, f, &mut bekraeftet, &mut sendt) {
            Ok(()) => break,
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    sendt
}

fn paa_en_forbindelse(nr: usize, sted: &Sted, f: &Faelles, bekraeftet: &mut u64, sendt: &mut u64) -> std::io::Result<()> {
    let mut c = Amqp::ny(sted)?;
    c.bekraeft()?;
    // Tags begin at 1 on each connection; from the first message without a confirm on, everything is sent again.
    let foerste = *bekraeftet;
    let mut ved = foerste;
    let (mut ude, mut naegtet) = (BTreeSet::new(), false);
    loop {
        let mut ud = Vec::new();
        let loft = f.laveste(nr) + FORSPRING;
        while !naegtet && ved < loft && ved - *bekraeftet < VINDUER[nr] && (ved < *sendt || !f.ikke_flere.load(SeqCst)) {
            ude.insert(ved);
            ud.extend(publicering("AFSEND_BESKED_EXCHANGE", "", &besked(nr, ved)));
            ved += 1;
            *sendt = ved.max(*sendt);
        }
        c.send(&ud)?;
        if ved == *bekraeftet && f.ikke_flere.load(SeqCst) {
            c.luk();
            return Ok(());
        }
        if naegtet && ude.is_empty() {
            return Err(std::io::ErrorKind::Other.into());
        }
        match c.hoer()? {
            Some(Hoert::Bekraeftet { tag, flere, taget }) => {
                let n = foerste + tag - 1;
                let dem = if flere { ude.range(..=n).copied().collect() } else { vec![n] };
                ude.retain(|x| !dem.contains(x));
                if taget && !naegtet {
                    *bekraeftet = ude.first().copied().unwrap_or(ved);
                    f.bekraeftet[nr].store(*bekraeftet, SeqCst);
                } else if !taget {
                    naegtet = true;
                    f.naegtet[nr].lock().unwrap().extend(dem);
                }
            }
            Some(Hoert::Leverance { .. }) => f.fejl("a delivery to a sender".into()),
            None => {}
        }
    }
}

/// Takes from a dueslag until told to stop.
fn modtag(nr: usize, steder: &[Sted], dueslag: &str, f: &Faelles) {
    let mut s = Slump::ny(fra_miljoe("SAMSPIL_FROE", 1), &format!("modtager{nr}"));
    for sted in steder.iter().cycle() {
        if f.slut.load(SeqCst) {
            return;
        }
        if tag_imod(nr, sted, dueslag, f, &mut s).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn tag_imod(nr: usize, sted: &Sted, dueslag: &str, f: &Faelles, s: &mut Slump) -> std::io::Result<()> {
    let mut c = Amqp::ny(sted)?;
    c.forbrug(dueslag, 60)?;
    let alene = MODTAGERE.iter().filter(|d| **d == MODTAGERE[nr]).count() == 1;
    let mut foer: [Option<u64>; AFSENDERE] = [None; AFSENDERE];
    let (mut sidst, mut ukvitteret) = (0, 0);
    while !f.slut.load(SeqCst) {
        match c.hoer()? {
            Some(Hoert::Leverance { tag, krop }) => {
                let (afsender, n) = af(&krop);
                {
                    let mut m = f.modtaget[MODTAGERE[nr]].lock().unwrap();
                    let m = &mut m[afsender];
                    // Whether those were refused is known when their sender has read it.
                    let mangler: Vec<u64> = (m.naeste..n).filter(|x| !m.forud.contains(x)).collect();
                    if alene && !mangler.is_empty() && !m.forud.contains(&n) {
                        f.uorden.lock().unwrap().push((nr, afsender, n, mangler));
                    }
                    // What comes again comes in order too, from the first that was not acknowledged.
                    let naegtet = || f.naegtet[afsender].lock().unwrap().is_empty();
                    if alene && !f.gentagelser && foer[afsender].is_some_and(|x| x + 1 != n) && naegtet() {
                        f.ude_af_raekke
                            .lock()
                            .unwrap()
                            .push(format!("receiver {nr}: {n} of sender {afsender} came after {:?}", foer[afsender]));
                    }
                    if n < m.naeste || !m.forud.insert(n) {
                        m.igen += 1;
                    }
                    while m.forud.remove(&m.naeste) {
                        m.naeste += 1;
                    }
                }
                foer[afsender] = Some(n);
                (sidst, ukvitteret) = (tag, ukvitteret + 1);
                if ukvitteret > s.under(30) {
                    c.kvitter(sidst)?;
                    ukvitteret = 0;
                    // A receiver that goes away now and then, with what it has on its hands.
                    if s.procent(5) {
                        return Ok(());
                    }
                }
            }
            Some(b) => f.fejl(format!("{b:?} to a receiver")),
            None if ukvitteret > 0 => {
                c.kvitter(sidst)?;
                ukvitteret = 0;
            }
            None => {}
        }
    }
    c.luk();
    Ok(())
}

/// Dueslag that all get every message, in programs that run in the open mode and listen for AMQP there; when the one that distributes knows them.
pub fn dueslag(p: &Program, steder: &[Sted], antal: usize) -> Vec<String> {
    let et = |navn: &str| {
        let (e, r) = (json!({"navn": navn, "leveringsmaade": "BeskedHent"}), json!({"modtagersystem": SYSTEM}));
        opret(p, "/beskedfordeler/dueslag", &objekt("dueslag", e, r))
    };
    let ny = |n: usize| {
        let d = et(&format!("d{n}"));
        let r = json!({"beskedtype": BESKEDTYPE, "dueslag": d});
        opret(p, "/beskedfordeler/abonnement", &objekt("abonnement", json!({"navn": "a"}), r));
        d
    };
    let ud = (0..antal).map(ny).collect();
    // It reads of them in order.
    let sidste = et("sidste");
    let i =
        |sted: &Sted| Amqp::ny(sted).and_then(|mut c| c.spoerg(&metode(1, 50, 10, &[&[0, 0], &kort(&sidste), &[1], &[0; 4]]), (50, 11)));
    let frist = Instant::now() + Duration::from_secs(90);
    loop {
        let svar: Vec<_> = steder.iter().map(i).collect();
        if svar.iter().any(Result::is_ok) {
            break;
        }
        assert!(Instant::now() < frist, "{svar:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
    ud
}

/// What is killed, and what with.
struct Spil<'s> {
    navn: &'s str,
    /// Programs at once.
    antal: usize,
    /// More arguments for each.
    mere: &'s [&'s str],
    /// Something else that happens in between.
    forstyr: Option<&'s dyn Fn()>,
}

/// Kills programs again and again while senders and receivers work.
fn spil(sp: &Spil<'_>) {
    let mappe = tempfile::tempdir().unwrap();
    let navn = sp.navn;
    let (froe, drab) = (fra_miljoe("SAMSPIL_FROE", 1), fra_miljoe("SAMSPIL_DRAB", 10));
    let mut s = Slump::ny(froe, navn);
    let steder: Vec<Sted> =
        (0..sp.antal).map(|_| Sted { adresse: ([127, 0, 0, 1], fast_port()).into(), vhost: "BF", svar: "\0x\0x" }).collect();
    let data: Vec<PathBuf> = (0..sp.antal).map(|nr| mappe.path().join(format!("p{nr}"))).collect();
    let argumenter = |nr: usize| {
        [&["--amqp".to_owned(), steder[nr].adresse.to_string()][..], &sp.mere.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>()].concat()
    };
    let start = |nr: usize| Program::serve(&data[nr], &argumenter(nr).iter().map(String::as_str).collect::<Vec<_>>());
    let mut programmer: Vec<Program> = (0..sp.antal).map(start).collect();
    let dueslag = dueslag(&programmer[sp.antal - 1], &steder, 3);
    let f = Faelles { gentagelser: sp.mere.contains(&"--koe"), ..Faelles::default() };
    let sendt = std::thread::scope(|traade| {
        let (f, steder) = (&f, steder.as_slice());
        for (nr, d) in MODTAGERE.iter().enumerate() {
            let d = &dueslag[*d];
            traade.spawn(move || modtag(nr, steder, d, f));
        }
        let afsendere: Vec<_> = (0..AFSENDERE).map(|nr| traade.spawn(move || afsend(nr, steder, f))).collect();
        for _ in 0..drab {
            // Most die at work, some as they start.
            vent_paa_arbejde(f);
            std::thread::sleep(Duration::from_millis(s.under(400)));
            if let Some(forstyr) = sp.forstyr.filter(|_| s.procent(30)) {
                forstyr();
                std::thread::sleep(Duration::from_millis(s.under(400)));
            }
            let nr = usize::try_from(s.under(sp.antal as u64)).unwrap();
            programmer[nr].draeb();
            if sp.antal > 1 {
                // The other takes over by itself.
                vent_paa_arbejde(f);
            }
            if s.procent(25) {
                let mut c = samspil(&["serve", "--aaben", "--udvikling", "--http", "127.0.0.1:0", "--https", "fra", "--data"])
                    .arg(&data[nr])
                    .args(argumenter(nr))
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap();
                std::thread::sleep(Duration::from_millis(s.under(800)));
                c.kill().unwrap();
                c.wait().unwrap();
            }
            programmer[nr] = start(nr);
        }
        vent_paa_arbejde(f);
        f.ikke_flere.store(true, SeqCst);
        let sendt: Vec<u64> = afsendere.into_iter().map(|a| a.join().unwrap()).collect();
        let frist = Instant::now() + Duration::from_secs(240);
        let er_der = || f.modtaget.iter().all(|m| m.lock().unwrap().iter().zip(&sendt).all(|(m, s)| m.naeste == *s));
        while !er_der() && Instant::now() < frist {
            std::thread::sleep(Duration::from_millis(50));
        }
        // The last acknowledgements are on their way.
        std::thread::sleep(Duration::from_millis(500));
        f.slut.store(true, SeqCst);
        sendt
    });
    let (fejl, naegtet) = (f.fejl.into_inner().unwrap(), f.naegtet.iter().map(|n| n.lock().unwrap().len()).sum::<usize>());
    let mut orden = f.ude_af_raekke.into_inner().unwrap();
    for (nr, afsender, n, mangler) in f.uorden.into_inner().unwrap() {
        let dem: Vec<u64> = mangler.into_iter().filter(|x| !f.naegtet[afsender].lock().unwrap().contains(x)).collect();
        if !dem.is_empty() && orden.len() < 40 {
            orden.push(format!("receiver {nr}: {n} of sender {afsender} came before {dem:?}"));
        }
    }
    let igen: u64 = f.modtaget.iter().map(|m| m.lock().unwrap().iter().map(|m| m.igen).sum::<u64>()).sum();
    println!("{navn}, seed {froe}: {drab} deaths, {sendt:?} messages sent, {igen} deliveries again, {naegtet} refused");
    let log = || programmer.iter().map(|p| p.log.lock().unwrap().clone()).collect::<Vec<_>>();
    assert_eq!(fejl, Vec::<String>::new(), "{:#?}", log());
    assert_eq!(orden, Vec::<String>::new(), "{:#?}", log());
    for (nr, m) in f.modtaget.iter().enumerate() {
        for (a, m) in m.lock().unwrap().iter().enumerate() {
            assert_eq!(m.naeste, sendt[a], "dueslag {nr}, sender {a}: {} later ones came; {:#?}", m.forud.len(), log());
        }
    }
    assert!(sendt.iter().sum::<u64>() > drab * 20, "{sendt:?}: next to nothing was sent");
    for p in &mut programmer {
        p.stop();
    }
    let lager: Vec<&str> = sp.mere.iter().skip_while(|a| **a != "--lager").take(2).copied().collect();
    if !sp.mere.contains(&"--koe") {
        for d in &dueslag {
            let fejlkoe = vis(&data[0], &[&["vis", d.as_str(), "--fejlkoe"], lager.as_slice()].concat());
            assert_eq!(fejlkoe, "", "nothing was given up");
        }
        let liste = vis(&data[0], &[&["list"], lager.as_slice()].concat());
        assert_eq!(liste.lines().filter(|l| l.contains(": 0 messages, 0 bytes; 0 in the error queue")).count(), 4, "{liste}");
    }
    kontroller(&[&["--data", data[0].to_str().unwrap()], lager.as_slice()].concat());
}

/// Until every sender has had a confirm, and every dueslag a delivery, since now.
fn vent_paa_arbejde(f: &Faelles) {
    let nu = || {
        let modtaget = f.modtaget.iter().map(|m| m.lock().unwrap().iter().map(|m| m.naeste + m.forud.len() as u64 + m.igen).sum::<u64>());
        f.bekraeftet.iter().map(|b| b.load(SeqCst)).chain(modtaget).collect::<Vec<u64>>()
    };
    let foer = nu();
    let frist = Instant::now() + Duration::from_secs(240);
    while nu().iter().zip(&foer).any(|(a, b)| a <= b) {
        if Instant::now() > frist {
            return f.fejl(format!("no work within four minutes: {foer:?} {:?}", nu()));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn e32_e35_kill_9_loses_no_message() {
    spil(&Spil { navn: "sqlite", antal: 1, mere: &[], forstyr: None });
}

#[test]
fn e32_e35_kill_9_and_a_crash_of_the_database_lose_no_message() {
    let Some((server, url)) = postgres() else { return };
    spil(&Spil {
        navn: "postgresql",
        antal: 1,
        mere: &["--lager", &url],
        forstyr: Some(&|| {
            server.genstart_haardt();
        }),
    });
}

#[test]
fn e32_e35_of_two_programs_on_one_database_the_other_takes_over_when_one_is_killed() {
    let Some((_server, url)) = postgres() else { return };
    spil(&Spil { navn: "to programmer", antal: 2, mere: &["--lager", &url], forstyr: None });
}

#[test]
fn e32_e35_with_rabbitmq_as_the_store_kill_9_of_either_loses_no_message() {
    let Some(rabbit) = ProeveRabbit::start() else {
        eprintln!("SKIPPED: RabbitMQ is not installed (Debian: rabbitmq-server), or did not start");
        return;
    };
    let doer = || {
        rabbit.draeb();
        assert!(rabbit.op(), "RabbitMQ came back");
    };
    spil(&Spil { navn: "rabbitmq", antal: 1, mere: &["--koe", &rabbit.url()], forstyr: Some(&doer) });
}
