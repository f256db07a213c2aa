//! The working day within which a change of number is to be everywhere (CPR-08).
use grund::Tidspunkt;

/// The end of the working day that the time falls in, and of the next one where it falls on none. [D] Danish civil days; Saturdays, Sundays, public holidays, Christmas Eve and
/// New Year's Eve are none.
pub fn arbejdsdagens_ende(t: Tidspunkt) -> Tidspunkt {
    let Some((aar, maaned, dag)) = t.dansk_dato() else { return t };
    let mut nr = dagnummer(aar.into(), maaned.into(), dag.into());
    while !er_arbejdsdag(nr) {
        nr += 1;
    }
    let (aar, maaned, dag) = dato(nr + 1);
    let lille = |n: i32| i8::try_from(n).ok();
    let ende = i16::try_from(aar).ok().zip(lille(maaned).zip(lille(dag))).and_then(|(a, (m, d))| Tidspunkt::dansk_midnat(a, m, d));
    ende.unwrap_or(Tidspunkt::UENDELIG)
}

/// Days since 1 January 1970.
const fn dagnummer(aar: i32, maaned: i32, dag: i32) -> i32 {
    let aar = if maaned <= 2 { aar - 1 } else { aar };
    let aera = aar.div_euclid(400);
    let i_aera = aar - aera * 400;
    let i_aar = (153 * ((maaned + 9) % 12) + 2) / 5 + dag - 1;
    aera * 146_097 + i_aera * 365 + i_aera / 4 - i_aera / 100 + i_aar - 719_468
}

/// The date of such a day.
const fn dato(nr: i32) -> (i32, i32, i32) {
    let z = nr + 719_468;
    let aera = z.div_euclid(146_097);
    let d = z - aera * 146_097;
    let i_aera = (d - d / 1_460 + d / 36_524 - d / 146_096) / 365;
    let i_aar = d - (365 * i_aera + i_aera / 4 - i_aera / 100);
    let m = (5 * i_aar + 2) / 153;
    let maaned = if m < 10 { m + 3 } else { m - 9 };
    (i_aera + aera * 400 + (maaned <= 2) as i32, maaned, i_aar - (153 * m + 2) / 5 + 1)
}

fn er_arbejdsdag(nr: i32) -> bool {
    let (aar, maaned, dag) = dato(nr);
    // 1 January 1970 was a Thursday.
    let weekend = (nr + 3).rem_euclid(7) >= 5;
    let fast = matches!((maaned, dag), (1, 1) | (12, 24..=26 | 31));
    // From Maundy Thursday to Whit Monday, as days after Easter Sunday.
    !(weekend || fast || matches!(nr - paaske(aar), -3 | -2 | 1 | 39 | 50))
}

/// Easter Sunday, by the Gregorian calendar (the anonymous algorithm).
const fn paaske(aar: i32) -> i32 {
    let (a, b, c) = (aar % 19, aar / 100, aar % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    dagnummer(aar, n / 31, n % 31 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpr08_the_working_day_ends_at_midnight_and_a_holiday_is_none() {
        for (t, ende) in [
            // A Monday, a Friday night, a Saturday.
            ("2026-11-30T09:00:00+01:00", "2026-12-01"),
            ("2026-11-27T23:59:00+01:00", "2026-11-28"),
            ("2026-11-28T10:00:00+01:00", "2026-12-01"),
            // Before Maundy Thursday, on it, Easter Monday; Ascension; Whit Monday.
            ("2026-04-01T12:00:00+02:00", "2026-04-02"),
            ("2026-04-02T12:00:00+02:00", "2026-04-08"),
            ("2026-04-06T12:00:00+02:00", "2026-04-08"),
            ("2026-05-14T12:00:00+02:00", "2026-05-16"),
            ("2026-05-25T12:00:00+02:00", "2026-05-27"),
            // Christmas, which ends in a weekend; New Year.
            ("2026-12-24T12:00:00+01:00", "2026-12-29"),
            ("2026-12-31T12:00:00+01:00", "2027-01-05"),
            ("2028-02-29T12:00:00+01:00", "2028-03-01"),
        ] {
            let vist = arbejdsdagens_ende(Tidspunkt::fra_oio(t).unwrap());
            let (a, m, d) = vist.dansk_dato().unwrap();
            assert_eq!(format!("{a:04}-{m:02}-{d:02}"), ende, "{t}");
            assert_eq!(Tidspunkt::dansk_midnat(a, m, d), Some(vist));
        }
        for nr in [-1, 0, 59, 11_016, 20_787] {
            let (a, m, d) = dato(nr);
            assert_eq!(dagnummer(a, m, d), nr);
        }
        assert_eq!(dato(0), (1970, 1, 1));
        assert_eq!(arbejdsdagens_ende(Tidspunkt::UENDELIG), Tidspunkt::UENDELIG);
    }
}
