//! Documents with their files, and Digital Post.
use super::*;

#[test]
fn f4_f11_a_documents_file_is_with_the_receiver_before_it_is_told_and_then_no_longer_with_the_sender() {
    koer(async {
        let mut v = Verden::ny().await;
        v.k = Verden::komponent(&v.register, &v.ur, &v.parter, &v.bog, &v.logget, (3, true));
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("brev.pdf".into());
        };
        let (k, _) = v.send(1, dokument).await.unwrap();
        assert_eq!((k.kode, k.fejl[0].0.clone()), (Afvist, Fejlkode::FordelingManglerFil.to_string()), "not delivered yet");
        v.parter.filer.lock().unwrap().insert((SENDER, "brev.pdf".into()));
        let (k, kontekst) = v.send(1, dokument).await.unwrap();
        let hos_modtager = format!("{}-brev.pdf", kontekst.id.unwrap());
        assert_eq!((k.kode, kontekst.filnavn.as_deref()), (Modtaget, Some("brev.pdf")));
        v.parter.svar.lock().unwrap().push_back(Err("down".into()));
        v.koer().await;
        let filer = |v: &Verden| v.parter.filer.lock().unwrap().iter().cloned().collect::<Vec<_>>();
        assert_eq!(filer(&v), [(SENDER, "brev.pdf".to_owned()), (FAG, hos_modtager.clone())], "the sender's stays until it is delivered");
        v.gaa(SEKUND);
        v.koer().await;
        assert_eq!(filer(&v), [(FAG, hos_modtager.clone())]);
        let o = v.k.se(&v.kald(FAG, A), kontekst.id.unwrap()).await.unwrap();
        assert_eq!((o.tilstand, o.modtagerkontekst().filnavn), (Tilstand::Afleveret, Some(hos_modtager)));
        v.parter.filer.lock().unwrap().insert((SENDER, "nej.pdf".into()));
        v.parter.svar.lock().unwrap().push_back(Ok(Kvittering::ny(Afvist, Teknisk)));
        let nej = |a: &mut Anmodning| {
            dokument(a);
            a.kontekst.filnavn = Some("nej.pdf".into());
        };
        v.send(2, nej).await.unwrap();
        v.koer().await;
        assert!(filer(&v).contains(&(SENDER, "nej.pdf".to_owned())), "what was rejected is the sender's still");
        let langt = v
            .send(3, |a| {
                dokument(a);
                a.kontekst.filnavn = Some("x".repeat(250))
            })
            .await
            .unwrap_err();
        assert_eq!(langt.kode(), Fejlkode::ForLang);
    });
}

#[test]
fn f4_a_file_that_was_put_there_for_the_next_letter_is_neither_removed_nor_sent_for_the_first() {
    koer(async {
        let mut v = Verden::ny().await;
        v.k = Verden::komponent(&v.register, &v.ur, &v.parter, &v.bog, &v.logget, (3, true));
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("brev.pdf".into());
        };
        let brev = (SENDER, "brev.pdf".to_owned());
        let ligger = |v: &Verden| v.parter.filer.lock().unwrap().contains(&brev);
        v.parter.filer.lock().unwrap().insert(brev.clone());
        v.parter.svar.lock().unwrap().push_back(Err("down".into()));
        assert_eq!(v.k.aeldste_uafleverede().await.unwrap(), None);
        let taget = v.k.nu();
        let (_, foerste) = v.send(1, dokument).await.unwrap();
        v.koer().await;
        assert_eq!(v.k.aeldste_uafleverede().await.unwrap(), Some(taget), "one that waits for its next attempt");
        // While the receiver is away the sender puts the next letter there, under the same name.
        v.parter.udgave.fetch_add(1, Ordering::SeqCst);
        v.gaa(SEKUND);
        v.koer().await;
        assert_eq!((v.tilstand(foerste.id).await, ligger(&v)), (Tilstand::Afleveret, true), "it was never sent");
        let (k, anden) = v.send(2, dokument).await.unwrap();
        assert_eq!(k.kode, Modtaget);
        v.koer().await;
        assert_eq!((v.tilstand(anden.id).await, ligger(&v)), (Tilstand::Afleveret, false));
        // Replaced before anybody has copied it: what was to be sent is gone, and something else is not sent in its place.
        v.parter.filer.lock().unwrap().insert(brev.clone());
        let (_, tredje) = v.send(3, dokument).await.unwrap();
        v.parter.udgave.fetch_add(1, Ordering::SeqCst);
        let foer = v.parter.antal();
        v.koer().await;
        assert_eq!((v.tilstand(tredje.id).await, ligger(&v), v.parter.antal()), (Tilstand::Fejlet, true, foer));
    });
}

#[test]
fn fk03_a_document_goes_by_rule_to_digital_post_and_its_receipts_come_back() {
    koer(async {
        let mut v = Verden::ny().await;
        v.k = Verden::komponent(&v.register, &v.ur, &v.parter, &v.bog, &v.logget, (3, true));
        let mut felter: Felter = [(NAVN, Vaerdi::Tekst("Digital Post".into()))].into();
        felter.insert(LEVERING, Vaerdi::Tekst(DIGITAL_POST.into()));
        v.skriv(A, &FORDELINGSSYSTEM, Uuid::from_u128(0xd), Handling::Opret, felter, Some(POSTKASSEN)).await;
        v.regel(9, A, "32.24.04", "", POSTKASSEN).await;
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("brev.pdf".into());
        };
        let (k, _) = v.send(1, |_| {}).await.unwrap();
        assert_eq!((k.kode, k.fejl[0].0.clone()), (Afvist, Fejlkode::FordelingKanIkkeModtage.to_string()), "documents only");
        v.parter.filer.lock().unwrap().insert((SENDER, "brev.pdf".into()));
        let (k, kontekst) = v.send(1, dokument).await.unwrap();
        assert_eq!(k.kode, Modtaget);
        v.parter.svar.lock().unwrap().push_back(Err("down".into()));
        for _ in 0..10 {
            v.koer().await;
            v.gaa(2 * SEKUND);
        }
        assert_eq!(v.parter.faaet.lock().unwrap()[1].2, "<o>1</o> brev.pdf");
        let o = v.k.se(&v.kald(SENDER, A), kontekst.id.unwrap()).await.unwrap();
        assert_eq!((o.tilstand, o.ansvarlig_myndighed(), o.kontekst.digital_post_id.as_deref()), (Tilstand::Sendt, A, Some("T1")));
        let post = Kvitteringstype::DigitalPost;
        assert_eq!(v.kvitteret(), [(Modtaget, Teknisk), (Modtaget, post), (Kvitteringskode::Afleveret, post)]);
        assert!(v.parter.filer.lock().unwrap().is_empty(), "the sender's file goes when it is passed on");
        // Rejected: the file is the sender's still, and nothing is asked any more.
        v.parter.filer.lock().unwrap().insert((SENDER, "brev.pdf".into()));
        v.parter.svar.lock().unwrap().push_back(Ok(Kvittering::ny(Afvist, Teknisk)));
        let (_, kontekst) = v.send(2, dokument).await.unwrap();
        v.koer().await;
        assert_eq!((v.tilstand(kontekst.id).await, v.parter.filer.lock().unwrap().len()), (Tilstand::Afvist, 1));
    });
}
