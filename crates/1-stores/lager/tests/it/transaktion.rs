//! One transaction: objects, unique keys, short-lived keys, rows of modules and log rows.
use crate::data::*;
use crate::loefter::haendelser;
use crate::log::{L, post};
use crate::tid::opret_nu;
use grund::{Fejlkode, Periode};
use lager::*;

fn med_noegler(mut s: Skrivning, tag: &[&str], slip: &[&str]) -> Skrivning {
    let bytes = |n: &[&str]| n.iter().map(|n| n.as_bytes().to_vec()).collect();
    s.objekter[0].unikke = Unikaendring { tag: bytes(tag), slip: bytes(slip) };
    s
}

async fn ret(l: &L, n: Objektnoegle, tag: &[&str], slip: &[&str]) -> Skrivning {
    let r = registrer(vec![NyRegistrering { tid: Tid::Nu, livscyklus: 1, krop: vec![1] }], vec![], vec![]);
    med_noegler(en(n, revision(&**l, n, 0).await, r, haendelse(1)), tag, slip)
}

fn sammen(mut a: Skrivning, b: Skrivning) -> Skrivning {
    a.objekter.extend(b.objekter);
    a
}

pub async fn issue_11_1_12_a_unique_key_is_held_once(l: L) {
    let n = |nr| noegle(A, nr);
    let ny = |nr, tag: &[&str]| med_noegler(opret_nu(n(nr), 1, &["k"]), tag, &[]);
    let optaget = |r: Result<Skrevet, Skrivefejl>, nr: usize, k: &str, hos: Objektnoegle| match r {
        Err(Skrivefejl::NoegleOptaget { objekt, noegle, af }) => assert_eq!((objekt, noegle.as_slice(), af), (nr, k.as_bytes(), hos)),
        andet => panic!("{andet:?}"),
    };
    l.skriv(ny(1, &["cpr 1", "nr 1"])).await.unwrap();
    optaget(l.skriv(ny(2, &["nr 2", "nr 1"])).await, 0, "nr 1", n(1));
    optaget(l.skriv(sammen(ny(3, &["nr 3"]), ny(2, &["nr 1"]))).await, 1, "nr 1", n(1));
    optaget(l.skriv(sammen(ny(3, &["nr 3"]), ny(2, &["nr 3"]))).await, 1, "nr 3", n(3));
    assert!(l.hent(&[A], 7, n(3).uuid, Registreringsvalg::Aktuel).await.unwrap().is_none());
    assert_eq!(l.unik(A, b"nr 3").await.unwrap(), None, "nothing of a refused batch is kept");
    // The same key of another authority is another one.
    l.skriv(med_noegler(opret_nu(noegle(B, 1), 1, &[]), &["nr 1"], &[])).await.unwrap();
    // Taken again by its holder, let go by somebody else: nothing happens.
    l.skriv(ret(&l, n(1), &["nr 1"], &[]).await).await.unwrap();
    l.skriv(ny(2, &["nr 2"])).await.unwrap();
    l.skriv(ret(&l, n(2), &[], &["nr 1"]).await).await.unwrap();
    assert_eq!(l.unik(A, b"nr 1").await.unwrap(), Some(n(1)));
    // It goes over in one batch, whichever stands first; two change places.
    l.skriv(sammen(ret(&l, n(2), &["nr 1"], &[]).await, ret(&l, n(1), &[], &["nr 1"]).await)).await.unwrap();
    assert_eq!(l.unik(A, b"nr 1").await.unwrap(), Some(n(2)));
    let bytte = sammen(ret(&l, n(1), &["nr 1"], &["cpr 1"]).await, ret(&l, n(2), &["cpr 1"], &["nr 1"]).await);
    l.skriv(bytte).await.unwrap();
    assert_eq!((l.unik(A, b"nr 1").await.unwrap(), l.unik(A, b"cpr 1").await.unwrap()), (Some(n(1)), Some(n(2))));
    // Let go and taken by the same object: it has it.
    l.skriv(ret(&l, n(1), &["nr 1"], &["nr 1"]).await).await.unwrap();
    assert_eq!(l.unik(A, b"nr 1").await.unwrap(), Some(n(1)));
    // What is removed holds nothing, also within the batch.
    let fjern = en(n(2), revision(&*l, n(2), 0).await, Skrivehandling::Fjern, haendelse(1));
    l.skriv(sammen(ret(&l, n(1), &["cpr 1"], &[]).await, fjern)).await.unwrap();
    assert_eq!((l.unik(A, b"cpr 1").await.unwrap(), l.unik(A, b"nr 2").await.unwrap()), (Some(n(1)), None));
    l.slet_myndighed(A).await.unwrap();
    assert_eq!((l.unik(A, b"nr 1").await.unwrap(), l.unik(B, b"nr 1").await.unwrap()), (None, Some(noegle(B, 1))));
}

pub async fn issue_11_1_12_of_many_that_want_a_key_one_gets_it(l: L) {
    let svar = futures::future::join_all((0..100u64).map(|nr| {
        let l = l.clone();
        tokio::spawn(async move {
            let k = format!("nr {}", nr % 10);
            (nr % 10, l.skriv(med_noegler(opret_nu(noegle(A, nr), 1, &[]), &[&k], &[])).await)
        })
    }))
    .await;
    let mut vandt: Vec<u64> = Vec::new();
    for s in svar {
        match s.unwrap() {
            (k, Ok(_)) => vandt.push(k),
            (_, Err(Skrivefejl::NoegleOptaget { .. })) => {}
            (_, Err(f)) => panic!("{f:?}"),
        }
    }
    vandt.sort_unstable();
    assert_eq!(vandt, (0..10).collect::<Vec<_>>());
}

pub async fn issue_11_3_2_objects_keys_rows_and_log_are_one_commit(l: L) {
    let flygtig = |n: u8| NyFlygtig { noegle: vec![n], udloeb: t(100), data: vec![n], nu: t(1) };
    let raekke = |n: u8, forventet, vaerdi: Option<&[u8]>| Raekkeskrivning {
        samling: 1,
        noegle: vec![n],
        forventet,
        vaerdi: vaerdi.map(<[u8]>::to_vec),
    };
    let alt = |nr: u64| Skrivning {
        flygtige: vec![flygtig(nr as u8)],
        raekker: vec![raekke(nr as u8, Raekkeforventning::Ukendt, Some(b"a"))],
        log: vec![post(nr, Some(A), 1)],
        ..opret_nu(noegle(A, nr), 1, &["k"])
    };
    l.skriv(alt(1)).await.unwrap();
    let intet_sket = async |nr: u64| {
        assert!(l.hent(&[A], 7, noegle(A, nr).uuid, Registreringsvalg::Aktuel).await.unwrap().is_none());
        assert_eq!(l.hent_flygtig(&[nr as u8], t(1)).await.unwrap(), None);
        assert_eq!(l.raekke(1, &[nr as u8]).await.unwrap(), None);
        assert_eq!(l.log_for_person(&[2], 0, 100).await.unwrap().len(), 1);
    };
    let mut s = alt(2);
    s.flygtige.push(flygtig(1));
    assert!(matches!(l.skriv(s).await, Err(Skrivefejl::FlygtigFindes(1))));
    intet_sket(2).await;
    let mut s = alt(2);
    s.raekker.insert(0, raekke(1, Raekkeforventning::Er(b"b".to_vec()), None));
    assert!(matches!(l.skriv(s).await, Err(Skrivefejl::RaekkeAndet(0))));
    intet_sket(2).await;
    let mut s = alt(2);
    s.objekter.extend(opret_nu(noegle(A, 1), 1, &[]).objekter);
    assert!(matches!(l.skriv(s).await, Err(Skrivefejl::Samtidig(1))));
    intet_sket(2).await;
    // An object that is only expected.
    let uroert = |f| en(noegle(A, 1), f, Skrivehandling::Uroert, None).objekter.remove(0);
    let mut s = alt(2);
    s.objekter.push(uroert(revision(&*l, noegle(A, 1), 1).await));
    assert!(matches!(l.skriv(s).await, Err(Skrivefejl::Samtidig(1))));
    intet_sket(2).await;
    let mut s = alt(2);
    let foer = revision(&*l, noegle(A, 1), 0).await;
    s.objekter.push(uroert(foer));
    l.skriv(s).await.unwrap();
    assert_eq!(revision(&*l, noegle(A, 1), 0).await, foer);
    assert_eq!(l.hent_flygtig(&[2], t(1)).await.unwrap(), Some(vec![2]));
    assert_eq!(l.log_for_person(&[2], 0, 100).await.unwrap().len(), 2);
    assert_eq!(haendelser(&l, 2).await.len(), 2);
    // The same key twice, or an expected object that is changed, is a fault.
    for s in [
        Skrivning { flygtige: vec![flygtig(9), flygtig(9)], ..Skrivning::default() },
        Skrivning { raekker: vec![raekke(9, Raekkeforventning::Ligegyldig, None); 2], ..Skrivning::default() },
        en(noegle(A, 1), foer, Skrivehandling::Uroert, haendelse(1)),
    ] {
        assert!(matches!(l.skriv(s).await, Err(Skrivefejl::Lager(f)) if f.kode() == Fejlkode::Intern));
    }
}

pub async fn issue_11_3_3_rows_of_modules(l: L) {
    let skriv = |samling: u16, n: &[u8], forventet, vaerdi: Option<&[u8]>| {
        let (l, r) = (l.clone(), Raekkeskrivning { samling, noegle: n.to_vec(), forventet, vaerdi: vaerdi.map(<[u8]>::to_vec) });
        async move { l.skriv(Skrivning { raekker: vec![r], ..Skrivning::default() }).await.map(drop) }
    };
    use Raekkeforventning::{Er, Ligegyldig, Ukendt};
    for n in [5u8, 1, 3, 200] {
        skriv(1, &[n, 0], Ukendt, Some(&[n])).await.unwrap();
        skriv(2, &[n, 0], Ligegyldig, Some(b"anden")).await.unwrap();
    }
    let laes = async |fra: &[u8], til: Option<&[u8]>, antal| -> Vec<u8> {
        l.raekker(1, fra, til, antal)
            .await
            .unwrap()
            .into_iter()
            .map(|(n, v)| {
                assert_eq!(n[0], v[0]);
                v[0]
            })
            .collect()
    };
    assert_eq!(laes(&[], None, 100).await, [1, 3, 5, 200]);
    assert_eq!(laes(&[3, 0], Some(&[200, 0]), 100).await, [3, 5]);
    assert_eq!(laes(&[3, 1], None, 1).await, [5]);
    assert!(matches!(skriv(1, &[3, 0], Ukendt, Some(b"x")).await, Err(Skrivefejl::RaekkeAndet(0))));
    assert!(matches!(skriv(1, &[4, 0], Er(vec![4]), Some(b"x")).await, Err(Skrivefejl::RaekkeAndet(0))));
    skriv(1, &[3, 0], Er(vec![3]), Some(&[3, 3])).await.unwrap();
    assert_eq!(l.raekke(1, &[3, 0]).await.unwrap(), Some(vec![3, 3]));
    skriv(1, &[3, 0], Er(vec![3, 3]), None).await.unwrap();
    skriv(1, &[4, 0], Ligegyldig, None).await.unwrap();
    assert_eq!(laes(&[], None, 100).await, [1, 5, 200]);
    assert_eq!(l.raekke(2, &[3, 0]).await.unwrap(), Some(b"anden".to_vec()));
    // A queue that many take from: each message is taken once.
    for n in 0..30u8 {
        skriv(3, &[n], Ukendt, Some(&[n])).await.unwrap();
    }
    let tagere: Vec<_> = (0..6)
        .map(|_| {
            let l = l.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some((n, v)) = l.raekker(3, &[], None, 1).await.unwrap().pop() {
                    let r = Raekkeskrivning { samling: 3, noegle: n, forventet: Er(v.clone()), vaerdi: None };
                    match l.skriv(Skrivning { raekker: vec![r], ..Skrivning::default() }).await {
                        Ok(_) => mine.push(v[0]),
                        Err(Skrivefejl::RaekkeAndet(0)) => {}
                        Err(f) => panic!("{f:?}"),
                    }
                }
                mine
            })
        })
        .collect();
    let mut taget = Vec::new();
    for o in tagere {
        taget.extend(o.await.unwrap());
    }
    taget.sort_unstable();
    assert_eq!(taget, (0..30).collect::<Vec<_>>());
}

pub async fn a33_without_notification_the_feed_has_the_change_all_the_same(l: L) {
    let mut s = opret_nu(noegle(A, 1), 1, &[]);
    s.objekter[0].haendelse.as_mut().unwrap().notificeres = false;
    l.skriv(s).await.unwrap();
    l.skriv(opret_nu(noegle(A, 2), 1, &[])).await.unwrap();
    assert_eq!(haendelser(&l, 2).await.iter().map(|h| h.notificeres).collect::<Vec<_>>(), [false, true]);
}

pub async fn issue_11_1_10_the_store_knows_every_row_of_an_object(l: L) {
    let n = noegle(A, 1);
    l.skriv(opret_nu(noegle(A, 2), 1, &["a", "felt der forsvinder"])).await.unwrap();
    l.skriv(opret_nu(n, 1, &["a", "felt der forsvinder"])).await.unwrap();
    // Later registrations know nothing of the field, and its row stays in history.
    let luk = vec![LukIndeks { noegle: b"felt der forsvinder".to_vec(), virkning_fra: t(MIN), til: Tid::Nu }];
    let nye =
        vec![NyIndeksraekke { noegle: b"c".to_vec(), virkning: Periode::ALTID, fra: Tid::Nu, til: Tid::Givet(grund::Tidspunkt::UENDELIG) }];
    let r = registrer(vec![NyRegistrering { tid: Tid::Nu, livscyklus: 1, krop: vec![7; 900] }], luk, nye);
    l.skriv(en(n, revision(&*l, n, 0).await, r, haendelse(1))).await.unwrap();
    let oid = l.hent(&[A], 7, n.uuid, Registreringsvalg::Aktuel).await.unwrap().unwrap().oid;
    let navne =
        async || l.indeksraekker(A, oid).await.unwrap().into_iter().map(|r| String::from_utf8(r.noegle).unwrap()).collect::<Vec<_>>();
    assert_eq!(navne().await, ["a", "c", "felt der forsvinder"]);
    // Rewritten by somebody who knows only today's fields.
    let omskriv =
        Skrivehandling::Omskriv { kroppe: vec![(1, b"x".to_vec())], indeks: vec![rk("c", Periode::ALTID, p(1, MAX))], maerker: vec![] };
    l.skriv(en(n, revision(&*l, n, 0).await, omskriv, haendelse(1))).await.unwrap();
    assert_eq!(navne().await, ["c"]);
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 3);
    let o = l.hent(&[A], 7, n.uuid, Registreringsvalg::Interval(Periode::ALTID)).await.unwrap().unwrap();
    assert_eq!(o.registreringer.iter().map(|r| r.krop.len()).collect::<Vec<_>>(), [900, 1]);
    l.skriv(en(n, Forventning::Revision(o.revision), Skrivehandling::Fjern, haendelse(1))).await.unwrap();
    assert_eq!(l.antal_indeksraekker().await.unwrap(), 2);
    // A registration that is not there can't be rewritten.
    let n2 = noegle(A, 2);
    let galt = Skrivehandling::Omskriv { kroppe: vec![(2, vec![])], indeks: vec![], maerker: vec![] };
    let svar = l.skriv(en(n2, revision(&*l, n2, 0).await, galt, haendelse(1))).await;
    assert!(matches!(svar, Err(Skrivefejl::Lager(f)) if f.kode() == Fejlkode::Intern));
}
