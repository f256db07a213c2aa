//! The engine's face to modules and wires.
use crate::kommando::*;
use crate::objekttype::*;
use grund::{Fejl, Kaldekontekst, Uuid};
use lager::Lager;
use std::sync::Arc;

/// The register: object types over a store.
#[derive(Clone)]
pub struct Register {
    lager: Arc<dyn Lager>,
    typer: Typekatalog,
}

impl Register {
    /// A register of these types in that store.
    pub fn ny(lager: Arc<dyn Lager>, typer: Typekatalog) -> Self {
        Self { lager, typer }
    }

    /// The object types.
    pub fn typer(&self) -> &Typekatalog {
        &self.typer
    }

    /// The store, for operations, files and the change feed.
    pub fn lager(&self) -> &Arc<dyn Lager> {
        &self.lager
    }

    /// Carries out one command in a transaction of its own: merge, commit, answer. Durable when it returns.
    ///
    /// # Errors
    /// The catalogued refusals of the merge (12xx, 13xx) and of the store.
    pub async fn udfoer(&self, _kald: &Kaldekontekst, _kommando: Kommando) -> Result<Kvittering, Fejl> {
        Err(Fejl::intern("not built"))
    }

    /// Carries out commands on different objects, each in a transaction of its own; they share syncs to disk.
    pub async fn udfoer_flere(&self, _kald: &Kaldekontekst, _kommandoer: Vec<Kommando>) -> Vec<Result<Kvittering, Fejl>> {
        Vec::new()
    }

    /// Reads one object; `None` when the caller's authorities do not have it, or had not at the chosen registration time.
    pub async fn laes(&self, _kald: &Kaldekontekst, _id: Objektid, _valg: Laesevalg) -> Result<Option<Objekt>, Fejl> {
        Err(Fejl::intern("not built"))
    }

    /// Reads several objects in the order asked; those not found are left out.
    pub async fn list(&self, _kald: &Kaldekontekst, _objekttype: &'static Objekttype, _uuider: &[Uuid], _valg: Laesevalg) -> Result<Vec<Objekt>, Fejl> {
        Err(Fejl::intern("not built"))
    }

    /// Finds objects; a page of UUIDs.
    pub async fn soeg(&self, _kald: &Kaldekontekst, _forespoergsel: &Forespoergsel) -> Result<Vec<Uuid>, Fejl> {
        Err(Fejl::intern("not built"))
    }

    /// Finds objects and reads them; a page of objects.
    pub async fn soeg_objekter(&self, _kald: &Kaldekontekst, _forespoergsel: &Forespoergsel, _valg: Laesevalg) -> Result<Vec<Objekt>, Fejl> {
        Err(Fejl::intern("not built"))
    }

    /// Counts what a search finds, without paging.
    pub async fn antal(&self, _kald: &Kaldekontekst, _forespoergsel: &Forespoergsel) -> Result<u64, Fejl> {
        Err(Fejl::intern("not built"))
    }

    /// Removes an object physically, with every trace in the index; the change feed says that it was removed.
    pub async fn fjern(&self, _kald: &Kaldekontekst, _id: Objektid) -> Result<(), Fejl> {
        Err(Fejl::intern("not built"))
    }

    /// Rewrites every registration of an object in place (anonymisation): the function changes each one.
    pub async fn omskriv(&self, _kald: &Kaldekontekst, _id: Objektid, _aendr: &(dyn Fn(&mut crate::model::Tilstandsbillede) + Send + Sync)) -> Result<(), Fejl> {
        Err(Fejl::intern("not built"))
    }
}
