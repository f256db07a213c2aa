//! The stream's body: made piece by piece when the client has room for one, so a slow reader holds one piece.
use super::{Laeser, skriv_id};
use crate::Indre;
use crate::haendelse;
use beskedfordeler::Forbruger;
use beskedfordeler::objekttyper::SSE;
use bytes::Bytes;
use futures::{Stream, stream};
use grund::{Kaldekontekst, Uuid, graenser};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use tokio::time::Instant;

/// Between signs of life on a stream without events: proxies cut what is silent for half a minute.
const LIVSTEGN: Duration = Duration::from_secs(15);
/// The first piece: how soon to come back when the stream ends, in milliseconds.
const BEGYNDELSE: &[u8] = b"retry: 500\n: samspil\n\n";

/// An open stream.
pub(super) struct Aaben {
    pub l: Arc<Indre>,
    pub kald: Kaldekontekst,
    pub dueslag: Uuid,
    pub laeser: Arc<Laeser>,
    /// Waits for what is new.
    pub vagt: Forbruger,
    /// Messages in this stream, and since when the first of them waits to be acknowledged.
    pub sendt: u64,
    pub siden: Option<Instant>,
    pub begyndt: bool,
}

impl Drop for Aaben {
    fn drop(&mut self) {
        // At once, so that whoever comes back gets it first. Where somebody holds the lock he has taken over.
        if let Some(f) = self.laeser.forbruger.try_lock().ok().and_then(|mut f| f.take()) {
            f.slip_alt();
        }
        self.l.laesere.vaek(self.dueslag, &self.laeser, &self.l.motor.tal);
        if self.sendt > 0
            && let Ok(her) = tokio::runtime::Handle::try_current()
        {
            let (l, kald, dueslag, sendt) = (self.l.clone(), self.kald.clone(), self.dueslag, self.sendt);
            her.spawn(async move { l.motor.log.hentet(&kald, dueslag, sendt).await });
        }
    }
}

impl Aaben {
    pub fn krop(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::unfold(self, |mut s| async move { s.stykke().await.map(|b| (Ok(b), s)) })
    }

    /// The next piece; `None` at the end.
    async fn stykke(&mut self) -> Option<Bytes> {
        if !std::mem::replace(&mut self.begyndt, true) {
            return Some(Bytes::from_static(BEGYNDELSE));
        }
        let livstegn = Instant::now() + LIVSTEGN;
        loop {
            let frist = self.siden.map(|s| s + Duration::from_secs(graenser::SSE_KVITTERING_SEKUNDER));
            if self.sendt >= graenser::SSE_VINDUE as u64 || frist.is_some_and(|f| f <= Instant::now()) || self.l.motor.er_slut() {
                return None;
            }
            if let Some(stykke) = self.hent().await? {
                return Some(stykke);
            }
            let mut slut = self.l.motor.slut.clone();
            tokio::select! {
                () = self.vagt.vent() => {}
                () = self.laeser.afloest.notified() => return None,
                _ = slut.wait_for(|s| *s) => return None,
                () = tokio::time::sleep_until(frist.map_or(livstegn, |f| f.min(livstegn))) => {
                    if Instant::now() >= livstegn {
                        return Some(Bytes::from_static(b":\n\n"));
                    }
                }
            }
        }
    }

    /// What is there as events; nothing when there is nothing. `None` at the end: another reads on, or the dueslag is no stream of this system's any more.
    async fn hent(&mut self) -> Option<Option<Bytes>> {
        let min = |d: &beskedfordeler::Dueslagspost| {
            d.data.levering == SSE && (self.kald.system.is_none() || d.data.modtagersystem == self.kald.system)
        };
        self.l.motor.fordeler.bog.dueslag(self.dueslag).filter(min)?;
        let plads = (graenser::SSE_VINDUE as u64).saturating_sub(self.sendt);
        let antal = graenser::SSE_BID.min(usize::try_from(plads).unwrap_or(graenser::SSE_BID));
        let hentet = {
            let f = self.laeser.forbruger.lock().await;
            f.as_ref()?.hent(antal, graenser::SSE_BID_BYTES).await
        };
        let leverancer = match hentet {
            Ok(l) if l.is_empty() => return Some(None),
            Ok(l) => l,
            Err(f) => {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), dueslag = %self.dueslag, "a stream ends: its messages can't be read");
                return None;
            }
        };
        let mut ud = Vec::new();
        for l in &leverancer {
            ud.extend_from_slice(format!("id: {}\ndata: ", skriv_id(l.nummer, haendelse::uuid_af(l))).as_bytes());
            ud.extend_from_slice(&haendelse::skriv(l, self.dueslag, self.l.motor.fordelingssystem, &self.l.motor.navne));
            ud.extend_from_slice(b"\n\n");
        }
        self.sendt += leverancer.len() as u64;
        self.siden.get_or_insert_with(Instant::now);
        self.l.motor.tal.leveret_sse.fetch_add(leverancer.len() as u64, Relaxed);
        Some(Some(ud.into()))
    }
}
