//! What follows from a change of number in the running program (CPR-08 … CPR-10): identities and subscriptions before anything is told, and after it a look at who has it.
use super::indsigt::{ABONNEMENT, filadgang};
use super::kuvert;
use super::numre::{Forloeb, SKIFTER, forloeb};
use ::cpr::Bestand;
use ::cpr::abonnement::Filtre;
use ::cpr::haendelse::{ARTER, Haendelsesart};
use ::cpr::levering::filnavn;
use ::cpr::person::{Personnummer, Ret};
use ::cpr::udbakke::{Haendelse, Ufortalt};
use adgang::Aftalebog;
use administration::Administration;
use async_trait::async_trait;
use beskedfordeler::{Fordeler, Kvitteringsvidne};
use filer::{Filomraade, Mappe};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use person::Tilknytning;
use person::beholdning::beholdning;
use person::dobbelt::{Aarsag, Forslag, Forslagsbog};
use person::foelg::{Fulgt, foelg};
use person::nummer::{cpr_cifre, cpr_urn};
use person::opfoelgning::frist::arbejdsdagens_ende;
use person::opfoelgning::{Bekraeftelse, Besked, Deltager, Hvordan, Opfoelgning, Opfoelgninger, Sted};
use register::Register;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Persons that are read at a time.
const BID: usize = 500;
/// Follow-ups that are looked at in one round.
const EFTERSES: usize = 100;
/// Days that a follow-up is kept when everybody has confirmed: the log tells the rest.
const DAGE: i64 = 400;
/// A day.
const DAG_MIKROS: i64 = 86_400_000_000;

/// What follows changes of number.
pub struct Personfoelger {
    /// The register with every object type of the program.
    pub register: Register,
    /// The population.
    pub bestand: Bestand,
    /// Beskedfordeler, if it is there.
    pub fordeler: Option<Arc<Fordeler>>,
    /// The folders of systems, if they are there.
    pub omraade: Option<Arc<Filomraade>>,
    /// Systems and agreements; `None` in the open mode.
    pub administration: Option<Arc<Administration>>,
    /// The authority of the open mode.
    pub myndighed: Cvr,
    /// The clock.
    pub ur: Arc<dyn Ur>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// How far the last round came.
    pub sted: Mutex<Option<Sted>>,
}

/// Notes acknowledgements.
struct Vidne(Opfoelgninger, Arc<dyn Ur>);

#[async_trait]
impl Kvitteringsvidne for Vidne {
    async fn kvitteret(&self, dueslag: Uuid, besked: &str) {
        let Some(besked) = grund::id::laes_uuid(besked) else { return };
        if let Err(f) = self.0.kvitteret(dueslag, besked, self.1.nu()).await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), %dueslag, %besked, "that a system has confirmed a change of number could not be noted: it stays on the list");
        }
    }
}

/// A system's name and whose it is; its id where nobody knows it.
pub(super) fn navne(administration: Option<&Administration>, system: Uuid) -> (String, Option<Cvr>) {
    let kendt = administration.and_then(|a| a.bog().system_med_id(system));
    (kendt.as_ref().map_or_else(|| system.to_string(), |s| s.navn.clone()), kendt.map(|s| s.cvr))
}

impl Personfoelger {
    fn opfoelgninger(&self) -> Opfoelgninger {
        Opfoelgninger::ny(self.register.lager().clone())
    }

    pub(super) fn kald(&self) -> Kaldekontekst {
        adgang::paa_maskinen(Cvr::LANDET, self.ur.nu(), self.ids.ny())
    }

    /// Whoever has indexes.
    fn myndigheder(&self) -> Vec<Cvr> {
        let mut ud = self.administration.as_ref().map(|a| a.myndigheder()).unwrap_or_default();
        if !ud.contains(&self.myndighed) {
            ud.push(self.myndighed);
        }
        ud
    }

    /// Waits anew for what was not acknowledged when the program ended; to be called before anybody fetches.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn genoptag(&self) -> Result<(), Fejl> {
        let Some(f) = &self.fordeler else { return Ok(()) };
        let bog = self.opfoelgninger();
        f.bevidn(Arc::new(Vidne(bog.clone(), self.ur.clone())));
        let mut sted = None;
        loop {
            let (side, naeste) = bog.side(false, sted.as_ref(), BID).await?;
            for d in side.iter().flat_map(|o| &o.deltagere).filter(|d| d.bekraeftet.is_none()) {
                d.dueslag.iter().for_each(|b| f.vent_paa(b.dueslag, b.besked.to_string()));
            }
            match naeste {
                Some(n) => sted = Some(n),
                None => return Ok(()),
            }
        }
    }

    /// Brings what a load says of numbers into identities, proposals and subscriptions. Before anything of it is told: whoever is told can look the person up by either number.
    /// Again it changes nothing.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn foelg(&self, u: Ufortalt) -> Result<(), Fejl> {
        let mut efter: Option<Personnummer> = None;
        let mut numre = BTreeMap::new();
        loop {
            let side = self.bestand.haendelser(u, efter, BID).await?;
            let Some(sidste) = side.last() else { break };
            efter = Some(sidste.nummer);
            for h in &side {
                let Some(f) = forloeb(&self.bestand, &u, h).await? else { continue };
                match self.identitet(&u, &f).await {
                    Ok(_) => {}
                    // What the register refuses would be refused for ever; the others are not to wait for it.
                    Err(f) if f.post().http < 500 => {
                        tracing::error!(fejl = %f, aarsag = f.aarsagen(), udtraek = %u.dato, "a change of number could not be brought into the identity");
                    }
                    Err(f) => return Err(f),
                }
                if let Some(nyt) = &f.nyt {
                    numre.extend(f.gamle.iter().map(|g| (g.nummer.to_string(), nyt.nummer.to_string())));
                }
            }
        }
        if let Some(f) = self.fordeler.as_ref().filter(|_| !numre.is_empty()) {
            let antal = f.foelg_numre(&numre, self.ids.ny()).await?;
            tracing::info!(udtraek = %u.dato, skift = numre.len(), abonnementer = antal, "subscriptions follow persons to their new numbers");
        }
        Ok(())
    }

    /// The identity after the change, where it is one person's for certain.
    async fn identitet(&self, u: &Ufortalt, f: &Forloeb) -> Result<Option<Uuid>, Fejl> {
        let kald = self.kald();
        let forslag = Forslagsbog::ny(self.register.lager().clone());
        let foreslaa = async |aarsag, g: &Tilknytning| {
            forslag.foreslaa(&Forslag::ny(self.ids.ny(), aarsag, g, f.nyt.as_ref(), u.dato.to_string(), kald.nu)).await.map(drop)
        };
        let Some(nyt) = &f.nyt else {
            // Frozen: it leads nowhere from now on, and somebody is asked (CPR-10).
            foelg(&self.register, &kald, &f.gamle, self.ids.ny()).await?;
            for g in &f.gamle {
                foreslaa(Aarsag::Annulleret, g).await?;
            }
            return Ok(None);
        };
        let er = |t: &Tilknytning, s: &str| t.status.as_deref() == Some(s);
        let sikre: Vec<Tilknytning> = [nyt].into_iter().chain(f.gamle.iter().filter(|g| er(g, "60"))).cloned().collect();
        let uuid = match foelg(&self.register, &kald, &sikre, self.ids.ny()).await {
            Ok(Fulgt::Flere(_)) => None,
            Err(f) if f.kode() == Fejlkode::NummerOptaget => None,
            svar => svar?.identitet(),
        };
        if uuid.is_none() {
            for g in sikre.iter().skip(1) {
                foreslaa(Aarsag::FlereIdentiteter, g).await?;
            }
        }
        for g in f.gamle.iter().filter(|g| er(g, "50")) {
            // Unless somebody has decided it before.
            let person = person::opslag::person(&self.register, &kald, &g.nummer).await?;
            if uuid.is_none() || person.map(|p| p.uuid) != uuid {
                foreslaa(Aarsag::Dobbeltnummer, g).await?;
            }
        }
        Ok(uuid)
    }

    /// Begins to follow the change that the event belongs to, if it is one; before its messages are sent.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn opfoelg(&self, u: &Ufortalt, h: &Haendelse) -> Result<(), Fejl> {
        if !SKIFTER.iter().any(|a| h.arter.contains(a)) {
            return Ok(());
        }
        let Some(f) = forloeb(&self.bestand, u, h).await? else { return Ok(()) };
        let Some(slags) = f.slags else { return Ok(()) };
        let bog = self.opfoelgninger();
        let haendelse = format!("{}/{}/{}", u.opgave, u.dato, f.kendes_ved());
        if bog.af(&haendelse).await?.is_some() {
            return Ok(());
        }
        let nu = self.ur.nu();
        let deltagere = self.deltagere(u, h, &f, nu).await?;
        if deltagere.is_empty() {
            return Ok(());
        }
        let kendt = f.nyt.as_ref().or(f.gamle.first());
        let person = match kendt {
            Some(t) => person::opslag::person(&self.register, &self.kald(), &t.nummer).await?.map(|p| p.uuid),
            None => None,
        };
        let o = Opfoelgning {
            id: self.ids.ny(),
            haendelse,
            person,
            slags,
            gamle: f.gamle_cifre(),
            nyt: f.nyt.as_ref().and_then(|t| cpr_cifre(&t.nummer)).map(str::to_owned),
            dag: u.dato.to_string(),
            fortalt: nu,
            frist: arbejdsdagens_ende(nu),
            deltagere,
        };
        if bog.begynd(&o).await?
            && let Some(f) = &self.fordeler
        {
            o.deltagere.iter().flat_map(|d| &d.dueslag).for_each(|b| f.vent_paa(b.dueslag, b.besked.to_string()));
        }
        Ok(())
    }

    /// Systems that hold or subscribe to the person.
    async fn deltagere(&self, u: &Ufortalt, h: &Haendelse, f: &Forloeb, nu: Tidspunkt) -> Result<Vec<Deltager>, Fejl> {
        let kald = self.kald();
        let mut ud: BTreeMap<Uuid, Deltager> = BTreeMap::new();
        for (system, (antal, myndigheder)) in self.holdere(&f.gamle_urn(), &self.myndigheder(), nu).await? {
            let d = ud.entry(system).or_insert_with(|| self.deltager(system));
            d.objekter = antal;
            myndigheder.into_iter().for_each(|m| d.for_myndighed(m));
        }
        // What is told of each of the person's numbers in this load.
        let cifre = f.nyt.iter().chain(&f.gamle).filter_map(|t| Personnummer::laes(cpr_cifre(&t.nummer)?));
        let numre: BTreeSet<Personnummer> = cifre.chain([h.nummer]).collect();
        let mut haendelser = Vec::new();
        for n in &numre {
            haendelser.extend(self.bestand.haendelse(*u, *n).await?);
        }
        if let Some(fordeler) = &self.fordeler {
            for x in &haendelser {
                for art in x.arter.iter().filter(|a| SKIFTER.contains(a)) {
                    let k = kuvert(u, x, *art, nu);
                    for (dueslag, d) in fordeler.modtagere(&kald, &k, self.sted_af(x, nu).fortiet()).await? {
                        let (Some(system), Some(besked)) = (d.data.modtagersystem, k.besked_id.uuid()) else { continue };
                        let deltager = ud.entry(system).or_insert_with(|| self.deltager(system));
                        deltager.for_myndighed(d.myndighed);
                        deltager.dueslag.push(Besked { dueslag, navn: d.data.navn.clone(), besked });
                    }
                }
            }
            for (system, myndighed) in self.naevner(fordeler, u, &numre, nu).await? {
                ud.entry(system).or_insert_with(|| self.deltager(system)).for_myndighed(myndighed);
            }
        }
        for system in self.abonnenter(&numre, &haendelser, nu).await? {
            let d = ud.entry(system).or_insert_with(|| self.deltager(system));
            d.abonnerer = true;
            if let Some(a) = &self.administration {
                a.bog().myndigheder_for(system, ABONNEMENT, nu).into_iter().for_each(|m| d.for_myndighed(m));
            }
            let navn = filnavn(u)?;
            if self.omraade.as_ref().map(|o| o.find(system, Mappe::Ind, &navn)).transpose()?.flatten().is_some() {
                d.fil = Some(navn.som_str().to_owned());
            }
        }
        Ok(ud.into_values().collect())
    }

    /// Masters of what stands under the old numbers now: how many objects, of which authorities.
    async fn holdere(&self, gamle: &[UnikId], myndigheder: &[Cvr], nu: Tidspunkt) -> Result<BTreeMap<Uuid, (u64, BTreeSet<Cvr>)>, Fejl> {
        let mut ud: BTreeMap<Uuid, (u64, BTreeSet<Cvr>)> = BTreeMap::new();
        for b in beholdning(&self.register, &self.kald(), myndigheder, gamle, Periode::punkt(nu)).await? {
            for s in &b.systemer {
                let (antal, myndigheder) = ud.entry(*s).or_default();
                *antal += 1;
                myndigheder.insert(b.myndighed);
            }
        }
        Ok(ud)
    }

    /// Systems with a subscription that names one of the person's numbers, whatever it is to: they get something of her that they would not get of anybody else.
    async fn naevner(
        &self,
        f: &Fordeler,
        u: &Ufortalt,
        numre: &BTreeSet<Personnummer>,
        nu: Tidspunkt,
    ) -> Result<BTreeSet<(Uuid, Cvr)>, Fejl> {
        let kald = self.kald();
        let nogen = |nummer: Personnummer| Haendelse {
            nummer,
            andre_numre: Vec::new(),
            arter: BTreeSet::new(),
            kommune_foer: None,
            kommune: None,
            vej: None,
            alder: None,
            beskyttet: true,
            koder: Vec::new(),
        };
        let mut ud = BTreeSet::new();
        for art in ARTER.iter().filter_map(|a| Haendelsesart::fra_nr(a.nr)) {
            let enhver = f.modtagere(&kald, &kuvert(u, &nogen(Personnummer::SIDSTE), art, nu), None).await?;
            for n in numre {
                for (dueslag, d) in f.modtagere(&kald, &kuvert(u, &nogen(*n), art, nu), None).await? {
                    if !enhver.iter().any(|(e, _)| *e == dueslag) {
                        ud.extend(d.data.modtagersystem.map(|s| (s, d.myndighed)));
                    }
                }
            }
        }
        Ok(ud)
    }

    /// Systems that subscribe to the person by files (SF6002): by number, or by what has happened to her.
    async fn abonnenter(&self, numre: &BTreeSet<Personnummer>, haendelser: &[Haendelse], nu: Tidspunkt) -> Result<BTreeSet<Uuid>, Fejl> {
        let mut ud = BTreeSet::new();
        for n in numre {
            ud.extend(self.bestand.abonnenter(*n).await?);
        }
        for system in self.bestand.abonnerende().await? {
            if ud.contains(&system) {
                continue;
            }
            let filtre = Filtre::af(self.bestand.filtre(system).await?);
            let ret = filadgang(self.administration.as_deref(), system, nu).unwrap_or(Ret::Uden);
            if haendelser.iter().any(|h| filtre.passer(h, ret)) {
                ud.insert(system);
            }
        }
        Ok(ud)
    }

    fn deltager(&self, system: Uuid) -> Deltager {
        let (navn, leverandoer) = navne(self.administration.as_deref(), system);
        Deltager::ny(system, navn, leverandoer)
    }

    /// Looks at some of those that are open: who has taken its file, and whose objects name no old number any more. A round goes on where the last one ended.
    ///
    /// # Errors
    /// Those of the store and the disk.
    pub async fn efterse(&self) -> Result<(), Fejl> {
        let (bog, nu) = (self.opfoelgninger(), self.ur.nu());
        let mut sted = self.sted.lock().await;
        let (side, naeste) = bog.side(false, sted.as_ref(), EFTERSES).await?;
        for o in &side {
            self.efterse_en(&bog, o, nu).await?;
        }
        if naeste.is_none() {
            bog.glem(nu.plus_mikros(-DAGE * DAG_MIKROS)).await?;
        }
        *sted = naeste;
        Ok(())
    }

    async fn efterse_en(&self, bog: &Opfoelgninger, o: &Opfoelgning, nu: Tidspunkt) -> Result<(), Fejl> {
        let mangler = || o.deltagere.iter().filter(|d| d.bekraeftet.is_none());
        // Only where somebody had something: a country has a hundred authorities.
        let steder: BTreeSet<Cvr> =
            mangler().filter(|d| d.objekter > 0).flat_map(|d| &d.myndigheder).filter_map(|m| Cvr::fra_tal(*m)).collect();
        let gamle: Vec<UnikId> = o.gamle.iter().map(|c| cpr_urn(c)).collect();
        let holdere = self.holdere(&gamle, &steder.into_iter().collect::<Vec<_>>(), nu).await?;
        let mut hentet = BTreeSet::new();
        if let Some(omraade) = &self.omraade {
            for d in mangler() {
                let Some(navn) = d.fil.as_deref().map(filer::Filnavn::ny).transpose()? else { continue };
                if omraade.find(d.system, Mappe::Ind, &navn)?.is_none() {
                    hentet.insert(d.system);
                }
            }
        }
        let set = |o: &mut Opfoelgning| {
            let mut aendret = false;
            for d in o.deltagere.iter_mut().filter(|d| d.bekraeftet.is_none()) {
                let nu_har = holdere.get(&d.system).map_or(0, |(n, _)| *n);
                let hvordan = match (hentet.contains(&d.system), d.objekter > 0 && nu_har == 0) {
                    (true, _) => Some(Hvordan::Fil),
                    (false, true) => Some(Hvordan::Objekter),
                    (false, false) => None,
                };
                aendret |= hvordan.is_some() || d.objekter != nu_har;
                d.objekter = nu_har;
                d.bekraeftet = hvordan.map(|h| Bekraeftelse { tid: nu, hvordan: h, hvem: String::new(), begrundelse: String::new() });
            }
            aendret
        };
        bog.ret(o.id, set).await.map(drop)
    }
}
