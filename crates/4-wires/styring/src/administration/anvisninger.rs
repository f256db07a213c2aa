//! What is done about what does not follow the anvisninger, and the report on their quality.
use super::krop::{Krop, Nummer, Parametre};
use super::stamdata::med_cvr;
use super::svar::{Svar, objekt, objekter, ok};
use super::{Hvem, Modul};
use administration::oversaet::fra_json;
use administration::typer::Anvisningsregel;
use axum::extract::State;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt};

pub(super) async fn regler(State(t): Modul, hvem: Hvem, p: Parametre) -> Svar {
    p.slut()?;
    objekter(t.administration.anvisningsregler(&hvem.kalder()).iter().map(|p| &**p), hvem.kald.nu)
}

pub(super) async fn saet(State(t): Modul, hvem: Hvem, Nummer(cvr): Nummer, Krop(k): Krop) -> Svar {
    let r: Anvisningsregel = fra_json(med_cvr(k, cvr)?)?;
    ok(objekt(&t.administration.saet_anvisninger(&hvem.kalder(), &r).await?, hvem.kald.nu)?)
}

pub(super) async fn kvalitet(State(t): Modul, hvem: Hvem, mut p: Parametre) -> Svar {
    let cvr = p.cvr("myndighed")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("myndighed"))?;
    let (fra, til) = (p.tid("fra")?, p.tid("til")?);
    p.slut()?;
    let periode = Periode::ny(fra.unwrap_or(Tidspunkt::MINUS_UENDELIG), til.unwrap_or(Tidspunkt::UENDELIG));
    if periode.er_tom() {
        return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("til").into());
    }
    ok(t.administration.anvisningskvalitet(&hvem.kalder(), cvr, periode).await?.json(cvr, periode))
}
