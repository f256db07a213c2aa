//! Where a load is: a small file in the data folder, replaced whole after each chunk that is on disk.
use super::Optaelling;
use crate::kommandolinje::Lagervalg;
use grund::{Cvr, Fejl, Uuid};
use lager::Registreringsvalg;
use register::Register;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Bytes from the beginning of a file that tell it from another of the same name and size.
const BEGYNDELSE: u64 = 64 * 1024;

/// A place in the file, with what was counted before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sted {
    /// Bytes that are done.
    pub position: u64,
    /// Lines that are done.
    pub linje: u64,
    /// An object of the last chunk: where it is gone, the store is another one.
    pub sidste: Option<Noegle>,
    /// What became of the lines.
    pub optaelling: Optaelling,
}

/// An object in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noegle {
    /// Its owner.
    pub myndighed: u32,
    /// Its type.
    pub objekttype: u16,
    /// Its UUID.
    pub uuid: Uuid,
}

/// As it lies on disk.
#[derive(Serialize, Deserialize)]
struct Gemt {
    fil: Aftryk,
    sted: Sted,
}

/// What tells a file from another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Aftryk {
    bytes: u64,
    begyndelse: u64,
}

/// The bookmark of one file into one store.
pub struct Bogmaerke {
    sti: PathBuf,
    fil: Aftryk,
}

impl Bogmaerke {
    /// For a load of that file: `<data>/indlaesning/<name>-<number>.json`, where the number follows from path, store and authority.
    ///
    /// # Errors
    /// When the file can't be read or the folder can't be made.
    pub fn for_fil(fil: &Path, lager: &Lagervalg, myndighed: Option<Cvr>) -> io::Result<Self> {
        let hel = fs::canonicalize(fil)?;
        let mappe = lager.data.join("indlaesning");
        fs::create_dir_all(&mappe)?;
        let nummer = aftryk(format!("{}\n{:?}\n{myndighed:?}", hel.display(), lager.lager).as_bytes());
        let navn = hel.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let mut begyndelse = Vec::new();
        let f = File::open(&hel)?;
        let bytes = f.metadata()?.len();
        f.take(BEGYNDELSE).read_to_end(&mut begyndelse)?;
        Ok(Self { sti: mappe.join(format!("{navn}-{nummer:016x}.json")), fil: Aftryk { bytes, begyndelse: aftryk(&begyndelse) } })
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> u64 {
        self.fil.bytes
    }

    /// Where an earlier load of the same file into the same store stopped; `None` to begin from the start.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn fortsaettelse(&self, register: &Register) -> Result<Option<Sted>, Fejl> {
        let Some(gemt) = fs::read(&self.sti).ok().and_then(|b| serde_json::from_slice::<Gemt>(&b).ok()) else { return Ok(None) };
        if gemt.fil != self.fil || gemt.sted.position > self.fil.bytes {
            return Ok(None);
        }
        let Some(n) = gemt.sted.sidste else { return Ok(Some(gemt.sted)) };
        let Some(myndighed) = Cvr::fra_tal(n.myndighed) else { return Ok(None) };
        let findes = register.lager().hent(&[myndighed], n.objekttype, n.uuid, Registreringsvalg::Aktuel).await?.is_some();
        Ok(findes.then_some(gemt.sted))
    }

    /// Writes the place: on disk when it returns, and never half.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn gem(&self, sted: &Sted) -> io::Result<()> {
        let ny = self.sti.with_extension("ny");
        let mut f = File::create(&ny)?;
        f.write_all(&serde_json::to_vec(&Gemt { fil: self.fil.clone(), sted: sted.clone() })?)?;
        f.sync_all()?;
        fs::rename(&ny, &self.sti)?;
        self.sti.parent().map_or(Ok(()), |mappe| File::open(mappe)?.sync_all())
    }

    /// Removes it: the load is at its end, or begins anew.
    ///
    /// # Errors
    /// Those of the file system; one that is not there is none.
    pub fn fjern(&self) -> io::Result<()> {
        match fs::remove_file(&self.sti) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }
}

/// FNV-1a: the same on every machine, and good enough to tell files apart; it guards against mistakes, not against forgers.
fn aftryk(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_checkpoint_counts_for_the_same_file_and_a_store_that_has_the_objects() {
        let mappe = tempfile::tempdir().unwrap();
        let fil = mappe.path().join("fil.jsonl");
        let valg = Lagervalg { data: mappe.path().join("data"), lager: None };
        let register = Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), crate::opstilling::typer());
        let k = || Bogmaerke::for_fil(&fil, &valg, None).unwrap();
        fs::write(&fil, "en\nto\n").unwrap();
        assert_eq!(k().fortsaettelse(&register).await.unwrap(), None);
        let sted = Sted { position: 3, linje: 1, ..Sted::default() };
        k().gem(&sted).unwrap();
        assert_eq!(k().fortsaettelse(&register).await.unwrap(), Some(sted.clone()));
        let andet = Noegle { myndighed: 1, objekttype: 81, uuid: Uuid::from_u128(1) };
        k().gem(&Sted { sidste: Some(andet), ..sted.clone() }).unwrap();
        assert_eq!(k().fortsaettelse(&register).await.unwrap(), None, "the store does not have what the checkpoint says");
        k().gem(&sted).unwrap();
        fs::write(&fil, "en\ntO\n").unwrap();
        assert_eq!(k().fortsaettelse(&register).await.unwrap(), None, "the file is another one");
        k().fjern().unwrap();
        k().fjern().unwrap();
    }
}
