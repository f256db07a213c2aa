//! Ports for time and identity. Below the wires nobody reads a clock or makes a UUID by himself.
use crate::tid::Tidspunkt;
use uuid::Uuid;

/// The clock. In development it can be set and then runs on from there.
pub trait Ur: Send + Sync {
    /// The time of this call, never ±∞.
    fn nu(&self) -> Tidspunkt;

    /// Microseconds that it has been set ahead of the machine's own; negative when behind.
    fn forskydning(&self) -> i64 {
        0
    }

    /// Microseconds of a clock that nobody sets, from any beginning: by it a jump of [`Self::nu`] is seen. A clock that has none goes by its own time, and never
    /// jumps.
    fn takt(&self) -> i64 {
        self.nu().mikros().saturating_sub(self.forskydning())
    }
}

/// Where new identifiers come from.
pub trait IdKilde: Send + Sync {
    /// A UUID that was never handed out before.
    fn ny(&self) -> Uuid;
}
