//! StandardRetur (A.7) and the lists of it.
use super::Kald;
use grund::{Fejl, Uuid};
use kontrakt::{Element, Knude};
use register::anvisning::Fund;
use register::anvisningsmaade::fundtekst;

/// What became of one object: its type, its UUID, and what the guides have against it where it was stored all the same (C-2).
pub type Objektsvar = (&'static str, Uuid, Result<Vec<Fund>, Fejl>);

/// The answer of an operation that went well, ready for more content.
pub fn ok(ud: &'static Element) -> Knude {
    standardretur(Knude::ny(ud), 20, "OK".into())
}

/// The answer of an operation that was refused. Groups that the contract demands are there and empty.
pub fn afvis(kald: Kald<'_>, _ind: Option<&Knude>, fejl: &Fejl) -> Knude {
    let ud = kald.operation.ud;
    let mut k = standardretur(Knude::ny(ud), fejl.post().statuskode, fejl.dansk());
    let kraevede = ud.partikler().filter(|p| p.min > 0 && p.element().is_some_and(|e| e.navn != "StandardRetur"));
    k.boern.extend(kraevede.filter_map(Knude::i));
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

/// A `MultipleOutputType`: what became of each object. What went well has the text `OK` and nothing else (clients compare it); findings
/// stand beside it.
pub fn unik_retur(ud: &'static Element, udfald: Vec<Objektsvar>) -> Knude {
    let rod = Knude::ny(ud);
    let boern: Vec<Knude> = udfald
        .into_iter()
        .filter_map(|(navn, uuid, svar)| {
            let (kode, tekst, fund) = match svar {
                Ok(fund) => (20, "OK".to_owned(), fund),
                Err(f) => (f.post().statuskode, f.dansk(), Vec::new()),
            };
            let k = udfyld(rod.nyt_barn("UnikRetur")?, kode, tekst);
            let k = k.felt_hvis("DetaljeretFejlbesked", (!fund.is_empty()).then(|| fundtekst(&fund)));
            Some(k.felt("Type", navn).felt("UUIDIdentifikator", uuid.to_string()))
        })
        .collect();
    rod.med_alle(boern)
}
