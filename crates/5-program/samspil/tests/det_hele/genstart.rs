//! A restart refuses nobody: the listening socket is held outside the program, as systemd holds it, and connections wait in it.
use crate::program::{MYNDIGHED, samspil};
use crate::tvaers::{ENHED, enhed};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// `samspil serve` with the sockets as its descriptors 3 and 4, as a service manager starts it from the units of the package: HTTP, and HTTPS,
/// which nobody calls here.
fn start(data: &Path, [http, https]: &[TcpListener; 2], besked: &Path) -> Child {
    let arv = |s: &TcpListener| Stdio::from(OwnedFd::from(s.try_clone().unwrap()));
    let program = samspil(&[]);
    let mut p = Command::new("sh")
        .args(["-c", "exec 3<&0 4<&1 0</dev/null 1>/dev/null; export LISTEN_PID=$$; exec \"$0\" \"$@\""])
        .arg(program.get_program())
        .args(["serve", "--aaben", "--udvikling", "--http", "fra", "--https", "fra", "--logform", "json", "--data"])
        .arg(data)
        .envs([("LISTEN_FDS", "2"), ("LISTEN_FDNAMES", "samspil-http.socket:samspil-https.socket")])
        .env("NOTIFY_SOCKET", besked)
        .stdin(arv(http))
        .stdout(arv(https))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut linjer = BufReader::new(p.stderr.take().unwrap()).lines();
    let mut set = Vec::new();
    while !set.last().is_some_and(|l: &String| l.contains("\"klar\"")) {
        set.push(linjer.next().unwrap_or_else(|| panic!("ended: {set:#?}")).unwrap());
    }
    std::thread::spawn(move || linjer.map_while(Result::ok).for_each(drop));
    p
}

fn sokler() -> [TcpListener; 2] {
    [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap())
}

/// A client that never tries a call twice: one connection for each call, or one that is kept as long as the server keeps it.
struct Klient {
    adresse: SocketAddr,
    behold: bool,
    stroem: Option<BufReader<TcpStream>>,
}

impl Klient {
    fn opret(&mut self, navn: &str) -> Result<String> {
        let krop = enhed(navn, navn).to_string();
        let mut s = match self.stroem.take() {
            Some(s) => s,
            None => {
                let s = TcpStream::connect(self.adresse)?;
                s.set_read_timeout(Some(Duration::from_secs(60)))?;
                BufReader::new(s)
            }
        };
        let luk = if self.behold { "" } else { "Connection: close\r\n" };
        write!(
            s.get_mut(),
            "POST {ENHED} HTTP/1.1\r\nHost: localhost\r\nX-Myndighed-CVR: {MYNDIGHED}\r\nContent-Type: application/json\r\n{luk}Content-Length: {}\r\n\r\n{krop}",
            krop.len()
        )?;
        let mut linje = String::new();
        let (mut laengde, mut lukker, mut status) = (0, !self.behold, String::new());
        loop {
            linje.clear();
            if s.read_line(&mut linje)? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof));
            }
            let l = linje.trim().to_ascii_lowercase();
            if l.is_empty() {
                break;
            }
            match l.split_once(':') {
                Some(("content-length", v)) => laengde = v.trim().parse().unwrap(),
                Some(("connection", v)) => lukker |= v.trim() == "close",
                Some(_) if !status.is_empty() => {}
                _ => status = l,
            }
        }
        let mut svar = vec![0; laengde];
        s.read_exact(&mut svar)?;
        if !lukker {
            self.stroem = Some(s);
        }
        let svar = String::from_utf8_lossy(&svar).into_owned();
        if status.contains("201") { Ok(svar) } else { Err(Error::other(format!("{status} {svar}"))) }
    }
}

struct Udfald {
    kvitteret: HashSet<String>,
    fejl: Vec<Error>,
}

/// Eight clients create objects while `genstart` is done.
fn under_belastning(adresse: SocketAddr, genstart: impl FnOnce(&AtomicUsize)) -> Udfald {
    let (slut, kald) = (AtomicBool::new(false), AtomicUsize::new(0));
    let udfald = Mutex::new(Udfald { kvitteret: HashSet::new(), fejl: Vec::new() });
    std::thread::scope(|s| {
        for k in 0..8 {
            let (slut, kald, udfald) = (&slut, &kald, &udfald);
            s.spawn(move || {
                let mut klient = Klient { adresse, behold: k % 2 == 0, stroem: None };
                for n in 0.. {
                    if slut.load(Ordering::Relaxed) {
                        return;
                    }
                    let navn = format!("k{k}-{n}");
                    let svar = klient.opret(&navn);
                    kald.fetch_add(1, Ordering::Relaxed);
                    let mut u = udfald.lock().unwrap();
                    match svar {
                        Ok(_) => drop(u.kvitteret.insert(navn)),
                        Err(e) => u.fejl.push(e),
                    }
                }
            });
        }
        genstart(&kald);
        slut.store(true, Ordering::Relaxed);
    });
    udfald.into_inner().unwrap()
}

/// Waits until so many more calls have been answered.
fn flere(kald: &AtomicUsize, antal: usize) {
    let maal = kald.load(Ordering::Relaxed) + antal;
    while kald.load(Ordering::Relaxed) < maal {
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn findes_alle(data: &Path, kvitteret: &HashSet<String>) {
    let ud = samspil(&["eksporter", "--data", data.to_str().unwrap()]).output().unwrap();
    let tekst = String::from_utf8_lossy(&ud.stdout);
    for navn in kvitteret {
        assert!(tekst.contains(&format!("\"{navn}\"")), "{navn} was acknowledged and is gone");
    }
}

#[test]
fn i12_2_12_a_planned_restart_under_load_refuses_nobody() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let besked = mappe.path().join("besked");
    let manager = UnixDatagram::bind(&besked).unwrap();
    let sokler = sokler();
    let mut p = start(&data, &sokler, &besked);
    let udfald = under_belastning(sokler[0].local_addr().unwrap(), |kald| {
        for _ in 0..3 {
            flere(kald, 50);
            Command::new("kill").arg(p.id().to_string()).status().unwrap();
            assert!(p.wait().unwrap().success());
            p = start(&data, &sokler, &besked);
        }
        flere(kald, 50);
    });
    Command::new("kill").arg(p.id().to_string()).status().unwrap();
    assert!(p.wait().unwrap().success());
    assert!(udfald.fejl.is_empty(), "{} answered, refused: {:?}", udfald.kvitteret.len(), udfald.fejl);
    findes_alle(&data, &udfald.kvitteret);
    let mut meldt = Vec::new();
    manager.set_nonblocking(true).unwrap();
    let mut b = [0; 64];
    while let Ok(n) = manager.recv(&mut b) {
        meldt.push(String::from_utf8_lossy(&b[..n]).into_owned());
    }
    assert_eq!(meldt, ["READY=1", "STOPPING=1"].repeat(4));
}

#[test]
fn i12_2_12_a_crash_refuses_no_connection() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let besked = mappe.path().join("besked");
    let _manager = UnixDatagram::bind(&besked).unwrap();
    let sokler = sokler();
    let mut p = start(&data, &sokler, &besked);
    let udfald = under_belastning(sokler[0].local_addr().unwrap(), |kald| {
        for _ in 0..3 {
            flere(kald, 50);
            p.kill().unwrap();
            p.wait().unwrap();
            p = start(&data, &sokler, &besked);
        }
        flere(kald, 50);
    });
    p.kill().unwrap();
    p.wait().unwrap();
    // What was under way is lost with the process; nobody is turned away.
    assert!(udfald.fejl.len() <= 3 * 8, "{:?}", udfald.fejl);
    assert!(udfald.fejl.iter().all(|e| e.kind() != ErrorKind::ConnectionRefused), "{:?}", udfald.fejl);
    findes_alle(&data, &udfald.kvitteret);
}

#[test]
fn i12_2_12_an_inherited_socket_keeps_the_rule_of_loopback_and_says_what_it_is_for() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    for (adresse, navn, ventet) in [("0.0.0.0:0", "http", "loopback"), ("127.0.0.1:0", "noget", "FileDescriptorName")] {
        let socket = TcpListener::bind(adresse).unwrap();
        let ud = Command::new("sh")
            .args(["-c", "exec 3<&0 0</dev/null; export LISTEN_PID=$$; exec \"$0\" \"$@\""])
            .arg(samspil(&[]).get_program())
            .args(["serve", "--aaben", "--http", "fra", "--data"])
            .arg(&data)
            .envs([("LISTEN_FDS", "1"), ("LISTEN_FDNAMES", navn)])
            .stdin(Stdio::from(OwnedFd::from(socket)))
            .output()
            .unwrap();
        let tekst = String::from_utf8_lossy(&ud.stderr);
        assert!(!ud.status.success() && tekst.contains(ventet), "{tekst}");
        assert!(!data.exists(), "refused before anything is made");
    }
}
