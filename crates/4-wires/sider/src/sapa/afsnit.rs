//! The sections of an overview as components.
use super::PART;
use super::ord::{Sapaord, fremdrift, kildesvar, paaroerende};
use crate::komponenter::{Beskrivelse, Celle, Kolonne, Maerke, Periode, Spor, Tabel, Tidslinje, Tone};
use crate::sprog::Sprog;
use ::sapa::overblik::Overblik;
use ::sapa::typer::{Aktoer, Kildesvar, Person, Sag, Virksomhed};
use grund::{Tidspunkt, Uuid};

const AAR: i64 = 365 * 86_400_000_000;
/// Cases that the picture has a track for; the table has all.
const SPOR: usize = 12;

fn tid(s: Sprog, t: Option<Tidspunkt>) -> String {
    t.map(|t| s.tid(t)).unwrap_or_default()
}

/// Ten digits as people write them.
pub(super) fn nummer(n: &str) -> String {
    match (n.get(..6), n.get(6..)) {
        (Some(a), Some(b)) if n.len() == 10 && n.is_ascii() => format!("{a}-{b}"),
        _ => n.to_owned(),
    }
}

pub(super) fn person(s: Sprog, p: &Person) -> Beskrivelse {
    let ord = Sapaord::paa(s);
    let alder = p.alder.map(|a| match s {
        Sprog::Dansk => format!("{a} år"),
        Sprog::Engelsk => format!("{a} years"),
    });
    let foedt = [p.foedt.clone(), alder].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let status =
        [Some(p.status.clone()), p.status_fra.clone()].into_iter().flatten().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
    Beskrivelse::default()
        .og_hvis(ord.navn, p.navn.clone().unwrap_or_default())
        .og(ord.nummer, Celle::Kode(nummer(&p.nummer)))
        .og_hvis(ord.tidligere, p.tidligere_numre.iter().map(|n| nummer(n)).collect::<Vec<_>>().join(", "))
        .og_hvis(ord.adresse, p.adresse.join(", "))
        .og_hvis(ord.foedt, foedt)
        .og_hvis(ord.status, status)
        .og_hvis(ord.civilstand, p.civilstand.clone().unwrap_or_default())
}

pub(super) fn virksomhed(s: Sprog, v: &Virksomhed) -> Beskrivelse {
    let ord = Sapaord::paa(s);
    Beskrivelse::default()
        .og_hvis(ord.navn, v.navn.clone().unwrap_or_default())
        .og(ord.nummer, Celle::Kode(v.nummer.clone()))
        .og_hvis(ord.adresse, v.adresse.join(", "))
        .og_hvis(ord.branche, v.branche.clone().unwrap_or_default())
        .og_hvis(ord.status, v.status)
        .og_hvis(ord.kontakt, v.kontakt.join(", "))
}

pub(super) fn familie(s: Sprog, p: &Person) -> Tabel {
    let ord = Sapaord::paa(s);
    let raekker = p.familie.iter().map(|f| {
        let navn = f.navn.clone().unwrap_or_default();
        vec![
            Celle::tekst(paaroerende(s, f.rolle)),
            Celle::tekst(navn).med(f.foedt.clone().unwrap_or_default()),
            f.nummer.as_deref().map_or(Celle::Intet, |n| Celle::Kode(nummer(n))),
        ]
    });
    Tabel::ny(ord.familie, [ord.rolle, ord.navn, ord.nummer].map(Kolonne::ny).to_vec(), ord.ingen).med(raekker)
}

pub(super) fn aktoer(a: Option<&Aktoer>) -> Celle {
    let Some(a) = a else { return Celle::Intet };
    let hvordan = a.telefon.iter().chain(&a.mail).cloned().collect::<Vec<_>>().join(" · ");
    Celle::tekst(a.navn.clone().unwrap_or_else(|| a.id.clone())).med(hvordan)
}

fn tilstand(s: Sprog, x: &Sag) -> Celle {
    match x.fremdrift {
        Some("Afsluttet") => Maerke::ny(Tone::Neutral, fremdrift(s, "Afsluttet")).into(),
        Some(f) => Maerke::ny(Tone::Info, fremdrift(s, f)).into(),
        None => Celle::Intet,
    }
}

pub(super) fn titel(x: &Sag) -> String {
    x.titel.clone().or_else(|| x.sagsnummer.clone()).unwrap_or_else(|| x.uuid.to_string())
}

pub(super) fn sager(s: Sprog, o: &Overblik, opslag: Uuid) -> Tabel {
    let ord = Sapaord::paa(s);
    let raekker = o.sager.iter().map(|x| {
        let kle = [x.kle.clone(), x.kletitel.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let under = [x.sagsnummer.clone(), x.partsrolle.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        // What Udbetaling Danmark shows has no page of its own.
        let navn = if x.udk { Celle::tekst(titel(x)) } else { Celle::link(format!("{PART}/{opslag}/sag/{}", x.uuid), titel(x)) };
        vec![
            navn.med(under),
            Celle::tekst(kle),
            tilstand(s, x),
            aktoer(x.ansvarlig.as_ref()),
            aktoer(x.behandler.as_ref()),
            Celle::tekst(x.system.navn.clone().unwrap_or_default()),
        ]
    });
    let kolonner = [ord.sag, ord.kle, ord.fremdrift, ord.ansvarlig, ord.behandler, ord.system].map(Kolonne::ny).to_vec();
    Tabel::ny(ord.sager, kolonner, ord.ingen).med(raekker)
}

fn sagens_navn(o: &Overblik, sag: Option<Uuid>) -> String {
    sag.and_then(|u| o.sager.iter().find(|x| x.uuid == u)).map(titel).unwrap_or_default()
}

pub(super) fn dokumenter(s: Sprog, o: &Overblik) -> Tabel {
    let ord = Sapaord::paa(s);
    let raekker = o.dokumenter.iter().map(|d| {
        vec![
            Celle::tekst(d.titel.clone().unwrap_or_default()).med(d.slags.clone().unwrap_or_default()),
            Celle::tekst(d.brevdato.clone().unwrap_or_else(|| tid(s, d.tid))),
            Celle::tekst(sagens_navn(o, d.sager.first().copied())),
            Celle::tekst(d.system.navn.clone().unwrap_or_default()),
        ]
    });
    Tabel::ny(ord.dokumenter, [ord.dokumenter, ord.dato, ord.sag, ord.system].map(Kolonne::ny).to_vec(), ord.ingen).med(raekker)
}

pub(super) fn notater(s: Sprog, o: &Overblik) -> Tabel {
    let ord = Sapaord::paa(s);
    let raekker = o.journalnotater.iter().map(|n| {
        vec![Celle::tekst(n.titel.clone().unwrap_or_default()), Celle::tekst(tid(s, n.tid)), Celle::tekst(sagens_navn(o, Some(n.sag)))]
    });
    Tabel::ny(ord.notater, [ord.overskrift, ord.dato, ord.sag].map(Kolonne::ny).to_vec(), ord.ingen).med(raekker)
}

pub(super) fn ydelser(s: Sprog, o: &Overblik) -> Tabel {
    let ord = Sapaord::paa(s);
    let raekker = o.bevillinger.iter().flat_map(|b| b.ydelser.iter().map(move |y| (b, y))).map(|(b, y)| {
        vec![
            Celle::tekst(y.navn.clone().unwrap_or_else(|| y.id.clone())).med(y.kle.clone().unwrap_or_default()),
            Celle::tekst(tid(s, y.start)),
            Celle::tekst(tid(s, y.slut)),
            Celle::tekst(y.beloeb.clone().unwrap_or_default()),
            Celle::tekst(sagens_navn(o, b.sag)),
            aktoer(b.ansvarlig.as_ref()),
        ]
    });
    let kolonner = [ord.ydelser, ord.fra, ord.til, ord.beloeb, ord.sag, ord.ansvarlig].map(Kolonne::ny).to_vec();
    Tabel::ny(ord.ydelser, kolonner, ord.ingen).med(raekker)
}

pub(super) fn udbetalinger(s: Sprog, o: &Overblik) -> Tabel {
    let ord = Sapaord::paa(s);
    let raekker = o.udbetalinger.iter().map(|u| {
        let beloeb = u.udbetalt.clone().or_else(|| u.brutto.clone()).unwrap_or_default();
        vec![
            Celle::tekst(tid(s, u.disposition)),
            Celle::tekst(beloeb),
            Celle::tekst(u.tekst.clone().unwrap_or_default()),
            Celle::tekst(u.system.navn.clone().unwrap_or_default()),
        ]
    });
    let kolonner = vec![Kolonne::ny(ord.dato), Kolonne::tal(ord.beloeb), Kolonne::ny(ord.tekst), Kolonne::ny(ord.system)];
    Tabel::ny(ord.udbetalinger, kolonner, ord.ingen).med(raekker)
}

/// The cases as tracks of a picture; what happened stands in the table below it.
pub(super) fn billede(s: Sprog, o: &Overblik, nu: Tidspunkt) -> Option<Tidslinje> {
    let begyndt = |x: &Sag| x.forloeb.iter().filter_map(|t| t.fra).min();
    let foerste = o.sager.iter().filter_map(begyndt).min()?;
    let spor = |x: &Sag| {
        let ender = x.forloeb.iter().skip(1).map(|t| t.fra.unwrap_or(nu)).chain([Tidspunkt::UENDELIG]);
        let periode = |(t, til): (&::sapa::typer::Trin, Tidspunkt)| Periode {
            fra: t.fra.unwrap_or(Tidspunkt::MINUS_UENDELIG),
            til,
            tekst: fremdrift(s, t.fremdrift).to_owned(),
            tone: if t.fremdrift == "Afsluttet" { Tone::Neutral } else { Tone::Info },
            sted: String::new(),
        };
        Spor { navn: titel(x), perioder: x.forloeb.iter().zip(ender).map(periode).collect() }
    };
    let fra = foerste.max(nu.plus_mikros(-20 * AAR));
    let spor = o.sager.iter().take(SPOR).map(spor).collect();
    Some(Tidslinje { overskrift: Sapaord::paa(s).sager.to_owned(), fra, til: nu.plus_mikros(AAR / 4), nu, spor, sprog: s })
}

pub(super) fn haendelser(s: Sprog, o: &Overblik) -> Tabel {
    let ord = Sapaord::paa(s);
    let raekker = o.tidslinje.iter().map(|b| vec![Celle::tekst(s.tid(b.tid)), Celle::tekst(&b.tekst)]);
    Tabel::ny(ord.tidslinje, [ord.dato, ord.hvad].map(Kolonne::ny).to_vec(), ord.ingen).med(raekker)
}

/// The sources, where one of them did not answer as it should, or always at the end of the overview.
pub(super) fn kilder(s: Sprog, o: &Overblik) -> Tabel {
    let ord = Sapaord::paa(s);
    let raekker = o.kilder.iter().map(|k| {
        let tone = if k.svar == Kildesvar::Svarede { Tone::God } else { Tone::Advarsel };
        vec![Celle::tekst(k.kilde), Celle::from(Maerke::ny(tone, kildesvar(s, k.svar))).med(k.forklaring.clone().unwrap_or_default())]
    });
    Tabel::ny(ord.kilder, [ord.kilde, ord.svar].map(Kolonne::ny).to_vec(), ord.ingen).med(raekker)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::sapa::typer::Trin;

    #[test]
    fn a_personnummer_is_written_as_people_write_it_and_others_are_left() {
        assert_eq!((nummer("6101700001"), nummer("11111111"), nummer("æøåæø")), ("610170-0001".into(), "11111111".into(), "æøåæø".into()));
    }

    #[test]
    fn the_picture_has_a_track_for_each_case_and_each_state_until_the_next() {
        let t = Tidspunkt::fra_mikros;
        let trin = |fremdrift, fra| Trin { fremdrift, fra: Some(t(fra)) };
        let sag = Sag { titel: Some("Bolig".into()), forloeb: vec![trin("Opstaaet", 10), trin("Afsluttet", 20)], ..Sag::default() };
        let o = Overblik { sager: vec![sag, Sag::default()], ..Overblik::default() };
        let b = billede(Sprog::Dansk, &o, t(100)).unwrap();
        let perioder: Vec<_> = b.spor[0].perioder.iter().map(|p| (p.fra.mikros(), p.til, p.tekst.as_str())).collect();
        assert_eq!(perioder, [(10, t(20), "Opstået"), (20, Tidspunkt::UENDELIG, "Afsluttet")]);
        assert_eq!((b.spor.len(), b.fra), (2, t(10)));
        assert!(billede(Sprog::Dansk, &Overblik::default(), t(0)).is_none());
    }
}
