//! Signed SOAP messages on their way in: OIO IDWS with a token (services), and WS-Security with a certificate (STS).
use crate::husker::{Certifikathusker, Husker, Husket};
use crate::rst;
use crate::saml::{self, Token};
use crate::vagt::{Adgang, Indgang};
use crate::wss::{self, Besked, SAMLID, Sikkerhed, WSSE};
use grund::spor::{Engang, Engangsnoegle, Mangel};
use grund::xml::{Dokument, XElement};
use grund::{Fejl, Fejlkode, Kaldekontekst, graenser};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::sha256;
use sikkerhed::xmlsig::{self, Henvisning, Kendt, Kontrolleret};
use std::sync::Arc;

/// The service that a message is for.
#[derive(Clone, Copy, Debug)]
pub struct Modtager<'m> {
    /// Its entity id.
    pub entity_id: &'m str,
    /// Its addresses.
    pub stier: &'m [&'m str],
    /// Its contract has the Liberty Framework header, so that one that comes must be signed; elsewhere it says nothing (K-6).
    pub framework: bool,
}

impl Adgang {
    /// Verifies a call with a token and says who calls (G-20). Data of the call may be taken from the message's body only: it is the
    /// element that the signature covers.
    ///
    /// # Errors
    /// 21xx; `ManglerSikkerhed` when there is no security header at all.
    pub async fn idws(&self, dokument: &Dokument<'_>, m: Modtager<'_>, ind: Indgang<'_>) -> Result<Kaldekontekst, Fejl> {
        let rod = &dokument.rod;
        let besked = wss::laes(rod).map_err(ind.noter(Mangel::Signatur, SIGNATURRAAD))?;
        let sikkerhed = besked.sikkerhed.as_ref().ok_or_else(|| self.mangler(ind))?;
        let gyldig =
            wss::tidsramme(sikkerhed.tidsstempel, ind.nu).map_err(ind.noter(Mangel::Tid, "Kontrollér urets gang hos kalderen."))?;
        let assertion = sikkerhed.assertion.ok_or_else(|| self.mangler(ind))?;
        let husket = self.token(dokument, assertion, ind)?;
        let token = &husket.token;
        let signatur = |f: Fejl| ind.noter(Mangel::Signatur, SIGNATURRAAD)(f);
        let kendt = Kendt { token: assertion, sum: husket.sum };
        let k = xmlsig::kontroller_kendt(rod, sikkerhed.signatur, token.holder.noegle(), Some(kendt)).map_err(signatur)?;
        let fritaget: &[&str] = if m.framework { &[] } else { &["Framework"] };
        besked.kraev_daekket(sikkerhed.tidsstempel, &k, fritaget).map_err(signatur)?;
        kraev_token_daekket(sikkerhed, assertion, token, &k, &self.certifikater).map_err(signatur)?;
        besked.kraev_til(m.stier, None).map_err(signatur)?;
        self.for_tjenesten(token, m.entity_id, ind)?;
        self.kend_status(&token.holder, ind.nu).await;
        let system = self.system(&token.holder, ind)?;
        if token.emne != token.holder.emne() {
            ind.spor.skriv(|s| s.paa_vegne_af = Some(token.emne.clone()));
        }
        let besked_id = besked.besked_id().map_err(signatur)?;
        self.foerste_gang(&token.holder, &besked_id, gyldig.til, ind).await?;
        let k = self.kontekst(&system, m.entity_id, token.myndighed, Some(&token.privilegier), ind)?;
        self.med_bruger(k, token.bruger.as_ref(), ind).await
    }

    /// Verifies a request to the STS: signed with the system's own certificate, which comes along (G-1).
    ///
    /// # Errors
    /// 21xx.
    pub async fn sts_besked(&self, rod: &XElement<'_>, sti: &str, ind: Indgang<'_>) -> Result<Certifikat, Fejl> {
        let signatur = |f: Fejl| ind.noter(Mangel::Signatur, SIGNATURRAAD)(f);
        let besked = wss::laes(rod).map_err(signatur)?;
        let sikkerhed = besked.sikkerhed.as_ref().ok_or_else(|| self.mangler(ind))?;
        let gyldig =
            wss::tidsramme(sikkerhed.tidsstempel, ind.nu).map_err(ind.noter(Mangel::Tid, "Kontrollér urets gang hos kalderen."))?;
        let certifikat = afsender(&besked, sikkerhed, &self.certifikater).map_err(signatur)?;
        // Who is nobody's is told at once: anybody can make a certificate, sign with it, and let us digest. Nothing is proven yet, so a
        // system's name is not written in the log before the signature is checked.
        if self.aftalebog.system(&certifikat.fingeraftryk(), ind.nu).is_none() {
            self.system(&certifikat, ind)?;
        }
        let k = xmlsig::kontroller(rod, sikkerhed.signatur, certifikat.noegle()).map_err(signatur)?;
        // A client in production signs neither the certificate nor ReplyTo, and the samples leave the Framework header unsigned.
        besked.kraev_daekket(sikkerhed.tidsstempel, &k, &["ReplyTo", "From", "FaultTo", "Framework"]).map_err(signatur)?;
        besked.kraev_til(&[sti], rst::publikum(besked.krop).as_deref()).map_err(signatur)?;
        let besked_id = besked.besked_id().map_err(signatur)?;
        self.kend_status(&certifikat, ind.nu).await;
        self.system(&certifikat, ind)?;
        self.foerste_gang(&certifikat, &besked_id, gyldig.til, ind).await?;
        Ok(certifikat)
    }

    /// A token as it stands in a document, verified: one of ours, unchanged, in force. Whose it is, and for which service, is looked at by
    /// the caller.
    ///
    /// # Errors
    /// `UgyldigtToken`, `UgyldigSignatur`.
    pub fn token(&self, dokument: &Dokument<'_>, assertion: &XElement<'_>, ind: Indgang<'_>) -> Result<Arc<Husket>, Fejl> {
        let husket = self.aegte_token(dokument, assertion, ind)?;
        self.i_kraft(&husket.token, ind)?;
        Ok(husket)
    }

    /// The same, whether or not it is in force.
    ///
    /// # Errors
    /// `UgyldigtToken`, `UgyldigSignatur`.
    pub fn aegte_token(&self, dokument: &Dokument<'_>, assertion: &XElement<'_>, ind: Indgang<'_>) -> Result<Arc<Husket>, Fejl> {
        let aftryk = Husker::aftryk(dokument, assertion).map_err(ind.noter(Mangel::Token, RAAD))?;
        if let Some(t) = self.husker.find(&aftryk) {
            return Ok(t);
        }
        let nyt = self.nyt_token(&dokument.rod, assertion, ind, RAAD)?;
        self.husker.husk(aftryk, nyt.clone(), ind.nu);
        Ok(nyt)
    }

    /// The token is in force now.
    ///
    /// # Errors
    /// `UgyldigtToken`.
    pub fn i_kraft(&self, token: &Token, ind: Indgang<'_>) -> Result<(), Fejl> {
        if token.gyldig.til <= ind.nu || token.gyldig.fra > ind.nu.plus_mikros(graenser::URSKAEV_SEKUNDER * 1_000_000) {
            let hvornaar = format!("Tokenet gælder fra {} til {}.", token.gyldig.fra.til_xs(), token.gyldig.til.til_xs());
            return Err(ind.afslag(Fejlkode::UgyldigtToken, Mangel::Token, hvornaar, Vec::new(), RAAD));
        }
        Ok(())
    }

    fn nyt_token(&self, rod: &XElement<'_>, assertion: &XElement<'_>, ind: Indgang<'_>, raad: &'static str) -> Result<Arc<Husket>, Fejl> {
        // No signature covers a comment, and libraries disagree on what a text with one says.
        if assertion.har_kommentar() {
            return Err(ind.afslag(Fejlkode::UgyldigtToken, Mangel::Token, "Tokenet indeholder en kommentar.".into(), Vec::new(), raad));
        }
        let token = self.verificer(rod, assertion, ind).map_err(ind.noter(Mangel::Token, raad))?;
        let sum = Kendt::sum_af(rod, assertion).map_err(ind.noter(Mangel::Token, raad))?;
        Ok(Arc::new(Husket { token, sum }))
    }

    fn verificer(&self, rod: &XElement<'_>, assertion: &XElement<'_>, ind: Indgang<'_>) -> Result<Token, Fejl> {
        let afvis = |hvad: &str| Fejl::ny(Fejlkode::UgyldigtToken).regel("G-20").aarsag(hvad);
        let signatur = wss::enkelt(assertion, saml::DS, "Signature")?.ok_or_else(|| afvis("the token is not signed"))?;
        let noegler = self.noegler.noegler();
        // The key is one of ours; what the token says about its key is not looked at.
        let mut sidste = afvis("no STS key");
        for c in noegler.sts_certifikater(ind.nu) {
            match xmlsig::kontroller(rod, signatur, c.noegle()) {
                Ok(k) if k.daekket.iter().any(|d| d.enveloped && std::ptr::eq(d.element, assertion)) && k.daekket.len() == 1 => {
                    let token = saml::laes(assertion)?;
                    return if token.udsteder == self.udsteder { Ok(token) } else { Err(afvis("the issuer is not this STS")) };
                }
                Ok(_) => sidste = afvis("the token's signature does not cover the token"),
                Err(f) if f.kode() == Fejlkode::ForbudtAlgoritme => return Err(f),
                Err(f) => {
                    sidste = afvis("the token's signature is not one of this STS")
                        .aarsag(f.aarsagen().unwrap_or("the token's signature is not one of this STS"))
                }
            }
        }
        Err(sidste)
    }

    /// The token is for this service.
    ///
    /// # Errors
    /// `UgyldigtToken`.
    pub fn for_tjenesten(&self, token: &Token, entity_id: &str, ind: Indgang<'_>) -> Result<(), Fejl> {
        ind.spor.skriv(|s| s.myndighed = Some(token.myndighed));
        if token.publikum == entity_id {
            return Ok(());
        }
        Err(ind.afslag(
            Fejlkode::UgyldigtToken,
            Mangel::Token,
            format!("Tokenet er udstedt til {}, ikke til {entity_id}.", token.publikum),
            vec![("publikum", token.publikum.clone()), ("tjeneste", entity_id.to_owned())],
            "Hent et token til tjenestens entityID.",
        ))
    }

    /// The message was not received before (G-20), as far as is stored. It is stored by the call's first transaction, a change or else its log row, which
    /// refuses it if another one with the same was first ([`grund::spor::Engang`]): nothing is answered before that.
    async fn foerste_gang(&self, c: &Certifikat, besked_id: &str, udloeb: grund::Tidspunkt, ind: Indgang<'_>) -> Result<(), Fejl> {
        let noegle = sha256(&[b"besked:", c.fingeraftryk().as_slice(), besked_id.as_bytes()].concat()).to_vec();
        // The time window refuses it afterwards; a little longer, because clocks may be set back.
        let udloeb = udloeb.plus_mikros(graenser::URSKAEV_SEKUNDER * 1_000_000);
        let besked = Engangsnoegle { noegle, udloeb, data: Vec::new(), id: grund::fejl::uddrag_langt(besked_id) };
        let mut engang = ind.spor.engang().await;
        if self.lager.hent_flygtig(&besked.noegle, ind.nu).await?.is_some() {
            *engang = Engang::Gentaget;
            return Err(ind.spor.gentaget(&besked));
        }
        *engang = Engang::Ubrugt(besked);
        Ok(())
    }

    /// No security at all.
    pub fn mangler(&self, ind: Indgang<'_>) -> Fejl {
        ind.afslag(
            Fejlkode::ManglerSikkerhed,
            Mangel::Sikkerhed,
            "Kaldet har hverken token, signatur eller klientcertifikat.".into(),
            Vec::new(),
            "Hent et token hos STS, og send det med kaldet.",
        )
    }
}

const RAAD: &str = "Hent et nyt token hos STS.";
const SIGNATURRAAD: &str = "Underskriv Body, Action, MessageID, To, Timestamp og tokenet med det certifikat, som tokenet er udstedt til.";

/// The signature covers the token: through STR-Transform, as the profile says; by its id; or, as a client in production does, by covering
/// the reference that names it (contracts 1.2).
fn kraev_token_daekket(
    s: &Sikkerhed<'_, '_>,
    assertion: &XElement<'_>,
    token: &Token,
    k: &Kontrolleret<'_, '_>,
    kendte: &Certifikathusker,
) -> Result<(), Fejl> {
    let naevner = |str: &XElement<'_>| {
        let noegle = str.barn(WSSE, "KeyIdentifier");
        noegle.is_some_and(|n| n.attribut("", "ValueType") == Some(SAMLID) && n.tekst().trim() == token.id)
    };
    // A reference that stands somewhere else in the message is not the security header's.
    let i_hovedet = |str: &XElement<'_>| s.henvisninger.iter().any(|h| std::ptr::addr_eq(*h, str));
    let direkte = k.daekket.iter().any(|d| !d.enveloped && std::ptr::addr_eq(d.element, assertion) && d.via_str.is_none_or(i_hovedet));
    let henvist = s.henvisninger.iter().any(|h| k.daekker(h) && naevner(h));
    if !direkte && !henvist {
        return Err(wss::fejl("the token is not signed"));
    }
    // What KeyInfo says must fit: somebody who names another key has mixed up two tokens.
    match xmlsig::henvisning(s.signatur)? {
        Henvisning::SamlId(id) if id == token.id => Ok(()),
        Henvisning::Certifikat(c) if kendte.laes(&c).is_ok_and(|c| c.fingeraftryk() == token.holder.fingeraftryk()) => Ok(()),
        Henvisning::Bst(id) if bst(s, &id, kendte).is_some_and(|c| c.fingeraftryk() == token.holder.fingeraftryk()) => Ok(()),
        _ => Err(wss::fejl("KeyInfo names another key than the token")),
    }
}

fn bst(s: &Sikkerhed<'_, '_>, id: &str, kendte: &Certifikathusker) -> Option<Certifikat> {
    let e = s.certifikater.iter().find(|b| b.attribut(wss::WSU, "Id") == Some(id))?;
    kendte.laes(&e.tekst()).ok()
}

/// The certificate that a message is signed with: the BinarySecurityToken that KeyInfo points at, or X509Data in KeyInfo.
fn afsender(b: &Besked<'_, '_>, s: &Sikkerhed<'_, '_>, kendte: &Certifikathusker) -> Result<Certifikat, Fejl> {
    match xmlsig::henvisning(s.signatur)? {
        Henvisning::Bst(id) => {
            let e = s.certifikater.iter().find(|b| b.attribut(wss::WSU, "Id") == Some(id.as_str()));
            laes_certifikat(&e.ok_or_else(|| wss::fejl("KeyInfo points at no certificate"))?.tekst(), kendte)
        }
        Henvisning::Certifikat(c) => laes_certifikat(&c, kendte),
        // By thumbprint, key identifier or serial number: of the certificates that came along with the message.
        andet => {
            let medsendte = s.certifikater.iter().filter_map(|e| kendte.laes(&e.tekst()).ok());
            let brugt = b.krop.elementer().take(1).filter_map(|r| r.barn(rst::TRUST, "UseKey")?.barn(WSSE, "BinarySecurityToken"));
            let brugt = brugt.filter_map(|e| kendte.laes(&e.tekst()).ok());
            medsendte
                .chain(brugt)
                .find(|c| passer(&andet, c))
                .ok_or_else(|| wss::fejl("KeyInfo names a certificate that is not in the message"))
        }
    }
}

/// A weak or foreign kind of key is told from a certificate that can't be read.
fn laes_certifikat(base64: &str, kendte: &Certifikathusker) -> Result<Certifikat, Fejl> {
    kendte.laes(base64).map_err(|f| if f.kode() == Fejlkode::ForbudtAlgoritme { f } else { wss::fejl(&f.to_string()) })
}

fn passer(h: &Henvisning<'_>, c: &Certifikat) -> bool {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    match h {
        Henvisning::Ski(s) => c.ski().is_some_and(|k| STANDARD.encode(k) == *s),
        Henvisning::Udsteder { serienummer, .. } => grund_tal(c.serienummer()) == serienummer.trim_start_matches('0'),
        Henvisning::Fingeraftryk(f) => STANDARD.encode(c.fingeraftryk_sha1()) == *f,
        Henvisning::Certifikat(_) | Henvisning::Bst(_) | Henvisning::SamlId(_) => false,
    }
}

/// A big-endian number in decimal, as X509SerialNumber writes it.
fn grund_tal(bytes: &[u8]) -> String {
    let mut cifre = vec![0_u8];
    for b in bytes {
        let mut mente = u32::from(*b);
        for c in &mut cifre {
            mente += u32::from(*c) * 256;
            *c = u8::try_from(mente % 10).unwrap_or(0);
            mente /= 10;
        }
        while mente > 0 {
            cifre.push(u8::try_from(mente % 10).unwrap_or(0));
            mente /= 10;
        }
    }
    let tekst: String = cifre.iter().rev().map(|c| char::from(b'0' + c)).collect();
    tekst.trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_written_in_decimal() {
        assert_eq!(grund_tal(&[0x01, 0x00]), "256");
        assert_eq!(grund_tal(&[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), "9223372036854775807");
    }
}
