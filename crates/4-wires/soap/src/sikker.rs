//! Who calls by SOAP: a signed message with a token, a client certificate with a context in the body, or one alone (contracts 1.2, 1.3, 8.4).
use crate::Tilstand;
use crate::konvolut::Konvolut;
use crate::tjenester::Kontrakt;
use adgang::besked::Modtager;
use adgang::klient::Invocation;
use adgang::{Adgang, Indgang, Indkomst};
use axum::extract::Request;
use grund::spor::Mangel;
use grund::xml::{Dokument, XElement};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Tidspunkt, Uuid, id::laes_uuid};
use kontrakt::skema::Element;
use kontrakt::tjeneste::Platform;

const AUTHORITY: &str = "http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/";
const INVOCATION: &str = "http://serviceplatformen.dk/xml/schemas/InvocationContext/1/";
/// HovedOplysninger of eIndkomst has the caller's words and its authority inside (contracts 1.5).
const HOVED: &str = "http://kombit.dk/xml/schemas/kontekst/2017/01/01/";
const CALL: &str = "http://serviceplatformen.dk/xml/schemas/CallContext/1/";

/// What the program knows of a caller before the message is read.
#[derive(Clone, Debug, Default)]
pub struct Kalder {
    /// In the open mode, and for callers that are proven by a header of HTTP.
    pub kontekst: Option<Kaldekontekst>,
    /// Otherwise.
    pub indkomst: Option<Indkomst>,
}

impl Kalder {
    /// From the request's extensions.
    pub fn af(anmodning: &Request) -> Self {
        Self { kontekst: anmodning.extensions().get().cloned(), indkomst: anmodning.extensions().get().cloned() }
    }

    /// The id of the call.
    pub fn kald_id(&self) -> Uuid {
        self.indkomst.as_ref().map(|i| i.kald_id).or(self.kontekst.as_ref().map(|k| k.kald_id)).unwrap_or_default()
    }

    /// When the call came.
    pub fn nu(&self) -> Tidspunkt {
        let nu = self.indkomst.as_ref().map(|i| i.nu).or(self.kontekst.as_ref().map(|k| k.nu));
        nu.unwrap_or(Tidspunkt::fra_mikros(0))
    }
}

/// The context of the call.
///
/// # Errors
/// 21xx; `Intern` when the program has put nothing on the request.
pub async fn kontekst(
    tilstand: &Tilstand,
    kontrakt: &Kontrakt,
    kalder: &Kalder,
    dokument: &Dokument<'_>,
    konvolut: &Konvolut<'_, '_>,
) -> Result<Kaldekontekst, Fejl> {
    let Some(adgang) = tilstand.adgang.as_deref() else {
        return kalder.kontekst.clone().ok_or_else(|| Fejl::intern("no call context on the request"));
    };
    let indkomst = kalder.indkomst.as_ref().ok_or_else(|| Fejl::intern("no caller on the request"))?;
    let ind = indkomst.ind();
    let entity_id = kontrakt.bagved.adgang.entity_id;
    let modtager = Modtager { entity_id, stier: kontrakt.stier, framework: kontrakt.platform.er_serviceplatform() };
    match kontrakt.platform {
        Platform::Klientcertifikat if !konvolut.sikkerhed => adgang.eneste_myndighed(indkomst.klient.as_ref(), entity_id, ind),
        Platform::Stoettesystem | Platform::Klientcertifikat => adgang.idws(dokument, modtager, ind).await,
        Platform::Serviceplatform | Platform::AeldreServiceplatform => {
            kaldere(konvolut.besked, ind);
            if konvolut.sikkerhed {
                let kontekst = adgang.idws(dokument, modtager, ind).await?;
                return samme_myndighed(kontekst, konvolut.besked, ind);
            }
            klient(adgang, indkomst, konvolut.besked, kontrakt)
        }
    }
}

/// The authority of the body's AuthorityContext, if there is one.
fn authority_context(besked: &XElement<'_>) -> Result<Option<Cvr>, Fejl> {
    let egen = besked.elementer().find(|e| e.navn.er(AUTHORITY, "AuthorityContext")).map(|a| (AUTHORITY, a));
    let i_hoved = || besked.barn(HOVED, "HovedOplysninger").and_then(|h| h.barn(HOVED, "AuthorityContext")).map(|a| (HOVED, a));
    let Some((ns, a)) = egen.or_else(i_hoved) else { return Ok(None) };
    let tekst = a.barn(ns, "MunicipalityCVR").map(|e| e.tekst().trim().to_owned()).unwrap_or_default();
    let felt = "AuthorityContext/MunicipalityCVR";
    tekst
        .parse()
        .map(Some)
        .map_err(|()| Fejl::ny(Fejlkode::ManglerMyndighed).felt(felt).ventet(grund::sagt::cifre(8)).detalje(grund::fejl::uddrag(&tekst)))
}

/// The token decides for whom the call is; a body that says otherwise is a mistake that nobody would see.
fn samme_myndighed(kontekst: Kaldekontekst, besked: &XElement<'_>, ind: Indgang<'_>) -> Result<Kaldekontekst, Fejl> {
    match authority_context(besked)? {
        Some(cvr) if cvr != kontekst.myndighed => Err(ind.afslag(
            Fejlkode::UgyldigtToken,
            Mangel::Token,
            format!("Tokenet gælder myndighed {}, men AuthorityContext nævner {cvr}.", kontekst.myndighed),
            Vec::new(),
            "Hent et token til den myndighed, som kaldet gælder.",
        )),
        _ => Ok(kontekst),
    }
}

/// A client certificate, and the authority or the agreement in the body.
fn klient(adgang: &Adgang, indkomst: &Indkomst, besked: &XElement<'_>, kontrakt: &Kontrakt) -> Result<Kaldekontekst, Fejl> {
    let (ind, entity_id) = (indkomst.ind(), kontrakt.bagved.adgang.entity_id);
    let cvr = authority_context(besked).map_err(ind.noter(Mangel::Sikkerhed, "Angiv myndighedens CVR-nummer."))?;
    if let Some(cvr) = cvr {
        return adgang.authority_context(indkomst.klient.as_ref(), entity_id, cvr, ind);
    }
    if let Some(i) = besked.elementer().find(|e| e.navn.er(INVOCATION, "InvocationContext")) {
        let uuid = |navn: &'static str| {
            let tekst = i.barn(INVOCATION, navn).map(|e| e.tekst().trim().to_owned()).unwrap_or_default();
            laes_uuid(&tekst).ok_or_else(|| {
                Fejl::ny(Fejlkode::UgyldigUuid).felt(format!("InvocationContext/{navn}")).detalje(grund::fejl::uddrag(&tekst))
            })
        };
        let i = Invocation { aftale: uuid("ServiceAgreementUUID")?, system: uuid("UserSystemUUID")?, tjeneste: uuid("ServiceUUID")? };
        return adgang.invocation_context(indkomst.klient.as_ref(), entity_id, i, ind);
    }
    Err(adgang.mangler(ind).tilladt(modeller(kontrakt)))
}

/// The security models of one of Serviceplatformen's services: a token is always taken, a context where the contract's messages have room for it.
fn modeller(kontrakt: &Kontrakt) -> impl Iterator<Item = &'static str> {
    let i_hoved = |e: &Element, navn: &str| e.barn("HovedOplysninger").and_then(|p| p.element()).is_some_and(|h| h.barn(navn).is_some());
    let har = move |navn: &&str| kontrakt.operationer.iter().any(|o| o.ind.barn(navn).is_some() || i_hoved(o.ind, navn));
    ["KombitToken"].into_iter().chain(["AuthorityContext", "InvocationContext"].into_iter().filter(har))
}

/// What the body's contexts say about the caller's own user and call, for the log.
fn kaldere(besked: &XElement<'_>, ind: Indgang<'_>) {
    for (ns, navn) in [(CALL, "CallContext"), (INVOCATION, "InvocationContext"), (HOVED, "HovedOplysninger")] {
        let Some(k) = besked.elementer().find(|e| e.navn.er(ns, navn)) else { continue };
        let felt = |f: &str| k.barn(ns, f).map(|e| e.tekst().trim().chars().take(255).collect::<String>()).filter(|t| !t.is_empty());
        ind.spor.skriv(|s| {
            s.bruger = s.bruger.take().or_else(|| felt("OnBehalfOfUser"));
            s.kalders_id = s.kalders_id.take().or_else(|| felt("CallersServiceCallIdentifier"));
            s.regning = s.regning.take().or_else(|| felt("AccountingInfo"));
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tjenester::{alle, paa_sti};

    #[test]
    fn a_call_without_proof_is_told_the_models_that_the_service_takes() {
        let sagt = |sti: &str| Fejl::ny(Fejlkode::ManglerSikkerhed).tilladt(modeller(paa_sti(sti).unwrap())).i_fault();
        let ord = "SAM-2101: Security model for the called operation was not provided. The following are supported: ";
        for (sti, modeller) in [
            ("/service/CVR/Online/2", "[KombitToken, InvocationContext]"),
            ("/service/CPR/PersonBaseDataExtended/5", "[KombitToken, AuthorityContext, InvocationContext]"),
            ("/service/CPRService/CPRService/1", "[KombitToken, InvocationContext]"),
            ("/service/SKAT/EIndkomst/4", "[KombitToken, AuthorityContext]"),
        ] {
            assert_eq!(sagt(sti), format!("{ord}{modeller}"), "{sti}");
        }
    }

    #[test]
    fn every_service_that_takes_an_invocation_context_has_an_id_for_it() {
        for k in alle().filter(|k| k.platform.er_serviceplatform() && modeller(k).any(|m| m == "InvocationContext")) {
            let id = k.bagved.adgang.entity_id;
            assert!(adgang::katalog::service_uuid(id).is_some(), "{id}");
        }
    }
}
