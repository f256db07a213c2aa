use super::*;
use crate::aftaler::Aftalefilter;
use crate::certifikat::fingeraftryk;
use crate::tilstand::Tilstand;
use adgang::Aftalebog;
use grund::Fejlkode;
use grund::spor::Mangel;

const M: u32 = MYNDIGHEDER[0];
const L: u32 = LEVERANDOERER[0];

#[tokio::test]
async fn h4_the_effect_of_approval_and_of_ending_is_immediate() {
    let a = ny().await;
    let (s, der) = med_certifikat(&a, "s", L).await;
    let bog = a.bog();
    assert_eq!(bog.system(&fingeraftryk(&der), t(2)).map(|x| x.uuid), Some(s.uuid));
    let k = kald(10);
    let vendor = administrator(&[Administratorrolle::Leverandoer(cvr(L))]);
    let vendor = Kalder::administrator(&vendor, &k);
    let p = a.anmod(&vendor, &anmodning(s.uuid, &[M])).await.unwrap().remove(0);
    assert_eq!((p.tilstand(), p.ejer), ("afventer", cvr(M)));
    assert!(bog.aftaler(s.uuid, ORG, cvr(M), t(11)).is_empty());
    assert!(bog.hvorfor_ikke(s.uuid, ORG, cvr(M), t(20)).forklaring.contains("afventer"));
    // The vendor cannot approve for the authority.
    assert_eq!(a.godkend(&vendor, p.uuid, senest(&a, p.uuid), "").await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    let k = kald(20);
    let kommune = administrator(&[Administratorrolle::Aftaler(cvr(M))]);
    let kommune = Kalder::administrator(&kommune, &k);
    let p = a.godkend(&kommune, p.uuid, senest(&a, p.uuid), "fint").await.unwrap();
    assert_eq!((p.data.afgjortaf.as_str(), p.data.note.as_str()), ("Inge", "fint"));
    let i_kraft = bog.aftaler(s.uuid, ORG, cvr(M), t(20));
    assert_eq!((i_kraft.len(), i_kraft[0].tjenester[0].roller[0].as_str()), (1, UDSTIL));
    assert!(bog.aftaler(s.uuid, ORG, cvr(M), t(19)).is_empty());
    assert!(bog.aftaler(s.uuid, "http://andet", cvr(M), t(20)).is_empty());
    assert!(bog.aftaler(s.uuid, ORG, cvr(MYNDIGHEDER[1]), t(20)).is_empty());
    assert!(bog.aftale_med_id(p.uuid, t(21)).is_some());
    let k = kald(30);
    a.opsig(&Kalder::paa_maskinen(&k), p.uuid, senest(&a, p.uuid), None, "").await.unwrap();
    assert!(bog.aftaler(s.uuid, ORG, cvr(M), t(30)).is_empty() && bog.aftale_med_id(p.uuid, t(30)).is_none());
    assert_eq!(bog.aftaler(s.uuid, ORG, cvr(M), t(29)).len(), 1);
}

#[tokio::test]
async fn h3_one_request_makes_one_agreement_with_each_authority() {
    let a = ny().await;
    let (s, _) = med_certifikat(&a, "s", L).await;
    let k = kald(10);
    let vendor = administrator(&[Administratorrolle::Leverandoer(cvr(L))]);
    let vendor = Kalder::administrator(&vendor, &k);
    let l = a.anmod(&vendor, &anmodning(s.uuid, &[M, MYNDIGHEDER[1], M])).await.unwrap();
    assert_eq!(l.len(), 2);
    assert_eq!(l[0].data.anmodning, l[1].data.anmodning);
    let f = Aftalefilter { anmodning: Some(l[0].data.anmodning), ..Default::default() };
    assert_eq!(a.aftaler(&vendor, &f).antal, 2);
    let kommune = administrator(&[Administratorrolle::Aftaler(cvr(M))]);
    let kommune = Kalder::administrator(&kommune, &k);
    let set = a.aftaler(&kommune, &f);
    assert_eq!((set.antal, set.aftaler[0].post.ejer, set.aftaler[0].systemnavn.as_str()), (1, cvr(M), "s"));
    // The other authority's is absent, not forbidden; another vendor's request too.
    let fremmed = l.iter().find(|p| p.ejer != cvr(M)).unwrap().uuid;
    for f in [a.godkend(&kommune, fremmed, senest(&a, fremmed), "").await, a.opsig(&kommune, fremmed, senest(&a, fremmed), None, "").await]
    {
        assert_eq!(f.unwrap_err().kode(), Fejlkode::FindesIkke);
    }
    let anden = administrator(&[Administratorrolle::Leverandoer(cvr(LEVERANDOERER[1])), Administratorrolle::Drift]);
    let anden = Kalder::administrator(&anden, &k);
    assert_eq!(a.aftaler(&anden, &Aftalefilter::default()).antal, 0);
    assert_eq!(a.kopi(&anden, fremmed).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    assert_eq!(a.anmod(&anden, &anmodning(s.uuid, &[M])).await.unwrap_err().kode(), Fejlkode::FindesIkke);
}

#[tokio::test]
async fn h5_an_approved_agreement_changes_by_a_copy_that_ends_it_at_the_same_instant() {
    let a = ny().await;
    let (s, p) = med_aftale(&a).await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    assert_eq!(a.ret_aftale(&m, p.uuid, &indhold()).await.unwrap_err().kode(), Fejlkode::Uforanderlig);
    assert_eq!(a.slet_kladde(&m, p.uuid).await.unwrap_err().kode(), Fejlkode::Uforanderlig);
    let ny = a.kopi(&m, p.uuid).await.unwrap();
    assert_eq!((ny.tilstand(), ny.data.erstatter), ("kladde", Some(p.uuid)));
    let parametre = vec![Parametervaerdi { uri: SECPR.into(), vaerdier: vec!["Ja".into()] }];
    let mut aendret = indhold();
    aendret.tjenester[0].parametre = parametre;
    a.ret_aftale(&m, ny.uuid, &aendret).await.unwrap();
    a.indsend(&m, ny.uuid).await.unwrap();
    let k = kald(20);
    let m = Kalder::paa_maskinen(&k);
    a.godkend(&m, ny.uuid, senest(&a, ny.uuid), "").await.unwrap();
    for (nu, ventet) in [(19, p.uuid), (20, ny.uuid), (99, ny.uuid)] {
        let l = a.bog().aftaler(s.uuid, ORG, cvr(M), t(nu));
        assert_eq!(l.iter().map(|x| x.uuid).collect::<Vec<_>>(), [ventet], "{nu}");
    }
    assert_eq!(a.aftale(&m, p.uuid).unwrap().post.tilstand(), "opsagt");
    // And it is so after a restart.
    let igen = over(a.register.lager().clone()).await;
    assert_eq!(igen.bog().aftaler(s.uuid, ORG, cvr(M), t(20)).len(), 1);
}

#[tokio::test]
async fn h5_a_replacement_ends_the_old_one_even_if_its_own_ending_was_never_written() {
    let a = ny().await;
    let (s, gammel) = med_aftale(&a).await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let ny = a.kopi(&m, gammel.uuid).await.unwrap();
    a.indsend(&m, ny.uuid).await.unwrap();
    let k = kald(20);
    let ny = a.godkend(&Kalder::paa_maskinen(&k), ny.uuid, senest(&a, ny.uuid), "").await.unwrap();
    for raekkefoelge in [[gammel.clone(), ny.clone()], [ny.clone(), gammel.clone()]] {
        let bog = crate::Bog::default();
        {
            use crate::bog::IBog;
            let mut i = bog.skriv();
            Tilsluttetsystem::saet(&mut i, s.clone());
            for p in raekkefoelge {
                Serviceaftale::saet(&mut i, p);
            }
        }
        let l = |nu| bog.aftaler(s.uuid, ORG, cvr(M), t(nu)).iter().map(|a| a.uuid).collect::<Vec<_>>();
        assert_eq!((l(15), l(20)), (vec![gammel.uuid], vec![ny.uuid]));
    }
}

#[tokio::test]
async fn h3_what_is_not_offered_is_refused_naming_what_is() {
    let a = ny().await;
    let (s, _) = med_certifikat(&a, "s", L).await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let p = |uri: &str, v: &[&str]| Parametervaerdi { uri: uri.into(), vaerdier: v.iter().map(|x| (*x).into()).collect() };
    let proev = async |aendr: &dyn Fn(&mut Aftaleindhold)| {
        let mut x = anmodning(s.uuid, &[M]);
        aendr(&mut x.indhold);
        a.anmod(&m, &x)
            .await
            .map(|_| ())
            .map_err(|f| (f.kode(), f.feltet().unwrap_or_default().to_owned(), f.tilladte().unwrap_or_default().to_owned()))
    };
    use Fejlkode::*;
    let (kode, felt, tilladt) = proev(&|i| i.tjenester[0].roller = vec!["http://x/rolle".into()]).await.unwrap_err();
    assert_eq!((kode, felt.as_str(), tilladt.as_str()), (UgyldigVaerdi, "tjenester[0]/roller[0]", UDSTIL));
    let (kode, _, tilladt) = proev(&|i| i.tjenester[0].parametre = vec![p("http://x/p", &["1"])]).await.unwrap_err();
    assert!(kode == UgyldigVaerdi && tilladt.contains(SECPR) && tilladt.contains(KLE));
    for (v, ventet) in [
        (p(SECPR, &["Nej"]), Some(UgyldigVaerdi)),
        (p(SECPR, &["Ja", "Ja"]), Some(ForMange)),
        (p(SECPR, &[]), Some(ManglerElement)),
        (p(SECPR, &["Ja"]), None),
        (p(KLE, &["27.03.21", "27"]), None),
        (p(KLE, &["27.03.2"]), Some(UgyldigtMoenster)),
        (p(KLE, &["27,28"]), Some(UgyldigtMoenster)),
        (p(KLE, &["x27"]), Some(UgyldigtMoenster)),
    ] {
        assert_eq!(proev(&|i| i.tjenester[0].parametre = vec![v.clone()]).await.err().map(|f| f.0), ventet, "{v:?}");
    }
    assert_eq!(proev(&|i| i.tjenester.clear()).await.unwrap_err().0, ManglerElement);
    assert_eq!(proev(&|i| i.tjenester[0].roller.clear()).await.unwrap_err().0, ManglerElement);
    assert_eq!(proev(&|i| i.tjenester[0].entityid = "http://ukendt".into()).await.unwrap_err().0, FindesIkke);
    assert_eq!(proev(&|i| i.tjenester.push(i.tjenester[0].clone())).await.unwrap_err().0, GentagetReference);
    assert_eq!(proev(&|i| i.begrundelse = " ".into()).await.unwrap_err().0, ManglerElement);
    assert_eq!(proev(&|i| i.videregivelse = true).await.unwrap_err().0, ManglerElement);
    assert_eq!(proev(&|i| (i.gyldigfra, i.gyldigtil) = (Some(t(50)), Some(t(50)))).await.unwrap_err().0, FraEfterTil);
    // by the role's name alone, as the command asks; an expired one is refused when it is asked for
    proev(&|i| i.tjenester[0].roller = vec!["UDSTIL".into()]).await.unwrap();
    assert_eq!(proev(&|i| i.tjenester[0].roller = vec!["udstillet".into()]).await.unwrap_err().0, UgyldigVaerdi);
    assert_eq!(proev(&|i| i.gyldigtil = Some(t(5))).await.unwrap_err().0, UgyldigVaerdi);
    // A company is no authority.
    assert_eq!(a.anmod(&m, &anmodning(s.uuid, &[L])).await.unwrap_err().kode(), FindesIkke);
}

#[tokio::test]
async fn h4_a_vendor_is_its_own_test_authority_only_when_marked() {
    let a = ny().await;
    let (s, _) = med_certifikat(&a, "s", L).await;
    let k = kald(10);
    let vendor = administrator(&[Administratorrolle::Leverandoer(cvr(L))]);
    let vendor = Kalder::administrator(&vendor, &k);
    assert_eq!(a.anmod(&vendor, &anmodning(s.uuid, &[L])).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    let m = Kalder::paa_maskinen(&k);
    a.saet_aktoer(&m, &Aktoer { egentestmyndighed: true, ..aktoer(L, false) }).await.unwrap();
    let p = a.anmod(&vendor, &anmodning(s.uuid, &[L])).await.unwrap().remove(0);
    a.godkend(&vendor, p.uuid, senest(&a, p.uuid), "").await.unwrap();
    assert_eq!(a.bog().aftaler(s.uuid, ORG, cvr(L), t(10)).len(), 1);
    // It is so for its own systems only.
    let (fremmed, _) = med_certifikat(&a, "f", LEVERANDOERER[1]).await;
    assert_eq!(a.anmod(&m, &anmodning(fremmed.uuid, &[L])).await.unwrap_err().kode(), Fejlkode::FindesIkke);
}

#[tokio::test]
async fn h1_a_system_without_a_certificate_can_ask_but_not_be_approved_and_an_ended_one_has_no_effect() {
    let a = ny().await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let s = a.opret_system(&m, None, &system("s", L)).await.unwrap();
    let p = a.anmod(&m, &anmodning(s.uuid, &[M])).await.unwrap().remove(0);
    assert_eq!(a.godkend(&m, p.uuid, senest(&a, p.uuid), "").await.unwrap_err().kode(), Fejlkode::UgyldigTilstand);
    let der = certifikat("s");
    a.tilfoej_certifikat(&m, s.uuid, Certifikatslags::Eget, nyt(&der, "test")).await.unwrap();
    a.godkend(&m, p.uuid, senest(&a, p.uuid), "").await.unwrap();
    assert_eq!(a.bog().aftaler(s.uuid, ORG, cvr(M), t(11)).len(), 1);
    let k = kald(20);
    a.ophoer_system(&Kalder::paa_maskinen(&k), s.uuid).await.unwrap();
    assert!(a.bog().aftaler(s.uuid, ORG, cvr(M), t(20)).is_empty() && a.bog().system(&fingeraftryk(&der), t(20)).is_none());
    assert!(a.bog().aftale_med_id(p.uuid, t(20)).is_none());
    assert_eq!(a.bog().hvorfor_ikke(s.uuid, ORG, cvr(M), t(20)).mangler, Mangel::System);
}

#[tokio::test]
async fn what_was_allowed_on_3_march_has_an_answer() {
    let a = ny().await;
    let (s, _) = med_certifikat(&a, "s", L).await;
    let (k10, k20, k30) = (kald(10), kald(20), kald(30));
    let p = a.anmod(&Kalder::paa_maskinen(&k10), &anmodning(s.uuid, &[M])).await.unwrap().remove(0);
    a.godkend(&Kalder::paa_maskinen(&k20), p.uuid, senest(&a, p.uuid), "").await.unwrap();
    a.opsig(&Kalder::paa_maskinen(&k30), p.uuid, senest(&a, p.uuid), None, "slut").await.unwrap();
    let kommune = administrator(&[Administratorrolle::Aftaler(cvr(M))]);
    let k = kald(40);
    let kommune = Kalder::administrator(&kommune, &k);
    for (paa, tilstand) in [(15, "afventer"), (25, "godkendt"), (35, "opsagt")] {
        assert_eq!(a.aftale_paa(&kommune, p.uuid, t(paa)).await.unwrap()["tilstand"], tilstand);
    }
    assert_eq!(a.aftale_paa(&kommune, p.uuid, t(5)).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    let h = a.historik(&kommune, p.uuid).await.unwrap();
    assert_eq!(h.iter().map(|r| r["tilstand"].as_str().unwrap()).collect::<Vec<_>>(), ["opsagt", "godkendt", "afventer"]);
    let anden = administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[1]))]);
    let anden = Kalder::administrator(&anden, &k);
    assert_eq!(a.historik(&anden, p.uuid).await.unwrap_err().kode(), Fejlkode::FindesIkke);
}

#[tokio::test]
async fn a_draft_is_not_seen_by_the_authority_nor_is_its_past() {
    let a = ny().await;
    let (s, _) = med_certifikat(&a, "s", L).await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let p = a.anmod(&m, &Anmodning { kladde: true, ..anmodning(s.uuid, &[M]) }).await.unwrap().remove(0);
    let kommune = administrator(&[Administratorrolle::Aftaler(cvr(M))]);
    let k = kald(20);
    let kommune = Kalder::administrator(&kommune, &k);
    assert_eq!(a.aftale(&kommune, p.uuid).unwrap_err().kode(), Fejlkode::FindesIkke);
    a.indsend(&Kalder::paa_maskinen(&k), p.uuid).await.unwrap();
    assert!(a.aftale(&kommune, p.uuid).is_ok());
    assert_eq!(a.historik(&kommune, p.uuid).await.unwrap().len(), 1);
    assert_eq!(a.aftale_paa(&kommune, p.uuid, t(15)).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    assert_eq!(a.traek_tilbage(&kommune, p.uuid).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    let m = Kalder::paa_maskinen(&k);
    a.traek_tilbage(&m, p.uuid).await.unwrap();
    assert_eq!(a.aftale(&kommune, p.uuid).unwrap_err().kode(), Fejlkode::FindesIkke);
    a.slet_kladde(&m, p.uuid).await.unwrap();
    assert_eq!(a.aftaler(&m, &Aftalefilter::default()).antal, 0);
}

#[tokio::test]
async fn another_process_sees_a_change_when_it_refreshes() {
    let a = ny().await;
    let (s, der) = med_certifikat(&a, "s", L).await;
    let b = over(a.register.lager().clone()).await;
    assert!(b.bog().system(&fingeraftryk(&der), t(2)).is_some());
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let p = a.anmod(&m, &anmodning(s.uuid, &[M])).await.unwrap().remove(0);
    a.godkend(&m, p.uuid, senest(&a, p.uuid), "").await.unwrap();
    assert!(b.bog().aftaler(s.uuid, ORG, cvr(M), t(10)).is_empty());
    assert!(b.opdater().await.unwrap());
    assert_eq!(b.bog().aftaler(s.uuid, ORG, cvr(M), t(10)).len(), 1);
    assert!(!b.opdater().await.unwrap());
    // A change on the ground of an old reading is refused.
    b.opsig(&m, p.uuid, senest(&b, p.uuid), None, "").await.unwrap();
    assert_eq!(a.opsig(&m, p.uuid, senest(&a, p.uuid), None, "").await.unwrap_err().kode(), Fejlkode::UgyldigTilstand);
}

#[tokio::test]
async fn a_refused_call_is_explained() {
    let a = ny().await;
    let (s, _) = med_certifikat(&a, "s", L).await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let hvorfor = |nu| a.bog().hvorfor_ikke(s.uuid, ORG, cvr(M), t(nu));
    assert!(hvorfor(10).forklaring.contains("ingen serviceaftale"));
    assert_eq!(a.bog().hvorfor_ikke(Uuid::nil(), ORG, cvr(M), t(10)).mangler, Mangel::System);
    assert_eq!(a.bog().hvorfor_ikke(s.uuid, "http://x", cvr(M), t(10)).mangler, Mangel::Tjeneste);
    let p = a.anmod(&m, &Anmodning { kladde: true, ..anmodning(s.uuid, &[M]) }).await.unwrap().remove(0);
    assert!(hvorfor(10).forklaring.contains("kladde"));
    a.indsend(&m, p.uuid).await.unwrap();
    assert!(hvorfor(10).forklaring.contains("afventer"));
    assert_eq!(a.afvis(&m, p.uuid, senest(&a, p.uuid), " ").await.unwrap_err().kode(), Fejlkode::ManglerElement);
    a.afvis(&m, p.uuid, senest(&a, p.uuid), "mangler hjemmel").await.unwrap();
    let f = hvorfor(10);
    assert!(f.forklaring.contains("afvist") && f.forklaring.contains("mangler hjemmel") && f.mangler == Mangel::Aftale, "{f:?}");
    let mut x = anmodning(s.uuid, &[M]);
    x.indhold.gyldigfra = Some(t(100));
    x.indhold.gyldigtil = Some(t(200));
    let q = a.anmod(&m, &x).await.unwrap().remove(0);
    a.godkend(&m, q.uuid, senest(&a, q.uuid), "").await.unwrap();
    assert!(hvorfor(50).forklaring.contains("gælder først"));
    let f = hvorfor(150);
    assert_eq!(f.mangler, Mangel::Rolle);
    assert!(f.detaljer.iter().any(|(n, v)| *n == "roller" && v == UDSTIL));
    assert!(hvorfor(250).forklaring.contains("udløb"));
    let k = kald(160);
    a.opsig(&Kalder::paa_maskinen(&k), q.uuid, senest(&a, q.uuid), None, "ikke i brug").await.unwrap();
    let f = hvorfor(170);
    assert!(f.forklaring.contains("opsagt") && f.forklaring.contains("ikke i brug"), "{f:?}");
    assert!(f.forklaring.contains(" kl. ") && !f.forklaring.contains('+'), "a time for people: {f:?}");
}

#[tokio::test]
async fn h6_an_ending_may_lie_ahead_but_not_behind() {
    let a = ny().await;
    let (s, p) = med_aftale(&a).await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    assert_eq!(a.opsig(&m, p.uuid, senest(&a, p.uuid), Some(t(5)), "").await.unwrap_err().kode(), Fejlkode::UgyldigTid);
    a.opsig(&m, p.uuid, senest(&a, p.uuid), Some(t(50)), "kommunens").await.unwrap();
    let i_kraft = |nu| a.bog().aftaler(s.uuid, ORG, cvr(M), t(nu)).len();
    assert_eq!((i_kraft(49), i_kraft(50)), (1, 0));
    // It can still be ended earlier, never later.
    let foer = senest(&a, p.uuid);
    for fra in [t(50), t(60)] {
        assert_eq!(a.opsig(&m, p.uuid, senest(&a, p.uuid), Some(fra), "leverandørens").await.unwrap().data.note, "kommunens");
        assert_eq!((i_kraft(49), i_kraft(50), senest(&a, p.uuid)), (1, 0, foer));
    }
    assert_eq!(a.opsig(&m, p.uuid, senest(&a, p.uuid), Some(t(20)), "før").await.unwrap().data.note, "før");
    assert_eq!((i_kraft(19), i_kraft(20)), (1, 0));
    let f = Aftalefilter { tilstand: Some(Tilstand::Godkendt), ..Default::default() };
    assert_eq!(a.aftaler(&m, &f).antal, 1);
}

#[tokio::test]
async fn a_decision_is_about_the_registration_that_was_read() {
    let a = ny().await;
    let (s, _) = med_certifikat(&a, "s", L).await;
    let vendor = administrator(&[Administratorrolle::Leverandoer(cvr(L))]);
    let kommune = administrator(&[Administratorrolle::Aftaler(cvr(M))]);
    let (k10, k20) = (kald(10), kald(20));
    let (vendor, kommune) = (Kalder::administrator(&vendor, &k10), Kalder::administrator(&kommune, &k20));
    let laest = a.anmod(&vendor, &anmodning(s.uuid, &[M])).await.unwrap().remove(0);
    // Read by the municipality; then the vendor asks for more.
    a.traek_tilbage(&vendor, laest.uuid).await.unwrap();
    let mut mere = indhold();
    mere.tjenester[0].parametre = vec![Parametervaerdi { uri: SECPR.into(), vaerdier: vec!["Ja".into()] }];
    a.ret_aftale(&vendor, laest.uuid, &mere).await.unwrap();
    let ny = a.indsend(&vendor, laest.uuid).await.unwrap();
    for (set, ventet) in [(Some(laest.registreret), Fejlkode::Samtidig), (None, Fejlkode::KraeverForudsaetning)] {
        assert_eq!(a.godkend(&kommune, ny.uuid, set, "").await.unwrap_err().kode(), ventet);
        assert_eq!(a.afvis(&kommune, ny.uuid, set, "").await.unwrap_err().kode(), ventet);
        assert!(a.bog().aftaler(s.uuid, ORG, cvr(M), t(20)).is_empty());
    }
    let g = a.godkend(&kommune, ny.uuid, Some(ny.registreret), "").await.unwrap();
    assert_eq!(a.opsig(&kommune, ny.uuid, Some(ny.registreret), None, "").await.unwrap_err().kode(), Fejlkode::Samtidig);
    assert_eq!(a.opsig(&kommune, ny.uuid, None, None, "").await.unwrap_err().kode(), Fejlkode::KraeverForudsaetning);
    a.opsig(&kommune, ny.uuid, Some(g.registreret), None, "").await.unwrap();
}
