//! Whose turn it is. One task for all dueslag: it is told where something has come, starts turns of a bounded number of dueslag, of each receiver's server a bounded
//! share, and remembers who waits until when. A dueslag at rest costs its entry here, and nothing runs for it.
use crate::linje::{BRUDT, Linje, Naeste};
use crate::motor::Motor;
use futures::FutureExt;
use grund::adresse::Adresse;
use grund::{Uuid, graenser};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};

/// Between looks at all dueslag, for what nobody has told.
const FEJ: Duration = Duration::from_secs(60);
/// For calls under way when the program ends; what they sent is sent again if they take longer.
const SLUT: Duration = Duration::from_secs(5);

/// What a dueslag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Ledig,
    Klar,
    /// It has its turn; `igen`: something has come meanwhile.
    IGang {
        igen: bool,
    },
    Venter(Instant),
}

struct Plads {
    stand: Stand,
    /// Not while it has its turn.
    linje: Option<Box<Linje>>,
}

/// A receiver's server.
#[derive(Default)]
struct Vaert {
    i_gang: usize,
    venter: VecDeque<Uuid>,
}

/// A turn that is over.
struct Tur {
    dueslag: Uuid,
    vaert: String,
    /// `None` after a fault of the program.
    linje: Option<Box<Linje>>,
    naeste: Naeste,
}

pub(crate) struct Dirigent {
    m: Arc<Motor>,
    pladser: HashMap<Uuid, Plads>,
    klar: VecDeque<Uuid>,
    vaerter: HashMap<String, Vaert>,
    ure: BinaryHeap<Reverse<(Instant, Uuid)>>,
    i_gang: JoinSet<Tur>,
    /// Whose receivers do not serve.
    brudte: HashSet<Uuid>,
}

impl Dirigent {
    pub fn ny(m: Arc<Motor>) -> Self {
        let (pladser, klar, vaerter, ure) = (HashMap::new(), VecDeque::new(), HashMap::new(), BinaryHeap::new());
        Self { m, pladser, klar, vaerter, ure, i_gang: JoinSet::new(), brudte: HashSet::new() }
    }

    /// Sends until the program ends.
    pub async fn koer(mut self) {
        for d in self.m.fordeler.bog.sendes() {
            self.meld(d);
        }
        let m = self.m.clone();
        let mut slut = m.slut.clone();
        let mut fej = tokio::time::interval(FEJ);
        fej.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.start();
            self.tael();
            let naeste = self.ure.peek().map(|Reverse((t, _))| *t);
            tokio::select! {
                () = async { drop(slut.wait_for(|s| *s).await) } => break,
                hvor = m.fordeler.nyt_i() => hvor.into_iter().for_each(|d| self.meld(d)),
                Some(Ok(tur)) = self.i_gang.join_next(), if !self.i_gang.is_empty() => self.faerdig(tur),
                () = tokio::time::sleep_until(naeste.unwrap_or_else(|| Instant::now() + FEJ)) => self.forfaldne(),
                _ = fej.tick() => self.fej().await,
            }
        }
        let rest = async {
            while let Some(r) = self.i_gang.join_next().await {
                if let Ok(t) = r {
                    self.pladser.insert(t.dueslag, Plads { stand: Stand::Ledig, linje: t.linje });
                }
            }
        };
        let _ = tokio::time::timeout(SLUT, rest).await;
        self.log(true).await;
    }

    /// Something has come, or the dueslag was changed.
    fn meld(&mut self, d: Uuid) {
        if !self.m.fordeler.bog.sender(d) {
            return;
        }
        let p = self.pladser.entry(d).or_insert(Plads { stand: Stand::Ledig, linje: None });
        match p.stand {
            Stand::Klar => return,
            Stand::IGang { .. } => {
                p.stand = Stand::IGang { igen: true };
                return;
            }
            // Its receiver does not serve: what has come waits too, unless it is to be sent elsewhere now.
            Stand::Venter(_) => {
                let til = self.m.fordeler.bog.dueslag(d).and_then(|d| Adresse::laes(&d.data.adresse));
                if p.linje.as_ref().is_some_and(|l| l.til == til) {
                    return;
                }
            }
            Stand::Ledig => {}
        }
        p.stand = Stand::Klar;
        self.klar.push_back(d);
    }

    /// Starts what there is room for.
    fn start(&mut self) {
        while self.i_gang.len() < graenser::LEVERINGER_I_GANG
            && let Some(d) = self.klar.pop_front()
        {
            let vaert = self.m.fordeler.bog.dueslag(d).filter(|d| d.data.sendes()).and_then(|d| Adresse::laes(&d.data.adresse));
            let Some(vaert) = vaert.map(|a| a.sted()) else {
                self.pladser.remove(&d);
                self.brudte.remove(&d);
                continue;
            };
            let v = self.vaerter.entry(vaert.clone()).or_default();
            if v.i_gang >= graenser::LEVERINGER_PR_VAERT {
                v.venter.push_back(d);
                continue;
            }
            v.i_gang += 1;
            let Some(p) = self.pladser.get_mut(&d) else { continue };
            p.stand = Stand::IGang { igen: false };
            let linje = p.linje.take().unwrap_or_else(|| Box::new(Linje::ny(d, self.m.fordeler.forbruger(d))));
            let m = self.m.clone();
            self.i_gang.spawn(async move {
                let tur = AssertUnwindSafe(async move {
                    let mut linje = linje;
                    let naeste = linje.tur(&m).await;
                    (linje, naeste)
                });
                match tur.catch_unwind().await {
                    Ok((linje, naeste)) => Tur { dueslag: d, vaert, linje: Some(linje), naeste },
                    Err(_) => {
                        tracing::error!(dueslag = %d, "a delivery panicked; this is a fault in the program");
                        Tur { dueslag: d, vaert, linje: None, naeste: Naeste::Om(FEJ) }
                    }
                }
            });
        }
    }

    fn faerdig(&mut self, t: Tur) {
        if let Some(v) = self.vaerter.get_mut(&t.vaert) {
            v.i_gang -= 1;
            if let Some(naeste) = v.venter.pop_front() {
                self.klar.push_front(naeste);
            } else if v.i_gang == 0 {
                self.vaerter.remove(&t.vaert);
            }
        }
        let Some(p) = self.pladser.get_mut(&t.dueslag) else { return };
        if t.linje.as_ref().is_some_and(|l| l.fejl >= BRUDT) {
            self.brudte.insert(t.dueslag);
        } else {
            self.brudte.remove(&t.dueslag);
        }
        p.linje = t.linje;
        let igen = p.stand == Stand::IGang { igen: true };
        match t.naeste {
            Naeste::Om(pause) => {
                let til = Instant::now() + pause;
                p.stand = Stand::Venter(til);
                self.ure.push(Reverse((til, t.dueslag)));
                if igen {
                    // It may be to be sent elsewhere.
                    self.meld(t.dueslag);
                }
            }
            Naeste::Tom if !igen => p.stand = Stand::Ledig,
            Naeste::Tom | Naeste::Mere => {
                p.stand = Stand::Klar;
                self.klar.push_back(t.dueslag);
            }
        }
    }

    /// Those whose time has come.
    fn forfaldne(&mut self) {
        let nu = Instant::now();
        while let Some(Reverse((t, d))) = self.ure.peek().copied().filter(|Reverse((t, _))| *t <= nu) {
            self.ure.pop();
            // One that was started in between waits for another time.
            if let Some(p) = self.pladser.get_mut(&d).filter(|p| p.stand == Stand::Venter(t)) {
                p.stand = Stand::Klar;
                self.klar.push_back(d);
            }
        }
    }

    /// Looks for what nobody has told of, and forgets dueslag that are not sent from any more.
    async fn fej(&mut self) {
        self.log(false).await;
        let m = self.m.clone();
        self.pladser.retain(|d, p| p.stand != Stand::Ledig || m.fordeler.bog.sender(*d));
        for d in m.fordeler.bog.sendes() {
            if matches!(m.fordeler.koe().status(d).await, Ok(s) if s.antal > 0) {
                self.meld(d);
            }
        }
    }

    async fn log(&mut self, straks: bool) {
        for l in self.pladser.values_mut().filter_map(|p| p.linje.as_mut()) {
            l.log(&self.m, straks).await;
        }
    }

    fn tael(&self) {
        let t = &self.m.tal;
        t.i_gang.store(self.i_gang.len() as u64, Relaxed);
        t.klar.store(self.klar.len() as u64, Relaxed);
        t.brudte.store(self.brudte.len() as u64, Relaxed);
    }
}
