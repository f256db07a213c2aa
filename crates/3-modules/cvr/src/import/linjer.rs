//! The lines of a file: JSON, one object on each, or CSV, told apart by the first character.
use super::csv;
use grund::tekstfil::filfejl;
use grund::{Fejl, Fejlkode, graenser};
use serde_json::Value;
use std::io::{BufRead, Read};

/// Lines with their numbers.
pub(super) enum Linjer {
    Json(Box<dyn BufRead + Send>, u64),
    Csv(std::vec::IntoIter<(u64, Value)>),
}

fn laesefejl(f: &std::io::Error) -> Fejl {
    Fejl::ny(Fejlkode::UbrugeligtSted).detalje(f.to_string())
}

impl Linjer {
    /// CSV is read whole, JSON line by line.
    pub(super) fn ny(mut kilde: Box<dyn BufRead + Send>) -> Result<Self, Fejl> {
        let start = kilde.fill_buf().map_err(|f| laesefejl(&f))?;
        let uden_maerke = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        if uden_maerke.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{') {
            return Ok(Self::Json(kilde, 0));
        }
        let mut data = Vec::new();
        let loft = graenser::IMPORT_BYTES as u64 + 1;
        kilde.take(loft).read_to_end(&mut data).map_err(|f| laesefejl(&f))?;
        if data.len() > graenser::IMPORT_BYTES {
            let hvad = ("større udtræk læses som JSON, en linje for hver enhed", "larger extracts are read as JSON, a line for each unit");
            return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::IMPORT_BYTES, grund::sagt::BYTES)).detalje(hvad));
        }
        Ok(Self::Csv(csv::laes(&data)?.into_iter()))
    }

    /// The next one; empty lines are passed over.
    pub(super) fn naeste(&mut self) -> Result<Option<(u64, Value)>, Fejl> {
        match self {
            Self::Csv(raekker) => Ok(raekker.next()),
            Self::Json(kilde, nr) => loop {
                let mut linje = Vec::new();
                kilde.by_ref().take(graenser::CVR_LINJE_BYTES as u64 + 1).read_until(b'\n', &mut linje).map_err(|f| laesefejl(&f))?;
                if linje.is_empty() {
                    return Ok(None);
                }
                *nr += 1;
                let hvor = || format!("line {nr}");
                if linje.len() > graenser::CVR_LINJE_BYTES {
                    return Err(Fejl::ny(Fejlkode::ForStor)
                        .felt(hvor())
                        .ventet(grund::sagt::hoejst(graenser::CVR_LINJE_BYTES, grund::sagt::BYTES)));
                }
                let linje = linje.trim_ascii();
                let linje = if *nr == 1 { linje.strip_prefix(b"\xef\xbb\xbf").unwrap_or(linje) } else { linje };
                if linje.is_empty() {
                    continue;
                }
                if std::str::from_utf8(linje).is_err() {
                    let linjenr = u32::try_from(*nr).unwrap_or(u32::MAX);
                    return Err(filfejl(Fejlkode::UgyldigFil, linjenr, 1, "UTF-8", "not UTF-8"));
                }
                let nr = *nr;
                return grund::json::laes(linje).map(|v| Some((nr, v))).map_err(|f| f.under(&format!("line {nr}")));
            },
        }
    }
}
