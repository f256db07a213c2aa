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

/// The service of the look-up that tells no more than it must.
pub const OPSLAG: &str = "personopslag";

/// It, for the catalogue: no object type is opened by it.
pub static OPSLAGSTJENESTER: &[&Tjenestedef] = &[&PERSONOPSLAG];

/// What a system learns of a person is what its role says (CPR-12): derived facts alone, the UUID too, or the number too.
pub static PERSONOPSLAG: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/personopslag/1",
    navn: "Personopslag: afledte oplysninger, UUID eller nummer (JSON)",
    version: "1",
    services: &[OPSLAG],
    roller: &[
        Rolledef {
            uri: "http://personopslag.samspil.dk/roles/servicesystemrole/fakta/1",
            navn: "Fakta",
            retter: &[Ret::Laes],
            egne: false,
        },
        Rolledef {
            uri: "http://personopslag.samspil.dk/roles/servicesystemrole/uuid/1",
            navn: "Uuid",
            retter: &[Ret::Laes, Ret::Landsopslag],
            egne: false,
        },
        Rolledef {
            uri: "http://personopslag.samspil.dk/roles/servicesystemrole/nummer/1",
            navn: "Nummer",
            retter: &[Ret::Laes, Ret::Landsopslag, Ret::SeCpr],
            egne: false,
        },
    ],
    parametre: &[],
};
