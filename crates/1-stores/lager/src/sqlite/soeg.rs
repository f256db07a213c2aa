//! Searching: count a little, choose the rarest criterion, let it drive.
use crate::port::{Fund, Soegning};
use crate::soegesql::{self, Dialekt, Motor, Oensket, Sql, Vaerdi};
use crate::sqlite::{laeser, skema};
use crate::syn::{Synlig, Synsfelt};
use grund::{Cvr, Periode, Uuid};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use std::collections::BTreeMap;

/// How far rows are counted: first a little; if every motor has more, further (a count of 20 000 takes about a millisecond).
const LOFTER: [u64; 2] = [1_000, 20_000];
/// Branches of one statement (SQLite takes 500).
const GRENE_MAKS: usize = 200;

pub(crate) const DIALEKT: Dialekt = Dialekt {
    tegn: '?',
    fra: skema::fra,
    til: skema::til,
    foer: skema::sql_foer,
    noegle_og_uuid,
    skaer_grene: false,
    delt: false,
    hver_for_sig: "",
};

fn noegle_og_uuid(noegle: &str, uuid: &str) -> String {
    format!("CAST({noegle} || {uuid} AS BLOB)")
}

impl ToSql for Vaerdi {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Tal(t) => ValueRef::Integer(*t),
            Self::Bytes(b) => ValueRef::Blob(b),
        }))
    }
}

/// A page of hits.
pub(crate) fn soeg(c: &Connection, s: &Soegning) -> rusqlite::Result<Vec<Fund>> {
    let laas = c.unchecked_transaction()?;
    let mut ud = Vec::new();
    if let Some(motor) = motor(c, s)? {
        for oid in side(c, s, motor)? {
            ud.extend(laeser::fund(c, oid)?);
        }
    }
    laas.finish()?;
    Ok(ud)
}

fn side(c: &Connection, s: &Soegning, motor: Motor) -> rusqlite::Result<Vec<i64>> {
    let grupper = grupper(s, motor);
    if let [en] = grupper.as_slice() {
        return numre(c, &soegesql::soegning(DIALEKT, s, en, motor, Oensket::Side { spring_over: s.spring_over, antal: s.antal }));
    }
    // More authorities than one statement takes: each group gives its first hits, which are merged here.
    let over = usize::try_from(s.spring_over).unwrap_or(usize::MAX);
    let mut alle = Vec::new();
    for g in grupper {
        alle.extend(numre(
            c,
            &soegesql::soegning(DIALEKT, s, g, motor, Oensket::Side { spring_over: 0, antal: over.saturating_add(s.antal) }),
        )?);
    }
    alle.sort_unstable();
    Ok(alle.into_iter().skip(over).take(s.antal).collect())
}

/// The number of hits.
pub(crate) fn antal(c: &Connection, s: &Soegning) -> rusqlite::Result<u64> {
    let laas = c.unchecked_transaction()?;
    let mut ud = 0;
    if let Some(motor) = motor(c, s)? {
        for g in grupper(s, motor) {
            ud += tal(c, &soegesql::soegning(DIALEKT, s, g, motor, Oensket::Antal))?;
        }
    }
    laas.finish()?;
    Ok(ud)
}

/// The number of hits for each beginning of their keys.
pub(crate) fn antal_pr(c: &Connection, s: &Soegning, del: (&[u8], usize), virkning: Periode) -> rusqlite::Result<Vec<(Vec<u8>, u64)>> {
    let laas = c.unchecked_transaction()?;
    let mut ud: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    if let Some(motor) = motor(c, s)?.filter(|_| !virkning.er_tom()) {
        for &m in &s.myndigheder {
            let sql = soegesql::antal_pr(DIALEKT, s, m, motor, del, virkning);
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

fn grupper(s: &Soegning, motor: Motor) -> Vec<&[Cvr]> {
    s.myndigheder.chunks((GRENE_MAKS / soegesql::grene_pr_myndighed(s, motor)).max(1)).collect()
}

/// What should drive; `None` when there can be no hit.
fn motor(c: &Connection, s: &Soegning) -> rusqlite::Result<Option<Motor>> {
    if soegesql::er_umulig(s) {
        return Ok(None);
    }
    let mut motorer = soegesql::motorer(s);
    let mut klasser = soegesql::klassemotor(s);
    if let ([en], None) = (motorer.as_slice(), klasser) {
        return Ok(Some(*en));
    }
    let mut valgt = None;
    for loft in LOFTER {
        let mut talte = Vec::with_capacity(motorer.len());
        for &m in &motorer {
            let n = tal(c, &soegesql::taelling(DIALEKT, s, m, loft))?;
            if n == 0 {
                return Ok(None);
            }
            talte.push((m, n));
        }
        valgt = soegesql::vaelg(s, &talte, loft);
        if talte.iter().any(|(_, n)| *n < loft) {
            break;
        }
        motorer.extend(klasser.take());
    }
    Ok(valgt)
}

fn tal(c: &Connection, sql: &Sql) -> rusqlite::Result<u64> {
    let n: i64 = c.prepare_cached(&sql.tekst)?.query_row(params_from_iter(&sql.vaerdier), |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

fn numre(c: &Connection, sql: &Sql) -> rusqlite::Result<Vec<i64>> {
    c.prepare_cached(&sql.tekst)?.query_map(params_from_iter(&sql.vaerdier), |r| r.get(0))?.collect()
}
