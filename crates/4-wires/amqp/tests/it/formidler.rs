//! A port in memory: what was sent is kept, and each dueslag is a list.
use amqp::{Afgoerelse, Afsendelse, Bevis, Formidler, Koetal, Kvittering, Levering, Modpart, Session};
use async_trait::async_trait;
use bytes::Bytes;
use grund::{Fejl, Fejlkode, Uuid};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use tokio::sync::{Semaphore, watch};

/// The dueslag of the tests.
pub const DUESLAG: Uuid = Uuid::from_u128(0xa9ef_c97c_3473_45b5_9519_7fc8_37b8_9fa8);
/// One that nobody may read.
pub const LUKKET: Uuid = Uuid::from_u128(7);

#[derive(Default)]
pub struct Due {
    pub venter: BTreeMap<u64, (Bytes, bool)>,
    pub udlaant: BTreeMap<u64, Bytes>,
    pub modtaget: Vec<u64>,
    pub afvist: Vec<u64>,
    naeste: u64,
    nyt: Option<watch::Sender<u64>>,
}

#[derive(Default)]
pub struct Indre {
    pub sendt: Vec<Afsendelse>,
    pub bundter: Vec<usize>,
    pub due: HashMap<Uuid, Due>,
    pub ender: usize,
    pub slut: usize,
    /// Refuses everything from now on.
    pub ophoert: bool,
    /// Nobody may read a dueslag from now on.
    pub lukket: bool,
    /// Decisions take a moment.
    pub langsom: bool,
}

/// The port.
pub struct Hukommelse {
    pub indre: Mutex<Indre>,
    /// Batches that may become durable.
    pub skriv: Semaphore,
}

impl Hukommelse {
    pub fn ny() -> Arc<Self> {
        Arc::new(Self { indre: Mutex::default(), skriv: Semaphore::new(Semaphore::MAX_PERMITS) })
    }

    pub fn laeg(&self, dueslag: Uuid, krop: impl Into<Bytes>) {
        let mut i = self.indre.lock().unwrap();
        let d = i.due.entry(dueslag).or_default();
        d.venter.insert(d.naeste, (krop.into(), false));
        d.naeste += 1;
        if let Some(n) = &d.nyt {
            n.send_modify(|n| *n += 1);
        }
    }

    pub fn med<T>(&self, f: impl FnOnce(&mut Indre) -> T) -> T {
        f(&mut self.indre.lock().unwrap())
    }
}

/// Its door.
pub struct Doer(pub Arc<Hukommelse>);

#[async_trait]
impl Formidler for Doer {
    fn mekanismer(&self) -> &'static str {
        "EXTERNAL PLAIN"
    }

    async fn log_ind(&self, _: &Modpart, bevis: Bevis<'_>) -> Result<Arc<dyn Session>, Fejl> {
        match bevis {
            Bevis::External(b"ok") | Bevis::Plain { bruger: "demo", .. } => Ok(Arc::new(Indlogget(self.0.clone()))),
            _ => Err(Fejl::ny(Fejlkode::UgyldigtToken)),
        }
    }
}

struct Indlogget(Arc<Hukommelse>);

#[async_trait]
impl Session for Indlogget {
    fn gaelder(&self) -> Result<(), Fejl> {
        if self.0.med(|i| i.ophoert) { Err(Fejl::ny(Fejlkode::IngenAftale)) } else { Ok(()) }
    }

    async fn forny(&self, bevis: Bevis<'_>) -> Result<(), Fejl> {
        Doer(self.0.clone()).log_ind(&Modpart { adresse: ([127, 0, 0, 1], 1).into(), certifikat: None }, bevis).await.map(drop)
    }

    async fn afsend(&self, beskeder: Vec<Afsendelse>) -> Vec<Kvittering> {
        self.0.skriv.acquire().await.unwrap().forget();
        self.0.med(|i| i.bundter.push(beskeder.len()));
        let en = |b: Afsendelse| match (b.token.as_deref(), b.krop.as_ref()) {
            (Some(b"gammelt"), _) => Kvittering { status: 41, tekst: "udløbet".into() },
            (_, b"fejl") => (&Fejl::ny(Fejlkode::Optaget)).into(),
            (_, b"forkert") => (&Fejl::ny(Fejlkode::IkkeVelformet)).into(),
            _ => {
                self.0.med(|i| i.sendt.push(b));
                Kvittering::ok()
            }
        };
        beskeder.into_iter().map(en).collect()
    }

    async fn koe(&self, dueslag: Uuid) -> Result<Koetal, Fejl> {
        if dueslag == LUKKET || self.0.med(|i| i.lukket) {
            return Err(Fejl::ny(Fejlkode::IngenAftale));
        }
        let antal = self.0.med(|i| i.due.get(&dueslag).map(|d| d.venter.len()));
        Ok(Koetal { beskeder: antal.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke))? as u64 })
    }

    async fn vent(&self, dueslag: Uuid) {
        let mut nyt = self.0.med(|i| i.due.entry(dueslag).or_default().nyt.get_or_insert_with(|| watch::Sender::new(0)).subscribe());
        while self.0.med(|i| i.due[&dueslag].venter.is_empty()) {
            nyt.changed().await.unwrap();
        }
    }

    async fn hent(&self, dueslag: Uuid, hoejst: usize, bytes: usize) -> Result<Vec<Levering>, Fejl> {
        self.gaelder()?;
        self.koe(dueslag).await?;
        self.0.med(|i| {
            let d = i.due.get_mut(&dueslag).unwrap();
            let (mut ud, mut sum) = (Vec::new(), 0);
            while ud.len() < hoejst && sum < bytes {
                let Some((id, (krop, genleveret))) = d.venter.pop_first() else { break };
                sum += krop.len();
                d.udlaant.insert(id, krop.clone());
                ud.push(Levering { id, genleveret, besked_id: Some(format!("besked-{id}")), krop });
            }
            Ok(ud)
        })
    }

    async fn afgoer(&self, dueslag: Uuid, afgoerelser: Vec<(u64, Afgoerelse)>) -> Result<(), Fejl> {
        if self.0.med(|i| i.langsom) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        self.0.med(|i| {
            let d = i.due.get_mut(&dueslag).unwrap();
            for (id, a) in afgoerelser {
                let krop = d.udlaant.remove(&id).expect("decided about twice, or never lent");
                match a {
                    Afgoerelse::Modtaget => d.modtaget.push(id),
                    Afgoerelse::Afvist => d.afvist.push(id),
                    Afgoerelse::Tilbage | Afgoerelse::Uroert => drop(d.venter.insert(id, (krop, true))),
                }
            }
            if let Some(n) = &d.nyt {
                n.send_modify(|n| *n += 1);
            }
        });
        Ok(())
    }

    fn ender(&self) {
        self.0.med(|i| i.ender += 1);
    }

    async fn slut(&self) {
        self.0.med(|i| i.slut += 1);
    }
}
