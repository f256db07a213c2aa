//! How the object types of SF1470 appear in its answers, filters and orders.
use crate::tjenester::indeks::Plads;
use crate::tjenester::indeks::sortering::Noegle::{self, Felt, Relationsfelt as I};
use crate::tjenester::indeks::vis::Del::{self, Egenskaber, Relation, Tilstande};
use sagdokument::objekttyper::{DOKUMENT, SAG};

/// The object types, in the order of the answer.
pub static PLADSER: &[Plads] = &[
    Plads {
        objekttype: &SAG,
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
            ("journalpost-journalnote", Del::Felt("journalpost", sagdokument::numre::REL_JOURNALNOTAT)),
            ("itsystem", Relation("itsystem")),
            ("sikkerhedsprofil", Relation("sikkerhedsprofil")),
        ],
        sortering: &[
            ("Bruger", Noegle::Bruger),
            ("StsRegistreringstidspunkt", Noegle::Modtaget),
            ("Registreringstidspunkt", Noegle::Registreret),
            ("BrugervendtNoegle", Felt("brugervendtnoegle")),
            ("ItSystem-Systemnavn", I("itsystem", "systemnavn")),
            ("Fremdrift", Noegle::Tilstand),
            ("Titel", Felt("titel")),
            ("Foelsomhed", Noegle::Foelsomhed("foelsomhed")),
            ("Sagklasse-BrugervendtNoegle", I("sagsklasse", "brugervendtnoegle")),
            ("Livscyklus", Noegle::Livscyklus),
        ],
        inkluder: &[("sagsrelation", "sagsrelation"), ("journalpost", "journalpost")],
        dele: Some(("journalnotater", "journalpost", sagdokument::numre::REL_JOURNALNOTAT)),
    },
    Plads {
        objekttype: &DOKUMENT,
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
        sortering: &[
            ("Bruger", Noegle::Bruger),
            ("StsRegistreringstidspunkt", Noegle::Modtaget),
            ("Registreringstidspunkt", Noegle::Registreret),
            ("BrugervendtNoegle", Felt("brugervendtnoegle")),
            ("ItSystem-Systemnavn", I("itsystem", "systemnavn")),
            ("Fremdrift", Noegle::Tilstand),
            ("Titel", Felt("titel")),
            ("Foelsomhed", Noegle::Foelsomhed("foelsomhed")),
            ("Major", Felt("major")),
            ("Minor", Felt("minor")),
        ],
        inkluder: &[("dokument", "dokumentrelation")],
        dele: None,
    },
];
