//! Users' tokens for services, and what ends them: the session's end, a block, the authority's bar. And clients that are told.
use super::verden::{ACS, ANNA, BORGER, OS, SP, Verden, attribut, form, par, sp_metadata};
use crate::oidc::sti;
use crate::saml::svar::BRUGERTOKEN;
use crate::session::Spaerring;
use adgang::Brugersessioner;
use adgang::brugertoken::{er_brugers, session_af_indeks};
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use grund::{Uuid, graenser};
use serde_json::{Value, json};
use sikkerhed::noegle::sha256;
use std::sync::atomic::Ordering;

const FAG: &str = "20000000-0000-4000-8000-000000000001";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const RET: &str = "https://klient.example/ret";

fn verden() -> Verden {
    let sp = format!("{{\"navn\":\"Fagsystem\",\"system\":\"{FAG}\",\"borgere\":true}}");
    let klient = |id: &str, mere: Value| {
        let mut o = json!({
            "client_id": id, "redirect_uris": [RET], "token_endpoint_auth_method": "none", "backchannel_logout_uri": format!("https://{id}.example/ud"),
        });
        for (n, v) in mere.as_object().unwrap() {
            o[n] = v.clone();
        }
        json!({ "navn": id, "system": FAG, "oidc": o }).to_string()
    };
    let (k, tavs) = (klient("k", json!({})), klient("tavs", json!({ "backchannel_logout_uri": null })));
    Verden::med(
        &[("sp", &sp, Some(sp_metadata(SP, ACS, None, par(1).certifikat(), false))), ("k", &k, None), ("tavs", &tavs, None)],
        &[],
        true,
    )
}

/// What a client gets: its tokens, and what userinfo says.
async fn klient_ind(v: &Verden, id: &str, scope: &str) -> (Value, Value) {
    let u = URL_SAFE_NO_PAD.encode(sha256(VERIFIER.as_bytes()));
    let felter = [
        ("response_type", "code"),
        ("client_id", id),
        ("redirect_uri", RET),
        ("scope", scope),
        ("code_challenge", u.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let mut svar = v.get(&format!("{}?{}", sti::AUTORISER, form(&felter))).await;
    if svar.sted.is_none() {
        svar = v.log_ind(&svar, ANNA, "Substantial").await;
    }
    let sted = svar.sted.unwrap();
    let kode = form_urlencoded::parse(sted.split_once('?').unwrap().1.as_bytes()).find(|(n, _)| n == "code").unwrap().1.into_owned();
    let felter = [
        ("grant_type", "authorization_code"),
        ("code", kode.as_str()),
        ("redirect_uri", RET),
        ("code_verifier", VERIFIER),
        ("client_id", id),
    ];
    let t: Value = serde_json::from_str(&v.post(sti::TOKEN, &felter).await.krop).unwrap();
    let adgang = format!("Bearer {}", t["access_token"].as_str().unwrap());
    let b = v.kald(Method::GET, sti::BRUGER, &[("authorization", &adgang)], String::new()).await;
    (t.clone(), serde_json::from_str(&b.krop).unwrap())
}

fn krav(jwt: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn laes(base64: &str) -> String {
    String::from_utf8(STANDARD.decode(base64).unwrap()).unwrap()
}

/// The session that a token stands on.
fn session(token: &str) -> Uuid {
    session_af_indeks(token.split_once("SessionIndex=\"").unwrap().1.split_once('"').unwrap().0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_gets_a_token_for_its_user_that_stands_on_the_session() {
    let v = verden();
    let xml = v.anna_ind("_1", "Substantial").await.saml();
    let token = laes(&attribut(&xml, BRUGERTOKEN).unwrap());
    let d = grund::xml::Dokument::laes(&token).unwrap();
    assert!(er_brugers(&d.rod) && token.contains(&format!("<Audience>{SP}</Audience>")) && token.contains(&ANNA.to_string()), "{token}");
    assert!(token.contains("/nsis/ial\"") && token.contains(">Substantial<"), "{token}");
    assert_eq!((v.l.udsteder(), v.l.system_af_publikum(SP)), (format!("{OS}/runtime"), FAG.parse().ok()));
    assert!(v.l.staar(session(&token), v.nu()).await.unwrap());
    // The user works in the system for hours without a further login: the token stands until the session's end.
    v.frem(graenser::LOGIN_HVILE_SEKUNDER + 60);
    assert!(v.l.staar(session(&token), v.nu()).await.unwrap());
    v.frem(graenser::LOGIN_SESSION_SEKUNDER);
    assert!(!v.l.staar(session(&token), v.nu()).await.unwrap());
    // A citizen is nobody's employee, and a system that no agreement is about calls no service.
    let side = v.get(&v.anmod("_2", &[])).await;
    assert_eq!(attribut(&v.log_ind(&side, BORGER, "High").await.saml(), BRUGERTOKEN), None);
    let uden = Verden::ny();
    assert_eq!(attribut(&uden.anna_ind("_1", "Low").await.saml(), BRUGERTOKEN), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_gets_the_token_from_userinfo_by_its_own_scope() {
    let v = verden();
    let (t, b) = klient_ind(&v, "k", "openid bootstrap").await;
    let token = laes(b[BRUGERTOKEN].as_str().unwrap());
    assert!(token.contains("<Audience>k</Audience>") && v.l.system_af_publikum("k") == FAG.parse().ok(), "{token}");
    assert!(v.l.staar(session(&token), v.nu()).await.unwrap());
    assert!(krav(t["id_token"].as_str().unwrap()).get(BRUGERTOKEN).is_none(), "it is too long for an id_token");
    assert!(klient_ind(&v, "k", "openid").await.1.get(BRUGERTOKEN).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn ns04_who_is_barred_by_the_authority_is_out_everywhere_and_clients_are_told() {
    let v = verden();
    let (t, b) = klient_ind(&v, "k", "openid bootstrap").await;
    klient_ind(&v, "tavs", "openid").await;
    let token = laes(b[BRUGERTOKEN].as_str().unwrap());
    let sid = krav(t["id_token"].as_str().unwrap())["sid"].clone();
    assert_eq!((v.l.gennemgaa(v.nu()).await.unwrap(), v.l.send_logud(v.nu()).await.unwrap()), (0, 0));
    v.spaerrede.0.lock().unwrap().insert(ANNA, "Anna er fratrådt.".into());
    // Nobody has looked at the session: the round finds it.
    assert_eq!(v.l.gennemgaa(v.nu()).await.unwrap(), 1);
    assert!(!v.l.staar(session(&token), v.nu()).await.unwrap());
    let adgang = format!("Bearer {}", t["access_token"].as_str().unwrap());
    assert_eq!(v.kald(Method::GET, sti::BRUGER, &[("authorization", &adgang)], String::new()).await.status, 401);
    assert!(v.get("/login").await.krop.contains("Du er ikke logget ind"));
    let svar = v.anna_ind("_1", "High").await;
    assert!(svar.status == 403 && svar.krop.contains("spærret"), "{}", svar.krop);
    // The client does not answer: it is told again later, and once only when it has.
    v.bagkanal.nede.store(true, Ordering::Relaxed);
    assert_eq!(v.l.send_logud(v.nu()).await.unwrap(), 0);
    v.bagkanal.nede.store(false, Ordering::Relaxed);
    assert_eq!(v.l.send_logud(v.nu()).await.unwrap(), 0, "not at once");
    v.frem(20);
    assert_eq!(v.l.send_logud(v.nu()).await.unwrap(), 1);
    v.frem(600);
    assert_eq!(v.l.send_logud(v.nu()).await.unwrap(), 0);
    let modtaget = v.bagkanal.modtaget.lock().unwrap().clone();
    assert_eq!(modtaget.len(), 2);
    let (adresse, jwt) = &modtaget[1];
    let k = krav(jwt);
    assert_eq!(
        (adresse.as_str(), &k["aud"], &k["sid"], &k["sub"]),
        ("https://k.example/ud", &json!("k"), &sid, &json!(ANNA.to_string())),
        "{k}"
    );
    assert!(k["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object() && k.get("nonce").is_none(), "{k}");
    let hoved = jsonwebtoken::decode_header(jwt).unwrap();
    assert_eq!((hoved.typ.as_deref(), hoved.alg), (Some("logout+jwt"), jsonwebtoken::Algorithm::RS256));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_answers_is_given_up() {
    let v = verden();
    klient_ind(&v, "k", "openid").await;
    v.bagkanal.nede.store(true, Ordering::Relaxed);
    let s = Spaerring { udbyder: v.l.udviklingsudbyder(), emne: ANNA.to_string(), tid: 0, af: "vagten".into(), hvorfor: "mistet".into() };
    assert_eq!(v.l.sessioner.spaer(&s, v.nu()).await.unwrap(), 1);
    for _ in 0..20 {
        v.l.send_logud(v.nu()).await.unwrap();
        v.frem(3_600);
    }
    assert_eq!(v.bagkanal.modtaget.lock().unwrap().len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_that_logs_out_is_not_told_and_the_others_are() {
    let v = verden();
    let (t, _) = klient_ind(&v, "k", "openid").await;
    let anden = json!({
        "navn": "a", "oidc": { "client_id": "a", "redirect_uris": [RET], "token_endpoint_auth_method": "none", "backchannel_logout_uri": "https://a.example/ud" },
    });
    v.skriv("systemer/a.json", &anden.to_string());
    klient_ind(&v, "a", "openid").await;
    let hint = t["id_token"].as_str().unwrap();
    v.get(&format!("{}?{}", sti::LOGUD, form(&[("id_token_hint", hint)]))).await;
    assert_eq!(v.l.send_logud(v.nu()).await.unwrap(), 1);
    let modtaget = v.bagkanal.modtaget.lock().unwrap().clone();
    assert_eq!(modtaget.iter().map(|(a, _)| a.as_str()).collect::<Vec<_>>(), ["https://a.example/ud"]);
}
