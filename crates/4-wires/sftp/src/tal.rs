//! What is counted, for operations.
use crate::svar::Afslag;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Since the program started, unless it says otherwise.
#[derive(Debug, Default)]
pub struct Tal {
    /// Connections that are logged in now.
    pub forbindelser: AtomicU64,
    /// Sessions that are open now.
    pub sessioner: AtomicU64,
    /// Connections whose login was refused.
    pub afvist_login: AtomicU64,
    /// Requests that were refused.
    pub afvist: AtomicU64,
    /// Files that came whole.
    pub modtaget: AtomicU64,
    /// Files that were opened for reading.
    pub hentet: AtomicU64,
    /// Files that were removed.
    pub slettet: AtomicU64,
    /// Bytes that were written.
    pub ind: AtomicU64,
    /// Bytes that were read.
    pub ud: AtomicU64,
}

/// One more.
pub(crate) fn en(a: &AtomicU64) {
    a.fetch_add(1, Relaxed);
}

/// One less.
pub(crate) fn en_mindre(a: &AtomicU64) {
    a.fetch_sub(1, Relaxed);
}

impl Tal {
    /// The answer of a request: a refusal is counted. What the protocol itself says (the end of a file) is none.
    pub(crate) fn svar<T>(&self, svar: Result<T, Afslag>) -> Result<T, Afslag> {
        if matches!(svar, Err(Afslag::Fejl(_))) {
            en(&self.afvist);
        }
        svar
    }
}
