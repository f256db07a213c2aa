//! The services that this program serves, as access control sees them: tables, one for each entity id. The modules own the tables;
//! the program puts them together.
use grund::afgraensning::{niveau, saml};
use grund::{Afgraensning, Cvr, Klasseinterval, Ret, UnikId, Uuid};

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
    /// Only on objects that the system itself is master of (C-10).
    pub egne: bool,
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
    Afgraensning(Dimension),
    /// Values that limit what only the module itself can see (a type of message): it holds them at each use, and the right is not narrowed by them.
    Modulets,
}

/// What a data restriction limits (C.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// KLE: a number stands for what is below it, with or without wildcard.
    Klasse,
    /// Units, with what is below them.
    Enhed,
    /// Sensitivity: a level implies the lower ones.
    Foelsomhed,
    /// It-systems that are master.
    System,
}

/// The data restrictions of the indexes. The URIs of the first three are shared by all (G-32); that of sensitivity is ours [D].
pub static INDEKSPARAMETRE: &[Parameterdef] = &[
    Parameterdef { uri: "http://sts.kombit.dk/constraints/KLE/1", navn: "KLE", slags: Parameterslags::Afgraensning(Dimension::Klasse) },
    Parameterdef {
        uri: "http://sts.kombit.dk/constraints/orgenhed/1",
        navn: "Organisatorisk enhed",
        slags: Parameterslags::Afgraensning(Dimension::Enhed),
    },
    Parameterdef {
        uri: "http://sts.kombit.dk/constraints/itsystem/1",
        navn: "It-system",
        slags: Parameterslags::Afgraensning(Dimension::System),
    },
    Parameterdef {
        uri: "http://sts.kombit.dk/constraints/foelsomhed/1",
        navn: "Følsomhed",
        slags: Parameterslags::Afgraensning(Dimension::Foelsomhed),
    },
];

impl Dimension {
    /// The restriction that the values come to; `None` when one of them means nothing, and then the role gives nothing.
    pub fn laes(self, vaerdier: &[String]) -> Option<Afgraensning> {
        let vaerdier = || vaerdier.iter().map(|v| v.trim()).filter(|v| !v.is_empty());
        Some(match self {
            Self::Klasse => {
                Afgraensning { klasser: Some(saml(vaerdier().map(Klasseinterval::laes).collect::<Option<_>>()?)), ..Afgraensning::FRI }
            }
            Self::Enhed => Afgraensning { enheder: Some(vaerdier().map(reference).collect::<Option<_>>()?), ..Afgraensning::FRI },
            Self::System => Afgraensning { systemer: Some(vaerdier().map(reference).collect::<Option<_>>()?), ..Afgraensning::FRI },
            Self::Foelsomhed => {
                let niveauer: Vec<u8> = vaerdier().map(niveau).collect::<Option<_>>()?;
                Afgraensning { niveau: Some(niveauer.into_iter().max().unwrap_or(0)), ..Afgraensning::FRI }
            }
        })
    }
}

fn reference(v: &str) -> Option<UnikId> {
    match grund::id::laes_uuid(v) {
        Some(u) => Some(UnikId::Uuid(u)),
        None => v.get(..4).filter(|p| p.eq_ignore_ascii_case("urn:")).map(|_| UnikId::Urn(v.to_owned())),
    }
}

impl Tjenestedef {
    /// The register's service that it is about: the first, where its tokens open several.
    pub fn service(&self) -> &'static str {
        self.services.first().copied().unwrap_or_default()
    }
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
pub static PROEVETJENESTER: &[&Tjenestedef] = &[&DEMOSERVICE, &ACCESSTOKENDEMO];

/// DemoService by SOAP.
pub static DEMOSERVICE: Tjenestedef = Tjenestedef {
    entity_id: DEMO,
    navn: "DemoService",
    version: "1",
    services: &["demo"],
    roller: &[Rolledef { uri: DEMOROLLE, navn: "Kald", retter: &[Ret::Laes], egne: false }],
    parametre: &[],
};

/// The demo service by REST.
pub static ACCESSTOKENDEMO: Tjenestedef = Tjenestedef {
    entity_id: DEMO_REST,
    navn: "AccessTokenDemo (SF1516)",
    version: "1",
    services: &["demorest"],
    roller: &[Rolledef { uri: DEMOROLLE, navn: "Kald", retter: &[Ret::Laes], egne: false }],
    parametre: &[],
};

/// The ids that the legacy InvocationContext names Serviceplatformen's services by (contracts A.6), by entity id.
const SERVICE_UUIDER: &[(&str, u128)] = &[
    (DEMO, 0xd8a0_62c0_27d1_11e6_b67b_9e71_128c_ae77),
    ("http://sp.serviceplatformen.dk/service/fordeling/3", 0x74d3_c5f5_1b3c_4c6d_8366_1241_f055_d332),
    ("http://cpr.serviceplatformen.dk/service/personbasedataextended/5", 0x4925_d7a0_1b5b_11ec_bdc6_b312_b832_36d4),
    ("http://cpr.serviceplatformen.dk/service/subscription/1", 0x9cdc_cc2f_3243_11e2_8fef_d4be_d98c_5934),
    ("http://cpr.serviceplatformen.dk/service/cprservice/2", 0x8ee2_13c7_25a9_11e2_8770_d4be_d98c_63db),
    // Ours [D]: that of CPRBasicInformation is not public.
    ("http://cpr.serviceplatformen.dk/service/basicinformation/1", 0x6b1d_0f52_8a3c_4c57_9a52_c0b1_a51c_0001),
    ("http://cvr.serviceplatformen.dk/service/online/2", 0xc0da_ecde_e278_43b7_84fd_477b_feee_a027),
];

/// The ids by which the legacy InvocationContext names services (contracts A.6).
pub fn service_uuid(entity_id: &str) -> Option<Uuid> {
    SERVICE_UUIDER.iter().find(|(e, _)| *e == entity_id).map(|(_, u)| Uuid::from_u128(*u))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c40_values_of_a_restriction_are_read_or_give_nothing() {
        let laes = |d: Dimension, v: &[&str]| d.laes(&v.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>());
        let k = laes(Dimension::Klasse, &["32.*", "27.35.04"]).unwrap().klasser.unwrap();
        assert_eq!(k.iter().map(|i| i.fra.as_str()).collect::<Vec<_>>(), ["273504", "32"]);
        assert_eq!(laes(Dimension::Klasse, &["32.*", "hest"]), None);
        assert_eq!(laes(Dimension::Foelsomhed, &["IKKE_FORTROLIGE_DATA", "FOELSOMME_PERSONOPLYSNINGER"]).unwrap().niveau, Some(3));
        assert_eq!(laes(Dimension::Foelsomhed, &["meget"]), None);
        assert_eq!(laes(Dimension::Enhed, &["urn:oio:kmd:1"]).unwrap().enheder.unwrap().len(), 1);
        assert_eq!(laes(Dimension::Enhed, &["1"]), None);
        for d in [Dimension::Klasse, Dimension::Enhed, Dimension::System, Dimension::Foelsomhed] {
            assert!(laes(d, &[]).unwrap().er_tom(), "{d:?}: no value is nothing, not everything");
        }
    }
}
