//! The operations that an object service has over its one object type (A.3).
pub mod laes;
pub mod skriv;
pub mod soeg;
