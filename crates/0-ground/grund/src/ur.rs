//! Ports for time and identity. Below the wires nobody reads a clock or makes a UUID by himself.
use crate::tid::Tidspunkt;
use uuid::Uuid;

/// The clock. In development it can be set and then runs on from there.
pub trait Ur: Send + Sync {
    /// The time of this call, never ±∞.
    fn nu(&self) -> Tidspunkt;
}

/// Where new identifiers come from.
pub trait IdKilde: Send + Sync {
    /// A UUID that was never handed out before.
    fn ny(&self) -> Uuid;
}
