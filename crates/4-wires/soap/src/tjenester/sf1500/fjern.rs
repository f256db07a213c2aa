//! What takes away for good: anonymiser (OrganisationSystem) and fysiskslet (OrganisationAdministration).
use crate::oversaet::grunddele;
use crate::tjenester::{Kald, retur};
use grund::{Fejl, Fejlkode};
use kontrakt::Knude;
use organisation::anonymiser::Hvem;

/// Erases a person (I-4).
pub async fn anonymiser(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let hvem = match (ind.barn("PersonUUID"), ind.tekst("PersonCPR")) {
        (Some(k), _) => Hvem::Uuid(grunddele::uuid(k)?),
        (None, Some(cpr)) => Hvem::Cpr(cpr.trim().to_owned()),
        (None, None) => return Err(Fejl::ny(Fejlkode::ManglerElement).tilladt(["PersonUUID", "PersonCPR"])),
    };
    organisation::anonymiser::anonymiser(&kald.tilstand.register, kald.kontekst, &hvem).await?;
    Ok(retur::ok(kald.operation.ud))
}

/// Removes a unit physically (I-4).
pub async fn fysisk_slet(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let organisation = grunddele::uuid(grunddele::barn(ind, "OrganisationUUID")?)?;
    let enhed = grunddele::uuid(grunddele::barn(ind, "OrganisationEnhedUUID")?)?;
    organisation::fysiskslet::fysisk_slet(&kald.tilstand.register, kald.kontekst, organisation, enhed).await?;
    Ok(retur::ok(kald.operation.ud))
}
