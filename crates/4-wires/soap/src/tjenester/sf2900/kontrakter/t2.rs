//! `…/DistributionService/2/types`: context, receipts, receivers, and the messages of the parties' own services.
use super::indhold::{ANMODNING_TYPE, KLE_EMNE_TYPE, KLE_FACET_TYPE, UUID_TYPE};
use crate::tjenester::skema::grundtyper::elementer;
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom, Valg};
use kontrakt::skema::{
    BOOLSK, Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mindst_en, mulig,
};
use kontrakt::vaerdi::{Form, Moenster};

/// The namespace of what is carried.
pub(crate) static NS: Navnerum = Navnerum {
    uri: "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types",
    praefiks: "t2",
    fil: "DistributionServiceMsgV2.xsd",
};

elementer! { NS:
    MODTAG_REQUEST = "FordelingsobjektModtagRequest" K(&MODTAG_REQUEST_TYPE);
    MODTAG_RESPONSE = "FordelingsobjektModtagResponse" K(&MODTAG_RESPONSE_TYPE);
    ANVENDER_REQUEST = "FordelingskvitteringModtagAnvenderRequest" K(&ANVENDER_REQUEST_TYPE);
    ANVENDER_RESPONSE = "FordelingskvitteringModtagAnvenderResponse" K(&ANVENDER_RESPONSE_TYPE);
    TRANSPORTKVITTERING = "TransportKvittering" K(&TRANSPORTKVITTERING_TYPE);
    ANMODNING = "anmodning" K(&ANMODNING_TYPE);
    SVAR_KVITTERING = "ForretningsKvittering" K(&KVITTERING_TYPE);
    KVITTERING = "Forretningskvittering" K(&KVITTERING_TYPE);
    KONTEKST = "DistributionContext" K(&KONTEKST_TYPE);
    TRANSPORTKODE = "TransportValideringsKode" S(&TRANSPORTKODE_TYPE);
    BEGRUNDELSE = "Begrundelse" S(&TEKST);
    FEJLLISTE = "FejlListe" K(&FEJLLISTE_TYPE);
    FEJL = "Fejl" K(&FEJL_TYPE);
    FEJLKODE = "FejlKode" S(&TEKST);
    FEJLTEKST = "FejlTekst" S(&TEKST);
    FORRETNINGSKODE = "ForretningsValideringsKode" S(&FORRETNINGSKODE_TYPE);
    KVITTERINGSTYPE = "Kvitteringstype" S(&KVITTERINGSTYPE_TYPE);
    ANVENDER_ID = "AnvenderTransaktionsID" S(&UUID_TYPE);
    DISTRIBUTION_ID = "DistributionTransktionsID" S(&UUID_TYPE);
    DIGITAL_POST_ID = "DigitalPostMeddelelsesID" S(&TEKST);
    AFSENDENDE = "AfsendendeMyndighed" S(&CVR_TYPE);
    ROUTING_MYNDIGHED = "RoutingMyndighed" S(&CVR_TYPE);
    ROUTING_VALG = "RoutingValg" K(&ROUTING_VALG_TYPE);
    FILNAVN = "DokumentFilNavn" S(&TEKST);
    ROUTING_KLE = "RoutingKLEEmneHandling" K(&ROUTING_KLE_TYPE);
    ROUTING_AKTOER = "RoutingModtagerAktoer" S(&UUID_TYPE);
    ROUTING_EMNE = "RoutingKLEEmne" S(&KLE_EMNE_TYPE);
    ROUTING_FACET = "RoutingHandlingFacet" S(&KLE_FACET_TYPE);
    ROUTING = "Routing" K(&ROUTING_TYPE);
    ROUTING_MODTAGER = "RoutingModtager" K(&ROUTING_SVAR_TYPE);
    KAN_MODTAGE = "KanModtage" S(&BOOLSK);
    SYSTEM = "System" K(&SYSTEM_TYPE);
    SYSTEM_MYNDIGHED = "SystemMyndighed" S(&CVR_TYPE);
    SYSTEM_UUID = "SystemUUID" S(&UUID_TYPE);
    SYSTEM_NAVN = "SystemNavn" S(&TEKST);
}

const CVR_FORM: Moenster = Moenster { regulaert: "[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]", form: Form::Cifre(&[8]) };
pub(crate) static CVR_TYPE: Simpel = Simpel::navngivet(&NS, "CVRNumber", TEKST.base, Facetter::moenster(CVR_FORM));
static TRANSPORTKODE_TYPE: Simpel =
    Simpel::navngivet(&NS, "TransportValideringsKodeType", TEKST.base, Facetter::koder(&["OK", "ADVARSEL", "FEJL"]));
static FORRETNINGSKODE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "ForretningsValideringsKodeType",
    TEKST.base,
    Facetter::koder(&["MODTAGET", "AFLEVERET", "ACCEPTERET", "AFVIST", "FEJLET"]),
);
static KVITTERINGSTYPE_TYPE: Simpel =
    Simpel::navngivet(&NS, "KvitteringstypeType", TEKST.base, Facetter::koder(&["Teknisk", "Forretning", "Digital post"]));

static MODTAG_REQUEST_TYPE: Kompleks = Kompleks::ny(&NS, "FordelingsobjektModtagRequestType", Sekvens(&[en(&ANMODNING).lokal()]));
static MODTAG_RESPONSE_TYPE: Kompleks = Kompleks::ny(&NS, "FordelingsobjektModtagResponseType", Sekvens(&[en(&SVAR_KVITTERING).lokal()]));
static ANVENDER_REQUEST_TYPE: Kompleks =
    Kompleks::ny(&NS, "FordelingskvitteringModtagAnvenderRequestType", Sekvens(&[en(&KVITTERING).lokal(), en(&KONTEKST).lokal()]));
static ANVENDER_RESPONSE_TYPE: Kompleks = Kompleks::ny(&NS, "FordelingskvitteringModtagAnvenderResponseType", Tom);
static TRANSPORTKVITTERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "TransportkvitteringType",
    Sekvens(&[en(&TRANSPORTKODE).lokal(), mulig(&BEGRUNDELSE).lokal(), mulig(&FEJLLISTE).lokal()]),
);
static FEJLLISTE_TYPE: Kompleks = Kompleks::ny(&NS, "FejlListeType", Sekvens(&[fler(&FEJL).lokal()]));
static FEJL_TYPE: Kompleks = Kompleks::ny(&NS, "FejlType", Sekvens(&[en(&FEJLKODE).lokal(), en(&FEJLTEKST).lokal()]));
pub(crate) static KVITTERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ForretningskvitteringType",
    Sekvens(&[en(&FORRETNINGSKODE).lokal(), en(&KVITTERINGSTYPE).lokal(), mulig(&BEGRUNDELSE).lokal(), mulig(&FEJLLISTE).lokal()]),
);
pub(crate) static KONTEKST_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DistributionContextType",
    Sekvens(&[
        en(&ANVENDER_ID).lokal(),
        mulig(&DISTRIBUTION_ID).lokal(),
        mulig(&DIGITAL_POST_ID).lokal(),
        en(&AFSENDENDE).lokal(),
        en(&ROUTING_MYNDIGHED).lokal(),
        en(&ROUTING_VALG).lokal(),
        mulig(&FILNAVN).lokal(),
    ]),
);
static ROUTING_VALG_TYPE: Kompleks = Kompleks::ny(&NS, "RoutingValg", Valg(&[en(&ROUTING_KLE).lokal(), en(&ROUTING_AKTOER).lokal()]));
static ROUTING_KLE_TYPE: Kompleks =
    Kompleks::ny(&NS, "RoutingKLEInfo", Sekvens(&[en(&ROUTING_EMNE).lokal(), mulig(&ROUTING_FACET).lokal()]));
pub(crate) static ROUTING_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "RoutingListeType", Sekvens(&[mindst_en(&ROUTING).lokal()]));
static ROUTING_TYPE: Kompleks = Kompleks::ny(&NS, "RoutingType", Sekvens(&[en(&ROUTING_MYNDIGHED).lokal(), en(&ROUTING_AKTOER).lokal()]));
pub(crate) static ROUTING_SVARLISTE_TYPE: Kompleks =
    Kompleks::ny(&NS, "RoutingResposneListeType", Sekvens(&[mindst_en(&ROUTING_MODTAGER).lokal()]));
static ROUTING_SVAR_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RoutingResponseType",
    Sekvens(&[en(&ROUTING_MYNDIGHED).lokal(), en(&ROUTING_AKTOER).lokal(), en(&KAN_MODTAGE).lokal()]),
);
pub(crate) static SYSTEMER_TYPE: Kompleks = Kompleks::ny(&NS, "tilgaengeligeModtagereType", Sekvens(&[fler(&SYSTEM).lokal()]));
static SYSTEM_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ModtagerMedEndpointType",
    Sekvens(&[
        en(&SYSTEM_MYNDIGHED).lokal(),
        en(&SYSTEM_UUID).lokal(),
        en(&SYSTEM_NAVN).lokal(),
        en(&ROUTING_EMNE).lokal(),
        mulig(&ROUTING_FACET).lokal(),
    ]),
);
pub(crate) static LISTE_REQUEST_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FordelingsmodtagerListRequest",
    Sekvens(&[en(&AFSENDENDE).lokal(), en(&ROUTING_MYNDIGHED).lokal(), en(&ROUTING_EMNE).lokal(), mulig(&ROUTING_FACET).lokal()]),
);
