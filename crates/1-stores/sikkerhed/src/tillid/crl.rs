//! Revocation lists (RFC 5280, 5). webpki reads them (no delta, indirect or partial-reason lists); scope, times and signature are ours.
use super::status::{Status, Svar};
use super::underskrift::Underskrevet;
use crate::asn1::{self, Derlaeser, ikke_der};
use crate::certifikat::Certifikat;
use grund::tid::Tidspunkt;
use grund::{Fejl, graenser};
use webpki::{CertRevocationList, OwnedCertRevocationList};

/// A list whose signature has been checked.
pub(super) struct Crl {
    liste: CertRevocationList<'static>,
    pub(super) fra: Tidspunkt,
    pub(super) naeste: Tidspunkt,
    kun_brugere: bool,
    kun_ca: bool,
}

impl Crl {
    /// Reads a list that was fetched from `adresse` and must be signed by `udsteder`. DER, or PEM as some servers send it.
    pub(super) fn laes(bytes: &[u8], adresse: &str, udsteder: &Certifikat) -> Result<Self, Fejl> {
        if bytes.len() > graenser::CRL_BYTES {
            return Err(ikke_der("the revocation list is too large").ventet(grund::sagt::hoejst(graenser::CRL_BYTES, grund::sagt::BYTES)));
        }
        let pem;
        let der = match std::str::from_utf8(bytes) {
            Ok(t) if t.contains("-----BEGIN X509 CRL-----") => {
                pem = crate::pem::laes(t, "X509 CRL")?;
                pem.first().map_or(bytes, Vec::as_slice)
            }
            _ => bytes,
        };
        let underskrevet = Underskrevet::laes(der)?;
        underskrevet.kontroller(udsteder)?;
        let (liste, ca) = Self::af(der, &underskrevet, adresse)?;
        if ca != udsteder.emne_der() {
            return Err(ikke_der("the revocation list is another CA's"));
        }
        Ok(liste)
    }

    /// Reads a list whatever its signature is; also the issuer's name.
    pub(super) fn af<'a>(der: &[u8], underskrevet: &Underskrevet<'a>, adresse: &str) -> Result<(Self, &'a [u8]), Fejl> {
        let liste = OwnedCertRevocationList::from_der(der).map_err(|e| ikke_der(&format!("not a usable revocation list: {e:?}")))?;
        let liste = CertRevocationList::Owned(liste);
        let mut l = Derlaeser::ny(underskrevet.indhold.indhold);
        l.maaske(asn1::HELTAL);
        l.kraev(asn1::SEKVENS)?;
        let ca = l.kraev(asn1::SEKVENS)?.hele;
        let mut tid = || asn1::laes_tid(l.naeste().ok_or_else(|| ikke_der("the revocation list has no times"))?);
        let (fra, naeste) = (tid()?, tid()?);
        let (mut kun_brugere, mut kun_ca) = (false, false);
        if let Some(idp) = liste.issuing_distribution_point() {
            let mut l = Derlaeser::ny(idp).ned(asn1::SEKVENS)?;
            let mut steder = l.ned(0xa0)?.ned(0xa0)?;
            let mut fundet = false;
            while let Some(sted) = steder.naeste() {
                fundet |= sted.maerke == 0x86 && sted.indhold == adresse.as_bytes();
            }
            if !fundet {
                return Err(ikke_der("the revocation list is for another distribution point"));
            }
            while let Some(v) = l.naeste() {
                kun_brugere |= v.maerke == 0x81 && v.indhold != [0];
                kun_ca |= v.maerke == 0x82 && v.indhold != [0];
            }
        }
        Ok((Self { liste, fra, naeste, kun_brugere, kun_ca }, ca))
    }

    /// What the list says about a certificate of its issuer; `None` where it is about certificates of another kind.
    pub(super) fn svar(&self, c: &Certifikat, er_ca: bool) -> Option<Svar> {
        if (er_ca && self.kun_brugere) || (!er_ca && self.kun_ca) {
            return None;
        }
        let status = match self.liste.find_serial(c.serienummer()) {
            Ok(None) => Status::God,
            Ok(Some(t)) => {
                let sekunder = i64::try_from(t.revocation_date.as_secs()).unwrap_or(0);
                Status::Tilbagekaldt(Tidspunkt::fra_mikros(sekunder.saturating_mul(1_000_000)))
            }
            Err(_) => return None,
        };
        Some(Svar { status, fra: self.fra, naeste: self.naeste })
    }
}
