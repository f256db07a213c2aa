//! Loading, looking up and searching, on SQLite and PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::string_slice,
    missing_docs
)]
use cvr::haendelser::Haendelsesart;
use cvr::import::{Opsummering, Valg, importer};
use cvr::{Dag, Soegning, Virksomhedsregister};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use lager::proeve::ProevePostgres;
use lager::{Lager, PostgresLager, SqliteLager};
use std::io::{BufRead, Cursor};
use std::sync::Arc;

fn dag(t: &str) -> Dag {
    Dag::laes(t).unwrap()
}

fn nu() -> Tidspunkt {
    Tidspunkt::fra_xs("2026-03-02T10:00:00Z").unwrap()
}

async fn indlaes_med(r: &Virksomhedsregister, fil: &str, valg: Valg) -> Result<Opsummering, Fejl> {
    let aabn = || -> Result<Box<dyn BufRead + Send>, Fejl> { Ok(Box::new(Cursor::new(fil.to_owned().into_bytes()))) };
    importer(r, &aabn, valg, nu(), &mut |_| {}).await
}

fn valg() -> Valg {
    Valg { dag: dag("2026-03-02"), proev: false, haendelser: false, hvem: Uuid::from_u128(1), hoejst: None }
}

async fn indlaes(r: &Virksomhedsregister, fil: &str) -> Result<Opsummering, Fejl> {
    indlaes_med(r, fil, valg()).await
}

/// Each test on both stores; PostgreSQL is SKIPPED where it is not installed.
async fn begge(proeve: impl AsyncFn(Virksomhedsregister)) {
    let sqlite: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
    proeve(Virksomhedsregister::ny(sqlite)).await;
    let Some(p) = ProevePostgres::start() else {
        eprintln!("SKIPPED on PostgreSQL: no server programs");
        return;
    };
    let url = p.ny_database().await.unwrap();
    let postgres: Arc<dyn Lager> = Arc::new(PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap());
    proeve(Virksomhedsregister::ny(postgres.clone())).await;
    postgres.luk().await;
}

const FIL: &str = r#"{"type":"udtraek","nr":1,"dannet":"2026-03-01"}
{"type":"enhed","cvr":"98000001","navn":"Bageriet Ærø A/S","start":"2001-05-01","form":{"kode":60,"leverandoer":"X"},"adresse":{"kommunekode":"9000","vejkode":"1","vejnavn":"Nørregade","husnr":"012b","postnr":"0000","postdistrikt":"Korsbæk","etage":"st."},"branche":"10.71.10","telefon":"+45 01 02 03 04","email":{"vaerdi":"hemmelig@x.example","beskyttet":true},"gln":["5798009811578"],"deltagere":[{"nr":4000000001,"navn":"Ida Lyngblik","cpr":"610170-1234","fra":"2001-05-01"}]}
{"type":"enhed","cvr":"98000012","navn":"Ærøs Cykler","start":"2020-01-01","adresse":{"vejnavn":"Nørregade","husnr":"9","postnr":"0000","postdistrikt":"Korsbæk","beskyttet":true}}

{"type":"produktionsenhed","pnr":"9900000001","cvr":"98000001","navn":"Bageriet Ærø, butik","start":"2001-05-01","hovedafdeling":true,"adresse":{"vejnavn":"Nørregade","husnr":"12","postnr":"0000","postdistrikt":"Korsbæk"},"branche":"107110"}
{"type":"produktionsenhed","pnr":"9900000002","cvr":"98000001","navn":"Bageriet Ærø, lager","start":"2010-05-01"}
"#;

async fn enheder(r: &Virksomhedsregister, s: Soegning) -> Vec<u64> {
    r.soeg_enheder(&s, dag("2026-03-02"), 100).await.unwrap().numre
}

#[tokio::test]
async fn a_file_is_looked_up_and_the_same_file_twice_changes_nothing() {
    begge(async |r| {
        let o = indlaes(&r, FIL).await.unwrap();
        assert_eq!((o.nye, o.aendrede, o.uaendrede, o.haendelser), (4, 0, 0, 0), "{o}");
        assert_eq!(o.uden_kontrolciffer, 2, "CVR-01 is a warning");
        let stand = r.stand().await.unwrap().unwrap();
        assert_eq!((stand.enheder, stand.produktionsenheder, stand.nr), (2, 2, Some(1)));
        let e = r.enhed(98_000_001).await.unwrap().unwrap();
        assert_eq!((e.version, e.enhed.gln.as_slice()), (1, &["5798009811578".to_owned()][..]));
        let a = &e.enhed.faelles.adresse.vist(dag("2026-03-02")).unwrap().vaerdi;
        assert_eq!((a.husnr.as_deref(), a.etage.as_deref(), a.vejkode.as_deref()), (Some("12B"), Some("ST"), Some("0001")));
        assert!(r.enhed(98_000_002).await.unwrap().is_none());
        let o = indlaes(&r, FIL).await.unwrap();
        assert_eq!((o.nye, o.aendrede, o.uaendrede), (0, 0, 4));
        assert_eq!(r.stand().await.unwrap().unwrap(), stand, "nothing was written");
        assert_eq!(r.ufortalt().await.unwrap(), None, "a first load tells nothing");
    })
    .await;
}

#[tokio::test]
async fn units_are_found_by_name_address_contact_activity_and_participant() {
    begge(async |r| {
        indlaes(&r, FIL).await.unwrap();
        let navn = |n: &str| Soegning { navn: Some(n.to_owned()), ..Soegning::default() };
        assert_eq!(enheder(&r, navn("ærø")).await, [98_000_001, 98_000_012], "the beginning of a word");
        assert_eq!(enheder(&r, navn("A/S BAGERIET")).await, [98_000_001]);
        assert!(enheder(&r, navn("rø")).await.is_empty());
        let vej = Soegning { vejnavn: Some("NØRREGADE".into()), ..Soegning::default() };
        assert_eq!(enheder(&r, vej.clone()).await, [98_000_001], "nobody is found by a protected address (CPR-07)");
        assert!(enheder(&r, Soegning { husnr: Some("9".into()), ..vej.clone() }).await.is_empty());
        assert_eq!(enheder(&r, Soegning { kontakt: Some("01020304".into()), ..Soegning::default() }).await, [98_000_001]);
        assert!(enheder(&r, Soegning { kontakt: Some("hemmelig@x.example".into()), ..Soegning::default() }).await.is_empty());
        assert_eq!(enheder(&r, Soegning { branche: Some("107110".into()), ..Soegning::default() }).await, [98_000_001]);
        assert_eq!(enheder(&r, Soegning { cpr: Some("6101701234".into()), ..Soegning::default() }).await, [98_000_001]);
        let siden = Soegning { start: (Some(dag("2010-01-01")), None), ..Soegning::default() };
        assert_eq!(enheder(&r, siden).await, [98_000_012]);
        let to = Soegning { antal_produktionsenheder: Some((2, 2)), ..navn("ærø") };
        assert_eq!(enheder(&r, to).await, [98_000_001]);
        let ingen = Soegning { antal_produktionsenheder: Some((0, 0)), ..navn("ærø") };
        assert_eq!(enheder(&r, ingen).await, [98_000_012]);
        let p =
            r.soeg_produktionsenheder(&Soegning { enhed: Some(98_000_001), ..Soegning::default() }, dag("2026-03-02"), 1).await.unwrap();
        assert_eq!((p.numre, p.flere), (vec![9_900_000_001], true));
        assert_eq!(r.tilknyttede(98_000_001, 0, 10).await.unwrap().len(), 2);
        let bred = r.soeg_enheder(&Soegning { kun_aktive: true, ..Soegning::default() }, dag("2026-03-02"), 10).await.unwrap_err();
        assert_eq!(bred.kode(), Fejlkode::ForBredSoegning);
    })
    .await;
}

#[tokio::test]
async fn a_difference_counts_from_its_day_and_is_told_once() {
    begge(async |r| {
        indlaes(&r, FIL).await.unwrap();
        let csv =
            "cvr;navn;vejnavn;husnr;postnr;postdistrikt\n98000012;Ærøs Cykler og Både;Havnegade;7;0000;Korsbæk\n98000023;Ny;x;1;0000;y\n";
        let f = indlaes(&r, csv).await.unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (Fejlkode::ManglerElement, Some("line 3/start")));
        assert_eq!(r.enhed(98_000_012).await.unwrap().unwrap().version, 1, "nothing of a file with a fault");
        let csv = csv.lines().take(2).collect::<Vec<_>>().join("\n");
        let o = indlaes(&r, &csv).await.unwrap();
        assert_eq!((o.aendrede, o.haendelser), (1, 2), "{o}");
        let e = r.enhed(98_000_012).await.unwrap().unwrap();
        let navne: Vec<_> = e.enhed.faelles.navn.0.iter().map(|g| (g.til.map(|t| t.to_string()), g.vaerdi.as_str())).collect();
        assert_eq!(navne, [(Some("2026-03-01".into()), "Ærøs Cykler"), (None, "Ærøs Cykler og Både")]);
        assert_eq!(e.version, 2);
        let navn = |n: &str| Soegning { navn: Some(n.to_owned()), ..Soegning::default() };
        assert_eq!(enheder(&r, navn("både")).await, [98_000_012]);
        let vej = |v: &str| Soegning { vejnavn: Some(v.to_owned()), ..Soegning::default() };
        assert_eq!(enheder(&r, vej("havnegade")).await, [98_000_012]);
        let load = r.ufortalt().await.unwrap().unwrap();
        let sagt = r.haendelser(load, 10).await.unwrap();
        assert_eq!(sagt.iter().map(|(_, h)| h.hvad).collect::<Vec<_>>(), [Haendelsesart::Navn, Haendelsesart::Adresse]);
        assert!(sagt.iter().all(|(_, h)| h.nummer == 98_000_012 && h.version == 2));
        r.fortalt(load, &[sagt[0].0]).await.unwrap();
        assert_eq!(r.ufortalt().await.unwrap(), Some(load), "one is left");
        r.fortalt(load, &[sagt[1].0]).await.unwrap();
        assert_eq!(r.ufortalt().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_older_extract_is_refused_by_name() {
    begge(async |r| {
        indlaes(&r, &FIL.replace("\"nr\":1", "\"nr\":7")).await.unwrap();
        let f = indlaes(&r, &FIL.replace("\"nr\":1", "\"nr\":6")).await.unwrap_err();
        assert_eq!(f.kode(), Fejlkode::UdtraekRaekkefoelge);
        assert!(f.engelsk().contains("nr 6") && f.engelsk().contains("nr 7"), "{f}");
        let o = indlaes(&r, &FIL.replace("\"nr\":1", "\"nr\":8")).await.unwrap();
        assert_eq!(o.uaendrede, 4);
        assert_eq!(r.stand().await.unwrap().unwrap().nr, Some(8), "how old it is follows the extract, also of one that changes nothing");
    })
    .await;
}

#[tokio::test]
async fn a_load_that_broke_off_is_never_seen() {
    begge(async |r| {
        indlaes(&r, FIL).await.unwrap();
        // The second reading of the file ends in a fault, as if the disk had gone.
        // One transaction of a thousand is written, and a part of the next.
        let mange: String = (0..1_100)
            .map(|n| format!("{{\"type\":\"enhed\",\"cvr\":\"{}\",\"navn\":\"Afbrudt {n}\",\"start\":\"2026-01-01\"}}\n", 97_000_000 + n))
            .collect();
        let gange = std::sync::atomic::AtomicUsize::new(0);
        let aabn = || -> Result<Box<dyn BufRead + Send>, Fejl> {
            let nr = gange.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let t = if nr == 0 { mange.clone() } else { format!("{}{{", &mange[..mange.len() - 200]) };
            Ok(Box::new(Cursor::new(t.into_bytes())))
        };
        importer(&r, &aabn, Valg { hvem: Uuid::from_u128(2), ..valg() }, nu(), &mut |_| {}).await.unwrap_err();
        let afbrudt = Soegning { navn: Some("afbrudt".into()), ..Soegning::default() };
        assert!(r.enhed(97_000_000).await.unwrap().is_none() && enheder(&r, afbrudt.clone()).await.is_empty());
        assert_eq!(r.ufortalt().await.unwrap(), None);
        // Another file meanwhile; then the same as before.
        let o = indlaes(&r, "cvr;navn;start\n97000001;Hel;2026-01-01\n").await.unwrap();
        assert_eq!((o.nye, o.haendelser), (1, 1));
        assert!(r.enhed(97_000_000).await.unwrap().is_none(), "of the one that broke off nothing shows up with the next");
        assert_eq!(r.enhed(97_000_001).await.unwrap().unwrap().enhed.faelles.navn.0[0].vaerdi, "Hel");
        let load = r.ufortalt().await.unwrap().unwrap();
        assert_eq!(r.haendelser(load, 5_000).await.unwrap().len(), 1);
        let o = indlaes(&r, &mange).await.unwrap();
        assert_eq!((o.nye, o.aendrede), (1_099, 1));
        let f = r.soeg_enheder(&afbrudt, dag("2026-03-02"), 500).await.unwrap();
        assert!(f.flere && f.numre.len() == 500);
        assert_eq!(r.stand().await.unwrap().unwrap().enheder, 2 + 1_100);
    })
    .await;
}

#[tokio::test]
async fn of_two_loads_the_one_that_was_overtaken_ends_by_name() {
    let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
    let r = Virksomhedsregister::ny(lager);
    let mange: String = (0..5)
        .map(|n| format!("{{\"type\":\"enhed\",\"cvr\":\"{}\",\"navn\":\"Nr {n}\",\"start\":\"2026-01-01\"}}\n", 97_000_000 + n))
        .collect();
    // Between the readings another one loads.
    let (gange, anden) = (std::sync::atomic::AtomicUsize::new(0), r.clone());
    let aabn = || -> Result<Box<dyn BufRead + Send>, Fejl> {
        if gange.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 1 {
            let anden = anden.clone();
            std::thread::spawn(move || {
                let t = tokio::runtime::Runtime::new().unwrap();
                t.block_on(indlaes_med(&anden, FIL, Valg { hvem: Uuid::from_u128(9), ..valg() })).unwrap();
            })
            .join()
            .unwrap();
        }
        Ok(Box::new(Cursor::new(mange.clone().into_bytes())))
    };
    let f = importer(&r, &aabn, valg(), nu(), &mut |_| {}).await.unwrap_err();
    assert_eq!(f.kode(), Fejlkode::Samtidig);
    assert!(r.enhed(98_000_001).await.unwrap().is_some() && r.enhed(97_000_000).await.unwrap().is_none());
    let o = indlaes(&r, &mange).await.unwrap();
    assert_eq!(o.nye, 5);
}

#[tokio::test]
async fn a_refusal_names_line_and_field() {
    let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
    let r = Virksomhedsregister::ny(lager);
    let e = |mere: &str| format!("{{\"type\":\"enhed\",\"cvr\":\"98000001\",\"navn\":\"N\",\"start\":\"2001-05-01\"{mere}}}\n");
    for (fil, kode, felt) in [
        (e(",\"hest\":1"), Fejlkode::UkendtFelt, "line 1/hest"),
        (e(",\"adresse\":{\"postnr\":\"80x\"}"), Fejlkode::UgyldigtMoenster, "line 1/adresse/postnr"),
        (e(",\"adresse\":{\"husnr\":\"1234\"}"), Fejlkode::UgyldigtMoenster, "line 1/adresse/husnr"),
        (e(",\"branche\":\"12\""), Fejlkode::UgyldigtMoenster, "line 1/branche/kode"),
        (e(",\"gln\":[\"5798009811579\"]"), Fejlkode::UgyldigtMoenster, "line 1/gln[1]"),
        (e(",\"ophoer\":\"2000-01-01\""), Fejlkode::FraEfterTil, "line 1/ophoer"),
        (
            e(",\"navn2\":0")
                .replace(",\"navn2\":0", "")
                .replace("\"N\"", "[{\"fra\":\"2001-05-01\",\"vaerdi\":\"a\"},{\"fra\":\"2002-05-01\",\"vaerdi\":\"b\"}]"),
            Fejlkode::OverlappendePerioder,
            "line 1/navn",
        ),
        (e(",\"deltagere\":[{\"nr\":1,\"navn\":\"x\",\"fra\":\"2001-01-01\"}]"), Fejlkode::UgyldigtTal, "line 1/deltagere[1]/nr"),
        (e("") + &e(""), Fejlkode::IndholdAfvist, "line 2"),
        ("{\"type\":\"enhed\",\"cvr\":\"9800000\"}".to_owned(), Fejlkode::UgyldigtMoenster, "line 1/cvr"),
        (
            "{\"type\":\"produktionsenhed\",\"pnr\":\"9900000001\",\"navn\":\"N\",\"start\":\"2001-05-01\"}".to_owned(),
            Fejlkode::ManglerElement,
            "line 1/cvr",
        ),
        ("{\"type\":\"enhed\",".to_owned(), Fejlkode::IkkeVelformet, "line 1"),
        ("cvr;navn;hest\n".to_owned(), Fejlkode::UgyldigFil, "line 1, column 1"),
    ] {
        let f = indlaes(&r, &fil).await.unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (kode, Some(felt)), "{fil}: {f}");
    }
    assert_eq!(r.stand().await.unwrap(), None);
}
