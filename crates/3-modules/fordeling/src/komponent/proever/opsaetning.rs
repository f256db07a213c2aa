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
        let drift = gem(adgang::ANONYM_BRUGER, FAG, "https://fag/ny").await.unwrap();
        v.send(1, |_| {}).await.unwrap();
        v.koer().await;
        assert_eq!(v.parter.faaet.lock().unwrap()[0].0, "https://fag/ny");
        // That it is there no longer diverts nothing.
        let uden = Kommando {
            objekttype: &FORDELINGSSYSTEM,
            uuid: drift,
            handling: Handling::Slet,
            maade: Flettemaade::Lora,
            note: None,
            indhold: Indhold::default(),
            historik: vec![],
            forudsat: None,
        };
        v.register.udfoer(&kald(ANDET), uden).await.unwrap();
        assert_eq!(v.send(2, |_| {}).await.unwrap().0.fejl[0].0, Fejlkode::FordelingKanIkkeModtage.to_string());
    });
}
