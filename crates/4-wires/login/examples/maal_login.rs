//! Measures our own time of a login through the broker: `cargo run --release -p login --example maal_login [LOGINS]` (1,000, if left out) logs so many users in to a system by SAML and as many to a client
//! of OpenID Connect, each in a browser of its own, at the development provider, on an embedded store. Of a login by SAML the request and the answer to the provider's form are counted; by OpenID
//! Connect also the code, for tokens. What the system does itself (signing its request) is not.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, missing_docs)]
use adgang::Indkomst;
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Periode, Spor, Tidspunkt, Uuid};
use login::identitet::Slags;
use login::opsaetning::Tilslutninger;
use login::saml::besked::til_adresse;
use login::udvikling::{Personkilde, Proeveperson};
use login::{Dele, Login, oidc, ruter, saml};
use sikkerhed::ca::{Adresser, Anmodning, Ca};
use sikkerhed::noegle::{Privatnoegle, sha256};
use sikkerhed::noeglering::{Noeglepar, Noeglering, skriv_par};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tower::ServiceExt;

const ADRESSE: &str = "https://login.example";
const RET: &str = "https://klient.example/ret";
const BEVIS: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

struct Numre(AtomicU64);
impl IdKilde for Numre {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0x1000 + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

/// Whoever is asked for.
struct Alle;

#[async_trait]
impl Personkilde for Alle {
    async fn soeg(&self, _: &str, _: usize) -> Result<Vec<Proeveperson>, Fejl> {
        Ok(self.find(Uuid::from_u128(1)).await?.into_iter().collect())
    }
    async fn find(&self, uuid: Uuid) -> Result<Option<Proeveperson>, Fejl> {
        let (navn, titel) = (format!("Bruger {uuid}"), String::new());
        Ok(Some(Proeveperson { uuid, slags: Slags::Medarbejder, navn, cvr: Some(Cvr::KORSBAEK), organisation: None, cpr: None, titel }))
    }
}

fn nu() -> Tidspunkt {
    Tidspunkt::fra_xs("2026-06-01T12:00:00Z").unwrap()
}

fn form(felter: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(felter).finish()
}

fn felt<'s>(side: &'s str, navn: &str) -> &'s str {
    side.split_once(&format!("name=\"{navn}\" value=\"")).unwrap().1.split('"').next().unwrap()
}

/// A browser of its own; our time is added up.
struct Browser {
    router: Router,
    kage: String,
    brugt: Duration,
}

impl Browser {
    async fn kald(&mut self, sti: &str, krop: Option<String>) -> (String, String) {
        let mut r = Request::builder().method(if krop.is_some() { "POST" } else { "GET" }).uri(sti.strip_prefix(ADRESSE).unwrap_or(sti));
        r = r.header("content-type", "application/x-www-form-urlencoded").header(header::COOKIE, &self.kage);
        let mut r = r.body(Body::from(krop.unwrap_or_default())).unwrap();
        r.extensions_mut().insert(Indkomst { nu: nu(), kald_id: Uuid::nil(), spor: Spor::default(), klient: None });
        let t = Instant::now();
        let svar = self.router.clone().oneshot(r).await.unwrap();
        let sted = svar.headers().get(header::LOCATION).map(|s| s.to_str().unwrap().to_owned()).unwrap_or_default();
        for k in svar.headers().get_all(header::SET_COOKIE) {
            self.kage = format!("{}; {}", self.kage, k.to_str().unwrap().split(';').next().unwrap());
        }
        let krop = to_bytes(svar.into_body(), 10_000_000).await.unwrap();
        self.brugt += t.elapsed();
        (sted, String::from_utf8(krop.to_vec()).unwrap())
    }

    async fn formular(&mut self, side: &str, n: u128) -> (String, String) {
        let (forloeb, person) = (felt(side, "forloeb").to_owned(), Uuid::from_u128(n).to_string());
        let felter = [("forloeb", forloeb.as_str()), ("person", &person), ("identitet", "High"), ("middel", "High"), ("handling", "login")];
        self.kald("/login/udvikling", Some(form(&felter))).await
    }
}

fn fraktil(l: &mut [Duration], p: usize) -> Duration {
    l.sort_unstable();
    l[(l.len() * p / 100).min(l.len() - 1)]
}

#[tokio::main]
async fn main() {
    let antal: u128 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(1_000);
    let mappe = tempfile::tempdir().unwrap();
    let ca = Ca::ny(nu(), [1, 2], Adresser::default()).unwrap();
    let par = |nr: u128| {
        let noegle = Privatnoegle::dan(2048).unwrap();
        let gyldig = Periode::ny(nu().plus_mikros(-86_400_000_000), nu().plus_mikros(86_400_000_000));
        let a = Anmodning::Signering { navn: format!("nr {nr}"), cvr: Cvr::KORSBAEK };
        Noeglepar::ny(noegle.clone(), vec![ca.udsted(&a, &noegle.offentlig(), gyldig, nr).unwrap()]).unwrap()
    };
    let (vores, sp) = (par(1), par(2));
    for navn in ["server", "signering", "sts", "login"] {
        skriv_par(&mappe.path().join("noegler"), navn, &vores).unwrap();
    }
    let systemer = mappe.path().join("login/systemer");
    std::fs::create_dir_all(&systemer).unwrap();
    let system = Uuid::from_u128(0xf);
    std::fs::write(systemer.join("sp.json"), format!("{{\"navn\":\"SP\",\"system\":\"{system}\"}}")).unwrap();
    let noegle = |brug: &str| {
        format!(
            "<m:KeyDescriptor use='{brug}'><d:KeyInfo xmlns:d='http://www.w3.org/2000/09/xmldsig#'><d:X509Data><d:X509Certificate>{}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>",
            sp.certifikat().base64()
        )
    };
    let metadata = format!(
        "<m:EntityDescriptor xmlns:m='urn:oasis:names:tc:SAML:2.0:metadata' entityID='https://sp'><m:SPSSODescriptor protocolSupportEnumeration='{}'>{}{}\
         <m:AssertionConsumerService Binding='{}' Location='https://sp/acs' index='0'/></m:SPSSODescriptor></m:EntityDescriptor>",
        saml::SAMLP,
        noegle("signing"),
        noegle("encryption"),
        saml::metadata::POST
    );
    std::fs::write(systemer.join("sp.xml"), metadata).unwrap();
    let klient = format!(
        "{{\"navn\":\"K\",\"system\":\"{system}\",\"oidc\":{{\"client_id\":\"k\",\"redirect_uris\":[\"{RET}\"],\"token_endpoint_auth_method\":\"none\"}}}}"
    );
    std::fs::write(systemer.join("k.json"), klient).unwrap();
    let lager = lager::SqliteLager::aabn(&mappe.path().join("m.db"), lager::sqlite::Indstillinger::default()).unwrap();
    let l = Login::ny(Dele {
        lager: Arc::new(lager),
        ids: Arc::new(Numre(AtomicU64::new(0))),
        noegler: Arc::new(Noeglering::laes(&mappe.path().join("noegler")).unwrap()),
        adresse: ADRESSE.into(),
        tilslutninger: Arc::new(Tilslutninger::laes(&mappe.path().join("login")).unwrap()),
        roller: None,
        personer: Some(Arc::new(Alle)),
        henter: None,
    });
    let router = ruter(l);
    let ny = || Browser { router: router.clone(), kage: "x=1".into(), brugt: Duration::ZERO };
    let til = format!("{ADRESSE}{}", saml::sti::LOGIN);
    let udfordring = URL_SAFE_NO_PAD.encode(sha256(BEVIS.as_bytes()));
    let (mut ved_saml, mut ved_oidc) = (Vec::new(), Vec::new());
    for n in 1..=antal {
        let a = format!(
            "<samlp:AuthnRequest xmlns:samlp=\"{}\" AssertionConsumerServiceURL=\"https://sp/acs\" Destination=\"{til}\" ID=\"_{n}\" IssueInstant=\"{}\" Version=\"2.0\">\
             <saml:Issuer xmlns:saml=\"{}\">https://sp</saml:Issuer></samlp:AuthnRequest>",
            saml::SAMLP,
            nu().til_utc_ms(),
            saml::SAML
        );
        let a = til_adresse(&til, "SAMLRequest", &a, None, &sp.noegle).unwrap();
        let mut b = ny();
        let (_, side) = b.kald(&a, None).await;
        let (_, svar) = b.formular(&side, n).await;
        assert!(STANDARD.decode(felt(&svar, "SAMLResponse")).unwrap().windows(9).any(|w| w == b"Encrypted"));
        ved_saml.push(b.brugt);
        let q = form(&[
            ("response_type", "code"),
            ("client_id", "k"),
            ("redirect_uri", RET),
            ("scope", "openid profile"),
            ("code_challenge", &udfordring),
            ("code_challenge_method", "S256"),
        ]);
        let mut b = ny();
        let (_, side) = b.kald(&format!("{}?{q}", oidc::sti::AUTORISER), None).await;
        let (sted, _) = b.formular(&side, antal + n).await;
        let kode = sted.split_once("code=").unwrap().1.split('&').next().unwrap();
        let felter =
            [("grant_type", "authorization_code"), ("code", kode), ("redirect_uri", RET), ("code_verifier", BEVIS), ("client_id", "k")];
        let (_, svar) = b.kald(oidc::sti::TOKEN, Some(form(&felter))).await;
        assert!(svar.contains("id_token"), "{svar}");
        ved_oidc.push(b.brugt);
    }
    for (navn, tider) in [("SAML, encrypted, with a token for services", &mut ved_saml), ("OpenID Connect with its tokens", &mut ved_oidc)]
    {
        println!("{antal} logins by {navn}: median {:?}, p99 {:?}", fraktil(tider, 50), fraktil(tider, 99));
    }
}
