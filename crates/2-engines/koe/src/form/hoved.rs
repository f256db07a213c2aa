//! What is known of a dueslag: how far it is written, and what of it is gone.
use super::tal::{self, laeser};
use grund::Fejl;
use std::collections::BTreeMap;

/// The head of a dueslag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hoved {
    /// The next number.
    pub naeste: u64,
    /// Every message of a lower number is gone.
    pub bund: u64,
    /// Messages from `bund` on that are gone: from and with, rising, never touching each other.
    pub huller: Vec<(u64, u64)>,
    /// Bytes of the messages that are there.
    pub bytes: u64,
    /// Times that messages which are there were given back.
    pub forsoeg: BTreeMap<u64, u32>,
    /// The next number of the error queue.
    pub naeste_fejl: u64,
    /// Messages in the error queue.
    pub fejlede: u64,
}

impl Default for Hoved {
    fn default() -> Self {
        Self { naeste: 1, bund: 1, huller: Vec::new(), bytes: 0, forsoeg: BTreeMap::new(), naeste_fejl: 1, fejlede: 0 }
    }
}

impl Hoved {
    /// Messages that are there.
    pub(crate) fn antal(&self) -> u64 {
        let huller: u64 = self.huller.iter().map(|(a, b)| b - a + 1).sum();
        (self.naeste - self.bund).saturating_sub(huller)
    }

    /// Whether the message is there.
    pub(crate) fn har(&self, nummer: u64) -> bool {
        (self.bund..self.naeste).contains(&nummer) && !self.i_hul(nummer)
    }

    fn i_hul(&self, nummer: u64) -> bool {
        let efter = self.huller.partition_point(|(a, _)| *a <= nummer);
        efter.checked_sub(1).and_then(|i| self.huller.get(i)).is_some_and(|(_, b)| nummer <= *b)
    }

    /// The numbers that are there, from `fra` on and below `foer`, in stretches (from and with).
    pub(crate) fn straekninger(&self, fra: u64, foer: u64) -> impl Iterator<Item = (u64, u64)> + '_ {
        let (fra, foer) = (fra.max(self.bund), foer.min(self.naeste));
        let efter = self.huller.partition_point(|(_, b)| *b < fra);
        let mut huller = self.huller.get(efter..).unwrap_or_default().iter();
        let mut ved = fra;
        std::iter::from_fn(move || {
            while ved < foer {
                let Some((a, b)) = huller.next() else {
                    let ud = (ved, foer - 1);
                    ved = foer;
                    return Some(ud);
                };
                let ud = (ved, a.saturating_sub(1).min(foer - 1));
                ved = b + 1;
                if ud.0 <= ud.1 && *a > ud.0 {
                    return Some(ud);
                }
            }
            None
        })
    }

    /// The messages of a stretch that are all there go.
    pub(crate) fn fjern(&mut self, fra: u64, til: u64) {
        let i = self.huller.partition_point(|(_, b)| b + 1 < fra);
        let mut hul = (fra, til);
        let mut j = i;
        while let Some((a, b)) = self.huller.get(j).filter(|(a, _)| *a <= til + 1) {
            hul = (hul.0.min(*a), hul.1.max(*b));
            j += 1;
        }
        self.huller.splice(i..j, [hul]);
        if let Some((a, b)) = self.huller.first().copied()
            && a <= self.bund
        {
            self.bund = b + 1;
            self.huller.remove(0);
        }
        self.forsoeg.retain(|n, _| !(fra..=til).contains(n));
    }

    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = Vec::with_capacity(32);
        for n in [self.naeste, self.bund, self.bytes, self.naeste_fejl, self.fejlede, self.huller.len() as u64] {
            tal::tal(&mut ud, n);
        }
        for (a, b) in &self.huller {
            tal::tal(&mut ud, a - self.bund);
            tal::tal(&mut ud, b - a);
        }
        tal::tal(&mut ud, self.forsoeg.len() as u64);
        for (n, f) in &self.forsoeg {
            tal::tal(&mut ud, n - self.bund);
            tal::tal(&mut ud, u64::from(*f));
        }
        ud
    }

    pub(crate) fn laes(raekke: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(raekke);
        let mut ud =
            Self { naeste: l.tal()?, bund: l.tal()?, bytes: l.tal()?, naeste_fejl: l.tal()?, fejlede: l.tal()?, ..Self::default() };
        for _ in 0..l.antal()? {
            let a = ud.bund + l.tal()?;
            ud.huller.push((a, a + l.tal()?));
        }
        for _ in 0..l.antal()? {
            ud.forsoeg.insert(ud.bund + l.tal()?, l.som()?);
        }
        Ok(ud)
    }
}
