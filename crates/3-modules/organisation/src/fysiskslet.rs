//! Physical removal of a unit (I-4): for units that were brought in by mistake.
use crate::objekttyper::ORGANISATIONENHED;
use grund::{Fejl, Fejlkode, Kaldekontekst, UnikId, Uuid};
use register::{Laesevalg, Objektid, Register};

/// Removes the unit with every trace, provided that it belongs or belonged to the organisation: a caller who mixes up two UUIDs
/// must not lose a unit.
///
/// # Errors
/// `FindesIkke` when there is no such unit, `UgyldigVaerdi` when it never belonged to the organisation.
pub async fn fysisk_slet(register: &Register, kald: &Kaldekontekst, organisation: Uuid, enhed: Uuid) -> Result<(), Fejl> {
    let id = Objektid { objekttype: &ORGANISATIONENHED, uuid: enhed };
    let objekt =
        register.laes(kald, id, Laesevalg::ALT).await?.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("OrganisationEnhedUUID"))?;
    let tilhoerer = ORGANISATIONENHED.relation("tilhoerer").map_or(0, |r| r.nr);
    let hoerer_til = objekt
        .registreringer
        .iter()
        .filter_map(|r| r.billede.relationer.get(&tilhoerer))
        .flatten()
        .any(|r| r.reference == Some(UnikId::Uuid(organisation)));
    if !hoerer_til {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
            .felt("OrganisationUUID")
            .ventet(("den organisation, som enheden hører til (Tilhoerer)", "the organisation that the unit belongs to (Tilhoerer)")));
    }
    register.fjern(kald, id).await
}
