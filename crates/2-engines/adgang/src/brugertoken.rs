//! Users behind calls: the token by which a system shows that a user is logged in there (`OnBehalfOf`), and what it does to a call.
//!
//! A user's token is a SAML 2.0 assertion of ours that is confirmed by its bearer, for the system that the user is logged in to. It proves who the user is and what the
//! identity provider said of roles; what the user may is looked up when the service is called. So a role that is given, changed or taken back is felt by the next call.
use crate::aftalebog::System;
use crate::bpp;
use crate::brugerbog::{Bruger, Brugerbog, Spoergsmaal};
use crate::saml::{DS, SAML};
use crate::vagt::{Adgang, Indgang};
use crate::wss;
use grund::spor::Mangel;
use grund::xml::{XElement, escape_attribut, escape_tekst};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use sikkerhed::noegle::sha256_af;
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlsig::{self, Digesteret, Reference, Slags};
use std::sync::Arc;

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const X509_EMNE: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName";
const ENTITET: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
const BASIC: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
const CVR: [&str; 2] = ["dk:gov:saml:attribute:CvrNumberIdentifier", "https://data.gov.dk/model/core/eid/professional/cvr"];
const NAVN3: &str = "https://data.gov.dk/model/core/eid/professional/uuid/";
/// The attribute with the job function roles that the identity provider gave, and dynamic values (G-42, G-43), as OIO BPP in base64.
pub const JOBROLLER: &str = "urn:samspil:attribut:jobroller";
/// How a system without an entity id of its own is named as the audience: its UUID in the Administrationsmodul after this.
pub const SYSTEM: &str = "urn:uuid:";

/// A proven user's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brugertoken {
    /// The user.
    pub bruger: Bruger,
    /// The user's name in the assertion.
    pub emne: String,
    /// The system that it is for.
    pub publikum: String,
    /// When it holds.
    pub gyldig: Periode,
}

/// The assertion is of the kind that is confirmed by its bearer: a user's.
pub fn er_brugers(assertion: &XElement<'_>) -> bool {
    let emne = assertion.elementer().find(|e| e.navn.er(SAML, "Subject"));
    let bekraeftelser = emne.into_iter().flat_map(|e| e.elementer()).filter(|e| e.navn.er(SAML, "SubjectConfirmation"));
    bekraeftelser.into_iter().any(|b| b.attribut("", "Method") == Some(BEARER))
}

fn fejl(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtToken).regel("G-44").aarsag(hvad)
}

/// The only child of that name.
fn en<'e, 'a>(e: &'e XElement<'a>, navn: &str) -> Result<&'e XElement<'a>, Fejl> {
    let mut fundne = e.elementer().filter(|b| b.navn.er(SAML, navn));
    match (fundne.next(), fundne.next()) {
        (Some(f), None) => Ok(f),
        _ => Err(fejl(&format!("not exactly one {navn}"))),
    }
}

fn tekst(e: &XElement<'_>) -> String {
    if e.elementer().next().is_some() { String::new() } else { e.tekst().trim().to_owned() }
}

fn tid(e: &XElement<'_>, navn: &str) -> Result<Option<Tidspunkt>, Fejl> {
    e.attribut("", navn).map(|t| Tidspunkt::fra_xs(t).map_err(|_| fejl("a time can't be read"))).transpose()
}

/// Reads a user's token; the caller has checked the signature.
fn laes(a: &XElement<'_>) -> Result<Brugertoken, Fejl> {
    if !a.navn.er(SAML, "Assertion") || a.attribut("", "Version") != Some("2.0") {
        return Err(fejl("no SAML 2.0 assertion"));
    }
    let emne = en(a, "Subject")?;
    let navn = tekst(en(emne, "NameID")?);
    let bekraeftelse = en(emne, "SubjectConfirmation")?;
    if bekraeftelse.attribut("", "Method") != Some(BEARER) {
        return Err(fejl("the subject is not confirmed by its bearer"));
    }
    let betingelser = en(a, "Conditions")?;
    if betingelser.elementer().any(|e| !e.navn.er(SAML, "AudienceRestriction")) {
        return Err(fejl("an unknown condition"));
    }
    let publikum = tekst(en(en(betingelser, "AudienceRestriction")?, "Audience")?);
    let til = tid(betingelser, "NotOnOrAfter")?.ok_or_else(|| fejl("it has no end"))?;
    let gyldig = Periode::ny(tid(betingelser, "NotBefore")?.unwrap_or(Tidspunkt::MINUS_UENDELIG), til);
    let attributter = en(a, "AttributeStatement")?;
    let attribut = |navn: &str| -> Result<Option<String>, Fejl> {
        let mut fundne = attributter.elementer().filter(|x| x.navn.er(SAML, "Attribute") && x.attribut("", "Name") == Some(navn));
        match (fundne.next(), fundne.next()) {
            (None, _) => Ok(None),
            (Some(x), None) => Ok(Some(tekst(en(x, "AttributeValue")?))),
            (Some(_), Some(_)) => Err(fejl("an attribute occurs twice")),
        }
    };
    let mut cvr = None;
    for n in CVR {
        cvr = cvr.or(attribut(n)?);
    }
    let hjem: Cvr = cvr.and_then(|c| c.parse().ok()).ok_or_else(|| fejl("no authority that the user works for"))?;
    let uuid = navn.rsplit_once("Serial=").map(|(_, u)| u).or_else(|| navn.strip_prefix(NAVN3)).and_then(grund::id::laes_uuid);
    let uuid = uuid.ok_or_else(|| fejl("the subject's name holds no UUID of a user"))?;
    let fra_idp = attribut(JOBROLLER)?.map(|p| bpp::laes_base64(&p)).transpose()?.unwrap_or_default();
    Ok(Brugertoken { bruger: Bruger { hjem, uuid, fra_idp }, emne: navn, publikum, gyldig })
}

/// A user's name as X509SubjectName (G-44).
pub fn x509_navn(hjem: Cvr, navn: &str, uuid: Uuid) -> String {
    format!("C=DK,O={hjem},CN={},Serial={uuid}", navn.replace(',', "\\,"))
}

/// Writes and signs a user's token for a system, for whoever has proven that the user is logged in there.
///
/// # Errors
/// Those of the signature.
pub fn udsted(t: &Brugertoken, id: Uuid, udsteder: &str, n: &Noeglepar, nu: Tidspunkt) -> Result<String, Fejl> {
    let id = format!("_{id}");
    let (fra, til) = (t.gyldig.fra.til_utc_ms(), t.gyldig.til.til_utc_ms());
    let mut foer = format!(
        "<Assertion xmlns=\"{SAML}\" ID=\"{id}\" IssueInstant=\"{}\" Version=\"2.0\"><Issuer Format=\"{ENTITET}\">",
        nu.til_utc_ms()
    );
    escape_tekst(udsteder, &mut foer);
    foer.push_str("</Issuer>");
    let mut ud = format!("<Subject><NameID Format=\"{X509_EMNE}\">");
    escape_tekst(&t.emne, &mut ud);
    ud.push_str(&format!("</NameID><SubjectConfirmation Method=\"{BEARER}\"><SubjectConfirmationData NotOnOrAfter=\"{til}\" Recipient=\""));
    escape_attribut(&t.publikum, &mut ud);
    ud.push_str(&format!(
        "\"></SubjectConfirmationData></SubjectConfirmation></Subject><Conditions NotBefore=\"{fra}\" NotOnOrAfter=\"{til}\">\
         <AudienceRestriction><Audience>"
    ));
    escape_tekst(&t.publikum, &mut ud);
    ud.push_str("</Audience></AudienceRestriction></Conditions><AttributeStatement>");
    let cvr = t.bruger.hjem.to_string();
    let jobroller = bpp::skriv_base64(&t.bruger.fra_idp);
    for (navn, vaerdi) in [(CVR[0], &cvr), (JOBROLLER, &jobroller)] {
        ud.push_str(&format!("<Attribute Name=\"{navn}\" NameFormat=\"{BASIC}\"><AttributeValue>{vaerdi}</AttributeValue></Attribute>"));
    }
    ud.push_str("</AttributeStatement></Assertion>");
    let keyinfo = format!("<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>", n.certifikat().base64());
    let reference = Reference { uri: &id, slags: Slags::Enveloped, praefikser: &[] };
    let sum = sha256_af(&[foer.as_bytes(), ud.as_bytes()]);
    let signatur = xmlsig::signatur_over(&[Digesteret { reference, sum }], &n.noegle, &keyinfo, None)?;
    Ok(format!("{foer}{signatur}{ud}"))
}

impl Adgang {
    /// A user's token that the calling system came with: one of ours, unchanged, in force, and for that system.
    ///
    /// # Errors
    /// `UgyldigtToken`, `UgyldigSignatur`.
    pub fn brugertoken(
        &self,
        system: &System,
        rod: &XElement<'_>,
        assertion: &XElement<'_>,
        ind: Indgang<'_>,
    ) -> Result<Brugertoken, Fejl> {
        const RAAD: &str = "Lad brugeren logge ind igen, og send det token, som systemet har fået.";
        let afvis = |hvad: String| ind.afslag(Fejlkode::UgyldigtToken, Mangel::Token, hvad, Vec::new(), RAAD);
        if assertion.har_kommentar() {
            return Err(afvis("Brugerens token indeholder en kommentar.".into()));
        }
        let t = self.verificer_brugertoken(rod, assertion, ind.nu).map_err(ind.noter(Mangel::Token, RAAD))?;
        // A token is for the system that the user is logged in to. One that another comes with was found or stolen, and gives nothing.
        let mit = t.publikum.strip_prefix(SYSTEM).and_then(grund::id::laes_uuid);
        let mit = mit.or_else(|| self.brugerbog.get().and_then(|b| b.system_af_publikum(&t.publikum)));
        if mit != Some(system.uuid) || !system.brugervendt {
            return Err(afvis(format!("Brugerens token er udstedt til {}, ikke til systemet {}.", t.publikum, system.navn)));
        }
        let skaev = ind.nu.plus_mikros(grund::graenser::URSKAEV_SEKUNDER * 1_000_000);
        if t.gyldig.til <= ind.nu || t.gyldig.fra > skaev {
            return Err(afvis(format!("Brugerens token gælder fra {} til {}.", t.gyldig.fra.til_xs(), t.gyldig.til.til_xs())));
        }
        Ok(t)
    }

    fn verificer_brugertoken(&self, rod: &XElement<'_>, assertion: &XElement<'_>, nu: Tidspunkt) -> Result<Brugertoken, Fejl> {
        let signatur = wss::enkelt(assertion, DS, "Signature")?.ok_or_else(|| fejl("the token is not signed"))?;
        let noegler = self.noegler.noegler();
        for c in noegler.sts_certifikater(nu) {
            match xmlsig::kontroller(rod, signatur, c.noegle()) {
                Ok(k) if k.daekket.len() == 1 && k.daekket.iter().any(|d| d.enveloped && std::ptr::eq(d.element, assertion)) => {
                    let udsteder = tekst(en(assertion, "Issuer")?);
                    return if udsteder == self.udsteder { laes(assertion) } else { Err(fejl("the issuer is not this one")) };
                }
                Err(f) if f.kode() == Fejlkode::ForbudtAlgoritme => return Err(f),
                Ok(_) | Err(_) => {}
            }
        }
        Err(fejl("the token's signature is not ours"))
    }

    /// Puts the user behind a call into its context: from here on the call sees what both the system and the user may (C-40, C-44), and of what has a security
    /// profile only what names the user (C-45). A user who may do nothing there is refused, and told to those entitled why.
    ///
    /// # Errors
    /// `IngenBrugerret`, and those of the store.
    pub async fn med_bruger(&self, k: Kaldekontekst, bruger: Option<&Bruger>, ind: Indgang<'_>) -> Result<Kaldekontekst, Fejl> {
        let Some(bruger) = bruger else { return Ok(k) };
        let Some(bog) = self.brugerbog.get() else {
            return Err(Fejl::intern("a token with a user where nobody knows users"));
        };
        let svar = bog.retter(Spoergsmaal { bruger, system: k.system, virkning: ind.nu }).await?;
        let omraader = svar.omraader(k.myndighed);
        if omraader.is_empty() {
            let mut detaljer = vec![("bruger", bruger.uuid.to_string()), ("myndighed", k.myndighed.to_string())];
            detaljer.extend((!svar.bortfaldet.is_empty()).then(|| ("bortfaldet", svar.bortfaldet.join(" "))));
            let hvem = if svar.navn.is_empty() { bruger.uuid.to_string() } else { svar.navn };
            let forklaring = format!("{hvem} har ingen rolle i systemet, der giver adgang til myndighedens data.");
            let raad = "Tildel brugeren en jobfunktionsrolle, der omfatter systemet.";
            return Err(ind.afslag(Fejlkode::IngenBrugerret, Mangel::Rolle, forklaring, detaljer, raad));
        }
        Ok(Kaldekontekst { bruger: UnikId::Uuid(bruger.uuid), brugers: Some(Arc::new(omraader)), ..k })
    }

    /// Says who knows users. Once, when the program is put together.
    pub fn kend_brugere(&self, bog: Arc<dyn Brugerbog>) {
        let _ = self.brugerbog.set(bog);
    }
}
