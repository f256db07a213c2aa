//! importer and opdater: lists of objects, each in a transaction of its own; the answer says what became of each.
use super::{Kald, typen};
use crate::oversaet::{grunddele, ind};
use crate::tjenester::objekt::skriv;
use crate::tjenester::retur::{self, Objektsvar};
use grund::{Fejl, Kaldekontekst, Uuid};
use kontrakt::Knude;
use register::{Flettemaade, Handling, Kommando, Objekttype, Tillaeg};

/// A command, and on whose behalf it is carried out.
pub type Ordre = (Kaldekontekst, Kommando, Tillaeg);
/// Commands with their places in the message, and on whose behalf they are carried out.
type Bundt = (Kaldekontekst, Vec<(usize, (Kommando, Tillaeg))>);

/// Brings objects in. The content is the whole content, and the same import twice changes nothing.
pub async fn importer(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    udfoer(kald, ind, |objekttype, k| ordre(kald.kontekst, objekttype, k)).await
}

/// The element that holds the object: SF1490 wraps it twice (contracts 12, row 18).
pub fn inderst(k: &Knude) -> &Knude {
    k.barn(k.navn()).unwrap_or(k)
}

/// Reads an object that is to be brought in.
pub fn ordre(kontekst: &Kaldekontekst, objekttype: &'static Objekttype, k: &Knude) -> Result<Ordre, Fejl> {
    let k = inderst(k);
    let mut afsendt = None;
    for (nr, r) in k.boern("Registrering").enumerate() {
        let t = ind::registreret(r).map_err(|f| f.under(&format!("Registrering[{}]", nr + 1)).regel("C-12"))?;
        afsendt = afsendt.max(Some(t));
    }
    let (kontekst, kommando) = skriv::import(kontekst, objekttype, k)?;
    Ok((kontekst, Kommando { handling: Handling::Indlaes, ..kommando }, Tillaeg { afsendt, uden_notifikation: uden_notifikation(k) }))
}

/// Changes objects: what is sent is merged, what is left out stays.
pub async fn opdater(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    udfoer(kald, ind, |objekttype, k| {
        let afsendt = ind::registreret(k)?;
        let kommando = Kommando {
            objekttype,
            uuid: grunddele::uuid_identifikator(k)?,
            handling: Handling::Ret,
            maade: Flettemaade::Sts,
            note: ind::note(k),
            indhold: ind::indhold(objekttype, k, afsendt)?,
            historik: Vec::new(),
            forudsat: None,
        };
        Ok((kald.kontekst.clone(), kommando, Tillaeg { afsendt: Some(afsendt), uden_notifikation: uden_notifikation(k) }))
    })
    .await
}

fn uden_notifikation(k: &Knude) -> bool {
    k.tekst("UdenNotifikation").is_some_and(|t| matches!(t.trim(), "true" | "1"))
}

async fn udfoer(kald: Kald<'_>, ind: &Knude, laes: impl Fn(&'static Objekttype, &Knude) -> Result<Ordre, Fejl>) -> Result<Knude, Fejl> {
    let mut udfald: Vec<Objektsvar> = Vec::with_capacity(ind.boern.len());
    // One bundle for each user that stands behind registrations: the context carries him.
    let mut bundter: Vec<Bundt> = Vec::new();
    for (nr, k) in ind.boern.iter().enumerate() {
        let objekttype = typen(kald, k.register)?;
        let uuid: Uuid = grunddele::uuid_identifikator(inderst(k))?;
        match laes(objekttype, k) {
            Err(f) => udfald.push((objekttype.navn, uuid, Err(f.under(&format!("{}[{}]", k.navn(), nr + 1))))),
            Ok((kontekst, kommando, tillaeg)) => {
                udfald.push((objekttype.navn, uuid, Ok(Vec::new())));
                match bundter.iter_mut().find(|(k, _)| k.bruger == kontekst.bruger) {
                    Some((_, bundt)) => bundt.push((nr, (kommando, tillaeg))),
                    None => bundter.push((kontekst, vec![(nr, (kommando, tillaeg))])),
                }
            }
        }
    }
    for (kontekst, bundt) in bundter {
        let (numre, kommandoer): (Vec<usize>, Vec<_>) = bundt.into_iter().unzip();
        let svar = kald.tilstand.register.udfoer_flere_med(&kontekst, kommandoer).await;
        for (nr, svar) in numre.into_iter().zip(svar) {
            if let Some(u) = udfald.get_mut(nr) {
                u.2 = svar.map(|k| k.fund);
            }
        }
    }
    Ok(retur::unik_retur(kald.operation.ud, udfald))
}
