//! Style, script, fonts and icons: embedded, each under a name that changes with what is in it, so that browsers keep them for good.
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Something that is served as it is.
#[derive(Debug)]
pub struct Aktiv {
    /// With the fingerprint.
    pub navn: &'static str,
    /// Its content type.
    pub slags: &'static str,
    /// Its bytes.
    pub data: &'static [u8],
    /// The same by gzip, where that is smaller.
    pub gz: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/aktiver.rs"));

/// Where they are.
pub const ROD: &str = "/sider/aktiver/";

/// An icon as it stands in a page: decoration, with nothing for whoever listens. Nothing where there is no such icon.
pub fn ikon(navn: &str) -> &'static str {
    IKONER.binary_search_by(|(n, _)| n.cmp(&navn)).ok().and_then(|n| IKONER.get(n)).map_or("", |(_, svg)| svg)
}

/// `GET /sider/aktiver/{navn}`
pub(crate) async fn hent(Path(navn): Path<String>, hoveder: HeaderMap) -> Response {
    let Some(a) = AKTIVER.iter().find(|a| a.navn == navn) else { return StatusCode::NOT_FOUND.into_response() };
    let pakket = hoveder.get(header::ACCEPT_ENCODING).and_then(|h| h.to_str().ok()).is_some_and(tager_gzip);
    let mut svar = match a.gz.filter(|_| pakket) {
        Some(gz) => {
            let mut svar = Response::new(Body::from(gz));
            svar.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            svar
        }
        None => Response::new(Body::from(a.data)),
    };
    let h = svar.headers_mut();
    h.insert(header::CONTENT_TYPE, HeaderValue::from_static(a.slags));
    h.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    h.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    h.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    svar
}

/// `gzip` is named, and not refused by `q=0`.
fn tager_gzip(tekst: &str) -> bool {
    tekst.split(',').any(|d| {
        let mut dele = d.split(';').map(str::trim);
        dele.next() == Some("gzip") && !dele.any(|q| q.strip_prefix("q=").is_some_and(|v| v.parse::<f32>() == Ok(0.0)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_whoever_takes_it() {
        for (t, ventet) in
            [("gzip, br", true), ("br;q=1, gzip;q=0.5", true), ("gzip;q=0", false), ("gzip;q=0.000", false), ("br", false), ("", false)]
        {
            assert_eq!(tager_gzip(t), ventet, "{t}");
        }
    }

    #[cfg(feature = "designsystem")]
    #[test]
    fn every_icon_is_found_and_no_style_calls_for_what_is_not_served() {
        assert!(IKONER.iter().all(|(n, svg)| ikon(n) == *svg && svg.contains("aria-hidden")));
        assert_eq!(ikon("nothing"), "");
        let stil = AKTIVER.iter().find(|a| STIL.ends_with(a.navn)).unwrap();
        let css = std::str::from_utf8(stil.data).unwrap();
        let mut henvist = 0;
        for u in css.split("url(").skip(1).map(|u| u.split(')').next().unwrap()) {
            let navn = u.strip_prefix(ROD).unwrap_or_else(|| panic!("{u}"));
            assert!(AKTIVER.iter().any(|a| a.navn == navn), "{navn}");
            henvist += 1;
        }
        assert!(henvist > 3 && css.contains("var(--b-f5f5f5,#f5f5f5)") && !css.contains(".date-picker"), "{henvist}");
        // What a first view takes: the style and three weights.
        let skrift: usize = AKTIVER.iter().filter(|a| a.slags == "font/woff2").map(|a| a.data.len()).sum();
        let i_alt = skrift + stil.gz.unwrap().len();
        assert!(i_alt < 100 * 1024, "{i_alt}");
    }
}
