//! Exchanges and queues that a developer's client declares itself: in memory, bounded, gone with the process. Production has none.
//!
//! Two kinds of locks, never nested: that of all names is held for a look-up, that of a queue for one operation on it.
mod emne;

use crate::brud::{Brud, kode};
use crate::port::Afgoerelse;
use amq_protocol::protocol::BasicProperties;
use bytes::Bytes;
use grund::graenser;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A message in a temporary queue.
#[derive(Clone, Debug)]
pub(crate) struct Besked {
    /// Its body.
    pub krop: Bytes,
    /// Its properties, without the sender's token.
    pub egenskaber: BasicProperties,
    /// The exchange that it was published to.
    pub central: String,
    /// Its routing key.
    pub noegle: String,
}

/// How a queue was declared; declaring it again must say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Koevalg {
    /// The connection that has it alone.
    pub ejer: Option<u64>,
    /// Gone with its last consumer.
    pub auto_delete: bool,
    /// Asked for, but nothing here outlives the process.
    pub durable: bool,
}

/// A temporary queue.
#[derive(Debug)]
pub(crate) struct Koe {
    /// Its name.
    pub navn: String,
    /// As it was declared.
    pub valg: Koevalg,
    indhold: Mutex<Indhold>,
    nyt: watch::Sender<u64>,
    bytes: Arc<AtomicUsize>,
}

/// Messages by their order, so that what comes back stands where it stood.
#[derive(Debug, Default)]
struct Indhold {
    venter: BTreeMap<u64, (Besked, bool)>,
    udlaant: HashMap<u64, Besked>,
    naeste: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Centralslags {
    Direct,
    Fanout,
    Topic,
}

#[derive(Debug)]
struct Central {
    slags: Centralslags,
    /// Queue and routing key.
    bindinger: Vec<(String, String)>,
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Midlertidige {
    navne: Mutex<Navne>,
    bytes: Arc<AtomicUsize>,
}

#[derive(Debug, Default)]
struct Navne {
    koeer: HashMap<String, Arc<Koe>>,
    centraler: HashMap<String, Central>,
}

fn laas<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

fn vaegt(b: &Besked) -> usize {
    // The properties have gone through a frame, but only what is left of them counts; a fixed sum covers texts and tables of a usual message.
    b.krop.len() + 512
}

impl Koe {
    /// Puts a message in; `false` when there is no room.
    pub fn laeg(&self, b: Besked) -> bool {
        let vaegt = vaegt(&b);
        if self.bytes.fetch_add(vaegt, Relaxed) + vaegt > graenser::AMQP_MIDLERTIDIGE_BYTES {
            self.bytes.fetch_sub(vaegt, Relaxed);
            return false;
        }
        let mut i = laas(&self.indhold);
        let nr = i.naeste;
        i.naeste += 1;
        i.venter.insert(nr, (b, false));
        drop(i);
        self.nyt.send_modify(|n| *n += 1);
        true
    }

    /// Until something waits.
    pub async fn vent(&self) {
        let mut nyt = self.nyt.subscribe();
        // The sender is this queue's own, so it is there.
        while self.antal() == 0 && nyt.changed().await.is_ok() {}
    }

    /// Messages that wait.
    pub fn antal(&self) -> u64 {
        laas(&self.indhold).venter.len() as u64
    }

    /// Lends messages: id, message, and whether it was lent before.
    pub fn hent(&self, hoejst: usize, bytes: usize) -> Vec<(u64, Besked, bool)> {
        let mut i = laas(&self.indhold);
        let (mut ud, mut sum) = (Vec::new(), 0);
        while ud.len() < hoejst && sum < bytes {
            let Some((nr, (b, genleveret))) = i.venter.pop_first() else { break };
            sum += b.krop.len();
            i.udlaant.insert(nr, b.clone());
            ud.push((nr, b, genleveret));
        }
        ud
    }

    /// Decides about lent messages.
    pub fn afgoer(&self, afgoerelser: &[(u64, Afgoerelse)]) {
        let mut i = laas(&self.indhold);
        let mut tilbage = false;
        for (nr, a) in afgoerelser {
            let Some(b) = i.udlaant.remove(nr) else { continue };
            if matches!(a, Afgoerelse::Tilbage | Afgoerelse::Uroert) {
                i.venter.insert(*nr, (b, true));
                tilbage = true;
            } else {
                self.bytes.fetch_sub(vaegt(&b), Relaxed);
            }
        }
        drop(i);
        if tilbage {
            self.nyt.send_modify(|n| *n += 1);
        }
    }

    /// Throws away what waits; how many.
    pub fn toem(&self) -> u32 {
        let mut i = laas(&self.indhold);
        let vaek = std::mem::take(&mut i.venter);
        self.bytes.fetch_sub(vaek.values().map(|(b, _)| vaegt(b)).sum(), Relaxed);
        u32::try_from(vaek.len()).unwrap_or(u32::MAX)
    }
}

impl Drop for Koe {
    fn drop(&mut self) {
        let i = self.indhold.get_mut().unwrap_or_else(PoisonError::into_inner);
        let sum: usize = i.venter.values().map(|(b, _)| vaegt(b)).chain(i.udlaant.values().map(vaegt)).sum();
        self.bytes.fetch_sub(sum, Relaxed);
    }
}

impl Midlertidige {
    /// The queue of that name, for that connection.
    pub fn koe(&self, navn: &str, forbindelse: u64) -> Result<Arc<Koe>, Brud> {
        let koe = laas(&self.navne).koeer.get(navn).cloned().ok_or_else(|| ingen("queue", navn))?;
        if koe.valg.ejer.is_some_and(|e| e != forbindelse) {
            return Err(Brud::ny(kode::LAAST, format!("queue '{navn}' belongs to another connection")));
        }
        Ok(koe)
    }

    /// Declares a queue.
    pub fn ny_koe(&self, navn: &str, valg: Koevalg, forbindelse: u64) -> Result<Arc<Koe>, Brud> {
        if laas(&self.navne).koeer.contains_key(navn) {
            let koe = self.koe(navn, forbindelse)?;
            if koe.valg != valg {
                return Err(Brud::ny(kode::FORUDSAETNING, format!("queue '{navn}' was declared otherwise")));
            }
            return Ok(koe);
        }
        let mut n = laas(&self.navne);
        if n.koeer.len() >= graenser::AMQP_MIDLERTIDIGE {
            return Err(Brud::ny(kode::RESSOURCER, format!("more than {} temporary queues", graenser::AMQP_MIDLERTIDIGE)));
        }
        let koe =
            Arc::new(Koe { navn: navn.to_owned(), valg, indhold: Mutex::default(), nyt: watch::Sender::new(0), bytes: self.bytes.clone() });
        Ok(n.koeer.entry(navn.to_owned()).or_insert(koe).clone())
    }

    /// Removes a queue with its bindings.
    pub fn slet_koe(&self, navn: &str) {
        let mut n = laas(&self.navne);
        n.koeer.remove(navn);
        for c in n.centraler.values_mut() {
            c.bindinger.retain(|(k, _)| k != navn);
        }
    }

    /// A connection ends, and with it the queues that it has alone.
    pub fn forbindelse_slut(&self, nr: u64) {
        let egne: Vec<String> = laas(&self.navne).koeer.values().filter(|k| k.valg.ejer == Some(nr)).map(|k| k.navn.clone()).collect();
        for navn in egne {
            self.slet_koe(&navn);
        }
    }

    /// Declares an exchange.
    pub fn ny_central(&self, navn: &str, slags: &str) -> Result<(), Brud> {
        let slags = match slags {
            "direct" => Centralslags::Direct,
            "fanout" => Centralslags::Fanout,
            "topic" => Centralslags::Topic,
            _ => return Err(Brud::ny(kode::UGYLDIG, format!("unknown exchange type '{slags}': direct, fanout, topic"))),
        };
        let mut n = laas(&self.navne);
        match n.centraler.get(navn) {
            Some(c) if c.slags == slags => Ok(()),
            Some(_) => Err(Brud::ny(kode::FORUDSAETNING, format!("exchange '{navn}' was declared with another type"))),
            None if n.centraler.len() >= graenser::AMQP_MIDLERTIDIGE => {
                Err(Brud::ny(kode::RESSOURCER, format!("more than {} temporary exchanges", graenser::AMQP_MIDLERTIDIGE)))
            }
            None => {
                n.centraler.insert(navn.to_owned(), Central { slags, bindinger: Vec::new() });
                Ok(())
            }
        }
    }

    /// There is such an exchange.
    pub fn har_central(&self, navn: &str) -> bool {
        laas(&self.navne).centraler.contains_key(navn)
    }

    /// Removes an exchange.
    pub fn slet_central(&self, navn: &str, kun_ubrugt: bool) -> Result<(), Brud> {
        let mut n = laas(&self.navne);
        if kun_ubrugt && n.centraler.get(navn).is_some_and(|c| !c.bindinger.is_empty()) {
            return Err(Brud::ny(kode::FORUDSAETNING, format!("exchange '{navn}' is in use")));
        }
        n.centraler.remove(navn);
        Ok(())
    }

    /// Binds a queue to an exchange, or takes the binding away.
    pub fn bind(&self, koe: &str, central: &str, noegle: &str, til: bool) -> Result<(), Brud> {
        let mut n = laas(&self.navne);
        let alle: usize = n.centraler.values().map(|c| c.bindinger.len()).sum();
        let c = n.centraler.get_mut(central).ok_or_else(|| ingen("exchange", central))?;
        let findes = c.bindinger.iter().position(|(k, n)| k == koe && n == noegle);
        match (findes, til) {
            (Some(i), false) => drop(c.bindinger.swap_remove(i)),
            (None, true) if alle >= graenser::AMQP_MIDLERTIDIGE => {
                return Err(Brud::ny(kode::RESSOURCER, format!("more than {} bindings", graenser::AMQP_MIDLERTIDIGE)));
            }
            (None, true) => c.bindinger.push((koe.to_owned(), noegle.to_owned())),
            _ => {}
        }
        Ok(())
    }

    /// Puts a message into the queues that its exchange and key lead to: how many there are, and whether all had room.
    pub fn udgiv(&self, b: &Besked) -> Result<(usize, bool), Brud> {
        let n = laas(&self.navne);
        let koeer: Vec<Arc<Koe>> = if b.central.is_empty() {
            n.koeer.get(&b.noegle).cloned().into_iter().collect()
        } else {
            let c = n.centraler.get(&b.central).ok_or_else(|| ingen("exchange", &b.central))?;
            let mut navne: Vec<&str> = c
                .bindinger
                .iter()
                .filter(|(_, noegle)| match c.slags {
                    Centralslags::Fanout => true,
                    Centralslags::Direct => *noegle == b.noegle,
                    Centralslags::Topic => emne::passer(noegle, &b.noegle),
                })
                .map(|(k, _)| k.as_str())
                .collect();
            navne.sort_unstable();
            navne.dedup();
            navne.into_iter().filter_map(|k| n.koeer.get(k).cloned()).collect()
        };
        drop(n);
        // All of them, also when one has no room.
        let taget = koeer.iter().filter(|k| k.laeg(b.clone())).count();
        Ok((koeer.len(), taget == koeer.len()))
    }
}

fn ingen(hvad: &str, navn: &str) -> Brud {
    Brud::ny(kode::FINDES_IKKE, format!("no {hvad} '{navn}' in vhost '{}'", crate::VHOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn besked(noegle: &str, bytes: usize) -> Besked {
        Besked { krop: vec![1; bytes].into(), egenskaber: BasicProperties::default(), central: String::new(), noegle: noegle.into() }
    }

    #[test]
    fn temporary_queues_are_bounded_and_what_comes_back_stands_where_it_stood() {
        let m = Midlertidige::default();
        let valg = Koevalg { ejer: Some(1), auto_delete: false, durable: false };
        let k = m.ny_koe("a", valg, 1).unwrap();
        assert_eq!(m.koe("a", 2).unwrap_err().kode, kode::LAAST);
        assert_eq!(m.ny_koe("a", Koevalg { durable: true, ..valg }, 1).unwrap_err().kode, kode::FORUDSAETNING);
        let mut lagt = 0;
        while m.udgiv(&besked("a", 1 << 20)).unwrap() == (1, true) {
            lagt += 1;
        }
        assert!(lagt > 10 && lagt <= graenser::AMQP_MIDLERTIDIGE_BYTES >> 20);
        let to = k.hent(2, usize::MAX);
        k.afgoer(&[(to[1].0, Afgoerelse::Tilbage), (to[0].0, Afgoerelse::Tilbage)]);
        let igen: Vec<(u64, bool)> = k.hent(3, usize::MAX).iter().map(|(nr, _, g)| (*nr, *g)).collect();
        assert_eq!(igen, [(0, true), (1, true), (2, false)]);
        k.afgoer(&[(0, Afgoerelse::Modtaget)]);
        drop(k);
        m.forbindelse_slut(1);
        assert_eq!(m.bytes.load(Relaxed), 0, "whatever was held is let go of");
        for n in 0..graenser::AMQP_MIDLERTIDIGE {
            m.ny_koe(&n.to_string(), valg, 1).unwrap();
        }
        assert_eq!(m.ny_koe("b", valg, 1).unwrap_err().kode, kode::RESSOURCER);
    }
}
