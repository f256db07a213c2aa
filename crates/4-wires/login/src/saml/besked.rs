//! SAML messages on their way in and out: by an address (deflated, signature over the text of the address) and by a form (signature inside).
use super::metadata::{POST, REDIRECT};
use super::{ENTITET, SAML, SAMLP};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use grund::xml::{self, Dokument, XElement};
use grund::{Fejl, Fejlkode, Tidspunkt, graenser};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::{Privatnoegle, sha256_af};
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlsig::{self, DS, Digesteret, Reference, Slags};
use std::io::Read;

/// The signature that is written on addresses.
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// A message as it came.
#[derive(Debug)]
pub struct Indkommet {
    /// Its text.
    pub xml: String,
    /// What the sender wants back.
    pub relay: Option<String>,
    /// What an address was signed with: the signed text, the algorithm and the signature. `None`: the message is signed inside, or not at all.
    adressesignatur: Option<(Vec<u8>, String, Vec<u8>)>,
    /// By a form.
    pub form: bool,
}

/// What a browser brings a message in: a form's body, or the query of an address as it stands.
pub(crate) struct Brev {
    data: Bytes,
    form: bool,
}

impl<S: Send + Sync> FromRequest<S> for Brev {
    type Rejection = Response;
    async fn from_request(r: Request, s: &S) -> Result<Self, Response> {
        if r.method() == Method::POST {
            return Bytes::from_request(r, s).await.map(|data| Self { data, form: true }).map_err(IntoResponse::into_response);
        }
        Ok(Self { data: Bytes::copy_from_slice(r.uri().query().unwrap_or_default().as_bytes()), form: false })
    }
}

impl Brev {
    /// Whether that field is in it.
    pub(crate) fn har(&self, felt: &str) -> bool {
        form_urlencoded::parse(&self.data).any(|(n, _)| n == felt)
    }

    /// The message in that field.
    ///
    /// # Errors
    /// `LoginUgyldig`.
    pub(crate) fn besked(&self, felt: &str) -> Result<Indkommet, Fejl> {
        if self.form {
            return Indkommet::fra_form(&self.data, felt);
        }
        Indkommet::fra_adresse(std::str::from_utf8(&self.data).map_err(ugyldig)?, felt)
    }
}

/// What was wrong with a message, for the log; the sender is told that it can't be used.
pub fn ugyldig(hvad: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::LoginUgyldig).aarsag(hvad)
}

impl Indkommet {
    /// From the query of an address. The raw text is what is signed, so nothing is decoded and encoded again.
    ///
    /// # Errors
    /// `LoginUgyldig`.
    pub fn fra_adresse(query: &str, felt: &str) -> Result<Self, Fejl> {
        let raa = |navn: &str| -> Result<Option<&str>, Fejl> {
            let mut mine = query.split('&').filter_map(|d| d.split_once('=')).filter(|(n, _)| *n == navn).map(|(_, v)| v);
            match (mine.next(), mine.next()) {
                (v, None) => Ok(v),
                _ => Err(ugyldig(format!("{navn} occurs twice in the address"))),
            }
        };
        let klar = |v: &str| -> String {
            form_urlencoded::parse(format!("x={v}").as_bytes()).next().map(|(_, v)| v.into_owned()).unwrap_or_default()
        };
        let besked = raa(felt)?.ok_or_else(|| ugyldig(format!("no {felt}")))?;
        let relay = raa("RelayState")?;
        let adressesignatur = match (raa("Signature")?, raa("SigAlg")?) {
            (Some(s), Some(a)) => {
                let mut data = format!("{felt}={besked}");
                if let Some(r) = relay {
                    data.push_str(&format!("&RelayState={r}"));
                }
                data.push_str(&format!("&SigAlg={a}"));
                let vaerdi = STANDARD.decode(uden_rum(&klar(s))).map_err(|_| ugyldig("Signature is not base64"))?;
                Some((data.into_bytes(), klar(a), vaerdi))
            }
            (None, None) => None,
            _ => return Err(ugyldig("Signature and SigAlg come together")),
        };
        let pakket = STANDARD.decode(uden_rum(&klar(besked))).map_err(|_| ugyldig(format!("{felt} is not base64")))?;
        let mut data = Vec::new();
        let graense = graenser::LOGIN_BESKED_BYTES as u64 + 1;
        DeflateDecoder::new(pakket.as_slice())
            .take(graense)
            .read_to_end(&mut data)
            .map_err(|_| ugyldig(format!("{felt} can't be inflated")))?;
        Self::af(&data, relay.map(klar), adressesignatur, false)
    }

    /// From the body of a form.
    ///
    /// # Errors
    /// `LoginUgyldig`.
    pub fn fra_form(krop: &[u8], felt: &str) -> Result<Self, Fejl> {
        let en = |navn: &str| -> Result<Option<String>, Fejl> {
            let mut mine = form_urlencoded::parse(krop).filter(|(n, _)| n == navn).map(|(_, v)| v.into_owned());
            match (mine.next(), mine.next()) {
                (v, None) => Ok(v),
                _ => Err(ugyldig(format!("{navn} occurs twice in the form"))),
            }
        };
        let besked = en(felt)?.ok_or_else(|| ugyldig(format!("no {felt}")))?;
        let data = STANDARD.decode(uden_rum(&besked)).map_err(|_| ugyldig(format!("{felt} is not base64")))?;
        Self::af(&data, en("RelayState")?, None, true)
    }

    fn af(data: &[u8], relay: Option<String>, adressesignatur: Option<(Vec<u8>, String, Vec<u8>)>, form: bool) -> Result<Self, Fejl> {
        if data.len() > graenser::LOGIN_BESKED_BYTES {
            return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::LOGIN_BESKED_BYTES, grund::sagt::BYTES)));
        }
        if relay.as_ref().is_some_and(|r| r.len() > graenser::LOGIN_TILSTAND_BYTES) {
            return Err(Fejl::ny(Fejlkode::ForLang)
                .felt("RelayState")
                .ventet(grund::sagt::hoejst(graenser::LOGIN_TILSTAND_BYTES, grund::sagt::BYTES)));
        }
        let xml = xml::afkod(data).map_err(ugyldig)?.into_owned();
        Ok(Self { xml, relay, adressesignatur, form })
    }

    /// The message as a document, of which every part is its sender's word. A comment is refused wherever it stands: libraries disagree on what the text around it says.
    ///
    /// # Errors
    /// `LoginUgyldig`.
    pub fn dokument(&self) -> Result<Dokument<'_>, Fejl> {
        let d = Dokument::laes(&self.xml).map_err(ugyldig)?;
        if d.rod.har_kommentar() {
            return Err(ugyldig("a comment in the message"));
        }
        Ok(d)
    }

    /// Demands that one of those keys has signed the whole message.
    ///
    /// # Errors
    /// `LoginUgyldig`.
    pub fn underskrevet(&self, d: &Dokument<'_>, noegler: &[Certifikat], nu: Tidspunkt) -> Result<(), Fejl> {
        let Some((data, algoritme, vaerdi)) = &self.adressesignatur else {
            if !self.form {
                return Err(ugyldig("the address is not signed"));
            }
            return if daekket(&d.rod, &d.rod, noegler, nu)? { Ok(()) } else { Err(ugyldig("the message is not signed")) };
        };
        let gyldige = noegler.iter().filter(|c| c.gyldig().indeholder(nu));
        let mut svar = Err(ugyldig("none of the sender's keys is in force"));
        for c in gyldige {
            svar =
                xmlsig::kontroller_tekst(algoritme, c.noegle(), data, vaerdi).map_err(|f| ugyldig(f.aarsagen().unwrap_or("the signature")));
            if svar.is_ok() {
                break;
            }
        }
        svar
    }
}

/// Whether an element is signed, whole, by a signature that is its own child, by one of those keys. Not signed at all is `false`.
///
/// # Errors
/// `LoginUgyldig`: there is a signature, and it is wrong or covers something else.
pub fn daekket(rod: &XElement<'_>, e: &XElement<'_>, noegler: &[Certifikat], nu: Tidspunkt) -> Result<bool, Fejl> {
    let mut signaturer = e.elementer().filter(|b| b.navn.er(DS, "Signature"));
    let signatur = match (signaturer.next(), signaturer.next()) {
        (None, _) => return Ok(false),
        (Some(s), None) => s,
        _ => return Err(ugyldig("two signatures in one element")),
    };
    let mut hvorfor = "none of the sender's keys is in force".to_owned();
    for c in noegler.iter().filter(|c| c.gyldig().indeholder(nu)) {
        match xmlsig::kontroller(rod, signatur, c.noegle()) {
            Ok(k) if k.daekker(e) && k.daekket.len() == 1 => return Ok(true),
            Ok(_) => hvorfor = "the signature covers another element".into(),
            Err(f) => hvorfor = f.aarsagen().unwrap_or("the signature is wrong").to_owned(),
        }
    }
    Err(ugyldig(hvorfor))
}

fn uden_rum(t: &str) -> String {
    t.chars().filter(|c| !c.is_ascii_whitespace()).collect()
}

/// What every message says of itself.
#[derive(Debug)]
pub struct Hoved {
    /// Its id.
    pub id: String,
    /// Who sends it.
    pub udsteder: String,
    /// To which of its messages it answers.
    pub svar_paa: Option<String>,
}

/// Reads what every message says: version, id, sender, a time that is near, and that it is for this address.
///
/// # Errors
/// `LoginUgyldig`.
pub fn hoved(rod: &XElement<'_>, navn: &str, til: &str, nu: Tidspunkt) -> Result<Hoved, Fejl> {
    if !rod.navn.er(SAMLP, navn) {
        return Err(ugyldig(format!("the message is no {navn}")));
    }
    let id = udstedt(rod, nu)?;
    match rod.attribut("", "Destination") {
        Some(d) if d == til => {}
        Some(d) => return Err(ugyldig(format!("Destination is {}, not {til}", grund::fejl::uddrag_langt(d)))),
        None => return Err(ugyldig("no Destination")),
    }
    Ok(Hoved { id: id.to_owned(), udsteder: udsteder(rod)?, svar_paa: rod.attribut("", "InResponseTo").map(str::to_owned) })
}

/// The id of a message or an assertion, which is of SAML 2.0 and was made just now.
///
/// # Errors
/// `LoginUgyldig`.
pub fn udstedt<'e>(e: &'e XElement<'_>, nu: Tidspunkt) -> Result<&'e str, Fejl> {
    if e.attribut("", "Version") != Some("2.0") {
        return Err(ugyldig("the version is not 2.0"));
    }
    let tid = e.attribut("", "IssueInstant").and_then(|t| Tidspunkt::fra_xs(t).ok()).ok_or_else(|| ugyldig("no IssueInstant"))?;
    let sekund = 1_000_000;
    if tid > nu.plus_mikros(graenser::URSKAEV_SEKUNDER * sekund) || tid < nu.plus_mikros(-graenser::LOGIN_FRIST_SEKUNDER * sekund) {
        return Err(ugyldig(format!("IssueInstant {} is too far from now", tid.til_utc())));
    }
    e.attribut("", "ID").filter(|i| !i.is_empty() && i.len() <= 256).ok_or_else(|| ugyldig("no ID"))
}

/// Who sends a message, before anything of it is believed: an entity, and no other kind of name (SAML Profiles 4.1.4).
///
/// # Errors
/// `LoginUgyldig`.
pub fn udsteder(rod: &XElement<'_>) -> Result<String, Fejl> {
    let mut alle = rod.elementer().filter(|e| e.navn.er(SAML, "Issuer"));
    match (alle.next(), alle.next()) {
        (Some(e), None) if e.attribut("", "Format").is_some_and(|f| f != ENTITET) => Err(ugyldig("Issuer is no entity")),
        (Some(e), None) if e.elementer().next().is_none() => Ok(e.tekst().trim().to_owned()),
        _ => Err(ugyldig("not one Issuer")),
    }
}

/// Puts the signature between the two parts of a text that is written in canonical form: nothing is parsed again.
///
/// # Errors
/// `Intern`.
pub fn underskriv(foer: &str, efter: &str, id: &str, par: &Noeglepar) -> Result<String, Fejl> {
    let keyinfo = format!("<ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>", par.certifikat().base64());
    let reference = Reference { uri: id, slags: Slags::Enveloped, praefikser: &[] };
    let sum = sha256_af(&[foer.as_bytes(), efter.as_bytes()]);
    let signatur = xmlsig::signatur_over(&[Digesteret { reference, sum }], &par.noegle, &keyinfo, None)?;
    Ok(format!("{foer}{signatur}{efter}"))
}

/// The address that carries a message by the redirect binding, signed.
///
/// # Errors
/// `Intern`.
pub fn til_adresse(adresse: &str, felt: &str, xml: &str, relay: Option<&str>, noegle: &Privatnoegle) -> Result<String, Fejl> {
    let mut pakket = Vec::new();
    DeflateEncoder::new(xml.as_bytes(), Compression::default()).read_to_end(&mut pakket).map_err(Fejl::intern)?;
    let mut s = form_urlencoded::Serializer::new(String::new());
    s.append_pair(felt, &STANDARD.encode(pakket));
    if let Some(r) = relay {
        s.append_pair("RelayState", r);
    }
    s.append_pair("SigAlg", RSA_SHA256);
    let data = s.finish();
    let signatur = STANDARD.encode(noegle.underskriv(data.as_bytes())?);
    let signatur: String = form_urlencoded::byte_serialize(signatur.as_bytes()).collect();
    let skil = if adresse.contains('?') { '&' } else { '?' };
    Ok(format!("{adresse}{skil}{data}&Signature={signatur}"))
}

/// How a message goes out.
#[derive(Debug)]
pub enum Ud {
    /// The browser is sent to an address.
    Adresse(String),
    /// The browser sends a form.
    Form {
        /// Where.
        til: String,
        /// Its fields.
        felter: Vec<(&'static str, String)>,
    },
}

/// A message of ours by that binding. `foer` and `efter` are its text around the place of the signature.
///
/// # Errors
/// `Intern`.
pub fn send(
    (binding, til): (&str, &str),
    felt: &'static str,
    (foer, efter, id): (&str, &str, &str),
    relay: Option<&str>,
    par: &Noeglepar,
) -> Result<Ud, Fejl> {
    if binding == REDIRECT {
        return til_adresse(til, felt, &format!("{foer}{efter}"), relay, &par.noegle).map(Ud::Adresse);
    }
    debug_assert_eq!(binding, POST);
    let xml = underskriv(foer, efter, id, par)?;
    let mut felter = vec![(felt, STANDARD.encode(xml))];
    felter.extend(relay.map(|r| ("RelayState", r.to_owned())));
    Ok(Ud::Form { til: til.to_owned(), felter })
}
