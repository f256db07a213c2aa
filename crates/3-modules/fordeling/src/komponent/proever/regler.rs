//! Who receives, by rules and agreements.
use super::*;

#[test]
fn f5_nobody_who_can_receive_is_a_technical_rejection_and_nothing_is_stored() {
    koer(async {
        let v = Verden::ny().await;
        v.regel(2, A, "27.*", "", ANDET).await;
        v.regel(3, A, "28.*", "", FAG).await;
        v.regel(4, A, "28.*", "", ANDET).await;
        let emne = |e: &'static str| move |a: &mut Anmodning| a.kontekst.valg = Rutevalg::Kle(Emne::laes(e).unwrap(), None);
        for (tilpas, kode) in [
            (Box::new(emne("01.00.00")) as Box<dyn FnOnce(&mut Anmodning)>, Fejlkode::FordelingIngenModtager),
            (Box::new(emne("28.00.00")), Fejlkode::FordelingUafgjort),
            (Box::new(emne("27.00.00")), Fejlkode::FordelingKanIkkeModtage),
            (Box::new(|a: &mut Anmodning| a.kontekst.valg = Rutevalg::Aktoer(ANDET)), Fejlkode::FordelingKanIkkeModtage),
            (Box::new(|a: &mut Anmodning| a.kontekst.modtager = B), Fejlkode::FordelingIngenModtager),
        ] {
            let (k, kontekst) = v.send(1, tilpas).await.unwrap();
            assert_eq!((k.kode, k.slags, k.fejl[0].0.clone(), kontekst.id), (Afvist, Teknisk, kode.to_string(), None));
        }
        assert_eq!(v.raekker().await, [0; 6]);
        let uden_fil = v.send(1, |a| a.slags = Objektslags::Dokument).await.unwrap_err();
        assert_eq!(uden_fil.feltet(), Some("DistributionContext/DokumentFilNavn"));
        v.system(A, ANDET, "https://andet/", "", &["DOKUMENT"]).await;
        v.aftale(ANDET, A, Some("32.*"));
        let (k, _) = v.send(1, |a| a.kontekst.valg = Rutevalg::Aktoer(ANDET)).await.unwrap();
        assert_eq!(k.fejl[0].0, Fejlkode::FordelingKanIkkeModtage.to_string(), "not that type");
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("a.pdf".into());
            a.kontekst.valg = Rutevalg::Aktoer(ANDET);
        };
        assert_eq!(v.send(1, dokument).await.unwrap().0.kode, Modtaget);
        let (k, _) = v
            .send(2, |a| {
                dokument(a);
                a.emneforslag = Emne::laes("27.00.00").unwrap()
            })
            .await
            .unwrap();
        assert_eq!(k.fejl[0].0, Fejlkode::FordelingUdenAftale.to_string(), "its agreement is for 32");
    });
}

#[test]
fn fk04_across_authorities_both_must_have_agreed() {
    koer(async {
        let v = Verden::ny().await;
        v.system(B, ANDET, "https://b/modtag", "", &[]).await;
        v.regel(2, B, "32.24.*", "", ANDET).await;
        v.aftale(ANDET, B, None);
        let til_b = |a: &mut Anmodning| a.kontekst.modtager = B;
        let kode = |k: &(Kvittering, Kontekst)| k.0.fejl.first().map(|f| f.0.clone());
        let uden = Some(Fejlkode::FordelingUdenAftale.to_string());
        assert_eq!(kode(&v.send(1, til_b).await.unwrap()), uden);
        v.enighed(A, B, &[]).await;
        assert_eq!(kode(&v.send(1, til_b).await.unwrap()), uden, "one side is not enough");
        assert!(!v.k.kan_modtage(&v.kald(SENDER, A), A, B, ANDET).await.unwrap());
        v.enighed(B, A, &["32.24.*"]).await;
        assert!(v.k.kan_modtage(&v.kald(SENDER, A), A, B, ANDET).await.unwrap());
        let (k, kontekst) = v.send(1, til_b).await.unwrap();
        assert_eq!(k.kode, Modtaget);
        // What ends while it waits is not delivered.
        v.skriv(B, &FORDELINGSAFTALE, Uuid::from_u128(u128::from(B.tal())), Handling::Slet, Felter::new(), None).await;
        v.koer().await;
        assert_eq!((v.parter.antal(), v.tilstand(kontekst.id).await), (0, Tilstand::Fejlet));
        assert_eq!(v.kvitteret(), [(Fejlet, Teknisk)]);
        let i_begge: Vec<_> = v.logget.lock().unwrap().iter().map(|l| l.myndighed).collect();
        assert!(i_begge.contains(&Some(A)) && i_begge.contains(&Some(B)));
    });
}

#[test]
fn f10_the_receivers_agreement_is_looked_at_again_when_it_is_delivered() {
    koer(async {
        let v = Verden::ny().await;
        let (_, k) = v.send(1, |_| {}).await.unwrap();
        v.bog.0.lock().unwrap().clear();
        v.koer().await;
        assert_eq!((v.parter.antal(), v.tilstand(k.id).await), (0, Tilstand::Fejlet));
    });
}

#[test]
fn f3_fk01_who_would_receive_is_answered_with_the_deciding_rule_first() {
    koer(async {
        let v = Verden::ny().await;
        v.system(A, ANDET, "https://andet/", "", &[]).await;
        v.aftale(ANDET, A, None);
        v.regel(2, A, "32.24.*", "K*", ANDET).await;
        let (emne, k02) = (Emne::laes("32.24.04").unwrap(), Facet::laes("K02").unwrap());
        let kald = v.kald(SENDER, A);
        let linjer = v.k.modtagere(&kald, A, A, &emne, Some(&k02)).await.unwrap();
        let vist: Vec<_> = linjer.iter().map(|l| (l.system, l.kle.to_string())).collect();
        assert_eq!(vist, [(ANDET, "32.24.*".to_owned()), (FAG, "32.*".to_owned())]);
        assert_eq!(v.k.hvem(&kald, A, A, &emne, Some(&k02), None).await.unwrap().system, ANDET);
        assert_eq!(v.k.hvem(&kald, A, A, &emne, None, None).await.unwrap().system, FAG);
        assert_eq!(v.k.modtagere(&kald, B, A, &emne, None).await.unwrap_err().kode(), Fejlkode::FordelingAfsender);
        let maske = |m| Maske::laes(m).unwrap();
        let overlap = v.k.overlap(&kald, None, maske("32.24.*"), crate::maske::Facetmaske::laes("K*"), FAG).await.unwrap();
        let overlap: Vec<_> = overlap.iter().map(|o| (o.forhold, o.regel.uuid.as_u128())).collect();
        assert_eq!(overlap, [(Forhold::Konflikt, 2), (Forhold::Foerst, 1)]);
        let sig_selv = v.k.overlap(&kald, Some(Uuid::from_u128(1)), maske("32.*"), None, ANDET).await.unwrap();
        assert_eq!(sig_selv.len(), 1, "a rule does not overlap with what it replaces");
        assert_eq!(v.k.konflikter(&kald).await.unwrap(), []);
        v.regel(3, A, "32.24.*", "K*", FAG).await;
        let k = v.k.konflikter(&kald).await.unwrap();
        assert_eq!(k.iter().map(|(a, b)| (a.uuid.as_u128(), b.uuid.as_u128())).collect::<Vec<_>>(), [(2, 3)]);
    });
}
