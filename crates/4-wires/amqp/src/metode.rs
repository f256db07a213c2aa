//! Payloads of method and header frames. What a client may send stands in one table; the codec reads nothing else.
use crate::brud::{Brud, kode};
use crate::tabel::Mark;
use amq_protocol::frame::{AMQPContentHeader, parsing::parse_content_header};
use amq_protocol::protocol::{AMQPClass, parse_class};

/// What stands before a method's field table.
enum Tabel {
    /// There is none.
    Ingen,
    /// So many bytes, short strings, and bytes again.
    Efter(usize, usize, usize),
}

/// Methods that a client sends, with the place of their field table.
const FRA_KLIENT: &[((u16, u16), Tabel)] = &[
    ((10, 11), Tabel::Efter(0, 0, 0)),
    ((10, 31), Tabel::Ingen),
    ((10, 40), Tabel::Ingen),
    ((10, 50), Tabel::Ingen),
    ((10, 51), Tabel::Ingen),
    ((10, 70), Tabel::Ingen),
    ((20, 10), Tabel::Ingen),
    ((20, 20), Tabel::Ingen),
    ((20, 21), Tabel::Ingen),
    ((20, 40), Tabel::Ingen),
    ((20, 41), Tabel::Ingen),
    ((40, 10), Tabel::Efter(2, 2, 1)),
    ((40, 20), Tabel::Ingen),
    ((50, 10), Tabel::Efter(2, 1, 1)),
    ((50, 20), Tabel::Efter(2, 3, 1)),
    ((50, 30), Tabel::Ingen),
    ((50, 40), Tabel::Ingen),
    ((50, 50), Tabel::Efter(2, 3, 0)),
    ((60, 10), Tabel::Ingen),
    ((60, 20), Tabel::Efter(2, 2, 1)),
    ((60, 30), Tabel::Ingen),
    ((60, 40), Tabel::Ingen),
    ((60, 70), Tabel::Ingen),
    ((60, 80), Tabel::Ingen),
    ((60, 90), Tabel::Ingen),
    ((60, 100), Tabel::Ingen),
    ((60, 110), Tabel::Ingen),
    ((60, 120), Tabel::Ingen),
    ((85, 10), Tabel::Ingen),
];

/// Methods that only a server sends, or that answer what this one never asks.
const FRA_SERVER: &[(u16, &[u16])] = &[
    (10, &[10, 20, 21, 30, 41, 60, 61, 71]),
    (20, &[11]),
    (40, &[11, 21, 31, 51]),
    (50, &[11, 21, 31, 41, 51]),
    (60, &[11, 21, 31, 50, 60, 71, 72, 111]),
    (85, &[11]),
    (90, &[11, 21, 31]),
];

/// Class and method of a payload.
pub fn numre(indhold: &[u8]) -> Result<(u16, u16), Brud> {
    let mut m = Mark::ny(indhold);
    Ok((m.u16()?, m.u16()?))
}

/// Reads a method.
///
/// # Errors
/// 502 can't be read; 503 not a client's to send; 540 unknown here.
pub fn laes(indhold: &[u8]) -> Result<AMQPClass, Brud> {
    let numre = numre(indhold)?;
    let Some((_, tabel)) = FRA_KLIENT.iter().find(|(n, _)| *n == numre) else {
        let (klasse, metode) = numre;
        let servers = FRA_SERVER.iter().any(|(k, m)| *k == klasse && m.contains(&metode));
        let kode = if servers { kode::UGYLDIG } else { kode::IKKE_LAVET };
        return Err(Brud::ny(kode, format!("method {klasse}.{metode} is not one that this server takes")).ved(numre));
    };
    let laes = || {
        if let Tabel::Efter(foer, tekster, efter) = tabel {
            let mut m = Mark::ny(indhold);
            m.bytes(4 + foer)?;
            for _ in 0..*tekster {
                m.kort()?;
            }
            m.bytes(*efter)?;
            m.tabel()?;
        }
        match parse_class(indhold) {
            Ok(([], metode)) => Ok(metode),
            _ => Err(Brud::ny(kode::SYNTAKS, "the method's arguments can't be read")),
        }
    };
    laes().map_err(|b: Brud| b.ved(numre))
}

/// Reads the header of a content.
///
/// # Errors
/// 502.
pub fn laes_hoved(indhold: &[u8]) -> Result<AMQPContentHeader, Brud> {
    let mut m = Mark::ny(indhold);
    m.bytes(12)?;
    let flag = m.u16()?;
    for bit in [0x8000, 0x4000] {
        if flag & bit != 0 {
            m.kort()?;
        }
    }
    if flag & 0x2000 != 0 {
        m.tabel()?;
    }
    match parse_content_header(indhold) {
        Ok(([], hoved)) => Ok(hoved),
        _ => Err(Brud::ny(kode::SYNTAKS, "the content header can't be read")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kode_af(klasse: u16, metode: u16) -> u16 {
        laes(&[klasse.to_be_bytes(), metode.to_be_bytes()].concat()).map_or_else(|b| b.kode, |_| 0)
    }

    #[test]
    fn every_method_is_read_or_refused_as_the_protocol_says() {
        assert_eq!(kode_af(20, 41), 0, "channel.close-ok has no arguments");
        assert_eq!(kode_af(60, 40), kode::SYNTAKS, "basic.publish without arguments");
        assert_eq!(kode_af(60, 60), kode::UGYLDIG, "basic.deliver is the server's");
        assert_eq!(kode_af(10, 10), kode::UGYLDIG, "connection.start is the server's");
        for (k, m) in [(90, 10), (90, 20), (30, 10), (40, 30), (10, 99), (70, 10), (0, 0)] {
            assert_eq!(kode_af(k, m), kode::IKKE_LAVET, "{k}.{m}");
        }
        assert_eq!(laes(&[0]).unwrap_err().kode, kode::SYNTAKS);
    }
}
