//! StandardRetur (A.7) and the lists of it.
use grund::{Fejl, Uuid};
use kontrakt::skema::Type;
use kontrakt::{Element, Knude};

/// The answer of an operation that went well, ready for more content.
pub fn ok(ud: &'static Element) -> Knude {
    standardretur(Knude::ny(ud), 20, "OK".into())
}

/// The answer of an operation that was refused. Groups that the contract demands are there and empty.
pub fn fejl(ud: &'static Element, fejl: &Fejl) -> Knude {
    let mut k = standardretur(Knude::ny(ud), fejl.post().statuskode, fejl.dansk());
    if let Type::Kompleks(t) = ud.slags {
        let kraevede = t.lag().flat_map(|i| i.partikler()).filter(|p| p.min > 0 && p.element().is_some_and(|e| e.navn != "StandardRetur"));
        k.boern.extend(kraevede.filter_map(Knude::i));
    }
    k
}

fn standardretur(k: Knude, kode: u16, tekst: String) -> Knude {
    match k.nyt_barn("StandardRetur") {
        Some(r) => k.med(udfyld(r, kode, tekst)),
        None => k,
    }
}

fn udfyld(k: Knude, kode: u16, tekst: String) -> Knude {
    k.felt("StatusKode", kode.to_string()).felt("FejlbeskedTekst", tekst)
}

/// A `MultipleOutputType`: what became of each object.
pub fn unik_retur(ud: &'static Element, udfald: Vec<(&'static str, Uuid, Result<(), Fejl>)>) -> Knude {
    let rod = Knude::ny(ud);
    let boern: Vec<Knude> = udfald
        .into_iter()
        .filter_map(|(navn, uuid, svar)| {
            let (kode, tekst) = match svar {
                Ok(()) => (20, "OK".to_owned()),
                Err(f) => (f.post().statuskode, f.dansk()),
            };
            Some(udfyld(rod.nyt_barn("UnikRetur")?, kode, tekst).felt("Type", navn).felt("UUIDIdentifikator", uuid.to_string()))
        })
        .collect();
    rod.med_alle(boern)
}
