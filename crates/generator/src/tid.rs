//! Days around the country's present.
use grund::Tidspunkt;

/// Microseconds of a day.
const DOEGN: i64 = 86_400_000_000;

/// Danish midnight so many days from `nu`.
pub fn dag(nu: Tidspunkt, dage: i64) -> Tidspunkt {
    let t = nu.plus_mikros(dage.saturating_mul(DOEGN));
    t.dansk_dato().and_then(|(a, m, d)| Tidspunkt::dansk_midnat(a, m, d)).unwrap_or(t)
}
