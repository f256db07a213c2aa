//! SF1520 PersonBaseDataExtended v5 over the population (contracts 11.1). What the answer does not have, CPR Direkte does not tell.
mod adresse;
mod kontrakter;
mod persondata;
mod relationer;

pub use kontrakter::KONTRAKT as PERSONOPSLAG;

use super::cpr::opslag::{Opslag, slaa_op};
use super::{Kald, Kontrakt};
use grund::Fejl;
use kontrakt::Knude;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&PERSONOPSLAG];

/// `PersonLookup`.
async fn opslag(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let fundet = slaa_op(kald, ind.tekst("PNR")).await?;
    let boern = fundet.boern_under_18(kald).await?;
    Ok(svar(&fundet, boern, kald.operation.ud))
}

/// The person as the contract has her; `boern`: her active children under 18.
pub fn svar(o: &Opslag, boern: usize, ud: &'static kontrakt::Element) -> Knude {
    let k = persondata::skriv(Knude::ny(ud), o, boern);
    let k = adresse::skriv(k, o);
    relationer::skriv(k, o)
}
