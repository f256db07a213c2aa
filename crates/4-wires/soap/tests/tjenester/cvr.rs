//! SF1530 CVR Online: every operation, each answer held against the published schema.
use crate::{Bank, Svar};
use ::cvr::import::{Valg, importer};
use ::cvr::{Dag, Virksomhedsregister};
use axum::http::StatusCode;
use grund::ret::{Rettigheder, Tilladelse};
use grund::{Afgraensning, Fejl, Ret, Uuid};
use std::io::{BufRead, Cursor};
use std::sync::Arc;

const STI: &str = "/service/CVR/Online/2";

const FIL: &str = r#"{"type":"enhed","cvr":"98000001","navn":[{"fra":"2001-05-01","til":"2009-12-31","vaerdi":"Gamle Bager"},{"fra":"2010-01-01","vaerdi":"Bageriet Ærø A/S"}],"start":"2001-05-01","reklamebeskyttet":true,"eksportoer":true,"form":{"kode":60,"leverandoer":"X"},"adresse":{"kommunekode":"0101","vejkode":"1","vejnavn":"Nørregade","husnr":"12B","husnrtil":"14","etage":"st","doer":"tv","bygningsnavn":"Gården","bynavn":"Landsby","postnr":"0000","postdistrikt":"Korsbæk","co":"Ida"},"postadresse":{"land":"SE","linjer":["Storgatan 1","Malmö"]},"postboks":{"boks":12,"postnr":"0000","postdistrikt":"Korsbæk"},"branche":{"kode":"107110","tekst":"Brød"},"brancheansvar":3,"bibrancher":[{"kode":"561110"},{"rang":7,"kode":"472400","tekst":"Detail"}],"ansatteaar":{"aar":2025,"antal":12},"ansattekvartal":{"aar":2025,"kvartal":4,"interval":"E"},"telefon":"01020304","fax":"01020305","email":{"vaerdi":"hemmelig@x.example","beskyttet":true},"udlandstelefon":"+46123456","kreditorstatus":[{"kode":1,"oplysning":2,"fra":"2015-01-01","til":"2016-01-01"}],"pligter":[{"kode":5,"fra":"2001-05-01"}],"deltagere":[{"nr":4000000001,"navn":"Ida Lyngblik","cpr":"0101701234","fra":"2001-05-01"},{"nr":4000000002,"navn":"Moder ApS","cvr":"98000012","fra":"2001-05-01"},{"nr":4000000003,"navn":"Jane Doe","fra":"2001-05-01","til":"2002-01-01"},{"nr":4000000004,"navn":"Bo Prøve","cpr":"6101701234","fra":"2001-05-01"}]}
{"type":"enhed","cvr":"98000012","navn":"Moder ApS","start":"2000-01-01","ophoer":"2020-01-01","adresse":{"vejnavn":"Skjult Vej","husnr":"1","postnr":"0000","postdistrikt":"Korsbæk","kommunekode":"0101","vejkode":"2","beskyttet":true}}
{"type":"enhed","cvr":"98000023","navn":"Uden Adresse","start":"2000-01-01"}
{"type":"produktionsenhed","pnr":"9900000001","cvr":"98000001","navn":"Bageriet, butik","start":"2001-05-01","hovedafdeling":true,"adresse":{"vejnavn":"Nørregade","husnr":"12","postnr":"0000","postdistrikt":"Korsbæk"},"postboks":{"boks":1,"land":"DK"},"branche":"107110","telefon":"01020306","ansatteaar":{"aar":2025,"antal":3}}
{"type":"produktionsenhed","pnr":"9900000002","cvr":[{"fra":"2010-05-01","til":"2015-01-01","cvr":"98000001"},{"fra":"2015-01-02","cvr":"98000012"}],"navn":"Lager","start":"2010-05-01"}
"#;

async fn bank() -> Bank {
    let bank = Bank::ny();
    let r = Virksomhedsregister::ny(bank.register().lager().clone());
    let aabn = || -> Result<Box<dyn BufRead + Send>, Fejl> { Ok(Box::new(Cursor::new(FIL.as_bytes()))) };
    let nu = bank.kontekst().nu;
    let valg = Valg { dag: Dag::af(nu).unwrap(), proev: false, haendelser: false, hvem: Uuid::nil(), hoejst: None };
    let o = importer(&r, &aabn, valg, nu, &mut |_| {}).await.unwrap();
    assert_eq!(o.nye, 5);
    bank
}

fn krop(operation: &str, attributter: &str, indhold: &str) -> String {
    format!(
        "<m:{operation}Request xmlns:m='http://rep.oio.dk/eogs/xml/2/'><w:{operation}Request xmlns:w='http://rep.oio.dk/eogs/xml.wsdl/' \
         xmlns:c='http://rep.oio.dk/eogs/xml.schema/' {attributter}>{indhold}</w:{operation}Request></m:{operation}Request>"
    )
}

async fn enhed(bank: &Bank, cvr: u32, niveau: &str) -> Svar {
    let k = krop("GetLegalUnit", &format!("level='{niveau}'"), &format!("<c:LegalUnitIdentifier>{cvr}</c:LegalUnitIdentifier>"));
    bank.kald(STI, &k).await
}

#[tokio::test]
async fn get_legal_unit_shows_as_much_as_its_level() {
    let bank = bank().await;
    let alt = enhed(&bank, 98_000_001, "3").await;
    assert_eq!(alt.en("name"), "Bageriet Ærø A/S");
    assert!(alt.tekst.contains("sequenceNumber=\"1\"") && alt.tekst.contains("validFromDate=\"2010-01-01\""), "{}", alt.tekst);
    assert_eq!(alt.alle("ParticipantName").len(), 4);
    for navn in ["ParticipantDanishPersonType", "ParticipantLegalUnitType", "ParticipantOtherType"] {
        assert!(alt.tekst.contains(&format!("xsi:type=\"cvr:{navn}\"")), "{}", alt.tekst);
    }
    assert_eq!(alt.alle("PersonCivilregistrationIdentifier"), ["0101701234"], "the contract has no room for numbers of synthetic persons");
    assert_eq!(alt.alle("ProductionUnitIdentifier"), ["9900000001", "9900000002"], "those that were its own too");
    assert!(alt.alle("AddressLineText").iter().all(|t| t.chars().count() == 238));
    assert_eq!(alt.alle("RegionCode"), ["1084"]);
    assert_eq!(alt.alle("PostOfficeBoxIdentifier"), ["12"]);
    assert_eq!(alt.alle("EmploymentIntervalCode"), ["E", "E"]);
    assert_eq!(enhed(&bank, 98_000_001, "123456789012345678901").await.tekst.len(), alt.tekst.len(), "more than all is all");
    let lidt = enhed(&bank, 98_000_001, "1").await;
    assert!(lidt.alle("ActivityInformation").is_empty() && lidt.alle("Telephone").is_empty() && lidt.alle("StreetName").len() == 1);
    let mere = enhed(&bank, 98_000_001, "2").await;
    assert!(mere.alle("ParticipantName").is_empty() && mere.alle("ActivityCode") == ["107110", "561110", "472400"]);
    let ukendt = enhed(&bank, 12_345_678, "1").await;
    assert!(ukendt.alle("LegalUnit").is_empty());
    let uden = enhed(&bank, 98_000_023, "3").await;
    assert_eq!(uden.en("CountryIdentificationCode"), "DK");
}

#[tokio::test]
async fn get_production_unit_and_those_of_a_unit() {
    let bank = bank().await;
    let get = async |pnr: u64| {
        let k = krop("GetProductionUnit", "level='3'", &format!("<c:ProductionUnitIdentifier>{pnr}</c:ProductionUnitIdentifier>"));
        bank.kald(STI, &k).await
    };
    let p = get(9_900_000_001).await;
    assert_eq!((p.en("LegalUnitIdentifier"), p.en("MainDivisionIndicator")), ("98000001".into(), "true".into()));
    assert_eq!(get(9_900_000_002).await.en("LegalUnitIdentifier"), "98000012");
    assert!(get(1_000_000_000).await.alle("ProductionUnit").is_empty());
    let tilknyttede = async |cvr: u32| {
        let k = krop("GetRelatedProductionUnitNameAndAddress", "", &format!("<c:LegalUnitIdentifier>{cvr}</c:LegalUnitIdentifier>"));
        bank.kald(STI, &k).await.alle("ProductionUnitIdentifier")
    };
    assert_eq!(tilknyttede(98_000_001).await, ["9900000001"]);
    assert_eq!(tilknyttede(98_000_012).await, ["9900000002"]);
    assert!(tilknyttede(98_000_023).await.is_empty());
}

#[tokio::test]
async fn searches_answer_numbers_and_whether_there_are_more() {
    let bank = bank().await;
    let soeg = async |attributter: &str, indhold: &str| bank.kald(STI, &krop("SearchLegalUnit", attributter, indhold)).await;
    let s = soeg("", "<w:SearchName>bager</w:SearchName>").await;
    assert_eq!(s.alle("LegalUnitIdentifier"), ["98000001"]);
    assert!(s.tekst.contains("moreResultsExistIndicator=\"false\""));
    let s = soeg("", "<w:SearchName>moder</w:SearchName><w:SearchLifecycleStatus>active</w:SearchLifecycleStatus>").await;
    assert!(s.alle("LegalUnitIdentifier").is_empty(), "it has ceased");
    let s = soeg("", "<w:SearchAddress><d:MunicipalityCode xmlns:d='http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/'>0101</d:MunicipalityCode></w:SearchAddress>").await;
    assert_eq!(s.alle("LegalUnitIdentifier"), ["98000001"], "nobody is found by a protected address");
    let s = soeg(
        "maximumNumberOfResultsType='1'",
        "<w:SearchLifecycleStartDateInterval><w:StartDate>2000-01-01</w:StartDate></w:SearchLifecycleStartDateInterval>",
    )
    .await;
    assert!(s.alle("LegalUnitIdentifier").len() == 1 && s.tekst.contains("moreResultsExistIndicator=\"true\""), "{}", s.tekst);
    let s = soeg("", "<w:SearchContactInformation><w:term>+45 01 02 03 04</w:term></w:SearchContactInformation>").await;
    assert_eq!(s.alle("LegalUnitIdentifier"), ["98000001"]);
    let s = bank
        .kald(
            STI,
            &krop(
                "SearchProductionUnit",
                "",
                "<c:ActivityCode>107110</c:ActivityCode><c:LegalUnitIdentifier>98000001</c:LegalUnitIdentifier>",
            ),
        )
        .await;
    assert_eq!(s.alle("ProductionUnitIdentifier"), ["9900000001"]);
    let alt_for_bredt = bank.raa(STI, crate::konvolutten(crate::V11, "", &krop("SearchLegalUnit", "", ""))).await;
    assert_eq!((alt_for_bredt.status, alt_for_bredt.fejlnummer()), (StatusCode::INTERNAL_SERVER_ERROR, 1402));
}

#[tokio::test]
async fn what_is_protected_is_hidden_without_the_right() {
    let bank = bank().await;
    let alle = enhed(&bank, 98_000_012, "3").await;
    assert_eq!(alle.alle("StreetName"), ["Skjult Vej"], "the open mode has every right");
    let tilladelse = Tilladelse { service: "cvr".into(), retter: vec![Ret::Laes], afgraensning: Afgraensning::FRI };
    let bank = bank.med_retter(Arc::new(Rettigheder::Kun(vec![tilladelse])));
    let skjult = enhed(&bank, 98_000_012, "3").await;
    assert!(skjult.en("AddressProtectionIndicator") == "true" && !skjult.tekst.contains("Skjult"), "{}", skjult.tekst);
    let e = enhed(&bank, 98_000_001, "3").await;
    assert!(!e.tekst.contains("hemmelig@") && e.tekst.contains("protectionIndicator=\"true\"") && !e.tekst.contains("0101701234"));
    let cpr = "<p:PersonCivilregistrationIdentifier xmlns:p='http://rep.oio.dk/cpr.dk/xml/schemas/2007/01/02/'>0101701234</p:PersonCivilregistrationIdentifier>";
    let s = bank.raa(STI, crate::konvolutten(crate::V11, "", &krop("SearchLegalUnit", "", cpr))).await;
    assert_eq!(s.fejlnummer(), 2005);
    let bank = bank.med_retter(Arc::new(Rettigheder::Intet));
    let s = bank
        .raa(
            STI,
            crate::konvolutten(
                crate::V11,
                "",
                &krop("GetLegalUnit", "level='1'", "<c:LegalUnitIdentifier>98000001</c:LegalUnitIdentifier>"),
            ),
        )
        .await;
    assert_eq!(s.fejlnummer(), 2005);
}
