//! Who sets systems up.
use super::*;

#[test]
fn f7_nobody_but_operations_sets_digital_post_up_and_only_the_mailbox_is_it() {
    koer(async {
        let mut v = Verden::ny().await;
        v.k = Verden::komponent(&v.register, &v.ur, &v.parter, &v.bog, &v.logget, (3, true));
        let gem = async |bruger: Uuid, system: Uuid| {
            let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(bruger), v.k.nu(), Uuid::from_u128(6));
            let s = crate::opsaet::Systemopsaetning { system, navn: "S".into(), digital_post: true, ..Default::default() };
            crate::opsaet::system(&v.register, &kald, &s).await
        };
        for system in [FAG, ANDET, POSTKASSEN] {
            let f = gem(system, system).await.unwrap_err();
            assert_eq!((f.kode(), f.feltet()), (Fejlkode::IngenAdgang, Some("leveringsmaade")), "not even of itself");
        }
        gem(adgang::ANONYM_BRUGER, POSTKASSEN).await.unwrap();
        // What an earlier version let a system make of itself gets nothing.
        gem(adgang::ANONYM_BRUGER, FAG).await.unwrap();
        v.parter.filer.lock().unwrap().insert((SENDER, "brev.pdf".into()));
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("brev.pdf".into());
        };
        let (k, _) = v.send(1, dokument).await.unwrap();
        assert_eq!((k.kode, k.fejl[0].0.clone()), (Kvitteringskode::Afvist, Fejlkode::FordelingKanIkkeModtage.to_string()));
    });
}

#[test]
fn f7_only_the_system_itself_and_operations_say_where_it_is_called() {
    koer(async {
        let v = Verden::ny().await;
        let nu = v.k.nu();
        let kald = |bruger: Uuid| Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(bruger), nu, Uuid::from_u128(6));
        let gem = async |bruger: Uuid, system: Uuid, adresse: &str| {
            let s = crate::opsaet::Systemopsaetning { system, navn: "S".into(), modtageradresse: adresse.into(), ..Default::default() };
            crate::opsaet::system(&v.register, &kald(bruger), &s).await
        };
        for system in [FAG, Uuid::from_u128(0xd)] {
            let f = gem(ANDET, system, "https://tyv/").await.unwrap_err();
            assert_eq!((f.kode(), f.feltet()), (Fejlkode::IngenAdgang, Some("system")), "neither one that is there nor a new one");
        }
        // One's own is not made another's, and another's not one's own; nor by a period that is over.
        let egen = gem(ANDET, ANDET, "https://andet/").await.unwrap();
        let flyt = async |bruger: Uuid, fra: Tidspunkt, til: Uuid| {
            let mut indhold = Indhold::default();
            indhold.relationer.insert(SYSTEM, vec![Relation::til(UnikId::Uuid(til), Virkning::fra(fra))]);
            let (handling, maade) = (Handling::Ret, Flettemaade::Lora);
            let k = Kommando {
                objekttype: &FORDELINGSSYSTEM,
                uuid: egen,
                handling,
                maade,
                note: None,
                indhold,
                historik: vec![],
                forudsat: None,
            };
            v.register.udfoer(&kald(bruger), k).await
        };
        for fra in [Tidspunkt::MINUS_UENDELIG, nu, Tidspunkt::fra_mikros(nu.mikros() + DAG)] {
            assert_eq!(flyt(ANDET, fra, FAG).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
            assert_eq!(flyt(FAG, fra, FAG).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
        }
        gem(FAG, FAG, "https://fag/andet").await.unwrap();
        gem(adgang::ANONYM_BRUGER, FAG, "https://fag/ny").await.unwrap();
        v.send(1, |_| {}).await.unwrap();
        v.koer().await;
        assert_eq!(v.parter.faaet.lock().unwrap()[0].0, "https://fag/ny");
    });
}

#[test]
fn f7_nobody_else_says_that_a_system_is_reached_no_longer() {
    koer(async {
        let v = Verden::ny().await;
        let kald = |bruger: Uuid| Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(bruger), v.k.nu(), Uuid::from_u128(6));
        let s =
            crate::opsaet::Systemopsaetning { system: FAG, navn: "S".into(), modtageradresse: "https://fag/".into(), ..Default::default() };
        let uuid = crate::opsaet::system(&v.register, &kald(FAG), &s).await.unwrap();
        // As the program has it.
        let register = Register::ny(v.register.lager().clone(), Typekatalog::ny(&[OBJEKTTYPER]));
        let register = register.med_naboregler(vec![std::sync::Arc::new(crate::Systemvagt)]);
        let udfoer = async |bruger: Uuid, handling: Handling, gyldighed: Option<u8>| {
            let mut indhold = Indhold::default();
            if let Some(vaerdi) = gyldighed {
                indhold.tilstande.insert(TILSTAND, vec![register::Tilstand { virkning: Virkning::fra(Tidspunkt::MINUS_UENDELIG), vaerdi }]);
            }
            let (objekttype, maade) = (&FORDELINGSSYSTEM, Flettemaade::Lora);
            let k = Kommando { objekttype, uuid, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
            let svar = register.udfoer(&kald(bruger), k).await;
            svar.map(drop).map_err(|f| (f.kode(), f.feltet().unwrap_or_default().to_owned()))
        };
        let afvist = |felt: &str| Err((Fejlkode::IngenAdgang, felt.to_owned()));
        assert_eq!(udfoer(ANDET, Handling::Ret, Some(2)).await, afvist("gyldighed"));
        assert_eq!(udfoer(ANDET, Handling::Slet, None).await, afvist("livscyklus"));
        assert_eq!(udfoer(ANDET, Handling::Passiver, None).await, afvist("livscyklus"));
        v.send(1, |_| {}).await.unwrap();
        v.koer().await;
        assert_eq!(v.parter.faaet.lock().unwrap()[0].0, "https://fag/");
        // The system itself may, and operations; and what is out of force is not set in force by others.
        assert_eq!(udfoer(FAG, Handling::Ret, Some(2)).await, Ok(()));
        assert_eq!(udfoer(ANDET, Handling::Ret, Some(1)).await, afvist("gyldighed"));
        assert_eq!(udfoer(adgang::ANONYM_BRUGER, Handling::Slet, None).await, Ok(()));
        assert_eq!(v.send(2, |_| {}).await.unwrap().0.fejl[0].0, Fejlkode::FordelingKanIkkeModtage.to_string());
    });
}

#[test]
fn f7_names_are_one_line_and_an_address_is_read_as_it_is_called() {
    koer(async {
        let v = Verden::ny().await;
        let gem = async |navn: &str, adresse: &str| {
            let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(FAG), v.k.nu(), Uuid::from_u128(6));
            let s =
                crate::opsaet::Systemopsaetning { system: FAG, navn: navn.into(), modtageradresse: adresse.into(), ..Default::default() };
            crate::opsaet::system(&v.register, &kald, &s).await.map(drop).map_err(|f| (f.kode(), f.feltet().unwrap_or_default().to_owned()))
        };
        for navn in ["F\r\n2026-11-30 FORGED LINE", "F\u{202e}", "F\u{2028}x", "F\u{200b}", "F\u{e0041}"] {
            assert_eq!(gem(navn, "https://fag/").await, Err((Fejlkode::UgyldigtTegn, "navn".to_owned())), "{navn:?}");
        }
        for adresse in ["HTTPS://Fag.Korsbaek.dk:8443/x", "HTTP://127.0.0.1:8080/x", "https://fag.korsbaek.dk", "http://[::1]:9/x"] {
            assert_eq!(gem("Fag", adresse).await, Ok(()), "{adresse}");
        }
        for adresse in [
            "http://fag.korsbaek.dk/",
            "ftp://x",
            "https://",
            "http://127.0.0.1@ond.dk/",
            "https://a@b/",
            "https://x.dk/\r\nA: b",
            "https://x.dk/#f",
        ] {
            assert_eq!(gem("Fag", adresse).await, Err((Fejlkode::UgyldigVaerdi, "modtageradresse".to_owned())), "{adresse}");
        }
    });
}
