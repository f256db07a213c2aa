//! What the registers tell.
use super::*;
use register::Haendelsestype as Haendelse;

#[test]
fn e1_what_the_registers_tell_becomes_messages_in_order_and_what_nobody_is_to_be_told_of_does_not() {
    koer(async {
        let mut v = Verden::ny(false).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[("ObjektRegistrering.OpgaveEmne", "32"), ("RelateretObjekt.ObjektId", "2512484916")])
            .await;
        v.sag(1, "320101", Handling::Opret, false).await;
        v.sag(2, "270101", Handling::Opret, false).await;
        v.sag(3, "320102", Handling::Opret, true).await;
        v.sag(1, "320103", Handling::Ret, false).await;
        v.sag(1, "", Handling::Slet, false).await;
        v.foelg().await;
        let l = v.fordeler.forbruger(KOE).hent(9, usize::MAX).await.unwrap();
        let set: Vec<(String, String)> = l
            .iter()
            .map(|l| {
                let tekst = std::str::from_utf8(&l.besked).unwrap();
                let handling =
                    [Haendelse::Opret, Haendelse::Ret, Haendelse::Slet].into_iter().find(|h| tekst.contains(&handling_id(*h).to_string()));
                let kle = tekst.split("urn:oio:kle:").nth(1).map(|k| k.chars().take(8).collect::<String>()).unwrap_or_default();
                (handling.map(|h| h.navn().to_owned()).unwrap_or_default(), kle)
            })
            .collect();
        let vente = [("Opret", "32.01.01"), ("Ret", "32.01.03"), ("Slet", "32.01.03")];
        assert_eq!(set, vente.map(|(a, b)| (a.to_owned(), b.to_owned())));
        // Again, from the beginning of the feed: the same messages with the same ids, behind what is there.
        let fra = lager::Stroemposition { nr: 0, ..v.lager.stroemstatus().await.unwrap().kant };
        let til = v.fordeler.spids().await.unwrap();
        let igen = v.fordeler.genafspil(KOE, fra, til, false).await.unwrap();
        assert!(igen.haendelser >= 5 && igen.beskeder == 3 && igen.naeste.is_none(), "{igen:?}");
        let m = v.fordeler.forbruger(KOE).hent(9, usize::MAX).await.unwrap();
        assert_eq!(m.iter().map(|l| &l.besked_id).collect::<Vec<_>>(), [0, 1, 2, 0, 1, 2].map(|i: usize| &l[i].besked_id));
    });
}

#[test]
fn e22_an_object_whose_class_changes_while_the_message_waits_is_judged_as_it_is() {
    koer(async {
        let mut v = Verden::ny(true).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[(P_KLE, "32.*")]);
        v.sag(1, "320101", Handling::Opret, false).await;
        v.sag(2, "320101", Handling::Opret, false).await;
        v.foelg().await;
        assert_eq!(v.fordeler.koe().status(KOE).await.unwrap().antal, 2);
        v.sag(1, "270101", Handling::Ret, false).await;
        let f = v.fordeler.forbruger(KOE);
        let l = f.hent(9, usize::MAX).await.unwrap();
        assert_eq!(l.len(), 1);
        assert!(std::str::from_utf8(&l[0].besked).unwrap().contains(&id(2)));
        assert_eq!(v.fejl().await, [Fejlaarsag::IngenAftale]);
        v.foelg().await;
        assert!(f.hent(9, usize::MAX).await.unwrap().is_empty(), "nor the message of the change itself");
    });
}

#[test]
fn e22_a_draft_is_told_to_its_master_alone() {
    koer(async {
        let mut v = Verden::ny(true).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        let masters = Uuid::from_u128(0xd10);
        let felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
        v.udfoer(&DUESLAG, masters, Handling::Opret, felter, vec![(1, UnikId::Uuid(AFSENDERSYSTEM))], false).await;
        v.abonnement(3, beskedtype(&SAG), masters, &[]).await;
        for system in [MODTAGERSYSTEM, AFSENDERSYSTEM] {
            v.aftale(system, &MODTAG, A, &[]);
        }
        v.sag(1, UDKAST, Handling::Opret, false).await;
        v.sag(2, "320101", Handling::Opret, false).await;
        v.foelg().await;
        let koe = v.fordeler.koe();
        assert_eq!((koe.status(KOE).await.unwrap().antal, koe.status(masters).await.unwrap().antal), (1, 2));
        // Nor is it told that one is gone; that a case is gone is, also to who sees a part of the classes alone.
        v.bog.0.lock().unwrap().clear();
        for system in [MODTAGERSYSTEM, AFSENDERSYSTEM] {
            v.aftale(system, &MODTAG, A, &[(P_KLE, "32.*")]);
        }
        v.sag(1, "", Handling::Slet, false).await;
        v.sag(2, "", Handling::Slet, false).await;
        v.foelg().await;
        assert_eq!((koe.status(KOE).await.unwrap().antal, koe.status(masters).await.unwrap().antal), (2, 4));
        assert_eq!(v.fordeler.forbruger(KOE).hent(9, usize::MAX).await.unwrap().len(), 2);
    });
}

#[test]
fn e22_what_was_once_a_draft_is_told_without_its_time_as_one() {
    koer(async {
        let mut v = Verden::ny(true).await;
        v.med_indhold(Some(v.bog.clone())).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        let masters = Uuid::from_u128(0xd10);
        let felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
        v.udfoer(&DUESLAG, masters, Handling::Opret, felter, vec![(1, UnikId::Uuid(AFSENDERSYSTEM))], false).await;
        v.abonnement(3, beskedtype(&SAG), masters, &[]).await;
        // The draft's class is in no agreement of the receiver's.
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[(P_KLE, "32.01.*")]);
        v.aftale(AFSENDERSYSTEM, &MODTAG, A, &[]);
        let nu = v.fordeler.nu();
        let (foer, senere) = (nu.plus_mikros(-3_600_000_000), nu.plus_mikros(3_600_000_000));
        v.skiftende_sag(1, [(UDKAST, "0101701111"), ("320101", "2512484916")], foer, Handling::Opret).await;
        v.skiftende_sag(2, [("320102", "2512484916"), (UDKAST, "0101701111")], senere, Handling::Opret).await;
        v.skiftende_sag(3, [(UDKAST, "0101701111"), ("320103", "2512484916")], senere, Handling::Opret).await;
        v.foelg().await;
        let siger = async |v: &Verden, d: Uuid| {
            let l = v.fordeler.forbruger(d).hent(9, usize::MAX).await.unwrap();
            l.iter().map(|l| String::from_utf8(l.besked.to_vec()).unwrap()).collect::<Vec<_>>()
        };
        for ventet in [false, true] {
            let fik = siger(&v, KOE).await;
            assert_eq!(fik.len(), 2, "read by all now: {fik:?}");
            for (t, klasse) in fik.iter().zip(["320101", "320102"]) {
                assert!(t.contains(klasse) && t.contains("2512484916"), "{ventet} {t}");
                assert!(!t.contains(UDKAST) && !t.contains("32.09.99") && !t.contains("0101701111"), "{ventet} {t}");
            }
            let mestrens = siger(&v, masters).await;
            assert_eq!(mestrens.len(), 3);
            assert!(
                mestrens.iter().any(|t| t.contains(UDKAST) && t.contains("320103")),
                "a draft says to its master what it says: {mestrens:?}"
            );
            // What is told when they have waited, and were written to meanwhile, is no more than that.
            for (nr, klasse) in [(1, "320101"), (2, "320102")] {
                v.sag(nr, klasse, Handling::Ret, true).await;
            }
        }
        // The draft ends: from the change that says so on it is told.
        v.sag(3, "320103", Handling::Ret, false).await;
        v.foelg().await;
        assert_eq!(siger(&v, KOE).await.len(), 3);
    });
}

#[test]
fn e1_crashes_at_any_point_lose_nothing_double_nothing_and_keep_the_order() {
    koer(async {
        for froe in 0..3 {
            let mut s = Slump::ny(froe, "nedbrud");
            let mut v = Verden::ny(false).await;
            v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
            v.foelg().await;
            let (mut sendt, mut fra_register, mut modtaget) = (0u128, 0, Vec::new());
            for _ in 0..60 {
                match s.under(6) {
                    0 | 1 => {
                        sendt += 1;
                        // A sender that does not get its answer sends again.
                        for _ in 0..1 + s.under(2) {
                            assert_eq!(v.send(sendt, |_| {}).await.kode, 20);
                        }
                    }
                    2 => {
                        fra_register += 1;
                        v.sag(1_000 + fra_register, "320101", Handling::Opret, false).await;
                    }
                    3 => {
                        v.fordeler.foelg_registrene().await.unwrap();
                    }
                    4 => {
                        let f = v.fordeler.forbruger(KOE);
                        let l = f.hent(1 + s.under(5) as usize, usize::MAX).await.unwrap();
                        let kvitteret: Vec<_> = l.iter().take(s.under(5) as usize).collect();
                        f.kvitter(&kvitteret.iter().map(|l| l.nummer).collect::<Vec<_>>()).await.unwrap();
                        modtaget.extend(kvitteret.into_iter().cloned());
                    }
                    _ => {
                        let gammel = v.fordeler.clone();
                        v.genstart().await;
                        // Whoever was before the crash can't go on beside it.
                        assert!(gammel.o.koe.returner(KOE, vec![]).await.is_err());
                        gammel.o.koe.luk().await;
                    }
                }
            }
            v.foelg().await;
            let f = v.fordeler.forbruger(KOE);
            loop {
                let l = f.hent(7, usize::MAX).await.unwrap();
                if l.is_empty() {
                    break;
                }
                f.kvitter(&l.iter().map(|l| l.nummer).collect::<Vec<_>>()).await.unwrap();
                modtaget.extend(l);
            }
            let eksterne: Vec<u128> =
                modtaget.iter().filter_map(|l| l.besked_id.parse::<Uuid>().ok()).map(|u| u.as_u128()).filter(|n| *n <= sendt).collect();
            assert_eq!(eksterne, (1..=sendt).collect::<Vec<_>>(), "seed {froe}");
            assert_eq!(modtaget.len() as u128, sendt + fra_register, "seed {froe}");
            let numre: Vec<u64> = modtaget.iter().map(|l| l.nummer).collect();
            assert!(numre.is_sorted(), "seed {froe}: {numre:?}");
            assert!(v.fejl().await.is_empty());
        }
    });
}

#[test]
fn i4_what_was_removed_or_rewritten_is_told_by_no_message_that_waited() {
    koer(async {
        let mut v = Verden::ny(false).await;
        v.med_indhold(None).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        for n in 1..=4 {
            v.sag(n, "320101", Handling::Opret, false).await;
        }
        v.foelg().await;
        // While they wait: 1 is removed, 2 is rewritten, 3 is changed, 4 stays.
        let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(Uuid::from_u128(5)), v.fordeler.nu(), Uuid::from_u128(6));
        let id = |n: u128| register::Objektid { objekttype: &SAG, uuid: Uuid::from_u128(n) };
        v.register.fjern(&kald, id(1)).await.unwrap();
        let ryd = |r: &mut register::Registrering| {
            for e in &mut r.billede.egenskaber {
                e.felter.insert(1, Vaerdi::Tekst("ryddet".into()));
            }
            r.billede.relationer.clear();
        };
        v.register.omskriv(&kald, id(2), &ryd).await.unwrap();
        v.sag(3, "320102", Handling::Ret, true).await;
        let l = v.fordeler.forbruger(KOE).hent(4, usize::MAX).await.unwrap();
        let siger: Vec<_> = l
            .iter()
            .map(|l| {
                let t = std::str::from_utf8(&l.besked).unwrap();
                let part = t.contains("2512484916");
                assert_eq!(part, !l.kuvert.relaterede.is_empty());
                (t.contains("Klasse>"), t.contains("Tekst(\"320101\")"), t.contains("ryddet"), part)
            })
            .collect();
        assert_eq!(siger, [(false, false, false, false), (true, false, true, false), (true, true, false, true), (true, true, false, true)]);
    });
}
