//! What SQLite is taught: to look for a value in a packed list.
use crate::soegesql::indeholder;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// The function of [`crate::soegesql::Dialekt::i_intervaller`].
pub(crate) fn laer(c: &Connection) -> rusqlite::Result<()> {
    let flag = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    c.create_scalar_function("samspil_i", 2, flag, |x| {
        let (v, pakket) = (x.get_raw(0).as_blob_or_null()?, x.get_raw(1).as_blob()?);
        Ok(v.is_some_and(|v| indeholder(pakket, v)))
    })
}
