//! Events of the kind that Datafordeleren has: an entity of a register was made, changed or closed. They lie in order and are read from a position, by whoever
//! passes them on.
use crate::form::{self, korrupt, laeser};
use crate::raekker::{HAENDELSE, Hoved};
use crate::slags::{Register, Slags};
use crate::version::Entitet;
use grund::{Fejl, Tidspunkt, Uuid};
use lager::Lager;

/// Version of the stored form.
const FORMAT: u8 = 1;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Art {
    /// The register says something of it for the first time.
    Oprettet,
    /// It says something else.
    Aendret,
    /// It is closed or dropped.
    Nedlagt,
}

impl Art {
    /// The word in an event's name.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Oprettet => "Oprettet",
            Self::Aendret => "Ændret",
            Self::Nedlagt => "Nedlagt",
        }
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Haendelse {
    /// What happened.
    pub art: Art,
    /// To what kind of entity.
    pub slags: &'static Slags,
    /// To which one.
    pub id: Uuid,
    /// Its state after it, by the register's own code.
    pub status: u8,
    /// When the register said it: of what it says now the newest registration.
    pub registreret: Tidspunkt,
    /// When it was brought in here.
    pub indlaest: Tidspunkt,
}

impl Haendelse {
    /// What an entity's new versions amount to.
    pub(crate) fn af(slags: &'static Slags, id: Uuid, foer: &Entitet, efter: &Entitet, nu: Tidspunkt) -> Self {
        // DAR closes with 4 and 5; BBR's 10, 11 and 14 are demolished, wrongly made, and closed without having been.
        let lukket = |s: u8| match slags.register {
            Register::Dar => matches!(s, 4 | 5),
            Register::Bbr => matches!(s, 10 | 11 | 14),
        };
        let status = |e: &Entitet| e.gaeldende(nu).or(e.versioner.last()).map_or(0, |v| v.status);
        let (gammel, ny) = (status(foer), status(efter));
        let art = match foer.versioner.is_empty() {
            true => Art::Oprettet,
            false if lukket(ny) && !lukket(gammel) => Art::Nedlagt,
            false => Art::Aendret,
        };
        let registreret = efter.versioner.iter().map(|v| v.registrering.fra).max().unwrap_or(nu);
        Self { art, slags, id, status: ny, registreret, indlaest: nu }
    }

    /// Its name, as Datafordeleren makes them: `DAR_Adresse_Oprettet`.
    pub fn navn(&self) -> String {
        format!("{}_{}_{}", self.slags.register.navn(), self.slags.navn, self.art.navn())
    }

    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = vec![FORMAT, self.art as u8, self.slags.nr, self.status];
        ud.extend_from_slice(self.id.as_bytes());
        form::tid(&mut ud, self.registreret);
        form::tid(&mut ud, self.indlaest);
        ud
    }

    fn laes(data: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(data);
        if l.byte()? != FORMAT {
            return Err(korrupt());
        }
        let art = [Art::Oprettet, Art::Aendret, Art::Nedlagt].get(usize::from(l.byte()?)).copied().ok_or_else(korrupt)?;
        let slags = Slags::fra_nr(l.byte()?).ok_or_else(korrupt)?;
        let status = l.byte()?;
        Ok(Self { art, slags, status, id: l.uuid()?, registreret: l.tid()?, indlaest: l.tid()? })
    }
}

/// Events after a position, with their numbers, in order; and whether some that came before them are no longer kept.
///
/// # Errors
/// Those of the store.
pub async fn haendelser(lager: &dyn Lager, register: Register, efter: u64, antal: usize) -> Result<(Vec<(u64, Haendelse)>, bool), Fejl> {
    let (h, _) = Hoved::hent(lager, register).await?;
    let (foerste, naeste) = h.haendelser;
    let noegle = |nr: u64| [&[HAENDELSE], nr.to_be_bytes().as_slice()].concat();
    let fra = (efter.saturating_add(1)).max(foerste);
    if fra >= naeste {
        return Ok((Vec::new(), efter.saturating_add(1) < foerste));
    }
    let raekker = lager.raekker(register.samling(), &noegle(fra), Some(&noegle(naeste)), antal).await?;
    let ud = raekker.into_iter().map(|(n, v)| {
        let nr = n.get(1..).and_then(|b| b.first_chunk::<8>()).map(|b| u64::from_be_bytes(*b)).ok_or_else(korrupt)?;
        Ok((nr, Haendelse::laes(&v)?))
    });
    Ok((ud.collect::<Result<_, Fejl>>()?, efter.saturating_add(1) < foerste))
}
