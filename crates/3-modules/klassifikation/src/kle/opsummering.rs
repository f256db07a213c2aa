//! What an import did, for people.
use super::post::{Plan, skriv_dato};
use grund::Tidspunkt;
use std::fmt;

/// Numbers listed by name; the rest are counted.
const VIST: usize = 20;

/// What became of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planopsummering {
    /// Which list.
    pub plan: Plan,
    /// Changes count from this time.
    pub udgave: Tidspunkt,
    /// Numbers that the register did not have.
    pub tilfoejet: Vec<String>,
    /// Numbers that say something else now (also those that were opened again).
    pub aendret: Vec<String>,
    /// Numbers that were in force and are not in the file.
    pub afsluttet: Vec<String>,
    /// Numbers that said the same already.
    pub uaendret: usize,
}

/// What an import did, or with `proev` would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opsummering {
    /// By list.
    pub planer: Vec<Planopsummering>,
    /// Numbers whose UUID in the file differs from the one in the register; the register's is kept.
    pub andet_uuid: Vec<String>,
    /// Numbers whose UdgaaetDato is before their OprettetDato: never in force.
    pub aldrig_i_kraft: Vec<String>,
    /// Registrations made, with those of the facet and the classification.
    pub registreringer: u64,
    /// Nothing was written.
    pub proev: bool,
}

impl fmt::Display for Opsummering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for p in &self.planer {
            writeln!(
                f,
                "{}, edition {}: {} added, {} changed, {} ended, {} unchanged",
                p.plan.navn(),
                skriv_dato(p.udgave),
                p.tilfoejet.len(),
                p.aendret.len(),
                p.afsluttet.len(),
                p.uaendret
            )?;
            liste(f, "added", &p.tilfoejet)?;
            liste(f, "changed", &p.aendret)?;
            liste(f, "ended", &p.afsluttet)?;
        }
        liste(f, "other UUID in the file, the register's is kept", &self.andet_uuid)?;
        liste(f, "ended before they began, never in force", &self.aldrig_i_kraft)?;
        if self.proev { write!(f, "Trial run: nothing was written.") } else { write!(f, "{} registrations written.", self.registreringer) }
    }
}

fn liste(f: &mut fmt::Formatter<'_>, navn: &str, numre: &[String]) -> fmt::Result {
    if numre.is_empty() {
        return Ok(());
    }
    let vist: Vec<&str> = numre.iter().take(VIST).map(String::as_str).collect();
    write!(f, "  {navn}: {}", vist.join(", "))?;
    match numre.len().checked_sub(VIST) {
        None | Some(0) => writeln!(f),
        Some(rest) => writeln!(f, " and {rest} more"),
    }
}
