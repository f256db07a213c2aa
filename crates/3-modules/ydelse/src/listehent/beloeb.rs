//! Amounts as SF1491 shows them: `decimal(15,2)`. The store has texts without a limit of decimals (D); between the two stands a whole number
//! of øre, never a floating point number.
use crate::regler::er_beloeb;

/// Digits before the point that the contract has room for.
const HELE_CIFRE: usize = 13;
/// The largest amount in øre that the contract has room for.
const MAKS: i64 = 999_999_999_999_999;

/// An amount in øre. More than two decimals are rounded to the nearest øre, half of one away from zero [D]. `None` for what is no amount, or
/// too large for the contract.
pub fn oere(tekst: &str) -> Option<i64> {
    if !er_beloeb(tekst) {
        return None;
    }
    let (negativ, tal) = tekst.strip_prefix('-').map_or((false, tekst), |t| (true, t));
    let (hele, broek) = tal.split_once('.').unwrap_or((tal, ""));
    let hele = hele.trim_start_matches('0');
    if hele.len() > HELE_CIFRE {
        return None;
    }
    let mut decimaler = broek.bytes().map(|b| i64::from(b - b'0'));
    let (tiendedele, hundrededele, naeste) = (decimaler.next(), decimaler.next(), decimaler.next());
    let kroner: i64 = if hele.is_empty() { 0 } else { hele.parse().ok()? };
    let op = i64::from(naeste.is_some_and(|c| c >= 5));
    let oere = kroner * 100 + tiendedele.unwrap_or(0) * 10 + hundrededele.unwrap_or(0) + op;
    (oere <= MAKS).then_some(if negativ { -oere } else { oere })
}

/// The contract has room for the amount as it is: nothing is rounded away.
pub fn vises_helt(tekst: &str) -> bool {
    let decimaler = tekst.split_once('.').map_or("", |(_, d)| d).trim_end_matches('0');
    decimaler.len() <= 2 && oere(tekst).is_some()
}

/// The text of an amount: always two decimals.
pub fn vist(oere: i64) -> String {
    let fortegn = if oere < 0 { "-" } else { "" };
    let o = oere.unsigned_abs();
    format!("{fortegn}{}.{:02}", o / 100, o % 100)
}

/// The sum of amounts; `None` when one of them is no amount, or the sum is too large.
pub fn sum<'t>(mut beloeb: impl Iterator<Item = &'t str>) -> Option<i64> {
    let sum: i64 = beloeb.try_fold(0i64, |s, t| s.checked_add(oere(t)?))?;
    (sum.abs() <= MAKS).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d_amounts_keep_every_digit_and_are_rounded_to_oere() {
        for (lagret, vises) in [
            ("0", "0.00"),
            ("5942.5", "5942.50"),
            ("5942.50", "5942.50"),
            ("5.942", "5.94"),
            ("0.005", "0.01"),
            ("-0.005", "-0.01"),
            ("-0.004", "0.00"),
            ("0.0049999999", "0.00"),
            ("99.995", "100.00"),
            ("-12", "-12.00"),
            ("000123.4500", "123.45"),
            ("0.1", "0.10"),
            ("9999999999999.99", "9999999999999.99"),
            ("-9999999999999.994", "-9999999999999.99"),
        ] {
            assert_eq!(oere(lagret).map(vist).as_deref(), Some(vises), "{lagret}");
        }
        for t in ["", "1.", ".5", "1,50", "1e3", "+1", "10000000000000", "9999999999999.995", "NaN"] {
            assert_eq!(oere(t), None, "{t}");
        }
    }

    #[test]
    fn d_what_the_contract_has_no_room_for_is_known() {
        assert!(["0", "12550.50000", "-9999999999999.99", "00005.00"].into_iter().all(vises_helt));
        assert!(!["12550.555", "0.001", "99999999999999999999", "1e3"].into_iter().any(vises_helt));
    }

    #[test]
    fn d_a_sum_is_exact_or_none() {
        assert_eq!(sum(["0.10", "0.20", "-0.05"].into_iter()), Some(25));
        assert_eq!(sum(["9999999999999.99", "0.01"].into_iter()), None);
        assert_eq!(sum(["1", "x"].into_iter()), None);
    }
}
