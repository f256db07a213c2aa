//! What a caller sees of objects whose labels have a history, against the rules said instant by instant; and between finding and reading.
use super::proever::{koer, uuid};
use super::*;
use crate::kommando::Registreringsvalg as Valg;
use crate::syn::{Syn, Tidsbillede};
use crate::{Egenskab, Vaerdi, Virkning};
use grund::afgraensning::Dimensioner;
use grund::{Afgraensning, Cvr, Klasseinterval, Periode, Tidspunkt};
use lager::SqliteLager;
use proptest::prelude::*;

const TITEL: u16 = 1;
const KLASSE: u16 = 2;
const NIVEAU: u16 = 3;

static SYN: Syn = Syn {
    maerker: |r| {
        let felt = |nr: u16| r.billede.egenskaber.iter().map(move |e| (e.virkning.periode, e.felter.get(&nr)));
        let tekst = |v: Option<&Vaerdi>| if let Some(Vaerdi::Tekst(t)) = v { Some(t.clone()) } else { None };
        let niveau = |v: Option<&Vaerdi>| if let Some(Vaerdi::Heltal(n)) = v { *n as u8 } else { 4 };
        Tidsbillede {
            klasser: felt(KLASSE).map(|(p, v)| (p, tekst(v))).collect(),
            niveauer: felt(NIVEAU).map(|(p, v)| (p, niveau(v))).collect(),
            ..Tidsbillede::default()
        }
        .maerker()
    },
    baerer: Dimensioner::ALLE,
    udkast: false,
    profil: None,
    parter: 1,
    gennem: None,
    skjul: None,
};

static SKJULT: Objekttype = Objekttype {
    nr: 905,
    navn: "Skjult",
    sti: "skjult",
    unikke: None,
    egenskaber: &[
        crate::byg::tekst(TITEL, "titel", 20),
        crate::byg::tekst(KLASSE, "klasse", 20),
        crate::byg::felt(NIVEAU, "niveau", Felttype::Heltal(1, 4)),
    ],
    relationer: &[],
    tilstande: &[],
    syn: Some(&SYN),
    ..crate::proevetyper::PERSON
};

static TYPER: &[&Objekttype] = &[&SKJULT];

fn register() -> Register {
    Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[TYPER]))
}

fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}

fn alt(nu: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(1), t(nu), Uuid::nil())
}

fn begraenset(nu: i64, a: &[Afgraensning]) -> Kaldekontekst {
    Kaldekontekst { brugers: Some(Arc::new(a.to_vec())), ..alt(nu) }
}

/// What holds from an instant on: title, class, level.
type Stykke = (&'static str, &'static str, i64);

/// The first from the beginning of time, each other from its instant on.
fn indhold(foerste: Stykke, resten: &[(i64, Stykke)]) -> Vec<Egenskab> {
    let mut graenser: Vec<(Tidspunkt, Stykke)> = vec![(Tidspunkt::MINUS_UENDELIG, foerste)];
    graenser.extend(resten.iter().map(|(fra, s)| (t(*fra), *s)));
    let til = |nr: usize| graenser.get(nr + 1).map_or(Tidspunkt::UENDELIG, |g| g.0);
    let en = |(nr, (fra, (titel, klasse, niveau))): (usize, &(Tidspunkt, Stykke))| Egenskab {
        virkning: Virkning::i(Periode::ny(*fra, til(nr))),
        felter: [(TITEL, Vaerdi::Tekst((*titel).into())), (KLASSE, Vaerdi::Tekst((*klasse).into())), (NIVEAU, Vaerdi::Heltal(*niveau))]
            .into(),
    };
    graenser.iter().enumerate().map(en).collect()
}

fn kommando(n: u128, egenskaber: Vec<Egenskab>) -> Kommando {
    Kommando {
        objekttype: &SKJULT,
        uuid: Uuid::from_u128(n),
        handling: Handling::Indlaes,
        maade: Flettemaade::Sts,
        note: None,
        indhold: Indhold { egenskaber: Some(egenskaber), ..Indhold::default() },
        historik: Vec::new(),
        forudsat: None,
    }
}

fn kun(klasse: &str, niveau: u8) -> Afgraensning {
    Afgraensning { klasser: Klasseinterval::laes(klasse).map(|k| vec![k]), niveau: Some(niveau), ..Afgraensning::FRI }
}

fn med_titel(titel: &str, moenster: bool, registrering: Valg, virkning: Periode, nu: i64) -> Forespoergsel {
    let krav = if moenster { Feltkrav::Moenster(Moenster(format!("%{titel}%"))) } else { Feltkrav::Lig(Vaerdi::Tekst(titel.into())) };
    let k = Egenskabskriterium { felter: vec![(TITEL, krav)], virkning: None };
    Forespoergsel { egenskaber: vec![k], registrering, virkning, ..Forespoergsel::alle(&SKJULT, t(nu)) }
}

#[test]
fn c40_a_former_vip_case_shows_nothing_of_that_time() {
    koer(async {
        let r = register();
        r.udfoer(&alt(10), kommando(1, indhold(("gammel", "27", 4), &[]))).await.unwrap();
        r.udfoer(&alt(20), kommando(1, indhold(("ny", "32", 1), &[]))).await.unwrap();
        let k = begraenset(30, &[kun("32", 1)]);
        let id = Objektid { objekttype: &SKJULT, uuid: Uuid::from_u128(1) };
        let alle = r.laes(&k, id, Laesevalg::ALT).await.unwrap().unwrap();
        assert_eq!((alle.registreringer.len(), alle.delvis), (1, true));
        let paa = Laesevalg { virkning: Periode::ALTID, registrering: Valg::Paa(t(15)) };
        assert_eq!(r.laes(&k, id, paa).await.unwrap(), None);
        for valg in [Valg::Aktuel, Valg::Paa(t(15)), Valg::Interval(Periode::ALTID)] {
            for moenster in [false, true] {
                let f = med_titel("gammel", moenster, valg, Periode::ALTID, 30);
                assert_eq!((r.antal(&k, &f).await.unwrap(), r.soeg(&k, &f).await.unwrap()), (0, vec![]), "{valg:?}");
            }
            let f = Forespoergsel {
                klasse: Some("27".into()),
                registrering: valg,
                virkning: Periode::ALTID,
                ..Forespoergsel::alle(&SKJULT, t(30))
            };
            assert_eq!(r.antal(&k, &f).await.unwrap(), 0, "{valg:?}");
            assert_eq!(
                r.antal_pr_klasse(&k, &Forespoergsel { klasse: None, ..f }, 2).await.unwrap().iter().filter(|(k, _)| k == "27").count(),
                0
            );
        }
        // for one who sees both it is all there
        let begge = begraenset(30, &[kun("27", 4), kun("32", 1)]);
        assert_eq!(r.laes(&begge, id, Laesevalg::ALT).await.unwrap().unwrap().registreringer.len(), 2);
        assert_eq!(r.antal(&begge, &med_titel("gammel", false, Valg::Paa(t(15)), Periode::ALTID, 30)).await.unwrap(), 1);
    });
}

#[test]
fn c40_when_something_hidden_was_said_is_hidden_too() {
    koer(async {
        let r = register();
        r.udfoer(&alt(10), kommando(1, indhold(("gammel", "27", 4), &[]))).await.unwrap();
        r.udfoer(&alt(20), kommando(1, indhold(("ny", "32", 1), &[]))).await.unwrap();
        r.udfoer(&alt(30), kommando(1, indhold(("nyere", "32", 1), &[]))).await.unwrap();
        let uuid = Uuid::from_u128(1);
        for (hvem, skjult) in [(alt(40), 1), (begraenset(40, &[kun("32", 1)]), 0)] {
            for (fra, til, ventet) in [(9, 11, skjult), (5, 15, skjult), (15, 25, 1), (5, 25, 1), (11, 19, 0), (40, 50, 0)] {
                let f = Forespoergsel { aendret: Some(Periode::ny(t(fra), t(til))), ..Forespoergsel::alle(&SKJULT, t(40)) };
                for f in [Forespoergsel { uuid: Some(uuid), ..f.clone() }, f] {
                    assert_eq!(r.soeg(&hvem, &f).await.unwrap().len(), ventet, "{fra}-{til}");
                    assert_eq!(r.antal(&hvem, &f).await.unwrap(), ventet as u64, "{fra}-{til}");
                }
            }
            // From a time on: the newest decides.
            let f = Forespoergsel { aendret: Some(Periode::ny(t(5), Tidspunkt::UENDELIG)), ..Forespoergsel::alle(&SKJULT, t(40)) };
            assert_eq!(r.soeg(&hvem, &f).await.unwrap(), [uuid]);
        }
    });
}

fn slet(n: u128) -> Kommando {
    Kommando { handling: Handling::Slet, maade: Flettemaade::Lora, indhold: Indhold::default(), ..kommando(n, Vec::new()) }
}

#[test]
fn c10_who_may_change_an_object_may_delete_it_and_bring_it_back_and_nobody_else() {
    koer(async {
        let r = register();
        let (egen, anden) = (|nu| begraenset(nu, &[kun("32", 4)]), |nu| begraenset(nu, &[kun("27", 4)]));
        let kode = |f: Fejl| f.kode();
        r.udfoer(&egen(10), kommando(1, indhold(("min", "32", 1), &[]))).await.unwrap();
        assert_eq!(r.udfoer(&anden(20), slet(1)).await.map_err(kode).map(|k| k.aendret), Err(Fejlkode::FindesIkke));
        assert!(r.udfoer(&egen(20), slet(1)).await.unwrap().aendret);
        assert!(!r.udfoer(&egen(21), slet(1)).await.unwrap().aendret, "B-3");
        let id = Objektid { objekttype: &SKJULT, uuid: Uuid::from_u128(1) };
        assert_eq!(r.laes(&egen(22), id, Laesevalg::AKTUEL).await.unwrap(), None);
        // what is gone is unknown to others, and not theirs to take
        for (k, ventet) in [(slet(1), Fejlkode::FindesIkke), (kommando(1, indhold(("din", "27", 1), &[])), Fejlkode::AndenMaster)] {
            assert_eq!(r.udfoer(&anden(30), k).await.map_err(kode).map(|k| k.aendret), Err(ventet));
        }
        assert!(r.udfoer(&egen(40), kommando(1, indhold(("min igen", "32", 1), &[]))).await.unwrap().aendret);
        assert!(r.laes(&egen(41), id, Laesevalg::AKTUEL).await.unwrap().is_some());
    });
}

#[test]
fn an_object_that_is_raised_between_finding_and_reading_is_not_shown() {
    koer(async {
        for (foer, efter, vises) in [(("a", "32", 1), ("b", "32", 4), 0), (("a", "32", 1), ("b", "32", 1), 1)] {
            let mut r = register();
            r.udfoer(&alt(10), kommando(1, indhold(foer, &[]))).await.unwrap();
            let skriver = r.clone();
            r.mellem = Some(Arc::new(move || {
                let skriver = skriver.clone();
                Box::pin(async move {
                    skriver.udfoer(&alt(20), kommando(1, indhold(efter, &[]))).await.unwrap();
                })
            }));
            let f = Forespoergsel::alle(&SKJULT, t(15));
            let set = r.soeg_objekter(&begraenset(15, &[kun("32", 1)]), &f, Laesevalg::AKTUEL).await.unwrap();
            assert_eq!(set.len(), vises);
        }
    });
}

fn stykke() -> impl Strategy<Value = Stykke> {
    (prop::sample::select(&["a", "b"][..]), prop::sample::select(&["27", "32"][..]), 1i64..4)
}
fn registrering() -> impl Strategy<Value = Vec<Egenskab>> {
    (stykke(), prop::collection::btree_map(0i64..10, stykke(), 0..3)).prop_map(|(f, r)| indhold(f, &r.into_iter().collect::<Vec<_>>()))
}
fn periode() -> impl Strategy<Value = Periode> {
    prop_oneof![
        Just(Periode::ALTID),
        (-1i64..11).prop_map(|a| Periode::punkt(t(a))),
        (-1i64..11, 1i64..6).prop_map(|(a, l)| Periode::ny(t(a), t(a + l)))
    ]
}
fn afgraensning() -> impl Strategy<Value = Afgraensning> {
    (prop::sample::select(&["27", "32", "*"][..]), 1u8..4).prop_map(|(k, n)| kun(k, n))
}

/// Whether the alternatives let see what the part says of itself.
fn ses(a: &[Afgraensning], e: &Egenskab) -> bool {
    let (Some(Vaerdi::Tekst(k)), Some(Vaerdi::Heltal(n))) = (e.felter.get(&KLASSE), e.felter.get(&NIVEAU)) else { return false };
    a.iter().any(|a| a.klasser.as_ref().is_none_or(|l| l.iter().any(|i| i.indeholder(k))) && a.niveau.is_none_or(|x| *n <= i64::from(x)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]
    /// Every part speaks of its own time only, so a part is seen or it is not; each way to read and to search gives what the seen parts say.
    #[test]
    fn c40_labels_of_the_past_hide_the_past(
        objekter in prop::collection::vec(prop::collection::vec(registrering(), 1..4), 1..5),
        a in prop::collection::vec(afgraensning(), 1..3),
        nu in 0i64..10,
        p in periode(),
        paa in 0i64..45,
    ) {
        koer(async {
            let r = register();
            for (n, registreringer) in (1..).zip(&objekter) {
                for (i, e) in (1..).zip(registreringer) {
                    r.udfoer(&alt(10 * i), kommando(n, e.clone())).await.unwrap();
                }
            }
            let k = begraenset(nu, &a);
            for (n, _) in (1..).zip(&objekter) {
                let id = Objektid { objekttype: &SKJULT, uuid: Uuid::from_u128(n) };
                let hele = r.laes(&alt(99), id, Laesevalg::ALT).await.unwrap().unwrap();
                let er_der = hele.nyeste().unwrap().billede.egenskaber.iter().any(|e| e.virkning.periode.indeholder(t(nu)) && ses(&a, e));
                for valg in [Valg::Aktuel, Valg::Paa(t(paa)), Valg::Interval(Periode::ny(t(paa), t(paa + 15)))] {
                    let valgte = r.laes(&alt(99), id, Laesevalg { virkning: Periode::ALTID, registrering: valg }).await.unwrap();
                    let mut skal: Vec<(Tidspunkt, Vec<Egenskab>)> = Vec::new();
                    for x in valgte.iter().flat_map(|o| &o.registreringer).filter(|_| er_der) {
                        let sete: Vec<Egenskab> = x.billede.egenskaber.iter().filter(|e| ses(&a, e)).cloned().collect();
                        if !sete.is_empty() {
                            skal.push((x.registreret.fra, sete));
                        }
                    }
                    let laest = r.laes(&k, id, Laesevalg { virkning: p, registrering: valg }).await.unwrap();
                    let har: Vec<(Tidspunkt, Vec<Egenskab>)> =
                        laest.iter().flat_map(|o| &o.registreringer).map(|x| (x.registreret.fra, x.billede.egenskaber.clone())).collect();
                    let i_p = |e: &&Egenskab| e.virkning.periode.overlapper(p);
                    let skal_i_p: Vec<_> = skal.iter().map(|(fra, l)| (*fra, l.iter().filter(i_p).cloned().collect::<Vec<_>>())).collect();
                    prop_assert_eq!(&har, &skal_i_p, "{:?}", valg);
                    let en = |f: Forespoergsel| Forespoergsel { uuid: Some(id.uuid), ..f };
                    for titel in ["a", "b"] {
                        let passer = |e: &Egenskab| e.virkning.periode.overlapper(p) && e.felter.get(&TITEL) == Some(&Vaerdi::Tekst(titel.into()));
                        let hit = skal.iter().any(|(_, l)| l.iter().any(passer));
                        for moenster in [false, true] {
                            let f = med_titel(titel, moenster, valg, p, nu);
                            prop_assert_eq!(r.soeg(&k, &f).await.unwrap().contains(&id.uuid), hit, "{} {:?} {}", titel, valg, moenster);
                            prop_assert_eq!(r.antal(&k, &en(f)).await.unwrap(), u64::from(hit));
                        }
                    }
                    let fra = Periode::ny(t(paa), t(paa + 15));
                    let hit = er_der && {
                        let alle = r.laes(&alt(99), id, Laesevalg::ALT).await.unwrap().unwrap();
                        alle.registreringer.iter().any(|x| fra.indeholder(x.registreret.fra) && x.billede.egenskaber.iter().any(|e| ses(&a, e)))
                    };
                    let f = Forespoergsel { aendret: Some(fra), virkning: Periode::ALTID, ..Forespoergsel::alle(&SKJULT, t(nu)) };
                    prop_assert_eq!(r.soeg(&k, &f).await.unwrap().contains(&id.uuid), hit, "changed in {:?}", fra);
                    prop_assert_eq!(r.antal(&k, &en(f)).await.unwrap(), u64::from(hit));
                    for klasse in ["27", "32"] {
                        let passer = |e: &Egenskab| e.virkning.periode.overlapper(p) && e.felter.get(&KLASSE) == Some(&Vaerdi::Tekst(klasse.into()));
                        let hit = skal.iter().any(|(_, l)| l.iter().any(passer));
                        let f = Forespoergsel { klasse: Some(klasse.into()), registrering: valg, virkning: p, ..Forespoergsel::alle(&SKJULT, t(nu)) };
                        prop_assert_eq!(r.soeg(&k, &f).await.unwrap().contains(&id.uuid), hit, "{} {:?}", klasse, valg);
                        prop_assert_eq!(r.antal(&k, &f).await.unwrap(), r.soeg(&k, &f).await.unwrap().len() as u64);
                    }
                }
            }
            Ok(())
        })?;
    }
}
