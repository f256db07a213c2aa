//! Every rule of the lint, against a case and a document that have nothing wrong with them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use ::register::anvisning::Fund;
use ::register::*;
use grund::{Periode, Tidspunkt, UnikId, Uuid};
use sagdokument::numre::*;
use sagdokument::objekttyper::{DOKUMENT, SAG};
use sagdokument::{anvisninger, roller};

fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}
fn tekst(s: &str) -> Vaerdi {
    Vaerdi::Tekst(s.into())
}
fn urn(s: &str) -> UnikId {
    UnikId::Urn(s.into())
}
fn uuid(n: u128) -> UnikId {
    UnikId::Uuid(Uuid::from_u128(n))
}
fn rel(rolle: Uuid, slags: Uuid, reference: UnikId, felter: &[(u16, &str)]) -> Relation {
    Relation {
        rolle: Some(Maerke { id: UnikId::Uuid(rolle), label: None }),
        slags: Some(Maerke { id: UnikId::Uuid(slags), label: None }),
        felter: felter.iter().map(|(n, v)| (*n, tekst(v))).collect(),
        ..Relation::til(reference, Virkning::fra(t(0)))
    }
}
fn registrering(egenskaber: Felter, tilstand: u8, relationer: Vec<(u16, Vec<Relation>)>) -> Registrering {
    Registrering {
        registreret: Periode::ny(t(10), Tidspunkt::UENDELIG),
        livscyklus: Livscyklus::Importeret,
        oprindelse: Livscyklus::Importeret,
        bruger: uuid(1),
        afsendt: Some(t(9)),
        note: None,
        billede: Tilstandsbillede {
            egenskaber: vec![Egenskab { virkning: Virkning::fra(t(0)), felter: egenskaber }],
            tilstande: [(1, vec![Tilstand { virkning: Virkning::fra(t(0)), vaerdi: tilstand }])].into(),
            relationer: relationer.into_iter().collect(),
            ..Tilstandsbillede::default()
        },
    }
}
fn systemer() -> Vec<Relation> {
    [roller::MASTER, roller::AFSENDER].map(|r| rel(r, roller::TYPE_ITSYSTEM, uuid(40), &[(REL_SYSTEMNAVN, "Sagssystem")])).to_vec()
}
/// "Aftale om forebyggende hjemmebesøg" as the anvisninger want it.
fn sag() -> Registrering {
    let notat = Vaerdi::Struktur([(1, tekst("Ringet")), (2, tekst("QUJD")), (3, tekst("00000000-0000-4000-8000-000000000001"))].into());
    let mut journalnotat = rel(Uuid::from_u128(90), Uuid::from_u128(91), urn("URN:Empty"), &[]);
    journalnotat.indeks = Some("1".into());
    journalnotat.felter.insert(REL_JOURNALNOTAT, notat);
    let felter: Felter = [
        (BRUGERVENDTNOEGLE, tekst("26-1")),
        (NUMMER, tekst("26-1")),
        (TITEL, tekst("Aftale om forebyggende hjemmebesøg")),
        (FOELSOMHED, tekst("FOELSOMME_PERSONOPLYSNINGER")),
        (KASSATIONSKODE, tekst("00000000-0000-4000-8000-000000000002")),
        (OFFENTLIGHEDUNDTAGET, Vaerdi::Struktur([(1, tekst("Aftale")), (2, tekst("§ 30"))].into())),
    ]
    .into();
    registrering(
        felter,
        1,
        vec![
            (
                AKTOER,
                vec![
                    rel(roller::EJER, roller::TYPE_ORGANISATION, uuid(20), &[(REL_CVR, "11111111"), (REL_FULDTNAVN, "Korsbæk Kommune")]),
                    rel(roller::ANSVARLIG, roller::TYPE_ENHED, uuid(21), &[(REL_CVR, "11111111"), (REL_FULDTNAVN, "Team Nord")]),
                    rel(roller::PRIMAER_BEHANDLER, roller::TYPE_BRUGER, uuid(22), &[(REL_CVR, "11111111"), (REL_FULDTNAVN, "Bo")]),
                ],
            ),
            (
                KLASSE,
                vec![
                    rel(roller::PRIMAER_KLASSE, roller::TYPE_KLASSE, uuid(30), &[(REL_BRUGERVENDTNOEGLE, "27.35.04")]),
                    rel(roller::HANDLINGSKLASSE, roller::TYPE_KLASSE, uuid(31), &[(REL_BRUGERVENDTNOEGLE, "G01")]),
                ],
            ),
            (PART, vec![rel(roller::PRIMAER_PART, roller::TYPE_PERSON, urn("urn:oio:cpr-nr:0101011234"), &[(REL_FULDTNAVN, "Åse")])]),
            (JOURNALPOST, vec![journalnotat]),
            (ITSYSTEM, systemer()),
        ],
    )
}
fn dokument() -> Registrering {
    let felter: Felter = [
        (BRUGERVENDTNOEGLE, tekst("D-1")),
        (NUMMER, tekst("D-1")),
        (TITEL, tekst("Ansøgning")),
        (FOELSOMHED, tekst("IKKE_FORTROLIGE_DATA")),
        (DOKUMENTTYPE, tekst("Brev, indgaaende")),
        (BREVDATO, tekst("2026-03-01")),
        (MAJOR, Vaerdi::Heltal(1)),
        (MINOR, Vaerdi::Heltal(0)),
    ]
    .into();
    registrering(felter, 7, vec![(ITSYSTEM, systemer())])
}
fn felter(r: &mut Registrering) -> &mut Felter {
    &mut r.billede.egenskaber[0].felter
}
fn rels(r: &mut Registrering, nr: u16) -> &mut Vec<Relation> {
    r.billede.relationer.get_mut(&nr).unwrap()
}
fn note(r: &mut Registrering) -> &mut Felter {
    match rels(r, JOURNALPOST)[0].felter.get_mut(&REL_JOURNALNOTAT) {
        Some(Vaerdi::Struktur(s)) => s,
        _ => panic!("no note"),
    }
}

type Skade = fn(&mut Registrering);
/// Rule, field, and what is done to a right registration.
type Fejl = (&'static str, &'static str, Skade);

const SAGSFEJL: &[Fejl] = &[
    ("C-12", "registrering/tidspunkt", |r| r.afsendt = None),
    ("A-24", "registrering/livscyklus", |r| r.livscyklus = Livscyklus::Opstaaet),
    ("C.3 BrugerRef", "registrering/bruger", |r| r.bruger = urn("urn:mit:bo")),
    ("A-4", "egenskaber[1]/virkning/fra", |r| r.billede.egenskaber[0].virkning.periode.fra = Tidspunkt::MINUS_UENDELIG),
    ("A-9", "relationer/sagspart[1]/virkning/aktoertype", |r| rels(r, PART)[0].virkning.aktoertype = Some(Aktoertype::Organisation)),
    ("C.3 BrugervendtNoegle", "egenskaber[1]/brugervendtnoegle", |r| drop(felter(r).remove(&BRUGERVENDTNOEGLE))),
    ("C.3 BrugervendtNoegle", "egenskaber[1]/brugervendtnoegle", |r| drop(felter(r).insert(BRUGERVENDTNOEGLE, tekst("X")))),
    ("C.3 Sagsnummer", "egenskaber[1]/sagsnummer", |r| drop(felter(r).remove(&NUMMER))),
    ("C.3 Titel", "egenskaber[1]/titel", |r| drop(felter(r).remove(&TITEL))),
    ("C.3 Foelsomhed", "egenskaber[1]/foelsomhed", |r| drop(felter(r).remove(&FOELSOMHED))),
    ("C.3 Kassationskode", "egenskaber[1]/kassationskode", |r| drop(felter(r).insert(KASSATIONSKODE, tekst("B")))),
    ("C.3 OffentlighedUndtaget", "egenskaber[1]/offentlighedundtaget", |r| {
        felter(r).insert(OFFENTLIGHEDUNDTAGET, Vaerdi::Struktur([(1, tekst("Aftale"))].into()));
    }),
    ("C.3 Fremdrift", "tilstande/fremdrift", |r| r.billede.tilstande.clear()),
    ("C.3 Fremdrift", "tilstande/fremdrift[1]", |r| r.billede.tilstande.get_mut(&1).unwrap()[0].vaerdi = 4),
    ("C.3 Fremdrift", "tilstande/fremdrift[2]/virkning", |r| {
        let l = r.billede.tilstande.get_mut(&1).unwrap();
        l[0].virkning.periode.til = t(5);
        l.push(Tilstand { virkning: Virkning::fra(t(6)), vaerdi: 2 });
    }),
    ("A-57", "relationer/sagspart[1]/rolle", |r| rels(r, PART)[0].rolle = None),
    ("A-57", "relationer/sagspart[1]/type", |r| rels(r, PART)[0].slags = None),
    ("A-57", "relationer/sagspart[1]/reference", |r| rels(r, PART)[0].reference = None),
    ("C.3 Aktør.Ejer", "relationer/sagsaktoer", |r| drop(rels(r, AKTOER).remove(0))),
    ("C.3 Aktør.Ejer", "relationer/sagsaktoer", |r| rels(r, AKTOER)[0].virkning.periode.til = t(50)),
    ("C.3 Aktør.Ejer", "relationer/sagsaktoer", |r| {
        let to = rels(r, AKTOER)[0].clone();
        rels(r, AKTOER).push(to);
    }),
    ("C.3 Aktør.Ejer", "relationer/sagsaktoer[1]/cvrnummer", |r| drop(rels(r, AKTOER)[0].felter.remove(&REL_CVR))),
    ("C.3 Aktør.Ejer", "relationer/sagsaktoer[1]/type", |r| rels(r, AKTOER)[0].slags = rels(r, AKTOER)[1].slags.clone()),
    ("C.3 Aktør.Ejer", "relationer/sagsaktoer[1]/reference", |r| rels(r, AKTOER)[0].reference = Some(urn("urn:oio:cvr-nr:123"))),
    ("C.3 Aktør.Ejer", "relationer/sagsaktoer[1]/brugervendtnoegle", |r| {
        rels(r, AKTOER)[0].reference = Some(urn("urn:oio:cvr-nr:11111111"))
    }),
    ("C.3 Aktør.Ejer", "relationer/sagsaktoer[1]/indeks", |r| rels(r, AKTOER)[0].indeks = Some("1".into())),
    ("C.3 Aktør.Ansvarlig", "relationer/sagsaktoer[2]/fuldtnavn", |r| drop(rels(r, AKTOER)[1].felter.remove(&REL_FULDTNAVN))),
    ("C.3 Aktør.Primær behandler", "relationer/sagsaktoer[3]/fuldtnavn", |r| drop(rels(r, AKTOER)[2].felter.remove(&REL_FULDTNAVN))),
    ("C.3 Part.Primær part", "relationer/sagspart[1]/reference", |r| rels(r, PART)[0].reference = Some(urn("urn:oio:cpr-nr:010101-1234"))),
    ("C.3 Part.Primær part", "relationer/sagspart[1]/reference", |r| rels(r, PART)[0].reference = Some(uuid(5))),
    ("C.3 Part.Primær part", "relationer/sagspart[1]/brugervendtnoegle", |r| {
        rels(r, PART)[0].felter.insert(REL_BRUGERVENDTNOEGLE, tekst("0101011234"));
    }),
    ("C.3 Klasse.Primær klasse", "relationer/sagsklasse[1]/brugervendtnoegle", |r| {
        rels(r, KLASSE)[0].felter.insert(REL_BRUGERVENDTNOEGLE, tekst("27.35"));
    }),
    ("C.3 Klasse.Handlingsklasse", "relationer/sagsklasse", |r| drop(rels(r, KLASSE).remove(1))),
    ("C.3 Søgeord", "relationer/sagsklasse[1]/soegeord", |r| {
        rels(r, KLASSE)[0].felter.insert(4, Vaerdi::Liste(vec![tekst("x")]));
    }),
    ("C.3 IT-system.Master", "relationer/itsystem[1]/systemnavn", |r| rels(r, ITSYSTEM)[0].felter.clear()),
    ("C.3 IT-system.Afsender", "relationer/itsystem[2]/systemuri", |r| {
        drop(rels(r, ITSYSTEM)[1].felter.insert(REL_SYSTEMURI, tekst("http://x")))
    }),
    ("C.3 Journalpost", "relationer/journalpost[1]/indeks", |r| rels(r, JOURNALPOST)[0].indeks = None),
    ("C.3 Journalpost.Journalnotat", "relationer/journalpost[1]/journalnotat/titel", |r| drop(note(r).remove(&1))),
    ("C.3 Journalpost.Journalnotat", "relationer/journalpost[1]/journalnotat/format", |r| drop(note(r).insert(3, tekst("pdf")))),
    ("C.3 Journalpost.Journalnotat", "relationer/journalpost[1]/journalnotat/notat", |r| {
        drop(note(r).insert(2, tekst(&"A".repeat(136_540))))
    }),
    ("C.3 Journalpost.Journalnotat", "relationer/journalpost[1]/journalnotat", |r| rels(r, JOURNALPOST)[0].felter.clear()),
    ("C.3 Journalpost.Journalnotat", "relationer/journalpost[1]/reference", |r| rels(r, JOURNALPOST)[0].reference = Some(uuid(8))),
    ("C.3 Journalpost.Journalnotat", "relationer/journalpost[1]/dokumenttitel", |r| {
        rels(r, JOURNALPOST)[0].felter.insert(REL_DOKUMENTTITEL, tekst("x"));
    }),
    ("C.3 Journalpost", "relationer/journalpost[1]/reference", |r| {
        rels(r, JOURNALPOST)[0].felter.clear();
        rels(r, JOURNALPOST)[0].reference = Some(urn("urn:x:dok"));
    }),
];

const DOKUMENTFEJL: &[Fejl] = &[
    ("C.4 Type", "egenskaber[1]/dokumenttype", |r| drop(felter(r).insert(DOKUMENTTYPE, tekst("Brev")))),
    ("C.4 Type", "egenskaber[1]/dokumenttype", |r| drop(felter(r).remove(&DOKUMENTTYPE))),
    ("C.4 BrevDato", "egenskaber[1]/brevdato", |r| drop(felter(r).remove(&BREVDATO))),
    ("C.4 UnderversionIdentifikator", "egenskaber[1]/minor", |r| drop(felter(r).remove(&MAJOR))),
    ("C.4 Dokumentnummer", "egenskaber[1]/dokumentnummer", |r| drop(felter(r).remove(&NUMMER))),
    ("C.4 Titel", "egenskaber[1]/titel", |r| drop(felter(r).remove(&TITEL))),
    ("C.4 BrugervendtNoegle", "egenskaber[1]/brugervendtnoegle", |r| drop(felter(r).remove(&BRUGERVENDTNOEGLE))),
    ("C.4 Foelsomhed", "egenskaber[1]/foelsomhed", |r| drop(felter(r).remove(&FOELSOMHED))),
    ("C.4 Fremdrift", "tilstande/fremdrift", |r| r.billede.tilstande.clear()),
    ("C.3 IT-system.Master", "relationer/itsystem", |r| drop(rels(r, ITSYSTEM).remove(0))),
];

fn proev(typen: &'static Objekttype, god: fn() -> Registrering, fejl: &[Fejl]) {
    assert_eq!(anvisninger::efterproev(typen, &god()), []);
    for (regel, felt, skade) in fejl {
        let mut r = god();
        skade(&mut r);
        let fundet = anvisninger::efterproev(typen, &r);
        let det: Vec<&Fund> = fundet.iter().filter(|f| f.regel == *regel && f.felt == *felt).collect();
        assert_eq!(det.len(), 1, "{regel} {felt}: {fundet:?}");
        assert!(!det[0].raad.is_empty() && fundet.len() <= 2, "{regel} {felt}: {fundet:?}");
    }
}

#[test]
fn c3_every_rule_of_a_case() {
    proev(&SAG, sag, SAGSFEJL);
}

#[test]
fn c4_every_rule_of_a_document() {
    proev(&DOKUMENT, dokument, DOKUMENTFEJL);
}

#[test]
fn five_planted_faults_are_all_named() {
    let mut r = sag();
    felter(&mut r).remove(&FOELSOMHED);
    r.billede.tilstande.get_mut(&1).unwrap()[0].vaerdi = 4;
    rels(&mut r, PART)[0].reference = Some(urn("urn:oio:cpr-nr:01010112345"));
    rels(&mut r, KLASSE)[0].felter.insert(REL_BRUGERVENDTNOEGLE, tekst("27.35"));
    rels(&mut r, ITSYSTEM)[1].felter.clear();
    let fundet = anvisninger::efterproev(&SAG, &r);
    let regler: Vec<_> = fundet.iter().map(|f| f.regel).collect();
    let ventet = ["C.3 Foelsomhed", "C.3 Fremdrift", "C.3 Klasse.Primær klasse", "C.3 Part.Primær part", "C.3 IT-system.Afsender"];
    assert_eq!(regler, ventet);
    // what may be a CPR number is not repeated
    assert!(fundet.iter().all(|f| !f.vaerdi.contains("0101")), "{fundet:?}");
    assert_eq!(fundet[2].vaerdi, "27.35");
}

#[test]
fn c10_the_master_is_for_ever() {
    use sagdokument::regler::master;
    let (foer, mut efter) = (sag(), sag());
    assert!(master(None, &efter).is_ok() && master(Some(&foer), &efter).is_ok());
    rels(&mut efter, ITSYSTEM)[0].reference = Some(uuid(41));
    let f = master(Some(&foer), &efter).unwrap_err();
    assert_eq!((f.kode(), f.post().statuskode), (grund::Fejlkode::AndenMaster, 49));
    rels(&mut efter, ITSYSTEM).remove(0);
    assert!(master(Some(&foer), &efter).is_err());
    // two at once
    let mut to = sag();
    let anden = Relation { reference: Some(uuid(42)), ..rels(&mut to, ITSYSTEM)[0].clone() };
    rels(&mut to, ITSYSTEM).push(anden);
    assert!(master(None, &to).is_err());
}
