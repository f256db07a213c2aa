//! The company register as access control sees it. The URIs of roles and parameters are ours [D]: the published ones are not public.
use adgang::{Parameterdef, Parameterslags, Rolledef, Tjenestedef};
use grund::Ret;

/// The right's service.
pub const SERVICE: &str = "cvr";

/// The services whose tokens read the register.
pub static TJENESTER: &[&Tjenestedef] = &[&SF1530];

/// CVR Online (SF1530). What the register holds is the same for every authority; CPR numbers of participants, and searching by them, take a right of their own (CPR-12).
pub static SF1530: Tjenestedef = Tjenestedef {
    entity_id: "http://cvr.serviceplatformen.dk/service/online/2",
    navn: "CVR Online (SF1530)",
    version: "2",
    services: &[SERVICE],
    roller: &[Rolledef {
        uri: "http://cvr.serviceplatformen.dk/roles/servicesystemrole/opslag/1",
        navn: "Opslag",
        retter: &[Ret::Laes],
        egne: false,
    }],
    parametre: &[Parameterdef {
        uri: "http://cvr.serviceplatformen.dk/constraints/SeCPR/1",
        navn: "Se CPR-numre af deltagere",
        slags: Parameterslags::Ja(Ret::SeCpr),
    }],
};
