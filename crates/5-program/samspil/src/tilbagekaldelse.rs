//! What the development CA has revoked: `ca/tilbagekaldt.json`, and the revocation list `ca/crl.der` that is made from it.
use grund::{Fejl, Fejlkode, Tidspunkt};
use serde_json::{Value, json};
use sikkerhed::ca::{Ca, Tilbagekaldt};
use sikkerhed::certifikat::Certifikat;
use std::path::{Path, PathBuf};

/// Days after which a revocation list should have been replaced.
const CRL_DAGE: i64 = 30;

/// A certificate that was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its serial number as encoded, in hexadecimal.
    pub serienummer: String,
    /// SHA-256 of it, in hexadecimal.
    pub aftryk: String,
    /// Its subject.
    pub emne: String,
    /// Since when.
    pub fra: Tidspunkt,
}

/// Where the list is.
pub fn fil(ca_mappe: &Path) -> PathBuf {
    ca_mappe.join("tilbagekaldt.json")
}

/// Where the revocation list is, in DER.
pub fn crl_fil(ca_mappe: &Path) -> PathBuf {
    ca_mappe.join("crl.der")
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
    let tekst = std::fs::read_to_string(&fil).map_err(|e| filfejl(&fil, e))?;
    let v: Value = serde_json::from_str(&tekst).map_err(|e| filfejl(&fil, e))?;
    let poster = v.as_array().ok_or_else(|| filfejl(&fil, "not a list"))?;
    poster.iter().map(|p| post(p).ok_or_else(|| filfejl(&fil, "an entry that can't be read"))).collect()
}

fn post(v: &Value) -> Option<Post> {
    let felt = |navn: &str| v.get(navn)?.as_str().map(str::to_owned);
    let p = Post {
        serienummer: felt("serienummer")?,
        aftryk: felt("fingeraftryk")?,
        emne: felt("emne")?,
        fra: Tidspunkt::fra_xs(&felt("fra")?).ok()?,
    };
    fra_hex(&p.serienummer).map(|_| p)
}

fn fra_hex(tekst: &str) -> Option<Vec<u8>> {
    let (par, rest) = tekst.as_bytes().as_chunks::<2>();
    let ciffer = |c: u8| char::from(c).to_digit(16).and_then(|c| u8::try_from(c).ok());
    let bytes: Option<Vec<u8>> = par.iter().map(|[a, b]| Some(ciffer(*a)? << 4 | ciffer(*b)?)).collect();
    bytes.filter(|b| rest.is_empty() && !b.is_empty())
}

/// Revokes a certificate that this CA issued and writes both files. `false`: it was revoked before.
///
/// # Errors
/// `UgyldigtCertifikat` for another CA's certificate; when a file can't be written.
pub fn tilbagekald(ca_mappe: &Path, ca: &Ca, c: &Certifikat, nu: Tidspunkt) -> Result<bool, Fejl> {
    if !ca.kaede().iter().any(|k| k.emne() == c.udsteder()) {
        return Err(
            Fejl::ny(Fejlkode::UgyldigtCertifikat).detalje(format!("it was issued by {}, not by this development CA", c.udsteder()))
        );
    }
    let mut poster = laes(ca_mappe)?;
    let ny = !poster.iter().any(|p| p.aftryk == c.fingeraftryk_hex());
    if ny {
        poster.push(Post {
            serienummer: c.serienummer().iter().map(|b| format!("{b:02x}")).collect(),
            aftryk: c.fingeraftryk_hex(),
            emne: c.emne().to_owned(),
            fra: nu,
        });
        let liste: Vec<Value> = poster
            .iter()
            .map(|p| json!({ "serienummer": p.serienummer, "fingeraftryk": p.aftryk, "emne": p.emne, "fra": p.fra.til_utc() }))
            .collect();
        let tekst = serde_json::to_string_pretty(&liste).map_err(Fejl::intern)?;
        erstat(&fil(ca_mappe), format!("{tekst}\n").as_bytes())?;
    }
    skriv_crl(ca_mappe, ca, nu)?;
    Ok(ny)
}

/// Writes the revocation list anew: also when nothing was revoked, before the old one is out of date.
///
/// # Errors
/// When a file can't be read or written.
pub fn skriv_crl(ca_mappe: &Path, ca: &Ca, nu: Tidspunkt) -> Result<(), Fejl> {
    let poster: Vec<Tilbagekaldt> =
        laes(ca_mappe)?.into_iter().filter_map(|p| Some(Tilbagekaldt { serienummer: fra_hex(&p.serienummer)?, fra: p.fra })).collect();
    erstat(&crl_fil(ca_mappe), &ca.crl(&poster, nu, nu.plus_mikros(CRL_DAGE * 86_400_000_000))?)
}

/// Whole or not at all: the program may read it at any time.
fn erstat(fil: &Path, data: &[u8]) -> Result<(), Fejl> {
    let ny = fil.with_extension("ny");
    std::fs::write(&ny, data).and_then(|()| std::fs::rename(&ny, fil)).map_err(|e| filfejl(fil, e))
}
