//! The services of Serviceplatformen, a row each.
pub mod cpr;
pub mod cvr;
pub mod findos;
pub mod skat;

use adgang::Tjenestedef;
use adgang::katalog::{ACCESSTOKENDEMO, DEMOSERVICE};
use grund::spor::Kildeslags::{self, Simulator};
use grund::{Fejl, Fejlkode, Ret};

/// A service.
#[derive(Debug)]
pub struct Sptjeneste {
    /// Its number in Serviceplatformen's catalogue.
    pub sf: &'static str,
    /// Entity id, roles, data restrictions.
    pub adgang: &'static Tjenestedef,
    /// What a call of it needs at least, whatever the source. The handler may ask for more.
    pub ret: Ret,
    /// It only reads: a call may be made twice. What changes something upstream is never sent again.
    pub laeser: bool,
    /// What this program can answer from by itself, the default first. None: an upstream must be chosen.
    pub kilder: &'static [Kildeslags],
    /// Elements of a request (anywhere in it) or parameters whose texts are CPR numbers: the log names the persons, whatever the source.
    pub cprfelter: &'static [&'static str],
}

/// Every service that goes through the gateway.
pub static TJENESTER: &[&Sptjeneste] = &[
    &DEMO,
    &DEMO_REST,
    &cpr::PERSONOPSLAG,
    &cpr::BASIS,
    &cpr::GCTP,
    &cpr::ABONNEMENT,
    &cvr::ONLINE,
    &findos::OPSLAG,
    &skat::EINDKOMST,
    &skat::AARSOPGOERELSE,
    &skat::FORSKUD,
    &skat::KONTROL,
    &skat::FERIEKONTO,
    &skat::SYGESIKRING,
];

/// The entries for access control of those services whose objects no module of the register owns. The demo services have theirs in `adgang`.
pub static KATALOG: &[&Tjenestedef] = &[
    &cpr::PERSONOPSLAG_ADGANG,
    &cpr::BASIS_ADGANG,
    &cpr::GCTP_ADGANG,
    &cpr::ABONNEMENT_ADGANG,
    &cvr::ONLINE_ADGANG,
    &findos::OPSLAG_ADGANG,
    &skat::EINDKOMST_ADGANG,
    &skat::AARSOPGOERELSE_ADGANG,
    &skat::FORSKUD_ADGANG,
    &skat::KONTROL_ADGANG,
    &skat::FERIEKONTO_ADGANG,
    &skat::SYGESIKRING_ADGANG,
];

/// DemoService by SOAP: gives back what it is sent.
pub static DEMO: Sptjeneste =
    Sptjeneste { sf: "Demo", adgang: &DEMOSERVICE, ret: Ret::Laes, laeser: true, kilder: &[Simulator], cprfelter: &[] };

/// The demo service by REST.
pub static DEMO_REST: Sptjeneste =
    Sptjeneste { sf: "SF1516", adgang: &ACCESSTOKENDEMO, ret: Ret::Laes, laeser: true, kilder: &[Simulator], cprfelter: &[] };

/// The service of that entity id.
pub fn find(entity_id: &str) -> Option<&'static Sptjeneste> {
    TJENESTER.iter().copied().find(|t| t.adgang.entity_id == entity_id)
}

/// Refuses a source that a service can't have: one of the program's own that it has not.
///
/// # Errors
/// `UgyldigVaerdi`, with those that it has.
pub fn kan(entity_id: &str, kilde: Kildeslags) -> Result<(), Fejl> {
    let Some(t) = find(entity_id) else {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("entityid").tilladt(TJENESTER.iter().map(|t| t.adgang.entity_id)));
    };
    let alle = || t.kilder.iter().chain(&[Kildeslags::Gennemstilling]);
    if alle().any(|k| *k == kilde) {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("kilde").tilladt(alle().map(|k| k.navn())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_service_is_there_once() {
        let alle: HashSet<&str> = TJENESTER.iter().map(|t| t.adgang.entity_id).collect();
        assert_eq!(alle.len(), TJENESTER.len());
        assert!(TJENESTER.iter().all(|t| find(t.adgang.entity_id).is_some_and(|f| std::ptr::eq(f, *t))));
        assert!(TJENESTER.iter().all(|t| !t.kilder.contains(&Kildeslags::Gennemstilling)), "an upstream is chosen by rule, not had");
    }
}
