//! The module's objects as they are read from their newest registration.
use crate::filter::{Betingelse, Felt};
use crate::objekttyper::{
    ADRESSE, B_FELT, B_LISTER, B_VAERDIER, BETINGELSER, FOERSTE_RELATION, I_DUESLAG, LEVERING, NAVN, TILSTAND, VAERDIER,
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
    /// Its receiver fetches from it; other messages are sent.
    pub fn hentes(&self) -> bool {
        !matches!(self.levering.as_str(), "BeskedFaaTilsendt" | "Webhook")
    }

    /// As the registration says.
    pub fn af(r: &Registrering) -> Self {
        let f = felter(r);
        let modtagersystem = reference(r, FOERSTE_RELATION).and_then(|u| u.uuid());
        Self { navn: tekst(f, NAVN), levering: tekst(f, LEVERING), adresse: tekst(f, ADRESSE), modtagersystem }
    }
}

/// The values of a list.
pub(crate) fn vaerdier(r: &Registrering) -> impl Iterator<Item = &str> {
    tekster(felter(r), VAERDIER)
}
