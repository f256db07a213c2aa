//! What the desk does with messages.
use super::{Koe, Skranke};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use koe::{Fejlaarsag, Fejlhandling, Loft};
use lager::Stroemposition;

/// Messages that one call moves; with more it says that there are.
const AD_GANGEN: usize = 10_000;
/// Messages that are read for it at a time, and their bytes.
const BID: Loft = Loft { antal: 500, bytes: 8 * graenser::BESKED_BYTES };
/// Microseconds after which a replay says where to go on, well within a call's time.
const GENAFSPIL_MIKROS: i64 = 20_000_000;
/// Before the time that is asked for: events of several writers may stand a moment out of order.
const MARGEN_MIKROS: i64 = 10_000_000;

/// Which messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Valg {
    /// These numbers.
    Numre(Vec<u64>),
    /// All that lie there when it begins.
    Alle,
}

/// What the caller saw before it asked for everything to be thrown away: it is refused if that is not what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set {
    /// Messages in the queue.
    pub antal: u64,
    /// The number that the next message of the dueslag was to get: what comes later stays. The error queue has no need of it.
    pub naeste: u64,
}

/// Where a replay begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fra {
    /// What was registered from that time on.
    Tid(Tidspunkt),
    /// After that event.
    Position(Stroemposition),
}

/// What a replay has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Genafspillet {
    /// After which event it began.
    pub fra: Stroemposition,
    /// Events that were looked at.
    pub haendelser: u64,
    /// Messages that came into the dueslag, or would.
    pub beskeder: u64,
    /// Where the next call goes on; `None` at the end.
    pub naeste: Option<Stroemposition>,
}

impl Valg {
    fn tekst(&self) -> String {
        match self {
            Self::Alle => "alle".into(),
            Self::Numre(n) => {
                let foerste: Vec<String> = n.iter().take(10).map(u64::to_string).collect();
                let flere = if n.len() > 10 { format!(" og {} til", n.len() - 10) } else { String::new() };
                format!("{}{flere}", foerste.join(", "))
            }
        }
    }
}

impl Skranke<'_> {
    /// Moves messages to the error queue. Returns how many went, and whether there are more to move by another call.
    ///
    /// # Errors
    /// `FindesIkke`; those of the store.
    pub async fn til_fejlkoe(&self, uuid: Uuid, valg: &Valg, begrundelse: &str) -> Result<(u64, bool), Fejl> {
        let d = self.find(uuid)?;
        self.noter(d.as_ref(), uuid, begrundelse, format!("dueslag: flyt til fejlkøen: {}", valg.tekst()));
        let (numre, flere) = self.numre(uuid, Koe::Dueslag, valg).await?;
        let nu = self.f.nu();
        Ok((self.f.koe().til_fejlkoe(uuid, numre, Fejlaarsag::FlyttetAfBruger, begrundelse, nu).await?, flere))
    }

    /// Sends messages of the error queue again: behind everything in the dueslag, as if they had not been tried. Returns as [`Self::til_fejlkoe`].
    ///
    /// # Errors
    /// `FindesIkke`; those of the store.
    pub async fn genfremsend(&self, uuid: Uuid, valg: &Valg, begrundelse: &str) -> Result<(u64, bool), Fejl> {
        self.fra_fejlkoe(uuid, valg, begrundelse, Fejlhandling::Genfremsend).await
    }

    /// Throws messages of the error queue away, by their numbers: all of them are [`Self::toem`]'s.
    ///
    /// # Errors
    /// `FindesIkke`; those of the store.
    pub async fn slet(&self, uuid: Uuid, numre: Vec<u64>, begrundelse: &str) -> Result<u64, Fejl> {
        Ok(self.fra_fejlkoe(uuid, &Valg::Numre(numre), begrundelse, Fejlhandling::Slet).await?.0)
    }

    async fn fra_fejlkoe(&self, uuid: Uuid, valg: &Valg, begrundelse: &str, handling: Fejlhandling) -> Result<(u64, bool), Fejl> {
        let d = self.find(uuid)?;
        let hvad = if handling == Fejlhandling::Slet { "slet" } else { "genfremsend" };
        self.noter(d.as_ref(), uuid, begrundelse, format!("fejlkoe: {hvad}: {}", valg.tekst()));
        let (numre, flere) = self.numre(uuid, Koe::Fejlkoe, valg).await?;
        let antal = self.f.koe().fra_fejlkoe(uuid, numre, handling).await?;
        if handling == Fejlhandling::Genfremsend {
            self.f.vaek(uuid);
        }
        Ok((antal, flere))
    }

    /// The numbers that are meant: of all those that lie there now, the first [`AD_GANGEN`]. Each queue has numbers of its own.
    async fn numre(&self, uuid: Uuid, koe: Koe, valg: &Valg) -> Result<(Vec<u64>, bool), Fejl> {
        if let Valg::Numre(n) = valg {
            return Ok((n.clone(), false));
        }
        let s = self.f.koe().status(uuid).await?;
        let der_er = if koe == Koe::Dueslag { s.antal } else { s.fejlede };
        let (mut ud, mut fra): (Vec<u64>, u64) = (Vec::new(), 0);
        while ud.len() < AD_GANGEN && (ud.len() as u64) < der_er {
            let bid: Vec<u64> = match koe {
                Koe::Dueslag => self.f.koe().laes(uuid, fra, BID).await?.iter().map(|b| b.nummer).filter(|n| *n < s.naeste).collect(),
                Koe::Fejlkoe => self.f.koe().fejlkoe(uuid, fra, BID).await?.iter().map(|x| x.besked.nummer).collect(),
            };
            let Some(sidste) = bid.last() else { break };
            fra = sidste + 1;
            ud.extend(bid);
        }
        ud.truncate(AD_GANGEN.min(usize::try_from(der_er).unwrap_or(AD_GANGEN)));
        let flere = der_er > ud.len() as u64 && ud.len() == AD_GANGEN;
        Ok((ud, flere))
    }

    /// Throws away what the caller has seen in a queue, and nothing that came later. Returns how many.
    ///
    /// # Errors
    /// [`Fejlkode::Samtidig`] when more lies there than was seen: look again; `FindesIkke`; those of the store.
    pub async fn toem(&self, uuid: Uuid, koe: Koe, set: Set, begrundelse: &str) -> Result<u64, Fejl> {
        let d = self.find(uuid)?;
        self.noter(d.as_ref(), uuid, begrundelse, format!("{}: tøm, {} beskeder set", koe.navn(), set.antal));
        let s = self.f.koe().status(uuid).await?;
        let der_er = match koe {
            // What came since has higher numbers, and is nobody's business here.
            Koe::Dueslag => s.antal.saturating_sub(s.naeste.saturating_sub(set.naeste)),
            Koe::Fejlkoe => s.fejlede,
        };
        if set.naeste > s.naeste || der_er > set.antal {
            let antal = if koe == Koe::Dueslag { s.antal } else { s.fejlede };
            return Err(Fejl::ny(Fejlkode::Samtidig).felt("antal, naeste").ventet((
                format!("det, der ligger der nu: antal {antal}, naeste {}", s.naeste),
                format!("what lies there now: antal {antal}, naeste {}", s.naeste),
            )));
        }
        match koe {
            Koe::Dueslag if set.naeste == 0 => Ok(0),
            Koe::Dueslag => self.f.koe().kvitter(uuid, vec![(0, set.naeste - 1)]).await,
            Koe::Fejlkoe => {
                let mut ud = 0;
                loop {
                    let (mut numre, flere) = self.numre(uuid, koe, &Valg::Alle).await?;
                    // Those that came since stand behind.
                    numre.truncate(usize::try_from(set.antal - ud).unwrap_or(usize::MAX));
                    let slut = numre.is_empty() || !flere;
                    ud += self.f.koe().fra_fejlkoe(uuid, numre, Fejlhandling::Slet).await?.min(set.antal - ud);
                    if slut {
                        return Ok(ud);
                    }
                }
            }
        }
    }

    /// Sends the dueslag what the change feed has had since a time or position, again, for as long as a call may take; or only counts what that would be (`proev`).
    ///
    /// # Errors
    /// `FindesIkke`; [`Fejlkode::StroempositionUgyldig`]; those of the store.
    pub async fn genafspil(&self, uuid: Uuid, fra: Fra, proev: bool, begrundelse: &str) -> Result<Genafspillet, Fejl> {
        let d = self.find(uuid)?;
        let hvorfra = match fra {
            Fra::Tid(t) => t.til_utc(),
            Fra::Position(p) => p.to_string(),
        };
        let hvad = if proev { "prøv at genafspille" } else { "genafspil" };
        self.noter(d.as_ref(), uuid, begrundelse, format!("dueslag: {hvad} fra {hvorfra}"));
        let begyndt = match fra {
            Fra::Position(p) => p,
            Fra::Tid(t) => self.f.position_ved(t.plus_mikros(-MARGEN_MIKROS)).await?,
        };
        // What comes meanwhile comes by itself.
        let (til, start) = (self.f.spids().await?, self.f.nu());
        let mut ud = Genafspillet { fra: begyndt, haendelser: 0, beskeder: 0, naeste: None };
        let mut ved = begyndt;
        loop {
            let skridt = self.f.genafspil(uuid, ved, til, proev).await?;
            ud.haendelser += skridt.haendelser as u64;
            ud.beskeder += skridt.beskeder as u64;
            let Some(naeste) = skridt.naeste else { return Ok(ud) };
            ved = naeste;
            if self.f.nu().mikros().saturating_sub(start.mikros()) > GENAFSPIL_MIKROS {
                return Ok(Genafspillet { naeste: Some(naeste), ..ud });
            }
        }
    }
}
