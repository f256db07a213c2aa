//! eIndkomst (SF0770_A): answers of the simulator, held against the published schemas.
use crate::{Bank, Svar, skema};
use async_trait::async_trait;
use axum::http::StatusCode;
use grund::ret::Tilladelse;
use grund::xml::{XElement, parse};
use grund::{Afgraensning, Cvr, Fejl, Kaldekontekst, Ret, Rettigheder, Tidspunkt};
use skat::borger::Bopael;
use skat::{Borger, Borgerkilde, Dag, Forhold, Maaned, forhold};
use std::sync::Arc;

const STI: &str = "/service/SKAT/EIndkomst/4";
const F: &str = "http://rep.oio.dk/skat.dk/eindkomst/";

/// Persons by number; those whose number ends in 9 are protected.
struct Personer(Vec<Borger>);

#[async_trait]
impl Borgerkilde for Personer {
    async fn borger(&self, nummer: &str, ser_beskyttede: bool, _: Tidspunkt) -> Result<Option<Borger>, Fejl> {
        let b = self.0.iter().find(|b| b.nummer == nummer || b.noegle == nummer).cloned();
        Ok(b.map(|b| Borger { bopael: b.bopael.clone().filter(|_| ser_beskyttede || !b.beskyttet), ..b }))
    }
}

fn borger(foedt: Dag, nummer: &str) -> Borger {
    let bopael = Bopael { kommune: 9000, kommune_cvr: Some(Cvr::KORSBAEK), postdistrikt: "Korsbæk".into(), ..Bopael::default() };
    Borger {
        nummer: nummer.into(),
        noegle: nummer.into(),
        foedt,
        doed: None,
        udrejst: None,
        aegtefaelle: None,
        bopael: Some(bopael),
        beskyttet: false,
    }
}

/// The first person born in that year who lives of that in March 2025.
fn en(aar: i32, af: Forhold) -> Borger {
    (0..10_000)
        .map(|n| borger(Dag::ny(aar, 5, 1), &format!("0105{:02}{n:04}", aar % 100)))
        .find(|b| forhold(b, Maaned::ny(2025, 3).unwrap()) == af)
        .unwrap()
}

fn bank(alle: &[Borger]) -> Bank {
    Bank::ny().med_borgere(Arc::new(Personer(alle.to_vec())))
}

fn person(nummer: &str, mere: &str) -> String {
    format!(
        "<f:PersonIndkomstSoegeStruktur><c:PersonCivilRegistrationIdentifier xmlns:c='http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/'>{nummer}</c:PersonCivilRegistrationIdentifier>{mere}</f:PersonIndkomstSoegeStruktur>"
    )
}

fn maaneder(fra: &str, til: &str) -> String {
    let k = "http://rep.oio.dk/skat.dk/eindkomst/class";
    format!(
        "<f:SoegeAarMaanedLukketStruktur><a:SoegeAarMaanedFraKode xmlns:a='{k}/soegeaarmaanedfrakode/xml/schemas/20071202/'>{fra}</a:SoegeAarMaanedFraKode>\
         <b:SoegeAarMaanedTilKode xmlns:b='{k}/soegeaarmaanedtilkode/xml/schemas/20071202/'>{til}</b:SoegeAarMaanedTilKode></f:SoegeAarMaanedLukketStruktur>"
    )
}

fn periode(dele: &str) -> String {
    format!(
        "<f:SoegePeriodeLukketStruktur><x:DateInterval xmlns:x='http://rep.oio.dk/xkom.dk/xml/schemas/2007/09/01/' xmlns:s='http://rep.oio.dk/xkom.dk/xml/schemas/2006/09/01/' \
         xmlns:e='http://rep.oio.dk/xkom.dk/xml/schemas/2007/04/15/'>{dele}</x:DateInterval></f:SoegePeriodeLukketStruktur>"
    )
}

fn se(ydre: &str, indre: &str, nr: &str) -> String {
    format!(
        "<f:{ydre}><f:{indre}><v:VirksomhedSENummerIdentifikator xmlns:v='http://rep.oio.dk/skat.dk/motor/class/virksomhed/xml/schemas/20080401/'>{nr}</v:VirksomhedSENummerIdentifikator></f:{indre}></f:{ydre}>"
    )
}

/// The message with those searches in that collection.
fn krop(samling: &str, soegninger: &str) -> String {
    let k = "http://rep.oio.dk/skat.dk/eindkomst/class";
    format!(
        "<k:IndkomstOplysningPersonHent_I xmlns:k='http://www.kombit.dk/2017/01/01/' xmlns:f='{F}' revision='r5123'><h:HovedOplysninger xmlns:h='http://kombit.dk/xml/schemas/kontekst/2017/01/01/'>\
         <h:TransaktionsId>8c0b1a1e-7d0c-4f3c-9f6e-0a1b2c3d4e5f</h:TransaktionsId><h:TransaktionsTid>2026-03-02T10:00:00Z</h:TransaktionsTid></h:HovedOplysninger><k:IndkomstOplysningPersonInddata>\
         <f:AbonnentAdgangStruktur><a:AbonnentTypeKode xmlns:a='{k}/abonnenttype/xml/schemas/20071202/'>3</a:AbonnentTypeKode><a:AbonnementTypeKode xmlns:a='{k}/abonnementtype/xml/schemas/20071202/'>\
         3154</a:AbonnementTypeKode><a:AdgangFormaalTypeKode xmlns:a='{k}/adgangformaaltype/xml/schemas/20071202/'>154</a:AdgangFormaalTypeKode></f:AbonnentAdgangStruktur><f:AbonnentStruktur>{}\
         </f:AbonnentStruktur><f:IndkomstOplysningValg><f:{samling}>{soegninger}</f:{samling}></f:IndkomstOplysningValg></k:IndkomstOplysningPersonInddata></k:IndkomstOplysningPersonHent_I>",
        se("AbonnentVirksomhedStruktur", "AbonnentVirksomhed", "11111111")
    )
}

async fn spoerg(bank: &Bank, soegninger: &str) -> Svar {
    bank.kald(STI, &krop("IndkomstPersonSamling", soegninger)).await
}

/// The texts of the elements with that name, in order.
fn alle(s: &Svar, navn: &str) -> Vec<String> {
    fn gaa(e: &XElement<'_>, navn: &str, ud: &mut Vec<String>) {
        if e.navn.lokal == navn {
            ud.push(e.tekst().trim().to_owned());
        }
        e.elementer().for_each(|b| gaa(b, navn, ud));
    }
    let mut ud = Vec::new();
    gaa(&parse(&s.tekst).unwrap(), navn, &mut ud);
    ud
}

/// What stands in the fields of that number, which clients add up.
fn felt(s: &Svar, nr: &str) -> Vec<i64> {
    let numre = alle(s, "BlanketFeltNummerIdentifikator");
    let tekster = alle(s, "AngivelseFeltIndholdTekst");
    let hans = numre.iter().zip(&tekster).filter(|(n, _)| **n == format!("1{nr:0>17}"));
    hans.map(|(_, t)| t.strip_suffix(".00").unwrap_or_else(|| panic!("{t}")).parse().unwrap()).collect()
}

fn advis(s: &Svar) -> Vec<String> {
    alle(s, "AdvisId")
}

#[tokio::test]
async fn wages_are_answered_month_by_month_as_the_forms_that_clients_read() {
    let b = en(1985, Forhold::Loen);
    let bank = bank(std::slice::from_ref(&b));
    let s = spoerg(&bank, &person(&b.nummer, &maaneder("202503", "202505"))).await;
    assert_eq!(advis(&s), ["SAM-2608"]);
    assert_eq!(alle(&s, "PersonCivilRegistrationIdentifier"), [b.nummer.as_str()]);
    assert_eq!(alle(&s, "StartDate")[0], "2025-03-01");
    assert_eq!(alle(&s, "IndkomstPersonGruppeDispositionDato")[0], "2025-03-31");
    assert_eq!(alle(&s, "BlanketNummerIdentifikator")[..3], ["11000", "16000", "16001"]);
    let linjer: Vec<_> = [3, 4, 5].iter().flat_map(|m| skat::indkomster(&b, Maaned::ny(2025, *m).unwrap(), Dag::ny(2026, 3, 2))).collect();
    let sum = |nr: &str| felt(&s, nr).iter().sum::<i64>();
    assert_eq!(sum("57"), linjer.iter().map(|i| i.am_indkomst).sum::<i64>());
    assert_eq!(sum("59"), linjer.iter().map(|i| i.a_skat).sum::<i64>());
    assert_eq!(sum("60"), linjer.iter().map(|i| i.am_bidrag).sum::<i64>());
    assert!(sum("57") > 40_000, "{}", s.tekst);
    let igen = spoerg(&bank, &person(&b.nummer, &maaneder("202503", "202505"))).await;
    assert_eq!(igen.krop(), s.krop(), "the same question has the same answer");
}

#[tokio::test]
async fn a_search_is_by_month_by_payment_or_of_the_last_year_and_by_payer() {
    let b = en(1985, Forhold::Loen);
    let bank = bank(std::slice::from_ref(&b));
    let maanederne = |s: &Svar| {
        let mut ud = alle(s, "StartDate");
        ud.sort();
        (ud.first().cloned().unwrap_or_default(), ud.last().cloned().unwrap_or_default(), ud.len())
    };
    // The clock stands at the 2nd of March 2026: February is the last month that is paid.
    let (fra, til, antal) = maanederne(&spoerg(&bank, &person(&b.nummer, "")).await);
    assert_eq!((fra.as_str(), til.as_str(), antal), ("2025-04-01", "2026-02-01", 11));
    for (dele, ventet) in [
        ("<s:StartDate>2025-03-31</s:StartDate><e:EndDate>2025-05-30</e:EndDate>", ("2025-03-01", "2025-04-01", 2)),
        ("<e:EndDate>2025-03-31+01:00</e:EndDate>", ("2024-04-01", "2025-03-01", 12)),
        ("<s:StartDate>2025-12-01</s:StartDate>", ("2025-12-01", "2026-02-01", 3)),
    ] {
        let (fra, til, antal) = maanederne(&spoerg(&bank, &person(&b.nummer, &periode(dele))).await);
        assert_eq!((fra.as_str(), til.as_str(), antal), ventet, "{dele}");
    }
    let hele = spoerg(&bank, &person(&b.nummer, &maaneder("202503", "202503"))).await;
    let betaler = alle(&hele, "VirksomhedSENummerIdentifikator")[0].clone();
    for (nr, antal) in [(betaler.as_str(), 1), ("12345678", 0)] {
        let fra = se("IndberetningPligtigVirksomhedStruktur", "IndberetningPligtigVirksomhed", nr);
        let s = spoerg(&bank, &person(&b.nummer, &format!("{fra}{}", maaneder("202503", "202503")))).await;
        assert_eq!(alle(&s, "StartDate").len(), antal, "{nr}");
    }
}

#[tokio::test]
async fn cpr07_a_protected_person_s_municipality_is_told_to_those_entitled_only() {
    let b = Borger { beskyttet: true, ..en(1990, Forhold::Kontanthjaelp) };
    let soeg = person(&b.nummer, &maaneder("202503", "202503"));
    let ser = spoerg(&bank(std::slice::from_ref(&b)), &soeg).await;
    assert_eq!(alle(&ser, "VirksomhedSENummerIdentifikator"), ["11111111"]);
    let kun = Tilladelse { service: "eindkomst".into(), retter: vec![Ret::Laes], afgraensning: Afgraensning::FRI };
    let uden = bank(std::slice::from_ref(&b)).med_retter(Arc::new(Rettigheder::Kun(vec![kun])));
    let ser_ikke = spoerg(&uden, &soeg).await;
    assert_eq!(alle(&ser_ikke, "VirksomhedSENummerIdentifikator"), ["97000010"]);
    assert_eq!(felt(&ser, "58"), felt(&ser_ikke, "58"), "the amounts are the same");
}

#[tokio::test]
async fn cpr08_an_old_number_gives_the_incomes_of_the_person_under_the_new_one() {
    let gammel = en(1985, Forhold::Loen);
    let ny = Borger { nummer: "0105850009".into(), ..gammel.clone() };
    let foer = spoerg(&bank(std::slice::from_ref(&gammel)), &person(&gammel.nummer, &maaneder("202503", "202503"))).await;
    let efter = bank(&[ny]);
    let s = spoerg(&efter, &person(&gammel.nummer, &maaneder("202503", "202503"))).await;
    assert_eq!(alle(&s, "PersonCivilRegistrationIdentifier"), ["0105850009"]);
    assert_eq!(felt(&s, "57"), felt(&foer, "57"));
}

#[tokio::test]
async fn who_is_not_there_or_has_nothing_is_an_advis_and_the_others_are_answered() {
    let (b, barn) = (en(1985, Forhold::Loen), borger(Dag::ny(2020, 5, 1), "0105204001"));
    let bank = bank(&[b.clone(), barn.clone()]);
    let tre = ["0101010101", &barn.nummer, &b.nummer].map(|n| person(n, "")).concat();
    let s = spoerg(&bank, &tre).await;
    assert_eq!(advis(&s), ["SAM-2608", "SAM-1312", "SAM-1302"]);
    assert!(alle(&s, "AdvisTekst")[1].contains("PersonIndkomstSoegeStruktur[1]") && !s.tekst.contains("0101010101"));
    assert_eq!(alle(&s, "PersonCivilRegistrationIdentifier"), [b.nummer.as_str()]);
    let s = spoerg(&bank, &person(&barn.nummer, "")).await;
    assert!(!s.tekst.contains("IndkomstPersonUddata"), "the contract has no room for nobody");
}

#[tokio::test]
async fn incomes_of_companies_are_answered_too() {
    let bank = bank(&[]);
    let en = |nr: &str| {
        let hvem = se("IndberetningForVirksomhedStruktur", "IndberetningForVirksomhed", nr);
        format!("<f:VirksomhedIndkomstSoegeStruktur>{hvem}{}</f:VirksomhedIndkomstSoegeStruktur>", maaneder("202401", "202512"))
    };
    let s = bank.kald(STI, &krop("IndkomstForVirksomhedSamling", &en("98000001"))).await;
    assert!(!felt(&s, "71").is_empty() && alle(&s, "VirksomhedSENummerIdentifikator")[0] == "98000001", "{}", s.tekst);
    let s = bank.kald(STI, &krop("IndkomstForVirksomhedSamling", &en("9800000x"))).await;
    assert_eq!(alle(&s, "FejlId"), ["SAM-1108"]);
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_by_name_as_data() {
    let b = en(1985, Forhold::Loen);
    let bank = bank(std::slice::from_ref(&b));
    let mange = person(&b.nummer, &maaneder("202501", "202501")).repeat(101);
    let brede = person(&b.nummer, &maaneder("201601", "202512")).repeat(21);
    for (soeg, kode, felt) in [
        (person(&b.nummer, &maaneder("202513", "202513")), "SAM-1103", "SoegeAarMaanedFraKode"),
        (person(&b.nummer, &maaneder("202502", "202501")), "SAM-1104", "SoegeAarMaanedTilKode"),
        (person(&b.nummer, &maaneder("201501", "202501")), "SAM-1008", "SoegeAarMaanedLukketStruktur"),
        (
            person(&b.nummer, &periode("<s:StartDate>2025-01-01</s:StartDate><x:DurationMeasure>P1M</x:DurationMeasure>")),
            "SAM-1006",
            "DurationMeasure",
        ),
        (person(&b.nummer, &periode("<s:StartDate>2025-02-01</s:StartDate><e:EndDate>2025-01-01</e:EndDate>")), "SAM-1104", "EndDate"),
        (person("12", ""), "SAM-1108", "PersonCivilRegistrationIdentifier"),
        (mange, "SAM-1008", "PersonIndkomstSoegeStruktur"),
        (brede, "SAM-1008", "PersonIndkomstSoegeStruktur"),
    ] {
        let s = spoerg(&bank, &soeg).await;
        assert_eq!(alle(&s, "FejlId"), [kode], "{}", s.tekst);
        assert!(alle(&s, "FejlTekst")[0].contains(felt), "{}", s.tekst);
    }
}

#[tokio::test]
async fn without_the_right_and_without_a_population_nothing_is_told() {
    let b = en(1985, Forhold::Loen);
    let intet = bank(std::slice::from_ref(&b)).med_retter(Arc::new(Rettigheder::Kun(Vec::new())));
    assert_eq!(alle(&spoerg(&intet, &person(&b.nummer, "")).await, "FejlId"), ["SAM-2005"]);
    assert_eq!(alle(&spoerg(&Bank::ny(), &person(&b.nummer, "")).await, "FejlId"), ["SAM-2602"]);
}

#[tokio::test]
async fn g5_the_persons_that_were_asked_for_are_in_the_call_s_trace() {
    let gammel = en(1985, Forhold::Loen);
    let ny = Borger { nummer: "0105850009".into(), ..gammel.clone() };
    let bank = bank(&[ny]);
    let kontekst: Kaldekontekst = bank.kontekst();
    let spor = kontekst.spor.clone();
    let anmodning = axum::http::Request::post(STI)
        .header("content-type", "text/xml")
        .body(crate::konvolutten(crate::V11, "", &krop("IndkomstPersonSamling", &person(&gammel.nummer, ""))).into())
        .unwrap();
    let s = bank.send_som(bank.tilstand(), kontekst, anmodning).await;
    assert_eq!(s.status, StatusCode::OK);
    skema::kontroller(STI, s.krop());
    let i = spor.indhold();
    assert_eq!(i.kilde.as_ref().map(|k| k.slags), Some(grund::spor::Kildeslags::Simulator));
    assert_eq!(i.antal_personer(), 1, "asked for by an old number she is one person");
    assert!([gammel.nummer.as_str(), "0105850009"].iter().all(|n| i.personer.iter().any(|p| p == n)), "{:?}", i.personer);
}
