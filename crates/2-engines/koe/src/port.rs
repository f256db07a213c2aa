//! The port: what a broker needs of a store of messages. A message lies once, however many queues (dueslag) hold it.
//!
//! Nothing here knows an envelope, an agreement or a lease. A store that is a broker of its own keeps the promises too, with three things less: a crash in the middle of
//! [`Beskedlager::laeg`] may leave messages that come twice when they are repeated, an acknowledgement may be forgotten when the broker dies a moment after it, and only
//! the front of a dueslag or an error queue can be looked at.
use async_trait::async_trait;
use bytes::Bytes;
use grund::{Fejl, Tidspunkt, Uuid};
use lager::{Stroemlaeser, Stroemposition};
use tokio::sync::watch;

/// What tells a message that is sent again from a new one: made of the sender and its `BeskedId`, so that no sender can take another's id.
pub type Dubletnoegle = [u8; 16];

/// What a message is recognised by when it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kendemaerke {
    /// Whose it is, and its id there.
    pub noegle: Dubletnoegle,
    /// A digest of what it says.
    pub indhold: [u8; 16],
}

impl Kendemaerke {
    /// Beside the digest that was kept of the message with the same key; nothing was kept by versions before there were digests, which took every key for the same message.
    pub(crate) fn ved_siden_af(&self, kendt: &[u8]) -> Lagt {
        if kendt.is_empty() || kendt == self.indhold { Lagt::Dublet } else { Lagt::Genbrugt }
    }
}

/// A message to lay down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NyBesked {
    /// What it is recognised by for as long as messages are kept; `None` for one whose maker can't repeat it (its position is laid down with it).
    pub noegle: Option<Kendemaerke>,
    /// When it was received.
    pub modtaget: Tidspunkt,
    /// When it has no value any more (E-12); never later counts as the end of [`grund::graenser::BESKED_DAGE`].
    pub udloeb: Option<Tidspunkt>,
    /// The bytes, opaque here.
    pub krop: Bytes,
    /// The dueslag that get it, each at most once, and the mark that it gets there (the subscription).
    pub modtagere: Vec<(Uuid, Uuid)>,
}

impl NyBesked {
    /// Rows of a transaction ([`grund::graenser::RAEKKER_PR_SKRIVNING`]) that it may cost.
    pub fn raekker(&self) -> usize {
        3 + self.modtagere.len() * 2
    }
}

/// How far a reader of the change feed is, laid down with what it made of the events: both or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroemskridt {
    /// The reader, and where it is afterwards.
    pub laeser: Stroemlaeser,
    /// Where it was; something else there refuses the batch with [`grund::Fejlkode::Samtidig`]. `None`: anywhere.
    pub fra: Option<Stroemposition>,
}

/// What became of a message that was to be laid down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lagt {
    /// It lies there.
    Ny,
    /// It has lain there before: nothing was done.
    Dublet,
    /// Another message has lain there with its key: nothing was done.
    Genbrugt,
}

/// How much is read at a time: whichever is reached first. One message is read however large it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loft {
    /// Messages.
    pub antal: usize,
    /// Bytes of them.
    pub bytes: usize,
}

/// A message in a dueslag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liggende {
    /// Its number in the dueslag: rises in the order in which messages were laid down.
    pub nummer: u64,
    /// The mark that it got.
    pub maerke: Uuid,
    /// When it was received.
    pub modtaget: Tidspunkt,
    /// When it has no value any more.
    pub udloeb: Option<Tidspunkt>,
    /// Times that it was given back ([`Beskedlager::returner`]).
    pub forsoeg: u32,
    /// The bytes.
    pub krop: Bytes,
}

/// Why a message came to the error queue. Stored by number; numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Fejlaarsag {
    /// It was given back too often, or not taken for too long.
    ForMangeForsoeg = 1,
    /// `GyldighedTil` was passed before it was taken (E-12).
    Udloebet = 2,
    /// It lay longer than messages are kept (E-37).
    ForGammel = 3,
    /// No agreement covers it any more (E-22).
    IngenAftale = 4,
    /// The receiver refused it.
    AfvistAfModtager = 5,
    /// Somebody moved it.
    FlyttetAfBruger = 6,
    /// It can't be read.
    Ulaeselig = 7,
}

impl Fejlaarsag {
    /// All of them.
    pub const ALLE: [Self; 7] = [
        Self::ForMangeForsoeg,
        Self::Udloebet,
        Self::ForGammel,
        Self::IngenAftale,
        Self::AfvistAfModtager,
        Self::FlyttetAfBruger,
        Self::Ulaeselig,
    ];

    /// The Danish word, for those who look.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::ForMangeForsoeg => "for mange forsøg",
            Self::Udloebet => "udløbet",
            Self::ForGammel => "for gammel",
            Self::IngenAftale => "ingen aftale",
            Self::AfvistAfModtager => "afvist af modtageren",
            Self::FlyttetAfBruger => "flyttet",
            Self::Ulaeselig => "ulæselig",
        }
    }

    /// The same in English.
    pub const fn engelsk(self) -> &'static str {
        match self {
            Self::ForMangeForsoeg => "tried too often",
            Self::Udloebet => "out of date",
            Self::ForGammel => "too old",
            Self::IngenAftale => "covered by no agreement",
            Self::AfvistAfModtager => "refused by the receiver",
            Self::FlyttetAfBruger => "moved",
            Self::Ulaeselig => "unreadable",
        }
    }

    /// From the stored number.
    pub fn fra_nr(nr: u8) -> Option<Self> {
        Self::ALLE.into_iter().find(|a| *a as u8 == nr)
    }
}

/// A message in the error queue of a dueslag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fejlet {
    /// The message; its number is that in the error queue.
    pub besked: Liggende,
    /// Why.
    pub aarsag: Fejlaarsag,
    /// What the receiver said, or who moved it; cut at [`grund::graenser::FEJLKOE_TEKST`] bytes.
    pub tekst: String,
    /// Since when.
    pub flyttet: Tidspunkt,
}

/// What to do with messages of the error queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fejlhandling {
    /// Behind everything in the dueslag, as if it had not been tried.
    Genfremsend,
    /// Away.
    Slet,
}

/// What lies in a dueslag. Costs the same however much that is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dueslagstatus {
    /// Messages that were laid down and not acknowledged.
    pub antal: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The number of the first of them, and when it was received.
    pub aeldste: Option<(u64, Tidspunkt)>,
    /// The number that the next message gets.
    pub naeste: u64,
    /// Messages in the error queue.
    pub fejlede: u64,
}

/// Whose the store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ejerskab {
    /// This program's.
    Mit,
    /// Another's, which lives.
    Andens,
    /// Another's, which has been silent for so long that it counts as dead.
    Tavst,
}

/// The store of messages. What returns `Ok` survives a power cut. An error of the store itself ([`grund::Fejlkode::Optaget`]) says that nothing was done, or, where
/// the connection to it was lost, that nobody knows: to repeat is right, and a message with a key is recognised.
#[async_trait]
pub trait Beskedlager: Send + Sync {
    /// Lays messages down in this order, all of them or none. Of two calls that wait for each other, the later one's messages come later in every dueslag.
    async fn laeg(&self, beskeder: Vec<NyBesked>, skridt: Option<Stroemskridt>) -> Result<Vec<Lagt>, Fejl>;

    /// Messages of a dueslag from a number on, in order; acknowledged ones are left out. A broker may have fewer at hand than lie there: read on from the last.
    async fn laes(&self, dueslag: Uuid, fra: u64, loft: Loft) -> Result<Vec<Liggende>, Fejl>;

    /// Takes messages away that were received (from, to and with); those that are gone are left alone. Returns how many went.
    async fn kvitter(&self, dueslag: Uuid, numre: Vec<(u64, u64)>) -> Result<u64, Fejl>;

    /// Counts one more attempt for messages that were given back. They stay where they lie.
    async fn returner(&self, dueslag: Uuid, numre: Vec<u64>) -> Result<(), Fejl>;

    /// Moves messages to the error queue. Returns how many went.
    async fn til_fejlkoe(&self, dueslag: Uuid, numre: Vec<u64>, aarsag: Fejlaarsag, tekst: &str, nu: Tidspunkt) -> Result<u64, Fejl>;

    /// Messages of the error queue from a number on, in order.
    async fn fejlkoe(&self, dueslag: Uuid, fra: u64, loft: Loft) -> Result<Vec<Fejlet>, Fejl>;

    /// Takes messages out of the error queue. Returns how many.
    async fn fra_fejlkoe(&self, dueslag: Uuid, numre: Vec<u64>, handling: Fejlhandling) -> Result<u64, Fejl>;

    /// Takes everything away that lies in the dueslag now, not in its error queue. Returns how many.
    async fn toem(&self, dueslag: Uuid) -> Result<u64, Fejl>;

    /// Moves what lies too long to the error queues, and what lies too long there away; forgets keys that are too old. Bounded: call again until it returns 0.
    async fn udloeb(&self, nu: Tidspunkt) -> Result<u64, Fejl>;

    /// What lies in the dueslag.
    async fn status(&self, dueslag: Uuid) -> Result<Dueslagstatus, Fejl>;

    /// Every dueslag that has, or has had, messages.
    fn dueslag(&self) -> Vec<Uuid>;

    /// Tells when something new is there to read: the number after the last message that can be read.
    fn nyt(&self, dueslag: Uuid) -> watch::Receiver<u64>;

    /// Whether this program has the store. Several may be on one database: the newest has it, the others refuse with [`grund::Fejlkode::Optaget`].
    fn har(&self) -> bool {
        true
    }

    /// Another number than before says that everything must be read from the beginning again: this program has taken the store over, or a broker was away. What was on
    /// lease then is not, any more; numbers may be others.
    fn omgang(&self) -> u64 {
        0
    }

    /// To be called each second where several programs may be on one store: tells the others that this one lives, and looks whether the one that has it does.
    async fn pas(&self) -> Result<Ejerskab, Fejl> {
        Ok(Ejerskab::Mit)
    }

    /// Takes the store over from one that is silent. Returns whether it was; another may have been faster, or it lives after all.
    async fn overtag(&self) -> Result<bool, Fejl> {
        Ok(self.har())
    }

    /// Finishes what is under way; later calls fail with [`grund::Fejlkode::Optaget`].
    async fn luk(&self);
}

#[cfg(test)]
mod proever {
    use super::*;

    #[test]
    fn e32_a_key_is_another_messages_by_its_digest_and_a_repetition_where_none_was_kept() {
        let m = Kendemaerke { noegle: [1; 16], indhold: [2; 16] };
        assert_eq!([&[2; 16][..], &[3; 16], &[]].map(|kendt| m.ved_siden_af(kendt)), [Lagt::Dublet, Lagt::Genbrugt, Lagt::Dublet]);
    }
}
