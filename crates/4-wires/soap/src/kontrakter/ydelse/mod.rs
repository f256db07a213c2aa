//! SF1490 Ydelsesindeks v6 and SF1491 YdelseListeHent v1.
pub(crate) mod bevilling;
mod definitioner;
mod kontekst;
pub(crate) mod oekonomiskeffektuering;
mod operationer;
pub(crate) mod ydelseindeks;
pub(crate) mod ydelselistehent;

pub use bevilling::KONTRAKT as BEVILLINGINDEKS;
pub use oekonomiskeffektuering::KONTRAKT as OEKONOMISKEFFEKTUERINGINDEKS;
pub use ydelseindeks::KONTRAKT as YDELSEINDEKS;
pub use ydelselistehent::KONTRAKT as YDELSELISTEHENT;
