//! `GenerelleDefinitioner.xsd` of the index: relations with role, type and index, and the lists of extensions.
use super::dokumentindeks as di;
use super::sagindeks as si;
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{
    self, DATO_TID, Element, Facetter, Kompleks, Navnerum, Simpel, Type::Kompleks as K, Type::Simpel as S, kendte, mulig,
};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sts:generelledefinitioner:6", praefiks: "gd", fil: "GenerelleDefinitioner.xsd" };

elementer! { NS:
    LOKAL_UDVIDELSE_LISTE = "LokalUdvidelseListe" K(&LOKAL_UDVIDELSE_LISTE_TYPE);
    SENEST_AENDRET_TIDSPUNKT = "SenestAendretTidspunkt" S(&DATO_TID);
    VIRKNING = "Virkning" K(&sd::VIRKNING_TYPE);
    ROLLE = "Rolle" K(&sd::UNIK_ID_TYPE);
    TYPE = "Type" K(&sd::UNIK_ID_TYPE);
    INDEKS = "Indeks" S(&Simpel::tekst(Facetter::maks(36)));
    REFERENCE_ID = "ReferenceID" K(&sd::UNIK_ID_TYPE);
    STS_TIDSPUNKT = "StsTidspunkt" S(&DATO_TID);
}

/// What the index publishes for free content. The name says which relation or attribute an element adds to, or which relation it is.
static KENDTE: [skema::Partikel; 14] = [
    mulig(&si::SAG_INDEKS_EGENSKABER).som("SagIndeks.egenskaber"),
    mulig(&si::SAGSAKTOER_LOKAL_UDVIDELSE).som("SagIndeks.sagsaktoer"),
    mulig(&si::SAGSKLASSE_LOKAL_UDVIDELSE).som("SagIndeks.sagsklasse"),
    mulig(&si::SAGSPART_LOKAL_UDVIDELSE).som("SagIndeks.sagspart"),
    mulig(&si::SAGSGENSTANDE_LOKAL_UDVIDELSE).som("SagIndeks.sagsgenstande"),
    mulig(&si::SAGSITSYSTEM_RELATION).som("SagIndeks.itsystem"),
    mulig(&si::SIKKERHEDSPROFIL).som("SagIndeks.sikkerhedsprofil"),
    mulig(&si::SOEG_EGENSKABER_LOKAL_UDVIDELSE),
    mulig(&di::DOKUMENTAKTOER_LOKAL_UDVIDELSE).som("DokumentIndeks.dokumentaktoer"),
    mulig(&di::DOKUMENTPART_LOKAL_UDVIDELSE).som("DokumentIndeks.dokumentpart"),
    mulig(&di::DOKUMENTKLASSE_LOKAL_UDVIDELSE).som("DokumentIndeks.dokumentklasse"),
    mulig(&di::DOKUMENTITSYSTEM_RELATION).som("DokumentIndeks.itsystem"),
    mulig(&di::SIKKERHEDSPROFIL).som("DokumentIndeks.sikkerhedsprofil"),
    mulig(&di::SOEG_EGENSKABER_LOKAL_UDVIDELSE),
];

pub static LOKAL_UDVIDELSE_LISTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "LokalUdvidelseListeType",
    Sekvens(&[kendte(&NS, &KENDTE), mulig(&SENEST_AENDRET_TIDSPUNKT).lokal().som("senestaendrettidspunkt")]),
);
pub static RELATION_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RelationType",
    Sekvens(&[
        mulig(&VIRKNING).lokal(),
        mulig(&ROLLE).lokal(),
        mulig(&TYPE).lokal(),
        mulig(&INDEKS).lokal(),
        mulig(&REFERENCE_ID).lokal(),
        mulig(&LOKAL_UDVIDELSE_LISTE).lokal(),
    ]),
);
pub static REGISTRERING_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "RegistreringType", &sd::REGISTRERING_TYPE, Sekvens(&[mulig(&STS_TIDSPUNKT).lokal()]));
pub static LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(&NS, "LokalUdvidelseType", Sekvens(&[mulig(&VIRKNING).lokal()]));
