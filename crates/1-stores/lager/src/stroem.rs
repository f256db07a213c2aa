//! Positions in the change feed, readers that say how far they are, and how long events are kept.
//!
//! A store that was brought back to an earlier state gives the same numbers to other events. So a position names its epoch, and every such store gets a new
//! one: a copy knows that it is a copy (SQLite), a database sees that it is another one or has another timeline (PostgreSQL), and for what nobody
//! can see (a disk's snapshot) there is a command.
use crate::port::{Haendelseslager, Raekkeforventning, Raekkeskrivning, Samlingslager};
use grund::{Fejl, Fejlkode, Tidspunkt};
use std::fmt;
use std::str::FromStr;

/// A place in the feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stroemposition {
    /// The store's epoch, never 0; 0 in [`Self::FORFRA`].
    pub epoke: i64,
    /// The event's number.
    pub nr: i64,
}

impl Stroemposition {
    /// Before the oldest event that the feed holds, whatever was there: for one who needs no more than what is there.
    pub const FORFRA: Self = Self { epoke: 0, nr: 0 };

    /// Refuses a position from which a reader would miss something.
    pub(crate) fn efterse(self, epoke: i64, kant: i64) -> Result<(), Fejl> {
        let fejl = |hvorfor: &str, why: &str| {
            let kant = Self { epoke, nr: kant };
            Err(Fejl::ny(Fejlkode::StroempositionUgyldig)
                .felt("position")
                .detalje((format!("{self}: {hvorfor}"), format!("{self}: {why}")))
                .ventet((format!("efter {kant}"), format!("after {kant}"))))
        };
        match self {
            Self::FORFRA => Ok(()),
            p if p.epoke != epoke => fejl(
                "den er fra en anden epoke: lageret er ført tilbage til en tidligere tilstand",
                "it is of another epoch: the store was brought back to an earlier state",
            ),
            p if p.nr < kant => fejl("hændelserne efter den opbevares ikke længere", "the events after it are no longer kept"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Stroemposition {
    /// `epoch-number`, both as hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:x}", self.epoke, self.nr)
    }
}

impl FromStr for Stroemposition {
    type Err = Fejl;

    /// As it is displayed.
    fn from_str(t: &str) -> Result<Self, Fejl> {
        let fejl = || {
            Fejl::ny(Fejlkode::UgyldigVaerdi).felt("position").ventet(("epoke-nummer, som det blev givet", "epoch-number as it was given"))
        };
        let (epoke, nr) = t.split_once('-').ok_or_else(fejl)?;
        let tal = |t: &str| i64::from_str_radix(t, 16).ok().filter(|n| *n >= 0 && !t.starts_with('+')).ok_or_else(fejl);
        Ok(Self { epoke: tal(epoke)?, nr: tal(nr)? })
    }
}

/// Where the feed begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stroemstatus {
    /// The newest event that was removed: a reader may be there, and not before it.
    pub kant: Stroemposition,
    /// The newest event that can be read, or the edge: a reader that reads all objects after this was asked goes on from here.
    pub spids: Stroemposition,
}

/// The collection (`Samlingslager`) of readers' positions.
pub const LAESERE: u16 = crate::samlinger::LAESERE;

/// A reader that says how far it is, so that nothing is removed that it has not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroemlaeser {
    /// Its name.
    pub navn: String,
    /// The last event that it is done with.
    pub position: Stroemposition,
}

impl Stroemlaeser {
    /// The row that says so, for the transaction of what the reader makes of the events: both are stored or none.
    pub fn raekke(&self, forventet: Option<Stroemposition>) -> Raekkeskrivning {
        Raekkeskrivning {
            samling: LAESERE,
            noegle: self.navn.as_bytes().to_vec(),
            forventet: forventet.map_or(Raekkeforventning::Ligegyldig, |p| Raekkeforventning::Er(bytes(p))),
            vaerdi: Some(bytes(self.position)),
        }
    }

    /// The row that forgets the reader.
    pub fn glem(navn: &str) -> Raekkeskrivning {
        Raekkeskrivning { samling: LAESERE, noegle: navn.as_bytes().to_vec(), forventet: Raekkeforventning::Ligegyldig, vaerdi: None }
    }

    /// Every reader, by name.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn alle(lager: &(impl Samlingslager + ?Sized)) -> Result<Vec<Self>, Fejl> {
        const BID: usize = 1_000;
        let (mut ud, mut fra) = (Vec::new(), Vec::new());
        loop {
            let raekker = lager.raekker(LAESERE, &fra, None, BID).await?;
            let faerdig = raekker.len() < BID;
            for (noegle, vaerdi) in raekker {
                fra = [noegle.as_slice(), &[0]].concat();
                let navn = String::from_utf8(noegle).map_err(Fejl::intern)?;
                ud.push(Self { navn, position: laes(&vaerdi).ok_or_else(|| Fejl::intern("a reader's position is corrupt"))? });
            }
            if faerdig {
                return Ok(ud);
            }
        }
    }
}

fn bytes(p: Stroemposition) -> Vec<u8> {
    [p.epoke.to_be_bytes(), p.nr.to_be_bytes()].concat()
}

fn laes(b: &[u8]) -> Option<Stroemposition> {
    let (epoke, nr) = b.split_at_checked(8)?;
    Some(Stroemposition { epoke: i64::from_be_bytes(epoke.try_into().ok()?), nr: i64::from_be_bytes(nr.try_into().ok()?) })
}

/// How long events are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stroembevaring {
    /// Days that every event is kept.
    pub dage: u32,
    /// Days that an event is kept which a reader has not read.
    pub ulaest_dage: u32,
}

/// Events that are removed in one transaction: a few milliseconds.
const BESKAER_AD_GANGEN: usize = 1_000;

impl Stroembevaring {
    /// Removes what need not be kept any longer, in short transactions. A reader of another epoch has to read anew and holds nothing. Returns how many events
    /// went.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn beskaer(self, lager: &(impl Haendelseslager + Samlingslager + ?Sized), nu: Tidspunkt) -> Result<u64, Fejl> {
        const DAG: i64 = 86_400_000_000;
        let foer = |dage: u32| nu.plus_mikros(-i64::from(dage) * DAG);
        let status = lager.stroemstatus().await?;
        let laesere = Stroemlaeser::alle(lager).await?;
        let laest = laesere.iter().filter(|l| l.position.epoke == status.spids.epoke).map(|l| l.position.nr).min().unwrap_or(i64::MAX);
        let mut ud = 0;
        for (foer, til_nr) in [(foer(self.ulaest_dage.max(self.dage)), i64::MAX), (foer(self.dage), laest)] {
            loop {
                let antal = lager.beskaer_stroem(foer, til_nr.min(status.spids.nr), BESKAER_AD_GANGEN).await?;
                ud += antal;
                if antal < BESKAER_AD_GANGEN as u64 {
                    break;
                }
            }
        }
        Ok(ud)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_is_written_and_in_no_other_way() {
        for (epoke, nr) in [(1, 0), (i64::MAX, i64::MAX), (0x1f, 77)] {
            let p = Stroemposition { epoke, nr };
            assert_eq!(p.to_string().parse::<Stroemposition>().unwrap(), p);
            assert_eq!(laes(&bytes(p)), Some(p));
        }
        for galt in ["", "-", "1", "1-", "-1", "1--1", "1-+1", "g-1", "1-1-1", "10000000000000000-1"] {
            assert_eq!(galt.parse::<Stroemposition>().unwrap_err().kode(), Fejlkode::UgyldigVaerdi, "{galt}");
        }
    }
}
