//! `urn:oio:besked:kuvert:1.0` as published (Beskedkuvert.xsd 1.1): the envelope's contract table.
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom, Valg};
use kontrakt::skema::{
    BOOLSK, DATO_TID, Element, HELTAL, Hvad, Kompleks, Navnerum, Partikel, TEKST, Type, Type::Kompleks as K, Type::Simpel as S, Vilkaarlig,
    en, fler, mulig,
};

/// The envelope's namespace.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:besked:kuvert:1.0", praefiks: "besked", fil: "Beskedkuvert.xsd" };
/// What it uses of `urn:oio:sagdok:3.0.0` as Beskedfordeler publishes it (variant C).
pub static SD: Navnerum = Navnerum { uri: "urn:oio:sagdok:3.0.0", praefiks: "sd", fil: "SagDokObjekt.xsd" };
static ORG: Navnerum = Navnerum { uri: "urn:oio:sagdok:organisation:2.0.0", praefiks: "orgfaelles", fil: "OrganisationFaelles.xsd" };
static PART: Navnerum = Navnerum { uri: "urn:oio:sagdok:part:1.0.0", praefiks: "part", fil: "Part.xsd" };
static DS: Navnerum = Navnerum { uri: "http://www.w3.org/2000/09/xmldsig#", praefiks: "ds", fil: "xmldsig-core-schema.xsd" };

macro_rules! elementer {
    ($ns:ident: $($konst:ident = $navn:literal $slags:expr;)*) => {
        $(
            #[doc = $navn]
            pub static $konst: Element = Element::ny(&$ns, $navn, $slags);
        )*
    };
}

elementer! { SD:
    UUID = "UUIDIdentifikator" S(&TEKST);
    URN = "URNIdentifikator" S(&TEKST);
    TIDSSTEMPEL = "TidsstempelDatoTid" S(&DATO_TID);
    GRAENSE = "GraenseIndikator" S(&BOOLSK);
}
/// `UnikIdType`.
pub static UNIK_ID: Kompleks = Kompleks::ny(&SD, "UnikIdType", Valg(&[en(&UUID), en(&URN)]));
/// `TidspunktType`.
pub static TIDSPUNKT: Kompleks = Kompleks::ny(&SD, "TidspunktType", Valg(&[en(&TIDSSTEMPEL), en(&GRAENSE)]));
/// `SagDokObjektType`.
pub static SAG_DOK_OBJEKT: Kompleks = Kompleks::ny(&SD, "SagDokObjektType", Sekvens(&[en(&UUID)]));
static PART_TYPE: Kompleks = Kompleks::udvidelse(&PART, "PartType", &SAG_DOK_OBJEKT, Tom);
static AKTOER: Kompleks = Kompleks::udvidelse(&ORG, "AktoerType", &PART_TYPE, Tom);
static SIGNATURE: Element = Element::ny(&DS, "Signature", K(&Kompleks::lokal(Sekvens(&[frit(&DS, false)]))));

/// Any number of elements that nobody checks, of whatever namespace or of others.
const fn frit(ns: &'static Navnerum, andre: bool) -> Partikel {
    let hvad = Hvad::Vilkaarlig(Vilkaarlig { andre, streng: false, ns, kendte: &[] });
    Partikel { hvad, min: 0, maks: None, lokal: false, register: None }
}

const ID: Type = K(&UNIK_ID);
const TID: Type = K(&TIDSPUNKT);
const WHO: Type = K(&AKTOER);

elementer! { NS:
    HAENDELSESBESKED = "Haendelsesbesked" K(&HAENDELSESBESKED_TYPE);
    BESKED_ID = "BeskedId" ID;
    BESKED_VERSION = "BeskedVersion" S(&TEKST);
    BESKEDKUVERT = "Beskedkuvert" K(&BESKEDKUVERT_TYPE);
    BESKEDDATA = "Beskeddata" K(&BESKEDDATA_TYPE);
    FILTRERINGSDATA = "Filtreringsdata" K(&FILTRERINGSDATA_TYPE);
    LEVERANCEINFORMATION = "Leveranceinformation" K(&LEVERANCEINFORMATION_TYPE);
    MODTAGERHANDLING = "Modtagerhandling" K(&MODTAGERHANDLING_TYPE);
    HANDLING = "Handling" ID;
    RESPONSMODTAGER = "Responsmodtager" WHO;
    GYLDIGHED_FRA = "GyldighedFra" TID;
    GYLDIGHED_TIL = "GyldighedTil" TID;
    BESKEDTYPE = "Beskedtype" ID;
    BESKED_ANSVARLIG = "BeskedAnsvarligAktoer" WHO;
    TILLADT_MODTAGER = "TilladtModtager" ID;
    TVAERGAAENDE_PROCES = "TvaergaaendeProces" ID;
    RELATERET_OBJEKT = "RelateretObjekt" K(&RELATERET_OBJEKT_TYPE);
    OBJEKT_ID = "ObjektId" ID;
    OBJEKT_TYPE = "ObjektType" ID;
    OBJEKT_ROLLE = "ObjektRolle" ID;
    OBJEKT_REGISTRERING = "ObjektRegistrering" K(&OBJEKT_REGISTRERING_TYPE);
    OBJEKT_REGISTRERING_ID = "ObjektRegistreringId" ID;
    REGISTRERINGS_AKTOER = "RegistreringsAktoer" WHO;
    REGISTRERINGSTIDSPUNKT = "Registreringstidspunkt" TID;
    OBJEKT_ANSVARLIG_MYNDIGHED = "ObjektAnsvarligMyndighed" ID;
    OBJEKT_HANDLING = "ObjektHandling" ID;
    OPGAVE_EMNE = "OpgaveEmne" ID;
    OBJEKT_REGISTRERING_LOKAL = "ObjektRegistreringLokalUdvidelse" K(&Kompleks::ny(&NS, "ObjektRegistreringLokalUdvidelseType", Sekvens(&[mulig(&AFSENDER_SYSTEM_SIGNATUR), frit(&NS, true)])));
    AFSENDER_SYSTEM_SIGNATUR = "AfsenderSystemSignatur" K(&Kompleks::ny(&NS, "AfsenderSystemSignaturType", Sekvens(&[en(&SIGNATURE)])));
    DANNELSESTIDSPUNKT = "Dannelsestidspunkt" TID;
    TRANSAKTIONS_ID = "TransaktionsId" ID;
    KILDESYSTEM = "Kildesystem" WHO;
    KILDESYSTEM_IP = "KildesystemIPAdresse" S(&TEKST);
    KILDESYSTEM_AKKREDITIVER = "KildesystemAkkreditiver" S(&TEKST);
    SIKKERHEDSKLASSIFICERING = "Sikkerhedsklassificering" ID;
    LEVERANCERUTER = "Leveranceruter" K(&Kompleks::ny(&NS, "LeveranceruterType", Sekvens(&[fler(&LEVERANCERUTE)])));
    LEVERANCERUTE = "Leverancerute" K(&LEVERANCERUTE_TYPE);
    FORDELINGSSYSTEM = "Fordelingssystem" ID;
    MODTAGELSES_TIDSPUNKT = "ModtagelsesTidspunkt" TID;
    LEVERANCE_TIDSPUNKT = "LeveranceTidspunkt" TID;
    MODTAGET_FRA_SYSTEM = "ModtagetFraSystem" WHO;
    ER_LEVERET = "ErLeveretIHenholdTil" ID;
    LEVERANCERUTE_LOKAL = "LeveranceruteLokalUdvidelse" K(&Kompleks::ny(&NS, "LeveranceruteLokalUdvidelseType", Sekvens(&[mulig(&ANTAL_FORSOEG), frit(&NS, true)])));
    ANTAL_FORSOEG = "AntalLeveranceforsoeg" S(&HELTAL);
    LEVERANCEINFORMATION_LOKAL = "LeveranceinformationLokalUdvidelse" K(&Kompleks::ny(&NS, "LeveranceinformationLokalUdvidelseType", Sekvens(&[mulig(&BESKEDFORDELER_SIGNATUR), frit(&NS, true)])));
    BESKEDFORDELER_SIGNATUR = "BeskedfordelerSignatur" K(&Kompleks::ny(&NS, "BeskedfordelerSignaturType", Sekvens(&[en(&SIGNATURE)])));
}

static HAENDELSESBESKED_TYPE: Kompleks =
    Kompleks::ny(&NS, "HaendelsesbeskedType", Sekvens(&[en(&BESKED_ID), en(&BESKED_VERSION), en(&BESKEDKUVERT), fler(&BESKEDDATA)]));
static BESKEDDATA_TYPE: Kompleks = Kompleks::ny(&NS, "BeskeddataType", Sekvens(&[frit(&NS, false)]));
static BESKEDKUVERT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "BeskedkuvertType",
    Sekvens(&[en(&FILTRERINGSDATA), en(&LEVERANCEINFORMATION), mulig(&MODTAGERHANDLING), mulig(&GYLDIGHED_FRA), mulig(&GYLDIGHED_TIL)]),
);
static MODTAGERHANDLING_TYPE: Kompleks = Kompleks::ny(&NS, "ModtagerhandlingType", Sekvens(&[mulig(&HANDLING), mulig(&RESPONSMODTAGER)]));
static FILTRERINGSDATA_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FiltreringsdataType",
    Sekvens(&[
        en(&BESKEDTYPE),
        mulig(&BESKED_ANSVARLIG),
        fler(&TILLADT_MODTAGER),
        fler(&RELATERET_OBJEKT),
        fler(&OBJEKT_REGISTRERING),
        fler(&TVAERGAAENDE_PROCES),
    ]),
);
static RELATERET_OBJEKT_TYPE: Kompleks =
    Kompleks::ny(&NS, "RelateretObjektType", Sekvens(&[en(&OBJEKT_ID), en(&OBJEKT_TYPE), mulig(&OBJEKT_ROLLE)]));
static OBJEKT_REGISTRERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ObjektRegistreringType",
    Sekvens(&[
        mulig(&OBJEKT_REGISTRERING_ID),
        mulig(&REGISTRERINGS_AKTOER),
        mulig(&REGISTRERINGSTIDSPUNKT),
        mulig(&OBJEKT_ANSVARLIG_MYNDIGHED),
        mulig(&OBJEKT_ID),
        mulig(&OBJEKT_TYPE),
        mulig(&OBJEKT_HANDLING),
        mulig(&OPGAVE_EMNE),
        mulig(&OBJEKT_REGISTRERING_LOKAL),
    ]),
);
static LEVERANCEINFORMATION_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "LeveranceinformationType",
    Sekvens(&[
        mulig(&DANNELSESTIDSPUNKT),
        mulig(&TRANSAKTIONS_ID),
        mulig(&KILDESYSTEM),
        mulig(&KILDESYSTEM_IP),
        mulig(&KILDESYSTEM_AKKREDITIVER),
        mulig(&SIKKERHEDSKLASSIFICERING),
        mulig(&LEVERANCERUTER),
        mulig(&LEVERANCEINFORMATION_LOKAL),
    ]),
);
static LEVERANCERUTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "LeveranceruteType",
    Sekvens(&[
        mulig(&FORDELINGSSYSTEM),
        mulig(&MODTAGELSES_TIDSPUNKT),
        mulig(&LEVERANCE_TIDSPUNKT),
        mulig(&MODTAGET_FRA_SYSTEM),
        mulig(&ER_LEVERET),
        mulig(&LEVERANCERUTE_LOKAL),
    ]),
);
