//! The log and the short-lived keys: what the writer does for them, and how they are read.
//!
//! A row costs one insert at the end of the table, one at the end of its authority's part of the only index, and one in a random
//! leaf for each look-up key.
use crate::log::{
    ART_NOEGLE, ART_PERSON, LagretSegl, Logpost, Logvalg, NyLogpost, gemt_myndighed, laest_myndighed, som_hash, udpak_noegler,
};
use grund::graenser::{FLYGTIGE_AD_GANGEN, LOG_BESKAER_AD_GANGEN};
use grund::{Cvr, Periode, Tidspunkt, Uuid};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

const KOLONNER: &str = "l.position, l.myndighed, l.tidspunkt, l.kald_id, l.data, l.dataaftryk, l.aftryk";

/// The number of the next row: above every row and every seal, so that the place of a row that was taken away is not filled.
pub(crate) fn naeste_position(c: &Connection) -> Result<i64> {
    let sql = "SELECT max(coalesce((SELECT max(position) FROM log), 0), coalesce((SELECT til_position FROM logsegl ORDER BY nr DESC LIMIT 1), 0))";
    Ok(c.query_row(sql, [], |r| r.get::<_, i64>(0))? + 1)
}

/// Appends a row.
pub(crate) fn skriv(c: &Connection, position: i64, l: &NyLogpost) -> Result<()> {
    c.prepare_cached("INSERT INTO log(position, myndighed, tidspunkt, kald_id, noegler, data, aftryk) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            position,
            gemt_myndighed(l.myndighed),
            l.tidspunkt.mikros(),
            l.kald_id.as_bytes(),
            l.pakkede_noegler(),
            l.data,
            l.aftryk()
        ])?;
    let mut saet = c.prepare_cached("INSERT OR IGNORE INTO lognoegle(art, noegle, position) VALUES(?1, ?2, ?3)")?;
    for (art, n) in l.noegler() {
        saet.execute(params![art, n, position])?;
    }
    Ok(())
}

/// Appends a seal; `false` when its number is not the next.
pub(crate) fn gem_segl(c: &Connection, s: &LagretSegl) -> Result<bool> {
    let sidste: Option<i64> = c.prepare_cached("SELECT max(nr) FROM logsegl")?.query_row([], |r| r.get(0))?;
    if s.nr != sidste.unwrap_or(0) + 1 {
        return Ok(false);
    }
    c.prepare_cached("INSERT INTO logsegl(nr, til_position, antal, hash, tidspunkt) VALUES(?1, ?2, ?3, ?4, ?5)")?.execute(params![
        s.nr,
        s.til_position,
        i64::try_from(s.antal).unwrap_or(i64::MAX),
        s.hash,
        s.tidspunkt.mikros()
    ])?;
    Ok(true)
}

/// Empties the oldest rows.
pub(crate) fn beskaer(c: &Connection, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64> {
    let mut s = c.prepare_cached(
        "SELECT position, noegler, data FROM log INDEXED BY log_myndighed
         WHERE myndighed = ?1 AND data IS NOT NULL AND tidspunkt < ?2 AND position <= ?3 ORDER BY tidspunkt, position LIMIT ?4",
    )?;
    let antal = i64::try_from(LOG_BESKAER_AD_GANGEN).unwrap_or(i64::MAX);
    let raekker: Vec<(i64, Vec<u8>, [u8; 32])> = s
        .query_map(params![gemt_myndighed(myndighed), foer.mikros(), til_position, antal], |r| {
            Ok((r.get(0)?, bytes(r, 1)?.unwrap_or_default(), crate::log::sha256(&bytes(r, 2)?.unwrap_or_default())))
        })?
        .collect::<Result<_>>()?;
    let mut toem = c.prepare_cached("UPDATE log SET data = NULL, noegler = NULL, dataaftryk = ?2 WHERE position = ?1")?;
    let mut slet = c.prepare_cached("DELETE FROM lognoegle WHERE art = ?1 AND noegle = ?2 AND position = ?3")?;
    for (position, noegler, dataaftryk) in &raekker {
        toem.execute(params![position, dataaftryk])?;
        for (art, n) in udpak_noegler(noegler) {
            slet.execute(params![art, n, position])?;
        }
    }
    Ok(raekker.len() as u64)
}

/// Bytes, whatever type somebody has given the value.
fn bytes(r: &Row<'_>, nr: usize) -> Result<Option<Vec<u8>>> {
    Ok(match r.get_ref(nr)? {
        ValueRef::Null => None,
        ValueRef::Blob(b) | ValueRef::Text(b) => Some(b.to_vec()),
        ValueRef::Integer(_) | ValueRef::Real(_) => Some(Vec::new()),
    })
}

/// A number, whatever type somebody has given the value.
fn heltal(r: &Row<'_>, nr: usize) -> Result<i64> {
    Ok(match r.get_ref(nr)? {
        ValueRef::Integer(i) => i,
        _ => 0,
    })
}

/// The log must be readable also where it has been tampered with: what does not fit becomes something that fits no fingerprint.
fn logpost(r: &Row<'_>) -> Result<Logpost> {
    let kald_id = bytes(r, 3)?.unwrap_or_default();
    Ok(Logpost {
        position: r.get(0)?,
        myndighed: laest_myndighed(heltal(r, 1)?),
        tidspunkt: Tidspunkt::fra_mikros(heltal(r, 2)?),
        kald_id: Uuid::from_slice(&kald_id).unwrap_or_default(),
        data: bytes(r, 4)?,
        dataaftryk: bytes(r, 5)?.map(|b| som_hash(&b)),
        aftryk: som_hash(&bytes(r, 6)?.unwrap_or_default()),
    })
}

fn segl_af(r: &Row<'_>) -> Result<LagretSegl> {
    Ok(LagretSegl {
        nr: r.get(0)?,
        til_position: heltal(r, 1)?,
        antal: u64::try_from(heltal(r, 2)?).unwrap_or(0),
        hash: som_hash(&bytes(r, 3)?.unwrap_or_default()),
        tidspunkt: Tidspunkt::fra_mikros(heltal(r, 4)?),
    })
}

fn graense(antal: usize) -> i64 {
    i64::try_from(antal).unwrap_or(i64::MAX)
}

/// Rows of a period. There is one writer, so positions become visible in their order.
pub(crate) fn logposter(c: &Connection, valg: Logvalg, periode: Periode, efter: i64, antal: usize) -> Result<Vec<Logpost>> {
    match valg {
        Logvalg::Alle => c
            .prepare_cached(&format!(
                "SELECT {KOLONNER} FROM log l WHERE position > ?1 AND tidspunkt >= ?2 AND tidspunkt < ?3 ORDER BY position LIMIT ?4"
            ))?
            .query_map(params![efter, periode.fra.mikros(), periode.til.mikros(), graense(antal)], logpost)?
            .collect(),
        Logvalg::Myndighed(m) => {
            let tid = c.prepare_cached("SELECT tidspunkt FROM log WHERE position = ?1")?.query_row([efter], |r| r.get(0)).optional()?;
            let (fra, efter) = match tid {
                Some(t) if t >= periode.fra.mikros() => (t, efter),
                _ => (periode.fra.mikros(), 0),
            };
            c.prepare_cached(&format!(
                "SELECT {KOLONNER} FROM log l INDEXED BY log_myndighed
                 WHERE myndighed = ?1 AND data IS NOT NULL AND tidspunkt >= ?2 AND tidspunkt < ?3 AND (tidspunkt > ?2 OR position > ?4)
                 ORDER BY tidspunkt, position LIMIT ?5"
            ))?
            .query_map(params![gemt_myndighed(m), fra, periode.til.mikros(), efter, graense(antal)], logpost)?
            .collect()
        }
    }
}

fn for_noegle(c: &Connection, art: u8, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>> {
    c.prepare_cached(&format!(
        "SELECT {KOLONNER} FROM lognoegle n CROSS JOIN log l ON l.position = n.position
         WHERE n.art = ?1 AND n.noegle = ?2 AND n.position > ?3 ORDER BY n.position LIMIT ?4"
    ))?
    .query_map(params![art, noegle, efter, graense(antal)], logpost)?
    .collect()
}

pub(crate) fn log_for_noegle(c: &Connection, noegle: &[u8]) -> Result<Vec<Logpost>> {
    for_noegle(c, ART_NOEGLE, noegle, 0, 100)
}

pub(crate) fn log_for_person(c: &Connection, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>> {
    for_noegle(c, ART_PERSON, noegle, efter, antal)
}

/// One seek for each.
pub(crate) fn mangler_noegle(c: &Connection, noegler: &[(bool, Vec<u8>, i64)]) -> Result<Option<i64>> {
    let mut s = c.prepare_cached("SELECT 1 FROM lognoegle WHERE art = ?1 AND noegle = ?2 AND position = ?3")?;
    for (person, noegle, position) in noegler {
        if !s.exists(params![if *person { ART_PERSON } else { ART_NOEGLE }, noegle, position])? {
            return Ok(Some(*position));
        }
    }
    Ok(None)
}

/// One seek for each.
pub(crate) fn myndigheder(c: &Connection) -> Result<Vec<Option<Cvr>>> {
    let sql = "SELECT myndighed FROM log INDEXED BY log_myndighed WHERE data IS NOT NULL AND myndighed > ?1 ORDER BY myndighed LIMIT 1";
    let mut s = c.prepare_cached(sql)?;
    let (mut ud, mut efter) = (Vec::new(), -2i64);
    while let Some(m) = s.query_row([efter], |r| heltal(r, 0)).optional()? {
        if m <= efter {
            break;
        }
        efter = m;
        ud.push(laest_myndighed(m));
    }
    Ok(ud)
}

pub(crate) fn segl(c: &Connection, efter: i64, antal: usize) -> Result<Vec<LagretSegl>> {
    c.prepare_cached("SELECT nr, til_position, antal, hash, tidspunkt FROM logsegl WHERE nr > ?1 ORDER BY nr LIMIT ?2")?
        .query_map(params![efter, graense(antal)], segl_af)?
        .collect()
}

pub(crate) fn sidste_segl(c: &Connection) -> Result<Option<LagretSegl>> {
    c.prepare_cached("SELECT nr, til_position, antal, hash, tidspunkt FROM logsegl ORDER BY nr DESC LIMIT 1")?
        .query_row([], segl_af)
        .optional()
}

/// Keeps a short-lived value; `false` when there is one already.
pub(crate) fn gem_flygtig(c: &Connection, noegle: &[u8], udloeb: Tidspunkt, data: &[u8], nu: Tidspunkt) -> Result<bool> {
    let n = c
        .prepare_cached(
            "INSERT INTO flygtig(noegle, udloeb, data) VALUES(?1, ?2, ?3)
             ON CONFLICT(noegle) DO UPDATE SET udloeb = excluded.udloeb, data = excluded.data WHERE flygtig.udloeb <= ?4",
        )?
        .execute(params![noegle, udloeb.mikros(), data, nu.mikros()])?;
    Ok(n == 1)
}

pub(crate) fn hent_flygtig(c: &Connection, noegle: &[u8], nu: Tidspunkt) -> Result<Option<Vec<u8>>> {
    c.prepare_cached("SELECT data FROM flygtig WHERE noegle = ?1 AND udloeb > ?2")?
        .query_row(params![noegle, nu.mikros()], |r| r.get(0))
        .optional()
}

pub(crate) fn slet_flygtig(c: &Connection, noegle: &[u8]) -> Result<()> {
    c.prepare_cached("DELETE FROM flygtig WHERE noegle = ?1")?.execute([noegle])?;
    Ok(())
}

pub(crate) fn ryd_flygtige(c: &Connection, nu: Tidspunkt) -> Result<u64> {
    let n = c
        .prepare_cached(
            "DELETE FROM flygtig WHERE noegle IN (SELECT noegle FROM flygtig INDEXED BY flygtig_udloeb WHERE udloeb <= ?1 ORDER BY udloeb LIMIT ?2)",
        )?
        .execute(params![nu.mikros(), graense(FLYGTIGE_AD_GANGEN)])?;
    Ok(n as u64)
}
