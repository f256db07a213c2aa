//! Where receivers are called: an address that is read once, strictly, so that what is checked is what is called.
use std::fmt;

/// Scheme, host, port and path of a receiver.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Adresse {
    /// By TLS.
    pub https: bool,
    /// A name, an IPv4 address, or an IPv6 address without brackets; in lower case.
    pub vaert: String,
    /// The port.
    pub port: u16,
    /// Path and query, `/` at least.
    pub sti: String,
}

impl Adresse {
    /// Reads `https://host[:port]/path`; `None` for everything else: another scheme, a user's name, a fragment, characters that programs read differently.
    pub fn laes(tekst: &str) -> Option<Self> {
        let (skema, rest) = tekst.split_once("://")?;
        let https = skema.eq_ignore_ascii_case("https");
        if !https && !skema.eq_ignore_ascii_case("http") {
            return None;
        }
        if !rest.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'#' | b'"' | b'<' | b'>' | b'{' | b'}' | b'^' | b'`' | b'|'))
        {
            return None;
        }
        let slut = rest.find(['/', '?']).unwrap_or(rest.len());
        let (sted, sti) = rest.split_at_checked(slut)?;
        let (vaert, port) = match sted.strip_prefix('[') {
            Some(v6) => {
                let (v6, efter) = v6.split_once(']')?;
                let v6: std::net::Ipv6Addr = v6.parse().ok()?;
                let port = if efter.is_empty() { None } else { Some(efter.strip_prefix(':')?) };
                (v6.to_string(), port)
            }
            None => {
                let (navn, port) = sted.split_once(':').map_or((sted, None), |(n, p)| (n, Some(p)));
                let tegn = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_';
                if navn.is_empty() || navn.len() > 253 || !navn.bytes().all(tegn) || tal_for_sig(navn) {
                    return None;
                }
                (navn.to_ascii_lowercase(), port)
            }
        };
        let port = match port {
            None => {
                if https {
                    443
                } else {
                    80
                }
            }
            Some(p) if p.bytes().all(|b| b.is_ascii_digit()) => p.parse().ok().filter(|p| *p != 0)?,
            Some(_) => return None,
        };
        let sti = if sti.starts_with('/') { sti.to_owned() } else { format!("/{sti}") };
        Some(Self { https, vaert, port, sti })
    }

    /// This machine by its own name or address, as the text says.
    pub fn er_loopback(&self) -> bool {
        self.vaert == "localhost" || self.ip().is_some_and(|i| i.to_canonical().is_loopback())
    }

    /// The host, where it is an IP address.
    pub fn ip(&self) -> Option<std::net::IpAddr> {
        self.vaert.parse().ok()
    }

    /// Host and port as they are written in an address.
    pub fn sted(&self) -> String {
        if self.vaert.contains(':') { format!("[{}]:{}", self.vaert, self.port) } else { format!("{}:{}", self.vaert, self.port) }
    }
}

/// Ends in a number, but is no IPv4 address as everybody writes it: `127.1`, `0x7f.1` and `2130706433` are addresses to some programs.
fn tal_for_sig(navn: &str) -> bool {
    let sidste = navn.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let tal = !sidste.is_empty() && (sidste.bytes().all(|b| b.is_ascii_digit()) || sidste.to_ascii_lowercase().starts_with("0x"));
    tal && navn.parse::<std::net::Ipv4Addr>().is_err()
}

impl fmt::Display for Adresse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standard = if self.https { 443 } else { 80 };
        let vaert = if self.vaert.contains(':') { format!("[{}]", self.vaert) } else { self.vaert.clone() };
        let port = if self.port == standard { String::new() } else { format!(":{}", self.port) };
        write!(f, "http{}://{vaert}{port}{}", if self.https { "s" } else { "" }, self.sti)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e33_an_address_is_read_one_way_or_not_at_all() {
        for (tekst, vente) in [
            ("https://modtager.example/bfo", "https://modtager.example/bfo"),
            ("HTTPS://Modtager.Example:8443", "https://modtager.example:8443/"),
            ("https://modtager.example?a=b", "https://modtager.example/?a=b"),
            ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000/x"),
            ("https://[2001:DB8::1]:444/x", "https://[2001:db8::1]:444/x"),
        ] {
            assert_eq!(Adresse::laes(tekst).map(|a| a.to_string()).as_deref(), Some(vente), "{tekst}");
        }
        for tekst in [
            "",
            "ftp://x",
            "httpss://x",
            " https://x",
            "https://",
            "https:///x",
            "https://a@b/",
            "https://a:b@c/",
            "https://x#y",
            "https://x\\y/",
            "https://x y/",
            "https://x:0/",
            "https://x:99999/",
            "https://x:+1/",
            "https://x:/",
            "https://127.1/",
            "https://0x7f.0.0.1/",
            "https://2130706433/",
            "https://127.0.0.1./",
            "https://[::1/",
            "https://[::1]x/",
            "https://[fe80::1%25eth0]/",
            "https://blåbær.example/",
            "https://x/\r\ny",
        ] {
            assert_eq!(Adresse::laes(tekst), None, "{tekst}");
        }
        assert!(
            ["http://localhost/", "http://127.9.9.9/", "http://[::1]/", "http://[::ffff:127.0.0.1]/"]
                .iter()
                .all(|t| Adresse::laes(t).unwrap().er_loopback())
        );
        assert!(!Adresse::laes("http://127.0.0.1.evil.example/").unwrap().er_loopback());
    }
}
