//! The component: takes handovers in, delivers them and their receipts, and tells where they are. Every step is durable before anybody is told of it.
mod afsend;
mod kvitter;
mod motor;
mod opgradering;
mod post;
mod rute;
mod se;
mod skranke;

pub use crate::lagret::Opgave;
pub use rute::{Modtagerlinje, Overlap, er_afvisning};
pub use se::{Side, Udvalg};
pub use skranke::Indsigt;

use crate::lagret::{self, INDHOLD, Lagret, OVERDRAGELSER};
use crate::objekttyper::OVERDRAGELSE;
use crate::overdragelse::Overdragelse;
use crate::port::{DigitalPost, Filer, Modparter};
use crate::tal::Tal;
use crate::tjenester::SF2900;
use adgang::Aftalebog;
use grund::spor::Sporobjekt;
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Kaldekontekst, Tidspunkt, Uuid};
use lager::{NyLogpost, Raekkeforventning, Raekkeskrivning, Skrivefejl, Skrivning};
use register::{Haendelsestype, Register};
use revision::{Logindgang, Slags};
use std::sync::Arc;
use tokio::sync::{Mutex, Notify};

/// Makes the audit log's row of an entry.
pub type Logfoerer = Arc<dyn Fn(&Logindgang) -> Result<NyLogpost, Fejl> + Send + Sync>;

/// What the component stands on.
pub struct Opsaetning {
    /// The register with the module's object types.
    pub register: Register,
    /// The agreements; `None` in the open mode, where everything is allowed.
    pub aftalebog: Option<Arc<dyn Aftalebog>>,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// Ids of handovers.
    pub ids: Arc<dyn IdKilde>,
    /// The parties' services.
    pub modparter: Arc<dyn Modparter>,
    /// Documents' files; none where they are not moved.
    pub filer: Option<Arc<dyn Filer>>,
    /// Digital Post; none where it is not connected.
    pub digital_post: Option<Arc<dyn DigitalPost>>,
    /// The audit log; none in the open mode.
    pub log: Option<Logfoerer>,
}

/// The component. Several programs may work on one store: what both deliver, the receiver gets twice with the same id.
pub struct Fordelingskomponent {
    o: Opsaetning,
    vaekket: Notify,
    /// What happened since the start.
    pub tal: Tal,
    /// Documents go to Digital Post one at a time: each is in memory whole.
    posten: Mutex<()>,
}

/// Times that a change is tried again because another was faster.
const IGEN: usize = 50;

impl Fordelingskomponent {
    /// Over a store; what lies there is gone on with.
    pub fn ny(o: Opsaetning) -> Arc<Self> {
        Arc::new(Self { o, vaekket: Notify::new(), tal: Tal::default(), posten: Mutex::default() })
    }

    fn nu(&self) -> Tidspunkt {
        self.o.ur.nu()
    }

    /// Until something may have to be done at once; may be given up.
    pub async fn vent(&self) {
        self.vaekket.notified().await;
    }

    async fn hent(&self, id: Uuid) -> Result<Option<Lagret>, Fejl> {
        self.o.register.lager().raekke(OVERDRAGELSER, id.as_bytes()).await?.map(lagret::laes).transpose()
    }

    async fn indhold(&self, id: Uuid) -> Result<Option<String>, Fejl> {
        let raa = self.o.register.lager().raekke(INDHOLD, id.as_bytes()).await?;
        raa.map(|b| String::from_utf8(b).map_err(Fejl::intern)).transpose()
    }

    /// Stores what became of it, or removes it. `false` when it was changed by somebody else meanwhile: nothing was stored then.
    async fn gem(
        &self,
        foer: Option<&Lagret>,
        efter: Option<&Overdragelse>,
        mere: Vec<Raekkeskrivning>,
        log: Vec<NyLogpost>,
    ) -> Result<bool, Fejl> {
        let Some(id) = efter.or(foer.map(|f| &f.o)).map(|o| o.id) else { return Ok(true) };
        let mut raekker = lagret::ure(foer.map(|f| &f.o), efter);
        raekker.extend(lagret::lister(foer.map(|f| &f.o), efter));
        raekker.extend(mere);
        // What is delivered, or never will be, is kept no longer (F-12).
        let under_vejs = |o: &Overdragelse| o.tilstand == crate::overdragelse::Tilstand::Modtaget;
        if foer.is_some_and(|f| under_vejs(&f.o)) && !efter.is_some_and(under_vejs) {
            raekker.push(Raekkeskrivning::altid(INDHOLD, id.as_bytes().to_vec(), None));
        }
        raekker.push(Raekkeskrivning {
            samling: OVERDRAGELSER,
            noegle: id.as_bytes().to_vec(),
            forventet: foer.map_or(Raekkeforventning::Ukendt, |f| Raekkeforventning::Er(f.raa.clone())),
            vaerdi: efter.map(lagret::skriv).transpose()?,
        });
        match self.o.register.lager().skriv(Skrivning { kaldt: self.nu(), raekker, log, ..Skrivning::default() }).await {
            Ok(_) => {
                self.tal.tael(foer.map(|f| &f.o), efter);
                self.vaekket.notify_one();
                Ok(true)
            }
            Err(Skrivefejl::RaekkeAndet(_)) => Ok(false),
            Err(f) => Err(f.into()),
        }
    }

    /// Changes a handover as it is now, with a row of the log for each of its authorities; `None` when it is gone. What `aendring` says of a state that was changed
    /// meanwhile is asked again.
    async fn aendr<T>(
        &self,
        id: Uuid,
        kald: Option<&Kaldekontekst>,
        operation: &str,
        aendring: impl Fn(&mut Overdragelse) -> Result<T, Fejl>,
    ) -> Result<Option<(T, Overdragelse)>, Fejl> {
        for _ in 0..IGEN {
            let Some(foer) = self.hent(id).await? else { return Ok(None) };
            let mut efter = foer.o.clone();
            let svar = aendring(&mut efter)?;
            if efter == foer.o {
                return Ok(Some((svar, efter)));
            }
            let log = self.logposter(&efter, kald, operation, Haendelsestype::Ret, &[])?;
            if self.gem(Some(&foer), Some(&efter), Vec::new(), log).await? {
                return Ok(Some((svar, efter)));
            }
        }
        Err(Fejl::ny(grund::Fejlkode::Optaget))
    }

    /// The log's rows of what is done with a handover: one for each of its authorities. What nobody called for is the component's own doing.
    fn logposter(
        &self,
        o: &Overdragelse,
        kald: Option<&Kaldekontekst>,
        operation: &str,
        handling: Haendelsestype,
        personer: &[String],
    ) -> Result<Vec<NyLogpost>, Fejl> {
        let Some(log) = &self.o.log else { return Ok(Vec::new()) };
        let mut spor = kald.map(|k| k.spor.uden_genstande().indhold()).unwrap_or_default();
        spor.objekter = vec![Sporobjekt { objekttype: OVERDRAGELSE, uuid: o.id, handling: handling as u8 }];
        spor.personer = personer.to_vec();
        spor.tjeneste = Some(SF2900.entity_id.to_owned());
        spor.operation = Some(operation.to_owned());
        spor.kalders_id = Some(o.kontekst.anvender_id.to_string());
        let ledning = spor.ledning.unwrap_or("fordeling");
        let (kald_id, nu) = kald.map_or_else(|| (self.o.ids.ny(), self.nu()), |k| (k.kald_id, k.nu));
        let indgang = Logindgang::fra_spor(spor, ledning, kald_id, nu, 0, 0).med_slags(Slags::Aendring);
        let mut myndigheder: Vec<Cvr> = vec![o.kontekst.afsender, o.kontekst.modtager];
        myndigheder.dedup();
        myndigheder.into_iter().map(|m| log(&Logindgang { myndighed: Some(m), ..indgang.clone() })).collect()
    }
}

#[cfg(test)]
mod proever;
