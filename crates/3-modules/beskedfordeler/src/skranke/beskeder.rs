//! Messages as the desk shows them.
use super::{Koe, Skranke};
use crate::kuvert::Kuvert;
use crate::post::Post;
use grund::{Fejl, Fejlkode, Tidspunkt, UnikId, Uuid, graenser};
use koe::{Fejlaarsag, Liggende, Loft};
use std::collections::BTreeSet;

/// A message, and nothing of what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linje {
    /// Its number in the queue.
    pub nummer: u64,
    /// The sender's id of it, and its type; `None` for one that can't be read.
    pub besked: Option<(UnikId, UnikId)>,
    /// When it was received.
    pub modtaget: Tidspunkt,
    /// When it has no value any more.
    pub udloeb: Option<Tidspunkt>,
    /// Times that it was given back.
    pub forsoeg: u32,
    /// The subscription.
    pub abonnement: Uuid,
    /// Its bytes as they lie there.
    pub bytes: usize,
    /// A consumer has it at the moment.
    pub ude: bool,
    /// In the error queue: why, what was said, and since when.
    pub fejl: Option<(Fejlaarsag, String, Tidspunkt)>,
}

/// A message that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vist {
    /// What is known of it.
    pub linje: Linje,
    /// What its envelope says, to whom messages are shown; `None` for one that can't be read.
    pub kuvert: Option<Box<Kuvert>>,
    /// The system that sent it; `None` for the registers of this program.
    pub fra_system: Option<Uuid>,
    /// The authority that it was sent for.
    pub afsender: Option<String>,
    /// The message itself, as its receiver would get it now.
    pub indhold: Option<String>,
}

impl Linje {
    fn af(b: &Liggende, ude: &BTreeSet<u64>, fejl: Option<(Fejlaarsag, String, Tidspunkt)>) -> Self {
        let kuvert = crate::kuvert_af(b).ok();
        Self {
            nummer: b.nummer,
            besked: kuvert.map(|k| (k.besked_id, k.beskedtype)),
            modtaget: b.modtaget,
            udloeb: b.udloeb,
            forsoeg: b.forsoeg,
            abonnement: b.maerke,
            bytes: b.krop.len(),
            ude: ude.contains(&b.nummer),
            fejl,
        }
    }
}

impl Skranke<'_> {
    /// What lies in one of the queues of a dueslag, from a number on, in order.
    ///
    /// # Errors
    /// `FindesIkke`; those of the store.
    pub async fn beskeder(&self, uuid: Uuid, koe: Koe, fra: u64, antal: usize) -> Result<Vec<Linje>, Fejl> {
        self.find(uuid)?;
        Ok(self.laes(uuid, koe, fra, antal.min(graenser::SIDE_MAKS)).await?.iter().map(|(l, _)| l.clone()).collect())
    }

    async fn laes(&self, uuid: Uuid, koe: Koe, fra: u64, antal: usize) -> Result<Vec<(Linje, Liggende)>, Fejl> {
        // A page of the largest messages would be half a GB.
        let loft = Loft { antal, bytes: 16 * graenser::BESKED_BYTES };
        let lager = self.f.koe();
        Ok(match koe {
            Koe::Dueslag => {
                let ude = self.f.ude(uuid);
                lager.laes(uuid, fra, loft).await?.into_iter().map(|b| (Linje::af(&b, &ude, None), b)).collect()
            }
            Koe::Fejlkoe => {
                let ingen = BTreeSet::new();
                let en = |x: koe::Fejlet| (Linje::af(&x.besked, &ingen, Some((x.aarsag, x.tekst, x.flyttet))), x.besked);
                lager.fejlkoe(uuid, fra, loft).await?.into_iter().map(en).collect()
            }
        })
    }

    /// Looks at a message. The look is the log's to tell, with its reason and the persons that the message names.
    ///
    /// # Errors
    /// `FindesIkke`; [`Fejlkode::KraeverLogret`] for what it carries without the right; `BeskedUdenAftale` for what it says when the receiver's
    /// agreement does not cover it any more (E-22).
    pub async fn se(&self, uuid: Uuid, koe: Koe, nummer: u64, begrundelse: &str, indhold: bool) -> Result<Vist, Fejl> {
        let d = self.find(uuid)?;
        let maa = self.hvem.indhold(d.as_ref());
        if indhold && !maa {
            return Err(Fejl::ny(Fejlkode::KraeverLogret).felt("indhold").regel("H-1"));
        }
        let fundet = self.laes(uuid, koe, nummer, 1).await?.into_iter().next().filter(|(l, _)| l.nummer == nummer);
        let (linje, b) = fundet.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("nummer"))?;
        let id = linje.besked.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default();
        let hvad = if indhold { "besked og indhold" } else { "besked" };
        self.noter(d.as_ref(), uuid, begrundelse, format!("{}: se {hvad} {nummer} {id}", koe.navn()));
        let laest = Post::laes(&b.krop).ok();
        let (fra_system, afsender) = laest.as_ref().map_or((None, None), |(p, _)| (p.fra_system, Some(p.afsender.to_string())));
        // Its envelope says what class an object has, how sensitive it is and whom it is about.
        if !maa {
            return Ok(Vist { linje, kuvert: None, fra_system, afsender, indhold: None });
        }
        // As its receiver would get it now, but that its time may be over. What was taken away for good, or what no agreement of the receiver covers any more, nobody gets
        // to see here either: of that only what it was about.
        let som_ny = Liggende { udloeb: None, forsoeg: 0, ..b.clone() };
        let som_nu = self.f.som_modtageren(d.as_ref(), &som_ny).await?;
        let kuvert = match &som_nu {
            Ok(l) => Some(l.kuvert.clone()),
            Err(_) => {
                let k = laest.as_ref().and_then(|(_, tekst)| crate::kuvert::laes(tekst.as_bytes()).ok());
                k.map(|(k, _)| Kuvert { relaterede: Vec::new(), ..k })
            }
        };
        for r in kuvert.iter().flat_map(|k| &k.relaterede) {
            if let Some(cpr) = crate::kuvert::cpr(&r.id) {
                self.kald.spor.person(cpr);
            }
        }
        let indhold = match som_nu {
            _ if !indhold => None,
            Ok(l) => Some(String::from_utf8_lossy(&l.besked).into_owned()),
            Err(Fejlaarsag::IngenAftale) => return Err(Fejl::ny(Fejlkode::BeskedUdenAftale).felt("indhold").regel("E-22")),
            Err(a) => return Err(Fejl::ny(Fejlkode::IntetFundet).felt("indhold").detalje(a.navn())),
        };
        Ok(Vist { linje, kuvert: kuvert.map(Box::new), fra_system, afsender, indhold })
    }
}
