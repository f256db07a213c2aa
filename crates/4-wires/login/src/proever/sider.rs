//! Login for the program's own pages.
use super::verden::{ANNA, BORGER, OS, Verden, nu};
use crate::identitet::Slags;
use crate::niveau::Niveau;
use adgang::side::log_ind;
use adgang::{Indkomst, Sidebruger};
use axum::http::{HeaderMap, HeaderValue, header};
use grund::{Cvr, Spor, Uuid, graenser};

fn ind(v: &Verden) -> Indkomst {
    Indkomst { nu: v.nu(), kald_id: Uuid::from_u128(8), spor: Spor::default(), klient: None }
}

fn kager(v: &Verden) -> HeaderMap {
    let k: Vec<String> = v.kager.lock().unwrap().iter().map(|(n, v)| format!("{n}={v}")).collect();
    HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&k.join("; ")).unwrap())])
}

async fn bruger(v: &Verden) -> Option<Sidebruger> {
    v.l.sidebruger(&kager(v), &ind(v)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_knows_who_logged_in_and_on_which_level() {
    let v = Verden::ny();
    assert!(bruger(&v).await.is_none());
    let side = v.get(&log_ind("/sapa?x=1&y=2", Some(Niveau::Betydelig))).await;
    let svar = v.log_ind(&side, ANNA, "Substantial").await;
    assert_eq!(svar.sted.as_deref(), Some("/sapa?x=1&y=2"), "{} {}", svar.status, svar.krop);
    let a = bruger(&v).await.unwrap();
    assert_eq!(
        (a.uuid, a.navn.as_str(), a.slags, a.myndighed, a.proeve),
        (ANNA, "Anna Kværn", Slags::Medarbejder, Some(Cvr::KORSBAEK), true)
    );
    assert!(a.kraev(Niveau::Betydelig).is_ok() && a.kraev(Niveau::Hoej).is_err() && a.csrf.len() == 64);
    // There is a session on that level: no question.
    assert_eq!(v.get(&log_ind("/to", Some(Niveau::Betydelig))).await.sted.as_deref(), Some("/to"));
    // Step-up: asked again, and another session with another secret for forms.
    let side = v.get(&log_ind("/tre", Some(Niveau::Hoej))).await;
    assert!(side.sted.is_none() && side.krop.contains("NSIS-niveauet"), "{}", side.krop);
    assert_eq!(v.log_ind(&side, ANNA, "High").await.sted.as_deref(), Some("/tre"));
    let b = bruger(&v).await.unwrap();
    assert!(b.kraev(Niveau::Hoej).is_ok() && b.session != a.session && b.csrf != a.csrf);
    // Below the level there is no login: the page is not reached.
    let side = v.get(&log_ind("/fire", Some(Niveau::Hoej))).await;
    assert_eq!(side.sted.as_deref(), Some("/fire"));
    v.kager.lock().unwrap().clear();
    let side = v.get(&log_ind("/fire", Some(Niveau::Hoej))).await;
    let svar = v.log_ind(&side, ANNA, "Low").await;
    assert!(svar.status == 403 && svar.sted.is_none() && bruger(&v).await.is_none(), "{}", svar.krop);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_logs_in_to_a_page_and_its_number_lies_sealed_in_the_store() {
    let v = Verden::ny();
    let side = v.get(&log_ind("/borger", None)).await;
    assert_eq!(v.log_ind(&side, BORGER, "High").await.sted.as_deref(), Some("/borger"));
    let b = bruger(&v).await.unwrap();
    assert_eq!((b.slags, b.cpr.as_deref(), b.myndighed), (Slags::Borger, Some("6101010000"), None));
    assert!(b.bruger().is_err(), "a citizen has no roles");
    let raekker = v.lager.raekker(70, b"", None, 100).await.unwrap();
    assert!(!raekker.is_empty());
    for (noegle, data) in &raekker {
        assert!(!data.windows(10).any(|w| w == b"6101010000"), "{}", String::from_utf8_lossy(noegle));
    }
    // A list of sessions that is made without the keys does not have it, and what is written without them does not lose or tell it.
    let uden = crate::session::Sessioner::ny(v.lager.clone(), v.l.ids.clone(), None);
    assert_eq!(uden.alle(v.nu()).await.unwrap()[0].1.identitet.cpr, None);
    // A row of another session's, put in its place: the number does not open.
    let (noegle, data) = raekker.iter().find(|(n, _)| n[0] == b's').unwrap();
    let fremmed = Uuid::from_u128(0xf00);
    let mut ny = noegle.clone();
    ny.splice(1.., fremmed.as_bytes().iter().copied());
    let r = lager::Raekkeskrivning { samling: 70, noegle: ny, forventet: lager::Raekkeforventning::Ukendt, vaerdi: Some(data.clone()) };
    let s = lager::Skrivning { kaldt: nu(), raekker: vec![r], ..lager::Skrivning::default() };
    v.lager.skriv(s).await.unwrap();
    assert!(v.l.sessioner.med_id(fremmed, v.nu()).await.unwrap().is_none());
}

/// A row of the version before: the number in the identity, in the clear. It opens until it ends, and is sealed when it is written again.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_the_version_before_opens_and_is_sealed_when_it_is_used() {
    let v = Verden::ny();
    let side = v.get(&log_ind("/borger", None)).await;
    v.log_ind(&side, BORGER, "High").await;
    let id = bruger(&v).await.unwrap().session;
    let noegle = [b"s".as_slice(), id.as_bytes()].concat();
    let raekke = v.lager.raekke(70, &noegle).await.unwrap().unwrap();
    let mut json: serde_json::Value = serde_json::from_slice(&raekke).unwrap();
    json.as_object_mut().unwrap().remove("cpr").unwrap();
    json["identitet"]["cpr"] = "6101010000".into();
    let r = lager::Raekkeskrivning {
        samling: 70,
        noegle: noegle.clone(),
        forventet: lager::Raekkeforventning::Ligegyldig,
        vaerdi: Some(json.to_string().into_bytes()),
    };
    let s = lager::Skrivning { kaldt: nu(), raekker: vec![r], ..lager::Skrivning::default() };
    v.lager.skriv(s).await.unwrap();
    assert_eq!(bruger(&v).await.unwrap().cpr.as_deref(), Some("6101010000"));
    v.frem(600);
    assert_eq!(bruger(&v).await.unwrap().cpr.as_deref(), Some("6101010000"));
    let efter = v.lager.raekke(70, &noegle).await.unwrap().unwrap();
    assert!(!efter.windows(10).any(|w| w == b"6101010000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn open_redirect_a_login_for_a_page_leads_to_this_host_only() {
    let v = Verden::ny();
    for til in [
        "https://ond.example/",
        "//ond.example",
        "/\\ond.example",
        "\\\\ond.example",
        "javascript:alert(1)",
        "",
        "sapa",
        "/a\r\nLocation: x",
    ] {
        let svar = v.get(&log_ind(til, None)).await;
        assert!(svar.status == 400 && svar.sted.is_none() && !svar.krop.contains("name=\"forloeb\""), "{til}: {}", svar.krop);
    }
    for q in ["", "til=/a&til=/b", "til=/a&niveau=Highest"] {
        assert_eq!(v.get(&format!("{}?{q}", adgang::side::LOGIN_STI)).await.status, 400, "{q}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_keep_a_session_alive_and_log_out_ends_it() {
    let v = Verden::ny();
    let side = v.get(&log_ind("/", None)).await;
    v.log_ind(&side, ANNA, "Low").await;
    for _ in 0..3 {
        v.frem(graenser::LOGIN_HVILE_SEKUNDER - 10);
        assert!(bruger(&v).await.is_some(), "each page is use");
    }
    v.frem(graenser::LOGIN_HVILE_SEKUNDER + 10);
    assert!(bruger(&v).await.is_none(), "it has rested too long");
    v.kager.lock().unwrap().clear();
    // Logged in to a system too, from the same browser: log-out of the page tells it.
    v.anna_ind("_1", "Low").await;
    let svar = v.l.log_ud_af_side(&kager(&v), &ind(&v)).await.unwrap();
    let sted = svar.headers().get(header::LOCATION).unwrap().to_str().unwrap().to_owned();
    assert!(sted.starts_with("https://sp.example/slo?SAMLRequest="), "{sted}");
    assert!(bruger(&v).await.is_none());
    assert_eq!(v.l.log_ud_af_side(&kager(&v), &ind(&v)).await.unwrap().status(), 200);
    assert!(v.l.adresse == OS);
}
