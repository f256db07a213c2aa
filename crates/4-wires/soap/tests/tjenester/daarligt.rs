//! Bad content is refused with 40, a number, the field and what would be right.
use crate::*;

async fn afvist(b: &Bank, element: &str, indhold: &str, nummer: u16, felt: &str) {
    let svar = b.op(BRUGER, element, indhold).await.giver(40);
    assert_eq!(svar.fejlnummer(), nummer, "{indhold}: {}", svar.tekst);
    assert!(svar.en("FejlbeskedTekst").contains(felt), "{felt} in {}", svar.tekst);
}

#[tokio::test]
async fn content_that_the_contract_does_not_take() {
    let b = Bank::ny();
    afvist(&b, "LaesInput", &id("nej"), 1101, "UUIDIdentifikator").await;
    afvist(&b, "LaesInput", "", 1007, "UUIDIdentifikator").await;
    afvist(&b, "LaesInput", &(id(&u(1)) + "<sd:Ukendt/>"), 1006, "Ukendt").await;
    afvist(&b, "LaesInput", &format!("<UUIDIdentifikator>{}</UUIDIdentifikator>", u(1)), 1005, "UUIDIdentifikator").await;
    afvist(&b, "LaesInput", &(id(&u(1)) + &filter("VirkningFraFilter", "i går")), 1103, "VirkningFraFilter").await;
    afvist(
        &b,
        "LaesInput",
        &(id(&u(1)) + &filter("VirkningFraFilter", "2026-01-01T00:00:00Z") + &filter("VirkningTilFilter", "2025-01-01T00:00:00Z")),
        1201,
        "VirkningTilFilter",
    )
    .await;
    afvist(&b, "OpretInput", "<x:AttributListe/>", 1007, "TilstandListe").await;
    let lang = "x".repeat(51);
    afvist(
        &b,
        "OpretInput",
        &lister(&egenskab("", &format!("<sd:BrugervendtNoegleTekst>{lang}</sd:BrugervendtNoegleTekst>")), "", ""),
        1105,
        "BrugervendtNoegleTekst",
    )
    .await;
    afvist(&b, "OpretInput", &lister("", &gyldighed("2020-01-01T00:00:00Z", "", "Måske"), ""), 1104, "GyldighedStatusKode").await;
    afvist(&b, "OpretInput", &lister("", "", &relation("Tilhoerer", "", "nej")), 1101, "Tilhoerer").await;
    afvist(&b, "SoegInput", "", 1007, "AttributListe").await;
}

#[tokio::test]
async fn periods_that_cannot_be() {
    let b = Bank::ny();
    let e = |fra: &str, til: &str| egenskab(&virkning(fra, til), "<sd:BrugerNavn>a</sd:BrugerNavn>");
    let import = |l: String| import("Bruger", &u(1), &l);
    afvist(&b, "ImportInput", &import(lister(&e("2022-01-01T00:00:00Z", "2021-01-01T00:00:00Z"), "", "")), 1201, "").await;
    afvist(&b, "ImportInput", &import(lister(&(e("2020-01-01T00:00:00Z", "") + &e("2022-01-01T00:00:00Z", "")), "", "")), 1202, "").await;
    let g = gyldighed("2020-01-01T00:00:00Z", "", "Aktiv") + &gyldighed("2021-01-01T00:00:00Z", "", "Inaktiv");
    afvist(&b, "ImportInput", &import(lister("", &g, "")), 1202, "").await;
    b.op(BRUGER, "LaesInput", &id(&u(1))).await.giver(44);
    // a period without length is taken and says nothing
    b.op(BRUGER, "ImportInput", &import(lister(&e("2022-01-01T00:00:00Z", "2022-01-01T00:00:00Z"), "", ""))).await.giver(20);
    let alt = id(&u(1)) + &filter("VirkningFraFilter", "") + &filter("VirkningTilFilter", "");
    assert!(b.op(BRUGER, "LaesInput", &alt).await.giver(20).alle("BrugerNavn").is_empty());
}

#[tokio::test]
async fn a_refusal_names_the_place() {
    let b = Bank::ny();
    let god = relation("TilknyttedePersoner", "", &u(1));
    let daarlig = relation("TilknyttedePersoner", &virkning("2022-02-30T00:00:00Z", ""), &u(1));
    afvist(&b, "OpretInput", &lister("", "", &(god + &daarlig)), 1103, "RelationListe/sd:TilknyttedePersoner[2]").await;
}

#[tokio::test]
async fn too_many_uuids_in_a_list() {
    let b = Bank::ny();
    let mange: String = (0..=grund::graenser::LISTE_UUID as u128).map(|n| id(&u(n))).collect();
    afvist(&b, "ListInput", &mange, 1008, "UUIDIdentifikator").await;
}
