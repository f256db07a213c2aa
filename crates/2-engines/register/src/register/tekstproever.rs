//! Texts have one form: whoever writes a decomposed å and whoever asks with a composed one mean the same.
use super::proever::{kald, koer, kommando, navn, register, uuid};
use super::*;
use crate::proevetyper::TING;
use crate::{Egenskab, Relation, Tilstandsbillede, Vaerdi, Virkning};
use grund::{Periode, Tidspunkt, UnikId};
use lager::{Forventning, NyHaendelse, NyIndeksraekke, Objektnoegle, Objektskrivning, Skrivehandling, Skrivning, Tid};

const DELT: &str = "A\u{30a}rhus bla\u{30a}";
const SAMLET: &str = "Århus blå";

fn soeg(krav: Feltkrav) -> Forespoergsel {
    let egenskaber = vec![Egenskabskriterium { felter: vec![(1, krav)], virkning: None }];
    Forespoergsel { egenskaber, ..Forespoergsel::alle(&TING, Tidspunkt::fra_mikros(50)) }
}

async fn fundet(r: &Register) -> Vec<usize> {
    let mut ud = Vec::new();
    for t in [DELT, SAMLET] {
        let begyndelse = t.strip_suffix("rhus bla\u{30a}").or(t.strip_suffix("rhus blå")).unwrap();
        for k in [
            Feltkrav::Lig(Vaerdi::Tekst(t.into())),
            Feltkrav::Moenster(Moenster(t.into())),
            Feltkrav::Moenster(Moenster(format!("{begyndelse}%"))),
            Feltkrav::Moenster(Moenster(format!("%{}", t.split(' ').nth(1).unwrap()))),
        ] {
            ud.push(r.soeg(&kald(50), &soeg(k)).await.unwrap().len());
        }
    }
    ud
}

#[test]
fn a92_decomposed_and_composed_letters_meet_whoever_writes_which() {
    koer(async {
        let r = register();
        let urn = |t: &str| UnikId::Urn(format!("urn:oio:fuldtnavn:{t}"));
        for (n, t) in [(1, DELT), (2, SAMLET)] {
            let mut i = navn(0, 99, t);
            i.relationer = [(2, vec![Relation::til(urn(t), Virkning::i(Periode::ALTID))])].into();
            r.udfoer(&kald(10 + n), kommando(n as u128, Handling::Opret, i)).await.unwrap();
            let o = r
                .laes(&kald(50), Objektid { objekttype: &TING, uuid: Uuid::from_u128(n as u128) }, Laesevalg::AKTUEL)
                .await
                .unwrap()
                .unwrap();
            let b = &o.nyeste().unwrap().billede;
            assert_eq!(b.egenskaber[0].felter[&1], Vaerdi::Tekst(SAMLET.into()));
            assert_eq!(b.relationer[&2][0].reference, Some(urn(SAMLET)));
        }
        assert_eq!(fundet(&r).await, [2; 8]);
        for t in [DELT, SAMLET] {
            let f = Forespoergsel {
                relationer: vec![Relationskriterium { nr: 2, reference: Some(urn(t)), ..Relationskriterium::default() }],
                ..Forespoergsel::alle(&TING, Tidspunkt::fra_mikros(50))
            };
            assert_eq!((r.antal(&kald(50), &f).await.unwrap(), r.soeg(&kald(50), &f).await.unwrap().len()), (2, 2));
        }
        // the other form of what is there is nothing new
        r.udfoer(&kald(20), kommando(1, Handling::Ret, navn(0, 99, SAMLET))).await.unwrap();
        assert!(!r.udfoer(&kald(21), kommando(1, Handling::Ret, navn(0, 99, DELT))).await.unwrap().aendret);
        // 100 letters are 100 letters
        assert!(r.udfoer(&kald(30), kommando(9, Handling::Opret, navn(0, 99, &"a\u{30a}".repeat(100)))).await.is_ok());
    });
}

/// What an earlier version left behind: the text as it was sent, in the body and in the index.
#[test]
fn a_store_of_an_earlier_version_reads_composed_and_is_found_after_genopbyg() {
    koer(async {
        let r = register();
        let noegle = Objektnoegle { myndighed: kald(1).myndighed, objekttype: TING.nr, uuid: Uuid::from_u128(1) };
        let gammel = Registrering {
            registreret: Periode::ny(Tidspunkt::fra_mikros(5), Tidspunkt::UENDELIG),
            livscyklus: crate::Livscyklus::Opstaaet,
            oprindelse: crate::Livscyklus::Opstaaet,
            bruger: uuid(1),
            afsendt: None,
            note: None,
            billede: Tilstandsbillede {
                egenskaber: vec![Egenskab { virkning: Virkning::i(Periode::ALTID), felter: [(1, Vaerdi::Tekst(DELT.into()))].into() }],
                ..Tilstandsbillede::default()
            },
        };
        let raekke = |n: Vec<u8>| NyIndeksraekke {
            noegle: n,
            virkning: Periode::ALTID,
            fra: Tid::Givet(gammel.registreret.fra),
            til: Tid::Givet(Tidspunkt::UENDELIG),
        };
        let mut felt = indeks::forled(TING.nr, indeks::Slags::Egenskab, 1);
        felt.extend_from_slice(crate::moenster::smaa(DELT).as_bytes());
        let skrivning = Objektskrivning {
            noegle,
            forventet: Forventning::Ukendt,
            handling: Skrivehandling::Registrer {
                registreringer: skrives(std::slice::from_ref(&gammel), None).unwrap(),
                luk: Vec::new(),
                indeks: vec![raekke(felt), raekke(indeks::livscyklus(&TING, crate::Livscyklus::Opstaaet))],
                maerker: None,
            },
            unikke: Default::default(),
            haendelse: Some(NyHaendelse { handling: 1, notificeres: true, data: vec![] }),
            emne: None,
        };
        r.lager().skriv(Skrivning { objekter: vec![skrivning], ..Skrivning::default() }).await.unwrap();
        let id = Objektid { objekttype: &TING, uuid: Uuid::from_u128(1) };
        let o = r.laes(&kald(50), id, Laesevalg::AKTUEL).await.unwrap().unwrap();
        assert_eq!(o.nyeste().unwrap().billede.egenskaber[0].felter[&1], Vaerdi::Tekst(SAMLET.into()));
        assert!(!crate::kontrol::kontroller(&r, &mut |_| {}).await.unwrap().er_fejlfri());
        crate::genopbyg::genopbyg(&r, &mut |_| {}).await.unwrap();
        assert_eq!(fundet(&r).await, [1; 8]);
    });
}
