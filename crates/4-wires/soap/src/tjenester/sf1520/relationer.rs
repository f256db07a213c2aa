//! `relationer` and `notater`.
use crate::tjenester::cpr::felter::{dato, del, tal, tekst, usikker_dato};
use crate::tjenester::cpr::opslag::Opslag;
use cpr::person::Relation;
use kontrakt::Knude;

/// With `relationer` and `notater`.
pub fn skriv(k: Knude, o: &Opslag) -> Knude {
    let p = &o.person;
    let k = del(k, "relationer", |k| {
        let k = person(k, "aegtefaelle", p.civilstand.as_ref().and_then(|c| c.aegtefaelle.as_ref()));
        let k = p.boern.iter().fold(k, |k, b| del(k, "barn", |k| k.felt("personnummer", b.to_string())));
        let k = person(k, "mor", p.mor.as_ref().map(|f| &f.relation));
        let k = person(k, "far", p.far.as_ref().map(|f| &f.relation));
        p.foraeldremyndighed.iter().filter(|f| matches!(f.art, 3..=6)).fold(k, |k, f| {
            del(k, "foraeldremyndighed", |k| {
                let k = usikker_dato(k.felt("foraeldremyndighedtype", f.art.to_string()), "foraeldremyndighedStartdato", f.periode.fra);
                let k = dato(k, "foraeldremyndighedSletdato", f.periode.til);
                dato(k.felt_hvis("relationPersonnummer", f.nummer.map(|n| n.to_string())), "relationStartdato", f.nummer_fra)
            })
        })
    });
    p.notater.iter().fold(k, |k, n| {
        del(k, "notater", |k| {
            let k = tekst(tal(k, "notanr", n.nr), "notatlinie", &n.tekst);
            dato(dato(k, "notatstartdato", n.periode.fra), "notatslettedato", n.periode.til)
        })
    })
}

/// By number; without one by birthday and name.
fn person(k: Knude, navn: &str, r: Option<&Relation>) -> Knude {
    let Some(r) = r else { return k };
    del(k, navn, |k| match r.nummer {
        Some(n) => k.felt("personnummer", n.to_string()),
        None => tekst(usikker_dato(k, "foedselsdato", r.foedt), "navn", &r.navn),
    })
}
