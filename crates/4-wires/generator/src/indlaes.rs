//! Brings the country into a register.
use crate::{Land, Post};
use grund::spor::Spor;
use grund::{Cvr, Fejl, Fejlkode, Fremskridt, Kaldekontekst, Melder};
use register::{Kommando, Register, Tillaeg};
use std::fmt;

/// Commands that are under way together: they share syncs to disk.
const PORTION: usize = 512;

/// What was brought in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opsummering {
    /// Commands carried out.
    pub kommandoer: u64,
    /// Objects that were brought in.
    pub skrevet: u64,
    /// Objects that were there already, and stay as they are.
    pub fandtes: u64,
    /// Municipalities.
    pub kommuner: usize,
}

impl fmt::Display for Opsummering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} municipalities, {} objects written", self.kommuner, self.skrevet)?;
        if self.fandtes > 0 { write!(f, ", {} were there already.", self.fandtes) } else { f.write_str(".") }
    }
}

/// Writes the country; each object under the authority that owns it, whatever `kald` says. An object that is there
/// already stays as it is (A-31; one of the indexes says what the country says, which is the same when seed and time are), so a load that was interrupted goes on where it stopped, and a second one changes nothing.
///
/// # Errors
/// The first refusal of the register; what was written before it stays.
pub async fn indlaes(register: &Register, kald: &Kaldekontekst, land: Land, meld: &mut Melder<'_>) -> Result<Opsummering, Fejl> {
    let ialt = land.stoerrelse.kommandoer_omtrent();
    let mut ud = Opsummering { kommuner: land.stoerrelse.kommuner(), ..Opsummering::default() };
    let mut portion: Vec<(Kommando, Tillaeg)> = Vec::with_capacity(PORTION);
    let mut ejer = Cvr::KOMBIT;
    for naeste in land {
        let Post { myndighed, kommando, tillaeg } = naeste?;
        if myndighed != ejer || portion.len() == PORTION {
            skriv(register, kald, ejer, std::mem::take(&mut portion), &mut ud).await?;
            meld(Fremskridt { fase: "Skriver landet", gjort: ud.kommandoer, ialt: ialt.max(ud.kommandoer) });
            ejer = myndighed;
        }
        portion.push((kommando, tillaeg));
    }
    skriv(register, kald, ejer, portion, &mut ud).await?;
    meld(Fremskridt { fase: "Skriver landet", gjort: ud.kommandoer, ialt: ud.kommandoer });
    Ok(ud)
}

async fn skriv(
    register: &Register,
    kald: &Kaldekontekst,
    ejer: Cvr,
    portion: Vec<(Kommando, Tillaeg)>,
    ud: &mut Opsummering,
) -> Result<(), Fejl> {
    if portion.is_empty() {
        return Ok(());
    }
    let kald = Kaldekontekst { myndighed: ejer, laeser: vec![ejer, Cvr::KOMBIT], spor: Spor::default(), ..kald.clone() };
    for kvittering in register.udfoer_flere_med(&kald, portion).await {
        ud.kommandoer += 1;
        match kvittering {
            Ok(k) if k.aendret => ud.skrevet += 1,
            Ok(_) => ud.fandtes += 1,
            Err(f) if f.kode() == Fejlkode::FindesAllerede => ud.fandtes += 1,
            Err(f) => return Err(f),
        }
    }
    Ok(())
}
