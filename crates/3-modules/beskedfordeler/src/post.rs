//! A message as it lies in the store: what the distributor knows of it, and the sender's text.
use crate::kuvert::{self, Kuvert, Skabelon};
use crate::rettigheder::Modtagere;
use bytes::Bytes;
use grund::{Cvr, Fejl, Tidspunkt, Uuid};
use lager::{Objektnoegle, Revision};
use register::Haendelsestype;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The version of the form below. Only ever raised, with the reading of the older ones kept.
const VERSION: u8 = 1;

/// What the distributor knows of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Post {
    /// The sending system; `None` for what this program's registers say.
    pub fra_system: Option<Uuid>,
    /// The authority that it was sent for.
    pub afsender: Cvr,
    /// The receivers that the sender may name.
    pub tilladt: Modtagere,
    /// The object that it is about, where that is in this program's registers.
    pub objekt: Option<Objektnoegle>,
    /// The only system that may have it: the master of a draft, or of what a security profile guards; nil when it has none.
    pub kun_for: Option<Uuid>,
    /// What it tells of that object; `None` in messages of earlier versions.
    pub haendelse: Option<Omtale>,
}

/// What a message tells of an object of the registers, so that it can be told again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Omtale {
    /// The state of the object that the message was made from; none when it was gone already.
    pub revision: Option<Revision>,
    /// When it happened.
    pub tidspunkt: Tidspunkt,
    /// What.
    pub handling: Haendelsestype,
}

#[derive(Serialize, Deserialize)]
struct Lagret {
    #[serde(rename = "s", skip_serializing_if = "Option::is_none", default)]
    fra_system: Option<Uuid>,
    #[serde(rename = "a")]
    afsender: u32,
    #[serde(rename = "m", skip_serializing_if = "Option::is_none", default)]
    modtagere: Option<BTreeSet<u32>>,
    #[serde(rename = "o", skip_serializing_if = "Option::is_none", default)]
    objekt: Option<(u32, u16, Uuid)>,
    #[serde(rename = "k", skip_serializing_if = "Option::is_none", default)]
    kun_for: Option<Uuid>,
    /// The event's time and kind.
    #[serde(rename = "h", skip_serializing_if = "Option::is_none", default)]
    haendelse: Option<(i64, u8)>,
    /// The store's number of the object, and of its state.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none", default)]
    revision: Option<(i64, u32)>,
}

fn korrupt() -> Fejl {
    Fejl::intern("a stored message can't be read")
}

/// The envelope of a message that lies in a dueslag, for operations.
///
/// # Errors
/// `Intern` for one that can't be read.
pub fn kuvert_af(b: &koe::Liggende) -> Result<Kuvert, Fejl> {
    let (_, tekst) = Post::laes(&b.krop)?;
    Ok(kuvert::laes(tekst.as_bytes())?.0)
}

/// A message as it lies, read.
#[derive(Clone, Debug)]
pub(crate) struct Laestpost {
    pub post: Post,
    pub kuvert: Kuvert,
    pub skabelon: Skabelon,
}

impl Laestpost {
    pub(crate) fn af(krop: &[u8]) -> Result<Self, Fejl> {
        let (post, tekst) = Post::laes(krop)?;
        let l = kuvert::laes_hele(tekst.as_bytes())?;
        Ok(Self { post, kuvert: l.kuvert, skabelon: l.skabelon })
    }
}

impl Post {
    pub(crate) fn skriv(&self, tekst: &str) -> Result<Bytes, Fejl> {
        let modtagere = match &self.tilladt {
            Modtagere::SomSkrevet => None,
            Modtagere::Kun(c) => Some(c.iter().map(|c| c.tal()).collect()),
        };
        let objekt = self.objekt.map(|o| (o.myndighed.tal(), o.objekttype, o.uuid));
        let lagret = Lagret {
            fra_system: self.fra_system,
            afsender: self.afsender.tal(),
            modtagere,
            objekt,
            kun_for: self.kun_for,
            haendelse: self.haendelse.map(|h| (h.tidspunkt.mikros(), h.handling as u8)),
            revision: self.haendelse.and_then(|h| h.revision).map(|r| (r.oid, r.nr)),
        };
        let hoved = serde_json::to_vec(&lagret).map_err(Fejl::intern)?;
        let laengde = u32::try_from(hoved.len()).map_err(Fejl::intern)?;
        Ok(Bytes::from([&[VERSION][..], &laengde.to_be_bytes(), &hoved, tekst.as_bytes()].concat()))
    }

    /// What is written before the text, and the text.
    fn del(krop: &[u8]) -> Result<(&[u8], &str), Fejl> {
        let (version, rest) = krop.split_first().ok_or_else(korrupt)?;
        if *version != VERSION {
            return Err(Fejl::intern(format!("a stored message of version {version}")));
        }
        let (laengde, rest) = rest.split_at_checked(4).ok_or_else(korrupt)?;
        let laengde = u32::from_be_bytes(laengde.try_into().map_err(Fejl::intern)?) as usize;
        let (hoved, tekst) = rest.split_at_checked(laengde).ok_or_else(korrupt)?;
        Ok((hoved, std::str::from_utf8(tekst).map_err(Fejl::intern)?))
    }

    /// The sender's text.
    pub(crate) fn tekst(krop: &[u8]) -> Result<&str, Fejl> {
        Self::del(krop).map(|(_, tekst)| tekst)
    }

    pub(crate) fn laes(krop: &[u8]) -> Result<(Self, &str), Fejl> {
        let (hoved, tekst) = Self::del(krop)?;
        let l: Lagret = serde_json::from_slice(hoved).map_err(Fejl::intern)?;
        let cvr = |t: u32| Cvr::fra_tal(t).ok_or_else(korrupt);
        let tilladt = match l.modtagere {
            None => Modtagere::SomSkrevet,
            Some(c) => Modtagere::Kun(c.into_iter().map(cvr).collect::<Result<_, _>>()?),
        };
        let objekt = match l.objekt {
            None => None,
            Some((m, objekttype, uuid)) => Some(Objektnoegle { myndighed: cvr(m)?, objekttype, uuid }),
        };
        let haendelse = match l.haendelse {
            None => None,
            Some((tid, nr)) => Some(Omtale {
                revision: l.revision.map(|(oid, nr)| Revision { oid, nr }),
                tidspunkt: Tidspunkt::fra_mikros(tid),
                handling: Haendelsestype::fra_nr(nr).ok_or_else(korrupt)?,
            }),
        };
        let post = Self { fra_system: l.fra_system, afsender: cvr(l.afsender)?, tilladt, objekt, kun_for: l.kun_for, haendelse };
        Ok((post, tekst))
    }
}
