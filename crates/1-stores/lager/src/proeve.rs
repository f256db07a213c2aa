//! A PostgreSQL of its own for tests: made in a temporary directory, on a Unix socket, gone with the value.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

/// A running server, or one that was named in `SAMSPIL_TEST_POSTGRES`.
pub struct ProevePostgres {
    url: String,
    egen: Option<(PathBuf, PathBuf)>,
    navne: AtomicU64,
}

impl ProevePostgres {
    /// Starts one; `None` when there are no server programs.
    pub fn start() -> Option<Self> {
        if let Ok(url) = std::env::var("SAMSPIL_TEST_POSTGRES") {
            return Some(Self { url, egen: None, navne: AtomicU64::new(0) });
        }
        Self::start_med("", |_| Some(()))
    }

    /// One of our own with more options (`-c …`), after `forbered` has put files into its data directory.
    pub fn start_med(mere: &str, forbered: impl FnOnce(&Path) -> Option<()>) -> Option<Self> {
        let programmer = programmer()?;
        static NR: AtomicU64 = AtomicU64::new(0);
        let mappe = std::env::temp_dir().join(format!("samspil-pg-{}-{}", std::process::id(), NR.fetch_add(1, Ordering::Relaxed)));
        let _ = std::fs::remove_dir_all(&mappe);
        std::fs::create_dir(&mappe).ok()?;
        if er_root() {
            koer(Command::new("chown").arg("postgres").arg(&mappe))?;
        }
        let data = mappe.join("data");
        let som = |program: &str| som_postgres(&programmer, program);
        koer(som("initdb").args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D"]).arg(&data))?;
        forbered(&data)?;
        let valg = format!("-k {} -c listen_addresses='' -c max_connections=400 -c shared_buffers=256MB {mere}", mappe.display());
        let server = Self {
            url: format!("host={} user=postgres dbname=postgres", mappe.display()),
            egen: Some((programmer.clone(), mappe.clone())),
            navne: AtomicU64::new(0),
        };
        koer(som("pg_ctl").args(["-w", "-s", "-l"]).arg(mappe.join("log")).arg("-D").arg(&data).args(["-o", &valg, "start"]))?;
        Some(server)
    }

    /// Stops the server as a power cut would, without a checkpoint, and starts it again; `None` for a server that is not ours.
    pub fn genstart_haardt(&self) -> Option<()> {
        let (programmer, mappe) = self.egen.as_ref()?;
        koer(
            som_postgres(programmer, "pg_ctl")
                .args(["-w", "-s", "-m", "immediate", "-l"])
                .arg(mappe.join("log"))
                .arg("-D")
                .arg(mappe.join("data"))
                .arg("restart"),
        )
    }

    /// Stops the server as a power cut would; [`Self::genstart_haardt`] starts it again.
    pub fn stop_haardt(&self) -> Option<()> {
        let (programmer, mappe) = self.egen.as_ref()?;
        koer(som_postgres(programmer, "pg_ctl").args(["-w", "-s", "-m", "immediate", "-D"]).arg(mappe.join("data")).arg("stop"))
    }

    /// Gives a file in the data directory to the server's user, for it alone.
    pub fn giv_fil(fil: &Path) -> Option<()> {
        koer(Command::new("chmod").arg("600").arg(fil))?;
        if er_root() { koer(Command::new("chown").arg("postgres").arg(fil)) } else { Some(()) }
    }

    /// A new, empty database; its connection text.
    pub async fn ny_database(&self) -> Option<String> {
        let navn = format!("samspil_{}_{}", std::process::id(), self.navne.fetch_add(1, Ordering::Relaxed));
        let (c, forbindelse) = tokio_postgres::connect(&self.url, tokio_postgres::NoTls).await.ok()?;
        let opgave = tokio::spawn(forbindelse);
        c.batch_execute(&format!("DROP DATABASE IF EXISTS {navn}")).await.ok()?;
        c.batch_execute(&format!("CREATE DATABASE {navn}")).await.ok()?;
        drop(c);
        let _ = opgave.await;
        Some(med_database(&self.url, &navn))
    }
}

impl Drop for ProevePostgres {
    fn drop(&mut self) {
        if let Some((programmer, mappe)) = &self.egen {
            let mut c = som_postgres(programmer, "pg_ctl");
            let _ = koer(c.args(["-m", "immediate", "-s", "-D"]).arg(mappe.join("data")).arg("stop"));
            let _ = std::fs::remove_dir_all(mappe);
        }
    }
}

/// A server program, as the user that it accepts.
fn som_postgres(programmer: &Path, program: &str) -> Command {
    let fuld = programmer.join(program);
    if er_root() {
        let mut c = Command::new("runuser");
        c.args(["-u", "postgres", "--"]).arg(fuld);
        c
    } else {
        Command::new(fuld)
    }
}

fn med_database(url: &str, navn: &str) -> String {
    if !url.contains("://") {
        return format!("{url} dbname={navn}");
    }
    let (sti, resten) = url.split_once('?').map_or((url, String::new()), |(s, r)| (s, format!("?{r}")));
    let vaert = match sti.rsplit_once('/') {
        Some((v, _)) if !v.ends_with('/') => v,
        _ => sti,
    };
    format!("{vaert}/{navn}{resten}")
}

fn koer(c: &mut Command) -> Option<()> {
    c.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/").status().ok()?.success().then_some(())
}

fn er_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

/// The newest installed version's programs (where Debian has them), or those in the path.
fn programmer() -> Option<PathBuf> {
    let mut versioner: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path().join("bin")).collect();
    versioner.sort();
    versioner.reverse();
    versioner.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect::<Vec<_>>());
    versioner.into_iter().find(|p: &PathBuf| Path::new(p).join("initdb").is_file())
}
