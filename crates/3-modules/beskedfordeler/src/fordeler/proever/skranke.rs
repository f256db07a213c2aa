//! The desk over the same world.
use super::*;
use crate::skranke::{Adkomst, Fra, Koe, Set, Skranke, Udvalg, Valg};
use adgang::aftalebog::Administratorrolle as Rolle;

const HVORFOR: &str = "borgeren har klaget";

fn administrator(roller: &[Rolle]) -> Adkomst {
    Adkomst::Administrator(Arc::new(Administrator { uuid: Uuid::from_u128(3), navn: "Inge".into(), roller: roller.to_vec() }))
}

fn kald(v: &Verden) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(adgang::FAELLES, &[], UnikId::Uuid(Uuid::from_u128(5)), v.fordeler.nu(), Uuid::from_u128(6))
}

async fn status(v: &Verden) -> (u64, u64) {
    let s = v.fordeler.koe().status(KOE).await.unwrap();
    (s.antal, s.fejlede)
}

#[test]
fn h1_the_desk_shows_each_caller_its_own_dueslag_and_what_messages_say_only_with_the_logs_right() {
    koer(async {
        let v = Verden::ny(true).await;
        v.aftale(AFSENDERSYSTEM, &AFSEND, A, &[]);
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[]);
        let person = crate::kuvert::Relateret {
            id: UnikId::Urn("urn:oio:cpr-nr:2512484916".into()),
            objekttype: UnikId::Uuid(Uuid::from_u128(1)),
            rolle: None,
        };
        assert_eq!(v.send(1, |k| k.relaterede.push(person)).await.kode, 20);
        let k = kald(&v);
        for (hvem, ser, laeser) in [
            (Adkomst::Maskinen, true, true),
            (administrator(&[Rolle::Drift]), true, false),
            (administrator(&[Rolle::Drift, Rolle::Logindsigt(A)]), true, true),
            (administrator(&[Rolle::Aftaler(A)]), true, false),
            (administrator(&[Rolle::Aftaler(B), Rolle::Logindsigt(A)]), false, false),
            (administrator(&[Rolle::Leverandoer(B)]), true, false),
            (administrator(&[Rolle::Leverandoer(A)]), false, false),
            (Adkomst::System(MODTAGERSYSTEM), true, true),
            (Adkomst::System(AFSENDERSYSTEM), false, false),
        ] {
            let s = Skranke::ny(&v.fordeler, &hvem, &k);
            assert_eq!(s.liste(Udvalg::default()).await.unwrap().len(), usize::from(ser), "{hvem:?}");
            assert_eq!(
                s.billede(KOE).await.map(|b| b.status.antal).map_err(|f| f.kode()),
                if ser { Ok(1) } else { Err(Fejlkode::FindesIkke) }
            );
            let k = kald(&v);
            let s = Skranke::ny(&v.fordeler, &hvem, &k);
            let set = s.se(KOE, Koe::Dueslag, 1, HVORFOR, true).await;
            if laeser {
                assert!(set.unwrap().indhold.unwrap().contains("2512484916"));
                let spor = k.spor.indhold();
                assert_eq!(
                    (spor.formaal.as_deref(), spor.personer, spor.myndighed),
                    (Some(HVORFOR), vec!["2512484916".to_owned()], Some(A))
                );
                assert!(spor.operation.unwrap().contains(&id(1)));
            } else {
                let vente = if ser { Fejlkode::KraeverLogret } else { Fejlkode::FindesIkke };
                assert_eq!(set.unwrap_err().kode(), vente, "{hvem:?}");
                // Neither its class nor its party, which stand in the envelope.
                let set = s.se(KOE, Koe::Dueslag, 1, HVORFOR, false).await;
                assert_eq!(set.map(|v| (v.kuvert, v.linje.nummer)).ok(), ser.then_some((None, 1)), "{hvem:?}");
                assert!(k.spor.indhold().personer.is_empty());
            }
            for f in [
                s.til_fejlkoe(Uuid::from_u128(77), &Valg::Alle, HVORFOR).await.map(drop),
                s.beskeder(Uuid::from_u128(77), Koe::Dueslag, 0, 1).await.map(drop),
            ] {
                assert_eq!(f.unwrap_err().kode(), Fejlkode::FindesIkke);
            }
        }
        // The agreement ended while it lay there.
        v.bog.0.lock().unwrap().clear();
        let f = Skranke::ny(&v.fordeler, &Adkomst::Maskinen, &k).se(KOE, Koe::Dueslag, 1, HVORFOR, true).await.unwrap_err();
        assert_eq!(f.kode(), Fejlkode::BeskedUdenAftale);
    });
}

#[test]
fn e12_messages_are_moved_to_the_error_queue_and_back_one_several_or_all() {
    koer(async {
        let v = Verden::ny(false).await;
        for n in 1..=5 {
            v.send(n, |_| {}).await;
        }
        let (k, hvem) = (kald(&v), Adkomst::Maskinen);
        let s = Skranke::ny(&v.fordeler, &hvem, &k);
        assert_eq!(s.til_fejlkoe(KOE, &Valg::Numre(vec![2, 4, 99]), HVORFOR).await.unwrap(), (2, false));
        let l = s.beskeder(KOE, Koe::Fejlkoe, 0, 10).await.unwrap();
        let (aarsag, tekst, _) = l[0].fejl.clone().unwrap();
        // The error queue has numbers of its own.
        assert_eq!(l[1].besked.clone().unwrap().0.to_string(), id(4));
        assert_eq!((l[0].nummer, l[1].nummer, aarsag, tekst.as_str()), (1, 2, Fejlaarsag::FlyttetAfBruger, HVORFOR));
        // A message that a consumer has goes too; what the consumer says of it then counts for nothing.
        let f = v.fordeler.forbruger(KOE);
        f.hent(1, usize::MAX).await.unwrap();
        assert!(s.beskeder(KOE, Koe::Dueslag, 0, 1).await.unwrap()[0].ude);
        assert_eq!(s.til_fejlkoe(KOE, &Valg::Alle, HVORFOR).await.unwrap(), (3, false));
        assert_eq!((f.kvitter(&[1]).await.unwrap(), status(&v).await), (0, (0, 5)));
        assert_eq!(s.genfremsend(KOE, &Valg::Numre(vec![2, 99]), HVORFOR).await.unwrap(), (1, false));
        assert_eq!(v.ids(&f).await, [id(4)]);
        assert_eq!(s.slet(KOE, vec![5], HVORFOR).await.unwrap(), 1);
        assert_eq!(s.genfremsend(KOE, &Valg::Alle, HVORFOR).await.unwrap(), (3, false));
        assert_eq!((v.ids(&f).await, status(&v).await), (vec![id(2), id(1), id(3)], (4, 0)));
    });
}

#[test]
fn e12_a_dueslag_is_emptied_of_what_was_seen_and_of_nothing_else() {
    koer(async {
        let v = Verden::ny(false).await;
        for n in 1..=3 {
            v.send(n, |_| {}).await;
        }
        let (k, hvem) = (kald(&v), Adkomst::Maskinen);
        let s = Skranke::ny(&v.fordeler, &hvem, &k);
        let set = s.billede(KOE).await.unwrap().status;
        let set = Set { antal: set.antal, naeste: set.naeste };
        v.send(4, |_| {}).await;
        for forkert in [Set { antal: 2, ..set }, Set { naeste: 1_000, antal: 1_000 }] {
            let f = s.toem(KOE, Koe::Dueslag, forkert, HVORFOR).await.unwrap_err();
            assert_eq!(f.kode(), Fejlkode::Samtidig, "{f}");
        }
        assert_eq!((s.toem(KOE, Koe::Dueslag, set, HVORFOR).await.unwrap(), status(&v).await), (3, (1, 0)));
        assert_eq!(s.beskeder(KOE, Koe::Dueslag, 0, 9).await.unwrap()[0].besked.clone().unwrap().0.to_string(), id(4));
        s.til_fejlkoe(KOE, &Valg::Alle, HVORFOR).await.unwrap();
        let naeste = s.billede(KOE).await.unwrap().status.naeste;
        assert_eq!(s.toem(KOE, Koe::Fejlkoe, Set { antal: 0, naeste }, HVORFOR).await.unwrap_err().kode(), Fejlkode::Samtidig);
        assert_eq!((s.toem(KOE, Koe::Fejlkoe, Set { antal: 1, naeste }, HVORFOR).await.unwrap(), status(&v).await), (1, (0, 0)));
    });
}

#[test]
fn e12_a_replay_begins_at_a_time_or_a_position_and_ends_where_the_feed_stood() {
    koer(async {
        let mut v = Verden::ny(false).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        v.sag(1, "320101", Handling::Opret, false).await;
        v.foelg().await;
        // A minute passes.
        v.ur.0.fetch_add(60_000_000, Ordering::SeqCst);
        let midt = v.fordeler.nu();
        let efter_en = v.fordeler.spids().await.unwrap();
        for n in 2..=4 {
            v.sag(n, "320101", Handling::Opret, false).await;
        }
        v.foelg().await;
        let (k, hvem) = (kald(&v), Adkomst::Maskinen);
        let s = Skranke::ny(&v.fordeler, &hvem, &k);
        let genafspillet = async |fra| s.genafspil(KOE, fra, false, HVORFOR).await.map(|g| (g.beskeder, g.naeste)).map_err(|f| f.kode());
        let proevet = s.genafspil(KOE, Fra::Tid(midt), true, HVORFOR).await.unwrap();
        assert_eq!((proevet.beskeder, status(&v).await.0), (3, 4), "only counted");
        assert_eq!(genafspillet(Fra::Tid(midt)).await, Ok((3, None)));
        assert_eq!(genafspillet(Fra::Position(efter_en)).await, Ok((3, None)));
        assert_eq!(genafspillet(Fra::Tid(Tidspunkt::fra_mikros(0))).await, Ok((4, None)), "all that there is");
        assert_eq!(genafspillet(Fra::Tid(v.fordeler.nu().plus_mikros(3_600_000_000))).await, Ok((0, None)));
        let anden_epoke = lager::Stroemposition { epoke: 7, nr: 1 };
        assert_eq!(genafspillet(Fra::Position(anden_epoke)).await, Err(Fejlkode::StroempositionUgyldig));
        assert_eq!(status(&v).await.0, 14);
    });
}

#[test]
fn the_desk_sees_a_receiver_that_stops_and_what_is_stuck() {
    koer(async {
        let v = Verden::ny(false).await;
        let (k, hvem) = (kald(&v), Adkomst::Maskinen);
        let s = Skranke::ny(&v.fordeler, &hvem, &k);
        let mut f = v.fordeler.forbruger(KOE);
        v.send(1, |_| {}).await;
        f.vent().await;
        assert_eq!(s.billede(KOE).await.unwrap().gang.forbrugere, 0, "one that waits has fetched nothing yet");
        let l = f.hent(9, usize::MAX).await.unwrap();
        let b = s.billede(KOE).await.unwrap();
        assert_eq!((b.gang.forbrugere, b.ude, b.status.antal), (1, 1, 1));
        f.afvis(&[l[0].nummer], Afvisning::Igen, "HTTP 503").await.unwrap();
        let b = s.billede(KOE).await.unwrap();
        assert_eq!((b.gang.fejl_i_traek, b.gang.seneste_fejl.map(|(_, t)| t.engelsk).as_deref()), (1, Some("HTTP 503")));
        let l = f.hent(9, usize::MAX).await.unwrap();
        f.kvitter(&[l[0].nummer]).await.unwrap();
        let udvalg = Udvalg { problemer: true, ..Udvalg::default() };
        assert!(s.liste(udvalg).await.unwrap().is_empty(), "all is well");
        v.send(2, |_| {}).await;
        drop(f);
        let b = s.liste(udvalg).await.unwrap();
        assert_eq!((b.len(), b[0].status.antal, b[0].gang.forbrugere, b[0].gang.fejl_i_traek), (1, 1, 0, 0));
        assert!(b[0].gang.uden_forbruger_siden.is_some() && b[0].gang.ind_pr_sekund > 0.0 && b[0].status.aeldste.is_some());
    });
}

#[test]
fn h1_a_dueslag_that_was_deleted_with_messages_in_it_is_still_its_owners_to_see() {
    koer(async {
        let mut v = Verden::ny(true).await;
        v.aftale(AFSENDERSYSTEM, &AFSEND, A, &[]);
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[]);
        assert_eq!(v.send(1, |_| {}).await.kode, 20);
        v.udfoer(&DUESLAG, KOE, Handling::Slet, Felter::new(), vec![], false).await;
        v.foelg().await;
        for _ in 0..2 {
            let k = kald(&v);
            for (hvem, ser) in [
                (Adkomst::Maskinen, true),
                (administrator(&[Rolle::Drift]), true),
                (administrator(&[Rolle::Aftaler(A)]), true),
                (administrator(&[Rolle::Aftaler(B)]), false),
                (administrator(&[Rolle::Leverandoer(B)]), true),
                (Adkomst::System(MODTAGERSYSTEM), true),
                (Adkomst::System(AFSENDERSYSTEM), false),
            ] {
                let alle = Skranke::ny(&v.fordeler, &hvem, &k).liste(Udvalg { problemer: true, ..Udvalg::default() }).await.unwrap();
                let set: Vec<_> =
                    alle.iter().map(|b| (b.post.is_some(), b.sidst.as_ref().map(|d| (d.myndighed, d.data.modtagersystem)))).collect();
                let ventet = ser.then_some((false, Some((A, Some(MODTAGERSYSTEM)))));
                assert_eq!(set, ventet.into_iter().collect::<Vec<_>>(), "{hvem:?}");
            }
            v.genstart().await;
            v.foelg().await;
        }
    });
}
