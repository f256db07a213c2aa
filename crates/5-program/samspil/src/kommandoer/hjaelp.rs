//! `samspil fejl`, `samspil graenser`, `samspil completion`, `samspil man`.
use super::skriv;
use crate::kommandolinje::{Fejlopslag, Kommandolinje};
use clap::CommandFactory;
use grund::fejl::KATALOG;
use std::fmt::Write;
use std::path::Path;

/// The catalogue, or one page of it.
pub fn fejl(opslag: &Fejlopslag) -> Result<(), String> {
    let mut ud = String::new();
    match &opslag.nummer {
        None => {
            for p in KATALOG {
                let _ = writeln!(ud, "SAM-{}  {}", p.nummer, p.engelsk);
            }
            let _ = writeln!(ud, "\n`samspil fejl SAM-1105` shows one of them.");
        }
        Some(n) => {
            let nummer: Option<u16> = n.trim_start_matches("SAM-").parse().ok();
            let p = KATALOG
                .iter()
                .find(|p| Some(p.nummer) == nummer)
                .ok_or_else(|| format!("there is no error {n}; `samspil fejl` lists them all"))?;
            let _ = writeln!(
                ud,
                "SAM-{}\n\n  {}\n\nWhat to do: {}\n\nStatusKode {} (SOAP), HTTP {}, AMQP {}. In Danish: {} of a running server.",
                p.nummer,
                p.engelsk,
                p.hjaelp,
                p.statuskode,
                p.http,
                p.amqp,
                p.kode.side()
            );
        }
    }
    skriv(&ud)
}

/// The limits, read from the file that holds them, so that the list is always whole.
pub fn graenser() -> Result<(), String> {
    let mut ud = String::new();
    let mut grund = String::new();
    for linje in grund::graenser::KILDE.lines() {
        if let Some(t) = linje.strip_prefix("/// ") {
            grund.push_str(if grund.is_empty() { "" } else { " " });
            grund.push_str(t);
        } else if let Some((navn, vaerdi)) = linje.strip_prefix("pub const ").and_then(|l| l.split_once(" = ")) {
            let navn = navn.split(':').next().unwrap_or(navn);
            let _ = writeln!(ud, "{navn} = {}\n    {grund}", vaerdi.trim_end_matches(';'));
            grund.clear();
        }
    }
    skriv(&ud)
}

/// Completion rules.
pub fn completion(shell: clap_complete::Shell) -> Result<(), String> {
    let mut ud = Vec::new();
    clap_complete::generate(shell, &mut Kommandolinje::command(), "samspil", &mut ud);
    skriv(&String::from_utf8_lossy(&ud))
}

/// Man pages: one for each command, `samspil-log-vis.1` for `samspil log vis`.
pub fn man(til: &Path) -> Result<(), String> {
    std::fs::create_dir_all(til).map_err(|e| format!("{}: {e}", til.display()))?;
    clap_mangen::generate_to(Kommandolinje::command(), til).map_err(|e| format!("{}: {e}", til.display()))
}
