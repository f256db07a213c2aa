//! Bodies on their way in. They are read before a call takes a place, so that who sends slowly holds nobody up: within a deadline, at a
//! minimum rate, and within a budget of memory. When there are too many, or too much, the one that has been waited for longest gives way.
use axum::body::{Body, Bytes, HttpBody};
use grund::graenser::{self, KROP_BYTES, KROP_FRI_BYTES};
use grund::{Fejl, Fejlkode};
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, timeout_at};

/// Bytes that are taken of the budget at a time.
const TRIN: usize = 256 * 1024;

/// How much there may be.
#[derive(Clone, Copy, Debug)]
pub struct Modtagelsestal {
    /// Bodies at once.
    pub antal: usize,
    /// Of those, from one address.
    pub pr_afsender: usize,
    /// Bytes of all of them, also of those that are received and whose call is not answered.
    pub bytes: usize,
    /// In which a body must bring [`graenser::KROP_VINDUE_BYTES`] or its end.
    pub vindue: Duration,
}

impl Modtagelsestal {
    /// The program's own, with a budget of so many bytes.
    pub fn med(bytes: usize) -> Self {
        let vindue = Duration::from_secs(graenser::KROP_VINDUE_SEKUNDER);
        Self { antal: graenser::MODTAGELSER, pr_afsender: graenser::MODTAGELSER_PR_AFSENDER, bytes, vindue }
    }
}

/// Bodies on their way in.
pub struct Modtagelser {
    tal: Modtagelsestal,
    indre: Mutex<Indre>,
    frit: Notify,
}

#[derive(Default)]
struct Indre {
    naeste: u64,
    /// In the order in which they began.
    igang: BTreeMap<u64, Igang>,
    pr_afsender: HashMap<IpAddr, usize>,
    /// Bytes of the budget that are taken.
    brugt: usize,
}

struct Igang {
    afsender: IpAddr,
    bytes: usize,
    vig: oneshot::Sender<()>,
}

/// One that is being received; given up when dropped.
struct Modtager<'m> {
    alle: &'m Arc<Modtagelser>,
    nr: u64,
    /// Bytes of the budget that it holds.
    bytes: usize,
}

/// Bytes of the budget, held as long as the body is; given back when dropped.
pub struct Beholdning {
    alle: Arc<Modtagelser>,
    bytes: usize,
}

impl Drop for Beholdning {
    fn drop(&mut self) {
        self.alle.giv_tilbage(self.bytes);
    }
}

impl Beholdning {
    /// Holds room for so many bytes; who is waited for gives way.
    ///
    /// # Errors
    /// `Optaget` when there is none.
    pub async fn sorg_for(&mut self, laengde: usize) -> Result<(), Fejl> {
        let slut = Instant::now() + self.alle.tal.vindue;
        while laengde > KROP_FRI_BYTES + self.bytes {
            let alle = self.alle.clone();
            let mut frit = std::pin::pin!(alle.frit.notified());
            frit.as_mut().enable();
            if alle.tag(None) {
                self.bytes += TRIN;
                continue;
            }
            timeout_at(slut, frit).await.map_err(|_| intet_rum())?;
        }
        Ok(())
    }
}

fn intet_rum() -> Fejl {
    Fejl::ny(Fejlkode::Optaget).detalje(("der er lige nu ikke hukommelse til kaldets krop", "no memory for the body at the moment"))
}

impl Drop for Modtager<'_> {
    fn drop(&mut self) {
        self.alle.laas().slut(self.nr);
        self.alle.giv_tilbage(self.bytes);
    }
}

impl Indre {
    fn slut(&mut self, nr: u64) {
        let Some(i) = self.igang.remove(&nr) else { return };
        if let Some(n) = self.pr_afsender.get_mut(&i.afsender) {
            *n -= 1;
            if *n == 0 {
                self.pr_afsender.remove(&i.afsender);
            }
        }
    }

    /// Tells the oldest of these that it must give way.
    fn vig(&mut self, hvem: impl Fn(u64, &Igang) -> bool) -> bool {
        let Some(nr) = self.igang.iter().find(|(nr, i)| hvem(**nr, i)).map(|(nr, _)| *nr) else { return false };
        let vig = self.igang.get_mut(&nr).map(|i| std::mem::replace(&mut i.vig, oneshot::channel().0));
        self.slut(nr);
        // It may have ended by itself.
        let _ = vig.map(|v| v.send(()));
        true
    }
}

impl Modtagelser {
    /// None yet.
    pub fn ny(tal: Modtagelsestal) -> Arc<Self> {
        Arc::new(Self { tal, indre: Mutex::default(), frit: Notify::new() })
    }

    fn laas(&self) -> MutexGuard<'_, Indre> {
        self.indre.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn giv_tilbage(&self, bytes: usize) {
        if bytes > 0 {
            self.laas().brugt -= bytes;
            self.frit.notify_waiters();
        }
    }

    /// Reads a body whole.
    ///
    /// # Errors
    /// `ForStor`, `IkkeVelformet` when it breaks off, `Tidsudloeb` when it comes too slowly, `Optaget` when others need the room.
    pub async fn modtag(self: &Arc<Self>, afsender: IpAddr, mut krop: Body) -> Result<(Bytes, Beholdning), Fejl> {
        let for_stor = || Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(KROP_BYTES, grund::sagt::BYTES));
        let ventet = usize::try_from(krop.size_hint().lower()).unwrap_or(usize::MAX);
        if ventet > KROP_BYTES {
            return Err(for_stor());
        }
        let (nr, mut vig) = self.begynd(afsender);
        let mut m = Modtager { alle: self, nr, bytes: 0 };
        let vindue = self.tal.vindue;
        let slut = Instant::now() + Duration::from_secs(graenser::KALD_SEKUNDER);
        let (mut vinduesslut, mut i_vinduet) = (Instant::now() + vindue, 0);
        let mut ud = Vec::with_capacity(ventet.min(KROP_FRI_BYTES));
        loop {
            let naeste = std::future::poll_fn(|cx| Pin::new(&mut krop).poll_frame(cx));
            let stykke = tokio::select! {
                stykke = timeout_at(vinduesslut.min(slut), naeste) => stykke,
                _ = &mut vig => return Err(Fejl::ny(Fejlkode::Optaget).detalje(("andre havde brug for pladsen, mens der blev ventet på kaldets krop", "others needed the room while the body was waited for"))),
            };
            match stykke {
                Ok(None) => break,
                Ok(Some(Err(_))) => return Err(Fejl::ny(Fejlkode::IkkeVelformet).detalje(("kaldets krop brød af", "the body broke off"))),
                Ok(Some(Ok(stykke))) => {
                    let Ok(data) = stykke.into_data() else { continue };
                    if ud.len() + data.len() > KROP_BYTES {
                        return Err(for_stor());
                    }
                    m.sorg_for(ud.len() + data.len(), &mut vig).await?;
                    ud.extend_from_slice(&data);
                    i_vinduet += data.len();
                    if i_vinduet >= graenser::KROP_VINDUE_BYTES {
                        (vinduesslut, i_vinduet) = (Instant::now() + vindue, 0);
                    }
                }
                Err(_) => {
                    let (n, s) = (graenser::KROP_VINDUE_BYTES, graenser::KROP_VINDUE_SEKUNDER);
                    let ventet = (format!("{n} bytes på {s} sekunder"), format!("{n} bytes in {s} seconds"));
                    return Err(Fejl::ny(Fejlkode::Tidsudloeb)
                        .ventet(ventet)
                        .detalje(("kaldets krop kom for langsomt", "the body came too slowly")));
                }
            }
        }
        let beholdning = Beholdning { alle: self.clone(), bytes: std::mem::take(&mut m.bytes) };
        Ok((ud.into(), beholdning))
    }

    /// Room of the budget for what is made of a body, none yet.
    pub fn beholdning(self: &Arc<Self>) -> Beholdning {
        Beholdning { alle: self.clone(), bytes: 0 }
    }

    /// Bytes of the budget that are taken.
    #[cfg(test)]
    pub fn brugt(&self) -> usize {
        self.laas().brugt
    }

    /// Takes a step of the budget, for that one on its way in or for what is received already. Where there is none, another one that is
    /// waited for is told to give way.
    fn tag(&self, til: Option<u64>) -> bool {
        let mut i = self.laas();
        if i.brugt + TRIN > self.tal.bytes {
            i.vig(|n, i| Some(n) != til && i.bytes > 0);
            return false;
        }
        i.brugt += TRIN;
        if let Some(i) = til.and_then(|nr| i.igang.get_mut(&nr)) {
            i.bytes += TRIN;
        }
        true
    }

    fn begynd(&self, afsender: IpAddr) -> (u64, oneshot::Receiver<()>) {
        let mut i = self.laas();
        if i.pr_afsender.get(&afsender).is_some_and(|n| *n >= self.tal.pr_afsender) {
            i.vig(|_, i| i.afsender == afsender);
        }
        if i.igang.len() >= self.tal.antal {
            i.vig(|_, _| true);
        }
        let nr = i.naeste;
        i.naeste += 1;
        let (vig, modtager) = oneshot::channel();
        i.igang.insert(nr, Igang { afsender, bytes: 0, vig });
        *i.pr_afsender.entry(afsender).or_default() += 1;
        (nr, modtager)
    }
}

impl Modtager<'_> {
    /// Holds room for so many bytes. When there is none the oldest gives way; where everything is received already, it is waited for.
    async fn sorg_for(&mut self, laengde: usize, vig: &mut oneshot::Receiver<()>) -> Result<(), Fejl> {
        let slut = Instant::now() + self.alle.tal.vindue;
        while laengde > KROP_FRI_BYTES + self.bytes {
            let mut frit = std::pin::pin!(self.alle.frit.notified());
            frit.as_mut().enable();
            if self.alle.tag(Some(self.nr)) {
                self.bytes += TRIN;
                continue;
            }
            tokio::select! {
                r = timeout_at(slut, frit) => r.map_err(|_| intet_rum())?,
                _ = &mut *vig => return Err(intet_rum()),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;
    use futures::channel::mpsc;

    type Sender = mpsc::UnboundedSender<Result<Bytes, std::io::Error>>;
    type Igang = tokio::task::JoinHandle<Result<(Bytes, Beholdning), Fejl>>;

    fn krop() -> (Sender, Body) {
        let (s, m) = mpsc::unbounded();
        (s, Body::from_stream(m.map(|x| x)))
    }

    fn alle(antal: usize, pr_afsender: usize, bytes: usize, vindue: u64) -> Arc<Modtagelser> {
        Modtagelser::ny(Modtagelsestal { antal, pr_afsender, bytes, vindue: Duration::from_millis(vindue) })
    }

    fn ip(n: u8) -> IpAddr {
        [10, 0, 0, n].into()
    }

    /// Receives in a task of its own; the body stays open.
    fn begynd(a: &Arc<Modtagelser>, fra: IpAddr, bytes: usize) -> (Sender, Igang) {
        let (s, k) = krop();
        s.unbounded_send(Ok(vec![0; bytes].into())).unwrap();
        let a = a.clone();
        (s, tokio::spawn(async move { a.modtag(fra, k).await }))
    }

    async fn ro() {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_body_comes_in_time_and_within_its_size_or_not_at_all() {
        let a = alle(9, 9, 1 << 24, 100);
        let (s, j) = begynd(&a, ip(1), 10);
        drop(s);
        assert_eq!(j.await.unwrap().unwrap().0.len(), 10);
        let (_s, j) = begynd(&a, ip(1), graenser::KROP_VINDUE_BYTES + 1);
        assert_eq!(j.await.unwrap().err().unwrap().kode(), Fejlkode::Tidsudloeb, "its first window was full, its second is not");
        assert_eq!(a.modtag(ip(1), Body::from(vec![0; KROP_BYTES + 1])).await.err().unwrap().kode(), Fejlkode::ForStor);
        let (s, k) = krop();
        for _ in 0..=KROP_BYTES / (1 << 20) {
            s.unbounded_send(Ok(vec![0; 1 << 20].into())).unwrap();
        }
        assert_eq!(a.modtag(ip(1), k).await.err().unwrap().kode(), Fejlkode::ForStor);
        let (s, k) = krop();
        s.unbounded_send(Err(std::io::Error::other("x"))).unwrap();
        assert_eq!(a.modtag(ip(1), k).await.err().unwrap().kode(), Fejlkode::IkkeVelformet);
        let i = a.laas();
        assert_eq!((i.igang.len(), i.pr_afsender.len(), i.brugt), (0, 0, 0), "nothing is left behind");
    }

    #[tokio::test]
    async fn slow_bodies_keep_nobody_out() {
        let a = alle(8, 4, 1 << 24, 60_000);
        let (s, mine): (Vec<_>, Vec<_>) = (0..20).map(|_| begynd(&a, ip(1), 1)).unzip();
        ro().await;
        assert_eq!(a.laas().igang.len(), 4, "one address has its share");
        let (t, andres): (Vec<_>, Vec<_>) = (2..20).map(|n| begynd(&a, ip(n), 1)).unzip();
        ro().await;
        assert_eq!(a.laas().igang.len(), 8);
        // A body that is there at once is taken, whoever else is waited for.
        assert_eq!(a.modtag(ip(1), Body::from("x")).await.unwrap().0, "x");
        drop((s, t));
        for j in mine.iter().chain(&andres).take(16) {
            while !j.is_finished() {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(mine.into_iter().next().unwrap().await.unwrap().err().unwrap().kode(), Fejlkode::Optaget);
        drop(andres);
    }

    #[tokio::test]
    async fn memory_goes_from_who_is_waited_for_to_who_comes_and_is_held_until_the_call_ends() {
        let a = alle(99, 99, 4 * TRIN, 1_000);
        let (s, langsomme): (Vec<_>, Vec<_>) = (0..4).map(|_| begynd(&a, ip(1), TRIN)).unzip();
        ro().await;
        assert_eq!(a.laas().brugt, 4 * TRIN);
        let holdt = a.modtag(ip(2), Body::from(vec![1; 3 * TRIN])).await.unwrap();
        assert_eq!(langsomme.iter().filter(|j| j.is_finished()).count(), 3);
        // The rest is the last slow one's; then there is nobody left who could give way.
        let holdt_2 = a.modtag(ip(3), Body::from(vec![1; TRIN])).await.unwrap();
        assert_eq!(a.modtag(ip(4), Body::from(vec![1; TRIN])).await.err().unwrap().kode(), Fejlkode::Optaget);
        assert_eq!(a.modtag(ip(4), Body::from(vec![1; KROP_FRI_BYTES])).await.unwrap().0.len(), KROP_FRI_BYTES, "an ordinary message");
        drop((holdt, holdt_2, s));
        assert_eq!(a.laas().brugt, 0);
    }
}
