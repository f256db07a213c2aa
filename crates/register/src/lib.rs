//! The bitemporal engine: one way to write and one way to read, for every object type.
pub mod afstem;
pub mod byg;
mod flertype;
pub mod kommando;
pub mod model;
pub mod objekttype;

pub use afstem::{Oensket, Udfald};
pub use kommando::*;
pub use model::*;
pub mod register;

pub use objekttype::*;
pub use register::Register;
