//! Contracts are data: one table says how a published service version looks on the wire, and the reader, the writer, the
//! XSD and the WSDL derive from it.
//!
//! * [`skema`] and [`tjeneste`] — the model of which the tables are made.
//! * [`laeser`] — an element against its declaration, in one walk, to a [`Knude`].
//! * [`knude`] and [`skriver`] — what was read, what is to be written, and how; [`kanonisk`] — what of it is signed.
//! * [`xsd`] and [`wsdl`] — what the service shows at `?wsdl` and `?xsd=`.

pub mod kanonisk;
pub mod knude;
pub mod laeser;
#[cfg(feature = "proeve")]
pub mod proeve;
pub mod skema;
pub mod skriver;
pub mod tjeneste;
pub mod vaerdi;
pub mod wsdl;
pub mod xsd;

pub use kanonisk::skriv_kanonisk;
pub use knude::Knude;
pub use laeser::{laes, laes_element};
pub use skema::{Attribut, Element, Hvad, Indholdsmodel, Kompleks, Navnerum, Partikel, Simpel, Type};
pub use skriver::{Xmlskriver, skriv};
pub use tjeneste::{Kontrakt, Operation};

use grund::xml;

/// Fuzz entry: parses arbitrary bytes and reads them against every input element of the contracts. Never panics, never
/// takes more than bounded time and memory.
pub fn proev_xml<T: 'static, U: 'static>(data: &[u8], kontrakter: impl Iterator<Item = &'static Kontrakt<T, U>>) {
    let Ok(tekst) = xml::afkod(data) else { return };
    let Ok(rod) = xml::parse(&tekst) else { return };
    for operation in kontrakter.flat_map(|k| k.operationer) {
        if let Ok(knude) = laes(&rod, operation.ind) {
            let mut ud = String::new();
            skriv(&knude, &mut ud);
        }
    }
}
