//! DemoService: gives back what it was sent, so that a client sees its whole way of security work.
mod kontrakter;

pub use kontrakter::KONTRAKT as DEMO;

use super::Kald;
use grund::{Fejl, Fejlkode, Ret};
use kontrakt::Knude;

/// Answers with the message and the authority that the call was made for.
pub fn udfoer(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    kald.kontekst.kraev("demo", Ret::Laes)?;
    let besked = ind.tekst("messageString").ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("messageString"))?;
    Ok(Knude::ny(kald.operation.ud).felt("responseString", besked.to_owned()))
}
