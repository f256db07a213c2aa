//! What the object types of SF1500 v6 share: actors, parts and validity.
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type, en, mulig};

static NS: Navnerum =
    Navnerum { uri: "http://stoettesystemerne.dk/organisation/6/", praefiks: "orgfaelles", fil: "OrganisationFaelles.xsd" };
static PART: Navnerum = Navnerum { uri: "urn:oio:sts:part:6", praefiks: "part", fil: "Part.xsd" };

/// Persons, companies and authorities.
pub static PART_TYPE: Kompleks = Kompleks::udvidelse(&PART, "PartType", &sd::SAG_DOK_OBJEKT_TYPE, Tom);
/// Those who can act.
pub static AKTOER_TYPE: Kompleks = Kompleks::udvidelse(&NS, "AktoerType", &PART_TYPE, Tom);
/// The state of all types that have one.
pub static GYLDIGHED: Element = Element::ny(&NS, "Gyldighed", Type::Kompleks(&GYLDIGHED_TYPE));
static GYLDIGHED_TYPE: Kompleks = Kompleks::ny(&NS, "GyldighedType", Sekvens(&[mulig(&sd::VIRKNING), en(&GYLDIGHED_STATUS_KODE)]));
static GYLDIGHED_STATUS_KODE: Element = Element::ny(&NS, "GyldighedStatusKode", Type::Simpel(&STATUS_KODE_TYPE));
static STATUS_KODE_TYPE: Simpel = Simpel::navngivet(&NS, "GyldighedStatusKodeType", TEKST.base, Facetter::koder(&["Aktiv", "Inaktiv"]));
