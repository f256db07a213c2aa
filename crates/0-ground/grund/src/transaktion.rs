//! The two headers that every REST service of the infrastructure asks for (contracts 1.4): which transaction a call belongs to, and when it was begun.
use crate::{Fejl, Fejlkode, Tidspunkt, id::laes_uuid};

/// Holds them against their form: a UUID, with further numbers after dots where a call is passed on, and a time, which Java clients write with the zone's name behind it
/// (contracts 12, row 30). What is missing is empty.
///
/// # Errors
/// `UkendtTransaktion`, naming the header.
pub fn kontroller(id: &str, tid: &str) -> Result<(), Fejl> {
    if id.trim().split('.').next().and_then(laes_uuid).is_none() {
        return Err(Fejl::ny(Fejlkode::UkendtTransaktion).felt("x-TransaktionsId").ventet(("et UUID", "a UUID")));
    }
    let tid = tid.trim();
    let uden_zone = tid.split_once('[').map_or(tid, |(t, _)| t);
    if !uden_zone.contains('T') || Tidspunkt::fra_oio(uden_zone).is_err() {
        return Err(Fejl::ny(Fejlkode::UkendtTransaktion).felt("x-TransaktionsTid").ventet("ISO 8601"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i30_the_forms_that_clients_send_are_taken() {
        const ID: &str = "8c0b1a1e-7d0c-4f3c-9f6e-0a1b2c3d4e5f";
        for (id, tid, felt) in [
            (ID, "2026-03-02T10:00:00Z", None),
            (" 8C0B1A1E-7d0c-4f3c-9f6e-0a1b2c3d4e5f.1.2", "2023-10-10T17:10:11.3441152+02:00[Europe/Berlin]", None),
            ("", "2026-03-02T10:00:00Z", Some("x-TransaktionsId")),
            ("1.2", "2026-03-02T10:00:00Z", Some("x-TransaktionsId")),
            (ID, "2026-03-02", Some("x-TransaktionsTid")),
            (ID, "", Some("x-TransaktionsTid")),
        ] {
            assert_eq!(kontroller(id, tid).err().as_ref().and_then(Fejl::feltet), felt, "{id} {tid}");
        }
    }
}
