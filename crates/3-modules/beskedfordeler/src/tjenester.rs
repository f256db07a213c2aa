//! Beskedfordeler as access control sees it (E-36). The URIs of roles and of most parameters are ours [D]: the published ones are not public.
use crate::objekttyper::SERVICE;
use adgang::{Dimension, Parameterdef, Parameterslags, Rolledef, Tjenestedef};
use grund::Ret;

/// The services whose tokens open objects of the register: types, subscriptions, dueslag and lists.
pub static TJENESTER: &[&Tjenestedef] = &[&ADMINISTRATION];
/// The services whose tokens send and receive messages.
pub static BESKEDTJENESTER: &[&Tjenestedef] = &[&AFSEND, &MODTAG, &AFSEND_V1, &AFHENT_V1];

/// The right's service of those who send.
pub const AFSENDER: &str = "bfo_afsend";
/// The right's service of those who receive.
pub const MODTAGER: &str = "bfo_modtag";

/// Types of messages (UUIDs).
pub const P_BESKEDTYPE: &str = "http://sts.kombit.dk/constraints/beskedtype/1";
/// Authorities that a sender's messages may name as receivers, or that a receiver's messages may come from (CVR numbers).
pub const P_MYNDIGHEDER: &str = "http://sts.kombit.dk/constraints/myndigheder/1";
/// KLE.
pub const P_KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
/// Sensitivity.
pub const P_FOELSOMHED: &str = "http://sts.kombit.dk/constraints/foelsomhed/1";

static PARAMETRE: &[Parameterdef] = &[
    Parameterdef { uri: P_BESKEDTYPE, navn: "Beskedtyper", slags: Parameterslags::Modulets },
    Parameterdef { uri: P_MYNDIGHEDER, navn: "Tilladte myndigheder", slags: Parameterslags::Modulets },
    Parameterdef { uri: P_KLE, navn: "KLE", slags: Parameterslags::Afgraensning(Dimension::Klasse) },
    Parameterdef { uri: P_FOELSOMHED, navn: "Følsomhed", slags: Parameterslags::Afgraensning(Dimension::Foelsomhed) },
];

static SEND: &[Rolledef] = &[Rolledef {
    uri: "http://beskedfordeler.stoettesystemerne.dk/roles/servicesystemrole/afsend/1",
    navn: "Afsend",
    retter: &[Ret::Skriv],
    egne: false,
}];
static TAG: &[Rolledef] = &[Rolledef {
    uri: "http://beskedfordeler.stoettesystemerne.dk/roles/servicesystemrole/modtag/1",
    navn: "Modtag",
    retter: &[Ret::Laes],
    egne: false,
}];

/// Sending.
pub static AFSEND: Tjenestedef = Tjenestedef {
    entity_id: "http://entityid.kombit.dk/service/bfo_afsend/2",
    navn: "Beskedfordeler: BeskedAfsend",
    version: "2",
    services: &[AFSENDER],
    roller: SEND,
    parametre: PARAMETRE,
};
/// Receiving.
pub static MODTAG: Tjenestedef = Tjenestedef {
    entity_id: "http://entityid.kombit.dk/service/bfo_modtag/2",
    navn: "Beskedfordeler: BeskedModtag",
    version: "2",
    services: &[MODTAGER],
    roller: TAG,
    parametre: PARAMETRE,
};
/// Sending as before 2023: receivers that the agreement does not name are refused, not left out (E-21).
pub static AFSEND_V1: Tjenestedef = Tjenestedef {
    entity_id: "http://entityid.kombit.dk/service/afsend/1",
    navn: "Beskedfordeler: BeskedAfsend",
    version: "1",
    services: &[AFSENDER],
    roller: SEND,
    parametre: PARAMETRE,
};
/// Receiving as before 2023 (E-24).
pub static AFHENT_V1: Tjenestedef = Tjenestedef {
    entity_id: "http://entityid.kombit.dk/service/afhent/1",
    navn: "Beskedfordeler: BeskedHent",
    version: "1",
    services: &[MODTAGER],
    roller: TAG,
    parametre: PARAMETRE,
};

/// Keeping types, subscriptions, dueslag and lists: of our own, for the Administrationsmodul's own screens have no published interface [D].
pub static ADMINISTRATION: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/beskedfordeler/1",
    navn: "Beskedfordeler: abonnementer og dueslag (OIO REST)",
    version: "1",
    services: &[SERVICE],
    roller: &[
        Rolledef {
            uri: "http://beskedfordeler.samspil.dk/roles/servicesystemrole/udstil/1",
            navn: "Udstil",
            retter: &[Ret::Laes],
            egne: false,
        },
        Rolledef {
            uri: "http://beskedfordeler.samspil.dk/roles/servicesystemrole/rediger/1",
            navn: "Rediger",
            retter: &[Ret::Laes, Ret::Skriv],
            egne: false,
        },
    ],
    parametre: &[],
};
