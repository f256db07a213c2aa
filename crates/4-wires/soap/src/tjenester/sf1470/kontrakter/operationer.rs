//! `GenerelleOperationer.xsd` of the index: searches with intervals and the time of arrival.
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{Element, Kompleks, Navnerum, Type::Kompleks as K, en, mulig};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sts:generelleoperationer:6", praefiks: "go", fil: "GenerelleOperationer.xsd" };

elementer! { NS:
    SOEG_STS_FRA_TIDSPUNKT = "SoegStsFraTidspunkt" K(&sd::TIDSPUNKT_TYPE);
    SOEG_STS_TIL_TIDSPUNKT = "SoegStsTilTidspunkt" K(&sd::TIDSPUNKT_TYPE);
    FRA_TIDSPUNKT = "FraTidspunkt" K(&sd::TIDSPUNKT_TYPE);
    TIL_TIDSPUNKT = "TilTidspunkt" K(&sd::TIDSPUNKT_TYPE);
}
pub static SOEG_INDEKS_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "SoegIndeksInputType",
    &sd::SOEG_INPUT_TYPE,
    Sekvens(&[mulig(&SOEG_STS_FRA_TIDSPUNKT).lokal(), mulig(&SOEG_STS_TIL_TIDSPUNKT).lokal()]),
);
pub static PAGINERING_TYPE: Kompleks =
    Kompleks::ny(&NS, "PagineringType", Sekvens(&[mulig(&sd::FOERSTE_RESULTAT_REFERENCE), mulig(&sd::MAKSIMAL_ANTAL_KVANTITET)]));
pub static OPRETTET_TIDSPUNKT_INTERVAL_TYPE: Kompleks =
    Kompleks::ny(&NS, "OprettetTidspunktIntervalType", Sekvens(&[mulig(&FRA_TIDSPUNKT).lokal(), mulig(&TIL_TIDSPUNKT).lokal()]));
pub static SENEST_AENDRET_INTERVAL_TYPE: Kompleks =
    Kompleks::ny(&NS, "SenestAendretIntervalType", Sekvens(&[mulig(&FRA_TIDSPUNKT).lokal(), mulig(&TIL_TIDSPUNKT).lokal()]));
pub static SOEG_TID_INTERVAL_TYPE: Kompleks =
    Kompleks::ny(&NS, "SoegTidIntervalType", Sekvens(&[en(&FRA_TIDSPUNKT).lokal(), en(&TIL_TIDSPUNKT).lokal()]));
