//! Our own metadata: towards systems as identity provider, with or without the NSIS profile (G-45), and towards identity providers as service provider. All keys of the login stand there,
//! the one that signs first, so that they can be changed without an agreed moment.
use super::besked::underskriv;
use super::metadata::{MD, POST, REDIRECT};
use super::svar::{OIO2, OIO3};
use super::{PERSISTENT, SAML, SAMLP, TRANSIENT, X509_EMNE, sti};
use crate::niveau::{AAL, IAL, LOA};
use crate::side::Afvist;
use crate::{Login, afvis};
use adgang::Indkomst;
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use grund::xml::escape_attribut;
use grund::{Fejl, Tidspunkt};
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::xmlenc::{AES256_GCM, RSA_OAEP_MGF1P};
use std::sync::Arc;

/// How long metadata may be used: a changed key is known everywhere within it.
const DAGE: i64 = 7;
const DS: &str = sikkerhed::xmlsig::DS;

/// Metadata towards systems; `?samlprofile=nemlogin3` tells the attributes of OIOSAML 3.
pub(crate) async fn metadata(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    RawQuery(query): RawQuery,
) -> Result<Response, Afvist> {
    let nsis = query.is_some_and(|q| q.split('&').any(|d| d == "samlprofile=nemlogin3"));
    svar(l.metadata(nsis, ind.nu)).map_err(|f| afvis(&ind, f))
}

/// Metadata towards identity providers.
pub(crate) async fn sp_metadata(State(l): State<Arc<Login>>, Extension(ind): Extension<Indkomst>) -> Result<Response, Afvist> {
    svar(l.sp_metadata(ind.nu)).map_err(|f| afvis(&ind, f))
}

fn svar(xml: Result<String, Fejl>) -> Result<Response, Fejl> {
    let hoveder = [(header::CONTENT_TYPE, "application/samlmetadata+xml"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((hoveder, xml?).into_response())
}

impl Login {
    /// As identity provider.
    ///
    /// # Errors
    /// `LoginIkkeOpsat`, `Intern`.
    pub fn metadata(&self, nsis: bool, nu: Tidspunkt) -> Result<String, Fejl> {
        let navne: Vec<String> = if nsis {
            let egne = [
                "specVersion",
                "eid/fullName",
                "eid/professional/uuid/persistent",
                "eid/professional/cvr",
                "eid/cprUuid",
                "eid/privilegesIntermediate",
            ];
            [LOA, IAL, AAL].into_iter().map(str::to_owned).chain(egne.into_iter().map(|n| format!("{OIO3}{n}"))).collect()
        } else {
            ["SpecVer", "KombitSpecVer", "AssuranceLevel", "CvrNumberIdentifier", "Privileges_intermediate"]
                .into_iter()
                .map(|n| format!("{OIO2}{n}"))
                .collect()
        };
        let format = if nsis { "uri" } else { "basic" };
        let attributter: String = navne
            .iter()
            .map(|n| {
                format!(
                    "<saml:Attribute xmlns:saml=\"{SAML}\" Name=\"{n}\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:{format}\"></saml:Attribute>"
                )
            })
            .collect();
        let navneformater = if nsis { [PERSISTENT, TRANSIENT].as_slice() } else { &[X509_EMNE, PERSISTENT, TRANSIENT] };
        let noegler = self.nu_noegler()?;
        let krop = format!(
            "<md:IDPSSODescriptor WantAuthnRequestsSigned=\"true\" protocolSupportEnumeration=\"{SAMLP}\">{}{}{}{}{attributter}</md:IDPSSODescriptor>",
            noegledele(noegler.alle(), false),
            steder("SingleLogoutService", &[REDIRECT, POST], &self.sted(sti::LOGUD), ""),
            formater(navneformater),
            steder("SingleSignOnService", &[REDIRECT, POST], &self.sted(sti::LOGIN), ""),
        );
        self.entitet(&self.entity_id(), &krop, noegler.par()?, nu)
    }

    /// As service provider.
    ///
    /// # Errors
    /// `LoginIkkeOpsat`, `Intern`.
    pub fn sp_metadata(&self, nu: Tidspunkt) -> Result<String, Fejl> {
        let noegler = self.nu_noegler()?;
        let krop = format!(
            "<md:SPSSODescriptor AuthnRequestsSigned=\"true\" WantAssertionsSigned=\"true\" protocolSupportEnumeration=\"{SAMLP}\">{}{}{}{}</md:SPSSODescriptor>",
            noegledele(noegler.alle(), true),
            steder("SingleLogoutService", &[REDIRECT, POST], &self.sted(sti::SP_LOGUD), ""),
            formater(&[PERSISTENT]),
            steder("AssertionConsumerService", &[POST], &self.sted(sti::FORBRUG), " index=\"0\" isDefault=\"true\""),
        );
        self.entitet(&self.sp_entity_id(), &krop, noegler.par()?, nu)
    }

    fn entitet(&self, entity_id: &str, krop: &str, par: &Noeglepar, nu: Tidspunkt) -> Result<String, Fejl> {
        let id = self.nyt_id();
        let mut foer = format!("<md:EntityDescriptor xmlns:md=\"{MD}\" ID=\"{id}\" entityID=\"");
        escape_attribut(entity_id, &mut foer);
        foer.push_str(&format!("\" validUntil=\"{}\">", nu.plus_mikros(DAGE * 86_400 * 1_000_000).til_utc_ms()));
        underskriv(&foer, &format!("{krop}</md:EntityDescriptor>"), &id, par)
    }
}

fn noegledele<'n>(alle: impl Iterator<Item = &'n Noeglepar>, krypteres: bool) -> String {
    let mut ud = String::new();
    for par in alle {
        let info = format!(
            "<ds:KeyInfo xmlns:ds=\"{DS}\"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
            par.certifikat().base64()
        );
        ud.push_str(&format!("<md:KeyDescriptor use=\"signing\">{info}</md:KeyDescriptor>"));
        if krypteres {
            ud.push_str(&format!(
                "<md:KeyDescriptor use=\"encryption\">{info}<md:EncryptionMethod Algorithm=\"{AES256_GCM}\"></md:EncryptionMethod>\
                 <md:EncryptionMethod Algorithm=\"{RSA_OAEP_MGF1P}\"></md:EncryptionMethod></md:KeyDescriptor>"
            ));
        }
    }
    ud
}

/// Attributes in canonical order: capital letters come first.
fn steder(navn: &str, bindinger: &[&str], adresse: &str, mere: &str) -> String {
    let mut a = String::new();
    escape_attribut(adresse, &mut a);
    bindinger.iter().map(|b| format!("<md:{navn} Binding=\"{b}\" Location=\"{a}\"{mere}></md:{navn}>")).collect()
}

fn formater(alle: &[&str]) -> String {
    alle.iter().map(|f| format!("<md:NameIDFormat>{f}</md:NameIDFormat>")).collect()
}
