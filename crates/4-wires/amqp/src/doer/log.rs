//! What the audit log says: each login, each message that was refused, and who fetched from which dueslag how much.
use super::Sikker;
use adgang::Indkomst;
use grund::spor::Sporindhold;
use grund::{Fejl, Kaldekontekst, Uuid};
use revision::Logindgang;

/// The wire in the log.
const LEDNING: &str = "amqp";

impl Sikker {
    /// A call that was let through or refused; durable when this returns.
    ///
    /// # Errors
    /// Those of the store: then the call is not answered as if it had been logged.
    pub async fn log_kald(&self, ind: &Indkomst, afslag: Option<&Fejl>) -> Result<(), Fejl> {
        let mut spor = ind.spor.indhold();
        if let Some(f) = afslag {
            spor.fejl.get_or_insert(f.kode());
            if spor.system.is_none() && !(self.maa_logges)(ind.nu) {
                return Ok(());
            }
        }
        self.skriv(spor, ind.kald_id, ind.nu).await
    }

    /// A message that was refused.
    pub async fn log_afvist(&self, k: &Kaldekontekst, f: grund::Fejlkode, transaktion: Option<&str>) -> Result<(), Fejl> {
        let mut spor = k.spor.indhold();
        spor.operation = Some("afsend".into());
        spor.kalders_id = transaktion.map(|t| t.chars().take(255).collect());
        spor.fejl = Some(f);
        self.skriv(spor, k.kald_id, k.nu).await
    }

    /// A dueslag that is read from: at the beginning, and what was fetched in the end.
    pub async fn log_hent(&self, k: &Kaldekontekst, dueslag: Uuid, hvad: String) -> Result<(), Fejl> {
        let mut spor = k.spor.indhold();
        spor.operation = Some(hvad);
        spor.objekter = vec![grund::spor::Sporobjekt { objekttype: beskedfordeler::objekttyper::DUESLAG.nr, uuid: dueslag, handling: 0 }];
        self.skriv(spor, k.kald_id, k.nu).await
    }

    async fn skriv(&self, spor: Sporindhold, kald_id: Uuid, nu: grund::Tidspunkt) -> Result<(), Fejl> {
        let status = spor.fejl.map_or(200, |f| f.post().http);
        self.revision.skriv(&Logindgang::fra_spor(spor, LEDNING, kald_id, nu, status, 0)).await
    }
}
