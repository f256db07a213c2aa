//! The connection to `RabbitMQ`, made anew for as long as the program has the store.
use super::brev::Brev;
use super::klient::{ANDRE_ARGUMENTER, Klient, Leverance, Udfald};
use super::vindue::Koe;
use super::{Indre, Navn, laas};
use grund::{Fejl, Fejlkode, Uuid};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a connection may take to be made.
const FORBIND: Duration = Duration::from_secs(10);
/// Between tries.
const IGEN: Duration = Duration::from_secs(1);

/// A connection, and the round that it belongs to.
pub(super) struct Kanaler {
    pub klient: Klient,
    pub omgang: u64,
}

/// The queue's name at the broker.
pub(super) fn koenavn((dueslag, fejl): Navn) -> String {
    format!("samspil.{dueslag}{}", if fejl { FEJL } else { "" })
}

/// What a name of an error queue ends with.
const FEJL: &str = ".fejl";

/// From the queue's name, which its consumer has too.
fn fra_koenavn(navn: &str) -> Option<Navn> {
    let u = navn.strip_prefix("samspil.")?;
    let (u, fejl) = u.strip_suffix(FEJL).map_or((u, false), |u| (u, true));
    Some((u.parse::<Uuid>().ok()?, fejl))
}

/// What the broker refuses, or where it is away.
pub(super) fn utilgaengelig(hvorfor: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::Optaget).aarsag(format!("RabbitMQ: {hvorfor}"))
}

impl Indre {
    /// What is open, if something is.
    pub(super) fn kanaler(&self) -> Result<Arc<Kanaler>, Fejl> {
        laas(&self.kanaler).clone().ok_or_else(|| utilgaengelig("no connection"))
    }

    /// An answer of the broker; an error ends the connection, and everything begins again.
    pub(super) fn proev<T>(self: &Arc<Self>, k: &Kanaler, svar: Udfald<T>) -> Result<T, Fejl> {
        svar.map_err(|f| {
            self.brud(k.omgang, &f);
            utilgaengelig(f)
        })
    }

    /// Has the broker make the queue; one that is there with other arguments, from another version of the program or of the broker, is taken as it is from the next
    /// connection on: this one ends with the refusal.
    pub(super) async fn erklaer(&self, klient: &Klient, navn: Navn) -> Udfald<u64> {
        let som_den_er = laas(&self.som_de_er).contains(&navn);
        klient.erklaer(&koenavn(navn), som_den_er).await.inspect_err(|f| {
            if !som_den_er && f.contains(ANDRE_ARGUMENTER) && laas(&self.som_de_er).insert(navn) {
                tracing::warn!(
                    koe = koenavn(navn),
                    hvorfor = f,
                    "a queue in RabbitMQ has other arguments than it would get now: it is used as it is"
                );
            }
        })
    }

    /// The connection of that round is of no use any more: what was delivered by it comes again by the next.
    pub(super) fn brud(self: &Arc<Self>, omgang: u64, hvorfor: &str) {
        if self.slip(|k| k.omgang == omgang) && !self.lukket.load(Ordering::SeqCst) {
            tracing::error!(hvorfor, "the connection to RabbitMQ is lost");
            tokio::spawn(Arc::clone(self).forbind_igen());
        }
    }

    /// Lets the connection go; what it had is the broker's again.
    pub(super) fn slip(&self, hvis: impl FnOnce(&mut Arc<Kanaler>) -> bool) -> bool {
        if laas(&self.kanaler).take_if(hvis).is_none() {
            return false;
        }
        {
            // Together: a delivery that is late must find the one or the other.
            let mut koeer = laas(&self.koeer);
            koeer.values_mut().for_each(Koe::glem);
            self.sag.ny_omgang();
        }
        true
    }

    /// Tries until there is a connection, or the store is another's.
    pub(super) async fn forbind_igen(self: Arc<Self>) {
        let mut sagt = false;
        while self.sag.har() && !self.lukket.load(Ordering::SeqCst) {
            match self.forbind().await {
                Ok(()) => return tracing::info!("connected to RabbitMQ"),
                // The next connection knows better.
                Err(f) if f.aarsagen().is_some_and(|a| a.contains(ANDRE_ARGUMENTER)) => continue,
                Err(f) if !sagt => {
                    sagt = true;
                    tracing::error!(fejl = %f, aarsag = f.aarsagen(), "RabbitMQ can't be reached: tried again each second, and nothing is distributed meanwhile");
                }
                Err(_) => {}
            }
            tokio::time::sleep(IGEN).await;
        }
    }

    async fn forbind(self: &Arc<Self>) -> Result<(), Fejl> {
        let _en_ad_gangen = self.forbinder.lock().await;
        if laas(&self.kanaler).is_some() {
            return Ok(());
        }
        let aabnet = tokio::time::timeout(FORBIND, Klient::forbind(&self.valg)).await.map_err(utilgaengelig)?;
        let (klient, leverancer) = aabnet.map_err(utilgaengelig)?;
        let navne: Vec<Navn> = laas(&self.koeer).keys().copied().collect();
        for n in navne {
            let ligger = self.erklaer(&klient, n).await.map_err(utilgaengelig)?;
            if let Some(k) = laas(&self.koeer).get_mut(&n) {
                k.er_erklaeret(ligger);
            }
        }
        let omgang = self.sag.omgang();
        *laas(&self.kanaler) = Some(Arc::new(Kanaler { klient, omgang }));
        tokio::spawn(tag_imod(Arc::downgrade(self), omgang, leverancer));
        let ventet: Vec<Navn> = laas(&self.koeer).iter().filter(|(_, k)| k.nyt.receiver_count() > 0).map(|(n, _)| *n).collect();
        for n in ventet {
            tokio::spawn(Arc::clone(self).tilmeld(n));
        }
        Ok(())
    }

    /// Has the broker deliver what lies in a queue.
    pub(super) async fn tilmeld(self: Arc<Self>, navn: Navn) -> Result<(), Fejl> {
        let k = self.kanaler()?;
        {
            let mut koeer = laas(&self.koeer);
            let koe = koeer.entry(navn).or_insert_with(|| Koe::ny(1));
            if koe.tilmeldt.replace(k.omgang) == Some(k.omgang) {
                return Ok(());
            }
        }
        let ligger = self.proev(&k, self.erklaer(&k.klient, navn).await)?;
        {
            let mut koeer = laas(&self.koeer);
            if let Some(koe) = koeer.get_mut(&navn).filter(|_| self.sag.omgang() == k.omgang) {
                koe.er_erklaeret(ligger);
            }
        }
        let navn = koenavn(navn);
        self.proev(&k, k.klient.forbrug(&navn, &navn).await)
    }

    async fn kom(self: &Arc<Self>, omgang: u64, l: Leverance) {
        let Some((navn, b)) = fra_koenavn(&l.forbruger).zip(Brev::laes(&l.egenskaber, l.krop)) else {
            // It stays where it is, and what lies behind it is read on.
            tracing::error!(koe = l.forbruger, "a message in RabbitMQ is none of ours: it is left alone");
            return;
        };
        let vaek = {
            let mut koeer = laas(&self.koeer);
            match koeer.get_mut(&navn).filter(|_| self.sag.omgang() == omgang) {
                Some(k) => k.kom(l.tag, b),
                None => return,
            }
        };
        if let (Some(tag), Ok(k)) = (vaek, self.kanaler()) {
            let _ = self.kvitter(&k, &[tag]).await;
        }
    }

    /// Acknowledges deliveries of this connection.
    pub(super) async fn kvitter(self: &Arc<Self>, k: &Kanaler, tags: &[u64]) -> Result<(), Fejl> {
        self.proev(k, k.klient.kvitter(tags).await)
    }

    /// Closes.
    pub(super) fn luk(&self) {
        self.lukket.store(true, Ordering::SeqCst);
        laas(&self.kanaler).take();
    }
}

/// Takes deliveries in until the connection ends.
async fn tag_imod(indre: Weak<Indre>, omgang: u64, mut leverancer: mpsc::Receiver<Leverance>) {
    while let Some(l) = leverancer.recv().await {
        let Some(i) = indre.upgrade() else { return };
        i.kom(omgang, l).await;
    }
    if let Some(i) = indre.upgrade() {
        i.brud(omgang, "deliveries have ended");
    }
}
