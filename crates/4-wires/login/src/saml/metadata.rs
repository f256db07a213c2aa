//! SAML metadata of others: a system's (service provider) and an identity provider's. What an operator puts into the folder is trusted as it stands; a signature on it
//! is not looked at.
use grund::xml::{self, XElement};
use grund::{Fejl, Fejlkode, Tidspunkt};
use sikkerhed::certifikat::Certifikat;

/// Namespace of metadata.
pub const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// The binding by a form.
pub const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
/// The binding by an address.
pub const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
/// Keys, addresses and the like of one kind that are read from one file.
const ANTAL: usize = 50;

/// A place that messages go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endepunkt {
    /// Binding.
    pub binding: String,
    /// Address of requests.
    pub adresse: String,
    /// Address of answers, where it is another.
    pub svaradresse: Option<String>,
    /// Its number, where it has one.
    pub indeks: Option<u32>,
    /// The one that is meant when nothing is said.
    pub standard: bool,
}

impl Endepunkt {
    /// Where answers go.
    pub fn til_svar(&self) -> &str {
        self.svaradresse.as_deref().unwrap_or(&self.adresse)
    }
}

/// What both kinds have.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Entity id.
    pub entity_id: String,
    /// Until when it may be used.
    pub gyldig_til: Option<Tidspunkt>,
    /// Keys of signatures: each is good, so that they can be changed.
    pub signering: Vec<Certifikat>,
    /// Keys to encrypt for; the first is used.
    pub kryptering: Vec<Certifikat>,
    /// Where assertions go (systems).
    pub forbrug: Vec<Endepunkt>,
    /// Where requests for login go (providers).
    pub login: Vec<Endepunkt>,
    /// Where log-outs go.
    pub logud: Vec<Endepunkt>,
    /// Formats of names that it takes.
    pub navneformater: Vec<String>,
}

/// Which of the roles is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rolle {
    /// A system that users log in to.
    System,
    /// A provider of identities.
    Udbyder,
}

/// Reads a file of metadata with one entity.
///
/// # Errors
/// `UgyldigFil` with what is wrong.
pub fn laes(data: &[u8], rolle: Rolle) -> Result<Metadata, Fejl> {
    let tekst = xml::afkod(data).map_err(|f| fejl(&f.to_string()))?;
    let rod = xml::parse(&tekst).map_err(|f| fejl(&f.to_string()))?;
    // A federation's list of one is common; of several nobody could tell which is meant.
    let en = if rod.navn.er(MD, "EntitiesDescriptor") {
        let mut alle = rod.elementer().filter(|e| e.navn.er(MD, "EntityDescriptor"));
        match (alle.next(), alle.next()) {
            (Some(e), None) => e,
            _ => return Err(fejl("EntitiesDescriptor must hold one EntityDescriptor")),
        }
    } else {
        &rod
    };
    if !en.navn.er(MD, "EntityDescriptor") {
        return Err(fejl("the root is no EntityDescriptor"));
    }
    let entity_id = en.attribut("", "entityID").map(str::trim).filter(|e| !e.is_empty() && e.len() <= 1024);
    let entity_id = entity_id.ok_or_else(|| fejl("no entityID"))?.to_owned();
    let navn = match rolle {
        Rolle::System => "SPSSODescriptor",
        Rolle::Udbyder => "IDPSSODescriptor",
    };
    let d = en.barn(MD, navn).ok_or_else(|| fejl(&format!("no {navn}")))?;
    let gyldig_til = [en, d].into_iter().filter_map(|e| e.attribut("", "validUntil"));
    let gyldig_til = gyldig_til.map(Tidspunkt::fra_xs).collect::<Result<Vec<_>, _>>().map_err(|_| fejl("validUntil is no time"))?;
    let (mut signering, mut kryptering) = (Vec::new(), Vec::new());
    for k in d.elementer().filter(|e| e.navn.er(MD, "KeyDescriptor")).take(ANTAL) {
        let certifikater = certifikater(k)?;
        match k.attribut("", "use") {
            Some("signing") => signering.extend(certifikater),
            Some("encryption") => kryptering.extend(certifikater),
            None => {
                signering.extend(certifikater.iter().cloned());
                kryptering.extend(certifikater);
            }
            Some(_) => return Err(fejl("a KeyDescriptor is for something unknown")),
        }
    }
    let m = Metadata {
        entity_id,
        gyldig_til: gyldig_til.into_iter().min(),
        signering,
        kryptering,
        forbrug: endepunkter(d, "AssertionConsumerService")?,
        login: endepunkter(d, "SingleSignOnService")?,
        logud: endepunkter(d, "SingleLogoutService")?,
        navneformater: d.elementer().filter(|e| e.navn.er(MD, "NameIDFormat")).take(ANTAL).map(|e| e.tekst().trim().to_owned()).collect(),
    };
    if m.signering.is_empty() {
        return Err(fejl("no key for signatures: what is not signed is not taken"));
    }
    match rolle {
        Rolle::System if !m.forbrug.iter().any(|f| f.binding == POST) => Err(fejl("no AssertionConsumerService by HTTP-POST")),
        Rolle::Udbyder if !m.login.iter().any(|f| [POST, REDIRECT].contains(&f.binding.as_str())) => {
            Err(fejl("no SingleSignOnService by HTTP-Redirect or HTTP-POST"))
        }
        _ => Ok(m),
    }
}

impl Metadata {
    /// Where this address stands in it as a place for assertions.
    pub fn forbrugssted(&self, adresse: Option<&str>, indeks: Option<u32>) -> Option<&Endepunkt> {
        let mut mulige = self.forbrug.iter().filter(|f| f.binding == POST);
        match (adresse, indeks) {
            (Some(a), _) => mulige.find(|f| f.adresse == a),
            (None, Some(i)) => mulige.find(|f| f.indeks == Some(i)),
            (None, None) => mulige.clone().find(|f| f.standard).or_else(|| mulige.next()),
        }
    }

    /// The first place of a list, by address if it can be.
    pub fn helst_redirect(liste: &[Endepunkt]) -> Option<&Endepunkt> {
        liste.iter().find(|e| e.binding == REDIRECT).or_else(|| liste.iter().find(|e| e.binding == POST))
    }

    /// Whether it may be used now.
    pub fn er_gyldig(&self, nu: Tidspunkt) -> bool {
        self.gyldig_til.is_none_or(|t| nu < t)
    }
}

fn certifikater(k: &XElement<'_>) -> Result<Vec<Certifikat>, Fejl> {
    const DS: &str = sikkerhed::xmlsig::DS;
    let x509 = k.barn(DS, "KeyInfo").into_iter().flat_map(XElement::elementer).filter(|e| e.navn.er(DS, "X509Data"));
    let alle = x509.flat_map(XElement::elementer).filter(|e| e.navn.er(DS, "X509Certificate")).take(ANTAL);
    let alle: Vec<_> = alle.map(|c| Certifikat::fra_base64(&c.tekst()).map_err(|f| fejl(&f.to_string()))).collect::<Result<_, _>>()?;
    if alle.is_empty() { Err(fejl("a KeyDescriptor without X509Certificate")) } else { Ok(alle) }
}

fn endepunkter(d: &XElement<'_>, navn: &str) -> Result<Vec<Endepunkt>, Fejl> {
    let alle = d.elementer().filter(|e| e.navn.er(MD, navn)).take(ANTAL);
    alle.map(|e| {
        let adresse = e.attribut("", "Location").map(str::trim).unwrap_or_default();
        let svaradresse = e.attribut("", "ResponseLocation").map(|a| a.trim().to_owned());
        for a in std::iter::once(adresse).chain(svaradresse.as_deref()) {
            // Browsers are sent there: a script or a file is no place.
            if !(a.starts_with("https://") || a.starts_with("http://")) || a.chars().any(|c| c.is_whitespace() || c.is_control()) {
                return Err(fejl(&format!("{navn} has no address with http or https")));
            }
        }
        Ok(Endepunkt {
            binding: e.attribut("", "Binding").unwrap_or_default().to_owned(),
            adresse: adresse.to_owned(),
            svaradresse,
            indeks: e.attribut("", "index").and_then(|i| i.parse().ok()),
            standard: matches!(e.attribut("", "isDefault"), Some("true" | "1")),
        })
    })
    .collect()
}

fn fejl(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).detalje(hvad)
}
