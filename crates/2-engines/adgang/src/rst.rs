//! Requests for a token, read from WS-Trust with every quirk that clients have (contracts 1.1, G-3, G-4), or from JSON (G-11).
use crate::husker::Certifikathusker;
use crate::saml::{DS, SAML, TOKENTYPE};
use crate::wss::WSSE;
use grund::xml::XElement;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, fejl::uddrag};
use sikkerhed::certifikat::Certifikat;

/// WS-Trust 1.3.
pub const TRUST: &str = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
const POLICY: [&str; 2] = ["http://schemas.xmlsoap.org/ws/2004/09/policy", "http://www.w3.org/ns/ws-policy"];
const WSU: &str = crate::wss::WSU;
const CVR_KRAV: &str = "dk:gov:saml:attribute:CvrNumberIdentifier";

/// A request for a token.
#[derive(Debug)]
pub struct Anmodning<'t, 'a> {
    /// Entity id of the service.
    pub publikum: String,
    /// The authority to act for (anvenderkontekst).
    pub myndighed: Cvr,
    /// The certificate whose key the holder will use; the caller's own if none is named.
    pub noegle: Option<Certifikat>,
    /// On whose behalf.
    pub paa_vegne_af: Option<PaaVegneAf<'t, 'a>>,
    /// Wanted end of the token's life.
    pub udloeb: Option<Tidspunkt>,
    /// Echoed in the answer.
    pub kontekst: Option<String>,
}

/// On whose behalf a token is asked for (G-4).
#[derive(Debug)]
pub enum PaaVegneAf<'t, 'a> {
    /// The holder of a token of ours.
    Token(&'t XElement<'a>),
    /// An external system, by its certificate; the caller must be allowed to act for it.
    System(Certifikat),
}

/// Reads a RequestSecurityToken.
///
/// # Errors
/// `UgyldigTokenanmodning`, naming the field.
pub fn laes<'t, 'a>(rst: &'t XElement<'a>, kendte: &Certifikathusker) -> Result<Anmodning<'t, 'a>, Fejl> {
    if !rst.navn.er(TRUST, "RequestSecurityToken") {
        return Err(fejl("Body").ventet(("RequestSecurityToken efter WS-Trust 1.3", "RequestSecurityToken of WS-Trust 1.3")));
    }
    let tekst = |navn: &str| rst.barn(TRUST, navn).map(|e| e.tekst().trim().to_owned());
    fast("RequestType", tekst("RequestType").as_deref(), &format!("{TRUST}/Issue"), true)?;
    fast("TokenType", tekst("TokenType").as_deref(), TOKENTYPE, false)?;
    fast("KeyType", tekst("KeyType").as_deref(), &format!("{TRUST}/PublicKey"), false)?;
    Ok(Anmodning {
        publikum: tjeneste(rst)
            .ok_or_else(|| fejl("AppliesTo/EndpointReference/Address").ventet(("tjenestens entity id", "the service's entity id")))?,
        myndighed: krav(rst)?,
        noegle: rst.barn(TRUST, "UseKey").map(|e| noegle(e, kendte)).transpose()?,
        paa_vegne_af: rst.barn(TRUST, "OnBehalfOf").map(|e| paa_vegne_af(e, kendte)).transpose()?.flatten(),
        udloeb: rst.barn(TRUST, "Lifetime").and_then(|l| l.barn(WSU, "Expires")).map(udloeb).transpose()?,
        kontekst: rst.attribut("", "Context").map(str::to_owned),
    })
}

/// The entity id that the request in a message's body is about, if it names one.
pub fn publikum(krop: &XElement<'_>) -> Option<String> {
    krop.barn(TRUST, "RequestSecurityToken").and_then(tjeneste)
}

fn tjeneste(rst: &XElement<'_>) -> Option<String> {
    let gaelder = rst.elementer().find(|e| e.navn.lokal == "AppliesTo" && POLICY.contains(&e.navn.ns.as_ref()))?;
    let adresse = under(gaelder, &["EndpointReference", "Address"])?.tekst().trim().to_owned();
    (!adresse.is_empty()).then_some(adresse)
}

/// The first descendant along these local names, in whatever namespace: clients mix up the versions of WS-Addressing.
fn under<'t, 'a>(e: &'t XElement<'a>, sti: &[&str]) -> Option<&'t XElement<'a>> {
    sti.iter().try_fold(e, |e, navn| e.elementer().find(|b| b.navn.lokal == *navn))
}

/// Exactly one claim, the authority. A client writes Value without namespace (contracts 1.1).
fn krav(rst: &XElement<'_>) -> Result<Cvr, Fejl> {
    let sted = "Claims/ClaimType/Value";
    let krav = rst.barn(TRUST, "Claims").ok_or_else(|| fejl("Claims").tilladt([CVR_KRAV]))?;
    let mut typer = krav.elementer().filter(|e| e.navn.lokal == "ClaimType");
    let (Some(en), None) = (typer.next(), typer.next()) else {
        return Err(fejl("Claims/ClaimType").ventet((format!("netop én: {CVR_KRAV}"), format!("exactly one: {CVR_KRAV}"))));
    };
    if en.attribut("", "Uri") != Some(CVR_KRAV) {
        return Err(fejl("Claims/ClaimType/@Uri").tilladt([CVR_KRAV]));
    }
    let vaerdi = under(en, &["Value"]).map(|v| v.tekst().trim().to_owned()).unwrap_or_default();
    vaerdi.parse().map_err(|()| fejl(sted).ventet(("et CVR-nummer, 8 cifre", "a CVR number, 8 digits")).detalje(uddrag(&vaerdi)))
}

fn noegle(brug: &XElement<'_>, kendte: &Certifikathusker) -> Result<Certifikat, Fejl> {
    let base64 = find_certifikat(brug).ok_or_else(|| {
        fejl("UseKey").ventet(("et BinarySecurityToken eller et X509Certificate", "a BinarySecurityToken or an X509Certificate"))
    })?;
    kendte.laes(&base64).map_err(|f| fejl("UseKey").ventet(("et X.509-certifikat i base64", "an X.509 certificate in base64")).aarsag(f))
}

fn find_certifikat(e: &XElement<'_>) -> Option<String> {
    let bst = e.barn(WSSE, "BinarySecurityToken");
    let x509 = || e.barn(DS, "KeyInfo").and_then(|k| k.barn(DS, "X509Data")).and_then(|x| x.barn(DS, "X509Certificate"));
    bst.or_else(x509).map(|b| b.tekst().into_owned())
}

/// `OnBehalfOf`: a token, or the base64 certificate of an external system, bare or in a BinarySecurityToken. Empty counts as absent.
fn paa_vegne_af<'t, 'a>(e: &'t XElement<'a>, kendte: &Certifikathusker) -> Result<Option<PaaVegneAf<'t, 'a>>, Fejl> {
    if let Some(a) = e.barn(SAML, "Assertion") {
        return Ok(Some(PaaVegneAf::Token(a)));
    }
    let base64 = find_certifikat(e).unwrap_or_else(|| e.tekst().trim().to_owned());
    if base64.is_empty() && e.elementer().next().is_none() {
        return Ok(None);
    }
    let c = kendte.laes(&base64).map_err(|f| {
        fejl("OnBehalfOf")
            .ventet(("en Assertion eller et X.509-certifikat i base64", "an Assertion, or an X.509 certificate in base64"))
            .aarsag(f)
    })?;
    Ok(Some(PaaVegneAf::System(c)))
}

fn udloeb(e: &XElement<'_>) -> Result<Tidspunkt, Fejl> {
    Tidspunkt::fra_xs(&e.tekst()).map_err(|_| fejl("Lifetime/Expires").ventet("2026-01-01T12:00:00.000Z"))
}

/// A field that has one value only. KOMBIT's own policy template puts KeyType and TokenType elsewhere, and real clients leave them out.
pub fn fast(felt: &str, har: Option<&str>, skal: &str, kraevet: bool) -> Result<(), Fejl> {
    match har {
        Some(h) if h == skal => Ok(()),
        None | Some("") if !kraevet => Ok(()),
        Some(h) => Err(fejl(felt).tilladt([skal]).detalje(uddrag(h))),
        None => Err(fejl(felt).tilladt([skal]).detalje(("mangler", "missing"))),
    }
}

/// A malformed request (fault 103).
pub fn fejl(felt: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigTokenanmodning).felt(felt).regel("G-3")
}
