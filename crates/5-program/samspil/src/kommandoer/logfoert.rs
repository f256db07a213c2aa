//! The log's entry of a command that looks at or changes what is logged, where the store has a log.
use crate::opstilling::{self, Samspil};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use grund::{Fejl, Kaldekontekst};
use revision::{Logindgang, Slags};
use std::path::Path;

/// The way in the log.
const LEDNING: &str = "kommandolinje";

/// Who runs the command, as the log names him.
pub fn bruger() -> String {
    let navn = std::env::var("USER").ok().filter(|b| !b.is_empty()).unwrap_or_else(|| "ukendt".into());
    format!("{LEDNING}: {navn}")
}

/// Writes it.
///
/// # Errors
/// Those of the store: the answer must be withheld then.
pub async fn logfoer(s: &Samspil, data: &Path, kald: &Kaldekontekst, tjeneste: &str, operation: &str, slags: Slags) -> Result<(), Fejl> {
    let mappe = Sikkerhedsmappe::i(data);
    if !mappe.har_lognoegle() {
        return Ok(());
    }
    let revision = opstilling::revision(&s.register, &mappe).map_err(Fejl::intern)?;
    kald.spor.skriv(|i| {
        (i.bruger, i.bruger_bevist) = (Some(bruger()), true);
        i.tjeneste = Some(tjeneste.to_owned());
        i.operation = Some(operation.to_owned());
        i.myndighed = i.myndighed.or(Some(kald.myndighed));
    });
    revision.skriv(&Logindgang::fra_spor(kald.spor.indhold(), LEDNING, kald.kald_id, kald.nu, 200, 0).med_slags(slags)).await
}
