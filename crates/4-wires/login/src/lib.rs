//! The context handler (G-40): users log in to systems by SAML 2.0 or OpenID Connect; who they are is vouched for by a municipality's identity provider, or in development by our own.
mod egen;
pub mod forloeb;
pub mod identitet;
pub mod katalog;
pub mod obo;
pub mod oidc;
pub mod opsaetning;
#[cfg(test)]
mod proever;
pub mod roller;
pub mod saml;
pub mod segl;
pub mod session;
mod side;
pub mod sider;
pub mod udvikling;

pub use adgang::niveau;

use adgang::Indkomst;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use grund::spor::Mangel;
use grund::ur::IdKilde;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use identitet::Identitet;
use lager::Lager;
use opsaetning::{System, Tilslutninger};
use roller::{Rollekilde, Rollespoergsmaal};
use segl::Kager;
use session::{Session, Sessioner};
use side::Afvist;
use sikkerhed::noegle::{Privatnoegle, sha256_af};
use sikkerhed::noeglering::{Noeglepar, Noegler, Noeglering};
use std::sync::Arc;
use udvikling::Personkilde;

/// The cookie of the session.
const SESSION: &str = "login";
/// The cookie that tells browsers apart before anybody is known.
const BROWSER: &str = "browser";

/// What the login works with.
pub struct Login {
    /// The store.
    pub lager: Arc<dyn Lager>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// The program's keys.
    pub noegler: Arc<Noeglering>,
    /// The address that browsers use, without a slash at the end.
    pub adresse: String,
    /// Who is connected.
    pub tilslutninger: Arc<Tilslutninger>,
    /// Roles.
    pub roller: Arc<dyn Rollekilde>,
    /// The persons of the development provider; `None` where there is no such thing.
    pub personer: Option<Arc<dyn Personkilde>>,
    /// Calls providers of OpenID Connect; `None` where nobody is called.
    pub henter: Option<Arc<dyn oidc::forbruger::Henter>>,
    /// What directories say.
    pub kataloger: katalog::Kataloger,
    /// Sessions.
    pub sessioner: Sessioner,
    /// Cookies.
    pub kager: Kager,
}

/// What the program gives.
pub struct Dele {
    /// The store.
    pub lager: Arc<dyn Lager>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// The program's keys.
    pub noegler: Arc<Noeglering>,
    /// The address that browsers use, without a slash at the end.
    pub adresse: String,
    /// Who is connected.
    pub tilslutninger: Arc<Tilslutninger>,
    /// Roles; `None`: those of the folder's own file.
    pub roller: Option<Arc<dyn Rollekilde>>,
    /// The persons of the development provider.
    pub personer: Option<Arc<dyn Personkilde>>,
    /// Calls providers of OpenID Connect.
    pub henter: Option<Arc<dyn oidc::forbruger::Henter>>,
}

/// The table of the folder, as it is now.
struct Filroller(Arc<Tilslutninger>);

#[async_trait::async_trait]
impl Rollekilde for Filroller {
    async fn oversaet(&self, s: &Rollespoergsmaal<'_>) -> Result<adgang::bpp::Privilegier, Fejl> {
        let f = self.0.nu();
        f.roller.oversaet(s).await
    }
}

impl Login {
    /// The login of the program.
    pub fn ny(d: Dele) -> Arc<Self> {
        let roller = d.roller.unwrap_or_else(|| Arc::new(Filroller(d.tilslutninger.clone())));
        Arc::new(Self {
            sessioner: Sessioner::ny(d.lager.clone(), d.ids.clone(), Some(d.noegler.clone())),
            kager: Kager { sikker: d.adresse.starts_with("https://") },
            kataloger: katalog::Kataloger::ny(d.tilslutninger.clone()),
            lager: d.lager,
            ids: d.ids,
            noegler: d.noegler,
            adresse: d.adresse.trim_end_matches('/').to_owned(),
            tilslutninger: d.tilslutninger,
            roller,
            personer: d.personer,
            henter: d.henter,
        })
    }

    /// One of our addresses.
    pub fn sted(&self, sti: &str) -> String {
        format!("{}{sti}", self.adresse)
    }

    /// Our entity id towards systems.
    pub fn entity_id(&self) -> String {
        self.sted("/runtime")
    }

    /// Our entity id towards identity providers.
    pub fn sp_entity_id(&self) -> String {
        self.sted("/runtime/saml2auth")
    }

    /// The keys at one moment, with that of the login.
    ///
    /// # Errors
    /// `LoginIkkeOpsat`.
    fn nu_noegler(&self) -> Result<Loginnoegler, Fejl> {
        let n = self.noegler.noegler();
        if n.login.is_none() { Err(Fejl::ny(Fejlkode::LoginIkkeOpsat)) } else { Ok(Loginnoegler(n)) }
    }

    /// Takes a name that may be used once; whether it was free.
    async fn engang(&self, hvad: &str, id: &str, sekunder: i64, nu: Tidspunkt) -> Result<bool, Fejl> {
        let noegle = sha256_af(&[b"login\0", hvad.as_bytes(), &[0], id.as_bytes()]).to_vec();
        self.lager.gem_flygtig(noegle, nu.plus_mikros(sekunder * 1_000_000), Vec::new(), nu).await
    }

    /// The session of the browser, if it is in force.
    async fn session(&self, hoveder: &HeaderMap, nu: Tidspunkt) -> Result<Option<(Uuid, Session)>, Fejl> {
        let Some(kage) = self.kager.laes(hoveder, SESSION) else { return Ok(None) };
        match self.sessioner.find(&kage, nu).await? {
            Some((id, s)) => Ok(self.hvis_ikke_udelukket(id, s, nu).await?.map(|s| (id, s))),
            None => Ok(None),
        }
    }

    /// The session that a token stands on, if it is in force.
    async fn session_bag(&self, id: Uuid, nu: Tidspunkt) -> Result<Option<Session>, Fejl> {
        match self.sessioner.med_id(id, nu).await?.filter(|s| s.logud.is_none()) {
            Some(s) => self.hvis_ikke_udelukket(id, s, nu).await,
            None => Ok(None),
        }
    }

    /// The session, unless its user may not be logged in any more: then it is ended where it is met (NS-04).
    async fn hvis_ikke_udelukket(&self, id: Uuid, s: Session, nu: Tidspunkt) -> Result<Option<Session>, Fejl> {
        let hvorfor = match self.kataloger.forladt(&s.identitet, nu) {
            None => self.roller.udelukket(&s.identitet, nu).await?,
            forladt => forladt,
        };
        let Some(hvorfor) = hvorfor else { return Ok(Some(s)) };
        tracing::info!(session = %id, bruger = %s.identitet.uuid, hvorfor, "a session has ended: its user may not be logged in");
        self.sessioner.slut(id, &s, nu).await?;
        Ok(None)
    }

    /// Looks through all sessions and ends those whose user is barred or has left, so that systems are told though nobody uses them; how many (NS-04).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn gennemgaa(&self, nu: Tidspunkt) -> Result<usize, Fejl> {
        let (mut efter, mut antal) = (None, 0);
        loop {
            let side = self.sessioner.side(efter, graenser::LOGIN_LISTE).await?;
            let Some((sidste, _)) = side.last() else { return Ok(antal) };
            efter = Some(*sidste);
            for (id, s) in side.into_iter().filter(|(_, s)| s.logud.is_none() && s.udloeb > nu.mikros()) {
                antal += usize::from(self.hvis_ikke_udelukket(id, s, nu).await?.is_none());
            }
        }
    }

    /// What the user may do in the system: groups of authorities that the user's provider does not speak for are left out, and nothing that can't be read gives anything.
    async fn privilegier(&self, s: &System, i: &Identitet, nu: Tidspunkt) -> Result<adgang::bpp::Privilegier, Fejl> {
        let jobroller = self.jobroller(i, nu);
        self.roller.oversaet(&Rollespoergsmaal { identitet: i, jobroller: &jobroller, system: &s.id, system_uuid: s.system, nu }).await
    }

    /// What the provider has given, and what the user's groups in a directory give; what can't be read gives nothing.
    fn jobroller(&self, i: &Identitet, nu: Tidspunkt) -> adgang::bpp::Privilegier {
        let mut ud = i.laes_jobroller().unwrap_or_else(|f| {
            tracing::warn!(fejl = %f, aarsag = f.aarsagen(), "an identity's job function roles can't be read: they give nothing");
            Vec::new()
        });
        ud.extend(self.kataloger.jobroller(i, nu));
        ud
    }
}

/// Whether users of that kind may log in to the system at all.
fn tilladt(s: &System, i: &Identitet) -> bool {
    match i.slags {
        identitet::Slags::Borger => s.borgere,
        identitet::Slags::Medarbejder => i.cvr.is_some_and(|c| s.myndigheder.is_empty() || s.myndigheder.contains(&c)),
    }
}

/// The keys at one moment; there is one for the login.
struct Loginnoegler(Arc<Noegler>);

impl Loginnoegler {
    /// The one that signs.
    fn par(&self) -> Result<&Noeglepar, Fejl> {
        self.0.login.as_ref().ok_or_else(|| Fejl::ny(Fejlkode::LoginIkkeOpsat))
    }

    /// All of them: they open seals, decrypt, and stand in the metadata.
    fn alle(&self) -> impl Iterator<Item = &Noeglepar> {
        self.0.login.iter().chain(&self.0.login_andre)
    }

    fn private(&self) -> impl Iterator<Item = &Privatnoegle> {
        self.alle().map(|p| &p.noegle)
    }
}

/// Notes a refusal for those entitled, and gives it for the browser.
fn afvis(ind: &Indkomst, f: Fejl) -> Afvist {
    let mangler = match f.kode() {
        Fejlkode::LoginUkendtSystem => Mangel::System,
        Fejlkode::LoginUdloebet => Mangel::Tid,
        Fejlkode::LoginUgyldig => Mangel::Signatur,
        _ => Mangel::Sikkerhed,
    };
    if let Some(hvorfor) = f.aarsagen() {
        let _ = ind.ind().afslag(f.kode(), mangler, hvorfor.to_owned(), Vec::new(), "Se docs/login.md.");
    }
    ind.spor.skriv(|s| s.fejl = s.fejl.or(Some(f.kode())));
    Afvist(f, Some(ind.kald_id))
}

/// Whether a path is the login's: it finds out itself who calls.
pub fn er_login(sti: &str) -> bool {
    let under = |r: &str| sti.strip_prefix(r).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ["/login", "/runtime/saml2", "/runtime/saml2auth", "/runtime/oauth2"].into_iter().any(under)
}

/// Whether it is a description, a key or a style, for everybody and in no log.
pub fn er_offentlig(sti: &str) -> bool {
    [side::STIL_STI, side::SEND_STI, saml::sti::METADATA, saml::sti::SP_METADATA, oidc::sti::OPDAGELSE, oidc::sti::JWKS].contains(&sti)
}

/// The routes. The program puts an [`Indkomst`] on each request.
pub fn ruter(l: Arc<Login>) -> Router {
    use saml::sti;
    Router::new()
        .route(side::STIL_STI, get(async || fast("text/css; charset=utf-8", side::STIL)))
        .route(side::SEND_STI, get(async || fast("text/javascript; charset=utf-8", side::SEND)))
        .route(egen::STI, get(egen::vis))
        .route(adgang::side::LOGIN_STI, get(sider::ind))
        .route(egen::LOGUD_STI, post(egen::logud))
        .route(forloeb::VALG_STI, post(forloeb::valg))
        .route(egen::VIDERE_STI, post(egen::videre))
        .route(forloeb::AFBRYD_STI, post(forloeb::afbryd))
        .route(udvikling::STI, post(udvikling::svar))
        .route(sti::METADATA, get(saml::egen::metadata))
        .route(sti::SP_METADATA, get(saml::egen::sp_metadata))
        .route(sti::LOGIN, get(saml::sso::ved).post(saml::sso::ved))
        .route(sti::LOGUD, get(saml::slo::ved_system).post(saml::slo::ved_system))
        .route(sti::FORBRUG, post(saml::forbruger::svar))
        .route(sti::SP_LOGUD, get(saml::slo::ved_udbyder).post(saml::slo::ved_udbyder))
        .route(oidc::sti::OPDAGELSE, get(oidc::opdagelse::opdagelse))
        .route(oidc::sti::JWKS, get(oidc::opdagelse::jwks))
        .route(&format!("{}/{{maerke}}", oidc::forbruger::STI), get(oidc::forbruger::svar))
        .route(oidc::sti::AUTORISER, get(oidc::autoriser::ved).post(oidc::autoriser::ved))
        .route(oidc::sti::TOKEN, post(oidc::token::token))
        .route(oidc::sti::BRUGER, get(oidc::token::bruger).post(oidc::token::bruger))
        .route(oidc::sti::LOGUD, get(oidc::logud::ved).post(oidc::logud::ved))
        .layer(axum::extract::DefaultBodyLimit::max(2 * graenser::LOGIN_BESKED_BYTES))
        .layer(axum::middleware::from_fn_with_state(l.clone(), sat_op))
        .with_state(l)
}

/// Without a key there is no login.
async fn sat_op(State(l): State<Arc<Login>>, anmodning: axum::extract::Request, videre: axum::middleware::Next) -> Response {
    match l.nu_noegler() {
        Ok(_) => videre.run(anmodning).await,
        Err(f) => Afvist(f, None).into_response(),
    }
}

fn fast(slags: &'static str, tekst: &'static str) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, slags), (header::CACHE_CONTROL, "public, max-age=3600")], tekst).into_response()
}
