//! A municipality's provider of OpenID Connect.
use super::verden::{ACS, SP, TOKENS, Verden, attribut, par, sp_metadata};
use crate::niveau::LOA;
use crate::saml::svar::OIO3;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn verden() -> Verden {
    let (n, e) = par(3).noegle.offentlig().modulus_og_eksponent();
    let u = json!({
        "navn": "Korsbæk", "myndigheder": ["11111111"], "hoejst": "Betydelig",
        "oidc": {
            "issuer": "https://op.example", "authorization_endpoint": "https://op.example/auth", "token_endpoint": "https://op.example/token",
            "client_id": "os", "hemmelighed": "op.hemmelig",
            "jwks": { "keys": [{ "kty": "RSA", "use": "sig", "kid": "k", "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e) }] },
        },
    });
    let v = Verden::med(&[("sp", "{\"navn\":\"Prøvesystem\"}", Some(sp_metadata(SP, ACS, None, par(1).certifikat(), false)))], &[], false);
    sikkerhed::noeglering::skriv_privat(&v.mappe.path().join("login/op.hemmelig"), b"hemmelig\n").unwrap();
    v.skriv("udbydere/op.json", &u.to_string());
    v
}

/// What the provider was asked, and where it answers to.
async fn venter(v: &Verden, id: &str) -> BTreeMap<String, String> {
    let sted = v.get(&v.anmod(id, &[])).await.sted.unwrap();
    assert!(sted.starts_with("https://op.example/auth?"), "{sted}");
    form_urlencoded::parse(sted.split_once('?').unwrap().1.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
}

fn token(v: &Verden, nonce: &str, aendr: &Value, noegle: usize, alg: Algorithm) -> String {
    let nu = v.nu().mikros() / 1_000_000;
    let mut krav = json!({
        "iss": "https://op.example", "aud": "os", "sub": "karen", "exp": nu + 60, "iat": nu, "nonce": nonce, "acr": "https://data.gov.dk/concept/core/nsis/loa/High",
        "name": "Karen Kommune", "https://data.gov.dk/model/core/eid/professional/cvr": "11111111",
    });
    for (n, v) in aendr.as_object().unwrap() {
        krav[n] = v.clone();
    }
    let n = match alg {
        Algorithm::HS256 => EncodingKey::from_secret(b"hemmelig"),
        _ => EncodingKey::from_rsa_pem(par(noegle).noegle.til_pem().as_bytes()).unwrap(),
    };
    jsonwebtoken::encode(&Header { kid: Some("k".into()), ..Header::new(alg) }, &krav, &n).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn g47_a_provider_of_openid_connect_vouches_up_to_its_level() {
    let v = verden();
    let q = venter(&v, "_1").await;
    let kode = format!("kode-{}", q["state"]);
    TOKENS.lock().unwrap().insert(kode.clone(), token(&v, &q["nonce"], &json!({}), 3, Algorithm::RS256));
    let svar = v.get(&format!("{}?state={}&code={kode}&iss=https%3A%2F%2Fop.example", q["redirect_uri"], q["state"])).await;
    let xml = svar.saml();
    assert_eq!(attribut(&xml, LOA).as_deref(), Some("Substantial"), "no more than it is registered for");
    assert_eq!(attribut(&xml, &format!("{OIO3}eid/fullName")).as_deref(), Some("Karen Kommune"));
    let igen = v.get(&format!("{}?state={}&code={kode}", q["redirect_uri"], q["state"])).await;
    assert_eq!(igen.status, 400, "the answer again");
}

#[tokio::test(flavor = "multi_thread")]
async fn attacks_on_the_answer_are_refused() {
    let v = verden();
    let nu = v.nu().mikros() / 1_000_000;
    for (nr, (navn, aendr, noegle, alg)) in [
        ("another nonce", json!({ "nonce": "x" }), 3, Algorithm::RS256),
        ("another audience", json!({ "aud": "andre" }), 3, Algorithm::RS256),
        ("several audiences without a party", json!({ "aud": ["os", "andre"] }), 3, Algorithm::RS256),
        ("another party", json!({ "azp": "andre" }), 3, Algorithm::RS256),
        ("another issuer", json!({ "iss": "https://ond.example" }), 3, Algorithm::RS256),
        ("expired", json!({ "exp": nu - 100 }), 3, Algorithm::RS256),
        ("another key", json!({}), 2, Algorithm::RS256),
        ("HS256 with our secret", json!({}), 3, Algorithm::HS256),
        ("another authority", json!({ "https://data.gov.dk/model/core/eid/professional/cvr": "22222222" }), 3, Algorithm::RS256),
        ("no level", json!({ "acr": "urn:x" }), 3, Algorithm::RS256),
    ]
    .into_iter()
    .enumerate()
    {
        let q = venter(&v, &format!("_{nr}")).await;
        let kode = format!("kode-{nr}-{}", q["state"]);
        TOKENS.lock().unwrap().insert(kode.clone(), token(&v, &q["nonce"], &aendr, noegle, alg));
        let svar = v.get(&format!("{}?state={}&code={kode}", q["redirect_uri"], q["state"])).await;
        assert!(svar.status >= 400 && !svar.krop.contains("SAMLResponse"), "{navn}: {}", svar.krop);
    }
    let q = venter(&v, "_x").await;
    let (sted, tilstand) = (&q["redirect_uri"], &q["state"]);
    for (navn, adresse) in [
        ("mix-up by iss", format!("{sted}?state={tilstand}&code=x&iss=https%3A%2F%2Fond.example")),
        ("mix-up by address", format!("{}?state={tilstand}&code=x", sted.replace(sted.rsplit('/').next().unwrap(), "0123456789abcdef"))),
        ("another state", format!("{sted}?state={}&code=x", "0".repeat(32))),
        ("a code that the provider does not know", format!("{sted}?state={tilstand}&code=gaet")),
    ] {
        let svar = v.get(&adresse).await;
        assert!(svar.status >= 400 && !svar.krop.contains("SAMLResponse"), "{navn}: {}", svar.krop);
    }
    let svar = v.get(&format!("{sted}?state={tilstand}&error=access_denied")).await;
    assert!(svar.saml().contains(":AuthnFailed\""));
}
