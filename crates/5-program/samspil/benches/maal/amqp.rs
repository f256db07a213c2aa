//! Publishing and consuming by AMQP: the program beside RabbitMQ with a quorum queue, by the same client in the same run; from the commit of a case to its delivery; a
//! backlog of a million.
use super::amqpklient::{Amqp, Hoert, Sted, publicering};
use super::klient::{Klient, anmodning};
use super::program::Program;
use super::{linje, raa};
use koe::proeve::ProeveRabbit;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

const FORBRUGERE: usize = 2;
const BYTES: usize = 1024;
/// Messages of the backlog.
const EFTERSLAEB: u64 = 1_000_000;
/// Cases of which it is measured how soon they are delivered.
const SAGER: usize = 500;
const BESKEDTYPE: &str = "7654895c-a3f3-4c77-8afd-4c77330f963c";
const SYSTEM: &str = "ba537e12-8b0c-44b1-9de7-f75803a4e091";
const SAG: &str = include_str!("../../../../../docs/eksempler/sag.xml");

/// A broker, and what is published to and consumed from.
struct Maal<'m> {
    sted: Sted,
    central: &'m str,
    noegle: &'m str,
    koe: String,
    /// A queue that is made first.
    erklaer: bool,
}

/// Publishers, messages in flight for each, and the aim for the rate of confirms.
const BELASTNINGER: [(usize, usize, f64); 2] = [(1, 1, 3_000.0), (4, 200, 20_000.0)];

/// A program that listens for AMQP.
fn program(mappe: &Path, navn: &str, mere: &[&str]) -> (Program, Sted) {
    let adresse: SocketAddr = ([127, 0, 0, 1], fri_port()).into();
    let fil = format!("sqlite:{}", mappe.join(format!("{navn}.db")).display());
    let p = Program::start_med(&mappe.join(navn), &fil, &[&["--amqp", &adresse.to_string()], mere].concat());
    (p, Sted { adresse, vhost: "BF", svar: "\u{0}11111111\u{0}x" })
}

fn os(p: &Program, sted: Sted) -> Maal<'static> {
    let koe = dueslag(p, BESKEDTYPE);
    Maal { sted, central: "AFSEND_BESKED_EXCHANGE", noegle: "", koe, erklaer: false }
}

/// The loads on the program, on RabbitMQ, and on the program with RabbitMQ as its store, where that is installed.
pub fn maal(mappe: &Path, sekunder: u64) {
    let varighed = Duration::from_secs(sekunder);
    let rabbit = ProeveRabbit::start();
    if rabbit.is_none() {
        println!("  SKIPPED: everything with RabbitMQ (rabbitmq-server is not installed)");
    }
    let (p, sted) = program(mappe, "amqp", &[]);
    let vores = os(&p, sted);
    let deres = rabbit.as_ref().map(|r| Maal {
        sted: Sted { adresse: r.adresse, vhost: "/", svar: "\0guest\0guest" },
        central: "",
        noegle: "maal",
        koe: "maal".into(),
        erklaer: true,
    });
    for (afsendere, vindue, aim) in BELASTNINGER {
        let foer = raa::synk_rate(mappe);
        let (rate, hentet) = koer(&vores, afsendere, vindue, varighed);
        let sync = (foer + raa::synk_rate(mappe)) / 2.0;
        linje(
            &format!("AMQP: publish with confirm, {afsendere} × {vindue} in flight"),
            rate,
            "/s",
            &format!(
                "{hentet:.0}/s delivered and acknowledged meanwhile; {:.2} of the sync rate; aim ≥ {aim} (1 in flight: or 0.8)",
                rate / sync
            ),
        );
        if let Some(d) = &deres {
            let (dem, hentet) = koer(d, afsendere, vindue, varighed);
            let resten = format!("{hentet:.0}/s delivered meanwhile; the program is {:.2} of it; aim ≥ 1", rate / dem);
            linje("  RabbitMQ itself, quorum queue", dem, "/s", &resten);
        }
    }
    fra_sag_til_levering(&p, &vores.sted);
    drop(p);
    if let Some(r) = &rabbit {
        let (p, sted) = program(mappe, "amqprabbit", &["--koe", &r.url()]);
        let m = os(&p, sted);
        for (afsendere, vindue, _) in BELASTNINGER {
            let (rate, hentet) = koer(&m, afsendere, vindue, varighed);
            let navn = format!("  RabbitMQ as the store, {afsendere} × {vindue} in flight");
            linje(&navn, rate, "/s", &format!("{hentet:.0}/s delivered and acknowledged meanwhile"));
        }
    }
}

/// How long after a case was answered to its writer it is at its receiver.
fn fra_sag_til_levering(p: &Program, sted: &Sted) {
    let typen = sagdokument::OBJEKTTYPER.iter().find(|t| t.sti == "sagindeks").expect("type");
    let d = dueslag(p, &beskedfordeler::fordeler::beskedtype(typen).to_string());
    let mut c = til(sted, |c| c.forbrug(&d, 100));
    let mut k = Klient::ny(p.adresse).expect("connection");
    let krop = SAG.split_once("?>").map_or(SAG, |(_, k)| k);
    let (mut efter_svar, mut i_alt) = (Vec::new(), Vec::new());
    for n in 0..SAGER {
        let id = format!("10000000-0000-4000-8000-{:012x}", 0xabc_0000_0000_u64 + n as u64);
        let krop = krop.replace("10000000-0000-4000-8000-000000000001", &id).replace("27.35.04-G01-1-26", &format!("27.35.04-G01-{n}-26"));
        let konvolut = format!("<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body>{krop}</e:Body></e:Envelope>");
        let start = Instant::now();
        let (status, svar) = k.kald(&anmodning("POST", "/sagdokumentindeks/6", "application/soap+xml", &konvolut)).expect("answer");
        let svar_kom = start.elapsed();
        let svar = String::from_utf8_lossy(svar);
        assert!(status == 200 && svar.contains(">20<"), "{svar}");
        let tag = loop {
            match c.hoer().expect("delivery") {
                Some(Hoert::Leverance { tag, krop }) if String::from_utf8_lossy(&krop).contains(&id) => break tag,
                _ => assert!(start.elapsed() < Duration::from_secs(30), "{id} was not delivered"),
            }
        };
        let alt = start.elapsed();
        efter_svar.push(alt.saturating_sub(svar_kom).as_secs_f64() * 1e3);
        i_alt.push(alt.as_secs_f64() * 1e3);
        c.kvitter(tag).expect("ack");
    }
    let p = |v: &mut Vec<f64>, n: usize| {
        v.sort_by(f64::total_cmp);
        v[(v.len() * n / 100).min(v.len() - 1)]
    };
    let hele = format!(
        "p50 {:.1} ms; with the writing of the case p50 {:.1} ms, p99 {:.1} ms; aim p99 < 50 ms",
        p(&mut efter_svar, 50),
        p(&mut i_alt, 50),
        p(&mut i_alt, 99)
    );
    linje("commit of a case to its delivery by AMQP, p99", p(&mut efter_svar, 99), "ms", &hele);
}

/// A million messages that nobody fetches, and then somebody does.
pub fn efterslaeb(mappe: &Path) {
    let (p, sted) = program(mappe, "efterslaeb", &[]);
    let m = os(&p, sted);
    let foer = p.hukommelse();
    let start = Instant::now();
    afsend_alle(&m, 4, 500, |sendt| sendt < EFTERSLAEB / 4);
    let (lagt, hukommelse) = (start.elapsed(), p.hukommelse());
    linje(
        "backlog of 1,000,000 messages: memory",
        hukommelse,
        "MiB",
        &format!("{foer:.0} before; aim < 200; laid down in {:.0} s", lagt.as_secs_f64()),
    );
    let start = Instant::now();
    let hentet = AtomicU64::new(0);
    std::thread::scope(|s| {
        for _ in 0..FORBRUGERE {
            s.spawn(|| forbrug(&m, &|| hentet.load(Relaxed) >= EFTERSLAEB, &hentet));
        }
    });
    linje(
        "  drained by 2 consumers",
        hentet.load(Relaxed) as f64 / start.elapsed().as_secs_f64(),
        "/s",
        &format!("memory {:.0} MiB", p.hukommelse()),
    );
}

fn fri_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("port").port()
}

/// A dueslag that subscribes to a type of message.
fn dueslag(p: &Program, beskedtype: &str) -> String {
    let virkning = r#""virkning": {"from": "2020-01-01T00:00:00+01:00", "to": "infinity"}"#;
    let mut k = Klient::ny(p.adresse).expect("connection");
    let mut opret = |slags: &str, egenskaber: &str, relationer: &[(&str, &str)]| {
        let relationer: Vec<String> = relationer.iter().map(|(n, u)| format!(r#""{n}": [{{"uuid": "{u}", {virkning}}}]"#)).collect();
        let krop = format!(
            r#"{{"note": "n", "attributter": {{"{slags}egenskaber": [{{{egenskaber}, {virkning}}}]}}, "tilstande": {{"{slags}gyldighed": [{{"gyldighed": "Aktiv", {virkning}}}]}}, "relationer": {{{}}}}}"#,
            relationer.join(", ")
        );
        let (status, svar) = k.kald(&anmodning("POST", &format!("/beskedfordeler/{slags}"), super::JSON, &krop)).expect("answer");
        let svar = String::from_utf8_lossy(svar).into_owned();
        assert_eq!(status, 201, "{svar}");
        svar.split('"').nth(3).expect("uuid").to_owned()
    };
    let d = opret("dueslag", r#""navn": "m", "leveringsmaade": "BeskedHent""#, &[("modtagersystem", SYSTEM)]);
    opret("abonnement", r#""navn": "m""#, &[("beskedtype", beskedtype), ("dueslag", &d)]);
    // The program follows its own changes a moment later.
    std::thread::sleep(Duration::from_secs(1));
    d
}

/// A connection that has done something first.
fn til(sted: &Sted, foerst: impl FnOnce(&mut Amqp) -> io::Result<()>) -> Amqp {
    let mut c = Amqp::ny(sted).expect("connection");
    foerst(&mut c).expect("answer");
    c
}

/// Confirms and acknowledged deliveries a second.
fn koer(m: &Maal<'_>, afsendere: usize, vindue: usize, varighed: Duration) -> (f64, f64) {
    let (slut, hentet) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    if m.erklaer {
        til(&m.sted, |c| c.erklaer_quorum(&m.koe)).luk();
    }
    std::thread::scope(|s| {
        for _ in 0..FORBRUGERE {
            let (slut, hentet) = (slut.clone(), hentet.clone());
            s.spawn(move || forbrug(m, &|| slut.load(Relaxed), &hentet));
        }
        let start = Instant::now();
        let sendt = afsend_alle(m, afsendere, vindue, |_| start.elapsed() < varighed);
        let tid = start.elapsed().as_secs_f64();
        let imens = hentet.load(Relaxed);
        slut.store(true, Relaxed);
        (sendt as f64 / tid, imens as f64 / tid)
    })
}

/// How many were confirmed.
fn afsend_alle(m: &Maal<'_>, afsendere: usize, vindue: usize, mere: impl Fn(u64) -> bool + Sync) -> u64 {
    static RUNDE: AtomicU64 = AtomicU64::new(1);
    let runde = RUNDE.fetch_add(1, Relaxed);
    std::thread::scope(|s| {
        let alle: Vec<_> =
            (0..afsendere as u64).map(|t| (t, &mere)).map(|(t, mere)| s.spawn(move || afsend(m, runde << 8 | t, vindue, mere))).collect();
        alle.into_iter().map(|a| a.join().expect("publisher")).sum()
    })
}

fn afsend(m: &Maal<'_>, hvem: u64, vindue: usize, mere: &(impl Fn(u64) -> bool + Sync)) -> u64 {
    let mut c = til(&m.sted, Amqp::bekraeft);
    let (mut sendt, mut bekraeftet) = (0_u64, 0_u64);
    loop {
        let mut ud = Vec::new();
        let flere = mere(sendt);
        while flere && sendt - bekraeftet < vindue as u64 && mere(sendt) {
            sendt += 1;
            ud.extend(publicering(m.central, m.noegle, &besked(hvem, sendt)));
        }
        if !flere && sendt == bekraeftet {
            c.luk();
            return bekraeftet;
        }
        c.send(&ud).expect("write");
        match c.hoer().expect("confirm") {
            Some(Hoert::Bekraeftet { tag, taget: true, .. }) => bekraeftet = tag,
            Some(b) => panic!("{b:?}"),
            None => {}
        }
    }
}

/// Takes and acknowledges until told to stop.
fn forbrug(m: &Maal<'_>, slut: &(dyn Fn() -> bool + Sync), hentet: &AtomicU64) {
    let mut c = til(&m.sted, |c| c.forbrug(&m.koe, 500));
    let (mut tag, mut kvitteret) = (0, 0);
    while !slut() {
        let kom = c.hoer().expect("delivery");
        if let Some(Hoert::Leverance { tag: t, .. }) = kom {
            tag = t;
        }
        // Many at a time, and the rest when nothing more comes.
        if tag - kvitteret >= 100 || (kom.is_none() && tag > kvitteret) {
            c.kvitter(tag).expect("ack");
            hentet.fetch_add(tag - kvitteret, Relaxed);
            kvitteret = tag;
        }
    }
    c.luk();
}

/// A message of about 1 KiB.
fn besked(hvem: u64, nr: u64) -> Vec<u8> {
    let mut ud = format!(
        "<b:Haendelsesbesked xmlns='urn:oio:sagdok:3.0.0' xmlns:b='urn:oio:besked:kuvert:1.0'><b:BeskedId><UUIDIdentifikator>{}</UUIDIdentifikator></b:BeskedId>\
         <b:BeskedVersion>1.0</b:BeskedVersion><b:Beskedkuvert><b:Filtreringsdata><b:Beskedtype><UUIDIdentifikator>{BESKEDTYPE}</UUIDIdentifikator></b:Beskedtype>\
         </b:Filtreringsdata><b:Leveranceinformation/></b:Beskedkuvert><b:Beskeddata><x>",
        grund::Uuid::from_u64_pair(hvem, nr)
    );
    let slut = "</x></b:Beskeddata></b:Haendelsesbesked>";
    ud.push_str(&"x".repeat(BYTES.saturating_sub(ud.len() + slut.len())));
    ud.push_str(slut);
    ud.into_bytes()
}
