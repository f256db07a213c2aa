//! The loop of those who tell what a load has changed: what there is to tell lies in the store, and is told as soon as somebody looks.
use async_trait::async_trait;
use grund::Fejl;
use std::time::Duration;
use tokio::sync::watch;

/// Between looks for something to tell.
const KIG: Duration = Duration::from_secs(1);
/// After an error, which is another process's doing or the store's.
const FEJL: Duration = Duration::from_secs(5);

/// Tells what loads have changed.
#[async_trait]
pub trait Fortaeller: Send + Sync {
    /// Of which registers, for the log.
    fn hvad(&self) -> &'static str;

    /// Tells a part of what there is; how much it was.
    async fn fortael(&self) -> Result<usize, Fejl>;
}

/// Tells until `slut` turns true. On a store that other programs may be on too, the one that distributes does.
pub async fn pas(f: impl Fortaeller, mut slut: watch::Receiver<bool>) {
    loop {
        let pause = match f.fortael().await {
            Ok(0) => KIG,
            Ok(_) => Duration::ZERO,
            Err(fejl) => {
                tracing::error!(%fejl, aarsag = fejl.aarsagen(), hvad = f.hvad(), "what a load has changed could not be told; it is tried again");
                FEJL
            }
        };
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}
