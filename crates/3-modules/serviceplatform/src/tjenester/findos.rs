//! FindOs. Addresses and buildings themselves are free data and need no agreement. The ids are ours [D]: FindOs has no public contract.
use super::Sptjeneste;
use adgang::{Parameterdef, Parameterslags, Rolledef, Tjenestedef};
use grund::Ret;
use grund::spor::Kildeslags::Replika;

/// Access to FindOs: address history by name and address. Protected persons, and numbers beside UUIDs, take a right of their own (CPR-07, CPR-12).
pub static OPSLAG_ADGANG: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/findos/1",
    navn: "FindOs: adressehistorik ved navn og adresse (REST)",
    version: "1",
    services: &["findos"],
    roller: &[Rolledef {
        uri: "http://findos.samspil.dk/roles/servicesystemrole/opslag/1",
        navn: "Opslag",
        retter: &[Ret::Laes],
        egne: false,
    }],
    parametre: &[
        Parameterdef {
            uri: "http://findos.samspil.dk/constraints/SeBeskyttede/1",
            navn: "Se beskyttede personer",
            slags: Parameterslags::Ja(Ret::SeBeskyttede),
        },
        Parameterdef { uri: "http://findos.samspil.dk/constraints/SeCPR/1", navn: "Se CPR-numre", slags: Parameterslags::Ja(Ret::SeCpr) },
    ],
};

/// FindOs.
pub static OPSLAG: Sptjeneste =
    Sptjeneste { sf: "FindOs", adgang: &OPSLAG_ADGANG, ret: Ret::Laes, laeser: true, kilder: &[Replika], cprfelter: &[] };
