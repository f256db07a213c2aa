//! From any identifier of a person to all of them. Safe by construction: whatever was written, two persons are never joined (CPR-09, CPR-10).
//!
//! Cost: a search by number, and a search for other holders of the person's numbers; both are decided by the index.
use crate::identitet::{Tilknytning, numre};
use crate::nummer::{UUID, er_nummer, som_uuid};
use crate::objekttyper::{NUMRE, PERSONIDENTITET};
use grund::{Fejl, Kaldekontekst, Periode, UnikId, Uuid, graenser};
use register::{Forespoergsel, Laesevalg, Livscyklus, Objekt, Objektid, Register, Relationskriterium, Side};
use std::collections::BTreeSet;

/// Every identifier of the person that `id` belongs to, `id` first: its UUID, as reference and as URN, and its numbers. `id` alone when it
/// belongs to nobody, or when that can't be said for certain.
///
/// A number of status 30 leads nowhere, and nothing leads to it. Nothing is joined through a number that two identities hold, whatever its
/// status: the log says so. Persons are those of the call's own authority. The call needs no right on persons, and leaves no trace: the search that is made with the
/// answer names every number in the log.
///
/// # Errors
/// Those of the store.
pub async fn alle_numre(register: &Register, kald: &Kaldekontekst, id: &UnikId) -> Result<Vec<UnikId>, Fejl> {
    let alene = vec![id.clone()];
    let kald = intern(kald);
    let Some((uuid, alle)) = find(register, &kald, id).await? else { return Ok(alene) };
    let bindende: BTreeSet<&UnikId> = alle.iter().filter(|n| n.binder()).map(|n| &n.nummer).collect();
    let aldrig: BTreeSet<&UnikId> = alle.iter().filter(|n| !n.binder()).map(|n| &n.nummer).collect();
    let spurgt: Vec<UnikId> = bindende.difference(&aldrig).map(|id| (*id).clone()).collect();
    let indehavere = indehavere(register, &kald, &spurgt).await?;
    let delt = |id: &UnikId| indehavere.iter().any(|(u, deres)| *u != uuid && deres.iter().any(|n| n.nummer == *id));
    let delte = spurgt.iter().filter(|x| delt(x)).count();
    if delte > 0 {
        tracing::warn!(kald = %kald.kald_id, delte, "numbers of a person are held by other identities too; nothing is joined through them");
    }
    if som_uuid(id).is_none() && (!spurgt.contains(id) || delt(id)) {
        return Ok(alene);
    }
    let mut ud = alene;
    let uuider = [UnikId::Uuid(uuid), UnikId::Urn(format!("{UUID}{uuid}"))];
    for x in uuider.into_iter().chain(spurgt.into_iter().filter(|x| !delt(x))) {
        if !ud.contains(&x) {
            ud.push(x);
        }
    }
    Ok(ud)
}

/// The one identity that has the identifier.
async fn find(register: &Register, kald: &Kaldekontekst, id: &UnikId) -> Result<Option<(Uuid, Vec<Tilknytning>)>, Fejl> {
    if let Some(uuid) = som_uuid(id) {
        let objekt = register.laes(kald, Objektid { objekttype: &PERSONIDENTITET, uuid }, Laesevalg::AKTUEL).await?;
        return Ok(objekt.as_ref().and_then(levende));
    }
    if !er_nummer(id) {
        return Ok(None);
    }
    let mut fundet = indehavere(register, kald, std::slice::from_ref(id)).await?;
    if fundet.len() > 1 {
        tracing::warn!(kald = %kald.kald_id, antal = fundet.len(), "a person's number is held by several identities; nothing is joined through it");
        return Ok(None);
    }
    Ok(fundet.pop())
}

/// The identities that hold one of the numbers, whatever its status, with all their numbers.
pub(crate) async fn indehavere(
    register: &Register,
    kald: &Kaldekontekst,
    spurgt: &[UnikId],
) -> Result<Vec<(Uuid, Vec<Tilknytning>)>, Fejl> {
    let mut ud = Vec::new();
    for bid in spurgt.chunks(graenser::SOEGEKRITERIER) {
        let kriterium =
            Relationskriterium { nr: NUMRE, enhver: bid.to_vec(), virkning: Some(Periode::ALTID), ..Relationskriterium::default() };
        // A number in use by hundreds is no number of a person; that there is more than one is all that is asked.
        let side = Side { foerste: 0, antal: graenser::SIDE_MAKS };
        let livscyklus = Livscyklus::ALLE.into_iter().filter(|l| l.er_levende()).collect();
        let f = Forespoergsel { relationer: vec![kriterium], livscyklus, side, ..Forespoergsel::alle(&PERSONIDENTITET, kald.nu) };
        ud.extend(register.soeg_objekter(kald, &f, Laesevalg::AKTUEL).await?.iter().filter_map(levende));
    }
    Ok(ud)
}

/// A person that is not passive or deleted.
fn levende(o: &Objekt) -> Option<(Uuid, Vec<Tilknytning>)> {
    let r = o.nyeste().filter(|r| r.livscyklus.er_levende())?;
    Some((o.uuid, numre(r)))
}

/// The call as it looks at persons: its own authority's, without any right of the caller, because only the caller's own search sees what
/// comes of it.
pub(crate) fn intern(kald: &Kaldekontekst) -> Kaldekontekst {
    Kaldekontekst { laeser: vec![kald.myndighed], ..kald.internt() }
}
