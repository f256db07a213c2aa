//! SF1490 Ydelsesindeks v6.
mod kontrakter;

pub use kontrakter::bevilling::KONTRAKT as BEVILLINGINDEKS;
pub use kontrakter::oekonomiskeffektuering::KONTRAKT as OEKONOMISKEFFEKTUERINGINDEKS;
pub use kontrakter::ydelseindeks::KONTRAKT as YDELSEINDEKS;
