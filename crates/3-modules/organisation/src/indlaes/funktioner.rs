//! Positions that a user no longer has: a list that names a user's positions names them all.
use super::plan::{Noegler, Oenske};
use crate::numre::relation::{TILKNYTTEDEBRUGERE, TILKNYTTEDEENHEDER};
use crate::objekttyper::ORGANISATIONFUNKTION;
use grund::{Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::{Forespoergsel, Laesevalg, Objekt, Oensket, Register, Relationskriterium};
use std::collections::HashSet;

/// Wishes that end the positions of these users, made by an import, that are not wanted now. Positions made in another way
/// are left alone.
///
/// # Errors
/// Those of the register.
pub async fn afslut(
    register: &Register,
    kald: &Kaldekontekst,
    n: Noegler,
    brugere: &[Uuid],
    oensker: &[Oenske],
    pr: Tidspunkt,
) -> Result<Vec<Oenske>, Fejl> {
    let oenskede: HashSet<Uuid> = oensker.iter().map(|o| o.objekt.uuid()).collect();
    let mut ud = Vec::new();
    for bruger in brugere {
        let mut f = Forespoergsel::alle(&ORGANISATIONFUNKTION, kald.nu);
        f.virkning = Periode::ny(pr, Tidspunkt::UENDELIG);
        f.relationer =
            vec![Relationskriterium { nr: TILKNYTTEDEBRUGERE, reference: Some(UnikId::Uuid(*bruger)), ..Relationskriterium::default() }];
        for o in register.soeg_objekter(kald, &f, Laesevalg::AKTUEL).await? {
            if o.myndighed == kald.myndighed && !oenskede.contains(&o.uuid) && enheder(&o).any(|e| n.stilling(*bruger, e) == o.uuid) {
                ud.push(Oenske { objekt: ophoer(o.uuid, pr), navn: "stilling ophørt".into() });
            }
        }
    }
    Ok(ud)
}

/// A wish that a function ends on that day: nobody has it from then on.
pub fn ophoer(funktion: Uuid, pr: Tidspunkt) -> Oensket {
    Oensket::ny(&ORGANISATIONFUNKTION, funktion, Tidspunkt::MINUS_UENDELIG, pr)
        .tilstand("gyldighed", pr, &[(Periode::ny(pr, Tidspunkt::UENDELIG), "Inaktiv")])
        .fler("tilknyttedeenheder", None, Vec::new())
        .fler("tilknyttedebrugere", None, Vec::new())
}

fn enheder(o: &Objekt) -> impl Iterator<Item = Uuid> + '_ {
    let liste = o.nyeste().and_then(|r| r.billede.relationer.get(&TILKNYTTEDEENHEDER));
    liste.into_iter().flatten().filter_map(|r| r.reference.as_ref()?.uuid())
}
