//! The entry of the fuzzer.
use super::underskrift::Underskrevet;
use super::{crl, ocsp};
use crate::certifikat::Certifikat;
use crate::p12::{Skab, sikret};

/// Reads any bytes as a certificate, a revocation list, an OCSP answer and a key store. Signatures and MACs count as right,
/// so that what lies behind them is reached.
pub fn proev_certifikat(data: &[u8]) {
    if let Ok(c) = Certifikat::fra_der(data) {
        let _ = (c.pem(), ocsp::anmod(&c, &c));
    }
    if let Ok(tekst) = std::str::from_utf8(data) {
        let _ = Certifikat::fra_pem(tekst);
    }
    if let Ok(u) = Underskrevet::laes(data) {
        let _ = crl::Crl::af(data, &u, "http://a/");
        let _ = ocsp::indhold(&u, |_| true);
    }
    if let Ok(u) = ocsp::aabn(data) {
        let _ = ocsp::indhold(&u, |_| true);
    }
    let _ = Skab::ny("kode", 100).aabn(data);
    if let Ok((sikret, _)) = sikret(data) {
        let _ = Skab::ny("kode", 100).dele(sikret);
    }
}
