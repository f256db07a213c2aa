//! From any identifier of a person to all of them. Safe by construction: whatever was written, two persons are never joined (CPR-09, CPR-10).
//!
//! Cost: a search by number, and a search for other holders of the person's numbers; both are decided by the index.
use crate::identitet::{Tilknytning, numre};
use crate::nummer::{UUID, er_nummer, som_uuid};
use crate::objekttyper::{NUMRE, PERSONIDENTITET, SERVICE};
use grund::ret::{Rettigheder, Tilladelse};
use grund::{Afgraensning, Cvr, Fejl, Kaldekontekst, Periode, Ret, UnikId, Uuid, graenser};
use register::{Forespoergsel, Laesevalg, Livscyklus, Objekt, Objektid, Register, Relationskriterium, Side};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Every identifier of the person that `id` belongs to, `id` first: its UUID, as reference and as URN, and its numbers. `id` alone when it
/// belongs to nobody, or when that can't be said for certain.
///
/// A number of status 30 leads nowhere, and nothing leads to it. Nothing is joined through a number that two identities hold, whatever its
/// status: the log says so. Persons are those of the country and of the call's own authority; an identity of each that have a number in common, of which
/// neither says that it was given by mistake, are one person's. The call needs no right on persons, and leaves no trace: the search that is made with the answer
/// names every number in the log.
///
/// # Errors
/// Those of the store.
pub async fn alle_numre(register: &Register, kald: &Kaldekontekst, id: &UnikId) -> Result<Vec<UnikId>, Fejl> {
    let alene = vec![id.clone()];
    let kald = intern(kald);
    let mut person = find(register, &kald, id).await?;
    if person.is_empty() {
        return Ok(alene);
    }
    let mut spurgt = bindende(&person);
    let mut indehavere = indehavere(register, &kald, &spurgt).await?;
    if udvid(&mut person, &spurgt, &indehavere) {
        spurgt = bindende(&person);
        indehavere = self::indehavere(register, &kald, &spurgt).await?;
    }
    let egne = |x: &Indehaver| person.iter().any(|p| p.er(x));
    let delt = |id: &UnikId| indehavere.iter().any(|x| !egne(x) && x.har(id));
    let delte = spurgt.iter().filter(|x| delt(x)).count();
    if delte > 0 {
        tracing::warn!(kald = %kald.kald_id, delte, "numbers of a person are held by other identities too; nothing is joined through them");
    }
    if som_uuid(id).is_none() && (!spurgt.contains(id) || delt(id)) {
        return Ok(alene);
    }
    let mut ud = alene;
    let uuider = person.iter().flat_map(|p| [UnikId::Uuid(p.uuid), UnikId::Urn(format!("{UUID}{}", p.uuid))]);
    for x in uuider.chain(spurgt.iter().filter(|x| !delt(x)).cloned()) {
        if !ud.contains(&x) {
            ud.push(x);
        }
    }
    Ok(ud)
}

/// An identity of an authority, or of the country.
#[derive(Clone, Debug)]
pub(crate) struct Indehaver {
    pub(crate) myndighed: Cvr,
    pub(crate) uuid: Uuid,
    pub(crate) numre: Vec<Tilknytning>,
}

impl Indehaver {
    /// An identity that is not passive or deleted.
    fn af(o: &Objekt) -> Option<Self> {
        let r = o.nyeste().filter(|r| r.livscyklus.er_levende())?;
        Some(Self { myndighed: o.myndighed, uuid: o.uuid, numre: numre(r) })
    }

    fn er(&self, anden: &Self) -> bool {
        (self.myndighed, self.uuid) == (anden.myndighed, anden.uuid)
    }

    fn har(&self, id: &UnikId) -> bool {
        self.numre.iter().any(|n| n.nummer == *id)
    }
}

/// The numbers that lead to the person: none that one of the identities says was given by mistake.
fn bindende(person: &[Indehaver]) -> Vec<UnikId> {
    let alle = || person.iter().flat_map(|p| &p.numre);
    let binder: BTreeSet<&UnikId> = alle().filter(|n| n.binder()).map(|n| &n.nummer).collect();
    let aldrig: BTreeSet<&UnikId> = alle().filter(|n| !n.binder()).map(|n| &n.nummer).collect();
    binder.difference(&aldrig).map(|id| (*id).clone()).collect()
}

/// Adds the one identity of the country, or of the authority, that the person has beside the one that was found; nothing when there are several.
fn udvid(person: &mut Vec<Indehaver>, spurgt: &[UnikId], indehavere: &[Indehaver]) -> bool {
    let foer = person.len();
    let mangler = |x: &&Indehaver| !person.iter().any(|p| p.myndighed == x.myndighed);
    let binder = |x: &&Indehaver| x.numre.iter().any(|n| n.binder() && spurgt.contains(&n.nummer));
    let kandidater: Vec<&Indehaver> = indehavere.iter().filter(mangler).filter(binder).collect();
    if let [en] = kandidater.as_slice() {
        let en = (*en).clone();
        person.push(en);
    }
    person.len() > foer
}

/// The identities that have the identifier: one of the authority's, one of the country's, or one of each. None where one of the two has several.
async fn find(register: &Register, kald: &Kaldekontekst, id: &UnikId) -> Result<Vec<Indehaver>, Fejl> {
    if let Some(uuid) = som_uuid(id) {
        let mut ud = Vec::new();
        for myndighed in &kald.laeser {
            let af_den = Kaldekontekst { laeser: vec![*myndighed], retter: Arc::new(Rettigheder::Kun(vec![laes()])), ..kald.clone() };
            let objekt = register.laes(&af_den, Objektid { objekttype: &PERSONIDENTITET, uuid }, Laesevalg::AKTUEL).await?;
            ud.extend(objekt.as_ref().and_then(Indehaver::af));
        }
        return Ok(ud);
    }
    if !er_nummer(id) {
        return Ok(Vec::new());
    }
    let fundet = indehavere(register, kald, std::slice::from_ref(id)).await?;
    if kald.laeser.iter().any(|m| fundet.iter().filter(|x| x.myndighed == *m).count() > 1) {
        tracing::warn!(kald = %kald.kald_id, antal = fundet.len(), "a person's number is held by several identities; nothing is joined through it");
        return Ok(Vec::new());
    }
    Ok(fundet)
}

/// The right to read identities of one authority, and no other's.
fn laes() -> Tilladelse {
    Tilladelse { service: SERVICE.into(), retter: vec![Ret::Laes], afgraensning: Afgraensning::FRI }
}

/// The identities that hold one of the numbers, whatever its status, with all their numbers.
pub(crate) async fn indehavere(register: &Register, kald: &Kaldekontekst, spurgt: &[UnikId]) -> Result<Vec<Indehaver>, Fejl> {
    let mut ud = Vec::new();
    for bid in spurgt.chunks(graenser::SOEGEKRITERIER) {
        let kriterium =
            Relationskriterium { nr: NUMRE, enhver: bid.to_vec(), virkning: Some(Periode::ALTID), ..Relationskriterium::default() };
        // A number in use by hundreds is no number of a person; that there is more than one is all that is asked.
        let side = Side { foerste: 0, antal: graenser::SIDE_MAKS };
        let livscyklus = Livscyklus::ALLE.into_iter().filter(|l| l.er_levende()).collect();
        let f = Forespoergsel { relationer: vec![kriterium], livscyklus, side, ..Forespoergsel::alle(&PERSONIDENTITET, kald.nu) };
        for x in register.soeg_objekter(kald, &f, Laesevalg::AKTUEL).await?.iter().filter_map(Indehaver::af) {
            if !ud.iter().any(|u: &Indehaver| u.er(&x)) {
                ud.push(x);
            }
        }
    }
    Ok(ud)
}

/// The call as it looks at persons: its own authority's and the country's, without any right of the caller, because only the caller's own search sees what
/// comes of it.
fn intern(kald: &Kaldekontekst) -> Kaldekontekst {
    let laeser = if kald.myndighed == Cvr::LANDET { vec![Cvr::LANDET] } else { vec![kald.myndighed, Cvr::LANDET] };
    Kaldekontekst { laeser, ..kald.internt() }
}

/// The same for its own authority's alone: whoever writes sees to it that no two of its own have a number.
pub(crate) fn egne(kald: &Kaldekontekst) -> Kaldekontekst {
    Kaldekontekst { laeser: vec![kald.myndighed], retter: Arc::new(Rettigheder::Kun(vec![laes()])), ..kald.internt() }
}
