//! Login for pages of the program itself: they are on the same host, so the session's own cookie tells who the user is, and no message goes between them.
use crate::forloeb::{Forloeb, Retur, felt};
use crate::niveau::Niveau;
use crate::opsaetning::EGEN;
use crate::saml::svar::Udfald;
use crate::session::Session;
use crate::side::{self, Afvist};
use crate::{Login, afvis, segl};
use adgang::side::er_lokal;
use adgang::{Indkomst, Sidebruger};
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use grund::{Fejl, Fejlkode, Tidspunkt};
use std::sync::Arc;

/// Between notes in a session that it is used by pages: much less than it may rest.
const BRUG_MIKROS: i64 = 300_000_000;

/// A page sends the browser here to log in.
pub(crate) async fn ind(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    RawQuery(query): RawQuery,
    hoveder: HeaderMap,
) -> Result<Response, Afvist> {
    l.ind_paa_side(&ind, &hoveder, query.as_deref().unwrap_or_default()).await.map_err(|f| afvis(&ind, f))
}

/// The session's secret for forms: it follows from that of the cookie, so it ends with the session and no key changes it.
fn csrf(s: &Session) -> String {
    segl::aftryk(&format!("csrf\0{}", s.hemmelighed))
}

impl Login {
    async fn ind_paa_side(&self, ind: &Indkomst, hoveder: &HeaderMap, query: &str) -> Result<Response, Fejl> {
        let ugyldig = |hvad: &str| Fejl::ny(Fejlkode::LoginUgyldig).aarsag(hvad);
        let felter: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).take(20).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        let til = felt(&felter, "til");
        // Whoever could name another place would send users from our name to his.
        if !er_lokal(til) {
            return Err(ugyldig("til is no address of a page here"));
        }
        let niveau = match felt(&felter, "niveau") {
            "" => Niveau::Lav,
            n => Niveau::fra_ord(n).ok_or_else(|| ugyldig("niveau is no level of NSIS"))?,
        };
        let f = Forloeb {
            id: self.ids.ny().simple().to_string(),
            browser: String::new(),
            system: EGEN.into(),
            begyndt: ind.nu.mikros(),
            niveau,
            tving: false,
            passiv: false,
            max_alder: None,
            udbydere: Vec::new(),
            retur: Retur::Side { til: til.to_owned() },
        };
        self.begynd(ind, hoveder, f).await
    }

    /// There is no login for the page: a page of ours says why, or the browser is back at the front.
    pub(crate) fn afslag_side(udfald: Udfald) -> Result<Response, Fejl> {
        match udfald {
            Udfald::Afbrudt => Ok(side::videre("/")),
            Udfald::Niveau => Err(Fejl::ny(Fejlkode::LoginNiveau)),
            Udfald::Passiv | Udfald::Navneformat => Err(Fejl::ny(Fejlkode::LoginAfvist)),
        }
    }

    /// The user of a page, by the cookie of its request; `None`: nobody is logged in. The log says who it is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn sidebruger(&self, hoveder: &HeaderMap, ind: &Indkomst) -> Result<Option<Sidebruger>, Fejl> {
        let Some((id, s)) = self.session(hoveder, ind.nu).await? else { return Ok(None) };
        if ind.nu.mikros().saturating_sub(s.brugt) > BRUG_MIKROS {
            match self.sessioner.roer(id, ind.nu).await {
                Err(f) if f.kode() == Fejlkode::LoginUdloebet => return Ok(None),
                svar => svar?,
            }
        }
        let i = &s.identitet;
        ind.spor.skriv(|p| (p.bruger, p.bruger_bevist, p.myndighed) = (Some(i.i_log()), true, i.cvr));
        Ok(Some(Sidebruger {
            session: id,
            slags: i.slags,
            uuid: i.uuid,
            navn: i.navn.clone(),
            myndighed: i.cvr,
            organisation: i.organisation.clone(),
            cpr: i.cpr.clone(),
            niveauer: i.niveauer,
            fra_idp: self.jobroller(i, ind.nu),
            autentificeret: Tidspunkt::fra_mikros(s.autentificeret),
            csrf: csrf(&s),
            proeve: i.udbyder == self.udviklingsudbyder(),
        }))
    }

    /// Ends the browser's session and tells its systems and its provider, for a page that has been sent a form of its own; what the browser is shown.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn log_ud_af_side(&self, hoveder: &HeaderMap, ind: &Indkomst) -> Result<Response, Fejl> {
        match self.session(hoveder, ind.nu).await? {
            Some((id, s)) => self.log_ud(ind, id, &s, None).await,
            None => Ok(side::side("Du er logget ud", "")),
        }
    }
}
