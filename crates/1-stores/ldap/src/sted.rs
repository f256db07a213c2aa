//! Where a directory is.
use crate::Ldapfejl;
use std::str::FromStr;

/// The address of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sted {
    /// Its host, by which its certificate is held against it.
    pub vaert: String,
    /// Its port.
    pub port: u16,
    /// TLS begins when it is asked for (`ldap://`), not with the first byte (`ldaps://`).
    pub starttls: bool,
}

impl FromStr for Sted {
    type Err = Ldapfejl;

    fn from_str(t: &str) -> Result<Self, Ldapfejl> {
        let fejl = || Ldapfejl::Adresse(t.chars().take(200).collect());
        let (starttls, rest) = match (t.strip_prefix("ldaps://"), t.strip_prefix("ldap://")) {
            (Some(r), _) => (false, r),
            (None, Some(r)) => (true, r),
            (None, None) => return Err(fejl()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (vaert, port) = match rest.rsplit_once(':') {
            // An address of IPv6 stands in brackets.
            Some((v, p)) if !p.ends_with(']') => (v, p.parse().map_err(|_| fejl())?),
            _ => (rest, if starttls { 389 } else { 636 }),
        };
        let vaert = vaert.strip_prefix('[').and_then(|v| v.strip_suffix(']')).unwrap_or(vaert);
        let tegn = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
        if vaert.is_empty() || port == 0 || !vaert.chars().all(tegn) {
            return Err(fejl());
        }
        Ok(Self { vaert: vaert.to_owned(), port, starttls })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_host_port_and_how_tls_begins() {
        let sted = |t: &str| t.parse::<Sted>().map(|s| (s.vaert, s.port, s.starttls)).ok();
        assert_eq!(sted("ldaps://ad.korsbaek.dk"), Some(("ad.korsbaek.dk".into(), 636, false)));
        assert_eq!(sted("ldap://ad.korsbaek.dk/"), Some(("ad.korsbaek.dk".into(), 389, true)));
        assert_eq!(sted("ldaps://127.0.0.1:10636"), Some(("127.0.0.1".into(), 10_636, false)));
        assert_eq!(sted("ldaps://[::1]:10636"), Some(("::1".into(), 10_636, false)));
        assert_eq!(sted("ldaps://[::1]"), Some(("::1".into(), 636, false)));
        for ond in [
            "",
            "ad.korsbaek.dk",
            "http://ad",
            "ldaps://",
            "ldaps://ad:x",
            "ldaps://ad:0",
            "ldaps://a/dc=b",
            "ldaps://bruger@ad",
            "ldapi:///x",
        ] {
            assert_eq!(sted(ond), None, "{ond}");
        }
    }
}
