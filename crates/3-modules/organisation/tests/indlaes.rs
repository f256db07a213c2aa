//! Organisation import against the real engine over a temporary store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use organisation::indlaes::{Fil, Opsummering, Valg, importer, laes};
use organisation::numre::{GYLDIGHED, funktionstype, relation};
use organisation::objekttyper::*;
use register::{Forespoergsel, Laesevalg, Objekt, Objekttype, Register, Registreringsvalg, Relationskriterium, Typekatalog, Vaerdi};
use std::sync::Arc;

const JSONL: &str = r#"
{"type":"medarbejder","brugernavn":"anbi","navn":"Anna Birkemose","cpr":"610190-1234","email":"anbi@lille.example","enhed":"job","stilling":"Jobkonsulent","fra":"2024-05-01"}
{"type":"team","id":"job-nord","navn":"Team Nord","overordnet":"job","fra":"2020-01-01"}
{"type":"afdeling","id":"job","navn":"Jobcenter","overordnet":"rod","leder":"anbi","email":"job@lille.example","telefon":"+45 01 23 45 67","fra":"2020-01-01"}
{"type":"organisationenhed","id":"rod","navn":"Lille Kommune","fra":"2020-01-01"}
{"type":"organisation","navn":"Lille Kommune","myndighedskode":"9100","fra":"2020-01-01"}
{"type":"itsystem","id":"sag","navn":"Prøvesag"}
"#;

fn register() -> Register {
    Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[organisation::OBJEKTTYPER]))
}
fn t(dag: &str) -> Tidspunkt {
    Tidspunkt::fra_oio(dag).unwrap()
}
fn kald(nu: &str) -> Kaldekontekst {
    let cvr = Cvr::fra_tal(99_999_999).unwrap();
    Kaldekontekst::ubegraenset(cvr, &[Cvr::KOMBIT], UnikId::Uuid(Uuid::from_u128(1)), t(nu), Uuid::from_u128(2))
}
async fn ind(r: &Register, nu: &str, filer: &[&str], proev: bool) -> Result<Opsummering, Fejl> {
    let filer: Vec<Fil<'_>> = filer.iter().map(|f| Fil { navn: "liste", data: f.as_bytes() }).collect();
    importer(r, &kald(nu), &filer, &Valg { proev, ..Valg::default() }, &mut |_| {}).await
}
async fn alle(r: &Register, typ: &'static Objekttype) -> Vec<Objekt> {
    let mut f = Forespoergsel::alle(typ, t("2026-03-01"));
    f.virkning = Periode::ALTID;
    r.soeg_objekter(&kald("2027-01-01"), &f, Laesevalg::AKTUEL).await.unwrap()
}
/// The object of that name at that time.
async fn en(r: &Register, typ: &'static Objekttype, navn: &str, dag: &str) -> Option<Objekt> {
    let valg = Laesevalg { virkning: Periode::punkt(t(dag)), registrering: Registreringsvalg::Aktuel };
    let f = Forespoergsel::alle(typ, t(dag));
    r.soeg_objekter(&kald("2027-01-01"), &f, valg)
        .await
        .unwrap()
        .into_iter()
        .find(|o| o.nyeste().unwrap().billede.egenskaber.iter().any(|e| e.felter.get(&3) == Some(&Vaerdi::Tekst(navn.into()))))
}
fn peger(o: &Objekt, nr: u16) -> Vec<Uuid> {
    o.nyeste().unwrap().billede.relationer.get(&nr).into_iter().flatten().filter_map(|r| r.reference.as_ref()?.uuid()).collect()
}
fn gyldig(o: &Objekt) -> Vec<u8> {
    o.nyeste().unwrap().billede.tilstande.get(&GYLDIGHED).into_iter().flatten().map(|t| t.vaerdi).collect()
}

#[tokio::test]
async fn i17_lists_become_an_organisation_in_any_order_and_twice_change_nothing() {
    let r = register();
    let o = ind(&r, "2026-03-01", &[JSONL], false).await.unwrap();
    let ny: Vec<_> = o.typer.iter().map(|(n, t)| (*n, t.tilfoejet.len())).collect();
    assert_eq!(
        ny,
        [
            ("Adresse", 3),
            ("Bruger", 1),
            ("ItSystem", 1),
            ("Myndighed", 1),
            ("Organisation", 1),
            ("OrganisationEnhed", 3),
            ("OrganisationFunktion", 2),
            ("Person", 1),
            ("Virksomhed", 1)
        ]
    );
    let o = ind(&r, "2026-03-02", &[JSONL], false).await.unwrap();
    assert_eq!(o.registreringer, 0, "{o}");
    // The same lines in another order and in two files.
    let vendt: Vec<&str> = JSONL.trim().lines().rev().collect();
    let (a, b) = (vendt[..3].join("\n"), vendt[3..].join("\n"));
    assert_eq!(ind(&r, "2026-03-03", &[&b, &a], false).await.unwrap().registreringer, 0);

    let org = en(&r, &ORGANISATION, "Lille Kommune", "2026-03-01").await.unwrap();
    let rod = en(&r, &ORGANISATIONENHED, "Lille Kommune", "2026-03-01").await.unwrap();
    assert_eq!(peger(&org, relation::OVERORDNET), [rod.uuid]);
    let job = en(&r, &ORGANISATIONENHED, "Jobcenter", "2026-03-01").await.unwrap();
    assert_eq!((peger(&job, relation::OVERORDNET), peger(&job, relation::TILHOERER)), (vec![rod.uuid], vec![org.uuid]));
    assert_eq!(peger(&job, relation::ADRESSER).len(), 2);
    let bruger = en(&r, &BRUGER, "anbi", "2026-03-01").await.unwrap();
    for f in alle(&r, &ORGANISATIONFUNKTION).await {
        assert_eq!(peger(&f, relation::TILKNYTTEDEBRUGERE), [bruger.uuid]);
        assert_eq!(peger(&f, relation::TILKNYTTEDEENHEDER), [job.uuid]);
        assert!([funktionstype::ENHEDSROLLE, funktionstype::LEDERROLLE].contains(&peger(&f, relation::FUNKTIONSTYPE)[0]));
    }
}

#[tokio::test]
async fn a_changed_list_changes_from_its_day_and_keeps_the_past() {
    let r = register();
    ind(&r, "2026-03-01", &[JSONL], false).await.unwrap();
    let nyt = JSONL
        .replace("\"navn\":\"Jobcenter\"", "\"navn\":\"Center for Job\"")
        .replace("\"enhed\":\"job\"", "\"enhed\":\"job-nord\"")
        .replace(",\"telefon\":\"+45 01 23 45 67\"", ",\"telefon\":\"\"");
    let proev = ind(&r, "2026-06-01", &[&nyt], true).await.unwrap();
    assert!(proev.to_string().contains("Trial run"), "{proev}");
    assert!(en(&r, &ORGANISATIONENHED, "Center for Job", "2026-07-01").await.is_none());

    let o = ind(&r, "2026-06-01", &[&nyt], false).await.unwrap();
    assert_eq!(o.typer["OrganisationEnhed"].aendret, ["Center for Job"]);
    assert_eq!(o.typer["OrganisationFunktion"].tilfoejet, ["anbi (Jobkonsulent)"]);
    assert_eq!(o.typer["OrganisationFunktion"].aendret, ["stilling ophørt"]);
    assert!(en(&r, &ORGANISATIONENHED, "Jobcenter", "2026-05-31").await.is_some());
    assert!(en(&r, &ORGANISATIONENHED, "Jobcenter", "2026-06-02").await.is_none());
    let job = en(&r, &ORGANISATIONENHED, "Center for Job", "2026-06-02").await.unwrap();
    assert_eq!(peger(&job, relation::ADRESSER).len(), 1, "the telephone ended");
    // The user has one position at any time.
    let bruger = en(&r, &BRUGER, "anbi", "2026-06-02").await.unwrap();
    for (dag, enhed) in
        [("2026-05-31", job.uuid), ("2026-06-02", en(&r, &ORGANISATIONENHED, "Team Nord", "2026-06-02").await.unwrap().uuid)]
    {
        let mut f = Forespoergsel::alle(&ORGANISATIONFUNKTION, t(dag));
        let rel = |nr, u| Relationskriterium { nr, reference: Some(UnikId::Uuid(u)), ..Relationskriterium::default() };
        f.relationer = vec![
            rel(relation::TILKNYTTEDEBRUGERE, bruger.uuid),
            rel(relation::TILKNYTTEDEENHEDER, enhed),
            rel(relation::FUNKTIONSTYPE, funktionstype::ENHEDSROLLE),
        ];
        assert_eq!(r.soeg(&kald("2027-01-01"), &f).await.unwrap().len(), 1, "{dag}");
    }
    assert_eq!(ind(&r, "2026-06-05", &[&nyt], false).await.unwrap().registreringer, 0);
}

#[tokio::test]
async fn i3_an_end_makes_inactive() {
    let r = register();
    let liste = "brugernavn;navn;enhed;stilling;fra;til\nanbi;Anna Birkemose;e;Konsulent;01-05-2024;31.08.2026\n";
    let enheder = "uuid;navn;overordnet;type;til\nrod;Lille Kommune;;;\ne;Enhed;rod;Afdeling;\ng;Gammel;rod;Team;2026-09-01\n";
    let o = ind(&r, "2026-03-01", &[enheder, liste], false).await.unwrap();
    assert_eq!(o.typer["Organisation"].tilfoejet, ["Lille Kommune"], "made from the root");
    for (typ, navn) in [(&BRUGER, "anbi"), (&ORGANISATIONFUNKTION, "Konsulent")] {
        assert_eq!(gyldig(&en(&r, typ, navn, "2026-08-30").await.unwrap()), [1]);
        assert_eq!(gyldig(&en(&r, typ, navn, "2026-08-31").await.unwrap()), [2]);
    }
    assert!(peger(&en(&r, &ORGANISATIONFUNKTION, "Konsulent", "2026-09-02").await.unwrap(), relation::TILKNYTTEDEBRUGERE).is_empty());
    assert_eq!(gyldig(&en(&r, &ORGANISATIONENHED, "Gammel", "2026-09-02").await.unwrap()), [2]);
    assert_eq!(ind(&r, "2026-03-05", &[enheder, liste], false).await.unwrap().registreringer, 0);
    assert_eq!(ind(&r, "2026-10-05", &[enheder, liste], false).await.unwrap().registreringer, 0, "after the end too");
    // The end is taken back.
    let igen = liste.replace(";31.08.2026", ";");
    let o = ind(&r, "2026-10-06", &[enheder, &igen], false).await.unwrap();
    assert_eq!(o.typer["Bruger"].aendret, ["anbi"]);
    assert_eq!(gyldig(&en(&r, &BRUGER, "anbi", "2026-09-02").await.unwrap()), [2]);
    assert_eq!(gyldig(&en(&r, &BRUGER, "anbi", "2026-10-07").await.unwrap()), [1]);
    assert_eq!(ind(&r, "2026-10-07", &[enheder, &igen], false).await.unwrap().registreringer, 0);
}

#[test]
fn json_and_csv_say_the_same() {
    let json = r#"{"type":"afdeling","uuid":"0235dc7b-11c4-4ee5-b685-9f638f5cd032","navn":"Æblehaven","overordnet":"rod","email":"a@b.example","fra":"2020-01-01"}"#;
    let csv = "UUID;Enhedsnavn;Overordnet;Type;E-mail;Fra;Bemærkning\n0235dc7b-11c4-4ee5-b685-9f638f5cd032;Æblehaven;rod;afdeling;a@b.example;1.1.2020;x";
    let (mut a, _) = laes(json.as_bytes(), 0).unwrap();
    let (b, ukendte) = laes(csv.as_bytes(), 0).unwrap();
    if let (organisation::indlaes::Post::Enhed(a), organisation::indlaes::Post::Enhed(b)) = (&mut a[0], &b[0]) {
        (a.sted, a.steder) = (b.sted, b.steder);
    }
    assert_eq!(a, b);
    assert_eq!(ukendte.into_iter().collect::<Vec<_>>(), ["bemaerkning"]);
    let cp1252: Vec<u8> = csv.chars().map(|c| u8::try_from(c as u32).unwrap()).collect();
    assert_eq!(laes(&cp1252, 0).unwrap().0, b);
    // As Excel saves "Unicode text", and dates that stand for none.
    let utf16: Vec<u8> = format!("\u{feff}{}", csv.replace(';', "\t")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(laes(&utf16, 0).unwrap().0, b);
    let tid = |fra: &str, til: &str| match laes(format!("uuid;navn;fra;til\na;A;{fra};{til}").as_bytes(), 0).unwrap().0.remove(0) {
        organisation::indlaes::Post::Enhed(e) => (e.tid.fra, e.tid.til),
        andet => panic!("{andet:?}"),
    };
    assert_eq!(tid("0001-01-01", "9999-12-31"), (Some(Tidspunkt::MINUS_UENDELIG), None));
    assert_eq!(tid("", "31-12-9999"), tid("", ""));
}

#[tokio::test]
async fn i12_2_9_what_cannot_be_read_or_stored_is_refused_before_the_first_line_is_written_and_by_proev() {
    let r = register();
    let linjer: String = (0..300).map(|i| format!("e{i};Enhed {i};rod;99{i:06}\n")).collect();
    let liste = |navn: &str, telefon: &str| format!("uuid;navn;overordnet;telefon\nrod;Rod;;\n{linjer}sidst;{navn};rod;{telefon}\n");
    for (fil, sted) in [
        (liste("A\u{2}", ""), "line 303, column 8"),
        (liste("A", "\u{1b}"), "line 303, column 13"),
        ("PK\u{3}\u{4}x".to_owned(), "line 1, column 1"),
    ] {
        for proev in [true, false] {
            let f = ind(&r, "2026-03-01", &[&fil], proev).await.unwrap_err();
            assert!(f.feltet().unwrap().ends_with(sted), "{f}");
        }
    }
    assert!(alle(&r, &ORGANISATIONENHED).await.is_empty());
}

#[test]
fn a_bad_line_is_refused_with_line_column_and_rule() {
    for (data, kode, sted) in [
        ("{\"type\":\"enhed\",\n", Fejlkode::IkkeVelformet, "line 1"),
        ("{\"type\":\"hus\"}", Fejlkode::UgyldigVaerdi, "line 1"),
        ("\n{\"type\":\"enhed\",\"id\":\"a\"}", Fejlkode::ManglerElement, "line 2"),
        ("{\"type\":\"enhed\",\"id\":\"a\",\"navn\":\"A\",\"nvan\":\"B\"}", Fejlkode::UkendtFelt, "nvan"),
        ("{\"type\":\"enhed\",\"id\":\"a\",\"navn\":\"A\",\"fra\":\"nu\"}", Fejlkode::UgyldigTid, "line 1, column 37"),
        ("{\"type\":\"enhed\",\"id\":\"a\",\"navn\":{}}", Fejlkode::UgyldigFil, "navn"),
        ("brugernavn;navn;cpr\na;A;123", Fejlkode::UgyldigtMoenster, "line 2"),
        ("uuid;navn;fra;til\na;A;2020-01-01;2019-01-01", Fejlkode::FraEfterTil, "line 2"),
        ("uuid;navn;type\na;A;hytte", Fejlkode::UgyldigVaerdi, "line 2"),
        ("x;y\n1;2", Fejlkode::UgyldigFil, "line 1"),
    ] {
        let f = laes(data.as_bytes(), 0).unwrap_err();
        assert_eq!(f.kode(), kode, "{data}: {f}");
        assert!(f.engelsk().contains(sted), "{data}: {f}");
        assert!(!f.engelsk().contains("123"), "no CPR number in a message");
    }
}

#[tokio::test]
async fn i14_lines_that_contradict_each_other_are_refused_and_nothing_is_written() {
    let r = register();
    let hoved = "uuid;navn;overordnet;leder\n";
    for (linjer, hvad) in [
        ("a;A;;\nb;B;;\n", "I-14"),
        ("a;A;b;\nb;B;a;\n", "I-14"),
        ("a;A;;\nb;B;c;\nc;C;b;\n", "not above itself"),
        ("a;A;;\nb;B;x;\n", "overordnet is a unit"),
        ("a;A;;\na;B;a;\n", "occurs once"),
        ("a;A;;nogen\n", "leder is a user"),
    ] {
        let f = ind(&r, "2026-03-01", &[&format!("{hoved}{linjer}")], false).await.unwrap_err();
        assert!(f.engelsk().contains(hvad), "{linjer}: {f}");
    }
    let f = ind(&r, "2026-03-01", &["brugernavn;navn;enhed\na;A;x\n", "uuid;navn;overordnet\nrod;Rod;\n"], false).await.unwrap_err();
    assert!(f.engelsk().contains("enhed is a unit"), "{f}");
    assert!(alle(&r, &ORGANISATIONENHED).await.is_empty());
    // Later lists may refer to what stands.
    ind(&r, "2026-03-01", &["uuid;navn;overordnet\nrod;Rod;\n"], false).await.unwrap();
    ind(&r, "2026-03-02", &["brugernavn;navn;enhed\na;A;rod\n"], false).await.unwrap();
    ind(&r, "2026-03-03", &["uuid;navn;overordnet;leder\nb;B;rod;a\n"], false).await.unwrap();
    let f = ind(&r, "2026-03-04", &["uuid;navn;overordnet\nny;Ny rod;\n"], false).await.unwrap_err();
    assert!(f.engelsk().contains("I-14"), "{f}");
}

#[tokio::test]
async fn a_uuid_in_another_dress_is_the_same_unit_and_a_mistyped_one_is_refused() {
    let r = register();
    let liste = "uuid;navn;overordnet;leder\nrod;L;;\n{F605954F-E60E-415B-B210-0000000000AA};K;rod;\ned;B;urn:uuid:f605954f-e60e-415b-b210-0000000000aa;\n";
    ind(&r, "2026-03-01", &[liste], false).await.unwrap();
    let enheder: Vec<Uuid> = alle(&r, &ORGANISATIONENHED).await.iter().map(|o| o.uuid).collect();
    assert!(enheder.contains(&"f605954f-e60e-415b-b210-0000000000aa".parse().unwrap()), "{enheder:?}");
    let igen = "{\"type\":\"enhed\",\"id\":\"f605954fe60e415bb2100000000000aa\",\"navn\":\"K\",\"overordnet\":\"rod\"}";
    assert_eq!(ind(&r, "2026-03-02", &[igen], false).await.unwrap().registreringer, 0);
    let f = ind(&r, "2026-03-02", &["uuid;navn;overordnet\nf605954f-e60e-415b-b210-0000000000a;K;rod\n"], true).await.unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigUuid, Some("liste/line 2, column 1")));
    let f = ind(&r, "2026-03-02", &["uuid;navn;overordnet\nx;K;{f605954f-e60e-415b-b210-0000000000a}\n"], true).await.unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigUuid, Some("liste/line 2, column 5")));
}

#[tokio::test]
async fn what_refers_to_nothing_is_pointed_at_in_its_file_line_and_column() {
    let r = register();
    let rod = "uuid;navn;overordnet;type;leder;opgaver\nrod;Rod;;;;\n";
    for (anden, felt) in [
        ("uuid;navn;overordnet\na;A;x\n", "b.csv/line 2, column 5"),
        ("uuid;navn;overordnet;opgaver\na;A;rod;99.99.99\n", "b.csv/line 2, column 9"),
        ("uuid;navn;overordnet;leder\na;A;rod;ingen\n", "b.csv/line 2, column 9"),
        ("uuid;navn;overordnet\na;A;\n", "b.csv/line 2, column 5"),
        ("brugernavn;navn;enhed\na;A;x\n", "b.csv/line 2, column 5"),
        ("brugernavn;navn;cpr\na;A;123\n", "b.csv/line 2, column 5"),
        ("uuid;navn;navn\na;A;B\n", "b.csv/line 1, column 1"),
        ("uuid;navn;overordnet\na;A; B;rod\n", "b.csv/line 2, column 8"),
        ("[{\"type\":\"enhed\"}]", "b.csv/line 1, column 1"),
        ("{\"type\":\"enhed\",\"id\":\"a\",\"navn\":\"A\",\"id\":\"b\"}", "b.csv/line 1, column 1"),
    ] {
        let filer = [("a.csv", rod), ("b.csv", anden)].map(|(navn, data)| Fil { navn, data: data.as_bytes() });
        let f = importer(&r, &kald("2026-03-01"), &filer, &Valg { proev: true, ..Valg::default() }, &mut |_| {}).await.unwrap_err();
        assert_eq!(f.feltet(), Some(felt), "{anden}: {f}");
    }
}

#[tokio::test]
async fn i10_a_unit_without_a_leader_has_no_leader_function_and_a_leader_leads_within_his_own_time() {
    let r = register();
    let folk = "brugernavn;navn;enhed;fra\na;A;rod;2021-05-01\n";
    let liste = |leder: &str| format!("uuid;navn;overordnet;leder;fra\nrod;Rod;;;2020-01-01\ned;Ned;rod;{leder};2020-01-01\n");
    let o = ind(&r, "2026-03-01", &[&liste(""), folk], false).await.unwrap();
    assert_eq!(o.typer["OrganisationFunktion"].tilfoejet, ["a (Medarbejder)"]);
    let o = ind(&r, "2026-03-02", &[&liste("a"), folk], false).await.unwrap();
    assert_eq!(o.typer["OrganisationFunktion"].tilfoejet, ["Leder (Ned)"]);
    assert!(en(&r, &ORGANISATIONFUNKTION, "Leder", "2021-04-30").await.is_none());
    let leder = en(&r, &ORGANISATIONFUNKTION, "Leder", "2021-05-01").await.unwrap();
    assert_eq!((gyldig(&leder), peger(&leder, relation::TILKNYTTEDEBRUGERE).len()), (vec![1], 1));
    // Said to be none from a day on: the function ends.
    let o = ind(&r, "2026-03-03", &[&liste(""), folk], false).await.unwrap();
    assert_eq!(o.typer["OrganisationFunktion"].aendret, ["Leder (Ned) ophørt"]);
    let leder = en(&r, &ORGANISATIONFUNKTION, "Leder", "2026-03-04").await.unwrap();
    assert_eq!((gyldig(&leder), peger(&leder, relation::TILKNYTTEDEBRUGERE).len()), (vec![2], 0));
    assert_eq!(ind(&r, "2026-03-04", &[&liste(""), folk], false).await.unwrap().registreringer, 0);
    ind(&r, "2026-03-05", &[&liste("a"), folk], false).await.unwrap();
    let leder = en(&r, &ORGANISATIONFUNKTION, "Leder", "2026-03-06").await.unwrap();
    assert_eq!((gyldig(&leder), peger(&leder, relation::TILKNYTTEDEBRUGERE).len()), (vec![1], 1));
}

#[tokio::test]
async fn two_thousand_employees_load() {
    let r = register();
    let mut enheder = "id;navn;overordnet\nrod;Rod;\n".to_string();
    let mut folk = "brugernavn;navn;email;enhed;stilling;fra\n".to_string();
    for i in 0..100 {
        enheder += &format!("e{i};Enhed {i};rod\n");
    }
    for i in 0..2_000 {
        folk += &format!("b{i};Person {i};b{i}@lille.example;e{};Sagsbehandler;2024-01-01\n", i % 100);
    }
    let start = std::time::Instant::now();
    let o = ind(&r, "2026-03-01", &[&enheder, &folk], false).await.unwrap();
    println!("first import of {} in {:?}", o.registreringer, start.elapsed());
    let start = std::time::Instant::now();
    assert_eq!(ind(&r, "2026-03-02", &[&enheder, &folk], false).await.unwrap().registreringer, 0);
    println!("second import in {:?}", start.elapsed());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]
    #[test]
    fn any_bytes_are_read_or_refused(data: Vec<u8>, start in 0usize..4) {
        let hoved: &[u8] = [&b""[..], b"{\"type\":\"enhed\",", b"uuid;navn\na;", b"brugernavn;navn;cpr\n"][start];
        organisation::indlaes::proev_organisation(&[hoved, &data].concat());
    }
    #[test]
    fn any_damage_to_a_list_is_read_or_refused(sted in 0usize..2000, byte: u8) {
        let mut data = JSONL.as_bytes().to_vec();
        let sted = sted % data.len();
        data[sted] = byte;
        organisation::indlaes::proev_organisation(&data);
    }
}

#[test]
fn the_examples_of_the_documentation_are_read() {
    let bog = include_str!("../../../../docs/import.md");
    let mut laest = 0;
    for blok in bog.split("```").skip(1).step_by(2).map(str::trim) {
        if blok.starts_with("uuid;") || blok.starts_with("brugernavn;") || blok.starts_with('{') {
            let (poster, ukendte) = laes(blok.as_bytes(), 0).unwrap_or_else(|f| panic!("{blok}: {f}"));
            assert!(poster.len() >= 2 && ukendte.is_empty(), "{blok}: {ukendte:?}");
            laest += 1;
        }
    }
    assert_eq!(laest, 3);
}
