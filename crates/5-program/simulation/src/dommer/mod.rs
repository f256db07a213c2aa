//! The checker: what a history must be, whatever the schedule was.
//!
//! Changes are put in the order of the feed, and played on plain lists, object by object. Every answer must then be what those lists say at some
//! instant while the call was under way.
mod aendringer;
mod laesning;
mod resten;
mod syn;

use crate::historie::{Historie, Obj, Trin};
use crate::typen::Set;
use grund::Tidspunkt;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an object says after a change: its registrations, oldest first; none when it is not there.
#[derive(Clone, Debug)]
pub struct Tilstand {
    /// The change was made no earlier.
    pub tidligst: Trin,
    /// And no later.
    pub senest: Trin,
    /// The registrations.
    pub registreringer: Arc<Vec<Set>>,
    /// Who owned them: a removed and new object is another one.
    pub udgave: u32,
}

/// A change that was carried out.
#[derive(Clone, Debug)]
pub struct Udfoert {
    /// Its place in the history.
    pub nr: usize,
    /// Its time.
    pub tid: Tidspunkt,
    /// It was made no earlier, and no later.
    pub vindue: (Trin, Trin),
}

/// What is found. Few are kept: the first ones tell most.
#[derive(Debug, Default)]
pub struct Brud(pub Vec<String>);

impl Brud {
    /// Notes something.
    pub fn er(&mut self, hvad: String) {
        if self.0.len() < 12 {
            self.0.push(hvad);
        }
    }
}

/// All states of all objects, in their order.
pub type Tilstande = BTreeMap<Obj, Vec<Tilstand>>;

/// How much was judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Omfang {
    /// Changes that were carried out.
    pub aendringer: usize,
    /// Answers that were compared.
    pub svar: usize,
    /// Answers of which something was hidden.
    pub skjult: usize,
}

impl Omfang {
    /// And another run's.
    pub fn og(&mut self, o: Self) {
        self.aendringer += o.aendringer;
        self.svar += o.svar;
        self.skjult += o.skjult;
    }
}

/// Judges a run.
///
/// # Errors
/// What is wrong.
pub fn doem(h: &Historie) -> Result<Omfang, Vec<String>> {
    let mut brud = Brud::default();
    let udfoerte = aendringer::orden(h, &mut brud);
    let tilstande = aendringer::spil(h, &udfoerte, &mut brud);
    let skjult = laesning::doem(h, &tilstande, &mut brud);
    resten::doem(h, &udfoerte, &mut brud);
    let svar = h.laes.len() + h.soeg.len() + h.stroem.len() + h.vandmaerker.len() + h.konti.len() + h.noegler.len();
    if brud.0.is_empty() { Ok(Omfang { aendringer: udfoerte.len(), svar, skjult }) } else { Err(brud.0) }
}

/// The states that an object may have been in while a call was under way.
pub fn mulige(tilstande: &[Tilstand], (ind, ud): (Trin, Trin)) -> impl Iterator<Item = &Tilstand> {
    let efter = |nr: usize| tilstande.get(nr + 1).map_or(Trin::MAX, |t| t.senest);
    tilstande.iter().enumerate().filter(move |(nr, t)| t.tidligst <= ud && efter(*nr) >= ind).map(|(_, t)| t)
}
