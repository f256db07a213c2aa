//! A search for a party finds the person under every number that the person has had, and by UUID (CPR-08, CPR-11), on every wire. [D] Searches
//! only: a removal takes what it names and nothing else.
use crate::OBJEKTTYPER;
use crate::nummer::er_cpr;
use crate::opslag::{self, alle_numre};
use grund::{Fejl, Kaldekontekst, Ret, UnikId};
use register::{Forespoergsel, Objekttype, Register};

/// The relations that point at persons.
const PARTER: [&str; 4] = ["sagspart", "dokumentpart", "bevillingspart", "part"];

/// Widens each criterion on a party from the identifiers that are asked for to all of those persons'; role, virkning and the rest of it still
/// hold. Does nothing where the module of persons is switched off, or for a caller that may not search, or may not read persons: whoever also writes would
/// learn a person's new number from the old one, by giving objects of its own every number that it could be.
///
/// # Errors
/// Those of the store.
pub async fn udvid(register: &Register, kald: &Kaldekontekst, f: &mut Forespoergsel) -> Result<(), Fejl> {
    if !maa(register, kald, f.objekttype.service) {
        return Ok(());
    }
    let objekttype = f.objekttype;
    for k in f.relationer.iter_mut().filter(|k| er_part(objekttype, k.nr)) {
        let mut alle = Vec::new();
        for id in k.reference.take().into_iter().chain(std::mem::take(&mut k.enhver)) {
            for x in alle_numre(register, kald, &id).await? {
                if !alle.contains(&x) {
                    alle.push(x);
                }
            }
        }
        if alle.len() == 1 {
            k.reference = alle.pop();
        } else {
            k.enhver = alle;
        }
    }
    Ok(())
}

/// The same of one identifier, for searches that are no `Forespoergsel`.
///
/// # Errors
/// Those of the store.
pub async fn som_part(register: &Register, kald: &Kaldekontekst, service: &str, id: UnikId) -> Result<Vec<UnikId>, Fejl> {
    if maa(register, kald, service) { alle_numre(register, kald, &id).await } else { Ok(vec![id]) }
}

/// The number that a list shows in the place of one that is written in an object of the service: the person's number of now (CPR-08), for who may read persons; the number itself for
/// everybody else, and where it is not certain whose it is.
///
/// # Errors
/// Those of the store.
pub async fn vist(register: &Register, kald: &Kaldekontekst, service: &str, id: UnikId) -> Result<UnikId, Fejl> {
    if !er_cpr(&id) || !maa(register, kald, service) {
        return Ok(id);
    }
    let nu = opslag::person(register, kald, &id).await?.and_then(|p| p.nummer_nu);
    Ok(nu.unwrap_or(id))
}

fn maa(register: &Register, kald: &Kaldekontekst, service: &str) -> bool {
    kald.ser_personer && er_til(register) && kald.retter.har(service, Ret::Laes)
}

fn er_til(register: &Register) -> bool {
    OBJEKTTYPER.iter().all(|t| register.typer().nr(t.nr).is_some())
}

fn er_part(objekttype: &Objekttype, nr: u16) -> bool {
    objekttype.relation_nr(nr).is_some_and(|d| PARTER.contains(&d.navn))
}
