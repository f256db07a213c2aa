//! A login on its way, whatever protocol it came by: what the system demands, whether the browser's session is enough, who vouches, and the answer. What must be remembered meanwhile lies
//! sealed in the page; it is bound to the browser, and used once.
use crate::identitet::{Identitet, Slags};
use crate::niveau::Niveau;
use crate::opsaetning::{System, Udbyder};
use crate::saml::svar::Udfald;
use crate::session::{Protokol, Session};
use crate::side::{self, Afvist, sikker};
use crate::{BROWSER, Login, SESSION, afvis, segl, tilladt, udvikling};
use adgang::Indkomst;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use grund::spor::Mangel;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where a provider is chosen.
pub const VALG_STI: &str = "/login/valg";
/// Where a login is broken off.
pub const AFBRYD_STI: &str = "/login/afbryd";
/// The kind of what is sealed.
const SLAGS: &str = "forloeb";
const SEKUND: i64 = 1_000_000;

/// A login that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forloeb {
    /// What makes it one: it is answered once.
    pub id: String,
    /// Digest of the browser's cookie.
    pub browser: String,
    /// The system.
    pub system: String,
    /// When it was asked for, in microseconds.
    pub begyndt: i64,
    /// The level that is demanded: the highest of the system's minimum and of what it asks for now.
    pub niveau: Niveau,
    /// The user must prove it anew.
    pub tving: bool,
    /// The user may not be asked.
    pub passiv: bool,
    /// Seconds since the user proved it, at most.
    pub max_alder: Option<i64>,
    /// Providers that the user may choose among; none named: all.
    pub udbydere: Vec<String>,
    /// How it is answered.
    pub retur: Retur,
}

/// How a login is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Retur {
    /// By SAML.
    Saml {
        /// The request's id.
        id: String,
        /// Where the answer goes: an address of the system's metadata.
        sted: String,
        /// What the system wants back.
        relay: Option<String>,
        /// The format of the name.
        format: String,
        /// The class that the answer names, where it is not that of the level.
        klasse: Option<String>,
    },
    /// By OpenID Connect.
    Oidc {
        /// Where the answer goes: an address of the client's.
        redirect_uri: String,
        /// What the client wants back (`state`).
        tilstand: Option<String>,
        /// What the id_token names.
        nonce: Option<String>,
        /// The challenge of PKCE.
        udfordring: String,
        /// What may be told.
        scope: String,
        /// By a form.
        form: bool,
    },
    /// To a page of the program itself.
    Side {
        /// The local address.
        til: String,
    },
}

impl Forloeb {
    /// Whether a session that there is already is enough, without asking the user.
    fn raekker(&self, s: &Session, nu: Tidspunkt) -> bool {
        let ung = self.max_alder.is_none_or(|m| nu.mikros().saturating_sub(s.autentificeret) <= m.saturating_mul(SEKUND));
        !self.tving && ung && s.identitet.niveauer.loa() >= self.niveau
    }
}

impl Login {
    /// The system of a login.
    pub(crate) fn system_i(&self, f: &Forloeb) -> Result<Arc<System>, Fejl> {
        if matches!(f.retur, Retur::Side { .. }) {
            return Ok(Arc::new(System::egen()));
        }
        let ukendt = || Fejl::ny(Fejlkode::LoginUkendtSystem).aarsag(format!("{} is not connected any more", f.system));
        self.tilslutninger.nu().ved_id(&f.system).cloned().ok_or_else(ukendt)
    }

    /// Answers at once where the session is enough or may not be asked for more; else the user is asked.
    pub(crate) async fn begynd(&self, ind: &Indkomst, hoveder: &HeaderMap, mut f: Forloeb) -> Result<Response, Fejl> {
        let s = self.system_i(&f)?;
        ind.spor.skriv(|p| (p.tjeneste, p.operation) = (Some(s.id.clone()), Some("login".into())));
        if let Some((id, session)) = self.session(hoveder, ind.nu).await?
            && f.raekker(&session, ind.nu)
            && tilladt(&s, &session.identitet)
            && self.maa_vaelge(&f, &session.identitet.udbyder)
        {
            return self.afslut(ind, &f, &s, id, &session).await;
        }
        if f.passiv {
            return self.afslaa(ind, &f, Udfald::Passiv).await;
        }
        let (browser, ny) = match self.kager.laes(hoveder, BROWSER) {
            Some(b) => (b, false),
            None => (segl::hemmelighed(self.ids.as_ref()), true),
        };
        f.browser = segl::aftryk(&browser);
        let mut svar = self.vaelg(ind, &f, &s).await?;
        if ny {
            svar.headers_mut().append(header::SET_COOKIE, self.kager.saet(BROWSER, &browser, None));
        }
        Ok(svar)
    }

    /// Whether the request lets that provider in.
    fn maa_vaelge(&self, f: &Forloeb, udbyder: &str) -> bool {
        f.udbydere.is_empty() || f.udbydere.iter().any(|u| u == udbyder)
    }

    /// The providers that can vouch for users of this system, with the names that users see.
    fn udbydere(&self, f: &Forloeb, s: &System) -> Vec<(String, String)> {
        let foederation = self.tilslutninger.nu();
        let kan =
            |u: &Udbyder| (s.borgere && u.borgere) || u.myndigheder.iter().any(|c| s.myndigheder.is_empty() || s.myndigheder.contains(c));
        let mut ud: Vec<_> =
            foederation.udbydere().into_iter().filter(|u| kan(u) && u.hoejst >= f.niveau).map(|u| (u.id.clone(), u.navn.clone())).collect();
        if self.personer.is_some() {
            ud.push((self.udviklingsudbyder(), udvikling::NAVN.to_owned()));
        }
        ud.retain(|(id, _)| self.maa_vaelge(f, id));
        ud
    }

    /// Home-realm choice (G-40): who vouches for the user. One who can is not chosen but asked.
    async fn vaelg(&self, ind: &Indkomst, f: &Forloeb, s: &System) -> Result<Response, Fejl> {
        let udbydere = self.udbydere(f, s);
        match udbydere.as_slice() {
            [] => {
                ind.ind().afslag(
                    Fejlkode::LoginNiveau,
                    Mangel::Sikkerhed,
                    format!("Ingen identitetsudbyder kan logge brugere ind i {} på niveauet {}.", s.id, f.niveau),
                    Vec::new(),
                    "Tilslut en identitetsudbyder, der er anmeldt på niveauet.",
                );
                self.afslaa(ind, f, Udfald::Niveau).await
            }
            [(en, _)] => self.spoerg(ind, f, s, en).await,
            _ => {
                let knapper: String = udbydere
                    .iter()
                    .map(|(id, navn)| format!("<li><button name=\"udbyder\" value=\"{}\">{}</button></li>", sikker(id), sikker(navn)))
                    .collect();
                Ok(side::side(
                    &format!("Log ind i {}", s.navn),
                    &format!(
                        "<p>Hvem skal bekræfte, hvem du er? {}</p><form method=\"post\" action=\"{VALG_STI}\">{}<ul>{knapper}</ul></form>{}",
                        kraever(f.niveau),
                        self.skjult(f)?,
                        self.afbrydform(f)?
                    ),
                ))
            }
        }
    }

    /// The sealed login as a hidden field.
    pub(crate) fn skjult(&self, f: &Forloeb) -> Result<String, Fejl> {
        Ok(format!("<input type=\"hidden\" name=\"forloeb\" value=\"{}\">", segl::forsegl(&self.nu_noegler()?.par()?.noegle, SLAGS, f)?))
    }

    /// A button that goes back to the system.
    pub(crate) fn afbrydform(&self, f: &Forloeb) -> Result<String, Fejl> {
        Ok(format!("<form method=\"post\" action=\"{AFBRYD_STI}\">{}<button>Afbryd</button></form>", self.skjult(f)?))
    }

    /// Opens what a form of ours carried, for the browser that it was made for.
    ///
    /// # Errors
    /// `LoginUdloebet`.
    pub(crate) fn aabn_forloeb(&self, hoveder: &HeaderMap, tekst: &str, nu: Tidspunkt) -> Result<Forloeb, Fejl> {
        let f: Forloeb = segl::aabn(self.nu_noegler()?.private(), SLAGS, tekst)?;
        let browser = self.kager.laes(hoveder, BROWSER).map(|b| segl::aftryk(&b));
        if !browser.is_some_and(|b| segl::ens(&b, &f.browser)) {
            return Err(Fejl::ny(Fejlkode::LoginUdloebet).aarsag("the login began in another browser"));
        }
        let alder = nu.mikros().saturating_sub(f.begyndt);
        if !(0..=graenser::LOGIN_FRIST_SEKUNDER * SEKUND).contains(&alder) {
            return Err(Fejl::ny(Fejlkode::LoginUdloebet).aarsag("the login took too long"));
        }
        Ok(f)
    }

    /// Asks one provider.
    pub(crate) async fn spoerg(&self, ind: &Indkomst, f: &Forloeb, s: &System, udbyder: &str) -> Result<Response, Fejl> {
        if self.personer.is_some() && udbyder == self.udviklingsudbyder() {
            return self.udviklingsside(f, s, "").await;
        }
        let foederation = self.tilslutninger.nu();
        let u = foederation.udbyder(udbyder).ok_or_else(|| Fejl::ny(Fejlkode::LoginUgyldig).aarsag("the provider is not connected"))?;
        match &u.oidc {
            Some(o) => self.spoerg_oidc(f, u, o),
            None => self.spoerg_saml(ind, f, u),
        }
    }

    /// A provider has vouched: is it enough, and is it for this system? Then a session begins, and the system is answered.
    pub(crate) async fn bekraeftet(
        &self,
        ind: &Indkomst,
        hoveder: &HeaderMap,
        f: &Forloeb,
        identitet: Identitet,
        hos_udbyder: Option<(String, String, String)>,
        bevist: Tidspunkt,
    ) -> Result<Response, Fejl> {
        let s = self.system_i(f)?;
        ind.spor.skriv(|p| {
            (p.bruger, p.bruger_bevist, p.myndighed) = (Some(identitet.i_log()), true, identitet.cvr);
            (p.tjeneste, p.operation) = (Some(s.id.clone()), Some("login".into()));
        });
        if let Some(cpr) = identitet.cpr.as_deref().filter(|_| identitet.slags == Slags::Borger) {
            ind.spor.person(cpr);
        }
        if !tilladt(&s, &identitet) {
            return Err(Fejl::ny(Fejlkode::LoginAfvist).aarsag(format!("users of that kind or authority may not log in to {}", s.id)));
        }
        let loa = identitet.niveauer.loa();
        if loa < f.niveau {
            ind.ind().afslag(
                Fejlkode::LoginNiveau,
                Mangel::Sikkerhed,
                format!("Identiteten er på niveauet {loa}; {} kræver {}.", s.id, f.niveau),
                vec![("niveau", loa.to_string()), ("krævet", f.niveau.to_string())],
                "Log ind med et middel på det krævede niveau.",
            );
            return self.afslaa(ind, f, Udfald::Niveau).await;
        }
        // What the user proved is not newer than what was asked for, also when the provider has not heeded that.
        let begyndt = Tidspunkt::fra_mikros(f.begyndt).plus_mikros(-graenser::URSKAEV_SEKUNDER * SEKUND);
        let alder = ind.nu.mikros().saturating_sub(bevist.mikros());
        let gammel = f.max_alder.is_some_and(|m| alder > m.saturating_add(graenser::URSKAEV_SEKUNDER).saturating_mul(SEKUND));
        if (f.tving && bevist < begyndt) || gammel {
            return Err(Fejl::ny(Fejlkode::LoginAfvist).aarsag("the user has not proved it anew, as the system demands"));
        }
        if let Some(hvorfor) = self.kataloger.lukket(&identitet, ind.nu) {
            return Err(Fejl::ny(Fejlkode::LoginAfvist).aarsag(hvorfor));
        }
        if let Some(hvorfor) = self.roller.udelukket(&identitet, ind.nu).await? {
            return Err(Fejl::ny(Fejlkode::LoginSpaerret).aarsag(hvorfor));
        }
        // Before anything is changed: a form that is sent again would end the session that the first one began.
        self.en_gang(f, ind.nu).await?;
        let foer = self.session(hoveder, ind.nu).await?;
        let (kage, id, session) = self.sessioner.begynd(identitet, hos_udbyder, foer, bevist.min(ind.nu), ind.nu).await?;
        let mut svar = self.besvar(ind, f, &s, id, &session).await?;
        svar.headers_mut().append(header::SET_COOKIE, self.kager.saet(SESSION, &kage, None));
        Ok(svar)
    }

    /// Answers the system, once.
    async fn afslut(&self, ind: &Indkomst, f: &Forloeb, s: &System, id: Uuid, session: &Session) -> Result<Response, Fejl> {
        let i = &session.identitet;
        ind.spor.skriv(|p| (p.bruger, p.bruger_bevist, p.myndighed) = (Some(i.i_log()), true, i.cvr));
        self.en_gang(f, ind.nu).await?;
        self.besvar(ind, f, s, id, session).await
    }

    /// The answer to a request that has not been answered.
    async fn besvar(&self, ind: &Indkomst, f: &Forloeb, s: &System, id: Uuid, session: &Session) -> Result<Response, Fejl> {
        let i = &session.identitet;
        match &f.retur {
            Retur::Saml { .. } => {
                let privilegier = self.privilegier(s, i, ind.nu).await?;
                self.svar_saml(ind, f, s, id, session, &privilegier).await
            }
            Retur::Oidc { .. } => self.svar_oidc(ind, f, s, id, session).await,
            Retur::Side { til } => Ok(side::videre(til)),
        }
    }

    /// Tells the system that there is no login.
    pub(crate) async fn afslaa(&self, ind: &Indkomst, f: &Forloeb, udfald: Udfald) -> Result<Response, Fejl> {
        self.en_gang(f, ind.nu).await?;
        match &f.retur {
            Retur::Saml { id, sted, relay, .. } => self.afslag_saml(id, sted, relay.as_deref(), udfald, ind.nu),
            Retur::Oidc { redirect_uri, form, tilstand, .. } => Ok(self.afslag_oidc(redirect_uri, *form, tilstand.as_deref(), udfald)),
            Retur::Side { .. } => Self::afslag_side(udfald),
        }
    }

    /// A request is answered once, whoever brings it again.
    async fn en_gang(&self, f: &Forloeb, nu: Tidspunkt) -> Result<(), Fejl> {
        // Longer than a request is taken: its time may lie as far in the future as clocks may differ.
        let sekunder = 2 * graenser::LOGIN_FRIST_SEKUNDER + graenser::URSKAEV_SEKUNDER;
        if self.engang("forloeb", &format!("{}\0{}", f.system, f.id), sekunder, nu).await? {
            Ok(())
        } else {
            Err(Fejl::ny(Fejlkode::LoginUdloebet).aarsag("the request was answered before"))
        }
    }

    /// How a session names the system in this protocol.
    pub(crate) fn deltager_indeks(id: Uuid, protokol: Protokol, system: &str) -> String {
        let sum = sikkerhed::noegle::sha256_af(&[b"indeks", id.as_bytes(), &[protokol as u8], system.as_bytes()]);
        let hex: String = sum.iter().take(16).map(|b| format!("{b:02x}")).collect();
        adgang::brugertoken::sessionsindeks(id, &hex)
    }
}

/// A sentence about what the system demands.
pub(crate) fn kraever(n: Niveau) -> String {
    match n {
        Niveau::Lav => String::new(),
        n => format!("Systemet kræver NSIS-niveauet <strong>{n}</strong>."),
    }
}

/// The fields of one of our own forms, each once.
pub(crate) fn felt<'f>(felter: &'f [(String, String)], navn: &str) -> &'f str {
    let mut mine = felter.iter().filter(|(n, _)| n == navn);
    match (mine.next(), mine.next()) {
        (Some((_, v)), None) => v,
        _ => "",
    }
}

/// A form of ours comes from a page of ours: what a page of another origin sends is refused, whatever it has got hold of.
///
/// # Errors
/// `FremmedOprindelse`.
pub(crate) fn egen_form(l: &Login, hoveder: &HeaderMap, krop: &[u8]) -> Result<Vec<(String, String)>, Fejl> {
    let fremmed = |felt: &str| Err(Fejl::ny(Fejlkode::FremmedOprindelse).felt(felt));
    let alle = |navn: &str| hoveder.get_all(navn).iter().map(|h| h.to_str().unwrap_or("?").to_owned()).collect::<Vec<_>>();
    // Where the browser says how the page stands to us, it knows by which name it called; an origin is held against the name that was set up.
    let site = alle("sec-fetch-site");
    if site.iter().any(|s| s != "same-origin" && s != "none") {
        return fremmed("Sec-Fetch-Site");
    }
    if site.is_empty() && alle(header::ORIGIN.as_str()).iter().any(|o| *o != l.adresse) {
        return fremmed("Origin");
    }
    Ok(form_urlencoded::parse(krop).take(20).map(|(n, v)| (n.into_owned(), v.into_owned())).collect())
}

/// The user has chosen a provider.
pub(crate) async fn valg(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    krop: axum::body::Bytes,
) -> Result<Response, Afvist> {
    let arbejde = async {
        let felter = egen_form(&l, &hoveder, &krop)?;
        let f = l.aabn_forloeb(&hoveder, felt(&felter, "forloeb"), ind.nu)?;
        let s = l.system_i(&f)?;
        let udbyder = felt(&felter, "udbyder");
        if !l.udbydere(&f, &s).iter().any(|(id, _)| id == udbyder) {
            return Err(Fejl::ny(Fejlkode::LoginUgyldig).aarsag("the provider is none of those that can be chosen"));
        }
        l.spoerg(&ind, &f, &s, udbyder).await
    };
    arbejde.await.map_err(|f| afvis(&ind, f))
}

/// The user goes back.
pub(crate) async fn afbryd(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    krop: axum::body::Bytes,
) -> Result<Response, Afvist> {
    let arbejde = async {
        let felter = egen_form(&l, &hoveder, &krop)?;
        let f = l.aabn_forloeb(&hoveder, felt(&felter, "forloeb"), ind.nu)?;
        l.afslaa(&ind, &f, Udfald::Afbrudt).await
    };
    arbejde.await.map_err(|f| afvis(&ind, f))
}
