//! The one writer: takes what is waiting, writes it in one transaction, answers when it is on disk.
//!
//! Cost on the hot path: one channel hop each way, one fsync for each transaction, and for each new object 2 + 2 + 2 B-tree
//! inserts (object, registration, event: table and one index each) plus one for each index row; a log row is in [`super::log`].
use crate::log::{LagretSegl, NyLogpost};
use crate::port::{Forventning, Indeksraekke, Objektskrivning, Raekkeforventning, Revision, Skrivefejl, Skrivehandling, Skrivning};
use crate::sqlite::tilstand::{self, Filmaerke, Tilstand};
use crate::sqlite::{emne, kontrolpunkt::Kontrolpunkt, laeser, log, maerke, samling, skema};
use crate::tidsgiver::Tidsgiver;
use crate::{kontrol, pakning};
use grund::{Cvr, Fejl, Tidspunkt, Uuid};
use rusqlite::{Connection, params};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Tasks in one transaction: as many as can wait. A bulk load gains by it (their index rows share pages); callers that wait for each answer never
/// come to so many.
const TRANSAKTION_MAKS: usize = 1_024;
/// Bytes of one transaction, so that large imports do not hold a hundred megabytes of dirty pages.
const TRANSAKTION_BYTES: usize = 16 * 1024 * 1024;
/// How long a writer waits for a lock after it has waited in vain: what comes then is refused nearly at once.
const KORT_VENT: Duration = Duration::from_millis(100);

/// What the writer is asked to do.
pub(crate) enum Arbejde {
    Skriv(Skrivning),
    GemFilstump {
        myndighed: Cvr,
        fil: Uuid,
        nr: u32,
        data: Vec<u8>,
    },
    SletFil {
        myndighed: Cvr,
        fil: Uuid,
    },
    SletMyndighed(Cvr),
    GemSegl(LagretSegl),
    BeskaerLog {
        myndighed: Option<Cvr>,
        foer: Tidspunkt,
        til_position: i64,
    },
    SletFlygtig(Vec<u8>),
    RydFlygtige(Tidspunkt),
    /// Whether the store can be written to.
    Proev,
}

/// The writer's answer: of a batch its registration time in microseconds, else how many rows.
pub(crate) type Svar = Result<i64, Skrivefejl>;

/// A task and where its answer goes.
pub(crate) struct Opgave {
    pub arbejde: Arbejde,
    pub svar: oneshot::Sender<Svar>,
}

impl Arbejde {
    fn bytes(&self) -> usize {
        match self {
            Self::Skriv(s) => {
                s.objekter.iter().map(|o| objekt_bytes(&o.handling)).sum::<usize>()
                    + s.log.iter().map(log_bytes).sum::<usize>()
                    + s.flygtige.iter().map(|f| f.data.len()).sum::<usize>()
                    + s.raekker.iter().map(|r| r.vaerdi.as_ref().map_or(0, Vec::len)).sum::<usize>()
            }
            Self::GemFilstump { data, .. } => data.len(),
            Self::BeskaerLog { .. } => TRANSAKTION_BYTES,
            Self::SletFil { .. }
            | Self::SletMyndighed(_)
            | Self::GemSegl(_)
            | Self::SletFlygtig(_)
            | Self::RydFlygtige(_)
            | Self::Proev => 0,
        }
    }
}

fn log_bytes(l: &NyLogpost) -> usize {
    l.data.len() + l.personer.len() * 100
}

fn objekt_bytes(h: &Skrivehandling) -> usize {
    match h {
        Skrivehandling::Registrer { registreringer, indeks, .. } => {
            registreringer.iter().map(|r| r.krop.len()).sum::<usize>() + indeks.len() * 100
        }
        Skrivehandling::Omskriv { kroppe, indeks, .. } => kroppe.iter().map(|(_, k)| k.len()).sum::<usize>() + indeks.len() * 100,
        Skrivehandling::Fjern | Skrivehandling::Uroert => 0,
    }
}

/// A transaction that did not happen.
enum Afbrudt {
    /// A statement failed.
    Saetning(rusqlite::Error),
    /// COMMIT failed: the disk is at fault, and trying again at once would not help.
    Commit(rusqlite::Error),
    /// The file is not the store that was opened, in words.
    Lageret(String),
}

impl From<rusqlite::Error> for Afbrudt {
    fn from(fejl: rusqlite::Error) -> Self {
        Self::Saetning(fejl)
    }
}

/// An index row as it is stored: authority, key, object, and its four times.
type Ventende = (u32, Vec<u8>, i64, [i64; 4]);

impl Afbrudt {
    /// No other task would fare better.
    fn for_alle(&self) -> bool {
        match self {
            Self::Saetning(fejl) => tilstand::hele_lageret(fejl),
            Self::Commit(_) | Self::Lageret(_) => true,
        }
    }

    fn tekst(&self) -> String {
        match self {
            Self::Saetning(fejl) | Self::Commit(fejl) => fejl.to_string(),
            Self::Lageret(tekst) => tekst.clone(),
        }
    }
}

/// What the writer works with besides its connection.
pub(crate) struct Udstyr {
    pub kontrolpunkt: Arc<Kontrolpunkt>,
    pub tilstand: Arc<Tilstand>,
    pub filer: Filmaerke,
    /// How long it waits for another process's transaction.
    pub laas_vent: Duration,
    /// Gives registration times.
    pub tidsgiver: Arc<Tidsgiver>,
}

/// The writer's state, owned by its thread.
pub(crate) struct Skriver {
    c: Connection,
    udstyr: Udstyr,
    /// How long it waits for a lock now.
    vent: Duration,
    /// Numbers are given out here and not by SQLite, which would write one more row in each transaction to keep them from
    /// being reused. They are stored only when rows are removed, and read again when another process has written.
    naeste_oid: i64,
    naeste_seq: i64,
    naeste_log: i64,
    /// The newest registration time that was given; kept as the numbers are.
    sidste_tid: Tidspunkt,
    /// Index rows of this transaction that are not written yet. In order of key they meet the same pages one after the other; one object's
    /// rows lie all over the tree.
    venter: Vec<Ventende>,
    /// SQLite's mark of the file's content: another one means that somebody else has written since.
    dataversion: i64,
}

impl Skriver {
    pub(crate) fn ny(c: Connection, udstyr: Udstyr) -> rusqlite::Result<Self> {
        c.set_prepared_statement_cache_capacity(32);
        c.busy_timeout(udstyr.laas_vent)?;
        let vent = udstyr.laas_vent;
        let mut ny = Self {
            c,
            udstyr,
            vent,
            naeste_oid: 1,
            naeste_seq: 1,
            naeste_log: 1,
            sidste_tid: Tidspunkt::MINUS_UENDELIG,
            venter: Vec::new(),
            dataversion: 0,
        };
        ny.laes_numre()?;
        Ok(ny)
    }

    fn laes_numre(&mut self) -> rusqlite::Result<()> {
        let naeste = |sql: &str, meta: &str| -> rusqlite::Result<i64> {
            let i_tabel: Option<i64> = self.c.query_row(sql, [], |r| r.get(0))?;
            Ok(i_tabel.unwrap_or(0).max(skema::hent_meta(&self.c, meta)?.unwrap_or(0)) + 1)
        };
        (self.naeste_oid, self.naeste_seq) =
            (naeste("SELECT max(oid) FROM objekt", "oid")?, naeste("SELECT max(seq) FROM udbakke", "seq")?);
        self.naeste_log = log::naeste_position(&self.c)?;
        self.sidste_tid = laeser::sidste_tid(&self.c)?;
        if let Some(nu) = self.udstyr.tidsgiver.nu() {
            self.udstyr.tidsgiver.bemaerk(nu, self.sidste_tid);
        }
        Ok(())
    }

    /// Several processes may have the file open (an import beside a running server). The write lock is held here, so what is
    /// read now stands until COMMIT. A store of another format than was opened is left alone.
    fn se_efter_andre(&mut self) -> Result<(), Afbrudt> {
        let version = self.c.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?;
        if version != self.dataversion {
            let har = skema::format(&self.c)?;
            if har != i64::from(skema::FORMAT) {
                return Err(Afbrudt::Lageret(crate::format::fremmed(har, skema::FORMAT)));
            }
            self.laes_numre()?;
            self.dataversion = version;
        }
        Ok(())
    }

    /// Runs until every sender is gone.
    pub(crate) fn koer(mut self, mut ind: mpsc::Receiver<Opgave>) {
        while let Some(foerste) = ind.blocking_recv() {
            let mut bytes = foerste.arbejde.bytes();
            let mut opgaver = vec![foerste];
            while opgaver.len() < TRANSAKTION_MAKS && bytes < TRANSAKTION_BYTES {
                let Ok(o) = ind.try_recv() else { break };
                bytes += o.arbejde.bytes();
                opgaver.push(o);
            }
            if let Some(fejl) = self.skriv_og_svar(opgaver) {
                self.afvis_ventende(&mut ind, &fejl);
            }
            self.udstyr.kontrolpunkt.efter_transaktion(&self.c, self.vent);
        }
        self.udstyr.kontrolpunkt.slut();
    }

    /// Those that waited behind a transaction that the store could not carry out would only wait for the same.
    fn afvis_ventende(&mut self, ind: &mut mpsc::Receiver<Opgave>, fejl: &Afbrudt) {
        for _ in 0..ind.len() {
            let Ok(o) = ind.try_recv() else { break };
            let _ = o.svar.send(Err(lagerfejl(fejl)));
        }
    }

    /// Notes how the store is. A writer that has waited for a lock in vain waits only shortly until it gets it again.
    fn husk(&mut self, fejl: Option<&Afbrudt>) {
        let vent = match fejl {
            Some(a) => {
                self.udstyr.tilstand.syg(&a.tekst());
                KORT_VENT.min(self.udstyr.laas_vent)
            }
            None => {
                self.udstyr.tilstand.rask();
                self.udstyr.laas_vent
            }
        };
        if vent != self.vent && self.c.busy_timeout(vent).is_ok() {
            self.vent = vent;
        }
    }

    /// The error that concerns every task, if there was one.
    fn skriv_og_svar(&mut self, opgaver: Vec<Opgave>) -> Option<Afbrudt> {
        let mut for_alle = None;
        let svar = match self.transaktion(&opgaver) {
            Ok(svar) => svar,
            Err(a) if a.for_alle() => {
                let svar = opgaver.iter().map(|_| Err(lagerfejl(&a))).collect();
                for_alle = Some(a);
                svar
            }
            // One task has failed in a way that was not foreseen: each gets a transaction of its own, so that the others do
            // not suffer.
            Err(_) if opgaver.len() > 1 => {
                let mut svar = Vec::with_capacity(opgaver.len());
                for o in &opgaver {
                    if let Some(a) = &for_alle {
                        svar.push(Err(lagerfejl(a)));
                        continue;
                    }
                    svar.push(match self.transaktion(std::slice::from_ref(o)) {
                        Ok(mut svar) => svar.pop().unwrap_or(Ok(0)),
                        Err(a) => {
                            let fejl = Err(lagerfejl(&a));
                            for_alle = Some(a).filter(Afbrudt::for_alle);
                            fejl
                        }
                    });
                }
                svar
            }
            Err(a) => opgaver.iter().map(|_| Err(lagerfejl(&a))).collect(),
        };
        self.husk(for_alle.as_ref());
        for (o, s) in opgaver.into_iter().zip(svar) {
            // The caller may have given up; the write stands all the same.
            let _ = o.svar.send(s);
        }
        for_alle
    }

    fn transaktion(&mut self, opgaver: &[Opgave]) -> Result<Vec<Svar>, Afbrudt> {
        self.c.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        if let Err(afbrudt) = self.se_efter_andre() {
            self.fortryd();
            return Err(afbrudt);
        }
        let mut svar = Vec::with_capacity(opgaver.len());
        for o in opgaver {
            match self.udfoer(&o.arbejde) {
                Ok(s) => svar.push(s),
                Err(fejl) => {
                    self.fortryd();
                    return Err(fejl.into());
                }
            }
        }
        if let Err(fejl) = self.skriv_ventende() {
            self.fortryd();
            return Err(fejl.into());
        }
        let commit = self.c.prepare_cached("COMMIT").and_then(|mut s| s.execute([]));
        if let Err(fejl) = commit {
            self.fortryd();
            return Err(Afbrudt::Commit(fejl));
        }
        // What was written to a file that is gone, is gone with it.
        if let Some(fil) = self.udstyr.filer.forsvundet() {
            return Err(Afbrudt::Lageret(format!(
                "{} was removed or replaced while the program has it open: put it back, or start again",
                fil.display()
            )));
        }
        Ok(svar)
    }

    fn fortryd(&mut self) {
        self.venter.clear();
        if !self.c.is_autocommit() {
            let _ = self.c.execute_batch("ROLLBACK");
        }
    }

    fn udfoer(&mut self, a: &Arbejde) -> rusqlite::Result<Svar> {
        match a {
            Arbejde::Skriv(s) => return self.skriv(s),
            Arbejde::GemFilstump { myndighed, fil, nr, data } => {
                self.koer_en(
                    "INSERT OR REPLACE INTO filstump(myndighed, fil, nr, data) VALUES(?1, ?2, ?3, ?4)",
                    params![myndighed.tal(), fil.as_bytes(), nr, data],
                )?;
            }
            Arbejde::SletFil { myndighed, fil } => {
                self.koer_en("DELETE FROM filstump WHERE myndighed = ?1 AND fil = ?2", params![myndighed.tal(), fil.as_bytes()])?;
            }
            Arbejde::SletMyndighed(m) => {
                self.skriv_ventende()?;
                self.slet_myndighed(*m)?;
            }
            Arbejde::GemSegl(s) => return Ok(if log::gem_segl(&self.c, s)? { Ok(1) } else { Err(Skrivefejl::Samtidig(0)) }),
            Arbejde::BeskaerLog { myndighed, foer, til_position } => {
                return log::beskaer(&self.c, *myndighed, *foer, *til_position).map(antal);
            }
            Arbejde::SletFlygtig(noegle) => log::slet_flygtig(&self.c, noegle)?,
            Arbejde::RydFlygtige(nu) => return log::ryd_flygtige(&self.c, *nu).map(antal),
            Arbejde::Proev => drop(self.koer_en("UPDATE meta SET vaerdi = vaerdi WHERE noegle = 'format'", [])?),
        }
        Ok(Ok(0))
    }

    fn koer_en(&self, sql: &str, p: impl rusqlite::Params) -> rusqlite::Result<usize> {
        self.c.prepare_cached(sql)?.execute(p)
    }

    /// First every expectation, then the rows: a refused batch has written nothing, so the transaction needs no savepoint.
    fn skriv(&mut self, s: &Skrivning) -> rusqlite::Result<Svar> {
        let mut kendte = Vec::with_capacity(s.objekter.len());
        for (nr, o) in s.objekter.iter().enumerate() {
            match self.forventet(o)? {
                Some(k) => kendte.push(k),
                None => return Ok(Err(Skrivefejl::Samtidig(nr))),
            }
        }
        if let Some(f) = self.optaget(s, &kendte)? {
            return Ok(Err(f));
        }
        for (o, k) in s.objekter.iter().zip(&kendte) {
            if let Err(f) = kan_ske(&o.handling, k) {
                return Ok(Err(Skrivefejl::Lager(f)));
            }
        }
        if kontrol::har_tid(s) {
            match self.udstyr.tidsgiver.giv(s.kaldt, self.sidste_tid, kontrol::indbragt(s)) {
                Ok(t) => self.sidste_tid = t,
                Err(f) => return Ok(Err(Skrivefejl::Lager(f))),
            }
        }
        for (o, k) in s.objekter.iter().zip(&kendte) {
            for n in &o.unikke.slip {
                let p = params![o.noegle.myndighed.tal(), n, k.oid];
                self.koer_en("DELETE FROM unik WHERE myndighed = ?1 AND noegle = ?2 AND oid = ?3", p)?;
            }
        }
        for (o, k) in s.objekter.iter().zip(&mut kendte) {
            self.skriv_objekt(o, k)?;
            self.haendelse(o, k, s.kaldt)?;
            if let Some(e) = o.emne {
                emne::haev(&self.c, e, &o.noegle)?;
            }
        }
        for (o, k) in s.objekter.iter().zip(&kendte) {
            for n in &o.unikke.tag {
                let p = params![o.noegle.myndighed.tal(), n, k.oid];
                self.koer_en("INSERT OR REPLACE INTO unik(myndighed, noegle, oid) VALUES(?1, ?2, ?3)", p)?;
            }
        }
        for f in &s.flygtige {
            log::gem_flygtig(&self.c, f)?;
        }
        for r in &s.raekker {
            samling::skriv(&self.c, r)?;
        }
        for l in &s.log {
            log::skriv(&self.c, self.naeste_log, l)?;
            self.naeste_log += 1;
        }
        Ok(Ok(if kontrol::har_tid(s) { self.sidste_tid } else { s.kaldt }.mikros()))
    }

    /// What is known of the object; `None` when the expectation does not hold.
    fn forventet(&self, o: &Objektskrivning) -> rusqlite::Result<Option<Kendt>> {
        let Some(oid) = laeser::find_oid(&self.c, &o.noegle)? else {
            return Ok((o.forventet == Forventning::Ukendt).then_some(Kendt { oid: 0, nr: 0, revision: 0 }));
        };
        let Forventning::Revision(r) = o.forventet else { return Ok(None) };
        let (rid, revision): (i64, u32) = self
            .c
            .prepare_cached("SELECT rid, revision FROM registrering WHERE rid BETWEEN ?1 AND ?2 ORDER BY rid DESC LIMIT 1")?
            .query_row([kontrol::rid(oid, 0), kontrol::rid(oid + 1, 0) - 1], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok((r == Revision { oid, nr: revision }).then_some(Kendt { oid, nr: kontrol::nr_af(rid), revision }))
    }

    /// Why a unique key, a short-lived key or a module's row stands in the way.
    fn optaget(&self, s: &Skrivning, kendte: &[Kendt]) -> rusqlite::Result<Option<Skrivefejl>> {
        let mut taget: HashMap<(Cvr, &[u8]), &Objektskrivning> = HashMap::new();
        for (nr, (o, k)) in s.objekter.iter().zip(kendte).enumerate() {
            for n in &o.unikke.tag {
                let optaget = |af| Ok(Some(Skrivefejl::NoegleOptaget { objekt: nr, noegle: n.clone(), af }));
                if let Some(anden) = taget.insert((o.noegle.myndighed, n), o).filter(|anden| anden.noegle != o.noegle) {
                    return optaget(anden.noegle);
                }
                let Some(holder) = samling::unik(&self.c, o.noegle.myndighed, n)?.filter(|h| *h != k.oid) else { continue };
                let slipper = |(x, kx): (&Objektskrivning, &Kendt)| {
                    kx.oid == holder && (matches!(x.handling, Skrivehandling::Fjern) || x.unikke.slip.contains(n))
                };
                if !s.objekter.iter().zip(kendte).any(slipper)
                    && let Some(f) = laeser::fund(&self.c, holder)?
                {
                    return optaget(f.noegle);
                }
            }
        }
        for (nr, f) in s.flygtige.iter().enumerate() {
            if log::hent_flygtig(&self.c, &f.noegle, f.nu)?.is_some() {
                return Ok(Some(Skrivefejl::FlygtigFindes(nr)));
            }
        }
        for (nr, r) in s.raekker.iter().enumerate() {
            let passer = match &r.forventet {
                Raekkeforventning::Ligegyldig => true,
                Raekkeforventning::Ukendt => samling::raekke(&self.c, r.samling, &r.noegle)?.is_none(),
                Raekkeforventning::Er(v) => samling::raekke(&self.c, r.samling, &r.noegle)?.as_ref() == Some(v),
            };
            if !passer {
                return Ok(Some(Skrivefejl::RaekkeAndet(nr)));
            }
        }
        Ok(None)
    }

    /// Writes the object's rows, and what it is now.
    fn skriv_objekt(&mut self, o: &Objektskrivning, k: &mut Kendt) -> rusqlite::Result<()> {
        let (m, nu) = (o.noegle.myndighed.tal(), self.sidste_tid);
        match &o.handling {
            Skrivehandling::Registrer { registreringer, luk, indeks, maerker } => {
                let ny = k.oid == 0;
                if ny {
                    k.oid = self.naeste_oid;
                    self.naeste_oid += 1;
                    self.koer_en(
                        "INSERT INTO objekt(oid, myndighed, objekttype, uuid) VALUES(?1, ?2, ?3, ?4)",
                        params![k.oid, m, o.noegle.objekttype, o.noegle.uuid.as_bytes()],
                    )?;
                }
                let oid = k.oid;
                for r in registreringer {
                    (k.nr, k.revision) = (k.nr + 1, k.revision + 1);
                    self.koer_en(
                        "INSERT INTO registrering(rid, myndighed, tidspunkt, livscyklus, krop, revision) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                        params![kontrol::rid(oid, k.nr), m, r.tid.som(nu).mikros(), r.livscyklus, r.krop, k.revision],
                    )?;
                }
                if !luk.is_empty() {
                    self.skriv_ventende()?;
                }
                for l in luk {
                    self.koer_en(
                        "UPDATE OR REPLACE indeks SET rtil = ?5 WHERE myndighed = ?1 AND noegle = ?2 AND oid = ?3 AND vfra = ?4 AND rtil = 0",
                        params![m, l.noegle, oid, skema::fra(l.virkning_fra), skema::til(l.til.som(nu))],
                    )?;
                }
                self.venter.extend(indeks.iter().map(|r| {
                    let r = r.som(nu);
                    let tider = tider(&r);
                    (m, r.noegle, oid, tider)
                }));
                if let Some(maerker) = maerker {
                    if !ny {
                        maerke::fjern(&self.c, m, oid)?;
                    }
                    maerke::skriv(&self.c, m, oid, maerker)?;
                }
            }
            Skrivehandling::Omskriv { kroppe, indeks, maerker } => {
                self.skriv_ventende()?;
                k.revision += 1;
                self.omskriv(m, k, kroppe, indeks)?;
                self.venter.extend(indeks.iter().map(|r| (m, r.noegle.clone(), k.oid, tider(r))));
                maerke::fjern(&self.c, m, k.oid)?;
                maerke::skriv(&self.c, m, k.oid, maerker)?;
            }
            Skrivehandling::Fjern => {
                self.skriv_ventende()?;
                self.fjern_indeks(m, k.oid, &laeser::pakkede(&self.c, k.oid)?)?;
                maerke::fjern(&self.c, m, k.oid)?;
                self.koer_en("DELETE FROM unik WHERE oid = ?1", [k.oid])?;
                self.koer_en(
                    "DELETE FROM registrering WHERE rid BETWEEN ?1 AND ?2",
                    [kontrol::rid(k.oid, 0), kontrol::rid(k.oid + 1, 0) - 1],
                )?;
                let antal = self.koer_en("DELETE FROM objekt WHERE oid = ?1", [k.oid])?;
                self.gem_numre(antal)?;
                k.nr = 0;
            }
            Skrivehandling::Uroert => {}
        }
        Ok(())
    }

    /// The rows go by the keys that lie with the registrations; the new ones' lie with the newest.
    fn omskriv(&self, m: u32, k: &Kendt, kroppe: &[(u32, Vec<u8>)], indeks: &[Indeksraekke]) -> rusqlite::Result<()> {
        let pakkede = laeser::pakkede(&self.c, k.oid)?;
        self.fjern_indeks(m, k.oid, &pakkede)?;
        for (rid, krop, noegler) in &pakkede {
            let nr = kontrol::nr_af(*rid);
            let ny = kroppe.iter().rev().find(|(n, _)| *n == nr).map(|(_, krop)| krop);
            let nyeste = nr == k.nr;
            if ny.is_some() || nyeste || !noegler.is_empty() {
                let noegler = if nyeste { indeks } else { &[] };
                let pakket = pakning::pak(ny.unwrap_or(krop), noegler.iter().map(|r| r.noegle.as_slice()));
                self.koer_en("UPDATE registrering SET krop = ?2 WHERE rid = ?1", params![rid, pakket])?;
            }
        }
        self.koer_en("UPDATE registrering SET revision = ?2 WHERE rid = ?1", params![kontrol::rid(k.oid, k.nr), k.revision])?;
        Ok(())
    }

    fn haendelse(&mut self, o: &Objektskrivning, k: &Kendt, kaldt: Tidspunkt) -> rusqlite::Result<()> {
        let Some(h) = &o.haendelse else { return Ok(()) };
        let seq = self.naeste_seq;
        self.naeste_seq += 1;
        let tid = self.sidste_tid.mikros();
        self.koer_en(
            "INSERT INTO udbakke(seq, myndighed, objekttype, uuid, nr, handling, tidspunkt, ventet, uden_notifikation, data)
             VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                seq,
                o.noegle.myndighed.tal(),
                o.noegle.objekttype,
                o.noegle.uuid.as_bytes(),
                k.nr,
                h.handling,
                tid,
                kontrol::ventet(tid, kaldt),
                !h.notificeres,
                h.data
            ],
        )?;
        Ok(())
    }

    /// The rows are a set: one that is there already stays.
    fn skriv_ventende(&mut self) -> rusqlite::Result<()> {
        if self.venter.is_empty() {
            return Ok(());
        }
        self.venter.sort_unstable();
        let mut saet = self.c.prepare_cached(
            "INSERT OR IGNORE INTO indeks(myndighed, noegle, oid, vfra, rfra, vtil, rtil) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (m, noegle, oid, [vfra, rfra, vtil, rtil]) in self.venter.drain(..) {
            saet.execute(params![m, noegle, oid, vfra, rfra, vtil, rtil])?;
        }
        Ok(())
    }

    fn fjern_indeks(&self, m: u32, oid: i64, pakkede: &[laeser::Pakket]) -> rusqlite::Result<()> {
        let noegler: BTreeSet<&Vec<u8>> = pakkede.iter().flat_map(|(_, _, n)| n).collect();
        for n in noegler {
            self.koer_en("DELETE FROM indeks WHERE myndighed = ?1 AND noegle = ?2 AND oid = ?3", params![m, n, oid])?;
        }
        Ok(())
    }

    /// Keeps the numbers that are used, and how many objects there are no longer.
    fn gem_numre(&self, fjernet: usize) -> rusqlite::Result<()> {
        self.koer_en(
            "INSERT INTO meta(noegle, vaerdi) VALUES('fjernet', ?1) ON CONFLICT(noegle) DO UPDATE SET vaerdi = vaerdi + excluded.vaerdi",
            [i64::try_from(fjernet).unwrap_or(i64::MAX)],
        )?;
        for (navn, brugt) in [("oid", self.naeste_oid - 1), ("seq", self.naeste_seq - 1), ("tid", self.sidste_tid.mikros())] {
            self.koer_en("INSERT OR REPLACE INTO meta(noegle, vaerdi) VALUES(?1, ?2)", params![navn, brugt])?;
        }
        Ok(())
    }

    fn slet_myndighed(&self, m: Cvr) -> rusqlite::Result<()> {
        let antal = self.koer_en("DELETE FROM objekt WHERE myndighed = ?1", [m.tal()])?;
        self.gem_numre(antal)?;
        for sql in [
            "DELETE FROM indeks WHERE myndighed = ?1",
            "DELETE FROM maerke WHERE myndighed = ?1",
            "DELETE FROM unik WHERE myndighed = ?1",
            "DELETE FROM registrering WHERE myndighed = ?1",
            "DELETE FROM udbakke WHERE myndighed = ?1",
            "DELETE FROM filstump WHERE myndighed = ?1",
        ] {
            self.koer_en(sql, [m.tal()])?;
        }
        emne::spring(&self.c)?;
        Ok(())
    }
}

/// What is known of an object inside the transaction; a new one has number 0.
struct Kendt {
    oid: i64,
    /// Of the newest registration.
    nr: u32,
    revision: u32,
}

/// What only the object itself can tell.
fn kan_ske(h: &Skrivehandling, k: &Kendt) -> Result<(), Fejl> {
    match h {
        Skrivehandling::Registrer { registreringer, .. } => kontrol::plads_til(k.nr, registreringer.len()),
        Skrivehandling::Omskriv { kroppe, .. } => kontrol::findes(k.nr, kroppe),
        Skrivehandling::Fjern | Skrivehandling::Uroert => Ok(()),
    }
}

fn antal(n: u64) -> Svar {
    Ok(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The row's times in the order of the table.
fn tider(r: &Indeksraekke) -> [i64; 4] {
    [skema::fra(r.virkning.fra), skema::fra(r.registreret.fra), skema::til(r.virkning.til), skema::til(r.registreret.til)]
}

fn lagerfejl(a: &Afbrudt) -> Skrivefejl {
    let tekst = a.tekst();
    if a.for_alle() {
        return Skrivefejl::Lager(tilstand::optaget(&tekst));
    }
    tracing::error!(fejl = tekst, "write failed");
    Skrivefejl::Lager(Fejl::intern(tekst))
}
