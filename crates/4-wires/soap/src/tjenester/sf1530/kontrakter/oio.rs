//! The namespaces of OIO that the company register's own builds on: addresses, codes, contact.
use crate::tjenester::skema::grundtyper::elementer;
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{
    Attribut, BOOLSK, Element, Facetter, HELTAL, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, mulig,
};
use kontrakt::vaerdi::{Form, Moenster};

/// A namespace below `http://rep.oio.dk/` with its schema file.
macro_rules! navnerum {
    ($($konst:ident $praefiks:literal $sti:literal $nr:literal;)*) => {
        $(pub static $konst: Navnerum = Navnerum {
            uri: concat!("http://rep.oio.dk/", $sti),
            praefiks: $praefiks,
            fil: concat!("CvrServiceSourceSystem_schema", $nr, ".xsd"),
        };)*
    };
}
navnerum! {
    DKCC2003 "dkcc2003" "ebxml/xml/schemas/dkcc/2003/02/13/" "_2";
    ITST "itst" "itst.dk/xml/schemas/2005/06/24/" "_3";
    KMS "kms" "kms.dk/xml/schemas/2007/05/23/" "_4";
    CPR "cpr" "cpr.dk/xml/schemas/core/2005/03/18/" "_5";
    XKOM2005 "xkom2005" "xkom.dk/xml/schemas/2005/03/15/" "_6";
    XKOM "xkom" "xkom.dk/xml/schemas/2006/01/06/" "_7";
    DKCC2005 "dkcc2005" "ebxml/xml/schemas/dkcc/2005/03/15/" "_8";
    DKCC2005_2 "dkcc2005-2" "ebxml/xml/schemas/dkcc/2005/05/13/" "_9";
    ITST1 "itst1" "itst.dk/xml/schemas/2005/01/10/" "_10";
    CVR2005 "cvr2005" "cvr.dk/xml/schemas/2005/03/22/" "_11";
    CPR1 "cpr1" "cpr.dk/xml/schemas/2007/01/02/" "_12";
}

const fn moenster(regulaert: &'static str, form: Form) -> Facetter {
    Facetter::moenster(Moenster { regulaert, form })
}

/// Texts of so many characters.
const fn mellem(min: usize, maks: usize) -> Facetter {
    Facetter { min_laengde: Some(min), ..Facetter::maks(maks) }
}

elementer! { DKCC2003:
    COUNTRY_IDENTIFICATION_CODE = "CountryIdentificationCode" K(&LANDEKODE_TYPE);
    FLOOR_IDENTIFIER = "FloorIdentifier" S(&ETAGE_TYPE);
    MAIL_DELIVERY_SUBLOCATION_IDENTIFIER = "MailDeliverySublocationIdentifier" S(&BYGNINGSNAVN_TYPE);
    STREET_BUILDING_IDENTIFIER = "StreetBuildingIdentifier" S(&HUSNUMMER_TYPE);
    SUITE_IDENTIFIER = "SuiteIdentifier" S(&DOER_TYPE);
}
static LAND_TYPE: Simpel = Simpel::navngivet(
    &DKCC2003,
    "_CountryIdentificationCodeType",
    TEKST.base,
    moenster("[a-z,A-Z]{2}|[a-z,A-Z]{3}|[0-9]{3}|[0-9]{4}", Form::Landekode),
);
static LANDESKEMA_TYPE: Simpel = Simpel::navngivet(
    &DKCC2003,
    "_CountryIdentificationSchemeType",
    TEKST.base,
    Facetter::koder(&["iso3166-alpha2", "iso3166-alpha3", "un-numeric3", "imk"]),
);
static LANDEKODE_TYPE: Kompleks = Kompleks {
    tekst: Some(&LAND_TYPE),
    ..Kompleks::ny(&DKCC2003, "CountryIdentificationCodeType", Tom).med_attributter(&[Attribut::kraevet("scheme", &LANDESKEMA_TYPE)])
};
static ETAGE_TYPE: Simpel =
    Simpel::navngivet(&DKCC2003, "FloorIdentifierType", TEKST.base, moenster("[1-9]|[1-9][0-9]|KL|ST|kl|st|k[2-9]|K[2-9]", Form::Etage));
static BYGNINGSNAVN_TYPE: Simpel = Simpel::navngivet(&DKCC2003, "MailDeliverySublocationIdentifierType", TEKST.base, mellem(1, 34));
/// A house number.
pub static HUSNUMMER_TYPE: Simpel = Simpel::navngivet(
    &DKCC2003,
    "StreetBuildingIdentifierType",
    TEKST.base,
    moenster("([1-9]|[1-9][0-9]|[1-9][0-9]{2})|([1-9][A-Z]|[1-9][0-9][A-Z]|[1-9][0-9]{2}[A-Z])", Form::Husnummer),
);
static DOER_TYPE: Simpel = Simpel::navngivet(&DKCC2003, "SuiteIdentifierType", TEKST.base, mellem(1, 4));

elementer! { ITST:
    CARE_OF_NAME = "CareOfName" S(&CO_TYPE);
}
static CO_TYPE: Simpel = Simpel::navngivet(&ITST, "CareOfNameType", TEKST.base, Facetter::maks(34));

elementer! { KMS:
    REGION_CODE = "RegionCode" S(&MYNDIGHEDSKODE_TYPE);
}

elementer! { CPR:
    MUNICIPALITY_CODE = "MunicipalityCode" S(&MYNDIGHEDSKODE_TYPE);
    STREET_CODE = "StreetCode" S(&VEJKODE_TYPE);
    STREET_NAME_FOR_ADDRESSING_NAME = "StreetNameForAddressingName" S(&VEJADRESSERINGSNAVN_TYPE);
}
const FIRE_CIFRE: Facetter = moenster("[0-9]{4}", Form::Cifre(&[4]));
static MYNDIGHEDSKODE_TYPE: Simpel = Simpel::navngivet(&CPR, "AuthorityCodeType", TEKST.base, FIRE_CIFRE);
static VEJKODE_TYPE: Simpel = Simpel::navngivet(&CPR, "StreetCodeType", TEKST.base, FIRE_CIFRE);
static VEJADRESSERINGSNAVN_TYPE: Simpel = Simpel::navngivet(&CPR, "StreetNameForAddressingNameType", TEKST.base, mellem(1, 20));

elementer! { XKOM2005:
    ADDRESS_ACCESS = "AddressAccess" K(&ADGANGSADRESSE_TYPE);
    EMAIL_ADDRESS_IDENTIFIER = "EmailAddressIdentifier" S(&EMAIL_TYPE);
}
static ADGANGSADRESSE_TYPE: Kompleks =
    Kompleks::ny(&XKOM2005, "AddressAccessType", Sekvens(&[en(&MUNICIPALITY_CODE), en(&STREET_CODE), en(&STREET_BUILDING_IDENTIFIER)]));
static EMAIL_TYPE: Simpel = Simpel::navngivet(
    &XKOM2005,
    "EmailAddressIdentifierType",
    TEKST.base,
    moenster(r"([^>\(\)\[\]\\,;:@\s]{0,191}@[^>\(\)\[\]\\,;:@\s]{1,64})", Form::Email),
);

/// A postal address.
pub static POSTADRESSE_TYPE: Kompleks = Kompleks::ny(
    &XKOM,
    "AddressPostalType",
    Sekvens(&[
        mulig(&MAIL_DELIVERY_SUBLOCATION_IDENTIFIER),
        en(&STREET_NAME),
        mulig(&STREET_NAME_FOR_ADDRESSING_NAME),
        en(&STREET_BUILDING_IDENTIFIER),
        mulig(&FLOOR_IDENTIFIER),
        mulig(&SUITE_IDENTIFIER),
        mulig(&DISTRICT_SUBDIVISION_IDENTIFIER),
        mulig(&POST_OFFICE_BOX_IDENTIFIER),
        en(&POST_CODE_IDENTIFIER),
        en(&DISTRICT_NAME),
        mulig(&COUNTRY_IDENTIFICATION_CODE),
    ]),
);

elementer! { DKCC2005:
    DISTRICT_NAME = "DistrictName" S(&POSTDISTRIKT_TYPE);
    DISTRICT_SUBDIVISION_IDENTIFIER = "DistrictSubdivisionIdentifier" S(&BYNAVN_TYPE);
    POST_CODE_IDENTIFIER = "PostCodeIdentifier" S(&POSTNUMMER_TYPE);
    STREET_NAME = "StreetName" S(&VEJNAVN_TYPE);
}
static POSTDISTRIKT_TYPE: Simpel = Simpel::navngivet(&DKCC2005, "DistrictNameType", TEKST.base, mellem(1, 20));
static BYNAVN_TYPE: Simpel = Simpel::navngivet(&DKCC2005, "DistrictSubdivisionIdentifierType", TEKST.base, mellem(1, 34));
static POSTNUMMER_TYPE: Simpel = Simpel::navngivet(&DKCC2005, "PostCodeIdentifierType", TEKST.base, FIRE_CIFRE);
static VEJNAVN_TYPE: Simpel = Simpel::navngivet(&DKCC2005, "StreetNameType", TEKST.base, mellem(1, 40));

elementer! { DKCC2005_2:
    POST_OFFICE_BOX_IDENTIFIER = "PostOfficeBoxIdentifier" S(&POSTBOKS_TYPE);
}
static POSTBOKS_TYPE: Simpel = Simpel::navngivet(&DKCC2005_2, "PostOfficeBoxIdentifierType", HELTAL.base, Facetter::omraade(1, 9999));

elementer! { ITST1:
    FAX_NUMBER_IDENTIFIER = "FaxNumberIdentifier" S(&TELEFONNUMMER_TYPE);
    TELEPHONE_NUMBER_IDENTIFIER = "TelephoneNumberIdentifier" S(&TELEFONNUMMER_TYPE);
}
static TELEFONNUMMER_TYPE: Simpel =
    Simpel::navngivet(&ITST1, "TelephoneNumberIdentifierType", TEKST.base, moenster(r"(\+)?[0-9]{3,20}", Form::Telefon));

elementer! { CVR2005:
    EXPORTER_INDICATOR = "ExporterIndicator" S(&BOOLSK);
    IMPORTER_INDICATOR = "ImporterIndicator" S(&BOOLSK);
}

elementer! { CPR1:
    PERSON_CIVILREGISTRATION_IDENTIFIER = "PersonCivilregistrationIdentifier" S(&CPR_TYPE);
}
static CPR_TYPE: Simpel = Simpel::navngivet(
    &CPR1,
    "PersonCivilRegistrationIdentifierType",
    TEKST.base,
    Facetter {
        min_laengde: Some(10),
        maks_laengde: Some(10),
        ..moenster(
            "(((0[1-9]|1[0-9]|2[0-9]|3[0-1])(01|03|05|07|08|10|12))|((0[1-9]|1[0-9]|2[0-9]|30)(04|06|09|11))|((0[1-9]|1[0-9]|2[0-9])(02)))[0-9]{6}",
            Form::Cpr,
        )
    },
);
