//! YdelseListeHent over SOAP (SF1491, contracts 7.1). As in KlassifikationListeHent errors are data in HovedOplysningerSvar, never faults.
mod ind;
mod kontrakter;
mod ud;

pub use kontrakter::ydelselistehent::KONTRAKT as YDELSELISTEHENT;

use super::{Kald, Kontrakt, hovedoplysninger};
use grund::{Fejl, Fejlkode};
use kontrakt::Knude;
use ydelse::listehent::Udgangspunkt;
use ydelse::objekttyper::BEVILLING;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&YDELSELISTEHENT];

/// Grants with their benefits.
pub async fn bevillinger(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let mut kriterier = ind::bevillinger(ind)?;
    person(kald, &mut kriterier.faelles).await?;
    let fundne = ydelse::listehent::bevillinger(&kald.tilstand.register, kald.kontekst, &kriterier).await?;
    if fundne.is_empty() {
        return Ok(ingen(kald, ind));
    }
    let svar = hovedoplysninger::ramme(kald, Some(ind), |k| k);
    ud::liste(svar, "BevilgetYdelseListe", "BevilgetYdelse", &fundne, |k, y| ud::ydelse(k, y, true))
}

/// Payments.
pub async fn effektueringer(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let (mut kriterier, advis) = ind::effektueringer(ind)?;
    person(kald, &mut kriterier.faelles).await?;
    let fundne = ydelse::listehent::effektueringer(&kald.tilstand.register, kald.kontekst, &kriterier).await?;
    if fundne.is_empty() {
        return Ok(ingen(kald, ind));
    }
    let med_bevilling = ind::med_bevilling(ind);
    let svar = hovedoplysninger::ramme(kald, Some(ind), |k| advis.iter().fold(k, |k, f| hovedoplysninger::reaktion(k, "Advis", f)));
    ud::liste(svar, "OEkonomiskEffektueringListe", "OEkonomiskEffektuering", &fundne, |k, e| ud::effektuering(k, e, med_bevilling))
}

/// The party by every number of the person (CPR-08, CPR-11).
async fn person(kald: Kald<'_>, f: &mut ydelse::listehent::Faelles) -> Result<(), Fejl> {
    if let Udgangspunkt::Part(enhver) = &mut f.udgangspunkt
        && let Some(id) = enhver.pop()
    {
        *enhver = person::soegning::som_part(&kald.tilstand.register, kald.kontekst, BEVILLING.service, id).await?;
    }
    Ok(())
}

/// Nothing found is no error.
fn ingen(kald: Kald<'_>, ind: &Knude) -> Knude {
    hovedoplysninger::ramme(kald, Some(ind), |k| hovedoplysninger::reaktion(k, "Advis", &Fejl::ny(Fejlkode::IntetFundet)))
}
