//! What the development CA has revoked, `ca/tilbagekaldt.json`, and what everybody may have of it: its certificates and the revocation lists
//! that are made from that file ([`filer`]).
use crate::ur::Systemur;
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Tidspunkt};
use serde::{Deserialize, Serialize};
use sikkerhed::ca::{Ca, Tilbagekaldt, crl_naeste, filer};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::skriv_privat;
use std::path::{Path, PathBuf};

const TIME: i64 = 3_600_000_000;
/// Hours that a list of the issuing CA is in force. Readers keep it that long, so this is how late a stranger may hear of a revocation; the
/// program itself needs no list for it.
const CRL_TIMER: i64 = 24;
/// Hours that the root's list is in force. It is empty.
const ROD_CRL_TIMER: i64 = 30 * 24;

/// A certificate that was revoked. Operators may write entries of their own, with the fingerprint only, also of others' certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its serial number as encoded, in hexadecimal.
    #[serde(default)]
    pub serienummer: String,
    /// SHA-256 of it, in hexadecimal.
    pub fingeraftryk: String,
    /// Its subject.
    #[serde(default)]
    pub emne: String,
    /// Since when, in UTC.
    #[serde(default)]
    pub fra: String,
}

impl Post {
    /// As the lists have it; `None` for an entry of another CA's certificate, which has no serial number.
    fn til_listen(&self) -> Option<Tilbagekaldt> {
        Some(Tilbagekaldt { serienummer: fra_hex(&self.serienummer)?, fra: Tidspunkt::fra_xs(&self.fra).ok()? })
    }
}

/// Where the list is.
pub fn fil(ca_mappe: &Path) -> PathBuf {
    ca_mappe.join("tilbagekaldt.json")
}

fn filfejl(fil: &Path, e: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(fil.display().to_string()).detalje(e.to_string())
}

/// What was revoked; nothing where there is no list.
///
/// # Errors
/// When the file can't be read.
pub fn laes(ca_mappe: &Path) -> Result<Vec<Post>, Fejl> {
    let fil = fil(ca_mappe);
    if !fil.exists() {
        return Ok(Vec::new());
    }
    serde_json::from_slice(&std::fs::read(&fil).map_err(|e| Fejl::sted(&fil, e))?).map_err(|e| filfejl(&fil, e))
}

fn fra_hex(tekst: &str) -> Option<Vec<u8>> {
    let (par, rest) = tekst.as_bytes().as_chunks::<2>();
    let ciffer = |c: u8| char::from(c).to_digit(16).and_then(|c| u8::try_from(c).ok());
    let bytes: Option<Vec<u8>> = par.iter().map(|[a, b]| Some(ciffer(*a)? << 4 | ciffer(*b)?)).collect();
    bytes.filter(|b| rest.is_empty() && !b.is_empty())
}

/// Revokes a certificate that this CA issued, and publishes it. `false`: it was revoked before.
///
/// # Errors
/// `UgyldigtCertifikat` for another CA's certificate; when a file can't be written.
pub fn tilbagekald(ca_mappe: &Path, ca: &Ca, c: &Certifikat, nu: Tidspunkt) -> Result<bool, Fejl> {
    if !ca.kaede().iter().any(|k| k.emne() == c.udsteder()) {
        return Err(Fejl::ny(Fejlkode::UgyldigtCertifikat).detalje((
            format!("det er udstedt af {0}, ikke af denne udviklings-CA", c.udsteder()),
            format!("it was issued by {0}, not by this development CA", c.udsteder()),
        )));
    }
    let mut poster = laes(ca_mappe)?;
    let ny = !poster.iter().any(|p| p.fingeraftryk == c.fingeraftryk_hex());
    if ny {
        poster.push(Post {
            serienummer: c.serienummer().iter().map(|b| format!("{b:02x}")).collect(),
            fingeraftryk: c.fingeraftryk_hex(),
            emne: c.emne().to_owned(),
            fra: nu.til_utc(),
        });
        let tekst = serde_json::to_string_pretty(&poster).map_err(Fejl::intern)?;
        skriv_privat(&fil(ca_mappe), format!("{tekst}\n").as_bytes())?;
    }
    skriv_crl(ca_mappe, ca, nu)?;
    Ok(ny)
}

fn skriv_crl(ca_mappe: &Path, ca: &Ca, nu: Tidspunkt) -> Result<(), Fejl> {
    let poster: Vec<Tilbagekaldt> = laes(ca_mappe)?.iter().filter_map(Post::til_listen).collect();
    skriv_privat(&ca_mappe.join(filer::CRL), &ca.crl(&poster, nu, nu.plus_mikros(CRL_TIMER * TIME))?)
}

/// Publishes what is not there or has come to half of its time. By the machine's own clock, not the one that a developer may set: strangers
/// have no other.
///
/// # Errors
/// When a file can't be read or written.
pub fn udgiv(ca_mappe: &Path, ca: &Ca) -> Result<(), Fejl> {
    let nu = Systemur::ny().nu();
    let egne = [(filer::ROD, Some(ca.rod())), (filer::UDSTEDER, ca.kaede().first())];
    for (navn, c) in egne.into_iter().filter_map(|(n, c)| Some((n, c?))) {
        let fil = ca_mappe.join(navn);
        if std::fs::read(&fil).ok().as_deref() != Some(c.der()) {
            skriv_privat(&fil, c.der())?;
        }
    }
    let frisk = |navn: &str, timer: i64| {
        let naeste = std::fs::read(ca_mappe.join(navn)).ok().and_then(|d| crl_naeste(&d));
        naeste.is_some_and(|n| nu.plus_mikros(timer * TIME / 2) < n && n < nu.plus_mikros(2 * timer * TIME))
    };
    if !frisk(filer::ROD_CRL, ROD_CRL_TIMER) {
        skriv_privat(&ca_mappe.join(filer::ROD_CRL), &ca.rod_crl(nu, nu.plus_mikros(ROD_CRL_TIMER * TIME))?)?;
    }
    if !frisk(filer::CRL, CRL_TIMER) {
        skriv_crl(ca_mappe, ca, nu)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use grund::{Cvr, Periode};
    use sikkerhed::ca::{Adresser, Anmodning};
    use sikkerhed::noegle::Privatnoegle;

    #[test]
    fn i12_2_11_a_list_is_published_anew_at_half_its_time_and_at_every_revocation() {
        let (mappe, nu) = (tempfile::tempdir().unwrap(), Systemur::ny().nu());
        let ca = Ca::ny(nu, [1, 2], Adresser::under("http://ca.test")).unwrap();
        let laes_crl = || std::fs::read(mappe.path().join(filer::CRL)).unwrap();
        udgiv(mappe.path(), &ca).unwrap();
        let foerste = laes_crl();
        for navn in filer::ALLE {
            assert!(mappe.path().join(navn).exists(), "{navn}");
        }
        udgiv(mappe.path(), &ca).unwrap();
        assert_eq!(laes_crl(), foerste, "nothing to do");
        let gammel = ca.crl(&[], nu.plus_mikros(-14 * TIME), nu.plus_mikros(10 * TIME)).unwrap();
        std::fs::write(mappe.path().join(filer::CRL), &gammel).unwrap();
        udgiv(mappe.path(), &ca).unwrap();
        assert!(crl_naeste(&laes_crl()).unwrap() > nu.plus_mikros(23 * TIME));
        let a = Anmodning::Person { navn: "Bo".into(), organisation: "K".into(), cvr: Cvr::KORSBAEK, rid: 7 };
        let c = ca.udsted(&a, &Privatnoegle::dan(2048).unwrap().offentlig(), Periode::ny(nu, nu.plus_mikros(9 * TIME)), 77).unwrap();
        let foer = laes_crl().len();
        assert!(tilbagekald(mappe.path(), &ca, &c, nu).unwrap() && !tilbagekald(mappe.path(), &ca, &c, nu).unwrap());
        assert!(laes_crl().len() > foer);
    }

    #[test]
    fn an_operators_own_entry_needs_the_fingerprint_only_and_is_kept() {
        let (mappe, nu) = (tempfile::tempdir().unwrap(), Systemur::ny().nu());
        let ca = Ca::ny(nu, [1, 2], Adresser::default()).unwrap();
        std::fs::write(fil(mappe.path()), r#"[{"fingeraftryk": "ab"}]"#).unwrap();
        udgiv(mappe.path(), &ca).unwrap();
        let c = ca.rod();
        assert_eq!(
            tilbagekald(mappe.path(), &ca, c, nu).unwrap_err().kode(),
            Fejlkode::UgyldigtCertifikat,
            "the root's is not the issuing CA's"
        );
        assert_eq!(laes(mappe.path()).unwrap()[0].fingeraftryk, "ab");
    }
}
