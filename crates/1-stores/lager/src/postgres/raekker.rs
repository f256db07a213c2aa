//! The rows of a transaction, column by column, and the few statements that write them.
use crate::log::{NyLogpost, gemt_myndighed};
use crate::port::{Indeksraekke, NyFlygtig, Objektskrivning, Raekkeskrivning, Skrivehandling};
use crate::postgres::emne::Emneraekker;
use crate::postgres::udfald::Transaktion;
use crate::syn::{flag, id_bytes};
use crate::{kontrol, pakning};
use deadpool_postgres::Client;
use grund::{Periode, Synsmaerke, Tidspunkt, Uuid};
use std::collections::BTreeSet;
use tokio_postgres::Error;
use tokio_postgres::types::ToSql;

/// What is known of an object inside the transaction; a new one has number 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kendt {
    pub oid: i64,
    /// Of the newest registration.
    pub version: u32,
    pub revision: u32,
}

/// An object's registrations by row number, each body with the keys that were written with it; read where an object is rewritten or removed.
pub(crate) type Pakkede = Vec<(i64, Vec<u8>, Vec<Vec<u8>>)>;

/// All rows of a transaction. The texts and bodies are borrowed from the batches.
#[derive(Default)]
#[expect(clippy::type_complexity, reason = "one list for each column, in the order of the statement's parameters")]
pub(crate) struct Raekker<'a> {
    /// Position of the transaction's next event: transaction number above 20 bits of place in it.
    position: i64,
    nye: (Vec<i64>, Vec<i64>, Vec<i32>, Vec<Uuid>, Vec<i64>, Vec<i64>),
    versioner: (Vec<i64>, Vec<i64>, Vec<i64>, Vec<i64>),
    fjernede: (Vec<i64>, Vec<i64>),
    registreringer: (Vec<i64>, Vec<i64>, Vec<i64>, Vec<i16>, Vec<&'a [u8]>),
    kroppe: (Vec<i64>, Vec<i64>, Vec<Vec<u8>>),
    fjernede_noegler: (Vec<i64>, Vec<Vec<u8>>, Vec<i64>),
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
    haendelser: (Vec<i64>, Vec<i64>, Vec<i32>, Vec<Uuid>, Vec<i64>, Vec<i16>, Vec<i64>, Vec<i64>, Vec<bool>, Vec<&'a [u8]>),
    slip: (Vec<i64>, Vec<&'a [u8]>, Vec<i64>),
    tag: (Vec<i64>, Vec<&'a [u8]>, Vec<i64>),
    flygtige: (Vec<&'a [u8]>, Vec<i64>, Vec<&'a [u8]>, Vec<i64>),
    nye_raekker: (Vec<i32>, Vec<&'a [u8]>, Vec<&'a [u8]>),
    rettede_raekker: (Vec<i32>, Vec<&'a [u8]>, Vec<&'a [u8]>),
    slettede_raekker: (Vec<i32>, Vec<&'a [u8]>),
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

    /// Takes one object's rows; an unknown one gets the next of `numre`. `holder` tells which unique keys it holds already.
    pub(crate) fn tag(
        &mut self,
        o: &'a Objektskrivning,
        mut k: Kendt,
        numre: &mut impl Iterator<Item = i64>,
        (tid, kaldt): (Tidspunkt, Tidspunkt),
        (pakkede, holder): (Option<&Pakkede>, impl Fn(&[u8]) -> bool),
    ) {
        let m = i64::from(o.noegle.myndighed.tal());
        match &o.handling {
            Skrivehandling::Registrer { registreringer, luk, indeks, maerker } => {
                let kendt = k.oid != 0;
                if !kendt {
                    k.oid = numre.next().unwrap_or(0);
                }
                for r in registreringer {
                    (k.version, k.revision) = (k.version + 1, k.revision + 1);
                    self.registreringer.0.push(m);
                    self.registreringer.1.push(kontrol::rid(k.oid, k.version));
                    self.registreringer.2.push(r.tid.som(tid).mikros());
                    self.registreringer.3.push(i16::from(r.livscyklus));
                    self.registreringer.4.push(&r.krop);
                }
                if kendt {
                    self.version(m, k);
                } else {
                    self.nye.0.push(m);
                    self.nye.1.push(k.oid);
                    self.nye.2.push(i32::from(o.noegle.objekttype));
                    self.nye.3.push(o.noegle.uuid);
                    self.nye.4.push(i64::from(k.version));
                    self.nye.5.push(i64::from(k.revision));
                }
                for l in luk {
                    self.luk.0.push(m);
                    self.luk.1.push(&l.noegle);
                    self.luk.2.push(k.oid);
                    self.luk.3.push(l.virkning_fra.mikros());
                    self.luk.4.push(l.til.som(tid).mikros());
                }
                for r in indeks {
                    self.indeks(m, k.oid, &r.noegle, r.virkning, Periode::ny(r.fra.som(tid), r.til.som(tid)));
                }
                if let Some(maerker) = maerker {
                    self.maerker(m, k.oid, kendt, maerker);
                }
            }
            Skrivehandling::Omskriv { kroppe, indeks, maerker } => {
                k.revision += 1;
                self.version(m, k);
                self.omskriv(m, k, kroppe, indeks, pakkede);
                for r in indeks {
                    self.indeks(m, k.oid, &r.noegle, r.virkning, r.registreret);
                }
                self.maerker(m, k.oid, true, maerker);
            }
            Skrivehandling::Fjern => {
                self.fjernede.0.push(m);
                self.fjernede.1.push(k.oid);
                self.fjern_noegler(m, k.oid, pakkede);
                self.maerker(m, k.oid, true, &[]);
                k.version = 0;
            }
            Skrivehandling::Uroert => {}
        }
        for n in &o.unikke.slip {
            self.slip.0.push(m);
            self.slip.1.push(n);
            self.slip.2.push(k.oid);
        }
        for n in o.unikke.tag.iter().filter(|n| !holder(n)) {
            self.tag.0.push(m);
            self.tag.1.push(n);
            self.tag.2.push(k.oid);
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
            self.haendelser.4.push(i64::from(k.version));
            self.haendelser.5.push(i16::from(h.handling));
            self.haendelser.6.push(tid.mikros());
            self.haendelser.7.push(kontrol::ventet(tid.mikros(), kaldt));
            self.haendelser.8.push(!h.notificeres);
            self.haendelser.9.push(&h.data);
        }
    }

    fn version(&mut self, m: i64, k: Kendt) {
        self.versioner.0.push(m);
        self.versioner.1.push(k.oid);
        self.versioner.2.push(i64::from(k.version));
        self.versioner.3.push(i64::from(k.revision));
    }

    /// As in SQLite: the rows go by the keys that lie with the registrations; the new ones' lie with the newest.
    fn omskriv(&mut self, m: i64, k: Kendt, kroppe: &[(u32, Vec<u8>)], indeks: &[Indeksraekke], pakkede: Option<&Pakkede>) {
        self.fjern_noegler(m, k.oid, pakkede);
        for (rid, krop, noegler) in pakkede.into_iter().flatten() {
            let nr = kontrol::nr_af(*rid);
            let ny = kroppe.iter().rev().find(|(n, _)| *n == nr).map(|(_, krop)| krop);
            let nyeste = nr == k.version;
            if ny.is_some() || nyeste || !noegler.is_empty() {
                let noegler = if nyeste { indeks } else { &[] };
                self.kroppe.0.push(m);
                self.kroppe.1.push(*rid);
                self.kroppe.2.push(pakning::pak(ny.unwrap_or(krop), noegler.iter().map(|r| r.noegle.as_slice())));
            }
        }
    }

    /// Takes a short-lived key.
    pub(crate) fn tag_flygtig(&mut self, f: &'a NyFlygtig) {
        self.flygtige.0.push(&f.noegle);
        self.flygtige.1.push(f.udloeb.mikros());
        self.flygtige.2.push(&f.data);
        self.flygtige.3.push(f.nu.mikros());
    }

    /// Takes a row of a collection, which is there or not.
    pub(crate) fn tag_raekke(&mut self, r: &'a Raekkeskrivning, er_der: bool) {
        let samling = i32::from(r.samling);
        match (&r.vaerdi, er_der) {
            (None, _) => {
                self.slettede_raekker.0.push(samling);
                self.slettede_raekker.1.push(&r.noegle);
            }
            (Some(v), er_der) => {
                let liste = if er_der { &mut self.rettede_raekker } else { &mut self.nye_raekker };
                liste.0.push(samling);
                liste.1.push(&r.noegle);
                liste.2.push(v);
            }
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

    fn indeks(&mut self, m: i64, oid: i64, noegle: &'a [u8], virkning: Periode, registreret: Periode) {
        self.indeks.0.push(m);
        self.indeks.1.push(noegle);
        self.indeks.2.push(oid);
        self.indeks.3.push(virkning.fra.mikros());
        self.indeks.4.push(registreret.fra.mikros());
        self.indeks.5.push(virkning.til.mikros());
        self.indeks.6.push(registreret.til.mikros());
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

    fn fjern_noegler(&mut self, m: i64, oid: i64, pakkede: Option<&Pakkede>) {
        let noegler: BTreeSet<&Vec<u8>> = pakkede.into_iter().flatten().flat_map(|(_, _, n)| n).collect();
        for n in noegler {
            self.fjernede_noegler.0.push(m);
            self.fjernede_noegler.1.push(n.clone());
            self.fjernede_noegler.2.push(oid);
        }
    }

    /// Writes all rows and commits. The statements are sent together: the whole costs one round trip.
    pub(crate) async fn skriv(&self, c: &Client, nr: &Transaktion) -> Result<(), Error> {
        let mut saet = Vec::with_capacity(8);
        for (sql, p) in self.saetninger() {
            saet.push((c.prepare_cached(sql).await?, p));
        }
        let maerk = c.prepare_cached(Transaktion::SAET).await?;
        let saet: Vec<_> = saet.iter().map(|(s, p)| c.execute(s, p)).collect();
        // After a statement that failed, COMMIT rolls back and says nothing: the error comes from the statement.
        let maerke = nr.parametre();
        futures::try_join!(c.execute(&maerk, &maerke), futures::future::try_join_all(saet), c.batch_execute("COMMIT"))?;
        Ok(())
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
            ud.push(("DELETE FROM unik WHERE oid = ANY($1::int8[])", vec![&r.1]));
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
                "UPDATE objekt o SET version = k.v, revision = k.r FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[]) k(m, o, v, r)
                 WHERE o.myndighed = k.m AND o.oid = k.o",
                vec![&r.0, &r.1, &r.2, &r.3],
            ));
        }
        let r = &self.nye;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO objekt(myndighed, oid, objekttype, uuid, version, revision)
                 SELECT * FROM unnest($1::int8[], $2::int8[], $3::int4[], $4::uuid[], $5::int8[], $6::int8[])",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4, &r.5],
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
                 SELECT DISTINCT k.* FROM unnest($1::int8[], $2::bytea[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[]) k(m, n, o, vf, rf, vt, rt)
                 WHERE NOT EXISTS (SELECT 1 FROM indeks i WHERE i.myndighed = k.m AND i.noegle = k.n AND i.oid = k.o
                   AND i.vfra = k.vf AND i.rfra = k.rf AND i.vtil = k.vt AND i.rtil = k.rt)",
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
                "INSERT INTO udbakke(position, myndighed, objekttype, uuid, nr, handling, tidspunkt, ventet, uden_notifikation, data)
                 SELECT * FROM unnest($1::int8[], $2::int8[], $3::int4[], $4::uuid[], $5::int8[], $6::int2[], $7::int8[], $8::int8[], $9::bool[], $10::bytea[])",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4, &r.5, &r.6, &r.7, &r.8, &r.9],
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
        ud.extend(self.smaating());
        ud.extend(self.emner.saetninger());
        ud
    }

    /// Unique keys, short-lived keys and modules' rows. What was not there when it was looked at is inserted plainly: if another process was first, the
    /// transaction fails and sees it the next time.
    fn smaating(&self) -> Vec<(&'static str, Vec<&(dyn ToSql + Sync)>)> {
        let mut ud: Vec<(&'static str, Vec<&(dyn ToSql + Sync)>)> = Vec::new();
        let r = &self.slip;
        if !r.0.is_empty() {
            ud.push((
                "DELETE FROM unik u USING unnest($1::int8[], $2::bytea[], $3::int8[]) k(m, n, o) WHERE u.myndighed = k.m AND u.noegle = k.n AND u.oid = k.o",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        let r = &self.tag;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO unik(myndighed, noegle, oid) SELECT * FROM unnest($1::int8[], $2::bytea[], $3::int8[])",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        let r = &self.flygtige;
        if !r.0.is_empty() {
            ud.push((
                "DELETE FROM flygtig f USING unnest($1::bytea[], $2::int8[]) k(n, nu) WHERE f.noegle = k.n AND f.udloeb <= k.nu",
                vec![&r.0, &r.3],
            ));
            // In order of key, so that two programs that want the same keys wait in one order.
            ud.push((
                "INSERT INTO flygtig(noegle, udloeb, data) SELECT * FROM unnest($1::bytea[], $2::int8[], $3::bytea[]) ORDER BY 1",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        let r = &self.slettede_raekker;
        if !r.0.is_empty() {
            ud.push((
                "DELETE FROM samling s USING unnest($1::int4[], $2::bytea[]) k(s, n) WHERE s.samling = k.s AND s.noegle = k.n",
                vec![&r.0, &r.1],
            ));
        }
        let r = &self.rettede_raekker;
        if !r.0.is_empty() {
            ud.push((
                "UPDATE samling s SET vaerdi = k.v FROM unnest($1::int4[], $2::bytea[], $3::bytea[]) k(s, n, v) WHERE s.samling = k.s AND s.noegle = k.n",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        let r = &self.nye_raekker;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO samling(samling, noegle, vaerdi) SELECT * FROM unnest($1::int4[], $2::bytea[], $3::bytea[]) ORDER BY 1, 2",
                vec![&r.0, &r.1, &r.2],
            ));
        }
        ud
    }
}
