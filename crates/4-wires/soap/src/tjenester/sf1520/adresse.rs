//! `adresse`, with history.
use crate::tjenester::cpr::felter::{dato, del, linjer, tal, tekst, usikker_tid};
use crate::tjenester::cpr::opslag::Opslag;
use cpr::person::{Person, Rettelse, Sted, TidligereAdresse};
use kontrakt::Knude;

/// With `adresse`, if there is one that the caller may see.
pub fn skriv(k: Knude, o: &Opslag) -> Knude {
    let p = &o.person;
    del(k, "adresse", |k| {
        let k = del(k, "aktuelAdresse", |k| aktuel(k, p));
        let k = match &p.udrejse {
            Some(u) => del(k, "udrejseoplysninger", |k| {
                let k = usikker_tid(tal(k, "udrejselandekode", u.land), "udrejsedato", u.periode.fra);
                linjer(k, &u.linjer, |i| format!("udlandsadresse{i}"))
            }),
            None => k,
        };
        let k = match &p.kontaktadresse {
            Some(a) => del(k, "kontaktAdresse", |k| {
                let k = linjer(k, &a.linjer, |i| format!("kontaktAdr{i}"));
                dato(dato(k, "startdato", a.periode.fra), "slettedato", a.periode.til)
            }),
            None => k,
        };
        p.tidligere_adresser.iter().fold(k, |k, a| del(k, "adresseHistorik", |k| historik(k, a)))
    })
}

fn sted(k: Knude, s: &Sted) -> Knude {
    let k = tal(tal(k, "kommunekode", s.kommune), "vejkode", s.vej);
    let k = tekst(k, "husnummer", &s.husnr);
    let k = tekst(k, "etage", &s.etage);
    tekst(tekst(k, "sidedoer", &s.sidedoer), "bygningsnummer", &s.bygningsnr)
}

/// Of the register's address and of the one in clear text. The place of the first counts: the clear text of somebody who has left the country has none.
fn aktuel(k: Knude, p: &Person) -> Knude {
    let (a, s) = (p.adresse.as_ref(), p.klarskrift.as_ref());
    let k = match a.map(|a| &a.sted).or(s.map(|s| &s.sted)) {
        Some(s) => sted(k, s),
        None => k,
    };
    let k = tekst(k, "conavn", s.map(|s| s.conavn.as_str()).filter(|t| !t.is_empty()).or(a.map(|a| a.conavn.as_str())).unwrap_or_default());
    let k = match s {
        Some(s) => {
            let k = tekst(tekst(k, "lokalitet", &s.lokalitet), "bynavn", &s.bynavn);
            let k = k.felt_hvis("postnummer", Some(s.postnr).filter(|n| *n != 0).map(|n| format!("{n:04}")));
            let k = tekst(k, "postdistrikt", &s.postdistrikt);
            let k = tekst(tekst(k, "standardadresse", &s.standardadresse), "adresseringsnavn", &s.adresseringsnavn);
            tekst(k, "vejadresseringsnavn", &s.vejadresseringsnavn)
        }
        None => k,
    };
    let k = match a {
        Some(a) => linjer(usikker_tid(k, "tilflytningsdato", a.tilflyttet), &a.supplerende, |i| format!("adr{i}-supladr")),
        None => k,
    };
    match s {
        Some(s) => del(k, "distrikter", |k| tekst(tal(k, "postnummer", s.postnr), "postdistrikt", &s.postdistrikt)),
        None => k,
    }
}

fn historik(k: Knude, a: &TidligereAdresse) -> Knude {
    let k = tekst(sted(k, &a.sted), "conavn", &a.conavn);
    let k = tekst(k, "retFortrydMarkering", &rettelse(a.rettelse));
    usikker_tid(usikker_tid(k, "tilflytningsdato", a.periode.fra), "fraflytningsdato", a.periode.til)
}

/// CPR's letter.
fn rettelse(r: Rettelse) -> String {
    match r {
        Rettelse::Ingen => String::new(),
        Rettelse::Annulleret => "A".into(),
        Rettelse::Korrigeret => "K".into(),
        Rettelse::Anden(b) => char::from(b).into(),
    }
}
