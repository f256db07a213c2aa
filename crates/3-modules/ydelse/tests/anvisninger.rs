//! Every rule of the lint, against a grant and a payment that have nothing wrong with them; and the hard rules.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use ::register::*;
use grund::{Periode, Tidspunkt, UnikId, Uuid};
use ydelse::numre::*;
use ydelse::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};
use ydelse::{anvisninger, regler, roller};

fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}
fn tekst(s: &str) -> Vaerdi {
    Vaerdi::Tekst(s.into())
}
fn uuid(n: u128) -> UnikId {
    UnikId::Uuid(Uuid::from_u128(n))
}
fn reference(u: Uuid) -> Vaerdi {
    Vaerdi::Reference(UnikId::Uuid(u))
}
fn rel(rolle: Uuid, reference: UnikId, felter: Felter) -> Relation {
    let maerke = |u| Some(Maerke { id: UnikId::Uuid(u), label: None });
    Relation { rolle: maerke(rolle), slags: maerke(Uuid::from_u128(9)), felter, ..Relation::til(reference, Virkning::fra(t(0))) }
}
fn navn(mere: &[(u16, &str)]) -> Felter {
    [(REL_FULDTNAVN, tekst("Navn"))].into_iter().chain(mere.iter().map(|(n, v)| (*n, tekst(v)))).collect()
}
fn registrering(egenskaber: Felter, relationer: Vec<(u16, Vec<Relation>)>) -> Registrering {
    Registrering {
        registreret: Periode::ny(t(10), Tidspunkt::UENDELIG),
        livscyklus: Livscyklus::Rettet,
        oprindelse: Livscyklus::Importeret,
        bruger: uuid(1),
        afsendt: Some(t(9)),
        note: None,
        billede: Tilstandsbillede {
            egenskaber: vec![Egenskab { virkning: Virkning::fra(t(0)), felter: egenskaber }],
            relationer: relationer.into_iter().collect(),
            ..Tilstandsbillede::default()
        },
    }
}
fn bevilling() -> Registrering {
    let klasse = Vaerdi::Struktur([(REF_NAVN, tekst("32.03.12"))].into());
    let system = Vaerdi::Struktur([(REF_ROLLE, reference(roller::MASTER)), (REF_REFERENCE, Vaerdi::Reference(uuid(40)))].into());
    let plan = Vaerdi::Struktur([(PLAN_BELOEB, tekst("5942.50"))].into());
    let ydelse: Felter = [
        (YD_NAVN, tekst("Hjælp")),
        (YD_STARTDATO, Vaerdi::Tidspunkt(t(0))),
        (YD_YDELSE, Vaerdi::Struktur([(REF_ANDET, klasse)].into())),
        (YD_ITSYSTEM, Vaerdi::Liste(vec![system])),
        (YD_PLAN, Vaerdi::Liste(vec![plan])),
    ]
    .into();
    let ydelse = Relation { felter: ydelse, reference: None, indeks: Some("y1".into()), ..Relation::til(uuid(0), Virkning::fra(t(0))) };
    registrering(
        [(BRUGERVENDTNOEGLE, tekst("B-1")), (STARTDATO, tekst("2026-03-01")), (FOELSOMHED, tekst("VIP_SAGER"))].into(),
        vec![
            (BEVILLINGSSAG, vec![rel(roller::SAG, uuid(2), Felter::new())]),
            (BEVILLINGSPART, vec![rel(roller::BEVILLINGSMODTAGER, UnikId::Urn("urn:oio:cpr-nr:0101011234".into()), navn(&[]))]),
            (
                BEVILLINGSAKTOER,
                vec![rel(roller::EJER, uuid(3), navn(&[(REL_CVR, "11111111")])), rel(roller::ANSVARLIG, uuid(4), navn(&[]))],
            ),
            (BEVILGETYDELSE, vec![ydelse]),
        ],
    )
}
fn effektuering() -> Registrering {
    let ydelsesref = Vaerdi::Struktur([(EFF_BEVILLING, Vaerdi::Reference(uuid(5))), (EFF_YDELSEID, tekst("y1"))].into());
    let ydelse: Felter = [
        (EFF_STARTDATO, Vaerdi::Tidspunkt(t(0))),
        (EFF_BELOEB, tekst("-12.50")),
        (EFF_KLE, tekst("32.03.12")),
        (EFF_YDELSEREF, ydelsesref),
    ]
    .into();
    registrering(
        [
            (BRUGERVENDTNOEGLE, tekst("E-1")),
            (STARTDATO, Vaerdi::Tidspunkt(t(0))),
            (SLUTDATO, Vaerdi::Tidspunkt(t(9))),
            (SAMLETBRUTTOBELOEB, tekst("100")),
            (DISPOSITIONSDATO, Vaerdi::Tidspunkt(t(5))),
        ]
        .into(),
        vec![
            (YDELSEEFFEKTUERING, vec![rel(roller::YDELSEEFFEKTUERING, uuid(6), ydelse)]),
            (AKTOER, vec![rel(roller::EFFEKTUERING_EJER, uuid(3), navn(&[(REL_CVR, "11111111")]))]),
            (ITSYSTEM, vec![rel(roller::MASTER, uuid(40), Felter::new())]),
            (PART, vec![rel(roller::EFFEKTUERINGSMODTAGER, UnikId::Urn("urn:oio:cvr-nr:12345678".into()), navn(&[]))]),
        ],
    )
}
fn rels(r: &mut Registrering, nr: u16) -> &mut Vec<Relation> {
    r.billede.relationer.get_mut(&nr).unwrap()
}
fn felter(r: &mut Registrering) -> &mut Felter {
    &mut r.billede.egenskaber[0].felter
}

type Fejl = (&'static str, &'static str, fn(&mut Registrering));

const BEVILLINGSFEJL: &[Fejl] = &[
    ("D BrugervendtNoegle", "egenskaber[1]/brugervendtnoegle", |r| drop(felter(r).remove(&BRUGERVENDTNOEGLE))),
    ("D Bevillingstartdato", "egenskaber[1]/startdato", |r| drop(felter(r).remove(&STARTDATO))),
    ("D Foelsomhed", "egenskaber[1]/foelsomhed", |r| drop(felter(r).remove(&FOELSOMHED))),
    ("D-2", "relationer/bevillingssag", |r| drop(r.billede.relationer.remove(&BEVILLINGSSAG))),
    ("D-2", "relationer/bevillingssag[1]/reference", |r| rels(r, BEVILLINGSSAG)[0].reference = Some(UnikId::Urn("urn:x:1".into()))),
    ("D Bevillingspart", "relationer/bevillingspart", |r| drop(r.billede.relationer.remove(&BEVILLINGSPART))),
    ("D Bevillingspart.Bevillingsmodtager", "relationer/bevillingspart[1]/reference", |r| {
        rels(r, BEVILLINGSPART)[0].reference = Some(uuid(8))
    }),
    ("D Bevillingsaktoer.Ejer", "relationer/bevillingsaktoer", |r| drop(rels(r, BEVILLINGSAKTOER).remove(0))),
    ("D Bevillingsaktoer.Ansvarlig", "relationer/bevillingsaktoer[2]/fuldtnavn", |r| rels(r, BEVILLINGSAKTOER)[1].felter.clear()),
    ("D BevilgetYdelse", "relationer/bevilgetydelse", |r| drop(r.billede.relationer.remove(&BEVILGETYDELSE))),
    ("D BevilgetYdelse.Id", "relationer/bevilgetydelse[1]/id", |r| rels(r, BEVILGETYDELSE)[0].indeks = None),
    ("D BevilgetYdelse", "relationer/bevilgetydelse[1]/navn", |r| drop(rels(r, BEVILGETYDELSE)[0].felter.remove(&YD_NAVN))),
    ("D BevilgetYdelse.Ydelse", "relationer/bevilgetydelse[1]/ydelse/klassifikation/brugervendtnoegle", |r| {
        rels(r, BEVILGETYDELSE)[0].felter.remove(&YD_YDELSE);
    }),
    ("D Beloeb", "relationer/bevilgetydelse[1]/oekonomiskeffektueringsplan[1]/ydelsesbeloeb", |r| {
        let plan = Vaerdi::Struktur([(PLAN_BELOEB, tekst("5.942"))].into());
        rels(r, BEVILGETYDELSE)[0].felter.insert(YD_PLAN, Vaerdi::Liste(vec![plan]));
    }),
    ("D BevilgetYdelse.ItSystem", "relationer/bevilgetydelse[1]/itsystem", |r| {
        drop(rels(r, BEVILGETYDELSE)[0].felter.remove(&YD_ITSYSTEM))
    }),
];
const EFFEKTUERINGSFEJL: &[Fejl] = &[
    ("D-3", "egenskaber[1]/slutdato", |r| drop(felter(r).remove(&SLUTDATO))),
    ("D Startdato", "egenskaber[1]/startdato", |r| drop(felter(r).remove(&STARTDATO))),
    ("D SamletBruttobeloeb", "egenskaber[1]/samletbruttobeloeb", |r| drop(felter(r).remove(&SAMLETBRUTTOBELOEB))),
    ("D Beloeb", "egenskaber[1]/beloebudbetalt", |r| drop(felter(r).insert(BELOEBUDBETALT, tekst("12550.555")))),
    ("D Beloeb", "relationer/oekonomiskydelseeffektuering[1]/ydelsesbeloeb", |r| {
        rels(r, YDELSEEFFEKTUERING)[0].felter.insert(EFF_BELOEB, tekst("99999999999999999999"));
    }),
    ("D Dispositionsdato", "egenskaber[1]/dispositionsdato", |r| drop(felter(r).remove(&DISPOSITIONSDATO))),
    ("D Aktoer.Ejer", "relationer/aktoer[1]/cvrnummer", |r| drop(rels(r, AKTOER)[0].felter.remove(&REL_CVR))),
    ("D ItSystem.Master", "relationer/itsystem", |r| drop(r.billede.relationer.remove(&ITSYSTEM))),
    ("D Part.Effektueringsmodtager", "relationer/part[1]/fuldtnavn", |r| rels(r, PART)[0].felter.clear()),
    ("D OekonomiskYdelseEffektuering", "relationer/oekonomiskydelseeffektuering", |r| {
        drop(r.billede.relationer.remove(&YDELSEEFFEKTUERING))
    }),
    ("D OekonomiskYdelseEffektuering", "relationer/oekonomiskydelseeffektuering[1]/bevilgetydelseref", |r| {
        rels(r, YDELSEEFFEKTUERING)[0].felter.remove(&EFF_YDELSEREF);
    }),
    ("D OekonomiskYdelseEffektuering", "relationer/oekonomiskydelseeffektuering[1]/klassifikationsbeskrivelse", |r| {
        rels(r, YDELSEEFFEKTUERING)[0].felter.remove(&EFF_KLE);
    }),
];

#[test]
fn d_every_rule() {
    for (typen, god, fejl) in
        [(&BEVILLING, bevilling as fn() -> Registrering, BEVILLINGSFEJL), (&OEKONOMISKEFFEKTUERING, effektuering, EFFEKTUERINGSFEJL)]
    {
        assert_eq!(anvisninger::efterproev(typen, &god()), []);
        for (regel, felt, skade) in fejl {
            let mut r = god();
            skade(&mut r);
            let fundet = anvisninger::efterproev(typen, &r);
            assert!(fundet.len() == 1 && fundet[0].regel == *regel && fundet[0].felt == *felt, "{regel} {felt}: {fundet:?}");
        }
    }
}

#[test]
fn d_amounts_are_texts_of_digits() {
    for ok in ["0", "-12.50", "5.942", "0042"] {
        assert!(regler::er_beloeb(ok), "{ok}");
    }
    for nej in ["", "-", "1.", ".5", "1,5", "1e3", "+1"] {
        assert!(!regler::er_beloeb(nej), "{nej}");
    }
    let mut r = effektuering();
    assert!(regler::effektueringens_beloeb(None, &r).is_ok() && regler::bevillingens_beloeb(None, &bevilling()).is_ok());
    felter(&mut r).insert(BELOEBUDBETALT, tekst("1,5"));
    assert_eq!(regler::effektueringens_beloeb(None, &r).unwrap_err().kode(), grund::Fejlkode::UgyldigtMoenster);
}

#[test]
fn c10_the_master_is_for_ever() {
    let (foer, mut efter) = (effektuering(), effektuering());
    assert!(regler::effektueringens_master(Some(&foer), &efter).is_ok());
    rels(&mut efter, ITSYSTEM)[0].reference = Some(uuid(41));
    assert!(regler::effektueringens_master(Some(&foer), &efter).is_err());
    let (foer, mut efter) = (bevilling(), bevilling());
    assert!(regler::bevillingens_master(Some(&foer), &efter).is_ok());
    let system = Vaerdi::Struktur([(REF_ROLLE, reference(roller::MASTER)), (REF_REFERENCE, Vaerdi::Reference(uuid(41)))].into());
    rels(&mut efter, BEVILGETYDELSE)[0].felter.insert(YD_ITSYSTEM, Vaerdi::Liste(vec![system]));
    assert!(regler::bevillingens_master(Some(&foer), &efter).is_err());
    // another benefit may have another
    rels(&mut efter, BEVILGETYDELSE)[0].indeks = Some("y2".into());
    assert!(regler::bevillingens_master(Some(&foer), &efter).is_ok());
}
