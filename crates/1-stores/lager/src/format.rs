//! What a stored format is: the tables, and what lies in the bytes that the store itself does not read.
//!
//! The format's number is held by the store's `meta`, looked at in each transaction that writes, and raised only by a program that has the store for
//! itself: an older program never goes on writing a store that a newer one has taken over.

/// The versions of what lies in the bytes of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formatindhold {
    /// The stored format in SQLite.
    pub sqlite: u32,
    /// The stored format in PostgreSQL.
    pub postgres: u32,
    /// The highest version of a registration's stored form.
    pub registrering: u8,
    /// The highest version of an event's data.
    pub haendelse: u8,
    /// The highest version of a log entry.
    pub logindgang: u8,
}

/// From format 4 on. Never change a row that has been released: a new version of any of these is a new format in both stores, also where no table changes,
/// because only the format's number keeps older programs away from bytes that they can't read. The crates that write the bytes hold their versions against
/// [`Formatindhold::NYESTE`] when they are compiled.
const FORMATER: &[Formatindhold] = &[
    Formatindhold { sqlite: 4, postgres: 4, registrering: 2, haendelse: 2, logindgang: 1 },
    Formatindhold { sqlite: 4, postgres: 5, registrering: 2, haendelse: 2, logindgang: 1 },
    Formatindhold { sqlite: 5, postgres: 6, registrering: 2, haendelse: 3, logindgang: 1 },
];

impl Formatindhold {
    /// Of the formats that this program writes.
    pub const NYESTE: Self = match FORMATER.last() {
        Some(i) => *i,
        None => Self { sqlite: 0, postgres: 0, registrering: 0, haendelse: 0, logindgang: 0 },
    };
}

const _: () = assert!(Formatindhold::NYESTE.sqlite == crate::sqlite::FORMAT && Formatindhold::NYESTE.postgres == crate::postgres::FORMAT);

/// Why a store of that format, with which this program works or would work by its own, is not touched.
pub(crate) fn fremmed(har: i64, vores: u32) -> String {
    if har > i64::from(vores) {
        format!(
            "the store has format {har}, this program knows formats up to {vores}: start the newer program, or restore a backup taken before the upgrade"
        )
    } else {
        format!(
            "the store has format {har} and not {vores}, with which this program opened it: stop it, and start it again when the store is as it should be"
        )
    }
}

/// Why a store is not upgraded.
pub(crate) fn i_brug(har: i64, vores: u32) -> String {
    format!(
        "the store has format {har} and is to be upgraded to {vores}, but another program has it open (a server, or a command): stop that first, and start again; \
         nothing was changed"
    )
}
