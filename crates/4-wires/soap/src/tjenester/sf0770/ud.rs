//! Incomes as the forms that they were reported on: 11000 (the report), in it 16000 (the income), in it 16001 (the amounts).
//!
//! Numbers of forms and fields are those that public clients read. What they read nothing of is left out.
use super::ind::Soegning;
use crate::tjenester::hovedoplysninger::barn;
use grund::slump;
use kontrakt::Knude;
use skat::virksomhed::{Betaler, Virksomhedsindkomst};
use skat::{Dag, Indkomst, Maaned};

/// Fields have numbers from here on.
const FELTER: u64 = 100_000_000_000_000_000;
/// The unit of an amount, and that of a text: ours, since none is published [D].
const BELOEB: &str = "1";
const TEKST: &str = "2";

/// A field: number, unit, text.
type Felt = (u64, &'static str, String);

/// A person's incomes, by payer.
pub fn person(samling: &Knude, s: &Soegning, nummer: &str, linjer: &[Indkomst]) -> Option<Knude> {
    let k = samling.nyt_barn("IndkomstOplysningPersonStruktur")?;
    let k = k.felt("PersonCivilRegistrationIdentifier", nummer.to_owned());
    let k = k.felt_hvis("IndkomstOplysningAdgangReferenceNummerIdentifikator", s.reference.clone());
    Some(barn(k, "IndkomstOplysningSamling", |k| {
        betalere(linjer.iter().map(|i| i.betaler)).into_iter().fold(k, |k, b| {
            let hans = linjer.iter().filter(|i| i.betaler == b);
            fra(k, b, |k| {
                hans.fold(k, |k, i| {
                    let id = slump::uuid(u64::from(b.se), &format!("{nummer}/{}", i.maaned.kode()));
                    barn(k, "LoenPeriodeOplysningStruktur", |k| {
                        periode(k, id.to_string(), i.maaned, i.udbetalt, &felter(i), indkomsttype(i))
                    })
                })
            })
        })
    }))
}

/// A company's incomes, by payer.
pub fn virksomhed(samling: &Knude, s: &Soegning, linjer: &[Virksomhedsindkomst]) -> Option<Knude> {
    let k = samling.nyt_barn("IndkomstOplysningVirksomhedStruktur")?;
    let k = barn(k, "IndberetningForVirksomhedStruktur", |k| {
        barn(k, "IndberetningForVirksomhed", |k| k.felt("VirksomhedSENummerIdentifikator", s.nummer.clone()))
    });
    let k = k.felt_hvis("IndkomstOplysningAdgangReferenceNummerIdentifikator", s.reference.clone());
    Some(barn(k, "IndkomstOplysningVirksomhedSamling", |k| {
        betalere(linjer.iter().map(|i| i.betaler)).into_iter().fold(k, |k, b| {
            let hans = linjer.iter().filter(|i| i.betaler == b);
            fra(k, b, |k| {
                hans.fold(k, |k, i| {
                    let id = slump::uuid(u64::from(b.se), &format!("{}/{}", s.nummer, i.maaned.kode()));
                    let beloeb = [(71, BELOEB, kroner(i.b_indkomst))];
                    barn(k, "VirksomhedLoenPeriodeStruktur", |k| periode(k, id.to_string(), i.maaned, i.udbetalt, &beloeb, None))
                })
            })
        })
    }))
}

/// Each payer once, in order.
fn betalere(alle: impl Iterator<Item = Betaler>) -> Vec<Betaler> {
    let mut ud: Vec<Betaler> = alle.collect();
    ud.sort_unstable();
    ud.dedup();
    ud
}

/// What one payer has reported.
fn fra(k: Knude, b: Betaler, perioder: impl FnOnce(Knude) -> Knude) -> Knude {
    barn(k, "IndberetningPligtigVirksomhed", |k| {
        let k = barn(k, "IndberetningPligtigVirksomhedStruktur", |k| {
            barn(k, "IndberetningPligtigVirksomhed", |k| k.felt("VirksomhedSENummerIdentifikator", format!("{:08}", b.se)))
        });
        barn(k, "IndkomstLoenPeriodeSamling", perioder)
    })
}

/// One report.
fn periode(k: Knude, id: String, m: Maaned, udbetalt: Dag, beloeb: &[Felt], indkomsttype: Option<&'static str>) -> Knude {
    let k = k.felt("AngivelseVirksomhedEgenIdentifikator", id);
    let k = barn(k, "AngivelsePeriodeStruktur", |k| {
        barn(k, "AngivelsePeriode", |k| k.felt("StartDate", m.foerste().to_string()).felt("EndDate", m.sidste().to_string()))
    });
    let k = k.felt("IndkomstPersonGruppeDispositionDato", udbetalt.to_string());
    let hoved: Vec<Felt> = [Some((11, TEKST, "I".into())), indkomsttype.map(|t| (12, TEKST, t.into())), Some((16, TEKST, m.kode()))]
        .into_iter()
        .flatten()
        .collect();
    // Not taken back.
    let midt = [(21, TEKST, "0".to_owned())];
    barn(k, "AngivelseBlanketIndholdStruktur", |k| {
        barn(k, "AngivelseOplysningSamling", |k| {
            blanket(k, "AngivelseNiveau1", "11000", &hoved, |k| {
                blanket(k, "AngivelseNiveau2", "16000", &midt, |k| blanket(k, "AngivelseNiveau3", "16001", beloeb, |k| k))
            })
        })
    })
}

/// A form with its fields, and the forms in it.
fn blanket(k: Knude, niveau: &str, nummer: &'static str, felter: &[Felt], under: impl FnOnce(Knude) -> Knude) -> Knude {
    barn(k, niveau, |k| {
        let k = barn(k.felt("BlanketNummerIdentifikator", nummer), "AngivelseFeltSamling", |k| {
            felter.iter().fold(k, |k, (nr, enhed, tekst)| {
                barn(k, "AngivelseFeltIndholdStruktur", |k| {
                    let k = barn(k, "BlanketFeltEnhedStruktur", |k| {
                        k.felt("BlanketFeltNummerIdentifikator", (FELTER + nr).to_string()).felt("FeltEnhedTypeKode", *enhed)
                    });
                    k.felt("AngivelseFeltIndholdTekst", tekst.clone())
                })
            })
        });
        barn(k, "UnderAngivelseSamling", under)
    })
}

/// Type of income: wages, or A income without labour market contribution. That of B income is not known.
const fn indkomsttype(i: &Indkomst) -> Option<&'static str> {
    match (i.am_indkomst, i.a_indkomst) {
        (0, 0) => None,
        (0, _) => Some("04"),
        _ => Some("00"),
    }
}

/// The amounts that there are.
fn felter(i: &Indkomst) -> Vec<Felt> {
    let alle = [(57, i.am_indkomst), (58, i.a_indkomst), (59, i.a_skat), (60, i.am_bidrag), (71, i.b_indkomst), (76, i.atp)];
    let mut ud: Vec<Felt> = alle.into_iter().filter(|(_, b)| *b != 0).map(|(nr, b)| (nr, BELOEB, kroner(b))).collect();
    if i.timer != 0 {
        ud.push((96, BELOEB, format!("{}.{:02}", i.timer / 100, i.timer % 100)));
    }
    ud
}

fn kroner(beloeb: i64) -> String {
    format!("{beloeb}.00")
}
