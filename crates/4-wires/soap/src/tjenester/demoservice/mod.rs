//! DemoService: gives back what it was sent, so that a client sees its whole way of security work.
mod kontrakter;

pub use kontrakter::KONTRAKT as DEMO;

use super::{Kald, Kontrakt};
use grund::{Fejl, Fejlkode, Ret};
use kontrakt::Knude;

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&DEMO];

/// Answers with the message.
async fn udfoer(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    kald.kontekst.kraev(kald.kontrakt.bagved.adgang.service(), Ret::Laes)?;
    let besked = ind.tekst("messageString").ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("messageString"))?;
    Ok(Knude::ny(kald.operation.ud).felt("responseString", besked.to_owned()))
}
