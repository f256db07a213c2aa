//! The change feed as operations keep it: how long events stay, and who reads it.
use crate::ur::Systemur;
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Tidspunkt};
use lager::{Lager, Stroembevaring, Stroemlaeser};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Between rounds of removing events.
const TIME: Duration = Duration::from_secs(3600);

/// What is kept for that many days; `None` when everything is.
pub fn bevaring(dage: u32) -> Option<Stroembevaring> {
    (dage > 0).then_some(Stroembevaring { dage, ulaest_dage: dage.saturating_mul(2) })
}

/// Removes events that need not be kept, each hour until `slut` turns true.
pub async fn pas(lager: Arc<dyn Lager>, ur: Arc<Systemur>, dage: u32, mut slut: watch::Receiver<bool>) {
    let Some(regel) = bevaring(dage) else { return };
    loop {
        // A clock that a developer set years ahead says nothing of how old an event is.
        if !ur.er_stillet() {
            match regel.beskaer(lager.as_ref(), ur.nu()).await {
                Ok(0) => {}
                Ok(antal) => tracing::info!(antal, "old events were removed from the change feed"),
                Err(f) => tracing::error!(fejl = %f, aarsag = f.aarsagen(), "old events could not be removed from the change feed"),
            }
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(TIME) => {}
        }
    }
}

/// Every registered reader with the seconds that the oldest event which it has not read has waited: 0 for one that has read all, -1 for one that has to
/// read anew.
///
/// # Errors
/// Those of the store.
pub async fn bagud(lager: &dyn Lager, nu: Tidspunkt) -> Result<Vec<(Stroemlaeser, i64)>, Fejl> {
    let mut ud = Vec::new();
    for l in Stroemlaeser::alle(lager).await? {
        let sekunder = match lager.haendelser(None, l.position, 1).await {
            Ok(h) => h.first().map_or(0, |h| nu.mikros().saturating_sub(h.tidspunkt.mikros()).max(0) / 1_000_000),
            Err(f) if f.kode() == Fejlkode::StroempositionUgyldig => -1,
            Err(f) => return Err(f),
        };
        ud.push((l, sekunder));
    }
    Ok(ud)
}
