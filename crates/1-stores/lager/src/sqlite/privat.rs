//! Files that only the program's user may read, from their first byte and whatever the umask is.
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

fn valg() -> OpenOptions {
    let mut valg = OpenOptions::new();
    valg.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut valg, 0o600);
    valg
}

/// Makes the database's file if it is not there, and closes what is there to others: SQLite gives the WAL and its index the rights of the
/// database. A file that is there is not opened: closing it would take away the locks that other connections of this process have on it.
///
/// # Errors
/// Those of the file system.
pub(crate) fn sikr(database: &Path) -> io::Result<()> {
    match valg().create_new(true).open(database) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e),
        _ => {}
    }
    for endelse in ["", "-wal", "-shm"] {
        let fil = super::med_endelse(database, endelse);
        match luk_for_andre(&fil) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    Ok(())
}

/// Opens a file for writing and makes it if it is not there; others may not read it.
///
/// # Errors
/// Those of the file system.
pub(crate) fn aabn(fil: &Path) -> io::Result<File> {
    let f = valg().create(true).truncate(false).open(fil)?;
    luk_for_andre(fil)?;
    Ok(f)
}

#[cfg(unix)]
fn luk_for_andre(fil: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let rettigheder = fs::metadata(fil)?.permissions().mode();
    if rettigheder & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(fil, fs::Permissions::from_mode(rettigheder & 0o700)).map_err(|e| {
        let hvad = "others may read it and its owner is another user, who must run `chmod 600` on it";
        io::Error::new(e.kind(), format!("{}: {hvad}", fil.display()))
    })
}

#[cfg(not(unix))]
fn luk_for_andre(fil: &Path) -> io::Result<()> {
    fs::metadata(fil).map(drop)
}
