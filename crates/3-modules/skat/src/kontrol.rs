//! What others report to Skatteforvaltningen of a person or a company in a year, for control (once R75): groups of fields, as DUPLA shows them.
//!
//! Numbers of groups and fields are ours: the published contract has none. They are never reused.
use crate::aar::Aar;
use crate::forhold::Forhold;
use crate::virksomhed::{AKASSEN, BANKEN, Betaler, REALKREDIT, Virksomhedsaar};

/// A group of reports of the same kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gruppe {
    /// Its number.
    pub nr: u32,
    /// What it is called.
    pub navn: &'static str,
    /// A report each: its fields.
    pub indberetninger: Vec<Vec<Felt>>,
}

/// A field of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Felt {
    /// Its number.
    pub nr: u32,
    /// What it is called.
    pub navn: &'static str,
    /// What it says.
    pub vaerdi: Vaerdi,
}

/// What a field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vaerdi {
    /// Whole kroner.
    Beloeb(i64),
    /// A number of something, in hundredths, and its unit.
    Antal(i64, &'static str),
    /// Who has reported it.
    Indberetter(Betaler),
    /// A number of an account or a loan.
    Reference(String),
    /// A code and what it means.
    Kode(&'static str, &'static str),
    /// The year that it is for.
    Aar(i32),
}

const fn felt(nr: u32, navn: &'static str, vaerdi: Vaerdi) -> Felt {
    Felt { nr, navn, vaerdi }
}

const fn indberetter(b: Betaler) -> Felt {
    felt(1, "Indberetter", Vaerdi::Indberetter(b))
}

/// Fields with an amount that is something.
fn beloeb(felter: &[(u32, &'static str, i64)]) -> Vec<Felt> {
    felter.iter().filter(|(_, _, b)| *b != 0).map(|(nr, navn, b)| felt(*nr, navn, Vaerdi::Beloeb(*b))).collect()
}

/// A report of that payer; none where it says nothing.
fn indberetning(hvem: Betaler, aar: i32, felter: Vec<Felt>) -> Option<Vec<Felt>> {
    let hoved = vec![indberetter(hvem), felt(2, "Indkomstår", Vaerdi::Aar(aar))];
    (!felter.is_empty()).then(|| hoved.into_iter().chain(felter).collect())
}

fn gruppe(nr: u32, navn: &'static str, indberetninger: impl IntoIterator<Item = Option<Vec<Felt>>>) -> Option<Gruppe> {
    let indberetninger: Vec<_> = indberetninger.into_iter().flatten().collect();
    (!indberetninger.is_empty()).then_some(Gruppe { nr, navn, indberetninger })
}

/// A number of an account that no bank has: it follows from the person's key and holds no personnummer.
fn konto(noegle: &str, hvad: &str) -> Felt {
    let n = crate::slump(noegle, hvad).under(10_000_000_000);
    felt(3, "Kontonummer", Vaerdi::Reference(format!("0000-{n:010}")))
}

/// What was reported of a person.
pub fn person(noegle: &str, a: &Aar) -> Vec<Gruppe> {
    let mut betalere: Vec<Betaler> = a.linjer.iter().map(|i| i.betaler).collect();
    betalere.sort_unstable();
    betalere.dedup();
    let fra = |hvem: Betaler, ydelser: bool| {
        let hendes = |i: &&crate::Indkomst| i.betaler == hvem && (i.a_indkomst != 0) == ydelser;
        let sum = |f: fn(&crate::Indkomst) -> i64| a.linjer.iter().filter(hendes).map(f).sum::<i64>();
        let mut felter = beloeb(&[
            (13, "A-indkomst, hvoraf der betales AM-bidrag", sum(|i| i.am_indkomst)),
            (14, "A-indkomst, hvoraf der ikke betales AM-bidrag", sum(|i| i.a_indkomst)),
            (15, "Indeholdt A-skat", sum(|i| i.a_skat)),
            (16, "Indeholdt AM-bidrag", sum(|i| i.am_bidrag)),
            (17, "B-indkomst", sum(|i| i.b_indkomst)),
            (18, "ATP-bidrag", sum(|i| i.atp)),
            (19, "Pensionsindskud", sum(|i| i.pension)),
        ]);
        if let Some(art) = a.linjer.iter().find(hendes).map(|i| i.forhold) {
            felter.push(felt(12, "Art", Vaerdi::Kode(art_kode(art), art.navn())));
        }
        let timer = sum(|i| i.timer);
        if timer != 0 {
            felter.push(felt(20, "Løntimer", Vaerdi::Antal(timer, "timer")));
        }
        if felter.iter().all(|f| f.nr == 12) { None } else { indberetning(hvem, a.aar, felter) }
    };
    let f = &a.formue;
    let med_konto = |hvad: &str, felter: Vec<Felt>| {
        if felter.is_empty() { felter } else { std::iter::once(konto(noegle, hvad)).chain(felter).collect() }
    };
    let laan = |hvem, hvad: &str, rest, renter| {
        indberetning(hvem, a.aar, med_konto(hvad, beloeb(&[(41, "Restgæld ultimo", rest), (42, "Renteudgift", renter)])))
    };
    [
        gruppe(10, "Løn", betalere.iter().map(|b| fra(*b, false))),
        gruppe(20, "Pensioner og ydelser", betalere.iter().map(|b| fra(*b, true))),
        gruppe(
            30,
            "Indestående i pengeinstitut",
            [indberetning(
                BANKEN,
                a.aar,
                med_konto("indestående", beloeb(&[(31, "Indestående ultimo", f.indestaaende), (32, "Renteindtægt", f.renter)])),
            )],
        ),
        gruppe(
            40,
            "Lån",
            [laan(BANKEN, "banklån", f.banklaan, f.bankrenter), laan(REALKREDIT, "realkredit", f.realkredit, f.realkreditrenter)],
        ),
        gruppe(50, "Fast ejendom", [indberetning(REALKREDIT, a.aar, beloeb(&[(51, "Ejendomsværdi", f.ejendom)]))]),
        gruppe(
            60,
            "Værdipapirer",
            [indberetning(BANKEN, a.aar, med_konto("depot", beloeb(&[(61, "Kursværdi ultimo", f.aktier), (62, "Udbytte", f.udbytte)])))],
        ),
        gruppe(
            70,
            "A-kasse og fagligt kontingent",
            [indberetning(AKASSEN, a.aar, beloeb(&[(71, "Bidrag til A-kasse", a.akasse), (72, "Fagligt kontingent", a.kontingent)]))],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const fn art_kode(f: Forhold) -> &'static str {
    match f {
        Forhold::Intet => "0",
        Forhold::Fritidsjob => "1",
        Forhold::Loen => "2",
        Forhold::Selvstaendig => "3",
        Forhold::Su => "4",
        Forhold::Kontanthjaelp => "5",
        Forhold::Dagpenge => "6",
        Forhold::Sygedagpenge => "7",
        Forhold::Foertidspension => "8",
        Forhold::Folkepension => "9",
    }
}

/// What was reported by and of a company.
pub fn virksomhed(se: u32, v: &Virksomhedsaar) -> Vec<Gruppe> {
    let selv = Betaler { se, navn: "Virksomheden selv" };
    let mut loen = beloeb(&[
        (111, "Løn, hvoraf der betales AM-bidrag", v.loen),
        (112, "Indeholdt A-skat", v.a_skat),
        (113, "Indeholdt AM-bidrag", v.am_bidrag),
    ]);
    loen.push(felt(114, "Ansatte", Vaerdi::Antal(v.ansatte * 100, "personer")));
    [
        gruppe(110, "Indberettet løn", [indberetning(selv, v.aar, loen)]),
        gruppe(
            130,
            "Indestående i pengeinstitut",
            [indberetning(BANKEN, v.aar, beloeb(&[(131, "Indestående ultimo", v.indestaaende), (132, "Renteindtægt", v.renter)]))],
        ),
        gruppe(
            120,
            "Tilskud og honorarer",
            [indberetning(crate::virksomhed::UDBETALING, v.aar, beloeb(&[(121, "B-indkomst", v.b_indkomst)]))],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
