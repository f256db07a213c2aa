//! The user's own KLE on top of the demo's classification.
use super::{kald, nu, typer};
use generator::{Stoerrelse, indlaes, klasse_uuid, land};
use grund::Cvr;
use klassifikation::kle::{Fil, Valg, importer};
use klassifikation::objekttyper::KLASSE;
use register::{Laesevalg, Objektid, Register, Vaerdi};
use std::sync::Arc;

/// The case: a published list, older than the demo, is loaded without asking; numbers keep their identity, and what refers to them holds.
#[tokio::test]
async fn kle03_a_published_list_takes_the_place_of_the_demos() {
    let r = Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), typer());
    let (kommuner, enheder) = (1, 10);
    indlaes(&r, &kald(Cvr::KOMBIT), land(&typer(), 1, Stoerrelse::ny(kommuner, enheder, 1).unwrap(), nu()).unwrap(), &mut |_| {})
        .await
        .unwrap();
    let csv = "nr;titel;oprettet\n27;Egen titel;1997-01-01\n27.35;Egen gruppe;1997-01-01\n27.35.04;Eget emne;1997-01-01\n99;Ny hovedgruppe;2026-02-01\n";
    let fil = [Fil { navn: "emner.csv", data: csv.as_bytes() }];
    let udgave = grund::Tidspunkt::fra_xs("2026-02-01T00:00:00+01:00").ok();
    let valg = Valg { udgave, ..Valg::default() };
    let o = importer(&r, &kald(Cvr::KOMBIT), &fil, &valg, &mut |_| {}).await.unwrap();
    let p = &o.planer[0];
    assert_eq!((p.tilfoejet.as_slice(), p.aendret.len()), (["99".to_owned()].as_slice(), 3), "{o}");
    assert!(p.afsluttet.len() > 100, "{o}");
    let id = Objektid { objekttype: &KLASSE, uuid: klasse_uuid("27.35.04") };
    let laest = r.laes(&kald(Cvr::KOMBIT), id, Laesevalg::nu(nu())).await.unwrap().unwrap();
    let titel = KLASSE.felt("titel").unwrap().nr;
    assert_eq!(laest.nyeste().unwrap().billede.egenskaber[0].felter[&titel], Vaerdi::Tekst("Eget emne".into()));

    // Now there is an edition of the user's own: an older one is refused, and told the way out.
    let f = importer(
        &r,
        &kald(Cvr::KOMBIT),
        &fil,
        &Valg { udgave: grund::Tidspunkt::fra_xs("2025-11-01T00:00:00+01:00").ok(), ..valg },
        &mut |_| {},
    )
    .await
    .unwrap_err();
    assert!(f.tilladte().unwrap().contains("--udgave 2026-02-01"), "{f}");
    // And what is missing is the user's own loss.
    let mange = (0..60).fold("nr;titel\n".to_owned(), |s, i| s + &format!("98.00.{i:02};Emne {i}\n"));
    let lang = [Fil { navn: "emner.csv", data: mange.as_bytes() }];
    importer(&r, &kald(Cvr::KOMBIT), &lang, &Valg { delvis: true, ..valg }, &mut |_| {}).await.unwrap();
    let f = importer(&r, &kald(Cvr::KOMBIT), &fil, &valg, &mut |_| {}).await.unwrap_err();
    assert!(f.tilladte().unwrap().contains("--tillad-mange"), "{f}");
}
