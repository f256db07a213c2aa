//! What is seen of grants and payments, rule by rule, without a store.
use super::bevillinger::udvaelg as ydelser;
use super::effektueringer::udvaelg as betalinger;
use super::rettighed::{Dataafgraensning, Gruppe};
use super::udsnit::Udsnit;
use super::*;
use std::collections::BTreeMap;

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);
const SYSTEM: Uuid = Uuid::from_u128(0x51);
const SAG: Uuid = Uuid::from_u128(0x5a);

fn nr(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
fn dag(d: i8) -> Option<Tidspunkt> {
    Tidspunkt::dansk_midnat(2026, 3, d)
}
fn part(navn: &str) -> Part {
    Part { id: UnikId::Urn(format!("urn:oio:cpr-nr:{navn}")), navn: None }
}
fn system(uuid: Uuid) -> System {
    System { uuid: Some(uuid), navn: None }
}
fn en_ydelse(id: &str, kle: &str) -> Ydelse {
    let kle = Some(kle.to_owned()).filter(|k| !k.is_empty());
    Ydelse { id: id.into(), klassenavn: Some(format!("Ydelse {id}")), kle, start: dag(1), system: system(SYSTEM), ..Ydelse::default() }
}
fn en_bevilling(uuid: Uuid, ydelser: Vec<Ydelse>) -> Bevilling {
    Bevilling {
        uuid,
        myndighed: Cvr::KORSBAEK,
        ejer: Cvr::KORSBAEK,
        foelsomhed: Some("FORTROLIGE_PERSONOPLYSNINGER".into()),
        ansvarlig: None,
        modtagere: vec![part("barn")],
        ydelsesmodtagere: Vec::new(),
        sag: Some(SAG),
        sagsnoegle: None,
        ydelser,
    }
}
fn linje(bevilling: Uuid, ydelse: &str, kle: &str) -> Linje {
    let kle = Some(kle.to_owned()).filter(|k| !k.is_empty());
    Linje { beloeb: Some("10".into()), kle, bevilling: Some(bevilling), ydelse: Some(ydelse.into()), ..Linje::default() }
}
fn en_effektuering(n: u128, d: i8, linjer: Vec<Linje>) -> Effektuering {
    Effektuering {
        uuid: nr(n),
        myndighed: Cvr::KORSBAEK,
        delvis: false,
        system: system(SYSTEM),
        modtagere: vec![part("mor")],
        disposition: dag(d),
        start: dag(d),
        slut: dag(d),
        brutto: None,
        efter_skat: None,
        sendt: None,
        udbetalt: None,
        sendt_tekst: None,
        udbetalt_tekst: None,
        linjer,
    }
}
fn kun(kle: &str) -> Vec<Afgraensning> {
    let d = Dataafgraensning { kle: Some(kle.into()), ..Dataafgraensning::default() };
    afgraensninger(&[Gruppe { ejere: None, afgraensninger: vec![d] }]).unwrap()
}
fn alt() -> Vec<Afgraensning> {
    vec![Afgraensning::default()]
}
fn faelles(rettigheder: Vec<Afgraensning>) -> Faelles {
    let udgangspunkt = Udgangspunkt::Sag(SAG);
    Faelles { udgangspunkt, rolle: None, uden_sager: false, disposition: None, rettigheder, start: 0, antal: ANTAL_MAKS, faldende: false }
}
fn om_bevillinger(faelles: Faelles) -> Bevillingskriterier {
    Bevillingskriterier {
        faelles,
        sagsnummer: None,
        kle: None,
        bevilling: None,
        ejer: None,
        system: None,
        klasser: Vec::new(),
        startdato: None,
        slutdato: None,
        med_effektueringer: true,
        sortering: Ydelsessortering::default(),
    }
}

fn hent(b: &[Bevilling], e: &[Effektuering], k: &Bevillingskriterier) -> Vec<Ydelsessvar> {
    let kandidater: Vec<_> = b.iter().cloned().map(Arc::new).collect();
    let sag = Sag {
        uuid: SAG,
        titel: None,
        sagsnummer: Some("26-1".into()),
        foelsomhed: None,
        kle: Some("27.35.04".into()),
        facet: None,
        ejer: Cvr::KORSBAEK,
        system: system(SYSTEM),
    };
    ydelser(&udsnit(b, e, &k.faelles.rettigheder), &kandidater, &BTreeMap::from([(SAG, sag)]), k)
}
fn udsnit<'a>(b: &[Bevilling], e: &[Effektuering], r: &'a [Afgraensning]) -> Udsnit<'a> {
    let b = b.iter().cloned().map(|b| (b.uuid, Arc::new(b))).collect();
    Udsnit::ny(b, e.iter().cloned().map(|e| (e.uuid, Arc::new(e))).collect(), r)
}
/// Ids of the benefits, each with the number of its payments that are shown whole and in part.
fn ider(b: &[Bevilling], e: &[Effektuering], k: &Bevillingskriterier) -> Vec<(String, usize, usize)> {
    let svar = hent(b, e, k);
    let tal = |s: &Ydelsessvar| s.linjer.iter().filter(|l| l.effektuering.is_some()).count();
    svar.iter().map(|s| (s.ydelse.id.clone(), tal(s), s.linjer.len() - tal(s))).collect()
}
fn kun_ider(b: &[Bevilling], e: &[Effektuering], k: &Bevillingskriterier) -> Vec<String> {
    ider(b, e, k).into_iter().map(|(id, _, _)| id).collect()
}
/// UUIDs of the payments, each with the benefits that it shows.
fn betalt(b: &[Bevilling], e: &[Effektuering], f: Faelles) -> Vec<(Uuid, Vec<Option<String>>)> {
    let k = Effektueringskriterier { faelles: f, sortering: Effektueringssortering::default() };
    let vis = |s: Effektueringssvar| (s.effektuering.uuid, s.linjer.iter().map(|(_, y)| y.as_ref().map(|y| y.ydelse.id.clone())).collect());
    betalinger(&udsnit(b, e, &k.faelles.rettigheder), &BTreeMap::new(), &k).into_iter().map(vis).collect()
}
fn til(navn: &str, rolle: Option<Partrolle>, r: Vec<Afgraensning>) -> Faelles {
    Faelles { udgangspunkt: Udgangspunkt::Part(vec![part(navn).id]), rolle, ..faelles(r) }
}

#[test]
fn c43_benefits_outside_the_allowed_classes_are_hidden_and_a_grant_with_no_other_is_absent() {
    let b =
        [en_bevilling(A, vec![en_ydelse("1", "32.03.12"), en_ydelse("2", "27.03.12")]), en_bevilling(B, vec![en_ydelse("3", "27.00.00")])];
    assert_eq!(kun_ider(&b, &[], &om_bevillinger(faelles(alt()))), ["1", "2", "3"]);
    assert_eq!(kun_ider(&b, &[], &om_bevillinger(faelles(kun("32.*")))), ["1"]);
    assert!(kun_ider(&b, &[], &om_bevillinger(faelles(kun("55.*")))).is_empty());
    assert!(kun_ider(&[en_bevilling(A, vec![en_ydelse("1", "")])], &[], &om_bevillinger(faelles(kun("*")))).is_empty());
}

#[test]
fn c43_a_benefit_is_seen_by_one_alternative_alone_and_its_owner_is_the_authority() {
    let anden = Ydelse { system: system(B), ..en_ydelse("2", "32.03.12") };
    let b = [Bevilling { ejer: Cvr::KOMBIT, ..en_bevilling(A, vec![en_ydelse("1", "32.03.12"), anden, en_ydelse("3", "27.00.00")]) }];
    let klasse = |kle: &str| kun(kle).remove(0);
    let set = |r: Vec<Afgraensning>| kun_ider(&b, &[], &om_bevillinger(faelles(r))).concat();
    let systemer = Some(vec![UnikId::Uuid(SYSTEM)]);
    assert_eq!(set(vec![Afgraensning { systemer: systemer.clone(), ..klasse("32.*") }]), "1");
    // the grant has level 2: the class of the one and the level of the other do not add up
    assert_eq!(set(vec![Afgraensning { niveau: Some(1), ..klasse("32.*") }, Afgraensning { niveau: Some(2), ..klasse("27.*") }]), "3");
    let ejere = |cvr| Some(vec![cvr]);
    let af = [Afgraensning { ejere: ejere(Cvr::KOMBIT), ..klasse("32.*") }, Afgraensning { ejere: ejere(Cvr::KORSBAEK), ..klasse("27.*") }];
    assert_eq!(set(af.to_vec()), "3");
}

#[test]
fn c43_a_payment_needs_a_visible_grant_and_its_sensitivity_is_the_grants() {
    let b = [en_bevilling(A, vec![en_ydelse("1", "32.03.12")])];
    let e = [
        en_effektuering(1, 1, vec![linje(A, "1", "32.03.12")]),
        en_effektuering(2, 2, vec![linje(B, "1", "32.03.12")]),
        en_effektuering(3, 3, vec![Linje { bevilling: None, ..linje(A, "1", "32.03.12") }]),
    ];
    let set = |r| betalt(&b, &e, til("mor", None, r)).into_iter().map(|(u, _)| u).collect::<Vec<_>>();
    assert_eq!(set(alt()), [nr(1)]);
    let niveau = |n| vec![Afgraensning { niveau: Some(n), ..Afgraensning::default() }];
    assert_eq!((set(niveau(1)).len(), set(niveau(2)).len()), (0, 1));
    assert!(set(kun("27.*")).is_empty());
    let system = |uuid| vec![Afgraensning { systemer: Some(vec![UnikId::Uuid(uuid)]), ..Afgraensning::default() }];
    assert_eq!((set(system(SYSTEM)).len(), set(system(B)).len()), (1, 0));
}

#[test]
fn c43_what_is_paid_of_hidden_benefits_is_hidden_and_takes_the_payment_with_it_below_a_grant() {
    let b =
        [en_bevilling(A, vec![en_ydelse("1", "32.03.12"), en_ydelse("2", "27.00.00")]), en_bevilling(B, vec![en_ydelse("3", "27.00.00")])];
    let e = [
        en_effektuering(1, 1, vec![linje(A, "1", "32.03.12"), linje(B, "3", "27.00.00")]),
        // says another class than its benefit has
        en_effektuering(2, 2, vec![linje(A, "1", "32.03.12"), linje(A, "2", "32.03.12")]),
        en_effektuering(3, 3, vec![linje(A, "1", "32.03.12")]),
        en_effektuering(4, 4, vec![linje(A, "ukendt", "32.03.12")]),
    ];
    assert_eq!(ider(&b, &e, &om_bevillinger(faelles(kun("32.*")))), [("1".into(), 1, 2)]);
    let en = |id: &str| vec![Some(id.to_owned())];
    let set = betalt(&b, &e, til("mor", None, kun("32.*")));
    assert_eq!(set, [(nr(1), en("1")), (nr(2), en("1")), (nr(3), en("1")), (nr(4), vec![None])]);
    assert_eq!(ider(&b, &e, &om_bevillinger(faelles(alt()))).iter().map(|(_, hele, _)| hele).sum::<usize>(), 5);
    // what the register hid is no longer in the payment
    let delvis = [Effektuering { delvis: true, ..en_effektuering(1, 1, vec![linje(A, "1", "32.03.12")]) }];
    assert_eq!(ider(&b, &delvis, &om_bevillinger(faelles(kun("32.*")))), [("1".into(), 0, 1)]);
}

#[test]
fn c43_what_is_paid_has_a_class_of_its_own() {
    let b = [en_bevilling(A, vec![en_ydelse("1", "32.03.12")])];
    let e = [
        en_effektuering(1, 1, vec![linje(A, "1", "32.03.12 Kontanthjælp"), linje(A, "1", "27.00.00")]),
        en_effektuering(2, 2, vec![linje(A, "1", "27.00.00"), linje(A, "1", "")]),
    ];
    let svar = hent(&b, &e, &om_bevillinger(faelles(kun("32.*"))));
    let klasser = |l: &[Linjesvar]| l.iter().map(|l| l.linje.kle.clone().unwrap()).collect::<Vec<_>>();
    assert_eq!(klasser(&svar.first().unwrap().linjer), ["32.03.12 Kontanthjælp"]);
    assert_eq!(betalt(&b, &e, til("mor", None, kun("32.*"))), [(nr(1), vec![Some("1".into())])]);
}

#[test]
fn d_a_party_is_found_in_the_role_that_is_asked_for_and_only_by_payments_that_are_seen() {
    let mut b = [en_bevilling(A, vec![en_ydelse("1", "32.03.12"), en_ydelse("2", "27.00.00")])];
    let e = [en_effektuering(1, 1, vec![linje(A, "2", "27.00.00")])];
    use Partrolle::{Bevillingsmodtager as Bm, Effektueringsmodtager as Em};
    for (navn, rolle, ventet) in [
        ("barn", None, vec!["1", "2"]),
        ("barn", Some(Bm), vec!["1", "2"]),
        ("barn", Some(Em), vec![]),
        ("mor", None, vec!["2"]),
        ("mor", Some(Em), vec!["2"]),
        ("mor", Some(Bm), vec![]),
    ] {
        assert_eq!(kun_ider(&b, &e, &om_bevillinger(til(navn, rolle, alt()))), ventet, "{navn} {rolle:?}");
        assert_eq!(betalt(&b, &e, til(navn, rolle, alt())).len(), usize::from(!ventet.is_empty()), "{navn} {rolle:?}");
    }
    let kun_32 = vec![Afgraensning { niveau: Some(2), ..Afgraensning::default() }, kun("32.*").remove(0)];
    assert_eq!(kun_ider(&b, &e, &om_bevillinger(til("mor", Some(Em), kun_32))), ["2"]);
    assert!(kun_ider(&b, &e, &om_bevillinger(til("mor", Some(Em), kun("32.*")))).is_empty());
    let hvem = |b: &[Bevilling]| hent(b, &e, &om_bevillinger(faelles(alt()))).iter().map(|s| s.modtager.clone()).collect::<Vec<_>>();
    assert_eq!(hvem(&b), [Some(part("barn")), Some(part("mor"))]);
    b[0].ydelsesmodtagere = vec![part("far")];
    assert_eq!(hvem(&b), [Some(part("far")), Some(part("far"))]);
    assert_eq!(kun_ider(&b, &[], &om_bevillinger(til("far", Some(Em), alt()))), ["1", "2"]);
}

#[test]
fn d_criteria_are_joined() {
    let klasse = UnikId::Uuid(nr(0xc));
    let to = Ydelse { klasse: Some(klasse.clone()), start: dag(10), slut: dag(20), system: system(B), ..en_ydelse("2", "27.03.12") };
    let b = [en_bevilling(A, vec![en_ydelse("1", "32.03.12"), to])];
    let e = [en_effektuering(1, 5, vec![linje(A, "1", "32.03.12")]), en_effektuering(2, 9, vec![linje(A, "1", "32.03.12")])];
    let med = |aendr: &dyn Fn(&mut Bevillingskriterier)| {
        let mut k = om_bevillinger(faelles(alt()));
        aendr(&mut k);
        ider(&b, &e, &k).into_iter().map(|(id, n, _)| format!("{id}:{n}")).collect::<Vec<_>>().join(" ")
    };
    let p = |fra: i8, til: i8| Some(Periode::ny(dag(fra).unwrap(), dag(til).unwrap()));
    let fra = |d: i8| Some(Periode::ny(dag(d).unwrap(), Tidspunkt::UENDELIG));
    assert_eq!(med(&|_| ()), "1:2 2:0");
    assert_eq!(med(&|k| k.med_effektueringer = false), "1:0 2:0");
    assert_eq!(med(&|k| k.kle = Some(klasseintervaller("32.*", "x").unwrap())), "1:2");
    assert_eq!(med(&|k| k.klasser = vec![klasse.clone()]), "2:0");
    assert_eq!(med(&|k| k.system = Some(B)), "2:0");
    assert_eq!((med(&|k| k.startdato = p(1, 10)), med(&|k| k.startdato = fra(10))), ("1:2".into(), "2:0".into()));
    assert_eq!((med(&|k| k.slutdato = p(20, 21)), med(&|k| k.slutdato = fra(21))), ("2:0".into(), "1:2".into()), "an open end is late");
    assert_eq!(med(&|k| k.faelles.disposition = p(5, 9)), "1:1");
    assert_eq!((med(&|k| k.sagsnummer = Some("26-1".into())), med(&|k| k.sagsnummer = Some("26-2".into()))), ("1:2 2:0".into(), "".into()));
    assert_eq!(med(&|k| k.faelles.udgangspunkt = Udgangspunkt::Part(vec![part("barn").id])), "1:2 2:0");
}

#[test]
fn d_both_orders_and_pages() {
    let b = [en_bevilling(A, vec![en_ydelse("b", "32.03.12"), en_ydelse("a", "32.03.12"), en_ydelse("c", "32.03.12")])];
    let side = |start, antal, faldende| {
        let f = Faelles { start, antal, faldende, ..faelles(alt()) };
        kun_ider(&b, &[], &om_bevillinger(f)).concat()
    };
    assert_eq!(
        (side(0, 9, false), side(0, 9, true), side(1, 1, false), side(2, 9, true)),
        ("abc".into(), "cba".into(), "b".into(), "a".into())
    );
    assert_eq!((side(3, 9, false), side(0, 0, false)), (String::new(), String::new()));
    let e = [
        en_effektuering(1, 9, vec![linje(A, "b", "")]),
        en_effektuering(2, 3, vec![linje(A, "c", "")]),
        en_effektuering(3, 5, vec![linje(A, "b", "")]),
    ];
    let efter = |sortering| kun_ider(&b, &e, &Bevillingskriterier { sortering, ..om_bevillinger(faelles(alt())) }).concat();
    assert_eq!((efter(Ydelsessortering::Startdato), efter(Ydelsessortering::Slutdato)), ("acb".into(), "acb".into()));
    let dage = |faldende| betalt(&b, &e, Faelles { faldende, ..til("mor", None, alt()) }).into_iter().map(|(u, _)| u).collect::<Vec<_>>();
    assert_eq!((dage(false), dage(true)), (vec![nr(2), nr(3), nr(1)], vec![nr(1), nr(3), nr(2)]));
}

#[test]
fn dates_are_danish_days_from_included_to_excluded() {
    let i = |fra: &str, til: &str| laes_interval((Some(fra), "Fra"), (Some(til), "Til"));
    assert_eq!(i("2026-03-01", "2026-03-02+01:00").unwrap(), Some(Periode::ny(dag(1).unwrap(), dag(2).unwrap())));
    assert_eq!((i("", "").unwrap(), i("2026-03-01", "").unwrap().unwrap().til), (None, Tidspunkt::UENDELIG));
    let fejl = |fra, til| i(fra, til).map_err(|f| (f.kode(), f.feltet().map(str::to_owned))).unwrap_err();
    assert_eq!(fejl("2026-03-02", "2026-03-01"), (Fejlkode::FraEfterTil, Some("Til".into())));
    assert_eq!(fejl("2026-02-30", "2026-03-01"), (Fejlkode::UgyldigTid, Some("Fra".into())));
}
