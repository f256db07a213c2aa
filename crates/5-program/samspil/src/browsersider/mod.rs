//! The pages in the running program: who visits them by the login, how the program is, and refusals as pages for people at browsers.
mod forside;

use crate::drift::{self, Drift};
use crate::kommandolinje::Lyttevalg;
use crate::mellemled::Browserafvisning;
use crate::moduler::Modul;
use crate::opstilling::Maade;
use crate::vaern::{Stislags, Vaern, administratorkontekst};
use ::sapa::Brugerretter;
use adgang::niveau::Niveau;
use adgang::side::Slags;
use adgang::{Indkomst, Sidebruger};
use async_trait::async_trait;
use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use beskedfordeler::Fordeler;
use grund::{Fejl, Kaldekontekst, UnikId};
use login::Login;
use sider::sapa::{Sapabrugere, Sapasider};
use sider::{Browserlogin, Session, Sider, Sundhed, Sundhedskilde};
use std::sync::Arc;

/// The least level of a session that administers: what is decided there opens data to others.
const ADMINISTRATION: Niveau = Niveau::Betydelig;

/// The routes of the pages, and how people are refused everywhere.
pub fn ruter(
    adresse: &str,
    valg: &Lyttevalg,
    maade: &Maade,
    drift: &Drift,
    fordeler: Option<&Arc<Fordeler>>,
    sapa: Option<Arc<::sapa::Sapa>>,
) -> (Router, Option<Browserafvisning>) {
    let indhold = forside::Indhold {
        adresse,
        havne: crate::adresser::Havne::af(valg),
        moduler: &valg.moduler,
        sikker: maade.vaern.is_some(),
        noeglelagre: maade.klientside.is_some(),
    };
    let login =
        maade.login.clone().zip(maade.vaern.clone()).map(|(login, vaern)| Arc::new(Brugere { login, vaern }) as Arc<dyn Browserlogin>);
    let s = Sider {
        administration: maade.vaern.as_ref().filter(|_| login.is_some()).map(|v| v.administration.clone()),
        login,
        fordeler: fordeler.cloned(),
        fordeling: maade.fordeling.clone(),
        sapa: sapa
            .zip(maade.vaern.clone())
            .filter(|_| maade.login.is_some())
            .map(|(sapa, vaern)| Sapasider { sapa, brugere: Arc::new(Sagsbehandlere(vaern)) }),
        sundhed: Arc::new(Helbred(drift.clone())),
        forside: Arc::new(indhold.forside()),
        menu: sider::MENU.iter().copied().filter(|m| m.til != sider::sapa::STI || valg.moduler.contains(&Modul::Sapa)).collect(),
        proeve: maade.udvikling,
    };
    let afviser = s.clone();
    let browsere: Browserafvisning = Arc::new(move |slags, anmodning, ind| {
        (slags == Stislags::Side || sider::er_browser(anmodning)).then(|| afviser.afviser(anmodning.headers(), ind))
    });
    (sider::ruter(s), Some(browsere))
}

/// Visitors by the login's sessions; what they administer by the Administrationsmodul.
struct Brugere {
    login: Arc<Login>,
    vaern: Arc<Vaern>,
}

#[async_trait]
impl Browserlogin for Brugere {
    async fn session(&self, hoveder: &HeaderMap, ind: &Indkomst) -> Result<Option<Session>, Fejl> {
        let Some(bruger) = self.login.sidebruger(hoveder, ind).await? else { return Ok(None) };
        let administrator = match (bruger.slags, bruger.myndighed) {
            // An identity provider speaks for the employers of its file, and for no others.
            (Slags::Medarbejder, Some(ansat)) => self.vaern.administration.bog().administrator_som(ansat, bruger.uuid, ind.nu),
            _ => None,
        };
        let mangler = administrator.as_ref().and_then(|_| bruger.kraev(ADMINISTRATION).err()).map(|_| ADMINISTRATION);
        let administrator = administrator.filter(|_| mangler.is_none()).map(|a| {
            let kald = administratorkontekst(&a, ind);
            (a, kald)
        });
        Ok(Some(Session { bruger, administrator, mangler }))
    }

    async fn log_ud(&self, hoveder: &HeaderMap, ind: &Indkomst) -> Result<Response, Fejl> {
        self.login.log_ud_af_side(hoveder, ind).await
    }
}

/// What employees may in SAPA: the functions that their roles give, in whichever user-facing system those stand, for their own authority's data. The pages are the
/// infrastructure's own, so no agreement narrows them beside.
struct Sagsbehandlere(Arc<Vaern>);

#[async_trait]
impl Sapabrugere for Sagsbehandlere {
    async fn kalder(&self, b: &Sidebruger, ind: &Indkomst) -> Result<(Kaldekontekst, Brugerretter), Fejl> {
        let hjem = b.bruger()?.hjem;
        ind.spor.skriv(|s| s.myndighed = Some(hjem));
        let svar = self.0.adgang.sideretter(b, None, ind.nu).await?;
        let retter = Brugerretter::af(&svar, hjem);
        let kald = Kaldekontekst {
            // Whatever reads without saying by which role sees nothing.
            brugers: Some(Arc::new(Vec::new())),
            spor: ind.spor.clone(),
            ..Kaldekontekst::ubegraenset(hjem, &[adgang::FAELLES], UnikId::Uuid(b.uuid), ind.nu, ind.kald_id)
        };
        Ok((kald, retter))
    }
}

/// How the program is.
struct Helbred(Drift);

#[async_trait]
impl Sundhedskilde for Helbred {
    async fn sundhed(&self) -> Sundhed {
        let nu = self.0.ur.nu();
        let ejet = |l: Vec<(&str, &str)>| l.into_iter().map(|(da, en)| (da.to_owned(), en.to_owned())).collect();
        let version = env!("CARGO_PKG_VERSION").to_owned();
        match self.0.lager.status().await {
            Ok(s) => Sundhed {
                nede: s.skrivefejl.is_some(),
                advarsler: ejet(drift::advarsler(&s, nu)),
                version,
                objekter: Some(s.objekter),
                nu: Some(nu),
            },
            Err(f) => {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the store does not answer");
                Sundhed { nede: true, advarsler: ejet(vec![drift::TAVST]), version, objekter: None, nu: Some(nu) }
            }
        }
    }
}
