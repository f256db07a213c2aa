//! What is acknowledged survives the sudden death of the process; copies and reopened files are whole.
use crate::data::*;
use grund::{Fejlkode, Periode};
use lager::sqlite::Indstillinger;
use lager::*;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

const BARN: &str = "LAGER_STROEM_BARN";

/// Not a test of its own: what the child process does, when it is asked to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_that_writes_until_it_is_killed() {
    let Ok(sti) = std::env::var(BARN) else { return };
    let l = Arc::new(SqliteLager::aabn(sti.as_ref(), Indstillinger::default()).unwrap());
    let skrivere: Vec<_> = (0..4u64)
        .map(|hvem| {
            let l = Arc::clone(&l);
            tokio::spawn(async move {
                for nr in 0.. {
                    let nr = hvem * 1_000_000_000 + nr;
                    l.skriv(opret(noegle(A, nr), 1, &["a", "b", &format!("nr {nr}")])).await.unwrap();
                    println!("\nskrevet {nr}");
                }
            })
        })
        .collect();
    futures::future::join_all(skrivere).await;
}

#[tokio::test]
async fn every_acknowledged_object_survives_sigkill() {
    let mappe = tempfile::tempdir().unwrap();
    let sti = mappe.path().join("lager.sqlite");
    let mut kvitteret = Vec::new();
    for omgang in 1..=2usize {
        let mut barn = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "stroem::child_that_writes_until_it_is_killed"])
            .env(BARN, mappe.path().join(format!("lager{omgang}.sqlite")))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut linjer = BufReader::new(barn.stdout.take().unwrap()).lines();
        let mut antal = 0;
        while antal < 300 * omgang {
            let Some(Ok(linje)) = linjer.next() else { panic!("the child stopped by itself") };
            if let Some(nr) = linje.strip_prefix("skrevet ") {
                kvitteret.push((omgang, nr.parse::<u64>().unwrap()));
                antal += 1;
            }
        }
        barn.kill().unwrap();
        barn.wait().unwrap();
        // What it had said before it died counts as well; the last line may be torn.
        for linje in linjer.map_while(Result::ok).collect::<Vec<_>>().windows(2) {
            if let Some(nr) = linje[0].strip_prefix("skrevet ") {
                kvitteret.push((omgang, nr.parse::<u64>().unwrap()));
            }
        }
        let l = SqliteLager::aabn(&mappe.path().join(format!("lager{omgang}.sqlite")), Indstillinger::default()).unwrap();
        let nu = Periode::punkt(t(9));
        for &(_, nr) in kvitteret.iter().filter(|(o, _)| *o == omgang) {
            let o = l.hent(&[A], 7, noegle(A, nr).uuid, Registreringsvalg::Aktuel).await.unwrap().expect("acknowledged object is there");
            assert_eq!(o.registreringer[0].krop, reg(1, 1).krop);
            let fund = l.soeg(&soegning(nu, vec![lig(&format!("nr {nr}")), lig("a")])).await.unwrap();
            assert_eq!(fund.len(), 1);
        }
        // No half objects: rows and events are as many as the objects say.
        let objekter = l.status().await.unwrap().objekter;
        assert_eq!(l.antal_indeksraekker().await.unwrap(), objekter * 3);
        assert_eq!(l.haendelser(None, lager::Stroemposition::FORFRA, usize::MAX).await.unwrap().len() as u64, objekter);
        l.skriv(opret(noegle(B, 1), 1, &[])).await.unwrap();
    }
    assert!(!sti.exists());
    assert!(kvitteret.len() >= 900);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_one_instant_and_opens() {
    let mappe = tempfile::tempdir().unwrap();
    let sti = mappe.path().join("lager.sqlite");
    let l = Arc::new(SqliteLager::aabn(&sti, Indstillinger::default()).unwrap());
    for nr in 1..=200 {
        l.skriv(opret(noegle(A, nr), 1, &["a"])).await.unwrap();
    }
    let skriver = {
        let l = Arc::clone(&l);
        tokio::spawn(async move {
            for nr in 201..=400 {
                l.skriv(opret(noegle(A, nr), 1, &["a"])).await.unwrap();
            }
        })
    };
    let kopi = mappe.path().join("kopi.sqlite");
    l.sikkerhedskopi(&kopi).await.unwrap();
    skriver.await.unwrap();
    assert_eq!(l.sikkerhedskopi(&kopi).await.unwrap_err().kode(), Fejlkode::UgyldigVaerdi);
    let k = SqliteLager::aabn(&kopi, Indstillinger::default()).unwrap();
    let antal = k.status().await.unwrap().objekter;
    assert!((200..=400).contains(&antal));
    assert_eq!(k.antal_indeksraekker().await.unwrap(), antal);
    // A second program may write to the same file: numbers are neither given twice nor taken back.
    let to = SqliteLager::aabn(&kopi, Indstillinger::default()).unwrap();
    for nr in 0..20 {
        let l = if nr % 2 == 0 { &k } else { &to };
        l.skriv(opret(noegle(B, nr), 1, &["a"])).await.unwrap();
    }
    let alle = k.hele(B, &k.numre(B, 0, 100).await.unwrap()).await.unwrap();
    assert_eq!(alle.iter().map(|o| o.noegle.uuid.as_u64_pair().0).collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
    let antal = antal + 20;
    to.luk().await;
    k.luk().await;
    drop(k);
    let k = SqliteLager::aabn(&kopi, Indstillinger::default()).unwrap();
    assert_eq!(k.status().await.unwrap().objekter, antal);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resetting_an_authority_leaves_the_others() {
    let l = SqliteLager::midlertidig().unwrap();
    for nr in 0..2000u64 {
        let m = if nr < 300 { A } else { B };
        l.skriv(opret(noegle(m, nr), 1, &["a", "b", "c", &format!("{nr}")])).await.unwrap();
    }
    let raekker = l.antal_indeksraekker().await.unwrap();
    l.slet_myndighed(A).await.unwrap();
    assert_eq!(l.status().await.unwrap().objekter, 1700);
    assert_eq!(l.antal_indeksraekker().await.unwrap(), raekker / 2000 * 1700);
}
