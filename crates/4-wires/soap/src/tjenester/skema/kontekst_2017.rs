//! `kontekst/2017/01/01` as YdelseListeHent and eIndkomst publish it: without the RequestId of KlassifikationListeHent's copy of the namespace.
use crate::tjenester::skema::grundtyper::{UUID_LILLE, elementer};
use kontrakt::skema::Indholdsmodel::{Alle, Sekvens, Valg};
use kontrakt::skema::{
    DATO_TID, Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, hvadsomhelst, mulig,
};
use kontrakt::vaerdi::{Form, Moenster};

/// The namespace with this content.
pub static NS: Navnerum =
    Navnerum { uri: "http://kombit.dk/xml/schemas/kontekst/2017/01/01/", praefiks: "kontekst", fil: "KontekstType.xsd" };

elementer! { NS:
    HOVED_OPLYSNINGER = "HovedOplysninger" K(&HOVED_OPLYSNINGER_TYPE);
    TRANSAKTIONS_ID = "TransaktionsId" S(&TRANSAKTIONS_ID_TYPE);
    TRANSAKTIONS_TID = "TransaktionsTid" S(&TRANSAKTIONS_TID_TYPE);
    ON_BEHALF_OF_USER = "OnBehalfOfUser" S(&ON_BEHALF_OF_USER_TYPE);
    CALLERS_SERVICE_CALL_IDENTIFIER = "CallersServiceCallIdentifier" S(&CALLERS_SERVICE_CALL_IDENTIFIER_TYPE);
    ACCOUNTING_INFO = "AccountingInfo" S(&ACCOUNTING_INFO_TYPE);
    AUTHORITY_CONTEXT = "AuthorityContext" K(&AUTHORITY_CONTEXT_TYPE);
    MUNICIPALITY_CVR = "MunicipalityCVR" S(&CVR_NUMBER_TYPE);
    RUTE = "Rute" K(&RUTE_TYPE);
    AFSENDER_ORGANISATION = "AfsenderOrganisation" S(&CVR_NUMBER_TYPE);
    AFSENDER_IT_SYSTEM_INSTANS = "AfsenderItSystemInstans" S(&IT_SYSTEM_INSTANS_TYPE);
    MODTAGER_ORGANISATION = "ModtagerOrganisation" S(&CVR_NUMBER_TYPE);
    MODTAGER_IT_SYSTEM_INSTANS = "ModtagerItSystemInstans" S(&IT_SYSTEM_INSTANS_TYPE);
    PROCESSING = "Processing" K(&PROCESSING_TYPE);
    HOVED_OPLYSNINGER_SVAR = "HovedOplysningerSvar" K(&HOVED_OPLYSNINGER_SVAR_TYPE);
    SVAR_REAKTION = "SvarReaktion" K(&SVAR_REAKTION_TYPE);
    ADVIS = "Advis" K(&ADVIS_TYPE);
    ADVIS_ID = "AdvisId" S(&ADVIS_ID_TYPE);
    ADVIS_TEKST = "AdvisTekst" S(&ADVIS_TEKST_TYPE);
    KILDE_ID = "KildeId" S(&KILDE_ID_TYPE);
    IDENTIFIKATION = "Identifikation" K(&Kompleks::lokal(Sekvens(&[hvadsomhelst(&NS, true)])));
    FEJL = "Fejl" K(&FEJL_TYPE);
    FEJL_ID = "FejlId" S(&FEJL_ID_TYPE);
    FEJL_TEKST = "FejlTekst" S(&FEJL_TEKST_TYPE);
}

const CVR_FORM: Moenster = Moenster { regulaert: "[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]", form: Form::Cifre(&[8]) };

static TRANSAKTIONS_ID_TYPE: Simpel = Simpel::navngivet(&NS, "TransaktionsIdType", TEKST.base, Facetter::mindst(1));
static TRANSAKTIONS_TID_TYPE: Simpel = Simpel::navngivet(&NS, "TransaktionsTidType", DATO_TID.base, Facetter::INGEN);
static ON_BEHALF_OF_USER_TYPE: Simpel = Simpel::navngivet(&NS, "OnBehalfOfUserType", TEKST.base, Facetter::maks(255));
static CALLERS_SERVICE_CALL_IDENTIFIER_TYPE: Simpel =
    Simpel::navngivet(&NS, "CallersServiceCallIdentifierType", TEKST.base, Facetter::maks(255));
static ACCOUNTING_INFO_TYPE: Simpel = Simpel::navngivet(&NS, "AccountingInfoType", TEKST.base, Facetter::maks(255));
static CVR_NUMBER_TYPE: Simpel = Simpel::navngivet(&NS, "CVRNumber", TEKST.base, Facetter::moenster(CVR_FORM));
static AUTHORITY_CONTEXT_TYPE: Kompleks = Kompleks::ny(&NS, "AuthorityContextType", Alle(&[en(&MUNICIPALITY_CVR).lokal()]));
static IT_SYSTEM_INSTANS_TYPE: Simpel = Simpel::navngivet(&NS, "ItSystemInstansType", TEKST.base, Facetter::moenster(UUID_LILLE));
static RUTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RuteType",
    Alle(&[
        en(&AFSENDER_ORGANISATION).lokal(),
        en(&AFSENDER_IT_SYSTEM_INSTANS).lokal(),
        en(&MODTAGER_ORGANISATION).lokal(),
        mulig(&MODTAGER_IT_SYSTEM_INSTANS).lokal(),
    ]),
);
static PROCESSING_TYPE: Kompleks = Kompleks::ny(&NS, "ProcessingType", Sekvens(&[hvadsomhelst(&NS, false)]));
static HOVED_OPLYSNINGER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "HovedOplysningerType",
    Sekvens(&[
        en(&TRANSAKTIONS_ID),
        en(&TRANSAKTIONS_TID),
        mulig(&ON_BEHALF_OF_USER),
        mulig(&CALLERS_SERVICE_CALL_IDENTIFIER),
        mulig(&ACCOUNTING_INFO),
        mulig(&AUTHORITY_CONTEXT),
        mulig(&RUTE),
        fler(&PROCESSING),
    ]),
);
static ADVIS_ID_TYPE: Simpel = Simpel::navngivet(&NS, "AdvisIdType", TEKST.base, Facetter::INGEN);
static ADVIS_TEKST_TYPE: Simpel = Simpel::navngivet(&NS, "AdvisTekstType", TEKST.base, Facetter::mindst(1));
static KILDE_ID_TYPE: Simpel = Simpel::navngivet(&NS, "KildeIdType", TEKST.base, Facetter { min_laengde: Some(1), ..Facetter::maks(100) });
static ADVIS_TYPE: Kompleks =
    Kompleks::ny(&NS, "AdvisType", Sekvens(&[en(&ADVIS_ID), en(&ADVIS_TEKST), mulig(&KILDE_ID), fler(&IDENTIFIKATION)]));
static FEJL_ID_TYPE: Simpel = Simpel::navngivet(&NS, "FejlIdType", TEKST.base, Facetter::INGEN);
static FEJL_TEKST_TYPE: Simpel = Simpel::navngivet(&NS, "FejlTekstType", TEKST.base, Facetter::mindst(1));
static FEJL_TYPE: Kompleks =
    Kompleks::ny(&NS, "FejlType", Sekvens(&[en(&FEJL_ID), en(&FEJL_TEKST), mulig(&KILDE_ID), fler(&IDENTIFIKATION)]));
static SVAR_REAKTION_TYPE: Kompleks = Kompleks::ny(&NS, "SvarReaktionType", Valg(&[en(&ADVIS), en(&FEJL)]));
static HOVED_OPLYSNINGER_SVAR_TYPE: Kompleks =
    Kompleks::ny(&NS, "HovedOplysningerSvarType", Sekvens(&[en(&TRANSAKTIONS_ID), en(&TRANSAKTIONS_TID), fler(&SVAR_REAKTION).lokal()]));
