//! What both stores refuse before they touch a row: a batch that breaks the port's own promises is a fault in the engine
//! above, and must neither be half stored nor pull other batches of the same transaction down.
use crate::log::NyLogpost;
use crate::pakning;
use crate::port::{Forventning, NyFlygtig, Objektskrivning, Raekkeskrivning, Skrivehandling, Skrivning, Tid, Unikaendring};
use grund::graenser::{
    LOGNOEGLER, LOGPOST_BYTES, LOGPOSTER_PR_SKRIVNING, NOEGLE_BYTES, RAEKKER_PR_SKRIVNING, REGISTRERING_BYTES, REGISTRERINGER_PR_OBJEKT,
    SAMLINGSRAEKKE_BYTES, SMAATING_PR_SKRIVNING,
};
use grund::{Fejl, Fejlkode, Tidspunkt};
use std::collections::HashSet;

/// Checks what can be seen from the batch alone, and packs the registrations.
pub(crate) fn skrivning(s: &mut Skrivning) -> Result<(), Fejl> {
    let mut set = HashSet::with_capacity(s.objekter.len());
    for o in &mut s.objekter {
        if !set.insert(o.noegle) {
            return Err(Fejl::intern("a batch holds the same object twice"));
        }
        objekt(o)?;
        let mut noegler = HashSet::new();
        o.unikke.tag.retain(|n| noegler.insert(n.clone()));
        pak(&mut o.handling);
    }
    if s.log.len() > LOGPOSTER_PR_SKRIVNING {
        return Err(Fejl::intern("a batch holds too many log rows"));
    }
    if s.flygtige.len() > SMAATING_PR_SKRIVNING || s.raekker.len() > RAEKKER_PR_SKRIVNING {
        return Err(Fejl::intern("a batch holds too many short-lived keys or rows"));
    }
    let (mut flygtige, mut raekker) = (HashSet::new(), HashSet::new());
    if !s.flygtige.iter().all(|f| flygtige.insert(&f.noegle)) || !s.raekker.iter().all(|r| raekker.insert((r.samling, &r.noegle))) {
        return Err(Fejl::intern("a batch holds the same key twice"));
    }
    s.flygtige.iter().try_for_each(flygtig)?;
    s.raekker.iter().try_for_each(raekke)?;
    s.log.iter().try_for_each(logpost)
}

/// The latest time that a batch brings in itself.
pub(crate) fn indbragt(s: &Skrivning) -> Option<Tidspunkt> {
    let registreringer = s.objekter.iter().flat_map(|o| match &o.handling {
        Skrivehandling::Registrer { registreringer, .. } => registreringer.as_slice(),
        _ => &[],
    });
    registreringer.filter_map(|r| if let Tid::Givet(t) = r.tid { Some(t) } else { None }).max()
}

/// Whether the batch says something, and so has a registration time of its own.
pub(crate) fn har_tid(s: &Skrivning) -> bool {
    s.objekter.iter().any(|o| o.haendelse.is_some())
}

/// The keys of the new index rows lie with the last registration. What rewrites, packs where it knows the rows.
fn pak(h: &mut Skrivehandling) {
    if let Skrivehandling::Registrer { registreringer, indeks, .. } = h {
        let sidste = registreringer.len().saturating_sub(1);
        for (nr, r) in registreringer.iter_mut().enumerate() {
            let noegler = if nr == sidste { indeks.as_slice() } else { &[] };
            r.krop = pakning::pak(&r.krop, noegler.iter().map(|n| n.noegle.as_slice()));
        }
    }
}

fn logpost(l: &NyLogpost) -> Result<(), Fejl> {
    if l.data.len() > LOGPOST_BYTES || l.personer.len() >= LOGNOEGLER || l.noegler().any(|(_, n)| n.len() > NOEGLE_BYTES) {
        return Err(Fejl::intern("a log row is larger than the limit"));
    }
    Ok(())
}

fn flygtig(f: &NyFlygtig) -> Result<(), Fejl> {
    if f.noegle.len() > NOEGLE_BYTES || f.data.len() > LOGPOST_BYTES {
        return Err(Fejl::intern("a short-lived key or its value is larger than the limit"));
    }
    Ok(())
}

fn raekke(r: &Raekkeskrivning) -> Result<(), Fejl> {
    if r.noegle.len() > NOEGLE_BYTES || r.vaerdi.as_ref().is_some_and(|v| v.len() > SAMLINGSRAEKKE_BYTES) {
        return Err(Fejl::ny(Fejlkode::ForStor)
            .felt("Raekke")
            .ventet(grund::sagt::hoejst(SAMLINGSRAEKKE_BYTES, grund::sagt::LAGREDE_BYTES)));
    }
    Ok(())
}

fn objekt(o: &Objektskrivning) -> Result<(), Fejl> {
    if o.unikke.tag.iter().chain(&o.unikke.slip).any(|n| n.len() > NOEGLE_BYTES) || o.unikke.tag.len() > SMAATING_PR_SKRIVNING {
        return Err(Fejl::intern("a unique key is larger than the limit, or there are too many"));
    }
    let siger_noget = match &o.handling {
        Skrivehandling::Registrer { registreringer, .. } => {
            if registreringer.is_empty() {
                return Err(Fejl::intern("a batch appends no registration"));
            }
            // The writer's time is later than every given one.
            if !registreringer.is_sorted_by(|a, b| a.tid < b.tid) {
                return Err(Fejl::intern("the registrations of an object must rise in time"));
            }
            if registreringer.iter().any(|r| matches!(r.tid, Tid::Givet(t) if !t.er_endelig())) {
                return Err(Fejl::intern("a registration time must be finite"));
            }
            registreringer.iter().try_for_each(|r| krop(&r.krop))?;
            true
        }
        Skrivehandling::Omskriv { kroppe, .. } => {
            kroppe.iter().try_for_each(|(_, k)| krop(k))?;
            !kroppe.is_empty()
        }
        Skrivehandling::Fjern => true,
        Skrivehandling::Uroert => false,
    };
    if siger_noget && o.haendelse.is_none() {
        return Err(Fejl::intern("a change without an event"));
    }
    if o.forventet == Forventning::Ukendt && !matches!(o.handling, Skrivehandling::Registrer { .. }) {
        return Err(Fejl::intern("an object that is not there can only be created"));
    }
    if matches!(o.handling, Skrivehandling::Uroert) && (o.haendelse.is_some() || o.unikke != Unikaendring::default()) {
        return Err(Fejl::intern("an object that is only expected is not changed"));
    }
    Ok(())
}

/// Whether an object with so many registrations may have so many more.
///
/// # Errors
/// `ForMange`.
pub(crate) fn plads_til(nr: u32, flere: usize) -> Result<(), Fejl> {
    if u64::from(nr) + flere as u64 > u64::from(REGISTRERINGER_PR_OBJEKT) {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("Registrering").ventet((
            format!("højst {REGISTRERINGER_PR_OBJEKT} registreringer af ét objekt"),
            format!("at most {REGISTRERINGER_PR_OBJEKT} registrations of one object"),
        )));
    }
    Ok(())
}

/// Whether the registrations that are rewritten are there.
///
/// # Errors
/// `Intern`.
pub(crate) fn findes(nr: u32, kroppe: &[(u32, Vec<u8>)]) -> Result<(), Fejl> {
    if kroppe.iter().any(|(n, _)| *n == 0 || *n > nr) {
        return Err(Fejl::intern("a rewritten registration must exist"));
    }
    Ok(())
}

/// Microseconds from the call to its registration time; 0 when nobody said when the call came.
pub(crate) fn ventet(tid: i64, kaldt: Tidspunkt) -> i64 {
    if kaldt.er_endelig() { tid.saturating_sub(kaldt.mikros()) } else { 0 }
}

fn krop(k: &[u8]) -> Result<(), Fejl> {
    if k.len() > REGISTRERING_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor)
            .felt("Registrering")
            .ventet(grund::sagt::hoejst(REGISTRERING_BYTES, grund::sagt::LAGREDE_BYTES)));
    }
    Ok(())
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
    Fejl::ny(Fejlkode::Optaget).detalje(("lageret er lukket", "the store is closed"))
}
