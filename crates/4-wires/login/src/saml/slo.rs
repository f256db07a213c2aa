//! Single log-out: a system, an identity provider or the user ends the session, and every other system of it is told, one after the other, through the browser. The session is gone from
//! the first step on, whatever becomes of the others.
use super::besked::{self, Brev, Indkommet, hoved, udsteder, ugyldig};
use super::metadata::Metadata;
use super::svar::{self, Status};
use super::{SAML, SAMLP, STATUS, sti};
use crate::session::{Deltager, Logud, Protokol, Session};
use crate::side::{self, Afvist};
use crate::{Login, SESSION, afvis, egen, segl};
use adgang::Indkomst;
use adgang::brugertoken::session_af_indeks;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use grund::xml::{XElement, escape_attribut, escape_tekst};
use grund::{Fejl, Tidspunkt, Uuid, graenser};
use sikkerhed::certifikat::Certifikat;
use std::sync::Arc;

/// Which of our two sides a message came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// Systems talk to it.
    System,
    /// Identity providers talk to it.
    Udbyder,
}

impl Side {
    fn sti(self) -> &'static str {
        match self {
            Self::System => sti::LOGUD,
            Self::Udbyder => sti::SP_LOGUD,
        }
    }
}

/// A message of a system.
pub(crate) async fn ved_system(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    brev: Brev,
) -> Result<Response, Afvist> {
    l.slo(Side::System, &ind, &hoveder, &brev).await.map_err(|f| afvis(&ind, f))
}

/// A message of an identity provider.
pub(crate) async fn ved_udbyder(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    brev: Brev,
) -> Result<Response, Afvist> {
    l.slo(Side::Udbyder, &ind, &hoveder, &brev).await.map_err(|f| afvis(&ind, f))
}

/// What a log-out says of whom.
struct Anmodet {
    id: String,
    navn: String,
    indeks: Vec<String>,
}

impl Login {
    async fn slo(&self, side: Side, ind: &Indkomst, hoveder: &HeaderMap, brev: &Brev) -> Result<Response, Fejl> {
        if brev.har("SAMLResponse") {
            return self.slo_svar(side, ind, &brev.besked("SAMLResponse")?).await;
        }
        self.slo_anmodet(side, ind, hoveder, &brev.besked("SAMLRequest")?).await
    }

    /// The keys of whoever sends a message to that side.
    fn noegler_af(&self, side: Side, entity_id: &str, nu: Tidspunkt) -> Result<Vec<Certifikat>, Fejl> {
        match side {
            Side::System => self.saml_system(entity_id, nu).and_then(|s| super::sso::metadata(&s).map(|m| m.signering.clone())),
            Side::Udbyder => self.saml_udbyder(entity_id, nu).map(|(_, m)| m.signering),
        }
    }

    async fn slo_anmodet(&self, side: Side, ind: &Indkomst, hoveder: &HeaderMap, besked: &Indkommet) -> Result<Response, Fejl> {
        let d = besked.dokument()?;
        let fra = udsteder(&d.rod)?;
        besked.underskrevet(&d, &self.noegler_af(side, &fra, ind.nu)?, ind.nu)?;
        let a = laes(&d.rod, &self.sted(side.sti()), ind.nu)?;
        ind.spor.skriv(|p| (p.tjeneste, p.operation) = (Some(fra.clone()), Some("logud".into())));
        if !self.engang("logud", &format!("{fra}\0{}", a.id), 2 * graenser::LOGIN_FRIST_SEKUNDER, ind.nu).await? {
            return Err(ugyldig("the log-out came before"));
        }
        let fundet = match side {
            Side::System => self.systemets(&fra, &a, hoveder, ind.nu).await?,
            Side::Udbyder => self.udbyderens(&fra, &a, ind.nu).await?,
        };
        let protokol = if side == Side::System { Protokol::Saml } else { Protokol::Udbyder };
        let af = Deltager { system: fra, protokol, navn: a.navn, format: String::new(), indeks: String::new() };
        match fundet {
            Some((id, s)) => self.log_ud(ind, id, &s, Some((af, a.id, besked.relay.clone()))).await,
            // It has ended already: what was asked for is so.
            None => self.svar_logud(&af, &a.id, besked.relay.as_deref(), false, ind.nu),
        }
    }

    /// The session that a system means: by its index, or the browser's own. In both the system must know the user by the name that it says, so nobody ends somebody else's.
    async fn systemets(&self, fra: &str, a: &Anmodet, hoveder: &HeaderMap, nu: Tidspunkt) -> Result<Option<(Uuid, Session)>, Fejl> {
        let dens = |s: &Session| {
            s.deltagere.iter().any(|d| {
                d.protokol == Protokol::Saml && d.system == fra && d.navn == a.navn && (a.indeks.is_empty() || a.indeks.contains(&d.indeks))
            })
        };
        if a.indeks.is_empty() {
            return Ok(self.session(hoveder, nu).await?.filter(|(_, s)| dens(s)));
        }
        for id in a.indeks.iter().filter_map(|i| session_af_indeks(i)) {
            if let Some(s) = self.sessioner.med_id(id, nu).await?.filter(|s| s.logud.is_none() && dens(s)) {
                return Ok(Some((id, s)));
            }
        }
        Ok(None)
    }

    /// The session that an identity provider means; further ones of the same identity end with it, without their systems being told.
    async fn udbyderens(&self, fra: &str, a: &Anmodet, nu: Tidspunkt) -> Result<Option<(Uuid, Session)>, Fejl> {
        let alle = self.sessioner.egne(&crate::identitet::noegle(fra, &a.navn)).await?;
        let ment = |s: &Session| s.hos_udbyder.as_ref().is_some_and(|(_, _, i)| a.indeks.is_empty() || a.indeks.contains(i));
        let mut mente = alle.into_iter().filter(|(_, s)| s.logud.is_none() && ment(s));
        let foerste = mente.next();
        for (id, s) in mente {
            self.sessioner.slut(id, &s, nu).await?;
        }
        Ok(foerste)
    }

    /// Ends a session, and tells its systems and its provider.
    pub(crate) async fn log_ud(
        &self,
        ind: &Indkomst,
        id: Uuid,
        s: &Session,
        af: Option<(Deltager, String, Option<String>)>,
    ) -> Result<Response, Fejl> {
        let i = &s.identitet;
        ind.spor.skriv(|p| {
            (p.bruger, p.bruger_bevist, p.myndighed) = (Some(i.i_log()), true, i.cvr);
            p.operation = Some("logud".into());
        });
        let begynder = |d: &Deltager| af.as_ref().is_some_and(|(a, _, _)| a.protokol == d.protokol && a.system == d.system);
        let mut mangler: Vec<Deltager> = s.deltagere.iter().filter(|d| !begynder(d)).cloned().collect();
        if let Some((navn, format, indeks)) = &s.hos_udbyder {
            let udbyder = Deltager {
                system: i.udbyder.clone(),
                protokol: Protokol::Udbyder,
                navn: navn.clone(),
                format: format.clone(),
                indeks: indeks.clone(),
            };
            // The provider last: as long as it is asked, the user still has a page to come back to.
            mangler.extend((!begynder(&udbyder)).then_some(udbyder));
        }
        let rammer: Vec<String> = mangler.iter().filter_map(|d| self.ramme(d)).collect();
        mangler.retain(|d| self.ramme(d).is_none());
        let logud = Logud { begyndt_af: af, mangler, venter: None, delvis: false };
        let s = self.sessioner.begynd_logud(id, ind.nu, &logud).await?;
        if rammer.is_empty() {
            return self.naeste_logud(ind, id, s).await;
        }
        let segl = segl::forsegl(&self.nu_noegler()?.par()?.noegle, egen::VIDERE, &id)?;
        Ok(self.uden_kage(side::rammer(&rammer, egen::VIDERE_STI, &[("segl", segl)])))
    }

    /// Where a client of OpenID Connect is told, in a frame (Front-Channel Logout 1.0).
    fn ramme(&self, d: &Deltager) -> Option<String> {
        if d.protokol != Protokol::Oidc {
            return None;
        }
        let f = self.tilslutninger.nu();
        let adresse = f.klient(&d.system)?.oidc.as_ref()?.frontchannel_logout_uri.clone()?;
        let mut q = form_urlencoded::Serializer::new(String::new());
        q.append_pair("iss", &self.oidc_udsteder()).append_pair("sid", &d.indeks);
        Some(format!("{adresse}{}{}", if adresse.contains('?') { '&' } else { '?' }, q.finish()))
    }

    /// The next system is told; when none is left, who began is answered.
    pub(crate) async fn naeste_logud(&self, ind: &Indkomst, id: Uuid, s: Session) -> Result<Response, Fejl> {
        let Some(mut logud) = s.logud.clone() else { return Err(ugyldig("no log-out is under way")) };
        while !logud.mangler.is_empty() {
            let d = logud.mangler.remove(0);
            let Some((binding, adresse)) = self.logudsted(&d, ind.nu) else {
                logud.delvis = true;
                continue;
            };
            let anmodning = self.nyt_id();
            logud.venter = Some((anmodning.clone(), d.clone()));
            self.sessioner
                .aendr(id, ind.nu, |s| {
                    s.logud = Some(logud.clone());
                    Ok(())
                })
                .await?;
            let udsteder = if d.protokol == Protokol::Udbyder { self.sp_entity_id() } else { self.entity_id() };
            let (foer, efter) = skriv(&anmodning, &udsteder, &adresse, &d, ind.nu);
            let relay = id.simple().to_string();
            let noegler = self.nu_noegler()?;
            let ud = besked::send((&binding, &adresse), "SAMLRequest", (&foer, &efter, &anmodning), Some(&relay), noegler.par()?)?;
            return Ok(self.uden_kage(side::ud(ud)));
        }
        self.sessioner.slut(id, &s, ind.nu).await?;
        match logud.begyndt_af {
            Some((af, svar_paa, relay)) => {
                self.svar_logud(&af, &svar_paa, relay.as_deref(), logud.delvis, ind.nu).map(|s| self.uden_kage(s))
            }
            None => {
                let delvis = if logud.delvis {
                    "<p>Et eller flere systemer kunne ikke få besked. Luk browseren for at være sikker.</p>"
                } else {
                    ""
                };
                Ok(self.uden_kage(side::side("Du er logget ud", delvis)))
            }
        }
    }

    fn uden_kage(&self, mut svar: Response) -> Response {
        svar.headers_mut().append(header::SET_COOKIE, self.kager.fjern(SESSION));
        svar
    }

    /// Where a system or a provider is told of a log-out.
    fn logudsted(&self, d: &Deltager, nu: Tidspunkt) -> Option<(String, String)> {
        let fra = |m: &Metadata| Metadata::helst_redirect(&m.logud).map(|e| (e.binding.clone(), e.adresse.clone()));
        match d.protokol {
            Protokol::Saml => self.saml_system(&d.system, nu).ok().and_then(|s| s.saml.as_ref().and_then(fra)),
            Protokol::Udbyder => self.saml_udbyder(&d.system, nu).ok().and_then(|(_, m)| fra(&m)),
            Protokol::Oidc => None,
        }
    }

    /// A system or a provider has answered our request.
    async fn slo_svar(&self, side: Side, ind: &Indkomst, besked: &Indkommet) -> Result<Response, Fejl> {
        let d = besked.dokument()?;
        let fra = udsteder(&d.rod)?;
        besked.underskrevet(&d, &self.noegler_af(side, &fra, ind.nu)?, ind.nu)?;
        let h = hoved(&d.rod, "LogoutResponse", &self.sted(side.sti()), ind.nu)?;
        let id = besked.relay.as_deref().and_then(|r| r.parse::<Uuid>().ok()).ok_or_else(|| ugyldig("RelayState is no log-out of ours"))?;
        let s = self.sessioner.med_id(id, ind.nu).await?.ok_or_else(|| ugyldig("the log-out has ended"))?;
        let venter = s.logud.as_ref().and_then(|l| l.venter.clone());
        let ventet = venter.is_some_and(|(anmodning, d)| h.svar_paa.as_deref() == Some(&anmodning) && d.system == fra);
        if !ventet {
            return Err(ugyldig("it answers no request that is under way"));
        }
        let godt = lykkedes(&d.rod);
        let s = self.sessioner.aendr(id, ind.nu, |s| {
            if let Some(l) = &mut s.logud {
                l.venter = None;
                l.delvis |= !godt;
            }
            Ok(())
        });
        self.naeste_logud(ind, id, s.await?).await
    }

    /// Tells who began that it is done.
    fn svar_logud(&self, af: &Deltager, svar_paa: &str, relay: Option<&str>, delvis: bool, nu: Tidspunkt) -> Result<Response, Fejl> {
        if af.protokol == Protokol::Oidc {
            return Ok(if svar_paa.is_empty() {
                side::side("Du er logget ud", "")
            } else {
                crate::oidc::logud::efter_logud(svar_paa, relay)
            });
        }
        let fra = |m: &Metadata| Metadata::helst_redirect(&m.logud).map(|e| (e.binding.clone(), e.til_svar().to_owned()));
        let (udsteder, sted) = match af.protokol {
            Protokol::Udbyder => (self.sp_entity_id(), self.saml_udbyder(&af.system, nu).ok().and_then(|(_, m)| fra(&m))),
            _ => (self.entity_id(), self.saml_system(&af.system, nu).ok().and_then(|s| s.saml.as_ref().and_then(fra))),
        };
        let Some((binding, adresse)) = sted else { return Ok(side::side("Du er logget ud", "")) };
        let id = self.nyt_id();
        let indhold = if delvis { Err(Status { ydre: "Success", indre: Some("PartialLogout"), besked: None }) } else { Ok("") };
        let (foer, efter) = svar::svar("LogoutResponse", &id, &udsteder, &adresse, svar_paa, indhold, nu);
        let noegler = self.nu_noegler()?;
        Ok(side::ud(besked::send((&binding, &adresse), "SAMLResponse", (&foer, &efter, &id), relay, noegler.par()?)?))
    }
}

/// Whether the status is a plain success.
pub(crate) fn lykkedes(rod: &XElement<'_>) -> bool {
    let kode = rod.barn(SAMLP, "Status").and_then(|s| s.barn(SAMLP, "StatusCode"));
    kode.is_some_and(|k| k.attribut("", "Value") == Some(&format!("{STATUS}Success")) && k.elementer().next().is_none())
}

fn laes(rod: &XElement<'_>, til: &str, nu: Tidspunkt) -> Result<Anmodet, Fejl> {
    let h = hoved(rod, "LogoutRequest", til, nu)?;
    if let Some(t) = rod.attribut("", "NotOnOrAfter")
        && Tidspunkt::fra_xs(t).map_err(|_| ugyldig("NotOnOrAfter is no time"))?.plus_mikros(graenser::URSKAEV_SEKUNDER * 1_000_000) <= nu
    {
        return Err(ugyldig("the log-out has expired"));
    }
    let mut navne = rod.elementer().filter(|e| e.navn.er(SAML, "NameID"));
    let navn = match (navne.next(), navne.next()) {
        (Some(n), None) if n.elementer().next().is_none() => n.tekst().trim().to_owned(),
        _ => return Err(ugyldig("not one NameID")),
    };
    let indeks = rod.elementer().filter(|e| e.navn.er(SAMLP, "SessionIndex")).take(20).map(|e| e.tekst().trim().to_owned()).collect();
    Ok(Anmodet { id: h.id, navn, indeks })
}

/// A log-out of ours: the text before and after the place of its signature.
fn skriv(id: &str, udsteder: &str, til: &str, d: &Deltager, nu: Tidspunkt) -> (String, String) {
    let mut foer = format!("<samlp:LogoutRequest xmlns:samlp=\"{SAMLP}\" Destination=\"");
    escape_attribut(til, &mut foer);
    foer.push_str(&format!(
        "\" ID=\"{id}\" IssueInstant=\"{}\" NotOnOrAfter=\"{}\" Version=\"2.0\"><saml:Issuer xmlns:saml=\"{SAML}\">",
        nu.til_utc_ms(),
        nu.plus_mikros(graenser::LOGIN_SVAR_SEKUNDER * 1_000_000).til_utc_ms()
    ));
    escape_tekst(udsteder, &mut foer);
    foer.push_str("</saml:Issuer>");
    let mut efter = format!("<saml:NameID xmlns:saml=\"{SAML}\"");
    if !d.format.is_empty() {
        efter.push_str(" Format=\"");
        escape_attribut(&d.format, &mut efter);
        efter.push('"');
    }
    efter.push('>');
    escape_tekst(&d.navn, &mut efter);
    efter.push_str("</saml:NameID>");
    if !d.indeks.is_empty() {
        efter.push_str("<samlp:SessionIndex>");
        escape_tekst(&d.indeks, &mut efter);
        efter.push_str("</samlp:SessionIndex>");
    }
    efter.push_str("</samlp:LogoutRequest>");
    (foer, efter)
}
