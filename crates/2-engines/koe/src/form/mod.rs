//! How the store lies in its rows: keys, and the bytes of each kind of row. All of it is pure.
pub(crate) mod blok;
pub(crate) mod fejlpost;
pub(crate) mod hoved;
pub(crate) mod noegle;
pub(crate) mod segment;
pub(crate) mod tal;
