//! The module over the register: opening, following the change feed, and the one way to write.
use crate::bog::{Bog, Bogindhold, IBog};
use crate::objekttyper;
use crate::objekttyper::AENDRINGER;
use crate::typer::*;
use adgang::Kalder;
use futures::lock::Mutex;
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::{Objektnoegle, Raekkeskrivning, Skrivning};
pub(crate) use register::post::Skriv;
use register::{Flettemaade, Forespoergsel, Handling, Indhold, Kommando, Laesevalg, Objektid, Post, Register, Side, Skridt};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Objects read from the store at a time.
const LAES: usize = 2_000;

/// The Administrationsmodul.
pub struct Administration {
    pub(crate) register: Register,
    pub(crate) ids: Arc<dyn IdKilde>,
    bog: Arc<Bog>,
    /// The version of the concern that memory knows of.
    version: AtomicI64,
    /// Held while something is checked, written and put into memory: two changes never see each other half done, and a refresh never
    /// puts an older state over a newer one. Look-ups do not take it.
    pub(crate) laas: Mutex<()>,
}

impl Administration {
    /// Reads everything into memory. The register must know the module's object types.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn aabn(register: Register, ids: Arc<dyn IdKilde>) -> Result<Self, Fejl> {
        let a = Self { register, ids, bog: Arc::default(), version: AtomicI64::new(0), laas: Mutex::new(()) };
        a.genindlaes().await?;
        Ok(a)
    }

    /// The port of agreements.
    pub fn bog(&self) -> Arc<Bog> {
        self.bog.clone()
    }

    /// The store that it is in.
    pub fn lager(&self) -> Arc<dyn lager::Lager> {
        self.register.lager().clone()
    }

    /// Reads everything anew.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn genindlaes(&self) -> Result<(), Fejl> {
        let _laas = self.laas.lock().await;
        self.laes_alt().await
    }

    /// The caller holds the lock.
    async fn laes_alt(&self) -> Result<(), Fejl> {
        // The version is taken first: what happens while reading is read once more afterwards.
        let version = self.register.lager().emne_siden(AENDRINGER, i64::MAX).await?.version;
        let mut nyt = Bogindhold::default();
        self.hent_alle::<Aktoer>(&mut nyt, adgang::FAELLES).await?;
        let mut ejere: Vec<Cvr> = nyt.aktoerer.keys().copied().chain([adgang::FAELLES]).collect();
        ejere.sort_unstable();
        ejere.dedup();
        for t in [
            self.hent_alle::<Tjeneste>(&mut nyt, adgang::FAELLES).await,
            self.hent_alle::<Dataafgraensningstype>(&mut nyt, adgang::FAELLES).await,
        ] {
            t?;
        }
        self.hent_alle::<Administratorpost>(&mut nyt, adgang::FAELLES).await?;
        for ejer in ejere {
            self.hent_alle::<Tilsluttetsystem>(&mut nyt, ejer).await?;
            self.hent_alle::<Serviceaftale>(&mut nyt, ejer).await?;
            self.hent_alle::<Opbevaringsregel>(&mut nyt, ejer).await?;
            self.hent_alle::<Anvisningsregel>(&mut nyt, ejer).await?;
            self.hent_alle::<Kilderegel>(&mut nyt, ejer).await?;
            self.hent_alle::<Kvoteregel>(&mut nyt, ejer).await?;
        }
        self.hent_alle::<Opstroem>(&mut nyt, adgang::FAELLES).await?;
        self.bog.erstat(nyt);
        self.version.store(version, Ordering::SeqCst);
        Ok(())
    }

    /// Takes in what other processes changed; true if there was anything. One look-up when nothing happened; an open transaction of
    /// somebody else holds nothing back (it does not go through the change feed).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn opdater(&self) -> Result<bool, Fejl> {
        let kendt = self.version.load(Ordering::SeqCst);
        let nyt = self.register.lager().emne_siden(AENDRINGER, kendt).await?;
        if nyt.version == kendt {
            return Ok(false);
        }
        let _laas = self.laas.lock().await;
        match nyt.objekter {
            Some(objekter) => {
                for n in objekter {
                    self.genlaes(n).await?;
                }
                self.version.fetch_max(nyt.version, Ordering::SeqCst);
            }
            None => self.laes_alt().await?,
        }
        Ok(true)
    }

    async fn genlaes(&self, n: Objektnoegle) -> Result<(), Fejl> {
        macro_rules! blandt {
            ($($t:ident),*) => { $(if n.objekttype == $t::TYPE.nr { return self.laes_ind::<$t>(n.myndighed, n.uuid).await.map(|_| ()); })* };
        }
        blandt!(
            Aktoer,
            Tilsluttetsystem,
            Tjeneste,
            Dataafgraensningstype,
            Serviceaftale,
            Administratorpost,
            Opbevaringsregel,
            Anvisningsregel,
            Kilderegel,
            Opstroem,
            Kvoteregel
        );
        Ok(())
    }

    /// Reads the newest registration into memory.
    async fn laes_ind<T: IBog>(&self, ejer: Cvr, uuid: Uuid) -> Result<Option<Post<T>>, Fejl> {
        let post = self.hent::<T>(ejer, uuid).await?;
        let mut i = self.bog.skriv();
        match &post {
            Some(p) => T::saet(&mut i, p.clone()),
            None => T::fjern(&mut i, uuid),
        }
        Ok(post)
    }

    /// The object as the register has it now, in whatever state.
    pub(crate) async fn hent<T: Emne>(&self, ejer: Cvr, uuid: Uuid) -> Result<Option<Post<T>>, Fejl> {
        let id = Objektid { objekttype: T::TYPE, uuid };
        let objekt = self.register.laes(&intern(ejer), id, Laesevalg::AKTUEL).await?;
        Ok(objekt.as_ref().map(Post::fra).transpose()?.flatten())
    }

    async fn hent_alle<T: IBog>(&self, nyt: &mut Bogindhold, ejer: Cvr) -> Result<(), Fejl> {
        let kald = intern(ejer);
        let mut foerste = 0;
        loop {
            let side = Side { foerste, antal: LAES };
            let f = Forespoergsel { side, virkning: Periode::ALTID, ..Forespoergsel::alle(T::TYPE, kald.nu) };
            let objekter = self.register.soeg_objekter(&kald, &f, Laesevalg::AKTUEL).await?;
            for o in &objekter {
                if let Some(p) = Post::fra(o)? {
                    T::saet(nyt, p);
                }
            }
            if objekter.len() < LAES {
                return Ok(());
            }
            foerste += LAES as u64;
        }
    }

    /// Writes an object and puts it into memory. The caller holds the lock.
    pub(crate) async fn gem<T: IBog>(&self, kalder: &Kalder<'_>, s: Skriv<'_, T>) -> Result<Post<T>, Fejl> {
        self.gem_med(kalder, s, Vec::new()).await
    }

    /// The same, with the module's own rows in the same transaction.
    pub(crate) async fn gem_med<T: IBog>(
        &self,
        kalder: &Kalder<'_>,
        s: Skriv<'_, T>,
        raekker: Vec<Raekkeskrivning>,
    ) -> Result<Post<T>, Fejl> {
        self.gem_alle(kalder, vec![s], raekker).await?.pop().ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid"))
    }

    /// Writes several objects, of whatever owners, in one transaction. The caller holds the lock.
    pub(crate) async fn gem_alle<T: IBog>(
        &self,
        kalder: &Kalder<'_>,
        skrives: Vec<Skriv<'_, T>>,
        raekker: Vec<Raekkeskrivning>,
    ) -> Result<Vec<Post<T>>, Fejl> {
        let kommandoer = skrives.iter().map(|s| kommando(kalder, s)).collect::<Result<Vec<_>, Fejl>>()?;
        self.udfoer(kalder.kald, kommandoer, raekker).await?;
        let mut ud = Vec::with_capacity(skrives.len());
        for s in skrives {
            ud.push(self.laes_ind::<T>(s.ejer, s.uuid).await?.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid"))?);
        }
        Ok(ud)
    }

    /// Deletes an object and takes it out of memory. The caller holds the lock.
    pub(crate) async fn slet<T: IBog>(&self, kalder: &Kalder<'_>, p: &Post<T>) -> Result<(), Fejl> {
        let kommando = Kommando {
            objekttype: T::TYPE,
            uuid: p.uuid,
            handling: Handling::Slet,
            maade: Flettemaade::Lora,
            note: None,
            indhold: Indhold::default(),
            historik: Vec::new(),
            forudsat: Some(p.registreret),
        };
        self.udfoer(kalder.kald, vec![(kalder.for_ejer(p.ejer), kommando)], Vec::new()).await?;
        self.laes_ind::<T>(p.ejer, p.uuid).await.map(|_| ())
    }

    /// Carries out commands in one transaction and sees to it that the call's trace names each object once.
    async fn udfoer(
        &self,
        kald: &Kaldekontekst,
        kommandoer: Vec<(Kaldekontekst, Kommando)>,
        raekker: Vec<Raekkeskrivning>,
    ) -> Result<(), Fejl> {
        let skridt = kommandoer.iter().map(|(kald, k)| (kald, Skridt::from(k.clone()))).collect();
        self.register.udfoer_samlet(kald, skridt, Skrivning { raekker, ..Skrivning::default() }).await?;
        for (kald, k) in &kommandoer {
            let (nr, uuid) = (k.objekttype.nr, k.uuid);
            let kode = register::Haendelsestype::af(k.handling, register::Livscyklus::Rettet) as u8;
            if !kald.spor.indhold().objekter.iter().any(|o| o.uuid == uuid && o.objekttype == nr && o.handling == kode) {
                kald.spor.objekt(nr, uuid, kode);
            }
        }
        Ok(())
    }
}

/// What makes the register say what is to be written, and as whom.
fn kommando<T: Emne>(kalder: &Kalder<'_>, s: &Skriv<'_, T>) -> Result<(Kaldekontekst, Kommando), Fejl> {
    let kald = kalder.for_ejer(s.ejer);
    let kommando = s.kommando(&kald)?;
    Ok((kald, kommando))
}

/// A read of the module itself, which has decided who may see the result.
pub(crate) fn intern(ejer: Cvr) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(ejer, &[], UnikId::Uuid(adgang::ANONYM_BRUGER), Tidspunkt::fra_mikros(0), Uuid::nil())
}

/// The id of an object that is known by a name of its own: the same name is the same object, also in two processes at once.
pub(crate) fn navngivet(slags: &str, navn: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:{}:{slags}:{navn}", objekttyper::SERVICE).as_bytes())
}
