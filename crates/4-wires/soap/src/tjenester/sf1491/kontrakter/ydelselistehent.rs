//! SF1491 v1, YdelseListeHent: grants and payments of one party, in one call. Names that begin with `OEkonomisk` and with
//! `Oekonomisk` stand side by side in one type; they stay so (contracts 7.1).
use crate::tjenester::skema::grundtyper::{CIFRE_8, CIFRE_10, UUID_LILLE, elementer};
use crate::tjenester::skema::kontekst_2017 as kontekst;
use crate::tjenester::{Bagved, Kontrakt, Operation, sf1491};
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom, Valg};
use kontrakt::skema::{
    Attribut, BOOLSK, DATO, DECIMAL, Decimaler, Element, Facetter, HELTAL, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K,
    Type::Simpel as S, en, mindst_en, mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};
use kontrakt::vaerdi::{Form, Moenster};

/// The namespace with this content.
pub static NS: Navnerum =
    Navnerum { uri: "http://www.kombit.dk/int/2022/01/01/", praefiks: "kombit2022int", fil: "YdelseListeHentInterface.xsd" };

elementer! { NS:
    PART_CPR_NUMMER = "PartCPRNummer" S(&CPR_NUMMER_TYPE);
    PART_CVR_NUMMER = "PartCVRNummer" S(&CVR_NUMBER_TYPE);
    PART_P_NUMMER = "PartPNummer" S(&P_NUMMER_TYPE);
    PART_URN = "PartURN" S(&URN_TYPE);
    SAG_UUID = "SagUUID" S(&UUID_TYPE);
    KRITERIE = "Kriterie" K(&Kompleks::lokal(Valg(&[en(&PART_CPR_NUMMER), en(&PART_CVR_NUMMER), en(&PART_P_NUMMER), en(&PART_URN), en(&SAG_UUID)])));
    PART_ROLLE = "PartRolle" S(&PART_ROLLE_TYPE_TYPE);
    MEDTAG_EFFEKTUERINGER = "MedtagEffektueringer" S(&MARKERING_TYPE);
    FJERN_UNDTAGET_VISNING_FOR_BORGER = "FjernUndtagetVisningForBorger" S(&MARKERING_TYPE);
    SAG_SAGSNUMMER = "SagSagsnummer" S(&TEKST255_TYPE);
    KLE_KRITERIE = "KLEKriterie" S(&KLE_DATA_AFGR_TYPE);
    BEVILLING_UUID = "BevillingUUID" S(&UUID_TYPE);
    BEVILLING_EJER_CVR_NUMMER = "BevillingEjerCVRNummer" S(&CVR_NUMBER_TYPE);
    IT_SYSTEM_INSTANS_IDENTIFIKATION = "ItSystemInstansIdentifikation" S(&UUID_TYPE);
    KLASSE_IDENTIFIKATION = "KlasseIdentifikation" S(&UUID_TYPE);
    KLASSE_URN_REFERENCE = "KlasseUrnReference" S(&URN_TYPE);
    YDELSE_KLASSE = "YdelseKlasse" K(&Kompleks::lokal(Sekvens(&[mulig(&KLASSE_IDENTIFIKATION), mulig(&KLASSE_URN_REFERENCE)])));
    BEVILGET_YDELSE_START_DATO_FRA = "BevilgetYdelseStartDatoFra" S(&DATO_TYPE);
    BEVILGET_YDELSE_START_DATO_TIL = "BevilgetYdelseStartDatoTil" S(&DATO_TYPE);
    BEVILGET_YDELSE_SLUT_DATO_FRA = "BevilgetYdelseSlutDatoFra" S(&DATO_TYPE);
    BEVILGET_YDELSE_SLUT_DATO_TIL = "BevilgetYdelseSlutDatoTil" S(&DATO_TYPE);
    OEKONOMISK_EFFEKTUERING_DISPOSITIONS_DATO_FRA = "OekonomiskEffektueringDispositionsDatoFra" S(&DATO_TYPE);
    OEKONOMISK_EFFEKTUERING_DISPOSITIONS_DATO_TIL = "OekonomiskEffektueringDispositionsDatoTil" S(&DATO_TYPE);
    VIRKSOMHED_CVR_NUMMER = "VirksomhedCVRNummer" S(&CVR_NUMMER_TYPE);
    MYNDIGHED_DATA_AFGR_LISTE = "MyndighedDataAfgrListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&VIRKSOMHED_CVR_NUMMER)])));
    BEVILLING_FOELSOMHED = "BevillingFoelsomhed" S(&FOELSOMHED_TYPE);
    KLE_DATA_AFGR = "KLEDataAfgr" S(&KLE_DATA_AFGR_TYPE);
    SYSTEM_DATA_AFGR = "SystemDataAfgr" S(&SYSTEM_DATA_AFGR_TYPE);
    BEVILLING_DATA_AFGR = "BevillingDataAfgr" K(&Kompleks::lokal(Sekvens(&[mulig(&BEVILLING_FOELSOMHED), mulig(&KLE_DATA_AFGR), mulig(&SYSTEM_DATA_AFGR)])));
    BEVILLING_AFGR_LISTE = "BevillingAfgrListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&BEVILLING_DATA_AFGR).lokal()])));
    BEVILLING_DATA_AFGR_GRUPPE = "BevillingDataAfgrGruppe" K(&Kompleks::lokal(Sekvens(&[mulig(&MYNDIGHED_DATA_AFGR_LISTE).lokal(), mulig(&BEVILLING_AFGR_LISTE).lokal()])));
    RETTIGHED_LISTE = "RettighedListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&BEVILLING_DATA_AFGR_GRUPPE).lokal()])));
    RESULTAT_ANTAL_MAKS = "ResultatAntalMaks" S(&TAL_HEL4_TYPE);
    RESULTAT_START = "ResultatStart" S(&TAL_HEL8_TYPE);
    RESULTAT_FILTER = "ResultatFilter" K(&Kompleks::lokal(Sekvens(&[en(&RESULTAT_ANTAL_MAKS), mulig(&RESULTAT_START)])));
    BEVILGET_YDELSE_SORTERING_ELEMENT = "BevilgetYdelseSorteringElement" S(&BEVILGET_YDELSE_SORTERING_ELEMENT_TYPE);
    SORTERING_RETNING = "SorteringRetning" S(&SORTERING_RETNING_TYPE);
    YDELSE_SORTERING = "YdelseSortering" K(&Kompleks::lokal(Sekvens(&[en(&BEVILGET_YDELSE_SORTERING_ELEMENT), mulig(&SORTERING_RETNING)])));
    BEVILLING_HENT_I = "BevillingHent_I" K(&Kompleks { attributter: &[REVISION], base: Some(&BEVILLING_HENT_I_TYPE), ..Kompleks::lokal(Tom) });
    YDELSE_NAVN = "YdelseNavn" S(&TEKST100_TYPE);
    BEVILGET_YDELSE_ID = "BevilgetYdelseID" S(&TEKST36_TYPE);
    BEVILGET_YDELSE_NAVN = "BevilgetYdelseNavn" S(&TEKST255_TYPE);
    BEVILGET_YDELSE_BEGRUNDELSE = "BevilgetYdelseBegrundelse" S(&TEKST4096_TYPE);
    BEVILGET_YDELSE_EFFEKTUERINGS_PLAN_BESKRIVELSE = "BevilgetYdelseEffektueringsPlanBeskrivelse" S(&TEKST1000_TYPE);
    BEVILGET_YDELSE_START_DATO = "BevilgetYdelseStartDato" S(&DATO_TYPE);
    BEVILGET_YDELSE_SLUT_DATO = "BevilgetYdelseSlutDato" S(&DATO_TYPE);
    BEVILGET_YDELSE_KLE_EMNE = "BevilgetYdelseKLEEmne" S(&KLE_EMNE_TYPE);
    PART_TYPE = "PartType" S(&PART_TYPE_TYPE);
    PART_FULDT_NAVN = "PartFuldtNavn" S(&TEKST255_TYPE);
    BEVILGET_YDELSE_EFFEKTUERING_MODTAGER = "BevilgetYdelseEffektueringModtager" K(&Kompleks::lokal(Sekvens(&[en(&PART_TYPE), en(&PART_URN), mulig(&PART_FULDT_NAVN), mulig(&PART_CPR_NUMMER), mulig(&PART_CVR_NUMMER), mulig(&PART_P_NUMMER)])));
    OEKONOMISK_EFFEKTUERINGSPLAN_YDELSESBELOEB = "OekonomiskEffektueringsplanYdelsesbeloeb" S(&DECIMAL_TAL15_2_TYPE);
    OEKONOMISK_EFFEKTUERINGSPLAN_BEREGNINGSFREKVENS = "OekonomiskEffektueringsplanBeregningsfrekvens" S(&TEKST50_TYPE);
    OEKONOMISK_EFFEKTUERINGSPLAN_FORUD_BAGUD = "OekonomiskEffektueringsplanForudBagud" S(&FORUD_BAGUD_TYPE);
    OEKONOMISK_EFFEKTUERINGSPLAN_DISPOSITIONSDAG = "OekonomiskEffektueringsplanDispositionsdag" S(&TEKST50_TYPE);
    OEKONOMISK_EFFEKTUERINGSPLAN_SKAL_MANUELT_GODKENDES = "OekonomiskEffektueringsplanSkalManueltGodkendes" S(&MARKERING_TYPE);
    OEKONOMISK_YDELSESEFFEKTUERING_BELOEB = "OekonomiskYdelseseffektueringBeloeb" S(&DECIMAL_TAL15_2_TYPE);
    OEKONOMISK_YDELSESEFFEKTUERING_PERIODE_FRA = "OekonomiskYdelseseffektueringPeriodeFra" S(&DATO_TYPE);
    OEKONOMISK_YDELSESEFFEKTUERING_PERIODE_TIL = "OekonomiskYdelseseffektueringPeriodeTil" S(&DATO_TYPE);
    OEKONOMISK_EFFEKTUERING_STRUKTUR = "OekonomiskEffektueringStruktur" K(&OEKONOMISK_EFFEKTUERING_STRUKTUR_TYPE);
    OEKONOMISK_EFFEKTUERING_UUID = "OekonomiskEffektueringUUID" S(&UUID_TYPE);
    OEKONOMISK_EFFEKTUERING_DISPOSITIONSDATO = "OekonomiskEffektueringDispositionsdato" S(&DATO_TYPE);
    OEKONOMISK_EFFEKTUERING_SAMLET_BRUTTOBELOEB = "OekonomiskEffektueringSamletBruttobeloeb" S(&DECIMAL_TAL15_2_TYPE);
    OEKONOMISK_EFFEKTUERING_BELOEB_EFTER_SKAT_ATP = "OekonomiskEffektueringBeloebEfterSkatATP" S(&DECIMAL_TAL15_2_TYPE);
    OEKONOMISK_EFFEKTUERING_BELOEB_SENDT_TIL_UDBETALING = "OekonomiskEffektueringBeloebSendtTilUdbetaling" S(&BELOEB_TYPE);
    O_EKONOMISK_EFFEKTUERING_BELOEB_UDBETALT = "OEkonomiskEffektueringBeloebUdbetalt" S(&BELOEB_TYPE);
    OEKONOMISK_EFFEKTUERING_SENDT_TIL_UDBETALING_TEKST = "OekonomiskEffektueringSendtTilUdbetalingTekst" S(&TEKST4096_TYPE);
    OEKONOMISK_EFFEKTUERING_UDBETALING_STATUS = "OekonomiskEffektueringUdbetalingStatus" S(&TEKST50_TYPE);
    OEKONOMISK_EFFEKTUERING_UDBETALT_TEKST = "OekonomiskEffektueringUdbetaltTekst" S(&TEKST4096_TYPE);
    OEKONOMISK_EFFEKTUERING_START_DATO = "OekonomiskEffektueringStartDato" S(&DATO_TYPE);
    OEKONOMISK_EFFEKTUERING_SLUT_DATO = "OekonomiskEffektueringSlutDato" S(&DATO_TYPE);
    IT_SYSTEM_INSTANS_TITEL = "ItSystemInstansTitel" S(&TEKST100_TYPE);
    O_EKONOMISK_EFFEKTUERING_MASTER_SYSTEM_INSTANS = "OEkonomiskEffektueringMasterSystemInstans" K(&Kompleks::lokal(Sekvens(&[en(&IT_SYSTEM_INSTANS_IDENTIFIKATION), en(&IT_SYSTEM_INSTANS_TITEL)])));
    O_EKONOMISK_EFFEKTUERING_MODTAGER = "OEkonomiskEffektueringModtager" K(&Kompleks::lokal(Sekvens(&[en(&PART_TYPE), en(&PART_URN), mulig(&PART_FULDT_NAVN), mulig(&PART_CPR_NUMMER), mulig(&PART_CVR_NUMMER), mulig(&PART_P_NUMMER)])));
    O_EKONOMISK_YDELSESEFFEKTUERING = "OEkonomiskYdelseseffektuering" K(&Kompleks::lokal(Sekvens(&[en(&OEKONOMISK_YDELSESEFFEKTUERING_BELOEB), en(&OEKONOMISK_YDELSESEFFEKTUERING_PERIODE_FRA), mulig(&OEKONOMISK_YDELSESEFFEKTUERING_PERIODE_TIL), mulig(&OEKONOMISK_EFFEKTUERING_STRUKTUR)])));
    O_EKONOMISK_YDELSESEFFEKTUERING_LISTE = "OEkonomiskYdelseseffektueringListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&O_EKONOMISK_YDELSESEFFEKTUERING).lokal()])));
    BEVILLING_STRUKTUR = "BevillingStruktur" K(&BEVILLING_STRUKTUR_TYPE);
    BEVILLING_EJER = "BevillingEjer" K(&Kompleks::lokal(Sekvens(&[en(&VIRKSOMHED_CVR_NUMMER)])));
    BEVILLING_MASTER_SYSTEM_INSTANS = "BevillingMasterSystemInstans" K(&Kompleks::lokal(Sekvens(&[en(&IT_SYSTEM_INSTANS_IDENTIFIKATION), en(&IT_SYSTEM_INSTANS_TITEL)])));
    ORGANISATIONSENHED_UUID = "OrganisationsenhedUUID" S(&UUID_TYPE);
    ANSVARLIG_AFDELING_URN = "AnsvarligAfdelingURN" S(&URN_TYPE);
    ANSVARLIG_AFDELING_BRUGERVENDT_NOEGLE = "AnsvarligAfdelingBrugervendtNoegle" S(&TEKST50_TYPE);
    ANSVARLIG_AFDELING_FULDT_NAVN = "AnsvarligAfdelingFuldtNavn" S(&TEKST255_TYPE);
    BEVILLING_ANSVARLIG_AFDELING = "BevillingAnsvarligAfdeling" K(&Kompleks::lokal(Sekvens(&[mulig(&ORGANISATIONSENHED_UUID), mulig(&ANSVARLIG_AFDELING_URN), mulig(&ANSVARLIG_AFDELING_BRUGERVENDT_NOEGLE), mulig(&ANSVARLIG_AFDELING_FULDT_NAVN)])));
    BEVILLINGSMODTAGER = "Bevillingsmodtager" K(&Kompleks::lokal(Sekvens(&[en(&PART_TYPE), en(&PART_URN), mulig(&PART_FULDT_NAVN), mulig(&PART_CPR_NUMMER), mulig(&PART_CVR_NUMMER), mulig(&PART_P_NUMMER)])));
    SAG_TITEL = "SagTitel" S(&TEKST255_TYPE);
    SAG_FOELSOMHED = "SagFoelsomhed" S(&FOELSOMHED_TYPE);
    SAG_KLE_EMNE = "SagKLEEmne" S(&KLE_EMNE_TYPE);
    SAG_KLE_HANDLINGSFACET = "SagKLEHandlingsfacet" S(&TEKST50_TYPE);
    SAG_EJER_CVR_NUMMER = "SagEjerCVRNummer" S(&CVR_NUMBER_TYPE);
    SAG_MASTER_SYSTEM_INSTANS = "SagMasterSystemInstans" K(&Kompleks::lokal(Sekvens(&[en(&IT_SYSTEM_INSTANS_IDENTIFIKATION), en(&IT_SYSTEM_INSTANS_TITEL)])));
    SAG_UNDTAGET_VISNING_FOR_BORGER = "SagUndtagetVisningForBorger" S(&MARKERING_TYPE);
    BEVILLINGSSAG = "Bevillingssag" K(&Kompleks::lokal(Sekvens(&[en(&SAG_UUID), mulig(&SAG_TITEL), mulig(&SAG_SAGSNUMMER), mulig(&SAG_FOELSOMHED), mulig(&SAG_KLE_EMNE), mulig(&SAG_KLE_HANDLINGSFACET), mulig(&SAG_EJER_CVR_NUMMER), mulig(&SAG_MASTER_SYSTEM_INSTANS).lokal(), mulig(&SAG_UNDTAGET_VISNING_FOR_BORGER)])));
    BEVILGET_YDELSE = "BevilgetYdelse" K(&Kompleks::lokal(Sekvens(&[mulig(&YDELSE_KLASSE).lokal(), en(&YDELSE_NAVN), en(&BEVILGET_YDELSE_ID), mulig(&BEVILGET_YDELSE_NAVN), mulig(&BEVILGET_YDELSE_BEGRUNDELSE), mulig(&BEVILGET_YDELSE_EFFEKTUERINGS_PLAN_BESKRIVELSE), en(&BEVILGET_YDELSE_START_DATO), mulig(&BEVILGET_YDELSE_SLUT_DATO), en(&BEVILGET_YDELSE_KLE_EMNE), en(&BEVILGET_YDELSE_EFFEKTUERING_MODTAGER).lokal(), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_YDELSESBELOEB), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_BEREGNINGSFREKVENS), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_FORUD_BAGUD), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_DISPOSITIONSDAG), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_SKAL_MANUELT_GODKENDES), mulig(&O_EKONOMISK_YDELSESEFFEKTUERING_LISTE).lokal(), en(&BEVILLING_STRUKTUR)])));
    BEVILGET_YDELSE_LISTE = "BevilgetYdelseListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&BEVILGET_YDELSE).lokal()])));
    BEVILLING_HENT_O = "BevillingHent_O" K(&Kompleks { attributter: &[REVISION], base: Some(&BEVILLING_HENT_O_TYPE), ..Kompleks::lokal(Tom) });
    BEVILGET_YDELSE_KRITERIE = "BevilgetYdelseKriterie" K(&Kompleks::lokal(Sekvens(&[en(&BEVILLING_UUID), en(&BEVILGET_YDELSE_ID)])));
    EFFEKTUERING_HENT_I_KRITERIE = "Kriterie" K(&Kompleks::lokal(Valg(&[en(&PART_CPR_NUMMER), en(&PART_CVR_NUMMER), en(&PART_P_NUMMER), en(&PART_URN), en(&BEVILGET_YDELSE_KRITERIE).lokal()])));
    MEDTAG_BEVILLING = "MedtagBevilling" S(&MARKERING_TYPE);
    EFFEKTUERING_SORTERING_ELEMENT = "EffektueringSorteringElement" S(&EFFEKTUERING_SORTERING_ELEMENT_TYPE);
    EFFEKTUERING_SORTERING = "EffektueringSortering" K(&Kompleks::lokal(Sekvens(&[en(&EFFEKTUERING_SORTERING_ELEMENT), mulig(&SORTERING_RETNING)])));
    EFFEKTUERING_HENT_I = "EffektueringHent_I" K(&Kompleks { attributter: &[REVISION], base: Some(&EFFEKTUERING_HENT_I_TYPE), ..Kompleks::lokal(Tom) });
    O_EKONOMISK_YDELSESEFFEKTUERING_BEVILGET_YDELSE = "BevilgetYdelse" K(&Kompleks::lokal(Sekvens(&[mulig(&YDELSE_KLASSE).lokal(), en(&YDELSE_NAVN), en(&BEVILGET_YDELSE_ID), mulig(&BEVILGET_YDELSE_NAVN), mulig(&BEVILGET_YDELSE_BEGRUNDELSE), mulig(&BEVILGET_YDELSE_EFFEKTUERINGS_PLAN_BESKRIVELSE), en(&BEVILGET_YDELSE_START_DATO), mulig(&BEVILGET_YDELSE_SLUT_DATO), en(&BEVILGET_YDELSE_KLE_EMNE), en(&BEVILGET_YDELSE_EFFEKTUERING_MODTAGER).lokal(), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_YDELSESBELOEB), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_BEREGNINGSFREKVENS), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_FORUD_BAGUD), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_DISPOSITIONSDAG), mulig(&OEKONOMISK_EFFEKTUERINGSPLAN_SKAL_MANUELT_GODKENDES), mulig(&BEVILLING_STRUKTUR)])));
    O_EKONOMISK_YDELSESEFFEKTUERING_LISTE_O_EKONOMISK_YDELSESEFFEKTUERING = "OEkonomiskYdelseseffektuering" K(&Kompleks::lokal(Sekvens(&[en(&OEKONOMISK_YDELSESEFFEKTUERING_BELOEB), en(&OEKONOMISK_YDELSESEFFEKTUERING_PERIODE_FRA), mulig(&OEKONOMISK_YDELSESEFFEKTUERING_PERIODE_TIL), mulig(&O_EKONOMISK_YDELSESEFFEKTUERING_BEVILGET_YDELSE).lokal()])));
    O_EKONOMISK_EFFEKTUERING_O_EKONOMISK_YDELSESEFFEKTUERING_LISTE = "OEkonomiskYdelseseffektueringListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&O_EKONOMISK_YDELSESEFFEKTUERING_LISTE_O_EKONOMISK_YDELSESEFFEKTUERING).lokal()])));
    O_EKONOMISK_EFFEKTUERING = "OEkonomiskEffektuering" K(&Kompleks::lokal(Sekvens(&[en(&OEKONOMISK_EFFEKTUERING_STRUKTUR), en(&O_EKONOMISK_EFFEKTUERING_O_EKONOMISK_YDELSESEFFEKTUERING_LISTE).lokal()])));
    O_EKONOMISK_EFFEKTUERING_LISTE = "OEkonomiskEffektueringListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&O_EKONOMISK_EFFEKTUERING).lokal()])));
    EFFEKTUERING_HENT_O = "EffektueringHent_O" K(&Kompleks { attributter: &[REVISION], base: Some(&EFFEKTUERING_HENT_O_TYPE), ..Kompleks::lokal(Tom) });
}

const KLE_EMNE: Moenster = Moenster {
    regulaert: r"(([\d]{1}\*)|([\d]{2}\.\*)|([\d]{2}\.[\d]{1}\*)|([\d]{2}\.[\d]{2}\.\*)|([\d]{2}\.[\d]{2}\.[\d]{1}\*)|([\d]{2}(\.[\d]{2}){2}))",
    form: Form::KleEmne,
};
const KLE_AFGR: Moenster = Moenster {
    regulaert: r"((\*|([\d]{2}\.\*)|([\d]{2}\.[\d]{2}\.\*)|([\d]{2}(\.[\d]{2}){2}))(\s*-\s*(\*|([\d]{2}\.\*)|([\d]{2}\.[\d]{2}\.\*)|([\d]{2}(\.[\d]{2}){2})))?)(,\s*((\*|([\d]{2}\.\*)|([\d]{2}\.[\d]{2}\.\*)|([\d]{2}(\.[\d]{2}){2}))(\s*-\s*(\*|([\d]{2}\.\*)|([\d]{2}\.[\d]{2}\.\*)|([\d]{2}(\.[\d]{2}){2})))?))*",
    form: Form::KleAfgraensning,
};
const SYSTEM_AFGR: Moenster = Moenster {
    regulaert: r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})+(,\s*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})*",
    form: Form::UuidListe,
};
const REVISION: Attribut =
    Attribut::mulig("revision", &Simpel::tekst(Facetter::moenster(Moenster { regulaert: "r4697", form: Form::Ordret("r4697") })));

static CPR_NUMMER_TYPE: Simpel = Simpel::navngivet(&NS, "CPRNummerType", TEKST.base, Facetter::INGEN);
static CVR_NUMBER_TYPE: Simpel =
    Simpel::navngivet(&NS, "CVRNumberType", TEKST.base, Facetter { maks_laengde: Some(8), ..Facetter::moenster(CIFRE_8) });
static P_NUMMER_TYPE: Simpel = Simpel::navngivet(&NS, "PNummerType", TEKST.base, Facetter::moenster(CIFRE_10));
static URN_TYPE: Simpel = Simpel::navngivet(&NS, "URNType", TEKST.base, Facetter::maks(4096));
static UUID_TYPE: Simpel = Simpel::navngivet(&NS, "UUIDType", TEKST.base, Facetter::moenster(UUID_LILLE));
static PART_ROLLE_TYPE_TYPE: Simpel =
    Simpel::navngivet(&NS, "PartRolleTypeType", TEKST.base, Facetter::koder(&["Bevillingsmodtager", "Effektueringsmodtager"]));
static MARKERING_TYPE: Simpel = Simpel::navngivet(&NS, "MarkeringType", BOOLSK.base, Facetter::INGEN);
static TEKST255_TYPE: Simpel = Simpel::navngivet(&NS, "Tekst255Type", TEKST.base, Facetter::maks(255));
static KLE_DATA_AFGR_TYPE: Simpel = Simpel::navngivet(&NS, "KLEDataAfgrType", TEKST.base, Facetter::moenster(KLE_AFGR));
static DATO_TYPE: Simpel = Simpel::navngivet(&NS, "DatoType", DATO.base, Facetter::INGEN);
static CVR_NUMMER_TYPE: Simpel = Simpel::navngivet(&NS, "CVRNummerType", TEKST.base, Facetter::moenster(CIFRE_8));
static FOELSOMHED_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "FoelsomhedType",
    TEKST.base,
    Facetter::koder(&["IKKE_FORTROLIGE_DATA", "FORTROLIGE_PERSONOPLYSNINGER", "FOELSOMME_PERSONOPLYSNINGER", "VIP_SAGER", ""]),
);
static SYSTEM_DATA_AFGR_TYPE: Simpel = Simpel::navngivet(&NS, "SystemDataAfgrType", TEKST.base, Facetter::moenster(SYSTEM_AFGR));
static TAL_HEL4_TYPE: Simpel = Simpel::navngivet(&NS, "TalHel4Type", HELTAL.base, Facetter { hoejst: Some(9999), ..Facetter::INGEN });
static TAL_HEL8_TYPE: Simpel = Simpel::navngivet(&NS, "TalHel8Type", HELTAL.base, Facetter { hoejst: Some(99999999), ..Facetter::INGEN });
static BEVILGET_YDELSE_SORTERING_ELEMENT_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "BevilgetYdelseSorteringElementType",
    TEKST.base,
    Facetter::koder(&[
        "BevillingEjerCVRNummer",
        "BevillingAnsvarligAfdelingNavn",
        "BevillingItSystemNavn",
        "YdelseNavn",
        "OekonomiskEffektueringStartDato",
        "OekonomiskEffektueringSlutDato",
    ]),
);
static SORTERING_RETNING_TYPE: Simpel = Simpel::navngivet(&NS, "SorteringRetningType", TEKST.base, Facetter::koder(&["ASC", "DESC"]));
static BEVILLING_HENT_I_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "BevillingHent_IType",
    Sekvens(&[
        en(&kontekst::HOVED_OPLYSNINGER),
        en(&KRITERIE).lokal(),
        mulig(&PART_ROLLE),
        mulig(&MEDTAG_EFFEKTUERINGER),
        mulig(&FJERN_UNDTAGET_VISNING_FOR_BORGER),
        mulig(&SAG_SAGSNUMMER),
        mulig(&KLE_KRITERIE),
        mulig(&BEVILLING_UUID),
        mulig(&BEVILLING_EJER_CVR_NUMMER),
        mulig(&IT_SYSTEM_INSTANS_IDENTIFIKATION),
        mulig(&YDELSE_KLASSE).lokal(),
        mulig(&BEVILGET_YDELSE_START_DATO_FRA),
        mulig(&BEVILGET_YDELSE_START_DATO_TIL),
        mulig(&BEVILGET_YDELSE_SLUT_DATO_FRA),
        mulig(&BEVILGET_YDELSE_SLUT_DATO_TIL),
        mulig(&OEKONOMISK_EFFEKTUERING_DISPOSITIONS_DATO_FRA),
        mulig(&OEKONOMISK_EFFEKTUERING_DISPOSITIONS_DATO_TIL),
        en(&RETTIGHED_LISTE).lokal(),
        mulig(&RESULTAT_FILTER).lokal(),
        mulig(&YDELSE_SORTERING).lokal(),
    ]),
);
static TEKST100_TYPE: Simpel = Simpel::navngivet(&NS, "Tekst100Type", TEKST.base, Facetter::maks(100));
static TEKST36_TYPE: Simpel = Simpel::navngivet(&NS, "Tekst36Type", TEKST.base, Facetter::maks(36));
static TEKST4096_TYPE: Simpel = Simpel::navngivet(&NS, "Tekst4096Type", TEKST.base, Facetter::maks(4096));
static TEKST1000_TYPE: Simpel = Simpel::navngivet(&NS, "Tekst1000Type", TEKST.base, Facetter::maks(1000));
static KLE_EMNE_TYPE: Simpel = Simpel::navngivet(&NS, "KLEEmneType", TEKST.base, Facetter::moenster(KLE_EMNE));
static PART_TYPE_TYPE: Simpel = Simpel::navngivet(&NS, "PartTypeType", TEKST.base, Facetter::koder(&["Person", "Virksomhed", "Ukendt"]));
static DECIMAL_TAL15_2_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "DecimalTal15_2Type",
    DECIMAL.base,
    Facetter {
        decimaler: Some(Decimaler { efter_komma: 2, cifre: Some(15), omraade: Some(("-9999999999999.99", "9999999999999.99")) }),
        ..Facetter::INGEN
    },
);
static TEKST50_TYPE: Simpel = Simpel::navngivet(&NS, "Tekst50Type", TEKST.base, Facetter::maks(50));
static FORUD_BAGUD_TYPE: Simpel = Simpel::navngivet(&NS, "ForudBagudType", TEKST.base, Facetter::koder(&["Forud", "Bagud"]));
static BELOEB_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "BeloebType",
    DECIMAL.base,
    Facetter { decimaler: Some(Decimaler { efter_komma: 2, cifre: None, omraade: None }), ..Facetter::INGEN },
);
static OEKONOMISK_EFFEKTUERING_STRUKTUR_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "OekonomiskEffektueringStrukturType",
    Sekvens(&[
        en(&OEKONOMISK_EFFEKTUERING_UUID),
        en(&OEKONOMISK_EFFEKTUERING_DISPOSITIONSDATO),
        en(&OEKONOMISK_EFFEKTUERING_SAMLET_BRUTTOBELOEB),
        mulig(&OEKONOMISK_EFFEKTUERING_BELOEB_EFTER_SKAT_ATP),
        en(&OEKONOMISK_EFFEKTUERING_BELOEB_SENDT_TIL_UDBETALING),
        mulig(&O_EKONOMISK_EFFEKTUERING_BELOEB_UDBETALT),
        mulig(&OEKONOMISK_EFFEKTUERING_SENDT_TIL_UDBETALING_TEKST),
        mulig(&OEKONOMISK_EFFEKTUERING_UDBETALING_STATUS),
        mulig(&OEKONOMISK_EFFEKTUERING_UDBETALT_TEKST),
        en(&OEKONOMISK_EFFEKTUERING_START_DATO),
        mulig(&OEKONOMISK_EFFEKTUERING_SLUT_DATO),
        en(&O_EKONOMISK_EFFEKTUERING_MASTER_SYSTEM_INSTANS).lokal(),
        en(&O_EKONOMISK_EFFEKTUERING_MODTAGER).lokal(),
    ]),
);
static BEVILLING_STRUKTUR_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "BevillingStrukturType",
    Sekvens(&[
        en(&BEVILLING_UUID),
        en(&BEVILLING_FOELSOMHED),
        en(&BEVILLING_EJER).lokal(),
        en(&BEVILLING_MASTER_SYSTEM_INSTANS).lokal(),
        en(&BEVILLING_ANSVARLIG_AFDELING).lokal(),
        en(&BEVILLINGSMODTAGER).lokal(),
        mulig(&BEVILLINGSSAG).lokal(),
    ]),
);
static BEVILLING_HENT_O_TYPE: Kompleks =
    Kompleks::ny(&NS, "BevillingHent_OType", Sekvens(&[en(&kontekst::HOVED_OPLYSNINGER_SVAR), mulig(&BEVILGET_YDELSE_LISTE).lokal()]));
static EFFEKTUERING_SORTERING_ELEMENT_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "EffektueringSorteringElementType",
    TEKST.base,
    Facetter::koder(&[
        "OekonomiskEffektueringDispositionsdato",
        "OekonomiskEffektueringUdbetalingStatus",
        "OekonomiskEffektueringStartDato",
        "OekonomiskEffektueringSlutDato",
    ]),
);
static EFFEKTUERING_HENT_I_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "EffektueringHent_IType",
    Sekvens(&[
        en(&kontekst::HOVED_OPLYSNINGER),
        en(&EFFEKTUERING_HENT_I_KRITERIE).lokal(),
        mulig(&PART_ROLLE),
        mulig(&MEDTAG_BEVILLING),
        mulig(&FJERN_UNDTAGET_VISNING_FOR_BORGER),
        mulig(&OEKONOMISK_EFFEKTUERING_DISPOSITIONS_DATO_FRA),
        mulig(&OEKONOMISK_EFFEKTUERING_DISPOSITIONS_DATO_TIL),
        en(&RETTIGHED_LISTE).lokal(),
        mulig(&RESULTAT_FILTER).lokal(),
        mulig(&EFFEKTUERING_SORTERING).lokal(),
    ]),
);
static EFFEKTUERING_HENT_O_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "EffektueringHent_OType",
    Sekvens(&[en(&kontekst::HOVED_OPLYSNINGER_SVAR), mulig(&O_EKONOMISK_EFFEKTUERING_LISTE).lokal()]),
);

/// The contract. The published WSDL names the input and the output of each operation the same.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "ydelsesindeks/ydelselistehent/1",
    bagved: Bagved {
        adgang: &ydelse::tjenester::YDELSELISTEHENT,
        objekttyper: ydelse::OBJEKTTYPER,
        afvis: Some(crate::tjenester::hovedoplysninger::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/ydelselistehent/2", "/service/YdelseListeHentService"],
    definition: "YdelseListeHentService",
    tns: "http://www.kombit.dk/int/2022/01/01/",
    tjeneste: "YdelseListeHentService",
    port: "YdelseListeHentServicePortType",
    binding: "YdelseListeHentServiceBinding",
    porttype: "YdelseListeHentServicePortType",
    soap: SoapVersion::V12,
    action_kraevet: None,
    hoved: None,
    operationer: &[
        Operation {
            navn: "BevillingHent",
            action: "http://www.kombit.dk/int/2022/01/01/YdelseListeHentService#BevillingHent",
            ind: &BEVILLING_HENT_I,
            ud: &BEVILLING_HENT_O,
            ind_besked: ("m_BevillingHent_I", "BevillingHentRequest"),
            ud_besked: ("m_BevillingHent_O", "BevillingHentResponse"),
            meddelelser: Some(("BevillingHentRequest", "BevillingHentRequest")),
            udfoer: |kald, ind| Box::pin(sf1491::bevillinger(kald, ind)),
        },
        Operation {
            navn: "EffektueringHent",
            action: "http://www.kombit.dk/int/2022/01/01/YdelseListeHentService#EffektueringHent",
            ind: &EFFEKTUERING_HENT_I,
            ud: &EFFEKTUERING_HENT_O,
            ind_besked: ("m_EffektueringHent_I", "EffektueringHentRequest"),
            ud_besked: ("m_EffektueringHent_O", "EffektueringHentResponse"),
            meddelelser: Some(("EffektueringHentRequest", "EffektueringHentRequest")),
            udfoer: |kald, ind| Box::pin(sf1491::effektueringer(kald, ind)),
        },
    ],
    oevrige: &[],
};
