//! What is known of a queue in `RabbitMQ`: its numbers, and the messages at its front, which were delivered to this program and are acknowledged when their receivers
//! have acknowledged them.
use super::brev::Brev;
use std::collections::BTreeMap;
use tokio::sync::watch;

/// A queue.
#[derive(Debug)]
pub(super) struct Koe {
    /// The number that the next message gets.
    pub naeste: u64,
    /// Numbers below may have been used, says the store.
    pub reserveret: u64,
    /// The broker has the queue.
    pub erklaeret: bool,
    /// The broker delivers to this program, in that round.
    pub tilmeldt: Option<u64>,
    /// Delivered, with their tags: the front of the queue, in order of number.
    pub vindue: BTreeMap<u64, (u64, Brev)>,
    /// Messages behind them, as far as is known.
    pub venter: u64,
    /// Their bytes, but for those that lay there when the program started.
    pub venter_bytes: u64,
    /// Lower numbers are taken away when they are delivered.
    pub toemt_til: u64,
    /// The number after the last that was delivered.
    pub nyt: watch::Sender<u64>,
}

impl Koe {
    pub(super) fn ny(reserveret: u64) -> Self {
        Self {
            naeste: reserveret,
            reserveret,
            erklaeret: false,
            tilmeldt: None,
            vindue: BTreeMap::new(),
            venter: 0,
            venter_bytes: 0,
            toemt_til: 0,
            nyt: watch::Sender::new(1),
        }
    }

    /// The broker has taken back what it had delivered.
    pub(super) fn glem(&mut self) {
        (self.erklaeret, self.tilmeldt) = (false, None);
        self.vindue.clear();
        self.nyt.send_replace(1);
    }

    /// The broker has the queue, and so many messages in it that are with nobody.
    pub(super) fn er_erklaeret(&mut self, ligger: u64) {
        (self.erklaeret, self.venter) = (true, ligger);
        if ligger == 0 {
            self.venter_bytes = 0;
        }
    }

    pub(super) fn antal(&self) -> u64 {
        self.vindue.len() as u64 + self.venter
    }

    pub(super) fn bytes(&self) -> u64 {
        self.vindue.values().map(|(_, b)| b.krop.len() as u64).sum::<u64>() + self.venter_bytes
    }

    /// A delivery; `Some` gives back the tag of one that is to be taken away.
    pub(super) fn kom(&mut self, tag: u64, b: Brev) -> Option<u64> {
        self.venter = self.venter.saturating_sub(1);
        self.venter_bytes = if self.venter == 0 { 0 } else { self.venter_bytes.saturating_sub(b.krop.len() as u64) };
        if b.nummer < self.toemt_til {
            return Some(tag);
        }
        let efter = b.nummer + 1;
        self.naeste = self.naeste.max(efter);
        self.vindue.insert(b.nummer, (tag, b));
        self.nyt.send_if_modified(|n| {
            let foer = *n;
            *n = foer.max(efter);
            // Who waits for a message that comes again is woken too.
            true
        });
        None
    }
}
