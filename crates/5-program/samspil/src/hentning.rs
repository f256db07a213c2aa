//! Fetches revocation lists and OCSP answers (plain HTTP, as certificates name them; the answers are signed).
use grund::graenser;
use sikkerhed::tillid::Hentning;
use std::io::Read;
use std::time::Duration;
use ureq::http::Uri;

/// Seconds that a responder has for all of its answer.
const FRIST: Duration = Duration::from_secs(10);
/// Redirects that are followed.
const OMVEJE: usize = 3;

/// Fetches one; blocks. A redirect is followed within the host that the certificate names only: what a CA has signed says whom the program
/// calls, and nobody who answers in its place can send it anywhere else in the network.
///
/// # Errors
/// In words, for the log.
pub fn hent(h: &Hentning) -> Result<Vec<u8>, String> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(FRIST)).max_redirects(0).max_redirects_will_error(false).build().into();
    let mut adresse = web(&h.adresse)?;
    for _ in 0..=OMVEJE {
        let svar = match &h.krop {
            None => agent.get(&adresse).call(),
            Some(krop) => agent.post(&adresse).content_type("application/ocsp-request").send(krop.as_slice()),
        };
        let svar = svar.map_err(|e| e.to_string())?;
        if svar.status().is_redirection() {
            let til = svar.headers().get("location").and_then(|l| l.to_str().ok()).ok_or("a redirect that leads nowhere")?;
            adresse = omvej(&adresse, til)?;
            continue;
        }
        let mut ud = Vec::new();
        let mut laeser = svar.into_body().into_reader().take(graenser::CRL_BYTES as u64 + 1);
        laeser.read_to_end(&mut ud).map_err(|e| e.to_string())?;
        return Ok(ud);
    }
    Err(format!("more than {OMVEJE} redirects"))
}

fn web(adresse: &str) -> Result<Uri, String> {
    let u: Uri = adresse.parse().map_err(|_| "no address".to_owned())?;
    match u.scheme_str() {
        Some("http" | "https") if u.authority().is_some() => Ok(u),
        _ => Err("only http and https are fetched".into()),
    }
}

/// Where a redirect leads: the same host and port, or from HTTP to HTTPS at their usual ports.
fn omvej(fra: &Uri, til: &str) -> Result<Uri, String> {
    let hel = if til.starts_with('/') && !til.starts_with("//") {
        format!("{}://{}{til}", fra.scheme_str().unwrap_or_default(), fra.authority().map(ToString::to_string).unwrap_or_default())
    } else {
        til.to_owned()
    };
    let til = web(&hel)?;
    let port = |u: &Uri| u.port_u16().unwrap_or(if u.scheme_str() == Some("https") { 443 } else { 80 });
    let samme = til.scheme_str() == fra.scheme_str() && port(&til) == port(fra);
    let sikrere = (fra.scheme_str(), port(fra), til.scheme_str(), port(&til)) == (Some("http"), 80, Some("https"), 443);
    if til.host().map(str::to_ascii_lowercase) == fra.host().map(str::to_ascii_lowercase) && (samme || sikrere) {
        Ok(til)
    } else {
        Err(format!("a redirect to another place: {til}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_leads_nowhere_else() {
        let proev = |fra: &str, til: &str| omvej(&fra.parse().unwrap(), til).map(|u| u.to_string());
        assert_eq!(proev("http://ca.dk/a.crl", "/b.crl").unwrap(), "http://ca.dk/b.crl");
        assert_eq!(proev("http://ca.dk/a.crl", "https://CA.dk/b.crl").unwrap(), "https://CA.dk/b.crl");
        for til in [
            "http://127.0.0.1/x",
            "http://localhost/x",
            "http://[::1]/",
            "http://169.254.169.254/meta",
            "file:///etc/passwd",
            "ftp://ca.dk/x",
            "//ond.dk/x",
            "http://ca.dk:8443/x",
            "http://ca.dk.ond.dk/x",
            "gopher://ca.dk/",
            "https://ca.dk:22/",
            "",
        ] {
            assert!(proev("http://ca.dk/a.crl", til).is_err(), "{til}");
        }
        assert!(proev("https://ca.dk/a.crl", "http://ca.dk/a.crl").is_err(), "never back to plain text");
        assert!(web("file:///etc/passwd").is_err() && web("ca.dk/x").is_err());
    }
}
