//! opret, importer, ret, passiver and slet (A.3).
use crate::oversaet::grunddele::{self, uuid_identifikator};
use crate::oversaet::ind;
use crate::tjenester::{Kald, retur};
use grund::{Fejl, Fejlkode, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use kontrakt::Knude;
use register::{Flettemaade, Handling, Historisk, Indhold, Kommando, Objekttype};

/// The start of the Danish day: what a missing FraTidspunkt means, since virkning has the granularity of a day.
pub fn midnat(t: Tidspunkt) -> Tidspunkt {
    t.dansk_dato().and_then(|(aar, maaned, dag)| Tidspunkt::dansk_midnat(aar, maaned, dag)).unwrap_or(t)
}

fn kommando(objekttype: &'static Objekttype, uuid: Uuid, handling: Handling, note: Option<String>, indhold: Indhold) -> Kommando {
    Kommando { objekttype, uuid, handling, maade: Flettemaade::Sts, note, indhold, historik: Vec::new(), forudsat: None }
}

/// A new object; its UUID is ours.
pub async fn opret(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let objekttype = kald.objekttype()?;
    let indhold = ind::indhold(objekttype, ind, midnat(kald.kontekst.nu))?;
    let k = kommando(objekttype, kald.tilstand.id.ny(), Handling::Opret, ind::note(ind), indhold);
    let kvittering = kald.tilstand.register.udfoer(kald.kontekst, k).await?;
    Ok(retur::ok(kald.operation.ud).felt("UUIDIdentifikator", kvittering.uuid.to_string()))
}

/// An object with the sender's UUID.
pub async fn importer(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let objekttype = kald.objekttype()?;
    let (kontekst, k) = import(kald.kontekst, objekttype, grunddele::barn(ind, objekttype.navn)?)?;
    kald.tilstand.register.udfoer(&kontekst, k).await?;
    Ok(retur::ok(kald.operation.ud))
}

/// Reads an object with its registrations. The newest one becomes the command, registered now; the older ones keep their times and
/// become the object's history. BrugerRef of each registration is kept where it was sent.
pub fn import(kontekst: &Kaldekontekst, objekttype: &'static Objekttype, objekt: &Knude) -> Result<(Kaldekontekst, Kommando), Fejl> {
    let uuid = uuid_identifikator(objekt)?;
    let mut registreringer: Vec<(usize, &Knude)> = objekt.boern("Registrering").enumerate().collect();
    let under = |nr: usize, f: Fejl| f.under(&format!("Registrering[{}]", nr + 1));
    if registreringer.len() > 1 {
        let mut med_tid = Vec::with_capacity(registreringer.len());
        for (nr, r) in registreringer {
            med_tid.push((ind::registreret(r).map_err(|f| under(nr, f))?, nr, r));
        }
        med_tid.sort_by_key(|(t, nr, _)| (*t, *nr));
        registreringer = med_tid.into_iter().map(|(_, nr, r)| (nr, r)).collect();
    }
    let Some((nr, nyeste)) = registreringer.pop() else {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("Registrering"));
    };
    let bruger = |r: &Knude| -> Result<Option<UnikId>, Fejl> { r.barn("BrugerRef").map(grunddele::unik_id).transpose() };
    let mut historik = Vec::with_capacity(registreringer.len());
    for (nr, r) in registreringer {
        let laes = || -> Result<Historisk, Fejl> {
            let tidspunkt = ind::registreret(r)?;
            Ok(Historisk { tidspunkt, note: ind::note(r), bruger: bruger(r)?, indhold: ind::indhold(objekttype, r, midnat(tidspunkt))? })
        };
        historik.push(laes().map_err(|f| under(nr, f))?);
    }
    let indhold = ind::indhold(objekttype, nyeste, midnat(kontekst.nu)).map_err(|f| under(nr, f))?;
    let mut k = kommando(objekttype, uuid, Handling::Importer, ind::note(nyeste), indhold);
    k.historik = historik;
    let mut kontekst = kontekst.clone();
    if let Some(b) = bruger(nyeste).map_err(|f| under(nr, f))? {
        kontekst.bruger = b;
    }
    Ok((kontekst, k))
}

/// Changes an object: what is sent is merged, what is left out stays (A.4).
pub async fn ret(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let objekttype = kald.objekttype()?;
    let indhold = ind::indhold(objekttype, ind, midnat(kald.kontekst.nu))?;
    let k = kommando(objekttype, uuid_identifikator(ind)?, Handling::Ret, ind::note(ind), indhold);
    kald.tilstand.register.udfoer(kald.kontekst, k).await?;
    Ok(retur::ok(kald.operation.ud))
}

/// Makes an object passive.
pub async fn passiver(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    livscyklus(kald, ind, Handling::Passiver).await
}

/// Deletes an object logically.
pub async fn slet(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    livscyklus(kald, ind, Handling::Slet).await
}

async fn livscyklus(kald: Kald<'_>, ind: &Knude, handling: Handling) -> Result<Knude, Fejl> {
    let k = kommando(kald.objekttype()?, uuid_identifikator(ind)?, handling, ind::note(ind), Indhold::default());
    kald.tilstand.register.udfoer(kald.kontekst, k).await?;
    Ok(retur::ok(kald.operation.ud))
}
