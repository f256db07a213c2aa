//! Fordelingskomponenten in the running program: its calls of the parties' services, and what happens at its time.
use crate::moduler::Modul;
use crate::opstilling::Samspil;
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::ur::Systemur;
use crate::vaern::Vaern;
use adgang::Aftalebog;
use administration::Administration;
use async_trait::async_trait;
use fordeling::komponent::{Logfoerer, Opgave};
use fordeling::model::Kvittering;
use fordeling::overdragelse::{Overdragelse, Urslags};
use fordeling::port::{Afsenderfil, DigitalPost, Filer, Postsvar};
use fordeling::{Fordelingskomponent, Opsaetning};
use grund::graenser::{FORDELING_KALD, FORDELING_KALD_PR_SYSTEM};
use grund::ur::Ur;
use grund::{Fejl, Uuid};
use levering::Udgang;
use soap::postkomponent::{Postkomponent, SimuleretPostkomponent};
use soap::tjenester::sf2900::{Modparter, Post};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Between looks at what is due when nobody says that there is something: another program on the same store may have made it.
const KIG: Duration = Duration::from_secs(1);
/// After an error of the store.
const FEJL: Duration = Duration::from_secs(5);

/// Opens it; `None` when the module is switched off.
pub fn aabn(
    s: &Samspil,
    moduler: &[Modul],
    vaern: Option<&Vaern>,
    udgang: Udgang,
    filer: Option<Arc<dyn Filer>>,
    udvikling: bool,
) -> Option<Arc<Fordelingskomponent>> {
    if !moduler.contains(&Modul::Fordeling) {
        return None;
    }
    let log = vaern.map(|v| {
        let revision = v.revision.clone();
        Arc::new(move |i: &revision::Logindgang| revision.raekke(i)) as Logfoerer
    });
    // A simulator, which delivers nothing: a real one takes its place here.
    let post = udvikling.then(|| Arc::new(SimuleretPostkomponent::ny(s.ur.clone())));
    let digital_post = post.map(|p| Arc::new(Postkomponent::ny(p, s.ur.clone())) as Arc<dyn DigitalPost>);
    Some(Fordelingskomponent::ny(Opsaetning {
        register: s.register.clone(),
        digital_post,
        aftalebog: vaern.map(|v| v.adgang.aftalebog.clone()),
        ur: s.ur.clone(),
        ids: s.ids.clone(),
        modparter: Arc::new(Modparter::ny(Arc::new(Kalder(udgang)))),
        filer,
        log,
    }))
}

/// For a look, with the agreements that the store has: nothing is called.
///
/// # Errors
/// Those of the store.
pub async fn se(s: &Samspil, data: &Path) -> Result<Arc<Fordelingskomponent>, Fejl> {
    let mut aftalebog: Option<Arc<dyn Aftalebog>> = None;
    if Sikkerhedsmappe::i(data).har_lognoegle() {
        aftalebog = Some(Administration::aabn(s.register.clone(), s.ids.clone()).await?.bog());
    }
    let f = Fordelingskomponent::ny(Opsaetning {
        register: s.register.clone(),
        aftalebog,
        ur: s.ur.clone(),
        ids: s.ids.clone(),
        modparter: Arc::new(Modparter::ny(Arc::new(Ingen))),
        // Whether the program has them is not the store's to say; what the rules say is answered as if it had.
        filer: Some(Arc::new(Ingen)),
        digital_post: Some(Arc::new(Ingen)),
        log: None,
    });
    f.opgrader().await?;
    Ok(f)
}

/// Calls nobody.
struct Ingen;

#[async_trait]
impl Post for Ingen {
    async fn post(&self, _: &str, _: &[(&'static str, &'static str)], _: String) -> Result<(u16, Vec<u8>), String> {
        Err(KALDER_INGEN.into())
    }
}

const KALDER_INGEN: &str = "commands call nobody";

#[async_trait]
impl DigitalPost for Ingen {
    async fn send(&self, _: &Overdragelse, _: &str, _: Vec<u8>) -> Result<Postsvar, String> {
        Err(KALDER_INGEN.into())
    }
    async fn status(&self, _: &Overdragelse) -> Result<Vec<Kvittering>, String> {
        Err(KALDER_INGEN.into())
    }
}

#[async_trait]
impl Filer for Ingen {
    async fn maerke(&self, _: Uuid, _: &str) -> Result<Option<String>, Fejl> {
        Err(Fejl::intern(KALDER_INGEN))
    }
    async fn overfoer(&self, _: Afsenderfil<'_>, _: Uuid, _: &str) -> Result<(), Fejl> {
        Err(Fejl::intern(KALDER_INGEN))
    }
    async fn laes(&self, _: Afsenderfil<'_>, _: u64) -> Result<Vec<u8>, Fejl> {
        Err(Fejl::intern(KALDER_INGEN))
    }
    async fn fjern(&self, _: Afsenderfil<'_>) -> Result<(), Fejl> {
        Err(Fejl::intern(KALDER_INGEN))
    }
}

/// Calls by HTTP.
struct Kalder(Udgang);

#[async_trait]
impl Post for Kalder {
    async fn post(&self, adresse: &str, hoveder: &[(&'static str, &'static str)], krop: String) -> Result<(u16, Vec<u8>), String> {
        self.0.post(adresse, hoveder, krop).await
    }
}

/// What is under way.
#[derive(Default)]
struct IGang {
    opgaver: HashSet<(Uuid, Urslags)>,
    /// Calls by system.
    kald: HashMap<Uuid, usize>,
}

impl IGang {
    /// Takes it, unless it is under way or its system has enough.
    fn tag(&mut self, o: &Opgave) -> bool {
        let plads = o.maal.is_none_or(|m| self.kald.get(&m).is_none_or(|n| *n < FORDELING_KALD_PR_SYSTEM));
        if !plads || !self.opgaver.insert((o.id, o.slags)) {
            return false;
        }
        if let Some(m) = o.maal {
            *self.kald.entry(m).or_default() += 1;
        }
        true
    }

    fn slip(&mut self, o: &Opgave) {
        self.opgaver.remove(&(o.id, o.slags));
        if let Some(m) = o.maal
            && let Some(n) = self.kald.get_mut(&m)
        {
            *n -= 1;
            if *n == 0 {
                self.kald.remove(&m);
            }
        }
    }
}

/// Does what is due when it is, until `slut` turns true; what is under way then is done again after the next start.
pub async fn pas(f: Arc<Fordelingskomponent>, ur: Arc<Systemur>, mut slut: watch::Receiver<bool>) {
    let mut i_gang = IGang::default();
    let mut koerer: JoinSet<Opgave> = JoinSet::new();
    loop {
        while let Some(faerdig) = koerer.try_join_next() {
            faerdig.iter().for_each(|o| i_gang.slip(o));
        }
        let pause = match trin(&f, &ur, &mut i_gang, &mut koerer).await {
            Ok(pause) => pause,
            Err(fejl) => {
                tracing::error!(%fejl, aarsag = fejl.aarsagen(), "handovers could not be looked for");
                FEJL
            }
        };
        tokio::select! {
            _ = slut.wait_for(|s| *s) => break,
            () = f.vent() => {}
            Some(faerdig) = koerer.join_next() => faerdig.iter().for_each(|o| i_gang.slip(o)),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Begins what is due and there is room for; until when nothing more is.
async fn trin(f: &Arc<Fordelingskomponent>, ur: &Systemur, i_gang: &mut IGang, koerer: &mut JoinSet<Opgave>) -> Result<Duration, Fejl> {
    let ledige = FORDELING_KALD.saturating_sub(koerer.len());
    if ledige > 0 {
        for o in f.forfaldne(ledige, |o| i_gang.tag(o)).await? {
            let f = f.clone();
            koerer.spawn(async move {
                if let Err(fejl) = f.udfoer(&o).await {
                    tracing::error!(overdragelse = %o.id, %fejl, aarsag = fejl.aarsagen(), "a handover could not be gone on with");
                    tokio::time::sleep(FEJL).await;
                }
                o
            });
        }
    }
    let om = f.naeste().await?.map_or(i64::MAX, |t| t.mikros().saturating_sub(ur.nu().mikros()));
    // What is due and was not begun waits for something that ends.
    Ok(if om > 0 { Duration::from_micros(om.unsigned_abs()).min(KIG) } else { KIG })
}
