//! SF1490 v6, OekonomiskEffektueringIndeks: a payment. The one published operation removes.
use super::definitioner as gd;
use super::operationer as go;
use crate::tjenester::skema::grundtyper::{CIFRE_8, REQUEST_HEADER, elementer};
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use crate::tjenester::{Bagved, Kontrakt, Operation, objekt};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{
    DATO_TID, Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mindst_en, mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};

/// The namespace with this content.
pub static NS: Navnerum =
    Navnerum { uri: "urn:oio:sts:ydelse:oekonomiskeffektueringindeks:6", praefiks: "oef", fil: "OekonomiskEffektueringIndeks.xsd" };

elementer! { NS:
    OEKONOMISK_EFFEKTUERING_INDEKS = "OekonomiskEffektueringIndeks" K(&OEKONOMISK_EFFEKTUERING_INDEKS_TYPE);
    REGISTRERING = "Registrering" K(&REGISTRERING_TYPE);
    ATTRIBUT_LISTE = "AttributListe" K(&ATTRIBUT_LISTE_TYPE);
    EGENSKABER = "Egenskaber" K(&EGENSKABER_TYPE);
    VIRKNING = "Virkning" K(&sd::VIRKNING_TYPE);
    BRUGERVENDT_NOEGLE = "BrugervendtNoegle" S(&sd::BRUGERVENDT_NOEGLE_TEKST_TYPE);
    STARTDATO = "Startdato" S(&DATO_TID);
    SLUTDATO = "Slutdato" S(&DATO_TID);
    SAMLET_BRUTTOBELOEB = "SamletBruttobeloeb" S(&gd::BELOEB_TYPE);
    DISPOSITIONSDATO = "Dispositionsdato" S(&DATO_TID);
    BELOEB_EFTER_SKAT_ATP = "BeloebEfterSkatATP" S(&gd::BELOEB_TYPE);
    BELOEB_SENDT_TIL_UDBETALING = "BeloebSendtTilUdbetaling" S(&gd::BELOEB_TYPE);
    BELOEB_UDBETALT = "BeloebUdbetalt" S(&gd::BELOEB_TYPE);
    UDBETALINGSAFDELING = "Udbetalingsafdeling" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(255) }));
    SENDT_TIL_UDBETALING_TEKST = "SendtTilUdbetalingTekst" S(&Simpel::tekst(Facetter::maks(255)));
    UDBETALT_TEKST = "UdbetaltTekst" S(&Simpel::tekst(Facetter::maks(255)));
    TILSTAND_LISTE = "TilstandListe" K(&TILSTAND_LISTE_TYPE);
    RELATION_LISTE = "RelationListe" K(&RELATION_LISTE_TYPE);
    OEKONOMISK_YDELSE_EFFEKTUERING_RELATION = "OekonomiskYdelseEffektueringRelation" K(&OEKONOMISK_YDELSE_EFFEKTUERING_RELATION_TYPE);
    YDELSESPERIODE_STARTDATO = "YdelsesperiodeStartdato" S(&DATO_TID);
    YDELSESPERIODE_SLUTDATO = "YdelsesperiodeSlutdato" S(&DATO_TID);
    YDELSESBELOEB = "Ydelsesbeloeb" S(&gd::BELOEB_TYPE);
    KLASSIFIKATIONSBESKRIVELSE = "Klassifikationsbeskrivelse" S(&Simpel::tekst(Facetter::maks(255)));
    BEVILGET_YDELSE_REF = "BevilgetYdelseRef" K(&BEVILGET_YDELSE_REF_TYPE);
    BEVILGET_YDELSE_ID = "BevilgetYdelseId" S(&TEKST);
    AKTOER = "Aktoer" K(&OEKONOMISK_EFFEKTUERING_INDEKS_AKTOER_RELATION_TYPE);
    FULDT_NAVN = "FuldtNavn" S(&Simpel::tekst(Facetter::maks(255)));
    CVR_NR = "CVR-nr" S(&Simpel::tekst(Facetter::moenster(CIFRE_8)));
    IT_SYSTEM = "ItSystem" K(&IT_SYSTEM_RELATION_TYPE);
    SYSTEM_NAVN = "SystemNavn" S(&TEKST);
    SYSTEM_URI = "SystemURI" S(&TEKST);
    OEKONOMISK_EFFEKTUERING_PART = "OekonomiskEffektueringPart" K(&OEKONOMISK_EFFEKTUERING_INDEKS_PART_RELATION_TYPE);
    OBJEKT_TYPE = "ObjektType" K(&sd::SAG_DOK_OBJEKT_TYPE);
    FJERN_INPUT = "FjernInput" K(&sd::UUID_NOTE_INPUT_TYPE);
    FJERN_OUTPUT = "FjernOutput" K(&sd::BASIC_OUTPUT_TYPE);
    REGISTRERING_BESKED = "RegistreringBesked" K(&REGISTRERING_BESKED_TYPE);
    SOEG_EGENSKABER_LOKAL_UDVIDELSE = "SoegEgenskaberLokalUdvidelse" K(&SOEG_EGENSKABER_LOKAL_UDVIDELSE_TYPE);
    START_DATO_INTERVAL = "StartDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    SLUT_DATO_INTERVAL = "SlutDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    DISPOSITIONS_DATO_INTERVAL = "DispositionsDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    SAMLET_BRUTTO_BELOEB_INTERVAL = "SamletBruttoBeloebInterval" K(&go::SOEG_BELOEB_INTERVAL_TYPE);
    BELOEB_UDBETALT_INTERVAL = "BeloebUdbetaltInterval" K(&go::SOEG_BELOEB_INTERVAL_TYPE);
    BELOEB_EFTER_SKAT_ATP_INTERVAL = "BeloebEfterSkatATPInterval" K(&go::SOEG_BELOEB_INTERVAL_TYPE);
    BELOEB_SENDT_TIL_UDBETALING_INTERVAL = "BeloebSendtTilUdbetalingInterval" K(&go::SOEG_BELOEB_INTERVAL_TYPE);
    SOEG_OEKONOMISK_YDELSE_EFFEKTUERING_RELATION_LOKAL_UDVIDELSE = "SoegOekonomiskYdelseEffektueringRelationLokalUdvidelse" K(&SOEG_OEKONOMISK_YDELSE_EFFEKTUERING_RELATION_LOKAL_UDVIDELSE_TYPE);
    YDELSESPERIODE_START_DATO_INTERVAL = "YdelsesperiodeStartDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    YDELSESPERIODE_SLUT_DATO_INTERVAL = "YdelsesperiodeSlutDatoInterval" K(&go::SOEG_TID_INTERVAL_TYPE);
    YDELSES_BELOEB_INTERVAL = "YdelsesBeloebInterval" K(&go::SOEG_BELOEB_INTERVAL_TYPE);
}
pub static EGENSKABER_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "EgenskaberType",
    Sekvens(&[
        mulig(&VIRKNING).lokal(),
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        mulig(&STARTDATO).lokal().som("startdato"),
        mulig(&SLUTDATO).lokal().som("slutdato"),
        mulig(&SAMLET_BRUTTOBELOEB).lokal().som("samletbruttobeloeb"),
        mulig(&DISPOSITIONSDATO).lokal().som("dispositionsdato"),
        mulig(&BELOEB_EFTER_SKAT_ATP).lokal().som("beloebefterskatatp"),
        mulig(&BELOEB_SENDT_TIL_UDBETALING).lokal().som("beloebsendttiludbetaling"),
        mulig(&BELOEB_UDBETALT).lokal().som("beloebudbetalt"),
        mulig(&UDBETALINGSAFDELING).lokal().som("udbetalingsafdeling"),
        mulig(&SENDT_TIL_UDBETALING_TEKST).lokal().som("sendttiludbetalingtekst"),
        mulig(&UDBETALT_TEKST).lokal().som("udbetalttekst"),
    ]),
);
pub static ATTRIBUT_LISTE_TYPE: Kompleks =
    Kompleks::ny(&NS, "AttributListeType", Sekvens(&[fler(&EGENSKABER).lokal().som("egenskaber"), mulig(&gd::LOKAL_UDVIDELSE_LISTE)]));
pub static TILSTAND_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "TilstandListeType", Sekvens(&[mulig(&gd::LOKAL_UDVIDELSE_LISTE)]));
pub static BEVILGET_YDELSE_REF_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "BevilgetYdelseRefType",
    Sekvens(&[en(&sd::UUID_IDENTIFIKATOR).som("bevilling"), en(&BEVILGET_YDELSE_ID).lokal().som("bevilgetydelseid")]),
);
pub static OEKONOMISK_YDELSE_EFFEKTUERING_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "OekonomiskYdelseEffektueringRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[
        mulig(&YDELSESPERIODE_STARTDATO).lokal().som("startdato"),
        mulig(&YDELSESPERIODE_SLUTDATO).lokal().som("slutdato"),
        mulig(&YDELSESBELOEB).lokal().som("ydelsesbeloeb"),
        mulig(&KLASSIFIKATIONSBESKRIVELSE).lokal().som("klassifikationsbeskrivelse"),
        mulig(&BEVILGET_YDELSE_REF).lokal().som("bevilgetydelseref"),
    ]),
);
pub static OEKONOMISK_EFFEKTUERING_INDEKS_AKTOER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "OekonomiskEffektueringIndeksAktoerRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        mulig(&FULDT_NAVN).lokal().som("fuldtnavn"),
        mulig(&CVR_NR).lokal().som("cvrnummer"),
    ]),
);
pub static IT_SYSTEM_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "ItSystemRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[mulig(&SYSTEM_NAVN).lokal().som("systemnavn"), mulig(&SYSTEM_URI).lokal().som("systemuri")]),
);
pub static OEKONOMISK_EFFEKTUERING_INDEKS_PART_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "OekonomiskEffektueringIndeksPartRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"), mulig(&FULDT_NAVN).lokal().som("fuldtnavn")]),
);
pub static RELATION_LISTE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RelationListeType",
    Sekvens(&[
        fler(&OEKONOMISK_YDELSE_EFFEKTUERING_RELATION).lokal().som("oekonomiskydelseeffektuering"),
        fler(&AKTOER).lokal().som("aktoer"),
        fler(&IT_SYSTEM).lokal().som("itsystem"),
        fler(&OEKONOMISK_EFFEKTUERING_PART).lokal().som("part"),
        mulig(&gd::LOKAL_UDVIDELSE_LISTE),
    ]),
);
pub static REGISTRERING_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RegistreringType",
    &gd::REGISTRERING_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE).lokal(), en(&TILSTAND_LISTE).lokal(), en(&RELATION_LISTE).lokal()]),
);
pub static OEKONOMISK_EFFEKTUERING_INDEKS_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "OekonomiskEffektueringIndeksType", &sd::SAG_DOK_OBJEKT_TYPE, Sekvens(&[mindst_en(&REGISTRERING).lokal()]));
pub static IMPORT_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "ImportInputType", Sekvens(&[en(&OEKONOMISK_EFFEKTUERING_INDEKS).lokal()]));
pub static RET_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "RetInputType",
    &sd::RET_INPUT_TYPE,
    Sekvens(&[mulig(&ATTRIBUT_LISTE).lokal(), mulig(&TILSTAND_LISTE).lokal(), mulig(&RELATION_LISTE).lokal()]),
);
pub static SOEG_INPUT_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "SoegInputType",
    &go::SOEG_INDEKS_INPUT_TYPE,
    Sekvens(&[en(&ATTRIBUT_LISTE).lokal(), en(&TILSTAND_LISTE).lokal(), en(&RELATION_LISTE).lokal()]),
);
pub static FILTRERET_OEJEBLIKSBILLEDE_TYPE: Kompleks =
    Kompleks::ny(&NS, "FiltreretOejebliksbilledeType", Sekvens(&[en(&OBJEKT_TYPE).lokal(), fler(&REGISTRERING).lokal()]));
pub static REGISTRERING_BESKED_TYPE: Kompleks =
    Kompleks::ny(&NS, "RegistreringBeskedType", Sekvens(&[en(&sd::UUID_IDENTIFIKATOR), en(&REGISTRERING).lokal()]));
pub static SOEG_EGENSKABER_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegEgenskaberLokalUdvidelseType",
    Sekvens(&[
        mulig(&START_DATO_INTERVAL).lokal(),
        mulig(&SLUT_DATO_INTERVAL).lokal(),
        mulig(&DISPOSITIONS_DATO_INTERVAL).lokal(),
        mulig(&SAMLET_BRUTTO_BELOEB_INTERVAL).lokal(),
        mulig(&BELOEB_UDBETALT_INTERVAL).lokal(),
        mulig(&BELOEB_EFTER_SKAT_ATP_INTERVAL).lokal(),
        mulig(&BELOEB_SENDT_TIL_UDBETALING_INTERVAL).lokal(),
    ]),
);
pub static SOEG_OEKONOMISK_YDELSE_EFFEKTUERING_RELATION_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegOekonomiskYdelseEffektueringRelationLokalUdvidelseType",
    Sekvens(&[
        mulig(&YDELSESPERIODE_START_DATO_INTERVAL).lokal(),
        mulig(&YDELSESPERIODE_SLUT_DATO_INTERVAL).lokal(),
        mulig(&YDELSES_BELOEB_INTERVAL).lokal(),
    ]),
);

/// The contract.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "ydelsesindeks/oekonomiskeffektueringindeks/6",
    bagved: Bagved {
        adgang: &ydelse::tjenester::YDELSESINDEKS,
        objekttyper: &[&ydelse::objekttyper::OEKONOMISKEFFEKTUERING],
        afvis: Some(crate::tjenester::retur::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/oekonomiskeffektueringindeks/6"],
    definition: "OekonomiskEffektueringIndeksService",
    tns: "http://stoettesystemerne.dk/ydelsesindeks",
    tjeneste: "OekonomiskEffektueringIndeksService_6",
    port: "OekonomiskEffektueringIndeks",
    binding: "OekonomiskEffektuering",
    porttype: "OekonomiskEffektueringPortType",
    soap: SoapVersion::V12,
    action_kraevet: Some(true),
    hoved: Some(&REQUEST_HEADER),
    operationer: &[Operation {
        navn: "fjern",
        action: "http://kombit.dk/sts/ydelseindeks/oekonomiskEffektuering/fjern",
        ind: &FJERN_INPUT,
        ud: &FJERN_OUTPUT,
        ind_besked: ("OekonomiskEffektueringFjernRequestMessage", "request"),
        ud_besked: ("OekonomiskEffektueringFjernResponseMessage", "response"),
        meddelelser: None,
        udfoer: |kald, ind| Box::pin(objekt::fjern::fjern(kald, ind)),
    }],
    oevrige: &[&REGISTRERING_BESKED],
};
