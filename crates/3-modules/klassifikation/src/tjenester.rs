//! Klassifikation as access control sees it: entity id and roles (contracts 0; H-3).
use crate::objekttyper::SERVICE;
use adgang::{Rolledef, Tjenestedef};
use grund::Ret;

/// The services of the module.
pub static TJENESTER: &[&Tjenestedef] = &[&KLASSIFIKATION];

/// Klassifikation 7, which serves KlassifikationListeHent too. The URIs of the roles are ours [D].
pub static KLASSIFIKATION: Tjenestedef = Tjenestedef {
    entity_id: "http://entityid.kombit.dk/service/klassifikation/7",
    navn: "Klassifikation",
    version: "7",
    services: &[SERVICE],
    roller: &[
        Rolledef {
            uri: "http://klassifikation.stoettesystemerne.dk/roles/servicesystemrole/udstil/1",
            navn: "Udstil",
            retter: &[Ret::Laes],
            egne: false,
        },
        Rolledef {
            uri: "http://klassifikation.stoettesystemerne.dk/roles/servicesystemrole/rediger/1",
            navn: "Rediger klassifikation",
            retter: &[Ret::Laes, Ret::Skriv],
            egne: false,
        },
    ],
    parametre: &[],
};
