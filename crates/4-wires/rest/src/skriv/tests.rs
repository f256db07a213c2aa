#![allow(clippy::indexing_slicing, clippy::unwrap_used)]
use super::*;
use crate::laes::{Form, krop};
use crate::proeve::typer;
use grund::Periode;
use proptest::prelude::*;
use register::{Aktoertype, Delindhold, Felttype, Livscyklus, Tilstand, Tilstandsbillede, Variantindhold};
use std::collections::BTreeMap;

fn tekst(maks: usize) -> impl Strategy<Value = String> {
    "[ -~æøåÆ\"\\\\\n\r\t€😀]{1,12}".prop_map(move |t| t.chars().take(maks).collect())
}

fn unik_id() -> impl Strategy<Value = UnikId> {
    prop_oneof![any::<u128>().prop_map(|n| UnikId::Uuid(Uuid::from_u128(n))), "urn:[a-z:\"\\\\]{1,8}".prop_map(UnikId::Urn)]
}

fn tid() -> impl Strategy<Value = Tidspunkt> {
    // From 1900, because before that the Danish offset had seconds, which the wire has not.
    prop_oneof![4 => (-2_200_000_000_000_000_i64..4_000_000_000_000_000).prop_map(Tidspunkt::fra_mikros), 1 => Just(Tidspunkt::MINUS_UENDELIG)]
}

fn virkning() -> impl Strategy<Value = Virkning> {
    (
        tid(),
        proptest::option::of(1_i64..1_000_000_000_000),
        proptest::option::of(unik_id()),
        proptest::option::of(0..6_usize),
        proptest::option::of(tekst(100)),
    )
        .prop_map(|(fra, laengde, aktoer, slags, note)| Virkning {
            periode: Periode::ny(
                fra,
                match laengde {
                    Some(l) if fra.er_endelig() => fra.plus_mikros(l),
                    _ => Tidspunkt::UENDELIG,
                },
            ),
            aktoer,
            aktoertype: slags.map(|n| Aktoertype::ALLE[n]),
            note,
        })
}

fn vaerdi(f: &'static Felt) -> BoxedStrategy<Vaerdi> {
    match f.slags {
        Felttype::Tekst(m) => tekst(m).prop_map(Vaerdi::Tekst).boxed(),
        Felttype::Kode(k) => (0..k.len()).prop_map(|n| Vaerdi::Tekst(k[n].into())).boxed(),
        Felttype::Cifre(l) => Just(Vaerdi::Tekst("7".repeat(l[0]))).boxed(),
        // Zero, false and empty are dropped from answers (B-23).
        Felttype::Heltal(fra, til) => (fra.max(1)..=til).prop_map(Vaerdi::Heltal).boxed(),
        Felttype::Boolsk => Just(Vaerdi::Boolsk(true)).boxed(),
        Felttype::Dato => Just(Vaerdi::Tekst("2026-02-03".into())).boxed(),
        Felttype::Tidspunkt => tid().prop_map(Vaerdi::Tidspunkt).boxed(),
        Felttype::Varighed => Just(Vaerdi::Tekst("P1D".into())).boxed(),
        Felttype::Reference => unik_id().prop_map(Vaerdi::Reference).boxed(),
        Felttype::Tekstliste(m) => proptest::collection::vec(tekst(m).prop_map(Vaerdi::Tekst), 1..3).prop_map(Vaerdi::Liste).boxed(),
        Felttype::Struktur(s) => felter(s, true).prop_map(Vaerdi::Struktur).boxed(),
        Felttype::Strukturliste(s) => {
            proptest::collection::vec(felter(s, true).prop_map(Vaerdi::Struktur), 1..3).prop_map(Vaerdi::Liste).boxed()
        }
    }
}

fn maaske<T: std::fmt::Debug + 'static>(altid: bool, s: BoxedStrategy<T>) -> BoxedStrategy<Option<T>> {
    if altid { s.prop_map(Some).boxed() } else { proptest::option::weighted(0.3, s).boxed() }
}

/// Values of some of the fields; of all, if the composite value must not be empty.
fn felter(defs: &'static [Felt], alle: bool) -> BoxedStrategy<Felter> {
    let en: Vec<_> = defs.iter().map(|f| maaske(alle || f.obligatorisk, vaerdi(f)).prop_map(|v| (f.nr, v))).collect();
    en.prop_map(|l| l.into_iter().filter_map(|(n, v)| v.map(|v| (n, v))).collect()).boxed()
}

fn egenskaber(defs: &'static [Felt]) -> impl Strategy<Value = Vec<Egenskab>> {
    proptest::collection::vec((virkning(), felter(defs, false)).prop_map(|(virkning, felter)| Egenskab { virkning, felter }), 1..3)
}

fn maerke() -> impl Strategy<Value = Maerke> {
    (unik_id(), proptest::option::of(tekst(100))).prop_map(|(id, label)| Maerke { id, label })
}

fn relation(def: &'static Relationsdef) -> impl Strategy<Value = Relation> {
    let t = || proptest::option::of(tekst(100));
    let rolle = def.slags == Relationsslags::Rolle;
    let m = move || if rolle { proptest::option::of(maerke()).boxed() } else { Just(None).boxed() };
    let indeks = match def.slags {
        Relationsslags::En | Relationsslags::Fler => Just(None).boxed(),
        Relationsslags::Rolle => proptest::option::of("[a-z]{1,5}").boxed(),
        _ => proptest::option::of((1_u32..100).prop_map(|n| n.to_string())).boxed(),
    };
    (virkning(), proptest::option::weighted(0.9, unik_id()), t(), t(), (indeks, m(), m()), felter(def.felter, false)).prop_map(
        |(virkning, reference, label, objekttype, (indeks, rolle, slags), felter)| Relation {
            virkning,
            reference,
            label,
            objekttype,
            indeks,
            rolle,
            slags,
            felter,
        },
    )
}

fn relationer(defs: &'static [Relationsdef]) -> BoxedStrategy<BTreeMap<u16, Vec<Relation>>> {
    let en: Vec<_> = defs.iter().map(|d| proptest::collection::vec(relation(d), 0..2).prop_map(|l| (d.nr, l))).collect();
    en.prop_map(|l| l.into_iter().filter(|(_, l)| !l.is_empty()).collect()).boxed()
}

fn registrering(t: &'static Objekttype) -> BoxedStrategy<Registrering> {
    let tilstande: Vec<_> = t
        .tilstande
        .iter()
        .map(|s| {
            let maks = u8::try_from(s.vaerdier.len()).unwrap();
            proptest::collection::vec((virkning(), 1..=maks).prop_map(|(virkning, vaerdi)| Tilstand { virkning, vaerdi }), 1..3)
                .prop_map(|l| (s.nr, l))
        })
        .collect();
    let varianter = match t.varianter {
        None => Just(vec![]).boxed(),
        Some(v) => {
            let del = (egenskaber(v.del_egenskaber), relationer(v.del_relationer)).prop_map(|(egenskaber, relationer)| register::Del {
                tekst: "d".into(),
                egenskaber,
                relationer,
            });
            (egenskaber(v.egenskaber), proptest::collection::vec(del, 0..2))
                .prop_map(|(egenskaber, dele)| vec![register::Variant { tekst: "v\"".into(), egenskaber, dele }])
                .boxed()
        }
    };
    (egenskaber(t.egenskaber), tilstande, relationer(t.relationer), varianter, proptest::option::of(tekst(100)))
        .prop_map(|(egenskaber, tilstande, relationer, varianter, note)| Registrering {
            registreret: Periode::ALTID,
            livscyklus: Livscyklus::Opstaaet,
            oprindelse: Livscyklus::Opstaaet,
            bruger: UnikId::Urn("urn:x".into()),
            afsendt: None,
            note,
            billede: Tilstandsbillede {
                egenskaber,
                tilstande: tilstande.into_iter().collect(),
                relationer,
                varianter,
                udvidelser: BTreeMap::new(),
            },
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn b20_what_is_written_reads_back((nr, r) in (0..typer().len()).prop_flat_map(|n| (Just(n), registrering(typer()[n])))) {
        let t = typer()[nr];
        let mut s = Jsonskriver::ny(0);
        s.raa("{");
        s.indhold(&r, t);
        s.raa("}");
        let bytes = s.faerdig();
        let j: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let laest = krop(&crate::json::parse(&bytes).unwrap(), t, Form::Hel).unwrap_or_else(|f| panic!("{f}: {j}"));
        let b = r.billede;
        prop_assert_eq!(laest.note, r.note);
        prop_assert_eq!(laest.indhold.egenskaber.unwrap(), b.egenskaber);
        prop_assert_eq!(laest.indhold.tilstande, b.tilstande);
        prop_assert_eq!(laest.indhold.relationer, b.relationer);
        let ventet: Vec<Variantindhold> = b.varianter.into_iter().map(|v| Variantindhold {
            tekst: v.tekst,
            egenskaber: Some(v.egenskaber),
            dele: (!v.dele.is_empty()).then(|| v.dele.into_iter().map(|d| Delindhold {
                tekst: d.tekst,
                egenskaber: Some(d.egenskaber),
                relationer: (!d.relationer.is_empty()).then_some(d.relationer),
            }).collect()),
        }).collect();
        prop_assert_eq!(laest.indhold.varianter.unwrap_or_default(), ventet);
    }

    #[test]
    fn any_text_is_written_as_json(t in "\\PC{0,20}|[\u{0}-\u{20}\"\\\\]{0,20}") {
        let mut s = Jsonskriver::ny(0);
        s.tekst(&t);
        prop_assert_eq!(serde_json::from_slice::<String>(&s.faerdig()).unwrap(), t);
    }
}

#[test]
fn b23_empty_false_and_zero_are_dropped_but_not_an_empty_user_key() {
    let t = crate::proeve::typen("Dokument");
    let felter = Felter::from([
        (1, Vaerdi::Tekst(String::new())),
        (3, Vaerdi::Tekst(String::new())),
        (10, Vaerdi::Heltal(0)),
        (11, Vaerdi::Heltal(2)),
    ]);
    let mut s = Jsonskriver::ny(0);
    s.egenskaber(&[Egenskab { virkning: Virkning::i(Periode::ALTID), felter }], t.egenskaber);
    assert_eq!(
        String::from_utf8(s.faerdig()).unwrap(),
        r#"[{"brugervendtnoegle":"","minor":2,"virkning":{"from":"-infinity","to":"infinity","from_included":true,"to_included":false}}]"#
    );
}

#[test]
fn b21_remembered_times_are_the_same_as_formatted_ones() {
    let mut s = Jsonskriver::ny(0);
    s.raa("[");
    let tider: Vec<Tidspunkt> = (0..60).map(|n| Tidspunkt::fra_mikros((n * 7 % 11) * 86_400_000_000)).collect();
    for t in &tider {
        s.komma();
        s.tid(*t);
    }
    s.raa("]");
    let laest: Vec<String> = serde_json::from_slice(&s.faerdig()).unwrap();
    assert_eq!(laest, tider.iter().map(|t| t.til_oio()).collect::<Vec<_>>());
}
