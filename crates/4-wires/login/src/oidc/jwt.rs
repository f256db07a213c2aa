//! Tokens as JWT: signed by the login's key, encrypted where the client wants it, read again at log-out.
use super::Oauthfejl;
use crate::opsaetning::Oidcklient;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grund::Fejl;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Map, Value, json};
use sikkerhed::kryptering::{self, Oaep};
use sikkerhed::noegle::Offentlig;
use sikkerhed::noeglering::Noeglepar;

/// The name of a key: the digest of its certificate.
pub(super) fn kid(par: &Noeglepar) -> String {
    URL_SAFE_NO_PAD.encode(par.certifikat().fingeraftryk())
}

/// Signs claims with RS256.
pub(super) fn skriv(krav: &Map<String, Value>, par: &Noeglepar) -> Result<String, Fejl> {
    skriv_som(None, krav, par)
}

/// The same, of a kind of its own that is taken for no other (`typ`).
pub(super) fn skriv_som(slags: Option<&str>, krav: &Map<String, Value>, par: &Noeglepar) -> Result<String, Fejl> {
    let mut hoved = Header { kid: Some(kid(par)), ..Header::new(Algorithm::RS256) };
    hoved.typ = slags.map(str::to_owned).or(hoved.typ);
    let noegle = EncodingKey::from_rsa_pem(par.noegle.til_pem().as_bytes()).map_err(Fejl::intern)?;
    jsonwebtoken::encode(&hoved, krav, &noegle).map_err(Fejl::intern)
}

/// Claims of one of our own id_tokens, also of one that has expired: at log-out it only says whose session is meant.
pub(super) fn laes_vores<'n>(jwt: &str, noegler: impl Iterator<Item = &'n Noeglepar>, udsteder: &str) -> Option<Map<String, Value>> {
    let mut regler = Validation::new(Algorithm::RS256);
    regler.validate_exp = false;
    regler.validate_aud = false;
    regler.set_issuer(&[udsteder]);
    regler.set_required_spec_claims(&["iss", "aud", "sub"]);
    let mut noegler = noegler;
    noegler.find_map(|p| {
        let (n, e) = p.noegle.offentlig().modulus_og_eksponent();
        jsonwebtoken::decode::<Map<String, Value>>(jwt, &DecodingKey::from_rsa_raw_components(&n, &e), &regler).ok().map(|d| d.claims)
    })
}

/// The signed token inside an encrypted one (RFC 7516), for the first key of the client that is for it.
pub(super) fn krypter(jwt: &str, o: &Oidcklient) -> Result<String, Oauthfejl> {
    let (jwk, noegle) = o
        .jwks
        .iter()
        .flat_map(|j| &j.keys)
        .filter(|k| er_til_kryptering(k))
        .find_map(|k| Some((k, offentlig(k)?)))
        .ok_or_else(|| Oauthfejl::ny("server_error", "the client has no RSA key to encrypt for"))?;
    let mut hoved = json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT" });
    if let (Some(h), Some(kid)) = (hoved.as_object_mut(), &jwk.common.key_id) {
        h.insert("kid".into(), kid.clone().into());
    }
    let hoved = URL_SAFE_NO_PAD.encode(hoved.to_string());
    let l = kryptering::luk(&noegle, Oaep::Sha256, hoved.as_bytes(), jwt.as_bytes())?;
    let b = |d: &[u8]| URL_SAFE_NO_PAD.encode(d);
    Ok(format!("{hoved}.{}.{}.{}.{}", b(&l.noegle), b(&l.iv), b(&l.tekst), b(&l.maerke)))
}

fn er_til_kryptering(k: &Jwk) -> bool {
    let brug = k.common.public_key_use.as_ref().is_none_or(|b| *b == PublicKeyUse::Encryption);
    brug && k.common.key_operations.as_ref().is_none_or(|o| o.contains(&KeyOperations::WrapKey) || o.contains(&KeyOperations::Encrypt))
}

fn offentlig(k: &Jwk) -> Option<Offentlig> {
    let AlgorithmParameters::RSA(r) = &k.algorithm else { return None };
    let (n, e) = (URL_SAFE_NO_PAD.decode(&r.n).ok()?, URL_SAFE_NO_PAD.decode(&r.e).ok()?);
    Offentlig::fra_dele(&n, &e).ok()
}
