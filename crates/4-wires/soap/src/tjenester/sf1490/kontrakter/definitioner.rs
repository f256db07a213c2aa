//! `GenerelleDefinitioner.xsd` of the index: relations with role, type and index, and the lists of extensions.
use super::bevilling as bi;
use super::oekonomiskeffektuering as oef;
use crate::tjenester::skema::grundtyper::{BELOEB_FORM, elementer};
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{
    self, DATO_TID, Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, kendte, mulig,
};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sts:generelledefinitioner:6", praefiks: "gd", fil: "GenerelleDefinitioner.xsd" };

elementer! { NS:
    STS_TIDSPUNKT = "StsTidspunkt" S(&DATO_TID);
    SENEST_AENDRET_TIDSPUNKT = "SenestAendretTidspunkt" S(&DATO_TID);
    LOKAL_UDVIDELSE_LISTE = "LokalUdvidelseListe" K(&LOKAL_UDVIDELSE_LISTE_TYPE);
    VIRKNING = "Virkning" K(&sd::VIRKNING_TYPE);
    ROLLE = "Rolle" K(&sd::UNIK_ID_TYPE);
    TYPE = "Type" K(&sd::UNIK_ID_TYPE);
    INDEKS = "Indeks" S(&Simpel::tekst(Facetter::maks(36)));
    REFERENCE_ID = "ReferenceID" K(&sd::UNIK_ID_TYPE);
}

/// What the index publishes for free content: searches in intervals.
static KENDTE: [skema::Partikel; 4] = [
    mulig(&bi::SOEG_EGENSKABER_LOKAL_UDVIDELSE),
    mulig(&bi::SOEG_BEVILGET_YDELSE_LOKAL_UDVIDELSE),
    mulig(&oef::SOEG_EGENSKABER_LOKAL_UDVIDELSE),
    mulig(&oef::SOEG_OEKONOMISK_YDELSE_EFFEKTUERING_RELATION_LOKAL_UDVIDELSE),
];

pub static REGISTRERING_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "RegistreringType", &sd::REGISTRERING_TYPE, Sekvens(&[mulig(&STS_TIDSPUNKT).lokal()]));
pub static LOKAL_UDVIDELSE_LISTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "LokalUdvidelseListeType",
    Sekvens(&[kendte(&NS, &KENDTE), mulig(&SENEST_AENDRET_TIDSPUNKT).lokal().som("senestaendrettidspunkt")]),
);
pub static BELOEB_TYPE: Simpel = Simpel::navngivet(&NS, "BeloebType", TEKST.base, Facetter::moenster(BELOEB_FORM));
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
