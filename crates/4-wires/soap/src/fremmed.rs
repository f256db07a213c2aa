//! SOAP at an address that no service has: a wrong version in the path, two slashes, another case. CXF and WCF drop what comes with 404, 405 and 415 (K-13),
//! so it is refused as every call of SOAP is, and told which address was meant.
use crate::tjenester::{self, sf1514};
use axum::http::{HeaderMap, Method, header};
use grund::fejl::uddrag_langt;
use grund::{Fejl, Fejlkode};

/// Characters of an address that is compared: ours have at most 60.
const STI_TEGN: usize = 100;

/// The request speaks SOAP, whatever its address. `application/xml` says nothing of it.
pub fn er_soap(metode: &Method, hoveder: &HeaderMap) -> bool {
    let slags = hoveder.get(header::CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let slags = slags.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    *metode == Method::POST && (hoveder.contains_key("soapaction") || matches!(slags.as_str(), "text/xml" | "application/soap+xml"))
}

/// The refusal, with the address that is nearest to what was asked for.
pub fn ukendt_adresse(sti: &str) -> Fejl {
    let fejl = Fejl::ny(Fejlkode::UkendtSti).felt(uddrag_langt(sti));
    let spurgt: Vec<char> = sti.to_lowercase().chars().take(STI_TEGN).collect();
    let stier = tjenester::alle().flat_map(|k| k.stier.iter().copied()).chain([sf1514::STI]);
    match stier.min_by_key(|s| afstand(&spurgt, s)) {
        Some(s) => fejl.ventet((format!("måske {s}"), format!("perhaps {s}"))),
        None => fejl,
    }
}

/// Characters to put in, take out or change (Levenshtein).
fn afstand(a: &[char], b: &str) -> usize {
    let mut raekke: Vec<usize> = (0..=a.len()).collect();
    for (i, c) in b.to_lowercase().chars().enumerate() {
        let mut skraa = i;
        let mut venstre = i + 1;
        for (x, plads) in a.iter().zip(raekke.iter_mut().skip(1)) {
            let her = (skraa + usize::from(*x != c)).min(venstre + 1).min(*plads + 1);
            skraa = std::mem::replace(plads, her);
            venstre = her;
        }
        if let Some(foerste) = raekke.first_mut() {
            *foerste = i + 1;
        }
    }
    raekke.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k13_the_nearest_address_is_named() {
        for (spurgt, ventet) in [
            ("/organisation/organisationenhed/5", "/organisation/organisationenhed/6"),
            ("/organisation/organisationenhed/6.0", "/organisation/organisationenhed/6"),
            ("/organisation/organisationenhed/6;jsessionid=1", "/organisation/organisationenhed/6"),
            ("/organisation//organisationenhed/6", "/organisation/organisationenhed/6"),
            ("/Organisation/OrganisationEnhed/6", "/organisation/organisationenhed/6"),
            ("/organisation/organisationenhed", "/organisation/organisationenhed/6"),
            ("/klasse/7.0", "/klasse/7"),
            ("/runtime/services/kombittrust/13/certificatemixed", sf1514::STI),
        ] {
            let f = ukendt_adresse(spurgt);
            assert_eq!((f.feltet(), f.ventede().map(|v| v.engelsk.clone())), (Some(spurgt), Some(format!("perhaps {ventet}"))));
        }
        assert!(ukendt_adresse(&"/x".repeat(10_000)).feltet().is_some_and(|f| f.len() < 1_000));
    }

    #[test]
    fn distance_counts_changes() {
        let a = |a: &str, b: &str| afstand(&a.chars().collect::<Vec<_>>(), b);
        assert_eq!((a("", "abc"), a("abc", ""), a("abc", "abc"), a("abc", "axc"), a("abc", "ac"), a("kat", "kaste")), (3, 3, 0, 1, 1, 2));
    }
}
