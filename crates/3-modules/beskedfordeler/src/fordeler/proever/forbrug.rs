//! How a receiver gets its messages.
use super::*;

#[test]
fn e22_e24_a_receiver_gets_what_its_agreements_cover_when_it_is_delivered() {
    koer(async {
        let v = Verden::ny(true).await;
        v.aftale(AFSENDERSYSTEM, &AFSEND, A, &[]);
        assert_eq!(v.send(1, |_| {}).await.kode, 20, "E-23: nobody may have it, and the sender is told OK");
        assert_eq!(v.fordeler.koe().status(KOE).await.unwrap().antal, 0);
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[(P_KLE, "32.01.*")]);
        v.send(2, |_| {}).await;
        v.send(3, |k| k.registreringer[0].emne = Some(UnikId::Urn("urn:oio:kle:32.02.01".into()))).await;
        v.send(4, |k| k.tilladte = vec![cvr(A), cvr(B)]).await;
        v.send(5, |k| k.tilladte = vec![cvr(B)]).await;
        let f = v.fordeler.forbruger(KOE);
        let l = f.hent(9, usize::MAX).await.unwrap();
        assert_eq!(l.iter().map(|l| l.besked_id.clone()).collect::<Vec<_>>(), [id(2), id(4)]);
        assert!(!std::str::from_utf8(&l[1].besked).unwrap().contains("22222222"), "trimmed for this dueslag");
        drop(f);
        // The agreement ends while they wait.
        v.bog.0.lock().unwrap().retain(|a| a.system != MODTAGERSYSTEM);
        assert!(v.ids(&v.fordeler.forbruger(KOE)).await.is_empty());
        assert_eq!(v.fejl().await, [Fejlaarsag::IngenAftale; 2]);
        // One of the first generation is enough for one that has none of the second.
        v.aftale(MODTAGERSYSTEM, &AFHENT_V1, A, &[]);
        v.send(6, |_| {}).await;
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(6)]);
    });
}

#[test]
fn e3_only_the_receiving_system_consumes_a_dueslag_and_to_others_it_is_not_there() {
    koer(async {
        let v = Verden::ny(true).await;
        let kode = |system: Uuid, d: Uuid| v.fordeler.forbrug(&v.kald(system, A), d).err().map(|f| f.kode());
        assert_eq!(kode(MODTAGERSYSTEM, KOE), None);
        assert_eq!(kode(AFSENDERSYSTEM, KOE), Some(Fejlkode::FindesIkke));
        assert_eq!(kode(MODTAGERSYSTEM, Uuid::from_u128(1)), Some(Fejlkode::FindesIkke));
        let uden = Kaldekontekst { retter: Arc::new(Rettigheder::Intet), ..v.kald(MODTAGERSYSTEM, A) };
        assert_eq!(v.fordeler.forbrug(&uden, KOE).err().map(|f| f.kode()), Some(Fejlkode::ManglerRolle));
    });
}

#[test]
fn e12_what_has_no_value_any_more_goes_to_the_error_queue() {
    koer(async {
        let v = Verden::ny(false).await;
        let om_lidt = v.fordeler.nu().plus_mikros(1_000_000);
        v.send(1, |k| k.gyldig_til = Some(om_lidt)).await;
        v.send(2, |_| {}).await;
        v.ur.0.fetch_add(2_000_000, Ordering::SeqCst);
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(2)]);
        assert_eq!(v.fejl().await, [Fejlaarsag::Udloebet]);
    });
}

#[test]
fn e3_consumers_share_a_dueslag_and_what_one_gives_back_comes_first_in_its_place() {
    koer(async {
        let v = Verden::ny(false).await;
        for n in 1..=6 {
            v.send(n, |_| {}).await;
        }
        let (f, g) = (v.fordeler.forbruger(KOE), v.fordeler.forbruger(KOE));
        let numre = |l: &[crate::Leverance]| l.iter().map(|l| l.nummer).collect::<Vec<_>>();
        assert_eq!(numre(&f.hent(3, usize::MAX).await.unwrap()), [1, 2, 3]);
        assert_eq!(numre(&g.hent(2, usize::MAX).await.unwrap()), [4, 5]);
        assert_eq!(g.kvitter(&[1, 4]).await.unwrap(), 1, "another's message is not one's to acknowledge");
        f.afvis(&[2], Afvisning::Igen, "").await.unwrap();
        f.afvis(&[3], Afvisning::Uroert, "").await.unwrap();
        let l = g.hent(10, usize::MAX).await.unwrap();
        assert_eq!(l.iter().map(|l| (l.nummer, l.forsoeg, l.igen)).collect::<Vec<_>>(), [(2, 2, true), (3, 1, true), (6, 1, false)]);
        // A consumer that is gone: in their place, and the first of them counts as tried.
        drop(g);
        while v.fordeler.koe().laes(KOE, 2, Loft { antal: 1, bytes: 1 }).await.unwrap()[0].forsoeg < 2 {
            tokio::task::yield_now().await;
        }
        let l = f.hent(10, usize::MAX).await.unwrap();
        assert_eq!(l.iter().map(|l| (l.nummer, l.forsoeg)).collect::<Vec<_>>(), [(2, 3), (3, 1), (5, 1), (6, 1)]);
        assert_eq!(f.paa_haanden(), [1, 2, 3, 5, 6]);
    });
}

#[test]
fn e33_a_poison_message_goes_to_the_error_queue_and_never_blocks_the_rest() {
    koer(async {
        let v = Verden::ny(false).await;
        for n in 1..=3 {
            v.send(n, |_| {}).await;
        }
        let f = v.fordeler.forbruger(KOE);
        for forsoeg in 1..=graenser::LEVERANCEFORSOEG {
            let l = f.hent(1, usize::MAX).await.unwrap();
            assert_eq!((l[0].nummer, l[0].forsoeg), (1, forsoeg));
            f.afvis(&[1], Afvisning::Igen, "").await.unwrap();
        }
        assert_eq!(v.ids(&f).await, [id(2), id(3)]);
        f.afvis(&[3], Afvisning::Fejlkoe, "unreadable").await.unwrap();
        assert_eq!(v.fejl().await, [Fejlaarsag::ForMangeForsoeg, Fejlaarsag::AfvistAfModtager]);
    });
}

#[test]
fn e32_a_consumer_that_waits_is_woken_by_what_is_new_and_by_what_is_given_back() {
    koer(async {
        let v = Verden::ny(false).await;
        let (mut f, g) = (v.fordeler.forbruger(KOE), v.fordeler.forbruger(KOE));
        let (_, sendt) = tokio::join!(f.vent(), v.send(1, |_| {}));
        assert_eq!(sendt.kode, 20);
        assert_eq!(v.ids(&g).await, [id(1)]);
        assert!(v.ids(&f).await.is_empty());
        let (_, afvist) = tokio::join!(f.vent(), g.afvis(&[1], Afvisning::Uroert, ""));
        assert_eq!(afvist.unwrap(), 1);
        assert_eq!(v.ids(&f).await, [id(1)]);
    });
}
