//! The look-up that every service of CPR's makes: the right, the number, the log, and what the caller may see of the person.
use crate::tjenester::Kald;
use ::cpr::Bestand;
use ::cpr::bestand;
use ::cpr::person::{Koen, Person, Personnummer, Ret, Status};
use ::cpr::tid::Tid;
use grund::{Fejl, Fejlkode, Tidspunkt};

/// A child counts until that age.
const VOKSEN: u16 = 18;

/// A person as she was found under a number.
#[derive(Clone, Debug)]
pub struct Opslag {
    /// The number that was asked for.
    pub spurgt: Personnummer,
    /// The person now, as the caller may see her (CPR-07).
    pub person: Person,
    /// Status of the number that was asked for.
    pub status: Status,
    /// Since when.
    pub status_fra: Option<Tid>,
    /// Name and address are protected, whether the caller sees them or not.
    pub beskyttet: bool,
    /// The day of the look-up.
    pub dag: Tid,
}

impl Opslag {
    /// Of what was found. Nothing is said of the status of a number that CPR tells of only as an earlier one.
    pub fn ny(spurgt: Personnummer, fundet: bestand::Opslag, dag: Tid) -> Self {
        let (status, status_fra) = fundet.nummerstatus.unwrap_or_default();
        let beskyttet = fundet.person.er_beskyttet(dag);
        Self { spurgt, person: fundet.person, status, status_fra, beskyttet, dag }
    }

    /// The person's number now, where it is not the one that was asked for.
    pub fn gaeldende(&self) -> Option<Personnummer> {
        self.person.nummer_nu().filter(|n| *n != self.spurgt)
    }

    /// The sex; where CPR says none, that of the number (CPR-03).
    pub fn koen(&self) -> Koen {
        self.person.koen.unwrap_or_else(|| self.spurgt.koen())
    }

    /// The same person under her number now, where that is another and told of.
    pub fn under_gaeldende(&self) -> Option<Self> {
        let nu = self.gaeldende().filter(|n| self.person.nummer == Some(*n))?;
        Some(Self { spurgt: nu, status: self.person.status, status_fra: self.person.status_fra, ..self.clone() })
    }

    /// How many active children under 18 she has, by the day of birth that their numbers say. A child whom the population does not have is counted: nothing says that it
    /// is not active.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn boern_under_18(&self, kald: Kald<'_>) -> Result<usize, Fejl> {
        let mut antal = 0;
        for barn in &self.person.boern {
            if barn.foedselsdag().alder(self.dag).is_none_or(|a| a >= VOKSEN) {
                continue;
            }
            let fundet = befolkning(kald)?.slaa_op(*barn, Ret::Uden, self.dag).await?;
            antal += usize::from(fundet.is_none_or(|o| o.person.status.er_aktiv()));
        }
        Ok(antal)
    }
}

/// The population.
///
/// # Errors
/// `KildeMangler` where the module does not run.
pub fn befolkning<'k>(kald: Kald<'k>) -> Result<&'k Bestand, Fejl> {
    kald.tilstand.befolkning.as_deref().ok_or_else(|| Fejl::ny(Fejlkode::KildeMangler))
}

/// The number in a text.
///
/// # Errors
/// `UgyldigtMoenster`; the text is not repeated.
pub fn nummer(tekst: Option<&str>) -> Result<Personnummer, Fejl> {
    Personnummer::laes(tekst.unwrap_or_default().trim())
        .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("PNR").ventet(grund::sagt::cifre(10)))
}

/// Looks the person up for the caller: right, log, and what the caller may not see left out (CPR-07).
///
/// # Errors
/// `ManglerRolle`, `UgyldigtMoenster`, `UkendtPersonnummer`; those of the store.
pub async fn slaa_op(kald: Kald<'_>, pnr: Option<&str>) -> Result<Opslag, Fejl> {
    let (k, service) = (kald.kontekst, kald.kontrakt.bagved.adgang.service());
    k.kraev(service, grund::Ret::Laes)?;
    let spurgt = nummer(pnr)?;
    k.spor.person(&spurgt.to_string());
    let ret = if k.retter.har(service, grund::Ret::SeBeskyttede) { Ret::Beskyttede } else { Ret::Uden };
    let dag = dag(k.nu)?;
    let bestand = befolkning(kald)?;
    let fundet = bestand.slaa_op(spurgt, ret, dag).await?;
    if let Some(fra) = bestand.stand().await?.dato().and_then(midnat) {
        serviceplatform::kilde_fra(k, fra);
    }
    let Some(fundet) = fundet else {
        k.spor.ingen(&spurgt.to_string());
        return Err(Fejl::ny(Fejlkode::UkendtPersonnummer).felt("PNR"));
    };
    let fundet = Opslag::ny(spurgt, fundet, dag);
    if let Some(nu) = fundet.gaeldende() {
        k.spor.samme_person(&spurgt.to_string(), &nu.to_string());
    }
    Ok(fundet)
}

/// The Danish day.
///
/// # Errors
/// `Intern` for a time that is none.
pub fn dag(t: Tidspunkt) -> Result<Tid, Fejl> {
    let (aar, maaned, dag) = t.dansk_dato().ok_or_else(|| Fejl::intern("a call without a time"))?;
    let lille = |n: i8| u8::try_from(n).unwrap_or_default();
    Ok(Tid::dag(u16::try_from(aar).unwrap_or_default(), lille(maaned), lille(dag)))
}

/// The beginning of a day of CPR's.
fn midnat(t: Tid) -> Option<Tidspunkt> {
    Tidspunkt::dansk_midnat(i16::try_from(t.aar).ok()?, i8::try_from(t.maaned).ok()?, i8::try_from(t.dag).ok()?)
}
