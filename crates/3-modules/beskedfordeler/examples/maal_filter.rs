//! Measures matching: `cargo run --release -p beskedfordeler --example maal_filter`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]
use beskedfordeler::filter::{Abonnementsindeks, Betingelse, Felt, Filter};
use beskedfordeler::kuvert::{Kuvert, Objektregistrering};
use grund::slump::Slump;
use grund::{UnikId, Uuid};
use std::time::Instant;

/// Rounds of the same messages, of which each finds the caches as the 5,000 before it left them.
const RUNDER: usize = 5;

fn uuid(art: u64, n: u64) -> Uuid {
    Uuid::from_u64_pair(art, n)
}

fn urn(foran: &str, n: u64, cifre: usize) -> String {
    format!("urn:oio:{foran}:{n:0cifre$}")
}

fn kle(n: u64) -> String {
    format!("{:02}.{:02}.{:02}", n / 10_000 % 100, n / 100 % 100, n % 100)
}

/// What subscribers ask for: a type and an authority always, and mostly a subject, what happened, an object, or a list of persons.
fn filter(s: &mut Slump, liste: Uuid) -> Filter {
    let b = |felt, vaerdier: Vec<String>, lister| Betingelse { felt, vaerdier, lister };
    let mut betingelser = vec![b(Felt::ObjektAnsvarligMyndighed, vec![urn("cvr-nr", s.under(98), 8)], vec![])];
    if s.procent(70) {
        betingelser.push(b(
            Felt::OpgaveEmne,
            (0..1 + s.under(5)).map(|_| kle(s.under(1_000_000)).get(..5).unwrap().to_owned()).collect(),
            vec![],
        ));
    }
    if s.procent(50) {
        betingelser.push(b(Felt::ObjektHandling, vec![uuid(2, s.under(10)).to_string()], vec![]));
    }
    if s.procent(30) {
        betingelser.push(b(Felt::ObjektId, vec![urn("cpr-nr", s.under(6_000_000), 10)], vec![]));
    } else if s.procent(20) {
        betingelser.push(b(Felt::ObjektId, vec![], vec![liste]));
    } else {
        betingelser.push(b(Felt::RegistreringsAktoer, vec![uuid(3, s.under(500)).to_string()], vec![]));
    }
    Filter { beskedtype: UnikId::Uuid(uuid(1, s.under(20))), betingelser }
}

fn besked(s: &mut Slump) -> Kuvert {
    let r = Objektregistrering {
        id: None,
        aktoer: Some(uuid(3, s.under(500))),
        tidspunkt: None,
        myndighed: Some(UnikId::Urn(urn("cvr-nr", s.under(98), 8))),
        objekt: Some(UnikId::Urn(urn("cpr-nr", s.under(6_000_000), 10))),
        objekttype: Some(UnikId::Uuid(uuid(4, s.under(5)))),
        handling: Some(UnikId::Uuid(uuid(2, s.under(10)))),
        emne: Some(UnikId::Urn(format!("urn:oio:kle:{}", kle(s.under(1_000_000))))),
    };
    let (id, slags) = (UnikId::Uuid(uuid(5, s.naeste())), UnikId::Uuid(uuid(1, s.under(20))));
    Kuvert { registreringer: vec![r], ..Kuvert::ny(id, slags) }
}

fn main() {
    for antal in [1_000u64, 10_000, 100_000] {
        let mut s = Slump::ny(1, "filter");
        let mut i = Abonnementsindeks::default();
        let lister: Vec<Uuid> = (0..20).map(|n| uuid(9, n)).collect();
        for l in lister.iter().take(if antal >= 100_000 { 20 } else { 2 }) {
            let v: Vec<String> = (0..100_000).map(|_| urn("cpr-nr", s.under(6_000_000), 10)).collect();
            i.saet_liste(*l, v.iter().map(String::as_str));
        }
        let start = Instant::now();
        for n in 0..antal {
            let l = *lister.get(s.under(20) as usize).unwrap();
            i.saet(uuid(6, n), &filter(&mut s, l));
        }
        let bygget = start.elapsed();
        let beskeder: Vec<Kuvert> = (0..5_000).map(|_| besked(&mut s)).collect();
        // The best of several rounds: what others do to the machine meanwhile is not the index's.
        let (mut tider, mut fund) = (vec![f64::MAX; beskeder.len()], 0);
        for _ in 0..RUNDER {
            fund = 0;
            for (k, t) in beskeder.iter().zip(&mut tider) {
                let start = Instant::now();
                fund += i.match_besked(k).len();
                *t = t.min(start.elapsed().as_secs_f64() * 1e6);
            }
        }
        tider.sort_by(f64::total_cmp);
        let p = |n: usize| tider.get(tider.len() * n / 100).copied().unwrap_or(0.0);
        println!(
            "{antal} subscriptions: built in {bygget:?}; a message {:.1} µs at the median, {:.1} µs p99; {fund} matches of 5,000 messages",
            p(50),
            p(99)
        );
    }
}
