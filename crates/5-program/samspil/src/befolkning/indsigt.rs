//! Who may see protected names and addresses of persons (CPR-07), by the agreements in force now.
use super::foelger::Personfoelger;
use super::kommuner;
use ::cpr::person::Ret;
use ::cpr::udbakke::Haendelse;
use adgang::Aftalebog;
use administration::Administration;
use beskedfordeler::kuvert::Relateret;
use beskedfordeler::{Dueslagspost, Fortiet};
use grund::{Cvr, Tidspunkt, Uuid};
use serviceplatform::tjenester::cpr::{ABONNEMENT_ADGANG, BASIS_ADGANG, GCTP_ADGANG, PERSONOPSLAG_ADGANG};

/// The subscription's service (SF6002).
pub(super) const ABONNEMENT: &str = ABONNEMENT_ADGANG.entity_id;
/// The look-ups that show a protected person's name and address to those with the right.
const OPSLAG: [&str; 3] = [PERSONOPSLAG_ADGANG.entity_id, BASIS_ADGANG.entity_id, GCTP_ADGANG.entity_id];

/// Whether a system sees protected persons where it looks them up for the authority. In the open mode everybody does.
pub(super) fn ser_beskyttede(administration: Option<&Administration>, system: Option<Uuid>, myndighed: Cvr, nu: Tidspunkt) -> bool {
    let Some(a) = administration else { return true };
    let Some(system) = system else { return false };
    let bog = a.bog();
    OPSLAG.iter().any(|tjeneste| {
        bog.aftaler(system, tjeneste, myndighed, nu).iter().flat_map(|a| a.tjenester.iter().filter(|t| t.entity_id == *tjeneste)).any(|t| {
            let parametre = PERSONOPSLAG_ADGANG.parametre.iter().filter_map(|p| t.afgraensninger.get(p.uri));
            parametre.flatten().any(|v| v == "Ja")
        })
    })
}

/// Whether a system may have files of persons, and see protected names and addresses in them.
pub(super) fn filadgang(administration: Option<&Administration>, system: Uuid, nu: Tidspunkt) -> Option<Ret> {
    let Some(a) = administration else { return Some(Ret::Beskyttede) };
    let myndigheder = a.bog().myndigheder_for(system, ABONNEMENT, nu);
    if myndigheder.is_empty() {
        return None;
    }
    let ser = myndigheder.iter().any(|m| ser_beskyttede(administration, Some(system), *m, nu));
    Some(if ser { Ret::Beskyttede } else { Ret::Uden })
}

/// Where a protected person lives: what messages about her are silent of, and are found by where the receiver may know it.
pub(super) struct Sted<'a> {
    relaterede: Vec<Relateret>,
    ser: Box<dyn Fn(&Dueslagspost) -> bool + Send + Sync + 'a>,
}

impl Sted<'_> {
    /// For the distribution; nothing of a person who is not protected, whose messages say it.
    pub(super) fn fortiet(&self) -> Option<Fortiet<'_>> {
        (!self.relaterede.is_empty()).then_some(Fortiet { relaterede: &self.relaterede, ser: self.ser.as_ref() })
    }
}

impl Personfoelger {
    /// Of the person whom it has happened to.
    pub(super) fn sted_af(&self, h: &Haendelse, nu: Tidspunkt) -> Sted<'_> {
        let administration = self.administration.as_deref();
        Sted {
            relaterede: if h.beskyttet { kommuner(h) } else { Vec::new() },
            ser: Box::new(move |d| ser_beskyttede(administration, d.data.modtagersystem, d.myndighed, nu)),
        }
    }
}
