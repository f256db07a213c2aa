//! Our side towards the municipalities' identity providers: the request for a login out, the response in. Data are taken from what a signature of the provider covers, and from nothing else.
use super::besked::{self, Indkommet, daekket, hoved, ugyldig};
use super::metadata::{Metadata, POST};
use super::slo::lykkedes;
use super::svar::{OIO2, OIO3, Udfald};
use super::{BEARER, PERSISTENT, SAML, SAMLP, sti};
use crate::forloeb::Forloeb;
use crate::identitet::{self, Identitet, Slags};
use crate::niveau::{AAL, IAL, LOA, Niveau, Niveauer};
use crate::opsaetning::Udbyder;
use crate::side::{self, Afvist};
use crate::{Login, afvis, segl};
use adgang::Indkomst;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use grund::xml::{Dokument, XElement, escape_attribut, escape_tekst};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, graenser};
use serde::{Deserialize, Serialize};
use sikkerhed::xmlenc;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The kind of what is sealed.
const SLAGS: &str = "vent";
/// Attributes of one assertion, and values of one, that are read.
const ANTAL: usize = 200;
const SEKUND: i64 = 1_000_000;

/// What is waited for: it lies sealed in a cookie.
#[derive(Serialize, Deserialize)]
struct Vent {
    forloeb: String,
    udbyder: String,
    anmodning: String,
}

/// The provider's answer.
pub(crate) async fn svar(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    krop: axum::body::Bytes,
) -> Result<Response, Afvist> {
    l.forbrug(&ind, &hoveder, &krop).await.map_err(|f| afvis(&ind, f))
}

impl Login {
    /// The provider of that entity id, with its metadata.
    pub(crate) fn saml_udbyder(&self, entity_id: &str, nu: Tidspunkt) -> Result<(Arc<Udbyder>, Metadata), Fejl> {
        let f = self.tilslutninger.nu();
        let u = f.udbyder(entity_id).cloned().ok_or_else(|| ugyldig(format!("no provider {}", grund::fejl::uddrag_langt(entity_id))))?;
        let m = u.saml.clone().filter(|m| m.er_gyldig(nu)).ok_or_else(|| ugyldig(format!("{entity_id} has no SAML metadata in force")))?;
        Ok((u, m))
    }

    /// Sends the browser to the provider with a signed request.
    pub(crate) fn spoerg_saml(&self, ind: &Indkomst, f: &Forloeb, u: &Udbyder) -> Result<Response, Fejl> {
        let (_, m) = self.saml_udbyder(&u.id, ind.nu)?;
        let sted = Metadata::helst_redirect(&m.login).ok_or_else(|| ugyldig("the provider has no place for requests"))?;
        let id = self.nyt_id();
        let mut foer = format!("<samlp:AuthnRequest xmlns:samlp=\"{SAMLP}\" AssertionConsumerServiceURL=\"");
        escape_attribut(&self.sted(sti::FORBRUG), &mut foer);
        foer.push_str("\" Destination=\"");
        escape_attribut(&sted.adresse, &mut foer);
        let tving = if f.tving { " ForceAuthn=\"true\"" } else { "" };
        foer.push_str(&format!(
            "\"{tving} ID=\"{id}\" IssueInstant=\"{}\" ProtocolBinding=\"{POST}\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"{SAML}\">",
            ind.nu.til_utc_ms()
        ));
        escape_tekst(&self.sp_entity_id(), &mut foer);
        foer.push_str("</saml:Issuer>");
        let krav = if f.niveau == Niveau::Lav {
            String::new()
        } else {
            let klasser: String = Niveau::ALLE
                .iter()
                .filter(|n| **n >= f.niveau)
                .map(|n| format!("<saml:AuthnContextClassRef xmlns:saml=\"{SAML}\">{}</saml:AuthnContextClassRef>", n.klasse()))
                .collect();
            format!("<samlp:RequestedAuthnContext Comparison=\"exact\">{klasser}</samlp:RequestedAuthnContext>")
        };
        let efter =
            format!("<samlp:NameIDPolicy AllowCreate=\"true\" Format=\"{PERSISTENT}\"></samlp:NameIDPolicy>{krav}</samlp:AuthnRequest>");
        let noegler = self.nu_noegler()?;
        let par = noegler.par()?;
        let ud = besked::send((&sted.binding, &sted.adresse), "SAMLRequest", (&foer, &efter, &id), Some(&id), par)?;
        let vent = Vent { forloeb: segl::forsegl(&par.noegle, "forloeb", f)?, udbyder: u.id.clone(), anmodning: id.clone() };
        let mut svar = side::ud(ud);
        let kage = self.kager.saet_lille(&format!("vent{id}"), &segl::forsegl(&par.noegle, SLAGS, &vent)?)?;
        svar.headers_mut().append(header::SET_COOKIE, kage);
        Ok(svar)
    }

    async fn forbrug(&self, ind: &Indkomst, hoveder: &HeaderMap, krop: &[u8]) -> Result<Response, Fejl> {
        let besked = Indkommet::fra_form(krop, "SAMLResponse")?;
        // Nobody is logged in who has not asked to be: an answer without our question in this browser is somebody else's.
        let id = besked.relay.as_deref().filter(|r| r.len() < 64 && r.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
        let kage = id.and_then(|id| self.kager.laes(hoveder, &format!("vent{id}")));
        let kage = kage.ok_or_else(|| Fejl::ny(Fejlkode::LoginUdloebet).aarsag("this browser has not asked a provider for that"))?;
        let vent: Vent = segl::aabn(self.nu_noegler()?.private(), SLAGS, &kage)?;
        let f = self.aabn_forloeb(hoveder, &vent.forloeb, ind.nu)?;
        let (u, m) = self.saml_udbyder(&vent.udbyder, ind.nu)?;
        let d = besked.dokument()?;
        let h = hoved(&d.rod, "Response", &self.sted(sti::FORBRUG), ind.nu)?;
        if h.udsteder != m.entity_id {
            return Err(ugyldig(format!("the answer is from {}, not from {}", grund::fejl::uddrag_langt(&h.udsteder), m.entity_id)));
        }
        if h.svar_paa.as_deref() != Some(&vent.anmodning) {
            return Err(ugyldig("InResponseTo is not our request"));
        }
        // The response may go unsigned, but not with a wrong signature.
        daekket(&d.rod, &d.rod, &m.signering, ind.nu)?;
        if !lykkedes(&d.rod) {
            // A refusal gives nothing away, so it need not be signed; the system is told that it was one.
            ind.spor.skriv(|s| s.fejl = Some(Fejlkode::LoginAfvist));
            return self.afslaa(ind, &f, Udfald::Afbrudt).await;
        }
        let klar = self.klar_assertion(&d.rod)?;
        let indre = klar.as_deref().map(Dokument::laes).transpose().map_err(ugyldig)?;
        if indre.as_ref().is_some_and(|i| i.rod.har_kommentar()) {
            return Err(ugyldig("a comment in the assertion"));
        }
        let (rod, a) = match &indre {
            Some(i) => (&i.rod, &i.rod),
            None => (&d.rod, en(&d.rod, "Assertion")?),
        };
        if !a.navn.er(SAML, "Assertion") {
            return Err(ugyldig("what was encrypted is no assertion"));
        }
        // As our metadata demand (WantAssertionsSigned).
        if !daekket(rod, a, &m.signering, ind.nu)? {
            return Err(ugyldig("the assertion is not signed"));
        }
        let laest = self.laes_assertion(a, &m, &vent.anmodning, ind.nu)?;
        if !self.engang("assertion", &format!("{}\0{}", m.entity_id, laest.id), 2 * graenser::LOGIN_FRIST_SEKUNDER, ind.nu).await? {
            return Err(ugyldig("the assertion came before"));
        }
        let bevist = laest.bevist.ok_or_else(|| ugyldig("no AuthnInstant"))?;
        let identitet = identitet_af(&u, &m.entity_id, &laest)?;
        let hos = (laest.navn.clone(), laest.format.clone(), laest.indeks.clone());
        let mut svar = self.bekraeftet(ind, hoveder, &f, identitet, Some(hos), bevist).await?;
        svar.headers_mut().append(header::SET_COOKIE, self.kager.fjern(&format!("vent{}", vent.anmodning)));
        Ok(svar)
    }

    /// The text of the assertion, where it came encrypted. There is exactly one, encrypted or not: of two, one could be signed and the other read.
    fn klar_assertion(&self, rod: &XElement<'_>) -> Result<Option<String>, Fejl> {
        let mindst_en = rod.elementer().filter(|e| e.navn.er(SAML, "Assertion") || e.navn.er(SAML, "EncryptedAssertion"));
        if mindst_en.count() != 1 {
            return Err(ugyldig("not one assertion"));
        }
        let Some(lukket) = rod.barn(SAML, "EncryptedAssertion") else { return Ok(None) };
        let noegler = self.nu_noegler()?;
        let private: Vec<_> = noegler.private().collect();
        xmlenc::dekrypter(lukket, &private).map(Some).map_err(|f| ugyldig(f.aarsagen().unwrap_or("the assertion can't be decrypted")))
    }

    /// Holds the assertion against everything that it must be: from whom, to whom, for which request, when.
    fn laes_assertion(&self, a: &XElement<'_>, m: &Metadata, anmodning: &str, nu: Tidspunkt) -> Result<Laest, Fejl> {
        if besked::udsteder(a)? != m.entity_id {
            return Err(ugyldig("the assertion is issued by somebody else"));
        }
        let id = besked::udstedt(a, nu)?;
        let emne = en(a, "Subject")?;
        let navn = en(emne, "NameID")?;
        if !emne.elementer().any(|c| c.navn.er(SAML, "SubjectConfirmation") && self.bekraefter(c, anmodning, nu)) {
            return Err(ugyldig("no SubjectConfirmation is for us, for that request and in time"));
        }
        let betingelser = en(a, "Conditions")?;
        if !i_tide(betingelser, nu, true) {
            return Err(ugyldig("the assertion holds at another time"));
        }
        let mut publikum = betingelser.elementer().filter(|e| e.navn.er(SAML, "AudienceRestriction")).peekable();
        let os = self.sp_entity_id();
        let mut alle = true;
        let nogen = publikum.peek().is_some();
        for r in publikum {
            alle &= r.elementer().any(|p| p.navn.er(SAML, "Audience") && p.tekst().trim() == os);
        }
        if !(nogen && alle) {
            return Err(ugyldig("the audience is not us"));
        }
        let kendte = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];
        if betingelser.elementer().any(|e| !(e.navn.ns == SAML && kendte.contains(&e.navn.lokal.as_ref()))) {
            return Err(ugyldig("an unknown condition"));
        }
        let udsagn = en(a, "AuthnStatement")?;
        let slut =
            udsagn.attribut("", "SessionNotOnOrAfter").map(Tidspunkt::fra_xs).transpose().map_err(|_| ugyldig("a time can't be read"))?;
        if slut.is_some_and(|t| t <= nu) {
            return Err(ugyldig("the provider's session has ended"));
        }
        let klasse = en(udsagn, "AuthnContext")?.barn(SAML, "AuthnContextClassRef");
        let mut attributter: BTreeMap<String, String> = BTreeMap::new();
        let alle = a.elementer().filter(|e| e.navn.er(SAML, "AttributeStatement")).flat_map(XElement::elementer);
        for e in alle.filter(|e| e.navn.er(SAML, "Attribute")).take(ANTAL) {
            let Some(n) = e.attribut("", "Name") else { continue };
            let v = e.barn(SAML, "AttributeValue").filter(|v| v.elementer().next().is_none()).map(|v| v.tekst().trim().to_owned());
            if attributter.insert(n.to_owned(), v.unwrap_or_default()).is_some() {
                return Err(ugyldig("an attribute occurs twice"));
            }
        }
        Ok(Laest {
            id: id.to_owned(),
            navn: navn.tekst().trim().to_owned(),
            format: navn.attribut("", "Format").unwrap_or_default().to_owned(),
            indeks: udsagn.attribut("", "SessionIndex").unwrap_or_default().to_owned(),
            bevist: udsagn.attribut("", "AuthnInstant").and_then(|t| Tidspunkt::fra_xs(t).ok()),
            klasse: klasse.map(|k| k.tekst().trim().to_owned()).unwrap_or_default(),
            attributter,
        })
    }

    fn bekraefter(&self, c: &XElement<'_>, anmodning: &str, nu: Tidspunkt) -> bool {
        let Some(d) = c.barn(SAML, "SubjectConfirmationData") else { return false };
        c.attribut("", "Method") == Some(BEARER)
            && d.attribut("", "Recipient") == Some(&self.sted(sti::FORBRUG))
            && d.attribut("", "InResponseTo") == Some(anmodning)
            && d.attribut("", "NotBefore").is_none()
            && d.attribut("", "NotOnOrAfter").is_some()
            && i_tide(d, nu, false)
    }
}

/// What an assertion says.
#[derive(Debug)]
pub(crate) struct Laest {
    pub id: String,
    pub navn: String,
    pub format: String,
    pub indeks: String,
    pub bevist: Option<Tidspunkt>,
    pub klasse: String,
    pub attributter: BTreeMap<String, String>,
}

/// Whether the times of an element hold now, as far as clocks may differ.
fn i_tide(e: &XElement<'_>, nu: Tidspunkt, kraevet: bool) -> bool {
    let skaev = graenser::URSKAEV_SEKUNDER * SEKUND;
    let tid = |navn: &str| e.attribut("", navn).map(|t| Tidspunkt::fra_xs(t).ok());
    let fra = match tid("NotBefore") {
        None => true,
        Some(Some(t)) => t <= nu.plus_mikros(skaev),
        Some(None) => false,
    };
    let til = match tid("NotOnOrAfter") {
        None => !kraevet,
        // An answer lives a few minutes; the skew is for their clock, not for a day more.
        Some(Some(t)) => nu < t.plus_mikros(skaev.min(60 * SEKUND)),
        Some(None) => false,
    };
    fra && til
}

fn en<'e, 'a>(e: &'e XElement<'a>, navn: &str) -> Result<&'e XElement<'a>, Fejl> {
    let mut alle = e.elementer().filter(|b| b.navn.er(SAML, navn));
    match (alle.next(), alle.next()) {
        (Some(e), None) => Ok(e),
        _ => Err(ugyldig(format!("not one {navn}"))),
    }
}

/// The identity that an assertion tells of, in either profile, within what the provider may say: its own authorities, and no more than the level that it is registered for.
pub(crate) fn identitet_af(u: &Udbyder, udbyder: &str, l: &Laest) -> Result<Identitet, Fejl> {
    let afvist = |hvad: &str| Fejl::ny(Fejlkode::LoginAfvist).aarsag(format!("{udbyder}: {hvad}"));
    if l.navn.is_empty() {
        return Err(afvist("the subject has no name"));
    }
    let a = |navne: &[String]| navne.iter().find_map(|n| l.attributter.get(n)).filter(|v| !v.is_empty()).cloned();
    let o3 = |n: &str| format!("{OIO3}eid/{n}");
    let o2 = |n: &str| format!("{OIO2}{n}");
    let cvr = a(&[o3("professional/cvr"), o2("CvrNumberIdentifier")])
        .map(|c| c.parse::<Cvr>().map_err(|()| afvist("the CVR number has not eight digits")))
        .transpose()?;
    let slags = match cvr {
        Some(c) if u.myndigheder.contains(&c) => Slags::Medarbejder,
        Some(c) => return Err(afvist(&format!("it does not speak for {c}"))),
        None if u.borgere => Slags::Borger,
        None => return Err(afvist("no CVR number, and it does not vouch for citizens")),
    };
    let niveauer = niveauer(l).ok_or_else(|| afvist("no level of assurance"))?.hoejst(u.hoejst);
    let serial = l.navn.rsplit_once("Serial=").map(|(_, s)| s.to_owned());
    let uuid = a(&[o3("professional/uuid/persistent"), o3("cprUuid"), "urn:oid:0.9.2342.19200300.100.1.1".into()]).or(serial);
    let uuid = uuid.and_then(|u| u.trim().parse().ok()).unwrap_or_else(|| identitet::afledt_uuid(udbyder, &l.navn));
    let navn = a(&[o3("fullName"), "urn:oid:2.5.4.3".into()]);
    let navn = navn.or_else(|| Some(format!("{} {}", a(&[o3("firstName")])?, a(&[o3("lastName")])?))).unwrap_or_else(|| l.navn.clone());
    Ok(Identitet {
        udbyder: udbyder.to_owned(),
        emne: l.navn.clone(),
        slags,
        uuid,
        navn,
        email: a(&[o3("email"), "urn:oid:0.9.2342.19200300.100.1.3".into()]),
        cvr,
        organisation: a(&[o3("professional/orgName"), "urn:oid:2.5.4.10".into()]),
        cpr: (slags == Slags::Borger).then(|| a(&[o3("cprNumber"), o2("CprNumberIdentifier")])).flatten(),
        niveauer,
        jobroller: a(&[o3("privilegesIntermediate"), o2("Privileges_intermediate")]),
    })
}

/// The levels that an assertion names: by attribute, by class, or as `AssuranceLevel`. Where several are named, the lowest counts.
fn niveauer(l: &Laest) -> Option<Niveauer> {
    let ord = |n: &str| l.attributter.get(n).map(|v| Niveau::fra_ord(v.rsplit('/').next().unwrap_or(v)));
    let navngivet = match ord(LOA) {
        Some(n) => Some(n?),
        None => l
            .attributter
            .get(&format!("{OIO2}AssuranceLevel"))
            .map(|v| Niveau::fra_assurance_level(v))
            .map_or(Some(None), |n| n.map(Some))?,
    };
    let klasse = Niveau::fra_klasse(&l.klasse);
    // A class of SAML 2.0 itself is no statement about NSIS where the attribute makes one.
    let nsis = l.klasse.starts_with(LOA);
    let loa = match (navngivet, klasse) {
        (Some(n), Some(k)) if nsis => n.min(k),
        (Some(n), _) => n,
        (None, Some(k)) => k,
        (None, None) => return None,
    };
    let del = |n: &str| match ord(n) {
        Some(n) => n,
        None => Some(loa),
    };
    let n = Niveauer { ial: del(IAL)?, aal: del(AAL)? };
    // The lowest of both is no more than the level that was named.
    Some(if n.loa() <= loa { n } else { n.hoejst(loa) })
}
