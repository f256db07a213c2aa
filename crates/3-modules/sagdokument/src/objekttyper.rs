//! The two object types of the index (contracts 6.2, 6.3), with what the extensions of the wire add (`si:`, `di:`).
//!
//! Stored numbers: types 81–89; the numbers of fields and relations are in [`crate::numre`]. A case and a document have the same number
//! for the same thing. SagIndeksEgenskaber are fields of the attribute like any other: their sensitivity stands where the document's does.
use crate::{anvisninger, numre::*, regler, roller};
use register::byg::*;
use register::{Felt, Felttype, Objekttype, Relationsdef};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[&SAG, &DOKUMENT];

/// The register's service of the types.
pub const SERVICE: &str = "sagdokumentindeks";

/// Stored number of a case's type.
pub const SAG_NR: u16 = 81;

/// Sensitivity, from the lowest; access to a level implies the lower ones (C.3).
pub const FOELSOMHEDER: &[&str] = &grund::afgraensning::FOELSOMHEDER;
/// The states of a case, in order.
pub const SAG_FREMDRIFT: &[&str] = &["Opstaaet", "Oplyst", "Afgjort", "Afsluttet"];
/// The states of a document.
pub const DOKUMENT_FREMDRIFT: &[&str] = &["Modtaget", "Fordelt", "Underudarbejdelse", "Underreview", "Publiceret", "Endeligt", "Afleveret"];
/// The types of a document. `Brev` is in the schema and shall not be used (C.4).
pub const DOKUMENTTYPER: &[&str] =
    &["Faktura", "Brev, indgaaende", "Brev, udgaaende", "Brev", "Internt Notat", "Eksternt Notat", "Rapport", "Dagsorden", "Plan", "Andet"];

const OFFENTLIGHED: Felttype = Felttype::Struktur(&[prosa(1, "alternativtitel", 255), prosa(2, "hjemmel", 1024)]);
const BVN: Felt = tekst(BRUGERVENDTNOEGLE, "brugervendtnoegle", 50);
const AENDRET: Felt = felt(18, "senestaendrettidspunkt", Felttype::Tidspunkt);
const REL_BVN: Felt = usoegt(tekst(REL_BRUGERVENDTNOEGLE, "brugervendtnoegle", 50));
const NAVN: Felt = prosa(REL_FULDTNAVN, "fuldtnavn", 255);
const AKTOERFELTER: &[Felt] = &[REL_BVN, NAVN, usoegt(felt(REL_CVR, "cvrnummer", Felttype::Cifre(&[8])))];
const KLASSETITEL: Felt = prosa(REL_KLASSETITEL, "klassetitel", 255);
const SOEGEORD: Felt = usoegt(felt(
    4,
    "soegeord",
    Felttype::Strukturliste(&[prosa(1, "soegeordidentifikator", 4096), prosa(2, "beskrivelse", 4096), prosa(3, "soegeordskategori", 4096)]),
));
const SYSTEMFELTER: &[Felt] = &[prosa(REL_SYSTEMNAVN, "systemnavn", 255), prosa(REL_SYSTEMURI, "systemuri", 255)];
/// A journal note is at most 100 KB before base64 (C.3); a little more is let through, since the lint says so and the schema does not.
const NOTAT: Felttype = Felttype::Struktur(&[prosa(1, "titel", 255), prosa(2, "notat", 200_000), prosa(3, "format", 50)]);
const JOURNALPOSTFELTER: &[Felt] = &[
    prosa(REL_DOKUMENTTITEL, "dokumenttitel", 255),
    usoegt(felt(REL_OFFENTLIGHED, "offentlighedundtaget", OFFENTLIGHED)),
    usoegt(felt(REL_JOURNALNOTAT, "journalnotat", NOTAT)),
];
const SIKKERHED: Relationsdef = pr_rolle(SIKKERHEDSPROFIL, "sikkerhedsprofil", "", &[], &roller::ELLERS_FLER);
const SYSTEMER: Relationsdef = pr_rolle(ITSYSTEM, "itsystem", "ItSystem", SYSTEMFELTER, &roller::ELLERS_EN);

/// A case, as its case system tells the index.
pub static SAG: Objekttype = Objekttype {
    nr: SAG_NR,
    navn: "SagIndeks",
    service: SERVICE,
    sti: "sagindeks",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        prosa(BESKRIVELSE, "beskrivelse", 4096),
        tekst(TITEL, "titel", 255),
        tekst(KASSATIONSKODE, "kassationskode", 50),
        usoegt(felt(OFFENTLIGHEDUNDTAGET, "offentlighedundtaget", OFFENTLIGHED)),
        felt(9, "afleveret", Felttype::Boolsk),
        prosa(10, "hjemmel", 1024),
        felt(11, "principiel", Felttype::Boolsk),
        tekst(NUMMER, "sagsnummer", 50),
        tekst(SAGSSTATUS, "sagsstatus", 255),
        tekst(14, "sagskategori", 255),
        felt(FOELSOMHED, "foelsomhed", Felttype::Kode(FOELSOMHEDER)),
        tekst(16, "lokation", 255),
        felt(OPRETTETTIDSPUNKT, "oprettettidspunkt", Felttype::Tidspunkt),
        AENDRET,
    ],
    tilstande: &[tilstand(1, "fremdrift", SAG_FREMDRIFT)],
    relationer: &[
        pr_rolle(AKTOER, "sagsaktoer", "", AKTOERFELTER, &roller::ELLERS_EN),
        pr_rolle(KLASSE, "sagsklasse", "Klasse", &[REL_BVN, KLASSETITEL, prosa(3, "facettitel", 255), SOEGEORD], &roller::ELLERS_EN),
        pr_rolle(PART, "sagspart", "", &[REL_BVN, NAVN], &roller::ELLERS_FLER),
        pr_rolle(RELATION, "sagsrelation", "SagIndeks", &[], &roller::ELLERS_EN),
        pr_rolle(GENSTAND, "sagsgenstande", "", &[prosa(1, "tekstfelt", 1024)], &roller::ELLERS_FLER),
        pr_rolle(JOURNALPOST, "journalpost", "DokumentIndeks", JOURNALPOSTFELTER, &roller::ELLERS_FLER),
        SYSTEMER,
        SIKKERHED,
    ],
    varianter: None,
    anvisninger: Some(anvisninger::LINT),
    syn: Some(&crate::syn::SAG),
    regler: &[regler::master],
    forklaring: "A case in the Sags- og Dokumentindeks.",
};

/// A document, as its case system tells the index.
pub static DOKUMENT: Objekttype = Objekttype {
    nr: 82,
    navn: "DokumentIndeks",
    service: SERVICE,
    sti: "dokumentindeks",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        prosa(BESKRIVELSE, "beskrivelse", 4096),
        tekst(TITEL, "titel", 255),
        tekst(KASSATIONSKODE, "kassationskode", 50),
        usoegt(felt(OFFENTLIGHEDUNDTAGET, "offentlighedundtaget", OFFENTLIGHED)),
        felt(BREVDATO, "brevdato", Felttype::Dato),
        felt(MAJOR, "major", Felttype::Heltal(i64::MIN, i64::MAX)),
        felt(MINOR, "minor", Felttype::Heltal(i64::MIN, i64::MAX)),
        tekst(NUMMER, "dokumentnummer", 50),
        felt(FOELSOMHED, "foelsomhed", Felttype::Kode(FOELSOMHEDER)),
        AENDRET,
        felt(DOKUMENTTYPE, "dokumenttype", Felttype::Kode(DOKUMENTTYPER)),
    ],
    tilstande: &[tilstand(1, "fremdrift", DOKUMENT_FREMDRIFT)],
    relationer: &[
        pr_rolle(AKTOER, "dokumentaktoer", "", AKTOERFELTER, &roller::ELLERS_EN),
        pr_rolle(KLASSE, "dokumentklasse", "Klasse", &[REL_BVN, KLASSETITEL, SOEGEORD], &roller::ELLERS_EN),
        pr_rolle(PART, "dokumentpart", "", &[REL_BVN, NAVN], &roller::ELLERS_FLER),
        pr_rolle(RELATION, "dokumentrelation", "DokumentIndeks", &[], &roller::ELLERS_FLER),
        SYSTEMER,
        SIKKERHED,
    ],
    varianter: None,
    anvisninger: Some(anvisninger::LINT),
    syn: Some(&crate::syn::DOKUMENT),
    regler: &[regler::master],
    forklaring: "A document in the Sags- og Dokumentindeks.",
};
