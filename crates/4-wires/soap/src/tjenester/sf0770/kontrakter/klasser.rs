//! The small namespaces of eIndkomst, most of them with one element, and those of OIO that it builds on.
use crate::tjenester::skema::grundtyper::elementer;
use kontrakt::skema::Indholdsmodel::{Periode, Tom};
use kontrakt::skema::{
    Attribut, DATO, Element, Facetter, HELTAL, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, VARIGHED, en,
};
use kontrakt::vaerdi::{Form, Moenster};

/// A namespace of a class of eIndkomst with its schema file.
macro_rules! klasser {
    ($($konst:ident $klasse:literal $fil:literal;)*) => {
        $(pub static $konst: Navnerum = Navnerum {
            uri: concat!("http://rep.oio.dk/skat.dk/eindkomst/class/", $klasse, "/xml/schemas/20071202/"),
            praefiks: $klasse,
            fil: concat!($fil, ".xsd"),
        };)*
    };
}
klasser! {
    ABONNEMENTTYPE "abonnementtype" "AbonnementTypeKode";
    ABONNENTTYPE "abonnenttype" "AbonnentTypeKode";
    FORMAAL "adgangformaaltype" "AdgangFormaalTypeKode";
    ALTERNATIVADRESSE "alternativadresse" "AlternativAdresse";
    ANGIVELSE "angivelse" "Angivelse";
    ANGIVELSEFELT "angivelsefelt" "AngivelseFeltIndholdTekst";
    ANSAETTELSE "ansaettelseforhold" "AnsaettelseforholdMedarbejderIdentifikator";
    BLANKET "blanket" "BlanketNummerIdentifikator";
    BLANKETFELT "blanketfelt" "BlanketFeltNummerIdentifikator";
    FELTENHED "feltenhedtype" "FeltEnhedTypeKode";
    MEDARBEJDER "indkomstoplysningadgangmedarbejderidentifikator" "IndkomstOplysningAdgangMedarbejderIdentifikator";
    REFERENCE "indkomstoplysningadgangreferencenummer" "IndkomstOplysningAdgangReferenceNummerIdentifikator";
    PERSONGRUPPE "indkomstpersongruppe" "IndkomstPersonGruppeDispositionDato";
    LAND "land" "LandKode";
    SOEG_FRA "soegeaarmaanedfrakode" "SoegeAarMaanedFraKode";
    SOEG_TIL "soegeaarmaanedtilkode" "SoegeAarMaanedTilKode";
    SUPPLERENDE "supplerendepersonoplysning" "SupplerendePersonOplysningFoedselTekst";
}
elementer! { ABONNEMENTTYPE: ABONNEMENT_TYPE_KODE = "AbonnementTypeKode" S(&HELTAL); }
elementer! { ABONNENTTYPE: ABONNENT_TYPE_KODE = "AbonnentTypeKode" S(&HELTAL); }
elementer! { FORMAAL: ADGANG_FORMAAL_TYPE_KODE = "AdgangFormaalTypeKode" S(&HELTAL); }
elementer! { ALTERNATIVADRESSE:
    ADRESSELINIE1 = "AlternativAdresseAdresseLinie1" S(&ADRESSELINIE_TYPE);
    ADRESSELINIE2 = "AlternativAdresseAdresseLinie2" S(&ADRESSELINIE_TYPE);
    ADRESSELINIE3 = "AlternativAdresseAdresseLinie3" S(&ADRESSELINIE_TYPE);
    ADRESSELINIE4 = "AlternativAdresseAdresseLinie4" S(&ADRESSELINIE_TYPE);
    ADRESSELINIE5 = "AlternativAdresseAdresseLinie5" S(&ADRESSELINIE_TYPE);
}
elementer! { ANGIVELSE:
    EGEN_IDENTIFIKATOR = "AngivelseVirksomhedEgenIdentifikator" S(&TEKST);
    ANGIVELSE_PERIODE = "AngivelsePeriode" K(&DATOINTERVAL_TYPE);
}
elementer! { ANGIVELSEFELT: FELT_INDHOLD = "AngivelseFeltIndholdTekst" S(&TEKST); }
elementer! { ANSAETTELSE: MEDARBEJDERNUMMER = "AnsaettelseforholdMedarbejderIdentifikator" S(&TEKST); }
elementer! { BLANKET: BLANKET_NUMMER = "BlanketNummerIdentifikator" S(&TEKST); }
elementer! { BLANKETFELT: FELT_NUMMER = "BlanketFeltNummerIdentifikator" S(&HELTAL); }
elementer! { FELTENHED: FELT_ENHED = "FeltEnhedTypeKode" S(&HELTAL); }
elementer! { MEDARBEJDER: ADGANG_MEDARBEJDER = "IndkomstOplysningAdgangMedarbejderIdentifikator" S(&TEKST); }
elementer! { REFERENCE: REFERENCENUMMER = "IndkomstOplysningAdgangReferenceNummerIdentifikator" S(&TEKST); }
elementer! { PERSONGRUPPE: DISPOSITION_DATO = "IndkomstPersonGruppeDispositionDato" S(&DATO); }
elementer! { LAND: LAND_KODE = "LandKode" K(&LANDEKODE_TYPE); }
elementer! { SOEG_FRA: FRA_KODE = "SoegeAarMaanedFraKode" S(&HELTAL); }
elementer! { SOEG_TIL: TIL_KODE = "SoegeAarMaanedTilKode" S(&HELTAL); }
elementer! { SUPPLERENDE: FOEDSEL_TEKST = "SupplerendePersonOplysningFoedselTekst" S(&TEKST); }

/// Other namespaces, each below an address of its own.
macro_rules! navnerum {
    ($($konst:ident $praefiks:literal $uri:literal $fil:literal;)*) => {
        $(pub static $konst: Navnerum = Navnerum { uri: $uri, praefiks: $praefiks, fil: concat!($fil, ".xsd") };)*
    };
}
navnerum! {
    MOTOR "virksomhed" "http://rep.oio.dk/skat.dk/motor/class/virksomhed/xml/schemas/20080401/" "VirksomhedSENummerIdentifikator";
    PERSON "person" "http://eksternwiki.skat.dk/oioxml/skat_dk/eIndkomst/person/" "TINIdentifikator";
    CPR "core" "http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/" "PersonCivilRegistrationIdentifier";
    CPR_2005_05 "cpr" "http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/05/19/" "CompletePostalLabelText";
    DKCC_2003 "dkcc2003" "http://rep.oio.dk/ebxml/xml/schemas/dkcc/2003/02/13/" "CountryIdentificationCode";
    DKCC_2006 "dkcc" "http://rep.oio.dk/ebxml/xml/schemas/dkcc/2006/01/23/" "PersonGenderCode";
    ITST "itst" "http://rep.oio.dk/itst.dk/xml/schemas/2006/01/17/" "PersonName";
    CVR "cvr" "http://rep.oio.dk/cvr.dk/xml/schemas/2005/03/22/" "CVRnumberIdentifier";
    XKOM_2006 "xkom-2006" "http://rep.oio.dk/xkom.dk/xml/schemas/2006/09/01/" "StartDate";
    XKOM_2007_04 "xkom2" "http://rep.oio.dk/xkom.dk/xml/schemas/2007/04/15/" "EndDate";
    XKOM_2007_09 "xkom" "http://rep.oio.dk/xkom.dk/xml/schemas/2007/09/01/" "DateInterval";
}
elementer! { MOTOR: SE_NUMMER = "VirksomhedSENummerIdentifikator" S(&SE_TYPE); }
elementer! { PERSON: TIN = "TINIdentifikator" S(&TEKST); }
elementer! { CPR: CPR_NUMMER = "PersonCivilRegistrationIdentifier" S(&CPR_TYPE); }
elementer! { DKCC_2006: KOEN = "PersonGenderCode" S(&KOEN_TYPE); }
elementer! { ITST: NAVN = "PersonName" S(&NAVN_TYPE); }
elementer! { XKOM_2006: START_DATE = "StartDate" S(&DATO); }
elementer! { XKOM_2007_04: END_DATE = "EndDate" S(&DATO); }
elementer! { XKOM_2007_09:
    DATE_INTERVAL = "DateInterval" K(&DATOINTERVAL_TYPE);
    DURATION_MEASURE = "DurationMeasure" S(&VARIGHED_TYPE);
}

const fn moenster(regulaert: &'static str, form: Form) -> Facetter {
    Facetter::moenster(Moenster { regulaert, form })
}

static SE_TYPE: Simpel = Simpel::navngivet(&CVR, "CVRnumberIdentifierType", TEKST.base, Facetter::laengde(8));
/// The number of a person. Those of synthetic persons, which the published pattern has no room for, are taken and written too [D].
static CPR_TYPE: Simpel = Simpel::navngivet(
    &CPR,
    "PersonCivilRegistrationIdentifierType",
    TEKST.base,
    moenster(
        "((((0[1-9]|1[0-9]|2[0-9]|3[0-1])(01|03|05|07|08|10|12))|((0[1-9]|1[0-9]|2[0-9]|30)(04|06|09|11))|((0[1-9]|1[0-9]|2[0-9])(02)))[0-9]{6})|0000000000",
        Form::CprEllerSyntetisk,
    ),
);
static ADRESSELINIE_TYPE: Simpel = Simpel::navngivet(&CPR_2005_05, "CompletePostalLabelTextType", TEKST.base, Facetter::maks(70));
static KOEN_TYPE: Simpel =
    Simpel::navngivet(&DKCC_2006, "PersonGenderCodeType", TEKST.base, Facetter::koder(&["male", "female", "unspecified"]));
static NAVN_TYPE: Simpel = Simpel::navngivet(&ITST, "PersonNameType", TEKST.base, Facetter { min_laengde: Some(1), ..Facetter::maks(130) });
static LAND_TYPE: Simpel = Simpel::navngivet(
    &DKCC_2003,
    "_CountryIdentificationCodeType",
    TEKST.base,
    moenster("[a-z,A-Z]{2}|[a-z,A-Z]{3}|[0-9]{3}|[0-9]{4}", Form::Landekode),
);
static LANDESKEMA_TYPE: Simpel = Simpel::navngivet(
    &DKCC_2003,
    "_CountryIdentificationSchemeType",
    TEKST.base,
    Facetter::koder(&["iso3166-alpha2", "iso3166-alpha3", "un-numeric3", "imk"]),
);
static LANDEKODE_TYPE: Kompleks = Kompleks {
    tekst: Some(&LAND_TYPE),
    ..Kompleks::ny(&DKCC_2003, "CountryIdentificationCodeType", Tom).med_attributter(&[Attribut::kraevet("scheme", &LANDESKEMA_TYPE)])
};
static VARIGHED_TYPE: Simpel = Simpel::navngivet(
    &XKOM_2007_09,
    "DurationMeasureType",
    VARIGHED.base,
    moenster(
        r"-?P([0-9]+Y)?(([1-9]|1[0-1])M)?(([1-9]|[1-2][0-9]|3[0-1])D)?(T(([1-9]|1[0-9]|2[0-3])H)?(([1-5]?[0-9])M)?((([1-5]?[0-9](\.[0-9]+)?))S)?)?",
        Form::Varighed,
    ),
);
static DATOINTERVAL_TYPE: Kompleks =
    Kompleks::ny(&XKOM_2007_09, "DateIntervalType", Periode(&[en(&START_DATE), en(&END_DATE), en(&DURATION_MEASURE)]));
