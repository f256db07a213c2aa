//! What a caller sees of an object, said plainly (C-40): the newest registration decides whether it is there, and each registration and each piece
//! of it passes by its own label.
use crate::historie::{Efter, Kalder};
use crate::typen::{Set, Stykke};
use grund::{Periode, Tidspunkt};
use lager::Registreringsvalg;
use register::Livscyklus;

/// One of the caller's alternatives lets see the label.
fn ser(k: &Kalder, klasse: Option<&str>, niveau: u8) -> bool {
    k.graenser.as_ref().is_none_or(|l| l.iter().any(|(kl, n)| niveau <= *n && kl.is_none_or(|kl| klasse == Some(kl))))
}

/// What is deleted has no class, and is of the highest level.
fn ser_slettet(k: &Kalder) -> bool {
    ser(k, None, 4)
}

/// The object is there for the caller.
pub fn er_der(k: &Kalder, nu: Tidspunkt, r: &[Set]) -> bool {
    r.last().is_some_and(|r| match r.kode {
        Livscyklus::Slettet => ser_slettet(k),
        _ => r.stykker.iter().any(|s| s.periode.indeholder(nu) && ser(k, Some(&s.klasse), s.niveau)),
    })
}

/// What is left of a registration; `None` when nothing is.
fn sete(k: &Kalder, r: &Set) -> Option<Set> {
    if r.kode == Livscyklus::Slettet {
        return ser_slettet(k).then(|| r.clone());
    }
    let stykker: Vec<Stykke> = r.stykker.iter().filter(|s| ser(k, Some(&s.klasse), s.niveau)).cloned().collect();
    (!stykker.is_empty()).then(|| Set { stykker, ..r.clone() })
}

/// The chosen registrations as the caller sees them, newest first.
pub fn billede(k: &Kalder, nu: Tidspunkt, r: &[Set], valg: Registreringsvalg, virkning: Periode) -> Vec<Set> {
    if !er_der(k, nu, r) {
        return Vec::new();
    }
    let til = |nr: usize| r.get(nr + 1).map_or(Tidspunkt::UENDELIG, |n| n.fra);
    let valgt = |nr: usize| {
        let p = Periode::ny(r[nr].fra, til(nr));
        match valg {
            Registreringsvalg::Aktuel => nr + 1 == r.len(),
            Registreringsvalg::Paa(t) => p.indeholder(t),
            Registreringsvalg::Interval(i) => p.overlapper(i),
        }
    };
    let i_virkning = |mut s: Set| {
        s.stykker.retain(|s| s.periode.overlapper(virkning));
        s
    };
    (0..r.len()).rev().filter(|nr| valgt(*nr)).filter_map(|nr| sete(k, &r[nr])).map(i_virkning).collect()
}

/// The object is found.
pub fn findes(k: &Kalder, nu: Tidspunkt, r: &[Set], efter: &Efter, valg: Registreringsvalg, virkning: Periode) -> bool {
    if let Efter::Aendret(p) = efter {
        return er_der(k, nu, r) && r.iter().any(|r| p.indeholder(r.fra));
    }
    billede(k, nu, r, valg, virkning).iter().filter(|r| r.kode != Livscyklus::Slettet).any(|r| match efter {
        Efter::Alle | Efter::Aendret(_) => true,
        Efter::Titel(t) => r.stykker.iter().any(|s| s.titel == *t),
        Efter::Klasse(kl) => r.stykker.iter().any(|s| s.klasse == *kl),
        Efter::Maerke(m) => r.maerker.contains(m),
    })
}
