//! Searching: count a little, choose the rarest criterion, let it drive.
use crate::port::{Fund, Soegning};
use crate::soegesql::{self, Dialekt, Koersel, LOFTER, Motor, Oensket, Sql, TAELLES_AD_GANGEN, Vaerdi};
use crate::sqlite::{laeser, skema};
use crate::syn::{Synlig, Synsfelt};
use grund::{Cvr, Periode, Uuid};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use std::collections::BTreeMap;

/// Branches of one statement (SQLite takes 500).
const GRENE_MAKS: usize = 200;

pub(crate) const DIALEKT: Dialekt = Dialekt {
    tegn: '?',
    fra: skema::fra,
    til: skema::til,
    foer: skema::sql_foer,
    noegle_og_uuid,
    i_intervaller,
    skaer_grene: false,
    delt: false,
    hver_for_sig: "",
};

fn noegle_og_uuid(noegle: &str, uuid: &str) -> String {
    format!("CAST({noegle} || {uuid} AS BLOB)")
}

fn i_intervaller(kolonne: &str, plads: &str) -> String {
    format!("samspil_i({kolonne}, {plads})")
}

impl ToSql for Vaerdi {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Tal(t) => ValueRef::Integer(*t),
            Self::Bytes(b) => ValueRef::Blob(b),
            Self::Intervaller(i) => ValueRef::Blob(i.bytes()),
        }))
    }
}

/// A page of hits.
pub(crate) fn soeg(c: &Connection, s: &Soegning) -> rusqlite::Result<Vec<Fund>> {
    let laas = c.unchecked_transaction()?;
    let mut ud = Vec::new();
    if let Some(k) = koersel(c, s)? {
        for oid in side(c, s, &k)? {
            ud.extend(laeser::fund(c, oid)?);
        }
    }
    laas.finish()?;
    Ok(ud)
}

fn side(c: &Connection, s: &Soegning, k: &Koersel) -> rusqlite::Result<Vec<i64>> {
    let grupper: Vec<&[Cvr]> = k.grupper(s, GRENE_MAKS).collect();
    if let [en] = grupper.as_slice() {
        let side = Oensket::Side { spring_over: s.spring_over, antal: s.antal };
        return numre(c, &soegesql::soegning(DIALEKT, s, en, k.motor, side));
    }
    // More authorities than one statement takes: each group gives its first hits, which are merged here.
    let over = usize::try_from(s.spring_over).unwrap_or(usize::MAX);
    let mut alle = Vec::new();
    for g in grupper {
        alle.extend(numre(
            c,
            &soegesql::soegning(DIALEKT, s, g, k.motor, Oensket::Side { spring_over: 0, antal: over.saturating_add(s.antal) }),
        )?);
    }
    alle.sort_unstable();
    Ok(alle.into_iter().skip(over).take(s.antal).collect())
}

/// The number of hits.
pub(crate) fn antal(c: &Connection, s: &Soegning) -> rusqlite::Result<u64> {
    let laas = c.unchecked_transaction()?;
    let mut ud = 0;
    if let Some(k) = koersel(c, s)? {
        for g in k.grupper(s, GRENE_MAKS) {
            let sql = soegesql::soegning(DIALEKT, s, g, k.motor, Oensket::Antal);
            ud += talte(c, &sql, 1)?.into_iter().sum::<u64>();
        }
    }
    laas.finish()?;
    Ok(ud)
}

/// The number of hits for each beginning of their keys.
pub(crate) fn antal_pr(c: &Connection, s: &Soegning, del: (&[u8], usize), virkning: Periode) -> rusqlite::Result<Vec<(Vec<u8>, u64)>> {
    let laas = c.unchecked_transaction()?;
    let mut ud: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    if let Some(k) = koersel(c, s)?.filter(|_| !virkning.er_tom()) {
        for &m in &k.myndigheder {
            let sql = soegesql::antal_pr(DIALEKT, s, m, k.motor, del, virkning);
            let mut st = c.prepare_cached(&sql.tekst)?;
            let mut raekker = st.query(params_from_iter(&sql.vaerdier))?;
            while let Some(r) = raekker.next()? {
                *ud.entry(r.get(0)?).or_default() += u64::try_from(r.get::<_, i64>(1)?).unwrap_or(0);
            }
        }
    }
    laas.finish()?;
    Ok(ud.into_iter().collect())
}

/// Those of the objects that are seen, and by what.
pub(crate) fn synlige(c: &Connection, syn: &Synsfelt, objekter: &[(Cvr, i64)]) -> rusqlite::Result<Vec<Synlig>> {
    let mut ud = Vec::with_capacity(objekter.len());
    for sql in soegesql::synlige(DIALEKT, syn, objekter) {
        let mut st = c.prepare_cached(&sql.tekst)?;
        let mut raekker = st.query(params_from_iter(&sql.vaerdier))?;
        while let Some(r) = raekker.next()? {
            let via = r.get::<_, Option<[u8; 16]>>(3)?.map(Uuid::from_bytes);
            ud.extend(Synlig::laes(r.get(0)?, r.get_ref(1)?.as_str()?, r.get_ref(2)?.as_str()?, via));
        }
    }
    Ok(ud)
}

/// What should drive, and where; `None` when there can be no hit.
fn koersel(c: &Connection, s: &Soegning) -> rusqlite::Result<Option<Koersel>> {
    if soegesql::er_umulig(s) {
        return Ok(None);
    }
    let mut motorer = soegesql::motorer(s);
    let mut klasser = soegesql::klassemotor(s);
    let mut myndigheder = s.myndigheder.clone();
    if let ([en], None) = (motorer.as_slice(), klasser) {
        return Ok(Some(Koersel { motor: *en, myndigheder }));
    }
    for loft in LOFTER {
        let mut alle: Vec<(Motor, Vec<u64>)> = Vec::with_capacity(motorer.len());
        for &m in &motorer {
            let mut n = Vec::with_capacity(myndigheder.len());
            for bid in myndigheder.chunks(TAELLES_AD_GANGEN) {
                n.extend(talte(c, &soegesql::taelling(DIALEKT, s, bid, m, loft), bid.len())?);
            }
            if n.iter().all(|n| *n == 0) {
                return Ok(None);
            }
            alle.push((m, n));
        }
        match soegesql::valgt(s, &myndigheder, &alle, loft) {
            Ok(k) => return Ok(k),
            Err(tilbage) => myndigheder = tilbage,
        }
        motorer.extend(klasser.take());
    }
    Ok(None)
}

/// The numbers in the columns of the one row.
fn talte(c: &Connection, sql: &Sql, antal: usize) -> rusqlite::Result<Vec<u64>> {
    let tal = |r: &rusqlite::Row<'_>| (0..antal).map(|nr| Ok(u64::try_from(r.get::<_, i64>(nr)?).unwrap_or(0))).collect();
    c.prepare_cached(&sql.tekst)?.query_row(params_from_iter(&sql.vaerdier), tal)
}

fn numre(c: &Connection, sql: &Sql) -> rusqlite::Result<Vec<i64>> {
    c.prepare_cached(&sql.tekst)?.query_map(params_from_iter(&sql.vaerdier), |r| r.get(0))?.collect()
}
