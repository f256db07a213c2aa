//! Finding a contract, an operation and an entity id from what somebody types.
use crate::moduler::service;
use crate::opstilling::tjenester;
use soap::tjenester::{Kontrakt, Operation, alle};

/// The contract of that name. A part of the name between slashes, or several, will do if it fits one only; of several versions of
/// one service the newest is taken.
///
/// # Errors
/// Names those that fit, or all of them.
pub fn find_kontrakt(navn: &str) -> Result<&'static Kontrakt, String> {
    let navn = navn.trim_matches('/').to_ascii_lowercase();
    if let Some(k) = alle().find(|k| k.navn == navn) {
        return Ok(k);
    }
    let dele: Vec<&str> = navn.split('/').filter(|d| !d.is_empty()).collect();
    let passer = |k: &&Kontrakt| {
        let alle: Vec<&str> = k.navn.split('/').collect();
        !dele.is_empty() && alle.windows(dele.len()).any(|v| v == dele)
    };
    let fundne: Vec<&'static Kontrakt> = alle().filter(|k| passer(k)).collect();
    let uden_version = |k: &Kontrakt| k.navn.rsplit_once('/').map_or(k.navn, |(n, _)| n).to_owned();
    let version = |k: &Kontrakt| k.navn.rsplit('/').next().and_then(|v| v.parse::<u32>().ok()).unwrap_or(0);
    // `klassifikation` is a service of the register and one of its contracts: the contract is meant.
    let egentlige: Vec<_> =
        fundne.iter().copied().filter(|k| dele.last().is_some_and(|d| uden_version(k).ends_with(&format!("/{d}")))).collect();
    let fundne = if egentlige.is_empty() { fundne } else { egentlige };
    match fundne.split_first() {
        None => Err(format!("there is no service {navn}; `samspil klient tjenester` lists them all")),
        Some((k, rest)) if rest.iter().all(|r| uden_version(r) == uden_version(k)) => {
            Ok(rest.iter().copied().fold(*k, |a, b| if version(b) > version(a) { b } else { a }))
        }
        Some(_) => Err(format!("{navn} may be: {}", fundne.iter().map(|k| k.navn).collect::<Vec<_>>().join(", "))),
    }
}

/// The operation of that name.
///
/// # Errors
/// Names the operations that there are.
pub fn find_operation(k: &'static Kontrakt, navn: &str) -> Result<&'static Operation, String> {
    let alle = || k.operationer.iter().map(|o| o.navn).collect::<Vec<_>>().join(", ");
    k.operationer
        .iter()
        .find(|o| o.navn.eq_ignore_ascii_case(navn))
        .ok_or_else(|| format!("{} has no operation {navn}, but {}", k.navn, alle()))
}

/// The entity id of a REST or GraphQL path.
pub fn for_sti(sti: &str) -> Option<&'static str> {
    let uden_query = sti.split('?').next().unwrap_or(sti);
    service(uden_query).and_then(|s| tjenester().for_service(s)).map(|t| t.entity_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contract_is_found_by_its_full_name_and_stands_in_the_catalogue() {
        for k in alle() {
            assert!(std::ptr::eq(find_kontrakt(k.navn).unwrap(), k));
            let i = tjenester().find(k.bagved.adgang.entity_id).unwrap_or_else(|| panic!("{}", k.navn));
            assert!(std::ptr::eq(i, k.bagved.adgang), "{}", k.navn);
        }
    }

    #[test]
    fn a_short_name_finds_the_newest_version_and_an_ambiguous_one_is_refused() {
        assert_eq!(find_kontrakt("organisationenhed").unwrap().navn, "organisation/organisationenhed/6");
        assert_eq!(find_kontrakt("klasse").unwrap().navn, "klassifikation/klasse/7");
        assert_eq!(find_kontrakt("klasse/6").unwrap().navn, "klassifikation/klasse/6");
        assert_eq!(find_kontrakt("Demo").unwrap().navn, "serviceplatform/demo/1");
        assert!(find_kontrakt("6").unwrap_err().contains("organisation/bruger/6"));
        assert!(find_kontrakt("enhed").is_err() && find_kontrakt("").is_err());
    }

    #[test]
    fn a_path_finds_its_entity_id() {
        assert_eq!(
            for_sti("/organisation/organisationenhed?bvn=klassifikation"),
            Some(soap::tjenester::sf1500::BRUGER.bagved.adgang.entity_id)
        );
        assert_eq!(for_sti("/nothing"), None);
    }
}
