//! Incomes as payers report them: for each person, month and payer one line.
//!
//! The amounts are near what such incomes were about 2025 and are no rates: nothing may be calculated by them.
use crate::borger::Borger;
use crate::dag::{Dag, Maaned};
use crate::forhold::{Forhold, forhold};
use crate::virksomhed::{self, Betaler};
use crate::{mellem, slump};

/// What a payer has reported of a person for a month. Amounts are whole kroner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indkomst {
    /// The month that it is for.
    pub maaned: Maaned,
    /// The day from which the money is hers.
    pub udbetalt: Dag,
    /// Who paid.
    pub betaler: Betaler,
    /// What it is.
    pub forhold: Forhold,
    /// A income of which labour market contribution is paid.
    pub am_indkomst: i64,
    /// A income of which none is paid.
    pub a_indkomst: i64,
    /// B income of which none is paid.
    pub b_indkomst: i64,
    /// Labour market contribution withheld.
    pub am_bidrag: i64,
    /// Tax withheld.
    pub a_skat: i64,
    /// ATP contribution withheld.
    pub atp: i64,
    /// Paid to her pension, by her and the employer together.
    pub pension: i64,
    /// Hours, in hundredths.
    pub timer: i64,
}

/// Labour market contribution, per cent.
const AM_PROCENT: i64 = 8;
/// Tax, per cent of what is above the allowance.
const TRAEKPROCENT: i64 = 37;
/// Allowance of a month.
const MAANEDSFRADRAG: i64 = 4_700;
/// ATP contribution of a month of full time.
const ATP: i64 = 99;
/// Hours of a month of full time, in hundredths.
const FULDTID: i64 = 16_033;
/// Pension of wages, per cent.
const PENSIONSPROCENT: i64 = 12;
/// The most that benefits of unemployment and illness come to in a month.
const DAGPENGE: i64 = 20_300;

/// Her percentage of tax and the allowance of a month: what her tax card says.
pub const SKATTEKORT: (i64, i64) = (TRAEKPROCENT, MAANEDSFRADRAG);

/// An amount of 2020 in another year.
fn i_aar(beloeb: i64, aar: i32) -> i64 {
    beloeb * (1_000 + 25 * i64::from(aar - 2020)).clamp(400, 2_000) / 1_000
}

/// Her wages of a full month.
fn fuld_loen(b: &Borger, m: Maaned) -> i64 {
    let mut s = slump(&b.noegle, "loen");
    let grund = 21_000 + mellem(&mut s, 0, 15_000) + mellem(&mut s, 0, 15_000);
    let ung = i64::from((b.alder(m.foerste()) - 18).clamp(0, 12));
    i_aar(grund * (76 + 2 * ung) / 100, m.aar)
}

/// She is paid by the hour: her holiday pay is saved up with Feriekonto.
pub fn er_timeloennet(b: &Borger) -> bool {
    slump(&b.noegle, "loenform").procent(25)
}

/// What was reported of her for that month, and paid out until that day.
pub fn indkomster(b: &Borger, m: Maaned, til: Dag) -> Vec<Indkomst> {
    if m.sidste() > til {
        return Vec::new();
    }
    let f = forhold(b, m);
    let mut ud: Vec<Indkomst> = hoved(b, m, f).map(|i| i.med_skat(MAANEDSFRADRAG)).into_iter().collect();
    if f == Forhold::Folkepension && slump(&b.noegle, "egen pension").procent(60) {
        let beloeb = i_aar(mellem(&mut slump(&b.noegle, "pension"), 20, 90) * 100, m.aar);
        ud.push(Indkomst { a_indkomst: beloeb, ..tom(m, Forhold::Folkepension, virksomhed::PENSION) }.med_skat(0));
    }
    ud
}

/// The line of what she lives of, before tax.
fn hoved(b: &Borger, m: Maaned, f: Forhold) -> Option<Indkomst> {
    let ny = |betaler| tom(m, f, betaler);
    let af = |betaler, beloeb: i64| Some(Indkomst { a_indkomst: i_aar(beloeb, m.aar), ..ny(betaler) });
    match f {
        Forhold::Intet => None,
        Forhold::Fritidsjob => {
            let mut s = slump(&format!("{}/{}", b.noegle, m.kode()), "fritidsjob");
            let timer = mellem(&mut s, 12, 40);
            Some(Indkomst { am_indkomst: i_aar(timer * 85, m.aar), timer: timer * 100, ..ny(virksomhed::arbejdsgiver(b, m.aar)) })
        }
        Forhold::Loen => {
            let loen = fuld_loen(b, m);
            let pension = loen * PENSIONSPROCENT / 100;
            Some(Indkomst { am_indkomst: loen, atp: ATP, pension, timer: FULDTID, ..ny(virksomhed::arbejdsgiver(b, m.aar)) })
        }
        // Four times a year, what was paid beside the business: the rest is in its accounts.
        Forhold::Selvstaendig if m.nr.is_multiple_of(3) => {
            let beloeb = mellem(&mut slump(&format!("{}/{}", b.noegle, m.kode()), "honorar"), 5, 60) * 1_000;
            Some(Indkomst { b_indkomst: beloeb, ..ny(virksomhed::arbejdsgiver(b, m.aar)) })
        }
        Forhold::Selvstaendig => None,
        Forhold::Su => af(virksomhed::UDBETALING, 6_200),
        Forhold::Kontanthjaelp => af(virksomhed::kommune(b), if b.alder(m.foerste()) < 30 { 7_400 } else { 11_500 }),
        Forhold::Dagpenge => af(virksomhed::AKASSEN, 18_600),
        Forhold::Sygedagpenge => {
            let beloeb = fuld_loen(b, m).min(DAGPENGE);
            Some(Indkomst { a_indkomst: beloeb, ..ny(virksomhed::kommune(b)) })
        }
        Forhold::Foertidspension => af(virksomhed::UDBETALING, 19_200),
        Forhold::Folkepension => af(virksomhed::UDBETALING, 13_400),
    }
}

/// A line without amounts.
const fn tom(m: Maaned, forhold: Forhold, betaler: Betaler) -> Indkomst {
    Indkomst {
        maaned: m,
        udbetalt: m.sidste(),
        betaler,
        forhold,
        am_indkomst: 0,
        a_indkomst: 0,
        b_indkomst: 0,
        am_bidrag: 0,
        a_skat: 0,
        atp: 0,
        pension: 0,
        timer: 0,
    }
}

impl Indkomst {
    /// With what is withheld.
    fn med_skat(self, fradrag: i64) -> Self {
        let am_bidrag = self.am_indkomst * AM_PROCENT / 100;
        let a_skat = (self.am_indkomst - am_bidrag + self.a_indkomst - fradrag).max(0) * TRAEKPROCENT / 100;
        Self { am_bidrag, a_skat, ..self }
    }

    /// Everything that was paid, before tax.
    pub const fn brutto(&self) -> i64 {
        self.am_indkomst + self.a_indkomst + self.b_indkomst
    }
}
