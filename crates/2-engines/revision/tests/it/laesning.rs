//! Looking in the log, and exporting it.
use crate::data::*;
use grund::ret::Tilladelse;
use grund::{Fejlkode, Periode, Ret, Rettigheder, Uuid};
use lager::{Lager, SqliteLager};
use revision::{Bevaringsregler, Cprret, Cprvisning, Indgang, Revision, Slags};
use std::sync::Arc;

fn ny() -> (Revision, Arc<SqliteLager>) {
    let l = Arc::new(SqliteLager::midlertidig().unwrap());
    (revision(l.clone()).med_typenavne(|t| (t == 3).then(|| "Bruger".into())), l)
}

fn med_ret() -> Rettigheder {
    let t = Tilladelse { service: "log".into(), retter: vec![Ret::SeCpr], afgraensning: Default::default() };
    Rettigheder::Kun(vec![t])
}

fn numre(i: &[Indgang]) -> Vec<u64> {
    i.iter().map(|i| i.indgang.as_ref().unwrap().kald_id.as_u64_pair().1).collect()
}

async fn logopslag(r: &Revision) -> Vec<revision::Logindgang> {
    let k = laeser(Rettigheder::Alt);
    let alle = r.for_myndighed(&k, Some(A), Periode::ALTID, 0, 500, Cprvisning::Klar(Cprret::af(&k).unwrap())).await.unwrap();
    alle.into_iter().filter_map(|i| i.indgang).filter(|i| i.slags == Slags::Logopslag).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_call_is_explained_to_its_authority_only() {
    let (r, _l) = ny();
    r.skriv(&indgang(1, Some(A), time(1), &[])).await.unwrap();
    r.skriv(&afslag(2, Some(A), time(1))).await.unwrap();
    let k = laeser(Rettigheder::Intet);
    let find = |nr, m| r.for_kald(&k, Uuid::from_u64_pair(5, nr), m, Cprvisning::Maskeret);
    let fundet = find(2, &[Some(A)]).await.unwrap();
    let a = fundet[0].indgang.as_ref().unwrap().afslag.as_ref().unwrap();
    assert_eq!((a.mangler.as_str(), a.forklaring.as_str(), a.detaljer.len()), ("aftale", "Der er ingen aftale.", 1));
    assert_eq!(find(2, &[Some(B), None]).await.unwrap(), []);
    assert_eq!(find(1, &[Some(A)]).await.unwrap(), [], "it was not refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_found_under_the_authorities_asked_for_and_the_look_is_logged() {
    let (r, l) = ny();
    for (nr, m) in [(1, Some(A)), (2, Some(B)), (3, None), (4, Some(A))] {
        r.skriv(&indgang(nr, m, time(nr as i64), &["010203-1234", "1112131415"])).await.unwrap();
    }
    r.skriv(&indgang(5, Some(A), time(5), &["1112131415"])).await.unwrap();
    let k = laeser(Rettigheder::Intet);
    let find = |m: &'static [_], efter, antal| r.for_person(&k, "0102031234", m, efter, antal, Cprvisning::Maskeret);
    let alle = find(&[Some(A), Some(B), None], 0, 9).await.unwrap();
    assert_eq!(numre(&alle), [1, 2, 3, 4]);
    assert_eq!(numre(&find(&[Some(A)], 0, 9).await.unwrap()), [1, 4, 34], "and the look itself");
    assert_eq!(numre(&find(&[Some(A), Some(B)], alle[0].position, 1).await.unwrap()), [2]);
    let i = alle[0].indgang.as_ref().unwrap();
    assert_eq!((i.personer.as_slice(), i.flere_personer), (&["010203-****".to_owned()][..], 1), "others are not shown");
    assert_eq!(i.formaal.as_deref(), Some("sag om 010203-****"));
    let set = logopslag(&r).await;
    assert_eq!(set.len(), 3);
    assert!(set.iter().all(|i| i.personer == ["0102031234"] && i.bruger.as_deref() == Some("00000000-0000-0000-0000-000000000021")));
    // The number is nowhere in the store.
    l.luk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_in_the_clear_need_the_right_and_are_logged() {
    let (r, _l) = ny();
    r.skriv(&indgang(1, Some(A), time(1), &["0102031234"])).await.unwrap();
    assert_eq!(Cprret::af(&laeser(Rettigheder::Intet)).unwrap_err().kode(), Fejlkode::KraeverLogret);
    let k = laeser(med_ret());
    let side = |visning| r.for_myndighed(&k, Some(A), Periode::ny(time(0), time(2)), 0, 10, visning);
    let skjult = side(Cprvisning::Maskeret).await.unwrap();
    assert_eq!(skjult[0].indgang.as_ref().unwrap().personer, ["010203-****"]);
    assert_eq!(logopslag(&r).await.len(), 0);
    let klar = side(Cprvisning::Klar(Cprret::af(&k).unwrap())).await.unwrap();
    assert_eq!(klar[0].indgang.as_ref().unwrap().personer, ["0102031234"]);
    let set = logopslag(&r).await;
    assert_eq!(set.len(), 2, "this one, and the one that asked before");
    assert!(set.iter().all(|i| i.personer == ["0102031234"]) && set[0].operation.as_ref().unwrap().starts_with("logopslag: 11111111 "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_export_is_a_table_that_spreadsheets_can_be_trusted_with() {
    let (r, _l) = ny();
    for nr in 1..=1_203 {
        r.skriv(&indgang(nr, Some(if nr % 3 == 0 { B } else { A }), time(nr as i64), &["0102031234"])).await.unwrap();
    }
    let k = laeser(med_ret());
    let hent = |visning| {
        let (r, k) = (r.clone(), k.clone());
        async move {
            let (mut ud, mut stykker) = (Vec::new(), 0);
            let mut skriv = |b: &[u8]| {
                ud.extend_from_slice(b);
                stykker += 1;
                Ok(())
            };
            r.eksporter(&k, Some(A), Periode::ny(time(2), time(2_000)), visning, &mut skriv).await.unwrap();
            (String::from_utf8(ud).unwrap(), stykker)
        }
    };
    let (csv, stykker) = hent(Cprvisning::Maskeret).await;
    assert!(stykker >= 3);
    let linjer: Vec<&str> = csv.strip_prefix('\u{feff}').unwrap().split("\r\n").collect();
    assert!(linjer[0].starts_with("Tidspunkt;Kald-id;Slags;") && linjer[0].contains(";På vegne af;"));
    assert_eq!(linjer.len(), 1 + 801 + 1, "802 of A but for the first hour, and an end of line");
    assert!(
        linjer[1].contains(r#";"Fagsystem; ""Æ""";"#) && linjer[1].contains(r#";"'=cmd|' /C calc'!A0 (ifølge kalderen)";"#),
        "{}",
        linjer[1]
    );
    assert!(linjer[1].contains(";Bruger 00000000-0000-0000-0000-000000000005;;010203-****;;ok;200;1,500;;"), "{}", linjer[1]);
    assert!(!csv.contains("0102031234") && !csv.contains("010203-1234"));
    let (klar, _) = hent(Cprvisning::Klar(Cprret::af(&k).unwrap())).await;
    assert_eq!(klar.matches(";0102031234;").count(), 801);
    let eksporter: Vec<_> = r
        .for_myndighed(&k, Some(A), Periode::ny(time(8_000), time(10_000)), 0, 10, Cprvisning::Maskeret)
        .await
        .unwrap()
        .into_iter()
        .map(|i| i.indgang.unwrap().operation.unwrap())
        .collect();
    assert!(eksporter[0].ends_with("uden CPR-numre") && eksporter[1].ends_with("med CPR-numre"), "{eksporter:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retention_removes_what_is_old_and_sealed_and_leaves_the_chain_whole() {
    let (r, l) = ny();
    for nr in 1..=2_500 {
        r.skriv(&afslag(nr, Some(A), time(1))).await.unwrap();
    }
    r.skriv(&indgang(3_000, Some(B), time(1), &["0102031234"])).await.unwrap();
    let regler = Bevaringsregler::ny(60, [(A, 6)]).unwrap();
    let ider = Ider::default();
    assert_eq!(r.beskaer(&regler, time(9_000), &ider).await.unwrap(), [], "nothing is sealed");
    r.forsegl(time(2)).await.unwrap();
    r.skriv(&afslag(2_501, Some(A), time(1))).await.unwrap();
    let b = r.beskaer(&regler, time(9_000), &ider).await.unwrap();
    assert_eq!((b.len(), b[0].myndighed, b[0].antal), (1, Some(A), 2_500));
    assert_eq!(r.beskaer(&regler, time(9_000), &ider).await.unwrap(), [], "the rest is not sealed");
    let svar = r.kontroller(&[], &mut stille()).await.unwrap();
    assert_eq!((svar.brud, svar.raekker, svar.toemte, svar.uforseglede), (None, 2_503, 2_500, 2));
    let k = laeser(Rettigheder::Intet);
    assert_eq!(r.for_kald(&k, Uuid::from_u64_pair(5, 7), &[Some(A)], Cprvisning::Maskeret).await.unwrap(), []);
    let rest = r.for_myndighed(&k, Some(A), Periode::ALTID, 0, 10, Cprvisning::Maskeret).await.unwrap();
    let slags: Vec<_> = rest.iter().map(|i| i.indgang.as_ref().unwrap().slags).collect();
    assert_eq!(slags, [Slags::Kald, Slags::Sletning]);
    // Years later the entry of the removal goes too, under a newer one that covers both.
    r.forsegl(time(9_001)).await.unwrap();
    let b = r.beskaer(&regler, time(20_000), &ider).await.unwrap();
    assert_eq!(b[0].antal, 2);
    let svar = r.kontroller(&[], &mut stille()).await.unwrap();
    assert_eq!((svar.brud, svar.toemte), (None, 2_502));
    l.luk().await;
}
