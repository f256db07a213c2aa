//! The operations over the one object type of a service (A.3).
pub mod fjern;
pub mod laes;
pub mod skriv;
pub mod soeg;
