//! The replicas over both stores: made-up extracts, and the shared ones where they are there (SAMSPIL_SHARED).
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]

use adresse::{
    Adresser, Art, Entitet, Fil, Foresp, Kilde, Opsummering, Post, Register, Slags, Type, Udtraek, Valg, Version, haendelser, importer,
    slags,
};
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, Uuid};
use lager::Lager;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn t(tekst: &str) -> Tidspunkt {
    Tidspunkt::fra_xs(tekst).unwrap()
}

fn nu() -> Tidspunkt {
    t("2026-01-01T00:00:00Z")
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// SQLite, and PostgreSQL where its programs are there.
async fn lagre() -> (Vec<Arc<dyn Lager>>, Option<lager::proeve::ProevePostgres>) {
    let mut ud: Vec<Arc<dyn Lager>> = vec![Arc::new(lager::SqliteLager::midlertidig().unwrap())];
    let pg = lager::proeve::ProevePostgres::start();
    match &pg {
        Some(p) => ud.push(Arc::new(
            lager::PostgresLager::aabn(&p.ny_database().await.unwrap(), lager::postgres::Indstillinger::default()).await.unwrap(),
        )),
        None => eprintln!("SKIPPED: PostgreSQL (its programs are not there)"),
    }
    (ud, pg)
}

fn post(slags: &'static Slags, nr: u128, registrering: (&str, Option<&str>), felter: &[(&str, &str)]) -> Post {
    let r = Periode::ny(t(registrering.0), registrering.1.map_or(Tidspunkt::UENDELIG, t));
    let mut version = Version::ny(r, Periode::ny(t("2010-01-01T00:00:00Z"), Tidspunkt::UENDELIG), 3);
    for (n, v) in felter {
        assert!(version.saet(slags, n, v), "{n}");
    }
    Post { slags, id: id(nr), version }
}

const FOER: (&str, Option<&str>) = ("2018-05-03T16:58:34Z", None);

fn vej(navn: &str) -> Vec<Post> {
    let hus = [("husnummertekst", "12".to_owned()), ("navngivenvej_id", id(1).to_string()), ("postnummer_id", id(2).to_string())];
    let hus: Vec<(&str, &str)> = hus.iter().map(|(a, b)| (*a, b.as_str())).collect();
    vec![
        post(&slags::NAVNGIVENVEJ, 1, FOER, &[("vejnavn", navn)]),
        post(&slags::POSTNUMMER, 2, FOER, &[("postnr", "4370"), ("navn", "Store Merløse")]),
        post(&slags::HUSNUMMER, 3, FOER, &hus),
        post(&slags::ADRESSE, 4, FOER, &[("husnummer_id", &id(3).to_string()), ("etagebetegnelse", "1"), ("dørbetegnelse", "th")]),
    ]
}

async fn ind(lager: &Arc<dyn Lager>, register: Register, poster: Vec<Post>) -> Result<Opsummering, Fejl> {
    importer(lager, register, Udtraek::Poster(Box::new(poster.into_iter())), Valg::default(), nu(), &mut |_| {}).await
}

fn soeg(q: &str) -> Foresp {
    Foresp {
        q: q.into(),
        caret: None,
        til: Type::Adresse,
        fra: Type::Vejnavn,
        husnummer: None,
        fuzzy: true,
        med_by: true,
        flere_linjer: false,
        kommuner: Vec::new(),
        postnumre: Vec::new(),
        spring: 0,
        antal: 20,
    }
}

async fn tekster(a: &Adresser, q: &str) -> Vec<String> {
    a.forslag(&soeg(q)).await.unwrap().into_iter().map(|f| f.tekst).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_seen_at_once_with_its_history_and_its_event_and_the_same_again_changes_nothing() {
    let (lagre, _pg) = lagre().await;
    for lager in lagre {
        let a = Adresser::ny(lager.clone());
        assert_eq!(tekster(&a, "skeevej 12").await, Vec::<String>::new());
        let o = ind(&lager, Register::Dar, vej("Skeevej")).await.unwrap();
        assert_eq!((o.taelling.raekker, o.taelling.nye, o.taelling.aendrede), (4, 4, 0));
        assert_eq!(tekster(&a, "skeevej 12").await, ["Skeevej 12, 1. th, 4370 Store Merløse"]);
        assert_eq!(haendelser(lager.as_ref(), Register::Dar, 0, 10).await.unwrap().0, [], "the first load tells nobody");
        let o = ind(&lager, Register::Dar, vej("Skeevej")).await.unwrap();
        assert_eq!((o.taelling.nye, o.taelling.aendrede), (0, 0));
        assert_eq!(a.status(Register::Dar).await.unwrap().import, 1, "nothing was said that was not known");

        // The road gets another name, and the flat is closed.
        let ny = ("2025-06-01T00:00:00Z", None);
        let mut nedlagt =
            post(&slags::ADRESSE, 4, ny, &[("husnummer_id", &id(3).to_string()), ("etagebetegnelse", "1"), ("dørbetegnelse", "th")]);
        nedlagt.version.status = 4;
        let aendringer = vec![
            post(&slags::NAVNGIVENVEJ, 1, (FOER.0, Some(ny.0)), &[("vejnavn", "Skeevej")]),
            post(&slags::NAVNGIVENVEJ, 1, ny, &[("vejnavn", "Nyvej")]),
            nedlagt,
            post(&slags::ADRESSE, 5, ny, &[("husnummer_id", &id(3).to_string()), ("etagebetegnelse", "st")]),
        ];
        let o = ind(&lager, Register::Dar, aendringer.clone()).await.unwrap();
        assert_eq!((o.taelling.nye, o.taelling.aendrede), (1, 2));
        assert_eq!(tekster(&a, "nyvej 12").await, ["Nyvej 12, st., 4370 Store Merløse"]);
        assert_eq!(tekster(&a, "skeevej").await, Vec::<String>::new());
        assert_eq!(a.adresse(id(4), nu()).await.unwrap(), None);
        assert_eq!(a.husnummer(id(3)).await.unwrap().unwrap().vejnavn, "Nyvej");
        let e: Entitet = a.entitet(&slags::NAVNGIVENVEJ, id(1)).await.unwrap().unwrap();
        let navn = |v: Option<&Version>| v.and_then(|v| v.tekst(&slags::NAVNGIVENVEJ, "vejnavn")).unwrap_or_default().to_owned();
        assert_eq!((navn(e.gaeldende(nu())), navn(e.set(t("2020-01-01T00:00:00Z"), nu()))), ("Nyvej".into(), "Skeevej".into()));
        let (h, huller) = haendelser(lager.as_ref(), Register::Dar, 0, 10).await.unwrap();
        let mut navne: Vec<String> = h.iter().map(|(_, h)| h.navn()).collect();
        navne.sort();
        assert_eq!(
            (navne, huller),
            (vec!["DAR_Adresse_Nedlagt".into(), "DAR_Adresse_Oprettet".into(), "DAR_NavngivenVej_Ændret".into()], false)
        );
        let sidste = h.last().unwrap().0;
        assert_eq!(haendelser(lager.as_ref(), Register::Dar, sidste, 10).await.unwrap().0, []);
        ind(&lager, Register::Dar, aendringer).await.unwrap();
        assert_eq!(haendelser(lager.as_ref(), Register::Dar, sidste, 10).await.unwrap().0, []);
        assert!(h.iter().any(|(_, h)| h.art == Art::Nedlagt && h.status == 4));
    }
}

/// So many house numbers on that road, each with an address.
fn mange(antal: u128, vej: u128) -> Vec<Post> {
    let mut ud = vec![
        post(&slags::NAVNGIVENVEJ, vej, FOER, &[("vejnavn", &format!("Vej {vej}"))]),
        post(&slags::POSTNUMMER, 2, FOER, &[("postnr", "4370"), ("navn", "Store Merløse")]),
    ];
    for n in 0..antal {
        let (hus, bolig) = (1_000_000 * vej + n, 500_000_000 + 1_000_000 * vej + n);
        let tekst = format!("{}{}", n % 990 + 1, ["", "A", "B", "C", "D", "E", "F", "G", "H", "J"][(n / 990) as usize]);
        ud.push(post(
            &slags::HUSNUMMER,
            hus,
            FOER,
            &[("husnummertekst", &tekst), ("navngivenvej_id", &id(vej).to_string()), ("postnummer_id", &id(2).to_string())],
        ));
        ud.push(post(&slags::ADRESSE, bolig, FOER, &[("husnummer_id", &id(hus).to_string())]));
    }
    ud
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extract_of_many_changes_becomes_a_generation_of_its_own_and_keeps_what_it_does_not_name() {
    let lager: Arc<dyn Lager> = Arc::new(lager::SqliteLager::midlertidig().unwrap());
    ind(&lager, Register::Dar, vej("Skeevej")).await.unwrap();
    let a = Adresser::ny(lager.clone());
    let o = ind(&lager, Register::Dar, mange(8_000, 7)).await.unwrap();
    assert_eq!(o.taelling.nye, 16_001, "the postal code was known");
    assert_eq!(tekster(&a, "skeevej 12").await, ["Skeevej 12, 1. th, 4370 Store Merløse"]);
    assert_eq!(tekster(&a, "vej 7 990G").await, ["Vej 7 990G, 4370 Store Merløse"]);
    let antal = a.status(Register::Dar).await.unwrap().antal;
    assert_eq!(antal, [("Adresse", 8_001), ("Husnummer", 8_001), ("NavngivenVej", 2), ("Postnummer", 1)].map(|(n, a)| (n.to_owned(), a)));
    assert_eq!(haendelser(lager.as_ref(), Register::Dar, 16_000, 10).await.unwrap().0.len(), 1);
    // Nothing is left of the generation before: the collection holds the head, four kinds of rows of one generation, and events.
    let generationer = lager.raekker(40, [1u8].as_slice(), Some([2u8].as_slice()), 100_000).await.unwrap();
    let set: std::collections::BTreeSet<&[u8]> = generationer.iter().map(|(n, _)| &n[1..5]).collect();
    assert_eq!((set.len(), generationer.len()), (1, 16_005));
}

/// A file that breaks off after so many bytes, once.
struct Afbrudt {
    indre: Cursor<Vec<u8>>,
    tilbage: usize,
}

impl Read for Afbrudt {
    fn read(&mut self, b: &mut [u8]) -> std::io::Result<usize> {
        if self.tilbage == 0 {
            return Err(std::io::Error::other("the disk is gone"));
        }
        let antal = b.len().min(self.tilbage);
        let n = self.indre.read(&mut b[..antal])?;
        self.tilbage -= n;
        Ok(n)
    }
}

impl Seek for Afbrudt {
    fn seek(&mut self, p: SeekFrom) -> std::io::Result<u64> {
        self.indre.seek(p)
    }
}

fn ndjson(poster: &[Post]) -> Vec<u8> {
    let mut ud = String::new();
    for p in poster {
        let mut o = serde_json::json!({
            "id": p.id, "registreringfra": p.version.registrering.fra.til_utc(), "registreringtil": null,
            "virkningfra": p.version.virkning.fra.til_utc(), "virkningtil": null, "status": p.version.status.to_string(),
        });
        for (n, v) in p.version.alle(p.slags) {
            o[n] = v.into();
        }
        ud.push_str(&format!("{o}\n"));
    }
    ud.into_bytes()
}

fn fil(navn: &str, indhold: &[u8], afbrydes: Option<usize>) -> Fil {
    let indhold = indhold.to_vec();
    let aabn = move || -> std::io::Result<Box<dyn Kilde>> {
        let indre = Cursor::new(indhold.clone());
        let k: Box<dyn Kilde> = match afbrydes {
            Some(tilbage) => Box::new(Afbrudt { indre, tilbage }),
            None => Box::new(indre),
        };
        Ok(k)
    };
    Fil { navn: navn.into(), aabn: Arc::new(aabn) }
}

async fn filer(lager: &Arc<dyn Lager>, register: Register, filer: Vec<Fil>, valg: Valg) -> Result<Opsummering, Fejl> {
    importer(lager, register, Udtraek::Filer(filer), valg, nu(), &mut |_| {}).await
}

#[tokio::test(flavor = "multi_thread")]
async fn half_an_extract_is_never_seen_and_the_rest_is_read_when_it_is_tried_again() {
    let (lagre, _pg) = lagre().await;
    for lager in lagre {
        let a = Adresser::ny(lager.clone());
        let alle = mange(5_000, 8);
        let af = |s: &'static Slags| ndjson(&alle.iter().filter(|p| p.slags.nr == s.nr).cloned().collect::<Vec<_>>());
        let (veje, post, huse, boliger) = (af(&slags::NAVNGIVENVEJ), af(&slags::POSTNUMMER), af(&slags::HUSNUMMER), af(&slags::ADRESSE));
        let givne = |afbrydes| {
            vec![
                fil("Adresse.ndjson", &boliger, None),
                fil("Husnummer.ndjson", &huse, afbrydes),
                fil("NavngivenVej.ndjson", &veje, None),
                fil("Postnummer.ndjson", &post, None),
            ]
        };
        let f = filer(&lager, Register::Dar, givne(Some(huse.len() - 10)), Valg::default()).await.unwrap_err();
        assert_eq!((f.kode(), f.feltet().unwrap().starts_with("Husnummer.ndjson/line ")), (Fejlkode::UgyldigFil, true), "{f}");
        assert_eq!((a.status(Register::Dar).await.unwrap().import, tekster(&a, "vej 8 17").await), (0, Vec::<String>::new()));
        let o = filer(&lager, Register::Dar, givne(None), Valg::default()).await.unwrap();
        assert!(o.fortsat);
        assert_eq!((o.taelling.raekker, o.taelling.nye), (10_002, 10_002), "each row was counted once");
        assert_eq!(tekster(&a, "vej 8 17").await[0], "Vej 8 17, , 4370 Store Merløse");
        let o = filer(&lager, Register::Dar, givne(None), Valg::default()).await.unwrap();
        assert_eq!((o.fortsat, o.taelling.nye, o.taelling.aendrede), (false, 0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_extract_is_refused_by_name_and_a_second_import_at_once_too() {
    let lager: Arc<dyn Lager> = Arc::new(lager::SqliteLager::midlertidig().unwrap());
    let navn = |n: &str, registreret: &'static str| {
        let p = post(&slags::NAVNGIVENVEJ, 1, (registreret, None), &[("vejnavn", n)]);
        fil("NavngivenVej.ndjson", &ndjson(&[p]), None)
    };
    filer(&lager, Register::Dar, vec![navn("Ny", "2024-01-01T00:00:00Z")], Valg::default()).await.unwrap();
    let gammel = || vec![navn("Gammel", "2020-01-01T00:00:00Z")];
    let f = filer(&lager, Register::Dar, gammel(), Valg::default()).await.unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (Fejlkode::UdtraekForaeldet, Some("NavngivenVej")), "{f}");
    filer(&lager, Register::Dar, gammel(), Valg { tillad_aeldre: true, ..Valg::default() }).await.unwrap();
    let e = Adresser::ny(lager.clone()).entitet(&slags::NAVNGIVENVEJ, id(1)).await.unwrap().unwrap();
    assert_eq!(e.gaeldende(nu()).unwrap().tekst(&slags::NAVNGIVENVEJ, "vejnavn"), Some("Ny"), "the newest registration counts");
    for (navn, kode) in
        [("vejnavne.ndjson", Fejlkode::UgyldigFil), ("OIS_GRBBR_CO50200T_NA000_00001_20200418_010137.ZIP", Fejlkode::UgyldigFil)]
    {
        let f = filer(&lager, Register::Dar, vec![fil(navn, b"", None)], Valg::default()).await.unwrap_err();
        assert_eq!((f.kode(), f.feltet(), f.tilladte().unwrap().contains("Adresse.ndjson")), (kode, Some(navn), true));
    }
}

fn delt(mappe: &str) -> Option<PathBuf> {
    let p = std::env::var_os("SAMSPIL_SHARED").map(|s| Path::new(&s).join("data").join(mappe)).filter(|p| p.is_dir());
    if p.is_none() {
        eprintln!("SKIPPED: {mappe} (SAMSPIL_SHARED is not there)");
    }
    p
}

fn i_mappen(mappe: &Path, navne: &[&str]) -> Vec<Fil> {
    navne
        .iter()
        .map(|n| {
            let sti = mappe.join(n);
            let aabn = move || std::fs::File::open(&sti).map(|f| Box::new(f) as Box<dyn Kilde>);
            Fil { navn: n.rsplit('/').next().unwrap().into(), aabn: Arc::new(aabn) }
        })
        .collect()
}

const NDJSON: [&str; 6] = [
    "dar10/Adresse.ndjson",
    "dar10/Adressepunkt.ndjson",
    "dar10/NavngivenVejKommunedel.ndjson",
    "dar10/Postnummer.ndjson",
    "dar10/SupplerendeBynavn.ndjson",
    "dar10/DARKommuneinddeling.ndjson",
];
const TABELLER: [&str; 8] = [
    "dar_adresse.csv",
    "dar_husnummer.csv",
    "dar_adgangspunkt.csv",
    "dar_vejnavn.csv",
    "dar_postnr.csv",
    "dar_supplerendebynavn.csv",
    "cpr_vej.csv",
    "postnumre.csv",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_shared_extract_of_dar_is_read_whole_and_its_addresses_are_found() {
    let Some(mappe) = delt("dar-adresser") else { return };
    for (navne, postnavn) in [(NDJSON.to_vec(), "5000 Odense C"), ([NDJSON.as_slice(), TABELLER.as_slice()].concat(), "5000 Odense C")] {
        let lager: Arc<dyn Lager> = Arc::new(lager::SqliteLager::midlertidig().unwrap());
        let o = filer(&lager, Register::Dar, i_mappen(&mappe, &navne), Valg::default()).await.unwrap();
        let antal = |n: &str| o.antal.iter().find(|(x, _)| x == n).map_or(0, |(_, a)| *a);
        assert_eq!(
            (antal("Adresse"), antal("NavngivenVejKommunedel"), antal("Postnummer"), antal("SupplerendeBynavn")),
            (2_820, 235, 34, 47)
        );
        let a = Adresser::ny(lager.clone());
        assert_eq!(tekster(&a, "ridehusgade 49, 2. th").await, [format!("Ridehusgade 49, 2. th, {postnavn}")]);
        let adresse = Uuid::parse_str("01ffcb65-c425-4cee-9145-bef6570f34bb").unwrap();
        let f = a.adresse(adresse, nu()).await.unwrap().unwrap();
        assert_eq!(
            (f.betegnelse(), f.husnummer.to_string()),
            (format!("Ridehusgade 49, 2. th, {postnavn}"), "17c718a1-5510-40cd-8380-735dca3f0afd".into())
        );
        let alle = tekster(&a, "skeevej 39b").await;
        assert!(alle.iter().any(|t| t == "Skeevej 39B, 1. th, Skee, 4370 Store Merløse"), "{alle:?}");
        if navne.len() > NDJSON.len() {
            assert_eq!((antal("Husnummer"), antal("Vejnavn") >= 212), (1_327, true));
            assert_eq!((f.kommune, f.vejkode > 0, f.punkt.is_some()), (461, true, true), "{f:?}");
        }
        let igen = filer(&lager, Register::Dar, i_mappen(&mappe, &navne), Valg::default()).await.unwrap();
        assert_eq!((igen.taelling.nye, igen.taelling.aendrede, igen.taelling.raekker), (0, 0, o.taelling.raekker));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shared_extracts_of_bbr_are_read_out_of_their_zip_files() {
    let Some(mappe) = delt("bbr-2.0") else { return };
    let navne: Vec<String> =
        std::fs::read_dir(&mappe).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).filter(|n| n.ends_with(".ZIP")).collect();
    // Every table in a release build; a debug build, which takes minutes for the two of 50 MB, reads the others.
    let hele = !cfg!(debug_assertions);
    let med = |n: &&String| hele || !(n.contains("CO50200") || n.contains("CO50500"));
    let navne: Vec<&str> = navne.iter().filter(med).map(String::as_str).collect();
    let lager: Arc<dyn Lager> = Arc::new(lager::SqliteLager::midlertidig().unwrap());
    let o = filer(&lager, Register::Bbr, i_mappen(&mappe, &navne), Valg::default()).await.unwrap();
    let antal = |n: &str| o.antal.iter().find(|(x, _)| x == n).map_or(0, |(_, a)| *a);
    assert_eq!((antal("Etage"), antal("Opgang"), antal("Grund"), antal("TekniskAnlæg")), (2_574, 1_652, 1_069, 714));
    assert_eq!((antal("Ejendomsrelation"), antal("BygningEjendomsrelation"), antal("Fordelingsareal")), (1_325, 57, 111));
    if hele {
        assert_eq!((antal("Bygning"), antal("Enhed")), (3_181, 3_024));
        let a = Adresser::ny(lager.clone());
        let adresse = Uuid::parse_str("0a3f50b4-7628-32b8-e044-0003ba298018").unwrap();
        let enheder = a.enheder(adresse, nu()).await.unwrap();
        assert!(enheder.iter().any(|(id, _)| id.to_string() == "c1915fad-9d1e-4db6-adce-003de71a4788"), "{}", enheder.len());
    }
    let gammel = "OIS_GRBBR_CO50300T_NA000_00001_20200411_010143.ZIP";
    let mut aeldre = i_mappen(&mappe, &["OIS_GRBBR_CO50300T_NA000_00001_20200418_010143.ZIP"]);
    aeldre[0].navn = gammel.into();
    let f = filer(&lager, Register::Bbr, aeldre, Valg::default()).await.unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (Fejlkode::UdtraekForaeldet, Some(gammel)));
    let igen = filer(&lager, Register::Bbr, i_mappen(&mappe, &navne), Valg::default()).await.unwrap();
    assert_eq!((igen.taelling.nye, igen.taelling.aendrede), (0, 0));
}
