//! Units, production units and their parts: `http://rep.oio.dk/eogs/xml.schema/`.
use super::oio;
use crate::tjenester::skema::grundtyper::elementer;
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{
    AAR, Attribut, BOOLSK, Base, DATO, Element, Facetter, HELTAL, IKKE_NEGATIV, Kompleks, Navnerum, POSITIV, Simpel, TEKST,
    Type::Kompleks as K, Type::Simpel as S, en, fler, mulig,
};
use kontrakt::vaerdi::{Form, Moenster};

/// The company register's own namespace.
pub static NS: Navnerum =
    Navnerum { uri: "http://rep.oio.dk/eogs/xml.schema/", praefiks: "cvr", fil: "CvrServiceSourceSystem_schema_1.xsd" };

macro_rules! simple {
    ($($konst:ident $navn:literal $base:expr, $facetter:expr;)*) => {
        $(pub static $konst: Simpel = Simpel::navngivet(&NS, $navn, $base, $facetter);)*
    };
}
simple! {
    ACTIVITY_CODE_TYPE "ActivityCodeType" TEKST.base, Facetter { laengde: Some(6), ..Facetter::moenster(SEKS_CIFRE) };
    ACTIVITY_DESCRIPTION_TYPE "ActivityDescriptionType" TEKST.base, Facetter::INGEN;
    ACTIVITY_RESPONSIBILITY_CODE_TYPE "ActivityResponsibilityCodeType" IKKE_NEGATIV.base, Facetter::INGEN;
    ADDRESS_LINE_TEXT_TYPE "AddressLineTextType" TEKST.base, Facetter::laengde(238);
    ADDRESS_PROTECTION_INDICATOR_TYPE "AddressProtectionIndicatorType" BOOLSK.base, Facetter::INGEN;
    ADVERTISING_PROTECTION_INDICATOR_TYPE "AdvertisingProtectionIndicatorType" BOOLSK.base, Facetter::INGEN;
    ANCILLARY_UNIT_INDICATOR_TYPE "AncillaryUnitIndicatorType" BOOLSK.base, Facetter::INGEN;
    BUSINESS_FORMAT_CODE_TYPE "BusinessFormatCodeType" HELTAL.base, Facetter::omraade(0, 999);
    CESSATION_DATE_TYPE "CessationDateType" DATO.base, Facetter::INGEN;
    CREDITOR_STATUS_CODE_TYPE "CreditorStatusCodeType" HELTAL.base, Facetter::omraade(0, 99);
    CREDITOR_STATUS_INFORMATION_CODE_TYPE "CreditorStatusInformationCodeType" HELTAL.base, Facetter::omraade(0, 99);
    DATA_SUPPLIER_IDENTIFIER_TYPE "DataSupplierIdentifierType" TEKST.base, Facetter::INGEN;
    EMPLOYMENT_INTERVAL_CODE_TYPE "EmploymentIntervalCodeType" TEKST.base, Facetter::moenster(ET_BOGSTAV);
    LEGAL_UNIT_IDENTIFIER_TYPE "LegalUnitIdentifierType" HELTAL.base, Facetter::omraade(10_000_000, 99_999_999);
    LEGAL_UNIT_NAME_BASE_TYPE "LegalUnitNameBaseType" TEKST.base, Facetter::INGEN;
    LEGAL_UNIT_NAME_SEQUENCE_NUMBER_TYPE "LegalUnitNameSequenceNumberType" IKKE_NEGATIV.base, Facetter::INGEN;
    MAIN_DIVISION_INDICATOR_TYPE "MainDivisionIndicatorType" BOOLSK.base, Facetter::INGEN;
    MUNICIPAL_COMMUNITY_TYPE "MunicipalCommunityType" BOOLSK.base, Facetter::INGEN;
    NUMBER_OF_EMPLOYEES_TYPE "NumberOfEmployeesType" IKKE_NEGATIV.base, Facetter::INGEN;
    OBLIGATION_CODE_TYPE "ObligationCodeType" HELTAL.base, Facetter::omraade(0, 99);
    PARTICIPANT_IDENTIFIER_TYPE "ParticipantIdentifierType" HELTAL.base, Facetter::omraade(4_000_000_000, 9_999_999_999);
    PARTICIPANT_NAME_TYPE "ParticipantNameType" TEKST.base, Facetter::INGEN;
    PRODUCTION_UNIT_IDENTIFIER_TYPE "ProductionUnitIdentifierType" HELTAL.base, Facetter::omraade(1_000_000_000, 9_999_999_999);
    PRODUCTION_UNIT_NAME_BASE_TYPE "ProductionUnitNameBaseType" TEKST.base, Facetter::INGEN;
    PRODUCTION_UNIT_NAME_SEQUENCE_NUMBER_TYPE "ProductionUnitNameSequenceNumberType" IKKE_NEGATIV.base, Facetter::INGEN;
    PROTECTION_INDICATOR_TYPE "ProtectionIndicatorType" BOOLSK.base, Facetter::INGEN;
    RANK_TYPE "RankType" POSITIV.base, Facetter::INGEN;
    REFERENCE_QUARTER_CODE_TYPE "ReferenceQuarterCodeType" HELTAL.base, Facetter::omraade(1, 4);
    REFERENCE_YEAR_TYPE "ReferenceYearType" AAR.base, Facetter::INGEN;
    START_DATE_TYPE "StartDateType" DATO.base, Facetter::INGEN;
    STREET_BUILDING_IDENTIFIER_TO_TYPE "StreetBuildingIdentifierToType" Base::Afledt(&oio::HUSNUMMER_TYPE), Facetter::INGEN;
    VALID_DATE_TYPE "ValidDateType" DATO.base, Facetter::INGEN;
    VERSION_IDENTIFIER_TYPE "VersionIdentifierType" HELTAL.base, Facetter::INGEN;
}
const SEKS_CIFRE: Moenster = Moenster { regulaert: "[0-9]{6}", form: Form::Cifre(&[6]) };
const ET_BOGSTAV: Moenster = Moenster { regulaert: "[A-Z]", form: Form::StortBogstav };

const GYLDIG: &[Attribut] = &[Attribut::kraevet("validFromDate", &VALID_DATE_TYPE), Attribut::mulig("validToDate", &VALID_DATE_TYPE)];
const GYLDIG_BESKYTTET: &[Attribut] = &[
    Attribut::kraevet("validFromDate", &VALID_DATE_TYPE),
    Attribut::mulig("validToDate", &VALID_DATE_TYPE),
    Attribut::mulig("protectionIndicator", &PROTECTION_INDICATOR_TYPE),
];
const LEGAL_NAVN: &[Attribut] = &[
    Attribut::kraevet("sequenceNumber", &LEGAL_UNIT_NAME_SEQUENCE_NUMBER_TYPE),
    Attribut::kraevet("validFromDate", &VALID_DATE_TYPE),
    Attribut::mulig("validToDate", &VALID_DATE_TYPE),
];
const PRODUKTION_NAVN: &[Attribut] = &[
    Attribut::kraevet("sequenceNumber", &PRODUCTION_UNIT_NAME_SEQUENCE_NUMBER_TYPE),
    Attribut::kraevet("validFromDate", &VALID_DATE_TYPE),
    Attribut::mulig("validToDate", &VALID_DATE_TYPE),
];
const VERSION: &[Attribut] = &[Attribut::kraevet("versionIdentifier", &VERSION_IDENTIFIER_TYPE)];

elementer! { NS:
    ACTIVITY = "Activity" K(&ACTIVITY_TYPE);
    ACTIVITY_CODE = "ActivityCode" S(&ACTIVITY_CODE_TYPE);
    ACTIVITY_DESCRIPTION = "ActivityDescription" S(&ACTIVITY_DESCRIPTION_TYPE);
    ACTIVITY_INFORMATION = "ActivityInformation" K(&ACTIVITY_INFORMATION_TYPE);
    ACTIVITY_RANK = "ActivityRank" K(&ACTIVITY_RANK_TYPE);
    ACTIVITY_RESPONSIBILITY_CODE = "ActivityResponsibilityCode" S(&ACTIVITY_RESPONSIBILITY_CODE_TYPE);
    ADDRESS_LINE_TEXT = "AddressLineText" S(&ADDRESS_LINE_TEXT_TYPE);
    ADDRESS_PO_BOX = "AddressPOBox" K(&ADDRESS_PO_BOX_TYPE);
    ADDRESS_PROTECTION_INDICATOR = "AddressProtectionIndicator" S(&ADDRESS_PROTECTION_INDICATOR_TYPE);
    ADVERTISING_PROTECTION_INDICATOR = "AdvertisingProtectionIndicator" S(&ADVERTISING_PROTECTION_INDICATOR_TYPE);
    ANCILLARY_UNIT_INDICATOR = "AncillaryUnitIndicator" S(&ANCILLARY_UNIT_INDICATOR_TYPE);
    BUSINESS_FORMAT = "BusinessFormat" K(&BUSINESS_FORMAT_TYPE);
    BUSINESS_FORMAT_CODE = "BusinessFormatCode" S(&BUSINESS_FORMAT_CODE_TYPE);
    CONTACT_INFORMATION = "ContactInformation" K(&CONTACT_INFORMATION_TYPE);
    CREDITOR_INFORMATION = "CreditorInformation" K(&CREDITOR_INFORMATION_TYPE);
    CREDITOR_STATUS_CODE = "CreditorStatusCode" S(&CREDITOR_STATUS_CODE_TYPE);
    CREDITOR_STATUS_INFORMATION_CODE = "CreditorStatusInformationCode" S(&CREDITOR_STATUS_INFORMATION_CODE_TYPE);
    DATA_SUPPLIER_IDENTIFIER = "DataSupplierIdentifier" S(&DATA_SUPPLIER_IDENTIFIER_TYPE);
    EMPLOYMENT_INTERVAL = "EmploymentInterval" K(&EMPLOYMENT_INTERVAL_TYPE);
    EMPLOYMENT_INTERVAL_CODE = "EmploymentIntervalCode" S(&EMPLOYMENT_INTERVAL_CODE_TYPE);
    EMPLOYMENT_QUARTER = "EmploymentQuarter" K(&EMPLOYMENT_QUARTER_TYPE);
    EMPLOYMENT_YEAR = "EmploymentYear" K(&EMPLOYMENT_YEAR_TYPE);
    LEGAL_UNIT = "LegalUnit" K(&LEGAL_UNIT_TYPE);
    LEGAL_UNIT_AFFILIATION = "LegalUnitAffiliation" K(&LEGAL_UNIT_AFFILIATION_TYPE);
    LEGAL_UNIT_IDENTIFIER = "LegalUnitIdentifier" S(&LEGAL_UNIT_IDENTIFIER_TYPE);
    LEGAL_UNIT_NAME = "LegalUnitName" K(&LEGAL_UNIT_NAME_TYPE);
    LIFECYCLE = "Lifecycle" K(&LIFECYCLE_TYPE);
    MAIN_DIVISION_INDICATOR = "MainDivisionIndicator" S(&MAIN_DIVISION_INDICATOR_TYPE);
    NUMBER_OF_EMPLOYEES = "NumberOfEmployees" S(&NUMBER_OF_EMPLOYEES_TYPE);
    OBLIGATION = "Obligation" K(&OBLIGATION_TYPE);
    OBLIGATION_CODE = "ObligationCode" S(&OBLIGATION_CODE_TYPE);
    PARTICIPANT = "Participant" K(&PARTICIPANT_TYPE);
    PARTICIPANT_IDENTIFIER = "ParticipantIdentifier" S(&PARTICIPANT_IDENTIFIER_TYPE);
    PARTICIPANT_NAME = "ParticipantName" S(&PARTICIPANT_NAME_TYPE);
    PRODUCTION_UNIT = "ProductionUnit" K(&PRODUCTION_UNIT_TYPE);
    PRODUCTION_UNIT_AFFILIATION = "ProductionUnitAffiliation" K(&PRODUCTION_UNIT_AFFILIATION_TYPE);
    PRODUCTION_UNIT_IDENTIFIER = "ProductionUnitIdentifier" S(&PRODUCTION_UNIT_IDENTIFIER_TYPE);
    PRODUCTION_UNIT_NAME = "ProductionUnitName" K(&PRODUCTION_UNIT_NAME_TYPE);
    // Declared where they stand.
    MAIN_ACTIVITY = "MainActivity" K(&ACTIVITY_TYPE);
    SECONDARY_ACTIVITIES = "SecondaryActivities" K(&ACTIVITY_RANK_COLLECTION_TYPE);
    ADDRESS_POSTAL_EXTENDED = "AddressPostalExtended" K(&ADDRESS_POSTAL_EXTENDED_TYPE);
    ADDRESS_POSTAL = "AddressPostal" K(&ADDRESS_DESCRIPTION_TYPE);
    ADDRESS_OFFICIAL = "AddressOfficial" K(&ADDRESS_OFFICIAL_TYPE);
    ADDRESS_LOCATION = "AddressLocation" K(&ADDRESS_LOCATION_TYPE);
    STREET_BUILDING_IDENTIFIER_TO = "StreetBuildingIdentifierTo" S(&STREET_BUILDING_IDENTIFIER_TO_TYPE);
    MUNICIPAL_COMMUNITY = "MunicipalCommunity" S(&MUNICIPAL_COMMUNITY_TYPE);
    TELEPHONE = "Telephone" K(&TELEPHONE_TYPE);
    FAX = "Fax" K(&FAX_TYPE);
    EMAIL = "Email" K(&EMAIL_TYPE);
    FOREIGN_TELEPHONE = "ForeignTelephone" K(&TELEPHONE_TYPE);
    FOREIGN_FAX = "ForeignFax" K(&FAX_TYPE);
    MINIMUM_NUMBER_OF_EMPLOYEES = "MinimumNumberOfEmployees" S(&NUMBER_OF_EMPLOYEES_TYPE);
    MAXIMUM_NUMBER_OF_EMPLOYEES = "MaximumNumberOfEmployees" S(&NUMBER_OF_EMPLOYEES_TYPE);
    LEGAL_NAME = "name" S(&LEGAL_UNIT_NAME_BASE_TYPE);
    PRODUCTION_NAME = "name" S(&PRODUCTION_UNIT_NAME_BASE_TYPE);
    CREDITOR_INFORMATION_COLLECTION = "CreditorInformationCollection" K(&CREDITOR_INFORMATION_COLLECTION_TYPE);
    OBLIGATION_COLLECTION = "ObligationCollection" K(&OBLIGATION_COLLECTION_TYPE);
    PARTICIPANT_COLLECTION = "ParticipantCollection" K(&PARTICIPANT_COLLECTION_TYPE);
    PRODUCTION_UNIT_AFFILIATION_COLLECTION = "ProductionUnitAffiliationCollection" K(&PRODUCTION_UNIT_AFFILIATION_COLLECTION_TYPE);
    START_DATE = "StartDate" S(&START_DATE_TYPE);
    CESSATION_DATE = "CessationDate" S(&CESSATION_DATE_TYPE);
}

macro_rules! komplekse {
    ($($konst:ident $navn:literal [$($p:expr),*] $attributter:expr;)*) => {
        $(static $konst: Kompleks = Kompleks::ny(&NS, $navn, Sekvens(&[$($p),*])).med_attributter($attributter);)*
    };
}
komplekse! {
    ACTIVITY_INFORMATION_TYPE "ActivityInformationType" [mulig(&ACTIVITY_RESPONSIBILITY_CODE), en(&MAIN_ACTIVITY).lokal(), mulig(&SECONDARY_ACTIVITIES).lokal()] &[];
    ACTIVITY_RANK_COLLECTION_TYPE "ActivityRankCollectionType" [fler(&ACTIVITY_RANK)] &[];
    ACTIVITY_RANK_TYPE "ActivityRankType" [en(&ACTIVITY)] &[Attribut::kraevet("rankNumber", &RANK_TYPE)];
    ACTIVITY_TYPE "ActivityType" [en(&ACTIVITY_CODE), mulig(&ACTIVITY_DESCRIPTION)] GYLDIG;
    ADDRESS_DESCRIPTION_TYPE "AddressDescriptionType" [
        mulig(&oio::ADDRESS_ACCESS), mulig(&ADDRESS_POSTAL_EXTENDED).lokal(), mulig(&ADDRESS_LINE_TEXT).lokal(), en(&oio::COUNTRY_IDENTIFICATION_CODE),
        mulig(&ADDRESS_PROTECTION_INDICATOR)] GYLDIG;
    BUSINESS_FORMAT_TYPE "BusinessFormatType" [en(&BUSINESS_FORMAT_CODE), en(&DATA_SUPPLIER_IDENTIFIER), en(&MUNICIPAL_COMMUNITY).lokal()] GYLDIG;
    CONTACT_INFORMATION_TYPE "ContactInformationType" [
        mulig(&TELEPHONE).lokal(), mulig(&FAX).lokal(), mulig(&EMAIL).lokal(), mulig(&FOREIGN_TELEPHONE).lokal(), mulig(&FOREIGN_FAX).lokal()] &[];
    CREDITOR_INFORMATION_COLLECTION_TYPE "CreditorInformationCollectionType" [fler(&CREDITOR_INFORMATION)] &[];
    CREDITOR_INFORMATION_TYPE "CreditorInformationType" [en(&CREDITOR_STATUS_CODE), en(&CREDITOR_STATUS_INFORMATION_CODE)] GYLDIG;
    EMAIL_TYPE "EmailType" [mulig(&oio::EMAIL_ADDRESS_IDENTIFIER)] GYLDIG_BESKYTTET;
    EMPLOYMENT_INTERVAL_TYPE "EmploymentIntervalType" [en(&MINIMUM_NUMBER_OF_EMPLOYEES).lokal(), en(&MAXIMUM_NUMBER_OF_EMPLOYEES).lokal()] &[];
    EMPLOYMENT_YEAR_TYPE "EmploymentYearType" [mulig(&NUMBER_OF_EMPLOYEES), en(&EMPLOYMENT_INTERVAL_CODE), en(&EMPLOYMENT_INTERVAL)]
        &[Attribut::kraevet("referenceYear", &REFERENCE_YEAR_TYPE)];
    FAX_TYPE "FaxType" [mulig(&oio::FAX_NUMBER_IDENTIFIER)] GYLDIG_BESKYTTET;
    LEGAL_UNIT_AFFILIATION_TYPE "LegalUnitAffiliationType" [en(&LEGAL_UNIT_IDENTIFIER)] GYLDIG;
    LEGAL_UNIT_NAME_TYPE "LegalUnitNameType" [en(&LEGAL_NAME).lokal()] LEGAL_NAVN;
    LEGAL_UNIT_TYPE "LegalUnitType" [
        en(&LEGAL_UNIT_IDENTIFIER), en(&LEGAL_UNIT_NAME), en(&ADVERTISING_PROTECTION_INDICATOR), en(&oio::EXPORTER_INDICATOR),
        en(&oio::IMPORTER_INDICATOR), en(&LIFECYCLE), en(&ADDRESS_OFFICIAL).lokal(), mulig(&ADDRESS_POSTAL).lokal(), mulig(&ADDRESS_PO_BOX),
        mulig(&ACTIVITY_INFORMATION), mulig(&BUSINESS_FORMAT), mulig(&EMPLOYMENT_YEAR), mulig(&EMPLOYMENT_QUARTER), mulig(&CONTACT_INFORMATION),
        mulig(&CREDITOR_INFORMATION_COLLECTION).lokal(), mulig(&OBLIGATION_COLLECTION).lokal(), mulig(&PARTICIPANT_COLLECTION).lokal(),
        mulig(&PRODUCTION_UNIT_AFFILIATION_COLLECTION).lokal()] VERSION;
    LIFECYCLE_TYPE "LifecycleType" [en(&START_DATE).lokal(), mulig(&CESSATION_DATE).lokal()] &[];
    OBLIGATION_COLLECTION_TYPE "ObligationCollectionType" [fler(&OBLIGATION)] &[];
    OBLIGATION_TYPE "ObligationType" [en(&OBLIGATION_CODE)] GYLDIG;
    PARTICIPANT_COLLECTION_TYPE "ParticipantCollectionType" [fler(&PARTICIPANT)] &[];
    PRODUCTION_UNIT_AFFILIATION_COLLECTION_TYPE "ProductionUnitAffiliationCollectionType" [fler(&PRODUCTION_UNIT_AFFILIATION)] &[];
    PRODUCTION_UNIT_AFFILIATION_TYPE "ProductionUnitAffiliationType" [en(&PRODUCTION_UNIT_IDENTIFIER)] GYLDIG;
    PRODUCTION_UNIT_NAME_TYPE "ProductionUnitNameType" [en(&PRODUCTION_NAME).lokal()] PRODUKTION_NAVN;
    PRODUCTION_UNIT_TYPE "ProductionUnitType" [
        en(&PRODUCTION_UNIT_IDENTIFIER), en(&PRODUCTION_UNIT_NAME), en(&ADVERTISING_PROTECTION_INDICATOR), en(&ANCILLARY_UNIT_INDICATOR),
        en(&MAIN_DIVISION_INDICATOR), en(&LIFECYCLE), en(&ADDRESS_LOCATION).lokal(), mulig(&ADDRESS_POSTAL).lokal(), mulig(&ADDRESS_PO_BOX),
        mulig(&LEGAL_UNIT_AFFILIATION), mulig(&ACTIVITY_INFORMATION), mulig(&EMPLOYMENT_YEAR), mulig(&CONTACT_INFORMATION)] VERSION;
    TELEPHONE_TYPE "TelephoneType" [mulig(&oio::TELEPHONE_NUMBER_IDENTIFIER)] GYLDIG_BESKYTTET;
}
pub(super) static ADDRESS_LOCATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "AddressLocationType", &ADDRESS_DESCRIPTION_TYPE, Tom);
static ADDRESS_OFFICIAL_TYPE: Kompleks = Kompleks::udvidelse(&NS, "AddressOfficialType", &ADDRESS_DESCRIPTION_TYPE, Tom);
static ADDRESS_PO_BOX_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "AddressPOBoxType", &ADDRESS_DESCRIPTION_TYPE, Sekvens(&[en(&oio::POST_OFFICE_BOX_IDENTIFIER)]));
static ADDRESS_POSTAL_EXTENDED_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "AddressPostalExtendedType",
    &oio::POSTADRESSE_TYPE,
    Sekvens(&[mulig(&oio::CARE_OF_NAME), mulig(&STREET_BUILDING_IDENTIFIER_TO).lokal(), mulig(&oio::REGION_CODE)]),
);
static EMPLOYMENT_QUARTER_TYPE: Kompleks = Kompleks::udvidelse(&NS, "EmploymentQuarterType", &EMPLOYMENT_YEAR_TYPE, Tom)
    .med_attributter(&[Attribut::kraevet("referenceQuarter", &REFERENCE_QUARTER_CODE_TYPE)]);
// Abstract: a participant says by xsi:type which of the three it is.
static PARTICIPANT_TYPE: Kompleks = Kompleks {
    afledte: &[&DELTAGER_PERSON, &DELTAGER_VIRKSOMHED, &DELTAGER_ANDEN],
    ..Kompleks::ny(&NS, "ParticipantType", Sekvens(&[en(&PARTICIPANT_IDENTIFIER), en(&PARTICIPANT_NAME)])).med_attributter(GYLDIG)
};
/// A person with a CPR number.
pub static DELTAGER_PERSON: Kompleks = Kompleks::udvidelse(
    &NS,
    "ParticipantDanishPersonType",
    &PARTICIPANT_TYPE,
    Sekvens(&[mulig(&oio::PERSON_CIVILREGISTRATION_IDENTIFIER)]),
);
/// A unit.
pub static DELTAGER_VIRKSOMHED: Kompleks =
    Kompleks::udvidelse(&NS, "ParticipantLegalUnitType", &PARTICIPANT_TYPE, Sekvens(&[en(&LEGAL_UNIT_IDENTIFIER)]));
/// Somebody else.
pub static DELTAGER_ANDEN: Kompleks = Kompleks::udvidelse(&NS, "ParticipantOtherType", &PARTICIPANT_TYPE, Tom);
