//! The rows of a transaction, column by column, and the few statements that write them.
use crate::kontrol;
use crate::log::{NyLogpost, gemt_myndighed};
use crate::port::{Indeksraekke, Objektskrivning, Skrivehandling};
use crate::postgres::emne::Emneraekker;
use crate::postgres::udfald::Transaktion;
use crate::syn::{flag, id_bytes};
use deadpool_postgres::Client;
use grund::{Synsmaerke, Tidspunkt, Uuid};
use std::collections::HashSet;
use tokio_postgres::Error;
use tokio_postgres::types::ToSql;

/// Answers with the keys that were not there or had expired. A transaction's calls have nearly the same time; the earliest counts.
const GEM_FLYGTIG: &str = "INSERT INTO flygtig(noegle, udloeb, data) SELECT * FROM unnest($1::bytea[], $2::int8[], $3::bytea[])
    ON CONFLICT (noegle) DO UPDATE SET udloeb = excluded.udloeb, data = excluded.data WHERE flygtig.udloeb <= $4::int8 RETURNING noegle";

/// A short-lived key to keep.
pub(crate) struct NyFlygtig {
    pub noegle: Vec<u8>,
    pub udloeb: Tidspunkt,
    pub data: Vec<u8>,
    pub nu: Tidspunkt,
}

/// All rows of a transaction. The texts and bodies are borrowed from the batches.
#[derive(Default)]
#[expect(clippy::type_complexity, reason = "one list for each column, in the order of the statement's parameters")]
pub(crate) struct Raekker<'a> {
    /// Position of the transaction's next event: transaction number above 20 bits of place in it.
    position: i64,
    nye: (Vec<i64>, Vec<i64>, Vec<i32>, Vec<Uuid>, Vec<i64>),
    versioner: (Vec<i64>, Vec<i64>, Vec<i64>),
    fjernede: (Vec<i64>, Vec<i64>),
    registreringer: (Vec<i64>, Vec<i64>, Vec<i64>, Vec<i16>, Vec<&'a [u8]>),
    kroppe: (Vec<i64>, Vec<i64>, Vec<&'a [u8]>),
    fjernede_noegler: (Vec<i64>, Vec<&'a [u8]>, Vec<i64>),
    luk: (Vec<i64>, Vec<&'a [u8]>, Vec<i64>, Vec<i64>, Vec<i64>),
    indeks: (Vec<i64>, Vec<&'a [u8]>, Vec<i64>, Vec<i64>, Vec<i64>, Vec<i64>, Vec<i64>),
    /// Objects whose labels go.
    uden_maerker: (Vec<i64>, Vec<i64>),
    maerker: (
        Vec<i64>,
        Vec<i64>,
        Vec<i16>,
        Vec<i64>,
        Vec<i64>,
        Vec<i16>,
        Vec<i16>,
        Vec<Option<&'a [u8]>>,
        Vec<Option<Vec<u8>>>,
        Vec<Option<Vec<u8>>>,
        Vec<Option<Uuid>>,
    ),
    haendelser: (Vec<i64>, Vec<i64>, Vec<i32>, Vec<Uuid>, Vec<i64>, Vec<i16>, Vec<i64>, Vec<&'a [u8]>),
    /// Position of the transaction's next log row.
    logposition: i64,
    log: (Vec<i64>, Vec<i64>, Vec<i64>, Vec<Uuid>, Vec<Option<Vec<u8>>>, Vec<&'a [u8]>, Vec<Vec<u8>>),
    lognoegler: (Vec<i16>, Vec<&'a [u8]>, Vec<i64>),
    emner: Emneraekker,
}

impl<'a> Raekker<'a> {
    /// No rows yet, for the transaction with that number.
    pub(crate) fn ny(xid: i64) -> Self {
        Self { position: xid << 20, logposition: xid << 20, ..Self::default() }
    }

    /// Takes one object's rows; `oid` is `None` for a new object, which gets the next of `numre`.
    pub(crate) fn tag(&mut self, o: &'a Objektskrivning, oid: Option<i64>, numre: &mut impl Iterator<Item = i64>) {
        let m = i64::from(o.noegle.myndighed.tal());
        match &o.handling {
            Skrivehandling::Registrer { registreringer, luk, indeks, maerker } => {
                let kendt = oid.is_some();
                let version = registreringer.last().map_or(0, |r| i64::from(r.nr));
                let oid = match oid {
                    Some(oid) => {
                        self.versioner.0.push(m);
                        self.versioner.1.push(oid);
                        self.versioner.2.push(version);
                        oid
                    }
                    None => {
                        let oid = numre.next().unwrap_or(0);
                        self.nye.0.push(m);
                        self.nye.1.push(oid);
                        self.nye.2.push(i32::from(o.noegle.objekttype));
                        self.nye.3.push(o.noegle.uuid);
                        self.nye.4.push(version);
                        oid
                    }
                };
                for r in registreringer {
                    self.registreringer.0.push(m);
                    self.registreringer.1.push(kontrol::rid(oid, r.nr));
                    self.registreringer.2.push(r.tidspunkt.mikros());
                    self.registreringer.3.push(i16::from(r.livscyklus));
                    self.registreringer.4.push(&r.krop);
                }
                for l in luk {
                    self.luk.0.push(m);
                    self.luk.1.push(&l.noegle);
                    self.luk.2.push(oid);
                    self.luk.3.push(l.virkning_fra.mikros());
                    self.luk.4.push(l.til.mikros());
                }
                self.indeks(m, oid, indeks);
                if let Some(maerker) = maerker {
                    self.maerker(m, oid, kendt, maerker);
                }
            }
            Skrivehandling::Omskriv { kroppe, noegler, indeks, maerker } => {
                let oid = oid.unwrap_or(0);
                for (nr, krop) in kroppe {
                    self.kroppe.0.push(m);
                    self.kroppe.1.push(kontrol::rid(oid, *nr));
                    self.kroppe.2.push(krop);
                }
                self.fjern_noegler(m, oid, noegler);
                self.indeks(m, oid, indeks);
                self.maerker(m, oid, true, maerker);
            }
            Skrivehandling::Fjern { noegler } => {
                let oid = oid.unwrap_or(0);
                self.fjernede.0.push(m);
                self.fjernede.1.push(oid);
                self.fjern_noegler(m, oid, noegler);
                self.maerker(m, oid, true, &[]);
            }
        }
        if let Some(e) = o.emne {
            self.emner.tag(e, &o.noegle);
        }
        if let Some(h) = &o.haendelse {
            self.haendelser.0.push(self.position);
            self.position += 1;
            self.haendelser.1.push(m);
            self.haendelser.2.push(i32::from(o.noegle.objekttype));
            self.haendelser.3.push(o.noegle.uuid);
            self.haendelser.4.push(i64::from(kontrol::haendelse_nr(o)));
            self.haendelser.5.push(i16::from(h.handling));
            self.haendelser.6.push(h.tidspunkt.mikros());
            self.haendelser.7.push(&h.data);
        }
    }

    /// Takes a log row.
    pub(crate) fn tag_log(&mut self, l: &'a NyLogpost) {
        self.log.0.push(self.logposition);
        self.log.1.push(gemt_myndighed(l.myndighed));
        self.log.2.push(l.tidspunkt.mikros());
        self.log.3.push(l.kald_id);
        self.log.4.push(l.pakkede_noegler());
        self.log.5.push(&l.data);
        self.log.6.push(l.aftryk().to_vec());
        for (art, n) in l.noegler() {
            self.lognoegler.0.push(i16::from(art));
            self.lognoegler.1.push(n);
            self.lognoegler.2.push(self.logposition);
        }
        self.logposition += 1;
    }

    fn indeks(&mut self, m: i64, oid: i64, raekker: &'a [Indeksraekke]) {
        for r in raekker {
            self.indeks.0.push(m);
            self.indeks.1.push(&r.noegle);
            self.indeks.2.push(oid);
            self.indeks.3.push(r.virkning.fra.mikros());
            self.indeks.4.push(r.registreret.fra.mikros());
            self.indeks.5.push(r.virkning.til.mikros());
            self.indeks.6.push(r.registreret.til.mikros());
        }
    }

    /// The labels of an object; those that it has, if it is known, go.
    fn maerker(&mut self, m: i64, oid: i64, kendt: bool, maerker: &'a [Synsmaerke]) {
        if kendt {
            self.uden_maerker.0.push(m);
            self.uden_maerker.1.push(oid);
        }
        for (nr, x) in (0i16..).zip(maerker) {
            self.maerker.0.push(m);
            self.maerker.1.push(oid);
            self.maerker.2.push(nr);
            self.maerker.3.push(x.virkning.fra.mikros());
            self.maerker.4.push(x.virkning.til.mikros());
            self.maerker.5.push(i16::from(x.niveau));
            self.maerker.6.push(i16::from(flag(x)));
            self.maerker.7.push(x.klasse.as_deref().map(str::as_bytes));
            self.maerker.8.push(x.enhed.as_ref().map(id_bytes));
            self.maerker.9.push(x.system.as_ref().map(id_bytes));
            self.maerker.10.push(x.via);
        }
    }

    fn fjern_noegler(&mut self, m: i64, oid: i64, noegler: &'a [Vec<u8>]) {
        for n in noegler {
            self.fjernede_noegler.0.push(m);
            self.fjernede_noegler.1.push(n);
            self.fjernede_noegler.2.push(oid);
        }
    }

    /// Writes all rows and short-lived keys and commits, and returns the keys that were not there. The statements are sent
    /// together: the whole costs one round trip.
    pub(crate) async fn skriv(&self, c: &Client, flygtige: &[&NyFlygtig], nr: &Transaktion) -> Result<HashSet<Vec<u8>>, Error> {
        let mut saet = Vec::with_capacity(8);
        for (sql, p) in self.saetninger() {
            saet.push((c.prepare_cached(sql).await?, p));
        }
        let gem = match flygtige {
            [] => None,
            _ => Some(c.prepare_cached(GEM_FLYGTIG).await?),
        };
        let maerk = c.prepare_cached(Transaktion::SAET).await?;
        let mut flygtige = flygtige.to_vec();
        // In order of key, so that two programs that want the same keys wait in one order.
        flygtige.sort_by(|a, b| a.noegle.cmp(&b.noegle));
        let kolonner = (
            flygtige.iter().map(|f| f.noegle.as_slice()).collect::<Vec<_>>(),
            flygtige.iter().map(|f| f.udloeb.mikros()).collect::<Vec<_>>(),
            flygtige.iter().map(|f| f.data.as_slice()).collect::<Vec<_>>(),
        );
        let nu = flygtige.iter().map(|f| f.nu.mikros()).min().unwrap_or(0);
        let p: [&(dyn ToSql + Sync); 4] = [&kolonner.0, &kolonner.1, &kolonner.2, &nu];
        let gem = async {
            match &gem {
                Some(s) => c.query(s, &p).await,
                None => Ok(Vec::new()),
            }
        };
        let saet: Vec<_> = saet.iter().map(|(s, p)| c.execute(s, p)).collect();
        // After a statement that failed, COMMIT rolls back and says nothing: the error comes from the statement.
        let maerke = nr.parametre();
        let (_, _, nye, ()) =
            futures::try_join!(c.execute(&maerk, &maerke), futures::future::try_join_all(saet), gem, c.batch_execute("COMMIT"))?;
        Ok(nye.iter().map(|r| r.get(0)).collect())
    }

    /// Removals first, then what is closed, then what is new.
    fn saetninger(&self) -> Vec<(&'static str, Vec<&(dyn ToSql + Sync)>)> {
        let mut ud: Vec<(&'static str, Vec<&(dyn ToSql + Sync)>)> = Vec::new();
        let r = &self.fjernede_noegler;
        if !r.0.is_empty() {
            ud.push((
                "DELETE FROM indeks i USING unnest($1::int8[], $2::bytea[], $3::int8[]) k(m, n, o)
                 WHERE i.myndighed = k.m AND i.noegle = k.n AND i.oid = k.o",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        let r = &self.fjernede;
        if !r.0.is_empty() {
            ud.push((
                "DELETE FROM registrering r USING unnest($1::int8[], $2::int8[]) k(m, o)
                 WHERE r.myndighed = k.m AND r.rid BETWEEN (k.o << 20) AND ((k.o << 20) + 1048575)",
                vec![&r.0, &r.1],
            ));
            ud.push((
                "DELETE FROM objekt o USING unnest($1::int8[], $2::int8[]) k(m, o) WHERE o.myndighed = k.m AND o.oid = k.o",
                vec![&r.0, &r.1],
            ));
        }
        let r = &self.uden_maerker;
        if !r.0.is_empty() {
            ud.push((
                "DELETE FROM maerke x USING unnest($1::int8[], $2::int8[]) k(m, o) WHERE x.myndighed = k.m AND x.oid = k.o",
                vec![&r.0, &r.1],
            ));
        }
        let r = &self.kroppe;
        if !r.0.is_empty() {
            ud.push((
                "UPDATE registrering r SET krop = k.b FROM unnest($1::int8[], $2::int8[], $3::bytea[]) k(m, r, b) WHERE r.myndighed = k.m AND r.rid = k.r",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        let r = &self.luk;
        if !r.0.is_empty() {
            ud.push((
                "UPDATE indeks i SET rtil = k.t FROM unnest($1::int8[], $2::bytea[], $3::int8[], $4::int8[], $5::int8[]) k(m, n, o, f, t)
                 WHERE i.myndighed = k.m AND i.noegle = k.n AND i.oid = k.o AND i.vfra = k.f AND i.rtil = 9223372036854775807",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4],
            ));
        }
        let r = &self.versioner;
        if !r.0.is_empty() {
            ud.push((
                "UPDATE objekt o SET version = k.v FROM unnest($1::int8[], $2::int8[], $3::int8[]) k(m, o, v) WHERE o.myndighed = k.m AND o.oid = k.o",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        let r = &self.nye;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO objekt(myndighed, oid, objekttype, uuid, version) SELECT * FROM unnest($1::int8[], $2::int8[], $3::int4[], $4::uuid[], $5::int8[])",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4],
            ));
        }
        let r = &self.registreringer;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO registrering(myndighed, rid, tidspunkt, livscyklus, krop)
                 SELECT * FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int2[], $5::bytea[])",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4],
            ));
        }
        let r = &self.indeks;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO indeks(myndighed, noegle, oid, vfra, rfra, vtil, rtil)
                 SELECT * FROM unnest($1::int8[], $2::bytea[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[]) ON CONFLICT DO NOTHING",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4, &r.5, &r.6],
            ));
        }
        let r = &self.maerker;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO maerke(myndighed, oid, nr, vfra, vtil, niveau, flag, klasse, enhed, system, via)
                 SELECT * FROM unnest($1::int8[], $2::int8[], $3::int2[], $4::int8[], $5::int8[], $6::int2[], $7::int2[], $8::bytea[], $9::bytea[], $10::bytea[], $11::uuid[])",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4, &r.5, &r.6, &r.7, &r.8, &r.9, &r.10],
            ));
        }
        let r = &self.haendelser;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO udbakke(position, myndighed, objekttype, uuid, nr, handling, tidspunkt, data)
                 SELECT * FROM unnest($1::int8[], $2::int8[], $3::int4[], $4::uuid[], $5::int8[], $6::int2[], $7::int8[], $8::bytea[])",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4, &r.5, &r.6, &r.7],
            ));
        }
        let r = &self.log;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO log(position, myndighed, tidspunkt, kald_id, noegler, data, aftryk)
                 SELECT * FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[])",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4, &r.5, &r.6],
            ));
        }
        let r = &self.lognoegler;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO lognoegle(art, noegle, position) SELECT * FROM unnest($1::int2[], $2::bytea[], $3::int8[]) ON CONFLICT DO NOTHING",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        ud.extend(self.emner.saetninger());
        ud
    }
}
