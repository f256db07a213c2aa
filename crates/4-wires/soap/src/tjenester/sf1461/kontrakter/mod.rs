//! The tables of `StsbeskedfordelerImpl`: værdilister, and the receiver's way to the error queue (contracts 8.4).
pub(super) mod beskedfordeler;
mod vaerdiliste;
