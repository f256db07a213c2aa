//! The desk's door for commands on this machine: a socket in the data folder, so that a command reaches the program that runs on it, and the same routes in the
//! command's own process where none runs. Whoever may open the folder may act; what is looked at and done is logged under the user's name.
use crate::mellemled::fejlsvar;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use beskedfordeler::Fordeler;
use grund::ur::{IdKilde, Ur};
use grund::{Fejl, Fejlkode, Kaldekontekst};
use revision::{Logindgang, Revision, Slags};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use styring::skranke::Maskinen;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// The socket in the data folder.
const FIL: &str = "drift.sock";
/// The header with the user's name.
pub const BRUGER: &str = "samspil-bruger";
/// The way in the log.
const LEDNING: &str = "kommandolinje";

/// What a call on the machine needs.
#[derive(Clone)]
pub struct Maskindoer {
    /// The audit log; none in the open mode.
    pub revision: Option<Revision>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
}

/// The routes behind the door.
pub fn ruter(fordeler: Arc<Fordeler>, doer: Maskindoer) -> Router {
    styring::skranke::lokale_ruter(fordeler).layer(from_fn_with_state(Arc::new(doer), kald))
}

async fn kald(State(d): State<Arc<Maskindoer>>, mut anmodning: Request, videre: Next) -> Response {
    let start = Instant::now();
    let k = adgang::paa_maskinen(adgang::FAELLES, d.ur.nu(), d.ids.ny());
    let bruger = anmodning.headers().get(BRUGER).and_then(|b| b.to_str().ok()).filter(|b| !b.is_empty()).unwrap_or("ukendt");
    k.spor.skriv(|s| (s.bruger, s.bruger_bevist) = (Some(format!("{LEDNING}: {bruger}")), true));
    let aendrer = *anmodning.method() != Method::GET;
    anmodning.extensions_mut().insert(Maskinen);
    anmodning.extensions_mut().insert(k.clone());
    let svar = videre.run(anmodning).await;
    match d.log(&k, aendrer, svar.status().as_u16(), start).await {
        Ok(()) => svar,
        Err(f) => {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "a command could not be logged: its answer is withheld");
            fejlsvar(&Fejl::ny(Fejlkode::Optaget))
        }
    }
}

impl Maskindoer {
    /// What was done for a reason stands in the log, with the reason.
    async fn log(&self, k: &Kaldekontekst, aendrer: bool, status: u16, start: Instant) -> Result<(), Fejl> {
        let spor = k.spor.indhold();
        let Some(r) = self.revision.as_ref().filter(|_| spor.formaal.is_some()) else { return Ok(()) };
        let mikros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        let slags = if aendrer && spor.fejl.is_none() { Slags::Administration } else { Slags::Kald };
        r.skriv(&Logindgang::fra_spor(spor, LEDNING, k.kald_id, k.nu, status, mikros).med_slags(slags)).await
    }
}

/// Where it is.
pub fn sti(data: &Path) -> PathBuf {
    data.join(FIL)
}

/// Connects to the program that runs on that data; `None` where none does.
pub async fn forbind(data: &Path) -> Option<UnixStream> {
    UnixStream::connect(sti(data)).await.ok()
}

/// Listens there. A socket that a killed program left is put away.
///
/// # Errors
/// In words: another program listens there, or the folder can't hold a socket.
pub async fn lyt(data: &Path) -> Result<UnixListener, String> {
    let fil = sti(data);
    if forbind(data).await.is_some() {
        return Err(format!("{}: another program listens there", fil.display()));
    }
    let galt = |e: std::io::Error| format!("{}: {e}", fil.display());
    match std::fs::remove_file(&fil) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(galt(e)),
        _ => {}
    }
    let l = UnixListener::bind(&fil).map_err(galt)?;
    // The folder is its user's alone already.
    std::fs::set_permissions(&fil, std::os::unix::fs::PermissionsExt::from_mode(0o600)).map_err(galt)?;
    Ok(l)
}

/// Serves until `slut` turns true, and takes the socket away.
pub async fn betjen(l: UnixListener, router: Router, data: PathBuf, mut slut: watch::Receiver<bool>) {
    let stop = async move {
        let _ = slut.wait_for(|s| *s).await;
    };
    if let Err(e) = axum::serve(l, router).with_graceful_shutdown(stop).await {
        tracing::error!(fejl = %e, "the socket for commands is not served any more");
    }
    let _ = std::fs::remove_file(sti(&data));
}
