//! `samspil cvr`
use super::skriv;
use crate::kommandolinje::{Lagervalg, Virksomheder};
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use cvr::haendelser::{Haendelsesart, beskedtype};
use std::fmt::Write as _;

/// Carries out the command.
pub async fn udfoer(valg: Virksomheder) -> Result<(), String> {
    match valg {
        Virksomheder::Haendelser => skriv(&haendelser()),
        Virksomheder::Stand(lager) => stand(&lager).await,
    }
}

/// The table of events, as lists that are pasted into subscriptions want it.
fn haendelser() -> String {
    let mut ud = "nr;navn;tekst;beskedtype;objekthandling;kilde\n".to_owned();
    for a in Haendelsesart::ALLE {
        let _ = writeln!(ud, "{};{};{};{};{};samspil", a.nr(), a.kode(), a.tekst(), beskedtype(), a.handling());
    }
    ud
}

async fn stand(lager: &Lagervalg) -> Result<(), String> {
    let s = opstilling::aabn(lager, Mangler::Fejl).await?;
    let register = cvr::Virksomhedsregister::ny(s.register.lager().clone());
    let svar: Result<_, grund::Fejl> = async { Ok((register.stand().await?, register.ufortalt().await?)) }.await;
    s.register.lager().luk().await;
    let (stand, ufortalt) = svar.map_err(|f| fejltekst(&f))?;
    let Some(s) = stand else { return skriv("No extract is loaded.\n") };
    let mut ud = format!("{} units and {} production units, loaded {}", s.enheder, s.produktionsenheder, s.indlaest.til_utc());
    if let Some(d) = s.dannet {
        let _ = write!(ud, "; made {d}");
    }
    if let Some(nr) = s.nr {
        let _ = write!(ud, ", extract {nr}");
    }
    ud.push('\n');
    if ufortalt.is_some() {
        ud.push_str("what a load has changed is not all told\n");
    }
    skriv(&ud)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j5_every_kind_of_event_has_its_line_and_is_ours() {
        let tekst = haendelser();
        assert_eq!(tekst.lines().count(), Haendelsesart::ALLE.len() + 1);
        assert!(tekst.lines().skip(1).all(|l| l.ends_with(";samspil") && l.split(';').count() == 6));
    }
}
