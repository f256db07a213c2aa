//! An object as the module holds it in memory: the newest registration, with the periods of its state.
use crate::oversaet::{self, Emne};
use crate::{Egenskab, Flettemaade, Handling, Indhold, Kommando, Objekt, Relation, Tilstand, Virkning};
use grund::{Cvr, Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};

/// The one state of a type whose objects are held so; number 1.
pub const TILSTAND: u16 = 1;

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
    ///
    /// # Errors
    /// `Intern`: what is stored does not fit the type.
    pub fn fra(o: &Objekt) -> Result<Option<Self>, Fejl> {
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

/// What is to be written of such an object.
#[derive(Clone, Copy, Debug)]
pub struct Skriv<'a, T> {
    /// Under whose CVR.
    pub ejer: Cvr,
    /// Its id.
    pub uuid: Uuid,
    /// What is done.
    pub handling: Handling,
    /// What it says from `fra` on.
    pub data: Option<&'a T>,
    /// Since when it says so; the time of the call unless said otherwise.
    pub fra: Option<Tidspunkt>,
    /// A state, and when.
    pub tilstand: Option<(u8, Periode)>,
    /// The registration that it is a change of.
    pub forudsat: Option<Tidspunkt>,
    /// Note of the registration.
    pub note: Option<&'a str>,
}

impl<'a, T> Skriv<'a, T> {
    /// A new object in its first state, from now.
    pub fn ny(ejer: Cvr, uuid: Uuid, data: &'a T, nu: Tidspunkt) -> Self {
        let tilstand = Some((1, Periode::ny(nu, Tidspunkt::UENDELIG)));
        Self { ejer, uuid, handling: Handling::Opret, data: Some(data), fra: None, tilstand, forudsat: None, note: None }
    }
    /// A change of what was read.
    pub fn ret(p: &Post<T>, data: &'a T) -> Self {
        Self {
            ejer: p.ejer,
            uuid: p.uuid,
            handling: Handling::Ret,
            data: Some(data),
            fra: None,
            tilstand: None,
            forudsat: Some(p.registreret),
            note: None,
        }
    }
    /// The same, with a new state from that time.
    pub fn tilstand(self, vaerdi: u8, fra: Tidspunkt) -> Self {
        Self { tilstand: Some((vaerdi, Periode::ny(fra, Tidspunkt::UENDELIG))), ..self }
    }
}

impl<T: Emne> Skriv<'_, T> {
    /// What makes the register say so.
    ///
    /// # Errors
    /// 10xx and 11xx, naming the field.
    pub fn kommando(&self, kald: &Kaldekontekst) -> Result<Kommando, Fejl> {
        let virkning = |periode| Virkning { aktoer: Some(kald.bruger.clone()), ..Virkning::i(periode) };
        let frem = Periode::ny(self.fra.unwrap_or(kald.nu), Tidspunkt::UENDELIG);
        let mut indhold = Indhold::default();
        if let Some(data) = self.data {
            let (felter, relationer) = oversaet::til_register(data)?;
            indhold.egenskaber = Some(vec![Egenskab { virkning: virkning(frem), felter }]);
            for (nr, reference) in relationer {
                // A new object that points at nothing says nothing; a changed one says that it points at nothing any more.
                if let Some(r) = reference {
                    indhold.relationer.insert(nr, vec![Relation::til(r, virkning(frem))]);
                } else if self.handling == Handling::Ret {
                    let tom = Relation { reference: None, ..Relation::til(UnikId::Uuid(Uuid::nil()), virkning(frem)) };
                    indhold.relationer.insert(nr, vec![tom]);
                }
            }
        }
        if let Some((vaerdi, periode)) = self.tilstand {
            indhold.tilstande.insert(TILSTAND, vec![Tilstand { virkning: virkning(periode), vaerdi }]);
        }
        Ok(Kommando {
            objekttype: T::TYPE,
            uuid: self.uuid,
            handling: self.handling,
            maade: Flettemaade::Lora,
            note: self.note.map(str::to_owned),
            indhold,
            historik: Vec::new(),
            forudsat: self.forudsat,
        })
    }
}
