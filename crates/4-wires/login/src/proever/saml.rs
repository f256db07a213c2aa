//! Systems that ask by SAML: what is answered, and what is refused.
use super::verden::{ACS, ANNA, Authn, BORGER, OS, SP, Verden, attribut, form, par, sp_metadata, tekst};
use crate::niveau::LOA;
use crate::saml::besked::{self, daekket, underskriv};
use crate::saml::sti;
use crate::saml::svar::{OIO2, OIO3};
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::fejl::Fejlkode;
use sikkerhed::xmlenc;

fn krav(klasse: &str, sammenligning: &str) -> String {
    format!(
        "<samlp:RequestedAuthnContext Comparison=\"{sammenligning}\"><saml:AuthnContextClassRef xmlns:saml=\"{}\">{klasse}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>",
        crate::saml::SAML
    )
}

/// A request with that content.
fn med_indhold(v: &Verden, id: &str, attributter: &str, indhold: &str) -> String {
    let a = Authn { id, nu: v.nu(), attributter, indhold, ..Authn::default() };
    besked::til_adresse(&format!("{OS}{}", sti::LOGIN), "SAMLRequest", &a.xml(&[]).concat(), None, &par(1).noegle).unwrap()
}

fn er_underskrevet(xml: &str, navn: &str) {
    let rod = grund::xml::parse(xml).unwrap();
    let e = if rod.navn.lokal == navn { &rod } else { rod.elementer().find(|e| e.navn.lokal == navn).unwrap() };
    assert!(daekket(&rod, e, &[par(0).certifikat().clone()], super::verden::nu()).unwrap(), "{navn}");
}

#[tokio::test(flavor = "multi_thread")]
async fn g47_a_signed_request_becomes_a_signed_assertion_with_the_nsis_level() {
    let v = Verden::ny();
    let svar = v.anna_ind("_1", "Substantial").await;
    assert_eq!((svar.status, svar.til().as_str(), svar.felt("RelayState").as_str()), (200, ACS, "tilbage"), "{}", svar.krop);
    let xml = svar.saml();
    er_underskrevet(&xml, "Response");
    er_underskrevet(&xml, "Assertion");
    for t in [
        "InResponseTo=\"_1\"".to_owned(),
        format!("Destination=\"{ACS}\""),
        format!("Recipient=\"{ACS}\""),
        format!("<saml:Audience>{SP}</saml:Audience>"),
        "<saml:AuthnContextClassRef>https://data.gov.dk/concept/core/nsis/loa/Substantial</saml:AuthnContextClassRef>".to_owned(),
        "NotOnOrAfter=\"2026-06-01T12:05:00.000Z\"".to_owned(),
    ] {
        assert!(xml.contains(&t), "{t}: {xml}");
    }
    assert_eq!(attribut(&xml, LOA).as_deref(), Some("Substantial"));
    assert_eq!(attribut(&xml, &format!("{OIO3}eid/professional/cvr")).as_deref(), Some("11111111"));
    assert_eq!(attribut(&xml, &format!("{OIO3}eid/professional/uuid/persistent")), Some(ANNA.to_string()));
    assert_eq!(attribut(&xml, &format!("{OIO3}eid/lastName")).as_deref(), Some("Kværn"));
    let spor = v.spor.lock().unwrap().clone();
    assert!(spor.bruger_bevist && spor.bruger.unwrap().contains("NSIS Betydelig"), "the log has the level");
}

#[tokio::test(flavor = "multi_thread")]
async fn g44_the_older_profile_names_the_user_as_a_certificate_would_and_gives_translated_roles() {
    let v = Verden::med(
        &[("sp", "{\"navn\":\"Gammelt\",\"profil\":\"OIOSAML2\"}", Some(sp_metadata(SP, ACS, None, par(1).certifikat(), true)))],
        &[],
        true,
    );
    v.skriv(
        "roller.json",
        &format!(
            "[{{\"entity_id\":\"http://korsbaek.dk/roles/jobrole/sag/1\",\"myndighed\":\"11111111\",\"roller\":[{{\"system\":\"{SP}\",\"rolle\":\"http://sp/roles/usersystemrole/laes/1\",\
             \"afgraensninger\":[{{\"type\":\"http://sts.kombit.dk/constraints/KLE/1\",\"parameter\":\"p\"}}]}}]}}]"
        ),
    );
    let side = v.get(&v.anmod("_1", &[])).await;
    let svar = v
        .post(
            "/login/udvikling",
            &[
                ("forloeb", &side.felt("forloeb")),
                ("person", &ANNA.to_string()),
                ("identitet", "High"),
                ("middel", "Substantial"),
                ("jobroller", "http://korsbaek.dk/roles/jobrole/sag/1 p=27.*,32"),
            ],
        )
        .await;
    let xml = svar.saml();
    assert!(!xml.contains("Kværn") && !xml.contains("<saml:Assertion"), "encrypted: {xml}");
    er_underskrevet(&xml, "Response");
    let rod = grund::xml::parse(&xml).unwrap();
    let lukket = rod.elementer().find(|e| e.navn.lokal == "EncryptedAssertion").unwrap();
    let klar = xmlenc::dekrypter(lukket, &[&par(1).noegle]).unwrap();
    er_underskrevet(&klar, "Assertion");
    assert_eq!(tekst(&klar, "NameID"), format!("C=DK,O=11111111,CN=Anna Kværn,Serial={ANNA}"));
    assert_eq!(attribut(&klar, &format!("{OIO2}AssuranceLevel")).as_deref(), Some("3"), "the lowest of identity and means");
    let bpp = adgang::bpp::laes_base64(&attribut(&klar, &format!("{OIO2}Privileges_intermediate")).unwrap()).unwrap();
    assert_eq!(bpp[0].privilegier, ["http://sp/roles/usersystemrole/laes/1"]);
    assert_eq!(bpp[0].afgraensninger["http://sts.kombit.dk/constraints/KLE/1"], ["27.*", "32"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_a_form_is_signed_inside_and_a_second_system_needs_no_second_login() {
    let v = Verden::ny();
    v.anna_ind("_1", "Low").await;
    let a = Authn { id: "_2", ..Authn::default() };
    let [foer, efter] = a.xml(&[]);
    let xml = underskriv(&foer, &efter, "_2", &par(1)).unwrap();
    let svar = v.post(sti::LOGIN, &[("SAMLRequest", &STANDARD.encode(&xml))]).await;
    assert!(svar.saml().contains("InResponseTo=\"_2\""), "{}", svar.krop);
    // The user is asked anew where the system wants it.
    let svar = v.get(&med_indhold(&v, "_3", "ForceAuthn=\"true\" ", "")).await;
    assert!(svar.krop.contains("log ind igen") || svar.krop.contains("logge ind igen"), "{}", svar.krop);
    v.frem(1);
    let svar = v.log_ind(&svar, ANNA, "Low").await;
    assert!(svar.saml().contains("AuthnInstant=\"2026-06-01T12:00:01.000Z\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_be_asked_is_not_asked() {
    let v = Verden::ny();
    let svar = v.get(&med_indhold(&v, "_1", "IsPassive=\"true\" ", "")).await;
    assert!(svar.saml().contains(":NoPassive\""), "{}", svar.saml());
    er_underskrevet(&svar.saml(), "Response");
    v.anna_ind("_2", "Low").await;
    let svar = v.get(&med_indhold(&v, "_3", "IsPassive=\"true\" ", "")).await;
    assert!(svar.saml().contains(":Success\""));
    let svar =
        v.get(&med_indhold(&v, "_4", "IsPassive=\"true\" ", &krav("https://data.gov.dk/concept/core/nsis/loa/High", "minimum"))).await;
    assert!(svar.saml().contains(":NoPassive\""), "a higher level can't be had without asking");
}

#[tokio::test(flavor = "multi_thread")]
async fn ns01_below_the_level_there_is_a_step_up_or_a_refusal_with_its_reason() {
    let v = Verden::med(
        &[("sp", "{\"navn\":\"Følsomt\",\"minimum\":\"Betydelig\"}", Some(sp_metadata(SP, ACS, None, par(1).certifikat(), false)))],
        &[],
        true,
    );
    let svar = v.anna_ind("_1", "Low").await;
    assert!(svar.saml().contains(":NoAuthnContext\""), "{}", svar.saml());
    assert!(v.hvorfor().contains("niveauet Lav; https://sp.example/saml kræver Betydelig"), "{}", v.hvorfor());
    let svar = v.anna_ind("_2", "Substantial").await;
    assert!(svar.saml().contains(":Success\""));
    // Step-up: the session is there and is not enough, so the user is asked again; then it is.
    let hoej = krav("https://data.gov.dk/concept/core/nsis/loa/High", "minimum");
    let side = v.get(&med_indhold(&v, "_3", "", &hoej)).await;
    assert!(side.krop.contains("<strong>Høj</strong>"), "{}", side.krop);
    let svar = v.log_ind(&side, ANNA, "High").await;
    assert!(svar.saml().contains("loa/High</saml:AuthnContextClassRef>"));
    // Asking for less than the system's minimum gives no less.
    v.kager.lock().unwrap().clear();
    let side = v.get(&med_indhold(&v, "_4", "", &krav("https://data.gov.dk/concept/core/nsis/loa/Low", "exact"))).await;
    let svar = v.log_ind(&side, ANNA, "Low").await;
    assert!(svar.saml().contains(":NoAuthnContext\""), "downgraded: {}", svar.saml());
}

#[tokio::test(flavor = "multi_thread")]
async fn citizens_and_other_authorities_users_get_in_where_the_system_is_theirs() {
    let v = Verden::ny();
    let side = v.get(&v.anmod("_1", &[])).await;
    assert!(!side.krop.contains("Bo Borger"));
    assert_eq!(v.log_ind(&side, BORGER, "High").await.status, 403);
    let m = || Some(sp_metadata(SP, ACS, None, par(1).certifikat(), false));
    let v = Verden::med(&[("sp", "{\"navn\":\"x\",\"borgere\":true,\"myndigheder\":[\"22222222\"]}", m())], &[], true);
    let side = v.get(&v.anmod("_1", &[])).await;
    let svar = v.log_ind(&side, BORGER, "High").await;
    assert_eq!(attribut(&svar.saml(), &format!("{OIO3}eid/cprNumber")).as_deref(), Some("6101010000"));
    assert_eq!(v.spor.lock().unwrap().personer, ["6101010000"], "whose login it is stands in the log, encrypted");
    let side = v.get(&v.anmod("_2", &[])).await;
    assert!(side.krop.contains("InResponseTo") || side.krop.contains("SAMLResponse"), "the session is enough");
    v.kager.lock().unwrap().clear();
    let side = v.get(&v.anmod("_3", &[])).await;
    assert_eq!(v.log_ind(&side, ANNA, "High").await.status, 403, "another authority's employee");
}

#[tokio::test(flavor = "multi_thread")]
async fn attacks_on_a_request_are_refused() {
    let v = Verden::ny();
    let a = Authn::default();
    let [foer, efter] = a.xml(&[]);
    let adresse = |xml: &str, noegle: usize| {
        besked::til_adresse(&format!("{OS}{}", sti::LOGIN), "SAMLRequest", xml, Some("x"), &par(noegle).noegle).unwrap()
    };
    let god = adresse(&format!("{foer}{efter}"), 1);
    let uden = |navn: &str| god.split('&').filter(|d| !d.starts_with(navn)).collect::<Vec<_>>().join("&");
    let xml = |aendr: &[(&str, &str)]| adresse(&a.xml(aendr).concat(), 1);
    for (navn, sti, ventet) in [
        ("unsigned", uden("Sig"), "not signed"),
        ("half signed", uden("SigAlg"), "come together"),
        ("by another key", adresse(&format!("{foer}{efter}"), 2), "not made by the key"),
        ("RelayState changed", god.replace("RelayState=x", "RelayState=y"), "not made by the key"),
        ("RelayState taken away", uden("RelayState"), "not made by the key"),
        ("sha1", god.replace("rsa-sha256", "rsa-sha1"), "signature by"),
        ("two requests", format!("{god}&SAMLRequest=x"), "twice"),
        ("for another", xml(&[(OS, "https://andet.example")]), "Destination"),
        ("for nobody", xml(&[(" Destination=", " Maal=")]), "no Destination"),
        ("another version", xml(&[("\"2.0\"", "\"1.1\"")]), "version"),
        ("old", xml(&[("2026-06-01T12:00", "2026-06-01T11:30")]), "IssueInstant"),
        ("from the future", xml(&[("2026-06-01T12:00", "2026-06-01T12:10")]), "IssueInstant"),
        ("open redirect", xml(&[(ACS, "https://ond.example/acs")]), "AssertionConsumerService"),
        ("a place that begins alike", xml(&[(ACS, "https://sp.example/acs@ond.example")]), "AssertionConsumerService"),
        ("comment", xml(&[(SP, "https://sp.example/saml<!-- x -->")]), "comment"),
        ("no SAML", xml(&[("AuthnRequest", "LogoutRequest")]), "no AuthnRequest"),
        (
            "two senders",
            xml(&[("</saml:Issuer>", &format!("</saml:Issuer><saml:Issuer xmlns:saml=\"{}\">{SP}</saml:Issuer>", crate::saml::SAML))]),
            "not one Issuer",
        ),
        ("DTD", adresse(&format!("<!DOCTYPE x [<!ENTITY e 'x'>]>{foer}{efter}"), 1), "SAM-1002"),
    ] {
        let svar = v.get(&sti).await;
        assert_eq!(svar.status, 400, "{navn}: {}", svar.krop);
        assert!(v.hvorfor().contains(ventet), "{navn}: {}", v.hvorfor());
        assert!(!svar.krop.contains("ond.example") && svar.sted.is_none(), "{navn}");
    }
    let ukendt = v.get(&xml(&[(SP, "https://ukendt.example")])).await;
    assert_eq!(ukendt.status, 404);
    // Inside a form: unsigned, wrapped, twice the id.
    let signeret = underskriv(&foer, &efter, "_1", &par(1)).unwrap();
    let ond = foer.replace("_1", "_2");
    for (navn, xml) in [
        ("unsigned", format!("{foer}{efter}")),
        ("wrapped", format!("{ond}<samlp:Extensions>{signeret}</samlp:Extensions>{efter}")),
        ("changed", signeret.replace("Version=\"2.0\"", "IsPassive=\"true\" Version=\"2.0\"")),
        ("the same id twice", signeret.replace(&efter, &format!("<samlp:Extensions ID=\"_1\"></samlp:Extensions>{efter}"))),
        ("signature of another element", {
            let d = signeret.split_once("<ds:Signature").unwrap().1.split_once("</ds:Signature>").unwrap().0;
            format!("{ond}<ds:Signature{d}</ds:Signature><samlp:Extensions>{foer}{efter}</samlp:Extensions>{efter}")
        }),
    ] {
        let svar = v.post(sti::LOGIN, &[("SAMLRequest", &STANDARD.encode(&xml))]).await;
        assert_eq!(svar.status, 400, "{navn}: {}", svar.krop);
    }
    // A bomb is not inflated further than a message can be.
    let bombe = adresse(&format!("{foer}{}{efter}", " ".repeat(2_000_000)), 1);
    assert_eq!(v.get(&bombe).await.status, 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_answered_once() {
    let v = Verden::ny();
    let anmodning = v.anmod("_1", &[]);
    // Looked at twice is no attack: the user reloads the page.
    v.get(&anmodning).await;
    let side = v.get(&anmodning).await;
    assert!(v.log_ind(&side, ANNA, "Low").await.saml().contains("Success"));
    for svar in [v.log_ind(&side, ANNA, "Low").await, v.get(&anmodning).await] {
        assert_eq!(svar.status, 400);
        assert!(v.get("/login").await.krop.contains("Anna"), "and the session stays");
        assert!(svar.krop.contains(&Fejlkode::LoginUdloebet.to_string()) && !svar.krop.contains("SAMLResponse"), "{}", svar.krop);
    }
    v.kager.lock().unwrap().clear();
    let side = v.get(&anmodning).await;
    assert_eq!(v.log_ind(&side, ANNA, "Low").await.status, 400, "in another browser neither");
}

#[tokio::test(flavor = "multi_thread")]
async fn csrf_at_login_what_another_browser_or_page_sends_logs_nobody_in() {
    let v = Verden::ny();
    // The attacker begins a login in his browser, and has the victim's send his form.
    let side = v.get(&v.anmod("_1", &[])).await;
    let angriber = std::mem::take(&mut *v.kager.lock().unwrap());
    assert_eq!(v.log_ind(&side, ANNA, "High").await.status, 400, "without the cookie");
    v.get(&v.anmod("_2", &[])).await;
    assert_eq!(v.log_ind(&side, ANNA, "High").await.status, 400, "with the victim's own cookie");
    assert!(v.hvorfor().contains("another browser"), "{}", v.hvorfor());
    *v.kager.lock().unwrap() = angriber;
    let felter = [("forloeb", side.felt("forloeb")), ("person", ANNA.to_string()), ("identitet", "High".into()), ("middel", "High".into())];
    let felter: Vec<(&str, &str)> = felter.iter().map(|(n, v)| (*n, v.as_str())).collect();
    for (n, h) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://ond.example"), ("origin", "null")]
    {
        assert_eq!(v.kald(Method::POST, "/login/udvikling", &[(n, h)], form(&felter)).await.status, 403, "{n}: {h}");
    }
    // What is sealed can't be changed: a lower level, another system, another place.
    let segl = side.felt("forloeb");
    let (krop, mac) = segl.split_once('.').unwrap();
    let b64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let json = String::from_utf8(b64.decode(krop).unwrap()).unwrap();
    let aendret = format!("{}.{mac}", b64.encode(json.replace(ACS, "https://ond.example/acs")));
    assert_eq!(v.post("/login/udvikling", &[("forloeb", &aendret), ("person", &ANNA.to_string())]).await.status, 400);
    v.frem(901);
    assert_eq!(v.log_ind(&side, ANNA, "High").await.status, 400, "too late");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_a_format_that_is_not_given_is_told_as_that() {
    let v = Verden::ny();
    let politik = |f: &str| format!("<samlp:NameIDPolicy AllowCreate=\"true\" Format=\"{f}\"></samlp:NameIDPolicy>");
    let svar = v.get(&med_indhold(&v, "_1", "", &politik("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"))).await;
    assert!(svar.saml().contains(":InvalidNameIDPolicy\""), "{}", svar.saml());
    let side = v.get(&med_indhold(&v, "_2", "", &politik(crate::saml::TRANSIENT))).await;
    let en = tekst(&v.log_ind(&side, ANNA, "Low").await.saml(), "NameID");
    let anden = tekst(&v.get(&med_indhold(&v, "_3", "", &politik(crate::saml::TRANSIENT))).await.saml(), "NameID");
    assert!(en.len() > 30 && en != anden && !en.contains(&ANNA.to_string()), "{en} {anden}");
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_are_signed_and_name_every_key_so_that_one_can_follow_the_other() {
    let v = Verden::ny();
    sikkerhed::noeglering::skriv_par(&v.mappe.path().join("noegler"), "login-naeste", &par(2)).unwrap();
    v.l.noegler.genindlaes().unwrap();
    for sti in [sti::METADATA, "/runtime/saml2/metadata.idp?samlprofile=nemlogin3", sti::SP_METADATA] {
        let svar = v.get(sti).await;
        assert_eq!(svar.status, 200);
        er_underskrevet(&svar.krop, "EntityDescriptor");
        for nr in [0, 2] {
            assert!(svar.krop.contains(&par(nr).certifikat().base64()), "key {nr} in {sti}");
        }
        assert_eq!(svar.krop.contains("nsis/loa"), sti.contains("nemlogin3"), "{sti}");
    }
    let rolle = crate::saml::metadata::Rolle::Udbyder;
    let m = crate::saml::metadata::laes(v.get(sti::METADATA).await.krop.as_bytes(), rolle).unwrap();
    assert_eq!((m.entity_id.as_str(), m.signering.len()), ("https://login.example/runtime", 2));
    // A login that began under the old key is finished under the new one.
    let side = v.get(&v.anmod("_1", &[])).await;
    let mappe = v.mappe.path().join("noegler");
    sikkerhed::noeglering::skriv_par(&mappe, "login-forrige", &par(0)).unwrap();
    sikkerhed::noeglering::skriv_par(&mappe, "login", &par(2)).unwrap();
    v.l.noegler.genindlaes().unwrap();
    let xml = v.log_ind(&side, ANNA, "Low").await.saml();
    let rod = grund::xml::parse(&xml).unwrap();
    assert!(daekket(&rod, &rod, &[par(2).certifikat().clone()], v.nu()).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_closed_to_frames_scripts_and_caches() {
    let v = Verden::ny();
    for svar in
        [v.get(&v.anmod("_1", &[])).await, v.anna_ind("_2", "Low").await, v.get("/login").await, v.get("/runtime/saml2/issue.idp").await]
    {
        let csp = svar.hoveder["content-security-policy"].to_str().unwrap();
        assert!(csp.contains("frame-ancestors 'none'") && csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
        assert_eq!(
            (svar.hoveder["cache-control"].as_bytes(), svar.hoveder["x-frame-options"].as_bytes()),
            (&b"no-store"[..], &b"DENY"[..])
        );
        assert!(!svar.krop.contains(" style=") && !svar.krop.contains("onload"), "{}", svar.krop);
    }
}
