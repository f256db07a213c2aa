//! Fetches revocation lists and OCSP answers (plain HTTP, as certificates name them; the answers are signed).
use grund::graenser;
use sikkerhed::tillid::Hentning;
use std::io::Read;
use std::time::Duration;

/// Seconds that a responder has.
const FRIST: Duration = Duration::from_secs(10);

/// Fetches one; blocks.
///
/// # Errors
/// In words, for the log.
pub fn hent(h: &Hentning) -> Result<Vec<u8>, String> {
    if !h.adresse.starts_with("http://") && !h.adresse.starts_with("https://") {
        return Err("only http and https are fetched".into());
    }
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(FRIST)).max_redirects(3).build().into();
    let svar = match &h.krop {
        None => agent.get(&h.adresse).call(),
        Some(krop) => agent.post(&h.adresse).content_type("application/ocsp-request").send(krop.as_slice()),
    };
    let mut ud = Vec::new();
    let mut laeser = svar.map_err(|e| e.to_string())?.into_body().into_reader().take(graenser::CRL_BYTES as u64 + 1);
    laeser.read_to_end(&mut ud).map_err(|e| e.to_string())?;
    Ok(ud)
}
