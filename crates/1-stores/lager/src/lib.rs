//! The store port: how the engines keep and find what they know, without the store knowing any object type.
//!
//! One write path ([`Skrivelager::skriv`]: a batch of rows, expectations and events, all or nothing, durable before it is
//! answered) and one read path. Two implementations: [`sqlite`] (embedded, the default) and [`postgres`].
pub mod emne;
mod format;
pub mod log;
pub mod port;
pub mod postgres;
#[cfg(any(test, feature = "proeve"))]
pub mod proeve;
pub mod sqlite;
pub mod stroem;
pub mod syn;

mod kontrol;
mod pakning;
#[cfg(test)]
mod planer;
mod soegesql;
mod tidsgiver;

pub use emne::{Emne, Emneaendringer};
pub use format::Formatindhold;
pub use log::{LagretSegl, Logpost, Logvalg, NyLogpost, log_aftryk, sha256};
pub use port::*;
pub use postgres::PostgresLager;
pub use soegesql::NOEGLER_I_ORDEN;
pub use sqlite::SqliteLager;
pub use stroem::{Stroembevaring, Stroemlaeser, Stroemposition, Stroemstatus};
pub use syn::{Gennem, Krav, Retning, Synlig, Synsfelt, Udkast};
pub use tidsgiver::Lagerur;
