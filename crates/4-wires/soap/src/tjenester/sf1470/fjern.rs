//! fjern of SF1470: cases, and what belongs to them (A-34, C-35).
use crate::oversaet::grunddele;
use crate::tjenester::indeks::udtryk;
use crate::tjenester::{Kald, retur};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use kontrakt::Knude;
use register::{Laesevalg, Objektid, Skridt};
use sagdokument::numre::JOURNALPOST;
use sagdokument::objekttyper::{DOKUMENT, SAG};
use ydelse::numre::{BEVILLINGSSAG, YDELSEEFFEKTUERING};
use ydelse::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};

/// What became of one object.
type Fjernet = (&'static str, Uuid, Result<(), Fejl>);

/// Times that a case is looked at anew because somebody changed what was to go.
const FORSOEG: usize = 8;

/// Removes cases, named or searched for; with each the documents that are left without a case, unless they are to stay, and the grants
/// and payments, if they shall go too: what goes with a case goes in one transaction. [D] The answer has one line for everything that was removed or
/// could not be; what the caller may not remove stays, and keeps nothing else from going.
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
        let med = Med { dokumenter: !ja("EfterladSagsloeseDokumenter"), ydelser: ja("FjernOgsaaYdelse") };
        let svar = en_sag(kald, Objektid { objekttype: &SAG, uuid }, med, &mut ud).await;
        ud.push((SAG.navn, uuid, svar));
    }
    Ok(retur::unik_retur(kald.operation.ud, ud.into_iter().map(|(navn, uuid, svar)| (navn, uuid, svar.map(|()| Vec::new()))).collect()))
}

/// Whether the documents and the grants of a case go with it.
#[derive(Clone, Copy)]
struct Med {
    dokumenter: bool,
    ydelser: bool,
}

async fn en_sag(kald: Kald<'_>, id: Objektid, med: Med, ud: &mut Vec<Fjernet>) -> Result<(), Fejl> {
    for _ in 0..FORSOEG {
        let mut afvist = Vec::new();
        let dele = hvad_gaar(kald, id, med, &mut afvist).await?;
        let gaar: Vec<Objektid> = dele.iter().map(|(id, _)| *id).collect();
        let skridt = dele.into_iter().map(|(id, set)| (kald.kontekst, Skridt::Fjern(id, Some(set)))).collect();
        match kald.tilstand.register.udfoer_samlet(kald.kontekst, skridt, Default::default()).await {
            Ok(_) => {
                ud.extend(gaar.iter().filter(|x| **x != id).map(|x| (x.objekttype.navn, x.uuid, Ok(()))));
                ud.extend(afvist);
                return Ok(());
            }
            // Changed, or gone, since it was looked at.
            Err(f) if matches!(f.kode(), Fejlkode::Samtidig | Fejlkode::FindesIkke) => {}
            Err(f) => return Err(f),
        }
    }
    Err(Fejl::ny(Fejlkode::Samtidig).regel("A-60"))
}

/// The case and what goes with it, each with the registration that was looked at; what the caller may not remove is put with the refused.
async fn hvad_gaar(kald: Kald<'_>, id: Objektid, med: Med, afvist: &mut Vec<Fjernet>) -> Result<Vec<(Objektid, Tidspunkt)>, Fejl> {
    let register = &kald.tilstand.register;
    let objekt = register.laes(kald.kontekst, id, Laesevalg::AKTUEL).await?.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke))?;
    // What the answer to this says is what the journal below was read from, or later; then it is read again.
    let set = objekt.nyeste().map_or(Tidspunkt::MINUS_UENDELIG, |r| r.registreret.fra);
    let mut ud = vec![(id, set)];
    register.kan_fjernes(kald.kontekst, id).await?;
    let mut maaske: Vec<Objektid> = Vec::new();
    if med.dokumenter {
        let journal = objekt.nyeste().and_then(|r| r.billede.relationer.get(&JOURNALPOST));
        let mut poster: Vec<Uuid> = journal.into_iter().flatten().filter_map(|x| x.reference.as_ref()?.uuid()).collect();
        poster.sort_unstable();
        poster.dedup();
        for uuid in poster {
            if udtryk::uden_andre_sager(kald, uuid, id.uuid).await? {
                maaske.push(Objektid { objekttype: &DOKUMENT, uuid });
            }
        }
    }
    // the module of grants may be switched off
    if med.ydelser && register.typer().nr(BEVILLING.nr).is_some() {
        for b in register.soeg(kald.kontekst, &udtryk::peger_paa(kald, &BEVILLING, BEVILLINGSSAG, id.uuid)).await? {
            for e in register.soeg(kald.kontekst, &udtryk::peger_paa(kald, &OEKONOMISKEFFEKTUERING, YDELSEEFFEKTUERING, b)).await? {
                let id = Objektid { objekttype: &OEKONOMISKEFFEKTUERING, uuid: e };
                if !maaske.contains(&id) {
                    maaske.push(id);
                }
            }
            maaske.push(Objektid { objekttype: &BEVILLING, uuid: b });
        }
    }
    for x in maaske {
        match register.kan_fjernes(kald.kontekst, x).await {
            Ok(set) => ud.push((x, set)),
            // a case may refer to a document that never came (C-13)
            Err(f) if f.kode() == Fejlkode::FindesIkke && x.objekttype == &DOKUMENT => {}
            Err(f) => afvist.push((x.objekttype.navn, x.uuid, Err(f))),
        }
    }
    Ok(ud)
}
