//! The Security Token Service: from a proven certificate and a request to a token (G-5 … G-9).
use crate::brugertoken;
use crate::rst::{self, Anmodning, PaaVegneAf, TRUST};
use crate::saml::{self, TOKENTYPE, Token};
use crate::vagt::{Adgang, Indgang};
use crate::wss::{SAMLID, WSA, WSSE, WSSE11, WSU};
use grund::spor::Mangel;
use grund::xml::{Dokument, escape_attribut, escape_tekst};
use grund::{Fejl, Fejlkode, Tidspunkt, graenser};
use sikkerhed::certifikat::Certifikat;
use std::fmt::Write;

/// A token that was issued.
#[derive(Debug)]
pub struct Udstedt {
    /// What it says.
    pub token: Token,
    /// Its text, signed.
    pub xml: String,
}

impl Adgang {
    /// Issues a token to the holder of a proven certificate. `dokument` is the one in which a token of `OnBehalfOf` stands.
    ///
    /// # Errors
    /// `UgyldigtCertifikat`, `UkendtSystem`, `UkendtTjeneste` (101), `IngenAftale`, `UgyldigTokenanmodning` (103), `UgyldigtToken`.
    pub async fn udsted(
        &self,
        kalder: &Certifikat,
        anmodning: &Anmodning<'_, '_>,
        dokument: Option<&Dokument<'_>>,
        ind: Indgang<'_>,
    ) -> Result<Udstedt, Fejl> {
        ind.spor.skriv(|s| s.operation = Some("Issue".into()));
        let system = self.system(kalder, ind)?;
        self.tjeneste(&system, &anmodning.publikum, ind)?;
        let mut emne = kalder.emne().to_owned();
        let mut bruger = None;
        let mut udloeb = ind.nu.plus_mikros(graenser::TOKEN_SEKUNDER * 1_000_000);
        match &anmodning.paa_vegne_af {
            None => {}
            Some(PaaVegneAf::Token(assertion)) if brugertoken::er_brugers(assertion) => {
                let rod = &dokument.ok_or_else(|| rst::fejl("OnBehalfOf").ventet(("et certifikat", "a certificate")))?.rod;
                let t = self.brugertoken(&system, rod, assertion, ind).await?;
                udloeb = udloeb.min(t.gyldig.til);
                emne = t.emne;
                bruger = Some(t.bruger);
            }
            Some(PaaVegneAf::Token(assertion)) => {
                let dokument = dokument.ok_or_else(|| rst::fejl("OnBehalfOf").ventet(("et certifikat", "a certificate")))?;
                let t = &self.token(dokument, assertion, ind)?.token;
                // A token is for its holder. One that somebody else comes with was found or stolen, and gives nothing.
                let holder = self.aftalebog.system(&t.holder.fingeraftryk(), ind.nu).filter(|h| h.uuid == system.uuid);
                if holder.is_none() {
                    return Err(ind.afslag(
                        Fejlkode::UgyldigtToken,
                        Mangel::Token,
                        format!("Tokenet i OnBehalfOf er udstedt til {}, ikke til kalderen {}.", t.holder.emne(), kalder.emne()),
                        vec![("certifikat", t.holder.fingeraftryk_hex())],
                        "Brug et token, som systemet selv har hentet.",
                    ));
                }
                if t.myndighed != anmodning.myndighed {
                    return Err(rst::fejl("OnBehalfOf").ventet(("et token for den samme myndighed", "a token for the same authority")));
                }
                // What is derived from a token does not outlive it.
                udloeb = udloeb.min(t.gyldig.til);
                emne.clone_from(&t.emne);
                bruger.clone_from(&t.bruger);
            }
            Some(PaaVegneAf::System(c)) => {
                self.betroet(c, "Brug et gyldigt certifikat i OnBehalfOf.", ind)?;
                if !system.paa_vegne_af.contains(&c.fingeraftryk()) {
                    return Err(ind.afslag(
                        Fejlkode::IngenAftale,
                        Mangel::Aftale,
                        format!("{} må ikke handle på vegne af {}.", system.navn, c.emne()),
                        vec![("certifikat", c.fingeraftryk_hex())],
                        "Tilknyt det eksterne systems certifikat til systemet i Administrationsmodulet.",
                    ));
                }
                c.emne().clone_into(&mut emne);
            }
        }
        if emne != kalder.emne() {
            ind.spor.skriv(|s| s.paa_vegne_af = Some(emne.clone()));
        }
        // The holder's key is the caller's own: a token for somebody else's key could be handed on.
        let holder = anmodning.noegle.clone().unwrap_or_else(|| kalder.clone());
        if holder.fingeraftryk() != kalder.fingeraftryk() {
            return Err(
                rst::fejl("UseKey").ventet(("det certifikat, der underskriver anmodningen", "the certificate that signs the request"))
            );
        }
        let aftaler = self.aftaler(&system, &anmodning.publikum, anmodning.myndighed, ind)?;
        ind.spor.skriv(|s| s.aftale = aftaler.first().map(|a| a.uuid));
        udloeb = aftaler.iter().map(|a| a.gyldig.til).max().map_or(udloeb, |t| udloeb.min(t)).min(holder.gyldig().til);
        if let Some(oensket) = anmodning.udloeb {
            udloeb = udloeb.min(oensket);
        }
        if udloeb <= ind.nu {
            return Err(rst::fejl("Lifetime/Expires").ventet(("et tidspunkt i fremtiden", "a time to come")));
        }
        let token = Token {
            id: format!("_{}", self.ids.ny()),
            udsteder: self.udsteder.clone(),
            emne,
            holder,
            publikum: anmodning.publikum.clone(),
            myndighed: anmodning.myndighed,
            privilegier: Self::privilegier(&aftaler, &anmodning.publikum),
            bruger,
            gyldig: grund::Periode::ny(helt_ms(ind.nu), helt_ms(udloeb)),
        };
        let noegler = self.noegler.noegler();
        let xml = saml::udsted(&token, ind.nu, &noegler.sts.noegle, noegler.sts.certifikat())?;
        Ok(Udstedt { token, xml })
    }
}

/// Tokens have milliseconds; what is cut off is cut off everywhere.
fn helt_ms(t: Tidspunkt) -> Tidspunkt {
    Tidspunkt::fra_mikros(t.mikros().div_euclid(1000).saturating_mul(1000))
}

/// The body of the answer: a collection with exactly one RSTR (G-5), in canonical form.
pub fn rstrc(u: &Udstedt, kontekst: Option<&str>) -> String {
    let mut ud = format!("<trust:RequestSecurityTokenResponseCollection xmlns:trust=\"{TRUST}\"><trust:RequestSecurityTokenResponse");
    if let Some(k) = kontekst {
        ud.push_str(" Context=\"");
        escape_attribut(k, &mut ud);
        ud.push('"');
    }
    let (fra, til) = (u.token.gyldig.fra.til_utc_ms(), u.token.gyldig.til.til_utc_ms());
    let _ = write!(
        ud,
        "><trust:Lifetime><wsu:Created xmlns:wsu=\"{WSU}\">{fra}</wsu:Created><wsu:Expires xmlns:wsu=\"{WSU}\">{til}</wsu:Expires></trust:Lifetime>\
         <wsp:AppliesTo xmlns:wsp=\"http://schemas.xmlsoap.org/ws/2004/09/policy\"><wsa:EndpointReference xmlns:wsa=\"{WSA}\"><wsa:Address>"
    );
    escape_tekst(&u.token.publikum, &mut ud);
    let _ = write!(
        ud,
        "</wsa:Address></wsa:EndpointReference></wsp:AppliesTo><trust:RequestedSecurityToken>{}</trust:RequestedSecurityToken>",
        u.xml
    );
    for navn in ["RequestedAttachedReference", "RequestedUnattachedReference"] {
        let _ = write!(
            ud,
            "<trust:{navn}><SecurityTokenReference xmlns=\"{WSSE}\" xmlns:b=\"{WSSE11}\" b:TokenType=\"{TOKENTYPE}\">\
             <KeyIdentifier ValueType=\"{SAMLID}\">{}</KeyIdentifier></SecurityTokenReference></trust:{navn}>",
            u.token.id
        );
    }
    let _ = write!(
        ud,
        "<trust:TokenType>{TOKENTYPE}</trust:TokenType><trust:RequestType>{TRUST}/Issue</trust:RequestType><trust:KeyType>{TRUST}/PublicKey</trust:KeyType>\
         </trust:RequestSecurityTokenResponse></trust:RequestSecurityTokenResponseCollection>"
    );
    ud
}

/// The STS's own fault number for a refusal (G-10).
pub fn fejlnummer(kode: Fejlkode) -> u16 {
    match kode {
        Fejlkode::UkendtTjeneste | Fejlkode::IngenAftale | Fejlkode::UkendtSystem | Fejlkode::UkendtMyndighed => 101,
        Fejlkode::Intern => 100,
        Fejlkode::Optaget => 130,
        _ => 103,
    }
}
