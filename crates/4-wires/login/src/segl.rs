//! What a browser carries for us and may not change: sealed by a key that follows from the login's own, so that every process of an installation opens it. And cookies.
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::{constant_time, hmac};
use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use grund::ur::IdKilde;
use grund::{Fejl, Fejlkode, graenser};
use serde::{Serialize, de::DeserializeOwned};
use sikkerhed::noegle::{Privatnoegle, sha256, sha256_af};

/// Bytes of a cookie that every browser keeps.
const KAGE_BYTES: usize = 4_000;
/// Bytes of a sealed text that are opened.
const BYTES: usize = 16 * 1024;

fn mac(noegle: &Privatnoegle) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &sha256_af(&[b"samspil-login-segl", &noegle.til_pkcs8_der()]))
}

fn underskriv(noegle: &Privatnoegle, slags: &str, krop: &str) -> hmac::Tag {
    hmac::sign(&mac(noegle), format!("{slags}\n{krop}").as_bytes())
}

/// Seals something of one kind: what is sealed as one kind opens as no other.
///
/// # Errors
/// `Intern`.
pub fn forsegl<T: Serialize>(noegle: &Privatnoegle, slags: &str, v: &T) -> Result<String, Fejl> {
    let krop = URL_SAFE_NO_PAD.encode(serde_json::to_vec(v).map_err(Fejl::intern)?);
    let segl = URL_SAFE_NO_PAD.encode(underskriv(noegle, slags, &krop));
    Ok(format!("{krop}.{segl}"))
}

/// Opens it, by any of those keys.
///
/// # Errors
/// `LoginUdloebet`.
pub fn aabn<'n, T: DeserializeOwned>(noegler: impl Iterator<Item = &'n Privatnoegle>, slags: &str, tekst: &str) -> Result<T, Fejl> {
    let forkert = |hvad: &str| Fejl::ny(Fejlkode::LoginUdloebet).aarsag(hvad);
    if tekst.len() > BYTES {
        return Err(forkert("a sealed text is too long"));
    }
    let (krop, segl) = tekst.split_once('.').ok_or_else(|| forkert("a sealed text without a seal"))?;
    let segl = URL_SAFE_NO_PAD.decode(segl).map_err(|_| forkert("a seal is not base64"))?;
    let data = format!("{slags}\n{krop}");
    let mut noegler = noegler;
    if !noegler.any(|n| hmac::verify(&mac(n), data.as_bytes(), &segl).is_ok()) {
        return Err(forkert("a seal is not ours"));
    }
    let krop = URL_SAFE_NO_PAD.decode(krop).map_err(|_| forkert("a sealed text is not base64"))?;
    serde_json::from_slice(&krop).map_err(|_| forkert("a sealed text of another version"))
}

fn laas_af(noegle: &Privatnoegle) -> Result<RandomizedNonceKey, Fejl> {
    RandomizedNonceKey::new(&AES_256_GCM, &sha256_af(&[b"samspil-login-laas", &noegle.til_pkcs8_der()])).map_err(Fejl::intern)
}

/// Encrypts something for the store: only who has the login's key reads it, and only where it was put (`sted`).
///
/// # Errors
/// `Intern`.
pub fn laas(noegle: &Privatnoegle, sted: &[u8], tekst: &str) -> Result<String, Fejl> {
    let mut data = tekst.as_bytes().to_vec();
    let nonce = laas_af(noegle)?.seal_in_place_append_tag(Aad::from(sted), &mut data).map_err(Fejl::intern)?;
    Ok(URL_SAFE_NO_PAD.encode([nonce.as_ref().as_slice(), &data].concat()))
}

/// Reads it; `None` where it was locked by another key, for another place, or changed.
pub fn laas_op(noegle: &Privatnoegle, sted: &[u8], laast: &str) -> Option<String> {
    let data = URL_SAFE_NO_PAD.decode(laast).ok()?;
    let (nonce, tekst) = data.split_first_chunk::<NONCE_LEN>()?;
    let mut tekst = tekst.to_vec();
    let klar = laas_af(noegle).ok()?.open_in_place(Nonce::from(nonce), Aad::from(sted), &mut tekst).ok()?;
    String::from_utf8(klar.to_vec()).ok()
}

/// 244 random bits in hexadecimal.
pub fn hemmelighed(ids: &dyn IdKilde) -> String {
    format!("{}{}", ids.ny().simple(), ids.ny().simple())
}

/// SHA-256 in hexadecimal: what is kept of a secret.
pub fn aftryk(hemmelighed: &str) -> String {
    sha256(hemmelighed.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// Whether they are the same, in a time that tells nothing.
pub fn ens(a: &str, b: &str) -> bool {
    constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}

/// The cookies of the login.
#[derive(Clone, Copy, Debug)]
pub struct Kager {
    /// The address has TLS.
    pub sikker: bool,
}

impl Kager {
    fn navn(self, navn: &str) -> String {
        // With the prefix no other host and no page without TLS can set it.
        if self.sikker { format!("__Host-samspil-{navn}") } else { format!("samspil-{navn}") }
    }

    /// Its value; `None` where it is not there, or there twice.
    pub fn laes(self, hoveder: &HeaderMap, navn: &str) -> Option<String> {
        let navn = self.navn(navn);
        let alle = hoveder.get_all(header::COOKIE).iter().filter_map(|h| h.to_str().ok()).flat_map(|h| h.split(';'));
        let mut mine = alle.filter_map(|k| k.trim().split_once('=')).filter(|(n, _)| *n == navn).map(|(_, v)| v.to_owned());
        match (mine.next(), mine.next()) {
            (Some(v), None) => Some(v),
            _ => None,
        }
    }

    /// The header that sets it, for the browser's session or so many seconds. Systems send browsers here by forms of their own pages, so it must come along with those; what could be
    /// done with it from elsewhere is guarded by what is sealed.
    pub fn saet(self, navn: &str, vaerdi: &str, sekunder: Option<i64>) -> HeaderValue {
        let samme = if self.sikker { "Secure; SameSite=None" } else { "SameSite=Lax" };
        let alder = sekunder.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
        let tekst = format!("{}={vaerdi}; Path=/; HttpOnly; {samme}{alder}", self.navn(navn));
        HeaderValue::from_str(&tekst).unwrap_or_else(|_| HeaderValue::from_static("samspil-fejl=1; Max-Age=0"))
    }

    /// The header that sets one that is waited for, as long as a login may take.
    ///
    /// # Errors
    /// `ForStor`: no browser would keep it. What a system wants back is too long.
    pub fn saet_lille(self, navn: &str, vaerdi: &str) -> Result<HeaderValue, Fejl> {
        let kage = self.saet(navn, vaerdi, Some(graenser::LOGIN_FRIST_SEKUNDER));
        if kage.len() > KAGE_BYTES {
            return Err(Fejl::ny(Fejlkode::ForStor).felt("RelayState, state").ventet(grund::sagt::hoejst(KAGE_BYTES, grund::sagt::BYTES)));
        }
        Ok(kage)
    }

    /// The header that takes it away.
    pub fn fjern(self, navn: &str) -> HeaderValue {
        self.saet(navn, "", Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_opened_as_what_it_is_and_unchanged_only() {
        let (n, anden) = (Privatnoegle::dan(2048).unwrap(), Privatnoegle::dan(2048).unwrap());
        let s = forsegl(&n, "a", &(1, "x")).unwrap();
        let aabn = |noegle: &Privatnoegle, slags: &str, t: &str| super::aabn::<(i32, String)>([noegle].into_iter(), slags, t);
        assert_eq!(aabn(&n, "a", &s).unwrap(), (1, "x".to_owned()));
        let (krop, segl) = s.split_once('.').unwrap();
        let andet = URL_SAFE_NO_PAD.encode("[2,\"x\"]");
        for (noegle, slags, t) in [
            (&anden, "a", s.clone()),
            (&n, "b", s.clone()),
            (&n, "a", format!("{andet}.{segl}")),
            (&n, "a", krop.to_owned()),
            (&n, "a", format!("{krop}.")),
            (&n, "a", String::new()),
        ] {
            assert_eq!(aabn(noegle, slags, &t).unwrap_err().kode(), Fejlkode::LoginUdloebet, "{t}");
        }
    }

    #[test]
    fn what_was_locked_is_read_by_its_key_and_in_its_place_only() {
        let (n, anden) = (Privatnoegle::dan(2048).unwrap(), Privatnoegle::dan(2048).unwrap());
        let l = laas(&n, b"her", "6101010000").unwrap();
        assert!(!l.contains("6101010000") && l != laas(&n, b"her", "6101010000").unwrap());
        assert_eq!(laas_op(&n, b"her", &l).as_deref(), Some("6101010000"));
        let aendret: String = [if l.starts_with('A') { 'B' } else { 'A' }].into_iter().chain(l.chars().skip(1)).collect();
        for (noegle, sted, t) in [(&anden, "her", l.as_str()), (&n, "der", &l), (&n, "her", &aendret), (&n, "her", ""), (&n, "her", "æ")] {
            assert_eq!(laas_op(noegle, sted.as_bytes(), t), None, "{sted} {t}");
        }
    }

    #[test]
    fn a_cookie_that_is_there_twice_is_none() {
        let k = Kager { sikker: true };
        let h = |t: &str| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(t).unwrap())]);
        assert_eq!(k.laes(&h("a=b; __Host-samspil-x=1"), "x"), Some("1".into()));
        for t in ["__Host-samspil-x=1; __Host-samspil-x=2", "samspil-x=1", "x=1"] {
            assert_eq!(k.laes(&h(t), "x"), None, "{t}");
        }
        assert!(k.saet("x", "1", None).to_str().unwrap().contains("__Host-samspil-x=1; Path=/; HttpOnly; Secure; SameSite=None"));
    }
}
