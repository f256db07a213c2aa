//! The grant of a case and its payments (D).
use super::dele::{dato, henvisning, tekst};
use super::sag::Forloeb;
use super::{Sammenhaeng, aktoer, kun_navn, systemnavn};
use crate::Post;
use crate::tid::{dag, maaned};
use grund::slump::Slump;
use grund::{Periode, Tidspunkt, UnikId, Uuid};
use register::{Felter, Vaerdi};
use ydelse::numre::*;
use ydelse::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};
use ydelse::roller;

/// The newest payments of a grant; a sender tells of all, a demo needs a year.
const EFFEKTUERINGER: usize = 12;

/// A benefit of the grant: its Id, its name, and øre a month.
struct Bevilget {
    id: usize,
    navn: String,
    oere: u64,
}

/// Nothing, or a grant and its monthly payments: six of ten cases about a benefit that were decided end in one.
pub fn ydelser(f: &Sammenhaeng<'_>, s: &mut Slump, forloeb: &Forloeb) -> Vec<Post> {
    let Some((_, afgjort)) = forloeb.iter().find(|(t, _)| *t == 3) else { return Vec::new() };
    if f.emne.ydelse == 0 || !s.procent(60) {
        return Vec::new();
    }
    let oere = |s: &mut Slump, kroner: u64| kroner * 80 + s.under(kroner * 40);
    let mut bevilget = vec![Bevilget { id: 1, navn: f.emne.titel.to_owned(), oere: oere(s, f.emne.ydelse) }];
    if s.procent(25) {
        bevilget.push(Bevilget { id: 2, navn: format!("Tillæg til {}", f.emne.titel.to_lowercase()), oere: oere(s, f.emne.ydelse / 5) });
    }
    let slut = forloeb.iter().find(|(t, _)| *t == 4).map(|(_, t)| *t);
    let mut ud = vec![bevilling(f, &bevilget, *afgjort, slut)];
    let foerste = maaned(*afgjort, 1);
    let maaneder: Vec<(Tidspunkt, Tidspunkt)> = (0..)
        .map(|n| (maaned(foerste, n), maaned(foerste, n + 1)))
        .take_while(|(_, til)| *til <= f.nu && slut.is_none_or(|s| *til <= s))
        .collect();
    for (fra, til) in maaneder.iter().rev().take(EFFEKTUERINGER).rev() {
        ud.push(effektuering(f, &bevilget, Periode::ny(*fra, *til)));
    }
    ud
}

fn kroner(oere: u64) -> Vaerdi {
    tekst(format!("{}.{:02}", oere / 100, oere % 100))
}

fn uden_virkning(rolle: Uuid, slags: Uuid, reference: UnikId) -> Felter {
    Felter::from([(REF_ROLLE, henvisning(rolle)), (REF_TYPE, henvisning(slags)), (REF_REFERENCE, Vaerdi::Reference(reference))])
}

fn bevilling(f: &Sammenhaeng<'_>, bevilget: &[Bevilget], fra: Tidspunkt, slut: Option<Tidspunkt>) -> Post {
    let mut b = f
        .bygger(&BEVILLING, f.id("bevilling"), fra)
        .felt(BRUGERVENDTNOEGLE, tekst(format!("B-{}", f.k + 1)))
        .felt(STARTDATO, tekst(dato(fra)))
        .felt(FOELSOMHED, tekst(f.foelsomhed));
    if let Some(t) = slut {
        b = b.felt(SLUTDATO, tekst(dato(t)));
    }
    let part = || (f.part.urn.clone(), kun_navn(&f.part.navn));
    b = b
        .relation(BEVILLINGSSAG, (roller::SAG, roller::TYPE_SAG), UnikId::Uuid(f.id("sag")), Felter::new(), fra)
        .relation(BEVILLINGSPART, (roller::BEVILLINGSMODTAGER, roller::TYPE_PERSON), part().0, part().1, fra)
        .relation(BEVILLINGSPART, (roller::YDELSESMODTAGER, roller::TYPE_PERSON), part().0, part().1, fra)
        .relation(
            BEVILLINGSAKTOER,
            (roller::EJER, roller::TYPE_ORGANISATION),
            UnikId::Uuid(f.g.organisation),
            aktoer(&f.g.navn, f.g.cvr),
            fra,
        )
        .relation(
            BEVILLINGSAKTOER,
            (roller::ANSVARLIG, roller::TYPE_ENHED),
            UnikId::Uuid(f.enhed.uuid),
            aktoer(&f.enhed.navn, f.g.cvr),
            fra,
        );
    for y in bevilget {
        b = b.del(BEVILGETYDELSE, bevilget_ydelse(f, y, fra, slut));
    }
    b.faerdig(f.g.cvr, slut.unwrap_or(fra))
}

fn bevilget_ydelse(f: &Sammenhaeng<'_>, y: &Bevilget, fra: Tidspunkt, slut: Option<Tidspunkt>) -> Felter {
    let system = |rolle| {
        let mut s = uden_virkning(rolle, roller::TYPE_ITSYSTEM, UnikId::Uuid(f.system.0));
        s.insert(REF_NAVN, tekst(f.system.1));
        Vaerdi::Struktur(s)
    };
    let mut klasse = uden_virkning(roller::PRIMAER_KLASSE, roller::TYPE_KLASSE, f.klasse());
    klasse.extend([(REF_NAVN, tekst(f.emne.nummer)), (REF_ANDET, tekst(f.emne.titel))]);
    let mut ydelse = uden_virkning(roller::YDELSE, roller::TYPE_YDELSE, f.klasse());
    ydelse.extend([(REF_NAVN, tekst(&y.navn)), (REF_ANDET, Vaerdi::Struktur(klasse))]);
    let plan = Felter::from([
        (1, tekst(format!("P{}", y.id))),
        (2, Vaerdi::Tidspunkt(fra)),
        (4, tekst("Månedlig")),
        (5, tekst("Bagud")),
        (6, tekst("Sidste bankdag")),
        (PLAN_BELOEB, kroner(y.oere)),
    ]);
    let mut felter = Felter::from([
        (YD_NAVN, tekst(&y.navn)),
        (YD_STARTDATO, Vaerdi::Tidspunkt(fra)),
        (YD_ITSYSTEM, Vaerdi::Liste(vec![system(roller::MASTER), system(roller::AFSENDER)])),
        (YD_YDELSE, Vaerdi::Struktur(ydelse)),
        (YD_PLAN, Vaerdi::Liste(vec![Vaerdi::Struktur(plan)])),
    ]);
    if let Some(t) = slut {
        felter.insert(YD_SLUTDATO, Vaerdi::Tidspunkt(t));
    }
    felter
}

fn effektuering(f: &Sammenhaeng<'_>, bevilget: &[Bevilget], p: Periode) -> Post {
    let (aar, md, _) = p.fra.dansk_dato().unwrap_or((1970, 1, 1));
    let brutto: u64 = bevilget.iter().map(|y| y.oere).sum();
    let netto = brutto * 62 / 100;
    let disponeret = dag(p.til, -1);
    let mut b = f
        .bygger(&OEKONOMISKEFFEKTUERING, f.id(&format!("effektuering/{aar}-{md}")), p.fra)
        .felt(BRUGERVENDTNOEGLE, tekst(format!("E-{}-{aar}{md:02}", f.k + 1)))
        .felt(STARTDATO, Vaerdi::Tidspunkt(p.fra))
        .felt(SLUTDATO, Vaerdi::Tidspunkt(p.til))
        .felt(SAMLETBRUTTOBELOEB, kroner(brutto))
        .felt(DISPOSITIONSDATO, Vaerdi::Tidspunkt(disponeret))
        .felt(BELOEBEFTERSKATATP, kroner(netto))
        .felt(BELOEBSENDTTILUDBETALING, kroner(netto))
        .felt(BELOEBUDBETALT, kroner(netto))
        .felt(UDBETALTTEKST, tekst("Udbetalt til NemKonto"));
    for y in bevilget {
        let hvilken = Felter::from([(EFF_BEVILLING, henvisning(f.id("bevilling"))), (EFF_YDELSEID, tekst(y.id.to_string()))]);
        let felter = Felter::from([
            (EFF_STARTDATO, Vaerdi::Tidspunkt(p.fra)),
            (EFF_SLUTDATO, Vaerdi::Tidspunkt(p.til)),
            (EFF_BELOEB, kroner(y.oere)),
            (EFF_KLE, tekst(f.emne.nummer)),
            (EFF_YDELSEREF, Vaerdi::Struktur(hvilken)),
        ]);
        b = b.indekseret(YDELSEEFFEKTUERING, (roller::YDELSEEFFEKTUERING, roller::TYPE_YDELSEEFFEKTUERING), f.klasse(), felter);
    }
    let slags = roller::TYPE_EFFEKTUERINGSAKTOER;
    b = b
        .relation(AKTOER, (roller::EFFEKTUERING_EJER, slags), UnikId::Uuid(f.g.organisation), aktoer(&f.g.navn, f.g.cvr), p.fra)
        .relation(AKTOER, (roller::UDBETALENDE_ENHED, slags), UnikId::Uuid(f.g.betaler.uuid), aktoer(&f.g.betaler.navn, f.g.cvr), p.fra)
        .relation(PART, (roller::EFFEKTUERINGSMODTAGER, roller::TYPE_EFFEKTUERINGSPART), f.part.urn.clone(), kun_navn(&f.part.navn), p.fra);
    for rolle in [roller::MASTER, roller::AFSENDER] {
        b = b.relation(ITSYSTEM, (rolle, roller::TYPE_ITSYSTEM), UnikId::Uuid(f.system.0), systemnavn(f.system.1), p.fra);
    }
    b.faerdig(f.g.cvr, disponeret)
}
