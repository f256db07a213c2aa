//! Whether a certificate is trusted: its path to an anchor (webpki), its purpose, and that nobody has revoked it.
//!
//! Nothing here fetches: [`Tillid::mangler`] says what is wanted, the caller fetches it, [`Tillid::modtag`] checks and keeps it.
//! Locks: `svar`, then `husket`; never both at once. A check of a remembered certificate takes one shared lock.
mod crl;
mod ocsp;
mod proev;
mod status;
mod underskrift;

pub use proev::proev_certifikat;

use crate::asn1::Derlaeser;
use crate::certifikat::Certifikat;
use grund::tid::{Periode, Tidspunkt};
use grund::{Fejl, Fejlkode, graenser};
use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use status::{Status, Svarlager};
use std::collections::{HashMap, HashSet};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage};

/// What an answer's clock may be ahead of ours.
const UR_FORSKEL_MIKROS: i64 = 5 * 60 * 1_000_000;
const TIME_MIKROS: i64 = 3_600_000_000;

/// What a certificate is worth whose status nobody could tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Politik {
    /// Nothing: no fresh answer, no access.
    Afvis,
    /// The last good answer counts for so many hours after it should have been replaced, and a certificate without any
    /// answer is accepted for as long after the first question.
    Naade {
        /// The hours.
        timer: u32,
    },
    /// Revocation is not looked at: development.
    Uden,
}

/// Something to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hentning {
    /// From where.
    pub adresse: String,
    /// `None`: GET, a revocation list. Otherwise POST with type `application/ocsp-request`.
    pub krop: Option<Vec<u8>>,
    /// The certificate in question, for the log.
    pub certifikat: Certifikat,
    /// The CA above it: whose answer it is.
    pub udsteder: Certifikat,
}

/// Anchors, issuing CAs, and what is known about revocation.
pub struct Tillid {
    ankre: Vec<Certifikat>,
    webpki_ankre: Vec<TrustAnchor<'static>>,
    mellem: Vec<Certifikat>,
    webpki_mellem: Vec<CertificateDer<'static>>,
    politik: Politik,
    start: OnceLock<Tidspunkt>,
    svar: RwLock<Svarlager>,
    husket: RwLock<Husket>,
    spaerrede: RwLock<HashSet<[u8; 32]>>,
}

/// Certificates that were found good, and while that holds. `udgave` counts the answers: a check that began before the newest
/// one is not remembered.
#[derive(Default)]
struct Husket {
    udgave: u64,
    gode: HashMap<[u8; 32], God>,
}

/// While a certificate is good, and whether answers say so; else it is only given time.
#[derive(Clone, Copy)]
struct God {
    gyldig: Periode,
    kendt: bool,
}

impl Tillid {
    /// Trusts what leads to one of the anchors through the issuing CAs.
    pub fn ny(ankre: Vec<Certifikat>, mellem: Vec<Certifikat>, politik: Politik) -> Result<Self, Fejl> {
        let anker = |c: &Certifikat| {
            let der = CertificateDer::from(c.der());
            let anker = webpki::anchor_from_trusted_cert(&der).map_err(|e| afvist(format!("{} cannot be an anchor: {e:?}", c.emne())))?;
            Ok(anker.to_owned())
        };
        Ok(Self {
            webpki_ankre: ankre.iter().map(anker).collect::<Result<_, Fejl>>()?,
            webpki_mellem: mellem.iter().map(|c| CertificateDer::from(c.der().to_vec())).collect(),
            ankre,
            mellem,
            politik,
            start: OnceLock::new(),
            svar: RwLock::default(),
            husket: RwLock::default(),
            spaerrede: RwLock::default(),
        })
    }

    /// Refuses these certificates, and what they issued, from now on, whatever their CA says: the operator need not wait for it.
    pub fn spaer(&self, aftryk: HashSet<[u8; 32]>) {
        if *laes(&self.spaerrede) == aftryk {
            return;
        }
        *skriv(&self.spaerrede) = aftryk;
        self.glem();
    }

    /// When the first certificate without an answer was met: the time that is given begins there, not at every start of the program.
    pub fn begynd(&self, foerste: Tidspunkt) {
        let _ = self.start.set(foerste);
    }

    /// The certificate of that fingerprint was found good, and that still holds. Costs two shared locks and two look-ups.
    pub fn husket_god(&self, aftryk: &[u8; 32], nu: Tidspunkt) -> bool {
        !laes(&self.spaerrede).contains(aftryk) && laes(&self.husket).gode.get(aftryk).is_some_and(|g| g.gyldig.indeholder(nu))
    }

    /// There is nothing to look up: answers say what the certificate is worth, or nobody asks for them.
    pub fn er_kendt(&self, aftryk: &[u8; 32], nu: Tidspunkt) -> bool {
        self.politik == Politik::Uden
            || laes(&self.spaerrede).contains(aftryk)
            || laes(&self.husket).gode.get(aftryk).is_some_and(|g| g.kendt && g.gyldig.indeholder(nu))
    }

    fn glem(&self) {
        let mut husket = skriv(&self.husket);
        husket.udgave += 1;
        husket.gode.clear();
    }

    /// Whether the certificate is trusted at `nu` for signing or as a TLS client. The refusal's cause says precisely why not.
    pub fn kontroller(&self, c: &Certifikat, nu: Tidspunkt) -> Result<(), Fejl> {
        let aftryk = c.fingeraftryk();
        if laes(&self.spaerrede).contains(&aftryk) {
            return Err(afvist("revoked by this installation".into()));
        }
        let udgave = {
            let husket = laes(&self.husket);
            if husket.gode.get(&aftryk).is_some_and(|g| g.gyldig.indeholder(nu)) {
                return Ok(());
            }
            husket.udgave
        };
        let (mut gyldig, mut kendt) = (Periode::ALTID, true);
        let sti = self.sti(c, nu)?;
        for led in &sti {
            if laes(&self.spaerrede).contains(&led.certifikat.fingeraftryk()) {
                return Err(afvist(format!("issued below {}, which is revoked by this installation", led.certifikat.emne())));
            }
            gyldig = gyldig.faelles(led.certifikat.gyldig()).unwrap_or(Periode::punkt(nu));
            if self.politik != Politik::Uden {
                let (til, svaret) = self.status(led, nu)?;
                gyldig.til = gyldig.til.min(til);
                kendt &= svaret;
            }
        }
        // An answer is about the time after it was given.
        gyldig.fra = nu;
        let mut husket = skriv(&self.husket);
        if husket.udgave == udgave {
            if husket.gode.len() >= graenser::CERTIFIKATER_HUSKET {
                husket.gode.clear();
            }
            husket.gode.insert(aftryk, God { gyldig, kendt });
        }
        Ok(())
    }

    /// What should be fetched about a certificate and the CAs above it, the best first: no answer is there, or it is near its
    /// end. One good answer for each certificate is enough, so ask again after each. Empty for a certificate without a path.
    pub fn mangler(&self, c: &Certifikat, nu: Tidspunkt) -> Vec<Hentning> {
        if self.politik == Politik::Uden {
            return Vec::new();
        }
        self.start.get_or_init(|| nu);
        let sti = self.sti(c, nu).unwrap_or_default();
        let svar = laes(&self.svar);
        let mut ud = Vec::new();
        for led in &sti {
            if svar.er_frisk(&led.certifikat, &led.udsteder, led.er_ca, nu) {
                continue;
            }
            let hent = |adresse, krop| Hentning { adresse, krop, certifikat: led.certifikat.clone(), udsteder: led.udsteder.clone() };
            // A list serves all certificates of its issuer.
            ud.extend(led.certifikat.crl_adresser().into_iter().map(|a| hent(a, None)));
            if let Ok(krop) = ocsp::anmod(&led.certifikat, &led.udsteder) {
                ud.extend(led.certifikat.ocsp_adresser().into_iter().map(|a| hent(a, Some(krop.clone()))));
            }
        }
        ud
    }

    /// Takes what was fetched. Refused (with [`Fejlkode::UgyldigFil`] or [`Fejlkode::ForbudtAlgoritme`]): not signed by the
    /// issuer or its responder, not in force at `nu`, older than what is there.
    pub fn modtag(&self, hentning: &Hentning, bytes: &[u8], nu: Tidspunkt) -> Result<(), Fejl> {
        self.tag(hentning, bytes, nu, 0)
    }

    /// Takes an answer that was kept since an earlier run: checked like a new one, but for its age, which the policy judges.
    pub fn genindlaes(&self, hentning: &Hentning, bytes: &[u8], nu: Tidspunkt) -> Result<(), Fejl> {
        self.tag(hentning, bytes, nu, self.naade())
    }

    fn tag(&self, hentning: &Hentning, bytes: &[u8], nu: Tidspunkt, slaek: i64) -> Result<(), Fejl> {
        let udsteder = &hentning.udsteder;
        let ny = |fra: Tidspunkt, naeste: Tidspunkt, kendt: Option<Tidspunkt>| {
            let galt = |hvad: &str| Err(Fejl::ny(Fejlkode::UgyldigFil).detalje(format!("{}: {hvad}", hentning.adresse)));
            if fra > nu.plus_mikros(UR_FORSKEL_MIKROS) {
                return galt("the answer is from the future");
            }
            if naeste.plus_mikros(slaek) <= nu {
                return galt(&format!("the answer should have been replaced at {}", naeste.til_utc()));
            }
            if kendt.is_some_and(|k| fra < k) {
                return galt("a newer answer is known");
            }
            Ok(())
        };
        if hentning.krop.is_some() {
            let c = &hentning.certifikat;
            let nyt = ocsp::laes(bytes, c.serienummer(), udsteder, nu)?;
            let noegle = (udsteder.fingeraftryk(), c.fingeraftryk());
            let mut lager = skriv(&self.svar);
            ny(nyt.fra, nyt.naeste, lager.ocsp.get(&noegle).map(|s| s.fra))?;
            lager.ocsp.retain(|_, s| nu < s.naeste.plus_mikros(self.naade()));
            lager.ocsp.insert(noegle, nyt);
        } else {
            let nyt = crl::Crl::laes(bytes, &hentning.adresse, udsteder)?;
            let noegle = (udsteder.fingeraftryk(), hentning.adresse.clone());
            let mut lager = skriv(&self.svar);
            ny(nyt.fra, nyt.naeste, lager.crl.get(&noegle).map(|s| s.fra))?;
            lager.crl.insert(noegle, nyt);
        }
        self.glem();
        Ok(())
    }

    fn naade(&self) -> i64 {
        match self.politik {
            Politik::Naade { timer } => i64::from(timer).saturating_mul(TIME_MIKROS),
            Politik::Afvis | Politik::Uden => 0,
        }
    }

    /// Until when the certificate counts as not revoked, and whether an answer says so. One that names neither list nor responder has no
    /// status, so there is nothing to learn.
    fn status(&self, led: &Led, nu: Tidspunkt) -> Result<(Tidspunkt, bool), Fejl> {
        let emne = led.certifikat.emne();
        let start = *self.start.get_or_init(|| nu);
        let svar = laes(&self.svar).svar(&led.certifikat, &led.udsteder, led.er_ca, nu);
        let uden_sted = led.certifikat.crl_adresser().is_empty() && led.certifikat.ocsp_adresser().is_empty();
        let (til, kendt, hvorfor) = match svar {
            Some(s) => match s.status {
                Status::God => (s.naeste, nu < s.naeste, format!("the last answer should have been replaced at {}", s.naeste.til_utc())),
                Status::Tilbagekaldt(fra) => return Err(afvist(format!("revoked since {}: {emne}", fra.til_utc()))),
                Status::Ukendt => return Err(afvist(format!("its CA does not know it: {emne}"))),
            },
            None => (start, uden_sted, "no answer yet".to_string()),
        };
        // What an answer says is looked at again when it should have been replaced, also where more time is given.
        let frist = til.plus_mikros(self.naade());
        if nu < frist {
            Ok((if kendt && nu < til { til } else { frist }, kendt))
        } else {
            Err(afvist(format!("revocation status unknown: {emne}: {hvorfor}")))
        }
    }

    /// The certificate and the CAs above it, without the anchor.
    fn sti(&self, c: &Certifikat, nu: Tidspunkt) -> Result<Vec<Led>, Fejl> {
        if nu < c.gyldig().fra {
            return Err(afvist(format!("not in force before {}", c.gyldig().fra.til_utc())));
        }
        if nu >= c.gyldig().til {
            return Err(afvist(format!("expired since {}", c.gyldig().til.til_utc())));
        }
        let der = CertificateDer::from(c.der());
        let tid = UnixTime::since_unix_epoch(Duration::from_micros(u64::try_from(nu.mikros()).unwrap_or(0)));
        let ende = EndEntityCert::try_from(&der).map_err(|e| afvist(format!("cannot be read: {e:?}")))?;
        let sti = ende
            .verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &self.webpki_ankre,
                &self.webpki_mellem,
                tid,
                KeyUsage::client_auth(),
                None,
                None,
            )
            .map_err(|e| stifejl(&e, c))?;
        let mut certifikater = vec![c.clone()];
        for m in sti.intermediate_certificates() {
            let kendt = self.mellem.iter().find(|k| k.der() == m.der().as_ref());
            certifikater.push(kendt.cloned().ok_or_else(|| Fejl::intern("the path goes through an unknown CA"))?);
        }
        // webpki has the content of SubjectPublicKeyInfo and of the name.
        let uden_hoved = |der: &[u8], indhold: &[u8]| Derlaeser::ny(der).naeste().is_some_and(|v| v.indhold == indhold);
        let anker = sti.anchor();
        let kendt = self
            .ankre
            .iter()
            .find(|a| uden_hoved(a.noegle().spki_der(), &anker.subject_public_key_info) && uden_hoved(a.emne_der(), &anker.subject));
        certifikater.push(kendt.cloned().ok_or_else(|| Fejl::intern("the path ends in an unknown anchor"))?);
        let par = certifikater.iter().zip(certifikater.iter().skip(1)).enumerate();
        Ok(par.map(|(nr, (c, u))| Led { certifikat: c.clone(), udsteder: u.clone(), er_ca: nr > 0 }).collect())
    }
}

/// A certificate on a path, and the one above it.
struct Led {
    certifikat: Certifikat,
    udsteder: Certifikat,
    er_ca: bool,
}

fn afvist(aarsag: String) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtCertifikat).aarsag(aarsag)
}

fn stifejl(e: &webpki::Error, c: &Certifikat) -> Fejl {
    use webpki::Error as E;
    afvist(match e {
        E::UnknownIssuer => format!("unknown issuer: {}", c.udsteder()),
        E::CertExpired { not_after, .. } => format!("a CA above it expired at {}", sekunder(not_after)),
        E::CertNotValidYet { not_before, .. } => format!("a CA above it is not in force before {}", sekunder(not_before)),
        E::RequiredEkuNotFoundContext(_) => "not meant for clients (extended key usage)".into(),
        E::CaUsedAsEndEntity => "a CA's certificate".into(),
        E::InvalidSignatureForPublicKey => format!("not signed by its issuer: {}", c.udsteder()),
        andet => format!("no valid path: {andet:?}"),
    })
}

fn sekunder(t: &UnixTime) -> String {
    Tidspunkt::fra_mikros(i64::try_from(t.as_secs()).unwrap_or(0).saturating_mul(1_000_000)).til_utc()
}

/// A panic while a lock was held leaves whole maps behind: each is changed by one call.
fn laes<T>(laas: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    laas.read().unwrap_or_else(PoisonError::into_inner)
}

fn skriv<T>(laas: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    laas.write().unwrap_or_else(PoisonError::into_inner)
}
