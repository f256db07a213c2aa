//! Small parts that several files use.
use std::fmt::Write;

/// Lower-case hexadecimal.
pub(crate) fn hex(b: &[u8]) -> String {
    b.iter().fold(String::with_capacity(b.len() * 2), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

/// Reads hexadecimal of exactly that many bytes.
pub(crate) fn fra_hex<const N: usize>(tekst: &str) -> Option<[u8; N]> {
    let ciffer = |c: u8| char::from(c).to_digit(16).and_then(|c| u8::try_from(c).ok());
    let (par, rest) = tekst.as_bytes().as_chunks::<2>();
    let bytes: Vec<u8> = par.iter().map(|[a, b]| Some(ciffer(*a)? << 4 | ciffer(*b)?)).collect::<Option<_>>()?;
    if rest.is_empty() { bytes.try_into().ok() } else { None }
}

/// At most so many characters.
pub(crate) fn afkort(tekst: &str, tegn: usize) -> String {
    tekst.chars().take(tegn).collect()
}
