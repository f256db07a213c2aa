//! A service's own keys: a folder with `server`, `signering` and `sts`, and where users log in `login`, each a `.pem` (certificate and the CAs above it) and a
//! `.key` (PKCS#8). The files may be replaced while the program runs. Certificates that signed tokens before stand in `tidligere/`.
//! The one lock is held for the time of copying a pointer.
use crate::certifikat::Certifikat;
use crate::noegle::Privatnoegle;
use grund::tid::Tidspunkt;
use grund::{Fejl, Fejlkode};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;
use x509_parser::prelude::{FromDer, X509Certificate};

/// How long before a certificate's end it is warned about.
const VARSEL_MIKROS: i64 = 30 * 86_400 * 1_000_000;
const TIDLIGERE: &str = "tidligere";

/// A key and its chain, its own certificate first.
#[derive(Clone)]
pub struct Noeglepar {
    /// The key.
    pub noegle: Privatnoegle,
    /// Its certificate, and the CAs above it as far as they are in the file.
    pub kaede: Vec<Certifikat>,
    certifikat: Certifikat,
}

impl Noeglepar {
    /// With the certificates of the key's chain, whichever end comes first. Refused where none of them is the key's.
    pub fn ny(noegle: Privatnoegle, kaede: Vec<Certifikat>) -> Result<Self, Fejl> {
        let eget = kaede.iter().position(|c| c.noegle().spki_der() == noegle.offentlig().spki_der());
        let nr = eget.ok_or_else(|| {
            Fejl::ny(Fejlkode::UgyldigFil)
                .detalje(("ingen af certifikaterne hører til nøglen", "none of the certificates belongs to the key"))
        })?;
        let mut kaede = kaede;
        egen_foerst(&mut kaede, nr);
        let certifikat = kaede.first().cloned().ok_or_else(|| Fejl::intern("a chain without a certificate"))?;
        Ok(Self { noegle, kaede, certifikat })
    }

    /// The key's own certificate.
    pub fn certifikat(&self) -> &Certifikat {
        &self.certifikat
    }
}

/// Some tools write the root first; who is sent the chain wants the key's own first, and then each one's issuer.
fn egen_foerst<T>(kaede: &mut [T], egen: usize) {
    if egen + 1 == kaede.len() {
        kaede.reverse();
    } else if let Some(til_og_med) = kaede.get_mut(..=egen) {
        til_og_med.rotate_right(1);
    }
}

/// TLS takes every kind of key that rustls knows, so these are bytes.
pub struct Serverpar {
    /// The chain to send.
    pub kaede: Vec<CertificateDer<'static>>,
    /// The key.
    pub noegle: PrivateKeyDer<'static>,
    /// The first certificate's end.
    pub udloeb: Tidspunkt,
}

/// The keys at one moment.
pub struct Noegler {
    /// TLS.
    pub server: Serverpar,
    /// Signs answers.
    pub signering: Noeglepar,
    /// Signs tokens.
    pub sts: Noeglepar,
    /// Signs and decrypts what users log in by; `None` where nobody does.
    pub login: Option<Noeglepar>,
    /// The one that takes its place, and the one whose place it took: in the metadata beside it, so that a change needs no agreed moment.
    pub login_andre: Vec<Noeglepar>,
    tidligere: Vec<Certifikat>,
}

impl Noegler {
    /// The certificates whose tokens are believed at `nu`: the present one, and earlier ones until they expire.
    pub fn sts_certifikater(&self, nu: Tidspunkt) -> impl Iterator<Item = &Certifikat> {
        let tidligere = self.tidligere.iter().filter(move |c| c.gyldig().indeholder(nu));
        std::iter::once(self.sts.certifikat()).chain(tidligere)
    }
}

/// Name, time of change, size.
type Maerke = Vec<(PathBuf, SystemTime, u64)>;

/// The folder and what was read from it last.
pub struct Noeglering {
    mappe: PathBuf,
    nu: RwLock<(Arc<Noegler>, Maerke)>,
}

impl Noeglering {
    /// Reads the folder; all six files must be there.
    pub fn laes(mappe: &Path) -> Result<Self, Fejl> {
        Ok(Self { nu: RwLock::new(indlaes(mappe)?), mappe: mappe.to_path_buf() })
    }

    /// The keys. A call under way keeps what it got here.
    pub fn noegler(&self) -> Arc<Noegler> {
        self.nu.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Whether a file is another than the one that was read.
    pub fn aendret(&self) -> bool {
        maerke(&self.mappe) != self.nu.read().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Reads the folder again. Where it cannot be used (one of two files has been replaced) the keys stay as they are.
    pub fn genindlaes(&self) -> Result<(), Fejl> {
        let nyt = indlaes(&self.mappe)?;
        *self.nu.write().unwrap_or_else(PoisonError::into_inner) = nyt;
        Ok(())
    }

    /// The files whose certificate ends within 30 days or has ended, and when.
    pub fn udloeber(&self, nu: Tidspunkt) -> Vec<(String, Tidspunkt)> {
        let n = self.noegler();
        let alle = [
            ("server.pem", n.server.udloeb),
            ("signering.pem", n.signering.certifikat().gyldig().til),
            ("sts.pem", n.sts.certifikat().gyldig().til),
        ];
        let login = n.login.iter().map(|l| ("login.pem", l.certifikat().gyldig().til));
        alle.into_iter()
            .chain(login)
            .filter(|(_, til)| *til < nu.plus_mikros(VARSEL_MIKROS))
            .map(|(navn, til)| (navn.to_string(), til))
            .collect()
    }
}

/// Writes `navn.pem` and `navn.key`. The certificate of an `sts` that is replaced goes to `tidligere/`, so that its tokens stay good.
pub fn skriv_par(mappe: &Path, navn: &str, par: &Noeglepar) -> Result<(), Fejl> {
    let pem = mappe.join(format!("{navn}.pem"));
    fs::create_dir_all(mappe).map_err(|e| Fejl::sted(mappe, e))?;
    if navn == "sts" && pem.exists() {
        let gammel = fs::read_to_string(&pem).map_err(|e| Fejl::sted(&pem, e))?;
        if let Some(c) = Certifikat::fra_pem(&gammel)?.first() {
            let til = mappe.join(TIDLIGERE);
            fs::create_dir_all(&til).map_err(|e| Fejl::sted(&til, e))?;
            skriv(&til.join(format!("{}.pem", c.fingeraftryk_hex())), c.pem().as_bytes(), false)?;
        }
    }
    skriv_privat(&mappe.join(format!("{navn}.key")), par.noegle.til_pem().as_bytes())?;
    skriv(&pem, par.kaede.iter().map(Certifikat::pem).collect::<String>().as_bytes(), false)
}

/// A key that others may read is no secret: it is refused. A key of root's may be readable by its group, which is how a service is given a key
/// that it can't change.
///
/// # Errors
/// `UbrugeligtSted` with the command that mends it.
pub fn kun_ejeren(fil: &Path) -> Result<(), Fejl> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let m = fs::metadata(fil).map_err(|e| Fejl::sted(fil, e))?;
        let for_vidt = m.mode() & if m.uid() == 0 { 0o037 } else { 0o077 };
        if for_vidt != 0 {
            let hvad = format!("others may read the key (mode {:o}); close it with `chmod 600 {}`", m.mode() & 0o777, fil.display());
            return Err(Fejl::sted(fil, hvad));
        }
    }
    Ok(())
}

/// Writes a file that only its owner may read, whole or not at all; one that is there is replaced, whatever its mode was.
pub fn skriv_privat(fil: &Path, indhold: &[u8]) -> Result<(), Fejl> {
    skriv(fil, indhold, true)
}

fn skriv(fil: &Path, indhold: &[u8], privat: bool) -> Result<(), Fejl> {
    let mut navn = fil.file_name().unwrap_or_default().to_os_string();
    navn.push(".ny");
    let ny = fil.with_file_name(navn);
    // What a writer that was stopped left behind.
    let _ = fs::remove_file(&ny);
    let mut valg = fs::OpenOptions::new();
    valg.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut valg, if privat { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = privat;
    let mut f = valg.open(&ny).map_err(|e| Fejl::sted(&ny, e))?;
    f.write_all(indhold).and_then(|()| f.sync_all()).map_err(|e| Fejl::sted(&ny, e))?;
    fs::rename(&ny, fil).map_err(|e| Fejl::sted(fil, e))
}

fn filfejl(fil: &Path, e: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(fil.display().to_string()).detalje(e.to_string())
}

/// Times and sizes of all files; one that cannot be read is not in it.
fn maerke(mappe: &Path) -> Maerke {
    let mut ud = Vec::new();
    for m in [mappe.to_path_buf(), mappe.join(TIDLIGERE)] {
        for fil in fs::read_dir(m).into_iter().flatten().flatten() {
            if let Ok(data) = fil.metadata()
                && data.is_file()
            {
                ud.push((fil.path(), data.modified().unwrap_or(SystemTime::UNIX_EPOCH), data.len()));
            }
        }
    }
    ud.sort();
    ud
}

fn indlaes(mappe: &Path) -> Result<(Arc<Noegler>, Maerke), Fejl> {
    // Before reading: what changes meanwhile is seen as a change afterwards.
    let maerke = maerke(mappe);
    let mut tidligere = Vec::new();
    for (fil, ..) in maerke.iter().filter(|(f, ..)| f.parent().is_some_and(|p| p.ends_with(TIDLIGERE))) {
        if fil.extension().is_some_and(|e| e == "pem") {
            tidligere.extend(Certifikat::fra_pem(&laes_tekst(fil)?).map_err(|e| e.under(&fil.display().to_string()))?);
        }
    }
    let hvis_der = |navn: &str| mappe.join(format!("{navn}.key")).exists().then(|| laes_par(mappe, navn)).transpose();
    let login_andre = ["login-naeste", "login-forrige"].into_iter().filter_map(|n| hvis_der(n).transpose()).collect::<Result<_, Fejl>>()?;
    let noegler = Noegler {
        server: serverpar(mappe)?,
        signering: laes_par(mappe, "signering")?,
        sts: laes_par(mappe, "sts")?,
        login: hvis_der("login")?,
        login_andre,
        tidligere,
    };
    Ok((Arc::new(noegler), maerke))
}

fn laes_tekst(fil: &Path) -> Result<String, Fejl> {
    fs::read_to_string(fil).map_err(|e| Fejl::sted(fil, e))
}

fn laes_par(mappe: &Path, navn: &str) -> Result<Noeglepar, Fejl> {
    let (pem, key) = (mappe.join(format!("{navn}.pem")), mappe.join(format!("{navn}.key")));
    kun_ejeren(&key)?;
    let noegle = Privatnoegle::fra_pem(&laes_tekst(&key)?).map_err(|e| e.felt(key.display().to_string()))?;
    let kaede = Certifikat::fra_pem(&laes_tekst(&pem)?).map_err(|e| e.felt(pem.display().to_string()))?;
    Noeglepar::ny(noegle, kaede).map_err(|e| e.felt(pem.display().to_string()))
}

fn serverpar(mappe: &Path) -> Result<Serverpar, Fejl> {
    let (pem, key) = (mappe.join("server.pem"), mappe.join("server.key"));
    kun_ejeren(&key)?;
    let noegle = PrivateKeyDer::from_pem_slice(laes_tekst(&key)?.as_bytes()).map_err(|e| filfejl(&key, e))?;
    let kaede: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(laes_tekst(&pem)?.as_bytes()).collect();
    let mut kaede = kaede.map_err(|e| filfejl(&pem, e))?;
    let er_ca = |der: &CertificateDer<'_>| X509Certificate::from_der(der).is_ok_and(|(_, c)| c.is_ca());
    if let Some(egen) = kaede.iter().position(|der| !er_ca(der)) {
        egen_foerst(&mut kaede, egen);
    }
    let foerste = kaede.first().ok_or_else(|| filfejl(&pem, "the file holds no certificate"))?;
    let (_, c) = X509Certificate::from_der(foerste).map_err(|e| filfejl(&pem, e))?;
    let udloeb = Tidspunkt::fra_mikros(c.validity().not_after.timestamp().saturating_add(1).saturating_mul(1_000_000));
    Ok(Serverpar { kaede, noegle, udloeb })
}
