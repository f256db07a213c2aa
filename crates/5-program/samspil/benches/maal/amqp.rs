//! Publishing and consuming by AMQP: the program beside RabbitMQ with a quorum queue, by the same client.
use super::klient::{Klient, anmodning};
use super::linje;
use super::program::Program;
use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

const AFSENDERE: usize = 4;
const FORBRUGERE: usize = 2;
/// Messages in flight for each publisher of the second row.
const VINDUE: usize = 200;
const BYTES: usize = 1024;
const BESKEDTYPE: &str = "7654895c-a3f3-4c77-8afd-4c77330f963c";
const SYSTEM: &str = "ba537e12-8b0c-44b1-9de7-f75803a4e091";

/// A broker and how it is spoken to.
struct Maal<'m> {
    adresse: SocketAddr,
    vhost: &'m str,
    /// User and password.
    svar: &'m str,
    central: &'m str,
    noegle: &'m str,
    koe: String,
    /// Makes it first.
    erklaer: bool,
}

/// The two loads on the program, and on RabbitMQ where it is installed.
pub fn maal(mappe: &Path, sekunder: u64, sync: f64) {
    let varighed = Duration::from_secs(sekunder);
    let port = fri_port();
    let p = Program::start_med(
        &mappe.join("amqp"),
        &format!("sqlite:{}", mappe.join("amqp.db").display()),
        &["--amqp", &format!("127.0.0.1:{port}")],
    );
    let koe = dueslag(&p);
    let os = Maal {
        adresse: ([127, 0, 0, 1], port).into(),
        vhost: "BF",
        svar: "\u{0}11111111\u{0}x",
        central: "AFSEND_BESKED_EXCHANGE",
        noegle: "",
        koe,
        erklaer: false,
    };
    let vores = [koer(&os, 1, varighed), koer(&os, VINDUE, varighed)];
    drop(p);
    let rabbit = Rabbit::start(mappe);
    for (nr, (vindue, aim)) in [(1, 3_000), (VINDUE, 20_000)].into_iter().enumerate() {
        let (rate, hentet) = vores[nr];
        linje(
            &format!("AMQP: publish with confirm, {AFSENDERE} publishers, {vindue} in flight"),
            rate,
            "/s",
            &format!("{hentet:.0}/s delivered and acknowledged meanwhile; {:.2} of the sync rate; aim ≥ {aim}", rate / sync),
        );
        let Some(r) = &rabbit else {
            println!("  SKIPPED: RabbitMQ beside it (rabbitmq-server is not installed)");
            continue;
        };
        let dets =
            Maal { adresse: r.adresse, vhost: "/", svar: "\0guest\0guest", central: "", noegle: "maal", koe: "maal".into(), erklaer: true };
        let (deres, hentet) = koer(&dets, vindue, varighed);
        linje(
            "  RabbitMQ, quorum queue",
            deres,
            "/s",
            &format!("{hentet:.0}/s delivered meanwhile; the program is {:.2} of it; aim ≥ 1", rate / deres),
        );
    }
}

fn fri_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("port").port()
}

/// A dueslag that subscribes to the messages of the test.
fn dueslag(p: &Program) -> String {
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
    opret("abonnement", r#""navn": "m""#, &[("beskedtype", BESKEDTYPE), ("dueslag", &d)]);
    d
}

/// Confirms and acknowledged deliveries a second.
fn koer(m: &Maal<'_>, vindue: usize, varighed: Duration) -> (f64, f64) {
    let (slut, hentet) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    Forbindelse::ny(m).luk();
    std::thread::scope(|s| {
        for _ in 0..FORBRUGERE {
            let (slut, hentet) = (slut.clone(), hentet.clone());
            s.spawn(move || Forbindelse::ny(m).forbrug(&m.koe, &slut, &hentet));
        }
        let start = Instant::now();
        let afsendere: Vec<_> = (0..AFSENDERE).map(|t| s.spawn(move || Forbindelse::ny(m).afsend(m, t, vindue, varighed))).collect();
        let sendt: u64 = afsendere.into_iter().map(|a| a.join().expect("publisher")).sum();
        let tid = start.elapsed().as_secs_f64();
        let imens = hentet.load(Relaxed);
        slut.store(true, Relaxed);
        (sendt as f64 / tid, imens as f64 / tid)
    })
}

/// A connection with one channel.
struct Forbindelse {
    ind: BufReader<TcpStream>,
    krop: Vec<u8>,
}

fn kort(t: &str) -> Vec<u8> {
    [&[u8::try_from(t.len()).expect("short")][..], t.as_bytes()].concat()
}

fn ramme(slags: u8, kanal: u16, indhold: &[u8]) -> Vec<u8> {
    let laengde = u32::try_from(indhold.len()).expect("length").to_be_bytes();
    [&[slags][..], &kanal.to_be_bytes(), &laengde, indhold, &[0xce]].concat()
}

fn metode(kanal: u16, klasse: u16, metode: u16, rest: &[&[u8]]) -> Vec<u8> {
    ramme(1, kanal, &[&klasse.to_be_bytes()[..], &metode.to_be_bytes(), &rest.concat()].concat())
}

impl Forbindelse {
    fn ny(m: &Maal<'_>) -> Self {
        let s = TcpStream::connect(m.adresse).expect("connection");
        s.set_nodelay(true).expect("nodelay");
        s.set_read_timeout(Some(Duration::from_millis(500))).expect("timeout");
        let mut f = Self { ind: BufReader::with_capacity(1 << 16, s), krop: Vec::new() };
        f.send(b"AMQP\x00\x00\x09\x01");
        f.vent((10, 10));
        let svar = u32::try_from(m.svar.len()).expect("length").to_be_bytes();
        f.send(&metode(0, 10, 11, &[&[0; 4], &kort("PLAIN"), &svar, m.svar.as_bytes(), &kort("en_US")]));
        f.vent((10, 30));
        f.send(&metode(0, 10, 31, &[&[0, 10], &131_072_u32.to_be_bytes(), &[0, 0]]));
        f.send(&metode(0, 10, 40, &[&kort(m.vhost), &[0, 0]]));
        f.vent((10, 41));
        f.send(&metode(1, 20, 10, &[&[0]]));
        f.vent((20, 11));
        if m.erklaer {
            let felt = [kort("x-queue-type"), b"S\x00\x00\x00\x06quorum".to_vec()].concat();
            let laengde = u32::try_from(felt.len()).expect("length").to_be_bytes();
            f.send(&metode(1, 50, 10, &[&[0, 0], &kort(&m.koe), &[2], &laengde, &felt]));
            f.vent((50, 11));
        }
        f
    }

    fn send(&mut self, d: &[u8]) {
        self.ind.get_mut().write_all(d).expect("write");
    }

    /// Kind of the next frame; its payload is in `krop`. `None` when nothing came for half a second.
    fn laes(&mut self) -> Option<u8> {
        let mut hoved = [0; 7];
        match self.ind.read_exact(&mut hoved) {
            Ok(()) => {}
            Err(e) if matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => return None,
            Err(e) => panic!("{e}"),
        }
        let laengde = u32::from_be_bytes([hoved[3], hoved[4], hoved[5], hoved[6]]) as usize;
        self.krop.resize(laengde + 1, 0);
        self.ind.read_exact(&mut self.krop).expect("the rest of a frame");
        Some(hoved[0])
    }

    fn numre(&self) -> (u16, u16) {
        (u16::from_be_bytes([self.krop[0], self.krop[1]]), u16::from_be_bytes([self.krop[2], self.krop[3]]))
    }

    fn vent(&mut self, hvad: (u16, u16)) {
        for _ in 0..60 {
            if self.laes() == Some(1) {
                assert_eq!(self.numre(), hvad, "{}", String::from_utf8_lossy(&self.krop));
                return;
            }
        }
        panic!("{hvad:?} never came");
    }

    fn luk(mut self) {
        self.send(&metode(0, 10, 50, &[&[0, 200, 0, 0, 0, 0, 0]]));
    }

    /// Publishes for so long; how many were confirmed.
    fn afsend(mut self, m: &Maal<'_>, traad: usize, vindue: usize, varighed: Duration) -> u64 {
        self.send(&metode(1, 85, 10, &[&[0]]));
        self.vent((85, 11));
        let publish = metode(1, 60, 40, &[&[0, 0], &kort(m.central), &kort(m.noegle), &[0]]);
        let (start, mut sendt, mut bekraeftet) = (Instant::now(), 0_u64, 0_u64);
        let mut nr = u128::from(std::process::id()) << 64 | (traad as u128) << 60 | (vindue as u128) << 40 | 1 << 100;
        loop {
            let mere = start.elapsed() < varighed;
            let mut ud = Vec::new();
            while mere && sendt - bekraeftet < vindue as u64 {
                nr += 1;
                let krop = besked(nr);
                let hoved = [&[0, 60, 0, 0][..], &(krop.len() as u64).to_be_bytes(), &[0x10, 0, 2]].concat();
                ud.extend([publish.clone(), ramme(2, 1, &hoved), ramme(3, 1, &krop)].concat());
                sendt += 1;
            }
            if !mere && sendt == bekraeftet {
                self.luk();
                return bekraeftet;
            }
            self.send(&ud);
            while self.laes() != Some(1) {}
            assert_eq!(self.numre(), (60, 80), "no ack: {}", String::from_utf8_lossy(&self.krop));
            bekraeftet = u64::from_be_bytes(self.krop[4..12].try_into().expect("eight bytes"));
        }
    }

    /// Takes and acknowledges until told to stop.
    fn forbrug(mut self, koe: &str, slut: &AtomicBool, hentet: &AtomicU64) {
        self.send(&metode(1, 60, 10, &[&[0; 4], &500_u16.to_be_bytes(), &[0]]));
        self.vent((60, 11));
        self.send(&metode(1, 60, 20, &[&[0, 0], &kort(koe), &kort("c"), &[0], &[0; 4]]));
        let (mut tag, mut kvitteret) = (0, 0);
        while !slut.load(Relaxed) {
            let kom = self.laes();
            if kom == Some(1) && self.numre() == (60, 60) {
                let t = 5 + usize::from(self.krop[4]);
                tag = u64::from_be_bytes(self.krop[t..t + 8].try_into().expect("eight bytes"));
            }
            // Many at a time, and the rest when nothing more comes.
            if tag - kvitteret >= 100 || (kom.is_none() && tag > kvitteret) {
                self.send(&metode(1, 60, 80, &[&tag.to_be_bytes(), &[1]]));
                hentet.fetch_add(tag - kvitteret, Relaxed);
                kvitteret = tag;
            }
        }
        self.luk();
    }
}

/// A message of about 1 KiB.
fn besked(nr: u128) -> Vec<u8> {
    let mut ud = format!(
        "<b:Haendelsesbesked xmlns='urn:oio:sagdok:3.0.0' xmlns:b='urn:oio:besked:kuvert:1.0'><b:BeskedId><UUIDIdentifikator>{}</UUIDIdentifikator></b:BeskedId>\
         <b:BeskedVersion>1.0</b:BeskedVersion><b:Beskedkuvert><b:Filtreringsdata><b:Beskedtype><UUIDIdentifikator>{BESKEDTYPE}</UUIDIdentifikator></b:Beskedtype>\
         </b:Filtreringsdata><b:Leveranceinformation/></b:Beskedkuvert><b:Beskeddata><x>",
        grund::Uuid::from_u128(nr)
    );
    let slut = "</x></b:Beskeddata></b:Haendelsesbesked>";
    ud.push_str(&"x".repeat(BYTES.saturating_sub(ud.len() + slut.len())));
    ud.push_str(slut);
    ud.into_bytes()
}

/// Debian's RabbitMQ, in a folder of its own; stopped when dropped.
struct Rabbit {
    proces: Child,
    adresse: SocketAddr,
}

impl Rabbit {
    fn start(mappe: &Path) -> Option<Self> {
        let server = Path::new("/usr/lib/rabbitmq/bin/rabbitmq-server");
        if !server.exists() {
            return None;
        }
        let (port, fordeling, mappe) = (fri_port(), fri_port(), mappe.join("rabbit"));
        std::fs::create_dir_all(&mappe).expect("folder");
        let proces = Command::new(server)
            .env("HOME", &mappe)
            .env("RABBITMQ_NODENAME", format!("maal{port}@localhost"))
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODE_PORT", port.to_string())
            .env("RABBITMQ_DIST_PORT", fordeling.to_string())
            .env("RABBITMQ_MNESIA_BASE", &mappe)
            .env("RABBITMQ_LOG_BASE", &mappe)
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", mappe.join("plugins"))
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("rabbitmq-server starts");
        let r = Self { proces, adresse: ([127, 0, 0, 1], port).into() };
        let frist = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(r.adresse).is_err() {
            assert!(Instant::now() < frist, "RabbitMQ did not answer within a minute");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(r)
    }
}

impl Drop for Rabbit {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.proces.id().to_string()).status();
        let _ = self.proces.wait();
    }
}
