//! A party as it is asked for: a number as people write it, a URN, or a UUID (C-20).
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Fejlkode, UnikId};

const CPR: &str = "urn:oio:cpr-nr:";
const CVR: &str = "urn:oio:cvr-nr:";
/// The other forms of a party's number, and how many digits each has.
const ANDRE: [(&str, usize); 3] = [("urn:oio:us:personid:", 7), ("urn:oio:udk:borgerid:", 12), ("urn:oio:pnr:", 10)];

/// A party's identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partsid(UnikId);

impl Partsid {
    /// Ten digits with or without a hyphen are a CPR number, eight a CVR number.
    ///
    /// # Errors
    /// `UgyldigtMoenster`, naming the forms.
    pub fn laes(tekst: &str) -> Result<Self, Fejl> {
        let t = tekst.trim();
        let fejl = || {
            let ventet = ("personnummer, CVR-nummer, URN eller UUID", "CPR number, CVR number, URN or UUID");
            Fejl::ny(Fejlkode::UgyldigtMoenster).felt("part").regel("C-20").ventet(ventet)
        };
        if let Some(u) = laes_uuid(t).or_else(|| t.strip_prefix("urn:uuid:").and_then(laes_uuid)) {
            return Ok(Self(UnikId::Uuid(u)));
        }
        let cifre = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
        let uden: String = t.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        if cifre(&uden, 10) && !t.starts_with("urn:") {
            return Ok(Self::cpr(&uden));
        }
        if cifre(&uden, 8) && !t.starts_with("urn:") {
            return Ok(Self(UnikId::Urn(format!("{CVR}{uden}"))));
        }
        let kendt = [(CPR, 10), (CVR, 8)].into_iter().chain(ANDRE).any(|(form, n)| t.strip_prefix(form).is_some_and(|r| cifre(r, n)));
        if kendt { Ok(Self(UnikId::Urn(t.to_owned()))) } else { Err(fejl()) }
    }

    /// A person's.
    pub fn cpr(cifre: &str) -> Self {
        Self(UnikId::Urn(format!("{CPR}{cifre}")))
    }

    /// A company's.
    pub fn cvr(nummer: Cvr) -> Self {
        Self(UnikId::Urn(format!("{CVR}{nummer}")))
    }

    /// Any reference.
    pub const fn af(id: UnikId) -> Self {
        Self(id)
    }

    /// The reference that the indexes have.
    pub const fn id(&self) -> &UnikId {
        &self.0
    }

    /// The ten digits of a CPR number.
    pub fn cpr_cifre(&self) -> Option<&str> {
        cifre(&self.0, CPR)
    }

    /// A CVR number.
    pub fn cvr_nummer(&self) -> Option<Cvr> {
        cifre(&self.0, CVR)?.parse().ok()
    }

    /// It can be a person: everything but a company's numbers.
    pub fn kan_vaere_person(&self) -> bool {
        cifre(&self.0, CVR).is_none() && cifre(&self.0, "urn:oio:pnr:").is_none()
    }
}

fn cifre<'i>(id: &'i UnikId, form: &str) -> Option<&'i str> {
    id.urn()?.strip_prefix(form)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn sapa01_a_party_is_found_by_a_number_as_people_write_it() {
        let l = |t: &str| Partsid::laes(t).unwrap();
        for t in ["6101700001", "610170-0001", " 610170 0001 ", "urn:oio:cpr-nr:6101700001"] {
            assert_eq!(l(t).cpr_cifre(), Some("6101700001"), "{t}");
        }
        for t in ["11111111", "11 11 11 11", "urn:oio:cvr-nr:11111111"] {
            assert_eq!((l(t).cvr_nummer(), l(t).kan_vaere_person()), (Some(Cvr::KORSBAEK), false), "{t}");
        }
        assert!(l("0235dc7b-11c4-4ee5-b685-9f638f5cd032").id().uuid().is_some() && l("urn:oio:us:personid:1234567").kan_vaere_person());
        for t in ["", "Jens", "610170-000", "urn:oio:cpr-nr:x", "urn:oio:cpr-nr:610170-0001", "123456789", "urn:oio:fuldtnavn:Jens"] {
            assert_eq!(Partsid::laes(t).unwrap_err().kode(), Fejlkode::UgyldigtMoenster, "{t}");
        }
    }
}
