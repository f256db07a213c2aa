//! A certificate as the rest of the house sees it: who, from whom, until when, with which key.
use crate::asn1::{self, oid};
use crate::noegle::{Offentlig, sha256};
use crate::pem;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::id::Cvr;
use grund::tid::{Periode, Tidspunkt};
use grund::{Fejl, Fejlkode};
use std::fmt;
use std::sync::Arc;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::x509::{AttributeTypeAndValue, RelativeDistinguishedName, X509Name};

/// An X.509 certificate with an RSA key that could be read. Whether it is trusted is another question: [`crate::tillid`].
/// A clone costs one counter.
#[derive(Clone)]
pub struct Certifikat(Arc<Indhold>);

struct Indhold {
    der: Vec<u8>,
    aftryk: [u8; 32],
    aftryk_hex: String,
    emne: String,
    udsteder: String,
    emne_der: Vec<u8>,
    udsteder_der: Vec<u8>,
    serienummer: Vec<u8>,
    navn: Option<String>,
    cvr: Option<Cvr>,
    gyldig: Periode,
    ski: Option<Vec<u8>>,
    noegle: Offentlig,
    crl: Vec<String>,
    ocsp: Vec<String>,
    brug: Vec<String>,
    navne: Vec<String>,
}

impl Certifikat {
    /// Reads one certificate, with nothing after it. Refused: bytes that are no certificate, and keys that are not RSA.
    pub fn fra_der(der: &[u8]) -> Result<Self, Fejl> {
        let galt = |hvad: &str| Fejl::ny(Fejlkode::UgyldigtCertifikat).aarsag(format!("cannot be read: {hvad}"));
        let (rest, c) = X509Certificate::from_der(der).map_err(|e| galt(&e.to_string()))?;
        if !rest.is_empty() {
            return Err(galt("bytes after the certificate"));
        }
        let mut ud = Indhold {
            der: der.to_vec(),
            aftryk: sha256(der),
            aftryk_hex: sha256(der).iter().map(|b| format!("{b:02x}")).collect(),
            emne: navn_som_tekst(c.subject()),
            udsteder: navn_som_tekst(c.issuer()),
            emne_der: c.subject().as_raw().to_vec(),
            udsteder_der: c.issuer().as_raw().to_vec(),
            serienummer: c.raw_serial().to_vec(),
            navn: attribut(c.subject(), oid::CN),
            cvr: find_cvr(c.subject()),
            gyldig: Periode::ny(sekunder(c.validity().not_before.timestamp()), sekunder(c.validity().not_after.timestamp() + 1)),
            ski: None,
            noegle: Offentlig::fra_spki_der(c.public_key().raw)?,
            crl: Vec::new(),
            ocsp: Vec::new(),
            brug: Vec::new(),
            navne: Vec::new(),
        };
        for e in c.extensions() {
            match e.parsed_extension() {
                ParsedExtension::SubjectKeyIdentifier(id) => ud.ski = Some(id.0.to_vec()),
                ParsedExtension::CRLDistributionPoints(steder) => {
                    use x509_parser::extensions::DistributionPointName::FullName;
                    for sted in steder.iter() {
                        if let Some(FullName(navne)) = &sted.distribution_point {
                            ud.crl.extend(navne.iter().filter_map(adresse));
                        }
                    }
                }
                ParsedExtension::AuthorityInfoAccess(a) => {
                    let ocsp = a.accessdescs.iter().filter(|d| d.access_method.as_bytes() == oid::AIA_OCSP);
                    ud.ocsp.extend(ocsp.filter_map(|d| adresse(&d.access_location)));
                }
                ParsedExtension::SubjectAlternativeName(navne) => ud.navne.extend(navne.general_names.iter().filter_map(vaertsnavn)),
                ParsedExtension::ExtendedKeyUsage(b) => {
                    let kendte = [(b.server_auth, "serverAuth"), (b.client_auth, "clientAuth"), (b.ocsp_signing, "OCSPSigning")];
                    ud.brug.extend(kendte.iter().filter(|k| k.0).map(|k| k.1.to_string()));
                    ud.brug.extend(b.other.iter().map(|o| o.to_id_string()));
                }
                _ => {}
            }
        }
        Ok(Self(Arc::new(ud)))
    }

    /// Reads the base64 of a certificate, as in `X509Certificate` and `BinarySecurityToken`; blanks and line ends are skipped.
    pub fn fra_base64(tekst: &str) -> Result<Self, Fejl> {
        let der = pem::base64(tekst).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtCertifikat).aarsag("cannot be read: not base64"))?;
        Self::fra_der(&der)
    }

    /// Reads all certificates of a PEM text, in order; other blocks are skipped. An empty list is no error.
    pub fn fra_pem(tekst: &str) -> Result<Vec<Self>, Fejl> {
        pem::laes(tekst, "CERTIFICATE")?.iter().map(|der| Self::fra_der(der)).collect()
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The bytes as base64 in one line.
    pub fn base64(&self) -> String {
        STANDARD.encode(&self.0.der)
    }

    /// The bytes as PEM.
    pub fn pem(&self) -> String {
        pem::skriv("CERTIFICATE", &self.0.der)
    }

    /// SHA-256 of the bytes: what the certificate is known by in the house.
    pub fn fingeraftryk(&self) -> [u8; 32] {
        self.0.aftryk
    }

    /// SHA-1 of the DER form: only for finding the certificate that a message names by its thumbprint.
    pub fn fingeraftryk_sha1(&self) -> Vec<u8> {
        aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, self.der()).as_ref().to_vec()
    }

    /// The same in lower case hexadecimal.
    pub fn fingeraftryk_hex(&self) -> String {
        self.0.aftryk_hex.clone()
    }

    /// The subject as `X509SubjectName` of the tokens (G-7): the last RDN first, `, ` between, values of one RDN joined by
    /// ` + ` with SERIALNUMBER first, escaped as in RFC 2253.
    pub fn emne(&self) -> &str {
        &self.0.emne
    }

    /// The issuer's name in the same form.
    pub fn udsteder(&self) -> &str {
        &self.0.udsteder
    }

    /// The serial number's bytes as encoded: big-endian, a leading zero where the first bit is set.
    pub fn serienummer(&self) -> &[u8] {
        &self.0.serienummer
    }

    /// The common name.
    pub fn navn(&self) -> Option<&str> {
        self.0.navn.as_deref()
    }

    /// The organisation's CVR number: `CVR:…` in the subject's serialNumber, or `NTRDK-…` in its organizationIdentifier (OCES3).
    pub fn cvr(&self) -> Option<Cvr> {
        self.0.cvr
    }

    /// When it is in force: the whole last second of `notAfter` is in.
    pub fn gyldig(&self) -> Periode {
        self.0.gyldig
    }

    /// The subject key identifier.
    pub fn ski(&self) -> Option<&[u8]> {
        self.0.ski.as_deref()
    }

    /// The public key.
    pub fn noegle(&self) -> &Offentlig {
        &self.0.noegle
    }

    /// Where revocation lists are found, by HTTP.
    pub fn crl_adresser(&self) -> Vec<String> {
        self.0.crl.clone()
    }

    /// Where to ask for its status, by HTTP.
    pub fn ocsp_adresser(&self) -> Vec<String> {
        self.0.ocsp.clone()
    }

    /// The extended key usages, by name (`clientAuth`, `serverAuth`, `OCSPSigning`) or number; empty where there is none.
    pub fn udvidet_brug(&self) -> &[String] {
        &self.0.brug
    }

    /// The DNS names and IP addresses that it is for (its subject's alternative names).
    pub fn vaerter(&self) -> &[String] {
        &self.0.navne
    }

    /// The subject as it is encoded.
    pub(crate) fn emne_der(&self) -> &[u8] {
        &self.0.emne_der
    }

    /// The issuer as it is encoded.
    pub(crate) fn udsteder_der(&self) -> &[u8] {
        &self.0.udsteder_der
    }
}

impl PartialEq for Certifikat {
    fn eq(&self, anden: &Self) -> bool {
        self.0.aftryk == anden.0.aftryk
    }
}

impl Eq for Certifikat {}

impl fmt::Debug for Certifikat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certifikat({} {})", self.0.emne, self.fingeraftryk_hex())
    }
}

fn sekunder(s: i64) -> Tidspunkt {
    // 9999-12-31T23:59:59Z means "no end" (RFC 5280, 4.1.2.5).
    if s >= 253_402_300_799 { Tidspunkt::UENDELIG } else { Tidspunkt::fra_mikros(s.saturating_mul(1_000_000)) }
}

fn adresse(navn: &GeneralName<'_>) -> Option<String> {
    match navn {
        GeneralName::URI(u) if u.starts_with("http://") || u.starts_with("https://") => Some((*u).to_string()),
        _ => None,
    }
}

fn vaertsnavn(navn: &GeneralName<'_>) -> Option<String> {
    match navn {
        GeneralName::DNSName(n) => Some((*n).to_owned()),
        GeneralName::IPAddress(b) => match b.len() {
            4 => Some(std::net::IpAddr::from(<[u8; 4]>::try_from(*b).ok()?).to_string()),
            _ => Some(std::net::IpAddr::from(<[u8; 16]>::try_from(*b).ok()?).to_string()),
        },
        _ => None,
    }
}

fn attribut(navn: &X509Name<'_>, hvilken: &[u8]) -> Option<String> {
    navn.iter_attributes().find(|a| a.attr_type().as_bytes() == hvilken).map(vaerdi)
}

fn find_cvr(navn: &X509Name<'_>) -> Option<Cvr> {
    let efter = |tekst: &str, foran: &str| {
        let rest = tekst.strip_prefix(foran)?;
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    let fra_oces2 = attribut(navn, oid::SERIENUMMER).and_then(|s| efter(&s, "CVR:"));
    fra_oces2.or_else(|| attribut(navn, &[0x55, 4, 97]).and_then(|s| efter(&s, "NTRDK-")))
}

fn vaerdi(a: &AttributeTypeAndValue<'_>) -> String {
    let v = a.attr_value();
    if v.tag().0 == u32::from(asn1::BMP) {
        let enheder = v.data.chunks(2).map(|p| p.iter().fold(0u16, |sum, b| sum << 8 | u16::from(*b)));
        return char::decode_utf16(enheder).map(|c| c.unwrap_or('\u{fffd}')).collect();
    }
    String::from_utf8_lossy(v.data).into_owned()
}

fn navn_som_tekst(navn: &X509Name<'_>) -> String {
    let rdner: Vec<&RelativeDistinguishedName<'_>> = navn.iter().collect();
    let mut ud = String::new();
    for (nr, rdn) in rdner.iter().rev().enumerate() {
        if nr > 0 {
            ud.push_str(", ");
        }
        // Encoders differ in how they order an RDN; the tokens in use all have the serial number first.
        let (foerst, rest): (Vec<_>, Vec<_>) = rdn.iter().partition(|a| a.attr_type().as_bytes() == oid::SERIENUMMER);
        for (nr, a) in foerst.into_iter().chain(rest).enumerate() {
            if nr > 0 {
                ud.push_str(" + ");
            }
            ud.push_str(&attributnavn(a));
            ud.push('=');
            undslip(&mut ud, &vaerdi(a));
        }
    }
    ud
}

fn attributnavn(a: &AttributeTypeAndValue<'_>) -> String {
    match a.attr_type().as_bytes() {
        [0x55, 4, 3] => "CN".into(),
        [0x55, 4, 4] => "SN".into(),
        [0x55, 4, 5] => "SERIALNUMBER".into(),
        [0x55, 4, 6] => "C".into(),
        [0x55, 4, 7] => "L".into(),
        [0x55, 4, 8] => "ST".into(),
        [0x55, 4, 9] => "STREET".into(),
        [0x55, 4, 10] => "O".into(),
        [0x55, 4, 11] => "OU".into(),
        [0x55, 4, 12] => "T".into(),
        [0x55, 4, 42] => "G".into(),
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1] => "UID".into(),
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25] => "DC".into(),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => "E".into(),
        _ => format!("OID.{}", a.attr_type().to_id_string()),
    }
}

/// RFC 2253, 2.4.
fn undslip(ud: &mut String, tekst: &str) {
    let sidste = tekst.chars().count().saturating_sub(1);
    for (nr, c) in tekst.chars().enumerate() {
        let ydre = (nr == 0 && matches!(c, ' ' | '#')) || (nr == sidste && c == ' ');
        if ydre || matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
            ud.push('\\');
        }
        ud.push(c);
    }
}
