//! What the indexes hold of a person: the objects that name her as a party, and whose they are. The object types say themselves where their parties and masters stand
//! (`Objekttype::syn`), so a new index is in it from its first day.
use crate::nummer::cpr_cifre;
use grund::{Cvr, Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid, graenser};
use register::{Forespoergsel, Laesevalg, Livscyklus, Objekttype, Register, Relationskriterium, Side};
use std::collections::BTreeSet;

/// Objects of one person that are looked at in one type and authority: more than any person has.
const HOEJST: usize = 10_000;

/// An object that names the person.
#[derive(Clone, Debug)]
pub struct Beholdt {
    /// Whose index.
    pub myndighed: Cvr,
    /// What it is.
    pub objekttype: &'static Objekttype,
    /// Which.
    pub uuid: Uuid,
    /// The systems that are its masters.
    pub systemer: BTreeSet<Uuid>,
}

/// The living objects of those authorities that name one of the identifiers as a party at a time in the period. The program asks for itself: what comes of it must not reach a
/// caller as it is.
///
/// # Errors
/// Those of the register.
pub async fn beholdning(
    register: &Register,
    kald: &Kaldekontekst,
    myndigheder: &[Cvr],
    numre: &[UnikId],
    virkning: Periode,
) -> Result<Vec<Beholdt>, Fejl> {
    let mut ud = Vec::new();
    let typer: Vec<(&'static Objekttype, u16)> = register.typer().alle().filter_map(|t| Some((t, t.syn?.parter))).collect();
    for myndighed in myndigheder {
        let kald = Kaldekontekst { myndighed: *myndighed, laeser: vec![*myndighed], ..kald.internt() };
        for (objekttype, nr) in &typer {
            for bid in numre.chunks(graenser::SOEGEKRITERIER) {
                let k = Relationskriterium { nr: *nr, enhver: bid.to_vec(), virkning: Some(virkning), ..Relationskriterium::default() };
                let livscyklus: Vec<Livscyklus> = Livscyklus::ALLE.into_iter().filter(|l| l.er_levende()).collect();
                let mut side = Side { foerste: 0, antal: graenser::SIDE_MAKS };
                while (side.foerste as usize) < HOEJST {
                    let f = Forespoergsel {
                        relationer: vec![k.clone()],
                        livscyklus: livscyklus.clone(),
                        side,
                        ..Forespoergsel::alle(objekttype, kald.nu)
                    };
                    let fundne = register.soeg_objekter(&kald, &f, Laesevalg::AKTUEL).await?;
                    for o in &fundne {
                        let Some((r, syn)) = o.nyeste().zip(objekttype.syn) else { continue };
                        let systemer = (syn.maerker)(r)?.iter().filter_map(|m| m.system.as_ref().and_then(UnikId::uuid)).collect();
                        ud.push(Beholdt { myndighed: *myndighed, objekttype, uuid: o.uuid, systemer });
                    }
                    if fundne.len() < graenser::SIDE_MAKS {
                        break;
                    }
                    side.foerste += graenser::SIDE_MAKS as u64;
                }
            }
        }
    }
    Ok(ud)
}

/// Objects that are read at a time.
const BID: usize = 500;

/// Walks through every living object of every index: for each the authority, the systems that are its masters, and the CPR numbers (ten digits) that it names as parties now.
///
/// # Errors
/// Those of the store, and of the caller's function.
pub async fn gennemgaa(
    register: &Register,
    nu: Tidspunkt,
    mut hver: impl FnMut(Cvr, &BTreeSet<Uuid>, &[&str]) -> Result<(), Fejl> + Send,
) -> Result<(), Fejl> {
    let mut efter = 0;
    loop {
        let objekter = register.lager().gennemloeb(efter, BID).await?;
        let Some(sidste) = objekter.last() else { return Ok(()) };
        efter = sidste.oid;
        for o in &objekter {
            let Some(syn) = register.typer().nr(o.noegle.objekttype).and_then(|t| t.syn) else { continue };
            let Some(l) = o.registreringer.iter().max_by_key(|r| r.nr) else { continue };
            let r = register::lagret::laes(&l.krop, l.registreret, l.livscyklus)?;
            if !r.livscyklus.er_levende() {
                continue;
            }
            let parter = r.billede.relationer.get(&syn.parter).into_iter().flatten();
            let numre: Vec<&str> =
                parter.filter(|p| p.virkning.periode.indeholder(nu)).filter_map(|p| cpr_cifre(p.reference.as_ref()?)).collect();
            if numre.is_empty() {
                continue;
            }
            let systemer = (syn.maerker)(&r)?.iter().filter_map(|m| m.system.as_ref().and_then(UnikId::uuid)).collect();
            hver(o.noegle.myndighed, &systemer, &numre)?;
        }
    }
}
