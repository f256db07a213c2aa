//! The files of the extracts, read as streams: NDJSON and CSV of DAR, XML in ZIP of BBR. Nothing of a file is held but the row that is read.
pub(crate) mod bbr;
mod csv;
mod ndjson;
mod straekning;

pub(crate) use csv::{Csvfil, Numre};
pub(crate) use straekning::{Husnr, Straekning};

use crate::slags::{ALLE, Register, Slags};
use crate::version::Version;
use grund::graenser::ADRESSE_RAEKKE_BYTES;
use grund::tekstfil::filfejl;
use grund::{Fejl, Fejlkode, Uuid, sagt};
use std::io::{BufRead, BufReader, Read, Seek};
use std::sync::Arc;

/// What a file is read from.
pub trait Kilde: Read + Seek + Send {}
impl<T: Read + Seek + Send> Kilde for T {}

/// Opens a file from its beginning.
pub type Aabner = Arc<dyn Fn() -> std::io::Result<Box<dyn Kilde>> + Send + Sync>;

/// A file to bring in.
#[derive(Clone)]
pub struct Fil {
    /// Its name, which says what is in it.
    pub navn: String,
    /// Opens it; it may be read more than once.
    pub aabn: Aabner,
}

/// A version of an entity, as a file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// What it is.
    pub slags: &'static Slags,
    /// Which one.
    pub id: Uuid,
    /// What is said of it.
    pub version: Version,
}

/// What is in a file, by its name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Filtype {
    /// Lines of JSON.
    Ndjson(&'static Slags),
    /// DAR 0.9 as tables.
    Csv(&'static Csvfil),
    /// BBR's table, alone or in a ZIP.
    Bbr { slags: &'static Slags, pakket: bool },
}

impl Filtype {
    /// By the name of the file.
    ///
    /// # Errors
    /// `UgyldigFil`, with the names that are known, for a file of another register or none.
    pub(crate) fn af(navn: &str, register: Register) -> Result<Self, Fejl> {
        let lille = grund::tekst::nfc(navn).to_lowercase();
        let (stamme, endelse) = lille.rsplit_once('.').unwrap_or((&lille, ""));
        let slags = |f: &dyn Fn(&&&Slags) -> bool| ALLE.iter().find(|s| f(s)).copied();
        let fundet = match endelse {
            "ndjson" => slags(&|s| s.register == Register::Dar && s.navn.to_lowercase() == stamme).map(Self::Ndjson),
            "csv" => csv::FILER.iter().find(|f| f.navn == stamme).map(Self::Csv),
            "zip" | "xml" => slags(&|s| !s.tabel.is_empty() && stamme.contains(&s.tabel.to_lowercase()))
                .map(|slags| Self::Bbr { slags, pakket: endelse == "zip" }),
            _ => None,
        };
        fundet.filter(|f| f.slags().register == register).ok_or_else(|| {
            let kendte: Vec<String> = match register {
                Register::Dar => {
                    let ndjson = Register::Dar.slags().filter(|s| s.nr < crate::slags::VEJNAVN.nr).map(|s| format!("{}.ndjson", s.navn));
                    ndjson.chain(csv::FILER.iter().map(|f| format!("{}.csv", f.navn))).collect()
                }
                Register::Bbr => Register::Bbr.slags().map(|s| format!("…{}T….ZIP", s.tabel)).collect(),
            };
            Fejl::ny(Fejlkode::UgyldigFil).felt(navn).tilladt(kendte)
        })
    }

    /// What is in it.
    pub(crate) fn slags(self) -> &'static Slags {
        match self {
            Self::Ndjson(s) | Self::Bbr { slags: s, .. } => s,
            Self::Csv(f) => f.slags,
        }
    }

    /// In which order files are read, so that it follows from what they are and not from how they were named.
    pub(crate) fn orden(self) -> (u8, u8) {
        (self.slags().nr, u8::from(matches!(self, Self::Csv(_))))
    }
}

/// Reads a file row by row after the first `spring` of them, until `hver` says no. Gives the number of rows.
///
/// # Errors
/// `UgyldigFil` and others with file, line and rule; what `hver` refuses.
pub(crate) fn gennem(
    fil: &Fil,
    filtype: Filtype,
    numre: &Numre,
    spring: u64,
    hver: &mut dyn FnMut(Post) -> Result<bool, Fejl>,
) -> Result<u64, Fejl> {
    let kilde = (fil.aabn)().map_err(|e| Fejl::ny(Fejlkode::UbrugeligtSted).felt(fil.navn.clone()).detalje(e))?;
    let svar = match filtype {
        Filtype::Ndjson(slags) => ndjson::gennem(&mut BufReader::new(kilde), slags, spring, hver),
        Filtype::Csv(f) => csv::gennem(&mut BufReader::new(kilde), f, numre, spring, hver),
        Filtype::Bbr { slags, pakket: false } => bbr::gennem(&mut BufReader::new(kilde), slags, spring, hver),
        Filtype::Bbr { slags, pakket: true } => bbr::i_zip(kilde, slags, spring, hver),
    };
    svar.map_err(|f| f.under(&fil.navn))
}

/// The next line without its end; `None` at the end of the file.
///
/// # Errors
/// `ForStor` for a line beyond the limit, `UgyldigFil` where the file can't be read.
pub(crate) fn linje<'b>(kilde: &mut dyn BufRead, nr: u64, buffer: &'b mut Vec<u8>) -> Result<Option<&'b [u8]>, Fejl> {
    buffer.clear();
    let laest = (&mut *kilde).take(ADRESSE_RAEKKE_BYTES as u64 + 1).read_until(b'\n', buffer).map_err(|e| ulaeselig(nr, &e))?;
    if laest > ADRESSE_RAEKKE_BYTES {
        return Err(for_lang(nr));
    }
    if laest == 0 {
        return Ok(None);
    }
    let l = buffer.strip_suffix(b"\n").unwrap_or(buffer);
    Ok(Some(l.strip_suffix(b"\r").unwrap_or(l)))
}

pub(crate) fn ulaeselig(nr: u64, e: &std::io::Error) -> Fejl {
    paa_linje(Fejlkode::UgyldigFil, nr, "a file that can be read", e)
}

pub(crate) fn for_lang(nr: u64) -> Fejl {
    Fejl::ny(Fejlkode::ForStor).felt(format!("line {nr}")).ventet(sagt::hoejst(ADRESSE_RAEKKE_BYTES, sagt::BYTES))
}

/// A refusal of a line.
pub(crate) fn paa_linje(kode: Fejlkode, nr: u64, regel: &'static str, hvad: impl std::fmt::Display) -> Fejl {
    filfejl(kode, u32::try_from(nr).unwrap_or(u32::MAX), 1, regel, hvad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn laes(navn: &str, register: Register, data: &[u8]) -> Result<u64, Fejl> {
        let kopi = data.to_vec();
        let fil = Fil { navn: navn.into(), aabn: Arc::new(move || Ok(Box::new(Cursor::new(kopi.clone())))) };
        gennem(&fil, Filtype::af(navn, register)?, &Numre::default(), 0, &mut |_| Ok(true))
    }

    #[test]
    fn what_is_in_a_file_is_told_by_its_name_whatever_its_case() {
        for (navn, register, slags) in [
            ("Adresse.ndjson", Register::Dar, &crate::slags::ADRESSE),
            ("supplerendebynavn.NDJSON", Register::Dar, &crate::slags::BYNAVN),
            ("dar_husnummer.csv", Register::Dar, &crate::slags::HUSNUMMER),
            ("OIS_GRBBR_CO50500T_NA000_00001_20200418_010154.ZIP", Register::Bbr, &crate::slags::ENHED),
            ("co51200t.xml", Register::Bbr, &crate::slags::OPGANG),
        ] {
            assert_eq!(Filtype::af(navn, register).map(|t| t.slags().nr), Ok(slags.nr), "{navn}");
        }
        // What is kept of DAR 0.9 alone has no file of lines.
        for (navn, register) in
            [("Vejnavn.csv", Register::Dar), ("Adresse.ndjson", Register::Bbr), ("co50200t.xml", Register::Dar), ("x", Register::Bbr)]
        {
            assert_eq!(Filtype::af(navn, register).map_err(|f| f.kode()).err(), Some(Fejlkode::UgyldigFil), "{navn}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(data: Vec<u8>, tekst in "[-<>/!?CO50200t;\\\\\"\\[\\(,){}a:0-9\n ]{0,200}") {
            for data in [data.as_slice(), tekst.as_bytes()] {
                for (navn, register) in
                    [("Adresse.ndjson", Register::Dar), ("dar_postnr.csv", Register::Dar), ("CO50200T.xml", Register::Bbr), ("CO50200T.zip", Register::Bbr)]
                {
                    let _ = laes(navn, register, data);
                }
            }
        }
    }
}
