//! The two object types of the index (contracts 7).
//!
//! Stored numbers: types 91–95; the numbers of fields and relations are in [`crate::numre`]. A grant's BevilgetYdelse has its own virkning and
//! its own identity, so it is a relation whose index is the benefit's Id; what it refers to without virkning (it-systems, the class of the
//! benefit, its KLE) are composite values, and are found as references.
use crate::{anvisninger, numre::*, regler, roller};
use register::byg::*;
use register::{Felt, Felttype, Objekttype};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[&BEVILLING, &OEKONOMISKEFFEKTUERING];

/// The register's service of the types.
pub const SERVICE: &str = "ydelsesindeks";

/// Stored number of a grant's type.
pub const BEVILLING_NR: u16 = 91;
/// Stored number of a payment's type.
pub const EFFEKTUERING_NR: u16 = 92;

/// Sensitivity, from the lowest.
pub const FOELSOMHEDER: &[&str] = &grund::afgraensning::FOELSOMHEDER;

/// Digits of an amount that we keep; the schema sets no limit.
const BELOEB_TEGN: usize = 40;
const BVN: Felt = tekst(BRUGERVENDTNOEGLE, "brugervendtnoegle", 50);
const AENDRET: Felt = felt(18, "senestaendrettidspunkt", Felttype::Tidspunkt);
const REL_BVN: Felt = usoegt(tekst(REL_BRUGERVENDTNOEGLE, "brugervendtnoegle", 50));
const NAVN: Felt = prosa(REL_FULDTNAVN, "fuldtnavn", 255);
const PARTFELTER: &[Felt] = &[REL_BVN, NAVN];
const AKTOERFELTER: &[Felt] = &[REL_BVN, NAVN, usoegt(felt(REL_CVR, "cvrnummer", Felttype::Cifre(&[8])))];
const ROLLE: Felt = usoegt(felt(REF_ROLLE, "rolle", Felttype::Reference));
const TYPE: Felt = usoegt(felt(REF_TYPE, "type", Felttype::Reference));
const INDEKS: Felt = prosa(REF_INDEKS, "indeks", 255);
const REFERENCE: Felt = felt(REF_REFERENCE, "reference", Felttype::Reference);

const fn beloeb(nr: u16, navn: &'static str) -> Felt {
    prosa(nr, navn, BELOEB_TEGN)
}
const fn tid(nr: u16, navn: &'static str) -> Felt {
    usoegt(felt(nr, navn, Felttype::Tidspunkt))
}

const SYSTEM: &[Felt] = &[ROLLE, TYPE, INDEKS, usoegt(REFERENCE), prosa(REF_NAVN, "systemnavn", 255), prosa(REF_ANDET, "systemuri", 255)];
const KLASSE: &[Felt] = &[ROLLE, TYPE, INDEKS, REFERENCE, prosa(REF_NAVN, "brugervendtnoegle", 50), prosa(REF_ANDET, "klassetitel", 255)];
const YDELSE: &[Felt] =
    &[ROLLE, TYPE, INDEKS, REFERENCE, prosa(REF_NAVN, "ydelsesnavn", 255), felt(REF_ANDET, "klassifikation", Felttype::Struktur(KLASSE))];
const PLAN: &[Felt] = &[
    prosa(1, "id", 255),
    tid(PLAN_STARTDATO, "startdato"),
    tid(PLAN_SLUTDATO, "slutdato"),
    prosa(PLAN_FREKVENS, "beregningsfrekvens", 50),
    usoegt(felt(PLAN_FORUDBAGUD, "forudbagud", Felttype::Kode(&["Forud", "Bagud"]))),
    prosa(PLAN_DISPOSITIONSDAG, "dispositionsdag", 50),
    beloeb(PLAN_BELOEB, "ydelsesbeloeb"),
    usoegt(felt(PLAN_MANUELT, "manueltgodkendes", Felttype::Boolsk)),
];
const BEVILGETYDELSEFELTER: &[Felt] = &[
    prosa(YD_NAVN, "navn", 255),
    tid(YD_STARTDATO, "startdato"),
    tid(YD_SLUTDATO, "slutdato"),
    prosa(YD_BEGRUNDELSE, "begrundelse", 4096),
    usoegt(felt(5, "tilbagebetalingspligtig", Felttype::Boolsk)),
    prosa(6, "meddelelse", 10_000),
    usoegt(felt(YD_ITSYSTEM, "itsystem", Felttype::Strukturliste(SYSTEM))),
    felt(YD_YDELSE, "ydelse", Felttype::Struktur(YDELSE)),
    usoegt(felt(YD_PLAN, "oekonomiskeffektueringsplan", Felttype::Strukturliste(PLAN))),
];
const YDELSEREF: &[Felt] = &[felt(EFF_BEVILLING, "bevilling", Felttype::Reference), prosa(EFF_YDELSEID, "bevilgetydelseid", 255)];
const EFFEKTUERINGFELTER: &[Felt] = &[
    tid(EFF_STARTDATO, "startdato"),
    tid(EFF_SLUTDATO, "slutdato"),
    beloeb(EFF_BELOEB, "ydelsesbeloeb"),
    prosa(EFF_KLE, "klassifikationsbeskrivelse", 255),
    felt(EFF_YDELSEREF, "bevilgetydelseref", Felttype::Struktur(YDELSEREF)),
];

/// A grant with its benefits.
pub static BEVILLING: Objekttype = Objekttype {
    nr: BEVILLING_NR,
    navn: "BevillingIndeks",
    service: SERVICE,
    sti: "bevillingindeks",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        tekst(STARTDATO, "startdato", 255),
        tekst(SLUTDATO, "slutdato", 255),
        prosa(4, "begrundelse", 4096),
        felt(FOELSOMHED, "foelsomhed", Felttype::Kode(FOELSOMHEDER)),
        AENDRET,
    ],
    tilstande: &[],
    relationer: &[
        pr_rolle(BEVILLINGSSAG, "bevillingssag", "SagIndeks", PARTFELTER, &roller::ELLERS_EN),
        pr_rolle(BEVILLINGSPART, "bevillingspart", "", PARTFELTER, &roller::ELLERS_EN),
        pr_rolle(BEVILLINGSAKTOER, "bevillingsaktoer", "", AKTOERFELTER, &roller::ELLERS_EN),
        pr_rolle(SIKKERHEDSPROFIL, "sikkerhedsprofil", "", &[], &roller::ELLERS_FLER),
        pr_rolle(BEVILGETYDELSE, "bevilgetydelse", "Klasse", BEVILGETYDELSEFELTER, &roller::ELLERS_FLER),
    ],
    varianter: None,
    anvisninger: Some(anvisninger::BEVILLINGSLINT),
    syn: Some(&crate::syn::BEVILLING),
    regler: &[regler::bevillingens_master, regler::bevillingens_beloeb],
    forklaring: "A grant with its benefits, in the Ydelsesindeks.",
};

/// A payment of one or more benefits.
pub static OEKONOMISKEFFEKTUERING: Objekttype = Objekttype {
    nr: EFFEKTUERING_NR,
    navn: "OekonomiskEffektueringIndeks",
    service: SERVICE,
    sti: "oekonomiskeffektueringindeks",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        felt(STARTDATO, "startdato", Felttype::Tidspunkt),
        felt(SLUTDATO, "slutdato", Felttype::Tidspunkt),
        beloeb(SAMLETBRUTTOBELOEB, "samletbruttobeloeb"),
        felt(DISPOSITIONSDATO, "dispositionsdato", Felttype::Tidspunkt),
        beloeb(BELOEBEFTERSKATATP, "beloebefterskatatp"),
        beloeb(BELOEBSENDTTILUDBETALING, "beloebsendttiludbetaling"),
        beloeb(BELOEBUDBETALT, "beloebudbetalt"),
        prosa(9, "udbetalingsafdeling", 255),
        prosa(SENDTTILUDBETALINGTEKST, "sendttiludbetalingtekst", 255),
        prosa(UDBETALTTEKST, "udbetalttekst", 255),
        AENDRET,
    ],
    tilstande: &[],
    relationer: &[
        pr_rolle(YDELSEEFFEKTUERING, "oekonomiskydelseeffektuering", "Klasse", EFFEKTUERINGFELTER, &roller::ELLERS_FLER),
        pr_rolle(AKTOER, "aktoer", "", AKTOERFELTER, &roller::ELLERS_EN),
        pr_rolle(
            ITSYSTEM,
            "itsystem",
            "ItSystem",
            &[prosa(REL_SYSTEMNAVN, "systemnavn", 255), prosa(2, "systemuri", 255)],
            &roller::ELLERS_EN,
        ),
        pr_rolle(PART, "part", "", PARTFELTER, &roller::ELLERS_EN),
    ],
    varianter: None,
    anvisninger: Some(anvisninger::EFFEKTUERINGSLINT),
    syn: Some(&crate::syn::OEKONOMISKEFFEKTUERING),
    regler: &[regler::effektueringens_master, regler::effektueringens_beloeb],
    forklaring: "A payment of benefits, in the Ydelsesindeks.",
};
