//! Who pays: companies and public payers that do not exist. Their numbers fail modulus 11 (CVR-01), and the companies are those of the synthetic country's first municipality.
use crate::borger::Borger;
use crate::dag::{Dag, Maaned};
use crate::{mellem, slump};
use grund::Cvr;

/// Who pays, or who holds somebody's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Betaler {
    /// SE number: eight digits. For companies here it is the CVR number.
    pub se: u32,
    /// What it is called.
    pub navn: &'static str,
}

/// Companies that are employers: as many as the country's first municipality has.
const ARBEJDSGIVERE: u32 = 300;
/// Where the country's companies have their numbers from.
const FOERSTE: u32 = 98_000_000;

/// The public payer of pensions and student grants.
pub const UDBETALING: Betaler = Betaler { se: 97_000_000, navn: "Udbetaling (simuleret)" };
/// The municipality of who lives in none that is known, or that may not be told.
pub const KOMMUNEN: Betaler = Betaler { se: 97_000_010, navn: "Kommune (simuleret)" };
/// The unemployment fund of all.
pub const AKASSEN: Betaler = Betaler { se: 97_000_020, navn: "A-kasse (simuleret)" };
/// The pension company of all.
pub const PENSION: Betaler = Betaler { se: 97_000_030, navn: "Pensionsselskab (simuleret)" };
/// The bank of all.
pub const BANKEN: Betaler = Betaler { se: 97_000_040, navn: "Pengeinstitut (simuleret)" };
/// The mortgage institute of all.
pub const REALKREDIT: Betaler = Betaler { se: 97_000_051, navn: "Realkreditinstitut (simuleret)" };

/// Whether a number holds modulus 11: a company might have it.
pub fn gyldigt(n: u32) -> bool {
    let sum: u32 = [1, 2, 3, 4, 5, 6, 7, 2].iter().zip(0..).map(|(v, i)| v * (n / 10_u32.pow(i) % 10)).sum();
    sum.is_multiple_of(11)
}

/// Who employs a person in a year. She stays for some years.
pub fn arbejdsgiver(b: &Borger, aar: i32) -> Betaler {
    let mut s = slump(&format!("{}/{}", b.noegle, aar.div_euclid(4)), "arbejdsgiver");
    let n = FOERSTE + u32::try_from(s.under(ARBEJDSGIVERE.into())).unwrap_or(0) * 10;
    Betaler { se: if gyldigt(n) { n + 1 } else { n }, navn: "Arbejdsgiver (simuleret)" }
}

/// The municipality as payer.
pub fn kommune(b: &Borger) -> Betaler {
    b.kommune_cvr().map_or(KOMMUNEN, |c: Cvr| Betaler { se: c.tal(), navn: "Kommune" })
}

/// An income that a company was paid and that was reported of it (grants, fees).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Virksomhedsindkomst {
    /// Month.
    pub maaned: Maaned,
    /// When it was paid out.
    pub udbetalt: Dag,
    /// Who paid.
    pub betaler: Betaler,
    /// B income without labour market contribution, in kroner.
    pub b_indkomst: i64,
}

/// What was reported of a company for a month, paid out until that day.
pub fn indkomst(se: u32, m: Maaned, til: Dag) -> Option<Virksomhedsindkomst> {
    let mut s = slump(&format!("{se:08}/{}", m.kode()), "virksomhedsindkomst");
    let faar = s.procent(25) && m.sidste() <= til;
    faar.then(|| Virksomhedsindkomst { maaned: m, udbetalt: m.sidste(), betaler: UDBETALING, b_indkomst: mellem(&mut s, 20, 400) * 100 })
}

/// What a company has reported and has with others in a year, for control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Virksomhedsaar {
    /// The year.
    pub aar: i32,
    /// Who was employed, on average.
    pub ansatte: i64,
    /// Wages reported, in kroner.
    pub loen: i64,
    /// Tax withheld of them.
    pub a_skat: i64,
    /// Labour market contribution withheld of them.
    pub am_bidrag: i64,
    /// In the bank at the end of the year.
    pub indestaaende: i64,
    /// Interest of that.
    pub renter: i64,
    /// Incomes that others have reported of it.
    pub b_indkomst: i64,
}

/// The year of a company, as far as it has gone by that day; `None` before it has begun.
pub fn aar(se: u32, aar: i32, til: Dag) -> Option<Virksomhedsaar> {
    let maaneder = Maaned::i_aar(aar).filter(|m| m.sidste() <= til).count();
    let maaneder = i64::try_from(maaneder).ok().filter(|n| *n > 0)?;
    let mut s = slump(&format!("{se:08}"), "virksomhed");
    let ansatte = mellem(&mut s, 1, 60);
    let loen = ansatte * mellem(&mut s, 300, 460) * 100 * maaneder;
    let am_bidrag = loen * 8 / 100;
    let indestaaende = mellem(&mut s, 50, 4_000) * 1_000;
    Some(Virksomhedsaar {
        aar,
        ansatte,
        loen,
        a_skat: (loen - am_bidrag) * 30 / 100,
        am_bidrag,
        indestaaende,
        renter: indestaaende * maaneder / 1_200,
        b_indkomst: Maaned::i_aar(aar).filter_map(|m| indkomst(se, m, til)).map(|i| i.b_indkomst).sum(),
    })
}
