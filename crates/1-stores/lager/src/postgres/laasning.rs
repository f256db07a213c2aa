//! The first round trip of a writer's transaction: what it expects is locked and read, and it gets its numbers and its time.
use crate::port::{Forventning, Objektnoegle, Raekkeforventning, Skrivefejl, Skrivehandling, Skrivning};
use crate::postgres::raekker::{Kendt, Pakkede};
use crate::postgres::skriver::Afbrudt;
use crate::postgres::{horisont, skema};
use crate::tidsgiver::{Tidsgiver, efterse};
use crate::{kontrol, pakning};
use deadpool_postgres::Client;
use grund::graenser::TIDSFORSPRING_SEKUNDER;
use grund::{Cvr, Tidspunkt, Uuid};
use std::collections::{HashMap, HashSet};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

/// What was read under locks.
pub(crate) struct Laest {
    pub kendte: HashMap<Objektnoegle, Kendt>,
    /// The transaction's number.
    pub xid: i64,
    /// The server process.
    pub pid: i32,
    /// Numbers of new objects.
    pub numre: std::vec::IntoIter<i64>,
    /// Of objects that are rewritten or removed, by number.
    pub pakkede: HashMap<i64, Pakkede>,
    /// Who holds the unique keys that are wanted.
    pub holdere: HashMap<(Cvr, Vec<u8>), (i64, Objektnoegle)>,
    /// Short-lived keys that are there already.
    pub flygtige: HashSet<Vec<u8>>,
    /// Rows of collections that are there.
    pub raekker: HashMap<(u16, Vec<u8>), Vec<u8>>,
    tider: Tider,
}

/// The next batch's time, the clock, and the newest time before.
struct Tider {
    naeste: Tidspunkt,
    nu: Tidspunkt,
    sidste: Tidspunkt,
}

impl Laest {
    /// The batch's registration time.
    pub(crate) fn tager_tid(&mut self, s: &Skrivning) -> Tidspunkt {
        if !kontrol::har_tid(s) {
            return s.kaldt;
        }
        let tid = self.tider.naeste;
        self.tider.naeste = tid.naeste();
        tid
    }

    /// Whether every expectation of the batch holds.
    pub(crate) fn kan_ske(&self, s: &Skrivning) -> Result<(), Skrivefejl> {
        for (nr, o) in s.objekter.iter().enumerate() {
            let passer = match (o.forventet, self.kendte.get(&o.noegle)) {
                (Forventning::Ukendt, har) => har.is_none(),
                (Forventning::Revision(r), Some(k)) => (r.oid, r.nr) == (k.oid, k.revision),
                (Forventning::Revision(_), None) => false,
            };
            if !passer {
                return Err(Skrivefejl::Samtidig(nr));
            }
        }
        self.unikke(s)?;
        if let Some(nr) = s.flygtige.iter().position(|f| self.flygtige.contains(&f.noegle)) {
            return Err(Skrivefejl::FlygtigFindes(nr));
        }
        for (nr, r) in s.raekker.iter().enumerate() {
            let har = self.raekker.get(&(r.samling, r.noegle.clone()));
            let passer = match &r.forventet {
                Raekkeforventning::Ligegyldig => true,
                Raekkeforventning::Ukendt => har.is_none(),
                Raekkeforventning::Er(v) => har == Some(v),
            };
            if !passer {
                return Err(Skrivefejl::RaekkeAndet(nr));
            }
        }
        for o in &s.objekter {
            let version = self.kendte.get(&o.noegle).map_or(0, |k| k.version);
            match &o.handling {
                Skrivehandling::Registrer { registreringer, .. } => kontrol::plads_til(version, registreringer.len()),
                Skrivehandling::Omskriv { kroppe, .. } => kontrol::findes(version, kroppe),
                Skrivehandling::Fjern | Skrivehandling::Uroert => Ok(()),
            }
            .map_err(Skrivefejl::Lager)?;
        }
        if kontrol::har_tid(s) {
            efterse(self.tider.nu, self.tider.sidste, kontrol::indbragt(s)).map_err(Skrivefejl::Lager)?;
        }
        Ok(())
    }

    fn unikke(&self, s: &Skrivning) -> Result<(), Skrivefejl> {
        let mut taget: HashMap<(Cvr, &[u8]), Objektnoegle> = HashMap::new();
        for (nr, o) in s.objekter.iter().enumerate() {
            for n in &o.unikke.tag {
                let optaget = |af| Err(Skrivefejl::NoegleOptaget { objekt: nr, noegle: n.clone(), af });
                if let Some(anden) = taget.insert((o.noegle.myndighed, n), o.noegle).filter(|anden| *anden != o.noegle) {
                    return optaget(anden);
                }
                let Some((_, holder)) = self.holdere.get(&(o.noegle.myndighed, n.clone())).filter(|(_, h)| *h != o.noegle) else {
                    continue;
                };
                let slipper = |x: &crate::port::Objektskrivning| {
                    x.noegle == *holder && (matches!(x.handling, Skrivehandling::Fjern) || x.unikke.slip.contains(n))
                };
                if !s.objekter.iter().any(slipper) {
                    return optaget(*holder);
                }
            }
        }
        Ok(())
    }
}

/// Begins the transaction. Rows are locked in one order (of object, of key), so that two programs that want the same wait for each other once.
pub(crate) async fn laas_og_laes(c: &Client, tidsgiver: &Tidsgiver, skrivninger: &[&Skrivning]) -> Result<Laest, Afbrudt> {
    let noegler: Vec<&Objektnoegle> = skrivninger.iter().flat_map(|s| s.objekter.iter().map(|o| &o.noegle)).collect();
    let nye = skrivninger.iter().flat_map(|s| &s.objekter).filter(|o| o.forventet == Forventning::Ukendt).count();
    let nye = i64::try_from(nye).unwrap_or(0);
    let m: Vec<i64> = noegler.iter().map(|n| i64::from(n.myndighed.tal())).collect();
    let t: Vec<i32> = noegler.iter().map(|n| i32::from(n.objekttype)).collect();
    let u: Vec<Uuid> = noegler.iter().map(|n| n.uuid).collect();
    let laas = c
        .prepare_cached(
            "SELECT o.oid, o.version, o.revision, k.nr FROM unnest($1::int8[], $2::int4[], $3::uuid[]) WITH ORDINALITY k(m, t, u, nr)
             JOIN objekt o ON o.myndighed = k.m AND o.objekttype = k.t AND o.uuid = k.u ORDER BY o.oid FOR UPDATE OF o",
        )
        .await?;
    let tal = c
        .prepare_cached("SELECT pg_current_xact_id()::text::int8, array(SELECT nextval('objekt_nr') FROM generate_series(1, $1::int8)), pg_backend_pid(), (SELECT vaerdi FROM meta WHERE noegle = 'format')")
        .await?;
    let laas_p: [&(dyn ToSql + Sync); 3] = [&m, &t, &u];
    let tal_p: [&(dyn ToSql + Sync); 1] = [&nye];
    let smaating = Smaating::af(skrivninger);
    let begynd = horisont::begynd();
    // Sent in this order without waiting in between; the time comes last, when everything that must be waited for has been.
    let (_, raekker, tal, (holdere, flygtige, samling), tider) = futures::try_join!(
        c.batch_execute(&begynd),
        c.query(&laas, &laas_p),
        c.query_one(&tal, &tal_p),
        smaating.laas(c),
        tider(c, tidsgiver, skrivninger)
    )?;
    let format = tal.get::<_, Option<i64>>(3).unwrap_or(0);
    if format != i64::from(skema::FORMAT) {
        return Err(Afbrudt::Format(format));
    }
    let mut kendte = HashMap::with_capacity(raekker.len());
    let lille = |v: i64| u32::try_from(v).unwrap_or(u32::MAX);
    for r in raekker {
        let nr: i64 = r.get(3);
        if let Some(n) = usize::try_from(nr - 1).ok().and_then(|nr| noegler.get(nr)) {
            kendte.insert(**n, Kendt { oid: r.get(0), version: lille(r.get(1)), revision: lille(r.get(2)) });
        }
    }
    let pakkede = pakkede(c, skrivninger, &kendte).await?;
    Ok(Laest {
        pakkede,
        kendte,
        xid: tal.get(0),
        pid: tal.get(2),
        numre: tal.get::<_, Vec<i64>>(1).into_iter(),
        holdere: smaating.holdere(&holdere),
        flygtige: flygtige.iter().map(|r| r.get(0)).collect(),
        raekker: samling.iter().map(|r| ((u16::try_from(r.get::<_, i32>(0)).unwrap_or(0), r.get(1)), r.get(2))).collect(),
        tider,
    })
}

/// Gives the times of the batches that have one.
async fn tider(c: &Client, tidsgiver: &Tidsgiver, skrivninger: &[&Skrivning]) -> Result<Tider, Error> {
    let med: Vec<&&Skrivning> = skrivninger.iter().filter(|s| kontrol::har_tid(s)).collect();
    if med.is_empty() {
        let t = Tidspunkt::MINUS_UENDELIG;
        return Ok(Tider { naeste: t, nu: t, sidste: t });
    }
    let antal = i64::try_from(med.len()).unwrap_or(1);
    let indbragt: Vec<i64> = med.iter().filter_map(|s| kontrol::indbragt(s)).map(Tidspunkt::mikros).collect();
    let (ur, forskydning) = match tidsgiver.forskydning() {
        Some(f) => (None, f),
        None => (med.iter().map(|s| s.kaldt.mikros()).max(), 0),
    };
    let s = c.prepare_cached("SELECT tid, nu, sidste FROM samspil_tid($1, $2, $3, $4, $5)").await?;
    let r = c.query_one(&s, &[&ur, &forskydning, &indbragt, &(TIDSFORSPRING_SEKUNDER * 1_000_000), &antal]).await?;
    let tid = |nr| Tidspunkt::fra_mikros(r.get(nr));
    tidsgiver.bemaerk(tid(1), tid(2));
    Ok(Tider { naeste: tid(0), nu: tid(1), sidste: tid(2) })
}

/// The registrations of objects that are rewritten or removed: one more round trip, seldom.
async fn pakkede(c: &Client, skrivninger: &[&Skrivning], kendte: &HashMap<Objektnoegle, Kendt>) -> Result<HashMap<i64, Pakkede>, Afbrudt> {
    let objekter = skrivninger.iter().flat_map(|s| &s.objekter);
    let berorte = objekter.filter(|o| matches!(o.handling, Skrivehandling::Fjern | Skrivehandling::Omskriv { .. }));
    let (m, oid): (Vec<i64>, Vec<i64>) =
        berorte.filter_map(|o| kendte.get(&o.noegle).map(|k| (i64::from(o.noegle.myndighed.tal()), k.oid))).unzip();
    let mut ud: HashMap<i64, Pakkede> = HashMap::new();
    if oid.is_empty() {
        return Ok(ud);
    }
    let sql = "SELECT r.rid, r.krop FROM unnest($1::int8[], $2::int8[]) k(m, o)
               JOIN registrering r ON r.myndighed = k.m AND r.rid BETWEEN (k.o << 20) AND ((k.o << 20) + 1048575) ORDER BY r.rid";
    let s = c.prepare_cached(sql).await?;
    for r in c.query(&s, &[&m, &oid]).await? {
        let rid: i64 = r.get(0);
        let (krop, noegler) = pakning::alt(r.get(1)).map_err(|e| Afbrudt::Korrupt(e.to_string()))?;
        ud.entry(rid >> 20).or_default().push((rid, krop, noegler));
    }
    Ok(ud)
}

/// Unique keys that are wanted, short-lived keys and rows of collections, column by column.
#[derive(Default)]
struct Smaating {
    unik: (Vec<i64>, Vec<Vec<u8>>, Vec<Cvr>),
    flygtig: (Vec<Vec<u8>>, Vec<i64>),
    raekke: (Vec<i32>, Vec<Vec<u8>>),
}

impl Smaating {
    fn af(skrivninger: &[&Skrivning]) -> Self {
        let mut ud = Self::default();
        for s in skrivninger {
            for (o, n) in s.objekter.iter().flat_map(|o| o.unikke.tag.iter().map(move |n| (o, n))) {
                ud.unik.0.push(i64::from(o.noegle.myndighed.tal()));
                ud.unik.1.push(n.clone());
                ud.unik.2.push(o.noegle.myndighed);
            }
            for f in &s.flygtige {
                ud.flygtig.0.push(f.noegle.clone());
                ud.flygtig.1.push(f.nu.mikros());
            }
            for r in &s.raekker {
                ud.raekke.0.push(i32::from(r.samling));
                ud.raekke.1.push(r.noegle.clone());
            }
        }
        ud
    }

    async fn laas(&self, c: &Client) -> Result<(Vec<Row>, Vec<Row>, Vec<Row>), Error> {
        let unik = "SELECT k.nr, u.oid, o.objekttype, o.uuid FROM unnest($1::int8[], $2::bytea[]) WITH ORDINALITY k(m, n, nr)
            JOIN unik u ON u.myndighed = k.m AND u.noegle = k.n JOIN objekt o ON o.myndighed = u.myndighed AND o.oid = u.oid
            ORDER BY u.noegle, u.myndighed FOR UPDATE OF u";
        let flygtig = "SELECT f.noegle FROM unnest($1::bytea[], $2::int8[]) k(n, nu) JOIN flygtig f ON f.noegle = k.n AND f.udloeb > k.nu";
        let raekke = "SELECT s.samling, s.noegle, s.vaerdi FROM unnest($1::int4[], $2::bytea[]) k(s, n)
            JOIN samling s ON s.samling = k.s AND s.noegle = k.n ORDER BY s.samling, s.noegle FOR UPDATE OF s";
        futures::try_join!(
            hent(c, unik, self.unik.0.is_empty(), [&self.unik.0, &self.unik.1]),
            hent(c, flygtig, self.flygtig.0.is_empty(), [&self.flygtig.0, &self.flygtig.1]),
            hent(c, raekke, self.raekke.0.is_empty(), [&self.raekke.0, &self.raekke.1])
        )
    }

    fn holdere(&self, raekker: &[Row]) -> HashMap<(Cvr, Vec<u8>), (i64, Objektnoegle)> {
        let en = |r: &Row| {
            let nr = usize::try_from(r.get::<_, i64>(0) - 1).ok()?;
            let (n, &myndighed) = (self.unik.1.get(nr)?, self.unik.2.get(nr)?);
            let objekttype = u16::try_from(r.get::<_, i32>(2)).ok()?;
            Some(((myndighed, n.clone()), (r.get(1), Objektnoegle { myndighed, objekttype, uuid: r.get(3) })))
        };
        raekker.iter().filter_map(en).collect()
    }
}

async fn hent(c: &Client, sql: &str, tom: bool, p: [&(dyn ToSql + Sync); 2]) -> Result<Vec<Row>, Error> {
    if tom {
        return Ok(Vec::new());
    }
    let s = c.prepare_cached(sql).await?;
    c.query(&s, &p).await
}
