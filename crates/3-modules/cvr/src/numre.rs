//! The numbers of the register (domain 3.10).

/// CVR-01: eight digits whose sum with the weights 2, 7, 6, 5, 4, 3, 2, 1 is a multiple of 11. Our own extra check: a number from outside that fails it is told of,
/// never refused (CVR-04).
pub fn er_modulus_11(cvr: u32) -> bool {
    let sum: u32 = [1, 2, 3, 4, 5, 6, 7, 2].iter().zip(0..).map(|(v, i)| v * (cvr / 10u32.pow(i) % 10)).sum();
    cvr < 100_000_000 && sum.is_multiple_of(11)
}

/// CVR-03: thirteen digits whose sum with the weights 1, 3, 1, … is a multiple of 10.
pub fn er_gln(t: &str) -> bool {
    let sum: u32 = t.bytes().zip([1, 3].iter().cycle()).map(|(b, v)| v * u32::from(b.wrapping_sub(b'0'))).sum();
    t.len() == 13 && t.bytes().all(|b| b.is_ascii_digit()) && sum.is_multiple_of(10)
}

/// CVR-02: exactly so many digits, the first of which is not 0 (the contract's range).
pub fn cifre(t: &str, antal: usize) -> Option<u64> {
    (t.len() == antal && !t.starts_with('0') && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse().ok()).flatten()
}

/// CVR-04: the number as other formats write it, `DK12345678` or `12345678`, in our internal form.
pub fn laes_cvr(t: &str) -> Option<u32> {
    let t = t.get(..2).filter(|p| p.eq_ignore_ascii_case("dk")).and_then(|p| t.get(p.len()..)).unwrap_or(t);
    cifre(t, 8).and_then(|n| u32::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cvr01_modulus_11() {
        assert!(er_modulus_11(64_942_212) && er_modulus_11(19_435_075));
        assert!(!er_modulus_11(64_942_213) && !er_modulus_11(11_111_112));
    }

    #[test]
    fn cvr02_p_numbers_have_ten_digits_and_no_check() {
        assert_eq!(cifre("1000000001", 10), Some(1_000_000_001));
        assert!(cifre("0123456789", 10).is_none() && cifre("100000000", 10).is_none() && cifre("+100000000", 10).is_none());
    }

    #[test]
    fn cvr03_gln_modulus_10() {
        assert!(er_gln("5798009811578") && er_gln("0000000000000"));
        assert!(!er_gln("5798009811579") && !er_gln("579800981157") && !er_gln("57980098115:8"));
    }

    #[test]
    fn cvr04_the_form_of_oioubl_is_read() {
        assert_eq!(laes_cvr("DK64942212"), Some(64_942_212));
        assert_eq!(laes_cvr("64942212"), Some(64_942_212));
        assert!(laes_cvr("DK6494221").is_none() && laes_cvr("6494221æ").is_none() && laes_cvr("").is_none());
    }
}
