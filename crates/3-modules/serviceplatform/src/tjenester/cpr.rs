//! CPR's services. Their role URIs and the entity ids of the older ones, which are from before tokens, are ours [D].
use super::Sptjeneste;
use adgang::{Parameterdef, Parameterslags, Rolledef, Tjenestedef};
use grund::Ret;
use grund::spor::Kildeslags::Replika;

/// Rights on the population, whichever service asks.
const CPR: &str = "cpr";

const OPSLAG: &[Rolledef] = &[Rolledef {
    uri: "http://cpr.serviceplatformen.dk/roles/servicesystemrole/opslag/1",
    navn: "CPR-opslag",
    retter: &[Ret::Laes],
    egne: false,
}];
const BESKYTTEDE: &[Parameterdef] = &[Parameterdef {
    uri: "http://cpr.serviceplatformen.dk/constraints/SeBeskyttede/1",
    navn: "Se beskyttede navne og adresser",
    slags: Parameterslags::Ja(Ret::SeBeskyttede),
}];

/// Access to SF1520.
pub static PERSONOPSLAG_ADGANG: Tjenestedef = Tjenestedef {
    entity_id: "http://cpr.serviceplatformen.dk/service/personbasedataextended/5",
    navn: "CPR: PersonBaseDataExtended (SF1520)",
    version: "5",
    services: &[CPR],
    roller: OPSLAG,
    parametre: BESKYTTEDE,
};
/// Access to CPRBasicInformation.
pub static BASIS_ADGANG: Tjenestedef = Tjenestedef {
    entity_id: "http://cpr.serviceplatformen.dk/service/basicinformation/1",
    navn: "CPR: CPRBasicInformation",
    version: "1",
    services: &[CPR],
    roller: OPSLAG,
    parametre: BESKYTTEDE,
};
/// Access to CprService.
pub static GCTP_ADGANG: Tjenestedef = Tjenestedef {
    entity_id: "http://cpr.serviceplatformen.dk/service/cprservice/2",
    navn: "CPR: CprService (GCTP)",
    version: "2",
    services: &[CPR],
    roller: OPSLAG,
    parametre: BESKYTTEDE,
};
/// Access to CprSubscriptionService.
pub static ABONNEMENT_ADGANG: Tjenestedef = Tjenestedef {
    entity_id: "http://cpr.serviceplatformen.dk/service/subscription/1",
    navn: "CPR: Abonnement (SF6002)",
    version: "1",
    services: &["cprabonnement"],
    roller: &[Rolledef {
        uri: "http://cpr.serviceplatformen.dk/roles/servicesystemrole/abonnement/1",
        navn: "CPR-abonnement",
        retter: &[Ret::Laes, Ret::Skriv],
        egne: false,
    }],
    parametre: &[],
};

/// SF1520 PersonBaseDataExtended.
pub static PERSONOPSLAG: Sptjeneste =
    Sptjeneste { sf: "SF1520", adgang: &PERSONOPSLAG_ADGANG, ret: Ret::Laes, laeser: true, kilder: &[Replika], cprfelter: &["PNR"] };
/// CPRBasicInformation.
pub static BASIS: Sptjeneste =
    Sptjeneste { sf: "CPRBasicInformation", adgang: &BASIS_ADGANG, ret: Ret::Laes, laeser: true, kilder: &[Replika], cprfelter: &["PNR"] };
/// CprService. The number stands in a text of another form: the handler names the person.
pub static GCTP: Sptjeneste =
    Sptjeneste { sf: "CprService", adgang: &GCTP_ADGANG, ret: Ret::Laes, laeser: true, kilder: &[Replika], cprfelter: &[] };
/// CprSubscriptionService.
pub static ABONNEMENT: Sptjeneste =
    Sptjeneste { sf: "SF6002", adgang: &ABONNEMENT_ADGANG, ret: Ret::Laes, laeser: false, kilder: &[Replika], cprfelter: &["PNR"] };
