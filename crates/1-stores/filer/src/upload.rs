//! A file that is being written.
use crate::Kvote;
use crate::navn::{Filnavn, Mappe};
use crate::omraade::{Fil, Filomraade, diskfejl, saet_paa_plads};
use grund::{Fejl, Fejlkode, Uuid};
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes that are copied at a time.
const BID: usize = 64 * 1024;

/// A file that nobody sees yet; gone when it is dropped.
#[derive(Debug)]
pub struct Upload {
    omraade: Arc<Filomraade>,
    system: Uuid,
    mappe: Mappe,
    fil: File,
    sti: PathBuf,
    kvote: Kvote,
    bytes: u64,
    faerdig: bool,
}

impl Upload {
    pub(crate) fn ny(omraade: Arc<Filomraade>, system: Uuid, mappe: Mappe, fil: File, sti: PathBuf, kvote: Kvote) -> Self {
        Self { omraade, system, mappe, fil, sti, kvote, bytes: 0, faerdig: false }
    }

    /// Its size so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes bytes at a place. A hole is filled with zeros, and counts.
    ///
    /// # Errors
    /// [`Fejlkode::ForStor`]; [`Fejlkode::FilmappeFuld`]; the disk's.
    pub fn skriv(&mut self, sted: u64, data: &[u8]) -> Result<(), Fejl> {
        let slut = sted.saturating_add(data.len() as u64);
        self.voks(slut)?;
        self.fil.write_all_at(data, sted).map_err(|e| diskfejl(&self.sti, &e))
    }

    /// Makes it so long: cut, or filled with zeros.
    ///
    /// # Errors
    /// As [`Self::skriv`].
    pub fn laengde(&mut self, bytes: u64) -> Result<(), Fejl> {
        if bytes > self.bytes {
            self.voks(bytes)?;
        } else {
            self.omraade.brug.slip(self.system, self.mappe, 0, self.bytes - bytes);
            self.bytes = bytes;
        }
        self.fil.set_len(bytes).map_err(|e| diskfejl(&self.sti, &e))
    }

    fn voks(&mut self, slut: u64) -> Result<(), Fejl> {
        if slut <= self.bytes {
            return Ok(());
        }
        if slut > self.kvote.fil_bytes {
            return Err(Fejl::ny(Fejlkode::ForStor).regel("F-11").ventet(grund::sagt::hoejst(self.kvote.fil_bytes, grund::sagt::BYTES)));
        }
        self.omraade.brug.voks(self.system, self.mappe, self.kvote, slut - self.bytes)?;
        self.bytes = slut;
        Ok(())
    }

    pub(crate) fn kopier(&mut self, kilde: &mut File) -> Result<(), Fejl> {
        let mut bid = vec![0; BID];
        loop {
            let laest = kilde.read(&mut bid).map_err(|e| diskfejl(&self.sti, &e))?;
            if laest == 0 {
                return Ok(());
            }
            let sted = self.bytes;
            self.skriv(sted, bid.get(..laest).unwrap_or_default())?;
        }
    }

    /// Makes it durable and puts it into its folder under that name, at once and whole. `erstat`: one of that name is replaced.
    ///
    /// # Errors
    /// [`Fejlkode::FindesAllerede`]; the disk's. It is gone then.
    pub fn faerdig(mut self, navn: &Filnavn, erstat: bool) -> Result<Fil, Fejl> {
        self.fil.sync_all().map_err(|e| diskfejl(&self.sti, &e))?;
        let i = self.fil.metadata().map_err(|e| diskfejl(&self.sti, &e))?;
        self.omraade.lav(self.system, self.mappe)?;
        let gammel = if erstat { self.omraade.find(self.system, self.mappe, navn)? } else { None };
        saet_paa_plads(&self.sti, &self.omraade.sti(self.system, self.mappe, navn), erstat)?;
        self.faerdig = true;
        if let Some(g) = gammel {
            self.omraade.brug.slip(self.system, self.mappe, 1, g.bytes);
        }
        Ok(Fil::ny(navn.clone(), &i))
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if self.faerdig {
            return;
        }
        self.omraade.brug.slip(self.system, self.mappe, 1, self.bytes);
        if let Err(e) = fs::remove_file(&self.sti) {
            tracing::warn!(fejl = %e, sti = %self.sti.display(), "an unfinished file could not be removed");
        }
    }
}
