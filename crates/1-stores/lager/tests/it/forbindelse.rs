//! The way to the database: encrypted, proven, and mended when it broke.
use crate::data::*;
use crate::proeve::ProevePostgres;
use grund::Fejlkode;
use lager::postgres::Indstillinger;
use lager::*;
use std::net::TcpListener;

fn ledig_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A CA and a server certificate for `localhost`, in PEM: CA, certificate, key.
fn certifikater() -> (String, String, String) {
    let ca_noegle = rcgen::KeyPair::generate().unwrap();
    let mut ca = rcgen::CertificateParams::new(vec![]).unwrap();
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let ca_certifikat = ca.self_signed(&ca_noegle).unwrap();
    let noegle = rcgen::KeyPair::generate().unwrap();
    let udsteder = rcgen::Issuer::new(ca, ca_noegle);
    let server = rcgen::CertificateParams::new(vec!["localhost".into()]).unwrap().signed_by(&noegle, &udsteder).unwrap();
    (ca_certifikat.pem(), server.pem(), noegle.serialize_pem())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_11_1_6_the_database_is_reached_over_tls_and_proven() {
    let (ca, server, hemmelig) = certifikater();
    let port = ledig_port();
    let valg = format!("-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on");
    let start = ProevePostgres::start_med(&valg, |data| {
        for (navn, indhold) in [("server.crt", &server), ("server.key", &hemmelig)] {
            std::fs::write(data.join(navn), indhold).ok()?;
            ProevePostgres::giv_fil(&data.join(navn))?;
        }
        // Only over TLS.
        std::fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\nlocal all all trust\n").ok()
    });
    let Some(_server) = start else {
        eprintln!("SKIPPED: no PostgreSQL server programs here");
        return;
    };
    let mappe = tempfile::tempdir().unwrap();
    let (rod, fremmed) = (mappe.path().join("ca.pem"), mappe.path().join("fremmed.pem"));
    std::fs::write(&rod, ca).unwrap();
    std::fs::write(&fremmed, certifikater().0).unwrap();
    let aabn = async |vaert: &str, valg: String| {
        let url = format!("postgres://postgres@{vaert}:{port}/postgres?{valg}");
        PostgresLager::aabn(&url, Indstillinger { skrivere: 1, laesere: 1, vagter: 1, ..Indstillinger::default() }).await
    };
    for (vaert, valg) in
        [("localhost", format!("sslmode=verify-full&sslrootcert={}", rod.display())), ("127.0.0.1", "sslmode=require".into())]
    {
        let l = aabn(vaert, valg).await.unwrap();
        let nr = u64::from(vaert == "localhost");
        l.skriv(opret(noegle(A, nr), 1, &["k"])).await.unwrap();
        assert!(l.hent(&[A], 7, noegle(A, nr).uuid, Registreringsvalg::Aktuel).await.unwrap().is_some());
        l.luk().await;
    }
    // Another CA, another name than the certificate's, and clear text.
    for (vaert, valg) in [
        ("localhost", format!("sslmode=verify-full&sslrootcert={}", fremmed.display())),
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={}", rod.display())),
        ("localhost", "sslmode=disable".into()),
    ] {
        assert_eq!(aabn(vaert, valg.clone()).await.err().map(|f| f.kode()), Some(Fejlkode::Optaget), "{vaert} {valg}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_11_1_6_a_restart_of_the_server_is_survived_by_every_pool() {
    let Some(server) = ProevePostgres::start_med("", |_| Some(())) else { return };
    let l = PostgresLager::aabn(&server.ny_database().await.unwrap(), Indstillinger::default()).await.unwrap();
    let emne = Emne { myndighed: None, nr: 61 };
    for nr in 0..4 {
        l.skriv(opret(noegle(A, nr), 1, &["k"])).await.unwrap();
        assert_eq!(l.antal(&soegning(p(MIN, MAX), vec![lig("k")])).await.unwrap(), nr + 1);
        l.emne_siden(emne, 0).await.unwrap();
        l.gem_filstump(A, noegle(A, nr).uuid, 0, vec![1]).await.unwrap();
        server.stop_haardt().unwrap();
        for fejl in [
            l.emne_siden(emne, 0).await.unwrap_err(),
            l.antal(&soegning(p(MIN, MAX), vec![lig("k")])).await.unwrap_err(),
            l.slet_fil(A, noegle(A, nr).uuid).await.unwrap_err(),
        ] {
            assert_eq!(fejl.kode(), Fejlkode::Optaget, "{fejl:?}");
        }
        let Err(Skrivefejl::Lager(f)) = l.skriv(opret(noegle(B, nr), 1, &["k"])).await else { panic!("written to a server that is down") };
        assert_eq!(f.kode(), Fejlkode::Optaget);
        server.genstart_haardt().unwrap();
    }
    assert_eq!(
        l.hent_fund(&l.soeg(&soegning(p(MIN, MAX), vec![lig("k")])).await.unwrap(), Registreringsvalg::Aktuel).await.unwrap().len(),
        4
    );
}
