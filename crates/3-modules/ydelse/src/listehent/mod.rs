//! YdelseListeHent (SF1491): benefits of grants with their payments, and payments with their benefits, of one party. The rules; the wire has
//! its own names for the same fields.
//!
//! Cost: a search for the grants and one for the payments of the party, one for the payments of each 64 grants, and a read of the grants and
//! cases that these refer to. All candidates are read before anything is hidden, ordered or paged; [`grund::graenser`] limits their number.
mod beloeb;
mod bevillinger;
mod effektueringer;
mod hent;
mod laes;
#[cfg(test)]
mod proever;
mod rettighed;
mod udsnit;
mod visning;

pub use beloeb::{oere, vises_helt, vist};
pub use bevillinger::bevillinger;
pub use effektueringer::effektueringer;
pub use rettighed::{Dataafgraensning, Gruppe, afgraensninger, klasseintervaller};
pub use visning::{Afdeling, Bevilling, Effektuering, Linje, Part, Plan, Sag, System, Ydelse};

use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Kaldekontekst, Klasseinterval, Periode, Tidspunkt, UnikId, Uuid};
use std::cmp::Reverse;
use std::sync::Arc;

/// The largest ResultatAntalMaks, and what holds where none is given.
pub const ANTAL_MAKS: usize = 9_999;

/// Where a search begins (Kriterie).
#[derive(Clone, Debug)]
pub enum Udgangspunkt {
    /// A person or a company, by any of these identifiers.
    Part(Vec<UnikId>),
    /// A case.
    Sag(Uuid),
    /// A benefit of a grant.
    Ydelse {
        /// The grant.
        bevilling: Uuid,
        /// The benefit's Id.
        id: String,
    },
}

/// What a party is searched as (PartRolle).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partrolle {
    /// Who the grant is given to.
    Bevillingsmodtager,
    /// Who the money goes to.
    Effektueringsmodtager,
}

/// What both searches have.
#[derive(Clone, Debug)]
pub struct Faelles {
    /// Kriterie.
    pub udgangspunkt: Udgangspunkt,
    /// PartRolle; both when left out. Only for a party.
    pub rolle: Option<Partrolle>,
    /// FjernUndtagetVisningForBorger: cases are shown by UUID only. The index does not hold the mark of a case, so every case counts as
    /// marked [D].
    pub uden_sager: bool,
    /// Days of disposition.
    pub disposition: Option<Periode>,
    /// RettighedListe, as [`afgraensninger`] reads it.
    pub rettigheder: Vec<Afgraensning>,
    /// ResultatStart.
    pub start: usize,
    /// ResultatAntalMaks.
    pub antal: usize,
    /// SorteringRetning DESC.
    pub faldende: bool,
}

impl Faelles {
    /// The call, as one of the user: the register shows what the calling system and the user both may see. Where the call has a proven user, the list only narrows what
    /// that one may.
    fn kald(&self, kald: &Kaldekontekst) -> Kaldekontekst {
        let sagt = &self.rettigheder;
        let brugers = match kald.brugers.as_deref() {
            None => sagt.clone(),
            Some(bevist) => bevist.iter().flat_map(|b| sagt.iter().filter_map(|s| s.snit(b))).collect(),
        };
        Kaldekontekst { brugers: Some(Arc::new(brugers)), ..kald.clone() }
    }
}

/// What BevillingHent is asked.
#[derive(Clone, Debug)]
pub struct Bevillingskriterier {
    /// What both have.
    pub faelles: Faelles,
    /// SagSagsnummer.
    pub sagsnummer: Option<String>,
    /// KLEKriterie, as [`klasseintervaller`] reads it.
    pub kle: Option<Vec<Klasseinterval>>,
    /// BevillingUUID.
    pub bevilling: Option<Uuid>,
    /// BevillingEjerCVRNummer.
    pub ejer: Option<Cvr>,
    /// ItSystemInstansIdentifikation.
    pub system: Option<Uuid>,
    /// YdelseKlasse: any of them; empty for every class.
    pub klasser: Vec<UnikId>,
    /// BevilgetYdelseStartDatoFra and -Til.
    pub startdato: Option<Periode>,
    /// BevilgetYdelseSlutDatoFra and -Til. A benefit without an end ends later than any day.
    pub slutdato: Option<Periode>,
    /// MedtagEffektueringer.
    pub med_effektueringer: bool,
    /// BevilgetYdelseSorteringElement.
    pub sortering: Ydelsessortering,
}

/// What benefits are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ydelsessortering {
    /// BevillingEjerCVRNummer.
    Ejer,
    /// BevillingAnsvarligAfdelingNavn.
    Afdeling,
    /// BevillingItSystemNavn.
    System,
    /// YdelseNavn, also when nothing is asked for.
    #[default]
    Ydelsenavn,
    /// OekonomiskEffektueringStartDato: the earliest of the benefit's payments.
    Startdato,
    /// OekonomiskEffektueringSlutDato: the latest of the benefit's payments.
    Slutdato,
}

/// What EffektueringHent is asked.
#[derive(Clone, Debug)]
pub struct Effektueringskriterier {
    /// What both have.
    pub faelles: Faelles,
    /// EffektueringSorteringElement.
    pub sortering: Effektueringssortering,
}

/// What payments are ordered by. UdbetalingStatus is not told to the index, so nothing can be ordered by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effektueringssortering {
    /// OekonomiskEffektueringDispositionsdato, also when nothing is asked for [D].
    #[default]
    Disposition,
    /// OekonomiskEffektueringStartDato.
    Startdato,
    /// OekonomiskEffektueringSlutDato.
    Slutdato,
}

/// A benefit in an answer.
#[derive(Clone, Debug)]
pub struct Ydelsessvar {
    /// The benefit.
    pub ydelse: Ydelse,
    /// Its grant. Other benefits in it are not for the answer.
    pub bevilling: Arc<Bevilling>,
    /// The case, where it may be seen.
    pub sag: Option<Sag>,
    /// Who gets it: the grant's Ydelsesmodtager, else who got the latest payment, else the Bevillingsmodtager [D].
    pub modtager: Option<Part>,
    /// What was paid of it, the oldest first; empty in an answer of payments.
    pub linjer: Vec<Linjesvar>,
}

/// What was paid of a benefit.
#[derive(Clone, Debug)]
pub struct Linjesvar {
    /// Amount and period.
    pub linje: Linje,
    /// The payment; `None` when it also pays what may not be seen.
    pub effektuering: Option<Arc<Effektuering>>,
}

/// A payment in an answer.
#[derive(Clone, Debug)]
pub struct Effektueringssvar {
    /// The payment. What it pays is in `linjer`.
    pub effektuering: Arc<Effektuering>,
    /// What it pays that may be seen, and the benefit where the grant has it.
    pub linjer: Vec<(Linje, Option<Ydelsessvar>)>,
}

/// Reads a date of the contract as the start of that day in Denmark.
///
/// # Errors
/// `UgyldigTid`.
pub fn laes_dato(tekst: &str, felt: &str) -> Result<Tidspunkt, Fejl> {
    let kun_dato = tekst.trim().get(..10).unwrap_or_default();
    Tidspunkt::fra_oio(kun_dato)
        .map_err(|f| Fejl::ny(Fejlkode::UgyldigTid).felt(felt).detalje(f.to_string()).ventet(("ÅÅÅÅ-MM-DD", "YYYY-MM-DD")))
}

/// Dates from (on or later) and to (before); `None` when neither is given.
///
/// # Errors
/// `UgyldigTid`, `FraEfterTil`.
pub fn laes_interval(fra: (Option<&str>, &str), til: (Option<&str>, &str)) -> Result<Option<Periode>, Fejl> {
    let laes = |(tekst, felt): (Option<&str>, &str)| tekst.filter(|t| !t.trim().is_empty()).map(|t| laes_dato(t, felt)).transpose();
    let (start, slut) = (laes(fra)?, laes(til)?);
    if start.is_none() && slut.is_none() {
        return Ok(None);
    }
    let periode = Periode::ny(start.unwrap_or(Tidspunkt::MINUS_UENDELIG), slut.unwrap_or(Tidspunkt::UENDELIG));
    if periode.er_tom() { Err(Fejl::ny(Fejlkode::FraEfterTil).felt(til.1)) } else { Ok(Some(periode)) }
}

/// Whether a date is in the period that is asked for; what has no date is in none.
fn i_periode(periode: Option<Periode>, dato: Option<Tidspunkt>) -> bool {
    periode.is_none_or(|p| dato.is_some_and(|t| p.indeholder(t)))
}

/// Orders an answer, equal ones in their order, and cuts the page out of it.
fn orden<S, K: Ord>(mut svar: Vec<S>, f: &Faelles, noegle: impl Fn(&S) -> K) -> Vec<S> {
    if f.faldende {
        svar.sort_by_cached_key(|s| Reverse(noegle(s)));
    } else {
        svar.sort_by_cached_key(noegle);
    }
    svar.into_iter().skip(f.start).take(f.antal.min(ANTAL_MAKS)).collect()
}

/// Who gets the benefit.
fn modtager(b: &Bevilling, seneste: Option<&Effektuering>) -> Option<Part> {
    b.ydelsesmodtagere.first().or_else(|| seneste.and_then(|e| e.modtagere.first())).or_else(|| b.modtagere.first()).cloned()
}

fn er_part(parter: &[Part], enhver: &[UnikId]) -> bool {
    parter.iter().any(|p| enhver.contains(&p.id))
}
