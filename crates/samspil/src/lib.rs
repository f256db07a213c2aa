//! The program: command line, composition, listeners, operations.
pub mod baggrund;
pub mod demosystemer;
pub mod drift;
pub mod forside;
pub mod hentning;
pub mod kommandoer;
pub mod kommandolinje;
pub mod kommandolinje_administration;
pub mod lyttere;
pub mod lyttere_tls;
pub mod maaling;
pub mod mellemled;
pub mod opstilling;
pub mod sikkerhedsmappe;
pub mod udvikling;
pub mod ur;
pub mod vaern;
