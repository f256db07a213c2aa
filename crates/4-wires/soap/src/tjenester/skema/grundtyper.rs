//! What several contracts have in common without sharing a type: the header, the forms of identifiers, and the shape of an
//! object service (eight operations over one object type, with what carries them out), which a macro writes out into each contract's own tables.
use kontrakt::skema::{Element, Facetter, Indholdsmodel, Kompleks, Navnerum, Simpel, TEKST, Type, en};
use kontrakt::vaerdi::{Form, Moenster};

/// A UUID in either case.
pub const UUID_FORM: Moenster =
    Moenster { regulaert: "[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}", form: Form::Uuid };
/// A UUID in lower case.
pub const UUID_LILLE: Moenster =
    Moenster { regulaert: "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}", form: Form::UuidLille };
/// Eight digits: CVR, SE.
pub const CIFRE_8: Moenster = Moenster { regulaert: "[0-9]{8}", form: Form::Cifre(&[8]) };
/// Ten digits: CPR, P-nummer.
pub const CIFRE_10: Moenster = Moenster { regulaert: "[0-9]{10}", form: Form::Cifre(&[10]) };
/// 1 to 100.
pub const ET_TIL_HUNDREDE: Moenster = Moenster { regulaert: r"(100)|[1-9]\d?", form: Form::EtTilHundrede };
/// 1 to 100 in Klasse v7, whose published pattern is not a legal one of XML Schema; this is KOMBIT's own correction of it.
pub const HUNDREDE_V7: Moenster = Moenster { regulaert: r"100|[1-9]\d?", form: Form::EtTilHundrede };

/// An amount of the indexes.
pub const BELOEB_FORM: Moenster = Moenster { regulaert: r"-?[0-9]+(\.[0-9]+)?", form: Form::Beloeb };

/// Global and local elements of one namespace.
macro_rules! elementer {
    ($ns:ident: $($konst:ident = $navn:literal $slags:expr;)*) => {
        $(pub static $konst: Element = Element::ny(&$ns, $navn, $slags);)*
    };
}
pub(crate) use elementer;

/// Particles of local elements, as most contracts of Serviceplatformen have them: how many, name and type.
macro_rules! lokale {
    ($ns:ident: $($antal:ident $navn:literal $slags:expr;)*) => {
        &[$($antal(&kontrakt::skema::Element::ny(&$ns, $navn, $slags)).lokal()),*]
    };
}
pub(crate) use lokale;

static HOVED_NS: Navnerum = Navnerum { uri: "http://kombit.dk/xml/schemas/RequestHeader/1/", praefiks: "header", fil: "RequestHeader.xsd" };
static UUID_TYPE: Simpel = Simpel::navngivet(&HOVED_NS, "UUIDType", TEKST.base, Facetter::mindst(1));
static TRANSACTION_UUID_TYPE: Simpel =
    Simpel::navngivet(&HOVED_NS, "TransactionUUIDType", kontrakt::skema::Base::Afledt(&UUID_TYPE), Facetter::INGEN);
static TRANSACTION_UUID: Element = Element::ny(&HOVED_NS, "TransactionUUID", Type::Simpel(&TRANSACTION_UUID_TYPE));
/// The header part of støttesystemernes object services, on requests and answers.
pub static REQUEST_HEADER: Element = Element::ny(
    &HOVED_NS,
    "RequestHeader",
    Type::Kompleks(&Kompleks::ny(&HOVED_NS, "RequestHeaderType", Indholdsmodel::Alle(&[en(&TRANSACTION_UUID)]))),
);

/// The tables of an object service: namespace, data types, the eight operations and the contract itself.
///
/// `egenskab`, `tilstand` and `relation` are what the published schemas differ in; the rest is the same sentence in each of
/// them. The few places where that isn't so are parameters: `opret_lister` (mandatory or optional lists), `list` (base of
/// ListOutput), `besked` (shape of the message over Beskedfordeler), `svar_id` and `dataejer` (Klasse v7), `listebesked` (the name in
/// the messages of list).
macro_rules! objekttjeneste {
    (
        objekt: $objekt:literal, ns: $uri:literal, praefiks: $praefiks:literal,
        sagdok: $sd:ident, grundtype: $grundtype:expr,
        egenskab: [$($egenskab:expr),* $(,)?], tilstand: [$($tilstand:expr),* $(,)?], relation: [$($relation:expr),* $(,)?],
        lister: [$($liste_ekstra:expr),*],
        opret_lister: $opret:ident, list: $list:ident, besked: [$($besked:expr),*], svar_id: $svar_id:literal, dataejer: [$($dataejer:expr),*],
        kontrakt: $navn:literal, adgang: $adgang:path, objekttype: $objekttype:path, stier: [$($sti:literal),*],
        tns: $tns:literal, tjeneste: $tjeneste:literal, action: $action:literal, listebesked: $liste:literal
    ) => {
        /// The object's namespace.
        pub(crate) static NS: kontrakt::Navnerum = kontrakt::Navnerum { uri: $uri, praefiks: $praefiks, fil: concat!($objekt, ".xsd") };

        crate::tjenester::skema::grundtyper::elementer! { NS:
            EGENSKAB = "Egenskab" K(&EGENSKAB_TYPE);
            ATTRIBUT_LISTE = "AttributListe" K(&ATTRIBUT_LISTE_TYPE);
            TILSTAND_LISTE = "TilstandListe" K(&TILSTAND_LISTE_TYPE);
            RELATION_LISTE = "RelationListe" K(&RELATION_LISTE_TYPE);
            REGISTRERING = "Registrering" K(&REGISTRERING_TYPE);
            OBJEKT = $objekt K(&OBJEKT_TYPE);
            SVAR_ID = $svar_id K(&$sd::SAG_DOK_OBJEKT_TYPE);
            FILTRERET = "FiltreretOejebliksbillede" K(&FILTRERET_TYPE);
            REGISTRERING_BESKED = "RegistreringBesked" K(&REGISTRERING_BESKED_TYPE);
            OPRET_INPUT = "OpretInput" K(&OPRET_INPUT_TYPE);
            OPRET_OUTPUT = "OpretOutput" K(&$sd::OPRET_OUTPUT_TYPE);
            IMPORT_INPUT = "ImportInput" K(&IMPORT_INPUT_TYPE);
            IMPORT_OUTPUT = "ImportOutput" K(&$sd::BASIC_OUTPUT_TYPE);
            PASSIVER_INPUT = "PassiverInput" K(&$sd::UUID_NOTE_INPUT_TYPE);
            PASSIVER_OUTPUT = "PassiverOutput" K(&$sd::BASIC_OUTPUT_TYPE);
            LAES_INPUT = "LaesInput" K(&$sd::LAES_INPUT_TYPE);
            LAES_OUTPUT = "LaesOutput" K(&LAES_OUTPUT_TYPE);
            RET_INPUT = "RetInput" K(&RET_INPUT_TYPE);
            RET_OUTPUT = "RetOutput" K(&$sd::BASIC_OUTPUT_TYPE);
            SLET_INPUT = "SletInput" K(&$sd::UUID_NOTE_INPUT_TYPE);
            SLET_OUTPUT = "SletOutput" K(&$sd::BASIC_OUTPUT_TYPE);
            SOEG_INPUT = "SoegInput" K(&SOEG_INPUT_TYPE);
            SOEG_OUTPUT = "SoegOutput" K(&$sd::SOEG_OUTPUT_TYPE);
            LIST_INPUT = "ListInput" K(&$sd::LIST_INPUT_TYPE);
            LIST_OUTPUT = "ListOutput" K(&LIST_OUTPUT_TYPE);
        }

        pub static EGENSKAB_TYPE: Kompleks = Kompleks::ny(
            &NS,
            "EgenskabType",
            Sekvens(&[mulig(&$sd::VIRKNING), mulig(&$sd::BRUGERVENDT_NOEGLE_TEKST).som("brugervendtnoegle"), $($egenskab),*]),
        );
        static ATTRIBUT_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "AttributListeType", Sekvens(&[fler(&EGENSKAB), $($liste_ekstra),*]));
        static TILSTAND_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "TilstandListeType", Sekvens(&[$($tilstand,)* $($liste_ekstra),*]));
        static RELATION_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "RelationListeType", Sekvens(&[$($relation,)* $($liste_ekstra),*]));
        static REGISTRERING_TYPE: Kompleks = Kompleks::udvidelse(
            &NS,
            "RegistreringType",
            &$sd::REGISTRERING_TYPE,
            Sekvens(&[en(&ATTRIBUT_LISTE), en(&TILSTAND_LISTE), en(&RELATION_LISTE)]),
        );
        static OBJEKT_TYPE: Kompleks = Kompleks::udvidelse(&NS, concat!($objekt, "Type"), $grundtype, Sekvens(&[mindst_en(&REGISTRERING)]));
        pub static FILTRERET_TYPE: Kompleks = Kompleks::ny(
            &NS,
            "FiltreretOejebliksbilledeType",
            Sekvens(&[en(&SVAR_ID).lokal(), $($dataejer,)* fler(&REGISTRERING).lokal()]),
        );
        static REGISTRERING_BESKED_TYPE: Kompleks = Kompleks::ny(&NS, "RegistreringBeskedType", Sekvens(&[$($besked,)* en(&REGISTRERING)]));

        static OPRET_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
            &NS,
            "OpretInputType",
            &$sd::OPRET_INPUT_TYPE,
            Sekvens(&[$opret(&ATTRIBUT_LISTE), $opret(&TILSTAND_LISTE), $opret(&RELATION_LISTE)]),
        );
        static IMPORT_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "ImportInputType", Sekvens(&[en(&OBJEKT)]));
        static RET_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
            &NS,
            "RetInputType",
            &$sd::RET_INPUT_TYPE,
            Sekvens(&[mulig(&ATTRIBUT_LISTE), mulig(&TILSTAND_LISTE), mulig(&RELATION_LISTE)]),
        );
        static SOEG_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
            &NS,
            "SoegInputType",
            &$sd::SOEG_INPUT_TYPE,
            Sekvens(&[en(&ATTRIBUT_LISTE), en(&TILSTAND_LISTE), en(&RELATION_LISTE)]),
        );
        static LAES_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "LaesOutputType", &$sd::BASIC_OUTPUT_TYPE, Sekvens(&[mulig(&FILTRERET).lokal()]));
        static LIST_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "ListOutputType", &$sd::$list, Sekvens(&[fler(&FILTRERET).lokal()]));

        /// The contract.
        pub static KONTRAKT: crate::tjenester::Kontrakt = crate::tjenester::Kontrakt {
            navn: $navn,
            bagved: crate::tjenester::Bagved {
                adgang: &$adgang,
                objekttyper: &[&$objekttype],
                afvis: Some(crate::tjenester::retur::afvis),
            },
            platform: kontrakt::tjeneste::Platform::Stoettesystem,
            stier: &[$($sti),*],
            definition: $tjeneste,
            tns: $tns,
            tjeneste: $tjeneste,
            port: $objekt,
            binding: $objekt,
            porttype: concat!($objekt, "PortType"),
            soap: kontrakt::tjeneste::SoapVersion::V12,
            action_kraevet: Some(false),
            hoved: Some(&crate::tjenester::skema::grundtyper::REQUEST_HEADER),
            operationer: &[
                crate::tjenester::skema::grundtyper::operation!($objekt, $action, "opret", "Opret", OPRET_INPUT, OPRET_OUTPUT, crate::tjenester::objekt::skriv::opret),
                crate::tjenester::skema::grundtyper::operation!($objekt, $action, "importer", "Importer", IMPORT_INPUT, IMPORT_OUTPUT, crate::tjenester::objekt::skriv::importer),
                crate::tjenester::skema::grundtyper::operation!($objekt, $action, "passiver", "Passiver", PASSIVER_INPUT, PASSIVER_OUTPUT, crate::tjenester::objekt::skriv::passiver),
                crate::tjenester::skema::grundtyper::operation!($objekt, $action, "laes", "Laes", LAES_INPUT, LAES_OUTPUT, crate::tjenester::objekt::laes::laes),
                crate::tjenester::skema::grundtyper::operation!($objekt, $action, "ret", "Ret", RET_INPUT, RET_OUTPUT, crate::tjenester::objekt::skriv::ret),
                crate::tjenester::skema::grundtyper::operation!($objekt, $action, "slet", "Slet", SLET_INPUT, SLET_OUTPUT, crate::tjenester::objekt::skriv::slet),
                crate::tjenester::skema::grundtyper::operation!($objekt, $action, "soeg", "Soeg", SOEG_INPUT, SOEG_OUTPUT, crate::tjenester::objekt::soeg::soeg),
                crate::tjenester::skema::grundtyper::operation!($objekt, $action, "list", $liste, LIST_INPUT, LIST_OUTPUT, crate::tjenester::objekt::laes::list),
            ],
            oevrige: &[&REGISTRERING_BESKED],
        };
    };
}
pub(crate) use objekttjeneste;

/// One operation, with the published pattern of message names.
macro_rules! operation {
    ($objekt:literal, $action:literal, $navn:literal, $besked:literal, $ind:ident, $ud:ident, $udfoer:path) => {
        crate::tjenester::Operation {
            navn: $navn,
            action: concat!($action, $navn),
            ind: &$ind,
            ud: &$ud,
            ind_besked: (concat!($objekt, $besked, "RequestMessage"), "request"),
            ud_besked: (concat!($objekt, $besked, "ResponseMessage"), "response"),
            meddelelser: None,
            udfoer: |kald, ind| Box::pin($udfoer(kald, ind)),
        }
    };
}
pub(crate) use operation;
