//! The program as a child process, and a plain HTTP client.
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const MYNDIGHED: &str = "11111111";
pub const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// A running `samspil`; killed when dropped.
pub struct Program {
    proces: Child,
    /// `http://127.0.0.1:PORT`
    pub adresse: String,
    /// `https://127.0.0.1:PORT`, where it listens there.
    pub sikker: Option<String>,
    /// Log lines so far.
    pub log: Arc<Mutex<Vec<String>>>,
    /// What it has printed so far.
    pub udskrift: Arc<Mutex<String>>,
}

/// `samspil` with these arguments, not started.
pub fn samspil(argumenter: &[&str]) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_samspil"));
    c.args(argumenter);
    c
}

impl Program {
    /// `samspil serve --aaben --udvikling` on a free port, with more arguments.
    pub fn serve(data: &Path, mere: &[&str]) -> Self {
        Self::start("serve", data, &[&["--aaben", "--udvikling"], mere].concat())
    }

    /// `samspil demo --aaben` on a free port.
    pub fn demo(data: &Path, mere: &[&str]) -> Self {
        Self::start("demo", data, &[&["--aaben"], mere].concat())
    }

    /// `samspil demo` with security on, on free ports.
    pub fn demo_sikker(data: &Path) -> Self {
        Self::paa("demo", data, "127.0.0.1:0", &[])
    }

    /// The same, on that database.
    pub fn demo_sikker_paa(data: &Path, lager: &str) -> Self {
        Self::paa("demo", data, "127.0.0.1:0", &["--lager", lager])
    }

    pub fn start(kommando: &str, data: &Path, mere: &[&str]) -> Self {
        Self::paa(kommando, data, "fra", mere)
    }

    /// With an HTTPS listener there.
    pub fn paa(kommando: &str, data: &Path, https: &str, mere: &[&str]) -> Self {
        let mut proces = samspil(&[kommando, "--http", "127.0.0.1:0", "--https", https, "--logform", "json", "--data"])
            .arg(data)
            .args(mere)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut linjer = BufReader::new(proces.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (adresse, sikker) = loop {
            let Some(Ok(linje)) = linjer.next() else { panic!("samspil {kommando} ended: {:#?}", log.lock().unwrap()) };
            let v: serde_json::Value = serde_json::from_str(&linje).unwrap_or_default();
            log.lock().unwrap().push(linje);
            if v["message"] == "klar" {
                let https = v["https"].as_str().filter(|a| *a != "fra").map(|a| format!("https://{a}"));
                break (v["adresse"].as_str().unwrap().to_owned(), https);
            }
        };
        let kopi = log.clone();
        std::thread::spawn(move || linjer.map_while(Result::ok).for_each(|l| kopi.lock().unwrap().push(l)));
        let udskrift = Arc::new(Mutex::new(String::new()));
        let (kopi, ud) = (udskrift.clone(), BufReader::new(proces.stdout.take().unwrap()));
        std::thread::spawn(move || ud.lines().map_while(Result::ok).for_each(|l| kopi.lock().unwrap().push_str(&format!("{l}\n"))));
        Self { proces, adresse, sikker, log, udskrift }
    }

    /// The code that opens the page of keystores once: it is printed, and stands in no log line.
    pub fn noeglekode(&self) -> String {
        for _ in 0..600 {
            if let Some((_, kode)) = self.udskrift.lock().unwrap().split_once("klienter?kode=") {
                return kode[..32].to_owned();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no code was printed: {}", self.udskrift.lock().unwrap());
    }

    /// kill -9
    pub fn draeb(&mut self) {
        self.proces.kill().unwrap();
        self.proces.wait().unwrap();
    }

    /// SIGTERM, and wait for the orderly end.
    pub fn stop(&mut self) -> std::process::ExitStatus {
        Command::new("kill").arg(self.proces.id().to_string()).status().unwrap();
        self.proces.wait().unwrap()
    }

    /// Process number, for looking at its memory.
    pub fn pid(&self) -> u32 {
        self.proces.id()
    }

    /// Resident memory in MiB.
    pub fn hukommelse(&self) -> u64 {
        let s = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        s.lines().find_map(|l| l.strip_prefix("VmRSS:")).and_then(|l| l.split_whitespace().next()).unwrap().parse::<u64>().unwrap() / 1024
    }

    pub fn get(&self, sti: &str) -> Svar {
        self.kald("GET", sti, &[], "")
    }

    pub fn json(&self, metode: &str, sti: &str, krop: &serde_json::Value) -> Svar {
        self.kald(metode, sti, &[("content-type", "application/json")], krop.to_string())
    }

    pub fn kald(&self, metode: &str, sti: &str, hoveder: &[(&str, &str)], krop: impl AsRef<[u8]>) -> Svar {
        kald(metode, &format!("{}{sti}", self.adresse), hoveder, krop.as_ref()).unwrap()
    }

    /// As [`Self::kald`], where the program may be killed meanwhile.
    pub fn forsoeg(&self, metode: &str, sti: &str, hoveder: &[(&str, &str)], krop: impl AsRef<[u8]>) -> Option<Svar> {
        kald(metode, &format!("{}{sti}", self.adresse), hoveder, krop.as_ref()).ok()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.proces.kill();
        let _ = self.proces.wait();
    }
}

/// An answer.
#[derive(Debug)]
pub struct Svar {
    pub status: u16,
    pub krop: String,
    /// Name and value.
    pub hoveder: Vec<(String, String)>,
}

impl Svar {
    pub fn hoved(&self, navn: &str) -> Option<&str> {
        self.hoveder.iter().find(|(n, _)| n == navn).map(|(_, v)| v.as_str())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.krop).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.krop))
    }
}

pub fn kald(metode: &str, url: &str, hoveder: &[(&str, &str)], krop: &[u8]) -> Result<Svar, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .build()
        .into();
    let mut b = ureq::http::Request::builder().method(metode).uri(url);
    for (n, v) in hoveder {
        b = b.header(*n, *v);
    }
    let mut s = agent.run(b.body(krop).unwrap())?;
    let status = s.status().as_u16();
    let hoveder = s.headers().iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap_or_default().to_owned())).collect();
    let krop = s.body_mut().with_config().limit(512 << 20).read_to_vec()?;
    Ok(Svar { status, krop: String::from_utf8_lossy(&krop).into_owned(), hoveder })
}

/// The bytes at an address.
pub fn kald_raa(url: &str) -> Vec<u8> {
    ureq::get(url).call().unwrap().body_mut().read_to_vec().unwrap()
}

/// The folder that `proev.sh` installs into.
pub fn maal() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../target")
}

/// A Python with the packages of `tests/py/krav.txt`; `proev.sh` makes it. Without it the test says that it is skipped.
pub fn python() -> Option<PathBuf> {
    let p = std::env::var_os("SAMSPIL_PYTHON").map(PathBuf::from).or_else(|| {
        let p = maal().join("venv/bin/python");
        p.exists().then_some(p)
    });
    if p.is_none() {
        eprintln!("SKIPPED: no Python environment; run proev.sh");
    }
    p
}

/// A script of `tests/py`, run with these arguments; its output when it fails.
pub fn koer_python(script: &str, argumenter: &[&str]) -> bool {
    udskrift(script, argumenter).is_some()
}

/// What a script of `tests/py` prints; `None` when the test is skipped.
pub fn udskrift(script: &str, argumenter: &[&str]) -> Option<String> {
    let python = python()?;
    let fil = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/py").join(script);
    let ud = Command::new(python).arg(fil).args(argumenter).output().unwrap();
    assert!(ud.status.success(), "{script}:\n{}\n{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    Some(String::from_utf8_lossy(&ud.stdout).into_owned())
}

/// The folder of the published contracts and test data, if it is there.
pub fn faelles() -> Option<PathBuf> {
    let p =
        std::env::var_os("SAMSPIL_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from);
    if p.join("contracts").is_dir() {
        return Some(p);
    }
    eprintln!("SKIPPED: the published contracts are not here (SAMSPIL_SHARED)");
    None
}
