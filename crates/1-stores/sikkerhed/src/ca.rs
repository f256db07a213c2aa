//! The development CA: certificates of the shape that the real ones have, under a name that says what it is. It is no
//! simulator of a CA's work: nobody's identity is checked.
use crate::asn1::{self, Derlaeser, oid};
use crate::certifikat::Certifikat;
use crate::noegle::{Offentlig, Privatnoegle};
use crate::pem;
use grund::id::Cvr;
use grund::tid::{Periode, Tidspunkt};
use grund::{Fejl, Fejlkode};
use std::net::IpAddr;

const DAG: i64 = 86_400 * 1_000_000;
/// Bits of the CA's own keys.
const CA_BITS: usize = 3072;

/// Where certificates say that their status and their issuer are found; nothing is written where it is `None`.
#[derive(Clone, Debug, Default)]
pub struct Adresser {
    /// The revocation list of the issuing CA.
    pub crl: Option<String>,
    /// Its OCSP responder.
    pub ocsp: Option<String>,
    /// The revocation list of the root.
    pub rod_crl: Option<String>,
    /// The issuing CA's certificate, in DER.
    pub udsteder: Option<String>,
}

/// What a CA publishes at its address: certificates and revocation lists in DER.
pub mod filer {
    /// The root.
    pub const ROD: &str = "rod.cer";
    /// The issuing CA.
    pub const UDSTEDER: &str = "udstedende.cer";
    /// What the root has revoked: nothing.
    pub const ROD_CRL: &str = "rod.crl";
    /// What the issuing CA has revoked.
    pub const CRL: &str = "udstedende.crl";
    /// All of them.
    pub const ALLE: [&str; 4] = [ROD, UDSTEDER, ROD_CRL, CRL];
}

impl Adresser {
    /// Everything below one address, `http://samspil.example.dk/ca`.
    pub fn under(sted: &str) -> Self {
        let fil = |navn: &str| Some(format!("{}/{navn}", sted.trim_end_matches('/')));
        Self { crl: fil(filer::CRL), ocsp: None, rod_crl: fil(filer::ROD_CRL), udsteder: fil(filer::UDSTEDER) }
    }
}

/// A root, and the CA under it that issues.
pub struct Ca {
    rod: Certifikat,
    rod_noegle: Privatnoegle,
    udstedende: Certifikat,
    noegle: Privatnoegle,
    adresser: Adresser,
}

/// What a certificate is wanted for.
#[derive(Clone, Debug)]
pub enum Anmodning {
    /// A function certificate (FOCES): a system that calls.
    Funktion {
        /// CN without the ending ` (funktionscertifikat)`, which is added.
        navn: String,
        /// The organisation's name.
        organisation: String,
        /// Its CVR number.
        cvr: Cvr,
        /// The function's number.
        fid: u32,
    },
    /// An employee's certificate (MOCES).
    Person {
        /// The employee's name.
        navn: String,
        /// The organisation's name.
        organisation: String,
        /// Its CVR number.
        cvr: Cvr,
        /// The employee's number.
        rid: u32,
    },
    /// A server of TLS.
    Tls {
        /// DNS names and IP addresses; the first becomes the CN.
        navne: Vec<String>,
    },
    /// A service or the STS, for signing answers and tokens.
    Signering {
        /// The common name.
        navn: String,
        /// Whose service it is.
        cvr: Cvr,
    },
}

/// A certificate that is no longer good.
#[derive(Clone, Debug)]
pub struct Tilbagekaldt {
    /// Its serial number as encoded ([`Certifikat::serienummer`]).
    pub serienummer: Vec<u8>,
    /// Since when.
    pub fra: Tidspunkt,
}

impl Ca {
    /// A new root of ten years and an issuing CA under it. The serial numbers are random numbers from the caller; the first
    /// also ends the names, so that the roots of two installations are told apart in a trust store.
    pub fn ny(nu: Tidspunkt, serienumre: [u128; 2], adresser: Adresser) -> Result<Self, Fejl> {
        let [rod_nr, udst_nr] = serienumre;
        let maerke = format!("{:08x}", rod_nr & 0xffff_ffff);
        let navn = |hvad: &str| navn_der(&[(oid::CN, format!("Samspil udvikling {hvad} {maerke}"))], Some("Samspil udvikling"));
        // A day back: the clocks of a developer's machines differ.
        let gyldig = Periode::ny(nu.plus_mikros(-DAG), nu.plus_mikros(3652 * DAG));
        let (rod_noegle, noegle) = (Privatnoegle::dan(CA_BITS)?, Privatnoegle::dan(CA_BITS)?);
        let (rod_navn, udst_navn) = (navn("rod-CA"), navn("udstedende CA"));
        let udvidelser = ca_udvidelser(None, &Adresser::default());
        let ro = Certificering { navn: &rod_navn, noegle: &rod_noegle.offentlig(), gyldig, serienummer: rod_nr, udvidelser };
        let rod = ro.underskriv(&rod_navn, &rod_noegle)?;
        let udvidelser = ca_udvidelser(Some(0), &adresser);
        let ud = Certificering { navn: &udst_navn, noegle: &noegle.offentlig(), gyldig, serienummer: udst_nr, udvidelser };
        let udstedende = ud.underskriv(&rod_navn, &rod_noegle)?;
        Ok(Self { rod, rod_noegle, udstedende, noegle, adresser })
    }

    /// Gives the issuing CA a new certificate with other addresses in it. Name and key stay, so what it has issued stays good, also below
    /// the old one.
    pub fn flyt(&mut self, nu: Tidspunkt, serienummer: u128, adresser: Adresser) -> Result<(), Fejl> {
        let gyldig = Periode::ny(nu.plus_mikros(-DAG), self.rod.gyldig().til);
        let (emne, udvidelser) = (self.udstedende.emne_der().to_vec(), ca_udvidelser(Some(0), &adresser));
        let ny = Certificering { navn: &emne, noegle: &self.noegle.offentlig(), gyldig, serienummer, udvidelser };
        self.udstedende = ny.underskriv(self.rod.emne_der(), &self.rod_noegle)?;
        self.adresser = adresser;
        Ok(())
    }

    /// Reads what [`Self::til_pem`] wrote.
    pub fn fra_pem(tekst: &str, adresser: Adresser) -> Result<Self, Fejl> {
        let certifikater: Result<[Certifikat; 2], _> = Certifikat::fra_pem(tekst)?.try_into();
        let noegler: Result<[Vec<u8>; 2], _> = pem::laes(tekst, "PRIVATE KEY")?.try_into();
        let (Ok([udstedende, rod]), Ok([noegle, rod_noegle])) = (certifikater, noegler) else {
            return Err(Fejl::ny(Fejlkode::UgyldigFil)
                .detalje(("en CA's fil har to certifikater og to nøgler", "a CA's file holds two certificates and two keys")));
        };
        let (noegle, rod_noegle) = (Privatnoegle::fra_pkcs8_der(&noegle)?, Privatnoegle::fra_pkcs8_der(&rod_noegle)?);
        for (c, n) in [(&udstedende, &noegle), (&rod, &rod_noegle)] {
            if c.noegle().spki_der() != n.offentlig().spki_der() {
                return Err(Fejl::ny(Fejlkode::UgyldigFil)
                    .detalje((format!("nøglen hører ikke til {0}", c.emne()), format!("the key does not belong to {0}", c.emne()))));
            }
        }
        Ok(Self { rod, rod_noegle, udstedende, noegle, adresser })
    }

    /// Issuing CA, root, and their keys in the same order. Whoever has this text can issue.
    pub fn til_pem(&self) -> String {
        [self.udstedende.pem(), self.rod.pem(), self.noegle.til_pem(), self.rod_noegle.til_pem()].concat()
    }

    /// The root, which goes into trust stores.
    pub fn rod(&self) -> &Certifikat {
        &self.rod
    }

    /// What follows an issued certificate: the issuing CA. The root is not part of it.
    pub fn kaede(&self) -> &[Certifikat] {
        std::slice::from_ref(&self.udstedende)
    }

    /// Issues. The serial number is a random one from the caller.
    pub fn udsted(&self, anmodning: &Anmodning, noegle: &Offentlig, gyldig: Periode, serienummer: u128) -> Result<Certifikat, Fejl> {
        let form = anmodning.form()?;
        let navn = form.emne()?;
        let mut udvidelser = vec![
            udvidelse(oid::BASIS, true, &asn1::sekvens::<Vec<u8>>(&[])),
            udvidelse(oid::NOEGLEBRUG, true, &asn1::navngivne_bits(form.brug)),
        ];
        if let Some(formaal) = form.udvidet {
            udvidelser.push(udvidelse(oid::UDVIDET_BRUG, false, &asn1::sekvens(&[asn1::skriv_oid(formaal)])));
        }
        if let Anmodning::Tls { navne } = anmodning {
            udvidelser.push(udvidelse(oid::SAN, false, &alternative_navne(navne)?));
        }
        udvidelser.extend(self.adresser.crl.as_deref().map(crl_sted));
        let adgang = |hvad: &[u8], hvor: &String| asn1::sekvens(&[asn1::skriv_oid(hvad), asn1::tlv(0x86, hvor.as_bytes())]);
        let adgange: Vec<Vec<u8>> = [(oid::AIA_OCSP, &self.adresser.ocsp), (oid::AIA_UDSTEDER, &self.adresser.udsteder)]
            .into_iter()
            .filter_map(|(hvad, hvor)| Some(adgang(hvad, hvor.as_ref()?)))
            .collect();
        if !adgange.is_empty() {
            udvidelser.push(udvidelse(oid::AIA, false, &asn1::sekvens(&adgange)));
        }
        Certificering { navn: &navn, noegle, gyldig, serienummer, udvidelser }.underskriv(self.udstedende.emne_der(), &self.noegle)
    }

    /// The issuing CA's revocation list (DER). Its number is `nu` in seconds, so a later list has a higher one.
    pub fn crl(&self, tilbagekaldte: &[Tilbagekaldt], nu: Tidspunkt, naeste: Tidspunkt) -> Result<Vec<u8>, Fejl> {
        liste(&self.udstedende, &self.noegle, tilbagekaldte, nu, naeste)
    }

    /// The root's revocation list, which is empty (DER).
    pub fn rod_crl(&self, nu: Tidspunkt, naeste: Tidspunkt) -> Result<Vec<u8>, Fejl> {
        liste(&self.rod, &self.rod_noegle, &[], nu, naeste)
    }
}

/// When a revocation list (DER) should have been replaced; `None` for bytes that are none.
pub fn crl_naeste(der: &[u8]) -> Option<Tidspunkt> {
    let mut l = Derlaeser::ny(der).ned(asn1::SEKVENS).ok()?.ned(asn1::SEKVENS).ok()?;
    l.maaske(asn1::HELTAL);
    l.kraev(asn1::SEKVENS).ok()?;
    l.kraev(asn1::SEKVENS).ok()?;
    l.naeste()?;
    asn1::laes_tid(l.naeste()?).ok()
}

impl Anmodning {
    fn form(&self) -> Result<Form, Fejl> {
        // digitalSignature 0x80, nonRepudiation 0x40, keyEncipherment 0x20, dataEncipherment 0x10
        Ok(match self {
            Self::Funktion { navn, organisation, cvr, fid } => Form {
                serienummer: Some(format!("CVR:{cvr}-FID:{fid:08}")),
                navn: format!("{navn} (funktionscertifikat)"),
                organisation: Some(format!("{organisation} // CVR:{cvr}")),
                brug: 0xb0,
                udvidet: Some(oid::KLIENT),
            },
            Self::Person { navn, organisation, cvr, rid } => Form {
                serienummer: Some(format!("CVR:{cvr}-RID:{rid:08}")),
                navn: navn.clone(),
                organisation: Some(format!("{organisation} // CVR:{cvr}")),
                brug: 0xa0,
                udvidet: Some(oid::KLIENT),
            },
            Self::Tls { navne } => Form {
                serienummer: None,
                navn: navne.first().ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("navne"))?.clone(),
                organisation: None,
                brug: 0xa0,
                udvidet: Some(oid::SERVER),
            },
            Self::Signering { navn, cvr } => Form {
                serienummer: Some(format!("CVR:{cvr}")),
                navn: navn.clone(),
                organisation: Some(format!("Samspil udvikling // CVR:{cvr}")),
                brug: 0xc0,
                udvidet: None,
            },
        })
    }
}

/// Basic constraints with the number of CAs that may follow, key usage (keyCertSign, cRLSign), and where the root's list is.
fn ca_udvidelser(led: Option<u64>, adresser: &Adresser) -> Vec<Vec<u8>> {
    let basis: Vec<Vec<u8>> = std::iter::once(asn1::sand()).chain(led.map(asn1::tal)).collect();
    let mut ud =
        vec![udvidelse(oid::BASIS, true, &asn1::sekvens(&basis)), udvidelse(oid::NOEGLEBRUG, true, &asn1::navngivne_bits(0b0000_0110))];
    ud.extend(adresser.rod_crl.as_deref().map(crl_sted));
    ud
}

fn crl_sted(adresse: &str) -> Vec<u8> {
    let sted = asn1::udvendig(0, &asn1::udvendig(0, &asn1::tlv(0x86, adresse.as_bytes())));
    udvidelse(oid::CRL_STED, false, &asn1::sekvens(&[asn1::sekvens(&[sted])]))
}

/// What the kinds of certificate differ in.
struct Form {
    serienummer: Option<String>,
    navn: String,
    organisation: Option<String>,
    brug: u8,
    udvidet: Option<&'static [u8]>,
}

impl Form {
    /// The subject. Upper bounds are those of RFC 5280; strict readers refuse longer names.
    fn emne(&self) -> Result<Vec<u8>, Fejl> {
        for (felt, t) in [("navn", Some(&self.navn)), ("organisation", self.organisation.as_ref())] {
            if t.is_some_and(|t| t.is_empty() || t.chars().count() > 64 || t.chars().any(char::is_control)) {
                let ventet = (
                    "1 til 64 tegn med det, der lægges til, og ingen styretegn",
                    "1 to 64 characters, counted with what is added, and no control characters",
                );
                return Err(Fejl::ny(Fejlkode::ForLang).felt(felt).ventet(ventet));
            }
        }
        let mut sidste = vec![(oid::CN, self.navn.clone())];
        sidste.extend(self.serienummer.clone().map(|s| (oid::SERIENUMMER, s)));
        Ok(navn_der(&sidste, self.organisation.as_deref()))
    }
}

/// `C=DK, O=…` and a last RDN of all the attributes.
fn navn_der(attributter: &[(&[u8], String)], organisation: Option<&str>) -> Vec<u8> {
    let en = |o: &[u8], v: Vec<u8>| asn1::sekvens(&[asn1::skriv_oid(o), v]);
    let mut rdner = vec![asn1::maengde(vec![en(oid::LAND, asn1::tlv(asn1::PRINTBAR, b"DK"))])];
    if let Some(o) = organisation {
        rdner.push(asn1::maengde(vec![en(oid::ORGANISATION, asn1::tekst(o))]));
    }
    rdner.push(asn1::maengde(attributter.iter().map(|(o, v)| en(o, asn1::tekst(v))).collect()));
    asn1::sekvens(&rdner)
}

fn alternative_navne(navne: &[String]) -> Result<Vec<u8>, Fejl> {
    let mut ud = Vec::with_capacity(navne.len());
    for n in navne {
        ud.push(match n.parse::<IpAddr>() {
            Ok(IpAddr::V4(a)) => asn1::tlv(0x87, &a.octets()),
            Ok(IpAddr::V6(a)) => asn1::tlv(0x87, &a.octets()),
            Err(_) if !n.is_empty() && n.len() < 254 && n.bytes().all(|c| c.is_ascii_alphanumeric() || b"-._*".contains(&c)) => {
                asn1::tlv(0x82, n.as_bytes())
            }
            Err(_) => {
                return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                    .felt("navne")
                    .ventet(("DNS-navne i ASCII og IP-adresser", "DNS names in ASCII and IP addresses")));
            }
        });
    }
    Ok(asn1::sekvens(&ud))
}

fn udvidelse(hvilken: &[u8], kritisk: bool, vaerdi: &[u8]) -> Vec<u8> {
    let mut dele = vec![asn1::skriv_oid(hvilken)];
    if kritisk {
        dele.push(asn1::sand());
    }
    dele.push(asn1::oktetter(vaerdi));
    asn1::sekvens(&dele)
}

fn algoritme() -> Vec<u8> {
    asn1::sekvens(&[asn1::skriv_oid(oid::RSA_SHA256), vec![5, 0]])
}

/// The first 20 bytes of the SHA-256 of SubjectPublicKeyInfo (RFC 5280 leaves the method open).
fn noegle_id(noegle: &Offentlig) -> Vec<u8> {
    crate::noegle::sha256(noegle.spki_der()).iter().take(20).copied().collect()
}

/// Identifies the signing key by the signing certificate's own identifier.
fn aki(id: &[u8]) -> Vec<u8> {
    udvidelse(oid::AKI, false, &asn1::sekvens(&[asn1::tlv(0x80, id)]))
}

struct Certificering<'a> {
    navn: &'a [u8],
    noegle: &'a Offentlig,
    gyldig: Periode,
    serienummer: u128,
    udvidelser: Vec<Vec<u8>>,
}

impl Certificering<'_> {
    fn underskriv(mut self, udsteder: &[u8], med: &Privatnoegle) -> Result<Certifikat, Fejl> {
        if self.gyldig.er_tom() || !self.gyldig.fra.er_endelig() {
            return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("gyldig"));
        }
        self.udvidelser.push(udvidelse(oid::SKI, false, &asn1::oktetter(&noegle_id(self.noegle))));
        self.udvidelser.push(aki(&noegle_id(&med.offentlig())));
        // Positive and never zero (RFC 5280, 4.1.2.2).
        let serienummer = (self.serienummer & (u128::MAX >> 1)).max(1);
        let tbs = asn1::sekvens(&[
            asn1::udvendig(0, &asn1::tal(2)),
            asn1::heltal(&serienummer.to_be_bytes()),
            algoritme(),
            udsteder.to_vec(),
            asn1::sekvens(&[asn1::tid(self.gyldig.fra), asn1::tid(self.gyldig.til.plus_mikros(-1_000_000))]),
            self.navn.to_vec(),
            self.noegle.spki_der().to_vec(),
            asn1::udvendig(3, &asn1::sekvens(&self.udvidelser)),
        ]);
        Certifikat::fra_der(&underskrevet(tbs, med)?)
    }
}

fn underskrevet(tbs: Vec<u8>, med: &Privatnoegle) -> Result<Vec<u8>, Fejl> {
    let underskrift = asn1::bits(&med.underskriv(&tbs)?);
    Ok(asn1::sekvens(&[tbs, algoritme(), underskrift]))
}

fn liste(
    ca: &Certifikat,
    noegle: &Privatnoegle,
    tilbagekaldte: &[Tilbagekaldt],
    nu: Tidspunkt,
    naeste: Tidspunkt,
) -> Result<Vec<u8>, Fejl> {
    let nummer = u64::try_from(nu.mikros() / 1_000_000).unwrap_or(0);
    let poster: Vec<Vec<u8>> =
        tilbagekaldte.iter().map(|t| asn1::sekvens(&[asn1::tlv(asn1::HELTAL, &t.serienummer), asn1::tid(t.fra)])).collect();
    let mut dele = vec![asn1::tal(1), algoritme(), ca.emne_der().to_vec(), asn1::tid(nu), asn1::tid(naeste)];
    if !poster.is_empty() {
        dele.push(asn1::sekvens(&poster));
    }
    let udvidelser = asn1::sekvens(&[aki(&noegle_id(&noegle.offentlig())), udvidelse(oid::CRL_NUMMER, false, &asn1::tal(nummer))]);
    dele.push(asn1::udvendig(0, &udvidelser));
    underskrevet(asn1::sekvens(&dele), noegle)
}
