//! YdelseListeHent over SOAP (SF1491, contracts 7.1). As in KlassifikationListeHent errors are data in HovedOplysningerSvar, never faults.
mod ind;
mod kontrakter;
mod ud;

pub use kontrakter::ydelselistehent::KONTRAKT as YDELSELISTEHENT;

use super::{Kald, Kontrakt, hovedoplysninger};
use grund::{Fejl, Fejlkode, UnikId};
use kontrakt::Knude;
use std::collections::BTreeMap;
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
    let svar = numre_af_nu(kald, svar).await?;
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
    let svar = numre_af_nu(kald, svar).await?;
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

/// A list never shows a number that a person does not have any more to who may know the one of now (CPR-08): what was registered under the old one stays as it was.
async fn numre_af_nu(kald: Kald<'_>, mut svar: Knude) -> Result<Knude, Fejl> {
    let mut numre = BTreeMap::new();
    hver(&mut svar, &mut |k| drop(numre.insert(k.vaerdi().to_owned(), None)));
    for (cpr, nu) in &mut numre {
        let id = UnikId::Urn(format!("{}{cpr}", ud::CPR));
        let vist = person::soegning::vist(&kald.tilstand.register, kald.kontekst, BEVILLING.service, id).await?;
        *nu = vist.urn().and_then(|u| u.strip_prefix(ud::CPR)).filter(|n| *n != cpr.as_str()).map(str::to_owned);
        nu.iter().for_each(|n| kald.kontekst.spor.person(n));
    }
    if numre.values().any(Option::is_some) {
        hver(&mut svar, &mut |k| {
            if let Some(Some(nu)) = numre.get(k.vaerdi()) {
                k.tekst = Some(nu.clone().into());
            }
        });
    }
    Ok(svar)
}

/// Every CPR number of an answer: the digits, for `PartURN` too.
fn hver(k: &mut Knude, goer: &mut impl FnMut(&mut Knude)) {
    match k.navn() {
        "PartCPRNummer" => goer(k),
        "PartURN" if k.vaerdi().starts_with(ud::CPR) => {
            let cifre = k.vaerdi().trim_start_matches(ud::CPR).to_owned();
            k.tekst = Some(cifre.into());
            goer(k);
            k.tekst = Some(format!("{}{}", ud::CPR, k.vaerdi()).into());
        }
        _ => k.boern.iter_mut().for_each(|b| hver(b, goer)),
    }
}

/// Nothing found is no error.
fn ingen(kald: Kald<'_>, ind: &Knude) -> Knude {
    hovedoplysninger::ramme(kald, Some(ind), |k| hovedoplysninger::reaktion(k, "Advis", &Fejl::ny(Fejlkode::IntetFundet)))
}
