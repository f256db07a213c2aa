//! fjern of one object: physical removal.
use crate::oversaet::grunddele;
use crate::tjenester::{Kald, retur};
use grund::Fejl;
use kontrakt::Knude;
use register::Objektid;

/// Removes one object.
pub async fn fjern(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let id = Objektid { objekttype: kald.objekttype()?, uuid: grunddele::uuid_identifikator(ind)? };
    kald.tilstand.register.fjern(kald.kontekst, id).await?;
    Ok(retur::ok(kald.operation.ud))
}
