//! The program: command line, composition, listeners, operations.
pub mod drift;
pub mod forside;
pub mod kommandoer;
pub mod kommandolinje;
pub mod lyttere;
pub mod maaling;
pub mod mellemled;
pub mod opstilling;
pub mod udvikling;
pub mod ur;
