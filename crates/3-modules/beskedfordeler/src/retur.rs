//! What a sender is answered: StandardRetur's code and text (A.7, E-31).
use grund::{Fejl, Fejlkode};

/// A StandardRetur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retur {
    /// 20 is OK, also for a message that was received before and for one that nobody subscribes to (E-23).
    pub kode: u16,
    /// `OK`, or what is wrong.
    pub tekst: String,
    /// The catalogue's number, for those wires that have a code of their own; `None` is OK.
    pub fejl: Option<Fejlkode>,
}

impl Retur {
    /// Received, and durable.
    pub fn ok() -> Self {
        Self { kode: 20, tekst: "OK".into(), fejl: None }
    }

    /// It is repeated by a sender that sees [`Fejlkode::Optaget`] (53); anything else would be refused again.
    pub fn af(f: &Fejl) -> Self {
        Self { kode: f.post().statuskode, tekst: f.dansk(), fejl: Some(f.kode()) }
    }
}

impl<T> From<Result<T, Fejl>> for Retur {
    fn from(r: Result<T, Fejl>) -> Self {
        r.map_or_else(|f| Self::af(&f), |_| Self::ok())
    }
}

impl Retur {
    /// Whether a message is told that is made of an event, with an id that follows from it: now, or before a crash, when it said another time (E-23).
    ///
    /// # Errors
    /// What it was refused with.
    pub fn fortalt(self) -> Result<(), Fejl> {
        match self.fejl {
            None | Some(Fejlkode::BeskedIdGenbrugt) => Ok(()),
            Some(kode) => Err(Fejl::ny(kode).aarsag(self.tekst)),
        }
    }
}
