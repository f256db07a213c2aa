//! Files of the program are its user's alone, and a file that the user names is whole or not there.
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Whatever this process makes from now on, its user alone may read and write, whatever the shell's umask was.
pub fn kun_for_brugeren() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// Makes the data folder if it is not there. One that others may look into, or write to, is named in the log: its owner may have a reason, and
/// the secret files in it are closed by themselves.
///
/// # Errors
/// In words, for the operator.
pub fn datamappe(mappe: &Path) -> Result<(), String> {
    let mut bygger = fs::DirBuilder::new();
    bygger.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut bygger, 0o700);
    bygger.create(mappe).map_err(|e| format!("the data folder {}: {e}", mappe.display()))?;
    #[cfg(unix)]
    if let Ok(m) = fs::metadata(mappe) {
        let rettigheder = std::os::unix::fs::PermissionsExt::mode(&m.permissions());
        // Not refused: volumes of containers are often open to all, and nobody else is in there.
        if rettigheder & 0o022 != 0 && rettigheder & 0o1000 == 0 {
            tracing::warn!(mappe = %mappe.display(), "others than the program's user may replace the store and its keys in the data folder: `chmod 700` closes it");
        } else if rettigheder & 0o077 != 0 {
            tracing::warn!(mappe = %mappe.display(), "others than the program's user may look into the data folder: `chmod 700` closes it");
        }
    }
    Ok(())
}

/// What stands in a file that the user names.
///
/// # Errors
/// In words: that there is no such file, or what the operating system says.
pub fn laes(fil: &Path) -> Result<Vec<u8>, String> {
    fs::read(fil).map_err(|e| ulaest(fil, &e))
}

/// The same, opened to be read on the way.
///
/// # Errors
/// As [`laes`].
pub fn aabn(fil: &Path) -> Result<File, String> {
    File::open(fil).map_err(|e| ulaest(fil, &e))
}

fn ulaest(fil: &Path, e: &io::Error) -> String {
    match e.kind() {
        io::ErrorKind::NotFound => format!("there is no file {}", fil.display()),
        _ => format!("{}: {e}", fil.display()),
    }
}

/// A file that a command writes: a part of it is never to be seen under its name.
pub struct Udfil {
    ud: BufWriter<Box<dyn Write + Send>>,
    /// The name while it is written; `None` for standard output and for what is no ordinary file.
    delvis: Option<PathBuf>,
    til: PathBuf,
    overskriv: bool,
}

impl Udfil {
    /// Begins the file; `-` is standard output.
    ///
    /// # Errors
    /// In words: when it is there already and `overskriv` was not asked for, or when it can't be made.
    pub fn ny(til: &Path, overskriv: bool) -> Result<Self, String> {
        let galt = |e: io::Error| match til.parent().filter(|m| e.kind() == io::ErrorKind::NotFound && !m.as_os_str().is_empty()) {
            Some(mappe) => format!("there is no folder {}", mappe.display()),
            None => format!("{}: {e}", til.display()),
        };
        let (ud, delvis): (Box<dyn Write + Send>, _) = match fs::metadata(til) {
            _ if til == Path::new("-") => (Box::new(io::stdout()), None),
            Ok(_) if !overskriv => return Err(format!("{} exists; --overskriv replaces it", til.display())),
            // A device or a pipe is written to, not replaced.
            Ok(m) if !m.is_file() => (Box::new(OpenOptions::new().write(true).open(til).map_err(galt)?), None),
            _ => {
                let mut navn = til.as_os_str().to_owned();
                navn.push(".delvis");
                let delvis = PathBuf::from(navn);
                let mut valg = OpenOptions::new();
                valg.write(true).create(true).truncate(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut valg, 0o600);
                (Box::new(valg.open(&delvis).map_err(galt)?), Some(delvis))
            }
        };
        Ok(Self { ud: BufWriter::new(ud), delvis, til: til.to_owned(), overskriv })
    }

    /// It goes to standard output.
    pub fn paa_skaerm(&self) -> bool {
        self.til == Path::new("-")
    }

    /// Everything has been written: the file gets its name.
    ///
    /// # Errors
    /// In words, for the operator.
    pub fn faerdig(mut self) -> Result<(), String> {
        let galt = |e: io::Error| format!("{}: {e}", self.til.display());
        self.ud.flush().map_err(galt)?;
        let Some(delvis) = self.delvis.as_ref() else { return Ok(()) };
        File::open(delvis).and_then(|f| f.sync_all()).map_err(galt)?;
        if !self.overskriv && fs::symlink_metadata(&self.til).is_ok() {
            return Err(format!("{} was made by somebody else meanwhile; --overskriv replaces it", self.til.display()));
        }
        fs::rename(delvis, &self.til).map_err(galt)?;
        self.delvis = None;
        Ok(())
    }
}

impl Write for Udfil {
    fn write(&mut self, b: &[u8]) -> io::Result<usize> {
        self.ud.write(b)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.ud.flush()
    }
}

impl Drop for Udfil {
    fn drop(&mut self) {
        if let Some(delvis) = &self.delvis {
            let _ = fs::remove_file(delvis);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i12_3_1_a_file_is_whole_or_not_there_and_is_not_overwritten_by_accident() {
        let mappe = tempfile::tempdir().unwrap();
        let til = mappe.path().join("alt.jsonl");
        let mut f = Udfil::ny(&til, false).unwrap();
        f.write_all(b"half").unwrap();
        drop(f);
        assert_eq!(fs::read_dir(mappe.path()).unwrap().count(), 0, "nothing is left of what was not finished");
        for (overskriv, indhold) in [(false, "one"), (true, "two")] {
            let mut f = Udfil::ny(&til, overskriv).unwrap();
            f.write_all(indhold.as_bytes()).unwrap();
            f.faerdig().unwrap();
            assert_eq!(fs::read_to_string(&til).unwrap(), indhold);
        }
        assert!(Udfil::ny(&til, false).err().unwrap().contains("--overskriv"));
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&til).unwrap().permissions()) & 0o777, 0o600);
    }
}
