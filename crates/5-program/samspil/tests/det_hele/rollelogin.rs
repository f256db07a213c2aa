//! From a login to a call: a colleague logs in through the broker, by SAML or as the user of an OpenID Connect client; the system exchanges what it got at the STS, and SOAP, REST and GraphQL
//! show and hide exactly what the role says, until the session ends.
use super::roller::{A, ANNA, BENT, FAG, KLIENT, LOGIN, ORG, ROLLE, Verden, kald, objekt, u};
use super::sikkerhedsklient::{CA, nu};
use adgang::brugertoken::{self, Brugertoken};
use adgang::{Administrator, Administratorrolle, Bruger, Brugersessioner, Indkomst, Kalder};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use grund::spor::Spor;
use grund::ur::IdKilde;
use grund::{Fejlkode, Periode, Uuid};
use login::saml::svar::BRUGERTOKEN;
use organisation::numre::felt;
use organisation::objekttyper::BRUGER;
use register::{Handling, Kommando};
use roller::typer::Adgangsspaerring;
use samspil::ur::Tilfaeldige;
use sikkerhed::noegle::sha256;
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt;

/// A browser at the login.
struct Browser {
    login: Router,
    kager: BTreeMap<String, String>,
}

impl Browser {
    fn ny(v: &Verden) -> Self {
        Self { login: login::ruter(v.login.clone()), kager: BTreeMap::new() }
    }

    fn kagehoved(&self) -> HeaderMap {
        let k: Vec<String> = self.kager.iter().map(|(n, v)| format!("{n}={v}")).collect();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&k.join("; ")).unwrap())])
    }

    /// Status, the address that it is sent on to, and the text.
    async fn kald(&mut self, adresse: &str, form: Option<&[(&str, &str)]>, bearer: Option<&str>) -> (u16, String, String) {
        let sti = adresse.strip_prefix(LOGIN).unwrap_or(adresse);
        let mut r = Request::builder().uri(sti).method(if form.is_some() { "POST" } else { "GET" });
        r = r.header("content-type", "application/x-www-form-urlencoded");
        if let Some(b) = bearer {
            r = r.header("authorization", format!("Bearer {b}"));
        }
        let krop = form.map(url).unwrap_or_default();
        let mut r = r.body(Body::from(krop)).unwrap();
        r.headers_mut().extend(self.kagehoved());
        r.extensions_mut().insert(Indkomst { nu: nu(), kald_id: u(90), spor: Spor::default(), klient: None });
        let svar = self.login.clone().oneshot(r).await.unwrap();
        for k in svar.headers().get_all(header::SET_COOKIE) {
            let (n, v) = k.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.kager.insert(n.to_owned(), v.to_owned());
        }
        let sted = svar.headers().get(header::LOCATION).map(|s| s.to_str().unwrap().to_owned()).unwrap_or_default();
        let status = svar.status().as_u16();
        let krop = axum::body::to_bytes(svar.into_body(), 10_000_000).await.unwrap();
        (status, sted, String::from_utf8(krop.to_vec()).unwrap())
    }

    /// Logs in at the development provider; `jobroller` is what a municipality's provider would say.
    async fn formular(&mut self, side: &str, hvem: Uuid, jobroller: &str) -> (u16, String, String) {
        let (forloeb, hvem) = (felt_i(side, "forloeb"), hvem.to_string());
        let felter = [
            ("forloeb", forloeb.as_str()),
            ("person", &hvem),
            ("identitet", "Substantial"),
            ("middel", "Substantial"),
            ("jobroller", jobroller),
            ("handling", "login"),
        ];
        self.kald("/login/udvikling", Some(&felter), None).await
    }

    /// A login to the system by SAML: the response.
    async fn saml(&mut self, hvem: Uuid, jobroller: &str) -> Result<String, u16> {
        let til = format!("{LOGIN}{}", login::saml::sti::LOGIN);
        let anmodning = format!(
            "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" AssertionConsumerServiceURL=\"https://fag.dk/acs\" Destination=\"{til}\" \
             ID=\"_{}\" IssueInstant=\"{}\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{FAG}</saml:Issuer></samlp:AuthnRequest>",
            Tilfaeldige.ny().simple(),
            nu().til_utc_ms()
        );
        let adresse = login::saml::besked::til_adresse(&til, "SAMLRequest", &anmodning, None, &CA.1.noegle).unwrap();
        let (_, _, mut side) = self.kald(&adresse, None, None).await;
        if !side.contains("SAMLResponse") {
            let (status, _, svar) = self.formular(&side, hvem, jobroller).await;
            if status != 200 {
                return Err(status);
            }
            side = svar;
        }
        Ok(String::from_utf8(STANDARD.decode(felt_i(&side, "SAMLResponse")).unwrap()).unwrap())
    }

    /// A login to the client: what userinfo says.
    async fn oidc(&mut self, klient: &str, hvem: Uuid) -> serde_json::Value {
        const BEVIS: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let udfordring = URL_SAFE_NO_PAD.encode(sha256(BEVIS.as_bytes()));
        let q = url(&[
            ("response_type", "code"),
            ("client_id", klient),
            ("redirect_uri", "https://fag.dk/ret"),
            ("scope", "openid bootstrap"),
            ("code_challenge", &udfordring),
            ("code_challenge_method", "S256"),
        ]);
        let (_, mut sted, side) = self.kald(&format!("{}?{q}", login::oidc::sti::AUTORISER), None, None).await;
        if sted.is_empty() {
            sted = self.formular(&side, hvem, "").await.1;
        }
        let kode = sted.split_once("code=").unwrap().1.split('&').next().unwrap().to_owned();
        let felter = [
            ("grant_type", "authorization_code"),
            ("code", kode.as_str()),
            ("redirect_uri", "https://fag.dk/ret"),
            ("code_verifier", BEVIS),
            ("client_id", klient),
        ];
        let (_, _, t) = self.kald(login::oidc::sti::TOKEN, Some(&felter), None).await;
        let t: serde_json::Value = serde_json::from_str(&t).unwrap();
        let (_, _, b) = self.kald(login::oidc::sti::BRUGER, None, Some(t["access_token"].as_str().unwrap())).await;
        serde_json::from_str(&b).unwrap()
    }
}

fn url(felter: &[(&str, &str)]) -> String {
    let vaerdi = |v: &str| {
        v.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect::<String>()
    };
    felter.iter().map(|(n, v)| format!("{n}={}", vaerdi(v))).collect::<Vec<_>>().join("&")
}

fn felt_i(side: &str, navn: &str) -> String {
    let rest = side.split_once(&format!("name=\"{navn}\" value=\"")).unwrap_or_else(|| panic!("no {navn}: {side}")).1;
    rest.split('"').next().unwrap().to_owned()
}

fn laes(base64: &str) -> String {
    String::from_utf8(STANDARD.decode(base64).unwrap()).unwrap()
}

/// The token for services in a SAML response.
fn bootstrap(svar: &str) -> String {
    let rest = svar.split_once(&format!("Name=\"{BRUGERTOKEN}\"")).unwrap_or_else(|| panic!("no token: {svar}")).1;
    laes(rest.split_once("AttributeValue>").unwrap().1.split('<').next().unwrap())
}

fn inge() -> Administrator {
    Administrator { uuid: u(7), navn: "Inge".into(), roller: vec![Administratorrolle::Roller(A)] }
}

/// The whole way, on whatever store.
async fn fra_login_til_kald(v: Verden) {
    v.forebyggelse().await;
    let mut annas = Browser::ny(&v);
    let svar = annas.saml(ANNA, "").await.unwrap();
    let anna = bootstrap(&svar);
    let token = v.token(Some(&anna)).await.unwrap();
    assert_eq!(v.soap(&token).await.unwrap(), [1, 5], "Anna, by SAML");
    let hvem = v.hvem.lock().unwrap().clone();
    assert!(hvem.starts_with("Anna, 11111111, Serial=") && hvem.contains("NSIS Betydelig"), "the log knows who and on which level: {hvem}");
    assert_eq!(v.rest(&token).await.unwrap(), [1, 5]);
    let organisation = v.token_til(ORG, Some(&anna)).await.unwrap();
    let svar_graphql = v.graphql(&organisation).await.unwrap();
    assert!(svar_graphql.contains(&ANNA.to_string()) && !svar_graphql.contains("errors"), "{svar_graphql}");
    // The assertion itself is such a token too, while it is good.
    let paastand = &svar[svar.find("<saml:Assertion").unwrap()..svar.find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len()];
    // Its name has no user in it but its UUID, and no roles of the provider's: what the authority has given holds.
    let token_af_paastand = v.token(Some(paastand)).await.unwrap();
    assert_eq!(v.soap(&token_af_paastand).await.unwrap(), [1, 5]);
    // Anna at a client of the same system, from the same session.
    let fra_oidc = annas.oidc(KLIENT, ANNA).await;
    let klientens = v.token(Some(&laes(fra_oidc[BRUGERTOKEN].as_str().unwrap()))).await.unwrap();
    assert_eq!((v.soap(&klientens).await.unwrap(), v.rest(&klientens).await.unwrap()), (vec![1, 5], vec![1, 5]), "by OpenID Connect");
    // Bent works elsewhere and has no role of the authority's; his provider says that he has this one (G-42). What is for him alone he sees, and what is for Anna's team not.
    let mut bents = Browser::ny(&v);
    let bent = bootstrap(&bents.saml(BENT, ROLLE).await.unwrap());
    let bents_token = v.token(Some(&bent)).await.unwrap();
    assert_eq!((v.soap(&bents_token).await.unwrap(), v.rest(&bents_token).await.unwrap()), (vec![1, 6], vec![1, 6]));
    // Anna logs out: nothing that came of the session opens anything.
    let ind = Indkomst { nu: nu(), kald_id: u(91), spor: Spor::default(), klient: None };
    v.login.log_ud_af_side(&annas.kagehoved(), &ind).await.unwrap();
    for t in [&token, &klientens, &token_af_paastand] {
        let f = v.soap(t).await.unwrap_err();
        assert!(f.contains("SAM-2104") && f.contains("logget ud"), "{f}");
        assert_eq!(v.rest(t).await.unwrap_err().kode(), Fejlkode::UgyldigtToken);
    }
    assert_eq!(v.graphql(&organisation).await.unwrap_err().kode(), Fejlkode::UgyldigtToken);
    assert!(v.token(Some(&anna)).await.map(|_| ()).unwrap_err().starts_with("SAM-2104"), "the STS gives no token for her either");
    assert_eq!(v.soap(&bents_token).await.unwrap(), [1, 6], "Bent is still there");
    // The authority bars Bent (NS-04): his calls are refused by the next one, his session ends, no new one begins.
    let (k, inge) = (kald(), inge());
    let x = Adgangsspaerring { bruger: BENT, fra: Some(nu()), grund: "spaerret".into(), ..tom() };
    v.roller.spaer(&Kalder::administrator(&inge, &k), A, &x).await.unwrap();
    assert!(v.soap(&bents_token).await.unwrap_err().contains("SAM-2116"));
    assert_eq!(v.rest(&bents_token).await.unwrap_err().kode(), Fejlkode::IngenBrugerret);
    assert_eq!(v.login.gennemgaa(nu()).await.unwrap(), 1);
    assert!(v.soap(&bents_token).await.unwrap_err().contains("SAM-2104"));
    assert_eq!(Browser::ny(&v).saml(BENT, ROLLE).await.unwrap_err(), 403);
    // Anna's employment ends in Organisation: the same.
    let token = v.token(Some(&bootstrap(&annas.saml(ANNA, "").await.unwrap()))).await.unwrap();
    assert_eq!(v.soap(&token).await.unwrap(), [1, 5]);
    let slut = objekt(&BRUGER, ANNA, &[(felt::NAVN, "Anna"), (felt::BRUGERVENDTNOEGLE, "Anna")], false, &[]);
    v.gem(Kommando { handling: Handling::Ret, ..slut }).await;
    assert!(v.soap(&token).await.unwrap_err().contains("SAM-2116"));
    assert_eq!((v.login.gennemgaa(nu()).await.unwrap(), v.login.gennemgaa(nu()).await.unwrap()), (1, 0));
    assert!(v.token(Some(&anna)).await.is_err());
    assert_eq!(Browser::ny(&v).saml(ANNA, "").await.unwrap_err(), 403);
}

fn tom() -> Adgangsspaerring {
    Adgangsspaerring {
        bruger: u(0),
        fra: None,
        til: None,
        grund: String::new(),
        note: String::new(),
        kilde: String::new(),
        sataf: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c40_from_a_login_to_a_call_a_colleague_sees_what_the_role_says_until_the_session_ends() {
    fra_login_til_kald(Verden::ny().await).await;
}

#[test]
fn c40_from_a_login_to_a_call_on_postgresql() {
    let Some((_server, url)) = super::nedbrud::postgres() else { return };
    let r = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    r.block_on(async {
        let lager = lager::PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap();
        fra_login_til_kald(Verden::i(Arc::new(lager)).await).await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_the_login_is_for_its_system_of_a_session_and_by_its_own_key() {
    let v = Verden::ny().await;
    v.forebyggelse().await;
    let mut b = Browser::ny(&v);
    let godt = bootstrap(&b.saml(ANNA, "").await.unwrap());
    assert!(v.token(Some(&godt)).await.is_ok());
    let indeks = godt.split_once("SessionIndex=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let noegler = v.adgang.noegler.noegler();
    let (sts, login) = (&noegler.sts, noegler.login.as_ref().unwrap());
    let lav = |publikum: &str, indeks: Option<&str>, udsteder: &str, n| {
        let t = Brugertoken {
            bruger: Bruger::ny(A, ANNA),
            emne: brugertoken::x509_navn(A, "Anna", ANNA),
            publikum: publikum.into(),
            gyldig: Periode::ny(nu(), nu().plus_mikros(3_600_000_000)),
            indeks: indeks.map(str::to_owned),
        };
        brugertoken::udsted(&t, Tilfaeldige.ny(), udsteder, n, nu()).unwrap()
    };
    let (loginet, vores) = (v.login.udsteder(), v.adgang.udsteder.clone());
    assert!(v.token(Some(&lav(FAG, Some(&indeks), &loginet, login))).await.is_ok(), "made as the login makes it");
    let andet = laes(b.oidc("andet", ANNA).await[BRUGERTOKEN].as_str().unwrap());
    let ukendt = brugertoken::sessionsindeks(u(0xabc), "00");
    for (hvad, t) in [
        ("another system's, from the same session", andet),
        ("no session", lav(FAG, None, &loginet, login)),
        ("a session that is not there", lav(FAG, Some(&ukendt), &loginet, login)),
        ("an index that names none", lav(FAG, Some("x"), &loginet, login)),
        ("the login's name, signed by the STS", lav(FAG, Some(&indeks), &loginet, sts)),
        ("the STS's name, signed by the login", lav(FAG, Some(&indeks), &vores, login)),
        ("somebody else's name", lav(FAG, Some(&indeks), "https://ond.example", login)),
        ("an unknown audience", lav("https://ukendt.example", Some(&indeks), &loginet, login)),
        ("another user", godt.replace(&ANNA.to_string(), &BENT.to_string())),
        ("a comment", godt.replacen("Serial=", "Serial=<!-- -->", 1)),
        ("another session", godt.replace(&indeks, &ukendt)),
    ] {
        let f = v.token(Some(&t)).await.map(|_| ()).unwrap_err();
        assert!(f.starts_with("SAM-21"), "{hvad}: {f}");
    }
    // A token that says something of one's own roles is no better: what the provider says is signed too.
    assert!(v.soap(&v.token(Some(&godt)).await.unwrap()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_sees_for_its_user_what_a_call_of_the_system_sees() {
    let v = Verden::ny().await;
    let mut b = Browser::ny(&v);
    let side = b.kald(&adgang::side::log_ind("/sager", None), None, None).await.2;
    assert_eq!(b.formular(&side, ANNA, "").await.1, "/sager");
    let ind = Indkomst { nu: nu(), kald_id: u(92), spor: Spor::default(), klient: None };
    let anna = v.login.sidebruger(&b.kagehoved(), &ind).await.unwrap().unwrap();
    assert_eq!(v.adgang.sidekontekst(&anna, v.system, ind.ind()).await.unwrap_err().kode(), Fejlkode::IngenBrugerret, "no role yet");
    v.forebyggelse().await;
    let k = v.adgang.sidekontekst(&anna, v.system, ind.ind()).await.unwrap();
    assert_eq!(v.rest_som(&k).await, [1, 5]);
    let retter = v.adgang.sideretter(&anna, Some(v.system), nu()).await.unwrap();
    assert_eq!(retter.retter.iter().map(|r| r.rolle.as_str()).collect::<Vec<_>>(), ["http://fag.dk/roles/usersystemrole/sagsbehandler/1"]);
    assert_eq!(
        v.adgang.sidekontekst(&anna, u(0x1234), ind.ind()).await.unwrap_err().kode(),
        Fejlkode::IngenBrugerret,
        "a role opens its own system's pages"
    );
}
