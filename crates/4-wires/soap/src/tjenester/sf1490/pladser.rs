//! How the object types of SF1490 appear in its answers, filters and orders.
use crate::tjenester::indeks::Plads;
use crate::tjenester::indeks::sortering::Noegle::{Felt, Relationsfelt as I};
use crate::tjenester::indeks::vis::Del::{self, Egenskaber, Relation, Udvidelse};
use ydelse::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};

/// The object types, in the order of the answer.
pub static PLADSER: &[Plads] = &[
    Plads {
        objekttype: &BEVILLING,
        antal: "bevillinger",
        praefiks: "Bevilling",
        vis: &[
            ("egenskaber", Egenskaber),
            ("egenskaberlokaludvidelse", Udvidelse),
            ("bevilgetydelse", Relation("bevilgetydelse")),
            ("sag", Relation("bevillingssag")),
            ("part", Relation("bevillingspart")),
            ("aktoer-ejer", Del::Rolle("bevillingsaktoer", ydelse::roller::EJER)),
            ("aktoer-ansvarlig", Del::Rolle("bevillingsaktoer", ydelse::roller::ANSVARLIG)),
            ("sikkerhedsprofil", Relation("sikkerhedsprofil")),
        ],
        sortering: &[("FuldtNavn", I("bevillingspart", "fuldtnavn")), ("Ydelsesnavn", I("bevilgetydelse", "navn"))],
        inkluder: &[("bevilgetydelse", "bevilgetydelse")],
        dele: Some(("ydelser", "bevilgetydelse", 0)),
    },
    Plads {
        objekttype: &OEKONOMISKEFFEKTUERING,
        antal: "effektueringer",
        praefiks: "OekonomiskEffektuering",
        vis: &[
            ("egenskaber", Egenskaber),
            ("aktoer", Relation("aktoer")),
            ("oekonomiskeydelseeffektueringer", Relation("oekonomiskydelseeffektuering")),
            ("itsystem", Relation("itsystem")),
        ],
        sortering: &[("Dispositionsdato", Felt("dispositionsdato"))],
        inkluder: &[("oekonomiskeydelseeffektueringer", "oekonomiskydelseeffektuering")],
        dele: None,
    },
];
