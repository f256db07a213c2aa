//! What the audit log says: how many messages were sent to whom from which dueslag, and who read a stream.
use beskedfordeler::objekttyper::DUESLAG;
use beskedfordeler::tjenester::MODTAG;
use grund::spor::{Sporindhold, Sporobjekt, Sporsystem};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Kaldekontekst, Uuid};
use revision::{Logindgang, Revision};
use std::sync::Arc;

/// The wire in the log.
const LEDNING: &str = "levering";

/// The log; nothing in the open mode.
pub(crate) struct Log {
    pub revision: Option<Revision>,
    pub ur: Arc<dyn Ur>,
    pub ids: Arc<dyn IdKilde>,
}

impl Log {
    /// Messages that were sent to the receiver's address. The receiving system is the one that they concern.
    pub async fn sendt(&self, dueslag: Uuid, myndighed: Cvr, modtager: Option<Sporsystem>, hvorhen: &str, antal: u64) {
        let spor = Sporindhold {
            system: modtager,
            myndighed: Some(myndighed),
            tjeneste: Some(MODTAG.entity_id.into()),
            operation: Some(format!("send: {antal} beskeder til {hvorhen}")),
            ..Sporindhold::default()
        };
        self.skriv(spor, dueslag, self.ids.ny()).await;
    }

    /// Messages that a stream has carried.
    pub async fn hentet(&self, kald: &Kaldekontekst, dueslag: Uuid, antal: u64) {
        let spor = Sporindhold { operation: Some(format!("hent: {antal} beskeder")), ..kald.spor.indhold() };
        self.skriv(spor, dueslag, kald.kald_id).await;
    }

    async fn skriv(&self, spor: Sporindhold, dueslag: Uuid, kald_id: Uuid) {
        let Some(r) = &self.revision else { return };
        let objekter = vec![Sporobjekt { objekttype: DUESLAG.nr, uuid: dueslag, handling: 0 }];
        let spor = Sporindhold { objekter, fejl: None, ..spor };
        if let Err(f) = r.skriv(&Logindgang::fra_spor(spor, LEDNING, kald_id, self.ur.nu(), 200, 0)).await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), %dueslag, "what was delivered could not be logged");
        }
    }
}
