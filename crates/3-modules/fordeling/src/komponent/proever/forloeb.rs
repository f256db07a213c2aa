//! What becomes of a handover, from the sender to the last receipt.
use super::*;

#[test]
fn f7_a_journalnotat_goes_to_the_system_of_the_rule_and_its_business_receipt_comes_back() {
    koer(async {
        let v = Verden::ny().await;
        let (k, kontekst) = v.send(1, |_| {}).await.unwrap();
        assert_eq!((k.kode, k.slags), (Modtaget, Teknisk));
        assert_eq!(v.parter.antal(), 0, "durable first, then delivered");
        v.koer().await;
        assert_eq!(*v.parter.faaet.lock().unwrap(), [("https://fag/modtag".to_owned(), kontekst.id.unwrap(), "<o>1</o>".to_owned())]);
        assert_eq!((v.tilstand(kontekst.id).await, v.kvitteret()), (Tilstand::Afleveret, vec![(Modtaget, Teknisk)]));
        v.k.kvitter(&v.kald(FAG, A), &kontekst, &Kvittering::ny(Accepteret, Forretning)).await.unwrap();
        v.koer().await;
        assert_eq!(
            (v.tilstand(kontekst.id).await, v.kvitteret()),
            (Tilstand::Accepteret, vec![(Modtaget, Teknisk), (Accepteret, Forretning)])
        );
        assert_eq!(v.parter.kvitteret.lock().unwrap()[0].0, "https://sender/kvit");
        assert_eq!(v.raekker().await, [1, 0, 1, 1, 0, 6], "the content is gone, the handover is known until its time");
        let log = v.logget.lock().unwrap().clone();
        assert!(log.iter().all(|l| l.myndighed == Some(A) && l.objekter[0].0 == OVERDRAGELSE && l.slags == Slags::Aendring), "{log:?}");
        let operationer: Vec<_> = log.iter().map(|l| l.operation.clone().unwrap()).collect();
        assert_eq!(operationer.len(), 5, "{operationer:?}");
        assert_eq!(log[0].personer, ["2512484916"]);
    });
}

#[test]
fn f12_what_is_under_way_goes_on_after_a_crash_and_time_outs_come_when_they_are_due() {
    koer(async {
        let mut v = Verden::ny().await;
        let (_, k) = v.send(1, |_| {}).await.unwrap();
        v.genstart();
        v.parter.svar.lock().unwrap().extend([Err("down".into()), Err("down".into())]);
        v.koer().await;
        assert_eq!((v.parter.antal(), v.k.naeste().await.unwrap().unwrap().mikros() - v.k.nu().mikros()), (1, SEKUND));
        v.gaa(SEKUND);
        v.koer().await;
        v.genstart();
        v.gaa(2 * SEKUND);
        v.koer().await;
        assert_eq!((v.parter.antal(), v.tilstand(k.id).await), (3, Tilstand::Afleveret));
        v.gaa(10 * DAG);
        v.genstart();
        v.koer().await;
        assert_eq!((v.tilstand(k.id).await, v.kvitteret()), (Tilstand::Udloebet, vec![(Modtaget, Teknisk), (Fejlet, Teknisk)]));
        v.gaa(30 * DAG);
        v.koer().await;
        assert_eq!(v.raekker().await, [0; 6], "forgotten");
        assert_eq!(v.k.se(&v.kald(SENDER, A), k.id.unwrap()).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    });
}

#[test]
fn f12_a_receiver_that_is_away_for_a_day_fails_the_handover_and_the_sender_is_told() {
    koer(async {
        let v = Verden::ny().await;
        let (_, k) = v.send(1, |_| {}).await.unwrap();
        v.parter.svar.lock().unwrap().extend((0..1000).map(|_| Err("down".to_owned())));
        while v.tilstand(k.id).await == Tilstand::Modtaget {
            v.koer().await;
            let Some(t) = v.k.naeste().await.unwrap() else { break };
            v.gaa((t.mikros() - v.k.nu().mikros()).max(0));
        }
        assert_eq!((v.tilstand(k.id).await, v.kvitteret()), (Tilstand::Fejlet, vec![(Fejlet, Teknisk)]));
        assert!(v.parter.antal() > 90);
    });
}

#[test]
fn f8_what_is_sent_again_is_recognised_and_an_id_is_not_used_for_something_else() {
    koer(async {
        let mut v = Verden::ny().await;
        let foerste = v.send(1, |_| {}).await.unwrap();
        assert_eq!(v.send(1, |_| {}).await.unwrap(), foerste);
        v.koer().await;
        v.genstart();
        assert_eq!(v.send(1, |_| {}).await.unwrap(), foerste, "the same answer, wherever it is by now");
        assert_eq!(v.send(1, |a| a.indhold = "<andet/>".into()).await.unwrap_err().kode(), Fejlkode::FordelingGenbrugt);
        let andet = v.k.afsend(&v.kald(ANDET, A), anmodning(1, |_| {})).await.unwrap();
        assert_ne!(andet.1.id, foerste.1.id, "another system has ids of its own");
        let samtidige = (0..8).map(|_| v.send(2, |_| {}));
        let svar: Vec<_> = futures::future::join_all(samtidige).await.into_iter().map(Result::unwrap).collect();
        assert!(svar.iter().all(|s| *s == svar[0]));
        v.koer().await;
        assert_eq!(v.parter.antal(), 3);
        let k = Kvittering::ny(Accepteret, Forretning);
        for _ in 0..3 {
            v.k.kvitter(&v.kald(FAG, A), &foerste.1, &k).await.unwrap();
        }
        v.koer().await;
        assert_eq!(v.kvitteret().iter().filter(|k| k.0 == Accepteret).count(), 1);
        let fejl = v.k.kvitter(&v.kald(FAG, A), &foerste.1, &Kvittering::ny(Afvist, Forretning)).await.unwrap_err();
        assert_eq!(fejl.kode(), Fejlkode::FordelingAfsluttet);
    });
}

#[test]
fn f10_only_the_receiving_system_answers_and_only_for_itself_is_sent() {
    koer(async {
        let v = Verden::ny().await;
        let (_, k) = v.send(1, |_| {}).await.unwrap();
        v.koer().await;
        let ja = Kvittering::ny(Accepteret, Forretning);
        for kald in [v.kald(ANDET, A), v.kald(SENDER, A), v.kald(FAG, B)] {
            assert_eq!(v.k.kvitter(&kald, &k, &ja).await.unwrap_err().kode(), Fejlkode::FindesIkke);
        }
        let forkert = Kontekst { anvender_id: Uuid::from_u128(999), ..k.clone() };
        assert_eq!(v.k.kvitter(&v.kald(FAG, A), &forkert, &ja).await.unwrap_err().kode(), Fejlkode::FindesIkke);
        let fejl = v.k.se(&v.kald(FAG, B), k.id.unwrap()).await.unwrap_err();
        assert_eq!(fejl.kode(), Fejlkode::FindesIkke, "others do not learn of it");
        assert_eq!(v.send(2, |a| a.kontekst.afsender = B).await.unwrap_err().kode(), Fejlkode::FordelingAfsender);
        let uden = Kaldekontekst { retter: Arc::new(Rettigheder::Intet), ..v.kald(SENDER, A) };
        assert_eq!(v.k.afsend(&uden, anmodning(3, |_| {})).await.unwrap_err().kode(), Fejlkode::ManglerRolle);
        let kle27 = Afgraensning { klasser: Some(vec![grund::Klasseinterval::laes("27.*").unwrap()]), ..Afgraensning::FRI };
        let t = Tilladelse { service: OVERDRAGER.into(), retter: vec![Ret::Skriv], afgraensning: kle27 };
        let snaever = Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![t])), ..v.kald(SENDER, A) };
        assert_eq!(v.k.afsend(&snaever, anmodning(3, |_| {})).await.unwrap_err().kode(), Fejlkode::UdenForAfgraensning);
        // A receiver that gives the sender's id alone is understood.
        v.k.kvitter(&v.kald(FAG, A), &Kontekst { id: None, ..k.clone() }, &ja).await.unwrap();
        assert_eq!(v.tilstand(k.id).await, Tilstand::Accepteret);
    });
}

#[test]
fn a_system_that_has_enough_calls_under_way_holds_nobody_else_up() {
    koer(async {
        let v = Verden::ny().await;
        v.system(A, ANDET, "https://andet/", "", &[]).await;
        v.aftale(ANDET, A, None);
        for bid in 0..6 {
            futures::future::join_all((0..200).map(|n| v.send(bid * 200 + n, |_| {}))).await.into_iter().for_each(|s| drop(s.unwrap()));
        }
        v.send(2_000, |a| a.kontekst.valg = Rutevalg::Aktoer(ANDET)).await.unwrap();
        let opgaver = v.k.forfaldne(10, |o| o.maal != Some(FAG)).await.unwrap();
        assert_eq!(opgaver.iter().map(|o| (o.maal, o.slags)).collect::<Vec<_>>(), [(Some(ANDET), Urslags::Lever)]);
    });
}
