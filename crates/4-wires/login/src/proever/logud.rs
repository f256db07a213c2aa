//! Log-out: by a system, by the user, and what is refused.
use super::verden::{ACS, OS, SP, Svar, Verden, par, sp_metadata, tekst};
use crate::saml::besked;
use crate::saml::{PERSISTENT, SAML, SAMLP, sti};
use axum::http::Method;

const SP2: &str = "https://andet.example/saml";

fn to_systemer() -> Verden {
    Verden::med(
        &[
            ("sp", "{\"navn\":\"Et\"}", Some(sp_metadata(SP, ACS, Some("https://sp.example/slo"), par(1).certifikat(), false))),
            (
                "sp2",
                "{\"navn\":\"To\"}",
                Some(sp_metadata(SP2, "https://andet.example/acs", Some("https://andet.example/slo"), par(2).certifikat(), false)),
            ),
        ],
        &[],
        true,
    )
}

fn logud(v: &Verden, id: &str, navn: &str, indeks: &str, noegle: usize, fra: &str) -> String {
    let xml = format!(
        "<samlp:LogoutRequest xmlns:samlp=\"{SAMLP}\" Destination=\"{OS}{}\" ID=\"{id}\" IssueInstant=\"{}\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"{SAML}\">{fra}</saml:Issuer>\
         <saml:NameID xmlns:saml=\"{SAML}\" Format=\"{PERSISTENT}\">{navn}</saml:NameID><samlp:SessionIndex>{indeks}</samlp:SessionIndex></samlp:LogoutRequest>",
        sti::LOGUD,
        v.nu().til_utc_ms()
    );
    besked::til_adresse(&format!("{OS}{}", sti::LOGUD), "SAMLRequest", &xml, Some("mit"), &par(noegle).noegle).unwrap()
}

fn logud_svar(v: &Verden, svar_paa: &str, relay: &str, noegle: usize, fra: &str) -> String {
    let (foer, efter) = crate::saml::svar::svar("LogoutResponse", "_svar", fra, &format!("{OS}{}", sti::LOGUD), svar_paa, Ok(""), v.nu());
    besked::til_adresse(&format!("{OS}{}", sti::LOGUD), "SAMLResponse", &format!("{foer}{efter}"), Some(relay), &par(noegle).noegle)
        .unwrap()
}

/// What a redirect carries: the message and the state.
fn pak_ud(adresse: &str, felt: &str) -> (String, String) {
    let query = adresse.split_once('?').unwrap().1;
    let b = besked::Indkommet::fra_adresse(query, felt).unwrap();
    (b.xml.clone(), b.relay.clone().unwrap_or_default())
}

fn id_af(xml: &str) -> String {
    xml.split_once(" ID=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

fn navn_og_indeks(svar: &Svar) -> (String, String) {
    let xml = svar.saml();
    (tekst(&xml, "NameID"), xml.split_once("SessionIndex=\"").unwrap().1.split_once('"').unwrap().0.to_owned())
}

/// The other system asks, in the same session.
async fn ind_i_det_andet(v: &Verden) {
    let a = super::verden::Authn { id: "_a2", udsteder: SP2, sted: "https://andet.example/acs", ..Default::default() };
    let adresse = besked::til_adresse(&format!("{OS}{}", sti::LOGIN), "SAMLRequest", &a.xml(&[]).concat(), None, &par(2).noegle).unwrap();
    assert!(v.get(&adresse).await.krop.contains("SAMLResponse"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_system_logs_out_and_the_other_is_told_before_it_is_answered() {
    let v = to_systemer();
    let (navn, indeks) = navn_og_indeks(&v.anna_ind("_1", "Low").await);
    ind_i_det_andet(&v).await;
    let svar = v.get(&logud(&v, "_ud", &navn, &indeks, 1, SP)).await;
    let til_andet = svar.sted.unwrap();
    assert!(til_andet.starts_with("https://andet.example/slo?"), "{til_andet}");
    assert!(v.get("/login").await.krop.contains("Du er ikke logget ind"), "gone from the first step on");
    let (xml, relay) = pak_ud(&til_andet, "SAMLRequest");
    // Somebody else's answer, or an answer to something else, ends nothing.
    for (svar_paa, noegle, fra) in [("_gaet", 2, SP2), (id_af(&xml).as_str(), 1, SP), (id_af(&xml).as_str(), 1, SP2)] {
        assert_eq!(v.get(&logud_svar(&v, svar_paa, &relay, noegle, fra)).await.status, 400, "{svar_paa} {fra}");
    }
    let svar = v.get(&logud_svar(&v, &id_af(&xml), &relay, 2, SP2)).await;
    let tilbage = svar.sted.unwrap();
    let (xml, relay) = pak_ud(&tilbage, "SAMLResponse");
    assert!(tilbage.starts_with("https://sp.example/slo?") && xml.contains("InResponseTo=\"_ud\"") && xml.contains("Success"), "{xml}");
    assert_eq!(relay, "mit");
    assert!(!xml.contains("PartialLogout"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_that_cannot_be_told_makes_it_partial() {
    let v = to_systemer();
    v.skriv("systemer/sp2.xml", &sp_metadata(SP2, "https://andet.example/acs", None, par(2).certifikat(), false));
    let (navn, indeks) = navn_og_indeks(&v.anna_ind("_1", "Low").await);
    ind_i_det_andet(&v).await;
    let svar = v.get(&logud(&v, "_ud", &navn, &indeks, 1, SP)).await;
    assert!(pak_ud(&svar.sted.unwrap(), "SAMLResponse").0.contains("PartialLogout"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_logged_out_by_another_than_who_may() {
    let v = to_systemer();
    let (navn, indeks) = navn_og_indeks(&v.anna_ind("_1", "Low").await);
    for (hvad, adresse, status) in [
        ("unsigned", logud(&v, "_1u", &navn, &indeks, 1, SP).split("&SigAlg").next().unwrap().to_owned(), 400),
        ("another's key", logud(&v, "_2u", &navn, &indeks, 2, SP), 400),
        ("a system that the user is not logged in to", logud(&v, "_3u", &navn, &indeks, 2, SP2), 303),
        ("another user's name", logud(&v, "_4u", "https://data.gov.dk/model/core/eid/professional/uuid/x", &indeks, 1, SP), 303),
        ("another session", logud(&v, "_5u", &navn, "_00000000000000000000000000000001-x", 1, SP), 303),
        ("no index that means anything", logud(&v, "_6u", &navn, "x", 1, SP), 303),
        ("comment in NameID", logud(&v, "_7u", &format!("{navn}<!-- x -->"), &indeks, 1, SP), 400),
    ] {
        assert_eq!(v.get(&adresse).await.status, status, "{hvad}");
        assert!(v.get("/login").await.krop.contains("Anna"), "{hvad}");
    }
    let gentaget = logud(&v, "_8u", "x", &indeks, 1, SP);
    assert_eq!(v.get(&gentaget).await.status, 303);
    assert_eq!(v.get(&gentaget).await.status, 400, "replayed");
    v.frem(2_000);
    let gammel = logud(&v, "_9u", &navn, &indeks, 1, SP);
    v.frem(2_000);
    assert_eq!(v.get(&gammel).await.status, 400, "old");
}

#[tokio::test(flavor = "multi_thread")]
async fn csrf_at_logout_our_own_button_works_for_its_session_and_page_alone() {
    let v = Verden::ny();
    v.anna_ind("_1", "Low").await;
    let segl = v.get("/login").await.felt("segl");
    let krop = super::verden::form(&[("segl", &segl)]);
    for (n, h) in [("sec-fetch-site", "cross-site"), ("origin", "https://ond.example")] {
        assert_eq!(v.kald(Method::POST, "/login/logud", &[(n, h)], krop.clone()).await.status, 403);
    }
    assert_eq!(v.post("/login/logud", &[("segl", "")]).await.status, 400);
    let mine = std::mem::take(&mut *v.kager.lock().unwrap());
    v.anna_ind("_2", "Low").await;
    assert_eq!(v.post("/login/logud", &[("segl", &segl)]).await.status, 400, "a button made for another session");
    *v.kager.lock().unwrap() = mine;
    assert_eq!(v.get("/login/logud").await.status, 405, "not by an address");
    let svar = v.kald(Method::POST, "/login/logud", &[("origin", OS), ("sec-fetch-site", "same-origin")], krop).await;
    assert!(svar.sted.unwrap().starts_with("https://sp.example/slo?"), "the system is told");
    assert!(v.get("/login").await.krop.contains("Du er ikke logget ind"));
}
