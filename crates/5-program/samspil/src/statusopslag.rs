//! Looks up whether certificates are revoked: each in a thread of its own that nothing waits for longer than a deadline, neither a call nor the
//! end of the program. Answers are kept in files, so that a restart knows what was known.
use crate::hentning;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Fejl, Tidspunkt, graenser};
use serde_json::{Value, json};
use sikkerhed::ca::filer;
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::sha256;
use sikkerhed::noeglering::skriv_privat;
use sikkerhed::tillid::{Hentning, Tillid};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The look-ups of a running program.
#[derive(Clone)]
pub struct Opslag {
    tillid: Arc<Tillid>,
    mappe: Arc<Path>,
    /// Where the own CA's lists are: they are read, not fetched from where strangers find them.
    ca_mappe: Arc<Path>,
    igang: Arc<Mutex<Igang>>,
}

#[derive(Default)]
struct Igang {
    /// Under way: turns true when it is done.
    nu: HashMap<[u8; 32], watch::Receiver<bool>>,
    /// When what could not be told was last tried.
    forsoegt: HashMap<[u8; 32], Tidspunkt>,
}

/// When the first certificate was met: the time that is given to those without an answer counts from there.
const FOERSTE: &str = "foerste";

impl Opslag {
    /// Takes in the answers that were kept in the folder; what can't be used any more goes.
    ///
    /// # Errors
    /// When the folder can't be read or written.
    pub fn aabn(tillid: Arc<Tillid>, mappe: PathBuf, ca_mappe: PathBuf, nu: Tidspunkt) -> Result<Self, Fejl> {
        let filfejl = |e: std::io::Error| Fejl::intern(format!("{}: {e}", mappe.display()));
        std::fs::create_dir_all(&mappe).map_err(filfejl)?;
        let foerste = mappe.join(FOERSTE);
        let kendt = std::fs::read_to_string(&foerste).ok().and_then(|t| Tidspunkt::fra_xs(t.trim()).ok());
        if kendt.is_none() {
            skriv_privat(&foerste, nu.til_utc().as_bytes())?;
        }
        tillid.begynd(kendt.unwrap_or(nu));
        for fil in std::fs::read_dir(&mappe).map_err(filfejl)?.filter_map(|f| Some(f.ok()?.path())) {
            if fil.extension().is_some_and(|e| e == "svar") {
                let brugt = laes(&fil).is_some_and(|(h, svar)| tillid.genindlaes(&h, &svar, nu).is_ok());
                if !brugt {
                    let _ = std::fs::remove_file(&fil);
                }
            }
        }
        Ok(Self { tillid, mappe: mappe.into(), ca_mappe: ca_mappe.into(), igang: Arc::default() })
    }

    fn laas(&self) -> MutexGuard<'_, Igang> {
        self.igang.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a look-up, or joins the one that is under way; `None` where there is nothing to wait for.
    fn begynd(&self, c: &Certifikat, nu: Tidspunkt) -> Option<watch::Receiver<bool>> {
        let aftryk = c.fingeraftryk();
        // Nothing is asked about what leads to no anchor: anybody can make such certificates.
        if self.tillid.mangler(c, nu).is_empty() {
            return None;
        }
        let mut i = self.laas();
        if let Some(r) = i.nu.get(&aftryk) {
            return Some(r.clone());
        }
        let pause = graenser::STATUS_PAUSE_SEKUNDER * 1_000_000;
        // A clock that was set back does not stop it.
        i.forsoegt.retain(|_, t| nu < t.plus_mikros(pause) && *t <= nu);
        if i.forsoegt.contains_key(&aftryk) || i.nu.len() >= graenser::STATUSOPSLAG || i.forsoegt.len() >= graenser::CERTIFIKATER_HUSKET {
            return None;
        }
        i.forsoegt.insert(aftryk, nu);
        let (faerdig, r) = watch::channel(false);
        i.nu.insert(aftryk, r.clone());
        drop(i);
        let (selv, c) = (self.clone(), c.clone());
        // Not one of the runtime's threads: the runtime waits for those at its end.
        let traad = std::thread::Builder::new().name("tilbagekaldelse".into()).spawn(move || {
            let fundet = selv.hent(&c, nu);
            let mut i = selv.laas();
            i.nu.remove(&c.fingeraftryk());
            if fundet {
                i.forsoegt.remove(&c.fingeraftryk());
            }
            drop(i);
            let _ = faerdig.send(true);
        });
        if traad.is_err() {
            self.laas().nu.remove(&aftryk);
            return None;
        }
        Some(r)
    }

    /// Fetches until everything on the certificate's path is told, or a place does not answer; blocks.
    fn hent(&self, c: &Certifikat, nu: Tidspunkt) -> bool {
        // One good answer for each certificate on the path is enough, so it is asked anew after each; of what fails the next is taken.
        let mut fejlet: Vec<String> = Vec::new();
        for _ in 0..8 {
            let Some(h) = self.tillid.mangler(c, nu).into_iter().find(|h| !fejlet.contains(&h.adresse)) else { break };
            let modtaget = self.egen_liste(&h).map_or_else(|| hentning::hent(&h), Ok).and_then(|svar| {
                self.tillid.modtag(&h, &svar, nu).map_err(|f| format!("{f}: {}", f.aarsagen().unwrap_or_default()))?;
                Ok(svar)
            });
            match modtaget {
                Ok(svar) => self.gem(&h, &svar),
                Err(e) => {
                    tracing::warn!(adresse = h.adresse, fejl = e, "revocation could not be fetched");
                    fejlet.push(h.adresse);
                }
            }
        }
        fejlet.is_empty()
    }

    /// The list of this installation's own CA.
    fn egen_liste(&self, h: &Hentning) -> Option<Vec<u8>> {
        let liste = [(filer::UDSTEDER, filer::CRL), (filer::ROD, filer::ROD_CRL)]
            .into_iter()
            .find(|(c, _)| h.krop.is_none() && std::fs::read(self.ca_mappe.join(c)).is_ok_and(|c| c == h.udsteder.der()));
        liste.and_then(|(_, l)| std::fs::read(self.ca_mappe.join(l)).ok())
    }

    fn gem(&self, h: &Hentning, svar: &[u8]) {
        // An answer about one certificate is its own; a list is its address's.
        let om = h.krop.as_ref().map(|_| h.certifikat.fingeraftryk()).unwrap_or_default();
        let navn: String =
            sha256(&[h.adresse.as_bytes(), &om, &h.udsteder.fingeraftryk()].concat()).iter().map(|b| format!("{b:02x}")).collect();
        let fil = json!({
            "adresse": h.adresse, "krop": h.krop.as_ref().map(|k| STANDARD.encode(k)), "certifikat": h.certifikat.base64(),
            "udsteder": h.udsteder.base64(), "svar": STANDARD.encode(svar),
        });
        if let Err(f) = skriv_privat(&self.mappe.join(format!("{navn}.svar")), fil.to_string().as_bytes()) {
            tracing::warn!(fejl = %f, "an answer about revocation could not be kept for the next start");
        }
    }
}

fn laes(fil: &Path) -> Option<(Hentning, Vec<u8>)> {
    let v: Value = serde_json::from_slice(&std::fs::read(fil).ok()?).ok()?;
    let tekst = |n: &str| v.get(n).and_then(Value::as_str);
    let h = Hentning {
        adresse: tekst("adresse")?.to_owned(),
        krop: tekst("krop").map(|k| STANDARD.decode(k)).transpose().ok()?,
        certifikat: Certifikat::fra_base64(tekst("certifikat")?).ok()?,
        udsteder: Certifikat::fra_base64(tekst("udsteder")?).ok()?,
    };
    Some((h, STANDARD.decode(tekst("svar")?).ok()?))
}

impl adgang::Statusopslag for Opslag {
    fn slaa_op<'s>(&'s self, c: &'s Certifikat, nu: Tidspunkt) -> Pin<Box<dyn Future<Output = ()> + Send + 's>> {
        Box::pin(async move {
            let Some(mut r) = self.begynd(c, nu) else { return };
            let _ = tokio::time::timeout(Duration::from_secs(graenser::STATUS_VENT_SEKUNDER), r.wait_for(|f| *f)).await;
        })
    }

    fn bestil(&self, c: &Certifikat, nu: Tidspunkt) {
        let _ = self.begynd(c, nu);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use adgang::Statusopslag;
    use grund::{Cvr, Fejlkode, Periode};
    use sikkerhed::ca::{Adresser, Anmodning, Ca, Tilbagekaldt};
    use sikkerhed::noegle::Privatnoegle;
    use sikkerhed::tillid::Politik;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    fn nu() -> Tidspunkt {
        Tidspunkt::fra_xs("2026-03-02T10:00:00Z").unwrap()
    }

    /// The issuing CA is the anchor: its own status is nobody's to tell.
    fn tillid(ca: &Ca) -> Arc<Tillid> {
        Arc::new(Tillid::ny(ca.kaede().to_vec(), vec![], Politik::Naade { timer: 24 }).unwrap())
    }

    fn person(ca: &Ca) -> Certifikat {
        let a = Anmodning::Person { navn: "Bo".into(), organisation: "K".into(), cvr: Cvr::KORSBAEK, rid: 7 };
        let gyldig = Periode::ny(nu().plus_mikros(-1_000_000), nu().plus_mikros(1 << 45));
        ca.udsted(&a, &Privatnoegle::dan(2048).unwrap().offentlig(), gyldig, 77).unwrap()
    }

    #[tokio::test]
    async fn a_revoked_administrator_does_not_pass_for_lack_of_an_answer_nor_after_a_restart() {
        let lytter = TcpListener::bind("127.0.0.1:0").unwrap();
        let crl = format!("http://{}/crl", lytter.local_addr().unwrap());
        let ca = Ca::ny(nu(), [1, 2], Adresser { crl: Some(crl), ..Adresser::default() }).unwrap();
        let c = person(&ca);
        let poster = [Tilbagekaldt { serienummer: c.serienummer().to_vec(), fra: nu() }];
        let liste = ca.crl(&poster, nu(), nu().plus_mikros(86_400_000_000)).unwrap();
        let server = std::thread::spawn(move || {
            let (mut s, _) = lytter.accept().unwrap();
            let _ = s.read(&mut [0; 4096]);
            s.write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", liste.len()).as_bytes()).unwrap();
            s.write_all(&liste).unwrap();
        });
        let mappe = tempfile::tempdir().unwrap();
        let t = tillid(&ca);
        let o = Opslag::aabn(t.clone(), mappe.path().to_owned(), mappe.path().join("ca"), nu()).unwrap();
        assert!(t.kontroller(&c, nu()).is_ok() && !t.er_kendt(&c.fingeraftryk(), nu()), "given time");
        o.slaa_op(&c, nu()).await;
        server.join().unwrap();
        assert_eq!(t.kontroller(&c, nu()).unwrap_err().kode(), Fejlkode::UgyldigtCertifikat);
        // Nobody listens any more, and the program starts anew.
        let t = tillid(&ca);
        let _o = Opslag::aabn(t.clone(), mappe.path().to_owned(), mappe.path().join("ca"), nu()).unwrap();
        assert_eq!(t.kontroller(&c, nu()).unwrap_err().kode(), Fejlkode::UgyldigtCertifikat);
    }

    #[test]
    fn time_without_an_answer_is_given_once_not_at_every_start() {
        let ca = Ca::ny(nu(), [1, 2], Adresser { crl: Some("http://127.0.0.1:1/crl".into()), ..Adresser::default() }).unwrap();
        let (c, mappe) = (person(&ca), tempfile::tempdir().unwrap());
        let time = |n: i64| nu().plus_mikros(n * 3_600_000_000);
        for (n, ventet) in [(0, true), (23, true), (25, false), (47, false)] {
            let t = tillid(&ca);
            let _o = Opslag::aabn(t.clone(), mappe.path().to_owned(), mappe.path().join("ca"), time(n)).unwrap();
            assert_eq!(t.kontroller(&c, time(n)).is_ok(), ventet, "{n} hours after the first start");
        }
    }

    #[tokio::test]
    async fn nothing_waits_for_a_responder_that_does_not_answer() {
        // Takes connections and says nothing.
        let lytter = TcpListener::bind("127.0.0.1:0").unwrap();
        let ca =
            Ca::ny(nu(), [1, 2], Adresser { crl: Some(format!("http://{}/crl", lytter.local_addr().unwrap())), ..Adresser::default() })
                .unwrap();
        let (c, mappe, t) = (person(&ca), tempfile::tempdir().unwrap(), tillid(&ca));
        let o = Opslag::aabn(t.clone(), mappe.path().to_owned(), mappe.path().join("ca"), nu()).unwrap();
        o.bestil(&c, nu());
        assert_eq!(o.laas().nu.len(), 1, "under way, and the caller goes on");
        // The operator's own list is not held up by it.
        t.spaer([c.fingeraftryk()].into());
        assert!(t.kontroller(&c, nu()).is_err());
        t.spaer([ca.kaede()[0].fingeraftryk()].into());
        assert!(t.kontroller(&c, nu()).is_ok(), "the anchor itself is not on the path");
    }
}
