//! An object as the module holds it in memory: the newest registration, with the periods of its state.
use crate::objekttyper::TILSTAND;
use crate::oversaet;
use crate::typer::Emne;
use grund::{Cvr, Fejl, Periode, Tidspunkt, Uuid};
use register::Objekt;

/// An object with its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post<T> {
    /// Its id.
    pub uuid: Uuid,
    /// Under whose CVR it is stored.
    pub ejer: Cvr,
    /// Time of the newest registration.
    pub registreret: Tidspunkt,
    /// States with the time that they hold, in order of time.
    pub perioder: Vec<(Periode, &'static str)>,
    /// What it says.
    pub data: T,
}

impl<T: Emne> Post<T> {
    /// From the register's newest registration, read with all virkning; `None` when it is passive or deleted.
    pub(crate) fn fra(o: &Objekt) -> Result<Option<Self>, Fejl> {
        let Some(r) = o.nyeste().filter(|r| r.livscyklus.er_levende()) else { return Ok(None) };
        let def = T::TYPE.tilstand_nr(TILSTAND);
        let navn = |v: u8| def.and_then(|d| d.vaerdier.get(usize::from(v).wrapping_sub(1))).copied().unwrap_or("");
        let perioder = r.billede.tilstande.get(&TILSTAND).into_iter().flatten().map(|t| (t.virkning.periode, navn(t.vaerdi))).collect();
        let data = oversaet::fra_register(&r.billede)?;
        Ok(Some(Self { uuid: o.uuid, ejer: o.myndighed, registreret: r.registreret.fra, perioder, data }))
    }
}

impl<T> Post<T> {
    /// The last state, which may begin in the future.
    pub fn tilstand(&self) -> &'static str {
        self.perioder.last().map_or("", |(_, t)| t)
    }

    /// The state at that time; before the first one, the first.
    pub fn tilstand_paa(&self, nu: Tidspunkt) -> &'static str {
        self.perioder.iter().rev().find(|(p, _)| p.fra <= nu).or(self.perioder.first()).map_or("", |(_, t)| t)
    }

    /// Whether it is in that state at that time.
    pub fn er(&self, tilstand: &str, nu: Tidspunkt) -> bool {
        self.perioder.iter().any(|(p, t)| *t == tilstand && p.indeholder(nu))
    }

    /// The last period in that state.
    pub fn periode(&self, tilstand: &str) -> Option<Periode> {
        self.perioder.iter().rev().find(|(_, t)| *t == tilstand).map(|(p, _)| *p)
    }
}
