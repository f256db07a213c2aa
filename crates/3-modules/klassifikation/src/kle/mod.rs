//! KLE import: a municipality's own files of KL's classification become Klassifikation → Facet → Klasse (KLE-01 … KLE-05).
//!
//! A file is read whole before anything is written ([`laes`]); then every class is compared with the register and only what
//! differs is written ([`importer`]). Nothing of KLE itself is in this program: using it needs KL's consent (I-34).
mod import;
mod laes;
mod opsummering;
mod post;
mod regneark;
mod xml;

pub use import::{SYNTETISK, Valg, importer};
pub use laes::{laes, proev_kle};
pub use opsummering::{Opsummering, Planopsummering};
pub use post::{Plan, Post, Udgave, klassifikation};

/// A file to import.
#[derive(Clone, Copy, Debug)]
pub struct Fil<'a> {
    /// Its name, for messages.
    pub navn: &'a str,
    /// Its bytes.
    pub data: &'a [u8],
}
