//! Login of a system's users by SAML: the request in, the assertion out.
use super::anmodning::{self, Krav, kendt_format};
use super::besked::{Brev, Indkommet, udsteder, ugyldig};
use super::metadata::{Metadata, POST};
use super::svar::{self, Paastand, Udfald};
use super::{besked, sti};
use crate::forloeb::{Forloeb, Retur};
use crate::opsaetning::System;
use crate::session::{Deltager, Protokol, Session};
use crate::side::{self, Afvist};
use crate::{Login, afvis, segl};
use adgang::Indkomst;
use adgang::bpp::Privilegier;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use std::sync::Arc;

/// A request, by an address or by a form.
pub(crate) async fn ved(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    brev: Brev,
) -> Result<Response, Afvist> {
    let arbejde = async { l.sso(&ind, &hoveder, &brev.besked("SAMLRequest")?).await };
    arbejde.await.map_err(|f| afvis(&ind, f))
}

impl Login {
    /// The system that a message says it is from, with its metadata.
    pub(crate) fn saml_system(&self, entity_id: &str, nu: Tidspunkt) -> Result<Arc<System>, Fejl> {
        let ukendt = |hvad: String| Fejl::ny(Fejlkode::LoginUkendtSystem).aarsag(hvad);
        let f = self.tilslutninger.nu();
        let s = f.system(entity_id).cloned().ok_or_else(|| ukendt(format!("no system {}", grund::fejl::uddrag_langt(entity_id))))?;
        if !s.saml.as_ref().is_some_and(|m| m.er_gyldig(nu)) {
            return Err(ukendt(format!("the metadata of {entity_id} have expired")));
        }
        Ok(s)
    }

    async fn sso(&self, ind: &Indkomst, hoveder: &HeaderMap, besked: &Indkommet) -> Result<Response, Fejl> {
        let d = besked.dokument()?;
        let s = self.saml_system(&udsteder(&d.rod)?, ind.nu)?;
        let m = metadata(&s)?;
        besked.underskrevet(&d, &m.signering, ind.nu)?;
        let a = anmodning::laes(&d.rod, &self.sted(sti::LOGIN), ind.nu)?;
        // Only where the operator has said: whoever could name another place would be sent the assertion.
        let sted =
            m.forbrugssted(a.sted.as_deref(), a.indeks).ok_or_else(|| ugyldig("AssertionConsumerService is none of the metadata's"))?;
        let (krav, klasse) = match a.krav {
            Krav::Intet | Krav::Umuligt => (s.minimum, None),
            // A system can ask for more than its minimum, never for less.
            Krav::Mindst(n, ref klasse) => (n.max(s.minimum), klasse.clone()),
        };
        let f = Forloeb {
            id: a.hoved.id.clone(),
            browser: String::new(),
            system: s.id.clone(),
            begyndt: ind.nu.mikros(),
            niveau: krav,
            tving: a.tving,
            passiv: a.passiv,
            max_alder: None,
            udbydere: a.udbydere,
            retur: Retur::Saml {
                id: a.hoved.id,
                sted: sted.adresse.clone(),
                relay: besked.relay.clone(),
                format: a.format.clone().unwrap_or_else(|| svar::standardformat(s.profil).to_owned()),
                klasse,
            },
        };
        if a.format.as_deref().is_some_and(|f| !kendt_format(f)) {
            return self.afslaa(ind, &f, Udfald::Navneformat).await;
        }
        if a.krav == Krav::Umuligt {
            return self.afslaa(ind, &f, Udfald::Niveau).await;
        }
        self.begynd(ind, hoveder, f).await
    }

    /// The answer with the assertion.
    pub(crate) async fn svar_saml(
        &self,
        ind: &Indkomst,
        f: &Forloeb,
        s: &System,
        id: Uuid,
        session: &Session,
        privilegier: &Privilegier,
    ) -> Result<Response, Fejl> {
        let Retur::Saml { id: svar_paa, sted, relay, format, klasse } = &f.retur else { return Err(Fejl::intern("not by SAML")) };
        let m = metadata(s)?;
        let (noegler, i) = (self.nu_noegler()?, &session.identitet);
        let par = noegler.par()?;
        let navn = svar::navn(i, format, &segl::hemmelighed(self.ids.as_ref()));
        let indeks = Self::deltager_indeks(id, Protokol::Saml, &s.id);
        let d =
            Deltager { system: s.id.clone(), protokol: Protokol::Saml, navn: navn.clone(), format: format.clone(), indeks: indeks.clone() };
        // Before the answer: what is not in the session could not be logged out.
        self.sessioner.deltag(id, &d, ind.nu).await?;
        let paastand = Paastand {
            id: &self.nyt_id(),
            udsteder: &self.entity_id(),
            publikum: &m.entity_id,
            sted,
            svar_paa,
            navn: (&navn, format),
            indeks: &indeks,
            identitet: i,
            privilegier,
            brugertoken: self.brugertoken(s, session, &indeks, ind.nu)?,
            profil: s.profil,
            klasse: &klasse.clone().unwrap_or_else(|| i.niveauer.loa().klasse()),
            autentificeret: Tidspunkt::fra_mikros(session.autentificeret),
            session_til: Tidspunkt::fra_mikros(session.udloeb),
            nu: ind.nu,
        };
        let assertion = svar::paastand(&paastand, par, m.kryptering.first())?;
        self.send_svar(sted, relay.as_deref(), svar_paa, Ok(&assertion), ind.nu)
    }

    /// The answer without one.
    pub(crate) fn afslag_saml(
        &self,
        svar_paa: &str,
        sted: &str,
        relay: Option<&str>,
        udfald: Udfald,
        nu: Tidspunkt,
    ) -> Result<Response, Fejl> {
        self.send_svar(sted, relay, svar_paa, Err(udfald.into()), nu)
    }

    fn send_svar(
        &self,
        sted: &str,
        relay: Option<&str>,
        svar_paa: &str,
        indhold: Result<&str, svar::Status<'_>>,
        nu: Tidspunkt,
    ) -> Result<Response, Fejl> {
        let id = self.nyt_id();
        let (foer, efter) = svar::svar("Response", &id, &self.entity_id(), sted, svar_paa, indhold, nu);
        let ud = besked::send((POST, sted), "SAMLResponse", (&foer, &efter, &id), relay, self.nu_noegler()?.par()?)?;
        Ok(side::ud(ud))
    }

    /// The id of a message of ours.
    pub(crate) fn nyt_id(&self) -> String {
        format!("_{}", self.ids.ny().simple())
    }
}

/// The SAML side of a system.
pub(crate) fn metadata(s: &System) -> Result<&Metadata, Fejl> {
    s.saml.as_ref().ok_or_else(|| Fejl::ny(Fejlkode::LoginUkendtSystem).aarsag("the system has no SAML metadata any more"))
}
