//! `persondata`.
use crate::tjenester::cpr::felter::{civilstand, dato, del, koen, linjer, status, tal, tekst, usikker_dato, usikker_tid};
use crate::tjenester::cpr::opslag::Opslag;
use cpr::person::{Beskyttelse, Navn, Vaergemaal};
use cpr::tid::Tid;
use kontrakt::Knude;

/// With `persondata`.
pub fn skriv(k: Knude, o: &Opslag, boern: usize) -> Knude {
    let p = &o.person;
    del(k, "persondata", |k| {
        let k = k.felt("personnummer", o.spurgt.to_string());
        let k = k.felt_hvis("gaeldendePersonnummer", o.gaeldende().map(|n| n.to_string()));
        let k = match &p.navn {
            Some(n) => del(k, "navn", |k| navn(k, n, p.klarskrift.as_ref().map_or("", |s| &s.adresseringsnavn))),
            None => k,
        };
        let k = usikker_dato(k, "foedselsdato", p.foedt);
        let k = match &p.foedested {
            Some(f) => del(k, "foedselsregistreringsOplysninger", |k| {
                tekst(tal(k, "foedselsregistreringsstedKode", f.myndighed), "supplerendeFoedselsregistreringssted", &f.tekst)
            }),
            None => k,
        };
        let k = usikker_dato(k, "startdato", p.person.fra);
        let k = usikker_dato(k, "slutdato", p.person.til);
        let k = k.felt_hvis("alder", p.alder(o.dag).map(|a| a.to_string()));
        let k = k.felt("koen", koen(o.koen())).felt("antalBoernUnder18", boern.to_string());
        let k = tekst(k, "stilling", &p.stilling);
        let k = del(k, "status", |k| usikker_tid(status(k, "status", o.status), "statusdato", o.status_fra));
        let k = del(k, "separation", |k| {
            usikker_tid(
                ja_nej(k, "separeret", p.separation.is_some()),
                "separationsdato",
                p.separation.as_ref().and_then(|s| s.periode.fra),
            )
        });
        let k = match &p.civilstand {
            Some(c) => del(k, "civilstand", |k| usikker_tid(tekst(k, "civilstand", civilstand(&c.kode)), "civilstandsdato", c.periode.fra)),
            None => k,
        };
        let k = match &p.statsborgerskab {
            Some(s) => del(k, "statsborgerskab", |k| usikker_tid(tal(k, "landekode", s.land), "statsborgerskabDato", s.periode.fra)),
            None => k,
        };
        let k = match &p.vaergemaal {
            Some(v) => del(k, "umyndiggoerelse", |k| vaergemaal(k, v, o.dag)),
            None => k,
        };
        let k = usikker_tid(k, "forsvindingsdato", p.forsvundet);
        let k = beskyttelse(k, "adressebeskyttelse", o, Beskyttelse::NAVN_OG_ADRESSE);
        let k = beskyttelse(k, "vejviserbeskyttelse", o, Beskyttelse::LOKALVEJVISER);
        beskyttelse(k, "markedsfoeringsbeskyttelse", o, Beskyttelse::MARKEDSFOERING)
    })
}

fn ja_nej(k: Knude, navn: &str, ja: bool) -> Knude {
    k.felt(navn, if ja { "true" } else { "false" })
}

fn navn(k: Knude, n: &Navn, klarskrift: &str) -> Knude {
    let adresseringsnavn = Some(n.adresseringsnavn.as_str()).filter(|n| !n.is_empty()).unwrap_or(klarskrift);
    // The contract asks for it, whether CPR has one or not.
    let k = k.felt("personadresseringsnavn", adresseringsnavn.to_owned());
    let k = tekst(k, "fornavn", &n.fornavn);
    let k = tekst(k, "mellemnavn", &n.mellemnavn);
    let k = tekst(k, "efternavn", &n.efternavn);
    let k = tekst(k, "fornavnMarkering", &n.fornavn_markering);
    let k = tekst(k, "mellemnavnMarkering", &n.mellemnavn_markering);
    let k = tekst(k, "efternavnMarkering", &n.efternavn_markering);
    usikker_tid(k, "navnestartdato", n.periode.fra)
}

/// The protection of that kind that holds on the day, else the newest one; without one it is said that there is none. Clients read `beskyttet` without asking whether it is there.
fn beskyttelse(k: Knude, navn: &str, o: &Opslag, art: u16) -> Knude {
    let denne = || o.person.beskyttelser.iter().filter(|b| b.art == art);
    let valgt = denne().find(|b| b.periode.gaelder(o.dag)).or_else(|| denne().max_by_key(|b| b.periode.fra));
    let gaelder = valgt.is_some_and(|b| b.periode.gaelder(o.dag));
    del(k, navn, |k| {
        let k = dato(k, "startdato", valgt.and_then(|b| b.periode.fra));
        ja_nej(dato(k, "slutdato", valgt.and_then(|b| b.periode.til)), "beskyttet", gaelder)
    })
}

fn vaergemaal(k: Knude, v: &Vaergemaal, dag: Tid) -> Knude {
    let k = if v.art <= 2 { k.felt("umyndiggorelseRelationType", v.art.to_string()) } else { k };
    let k = k.felt_hvis("relationPersonnummer", v.nummer.map(|n| n.to_string()));
    let k = dato(k, "relationStartdato", v.nummer_fra);
    let k = tekst(k, "relationVaergenavn", &v.navn);
    let k = dato(k, "relationVaergeadresseStartdato", v.adresse_fra);
    // Asked for by the contract; one that CPR does not know is the first day of the calendar, and marked.
    let ukendt = Tid { usikker: true, ..Tid::dag(1, 1, 1) };
    let k = usikker_dato(k, "umyndiggoerelseStartdato", v.periode.fra.or(Some(ukendt)));
    let k = ja_nej(dato(k, "umyndiggoerelseSlettedato", v.periode.til), "umyndiggjort", v.periode.gaelder(dag));
    linjer(k, &v.tekst, |i| format!("relationtekst{i}"))
}
