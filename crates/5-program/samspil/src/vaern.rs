//! Security of the running program: who calls by HTTP headers and certificates, and the audit log's entry of every call.
use crate::friskhed::Friskhed;
use crate::logning::AFBRUDT;
use crate::lyttere::Klientcertifikat;
use crate::maaling::Vej;
use crate::moduler;
use adgang::{Adgang, Administrator, Administratorrolle, FAELLES, Indkomst, MYNDIGHED_HEADER};
use administration::Administration;
use axum::extract::Request;
use axum::http::{Method, StatusCode, Uri, header};
use grund::kald::Afgoerelse;
use grund::ret::{Rettigheder, Tilladelse};
use grund::spor::{Engang, Mangel, Sporindhold};
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Kaldekontekst, Kvote, Ret, Tidspunkt, UnikId, Uuid};
use lager::{NyFlygtig, Skrivefejl};
use revision::{Cprret, Logindgang, Revision, Slags};
use sikkerhed::certifikat::Certifikat;
use std::sync::Arc;
use std::time::Instant;

/// What guards the program.
pub struct Vaern {
    /// Tokens, signatures, agreements.
    pub adgang: Arc<Adgang>,
    /// Systems and agreements.
    pub administration: Arc<Administration>,
    /// Job function roles.
    pub roller: Arc<roller::Roller>,
    /// The audit log.
    pub revision: Revision,
    /// When the agreements were last confirmed.
    pub friskhed: Friskhed,
    /// At what rate refusals of unknown callers are logged.
    pub afslag: Kvote,
}

/// How an address is guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stislags {
    /// Descriptions, health, keys that everybody may have: no caller, no log.
    Offentlig,
    /// Free data, for everybody and for pages of every origin: no caller, no log, places of its own.
    Fri,
    /// What a developer may do to a development instance: no caller, no log; guarded by [`crate::oprindelse`].
    Udvikling,
    /// The caller is proven by what stands in the message, or by the connection's certificate: the wire does it.
    Egen,
    /// The Administrationsmodul: by an administrator's certificate.
    Administration,
    /// By a token in the header `Authorization`.
    Token,
    /// Login of users: the message, a cookie or the client's own proof says who it is.
    Login,
    /// A page for somebody at a browser: the session of the login says who it is.
    Side,
}

/// How an address is guarded.
pub fn slags(metode: &Method, uri: &Uri) -> Stislags {
    let sti = uri.path().trim_end_matches('/');
    let beskrivelse = uri.query().is_some_and(|q| {
        let q = q.to_ascii_lowercase();
        matches!(q.as_str(), "wsdl" | "singlewsdl" | "wsdl=context" | "singlewsdl=context") || q.starts_with("xsd=")
    });
    let soap = soap::tjenester::paa_sti(sti).is_some();
    match sti {
        s if rest::er_beskrivelse(s) || dupla::er_beskrivelse(s) || styring::sapa::er_beskrivelse(s) => Stislags::Offentlig,
        s if dawa::er_fri(s) && matches!(*metode, Method::GET | Method::HEAD | Method::OPTIONS) => Stislags::Fri,
        ""
        | "/sundhed"
        | "/metrics"
        | crate::samling::STI
        | crate::samling::SIDE
        | crate::samling::SCRIPT
        | "/administration/v1/openapi.json"
        | "/administration/v1/openapi-3.0.json"
        | "/fejl" => Stislags::Offentlig,
        #[cfg(feature = "sider")]
        s if sider::er_offentlig(s) && metode == Method::GET => Stislags::Offentlig,
        #[cfg(feature = "sider")]
        s if sider::er_side(s) => Stislags::Side,
        s if login::er_offentlig(s) && metode == Method::GET => Stislags::Offentlig,
        s if login::er_login(s) => Stislags::Login,
        s if metode == Method::GET && (s.starts_with("/ca/") || s.starts_with("/fejl/")) => Stislags::Offentlig,
        s if s.starts_with("/udvikling/") => Stislags::Udvikling,
        s if s.starts_with("/.well-known/") || s.starts_with("/runtime/oauth/jwks") => Stislags::Offentlig,
        s if metode == Method::GET && (s.starts_with("/runtime/services/") || (soap && (beskrivelse || uri.query().is_none()))) => {
            Stislags::Offentlig
        }
        s if metode == Method::GET && s.starts_with("/organisation/graphiql") => Stislags::Offentlig,
        s if s.starts_with("/runtime/")
            || s.starts_with("/service/AccessTokenService_1")
            || s.starts_with("/adgang/")
            || s.starts_with("/stsadmin/")
            || soap =>
        {
            Stislags::Egen
        }
        s if s.starts_with("/administration/") => Stislags::Administration,
        _ => Stislags::Token,
    }
}

/// Tokens are asked for by signed messages at this address.
pub fn er_sts(sti: &str) -> bool {
    sti.trim_end_matches('/') == soap::tjenester::sf1514::STI
}

impl Vaern {
    /// Asks the store what was changed in the agreements.
    ///
    /// # Errors
    /// Those of the store: then what is in memory is not confirmed.
    pub async fn bekraeft_aftaler(&self) -> Result<(), Fejl> {
        let spurgt = Instant::now();
        self.administration.opdater().await?;
        self.friskhed.bekraeft(spurgt);
        Ok(())
    }

    /// Puts the caller on the request, where HTTP tells who it is, and says whether it does: by a token, an administrator's certificate, or
    /// the certificate of a system that is registered. Otherwise the message itself must say it.
    ///
    /// # Errors
    /// 21xx; `AftalerUbekraeftede`.
    pub async fn find_kalder(
        self: &Arc<Self>,
        slags: Stislags,
        ind: &Indkomst,
        ur: &Arc<dyn Ur>,
        anmodning: &mut Request,
    ) -> Result<bool, Fejl> {
        if !matches!(slags, Stislags::Offentlig | Stislags::Fri | Stislags::Udvikling | Stislags::Login) {
            self.kan_afgoeres(ind).await?;
        }
        if matches!(slags, Stislags::Egen | Stislags::Administration)
            && let Some(Klientcertifikat(Err(f))) = anmodning.extensions().get()
        {
            // Told as what it is: to a client that did show a certificate, "none" would be a riddle.
            let f = f
                .clone()
                .felt("klientcertifikat")
                .ventet(("et certifikat med en RSA-nøgle på 2048 til 8192 bit", "a certificate with an RSA key of 2048 to 8192 bits"));
            return Err(ind.ind().noter(Mangel::Certifikat, "Brug et OCES-certifikat med RSA-nøgle.")(f));
        }
        match slags {
            Stislags::Offentlig | Stislags::Fri | Stislags::Udvikling | Stislags::Login | Stislags::Side => Ok(false),
            Stislags::Egen => Ok(ind.klient.as_ref().is_some_and(|c| self.kendt(c, ind.nu))),
            Stislags::Administration => self.administrator(ind, anmodning).map(|()| true),
            Stislags::Token => {
                // Nothing of the request is borrowed while the token is looked up: its body may not be shared.
                let authorization = hoved(anmodning, header::AUTHORIZATION.as_str());
                let id = hoved(anmodning, "x-transaktionsid");
                ind.spor.skriv(|s| s.kalders_id = id.map(|t| t.chars().take(255).collect()));
                let service = moduler::service(anmodning.uri().path());
                // An address of no service: what there is stands in descriptions that everybody may read, so whoever mistypes one is not sent
                // for a token.
                if service.is_none() && authorization.is_none() {
                    return Err(Fejl::ny(Fejlkode::UkendtSti));
                }
                let entity_id = service.and_then(|s| self.adgang.katalog.for_service(s)).map(|t| t.entity_id);
                let k = self.adgang.http(authorization.as_deref(), ind.klient.as_ref(), entity_id, ind.ind()).await?;
                // The open mode's header says nothing here, unless it contradicts: then its sender believes to read another authority's data.
                if hoved(anmodning, MYNDIGHED_HEADER).is_some_and(|m| m.trim() != k.myndighed.to_string()) {
                    return Err(Fejl::ny(Fejlkode::UgyldigtToken).felt(MYNDIGHED_HEADER).tilladt([k.myndighed]));
                }
                anmodning.extensions_mut().insert(k);
                // A wire that reads a body itself asks again when it has it.
                let (v, ur, ind) = (self.clone(), ur.clone(), ind.clone());
                anmodning.extensions_mut().insert(Afgoerelse::ny(move || {
                    let (v, ind, authorization) = (v.clone(), Indkomst { nu: ur.nu(), ..ind.clone() }, authorization.clone());
                    async move {
                        v.kan_afgoeres(&ind).await?;
                        v.adgang.http(authorization.as_deref(), ind.klient.as_ref(), entity_id, ind.ind()).await
                    }
                }));
                Ok(true)
            }
        }
    }

    /// Agreements are confirmed, and what is known of the connection's certificate is known now.
    async fn kan_afgoeres(&self, ind: &Indkomst) -> Result<(), Fejl> {
        self.friskhed.tjek(Instant::now())?;
        if let Some(c) = &ind.klient {
            self.adgang.kend_status(c, ind.nu).await;
        }
        Ok(())
    }

    /// A system has this certificate, and it is trusted. Nothing is noted of it: what the call is refused for is the wire's to say.
    fn kendt(&self, c: &Certifikat, nu: Tidspunkt) -> bool {
        self.adgang.aftalebog.system(&c.fingeraftryk(), nu).is_some() && self.adgang.tillid.kontroller(c, nu).is_ok()
    }

    /// Writes how many refusals of unknown callers were only counted, if there are any.
    ///
    /// # Errors
    /// Those of the store; then the number is only in the program's own log lines.
    pub async fn log_ulogget(&self, nu: Tidspunkt, kald_id: Uuid) -> Result<(), Fejl> {
        let antal = self.afslag.tag_afviste();
        if antal == 0 {
            return Ok(());
        }
        tracing::warn!(antal, "refusals of unknown callers were only counted");
        let spor = Sporindhold {
            tjeneste: Some("afslag uden kendt kalder".into()),
            operation: Some(format!("{antal} kald uden egen indgang")),
            fejl: Some(Fejlkode::IngenAdgang),
            ..Sporindhold::default()
        };
        self.revision.skriv(&Logindgang::fra_spor(spor, Vej::Andet.navn(), kald_id, nu, StatusCode::FORBIDDEN.as_u16(), 0)).await
    }

    fn administrator(&self, ind: &Indkomst, anmodning: &mut Request) -> Result<(), Fejl> {
        const RAAD: &str = "Brug et medarbejdercertifikat, som er registreret som administrator.";
        let c = self.adgang.klientcertifikat(ind.klient.as_ref(), ind.ind())?;
        ind.spor.skriv(|s| s.certifikat = Some(c.fingeraftryk_hex()));
        self.adgang.betroet(c, RAAD, ind.ind())?;
        let hvem = self.adgang.aftalebog.administrator(&c.fingeraftryk(), ind.nu).ok_or_else(|| {
            let forklaring = format!("Certifikatet {} er ikke registreret som administrator.", c.emne());
            ind.ind().afslag(Fejlkode::UgyldigKlient, Mangel::Certifikat, forklaring, Vec::new(), RAAD)
        })?;
        ind.spor.skriv(|s| (s.bruger, s.bruger_bevist) = (Some(hvem.navn.clone()), true));
        anmodning.extensions_mut().insert(administratorkontekst(&hvem, ind));
        anmodning.extensions_mut().insert(hvem);
        Ok(())
    }

    /// Writes a call's entry; durable when it returns. A message that may be carried out once, and that no change of the call has taken along, is stored
    /// with it.
    ///
    /// # Errors
    /// `Gentaget` when the message was received before: nothing was written, and the refusal is to be logged in place of the call. Those of the store.
    pub async fn log(&self, ind: &Indkomst, vej: Vej, metode: &Method, sti: &str, status: StatusCode, mikros: u64) -> Result<(), Fejl> {
        let mut spor = ind.spor.indhold();
        spor.tjeneste.get_or_insert_with(|| sti.to_owned());
        spor.operation.get_or_insert_with(|| metode.to_string());
        let afvist = status != AFBRUDT && (status.is_client_error() || status.is_server_error());
        if spor.fejl.is_none() && afvist {
            spor.fejl = Some(uden_nummer(status));
        }
        // A page that has done something sends the browser on.
        let gjort = (sti.starts_with("/administration/") && status.is_success()) || (sti.starts_with("/sider/") && status.is_redirection());
        let administration = gjort && *metode != Method::GET;
        // What was changed stands in the entries that the changes' own transactions wrote; this one is of the call, where it says more.
        if !administration && status.is_success() && spor.kilde.is_none() && spor.er_i_loggen() {
            return Ok(());
        }
        let slags = if administration { Slags::Administration } else { Slags::Kald };
        // What a call is counted by stands or falls with its entry.
        let taelles: Vec<_> = serviceplatform::maaling::raekke(&spor, ind.kald_id, ind.nu).into_iter().collect();
        let flere = std::mem::take(&mut spor.flere_myndigheder);
        let indgang = Logindgang::fra_spor(spor, vej.navn(), ind.kald_id, ind.nu, status.as_u16(), mikros).med_slags(slags);
        let mut indgange = vec![indgang];
        for m in flere {
            if let Some(foerste) = indgange.first().filter(|i| i.myndighed != Some(m)) {
                indgange.push(Logindgang { myndighed: Some(m), ..foerste.clone() });
            }
        }
        let mut engang = ind.spor.engang().await;
        let besked = match &*engang {
            Engang::Ligegyldig | Engang::Gentaget => None,
            Engang::Ubrugt(besked) | Engang::Uvist(besked) => Some(besked.clone()),
        };
        let flygtige = besked.iter().map(|b| NyFlygtig::af(b, ind.nu)).collect();
        match (self.revision.skriv_med(&indgange, flygtige, taelles.clone()).await, besked) {
            (Err(Skrivefejl::FlygtigFindes(_)), Some(_)) if matches!(*engang, Engang::Uvist(_)) => {
                self.revision.skriv_med(&indgange, Vec::new(), taelles).await?;
            }
            (Err(Skrivefejl::FlygtigFindes(_)), Some(besked)) => {
                *engang = Engang::Gentaget;
                return Err(ind.spor.gentaget(&besked));
            }
            (svar, _) => svar?,
        }
        *engang = Engang::Ligegyldig;
        Ok(())
    }
}

/// An administrator's context: the module decides itself what it may do; on objects of the services the call has no right, and on CPR numbers in the log only with
/// that role.
pub fn administratorkontekst(hvem: &Administrator, ind: &Indkomst) -> Kaldekontekst {
    let log = hvem.roller.iter().any(|r| matches!(r, Administratorrolle::Logindsigt(_)));
    let retter =
        log.then(|| Tilladelse { service: Cprret::SERVICE.into(), retter: vec![Ret::SeCpr], afgraensning: grund::Afgraensning::FRI });
    Kaldekontekst {
        spor: ind.spor.clone(),
        retter: Arc::new(Rettigheder::Kun(retter.into_iter().collect())),
        ..Kaldekontekst::ubegraenset(FAELLES, &[], UnikId::Uuid(hvem.uuid), ind.nu, ind.kald_id)
    }
}

/// What a refusal is in the log that no wire gave a number.
fn uden_nummer(status: StatusCode) -> Fejlkode {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Fejlkode::IngenAdgang,
        StatusCode::NOT_FOUND => Fejlkode::UkendtSti,
        StatusCode::METHOD_NOT_ALLOWED => Fejlkode::UkendtMetode,
        StatusCode::PAYLOAD_TOO_LARGE => Fejlkode::ForStor,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Fejlkode::ForkertIndhold,
        s if s.is_server_error() => Fejlkode::Intern,
        _ => Fejlkode::IkkeVelformet,
    }
}

fn hoved(anmodning: &Request, navn: &str) -> Option<String> {
    anmodning.headers().get(navn).and_then(|h| h.to_str().ok()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_descriptions_and_health_are_public() {
        let s = |metode: Method, uri: &str| slags(&metode, &uri.parse().unwrap());
        for uri in [
            "/",
            "/sundhed",
            "/fejl",
            "/fejl/SAM-2109",
            "/ca/udstedende.crl",
            "/organisation/bruger/6?wsdl",
            "/organisation/bruger/6/?WSDL",
            "/lora",
            "/lora/site-map",
            "/lora/version/",
            "/kubernetes/ready",
            "/klasse/7?xsd=Klasse.xsd",
            "/.well-known/openid-configuration",
            "/runtime/services/kombittrust/mex?singleWsdl",
        ] {
            assert_eq!(s(Method::GET, uri), Stislags::Offentlig, "{uri}");
        }
        for uri in [
            "/organisation/bruger",
            "/organisation/bruger/6f1a",
            "/organisation/bruger?wsdl=x",
            "/lora/sag/sag",
            "/organisation/organisationhent/1",
            "/ukendt",
            "/organisation/bruger?wsdl",
        ] {
            assert_eq!(s(Method::GET, uri), Stislags::Token, "{uri}");
        }
        assert_eq!(s(Method::POST, "/organisation/bruger/6?wsdl"), Stislags::Egen);
        assert_eq!(s(Method::GET, "/organisation/bruger/6?list=true"), Stislags::Egen);
        assert_eq!(s(Method::POST, "/runtime/services/kombittrust/14/certificatemixed"), Stislags::Egen);
        assert_eq!(s(Method::GET, "/administration/v1/systemer"), Stislags::Administration);
        for (metode, uri, ventet) in [
            (Method::GET, "/dawa/autocomplete?q=x", Stislags::Fri),
            (Method::OPTIONS, "/dawa/adresser/6f1a", Stislags::Fri),
            (Method::POST, "/dawa/autocomplete", Stislags::Token),
            (Method::GET, "/dawaer", Stislags::Token),
            (Method::GET, "/findos/v1/openapi.json", Stislags::Fri),
            (Method::GET, "/findos/v1/opslag?navn=x", Stislags::Token),
            (Method::GET, "/runtime/saml2/metadata.idp?samlprofile=nemlogin3", Stislags::Offentlig),
            (Method::GET, "/runtime/saml2/issue.idp?SAMLRequest=x", Stislags::Login),
            (Method::POST, "/login/udvikling", Stislags::Login),
            (Method::POST, "/runtime/saml2x", Stislags::Egen),
        ] {
            assert_eq!(s(metode, uri), ventet, "{uri}");
        }
    }
}
