//! The register over a real SQLite store: the whole way of a command, and reads and searches against brute force.
use super::*;
use crate::flet::{Fletning, flet};
use crate::haendelse::Haendelsestype;
use crate::proevetyper::TING;
use crate::{Egenskab, Felter, Livscyklus, Relation, Tilstand, Vaerdi, Virkning};
use grund::{Cvr, Periode, Tidspunkt, UnikId};
use lager::{Forventning, NyHaendelse, Objektskrivning, Skrivefejl, Skrivehandling, Skrivning, SqliteLager, Unikaendring};
use proptest::prelude::*;
use std::future::Future;

/// Something that happens between finding and reading.
pub(crate) type Mellem = Arc<dyn Fn() -> futures::future::BoxFuture<'static, ()> + Send + Sync>;

const EGEN: Cvr = Cvr::KORSBAEK;
const FAELLES: Cvr = Cvr::KOMBIT;

pub(crate) fn koer<T>(f: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(f)
}
pub(crate) fn register() -> Register {
    Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[crate::proevetyper::ALLE]))
}
fn t(us: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(us)
}
fn p(a: i64, b: i64) -> Periode {
    Periode::ny(if a <= -99 { Tidspunkt::MINUS_UENDELIG } else { t(a) }, if b >= 99 { Tidspunkt::UENDELIG } else { t(b) })
}
pub(crate) fn uuid(n: u128) -> UnikId {
    UnikId::Uuid(Uuid::from_u128(n))
}
pub(crate) fn kald(nu: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(EGEN, &[FAELLES], uuid(1), t(nu), Uuid::nil())
}
fn kald_for(myndighed: Cvr, nu: i64, bruger: u128) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(myndighed, &[FAELLES], uuid(bruger), t(nu), Uuid::nil())
}
pub(crate) fn kommando(n: u128, handling: Handling, indhold: Indhold) -> Kommando {
    Kommando {
        objekttype: &TING,
        uuid: Uuid::from_u128(n),
        handling,
        maade: Flettemaade::Sts,
        note: None,
        indhold,
        historik: Vec::new(),
        forudsat: None,
    }
}
fn tekst(s: &str) -> Vaerdi {
    Vaerdi::Tekst(s.into())
}
pub(crate) fn navn(a: i64, b: i64, s: &str) -> Indhold {
    Indhold { egenskaber: Some(vec![Egenskab { virkning: Virkning::i(p(a, b)), felter: [(1, tekst(s))].into() }]), ..Indhold::default() }
}
fn id(n: u128) -> Objektid {
    Objektid { objekttype: &TING, uuid: Uuid::from_u128(n) }
}
fn soeg(nu: i64) -> Forespoergsel {
    Forespoergsel::alle(&TING, t(nu))
}
fn felt(nr: u16, m: &str) -> Egenskabskriterium {
    Egenskabskriterium { felter: vec![(nr, Feltkrav::Moenster(Moenster(m.into())))], virkning: None }
}
fn uuider(l: &[u128]) -> Vec<Uuid> {
    l.iter().map(|n| Uuid::from_u128(*n)).collect()
}

#[test]
fn a_command_is_carried_out_read_and_found() {
    koer(async {
        let r = register();
        let k = r.udfoer(&kald(10), kommando(5, Handling::Opret, navn(0, 99, "Ørebro"))).await.unwrap();
        assert_eq!(k, Kvittering { uuid: Uuid::from_u128(5), tidspunkt: t(10), aendret: true, fund: Vec::new(), ny: true });
        let o = r.laes(&kald(11), id(5), Laesevalg::nu(t(11))).await.unwrap().unwrap();
        assert_eq!((o.registreringer.len(), o.nyeste().unwrap().livscyklus, o.myndighed), (1, Livscyklus::Opstaaet, EGEN));
        let f = Forespoergsel { egenskaber: vec![felt(1, "øRE%")], ..soeg(11) };
        assert_eq!(r.soeg(&kald(11), &f).await.unwrap(), uuider(&[5]));
        let fejl = r.udfoer(&kald(12), kommando(5, Handling::Opret, navn(0, 99, "x"))).await.unwrap_err();
        assert_eq!(fejl.kode(), Fejlkode::FindesAllerede);
        // Nothing new to say is no registration, once the code is Rettet.
        let k = r.udfoer(&kald(20), kommando(5, Handling::Ret, navn(5, 99, "Malmø"))).await.unwrap();
        let igen = r.udfoer(&kald(21), kommando(5, Handling::Ret, navn(5, 99, "Malmø"))).await.unwrap();
        assert_eq!((k.aendret, igen.aendret, igen.tidspunkt), (true, false, t(20)));
        assert!(r.soeg(&kald(21), &f).await.unwrap().is_empty());
        let da = Forespoergsel { virkning: Periode::punkt(t(4)), ..f.clone() };
        assert_eq!(r.soeg(&kald(21), &da).await.unwrap(), uuider(&[5]));
        let foer = Forespoergsel { registrering: Registreringsvalg::Paa(t(15)), ..f };
        assert_eq!(r.soeg(&kald(21), &foer).await.unwrap(), uuider(&[5]));
        let alt = r.laes(&kald(21), id(5), Laesevalg::ALT).await.unwrap().unwrap();
        assert_eq!(alt.registreringer.iter().map(|r| r.registreret).collect::<Vec<_>>(), [p(20, 99), p(10, 20)]);
        let haendelser = r.lager().haendelser(None, lager::Stroemposition::FORFRA, 10).await.unwrap();
        let koder: Vec<_> = haendelser.iter().filter_map(|h| Haendelsestype::fra_nr(h.handling)).collect();
        assert_eq!(koder, [Haendelsestype::Opret, Haendelsestype::Ret]);
    });
}

#[test]
fn a98_a_caller_reads_its_own_and_the_shared_and_writes_only_its_own() {
    koer(async {
        let r = register();
        r.udfoer(&kald_for(FAELLES, 1, 1), kommando(1, Handling::Opret, navn(0, 99, "delt"))).await.unwrap();
        r.udfoer(&kald_for(Cvr::fra_tal(3).unwrap(), 2, 1), kommando(2, Handling::Opret, navn(0, 99, "fremmed"))).await.unwrap();
        r.udfoer(&kald(3), kommando(3, Handling::Opret, navn(0, 99, "egen"))).await.unwrap();
        assert_eq!(r.soeg(&kald(9), &soeg(9)).await.unwrap(), uuider(&[1, 3]));
        assert_eq!(r.antal(&kald(9), &soeg(9)).await.unwrap(), 2);
        assert!(r.laes(&kald(9), id(1), Laesevalg::AKTUEL).await.unwrap().is_some());
        assert!(r.laes(&kald(9), id(2), Laesevalg::AKTUEL).await.unwrap().is_none());
        assert_eq!(r.udfoer(&kald(9), kommando(1, Handling::Ret, navn(0, 99, "x"))).await.unwrap_err().kode(), Fejlkode::FindesIkke);
        let liste = r.list(&kald(9), &TING, &uuider(&[3, 2, 1]), Laesevalg::AKTUEL).await.unwrap();
        assert_eq!(liste.iter().map(|o| o.uuid).collect::<Vec<_>>(), uuider(&[3, 1]));
    });
}

#[test]
fn a8_a_reference_of_no_length_is_stored_but_in_no_view() {
    koer(async {
        let r = register();
        let rel = |a, b| Indhold { relationer: [(2, vec![Relation::til(uuid(77), Virkning::i(p(a, b)))])].into(), ..Indhold::default() };
        r.udfoer(&kald(10), kommando(1, Handling::Opret, rel(5, 99))).await.unwrap();
        let f =
            Forespoergsel { relationer: vec![Relationskriterium { nr: 2, reference: Some(uuid(77)), ..Default::default() }], ..soeg(20) };
        assert_eq!(r.antal(&kald(10), &f).await.unwrap(), 1);
        r.udfoer(&kald(11), kommando(1, Handling::Ret, rel(5, 5))).await.unwrap();
        for virkning in [Periode::punkt(t(5)), p(0, 99), Periode::ALTID] {
            assert_eq!(r.antal(&kald(11), &Forespoergsel { virkning, ..f.clone() }).await.unwrap(), 0);
        }
        let alt = r.laes(&kald(11), id(1), Laesevalg::AKTUEL).await.unwrap().unwrap();
        assert_eq!(alt.nyeste().unwrap().billede.relationer[&2].len(), 1);
        let nu = r.laes(&kald(11), id(1), Laesevalg::nu(t(5))).await.unwrap().unwrap();
        assert!(nu.nyeste().unwrap().billede.relationer.is_empty());
        // And it can begin anew with the same start: the closed row opens again.
        r.udfoer(&kald(12), kommando(1, Handling::Ret, rel(5, 99))).await.unwrap();
        assert_eq!(r.antal(&kald(12), &f).await.unwrap(), 1);
    });
}

#[test]
fn issue_11_1_3_a_change_read_before_an_anonymisation_does_not_undo_it() {
    koer(async {
        let r = register();
        r.udfoer(&kald(1), kommando(1, Handling::Opret, navn(0, 99, "Navn"))).await.unwrap();
        let laest = r.lager().hent(&[EGEN], TING.nr, Uuid::from_u128(1), Registreringsvalg::Aktuel).await.unwrap().unwrap();
        let anonym = |r: &mut Registrering| {
            r.billede.egenskaber.iter_mut().for_each(|e| drop(e.felter.insert(1, tekst("x"))));
        };
        r.omskriv(&kald(2), id(1), &anonym).await.unwrap();
        // What a change would write that had been read before: the store says that it must be read again.
        let gammel = Objektskrivning {
            noegle: laest.noegle,
            forventet: Forventning::Revision(laest.revision),
            handling: Skrivehandling::Registrer {
                registreringer: vec![NyRegistrering { tid: lager::Tid::Nu, livscyklus: 1, krop: laest.registreringer[0].krop.clone() }],
                luk: vec![],
                indeks: vec![],
                maerker: None,
            },
            unikke: Unikaendring::default(),
            haendelse: Some(NyHaendelse { handling: 3, notificeres: true, data: vec![] }),
            emne: None,
        };
        let svar = r.lager().skriv(Skrivning { objekter: vec![gammel], ..Skrivning::default() }).await;
        assert!(matches!(svar, Err(Skrivefejl::Samtidig(0))));
        r.udfoer(&kald(3), kommando(1, Handling::Ret, navn(50, 60, "y"))).await.unwrap();
        let alt = r.laes(&kald(4), id(1), Laesevalg::ALT).await.unwrap().unwrap();
        assert!(!format!("{alt:?}").contains("Navn"));
    });
}

#[test]
fn a111_many_commands_in_their_order() {
    koer(async {
        let r = register();
        let mut k: Vec<Kommando> = (1..=100).map(|n| kommando(n, Handling::Opret, navn(0, 99, "a"))).collect();
        k.push(kommando(7, Handling::Ret, navn(0, 99, "b")));
        k.push(kommando(7, Handling::Slet, Indhold::default()));
        k.push(kommando(999, Handling::Ret, navn(0, 99, "b")));
        let svar = r.udfoer_flere(&kald(10), k).await;
        assert!(svar.iter().take(102).all(Result::is_ok));
        assert_eq!(svar[102].as_ref().unwrap_err().kode(), Fejlkode::FindesIkke);
        assert_eq!(r.antal(&kald(20), &soeg(20)).await.unwrap(), 99);
        // Three changes at one time of the clock: times rise all the same.
        let alt = r.laes(&kald(20), id(7), Laesevalg::ALT).await.unwrap().unwrap();
        let tider: Vec<_> = alt.registreringer.iter().map(|r| r.registreret.fra).collect();
        let sagt = [101, 100, 6].map(|nr: usize| svar[nr].as_ref().unwrap().tidspunkt);
        assert_eq!(tider, sagt, "the caller is told the time that the store gave");
        assert!(tider.is_sorted_by(|a, b| a > b) && tider.iter().all(|x| (t(10)..t(112)).contains(x)), "{tider:?}");
    });
}

#[test]
fn a60_concurrent_changes_are_merged_one_after_the_other() {
    koer(async {
        let r = register();
        r.udfoer(&kald(1), kommando(1, Handling::Opret, navn(0, 99, "a"))).await.unwrap();
        let rel = |n| Indhold { relationer: [(2, vec![Relation::til(uuid(n), Virkning::i(p(0, 99)))])].into(), ..Indhold::default() };
        let k = kald(10);
        let alle = futures::future::join_all((1..=6).map(|n| r.udfoer(&k, kommando(1, Handling::Ret, rel(n))))).await;
        assert!(alle.iter().all(Result::is_ok), "{alle:?}");
        let o = r.laes(&kald(20), id(1), Laesevalg::AKTUEL).await.unwrap().unwrap();
        assert_eq!(o.nyeste().unwrap().billede.relationer[&2].len(), 6);
    });
}

#[test]
fn fjern_and_omskriv_leave_no_trace() {
    koer(async {
        let r = register();
        for (nu, n) in [(1, "Anna"), (2, "Bente")] {
            let h = if nu == 1 { Handling::Opret } else { Handling::Ret };
            let mut i = navn(0, 99, n);
            let virkning = Virkning { note: Some(format!("{n} ringede")), ..Virkning::i(Periode::ALTID) };
            i.tilstande = [(1, vec![Tilstand { virkning: virkning.clone(), vaerdi: 1 }])].into();
            i.relationer = [(2, vec![Relation::til(uuid(7), virkning)])].into();
            r.udfoer(&kald(nu), Kommando { note: Some(format!("{n} flyttede")), ..kommando(1, h, i) }).await.unwrap();
        }
        let anna =
            Forespoergsel { egenskaber: vec![felt(1, "anna")], registrering: Registreringsvalg::Interval(Periode::ALTID), ..soeg(9) };
        assert_eq!(r.antal(&kald(9), &anna).await.unwrap(), 1);
        r.omskriv(&kald(9), id(1), &|r| {
            r.note = None;
            r.registreret = p(0, 1);
            for e in &mut r.billede.egenskaber {
                e.felter.insert(1, tekst("-"));
            }
            r.billede.tilstande.values_mut().flatten().for_each(|t| t.virkning.note = None);
            r.billede.relationer.values_mut().flatten().for_each(|x| x.virkning.note = None);
        })
        .await
        .unwrap();
        assert_eq!(r.antal(&kald(9), &anna).await.unwrap(), 0);
        let alt = r.laes(&kald(9), id(1), Laesevalg::ALT).await.unwrap().unwrap();
        assert!(alt.registreringer.iter().all(|r| r.billede.egenskaber[0].felter[&1] == tekst("-")));
        // 1.3: notes of the registration, of states and of relations are seen too; times are the store's
        let rester = format!("{:?}", alt.registreringer);
        assert!(!rester.contains("Anna") && !rester.contains("Bente") && !rester.contains("ringede"), "{rester}");
        assert_eq!(alt.registreringer.iter().map(|r| r.registreret).collect::<Vec<_>>(), [p(2, 99), p(1, 2)]);
        r.fjern(&kald(10), id(1)).await.unwrap();
        assert!(r.laes(&kald(11), id(1), Laesevalg::ALT).await.unwrap().is_none());
        assert_eq!(r.lager().antal_indeksraekker().await.unwrap(), 0);
        assert_eq!(r.fjern(&kald(12), id(1)).await.unwrap_err().kode(), Fejlkode::FindesIkke);
        let h = r.lager().haendelser(None, lager::Stroemposition::FORFRA, 10).await.unwrap();
        assert_eq!(crate::haendelse::laes_data(&h.last().unwrap().data).unwrap().0.bruger, Some(uuid(1)));
    });
}

#[test]
fn limits_of_a_search() {
    koer(async {
        let r = register();
        let mange = Forespoergsel { egenskaber: (0..65).map(|_| felt(1, "a")).collect(), ..soeg(1) };
        assert_eq!(r.soeg(&kald(1), &mange).await.unwrap_err().kode(), Fejlkode::ForMangeKriterier);
        let langt = Forespoergsel { side: Side { foerste: 10_000_001, antal: 1 }, ..soeg(1) };
        assert_eq!(r.soeg(&kald(1), &langt).await.unwrap_err().kode(), Fejlkode::UgyldigSide);
    });
}

// ---- brute force ----

fn periode() -> impl Strategy<Value = Periode> {
    prop_oneof![
        3 => (0i64..8).prop_map(|a| Periode::punkt(t(a))),
        2 => (-1i64..8, 0i64..9).prop_map(|(a, l)| p(if a < 0 { -99 } else { a }, if a + l >= 8 { 99 } else { (a + l).max(0) })),
        1 => Just(Periode::ALTID),
    ]
}
fn virkning() -> impl Strategy<Value = Virkning> {
    (periode(), 0u128..3).prop_map(|(p, a)| Virkning {
        aktoer: (a > 0).then(|| uuid(a)),
        aktoertype: (a == 1).then_some(crate::Aktoertype::Bruger),
        note: (a == 2).then(|| "Note".into()),
        ..Virkning::i(p)
    })
}
fn ord() -> impl Strategy<Value = String> {
    "[aAbB%ø]{1,3}".prop_map(|s| s.replace('%', "0%"))
}
fn felter() -> impl Strategy<Value = Felter> {
    let en = prop_oneof![
        3 => (1u16..4, ord().prop_map(Vaerdi::Tekst)),
        1 => (1u16..4, Just(Vaerdi::Tekst("ab".repeat(40)))),
        1 => (-2i64..3).prop_map(|h| (4, Vaerdi::Heltal(h))),
        1 => any::<bool>().prop_map(|b| (5, Vaerdi::Boolsk(b))),
        1 => proptest::collection::vec(ord().prop_map(Vaerdi::Tekst), 0..3).prop_map(|l| (6, Vaerdi::Liste(l))),
        1 => ord().prop_map(|s| (7, Vaerdi::Struktur([(1, Vaerdi::Tekst(s)), (2, Vaerdi::Heltal(1))].into()))),
        1 => "[ab]".prop_map(|k| (8, Vaerdi::Tekst(k))),
        1 => "[12]{8}".prop_map(|k| (9, Vaerdi::Tekst(k))),
        1 => (0i64..3).prop_map(|h| (11, Vaerdi::Tidspunkt(t(h)))),
        1 => (1u128..3).prop_map(|h| (12, Vaerdi::Reference(uuid(h)))),
    ];
    proptest::collection::vec(en, 0..4).prop_map(|l| l.into_iter().collect())
}
fn reference() -> impl Strategy<Value = UnikId> {
    prop_oneof![3 => (1u128..4).prop_map(uuid), 1 => Just(UnikId::Urn("urn:a".into()))]
}
fn relation() -> impl Strategy<Value = Relation> {
    (virkning(), reference(), proptest::option::of(1u128..3), proptest::option::of("[12]")).prop_map(|(v, r, rolle, indeks)| Relation {
        rolle: rolle.map(|x| crate::Maerke { id: uuid(x), label: None }),
        indeks,
        objekttype: Some("Ting".into()),
        ..Relation::til(r, v)
    })
}
fn indhold() -> impl Strategy<Value = Indhold> {
    (
        proptest::collection::vec((virkning(), felter()).prop_map(|(virkning, felter)| Egenskab { virkning, felter }), 0..3),
        proptest::collection::vec((virkning(), 0u8..3).prop_map(|(virkning, vaerdi)| Tilstand { virkning, vaerdi }), 0..2),
        proptest::collection::vec(relation(), 0..2),
        proptest::collection::vec(relation(), 0..3),
    )
        .prop_map(|(e, t, en, fler)| Indhold {
            egenskaber: Some(e),
            tilstande: [(1, t)].into(),
            relationer: [(1, en), (2, fler)].into(),
            ..Indhold::default()
        })
}
fn trin() -> impl Strategy<Value = (u128, Handling, bool, bool, u128, Indhold)> {
    use Handling::*;
    let h = prop_oneof![3 => Just(Opret), 2 => Just(Importer), 6 => Just(Ret), 1 => Just(Passiver), 1 => Just(Slet)];
    (0u128..6, h, any::<bool>(), proptest::bool::weighted(0.2), 1u128..3, indhold())
}
fn moenster() -> impl Strategy<Value = Moenster> {
    prop_oneof![
        2 => ord().prop_map(|s| s.replace('%', "\\%")),
        2 => "[abø]{0,2}%",
        1 => "%[ab]{1,2}",
        1 => "[ab]%[ab]",
        1 => Just("abab%".to_string()),
        1 => Just("ab".repeat(40)),
        1 => Just(format!("{}%", "ab".repeat(33))),
    ]
    .prop_map(Moenster)
}
fn krav() -> impl Strategy<Value = (u16, Feltkrav)> {
    prop_oneof![
        4 => (prop_oneof![1u16..5, Just(6), Just(7)], moenster().prop_map(Feltkrav::Moenster)),
        2 => felter().prop_map(|f| f.into_iter().next().map_or((1, Feltkrav::Lig(Vaerdi::Tom)), |(nr, v)| (nr, Feltkrav::Lig(v)))),
    ]
}
/// None mostly, a few, or more than the store gives a branch each.
fn enhver() -> impl Strategy<Value = Vec<UnikId>> {
    prop_oneof![5 => Just(Vec::new()), 2 => proptest::collection::vec(reference(), 1..4), 1 => proptest::collection::vec(reference(), 9..12)]
}
fn forespoergsel() -> impl Strategy<Value = Forespoergsel> {
    let vv = || proptest::option::weighted(0.3, periode());
    let egenskaber = proptest::collection::vec(
        (prop_oneof![3 => proptest::collection::vec(krav(), 1), 1 => proptest::collection::vec(krav(), 2)], vv())
            .prop_map(|(felter, virkning)| Egenskabskriterium { felter, virkning }),
        0..2,
    );
    let tilstande =
        proptest::collection::vec((1u8..3, vv()).prop_map(|(vaerdi, virkning)| Tilstandskriterium { nr: 1, vaerdi, virkning }), 0..2);
    let relationer = proptest::collection::vec(
        (1u16..3, proptest::option::weighted(0.6, reference()), enhver(), proptest::option::weighted(0.2, 1u128..3), vv()).prop_map(
            |(nr, reference, enhver, rolle, virkning)| {
                let rolle = rolle.map(uuid);
                Relationskriterium { nr, reference, enhver, rolle, virkning, ..Default::default() }
            },
        ),
        0..2,
    );
    let registrering = prop_oneof![
        4 => Just(Registreringsvalg::Aktuel),
        1 => (0i64..25).prop_map(|a| Registreringsvalg::Paa(t(a))),
        2 => (0i64..20, 1i64..20).prop_map(|(a, l)| Registreringsvalg::Interval(p(a, a + l))),
    ];
    let livscyklus =
        prop_oneof![6 => Just(vec![]), 1 => Just(vec![Livscyklus::Rettet]), 1 => Just(vec![Livscyklus::Slettet, Livscyklus::Passiveret])];
    let sjaeldne = (
        proptest::option::weighted(0.1, (0u128..6).prop_map(Uuid::from_u128)),
        proptest::option::weighted(0.15, (0i64..20, 0i64..20).prop_map(|(a, l)| p(a, a + l))),
        proptest::option::weighted(0.05, (1u128..3).prop_map(uuid)),
        proptest::option::weighted(0.1, moenster()),
        proptest::collection::vec(moenster(), 0..2),
        proptest::collection::vec(reference(), 0..2),
        proptest::option::weighted(0.07, (1u128..3).prop_map(uuid)),
        proptest::option::weighted(0.04, Just(Moenster("no%".into()))),
    );
    let side = (0u64..3, 1usize..5).prop_map(|(foerste, antal)| Side { foerste, antal });
    (egenskaber, tilstande, relationer, registrering, livscyklus, periode(), (sjaeldne, any::<u8>()), side).prop_map(
        |(egenskaber, tilstande, relationer, registrering, livscyklus, virkning, (s, brug), side)| {
            let kun = |bit: u8| brug & bit == 0;
            Forespoergsel {
                objekttype: &TING,
                uuid: s.0,
                virkning,
                registrering,
                aendret: s.1,
                afsendt: None,
                livscyklus,
                bruger: s.2,
                note: s.3.filter(|_| kun(1)),
                egenskaber,
                tilstande,
                relationer,
                klasse: None,
                vilkaarlig_egenskab: if kun(14) { s.4 } else { Vec::new() },
                vilkaarlig_relation: if kun(112) { s.5 } else { Vec::new() },
                virkningsaktoer: Virkningsaktoer { aktoer: s.6, aktoertype: None, note: s.7 },
                side,
            }
        },
    )
}

/// The rules of a search written again, from the rules' text, without index and without thought of cost.
fn langsom(f: &Forespoergsel, alle: &[Registrering]) -> bool {
    fn faelles(a: Periode, b: Periode) -> bool {
        (-2..12).map(t).chain([t(1_000)]).any(|x| a.indeholder(x) && b.indeholder(x))
    }
    fn moenster(m: &[char], x: &[char]) -> bool {
        match m {
            [] => x.is_empty(),
            ['%', m @ ..] => (0..=x.len()).any(|i| moenster(m, &x[i..])),
            ['\\', '%', m @ ..] => x.first() == Some(&'%') && moenster(m, &x[1..]),
            [c, m @ ..] => x.first() == Some(c) && moenster(m, &x[1..]),
        }
    }
    fn passer(m: &Moenster, x: &str) -> bool {
        let smaa = |s: &str| s.to_lowercase().chars().collect::<Vec<_>>();
        moenster(&smaa(&m.0), &smaa(x))
    }
    fn vaerdi(m: &Moenster, v: &Vaerdi) -> bool {
        match v {
            Vaerdi::Tekst(x) => passer(m, x),
            Vaerdi::Heltal(h) => passer(m, &h.to_string()),
            Vaerdi::Boolsk(b) => passer(m, &b.to_string()),
            Vaerdi::Tidspunkt(x) => passer(m, &x.til_oio()),
            Vaerdi::Reference(r) => passer(m, &r.to_string()),
            Vaerdi::Liste(l) => l.iter().any(|v| matches!(v, Vaerdi::Tekst(_)) && vaerdi(m, v)),
            Vaerdi::Struktur(s) => s.values().any(|v| matches!(v, Vaerdi::Tekst(_)) && vaerdi(m, v)),
            Vaerdi::Tom => false,
        }
    }
    let a = &f.virkningsaktoer;
    let del = |v: &Virkning, p: Option<Periode>| {
        faelles(v.periode, p.unwrap_or(f.virkning))
            && (a.aktoer.is_none() || a.aktoer == v.aktoer)
            && a.note.as_ref().is_none_or(|m| passer(m, v.note.as_deref().unwrap_or("")))
    };
    let valgt = |r: &&Registrering| match f.registrering {
        Registreringsvalg::Aktuel => r.registreret.til == Tidspunkt::UENDELIG,
        Registreringsvalg::Paa(x) => r.registreret.indeholder(x),
        Registreringsvalg::Interval(p) => r.registreret.overlapper(p),
    };
    if f.aendret.is_some_and(|p| !alle.iter().any(|r| p.indeholder(r.registreret.fra))) {
        return false;
    }
    alle.iter().filter(valgt).any(|r| {
        let b = &r.billede;
        let ingen = f.egenskaber.is_empty()
            && f.tilstande.is_empty()
            && f.relationer.is_empty()
            && f.vilkaarlig_egenskab.is_empty()
            && f.vilkaarlig_relation.is_empty();
        let virkninger: Vec<&Virkning> = b
            .egenskaber
            .iter()
            .map(|e| &e.virkning)
            .chain(b.tilstande.values().flatten().map(|x| &x.virkning))
            .chain(b.relationer.values().flatten().map(|x| &x.virkning))
            .collect();
        (if f.livscyklus.is_empty() { r.livscyklus != Livscyklus::Slettet } else { f.livscyklus.contains(&r.livscyklus) })
            && f.bruger.as_ref().is_none_or(|x| *x == r.bruger)
            && f.note.as_ref().is_none_or(|m| passer(m, r.note.as_deref().unwrap_or("")))
            && f.egenskaber.iter().all(|k| {
                b.egenskaber.iter().any(|e| {
                    del(&e.virkning, k.virkning)
                        && k.felter.iter().all(|(nr, krav)| match (krav, e.felter.get(nr)) {
                            (Feltkrav::Mellem(_), _) => unreachable!("not made here"),
                            (Feltkrav::Lig(Vaerdi::Tom), v) => v.is_none(),
                            (_, None) => false,
                            (Feltkrav::Lig(x), Some(v)) => x == v,
                            (Feltkrav::Moenster(m), Some(v)) => vaerdi(m, v),
                        })
                })
            })
            && f.tilstande
                .iter()
                .all(|k| b.tilstande.get(&k.nr).is_some_and(|l| l.iter().any(|x| x.vaerdi == k.vaerdi && del(&x.virkning, k.virkning))))
            && f.relationer.iter().all(|k| {
                b.relationer.get(&k.nr).is_some_and(|l| {
                    l.iter().any(|x| {
                        del(&x.virkning, k.virkning)
                            && (k.reference.is_none() || k.reference == x.reference)
                            && (k.enhver.is_empty() || k.enhver.iter().any(|e| Some(e) == x.reference.as_ref()))
                            && k.rolle.as_ref().is_none_or(|r| x.rolle.as_ref().is_some_and(|m| m.id == *r))
                    })
                })
            })
            && f.vilkaarlig_egenskab
                .iter()
                .all(|m| b.egenskaber.iter().any(|e| del(&e.virkning, None) && e.felter.values().any(|v| vaerdi(m, v))))
            && f.vilkaarlig_relation
                .iter()
                .all(|x| b.relationer.values().flatten().any(|r| r.reference.as_ref() == Some(x) && del(&r.virkning, None)))
            && (!ingen || *a == Virkningsaktoer::default() || virkninger.iter().any(|v| del(v, None)))
    })
}

proptest! {
    #![proptest_config(crate::proevetyper::gange(48))]
    #[test]
    fn a80_a96_reads_and_searches_agree_with_brute_force(
        trin in proptest::collection::vec(trin(), 1..25),
        soegninger in proptest::collection::vec(forespoergsel(), 30),
        laesninger in proptest::collection::vec((0i64..40, periode()), 10),
    ) {
        koer(async {
            let r = register();
            // What the pure merge says, per authority and object in order of creation.
            let mut facit: Vec<((Cvr, u128), Vec<Registrering>)> = Vec::new();
            for (nu, (n, handling, lora, delt, bruger, indhold)) in trin.into_iter().enumerate() {
                let myndighed = if delt { FAELLES } else { EGEN };
                let k = kald_for(myndighed, nu as i64 + 1, bruger);
                // Objects of the two authorities have different UUIDs here, so that brute force need not choose.
                let n = if delt { n + 100 } else { n };
                let kommando = Kommando {
                    maade: if lora && handling == Handling::Ret { Flettemaade::Lora } else { Flettemaade::Sts },
                    note: (nu % 3 == 0).then(|| "aB".to_string()),
                    ..kommando(n, handling, indhold)
                };
                let plads = facit.iter().position(|(x, _)| *x == (myndighed, n));
                let forrige = plads.and_then(|i| facit[i].1.last());
                let ventet = flet(forrige, &kommando, None, k.nu, &k.bruger);
                let svar = r.udfoer(&k, kommando).await;
                match ventet {
                    Ok(Fletning::Nye(nye)) => {
                        prop_assert!(svar.is_ok());
                        let i = plads.unwrap_or_else(|| { facit.push(((myndighed, n), Vec::new())); facit.len() - 1 });
                        if let Some(f) = facit[i].1.last_mut() {
                            f.registreret.til = nye[0].registreret.fra;
                        }
                        facit[i].1.extend(nye);
                    }
                    Ok(Fletning::Uaendret) => prop_assert!(!svar.unwrap().aendret),
                    // A create looks at the content before it looks for the object, so which of two faults is named may differ.
                    Err(_) => prop_assert!(svar.is_err()),
                }
            }
            let k = kald(50);
            for ((_, n), alle) in &facit {
                let nyeste_foerst: Vec<_> = alle.iter().rev().cloned().collect();
                let lagret = r.laes(&k, id(*n), Laesevalg::ALT).await.unwrap().unwrap();
                prop_assert_eq!(&lagret.registreringer, &nyeste_foerst);
                for (us, virkning) in &laesninger {
                    let valg = Laesevalg { virkning: *virkning, registrering: Registreringsvalg::Paa(t(*us)) };
                    let svar = r.laes(&k, id(*n), valg).await.unwrap();
                    let ventet = alle.iter().find(|x| x.registreret.indeholder(t(*us)));
                    prop_assert_eq!(svar.is_some(), ventet.is_some());
                    if let (Some(s), Some(v)) = (svar, ventet) {
                        let b = &s.registreringer[0].billede;
                        let med = |v: &Virkning| *virkning == Periode::ALTID || v.periode.faelles(*virkning).is_some();
                        prop_assert_eq!(&b.egenskaber, &v.billede.egenskaber.iter().filter(|e| med(&e.virkning)).cloned().collect::<Vec<_>>());
                        for nr in [1, 2] {
                            let vent: Vec<_> = v.billede.relationer.get(&nr).into_iter().flatten().filter(|e| med(&e.virkning)).cloned().collect();
                            prop_assert_eq!(b.relationer.get(&nr).cloned().unwrap_or_default(), vent);
                        }
                    }
                }
            }
            for f in &soegninger {
                let alle: Vec<Uuid> = facit
                    .iter()
                    .filter(|((_, n), alle)| f.uuid.is_none_or(|u| u == Uuid::from_u128(*n)) && langsom(f, alle))
                    .map(|((_, n), _)| Uuid::from_u128(*n))
                    .collect();
                prop_assert_eq!(r.antal(&k, f).await.unwrap(), alle.len() as u64, "{:?}", f);
                let side: Vec<Uuid> = alle.iter().copied().skip(f.side.foerste as usize).take(f.side.antal).collect();
                prop_assert_eq!(r.soeg(&k, f).await.unwrap(), side, "{:?}", f);
            }
            let rapport = crate::kontrol::kontroller(&r, &mut |_| {}).await.unwrap();
            prop_assert!(rapport.er_fejlfri(), "{:?}", rapport);
            prop_assert_eq!(rapport.objekter, facit.len() as u64);
            // A file holds all of it, and a store that is filled from it is the same store.
            let (fil, ny) = (fil(&r).await, register());
            let linjer = || fil.iter().map(|l| Ok(l.clone()));
            let foerste = crate::udveksling::importer(&ny, linjer(), &mut |_| {}).await.unwrap();
            prop_assert_eq!(foerste.nye, facit.len() as u64);
            let anden = crate::udveksling::importer(&ny, linjer(), &mut |_| {}).await.unwrap();
            prop_assert_eq!((anden.nye, anden.uaendrede, anden.afvigende), (0, facit.len() as u64, 0));
            let mut igen = self::fil(&ny).await;
            let mut fil = fil;
            igen.sort();
            fil.sort();
            prop_assert_eq!(igen, fil);
            let rapport = crate::kontrol::kontroller(&ny, &mut |_| {}).await.unwrap();
            prop_assert!(rapport.er_fejlfri(), "{:?}", rapport);
            Ok(())
        })?;
    }
}

/// The lines of an export.
pub(crate) async fn fil(r: &Register) -> Vec<String> {
    let mut ud = Vec::new();
    crate::udveksling::eksporter(r, None, t(0), &mut |l| {
        ud.push(l.to_string());
        Ok(())
    })
    .await
    .unwrap();
    ud
}
