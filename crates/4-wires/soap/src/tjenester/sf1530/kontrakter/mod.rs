//! CVR Online v2 as published: thirteen schemas, a namespace each.
pub(crate) mod enheder;
pub(crate) mod oio;
pub(crate) mod online;
