//! Several things in one transaction, and keys that one object holds at a time.
use super::proever::{kald, koer, kommando, navn, register};
use super::*;
use crate::haendelse::Haendelsestype;
use crate::proevetyper::{PERSON, SAG, TING};
use crate::{Egenskab, Felter, Vaerdi, Virkning};
use grund::Periode;
use grund::spor::{Engang, Engangsnoegle, Mangel};
use lager::{NyFlygtig, Raekkeforventning, Raekkeskrivning, Skrivning};

fn med(objekttype: &'static Objekttype, n: u128, handling: Handling, felter: Felter) -> Kommando {
    let egenskaber = Some(vec![Egenskab { virkning: Virkning::i(Periode::ALTID), felter }]);
    Kommando { objekttype, maade: Flettemaade::Lora, ..kommando(n, handling, Indhold { egenskaber, ..Indhold::default() }) }
}

fn person(n: u128, handling: Handling, cpr: &str) -> Kommando {
    med(&PERSON, n, handling, [(1, Vaerdi::Tekst("x".into())), (2, Vaerdi::Tekst(cpr.into()))].into())
}

fn sag(n: u128, a: &str) -> Kommando {
    med(&SAG, n, Handling::Opret, [(1, Vaerdi::Tekst(a.into()))].into())
}

fn id(objekttype: &'static Objekttype, n: u128) -> Objektid {
    Objektid { objekttype, uuid: Uuid::from_u128(n) }
}

async fn findes(r: &Register, id: Objektid) -> bool {
    r.laes(&kald(99), id, Laesevalg::AKTUEL).await.unwrap().is_some()
}

#[test]
fn all_of_a_transaction_or_nothing() {
    koer(async {
        let r = register();
        let k = kald(10);
        let raekke = |forventet| Skrivning {
            raekker: vec![Raekkeskrivning { samling: 9, noegle: vec![1], forventet, vaerdi: Some(vec![2]) }],
            ..Skrivning::default()
        };
        let begge = |a: &str| vec![(&k, kommando(1, Handling::Opret, navn(0, 99, "a")).into()), (&k, sag(2, a).into())];
        // The second is refused by a rule of its module.
        let svar = r.udfoer_samlet(&k, begge("nej"), raekke(Raekkeforventning::Ukendt)).await;
        assert_eq!(svar.unwrap_err().kode(), Fejlkode::UgyldigVaerdi);
        // A row is not as expected.
        let svar = r.udfoer_samlet(&k, begge("ja"), raekke(Raekkeforventning::Er(vec![7]))).await;
        assert_eq!(svar.unwrap_err().kode(), Fejlkode::Samtidig);
        assert!(!findes(&r, id(&TING, 1)).await && !findes(&r, id(&SAG, 2)).await);
        assert_eq!(r.lager().raekke(9, &[1]).await.unwrap(), None);
        assert!(
            r.lager().haendelser(None, lager::Stroemposition::FORFRA, 10).await.unwrap().is_empty() && k.spor.indhold().objekter.is_empty()
        );

        let svar = r.udfoer_samlet(&k, begge("ja"), raekke(Raekkeforventning::Ukendt)).await.unwrap();
        assert_eq!(svar.iter().map(|k| (k.uuid.as_u128(), k.ny, k.tidspunkt)).collect::<Vec<_>>(), [(1, true, k.nu), (2, true, k.nu)]);
        let h = r.lager().haendelser(None, lager::Stroemposition::FORFRA, 10).await.unwrap();
        assert_eq!((h.len(), h[0].tidspunkt), (2, h[1].tidspunkt), "one transaction has one time");
        assert_eq!(r.lager().raekke(9, &[1]).await.unwrap(), Some(vec![2]));
        assert_eq!(k.spor.indhold().objekter.len(), 2);

        // Removal goes by what was read.
        r.udfoer(&kald(20), kommando(1, Handling::Ret, navn(0, 99, "b"))).await.unwrap();
        let vaek = |set| vec![(&k, Skridt::Fjern(id(&SAG, 2), None)), (&k, Skridt::Fjern(id(&TING, 1), Some(set)))];
        assert_eq!(r.udfoer_samlet(&k, vaek(k.nu), Skrivning::default()).await.unwrap_err().kode(), Fejlkode::Samtidig);
        assert!(findes(&r, id(&SAG, 2)).await);
        r.udfoer_samlet(&k, vaek(kald(20).nu), Skrivning::default()).await.unwrap();
        assert!(!findes(&r, id(&TING, 1)).await && !findes(&r, id(&SAG, 2)).await);
    });
}

#[test]
fn one_object_of_an_authority_holds_a_unique_key() {
    koer(async {
        let r = register();
        let (et, to) = ("0101701234", "0202701234");
        let optaget = |f: Result<Kvittering, Fejl>| assert_eq!(f.unwrap_err().kode(), Fejlkode::NummerOptaget);
        // Two at once, neither of which can have seen the other.
        for n in (1..40).step_by(2) {
            let cpr = format!("01017{n:05}");
            let (k, l) = (kald(10), kald(10));
            let (a, b) = futures::join!(r.udfoer(&k, person(n, Handling::Opret, &cpr)), r.udfoer(&l, person(n + 1, Handling::Opret, &cpr)));
            assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
            optaget(a.and(b));
        }
        r.udfoer(&kald(20), person(101, Handling::Opret, et)).await.unwrap();
        optaget(r.udfoer(&kald(21), person(102, Handling::Opret, et)).await);
        // The holder may change; another authority has keys of its own.
        r.udfoer(&kald(22), med(&PERSON, 101, Handling::Ret, [(1, Vaerdi::Tekst("y".into()))].into())).await.unwrap();
        let anden = Kaldekontekst { myndighed: grund::Cvr::fra_tal(3).unwrap(), ..kald(22) };
        r.udfoer(&anden, person(101, Handling::Opret, et)).await.unwrap();
        // Let go by a change, by deletion, by removal.
        r.udfoer(&kald(23), person(101, Handling::Ret, to)).await.unwrap();
        r.udfoer(&kald(24), person(102, Handling::Opret, et)).await.unwrap();
        optaget(r.udfoer(&kald(25), person(103, Handling::Opret, to)).await);
        r.udfoer(&kald(26), Kommando { indhold: Indhold::default(), ..person(101, Handling::Slet, to) }).await.unwrap();
        r.udfoer(&kald(27), person(103, Handling::Opret, to)).await.unwrap();
        // A deleted object that comes back wants it back.
        optaget(r.udfoer(&kald(28), person(101, Handling::Importer, to)).await);
        r.fjern(&kald(29), id(&PERSON, 103)).await.unwrap();
        r.udfoer(&kald(30), person(101, Handling::Importer, to)).await.unwrap();
        // From one to the other in one transaction, whatever the order.
        let k = kald(31);
        let bytter = vec![(&k, person(101, Handling::Ret, et).into()), (&k, person(102, Handling::Ret, to).into())];
        r.udfoer_samlet(&k, bytter, Skrivning::default()).await.unwrap();
        optaget(r.udfoer(&kald(32), person(104, Handling::Opret, et)).await);
        let sidste = r.lager().haendelser(None, lager::Stroemposition::FORFRA, 1_000).await.unwrap().pop().unwrap();
        assert_eq!(Haendelsestype::fra_nr(sidste.handling), Some(Haendelsestype::Ret));
    });
}

#[test]
fn g20_a_change_takes_its_message_along_and_a_repeated_message_changes_nothing() {
    koer(async {
        let r = register();
        let besked = |n: u8| Engangsnoegle { noegle: vec![n; 32], udloeb: kald(1_000).nu, data: vec![], id: format!("urn:uuid:{n}") };
        let med_besked = async |n| {
            let k = kald(10);
            *k.spor.engang().await = Engang::Ubrugt(besked(n));
            k
        };
        let ting = |n: u128| kommando(n, Handling::Opret, navn(0, 99, "a"));
        let k = med_besked(1).await;
        // What is refused takes nothing along.
        assert!(r.udfoer(&k, sag(9, "nej")).await.is_err());
        assert_eq!(*k.spor.engang().await, Engang::Ubrugt(besked(1)));
        // The first of several does, and the others go on.
        for svar in r.udfoer_flere(&k, (1..=20).map(ting).collect()).await {
            svar.unwrap();
        }
        assert_eq!(*k.spor.engang().await, Engang::Ligegyldig);
        assert!(r.lager().hent_flygtig(&[1; 32], k.nu).await.unwrap().is_some());
        // The same message again, of which nobody has looked whether it is there: no part of it is carried out.
        let igen = med_besked(1).await;
        for svar in r.udfoer_flere(&igen, (21..=40).map(ting).collect()).await {
            assert_eq!(svar.unwrap_err().kode(), Fejlkode::Gentaget);
        }
        assert_eq!(r.fjern(&igen, id(&TING, 1)).await.unwrap_err().kode(), Fejlkode::Gentaget);
        assert_eq!(igen.spor.indhold().afslag.unwrap().mangler, Mangel::Gentagelse);
        assert_eq!(r.lager().haendelser(None, lager::Stroemposition::FORFRA, 100).await.unwrap().len(), 20);
        // Of a change whose outcome nobody heard it is not known whose the message is; it is refused, and a module's own key that is there is not the message's.
        let uvist = med_besked(1).await;
        *uvist.spor.engang().await = Engang::Uvist(besked(1));
        assert_eq!(r.udfoer(&uvist, ting(50)).await.unwrap_err().kode(), Fejlkode::Gentaget);
        let k = med_besked(200).await;
        let eget = |n| Skrivning { flygtige: vec![NyFlygtig::af(&besked(n), k.nu)], ..Skrivning::default() };
        assert_eq!(r.udfoer_samlet(&k, vec![(&k, ting(51).into())], eget(1)).await.unwrap_err().kode(), Fejlkode::Samtidig);
        assert_eq!(*k.spor.engang().await, Engang::Ubrugt(besked(200)));
        // The module's own things alone are a transaction too.
        r.udfoer_samlet(&k, vec![], eget(201)).await.unwrap();
        assert_eq!(*k.spor.engang().await, Engang::Ligegyldig);
        for n in [200, 201] {
            assert!(r.lager().hent_flygtig(&[n; 32], k.nu).await.unwrap().is_some());
        }
        // Twice at once: one of them.
        for n in 2..20 {
            let (a, b) = (med_besked(n).await, med_besked(n).await);
            let (i, j) = (u128::from(n) * 1_000, u128::from(n) * 1_000 + 1);
            let (a, b) = futures::join!(r.udfoer(&a, ting(i)), r.udfoer(&b, ting(j)));
            assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
            assert_eq!(a.and(b).unwrap_err().kode(), Fejlkode::Gentaget);
        }
    });
}
