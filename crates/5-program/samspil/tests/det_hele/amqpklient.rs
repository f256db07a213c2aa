//! A client of AMQP 0-9-1 that says exactly what it is told to, in frames over TCP, and fails where its connection does. Tests and benchmark share it.
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::time::{Duration, Instant};

/// How long one look for something new waits.
const KIG: Duration = Duration::from_millis(200);
/// How long an answer may take.
const SVAR: Duration = Duration::from_secs(30);

/// A broker and how it is spoken to.
#[derive(Clone, Debug)]
pub struct Sted {
    pub adresse: SocketAddr,
    pub vhost: &'static str,
    /// SASL PLAIN: a zero, the user, a zero, the password.
    pub svar: &'static str,
}

/// What comes of itself.
#[derive(Debug)]
pub enum Hoert {
    Leverance { tag: u64, krop: Vec<u8> },
    Bekraeftet { tag: u64, flere: bool, taget: bool },
}

/// A connection with channel 1 open.
pub struct Amqp {
    s: TcpStream,
    buf: Vec<u8>,
    /// Read of `buf`.
    ved: usize,
}

/// A short string.
pub fn kort(t: &str) -> Vec<u8> {
    [&[u8::try_from(t.len()).unwrap()][..], t.as_bytes()].concat()
}

fn langt(d: &[u8]) -> Vec<u8> {
    [&u32::try_from(d.len()).unwrap().to_be_bytes()[..], d].concat()
}

fn ramme(slags: u8, kanal: u16, indhold: &[u8]) -> Vec<u8> {
    [&[slags][..], &kanal.to_be_bytes(), &langt(indhold), &[0xce]].concat()
}

/// A method's frame.
pub fn metode(kanal: u16, klasse: u16, metode: u16, rest: &[&[u8]]) -> Vec<u8> {
    ramme(1, kanal, &[&klasse.to_be_bytes()[..], &metode.to_be_bytes(), &rest.concat()].concat())
}

/// A persistent message, ready to send.
pub fn publicering(central: &str, noegle: &str, krop: &[u8]) -> Vec<u8> {
    let hoved = [&[0, 60, 0, 0][..], &(krop.len() as u64).to_be_bytes(), &[0x10, 0, 2]].concat();
    let mut ud = metode(1, 60, 40, &[&[0, 0], &kort(central), &kort(noegle), &[0]]);
    ud.extend([ramme(2, 1, &hoved), ramme(3, 1, krop)].concat());
    ud
}

fn tal(d: &[u8]) -> u64 {
    d.iter().fold(0, |a, b| a << 8 | u64::from(*b))
}

fn brudt(tekst: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::ConnectionAborted, tekst.into())
}

impl Amqp {
    pub fn ny(m: &Sted) -> io::Result<Self> {
        let s = TcpStream::connect(m.adresse)?;
        s.set_nodelay(true)?;
        s.set_read_timeout(Some(KIG))?;
        let mut f = Self { s, buf: Vec::new(), ved: 0 };
        f.send(b"AMQP\x00\x00\x09\x01")?;
        f.vent((10, 10))?;
        f.send(&metode(0, 10, 11, &[&[0; 4], &kort("PLAIN"), &langt(m.svar.as_bytes()), &kort("en_US")]))?;
        f.vent((10, 30))?;
        f.send(&metode(0, 10, 31, &[&[0, 10], &131_072_u32.to_be_bytes(), &[0, 0]]))?;
        f.send(&metode(0, 10, 40, &[&kort(m.vhost), &[0, 0]]))?;
        f.vent((10, 41))?;
        f.spoerg(&metode(1, 20, 10, &[&[0]]), (20, 11))?;
        Ok(f)
    }

    pub fn send(&mut self, d: &[u8]) -> io::Result<()> {
        self.s.write_all(d)
    }

    pub fn spoerg(&mut self, d: &[u8], svar: (u16, u16)) -> io::Result<()> {
        self.send(d)?;
        self.vent(svar)
    }

    /// A durable quorum queue.
    pub fn erklaer_quorum(&mut self, koe: &str) -> io::Result<()> {
        let felt = [kort("x-queue-type"), b"S\x00\x00\x00\x06quorum".to_vec()].concat();
        self.spoerg(&metode(1, 50, 10, &[&[0, 0], &kort(koe), &[2], &langt(&felt)]), (50, 11))
    }

    pub fn bekraeft(&mut self) -> io::Result<()> {
        self.spoerg(&metode(1, 85, 10, &[&[0]]), (85, 11))
    }

    pub fn forbrug(&mut self, koe: &str, hoejst: u16) -> io::Result<()> {
        self.spoerg(&metode(1, 60, 10, &[&[0; 4], &hoejst.to_be_bytes(), &[0]]), (60, 11))?;
        // The answer may be passed by deliveries, so it is not waited for.
        self.send(&metode(1, 60, 20, &[&[0, 0], &kort(koe), &kort("c"), &[0], &[0; 4]]))
    }

    pub fn kvitter(&mut self, tag: u64) -> io::Result<()> {
        self.send(&metode(1, 60, 80, &[&tag.to_be_bytes(), &[1]]))
    }

    pub fn luk(mut self) {
        let _ = self.send(&metode(0, 10, 50, &[&[0, 200, 0, 0, 0, 0, 0]]));
    }

    /// What comes next; `None` when nothing came for a while.
    pub fn hoer(&mut self) -> io::Result<Option<Hoert>> {
        loop {
            let Some((slags, r)) = self.ramme()? else { return Ok(None) };
            if slags != 1 {
                continue;
            }
            let d = &self.buf[r];
            match (tal(&d[..2]), tal(&d[2..4])) {
                (60, 60) => {
                    let t = 5 + usize::from(d[4]);
                    let tag = tal(&d[t..t + 8]);
                    return Ok(Some(Hoert::Leverance { tag, krop: self.indhold()? }));
                }
                (60, m @ (80 | 120)) => {
                    let (tag, flere) = (tal(&d[4..12]), d[12] & 1 == 1);
                    return Ok(Some(Hoert::Bekraeftet { tag, flere, taget: m == 80 }));
                }
                (10, 50) | (20, 40) => return Err(brudt(String::from_utf8_lossy(d))),
                _ => {}
            }
        }
    }

    fn indhold(&mut self) -> io::Result<Vec<u8>> {
        let (mut skal, mut krop) = (None, Vec::new());
        let frist = Instant::now() + SVAR;
        while skal.is_none_or(|n| krop.len() < n) {
            match self.ramme()? {
                Some((2, r)) => skal = Some(usize::try_from(tal(&self.buf[r][4..12])).unwrap()),
                Some((3, r)) => krop.extend_from_slice(&self.buf[r]),
                Some(_) => {}
                None if Instant::now() > frist => return Err(brudt("a message without its end")),
                None => {}
            }
        }
        Ok(krop)
    }

    fn vent(&mut self, hvad: (u16, u16)) -> io::Result<()> {
        let frist = Instant::now() + SVAR;
        loop {
            match self.ramme()? {
                Some((1, r)) => {
                    let d = &self.buf[r];
                    let fik = (tal(&d[..2]), tal(&d[2..4]));
                    if fik == (hvad.0.into(), hvad.1.into()) {
                        return Ok(());
                    }
                    return Err(brudt(format!("{fik:?} instead of {hvad:?}: {}", String::from_utf8_lossy(d))));
                }
                Some(_) => {}
                None if Instant::now() > frist => return Err(brudt(format!("{hvad:?} never came"))),
                None => {}
            }
        }
    }

    /// Kind and payload of the next frame.
    fn ramme(&mut self) -> io::Result<Option<(u8, Range<usize>)>> {
        loop {
            let her = &self.buf[self.ved..];
            if her.len() >= 7 {
                let laengde = usize::try_from(tal(&her[3..7])).unwrap();
                if her.len() >= laengde + 8 {
                    let ud = (her[0], self.ved + 7..self.ved + 7 + laengde);
                    self.ved += laengde + 8;
                    return Ok(Some(ud));
                }
            }
            self.buf.drain(..self.ved);
            self.ved = 0;
            let foer = self.buf.len();
            self.buf.resize(foer + 65_536, 0);
            let laest = self.s.read(&mut self.buf[foer..]);
            self.buf.truncate(foer + laest.as_ref().copied().unwrap_or(0));
            match laest {
                Ok(0) => return Err(brudt("the connection is closed")),
                Ok(_) => {}
                Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Ok(None),
                Err(e) => return Err(e),
            }
        }
    }
}
