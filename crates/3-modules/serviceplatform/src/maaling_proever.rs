//! A count is neither lost nor twice, however rows are folded.
use super::*;
use grund::spor::{Sporkilde, Sporsystem};
use lager::{PostgresLager, SqliteLager};
use std::sync::Arc;

fn spor(cvr: u32, system: u128, personer: usize) -> Sporindhold {
    Sporindhold {
        myndighed: Cvr::fra_tal(cvr),
        system: Some(Sporsystem { uuid: Uuid::from_u128(system), navn: "S".into(), cvr: Cvr::KORSBAEK }),
        kilde: Some(Sporkilde { slags: Kildeslags::Replika, opstroem: None, fra: None }),
        tjeneste: Some("http://x.example/1".into()),
        personer: (0..personer).map(|n| n.to_string()).collect(),
        ..Sporindhold::default()
    }
}

fn kl(t: &str) -> Tidspunkt {
    Tidspunkt::fra_xs(t).unwrap()
}

async fn taelles(lager: &dyn Lager, spor: &Sporindhold, nr: u128, nu: Tidspunkt) {
    let raekker = vec![raekke(spor, Uuid::from_u128(nr), nu).unwrap()];
    lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await.unwrap();
}

#[test]
fn what_no_source_was_asked_for_is_not_counted() {
    let taelt = |fejl| raekke(&Sporindhold { fejl, ..spor(11_111_111, 1, 1) }, Uuid::nil(), kl("2026-11-29T12:00:00Z")).is_some();
    assert!(taelt(None) && taelt(Some(Fejlkode::OpstroemNaasIkke)));
    for f in [Fejlkode::KildeMangler, Fejlkode::OpstroemAfbrudt, Fejlkode::OpstroemOptaget] {
        assert!(!taelt(Some(f)), "{f}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::print_stderr, reason = "a test that skips says so")]
async fn calls_are_counted_by_month_authority_system_and_source_also_when_several_fold_at_once() {
    taellingen(Arc::new(SqliteLager::midlertidig().unwrap())).await;
    let Some(pg) = lager::proeve::ProevePostgres::start() else {
        eprintln!("SKIPPED on PostgreSQL: there are no server programs");
        return;
    };
    taellingen(Arc::new(PostgresLager::aabn(&pg.ny_database().await.unwrap(), lager::postgres::Indstillinger::default()).await.unwrap()))
        .await;
}

async fn taellingen(lager: Arc<dyn Lager>) {
    let nu = kl("2026-11-29T12:00:00Z");
    for del in 0..20_u128 {
        let en = |nr: u128| {
            raekke(&spor(if nr.is_multiple_of(3) { 11_111_111 } else { 22_222_222 }, nr % 2, 2), Uuid::from_u128(nr), nu).unwrap()
        };
        let raekker = (del * 60..del * 60 + 60).map(en).collect();
        lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await.unwrap();
        if del % 7 == 0 {
            fold(lager.as_ref()).await.unwrap();
        }
    }
    let foldere: Vec<_> = (0..4)
        .map(|_| {
            let l = lager.clone();
            tokio::spawn(async move { fold(l.as_ref()).await.unwrap() })
        })
        .collect();
    for f in foldere {
        f.await.unwrap();
    }
    // A call that failed, and one in the next month by Danish time.
    taelles(lager.as_ref(), &Sporindhold { fejl: Some(Fejlkode::OpstroemNaasIkke), ..spor(11_111_111, 0, 0) }, 5_000, nu).await;
    taelles(lager.as_ref(), &spor(11_111_111, 0, 1), 5_001, kl("2026-11-30T23:30:00Z")).await;
    let november: Maaned = "2026-11".parse().unwrap();
    let alt = forbrug(lager.as_ref(), november, november, None).await.unwrap();
    assert_eq!(alt.len(), 4);
    assert_eq!(alt.iter().map(|(_, a)| (a.kald, a.personer)).fold((0, 0), |s, a| (s.0 + a.0, s.1 + a.1)), (1_201, 2_400));
    let en = forbrug(lager.as_ref(), november, november, Some(Cvr::KORSBAEK)).await.unwrap();
    assert_eq!(en.iter().map(|(p, a)| (p.system.as_u128(), a.kald, a.fejlede)).collect::<Vec<_>>(), [(0, 201, 1), (1, 200, 0)]);
    let begge = forbrug(lager.as_ref(), november, november.naeste(), Some(Cvr::KORSBAEK)).await.unwrap();
    assert_eq!(begge.len(), 3);
    assert_eq!(begge[2].0.maaned.to_string(), "2026-12");
    assert_eq!(fold(lager.as_ref()).await.unwrap(), 0, "nothing is left, and nothing is counted again");
}

#[test]
fn what_nobody_was_asked_for_is_not_counted_and_a_key_is_read_back() {
    let hel = spor(11_111_111, 7, 0);
    for uden in [
        Sporindhold { kilde: None, ..hel.clone() },
        Sporindhold { system: None, ..hel.clone() },
        Sporindhold { myndighed: None, ..hel.clone() },
        Sporindhold { tjeneste: None, ..hel.clone() },
    ] {
        assert!(raekke(&uden, Uuid::from_u128(1), kl("2026-11-29T12:00:00Z")).is_none());
    }
    for kilde in Kildeslags::ALLE {
        let p = Post {
            maaned: "2026-11".parse().unwrap(),
            myndighed: Cvr::KORSBAEK,
            system: Uuid::from_u128(7),
            aftale: Some(Uuid::from_u128(8)),
            kilde,
            tjeneste: "http://x.example/ø".into(),
        };
        assert_eq!(Post::laes(&p.noegle()), Some(p));
    }
    assert!(Antal::laes(&[0; 23]).is_err() && Antal::laes(&[0; 25]).is_err() && Post::laes(b"2026").is_none());
}

#[test]
fn persons_are_counted_and_not_their_numbers() {
    let spor = grund::spor::Spor::default();
    let hoved = self::spor(11_111_111, 1, 0);
    spor.skriv(|s| *s = hoved);
    let talt = || {
        let r = raekke(&spor.indhold(), Uuid::from_u128(1), kl("2026-11-29T12:00:00Z")).unwrap();
        Antal::laes(&r.vaerdi.unwrap()).unwrap().personer
    };
    // Both numbers of one person, a third number of hers, nobody's, and another person.
    ["1", "2", "3", "4", "5"].iter().for_each(|n| spor.person(n));
    assert_eq!(talt(), 5);
    spor.samme_person("1", "2");
    spor.samme_person("3", "2");
    spor.samme_person("2", "2");
    spor.ingen("4");
    spor.ingen("4");
    assert_eq!((talt(), spor.indhold().personer.len()), (2, 5), "the log has all five");
}
