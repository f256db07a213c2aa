//! Fordelingskomponenten as access control sees it (F-10). The URIs of roles are ours [D]: the published ones are not public.
use crate::objekttyper::SERVICE;
use adgang::{Dimension, Parameterdef, Parameterslags, Rolledef, Tjenestedef};
use grund::Ret;

/// The services whose tokens open objects of the register: rules, systems, agreements.
pub static TJENESTER: &[&Tjenestedef] = &[&ADMINISTRATION];
/// The services by which something is handed over; of files there are no tokens, a system's key is the proof.
pub static SNITFLADER: &[&Tjenestedef] = &[&SF2900, &FILUDVEKSLING];

/// The right's service: writing is sending, reading is receiving.
pub const OVERDRAGER: &str = "sf2900";
/// KLE.
pub const P_KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
/// The role of who sends.
pub const AFSEND: &str = "http://fordelingskomponenten.serviceplatformen.dk/roles/servicesystemrole/afsend/1";
/// The role of who receives.
pub const MODTAG: &str = "http://fordelingskomponenten.serviceplatformen.dk/roles/servicesystemrole/modtag/1";

/// Handing over.
pub static SF2900: Tjenestedef = Tjenestedef {
    entity_id: "http://sp.serviceplatformen.dk/service/fordeling/3",
    navn: "Fordelingskomponenten (SF2900)",
    version: "3",
    services: &[OVERDRAGER],
    roller: &[
        Rolledef { uri: AFSEND, navn: "Afsend", retter: &[Ret::Skriv], egne: false },
        Rolledef { uri: MODTAG, navn: "Modtag", retter: &[Ret::Laes], egne: false },
    ],
    parametre: &[Parameterdef { uri: P_KLE, navn: "KLE", slags: Parameterslags::Afgraensning(Dimension::Klasse) }],
};

/// The role of a system that sends files to others by SFTP.
pub const FIL_AFSEND: &str = "http://filudveksling.samspil.dk/roles/servicesystemrole/afsend/1";
/// The role of one that receives them.
pub const FIL_MODTAG: &str = "http://filudveksling.samspil.dk/roles/servicesystemrole/modtag/1";

/// Simple transfer of files by SFTP (F-11). Its agreements are not published: ours [D].
pub static FILUDVEKSLING: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/filudveksling/1",
    navn: "Filudveksling (SFTP)",
    version: "1",
    services: &["filudveksling"],
    roller: &[
        Rolledef { uri: FIL_AFSEND, navn: "Afsend", retter: &[Ret::Skriv], egne: false },
        Rolledef { uri: FIL_MODTAG, navn: "Modtag", retter: &[Ret::Laes], egne: false },
    ],
    parametre: &[],
};

/// Keeping rules, and following handovers: of our own, for the component's own screens have no published interface [D].
pub static ADMINISTRATION: Tjenestedef = Tjenestedef {
    entity_id: "http://samspil.dk/service/fordeling/1",
    navn: "Fordelingskomponenten: regler og overdragelser (REST)",
    version: "1",
    services: &[SERVICE],
    roller: &[
        Rolledef { uri: "http://fordeling.samspil.dk/roles/servicesystemrole/udstil/1", navn: "Udstil", retter: &[Ret::Laes], egne: false },
        Rolledef {
            uri: "http://fordeling.samspil.dk/roles/servicesystemrole/rediger/1",
            navn: "Rediger",
            retter: &[Ret::Laes, Ret::Skriv],
            egne: false,
        },
    ],
    parametre: &[],
};
