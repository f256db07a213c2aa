//! What a request is answered when it is refused.
use filer::{Fil, Mappe};
use grund::{Fejl, Fejlkode};
use russh_sftp::protocol::{File, FileAttributes, Status, StatusCode};
use russh_sftp::server::StatusReply;

/// A refusal.
#[derive(Debug)]
pub(crate) enum Afslag {
    /// One of the protocol's own.
    Kode(StatusCode),
    /// One of the catalogue.
    Fejl(Fejl),
}

impl From<Fejl> for Afslag {
    fn from(f: Fejl) -> Self {
        Self::Fejl(f)
    }
}

impl From<Afslag> for StatusReply {
    fn from(a: Afslag) -> Self {
        let f = match a {
            Afslag::Kode(k) => return k.into(),
            Afslag::Fejl(f) => f,
        };
        if f.post().statuskode >= 50 {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "a request by SFTP failed");
        }
        let kode = match f.kode() {
            Fejlkode::UkendtFil => StatusCode::NoSuchFile,
            Fejlkode::IngenAdgang | Fejlkode::UgyldigtFilnavn => StatusCode::PermissionDenied,
            _ => StatusCode::Failure,
        };
        kode.with_message(format!("{}: {}", f.kode(), f.engelsk()))
    }
}

/// It was done.
pub(crate) fn ok(id: u32) -> Status {
    Status { id, status_code: StatusCode::Ok, error_message: "Ok".into(), language_tag: "en-US".into() }
}

fn attributter(mode: u32, bytes: u64, aendret: i64) -> FileAttributes {
    let tid = u32::try_from(aendret).unwrap_or_default();
    FileAttributes {
        size: Some(bytes),
        uid: Some(0),
        user: None,
        gid: Some(0),
        group: None,
        permissions: Some(mode),
        atime: Some(tid),
        mtime: Some(tid),
    }
}

/// A folder: one that is written to, or not.
pub(crate) fn som_mappe(mappe: Option<Mappe>) -> FileAttributes {
    attributter(0o040_000 | if mappe == Some(Mappe::Ud) { 0o700 } else { 0o500 }, 0, 0)
}

/// A file.
pub(crate) fn som_fil(f: &Fil) -> FileAttributes {
    attributter(0o100_400, f.bytes, f.aendret)
}

/// An entry of a listing.
pub(crate) fn post(navn: &str, a: FileAttributes) -> File {
    File::new(navn, a)
}
