//! The entry of a call in the audit log: once for each call of somebody who is known, also where the client goes away before it is answered.
use crate::maaling::Vej;
use crate::vaern::Vaern;
use adgang::Indkomst;
use axum::http::{Method, StatusCode};
use grund::{Fejl, Fejlkode, Tidspunkt};
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Handle;

/// In the log, the status of a call whose client broke it off: it was answered by nobody.
pub const AFBRUDT: u16 = 499;

/// What the entry is made of.
#[derive(Clone)]
struct Dele {
    vaern: Arc<Vaern>,
    ind: Indkomst,
    vej: Vej,
    metode: Method,
    sti: String,
    start: Instant,
}

/// The entry to come. The call's future is dropped with its connection or its stream; what it was, and what it had looked at by then, is written all the same.
pub struct Indgang(Option<Dele>);

/// What writing it said.
#[derive(Debug)]
pub enum Skrevet {
    /// The entry stands.
    Ja,
    /// The same message had come before: its refusal stands there, and is all that may be answered.
    Gentaget(Fejl),
}

impl Indgang {
    /// For a call that is logged.
    pub fn ny(vaern: Arc<Vaern>, ind: Indkomst, vej: Vej, metode: Method, sti: String, start: Instant) -> Self {
        Self(Some(Dele { vaern, ind, vej, metode, sti, start }))
    }

    /// For one that is not.
    pub fn ingen() -> Self {
        Self(None)
    }

    /// The call's time was decided anew.
    pub fn saet_nu(&mut self, nu: Tidspunkt) {
        if let Some(d) = &mut self.0 {
            d.ind.nu = nu;
        }
    }

    /// Writes it, in a task of its own: what has begun ends, whatever becomes of the call.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn skriv(mut self, status: StatusCode) -> Result<Skrevet, Fejl> {
        let Some(d) = self.0.take() else { return Ok(Skrevet::Ja) };
        tokio::spawn(async move { d.skriv(status).await }).await.map_err(Fejl::intern)?
    }

    /// Writes none.
    pub fn glem(mut self) {
        self.0 = None;
    }
}

impl Dele {
    async fn log(&self, status: StatusCode) -> Result<(), Fejl> {
        let mikros = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.vaern.log(&self.ind, self.vej, &self.metode, &self.sti, status, mikros).await
    }

    async fn skriv(&self, status: StatusCode) -> Result<Skrevet, Fejl> {
        match self.log(status).await {
            Ok(()) => Ok(Skrevet::Ja),
            // It has come twice at once, and the other was first.
            Err(f) if f.kode() == Fejlkode::Gentaget => {
                self.log(if self.vej == Vej::Soap { soap::svar::FAULT } else { StatusCode::UNAUTHORIZED }).await?;
                Ok(Skrevet::Gentaget(f))
            }
            Err(f) => Err(f),
        }
    }
}

impl Drop for Indgang {
    fn drop(&mut self) {
        let Some(d) = self.0.take() else { return };
        let spor = d.ind.spor.indhold();
        if spor.system.is_none() && !spor.bruger_bevist {
            return;
        }
        let (Ok(h), Ok(status)) = (Handle::try_current(), StatusCode::from_u16(AFBRUDT)) else { return };
        h.spawn(async move {
            match d.skriv(status).await {
                Ok(_) => tracing::info!(kald = %d.ind.kald_id, metode = %d.metode, sti = d.sti, status = AFBRUDT, "kald"),
                Err(f) => tracing::error!(kald = %d.ind.kald_id, fejl = %f, aarsag = f.aarsagen(), "a call that was broken off could not be logged"),
            }
        });
    }
}
