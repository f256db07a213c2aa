//! A world of one browser and as many systems and providers as a test wants.
use crate::identitet::Slags;
use crate::opsaetning::Tilslutninger;
use crate::saml::besked;
use crate::saml::{SAML, SAMLP, metadata};
use crate::udvikling::{Personkilde, Proeveperson};
use crate::{Dele, Login, ruter};
use adgang::Indkomst;
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::spor::Sporindhold;
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Periode, Spor, Tidspunkt, Uuid};
use http_body_util::BodyExt;
use sikkerhed::ca::{Adresser, Anmodning, Ca};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::noeglering::{Noeglepar, Noeglering, skriv_par};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use tower::ServiceExt;

pub const OS: &str = "https://login.example";
pub const SP: &str = "https://sp.example/saml";
pub const ACS: &str = "https://sp.example/acs";
pub const ANNA: Uuid = Uuid::from_u128(0xa);
pub const BORGER: Uuid = Uuid::from_u128(0xb);

pub fn nu() -> Tidspunkt {
    Tidspunkt::fra_xs("2026-06-01T12:00:00Z").unwrap()
}

struct Numre(AtomicU64);
impl IdKilde for Numre {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0x1000 + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

/// Keys take long to make: a handful for all tests.
pub fn par(nr: usize) -> Noeglepar {
    static ALLE: OnceLock<Vec<Noeglepar>> = OnceLock::new();
    let alle = ALLE.get_or_init(|| {
        let ca = Ca::ny(nu(), [1, 2], Adresser::default()).unwrap();
        (0..5)
            .map(|nr| {
                let noegle = Privatnoegle::dan(2048).unwrap();
                let gyldig = Periode::ny(nu().plus_mikros(-86_400_000_000), nu().plus_mikros(86_400_000_000 * 100));
                let c = ca
                    .udsted(&Anmodning::Signering { navn: format!("nr {nr}"), cvr: Cvr::KORSBAEK }, &noegle.offentlig(), gyldig, 100 + nr)
                    .unwrap();
                Noeglepar::ny(noegle, vec![c]).unwrap()
            })
            .collect()
    });
    alle[nr].clone()
}

/// The provider of OpenID Connect: whatever the test has laid down for the code.
pub static TOKENS: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// Clients that are told of log-outs: what they were sent, and what they answer.
#[derive(Default)]
pub struct Bagkanal {
    pub modtaget: Mutex<Vec<(String, String)>>,
    pub nede: std::sync::atomic::AtomicBool,
}

struct Fjern(Arc<Bagkanal>);

#[async_trait]
impl crate::oidc::forbruger::Henter for Fjern {
    async fn post(&self, adresse: &str, hoveder: &[(&'static str, String)], krop: String) -> Result<(u16, Vec<u8>), Fejl> {
        if let Some(token) = krop.strip_prefix("logout_token=") {
            self.0.modtaget.lock().unwrap().push((adresse.to_owned(), token.to_owned()));
            return Ok((if self.0.nede.load(Ordering::Relaxed) { 503 } else { 204 }, Vec::new()));
        }
        assert!(
            adresse == "https://op.example/token" && hoveder[0].1 == format!("Basic {}", STANDARD.encode("os:hemmelig")),
            "{hoveder:?}"
        );
        let felt = |n: &str| form_urlencoded::parse(krop.as_bytes()).find(|(m, _)| m == n).map(|(_, v)| v.into_owned()).unwrap_or_default();
        assert!(felt("code_verifier").len() >= 43 && felt("redirect_uri").starts_with(OS));
        let token = TOKENS.lock().unwrap().get(&felt("code")).cloned();
        Ok(token.map_or((400, Vec::new()), |t| (200, format!("{{\"id_token\":\"{t}\"}}").into_bytes())))
    }
}

struct Personer;

fn anna() -> Proeveperson {
    Proeveperson {
        uuid: ANNA,
        slags: Slags::Medarbejder,
        navn: "Anna Kværn".into(),
        cvr: Some(Cvr::KORSBAEK),
        organisation: Some("Korsbæk Kommune".into()),
        cpr: None,
        titel: "Sagsbehandler".into(),
    }
}

#[async_trait]
impl Personkilde for Personer {
    async fn soeg(&self, tekst: &str, _: usize) -> Result<Vec<Proeveperson>, Fejl> {
        let borger = Proeveperson {
            uuid: BORGER,
            slags: Slags::Borger,
            navn: "Bo Borger".into(),
            cvr: None,
            organisation: None,
            cpr: Some("6101010000".into()),
            titel: "borger".into(),
        };
        Ok([anna(), borger].into_iter().filter(|p| p.navn.contains(tekst)).collect())
    }
    async fn find(&self, uuid: Uuid) -> Result<Option<Proeveperson>, Fejl> {
        Ok(self.soeg("", 9).await?.into_iter().find(|p| p.uuid == uuid))
    }
}

/// The authority's bars: users and why, beside the roles of the folder's file.
#[derive(Default)]
pub struct Spaerrede(pub Mutex<BTreeMap<Uuid, String>>);

struct Roller(Arc<Tilslutninger>, Arc<Spaerrede>);

#[async_trait]
impl crate::roller::Rollekilde for Roller {
    async fn oversaet(&self, s: &crate::roller::Rollespoergsmaal<'_>) -> Result<adgang::bpp::Privilegier, Fejl> {
        crate::Filroller(self.0.clone()).oversaet(s).await
    }
    async fn udelukket(&self, i: &crate::identitet::Identitet, _: Tidspunkt) -> Result<Option<String>, Fejl> {
        Ok(self.1.0.lock().unwrap().get(&i.uuid).cloned())
    }
}

pub struct Verden {
    pub l: Arc<Login>,
    pub lager: Arc<dyn lager::Lager>,
    pub spaerrede: Arc<Spaerrede>,
    pub bagkanal: Arc<Bagkanal>,
    router: Router,
    pub mappe: tempfile::TempDir,
    pub kager: Mutex<BTreeMap<String, String>>,
    pub nu: Mutex<Tidspunkt>,
    pub spor: Mutex<Sporindhold>,
}

/// An answer.
pub struct Svar {
    pub status: u16,
    pub krop: String,
    pub sted: Option<String>,
    pub hoveder: axum::http::HeaderMap,
}

impl Svar {
    /// The value of a hidden field.
    pub fn felt(&self, navn: &str) -> String {
        let fra = format!("name=\"{navn}\" value=\"");
        let rest = self.krop.split_once(&fra).unwrap_or_else(|| panic!("no {navn}: {} {}", self.status, self.krop)).1;
        rest.split_once('"').unwrap().0.replace("&amp;", "&").replace("&quot;", "\"")
    }
    /// Where the form goes.
    pub fn til(&self) -> String {
        self.krop.split_once("action=\"").unwrap().1.split_once('"').unwrap().0.replace("&amp;", "&")
    }
    /// The SAML response in the form.
    pub fn saml(&self) -> String {
        String::from_utf8(STANDARD.decode(self.felt("SAMLResponse")).unwrap()).unwrap()
    }
}

fn skriv(mappe: &Path, navn: &str, tekst: &str) {
    let fil = mappe.join(navn);
    std::fs::create_dir_all(fil.parent().unwrap()).unwrap();
    std::fs::write(fil, tekst).unwrap();
}

/// Metadata of a system.
pub fn sp_metadata(entity_id: &str, acs: &str, slo: Option<&str>, c: &Certifikat, krypteres: bool) -> String {
    let noegle = |brug: &str| {
        format!(
            "<m:KeyDescriptor use='{brug}'><d:KeyInfo xmlns:d='http://www.w3.org/2000/09/xmldsig#'><d:X509Data><d:X509Certificate>{}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>",
            c.base64()
        )
    };
    let kryptering = if krypteres { noegle("encryption") } else { String::new() };
    let slo = slo.map(|s| format!("<m:SingleLogoutService Binding='{}' Location='{s}'/>", metadata::REDIRECT)).unwrap_or_default();
    format!(
        "<m:EntityDescriptor xmlns:m='{}' entityID='{entity_id}'><m:SPSSODescriptor protocolSupportEnumeration='{SAMLP}'>{}{kryptering}{slo}\
         <m:AssertionConsumerService Binding='{}' Location='{acs}' index='0'/></m:SPSSODescriptor></m:EntityDescriptor>",
        metadata::MD,
        noegle("signing"),
        metadata::POST
    )
}

/// Metadata of an identity provider.
pub fn idp_metadata(entity_id: &str, sso: &str, slo: &str, c: &Certifikat) -> String {
    format!(
        "<m:EntityDescriptor xmlns:m='{}' entityID='{entity_id}'><m:IDPSSODescriptor protocolSupportEnumeration='{SAMLP}'><m:KeyDescriptor use='signing'>\
         <d:KeyInfo xmlns:d='http://www.w3.org/2000/09/xmldsig#'><d:X509Data><d:X509Certificate>{}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>\
         <m:SingleLogoutService Binding='{r}' Location='{slo}'/><m:SingleSignOnService Binding='{r}' Location='{sso}'/></m:IDPSSODescriptor></m:EntityDescriptor>",
        metadata::MD,
        c.base64(),
        r = metadata::REDIRECT
    )
}

impl Verden {
    /// One SAML system, and the development provider.
    pub fn ny() -> Self {
        Self::med(
            &[("sp", "{\"navn\":\"Prøvesystem\"}", Some(sp_metadata(SP, ACS, Some("https://sp.example/slo"), par(1).certifikat(), false)))],
            &[],
            true,
        )
    }

    /// With those systems and providers: name, settings, metadata.
    pub fn med(systemer: &[(&str, &str, Option<String>)], udbydere: &[(&str, &str, Option<String>)], udvikling: bool) -> Self {
        let mappe = tempfile::tempdir().unwrap();
        let noegler = mappe.path().join("noegler");
        for navn in ["server", "signering", "sts"] {
            skriv_par(&noegler, navn, &par(4)).unwrap();
        }
        skriv_par(&noegler, "login", &par(0)).unwrap();
        for (slags, alle) in [("systemer", systemer), ("udbydere", udbydere)] {
            for (navn, json, xml) in alle {
                skriv(&mappe.path().join("login"), &format!("{slags}/{navn}.json"), json);
                if let Some(x) = xml {
                    skriv(&mappe.path().join("login"), &format!("{slags}/{navn}.xml"), x);
                }
            }
        }
        let lager: Arc<dyn lager::Lager> = Arc::new(lager::SqliteLager::midlertidig().unwrap());
        let (spaerrede, bagkanal) = (Arc::default(), Arc::default());
        let tilslutninger = Arc::new(Tilslutninger::laes(&mappe.path().join("login")).unwrap());
        let l = Login::ny(Dele {
            lager: lager.clone(),
            ids: Arc::new(Numre(AtomicU64::new(0))),
            noegler: Arc::new(Noeglering::laes(&noegler).unwrap()),
            adresse: OS.into(),
            roller: Some(Arc::new(Roller(tilslutninger.clone(), Arc::clone(&spaerrede)))),
            tilslutninger,
            personer: udvikling.then(|| Arc::new(Personer) as Arc<dyn Personkilde>),
            henter: Some(Arc::new(Fjern(Arc::clone(&bagkanal)))),
        });
        let router = ruter(l.clone());
        Self { l, lager, spaerrede, bagkanal, router, mappe, kager: Mutex::default(), nu: Mutex::new(nu()), spor: Mutex::default() }
    }

    pub fn skriv(&self, navn: &str, tekst: &str) {
        skriv(&self.mappe.path().join("login"), navn, tekst);
        self.l.tilslutninger.genindlaes().unwrap();
    }

    pub fn frem(&self, sekunder: i64) {
        let mut nu = self.nu.lock().unwrap();
        *nu = nu.plus_mikros(sekunder * 1_000_000);
    }

    pub fn nu(&self) -> Tidspunkt {
        *self.nu.lock().unwrap()
    }

    /// What the browser sends, with its cookies.
    pub async fn kald(&self, metode: Method, adresse: &str, hoveder: &[(&str, &str)], krop: String) -> Svar {
        let sti = adresse.strip_prefix(OS).unwrap_or(adresse);
        let mut a = Request::builder().method(metode).uri(sti).header("content-type", "application/x-www-form-urlencoded");
        let kager: Vec<String> = self.kager.lock().unwrap().iter().map(|(n, v)| format!("{n}={v}")).collect();
        if !kager.is_empty() {
            a = a.header(header::COOKIE, kager.join("; "));
        }
        for (n, v) in hoveder {
            a = a.header(*n, *v);
        }
        let spor = Spor::default();
        let mut a = a.body(Body::from(krop)).unwrap();
        a.extensions_mut().insert(Indkomst { nu: self.nu(), kald_id: Uuid::from_u128(7), spor: spor.clone(), klient: None });
        let svar = self.router.clone().oneshot(a).await.unwrap();
        for k in svar.headers().get_all(header::SET_COOKIE) {
            let (n, v) = k.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            let mut kager = self.kager.lock().unwrap();
            if v.is_empty() {
                kager.remove(n)
            } else {
                kager.insert(n.to_owned(), v.to_owned())
            };
        }
        *self.spor.lock().unwrap() = spor.indhold();
        let (status, hoveder) = (svar.status().as_u16(), svar.headers().clone());
        let sted = hoveder.get(header::LOCATION).map(|h| h.to_str().unwrap().to_owned());
        let krop = svar.into_body().collect().await.unwrap().to_bytes();
        Svar { status, krop: String::from_utf8_lossy(&krop).into_owned(), sted, hoveder }
    }

    pub async fn get(&self, adresse: &str) -> Svar {
        self.kald(Method::GET, adresse, &[], String::new()).await
    }

    pub async fn post(&self, adresse: &str, felter: &[(&str, &str)]) -> Svar {
        self.kald(Method::POST, adresse, &[], form(felter)).await
    }

    /// Why the last call was refused, as the log has it.
    pub fn hvorfor(&self) -> String {
        self.spor.lock().unwrap().afslag.as_ref().map(|a| a.forklaring.clone()).unwrap_or_default()
    }

    /// A request for login by an address, as a right system sends it.
    pub fn anmod(&self, id: &str, aendr: &[(&str, &str)]) -> String {
        let a = Authn { id, nu: self.nu(), ..Authn::default() };
        besked::til_adresse(
            &format!("{OS}{}", crate::saml::sti::LOGIN),
            "SAMLRequest",
            &a.xml(aendr).concat(),
            Some("tilbage"),
            &par(1).noegle,
        )
        .unwrap()
    }

    /// Logs in by the development provider, from the page that asks.
    pub async fn log_ind(&self, side: &Svar, person: Uuid, niveau: &str) -> Svar {
        let felter = [
            ("forloeb", side.felt("forloeb")),
            ("person", person.to_string()),
            ("identitet", niveau.into()),
            ("middel", niveau.into()),
            ("handling", "login".into()),
        ];
        let felter: Vec<(&str, &str)> = felter.iter().map(|(n, v)| (*n, v.as_str())).collect();
        self.post("/login/udvikling", &felter).await
    }

    /// A whole login of Anna.
    pub async fn anna_ind(&self, id: &str, niveau: &str) -> Svar {
        let side = self.get(&self.anmod(id, &[])).await;
        assert_eq!(side.status, 200, "{}", side.krop);
        self.log_ind(&side, ANNA, niveau).await
    }
}

pub fn form(felter: &[(&str, &str)]) -> String {
    let mut s = form_urlencoded::Serializer::new(String::new());
    felter.iter().for_each(|(n, v)| {
        s.append_pair(n, v);
    });
    s.finish()
}

/// A request for login.
pub struct Authn<'a> {
    pub id: &'a str,
    pub nu: Tidspunkt,
    pub udsteder: &'a str,
    pub til: String,
    pub sted: &'a str,
    pub attributter: &'a str,
    pub indhold: &'a str,
}

impl Default for Authn<'_> {
    fn default() -> Self {
        Self { id: "_1", nu: nu(), udsteder: SP, til: format!("{OS}{}", crate::saml::sti::LOGIN), sted: ACS, attributter: "", indhold: "" }
    }
}

impl Authn<'_> {
    /// The text before and after the place of the signature, each part changed as asked.
    pub fn xml(&self, aendr: &[(&str, &str)]) -> [String; 2] {
        let mut foer = format!(
            "<samlp:AuthnRequest xmlns:samlp=\"{SAMLP}\" AssertionConsumerServiceURL=\"{}\" Destination=\"{}\" {}ID=\"{}\" IssueInstant=\"{}\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"{SAML}\">{}</saml:Issuer>",
            self.sted,
            self.til,
            self.attributter,
            self.id,
            self.nu.til_utc_ms(),
            self.udsteder
        );
        let mut efter = format!("{}</samlp:AuthnRequest>", self.indhold);
        for (fra, til) in aendr {
            foer = foer.replace(fra, til);
            efter = efter.replace(fra, til);
        }
        [foer, efter]
    }
}

/// The text of the first element of that local name.
pub fn tekst(xml: &str, navn: &str) -> String {
    let fra = xml.split_once(&format!("{navn}>")).map(|d| format!(">{}", d.1));
    let med = xml.split_once(&format!("{navn} ")).map(|d| d.1.to_owned());
    // Whichever comes first: with attributes or without.
    let rest = [fra, med].into_iter().flatten().max_by_key(String::len).unwrap_or_else(|| panic!("no {navn}: {xml}"));
    rest.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()
}

/// The value of an attribute of the assertion.
pub fn attribut(xml: &str, navn: &str) -> Option<String> {
    let rest = xml.split_once(&format!("Name=\"{navn}\""))?.1;
    Some(tekst(rest, "AttributeValue"))
}
