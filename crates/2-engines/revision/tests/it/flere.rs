//! Several processes, and sudden death.
use crate::data::*;
use lager::proeve::ProevePostgres;
use lager::{Lager, PostgresLager, SqliteLager};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Writers, and two who seal all the time; the chain is whole in the end and covers everything.
async fn writers_and_sealers(lagre: [Arc<dyn Lager>; 2]) {
    let logge = lagre.clone().map(revision);
    let skrivere: Vec<_> = (0..8u64)
        .map(|hvem| {
            let r = logge[hvem as usize % 2].clone();
            tokio::spawn(async move {
                for nr in 0..50 {
                    r.skriv(&indgang(hvem * 1_000 + nr, Some(A), time(1), &["0102031234"])).await.unwrap();
                }
            })
        })
        .collect();
    let forseglere = logge.clone().map(|r| {
        tokio::spawn(async move {
            let mut ialt = 0;
            for _ in 0..100 {
                ialt += r.forsegl(time(2)).await.unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            ialt
        })
    });
    for s in skrivere {
        s.await.unwrap();
    }
    let mut ialt = 0;
    for f in forseglere {
        ialt += f.await.unwrap();
    }
    // PostgreSQL shows a row when every older transaction of the server has ended.
    for _ in 0..500 {
        ialt += logge[0].forsegl(time(3)).await.unwrap();
        if ialt >= 400 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(ialt, 400);
    let svar = logge[1].kontroller(&[], &mut stille()).await.unwrap();
    assert_eq!((svar.brud, svar.raekker, svar.uforseglede), (None, 400, 0));
    assert!(svar.segl > 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_seal_one_chain_in_sqlite() {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    let aabn = || Arc::new(SqliteLager::aabn(&fil, lager::sqlite::Indstillinger::default()).unwrap()) as Arc<dyn Lager>;
    writers_and_sealers([aabn(), aabn()]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_seal_one_chain_in_postgres() {
    let Some(server) = ProevePostgres::start() else {
        println!("SKIPPED: no PostgreSQL found");
        return;
    };
    let url = server.ny_database().await.unwrap();
    let aabn = || async {
        let l = PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap();
        Arc::new(l) as Arc<dyn Lager>
    };
    writers_and_sealers([aabn().await, aabn().await]).await;
}

const BARN: &str = "REVISION_BARN";

/// Not a test of its own: what the child process does, when it is asked to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_that_logs_until_it_is_killed() {
    let Ok(sti) = std::env::var(BARN) else { return };
    let r = revision(Arc::new(SqliteLager::aabn(sti.as_ref(), lager::sqlite::Indstillinger::default()).unwrap()));
    for nr in 0.. {
        r.skriv(&afslag(nr, Some(A), time(1))).await.unwrap();
        println!("\nskrevet {nr}");
        if nr % 7 == 0 {
            r.forsegl(time(2)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_killed_process_leaves_every_entry_and_a_log_that_verifies() {
    let mappe = tempfile::tempdir().unwrap();
    let fil = mappe.path().join("lager.db");
    let mut barn = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "flere::child_that_logs_until_it_is_killed"])
        .env(BARN, &fil)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut sidste = 0;
    for linje in BufReader::new(barn.stdout.take().unwrap()).lines().map_while(Result::ok) {
        if let Some(nr) = linje.strip_prefix("skrevet ") {
            sidste = nr.parse::<u64>().unwrap();
            if sidste == 200 {
                barn.kill().unwrap();
            }
        }
    }
    barn.wait().unwrap();
    assert!(sidste >= 200);
    let r = revision(Arc::new(SqliteLager::aabn(&fil, lager::sqlite::Indstillinger::default()).unwrap()));
    let svar = r.kontroller(&[], &mut stille()).await.unwrap();
    assert!(svar.brud.is_none() && svar.raekker >= 201 && svar.segl >= 28, "{svar:?}");
    let k = laeser(grund::Rettigheder::Intet);
    for nr in 0..=200 {
        let id = grund::Uuid::from_u64_pair(5, nr);
        assert_eq!(r.for_kald(&k, id, &[Some(A)], revision::Cprvisning::Maskeret).await.unwrap().len(), 1, "{nr}");
    }
    r.forsegl(time(3)).await.unwrap();
    assert_eq!(r.kontroller(&[], &mut stille()).await.unwrap().uforseglede, 0);
}
