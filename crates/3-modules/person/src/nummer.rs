//! The forms of a person's identifiers, and what a CPR status means for them.
//!
//! A number is ten digits, and no more is asked: numbers that fail modulus 11 are given since 2007 (CPR-04), and our synthetic persons have
//! days 61 to 91, as an Erstatningspersonnummer has (CPR-05).
use grund::UnikId;

/// A CPR number.
pub const CPR: &str = "urn:oio:cpr-nr:";
/// A person without one, known by a number of Udbetaling Danmark's systems.
pub const PERSONID: &str = "urn:oio:us:personid:";
/// A person in the systems of Udbetaling Danmark.
pub const BORGERID: &str = "urn:oio:udk:borgerid:";
/// A person's UUID as a URN. As one of a person's numbers: another UUID of hers, that a system of its own has given or that two identities were before they were one (CPR-11).
pub const UUID: &str = "urn:uuid:";

/// The forms of C-20 that are a person's, and how many digits each has.
pub const FORMER: [(&str, usize); 3] = [(CPR, 10), (PERSONID, 7), (BORGERID, 12)];

/// Status in CPR (CPR-06): 01, 03, 05, 07 active; 20 for tax only; 30 annulleret; 50 slettet ved dobbeltnummer; 60 changed, a new one exists;
/// 70 missing; 80 left the country; 90 dead.
pub const STATUSSER: &[&str] = &["01", "03", "05", "07", "20", "30", "50", "60", "70", "80", "90"];
/// The number counts.
pub const AKTIV: &str = "01";
/// The number was given by mistake: it never binds (CPR-10).
pub const ANNULLERET: &str = "30";
/// The person had two numbers, and this one is gone (CPR-09).
pub const DOBBELT: &str = "50";
/// The person has a new number (CPR-08).
pub const AENDRET: &str = "60";

/// Whether it is a number of a person: of one of [`FORMER`], or another UUID of hers.
pub fn er_nummer(id: &UnikId) -> bool {
    let UnikId::Urn(urn) = id else { return false };
    let cifre = |t: &str, n: usize| t.len() == n && t.bytes().all(|c| c.is_ascii_digit());
    FORMER.iter().any(|(start, antal)| urn.strip_prefix(start).is_some_and(|rest| cifre(rest, *antal)))
        || urn.strip_prefix(UUID).is_some_and(|rest| grund::id::laes_uuid(rest).is_some_and(|u| u.to_string() == rest))
}

/// A CPR number of ten digits as a URN.
pub fn cpr_urn(cifre: &str) -> UnikId {
    UnikId::Urn(format!("{CPR}{cifre}"))
}

/// The ten digits of a CPR number.
pub fn cpr_cifre(id: &UnikId) -> Option<&str> {
    id.urn().filter(|_| er_cpr(id))?.strip_prefix(CPR)
}

/// A UUID as one of a person's numbers.
pub fn uuid_urn(uuid: grund::Uuid) -> UnikId {
    UnikId::Urn(format!("{UUID}{uuid}"))
}

/// Whether it is a CPR number.
pub fn er_cpr(id: &UnikId) -> bool {
    er_nummer(id) && matches!(id, UnikId::Urn(u) if u.starts_with(CPR))
}

/// The UUID that it is, as a reference or as a URN.
pub fn som_uuid(id: &UnikId) -> Option<grund::Uuid> {
    id.uuid().or_else(|| id.urn()?.strip_prefix(UUID).and_then(grund::id::laes_uuid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpr04_cpr05_a_number_is_its_digits_and_no_more_is_asked() {
        let er = |u: &str| er_nummer(&UnikId::Urn(u.into()));
        // Right by modulus 11, wrong by it, and the day of a synthetic person.
        for cpr in ["0101701234", "0101011234", "6101700001", "0000000000"] {
            assert!(er(&format!("{CPR}{cpr}")) && er_cpr(&UnikId::Urn(format!("{CPR}{cpr}"))));
        }
        assert!(er("urn:oio:us:personid:1234567") && er("urn:oio:udk:borgerid:123456789012"));
        for u in ["urn:oio:cpr-nr:010170123", "urn:oio:cpr-nr:010170-1234", "urn:oio:cvr-nr:11111111", "urn:oio:us:personid:12345678"] {
            assert!(!er(u), "{u}");
        }
        let u = grund::Uuid::from_u128(0xab5);
        assert!(er_nummer(&uuid_urn(u)) && !er_cpr(&uuid_urn(u)) && !er(&uuid_urn(u).to_string().to_uppercase()) && !er("urn:uuid:1"));
        assert_eq!((cpr_cifre(&cpr_urn("6101700001")), cpr_cifre(&uuid_urn(u))), (Some("6101700001"), None));
        assert_eq!((som_uuid(&UnikId::Uuid(u)), som_uuid(&UnikId::Urn(format!("{UUID}{u}")))), (Some(u), Some(u)));
    }
}
