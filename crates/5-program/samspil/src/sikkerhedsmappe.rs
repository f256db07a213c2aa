//! The files of security in the data folder: the development CA, the program's own keys, what is trusted, the log's keys.
//!
//! ```text
//! ca/ca.pem            the development CA with its keys (only in development)
//! ca/rod.pem           its root certificate
//! ca/sted              the address below which everybody finds what it publishes, as its certificates name it
//! ca/*.cer ca/*.crl    what it publishes: certificates and revocation lists
//! ca/tilbagekaldt.json what it has revoked
//! noegler/             server, signering, sts: certificate chain and key (see `sikkerhed::noeglering`)
//! tilbagekaldelse/     what was answered about revocation, for the next start
//! tillid/*.pem         further trust anchors and issuing CAs (OCES3 in production)
//! log.noegle           the keys of the audit log
//! log.ende             the end of its chain, for the next start
//! levering.noegle      the key that the secrets of webhooks are derived from
//! ```
use crate::kommandolinje::certifikat::Fornyes;
use crate::logende::Logende;
use crate::tilbagekaldelse;
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt};
use levering::Hovednoegle;
use revision::Lognoegle;
use sikkerhed::ca::{Adresser, Anmodning, Ca};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::noeglering::{self, Noeglepar, Noeglering};
use sikkerhed::tillid::{Politik, Tillid};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const DAG: i64 = 86_400 * 1_000_000;
/// Days that the program's own development certificates hold.
const EGNE_DAGE: i64 = 825;

/// The program's own keys, and the names of their files.
pub const EGNE: [(&str, Fornyes); 4] =
    [("server", Fornyes::Server), ("signering", Fornyes::Signering), ("sts", Fornyes::Sts), ("login", Fornyes::Login)];

impl Fornyes {
    /// The certificate that is asked for; the server's names are for TLS.
    pub fn anmodning(self, vaerter: &[String]) -> Anmodning {
        match self {
            Self::Signering => Anmodning::Signering { navn: "Samspil tjenester".into(), cvr: Cvr::KOMBIT },
            Self::Sts => Anmodning::Signering { navn: "Samspil STS".into(), cvr: Cvr::KOMBIT },
            Self::Login => Anmodning::Signering { navn: "Samspil login".into(), cvr: Cvr::KOMBIT },
            Self::Server | Self::Ca | Self::Alt => Anmodning::Tls { navne: vaerter.to_vec() },
        }
    }

    /// Who needs the new certificate.
    pub fn raad(self) -> &'static str {
        match self {
            Self::Signering => "Clients that pin the services' certificate need the new one: signering.pem.",
            Self::Sts => {
                "Tokens of the old key stay good until they expire. Clients that pin the STS's certificate need the new one: sts.pem."
            }
            Self::Login => {
                "Systems that users log in to need the new metadata at once; docs/login.md tells how a key is changed without that."
            }
            Self::Server | Self::Ca | Self::Alt => "Clients that trust the root need nothing new.",
        }
    }
}

/// The folder.
#[derive(Clone, Debug)]
pub struct Sikkerhedsmappe(PathBuf);

fn filfejl(fil: &Path, e: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(fil.display().to_string()).detalje(e.to_string())
}

/// A serial number that was never used: a random UUID.
pub fn serienummer(ids: &dyn IdKilde) -> u128 {
    ids.ny().as_u128()
}

impl Sikkerhedsmappe {
    /// In this data folder.
    pub fn i(data: &Path) -> Self {
        Self(data.to_owned())
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.0
    }

    /// The folder of the program's own keys.
    pub fn noegler(&self) -> PathBuf {
        self.0.join("noegler")
    }

    /// The folder of the keystores that are handed out.
    pub fn klienter(&self) -> PathBuf {
        self.0.join("klienter")
    }

    /// The folder of the certificates and keys that this program has at upstreams, and of their roots.
    pub fn opstroem(&self) -> PathBuf {
        self.0.join("opstroem")
    }

    /// The folder of what is connected for login.
    pub fn login(&self) -> PathBuf {
        self.0.join("login")
    }

    /// The folder of what was answered about revocation.
    pub fn tilbagekaldelse(&self) -> PathBuf {
        self.0.join("tilbagekaldelse")
    }

    /// The folder of the development CA.
    pub fn ca_mappe(&self) -> PathBuf {
        self.0.join("ca")
    }

    /// The development CA, if this folder has one.
    ///
    /// # Errors
    /// When its file can't be read.
    pub fn ca(&self) -> Result<Option<Ca>, Fejl> {
        let fil = self.ca_mappe().join("ca.pem");
        if !fil.exists() {
            return Ok(None);
        }
        noeglering::kun_ejeren(&fil)?;
        let tekst = fs::read_to_string(&fil).map_err(|e| Fejl::sted(&fil, e))?;
        Ca::fra_pem(&tekst, self.ca_sted()?.map_or_else(Adresser::default, |s| Adresser::under(&s))).map(Some)
    }

    /// The address below which the development CA's certificates and lists are found, as its certificates name it. CAs of earlier versions
    /// have none.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn ca_sted(&self) -> Result<Option<String>, Fejl> {
        let fil = self.ca_mappe().join("sted");
        match fs::read_to_string(&fil) {
            Ok(t) => Ok(Some(t.trim().to_owned())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Fejl::sted(&fil, e)),
        }
    }

    /// The development CA; made at the first call, with that address in what it issues.
    ///
    /// # Errors
    /// When a file can't be read or written.
    pub fn ca_eller_ny(&self, sted: &str, nu: Tidspunkt, ids: &dyn IdKilde) -> Result<Ca, Fejl> {
        if let Some(ca) = self.ca()? {
            return Ok(ca);
        }
        let ca = Ca::ny(nu, [serienummer(ids), serienummer(ids)], Adresser::under(sted))?;
        self.gem_ca(&ca, sted)?;
        Ok(ca)
    }

    /// Gives the development CA another address: a new certificate of the issuing CA, in which the key stays.
    ///
    /// # Errors
    /// When a file can't be written.
    pub fn flyt_ca(&self, ca: &mut Ca, sted: &str, nu: Tidspunkt, ids: &dyn IdKilde) -> Result<(), Fejl> {
        ca.flyt(nu, serienummer(ids), Adresser::under(sted))?;
        self.gem_ca(ca, sted)
    }

    /// Publishes what the development CA has for everybody, where there is one and it is time.
    ///
    /// # Errors
    /// When a file can't be read or written.
    pub fn udgiv(&self) -> Result<(), Fejl> {
        self.ca()?.map_or(Ok(()), |ca| tilbagekaldelse::udgiv(&self.ca_mappe(), &ca))
    }

    fn gem_ca(&self, ca: &Ca, sted: &str) -> Result<(), Fejl> {
        let mappe = self.ca_mappe();
        fs::create_dir_all(&mappe).map_err(|e| Fejl::sted(&mappe, e))?;
        fs::write(mappe.join("sted"), format!("{}\n", sted.trim_end_matches('/'))).map_err(|e| Fejl::sted(&mappe, e))?;
        noeglering::skriv_privat(&mappe.join("ca.pem"), ca.til_pem().as_bytes())?;
        fs::write(mappe.join("rod.pem"), ca.rod().pem()).map_err(|e| Fejl::sted(&mappe, e))
    }

    /// Makes what is missing of the program's own keys, issued by the development CA.
    ///
    /// # Errors
    /// When a file can't be written.
    pub fn sorg_for_noegler(&self, ca: &Ca, vaerter: &[String], nu: Tidspunkt, ids: &dyn IdKilde) -> Result<(), Fejl> {
        let mappe = self.noegler();
        for (navn, hvad) in EGNE {
            if !mappe.join(format!("{navn}.pem")).exists() {
                self.ny_noegle(ca, navn, &hvad.anmodning(vaerter), nu, ids)?;
            }
        }
        Ok(())
    }

    /// Puts the issuing CA's new certificate into the chains of the program's own keys that it issued.
    ///
    /// # Errors
    /// When a file can't be read or written.
    pub fn skriv_kaeder(&self, ca: &Ca) -> Result<(), Fejl> {
        for (navn, _) in EGNE {
            let fil = self.noegler().join(format!("{navn}.pem"));
            let Ok(tekst) = fs::read_to_string(&fil) else { continue };
            let Some(c) = Certifikat::fra_pem(&tekst)?.into_iter().next() else { continue };
            if ca.kaede().iter().any(|k| k.emne() == c.udsteder()) {
                let kaede: String = std::iter::once(&c).chain(ca.kaede()).map(Certifikat::pem).collect();
                noeglering::skriv_privat(&fil, kaede.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Remembers a folder that was given the files that clients trust: a renewed certificate reaches it.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn husk_udleveret(&self, mappe: &Path) -> Result<(), Fejl> {
        let mappe = mappe.canonicalize().map_err(|e| Fejl::sted(mappe, e))?;
        let mut alle = self.udleverede()?;
        if !alle.contains(&mappe) {
            alle.push(mappe);
            let linjer: String = alle.iter().filter(|m| **m != self.klienter()).map(|m| format!("{}\n", m.display())).collect();
            noeglering::skriv_privat(&self.ca_mappe().join("udleveret"), linjer.as_bytes())?;
        }
        Ok(())
    }

    /// The folders of [`Self::husk_udleveret`], and that of the demo's keystores.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn udleverede(&self) -> Result<Vec<PathBuf>, Fejl> {
        let fil = self.ca_mappe().join("udleveret");
        let tekst = if fil.exists() { fs::read_to_string(&fil).map_err(|e| Fejl::sted(&fil, e))? } else { String::new() };
        let mut alle: Vec<PathBuf> = tekst.lines().map(PathBuf::from).collect();
        alle.push(self.klienter());
        Ok(alle)
    }

    /// A new key and certificate of the program's own, in place of the old one.
    ///
    /// # Errors
    /// When a file can't be written.
    pub fn ny_noegle(&self, ca: &Ca, navn: &str, anmodning: &Anmodning, nu: Tidspunkt, ids: &dyn IdKilde) -> Result<(), Fejl> {
        let noegle = Privatnoegle::dan(2048)?;
        let gyldig = Periode::ny(nu.plus_mikros(-DAG), nu.plus_mikros(EGNE_DAGE * DAG));
        let c = ca.udsted(anmodning, &noegle.offentlig(), gyldig, serienummer(ids))?;
        let kaede = std::iter::once(c).chain(ca.kaede().iter().cloned()).collect();
        noeglering::skriv_par(&self.noegler(), navn, &Noeglepar::ny(noegle, kaede)?)
    }

    /// The names that the server's certificate is for.
    ///
    /// # Errors
    /// When the file can't be read, or holds none.
    pub fn servernavne(&self) -> Result<Vec<String>, Fejl> {
        let fil = self.noegler().join("server.pem");
        let c = Certifikat::fra_pem(&fs::read_to_string(&fil).map_err(|e| filfejl(&fil, e))?)?;
        Ok(c.first().ok_or_else(|| filfejl(&fil, "no certificate"))?.vaerter().to_vec())
    }

    /// The program's own keys.
    ///
    /// # Errors
    /// Names the file that is missing or can't be used.
    pub fn noeglering(&self) -> Result<Noeglering, Fejl> {
        Noeglering::laes(&self.noegler())
    }

    /// Who is believed: the development CA where there is one, and every certificate in `tillid/`. A self-signed certificate is an anchor,
    /// the others issue below one.
    ///
    /// # Errors
    /// When a file can't be used, or nothing is trusted.
    pub fn tillid(&self, politik: Politik) -> Result<Tillid, Fejl> {
        let mappe = self.0.join("tillid");
        let (ankre, mellem): (Vec<_>, Vec<_>) = self.betroede()?.into_iter().partition(|c| c.emne() == c.udsteder());
        if ankre.is_empty() {
            return Err(Fejl::sted(
                &mappe,
                (
                    "intet tillidsanker: læg rodcertifikaterne (PEM) der; `samspil demo` laver en mappe at prøve med",
                    "no trust anchor: put the root certificates (PEM) there, as docs/drift.md says; `samspil demo` makes a folder for trying",
                ),
            ));
        }
        Tillid::ny(ankre, mellem, politik)
    }

    fn betroede(&self) -> Result<Vec<Certifikat>, Fejl> {
        let mut alle = Vec::new();
        if let Some(ca) = self.ca()? {
            alle.push(ca.rod().clone());
            alle.extend(ca.kaede().iter().cloned());
        }
        let mappe = self.0.join("tillid");
        if mappe.is_dir() {
            let mut filer: Vec<PathBuf> =
                fs::read_dir(&mappe).map_err(|e| Fejl::sted(&mappe, e))?.filter_map(|f| Some(f.ok()?.path())).collect();
            filer.sort();
            for fil in filer.iter().filter(|f| f.extension().is_some_and(|e| e == "pem" || e == "crt")) {
                alle.extend(Certifikat::fra_pem(&fs::read_to_string(fil).map_err(|e| Fejl::sted(fil, e))?)?);
            }
        }
        Ok(alle)
    }

    /// Fingerprints of the certificates that are revoked here: by the development CA, or by the operator, who need not wait for a CA.
    /// A JSON list of objects with `fingeraftryk`.
    ///
    /// # Errors
    /// When the file can't be used.
    pub fn spaerrede(&self) -> Result<HashSet<[u8; 32]>, Fejl> {
        let mappe = self.ca_mappe();
        let aftryk = |p: &tilbagekaldelse::Post| {
            let galt = || filfejl(&tilbagekaldelse::fil(&mappe), "an entry without the SHA-256 of a certificate in fingeraftryk");
            administration::certifikat::fra_hex(&p.fingeraftryk).ok_or_else(galt)
        };
        tilbagekaldelse::laes(&mappe)?.iter().map(aftryk).collect()
    }

    /// The file of the audit log's keys.
    pub fn lognoeglefil(&self) -> PathBuf {
        self.0.join("log.noegle")
    }

    /// The file of the log's end, outside the store.
    pub fn logende(&self) -> Arc<dyn revision::Kaedeende> {
        Arc::new(Logende::i(self.0.join("log.ende")))
    }

    /// Whether this folder has a log.
    pub fn har_lognoegle(&self) -> bool {
        self.lognoeglefil().exists()
    }

    /// The folder has keys or trust that are not the development CA's: it is no demo's.
    pub fn er_produktion(&self) -> bool {
        self.0.join("tillid").exists() || (self.noegler().exists() && !self.ca_mappe().join("ca.pem").exists())
    }

    /// Seals are made with the log's key from now on, where they were not: the key file remembers the last one without.
    ///
    /// # Errors
    /// When the file can't be used.
    pub fn opgrader_lognoegle(&self, sidste: Option<revision::Anker>) -> Result<(), Fejl> {
        noeglering::skriv_privat(&self.0.join("log.noegle"), &self.lognoegle()?.opgrader(sidste).til_fil())
    }

    /// The key of webhooks' secrets; made at the first call.
    ///
    /// # Errors
    /// When the file can't be used.
    pub fn leveringsnoegle(&self) -> Result<Hovednoegle, Fejl> {
        let fil = self.0.join("levering.noegle");
        if fil.exists() {
            noeglering::kun_ejeren(&fil)?;
            return Hovednoegle::fra_fil(&fs::read_to_string(&fil).map_err(|e| Fejl::sted(&fil, e))?);
        }
        fs::create_dir_all(&self.0).map_err(|e| Fejl::sted(&self.0, e))?;
        let (n, tekst) = Hovednoegle::ny()?;
        noeglering::skriv_privat(&fil, tekst.as_bytes())?;
        Ok(n)
    }

    /// The certificates that the operator has put in `tillid/`, and the development CA's root: servers of receivers are believed by them too.
    ///
    /// # Errors
    /// When a file can't be used.
    pub fn serverrodder(&self) -> Result<Vec<Certifikat>, Fejl> {
        self.betroede().map(|alle| alle.into_iter().filter(|c| c.emne() == c.udsteder()).collect())
    }

    /// The keys of the audit log; made at the first call.
    ///
    /// # Errors
    /// When the file can't be used.
    pub fn lognoegle(&self) -> Result<Lognoegle, Fejl> {
        let fil = self.lognoeglefil();
        if fil.exists() {
            noeglering::kun_ejeren(&fil)?;
            return Lognoegle::fra_fil(&fs::read(&fil).map_err(|e| Fejl::sted(&fil, e))?);
        }
        fs::create_dir_all(&self.0).map_err(|e| Fejl::sted(&self.0, e))?;
        let n = Lognoegle::ny()?;
        noeglering::skriv_privat(&fil, &n.til_fil())?;
        Ok(n)
    }
}
