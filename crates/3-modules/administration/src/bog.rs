//! Everything of the module in memory, and the port of agreements over it. Look-ups take a read lock for one or two hash look-ups and
//! never wait for the store; a change is put in with the write lock held for a few assignments. One lock, never nested.
use crate::certifikat::fra_hex;
use crate::typer::*;
use adgang::aftalebog::{Aftale, Aftaletjeneste as Giver, Tjeneste as Tokentjeneste};
use adgang::{Administrator, Administratorrolle, Aftalebog, Fingeraftryk, System};
use grund::spor::Afslag;
use grund::{Cvr, Periode, Tidspunkt, Uuid};
use register::Post;
use sikkerhed::certifikat::Certifikat as X509;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// An agreement with what the port shows of it.
pub(crate) struct Aftalepost {
    pub(crate) post: Post<Serviceaftale>,
    /// `None` while it was never approved.
    aftale: Option<Arc<Aftale>>,
}

struct Systempost {
    post: Arc<Post<Tilsluttetsystem>>,
    system: Arc<System>,
}

/// The maps. An agreement is found by system and authority; those between the same two are few.
#[derive(Default)]
pub(crate) struct Bogindhold {
    pub(crate) aktoerer: HashMap<Cvr, Arc<Post<Aktoer>>>,
    systemer: HashMap<Uuid, Systempost>,
    /// Which system had the certificate, and when.
    certifikater: HashMap<Fingeraftryk, Vec<(Uuid, Periode)>>,
    tjenester: HashMap<String, (Arc<Post<Tjeneste>>, Arc<Tokentjeneste>)>,
    pub(crate) typer: HashMap<String, Arc<Post<Dataafgraensningstype>>>,
    aftaler: HashMap<Uuid, Arc<Aftalepost>>,
    par: HashMap<(Uuid, Cvr), Vec<Uuid>>,
    /// Replaced agreement → since when, and by which (H-5).
    erstattet: HashMap<Uuid, (Tidspunkt, Uuid)>,
    pub(crate) administratorer: HashMap<Uuid, (Arc<Post<Administratorpost>>, Arc<Administrator>)>,
    administratorcertifikater: HashMap<Fingeraftryk, Uuid>,
    administratorbrugere: HashMap<String, Uuid>,
    pub(crate) opbevaring: HashMap<Cvr, Arc<Post<Opbevaringsregel>>>,
    pub(crate) anvisninger: HashMap<Cvr, Arc<Post<Anvisningsregel>>>,
    /// Rules on sources by authority; those for all have none.
    pub(crate) kilder: HashMap<Option<Cvr>, Vec<Arc<Post<Kilderegel>>>>,
    pub(crate) opstroemme: HashMap<String, Arc<Post<Opstroem>>>,
    pub(crate) kvoter: HashMap<Cvr, Vec<Arc<Post<Kvoteregel>>>>,
}

/// The module in memory.
#[derive(Default)]
pub struct Bog(RwLock<Bogindhold>);

impl Bog {
    pub(crate) fn laes(&self) -> RwLockReadGuard<'_, Bogindhold> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
    pub(crate) fn skriv(&self) -> RwLockWriteGuard<'_, Bogindhold> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
    /// Replaces everything.
    pub(crate) fn erstat(&self, nyt: Bogindhold) {
        *self.skriv() = nyt;
    }
}

impl Bogindhold {
    pub(crate) fn system_post(&self, uuid: Uuid) -> Option<Arc<Post<Tilsluttetsystem>>> {
        self.systemer.get(&uuid).map(|s| s.post.clone())
    }
    pub(crate) fn systemer(&self) -> impl Iterator<Item = &Arc<Post<Tilsluttetsystem>>> {
        self.systemer.values().map(|s| &s.post)
    }
    /// The system that has the certificate at that time; where two processes gave it to two at once, the first.
    pub(crate) fn certifikats_system(&self, f: &Fingeraftryk, nu: Tidspunkt) -> Option<Uuid> {
        self.certifikater.get(f)?.iter().find(|(_, p)| p.indeholder(nu)).map(|(s, _)| *s)
    }
    fn saet_system(&mut self, p: Post<Tilsluttetsystem>) {
        self.fjern_certifikater(p.uuid);
        for c in &p.data.certifikater {
            if let Some(f) = c.aftryk() {
                self.certifikater.entry(f).or_default().push((p.uuid, c.tilknyttet()));
            }
        }
        let system = Arc::new(System {
            uuid: p.uuid,
            navn: p.data.navn.clone(),
            cvr: p.data.cvr,
            anvender: p.data.anvender,
            udstiller: p.data.udstiller,
            brugervendt: p.data.brugervendt,
            paa_vegne_af: p.data.paavegneaf.iter().filter(|c| c.tilknyttettil.is_none()).filter_map(Certifikat::aftryk).collect(),
        });
        self.systemer.insert(p.uuid, Systempost { post: Arc::new(p), system });
    }
    fn fjern_system(&mut self, uuid: Uuid) {
        self.fjern_certifikater(uuid);
        self.systemer.remove(&uuid);
    }
    fn fjern_certifikater(&mut self, uuid: Uuid) {
        let Some(gammel) = self.systemer.get(&uuid) else { return };
        for f in gammel.post.data.certifikater.iter().filter_map(Certifikat::aftryk) {
            if let Some(l) = self.certifikater.get_mut(&f) {
                l.retain(|(s, _)| *s != uuid);
            }
        }
    }

    pub(crate) fn tjeneste_post(&self, entity_id: &str) -> Option<Arc<Post<Tjeneste>>> {
        self.tjenester.get(entity_id).map(|(p, _)| p.clone())
    }
    pub(crate) fn tjenester(&self) -> impl Iterator<Item = &Arc<Post<Tjeneste>>> {
        self.tjenester.values().map(|(p, _)| p)
    }
    fn fjern_tjeneste(&mut self, uuid: Uuid) {
        self.tjenester.retain(|_, (p, _)| p.uuid != uuid);
    }
    fn saet_tjeneste(&mut self, p: Post<Tjeneste>) {
        let d = &p.data;
        let t = Tokentjeneste { uuid: p.uuid, entity_id: d.entityid.clone(), navn: d.navn.clone(), version: d.version.clone() };
        self.tjenester.insert(p.data.entityid.clone(), (Arc::new(p), Arc::new(t)));
    }

    pub(crate) fn aftale_post(&self, uuid: Uuid) -> Option<Arc<Aftalepost>> {
        self.aftaler.get(&uuid).cloned()
    }
    pub(crate) fn aftaler(&self) -> impl Iterator<Item = &Arc<Aftalepost>> {
        self.aftaler.values()
    }
    /// Every agreement between the two.
    pub(crate) fn mellem(&self, system: Uuid, myndighed: Cvr) -> impl Iterator<Item = &Arc<Aftalepost>> {
        self.par.get(&(system, myndighed)).into_iter().flatten().filter_map(|u| self.aftaler.get(u))
    }
    fn fjern_aftale(&mut self, uuid: Uuid) {
        if let Some(gammel) = self.aftaler.remove(&uuid)
            && let Some(s) = gammel.post.data.anvendersystem
            && let Some(l) = self.par.get_mut(&(s, gammel.post.ejer))
        {
            l.retain(|u| *u != uuid);
        }
        self.erstattet.retain(|_, (_, ny)| *ny != uuid);
    }
    fn saet_aftale(&mut self, post: Post<Serviceaftale>) {
        let uuid = post.uuid;
        let kendt =
            self.aftaler.get(&uuid).is_some_and(|g| g.post.data.anvendersystem == post.data.anvendersystem && g.post.ejer == post.ejer);
        if !kendt {
            self.fjern_aftale(uuid);
            if let Some(s) = post.data.anvendersystem {
                self.par.entry((s, post.ejer)).or_default().push(uuid);
            }
        }
        let godkendt = gyldig(&post, None);
        let erstatter = post.data.erstatter;
        let til = self.erstattet.get(&uuid).map(|(t, _)| *t);
        self.aftaler.insert(uuid, Arc::new(Aftalepost { aftale: vis(&post, til).map(Arc::new), post }));
        // The start of an approved copy ends the old one at the same instant, whether or not the old one's own registration says so yet.
        if let (Some(g), Some(gammel)) = (godkendt, erstatter)
            && self.erstattet.get(&gammel).is_none_or(|(t, _)| g.fra < *t)
        {
            self.erstattet.insert(gammel, (g.fra, uuid));
            if let Some(a) = self.aftaler.get(&gammel).cloned() {
                self.aftaler.insert(gammel, Arc::new(Aftalepost { aftale: vis(&a.post, Some(g.fra)).map(Arc::new), post: a.post.clone() }));
            }
        }
    }

    pub(crate) fn administratorcertifikat(&self, f: &Fingeraftryk) -> Option<Uuid> {
        self.administratorcertifikater.get(f).copied()
    }
    pub(crate) fn administratorbruger(&self, bruger: &str) -> Option<Uuid> {
        self.administratorbrugere.get(bruger).copied()
    }
    fn fjern_administrator(&mut self, uuid: Uuid) {
        self.administratorer.remove(&uuid);
        self.administratorcertifikater.retain(|_, u| *u != uuid);
        self.administratorbrugere.retain(|_, u| *u != uuid);
    }
    fn saet_administrator(&mut self, p: Post<Administratorpost>) {
        self.administratorcertifikater.retain(|_, u| *u != p.uuid);
        self.administratorbrugere.retain(|_, u| *u != p.uuid);
        if !p.data.bruger.is_empty() {
            self.administratorbrugere.entry(p.data.bruger.clone()).or_insert(p.uuid);
        }
        if let Some(f) = fra_hex(&p.data.fingeraftryk) {
            self.administratorcertifikater.entry(f).or_insert(p.uuid);
        }
        let a = administrator(&p);
        self.administratorer.insert(p.uuid, (Arc::new(p), Arc::new(a)));
    }
}

/// An object that the module holds in memory.
pub(crate) trait IBog: Emne {
    /// Puts it in, over what was known of it.
    fn saet(i: &mut Bogindhold, p: Post<Self>);
    /// Takes it out.
    fn fjern(i: &mut Bogindhold, uuid: Uuid);
}

macro_rules! i_bog {
    ($($t:ident $saet:expr, $fjern:expr;)*) => { $(impl IBog for $t {
        fn saet(i: &mut Bogindhold, p: Post<Self>) {
            let saet: fn(&mut Bogindhold, Post<Self>) = $saet;
            saet(i, p);
        }
        fn fjern(i: &mut Bogindhold, uuid: Uuid) {
            let fjern: fn(&mut Bogindhold, Uuid) = $fjern;
            fjern(i, uuid);
        }
    })* };
}
i_bog! {
    Aktoer |i, p| { i.aktoerer.insert(p.data.cvr, Arc::new(p)); }, |i, u| i.aktoerer.retain(|_, p| p.uuid != u);
    Tilsluttetsystem Bogindhold::saet_system, Bogindhold::fjern_system;
    Tjeneste Bogindhold::saet_tjeneste, Bogindhold::fjern_tjeneste;
    Dataafgraensningstype |i, p| { i.typer.insert(p.data.entityid.clone(), Arc::new(p)); }, |i, u| i.typer.retain(|_, p| p.uuid != u);
    Serviceaftale Bogindhold::saet_aftale, Bogindhold::fjern_aftale;
    Administratorpost Bogindhold::saet_administrator, Bogindhold::fjern_administrator;
    Opbevaringsregel |i, p| { i.opbevaring.insert(p.data.cvr, Arc::new(p)); }, |i, u| i.opbevaring.retain(|_, p| p.uuid != u);
    Anvisningsregel |i, p| { i.anvisninger.insert(p.data.cvr, Arc::new(p)); }, |i, u| i.anvisninger.retain(|_, p| p.uuid != u);
    Kilderegel |i, p| saet_blandt(i.kilder.entry(p.data.cvr).or_default(), p), |i, u| i.kilder.values_mut().for_each(|l| l.retain(|p| p.uuid != u));
    Opstroem |i, p| { i.opstroemme.insert(p.data.navn.clone(), Arc::new(p)); }, |i, u| i.opstroemme.retain(|_, p| p.uuid != u);
    Kvoteregel |i, p| saet_blandt(i.kvoter.entry(p.data.cvr).or_default(), p), |i, u| i.kvoter.values_mut().for_each(|l| l.retain(|p| p.uuid != u));
}

/// Puts an object in place of what was known of it.
fn saet_blandt<T>(l: &mut Vec<Arc<Post<T>>>, p: Post<T>) {
    l.retain(|g| g.uuid != p.uuid);
    l.push(Arc::new(p));
}

/// What the administrator may, as access control sees it.
fn administrator(p: &Post<Administratorpost>) -> Administrator {
    let cvr = |l: &[String], r: fn(Cvr) -> Administratorrolle| l.iter().filter_map(|c| c.parse().ok()).map(r).collect::<Vec<_>>();
    let mut roller = cvr(&p.data.leverandoer, Administratorrolle::Leverandoer);
    roller.extend(cvr(&p.data.aftaler, Administratorrolle::Aftaler));
    roller.extend(cvr(&p.data.logindsigt, Administratorrolle::Logindsigt));
    roller.extend(cvr(&p.data.roller, Administratorrolle::Roller));
    if p.data.drift {
        roller.push(Administratorrolle::Drift);
    }
    Administrator { uuid: p.uuid, navn: p.data.navn.clone(), roller }
}

/// When an approved agreement holds: while approved, within its own dates, until it is replaced.
fn gyldig(p: &Post<Serviceaftale>, erstattet: Option<Tidspunkt>) -> Option<Periode> {
    let g = p.periode("godkendt")?;
    let fra = p.data.gyldigfra.map_or(g.fra, |f| f.max(g.fra));
    let til = [p.data.gyldigtil, erstattet].into_iter().flatten().fold(g.til, Tidspunkt::min);
    Some(Periode::ny(fra, til))
}

fn vis(p: &Post<Serviceaftale>, erstattet: Option<Tidspunkt>) -> Option<Aftale> {
    let gyldig = gyldig(p, erstattet)?;
    let tjenester = p.data.tjenester.iter().map(|t| Giver {
        entity_id: t.entityid.clone(),
        roller: t.roller.clone(),
        afgraensninger: t.parametre.iter().map(|p| (p.uri.clone(), p.vaerdier.clone())).collect::<BTreeMap<_, _>>(),
    });
    Some(Aftale {
        uuid: p.uuid,
        navn: p.data.navn.clone(),
        formaal: p.data.begrundelse.clone(),
        myndighed: p.ejer,
        system: p.data.anvendersystem?,
        tjenester: tjenester.collect(),
        gyldig,
    })
}

impl Aftalepost {
    /// When it holds, if it was ever approved.
    pub(crate) fn gyldig(&self) -> Option<Periode> {
        self.aftale.as_ref().map(|a| a.gyldig)
    }
    fn naevner(&self, entity_id: &str) -> bool {
        self.post.data.tjenester.iter().any(|t| t.entityid == entity_id)
    }
}

impl Aftalebog for Bog {
    fn system(&self, certifikat: &Fingeraftryk, nu: Tidspunkt) -> Option<Arc<System>> {
        let i = self.laes();
        let s = i.systemer.get(&i.certifikats_system(certifikat, nu)?)?;
        s.post.er("aktiv", nu).then(|| s.system.clone())
    }

    fn certifikat(&self, aftryk: &Fingeraftryk, nu: Tidspunkt) -> Option<X509> {
        let i = self.laes();
        let s = i.systemer.get(&i.certifikats_system(aftryk, nu)?)?;
        let c = s.post.data.certifikater.iter().find(|c| c.aftryk().as_ref() == Some(aftryk))?;
        X509::fra_base64(&c.der).ok()
    }

    fn tjenester_for(&self, system: Uuid, nu: Tidspunkt) -> Vec<String> {
        let i = self.laes();
        let i_kraft = i.aftaler().filter(|a| a.post.data.anvendersystem == Some(system) && a.gyldig().is_some_and(|g| g.indeholder(nu)));
        let mut ud: Vec<String> = i_kraft.flat_map(|a| a.post.data.tjenester.iter().map(|t| t.entityid.clone())).collect();
        ud.sort_unstable();
        ud.dedup();
        ud
    }

    fn myndigheder_for(&self, system: Uuid, entity_id: &str, nu: Tidspunkt) -> Vec<Cvr> {
        let i = self.laes();
        if !i.systemer.get(&system).is_some_and(|s| s.post.er("aktiv", nu)) {
            return Vec::new();
        }
        let egne = i.aftaler().filter(|a| a.post.data.anvendersystem == Some(system) && a.naevner(entity_id));
        let mut ud: Vec<Cvr> = egne.filter_map(|a| a.aftale.as_ref()).filter(|a| a.gyldig.indeholder(nu)).map(|a| a.myndighed).collect();
        ud.sort_unstable();
        ud.dedup();
        ud
    }

    fn system_med_id(&self, uuid: Uuid) -> Option<Arc<System>> {
        self.laes().systemer.get(&uuid).map(|s| s.system.clone())
    }

    fn sftp_system(&self, uuid: Uuid, noegle: &str, nu: Tidspunkt) -> Option<Arc<System>> {
        let i = self.laes();
        let s = i.systemer.get(&uuid).filter(|s| s.post.er("aktiv", nu))?;
        let har = s.post.data.sftpnoegler.iter().any(|n| crate::sftpnoegle::uden_kommentar(n).as_deref() == Some(noegle));
        har.then(|| s.system.clone())
    }

    fn tjeneste(&self, entity_id: &str) -> Option<Arc<Tokentjeneste>> {
        self.laes().tjenester.get(entity_id).filter(|(p, _)| p.tilstand() == "aktiv").map(|(_, t)| t.clone())
    }

    fn aftaler(&self, system: Uuid, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Vec<Arc<Aftale>> {
        let i = self.laes();
        if !i.systemer.get(&system).is_some_and(|s| s.post.er("aktiv", nu)) {
            return Vec::new();
        }
        i.mellem(system, myndighed)
            .filter(|a| a.naevner(entity_id))
            .filter_map(|a| a.aftale.clone())
            .filter(|a| a.gyldig.indeholder(nu))
            .collect()
    }

    fn aftale_med_id(&self, uuid: Uuid, nu: Tidspunkt) -> Option<Arc<Aftale>> {
        let i = self.laes();
        let a = i.aftaler.get(&uuid)?.aftale.clone()?;
        (a.gyldig.indeholder(nu) && i.systemer.get(&a.system).is_some_and(|s| s.post.er("aktiv", nu))).then_some(a)
    }

    fn kender_myndighed(&self, myndighed: Cvr) -> bool {
        self.laes().aktoerer.get(&myndighed).is_some_and(|a| a.data.myndighed)
    }

    fn hvorfor_ikke(&self, system: Uuid, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Afslag {
        self.forklar(system, entity_id, myndighed, nu)
    }

    fn administrator(&self, certifikat: &Fingeraftryk, nu: Tidspunkt) -> Option<Arc<Administrator>> {
        let i = self.laes();
        let (post, a) = i.administratorer.get(i.administratorcertifikater.get(certifikat)?)?;
        post.er("aktiv", nu).then(|| a.clone())
    }
}
