//! Between the shape of a contract and the engine's model. Everything is driven by the tables: an element carries the field, state or
//! relation that its place in the contract names.
pub mod grunddele;
pub mod ind;
pub mod kriterier;
pub mod ud;
pub mod udvidelser;
