//! A channel's state.
use crate::indhold::Indhold;
use crate::kilde::Kilde;
use std::collections::BTreeMap;

/// An open channel.
#[derive(Debug)]
pub(crate) struct Kanal {
    /// No other opening of a channel has it, so that a late answer finds out that its channel is gone.
    pub udgave: u64,
    /// It was closed by us, and the client has not said that it knows.
    pub lukker: bool,
    /// The client wants deliveries (channel.flow).
    pub aaben_for_leverancer: bool,
    /// Publishes are confirmed; the number of the last one.
    pub bekraefter: Option<u64>,
    /// Delivery tag of the last delivery.
    pub leveret: u64,
    /// Prefetch of consumers that are made from now on; 0 is none.
    pub prefetch_ny: u16,
    /// Prefetch of the whole channel; 0 is none.
    pub prefetch: u16,
    /// Deliveries that wait for their acknowledgement, by delivery tag.
    pub ubekraeftede: BTreeMap<u64, Ubekraeftet>,
    /// Messages that are being fetched for it.
    pub hentes: usize,
    /// A content that is not whole yet.
    pub indhold: Option<Indhold>,
    /// Tag of the consumer of direct replies.
    pub svarforbruger: Option<String>,
    /// The queue that was declared last: an empty name means it.
    pub senest_koe: String,
}

/// A delivery that waits for its acknowledgement.
#[derive(Debug)]
pub(crate) struct Ubekraeftet {
    /// Whose; `None` for basic.get.
    pub abonnent: Option<u64>,
    pub kilde: Kilde,
    pub id: u64,
}

impl Kanal {
    pub fn ny(udgave: u64) -> Self {
        Self {
            udgave,
            lukker: false,
            aaben_for_leverancer: true,
            bekraefter: None,
            leveret: 0,
            prefetch_ny: 0,
            prefetch: 0,
            ubekraeftede: BTreeMap::new(),
            hentes: 0,
            indhold: None,
            svarforbruger: None,
            senest_koe: String::new(),
        }
    }

    /// The next delivery tag.
    pub fn naeste_levering(&mut self) -> u64 {
        self.leveret += 1;
        self.leveret
    }

    /// Deliveries that an acknowledgement is about; none, if it names one that is not waited for.
    pub fn tag(&mut self, nr: u64, flere: bool) -> Vec<Ubekraeftet> {
        if !flere {
            return self.ubekraeftede.remove(&nr).into_iter().collect();
        }
        if nr == 0 {
            return std::mem::take(&mut self.ubekraeftede).into_values().collect();
        }
        let rest = self.ubekraeftede.split_off(&(nr.saturating_add(1)));
        std::mem::replace(&mut self.ubekraeftede, rest).into_values().collect()
    }
}
