//! The whole program, booted as a process and called by real clients. One binary, because every test binary costs link time.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::type_complexity,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods
)]

mod adresser;
mod amqp;
mod amqp_nedbrud;
#[allow(dead_code, reason = "tests and benchmark use each their part")]
mod amqpklient;
mod anvisninger;
mod beskedfordeler;
mod cvr;
mod cxf;
mod daarligt;
mod drift;
mod driftssikkerhed;
mod eksempler;
mod engang;
mod etager;
mod flod;
mod fordeling;
mod fremmede;
mod fuzz_proever;
mod generatorer;
mod genstart;
mod import;
mod indpakning;
mod levende;
mod levering;
mod login;
mod login_udbydere;
mod masse;
mod nedbrud;
mod nybegynder;
mod opgradering;
mod pakke;
mod personer;
mod personskift;
mod program;
mod rolleapi;
mod rollelogin;
mod roller;
mod sapa;
mod serviceplatform;
mod sftp;
mod sider;
mod sikkerhed;
mod sikkerhedsklient;
mod simulation;
mod skat;
mod skranke;
mod soap;
mod stemme;
mod stroem;
mod tekster;
mod tider;
mod to_processer;
mod turen;
mod tvaers;
