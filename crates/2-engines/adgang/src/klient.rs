//! Callers that are proven by the certificate of their TLS connection: the two older security models of Serviceplatformen
//! (contracts 1.3), access tokens (G-12) and OAuth 2.0 tokens (contracts 1.4, RFC 8705).
use crate::aftalebog::{Fingeraftryk, System};
use crate::bpp;
use crate::brugerbog::Bruger;
use crate::husker::Husket;
use crate::katalog;
use crate::niveau::Niveauer;
use crate::saml::Token;
use crate::vagt::{Adgang, Indgang};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use grund::spor::{Engang, Engangsnoegle, Mangel, Sporsystem};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, Uuid, graenser};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::sha256;
use std::borrow::Cow;
use std::sync::Arc;

/// The legacy InvocationContext of a body (contracts 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// ServiceAgreementUUID.
    pub aftale: Uuid,
    /// UserSystemUUID.
    pub system: Uuid,
    /// ServiceUUID.
    pub tjeneste: Uuid,
}

/// An access token's content, kept under its digest until it expires.
#[derive(Debug, Serialize, Deserialize)]
struct Adgangstoken {
    certifikat: String,
    emne: String,
    publikum: String,
    myndighed: Cvr,
    privilegier: String,
    udloeb: i64,
    /// The user behind it: authority, UUID, and what the identity provider said, as OIO BPP in base64.
    #[serde(default)]
    bruger: Option<(Cvr, Uuid, String)>,
    /// The user's login session and its levels.
    #[serde(default)]
    session: Option<Uuid>,
    #[serde(default)]
    niveauer: Option<Niveauer>,
}

/// Claims of an OAuth token.
#[derive(Debug, Serialize, Deserialize)]
struct Paastande {
    iss: String,
    sub: Uuid,
    aud: String,
    client_id: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
    /// The authority.
    cvr: String,
    /// OIO BPP in base64.
    #[serde(rename = "priv")]
    privilegier: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Binding>,
    /// SHA-256 of the certificate that it was issued to: the token ends with it, whether or not it is bound to it.
    #[serde(rename = "x5t#S256")]
    aftryk: String,
}

/// Binding to a certificate (RFC 8705).
#[derive(Debug, Serialize, Deserialize)]
struct Binding {
    #[serde(rename = "x5t#S256")]
    aftryk: String,
}

/// An OAuth token that is asked for.
#[derive(Debug)]
pub struct Oauth<'r> {
    /// The service.
    pub entity_id: &'r str,
    /// The authority.
    pub myndighed: Cvr,
    /// Bind it to the caller's certificate (RFC 8705); KOMBIT's own tokens are not.
    pub bundet: bool,
}

/// Seconds that an OAuth token lives.
pub const OAUTH_SEKUNDER: i64 = graenser::ADGANGSTOKEN_SEKUNDER;

impl Adgang {
    /// The certificate of the connection.
    ///
    /// # Errors
    /// `UgyldigKlient`.
    pub fn klientcertifikat<'c>(&self, c: Option<&'c Certifikat>, ind: Indgang<'_>) -> Result<&'c Certifikat, Fejl> {
        c.ok_or_else(|| {
            ind.afslag(
                Fejlkode::UgyldigKlient,
                Mangel::Sikkerhed,
                "Forbindelsen har intet klientcertifikat.".into(),
                Vec::new(),
                "Kald med HTTPS og systemets funktionscertifikat.",
            )
        })
    }

    /// A caller with a client certificate that names the authority in an AuthorityContext.
    ///
    /// # Errors
    /// 21xx.
    pub fn authority_context(
        &self,
        c: Option<&Certifikat>,
        entity_id: &str,
        myndighed: Cvr,
        ind: Indgang<'_>,
    ) -> Result<Kaldekontekst, Fejl> {
        let system = self.system(self.klientcertifikat(c, ind)?, ind)?;
        self.kontekst(&system, entity_id, myndighed, None, ind)
    }

    /// A caller with a client certificate and the legacy InvocationContext: the agreement says which authority.
    ///
    /// # Errors
    /// 21xx.
    pub fn invocation_context(
        &self,
        c: Option<&Certifikat>,
        entity_id: &str,
        i: Invocation,
        ind: Indgang<'_>,
    ) -> Result<Kaldekontekst, Fejl> {
        let system = self.system(self.klientcertifikat(c, ind)?, ind)?;
        let aftale = self.aftalebog.aftale_med_id(i.aftale, ind.nu).filter(|a| a.system == system.uuid);
        let tjeneste = self.tjeneste(&system, entity_id, ind)?.uuid;
        let er_tjenesten = i.tjeneste == tjeneste || Some(i.tjeneste) == katalog::service_uuid(entity_id);
        match aftale {
            Some(a) if i.system == system.uuid && er_tjenesten => self.kontekst(&system, entity_id, a.myndighed, None, ind),
            fundet => {
                let hvad = match fundet {
                    None => "ServiceAgreementUUID er ikke en gældende serviceaftale for systemet",
                    Some(_) if i.system != system.uuid => "UserSystemUUID er ikke det system, som certifikatet tilhører",
                    Some(_) => "ServiceUUID er ikke denne tjeneste",
                };
                let detaljer =
                    vec![("aftale", i.aftale.to_string()), ("system", i.system.to_string()), ("tjeneste", i.tjeneste.to_string())];
                Err(ind.afslag(Fejlkode::IngenAftale, Mangel::Aftale, format!("{hvad}."), detaljer, "Brug UUID'erne fra serviceaftalen."))
            }
        }
    }

    /// A caller with a client certificate whose message names no authority: the one that the system has an agreement on the service with. Where there are several, the
    /// message must say which, by a token.
    ///
    /// # Errors
    /// 21xx.
    pub fn eneste_myndighed(&self, c: Option<&Certifikat>, entity_id: &str, ind: Indgang<'_>) -> Result<Kaldekontekst, Fejl> {
        let system = self.system(self.klientcertifikat(c, ind)?, ind)?;
        self.tjeneste(&system, entity_id, ind)?;
        match self.aftalebog.myndigheder_for(system.uuid, entity_id, ind.nu).as_slice() {
            [myndighed] => self.kontekst(&system, entity_id, *myndighed, None, ind),
            [] => Err(ind.afslag(
                Fejlkode::IngenAftale,
                Mangel::Aftale,
                "Systemet har ingen gældende serviceaftale om tjenesten.".into(),
                vec![("entityid", entity_id.to_owned())],
                "Anmod en myndighed om en serviceaftale.",
            )),
            flere => Err(ind.afslag(
                Fejlkode::ManglerMyndighed,
                Mangel::Aftale,
                format!("Systemet har aftale om tjenesten med {} myndigheder, og beskeden siger ikke, hvilken der menes.", flere.len()),
                vec![("entityid", entity_id.to_owned())],
                "Send beskeden med et token til myndigheden.",
            )),
        }
    }

    /// Exchanges a token for an access token that is bound to the connection's certificate (G-12). Gives it and its seconds to live.
    ///
    /// # Errors
    /// 21xx.
    pub async fn adgangstoken(&self, c: Option<&Certifikat>, assertion: &str, ind: Indgang<'_>) -> Result<(String, i64), Fejl> {
        let c = self.klientcertifikat(c, ind)?;
        let husket = self.bundet_token(c, assertion.as_bytes(), ind).map_err(|f| match f.kode() {
            Fejlkode::UgyldigTokenanmodning => f.felt("saml-token"),
            _ => f,
        })?;
        let token = &husket.token;
        self.i_kraft(token, ind)?;
        let system = self.system(c, ind)?;
        self.tjeneste(&system, &token.publikum, ind)?;
        self.aftaler(&system, &token.publikum, token.myndighed, ind)?;
        let udloeb = token.gyldig.til.min(ind.nu.plus_mikros(graenser::ADGANGSTOKEN_SEKUNDER * 1_000_000));
        let indhold = Adgangstoken {
            certifikat: c.base64(),
            emne: token.emne.clone(),
            publikum: token.publikum.clone(),
            myndighed: token.myndighed,
            privilegier: bpp::skriv_base64(&token.privilegier),
            udloeb: udloeb.mikros(),
            bruger: token.bruger.as_ref().map(|b| (b.hjem, b.uuid, bpp::skriv_base64(&b.fra_idp))),
            session: token.bruger.as_ref().and_then(|b| b.session),
            niveauer: token.bruger.as_ref().and_then(|b| b.niveauer),
        };
        let nyt = self.ids.ny().to_string();
        let data = serde_json::to_vec(&indhold).map_err(Fejl::intern)?;
        // Stored with the call's log row: before that it is given to nobody.
        *ind.spor.engang().await = Engang::Ubrugt(Engangsnoegle { noegle: noegle(&nyt), udloeb, data, id: String::new() });
        Ok((nyt, (udloeb.mikros() - ind.nu.mikros()) / 1_000_000))
    }

    /// A token that stands alone, as XML or in base64 (E-30), and was issued to the certificate of the connection. Whether it is in force now, and for which
    /// service it is, is looked at by the caller.
    ///
    /// # Errors
    /// `UgyldigTokenanmodning`: nothing that can be read; `UgyldigtToken`, `UgyldigSignatur`.
    pub fn bundet_token(&self, c: &Certifikat, data: &[u8], ind: Indgang<'_>) -> Result<Arc<Husket>, Fejl> {
        let tekst = tokentekst(data)?;
        let dokument = grund::xml::Dokument::laes(&tekst).map_err(|f| ulaeseligt(f.to_string()))?;
        let husket = self.aegte_token(&dokument, &dokument.rod, ind)?;
        if husket.token.holder.fingeraftryk() != c.fingeraftryk() {
            return Err(self.andet_certifikat(c, ind));
        }
        Ok(husket)
    }

    fn andet_certifikat(&self, c: &Certifikat, ind: Indgang<'_>) -> Fejl {
        ind.afslag(
            Fejlkode::UgyldigtToken,
            Mangel::Certifikat,
            "Tokenet er udstedt til et andet certifikat end forbindelsens.".into(),
            vec![("certifikat", c.fingeraftryk_hex())],
            "Brug det samme certifikat, som tokenet er hentet med.",
        )
    }

    /// A caller with `Authorization: Holder-of-key` or `Bearer`. `entity_id` is the service of the address, where one is known.
    ///
    /// # Errors
    /// 21xx.
    pub async fn http(
        &self,
        authorization: Option<&str>,
        c: Option<&Certifikat>,
        entity_id: Option<&str>,
        ind: Indgang<'_>,
    ) -> Result<Kaldekontekst, Fejl> {
        // The sentence is Serviceplatformen's and names its models; what this address takes is said beside it.
        let mangler = || {
            let ventet = ("Bearer <JWT> eller Holder-of-key <adgangstoken>", "Bearer <JWT> or Holder-of-key <access token>");
            self.mangler(ind).felt("Authorization").ventet(ventet)
        };
        let (slags, vaerdi) = authorization.and_then(|a| a.trim().split_once(' ')).ok_or_else(mangler)?;
        let vaerdi = vaerdi.trim();
        if vaerdi.len() > graenser::TOKEN_BYTES {
            return Err(Fejl::ny(Fejlkode::ForStor)
                .felt("Authorization")
                .ventet(grund::sagt::hoejst(graenser::TOKEN_BYTES, grund::sagt::BYTES)));
        }
        if slags.eq_ignore_ascii_case("holder-of-key") {
            return self.holder_of_key(vaerdi, c, entity_id, ind).await;
        }
        if slags.eq_ignore_ascii_case("bearer") {
            return self.bearer(vaerdi, c, entity_id, ind).await;
        }
        Err(mangler())
    }

    async fn holder_of_key(
        &self,
        vaerdi: &str,
        c: Option<&Certifikat>,
        entity_id: Option<&str>,
        ind: Indgang<'_>,
    ) -> Result<Kaldekontekst, Fejl> {
        let c = self.klientcertifikat(c, ind)?;
        let data = self
            .lager
            .hent_flygtig(&noegle(vaerdi), ind.nu)
            .await?
            .ok_or_else(|| ukendt(ind, "Adgangstokenet er ukendt eller udløbet."))?;
        let t: Adgangstoken = serde_json::from_slice(&data).map_err(Fejl::intern)?;
        let holder = Certifikat::fra_base64(&t.certifikat)?;
        if holder.fingeraftryk() != c.fingeraftryk() {
            return Err(self.andet_certifikat(c, ind));
        }
        let token = Token {
            id: String::new(),
            udsteder: self.udsteder.clone(),
            emne: t.emne,
            holder,
            publikum: t.publikum,
            myndighed: t.myndighed,
            privilegier: bpp::laes_base64(&t.privilegier)?,
            bruger: match t.bruger {
                Some((hjem, uuid, jobroller)) => {
                    Some(Bruger { hjem, uuid, fra_idp: bpp::laes_base64(&jobroller)?, session: t.session, niveauer: t.niveauer })
                }
                None => None,
            },
            gyldig: Periode::ny(Tidspunkt::MINUS_UENDELIG, Tidspunkt::fra_mikros(t.udloeb)),
        };
        self.for_tjenesten(&token, entity_id.unwrap_or(&token.publikum), ind)?;
        let system = self.system(&token.holder, ind)?;
        if token.emne != token.holder.emne() {
            ind.spor.skriv(|s| s.paa_vegne_af = Some(token.emne.clone()));
        }
        let k = self.kontekst(&system, &token.publikum, token.myndighed, Some(&token.privilegier), ind)?;
        self.med_bruger(k, token.bruger.as_ref(), ind).await
    }

    /// Issues an OAuth token (client credentials over mTLS).
    ///
    /// # Errors
    /// 21xx.
    pub fn oauth(&self, c: Option<&Certifikat>, o: &Oauth<'_>, ind: Indgang<'_>) -> Result<(String, i64), Fejl> {
        let c = self.klientcertifikat(c, ind)?;
        ind.spor.skriv(|s| s.operation = Some("token".into()));
        let system = self.system(c, ind)?;
        self.tjeneste(&system, o.entity_id, ind)?;
        let aftaler = self.aftaler(&system, o.entity_id, o.myndighed, ind)?;
        ind.spor.skriv(|s| s.aftale = aftaler.first().map(|a| a.uuid));
        let nu = ind.nu.mikros().div_euclid(1_000_000);
        let slut = aftaler.iter().map(|a| a.gyldig.til).max().unwrap_or(ind.nu).min(c.gyldig().til).mikros().div_euclid(1_000_000);
        let exp = slut.min(nu + OAUTH_SEKUNDER);
        let krav = Paastande {
            iss: self.oauth_udsteder().to_owned(),
            sub: system.uuid,
            aud: o.entity_id.to_owned(),
            client_id: system.uuid.to_string(),
            iat: nu,
            nbf: nu,
            exp,
            jti: self.ids.ny(),
            cvr: o.myndighed.to_string(),
            privilegier: bpp::skriv_base64(&Self::privilegier(&aftaler, o.entity_id)),
            aftryk: URL_SAFE_NO_PAD.encode(c.fingeraftryk()),
            cnf: o.bundet.then(|| Binding { aftryk: URL_SAFE_NO_PAD.encode(c.fingeraftryk()) }),
        };
        let noegler = self.noegler.noegler();
        let n = &noegler.sts;
        let hoved = Header { kid: Some(kid(n.certifikat())), ..Header::new(Algorithm::RS256) };
        let noegle = EncodingKey::from_rsa_pem(n.noegle.til_pem().as_bytes()).map_err(Fejl::intern)?;
        Ok((jsonwebtoken::encode(&hoved, &krav, &noegle).map_err(Fejl::intern)?, exp - nu))
    }

    /// The issuer of OAuth tokens.
    pub fn oauth_udsteder(&self) -> &str {
        self.oauth_udsteder.get().unwrap_or(&self.udsteder)
    }

    async fn bearer(&self, jwt: &str, c: Option<&Certifikat>, entity_id: Option<&str>, ind: Indgang<'_>) -> Result<Kaldekontekst, Fejl> {
        let krav = self.laes_jwt(jwt, ind).map_err(|hvad| ukendt(ind, &hvad))?;
        let myndighed: Cvr = krav.cvr.parse().map_err(|()| ukendt(ind, "Tokenet nævner ingen myndighed."))?;
        if entity_id.is_some_and(|e| e != krav.aud) {
            return Err(ind.afslag(
                Fejlkode::UgyldigtToken,
                Mangel::Token,
                format!("Tokenet er udstedt til {}, ikke til {}.", krav.aud, entity_id.unwrap_or_default()),
                vec![("publikum", krav.aud.clone())],
                "Hent et token til tjenestens entityID.",
            ));
        }
        if let Some(b) = &krav.cnf {
            let c = self.klientcertifikat(c, ind)?;
            if b.aftryk != URL_SAFE_NO_PAD.encode(c.fingeraftryk()) {
                return Err(self.andet_certifikat(c, ind));
            }
        }
        let system = self.udstedt_til(&krav, ind).await?;
        let privilegier = bpp::laes_base64(&krav.privilegier)?;
        self.kontekst(&system, &krav.aud, myndighed, Some(&privilegier), ind)
    }

    /// The system that the token was issued to, while it has the certificate that it was issued to, and that is trusted.
    async fn udstedt_til(&self, krav: &Paastande, ind: Indgang<'_>) -> Result<Arc<System>, Fejl> {
        let aftryk: Option<Fingeraftryk> = URL_SAFE_NO_PAD.decode(&krav.aftryk).ok().and_then(|a| a.try_into().ok());
        let aftryk = aftryk.ok_or_else(|| ukendt(ind, "Tokenet nævner ikke sit certifikat."))?;
        ind.spor.skriv(|s| s.certifikat = Some(aftryk.iter().map(|b| format!("{b:02x}")).collect()));
        let system = self.aftalebog.system(&aftryk, ind.nu).filter(|s| s.uuid == krav.sub);
        let system = system.ok_or_else(|| ukendt(ind, "Certifikatet, som tokenet er udstedt til, tilhører ikke systemet mere."))?;
        ind.spor.skriv(|s| s.system = Some(Sporsystem { uuid: system.uuid, navn: system.navn.clone(), cvr: system.cvr }));
        // Only what is not remembered costs reading the certificate.
        if !(self.tillid.husket_god(&aftryk, ind.nu) && self.tillid.er_kendt(&aftryk, ind.nu)) {
            let c = self.aftalebog.certifikat(&aftryk, ind.nu);
            let c = c.ok_or_else(|| ukendt(ind, "Certifikatet, som tokenet er udstedt til, kan ikke læses."))?;
            self.kend_status(&c, ind.nu).await;
            self.betroet(&c, "Brug et gyldigt OCES-funktionscertifikat fra en godkendt udsteder.", ind)?;
        }
        Ok(system)
    }

    /// The claims, if the token is one of ours and in force now; else a Danish sentence for the log.
    fn laes_jwt(&self, jwt: &str, ind: Indgang<'_>) -> Result<Paastande, String> {
        let hoved = jsonwebtoken::decode_header(jwt).map_err(|f| format!("Tokenet kan ikke læses ({f})."))?;
        let noegler = self.noegler.noegler();
        let noegle = noegler.sts_certifikater(ind.nu).find(|c| hoved.kid.as_deref() == Some(&kid(c)));
        let certifikat = noegle.ok_or("Tokenet er underskrevet med en ukendt nøgle.")?;
        let (n, e) = certifikat.noegle().modulus_og_eksponent();
        let noegle = DecodingKey::from_rsa_raw_components(&n, &e);
        // Time is ours to judge: the library would read the machine's clock.
        let mut regler = Validation::new(Algorithm::RS256);
        regler.validate_exp = false;
        regler.validate_nbf = false;
        regler.validate_aud = false;
        regler.set_issuer(&[self.oauth_udsteder()]);
        regler.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let krav =
            jsonwebtoken::decode::<Paastande>(jwt, &noegle, &regler).map_err(|f| format!("Tokenet kan ikke godkendes ({f})."))?.claims;
        let nu = ind.nu.mikros().div_euclid(1_000_000);
        if krav.exp <= nu || krav.nbf > nu + graenser::URSKAEV_SEKUNDER {
            return Err("Tokenet er udløbet eller gælder ikke endnu.".into());
        }
        Ok(krav)
    }

    /// The public keys of the tokens (RFC 7517).
    pub fn jwks(&self, nu: Tidspunkt) -> serde_json::Value {
        let noegler: Vec<_> = self
            .noegler
            .noegler()
            .sts_certifikater(nu)
            .map(|c| {
                let (n, e) = c.noegle().modulus_og_eksponent();
                serde_json::json!({
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid(c),
                    "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e),
                    "x5c": [c.base64()], "x5t#S256": URL_SAFE_NO_PAD.encode(c.fingeraftryk()),
                })
            })
            .collect();
        serde_json::json!({ "keys": noegler })
    }
}

fn ukendt(ind: Indgang<'_>, hvad: &str) -> Fejl {
    ind.afslag(Fejlkode::UgyldigtToken, Mangel::Token, hvad.to_owned(), Vec::new(), "Hent et nyt token.")
}

fn kid(c: &Certifikat) -> String {
    URL_SAFE_NO_PAD.encode(c.fingeraftryk())
}

/// Under which an access token is kept: who reads the store can't use what it finds.
fn noegle(token: &str) -> Vec<u8> {
    sha256(&[b"adgangstoken:", token.as_bytes()].concat()).to_vec()
}

fn ulaeseligt(hvad: String) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigTokenanmodning)
        .ventet(("en assertion i base64 eller som XML", "an assertion in base64 or as XML"))
        .detalje(hvad)
}

/// The text of an assertion that stands alone, as XML or in base64 (E-30).
///
/// # Errors
/// `UgyldigTokenanmodning`.
pub fn tokentekst(data: &[u8]) -> Result<String, Fejl> {
    if data.len() > graenser::TOKEN_BYTES {
        return Err(ulaeseligt(format!("> {} bytes", graenser::TOKEN_BYTES)));
    }
    let xml = data.trim_ascii_start().strip_prefix(b"\xef\xbb\xbf").unwrap_or(data.trim_ascii_start()).starts_with(b"<");
    let data = if xml {
        Cow::Borrowed(data)
    } else {
        let renset: Vec<u8> = data.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
        Cow::Owned(STANDARD.decode(renset).map_err(|f| ulaeseligt(f.to_string()))?)
    };
    Ok(grund::xml::afkod(&data).map_err(|f| ulaeseligt(f.to_string()))?.into_owned())
}
