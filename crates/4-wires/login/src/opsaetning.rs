//! Who is connected: systems that users log in to, and identity providers. The operator's files in a folder of the program, read again when they change:
//!
//! ```text
//! systemer/NAVN.json   a system; NAVN.xml beside it is its SAML metadata
//! udbydere/NAVN.json   an identity provider; NAVN.xml beside it is its SAML metadata
//! kataloger/NAVN.json  a directory of an authority's employees
//! roller.json          job function roles, where no role catalogue gives them
//! ```
use crate::katalog::Katalog;
use crate::niveau::Niveau;
use crate::roller::{Jobfunktionsrolle, Rolletabel};
use crate::saml::metadata::{self, Metadata, Rolle};
use grund::{Cvr, Fejl, Fejlkode, Uuid, graenser};
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

/// Which attributes a SAML system is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Default)]
pub enum Profil {
    /// OIOSAML 3: NSIS levels, URIs (G-45).
    #[default]
    #[serde(rename = "OIOSAML3")]
    Oiosaml3,
    /// OIOSAML 2.0.9 as the Context Handler spoke it: `dk:gov:saml:attribute:…`, the subject as X509SubjectName (G-44).
    #[serde(rename = "OIOSAML2")]
    Oiosaml2,
}

/// A system that users log in to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// What users see.
    pub navn: String,
    /// The system in the Administrationsmodul.
    #[serde(default)]
    pub system: Option<Uuid>,
    /// The least level that it lets in (NS-01).
    #[serde(default = "lav")]
    pub minimum: Niveau,
    /// SAML attributes.
    #[serde(default)]
    pub profil: Profil,
    /// Authorities whose users it is for; none named: all.
    #[serde(default, deserialize_with = "cvr_liste")]
    pub myndigheder: Vec<Cvr>,
    /// Whether citizens may log in.
    #[serde(default)]
    pub borgere: bool,
    /// The client of OpenID Connect.
    #[serde(default)]
    pub oidc: Option<Oidcklient>,
    /// SAML metadata.
    #[serde(skip)]
    pub saml: Option<Metadata>,
    /// Its entity id in SAML, or else its client id: what roles and sessions name it by.
    #[serde(skip)]
    pub id: String,
}

impl System {
    /// The pages of the program itself: everybody may log in to them, and each page demands what it needs.
    pub fn egen() -> Self {
        Self {
            navn: "Samspil".into(),
            system: None,
            minimum: Niveau::Lav,
            profil: Profil::Oiosaml3,
            myndigheder: Vec::new(),
            borgere: true,
            oidc: None,
            saml: None,
            id: EGEN.into(),
        }
    }
}

/// What sessions and the log call the pages of the program itself.
pub const EGEN: &str = "urn:samspil:sider";

/// How an OpenID Connect client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Klientbevis {
    /// A secret in the header `Authorization`.
    ClientSecretBasic,
    /// A secret in the body.
    ClientSecretPost,
    /// A JWT by its private key (RFC 7523).
    PrivateKeyJwt,
    /// None: a program on the user's own machine. PKCE is all that binds the code to it.
    None,
}

/// An OpenID Connect client (G-46).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidcklient {
    /// Its id.
    pub client_id: String,
    /// Where codes go, exactly.
    pub redirect_uris: Vec<String>,
    /// Where the browser goes after log-out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Its address for log-outs in a frame (front-channel).
    #[serde(default)]
    pub frontchannel_logout_uri: Option<String>,
    /// Where it is told of ended sessions from server to server (Back-Channel Logout 1.0).
    #[serde(default)]
    pub backchannel_logout_uri: Option<String>,
    /// How it proves itself.
    pub token_endpoint_auth_method: Klientbevis,
    /// SHA-256 of its secret in hexadecimal: the secret itself stands nowhere here.
    #[serde(default)]
    pub secret_sha256: Option<String>,
    /// Its keys (RFC 7517).
    #[serde(default)]
    pub jwks: Option<jsonwebtoken::jwk::JwkSet>,
    /// The id_token is encrypted for the first key of `jwks` that is for it.
    #[serde(default)]
    pub krypteret_id_token: bool,
}

/// An identity provider of a municipality.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Udbyder {
    /// What users choose.
    pub navn: String,
    /// Authorities that it may speak for; citizens where `borgere`.
    #[serde(default, deserialize_with = "cvr_liste")]
    pub myndigheder: Vec<Cvr>,
    /// It vouches for citizens.
    #[serde(default)]
    pub borgere: bool,
    /// The highest level that it is registered for.
    #[serde(default = "lav")]
    pub hoejst: Niveau,
    /// OpenID Connect.
    #[serde(default)]
    pub oidc: Option<Oidcudbyder>,
    /// SAML metadata.
    #[serde(skip)]
    pub saml: Option<Metadata>,
    /// Entity id or issuer.
    #[serde(skip)]
    pub id: String,
}

/// An OpenID Connect provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidcudbyder {
    /// Its issuer.
    pub issuer: String,
    /// Its address for the browser.
    pub authorization_endpoint: String,
    /// Its address for codes.
    pub token_endpoint: String,
    /// Its keys.
    pub jwks: jsonwebtoken::jwk::JwkSet,
    /// Our id there.
    pub client_id: String,
    /// File with our secret there, in the folder of the login.
    pub hemmelighed: String,
    /// The secret.
    #[serde(skip)]
    pub secret: String,
}

fn lav() -> Niveau {
    Niveau::Lav
}

/// Reads a CVR number from its eight digits.
pub(crate) fn cvr<'de, D: Deserializer<'de>>(d: D) -> Result<Cvr, D::Error> {
    String::deserialize(d)?.parse().map_err(|()| D::Error::custom("a CVR number has eight digits"))
}

/// The same, where there may be none.
pub(crate) fn cvr_valgfri<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Cvr>, D::Error> {
    cvr(d).map(Some)
}

fn cvr_liste<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Cvr>, D::Error> {
    let alle = Vec::<String>::deserialize(d)?;
    alle.iter().map(|c| c.parse().map_err(|()| D::Error::custom("a CVR number has eight digits"))).collect()
}

/// Everything that is connected at one moment.
#[derive(Debug, Default)]
pub struct Foederation {
    systemer: BTreeMap<String, Arc<System>>,
    klienter: BTreeMap<String, Arc<System>>,
    udbydere: BTreeMap<String, Arc<Udbyder>>,
    /// Directories, by the name of their file.
    pub kataloger: BTreeMap<String, Arc<Katalog>>,
    /// Job function roles of the file.
    pub roller: Rolletabel,
}

impl Foederation {
    /// The SAML system of that entity id.
    pub fn system(&self, entity_id: &str) -> Option<&Arc<System>> {
        self.systemer.get(entity_id)
    }

    /// The system of that client id.
    pub fn klient(&self, client_id: &str) -> Option<&Arc<System>> {
        self.klienter.get(client_id)
    }

    /// The system by what sessions name it: entity id or client id.
    pub fn ved_id(&self, id: &str) -> Option<&Arc<System>> {
        self.system(id).or_else(|| self.klient(id)).filter(|s| s.id == id)
    }

    /// The provider of that entity id or issuer.
    pub fn udbyder(&self, id: &str) -> Option<&Arc<Udbyder>> {
        self.udbydere.get(id)
    }

    /// All providers, by name.
    pub fn udbydere(&self) -> Vec<&Arc<Udbyder>> {
        let mut alle: Vec<_> = self.udbydere.values().collect();
        alle.sort_by(|a, b| a.navn.cmp(&b.navn));
        alle
    }

    /// Reads the folder; one that is not there is empty.
    ///
    /// # Errors
    /// Names the file and what is wrong in it.
    pub fn laes(mappe: &Path) -> Result<Self, Fejl> {
        let mut f = Self::default();
        for fil in filer(&mappe.join("systemer"), "json")? {
            let mut s: System = laes_json(&fil)?;
            s.saml = laes_metadata(&fil, Rolle::System)?;
            s.id = match (&s.saml, &s.oidc) {
                (Some(m), _) => m.entity_id.clone(),
                (None, Some(o)) => o.client_id.clone(),
                (None, None) => return Err(ved(&fil, "neither SAML metadata beside it nor oidc in it")),
            };
            if let Some(o) = &s.oidc {
                o.valider().map_err(|hvad| ved(&fil, hvad))?;
            }
            let s = Arc::new(s);
            let dobbelt = s.saml.as_ref().is_some_and(|m| f.systemer.insert(m.entity_id.clone(), s.clone()).is_some())
                || s.oidc.as_ref().is_some_and(|o| f.klienter.insert(o.client_id.clone(), s.clone()).is_some());
            if dobbelt {
                return Err(ved(&fil, "another file has the same entity id or client id"));
            }
        }
        for fil in filer(&mappe.join("udbydere"), "json")? {
            let mut u: Udbyder = laes_json(&fil)?;
            u.saml = laes_metadata(&fil, Rolle::Udbyder)?;
            u.id = match (&u.saml, &mut u.oidc) {
                (Some(m), None) => m.entity_id.clone(),
                (None, Some(o)) => {
                    let hemmelig = mappe.join(&o.hemmelighed);
                    sikkerhed::noeglering::kun_ejeren(&hemmelig)?;
                    laes_tekst(&hemmelig)?.trim().clone_into(&mut o.secret);
                    o.issuer.clone()
                }
                _ => return Err(ved(&fil, "either SAML metadata beside it or oidc in it")),
            };
            if u.myndigheder.is_empty() && !u.borgere {
                return Err(ved(&fil, "it vouches for nobody: neither myndigheder nor borgere"));
            }
            let id = u.id.clone();
            if f.udbydere.insert(id, Arc::new(u)).is_some() {
                return Err(ved(&fil, "another file has the same entity id or issuer"));
            }
        }
        for fil in filer(&mappe.join("kataloger"), "json")? {
            let k = laes_katalog(&fil, mappe)?;
            f.kataloger.insert(fil.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(), Arc::new(k));
        }
        let roller = mappe.join("roller.json");
        if roller.exists() {
            f.roller = Rolletabel(laes_json::<Vec<Jobfunktionsrolle>>(&roller)?);
        }
        Ok(f)
    }
}

impl Oidcklient {
    fn valider(&self) -> Result<(), &'static str> {
        let adresser = self
            .redirect_uris
            .iter()
            .chain(&self.post_logout_redirect_uris)
            .chain(&self.frontchannel_logout_uri)
            .chain(&self.backchannel_logout_uri);
        for a in adresser {
            let lokal = a.starts_with("http://127.0.0.1:") || a.starts_with("http://[::1]:") || a.starts_with("http://localhost:");
            if !(a.starts_with("https://") || lokal) || a.contains('#') || a.chars().any(|c| c.is_whitespace() || c.is_control()) {
                return Err("addresses are https, or http on this machine, without a fragment");
            }
        }
        let hemmelig = self.secret_sha256.as_deref().is_some_and(|s| s.len() == 64 && s.bytes().all(|c| c.is_ascii_hexdigit()));
        match self.token_endpoint_auth_method {
            _ if self.redirect_uris.is_empty() => Err("no redirect_uris"),
            Klientbevis::ClientSecretBasic | Klientbevis::ClientSecretPost if !hemmelig => Err("secret_sha256 is 64 hexadecimal digits"),
            Klientbevis::PrivateKeyJwt if self.jwks.is_none() => Err("private_key_jwt needs jwks"),
            _ if self.krypteret_id_token && self.jwks.is_none() => Err("krypteret_id_token needs jwks"),
            _ => Ok(()),
        }
    }
}

fn laes_katalog(fil: &Path, mappe: &Path) -> Result<Katalog, Fejl> {
    let mut k: Katalog = laes_json(fil)?;
    k.sted = Some(k.adresse.parse().map_err(|e: ldap::Ldapfejl| ved(fil, &e.to_string()))?);
    if k.minutter == 0 || k.minutter > 24 * 60 {
        return Err(ved(fil, "minutter is 1 to 1440"));
    }
    let hemmelig = mappe.join(&k.hemmelighed);
    sikkerhed::noeglering::kun_ejeren(&hemmelig)?;
    laes_tekst(&hemmelig)?.trim().clone_into(&mut k.secret);
    let rod = sikkerhed::certifikat::Certifikat::fra_pem(&laes_tekst(&mappe.join(&k.rod))?)?;
    k.roedder = rod.iter().map(|c| ldap::CertificateDer::from(c.der().to_vec())).collect();
    if k.secret.is_empty() || k.roedder.is_empty() {
        return Err(ved(fil, "rod has no certificate, or hemmelighed no secret"));
    }
    Ok(k)
}

fn laes_metadata(fil: &Path, rolle: Rolle) -> Result<Option<Metadata>, Fejl> {
    let xml = fil.with_extension("xml");
    if !xml.exists() {
        return Ok(None);
    }
    metadata::laes(laes_tekst(&xml)?.as_bytes(), rolle).map(Some).map_err(|f| f.under(&xml.display().to_string()))
}

fn laes_json<T: serde::de::DeserializeOwned>(fil: &Path) -> Result<T, Fejl> {
    serde_json::from_str(&laes_tekst(fil)?).map_err(|e| ved(fil, &e.to_string()))
}

fn laes_tekst(fil: &Path) -> Result<String, Fejl> {
    let bytes = fs::metadata(fil).map_err(|e| Fejl::sted(fil, e))?.len();
    if bytes > graenser::LOGIN_FIL_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).felt(fil.display().to_string()));
    }
    fs::read_to_string(fil).map_err(|e| Fejl::sted(fil, e))
}

fn ved(fil: &Path, hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(fil.display().to_string()).detalje(hvad)
}

fn filer(mappe: &Path, slags: &str) -> Result<Vec<PathBuf>, Fejl> {
    if !mappe.is_dir() {
        return Ok(Vec::new());
    }
    let alle = fs::read_dir(mappe).map_err(|e| Fejl::sted(mappe, e))?.filter_map(|f| Some(f.ok()?.path()));
    let mut alle: Vec<_> = alle.filter(|f| f.extension().is_some_and(|e| e == slags)).collect();
    alle.sort();
    if alle.len() > graenser::LOGIN_TILSLUTTEDE { Err(Fejl::ny(Fejlkode::ForMange).felt(mappe.display().to_string())) } else { Ok(alle) }
}

/// The folder and what was read from it last.
#[derive(Debug)]
pub struct Tilslutninger {
    mappe: PathBuf,
    nu: RwLock<(Arc<Foederation>, Maerke)>,
}

/// Name, time of change, size.
type Maerke = Vec<(PathBuf, SystemTime, u64)>;

impl Tilslutninger {
    /// Reads the folder.
    ///
    /// # Errors
    /// As [`Foederation::laes`].
    pub fn laes(mappe: &Path) -> Result<Self, Fejl> {
        let maerke = maerke(mappe);
        Ok(Self { mappe: mappe.to_owned(), nu: RwLock::new((Arc::new(Foederation::laes(mappe)?), maerke)) })
    }

    /// Those, whatever lies in the folder.
    #[cfg(test)]
    pub(crate) fn af(mappe: &Path, f: Foederation) -> Self {
        Self { mappe: mappe.to_owned(), nu: RwLock::new((Arc::new(f), maerke(mappe))) }
    }

    /// Who is connected. A login under way keeps what it got here.
    pub fn nu(&self) -> Arc<Foederation> {
        self.nu.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Reads the folder again if a file is another than the one that was read; says whether. Where one can't be used, everything stays as it was.
    ///
    /// # Errors
    /// As [`Foederation::laes`].
    pub fn genindlaes(&self) -> Result<bool, Fejl> {
        let maerke = maerke(&self.mappe);
        if maerke == self.nu.read().unwrap_or_else(PoisonError::into_inner).1 {
            return Ok(false);
        }
        let nyt = Arc::new(Foederation::laes(&self.mappe)?);
        *self.nu.write().unwrap_or_else(PoisonError::into_inner) = (nyt, maerke);
        Ok(true)
    }
}

fn maerke(mappe: &Path) -> Maerke {
    let mut ud = Vec::new();
    for m in [mappe.to_owned(), mappe.join("systemer"), mappe.join("udbydere"), mappe.join("kataloger")] {
        for fil in fs::read_dir(m).into_iter().flatten().flatten() {
            if let Ok(data) = fil.metadata()
                && data.is_file()
            {
                ud.push((fil.path(), data.modified().unwrap_or(SystemTime::UNIX_EPOCH), data.len()));
            }
        }
    }
    ud.sort();
    ud
}
