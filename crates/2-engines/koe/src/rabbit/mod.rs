//! The implementation whose messages lie in `RabbitMQ`: a quorum queue for each dueslag and one for each error queue. The store of everything else keeps what a broker
//! does not: whose the message store is, the keys that doubles are recognised by, the position in the change feed, how far numbers are used, and attempts.
mod brev;
mod forbindelse;
mod klient;
mod skriver;
mod vindue;

use crate::ejer::{Ejer, Sag};
use crate::form::fejlpost::afkort;
use crate::form::noegle;
use crate::form::tal::{self, laeser};
use crate::opgave::{Job, Postkasse, RAEKKER};
use crate::port::{Beskedlager, Dueslagstatus, Ejerskab, Fejlaarsag, Fejlet, Fejlhandling, Lagt, Liggende, Loft, NyBesked, Stroemskridt};
use crate::raekker::gennem;
use crate::udloeb;
use async_trait::async_trait;
use brev::Brev;
use forbindelse::Kanaler;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use lager::Lager;
use skriver::Skriver;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use vindue::Koe;

/// How long a look waits for a message that is on its way; then the broker is asked whether there is one.
const PAA_VEJ: Duration = Duration::from_millis(200);

/// A queue: of a dueslag, or (`true`) its error queue.
type Navn = (Uuid, bool);

fn laas<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where `RabbitMQ` is, and how it is used.
#[derive(Clone, Debug)]
pub struct Rabbitvalg {
    /// `amqp://user:password@host:port/vhost`, or `amqps`.
    pub url: String,
    /// The roots that its certificate may have, in PEM.
    pub rod: Option<String>,
    /// Messages of a queue that are delivered to this program at a time: more than that are never out of a dueslag.
    pub vindue: u16,
}

impl Rabbitvalg {
    /// At that address.
    pub fn ny(url: String) -> Self {
        Self { url, rod: None, vindue: graenser::RABBIT_VINDUE }
    }
}

/// What readers and the writer share. Locks are held for a look or a note, never two of them, and never while something is awaited.
struct Indre {
    lager: Arc<dyn Lager>,
    valg: Rabbitvalg,
    sag: Sag,
    /// The owner's row as it was written last.
    ejer: Mutex<Ejer>,
    koeer: Mutex<HashMap<Navn, Koe>>,
    /// Messages that were given back, and how often; by dueslag and number.
    forsoeg: Mutex<BTreeMap<(Uuid, u64), u32>>,
    kanaler: Mutex<Option<Arc<Kanaler>>>,
    forbinder: tokio::sync::Mutex<()>,
    /// Queues that are there with other arguments than they would get now.
    som_de_er: Mutex<HashSet<Navn>>,
    lukket: AtomicBool,
}

/// The message store in `RabbitMQ`.
pub struct RabbitKoe {
    indre: Arc<Indre>,
    skriver: Postkasse,
}

impl RabbitKoe {
    /// Opens it, and takes it over from whoever wrote there before. `RabbitMQ` may be away: it is looked for until it is there. `hvem` is new each time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn aabn(lager: Arc<dyn Lager>, hvem: Uuid, valg: Rabbitvalg) -> Result<Self, Fejl> {
        let ejer = Mutex::new(Ejer::tag_nu(lager.as_ref(), hvem, true).await?);
        let sag = Sag::ny(hvem, true);
        let indre = Arc::new(Indre {
            lager,
            valg,
            sag,
            ejer,
            koeer: Mutex::default(),
            forsoeg: Mutex::default(),
            kanaler: Mutex::default(),
            forbinder: tokio::sync::Mutex::default(),
            som_de_er: Mutex::default(),
            lukket: AtomicBool::new(false),
        });
        indre.genlaes().await?;
        let (skriver, fra) = Postkasse::ny();
        tokio::spawn(Skriver::ny(Arc::clone(&indre)).koer(fra));
        let forbundet = tokio::spawn(Arc::clone(&indre).forbind_igen());
        // What is called at once meets a connection where there is one.
        let _ = tokio::time::timeout(Duration::from_secs(2), forbundet).await;
        Ok(Self { indre, skriver })
    }

    /// Whether the messages of this store are in `RabbitMQ` now: whoever opened it last had them there.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn har_beskederne(lager: &dyn Lager) -> Result<bool, Fejl> {
        Ok(lager.raekke(noegle::SAMLING, &noegle::rabbitsted()).await?.is_some())
    }
}

impl Indre {
    /// Reads what the store knows.
    async fn genlaes(&self) -> Result<(), Fejl> {
        let (mut koeer, mut forsoeg) = (HashMap::new(), BTreeMap::new());
        gennem(self.lager.as_ref(), noegle::alle(noegle::RABBITKOE), |n, v| {
            let (u, nr) = noegle::laes(n).ok_or_else(tal::korrupt)?;
            koeer.insert((u, nr == 1), Koe::ny(laeser(v).tal()?));
            Ok(())
        })
        .await?;
        gennem(self.lager.as_ref(), noegle::alle(noegle::RABBITFORSOEG), |n, v| {
            forsoeg.insert(noegle::laes(n).ok_or_else(tal::korrupt)?, laeser(v).som()?);
            Ok(())
        })
        .await?;
        let mut nu = laas(&self.koeer);
        for (n, k) in koeer {
            match nu.get_mut(&n) {
                Some(gammel) => (gammel.naeste, gammel.reserveret) = (k.naeste.max(gammel.naeste), k.reserveret),
                None => drop(nu.insert(n, k)),
            }
        }
        drop(nu);
        *laas(&self.forsoeg) = forsoeg;
        Ok(())
    }

    /// Messages of the front of a queue, from a number on. Waits a little for one that must be on its way.
    async fn se(self: &Arc<Self>, navn: Navn, fra: u64, loft: Loft) -> Result<Vec<Brev>, Fejl> {
        if laas(&self.koeer).get(&navn).is_none_or(|k| k.naeste == 1) {
            return Ok(Vec::new());
        }
        let mut nyt = self.nyt(navn);
        // In a task of its own: a caller who gives up must not leave it half done.
        tokio::spawn(Arc::clone(self).tilmeld(navn)).await.map_err(Fejl::intern)??;
        let mut spurgt = false;
        loop {
            nyt.borrow_and_update();
            {
                let koeer = laas(&self.koeer);
                let Some(k) = koeer.get(&navn) else { return Ok(Vec::new()) };
                let (mut ud, mut bytes) = (Vec::new(), 0usize);
                for (_, b) in k.vindue.range(fra..).map(|(_, v)| v) {
                    bytes = bytes.saturating_add(b.krop.len());
                    if ud.len() >= loft.antal || (bytes > loft.bytes && !ud.is_empty()) {
                        break;
                    }
                    ud.push(b.clone());
                }
                if !ud.is_empty() || k.venter == 0 || k.vindue.len() >= usize::from(self.valg.vindue) || loft.antal == 0 {
                    return Ok(ud);
                }
            }
            if tokio::time::timeout(PAA_VEJ, nyt.changed()).await.is_err() {
                if spurgt {
                    return Ok(Vec::new());
                }
                spurgt = true;
                let k = self.kanaler()?;
                let ligger = self.proev(&k, self.erklaer(&k.klient, navn).await)?;
                if let Some(koe) = laas(&self.koeer).get_mut(&navn) {
                    koe.er_erklaeret(ligger);
                }
            }
        }
    }

    fn nyt(&self, navn: Navn) -> watch::Receiver<u64> {
        laas(&self.koeer).entry(navn).or_insert_with(|| Koe::ny(1)).nyt.subscribe()
    }

    /// Takes messages out of the front of a queue as that round has it: the tags to acknowledge, and the keys of their attempts.
    fn tag_ud(&self, omgang: u64, navn: Navn, numre: &[(u64, u64)]) -> (Vec<u64>, Vec<Vec<u8>>) {
        let mut tags = Vec::new();
        let mut ude = Vec::new();
        // In another round they have other tags, and come again.
        if let Some(k) = laas(&self.koeer).get_mut(&navn).filter(|_| self.sag.omgang() == omgang) {
            for (fra, til) in numre.iter().filter(|(fra, til)| fra <= til) {
                let her: Vec<u64> = k.vindue.range(*fra..=*til).map(|(n, _)| *n).collect();
                tags.extend(her.iter().filter_map(|n| k.vindue.remove(n)).map(|(tag, _)| tag));
                ude.extend(her);
            }
        }
        if navn.1 {
            return (tags, Vec::new());
        }
        let mut forsoeg = laas(&self.forsoeg);
        let noegler = ude.iter().filter(|n| forsoeg.remove(&(navn.0, **n)).is_some()).map(|n| noegle::rabbitforsoeg(navn.0, *n));
        (tags, noegler.collect())
    }

    /// Forgets every attempt of a dueslag that nothing lies in: the keys.
    fn alle_forsoeg(&self, dueslag: Uuid) -> Vec<Vec<u8>> {
        let mut forsoeg = laas(&self.forsoeg);
        let numre: Vec<u64> = forsoeg.range((dueslag, 0)..=(dueslag, u64::MAX)).map(|((_, n), _)| *n).collect();
        numre.into_iter().filter(|n| forsoeg.remove(&(dueslag, *n)).is_some()).map(|n| noegle::rabbitforsoeg(dueslag, n)).collect()
    }

    fn forsoeg(&self, dueslag: Uuid, nummer: u64) -> u32 {
        laas(&self.forsoeg).get(&(dueslag, nummer)).copied().unwrap_or(0)
    }
}

#[async_trait]
impl Beskedlager for RabbitKoe {
    async fn laeg(&self, beskeder: Vec<NyBesked>, skridt: Option<Stroemskridt>) -> Result<Vec<Lagt>, Fejl> {
        if beskeder.len() > RAEKKER {
            let loft = RAEKKER;
            let ventet = (format!("højst {loft} beskeder"), format!("at most {loft} messages"));
            return Err(Fejl::ny(Fejlkode::ForMange).felt("beskeder").ventet(ventet));
        }
        self.skriver.laeg(beskeder, skridt).await
    }

    async fn laes(&self, dueslag: Uuid, fra: u64, loft: Loft) -> Result<Vec<Liggende>, Fejl> {
        let breve = self.indre.se((dueslag, false), fra, loft).await?;
        Ok(breve.iter().map(|b| b.liggende(self.indre.forsoeg(dueslag, b.nummer))).collect())
    }

    /// The broker does not tell when it has forgotten a message for good: one that was acknowledged a moment before it died may come again.
    async fn kvitter(&self, dueslag: Uuid, numre: Vec<(u64, u64)>) -> Result<u64, Fejl> {
        if self.skriver.er_lukket() || !self.har() {
            return Err(Fejl::ny(Fejlkode::Optaget));
        }
        let k = self.indre.kanaler()?;
        let (tags, raekker) = self.indre.tag_ud(k.omgang, (dueslag, false), &numre);
        self.indre.kvitter(&k, &tags).await?;
        if !raekker.is_empty() {
            self.skriver.antal(Job::Glem { raekker }).await?;
        }
        Ok(tags.len() as u64)
    }

    async fn returner(&self, dueslag: Uuid, numre: Vec<u64>) -> Result<(), Fejl> {
        self.skriver.antal(Job::Returner { dueslag, numre }).await.map(drop)
    }

    async fn til_fejlkoe(&self, dueslag: Uuid, numre: Vec<u64>, aarsag: Fejlaarsag, tekst: &str, nu: Tidspunkt) -> Result<u64, Fejl> {
        self.skriver.antal(Job::TilFejlkoe { dueslag, numre, aarsag, tekst: afkort(tekst), nu }).await
    }

    async fn fejlkoe(&self, dueslag: Uuid, fra: u64, loft: Loft) -> Result<Vec<Fejlet>, Fejl> {
        Ok(self.indre.se((dueslag, true), fra, loft).await?.iter().filter_map(Brev::fejlet).collect())
    }

    async fn fra_fejlkoe(&self, dueslag: Uuid, numre: Vec<u64>, handling: Fejlhandling) -> Result<u64, Fejl> {
        self.skriver.antal(Job::FraFejlkoe { dueslag, numre, handling }).await
    }

    async fn toem(&self, dueslag: Uuid) -> Result<u64, Fejl> {
        self.skriver.antal(Job::Kvitter { dueslag, numre: vec![(0, u64::MAX)] }).await
    }

    async fn udloeb(&self, nu: Tidspunkt) -> Result<u64, Fejl> {
        udloeb::udloeb(self, self.indre.lager.as_ref(), &self.skriver, nu).await
    }

    async fn status(&self, dueslag: Uuid) -> Result<Dueslagstatus, Fejl> {
        let mut ud = {
            let koeer = laas(&self.indre.koeer);
            let fejlede = koeer.get(&(dueslag, true)).map_or(0, Koe::antal);
            let Some(k) = koeer.get(&(dueslag, false)) else { return Ok(Dueslagstatus { naeste: 1, fejlede, ..Default::default() }) };
            Dueslagstatus { antal: k.antal(), bytes: k.bytes(), aeldste: None, naeste: k.naeste, fejlede }
        };
        if ud.antal > 0 {
            ud.aeldste = self.laes(dueslag, 0, Loft { antal: 1, bytes: 1 }).await?.first().map(|b| (b.nummer, b.modtaget));
        }
        Ok(ud)
    }

    fn dueslag(&self) -> Vec<Uuid> {
        laas(&self.indre.koeer).iter().filter(|((_, fejl), k)| !fejl && k.naeste > 1).map(|((u, _), _)| *u).collect()
    }

    fn nyt(&self, dueslag: Uuid) -> watch::Receiver<u64> {
        let ud = self.indre.nyt((dueslag, false));
        tokio::spawn(Arc::clone(&self.indre).tilmeld((dueslag, false)));
        ud
    }

    fn har(&self) -> bool {
        self.indre.sag.har()
    }

    fn omgang(&self) -> u64 {
        self.indre.sag.omgang()
    }

    async fn pas(&self) -> Result<Ejerskab, Fejl> {
        let min = laas(&self.indre.ejer).clone();
        self.indre.sag.pas(self.indre.lager.as_ref(), min, self.skriver.antal(Job::Glem { raekker: Vec::new() })).await
    }

    async fn overtag(&self) -> Result<bool, Fejl> {
        let indre = &self.indre;
        let genlaes = async |ejer| {
            *laas(&indre.ejer) = ejer;
            indre.genlaes().await
        };
        let taget = indre.sag.overtag(indre.lager.as_ref(), genlaes).await?;
        if taget {
            tokio::spawn(Arc::clone(indre).forbind_igen());
        }
        Ok(taget)
    }

    async fn luk(&self) {
        self.skriver.luk().await;
        self.indre.luk();
    }
}
