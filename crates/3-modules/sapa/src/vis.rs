//! Times in answers: as UTC, and absent where there is none.
use grund::Tidspunkt;
use serde::Serializer;

/// A finite time.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub fn tid<S: Serializer>(t: &Tidspunkt, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&t.til_utc())
}

/// A time that may be absent or infinite: both are null.
pub fn maaske<S: Serializer>(t: &Option<Tidspunkt>, s: S) -> Result<S::Ok, S::Error> {
    match t.filter(|t| t.er_endelig()) {
        Some(t) => s.serialize_str(&t.til_utc()),
        None => s.serialize_none(),
    }
}
