//! The folders of all systems.
//!
//! ```text
//! SYSTEM/IN/NAME  SYSTEM/OUT/NAME   whole files
//! arbejde/NUMBER                    what is being written; emptied at start
//! ```
use crate::Kvote;
use crate::brug::Brug;
use crate::navn::{Filnavn, Mappe};
use crate::upload::Upload;
use grund::{Fejl, Fejlkode, Uuid};
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const ARBEJDE: &str = "arbejde";
/// A symbolic link at the end of a path is an error: only files are files, whoever put something else into the folder.
const NOFOLLOW: i32 = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();

/// By which one file is told from another one that was put under its name: each is written anew, so it has a place and a time of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maerke {
    inode: u64,
    sekunder: i64,
    nanosekunder: i64,
    bytes: u64,
}

impl fmt::Display for Maerke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}.{:09}-{}", self.inode, self.sekunder, self.nanosekunder, self.bytes)
    }
}

/// A file as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fil {
    /// Its name.
    pub navn: Filnavn,
    /// Its size.
    pub bytes: u64,
    /// When it was last written, seconds since 1970.
    pub aendret: i64,
    /// By which it is told from others of its name.
    pub maerke: Maerke,
}

impl Fil {
    pub(crate) fn ny(navn: Filnavn, i: &fs::Metadata) -> Self {
        let maerke = Maerke { inode: i.ino(), sekunder: i.mtime(), nanosekunder: i.mtime_nsec(), bytes: i.len() };
        Self { navn, bytes: i.len(), aendret: i.mtime(), maerke }
    }
}

/// The folders.
#[derive(Debug)]
pub struct Filomraade {
    rod: PathBuf,
    kvote: Kvote,
    pub(crate) brug: Brug,
    naeste: AtomicU64,
}

pub(crate) fn diskfejl(hvor: &Path, e: &io::Error) -> Fejl {
    match e.kind() {
        ErrorKind::NotFound => findes_ikke(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fejl::ny(Fejlkode::Optaget).aarsag(format!("{}: {e}", hvor.display())),
        _ => Fejl::intern(format!("{}: {e}", hvor.display())),
    }
}

fn findes_ikke() -> Fejl {
    Fejl::ny(Fejlkode::UkendtFil).regel("F-11")
}

impl Filomraade {
    /// In that folder, which is made where it is not there. What was being written when the program ended is gone.
    ///
    /// # Errors
    /// The disk's.
    pub fn aabn(rod: &Path, kvote: Kvote) -> Result<Arc<Self>, Fejl> {
        let arbejde = rod.join(ARBEJDE);
        match fs::remove_dir_all(&arbejde) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(Fejl::sted(&arbejde, e.to_string())),
            _ => {}
        }
        lav_mappe(&arbejde).map_err(|e| Fejl::sted(&arbejde, e.to_string()))?;
        Ok(Arc::new(Self { rod: rod.to_owned(), kvote, brug: Brug::default(), naeste: AtomicU64::new(1) }))
    }

    fn mappen(&self, system: Uuid, mappe: Mappe) -> PathBuf {
        self.rod.join(system.to_string()).join(mappe.navn())
    }

    pub(crate) fn sti(&self, system: Uuid, mappe: Mappe, navn: &Filnavn) -> PathBuf {
        self.mappen(system, mappe).join(navn.som_str())
    }

    /// Systems that have had a file.
    ///
    /// # Errors
    /// The disk's.
    pub fn systemer(&self) -> Result<Vec<Uuid>, Fejl> {
        let poster = fs::read_dir(&self.rod).map_err(|e| diskfejl(&self.rod, &e))?;
        let navne = poster.map(|p| p.map(|p| p.file_name()).map_err(|e| diskfejl(&self.rod, &e)));
        let uuid = |n: std::ffi::OsString| n.to_str().and_then(grund::id::laes_uuid);
        navne.filter_map(|n| n.map(uuid).transpose()).collect()
    }

    /// The files of a folder, by name.
    ///
    /// # Errors
    /// The disk's.
    pub fn list(&self, system: Uuid, mappe: Mappe) -> Result<Vec<Fil>, Fejl> {
        let m = self.mappen(system, mappe);
        let poster = match fs::read_dir(&m) {
            Ok(p) => p,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(diskfejl(&m, &e)),
        };
        let mut ud = Vec::new();
        for post in poster {
            let post = post.map_err(|e| diskfejl(&m, &e))?;
            // What has no name that a file may have, or is no file, was not put there by this program: nobody sees it.
            let Some(navn) = post.file_name().to_str().and_then(|n| Filnavn::ny(n).ok()) else { continue };
            match post.metadata() {
                Ok(i) if i.file_type().is_file() => ud.push(Fil::ny(navn, &i)),
                // It was removed meanwhile.
                _ => {}
            }
        }
        ud.sort_unstable_by(|a, b| a.navn.cmp(&b.navn));
        Ok(ud)
    }

    /// One file, if it is there.
    ///
    /// # Errors
    /// The disk's.
    pub fn find(&self, system: Uuid, mappe: Mappe, navn: &Filnavn) -> Result<Option<Fil>, Fejl> {
        let sti = self.sti(system, mappe, navn);
        match fs::symlink_metadata(&sti) {
            Ok(i) if i.file_type().is_file() => Ok(Some(Fil::ny(navn.clone(), &i))),
            Ok(_) => Ok(None),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(diskfejl(&sti, &e)),
        }
    }

    /// Opens a file for reading. It stays readable when it is removed or replaced meanwhile.
    ///
    /// # Errors
    /// [`Fejlkode::UkendtFil`]; the disk's.
    pub fn laes(&self, system: Uuid, mappe: Mappe, navn: &Filnavn) -> Result<(File, Fil), Fejl> {
        let sti = self.sti(system, mappe, navn);
        // A named pipe that somebody put there is not waited for.
        let flag = NOFOLLOW | rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
        let fil = OpenOptions::new().read(true).custom_flags(flag).open(&sti).map_err(|e| {
            if e.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) { findes_ikke() } else { diskfejl(&sti, &e) }
        })?;
        let i = fil.metadata().map_err(|e| diskfejl(&sti, &e))?;
        if !i.file_type().is_file() {
            return Err(findes_ikke());
        }
        Ok((fil, Fil::ny(navn.clone(), &i)))
    }

    /// Begins to write a file. It is nowhere to be seen before [`Upload::faerdig`], and gone when it is dropped before that.
    ///
    /// # Errors
    /// [`Fejlkode::FilmappeFuld`]; the disk's.
    pub fn ny(self: &Arc<Self>, system: Uuid, mappe: Mappe) -> Result<Upload, Fejl> {
        self.brug.kend(system, mappe, || self.list(system, mappe))?;
        self.brug.ny_fil(system, mappe, self.kvote)?;
        let sti = self.rod.join(ARBEJDE).join(self.naeste.fetch_add(1, Ordering::Relaxed).to_string());
        match OpenOptions::new().write(true).create_new(true).mode(0o600).custom_flags(NOFOLLOW).open(&sti) {
            Ok(fil) => Ok(Upload::ny(self.clone(), system, mappe, fil, sti, self.kvote)),
            Err(e) => {
                self.brug.slip(system, mappe, 1, 0);
                Err(diskfejl(&sti, &e))
            }
        }
    }

    /// Begins to write over parts of a file: what it has is there from the beginning. The file itself is as it was until [`Upload::faerdig`].
    ///
    /// # Errors
    /// [`Fejlkode::UkendtFil`]; those of [`Self::ny`]; [`Fejlkode::ForStor`].
    pub fn ny_over(self: &Arc<Self>, system: Uuid, mappe: Mappe, navn: &Filnavn) -> Result<Upload, Fejl> {
        let (mut gammel, _) = self.laes(system, mappe, navn)?;
        let mut ny = self.ny(system, mappe)?;
        ny.kopier(&mut gammel)?;
        Ok(ny)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// [`Fejlkode::UkendtFil`]; the disk's.
    pub fn slet(&self, system: Uuid, mappe: Mappe, navn: &Filnavn) -> Result<Fil, Fejl> {
        self.brug.kend(system, mappe, || self.list(system, mappe))?;
        let f = self.find(system, mappe, navn)?.ok_or_else(findes_ikke)?;
        let sti = self.sti(system, mappe, navn);
        fs::remove_file(&sti).map_err(|e| diskfejl(&sti, &e))?;
        self.brug.slip(system, mappe, 1, f.bytes);
        Ok(f)
    }

    /// Gives a file another name in the same folder; one of that name is not overwritten.
    ///
    /// # Errors
    /// [`Fejlkode::UkendtFil`]; [`Fejlkode::FindesAllerede`]; the disk's.
    pub fn omdoeb(&self, system: Uuid, mappe: Mappe, fra: &Filnavn, til: &Filnavn) -> Result<(), Fejl> {
        self.find(system, mappe, fra)?.ok_or_else(findes_ikke)?;
        let (fra, til) = (self.sti(system, mappe, fra), self.sti(system, mappe, til));
        saet_paa_plads(&fra, &til, false)
    }

    /// Puts a copy of a system's delivered file into a receiver's folder, under a name of its own there. The sender's stays.
    ///
    /// # Errors
    /// [`Fejlkode::UkendtFil`]; [`Fejlkode::FindesAllerede`]; [`Fejlkode::FilmappeFuld`] of the receiver; the disk's.
    pub fn overfoer(self: &Arc<Self>, fra: (Uuid, &Filnavn), til: (Uuid, &Filnavn)) -> Result<Fil, Fejl> {
        let (mut kilde, _) = self.laes(fra.0, Mappe::Ud, fra.1)?;
        self.kopier(&mut kilde, til)
    }

    /// The same of a file that was opened ([`Self::laes`]).
    ///
    /// # Errors
    /// As [`Self::overfoer`].
    pub fn kopier(self: &Arc<Self>, kilde: &mut File, (system, navn): (Uuid, &Filnavn)) -> Result<Fil, Fejl> {
        let mut ny = self.ny(system, Mappe::Ind)?;
        ny.kopier(kilde)?;
        ny.faerdig(navn, false)
    }

    /// Puts a small file of the program's own (a receipt, metadata) into a receiver's folder; one of that name is replaced.
    ///
    /// # Errors
    /// [`Fejlkode::FilmappeFuld`]; the disk's.
    pub fn laeg(self: &Arc<Self>, system: Uuid, navn: &Filnavn, indhold: &[u8]) -> Result<Fil, Fejl> {
        let mut ny = self.ny(system, Mappe::Ind)?;
        ny.skriv(0, indhold)?;
        ny.faerdig(navn, true)
    }

    /// Makes the folder of a system where it is not there.
    pub(crate) fn lav(&self, system: Uuid, mappe: Mappe) -> Result<(), Fejl> {
        let m = self.mappen(system, mappe);
        lav_mappe(&m).map_err(|e| diskfejl(&m, &e))
    }
}

fn lav_mappe(m: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(m)
}

/// Moves a file that is whole to its place, and makes the folder durable. `erstat`: one that is there is replaced.
pub(crate) fn saet_paa_plads(fra: &Path, til: &Path, erstat: bool) -> Result<(), Fejl> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let flag = if erstat { RenameFlags::empty() } else { RenameFlags::NOREPLACE };
    renameat_with(CWD, fra, CWD, til, flag).map_err(|e| match e {
        rustix::io::Errno::EXIST => Fejl::ny(Fejlkode::FindesAllerede).regel("F-11"),
        e => diskfejl(til, &e.into()),
    })?;
    let mappe = til.parent().unwrap_or(til);
    File::open(mappe).and_then(|m| m.sync_all()).map_err(|e| diskfejl(mappe, &e))
}
