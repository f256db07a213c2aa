//! What must be felt at once does not wait for anybody's transaction.
use crate::data::*;
use crate::log::L;
use lager::*;

const SAMLET: Emne = Emne { myndighed: None, nr: 61 };

fn om(emne: Emne, mut s: Skrivning) -> Skrivning {
    s.objekter.iter_mut().for_each(|o| o.emne = Some(emne));
    s
}

pub async fn a_concern_tells_what_changed_since_a_version(l: L) {
    let alt_anderledes = |version| Emneaendringer { version, objekter: None };
    let netop = |version, numre: &[u64]| Emneaendringer { version, objekter: Some(numre.iter().map(|n| noegle(A, *n)).collect()) };
    let siden = async |efter| l.emne_siden(SAMLET, efter).await.unwrap();
    assert_eq!(siden(0).await, netop(0, &[]));
    l.skriv(om(SAMLET, opret(noegle(A, 1), 10, &[]))).await.unwrap();
    // Nobody is notified, and still it is felt.
    let n = noegle(A, 1);
    let mut ret = en(n, revision(&*l, n, 0).await, registrer(vec![reg(2, 20)], vec![], vec![]), haendelse(20));
    ret.objekter[0].haendelse.as_mut().unwrap().notificeres = false;
    l.skriv(om(SAMLET, ret)).await.unwrap();
    let mut to = om(SAMLET, opret(noegle(A, 2), 10, &[]));
    to.objekter.extend(om(SAMLET, opret(noegle(A, 3), 10, &[])).objekter);
    l.skriv(to).await.unwrap();
    assert_eq!(siden(0).await, netop(4, &[1, 2, 3]));
    assert_eq!(siden(1).await, netop(4, &[1, 2, 3]));
    assert_eq!(siden(2).await, netop(4, &[2, 3]));
    assert_eq!(siden(4).await, netop(4, &[]));
    assert_eq!(siden(5).await, alt_anderledes(4), "the store was restored from before");
    // Neither a refused batch nor another concern is felt.
    l.skriv(om(SAMLET, opret(noegle(A, 1), 30, &[]))).await.unwrap_err();
    let egen = Emne { myndighed: Some(A), nr: 61 };
    l.skriv(om(egen, opret(noegle(A, 4), 30, &[]))).await.unwrap();
    l.skriv(opret(noegle(A, 5), 30, &[])).await.unwrap();
    assert_eq!((siden(4).await, l.emne_siden(egen, 0).await.unwrap()), (netop(4, &[]), netop(1, &[4])));
    // At the same time: the version rises by one for each change.
    futures::future::join_all((0..1_100).map(|n| l.skriv(om(SAMLET, opret(noegle(B, n), 40, &[])))))
        .await
        .into_iter()
        .for_each(|r| assert!(r.is_ok()));
    assert_eq!(siden(4).await, alt_anderledes(1_104), "more than is remembered");
    assert_eq!(siden(200).await.objekter.unwrap().len(), 904);
    l.slet_myndighed(A).await.unwrap();
    let nu = siden(1_104).await;
    assert!(nu.version > 1_104 && nu.objekter.is_none(), "{nu:?}");
}

/// A transaction that somebody has forgotten, in another database of the same server: it has written, and stays open.
async fn glemt_transaktion(server: &crate::proeve::ProevePostgres) -> tokio_postgres::Client {
    let url = server.ny_database().await.unwrap();
    let (c, forbindelse) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(forbindelse);
    c.batch_execute("CREATE TABLE glemt(x int); BEGIN; INSERT INTO glemt VALUES(1)").await.unwrap();
    c
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_11_1_6_a_forgotten_transaction_holds_nothing_back() {
    let Some(server) = crate::server() else { return };
    let url = server.ny_database().await.unwrap();
    let l = PostgresLager::aabn(&url, postgres::Indstillinger::default()).await.unwrap();
    let glemt = glemt_transaktion(&server).await;
    let mut s = om(SAMLET, opret(noegle(A, 1), 10, &[]));
    s.log = vec![crate::log::post(1, Some(A), 10)];
    l.skriv(s).await.unwrap();
    let nu = l.emne_siden(SAMLET, 0).await.unwrap();
    assert_eq!((nu.version, nu.objekter), (1, Some(vec![noegle(A, 1)])));
    assert_eq!(l.haendelser(None, lager::Stroemposition::FORFRA, 10).await.unwrap().len(), 1, "the feed");
    assert_eq!(l.logposter(Logvalg::Alle, grund::Periode::ALTID, 0, 10).await.unwrap().len(), 1, "the log, which is then sealed");
    // A writer's does: what it will write comes before what is there.
    let (skriver, forbindelse) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(forbindelse);
    let begynd = format!("BEGIN; SELECT pg_advisory_xact_lock_shared({}, {}); SELECT pg_current_xact_id()", 0x7361_6d73, 0x736b_7269);
    skriver.batch_execute(&begynd).await.unwrap();
    l.skriv(om(SAMLET, opret(noegle(A, 2), 20, &[]))).await.unwrap();
    assert_eq!(l.haendelser(None, lager::Stroemposition::FORFRA, 10).await.unwrap().len(), 1);
    assert_eq!(l.emne_siden(SAMLET, 1).await.unwrap().version, 2, "and is felt all the same");
    skriver.batch_execute("COMMIT").await.unwrap();
    assert_eq!(l.haendelser(None, lager::Stroemposition::FORFRA, 10).await.unwrap().len(), 2);
    glemt.batch_execute("COMMIT").await.unwrap();
}
