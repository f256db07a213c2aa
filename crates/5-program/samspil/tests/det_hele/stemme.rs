//! One voice: what a refusal says. `tilladt` lists values, `ventet` and `detalje` are said in Danish and in English.
use std::path::{Path, PathBuf};

/// Words that are English and not Danish.
const ENGELSK: &[&str] = &[
    "the",
    "of",
    "not",
    "and",
    "or",
    "with",
    "without",
    "must",
    "which",
    "has",
    "are",
    "is",
    "this",
    "that",
    "found",
    "got",
    "an",
    "no",
    "most",
    "least",
    "digits",
    "characters",
    "exactly",
    "one",
    "only",
    "from",
    "than",
    "cannot",
    "missing",
];

fn kilder(mappe: &Path, ud: &mut Vec<PathBuf>) {
    for f in std::fs::read_dir(mappe).unwrap().map(|f| f.unwrap().path()) {
        if f.is_dir() {
            kilder(&f, ud);
        } else if f.extension().is_some_and(|e| e == "rs") && f.components().any(|c| c.as_os_str() == "src") {
            ud.push(f);
        }
    }
}

/// The text between a parenthesis and its end, and where it ends.
fn argument(t: &str) -> &str {
    let (mut dybde, mut i_tekst, mut flugt) = (1, false, false);
    for (i, c) in t.char_indices() {
        match c {
            _ if flugt => flugt = false,
            '\\' if i_tekst => flugt = true,
            '"' => i_tekst = !i_tekst,
            '(' if !i_tekst => dybde += 1,
            ')' if !i_tekst => {
                dybde -= 1;
                if dybde == 0 {
                    return &t[..i];
                }
            }
            _ => {}
        }
    }
    t
}

/// The literals of an expression, in order.
fn tekster(t: &str) -> Vec<&str> {
    t.split('"').skip(1).step_by(2).collect()
}

fn engelsk(t: &str) -> Option<&str> {
    t.split(|c: char| !c.is_alphanumeric() && c != '_').find(|o| ENGELSK.contains(o))
}

#[test]
fn i12_3_6_allowed_lists_values_and_what_is_said_is_said_in_both_languages() {
    let mut alle = Vec::new();
    kilder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), &mut alle);
    let (mut set, mut galt) = ([0; 3], Vec::new());
    for fil in alle {
        let tekst = std::fs::read_to_string(&fil).unwrap();
        for (nr, kald) in [".tilladt(", ".ventet(", ".detalje("].into_iter().enumerate() {
            for (sted, _) in tekst.match_indices(kald) {
                let a = argument(&tekst[sted + kald.len()..]).trim();
                set[nr] += 1;
                // A list: no sentence among the values. In both languages: the first is Danish. In one: a value, so no words at all.
                let dansk = match (nr, a.starts_with('(')) {
                    (1 | 2, true) => tekster(a).into_iter().take(1).collect(),
                    _ => tekster(a),
                };
                if let Some(ord) = dansk.iter().find_map(|t| engelsk(t)) {
                    let linje = tekst[..sted].lines().count();
                    galt.push(format!("{}:{linje}: {kald}{a}): \"{ord}\"", fil.display()));
                }
            }
        }
    }
    assert!(galt.is_empty(), "{} places:\n{}", galt.len(), galt.join("\n"));
    assert!(set.iter().all(|n| *n > 80), "the sources were looked through: {set:?}");
}
