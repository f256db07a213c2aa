//! A person's year: what was paid in it, what she owns and owes, and her tax. The sums are those of the months, so eIndkomst and the tax assessment agree.
use crate::borger::Borger;
use crate::dag::{Dag, Maaned};
use crate::forhold::{Forhold, forhold};
use crate::indkomst::{Indkomst, SKATTEKORT, indkomster};
use crate::{mellem, slump};

/// The day of the year after from which an assessment is there.
const OPGJORT: (u8, u8) = (3, 10);
/// The day of the year before from which a preliminary assessment is there.
const FORSKUD: (u8, u8) = (11, 12);

/// A year in whole kroner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aar {
    /// The year.
    pub aar: i32,
    /// The lines that it is the sum of.
    pub linjer: Vec<Indkomst>,
    /// Profit of a business of her own.
    pub overskud: i64,
    /// What she owns and owes.
    pub formue: Formue,
    /// Contribution to an unemployment fund.
    pub akasse: i64,
    /// Contribution to a trade union.
    pub kontingent: i64,
    /// Allowance for travel between home and work.
    pub befordring: i64,
}

/// What somebody owns and owes, and what that brings and costs in the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Formue {
    /// In the bank.
    pub indestaaende: i64,
    /// Interest of that.
    pub renter: i64,
    /// Owed to the bank.
    pub banklaan: i64,
    /// Interest of that.
    pub bankrenter: i64,
    /// Owed on the house.
    pub realkredit: i64,
    /// Interest of that.
    pub realkreditrenter: i64,
    /// Value of the house; 0 without one.
    pub ejendom: i64,
    /// Value of shares.
    pub aktier: i64,
    /// Dividends of them.
    pub udbytte: i64,
}

/// The year of a person as far as it was paid out by that day.
pub fn aar(b: &Borger, aar: i32, til: Dag) -> Aar {
    let linjer: Vec<Indkomst> = Maaned::i_aar(aar).flat_map(|m| indkomster(b, m, til)).collect();
    let arbejder = linjer.iter().filter(|i| i.forhold == Forhold::Loen).count();
    let mut s = slump(&b.noegle, "fradrag");
    let (medlem, fag, langt) = (s.procent(75), s.procent(60), s.procent(35));
    let drevet = Maaned::i_aar(aar).filter(|m| m.sidste() <= til && forhold(b, *m) == Forhold::Selvstaendig).count();
    let overskud = mellem(&mut slump(&format!("{}/{aar}", b.noegle), "overskud"), 5, 60) * 1_000 * i64::try_from(drevet).unwrap_or(0);
    let om_maaneden = |ja: bool, beloeb: i64| if ja { beloeb * i64::try_from(arbejder).unwrap_or(0) } else { 0 };
    Aar {
        aar,
        linjer,
        overskud,
        formue: formue(b, aar),
        akasse: om_maaneden(medlem, 510),
        kontingent: om_maaneden(fag, 390),
        befordring: om_maaneden(langt, mellem(&mut s, 4, 25) * 100),
    }
}

/// What she owns and owes at the end of the year.
fn formue(b: &Borger, aar: i32) -> Formue {
    let alder = b.alder(Dag::ny(aar, 12, 31));
    let her = [1, 12].iter().any(|nr| b.er_her(Maaned { aar, nr: *nr }));
    if alder < 0 || !her {
        return Formue::default();
    }
    let voksen = alder >= 18;
    let mut s = slump(&b.noegle, "formue");
    let opsparet = mellem(&mut s, 500, 3_500) * i64::from(alder.clamp(1, 70));
    let (hus, laan, aktier) = (s.procent(45), s.procent(40), s.procent(30));
    let (husets, laanets, aktiernes) = (mellem(&mut s, 9, 40) * 100_000, mellem(&mut s, 10, 250) * 1_000, mellem(&mut s, 5, 300) * 1_000);
    let ja = |betingelse: bool, beloeb: i64| if betingelse { beloeb } else { 0 };
    // A loan on a house is paid off over thirty years.
    let rest = i64::from((60 - alder).clamp(2, 30));
    let ejendom = ja(hus && alder >= 30, husets);
    let realkredit = ejendom * 8 / 10 * rest / 30;
    let banklaan = ja(laan && voksen, laanets);
    let aktier = ja(aktier && voksen, aktiernes);
    Formue {
        indestaaende: opsparet,
        renter: opsparet * 12 / 1_000,
        banklaan,
        bankrenter: banklaan * 65 / 1_000,
        realkredit,
        realkreditrenter: realkredit * 35 / 1_000,
        ejendom,
        aktier,
        udbytte: aktier * 25 / 1_000,
    }
}

impl Aar {
    /// What was paid of a kind, before tax.
    pub fn af(&self, forhold: Forhold) -> i64 {
        self.sum(|i| if i.forhold == forhold { i.brutto() } else { 0 })
    }

    /// The sum over the lines.
    pub fn sum(&self, felt: impl Fn(&Indkomst) -> i64) -> i64 {
        self.linjer.iter().map(felt).sum()
    }

    /// Wages.
    pub fn loen(&self) -> i64 {
        self.sum(|i| i.am_indkomst)
    }

    /// Pensions, benefits and grants.
    pub fn ydelser(&self) -> i64 {
        self.sum(|i| i.a_indkomst)
    }

    /// Fees.
    pub fn honorar(&self) -> i64 {
        self.sum(|i| i.b_indkomst)
    }

    /// Public pensions.
    pub fn social_pension(&self) -> i64 {
        let egen = crate::virksomhed::PENSION;
        self.sum(|i| match i.forhold {
            Forhold::Folkepension | Forhold::Foertidspension if i.betaler != egen => i.a_indkomst,
            _ => 0,
        })
    }

    /// Pensions that were saved up.
    pub fn anden_pension(&self) -> i64 {
        self.sum(|i| if i.betaler == crate::virksomhed::PENSION { i.a_indkomst } else { 0 })
    }

    /// Labour market contribution.
    pub fn am_bidrag(&self) -> i64 {
        self.sum(|i| i.am_bidrag)
    }

    /// Tax withheld.
    pub fn a_skat(&self) -> i64 {
        self.sum(|i| i.a_skat)
    }

    /// Income of work and benefits, less labour market contribution.
    pub fn personlig_indkomst(&self) -> i64 {
        self.sum(Indkomst::brutto) + self.overskud - self.am_bidrag()
    }

    /// Interest earned, less interest paid.
    pub const fn kapitalindkomst(&self) -> i64 {
        self.formue.renter - self.formue.bankrenter - self.formue.realkreditrenter
    }

    /// What may be taken off beside interest.
    pub const fn fradrag(&self) -> i64 {
        self.akasse + self.kontingent + self.befordring
    }

    /// The tax of the year.
    pub fn slutskat(&self) -> i64 {
        let (procent, fradrag) = SKATTEKORT;
        (self.personlig_indkomst() - fradrag * 12).max(0) * procent / 100 + self.kapitalindkomst().min(0) * 25 / 100
            - self.fradrag() * 25 / 100
    }

    /// What she gets back; what she owes is below 0.
    pub fn overskydende(&self) -> i64 {
        self.a_skat() - self.slutskat().max(0)
    }
}

/// The assessment of a year, once it is there: from March of the year after. Nobody who had neither income nor fortune has one.
pub fn opgoerelse(b: &Borger, aaret: i32, dag: Dag) -> Option<(Aar, Dag)> {
    let fra = Dag::ny(aaret + 1, OPGJORT.0, OPGJORT.1);
    let a = aar(b, aaret, Dag::ny(aaret, 12, 31));
    (fra <= dag && a.har_noget(b)).then_some((a, fra))
}

/// The preliminary assessment of a year, once it is there: from November of the year before. It expects what the year before it was, and holds until the year is over.
pub fn forskud(b: &Borger, aaret: i32, dag: Dag) -> Option<(Aar, Dag)> {
    let fra = Dag::ny(aaret - 1, FORSKUD.0, FORSKUD.1);
    let a = Aar { aar: aaret, ..aar(b, aaret - 1, Dag::ny(aaret - 1, 12, 31)) };
    (fra <= dag && a.har_noget(b)).then_some((a, fra))
}

impl Aar {
    /// There is something to assess: she is of age or has an income, and is here.
    fn har_noget(&self, b: &Borger) -> bool {
        !self.linjer.is_empty() || self.overskud != 0 || (b.alder(Dag::ny(self.aar, 12, 31)) >= 18 && self.formue != Formue::default())
    }
}
