//! The time line: what happened to the party, across cases, documents, notes and money. Pure.
use crate::overblik::Overblik;
use crate::typer::{Begivenhed, Sag};
use grund::Tidspunkt;

/// Everything in the overview that has a time, the newest first; what is at the same time stays in the order of the sections.
pub fn tidslinje(o: &Overblik) -> Vec<Begivenhed> {
    let mut ud = Vec::new();
    for s in &o.sager {
        ud.extend(sagens(s));
    }
    let tekst = |t: Option<&str>| t.unwrap_or("uden titel").to_owned();
    for d in &o.dokumenter {
        let sag = d.sager.first().copied();
        ud.extend(d.tid.map(|tid| Begivenhed { tid, slags: "dokument", tekst: tekst(d.titel.as_deref()), objekt: Some(d.uuid), sag }));
    }
    for b in &o.bevillinger {
        for y in &b.ydelser {
            let navn = tekst(y.navn.as_deref());
            let en = |tid: Option<Tidspunkt>, hvad: &str| {
                tid.map(|tid| Begivenhed { tid, slags: "bevilling", tekst: format!("{navn} {hvad}"), objekt: Some(b.uuid), sag: b.sag })
            };
            ud.extend(en(y.start, "begynder").into_iter().chain(en(y.slut, "slutter")));
        }
    }
    for u in &o.udbetalinger {
        let beloeb = u.udbetalt.as_deref().or(u.brutto.as_deref()).map_or_else(|| "Udbetaling".into(), |b| format!("Udbetaling {b} kr."));
        ud.extend(u.disposition.map(|tid| Begivenhed { tid, slags: "udbetaling", tekst: beloeb, objekt: Some(u.uuid), sag: None }));
    }
    ud.sort_by_key(|b| std::cmp::Reverse(b.tid));
    ud
}

fn sagens(s: &Sag) -> impl Iterator<Item = Begivenhed> {
    let navn = s.titel.as_deref().or(s.sagsnummer.as_deref()).unwrap_or("uden titel");
    let (uuid, sag) = (Some(s.uuid), Some(s.uuid));
    let trin = s.forloeb.iter().filter_map(move |t| {
        t.fra.map(|tid| Begivenhed { tid, slags: "sag", tekst: format!("{navn}: {}", fremdrift(t.fremdrift)), objekt: uuid, sag })
    });
    let note = s.notater.iter().filter_map(move |n| {
        let titel = n.titel.as_deref().unwrap_or("Journalnotat");
        n.tid.map(|tid| Begivenhed { tid, slags: "notat", tekst: format!("{titel} ({navn})"), objekt: uuid, sag })
    });
    trin.chain(note)
}

/// A state of a case in words.
pub fn fremdrift(f: &str) -> &str {
    match f {
        "Opstaaet" => "opstået",
        "Oplyst" => "oplyst",
        "Afgjort" => "afgjort",
        "Afsluttet" => "afsluttet",
        andet => andet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typer::{Bevilling, Dokument, Journalnotat, Trin, Ydelse};
    use grund::Uuid;

    #[test]
    fn sapa01_the_time_line_has_everything_with_a_time_the_newest_first() {
        let t = |n| Some(Tidspunkt::fra_mikros(n));
        let sag = Uuid::from_u128(1);
        let forloeb = vec![
            Trin { fremdrift: "Opstaaet", fra: t(10) },
            Trin { fremdrift: "Afsluttet", fra: t(40) },
            Trin { fremdrift: "Oplyst", fra: None },
        ];
        let notater = vec![Journalnotat { sag, titel: Some("Samtale".into()), tid: t(20) }];
        let s = Sag { uuid: sag, titel: Some("Bolig".into()), forloeb, notater, ..Sag::default() };
        let d = Dokument { titel: Some("Brev".into()), tid: t(30), sager: vec![sag], ..Dokument::default() };
        let y = Ydelse { navn: Some("Tilskud".into()), start: t(15), slut: t(50), ..Ydelse::default() };
        let b = Bevilling { sag: Some(sag), ydelser: vec![y], ..Bevilling::default() };
        let o = Overblik { sager: vec![s], dokumenter: vec![d], bevillinger: vec![b], ..Overblik::default() };
        let set: Vec<(i64, String)> = tidslinje(&o).into_iter().map(|b| (b.tid.mikros(), b.tekst)).collect();
        let ventet = [
            (50, "Tilskud slutter"),
            (40, "Bolig: afsluttet"),
            (30, "Brev"),
            (20, "Samtale (Bolig)"),
            (15, "Tilskud begynder"),
            (10, "Bolig: opstået"),
        ];
        assert_eq!(set, ventet.map(|(n, t)| (n, t.to_owned())));
    }
}
