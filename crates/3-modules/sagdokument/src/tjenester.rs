//! The Sags- og Dokumentindeks as access control sees it: entity id and roles (contracts 0; C-37).
use crate::objekttyper::SERVICE;
use adgang::{INDEKSPARAMETRE, Rolledef, Tjenestedef};
use grund::Ret;

/// The services of the module.
pub static TJENESTER: &[&Tjenestedef] = &[&SAGDOKUMENTINDEKS];

/// Sags- og Dokumentindeks 6. The URIs of the roles are ours [D]: the published ones are not public. Removal belongs to Rediger: a sender must take away
/// what is gone at its own place (C-4). A sender reaches what it is master of (C-10), and sees of others only what Udstil gives.
pub static SAGDOKUMENTINDEKS: Tjenestedef = Tjenestedef {
    entity_id: "http://entityid.kombit.dk/service/sdi/sagdokumentindeks/6",
    navn: "Sags- og Dokumentindeks",
    version: "6",
    services: &[SERVICE],
    roller: &[
        Rolledef {
            uri: "http://sagsogdokumentindeks.stoettesystemerne.dk/roles/servicesystemrole/udstil/1",
            navn: "Udstil",
            retter: &[Ret::Laes],
            egne: false,
        },
        Rolledef {
            uri: "http://sagsogdokumentindeks.stoettesystemerne.dk/roles/servicesystemrole/rediger/1",
            navn: "Rediger",
            retter: &[Ret::Laes, Ret::Skriv, Ret::FysiskSlet],
            egne: true,
        },
    ],
    parametre: INDEKSPARAMETRE,
};
