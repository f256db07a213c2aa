//! PEM (RFC 7468): base64 between two lines that name what it is.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Fejl, Fejlkode};

/// One block, lines of 64 characters.
pub(crate) fn skriv(navn: &str, der: &[u8]) -> String {
    let mut ud = format!("-----BEGIN {navn}-----\n");
    for (nr, c) in STANDARD.encode(der).chars().enumerate() {
        if nr > 0 && nr % 64 == 0 {
            ud.push('\n');
        }
        ud.push(c);
    }
    ud.push_str(&format!("\n-----END {navn}-----\n"));
    ud
}

/// All blocks of that name, in order; text between blocks is skipped.
pub(crate) fn laes(tekst: &str, navn: &str) -> Result<Vec<Vec<u8>>, Fejl> {
    let (start, slut) = (format!("-----BEGIN {navn}-----"), format!("-----END {navn}-----"));
    let mut ud = Vec::new();
    for blok in tekst.split(start.as_str()).skip(1) {
        let (indhold, _) = blok.split_once(slut.as_str()).ok_or_else(|| {
            Fejl::ny(Fejlkode::UgyldigFil).detalje((
                format!("blok {0} af {navn} har ingen slutlinje", ud.len() + 1),
                format!("the block {0} of {navn} has no end line", ud.len() + 1),
            ))
        })?;
        ud.push(base64(indhold).ok_or_else(|| {
            Fejl::ny(Fejlkode::UgyldigFil).detalje((
                format!("blok {0} af {navn} er ikke base64", ud.len() + 1),
                format!("the block {0} of {navn} is not base64", ud.len() + 1),
            ))
        })?);
    }
    Ok(ud)
}

/// Base64 with blanks and line ends anywhere.
pub(crate) fn base64(tekst: &str) -> Option<Vec<u8>> {
    let uden: Vec<u8> = tekst.bytes().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(uden).ok()
}
