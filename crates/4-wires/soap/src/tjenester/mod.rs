//! The services: one function for each kind of operation, chosen by contract and operation name.
pub mod demo;
pub mod indeks;
pub mod laes;
pub mod listehent;
pub mod retur;
pub mod skriv;
pub mod soeg;
pub mod system;
pub mod ydelseliste;

use crate::Tilstand;
use grund::{Fejl, Kaldekontekst};
use kontrakt::{Knude, Kontrakt, Operation};
use register::Objekttype;

/// One call of one operation.
#[derive(Clone, Copy, Debug)]
pub struct Kald<'k> {
    /// The register and its ports.
    pub tilstand: &'k Tilstand,
    /// Who calls.
    pub kontekst: &'k Kaldekontekst,
    /// Which service.
    pub kontrakt: &'static Kontrakt,
    /// Which operation.
    pub operation: &'static Operation,
}

impl Kald<'_> {
    /// The object type that the service serves.
    pub fn objekttype(&self) -> Result<&'static Objekttype, Fejl> {
        let navn = self.kontrakt.objekttype.unwrap_or_default();
        self.tilstand.register.typer().navn(navn).ok_or_else(|| Fejl::intern(format!("no object type {navn}")))
    }
}

/// Carries out the operation; the answer is a body, also when it refuses.
pub async fn udfoer(kald: Kald<'_>, ind: &Knude) -> Knude {
    match kald.operation.ind.navn {
        listehent::BESKED => return listehent::udfoer(kald, ind).await,
        ydelseliste::BEVILLINGER | ydelseliste::EFFEKTUERINGER => return ydelseliste::udfoer(kald, ind).await,
        _ => {}
    }
    let svar = match (kald.kontrakt.objekttype, kald.operation.navn) {
        (Some(_), "opret") => skriv::opret(kald, ind).await,
        (Some(_), "importer") => skriv::importer(kald, ind).await,
        (Some(_), "ret") => skriv::ret(kald, ind).await,
        (Some(_), "passiver") => skriv::livscyklus(kald, ind, register::Handling::Passiver).await,
        (Some(_), "slet") => skriv::livscyklus(kald, ind, register::Handling::Slet).await,
        (Some(_), "laes") => laes::laes(kald, ind).await,
        (Some(_), "list") => laes::list(kald, ind).await,
        (Some(_), "soeg") => soeg::soeg(kald, ind).await,
        (None, "fremsoegobjekthierarki") => system::fremsoeg(kald, ind).await,
        (None, "importer") => indeks::skriv::importer(kald, ind).await,
        (None, "opdater") => indeks::skriv::opdater(kald, ind).await,
        (None, "fremsoeg") => indeks::fremsoeg::fremsoeg(kald, ind).await,
        (None, "fjern") => indeks::fjern::fjern(kald, ind).await,
        (Some(_), "fjern") => indeks::fjern::fjern_en(kald, ind).await,
        (None, "import") => system::import(kald, ind).await,
        (None, "anonymiser") => system::anonymiser(kald, ind).await,
        (None, "callDemoService") => demo::udfoer(kald, ind),
        (None, "fysiskslet") => system::fysisk_slet(kald, ind).await,
        (_, navn) => Err(Fejl::intern(format!("operation {navn} of {} has no code", kald.kontrakt.navn))),
    };
    svar.unwrap_or_else(|fejl| afvis(kald, &fejl))
}

/// Notes a refusal in the trace, and an internal error in the program's log.
fn noter(kald: Kald<'_>, fejl: &Fejl) {
    kald.kontekst.spor.skriv(|s| s.fejl = Some(fejl.kode()));
    if let Some(aarsag) = fejl.aarsagen().filter(|_| fejl.post().statuskode >= 50) {
        tracing::error!(kald = %kald.kontekst.kald_id, operation = kald.operation.action, aarsag, "call failed");
    }
}

/// The refusal as that operation's body.
pub fn afvis(kald: Kald<'_>, fejl: &Fejl) -> Knude {
    noter(kald, fejl);
    if matches!(kald.operation.ind.navn, listehent::BESKED | ydelseliste::BEVILLINGER | ydelseliste::EFFEKTUERINGER) {
        return listehent::afvis(kald, None, fejl);
    }
    retur::fejl(kald.operation.ud, fejl)
}
