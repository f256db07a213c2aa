//! `samspil fejl`, `samspil graenser`, `samspil completion`, `samspil man`.
use super::skriv;
use crate::kommandolinje::{Fejlopslag, Kommandolinje};
use clap::CommandFactory;
use grund::fejl::{Fejlkode, KATALOG};
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
            let p = Fejlkode::find(n).ok_or_else(|| format!("there is no error {n}; `samspil fejl` lists them all"))?.post();
            let _ = writeln!(
                ud,
                "SAM-{}\n\n  {}\n\nWhat to do: {}\n\nSOAP: StatusKode {}; a fault always comes with HTTP 500\nREST and GraphQL: HTTP {}\nAMQP: {}\n\nIn Danish: {} of a running server",
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
            let _ = writeln!(ud, "{navn} = {}\n    {grund}", udregnet(vaerdi.trim_end_matches(';')));
            grund.clear();
        }
    }
    skriv(&ud)
}

/// The number that an expression of factors stands for, with its thousands apart.
fn udregnet(udtryk: &str) -> String {
    let faktorer: Option<Vec<u64>> = udtryk.split(" * ").map(|f| f.replace('_', "").parse().ok()).collect();
    let Some(tal) = faktorer.and_then(|f| f.into_iter().try_fold(1_u64, u64::checked_mul)) else { return udtryk.to_owned() };
    let cifre = tal.to_string();
    let mut ud = String::new();
    for (nr, c) in cifre.chars().enumerate() {
        if nr > 0 && (cifre.len() - nr) % 3 == 0 {
            ud.push(',');
        }
        ud.push(c);
    }
    ud
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_and_no_source_text() {
        for (udtryk, ventet) in [("8 * 1024 * 1024", "8,388,608"), ("500", "500"), ("10_000", "10,000"), ("(1 << 20) - 1", "(1 << 20) - 1")]
        {
            assert_eq!(udregnet(udtryk), ventet);
        }
    }
}
