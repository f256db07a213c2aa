//! SF1510, KlassifikationListeHent (SOAP): whole classifications, or parts of them, in one call. Wire names hold æ, ø and å,
//! and two of them are misspelled; they stay so.
//!
//! [D] `KlasseIdentifikation` is published with at most 30 characters, though every class is identified by a UUID of 36: we
//! show what is published, and read and write 36.
use super::kontekst;
use crate::tjenester::sf1510::listehent;
use crate::tjenester::skema::grundtyper::{CIFRE_8, UUID_LILLE, elementer};
use crate::tjenester::{Bagved, Kontrakt, Operation};
use kontrakt::skema::Indholdsmodel::{Sekvens, Valg};
use kontrakt::skema::{
    Attribut, BOOLSK, DATO, DATO_TID, Element, Facetter, HELTAL, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S,
    en, fler, mindst_en, mulig,
};
use kontrakt::tjeneste::{Platform, SoapVersion};
use kontrakt::vaerdi::{Form, Moenster};

/// The service's namespace.
pub(crate) static NS: Navnerum =
    Navnerum { uri: "http://www.kombit.dk/2017/01/01/", praefiks: "kombit2017", fil: "KlassifikationListeHentInterface.xsd" };

elementer! { NS:
    INPUT = "KlassifikationListeHent_I" K(&Kompleks { attributter: &[REVISION], base: Some(&I_TYPE), ..Kompleks::lokal(kontrakt::Indholdsmodel::Tom) });
    OUTPUT = "KlassifikationListeHent_O" K(&Kompleks { attributter: &[REVISION], base: Some(&O_TYPE), ..Kompleks::lokal(kontrakt::Indholdsmodel::Tom) });
    KRITERIE_LISTE = "KlassifikationKriterieListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&IDENTIFIKATION_KRITERIE).lokal()])));
    IDENTIFIKATION_KRITERIE = "IdentifikationKriterie" K(&Kompleks::lokal(Valg(&[
        en(&KLASSIFIKATION_IDENTIFIKATION), en(&FACET_IDENTIFIKATION), en(&KLASSE_IDENTIFIKATION), en(&NOEGLE_KRITERIE).lokal()])));
    NOEGLE_KRITERIE = "BrugervendtNøgleKriterie" K(&Kompleks::lokal(Sekvens(&[en(&KLASSIFIKATION_NOEGLE), mulig(&FACET_NOEGLE), mulig(&KLASSE_NOEGLE)])));
    KUN_AKTUELLE = "KunAktuelle" S(&MARKERING);
    KUN_FAELLESKOMMUNALE_KLASSER = "KunFælleskommunaleKlasser" S(&MARKERING);

    KLASSIFIKATION_LISTE = "KlassifikationListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&KLASSIFIKATION_STRUKTUR)])));
    KLASSIFIKATION_STRUKTUR = "KlassifikationStruktur" K(&KLASSIFIKATION_STRUKTUR_TYPE);
    KLASSIFIKATION_IDENTIFIKATION = "KlassifikationIdentifikation" S(&UUID);
    KLASSIFIKATION_NOEGLE = "KlassifikationBrugervendtNøgle" S(&TEKST_50);
    KLASSIFIKATION_TITEL = "KlassifikationTitel" S(&TEKST_300);
    KLASSIFIKATION_BESKRIVELSE = "KlassifikationBeskrivelse" S(&TEKST_10K);
    KLASSIFIKATION_RETSKILDE = "KlassifikationRetskilde" S(&TEKST_4096);
    KLASSIFIKATION_EJER = "KlassifikationEjer" S(&TEKST_100);
    KLASSIFIKATION_EJER_CVR = "KlassifikationEjerCVRNummer" S(&CVR);
    KLASSIFIKATION_PUBLICERET_FRA = "KlassifikationPubliceretFraDato" S(&DATO_TYPE);
    KLASSIFIKATION_PUBLICERET_TIL = "KlassifikationPubliceretTilDato" S(&DATO_TYPE);
    KLASSIFIKATION_AENDRET = "KlassifikationSidstÆndretTidspunkt" S(&DATO_TID_TYPE);
    FACET_LISTE = "FacetListe" K(&Kompleks::lokal(Sekvens(&[fler(&FACET_STRUKTUR)])));

    FACET_STRUKTUR = "FacetStruktur" K(&FACET_STRUKTUR_TYPE);
    FACET_IDENTIFIKATION = "FacetIdentifikation" S(&UUID);
    FACET_NOEGLE = "FacetBrugervendtNøgle" S(&TEKST_50);
    FACET_TITEL = "FacetTitel" S(&TEKST_300);
    FACET_BESKRIVELSE = "FacetBeskrivelse" S(&TEKST_10K);
    FACET_RETSKILDE = "FacetRetskilde" S(&TEKST_4096);
    FACET_EJER = "FacetEjer" S(&TEKST_100);
    FACET_EJER_CVR = "FacetEjerCVRNummer" S(&CVR);
    FACET_PUBLICERET_FRA = "FacetPubliceretFraDato" S(&DATO_TYPE);
    FACET_PUBLICERET_TIL = "FacetPubliceretTilDato" S(&DATO_TYPE);
    FACET_AENDRET = "FacetSidstÆndretTidspunkt" S(&DATO_TID_TYPE);
    KLASSE_LISTE = "KlasseListe" K(&Kompleks::lokal(Sekvens(&[fler(&KLASSE_STRUKTUR)])));

    KLASSE_STRUKTUR = "KlasseStruktur" K(&KLASSE_STRUKTUR_TYPE);
    KLASSE_IDENTIFIKATION = "KlasseIdentifikation" S(&TEKST_30);
    KLASSE_NOEGLE = "KlasseBrugervendtNøgle" S(&TEKST_50);
    KLASSE_TITEL = "KlasseTitel" S(&TEKST_300);
    KLASSE_BESKRIVELSE = "KlasseBeskrivelse" S(&TEKST_10K);
    KLASSE_SORTERING = "KlasseSortering" S(&TAL_1_TIL_100);
    KLASSE_RETSKILDE = "KlasseRetskilde" S(&TEKST_4096);
    KLASSE_AENDRINGSNOTAT = "KlasseÆndringsnotat" S(&TEKST_4096);
    KLASSE_EJER = "KlasseEjer" S(&TEKST_100);
    KLASSE_EJER_CVR = "KlasseEjerCVRNummer" S(&CVR);
    KLASSE_AENDRET = "KlasseSidstÆndretTidspunkt" S(&DATO_TID_TYPE);
    KLASSE_PUBLICERET_LISTE = "KlassePubliceretListe" K(&Kompleks::lokal(Sekvens(&[fler(&KLASSE_PUBLICERET).lokal()])));
    KLASSE_PUBLICERET = "KlassePubliceret" K(&Kompleks::lokal(Sekvens(&[mulig(&KLASSE_PUBLICERET_FRA), mulig(&KLASSE_PUBLICERET_TIL)])));
    KLASSE_PUBLICERET_FRA = "KlassePubliceretFraDato" S(&DATO_TYPE);
    KLASSE_PUBLICERET_TIL = "KlassePubliceretTilDato" S(&DATO_TYPE);
    KLASSE_SOEGEORD_LISTE = "KlasseSøgeordListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&KLASSE_SOEGEORD).lokal()])));
    KLASSE_SOEGEORD = "KlasseSøgeord" K(&Kompleks::lokal(Sekvens(&[en(&SOEGEORD_TITEL)])));
    SOEGEORD_TITEL = "SøgeordTitel" S(&TEKST_50);
    FORAELDRE_KLASSE = "ForældreKlasse" K(&Kompleks::lokal(Sekvens(&[en(&KLASSE_IDENTIFIKATION), en(&KLASSE_NOEGLE)])));
    KLASSE_MAPNING_LISTE = "KlasseMapningListe" K(&Kompleks::lokal(Sekvens(&[mindst_en(&KLASSE_MAPNING).lokal()])));
    KLASSE_MAPNING = "KlasseMapning" K(&Kompleks::lokal(Sekvens(&[
        mulig(&KLASSE_EJER), mulig(&KLASSE_EJER_CVR), en(&KLASSE_MAPNING_ROLLE).lokal(), en(&IDENTIFIKATION_VALG).lokal(),
        mulig(&KLASSE_MAPNING_VIRKNING_FRA), mulig(&KLASSE_MAPNING_VIRKNING_TIL)])));
    KLASSE_MAPNING_ROLLE = "KlasseMapningRolle" K(&Kompleks::lokal(Sekvens(&[en(&KLASSE_IDENTIFIKATION), en(&KLASSE_NOEGLE)])));
    IDENTIFIKATION_VALG = "KlasseIdentifiktionValg" K(&Kompleks::lokal(Valg(&[en(&IDENTIFIKATION_STRUKTUR).lokal(), en(&KLASSE_URN_REFERENCE)])));
    IDENTIFIKATION_STRUKTUR = "KlasseIdenitifkationStruktur" K(&Kompleks::lokal(Sekvens(&[
        en(&KLASSE_IDENTIFIKATION), en(&KLASSE_NOEGLE), en(&FACET_IDENTIFIKATION), en(&FACET_NOEGLE), en(&KLASSIFIKATION_IDENTIFIKATION),
        en(&KLASSIFIKATION_NOEGLE)])));
    KLASSE_URN_REFERENCE = "KlasseUrnReference" S(&URN);
    KLASSE_MAPNING_VIRKNING_FRA = "KlasseMapningVirkningFra" S(&DATO_TYPE);
    KLASSE_MAPNING_VIRKNING_TIL = "KlasseMapningVirkningTil" S(&DATO_TYPE);
}

const REVISION: Attribut =
    Attribut::mulig("revision", &Simpel::tekst(Facetter::moenster(Moenster { regulaert: "r6821", form: Form::Ordret("r6821") })));

static I_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "KlassifikationListeHent_IType",
    Sekvens(&[
        en(&kontekst::HOVED_OPLYSNINGER),
        en(&KRITERIE_LISTE).lokal(),
        mulig(&KUN_AKTUELLE),
        mulig(&KLASSIFIKATION_PUBLICERET_FRA),
        mulig(&KLASSIFIKATION_PUBLICERET_TIL),
        mulig(&KUN_FAELLESKOMMUNALE_KLASSER),
    ]),
);
static O_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "KlassifikationListeHent_OType",
    Sekvens(&[en(&kontekst::HOVED_OPLYSNINGER_SVAR), mulig(&KLASSIFIKATION_LISTE).lokal()]),
);
static KLASSIFIKATION_STRUKTUR_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "KlassifikationStrukturType",
    Sekvens(&[
        en(&KLASSIFIKATION_IDENTIFIKATION),
        en(&KLASSIFIKATION_NOEGLE).som("brugervendtnoegle"),
        en(&KLASSIFIKATION_TITEL).som("titel"),
        en(&KLASSIFIKATION_BESKRIVELSE).som("beskrivelse"),
        mulig(&KLASSIFIKATION_RETSKILDE),
        en(&KLASSIFIKATION_EJER),
        mulig(&KLASSIFIKATION_EJER_CVR),
        mulig(&KLASSIFIKATION_PUBLICERET_FRA),
        mulig(&KLASSIFIKATION_PUBLICERET_TIL),
        en(&KLASSIFIKATION_AENDRET),
        en(&FACET_LISTE).lokal(),
    ]),
);
static FACET_STRUKTUR_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FacetStrukturType",
    Sekvens(&[
        en(&FACET_IDENTIFIKATION),
        en(&FACET_NOEGLE).som("brugervendtnoegle"),
        en(&FACET_TITEL).som("titel"),
        en(&FACET_BESKRIVELSE).som("beskrivelse"),
        mulig(&FACET_RETSKILDE).som("retskilde"),
        mulig(&FACET_EJER),
        mulig(&FACET_EJER_CVR),
        mulig(&FACET_PUBLICERET_FRA),
        mulig(&FACET_PUBLICERET_TIL),
        en(&FACET_AENDRET),
        en(&KLASSE_LISTE).lokal(),
    ]),
);
static KLASSE_STRUKTUR_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "KlasseStrukturType",
    Sekvens(&[
        en(&KLASSE_IDENTIFIKATION),
        en(&KLASSE_NOEGLE).som("brugervendtnoegle"),
        en(&KLASSE_TITEL).som("titel"),
        en(&KLASSE_BESKRIVELSE).som("beskrivelse"),
        mulig(&KLASSE_SORTERING).som("sortering"),
        mulig(&KLASSE_RETSKILDE).som("retskilde"),
        mulig(&KLASSE_AENDRINGSNOTAT).som("aendringsnotat"),
        mulig(&KLASSE_EJER),
        mulig(&KLASSE_EJER_CVR),
        en(&KLASSE_AENDRET),
        en(&KLASSE_PUBLICERET_LISTE).lokal(),
        mulig(&KLASSE_SOEGEORD_LISTE).lokal().som("soegeord"),
        mulig(&FORAELDRE_KLASSE).lokal(),
        mulig(&KLASSE_MAPNING_LISTE).lokal(),
    ]),
);

const fn tekst(navn: &'static str, facetter: Facetter) -> Simpel {
    Simpel::navngivet(&NS, navn, TEKST.base, facetter)
}
static CVR: Simpel = tekst("CVRNummerType", Facetter::moenster(CIFRE_8));
static UUID: Simpel = tekst("UUIDType", Facetter::moenster(UUID_LILLE));
static URN: Simpel = tekst("URNType", Facetter::maks(4096));
static TEKST_30: Simpel = tekst("Tekst30Type", Facetter { lempet_laengde: Some(36), ..Facetter::maks(30) });
static TEKST_50: Simpel = tekst("Tekst50Type", Facetter::maks(50));
static TEKST_100: Simpel = tekst("Tekst100Type", Facetter::maks(100));
static TEKST_300: Simpel = tekst("Tekst300Type", Facetter::maks(300));
static TEKST_4096: Simpel = tekst("Tekst4096Type", Facetter::maks(4096));
static TEKST_10K: Simpel = tekst("Tekst10KType", Facetter::maks(10_000));
static TAL_1_TIL_100: Simpel = Simpel::navngivet(&NS, "TalHel1Til100Type", HELTAL.base, Facetter::omraade(1, 100));
static MARKERING: Simpel = Simpel::navngivet(&NS, "MarkeringType", BOOLSK.base, Facetter::INGEN);
static DATO_TYPE: Simpel = Simpel::navngivet(&NS, "DatoType", DATO.base, Facetter::INGEN);
static DATO_TID_TYPE: Simpel = Simpel::navngivet(&NS, "DatoTidType", DATO_TID.base, Facetter::INGEN);

/// The contract. The published WSDL names the input and the output of the binding the same.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "klassifikation/klassifikationlistehent/2",
    bagved: Bagved {
        adgang: &::klassifikation::tjenester::KLASSIFIKATION,
        objekttyper: ::klassifikation::OBJEKTTYPER,
        afvis: Some(crate::tjenester::hovedoplysninger::afvis),
    },
    platform: Platform::Stoettesystem,
    stier: &["/klassifikationlistehent/2", "/service/KlassifikationListeHentService_2"],
    definition: "KlassifikationListeHentService_2",
    tns: "http://www.kombit.dk/2017/01/01/",
    tjeneste: "KlassifikationListeHentService",
    port: "KlassifikationListeHentServicePortType",
    binding: "KlassifikationListeHentServiceBinding",
    porttype: "KlassifikationListeHentServicePortType",
    soap: SoapVersion::V12,
    action_kraevet: None,
    hoved: None,
    operationer: &[Operation {
        navn: "KlassifikationListeHent",
        action: "http://www.kombit.dk/2017/01/01/KlassifikationListeHentService_2#KlassifikationListeHent",
        ind: &INPUT,
        ud: &OUTPUT,
        ind_besked: ("m_KlassifikationListeHent_I", "KlassifikationListeHentRequest"),
        ud_besked: ("m_KlassifikationListeHent_O", "KlassifikationListeHentResponse"),
        meddelelser: Some(("KlassifikationListeHentRequest", "KlassifikationListeHentRequest")),
        udfoer: |kald, ind| Box::pin(listehent::udfoer(kald, ind)),
    }],
    oevrige: &[],
};
