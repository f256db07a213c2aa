//! From any identifier of a person to all of them. Safe by construction: whatever was written, two persons are never joined (CPR-09, CPR-10).
//!
//! Cost: a search by number, and a search for other holders of the person's numbers; both are decided by the index.
use crate::identitet::{Tilknytning, numre};
use crate::nummer::{er_nummer, som_uuid, uuid_urn};
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
    let mut ud = vec![id.clone()];
    for x in sikker(register, &intern(kald), id).await?.iter().flat_map(Sikker::alle) {
        if !ud.contains(&x) {
            ud.push(x);
        }
    }
    Ok(ud)
}

/// A person, as far as that is certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fundet {
    /// Her UUID: of the country's identity where there is one.
    pub uuid: Uuid,
    /// The CPR number that she has now: what new letters and lists show (CPR-08). `None` when it is not known, or not which of two it is.
    pub nummer_nu: Option<UnikId>,
    /// Everything that leads to her.
    pub alle: Vec<UnikId>,
}

/// The person whom the identifier belongs to; `None` for nobody, and where that can't be said for certain. As [`alle_numre`] otherwise.
///
/// # Errors
/// Those of the store.
pub async fn person(register: &Register, kald: &Kaldekontekst, id: &UnikId) -> Result<Option<Fundet>, Fejl> {
    let Some(mut s) = sikker(register, &intern(kald), id).await? else { return Ok(None) };
    // What the country's identity says is CPR's word.
    s.person.sort_by_key(|p| p.myndighed != Cvr::LANDET);
    let gaeldende = |p: &Indehaver| -> Vec<UnikId> {
        let nu = |n: &&Tilknytning| n.er_gaeldende_cpr(kald.nu) && n.periode.fra <= kald.nu && s.numre.contains(&n.nummer);
        p.numre.iter().filter(nu).map(|n| n.nummer.clone()).collect()
    };
    let nummer_nu = s.person.iter().map(gaeldende).find(|g| !g.is_empty()).filter(|g| g.len() == 1).and_then(|g| g.into_iter().next());
    let Some(uuid) = s.person.first().map(|p| p.uuid) else { return Ok(None) };
    Ok(Some(Fundet { uuid, nummer_nu, alle: s.alle() }))
}

/// What leads to one person for certain.
struct Sikker {
    /// One identity, or one of the authority's and one of the country's.
    person: Vec<Indehaver>,
    /// Numbers, and UUIDs as URNs.
    numre: Vec<UnikId>,
}

impl Sikker {
    fn alle(&self) -> Vec<UnikId> {
        let egne = self.person.iter().map(|p| uuid_urn(p.uuid));
        let former = |x: UnikId| som_uuid(&x).map(UnikId::Uuid).into_iter().chain([x]);
        egne.chain(self.numre.iter().cloned()).flat_map(former).collect()
    }
}

/// `kald` is [`intern`]'s.
async fn sikker(register: &Register, kald: &Kaldekontekst, id: &UnikId) -> Result<Option<Sikker>, Fejl> {
    let mut person = find(register, kald, id).await?;
    if person.is_empty() {
        return Ok(None);
    }
    let mut spurgt = bindende(&person);
    let mut indehavere = indehavere(register, kald, &spurgt).await?;
    if udvid(&mut person, &spurgt, &indehavere) {
        spurgt = bindende(&person);
        indehavere = self::indehavere(register, kald, &spurgt).await?;
    }
    let egne = |x: &Indehaver| person.iter().any(|p| p.er(x));
    let delt = |id: &UnikId| indehavere.iter().any(|x| !egne(x) && x.har(id));
    let delte = spurgt.iter().filter(|x| delt(x)).count();
    if delte > 0 {
        tracing::warn!(kald = %kald.kald_id, delte, "numbers of a person are held by other identities too; nothing is joined through them");
    }
    if som_uuid(id).is_none() && (!spurgt.contains(id) || delt(id)) {
        return Ok(None);
    }
    let numre = spurgt.iter().filter(|x| !delt(x)).cloned().collect();
    Ok(Some(Sikker { person, numre }))
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

/// What leads to the person: her UUIDs, and the numbers, but none that one of the identities says was given by mistake.
fn bindende(person: &[Indehaver]) -> Vec<UnikId> {
    let alle = || person.iter().flat_map(|p| &p.numre);
    let binder: BTreeSet<&UnikId> = alle().filter(|n| n.binder()).map(|n| &n.nummer).collect();
    let aldrig: BTreeSet<&UnikId> = alle().filter(|n| !n.binder()).map(|n| &n.nummer).collect();
    let mut ud: Vec<UnikId> = binder.difference(&aldrig).map(|id| (*id).clone()).collect();
    ud.extend(person.iter().map(|p| uuid_urn(p.uuid)));
    ud
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
    let mut nummer = id.clone();
    if let Some(uuid) = som_uuid(id) {
        let mut ud = Vec::new();
        for myndighed in &kald.laeser {
            let af_den = Kaldekontekst { laeser: vec![*myndighed], retter: Arc::new(Rettigheder::Kun(vec![laes()])), ..kald.clone() };
            let objekt = register.laes(&af_den, Objektid { objekttype: &PERSONIDENTITET, uuid }, Laesevalg::AKTUEL).await?;
            ud.extend(objekt.as_ref().and_then(Indehaver::af));
        }
        if !ud.is_empty() {
            return Ok(ud);
        }
        // It may be another UUID of hers.
        nummer = uuid_urn(uuid);
    }
    if !er_nummer(&nummer) {
        return Ok(Vec::new());
    }
    let fundet = indehavere(register, kald, std::slice::from_ref(&nummer)).await?;
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
