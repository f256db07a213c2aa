//! Serviceplatformen's services: where the answer comes from. A handler of our own, or an upstream, whose message is ours with other contexts, and whose answer is handed on as it is
//! (contracts 12, row 33: real services break their own patterns, so it is not held against the contract).
use super::skema::serviceplatform::fault::SERVICEPLATFORM_FAULT;
use super::{Kald, Udfoer};
use crate::konvolut::Version;
use grund::xml::{self, Praefikser, XElement};
use grund::{Fejl, Fejlkode};
use kontrakt::Knude;
use serviceplatform::opstroem::afvist;
use serviceplatform::port::begynd_uden;
use serviceplatform::{Anmodning, Kilde, Kontekstform, Metode, Opstroem, Sptjeneste, Svar, Tokenkrav, Tokensted};

/// How an upstream is spoken to. An upstream whose contract is another one is a row here, and its entry names it.
pub struct Oversaettelse {
    /// What entries of upstreams call it; empty for those that speak the service's own contract.
    pub navn: &'static str,
    /// The message for it.
    pub ind: fn(Kald<'_>, &Knude, &Opstroem) -> Result<Anmodning, Fejl>,
    /// The answer's body from its answer.
    pub ud: fn(Kald<'_>, &Opstroem, &Svar) -> Result<Knude, Fejl>,
}

/// Every way of speaking.
pub static OVERSAETTELSER: &[Oversaettelse] = &[Oversaettelse { navn: "", ind: samme_ind, ud: samme_ud }];

/// Answers an operation of a service that goes through the gateway.
///
/// # Errors
/// As the handler, and 26xx.
pub(super) async fn svar(kald: Kald<'_>, t: &'static Sptjeneste, udfoer: Udfoer, ind: &Knude) -> Result<Knude, Fejl> {
    let mut cpr = Vec::new();
    tekster(ind, t.cprfelter, &mut cpr);
    let kilde = match &kald.tilstand.serviceplatform {
        Some(s) => s.begynd(t, kald.kontekst, &cpr).await?,
        None => begynd_uden(t, kald.kontekst, &cpr)?,
    };
    match (kilde, &kald.tilstand.serviceplatform) {
        (Kilde::Gennem(o), Some(s)) => {
            let navn = o.oversaettelse.as_deref().unwrap_or_default();
            let vej = OVERSAETTELSER.iter().find(|v| v.navn == navn);
            let vej = vej.ok_or_else(|| Fejl::ny(Fejlkode::KildeMangler).felt(navn).tilladt(OVERSAETTELSER.iter().map(|v| v.navn)))?;
            let a = Anmodning { laeser: t.laeser, ..(vej.ind)(kald, ind, &o)? };
            let svar = s.gennem(&o, &a).await?;
            (vej.ud)(kald, &o, &svar)
        }
        (Kilde::Egen(kilde), _) => udfoer(Kald { kilde, ..kald }, ind).await,
        (Kilde::Gennem(o), None) => Err(Fejl::ny(Fejlkode::KildeMangler).felt(o.navn.clone())),
    }
}

/// Texts of the elements with these names, wherever they stand.
fn tekster<'k>(k: &'k Knude, navne: &[&str], ud: &mut Vec<&'k str>) {
    for b in &k.boern {
        if navne.contains(&b.navn()) {
            ud.push(b.vaerdi());
        }
        tekster(b, navne, ud);
    }
}

const KONTEKSTER: [&str; 3] = ["CallContext", "AuthorityContext", "InvocationContext"];

/// Our message to an upstream of the same contract: the caller's, with its CallContext and a context of ours; with a token, which the sender puts around it, none.
fn samme_ind(kald: Kald<'_>, ind: &Knude, o: &Opstroem) -> Result<Anmodning, Fejl> {
    let (version, action) = (kald.kontrakt.soap, kald.operation.action);
    let mut besked = String::new();
    kontrakt::skriv(&med_kontekst(kald, ind, &o.kontekst)?, &mut besked);
    let token = matches!(o.kontekst, Kontekstform::Token { .. }).then(|| Tokenkrav {
        entity_id: kald.kontrakt.bagved.adgang.entity_id,
        myndighed: kald.kontekst.myndighed,
        sted: Tokensted::Besked {
            soap12: version == Version::V12,
            action,
            framework: kald.kontrakt.platform.er_serviceplatform(),
            transaktion: kald.kontrakt.hoved.is_some(),
        },
    });
    let krop = match token {
        Some(_) => besked,
        None => {
            let ns = version.ns();
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"{ns}\"><s:Body>{besked}</s:Body></s:Envelope>")
        }
    };
    let hoveder = match version {
        Version::V11 => vec![("content-type", version.indholdstype().to_owned()), ("soapaction", format!("\"{action}\""))],
        Version::V12 => vec![("content-type", format!("{}; action=\"{action}\"", version.indholdstype()))],
    };
    let sti = kald.kontrakt.stier.first().copied().unwrap_or_default().to_owned();
    Ok(Anmodning { metode: Metode::Post, sti, hoveder, krop, laeser: false, token })
}

/// The contexts come first in every contract; their order is the contract's own.
fn med_kontekst(kald: Kald<'_>, ind: &Knude, form: &Kontekstform) -> Result<Knude, Fejl> {
    let mut ud = Knude { boern: Vec::new(), ..ind.clone() };
    let vil = match form {
        Kontekstform::Authority => "AuthorityContext",
        Kontekstform::Invocation { .. } => "InvocationContext",
        Kontekstform::Token { .. } => "",
    };
    if !vil.is_empty() && ind.element.barn(vil).is_none() {
        return Err(Fejl::ny(Fejlkode::KildeMangler).felt("kontekst").detalje((
            format!("tjenestens kontrakt har ingen {vil}: vælg en anden kontekst for opstrømmen"),
            format!("the service's contract has no {vil}: choose another context for the upstream"),
        )));
    }
    for p in ind.element.partikler() {
        let Some(k) = Knude::i(p) else { continue };
        match k.navn() {
            "CallContext" => ud.boern.extend(ind.barn("CallContext").cloned()),
            "AuthorityContext" if vil == "AuthorityContext" => ud = ud.med(k.felt("MunicipalityCVR", kald.kontekst.myndighed.to_string())),
            "InvocationContext" => {
                if let Kontekstform::Invocation { aftale, system, bruger, tjeneste } = form {
                    ud = ud.med(
                        k.felt("ServiceAgreementUUID", aftale.to_string())
                            .felt("UserSystemUUID", system.to_string())
                            .felt("UserUUID", bruger.to_string())
                            .felt("ServiceUUID", tjeneste.to_string()),
                    );
                }
            }
            _ => {}
        }
    }
    ud.boern.extend(ind.boern.iter().filter(|b| !KONTEKSTER.contains(&b.navn())).cloned());
    Ok(ud)
}

/// The answer of an upstream of the same contract.
fn samme_ud(kald: Kald<'_>, o: &Opstroem, svar: &Svar) -> Result<Knude, Fejl> {
    let ulaeselig =
        |hvorfor: String| Fejl::ny(Fejlkode::OpstroemUlaeselig).felt(o.navn.clone()).aarsag(format!("HTTP {}: {hvorfor}", svar.status));
    let afvist = |ord: &str| afvist(o, ord);
    let tekst = xml::afkod(&svar.krop).map_err(|f| ulaeselig(f.to_string()))?;
    if tekst.trim().is_empty() && svar.status >= 400 {
        return Err(afvist(&format!("HTTP {}", svar.status)));
    }
    let rod = xml::parse(&tekst).map_err(|f| ulaeselig(f.to_string()))?;
    let krop = [Version::V11, Version::V12].into_iter().find_map(|v| rod.barn(v.ns(), "Body"));
    let krop = krop.ok_or_else(|| ulaeselig("no SOAP body".into()))?;
    let besked = krop.elementer().next().ok_or_else(|| ulaeselig("an empty body".into()))?;
    if besked.navn.lokal == "Fault" {
        return Err(afvist(&faulttekst(besked)));
    }
    let ud = kald.operation.ud;
    if svar.status >= 400 || !besked.navn.er(ud.ns.uri, ud.navn) {
        return Err(ulaeselig(format!("{{{}}}{}", besked.navn.ns, besked.navn.lokal)));
    }
    let om = Praefikser::i(&[&rod, krop, besked]);
    let mut indhold = String::new();
    besked.elementer().for_each(|e| xml::skriv_alene(e, &om, &mut indhold));
    Ok(Knude::ny(ud).med_raat(indhold))
}

/// The sentence of a fault, and the codes of ServiceplatformFault.
fn faulttekst(f: &XElement<'_>) -> String {
    fn find(e: &XElement<'_>, ud: &mut Vec<String>) {
        let tekst = e.tekst();
        let taget = matches!(e.navn.lokal.as_ref(), "faultstring" | "Text")
            || (e.navn.ns == SERVICEPLATFORM_FAULT.ns.uri && e.navn.lokal == "ErrorCode");
        if taget && !tekst.trim().is_empty() && ud.len() < 4 {
            ud.push(tekst.trim().to_owned());
        }
        e.elementer().for_each(|b| find(b, ud));
    }
    let mut ud = Vec::new();
    find(f, &mut ud);
    ud.join(" · ")
}
