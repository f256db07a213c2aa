//! Loading: whole or not at all, in order, once, and going on after a kill; on both stores.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr, missing_docs)]
use cpr::abonnement::{Filter, Gruppe};
use cpr::haendelse::Haendelsesart as H;
use cpr::indlaes::{Rapport, Valg, indlaes};
use cpr::levering::{flyt_abonnementer, lever};
use cpr::linje::Linjebygger;
use cpr::person::Ret;
use cpr::tid::Tid;
use cpr::{Bestand, Personnummer};
use filer::{Filnavn, Filomraade, Kvote, Mappe};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use lager::{Lager, PostgresLager, SqliteLager};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::sync::Arc;

const DAG: Tid = Tid::dag(2026, 1, 1);

fn nr(n: u64) -> Personnummer {
    Personnummer::fra_tal(n).unwrap()
}

/// A person: number, last name, municipality, and what else is told of her.
#[derive(Clone)]
struct P(u64, &'static str, u16, Vec<Linjebygger>);

fn linje(type_: u16, n: u64) -> Linjebygger {
    Linjebygger::ny(type_, Some(nr(n)))
}

fn slut(antal: usize) -> Vec<u8> {
    Linjebygger::ny(999, None).felt("SORTFELT-10", "9999999999").felt("TAELLER", &format!("{antal:08}")).linje()
}

fn udtraek(dato: &str, forrige: &str, personer: &[P]) -> Vec<u8> {
    let (mut ud, mut n) = (Vec::new(), 0);
    let start = Linjebygger::ny(0, None).felt("SORTFELT-10", "0000000000").felt("OPGAVENR", "000007");
    ud.extend(start.felt("PRODDTO", dato).felt("PRODDTOFORRIG", forrige).linje());
    for P(nummer, navn, kommune, andet) in personer {
        let foedt = nr(*nummer).foedselsdag().som_dato();
        let mine = [
            linje(1, *nummer).felt("STATUS", "01").felt("KOEN", "K").felt("FOED_DT", &foedt),
            linje(2, *nummer).felt("KOMKOD", &format!("{kommune:04}")).felt("VEJKOD", "0010"),
            linje(8, *nummer).felt("FORNVN", "Åse").felt("EFTERNVN", navn),
        ];
        let andet: Vec<Vec<u8>> = andet.iter().cloned().map(Linjebygger::linje).collect();
        // What is told otherwise takes the place of mine.
        let mut alle: Vec<Vec<u8>> = mine.map(Linjebygger::linje).into_iter().filter(|m| !andet.iter().any(|a| a[..3] == m[..3])).collect();
        alle.extend(andet);
        alle.sort_by(|a, b| a[..3].cmp(&b[..3]));
        n += alle.len();
        ud.extend(alle.concat());
    }
    ud.extend(slut(n));
    ud
}

async fn ind(b: &Bestand, u: &[u8], valg: Valg) -> Result<Rapport, Fejl> {
    indlaes(b, &mut Cursor::new(u.to_vec()), valg, Tidspunkt::fra_mikros(1), &mut |_| {}).await
}

async fn efternavn(b: &Bestand, n: u64) -> Option<String> {
    let f = b.slaa_op(nr(n), Ret::Beskyttede, DAG).await.unwrap()?;
    Some(f.person.navn.unwrap().efternavn)
}

/// The work on both stores; PostgreSQL's is left out, and said so, where there is none.
async fn paa_begge<F: AsyncFn(Arc<dyn Lager>)>(arbejde: F) {
    arbejde(Arc::new(SqliteLager::midlertidig().unwrap())).await;
    let Some(pg) = lager::proeve::ProevePostgres::start() else {
        eprintln!("SKIPPED on PostgreSQL: no server programs");
        return;
    };
    let url = pg.ny_database().await.unwrap();
    arbejde(Arc::new(PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap())).await;
}

const A: u64 = 6_101_701_234;
const B: u64 = 6_201_701_234;
const C: u64 = 6_301_701_234;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr14_extracts_come_in_order_and_once() {
    paa_begge(async |l| {
        let b = Bestand::ny(l);
        let foerste = udtraek("20260102", "20260101", &[P(A, "Først", 851, vec![])]);
        let r = ind(&b, &foerste, Valg::default()).await.unwrap();
        assert_eq!((r.tal.nye, r.tal.haendelser, r.kendt), (1, 0, false), "the first one of a task is taken, and told to nobody");
        assert!(ind(&b, &foerste, Valg::default()).await.unwrap().kendt, "the same again changes nothing");
        assert_eq!(b.ufortalt().await.unwrap(), None);
        let afvist = async |u: &[u8]| ind(&b, u, Valg::default()).await.unwrap_err();
        for (hvad, u) in [
            ("another of the same day", udtraek("20260102", "20260101", &[P(A, "Anden", 851, vec![])])),
            ("an older one", udtraek("20260101", "20251231", &[P(A, "Ældre", 851, vec![])])),
            ("one too far ahead", udtraek("20260106", "20260105", &[P(A, "Senere", 851, vec![])])),
        ] {
            let f = afvist(&u).await;
            assert_eq!(f.kode(), Fejlkode::UdtraekRaekkefoelge, "{hvad}");
            assert!(f.engelsk().contains("2026-01-0"), "it is named: {f}");
        }
        // Half a one is refused before anything is written.
        let mut halvt = udtraek("20260105", "20260102", &[P(A, "Halv", 851, vec![]), P(B, "Halv", 851, vec![])]);
        halvt.truncate(halvt.len() - 30);
        assert_eq!(afvist(&halvt).await.kode(), Fejlkode::IndholdAfvist);
        assert_eq!(efternavn(&b, A).await.as_deref(), Some("Først"));
        let naeste = udtraek("20260105", "20260102", &[P(A, "Næste", 851, vec![]), P(B, "Ny", 851, vec![])]);
        let r = ind(&b, &naeste, Valg::default()).await.unwrap();
        assert_eq!((r.tal.nye, r.tal.aendrede, r.tal.haendelser), (1, 1, 2));
        assert_eq!((efternavn(&b, A).await.as_deref(), efternavn(&b, B).await.as_deref()), (Some("Næste"), Some("Ny")));
        assert_eq!(b.stand().await.unwrap().dato(), Some(Tid::dag(2026, 1, 5)));
    })
    .await;
}

/// A source that breaks off, as a process that is killed does.
struct Afbrudt {
    indre: Cursor<Vec<u8>>,
    gennem: u64,
    laest: u64,
}

impl Read for Afbrudt {
    fn read(&mut self, b: &mut [u8]) -> std::io::Result<usize> {
        if self.laest >= self.gennem {
            return Err(std::io::Error::other("killed"));
        }
        let n = b.len().min(4_096);
        let n = self.indre.read(&mut b[..n])?;
        self.laest += n as u64;
        Ok(n)
    }
}

impl std::io::Seek for Afbrudt {
    fn seek(&mut self, til: std::io::SeekFrom) -> std::io::Result<u64> {
        self.indre.seek(til)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr14_half_a_load_is_seen_by_nobody_and_goes_on_where_it_was_killed() {
    paa_begge(async |l| {
        let b = Bestand::ny(l);
        let alle =
            |navn: &'static str, fra: u64, til: u64| -> Vec<P> { (fra..til).map(|i| P(6_101_000_000 + i, navn, 851, vec![])).collect() };
        ind(&b, &udtraek("20260102", "", &alle("Gammel", 0, 9_000)), Valg::default()).await.unwrap();
        // Everybody has another name, and the last thousand are gone.
        let nyt = udtraek("20260105", "", &alle("Nyt", 0, 8_000));
        let laengde = nyt.len() as u64;
        let afbryd = async |efter: u64| {
            let kilde = Afbrudt { indre: Cursor::new(nyt.clone()), gennem: laengde + efter, laest: 0 };
            let mut kilde = std::io::BufReader::with_capacity(4_096, kilde);
            indlaes(&b, &mut kilde, Valg::default(), Tidspunkt::fra_mikros(1), &mut |_| {}).await.unwrap_err()
        };
        for efter in [laengde / 2 + 20_000, 100_000] {
            afbryd(efter).await;
            for i in [0, 7_999, 8_500] {
                assert_eq!(efternavn(&b, 6_101_000_000 + i).await.as_deref(), Some("Gammel"), "half an extract is never seen");
            }
            assert_eq!(b.ufortalt().await.unwrap(), None, "nor told");
        }
        let r = ind(&b, &nyt, Valg::default()).await.unwrap();
        assert_eq!((r.fortsat, r.tal.aendrede, r.tal.fjernede, r.tal.haendelser), (true, 8_000, 1_000, 9_000));
        assert_eq!(efternavn(&b, 6_101_000_000).await.as_deref(), Some("Nyt"));
        assert_eq!(efternavn(&b, 6_101_008_500).await, None, "who is in the whole extract no more is gone");
        let u = b.ufortalt().await.unwrap().unwrap();
        let (mut sete, mut efter) = (BTreeSet::new(), None);
        loop {
            let side = b.haendelser(u, efter, 1_000).await.unwrap();
            let Some(sidste) = side.last() else { break };
            efter = Some(sidste.nummer);
            sete.extend(side.iter().map(|h| (h.nummer, h.arter.clone())));
        }
        assert_eq!(sete.len(), 9_000, "each once");
        assert!(sete.contains(&(nr(6_101_008_500), BTreeSet::from([H::UdgaaetPerson]))));
        assert!(sete.contains(&(nr(6_101_000_000), BTreeSet::from([H::Navneaendring]))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr14_a_load_that_was_given_up_leaves_nothing() {
    let b = Bestand::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    ind(&b, &udtraek("20260102", "", &[P(A, "Først", 851, vec![])]), Valg::default()).await.unwrap();
    let mange: Vec<P> = (0..9_000).map(|i| P(6_101_000_000 + i, "Opgivet", 851, vec![])).chain([P(A, "Opgivet", 851, vec![])]).collect();
    let u = udtraek("20260105", "20260102", &mange);
    let laengde = u.len() as u64;
    let mut kilde = std::io::BufReader::with_capacity(4_096, Afbrudt { indre: Cursor::new(u), gennem: laengde * 3 / 2, laest: 0 });
    indlaes(&b, &mut kilde, Valg::default(), Tidspunkt::fra_mikros(1), &mut |_| {}).await.unwrap_err();
    // Another file of that day comes in its place.
    let r = ind(&b, &udtraek("20260105", "20260102", &[P(B, "Ny", 851, vec![])]), Valg::default()).await.unwrap();
    assert_eq!((r.fortsat, r.tal.nye, r.tal.haendelser), (false, 1, 1));
    assert_eq!((efternavn(&b, A).await.as_deref(), efternavn(&b, 6_101_000_000).await), (Some("Først"), None));
    let u = b.ufortalt().await.unwrap().unwrap();
    assert_eq!(b.haendelser(u, None, 100).await.unwrap().iter().map(|h| h.nummer.tal()).collect::<Vec<_>>(), [B]);
    // And what it wrote is overwritten by the next that tells of them.
    ind(&b, &udtraek("20260106", "20260105", &[P(6_101_000_000, "Senere", 851, vec![])]), Valg::default()).await.unwrap();
    assert_eq!(efternavn(&b, 6_101_000_000).await.as_deref(), Some("Senere"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j3_cpr08_a_thinned_extract_lies_in_the_folder_of_who_subscribes() {
    let b = Bestand::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    let beskyttet = || linje(4, C).felt("BESKYTTYPE", "0001").felt("START_DT-BESKYTTELSE", "2020-01-01");
    ind(&b, &udtraek("20260102", "", &[P(A, "Først", 851, vec![]), P(C, "Hemmelig", 101, vec![beskyttet()])]), Valg::default())
        .await
        .unwrap();
    let system = |n: u128| Uuid::from_u128(n);
    let (nummer, kommune, alder, kode, alle, ret, uden) = (system(1), system(2), system(3), system(4), system(5), system(6), system(7));
    assert!(b.abonner(nummer, &Filter::Nummer(nr(A))).await.unwrap());
    assert!(!b.abonner(nummer, &Filter::Nummer(nr(A))).await.unwrap(), "once");
    for (s, f) in [
        (kommune, Filter::Kommune(751)),
        (alder, Filter::Alder(200, 300)),
        (kode, Filter::Kode("p42".into())),
        (alle, Filter::Alle),
        (ret, Filter::Alle),
        (uden, Filter::Alle),
    ] {
        b.abonner(s, &f).await.unwrap();
    }
    assert!(b.abonner(alder, &Filter::Alder(5, 4)).await.is_err() && b.abonner(kode, &Filter::Kode("P421".into())).await.is_err());
    // A moves to 751 and gets another number: old and new stand in the extract together.
    let ny_a = P(
        B,
        "Først",
        751,
        vec![linje(22, B).felt("PNRGAMMELT", &A.to_string()), linje(99, B).felt("AJFDTO", "202601050900").felt("HAENDELSE", "P42")],
    );
    let gammel_a = P(A, "Først", 751, vec![linje(1, A).felt("PNRGAELD", &B.to_string()).felt("STATUS", "60")]);
    let c = P(C, "Hemmeligere", 101, vec![beskyttet()]);
    ind(&b, &udtraek("20260105", "20260102", &[gammel_a, ny_a, c]), Valg::default()).await.unwrap();
    let tmp = tempfile::tempdir().unwrap();
    let omraade = Filomraade::aabn(tmp.path(), Kvote::STANDARD).unwrap();
    let u = b.ufortalt().await.unwrap().unwrap();
    let adgang = |s: Uuid| if s == uden { None } else { Some(if s == ret { Ret::Beskyttede } else { Ret::Uden }) };
    for _ in 0..2 {
        // Again after a crash: the same.
        flyt_abonnementer(&b, u).await.unwrap();
        let svar = lever(&b, &omraade, u, &adgang).await.unwrap();
        assert_eq!((svar.filer, svar.fulde), (6, 0));
    }
    let navn = Filnavn::ny("cpr-000007-20260105.txt").unwrap();
    let fil = |s: Uuid| {
        let mut ud = Vec::new();
        omraade.laes(s, Mappe::Ind, &navn).unwrap().0.read_to_end(&mut ud).unwrap();
        cpr::udtraek::kontroller(&mut ud.as_slice(), 0, &mut |_| {}).unwrap();
        String::from_utf8_lossy(&ud).into_owned()
    };
    let i = |t: &str| [A, B, C].map(|n| t.contains(&format!("001{n}")));
    assert_eq!(i(&fil(nummer)), [true, true, false], "the subscription has followed the number");
    assert_eq!(b.numre(nummer, None, 10).await.unwrap(), [nr(A), nr(B)]);
    assert_eq!(i(&fil(kommune)), [true, true, false], "movers-in too");
    assert_eq!(i(&fil(alder)), [false; 3]);
    assert_eq!(i(&fil(kode)), [false, true, false]);
    assert_eq!((i(&fil(alle)), i(&fil(ret))), ([true; 3], [true; 3]));
    assert!(!fil(alle).contains("Hemmelig") && fil(ret).contains("Hemmeligere"), "CPR-07");
    assert!(fil(kommune).contains("2026010520260102"), "the chain of days is the extract's");
    assert!(omraade.list(uden, Mappe::Ind).unwrap().is_empty(), "without an agreement there is nothing");
    // What was delivered is an extract that another program loads.
    let anden = Bestand::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    let mut ud = Vec::new();
    omraade.laes(ret, Mappe::Ind, &navn).unwrap().0.read_to_end(&mut ud).unwrap();
    ind(&anden, &ud, Valg::default()).await.unwrap();
    assert_eq!(efternavn(&anden, A).await.as_deref(), Some("Først"));
    assert_eq!(b.afmeld_alle(nummer, Gruppe::Nummer).await.unwrap(), 2);
    assert!(b.afmeld(kommune, &Filter::Kommune(751)).await.unwrap() && !b.afmeld(kommune, &Filter::Kommune(751)).await.unwrap());
    assert_eq!(b.abonnerende().await.unwrap(), BTreeSet::from([alder, kode, alle, ret, uden]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr14_clear_text_addresses_in_a_part_of_their_own_are_no_changes() {
    let b = Bestand::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    // More persons than are written at a time, so that both parts of them are met in different transactions.
    let numre: Vec<u64> = (0..4_500).map(|i| 6_101_000_000 + i).collect();
    let personer: Vec<P> = numre.iter().map(|n| P(*n, "Aner", 851, vec![])).collect();
    let med_klarskrift = |dato: &str, forrige: &str, vej: &str| {
        let mut u = udtraek(dato, forrige, &personer);
        u.truncate(u.len() - slut(0).len());
        numre.iter().rev().for_each(|n| u.extend(linje(3, *n).felt("STANDARDADR", vej).linje()));
        u.extend(slut(numre.len() * 4));
        u
    };
    let r = ind(&b, &med_klarskrift("20260102", "", "Vej 1"), Valg::default()).await.unwrap();
    assert_eq!(r.tal.nye, 4_500);
    let p = b.slaa_op(nr(numre[0]), Ret::Beskyttede, DAG).await.unwrap().unwrap().person;
    assert_eq!((p.klarskrift.unwrap().standardadresse.as_str(), p.navn.unwrap().fornavn.as_str()), ("Vej 1", "Åse"));
    let r = ind(&b, &med_klarskrift("20260105", "20260102", "Vej 1"), Valg::default()).await.unwrap();
    assert_eq!((r.tal.uaendrede, r.tal.aendrede, r.tal.haendelser), (4_500, 0, 0));
    let u = b.ufortalt().await.unwrap().unwrap();
    assert_eq!(b.haendelser(u, None, 10).await.unwrap(), [], "nothing is told of what was only written in two parts");
    b.fortalt(u, &[]).await.unwrap();
    assert_eq!(b.ufortalt().await.unwrap(), None);
    let r = ind(&b, &med_klarskrift("20260106", "20260105", "Vej 2"), Valg::default()).await.unwrap();
    assert_eq!((r.tal.uaendrede, r.tal.aendrede, r.tal.haendelser), (0, 4_500, 4_500));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr14_a_file_of_changes_that_has_lost_the_day_before_it_empties_nothing() {
    let b = Bestand::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    let alle: Vec<P> = (0..5).map(|i| P(6_101_000_000 + i, "Gammel", 851, vec![])).collect();
    ind(&b, &udtraek("20260102", "", &alle), Valg::default()).await.unwrap();
    let [to, ingen] = [&[P(6_101_000_000, "Ny", 851, vec![]), P(6_101_000_001, "Ny", 851, vec![])][..], &[]];
    for forrige in ["", "00000000"] {
        for personer in [to, ingen] {
            for _ in 0..2 {
                let fejl = ind(&b, &udtraek("20260105", forrige, personer), Valg::default()).await.unwrap_err();
                assert_eq!(fejl.kode(), Fejlkode::UdtraekRaekkefoelge);
                assert!(fejl.to_string().contains("--fuldt"), "{fejl}");
            }
            assert_eq!(efternavn(&b, 6_101_000_000).await.as_deref(), Some("Gammel"));
            assert_eq!(b.ufortalt().await.unwrap(), None);
        }
    }
    // The right file is not held up by it; and who says that it is whole gets what he says.
    let r = ind(&b, &udtraek("20260105", "20260102", to), Valg::default()).await.unwrap();
    assert_eq!((r.tal.aendrede, r.tal.fjernede), (2, 0));
    let hel = udtraek("20260106", "", to);
    ind(&b, &hel, Valg::default()).await.unwrap_err();
    let r = ind(&b, &hel, Valg { fuldt: true, ..Valg::default() }).await.unwrap();
    assert_eq!((r.fortsat, r.tal.uaendrede, r.tal.fjernede), (true, 2, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpr14_an_extract_of_a_day_that_has_not_come_is_refused_by_name() {
    let b = Bestand::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    let valg = Valg { hoejst: Some(Tid::dag(2026, 1, 5)), ..Valg::default() };
    let personer = [P(6_101_000_000, "Navn", 851, vec![])];
    let f = ind(&b, &udtraek("20990105", "", &personer), valg).await.unwrap_err();
    assert!(
        f.kode() == Fejlkode::UdtraekRaekkefoelge && f.to_string().contains("2099-01-05") && f.to_string().contains("2026-01-05"),
        "{f}"
    );
    ind(&b, &udtraek("20260105", "", &personer), valg).await.unwrap();
    ind(&b, &udtraek("20260106", "20260105", &personer), Valg::default()).await.unwrap();
}
