//! Files that systems exchange (F-11): a folder `IN` and a folder `OUT` for each system. A file is there whole or not at all.
//!
//! Everything here waits for the disk: callers in async code put it on a thread for that.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod brug;
mod navn;
mod omraade;
mod upload;

#[cfg(test)]
mod proever;

pub use navn::{Filnavn, Mappe};
pub use omraade::{Fil, Filomraade, Maerke};
pub use upload::Upload;

/// How much a folder of a system may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kvote {
    /// Bytes of all files together, those included that are being written.
    pub bytes: u64,
    /// Files.
    pub filer: usize,
    /// Bytes of one file.
    pub fil_bytes: u64,
}

impl Kvote {
    /// The program's own.
    pub const STANDARD: Self = Self {
        bytes: grund::graenser::FILMAPPE_BYTES,
        filer: grund::graenser::FILMAPPE_FILER,
        fil_bytes: grund::graenser::UDVEKSLET_FIL_BYTES,
    };
}
