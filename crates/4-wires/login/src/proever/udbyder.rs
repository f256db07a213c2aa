//! Municipalities' identity providers: what they may say, and what is refused of what comes in their name.
use super::verden::{ACS, OS, SP, Svar, Verden, attribut, idp_metadata, par, sp_metadata};
use crate::niveau::LOA;
use crate::saml::besked::{self, underskriv};
use crate::saml::svar::OIO3;
use crate::saml::{BEARER, PERSISTENT, SAML, SAMLP, STATUS, sti};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::Tidspunkt;
use sikkerhed::xmlenc;

const IDP: &str = "https://idp.korsbaek.example";

fn verden(mere: &str) -> Verden {
    let json = format!("{{\"navn\":\"Korsbæk\",\"myndigheder\":[\"11111111\"],\"hoejst\":\"Betydelig\"{mere}}}");
    let m = idp_metadata(IDP, "https://idp.korsbaek.example/sso", "https://idp.korsbaek.example/slo", par(3).certifikat());
    Verden::med(
        &[(
            "sp",
            "{\"navn\":\"Prøvesystem\",\"borgere\":true}",
            Some(sp_metadata(SP, ACS, Some("https://sp.example/slo"), par(1).certifikat(), false)),
        )],
        &[("idp", &json, Some(m))],
        false,
    )
}

/// What the provider says.
struct Svaret {
    svar_paa: String,
    relay: String,
    nu: Tidspunkt,
    navn: String,
    cvr: Option<String>,
    loa: String,
    assertion_id: String,
}

impl Svaret {
    fn assertion(&self) -> [String; 2] {
        let (fra, til) = (self.nu.til_utc_ms(), self.nu.plus_mikros(300_000_000).til_utc_ms());
        let foer = format!(
            "<saml:Assertion xmlns:saml=\"{SAML}\" ID=\"{}\" IssueInstant=\"{fra}\" Version=\"2.0\"><saml:Issuer>{IDP}</saml:Issuer>",
            self.assertion_id
        );
        let attribut = |n: &str, v: &str| {
            format!("<saml:Attribute Name=\"{n}\" NameFormat=\"x\"><saml:AttributeValue>{v}</saml:AttributeValue></saml:Attribute>")
        };
        let cvr = self.cvr.as_ref().map(|c| attribut(&format!("{OIO3}eid/professional/cvr"), c)).unwrap_or_default();
        let efter = format!(
            "<saml:Subject><saml:NameID Format=\"{PERSISTENT}\">{}</saml:NameID><saml:SubjectConfirmation Method=\"{BEARER}\"><saml:SubjectConfirmationData InResponseTo=\"{}\" NotOnOrAfter=\"{til}\" \
             Recipient=\"{OS}{}\"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=\"{fra}\" NotOnOrAfter=\"{til}\"><saml:AudienceRestriction>\
             <saml:Audience>{OS}/runtime/saml2auth</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant=\"{fra}\" SessionIndex=\"hos-dem\"><saml:AuthnContext>\
             <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>{}{cvr}{}\
             </saml:AttributeStatement></saml:Assertion>",
            self.navn,
            self.svar_paa,
            sti::FORBRUG,
            attribut(LOA, &self.loa),
            attribut(&format!("{OIO3}eid/fullName"), "Karen Kommune"),
        );
        [foer, efter]
    }

    fn underskrevet(&self, aendr: &[(&str, &str)]) -> String {
        let [mut foer, mut efter] = self.assertion();
        let mut id = self.assertion_id.clone();
        for (fra, til) in aendr {
            (foer, efter, id) = (foer.replace(fra, til), efter.replace(fra, til), id.replace(fra, til));
        }
        underskriv(&foer, &efter, &id, &par(3)).unwrap()
    }

    /// Around an assertion.
    fn svar(&self, assertion: &str) -> [String; 2] {
        let foer = format!(
            "<samlp:Response xmlns:samlp=\"{SAMLP}\" Destination=\"{OS}{}\" ID=\"_svar\" InResponseTo=\"{}\" IssueInstant=\"{}\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"{SAML}\">{IDP}</saml:Issuer>",
            sti::FORBRUG,
            self.svar_paa,
            self.nu.til_utc_ms()
        );
        let efter = format!(
            "<samlp:Status><samlp:StatusCode Value=\"{STATUS}Success\"></samlp:StatusCode></samlp:Status>{assertion}</samlp:Response>"
        );
        [foer, efter]
    }

    async fn send(&self, v: &Verden, xml: &str) -> Svar {
        v.post(sti::FORBRUG, &[("SAMLResponse", &STANDARD.encode(xml)), ("RelayState", &self.relay)]).await
    }
}

/// A login that is waiting for the provider's answer.
async fn venter(v: &Verden, id: &str) -> Svaret {
    af_svaret(v, &v.get(&v.anmod(id, &[])).await, id)
}

/// What the browser was sent to the provider with.
fn af_svaret(v: &Verden, svar: &Svar, id: &str) -> Svaret {
    let sted = svar.sted.clone().unwrap_or_else(|| panic!("{}", svar.krop));
    assert!(sted.starts_with("https://idp.korsbaek.example/sso?"), "{sted}");
    let b = besked::Indkommet::fra_adresse(sted.split_once('?').unwrap().1, "SAMLRequest").unwrap();
    let d = b.dokument().unwrap();
    b.underskrevet(&d, &[par(0).certifikat().clone()], v.nu()).unwrap();
    let svar_paa = d.rod.attribut("", "ID").unwrap().to_owned();
    Svaret {
        svar_paa,
        relay: b.relay.clone().unwrap(),
        nu: v.nu(),
        navn: "https://data.gov.dk/model/core/eid/professional/uuid/0d6b1f3e-0000-4000-8000-000000000001".into(),
        cvr: Some("11111111".into()),
        loa: "Substantial".into(),
        assertion_id: format!("_a{id}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g47_the_provider_vouches_and_the_system_is_answered_by_us() {
    let v = verden("");
    let s = venter(&v, "_1").await;
    let svar = s.send(&v, &s.svar(&s.underskrevet(&[])).concat()).await;
    let xml = svar.saml();
    assert_eq!(attribut(&xml, LOA).as_deref(), Some("Substantial"), "{xml}");
    assert_eq!(attribut(&xml, &format!("{OIO3}eid/fullName")).as_deref(), Some("Karen Kommune"));
    assert!(xml.contains("InResponseTo=\"_1\"") && !xml.contains(IDP), "the system hears of us alone");
    assert!(v.spor.lock().unwrap().bruger.as_ref().unwrap().contains("Karen Kommune, 11111111"));
    // Encrypted for us, and the whole answer signed too.
    v.kager.lock().unwrap().clear();
    let s = venter(&v, "_2").await;
    let lukket = format!(
        "<saml:EncryptedAssertion xmlns:saml=\"{SAML}\">{}</saml:EncryptedAssertion>",
        xmlenc::krypter(&s.underskrevet(&[]), par(0).certifikat().noegle()).unwrap()
    );
    assert!(s.send(&v, &s.svar(&lukket).concat()).await.saml().contains("Success"));
    v.kager.lock().unwrap().clear();
    let s = venter(&v, "_3").await;
    let [foer, efter] = s.svar(&s.underskrevet(&[]));
    assert!(s.send(&v, &underskriv(&foer, &efter, "_svar", &par(3)).unwrap()).await.saml().contains("Success"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_speaks_for_its_own_authority_and_no_higher_than_it_is_registered() {
    let v = verden("");
    let mut s = venter(&v, "_1").await;
    s.cvr = Some("22222222".into());
    assert_eq!(s.send(&v, &s.svar(&s.underskrevet(&[])).concat()).await.status, 403);
    assert!(v.hvorfor().contains("does not speak for 22222222"), "{}", v.hvorfor());
    let mut s = venter(&v, "_2").await;
    s.cvr = None;
    assert_eq!(s.send(&v, &s.svar(&s.underskrevet(&[])).concat()).await.status, 403, "it vouches for no citizens");
    let mut s = venter(&v, "_3").await;
    s.loa = "High".into();
    let xml = s.send(&v, &s.svar(&s.underskrevet(&[])).concat()).await.saml();
    assert_eq!(attribut(&xml, LOA).as_deref(), Some("Substantial"));
    v.kager.lock().unwrap().clear();
    let mut s = venter(&v, "_4").await;
    s.loa = "Enormous".into();
    assert_eq!(s.send(&v, &s.svar(&s.underskrevet(&[])).concat()).await.status, 403, "a level that nobody knows is none");
}

#[tokio::test(flavor = "multi_thread")]
async fn attacks_on_an_answer_are_refused() {
    let v = verden("");
    let nr = std::sync::atomic::AtomicU32::new(0);
    let ny = async || venter(&v, &format!("_{}", nr.fetch_add(1, std::sync::atomic::Ordering::Relaxed))).await;
    for (navn, aendr, ventet) in [
        ("audience", [("/runtime/saml2auth<", "/runtime/andet<")], "audience"),
        ("no audience", [("saml:Audience>", "saml:Andet>")], "audience"),
        ("recipient", [("Recipient=\"https://login", "Recipient=\"https://andet")], "SubjectConfirmation"),
        ("InResponseTo in the assertion", [("InResponseTo=\"_", "InResponseTo=\"_x")], "SubjectConfirmation"),
        ("holder of key", [("cm:bearer", "cm:holder-of-key")], "SubjectConfirmation"),
        ("expired", [("NotOnOrAfter=\"2026", "NotOnOrAfter=\"2025")], "SubjectConfirmation"),
        ("not yet", [("NotBefore=\"2026", "NotBefore=\"2027")], "another time"),
        ("issuer of the assertion", [("<saml:Issuer>https://idp", "<saml:Issuer>https://ond")], "somebody else"),
        ("comment in NameID", [("000001</saml:NameID>", "000001<!-- -->.ond</saml:NameID>")], "comment"),
        ("version of the assertion", [("Version=\"2.0\"><saml:Issuer", "Version=\"1.1\"><saml:Issuer")], "version"),
        ("an old assertion", [("IssueInstant=\"2026", "IssueInstant=\"2025")], "too far from now"),
        ("an assertion of tomorrow", [("IssueInstant=\"2026", "IssueInstant=\"2027")], "too far from now"),
        ("an assertion without a time", [("IssueInstant=\"2026", "IssueInstant=\"x2026")], "no IssueInstant"),
        (
            "another kind of issuer",
            [("<saml:Issuer>", "<saml:Issuer Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">")],
            "entity",
        ),
        ("no context", [("saml:AuthnContext>", "saml:Andet>")], "AuthnContext"),
        (
            "unknown condition",
            [("</saml:AudienceRestriction>", "</saml:AudienceRestriction><saml:Condition></saml:Condition>")],
            "unknown condition",
        ),
        (
            "an attribute twice",
            [(
                "<saml:AttributeStatement>",
                "<saml:AttributeStatement><saml:Attribute Name=\"https://data.gov.dk/model/core/eid/fullName\" NameFormat=\"x\"></saml:Attribute>",
            )],
            "twice",
        ),
    ] {
        let s = ny().await;
        let svar = s.send(&v, &s.svar(&s.underskrevet(&aendr)).concat()).await;
        assert!(svar.status == 400 && !svar.krop.contains("SAMLResponse"), "{navn}: {}", svar.krop);
        assert!(v.hvorfor().contains(ventet), "{navn}: {}", v.hvorfor());
    }
    // Signatures.
    let s = ny().await;
    let god = s.underskrevet(&[]);
    let ond = s.assertion().concat().replace("Karen", "Knud").replace(&s.assertion_id, "_ond");
    let [foer, efter] = s.assertion();
    let signatur =
        format!("<ds:Signature{}</ds:Signature>", god.split_once("<ds:Signature").unwrap().1.split_once("</ds:Signature>").unwrap().0);
    for (navn, xml) in [
        ("unsigned", s.svar(&s.assertion().concat()).concat()),
        ("the assertion unsigned in a signed response", {
            let [f, e] = s.svar(&s.assertion().concat());
            underskriv(&f, &e, "_svar", &par(3)).unwrap()
        }),
        ("changed", s.svar(&god.replace("Karen", "Knud")).concat()),
        ("by another key", s.svar(&underskriv(&foer, &efter, &s.assertion_id, &par(2)).unwrap()).concat()),
        ("two assertions", s.svar(&format!("{ond}{god}")).concat()),
        ("two assertions, the other way", s.svar(&format!("{god}{ond}")).concat()),
        (
            "wrapped in the evil one",
            s.svar(&ond.replace("</saml:AttributeStatement>", &format!("</saml:AttributeStatement><saml:Advice>{god}</saml:Advice>")))
                .concat(),
        ),
        (
            "its signature moved to the evil one",
            s.svar(
                &ond.replacen("</saml:Issuer>", &format!("</saml:Issuer>{signatur}"), 1)
                    .replace("</saml:Assertion>", &format!("<saml:Advice>{}</saml:Advice></saml:Assertion>", s.assertion().concat())),
            )
            .concat(),
        ),
        ("in extensions", {
            let [f, e] = s.svar(&ond);
            format!("{f}<samlp:Extensions>{god}</samlp:Extensions>{e}")
        }),
        ("the same id twice", s.svar(&god.replace("<saml:Subject>", &format!("<saml:Subject ID=\"{}\">", s.assertion_id))).concat()),
    ] {
        let svar = s.send(&v, &xml).await;
        assert!(svar.status == 400 && !svar.krop.contains("SAMLResponse"), "{navn}: {} {}", svar.krop, v.hvorfor());
    }
    // The response around it.
    for (navn, fra, til) in [
        ("destination", "Destination=\"https://login", "Destination=\"https://andet"),
        (
            "issuer",
            "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://idp",
            "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://ond",
        ),
        ("InResponseTo", "\" ID=\"_svar\" InResponseTo=\"_", "\" ID=\"_svar\" InResponseTo=\"_x"),
        ("version", "Version=\"2.0\"><saml:Issuer xmlns", "Version=\"1.1\"><saml:Issuer xmlns"),
    ] {
        let xml = s.svar(&god).concat();
        assert!(xml.contains(fra), "{navn}");
        assert_eq!(s.send(&v, &xml.replace(fra, til)).await.status, 400, "{navn}");
    }
    // In another browser, or without having asked.
    let mine = std::mem::take(&mut *v.kager.lock().unwrap());
    assert_eq!(s.send(&v, &s.svar(&god).concat()).await.status, 400, "unsolicited");
    *v.kager.lock().unwrap() = mine;
    // After all of it the right one is taken, and once.
    assert!(s.send(&v, &s.svar(&god).concat()).await.saml().contains("Success"));
    let igen = s.send(&v, &s.svar(&god).concat()).await;
    assert!(igen.status == 400 && !igen.krop.contains("SAMLResponse"), "replayed: {}", igen.krop);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_assertion_is_refused_also_in_a_new_login() {
    let v = verden("");
    let s = venter(&v, "_1").await;
    s.send(&v, &s.svar(&s.underskrevet(&[])).concat()).await.saml();
    v.kager.lock().unwrap().clear();
    let mut anden = venter(&v, "_2").await;
    anden.assertion_id.clone_from(&s.assertion_id);
    let svar = anden.send(&v, &anden.svar(&anden.underskrevet(&[])).concat()).await;
    assert_eq!(svar.status, 400);
    assert!(v.hvorfor().contains("came before"), "{}", v.hvorfor());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_does_not_ask_anew_where_the_system_demands_it_is_not_believed() {
    let v = verden("");
    for (id, tid, status) in [("_1", "2026-06-01T09:00:00.000Z", 403), ("_2", "2026-06-01T12:00:00.000Z", 200)] {
        let a = super::verden::Authn { id, attributter: "ForceAuthn=\"true\" ", ..Default::default() };
        let adresse =
            besked::til_adresse(&format!("{OS}{}", sti::LOGIN), "SAMLRequest", &a.xml(&[]).concat(), None, &par(1).noegle).unwrap();
        let s = af_svaret(&v, &v.get(&adresse).await, id);
        let gammel = format!("AuthnInstant=\"{tid}\"");
        let svar = s.send(&v, &s.svar(&s.underskrevet(&[("AuthnInstant=\"2026-06-01T12:00:00.000Z\"", &gammel)])).concat()).await;
        assert_eq!(svar.status, status, "{tid}: {}", v.hvorfor());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_provider_is_told_to_the_system_as_one() {
    let v = verden("");
    let s = venter(&v, "_1").await;
    let svar = s.send(&v, &s.svar("").concat().replace(":Success", ":Responder")).await;
    assert!(svar.saml().contains(":AuthnFailed\""), "{}", svar.saml());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_below_the_demanded_level_is_not_asked() {
    let v = verden("");
    v.skriv("systemer/sp.json", "{\"navn\":\"Højt\",\"minimum\":\"Høj\"}");
    let svar = v.get(&v.anmod("_1", &[])).await;
    assert!(svar.saml().contains(":NoAuthnContext\""), "{}", svar.krop);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_providers_are_chosen_among_by_a_form_that_takes_no_other() {
    let v = verden("");
    let m = idp_metadata("https://idp2.example", "https://idp2.example/sso", "https://idp2.example/slo", par(2).certifikat());
    v.skriv("udbydere/idp2.xml", &m);
    v.skriv("udbydere/idp2.json", "{\"navn\":\"Nabo <Kommune>\",\"myndigheder\":[\"22222222\"]}");
    let side = v.get(&v.anmod("_1", &[])).await;
    assert!(side.krop.contains("Nabo &lt;Kommune&gt;") && side.krop.contains("value=\"https://idp2.example\""), "{}", side.krop);
    let forloeb = side.felt("forloeb");
    assert_eq!(v.post("/login/valg", &[("forloeb", &forloeb), ("udbyder", "https://ond.example")]).await.status, 400);
    let svar = v.post("/login/valg", &[("forloeb", &forloeb), ("udbyder", "https://idp2.example")]).await;
    assert!(svar.sted.unwrap().starts_with("https://idp2.example/sso?"));
    let svar = v.post("/login/afbryd", &[("forloeb", &forloeb)]).await;
    assert!(svar.saml().contains(":AuthnFailed\""));
    // Another provider's answer to the question that the first was asked: mix-up.
    let mut s = venter_paa(&v, "_2", "https://idp2.example").await;
    s.assertion_id = "_mix".into();
    let svar = s.send(&v, &s.svar(&s.underskrevet(&[])).concat()).await;
    assert_eq!(svar.status, 400);
    assert!(v.hvorfor().contains("not from https://idp2.example"), "{}", v.hvorfor());
}

/// A login that waits for that one of several providers.
async fn venter_paa(v: &Verden, id: &str, udbyder: &str) -> Svaret {
    let side = v.get(&v.anmod(id, &[])).await;
    let svar = v.post("/login/valg", &[("forloeb", &side.felt("forloeb")), ("udbyder", udbyder)]).await;
    let b = besked::Indkommet::fra_adresse(svar.sted.unwrap().split_once('?').unwrap().1, "SAMLRequest").unwrap();
    let d = b.dokument().unwrap();
    Svaret {
        svar_paa: d.rod.attribut("", "ID").unwrap().to_owned(),
        relay: b.relay.clone().unwrap(),
        nu: v.nu(),
        navn: "x".into(),
        cvr: Some("11111111".into()),
        loa: "Low".into(),
        assertion_id: format!("_a{id}"),
    }
}
