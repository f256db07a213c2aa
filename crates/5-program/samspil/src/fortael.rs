//! The loop of those who tell what a load has changed: what there is to tell lies in the store, and is told as soon as somebody looks.
use grund::Fejl;
use std::time::Duration;
use tokio::sync::watch;

/// Between looks for something to tell.
const KIG: Duration = Duration::from_secs(1);
/// After an error, which is another process's doing or the store's.
const FEJL: Duration = Duration::from_secs(5);

/// Tells until `slut` turns true; `fortael` tells a part of what there is, and says how much it was.
pub async fn pas(hvad: &'static str, mut slut: watch::Receiver<bool>, fortael: impl AsyncFn() -> Result<usize, Fejl>) {
    loop {
        let pause = match fortael().await {
            Ok(0) => KIG,
            Ok(_) => Duration::ZERO,
            Err(fejl) => {
                tracing::error!(%fejl, aarsag = fejl.aarsagen(), hvad, "what a load has changed could not be told; it is tried again");
                FEJL
            }
        };
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}
