//! A load client that costs little: keep-alive HTTP/1.1 over plain TCP, one connection for each task.
use std::io::{self, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// One connection.
pub struct Klient {
    stroem: BufReader<TcpStream>,
    krop: Vec<u8>,
}

impl Klient {
    pub fn ny(adresse: SocketAddr) -> io::Result<Self> {
        let s = TcpStream::connect(adresse)?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(Duration::from_secs(130)))?;
        Ok(Self { stroem: BufReader::with_capacity(64 * 1024, s), krop: Vec::new() })
    }

    /// Sends a whole request and reads the whole answer.
    pub fn kald(&mut self, anmodning: &[u8]) -> io::Result<(u16, &[u8])> {
        self.stroem.get_mut().write_all(anmodning)?;
        let mut linje = Vec::with_capacity(128);
        self.linje(&mut linje)?;
        let status = std::str::from_utf8(linje.get(9..12).unwrap_or(b"0")).ok().and_then(|s| s.parse().ok()).unwrap_or(0);
        let (mut laengde, mut stykker) = (0usize, false);
        loop {
            self.linje(&mut linje)?;
            if linje.is_empty() {
                break;
            }
            let hoved = |navn: &str| {
                let (n, v) = linje.split_at_checked(navn.len())?;
                n.eq_ignore_ascii_case(navn.as_bytes()).then(|| String::from_utf8_lossy(v).trim().to_owned())
            };
            if let Some(n) = hoved("content-length:") {
                laengde = n.parse().unwrap_or(0);
            }
            stykker |= hoved("transfer-encoding:").is_some_and(|v| v.eq_ignore_ascii_case("chunked"));
        }
        self.krop.clear();
        if stykker {
            loop {
                self.linje(&mut linje)?;
                let n = usize::from_str_radix(String::from_utf8_lossy(&linje).trim(), 16).unwrap_or(0);
                let start = self.krop.len();
                self.krop.resize(start + n + 2, 0);
                self.stroem.read_exact(&mut self.krop[start..])?;
                self.krop.truncate(start + n);
                if n == 0 {
                    break;
                }
            }
        } else {
            self.krop.resize(laengde, 0);
            self.stroem.read_exact(&mut self.krop)?;
        }
        Ok((status, &self.krop))
    }

    fn linje(&mut self, ud: &mut Vec<u8>) -> io::Result<()> {
        use std::io::BufRead;
        ud.clear();
        if self.stroem.read_until(b'\n', ud)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        while matches!(ud.last(), Some(b'\n' | b'\r')) {
            ud.pop();
        }
        Ok(())
    }
}

/// What a load gave.
pub struct Resultat {
    /// Calls.
    pub antal: usize,
    /// Calls in a second.
    pub rate: f64,
    /// Median and 99th percentile in milliseconds.
    pub p50: f64,
    pub p99: f64,
}

/// `klienter` threads call for `varighed`; `byg` makes the next request of a thread, or none: then the thread ends, and the load is measured over
/// the time that it took. Every answer must have that status.
pub fn last<B: Into<Option<Vec<u8>>>>(
    adresse: SocketAddr,
    klienter: usize,
    varighed: Duration,
    status: u16,
    byg: impl Fn(usize, u64) -> B + Sync,
) -> Resultat {
    let start = Instant::now();
    let mut tider: Vec<u32> = std::thread::scope(|s| {
        let haandtag: Vec<_> = (0..klienter)
            .map(|t| {
                let byg = &byg;
                s.spawn(move || {
                    let mut k = Klient::ny(adresse).expect("connect");
                    let mut tider = Vec::with_capacity(100_000);
                    let mut n = 0;
                    while start.elapsed() < varighed {
                        let Some(a) = byg(t, n).into() else { break };
                        let t0 = Instant::now();
                        let (st, krop) = k.kald(&a).expect("call");
                        assert_eq!(st, status, "{}", String::from_utf8_lossy(krop));
                        tider.push(u32::try_from(t0.elapsed().as_micros()).unwrap_or(u32::MAX));
                        n += 1;
                    }
                    tider
                })
            })
            .collect();
        haandtag.into_iter().flat_map(|h| h.join().expect("thread")).collect()
    });
    let sekunder = start.elapsed().as_secs_f64();
    tider.sort_unstable();
    let procent =
        |p: f64| tider.get(((tider.len() as f64 * p) as usize).min(tider.len().saturating_sub(1))).map_or(0.0, |t| f64::from(*t) / 1000.0);
    Resultat { antal: tider.len(), rate: tider.len() as f64 / sekunder, p50: procent(0.5), p99: procent(0.99) }
}

/// A request.
pub fn anmodning(metode: &str, sti: &str, indhold: &str, krop: &str) -> Vec<u8> {
    let mut a = format!("{metode} {sti} HTTP/1.1\r\nhost: localhost\r\n");
    if !krop.is_empty() {
        a.push_str(&format!("content-type: {indhold}\r\ncontent-length: {}\r\n", krop.len()));
    }
    a.push_str("\r\n");
    a.push_str(krop);
    a.into_bytes()
}
