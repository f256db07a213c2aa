//! The log and the short-lived keys in PostgreSQL, apart from what the writers append (see [`super::raekker`]).
use crate::log::{ART_NOEGLE, ART_PERSON, LagretSegl, Logpost, Logvalg, gemt_myndighed, laest_myndighed, som_hash, udpak_noegler};
use crate::postgres::horisont::horisont;
use deadpool_postgres::Client;
use grund::graenser::{FLYGTIGE_AD_GANGEN, LOG_BESKAER_AD_GANGEN};
use grund::{Cvr, Fejl, Periode, Tidspunkt};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

const KOLONNER: &str = "l.position, l.myndighed, l.tidspunkt, l.kald_id, l.data, l.dataaftryk, l.aftryk";

fn logpost(r: &Row) -> Logpost {
    Logpost {
        position: r.get(0),
        myndighed: laest_myndighed(r.get(1)),
        tidspunkt: Tidspunkt::fra_mikros(r.get(2)),
        kald_id: r.get(3),
        data: r.get(4),
        dataaftryk: r.get::<_, Option<&[u8]>>(5).map(som_hash),
        aftryk: som_hash(r.get(6)),
    }
}

fn segl_af(r: &Row) -> LagretSegl {
    LagretSegl {
        nr: r.get(0),
        til_position: r.get(1),
        antal: u64::try_from(r.get::<_, i64>(2)).unwrap_or(0),
        hash: som_hash(r.get(3)),
        tidspunkt: Tidspunkt::fra_mikros(r.get(4)),
    }
}

fn graense(antal: usize) -> i64 {
    i64::try_from(antal).unwrap_or(i64::MAX)
}

async fn hent(c: &Client, sql: &str, p: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Fejl> {
    let s = c.prepare_cached(sql).await.map_err(Fejl::intern)?;
    c.query(&s, p).await.map_err(Fejl::intern)
}

/// As with events: only rows of transactions below every writer's that is still running.
pub(crate) async fn logposter(
    c: &Client,
    tillaeg: i64,
    valg: Logvalg,
    periode: Periode,
    efter: i64,
    antal: usize,
) -> Result<Vec<Logpost>, Fejl> {
    const SYNLIG: &str = "position < ($1::int8 << 20)";
    let horisont = horisont(c, tillaeg).await?;
    let (mut fra, til, antal) = (periode.fra.mikros(), periode.til.mikros(), graense(antal));
    let raekker = match valg {
        Logvalg::Alle => {
            let sql = format!(
                "SELECT {KOLONNER} FROM log l WHERE {SYNLIG} AND position > $2 AND tidspunkt >= $3 AND tidspunkt < $4 ORDER BY position LIMIT $5"
            );
            hent(c, &sql, &[&horisont, &efter, &fra, &til, &antal]).await?
        }
        Logvalg::Myndighed(m) => {
            let mut fra_position = 0;
            for r in hent(c, "SELECT tidspunkt FROM log WHERE position = $1", &[&efter]).await? {
                let tid: i64 = r.get(0);
                if tid >= fra {
                    (fra, fra_position) = (tid, efter);
                }
            }
            let sql = format!(
                "SELECT {KOLONNER} FROM log l WHERE {SYNLIG} AND myndighed = $2 AND data IS NOT NULL
                 AND (tidspunkt, position) > ($3, $4) AND tidspunkt < $5 ORDER BY tidspunkt, position LIMIT $6"
            );
            hent(c, &sql, &[&horisont, &gemt_myndighed(m), &fra, &fra_position, &til, &antal]).await?
        }
    };
    Ok(raekker.iter().map(logpost).collect())
}

async fn for_noegle(c: &Client, art: u8, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
    let sql = format!(
        "SELECT {KOLONNER} FROM (SELECT position FROM lognoegle WHERE art = $1 AND noegle = $2 AND position > $3 ORDER BY position LIMIT $4) n
         JOIN log l ON l.position = n.position ORDER BY l.position"
    );
    Ok(hent(c, &sql, &[&i16::from(art), &noegle, &efter, &graense(antal)]).await?.iter().map(logpost).collect())
}

pub(crate) async fn log_for_noegle(c: &Client, noegle: &[u8]) -> Result<Vec<Logpost>, Fejl> {
    for_noegle(c, ART_NOEGLE, noegle, 0, 100).await
}

pub(crate) async fn log_for_person(c: &Client, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
    for_noegle(c, ART_PERSON, noegle, efter, antal).await
}

pub(crate) async fn mangler_noegle(c: &Client, noegler: &[(bool, Vec<u8>, i64)]) -> Result<Option<i64>, Fejl> {
    let art: Vec<i16> = noegler.iter().map(|n| i16::from(if n.0 { ART_PERSON } else { ART_NOEGLE })).collect();
    let noegle: Vec<&[u8]> = noegler.iter().map(|n| n.1.as_slice()).collect();
    let position: Vec<i64> = noegler.iter().map(|n| n.2).collect();
    let sql = "SELECT k.p FROM unnest($1::int2[], $2::bytea[], $3::int8[]) k(a, n, p)
               WHERE NOT EXISTS (SELECT 1 FROM lognoegle l WHERE l.noegle = k.n AND l.art = k.a AND l.position = k.p) ORDER BY k.p LIMIT 1";
    Ok(hent(c, sql, &[&art, &noegle, &position]).await?.first().map(|r| r.get(0)))
}

/// One seek for each.
pub(crate) async fn myndigheder(c: &Client) -> Result<Vec<Option<Cvr>>, Fejl> {
    let sql = "WITH RECURSIVE m(v) AS (
                 (SELECT myndighed FROM log WHERE data IS NOT NULL ORDER BY myndighed LIMIT 1)
                 UNION ALL
                 SELECT (SELECT myndighed FROM log WHERE data IS NOT NULL AND myndighed > m.v ORDER BY myndighed LIMIT 1) FROM m WHERE m.v IS NOT NULL)
               SELECT v FROM m WHERE v IS NOT NULL";
    Ok(hent(c, sql, &[]).await?.iter().map(|r| laest_myndighed(r.get(0))).collect())
}

pub(crate) async fn segl(c: &Client, efter: i64, antal: usize) -> Result<Vec<LagretSegl>, Fejl> {
    let sql = "SELECT nr, til_position, antal, hash, tidspunkt FROM logsegl WHERE nr > $1 ORDER BY nr LIMIT $2";
    Ok(hent(c, sql, &[&efter, &graense(antal)]).await?.iter().map(segl_af).collect())
}

pub(crate) async fn sidste_segl(c: &Client) -> Result<Option<LagretSegl>, Fejl> {
    let sql = "SELECT nr, til_position, antal, hash, tidspunkt FROM logsegl ORDER BY nr DESC LIMIT 1";
    Ok(hent(c, sql, &[]).await?.first().map(segl_af))
}

/// `false`: the seal of that number is there already.
pub(crate) async fn gem_segl(c: &Client, s: &LagretSegl) -> Result<bool, Fejl> {
    let sql = "INSERT INTO logsegl(nr, til_position, antal, hash, tidspunkt)
               SELECT $1::int8, $2::int8, $3::int8, $4::bytea, $5::int8 WHERE $1 = (SELECT coalesce(max(nr), 0) + 1 FROM logsegl)";
    let antal = i64::try_from(s.antal).unwrap_or(i64::MAX);
    match c.execute(sql, &[&s.nr, &s.til_position, &antal, &s.hash.as_slice(), &s.tidspunkt.mikros()]).await {
        Ok(n) => Ok(n == 1),
        Err(e) if e.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(false),
        Err(e) => Err(Fejl::intern(e)),
    }
}

/// Empties the oldest rows.
pub(crate) async fn beskaer(c: &mut Client, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64, Fejl> {
    beskaer_i_transaktion(c, myndighed, foer, til_position).await.map_err(Fejl::intern)
}

async fn beskaer_i_transaktion(c: &mut Client, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64, Error> {
    let t = c.transaction().await?;
    let sql = "SELECT position, noegler FROM log WHERE myndighed = $1 AND data IS NOT NULL AND tidspunkt < $2 AND position <= $3
               ORDER BY tidspunkt, position LIMIT $4 FOR UPDATE";
    let raekker = t.query(sql, &[&gemt_myndighed(myndighed), &foer.mikros(), &til_position, &graense(LOG_BESKAER_AD_GANGEN)]).await?;
    let (mut positioner, mut noegler) = (Vec::with_capacity(raekker.len()), (Vec::new(), Vec::new(), Vec::new()));
    for r in &raekker {
        let position: i64 = r.get(0);
        positioner.push(position);
        for (art, n) in udpak_noegler(r.get::<_, Option<&[u8]>>(1).unwrap_or_default()) {
            noegler.0.push(i16::from(art));
            noegler.1.push(n);
            noegler.2.push(position);
        }
    }
    let n = t
        .execute("UPDATE log SET data = NULL, noegler = NULL, dataaftryk = sha256(data) WHERE position = ANY($1::int8[])", &[&positioner])
        .await?;
    let sql = "DELETE FROM lognoegle l USING unnest($1::int2[], $2::bytea[], $3::int8[]) k(a, n, p)
               WHERE l.art = k.a AND l.noegle = k.n AND l.position = k.p";
    t.execute(sql, &[&noegler.0, &noegler.1, &noegler.2]).await?;
    t.commit().await?;
    Ok(n)
}

pub(crate) async fn hent_flygtig(c: &Client, noegle: &[u8], nu: Tidspunkt) -> Result<Option<Vec<u8>>, Fejl> {
    let sql = "SELECT data FROM flygtig WHERE noegle = $1 AND udloeb > $2";
    Ok(hent(c, sql, &[&noegle, &nu.mikros()]).await?.first().map(|r| r.get(0)))
}

pub(crate) async fn slet_flygtig(c: &Client, noegle: &[u8]) -> Result<(), Fejl> {
    c.execute("DELETE FROM flygtig WHERE noegle = $1", &[&noegle]).await.map_err(Fejl::intern)?;
    Ok(())
}

/// Rows that a writer holds right now are left for the next time: the two never wait for each other.
pub(crate) async fn ryd_flygtige(c: &Client, nu: Tidspunkt) -> Result<u64, Fejl> {
    let sql = "DELETE FROM flygtig WHERE noegle IN
               (SELECT noegle FROM flygtig WHERE udloeb <= $1 ORDER BY udloeb LIMIT $2 FOR UPDATE SKIP LOCKED) AND udloeb <= $1";
    c.execute(sql, &[&nu.mikros(), &graense(FLYGTIGE_AD_GANGEN)]).await.map_err(Fejl::intern)
}
