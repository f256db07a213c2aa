//! A `RabbitMQ` of its own for tests and the benchmark: Debian's, in a temporary folder, on free ports of loopback, gone with the value.
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The server without the wrapper that changes to a user of its own.
const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/// A running server.
pub struct ProeveRabbit {
    /// Where it listens.
    pub adresse: SocketAddr,
    mappe: PathBuf,
    epmd_port: u16,
    epmd: Child,
    proces: Mutex<Option<Child>>,
    fordeling: u16,
    mere: &'static str,
}

fn fri_port() -> Option<u16> {
    Some(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).ok()?.local_addr().ok()?.port())
}

fn epmd() -> Option<PathBuf> {
    let dele = std::fs::read_dir("/usr/lib/erlang").ok()?.flatten().map(|d| d.path().join("bin/epmd"));
    dele.chain([PathBuf::from("/usr/bin/epmd")]).find(|p| p.exists())
}

impl ProeveRabbit {
    /// Starts one; `None` when it is not installed or does not start.
    pub fn start() -> Option<Self> {
        Self::start_med("")
    }

    /// The same with settings of Erlang's applications, as on its command line.
    pub fn start_med(mere: &'static str) -> Option<Self> {
        static NR: AtomicU64 = AtomicU64::new(0);
        if !Path::new(SERVER).exists() {
            return None;
        }
        let mappe = std::env::temp_dir().join(format!("samspil-rabbit-{}-{}", std::process::id(), NR.fetch_add(1, Ordering::Relaxed)));
        let _ = std::fs::remove_dir_all(&mappe);
        std::fs::create_dir(&mappe).ok()?;
        let epmd_port = fri_port()?;
        // Erlang's register of nodes, ours alone: one that the server starts itself would outlive it.
        let epmd = Command::new(epmd()?)
            .args(["-address", "127.0.0.1", "-port", &epmd_port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let adresse = (Ipv4Addr::LOCALHOST, fri_port()?).into();
        let ny = Self { adresse, mappe, epmd_port, epmd, proces: Mutex::default(), fordeling: fri_port()?, mere };
        ny.op().then_some(ny)
    }

    /// As an address for the message store.
    pub fn url(&self) -> String {
        format!("amqp://guest:guest@{}/%2f", self.adresse)
    }

    /// Starts it on what it had on disk; whether it came up.
    pub fn op(&self) -> bool {
        let proces = Command::new(SERVER)
            .env("HOME", &self.mappe)
            .env("RABBITMQ_NODENAME", format!("samspil{}@localhost", self.adresse.port()))
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODE_PORT", self.adresse.port().to_string())
            .env("RABBITMQ_DIST_PORT", self.fordeling.to_string())
            .env("RABBITMQ_MNESIA_BASE", self.mappe.join("data"))
            .env("RABBITMQ_LOG_BASE", self.mappe.join("log"))
            .env("RABBITMQ_CONFIG_FILE", self.mappe.join("rabbitmq"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", self.mappe.join("plugins"))
            .env("RABBITMQ_PID_FILE", self.mappe.join("pid"))
            // Threads that have nothing to do take no processor time from what is tested.
            .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", format!("+sbwt none +sbwtdcpu none +sbwtdio none {}", self.mere))
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("ERL_EPMD_PORT", self.epmd_port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        let Ok(proces) = proces else { return false };
        *self.proces.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(proces);
        let frist = Instant::now() + Duration::from_secs(240);
        while TcpStream::connect(self.adresse).is_err() {
            if Instant::now() > frist {
                return false;
            }
            #[allow(clippy::disallowed_methods, reason = "a test waits for a process")]
            std::thread::sleep(Duration::from_millis(100));
        }
        true
    }

    /// Kills it, and all that it started, as a power cut would.
    pub fn draeb(&self) {
        if let Some(mut p) = self.proces.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
            let _ = Command::new("kill").args(["-9", "--", &format!("-{}", p.id())]).stderr(Stdio::null()).status();
            let _ = p.wait();
        }
    }
}

impl Drop for ProeveRabbit {
    fn drop(&mut self) {
        self.draeb();
        let _ = self.epmd.kill();
        let _ = self.epmd.wait();
        let _ = std::fs::remove_dir_all(&self.mappe);
    }
}
