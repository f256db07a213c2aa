//! The service manager: sockets that it holds for the program, so that connections wait in them while the program starts again, and notices of
//! readiness (systemd's `LISTEN_FDS` and `NOTIFY_SOCKET`).
use crate::kommandolinje::{Lytter, Lyttevalg};
use listenfd::ListenFd;
use std::io;
use std::net::TcpListener;

/// Listening sockets that were given to the program.
#[derive(Debug, Default)]
pub struct Arvede {
    /// For HTTP.
    pub http: Option<TcpListener>,
    /// For HTTPS.
    pub https: Option<TcpListener>,
    /// For revocation lists.
    pub crl: Option<TcpListener>,
}

impl Arvede {
    /// Takes the sockets and puts their addresses where the listeners' options are: a socket's name says what it is for (`http`, `https`, `crl`, or
    /// a socket unit that ends so), else its address is that of an option.
    ///
    /// # Errors
    /// In words: a socket that fits neither, or is no TCP socket.
    pub fn tag(valg: &mut Lyttevalg) -> Result<Self, String> {
        let navne = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
        let mut fds = ListenFd::from_env();
        let mut ud = Self::default();
        for nr in 0..fds.len() {
            let navn = navne.split(':').nth(nr).unwrap_or_default();
            let Some(l) = fds.take_tcp_listener(nr).map_err(|e| format!("inherited socket {nr} ({navn}): {e}"))? else { continue };
            let adresse = l.local_addr().map_err(|e| format!("inherited socket {nr} ({navn}): {e}"))?;
            let (plads, option) = match slags(navn) {
                Some("http") => (&mut ud.http, &mut valg.http),
                Some("crl") => (&mut ud.crl, &mut valg.crl),
                Some(_) => (&mut ud.https, &mut valg.https),
                None if valg.http == Lytter::Paa(adresse) => (&mut ud.http, &mut valg.http),
                None if valg.https == Lytter::Paa(adresse) => (&mut ud.https, &mut valg.https),
                None => {
                    return Err(format!(
                        "the inherited socket {adresse} is neither --http nor --https: name it in its unit (FileDescriptorName=https), or give the option its address"
                    ));
                }
            };
            if plads.is_some() {
                return Err(format!("two inherited sockets are named alike; the second is {adresse}"));
            }
            *option = Lytter::Paa(adresse);
            *plads = Some(l);
        }
        Ok(ud)
    }
}

/// What a socket of that name is for.
fn slags(navn: &str) -> Option<&'static str> {
    let navn = navn.strip_suffix(".socket").unwrap_or(navn);
    ["http", "https", "crl"].into_iter().find(|s| navn.strip_suffix(s).is_some_and(|foran| foran.is_empty() || foran.ends_with('-')))
}

/// Tells the service manager, if there is one, how the program is: `READY=1`, `STOPPING=1`.
pub fn meld(tilstand: &str) {
    if let Some(sti) = std::env::var_os("NOTIFY_SOCKET")
        && let Err(e) = send(&sti, tilstand)
    {
        tracing::warn!(fejl = %e, tilstand, "the service manager could not be told");
    }
}

#[cfg(target_os = "linux")]
fn send(sti: &std::ffi::OsStr, tilstand: &str) -> io::Result<()> {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};
    let s = UnixDatagram::unbound()?;
    let adresse = match sti.as_bytes().strip_prefix(b"@") {
        Some(navn) => SocketAddr::from_abstract_name(navn)?,
        None => SocketAddr::from_pathname(sti)?,
    };
    s.send_to_addr(tilstand.as_bytes(), &adresse).map(drop)
}

#[cfg(not(target_os = "linux"))]
fn send(_: &std::ffi::OsStr, _: &str) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sockets_name_says_what_it_is_for() {
        for (navn, ventet) in [
            ("http", Some("http")),
            ("https", Some("https")),
            ("samspil-https.socket", Some("https")),
            ("samspil-http.socket", Some("http")),
            ("unknown", None),
            ("samspil.socket", None),
            ("", None),
        ] {
            assert_eq!(slags(navn), ventet, "{navn}");
        }
    }
}
