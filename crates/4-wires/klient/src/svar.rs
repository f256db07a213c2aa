//! Verifying answers: whose key, over what, to which call, when (contracts 1.1, 1.2).
use adgang::saml::{DS, SAML};
use adgang::wss::{self, Besked, Sikkerhed, WSU};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::xml::{Praefikser, XElement, skriv_alene};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::tillid::{Politik, Tillid};
use sikkerhed::xmlsig::{self, Henvisning, Kontrolleret};

/// Whose signature on an answer is believed.
pub enum Betroet {
    /// These certificates' only.
    Certifikater(Vec<Certifikat>),
    /// That of any certificate whose path leads to a root; these are at hand where an answer names its key only.
    Rod(Box<Tillid>, Vec<Certifikat>),
}

impl Betroet {
    /// Trust in what these roots and the CAs below them issue. A certificate that signed itself is a root.
    ///
    /// # Errors
    /// When there is no root.
    pub fn rod(certifikater: impl IntoIterator<Item = Certifikat>) -> Result<Self, Fejl> {
        let (ankre, mellem): (Vec<_>, Vec<_>) = certifikater.into_iter().partition(|c| c.emne() == c.udsteder());
        if ankre.is_empty() {
            return Err(Fejl::ny(Fejlkode::UgyldigFil).felt("rod").ventet(("et rodcertifikat", "a root certificate")));
        }
        Tillid::ny(ankre, mellem, Politik::Uden).map(|t| Self::Rod(Box::new(t), Vec::new()))
    }

    /// With certificates to look among when an answer names its key and brings no certificate. They are believed no more than others.
    pub fn med_kendte(self, kendte: Vec<Certifikat>) -> Self {
        match self {
            Self::Rod(t, _) => Self::Rod(t, kendte),
            udpegede => udpegede,
        }
    }

    fn kontroller(&self, c: &Certifikat, nu: Tidspunkt) -> Result<(), Fejl> {
        match self {
            Self::Certifikater(alle) if alle.contains(c) => Ok(()),
            Self::Certifikater(_) => Err(afvist(&format!("it is signed by another certificate than the expected: {}", c.emne()))),
            Self::Rod(t, _) => t.kontroller(c, nu),
        }
    }

    fn kendte(&self) -> &[Certifikat] {
        match self {
            Self::Certifikater(alle) | Self::Rod(_, alle) => alle,
        }
    }
}

/// A fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `Sender`, `Receiver`, `Client`, `Server` …, without prefix.
    pub kode: String,
    /// The first text.
    pub tekst: String,
    /// `SAM-2109`, where the fault has a number of ours.
    pub nummer: Option<String>,
    /// The answer was signed, and the signature is right.
    pub signeret: bool,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Svar {
    /// The body's element, standing alone; empty for a fault.
    pub krop: String,
    /// It has the Liberty Framework header, signed; Serviceplatformen's clients take no answer without (K-7).
    pub framework: bool,
    /// The fault, if it is one.
    pub fault: Option<Fault>,
}

fn afvist(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigSignatur).detalje((format!("svaret kan ikke betros: {hvad}"), format!("the answer can't be trusted: {hvad}")))
}

/// Verifies an answer to the call of that id: signature over body, timestamp and every header of WS-Addressing by a trusted
/// certificate, RelatesTo, time. A fault is given back also when it proves nothing, as what it is: who is not proven may get an unsigned one, and
/// of a message that could not be read the answer can't say to which it is.
///
/// # Errors
/// `UgyldigSignatur`, `UgyldigTidsramme`, `UgyldigtCertifikat`, and those of reading.
pub fn laes_svar(tekst: &str, besked_id: Uuid, betroet: &Betroet, nu: Tidspunkt) -> Result<Svar, Fejl> {
    let rod = grund::xml::parse(tekst)?;
    let besked = wss::laes(&rod)?;
    let mut boern = besked.krop.elementer();
    let (Some(indhold), None) = (boern.next(), boern.next()) else { return Err(afvist("the body must hold one element")) };
    let bevist = bevist(&besked, indhold, besked_id, betroet, nu);
    if indhold.navn.er(&rod.navn.ns, "Fault") {
        return Ok(Svar { krop: String::new(), framework: bevist == Ok(true), fault: Some(fault(indhold, bevist.is_ok())) });
    }
    let framework = bevist?;
    let mut krop = String::new();
    skriv_alene(indhold, &Praefikser::i(&[&rod, besked.krop]), &mut krop);
    Ok(Svar { krop, framework, fault: None })
}

/// Holds the message against all that proves it; says whether it has a Framework header.
fn bevist(besked: &Besked<'_, '_>, indhold: &XElement<'_>, besked_id: Uuid, betroet: &Betroet, nu: Tidspunkt) -> Result<bool, Fejl> {
    let sikkerhed = besked.sikkerhed.as_ref().ok_or_else(|| afvist("it is not signed"))?;
    wss::tidsramme(sikkerhed.tidsstempel, nu)?;
    let k = kontroller(besked.rod, sikkerhed, indhold, betroet, nu)?
        .ok_or_else(|| afvist("its certificate is neither in it nor among the expected ones"))?;
    let hoveder = besked.adressering.iter().copied().chain(besked.framework);
    if let Some(e) = [besked.krop, sikkerhed.tidsstempel].into_iter().chain(hoveder).find(|e| !k.daekker(e)) {
        return Err(afvist(&format!("{} is not signed", e.navn.lokal)));
    }
    if besked.wsa_tekst("RelatesTo") != Some(format!("urn:uuid:{besked_id}")) {
        return Err(afvist("it is the answer to another call"));
    }
    Ok(besked.framework.is_some())
}

/// What the signature covers; `None` when nobody knows the certificate that it names.
fn kontroller<'t, 'a>(
    rod: &'t XElement<'a>,
    s: &Sikkerhed<'t, 'a>,
    indhold: &XElement<'_>,
    betroet: &Betroet,
    nu: Tidspunkt,
) -> Result<Option<Kontrolleret<'t, 'a>>, Fejl> {
    let medsendte = s.certifikater.iter().filter_map(|e| Some((e.attribut(WSU, "Id"), Certifikat::fra_base64(&e.tekst()).ok()?)));
    let henvist = xmlsig::henvisning(s.signatur)?;
    let c = match &henvist {
        Henvisning::Certifikat(b) => Some(Certifikat::fra_base64(b)?),
        Henvisning::Bst(id) => medsendte.filter(|(i, _)| *i == Some(id.as_str())).map(|(_, c)| c).next(),
        // The STS names its key only; its certificate stands in the token that it signed, or the caller has it.
        Henvisning::Ski(ski) => {
            let i_token = tokenets_certifikat(indhold);
            let passer = |c: &&Certifikat| c.ski().is_some_and(|s| STANDARD.encode(s) == *ski);
            betroet.kendte().iter().chain(i_token.iter()).find(passer).cloned()
        }
        Henvisning::Fingeraftryk(f) => betroet.kendte().iter().find(|c| STANDARD.encode(c.fingeraftryk_sha1()) == *f).cloned(),
        Henvisning::SamlId(_) | Henvisning::Udsteder { .. } => None,
    };
    let Some(c) = c else { return Ok(None) };
    betroet.kontroller(&c, nu)?;
    xmlsig::kontroller(rod, s.signatur, c.noegle()).map(Some)
}

/// The certificate in the signature of the token that an answer brings.
fn tokenets_certifikat(indhold: &XElement<'_>) -> Option<Certifikat> {
    let trust = adgang::rst::TRUST;
    let token = indhold.barn(trust, "RequestSecurityTokenResponse")?.barn(trust, "RequestedSecurityToken")?.barn(SAML, "Assertion")?;
    let x509 = token.barn(DS, "Signature")?.barn(DS, "KeyInfo")?.barn(DS, "X509Data")?.barn(DS, "X509Certificate")?;
    Certifikat::fra_base64(&x509.tekst()).ok()
}

fn fault(f: &XElement<'_>, signeret: bool) -> Fault {
    let ns = f.navn.ns.as_ref();
    let under = |sti: &[(&str, &str)]| {
        let e = sti.iter().try_fold(f, |e, (ns, navn)| e.barn(ns, navn))?;
        Some(e.tekst().trim().to_owned())
    };
    let kode = under(&[(ns, "Code"), (ns, "Value")]).or_else(|| under(&[("", "faultcode")])).unwrap_or_default();
    let tekst = under(&[(ns, "Reason"), (ns, "Text")]).or_else(|| under(&[("", "faultstring")])).unwrap_or_default();
    let nummer = tekst
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .find(|o| o.strip_prefix("SAM-").is_some_and(|n| n.len() == 4 && n.bytes().all(|c| c.is_ascii_digit())));
    Fault { kode: kode.rsplit(':').next().unwrap_or_default().to_owned(), nummer: nummer.map(str::to_owned), tekst, signeret }
}

/// What an answer says of itself: StatusKode and text of its first StandardRetur, or those of the FejlReaktion of the services that
/// have HovedOplysningerSvar instead. `None` where it says neither, as tokens and descriptions do.
pub fn standardretur(svar: &XElement<'_>) -> Option<(String, String)> {
    let felt = |e: &XElement<'_>, navn: &str| e.elementer().find(|b| b.navn.lokal == navn).map(|b| b.tekst().trim().to_owned());
    if svar.navn.lokal == "StandardRetur" {
        return Some((felt(svar, "StatusKode")?, felt(svar, "FejlbeskedTekst").unwrap_or_default()));
    }
    if svar.navn.lokal == "FejlReaktion" {
        return Some((felt(svar, "FejlReaktionId")?, felt(svar, "FejlReaktionTekst").unwrap_or_default()));
    }
    svar.elementer().find_map(standardretur)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i12_3_2_an_answer_says_how_it_went() {
        let af = |t: &str| standardretur(&grund::xml::parse(t).unwrap());
        let par = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(
            af("<a xmlns='x'><b/><StandardRetur><StatusKode> 44 </StatusKode><FejlbeskedTekst>nej</FejlbeskedTekst></StandardRetur></a>"),
            par("44", "nej")
        );
        assert_eq!(
            af(
                "<a><h:HovedOplysningerSvar xmlns:h='y'><SvarReaktion><FejlReaktion><FejlReaktionId>SAM-1</FejlReaktionId></FejlReaktion></SvarReaktion></h:HovedOplysningerSvar></a>"
            ),
            par("SAM-1", "")
        );
        assert_eq!(af("<a><StatusKode>20</StatusKode></a>"), None);
    }
}
