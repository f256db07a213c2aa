//! Bulk load of index objects: lines of JSON go through the ordinary merge, a chunk at a time, and a load that was broken off goes on
//! where the last whole chunk ended.
//!
//! Memory: two chunks of at most [`bid::OBJEKTER`] objects or [`bid::BYTES`] bytes of lines: one is written while the next one is read.
mod bid;
mod bogmaerke;
mod linjer;

pub use bogmaerke::{Bogmaerke, Sted};

use crate::opstilling::Samspil;
use bid::{Bid, Bidlaeser};
use futures::{StreamExt, stream};
use grund::spor::Spor;
use grund::ur::Ur;
use grund::{Cvr, Fejl, Kaldekontekst};
use register::udveksling::indeksfil::{Objektlinje, Standard};
use register::{Kvittering, Register, Tillaeg};
use serde::{Deserialize, Serialize};
use std::io::BufRead;
use tokio::task::{JoinSet, spawn_blocking};

/// Refusals that are reported in full.
const VISTE: usize = 20;
/// Commands that one task carries out; a chunk is spread over tasks, so that merging uses every core and syncs are shared.
const PORTION: usize = 256;
/// Commands of a task that are under way at once.
const SAMTIDIGE: usize = PORTION;

/// The services whose types are loaded.
pub fn er_indeks(t: &register::Objekttype) -> bool {
    [sagdokument::objekttyper::SAG.service, ydelse::objekttyper::BEVILLING.service].contains(&t.service)
}

/// What became of the lines so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Optaelling {
    /// Objects that were unknown.
    pub nye: u64,
    /// Objects that say something else now.
    pub aendrede: u64,
    /// Objects that said the same already.
    pub uaendrede: u64,
    /// Lines that were refused.
    pub afviste: u64,
    /// Lines with objects of other kinds, which were left out.
    pub andre: u64,
    /// The first refusals: line and error.
    pub foerste: Vec<(u64, String)>,
}

impl Optaelling {
    fn afvis(&mut self, linje: u64, fejl: &Fejl) {
        self.afviste += 1;
        if self.foerste.len() < VISTE {
            self.foerste.push((linje, crate::opstilling::fejltekst(fejl)));
        }
    }
}

/// A load.
pub struct Indlaesning<'a> {
    /// Where to.
    pub samspil: &'a Samspil,
    /// Who loads, and what holds for lines that do not say it.
    pub kald: Kaldekontekst,
    /// The authority of lines that name none; a line that names another is refused.
    pub myndighed: Option<Cvr>,
    /// The changes are not announced.
    pub uden_haendelser: bool,
    /// Where the load is, for one that may be continued.
    pub bogmaerke: Option<Bogmaerke>,
}

impl Indlaesning<'_> {
    /// Reads to the end. `sted` is where the source stands; what was counted before it counts too.
    ///
    /// # Errors
    /// When the source can't be read or the store fails: everything up to the last checkpoint stays. A refused line is no error.
    pub async fn koer(&self, kilde: Box<dyn BufRead + Send>, sted: Sted, meld: &mut (dyn FnMut(&Sted) + Send)) -> Result<Optaelling, Fejl> {
        let standard = Standard { myndighed: self.myndighed, bruger: self.kald.bruger.clone() };
        let mut ud = sted.optaelling.clone();
        let laeser = Bidlaeser::ny(kilde, sted.position, sted.linje, self.samspil.register.typer().clone(), standard);
        let mut naeste = spawn_blocking(|| laeser.naeste());
        loop {
            let (laeser, bid) = naeste.await.map_err(Fejl::intern)??;
            let slut = bid.slut;
            naeste = spawn_blocking(move || if slut { Ok((laeser, Bid::default())) } else { laeser.naeste() });
            let (position, linje) = (bid.position, bid.linje);
            let sidste = self.skriv(bid, &mut ud).await?;
            let sted = Sted { position, linje, sidste, optaelling: ud.clone() };
            meld(&sted);
            if let Some(k) = &self.bogmaerke {
                k.gem(&sted).map_err(|e| Fejl::intern(format!("checkpoint: {e}")))?;
            }
            if slut {
                return Ok(ud);
            }
        }
    }

    /// Writes a chunk; when it returns, the chunk is on disk. Gives one of the objects that it wrote.
    async fn skriv(&self, bid: Bid, ud: &mut Optaelling) -> Result<Option<bogmaerke::Noegle>, Fejl> {
        let kald = Kaldekontekst { nu: self.samspil.ur.nu(), ..self.kald.clone() };
        let mut opgaver = JoinSet::new();
        let mut objekter = bid.objekter.into_iter().peekable();
        while objekter.peek().is_some() {
            let portion: Vec<_> = objekter.by_ref().take(PORTION).collect();
            opgaver.spawn(udfoer(self.samspil.register.clone(), kald.clone(), portion, self.uden_haendelser));
        }
        let mut afviste = bid.afviste;
        let mut sidste = None;
        while let Some(svar) = opgaver.join_next().await {
            for (linje, noegle, kvittering) in svar.map_err(Fejl::intern)? {
                match kvittering {
                    Ok(k) => {
                        match (k.ny, k.aendret) {
                            (true, _) => ud.nye += 1,
                            (false, true) => ud.aendrede += 1,
                            (false, false) => ud.uaendrede += 1,
                        }
                        sidste = Some(noegle);
                    }
                    // The store is in trouble, not the line: what was not written must not be passed over.
                    Err(f) if f.post().http >= 500 => return Err(f),
                    Err(f) => afviste.push((linje, f)),
                }
            }
        }
        afviste.sort_unstable_by_key(|(linje, _)| *linje);
        afviste.iter().for_each(|(linje, f)| ud.afvis(*linje, f));
        ud.andre += bid.andre;
        Ok(sidste)
    }
}

type Svar = (u64, bogmaerke::Noegle, Result<Kvittering, Fejl>);

/// Carries out a portion. The objects are different, so their order is free. Each is a call of its own with its own trace: the audit log's
/// row of a change names nobody of another line.
async fn udfoer(register: Register, kald: Kaldekontekst, portion: Vec<(u64, Objektlinje)>, uden_notifikation: bool) -> Vec<Svar> {
    let (register, kald) = (&register, &kald);
    let en = |(linje, o): (u64, Objektlinje)| async move {
        let Objektlinje { myndighed, bruger, kommando, tillaeg } = o;
        let noegle = bogmaerke::Noegle { myndighed: myndighed.tal(), objekttype: kommando.objekttype.nr, uuid: kommando.uuid };
        let kald = Kaldekontekst { myndighed, laeser: vec![myndighed, Cvr::KOMBIT], bruger, spor: Spor::default(), ..kald.clone() };
        (linje, noegle, register.udfoer_med(&kald, kommando, Tillaeg { uden_notifikation, ..tillaeg }).await)
    };
    stream::iter(portion).map(en).buffer_unordered(SAMTIDIGE).collect().await
}
