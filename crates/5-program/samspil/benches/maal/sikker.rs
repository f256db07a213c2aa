//! Tokens and signed calls against the machine's own RSA rate, all in one run. Messages are signed before the clock starts, so that the
//! client costs little; each is used once, because a repetition is refused.
use super::klient::{anmodning, last};
use super::linje;
use ::klient::{Besked, Betroet, Rst, Token, byg_besked, byg_rst, laes_noegle, laes_rst_svar};
use grund::{Cvr, Tidspunkt, Uuid};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::Noeglepar;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const STS: &str = "/runtime/services/kombittrust/14/certificatemixed";
const BRUGER: &str = "/organisation/bruger/6";
const ORG: &str = "http://stoettesystemerne.dk/service/organisation/3";
pub const SOAP: &str = "application/soap+xml; charset=utf-8";
/// Threads that sign and verify, and threads that make messages: one for each core of the machine that the aims are for.
const KERNER: usize = 2;
/// Connections.
pub const KLIENTER: usize = 16;

/// A demo with security on.
pub struct Demo {
    proces: Child,
    pub adresse: SocketAddr,
}

impl Demo {
    fn cpu(&self) -> f64 {
        cpu(self.proces.id())
    }

    /// Resident memory in MiB.
    pub fn hukommelse(&self) -> f64 {
        super::program::hukommelse(self.proces.id())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.proces.id().to_string()).status();
        let _ = self.proces.wait();
    }
}

pub fn start(data: &Path, lager: Option<&str>) -> Demo {
    let mut proces = Command::new(env!("CARGO_BIN_EXE_samspil"))
        .args([
            "demo",
            "--tom",
            "--http",
            "127.0.0.1:0",
            "--https",
            "fra",
            "--log",
            "samspil::kommandoer=info",
            "--logform",
            "json",
            "--data",
        ])
        .arg(data)
        .args(lager.into_iter().flat_map(|l| ["--lager", l]))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("samspil starts");
    let linjer = BufReader::new(proces.stderr.take().expect("stderr")).lines();
    let adresse = linjer.map_while(Result::ok).find_map(|l| {
        let v: serde_json::Value = serde_json::from_str(&l).ok()?;
        (v["message"] == "klar").then(|| v["adresse"].as_str().unwrap_or_default().trim_start_matches("http://").parse().ok())?
    });
    Demo { proces, adresse: adresse.expect("the demo is ready") }
}

pub fn nu() -> Tidspunkt {
    let d = SystemTime::now().duration_since(UNIX_EPOCH).expect("clock");
    Tidspunkt::fra_mikros(i64::try_from(d.as_micros()).expect("time"))
}

/// Processor seconds that a process has used; the system counts hundredths.
fn cpu(proces: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{proces}/stat")).unwrap_or_default();
    // The name, in parentheses, may hold blanks; user and system time are fields 14 and 15.
    let felter = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    felter.filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}

const RATE: Duration = Duration::from_secs(2);

/// How often all cores together do something in a second.
fn rate(f: impl Fn() + Sync) -> f64 {
    let varighed = RATE;
    let start = Instant::now();
    let antal: u64 = std::thread::scope(|s| {
        let traade: Vec<_> = (0..KERNER)
            .map(|_| {
                s.spawn(|| {
                    let mut n = 0;
                    while start.elapsed() < varighed {
                        f();
                        n += 1;
                    }
                    n
                })
            })
            .collect();
        traade.into_iter().map(|t| t.join().expect("thread")).sum()
    });
    antal as f64 / start.elapsed().as_secs_f64()
}

/// So many signed requests, made by all cores.
pub fn lav(antal: usize, byg: impl Fn() -> Vec<u8> + Sync) -> Vec<Vec<u8>> {
    std::thread::scope(|s| {
        let traade: Vec<_> = (0..KERNER).map(|_| s.spawn(|| (0..antal / KERNER).map(|_| byg()).collect::<Vec<_>>())).collect();
        traade.into_iter().flat_map(|t| t.join().expect("thread")).collect()
    })
}

/// A token for the service.
pub fn token(p: &Demo, noegler: &Path, n: &Noeglepar, tjeneste: &str) -> Token {
    let sts = Certifikat::fra_pem(&std::fs::read_to_string(noegler.join("sts.pem")).expect("sts.pem")).expect("certificate");
    let (id, til) = (Uuid::new_v4(), format!("http://{}{STS}", p.adresse));
    let rst = byg_rst(&Rst { til: &til, tjeneste, myndighed: Cvr::KORSBAEK, bruger: None, besked_id: id, nu: nu() }, n).expect("request");
    let mut k = super::klient::Klient::ny(p.adresse).expect("connect");
    let (status, svar) = k.kald(&anmodning("POST", STS, SOAP, &rst)).expect("call");
    let svar = String::from_utf8_lossy(svar).into_owned();
    assert_eq!(status, 200, "{svar}");
    laes_rst_svar(&svar, id, &Betroet::Certifikater(sts), nu()).expect("answer").unwrap_or_else(|_| panic!("a fault"))
}

pub fn maal(mappe: &Path, sekunder: u64) {
    let data = mappe.join("sikker");
    let p = start(&data, None);
    linje("memory when idle, security on", p.hukommelse(), "MiB", "aim ≤ 80");
    let noegler = data.join("klienter");
    let n: Noeglepar = laes_noegle(&noegler.join("demosystem.p12"), None, "samspil").expect("keystore");

    let tekst = [7_u8; 256];
    let underskrift = n.noegle.underskriv(&tekst).expect("signature");
    let foer = cpu(std::process::id());
    let sign = rate(|| drop(n.noegle.underskriv(&tekst).expect("signature")));
    let et_sign = (cpu(std::process::id()) - foer) * 1e6 / (sign * RATE.as_secs_f64());
    let verify = rate(|| assert!(n.noegle.offentlig().kontroller(&tekst, &underskrift)));
    linje("machine: RSA-2048 signatures, all cores", sign, "/s", "");
    linje("machine: RSA-2048 verifications, all cores", verify, "/s", "");
    linje("machine: processor time of a signature", et_sign, "µs", "");

    // The most that could be used: a signature for each answer, and two for a token.
    let antal = ((sign * sekunder as f64) as usize).max(1_000);
    let base = format!("http://{}", p.adresse);
    let sts_url = format!("{base}{STS}");
    let rst = |id: Uuid| {
        byg_rst(&Rst { til: &sts_url, tjeneste: ORG, myndighed: Cvr::KORSBAEK, bruger: None, besked_id: id, nu: nu() }, &n)
            .expect("request")
    };
    let token = token(&p, &noegler, &n, ORG);

    let koer = |navn: &str, beskeder: Vec<Vec<u8>>, sekunder: u64, maal: &str| {
        let (naeste, varighed, foer) = (AtomicUsize::new(0), Duration::from_secs(sekunder), p.cpu());
        let r = last(p.adresse, KLIENTER, varighed, 200, |_, _| {
            let i = naeste.fetch_add(1, Ordering::Relaxed);
            beskeder.get(i).cloned()
        });
        let cpu = p.cpu() - foer;
        linje(
            navn,
            r.rate,
            "/s",
            &format!("p50 {:.2} ms, p99 {:.2} ms; {:.2} of the machine's signatures; {maal}", r.p50, r.p99, r.rate / sign),
        );
        // Processor time is the same on a machine that others load too.
        let et = cpu * 1e6 / r.antal as f64;
        linje("  processor time of the program for each", et, "µs", &format!("a signature's {:.2} times", et / et_sign));
    };
    let beskeder = lav(antal, || anmodning("POST", STS, SOAP, &rst(Uuid::new_v4())));
    koer("tokens (two signatures each), 16 clients", beskeder, sekunder, "aim ≥ 3,000/s");

    let url = format!("{base}{BRUGER}");
    let krop = format!(
        "<b:LaesInput xmlns:b=\"http://stoettesystemerne.dk/organisation/bruger/6/\" xmlns:sd=\"urn:oio:sagdok:3.0.0\"><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator></b:LaesInput>",
        Uuid::new_v4()
    );
    let beskeder = lav(antal, || {
        let b = Besked {
            version: kontrakt::tjeneste::SoapVersion::V12,
            til: &url,
            action: "http://kombit.dk/sts/organisation/bruger/laes",
            krop: &krop,
            token: &token,
            besked_id: Uuid::new_v4(),
            nu: nu(),
            transaktion: Some(Uuid::new_v4()),
            framework: false,
        };
        anmodning("POST", BRUGER, SOAP, &byg_besked(&b, &n).expect("message"))
    });
    koer("signed SOAP reads (verified in, logged, signed out), 16", beskeder, sekunder, "aim ≥ 2,000/s, p99 < 20 ms");
}
