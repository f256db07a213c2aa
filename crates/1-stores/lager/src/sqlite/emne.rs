//! Versions of concerns in SQLite.
use crate::emne::{EMNE_HUSKER, Emne, Emneaendringer};
use crate::port::Objektnoegle;
use grund::{Cvr, Uuid};
use rusqlite::{Connection, OptionalExtension, params};

/// Raises the version by one, in the transaction of the change.
pub(crate) fn haev(c: &Connection, emne: Emne, n: &Objektnoegle) -> rusqlite::Result<()> {
    let (m, nr) = (emne.gemt_myndighed(), emne.nr);
    let version: i64 = c
        .prepare_cached(
            "INSERT INTO emne(myndighed, nr, version) VALUES(?1, ?2, 1) ON CONFLICT DO UPDATE SET version = version + 1 RETURNING version",
        )?
        .query_row(params![m, nr], |r| r.get(0))?;
    c.prepare_cached(
        "INSERT INTO emneaendring(emnemyndighed, emnenr, version, myndighed, objekttype, uuid) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![m, nr, version, n.myndighed.tal(), n.objekttype, n.uuid.as_bytes()])?;
    c.prepare_cached("DELETE FROM emneaendring WHERE emnemyndighed = ?1 AND emnenr = ?2 AND version <= ?3")?.execute(params![
        m,
        nr,
        version - EMNE_HUSKER
    ])?;
    Ok(())
}

/// Raises every version without naming an object: readers read everything anew.
pub(crate) fn spring(c: &Connection) -> rusqlite::Result<()> {
    c.execute("UPDATE emne SET version = version + 1", [])?;
    Ok(())
}

pub(crate) fn siden(c: &Connection, emne: Emne, efter: i64) -> rusqlite::Result<Emneaendringer> {
    let (m, nr) = (emne.gemt_myndighed(), emne.nr);
    let hent = "SELECT version FROM emne WHERE myndighed = ?1 AND nr = ?2";
    let version: i64 = c.prepare_cached(hent)?.query_row(params![m, nr], |r| r.get(0)).optional()?.unwrap_or(0);
    if version <= efter || version - efter > EMNE_HUSKER {
        return Ok(Emneaendringer::af(version, efter, Vec::new()));
    }
    // What was committed since the version was read is left for the next time.
    let mut saet = c.prepare_cached(
        "SELECT myndighed, objekttype, uuid FROM emneaendring WHERE emnemyndighed = ?1 AND emnenr = ?2 AND version > ?3 AND version <= ?4",
    )?;
    let raekker = saet.query_map(params![m, nr, efter, version], |r| {
        let myndighed = Cvr::fra_tal(r.get(0)?).ok_or(rusqlite::Error::InvalidQuery)?;
        Ok(Objektnoegle { myndighed, objekttype: r.get(1)?, uuid: Uuid::from_bytes(r.get(2)?) })
    })?;
    Ok(Emneaendringer::af(version, efter, raekker.collect::<Result<_, _>>()?))
}
