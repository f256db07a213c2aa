//! CVR's service. The URIs of roles and parameters are ours [D]: the published ones are not public.
use super::Sptjeneste;
use adgang::{Parameterdef, Parameterslags, Rolledef, Tjenestedef};
use grund::Ret;
use grund::spor::Kildeslags::Replika;

/// Access to SF1530. What the register holds is the same for every authority; CPR numbers of participants, searching by them, and what is protected take a right of
/// their own (CPR-07, CPR-12).
pub static ONLINE_ADGANG: Tjenestedef = Tjenestedef {
    entity_id: "http://cvr.serviceplatformen.dk/service/online/2",
    navn: "CVR Online (SF1530)",
    version: "2",
    services: &["cvr"],
    roller: &[Rolledef {
        uri: "http://cvr.serviceplatformen.dk/roles/servicesystemrole/opslag/1",
        navn: "CVR-opslag",
        retter: &[Ret::Laes],
        egne: false,
    }],
    parametre: &[Parameterdef {
        uri: "http://cvr.serviceplatformen.dk/constraints/SeCPR/1",
        navn: "Se CPR-numre af deltagere",
        slags: Parameterslags::Ja(Ret::SeCpr),
    }],
};

/// CVR Online v2.
pub static ONLINE: Sptjeneste = Sptjeneste {
    sf: "SF1530",
    adgang: &ONLINE_ADGANG,
    ret: Ret::Laes,
    laeser: true,
    kilder: &[Replika],
    cprfelter: &["PersonCivilregistrationIdentifier"],
};
