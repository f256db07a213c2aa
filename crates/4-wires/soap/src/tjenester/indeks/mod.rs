//! The combined services of the indexes: SagDokumentIndeks (SF1470) and YdelseIndeks (SF1490). Which object types a message speaks of, is
//! said by the contract's tables; what differs between the two services is in [`SERVICES`].
pub mod fjern;
pub mod fremsoeg;
pub mod personer;
pub mod skriv;
pub mod sortering;
pub mod udtryk;
pub mod vis;

use super::Kald;
use grund::Fejl;
use register::Objekttype;

/// How one object type appears in the answers and filters of its service.
#[derive(Debug)]
pub struct Plads {
    /// The object type.
    pub objekttype: &'static str,
    /// What Antal calls it.
    pub antal: &'static str,
    /// Prefix of its elements in Filter and Sortering: `Sag` in `SagVis`.
    pub praefiks: &'static str,
    /// Values of Vis, and the part of the object that each shows.
    pub vis: &'static [(&'static str, vis::Del)],
    /// Values of Inkluder, and the relation that is followed.
    pub inkluder: &'static [(&'static str, &'static str)],
    /// What Antal calls the parts that are counted within objects, and the relation (and the field in it, or 0) that holds them.
    pub dele: Option<(&'static str, &'static str, u16)>,
}

use vis::Del::{Egenskaber, Felt, Relation, Tilstande, Udvidelse};

/// The object types of each contract, in the order of the answer.
const SERVICES: &[(&str, &[Plads])] = &[
    (
        "sagdokumentindeks",
        &[
            Plads {
                objekttype: "SagIndeks",
                antal: "sager",
                praefiks: "Sag",
                vis: &[
                    ("egenskaber", Egenskaber),
                    ("fremdrift", Tilstande),
                    ("sagsklasse", Relation("sagsklasse")),
                    ("sagsaktoer", Relation("sagsaktoer")),
                    ("sagspart", Relation("sagspart")),
                    ("sagsrelation", Relation("sagsrelation")),
                    ("sagsgenstand", Relation("sagsgenstande")),
                    ("journalpost", Relation("journalpost")),
                    ("journalpost-journalnote", Felt("journalpost", sagdokument::numre::REL_JOURNALNOTAT)),
                    ("itsystem", Relation("itsystem")),
                    ("sikkerhedsprofil", Relation("sikkerhedsprofil")),
                ],
                inkluder: &[("sagsrelation", "sagsrelation"), ("journalpost", "journalpost")],
                dele: Some(("journalnotater", "journalpost", sagdokument::numre::REL_JOURNALNOTAT)),
            },
            Plads {
                objekttype: "DokumentIndeks",
                antal: "dokumenter",
                praefiks: "Dokument",
                vis: &[
                    ("egenskaber", Egenskaber),
                    ("fremdrift", Tilstande),
                    ("dokument", Relation("dokumentrelation")),
                    ("klasse", Relation("dokumentklasse")),
                    ("aktoer", Relation("dokumentaktoer")),
                    ("part", Relation("dokumentpart")),
                    ("itsystem", Relation("itsystem")),
                    ("sikkerhedsprofil", Relation("sikkerhedsprofil")),
                ],
                inkluder: &[("dokument", "dokumentrelation")],
                dele: None,
            },
        ],
    ),
    (
        "ydelsesindeks",
        &[
            Plads {
                objekttype: "BevillingIndeks",
                antal: "bevillinger",
                praefiks: "Bevilling",
                vis: &[
                    ("egenskaber", Egenskaber),
                    ("egenskaberlokaludvidelse", Udvidelse),
                    ("bevilgetydelse", Relation("bevilgetydelse")),
                    ("sag", Relation("bevillingssag")),
                    ("part", Relation("bevillingspart")),
                    ("aktoer-ejer", vis::Del::Rolle("bevillingsaktoer", ydelse::roller::EJER)),
                    ("aktoer-ansvarlig", vis::Del::Rolle("bevillingsaktoer", ydelse::roller::ANSVARLIG)),
                    ("sikkerhedsprofil", Relation("sikkerhedsprofil")),
                ],
                inkluder: &[("bevilgetydelse", "bevilgetydelse")],
                dele: Some(("ydelser", "bevilgetydelse", 0)),
            },
            Plads {
                objekttype: "OekonomiskEffektueringIndeks",
                antal: "effektueringer",
                praefiks: "OekonomiskEffektuering",
                vis: &[
                    ("egenskaber", Egenskaber),
                    ("aktoer", Relation("aktoer")),
                    ("oekonomiskeydelseeffektueringer", Relation("oekonomiskydelseeffektuering")),
                    ("itsystem", Relation("itsystem")),
                ],
                inkluder: &[("oekonomiskeydelseeffektueringer", "oekonomiskydelseeffektuering")],
                dele: None,
            },
        ],
    ),
];

/// The object types of the call's service.
fn pladser(kald: Kald<'_>) -> Result<&'static [Plads], Fejl> {
    let fundet = SERVICES.iter().find(|(service, _)| *service == kald.kontrakt.register);
    fundet.map(|(_, p)| *p).ok_or_else(|| Fejl::intern(format!("{} is no index", kald.kontrakt.navn)))
}

/// The object type of that name.
fn typen(kald: Kald<'_>, navn: Option<&str>) -> Result<&'static Objekttype, Fejl> {
    let navn = navn.unwrap_or_default();
    kald.tilstand.register.typer().navn(navn).ok_or_else(|| Fejl::intern(format!("no object type {navn}")))
}
