//! Users behind calls: the token by which a system shows that a user is logged in there (`OnBehalfOf`), and what it does to a call.
//!
//! A user's token is a SAML 2.0 assertion of ours that is confirmed by its bearer, for the system that the user is logged in to. It proves who the user is and what the
//! identity provider said of roles; what the user may is looked up when the service is called. So a role that is given, changed or taken back is felt by the next call.
//!
//! It is the login's, signed by its key and standing on a session, with which it ends; or the STS's own, made on the machine to try with.
use crate::aftalebog::System;
use crate::bpp;
use crate::brugerbog::{Bruger, Brugerbog, Spoergsmaal};
use crate::brugersession::Brugersessioner;
use crate::niveau::{AAL, IAL, LOA, Niveau, Niveauer};
use crate::saml::{DS, SAML};
use crate::vagt::{Adgang, Indgang};
use crate::wss;
use grund::spor::Mangel;
use grund::xml::{XElement, escape_attribut, escape_tekst};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::sha256_af;
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlsig::{self, Digesteret, Reference, Slags};
use std::sync::Arc;

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const X509_EMNE: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName";
const ENTITET: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
const BASIC: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
const UKENDT_KLASSE: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";
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
    /// How the login's session is named towards that system (`SessionIndex`); `None`: it stands on no session.
    pub indeks: Option<String>,
}

/// How a login names a session towards one system: the session, and what tells systems apart.
pub fn sessionsindeks(session: Uuid, maerke: &str) -> String {
    format!("_{}-{maerke}", session.simple())
}

/// The session that such a name is of.
pub fn session_af_indeks(indeks: &str) -> Option<Uuid> {
    indeks.strip_prefix('_')?.split_once('-')?.0.parse().ok()
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
    let niveau = |navn: &str| attribut(navn).map(|n| n.and_then(|n| Niveau::fra_ord(&n)));
    let niveauer = match (niveau(IAL)?, niveau(AAL)?, niveau(LOA)?) {
        (Some(ial), Some(aal), _) => Some(Niveauer { ial, aal }),
        (_, _, loa) => loa.map(Niveauer::ens),
    };
    let indeks = match a.elementer().any(|e| e.navn.er(SAML, "AuthnStatement")) {
        true => en(a, "AuthnStatement")?.attribut("", "SessionIndex").map(str::to_owned),
        false => None,
    };
    let session = match &indeks {
        None => None,
        Some(i) => Some(session_af_indeks(i).ok_or_else(|| fejl("SessionIndex names no session of ours"))?),
    };
    let bruger = Bruger { hjem, uuid, fra_idp, session, niveauer };
    Ok(Brugertoken { bruger, emne: navn, publikum, gyldig, indeks })
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
    let mut attributter = vec![(CVR[0], cvr.as_str()), (JOBROLLER, &jobroller)];
    attributter.extend(t.bruger.niveauer.iter().flat_map(|n| [(IAL, n.ial.engelsk()), (AAL, n.aal.engelsk())]));
    for (navn, vaerdi) in attributter {
        ud.push_str(&format!("<Attribute Name=\"{navn}\" NameFormat=\"{BASIC}\"><AttributeValue>{vaerdi}</AttributeValue></Attribute>"));
    }
    ud.push_str("</AttributeStatement>");
    if let Some(indeks) = &t.indeks {
        let klasse = t.bruger.niveauer.map_or_else(|| UKENDT_KLASSE.to_owned(), |n| n.loa().klasse());
        ud.push_str(&format!("<AuthnStatement AuthnInstant=\"{}\" SessionIndex=\"", nu.til_utc_ms()));
        escape_attribut(indeks, &mut ud);
        ud.push_str(&format!("\"><AuthnContext><AuthnContextClassRef>{klasse}</AuthnContextClassRef></AuthnContext></AuthnStatement>"));
    }
    ud.push_str("</Assertion>");
    let keyinfo = format!("<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>", n.certifikat().base64());
    let reference = Reference { uri: &id, slags: Slags::Enveloped, praefikser: &[] };
    let sum = sha256_af(&[foer.as_bytes(), ud.as_bytes()]);
    let signatur = xmlsig::signatur_over(&[Digesteret { reference, sum }], &n.noegle, &keyinfo, None)?;
    Ok(format!("{foer}{signatur}{ud}"))
}

impl Adgang {
    /// A user's token that the calling system came with: one of ours, unchanged, in force, for that system, and of a session that stands.
    ///
    /// # Errors
    /// `UgyldigtToken`, `UgyldigSignatur`.
    pub async fn brugertoken(
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
        let mit = mit.or_else(|| self.sessioner.get().and_then(|s| s.system_af_publikum(&t.publikum)));
        if mit != Some(system.uuid) || !system.brugervendt {
            return Err(afvis(format!("Brugerens token er udstedt til {}, ikke til systemet {}.", t.publikum, system.navn)));
        }
        let skaev = ind.nu.plus_mikros(grund::graenser::URSKAEV_SEKUNDER * 1_000_000);
        if t.gyldig.til <= ind.nu || t.gyldig.fra > skaev {
            return Err(afvis(format!("Brugerens token gælder fra {} til {}.", t.gyldig.fra.til_xs(), t.gyldig.til.til_xs())));
        }
        self.session_staar(&t.bruger, ind).await?;
        Ok(t)
    }

    /// What stands on a login session ends with it.
    async fn session_staar(&self, b: &Bruger, ind: Indgang<'_>) -> Result<(), Fejl> {
        let Some(session) = b.session else { return Ok(()) };
        let staar = match self.sessioner.get() {
            Some(s) => s.staar(session, ind.nu).await?,
            None => false,
        };
        if staar {
            return Ok(());
        }
        let forklaring = format!("Brugeren {} er logget ud, eller loginsessionen er udløbet eller spærret.", b.uuid);
        let detaljer = vec![("session", session.to_string())];
        Err(ind.afslag(Fejlkode::UgyldigtToken, Mangel::Token, forklaring, detaljer, "Lad brugeren logge ind igen, og hent et nyt token."))
    }

    fn verificer_brugertoken(&self, rod: &XElement<'_>, assertion: &XElement<'_>, nu: Tidspunkt) -> Result<Brugertoken, Fejl> {
        let signatur = wss::enkelt(assertion, DS, "Signature")?.ok_or_else(|| fejl("the token is not signed"))?;
        let udsteder = tekst(en(assertion, "Issuer")?);
        let noegler = self.noegler.noegler();
        // Who it says that it is from decides by which keys it must be signed: no key stands for the other's name.
        let loginets = self.sessioner.get().is_some_and(|s| s.udsteder() == udsteder);
        let certifikater: Vec<&Certifikat> = match (loginets, udsteder == self.udsteder) {
            (true, _) => noegler.login.iter().chain(&noegler.login_andre).map(Noeglepar::certifikat).collect(),
            (false, true) => noegler.sts_certifikater(nu).collect(),
            (false, false) => return Err(fejl("the issuer is none of ours")),
        };
        for c in certifikater {
            match xmlsig::kontroller(rod, signatur, c.noegle()) {
                Ok(k) if k.daekket.len() == 1 && k.daekket.iter().any(|d| d.enveloped && std::ptr::eq(d.element, assertion)) => {
                    let t = laes(assertion)?;
                    return if loginets && t.bruger.session.is_none() {
                        Err(fejl("a token of the login without its session"))
                    } else {
                        Ok(t)
                    };
                }
                Err(f) if f.kode() == Fejlkode::ForbudtAlgoritme => return Err(f),
                Ok(_) | Err(_) => {}
            }
        }
        Err(fejl("the token's signature is not its issuer's"))
    }

    /// Puts the user behind a call into its context: from here on the call sees what both the system and the user may (C-40, C-44), and of what has a security
    /// profile only what names the user (C-45). A user who may do nothing there is refused, and told to those entitled why.
    ///
    /// # Errors
    /// `UgyldigtToken` when the login session has ended; `IngenBrugerret`, and those of the store.
    pub async fn med_bruger(&self, k: Kaldekontekst, bruger: Option<&Bruger>, ind: Indgang<'_>) -> Result<Kaldekontekst, Fejl> {
        let Some(bruger) = bruger else { return Ok(k) };
        let Some(bog) = self.brugerbog.get() else {
            return Err(Fejl::intern("a token with a user where nobody knows users"));
        };
        self.session_staar(bruger, ind).await?;
        let svar = bog.retter(Spoergsmaal { bruger, system: k.system, virkning: ind.nu }).await?;
        ind.spor.skriv(|s| (s.bruger, s.bruger_bevist) = (Some(bruger.i_log(&svar.navn)), true));
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

    /// Says who knows the login's sessions. Once, when the program is put together.
    pub fn kend_login(&self, sessioner: Arc<dyn Brugersessioner>) {
        let _ = self.sessioner.set(sessioner);
    }

    /// Says who knows users. Once, when the program is put together.
    pub fn kend_brugere(&self, bog: Arc<dyn Brugerbog>) {
        let _ = self.brugerbog.set(bog);
    }
}
