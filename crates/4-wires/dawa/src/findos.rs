//! FindOs by JSON: for those with an agreement, since it tells of persons. A service of the gateway: counted, under quotas, in the log with its purpose.
use crate::opslag::{betegnelse, kort};
use crate::param::Parametre;
use crate::svar::{Afvisning, ok};
use crate::{FINDOS, Tilstand};
use adresse::findos::{Bopael, Cpradresse, Spoergsmaal};
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use grund::{Fejl, Fejlkode, Kaldekontekst, Tidspunkt, sagt};
use serde_json::{Value, json};
use serviceplatform::port::begynd_uden;
use serviceplatform::tjenester::findos::OPSLAG;
use serviceplatform::{Kilde, rest};

/// Its parameters.
pub(crate) const PARAMETRE: &[&str] = &["navn", "adresse", "kommunekode", "vejkode", "husnr", "etage", "doer", "formaal"];
/// Characters of a purpose.
const FORMAAL: usize = 300;

/// Address history by name and address.
pub(crate) async fn opslag(
    State(t): State<Tilstand>,
    Extension(kald): Extension<Kaldekontekst>,
    RawQuery(q): RawQuery,
    p: Parametre,
) -> Result<Response, Afvisning> {
    p.kun(PARAMETRE)?;
    kald.spor.skriv(|s| s.operation = Some("opslag".into()));
    let navn = p.soegetekst("navn")?.unwrap_or_default();
    let linje = p.soegetekst("adresse")?.unwrap_or_default();
    let cpr = cpradresse(&p)?;
    if !navn.trim().is_empty() {
        formaal(&p, &kald)?;
    }
    if linje.trim().is_empty() && cpr.is_none() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("adresse").into());
    }
    let kilde = match &t.serviceplatform {
        Some(s) => s.begynd(&OPSLAG, &kald, &[]).await?,
        None => begynd_uden(&OPSLAG, &kald, &[])?,
    };
    if let (Kilde::Gennem(o), Some(s)) = (&kilde, &t.serviceplatform) {
        let hvad = rest::Spoergsmaal { sti: format!("{FINDOS}/opslag?{}", q.unwrap_or_default()), hoveder: Vec::new() };
        let svar = s.gennem_rest(o, &OPSLAG, &kald, hvad).await?;
        let status = StatusCode::from_u16(svar.status).unwrap_or(StatusCode::BAD_GATEWAY);
        return Ok((status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], svar.krop).into_response());
    }
    let hvad = Spoergsmaal { navn: &navn, adresse: &linje, cpradresse: cpr.as_ref() };
    let svar = adresse::findos::opslag(&t.adresser, t.personer.as_deref(), &kald, hvad).await?;
    let adresser: Vec<Value> = svar
        .adresser
        .iter()
        .map(|f| json!({ "adresse": kort(&t, &f.adresse), "historik": f.historik.iter().map(betegnelse).collect::<Vec<_>>() }))
        .collect();
    let personer = svar.personer.map(|alle| alle.iter().map(bopael).collect::<Vec<_>>());
    Ok(ok(&json!({ "adresser": adresser, "personkilde": personer.is_some(), "personer": personer })))
}

/// Why a person is looked up: it must be said, and stands in the log.
fn formaal(p: &Parametre, kald: &Kaldekontekst) -> Result<(), Fejl> {
    let sagt = p.en("formaal").map(str::trim).filter(|f| !f.is_empty());
    let sagt = sagt.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("formaal"))?;
    if sagt.chars().count() > FORMAAL {
        return Err(Fejl::ny(Fejlkode::ForLang).felt("formaal").ventet(sagt::hoejst(FORMAAL, sagt::TEGN)));
    }
    // One line of the log, whatever was sent.
    let rent: String = sagt.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    kald.spor.skriv(|s| s.formaal = Some(rent));
    Ok(())
}

/// The address as the CPR register has it, where it is asked by that.
fn cpradresse(p: &Parametre) -> Result<Option<Cpradresse>, Fejl> {
    const DELE: [&str; 5] = ["kommunekode", "vejkode", "husnr", "etage", "doer"];
    if !DELE.iter().any(|d| p.en(d).is_some()) {
        return Ok(None);
    }
    let kode = |navn: &'static str| {
        let fundet = p.tal(navn, 1, 9_999)?.and_then(|n| u16::try_from(n).ok());
        fundet.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(navn))
    };
    let tekst = |navn: &str| p.en(navn).unwrap_or_default().to_owned();
    let (kommunekode, vejkode) = (kode("kommunekode")?, kode("vejkode")?);
    Ok(Some(Cpradresse { kommunekode, vejkode, husnr: tekst("husnr"), etage: tekst("etage"), doer: tekst("doer") }))
}

/// A person at an address, as the interface tells her.
pub fn bopael(b: &Bopael) -> Value {
    let ende = |t: Tidspunkt| if t.er_endelig() { Value::String(t.til_utc()) } else { Value::Null };
    let a = &b.adresse;
    let sted = json!({ "kommunekode": format!("{:04}", a.kommunekode), "vejkode": format!("{:04}", a.vejkode), "husnr": a.husnr, "etage": a.etage, "doer": a.doer });
    json!({
        "person": b.person, "personnummer": b.nummer, "navn": b.navn, "adresse": sted, "fra": ende(b.periode.fra), "til": ende(b.periode.til),
        "nuvaerendeAdresse": b.nu,
    })
}
