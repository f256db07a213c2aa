//! Who sees which case and document (C-10, C-40 … C-42, C-45), through the register and a store, against the rules said plainly.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use ::register::*;
use grund::ret::Tilladelse;
use grund::{Afgraensning, Cvr, Fejlkode, Kaldekontekst, Klasseinterval, Periode, Ret, Rettigheder, Spor, Tidspunkt, UnikId, Uuid};
use lager::{PostgresLager, SqliteLager};
use proptest::prelude::*;
use sagdokument::numre::*;
use sagdokument::objekttyper::{DOKUMENT, FOELSOMHEDER, SAG};
use sagdokument::roller;
use std::collections::BTreeSet;
use std::sync::Arc;

fn register() -> Register {
    register_i(Arc::new(SqliteLager::midlertidig().unwrap()))
}
fn register_i(lager: Arc<dyn lager::Lager>) -> Register {
    Register::ny(lager, Typekatalog::ny(&[sagdokument::OBJEKTTYPER]))
}
fn koer<T>(f: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(f)
}
fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}
fn uuid(n: u128) -> UnikId {
    UnikId::Uuid(Uuid::from_u128(n))
}
fn tekst(s: &str) -> Vaerdi {
    Vaerdi::Tekst(s.into())
}
fn kle(s: &[&str]) -> Option<Vec<Klasseinterval>> {
    Some(s.iter().map(|k| Klasseinterval::laes(k).unwrap()).collect())
}

/// A caller with these parts of the index for reading, and for writing what the system is master of.
fn kald(nu: i64, system: u128, laeser: &[Afgraensning], skriver: bool) -> Kaldekontekst {
    let en = |retter: &[Ret], a: &Afgraensning| Tilladelse {
        service: "sagdokumentindeks".into(),
        retter: retter.to_vec(),
        afgraensning: a.clone(),
    };
    let mut retter: Vec<Tilladelse> = laeser.iter().map(|a| en(&[Ret::Laes], a)).collect();
    if skriver {
        retter.push(en(&[Ret::Laes, Ret::Skriv, Ret::FysiskSlet], &Afgraensning::kun_egne(Uuid::from_u128(system))));
    }
    let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(system), t(nu), Uuid::nil());
    Kaldekontekst { system: Some(Uuid::from_u128(system)), retter: Arc::new(Rettigheder::Kun(retter)), spor: Spor::default(), ..alt }
}

fn rel(rolle: Uuid, reference: UnikId, felter: &[(u16, &str)], p: Periode) -> Relation {
    Relation {
        rolle: Some(Maerke { id: UnikId::Uuid(rolle), label: None }),
        felter: felter.iter().map(|(n, v)| (*n, tekst(v))).collect(),
        ..Relation::til(reference, Virkning::i(p))
    }
}

/// A case or a document.
#[derive(Clone, Debug)]
struct Ting {
    uuid: u128,
    klasse: Option<&'static str>,
    niveau: Option<usize>,
    enhed: Option<u128>,
    master: Option<u128>,
    profil: Vec<u128>,
    dokumenter: Vec<u128>,
    fremdrift: u8,
}

impl Ting {
    fn ny(uuid: u128, klasse: &'static str) -> Self {
        Self {
            uuid,
            klasse: Some(klasse),
            niveau: Some(0),
            enhed: Some(50),
            master: Some(1),
            profil: vec![],
            dokumenter: vec![],
            fremdrift: 1,
        }
    }
    fn kommando(&self, typen: &'static Objekttype) -> Kommando {
        let altid = Periode::ALTID;
        let mut felter: Felter = [(TITEL, tekst("x"))].into();
        felter.extend(self.niveau.map(|n| (FOELSOMHED, tekst(FOELSOMHEDER[n]))));
        let mut relationer = std::collections::BTreeMap::new();
        relationer.insert(
            KLASSE,
            self.klasse.iter().map(|k| rel(roller::PRIMAER_KLASSE, uuid(900), &[(REL_BRUGERVENDTNOEGLE, k)], altid)).collect(),
        );
        relationer.insert(AKTOER, self.enhed.iter().map(|e| rel(roller::ANSVARLIG, uuid(*e), &[], altid)).collect());
        relationer.insert(ITSYSTEM, self.master.iter().map(|m| rel(roller::MASTER, uuid(*m), &[], altid)).collect());
        let nummereret = |(i, r): (usize, Relation)| Relation { indeks: Some(i.to_string()), ..r };
        let profil = self.profil.iter().map(|p| rel(Uuid::from_u128(77), uuid(*p), &[], altid)).enumerate().map(nummereret).collect();
        relationer.insert(SIKKERHEDSPROFIL, profil);
        if *typen == SAG {
            let poster =
                self.dokumenter.iter().map(|d| rel(Uuid::from_u128(78), uuid(*d), &[], altid)).enumerate().map(nummereret).collect();
            relationer.insert(JOURNALPOST, poster);
        }
        relationer.retain(|_, l: &mut Vec<Relation>| !l.is_empty());
        Kommando {
            objekttype: typen,
            uuid: Uuid::from_u128(self.uuid),
            handling: Handling::Indlaes,
            maade: Flettemaade::Sts,
            note: None,
            indhold: Indhold {
                egenskaber: Some(vec![Egenskab { virkning: Virkning::i(altid), felter }]),
                tilstande: [(1, vec![Tilstand { virkning: Virkning::i(altid), vaerdi: self.fremdrift }])].into(),
                relationer,
                ..Indhold::default()
            },
            historik: Vec::new(),
            forudsat: None,
        }
    }
}

/// The rules as they stand, without a store: C-40 for one object and one privilege.
fn egen(a: &Afgraensning, x: &Ting, kun_niveau_og_master: bool) -> bool {
    let klasse = x.klasse.map(|k| k.replace('.', ""));
    let k = a.klasser.as_ref().is_none_or(|l| klasse.as_ref().is_some_and(|k| l.iter().any(|i| i.indeholder(k))));
    let e = a.enheder.as_ref().is_none_or(|l| x.enhed.is_some_and(|e| l.contains(&uuid(e))));
    let n = a.niveau.is_none_or(|n| x.niveau.map_or(4, |n| n + 1) <= usize::from(n));
    let s = a.systemer.as_ref().is_none_or(|l| x.master.is_some_and(|m| l.contains(&uuid(m))));
    let p = a.profil.as_ref().is_none_or(|l| x.profil.is_empty() || x.profil.iter().any(|p| l.contains(&uuid(*p))));
    n && s && p && (kun_niveau_og_master || (k && e))
}
fn ser_sag(a: &[Afgraensning], x: &Ting) -> bool {
    a.iter().any(|a| egen(a, x, false))
}
fn ser_dokument(a: &[Afgraensning], x: &Ting, sager: &[Ting], system: u128) -> bool {
    if x.fremdrift == 3 && x.master != Some(system) {
        return false;
    }
    let mine: Vec<&Ting> = sager.iter().filter(|s| s.dokumenter.contains(&x.uuid)).collect();
    a.iter().any(|a| {
        let uden_system = Afgraensning { systemer: None, ..a.clone() };
        if mine.is_empty() { egen(a, x, false) } else { egen(a, x, true) && mine.iter().any(|s| egen(&uden_system, s, false)) }
    })
}

const KLASSER: [&str; 5] = ["27.35.04", "27.00.00", "32.06.04", "32.30.01", "00.01.10"];

fn ting(uuid: u128) -> impl Strategy<Value = Ting> {
    (
        prop::option::weighted(0.9, prop::sample::select(&KLASSER[..])),
        prop::option::weighted(0.9, 0usize..4),
        prop::option::weighted(0.9, 50u128..53),
        prop::option::weighted(0.9, 1u128..3),
        prop::collection::vec(60u128..62, 0..2),
        prop::collection::vec(100u128..108, 0..4),
        1u8..5,
    )
        .prop_map(move |(klasse, niveau, enhed, master, profil, mut dokumenter, fremdrift)| {
            dokumenter.sort_unstable();
            dokumenter.dedup();
            Ting { uuid, klasse, niveau, enhed, master, profil, dokumenter, fremdrift }
        })
}
fn afgraensning() -> impl Strategy<Value = Afgraensning> {
    (
        prop::option::of(prop::sample::subsequence(vec!["27.*", "27.35", "32.06.04", "32.3*", "00"], 1..3)),
        prop::option::of(prop::collection::vec(50u128..53, 1..3)),
        prop::option::of(1u8..5),
        prop::option::weighted(0.2, prop::collection::vec(1u128..3, 1..2)),
        prop::option::weighted(0.3, prop::collection::vec(60u128..62, 0..2)),
    )
        .prop_map(|(k, e, niveau, s, p)| Afgraensning {
            ejere: None,
            klasser: k.and_then(|k| kle(&k)),
            enheder: e.map(|e| e.into_iter().map(uuid).collect()),
            niveau,
            systemer: s.map(|s| s.into_iter().map(uuid).collect()),
            profil: p.map(|p| p.into_iter().map(uuid).collect()),
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    /// Every way to read an object gives the same answer as the rules: searches, counts, pages, reads one by one and in a list.
    #[test]
    fn c40_c42_what_is_seen_is_what_the_rules_say(
        sager in (1u128..6).map(ting).collect::<Vec<_>>(),
        dokumenter in (100u128..106).map(ting).collect::<Vec<_>>(),
        system in prop::collection::vec(afgraensning(), 1..3),
        bruger in prop::option::of(prop::collection::vec(afgraensning(), 1..3)),
    ) {
        koer(async {
            let r = register();
            let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(9), t(10), Uuid::nil());
            for s in &sager {
                r.udfoer(&alt, s.kommando(&SAG)).await.unwrap();
            }
            for d in &dokumenter {
                r.udfoer(&alt, d.kommando(&DOKUMENT)).await.unwrap();
            }
            let k = Kaldekontekst { brugers: bruger.clone().map(Arc::new), ..kald(20, 1, &system, false) };
            // Both must hold, for the same object and in the same privilege of each.
            let begge: Vec<Afgraensning> = match &bruger {
                None => system.clone(),
                Some(b) => system.iter().flat_map(|s| b.iter().filter_map(|b| s.snit(b))).collect(),
            };
            for (typen, alle) in [(&SAG, &sager), (&DOKUMENT, &dokumenter)] {
                let ses = |x: &Ting| if *typen == SAG { ser_sag(&begge, x) } else { ser_dokument(&begge, x, &sager, 1) };
                let skal: Vec<Uuid> = alle.iter().filter(|x| ses(x)).map(|x| Uuid::from_u128(x.uuid)).collect();
                let f = Forespoergsel::alle(typen, k.nu);
                prop_assert_eq!(r.soeg(&k, &f).await.unwrap(), skal.clone(), "{}", typen.navn);
                prop_assert_eq!(r.antal(&k, &f).await.unwrap(), skal.len() as u64);
                let side = Forespoergsel { side: Side { foerste: 1, antal: 2 }, ..f.clone() };
                prop_assert_eq!(r.soeg(&k, &side).await.unwrap(), skal.iter().copied().skip(1).take(2).collect::<Vec<_>>());
                let uuider: Vec<Uuid> = alle.iter().map(|x| Uuid::from_u128(x.uuid)).collect();
                let liste = r.list(&k, typen, &uuider, Laesevalg::AKTUEL).await.unwrap();
                prop_assert_eq!(liste.iter().map(|o| o.uuid).collect::<Vec<_>>(), skal.clone());
                for x in alle {
                    let id = Objektid { objekttype: typen, uuid: Uuid::from_u128(x.uuid) };
                    prop_assert_eq!(r.laes(&k, id, Laesevalg::AKTUEL).await.unwrap().is_some(), ses(x));
                    let en = Forespoergsel { uuid: Some(id.uuid), ..f.clone() };
                    prop_assert_eq!(r.antal(&k, &en).await.unwrap(), u64::from(ses(x)));
                }
                // a search that the index alone can't decide
                let titel = Egenskabskriterium { felter: vec![(TITEL, Feltkrav::Moenster(Moenster("%x%".into())))], virkning: None };
                let bred = Forespoergsel { egenskaber: vec![titel], ..f.clone() };
                prop_assert_eq!(r.soeg(&k, &bred).await.unwrap(), skal.clone());
                for cifre in ["27", "3206"] {
                    let i_klassen = Forespoergsel { klasse: Some(cifre.into()), ..f.clone() };
                    let har = |x: &&Ting| ses(x) && x.klasse.is_some_and(|k| k.replace('.', "").starts_with(cifre));
                    let skal = alle.iter().filter(har).map(|x| Uuid::from_u128(x.uuid)).collect::<Vec<_>>();
                    prop_assert_eq!(r.soeg(&k, &i_klassen).await.unwrap(), skal.clone(), "{} {}", typen.navn, cifre);
                    prop_assert_eq!(r.antal(&k, &i_klassen).await.unwrap(), skal.len() as u64);
                }
                let antal: u64 = r.antal_pr_klasse(&k, &f, 2).await.unwrap().into_iter().map(|(_, n)| n).sum();
                let med_klasse = alle.iter().filter(|x| ses(x) && x.klasse.is_some()).count() as u64;
                if *typen == SAG {
                    prop_assert_eq!(antal, med_klasse);
                } else {
                    prop_assert!(antal <= med_klasse);
                }
            }
            Ok(())
        })?;
    }
}

#[test]
fn c10_only_the_master_changes_an_object_and_nobody_else_may_name_it() {
    koer(async {
        let r = register();
        let kode = |f: grund::Fejl| f.kode();
        let (a, b) = (|nu| kald(nu, 1, &[Afgraensning::FRI], true), |nu| kald(nu, 2, &[], true));
        let x = Ting::ny(10, "27.35.04");
        r.udfoer(&a(10), x.kommando(&SAG)).await.unwrap();
        assert!(!r.udfoer(&a(11), x.kommando(&SAG)).await.unwrap().aendret, "the same import again changes nothing");
        // another sender, with the master's name and with its own, by import and by change
        let egen = Ting { master: Some(2), ..x.clone() };
        let ret = |x: &Ting| Kommando { handling: Handling::Ret, ..x.kommando(&SAG) };
        for k in [x.kommando(&SAG), egen.kommando(&SAG)] {
            assert_eq!(r.udfoer(&b(12), k).await.map_err(kode), Err(Fejlkode::AndenMaster));
        }
        for k in [ret(&x), ret(&egen)] {
            assert_eq!(r.udfoer(&b(12), k).await.map_err(kode), Err(Fejlkode::FindesIkke), "what it does not see is not there");
        }
        let ser = kald(12, 2, &[Afgraensning::FRI], true);
        assert_eq!(r.udfoer(&ser, ret(&egen)).await.map_err(kode), Err(Fejlkode::AndenMaster), "what it sees is not its own");
        let id = Objektid { objekttype: &SAG, uuid: Uuid::from_u128(10) };
        assert_eq!(r.fjern(&b(13), id).await.map_err(kode), Err(Fejlkode::FindesIkke));
        assert_eq!(r.fjern(&ser, id).await.map_err(kode), Err(Fejlkode::AndenMaster));
        // the master can't give it away, nor make one for somebody else, nor one without a master
        assert_eq!(r.udfoer(&a(14), egen.kommando(&SAG)).await.map_err(kode), Err(Fejlkode::AndenMaster));
        for master in [Some(2), None] {
            let anden = Ting { uuid: 11, master, ..x.clone() };
            assert_eq!(r.udfoer(&a(14), anden.kommando(&SAG)).await.map_err(kode), Err(Fejlkode::AndenMaster));
        }
        r.fjern(&a(15), id).await.unwrap();
        assert_eq!(r.antal(&a(16), &Forespoergsel::alle(&SAG, t(16))).await.unwrap(), 0);
    });
}

#[test]
fn c10_a_sender_sees_its_own_and_nobody_elses_drafts() {
    koer(async {
        let r = register();
        let (a, b) = (kald(10, 1, &[], true), kald(10, 2, &[], true));
        let laeser = kald(10, 3, &[Afgraensning::FRI], false);
        r.udfoer(&a, Ting::ny(10, "27.35.04").kommando(&SAG)).await.unwrap();
        r.udfoer(&b, Ting { master: Some(2), ..Ting::ny(11, "27.35.04") }.kommando(&SAG)).await.unwrap();
        r.udfoer(&a, Ting { fremdrift: 3, ..Ting::ny(20, "27.35.04") }.kommando(&DOKUMENT)).await.unwrap();
        r.udfoer(&a, Ting::ny(21, "27.35.04").kommando(&DOKUMENT)).await.unwrap();
        let find = async |k: &Kaldekontekst, typen| {
            r.soeg(k, &Forespoergsel::alle(typen, k.nu)).await.unwrap().iter().map(|u| u.as_u128()).collect::<Vec<_>>()
        };
        let begge = kald(10, 2, &[Afgraensning::FRI], true);
        for (n, kode) in [(20, Fejlkode::FindesIkke), (21, Fejlkode::AndenMaster)] {
            let ret = Kommando { handling: Handling::Ret, ..Ting { fremdrift: 3, ..Ting::ny(n, "27.35.04") }.kommando(&DOKUMENT) };
            assert_eq!(
                r.udfoer(&begge, ret).await.unwrap_err().kode(),
                kode,
                "a draft of another is not there, also for who sees the rest"
            );
        }
        assert_eq!((find(&a, &SAG).await, find(&b, &SAG).await, find(&laeser, &SAG).await), (vec![10], vec![11], vec![10, 11]));
        assert_eq!(
            (find(&a, &DOKUMENT).await, find(&b, &DOKUMENT).await, find(&laeser, &DOKUMENT).await),
            (vec![20, 21], vec![], vec![21])
        );
    });
}

#[test]
fn c40_a_case_outside_is_as_if_it_were_not_there_and_can_be_explained() {
    koer(async {
        let r = register();
        r.udfoer(&kald(10, 1, &[], true), Ting::ny(10, "27.35.04").kommando(&SAG)).await.unwrap();
        let k = kald(20, 3, &[Afgraensning { klasser: kle(&["32.*"]), ..Afgraensning::FRI }], false);
        let id = Objektid { objekttype: &SAG, uuid: Uuid::from_u128(10) };
        assert_eq!(r.laes(&k, id, Laesevalg::AKTUEL).await.unwrap(), None);
        let spor = k.spor.indhold();
        let afslag = spor.afslag.unwrap();
        assert!(afslag.detaljer.iter().any(|(n, v)| *n == "klasse" && v == "273504"), "{afslag:?}");
        assert!(afslag.detaljer.iter().any(|(n, v)| *n == "afgrænsning" && v.contains("32")), "{afslag:?}");
        assert!(spor.objekter.is_empty() && spor.personer.is_empty(), "nothing was read");
        let intet = kald(20, 3, &[Afgraensning { klasser: Some(vec![]), ..Afgraensning::FRI }], false);
        assert_eq!(r.antal(&intet, &Forespoergsel::alle(&SAG, t(20))).await.unwrap(), 0, "a limit without values is nothing");
    });
}

#[test]
fn c40_a_writer_stays_within_its_agreement() {
    koer(async {
        let r = register();
        let a = Afgraensning { klasser: kle(&["27"]), ..Afgraensning::kun_egne(Uuid::from_u128(1)) };
        let en = Tilladelse { service: "sagdokumentindeks".into(), retter: vec![Ret::Laes, Ret::Skriv], afgraensning: a };
        let k = Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![en])), ..kald(10, 1, &[], false) };
        r.udfoer(&k, Ting::ny(10, "27.35.04").kommando(&SAG)).await.unwrap();
        let fejl = r.udfoer(&k, Ting::ny(11, "32.06.04").kommando(&SAG)).await.unwrap_err();
        assert_eq!(fejl.kode(), Fejlkode::UdenForAfgraensning);
    });
}

#[test]
fn c36_the_change_feed_says_class_unit_sensitivity_and_party() {
    koer(async {
        let r = register();
        let a = kald(10, 1, &[], true);
        let mut k = Ting { niveau: Some(2), ..Ting::ny(10, "27.35.04") }.kommando(&SAG);
        let borger = UnikId::Urn("urn:oio:cpr-nr:0101011234".into());
        k.indhold.relationer.insert(PART, vec![rel(roller::PRIMAER_PART, borger.clone(), &[], Periode::ALTID)]);
        r.udfoer(&a, k).await.unwrap();
        r.fjern(&a, Objektid { objekttype: &SAG, uuid: Uuid::from_u128(10) }).await.unwrap();
        let h = r.lager().haendelser(None, lager::Stroemposition::FORFRA, 10).await.unwrap();
        let (ny, vaek) = (r.haendelsesdata(&h[0]).await.unwrap(), r.haendelsesdata(&h[1]).await.unwrap());
        let siger = |s: &Option<haendelse::Side>| {
            s.as_ref().map(|s| (s.maerker[0].klasse.clone().unwrap(), s.maerker[0].enhed.clone().unwrap(), s.maerker[0].niveau))
        };
        let det = Some(("273504".to_owned(), uuid(50), 3));
        assert_eq!((siger(&ny.foer), siger(&ny.efter), siger(&vaek.foer), siger(&vaek.efter)), (None, det.clone(), det, None));
        assert_eq!(vaek.bruger, Some(uuid(1)));
        let kreds = r.kreds(&a).await.unwrap();
        let hvad = r.foelg(&kreds, &h[0]).await.unwrap().pop().unwrap().hvad;
        assert_eq!(hvad, Foelge::Intet, "the registration is gone, and the party with it");

        let mut k = Ting::ny(12, "27.35.04").kommando(&SAG);
        k.indhold.relationer.insert(PART, vec![rel(roller::PRIMAER_PART, borger.clone(), &[], Periode::ALTID)]);
        r.udfoer(&a, k).await.unwrap();
        let h = r.lager().haendelser(None, h[1].position, 10).await.unwrap();
        let Foelge::Se(Some(set)) = r.foelg(&kreds, &h[0]).await.unwrap().pop().unwrap().hvad else { panic!("it is seen") };
        assert_eq!(set.numre, [borger]);
    });
}

#[test]
fn physical_removal_leaves_no_label_and_no_index_row() {
    koer(async {
        let r = register();
        let a = kald(10, 1, &[], true);
        r.udfoer(&a, Ting { dokumenter: vec![100], profil: vec![60], ..Ting::ny(10, "27.35.04") }.kommando(&SAG)).await.unwrap();
        let oid = r.lager().gennemloeb(0, 10).await.unwrap()[0].oid;
        assert_eq!(r.lager().maerker(Cvr::KORSBAEK, oid).await.unwrap().len(), 1);
        let k = kontrol::kontroller(&r, &mut |_| {}).await.unwrap();
        assert!(k.er_fejlfri(), "{k:?}");
        r.fjern(&a, Objektid { objekttype: &SAG, uuid: Uuid::from_u128(10) }).await.unwrap();
        assert_eq!(r.lager().antal_indeksraekker().await.unwrap(), 0);
        assert_eq!(r.lager().maerker(Cvr::KORSBAEK, oid).await.unwrap(), []);
    });
}

#[test]
fn kle_counts_by_group_hold_the_callers_limits() {
    koer(async {
        let r = register();
        let a = kald(10, 1, &[], true);
        for (n, k) in [(10, "27.35.04"), (11, "27.35.04"), (12, "27.00.00"), (13, "32.06.04"), (14, "00.01.10")] {
            r.udfoer(&a, Ting::ny(n, k).kommando(&SAG)).await.unwrap();
        }
        let f = |nu: i64| Forespoergsel::alle(&SAG, t(nu));
        let alle = kald(20, 3, &[Afgraensning::FRI], false);
        let par = |l: &[(&str, u64)]| l.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect::<Vec<_>>();
        assert_eq!(r.antal_pr_klasse(&alle, &f(20), 2).await.unwrap(), par(&[("00", 1), ("27", 3), ("32", 1)]));
        assert_eq!(r.antal_pr_klasse(&alle, &f(20), 6).await.unwrap(), par(&[("000110", 1), ("270000", 1), ("273504", 2), ("320604", 1)]));
        let kun = kald(20, 3, &[Afgraensning { klasser: kle(&["27.35", "32"]), ..Afgraensning::FRI }], false);
        assert_eq!(r.antal_pr_klasse(&kun, &f(20), 2).await.unwrap(), par(&[("27", 2), ("32", 1)]));
        let titel = Egenskabskriterium { felter: vec![(TITEL, Feltkrav::Moenster(Moenster("%x%".into())))], virkning: None };
        let bred = Forespoergsel { egenskaber: vec![titel], ..f(20) };
        assert_eq!(r.antal_pr_klasse(&kun, &bred, 2).await.unwrap(), par(&[("27", 2), ("32", 1)]), "a search that the index can't decide");
        let i_gruppe = Forespoergsel { klasse: Some("27".into()), ..f(20) };
        let set: BTreeSet<u128> = r.soeg(&alle, &i_gruppe).await.unwrap().iter().map(|u| u.as_u128()).collect();
        assert_eq!(set, BTreeSet::from([10, 11, 12]));
        assert_eq!(r.antal(&kun, &i_gruppe).await.unwrap(), 2);
    });
}

#[test]
fn c41_a_writer_gives_itself_no_view_of_a_document_by_naming_it() {
    koer(async {
        let r = register();
        let laeser = [Afgraensning { klasser: kle(&["32"]), ..Afgraensning::FRI }];
        let (alt, fremmed) = (|nu| kald(nu, 1, &[Afgraensning::FRI], true), |nu| kald(nu, 9, &laeser, true));
        r.udfoer(&alt(10), Ting::ny(20, "23.05.02").kommando(&DOKUMENT)).await.unwrap();
        r.udfoer(&alt(10), Ting::ny(21, "32.06.04").kommando(&DOKUMENT)).await.unwrap();
        let ses = async |k: &Kaldekontekst, n: u128| {
            let id = Objektid { objekttype: &DOKUMENT, uuid: Uuid::from_u128(n) };
            r.laes(k, id, Laesevalg::AKTUEL).await.unwrap().is_some()
        };
        let sag = |n: u128, dokumenter: &[u128]| Ting { master: Some(9), dokumenter: dokumenter.to_vec(), ..Ting::ny(n, "32.03.04") };
        // hidden: refused, looked through first or not, made or changed, and nothing is seen of it
        let f = r.udfoer(&fremmed(11), sag(10, &[20]).kommando(&SAG)).await.unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (Fejlkode::UdenForAfgraensning, Some("relationer/journalpost")));
        assert!(r.efterse(&fremmed(11), &[sag(10, &[20]).kommando(&SAG)]).await[0].is_err());
        r.udfoer(&fremmed(12), sag(10, &[21, 22]).kommando(&SAG)).await.unwrap();
        assert_eq!(r.udfoer(&fremmed(13), sag(10, &[21, 20]).kommando(&SAG)).await.unwrap_err().kode(), Fejlkode::UdenForAfgraensning);
        assert!(!ses(&fremmed(14), 20).await && ses(&fremmed(14), 21).await);
        // what it saw when it named it may stay named, also when it is its own no more to see alone
        r.udfoer(&alt(15), Ting::ny(21, "23.05.02").kommando(&DOKUMENT)).await.unwrap();
        let omdoebt = Kommando { note: Some("igen".into()), ..sag(10, &[21, 22]).kommando(&SAG) };
        r.udfoer(&fremmed(16), omdoebt).await.unwrap();
        // who sees everything is asked nothing
        r.udfoer(&kald(17, 9, &[Afgraensning::FRI], true), sag(11, &[20]).kommando(&SAG)).await.unwrap();
        assert!(ses(&fremmed(18), 20).await, "linked by one who may");
    });
}

/// What a stranger with data restrictions writes: a case of its own, by number, class and the documents that it names.
type Skrivning = (u128, usize, Vec<u128>);

fn skrivninger() -> impl Strategy<Value = Vec<Skrivning>> {
    prop::collection::vec((10u128..13, 0usize..KLASSER.len(), prop::collection::vec(100u128..108, 0..4)), 1..8)
}

/// C-41, said plainly: a write is refused where it names anew a document that is there and that its writer does not see; and no write that is taken
/// changes who sees a document that its writer did not see and had not named.
async fn spil(
    r: &Register,
    sager: &[Ting],
    dokumenter: &[Ting],
    laeser: &[Afgraensning],
    andre: &[Afgraensning],
    skrivninger: &[Skrivning],
) {
    let alt = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(9), t(10), Uuid::nil());
    for s in sager {
        r.udfoer(&alt, s.kommando(&SAG)).await.unwrap();
    }
    for d in dokumenter {
        r.udfoer(&alt, d.kommando(&DOKUMENT)).await.unwrap();
    }
    let seere = |nu: i64| -> Vec<Kaldekontekst> {
        let andre = andre.iter().map(|a| kald(nu, 1, std::slice::from_ref(a), false));
        std::iter::once(kald(nu, 9, laeser, true)).chain(andre).collect()
    };
    let set = async |nu: i64| {
        let mut ud: Vec<BTreeSet<u128>> = Vec::new();
        for k in seere(nu) {
            ud.push(r.soeg(&k, &Forespoergsel::alle(&DOKUMENT, t(nu))).await.unwrap().iter().map(|u| u.as_u128()).collect());
        }
        ud
    };
    let findes: BTreeSet<u128> = dokumenter.iter().map(|d| d.uuid).collect();
    let mut naevnt = std::collections::BTreeMap::<u128, BTreeSet<u128>>::new();
    for (nr, (sag, klasse, navne)) in (1i64..).zip(skrivninger) {
        let nu = 20 + 10 * nr;
        let (foer, gamle) = (set(nu).await, naevnt.get(sag).cloned().unwrap_or_default());
        let navne: BTreeSet<u128> = navne.iter().copied().collect();
        let maa = navne.iter().all(|d| !findes.contains(d) || gamle.contains(d) || foer[0].contains(d));
        let ting = Ting { master: Some(9), dokumenter: navne.iter().copied().collect(), ..Ting::ny(*sag, KLASSER[*klasse]) };
        let svar = r.udfoer(&kald(nu + 1, 9, laeser, true), ting.kommando(&SAG)).await.map(|_| ()).map_err(|f| f.kode());
        assert_eq!(svar, if maa { Ok(()) } else { Err(Fejlkode::UdenForAfgraensning) }, "{nr}: {sag} names {navne:?}, sees {:?}", foer[0]);
        let efter = set(nu + 2).await;
        for d in findes.iter().filter(|d| !foer[0].contains(d) && !gamle.contains(d)) {
            for (f, e) in foer.iter().zip(&efter) {
                assert_eq!(f.contains(d), e.contains(d), "{nr}: a writer that does not see {d} changed who does");
            }
        }
        if maa {
            naevnt.insert(*sag, navne);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn c41_no_writer_changes_who_sees_what_it_does_not_see(
        sager in (1u128..4).map(ting).collect::<Vec<_>>(),
        dokumenter in (100u128..106).map(ting).collect::<Vec<_>>(),
        laeser in prop::collection::vec(afgraensning(), 1..3),
        andre in prop::collection::vec(afgraensning(), 1..4),
        skrivninger in skrivninger(),
    ) {
        koer(spil(&register(), &sager, &dokumenter, &laeser, &andre, &skrivninger));
    }
}

#[test]
fn c41_no_writer_changes_who_sees_what_it_does_not_see_in_postgres() {
    let Some(server) = lager::proeve::ProevePostgres::start() else { return };
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 8, ..ProptestConfig::default() });
    let valg = (
        (1u128..4).map(ting).collect::<Vec<_>>(),
        (100u128..106).map(ting).collect::<Vec<_>>(),
        prop::collection::vec(afgraensning(), 1..3),
        prop::collection::vec(afgraensning(), 1..4),
        skrivninger(),
    );
    let udfald = runner.run(&valg, |(sager, dokumenter, laeser, andre, skrivninger)| {
        koer(async {
            let url = server.ny_database().await.unwrap();
            let lager = PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap();
            let r = register_i(Arc::new(lager));
            spil(&r, &sager, &dokumenter, &laeser, &andre, &skrivninger).await;
            r.lager().luk().await;
        });
        Ok(())
    });
    udfald.unwrap();
}
