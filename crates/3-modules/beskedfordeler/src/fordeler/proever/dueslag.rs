//! Whose a dueslag and a subscription are, and who changes what of them.
use super::*;

#[test]
fn e3_an_id_of_a_dueslag_and_of_a_subscription_is_one_authoritys_for_ever_and_others_are_refused() {
    koer(async {
        let mut v = Verden::ny(false).await;
        assert_eq!(v.send(1, |_| {}).await.kode, 20);
        let opret = async |v: &Verden, myndighed: Cvr, typen: &'static Objekttype, uuid: Uuid, handling: Handling| {
            let felter: Felter = if *typen == DUESLAG {
                [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into()
            } else if *typen == VAERDILISTE {
                [(NAVN, Vaerdi::Tekst("liste".into()))].into()
            } else {
                Felter::new()
            };
            // Only the receiving system hands a dueslag over, so its owner brings it back as it was.
            let hvem = if myndighed == A { MODTAGERSYSTEM } else { Uuid::from_u128(0xbad) };
            let til = if *typen == VAERDILISTE { vec![] } else { vec![(FOERSTE_RELATION, UnikId::Uuid(hvem))] };
            v.proev_for(myndighed, typen, uuid, handling, felter, til, false).await.map(drop).map_err(|f| f.kode())
        };
        for (typen, uuid) in [(&DUESLAG, KOE), (&ABONNEMENT, Uuid::from_u128(1))] {
            for handling in [Handling::Opret, Handling::Importer, Handling::Erstat] {
                assert_eq!(opret(&v, B, typen, uuid, handling).await, Err(Fejlkode::IdOptaget), "{} {handling:?}", typen.navn);
            }
        }
        // Other types of the module are each authority's own.
        assert_eq!(opret(&v, A, &VAERDILISTE, KOE, Handling::Opret).await, Ok(()));
        assert_eq!(opret(&v, B, &VAERDILISTE, KOE, Handling::Opret).await, Ok(()));
        // Its messages lie there still when the owner has deleted it, so it is nobody else's then either; the owner may bring it back.
        v.udfoer(&DUESLAG, KOE, Handling::Slet, Felter::new(), vec![], false).await;
        v.foelg().await;
        assert!(v.fordeler.bog.dueslag(KOE).is_none());
        assert_eq!(opret(&v, B, &DUESLAG, KOE, Handling::Opret).await, Err(Fejlkode::IdOptaget));
        assert_eq!(opret(&v, A, &DUESLAG, KOE, Handling::Importer).await, Ok(()));
        v.genstart().await;
        v.foelg().await;
        assert_eq!(v.fordeler.bog.dueslag(KOE).unwrap().myndighed, A);
        assert_eq!(v.send(2, |_| {}).await.kode, 20);
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(1), id(2)]);
    });
}

#[test]
fn e3_ids_of_earlier_versions_get_their_owner_and_what_another_wrote_then_is_never_used_and_may_be_deleted() {
    koer(async {
        let mut v = Verden::ny(false).await;
        assert_eq!(v.send(1, |_| {}).await.kode, 20);
        // As it was written before there were owners, by both.
        let uden_regler = Register::ny(v.lager.clone(), Typekatalog::ny(&[PROEVETYPER, OBJEKTTYPER]));
        let med_regler = std::mem::replace(&mut v.register, uden_regler);
        let felter: Felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
        v.udfoer_for(B, &DUESLAG, KOE, Handling::Opret, felter, vec![(1, UnikId::Uuid(Uuid::from_u128(0xbad)))], false).await;
        let ejere = v.lager.raekker(12, &[], None, 100).await.unwrap();
        assert_eq!(ejere.len(), 2, "the dueslag and its subscription");
        let slet = |(noegle, _): (Vec<u8>, Vec<u8>)| {
            let forventet = lager::Raekkeforventning::Ligegyldig;
            lager::Raekkeskrivning { samling: 12, noegle, forventet, vaerdi: None }
        };
        let raekker = ejere.clone().into_iter().map(slet).collect();
        v.lager.skriv(lager::Skrivning { raekker, ..lager::Skrivning::default() }).await.unwrap();
        v.register = med_regler;
        v.genstart().await;
        v.foelg().await;
        assert_eq!(v.lager.raekker(12, &[], None, 100).await.unwrap(), ejere);
        let d = v.fordeler.bog.dueslag(KOE).unwrap();
        assert_eq!((d.myndighed, d.data.modtagersystem), (A, Some(MODTAGERSYSTEM)));
        let ret = v.proev_for(B, &DUESLAG, KOE, Handling::Ret, [(NAVN, Vaerdi::Tekst("x".into()))].into(), vec![], false).await;
        assert_eq!(ret.map(drop).map_err(|f| f.kode()), Err(Fejlkode::IdOptaget));
        v.udfoer_for(B, &DUESLAG, KOE, Handling::Slet, Felter::new(), vec![], false).await;
        v.foelg().await;
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(1)]);
        assert!(v.fordeler.bog.dueslag(KOE).is_some(), "it is gone for its owner only by the owner");
    });
}

#[test]
fn e34_another_system_of_the_authority_takes_no_messages_from_a_receiver() {
    koer(async {
        let v = Verden::ny(true).await;
        let virkning = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
        let udfoer = async |af: Uuid, objekttype: &'static Objekttype, uuid: Uuid, handling: Handling, indhold: Indhold| {
            let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(af), v.fordeler.nu(), Uuid::from_u128(6));
            let k =
                Kommando { objekttype, uuid, handling, maade: Flettemaade::Lora, note: None, indhold, historik: vec![], forudsat: None };
            let r = v.register.udfoer_med(&kald, k, Tillaeg::default()).await;
            r.map(drop).map_err(|f| (f.kode(), f.feltet().unwrap_or_default().to_owned()))
        };
        let levering = |hvordan: &str| {
            let felter: Felter = [(LEVERING, Vaerdi::Tekst(hvordan.into())), (NAVN, Vaerdi::Tekst("x".into()))].into();
            Indhold { egenskaber: Some(vec![Egenskab { virkning: virkning(), felter }]), ..Indhold::default() }
        };
        let inaktiv = || {
            let mut i = Indhold::default();
            i.tilstande.insert(TILSTAND, vec![register::Tilstand { virkning: virkning(), vaerdi: 2 }]);
            i
        };
        let til = |dueslag: u128| {
            let mut i = Indhold::default();
            i.relationer.entry(I_DUESLAG).or_default().push(Relation::til(UnikId::Uuid(Uuid::from_u128(dueslag)), virkning()));
            i
        };
        let abonnement = Uuid::from_u128(1);
        type Forsoeg<'a> = (&'static Objekttype, Uuid, Handling, &'a dyn Fn() -> Indhold, &'static str);
        let forsoeg: [Forsoeg<'_>; 6] = [
            (&DUESLAG, KOE, Handling::Ret, &|| levering("SSE"), "leveringsmaade"),
            (&DUESLAG, KOE, Handling::Ret, &inaktiv, "gyldighed"),
            (&DUESLAG, KOE, Handling::Slet, &Indhold::default, "livscyklus"),
            (&ABONNEMENT, abonnement, Handling::Ret, &|| til(0xbad), "abonnement"),
            (&ABONNEMENT, abonnement, Handling::Ret, &inaktiv, "gyldighed"),
            (&ABONNEMENT, abonnement, Handling::Slet, &Indhold::default, "livscyklus"),
        ];
        for (typen, uuid, handling, indhold, felt) in &forsoeg {
            let svar = udfoer(AFSENDERSYSTEM, typen, *uuid, *handling, indhold()).await;
            assert_eq!(svar, Err((Fejlkode::IngenAdgang, (*felt).to_owned())), "{} {handling:?}", typen.navn);
        }
        assert_eq!(udfoer(AFSENDERSYSTEM, &DUESLAG, KOE, Handling::Ret, levering("BeskedHent")).await, Ok(()), "a name may be anybody's");
        // The subscription first: whose it is goes by its dueslag.
        for (typen, uuid, handling, indhold, felt) in forsoeg.iter().rev() {
            if matches!(handling, Handling::Ret) {
                assert_eq!(udfoer(MODTAGERSYSTEM, typen, *uuid, *handling, indhold()).await, Ok(()), "{} {felt}", typen.navn);
            }
        }
        assert_eq!(udfoer(MODTAGERSYSTEM, &DUESLAG, KOE, Handling::Slet, Indhold::default()).await, Ok(()));
    });
}

#[test]
fn e34_another_system_of_the_authority_changes_no_list_that_a_receivers_subscription_filters_by() {
    koer(async {
        let v = Verden::ny(true).await;
        let (liste, anden, del) = (Uuid::from_u128(0x115), Uuid::from_u128(0x116), Uuid::from_u128(0x117));
        let virkning = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
        // Whoever calls may say of a registration that it brings in whose it is: it is not the user that counts.
        let kald_af = |af: Uuid| {
            let k = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(MODTAGERSYSTEM), v.fordeler.nu(), Uuid::from_u128(6));
            Kaldekontekst { system: Some(af), ..k }
        };
        let udfoer = async |af: Uuid,
                            objekttype: &'static Objekttype,
                            uuid: Uuid,
                            handling: Handling,
                            felter: Felter,
                            til: Option<(u16, Uuid)>| {
            let kald = kald_af(af);
            let mut indhold = Indhold::default();
            if !felter.is_empty() {
                indhold.egenskaber = Some(vec![Egenskab { virkning: virkning(), felter }]);
                indhold.tilstande.insert(TILSTAND, vec![register::Tilstand { virkning: virkning(), vaerdi: 1 }]);
            }
            if let Some((nr, til)) = til {
                indhold.relationer.entry(nr).or_default().push(Relation::til(UnikId::Uuid(til), virkning()));
            }
            let k =
                Kommando { objekttype, uuid, handling, maade: Flettemaade::Lora, note: None, indhold, historik: vec![], forudsat: None };
            let r = v.register.udfoer_med(&kald, k, Tillaeg::default()).await;
            r.map(drop).map_err(|f| (f.kode(), f.feltet().unwrap_or_default().to_owned()))
        };
        let tekst = |t: &str| Vaerdi::Tekst(t.into());
        let vaerdier = |navn: &str, v: &str| -> Felter { [(NAVN, tekst(navn)), (VAERDIER, Vaerdi::Liste(vec![tekst(v)]))].into() };
        let del_felter = || -> Felter { [(1, Vaerdi::Heltal(1)), (VAERDIER, Vaerdi::Liste(vec![tekst("2512484917")]))].into() };
        for uuid in [liste, anden] {
            let svar = udfoer(Uuid::from_u128(0xc), &VAERDILISTE, uuid, Handling::Opret, vaerdier("l", "2512484916"), None).await;
            assert_eq!(svar, Ok(()));
        }
        let betingelse = [(B_FELT, tekst("RelateretObjekt.ObjektId")), (B_LISTER, Vaerdi::Liste(vec![tekst(&liste.to_string())]))];
        let felter: Felter = [(NAVN, tekst("a")), (BETINGELSER, Vaerdi::Liste(vec![Vaerdi::Struktur(betingelse.into())]))].into();
        assert_eq!(udfoer(MODTAGERSYSTEM, &ABONNEMENT, Uuid::from_u128(1), Handling::Ret, felter, None).await, Ok(()));
        let naegtet = |felt: &str| Err((Fejlkode::IngenAdgang, felt.to_owned()));
        let ond = AFSENDERSYSTEM;
        assert_eq!(udfoer(ond, &VAERDILISTE, liste, Handling::Ret, vaerdier("l", "0101010101"), None).await, naegtet("vaerdier"));
        assert_eq!(udfoer(ond, &VAERDILISTE, liste, Handling::Erstat, vaerdier("l", "0101010101"), None).await, naegtet("vaerdier"));
        assert_eq!(udfoer(ond, &VAERDILISTE, liste, Handling::Slet, Felter::new(), None).await, naegtet("livscyklus"));
        let til = |liste| Some((FOERSTE_RELATION, liste));
        assert_eq!(udfoer(ond, &VAERDILISTEDEL, del, Handling::Opret, del_felter(), til(liste)).await, naegtet("vaerdier"));
        // By the lists' own service too.
        let kald = kald_af(ond);
        let service = crate::vaerdiliste::Vaerdilister(&v.register);
        for svar in [
            service.tilfoej(&kald, liste, vec!["2512484918".into()]).await,
            service.fjern(&kald, liste, vec!["2512484916".into()]).await,
            service.livscyklus(&kald, liste, Handling::Passiver, None).await,
            service.livscyklus(&kald, liste, Handling::Slet, None).await,
        ] {
            assert_eq!(svar.map_err(|f| f.kode()), Err(Fejlkode::IngenAdgang));
        }
        // A name is anybody's, and so is a list that nobody uses.
        assert_eq!(udfoer(ond, &VAERDILISTE, liste, Handling::Ret, vaerdier("nyt", "2512484916"), None).await, Ok(()));
        assert_eq!(udfoer(ond, &VAERDILISTE, anden, Handling::Ret, vaerdier("l", "0101010101"), None).await, Ok(()));
        assert_eq!(udfoer(ond, &VAERDILISTEDEL, del, Handling::Opret, del_felter(), til(anden)).await, Ok(()));
        // Whose subscription it is changes it, and who wrote it first.
        assert_eq!(udfoer(MODTAGERSYSTEM, &VAERDILISTE, liste, Handling::Ret, vaerdier("l", "0202020202"), None).await, Ok(()));
        assert_eq!(udfoer(Uuid::from_u128(0xc), &VAERDILISTE, liste, Handling::Ret, vaerdier("l", "0303030303"), None).await, Ok(()));
        assert_eq!(udfoer(MODTAGERSYSTEM, &VAERDILISTE, liste, Handling::Slet, Felter::new(), None).await, Ok(()));
        assert_eq!(udfoer(ond, &VAERDILISTE, liste, Handling::Importer, vaerdier("l", "0101010101"), None).await, naegtet("vaerdier"));
    });
}

#[test]
fn e3_the_name_of_a_dueslag_is_one_line_as_it_is_read() {
    koer(async {
        let v = Verden::ny(false).await;
        for (navn, godt) in [("Sager til æ", true), ("a\r\nb", false), ("a\u{202e}b", false), ("a\u{2028}b", false)] {
            let felter: Felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into())), (NAVN, Vaerdi::Tekst(navn.into()))].into();
            let r = v.proev_for(A, &DUESLAG, KOE, Handling::Ret, felter, vec![(1, UnikId::Uuid(MODTAGERSYSTEM))], false).await;
            assert_eq!(r.map(drop).map_err(|f| f.kode()), if godt { Ok(()) } else { Err(Fejlkode::UgyldigtTegn) }, "{navn:?}");
        }
    });
}

#[test]
fn e33_a_secret_that_was_given_up_signs_no_more() {
    koer(async {
        let v = Verden::ny(false).await;
        let saet = async |hvordan: Handling, nummer: Option<i64>| {
            let mut felter: Felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
            felter.extend(nummer.map(|n| (HEMMELIGHED, Vaerdi::Heltal(n))));
            let r = v.proev_for(A, &DUESLAG, KOE, hvordan, felter, vec![(1, UnikId::Uuid(MODTAGERSYSTEM))], false).await;
            r.map(drop).map_err(|f| f.kode())
        };
        let (put, patch) = (Handling::Erstat, Handling::Ret);
        for (hvordan, nummer, godt) in [
            (put, Some(50), true),
            (put, Some(50), true),
            (put, Some(49), false),
            (patch, Some(49), false),
            (put, None, false),
            (patch, None, true),
            (put, Some(51), true),
        ] {
            let ventet = if godt { Ok(()) } else { Err(Fejlkode::UgyldigVaerdi) };
            assert_eq!(saet(hvordan, nummer).await, ventet, "{hvordan:?} {nummer:?}");
        }
    });
}

#[test]
fn e34_nobody_but_its_receiver_hands_a_dueslag_over() {
    koer(async {
        let v = Verden::ny(false).await;
        let ret = |af: Uuid| {
            let mut kald = v.kald(af, A);
            kald.retter = Arc::new(Rettigheder::Alt);
            let relationer =
                [(FOERSTE_RELATION, vec![Relation::til(UnikId::Uuid(AFSENDERSYSTEM), Virkning::fra(Tidspunkt::MINUS_UENDELIG))])];
            let indhold = Indhold { relationer: relationer.into(), ..Indhold::default() };
            let (objekttype, handling, maade) = (&DUESLAG, Handling::Ret, Flettemaade::Lora);
            let k = Kommando { objekttype, uuid: KOE, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
            let register = v.register.clone();
            async move { register.udfoer_med(&kald, k, Tillaeg::default()).await.map(drop).map_err(|f| f.kode()) }
        };
        assert_eq!(ret(AFSENDERSYSTEM).await, Err(Fejlkode::IngenAdgang), "one who may write takes it for itself");
        assert_eq!(ret(MODTAGERSYSTEM).await, Ok(()));
    });
}

#[test]
fn e34_the_receiving_system_alone_says_where_its_messages_are_sent() {
    koer(async {
        let v = Verden::ny(true).await;
        let saet = async |bruger: Uuid, uuid: Uuid, adresse: &str, navn: &str| {
            let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(bruger), v.fordeler.nu(), Uuid::from_u128(6));
            let felter =
                [(LEVERING, Vaerdi::Tekst("Webhook".into())), (ADRESSE, Vaerdi::Tekst(adresse.into())), (NAVN, Vaerdi::Tekst(navn.into()))];
            let mut indhold = Indhold::default();
            let virkning = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
            indhold.egenskaber = Some(vec![Egenskab { virkning: virkning(), felter: felter.into() }]);
            indhold.tilstande.insert(1, vec![register::Tilstand { virkning: virkning(), vaerdi: 1 }]);
            indhold.relationer.entry(1).or_default().push(Relation::til(UnikId::Uuid(MODTAGERSYSTEM), virkning()));
            let handling = if v.fordeler.bog.dueslag(uuid).is_some() { Handling::Ret } else { Handling::Opret };
            let k = Kommando {
                objekttype: &DUESLAG,
                uuid,
                handling,
                maade: Flettemaade::Lora,
                note: None,
                indhold,
                historik: vec![],
                forudsat: None,
            };
            let r = v.register.udfoer_med(&kald, k, Tillaeg::default()).await.map(drop).map_err(|f| f.kode());
            v.foelg().await;
            r
        };
        let d = Uuid::from_u128(0xd11);
        let (mit, hans) = ("https://mit.example/", "https://hans.example/");
        assert_eq!(saet(AFSENDERSYSTEM, d, hans, "").await, Err(Fejlkode::IngenAdgang));
        assert_eq!(saet(MODTAGERSYSTEM, d, "http://mit.example/", "").await, Err(Fejlkode::UgyldigVaerdi));
        assert_eq!(saet(MODTAGERSYSTEM, d, mit, "").await, Ok(()));
        assert_eq!(saet(AFSENDERSYSTEM, d, hans, "").await, Err(Fejlkode::IngenAdgang));
        assert_eq!(saet(AFSENDERSYSTEM, d, mit, "another name").await, Ok(()), "what is not the address is the authority's to change");
        // Two new secrets, and the receiver would know none that signs.
        let felter: Felter =
            [(LEVERING, Vaerdi::Tekst("Webhook".into())), (ADRESSE, Vaerdi::Tekst(mit.into())), (HEMMELIGHED, Vaerdi::Heltal(3))].into();
        let f = v.proev_for(A, &DUESLAG, d, Handling::Ret, felter, vec![(1, UnikId::Uuid(MODTAGERSYSTEM))], false).await.unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (Fejlkode::IngenAdgang, Some("hemmelighedsnummer")));
        assert_eq!(v.fordeler.bog.sendes(), [d]);
        assert!(v.fordeler.nyt_i().await.contains(&d), "whoever sends looks at once");
    });
}

#[test]
fn e3_a_name_is_one_line_in_every_list() {
    koer(async {
        let v = Verden::ny(false).await;
        for (typen, uuid) in [
            (&DUESLAG, KOE),
            (&ABONNEMENT, Uuid::from_u128(1)),
            (&VAERDILISTE, Uuid::from_u128(0x115)),
            (&crate::objekttyper::BESKEDTYPE, Uuid::from_u128(0x116)),
        ] {
            for (nr, navnet) in [(1, "brugervendtnoegle"), (NAVN, "navn")] {
                let mut felter: Felter = [(NAVN, Vaerdi::Tekst("N".into()))].into();
                if *typen == DUESLAG {
                    felter.insert(LEVERING, Vaerdi::Tekst("BeskedHent".into()));
                }
                felter.insert(nr, Vaerdi::Tekst("F\r\n2026-11-30 FORGED \u{202e}".into()));
                let handling = if [DUESLAG.nr, ABONNEMENT.nr].contains(&typen.nr) { Handling::Ret } else { Handling::Opret };
                let f = v.proev_for(A, typen, uuid, handling, felter, vec![], false).await.map(drop).unwrap_err();
                assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigtTegn, Some(navnet)), "{}", typen.navn);
            }
        }
    });
}

#[test]
fn e3_what_a_dueslag_and_a_subscription_say_has_begun_and_does_not_end() {
    koer(async {
        let v = Verden::ny(true).await;
        let nu = v.fordeler.nu();
        let om = |dage: i64| Tidspunkt::fra_mikros(nu.mikros() + dage * 86_400_000_000);
        let ret = async |typen: &'static Objekttype, uuid: Uuid, relation: Option<(u16, Uuid)>, fra: Tidspunkt, til: Tidspunkt| {
            let virkning = Virkning { periode: grund::Periode::ny(fra, til), aktoer: None, aktoertype: None, note: None };
            let mut indhold = Indhold::default();
            match relation {
                Some((nr, hvem)) => drop(indhold.relationer.insert(nr, vec![Relation::til(UnikId::Uuid(hvem), virkning)])),
                None => {
                    let felter: Felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into())), (NAVN, Vaerdi::Tekst("x".into()))].into();
                    let felter = if *typen == DUESLAG { felter } else { [(NAVN, Vaerdi::Tekst("x".into()))].into() };
                    indhold.egenskaber = Some(vec![Egenskab { virkning, felter }]);
                }
            }
            let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(MODTAGERSYSTEM), nu, Uuid::from_u128(6));
            let (objekttype, handling, maade) = (typen, Handling::Ret, Flettemaade::Lora);
            let k = Kommando { objekttype, uuid, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
            v.register
                .udfoer_med(&kald, k, Tillaeg::default())
                .await
                .map(drop)
                .map_err(|f| (f.kode(), f.feltet().unwrap_or_default().to_owned()))
        };
        let uendelig = Tidspunkt::UENDELIG;
        let abonnement = Uuid::from_u128(1);
        for (typen, uuid, relation, felt) in [
            (&DUESLAG, KOE, Some((FOERSTE_RELATION, MODTAGERSYSTEM)), "modtagersystem"),
            (&DUESLAG, KOE, None, "egenskaber"),
            (&ABONNEMENT, abonnement, Some((I_DUESLAG, KOE)), "dueslag"),
            (&ABONNEMENT, abonnement, None, "egenskaber"),
        ] {
            for (fra, til) in [(Tidspunkt::MINUS_UENDELIG, om(30)), (om(30), uendelig)] {
                assert_eq!(
                    ret(typen, uuid, relation, fra, til).await,
                    Err((Fejlkode::UgyldigVaerdi, felt.to_owned())),
                    "{} {felt} {fra:?}",
                    typen.navn
                );
            }
            for fra in [Tidspunkt::MINUS_UENDELIG, om(-1), nu] {
                assert_eq!(ret(typen, uuid, relation, fra, uendelig).await, Ok(()), "{} {felt}", typen.navn);
            }
        }
    });
}
