//! Small words for making entries.
use grund::spor::{Mangel, Spor, Sporsystem};
use grund::ur::IdKilde;
use grund::{Cvr, Fejlkode, Kaldekontekst, Melder, Rettigheder, Tidspunkt, UnikId, Uuid, spor};
use lager::Lager;
use revision::{Logindgang, Lognoegle, Revision};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub const A: Cvr = Cvr::KORSBAEK;
pub const B: Cvr = Cvr::KOMBIT;

/// Hours after 1 January 2026.
pub fn time(h: i64) -> Tidspunkt {
    Tidspunkt::fra_xs("2026-01-01T00:00:00Z").unwrap().plus_mikros(h * 3_600_000_000)
}

pub fn revision(lager: Arc<dyn Lager>) -> Revision {
    Revision::ny(lager, Lognoegle::fra_bytes([9; 64]).unwrap())
}

#[derive(Default)]
pub struct Ider(AtomicU64);

impl IdKilde for Ider {
    fn ny(&self) -> Uuid {
        Uuid::from_u64_pair(77, self.0.fetch_add(1, Ordering::Relaxed))
    }
}

pub fn spor(myndighed: Option<Cvr>, cpr: &[&str]) -> Spor {
    let s = Spor::default();
    s.skriv(|s| {
        s.system = Some(Sporsystem { uuid: Uuid::from_u128(1), navn: "Fagsystem; \"Æ\"".into(), cvr: A });
        s.myndighed = myndighed;
        s.operation = Some("soeg".into());
        s.bruger = Some("=cmd|' /C calc'!A0".into());
        s.formaal = Some("sag om 010203-1234".into());
    });
    for c in cpr {
        s.person(c);
    }
    s.objekt(3, Uuid::from_u128(5), 0);
    s
}

pub fn indgang(nr: u64, myndighed: Option<Cvr>, tidspunkt: Tidspunkt, cpr: &[&str]) -> Logindgang {
    Logindgang::fra_spor(spor(myndighed, cpr).indhold(), "rest", Uuid::from_u64_pair(5, nr), tidspunkt, 200, 1_500)
}

pub fn afslag(nr: u64, myndighed: Option<Cvr>, tidspunkt: Tidspunkt) -> Logindgang {
    let s = spor(myndighed, &[]);
    s.afslag(
        Fejlkode::IngenAftale,
        spor::Afslag {
            mangler: Mangel::Aftale,
            forklaring: "Der er ingen aftale.".into(),
            detaljer: vec![("aftale", "ingen".into())],
            raad: "Bed om en.",
        },
    );
    Logindgang::fra_spor(s.indhold(), "soap", Uuid::from_u64_pair(5, nr), tidspunkt, 403, 100)
}

pub fn laeser(retter: Rettigheder) -> Kaldekontekst {
    let mut k = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(Uuid::from_u128(33)), time(9_000), Uuid::from_u128(34));
    k.retter = Arc::new(retter);
    k
}

pub fn stille() -> Box<Melder<'static>> {
    Box::new(|_| {})
}
