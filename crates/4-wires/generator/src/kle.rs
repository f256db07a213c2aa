//! A classification in KLE's shape, with the identities that the import of a published KLE gives the same numbers: it takes the place of this one,
//! and what refers to a number goes on doing so.
//!
//! KLE belongs to KL and is not here. Numbers and titles that KL or others quote in public are as they are quoted (some with their UUIDs), so that
//! samples which name them find them; the rest is ours, and what a number means in KLE is another matter.
mod opgaver;

use crate::navne::FORVALTNINGER;
use crate::sager::emner;
use klassifikation::kle::Plan;
use std::collections::HashSet;
use uuid::Uuid;

/// Main groups of the administrations of a municipality, in their order.
const HOVEDGRUPPER: [&str; 8] = ["17", "29", "02", "15", "23", "18", "81", "85"];
/// Titles of those that no subject of cases has a main group for.
const TITLER: [(&str, &str); 4] =
    [("18", "Kultur og fritid"), ("25", "Ejendomsskat"), ("81", "Kommunens personale"), ("85", "Kommunens administrative systemer")];
/// What is quoted in public, with its groups.
const CITEREDE: [(&str, &str); 19] = [
    ("00.01", "Kommunens styrelse"),
    ("00.01.00", "Kommunens styrelse i almindelighed"),
    ("00.01.10", "Opgaver der dækker flere hovedgrupper"),
    ("00.22", "Kommunalbestyrelse"),
    ("00.22.02", "Kommunalbestyrelsen"),
    ("15.17", "Revalidering"),
    ("15.17.12", "Revalidering"),
    ("15.20.00", "Beskæftigelsesindsats i almindelighed"),
    ("15.20.24", "Fleksjob"),
    ("25.02", "Ejendomsbeskatning"),
    ("25.02.00", "Ejendomsbeskatning i almindelighed"),
    ("81.00", "Kommunens personale"),
    ("81.00.00", "Kommunens personale i almindelighed"),
    ("85.15", "It-systemer"),
    ("85.15.00", "Drift af kommunens it-systemer"),
    ("27.35", "Forebyggelse"),
    ("27.35.04", "Forebyggende hjemmebesøg"),
    ("32.24.04", "Hjælp til forsørgelse (kontanthjælp mv.)"),
    ("32.03.04", "Førtidspension"),
];

/// UUIDs that are quoted in public.
const KENDTE: [(&str, u128); 5] = [
    ("00.01.00", 0x15b97b4f_08c6_42fc_9a37_3ec048d8d01b),
    ("00.01.10", 0xcb1f77d6_cb0b_4f39_a79e_e58f5d50b3e0),
    ("25.02.00", 0xf4fabc5c_e14e_499c_9d36_3829cc9e90a0),
    ("81.00.00", 0xdaca4fc2_24d1_4776_99a2_da6d5b8ed553),
    ("G01", 0x5ab851ea_f083_4ceb_9136_ec4a93f3a0e5),
];

/// Handlingsfacetter with their categories.
const FACETTER: [(&str, &str); 34] = [
    ("A", "Organisering mv."),
    ("A00", "Organisering mv. i almindelighed"),
    ("A01", "Mål og rammer"),
    ("A02", "Arbejdsgange"),
    ("A26", "Aktindsigt, procedurer"),
    ("A53", "Aktindsigt, konkrete sager"),
    ("G", "Generelle sager"),
    ("G00", "Sager i almindelighed"),
    ("G01", "Generelle sager"),
    ("G02", "Høringer"),
    ("I", "Information"),
    ("I00", "Information i almindelighed"),
    ("I01", "Vejledning"),
    ("I02", "Indberetning"),
    ("K", "Kontrol og klage"),
    ("K00", "Kontrol i almindelighed"),
    ("K02", "Klage over afgørelse"),
    ("K03", "Klage videresendt til klageinstans"),
    ("P", "Planlægning"),
    ("P00", "Planlægning i almindelighed"),
    ("P15", "Strategier"),
    ("P22", "Politikker"),
    ("P35", "Møder"),
    ("S", "Støtte"),
    ("S00", "Støtte i almindelighed"),
    ("S01", "Bevilling"),
    ("S02", "Opfølgning"),
    ("Ø", "Økonomi"),
    ("Ø00", "Økonomi i almindelighed"),
    ("Ø01", "Budget"),
    ("Ø02", "Regnskab"),
    ("Ø03", "Revision"),
    ("Ø34", "EU-tilskud til kommunen"),
    ("Ø39", "Tilskud administreret af kommunen"),
];

/// The title of the facet of ordinary cases.
pub const FACET: (&str, &str) = ("G01", "Generelle sager");

/// UUID of a number (`33`, `33.04`, `33.04.08`, `G01`): that which the import of KLE gives it.
pub fn klasse_uuid(nummer: &str) -> Uuid {
    let kendt = KENDTE.iter().find(|(n, _)| *n == nummer).map(|(_, id)| Uuid::from_u128(*id));
    let plan = if nummer.starts_with(|c: char| c.is_ascii_digit()) { Plan::Emneplan } else { Plan::Handlingsfacetter };
    kendt.unwrap_or_else(|| plan.klasse(nummer))
}

/// Number of an administration's main group.
pub fn hovedgruppe(h: usize) -> &'static str {
    HOVEDGRUPPER.get(h % HOVEDGRUPPER.len()).copied().unwrap_or_default()
}
/// Number of a group in it: one for each department.
pub fn gruppe(h: usize, g: usize) -> String {
    format!("{}.{:02}", hovedgruppe(h), g % afdelinger(h) * 4)
}
/// Number of a subject in that.
pub fn emne(h: usize, g: usize, e: usize) -> String {
    format!("{}.{:02}", gruppe(h, g), e % (opgaver::EMNER + 1) * 4)
}

fn afdelinger(h: usize) -> usize {
    FORVALTNINGER.get(h % HOVEDGRUPPER.len()).map_or(1, |f| f.afdelinger.len().max(1))
}

/// Every number with its title, parents first.
pub fn klasser(plan: Plan) -> Vec<(String, String)> {
    let ejet = |(n, t): &(&str, &str)| ((*n).to_owned(), (*t).to_owned());
    if plan == Plan::Handlingsfacetter {
        return FACETTER.iter().map(ejet).collect();
    }
    let mut alle: Vec<(String, String)> =
        CITEREDE.iter().chain(emner::HOVEDGRUPPER).chain(emner::GRUPPER).chain(&TITLER).map(ejet).collect();
    alle.extend(emner::EMNER.iter().map(|e| ejet(&(e.nummer, e.titel))));
    for (h, grupper) in opgaver::GRUPPER.iter().enumerate() {
        for (g, (titel, emner)) in grupper.iter().enumerate() {
            alle.push((gruppe(h, g), (*titel).to_owned()));
            alle.push((emne(h, g, 0), format!("{titel} i almindelighed")));
            alle.extend(emner.iter().enumerate().map(|(e, t)| (emne(h, g, e + 1), (*t).to_owned())));
        }
    }
    // What is quoted comes first and wins.
    let mut set = HashSet::new();
    alle.retain(|(n, _)| set.insert(n.clone()));
    alle.sort();
    alle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_name_the_demos_classes() {
        for (fil, numre) in [("sag.xml", &["27.35.04", "G01"][..]), ("bevilling.xml", &["32.03.04"]), ("effektuering.xml", &["32.03.04"])] {
            let tekst = std::fs::read_to_string(format!("{}/../../../docs/eksempler/{fil}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            for nr in numre {
                assert!(tekst.contains(&klasse_uuid(nr).to_string()), "{fil} {nr}: {}", klasse_uuid(nr));
            }
            assert!(!tekst.contains("face-400"), "{fil}");
        }
    }

    #[test]
    fn numbers_that_samples_name_are_there_with_what_is_above_them() {
        let emner = klasser(Plan::Emneplan);
        for nr in ["27.35.04", "32.03.04", "00.01.00", "15.20.24", "81.00.00"] {
            assert!(emner.iter().any(|(n, _)| n == nr), "{nr}");
        }
        assert!(klasser(Plan::Handlingsfacetter).contains(&(FACET.0.to_owned(), FACET.1.to_owned())));
        for plan in [Plan::Emneplan, Plan::Handlingsfacetter] {
            let alle = klasser(plan);
            let mut set = HashSet::new();
            for (nr, titel) in &alle {
                assert_eq!(Plan::af_nummer(nr), Some((plan, nr.clone())));
                assert!(plan.over(nr).is_none_or(|o| set.contains(&o)), "{nr} has nothing above it");
                assert!(!titel.is_empty() && set.insert(nr.clone()), "{nr}");
            }
        }
    }

    #[test]
    fn i12_3_4_every_department_has_a_group_and_no_two_subjects_one_title() {
        for (h, grupper) in opgaver::GRUPPER.iter().enumerate() {
            assert_eq!(grupper.len(), afdelinger(h), "{h}");
        }
        assert!(FORVALTNINGER.len() >= opgaver::GRUPPER.len() && opgaver::GRUPPER.len() == HOVEDGRUPPER.len());
        let mut set = HashSet::new();
        for (gruppe, emner) in opgaver::GRUPPER.iter().copied().flatten() {
            assert!(emner.iter().all(|e| set.insert(*e)), "{gruppe}");
        }
    }

    #[test]
    fn every_unit_has_a_number_that_exists() {
        let emner: HashSet<String> = klasser(Plan::Emneplan).into_iter().map(|(n, _)| n).collect();
        for h in 0..20 {
            for g in 0..9 {
                for e in 0..9 {
                    assert!([hovedgruppe(h).to_owned(), gruppe(h, g), emne(h, g, e)].iter().all(|n| emner.contains(n)), "{h} {g} {e}");
                }
            }
        }
    }
}
