//! A person in memory, and the one way to write it that knows of the others.
use crate::nummer::{ANNULLERET, DOBBELT, er_cpr};
use crate::objekttyper::{NAVN, NUMRE, PERSONIDENTITET, STATUS};
use crate::opslag;
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::{
    Egenskab, Felter, Flettemaade, Handling, Indhold, Kommando, Kvittering, Register, Registrering, Relation, Vaerdi, Virkning,
};

/// A person and all numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identitet {
    /// The person's UUID.
    pub uuid: Uuid,
    /// The name, where the source tells it.
    pub navn: Option<String>,
    /// The numbers.
    pub numre: Vec<Tilknytning>,
}

/// A number that a person has, or had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tilknytning {
    /// The number.
    pub nummer: UnikId,
    /// When it was the person's.
    pub periode: Periode,
    /// Its CPR status now; `None` for what is no CPR number.
    pub status: Option<String>,
}

impl Tilknytning {
    /// Reads it from an identity's relation.
    pub fn af(x: &Relation) -> Option<Self> {
        let status = match x.felter.get(&STATUS) {
            Some(Vaerdi::Tekst(t)) => Some(t.clone()),
            _ => None,
        };
        Some(Self { nummer: x.reference.clone()?, periode: x.virkning.periode, status })
    }

    fn har(&self, statusser: &[&str]) -> bool {
        self.status.as_deref().is_some_and(|s| statusser.contains(&s))
    }

    /// It can lead to the person, as far as its own status says: a number that was given by mistake never does (CPR-10).
    pub fn binder(&self) -> bool {
        !self.har(&[ANNULLERET])
    }

    /// Nobody else may have it: neither given by mistake nor gone as a double, which two identities may remember (CPR-09).
    pub fn optager(&self) -> bool {
        !self.har(&[ANNULLERET, DOBBELT])
    }

    /// It is a CPR number that the person has from `t` on, as far as is known.
    pub(crate) fn er_gaeldende_cpr(&self, t: Tidspunkt) -> bool {
        er_cpr(&self.nummer) && self.periode.til > t && !self.har(&[ANNULLERET, DOBBELT, crate::nummer::AENDRET])
    }

    pub(crate) fn relation(&self) -> Relation {
        let status = self.status.iter().map(|s| (STATUS, Vaerdi::Tekst(s.clone())));
        Relation { felter: status.collect(), ..Relation::til(self.nummer.clone(), Virkning::i(self.periode)) }
    }
}

/// The name that a registration tells.
pub(crate) fn navn(r: &Registrering) -> Option<String> {
    match r.billede.egenskaber.last()?.felter.get(&NAVN)? {
        Vaerdi::Tekst(t) => Some(t.clone()),
        _ => None,
    }
}

/// The numbers that a registration holds.
pub fn numre(r: &Registrering) -> Vec<Tilknytning> {
    r.billede.relationer.get(&NUMRE).into_iter().flatten().filter_map(Tilknytning::af).collect()
}

/// Writes an identity: what it says is the whole of it, and saying it again changes nothing.
///
/// # Errors
/// `NummerOptaget` (see [`efterse`]), and those of the register.
pub async fn gem(register: &Register, kald: &Kaldekontekst, identitet: &Identitet) -> Result<Kvittering, Fejl> {
    efterse(register, kald, identitet.uuid, &identitet.numre).await?;
    register.udfoer(kald, kommando(identitet)).await
}

/// Refuses a number that binds another person already (CPR-09, CPR-10). The refusal says which of the given numbers it is, and nothing of
/// the other person. Writers at the same time and on other wires are refused by the store's unique keys ([`crate::regler::optagne_numre`]); what was stored
/// before there were such is read safely all the same ([`opslag::alle_numre`]).
///
/// # Errors
/// `NummerOptaget`, and those of the store.
pub async fn efterse(register: &Register, kald: &Kaldekontekst, uuid: Uuid, numre: &[Tilknytning]) -> Result<(), Fejl> {
    let nye: Vec<UnikId> = numre.iter().filter(|n| n.optager()).map(|n| n.nummer.clone()).collect();
    let andre = opslag::indehavere(register, &opslag::egne(kald), &nye).await?;
    let optaget = |id: &UnikId| andre.iter().any(|x| x.uuid != uuid && x.numre.iter().any(|n| n.nummer == *id && n.optager()));
    match numre.iter().position(|n| n.optager() && optaget(&n.nummer)) {
        Some(i) => Err(Fejl::ny(Fejlkode::NummerOptaget).felt(format!("numre[{}]", i + 1)).regel("CPR-09")),
        None => Ok(()),
    }
}

/// The command that makes the register say this.
pub(crate) fn kommando(i: &Identitet) -> Kommando {
    let fra = i.numre.iter().map(|n| n.periode.fra).min().unwrap_or(Tidspunkt::MINUS_UENDELIG);
    let felter: Felter = i.navn.iter().map(|n| (NAVN, Vaerdi::Tekst(n.clone()))).collect();
    let egenskaber = (!felter.is_empty()).then(|| vec![Egenskab { virkning: Virkning::fra(fra), felter }]);
    let relationer = [(NUMRE, i.numre.iter().map(Tilknytning::relation).collect())].into();
    Kommando {
        objekttype: &PERSONIDENTITET,
        uuid: i.uuid,
        handling: Handling::Indlaes,
        maade: Flettemaade::Lora,
        note: None,
        indhold: Indhold { egenskaber, relationer, ..Indhold::default() },
        historik: Vec::new(),
        forudsat: None,
    }
}
