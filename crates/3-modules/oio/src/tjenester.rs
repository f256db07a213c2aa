//! The further OIO object types as access control sees them: one service of our own, because none is published [D].
use crate::objekttyper::{AKTIVITET, DOKUMENT, INDSATS, LOGHAENDELSE, SAG, TILSTAND};
use adgang::{Rolledef, Tjenestedef};
use grund::Ret;

/// The services of the module.
pub static TJENESTER: &[&Tjenestedef] = &[&OIO];

/// The service.
pub static OIO: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/oio/1",
    navn: "Sag, dokument, aktivitet, indsats, tilstand og log (OIO REST)",
    version: "1",
    services: &[SAG.service, DOKUMENT.service, AKTIVITET.service, INDSATS.service, TILSTAND.service, LOGHAENDELSE.service],
    roller: &[
        Rolledef { uri: "http://oio.samspil.dk/roles/servicesystemrole/udstil/1", navn: "Udstil", retter: &[Ret::Laes], egne: false },
        Rolledef {
            uri: "http://oio.samspil.dk/roles/servicesystemrole/rediger/1",
            navn: "Rediger",
            retter: &[Ret::Laes, Ret::Skriv],
            egne: false,
        },
    ],
    parametre: &[],
};
