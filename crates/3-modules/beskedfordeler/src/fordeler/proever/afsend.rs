//! What a sender may send, and what is recognised when it comes again.
use super::*;

#[test]
fn e1_a_message_comes_into_the_dueslag_of_each_subscription_and_goes_with_the_acknowledgement() {
    koer(async {
        let mut v = Verden::ny(false).await;
        let anden = Uuid::from_u128(0xd0f);
        v.dueslag(anden).await;
        v.abonnement(2, TYPE, anden, &[("ObjektRegistrering.OpgaveEmne", "32.*")]).await;
        v.abonnement(3, TYPE, anden, &[("ObjektRegistrering.OpgaveEmne", "32.01")]).await;
        v.abonnement(4, Uuid::from_u128(99), anden, &[]).await;
        v.foelg().await;
        assert_eq!(v.send(1, |_| {}).await, crate::Retur::ok());
        assert_eq!(v.send(2, |k| k.registreringer[0].emne = None).await, crate::Retur::ok());
        let (f, g) = (v.fordeler.forbruger(KOE), v.fordeler.forbruger(anden));
        assert_eq!(v.ids(&f).await, [id(1), id(2)]);
        let l = g.hent(10, usize::MAX).await.unwrap();
        assert_eq!(l.iter().map(|l| l.besked_id.clone()).collect::<Vec<_>>(), [id(1)], "two subscriptions of one dueslag are one message");
        assert!(std::str::from_utf8(&l[0].besked).unwrap().contains(&Uuid::from_u128(2).to_string()), "the subscription in the route");
        assert_eq!(f.kvitter(&[1, 2, 3]).await.unwrap(), 2);
        assert_eq!(v.fordeler.koe().status(KOE).await.unwrap().antal, 0);
        assert_eq!(v.fordeler.koe().status(anden).await.unwrap().antal, 1);
    });
}

#[test]
fn e22_a_message_of_a_national_register_is_for_every_authority_with_an_agreement_that_covers_it() {
    koer(async {
        let v = Verden::ny(true).await;
        let send = async |nr: u128| {
            let k = besked(nr, |k| k.registreringer[0].myndighed = Some(cvr(Cvr::LANDET)));
            let kald = Kaldekontekst::ubegraenset(Cvr::LANDET, &[], UnikId::Uuid(AFSENDERSYSTEM), v.fordeler.nu(), Uuid::from_u128(7));
            v.fordeler.afsend(&kald, Snitflade::V2, crate::kuvert::dan(&k, None).unwrap().as_bytes()).await
        };
        let f = v.fordeler.forbruger(KOE);
        assert_eq!(send(1).await.kode, 20);
        assert!(v.ids(&f).await.is_empty(), "the receiving system has no agreement");
        v.aftale(MODTAGERSYSTEM, &MODTAG, B, &[(P_BESKEDTYPE, "00000000-0000-0000-0000-000000000001")]);
        assert_eq!(send(2).await.kode, 20);
        assert!(v.ids(&f).await.is_empty(), "nor one that covers the type");
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[]);
        assert_eq!((send(3).await.kode, send(3).await.kode), (20, 20));
        assert_eq!(v.ids(&f).await, [id(3)], "and once");
    });
}

#[test]
fn e23_an_id_that_was_used_for_another_message_is_refused_and_one_that_nobody_made_too() {
    koer(async {
        let mut v = Verden::ny(false).await;
        let emne = |kle: &'static str| move |k: &mut Kuvert| k.registreringer[0].emne = Some(UnikId::Urn(format!("urn:oio:kle:{kle}")));
        for _ in 0..2 {
            assert_eq!(v.send(1, emne("32.01.01")).await.kode, 20, "the same message again");
            let r = v.send(1, emne("27.35.10")).await;
            assert_eq!((r.kode, r.fejl), (49, Some(Fejlkode::BeskedIdGenbrugt)));
            v.genstart().await;
        }
        // Made anew for the second attempt, it is the same message.
        let igen = |k: &mut Kuvert| (k.dannet, k.transaktion) = (Some(Tidspunkt::fra_mikros(9)), Some(UnikId::Uuid(Uuid::from_u128(9))));
        assert_eq!((v.send(2, |_| {}).await.kode, v.send(2, igen).await.kode), (20, 20));
        // Together with others: each has its own answer.
        let sending = |nr: u128, kle: &'static str| Sending {
            kald: v.kald(AFSENDERSYSTEM, A),
            snitflade: Snitflade::V2,
            data: crate::kuvert::dan(&besked(nr, emne(kle)), None).unwrap().into(),
        };
        let bid = [sending(1, "27.35.10"), sending(3, "32.01.01"), sending(3, "32.01.02"), sending(3, "32.01.01"), sending(0, "32.01.01")];
        let koder: Vec<_> = v.fordeler.afsend_i_raekke(&bid).await.into_iter().map(|r| r.fejl).collect();
        let genbrugt = Some(Fejlkode::BeskedIdGenbrugt);
        assert_eq!(koder, [genbrugt, None, genbrugt, None, Some(Fejlkode::UgyldigUuid)]);
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(1), id(2), id(3)]);
    });
}

#[test]
fn e32_a_message_that_is_sent_again_is_recognised_and_another_systems_is_not() {
    koer(async {
        let v = Verden::ny(false).await;
        for _ in 0..3 {
            assert_eq!(v.send(1, |_| {}).await.kode, 20);
        }
        let k = crate::kuvert::dan(&besked(1, |_| {}), None).unwrap();
        assert_eq!(v.fordeler.afsend(&v.kald(Uuid::from_u128(0xc), A), Snitflade::V2, k.as_bytes()).await.kode, 20);
        assert_eq!(v.fordeler.koe().status(KOE).await.unwrap().antal, 2);
    });
}

#[test]
fn e20_e21_e22_what_a_sender_may_send_stands_in_its_agreement() {
    koer(async {
        let v = Verden::ny(true).await;
        assert_eq!(v.send(1, |_| {}).await.fejl, Some(Fejlkode::BeskedUdenAftale));
        v.aftale(
            AFSENDERSYSTEM,
            &AFSEND,
            A,
            &[(P_KLE, "32.*"), (P_BESKEDTYPE, &TYPE.to_string()), (P_FOELSOMHED, "FORTROLIGE_PERSONOPLYSNINGER")],
        );
        assert_eq!(v.send(1, |_| {}).await.kode, 20);
        assert_eq!(v.send(2, |k| k.registreringer[0].myndighed = Some(cvr(B))).await.fejl, Some(Fejlkode::BeskedMyndighed));
        assert_eq!(
            v.send(3, |k| k.registreringer[0].emne = Some(UnikId::Urn("urn:oio:kle:27.01.01".into()))).await.fejl,
            Some(Fejlkode::BeskedUdenAftale)
        );
        assert_eq!(v.send(4, |k| k.registreringer[0].emne = None).await.fejl, Some(Fejlkode::BeskedUdenAftale));
        assert_eq!(v.send(5, |k| k.beskedtype = UnikId::Uuid(Uuid::from_u128(1))).await.fejl, Some(Fejlkode::BeskedUdenAftale));
        assert_eq!(
            v.send(6, |k| k.sikkerhedsklassificering = Some(crate::rettigheder::klassificering(3))).await.fejl,
            Some(Fejlkode::BeskedUdenAftale)
        );
        assert_eq!(v.send(7, |k| k.sikkerhedsklassificering = Some(crate::rettigheder::klassificering(2))).await.kode, 20);
        // No right, no message, whatever it says.
        let uden = Kaldekontekst { retter: Arc::new(Rettigheder::Intet), ..v.kald(AFSENDERSYSTEM, A) };
        assert_eq!(v.fordeler.afsend(&uden, Snitflade::V2, b"<x/>").await.fejl, Some(Fejlkode::ManglerRolle));
    });
}

#[test]
fn e21_version_1_refuses_receivers_that_the_agreement_does_not_name_and_version_2_leaves_them_out() {
    koer(async {
        let v = Verden::ny(true).await;
        for t in [&AFSEND, &AFSEND_V1] {
            v.aftale(AFSENDERSYSTEM, t, A, &[(P_MYNDIGHEDER, "11111111")]);
        }
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[]);
        v.aftale(MODTAGERSYSTEM, &MODTAG, B, &[]);
        let k = besked(1, |k| k.tilladte = vec![cvr(A), cvr(B)]);
        let data = crate::kuvert::dan(&k, None).unwrap();
        let v1 = v.fordeler.afsend(&v.kald(AFSENDERSYSTEM, A), Snitflade::V1, data.as_bytes()).await;
        assert_eq!((v1.kode, v1.fejl), (43, Some(Fejlkode::BeskedModtager)));
        assert_eq!(v.send(1, |k| k.tilladte = vec![cvr(A), cvr(B)]).await.kode, 20);
        assert_eq!(v.send(2, |k| k.tilladte = vec![cvr(B)]).await.kode, 20, "E-23");
        let l = v.fordeler.forbruger(KOE).hent(9, usize::MAX).await.unwrap();
        assert_eq!(l.len(), 1, "what is trimmed to nobody goes to nobody");
        let tekst = std::str::from_utf8(&l[0].besked).unwrap();
        assert!(tekst.contains("TilladtModtager><sd:URNIdentifikator>urn:oio:cvr-nr:11111111") && !tekst.contains("22222222"), "{tekst}");
    });
}

#[test]
fn cpr07_a_message_is_found_by_what_it_is_silent_of_for_those_who_may_know_it() {
    koer(async {
        let mut v = Verden::ny(false).await;
        let [maa, maa_ikke] = [0xd01, 0xd02].map(Uuid::from_u128);
        const STED: &str = "urn:samspil:kommunekode:0851";
        for (nr, d, system) in [(2, maa, MODTAGERSYSTEM), (3, maa_ikke, AFSENDERSYSTEM)] {
            let felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
            v.udfoer(&DUESLAG, d, Handling::Opret, felter, vec![(1, UnikId::Uuid(system))], false).await;
            v.abonnement(nr, TYPE, d, &[("RelateretObjekt.ObjektId", STED)]).await;
        }
        v.foelg().await;
        let sted = crate::kuvert::Relateret { id: UnikId::Urn(STED.into()), objekttype: UnikId::Uuid(TYPE), rolle: None };
        let relaterede = std::slice::from_ref(&sted);
        let ser = |d: &crate::Dueslagspost| d.data.modtagersystem == Some(MODTAGERSYSTEM);
        let fortiet = Fortiet { relaterede, ser: &ser };
        let kald = v.kald(AFSENDERSYSTEM, A);
        let data = crate::kuvert::dan(&besked(1, |_| {}), None).unwrap();
        let faar = v.fordeler.modtagere(&kald, &besked(1, |_| {}), Some(fortiet)).await.unwrap();
        assert_eq!(faar.iter().map(|(d, _)| *d).collect::<Vec<_>>(), [KOE, maa], "the one that asks for nothing gets it as always");
        assert_eq!(v.fordeler.afsend_fortiet(&kald, Snitflade::V2, data.as_bytes(), Some(fortiet)).await.kode, 20);
        let l = v.fordeler.forbruger(maa).hent(9, usize::MAX).await.unwrap();
        assert_eq!(l.len(), 1);
        assert!(!std::str::from_utf8(&l[0].besked).unwrap().contains("0851"), "and it stands in nobody's");
        assert!(v.ids(&v.fordeler.forbruger(maa_ikke)).await.is_empty());
    });
}
