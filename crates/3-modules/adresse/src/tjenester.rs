//! FindOs as access control sees it. Addresses and buildings themselves are free data and need no agreement. The ids are ours [D]: FindOs has no public contract.
use adgang::{Rolledef, Tjenestedef};
use grund::Ret;

/// The services whose tokens open what is here.
pub static TJENESTER: &[&Tjenestedef] = &[&FINDOS];

/// The right's service.
pub const SERVICE: &str = "findos";

/// Address history by name and address.
pub static FINDOS: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/findos/1",
    navn: "FindOs: adressehistorik ved navn og adresse (REST)",
    version: "1",
    services: &[SERVICE],
    roller: &[Rolledef {
        uri: "http://findos.samspil.dk/roles/servicesystemrole/opslag/1",
        navn: "Opslag",
        retter: &[Ret::Laes],
        egne: false,
    }],
    parametre: &[],
};
