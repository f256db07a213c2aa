//! Holiday of the holiday years about a day: what was earned month by month, what was taken, and what is left. A holiday year goes from September to August; what was
//! earned in it is taken until the end of the calendar year.
use crate::borger::Borger;
use crate::dag::{Dag, Maaned};
use crate::forhold::Forhold;
use crate::indkomst::{er_timeloennet, indkomster};
use crate::slump;
use crate::virksomhed::{self, Betaler};

/// Holiday pay of wages, in thousandths (12.5 %).
const FERIEPENGE: i64 = 125;
/// Of holiday pay is left when labour market contribution and tax are taken, in thousandths.
const EFTER_SKAT: i64 = 580;
/// Hundredths of days that twelve months earn.
const AARETS_DAGE: i64 = 2_500;

/// How the holiday of a year is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordning {
    /// By the employer, as wages.
    MedLoen,
    /// Saved up with Feriekonto.
    Feriekonto,
}

/// The holiday of one holiday year. Days are in hundredths, amounts whole kroner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ferieaar {
    /// It begins on the 1st of September of that year.
    pub aar: i32,
    /// How it is paid.
    pub ordning: Ordning,
    /// The employer of the last month in which something was earned.
    pub arbejdsgiver: Betaler,
    /// Days earned by the day asked about.
    pub optjent: i64,
    /// Days taken by then.
    pub afholdt: i64,
    /// Holiday pay saved up, before tax; 0 of holiday with wages.
    pub optjent_beloeb: i64,
    /// Of that was paid out, before tax.
    pub udbetalt_brutto: i64,
    /// The same after tax: what came to the account.
    pub udbetalt_netto: i64,
}

impl Ferieaar {
    /// The first day on which something of it is earned.
    pub const fn begynder(&self) -> Dag {
        Dag::ny(self.aar, 9, 1)
    }

    /// The last one.
    pub const fn slutter(&self) -> Dag {
        Dag::ny(self.aar + 1, 8, 31)
    }

    /// The last day on which it may be taken.
    pub const fn holdes_senest(&self) -> Dag {
        Dag::ny(self.aar + 1, 12, 31)
    }

    /// Days left.
    pub const fn rest(&self) -> i64 {
        self.optjent - self.afholdt
    }
}

/// The holiday years of which something may be taken on that day, and the one before them, the newest first. A year in which nothing was earned is not there.
pub fn ferie(b: &Borger, dag: Dag) -> Vec<Ferieaar> {
    let nu = if dag.maaned >= 9 { dag.aar } else { dag.aar - 1 };
    (0..3).filter_map(|n| ferieaar(b, nu - n, dag)).collect()
}

fn ferieaar(b: &Borger, aar: i32, dag: Dag) -> Option<Ferieaar> {
    let foerste = Maaned { aar, nr: 9 };
    let linjer: Vec<_> = (0..12)
        .flat_map(|n| indkomster(b, foerste.plus(n), dag))
        .filter(|i| matches!(i.forhold, Forhold::Loen | Forhold::Fritidsjob))
        .collect();
    let sidste = linjer.last()?;
    let optjent = i64::try_from(linjer.len()).unwrap_or(0) * AARETS_DAGE / 12;
    let ordning = if er_timeloennet(b) { Ordning::Feriekonto } else { Ordning::MedLoen };
    // She takes it in the summer, and what is left about Christmas; in some years a few days stay.
    let mut s = slump(&format!("{}/{aar}", b.noegle), "ferie");
    let (sommer, staar) = (1_500, i64::try_from(s.under(4)).unwrap_or(0) * 100);
    let sommerferie = Dag::ny(aar + 1, 7, 31);
    let juleferie = Dag::ny(aar + 1, 12, 27);
    let alt = (optjent - staar).max(0);
    let afholdt = match dag {
        d if d > juleferie => alt,
        d if d > sommerferie => alt.min(sommer),
        _ => 0,
    } / 100
        * 100;
    let loen: i64 = linjer.iter().map(|i| i.am_indkomst).sum();
    let optjent_beloeb = if ordning == Ordning::Feriekonto { loen * FERIEPENGE / 1_000 } else { 0 };
    let udbetalt_brutto = if optjent > 0 { optjent_beloeb * afholdt / optjent } else { 0 };
    Some(Ferieaar {
        aar,
        ordning,
        arbejdsgiver: sidste.betaler,
        optjent,
        afholdt,
        optjent_beloeb,
        udbetalt_brutto,
        udbetalt_netto: udbetalt_brutto * EFTER_SKAT / 1_000,
    })
}

/// Who keeps the money.
pub const FERIEKONTO: Betaler = Betaler { se: virksomhed::PENSION.se + 30, navn: "Feriekonto (simuleret)" };
