//! A store that stops before each call of its port until the schedule lets it go on: so the schedule decides how the calls of many clients come
//! between each other. And where faults are planted, to show that they are found.
use crate::historie::{Gemt, Trin};
use async_trait::async_trait;
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Periode, Synsmaerke, Tidspunkt, Uuid};
use lager::*;
use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

/// The clock of a run; the schedule moves it.
#[derive(Debug, Default)]
pub struct Simur {
    /// Microseconds.
    pub nu: AtomicI64,
    /// How far it has been set from the machine's.
    pub forskydning: AtomicI64,
}

impl Ur for Simur {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(self.nu.load(Ordering::SeqCst))
    }
    fn forskydning(&self) -> i64 {
        self.forskydning.load(Ordering::SeqCst)
    }
}

/// A planted fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plantet {
    /// The registration time is when the call came.
    TidVedAnkomst,
    /// Readers of the feed miss an event.
    HaendelseTabt,
    /// They get one twice.
    HaendelseDobbelt,
    /// Two of them come in the other order.
    HaendelserByttet,
    /// A change is acknowledged and not written.
    KvitteretUdenCommit,
    /// A crash loses what was acknowledged.
    UdenSync,
    /// A change overwrites one that came meanwhile.
    TabtOpdatering,
    /// A batch is written in part.
    HalvTransaktion,
    /// The log's row of a change is missing.
    LograekkeTabt,
    /// Index rows are missing.
    IndeksTabt,
    /// The watermark is the clock.
    VandmaerkeErUret,
    /// Labels are asked for the newest registration only, and then all are shown.
    KunNyesteMaerke,
    /// Nobody looks at the labels of what a search has found.
    SoegningUdenMaerker,
    /// A key can be taken twice.
    NoegleToGange,
    /// A refused change is carried out.
    AfvistOgUdfoert,
}

impl Plantet {
    /// All of them.
    pub const ALLE: [Self; 15] = [
        Self::TidVedAnkomst,
        Self::HaendelseTabt,
        Self::HaendelseDobbelt,
        Self::HaendelserByttet,
        Self::KvitteretUdenCommit,
        Self::UdenSync,
        Self::TabtOpdatering,
        Self::HalvTransaktion,
        Self::LograekkeTabt,
        Self::IndeksTabt,
        Self::VandmaerkeErUret,
        Self::KunNyesteMaerke,
        Self::SoegningUdenMaerker,
        Self::NoegleToGange,
        Self::AfvistOgUdfoert,
    ];
}

/// Where a client has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Before a read.
    Laes,
    /// Before a transaction.
    Skriv,
}

/// What the processes of a run share.
#[derive(Debug, Default)]
pub struct Plan {
    /// The clock.
    pub ur: Arc<Simur>,
    /// The step.
    pub trin: AtomicU64,
    /// A client has just stopped; see [`Stop`].
    pub ved: AtomicU8,
    /// The transaction of each committed call.
    pub gemt: Mutex<HashMap<Uuid, Gemt>>,
    /// Transactions that have been let go.
    pub sluppet: AtomicU64,
    /// The planted fault.
    pub plantet: Option<Plantet>,
}

impl Plan {
    /// The step.
    pub fn nu(&self) -> Trin {
        self.trin.load(Ordering::SeqCst)
    }

    /// Where a client stopped, if it did.
    pub fn stoppet(&self) -> Option<Stop> {
        match self.ved.swap(0, Ordering::SeqCst) {
            1 => Some(Stop::Laes),
            2 => Some(Stop::Skriv),
            _ => None,
        }
    }

    /// Committed calls.
    pub fn gemt(&self) -> MutexGuard<'_, HashMap<Uuid, Gemt>> {
        self.gemt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the client once; the next time that it is looked at it goes on.
    pub async fn vent(&self, stop: Stop) {
        let mut gaar = false;
        poll_fn(|cx| {
            if gaar {
                return Poll::Ready(());
            }
            gaar = true;
            self.ved.store(if stop == Stop::Laes { 1 } else { 2 }, Ordering::SeqCst);
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

/// A store under a schedule.
pub struct Planlagt {
    /// The store.
    pub indre: Arc<dyn Lager>,
    /// The schedule.
    pub plan: Arc<Plan>,
}

impl Planlagt {
    async fn laes(&self) {
        self.plan.vent(Stop::Laes).await;
    }

    /// Changes a transaction as the planted fault says; `Some` is an answer without a transaction.
    async fn forvansk(&self, s: &mut Skrivning) -> Option<Skrevet> {
        let nr = self.plan.sluppet.fetch_add(1, Ordering::SeqCst);
        let nogle = nr.is_multiple_of(3);
        if self.plan.nu() == 0 {
            return None;
        }
        match self.plan.plantet? {
            Plantet::KvitteretUdenCommit if nogle && !s.objekter.is_empty() => return Some(Skrevet { tidspunkt: self.plan.ur.nu() }),
            Plantet::TidVedAnkomst => {
                let kaldt = s.kaldt;
                let som = |t: &mut Tid| {
                    if *t == Tid::Nu {
                        *t = Tid::Givet(kaldt);
                    }
                };
                for o in &mut s.objekter {
                    if let Skrivehandling::Registrer { registreringer, luk, indeks, .. } = &mut o.handling {
                        registreringer.iter_mut().for_each(|r| som(&mut r.tid));
                        luk.iter_mut().for_each(|l| som(&mut l.til));
                        indeks.iter_mut().for_each(|i| (som(&mut i.fra), som(&mut i.til)).1);
                    }
                }
            }
            Plantet::TabtOpdatering => {
                for o in &mut s.objekter {
                    let n = o.noegle;
                    if let (Forventning::Revision(r), Ok(Some(nu))) =
                        (o.forventet, self.indre.hent(&[n.myndighed], n.objekttype, n.uuid, Registreringsvalg::Aktuel).await)
                        && r.oid == nu.revision.oid
                    {
                        o.forventet = Forventning::Revision(nu.revision);
                    }
                }
            }
            Plantet::HalvTransaktion if s.raekker.len() > 1 && nogle => drop(s.raekker.pop()),
            Plantet::LograekkeTabt if nogle && !s.objekter.is_empty() => s.log.clear(),
            Plantet::IndeksTabt if nogle => {
                for o in &mut s.objekter {
                    if let Skrivehandling::Registrer { indeks, .. } = &mut o.handling {
                        indeks.clear();
                    }
                }
            }
            Plantet::NoegleToGange => s.flygtige.iter_mut().for_each(|f| f.noegle.push((nr % 2) as u8)),
            _ => {}
        }
        None
    }
}

#[async_trait]
impl Skrivelager for Planlagt {
    async fn skriv(&self, mut skrivning: Skrivning) -> Result<Skrevet, Skrivefejl> {
        self.plan.vent(Stop::Skriv).await;
        if let Some(svar) = self.forvansk(&mut skrivning).await {
            return Ok(svar);
        }
        let kald = skrivning.log.first().map(|l| l.kald_id);
        let (fra, ur) = (self.plan.nu(), self.plan.ur.nu());
        let svar = self.indre.skriv(skrivning).await;
        if let (Some(kald), Ok(s)) = (kald, &svar) {
            self.plan.gemt().insert(kald, Gemt { vindue: (fra, self.plan.nu()), tid: s.tidspunkt, ur });
        }
        if self.plan.plantet == Some(Plantet::AfvistOgUdfoert) && self.plan.nu() % 5 == 1 && svar.is_ok() {
            return Err(Skrivefejl::Lager(Fejl::ny(Fejlkode::FindesIkke)));
        }
        svar
    }
}

#[async_trait]
impl Objektlager for Planlagt {
    async fn hent(&self, myndigheder: &[Cvr], objekttype: u16, uuid: Uuid, valg: Registreringsvalg) -> Result<Option<LagretObjekt>, Fejl> {
        self.laes().await;
        self.indre.hent(myndigheder, objekttype, uuid, valg).await
    }
    async fn hent_flere(&self, m: &[Cvr], objekttype: u16, uuider: &[Uuid], valg: Registreringsvalg) -> Result<Vec<LagretObjekt>, Fejl> {
        self.laes().await;
        self.indre.hent_flere(m, objekttype, uuider, valg).await
    }
    async fn hent_fund(&self, fund: &[Fund], valg: Registreringsvalg) -> Result<Vec<LagretObjekt>, Fejl> {
        self.laes().await;
        self.indre.hent_fund(fund, valg).await
    }
    async fn soeg(&self, soegning: &Soegning) -> Result<Vec<Fund>, Fejl> {
        self.laes().await;
        if self.plan.plantet == Some(Plantet::SoegningUdenMaerker) {
            return self.indre.soeg(&Soegning { syn: None, ..soegning.clone() }).await;
        }
        self.indre.soeg(soegning).await
    }
    async fn antal(&self, soegning: &Soegning) -> Result<u64, Fejl> {
        self.laes().await;
        self.indre.antal(soegning).await
    }
    async fn antal_pr(&self, s: &Soegning, forled: &[u8], tegn: usize, virkning: Periode) -> Result<Vec<(Vec<u8>, u64)>, Fejl> {
        self.laes().await;
        self.indre.antal_pr(s, forled, tegn, virkning).await
    }
    async fn synlige(&self, syn: &Synsfelt, objekter: &[(Cvr, i64)]) -> Result<Vec<Synlig>, Fejl> {
        self.laes().await;
        self.indre.synlige(syn, objekter).await
    }
    async fn maerker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Synsmaerke>, Fejl> {
        self.laes().await;
        self.indre.maerker(myndighed, oid).await
    }
    async fn gennemloeb(&self, efter_oid: i64, antal: usize) -> Result<Vec<LagretObjekt>, Fejl> {
        self.laes().await;
        self.indre.gennemloeb(efter_oid, antal).await
    }
    async fn numre(&self, myndighed: Cvr, efter_oid: i64, antal: usize) -> Result<Vec<i64>, Fejl> {
        self.laes().await;
        self.indre.numre(myndighed, efter_oid, antal).await
    }
    async fn hele(&self, myndighed: Cvr, numre: &[i64]) -> Result<Vec<LagretObjekt>, Fejl> {
        self.laes().await;
        self.indre.hele(myndighed, numre).await
    }
    async fn indeksraekker(&self, myndighed: Cvr, oid: i64) -> Result<Vec<Indeksraekke>, Fejl> {
        self.laes().await;
        self.indre.indeksraekker(myndighed, oid).await
    }
    async fn antal_indeksraekker(&self) -> Result<u64, Fejl> {
        self.laes().await;
        self.indre.antal_indeksraekker().await
    }
    async fn unik(&self, myndighed: Cvr, noegle: &[u8]) -> Result<Option<Objektnoegle>, Fejl> {
        self.laes().await;
        self.indre.unik(myndighed, noegle).await
    }
}

#[async_trait]
impl Haendelseslager for Planlagt {
    async fn haendelser(&self, myndighed: Option<Cvr>, efter: i64, antal: usize) -> Result<Vec<Haendelse>, Fejl> {
        self.laes().await;
        let mut ud = self.indre.haendelser(myndighed, efter, antal).await?;
        match self.plan.plantet {
            Some(Plantet::HaendelseTabt) => ud.retain(|h| h.position % 7 != 0),
            Some(Plantet::HaendelseDobbelt) => {
                ud = ud.into_iter().flat_map(|h| vec![h.clone(); if h.position % 7 == 0 { 2 } else { 1 }]).collect()
            }
            Some(Plantet::HaendelserByttet) if ud.len() > 2 => ud.swap(0, 1),
            Some(Plantet::TidVedAnkomst) => ud.iter_mut().for_each(|h| h.tidspunkt = h.kaldt),
            _ => {}
        }
        Ok(ud)
    }
    async fn emne_siden(&self, emne: Emne, efter: i64) -> Result<Emneaendringer, Fejl> {
        self.laes().await;
        self.indre.emne_siden(emne, efter).await
    }
    async fn vandmaerke(&self) -> Result<Tidspunkt, Fejl> {
        self.laes().await;
        if self.plan.plantet == Some(Plantet::VandmaerkeErUret) {
            return Ok(self.plan.ur.nu());
        }
        self.indre.vandmaerke().await
    }
}

#[async_trait]
impl Loglager for Planlagt {
    async fn logposter(&self, valg: Logvalg, periode: Periode, efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
        self.laes().await;
        self.indre.logposter(valg, periode, efter, antal).await
    }
    async fn log_for_noegle(&self, noegle: &[u8]) -> Result<Vec<Logpost>, Fejl> {
        self.laes().await;
        self.indre.log_for_noegle(noegle).await
    }
    async fn log_for_person(&self, noegle: &[u8], efter: i64, antal: usize) -> Result<Vec<Logpost>, Fejl> {
        self.laes().await;
        self.indre.log_for_person(noegle, efter, antal).await
    }
    async fn log_mangler_noegle(&self, noegler: Vec<(bool, Vec<u8>, i64)>) -> Result<Option<i64>, Fejl> {
        self.laes().await;
        self.indre.log_mangler_noegle(noegler).await
    }
    async fn log_myndigheder(&self) -> Result<Vec<Option<Cvr>>, Fejl> {
        self.laes().await;
        self.indre.log_myndigheder().await
    }
    async fn gem_segl(&self, segl: &LagretSegl) -> Result<(), Skrivefejl> {
        self.laes().await;
        self.indre.gem_segl(segl).await
    }
    async fn segl(&self, efter_nr: i64, antal: usize) -> Result<Vec<LagretSegl>, Fejl> {
        self.laes().await;
        self.indre.segl(efter_nr, antal).await
    }
    async fn sidste_segl(&self) -> Result<Option<LagretSegl>, Fejl> {
        self.laes().await;
        self.indre.sidste_segl().await
    }
    async fn beskaer_log(&self, myndighed: Option<Cvr>, foer: Tidspunkt, til_position: i64) -> Result<u64, Fejl> {
        self.laes().await;
        self.indre.beskaer_log(myndighed, foer, til_position).await
    }
}

#[async_trait]
impl Flygtiglager for Planlagt {
    async fn hent_flygtig(&self, noegle: &[u8], nu: Tidspunkt) -> Result<Option<Vec<u8>>, Fejl> {
        self.laes().await;
        self.indre.hent_flygtig(noegle, nu).await
    }
    async fn slet_flygtig(&self, noegle: &[u8]) -> Result<(), Fejl> {
        self.laes().await;
        self.indre.slet_flygtig(noegle).await
    }
    async fn ryd_flygtige(&self, nu: Tidspunkt) -> Result<u64, Fejl> {
        self.laes().await;
        self.indre.ryd_flygtige(nu).await
    }
}

#[async_trait]
impl Fillager for Planlagt {
    async fn gem_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32, data: Vec<u8>) -> Result<(), Fejl> {
        self.laes().await;
        self.indre.gem_filstump(myndighed, fil, nr, data).await
    }
    async fn hent_filstump(&self, myndighed: Cvr, fil: Uuid, nr: u32) -> Result<Option<Vec<u8>>, Fejl> {
        self.laes().await;
        self.indre.hent_filstump(myndighed, fil, nr).await
    }
    async fn slet_fil(&self, myndighed: Cvr, fil: Uuid) -> Result<(), Fejl> {
        self.laes().await;
        self.indre.slet_fil(myndighed, fil).await
    }
}

#[async_trait]
impl Samlingslager for Planlagt {
    async fn raekke(&self, samling: u16, noegle: &[u8]) -> Result<Option<Vec<u8>>, Fejl> {
        self.laes().await;
        self.indre.raekke(samling, noegle).await
    }
    async fn raekker(&self, samling: u16, fra: &[u8], til: Option<&[u8]>, antal: usize) -> Result<Vec<Raekke>, Fejl> {
        self.laes().await;
        self.indre.raekker(samling, fra, til, antal).await
    }
}

#[async_trait]
impl Driftslager for Planlagt {
    async fn slet_myndighed(&self, myndighed: Cvr) -> Result<(), Fejl> {
        self.indre.slet_myndighed(myndighed).await
    }
    async fn status(&self) -> Result<Lagerstatus, Fejl> {
        self.indre.status().await
    }
    async fn sikkerhedskopi(&self, til: &std::path::Path) -> Result<(), Fejl> {
        self.indre.sikkerhedskopi(til).await
    }
    async fn luk(&self) {
        self.indre.luk().await;
    }
}
