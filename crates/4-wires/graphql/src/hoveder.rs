//! The headers of a call: the transaction that the published services demand, and our own for travelling in time.
use axum::http::HeaderMap;
use grund::fejl::uddrag;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};

/// The transaction's id, a UUID.
pub(crate) const TRANSAKTIONSID: &str = "x-TransaktionsId";
/// The transaction's time.
pub(crate) const TRANSAKTIONSTID: &str = "x-TransaktionsTid";
/// Ours: the answer is what was true then.
pub(crate) const VIRKNINGSTID: &str = "x-virkningstid";
/// Ours: the answer is what the register said then.
pub(crate) const REGISTRERINGSTID: &str = "x-registreringstid";

/// What the headers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hoveder {
    pub transaktion: Uuid,
    pub virkning: Option<Tidspunkt>,
    pub registreret: Option<Tidspunkt>,
}

impl Hoveder {
    pub(crate) fn laes(h: &HeaderMap) -> Result<Self, Fejl> {
        let tekst = |navn: &str| h.get(navn.to_ascii_lowercase()).map(|v| v.to_str().unwrap_or("\u{fffd}").trim());
        let mangler = |navn, ventet: (&str, &str)| Fejl::ny(Fejlkode::UkendtTransaktion).felt(navn).ventet(ventet);
        let transaktion =
            tekst(TRANSAKTIONSID).and_then(grund::id::laes_uuid).ok_or_else(|| mangler(TRANSAKTIONSID, ("et UUID", "a UUID")))?;
        tekst(TRANSAKTIONSTID).and_then(laes_tid).ok_or_else(|| {
            let ventet = (
                "ISO 8601 med eller uden [Zone], for eksempel 2023-10-10T17:10:11.344+02:00[Europe/Berlin]",
                "ISO 8601 with or without [Zone], for instance 2023-10-10T17:10:11.344+02:00[Europe/Berlin]",
            );
            mangler(TRANSAKTIONSTID, ventet)
        })?;
        // As REST reads its parameters of time.
        let rejse = |navn| match tekst(navn).filter(|t| !t.is_empty()) {
            None => Ok(None),
            Some(t) => uden_zonenavn(t)
                .and_then(|t| Tidspunkt::fra_oio(t).ok())
                .map(Some)
                .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt(navn).ventet("ISO 8601, infinity, -infinity").detalje(uddrag(t))),
        };
        Ok(Self { transaktion, virkning: rejse(VIRKNINGSTID)?, registreret: rejse(REGISTRERINGSTID)? })
    }
}

/// ISO time as clients send it, also Java's ZonedDateTime text with its zone name in brackets and seconds left out when zero.
fn laes_tid(tekst: &str) -> Option<Tidspunkt> {
    // The lenient reader also takes dates and infinity, which are no time of a transaction.
    let tid = uden_zonenavn(tekst).filter(|t| t.contains('T'))?;
    Tidspunkt::fra_oio(tid).ok().filter(|t| t.er_endelig())
}

/// Without the zone's name; none where what stands in brackets is no such name.
fn uden_zonenavn(tekst: &str) -> Option<&str> {
    let Some(t) = tekst.strip_suffix(']') else { return Some(tekst) };
    let (tid, zone) = t.split_once('[')?;
    let navn = !zone.is_empty() && zone.len() <= 64 && zone.bytes().all(|c| c.is_ascii_alphanumeric() || b"/_+-:".contains(&c));
    navn.then_some(tid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transaction_time_in_iso_and_in_java_form() {
        let t = laes_tid("2023-10-10T17:10:11.3441152+02:00[Europe/Berlin]");
        assert_eq!(t, Tidspunkt::fra_xs("2023-10-10T15:10:11.344115Z").ok());
        assert!(t.is_some());
        for godt in
            ["2023-10-10T15:10:11Z", "2023-10-10T15:10:11.123Z", "2023-10-10T17:10+02:00[Europe/Copenhagen]", "2023-10-10T15:10:11Z[UTC]"]
        {
            assert!(laes_tid(godt).is_some(), "{godt}");
        }
        for daarligt in [
            "",
            "2023-10-10",
            "infinity",
            "10/10/2023 17:10",
            "2023-10-10T17:10:11+02:00[",
            "2023-10-10T17:10:11+02:00[]",
            "2023-10-10T17:10:11+02:00[<x>]",
            "9999-12-31T00:00:00Z",
        ] {
            assert!(laes_tid(daarligt).is_none(), "{daarligt}");
        }
    }

    #[test]
    fn both_transaction_headers_are_demanded() {
        let mut h = HeaderMap::new();
        assert_eq!(Hoveder::laes(&h).err().and_then(|f| f.feltet().map(str::to_owned)).as_deref(), Some(TRANSAKTIONSID));
        h.insert("x-transaktionsid", "0235dc7b-11c4-4ee5-b685-9f638f5cd032".parse().unwrap());
        assert_eq!(Hoveder::laes(&h).err().and_then(|f| f.feltet().map(str::to_owned)).as_deref(), Some(TRANSAKTIONSTID));
        h.insert("x-transaktionstid", "2023-10-10T15:10:11Z".parse().unwrap());
        assert!(Hoveder::laes(&h).is_ok_and(|h| h.virkning.is_none()));
        for (t, ventet) in [
            ("", None),
            ("2026-01-01", Some("2025-12-31T23:00:00Z")),
            ("2026-01-01 00:00:00", Some("2025-12-31T23:00:00Z")),
            ("2026-01-01T00:00:00+01:00[Europe/Copenhagen]", Some("2025-12-31T23:00:00Z")),
            ("0001-01-01T00:00:00", Some("-infinity")),
            ("infinity", Some("infinity")),
        ] {
            h.insert("x-virkningstid", t.parse().unwrap());
            assert_eq!(Hoveder::laes(&h).unwrap().virkning, ventet.map(|t| Tidspunkt::fra_oio(t).unwrap()), "{t}");
        }
        for t in ["i går", "2026-01-01[<x>]"] {
            h.insert("x-virkningstid", axum::http::HeaderValue::from_bytes(t.as_bytes()).unwrap());
            let f = Hoveder::laes(&h).unwrap_err();
            assert!(f.kode() == Fejlkode::UgyldigTid && f.ventede().is_some(), "{f}");
        }
    }
}
