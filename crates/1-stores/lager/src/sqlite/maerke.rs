//! Labels of objects in SQLite.
use crate::sqlite::skema;
use crate::syn::{ENHED_URN, PROFIL, SYSTEM_URN, UDKAST, flag, id_af, id_bytes};
use grund::{Cvr, Periode, Synsmaerke, Uuid};
use rusqlite::{Connection, params};

/// Writes an object's labels.
pub(crate) fn skriv(c: &Connection, m: u32, oid: i64, maerker: &[Synsmaerke]) -> rusqlite::Result<()> {
    let mut saet = c.prepare_cached(
        "INSERT INTO maerke(myndighed, oid, nr, vfra, vtil, niveau, flag, klasse, enhed, system, via) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for (nr, x) in (0i64..).zip(maerker) {
        saet.execute(params![
            m,
            oid,
            nr,
            skema::fra(x.virkning.fra),
            skema::til(x.virkning.til),
            x.niveau,
            flag(x),
            x.klasse.as_deref().map(str::as_bytes),
            x.enhed.as_ref().map(id_bytes),
            x.system.as_ref().map(id_bytes),
            x.via.as_ref().map(Uuid::as_bytes)
        ])?;
    }
    Ok(())
}

/// Removes an object's labels.
pub(crate) fn fjern(c: &Connection, m: u32, oid: i64) -> rusqlite::Result<()> {
    c.prepare_cached("DELETE FROM maerke WHERE myndighed = ?1 AND oid = ?2")?.execute(params![m, oid]).map(drop)
}

/// Reads an object's labels.
pub(crate) fn laes(c: &Connection, myndighed: Cvr, oid: i64) -> rusqlite::Result<Vec<Synsmaerke>> {
    let mut s =
        c.prepare_cached("SELECT vfra, vtil, niveau, flag, klasse, enhed, system, via FROM maerke WHERE myndighed = ?1 AND oid = ?2")?;
    let en = |r: &rusqlite::Row<'_>| {
        let flag: u8 = r.get(3)?;
        let klasse: Option<Vec<u8>> = r.get(4)?;
        Ok(Synsmaerke {
            virkning: Periode::ny(skema::laes_fra(r.get(0)?), skema::laes_til(r.get(1)?)),
            niveau: r.get(2)?,
            klasse: klasse.map(|k| String::from_utf8_lossy(&k).into_owned()),
            enhed: r.get::<_, Option<Vec<u8>>>(5)?.map(|b| id_af(b, flag & ENHED_URN != 0)),
            system: r.get::<_, Option<Vec<u8>>>(6)?.map(|b| id_af(b, flag & SYSTEM_URN != 0)),
            via: r.get::<_, Option<[u8; 16]>>(7)?.map(Uuid::from_bytes),
            udkast: flag & UDKAST != 0,
            profil: flag & PROFIL != 0,
        })
    };
    let mut ud: Vec<Synsmaerke> = s.query_map(params![myndighed.tal(), oid], en)?.collect::<Result<_, _>>()?;
    ud.sort();
    Ok(ud)
}
