//! Reading from PostgreSQL. Each method is one statement, and so one state of the store.
use crate::port::{
    Fund, Haendelse, Indeksraekke, LagretObjekt, LagretRegistrering, Objektnoegle, Raekke, Registreringsvalg, Revision, Soegning,
};
use crate::postgres::horisont::horisont;
use crate::soegesql::{self, Dialekt, Intervaller, Koersel, LOFTER, Motor, Oensket, Sql, TAELLES_AD_GANGEN, Vaerdi};
use crate::syn::{ENHED_URN, PROFIL, SYSTEM_URN, Synlig, Synsfelt, UDKAST, id_af};
use crate::{kontrol, pakning};
use bytes::BytesMut;
use deadpool_postgres::Client;
use grund::graenser::REGISTRERINGER_I_SVAR;
use grund::{Cvr, Fejl, Periode, Synsmaerke, Tidspunkt, Uuid};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::types::{IsNull, ToSql, Type};
use tokio_postgres::{Error, Row};

/// Branches of one statement.
const GRENE_MAKS: usize = 100;

fn foer(fra: &str, til: &str) -> String {
    format!("{fra} < {til}")
}

pub(crate) const DIALEKT: Dialekt = Dialekt {
    tegn: '$',
    fra: Tidspunkt::mikros,
    til: Tidspunkt::mikros,
    foer,
    noegle_og_uuid,
    i_intervaller,
    skaer_grene: true,
    delt: true,
    hver_for_sig: " OFFSET 0",
};

fn noegle_og_uuid(noegle: &str, uuid: &str) -> String {
    format!("{noegle} || uuid_send({uuid})")
}

fn i_intervaller(kolonne: &str, plads: &str) -> String {
    format!("width_bucket({kolonne}, {plads}) % 2 = 1")
}

impl ToSql for Intervaller {
    fn to_sql(&self, type_: &Type, ud: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        self.graenser().to_sql(type_, ud)
    }

    fn accepts(type_: &Type) -> bool {
        *type_ == Type::BYTEA_ARRAY
    }

    tokio_postgres::types::to_sql_checked!();
}

pub(crate) fn cvr(v: i64) -> Result<Cvr, Fejl> {
    u32::try_from(v).ok().and_then(Cvr::fra_tal).ok_or_else(|| Fejl::intern(format!("{v} is not a CVR number")))
}

pub(crate) fn lille<T: TryFrom<i64>>(v: impl Into<i64>) -> Result<T, Fejl> {
    T::try_from(v.into()).map_err(|_| Fejl::intern("a stored number is out of range"))
}

/// Numbers of authorities as they are stored.
pub(crate) fn tal(m: &[Cvr]) -> Vec<i64> {
    m.iter().map(|m| i64::from(m.tal())).collect()
}

/// `kilde` gives rows `nr, myndighed, oid, objekttype, uuid, version, revision` and takes the first parameters; the chosen
/// registrations are joined, newest first.
async fn objekter(
    c: &Client,
    kilde: &str,
    p: &[&(dyn ToSql + Sync)],
    valg: Registreringsvalg,
    hoejst: usize,
) -> Result<Vec<(i64, LagretObjekt)>, Fejl> {
    // In force at some instant of [fra, til): began before til, and its successor began after fra.
    let (fra, til, hoejst) = match valg {
        Registreringsvalg::Aktuel => (i64::MIN, i64::MAX, 1),
        Registreringsvalg::Paa(t) if t == Tidspunkt::UENDELIG => (0, 0, 0),
        Registreringsvalg::Paa(t) => (t.mikros(), t.mikros().saturating_add(1), 1),
        Registreringsvalg::Interval(p) if p.er_tom() => (0, 0, 0),
        Registreringsvalg::Interval(p) => (p.fra.mikros(), p.til.mikros(), i64::try_from(hoejst).unwrap_or(i64::MAX)),
    };
    let (a, b, n) = (p.len() + 1, p.len() + 2, p.len() + 3);
    let sql = format!(
        "SELECT o.nr, o.myndighed, o.oid, o.objekttype, o.uuid, o.version, r.rid, r.tidspunkt, r.til, r.livscyklus, r.krop, o.revision
         FROM ({kilde}) o LEFT JOIN LATERAL (
           SELECT a.rid, a.tidspunkt, coalesce(b.tidspunkt, 9223372036854775807) AS til, a.livscyklus, a.krop
           FROM registrering a LEFT JOIN registrering b ON b.myndighed = o.myndighed AND b.rid = a.rid + 1
           WHERE a.myndighed = o.myndighed AND a.rid BETWEEN (o.oid << 20) AND ((o.oid << 20) + 1048575)
             AND a.tidspunkt < ${b} AND coalesce(b.tidspunkt, 9223372036854775807) > ${a}
           ORDER BY a.rid DESC LIMIT ${n}) r ON true
         ORDER BY o.nr, o.myndighed, r.rid DESC"
    );
    let mut alle: Vec<&(dyn ToSql + Sync)> = p.to_vec();
    alle.extend([&fra as &(dyn ToSql + Sync), &til, &hoejst]);
    let s = c.prepare_cached(&sql).await.map_err(Fejl::intern)?;
    let mut ud: Vec<(i64, LagretObjekt)> = Vec::new();
    for r in c.query(&s, &alle).await.map_err(Fejl::intern)? {
        let (nr, oid): (i64, i64) = (r.get(0), r.get(2));
        if ud.last().is_none_or(|(n, o)| (*n, o.oid) != (nr, oid)) {
            let noegle = Objektnoegle { myndighed: cvr(r.get(1))?, objekttype: lille(r.get::<_, i32>(3))?, uuid: r.get(4) };
            let revision = Revision { oid, nr: lille(r.get::<_, i64>(11))? };
            ud.push((nr, LagretObjekt { oid, noegle, version: lille(r.get::<_, i64>(5))?, revision, registreringer: Vec::new() }));
        }
        if let (Some(rid), Some((_, o))) = (r.get::<_, Option<i64>>(6), ud.last_mut()) {
            o.registreringer.push(LagretRegistrering {
                nr: kontrol::nr_af(rid),
                registreret: Periode::ny(Tidspunkt::fra_mikros(r.get(7)), Tidspunkt::fra_mikros(r.get(8))),
                livscyklus: lille(r.get::<_, i16>(9))?,
                krop: pakning::krop(r.get(10)).map_err(Fejl::intern)?,
            });
        }
    }
    Ok(ud)
}

/// In the order asked; of several authorities that have an object, the first.
pub(crate) async fn hent(
    c: &Client,
    myndigheder: &[Cvr],
    objekttype: u16,
    uuider: &[Uuid],
    valg: Registreringsvalg,
) -> Result<Vec<LagretObjekt>, Fejl> {
    let kilde = "SELECT k.nr, o.* FROM unnest($1::uuid[]) WITH ORDINALITY k(u, nr)
                 JOIN objekt o ON o.uuid = k.u AND o.objekttype = $2 AND o.myndighed = ANY($3::int8[])";
    let fundne = objekter(c, kilde, &[&uuider, &i32::from(objekttype), &tal(myndigheder)], valg, REGISTRERINGER_I_SVAR).await?;
    let plads = |o: &LagretObjekt| myndigheder.iter().position(|m| *m == o.noegle.myndighed);
    let mut ud: Vec<(i64, LagretObjekt)> = Vec::with_capacity(uuider.len());
    for (nr, o) in fundne {
        match ud.last_mut() {
            Some((n, har)) if *n == nr => {
                if plads(&o) < plads(har) {
                    *har = o;
                }
            }
            _ => ud.push((nr, o)),
        }
    }
    Ok(ud.into_iter().map(|(_, o)| o).collect())
}

pub(crate) async fn hent_fund(c: &Client, fund: &[Fund], valg: Registreringsvalg) -> Result<Vec<LagretObjekt>, Fejl> {
    let kilde = "SELECT k.nr, o.* FROM unnest($1::int8[], $2::int8[]) WITH ORDINALITY k(m, n, nr) JOIN objekt o ON o.myndighed = k.m AND o.oid = k.n";
    let m: Vec<i64> = fund.iter().map(|f| i64::from(f.noegle.myndighed.tal())).collect();
    let n: Vec<i64> = fund.iter().map(|f| f.oid).collect();
    Ok(objekter(c, kilde, &[&m, &n], valg, REGISTRERINGER_I_SVAR).await?.into_iter().map(|(_, o)| o).collect())
}

/// The next objects of all authorities in order of number, whole.
pub(crate) async fn gennemloeb(c: &Client, efter: i64, antal: usize) -> Result<Vec<LagretObjekt>, Fejl> {
    let kilde = "SELECT oid AS nr, objekt.* FROM objekt WHERE oid > $1 ORDER BY oid LIMIT $2";
    let antal = i64::try_from(antal).unwrap_or(i64::MAX);
    let fundne = objekter(c, kilde, &[&efter, &antal], Registreringsvalg::Interval(Periode::ALTID), usize::MAX).await?;
    Ok(fundne.into_iter().map(|(_, o)| o).collect())
}

pub(crate) const NUMRE: &str = "SELECT oid FROM objekt WHERE myndighed = $1 AND oid > $2 ORDER BY oid LIMIT $3";

/// The next numbers of an authority's objects, in order, from the key of its partition.
pub(crate) async fn numre(c: &Client, myndighed: Cvr, efter: i64, antal: usize) -> Result<Vec<i64>, Fejl> {
    let s = c.prepare_cached(NUMRE).await.map_err(Fejl::intern)?;
    let p: [&(dyn ToSql + Sync); 3] = [&i64::from(myndighed.tal()), &efter, &i64::try_from(antal).unwrap_or(i64::MAX)];
    Ok(c.query(&s, &p).await.map_err(Fejl::intern)?.iter().map(|r| r.get(0)).collect())
}

/// Objects by number, whole, in order of number.
pub(crate) async fn hele(c: &Client, myndighed: Cvr, numre: &[i64]) -> Result<Vec<LagretObjekt>, Fejl> {
    let kilde = "SELECT oid AS nr, objekt.* FROM objekt WHERE myndighed = $1 AND oid = ANY($2::int8[])";
    let alt = Registreringsvalg::Interval(Periode::ALTID);
    let fundne = objekter(c, kilde, &[&i64::from(myndighed.tal()), &numre], alt, usize::MAX).await?;
    Ok(fundne.into_iter().map(|(_, o)| o).collect())
}

/// The index keys that were written with the object's registrations.
async fn noegler(c: &Client, myndighed: Cvr, oid: i64) -> Result<Vec<Vec<u8>>, Fejl> {
    let sql = "SELECT krop FROM registrering WHERE myndighed = $1 AND rid BETWEEN ($2::int8 << 20) AND (($2::int8 << 20) + 1048575)";
    let s = c.prepare_cached(sql).await.map_err(Fejl::intern)?;
    let mut ud = BTreeSet::new();
    for r in c.query(&s, &[&i64::from(myndighed.tal()), &oid]).await.map_err(Fejl::intern)? {
        ud.extend(pakning::alt(r.get(0)).map_err(Fejl::intern)?.1);
    }
    Ok(ud.into_iter().collect())
}

pub(crate) async fn indeksraekker(c: &Client, myndighed: Cvr, oid: i64) -> Result<Vec<Indeksraekke>, Fejl> {
    let noegler = noegler(c, myndighed, oid).await?;
    let sql = "SELECT noegle, vfra, vtil, rfra, rtil FROM indeks WHERE myndighed = $1 AND noegle = ANY($2::bytea[]) AND oid = $3";
    let s = c.prepare_cached(sql).await.map_err(Fejl::intern)?;
    let raekker = c.query(&s, &[&i64::from(myndighed.tal()), &noegler, &oid]).await.map_err(Fejl::intern)?;
    let periode = |r: &Row, nr: usize| Periode::ny(Tidspunkt::fra_mikros(r.get(nr)), Tidspunkt::fra_mikros(r.get(nr + 1)));
    let mut ud: Vec<Indeksraekke> =
        raekker.iter().map(|r| Indeksraekke { noegle: r.get(0), virkning: periode(r, 1), registreret: periode(r, 3) }).collect();
    ud.sort();
    Ok(ud)
}

/// The object that holds a unique key.
pub(crate) async fn unik(c: &Client, myndighed: Cvr, noegle: &[u8]) -> Result<Option<Objektnoegle>, Fejl> {
    let sql = "SELECT o.objekttype, o.uuid FROM unik u JOIN objekt o ON o.myndighed = u.myndighed AND o.oid = u.oid WHERE u.myndighed = $1 AND u.noegle = $2";
    let s = c.prepare_cached(sql).await.map_err(Fejl::intern)?;
    let r = c.query_opt(&s, &[&i64::from(myndighed.tal()), &noegle]).await.map_err(Fejl::intern)?;
    r.map(|r| Ok(Objektnoegle { myndighed, objekttype: lille(r.get::<_, i32>(0))?, uuid: r.get(1) })).transpose()
}

/// A row of a collection.
pub(crate) async fn raekke(c: &Client, samling: u16, noegle: &[u8]) -> Result<Option<Vec<u8>>, Fejl> {
    let s = c.prepare_cached("SELECT vaerdi FROM samling WHERE samling = $1 AND noegle = $2").await.map_err(Fejl::intern)?;
    Ok(c.query_opt(&s, &[&i32::from(samling), &noegle]).await.map_err(Fejl::intern)?.map(|r| r.get(0)))
}

/// Rows of a collection in order of key.
pub(crate) async fn raekker(c: &Client, samling: u16, fra: &[u8], til: Option<&[u8]>, antal: usize) -> Result<Vec<Raekke>, Fejl> {
    let sql = "SELECT noegle, vaerdi FROM samling WHERE samling = $1 AND noegle >= $2 AND ($3::bytea IS NULL OR noegle < $3) ORDER BY noegle LIMIT $4";
    let s = c.prepare_cached(sql).await.map_err(Fejl::intern)?;
    let antal = i64::try_from(antal).unwrap_or(i64::MAX);
    let raekker = c.query(&s, &[&i32::from(samling), &fra, &til, &antal]).await.map_err(Fejl::intern)?;
    Ok(raekker.iter().map(|r| (r.get(0), r.get(1))).collect())
}

/// Every change at or before it is seen by the next statement, and none will be made there any more.
pub(crate) async fn vandmaerke(c: &Client) -> Result<Tidspunkt, Fejl> {
    let r = c.query_one("SELECT samspil_vandmaerke()", &[]).await.map_err(Fejl::intern)?;
    Ok(Tidspunkt::fra_mikros(r.get(0)))
}

/// Only events of transactions below every writer's that is still running: an earlier position can then no longer appear.
pub(crate) async fn haendelser(c: &Client, tillaeg: i64, myndighed: Option<Cvr>, efter: i64, antal: usize) -> Result<Vec<Haendelse>, Fejl> {
    let horisont = horisont(c, tillaeg).await?;
    let hvem = if myndighed.is_some() { "myndighed = $4" } else { "$4::int8 = 0" };
    let sql = format!(
        "SELECT position, myndighed, objekttype, uuid, nr, handling, tidspunkt, ventet, uden_notifikation, data FROM udbakke
         WHERE position > $1 AND position < ($2::int8 << 20) AND {hvem} ORDER BY position LIMIT $3"
    );
    let s = c.prepare_cached(&sql).await.map_err(Fejl::intern)?;
    let m = i64::from(myndighed.map_or(0, Cvr::tal));
    let raekker = c.query(&s, &[&efter, &horisont, &i64::try_from(antal).unwrap_or(i64::MAX), &m]).await.map_err(Fejl::intern)?;
    raekker
        .iter()
        .map(|r| {
            Ok(Haendelse {
                position: r.get(0),
                noegle: Objektnoegle { myndighed: cvr(r.get(1))?, objekttype: lille(r.get::<_, i32>(2))?, uuid: r.get(3) },
                nr: lille(r.get::<_, i64>(4))?,
                handling: lille(r.get::<_, i16>(5))?,
                tidspunkt: Tidspunkt::fra_mikros(r.get(6)),
                kaldt: Tidspunkt::fra_mikros(r.get(6)).plus_mikros(-r.get::<_, i64>(7)),
                notificeres: !r.get::<_, bool>(8),
                data: r.get(9),
            })
        })
        .collect()
}

/// A search's statements are planned each time, with their values: shapes are many, and a plan for an average value is often wrong.
async fn koer(c: &Client, sql: &Sql) -> Result<Vec<Row>, Error> {
    c.query_typed(&sql.tekst, &parametre(sql)).await
}

/// The statement's values with their types.
pub(crate) fn parametre(sql: &Sql) -> Vec<(&(dyn ToSql + Sync), Type)> {
    fn en(v: &Vaerdi) -> (&(dyn ToSql + Sync), Type) {
        match v {
            Vaerdi::Tal(t) => (t, Type::INT8),
            Vaerdi::Bytes(b) => (b, Type::BYTEA),
            Vaerdi::Intervaller(i) => (i, Type::BYTEA_ARRAY),
        }
    }
    sql.vaerdier.iter().map(en).collect()
}

/// What should drive, and where; `None` when there can be no hit.
async fn koersel(c: &Client, s: &Soegning) -> Result<Option<Koersel>, Error> {
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
        let bidder = |m: &Motor| myndigheder.chunks(TAELLES_AD_GANGEN).map(|bid| soegesql::taelling(DIALEKT, s, bid, *m, loft)).collect();
        let sql: Vec<Vec<Sql>> = motorer.iter().map(bidder).collect();
        let svar = futures::future::try_join_all(sql.iter().flatten().map(|q| koer(c, q))).await?;
        let mut svar = svar.iter().map(|r| r.first().map(talte).unwrap_or_default());
        let en = |(m, q): (&Motor, &Vec<Sql>)| (*m, svar.by_ref().take(q.len()).flatten().collect());
        let talte: Vec<(Motor, Vec<u64>)> = motorer.iter().zip(&sql).map(en).collect();
        match soegesql::valgt(s, &myndigheder, &talte, loft) {
            Ok(k) => return Ok(k),
            Err(tilbage) => myndigheder = tilbage,
        }
        motorer.extend(klasser.take());
    }
    Ok(None)
}

/// The numbers in the columns of a row.
fn talte(r: &Row) -> Vec<u64> {
    (0..r.len()).map(|nr| u64::try_from(r.get::<_, i64>(nr)).unwrap_or(0)).collect()
}

pub(crate) async fn soeg(c: &Client, s: &Soegning) -> Result<Vec<Fund>, Fejl> {
    let Some(k) = koersel(c, s).await.map_err(Fejl::intern)? else { return Ok(Vec::new()) };
    let over = usize::try_from(s.spring_over).unwrap_or(usize::MAX);
    let mut alle: Vec<i64> = Vec::new();
    let en_gruppe = k.grupper(s, GRENE_MAKS).len() == 1;
    let (spring, antal) = if en_gruppe { (s.spring_over, s.antal) } else { (0, over.saturating_add(s.antal)) };
    for g in k.grupper(s, GRENE_MAKS) {
        let sql = soegesql::soegning(DIALEKT, s, g, k.motor, Oensket::Side { spring_over: spring, antal });
        alle.extend(koer(c, &sql).await.map_err(Fejl::intern)?.iter().map(|r| r.get::<_, i64>(0)));
    }
    if !en_gruppe {
        alle.sort_unstable();
        alle = alle.into_iter().skip(over).take(s.antal).collect();
    }
    let st = c
        .prepare_cached("SELECT o.oid, o.myndighed, o.objekttype, o.uuid FROM objekt o WHERE o.myndighed = ANY($1::int8[]) AND o.oid = ANY($2::int8[]) ORDER BY o.oid")
        .await
        .map_err(Fejl::intern)?;
    let raekker = c.query(&st, &[&tal(&s.myndigheder), &alle]).await.map_err(Fejl::intern)?;
    raekker
        .iter()
        .map(|r| {
            let noegle = Objektnoegle { myndighed: cvr(r.get(1))?, objekttype: lille(r.get::<_, i32>(2))?, uuid: r.get(3) };
            Ok(Fund { oid: r.get(0), noegle })
        })
        .collect()
}

pub(crate) async fn antal(c: &Client, s: &Soegning) -> Result<u64, Fejl> {
    let Some(k) = koersel(c, s).await.map_err(Fejl::intern)? else { return Ok(0) };
    let mut ud = 0;
    for g in k.grupper(s, GRENE_MAKS) {
        let sql = soegesql::soegning(DIALEKT, s, g, k.motor, Oensket::Antal);
        ud += koer(c, &sql).await.map_err(Fejl::intern)?.iter().flat_map(talte).sum::<u64>();
    }
    Ok(ud)
}

/// The number of hits for each beginning of their keys.
pub(crate) async fn antal_pr(c: &Client, s: &Soegning, del: (&[u8], usize), virkning: Periode) -> Result<Vec<(Vec<u8>, u64)>, Fejl> {
    let mut ud: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    if let Some(k) = koersel(c, s).await.map_err(Fejl::intern)?.filter(|_| !virkning.er_tom()) {
        for &m in &k.myndigheder {
            for r in koer(c, &soegesql::antal_pr(DIALEKT, s, m, k.motor, del, virkning)).await.map_err(Fejl::intern)? {
                *ud.entry(r.get(0)).or_default() += u64::try_from(r.get::<_, i64>(1)).unwrap_or(0);
            }
        }
    }
    Ok(ud.into_iter().collect())
}

/// Those of the objects that are seen, and by what.
pub(crate) async fn synlige(c: &Client, syn: &Synsfelt, objekter: &[(Cvr, i64)]) -> Result<Vec<Synlig>, Fejl> {
    let mut ud = Vec::with_capacity(objekter.len());
    for sql in soegesql::synlige(DIALEKT, syn, objekter) {
        let raekker = koer(c, &sql).await.map_err(Fejl::intern)?;
        ud.extend(raekker.iter().filter_map(|r| Synlig::laes(r.get(0), r.get(1), r.get(2), r.get(3))));
    }
    Ok(ud)
}

/// An object's labels.
pub(crate) async fn maerker(c: &Client, myndighed: Cvr, oid: i64) -> Result<Vec<Synsmaerke>, Fejl> {
    let sql = "SELECT vfra, vtil, niveau, flag, klasse, enhed, system, via FROM maerke WHERE myndighed = $1 AND oid = $2";
    let s = c.prepare_cached(sql).await.map_err(Fejl::intern)?;
    let mut ud = Vec::new();
    for r in c.query(&s, &[&i64::from(myndighed.tal()), &oid]).await.map_err(Fejl::intern)? {
        let flag: u8 = lille(r.get::<_, i16>(3))?;
        ud.push(Synsmaerke {
            virkning: Periode::ny(Tidspunkt::fra_mikros(r.get(0)), Tidspunkt::fra_mikros(r.get(1))),
            niveau: lille(r.get::<_, i16>(2))?,
            klasse: r.get::<_, Option<Vec<u8>>>(4).map(|k| String::from_utf8_lossy(&k).into_owned()),
            enhed: r.get::<_, Option<Vec<u8>>>(5).map(|b| id_af(b, flag & ENHED_URN != 0)),
            system: r.get::<_, Option<Vec<u8>>>(6).map(|b| id_af(b, flag & SYSTEM_URN != 0)),
            via: r.get(7),
            udkast: flag & UDKAST != 0,
            profil: flag & PROFIL != 0,
        });
    }
    ud.sort();
    Ok(ud)
}
