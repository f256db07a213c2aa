//! The program as a child process.
use super::klient::{Klient, anmodning};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running `samspil serve`; stopped when dropped.
pub struct Program {
    proces: Child,
    pub adresse: SocketAddr,
    /// From the start of the process to the first answer.
    pub start: Duration,
}

impl Program {
    pub fn start(data: &Path, lager: &str) -> Self {
        Self::start_med(data, lager, &[])
    }

    /// With more arguments.
    pub fn start_med(data: &Path, lager: &str, mere: &[&str]) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("port").port();
        let adresse: SocketAddr = ([127, 0, 0, 1], port).into();
        let t0 = Instant::now();
        let proces = Command::new(env!("CARGO_BIN_EXE_samspil"))
            .args(["serve", "--aaben", "--udvikling", "--https", "fra", "--log", "warn", "--lager", lager, "--http"])
            .arg(adresse.to_string())
            .args(mere)
            .arg("--data")
            .arg(data)
            .stdout(Stdio::null())
            .spawn()
            .expect("samspil starts");
        let a = anmodning("GET", "/organisation/organisationenhed?brugervendtnoegle=E1", "", "");
        loop {
            if let Ok(mut k) = Klient::ny(adresse)
                && k.kald(&a).is_ok_and(|(s, _)| s == 200)
            {
                break;
            }
            assert!(t0.elapsed() < Duration::from_secs(60), "samspil did not answer within a minute");
            std::thread::sleep(Duration::from_millis(2));
        }
        Self { proces, adresse, start: t0.elapsed() }
    }

    /// Resident memory in MiB.
    pub fn hukommelse(&self) -> f64 {
        hukommelse(self.proces.id())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SIGTERM, so that the store is closed in order.
        let _ = Command::new("kill").arg(self.proces.id().to_string()).status();
        let _ = self.proces.wait();
    }
}

/// Resident memory of a process in MiB.
pub fn hukommelse(proces: u32) -> f64 {
    let s = std::fs::read_to_string(format!("/proc/{proces}/status")).unwrap_or_default();
    s.lines().find_map(|l| l.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}
