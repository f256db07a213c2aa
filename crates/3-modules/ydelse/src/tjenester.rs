//! The Ydelsesindeks as access control sees it: entity id and roles (contracts 0; C-37).
use crate::objekttyper::SERVICE;
use adgang::{INDEKSPARAMETRE, Rolledef, Tjenestedef};
use grund::Ret;

/// The services of the module.
///
/// The index stands first: it is the one that the register's service `ydelsesindeks` means where nothing else is said.
pub static TJENESTER: &[&Tjenestedef] = &[&YDELSESINDEKS, &YDELSELISTEHENT];

/// Ydelsesindeks 6. The URIs of the roles are ours [D]: the published ones are not public. Removal belongs to Rediger: a sender must take away
/// what is gone at its own place (C-4). A sender reaches what it is master of (C-10), and sees of others only what Udstil gives.
pub static YDELSESINDEKS: Tjenestedef = Tjenestedef {
    entity_id: "http://entityid.kombit.dk/service/ydi/ydelseindeks/6",
    navn: "Ydelsesindeks",
    version: "6",
    services: &[SERVICE],
    roller: &[
        Rolledef {
            uri: "http://ydelsesindeks.stoettesystemerne.dk/roles/servicesystemrole/udstil/1",
            navn: "Udstil",
            retter: &[Ret::Laes],
            egne: false,
        },
        Rolledef {
            uri: "http://ydelsesindeks.stoettesystemerne.dk/roles/servicesystemrole/rediger/1",
            navn: "Rediger",
            retter: &[Ret::Laes, Ret::Skriv, Ret::FysiskSlet],
            egne: true,
        },
    ],
    parametre: INDEKSPARAMETRE,
};

/// YdelseListeHent 1 (contracts 0). It shows the cases of grants too, so a token for it opens both indexes; it is good at this service's own
/// address only. The URI of the role is ours [D].
pub static YDELSELISTEHENT: Tjenestedef = Tjenestedef {
    entity_id: "http://entityid.kombit.dk/service/ydelselistehent/1",
    navn: "YdelseListeHent",
    version: "1",
    // Of another module: a test of the program holds every name here against the types.
    services: &[SERVICE, "sagdokumentindeks"],
    roller: &[Rolledef {
        uri: "http://ydelselistehent.stoettesystemerne.dk/roles/servicesystemrole/udstil/1",
        navn: "Udstil",
        retter: &[Ret::Laes],
        egne: false,
    }],
    parametre: INDEKSPARAMETRE,
};
