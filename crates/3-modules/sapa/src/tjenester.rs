//! SAPA as access control sees it: the service that its system has an agreement on, and what a token for it opens. The ids are ours [D]: KOMBIT's are not public.
use adgang::{INDEKSPARAMETRE, Rolledef, Tjenestedef};
use grund::Ret;

/// The register's service of what SAPA itself keeps.
pub const SERVICE: &str = "sapa";

/// The services of the module.
pub static TJENESTER: &[&Tjenestedef] = &[&SAPA];

/// SAPA. The system needs an agreement, whose data restrictions hold; what a user may is said by roles of user-facing systems ([`crate::Funktion`]), and both hold (SAPA-05).
pub static SAPA: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/sapa/1",
    navn: "Sags- og partsoverblik (SAPA)",
    version: "1",
    services: &[SERVICE, "sagdokumentindeks", "ydelsesindeks"],
    roller: &[Rolledef {
        uri: "http://sapa.samspil.dk/roles/servicesystemrole/brug/1",
        navn: "Brug",
        retter: &[Ret::Laes, Ret::SeNavn, Ret::SeCpr],
        egne: false,
    }],
    parametre: INDEKSPARAMETRE,
};
