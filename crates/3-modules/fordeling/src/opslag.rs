//! Rules, systems and agreements of an authority, as the register has them now. They are read at each use: there are some hundreds at most, and nobody waits
//! for a copy to be renewed.
use crate::laest::{self, Fordelingsaftale, Fordelingssystem};
use crate::maske::Emne;
use crate::objekttyper::{FORDELINGSAFTALE, FORDELINGSREGEL, FORDELINGSSYSTEM};
use crate::rute::Regel;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Tidspunkt, UnikId, Uuid, graenser};
use register::{Forespoergsel, Laesevalg, Objekttype, Register, Registrering, Side};

/// Every object of the type that is in force.
async fn alle<T>(
    register: &Register,
    myndighed: Cvr,
    typen: &'static Objekttype,
    nu: Tidspunkt,
    laes: impl Fn(Uuid, &Registrering) -> Option<T>,
) -> Result<Vec<T>, Fejl> {
    let gaeldende = |u: Uuid, r: &Registrering| if laest::gaelder(r, nu) { laes(u, r) } else { None };
    gennemgaa(register, myndighed, typen, nu, Laesevalg::nu(nu), gaeldende).await
}

/// Every living object of the type, as `valg` says.
pub(crate) async fn gennemgaa<T>(
    register: &Register,
    myndighed: Cvr,
    typen: &'static Objekttype,
    nu: Tidspunkt,
    valg: Laesevalg,
    laes: impl Fn(Uuid, &Registrering) -> Option<T>,
) -> Result<Vec<T>, Fejl> {
    let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Uuid(adgang::ANONYM_BRUGER), nu, Uuid::nil());
    let mut ud = Vec::new();
    let mut foerste = 0;
    loop {
        let side = Side { foerste, ..Side::default() };
        let f = Forespoergsel { side, ..Forespoergsel::alle(typen, nu) };
        let objekter = register.soeg_objekter(&kald, &f, valg).await?;
        let antal = objekter.len();
        for o in &objekter {
            ud.extend(o.nyeste().and_then(|r| laes(o.uuid, r)));
        }
        if antal < side.antal {
            return Ok(ud);
        }
        foerste += antal as u64;
        if ud.len() > graenser::FORDELINGSREGLER {
            let hoejst = grund::sagt::hoejst(graenser::FORDELINGSREGLER, grund::sagt::STYK);
            return Err(Fejl::ny(Fejlkode::ForMange).felt(typen.navn).ventet(hoejst));
        }
    }
}

/// The rules of an authority.
pub(crate) async fn regler(register: &Register, myndighed: Cvr, nu: Tidspunkt) -> Result<Vec<Regel>, Fejl> {
    alle(register, myndighed, &FORDELINGSREGEL, nu, |u, r| laest::regel(myndighed, u, r, nu)).await
}

/// The systems of an authority.
pub(crate) async fn systemer(register: &Register, myndighed: Cvr, nu: Tidspunkt) -> Result<Vec<Fordelingssystem>, Fejl> {
    alle(register, myndighed, &FORDELINGSSYSTEM, nu, |_, r| laest::fordelingssystem(r, nu)).await
}

/// A system of an authority.
pub(crate) async fn system(register: &Register, myndighed: Cvr, system: Uuid, nu: Tidspunkt) -> Result<Option<Fordelingssystem>, Fejl> {
    Ok(systemer(register, myndighed, nu).await?.into_iter().find(|s| s.system == system))
}

/// Whether the two authorities have agreed: each has stated the other (FK-04), for the number, or for
/// some where none is given. With itself nobody needs to.
pub(crate) async fn enige(register: &Register, a: Cvr, b: Cvr, emne: Option<&Emne>, nu: Tidspunkt) -> Result<bool, Fejl> {
    if a == b {
        return Ok(true);
    }
    for (den, modpart) in [(a, b), (b, a)] {
        let aftaler: Vec<Fordelingsaftale> = alle(register, den, &FORDELINGSAFTALE, nu, |_, r| laest::fordelingsaftale(r, nu)).await?;
        if !aftaler.iter().any(|x| x.daekker(modpart, emne)) {
            return Ok(false);
        }
    }
    Ok(true)
}
