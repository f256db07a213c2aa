//! The bitemporal engine: one way to write and one way to read, for every object type.
//!
//! The merge ([`flet`]) is a pure function; [`Register`] puts it over a store.
#![cfg_attr(test, allow(clippy::indexing_slicing))]

pub mod afstem;
pub mod anvisning;
pub mod anvisningskvalitet;
pub mod anvisningsmaade;
pub mod byg;
mod flertype;
pub mod flet;
pub mod genopbyg;
pub mod haendelse;
pub mod indeks;
pub mod kommando;
pub mod kontrol;
pub mod lagret;
pub mod model;
pub mod moenster;
mod nfc;
pub mod objekttype;
mod openapi;
pub mod opfylder;
pub mod oversaet;
pub mod post;
pub mod register;
mod soegeplan;
pub mod syn;
pub mod udsnit;
pub mod udveksling;
pub mod valider;

#[cfg(test)]
mod proevetyper;

pub use afstem::{Oensket, Udfald};
pub use anvisningsmaade::{Anvisningsmaade, Anvisningsvalg, Lint};
pub use haendelse::{Haendelsesdata, Haendelsestype, Partnoegle};
pub use kommando::*;
pub use model::*;
pub use objekttype::*;
pub use openapi::{navngiv_skemaer, til_openapi_30};
pub use oversaet::Emne;
pub use post::Post;
pub use register::{Enhedstrae, Foelge, Foelger, Kreds, Logfoerer, Naboregel, Omskrivning, Register, Sethaendelse, Skridt};
pub use syn::{Genvej, Hvem, Syn};
