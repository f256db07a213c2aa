//! `SagDokObjekt.xsd`, variant A: the shared types of Organisation v6 and Klassifikation v6, whose published copies are the
//! same file byte for byte. Other contracts put other things into the same namespace, and have tables of their own.
use crate::tjenester::skema::grundtyper::{ET_TIL_HUNDREDE, UUID_FORM, elementer};
use kontrakt::skema::Type::{Kompleks as K, Simpel as S};
use kontrakt::skema::{
    BOOLSK, DATO_TID, Element, Facetter, HELTAL,
    Indholdsmodel::{Sekvens, Tom, Valg},
    Kompleks, Navnerum, Simpel, TEKST, en, fler, fremmede, mindst_en, mulig,
};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sagdok:3.0.0", praefiks: "sd", fil: "SagDokObjekt.xsd" };

elementer! { NS:
    UUID_IDENTIFIKATOR = "UUIDIdentifikator" S(&Simpel::tekst(Facetter::moenster(UUID_FORM)));
    NOTE_TEKST = "NoteTekst" S(&Simpel::tekst(Facetter::maks(1024)));
    URN_IDENTIFIKATOR = "URNIdentifikator" S(&Simpel::tekst(Facetter::maks(255)));
    BRUGERVENDT_NOEGLE_TEKST = "BrugervendtNoegleTekst" S(&Simpel::tekst(Facetter::maks(50)));
    ORGANISATION_NAVN = "OrganisationNavn" S(&Simpel::tekst(Facetter::maks(200)));
    ENHED_NAVN = "EnhedNavn" S(&Simpel::tekst(Facetter::maks(200)));
    BRUGER_NAVN = "BrugerNavn" S(&Simpel::tekst(Facetter::maks(200)));
    BRUGER_TYPE_TEKST = "BrugerTypeTekst" S(&Simpel::tekst(Facetter::maks(50)));
    INTERESSEFAELLESSKAB_NAVN = "InteressefaellesskabNavn" S(&Simpel::tekst(Facetter::maks(200)));
    INTERESSEFAELLESSKAB_TYPE_TEKST = "InteressefaellesskabTypeTekst" S(&Simpel::tekst(Facetter::maks(50)));
    ITSYSTEM_NAVN = "ItSystemNavn" S(&Simpel::tekst(Facetter::maks(200)));
    ITSYSTEM_TYPE_TEKST = "ItSystemTypeTekst" S(&Simpel::tekst(Facetter::maks(50)));
    KONFIGURATION_REFERENCE = "KonfigurationReference" S(&Simpel::tekst(Facetter::maks(1024)));
    FUNKTION_NAVN = "FunktionNavn" S(&Simpel::tekst(Facetter::maks(200)));
    BESKRIVELSE_TEKST = "BeskrivelseTekst" S(&Simpel::tekst(Facetter::maks(10000)));
    TITEL_TEKST = "TitelTekst" S(&Simpel::tekst(Facetter::maks(300)));
    KALDENAVN_TEKST = "KaldenavnTekst" S(&Simpel::tekst(Facetter::maks(50)));
    OPHAVSRET_TEKST = "OphavsretTekst" S(&Simpel::tekst(Facetter::maks(4096)));
    EKSEMPEL_TEKST = "EksempelTekst" S(&Simpel::tekst(Facetter::maks(4096)));
    OMFANG_TEKST = "OmfangTekst" S(&Simpel::tekst(Facetter::maks(1024)));
    RETSKILDE_TEKST = "RetskildeTekst" S(&Simpel::tekst(Facetter::maks(4096)));
    AENDRINGSNOTAT_TEKST = "AendringsnotatTekst" S(&Simpel::tekst(Facetter::maks(1024)));
    OPBYGNING_TEKST = "OpbygningTekst" S(&Simpel::tekst(Facetter::maks(1024)));
    SUPPLEMENT_TEKST = "SupplementTekst" S(&Simpel::tekst(Facetter::maks(1024)));
    SOEGEORD_IDENTIFIKATOR = "SoegeordIdentifikator" S(&Simpel::tekst(Facetter::maks(50)));
    SOEGEORD_KATEGORI_TEKST = "SoegeordKategoriTekst" S(&Simpel::tekst(Facetter::maks(1024)));
    PLAN_IDENTIFIKATOR = "PlanIdentifikator" S(&Simpel::tekst(Facetter::moenster(ET_TIL_HUNDREDE)));
    ER_PUBLICERET_INDIKATOR = "ErPubliceretIndikator" S(&BOOLSK);
    FOERSTE_RESULTAT_REFERENCE = "FoersteResultatReference" S(&HELTAL);
    MAKSIMAL_ANTAL_KVANTITET = "MaksimalAntalKvantitet" S(&HELTAL);
    STATUS_KODE = "StatusKode" S(&HELTAL);
    FEJLBESKED_TEKST = "FejlbeskedTekst" S(&TEKST);
    TIDSSTEMPEL_DATO_TID = "TidsstempelDatoTid" S(&DATO_TID);
    LIVSCYKLUS_KODE = "LivscyklusKode" S(&LIVSCYKLUS_KODE_TYPE);
    AKTOER_TYPE_KODE = "AktoerTypeKode" S(&AKTOER_TYPE_KODE_TYPE);
    VIRKNING_FRA_FILTER = "VirkningFraFilter" K(&TIDSPUNKT_TYPE);
    VIRKNING_TIL_FILTER = "VirkningTilFilter" K(&TIDSPUNKT_TYPE);
    REGISTRERING_FRA_FILTER = "RegistreringFraFilter" K(&TIDSPUNKT_TYPE);
    REGISTRERING_TIL_FILTER = "RegistreringTilFilter" K(&TIDSPUNKT_TYPE);
    FRA_TIDSPUNKT = "FraTidspunkt" K(&TIDSPUNKT_TYPE);
    TIL_TIDSPUNKT = "TilTidspunkt" K(&TIDSPUNKT_TYPE);
    BRUGER_REF = "BrugerRef" K(&UNIK_ID_TYPE);
    AKTOER_REF = "AktoerRef" K(&UNIK_ID_TYPE);
    REFERENCE_ID = "ReferenceID" K(&UNIK_ID_TYPE);
    VIRKNING = "Virkning" K(&VIRKNING_TYPE);
    SOEG_REGISTRERING = "SoegRegistrering" K(&SOEG_REGISTRERING_TYPE);
    SOEG_VIRKNING = "SoegVirkning" K(&SOEG_VIRKNING_TYPE);
    STANDARD_RETUR = "StandardRetur" K(&STANDARD_RETUR_TYPE);
    ID_LISTE = "IdListe" K(&ID_LISTE_TYPE);
    LOKAL_UDVIDELSE = "LokalUdvidelse" K(&LOKAL_UDVIDELSE_TYPE);
    TIDSPUNKT = "Tidspunkt" S(&DATO_TID);
    ROLLE = "Rolle" K(&UUID_LABEL_INPUT_TYPE);
    TYPE = "Type" K(&UUID_LABEL_INPUT_TYPE);
    INDEKS = "Indeks" S(&TEKST);
    LABEL = "Label" S(&TEKST);
    UNIK_RETUR = "UnikRetur" K(&UNIK_RETUR_TYPE);
    UNIK_RETUR_OBJEKTTYPE = "Type" S(&TEKST);
    ADRESSER = "Adresser" K(&ADRESSE_FLER_RELATION_TYPE);
    ANSATTE = "Ansatte" K(&PERSON_FLER_RELATION_TYPE);
    BRANCHE = "Branche" K(&KLASSE_RELATION_TYPE);
    INTERESSEFAELLESSKABSTYPE = "Interessefaellesskabstype" K(&KLASSE_RELATION_TYPE);
    MYNDIGHED = "Myndighed" K(&MYNDIGHED_RELATION_TYPE);
    MYNDIGHEDSTYPE = "Myndighedstype" K(&KLASSE_RELATION_TYPE);
    TILKNYTTEDE_OPGAVER = "TilknyttedeOpgaver" K(&KLASSE_FLER_RELATION_TYPE);
    OPGAVER = "Opgaver" K(&OPGAVER_FLER_RELATION_TYPE);
    OVERORDNET = "Overordnet" K(&ORGANISATION_ENHED_RELATION_TYPE);
    PRODUKTIONSENHED = "Produktionsenhed" K(&VIRKSOMHED_RELATION_TYPE);
    SKATTEENHED = "Skatteenhed" K(&VIRKSOMHED_RELATION_TYPE);
    TILHOERER = "Tilhoerer" K(&ORGANISATION_FLER_RELATION_TYPE);
    TILKNYTTEDE_BRUGERE = "TilknyttedeBrugere" K(&BRUGER_FLER_RELATION_TYPE);
    TILKNYTTEDE_ENHEDER = "TilknyttedeEnheder" K(&ORGANISATION_ENHED_FLER_RELATION_TYPE);
    TILKNYTTEDE_FUNKTIONER = "TilknyttedeFunktioner" K(&ORGANISATION_FUNKTION_FLER_RELATION_TYPE);
    TILKNYTTEDE_INTERESSEFAELLESSKABER = "TilknyttedeInteressefaellesskaber" K(&INTERESSEFAELLESSKAB_FLER_RELATION_TYPE);
    TILKNYTTEDE_ORGANISATIONER = "TilknyttedeOrganisationer" K(&ORGANISATION_FLER_RELATION_TYPE);
    TILKNYTTEDE_PERSONER = "TilknyttedePersoner" K(&PERSON_FLER_RELATION_TYPE);
    TILKNYTTEDE_ITSYSTEMER = "TilknyttedeItSystemer" K(&ITSYSTEM_FLER_RELATION_TYPE);
    VIRKSOMHED = "Virksomhed" K(&VIRKSOMHED_RELATION_TYPE);
    VIRKSOMHEDSTYPE = "Virksomhedstype" K(&KLASSE_RELATION_TYPE);
    ENHEDSTYPE = "Enhedstype" K(&KLASSE_RELATION_TYPE);
    ORGANISATIONSTYPE = "Organisationstype" K(&KLASSE_RELATION_TYPE);
    BRUGER_TYPER = "BrugerTyper" K(&KLASSE_FLER_RELATION_TYPE);
    SYSTEM_TYPER = "SystemTyper" K(&KLASSE_FLER_RELATION_TYPE);
    FUNKTIONSTYPE = "Funktionstype" K(&KLASSE_RELATION_TYPE);
    ANSVARLIG = "Ansvarlig" K(&AKTOER_RELATION_TYPE);
    EJER = "Ejer" K(&AKTOER_RELATION_TYPE);
    ERSTATTER = "Erstatter" K(&KLASSE_FLER_RELATION_TYPE);
    FACET = "Facet" K(&FACET_RELATION_TYPE);
    LOVLIGE_KOMBINATIONER = "LovligeKombinationer" K(&KLASSE_FLER_RELATION_TYPE);
    MAPNINGER = "Mapninger" K(&KLASSE_FLER_RELATION_TYPE);
    OVERORDNET_KLASSE = "OverordnetKlasse" K(&KLASSE_RELATION_TYPE);
    REDAKTOERER = "Redaktoerer" K(&AKTOER_FLER_RELATION_TYPE);
    SIDEORDNEDE = "Sideordnede" K(&KLASSE_FLER_RELATION_TYPE);
    TILFOEJELSER = "Tilfoejelser" K(&KLASSE_FLER_RELATION_TYPE);
    FACET_TILHOERER = "FacetTilhoerer" K(&KLASSIFIKATION_RELATION_TYPE);
}

/// Always true where it stands.
pub static GRAENSE_INDIKATOR: Element = Element { fast: Some("true"), ..Element::ny(&NS, "GraenseIndikator", S(&BOOLSK)) };

static LIVSCYKLUS_KODE_TYPE: Simpel =
    Simpel::navngivet(&NS, "LivscyklusKodeType", TEKST.base, Facetter::koder(&["Opstaaet", "Importeret", "Passiveret", "Slettet"]));
static AKTOER_TYPE_KODE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "AktoerTypeKodeType",
    TEKST.base,
    Facetter::koder(&["Organisation", "OrganisationEnhed", "OrganisationFunktion", "Bruger", "ItSystem", "Interessefaellesskab"]),
);

static TIDSPUNKT_TYPE: Kompleks = Kompleks::ny(&NS, "TidspunktType", Valg(&[en(&TIDSSTEMPEL_DATO_TID), en(&GRAENSE_INDIKATOR)]));
pub static UNIK_ID_TYPE: Kompleks = Kompleks::ny(&NS, "UnikIdType", Valg(&[en(&UUID_IDENTIFIKATOR), en(&URN_IDENTIFIKATOR)]));
static UUID_LABEL_INPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "UuidLabelInputType", &UNIK_ID_TYPE, Sekvens(&[mulig(&LABEL).lokal()]));
static VIRKNING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "VirkningType",
    Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&TIL_TIDSPUNKT), mulig(&AKTOER_REF), mulig(&AKTOER_TYPE_KODE), mulig(&NOTE_TEKST)]),
);
static SOEG_VIRKNING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegVirkningType",
    Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&TIL_TIDSPUNKT), mulig(&AKTOER_REF), mulig(&AKTOER_TYPE_KODE), mulig(&NOTE_TEKST)]),
);
static SOEG_REGISTRERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegRegistreringType",
    Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&TIL_TIDSPUNKT), mulig(&LIVSCYKLUS_KODE), mulig(&BRUGER_REF)]),
);
static STANDARD_RETUR_TYPE: Kompleks = Kompleks::ny(&NS, "StandardReturType", Sekvens(&[en(&STATUS_KODE), mulig(&FEJLBESKED_TEKST)]));
static ID_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "IdListeType", Sekvens(&[fler(&UUID_IDENTIFIKATOR)]));
pub static SAG_DOK_OBJEKT_TYPE: Kompleks = Kompleks::ny(&NS, "SagDokObjektType", Sekvens(&[en(&UUID_IDENTIFIKATOR)]));
pub static REGISTRERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RegistreringType",
    Sekvens(&[mulig(&NOTE_TEKST), mulig(&TIDSPUNKT).lokal(), mulig(&LIVSCYKLUS_KODE), mulig(&BRUGER_REF)]),
);
static LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(&NS, "LokalUdvidelseType", Sekvens(&[fremmede(&NS)]));

// operations
pub static OPRET_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "OpretInputType", Sekvens(&[mulig(&NOTE_TEKST)]));
pub static RET_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "RetInputType", Sekvens(&[en(&UUID_IDENTIFIKATOR), mulig(&NOTE_TEKST)]));
pub static UUID_NOTE_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "UuidNoteInputType", Sekvens(&[en(&UUID_IDENTIFIKATOR), mulig(&NOTE_TEKST)]));
pub static LAES_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "LaesInputType",
    Sekvens(&[
        en(&UUID_IDENTIFIKATOR),
        mulig(&VIRKNING_FRA_FILTER),
        mulig(&VIRKNING_TIL_FILTER),
        mulig(&REGISTRERING_FRA_FILTER),
        mulig(&REGISTRERING_TIL_FILTER),
    ]),
);
pub static LIST_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ListInputType",
    Sekvens(&[
        mindst_en(&UUID_IDENTIFIKATOR),
        mulig(&VIRKNING_FRA_FILTER),
        mulig(&VIRKNING_TIL_FILTER),
        mulig(&REGISTRERING_FRA_FILTER),
        mulig(&REGISTRERING_TIL_FILTER),
    ]),
);
pub static SOEG_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegInputType",
    Sekvens(&[mulig(&FOERSTE_RESULTAT_REFERENCE), mulig(&MAKSIMAL_ANTAL_KVANTITET), mulig(&SOEG_REGISTRERING), mulig(&SOEG_VIRKNING)]),
);
pub static BASIC_OUTPUT_TYPE: Kompleks = Kompleks::ny(&NS, "BasicOutputType", Sekvens(&[en(&STANDARD_RETUR)]));
pub static OPRET_OUTPUT_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "OpretOutputType", &BASIC_OUTPUT_TYPE, Sekvens(&[mulig(&UUID_IDENTIFIKATOR)]));
pub static LIST_OUTPUT_TYPE: Kompleks = Kompleks::ny(&NS, "ListOutputType", Sekvens(&[en(&STANDARD_RETUR)]));
pub static SOEG_OUTPUT_TYPE: Kompleks = Kompleks::ny(&NS, "SoegOutputType", Sekvens(&[en(&STANDARD_RETUR), mulig(&ID_LISTE)]));
pub static MULTIPLE_OUTPUT_TYPE: Kompleks =
    Kompleks::ny(&NS, "MultipleOutputType", Valg(&[fler(&UNIK_RETUR).lokal(), fler(&STANDARD_RETUR).lokal()]));
static UNIK_RETUR_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "UnikReturType",
    &STANDARD_RETUR_TYPE,
    Sekvens(&[en(&UNIK_RETUR_OBJEKTTYPE).lokal(), en(&UUID_IDENTIFIKATOR)]),
);

// relations
static RELATION_TYPE: Kompleks = Kompleks::ny(&NS, "RelationType", Sekvens(&[mulig(&VIRKNING), mulig(&REFERENCE_ID)]));
static FLER_RELATION_TYPE: Kompleks = Kompleks::ny(&NS, "FlerRelationType", Sekvens(&[mulig(&VIRKNING), mulig(&REFERENCE_ID)]));
static DYNAMIC_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "DynamicFlerRelationType",
    &FLER_RELATION_TYPE,
    Sekvens(&[en(&ROLLE).lokal(), en(&TYPE).lokal(), en(&INDEKS).lokal()]),
);
static ADRESSE_FLER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "AdresseFlerRelationType", &DYNAMIC_RELATION_TYPE, Tom);
static PERSON_FLER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "PersonFlerRelationType", &FLER_RELATION_TYPE, Tom);
static KLASSE_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "KlasseRelationType", &RELATION_TYPE, Tom);
static MYNDIGHED_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "MyndighedRelationType", &RELATION_TYPE, Tom);
static KLASSE_FLER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "KlasseFlerRelationType", &FLER_RELATION_TYPE, Tom);
static OPGAVER_FLER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "OpgaverFlerRelationType", &DYNAMIC_RELATION_TYPE, Tom);
static ORGANISATION_ENHED_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "OrganisationEnhedRelationType", &RELATION_TYPE, Tom);
static VIRKSOMHED_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "VirksomhedRelationType", &RELATION_TYPE, Tom);
static ORGANISATION_FLER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "OrganisationFlerRelationType", &FLER_RELATION_TYPE, Tom);
static BRUGER_FLER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "BrugerFlerRelationType", &FLER_RELATION_TYPE, Tom);
static ORGANISATION_ENHED_FLER_RELATION_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "OrganisationEnhedFlerRelationType", &FLER_RELATION_TYPE, Tom);
static ORGANISATION_FUNKTION_FLER_RELATION_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "OrganisationFunktionFlerRelationType", &FLER_RELATION_TYPE, Tom);
static INTERESSEFAELLESSKAB_FLER_RELATION_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "InteressefaellesskabFlerRelationType", &FLER_RELATION_TYPE, Tom);
static ITSYSTEM_FLER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "ItSystemFlerRelationType", &FLER_RELATION_TYPE, Tom);
static AKTOER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "AktoerRelationType", &RELATION_TYPE, Tom);
static FACET_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "FacetRelationType", &RELATION_TYPE, Tom);
static AKTOER_FLER_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "AktoerFlerRelationType", &FLER_RELATION_TYPE, Tom);
static KLASSIFIKATION_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "KlassifikationRelationType", &RELATION_TYPE, Tom);
