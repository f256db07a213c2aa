//! The services: one function for each kind of operation, chosen by contract and operation name.
pub mod demoservice;
pub mod hierarki;
pub mod hovedoplysninger;
pub mod indeks;
pub mod objekt;
pub mod retur;
pub mod sf1470;
pub mod sf1490;
pub mod sf1491;
pub mod sf1500;
pub mod sf1510;
pub mod sf1514;
mod skema;

use objekt::{laes, skriv, soeg};
use sf1510::listehent;

use crate::Tilstand;
use grund::{Fejl, Kaldekontekst};
use kontrakt::{Knude, Kontrakt, Operation};
use register::Objekttype;

/// Every contract that is served.
pub static ALLE: &[&Kontrakt] = &[
    &sf1500::ORGANISATION,
    &sf1500::ORGANISATIONENHED,
    &sf1500::ORGANISATIONFUNKTION,
    &sf1500::BRUGER,
    &sf1500::ITSYSTEM,
    &sf1500::INTERESSEFAELLESSKAB,
    &sf1500::PERSON,
    &sf1500::ADRESSE,
    &sf1500::VIRKSOMHED,
    &sf1500::MYNDIGHED,
    &sf1500::ORGANISATIONSYSTEM,
    &sf1500::ORGANISATIONADMINISTRATION,
    &sf1510::KLASSIFIKATION,
    &sf1510::FACET,
    &sf1510::KLASSE,
    &sf1510::KLASSE_V7,
    &sf1510::KLASSIFIKATIONSYSTEM,
    &sf1510::KLASSIFIKATIONLISTEHENT,
    &demoservice::DEMO,
    &sf1470::SAGDOKUMENTINDEKS,
    &sf1490::YDELSEINDEKS,
    &sf1490::BEVILLINGINDEKS,
    &sf1490::OEKONOMISKEFFEKTUERINGINDEKS,
    &sf1491::YDELSELISTEHENT,
];

/// The contract at that path; a trailing slash doesn't matter.
pub fn paa_sti(sti: &str) -> Option<&'static Kontrakt> {
    let sti = sti.strip_suffix('/').unwrap_or(sti);
    ALLE.iter().copied().find(|k| k.stier.contains(&sti))
}

/// Fuzz entry: parses arbitrary bytes and reads them against every input element of every contract.
pub fn proev_xml(data: &[u8]) {
    kontrakt::proev_xml(data, ALLE);
}

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
        sf1491::BEVILLINGER | sf1491::EFFEKTUERINGER => return sf1491::udfoer(kald, ind).await,
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
        (None, "fremsoegobjekthierarki") => hierarki::fremsoeg(kald, ind).await,
        (None, "importer") => indeks::skriv::importer(kald, ind).await,
        (None, "opdater") => indeks::skriv::opdater(kald, ind).await,
        (None, "fremsoeg") => indeks::fremsoeg::fremsoeg(kald, ind).await,
        (None, "fjern") => indeks::fjern::fjern(kald, ind).await,
        (Some(_), "fjern") => indeks::fjern::fjern_en(kald, ind).await,
        (None, "import") => hierarki::import(kald, ind).await,
        (None, "anonymiser") => sf1500::fjern::anonymiser(kald, ind).await,
        (None, "callDemoService") => demoservice::udfoer(kald, ind),
        (None, "fysiskslet") => sf1500::fjern::fysisk_slet(kald, ind).await,
        (_, navn) => Err(Fejl::intern(format!("operation {navn} of {} has no code", kald.kontrakt.navn))),
    };
    svar.unwrap_or_else(|fejl| afvis(kald, &fejl))
}

/// Notes a refusal in the trace, and an internal error in the program's log.
pub(crate) fn noter(kald: Kald<'_>, fejl: &Fejl) {
    kald.kontekst.spor.skriv(|s| s.fejl = Some(fejl.kode()));
    if let Some(aarsag) = fejl.aarsagen().filter(|_| fejl.post().statuskode >= 50) {
        tracing::error!(kald = %kald.kontekst.kald_id, operation = kald.operation.action, aarsag, "call failed");
    }
}

/// The refusal as that operation's body.
pub fn afvis(kald: Kald<'_>, fejl: &Fejl) -> Knude {
    noter(kald, fejl);
    if matches!(kald.operation.ind.navn, listehent::BESKED | sf1491::BEVILLINGER | sf1491::EFFEKTUERINGER) {
        return hovedoplysninger::afvis(kald, None, fejl);
    }
    retur::fejl(kald.operation.ud, fejl)
}
