//! The port itself. Everything that an implementation promises stands here, by concern; [`Lager`] is all of it.
mod drift;
mod filer;
mod flygtig;
mod log;
mod objekter;
mod samling;
pub mod samlinger;
mod skrivning;
mod stroem;

pub use drift::*;
pub use filer::*;
pub use flygtig::*;
pub use log::*;
pub use objekter::*;
pub use samling::*;
pub use skrivning::*;
pub use stroem::*;

use grund::{Cvr, Uuid};

/// Identity of an object. The owning authority comes first, so that a database can be partitioned by it; the same UUID
/// under two authorities is two objects, and neither learns of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Objektnoegle {
    /// The owning authority.
    pub myndighed: Cvr,
    /// The object type's stored number.
    pub objekttype: u16,
    /// The object's UUID.
    pub uuid: Uuid,
}

/// The store: all concerns over one transaction ([`Skrivning`]).
pub trait Lager: Skrivelager + Objektlager + Haendelseslager + Loglager + Flygtiglager + Fillager + Samlingslager + Driftslager {}

impl<T: Skrivelager + Objektlager + Haendelseslager + Loglager + Flygtiglager + Fillager + Samlingslager + Driftslager> Lager for T {}
