//! `urn:oio:sagdok:3.0.0` as the services of Beskedfordeler publish it (`xsd/1.1/SagDokObjekt.xsd`, variant C): Virkning and the registration's data are mandatory,
//! Registrering begins with FraTidspunkt. What the envelope uses of it stands with the envelope.
use crate::tjenester::skema::grundtyper::elementer;
pub use beskedfordeler::kuvert::kontrakt::{SAG_DOK_OBJEKT as SAG_DOK_OBJEKT_TYPE, UUID as UUID_IDENTIFIKATOR};
use beskedfordeler::kuvert::kontrakt::{SD as NS, TIDSPUNKT as TIDSPUNKT_TYPE, UNIK_ID as UNIK_ID_TYPE};
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{
    Element, Facetter, HELTAL, Kompleks, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, fremmede, mindst_en, mulig,
};

elementer! { NS:
    NOTE_TEKST = "NoteTekst" S(&TEKST);
    BRUGERVENDT_NOEGLE_TEKST = "BrugervendtNoegleTekst" S(&TEKST);
    FEJLBESKED_TEKST = "FejlbeskedTekst" S(&TEKST);
    STATUS_KODE = "StatusKode" S(&HELTAL);
    FOERSTE_RESULTAT_REFERENCE = "FoersteResultatReference" S(&HELTAL);
    MAKSIMAL_ANTAL_KVANTITET = "MaksimalAntalKvantitet" S(&HELTAL);
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
    VIRKNING = "Virkning" K(&VIRKNING_TYPE);
    SOEG_REGISTRERING = "SoegRegistrering" K(&SOEG_REGISTRERING_TYPE);
    SOEG_VIRKNING = "SoegVirkning" K(&SOEG_VIRKNING_TYPE);
    STANDARD_RETUR = "StandardRetur" K(&STANDARD_RETUR_TYPE);
    ID_LISTE = "IdListe" K(&ID_LISTE_TYPE);
    LOKAL_UDVIDELSE = "LokalUdvidelse" K(&LOKAL_UDVIDELSE_TYPE);
}

static LIVSCYKLUS_KODE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "LivscyklusKodeType",
    TEKST.base,
    Facetter::koder(&["Opstaaet", "Importeret", "Passiveret", "Slettet", "Rettet"]),
);
static AKTOER_TYPE_KODE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "AktoerTypeKodeType",
    TEKST.base,
    Facetter::koder(&["Organisation", "OrganisationEnhed", "OrganisationFunktion", "Bruger", "ItSystem", "Interessefaellesskab"]),
);
static VIRKNING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "VirkningType",
    Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&TIL_TIDSPUNKT), en(&AKTOER_REF), en(&AKTOER_TYPE_KODE), mulig(&NOTE_TEKST)]),
);
static SOEG_VIRKNING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegVirkningType",
    Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&TIL_TIDSPUNKT), mulig(&AKTOER_REF), mulig(&AKTOER_TYPE_KODE), mulig(&NOTE_TEKST)]),
);
static SOEG_REGISTRERING_TYPE: Kompleks =
    Kompleks::ny(&NS, "SoegRegistreringType", Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&LIVSCYKLUS_KODE), mulig(&BRUGER_REF)]));
static STANDARD_RETUR_TYPE: Kompleks = Kompleks::ny(&NS, "StandardReturType", Sekvens(&[en(&STATUS_KODE), mulig(&FEJLBESKED_TEKST)]));
static ID_LISTE_TYPE: Kompleks = Kompleks::ny(&NS, "IdListeType", Sekvens(&[fler(&UUID_IDENTIFIKATOR)]));
static LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(&NS, "LokalUdvidelseType", Sekvens(&[fremmede(&NS)]));
pub static REGISTRERING_TYPE: Kompleks =
    Kompleks::ny(&NS, "RegistreringType", Sekvens(&[en(&FRA_TIDSPUNKT), en(&LIVSCYKLUS_KODE), mulig(&BRUGER_REF)]));
pub static SOEG_SAG_DOK_OBJEKT_TYPE: Kompleks =
    Kompleks::ny(&NS, "SoegSagDokObjektType", Sekvens(&[mulig(&UUID_IDENTIFIKATOR), mulig(&SOEG_REGISTRERING), mulig(&SOEG_VIRKNING)]));

// operations
pub static OPRET_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "OpretInputType", Sekvens(&[mulig(&NOTE_TEKST)]));
pub static IMPORT_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "ImportInputType", Sekvens(&[mulig(&NOTE_TEKST)]));
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
pub static SOEG_INPUT_TYPE: Kompleks =
    Kompleks::ny(&NS, "SoegInputType", Sekvens(&[mulig(&FOERSTE_RESULTAT_REFERENCE), mulig(&MAKSIMAL_ANTAL_KVANTITET)]));
pub static BASIC_OUTPUT_TYPE: Kompleks = Kompleks::ny(&NS, "BasicOutputType", Sekvens(&[en(&STANDARD_RETUR)]));
pub static LIST_OUTPUT_TYPE: Kompleks = Kompleks::ny(&NS, "ListOutputType", Sekvens(&[en(&STANDARD_RETUR)]));
pub static SOEG_OUTPUT_TYPE: Kompleks = Kompleks::ny(&NS, "SoegOutputType", Sekvens(&[en(&STANDARD_RETUR), mulig(&ID_LISTE)]));
pub static LAES_FILTRERET_OUTPUT_TYPE: Kompleks = Kompleks::udvidelse(&NS, "LaesFiltreretOutputType", &SAG_DOK_OBJEKT_TYPE, Tom);
