//! The further object types of the OIO REST interface: sag, dokument, aktivitet, indsats, tilstand, loghaendelse.
//!
//! Stored numbers: types 41–46; field 1 is always `brugervendtnoegle`, field 2 `integrationsdata`. Texts without a limit in the
//! standard have one here.
use register::byg::*;
use register::{Felt, Felttype, Objekttype, Relationsdef, Tilstandsdef, Variantdef};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[&SAG, &DOKUMENT, &AKTIVITET, &INDSATS, &TILSTAND, &LOGHAENDELSE];

const BVN: Felt = kraevet(tekst(1, "brugervendtnoegle", 255));
const INTEGRATIONSDATA: Felt = prosa(2, "integrationsdata", 10_000);
const BESKRIVELSE: Felt = prosa(3, "beskrivelse", 10_000);
const TITEL: Felt = tekst(4, "titel", 1024);
const KASSATIONSKODE: Felt = tekst(5, "kassationskode", 50);
const STARTTIDSPUNKT: Felt = felt(6, "starttidspunkt", Felttype::Tidspunkt);
const SLUTTIDSPUNKT: Felt = felt(7, "sluttidspunkt", Felttype::Tidspunkt);
const OFFENTLIGHED: &[Felt] = &[prosa(1, "alternativtitel", 1024), prosa(2, "hjemmel", 1024)];
const OFFENTLIGHEDUNDTAGET: Felt = Felt {
    nr: 8,
    navn: "offentlighedundtaget",
    slags: Felttype::Struktur(OFFENTLIGHED),
    obligatorisk: false,
    soegbar: false,
    kraever: None,
};
const PUBLICERET: Tilstandsdef = tilstand(2, "publiceret", &["Publiceret", "IkkePubliceret", "Normal"]);

/// What a journal entry carries besides its reference (B-14).
const JOURNALPOST: &[Felt] = &[
    kraevet(felt(1, "journalpostkode", Felttype::Kode(&["journalnotat", "vedlagtdokument"]))),
    felt(2, "journalnotat", Felttype::Struktur(&[tekst(1, "titel", 1024), prosa(2, "notat", 100_000), tekst(3, "format", 255)])),
    felt(3, "journaldokument", Felttype::Struktur(&[tekst(1, "dokumenttitel", 1024), OFFENTLIGHEDUNDTAGET])),
];

/// A case.
pub static SAG: Objekttype = Objekttype {
    nr: 41,
    navn: "Sag",
    service: "sag",
    sti: "sag",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        INTEGRATIONSDATA,
        kraevet(BESKRIVELSE),
        kraevet(TITEL),
        kraevet(KASSATIONSKODE),
        OFFENTLIGHEDUNDTAGET,
        felt(9, "afleveret", Felttype::Boolsk),
        tekst(10, "hjemmel", 1024),
        felt(11, "principiel", Felttype::Boolsk),
        kraevet(tekst(12, "sagsnummer", 255)),
    ],
    tilstande: &[tilstand(1, "fremdrift", &["Opstaaet", "Oplyst", "Afgjort", "Bestilt", "Udfoert", "Afsluttet"])],
    relationer: &[
        en_indeks(1, "behandlingarkiv", ""),
        en_indeks(2, "afleveringsarkiv", ""),
        en_indeks(3, "primaerklasse", "Klasse"),
        en_indeks(4, "opgaveklasse", "Klasse"),
        en_indeks(5, "handlingsklasse", "Klasse"),
        en_indeks(6, "kontoklasse", "Klasse"),
        en_indeks(7, "sikkerhedsklasse", "Klasse"),
        en_indeks(8, "foelsomhedsklasse", "Klasse"),
        en_indeks(9, "indsatsklasse", "Klasse"),
        en_indeks(10, "ydelsesklasse", "Klasse"),
        en_indeks(11, "ejer", ""),
        en_indeks(12, "ansvarlig", ""),
        en_indeks(13, "primaerbehandler", ""),
        en_indeks(14, "udlaanttil", ""),
        en_indeks(15, "primaerpart", ""),
        en_indeks(16, "ydelsesmodtager", ""),
        en_indeks(17, "oversag", "Sag"),
        en_indeks(18, "praecedens", "Sag"),
        en_indeks(19, "afgiftsobjekt", ""),
        en_indeks(20, "ejendomsskat", ""),
        indeks(21, "andetarkiv", ""),
        indeks(22, "andrebehandlere", ""),
        indeks(23, "sekundaerpart", ""),
        indeks(24, "andresager", "Sag"),
        indeks(25, "byggeri", ""),
        indeks(26, "fredning", ""),
        med_felter(indeks(27, "journalpost", ""), JOURNALPOST),
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A case.",
};

/// Variants of a document and their parts.
const VARIANTER: Variantdef = Variantdef {
    egenskaber: &[
        felt(1, "arkivering", Felttype::Boolsk),
        felt(2, "delvisscannet", Felttype::Boolsk),
        felt(3, "offentliggoerelse", Felttype::Boolsk),
        felt(4, "produktion", Felttype::Boolsk),
    ],
    del_egenskaber: &[
        felt(1, "indeks", Felttype::Heltal(0, 1_000_000)),
        tekst(2, "indhold", 1024),
        tekst(3, "lokation", 1024),
        tekst(4, "mimetype", 255),
    ],
    del_relationer: &[fler(1, "underredigeringaf", "")],
};

/// A document with its variants, parts and files.
pub static DOKUMENT: Objekttype = Objekttype {
    nr: 42,
    navn: "Dokument",
    service: "dokument",
    sti: "dokument",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        INTEGRATIONSDATA,
        kraevet(BESKRIVELSE),
        kraevet(TITEL),
        KASSATIONSKODE,
        OFFENTLIGHEDUNDTAGET,
        kraevet(felt(9, "brevdato", Felttype::Dato)),
        felt(10, "major", Felttype::Heltal(0, 1_000_000)),
        felt(11, "minor", Felttype::Heltal(0, 1_000_000)),
        kraevet(tekst(12, "dokumenttype", 255)),
    ],
    tilstande: &[tilstand(
        1,
        "fremdrift",
        &["Modtaget", "Fordelt", "Underudarbejdelse", "Underreview", "Publiceret", "Endeligt", "Afleveret"],
    )],
    relationer: &[
        en(1, "nyrevision", "Dokument"),
        en(2, "primaerklasse", "Klasse"),
        en(3, "ejer", ""),
        en(4, "ansvarlig", ""),
        en(5, "primaerbehandler", ""),
        en(6, "fordelttil", ""),
        fler(7, "arkiver", ""),
        fler(8, "besvarelser", "Dokument"),
        fler(9, "udgangspunkter", "Dokument"),
        fler(10, "kommentarer", "Dokument"),
        fler(11, "bilag", "Dokument"),
        fler(12, "andredokumenter", "Dokument"),
        fler(13, "andreklasser", "Klasse"),
        fler(14, "andrebehandlere", ""),
        fler(15, "parter", ""),
        fler(16, "kopiparter", ""),
        fler(17, "tilknyttedesager", "Sag"),
    ],
    varianter: Some(&VARIANTER),
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A document with its variants, parts and files.",
};

/// What an actor of an activity has accepted.
const AKTOERATTR: &[Felt] = &[felt(
    1,
    "aktoerattr",
    Felttype::Struktur(&[
        felt(1, "accepteret", Felttype::Kode(&["Accepteret", "Foreloebigt", "Afslaaet"])),
        felt(2, "obligatorisk", Felttype::Kode(&["Noedvendig", "Valgfri"])),
        felt(3, "repraesentation_uuid", Felttype::Reference),
        felt(4, "repraesentation_urn", Felttype::Reference),
    ]),
)];

const fn aktoer(r: Relationsdef) -> Relationsdef {
    med_felter(r, AKTOERATTR)
}

/// An activity: a meeting, a visit, a treatment.
pub static AKTIVITET: Objekttype = Objekttype {
    nr: 43,
    navn: "Aktivitet",
    service: "aktivitet",
    sti: "aktivitet",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        INTEGRATIONSDATA,
        BESKRIVELSE,
        STARTTIDSPUNKT,
        SLUTTIDSPUNKT,
        tekst(9, "aktivitetnavn", 1024),
        felt(10, "tidsforbrug", Felttype::Varighed),
        prosa(11, "formaal", 10_000),
    ],
    tilstande: &[tilstand(1, "status", &["Inaktiv", "Aktiv", "Aflyst"]), PUBLICERET],
    relationer: &[
        aktoer(en_indeks(1, "aktivitetstype", "")),
        aktoer(en_indeks(2, "emne", "")),
        aktoer(en_indeks(3, "foelsomhedklasse", "Klasse")),
        aktoer(en_indeks(4, "ansvarligklasse", "Klasse")),
        aktoer(en_indeks(5, "rekvirentklasse", "Klasse")),
        aktoer(en_indeks(6, "ansvarlig", "")),
        aktoer(en_indeks(7, "tilhoerer", "")),
        aktoer(indeks(8, "udfoererklasse", "Klasse")),
        aktoer(indeks(9, "deltagerklasse", "Klasse")),
        aktoer(indeks(10, "objektklasse", "Klasse")),
        aktoer(indeks(11, "resultatklasse", "Klasse")),
        aktoer(indeks(12, "grundlagklasse", "Klasse")),
        aktoer(indeks(13, "facilitetklasse", "Klasse")),
        aktoer(indeks(14, "adresse", "")),
        aktoer(indeks(15, "geoobjekt", "")),
        aktoer(indeks(16, "position", "")),
        aktoer(indeks(17, "facilitet", "")),
        aktoer(indeks(18, "lokale", "")),
        aktoer(indeks(19, "aktivitetdokument", "")),
        aktoer(indeks(20, "aktivitetgrundlag", "")),
        aktoer(indeks(21, "aktivitetresultat", "")),
        aktoer(indeks(22, "udfoerer", "")),
        aktoer(indeks(23, "deltager", "")),
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "An activity: a meeting, a visit, a treatment.",
};

/// An effort for a citizen.
pub static INDSATS: Objekttype = Objekttype {
    nr: 44,
    navn: "Indsats",
    service: "indsats",
    sti: "indsats",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, BESKRIVELSE, STARTTIDSPUNKT, SLUTTIDSPUNKT],
    tilstande: &[PUBLICERET, tilstand(1, "fremdrift", &["Uoplyst", "Visiteret", "Disponeret", "Leveret", "Vurderet"])],
    relationer: &[
        en_indeks(1, "indsatsmodtager", ""),
        en_indeks(2, "indsatstype", "Klasse"),
        indeks(3, "indsatskvalitet", ""),
        indeks(4, "indsatsaktoer", ""),
        indeks(5, "samtykke", ""),
        indeks(6, "indsatssag", "Sag"),
        indeks(7, "indsatsdokument", "Dokument"),
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "An effort for a citizen.",
};

/// The value that a condition was measured to.
const VAERDIATTR: &[Felt] =
    &[felt(1, "tilstandsvaerdiattr", Felttype::Struktur(&[felt(1, "forventet", Felttype::Boolsk), tekst(2, "nominelvaerdi", 1024)]))];

/// A condition of a citizen or thing, with its measured value.
pub static TILSTAND: Objekttype = Objekttype {
    nr: 45,
    navn: "Tilstand",
    service: "tilstand",
    sti: "tilstand",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, BESKRIVELSE],
    tilstande: &[tilstand(1, "status", &["Inaktiv", "Aktiv"]), PUBLICERET],
    relationer: &[
        en_indeks(1, "tilstandsobjekt", ""),
        en_indeks(2, "tilstandstype", "Klasse"),
        med_felter(indeks(3, "tilstandsvaerdi", ""), VAERDIATTR),
        indeks(4, "begrundelse", ""),
        indeks(5, "tilstandskvalitet", ""),
        indeks(6, "tilstandsvurdering", ""),
        indeks(7, "tilstandsaktoer", ""),
        indeks(8, "tilstandsudstyr", ""),
        indeks(9, "samtykke", ""),
        indeks(10, "tilstandsdokument", "Dokument"),
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A condition of a citizen or thing, with its measured value.",
};

/// An entry of a log.
pub static LOGHAENDELSE: Objekttype = Objekttype {
    nr: 46,
    navn: "Loghaendelse",
    service: "log",
    sti: "loghaendelse",
    emne: None,
    unikke: None,
    egenskaber: &[
        INTEGRATIONSDATA,
        tekst(9, "service", 255),
        tekst(10, "klasse", 255),
        kraevet(felt(11, "tidspunkt", Felttype::Tidspunkt)),
        tekst(12, "operation", 255),
        tekst(13, "objekttype", 255),
        tekst(14, "returkode", 50),
        prosa(15, "returtekst", 10_000),
        prosa(16, "note", 10_000),
    ],
    tilstande: &[tilstand(1, "gyldighed", &["Rettet", "Ikke rettet"])],
    relationer: &[en(1, "objekt", ""), en(2, "bruger", "Bruger"), en(3, "brugerrolle", "")],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "An entry of a log.",
};
