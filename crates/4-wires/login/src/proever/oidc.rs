//! Clients of OpenID Connect: what they get, and what is refused.
use super::verden::{ANNA, BORGER, OS, Svar, Verden, form, par};
use crate::niveau::LOA;
use crate::oidc::sti;
use crate::segl::aftryk;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use grund::graenser;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};
use sikkerhed::kryptering::{self, Lukket, Oaep};
use sikkerhed::noegle::sha256;

const RET: &str = "https://klient.example/ret";
const HEMMELIG: &str = "en hemmelighed & mere";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn jwks(nr: usize, brug: &str) -> Value {
    let (n, e) = par(nr).noegle.offentlig().modulus_og_eksponent();
    json!({ "keys": [{ "kty": "RSA", "use": brug, "kid": "k1", "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e) }] })
}

fn verden(mere: Value) -> Verden {
    let mut o = json!({
        "client_id": "k", "redirect_uris": [RET, "http://127.0.0.1:8000/cb"], "post_logout_redirect_uris": ["https://klient.example/ude"],
        "token_endpoint_auth_method": "client_secret_basic", "secret_sha256": aftryk(HEMMELIG),
    });
    let mut s = json!({ "navn": "Klienten", "borgere": true });
    for (n, v) in mere.as_object().unwrap() {
        if n == "minimum" { s[n] = v.clone() } else { o[n] = v.clone() }
    }
    s["oidc"] = o;
    Verden::med(&[("k", &s.to_string(), None)], &[], true)
}

fn udfordring() -> String {
    URL_SAFE_NO_PAD.encode(sha256(VERIFIER.as_bytes()))
}

fn autoriser(aendr: &[(&str, &str)]) -> String {
    let u = udfordring();
    let mut felter = vec![
        ("response_type", "code"),
        ("client_id", "k"),
        ("redirect_uri", RET),
        ("scope", "openid profile"),
        ("state", "tilstand & mere"),
        ("nonce", "n1"),
        ("code_challenge", u.as_str()),
        ("code_challenge_method", "S256"),
    ];
    for (n, v) in aendr {
        felter.retain(|(m, _)| m != n);
        felter.push((n, v));
    }
    felter.retain(|(_, v)| !v.is_empty());
    format!("{}?{}", sti::AUTORISER, form(&felter))
}

/// What stands in the address that the browser is sent to.
fn svaret(s: &Svar) -> Vec<(String, String)> {
    let sted = s.sted.as_deref().unwrap_or_else(|| panic!("{} {}", s.status, s.krop));
    form_urlencoded::parse(sted.split_once('?').unwrap().1.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
}

fn af<'f>(felter: &'f [(String, String)], navn: &str) -> &'f str {
    felter.iter().find(|(n, _)| n == navn).map_or("", |(_, v)| v)
}

async fn kode(v: &Verden, aendr: &[(&str, &str)]) -> String {
    let mut svar = v.get(&autoriser(aendr)).await;
    if svar.sted.is_none() {
        svar = v.log_ind(&svar, ANNA, "Substantial").await;
    }
    let felter = svaret(&svar);
    assert_eq!((af(&felter, "state"), af(&felter, "iss")), ("tilstand & mere", "https://login.example/runtime/oauth2"), "{felter:?}");
    af(&felter, "code").to_owned()
}

fn basic() -> String {
    let h: String = form_urlencoded::byte_serialize(HEMMELIG.as_bytes()).collect();
    format!("Basic {}", STANDARD.encode(format!("k:{h}")))
}

async fn token(v: &Verden, kode: &str, aendr: &[(&str, &str)], bevis: Option<&str>) -> (u16, Value) {
    let mut felter = vec![("grant_type", "authorization_code"), ("code", kode), ("redirect_uri", RET), ("code_verifier", VERIFIER)];
    for (n, v) in aendr {
        felter.retain(|(m, _)| m != n);
        felter.push((n, v));
    }
    let hoveder: Vec<(&str, &str)> = bevis.iter().map(|b| ("authorization", *b)).collect();
    let svar = v.kald(Method::POST, sti::TOKEN, &hoveder, form(&felter)).await;
    (svar.status, serde_json::from_str(&svar.krop).unwrap_or_else(|e| panic!("{e}: {}", svar.krop)))
}

fn laes(id_token: &str) -> Value {
    let (n, e) = par(0).noegle.offentlig().modulus_og_eksponent();
    let mut regler = Validation::new(Algorithm::RS256);
    regler.validate_exp = false;
    regler.set_audience(&["k"]);
    regler.set_issuer(&["https://login.example/runtime/oauth2"]);
    jsonwebtoken::decode::<Value>(id_token, &DecodingKey::from_rsa_raw_components(&n, &e), &regler).unwrap().claims
}

async fn bruger(v: &Verden, token: &str) -> (u16, Value) {
    let svar = v.kald(Method::GET, sti::BRUGER, &[("authorization", &format!("Bearer {token}"))], String::new()).await;
    (svar.status, serde_json::from_str(&svar.krop).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn g46_a_code_becomes_an_id_token_with_the_level() {
    let v = verden(json!({}));
    let k = kode(&v, &[]).await;
    let (status, t) = token(&v, &k, &[], Some(&basic())).await;
    assert_eq!((status, &t["token_type"], &t["expires_in"]), (200, &json!("Bearer"), &json!(3600)), "{t}");
    let id = laes(t["id_token"].as_str().unwrap());
    assert_eq!(
        (&id["sub"], &id["nonce"], &id["acr"], &id["name"], &id[LOA], &id["azp"]),
        (
            &json!(ANNA.to_string()),
            &json!("n1"),
            &json!("https://data.gov.dk/concept/core/nsis/loa/Substantial"),
            &json!("Anna Kværn"),
            &json!("Substantial"),
            &json!("k")
        )
    );
    let adgang = t["access_token"].as_str().unwrap();
    assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&sha256(adgang.as_bytes())[..16]));
    let (status, b) = bruger(&v, adgang).await;
    assert_eq!((status, &b["sub"], &b["family_name"]), (200, &id["sub"], &json!("Kværn")));
    assert!(b.get("iss").is_none() && b.get("https://data.gov.dk/model/core/eid/cprNumber").is_none());
    // A second login in the same session asks nobody; prompt and max_age do.
    assert!(v.get(&autoriser(&[("prompt", "none")])).await.sted.unwrap().contains("code="));
    for aendr in [("prompt", "login"), ("max_age", "0"), ("prompt", "select_account")] {
        assert!(v.get(&autoriser(&[aendr])).await.sted.is_none(), "{aendr:?}");
    }
    v.frem(100);
    assert!(v.get(&autoriser(&[("max_age", "200")])).await.sted.is_some());
    assert!(v.get(&autoriser(&[("max_age", "50")])).await.sted.is_none());
    let felter = svaret(&v.get(&autoriser(&[("max_age", "50"), ("prompt", "none")])).await);
    assert_eq!(af(&felter, "error"), "login_required");
    // By a form of the browser.
    let svar = v.get(&autoriser(&[("response_mode", "form_post")])).await;
    assert_eq!((svar.til().as_str(), svar.felt("state").as_str()), (RET, "tilstand & mere"));
    assert!(svar.felt("code").len() == 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn acr_values_ask_for_a_level_and_the_minimum_holds_without_them() {
    const HOEJ: &str = "https://data.gov.dk/concept/core/nsis/loa/High";
    let v = verden(json!({ "minimum": "Betydelig" }));
    let side = v.get(&autoriser(&[("acr_values", HOEJ)])).await;
    let felter = svaret(&v.log_ind(&side, ANNA, "Substantial").await);
    assert_eq!(af(&felter, "error"), "unmet_authentication_requirements");
    let side = v.get(&autoriser(&[("acr_values", "https://data.gov.dk/concept/core/nsis/loa/Low x")])).await;
    let felter = svaret(&v.log_ind(&side, ANNA, "Low").await);
    assert_eq!(af(&felter, "error"), "unmet_authentication_requirements", "downgraded");
    let k = kode(&v, &[]).await;
    let felter = svaret(&v.get(&autoriser(&[("acr_values", HOEJ), ("prompt", "none")])).await);
    assert_eq!(af(&felter, "error"), "login_required");
    let (_, t) = token(&v, &k, &[], Some(&basic())).await;
    assert!(laes(t["id_token"].as_str().unwrap())["acr"].as_str().unwrap().ends_with("/Substantial"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizens_number_is_told_for_its_own_scope_alone() {
    let v = verden(json!({}));
    for (scope, ventet) in [("openid profile", None), ("openid cpr", Some("6101010000"))] {
        v.kager.lock().unwrap().clear();
        let side = v.get(&autoriser(&[("scope", scope)])).await;
        let felter = svaret(&v.log_ind(&side, BORGER, "High").await);
        let (_, t) = token(&v, af(&felter, "code"), &[], Some(&basic())).await;
        let id = laes(t["id_token"].as_str().unwrap());
        assert_eq!(id["https://data.gov.dk/model/core/eid/cprNumber"].as_str(), ventet, "{scope}");
        assert_eq!(id["name"].is_string(), scope.contains("profile"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tricks_with_the_redirect_are_refused_on_our_own_page() {
    let v = verden(json!({}));
    for r in [
        "https://ond.example/ret",
        "https://klient.example/ret/",
        "https://klient.example/ret?x=1",
        "https://klient.example/ret#x",
        "https://klient.example/ret/../ond",
        "HTTPS://klient.example/ret",
        "https://klient.example:443/ret",
        "https://klient.example.ond.example/ret",
        "http://klient.example/ret",
        "javascript:alert(1)",
        "",
    ] {
        let svar = v.get(&autoriser(&[("redirect_uri", r)])).await;
        assert!(svar.status == 400 && svar.sted.is_none() && !svar.krop.contains("ond.example"), "{r}: {} {:?}", svar.krop, svar.sted);
    }
    let dobbelt = format!("{}&redirect_uri=https%3A%2F%2Fond.example", autoriser(&[]));
    assert_eq!(v.get(&dobbelt).await.status, 400);
    assert_eq!(v.get(&autoriser(&[("client_id", "andet")])).await.status, 404);
    for (aendr, ventet) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", "code id_token"), "unsupported_response_type"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("scope", "profile"), "invalid_scope"),
        (("request", "eyJ"), "request_not_supported"),
        (("request_uri", "https://ond.example"), "request_uri_not_supported"),
        (("prompt", "none login"), "invalid_request"),
        (("max_age", "-1"), "invalid_request"),
        (("response_mode", "fragment"), "invalid_request"),
    ] {
        let felter = svaret(&v.get(&autoriser(&[aendr])).await);
        assert_eq!((af(&felter, "error"), af(&felter, "code")), (ventet, ""), "{aendr:?}");
        assert_eq!(af(&felter, "iss"), "https://login.example/runtime/oauth2", "also with a refusal");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once_for_its_client_its_address_and_whoever_asked() {
    let v = verden(json!({}));
    let mere = json!({ "navn": "Anden", "oidc": { "client_id": "anden", "redirect_uris": [RET], "token_endpoint_auth_method": "none" } });
    v.skriv("systemer/anden.json", &mere.to_string());
    let k = kode(&v, &[]).await;
    for (aendr, bevis, ventet) in [
        (&[("code", "gaet")][..], Some(basic()), "invalid_grant"),
        (&[("redirect_uri", "http://127.0.0.1:8000/cb")], Some(basic()), "invalid_grant"),
        (&[("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX")], Some(basic()), "invalid_grant"),
        (&[("code_verifier", "")], Some(basic()), "invalid_grant"),
        // Injection: the code of the one client with the other's name.
        (&[("client_id", "anden")], None, "invalid_grant"),
        (&[("grant_type", "password")], Some(basic()), "unsupported_grant_type"),
        (&[("client_id", "anden")], Some(basic()), "invalid_client"),
    ] {
        let (status, t) = token(&v, &k, aendr, bevis.as_deref()).await;
        assert!(status >= 400 && t["error"] == ventet, "{aendr:?}: {t}");
    }
    let (status, t) = token(&v, &k, &[], Some(&basic())).await;
    assert_eq!(status, 200, "none of it has spoilt the code: {t}");
    let adgang = t["access_token"].as_str().unwrap();
    assert_eq!(bruger(&v, adgang).await.0, 200);
    let (status, igen) = token(&v, &k, &[], Some(&basic())).await;
    assert_eq!((status, &igen["error"]), (400, &json!("invalid_grant")), "code reuse");
    assert_eq!(bruger(&v, adgang).await.0, 401, "and what the first was given is gone");
    let gammel = kode(&v, &[]).await;
    v.frem(graenser::LOGIN_KODE_SEKUNDER + 1);
    assert_eq!(token(&v, &gammel, &[], Some(&basic())).await.1["error"], "invalid_grant", "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_proves_itself_in_the_one_way_that_it_is_registered_with() {
    let v = verden(json!({}));
    let k = kode(&v, &[]).await;
    let forkert = format!("Basic {}", STANDARD.encode("k:gaet"));
    for (aendr, bevis) in [
        (&[][..], Some(forkert.as_str())),
        (&[], Some("Basic ")),
        (&[], Some("Bearer x")),
        (&[("client_id", "k")], None),
        (&[("client_id", "k"), ("client_secret", HEMMELIG)], None),
        (&[("client_id", "x"), ("client_secret", HEMMELIG)], None),
    ] {
        let (status, t) = token(&v, &k, aendr, bevis).await;
        assert_eq!((status, &t["error"]), (401, &json!("invalid_client")), "{aendr:?} {bevis:?}");
    }
    let (_, t) = token(&v, &k, &[("client_secret", HEMMELIG)], Some(&basic())).await;
    assert_eq!(t["error"], "invalid_request", "two ways at once");
    let post = verden(json!({ "token_endpoint_auth_method": "client_secret_post" }));
    let k = kode(&post, &[]).await;
    assert_eq!(token(&post, &k, &[], Some(&basic())).await.0, 401);
    assert_eq!(token(&post, &k, &[("client_id", "k"), ("client_secret", HEMMELIG)], None).await.0, 200);
    let uden = verden(json!({ "token_endpoint_auth_method": "none", "secret_sha256": null }));
    let k = kode(&uden, &[]).await;
    assert_eq!(token(&uden, &k, &[("client_id", "k")], None).await.0, 200);
}

fn paastand(v: &Verden, aendr: Value, noegle: usize, alg: Algorithm) -> String {
    let nu = v.nu().mikros() / 1_000_000;
    let mut krav = json!({ "iss": "k", "sub": "k", "aud": format!("{OS}{}", sti::TOKEN), "exp": nu + 60, "iat": nu, "jti": "1" });
    for (n, v) in aendr.as_object().unwrap() {
        krav[n] = v.clone();
    }
    let hoved = Header { kid: Some("k1".into()), ..Header::new(alg) };
    let n = match alg {
        Algorithm::HS256 => EncodingKey::from_secret(par(noegle).certifikat().pem().as_bytes()),
        _ => EncodingKey::from_rsa_pem(par(noegle).noegle.til_pem().as_bytes()).unwrap(),
    };
    jsonwebtoken::encode(&hoved, &krav, &n).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn private_key_jwt_is_for_us_in_time_by_its_key_and_once() {
    let v = verden(json!({ "token_endpoint_auth_method": "private_key_jwt", "secret_sha256": null, "jwks": jwks(2, "sig") }));
    let k = kode(&v, &[]).await;
    let nu = v.nu().mikros() / 1_000_000;
    let send = async |jwt: &str| {
        token(
            &v,
            &k,
            &[("client_assertion", jwt), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")],
            None,
        )
        .await
    };
    let ingen = {
        let god = paastand(&v, json!({}), 2, Algorithm::RS256);
        let krop = god.split('.').nth(1).unwrap();
        format!("{}.{krop}.", URL_SAFE_NO_PAD.encode("{\"alg\":\"none\"}"))
    };
    for (navn, jwt) in [
        ("none", ingen),
        ("HS256 with the public key", paastand(&v, json!({}), 2, Algorithm::HS256)),
        ("another algorithm", paastand(&v, json!({}), 2, Algorithm::RS512)),
        ("another key", paastand(&v, json!({}), 3, Algorithm::RS256)),
        ("audience", paastand(&v, json!({ "aud": "https://andet.example/token" }), 2, Algorithm::RS256)),
        (
            "audience beside us",
            paastand(&v, json!({ "aud": [format!("{OS}{}", sti::TOKEN), "https://andet.example"] }), 2, Algorithm::RS256),
        ),
        ("issuer", paastand(&v, json!({ "iss": "x" }), 2, Algorithm::RS256)),
        ("expired", paastand(&v, json!({ "exp": nu - 1 }), 2, Algorithm::RS256)),
        ("good for years", paastand(&v, json!({ "exp": nu + 99_999_999 }), 2, Algorithm::RS256)),
        ("without an id", paastand(&v, json!({ "jti": "" }), 2, Algorithm::RS256)),
        ("no JWT", "x".into()),
    ] {
        let (status, t) = send(&jwt).await;
        assert_eq!((status, &t["error"]), (401, &json!("invalid_client")), "{navn}");
    }
    let god = paastand(&v, json!({ "aud": v.l.oidc_udsteder() }), 2, Algorithm::RS256);
    assert_eq!(send(&god).await.0, 200);
    let (status, t) = send(&god).await;
    assert_eq!((status, &t["error"]), (401, &json!("invalid_client")), "replayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_is_encrypted_for_the_client_that_wants_it() {
    let v = verden(json!({ "jwks": jwks(3, "enc"), "krypteret_id_token": true }));
    let k = kode(&v, &[]).await;
    let (_, t) = token(&v, &k, &[], Some(&basic())).await;
    let dele: Vec<&str> = t["id_token"].as_str().unwrap().split('.').collect();
    assert_eq!(dele.len(), 5);
    let b = |nr: usize| URL_SAFE_NO_PAD.decode(dele[nr]).unwrap();
    let hoved: Value = serde_json::from_slice(&b(0)).unwrap();
    assert_eq!((&hoved["alg"], &hoved["enc"], &hoved["kid"]), (&json!("RSA-OAEP-256"), &json!("A256GCM"), &json!("k1")));
    let l = Lukket { noegle: b(1), iv: b(2).try_into().unwrap(), tekst: b(3), maerke: b(4) };
    let klar = kryptering::aabn(&par(3).noegle, Oaep::Sha256, dele[0].as_bytes(), &l).unwrap();
    assert_eq!(laes(std::str::from_utf8(&klar).unwrap())["nonce"], "n1");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_session_has_given_ends_with_it() {
    let v = verden(json!({ "frontchannel_logout_uri": "https://klient.example/ud?x=1" }));
    let k = kode(&v, &[]).await;
    let (_, t) = token(&v, &k, &[], Some(&basic())).await;
    let (adgang, id_token) = (t["access_token"].as_str().unwrap(), t["id_token"].as_str().unwrap());
    let ubrugt = kode(&v, &[]).await;
    // Without the token of this session the user is asked, and nobody is sent anywhere that was not registered.
    let logud = |felter: &[(&str, &str)]| format!("{}?{}", sti::LOGUD, form(felter));
    assert_eq!(v.get(&logud(&[])).await.sted.as_deref(), Some("/login"));
    assert_eq!(
        v.get(&logud(&[("client_id", "k"), ("post_logout_redirect_uri", "https://klient.example/ude")])).await.sted.as_deref(),
        Some("/login")
    );
    for galt in [
        logud(&[("id_token_hint", id_token), ("post_logout_redirect_uri", "https://ond.example")]),
        logud(&[("id_token_hint", &format!("{}x", id_token))]),
        logud(&[("id_token_hint", id_token), ("client_id", "x")]),
        logud(&[("post_logout_redirect_uri", "https://ond.example")]),
    ] {
        let svar = v.get(&galt).await;
        assert!(svar.status == 400 && svar.sted.is_none(), "{galt}");
    }
    assert_eq!(bruger(&v, adgang).await.0, 200);
    let svar =
        v.get(&logud(&[("id_token_hint", id_token), ("post_logout_redirect_uri", "https://klient.example/ude"), ("state", "s")])).await;
    assert_eq!(svar.sted.as_deref(), Some("https://klient.example/ude?state=s"));
    assert_eq!(bruger(&v, adgang).await.0, 401);
    assert_eq!(token(&v, &ubrugt, &[], Some(&basic())).await.1["error"], "invalid_grant");
    assert_eq!(
        v.get(&logud(&[("id_token_hint", id_token), ("post_logout_redirect_uri", "https://klient.example/ude")])).await.status,
        303,
        "again: it has ended"
    );
    // The user's own button: the client is told in a frame.
    v.kager.lock().unwrap().clear();
    kode(&v, &[]).await;
    let side = v.get("/login").await;
    let svar = v.post("/login/logud", &[("segl", &side.felt("segl"))]).await;
    assert!(svar.krop.contains("src=\"https://klient.example/ud?x=1&amp;iss="), "{}", svar.krop);
    assert!(svar.hoveder["content-security-policy"].to_str().unwrap().contains("frame-src https://klient.example"));
    let svar = v.post("/login/logud/videre", &[("segl", &svar.felt("segl"))]).await;
    assert!(svar.krop.contains("Du er logget ud"), "{}", svar.krop);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_names_what_is_there_and_the_keys_follow() {
    let v = verden(json!({}));
    let d: Value = serde_json::from_str(&v.get(sti::OPDAGELSE).await.krop).unwrap();
    assert_eq!(d["issuer"], "https://login.example/runtime/oauth2");
    assert_eq!(format!("{}/.well-known/openid-configuration", d["issuer"].as_str().unwrap()), format!("{OS}{}", sti::OPDAGELSE));
    for navn in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"] {
        let sted = d[navn].as_str().unwrap();
        assert_ne!(v.get(sted).await.status, 404, "{sted}");
    }
    sikkerhed::noeglering::skriv_par(&v.mappe.path().join("noegler"), "login-naeste", &par(2)).unwrap();
    v.l.noegler.genindlaes().unwrap();
    let j: Value = serde_json::from_str(&v.get(sti::JWKS).await.krop).unwrap();
    assert_eq!(j["keys"].as_array().unwrap().len(), 2);
}
