//! Brings the country into a register.
use crate::Land;
use grund::{Cvr, Fejl, Fremskridt, Kaldekontekst, Melder};
use register::{Kommando, Register};
use std::fmt;

/// Commands that are under way together: they share syncs to disk.
const PORTION: usize = 512;

/// What was brought in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opsummering {
    /// Commands carried out.
    pub kommandoer: u64,
    /// Objects that were new or changed.
    pub aendret: u64,
    /// Municipalities.
    pub kommuner: usize,
}

impl fmt::Display for Opsummering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} municipalities, {} objects, {} written.", self.kommuner, self.kommandoer, self.aendret)
    }
}

/// Writes the country; each object under the authority that owns it, whatever `kald` says. Writing the same country twice
/// is refused by the register object by object (the objects exist), so it is for an empty store.
///
/// # Errors
/// The first refusal of the register; what was written before it stays.
pub async fn indlaes(register: &Register, kald: &Kaldekontekst, land: Land, meld: &mut Melder<'_>) -> Result<Opsummering, Fejl> {
    let ialt = land.stoerrelse.kommandoer_omtrent();
    let mut ud = Opsummering { kommuner: land.stoerrelse.kommuner(), ..Opsummering::default() };
    let mut portion: Vec<Kommando> = Vec::with_capacity(PORTION);
    let mut ejer = Cvr::KOMBIT;
    for naeste in land {
        let (cvr, kommando) = naeste?;
        if cvr != ejer || portion.len() == PORTION {
            skriv(register, kald, ejer, std::mem::take(&mut portion), &mut ud).await?;
            meld(Fremskridt { fase: "Skriver landet", gjort: ud.kommandoer, ialt: ialt.max(ud.kommandoer) });
            ejer = cvr;
        }
        portion.push(kommando);
    }
    skriv(register, kald, ejer, portion, &mut ud).await?;
    meld(Fremskridt { fase: "Skriver landet", gjort: ud.kommandoer, ialt: ud.kommandoer });
    Ok(ud)
}

async fn skriv(register: &Register, kald: &Kaldekontekst, ejer: Cvr, portion: Vec<Kommando>, ud: &mut Opsummering) -> Result<(), Fejl> {
    if portion.is_empty() {
        return Ok(());
    }
    let kald = Kaldekontekst { myndighed: ejer, laeser: vec![ejer, Cvr::KOMBIT], ..kald.clone() };
    for kvittering in register.udfoer_flere(&kald, portion).await {
        ud.aendret += u64::from(kvittering?.aendret);
        ud.kommandoer += 1;
    }
    Ok(())
}
