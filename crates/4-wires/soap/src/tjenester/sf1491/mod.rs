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
    let mut advis = ud::Advis::default();
    let uden = Knude::ny(kald.operation.ud);
    let svar = ud::liste(uden, "BevilgetYdelseListe", "BevilgetYdelse", &fundne, &mut advis, |k, y, advis| ud::ydelse(k, y, true, advis))?;
    Ok(svaret(kald, ind, advis.alle().iter(), svar))
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
    let mut om_beloeb = ud::Advis::default();
    let uden = Knude::ny(kald.operation.ud);
    let (navn, del) = ("OEkonomiskEffektueringListe", "OEkonomiskEffektuering");
    let svar = ud::liste(uden, navn, del, &fundne, &mut om_beloeb, |k, e, om| ud::effektuering(k, e, med_bevilling, om))?;
    Ok(svaret(kald, ind, advis.iter().chain(om_beloeb.alle()), svar))
}

/// The answer with its notices, and what was written of it.
fn svaret<'f>(kald: Kald<'_>, ind: &Knude, advis: impl Iterator<Item = &'f Fejl>, skrevet: Knude) -> Knude {
    let ramme = hovedoplysninger::ramme(kald, Some(ind), |k| advis.fold(k, |k, f| hovedoplysninger::reaktion(k, "Advis", f)));
    ramme.med_alle(skrevet.boern)
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
