//! Danish civil time.
use super::Tidspunkt;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use std::sync::LazyLock;

/// The zone of civil dates in the municipalities; bundled, so the host's zone files do not matter.
static KOEBENHAVN: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC));

/// Danish time begins here: 1894-01-01, when the country took Central European time.
///
/// Before it every place had its own time, with seconds in its offset, which `xs:dateTime` can't say. Older times are therefore
/// read and written with +01:00: then the date stays, whether the sender wrote no zone, `Z`, +01:00 or +00:50.
const FAELLES_TID: (i16, i8, i8) = (1894, 1, 2);
const FAELLES_TID_MIKROS: i64 = -2_398_208_400_000_000;
const FOER: Offset = Offset::constant(1);

/// The civil time in Denmark and its offset from UTC, in whole minutes; `None` for ±∞.
pub(super) fn dansk(t: Tidspunkt) -> Option<(DateTime, Offset)> {
    let tid = utc(t)?;
    let forskydning = if t.mikros() < FAELLES_TID_MIKROS { FOER } else { KOEBENHAVN.to_offset(tid) };
    Some((forskydning.to_datetime(tid), forskydning))
}

/// The instant of a civil time in Denmark; where clocks jump, as far after the jump as it lies in it.
pub(super) fn fra_dansk(dt: DateTime) -> Option<Tidspunkt> {
    let (aar, maaned, dag) = FAELLES_TID;
    let tid = if dt.date() < jiff::civil::date(aar, maaned, dag) { FOER.to_timestamp(dt) } else { KOEBENHAVN.to_timestamp(dt) };
    tid.ok().map(|t| Tidspunkt::fra_laest(t.as_microsecond()))
}

/// `None` for ±∞.
pub(super) fn utc(t: Tidspunkt) -> Option<jiff::Timestamp> {
    if t.er_endelig() { jiff::Timestamp::from_microsecond(t.mikros()).ok() } else { None }
}
