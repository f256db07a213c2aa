//! Small words for making what the port takes.
use grund::{Cvr, Periode, Tidspunkt, Uuid};
use lager::*;

pub const A: Cvr = Cvr::KORSBAEK;
pub const B: Cvr = Cvr::KOMBIT;

pub fn t(v: i64) -> Tidspunkt {
    match v {
        i64::MIN => Tidspunkt::MINUS_UENDELIG,
        i64::MAX => Tidspunkt::UENDELIG,
        v => Tidspunkt::fra_mikros(1_700_000_000_000_000 + v),
    }
}

pub fn p(fra: i64, til: i64) -> Periode {
    Periode::ny(t(fra), t(til))
}

pub const MIN: i64 = i64::MIN;
pub const MAX: i64 = i64::MAX;

pub fn noegle(myndighed: Cvr, nr: u64) -> Objektnoegle {
    Objektnoegle { myndighed, objekttype: 7, uuid: Uuid::from_u64_pair(nr, nr) }
}

pub fn reg(nr: u32, tid: i64) -> NyRegistrering {
    NyRegistrering { nr, tidspunkt: t(tid), livscyklus: 1, krop: format!("krop {nr} {tid}").into_bytes() }
}

pub fn rk(n: &str, virkning: Periode, registreret: Periode) -> Indeksraekke {
    Indeksraekke { noegle: n.as_bytes().to_vec(), virkning, registreret }
}

pub fn haendelse(tid: i64) -> Option<NyHaendelse> {
    Some(NyHaendelse { handling: 3, tidspunkt: t(tid), data: tid.to_le_bytes().to_vec() })
}

pub fn en(noegle: Objektnoegle, forventet: Forventning, handling: Skrivehandling, haendelse: Option<NyHaendelse>) -> Skrivning {
    Skrivning { objekter: vec![Objektskrivning { noegle, forventet, handling, haendelse, emne: None }], ..Skrivning::default() }
}

/// Creates an object at `tid` with open rows for the keys.
pub fn opret(n: Objektnoegle, tid: i64, noegler: &[&str]) -> Skrivning {
    let indeks = noegler.iter().map(|k| rk(k, Periode::ALTID, p(tid, MAX))).collect();
    en(
        n,
        Forventning::Ukendt,
        Skrivehandling::Registrer { registreringer: vec![reg(1, tid)], luk: vec![], indeks, maerker: None },
        haendelse(tid),
    )
}

pub fn lig(n: &str) -> Kriterium {
    Kriterium { noegler: vec![Noeglevalg::Lig(n.as_bytes().to_vec())], virkning: None, fortaeller: Fortaeller::Intet }
}

pub fn begynder(n: &str) -> Kriterium {
    Kriterium { noegler: vec![Noeglevalg::Begynder(n.as_bytes().to_vec())], virkning: None, fortaeller: Fortaeller::Intet }
}

pub fn soegning(registreret: Periode, kriterier: Vec<Kriterium>) -> Soegning {
    Soegning { myndigheder: vec![A], registreret, kriterier, aendret: None, syn: None, efter_oid: 0, spring_over: 0, antal: 1000 }
}

/// The objects' numbers, as [`noegle`] made them.
pub fn numre(fund: &[Fund]) -> Vec<u64> {
    fund.iter().map(|f| f.noegle.uuid.as_u64_pair().0).collect()
}
