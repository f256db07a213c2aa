//! fjern of SF1470: cases, and what belongs to them (A-34, C-35).
use crate::oversaet::grunddele;
use crate::tjenester::indeks::udtryk;
use crate::tjenester::{Kald, retur};
use grund::{Fejl, Fejlkode, Uuid};
use kontrakt::Knude;
use register::{Laesevalg, Objektid};
use sagdokument::numre::JOURNALPOST;
use sagdokument::objekttyper::{DOKUMENT, SAG};
use ydelse::numre::{BEVILLINGSSAG, YDELSEEFFEKTUERING};
use ydelse::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};

/// What became of one object.
type Fjernet = (&'static str, Uuid, Result<(), Fejl>);

/// Removes cases, named or searched for; with each the documents that are left without a case, unless they are to stay, and the grants
/// and payments, if they shall go too. [D] The answer has one line for everything that was removed or could not be.
pub async fn fjern(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let ja = |navn: &str| ind.tekst(navn).is_some_and(|t| matches!(t.trim(), "true" | "1"));
    let mut sager: Vec<Uuid> = Vec::new();
    for (nr, k) in ind.boern("SagUuid").enumerate() {
        let ingen_uuid = || Fejl::ny(Fejlkode::UgyldigUuid).felt(format!("SagUuid[{}]", nr + 1)).tilladt(["UUIDIdentifikator"]);
        sager.push(grunddele::unik_id(k)?.uuid().ok_or_else(ingen_uuid)?);
    }
    if let Some(k) = ind.barn("SoegUdtryk")
        && let Some(u) = udtryk::laes(kald, k, &SAG, 0).map_err(|f| f.under("SoegUdtryk"))?
    {
        sager.extend(udtryk::find(kald, &SAG, &u).await?);
    } else if sager.is_empty() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).tilladt(["SagUuid", "SoegUdtryk/SoegSag"]).regel("C-35"));
    }
    let mut ud: Vec<Fjernet> = Vec::new();
    for uuid in sager {
        let svar =
            en_sag(kald, Objektid { objekttype: &SAG, uuid }, !ja("EfterladSagsloeseDokumenter"), ja("FjernOgsaaYdelse"), &mut ud).await;
        ud.push((SAG.navn, uuid, svar));
    }
    Ok(retur::unik_retur(kald.operation.ud, ud.into_iter().map(|(navn, uuid, svar)| (navn, uuid, svar.map(|()| Vec::new()))).collect()))
}

async fn en_sag(kald: Kald<'_>, id: Objektid, dokumenter: bool, ydelser: bool, ud: &mut Vec<Fjernet>) -> Result<(), Fejl> {
    let register = &kald.tilstand.register;
    let objekt = register.laes(kald.kontekst, id, Laesevalg::AKTUEL).await?.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke))?;
    let journal = objekt.nyeste().and_then(|r| r.billede.relationer.get(&JOURNALPOST));
    let mut poster: Vec<Uuid> = journal.into_iter().flatten().filter_map(|x| x.reference.as_ref()?.uuid()).collect();
    poster.sort_unstable();
    poster.dedup();
    register.fjern(kald.kontekst, id).await?;
    if dokumenter {
        for uuid in poster {
            if udtryk::uden_sag(kald, uuid).await? {
                match register.fjern(kald.kontekst, Objektid { objekttype: &DOKUMENT, uuid }).await {
                    // a case may refer to a document that never came (C-13)
                    Err(f) if f.kode() == Fejlkode::FindesIkke => {}
                    svar => ud.push((DOKUMENT.navn, uuid, svar)),
                }
            }
        }
    }
    // the module of grants may be switched off
    if ydelser && register.typer().nr(BEVILLING.nr).is_some() {
        for b in register.soeg(kald.kontekst, &udtryk::peger_paa(kald, &BEVILLING, BEVILLINGSSAG, id.uuid)).await? {
            for e in register.soeg(kald.kontekst, &udtryk::peger_paa(kald, &OEKONOMISKEFFEKTUERING, YDELSEEFFEKTUERING, b)).await? {
                ud.push((
                    OEKONOMISKEFFEKTUERING.navn,
                    e,
                    register.fjern(kald.kontekst, Objektid { objekttype: &OEKONOMISKEFFEKTUERING, uuid: e }).await,
                ));
            }
            ud.push((BEVILLING.navn, b, register.fjern(kald.kontekst, Objektid { objekttype: &BEVILLING, uuid: b }).await));
        }
    }
    Ok(())
}
