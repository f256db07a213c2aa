//! What an import did, for people.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Objects listed by name; the rest are counted.
const VIST: usize = 20;

/// What became of one object type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typeopsummering {
    /// Names of the objects that the register did not have.
    pub tilfoejet: Vec<String>,
    /// Names of the objects that say something else now.
    pub aendret: Vec<String>,
    /// Objects that said the same already.
    pub uaendret: usize,
}

/// What an import did, or with `proev` would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opsummering {
    /// By object type.
    pub typer: BTreeMap<&'static str, Typeopsummering>,
    /// Columns that mean nothing to the import.
    pub ukendte_kolonner: BTreeSet<String>,
    /// Registrations made.
    pub registreringer: u64,
    /// Nothing was written.
    pub proev: bool,
}

impl fmt::Display for Opsummering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (navn, t) in &self.typer {
            writeln!(f, "{navn}: {} added, {} changed, {} unchanged", t.tilfoejet.len(), t.aendret.len(), t.uaendret)?;
            // Addresses and persons stand for themselves behind the units and users that are listed.
            if matches!(*navn, "Adresse" | "Person") {
                continue;
            }
            for (hvad, navne) in [("added", &t.tilfoejet), ("changed", &t.aendret)] {
                if !navne.is_empty() {
                    let vist: Vec<&str> = navne.iter().take(VIST).map(String::as_str).collect();
                    let rest = navne.len().saturating_sub(VIST);
                    let mere = if rest > 0 { format!(" and {rest} more") } else { String::new() };
                    writeln!(f, "  {hvad}: {}{mere}", vist.join(", "))?;
                }
            }
        }
        if !self.ukendte_kolonner.is_empty() {
            let navne: Vec<&str> = self.ukendte_kolonner.iter().map(String::as_str).collect();
            writeln!(f, "  columns that were not read: {}", navne.join(", "))?;
        }
        if self.proev { write!(f, "Trial run: nothing was written.") } else { write!(f, "{} registrations written.", self.registreringer) }
    }
}
