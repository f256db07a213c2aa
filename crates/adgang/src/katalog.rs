//! The services that this program serves, as access control sees them: tables, one for each entity id. The modules own the tables;
//! the program puts them together.
use grund::{Cvr, Ret, Uuid};

/// A service with the roles and parameters that an agreement can give.
#[derive(Debug)]
pub struct Tjenestedef {
    /// Entity id: the audience of its tokens (contracts 0). An opaque string.
    pub entity_id: &'static str,
    /// Name in Danish.
    pub navn: &'static str,
    /// Published version.
    pub version: &'static str,
    /// The register's services whose objects a token for it opens.
    pub services: &'static [&'static str],
    /// Roles.
    pub roller: &'static [Rolledef],
    /// Data restrictions and parameters.
    pub parametre: &'static [Parameterdef],
}

/// A service system role.
#[derive(Debug)]
pub struct Rolledef {
    /// `http://<domain>/roles/servicesystemrole/<x>/1` (G-32).
    pub uri: &'static str,
    /// Name in Danish.
    pub navn: &'static str,
    /// What it gives.
    pub retter: &'static [Ret],
}

/// A data restriction type or a parameter of an agreement.
#[derive(Debug)]
pub struct Parameterdef {
    /// `http://<domain>/constraints/<X>/1` (G-32).
    pub uri: &'static str,
    /// Name in Danish.
    pub navn: &'static str,
    /// How its values look.
    pub slags: Parameterslags,
}

/// How a parameter's values look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameterslags {
    /// `Ja`, or absent; gives the right (G-33).
    Ja(Ret),
    /// Values that limit what the role reaches; several are separated by commas (G-33).
    Afgraensning,
}

impl Tjenestedef {
    /// The role of that URI.
    pub fn rolle(&self, uri: &str) -> Option<&'static Rolledef> {
        self.roller.iter().find(|r| r.uri == uri)
    }
    /// The parameter of that URI.
    pub fn parameter(&self, uri: &str) -> Option<&'static Parameterdef> {
        self.parametre.iter().find(|p| p.uri == uri)
    }
}

/// Every service of the program.
#[derive(Clone, Debug, Default)]
pub struct Tjenestekatalog(Vec<&'static Tjenestedef>);

impl Tjenestekatalog {
    /// From the modules' tables.
    pub fn ny(tabeller: &[&[&'static Tjenestedef]]) -> Self {
        Self(tabeller.iter().flat_map(|t| t.iter().copied()).collect())
    }
    /// All of them.
    pub fn alle(&self) -> impl Iterator<Item = &'static Tjenestedef> + '_ {
        self.0.iter().copied()
    }
    /// The service of that entity id.
    pub fn find(&self, entity_id: &str) -> Option<&'static Tjenestedef> {
        self.alle().find(|t| t.entity_id == entity_id)
    }
    /// The service whose tokens open that service of the register; the first, if several do.
    pub fn for_service(&self, service: &str) -> Option<&'static Tjenestedef> {
        self.alle().find(|t| t.services.contains(&service))
    }
}

/// The authority that keeps what all share (H-9).
pub const FAELLES: Cvr = Cvr::KOMBIT;

/// Entity id of Serviceplatformen's DemoService.
pub const DEMO: &str = "http://demo.prod-serviceplatformen.dk/service/DemoService/1";
/// Entity id of Serviceplatformen's demo service by REST (SF1516).
pub const DEMO_REST: &str = "http://entityid.kombit.dk/service/demoservicerest/1";

const DEMOROLLE: &str = "http://demo.prod-serviceplatformen.dk/roles/servicesystemrole/kald/1";

/// The services for trying security, which hold no data.
pub static PROEVETJENESTER: &[&Tjenestedef] = &[
    &Tjenestedef {
        entity_id: DEMO,
        navn: "DemoService",
        version: "1",
        services: &["demo"],
        roller: &[Rolledef { uri: DEMOROLLE, navn: "Kald", retter: &[Ret::Laes] }],
        parametre: &[],
    },
    &Tjenestedef {
        entity_id: DEMO_REST,
        navn: "AccessTokenDemo (SF1516)",
        version: "1",
        services: &["demorest"],
        roller: &[Rolledef { uri: DEMOROLLE, navn: "Kald", retter: &[Ret::Laes] }],
        parametre: &[],
    },
];

/// The ids by which the legacy InvocationContext names services (contracts A.6).
pub fn service_uuid(entity_id: &str) -> Option<Uuid> {
    (entity_id == DEMO).then_some(Uuid::from_u128(0xd8a0_62c0_27d1_11e6_b67b_9e71_128c_ae77))
}
