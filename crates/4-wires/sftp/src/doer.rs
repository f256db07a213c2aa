//! The door: keys of the Administrationsmodul, and the audit log.
use crate::overfoersel::er_trigger;
use crate::port::{Gaest, Portvagt};
use adgang::{Aftalebog, System};
use async_trait::async_trait;
use filer::Filnavn;
use grund::spor::{Afslag, Mangel, Sporindhold, Sporsystem};
use grund::ur::{IdKilde, Ur};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, id};
use revision::{Logindgang, Revision};
use std::net::SocketAddr;
use std::sync::Arc;

/// The wire in the log.
const LEDNING: &str = "sftp";

/// What guards it.
pub struct Doer {
    /// Systems and their keys.
    pub aftalebog: Arc<dyn Aftalebog>,
    /// The services whose agreements files are exchanged by. A system that has an agreement on none of them any more has no business with what lies here, its own folders' files too.
    pub tjenester: Vec<&'static str>,
    /// The audit log.
    pub revision: Revision,
    /// What the Administrationsmodul says was confirmed a moment ago; [`Fejlkode::AftalerUbekraeftede`] otherwise.
    pub friskhed: Box<dyn Fn() -> Result<(), Fejl> + Send + Sync>,
    /// The refusal of a caller whom nobody knows may be logged; else it is counted.
    pub maa_logges: Box<dyn Fn(Tidspunkt) -> bool + Send + Sync>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// Ids of entries.
    pub ids: Arc<dyn IdKilde>,
    /// A trigger has come from that system.
    pub trigger: Box<dyn Fn(Uuid) + Send + Sync>,
}

/// Numbers in names of files may be those of persons: they are not written in the clear, but as the log keeps them.
pub fn uden_numre(hvad: &str) -> (String, Vec<String>) {
    let (mut ud, mut numre) = (String::with_capacity(hvad.len()), Vec::new());
    let mut cifre = String::new();
    let mut slut = |cifre: &mut String, ud: &mut String| {
        if cifre.len() == 10 {
            ud.push_str("**********");
            numre.push(std::mem::take(cifre));
        } else {
            ud.push_str(&std::mem::take(cifre));
        }
    };
    for c in hvad.chars() {
        if c.is_ascii_digit() {
            cifre.push(c);
        } else {
            slut(&mut cifre, &mut ud);
            ud.push(c);
        }
    }
    slut(&mut cifre, &mut ud);
    (ud, numre)
}

impl Doer {
    /// The system, as long as it has the key and an agreement.
    fn system(&self, uuid: Uuid, noegle: &str) -> Option<Arc<System>> {
        let nu = self.ur.nu();
        let har_aftale = || self.tjenester.iter().any(|t| !self.aftalebog.myndigheder_for(uuid, t, nu).is_empty());
        self.aftalebog.sftp_system(uuid, noegle, nu).filter(|_| har_aftale())
    }

    async fn skriv(&self, spor: Sporindhold) -> Result<(), Fejl> {
        let status = spor.fejl.map_or(200, |f| f.post().http);
        self.revision.skriv(&Logindgang::fra_spor(spor, LEDNING, self.ids.ny(), self.ur.nu(), status, 0)).await
    }
}

#[async_trait]
impl Portvagt for Doer {
    fn kender(&self, bruger: &str, noegle: &str, aftryk: &str) -> Option<Gaest> {
        (self.friskhed)().ok()?;
        let system = self.system(id::laes_uuid(bruger)?, noegle)?;
        let (noegle, aftryk) = (noegle.to_owned(), aftryk.to_owned());
        Some(Gaest { system: system.uuid, navn: system.navn.clone(), cvr: system.cvr, noegle, aftryk })
    }

    fn gaelder(&self, g: &Gaest) -> Result<(), Fejl> {
        (self.friskhed)()?;
        match self.system(g.system, &g.noegle) {
            Some(_) => Ok(()),
            None => Err(Fejl::ny(Fejlkode::IngenAdgang).regel("F-11")),
        }
    }

    async fn noter(&self, g: &Gaest, hvad: &str) -> Result<(), Fejl> {
        let (operation, personer) = uden_numre(hvad);
        let system = Some(Sporsystem { uuid: g.system, navn: g.navn.clone(), cvr: g.cvr });
        let bruger = Some(g.aftryk.clone());
        self.skriv(Sporindhold {
            system,
            bruger,
            bruger_bevist: true,
            myndighed: Some(g.cvr),
            tjeneste: Some(LEDNING.into()),
            operation: Some(operation),
            personer,
            ..Sporindhold::default()
        })
        .await
    }

    async fn leveret(&self, g: &Gaest, navn: &Filnavn) {
        if er_trigger(navn) {
            (self.trigger)(g.system);
        }
    }

    async fn afvist(&self, fra: SocketAddr, bruger: &str, aftryk: &str) {
        if !(self.maa_logges)(self.ur.nu()) {
            return;
        }
        let spor = Sporindhold {
            bruger: Some(bruger.chars().take(100).collect()),
            tjeneste: Some(LEDNING.into()),
            operation: Some("login".into()),
            fejl: Some(Fejlkode::IngenAdgang),
            afslag: Some(Afslag {
                mangler: Mangel::Sikkerhed,
                forklaring: "Intet system med det UUID har den nøgle og en gældende serviceaftale om filer.".into(),
                detaljer: vec![("noegle", aftryk.to_owned()), ("fra", fra.to_string())],
                raad: "Log ind med systemets UUID og en nøgle, som er registreret for det i Administrationsmodulet, og anmod om en serviceaftale på en tjeneste, der leverer filer, for eksempel Filudveksling (SFTP).",
            }),
            ..Sporindhold::default()
        };
        if let Err(f) = self.skriv(spor).await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "a refusal could not be logged");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_number_in_a_files_name_is_not_logged_in_the_clear() {
        let (t, n) = uden_numre("upload OUT/brev 0101700001-2026.pdf (12345678901 bytes)");
        assert_eq!(t, "upload OUT/brev **********-2026.pdf (12345678901 bytes)");
        assert_eq!(n, ["0101700001"]);
        assert_eq!(uden_numre("x0101700001"), ("x**********".into(), vec!["0101700001".into()]));
    }
}
