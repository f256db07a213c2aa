//! The module's objects as they are read from their newest registration.
use crate::filter::{Betingelse, Felt};
use crate::objekttyper::{
    ADRESSE, B_FELT, B_LISTER, B_VAERDIER, BETINGELSER, FAA_TILSENDT, FOERSTE_RELATION, HEMMELIGHED, I_DUESLAG, LEVERING, NAVN, TILSTAND,
    VAERDIER, WEBHOOK,
};
use grund::{Fejl, Fejlkode, Tidspunkt, UnikId, Uuid};
use register::{Felter, Registrering, Vaerdi};

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abonnement {
    /// The type of message.
    pub beskedtype: Option<UnikId>,
    /// The dueslag.
    pub dueslag: Option<Uuid>,
    /// The conditions.
    pub betingelser: Vec<Betingelse>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dueslag {
    /// Its name.
    pub navn: String,
    /// The way of delivery, one of [`crate::objekttyper::LEVERINGSMAADER`].
    pub levering: String,
    /// Where to.
    pub adresse: String,
    /// Which of its secrets signs a webhook, from 1.
    pub hemmelighed: u32,
    /// Whose it is.
    pub modtagersystem: Option<Uuid>,
}

/// Whether the object is alive and in force at that time.
pub(crate) fn gaelder(r: &Registrering, nu: Tidspunkt) -> bool {
    let tilstande = r.billede.tilstande.get(&TILSTAND);
    let aktiv = tilstande.is_none_or(|t| t.is_empty() || t.iter().any(|t| t.virkning.periode.indeholder(nu) && t.vaerdi == 1));
    r.livscyklus.er_levende() && aktiv
}

fn felter(r: &Registrering) -> Option<&Felter> {
    r.billede.egenskaber.last().map(|e| &e.felter)
}

fn tekst(f: Option<&Felter>, nr: u16) -> String {
    match f.and_then(|f| f.get(&nr)) {
        Some(Vaerdi::Tekst(t)) => t.clone(),
        _ => String::new(),
    }
}

fn liste(f: Option<&Felter>, nr: u16) -> &[Vaerdi] {
    match f.and_then(|f| f.get(&nr)) {
        Some(Vaerdi::Liste(l)) => l,
        _ => &[],
    }
}

fn tekster(f: Option<&Felter>, nr: u16) -> impl Iterator<Item = &str> {
    liste(f, nr).iter().filter_map(|v| if let Vaerdi::Tekst(t) = v { Some(t.as_str()) } else { None })
}

fn reference(r: &Registrering, nr: u16) -> Option<UnikId> {
    r.billede.relationer.get(&nr)?.last()?.reference.clone()
}

impl Abonnement {
    /// As the registration says.
    ///
    /// # Errors
    /// A reference to a list that is no UUID.
    pub fn af(r: &Registrering) -> Result<Self, Fejl> {
        let mut betingelser = Vec::new();
        for v in liste(felter(r), BETINGELSER) {
            let Vaerdi::Struktur(f) = v else { continue };
            let Some(felt) = Felt::fra_navn(&tekst(Some(f), B_FELT)) else { continue };
            let lister = tekster(Some(f), B_LISTER)
                .map(|t| grund::id::laes_uuid(t).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("betingelser.vaerdilister")));
            let lister = lister.collect::<Result<_, _>>()?;
            betingelser.push(Betingelse { felt, vaerdier: tekster(Some(f), B_VAERDIER).map(str::to_owned).collect(), lister });
        }
        let dueslag = reference(r, I_DUESLAG).and_then(|u| u.uuid());
        Ok(Self { beskedtype: reference(r, FOERSTE_RELATION), dueslag, betingelser })
    }
}

impl Dueslag {
    /// As the registration says.
    pub fn af(r: &Registrering) -> Self {
        let f = felter(r);
        let modtagersystem = reference(r, FOERSTE_RELATION).and_then(|u| u.uuid());
        let hemmelighed = match f.and_then(|f| f.get(&HEMMELIGHED)) {
            Some(Vaerdi::Heltal(n)) => u32::try_from(*n).unwrap_or(1),
            _ => 1,
        };
        Self { navn: tekst(f, NAVN), levering: tekst(f, LEVERING), adresse: tekst(f, ADRESSE), hemmelighed, modtagersystem }
    }

    /// This program sends to the receiver.
    pub fn sendes(&self) -> bool {
        self.levering == FAA_TILSENDT || self.levering == WEBHOOK
    }
}

/// The list that a part belongs to.
pub(crate) fn del_af(r: &Registrering) -> Option<Uuid> {
    reference(r, FOERSTE_RELATION)?.uuid()
}

/// The values of a list, or of a part of one.
pub(crate) fn vaerdier(r: &Registrering) -> impl Iterator<Item = &str> {
    tekster(felter(r), VAERDIER)
}
