//! One suite of promises, run against both stores.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::print_stdout)]
mod commit;
mod data;
mod drift;
mod emne;
mod flere_processer;
mod forbindelse;
mod gammel;
mod loefter;
mod log;
mod model;
// Shared with the tests of other crates, which use more of it.
mod position;
#[allow(dead_code)]
#[path = "../../src/proeve.rs"]
mod proeve;
mod stroem;
mod syn;
mod tid;
mod transaktion;

use std::sync::{Arc, Mutex, Weak};

/// One server for the tests that run at the same time; the last one stops it.
fn server() -> Option<Arc<proeve::ProevePostgres>> {
    static SERVER: Mutex<Weak<proeve::ProevePostgres>> = Mutex::new(Weak::new());
    let mut s = SERVER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(s) = s.upgrade() {
        return Some(s);
    }
    let Some(ny) = proeve::ProevePostgres::start() else {
        eprintln!("SKIPPED: no PostgreSQL found");
        return None;
    };
    let ny = Arc::new(ny);
    *s = Arc::downgrade(&ny);
    Some(ny)
}

/// A store in a new database.
async fn postgres(server: &proeve::ProevePostgres) -> lager::PostgresLager {
    let url = server.ny_database().await.expect("a new database");
    lager::PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.expect("the store opens")
}
