//! The module over the register: books in memory, kept with the version of their concern, and the one way to write.
//!
//! **Sketch.** A role with three parts is about 1 kB in memory, an assignment 400 bytes; the books of an authority are read when it is first asked of (some 20 µs an
//! object), and then only what was changed. Every question asks the store for the version: one look-up by key. Locks: `kort` for an assignment or a copy of a few
//! pointers; `laeser` while something is read into the books; `laas` while something is checked and written. Order: `laas`, `laeser`, `kort`; never the other way.
use crate::bog::{Bibliotek, IBog, Kendt, Myndighedsbog, Systemroller};
use crate::objekttyper::{AENDRINGER, BRUGERSYSTEMROLLE};
use crate::stamdata::Stamdata;
use crate::typer::*;
use adgang::personale::Personale;
use adgang::{FAELLES, Kalder};
use futures::lock::Mutex;
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::{Objektnoegle, Skrivning};
use register::post::Skriv;
use register::{Emne, Forespoergsel, Kommando, Laesevalg, Objektid, Post, Register, Registreringsvalg, Side, Skridt};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

/// Objects read from the store at a time.
const LAES: usize = 1_000;

/// Jobfunktionsroller.
pub struct Roller {
    pub(crate) register: Register,
    pub(crate) ids: Arc<dyn IdKilde>,
    pub(crate) personale: Arc<dyn Personale>,
    pub(crate) stamdata: Arc<dyn Stamdata>,
    kort: RwLock<Kort>,
    laeser: Mutex<()>,
    /// When roles were last used by an authority's users, and when that was last written.
    pub(crate) brug: std::sync::Mutex<HashMap<(Cvr, Uuid), (i64, i64)>>,
    pub(crate) laas: Mutex<()>,
}

#[derive(Default)]
struct Kort {
    version: i64,
    systemroller: Option<Arc<Systemroller>>,
    boeger: HashMap<Cvr, Arc<Myndighedsbog>>,
}

/// A read of the module itself, which has decided who may see the result.
pub(crate) fn intern(ejer: Cvr) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(ejer, &[], UnikId::Uuid(adgang::ANONYM_BRUGER), Tidspunkt::fra_mikros(0), Uuid::nil())
}

impl Roller {
    /// Over a register that knows the module's object types.
    pub fn ny(register: Register, ids: Arc<dyn IdKilde>, personale: Arc<dyn Personale>, stamdata: Arc<dyn Stamdata>) -> Self {
        Self {
            register,
            ids,
            personale,
            stamdata,
            kort: RwLock::default(),
            laeser: Mutex::new(()),
            brug: Default::default(),
            laas: Mutex::new(()),
        }
    }

    /// Who works where.
    pub fn personale(&self) -> &Arc<dyn Personale> {
        &self.personale
    }

    /// Systems and restriction types.
    pub fn stamdata(&self) -> &Arc<dyn Stamdata> {
        &self.stamdata
    }

    fn laes_kort<T>(&self, f: impl FnOnce(&Kort) -> T) -> T {
        f(&self.kort.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn skriv_kort<T>(&self, f: impl FnOnce(&mut Kort) -> T) -> T {
        f(&mut self.kort.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in what was changed, also by other processes.
    async fn ajour(&self) -> Result<(), Fejl> {
        let kendt = self.laes_kort(|k| k.version);
        if self.register.lager().emne_siden(AENDRINGER, kendt).await?.version == kendt {
            return Ok(());
        }
        let _laeser = self.laeser.lock().await;
        let kendt = self.laes_kort(|k| k.version);
        let nyt = self.register.lager().emne_siden(AENDRINGER, kendt).await?;
        if nyt.version == kendt {
            return Ok(());
        }
        let Some(objekter) = nyt.objekter else {
            // Too much at once to be told one by one: every authority's book is read when it is asked of next.
            self.skriv_kort(|k| *k = Kort { version: nyt.version, ..Kort::default() });
            return Ok(());
        };
        let (mut boeger, mut systemroller) = self.laes_kort(|k| (k.boeger.clone(), k.systemroller.clone()));
        for n in objekter {
            if n.objekttype == BRUGERSYSTEMROLLE.nr {
                if let Some(s) = &mut systemroller {
                    let ny = self.et::<Brugersystemrolle>(n.myndighed, n.uuid).await?;
                    let s = Arc::make_mut(s);
                    match ny {
                        Some(k) => drop(s.0.insert(n.uuid, Arc::new(k))),
                        None => drop(s.0.remove(&n.uuid)),
                    }
                }
            } else if let Some(b) = boeger.get_mut(&n.myndighed) {
                self.genlaes(Arc::make_mut(b), n).await?;
            }
        }
        self.skriv_kort(|k| *k = Kort { version: nyt.version, systemroller, boeger });
        Ok(())
    }

    async fn genlaes(&self, b: &mut Myndighedsbog, n: Objektnoegle) -> Result<(), Fejl> {
        macro_rules! blandt {
            ($($t:ident),*) => { $(if n.objekttype == $t::TYPE.nr {
                let nyt = self.et::<$t>(n.myndighed, n.uuid).await?;
                b.saet(n.uuid, nyt);
            })* };
        }
        blandt!(Jobfunktionsrolle, Rolletildeling, Rolleforslag, Konfliktregel, Adgangsspaerring, Attestationskampagne, Attestationssvar);
        Ok(())
    }

    async fn et<T: Emne>(&self, ejer: Cvr, uuid: Uuid) -> Result<Option<Kendt<T>>, Fejl> {
        let id = Objektid { objekttype: T::TYPE, uuid };
        let o = self.register.laes(&intern(ejer), id, Laesevalg::AKTUEL).await?;
        Ok(o.as_ref().map(Kendt::fra).transpose()?.flatten())
    }

    /// Every object of the type, as the register said at `paa`.
    async fn alle<T: Emne>(&self, ejer: Cvr, paa: Registreringsvalg) -> Result<Vec<Kendt<T>>, Fejl> {
        let (kald, mut ud, mut foerste) = (intern(ejer), Vec::new(), 0);
        loop {
            let side = Side { foerste, antal: LAES };
            let f = Forespoergsel { side, virkning: Periode::ALTID, registrering: paa, ..Forespoergsel::alle(T::TYPE, kald.nu) };
            let objekter = self.register.soeg_objekter(&kald, &f, Laesevalg { virkning: Periode::ALTID, registrering: paa }).await?;
            for o in &objekter {
                ud.extend(Kendt::fra(o)?);
            }
            if objekter.len() < LAES {
                return Ok(ud);
            }
            foerste += LAES as u64;
        }
    }

    async fn laes_bog(&self, ejer: Cvr, paa: Registreringsvalg) -> Result<Myndighedsbog, Fejl> {
        let mut b = Myndighedsbog::default();
        macro_rules! alle {
            ($($t:ident),*) => { $(for k in self.alle::<$t>(ejer, paa).await? {
                b.saet(k.uuid, Some(k));
            })* };
        }
        alle!(Jobfunktionsrolle, Rolletildeling, Rolleforslag, Konfliktregel, Adgangsspaerring, Attestationskampagne, Attestationssvar);
        Ok(b)
    }

    async fn laes_systemroller(&self, paa: Registreringsvalg) -> Result<Systemroller, Fejl> {
        let alle = self.alle::<Brugersystemrolle>(FAELLES, paa).await?;
        Ok(Systemroller(alle.into_iter().map(|k| (k.uuid, Arc::new(k))).collect()))
    }

    /// The authority's book, as it is now.
    pub(crate) async fn bog(&self, cvr: Cvr) -> Result<Arc<Myndighedsbog>, Fejl> {
        Ok(self.bibliotek(&[cvr]).await?.boeger.remove(&cvr).unwrap_or_default())
    }

    /// What answers about users of these authorities are made from: their books, and those of the authorities whose roles they have given.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn bibliotek(&self, cvrer: &[Cvr]) -> Result<Bibliotek, Fejl> {
        self.ajour().await?;
        let mut mangler: Vec<Cvr> = cvrer.to_vec();
        let mut set: HashSet<Cvr> = HashSet::new();
        let mut ud = Bibliotek { systemroller: self.systemroller().await?, boeger: HashMap::new() };
        while let Some(cvr) = mangler.pop() {
            if !set.insert(cvr) {
                continue;
            }
            let bog = self.hent_bog(cvr).await?;
            mangler.extend(bog.efter.rolleejer.keys());
            ud.boeger.insert(cvr, bog);
        }
        Ok(ud)
    }

    async fn hent_bog(&self, cvr: Cvr) -> Result<Arc<Myndighedsbog>, Fejl> {
        if let Some(b) = self.laes_kort(|k| k.boeger.get(&cvr).cloned()) {
            return Ok(b);
        }
        let _laeser = self.laeser.lock().await;
        if let Some(b) = self.laes_kort(|k| k.boeger.get(&cvr).cloned()) {
            return Ok(b);
        }
        // What is changed meanwhile has a version above the one that the books have, and is read again.
        let b = Arc::new(self.laes_bog(cvr, Registreringsvalg::Aktuel).await?);
        self.skriv_kort(|k| k.boeger.insert(cvr, b.clone()));
        Ok(b)
    }

    async fn systemroller(&self) -> Result<Arc<Systemroller>, Fejl> {
        if let Some(s) = self.laes_kort(|k| k.systemroller.clone()) {
            return Ok(s);
        }
        let _laeser = self.laeser.lock().await;
        if let Some(s) = self.laes_kort(|k| k.systemroller.clone()) {
            return Ok(s);
        }
        let s = Arc::new(self.laes_systemroller(Registreringsvalg::Aktuel).await?);
        self.skriv_kort(|k| k.systemroller = Some(s.clone()));
        Ok(s)
    }

    /// The same as [`Self::bibliotek`], as the register said at that time. Read anew: for those who ask about the past.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn bibliotek_paa(&self, cvrer: &[Cvr], registreret: Tidspunkt) -> Result<Bibliotek, Fejl> {
        let paa = Registreringsvalg::Paa(registreret);
        let mut mangler: Vec<Cvr> = cvrer.to_vec();
        let mut set: HashSet<Cvr> = HashSet::new();
        let mut ud = Bibliotek { systemroller: Arc::new(self.laes_systemroller(paa).await?), boeger: HashMap::new() };
        while let Some(cvr) = mangler.pop() {
            if set.insert(cvr) {
                let bog = self.laes_bog(cvr, paa).await?;
                mangler.extend(bog.efter.rolleejer.keys());
                ud.boeger.insert(cvr, Arc::new(bog));
            }
        }
        Ok(ud)
    }

    /// Carries out what the module has decided, in one transaction, and takes it in. The caller holds `laas`.
    pub(crate) async fn udfoer(&self, kalder: &Kalder<'_>, kommandoer: Vec<(Kaldekontekst, Kommando)>) -> Result<(), Fejl> {
        let skridt = kommandoer.iter().map(|(kald, k)| (kald, Skridt::from(k.clone()))).collect();
        self.register.udfoer_samlet(kalder.kald, skridt, Skrivning::default()).await?;
        for (kald, k) in &kommandoer {
            let kode = register::Haendelsestype::af(k.handling, register::Livscyklus::Rettet) as u8;
            if !kald.spor.indhold().objekter.iter().any(|o| o.uuid == k.uuid && o.objekttype == k.objekttype.nr && o.handling == kode) {
                kald.spor.objekt(k.objekttype.nr, k.uuid, kode);
            }
        }
        self.ajour().await
    }

    /// What makes the register say so, as that caller.
    pub(crate) fn kommando<T: Emne>(kalder: &Kalder<'_>, s: &Skriv<'_, T>) -> Result<(Kaldekontekst, Kommando), Fejl> {
        let kald = kalder.for_ejer(s.ejer);
        let k = s.kommando(&kald)?;
        Ok((kald, k))
    }

    /// Writes one object and gives what the register has of it.
    pub(crate) async fn gem<T: Emne>(&self, kalder: &Kalder<'_>, s: Skriv<'_, T>) -> Result<Post<T>, Fejl> {
        let (ejer, uuid) = (s.ejer, s.uuid);
        let k = Self::kommando(kalder, &s)?;
        self.udfoer(kalder, vec![k]).await?;
        self.post::<T>(ejer, uuid).await
    }

    /// The object as the register has it now, in whatever state.
    ///
    /// # Errors
    /// `FindesIkke`, and those of the store.
    pub(crate) async fn post<T: Emne>(&self, ejer: Cvr, uuid: Uuid) -> Result<Post<T>, Fejl> {
        let id = Objektid { objekttype: T::TYPE, uuid };
        let o = self.register.laes(&intern(ejer), id, Laesevalg::AKTUEL).await?;
        let p = o.as_ref().map(Post::fra).transpose()?.flatten();
        p.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid"))
    }

    /// What the authority has of a type, in whatever state, by UUID.
    pub(crate) async fn kendte<T: IBog>(&self, cvr: Cvr) -> Result<Vec<Arc<Kendt<T>>>, Fejl> {
        let bog = self.bog(cvr).await?;
        let mut ud: Vec<_> = T::kort(&bog).values().cloned().collect();
        ud.sort_by_key(|k| k.uuid);
        Ok(ud)
    }
}
