//! CPR's services over a population: synthetic persons, and the official test persons where their file is there.
use crate::{Bank, Svar, V11, konvolutten, skema, tid};
use axum::http::StatusCode;
use cpr::Bestand;
use cpr::linje::Linjebygger;
use cpr::person::Personnummer;
use grund::ret::Tilladelse;
use grund::xml::{XElement, parse};
use grund::{Afgraensning, Kaldekontekst, Ret, Rettigheder};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A row of a CSV file, by the names of its columns.
type Raekke = BTreeMap<String, String>;

const SF1520: &str = "/service/CPR/PersonBaseDataExtended/5";
const BASIS: &str = "/service/CPRBasicInformation/CPRBasicInformation/1";
const GCTP: &str = "/service/CPRService/CPRService/1";
const ABONNEMENT: &str = "/service/CPRSubscription/CPRSubscription/1/";
const PNR: &str = "http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/";

/// The older contracts demand one, whoever calls.
const INVOCATION: &str = "<i:InvocationContext xmlns:i='http://serviceplatformen.dk/xml/schemas/InvocationContext/1/'>\
    <i:ServiceAgreementUUID>00000c7e-face-4001-8000-000000000001</i:ServiceAgreementUUID><i:UserSystemUUID>00000c7e-face-4001-8000-000000000002</i:UserSystemUUID>\
    <i:UserUUID>00000c7e-face-4001-8000-000000000003</i:UserUUID><i:ServiceUUID>00000c7e-face-4001-8000-000000000004</i:ServiceUUID></i:InvocationContext>";

/// A bank whose population is that extract.
async fn bank(udtraek: Vec<u8>) -> Bank {
    let bank = Bank::ny();
    let bestand = Bestand::ny(bank.register().lager().clone());
    let nu = tid("2026-03-01T02:00:00Z");
    cpr::indlaes::indlaes(&bestand, &mut Cursor::new(udtraek), cpr::indlaes::Valg::default(), nu, &mut |_| {}).await.unwrap();
    bank.med_befolkning(Arc::new(bestand))
}

fn nr(n: u64) -> Personnummer {
    Personnummer::fra_tal(n).unwrap()
}

/// An extract of these records.
fn udtraek(records: &[Linjebygger]) -> Vec<u8> {
    let mut ud = Linjebygger::ny(cpr::format::START, None)
        .felt("OPGAVENR", "900001")
        .felt("PRODDTO", "20260301")
        .felt("PRODDTOFORRIG", "00000000")
        .linje();
    ud.extend(records.iter().flat_map(|r| r.clone().linje()));
    ud.extend(format!("9999999999999{:08}\n", records.len()).into_bytes());
    ud
}

fn record(nummer: u64, art: u16, felter: &[(&str, &str)]) -> Linjebygger {
    felter.iter().fold(Linjebygger::ny(art, Some(nr(nummer))), |r, (navn, v)| r.felt(navn, v))
}

/// Åse is protected, married to Bo, has two children under 18 of whom one is dead, and once had another number.
const AASE: u64 = 6_105_800_002;
const AASES_GAMLE: u64 = 6_105_800_010;
const BARN: u64 = 6_203_154_001;
const DOEDT_BARN: u64 = 6_203_184_003;
const VOKSENT_BARN: u64 = 6_203_004_005;

fn familie() -> Vec<u8> {
    let stamdata = |n, status, koen, foedt| {
        record(
            n,
            1,
            &[
                ("PNRGAELD", "0000000000"),
                ("STATUS", status),
                ("STATUSHAENSTART", "202001021230"),
                ("KOEN", koen),
                ("FOED_DT", foedt),
                ("START_DT-PERSON", foedt),
            ],
        )
    };
    udtraek(&[
        stamdata(AASE, "01", "K", "1980-05-01").felt("FOED_DT_UMRK", "*").felt("STILLING", "Smed"),
        record(
            AASE,
            2,
            &[
                ("KOMKOD", "0751"),
                ("VEJKOD", "0123"),
                ("HUSNR", "007A"),
                ("ETAGE", "02"),
                ("SIDEDOER", "  th"),
                ("TILFLYDTO", "201501010000"),
                ("ADR1-SUPLADR", "Baghuset"),
            ],
        ),
        record(
            AASE,
            3,
            &[
                ("ADRNVN", "Åse Østergård"),
                ("STANDARDADR", "Hemmeligvej 7A,2. th"),
                ("POSTNR", "0800"),
                ("POSTDISTTXT", "Høje Taastrup"),
                ("VEJADRNVN", "Hemmeligvej"),
            ],
        ),
        record(AASE, 4, &[("BESKYTTYPE", "0001"), ("START_DT-BESKYTTELSE", "2020-01-01")]),
        record(AASE, 4, &[("BESKYTTYPE", "0003"), ("START_DT-BESKYTTELSE", "2019-01-01"), ("SLET_DT-BESKYTTELSE", "2021-01-01")]),
        record(
            AASE,
            8,
            &[
                ("FORNVN", "Åse"),
                ("MELNVN", "Bak"),
                ("EFTERNVN", "Østergård"),
                ("NVNHAENSTART", "200001011200"),
                ("ADRNVN", "Åse Østergård"),
            ],
        ),
        record(AASE, 12, &[("CIVST", "G"), ("AEGTEPNR", "6107700001"), ("HAENSTART-CIVILSTAND", "200501011200")]),
        record(AASE, 14, &[("PNRBARN", &nr(BARN).to_string())]),
        record(AASE, 14, &[("PNRBARN", &nr(DOEDT_BARN).to_string())]),
        record(AASE, 14, &[("PNRBARN", &nr(VOKSENT_BARN).to_string())]),
        record(AASE, 15, &[("PNRMOR", "0000000000"), ("MOR_FOED_DT", "1950-00-00"), ("MORNVN", "Østergård,Lis"), ("PNRFAR", "6101500001")]),
        record(
            AASE,
            17,
            &[("START_DT-UMYNDIG", ""), ("UMYN_RELTYP", "0002"), ("RELADRSAT_RELPNR_TXT", "Værge,Vera"), ("RELTXT1", "Torvet 1")],
        ),
        record(AASE, 19, &[("NOTATNR", "01"), ("NOTATLINIE", "Et notat"), ("START_DT-NOTAT", "2020-01-01")]),
        record(
            AASE,
            22,
            &[("PNRGAMMELT", &nr(AASES_GAMLE).to_string()), ("START_DT-PERSON", "1980-05-01"), ("SLUT_DT-PERSON", "2010-01-01")],
        ),
        record(AASE, 23, &[("KOMKOD", "0101"), ("VEJKOD", "0456"), ("HUSNR", "001"), ("CONVN", "Fru Skjult")]),
        record(
            AASES_GAMLE,
            1,
            &[
                ("PNRGAELD", &nr(AASE).to_string()),
                ("STATUS", "60"),
                ("STATUSHAENSTART", "201001010000"),
                ("KOEN", "K"),
                ("FOED_DT", "1980-05-01"),
            ],
        ),
        stamdata(BARN, "01", "M", "2015-03-02"),
        stamdata(DOEDT_BARN, "90", "M", "2018-03-02"),
        stamdata(VOKSENT_BARN, "01", "M", "2000-03-02"),
    ])
}

/// A bank, as a caller with other rights sees it.
struct Som<'b> {
    bank: &'b Bank,
    retter: fn(Kaldekontekst) -> Kaldekontekst,
}

impl Bank {
    /// For a caller with these rights.
    fn som(&self, retter: fn(Kaldekontekst) -> Kaldekontekst) -> Som<'_> {
        Som { bank: self, retter }
    }

    async fn svar(&self, sti: &str, krop: &str) -> Svar {
        self.som(|k| k).svar(sti, krop).await
    }

    async fn v11(&self, sti: &str, krop: &str) -> Svar {
        self.som(|k| k).v11(sti, krop).await.0
    }

    async fn sf1520(&self, n: &str) -> Svar {
        self.svar(SF1520, &sf1520(n)).await
    }
}

impl Som<'_> {
    /// The answer, and what the log will say.
    async fn v11(&self, sti: &str, krop: &str) -> (Svar, grund::spor::Sporindhold) {
        let anmodning = axum::http::Request::post(sti).header("content-type", "text/xml").body(konvolutten(V11, "", krop).into()).unwrap();
        let kontekst = (self.retter)(self.bank.kontekst());
        let svar = self.bank.send_som(self.bank.tilstand(), kontekst.clone(), anmodning).await;
        (svar, kontekst.spor.indhold())
    }

    /// An answer that the published schema accepts.
    async fn svar(&self, sti: &str, krop: &str) -> Svar {
        let svar = self.v11(sti, krop).await.0;
        assert_eq!(svar.status, StatusCode::OK, "{}", svar.tekst);
        skema::kontroller(sti, svar.krop());
        svar
    }
}

/// Texts of every element of that name with all that is in it.
fn hele(s: &Svar, navn: &str) -> Vec<String> {
    fn tekst(e: &XElement<'_>) -> String {
        e.tekst().into_owned() + &e.elementer().map(tekst).collect::<String>()
    }
    fn gaa(e: &XElement<'_>, navn: &str, ud: &mut Vec<String>) {
        if e.navn.lokal == navn {
            ud.push(tekst(e));
        }
        e.elementer().for_each(|b| gaa(b, navn, ud));
    }
    let mut ud = Vec::new();
    gaa(&parse(&s.tekst).unwrap(), navn, &mut ud);
    ud
}

fn foerste(s: &Svar, navn: &str) -> String {
    hele(s, navn).into_iter().next().unwrap_or_default()
}

fn sf1520(n: &str) -> String {
    format!(
        "<p:PersonLookupRequest xmlns:p='http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/'><c:PNR xmlns:c='{PNR}'>{n}</c:PNR></p:PersonLookupRequest>"
    )
}

fn basis(slags: &str, n: &str) -> String {
    format!(
        "<b:callCPRBasicInformation{slags}Request xmlns:b='http://serviceplatformen.dk/xml/wsdl/soap11/CPRBasicInformationService/1/'>{INVOCATION}<c:PNR xmlns:c='{PNR}'>{n}</c:PNR>\
         </b:callCPRBasicInformation{slags}Request>"
    )
}

fn gctp(service: &str, n: &str) -> String {
    format!(
        "<g:callGCTPCheckServiceRequest xmlns:g='http://serviceplatformen.dk/xml/wsdl/soap11/CprService/2/'>{INVOCATION}<g:gctpMessage>&lt;Gctp v=\"1.0\"&gt;&lt;System r=\"CprSoeg\"&gt;\
         &lt;Service r=\"{service}\"&gt;&lt;CprServiceHeader r=\"{service}\"&gt;&lt;Key&gt;&lt;Field r=\"PNR\" v=\"{n}\"/&gt;&lt;/Key&gt;&lt;/CprServiceHeader&gt;&lt;/Service&gt;&lt;/System&gt;\
         &lt;/Gctp&gt;</g:gctpMessage></g:callGCTPCheckServiceRequest>"
    )
}

/// Every way to ask for a person.
fn alle(n: &str) -> Vec<(&'static str, String)> {
    let basiske = ["", "Extended", "List", "ExtendedList"].map(|s| (BASIS, basis(s, n)));
    basiske.into_iter().chain([(SF1520, sf1520(n)), (GCTP, gctp("STAMP", n))]).collect()
}

/// May read, and nothing more.
fn uden_ret(k: Kaldekontekst) -> Kaldekontekst {
    let kun = Tilladelse { service: "cpr".into(), retter: vec![Ret::Laes], afgraensning: Afgraensning::FRI };
    Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![kun])), ..k }
}

#[tokio::test]
async fn sf1520_tells_of_a_person_all_that_the_population_has() {
    let bank = bank(familie()).await;
    let s = bank.sf1520("6105800002").await;
    for (navn, vaerdi) in [
        ("fornavn", "Åse"),
        ("mellemnavn", "Bak"),
        ("efternavn", "Østergård"),
        ("personadresseringsnavn", "Åse Østergård"),
        ("alder", "45"),
        ("koen", "K"),
        ("antalBoernUnder18", "1"),
        ("stilling", "Smed"),
        ("civilstand", "G2005-01-01T12:00:00"),
        ("standardadresse", "Hemmeligvej 7A,2. th"),
        ("adr1-supladr", "Baghuset"),
        ("notatlinie", "Et notat"),
        ("relationVaergenavn", "Værge,Vera"),
        ("umyndiggoerelseStartdato", "0001-01-01*"),
        ("aegtefaelle", "6107700001"),
        ("mor", "1950-01-01*Østergård,Lis"),
        ("far", "6101500001"),
        ("separeret", "false"),
        ("foedselsdato", "1980-05-01*"),
    ] {
        // A name may occur inside itself (civilstand/civilstand): the outermost comes first.
        assert_eq!(foerste(&s, navn), vaerdi, "{navn}: {}", s.tekst);
    }
    assert_eq!(s.alle("postnummer"), ["0800", "800"], "a postal code has four digits where it is a text");
    assert_eq!(s.alle("beskyttet"), ["true", "false", "false"]);
    assert_eq!(hele(&s, "markedsfoeringsbeskyttelse"), ["2019-01-012021-01-01false"]);
    assert_eq!(s.alle("kommunekode"), ["751", "101"]);
    assert_eq!(hele(&s, "barn").len(), 3);
}

#[tokio::test]
async fn cpr06_an_old_number_gives_the_person_with_both_numbers() {
    let bank = bank(familie()).await;
    let s = bank.sf1520("6105800010").await;
    for (navn, vaerdi) in
        [("personnummer", "6105800010"), ("gaeldendePersonnummer", "6105800002"), ("fornavn", "Åse"), ("status", "602010-01-01T00:00:00")]
    {
        assert_eq!(foerste(&s, navn), vaerdi, "{}", s.tekst);
    }
    let s = bank.svar(BASIS, &basis("List", "6105800010")).await;
    assert_eq!(
        (s.alle("pnr"), s.alle("gaeldendePersonnummer"), s.alle("status")),
        (vec!["6105800010".into(), "6105800002".into()], vec!["6105800002".to_owned()], vec!["60".into(), "1".into()],)
    );
    let s = bank.svar(GCTP, &gctp("STAMP", "6105800010")).await;
    let svar = s.en("result");
    assert!(svar.contains("<Field r=\"PNRGAELD\" v=\"6105800002\"/>") && svar.contains("<Field r=\"STATUS\" v=\"60\"/>"), "{svar}");
}

#[tokio::test]
async fn cpr07_without_the_right_no_answer_has_a_protected_name_or_address() {
    let bank = bank(familie()).await;
    for n in ["6105800002", "6105800010"] {
        for (sti, krop) in alle(n) {
            let med = bank.svar(sti, &krop).await.tekst;
            let uden = bank.som(uden_ret).svar(sti, &krop).await.tekst;
            for ord in ["Østergård", "Åse", "Bak", "Hemmeligvej", "Baghuset", "Skjult", "007A", "Et notat"] {
                assert!(!uden.contains(ord) || ord == "Østergård" && uden.contains("Østergård,Lis"), "{ord} in {uden}");
            }
            assert!(med.contains("Hemmeligvej") && uden.contains(n), "{uden}");
            // Whoever asks is told that there is a protection.
            assert!(
                ["beskyttet>true<", "navneOgAdressebeskyttelse>true<", "r=\"BESKYT\" v=\"1\""].iter().any(|t| uden.contains(t)),
                "{uden}"
            );
        }
    }
}

#[tokio::test]
async fn a_number_that_is_nobodys_is_a_fault_with_the_words_that_clients_look_for() {
    let bank = bank(familie()).await;
    for (sti, krop) in [(SF1520, sf1520("6199999999")), (BASIS, basis("", "6199999999")), (BASIS, basis("Extended", "6199999999"))] {
        let s = bank.v11(sti, &krop).await;
        assert!(s.status == StatusCode::INTERNAL_SERVER_ERROR && s.en("faultstring").contains("PNR not found"), "{}", s.tekst);
        assert!(s.fejlnummer() == 1312 && s.tekst.contains("ServiceplatformFault") && !s.tekst.contains("6199999999"), "{}", s.tekst);
    }
    for n in ["", "123", "610580000a", "61058-0002"] {
        let s = bank.v11(SF1520, &sf1520(n)).await;
        assert!(s.status == StatusCode::INTERNAL_SERVER_ERROR && s.tekst.contains("Felt: PNR"), "{}", s.tekst);
    }
    let s = bank.svar(BASIS, &basis("List", "6199999999")).await;
    assert!(s.alle("pnr").is_empty());
    for (service, n) in [("STAMP", "6199999999"), ("STAMP", "1"), ("Familie", "6105800002")] {
        let svar = bank.svar(GCTP, &gctp(service, n)).await.en("result");
        assert!(svar.contains("<Kvit r=\"Fejl\"") && !svar.contains("CprData"), "{svar}");
    }
}

#[tokio::test]
async fn every_look_up_is_noted_with_both_numbers() {
    let bank = bank(familie()).await;
    for (sti, krop) in alle("6105800010") {
        let (_, spor) = bank.som(|k| k).v11(sti, &krop).await;
        assert_eq!(spor.personer, ["6105800010", "6105800002"], "{sti}");
        assert_eq!(spor.antal_personer(), 1, "{sti}: one question is counted as one person, whatever number of hers it names");
    }
    // What was asked for and is nobody's, too; and it is counted as nobody.
    for (krop, nummer) in [(sf1520("6199999999"), "6199999999"), (sf1520("610580001"), "610580001")] {
        let spor = bank.som(|k| k).v11(SF1520, &krop).await.1;
        assert_eq!((spor.personer.as_slice(), spor.antal_personer()), (&[nummer.to_owned()][..], 0));
    }
}

#[tokio::test]
async fn without_a_role_nothing_is_looked_up() {
    let bank = bank(familie()).await;
    let intet = |k: Kaldekontekst| Kaldekontekst { retter: Arc::new(Rettigheder::Intet), ..k };
    for (sti, krop) in alle("6105800002") {
        let (s, _) = bank.som(intet).v11(sti, &krop).await;
        assert!(s.status == StatusCode::INTERNAL_SERVER_ERROR && s.fejlnummer() == 2005, "{}", s.tekst);
    }
}

/// The official test persons, if their file is there.
fn testpersoner() -> Option<(Vec<u8>, Vec<Raekke>)> {
    let delt =
        std::env::var_os("SAMSPIL_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from);
    let mappe = delt.join("data/cpr-test");
    let Ok(csv) = std::fs::read_to_string(mappe.join("testpersoner.csv")) else {
        eprintln!("SKIPPED: the official test persons are not here (SAMSPIL_SHARED)");
        return None;
    };
    let mut linjer = csv.trim_start_matches('\u{feff}').lines().map(|l| l.split(';').map(str::to_owned).collect::<Vec<_>>());
    let navne = linjer.next().unwrap();
    let raekker = linjer.map(|l| navne.iter().cloned().zip(l).collect()).collect();
    Some((std::fs::read(mappe.join("U12170-P-opgavenr-110901.latin1.txt")).unwrap(), raekker))
}

#[tokio::test]
async fn the_official_test_persons_are_answered_by_the_published_schemas_and_as_their_table_says() {
    let Some((udtraek, raekker)) = testpersoner() else { return };
    let bank = bank(udtraek).await;
    assert_eq!(raekker.len(), 80);
    let mut beskyttede = 0;
    for r in &raekker {
        let n = r["personnummer"].as_str();
        let s = bank.sf1520(n).await;
        for (navn, kolonne) in [("personnummer", "personnummer"), ("gaeldendePersonnummer", "gaeldende_personnummer"), ("koen", "koen")] {
            assert_eq!(foerste(&s, navn), r[kolonne], "{n} {navn}");
        }
        let status = s.alle("status").into_iter().find(|t| !t.trim().is_empty()).unwrap_or_default();
        assert_eq!(status, r["status"].trim_start_matches('0'), "{n}");
        if r["gaeldende_personnummer"].is_empty() {
            for navn in ["fornavn", "mellemnavn", "efternavn"] {
                assert_eq!(foerste(&s, navn), r[navn], "{n} {navn}");
            }
            if !r["foedselsdato"].is_empty() {
                assert_eq!(foerste(&s, "foedselsdato").trim_end_matches('*'), r["foedselsdato"], "{n}");
            }
        }
        for slags in ["Extended", "ExtendedList"] {
            let b = bank.svar(BASIS, &basis(slags, n)).await;
            assert_eq!(b.alle("pnr").first().map(String::as_str), Some(n));
        }
        let g = bank.svar(GCTP, &gctp("STAMP", n)).await.en("result");
        assert!(g.contains(&format!("<Field r=\"PNR\" v=\"{n}\"/>")) && g.contains("<Kvit r=\"Ok\" t=\"\" v=\"0\"/>"), "{g}");
        if r["beskyttelsestyper"].split('|').any(|t| t == "0001") && s.alle("beskyttet").first().is_some_and(|b| b == "true") {
            beskyttede += 1;
            for (sti, krop) in alle(n) {
                let uden = bank.som(uden_ret).svar(sti, &krop).await;
                for navn in ["fornavn", "efternavn", "standardadresse", "husnummer", "adresseringsnavn", "notatlinie"] {
                    assert!(uden.alle(navn).is_empty(), "{n}: {navn} in {}", uden.tekst);
                }
                assert!(
                    !uden.tekst.contains(&format!("\"{}\"", r["efternavn"])) && !uden.tekst.contains("r=\"STADR\" v="),
                    "{}",
                    uden.tekst
                );
            }
        }
    }
    eprintln!("{beskyttede} of them protected today");
}

#[tokio::test]
async fn cpr08_robert_ullersen_and_the_double_number_are_found_under_either_number() {
    let Some((udtraek, _)) = testpersoner() else { return };
    let bank = bank(udtraek).await;
    for (gammelt, nyt) in [("0108610069", "0709610015"), ("0101520013", "0107529039")] {
        let (under_gammelt, under_nyt) = (bank.sf1520(gammelt).await, bank.sf1520(nyt).await);
        assert_eq!(under_gammelt.en("gaeldendePersonnummer"), nyt);
        assert!(under_nyt.alle("gaeldendePersonnummer").is_empty());
        assert_eq!(under_gammelt.alle("fornavn"), under_nyt.alle("fornavn"));
        assert_eq!(under_gammelt.alle("standardadresse"), under_nyt.alle("standardadresse"));
    }
}

/// A request of CprSubscriptionService.
fn abonnement(operation: &str, indhold: &str) -> String {
    format!(
        "<a:{operation} xmlns:a='http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/' xmlns:c='{PNR}'>{INVOCATION}{indhold}</a:{operation}>"
    )
}

#[tokio::test]
async fn sf6002_subscriptions_are_added_once_listed_and_taken_away() {
    let bank = bank(familie()).await;
    let alder = "<a:AgeRange><a:StartAge>0</a:StartAge><a:EndAge>17</a:EndAge></a:AgeRange>";
    let filtre = [
        ("PNR", "<c:PNR>6105800002</c:PNR>", "NON_EXISTING_PNR"),
        ("AgeRange", alder, "NON_EXISTING_AGE_RANGE"),
        ("MunicipalityCode", "<a:MunicipalityCode>0751</a:MunicipalityCode>", "NON_EXISTING_MUNICIPALITY_CODE"),
        ("ChangeCode", "<a:ChangeCode>A05</a:ChangeCode>", "NON_EXISTING_CHANGE_CODE"),
    ];
    let giver = async |operation: &str, indhold: &str, ord: &str| {
        let s = bank.svar(ABONNEMENT, &abonnement(operation, indhold)).await;
        assert_eq!(s.en("Result"), ord, "{operation}");
    };
    for (navn, indhold, _) in filtre {
        giver(&format!("Add{navn}Subscription"), indhold, "ADDED").await;
        giver(&format!("Add{navn}Subscription"), indhold, "ALREADY_EXISTED").await;
    }
    let s = bank.svar(ABONNEMENT, &abonnement("GetAllFilters", "")).await;
    assert_eq!(
        (s.en("PNR"), s.en("EndAge"), s.en("MunicipalityCode"), s.en("ChangeCode")),
        ("6105800002".into(), "17".into(), "751".into(), "A05".into())
    );
    for (navn, indhold, ikke) in filtre {
        giver(&format!("Remove{navn}Subscription"), indhold, "REMOVED").await;
        giver(&format!("Remove{navn}Subscription"), indhold, ikke).await;
    }
    giver("AddPNRSubscription", "<c:PNR>6199999999</c:PNR>", "NON_EXISTING_PNR").await;
    giver("AddPNRSubscription", "<c:PNR>6105800002</c:PNR>", "ADDED").await;
    giver("AddMunicipalityCodeSubscription", "<a:MunicipalityCode>101</a:MunicipalityCode>", "ADDED").await;
    giver("RemoveAll", "<a:FilterGroup>PNR</a:FilterGroup>", "REMOVED").await;
    let (s, _) = bank.som(|k| k).v11(ABONNEMENT, &abonnement("GetAllFilters", "")).await;
    assert!(s.alle("PNR").is_empty() && s.en("MunicipalityCode") == "101");
    // A range that ends before it begins, and a person who is none.
    for (operation, indhold, felt) in [
        ("AddAgeRangeSubscription", "<a:AgeRange><a:StartAge>9</a:StartAge><a:EndAge>3</a:EndAge></a:AgeRange>", "AgeRange"),
        ("AddPNRSubscription", "<c:PNR>12</c:PNR>", "PNR"),
        ("AddMunicipalityCodeSubscription", "<a:MunicipalityCode>12345</a:MunicipalityCode>", "MunicipalityCode"),
    ] {
        let s = bank.v11(ABONNEMENT, &abonnement(operation, indhold)).await;
        assert!(s.status == StatusCode::INTERNAL_SERVER_ERROR && s.tekst.contains(felt), "{}", s.tekst);
    }
}

#[tokio::test]
async fn cpr08_a_subscription_to_an_old_number_is_one_to_the_person() {
    let bank = bank(familie()).await;
    let op =
        async |operation: &str, n: &str| bank.svar(ABONNEMENT, &abonnement(operation, &format!("<c:PNR>{n}</c:PNR>"))).await.en("Result");
    assert_eq!(op("AddPNRSubscription", "6105800010").await, "ADDED");
    assert_eq!(op("AddPNRSubscription", "6105800002").await, "ALREADY_EXISTED");
    let (s, spor) = bank.som(|k| k).v11(ABONNEMENT, &abonnement("GetAllFilters", "")).await;
    assert_eq!((s.alle("PNR"), spor.personer), (vec!["6105800002".to_owned()], vec!["6105800002".to_owned()]));
    assert_eq!(op("RemovePNRSubscription", "6105800010").await, "REMOVED");
    assert_eq!(op("RemovePNRSubscription", "6105800002").await, "NON_EXISTING_PNR");
}

#[tokio::test]
async fn a_system_sees_and_changes_its_own_subscriptions_only() {
    let bank = bank(familie()).await;
    let anden = |k: Kaldekontekst| Kaldekontekst { system: Some(grund::Uuid::from_u128(9)), ..k };
    bank.svar(ABONNEMENT, &abonnement("AddPNRSubscription", "<c:PNR>6105800002</c:PNR>")).await;
    let s = bank.som(anden).svar(ABONNEMENT, &abonnement("GetAllFilters", "")).await;
    assert!(s.alle("PNR").is_empty());
    let s = bank.som(anden).svar(ABONNEMENT, &abonnement("RemovePNRSubscription", "<c:PNR>6105800002</c:PNR>")).await;
    assert_eq!(s.en("Result"), "NON_EXISTING_PNR");
    // Reading the list is not changing it.
    let laeser = |k: Kaldekontekst| {
        let kun = Tilladelse { service: "cprabonnement".into(), retter: vec![Ret::Laes], afgraensning: Afgraensning::FRI };
        Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![kun])), ..k }
    };
    let (s, _) = bank.som(laeser).v11(ABONNEMENT, &abonnement("RemoveAll", "<a:FilterGroup>PNR</a:FilterGroup>")).await;
    assert_eq!((s.status, s.fejlnummer()), (StatusCode::INTERNAL_SERVER_ERROR, 2005), "{}", s.tekst);
    assert_eq!(bank.svar(ABONNEMENT, &abonnement("GetAllFilters", "")).await.en("PNR"), "6105800002");
}
