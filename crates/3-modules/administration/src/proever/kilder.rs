//! Sources, upstreams, quotas.
use super::*;
use crate::typer::{Kilderegel, Kvoteregel, Opstroem};
use grund::Fejlkode;
use grund::spor::Kildeslags;

const TJENESTE: &str = "http://demo.prod-serviceplatformen.dk/service/DemoService/1";

async fn opstil() -> Administration {
    let a = ny().await;
    let k = kald(10);
    let katalog = adgang::Tjenestekatalog::ny(&[adgang::katalog::PROEVETJENESTER]);
    a.saa_tjenester(&Kalder::paa_maskinen(&k), &katalog).await.unwrap();
    a
}

fn regel(c: Option<u32>, kilde: Kildeslags, opstroem: &str) -> Kilderegel {
    Kilderegel { entityid: TJENESTE.into(), cvr: c.map(cvr), kilde, opstroem: opstroem.into() }
}

#[tokio::test]
async fn an_authority_chooses_its_source_and_operations_that_of_all_others() {
    let a = opstil().await;
    let k = kald(10);
    let (en, drift) = (administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[0]))]), administrator(&[Administratorrolle::Drift]));
    let (en, drift) = (Kalder::administrator(&en, &k), Kalder::administrator(&drift, &k));
    let (replika, gennem) = (Kildeslags::Replika, Kildeslags::Gennemstilling);
    let fejl = |r: Result<Post<Kilderegel>, grund::Fejl>| r.unwrap_err().kode();
    assert_eq!(fejl(a.saet_kilde(&en, &regel(None, replika, "")).await), Fejlkode::IngenAdgang);
    assert_eq!(fejl(a.saet_kilde(&en, &regel(Some(MYNDIGHEDER[1]), replika, "")).await), Fejlkode::IngenAdgang);
    assert_eq!(fejl(a.saet_kilde(&drift, &regel(None, gennem, "ingen")).await), Fejlkode::FindesIkke);
    assert_eq!(fejl(a.saet_kilde(&drift, &regel(None, replika, "den")).await), Fejlkode::UgyldigVaerdi);
    let ukendt = Kilderegel { entityid: "urn:hest".into(), ..regel(None, replika, "") };
    assert_eq!(fejl(a.saet_kilde(&drift, &ukendt).await), Fejlkode::FindesIkke);

    let den = Opstroem { navn: "den".into(), adresse: "https://sp.example:8443/x".into(), fristms: Some(500), ..Opstroem::default() };
    assert_eq!(a.saet_opstroem(&en, &den).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    for galt in [
        Opstroem { navn: "Den Anden".into(), ..den.clone() },
        Opstroem { adresse: "ftp://x".into(), ..den.clone() },
        Opstroem { adresse: "https://bruger:kode@x".into(), ..den.clone() },
        Opstroem { certifikat: "../noegle.p12".into(), ..den.clone() },
        Opstroem { adresse: "https://x/../y".into(), ..den.clone() },
        Opstroem { aftale: Some(Uuid::from_u128(1)), ..den.clone() },
        Opstroem { sts: "https://sts.example".into(), ..den.clone() },
        Opstroem { sts: "sts.example".into(), certifikat: "vores.p12".into(), ..den.clone() },
        Opstroem { myndigheder: vec!["99999999".into()], ..den.clone() },
        Opstroem { fristms: Some(600_000), ..den.clone() },
    ] {
        assert!(a.saet_opstroem(&drift, &galt).await.is_err(), "{galt:?}");
    }
    a.saet_opstroem(&drift, &den).await.unwrap();
    a.saet_kilde(&drift, &regel(None, gennem, "den")).await.unwrap();
    a.saet_kilde(&en, &regel(Some(MYNDIGHEDER[0]), replika, "")).await.unwrap();
    let valgt = |a: &Administration, c| a.bog().kilderegel(TJENESTE, cvr(c), k.nu).map(|p| p.data.kilde);
    for _ in 0..2 {
        assert_eq!((valgt(&a, MYNDIGHEDER[0]), valgt(&a, MYNDIGHEDER[1])), (Some(replika), Some(gennem)));
        assert_eq!(a.bog().opstroem("den", k.nu).map(|p| p.data.clone()), Some(den.clone()));
        a.genindlaes().await.unwrap();
    }
    assert_eq!((a.kilderegler(&en).len(), a.kilderegler(&drift).len()), (2, 2));
    let en_anden = administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[1]))]);
    assert_eq!(a.kilderegler(&Kalder::administrator(&en_anden, &k)).len(), 1, "another authority's rule is nobody else's matter");
    assert_eq!(a.fjern_opstroem(&drift, "den").await.unwrap_err().kode(), Fejlkode::IBrug);
    a.fjern_kilde(&en, TJENESTE, Some(cvr(MYNDIGHEDER[0]))).await.unwrap();
    assert_eq!(valgt(&a, MYNDIGHEDER[0]), Some(gennem));
    a.fjern_kilde(&drift, TJENESTE, None).await.unwrap();
    assert_eq!(valgt(&a, MYNDIGHEDER[1]), None);
    assert_eq!(a.fjern_kilde(&drift, TJENESTE, None).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    a.fjern_opstroem(&drift, "den").await.unwrap();
    assert!(a.opstroemme(&drift).unwrap().is_empty());
    // What was taken away can be said again.
    a.saet_opstroem(&drift, &den).await.unwrap();
    a.saet_kilde(&drift, &regel(None, gennem, "den")).await.unwrap();
    assert_eq!(valgt(&a, MYNDIGHEDER[1]), Some(gennem));
}

#[tokio::test]
async fn an_upstream_of_one_authority_is_chosen_by_nobody_else() {
    let a = opstil().await;
    let k = kald(10);
    let (en, anden, drift) = (
        administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[0]))]),
        administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[1]))]),
        administrator(&[Administratorrolle::Drift]),
    );
    let [en, anden, drift] = [&en, &anden, &drift].map(|x| Kalder::administrator(x, &k));
    let id = |n| Some(Uuid::from_u128(n));
    let ids = Opstroem { aftale: id(1), system: id(2), bruger: id(3), tjeneste: id(4), ..Opstroem::default() };
    let den = Opstroem { navn: "den".into(), adresse: "https://sp.example".into(), ..ids };
    // An agreement there is one authority's, and that one is named.
    assert_eq!(a.saet_opstroem(&drift, &den).await.unwrap_err().feltet(), Some("myndigheder"));
    let hver = MYNDIGHEDER[..2].iter().map(|m| cvr(*m).to_string()).collect();
    assert!(a.saet_opstroem(&drift, &Opstroem { myndigheder: hver, ..den.clone() }).await.is_err());
    a.saet_opstroem(&drift, &Opstroem { myndigheder: vec![cvr(MYNDIGHEDER[0]).to_string()], ..den }).await.unwrap();
    let gennem = |c| regel(c, Kildeslags::Gennemstilling, "den");
    let fejl = |r: Result<Post<Kilderegel>, grund::Fejl>| r.unwrap_err().kode();
    // Another one's is none, to whoever may not see upstreams.
    assert_eq!(fejl(a.saet_kilde(&anden, &gennem(Some(MYNDIGHEDER[1]))).await), Fejlkode::FindesIkke);
    assert_eq!(fejl(a.saet_kilde(&drift, &gennem(Some(MYNDIGHEDER[1]))).await), Fejlkode::UgyldigVaerdi);
    assert_eq!(fejl(a.saet_kilde(&drift, &gennem(None)).await), Fejlkode::UgyldigVaerdi, "nor is it everybody's");
    a.saet_kilde(&en, &gennem(Some(MYNDIGHEDER[0]))).await.unwrap();
    // And where a rule names it all the same, the call does not go there.
    let faar = |c| a.bog().opstroem_for("den", cvr(c), k.nu).is_some();
    assert!(faar(MYNDIGHEDER[0]) && !faar(MYNDIGHEDER[1]));
    let gammel = Opstroem { navn: "gl".into(), aftale: id(1), ..Opstroem::default() };
    assert!(!gammel.er_for(cvr(MYNDIGHEDER[0])), "of before: whose agreement it is, nobody has said");
}

#[tokio::test]
async fn quotas_are_the_authority_s_and_what_they_name_has_one() {
    let a = opstil().await;
    let k = kald(10);
    let (en, anden) = (
        administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[0]))]),
        administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[1]))]),
    );
    let (en, anden) = (Kalder::administrator(&en, &k), Kalder::administrator(&anden, &k));
    let kvote = |system, antal| Kvoteregel { entityid: TJENESTE.into(), cvr: cvr(MYNDIGHEDER[0]), system, aftale: None, antal };
    assert_eq!(a.saet_kvote(&anden, &kvote(None, 1)).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    a.saet_kvote(&en, &kvote(None, 10)).await.unwrap();
    a.saet_kvote(&en, &kvote(None, 20)).await.unwrap();
    let systemets = a.saet_kvote(&en, &kvote(Some(Uuid::from_u128(5)), 0)).await.unwrap();
    let antal = |a: &Administration| {
        let mut n: Vec<u64> = a.bog().kvoteregler(TJENESTE, cvr(MYNDIGHEDER[0]), k.nu).iter().map(|p| p.data.antal).collect();
        n.sort_unstable();
        n
    };
    assert_eq!(antal(&a), [0, 20]);
    assert!(a.kvoter(&anden).is_empty());
    assert_eq!(a.fjern_kvote(&anden, systemets.uuid).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    a.fjern_kvote(&en, systemets.uuid).await.unwrap();
    assert_eq!(antal(&a), [20]);
    a.genindlaes().await.unwrap();
    assert_eq!(antal(&a), [20]);
}
