//! The whole Klassifikation by page (`fremsoegobjekthierarki`, A-94, A-97).
use crate::objekttyper::{FACET, KLASSE, KLASSIFIKATION};
use register::Objekttype;

/// The types of the hierarchy in the order of the pages: a client that builds the tree has the parents first.
pub static TYPER: &[&Objekttype] = &[&KLASSIFIKATION, &FACET, &KLASSE];
