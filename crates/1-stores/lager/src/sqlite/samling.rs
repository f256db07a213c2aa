//! Unique keys and rows of modules' collections in SQLite.
use crate::port::{Raekke, Raekkeskrivning};
use grund::Cvr;
use rusqlite::{Connection, OptionalExtension, params};

/// The object that holds a unique key.
pub(crate) fn unik(c: &Connection, myndighed: Cvr, n: &[u8]) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached("SELECT oid FROM unik WHERE myndighed = ?1 AND noegle = ?2")?
        .query_row(params![myndighed.tal(), n], |r| r.get(0))
        .optional()
}

/// A row of a collection.
pub(crate) fn raekke(c: &Connection, samling: u16, noegle: &[u8]) -> rusqlite::Result<Option<Vec<u8>>> {
    c.prepare_cached("SELECT vaerdi FROM samling WHERE samling = ?1 AND noegle = ?2")?
        .query_row(params![samling, noegle], |r| r.get(0))
        .optional()
}

/// Rows of a collection in order of key.
pub(crate) fn raekker(c: &Connection, samling: u16, fra: &[u8], til: Option<&[u8]>, antal: usize) -> rusqlite::Result<Vec<Raekke>> {
    let slut = if til.is_some() { "AND noegle < ?3" } else { "AND ?3 IS NULL" };
    c.prepare_cached(&format!("SELECT noegle, vaerdi FROM samling WHERE samling = ?1 AND noegle >= ?2 {slut} ORDER BY noegle LIMIT ?4"))?
        .query_map(params![samling, fra, til, i64::try_from(antal).unwrap_or(i64::MAX)], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect()
}

/// Writes or removes a row.
pub(crate) fn skriv(c: &Connection, r: &Raekkeskrivning) -> rusqlite::Result<()> {
    match &r.vaerdi {
        Some(v) => c
            .prepare_cached("INSERT OR REPLACE INTO samling(samling, noegle, vaerdi) VALUES(?1, ?2, ?3)")?
            .execute(params![r.samling, r.noegle, v])?,
        None => c.prepare_cached("DELETE FROM samling WHERE samling = ?1 AND noegle = ?2")?.execute(params![r.samling, r.noegle])?,
    };
    Ok(())
}
