//! Hard rules (C.2): what the index refuses. Everything else of the anvisninger is a lint ([`crate::anvisninger`]).
use crate::{numre, roller};
use grund::{Fejl, Fejlkode, UnikId};
use register::Registrering;

/// The systems that a registration names as the object's master, at any time.
pub fn mastere(r: &Registrering) -> Vec<&UnikId> {
    let systemer = r.billede.relationer.get(&numre::ITSYSTEM).into_iter().flatten();
    let mut ud: Vec<&UnikId> = systemer.filter(|x| roller::har(x, roller::MASTER)).filter_map(|x| x.reference.as_ref()).collect();
    ud.sort_unstable();
    ud.dedup();
    ud
}

/// C-10: an object has one master, for ever. A registration that names another, or two, or none any more, is refused.
pub fn master(forrige: Option<&Registrering>, ny: &Registrering) -> Result<(), Fejl> {
    let afvis = || Fejl::ny(Fejlkode::AndenMaster).felt("relationer/itsystem").regel("C-10");
    let nye = mastere(ny);
    match forrige.map(mastere).filter(|gamle| !gamle.is_empty()) {
        Some(gamle) if gamle != nye => {
            let tilladt: Vec<String> = gamle.iter().map(ToString::to_string).collect();
            Err(afvis().tilladt(tilladt))
        }
        None if nye.len() > 1 => Err(afvis().ventet(("én master", "one master"))),
        _ => Ok(()),
    }
}
