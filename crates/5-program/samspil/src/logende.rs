//! The end of the log's chain, remembered beside the log's key.
use grund::{Fejl, Fejlkode};
use revision::{Anker, Kaedeende};
use sikkerhed::noeglering;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Handle;

/// A file with the newest seal that was seen: `nr:hash`.
pub struct Logende(Arc<Indre>);

struct Indre {
    fil: PathBuf,
    /// What is to be written; the lock is held while it is.
    venter: Mutex<Option<Anker>>,
    skriver: Mutex<()>,
}

impl Logende {
    /// In that file.
    pub fn i(fil: PathBuf) -> Self {
        Self(Arc::new(Indre { fil, venter: Mutex::default(), skriver: Mutex::default() }))
    }
}

impl Indre {
    fn skriv(&self) {
        let _skriver = self.skriver.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ende) = self.venter.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        if let Err(f) = noeglering::skriv_privat(&self.fil, format!("{ende}\n").as_bytes()) {
            tracing::warn!(fejl = %f, aarsag = f.aarsagen(), "the log's end could not be written beside its key");
        }
    }
}

impl Kaedeende for Logende {
    fn laes(&self) -> Result<Option<Anker>, Fejl> {
        let fil = &self.0.fil;
        match std::fs::read_to_string(fil) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Fejl::sted(fil, e)),
            Ok(t) => t.parse().map(Some).map_err(|_| Fejl::ny(Fejlkode::UgyldigFil).felt(fil.display().to_string()).ventet("nr:hash")),
        }
    }

    /// The disk is waited for beside the calls; of several ends the newest is written.
    fn gem(&self, ende: Anker) {
        *self.0.venter.lock().unwrap_or_else(PoisonError::into_inner) = Some(ende);
        let indre = self.0.clone();
        match Handle::try_current() {
            Ok(h) => drop(h.spawn_blocking(move || indre.skriv())),
            Err(_) => indre.skriv(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_log_is_read_back_and_a_broken_file_is_not_taken_for_none() {
        let mappe = tempfile::tempdir().unwrap();
        let fil = mappe.path().join("log.ende");
        let ende = Logende::i(fil.clone());
        assert_eq!(ende.laes().unwrap(), None);
        for nr in [1, 2] {
            ende.gem(Anker { nr, hash: [7; 32] });
        }
        assert_eq!(Logende::i(fil.clone()).laes().unwrap(), Some(Anker { nr: 2, hash: [7; 32] }));
        std::fs::write(&fil, "").unwrap();
        assert_eq!(ende.laes().unwrap_err().kode(), Fejlkode::UgyldigFil);
    }
}
