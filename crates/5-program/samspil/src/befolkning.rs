//! The population in the running program: what an extract has changed becomes files for subscribers (SF6002) and messages of Beskedfordeler (SF1320_A).
//!
//! What there is to tell lies in the store since the load, and goes when it is told: first the files, all of them, then the messages one by one. Both may be made again
//! after a crash: a file takes its own place, and a message is known by its id.
pub mod foelger;
mod indsigt;
mod kontrol;
mod numre;

pub(crate) use numre::{dag, tid};

use ::cpr::Bestand;
use ::cpr::haendelse::Haendelsesart;
use ::cpr::levering::{flyt_abonnementer, lever};
use ::cpr::person::Personnummer;
use ::cpr::udbakke::{Haendelse, Ufortalt};
use administration::Administration;
use beskedfordeler::kuvert::{self, Kuvert, Objektregistrering, Relateret};
use beskedfordeler::rettigheder::klassificering;
use beskedfordeler::{Fordeler, Snitflade};
use filer::Filomraade;
use foelger::Personfoelger;
use futures::future::try_join_all;
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Tidspunkt, UnikId, Uuid};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Between looks for a load that is to be told.
const KIG: Duration = Duration::from_secs(1);
/// After an error, which is another process's doing or the store's.
const FEJL: Duration = Duration::from_secs(5);
/// Between looks at who has confirmed changes of number.
const EFTERSYN: Duration = Duration::from_secs(15);
/// Persons whose events are told at a time.
const BID: usize = 500;
/// Messages of them under way at once: they share syncs.
const SAMTIDIGE: usize = 256;
/// Person, as the published sample has it (J-2).
const PERSON: Uuid = Uuid::from_u128(0xce7f_cf97_a8a2_447a_8690_d38a_a0f6_e23c);
/// The sensitivity of messages about persons: confidential personal data (E-11).
const FORTROLIG: u8 = 2;

/// What tells.
pub struct Fortaeller {
    /// The population.
    pub bestand: Bestand,
    /// Beskedfordeler; without it nobody is sent messages.
    pub fordeler: Option<Arc<Fordeler>>,
    /// The folders of systems; without them nobody gets files.
    pub omraade: Option<Arc<Filomraade>>,
    /// The agreements; `None` in the open mode.
    pub administration: Option<Arc<Administration>>,
    /// What follows changes of number.
    pub personer: Arc<Personfoelger>,
    /// Advis of what has happened to persons (SAPA-21); none where SAPA is switched off.
    pub advis: Option<crate::sapa::Personadvis>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// New identifiers, of calls.
    pub ids: Arc<dyn IdKilde>,
}

fn navngivet(navn: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:{navn}").as_bytes())
}

fn relateret(id: UnikId, slags: &str, rolle: Option<&str>) -> Relateret {
    Relateret {
        id,
        objekttype: UnikId::Uuid(if slags == "person" { PERSON } else { navngivet(&format!("objekttype:{slags}")) }),
        rolle: rolle.map(|r| UnikId::Uuid(navngivet(&format!("cpr-rolle:{r}")))),
    }
}

/// Where the person lives and lived, as messages are found by it: of a protected person it stands in none (CPR-07).
fn kommuner(h: &Haendelse) -> Vec<Relateret> {
    let kommune = |k: u16, rolle| relateret(UnikId::Urn(format!("urn:samspil:kommunekode:{k:04}")), "kommune", Some(rolle));
    let foer = h.kommune_foer.filter(|f| Some(*f) != h.kommune);
    h.kommune.map(|k| kommune(k, "nu")).into_iter().chain(foer.map(|k| kommune(k, "foer"))).collect()
}

fn cpr_urn(n: Personnummer) -> UnikId {
    UnikId::Urn(format!("urn:oio:cpr-nr:{n}"))
}

/// The message about one event of a person: its envelope, and no more. Who is told looks the person up (CPR-12). The id follows from the extract, the person and the event.
pub fn kuvert(u: &Ufortalt, h: &Haendelse, hvad: Haendelsesart, nu: Tidspunkt) -> Kuvert {
    let art = hvad.art();
    let id = navngivet(&format!("cpr/{}/{}/{}/{}", u.opgave, u.dato, h.nummer, art.nr));
    let mut k = Kuvert::ny(UnikId::Uuid(id), UnikId::Uuid(art.beskedtype()));
    let kilde = navngivet("cpr");
    (k.ansvarlig, k.kildesystem, k.dannet) = (Some(kilde), Some(kilde), Some(nu));
    k.sikkerhedsklassificering = Some(klassificering(FORTROLIG));
    k.registreringer = vec![Objektregistrering {
        tidspunkt: Some(nu),
        myndighed: Some(UnikId::Urn(format!("urn:oio:cvr-nr:{}", Cvr::LANDET))),
        objekt: Some(cpr_urn(h.nummer)),
        objekttype: Some(UnikId::Uuid(PERSON)),
        handling: Some(UnikId::Uuid(art.handling())),
        ..Objektregistrering::default()
    }];
    k.relaterede.extend(h.andre_numre.iter().map(|n| relateret(cpr_urn(*n), "person", Some("andet-nummer"))));
    if !h.beskyttet {
        k.relaterede.extend(kommuner(h));
    }
    if let (Some(x), Some(vej), false) = (h.kommune, h.vej, h.beskyttet) {
        k.relaterede.push(relateret(UnikId::Urn(format!("urn:samspil:vej:{x:04}{vej:04}")), "vej", None));
    }
    k.relaterede.extend(h.alder.map(|a| relateret(UnikId::Urn(format!("urn:samspil:alder:{a}")), "alder", None)));
    k
}

impl Fortaeller {
    /// Tells what loads have changed, until `slut` turns true.
    pub async fn pas(self, mut slut: watch::Receiver<bool>) {
        let mut efterset: Option<Instant> = None;
        loop {
            if efterset.is_none_or(|t| t.elapsed() >= EFTERSYN) {
                efterset = Some(Instant::now());
                if let Err(f) = self.efterse().await {
                    tracing::error!(fejl = %f, aarsag = f.aarsagen(), "who has confirmed changes of number could not be looked at; it is tried again");
                }
            }
            let pause = match self.fortael().await {
                Ok(0) => KIG,
                Ok(_) => Duration::ZERO,
                Err(f) => {
                    tracing::error!(fejl = %f, aarsag = f.aarsagen(), "what an extract of CPR has changed could not be told; it is tried again");
                    FEJL
                }
            };
            tokio::select! {
                _ = slut.wait_for(|s| *s) => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Who has confirmed. By the program that distributes, as what is told.
    async fn efterse(&self) -> Result<(), Fejl> {
        if self.fordeler.as_ref().is_some_and(|f| !f.koe().har()) { Ok(()) } else { self.personer.efterse().await }
    }

    /// The next part of what there is to tell; of how many persons. None is there where another program has the messages.
    ///
    /// # Errors
    /// Those of the store, the disk and the distribution.
    pub async fn fortael(&self) -> Result<usize, Fejl> {
        if self.fordeler.as_ref().is_some_and(|f| !f.koe().har()) {
            return Ok(0);
        }
        let Some(u) = self.bestand.ufortalt().await? else { return Ok(0) };
        if !u.leveret {
            // Whoever is told finds the person by either number already, and what it subscribes to has followed (CPR-08).
            self.personer.foelg(u).await?;
            flyt_abonnementer(&self.bestand, u).await?;
            if let Some(o) = &self.omraade {
                let svar = lever(&self.bestand, o, u, &|s| indsigt::filadgang(self.administration.as_deref(), s, self.ur.nu())).await?;
                tracing::info!(udtraek = %u.dato, filer = svar.filer, personer = svar.personer, "subscribers have their files of an extract of CPR");
            } else if !self.bestand.abonnerende().await?.is_empty() {
                tracing::warn!(udtraek = %u.dato, "systems subscribe to persons, and without SFTP there are no folders for their files");
            }
            self.bestand.leveret(u).await?;
        }
        let side = self.bestand.haendelser(u, None, BID).await?;
        for h in &side {
            self.personer.opfoelg(&u, h).await?;
            if let Some(a) = &self.advis {
                a.fortael(&u, h, self.ur.nu()).await?;
            }
        }
        if let Some(f) = &self.fordeler {
            let beskeder: Vec<(&Haendelse, Haendelsesart)> = side.iter().flat_map(|h| h.arter.iter().map(move |a| (h, *a))).collect();
            for bid in beskeder.chunks(SAMTIDIGE) {
                try_join_all(bid.iter().map(|(h, a)| self.send(f, &u, h, *a))).await?;
            }
        }
        let numre: Vec<Personnummer> = side.iter().map(|h| h.nummer).collect();
        self.bestand.fortalt(u, &numre).await?;
        Ok(side.len().max(1))
    }

    async fn send(&self, f: &Fordeler, u: &Ufortalt, h: &Haendelse, art: Haendelsesart) -> Result<(), Fejl> {
        let nu = self.ur.nu();
        let tekst = kuvert::dan(&kuvert(u, h, art, nu), None)?;
        let kald = adgang::paa_maskinen(Cvr::LANDET, nu, self.ids.ny());
        let sted = self.personer.sted_af(h, nu);
        f.afsend_fortiet(&kald, Snitflade::V2, tekst.as_bytes(), sted.fortiet()).await.fortalt()
    }
}

#[cfg(test)]
mod proever;
