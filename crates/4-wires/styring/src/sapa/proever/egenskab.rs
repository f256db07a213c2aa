//! The overview against a slow, obvious one: each object of the store read by itself, with the same call.
use super::*;
use ::sapa::Kalder;
use proptest::prelude::*;
use register::{Laesevalg, Objektid};

const KLER: [&str; 4] = ["32.24.04", "32.06.04", "27.35.04", "00.01.00"];
const BEGYNDELSER: [&str; 5] = ["32.*", "32.24", "27", "00.01.00", "*"];

fn omraade() -> impl Strategy<Value = Afgraensning> {
    (proptest::option::of(0usize..5), proptest::option::of(1u8..=4), proptest::option::of(0u128..3)).prop_map(|(k, niveau, e)| {
        Afgraensning {
            klasser: k.map(|k| vec![Klasseinterval::laes(BEGYNDELSER[k]).unwrap()]),
            niveau,
            enheder: e.map(|e| vec![UnikId::Uuid(u(0xe1 + e))]),
            ..Afgraensning::FRI
        }
    })
}

fn sager() -> impl Strategy<Value = Vec<(usize, u8, u128, bool, bool, Option<u128>)>> {
    proptest::collection::vec((0usize..4, 1u8..=4, 0u128..3, any::<bool>(), any::<bool>(), proptest::option::of(1u128..9)), 1..9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn sapa05_the_overview_is_what_the_register_shows_one_by_one_of_the_party(
        sager in sager(), system in omraade(), bruger in proptest::collection::vec(omraade(), 0..3)
    ) {
        let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        rt.block_on(async {
            let v = verden();
            for (i, (k, niveau, enhed, hendes, som_anden, relation)) in sager.iter().enumerate() {
                let (part, anden_part) = match (hendes, som_anden) {
                    (true, _) => (GAMMELT, None),
                    (false, true) => (NYT, Some(GAMMELT.to_owned())),
                    (false, false) => (NYT, None),
                };
                let s = NySag { niveau: *niveau, enhed: u(0xe1 + enhed), part: part.into(), anden_part, relation: relation.map(u), ..ny_sag(i as u128 + 1, KLER[*k]) };
                v.sag(&s).await;
            }
            v.spoerg("PUT", "/indstillinger", Some(json!({ "skjulte_sager": "antal" }))).await;
            v.aftale(&system);
            let retter = bruger.iter().map(|a| (Funktion::Overblik, Some(a.clone()))).chain([(Funktion::Opsaet, None)]);
            // A role of nothing at all is no role: the user then sees nothing.
            v.saet(Brugerretter::ny(retter.chain([(Funktion::Overblik, None)]).collect(), Vec::new(), "Anna"));
            let o = v.overblik(GAMMELT).await;
            let kald = v.kald();
            let retter = v.bruger.lock().unwrap().clone();
            let kald = Kalder { kald: &kald, retter: &retter }.som(Funktion::Overblik);
            let ses = async |n: u128| v.register.laes(&kald, Objektid { objekttype: &SAG, uuid: u(n) }, Laesevalg::AKTUEL).await.unwrap().is_some();
            let (mut ventet, mut alle) = (BTreeSet::new(), 0u64);
            for (i, s) in sager.iter().enumerate().filter(|(_, s)| s.3 || s.4) {
                alle += 1;
                if ses(i as u128 + 1).await {
                    ventet.insert(u(i as u128 + 1));
                    let vist = o["sager"].as_array().unwrap().iter().find(|x| x["uuid"] == json!(u(i as u128 + 1))).map(|x| x["relationer"].as_array().unwrap().len());
                    let anden = match s.5 {
                        Some(r) if r != i as u128 + 1 => usize::from(ses(r).await),
                        _ => 0,
                    };
                    prop_assert_eq!(vist, Some(anden), "relations of {}", i + 1);
                }
            }
            prop_assert_eq!(o["skjulte_sager"].as_u64(), Some(alle - ventet.len() as u64));
            prop_assert_eq!(uuider(&o["sager"]), ventet);
            Ok(())
        })?;
    }
}
