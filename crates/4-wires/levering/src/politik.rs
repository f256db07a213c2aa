//! Which addresses are called. A dueslag's address is written by a receiver, so it must not lead into the network that this program stands in (SSRF): only public
//! addresses, and the networks that operations have named. What is looked at is the address that is connected to, after the name was looked up.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A network: an address and how many bits of it count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Net {
    ip: IpAddr,
    bits: u8,
}

impl FromStr for Net {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let galt = || format!("{s:?} is no network: expected 10.1.0.0/16, fd00::/8 or an address");
        let (ip, bits) = s.trim().split_once('/').map_or((s.trim(), None), |(i, b)| (i, Some(b)));
        let ip: IpAddr = ip.parse().map_err(|_| galt())?;
        let hoejst = if ip.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(hoejst), |b| b.parse().map_err(|_| galt()))?;
        if bits > hoejst {
            return Err(galt());
        }
        Ok(Self { ip, bits })
    }
}

impl Net {
    fn indeholder(&self, ip: IpAddr) -> bool {
        match (self.ip, ip) {
            (IpAddr::V4(n), IpAddr::V4(i)) => ens(u128::from(n.to_bits()) << 96, u128::from(i.to_bits()) << 96, self.bits),
            (IpAddr::V6(n), IpAddr::V6(i)) => ens(n.to_bits(), i.to_bits(), self.bits),
            _ => false,
        }
    }
}

fn ens(a: u128, b: u128, bits: u8) -> bool {
    (a ^ b).checked_shr(128 - u32::from(bits)).unwrap_or(0) == 0
}

/// Networks of the IANA registries for special purposes, which are nobody's public servers; IPv4 in IPv6 is judged as IPv4.
const SAERLIGE: &[(IpAddr, u8)] = &[
    (v4(0, 0, 0, 0), 8),
    (v4(10, 0, 0, 0), 8),
    (v4(100, 64, 0, 0), 10),
    (v4(127, 0, 0, 0), 8),
    (v4(169, 254, 0, 0), 16),
    (v4(172, 16, 0, 0), 12),
    (v4(192, 0, 0, 0), 24),
    (v4(192, 0, 2, 0), 24),
    (v4(192, 88, 99, 0), 24),
    (v4(192, 168, 0, 0), 16),
    (v4(198, 18, 0, 0), 15),
    (v4(198, 51, 100, 0), 24),
    (v4(203, 0, 113, 0), 24),
    (v4(224, 0, 0, 0), 4),
    (v4(240, 0, 0, 0), 4),
];

/// All that is public of IPv6 today; of it tunnels, test and documentation networks.
const GLOBAL_V6: (IpAddr, u8) = (v6(0x2000, 0), 3);
const SAERLIGE_V6: &[(IpAddr, u8)] = &[(v6(0x2001, 0), 23), (v6(0x2001, 0xdb8), 32), (v6(0x2002, 0), 16), (v6(0x3fff, 0), 20)];

const fn v4(a: u8, b: u8, c: u8, d: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

const fn v6(a: u16, b: u16) -> IpAddr {
    IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0))
}

fn i(net: &(IpAddr, u8), ip: IpAddr) -> bool {
    Net { ip: net.0, bits: net.1 }.indeholder(ip)
}

/// The addresses that may be called.
#[derive(Clone, Debug, Default)]
pub struct Adressepolitik {
    ogsaa: Vec<Net>,
}

impl Adressepolitik {
    /// Public addresses, and these networks.
    pub fn ny(ogsaa: Vec<Net>) -> Self {
        Self { ogsaa }
    }

    /// Public addresses, and this machine: the open mode and development, which listen on loopback alone.
    pub fn udvikling(mut self) -> Self {
        self.ogsaa.extend([Net { ip: v4(127, 0, 0, 0), bits: 8 }, Net { ip: IpAddr::V6(Ipv6Addr::LOCALHOST), bits: 128 }]);
        self
    }

    /// Whether the address may be called.
    pub fn tillader(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        if self.ogsaa.iter().any(|n| n.indeholder(ip)) {
            return true;
        }
        match ip {
            IpAddr::V4(_) => !SAERLIGE.iter().any(|n| i(n, ip)),
            IpAddr::V6(_) => i(&GLOBAL_V6, ip) && !SAERLIGE_V6.iter().any(|n| i(n, ip)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_s_address_leads_into_no_network_that_operations_have_not_named() {
        let alle = |p: &Adressepolitik, t: &[&str]| t.iter().map(|t| p.tillader(t.parse().unwrap())).collect::<Vec<_>>();
        let offentlige = ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "::ffff:8.8.8.8"];
        let andre = [
            "127.0.0.1",
            "10.0.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fd00::1",
            "fe80::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:1::1",
            "2001:db8::1",
        ];
        let p = Adressepolitik::default();
        assert_eq!(alle(&p, &offentlige), [true; 5]);
        assert_eq!(alle(&p, &andre), [false; 21]);
        let p = Adressepolitik::ny(vec!["10.1.0.0/16".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        assert_eq!(alle(&p, &["10.1.2.3", "10.2.0.1", "fd12::1", "127.0.0.1"]), [true, false, true, false]);
        assert_eq!(alle(&p.udvikling(), &["127.9.0.1", "::1", "::ffff:127.0.0.1", "192.168.0.1"]), [true, true, true, false]);
        assert!(["10.0.0.0/33", "10.0.0.0/x", "vært", "", "::/129", "10.0.0/8"].iter().all(|t| t.parse::<Net>().is_err()));
        assert!("0.0.0.0/0".parse::<Net>().unwrap().indeholder(v4(9, 9, 9, 9)));
    }
}
