//! `samspil cpr`
use super::skriv;
use crate::kommandolinje::{Befolkning, Lagervalg};
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use cpr::haendelse::ARTER;
use std::fmt::Write as _;

/// Carries out the command.
pub async fn udfoer(valg: Befolkning) -> Result<(), String> {
    match valg {
        Befolkning::Haendelser => skriv(&haendelser()),
        Befolkning::Stand(lager) => stand(&lager).await,
        Befolkning::Findos(f) => super::findos::udfoer(f).await,
        andet => super::personskift::udfoer(andet).await,
    }
}

/// The table of events, as lists that are pasted into subscriptions want it.
fn haendelser() -> String {
    let mut ud = "nr;navn;tekst;beskedtype;objekthandling;kilde\n".to_owned();
    for a in ARTER {
        let kilde = if a.offentlig.is_some() { "offentlig" } else { "samspil" };
        let _ = writeln!(ud, "{};{};{};{};{};{kilde}", a.nr, a.navn, a.tekst, a.beskedtype(), a.handling());
    }
    ud
}

async fn stand(lager: &Lagervalg) -> Result<(), String> {
    let s = opstilling::aabn(lager, Mangler::Fejl).await?;
    let bestand = cpr::Bestand::ny(s.register.lager().clone());
    let svar: Result<_, grund::Fejl> = async { Ok((bestand.stand().await?, bestand.ufortalt().await?)) }.await;
    s.register.lager().luk().await;
    let (stand, ufortalt) = svar.map_err(|f| fejltekst(&f))?;
    if stand.opgaver.is_empty() {
        return skriv("No extract is loaded.\n");
    }
    let mut ud = String::new();
    for o in &stand.opgaver {
        let _ = writeln!(ud, "task {}: extract of {} with {} persons, loaded {}", o.opgave, o.dato, o.personer, o.indlaest.til_utc());
    }
    if let Some(u) = ufortalt {
        let _ = writeln!(ud, "what the extract of {} (task {}) has changed is not all told", u.dato, u.opgave);
    }
    skriv(&ud)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j2_every_type_of_event_has_its_line_and_only_birth_is_published() {
        let tekst = haendelser();
        assert_eq!(tekst.lines().count(), ARTER.len() + 1);
        assert!(tekst.lines().all(|l| l.split(';').count() == 6));
        assert_eq!(tekst.matches(";offentlig").count(), 1);
        assert!(tekst.contains(";1e5bb089-5445-44f8-9b65-bc854053f423;offentlig"));
    }
}
