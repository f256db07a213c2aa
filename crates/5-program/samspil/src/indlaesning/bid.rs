//! Reading a chunk: lines become commands on a thread that may block.
use super::er_indeks;
use super::linjer::{self, Linje};
use grund::graenser::INDLAES_LINJE_BYTES;
use grund::tekstfil::filfejl;
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use register::Typekatalog;
use register::udveksling::indeksfil::{self, Objektlinje, Standard};
use std::collections::HashSet;
use std::io::BufRead;

/// Objects of a chunk.
pub const OBJEKTER: usize = 4_096;
/// Bytes of a chunk's lines, beyond which no further line is begun.
pub const BYTES: u64 = 8 * 1024 * 1024;

/// A chunk: different objects, so they may be written in any order.
#[derive(Debug, Default)]
pub struct Bid {
    /// With the numbers of their lines.
    pub objekter: Vec<(u64, Objektlinje)>,
    /// Lines that could not be read.
    pub afviste: Vec<(u64, Fejl)>,
    /// Lines with other kinds of objects.
    pub andre: u64,
    /// Where the source stands after the chunk.
    pub position: u64,
    /// Lines up to there.
    pub linje: u64,
    /// Nothing follows.
    pub slut: bool,
}

/// Reads chunk after chunk.
pub struct Bidlaeser {
    kilde: Box<dyn BufRead + Send>,
    position: u64,
    linje: u64,
    typer: Typekatalog,
    standard: Standard,
    /// An object that stands in the chunk already begins the next one: its lines keep their order.
    venter: Option<(Objektlinje, u64)>,
}

impl Bidlaeser {
    /// From a source that stands at that position and line.
    pub fn ny(kilde: Box<dyn BufRead + Send>, position: u64, linje: u64, typer: Typekatalog, standard: Standard) -> Self {
        Self { kilde, position, linje, typer, standard, venter: None }
    }

    /// The next chunk.
    ///
    /// # Errors
    /// When the source can't be read.
    pub fn naeste(mut self) -> Result<(Self, Bid), Fejl> {
        let mut ud = Bid::default();
        let mut set: HashSet<(Cvr, u16, Uuid)> = HashSet::with_capacity(OBJEKTER);
        let begyndt = self.position;
        while ud.objekter.len() < OBJEKTER && self.position - begyndt < BYTES {
            let (linje, bytes) = match self.venter.take() {
                Some((o, bytes)) => (Ok(indeksfil::Linje::Objekt(Box::new(o))), bytes),
                None => match linjer::naeste(&mut *self.kilde, INDLAES_LINJE_BYTES).map_err(|e| ulaeselig(self.linje + 1, &e))? {
                    (Linje::Slut, _) => {
                        ud.slut = true;
                        break;
                    }
                    (Linje::ForLang, bytes) => {
                        (Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(INDLAES_LINJE_BYTES, grund::sagt::BYTES))), bytes)
                    }
                    (Linje::Hel(l), bytes) => {
                        let l = if self.linje == 0 { foerste(&l)? } else { l.as_slice() };
                        (indeksfil::laes(&self.typer, l, &self.standard, er_indeks), bytes)
                    }
                },
            };
            match linje {
                Ok(indeksfil::Linje::Objekt(o)) if !set.insert((o.myndighed, o.kommando.objekttype.nr, o.kommando.uuid)) => {
                    self.venter = Some((*o, bytes));
                    break;
                }
                Ok(indeksfil::Linje::Objekt(o)) => ud.objekter.push((self.linje + 1, *o)),
                Ok(indeksfil::Linje::Andet) => ud.andre += 1,
                Ok(indeksfil::Linje::Ramme) => {}
                Err(f) => ud.afviste.push((self.linje + 1, f)),
            }
            self.linje += 1;
            self.position += bytes;
        }
        (ud.position, ud.linje) = (self.position, self.linje);
        Ok((self, ud))
    }
}

/// The first line without the mark of UTF-8.
///
/// # Errors
/// `UgyldigFil` for a file of UTF-16: none of its lines could be read, so nothing is begun.
fn foerste(linje: &[u8]) -> Result<&[u8], Fejl> {
    if linje.contains(&0) || linje.starts_with(&[0xff, 0xfe]) || linje.starts_with(&[0xfe, 0xff]) {
        return Err(filfejl(Fejlkode::UgyldigFil, 1, 1, "lines of JSON in UTF-8", "the file is in UTF-16"));
    }
    Ok(linje.strip_prefix(b"\xef\xbb\xbf").unwrap_or(linje))
}

fn ulaeselig(linje: u64, e: &std::io::Error) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(format!("line {linje}")).detalje(e.to_string())
}
