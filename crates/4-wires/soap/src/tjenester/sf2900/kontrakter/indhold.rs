//! What is handed over: journal note and form, and what they share with the document.
use super::dokument::DISTRIBUTION_DOKUMENT;
use super::t2::{KONTEKST, NS};
use crate::tjenester::skema::grundtyper::{UUID_FORM, elementer};
use kontrakt::skema::Indholdsmodel::{MuligtValg, Sekvens, Valg};
use kontrakt::skema::{
    BASE64, DATO_TID, Element, Facetter, Kompleks, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, hvadsomhelst, mindst_en,
    mulig,
};
use kontrakt::vaerdi::{Form, Moenster};

elementer! { NS:
    DISTRIBUTION_OBJECT = "DistributionObject" K(&DISTRIBUTION_OBJECT_TYPE);
    OBJEKT_TYPE = "ObjektType" S(&OBJEKT_TYPE_TYPE);
    OBJEKT_INDHOLD = "ObjektIndhold" K(&OBJEKT_INDHOLD_TYPE);
    DISTRIBUTION_JOURNALPOST = "DistributionJournalPost" K(&JOURNALPOST_TYPE);
    DISTRIBUTION_FORMULAR = "DistributionFormular" K(&FORMULAR_OBJEKT_TYPE);
    ID = "ID" S(&UUID_TYPE);
    KLE_FORSLAG = "KLEEmneForslag" S(&KLE_EMNE_TYPE);
    FACET_FORSLAG = "HandlingFacetForslag" S(&KLE_FACET_TYPE);
    SAG_FORSLAG = "SagForslag" S(&UUID_TYPE);
    PART_ANGIVELSE = "PartAngivelse" K(&PART_TYPE);
    REGISTRERING = "Registrering" K(&JOURNALPOST_REGISTRERING_TYPE);
    FRA_TIDSPUNKT = "FraTidsPunkt" S(&DATO_TID);
    LIVSCYKLUS = "LivscyklusKode" S(&LIVSCYKLUS_TYPE);
    IMPORT_TIDSPUNKT = "ImportTidspunkt" S(&DATO_TID);
    BRUGER_REF = "BrugerRef" K(&UUID_URN_TYPE);
    IT_SYSTEM = "RegistreringItSystem" K(&UUID_URN_TYPE);
    RELATION_LISTE = "RelationListe" K(&JOURNALPOST_RELATIONER_TYPE);
    JOURNALPOST = "JournalPost" K(&JOURNALPOST_RELATION_TYPE);
    VIRKNING = "Virkning" K(&VIRKNING_TYPE);
    ROLLE = "Rolle" S(&JOURNALPOST_ROLLE_TYPE);
    INDEKS = "Indeks" S(&TEKST);
    DOKUMENT = "Dokument" K(&JOURNALPART_TYPE);
    JOURNALPOST_ATTRIBUTTER = "JournalpostAttributter" K(&JOURNALPOST_EGENSKABER_TYPE);
    JOURNALNOTAT_ATTRIBUTTER = "JournalnotatAttributter" K(&JOURNALNOTAT_EGENSKABER_TYPE);
    DOKUMENTTITEL = "Dokumenttitel" S(&TEKST);
    OFFENTLIGHED = "OffentlighedUndtaget" K(&OFFENTLIGHED_TYPE);
    TITEL_ALTERNATIV = "TitelAlternativTekst" S(&TEKST);
    HJEMMEL = "HjemmelTekst" S(&TEKST);
    TITEL = "Titel" S(&TEKST);
    NOTAT = "Notat" S(&TEKST);
    JOURNALPART_OBJEKTTYPE = "Objekttype" S(&JOURNALPART_OBJEKTTYPE_TYPE);
    JOURNALPART_REFERENCE = "ReferenceID" K(&UUID_URN_TYPE);
    PART_OBJEKTTYPE = "ObjektType" S(&PART_OBJEKTTYPE_TYPE);
    PART_REFERENCE = "ReferenceID" K(&UUID_URN_TEKST_TYPE);
    UUID = "UUID" S(&UUID_TYPE);
    URN = "URN" S(&URN_TYPE);
    TEKST_ID = "Tekst" S(&TEKST);
    VIRKNING_FRA = "FraTidspunkt" S(&DATO_TID);
    VIRKNING_TIL = "TilTidspunkt" S(&DATO_TID);
    AKTOER = "Aktoer" K(&UUID_URN_TYPE);
    AKTOERTYPE = "AktoerType" S(&AKTOERTYPE_TYPE);
    NOTE = "NoteTekst" S(&TEKST);
    MEDDELELSE = "Meddelelse" K(&MEDDELELSE_TYPE);
    FORMULARTYPE = "FormularType" S(&TEKST);
    FORMULAR = "Formular" K(&FORMULAR_TYPE);
    TITELTEKST = "TitelTekst" S(&TEKST);
    FORMATNAVN = "FormatNavn" S(&TEKST);
    FORMULARINDHOLD = "FormularIndhold" S(&BASE64);
    FORMULARXML = "FormularXML" K(&FORMULARXML_TYPE);
}

pub(crate) static UUID_TYPE: Simpel = Simpel::navngivet(&NS, "UUID", TEKST.base, Facetter::moenster(UUID_FORM));
const URN_FORM: Moenster =
    Moenster { regulaert: r"[uU][rR][nN]:[a-zA-Z0-9][a-zA-Z0-9-]{0,30}[a-zA-Z0-9]:[a-zA-Z0-9\(\)+,\\\-.:=@;$_!*'%/?#]+", form: Form::Urn };
static URN_TYPE: Simpel = Simpel::navngivet(&NS, "URN", TEKST.base, Facetter::moenster(URN_FORM));
const EMNE_FORM: Moenster = Moenster { regulaert: "[0-9][0-9][.][0-9][0-9][.][0-9][0-9]", form: Form::KleNummer };
pub(crate) static KLE_EMNE_TYPE: Simpel = Simpel::navngivet(&NS, "KLEEmneType", TEKST.base, Facetter::moenster(EMNE_FORM));
const FACET_FORM: Moenster = Moenster { regulaert: "[A-Z,Æ,Ø,Å][0-9][0-9]", form: Form::KleFacet };
pub(crate) static KLE_FACET_TYPE: Simpel = Simpel::navngivet(&NS, "KLEHandlingFacetType", TEKST.base, Facetter::moenster(FACET_FORM));
static OBJEKT_TYPE_TYPE: Simpel =
    Simpel::navngivet(&NS, "ObjektTypeType", TEKST.base, Facetter::koder(&["JOURNALPOST", "DOKUMENT", "FORMULAR"]));
static LIVSCYKLUS_TYPE: Simpel = Simpel::navngivet(&NS, "LivscyklusKodeType", TEKST.base, Facetter::koder(&["Oprettet"]));
static JOURNALPOST_ROLLE_TYPE: Simpel = Simpel::navngivet(&NS, "JournalPostRolleType", TEKST.base, Facetter::koder(&["Journalpost"]));
static JOURNALPART_OBJEKTTYPE_TYPE: Simpel =
    Simpel::navngivet(&NS, "JournalPartObjekttypeType", TEKST.base, Facetter::koder(&["Dokument"]));
static PART_OBJEKTTYPE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "PartObjektTypeType",
    TEKST.base,
    Facetter::koder(&["Person", "Virksomhed", "Organisation", "OrgEnhed", "OrgFunktion", "Interesse-faellesskab", "Bruger"]),
);
static AKTOERTYPE_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "AktoerTypeType",
    TEKST.base,
    Facetter::koder(&["Organisation", "OrganisationEnhed", "OrganisationFunktion", "Bruger", "ItSystem", "Interessefaellesskab"]),
);

pub(crate) static UUID_URN_TYPE: Kompleks = Kompleks::ny(&NS, "UUID_URN", Valg(&[en(&UUID).lokal(), en(&URN).lokal()]));
static UUID_URN_TEKST_TYPE: Kompleks =
    Kompleks::ny(&NS, "UUID_URN_Tekst", Valg(&[en(&UUID).lokal(), en(&URN).lokal(), en(&TEKST_ID).lokal()]));
pub(crate) static ANMODNING_TYPE: Kompleks =
    Kompleks::ny(&NS, "anmodRequestType", Sekvens(&[en(&KONTEKST).lokal(), en(&DISTRIBUTION_OBJECT).lokal()]));
static DISTRIBUTION_OBJECT_TYPE: Kompleks =
    Kompleks::ny(&NS, "DistributionObjectType", Sekvens(&[en(&OBJEKT_TYPE).lokal(), en(&OBJEKT_INDHOLD).lokal()]));
static OBJEKT_INDHOLD_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "ObjektIndholdType",
    MuligtValg(&[en(&DISTRIBUTION_DOKUMENT).lokal(), en(&DISTRIBUTION_JOURNALPOST).lokal(), en(&DISTRIBUTION_FORMULAR).lokal()]),
);
static JOURNALPOST_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DistributionJournalPostType",
    Sekvens(&[
        en(&ID).lokal(),
        en(&KLE_FORSLAG).lokal(),
        mulig(&FACET_FORSLAG).lokal(),
        mulig(&SAG_FORSLAG).lokal(),
        mulig(&PART_ANGIVELSE).lokal(),
        en(&REGISTRERING).lokal(),
    ]),
);
static JOURNALPOST_REGISTRERING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "JournalPostRegistreringType",
    Sekvens(&[
        en(&FRA_TIDSPUNKT).lokal(),
        en(&LIVSCYKLUS).lokal(),
        mulig(&IMPORT_TIDSPUNKT).lokal(),
        mulig(&BRUGER_REF).lokal(),
        en(&IT_SYSTEM).lokal(),
        en(&RELATION_LISTE).lokal(),
    ]),
);
pub(crate) static PART_TYPE: Kompleks =
    Kompleks::ny(&NS, "PartType", Sekvens(&[en(&PART_OBJEKTTYPE).lokal(), en(&PART_REFERENCE).lokal()]));
static JOURNALPOST_RELATIONER_TYPE: Kompleks =
    Kompleks::ny(&NS, "JournalPostRelationsListeType", Sekvens(&[mindst_en(&JOURNALPOST).lokal()]));
static JOURNALPOST_RELATION_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "JournalPostType",
    Sekvens(&[
        en(&VIRKNING).lokal(),
        en(&ROLLE).lokal(),
        en(&INDEKS).lokal(),
        mulig(&DOKUMENT).lokal(),
        mulig(&JOURNALPOST_ATTRIBUTTER).lokal(),
        en(&JOURNALNOTAT_ATTRIBUTTER).lokal(),
    ]),
);
static JOURNALPOST_EGENSKABER_TYPE: Kompleks =
    Kompleks::ny(&NS, "JournalpostEgenskaberType", Sekvens(&[mulig(&DOKUMENTTITEL).lokal(), mulig(&OFFENTLIGHED).lokal()]));
static JOURNALNOTAT_EGENSKABER_TYPE: Kompleks =
    Kompleks::ny(&NS, "JournalNotatEgenskaberType", Sekvens(&[mulig(&TITEL).lokal(), en(&NOTAT).lokal()]));
static JOURNALPART_TYPE: Kompleks =
    Kompleks::ny(&NS, "JournalPartType", Sekvens(&[en(&JOURNALPART_OBJEKTTYPE).lokal(), en(&JOURNALPART_REFERENCE).lokal()]));
static OFFENTLIGHED_TYPE: Kompleks =
    Kompleks::ny(&NS, "OffentlighedUndtagetType", Sekvens(&[en(&TITEL_ALTERNATIV).lokal(), en(&HJEMMEL).lokal()]));
static VIRKNING_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "VirkningType",
    Sekvens(&[
        mulig(&VIRKNING_FRA).lokal(),
        mulig(&VIRKNING_TIL).lokal(),
        en(&AKTOER).lokal(),
        en(&AKTOERTYPE).lokal(),
        mulig(&NOTE).lokal(),
    ]),
);
static FORMULAR_OBJEKT_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "DistributionFormularType",
    Sekvens(&[en(&ID).lokal(), en(&KLE_FORSLAG).lokal(), mulig(&FACET_FORSLAG).lokal(), en(&MEDDELELSE).lokal()]),
);
static MEDDELELSE_TYPE: Kompleks = Kompleks::ny(&NS, "MeddelelseType", Sekvens(&[en(&FORMULARTYPE).lokal(), en(&FORMULAR).lokal()]));
static FORMULAR_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "FormularType",
    Sekvens(&[en(&TITELTEKST).lokal(), en(&FORMATNAVN).lokal(), en(&FORMULARINDHOLD).lokal(), en(&FORMULARXML).lokal()]),
);
static FORMULARXML_TYPE: Kompleks = Kompleks::ny(&NS, "FormularXMLType", Sekvens(&[hvadsomhelst(&NS, false)]));
