//! Persons as access control sees them: one service of our own, because none is published [D].
use crate::objekttyper::SERVICE;
use adgang::{Rolledef, Tjenestedef};
use grund::Ret;

/// The services of the module.
pub static TJENESTER: &[&Tjenestedef] = &[&PERSON];

/// Whoever reads an identity sees the person's numbers (CPR-12): that is what it is for. Searches in the indexes need no role here.
pub static PERSON: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/person/1",
    navn: "Personidentiteter (OIO REST)",
    version: "1",
    services: &[SERVICE],
    roller: &[
        Rolledef { uri: "http://person.samspil.dk/roles/servicesystemrole/udstil/1", navn: "Udstil", retter: &[Ret::Laes], egne: false },
        Rolledef {
            uri: "http://person.samspil.dk/roles/servicesystemrole/rediger/1",
            navn: "Rediger",
            retter: &[Ret::Laes, Ret::Skriv],
            egne: false,
        },
        Rolledef {
            uri: "http://person.samspil.dk/roles/servicesystemrole/landsopslag/1",
            navn: "Landsopslag",
            retter: &[Ret::Laes, Ret::Landsopslag],
            egne: false,
        },
    ],
    parametre: &[],
};
