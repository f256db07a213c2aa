//! The parties of the tests, their files, agreements and the clock.
use super::*;

pub(super) struct Ur(pub(super) AtomicI64);
impl grund::ur::Ur for Ur {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(self.0.load(Ordering::SeqCst))
    }
}

pub(super) struct Ider(pub(super) AtomicU64);
impl IdKilde for Ider {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0x1000 + u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

/// What the parties answer, and what they got.
#[derive(Default)]
pub(super) struct Parter {
    pub(super) svar: Mutex<VecDeque<Result<Kvittering, String>>>,
    pub(super) kvitteringssvar: Mutex<VecDeque<Result<(), String>>>,
    pub(super) faaet: Mutex<Vec<(String, Uuid, String)>>,
    pub(super) kvitteret: Mutex<Vec<(String, Kvitteringskode, Kvitteringstype)>>,
    /// Files: system and name.
    pub(super) filer: Mutex<BTreeSet<(Uuid, String)>>,
    /// The mark of every file: another number is other files under the same names.
    pub(super) udgave: AtomicU64,
}

impl Parter {
    /// The sender's file, if it is the one that was taken in.
    pub(super) fn er_der(&self, f: &Afsenderfil<'_>) -> bool {
        let samme = f.maerke.is_none_or(|m| m == self.udgave.load(Ordering::SeqCst).to_string());
        samme && self.filer.lock().unwrap().contains(&(f.system, f.navn.into()))
    }

    pub(super) fn antal(&self) -> usize {
        self.faaet.lock().unwrap().len()
    }
}

#[async_trait]
impl Modparter for Parter {
    async fn overdrag(&self, adresse: &str, o: &Overdragelse, indhold: &str) -> Result<Kvittering, String> {
        self.faaet.lock().unwrap().push((adresse.into(), o.id, indhold.into()));
        let naeste = self.svar.lock().unwrap().pop_front();
        naeste.unwrap_or(Ok(Kvittering::ny(Kvitteringskode::Modtaget, Kvitteringstype::Teknisk)))
    }
    async fn kvitter(&self, adresse: &str, _: &Overdragelse, k: &Kvittering) -> Result<(), String> {
        let naeste = self.kvitteringssvar.lock().unwrap().pop_front().unwrap_or(Ok(()));
        if naeste.is_ok() {
            self.kvitteret.lock().unwrap().push((adresse.into(), k.kode, k.slags));
        }
        naeste
    }
}

#[async_trait]
impl Filer for Parter {
    async fn maerke(&self, system: Uuid, navn: &str) -> Result<Option<String>, Fejl> {
        let har = self.filer.lock().unwrap().contains(&(system, navn.into()));
        Ok(har.then(|| self.udgave.load(Ordering::SeqCst).to_string()))
    }
    async fn overfoer(&self, fil: Afsenderfil<'_>, til: Uuid, som: &str) -> Result<(), Fejl> {
        let kopi = (til, som.to_owned());
        if self.filer.lock().unwrap().contains(&kopi) {
            return Ok(());
        }
        if !self.er_der(&fil) {
            return Err(Fejl::ny(Fejlkode::UkendtFil).felt(fil.navn));
        }
        self.filer.lock().unwrap().insert(kopi);
        Ok(())
    }
    async fn laes(&self, fil: Afsenderfil<'_>, _: u64) -> Result<Vec<u8>, Fejl> {
        if self.er_der(&fil) { Ok(fil.navn.into()) } else { Err(Fejl::ny(Fejlkode::UkendtFil)) }
    }
    async fn fjern(&self, fil: Afsenderfil<'_>) -> Result<(), Fejl> {
        if self.er_der(&fil) {
            self.filer.lock().unwrap().remove(&(fil.system, fil.navn.into()));
        }
        Ok(())
    }
}

/// Takes what the parties' answers let it, and says that it came when it is asked the second time.
#[async_trait]
impl DigitalPost for Parter {
    async fn send(&self, o: &Overdragelse, indhold: &str, fil: Vec<u8>) -> Result<Postsvar, String> {
        let indhold = format!("{indhold} {}", String::from_utf8(fil).unwrap());
        let kvittering = self.overdrag("digital post", o, &indhold).await?;
        Ok(Postsvar { kvittering, id: Some("T1".into()) })
    }
    async fn status(&self, o: &Overdragelse) -> Result<Vec<Kvittering>, String> {
        let en = |k| Kvittering::ny(k, Kvitteringstype::DigitalPost);
        let foer = o.kender(&en(Modtaget));
        Ok([Modtaget, Kvitteringskode::Afleveret].into_iter().take(1 + usize::from(foer)).map(en).collect())
    }
}

#[derive(Default)]
pub(super) struct Bog(pub(super) Mutex<Vec<Aftale>>);

impl Aftalebog for Bog {
    fn system(&self, _: &Fingeraftryk, _: Tidspunkt) -> Option<Arc<System>> {
        None
    }
    fn certifikat(&self, _: &Fingeraftryk, _: Tidspunkt) -> Option<Certifikat> {
        None
    }
    fn tjenester_for(&self, _: Uuid, _: Tidspunkt) -> Vec<String> {
        Vec::new()
    }
    fn myndigheder_for(&self, _: Uuid, _: &str, _: Tidspunkt) -> Vec<Cvr> {
        Vec::new()
    }
    fn sftp_system(&self, _: Uuid, _: &str, _: Tidspunkt) -> Option<Arc<System>> {
        None
    }
    fn system_med_id(&self, _: Uuid) -> Option<Arc<System>> {
        None
    }
    fn tjeneste(&self, _: &str) -> Option<Arc<Tjeneste>> {
        None
    }
    fn aftaler(&self, system: Uuid, entity_id: &str, myndighed: Cvr, _: Tidspunkt) -> Vec<Arc<Aftale>> {
        let passer = |a: &&Aftale| a.system == system && a.myndighed == myndighed && a.tjenester.iter().any(|t| t.entity_id == entity_id);
        self.0.lock().unwrap().iter().filter(passer).cloned().map(Arc::new).collect()
    }
    fn aftale_med_id(&self, _: Uuid, _: Tidspunkt) -> Option<Arc<Aftale>> {
        None
    }
    fn kender_myndighed(&self, _: Cvr) -> bool {
        true
    }
    fn hvorfor_ikke(&self, _: Uuid, _: &str, _: Cvr, _: Tidspunkt) -> Afslag {
        Afslag { mangler: Mangel::Aftale, forklaring: String::new(), detaljer: Vec::new(), raad: "" }
    }
    fn administrator(&self, _: &Fingeraftryk, _: Tidspunkt) -> Option<Arc<Administrator>> {
        None
    }
}
