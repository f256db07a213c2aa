//! XML encryption, the part of it that SAML uses: an element under AES-GCM, its key under RSA-OAEP. CBC is refused: what it encrypts can be changed, and answers about it tell what it is.
use crate::kryptering::{self, IV_BYTES, Lukket, MAERKE_BYTES, Oaep};
use crate::noegle::{Offentlig, Privatnoegle};
use crate::xmlsig::DS;
use base64::{Engine, engine::general_purpose::STANDARD};
use grund::xml::XElement;
use grund::{Fejl, Fejlkode, fejl::uddrag_langt};

/// Namespace of XML encryption.
pub const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const ELEMENT: &str = "http://www.w3.org/2001/04/xmlenc#Element";
/// The encryption that is written.
pub const AES256_GCM: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const AES128_GCM: &str = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
/// The wrapping that is written.
pub const RSA_OAEP_MGF1P: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const RSA_OAEP: &str = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const MGF_SHA256: &str = "http://www.w3.org/2009/xmlenc11#mgf1sha256";

/// An element's text as `xenc:EncryptedData`, in canonical form; it declares every prefix that it uses.
///
/// # Errors
/// `Intern`.
pub fn krypter(xml: &str, til: &Offentlig) -> Result<String, Fejl> {
    let l = kryptering::luk(til, Oaep::Sha1, &[], xml.as_bytes())?;
    let noegle = STANDARD.encode(&l.noegle);
    let tekst = STANDARD.encode([l.iv.as_slice(), &l.tekst, &l.maerke].concat());
    Ok(format!(
        "<xenc:EncryptedData xmlns:xenc=\"{XENC}\" Type=\"{ELEMENT}\"><xenc:EncryptionMethod Algorithm=\"{AES256_GCM}\"></xenc:EncryptionMethod>\
         <ds:KeyInfo xmlns:ds=\"{DS}\"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm=\"{RSA_OAEP_MGF1P}\"><ds:DigestMethod Algorithm=\"{SHA1}\"></ds:DigestMethod>\
         </xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{noegle}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>\
         <xenc:CipherData><xenc:CipherValue>{tekst}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"
    ))
}

/// The text of the element that `om` (an `EncryptedAssertion`, say) holds encrypted for one of those keys. The wrapped key stands in `KeyInfo` or beside the data.
///
/// # Errors
/// `ForbudtAlgoritme`; `UgyldigtToken`.
pub fn dekrypter(om: &XElement<'_>, noegler: &[&Privatnoegle]) -> Result<String, Fejl> {
    let data = en(om.elementer().filter(|e| e.navn.er(XENC, "EncryptedData")), "EncryptedData")?;
    let metode = algoritme(data)?;
    if ![AES256_GCM, AES128_GCM].contains(&metode) {
        return Err(forbudt(metode));
    }
    let i_keyinfo = data.barn(DS, "KeyInfo").into_iter().flat_map(XElement::elementer);
    let pakkede: Vec<_> = i_keyinfo.chain(om.elementer()).filter(|e| e.navn.er(XENC, "EncryptedKey")).collect();
    let vaerdi = vaerdi(data)?;
    let (Some((iv, rest)), true) = (vaerdi.split_first_chunk::<IV_BYTES>(), vaerdi.len() >= IV_BYTES + MAERKE_BYTES) else {
        return Err(ugyldig("the encrypted text is too short"));
    };
    let (tekst, maerke) = rest.split_at(rest.len() - MAERKE_BYTES);
    // One for each reader; there are a few at most.
    for pakket in pakkede.iter().take(4) {
        let oaep = wrapning(pakket)?;
        let l = Lukket { noegle: self::vaerdi(pakket)?, iv: *iv, tekst: tekst.to_vec(), maerke: maerke.to_vec() };
        for n in noegler {
            if let Ok(klar) = kryptering::aabn(n, oaep, &[], &l) {
                return String::from_utf8(klar).map_err(|f| ugyldig(&f.to_string()));
            }
        }
    }
    Err(ugyldig("none of our keys decrypts it"))
}

fn wrapning(pakket: &XElement<'_>) -> Result<Oaep, Fejl> {
    let navn = algoritme(pakket)?;
    let metode = pakket.barn(XENC, "EncryptionMethod").ok_or_else(|| ugyldig("no EncryptionMethod"))?;
    let under = |lokal: &str| metode.elementer().find(|e| e.navn.lokal == lokal).and_then(|e| e.attribut("", "Algorithm"));
    match (navn, under("DigestMethod"), under("MGF")) {
        (RSA_OAEP_MGF1P, None | Some(SHA1), None) | (RSA_OAEP, None | Some(SHA1), None) => Ok(Oaep::Sha1),
        (RSA_OAEP, Some(SHA256), Some(MGF_SHA256)) => Ok(Oaep::Sha256),
        _ => Err(forbudt(navn)),
    }
}

fn algoritme<'t>(e: &'t XElement<'_>) -> Result<&'t str, Fejl> {
    e.barn(XENC, "EncryptionMethod").and_then(|m| m.attribut("", "Algorithm")).ok_or_else(|| ugyldig("no EncryptionMethod"))
}

fn vaerdi(e: &XElement<'_>) -> Result<Vec<u8>, Fejl> {
    let v = e.barn(XENC, "CipherData").and_then(|d| d.barn(XENC, "CipherValue")).ok_or_else(|| ugyldig("no CipherValue"))?;
    let renset: Vec<u8> = v.tekst().bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    STANDARD.decode(renset).map_err(|f| ugyldig(&f.to_string()))
}

fn en<'t, 'a: 't>(mut alle: impl Iterator<Item = &'t XElement<'a>>, navn: &str) -> Result<&'t XElement<'a>, Fejl> {
    match (alle.next(), alle.next()) {
        (Some(e), None) => Ok(e),
        _ => Err(ugyldig(&format!("not one {navn}"))),
    }
}

fn ugyldig(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtToken).aarsag(hvad)
}

fn forbudt(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::ForbudtAlgoritme).aarsag(format!("encryption by {}", uddrag_langt(hvad)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_is_read_by_its_key_alone_and_a_changed_bit_is_refused() {
        let (en, anden) = (Privatnoegle::dan(2048).unwrap(), Privatnoegle::dan(2048).unwrap());
        let xml = format!("<x>{}</x>", krypter("<a>æøå</a>", &en.offentlig()).unwrap());
        let rod = grund::xml::parse(&xml).unwrap();
        assert_eq!(dekrypter(&rod, &[&anden, &en]).unwrap(), "<a>æøå</a>");
        assert_eq!(dekrypter(&rod, &[&anden]).unwrap_err().kode(), Fejlkode::UgyldigtToken);
        let kanonisk = crate::xmlsig::kanonisk(&rod, rod.elementer().next().unwrap(), &[], None).unwrap();
        assert_eq!(format!("<x>{}</x>", String::from_utf8(kanonisk).unwrap()), xml, "it is written in canonical form");
        let mut aendret = xml.clone().into_bytes();
        let sted = xml.rfind("</xenc:CipherValue>").unwrap() - 30;
        aendret[sted] = if aendret[sted] == b'A' { b'B' } else { b'A' };
        let aendret = String::from_utf8(aendret).unwrap();
        assert!(dekrypter(&grund::xml::parse(&aendret).unwrap(), &[&en]).is_err());
        for (fra, til) in
            [(AES256_GCM, "http://www.w3.org/2001/04/xmlenc#aes256-cbc"), (RSA_OAEP_MGF1P, "http://www.w3.org/2001/04/xmlenc#rsa-1_5")]
        {
            let cbc = xml.replace(fra, til);
            assert_eq!(dekrypter(&grund::xml::parse(&cbc).unwrap(), &[&en]).unwrap_err().kode(), Fejlkode::ForbudtAlgoritme, "{til}");
        }
    }
}
