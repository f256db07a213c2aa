//! Hard rules, on every wire: what a number is, and how many a person has.
use crate::identitet;
use crate::nummer::{FORMER, STATUSSER, UUID, er_cpr, er_nummer};
use crate::objekttyper::{NUMRE, STATUS};
use grund::{Fejl, Fejlkode, graenser};
use register::Registrering;

/// Each number has a form of C-20, a CPR number has a status (CPR-06), and there are not too many to search for at once.
pub fn numre(_: Option<&Registrering>, ny: &Registrering) -> Result<(), Fejl> {
    let numre = ny.billede.relationer.get(&NUMRE).map(Vec::as_slice).unwrap_or_default();
    if numre.len() > graenser::PERSON_NUMRE {
        return Err(Fejl::ny(Fejlkode::ForMange)
            .felt("relationer/numre")
            .ventet(grund::sagt::hoejst(graenser::PERSON_NUMRE, grund::sagt::STYK)));
    }
    for (i, x) in numre.iter().enumerate() {
        let hvor = |navn: &str| format!("relationer/numre[{}]{navn}", i + 1);
        // LoRA's clients clear a relation by a reference to nothing.
        let Some(id) = &x.reference else { continue };
        if !er_nummer(id) {
            let mut tilladt: Vec<String> = FORMER.iter().map(|(start, n)| format!("{start} and {n} digits")).collect();
            tilladt.push(format!("{UUID} and a UUID"));
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(hvor("")).tilladt(tilladt).regel("C-20"));
        }
        if er_cpr(id) && !x.felter.contains_key(&STATUS) {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt(hvor("/status")).tilladt(STATUSSER).regel("CPR-06"));
        }
    }
    Ok(())
}

/// The numbers of a person that nobody else of the authority may have (CPR-09, CPR-10).
pub fn optagne_numre(r: &Registrering) -> Vec<Vec<u8>> {
    identitet::numre(r).iter().filter(|n| n.optager()).map(|n| n.nummer.to_string().into_bytes()).collect()
}

/// The refusal of a number that binds another person.
pub fn optaget() -> Fejl {
    Fejl::ny(Fejlkode::NummerOptaget).felt("numre").regel("CPR-09")
}
