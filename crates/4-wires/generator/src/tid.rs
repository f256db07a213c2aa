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

/// Danish midnight so many days from the day of `nu`. Counted from noon, which stays on its date when the clocks change.
pub fn dag(nu: Tidspunkt, dage: i64) -> Tidspunkt {
    let midnat = |t: Tidspunkt| t.dansk_dato().and_then(|(a, m, d)| Tidspunkt::dansk_midnat(a, m, d)).unwrap_or(t);
    midnat(midnat(nu).plus_mikros(DOEGN / 2 + dage.saturating_mul(DOEGN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_comes_once_also_late_in_the_evening_and_when_clocks_change() {
        for nu in ["2026-11-25T22:34:00Z", "2026-07-01T23:30:00Z", "2026-03-01T12:00:00Z"] {
            let nu = Tidspunkt::fra_xs(nu).unwrap();
            for n in -800..800 {
                let timer = (dag(nu, n + 1).mikros() - dag(nu, n).mikros()) / (DOEGN / 24);
                assert!((23..=25).contains(&timer), "{n}: {timer} hours");
            }
            assert!(dag(nu, 0) <= nu && dag(nu, 1) > nu);
        }
    }
}
