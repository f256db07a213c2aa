//! Days around the country's present.
use grund::Tidspunkt;

/// Microseconds of a day.
const DOEGN: i64 = 86_400_000_000;

/// So many hours after it.
pub fn klokken(t: Tidspunkt, timer: u64) -> Tidspunkt {
    t.plus_mikros(i64::try_from(timer).unwrap_or(0).saturating_mul(DOEGN / 24))
}

/// Danish midnight of the first day of the month that lies so many months later.
pub fn maaned(t: Tidspunkt, maaneder: i16) -> Tidspunkt {
    let foerste = |(aar, md, _): (i16, i8, i8)| {
        let n = i32::from(aar) * 12 + i32::from(md) - 1 + i32::from(maaneder);
        Tidspunkt::dansk_midnat(i16::try_from(n.div_euclid(12)).ok()?, i8::try_from(n.rem_euclid(12) + 1).ok()?, 1)
    };
    t.dansk_dato().and_then(foerste).unwrap_or(t)
}

/// Danish midnight so many days from `nu`.
pub fn dag(nu: Tidspunkt, dage: i64) -> Tidspunkt {
    let t = nu.plus_mikros(dage.saturating_mul(DOEGN));
    t.dansk_dato().and_then(|(a, m, d)| Tidspunkt::dansk_midnat(a, m, d)).unwrap_or(t)
}
