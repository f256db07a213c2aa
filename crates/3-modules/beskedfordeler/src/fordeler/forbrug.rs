//! Handing messages out on lease: several consumers share a dueslag, each message is with one of them, and what is given back comes first, in its place.
use super::Fordeler;
use crate::bog::Dueslagspost;
use crate::kuvert::{self, Rute, Skabelon};
use crate::leverance::{Afvisning, Leverance};
use crate::post::{Laestpost, Post};
use crate::tjenester::MODTAGER;
use bytes::Bytes;
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret, Uuid, graenser};
use koe::{Beskedlager, Fejlaarsag, Liggende, Loft};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};

/// What a message that was read takes beside its bytes, about.
const LAEST_BYTES: usize = 2_048;

/// What is out of one dueslag. Its lock is held for a look or a note, never while something is read.
pub(super) struct Udlaan {
    dueslag: Uuid,
    koe: Arc<dyn Beskedlager>,
    stand: Mutex<Stand>,
    /// Whose turn it is to read on.
    tur: tokio::sync::Mutex<()>,
    /// Something was given back.
    tilbage: Notify,
    nyt: watch::Receiver<u64>,
    naeste_forbruger: AtomicU64,
}

#[derive(Default)]
struct Stand {
    /// The round of the store ([`Beskedlager::omgang`]) that all of this is about.
    omgang: u64,
    /// Every message of a lower number was handed out once, or is gone.
    laest: u64,
    /// Given back, to be handed out first.
    tilbage: BTreeSet<u64>,
    /// Out, and with whom.
    ude: BTreeMap<u64, u64>,
    /// Handed out before.
    igen: BTreeSet<u64>,
    /// Consumers that end: what they have is decided about in a moment.
    ender: BTreeSet<u64>,
}

impl Stand {
    /// What is behind would come before what a consumer that ends may give back.
    fn spaerret(&self) -> bool {
        !self.ender.is_empty() && self.ude.values().any(|hvem| self.ender.contains(hvem))
    }

    /// While these were read, in order, something was given back that lies before the last of them.
    fn overhaler(&self, laeste: &[Liggende]) -> bool {
        let sidste = laeste.last().map_or(0, |b| b.nummer);
        self.tilbage.range(..sidste).any(|n| laeste.binary_search_by_key(n, |b| b.nummer).is_err())
    }
}

impl Udlaan {
    pub(super) fn ny(dueslag: Uuid, koe: Arc<dyn Beskedlager>) -> Self {
        let nyt = koe.nyt(dueslag);
        let (stand, tur, tilbage) = (Mutex::default(), tokio::sync::Mutex::default(), Notify::new());
        Self { dueslag, koe, stand, tur, tilbage, nyt, naeste_forbruger: AtomicU64::new(1) }
    }

    /// In a new round of the store nothing was read, and nothing is on lease: what was comes again.
    fn stand(&self) -> MutexGuard<'_, Stand> {
        let omgang = self.koe.omgang();
        let mut s = self.stand.lock().unwrap_or_else(PoisonError::into_inner);
        if s.omgang != omgang {
            *s = Stand { omgang, ..Stand::default() };
        }
        s
    }
}

/// A consumer of a dueslag. What it has on lease when it is dropped goes back in its place; the first of it counts as tried, for it may be what the consumer fell over.
pub struct Forbruger {
    fordeler: Arc<Fordeler>,
    udlaan: Arc<Udlaan>,
    nr: u64,
    nyt: watch::Receiver<u64>,
    /// It has fetched, so it counts as a consumer: one that only waits does not.
    henter: AtomicBool,
    ender: AtomicBool,
}

/// What is to become of a message that was read: it goes out, or to the error queue.
type Dom = Result<Leverance, Fejlaarsag>;

impl Fordeler {
    /// A consumer of the dueslag, for its receiving system.
    ///
    /// # Errors
    /// `ManglerRolle`; `FindesIkke` for one that is not there or another system's.
    pub fn forbrug(self: &Arc<Self>, kald: &Kaldekontekst, dueslag: Uuid) -> Result<Forbruger, Fejl> {
        kald.kraev(MODTAGER, Ret::Laes)?;
        let findes_ikke = || Fejl::ny(Fejlkode::FindesIkke).felt("dueslag").regel("E-3");
        let d = self.bog.dueslag(dueslag).ok_or_else(findes_ikke)?;
        if kald.system.is_some() && kald.system != d.data.modtagersystem {
            return Err(findes_ikke());
        }
        Ok(self.forbruger(dueslag))
    }

    /// A consumer of the program's own: what sends messages to their receivers.
    pub fn forbruger(self: &Arc<Self>, dueslag: Uuid) -> Forbruger {
        let udlaan = self.udlaan(dueslag);
        let nr = udlaan.naeste_forbruger.fetch_add(1, Ordering::Relaxed);
        Forbruger {
            fordeler: Arc::clone(self),
            nyt: udlaan.nyt.clone(),
            udlaan,
            nr,
            henter: AtomicBool::new(false),
            ender: AtomicBool::new(false),
        }
    }

    /// The numbers of what consumers have on lease.
    pub(crate) fn ude(&self, dueslag: Uuid) -> BTreeSet<u64> {
        let u = self.udlaan.lock().unwrap_or_else(PoisonError::into_inner).get(&dueslag).cloned();
        u.map(|u| u.stand().ude.keys().copied().collect()).unwrap_or_default()
    }

    /// The message as the dueslag's receiver would get it now; the reason if it would not.
    pub(crate) async fn som_modtageren(&self, d: Option<&Dueslagspost>, b: &Liggende) -> Result<Result<Leverance, Fejlaarsag>, Fejl> {
        self.doem(d, b, false).await
    }

    /// The message, read now or a moment ago.
    fn laest(&self, krop: &Bytes) -> Result<Arc<Laestpost>, Fejl> {
        if let Some(l) = self.laeste.find(krop) {
            return Ok(l);
        }
        let l = Arc::new(Laestpost::af(krop)?);
        self.husk(krop, &l);
        Ok(l)
    }

    /// It is going to be delivered soon, or to others too.
    pub(super) fn husk(&self, krop: &Bytes, l: &Arc<Laestpost>) {
        self.laeste.husk(krop.clone(), Arc::clone(l), krop.len() + LAEST_BYTES);
    }

    async fn doem(&self, d: Option<&Dueslagspost>, b: &Liggende, igen: bool) -> Result<Dom, Fejl> {
        let nu = self.nu();
        if b.udloeb.is_some_and(|u| u <= nu) {
            return Ok(Err(Fejlaarsag::Udloebet));
        }
        if b.forsoeg >= graenser::LEVERANCEFORSOEG {
            return Ok(Err(Fejlaarsag::ForMangeForsoeg));
        }
        // What can't be read must not hold up the rest.
        let ulaeselig = |f: Fejl| {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), nummer = b.nummer, "a message of a dueslag can't be read");
            Ok(Err(Fejlaarsag::Ulaeselig))
        };
        let (laest, tekst) = match self.laest(&b.krop).and_then(|l| Ok((l, Post::tekst(&b.krop)?))) {
            Ok(l) => l,
            Err(f) => return ulaeselig(f),
        };
        let (post, k) = (&laest.post, &laest.kuvert);
        // The agreements, and the object, are looked at as they are now.
        let nu_objekt = self.objekt_nu(post).await?;
        let Some(m) = self.maa_faa(d.and_then(|d| d.data.modtagersystem), k, post, nu_objekt.as_ref()).await? else {
            return Ok(Err(Fejlaarsag::IngenAftale));
        };
        let (k, tekst) = self.som_nu(post, nu_objekt.as_ref(), k.clone(), tekst).await?;
        let skabelon = match &tekst {
            Cow::Borrowed(_) => Ok(Cow::Borrowed(&laest.skabelon)),
            Cow::Owned(t) => Skabelon::af(t).map(Cow::Owned),
        };
        let forsoeg = b.forsoeg + 1;
        let rute = Rute {
            fordelingssystem: self.o.fordelingssystem,
            modtaget: b.modtaget,
            leveret: nu,
            fra_system: post.fra_system,
            abonnement: b.maerke,
            forsoeg,
        };
        let besked = match skabelon.and_then(|s| kuvert::skriv(&tekst, &s, &rute, &|id| m.maa_se(id))) {
            Ok(b) => Bytes::from(b),
            Err(f) => return ulaeselig(f),
        };
        let igen = igen || b.forsoeg > 0;
        Ok(Ok(Leverance {
            nummer: b.nummer,
            besked_id: k.besked_id.to_string(),
            abonnement: b.maerke,
            forsoeg,
            igen,
            fra_system: post.fra_system,
            afsender: post.afsender,
            kuvert: k,
            besked,
        }))
    }
}

impl Forbruger {
    /// The dueslag.
    pub fn dueslag(&self) -> Uuid {
        self.udlaan.dueslag
    }

    /// The next messages on lease, at most so many and, but for the first, so many bytes; none when there are none. Messages that have no value any more or that no
    /// agreement covers go to the error queue on the way. Nothing is on lease when the call is given up.
    ///
    /// # Errors
    /// Those of the store; nothing is on lease then.
    pub async fn hent(&self, antal: usize, bytes: usize) -> Result<Vec<Leverance>, Fejl> {
        let (f, u) = (&self.fordeler, &self.udlaan);
        let antal = antal.min(graenser::UDLAAN_AD_GANGEN);
        if !self.henter.swap(true, Ordering::Relaxed) {
            f.tal.forbruger_kom(u.dueslag);
        }
        let _tur = u.tur.lock().await;
        loop {
            let (tilbage, laest, omgang) = {
                let s = u.stand();
                if self.ender.load(Ordering::SeqCst) || s.spaerret() {
                    return Ok(Vec::new());
                }
                (s.tilbage.iter().take(antal).copied().collect::<Vec<_>>(), s.laest, s.omgang)
            };
            let naeste = *u.nyt.borrow();
            let mut laeste: Vec<Liggende> = Vec::new();
            let mut i_alt = 0usize;
            for n in &tilbage {
                if i_alt >= bytes && !laeste.is_empty() {
                    break;
                }
                let b = f.o.koe.laes(u.dueslag, *n, Loft { antal: 1, bytes: 1 }).await?.into_iter().next().filter(|b| b.nummer == *n);
                match b {
                    Some(b) => {
                        i_alt += b.krop.len();
                        laeste.push(b);
                    }
                    // It was moved or removed meanwhile.
                    None => drop(u.stand().tilbage.remove(n)),
                }
            }
            let mut ny_laest = laest;
            if laeste.len() < antal && i_alt < bytes && tilbage.len() < antal {
                let loft = Loft { antal: antal - laeste.len(), bytes: bytes - i_alt };
                let nye = f.o.koe.laes(u.dueslag, laest, loft).await?;
                // What is not there below the next number was removed.
                ny_laest = nye.last().map_or(naeste.max(laest), |b| b.nummer + 1);
                laeste.extend(nye);
            }
            if laeste.is_empty() {
                let mut s = u.stand();
                if s.omgang == omgang {
                    s.laest = ny_laest;
                }
                return Ok(Vec::new());
            }
            let d = f.bog.dueslag(u.dueslag);
            let mut ud = Vec::new();
            for b in &laeste {
                let igen = u.stand().igen.contains(&b.nummer);
                match f.doem(d.as_ref(), b, igen).await? {
                    Ok(l) => ud.push(l),
                    Err(aarsag) => {
                        f.o.koe.til_fejlkoe(u.dueslag, vec![b.nummer], aarsag, "", f.nu()).await?;
                        let dansk = format!("besked {} er i fejlkøen: {}", b.nummer, aarsag.navn());
                        let engelsk = format!("message {} is in the error queue: {}", b.nummer, aarsag.engelsk());
                        f.tal.bemaerk(u.dueslag, (dansk, engelsk), f.nu());
                    }
                }
            }
            // From here on nothing waits: either all of it is on lease or nothing.
            let mut s = u.stand();
            if s.omgang != omgang || self.ender.load(Ordering::SeqCst) || s.spaerret() || s.overhaler(&laeste) {
                continue;
            }
            s.laest = ny_laest;
            for b in &laeste {
                s.tilbage.remove(&b.nummer);
                s.igen.remove(&b.nummer);
            }
            for l in &ud {
                s.ude.insert(l.nummer, self.nr);
            }
            if !ud.is_empty() {
                f.vidner.ude(u.dueslag, &ud);
                return Ok(ud);
            }
        }
    }

    /// Until there may be something to fetch.
    pub async fn vent(&mut self) {
        let u = Arc::clone(&self.udlaan);
        loop {
            let vaekket = u.tilbage.notified();
            tokio::pin!(vaekket);
            vaekket.as_mut().enable();
            let naeste = *self.nyt.borrow_and_update();
            {
                let s = u.stand();
                if !s.spaerret() && (!s.tilbage.is_empty() || naeste > s.laest.max(1)) {
                    return;
                }
            }
            tokio::select! {
                () = vaekket => {}
                aendret = self.nyt.changed() => {
                    if aendret.is_err() {
                        // The store is closed: nothing comes any more.
                        std::future::pending::<()>().await;
                    }
                }
            }
        }
    }

    /// The messages were received, and the receiver answers for them from now on (E-1). Those that this consumer does not have are left alone. Returns how many.
    ///
    /// # Errors
    /// Those of the store; they are still on lease then.
    pub async fn kvitter(&self, numre: &[u64]) -> Result<u64, Fejl> {
        let mine = self.mine(numre);
        let mut straekninger: Vec<(u64, u64)> = Vec::new();
        for n in &mine {
            match straekninger.last_mut() {
                Some((_, til)) if *til + 1 == *n => *til = *n,
                _ => straekninger.push((*n, *n)),
            }
        }
        if straekninger.is_empty() {
            return Ok(0);
        }
        let antal = self.fordeler.o.koe.kvitter(self.udlaan.dueslag, straekninger).await?;
        self.slip(&mine, false);
        self.fordeler.tal.ud(self.udlaan.dueslag, antal, self.fordeler.nu());
        self.fordeler.vidner.kvitteret(self.udlaan.dueslag, &mine).await;
        Ok(antal)
    }

    /// Gives messages back. Returns how many.
    ///
    /// # Errors
    /// Those of the store; they are still on lease then.
    pub async fn afvis(&self, numre: &[u64], hvordan: Afvisning, tekst: &str) -> Result<u64, Fejl> {
        let (mine, koe, dueslag) = (self.mine(numre), &self.fordeler.o.koe, self.udlaan.dueslag);
        if mine.is_empty() {
            return Ok(0);
        }
        match hvordan {
            Afvisning::Igen => koe.returner(dueslag, mine.clone()).await?,
            Afvisning::Uroert => {}
            Afvisning::Fejlkoe | Afvisning::Opgivet => {
                let afvist = hvordan == Afvisning::Fejlkoe;
                let aarsag = if afvist { Fejlaarsag::AfvistAfModtager } else { Fejlaarsag::ForMangeForsoeg };
                koe.til_fejlkoe(dueslag, mine.clone(), aarsag, tekst, self.fordeler.nu()).await.map(drop)?;
            }
        }
        if hvordan != Afvisning::Uroert {
            self.fordeler.tal.fejl(dueslag, tekst, self.fordeler.nu());
        }
        self.slip(&mine, matches!(hvordan, Afvisning::Igen | Afvisning::Uroert));
        Ok(mine.len() as u64)
    }

    /// It is going to end: it gets nothing more, and others get nothing while it has something on lease, so that what it gives back comes before what is behind (E-35).
    pub fn ender(&self) {
        self.ender.store(true, Ordering::SeqCst);
        self.udlaan.stand().ender.insert(self.nr);
    }

    /// Gives all back that it has, in its place; none of it counts as tried.
    pub fn slip_alt(&self) {
        self.slip(&self.paa_haanden(), true);
    }

    /// The numbers of what it has on lease, in order.
    pub fn paa_haanden(&self) -> Vec<u64> {
        self.udlaan.stand().ude.iter().filter(|(_, hvem)| **hvem == self.nr).map(|(n, _)| *n).collect()
    }

    fn mine(&self, numre: &[u64]) -> Vec<u64> {
        let s = self.udlaan.stand();
        let mine: BTreeSet<u64> = numre.iter().copied().filter(|n| s.ude.get(n) == Some(&self.nr)).collect();
        mine.into_iter().collect()
    }

    fn slip(&self, numre: &[u64], tilbage: bool) {
        {
            let mut s = self.udlaan.stand();
            for n in numre {
                if s.ude.remove(n).is_some() && tilbage {
                    s.tilbage.insert(*n);
                    s.igen.insert(*n);
                }
            }
        }
        if tilbage {
            self.udlaan.tilbage.notify_waiters();
        }
    }
}

impl Drop for Forbruger {
    fn drop(&mut self) {
        let numre = self.paa_haanden();
        let (tal, nu) = (&self.fordeler.tal, self.fordeler.nu());
        if !numre.is_empty() {
            let dansk = format!("modtageren forsvandt med {} beskeder, der ikke var kvitteret", numre.len());
            let engelsk = format!("the receiver was gone with {} messages that were not acknowledged", numre.len());
            tal.bemaerk(self.udlaan.dueslag, (dansk, engelsk), nu);
        }
        if *self.henter.get_mut() {
            tal.forbruger_gik(self.udlaan.dueslag, nu);
        }
        // What it has goes back before it no longer holds up what lies behind.
        self.slip(&numre, true);
        self.udlaan.stand().ender.remove(&self.nr);
        if let (Some(foerste), Ok(her)) = (numre.first().copied(), tokio::runtime::Handle::try_current()) {
            let (fordeler, dueslag) = (Arc::clone(&self.fordeler), self.udlaan.dueslag);
            her.spawn(async move {
                if let Err(f) = fordeler.o.koe.returner(dueslag, vec![foerste]).await {
                    tracing::warn!(fejl = %f, %dueslag, "an attempt could not be counted");
                }
            });
        }
    }
}
