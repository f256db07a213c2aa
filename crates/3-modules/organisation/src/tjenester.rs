//! Organisation as access control sees it: entity id, roles and parameters (contracts 0; H-3).
use crate::objekttyper::SERVICE;
use adgang::{Parameterdef, Parameterslags, Rolledef, Tjenestedef};
use grund::Ret;

/// The services of the module.
pub static TJENESTER: &[&Tjenestedef] = &[&ORGANISATION];

/// Organisation 6. The URIs of roles and parameters are ours [D]: the published ones are not public.
pub static ORGANISATION: Tjenestedef = Tjenestedef {
    entity_id: "http://stoettesystemerne.dk/service/organisation/3",
    navn: "Organisation",
    version: "6",
    services: &[SERVICE],
    roller: &[
        Rolledef {
            uri: "http://organisation.stoettesystemerne.dk/roles/servicesystemrole/udstil/1",
            navn: "Udstil",
            retter: &[Ret::Laes],
            egne: false,
        },
        Rolledef {
            uri: "http://organisation.stoettesystemerne.dk/roles/servicesystemrole/rediger/1",
            navn: "Rediger organisation",
            retter: &[Ret::Laes, Ret::Skriv],
            egne: false,
        },
    ],
    parametre: &[
        ja("http://organisation.stoettesystemerne.dk/constraints/SeCPR/1", "Se CPR-numre", Ret::SeCpr),
        ja("http://organisation.stoettesystemerne.dk/constraints/SeNavn/1", "Se navne", Ret::SeNavn),
        ja("http://organisation.stoettesystemerne.dk/constraints/Anonymiser/1", "Anonymisér", Ret::Anonymiser),
        ja("http://organisation.stoettesystemerne.dk/constraints/Fysiskslet/1", "Slet fysisk", Ret::FysiskSlet),
    ],
};

const fn ja(uri: &'static str, navn: &'static str, ret: Ret) -> Parameterdef {
    Parameterdef { uri, navn, slags: Parameterslags::Ja(ret) }
}
