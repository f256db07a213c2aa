//! Reading for one call: each object once, and all that one level of the query asks for together, so that 500 units with their
//! addresses and members are a handful of reads.
use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use futures::future::BoxFuture;
use grund::{Fejl, Fejlkode, Uuid};
use organisation::opslag::{Billede, Oejeblik};
use register::Objekttype;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Keys that are read together at most; a level with more is read in several steps.
const SAMLET: usize = 5_000;
/// When nobody has asked for anything for so long, the level is complete and is read. The query engine visits the elements of a list in
/// small steps, so a fixed wait would cut a level of 500 units into dozens of reads.
const STILHED: Duration = Duration::from_millis(1);

/// One object.
#[derive(Clone, Copy, Debug)]
struct Objektnoegle(&'static Objekttype, Uuid);

/// The objects of a type whose relation points at one.
#[derive(Clone, Copy, Debug)]
struct Pegernoegle(&'static Objekttype, u16, Uuid);

impl PartialEq for Objektnoegle {
    fn eq(&self, anden: &Self) -> bool {
        (self.0.nr, self.1) == (anden.0.nr, anden.1)
    }
}
impl Eq for Objektnoegle {}
impl Hash for Objektnoegle {
    fn hash<H: Hasher>(&self, h: &mut H) {
        (self.0.nr, self.1).hash(h);
    }
}
impl PartialEq for Pegernoegle {
    fn eq(&self, anden: &Self) -> bool {
        (self.0.nr, self.1, self.2) == (anden.0.nr, anden.1, anden.2)
    }
}
impl Eq for Pegernoegle {}
impl Hash for Pegernoegle {
    fn hash<H: Hasher>(&self, h: &mut H) {
        (self.0.nr, self.1, self.2).hash(h);
    }
}

struct Niveaulaeser(Arc<Oejeblik>);

impl Loader<Objektnoegle> for Niveaulaeser {
    type Value = Billede;
    type Error = Fejl;

    async fn load(&self, noegler: &[Objektnoegle]) -> Result<HashMap<Objektnoegle, Billede>, Fejl> {
        let mut typer: HashMap<u16, (&'static Objekttype, Vec<Uuid>)> = HashMap::new();
        for n in noegler {
            typer.entry(n.0.nr).or_insert((n.0, Vec::new())).1.push(n.1);
        }
        let mut ud = HashMap::with_capacity(noegler.len());
        for (t, uuider) in typer.into_values() {
            ud.extend(self.0.laes(t, &uuider).await?.into_iter().map(|b| (Objektnoegle(t, b.uuid), b)));
        }
        Ok(ud)
    }
}

impl Loader<Pegernoegle> for Niveaulaeser {
    type Value = Arc<Vec<Billede>>;
    type Error = Fejl;

    async fn load(&self, noegler: &[Pegernoegle]) -> Result<HashMap<Pegernoegle, Arc<Vec<Billede>>>, Fejl> {
        let mut grupper: HashMap<(u16, u16), (&'static Objekttype, Vec<Uuid>)> = HashMap::new();
        for n in noegler {
            grupper.entry((n.0.nr, n.1)).or_insert((n.0, Vec::new())).1.push(n.2);
        }
        let mut ud: HashMap<Pegernoegle, Vec<Billede>> = HashMap::with_capacity(noegler.len());
        for ((_, relation), (t, maal)) in grupper {
            let oensket: HashSet<Uuid> = maal.iter().copied().collect();
            for b in self.0.peger_paa(t, relation, &maal).await? {
                // An object that points at one of them twice is still one.
                let paa: HashSet<Uuid> = b.uuider(relation).map(|(u, _)| u).filter(|u| oensket.contains(u)).collect();
                for u in paa {
                    ud.entry(Pegernoegle(t, relation, u)).or_default().push(b.clone());
                }
            }
        }
        Ok(ud.into_iter().map(|(n, b)| (n, Arc::new(b))).collect())
    }
}

/// What the resolvers of one call share.
pub(crate) struct Indlaeser {
    pub(crate) oejeblik: Arc<Oejeblik>,
    laeser: DataLoader<Niveaulaeser, HashMapCache>,
    /// Counts what has been asked for, to notice when it is still growing.
    spurgt: Arc<AtomicUsize>,
    /// Objects whose absence has been reported: each once in an answer.
    meldt: Mutex<HashSet<Uuid>>,
}

impl Indlaeser {
    pub(crate) fn ny(oejeblik: Oejeblik) -> Self {
        let oejeblik = Arc::new(oejeblik);
        let spurgt = Arc::new(AtomicUsize::new(0));
        let taeller = spurgt.clone();
        let naar_stille = move |laes: BoxFuture<'static, ()>| {
            let taeller = taeller.clone();
            tokio::spawn(async move {
                let mut foer = taeller.load(Ordering::Relaxed);
                loop {
                    tokio::time::sleep(STILHED).await;
                    let nu = taeller.load(Ordering::Relaxed);
                    if nu == foer {
                        break;
                    }
                    foer = nu;
                }
                laes.await;
            })
        };
        let laeser = DataLoader::with_cache(Niveaulaeser(oejeblik.clone()), naar_stille, HashMapCache::default())
            .delay(Duration::ZERO)
            .max_batch_size(SAMLET);
        Self { oejeblik, laeser, spurgt, meldt: Mutex::default() }
    }

    /// The one of this call.
    pub(crate) fn af<'a>(ctx: &Context<'a>) -> Result<&'a Self, Fejl> {
        ctx.data::<Self>().map_err(|e| Fejl::intern(e.message))
    }

    /// The object, if it lives at the moment.
    pub(crate) async fn en(&self, t: &'static Objekttype, uuid: Uuid) -> Result<Option<Billede>, Fejl> {
        self.spurgt.fetch_add(1, Ordering::Relaxed);
        self.laeser.load_one(Objektnoegle(t, uuid)).await
    }

    /// The objects, in the order asked; `None` for those that do not live at the moment.
    pub(crate) async fn flere(&self, t: &'static Objekttype, uuider: &[Uuid]) -> Result<Vec<Option<Billede>>, Fejl> {
        self.spurgt.fetch_add(1, Ordering::Relaxed);
        let fundne = self.laeser.load_many(uuider.iter().map(|u| Objektnoegle(t, *u))).await?;
        Ok(uuider.iter().map(|u| fundne.get(&Objektnoegle(t, *u)).cloned()).collect())
    }

    /// The objects of the type whose relation points at it.
    pub(crate) async fn pegere(&self, t: &'static Objekttype, relation: u16, maal: Uuid) -> Result<Arc<Vec<Billede>>, Fejl> {
        self.spurgt.fetch_add(1, Ordering::Relaxed);
        Ok(self.laeser.load_one(Pegernoegle(t, relation, maal)).await?.unwrap_or_default())
    }

    /// Reports that an object could not be looked up, once.
    pub(crate) fn savnet(&self, ctx: &Context<'_>, t: &Objekttype, uuid: Uuid) {
        if self.meldt.lock().unwrap_or_else(PoisonError::into_inner).insert(uuid) {
            crate::fejl::advar(ctx, &Fejl::ny(Fejlkode::FindesIkke).felt(t.navn).detalje(uuid.to_string()));
        }
    }

    /// Warns, once for each, of the asked fields of the type that the caller may not see: they are null (G-33).
    pub(crate) fn advar_om_skjulte(&self, ctx: &Context<'_>, t: &'static Objekttype) {
        let retter = &self.oejeblik.kald().retter;
        for felt in t.egenskaber {
            let Some(ret) = felt.kraever.filter(|r| !retter.har(t.service, *r)) else { continue };
            let navn = felt.navn.trim_end_matches("nummer");
            let nyt = || {
                self.meldt
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(Uuid::from_u128(u128::from(t.nr) << 16 | u128::from(felt.nr)))
            };
            if ctx.look_ahead().field(navn).exists() && nyt() {
                crate::fejl::advar(
                    ctx,
                    &Fejl::ny(Fejlkode::ManglerRolle).felt(format!("{}.{navn}", t.navn)).tilladt([ret.navn()]).regel("G-33"),
                );
            }
        }
    }

    /// The object, or a warning that it could not be looked up.
    pub(crate) async fn en_eller_advar(&self, ctx: &Context<'_>, t: &'static Objekttype, uuid: Uuid) -> Result<Option<Billede>, Fejl> {
        let fundet = self.en(t, uuid).await?;
        if fundet.is_none() {
            self.savnet(ctx, t, uuid);
        }
        Ok(fundet)
    }
}
