//! Certificates and keys from the files that clients have.
use grund::{Fejl, Fejlkode};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::noeglering::Noeglepar;
use sikkerhed::p12;
use std::borrow::Cow;
use std::path::Path;

fn ulaeselig(fil: &Path, e: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(fil.display().to_string()).detalje(e.to_string())
}

fn laes_fil(fil: &Path) -> Result<Vec<u8>, Fejl> {
    std::fs::read(fil).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Fejl::ny(Fejlkode::UkendtFil).felt(fil.display().to_string()),
        _ => Fejl::sted(fil, e),
    })
}

/// The text of a PEM file, however the editor saved it; DER and PKCS#12 are none.
fn er_pem(data: &[u8]) -> Option<Cow<'_, str>> {
    grund::tekstfil::afkod(data).ok().filter(|t| t.contains("-----BEGIN "))
}

/// A key with its chain: a PKCS#12 file, or PEM with the key in it, in `noegle`, or in the file beside it that ends in `.key`.
///
/// # Errors
/// Names the file.
pub fn laes_noegle(certifikat: &Path, noegle: Option<&Path>, kode: &str) -> Result<Noeglepar, Fejl> {
    let data = laes_fil(certifikat)?;
    let navngiv = |f: Fejl| f.felt(certifikat.display().to_string());
    let Some(tekst) = er_pem(&data) else {
        let (noegle, kaede) = p12::laes(&data, kode).map_err(navngiv)?;
        return Noeglepar::ny(noegle, kaede);
    };
    let kaede = Certifikat::fra_pem(&tekst).map_err(navngiv)?;
    let noegle = if noegle.is_none() && tekst.contains("PRIVATE KEY-----") {
        Privatnoegle::fra_pem(&tekst).map_err(navngiv)?
    } else {
        let ved_siden = certifikat.with_extension("key");
        let fil = noegle.unwrap_or(&ved_siden);
        let data = laes_fil(fil)?;
        let tekst = grund::tekstfil::afkod(&data).map_err(|f| f.under(&fil.display().to_string()))?;
        Privatnoegle::fra_pem(&tekst).map_err(|f| f.felt(fil.display().to_string()))?
    };
    Noeglepar::ny(noegle, kaede).map_err(navngiv)
}

/// The certificates of a file: PEM, one in DER, or PKCS#12.
///
/// # Errors
/// Names the file; also when there is no certificate in it.
pub fn laes_certifikater(fil: &Path, kode: &str) -> Result<Vec<Certifikat>, Fejl> {
    let data = laes_fil(fil)?;
    let navngiv = |f: Fejl| f.felt(fil.display().to_string());
    let alle = match er_pem(&data) {
        Some(tekst) => Certifikat::fra_pem(&tekst).map_err(navngiv)?,
        None => match Certifikat::fra_der(&data) {
            Ok(c) => vec![c],
            Err(_) => p12::laes_certifikater(&data, kode).map_err(navngiv)?,
        },
    };
    if alle.is_empty() { Err(ulaeselig(fil, "there is no certificate in it")) } else { Ok(alle) }
}
