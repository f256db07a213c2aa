//! `SagDokObjekt.xsd`, variant B: the shared types of the indexes (SF1470 v6 and SF1490 v6), whose published copies are the same
//! file byte for byte. See `sagdok_sf1500_sf1510_v6`.
use crate::tjenester::skema::grundtyper::{UUID_FORM, elementer};
use kontrakt::skema::Indholdsmodel::{Sekvens, Valg};
use kontrakt::skema::{
    BOOLSK, DATO_TID, Element, Facetter, HELTAL, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mulig,
};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sagdok:3.0.0", praefiks: "sd", fil: "SagDokObjekt.xsd" };

elementer! { NS:
    UUID_IDENTIFIKATOR = "UUIDIdentifikator" S(&Simpel::tekst(Facetter::moenster(UUID_FORM)));
    URN_IDENTIFIKATOR = "URNIdentifikator" S(&Simpel::tekst(Facetter::maks(255)));
    FOERSTE_RESULTAT_REFERENCE = "FoersteResultatReference" S(&HELTAL);
    MAKSIMAL_ANTAL_KVANTITET = "MaksimalAntalKvantitet" S(&HELTAL);
    SOEG_REGISTRERING = "SoegRegistrering" K(&SOEG_REGISTRERING_TYPE);
    FRA_TIDSPUNKT = "FraTidspunkt" K(&TIDSPUNKT_TYPE);
    TIDSSTEMPEL_DATO_TID = "TidsstempelDatoTid" S(&DATO_TID);
    TIL_TIDSPUNKT = "TilTidspunkt" K(&TIDSPUNKT_TYPE);
    LIVSCYKLUS_KODE = "LivscyklusKode" S(&LIVSCYKLUS_KODE_TYPE);
    BRUGER_REF = "BrugerRef" K(&UNIK_ID_TYPE);
    SOEG_VIRKNING = "SoegVirkning" K(&SOEG_VIRKNING_TYPE);
    AKTOER_REF = "AktoerRef" K(&UNIK_ID_TYPE);
    AKTOER_TYPE_KODE = "AktoerTypeKode" S(&AKTOER_TYPE_KODE_TYPE);
    NOTE_TEKST = "NoteTekst" S(&Simpel::tekst(Facetter::maks(1024)));
    TITEL_ALTERNATIV_TEKST = "TitelAlternativTekst" S(&Simpel::tekst(Facetter::maks(255)));
    OFFENTLIGHED_UNDTAGET_HJEMMEL_TEKST = "OffentlighedUndtagetHjemmelTekst" S(&Simpel::tekst(Facetter::maks(1024)));
    OFFENTLIGHED_UNDTAGET = "OffentlighedUndtaget" K(&OFFENTLIGHED_UNDTAGET_TYPE);
    UNIK_RETUR = "UnikRetur" K(&UNIK_RETUR_TYPE);
    STATUS_KODE = "StatusKode" S(&HELTAL);
    FEJLBESKED_TEKST = "FejlbeskedTekst" S(&TEKST);
    DETALJERET_FEJLBESKED = "DetaljeretFejlbesked" S(&TEKST);
    TYPE = "Type" S(&TEKST);
    STANDARD_RETUR = "StandardRetur" K(&STANDARD_RETUR_TYPE);
    TIDSPUNKT = "Tidspunkt" S(&DATO_TID);
    BESKRIVELSE_TEKST = "BeskrivelseTekst" S(&Simpel::tekst(Facetter::maks(4096)));
}
/// Always `true`.
pub static GRAENSE_INDIKATOR: Element = Element { fast: Some("true"), ..Element::ny(&NS, "GraenseIndikator", S(&BOOLSK)) };
pub static UNIK_ID_TYPE: Kompleks = Kompleks::ny(&NS, "UnikIdType", Valg(&[en(&UUID_IDENTIFIKATOR), en(&URN_IDENTIFIKATOR)]));
pub static TIDSPUNKT_TYPE: Kompleks = Kompleks::ny(&NS, "TidspunktType", Valg(&[en(&TIDSSTEMPEL_DATO_TID), en(&GRAENSE_INDIKATOR)]));
pub static LIVSCYKLUS_KODE_TYPE: Simpel =
    Simpel::navngivet(&NS, "LivscyklusKodeType", TEKST.base, Facetter::koder(&["Opstaaet", "Importeret", "Passiveret", "Slettet"]));
pub static SOEG_REGISTRERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegRegistreringType",
    Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&TIL_TIDSPUNKT), mulig(&LIVSCYKLUS_KODE), mulig(&BRUGER_REF)]),
);
pub static AKTOER_TYPE_KODE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "AktoerTypeKodeType",
    TEKST.base,
    Facetter::koder(&["Organisation", "OrganisationEnhed", "OrganisationFunktion", "Bruger", "ItSystem", "Interessefaellesskab"]),
);
pub static SOEG_VIRKNING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegVirkningType",
    Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&TIL_TIDSPUNKT), mulig(&AKTOER_REF), mulig(&AKTOER_TYPE_KODE), mulig(&NOTE_TEKST)]),
);
pub static SOEG_INPUT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegInputType",
    Sekvens(&[mulig(&FOERSTE_RESULTAT_REFERENCE), mulig(&MAKSIMAL_ANTAL_KVANTITET), mulig(&SOEG_REGISTRERING), mulig(&SOEG_VIRKNING)]),
);
pub static VIRKNING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "VirkningType",
    Sekvens(&[mulig(&FRA_TIDSPUNKT), mulig(&TIL_TIDSPUNKT), mulig(&AKTOER_REF), mulig(&AKTOER_TYPE_KODE), mulig(&NOTE_TEKST)]),
);
pub static BRUGERVENDT_NOEGLE_TEKST_TYPE: Simpel = Simpel::navngivet(&NS, "BrugervendtNoegleTekst", TEKST.base, Facetter::maks(50));
pub static OFFENTLIGHED_UNDTAGET_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "OffentlighedUndtagetType",
    Sekvens(&[en(&TITEL_ALTERNATIV_TEKST).som("alternativtitel"), en(&OFFENTLIGHED_UNDTAGET_HJEMMEL_TEKST).som("hjemmel")]),
);
pub static STANDARD_RETUR_TYPE: Kompleks =
    Kompleks::ny(&NS, "StandardReturType", Sekvens(&[en(&STATUS_KODE), mulig(&FEJLBESKED_TEKST), mulig(&DETALJERET_FEJLBESKED)]));
pub static UNIK_RETUR_TYPE: Kompleks =
    Kompleks::udvidelse(&NS, "UnikReturType", &STANDARD_RETUR_TYPE, Sekvens(&[en(&TYPE).lokal(), en(&UUID_IDENTIFIKATOR)]));
pub static MULTIPLE_OUTPUT_TYPE: Kompleks =
    Kompleks::ny(&NS, "MultipleOutputType", Valg(&[fler(&UNIK_RETUR).lokal(), fler(&STANDARD_RETUR).lokal()]));
pub static SAG_DOK_OBJEKT_TYPE: Kompleks = Kompleks::ny(&NS, "SagDokObjektType", Sekvens(&[en(&UUID_IDENTIFIKATOR)]));
pub static REGISTRERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "RegistreringType",
    Sekvens(&[mulig(&NOTE_TEKST), mulig(&TIDSPUNKT).lokal(), mulig(&LIVSCYKLUS_KODE), mulig(&BRUGER_REF)]),
);
pub static RET_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "RetInputType", Sekvens(&[en(&UUID_IDENTIFIKATOR), mulig(&NOTE_TEKST)]));
pub static BASIC_OUTPUT_TYPE: Kompleks = Kompleks::ny(&NS, "BasicOutputType", Sekvens(&[en(&STANDARD_RETUR)]));
pub static UUID_NOTE_INPUT_TYPE: Kompleks = Kompleks::ny(&NS, "UuidNoteInputType", Sekvens(&[en(&UUID_IDENTIFIKATOR), mulig(&NOTE_TEKST)]));
