//! What is counted, for metrics.
use std::sync::atomic::AtomicU64;

/// The numbers.
#[derive(Debug, Default)]
pub struct Tal {
    /// Messages that receivers took, by push.
    pub leveret_push: AtomicU64,
    /// By webhook.
    pub leveret_webhook: AtomicU64,
    /// Messages that were sent as events of a stream.
    pub leveret_sse: AtomicU64,
    /// Messages that a stream's reader has acknowledged.
    pub kvitteret_sse: AtomicU64,
    /// Calls whose receiver refused the message.
    pub afvist: AtomicU64,
    /// Calls that were not answered as they must.
    pub fejl: AtomicU64,
    /// Calls to receivers that do not serve.
    pub nede: AtomicU64,
    /// Messages that were put in an error queue.
    pub fejlkoe: AtomicU64,
    /// Dueslag that are sent from now.
    pub i_gang: AtomicU64,
    /// Dueslag that wait for their turn.
    pub klar: AtomicU64,
    /// Dueslag whose receiver does not serve.
    pub brudte: AtomicU64,
    /// Streams that are open.
    pub stroemme: AtomicU64,
}
