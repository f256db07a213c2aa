//! A message as it lies in a queue of `RabbitMQ`: its bytes are the body, and what the store knows of it stands in headers.
use crate::port::{Fejlaarsag, Fejlet, Liggende};
use amq_protocol::protocol::BasicProperties;
use amq_protocol::types::{AMQPValue, FieldTable};
use bytes::Bytes;
use grund::{Tidspunkt, Uuid};

/// Names of the headers. Only ever added.
mod felt {
    pub(super) const NUMMER: &str = "samspil-nummer";
    pub(super) const MAERKE: &str = "samspil-abonnement";
    pub(super) const MODTAGET: &str = "samspil-modtaget";
    pub(super) const UDLOEB: &str = "samspil-udloeb";
    pub(super) const FORSOEG: &str = "samspil-forsoeg";
    pub(super) const AARSAG: &str = "samspil-aarsag";
    pub(super) const TEKST: &str = "samspil-tekst";
    pub(super) const FLYTTET: &str = "samspil-flyttet";
}

/// Why a message is in the error queue, and since when.
#[derive(Clone, Debug)]
pub(super) struct Fejlmaerke {
    pub aarsag: Fejlaarsag,
    pub tekst: String,
    pub flyttet: Tidspunkt,
}

/// A message of a queue.
#[derive(Clone, Debug)]
pub(super) struct Brev {
    /// Its number in the queue that it lies in.
    pub nummer: u64,
    pub maerke: Uuid,
    pub modtaget: Tidspunkt,
    pub udloeb: Option<Tidspunkt>,
    /// Attempts before it came to the error queue.
    pub forsoeg: u32,
    pub fejl: Option<Fejlmaerke>,
    pub krop: Bytes,
}

impl Brev {
    pub(super) fn egenskaber(&self) -> BasicProperties {
        let mut h = FieldTable::default();
        let tal = |v: i64| AMQPValue::LongLongInt(v);
        let tekst = |t: &str| AMQPValue::LongString(t.into());
        h.insert(felt::NUMMER.into(), tal(self.nummer.cast_signed()));
        h.insert(felt::MAERKE.into(), tekst(&self.maerke.to_string()));
        h.insert(felt::MODTAGET.into(), tal(self.modtaget.mikros()));
        if let Some(u) = self.udloeb {
            h.insert(felt::UDLOEB.into(), tal(u.mikros()));
        }
        if let Some(f) = &self.fejl {
            h.insert(felt::FORSOEG.into(), tal(self.forsoeg.into()));
            h.insert(felt::AARSAG.into(), tal(i64::from(f.aarsag as u8)));
            h.insert(felt::FLYTTET.into(), tal(f.flyttet.mikros()));
            h.insert(felt::TEKST.into(), tekst(&f.tekst));
        }
        BasicProperties::default().with_delivery_mode(2).with_headers(h)
    }

    /// `None` for what none of our programs wrote.
    pub(super) fn laes(e: &BasicProperties, krop: Vec<u8>) -> Option<Self> {
        let h = e.headers().as_ref()?.inner();
        let tal = |navn: &str| match h.get(navn) {
            Some(AMQPValue::LongLongInt(v)) => Some(*v),
            _ => None,
        };
        let tekst = |navn: &str| match h.get(navn) {
            Some(AMQPValue::LongString(t)) => Some(String::from_utf8_lossy(t.as_bytes()).into_owned()),
            _ => None,
        };
        let fejl = match tal(felt::AARSAG) {
            None => None,
            Some(a) => Some(Fejlmaerke {
                aarsag: Fejlaarsag::fra_nr(u8::try_from(a).ok()?)?,
                tekst: tekst(felt::TEKST).unwrap_or_default(),
                flyttet: Tidspunkt::fra_mikros(tal(felt::FLYTTET)?),
            }),
        };
        Some(Self {
            nummer: u64::try_from(tal(felt::NUMMER)?).ok()?,
            maerke: tekst(felt::MAERKE)?.parse().ok()?,
            modtaget: Tidspunkt::fra_mikros(tal(felt::MODTAGET)?),
            udloeb: tal(felt::UDLOEB).map(Tidspunkt::fra_mikros),
            forsoeg: tal(felt::FORSOEG).map_or(Some(0), |f| u32::try_from(f).ok())?,
            fejl,
            krop: krop.into(),
        })
    }

    pub(super) fn liggende(&self, forsoeg: u32) -> Liggende {
        Liggende {
            nummer: self.nummer,
            maerke: self.maerke,
            modtaget: self.modtaget,
            udloeb: self.udloeb,
            forsoeg,
            krop: self.krop.clone(),
        }
    }

    pub(super) fn fejlet(&self) -> Option<Fejlet> {
        let f = self.fejl.clone()?;
        Some(Fejlet { besked: self.liggende(self.forsoeg), aarsag: f.aarsag, tekst: f.tekst, flyttet: f.flyttet })
    }
}
