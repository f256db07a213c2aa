//! The service that role catalogues call (H-7), for access control.
use adgang::{Rolledef, Tjenestedef};
use grund::Ret;

/// Jobfunktionsroller for role catalogues. The entity id and the roles are ours [D]: KOMBIT's are not public.
pub static JOBFUNKTIONSROLLER: Tjenestedef = Tjenestedef {
    entity_id: "http://sts.kombit.dk/service/jobfunktionsroller/1",
    navn: "Jobfunktionsroller (rollekatalog)",
    version: "1",
    services: &[crate::objekttyper::SERVICE],
    roller: &[
        Rolledef {
            uri: "http://sts.kombit.dk/roles/servicesystemrole/laes_jobfunktionsroller/1",
            navn: "Læs",
            retter: &[Ret::Laes],
            egne: false,
        },
        Rolledef {
            uri: "http://sts.kombit.dk/roles/servicesystemrole/rediger_jobfunktionsroller/1",
            navn: "Rediger",
            retter: &[Ret::Laes, Ret::Skriv],
            egne: false,
        },
    ],
    parametre: &[],
};

/// Every service of the module.
pub static TJENESTER: &[&Tjenestedef] = &[&JOBFUNKTIONSROLLER];
