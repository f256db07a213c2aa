//! Concerns: what every process must feel at once when it changes (agreements, the tree of units).
//!
//! The change feed is for those who want every change once and in order, and may wait for it. A concern is for those who must not go on with
//! what is no longer true: its version rises in the transaction of the change itself, one step for each object, under a row lock that
//! lasts until COMMIT. So versions become visible in their order, and whoever reads the version knows what has been committed.
use crate::port::Objektnoegle;
use grund::Cvr;

/// Changes of a concern that are kept to be told one by one; whoever is further behind reads everything anew.
pub(crate) const EMNE_HUSKER: i64 = 1_000;

/// A concern. The number is the caller's own, opaque here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Emne {
    /// Whose; `None` for what all authorities share.
    pub myndighed: Option<Cvr>,
    /// Which.
    pub nr: u16,
}

impl Emne {
    /// The authority as it is stored; 0 is none.
    pub(crate) fn gemt_myndighed(self) -> i64 {
        i64::from(self.myndighed.map_or(0, Cvr::tal))
    }
}

/// What has changed in a concern since a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emneaendringer {
    /// The version now; 0 before the first change.
    pub version: i64,
    /// The objects that were changed since, each once; `None` when the store does not know any more (or the version asked for was never
    /// reached here): read everything anew.
    pub objekter: Option<Vec<Objektnoegle>>,
}

impl Emneaendringer {
    /// From the version and the rows after the one that was asked for: all of them are there, or somebody has cleaned up.
    pub(crate) fn af(version: i64, efter: i64, mut objekter: Vec<Objektnoegle>) -> Self {
        let hele = i64::try_from(objekter.len()).ok() == version.checked_sub(efter);
        objekter.sort_unstable();
        objekter.dedup();
        Self { version, objekter: hele.then_some(objekter) }
    }
}
