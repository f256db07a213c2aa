//! How much each folder holds: counted once from the disk, and kept up by what this process does. One lock, held for a look-up.
use crate::navn::Mappe;
use crate::{Fil, Kvote};
use grund::{Fejl, Fejlkode, Uuid};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Clone, Copy, Debug, Default)]
struct Stand {
    bytes: u64,
    filer: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Brug(Mutex<HashMap<(Uuid, Mappe), Stand>>);

fn fuld(kvote: Kvote) -> Fejl {
    Fejl::ny(Fejlkode::FilmappeFuld).regel("F-11").ventet((
        format!("højst {} filer og {} bytes", kvote.filer, kvote.bytes),
        format!("at most {} files and {} bytes", kvote.filer, kvote.bytes),
    ))
}

impl Brug {
    fn laas(&self) -> MutexGuard<'_, HashMap<(Uuid, Mappe), Stand>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what is there, the first time.
    pub(crate) fn kend(&self, system: Uuid, mappe: Mappe, filer: impl FnOnce() -> Result<Vec<Fil>, Fejl>) -> Result<(), Fejl> {
        if self.laas().contains_key(&(system, mappe)) {
            return Ok(());
        }
        let f = filer()?;
        let stand = Stand { bytes: f.iter().map(|f| f.bytes).sum(), filer: f.len() };
        self.laas().entry((system, mappe)).or_insert(stand);
        Ok(())
    }

    /// Takes room for one more file.
    pub(crate) fn ny_fil(&self, system: Uuid, mappe: Mappe, kvote: Kvote) -> Result<(), Fejl> {
        let mut m = self.laas();
        let s = m.entry((system, mappe)).or_default();
        if s.filer >= kvote.filer || s.bytes >= kvote.bytes {
            return Err(fuld(kvote));
        }
        s.filer += 1;
        Ok(())
    }

    /// Takes room for so many more bytes.
    pub(crate) fn voks(&self, system: Uuid, mappe: Mappe, kvote: Kvote, bytes: u64) -> Result<(), Fejl> {
        let mut m = self.laas();
        let s = m.entry((system, mappe)).or_default();
        if s.bytes.saturating_add(bytes) > kvote.bytes {
            return Err(fuld(kvote));
        }
        s.bytes += bytes;
        Ok(())
    }

    /// Gives room back.
    pub(crate) fn slip(&self, system: Uuid, mappe: Mappe, filer: usize, bytes: u64) {
        let mut m = self.laas();
        let s = m.entry((system, mappe)).or_default();
        s.filer = s.filer.saturating_sub(filer);
        s.bytes = s.bytes.saturating_sub(bytes);
    }
}
