//! Asking a source, with its time; how it answered becomes part of the answer.
use crate::Funktion;
use crate::typer::{Kilde, Kildesvar};
use grund::{Fejl, graenser};
use std::time::Duration;

/// The sources by name, as they are shown.
pub(super) struct Navne;

impl Navne {
    pub const CPR: &'static str = "CPR";
    pub const CVR: &'static str = "CVR";
    pub const LAEGE: &'static str = "Sygesikring";
    pub const SAGER: &'static str = "Sagsindeks";
    pub const DOKUMENTER: &'static str = "Dokumentindeks";
    pub const YDELSER: &'static str = "Ydelsesindeks";
    pub const UDK: &'static str = "Udbetaling Danmark";
    pub const ORGANISATION: &'static str = "Organisation";
}

/// What a source answered, and how.
pub(super) struct Spurgt<T>(Option<T>, Kilde);

impl<T> Spurgt<T> {
    pub(super) fn del(self) -> (Option<T>, Kilde) {
        (self.0, self.1)
    }
}

impl Kilde {
    pub(super) const fn svarede(kilde: &'static str) -> Self {
        Self { kilde, svar: Kildesvar::Svarede, forklaring: None, simuleret: false }
    }

    pub(super) fn ikke_ret(kilde: &'static str, f: Funktion) -> Self {
        Self { kilde, svar: Kildesvar::IkkeRet, forklaring: Some(format!("kræver rollen »{}«", f.tekst())), simuleret: false }
    }
}

/// Asks; nobody waits longer than a source may take.
pub(super) async fn spoerg<T>(kilde: &'static str, tilsluttet: bool, svar: impl Future<Output = Result<T, Fejl>>) -> Spurgt<T> {
    let en = |svar, forklaring| Kilde { kilde, svar, forklaring, simuleret: false };
    if !tilsluttet {
        return Spurgt(None, en(Kildesvar::IkkeTilsluttet, None));
    }
    match tokio::time::timeout(Duration::from_millis(graenser::SAPA_KILDE_MS), svar).await {
        Ok(Ok(v)) => Spurgt(Some(v), en(Kildesvar::Svarede, None)),
        Ok(Err(f)) if f.post().http == 403 => Spurgt(None, en(Kildesvar::IkkeRet, Some(f.dansk()))),
        Ok(Err(f)) => {
            tracing::warn!(kilde, fejl = %f, aarsag = f.aarsagen(), "a source of an overview failed");
            Spurgt(None, en(Kildesvar::Fejlede, Some(format!("{}", f.kode()))))
        }
        Err(_) => {
            tracing::warn!(kilde, "a source of an overview did not answer in time");
            Spurgt(None, en(Kildesvar::ForLangsom, None))
        }
    }
}
