//! Short here, long by `SAMSPIL_SIMULATION=10000`: see the crate's README.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr, clippy::string_slice, missing_docs)]
use grund::{Afgraensning, Cvr, Kaldekontekst, UnikId, Uuid};
use register::{Flettemaade, Handling, Kommando, Laesevalg, Objektid};
use simulation::koer::{self, en, froe};
use simulation::port::{Plan, Plantet};
use simulation::spil::{spil, videre_til_stop};
use simulation::typen::{self, SAG, Stykke};
use simulation::verden::{Sted, Verden};
use std::sync::Arc;

fn koersel() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn no_change_is_lost_doubled_reordered_or_shown_to_the_wrong_one_on_sqlite() {
    match koer::alle_sqlite(froe(120, 1)) {
        Ok(o) => eprintln!("SQLite: {o:?}"),
        Err(f) => panic!("{f}"),
    }
}

#[test]
fn no_change_is_lost_doubled_reordered_or_shown_to_the_wrong_one_by_two_processes_on_postgresql() {
    match koer::alle_postgres(froe(12, 20)) {
        None => eprintln!("SKIPPED: no PostgreSQL server programs here"),
        Some(Ok(o)) => eprintln!("PostgreSQL: {o:?}"),
        Some(Err(f)) => panic!("{f}"),
    }
}

/// The store's writer is a thread of its own: what it takes into one transaction is the machine's doing when that is busy, and whether a call that a crash cut off was written is too, so a seed has some tries.
#[test]
fn a_seed_repeats_its_run() {
    let rt = koersel();
    for froe in 1..=6 {
        let hist = || format!("{:?}", rt.block_on(spil(koer::sqlite(froe, None))));
        let forskel = || {
            let (a, b) = (hist(), hist());
            let ved = a.bytes().zip(b.bytes()).position(|(x, y)| x != y).unwrap_or(0).saturating_sub(200);
            (a != b).then(|| format!("seed {froe}: {:.400} / {:.400}", &a[ved..], &b[ved..]))
        };
        if let Some(f) = (0..12).map_while(|_| forskel()).nth(11) {
            panic!("{f}");
        }
    }
}

#[test]
fn every_planted_fault_is_found() {
    let mut mangler = Vec::new();
    for plantet in Plantet::ALLE {
        match (1..=60).find_map(|froe| en(koer::sqlite(froe, Some(plantet))).err().map(|b| (froe, b))) {
            Some((froe, b)) => eprintln!("{plantet:?}: seed {froe}: {:.160}", b[0]),
            None => mangler.push(plantet),
        }
    }
    assert!(mangler.is_empty(), "not found: {mangler:?}");
}

/// Found by a seed: what was hidden when it was read, and lowered before its labels were looked at, was shown as the newest.
#[test]
fn issue_11_1_9_an_object_that_is_lowered_between_reading_and_labels_is_not_shown_as_it_was() {
    koersel().block_on(async {
        let plan = Arc::new(Plan::default());
        let verden = Verden::ny(Arc::clone(&plan), Sted::Sqlite, None);
        let p = verden.proces().await;
        let kald = |nr| {
            let nu = grund::ur::Ur::nu(&*plan.ur);
            Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::from_u128(1)), nu, Uuid::from_u128(nr))
        };
        let nu = grund::Tidspunkt::fra_mikros(0);
        let id = Objektid { objekttype: &SAG, uuid: Uuid::from_u128(1) };
        // Of level 3 until later; and then of level 1 all the time.
        let stykker = |niveau| {
            let graense = nu.plus_mikros(3_600_000_000);
            let stykke =
                |fra, til, niveau| Stykke { periode: grund::Periode::ny(fra, til), titel: "a".into(), klasse: "27".into(), niveau };
            vec![stykke(grund::Tidspunkt::MINUS_UENDELIG, graense, niveau), stykke(graense, grund::Tidspunkt::UENDELIG, 1)]
        };
        let kommando = |handling, maerke, niveau| Kommando {
            objekttype: &SAG,
            uuid: id.uuid,
            handling,
            maade: Flettemaade::Sts,
            note: None,
            indhold: typen::indhold(&stykker(niveau), maerke),
            historik: vec![],
            forudsat: None,
        };
        p.register.udfoer(&kald(1), kommando(Handling::Opret, 1, 3)).await.unwrap();
        let laeser = Kaldekontekst { brugers: Some(Arc::new(vec![Afgraensning { niveau: Some(1), ..Afgraensning::FRI }])), ..kald(2) };
        let mut laes = std::pin::pin!(p.register.laes(&laeser, id, Laesevalg::AKTUEL));
        // Before the object is read; and before its labels are.
        for _ in 0..2 {
            assert!(videre_til_stop(&p, &plan, laes.as_mut()).await.is_err());
        }
        p.register.udfoer(&kald(3), kommando(Handling::Ret, 2, 1)).await.unwrap();
        plan.stoppet();
        assert_eq!(laes.await.unwrap(), None);
        assert!(p.register.laes(&laeser, id, Laesevalg::AKTUEL).await.unwrap().is_some());
    });
}
