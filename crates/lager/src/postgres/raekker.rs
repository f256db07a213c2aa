//! The rows of a transaction, column by column, and the few statements that write them.
use crate::kontrol;
use crate::port::{Indeksraekke, Objektskrivning, Skrivehandling};
use deadpool_postgres::Client;
use grund::Uuid;
use tokio_postgres::Error;
use tokio_postgres::types::ToSql;

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
    haendelser: (Vec<i64>, Vec<i64>, Vec<i32>, Vec<Uuid>, Vec<i64>, Vec<i16>, Vec<i64>, Vec<&'a [u8]>),
}

impl<'a> Raekker<'a> {
    /// No rows yet, for the transaction with that number.
    pub(crate) fn ny(xid: i64) -> Self {
        Self { position: xid << 20, ..Self::default() }
    }

    /// Takes one object's rows; `oid` is `None` for a new object, which gets the next of `numre`.
    pub(crate) fn tag(&mut self, o: &'a Objektskrivning, oid: Option<i64>, numre: &mut impl Iterator<Item = i64>) {
        let m = i64::from(o.noegle.myndighed.tal());
        match &o.handling {
            Skrivehandling::Registrer { registreringer, luk, indeks } => {
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
            }
            Skrivehandling::Omskriv { kroppe, noegler, indeks } => {
                let oid = oid.unwrap_or(0);
                for (nr, krop) in kroppe {
                    self.kroppe.0.push(m);
                    self.kroppe.1.push(kontrol::rid(oid, *nr));
                    self.kroppe.2.push(krop);
                }
                self.fjern_noegler(m, oid, noegler);
                self.indeks(m, oid, indeks);
            }
            Skrivehandling::Fjern { noegler } => {
                let oid = oid.unwrap_or(0);
                self.fjernede.0.push(m);
                self.fjernede.1.push(oid);
                self.fjern_noegler(m, oid, noegler);
            }
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

    fn fjern_noegler(&mut self, m: i64, oid: i64, noegler: &'a [Vec<u8>]) {
        for n in noegler {
            self.fjernede_noegler.0.push(m);
            self.fjernede_noegler.1.push(n);
            self.fjernede_noegler.2.push(oid);
        }
    }

    /// Writes all rows and commits. The statements are sent together: the whole costs one round trip.
    pub(crate) async fn skriv(&self, c: &Client) -> Result<(), Error> {
        let mut saet = Vec::with_capacity(8);
        for (sql, p) in self.saetninger() {
            saet.push((c.prepare_cached(sql).await?, p));
        }
        let saet: Vec<_> = saet.iter().map(|(s, p)| c.execute(s, p)).collect();
        // After a statement that failed, COMMIT rolls back and says nothing: the error comes from the statement.
        futures::try_join!(futures::future::try_join_all(saet), c.batch_execute("COMMIT"))?;
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
            ud.push((
                "DELETE FROM objekt o USING unnest($1::int8[], $2::int8[]) k(m, o) WHERE o.myndighed = k.m AND o.oid = k.o",
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
        let r = &self.haendelser;
        if !r.0.is_empty() {
            ud.push((
                "INSERT INTO udbakke(position, myndighed, objekttype, uuid, nr, handling, tidspunkt, data)
                 SELECT * FROM unnest($1::int8[], $2::int8[], $3::int4[], $4::uuid[], $5::int8[], $6::int2[], $7::int8[], $8::bytea[])",
                vec![&r.0, &r.1, &r.2, &r.3, &r.4, &r.5, &r.6, &r.7],
            ));
        }
        ud
    }
}
