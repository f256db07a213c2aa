//! Reading: a pool of connections that never wait for the writer (WAL: each statement sees the last committed state).
//!
//! Registrations are only ever appended or removed together with their object, so reading an object by several statements
//! gives a state that was true at the last of them; only searches need a read transaction.
use crate::port::{Fund, Haendelse, Indeksraekke, LagretObjekt, LagretRegistrering, Objektnoegle, Registreringsvalg, Revision};
use crate::sqlite::{skema, tilstand};
use crate::{kontrol, pakning};
use grund::graenser::REGISTRERINGER_I_SVAR;
use grund::{Cvr, Fejl, Periode, Tidspunkt, Uuid};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeSet, BinaryHeap};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Connections that are kept when they are idle.
const LEDIGE_MAKS: usize = 16;

/// The pool. A reader takes a connection or opens one; there is no waiting, and callers bound how many run at once.
pub(crate) struct Laesere {
    sti: PathBuf,
    mmap: i64,
    /// `None` once the store is closed.
    ledige: Mutex<Option<Vec<Connection>>>,
}

impl Laesere {
    pub(crate) fn ny(sti: PathBuf, mmap: i64) -> Self {
        Self { sti, mmap, ledige: Mutex::new(Some(Vec::new())) }
    }

    /// Runs `f` with a connection.
    pub(crate) fn med<T>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Fejl> {
        self.med_egen(|c| f(c))
    }

    /// The same, for what sets something on the connection and takes it off again.
    pub(crate) fn med_egen<T>(&self, f: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, Fejl> {
        let ledig = match self.ledige.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(ledige) => ledige.pop(),
            None => return Err(kontrol::lukket()),
        };
        let mut c = match ledig {
            Some(c) => c,
            None => super::forbindelse(&self.sti, true, self.mmap).map_err(|e| tilstand::fejl(&e))?,
        };
        let svar = f(&mut c).map_err(|e| tilstand::fejl(&e));
        if let Some(ledige) = self.ledige.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
            && ledige.len() < LEDIGE_MAKS
            && c.is_autocommit()
        {
            ledige.push(c);
        }
        svar
    }

    /// Closes the idle connections; later calls are refused.
    pub(crate) fn luk(&self) {
        self.ledige.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// The object's number.
pub(crate) fn find_oid(c: &Connection, n: &Objektnoegle) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached("SELECT oid FROM objekt WHERE myndighed = ?1 AND objekttype = ?2 AND uuid = ?3")?
        .query_row(params![n.myndighed.tal(), n.objekttype, n.uuid.as_bytes()], |r| r.get(0))
        .optional()
}

/// The first of the authorities that has the object.
pub(crate) fn hent(
    c: &Connection,
    myndigheder: &[Cvr],
    objekttype: u16,
    uuid: Uuid,
    valg: Registreringsvalg,
) -> rusqlite::Result<Option<LagretObjekt>> {
    for &myndighed in myndigheder {
        let noegle = Objektnoegle { myndighed, objekttype, uuid };
        if let Some(oid) = find_oid(c, &noegle)? {
            return objekt(c, oid, noegle, valg, REGISTRERINGER_I_SVAR);
        }
    }
    Ok(None)
}

/// An object with the chosen registrations; `None` when it has been removed.
pub(crate) fn objekt(
    c: &Connection,
    oid: i64,
    noegle: Objektnoegle,
    valg: Registreringsvalg,
    hoejst: usize,
) -> rusqlite::Result<Option<LagretObjekt>> {
    if valg == Registreringsvalg::Aktuel {
        let mut s = c.prepare_cached(
            "SELECT rid, tidspunkt, livscyklus, krop, revision FROM registrering WHERE rid BETWEEN ?1 AND ?2 ORDER BY rid DESC LIMIT 1",
        )?;
        let en = |r: &Row<'_>| Ok((registrering(r, Tidspunkt::UENDELIG)?, Revision { oid, nr: r.get(4)? }));
        let r = s.query_row([kontrol::rid(oid, 0), kontrol::rid(oid + 1, 0) - 1], en).optional()?;
        return Ok(r.map(|(r, revision)| LagretObjekt { oid, noegle, version: r.nr, revision, registreringer: vec![r] }));
    }
    let mut s =
        c.prepare_cached("SELECT rid, tidspunkt, revision FROM registrering WHERE rid BETWEEN ?1 AND ?2 ORDER BY rid DESC LIMIT 1")?;
    let nyeste: Option<(i64, i64, u32)> =
        s.query_row([kontrol::rid(oid, 0), kontrol::rid(oid + 1, 0) - 1], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?;
    let Some((rid, tid, revision)) = nyeste else { return Ok(None) };
    let version = kontrol::nr_af(rid);
    let tid = Tidspunkt::fra_mikros(tid);
    let registreringer = match valg {
        Registreringsvalg::Paa(t) if t != Tidspunkt::UENDELIG => match sidste(c, oid, (version, tid), |r| r <= t)? {
            0 => Vec::new(),
            nr => raekke(c, oid, nr, |_| true, 1)?,
        },
        Registreringsvalg::Interval(p) if !p.er_tom() => match sidste(c, oid, (version, tid), |r| r < p.til)? {
            0 => Vec::new(),
            nr => raekke(c, oid, nr, |r| r <= p.fra, hoejst)?,
        },
        _ => Vec::new(),
    };
    Ok(Some(LagretObjekt { oid, noegle, version, revision: Revision { oid, nr: revision }, registreringer }))
}

/// The highest number whose time passes (times rise with the numbers, which have no gaps); 0 if none.
fn sidste(c: &Connection, oid: i64, nyeste: (u32, Tidspunkt), godt: impl Fn(Tidspunkt) -> bool) -> rusqlite::Result<u32> {
    if godt(nyeste.1) {
        return Ok(nyeste.0);
    }
    let (mut lav, mut hoej) = (0, nyeste.0);
    while lav + 1 < hoej {
        let midt = lav + (hoej - lav) / 2;
        match tidspunkt(c, oid, midt)? {
            Some(t) if godt(t) => lav = midt,
            _ => hoej = midt,
        }
    }
    Ok(lav)
}

fn tidspunkt(c: &Connection, oid: i64, nr: u32) -> rusqlite::Result<Option<Tidspunkt>> {
    c.prepare_cached("SELECT tidspunkt FROM registrering WHERE rid = ?1")?
        .query_row([kontrol::rid(oid, nr)], |r| Ok(Tidspunkt::fra_mikros(r.get(0)?)))
        .optional()
}

/// Registrations from that number downwards until one is the `sidste`.
fn raekke(
    c: &Connection,
    oid: i64,
    nr: u32,
    sidste: impl Fn(Tidspunkt) -> bool,
    hoejst: usize,
) -> rusqlite::Result<Vec<LagretRegistrering>> {
    let mut til = tidspunkt(c, oid, nr + 1)?.unwrap_or(Tidspunkt::UENDELIG);
    let mut s =
        c.prepare_cached("SELECT rid, tidspunkt, livscyklus, krop FROM registrering WHERE rid BETWEEN ?1 AND ?2 ORDER BY rid DESC")?;
    let mut raekker = s.query([kontrol::rid(oid, 0), kontrol::rid(oid, nr)])?;
    let mut ud = Vec::new();
    while ud.len() < hoejst {
        let Some(r) = raekker.next()? else { break };
        let r = registrering(r, til)?;
        til = r.registreret.fra;
        ud.push(r);
        if sidste(til) {
            break;
        }
    }
    Ok(ud)
}

fn registrering(r: &Row<'_>, til: Tidspunkt) -> rusqlite::Result<LagretRegistrering> {
    Ok(LagretRegistrering {
        nr: kontrol::nr_af(r.get(0)?),
        registreret: Periode::ny(Tidspunkt::fra_mikros(r.get(1)?), til),
        livscyklus: r.get(2)?,
        krop: pakning::krop(r.get_ref(3)?.as_blob()?).map_err(|e| korrupt(3, e))?,
    })
}

fn korrupt(kolonne: usize, e: pakning::Korrupt) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(kolonne, Type::Blob, Box::new(e))
}

/// A stored registration's number, its unpacked body, and the index keys that lie with it.
pub(crate) type Pakket = (i64, Vec<u8>, Vec<Vec<u8>>);

/// An object's registrations by row number, each body with the keys that were written with it.
pub(crate) fn pakkede(c: &Connection, oid: i64) -> rusqlite::Result<Vec<Pakket>> {
    c.prepare_cached("SELECT rid, krop FROM registrering WHERE rid BETWEEN ?1 AND ?2 ORDER BY rid")?
        .query_map([kontrol::rid(oid, 0), kontrol::rid(oid + 1, 0) - 1], |r| {
            let (krop, noegler) = pakning::alt(r.get_ref(1)?.as_blob()?).map_err(|e| korrupt(1, e))?;
            Ok((r.get(0)?, krop, noegler))
        })?
        .collect()
}

/// Identity from three neighbouring columns: authority, type, UUID.
fn noegle(r: &Row<'_>, fra: usize) -> rusqlite::Result<Objektnoegle> {
    let m: u32 = r.get(fra)?;
    let myndighed = Cvr::fra_tal(m).ok_or(rusqlite::Error::IntegralValueOutOfRange(fra, i64::from(m)))?;
    Ok(Objektnoegle { myndighed, objekttype: r.get(fra + 1)?, uuid: Uuid::from_bytes(r.get(fra + 2)?) })
}

/// A hit from its number; `None` when the object has been removed.
pub(crate) fn fund(c: &Connection, oid: i64) -> rusqlite::Result<Option<Fund>> {
    c.prepare_cached("SELECT myndighed, objekttype, uuid FROM objekt WHERE oid = ?1")?
        .query_row([oid], |r| Ok(Fund { oid, noegle: noegle(r, 0)? }))
        .optional()
}

/// The next objects of all authorities in order of number, whole.
pub(crate) fn gennemloeb(c: &Connection, efter: i64, antal: usize) -> rusqlite::Result<Vec<LagretObjekt>> {
    let laas = c.unchecked_transaction()?;
    let mut s = c.prepare_cached("SELECT oid FROM objekt WHERE oid > ?1 ORDER BY oid LIMIT ?2")?;
    let numre: Vec<i64> = s.query_map(params![efter, i64::try_from(antal).unwrap_or(i64::MAX)], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let ud = laes_hele(c, None, &numre)?;
    drop(s);
    laas.finish()?;
    Ok(ud)
}

/// An authority's numbers from its own range of the key, which has them in another order.
pub(crate) const NUMRE: &str = "SELECT oid FROM objekt INDEXED BY sqlite_autoindex_objekt_1 WHERE myndighed = ?1";

/// The next numbers of an authority's objects, in order: the smallest of its range, with no more in memory than are asked for.
pub(crate) fn numre(c: &Connection, myndighed: Cvr, efter: i64, antal: usize) -> rusqlite::Result<Vec<i64>> {
    let mut s = c.prepare_cached(NUMRE)?;
    let mut raekker = s.query([myndighed.tal()])?;
    let mut ud = BinaryHeap::new();
    while let Some(r) = raekker.next()? {
        let oid: i64 = r.get(0)?;
        if oid > efter && (ud.len() < antal || ud.peek().is_some_and(|stoerst| oid < *stoerst)) {
            ud.push(oid);
            if ud.len() > antal {
                ud.pop();
            }
        }
    }
    Ok(ud.into_sorted_vec())
}

/// Objects of an authority by number, whole.
pub(crate) fn hele(c: &Connection, myndighed: Cvr, numre: &[i64]) -> rusqlite::Result<Vec<LagretObjekt>> {
    let laas = c.unchecked_transaction()?;
    let ud = laes_hele(c, Some(myndighed), numre)?;
    laas.finish()?;
    Ok(ud)
}

fn laes_hele(c: &Connection, myndighed: Option<Cvr>, numre: &[i64]) -> rusqlite::Result<Vec<LagretObjekt>> {
    let mut ud = Vec::with_capacity(numre.len());
    for &oid in numre {
        let Some(f) = fund(c, oid)?.filter(|f| myndighed.is_none_or(|m| m == f.noegle.myndighed)) else { continue };
        ud.extend(objekt(c, oid, f.noegle, Registreringsvalg::Interval(Periode::ALTID), usize::MAX)?);
    }
    Ok(ud)
}

/// The object's index rows.
pub(crate) fn indeksraekker(c: &Connection, myndighed: Cvr, oid: i64) -> rusqlite::Result<Vec<Indeksraekke>> {
    let laas = c.unchecked_transaction()?;
    let noegler: BTreeSet<Vec<u8>> = pakkede(c, oid)?.into_iter().flat_map(|(_, _, n)| n).collect();
    let mut s = c.prepare_cached("SELECT vfra, vtil, rfra, rtil FROM indeks WHERE myndighed = ?1 AND noegle = ?2 AND oid = ?3")?;
    let mut ud = Vec::new();
    for n in noegler {
        let mut raekker = s.query(params![myndighed.tal(), n, oid])?;
        while let Some(r) = raekker.next()? {
            ud.push(Indeksraekke {
                noegle: n.clone(),
                virkning: Periode::ny(skema::laes_fra(r.get(0)?), skema::laes_til(r.get(1)?)),
                registreret: Periode::ny(skema::laes_fra(r.get(2)?), skema::laes_til(r.get(3)?)),
            });
        }
    }
    drop(s);
    laas.finish()?;
    ud.sort();
    Ok(ud)
}

/// Events after the position. There is one writer, so numbers become visible in their order.
pub(crate) fn haendelser(c: &Connection, myndighed: Option<Cvr>, efter: i64, antal: usize) -> rusqlite::Result<Vec<Haendelse>> {
    let mut s = match myndighed {
        Some(_) => c.prepare_cached(
            "SELECT seq, myndighed, objekttype, uuid, nr, handling, tidspunkt, ventet, uden_notifikation, data FROM udbakke INDEXED BY udbakke_myndighed
             WHERE myndighed = ?2 AND seq > ?1 ORDER BY seq LIMIT ?3",
        )?,
        None => c.prepare_cached(
            "SELECT seq, myndighed, objekttype, uuid, nr, handling, tidspunkt, ventet, uden_notifikation, data FROM udbakke WHERE seq > ?1 AND ?2 = 0 ORDER BY seq LIMIT ?3",
        )?,
    };
    s.query_map(params![efter, myndighed.map_or(0, Cvr::tal), i64::try_from(antal).unwrap_or(i64::MAX)], |r| {
        Ok(Haendelse {
            position: r.get(0)?,
            noegle: noegle(r, 1)?,
            nr: r.get(4)?,
            handling: r.get(5)?,
            tidspunkt: Tidspunkt::fra_mikros(r.get(6)?),
            kaldt: Tidspunkt::fra_mikros(r.get(6)?).plus_mikros(-r.get::<_, i64>(7)?),
            notificeres: !r.get::<_, bool>(8)?,
            data: r.get(9)?,
        })
    })?
    .collect()
}

/// The newest registration time that was given: there is one writer, so everything at or before it is committed.
pub(crate) fn sidste_tid(c: &Connection) -> rusqlite::Result<Tidspunkt> {
    let sql = "SELECT max(coalesce((SELECT tidspunkt FROM udbakke ORDER BY seq DESC LIMIT 1), 0), coalesce((SELECT vaerdi FROM meta WHERE noegle = 'tid'), 0))";
    c.prepare_cached(sql)?.query_row([], |r| Ok(Tidspunkt::fra_mikros(r.get(0)?)))
}

/// A chunk of a file.
pub(crate) fn filstump(c: &Connection, myndighed: Cvr, fil: Uuid, nr: u32) -> rusqlite::Result<Option<Vec<u8>>> {
    c.prepare_cached("SELECT data FROM filstump WHERE myndighed = ?1 AND fil = ?2 AND nr = ?3")?
        .query_row(params![myndighed.tal(), fil.as_bytes(), nr], |r| r.get(0))
        .optional()
}
