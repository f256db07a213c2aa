//! Sessions: begun, kept, ended.
use super::verden::{ANNA, Verden};
use crate::identitet::noegle;
use crate::session::Spaerring;
use grund::graenser;

const KAGE: &str = "__Host-samspil-login";

#[tokio::test(flavor = "multi_thread")]
async fn session_fixation_a_cookie_from_before_the_login_opens_nothing_after_it() {
    let v = Verden::ny();
    v.anna_ind("_1", "Low").await;
    let foer = v.kager.lock().unwrap()[KAGE].clone();
    // Step-up in the same browser: another cookie, and the old one is dead.
    let side = v.get(&v.anmod("_2", &[])).await;
    assert!(side.krop.contains("SAMLResponse"));
    let a = super::verden::Authn { id: "_3", attributter: "ForceAuthn=\"true\" ", ..Default::default() };
    let adresse = crate::saml::besked::til_adresse(
        "https://login.example/runtime/saml2/issue.idp",
        "SAMLRequest",
        &a.xml(&[]).concat(),
        None,
        &super::verden::par(1).noegle,
    );
    let side = v.get(&adresse.unwrap()).await;
    v.log_ind(&side, ANNA, "High").await;
    let efter = v.kager.lock().unwrap()[KAGE].clone();
    assert_ne!(foer, efter);
    v.kager.lock().unwrap().insert(KAGE.into(), foer);
    assert!(v.get("/login").await.krop.contains("Du er ikke logget ind"));
    v.kager.lock().unwrap().insert(KAGE.into(), efter.clone());
    let side = v.get("/login").await;
    assert!(side.krop.contains("Anna Kværn") && side.krop.contains("Prøvesystem"), "the system came along: {}", side.krop);
    // A guess at the secret of a known session.
    let id = efter.split_once('.').unwrap().0;
    v.kager.lock().unwrap().insert(KAGE.into(), format!("{id}.{}", "0".repeat(64)));
    assert!(v.get("/login").await.krop.contains("Du er ikke logget ind"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_rest_and_by_age_and_is_cleared_away() {
    let v = Verden::ny();
    v.anna_ind("_1", "Low").await;
    v.frem(graenser::LOGIN_HVILE_SEKUNDER - 10);
    assert!(v.get(&v.anmod("_2", &[])).await.krop.contains("SAMLResponse"), "in use");
    v.frem(graenser::LOGIN_HVILE_SEKUNDER - 10);
    assert!(v.get(&v.anmod("_3", &[])).await.krop.contains("SAMLResponse"), "each login is use");
    v.frem(graenser::LOGIN_HVILE_SEKUNDER + 1);
    assert!(v.get("/login").await.krop.contains("Du er ikke logget ind"));
    assert_eq!(v.l.sessioner.ryd(v.nu()).await.unwrap(), 0, "not before its end");
    v.frem(graenser::LOGIN_SESSION_SEKUNDER);
    assert_eq!(v.l.sessioner.ryd(v.nu()).await.unwrap(), 1);
    assert!(v.l.sessioner.egne(&noegle("https://login.example/login/udvikling", &ANNA.to_string())).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_has_a_bounded_number_of_sessions() {
    let v = Verden::ny();
    for nr in 0..graenser::LOGIN_SESSIONER + 3 {
        v.kager.lock().unwrap().clear();
        v.anna_ind(&format!("_{nr}"), "Low").await;
        v.frem(1);
    }
    let alle = v.l.sessioner.egne(&noegle("https://login.example/login/udvikling", &ANNA.to_string())).await.unwrap();
    assert_eq!(alle.len(), graenser::LOGIN_SESSIONER);
    assert!(v.get("/login").await.krop.contains("Anna"), "the newest is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn ns04_blocking_an_identity_ends_its_sessions_at_once_and_lets_none_begin() {
    let v = Verden::ny();
    v.anna_ind("_1", "Low").await;
    let (udbyder, emne) = (v.l.udviklingsudbyder(), ANNA.to_string());
    let s = Spaerring { udbyder: udbyder.clone(), emne: emne.clone(), tid: v.nu().mikros(), af: "vagten".into(), hvorfor: "mistet".into() };
    assert_eq!(v.l.sessioner.spaer(&s, v.nu()).await.unwrap(), 1);
    assert!(v.get("/login").await.krop.contains("Du er ikke logget ind"));
    let svar = v.anna_ind("_2", "High").await;
    assert!(svar.status == 403 && svar.krop.contains("spærret") && !svar.krop.contains("SAMLResponse"), "{}", svar.krop);
    v.l.sessioner.genaabn(&noegle(&udbyder, &emne), v.nu()).await.unwrap();
    assert!(v.anna_ind("_3", "High").await.krop.contains("SAMLResponse"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_browsers_session_can_be_ended_by_its_owner() {
    let v = Verden::ny();
    v.anna_ind("_1", "Low").await;
    let foerste = std::mem::take(&mut *v.kager.lock().unwrap());
    v.anna_ind("_2", "Low").await;
    let side = v.get("/login").await;
    let (_, anden) = side.krop.rsplit_once("name=\"segl\" value=\"").unwrap();
    let segl = anden.split_once('"').unwrap().0.to_owned();
    let efter = v.post("/login/logud", &[("segl", &segl)]).await;
    assert!(efter.krop.contains("Du er logget ind") && efter.krop.contains("<li>Ingen</li>"), "{}", efter.krop);
    *v.kager.lock().unwrap() = foerste;
    assert!(v.get("/login").await.krop.contains("Du er ikke logget ind"));
}
