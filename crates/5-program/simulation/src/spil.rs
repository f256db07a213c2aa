//! The schedule: who goes on next, when the clock is moved, who dies.
use crate::historie::{Historie, Kalder, Obj, Svar, Trin};
use crate::klient::{Huske, KONTI, Kald, Klient};
use crate::port::{Plan, Plantet, Simur, Stop};
use crate::tal::Tal;
use crate::typen::{self, SAG};
use crate::verden::{Proces, Sted, Verden};
use futures::future::join_all;
use grund::ur::Ur;
use grund::{Cvr, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::Logvalg;
use register::{Laesevalg, Objektid};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

/// How a run is set up.
#[derive(Clone, Debug)]
pub struct Opsaetning {
    /// The seed.
    pub froe: u64,
    /// Where.
    pub sted: Sted,
    /// Steps; fewer than the usual are a beginning of the same run.
    pub trin: Trin,
    /// A planted fault.
    pub plantet: Option<Plantet>,
    /// The run's number within its database: authorities and calls of its own.
    pub loeb: u64,
    /// When it begins, by the store's clock.
    pub start: Tidspunkt,
}

/// Steps of a run.
pub const TRIN: Trin = 260;

struct Plads {
    proces: usize,
    /// How often it comes on; a slow one holds its bodies back.
    vaegt: u64,
    huske: Huske,
    kald: Option<Kald>,
    stop: Option<Stop>,
}

struct Spil {
    tal: Tal,
    plan: Arc<Plan>,
    verden: Verden,
    processer: Vec<Proces>,
    pladser: Vec<Plads>,
    historie: Arc<Mutex<Historie>>,
    opsaetning: Opsaetning,
    myndigheder: [Cvr; 2],
    objekter: u8,
}

/// Plays a run, and gives what was seen of it.
pub async fn spil(opsaetning: Opsaetning) -> Historie {
    let mut tal = Tal::ny(opsaetning.froe);
    let ur = Arc::new(Simur::default());
    ur.nu.store(opsaetning.start.mikros(), Ordering::SeqCst);
    let plan = Arc::new(Plan { ur, plantet: opsaetning.plantet, ..Plan::default() });
    let wal_bytes = tal.en_af(4).then_some(256 * 1024);
    let verden = Verden::ny(Arc::clone(&plan), opsaetning.sted.clone(), wal_bytes);
    let mut processer = vec![verden.proces().await];
    if matches!(opsaetning.sted, Sted::Postgres(_)) || tal.en_af(3) {
        processer.push(verden.proces().await);
    }
    let cvr = |n: u64| Cvr::fra_tal(u32::try_from(20_000_000 + opsaetning.loeb * 2 + n).unwrap_or(0)).unwrap();
    let myndigheder = [cvr(0), cvr(1)];
    let objekter = tal.mellem(2, 7) as u8;
    let historie = Arc::new(Mutex::new(Historie::default()));
    let mut s = Spil { tal, plan, verden, processer, pladser: vec![], historie, opsaetning, myndigheder, objekter };
    s.begynd().await;
    while s.plan.nu() < s.opsaetning.trin {
        s.trin().await;
    }
    s.slut().await
}

/// Looks at something within a process until it stops or has its answer.
///
/// # Errors
/// Where it has stopped.
pub async fn videre_til_stop<F: Future>(proces: &Proces, plan: &Plan, mut f: Pin<&mut F>) -> Result<F::Output, Stop> {
    poll_fn(|cx| match proces.inden_i(f.as_mut(), cx) {
        Poll::Ready(h) => Poll::Ready(Ok(h)),
        Poll::Pending => plan.stoppet().map_or(Poll::Pending, |s| Poll::Ready(Err(s))),
    })
    .await
}

async fn videre(proces: &Proces, plan: &Plan, kald: &mut Kald) -> Result<Huske, Stop> {
    videre_til_stop(proces, plan, Pin::new(kald)).await
}

/// Lets it go on without a stop.
async fn helt<T>(proces: &Proces, f: impl Future<Output = T>) -> T {
    proces.i(f).await
}

impl Spil {
    fn klient(&self, proces: usize) -> Klient {
        let p = &self.processer[proces];
        Klient {
            register: p.register.clone(),
            lager: Arc::clone(&p.lager),
            revision: p.revision.clone(),
            proces,
            plan: Arc::clone(&self.plan),
            historie: Arc::clone(&self.historie),
            loeb: self.opsaetning.loeb,
            myndigheder: self.myndigheder,
            start: self.opsaetning.start,
            objekter: self.objekter,
        }
    }

    async fn begynd(&mut self) {
        let p = &self.processer[0];
        let foer = helt(p, p.indre.haendelser(None, 0, 1_000_000)).await.unwrap().last().map_or(0, |h| h.position);
        let k = self.klient(0);
        assert!(helt(p, k.aabn_konti()).await, "the accounts are opened");
        for _ in 0..self.tal.mellem(3, 8) {
            let graense = |tal: &mut Tal| (*tal.vaelg(&[Some("27"), Some("32"), None]), 1 + tal.under(3) as u8);
            let graenser = match self.tal.under(3) {
                0 => None,
                1 => Some(vec![graense(&mut self.tal)]),
                _ => Some(vec![graense(&mut self.tal), graense(&mut self.tal)]),
            };
            let myndighed = self.myndigheder[usize::from(self.tal.en_af(4))];
            let hvis = if self.tal.en_af(2) { Some(myndighed) } else { None };
            let kalder = Kalder { myndighed, graenser };
            let huske = Huske { kalder, poll: self.opsaetning.start.plus_mikros(-1), stroem: (hvis, foer), tider: vec![] };
            let proces = self.tal.under(self.processer.len() as u64) as usize;
            self.pladser.push(Plads { proces, vaegt: *self.tal.vaelg(&[1, 8, 8, 8]), huske, kald: None, stop: None });
        }
        self.historie.lock().unwrap().slut.foer = foer;
    }

    async fn trin(&mut self) {
        self.plan.trin.fetch_add(1, Ordering::SeqCst);
        let mikros = self.tal.mellem(1, 3_000);
        self.flyt_uret(mikros);
        // With several writers a transaction may take its time while others come and go.
        let flere = if self.verden.en_skriver() { 0 } else { 120 };
        match self.tal.efter_vaegt(&[900, 40, 25, 8, 6, 6, flere]) {
            0 => {
                let vaegte: Vec<u64> = self.pladser.iter().map(|p| p.vaegt).collect();
                let nr = self.tal.efter_vaegt(&vaegte);
                self.en(nr).await;
            }
            1 => self.samtidigt(Stop::Skriv).await,
            2 => self.stil_uret(),
            3 => self.opgiv().await,
            4 => self.genstart().await,
            5 => self.nedbrud().await,
            _ => self.slip().await,
        }
    }

    fn flyt_uret(&self, mikros: i64) {
        self.plan.ur.nu.fetch_add(mikros, Ordering::SeqCst);
        let mut h = self.historie.lock().unwrap();
        let nu = self.plan.ur.nu();
        h.slut.ur_mindst = Some(h.slut.ur_mindst.unwrap_or(self.opsaetning.start).min(nu));
    }

    /// The clock jumps: a little back, ahead within and beyond what the store bears, or to where it was at first.
    fn stil_uret(&mut self) {
        let hop = match self.tal.under(6) {
            0 => -self.tal.mellem(1, 10_000_000),
            1 => self.tal.mellem(1, 240) * 1_000_000,
            2 => self.tal.mellem(1, 40) * 3_600_000_000,
            3 => -self.tal.mellem(1, 3) * 3_600_000_000,
            _ => self.opsaetning.start.mikros() - self.plan.ur.nu().mikros(),
        };
        self.flyt_uret(hop);
        self.plan.ur.forskydning.fetch_add(hop, Ordering::SeqCst);
    }

    /// One client goes on to its next stop, or begins a call.
    async fn en(&mut self, nr: usize) {
        if self.pladser[nr].kald.is_none() {
            let k = self.klient(self.pladser[nr].proces);
            let kald = k.naeste(&mut self.tal, self.pladser[nr].huske.clone());
            self.pladser[nr].kald = Some(kald);
        }
        let p = &mut self.pladser[nr];
        let Some(kald) = &mut p.kald else { return };
        let udfald = videre(&self.processer[p.proces], &self.plan, kald).await;
        Self::efter(p, udfald);
    }

    fn efter(p: &mut Plads, udfald: Result<Huske, Stop>) {
        match udfald {
            Ok(huske) => (p.huske, p.kald, p.stop) = (huske, None, None),
            Err(stop) => p.stop = Some(stop),
        }
    }

    /// All that have stopped there go on at the same time.
    async fn samtidigt(&mut self, ved: Stop) {
        let (processer, plan) = (&self.processer, &self.plan);
        let gaar = self.pladser.iter_mut().filter(|p| p.stop == Some(ved)).map(|p| async move {
            if let Some(kald) = &mut p.kald {
                let udfald = videre(&processer[p.proces], plan, kald).await;
                Self::efter(p, udfald);
            }
        });
        join_all(gaar).await;
    }

    /// A transaction is let go, and not waited for.
    async fn slip(&mut self) {
        let stoppede: Vec<usize> = (0..self.pladser.len()).filter(|nr| self.pladser[*nr].stop == Some(Stop::Skriv)).collect();
        if stoppede.is_empty() {
            return;
        }
        let nr = *self.tal.vaelg(&stoppede);
        let p = &mut self.pladser[nr];
        let Some(mut kald) = p.kald.take() else { return };
        p.stop = None;
        let proces = p.proces;
        match self.kort(proces, &mut kald).await {
            Some(Ok(huske)) => self.pladser[nr].huske = huske,
            Some(Err(stop)) => (self.pladser[nr].kald, self.pladser[nr].stop) = (Some(kald), Some(stop)),
            None => self.pladser[nr].kald = Some(kald),
        }
    }

    /// Looks at a call once; `None` when it waits for the store.
    async fn kort(&self, proces: usize, kald: &mut Kald) -> Option<Result<Huske, Stop>> {
        poll_fn(|cx| {
            Poll::Ready(match self.processer[proces].inden_i(kald.as_mut(), cx) {
                Poll::Ready(huske) => Some(Ok(huske)),
                Poll::Pending => self.plan.stoppet().map(Err),
            })
        })
        .await
    }

    /// A caller goes away in the middle of its call, which may be carried out all the same.
    async fn opgiv(&mut self) {
        let nr = self.tal.under(self.pladser.len() as u64) as usize;
        let Some(mut kald) = self.pladser[nr].kald.take() else { return };
        let (proces, stop) = (self.pladser[nr].proces, self.pladser[nr].stop.take());
        if stop == Some(Stop::Skriv)
            && let Some(Ok(huske)) = self.kort(proces, &mut kald).await
        {
            self.pladser[nr].huske = huske;
        }
        drop(kald);
        if self.verden.en_skriver() {
            // The writer takes one after the other: when it has done this, what was given up is done.
            let p = &self.processer[proces];
            let _ = helt(p, p.indre.slet_flygtig(b"")).await;
        }
    }

    /// What was under way will never be answered; it has happened by now, or it never will.
    fn ingen_svar(&mut self, proces: Option<usize>) {
        let nu = self.plan.nu();
        for p in self.pladser.iter_mut().filter(|p| proces.is_none_or(|x| p.proces == x)) {
            (p.kald, p.stop) = (None, None);
        }
        let mut h = self.historie.lock().unwrap_or_else(PoisonError::into_inner);
        let med = |p: usize| proces.is_none_or(|x| p == x);
        h.skriv.iter_mut().filter(|s| med(s.proces) && s.ud.is_none()).for_each(|s| s.ud = Some(nu));
        h.noegler.iter_mut().filter(|n| med(n.proces) && n.ud.is_none()).for_each(|n| n.ud = Some(nu));
    }

    /// The processes end in order and start again.
    async fn genstart(&mut self) {
        self.samtidigt(Stop::Skriv).await;
        let antal = self.processer.len();
        self.ingen_svar(None);
        for p in self.processer.drain(..) {
            p.luk().await;
        }
        for _ in 0..antal {
            self.processer.push(self.verden.proces().await);
        }
    }

    async fn nedbrud(&mut self) {
        if self.verden.en_skriver() {
            return self.stroemsvigt().await;
        }
        // One of the processes on the database is killed, while its clients' transactions are on their way.
        let nr = self.tal.under(self.processer.len() as u64) as usize;
        let taalmodighed = self.tal.under(4);
        {
            let (processer, plan) = (&self.processer, &self.plan);
            let alle = self.pladser.iter_mut().filter(|p| p.proces == nr && p.stop == Some(Stop::Skriv)).map(|p| async move {
                if let Some(kald) = &mut p.kald {
                    let udfald = videre(&processer[p.proces], plan, kald).await;
                    Self::efter(p, udfald);
                }
            });
            let frist = std::time::Duration::from_micros(700 * taalmodighed);
            let _ = tokio::time::timeout(frist, join_all(alle)).await;
        }
        self.ingen_svar(Some(nr));
        let ny = self.verden.proces().await;
        std::mem::replace(&mut self.processer[nr], ny).draeb();
        self.verden.ro().await;
    }

    /// The machine dies. Everything acknowledged is safe; what comes after may be there or not.
    async fn stroemsvigt(&mut self) {
        let sikkert = self.verden.sikkert();
        // One after the other, so that the same seed gives the same file.
        for nr in 0..self.pladser.len() {
            let p = &mut self.pladser[nr];
            if p.stop == Some(Stop::Skriv)
                && let Some(kald) = &mut p.kald
            {
                // Its answer is never sent.
                let _ = videre(&self.processer[p.proces], &self.plan, kald).await;
                self.glem_svarene();
            }
        }
        self.ingen_svar(None);
        let antal = self.processer.len();
        let uden_sync = self.plan.plantet == Some(Plantet::UdenSync);
        // The copy is made while they live: closing would move the pages.
        self.verden.stroemsvigt(&sikkert, &mut self.tal, uden_sync);
        self.processer.clear();
        for _ in 0..antal {
            self.processer.push(self.verden.proces().await);
        }
    }

    /// What was answered in this step was never heard.
    fn glem_svarene(&self) {
        let nu = self.plan.nu();
        let mut h = self.historie.lock().unwrap();
        for s in h.skriv.iter_mut().filter(|s| s.ud == Some(nu) && matches!(s.svar, Svar::Kvitteret(_))) {
            s.svar = Svar::Ukendt;
            self.plan.gemt().remove(&Uuid::from_u64_pair(self.opsaetning.loeb, u64::from(s.maerke)));
        }
        for n in h.noegler.iter_mut().filter(|n| n.ud == Some(nu)) {
            n.foerst = None;
        }
    }

    /// Everybody gets an answer; then all of the store is read.
    async fn slut(mut self) -> Historie {
        for _ in 0..400 {
            if self.pladser.iter().all(|p| p.kald.is_none()) {
                break;
            }
            self.plan.trin.fetch_add(1, Ordering::SeqCst);
            for nr in 0..self.pladser.len() {
                if self.pladser[nr].kald.is_some() {
                    self.en(nr).await;
                }
            }
        }
        self.plan.trin.fetch_add(1, Ordering::SeqCst);
        for p in self.processer.drain(..) {
            p.luk().await;
        }
        let p = self.verden.proces().await;
        let mut h = std::mem::take(&mut *self.historie.lock().unwrap());
        for s in &mut h.skriv {
            s.gemt = self.plan.gemt().get(&Uuid::from_u64_pair(self.opsaetning.loeb, u64::from(s.maerke))).copied();
        }
        h.slut.en_skriver = self.verden.en_skriver();
        h.slut.konti = i64::from(KONTI.0) * KONTI.1;
        self.laes_alt(&p, &mut h).await;
        p.luk().await;
        h
    }

    async fn laes_alt(&self, p: &Proces, h: &mut Historie) {
        let plan = &self.plan;
        let vores = |c: Option<Cvr>| c.is_some_and(|c| self.myndigheder.contains(&c));
        // What the planted fault does to readers it does here too: the store is read by its own port.
        h.slut.stroem = helt(p, p.indre.haendelser(None, h.slut.foer, 1_000_000)).await.unwrap();
        h.slut.stroem.retain(|e| vores(Some(e.noegle.myndighed)));
        let log = helt(p, p.indre.logposter(Logvalg::Alle, Periode::ALTID, 0, 1_000_000)).await.unwrap();
        h.slut.log = log
            .iter()
            .filter_map(|l| {
                let (loeb, nr) = l.kald_id.as_u64_pair();
                (vores(l.myndighed) && loeb == self.opsaetning.loeb).then_some(nr as u32)
            })
            .collect();
        for myndighed in self.myndigheder {
            let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Uuid(Uuid::from_u128(1)), plan.ur.nu(), Uuid::nil());
            for nr in 1..=self.objekter {
                let id = Objektid { objekttype: &SAG, uuid: Uuid::from_u128(u128::from(nr)) };
                let o = helt(p, p.register.laes(&kald, id, Laesevalg::ALT)).await.unwrap();
                let registreringer = o.iter().flat_map(|o| &o.registreringer).rev().map(typen::set).collect();
                h.slut.objekter.push((Obj { myndighed, nr }, registreringer));
            }
        }
        let _ = helt(p, p.revision.forsegl(plan.ur.nu())).await;
        if self.verden.en_skriver() || self.opsaetning.loeb.is_multiple_of(8) {
            let rapport = helt(p, register::kontrol::kontroller(&p.register, &mut |_| ())).await.unwrap();
            h.slut.kontrol.extend(rapport.foerste.iter().map(|f| format!("{f:?}")));
            let svar = helt(p, p.revision.kontroller(&[], &mut |_| ())).await.unwrap();
            h.slut.kontrol.extend(svar.krav_hel().err().map(|f| f.to_string()));
        }
        plan.stoppet();
    }
}
