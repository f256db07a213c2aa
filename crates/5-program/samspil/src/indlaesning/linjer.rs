//! Lines of limited length, with their places in the source.
use std::io::{self, BufRead};

/// A line as it was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Linje {
    /// Its bytes, without the line break.
    Hel(Vec<u8>),
    /// It was longer than the limit, and was passed over.
    ForLang,
    /// There are no more.
    Slut,
}

/// Reads the next line and says how many bytes it took. Never holds more than `maks` bytes of it.
pub fn naeste(kilde: &mut dyn BufRead, maks: usize) -> io::Result<(Linje, u64)> {
    let (mut ud, mut laest, mut for_lang) = (Vec::new(), 0u64, false);
    loop {
        let stykke = match kilde.fill_buf() {
            Ok(s) => s,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if stykke.is_empty() {
            let linje = match (laest, for_lang) {
                (0, _) => Linje::Slut,
                (_, true) => Linje::ForLang,
                _ => Linje::Hel(ud),
            };
            return Ok((linje, laest));
        }
        let brud = stykke.iter().position(|b| *b == b'\n');
        let brugt = brud.map_or(stykke.len(), |i| i + 1);
        if let Some(del) = stykke.get(..brud.unwrap_or(stykke.len()))
            && !for_lang
        {
            for_lang = ud.len() + del.len() > maks;
            if for_lang {
                ud = Vec::new();
            } else {
                ud.extend_from_slice(del);
            }
        }
        kilde.consume(brugt);
        laest += brugt as u64;
        if brud.is_some() {
            return Ok((if for_lang { Linje::ForLang } else { Linje::Hel(ud) }, laest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_or_not_at_all_whatever_the_buffer() {
        let data = b"abc\n\nabcdefgh\nabcd\nslut";
        for buffer in [1, 2, 3, 100] {
            let mut k = io::BufReader::with_capacity(buffer, &data[..]);
            let mut n = || naeste(&mut k, 4).unwrap();
            assert_eq!(n(), (Linje::Hel(b"abc".to_vec()), 4));
            assert_eq!(n(), (Linje::Hel(Vec::new()), 1));
            assert_eq!(n(), (Linje::ForLang, 9));
            assert_eq!(n(), (Linje::Hel(b"abcd".to_vec()), 5));
            assert_eq!(n(), (Linje::Hel(b"slut".to_vec()), 4));
            assert_eq!(n(), (Linje::Slut, 0));
        }
    }
}
