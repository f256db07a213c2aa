//! All connections of the program: what each of them waits for, and which one gives way. A listener that takes everybody runs out of files;
//! one that turns newcomers away lets whoever came first keep everybody out. So there is a number of connections in all and for each
//! address, and when it is reached, the one that has let us wait longest makes room. One that the program works for never does.
//!
//! The lock is held for a look-up, or for a look at all connections once a second and when there is no room.
use grund::graenser;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Files that the process keeps for itself at least: the store, the databases, revocation look-ups, this listener.
const RESERVE: usize = 256;
/// Between looks at whether connections are left.
const SE_EFTER: Duration = Duration::from_millis(20);
/// When there is no room, so much of it is made at once: looking for it costs a look at all.
const DEL: usize = 64;
const SEKUND: u64 = 1_000;

/// How many connections there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forbindelsestal {
    /// In all.
    pub i_alt: usize,
    /// From one address: an IPv4 address, or 64 bits of an IPv6 address.
    pub pr_afsender: usize,
}

impl Forbindelsestal {
    /// What the operator chose, within what the system gives: the limit on open files is raised as far as it goes.
    ///
    /// # Errors
    /// In words, when the system gives too few files for what was asked.
    pub fn vaelg(i_alt: Option<usize>, pr_afsender: Option<usize>) -> Result<Self, String> {
        let filer = filer();
        let plads = filer.saturating_sub(RESERVE.max(filer / 8));
        if plads < DEL || i_alt.is_some_and(|n| n > plads) {
            return Err(format!(
                "the system gives this process {filer} open files, enough for {plads} connections: raise LimitNOFILE, or lower --forbindelser"
            ));
        }
        let i_alt = i_alt.unwrap_or_else(|| plads.min(graenser::FORBINDELSER)).max(1);
        Ok(Self { i_alt, pr_afsender: pr_afsender.unwrap_or(i_alt / 2).clamp(1, i_alt) })
    }
}

/// Open files that the process may have, after the soft limit was raised to the hard one.
fn filer() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const NOK: u64 = 1 << 17;
    let nu = getrlimit(Resource::Nofile);
    let maal = nu.maximum.unwrap_or(NOK).min(NOK);
    let soft = nu.current.unwrap_or(NOK);
    let faaet = match soft < maal {
        true => setrlimit(Resource::Nofile, Rlimit { current: Some(maal), maximum: nu.maximum }).map_or(soft, |()| maal),
        false => soft,
    };
    usize::try_from(faaet).unwrap_or(usize::MAX)
}

/// All connections.
pub struct Forbindelser {
    tal: Forbindelsestal,
    /// Bytes of answers that clients may have us hold.
    svar: [u64; 2],
    start: Instant,
    indre: Mutex<Indre>,
}

#[derive(Default)]
struct Indre {
    naeste: u64,
    alle: HashMap<u64, Arc<Forbindelse>>,
    pr_afsender: HashMap<IpAddr, usize>,
    /// Bytes of answers that clients have not taken: on unproven and on proven connections.
    holdt: [u64; 2],
}

/// What the end of a connection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Luk {
    /// It goes on.
    #[default]
    Nej,
    /// After what is under way.
    Paent,
    /// At once.
    Straks,
}

/// Done when the connection is to end, in that way or a harder one.
pub async fn lukkes(luk: &mut watch::Receiver<Luk>, mindst: Luk) {
    drop(luk.wait_for(|l| *l >= mindst).await);
}

/// One connection. Times are milliseconds since the table was made; 0 is never.
#[derive(Debug)]
pub struct Forbindelse {
    nr: u64,
    /// Who is at the other end, as [`afsender`] counts.
    pub afsender: IpAddr,
    start: Instant,
    luk: watch::Sender<Luk>,
    /// Calls from their headers to the last byte of their answers.
    kald: AtomicU32,
    /// Of those, the ones that the program works on; the others wait for the client.
    arbejde: AtomicU32,
    /// Since when there is no call.
    siden: AtomicU64,
    /// When bytes came that are the headers of a call, or TLS's.
    hoved: AtomicU64,
    /// Bytes that the client took in all.
    taget: AtomicU64,
    /// Since the client took nothing more.
    blokeret: Vindue,
    /// Since nobody works on its calls, and it is the client that is waited for.
    venter: Vindue,
    brugt: AtomicBool,
    bevist: AtomicBool,
    http2: AtomicBool,
    varig: AtomicBool,
    /// A call's body was not read to its end.
    ulaest: AtomicBool,
    /// Bytes of answers that the client has not taken; those of calls when it was not proven, and since. Changed under the table's lock.
    holdt: [AtomicU64; 2],
    /// It was taken out of the table.
    ude: AtomicBool,
}

/// A time that is looked at, and how many bytes the client had taken when it began.
#[derive(Debug, Default)]
struct Vindue {
    fra: AtomicU64,
    taget: AtomicU64,
}

impl Vindue {
    fn begynd(&self, nu: u64, taget: u64) {
        if self.fra.load(Relaxed) == 0 {
            self.taget.store(taget, Relaxed);
            self.fra.store(nu, Relaxed);
        }
    }

    fn slut(&self) {
        self.fra.store(0, Relaxed);
    }

    /// The time is up, and the client took less than it must; else, when it is up, a new one begins.
    fn for_lidt(&self, nu: u64, sekunder: u64, taget: u64) -> bool {
        let fra = self.fra.load(Relaxed);
        if fra == 0 || nu.saturating_sub(fra) < sekunder * SEKUND {
            return false;
        }
        self.slut();
        let foer = self.taget.load(Relaxed);
        self.begynd(nu, taget);
        taget.saturating_sub(foer) < graenser::SKRIV_VINDUE_BYTES
    }
}

/// The address that limits count: all of an IPv6 subscriber's addresses are one.
fn afsender(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// A place in the table; given back when dropped.
pub struct Plads {
    tabel: Arc<Forbindelser>,
    /// The connection.
    pub forbindelse: Arc<Forbindelse>,
    /// Tells when it is to end.
    pub luk: watch::Receiver<Luk>,
}

impl Drop for Plads {
    fn drop(&mut self) {
        self.tabel.laas().fjern(self.forbindelse.nr);
    }
}

impl Indre {
    fn fjern(&mut self, nr: u64) -> Option<Arc<Forbindelse>> {
        let f = self.alle.remove(&nr)?;
        f.ude.store(true, Relaxed);
        for (alle, dens) in self.holdt.iter_mut().zip(&f.holdt) {
            *alle = alle.saturating_sub(dens.load(Relaxed));
        }
        if let Some(n) = self.pr_afsender.get_mut(&f.afsender) {
            *n -= 1;
            if *n == 0 {
                self.pr_afsender.remove(&f.afsender);
            }
        }
        Some(f)
    }

    /// Ends those that have waited longest for their clients: of the unproven first, of the address with the most of them first.
    fn giv_plads(&mut self, kun: Option<IpAddr>, antal: usize) -> usize {
        let mut ventende: Vec<_> = self
            .alle
            .values()
            .filter(|f| f.arbejde.load(Relaxed) == 0 && kun.is_none_or(|k| f.afsender == k))
            .map(|f| (f.bevist.load(Relaxed), Reverse(self.pr_afsender.get(&f.afsender).copied()), f.siden.load(Relaxed), f.nr))
            .collect();
        let antal = antal.min(ventende.len());
        if antal < ventende.len() {
            ventende.select_nth_unstable(antal);
        }
        for (_, _, _, nr) in ventende.into_iter().take(antal) {
            if let Some(f) = self.fjern(nr) {
                f.luk(Luk::Straks);
            }
        }
        antal
    }

    /// Ends those whose clients have us hold most, of the address that holds most first, until an eighth of the budget is free.
    fn giv_hukommelse(&mut self, bevist: usize, budget: u64) {
        let holder = |f: &Forbindelse| f.holdt.get(bevist).map_or(0, |h| h.load(Relaxed));
        let mut pr_afsender: HashMap<IpAddr, u64> = HashMap::new();
        for f in self.alle.values() {
            *pr_afsender.entry(f.afsender).or_default() += holder(f);
        }
        let mut alle: Vec<_> =
            self.alle.values().map(|f| (Reverse(pr_afsender.get(&f.afsender).copied()), Reverse(holder(f)), f.nr)).collect();
        alle.sort_unstable();
        for (_, _, nr) in alle {
            if self.holdt.get(bevist).is_none_or(|h| *h <= budget - budget / 8) {
                return;
            }
            if let Some(f) = self.fjern(nr) {
                f.luk(Luk::Straks);
            }
        }
    }
}

impl Forbindelser {
    /// None yet.
    pub fn ny(tal: Forbindelsestal) -> Arc<Self> {
        Self::med(tal, [graenser::SVAR_UBEVIST_BYTES, graenser::SVAR_BEVIST_BYTES])
    }

    fn med(tal: Forbindelsestal, svar: [u64; 2]) -> Arc<Self> {
        Arc::new(Self { tal, svar, start: Instant::now(), indre: Mutex::default() })
    }

    /// Counts bytes of an answer on that connection, until what is returned is dropped. Where clients have us hold too much, those that hold most are
    /// ended.
    pub fn hold(self: &Arc<Self>, f: &Arc<Forbindelse>, bytes: u64) -> Holdt {
        let bevist = usize::from(f.bevist.load(Relaxed));
        let mut i = self.laas();
        if let (Some(dens), false) = (f.holdt.get(bevist), f.ude.load(Relaxed)) {
            dens.fetch_add(bytes, Relaxed);
            let budget = self.svar.get(bevist).copied().unwrap_or_default();
            if let Some(alle) = i.holdt.get_mut(bevist) {
                *alle += bytes;
                if *alle > budget {
                    i.giv_hukommelse(bevist, budget);
                }
            }
        }
        drop(i);
        Holdt { tabel: self.clone(), f: f.clone(), bevist, bytes }
    }

    fn laas(&self) -> MutexGuard<'_, Indre> {
        self.indre.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a connection; `None` when there is no room, and nobody who could make it.
    pub fn optag(self: &Arc<Self>, ip: IpAddr) -> Option<Plads> {
        let afsender = afsender(ip);
        let mut i = self.laas();
        for (fuldt, kun, ud_af) in [
            (i.pr_afsender.get(&afsender).is_some_and(|n| *n >= self.tal.pr_afsender), Some(afsender), self.tal.pr_afsender),
            (i.alle.len() >= self.tal.i_alt, None, self.tal.i_alt),
        ] {
            if fuldt && i.giv_plads(kun, (ud_af / DEL).max(1)) == 0 {
                return None;
            }
        }
        let nr = i.naeste;
        i.naeste += 1;
        let (luk, modtager) = watch::channel(Luk::Nej);
        let nul = AtomicU64::default;
        let f = Arc::new(Forbindelse {
            nr,
            afsender,
            start: self.start,
            luk,
            kald: AtomicU32::new(0),
            arbejde: AtomicU32::new(0),
            siden: nul(),
            hoved: nul(),
            taget: nul(),
            blokeret: Vindue::default(),
            venter: Vindue::default(),
            brugt: AtomicBool::new(false),
            bevist: AtomicBool::new(false),
            http2: AtomicBool::new(false),
            varig: AtomicBool::new(false),
            ulaest: AtomicBool::new(false),
            holdt: [nul(), nul()],
            ude: AtomicBool::new(false),
        });
        f.siden.store(f.nu(), Relaxed);
        i.alle.insert(nr, f.clone());
        *i.pr_afsender.entry(afsender).or_default() += 1;
        Some(Plads { tabel: self.clone(), forbindelse: f, luk: modtager })
    }

    /// How many there are.
    pub fn antal(&self) -> usize {
        self.laas().alle.len()
    }

    /// Done when there are none.
    pub async fn tom(&self) {
        while self.antal() > 0 {
            tokio::time::sleep(SE_EFTER).await;
        }
    }

    /// Ends all of them.
    pub fn luk_alle(&self, luk: Luk) {
        for f in self.laas().alle.values() {
            f.luk(luk);
        }
    }

    /// Ends those that have let us wait too long; runs until `slut` turns true.
    pub async fn vogt(self: Arc<Self>, mut slut: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                _ = slut.wait_for(|s| *s) => return,
                () = tokio::time::sleep(Duration::from_millis(SEKUND)) => {}
            }
            let i = self.laas();
            for f in i.alle.values() {
                match f.dom(f.nu()) {
                    Luk::Nej => {}
                    l => f.luk(l),
                }
            }
        }
    }
}

impl Forbindelse {
    fn nu(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }

    fn luk(&self, luk: Luk) {
        self.luk.send_if_modified(|l| {
            let mere = luk > *l;
            *l = luk.max(*l);
            mere
        });
    }

    /// Whether the client has let us wait too long.
    fn dom(&self, nu: u64) -> Luk {
        let siden = |t: &AtomicU64| match t.load(Relaxed) {
            0 => 0,
            t => nu.saturating_sub(t),
        };
        let taget = self.taget();
        if self.blokeret.for_lidt(nu, graenser::SKRIV_VINDUE_SEKUNDER, taget) {
            return Luk::Straks;
        }
        if self.varig.load(Relaxed) {
            return Luk::Nej;
        }
        let kald = self.kald.load(Relaxed) > 0;
        if kald && self.arbejde.load(Relaxed) == 0 {
            // A stream of HTTP/2 whose client gives it no window blocks no bytes.
            self.venter.begynd(nu, taget);
            if self.venter.for_lidt(nu, graenser::HTTP_HVILE_SEKUNDER, taget) {
                return Luk::Straks;
            }
        } else {
            self.venter.slut();
        }
        if kald {
            return Luk::Nej;
        }
        let hviler = siden(&self.siden);
        // On HTTP/2 bytes between calls are also pings and windows.
        let hoved = if self.http2.load(Relaxed) { 0 } else { siden(&self.hoved) };
        let foerste = if self.brugt.load(Relaxed) { 0 } else { hviler };
        if hoved.max(foerste) >= graenser::HTTP_HOVED_SEKUNDER * SEKUND {
            Luk::Straks
        } else if hviler >= graenser::HTTP_HVILE_SEKUNDER * SEKUND {
            Luk::Paent
        } else {
            Luk::Nej
        }
    }

    /// Bytes came.
    pub(super) fn laest(&self) {
        if self.kald.load(Relaxed) == 0 && self.hoved.load(Relaxed) == 0 {
            self.hoved.store(self.nu(), Relaxed);
        }
    }

    /// The client takes nothing more at the moment.
    pub(super) fn skriv_venter(&self) {
        self.blokeret.begynd(self.nu(), self.taget());
    }

    /// The client took bytes.
    pub(super) fn skrevet(&self, bytes: usize) {
        self.taget.fetch_add(bytes as u64, Relaxed);
    }

    /// Bytes that the client took in all.
    pub(super) fn taget(&self) -> u64 {
        self.taget.load(Relaxed)
    }

    /// Everything is sent.
    pub(super) fn skriv_faerdig(&self) {
        self.blokeret.slut();
    }

    /// A call begins; it ends when what is returned is dropped.
    pub fn kald(self: &Arc<Self>, http2: bool) -> Kaldsvagt {
        self.kald.fetch_add(1, Relaxed);
        self.hoved.store(0, Relaxed);
        self.brugt.store(true, Relaxed);
        self.http2.store(http2, Relaxed);
        Kaldsvagt(self.clone())
    }

    /// The program works on a call until what is returned is dropped.
    pub fn arbejde(self: &Arc<Self>) -> Arbejdsvagt {
        self.arbejde.fetch_add(1, Relaxed);
        Arbejdsvagt(self.clone())
    }

    /// It is a proven caller's, and of a protocol whose connections stay: it may rest as long as it likes.
    pub fn varig(&self) {
        self.bevis();
        self.varig.store(true, Relaxed);
    }

    /// The answer is given before the call's body was read: the rest is read and thrown away when the connection ends, or the client, which is
    /// still sending, would be told of a broken connection instead.
    pub fn ulaest(&self) {
        self.ulaest.store(true, Relaxed);
    }

    pub(super) fn er_ulaest(&self) -> bool {
        self.ulaest.load(Relaxed)
    }

    /// A call on it was a proven caller's.
    pub fn bevis(&self) {
        self.bevist.store(true, Relaxed);
    }
}

/// Bytes of an answer that are held for a client.
pub struct Holdt {
    tabel: Arc<Forbindelser>,
    f: Arc<Forbindelse>,
    bevist: usize,
    bytes: u64,
}

impl Drop for Holdt {
    fn drop(&mut self) {
        let mut i = self.tabel.laas();
        // What was taken out of the table is counted no more.
        if self.f.ude.load(Relaxed) {
            return;
        }
        if let (Some(dens), Some(alle)) = (self.f.holdt.get(self.bevist), i.holdt.get_mut(self.bevist)) {
            dens.fetch_sub(self.bytes, Relaxed);
            *alle = alle.saturating_sub(self.bytes);
        }
    }
}

/// A call under way.
#[derive(Debug)]
pub struct Kaldsvagt(Arc<Forbindelse>);

impl Drop for Kaldsvagt {
    fn drop(&mut self) {
        self.0.siden.store(self.0.nu(), Relaxed);
        self.0.kald.fetch_sub(1, Relaxed);
    }
}

/// Work on a call.
#[derive(Debug)]
pub struct Arbejdsvagt(Arc<Forbindelse>);

impl Drop for Arbejdsvagt {
    fn drop(&mut self) {
        self.0.arbejde.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tabel(i_alt: usize, pr_afsender: usize) -> Arc<Forbindelser> {
        Forbindelser::ny(Forbindelsestal { i_alt, pr_afsender })
    }

    fn ip(n: u8) -> IpAddr {
        [10, 0, 0, n].into()
    }

    fn lukket(p: &Plads) -> bool {
        *p.luk.borrow() == Luk::Straks
    }

    #[test]
    fn who_waited_longest_makes_room_and_who_is_worked_for_does_not() {
        let t = tabel(4, 4);
        let p: Vec<Plads> = (1..=4).map(|n| t.optag(ip(n)).unwrap()).collect();
        let kald = p[0].forbindelse.kald(false);
        let arbejde = p[0].forbindelse.arbejde();
        p[1].forbindelse.bevis();
        for f in &p {
            f.forbindelse.siden.store(100 - f.forbindelse.nr, Relaxed);
        }
        let ny = t.optag(ip(5)).unwrap();
        assert_eq!(p.iter().map(lukket).collect::<Vec<_>>(), [false, false, false, true], "4 is unproven, and waits longest");
        drop((kald, arbejde));
        p[0].forbindelse.siden.store(100, Relaxed);
        ny.forbindelse.bevis();
        let _sjette = t.optag(ip(6)).unwrap();
        assert!(lukket(&p[2]) && !lukket(&p[0]) && !lukket(&p[1]));
        assert_eq!(t.antal(), 4);
    }

    #[test]
    fn one_address_makes_room_for_itself_alone() {
        let t = tabel(100, 3);
        let anden = t.optag(ip(9)).unwrap();
        let p: Vec<Plads> = (0..10).map(|_| t.optag(ip(1)).unwrap()).collect();
        assert_eq!((p.iter().filter(|p| lukket(p)).count(), lukket(&anden), t.antal()), (7, false, 4));
        // The ends of connections that have made room already change nothing.
        drop(p);
        assert_eq!((t.antal(), t.laas().pr_afsender.len()), (1, 1));
    }

    #[test]
    fn where_everybody_is_worked_for_the_newcomer_is_turned_away() {
        let t = tabel(2, 2);
        let p: Vec<Plads> = (1..=2).map(|n| t.optag(ip(n)).unwrap()).collect();
        let v: Vec<Arbejdsvagt> = p.iter().map(|p| p.forbindelse.arbejde()).collect();
        assert!(t.optag(ip(3)).is_none());
        drop(v);
        assert!(t.optag(ip(3)).is_some());
    }

    #[test]
    fn an_address_with_many_makes_room_before_one_that_waited_longer() {
        let t = tabel(5, 5);
        let foerste = t.optag(ip(1)).unwrap();
        let p: Vec<Plads> = (0..4).map(|_| t.optag(ip(2)).unwrap()).collect();
        let _ny = t.optag(ip(3)).unwrap();
        assert!(!lukket(&foerste));
        assert_eq!(p.iter().filter(|p| lukket(p)).count(), 1);
    }

    #[test]
    fn all_addresses_of_an_ipv6_subscriber_are_one_and_mapped_ones_are_ipv4() {
        let a = |t: &str| afsender(t.parse().unwrap());
        assert_eq!(a("2001:db8:1:2:3::4"), a("2001:db8:1:2:ffff::"));
        assert_ne!(a("2001:db8:1:2::"), a("2001:db8:1:3::"));
        assert_eq!(a("::ffff:10.0.0.1"), ip(1));
    }

    /// What is asked of a connection after so many seconds.
    fn efter(f: &Forbindelse, sekunder: u64) -> Luk {
        f.dom(1 + sekunder * SEKUND)
    }

    #[test]
    fn a_client_has_fifteen_seconds_for_its_first_call_and_two_minutes_between_calls() {
        let t = tabel(9, 9);
        let p = t.optag(ip(1)).unwrap();
        let f = &p.forbindelse;
        f.siden.store(1, Relaxed);
        assert_eq!((efter(f, 14), efter(f, 15)), (Luk::Nej, Luk::Straks), "silent");
        f.laest();
        f.hoved.store(1, Relaxed);
        assert_eq!(efter(f, 15), Luk::Straks, "a byte now and then");
        let kald = f.kald(false);
        let arbejde = f.arbejde();
        assert_eq!(efter(f, 10_000), Luk::Nej, "the program's own time is not the client's");
        drop((arbejde, kald));
        f.siden.store(1, Relaxed);
        assert_eq!((efter(f, 119), efter(f, 120)), (Luk::Nej, Luk::Paent), "kept open");
        f.hoved.store(1, Relaxed);
        assert_eq!((efter(f, 14), efter(f, 15)), (Luk::Nej, Luk::Straks), "the next call's headers");
        drop(f.kald(true));
        f.siden.store(1, Relaxed);
        f.hoved.store(1, Relaxed);
        assert_eq!((efter(f, 15), efter(f, 120)), (Luk::Nej, Luk::Paent), "pings of HTTP/2");
    }

    #[test]
    fn a_client_that_takes_nothing_is_left_and_one_that_reads_slowly_is_not() {
        let t = tabel(9, 9);
        let p = t.optag(ip(1)).unwrap();
        let f = &p.forbindelse;
        let _kald = f.kald(false);
        f.skriv_venter();
        f.blokeret.fra.store(1, Relaxed);
        for vindue in 1..20 {
            f.skrevet(50_000 * 60);
            assert_eq!(efter(f, 60 * vindue), Luk::Nej, "50 KB/s, window {vindue}");
        }
        f.skrevet(10_000);
        assert_eq!(efter(f, 60 * 20), Luk::Straks, "what it took long ago does not count");
    }

    #[test]
    fn a_stream_that_its_client_gives_no_window_is_given_up() {
        let t = tabel(9, 9);
        let p = t.optag(ip(1)).unwrap();
        let f = &p.forbindelse;
        let _kald = f.kald(true);
        assert_eq!((efter(f, 1), efter(f, 120), efter(f, 121)), (Luk::Nej, Luk::Nej, Luk::Straks));
        drop(f.arbejde());
        f.skrevet(100_000);
        assert_eq!(efter(f, 241), Luk::Nej, "it took some");
    }

    #[test]
    fn a_lasting_connection_may_rest_but_must_take_what_it_is_sent() {
        let t = tabel(9, 9);
        let p = t.optag(ip(1)).unwrap();
        let f = &p.forbindelse;
        f.siden.store(1, Relaxed);
        assert_eq!(efter(f, 15), Luk::Straks, "nobody has proven anything yet");
        f.varig();
        assert_eq!(efter(f, 100_000), Luk::Nej);
        f.skriv_venter();
        f.blokeret.fra.store(1, Relaxed);
        assert_eq!((efter(f, 59), efter(f, 60)), (Luk::Nej, Luk::Straks));
    }

    #[test]
    fn answers_that_nobody_takes_have_a_budget_and_who_holds_most_of_it_is_ended() {
        let t = Forbindelser::med(Forbindelsestal { i_alt: 99, pr_afsender: 99 }, [1_000, 1_000]);
        let (a, b, c) = (t.optag(ip(1)).unwrap(), t.optag(ip(1)).unwrap(), t.optag(ip(2)).unwrap());
        let (p, q) = (t.hold(&a.forbindelse, 300), t.hold(&b.forbindelse, 200));
        let r = t.hold(&c.forbindelse, 400);
        assert_eq!(t.laas().holdt, [900, 0]);
        drop(t.hold(&c.forbindelse, 100));
        assert!(!lukket(&a) && !lukket(&b) && !lukket(&c), "what is taken counts no more");
        // A proven client's answers have a budget of their own.
        let d = t.optag(ip(3)).unwrap();
        d.forbindelse.bevis();
        let s = t.hold(&d.forbindelse, 900);
        let ny = t.hold(&c.forbindelse, 101);
        assert_eq!([&a, &b, &c, &d].map(lukket), [false, false, true, false], "address 2 holds 501, address 1 500");
        let igen = [t.hold(&b.forbindelse, 350), t.hold(&b.forbindelse, 350)];
        assert_eq!([&a, &b, &d].map(lukket), [false, true, false], "of address 1 the one that holds more");
        drop((p, q, r, s, ny, igen));
        assert_eq!(t.laas().holdt, [0, 0]);
    }

    #[test]
    fn the_system_says_how_many_and_the_operator_may_say_fewer() {
        let t = Forbindelsestal::vaelg(Some(100), Some(1_000)).unwrap();
        assert_eq!(t, Forbindelsestal { i_alt: 100, pr_afsender: 100 });
        let t = Forbindelsestal::vaelg(None, None).unwrap();
        assert!(t.i_alt <= graenser::FORBINDELSER && t.pr_afsender == t.i_alt / 2);
        assert!(Forbindelsestal::vaelg(Some(usize::MAX), None).unwrap_err().contains("LimitNOFILE"));
    }
}
