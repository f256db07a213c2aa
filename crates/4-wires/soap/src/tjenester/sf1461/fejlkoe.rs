//! flytbeskedtilfejlkoe.
use crate::oversaet::grunddele;
use crate::tjenester::{Kald, retur};
use grund::{Fejl, Fejlkode};
use kontrakt::Knude;

/// Moves the message, which the receiver sends back as it got it, to the error queues of the dueslag that it lies in.
pub async fn flyt(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let besked = grunddele::barn(ind, "Haendelsesbesked")?;
    let id = grunddele::unik_id(grunddele::barn(besked, "BeskedId")?)?;
    let mut abonnementer = Vec::new();
    let ruter = ["Beskedkuvert", "Leveranceinformation", "Leveranceruter"].iter().try_fold(besked, |k, n| k.barn(n));
    for r in ruter.into_iter().flat_map(|r| r.boern("Leverancerute")).filter_map(|r| r.barn("ErLeveretIHenholdTil")) {
        abonnementer.extend(grunddele::unik_id(r)?.uuid());
    }
    let fordeler = kald.tilstand.fordeler.as_ref();
    let fordeler = fordeler.ok_or_else(|| {
        let hvad = ("Beskedfordeler kører ikke i dette program", "Beskedfordeler does not run in this program");
        Fejl::ny(Fejlkode::Optaget).detalje(hvad)
    })?;
    fordeler.flyt_til_fejlkoe(kald.kontekst, &id, &abonnementer).await?;
    Ok(retur::ok(kald.operation.ud))
}
