//! What the register does for the indexes: roles as identities, references in fields, repeated imports, the sender's time, silence.
use super::proever::{kald, koer, register, uuid};
use super::*;
use crate::proevetyper::ROLLER;
use crate::{Felter, Maerke, Relation, Vaerdi, Virkning};
use grund::{Periode, Tidspunkt, UnikId};
use lager::Haendelse;

fn p(a: i64, b: i64) -> Periode {
    Periode::ny(Tidspunkt::fra_mikros(a), if b >= 99 { Tidspunkt::UENDELIG } else { Tidspunkt::fra_mikros(b) })
}
fn rel(rolle: u128, indeks: Option<&str>, a: i64, b: i64, n: u128) -> Relation {
    Relation {
        rolle: Some(Maerke { id: uuid(rolle), label: None }),
        indeks: indeks.map(str::to_owned),
        ..Relation::til(uuid(n), Virkning::i(p(a, b)))
    }
}
fn kommando(handling: Handling, relationer: Vec<Relation>) -> Kommando {
    Kommando {
        objekttype: &ROLLER,
        uuid: Uuid::from_u128(5),
        handling,
        maade: Flettemaade::Sts,
        note: None,
        indhold: Indhold { relationer: [(1, relationer)].into(), ..Indhold::default() },
        historik: Vec::new(),
        forudsat: None,
    }
}
async fn relationer(r: &Register) -> Vec<(Option<UnikId>, Periode)> {
    let id = Objektid { objekttype: &ROLLER, uuid: Uuid::from_u128(5) };
    let o = r.laes(&kald(500), id, Laesevalg::AKTUEL).await.unwrap().unwrap();
    o.nyeste().unwrap().billede.relationer[&1].iter().map(|x| (x.reference.clone(), x.virkning.periode)).collect()
}
async fn haendelser(r: &Register) -> Vec<Haendelse> {
    r.lager().haendelser(None, lager::Stroemposition::FORFRA, 100).await.unwrap()
}

#[test]
fn c12_each_registration_of_an_import_keeps_the_senders_time() {
    koer(async {
        let r = register();
        let t = Tidspunkt::fra_mikros;
        let tidligere = Historisk { tidspunkt: t(7), note: None, bruger: None, indhold: Indhold::default() };
        let k = Kommando { historik: vec![tidligere], ..kommando(Handling::Indlaes, vec![rel(3, None, 0, 99, 5)]) };
        let sent = Tillaeg { afsendt: Some(t(8)), uden_notifikation: false };
        r.udfoer_med(&kald(10), k, sent).await.unwrap();
        let id = Objektid { objekttype: &ROLLER, uuid: Uuid::from_u128(5) };
        let o = r.laes(&kald(500), id, Laesevalg::ALT).await.unwrap().unwrap();
        let tider: Vec<_> = o.registreringer.iter().map(|x| (x.registreret.fra, x.afsendt)).collect();
        assert_eq!(tider, [(t(10), Some(t(8))), (t(7), Some(t(7)))]);
    });
}

#[test]
fn a57_role_and_index_are_the_identity_and_a_new_target_ends_the_old() {
    koer(async {
        let r = register();
        r.udfoer(
            &kald(10),
            kommando(Handling::Indlaes, vec![rel(3, None, 0, 99, 5), rel(2, Some("1"), 0, 99, 6), rel(2, Some("2"), 0, 99, 6)]),
        )
        .await
        .unwrap();
        // the same reference under two indexes is no repetition (A-56 is about addresses)
        assert_eq!(relationer(&r).await.len(), 3);
        r.udfoer(&kald(20), kommando(Handling::Ret, vec![rel(3, None, 10, 99, 7), rel(2, Some("2"), 0, 12, 6)])).await.unwrap();
        let mut nu = relationer(&r).await;
        nu.sort();
        let ventet = [(5, p(0, 10)), (6, p(0, 12)), (6, p(0, 99)), (7, p(10, 99))].map(|(n, p)| (Some(uuid(n)), p));
        assert_eq!(nu, ventet);
        // the same identity twice at a time is a mistake
        let f =
            r.udfoer(&kald(30), kommando(Handling::Ret, vec![rel(2, Some("2"), 0, 99, 8), rel(2, Some("2"), 5, 99, 9)])).await.unwrap_err();
        assert_eq!(f.kode(), Fejlkode::OverlappendePerioder);
    });
}

#[test]
fn a57_without_an_index_those_of_a_role_0_to_n_are_told_apart_by_their_reference() {
    koer(async {
        let r = register();
        r.udfoer(&kald(10), kommando(Handling::Indlaes, vec![rel(2, None, 0, 99, 5), rel(2, None, 0, 99, 6)])).await.unwrap();
        r.udfoer(&kald(20), kommando(Handling::Ret, vec![rel(2, None, 0, 50, 5)])).await.unwrap();
        let mut nu = relationer(&r).await;
        nu.sort();
        assert_eq!(nu, [(Some(uuid(5)), p(0, 50)), (Some(uuid(6)), p(0, 99))]);
    });
}

#[test]
fn a_reference_in_a_searchable_field_is_found_as_the_relations_own() {
    koer(async {
        let r = register();
        let felter: Felter = [(1, Vaerdi::Struktur([(1, Vaerdi::Reference(uuid(71))), (2, Vaerdi::Reference(uuid(72)))].into()))].into();
        let x = Relation { felter, reference: None, ..rel(3, None, 0, 99, 5) };
        r.udfoer(&kald(10), kommando(Handling::Indlaes, vec![x])).await.unwrap();
        let soeg = |n| {
            let k = Relationskriterium { nr: 1, reference: Some(uuid(n)), ..Relationskriterium::default() };
            Forespoergsel { relationer: vec![k], ..Forespoergsel::alle(&ROLLER, Tidspunkt::fra_mikros(20)) }
        };
        assert_eq!(r.soeg(&kald(20), &soeg(71)).await.unwrap().len(), 1);
        assert_eq!(r.soeg(&kald(20), &soeg(72)).await.unwrap().len(), 0);
        // with a role the registration itself is looked at
        let mut f = soeg(71);
        f.relationer[0].rolle = Some(uuid(3));
        assert_eq!(r.antal(&kald(20), &f).await.unwrap(), 1);
        f.relationer[0].rolle = Some(uuid(4));
        assert_eq!(r.antal(&kald(20), &f).await.unwrap(), 0);
    });
}

#[test]
fn a_repeated_import_changes_nothing_and_is_not_announced() {
    koer(async {
        let r = register();
        let k = || kommando(Handling::Indlaes, vec![rel(3, None, 0, 99, 5)]);
        let sent = Tillaeg { afsendt: Some(Tidspunkt::fra_mikros(7)), uden_notifikation: false };
        assert!(r.udfoer_med(&kald(10), k(), sent).await.unwrap().aendret);
        assert!(!r.udfoer_med(&kald(20), k(), sent).await.unwrap().aendret);
        assert_eq!(haendelser(&r).await.len(), 1);
        // what an import leaves out is gone: it is the whole content
        assert!(r.udfoer(&kald(30), kommando(Handling::Indlaes, vec![rel(4, None, 0, 99, 6)])).await.unwrap().aendret);
        assert_eq!(relationer(&r).await, [(Some(uuid(6)), p(0, 99))]);
    });
}

#[test]
fn a33_without_notification_the_event_says_so_and_c12_the_senders_time_is_searched() {
    koer(async {
        let r = register();
        let sent = Tillaeg { afsendt: Some(Tidspunkt::fra_mikros(7)), uden_notifikation: true };
        r.udfoer_med(&kald(10), kommando(Handling::Indlaes, vec![rel(3, None, 0, 99, 5)]), sent).await.unwrap();
        assert_eq!(haendelser(&r).await.iter().map(|h| h.notificeres).collect::<Vec<_>>(), [false]);
        let f = |a, b| Forespoergsel { afsendt: Some(p(a, b)), ..Forespoergsel::alle(&ROLLER, Tidspunkt::fra_mikros(20)) };
        assert_eq!(r.antal(&kald(20), &f(7, 8)).await.unwrap(), 1);
        assert_eq!(r.antal(&kald(20), &f(8, 99)).await.unwrap(), 0);
        let id = Objektid { objekttype: &ROLLER, uuid: Uuid::from_u128(5) };
        let o = r.laes(&kald(30), id, Laesevalg::AKTUEL).await.unwrap().unwrap();
        assert_eq!(o.nyeste().unwrap().afsendt, sent.afsendt);
        assert_eq!(o.nyeste().unwrap().sts_livscyklus(), crate::Livscyklus::Importeret);
    });
}
