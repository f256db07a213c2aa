//! KlassifikationListeHent from the outside.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]
mod faelles;

use faelles::*;
use graphql::KLASSIFIKATION_STIER;
use grund::{Cvr, Uuid};
use klassifikation::objekttyper::{FACET, KLASSE, KLASSIFIKATION};
use serde_json::{Value, json};

const K: Uuid = Uuid::from_u128(0xa1);
const F: Uuid = Uuid::from_u128(0xa2);
const C: Uuid = Uuid::from_u128(0xa3);
const D: Uuid = Uuid::from_u128(0xa4);

async fn kommune() -> Kommune {
    let k = Kommune::tom();
    k.skriv(
        Cvr::KOMBIT,
        vec![
            ny(&KLASSIFIKATION, K, "KLE", "KL Emnesystematik").felt(4, "Emner").til(2, Uuid::from_u128(0xa9)),
            ny(&FACET, F, "Emneplan", "Emneplan").til(4, K),
            ny(&KLASSE, C, "00.01", "Kommunens styrelse").til(5, F),
            ny(&KLASSE, D, "00.01.00", "Kommunens styrelse i almindelighed").til(5, F).til(6, C),
        ],
    )
    .await;
    k
}

const Q: &str = "mutation($i: KlassifikationListeHent_I!) { klassifikationListeHentGQL(klassifikationListeHent_I: $i) { klassifikationListe { klassifikationStruktur {
    klassifikationIdentifikation klassifikationBrugervendtNoegle klassifikationTitel klassifikationEjerCVRNummer klassifikationSidstAEndretTidspunkt klassifikationPubliceretFraDato
    facetListe { facetStruktur { facetBrugervendtNoegle klasseListe { klasseStruktur {
      klasseIdentifikation klasseBrugervendtNoegle klasseTitel klassePubliceretListe { klassePubliceret { klassePubliceretFraDato klassePubliceretTilDato } }
      foraeldreKlasse { klasseIdentifikation klasseBrugervendtNoegle } klasseSoegeordListe { klasseSoegeord { soegeordTitel } } } } } } } } } }";

async fn spoerg(k: &Kommune, sti: &str, kriterie: Value) -> Value {
    k.til(sti, Q, json!({"i": {"klassifikationKriterieListe": [{"identifikationKriterie": kriterie}]}}), &[]).await
}

#[tokio::test]
async fn i32_a_classification_by_uuid_and_by_key() {
    let k = kommune().await;
    for sti in KLASSIFIKATION_STIER.iter().flat_map(|s| [(*s).to_owned(), format!("{s}/")]) {
        for kriterie in [
            json!({"klassifikationIdentifikation": K}),
            json!({"brugervendtNoegleKriterie": {"brugervendtNoegleKriterie": {"klassifikationBrugervendtNoegle": "KLE"}}}),
        ] {
            let svar = spoerg(&k, &sti, kriterie).await;
            let s = &svar["data"]["klassifikationListeHentGQL"]["klassifikationListe"][0]["klassifikationStruktur"];
            assert_eq!((&s["klassifikationIdentifikation"], &s["klassifikationBrugervendtNoegle"]), (&json!(K), &json!("KLE")), "{svar}");
            assert_eq!(
                (&s["klassifikationEjerCVRNummer"], &s["klassifikationPubliceretFraDato"]),
                (&json!("19435075"), &json!("2020-01-01"))
            );
            let mut klasser = s["facetListe"][0]["facetStruktur"]["klasseListe"].as_array().unwrap().clone();
            klasser.sort_by_key(|k| k["klasseStruktur"]["klasseBrugervendtNoegle"].to_string());
            assert_eq!(klasser.len(), 2);
            assert_eq!(klasser[1]["klasseStruktur"]["klasseIdentifikation"], json!(D));
            assert_eq!(
                klasser[1]["klasseStruktur"]["foraeldreKlasse"],
                json!({"klasseIdentifikation": C, "klasseBrugervendtNoegle": "00.01"})
            );
            assert_eq!(klasser[1]["klasseStruktur"]["klasseSoegeordListe"], Value::Null);
        }
    }
}

#[tokio::test]
async fn one_class_alone_and_exactly_one_criterion() {
    let k = kommune().await;
    let svar = spoerg(&k, KLASSIFIKATION_STIER[0], json!({"klasseIdentifikation": D})).await;
    let l = &svar["data"]["klassifikationListeHentGQL"]["klassifikationListe"][0]["klassifikationStruktur"]["facetListe"][0]["facetStruktur"]
        ["klasseListe"];
    assert_eq!(l.as_array().map(Vec::len), Some(1), "{svar}");
    for kriterie in [json!({}), json!({"klassifikationIdentifikation": K, "facetIdentifikation": F}), json!({"klasseIdentifikation": "x"})]
    {
        let svar = spoerg(&k, KLASSIFIKATION_STIER[0], kriterie).await;
        assert_eq!(svar["data"], json!({"klassifikationListeHentGQL": null}));
        assert_eq!(svar["errors"][0]["extensions"]["classification"], "ValidationError");
    }
    let svar = spoerg(&k, KLASSIFIKATION_STIER[0], json!({"klassifikationIdentifikation": Uuid::from_u128(1)})).await;
    assert_eq!(svar["data"]["klassifikationListeHentGQL"]["klassifikationListe"], json!([]));
}
