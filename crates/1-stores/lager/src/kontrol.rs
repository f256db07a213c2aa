//! What both stores refuse before they touch a row: a batch that breaks the port's own promises is a fault in the engine
//! above, and must neither be half stored nor pull other batches of the same transaction down.
use crate::log::NyLogpost;
use crate::port::{Forventning, Objektskrivning, Skrivehandling, Skrivning};
use grund::graenser::{LOGNOEGLER, LOGPOST_BYTES, LOGPOSTER_PR_SKRIVNING, NOEGLE_BYTES, REGISTRERING_BYTES, REGISTRERINGER_PR_OBJEKT};
use grund::{Fejl, Fejlkode};
use std::collections::HashSet;

/// Checks what can be seen from the batch alone.
pub(crate) fn skrivning(s: &Skrivning) -> Result<(), Fejl> {
    let mut set = HashSet::with_capacity(s.objekter.len());
    for o in &s.objekter {
        if !set.insert(o.noegle) {
            return Err(Fejl::intern("a batch holds the same object twice"));
        }
        objekt(o)?;
    }
    if s.log.len() > LOGPOSTER_PR_SKRIVNING {
        return Err(Fejl::intern("a batch holds too many log rows"));
    }
    s.log.iter().try_for_each(logpost)
}

fn logpost(l: &NyLogpost) -> Result<(), Fejl> {
    if l.data.len() > LOGPOST_BYTES || l.personer.len() >= LOGNOEGLER || l.noegler().any(|(_, n)| n.len() > NOEGLE_BYTES) {
        return Err(Fejl::intern("a log row is larger than the limit"));
    }
    Ok(())
}

/// A short-lived key and what it keeps.
pub(crate) fn flygtig(noegle: &[u8], data: &[u8]) -> Result<(), Fejl> {
    if noegle.len() > NOEGLE_BYTES || data.len() > LOGPOST_BYTES {
        return Err(Fejl::intern("a short-lived key or its value is larger than the limit"));
    }
    Ok(())
}

fn objekt(o: &Objektskrivning) -> Result<(), Fejl> {
    match &o.handling {
        Skrivehandling::Registrer { registreringer, .. } => {
            if registreringer.is_empty() {
                return Err(Fejl::intern("a batch appends no registration"));
            }
            let mut nr = version(o.forventet);
            let mut foer = None;
            for r in registreringer {
                nr = nr.saturating_add(1);
                if r.nr != nr || foer >= Some(r.tidspunkt) {
                    return Err(Fejl::intern("registrations must be numbered on from the expected version and rise in time"));
                }
                foer = Some(r.tidspunkt);
                krop(&r.krop)?;
            }
            if nr > REGISTRERINGER_PR_OBJEKT {
                return Err(Fejl::ny(Fejlkode::ForMange)
                    .felt("Registrering")
                    .tilladt(format!("at most {REGISTRERINGER_PR_OBJEKT} registrations of one object")));
            }
            Ok(())
        }
        Skrivehandling::Omskriv { kroppe, .. } => {
            let hoejst = version(o.forventet);
            if kroppe.iter().any(|(nr, _)| *nr == 0 || *nr > hoejst) {
                return Err(Fejl::intern("a rewritten registration must exist"));
            }
            kroppe.iter().try_for_each(|(_, k)| krop(k))
        }
        Skrivehandling::Fjern { .. } => Ok(()),
    }
}

fn krop(k: &[u8]) -> Result<(), Fejl> {
    if k.len() > REGISTRERING_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).felt("Registrering").tilladt(format!("at most {REGISTRERING_BYTES} bytes stored")));
    }
    Ok(())
}

/// The expected version as a number: an unknown object has none.
pub(crate) fn version(f: Forventning) -> u32 {
    match f {
        Forventning::Ukendt => 0,
        Forventning::Version(v) => v,
    }
}

/// The registration that the event is about: 0 when the object was removed.
pub(crate) fn haendelse_nr(o: &Objektskrivning) -> u32 {
    match &o.handling {
        Skrivehandling::Registrer { registreringer, .. } => registreringer.last().map_or(0, |r| r.nr),
        Skrivehandling::Omskriv { .. } => version(o.forventet),
        Skrivehandling::Fjern { .. } => 0,
    }
}

/// The row number of a registration: the object's number above 20 bits of registration number, so that a table in this
/// order holds an object's registrations side by side.
pub(crate) const fn rid(oid: i64, nr: u32) -> i64 {
    (oid << 20) | nr as i64
}

/// The registration's number in a row number.
pub(crate) fn nr_af(rid: i64) -> u32 {
    u32::try_from(rid & i64::from(REGISTRERINGER_PR_OBJEKT)).unwrap_or(0)
}

/// The closed store's answer.
pub(crate) fn lukket() -> Fejl {
    Fejl::ny(Fejlkode::Optaget).detalje("the store is closed")
}
