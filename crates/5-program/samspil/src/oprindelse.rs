//! The one check of where a request comes from. A browser sends the client certificate of whoever sits at it with every request, also those
//! that a page of somebody else's makes, and it takes any name for this machine that the page's owner has pointed at it. So: by which name
//! the program was called, from which page, and, where something is changed, with a content type that no form can have.
use crate::vaern::Stislags;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri, header};
use grund::{Fejl, Fejlkode};

/// The check.
#[derive(Clone, Debug)]
pub struct Oprindelse {
    /// In the open mode every address is guarded like the development addresses: nothing else proves a caller.
    pub aaben: bool,
    /// The development addresses are there; where they are not, they say so to everybody.
    pub udvikling: bool,
    /// Host and port of the address that clients use (`--adresse`), beside the name by which the program is called.
    pub adresse: Option<Authority>,
}

const SEC_FETCH_SITE: &str = "sec-fetch-site";
/// The page with forms of its own.
const FORMULAR: &str = crate::klientside::SIDE;

impl Oprindelse {
    /// With the address that clients use.
    pub fn ny(aaben: bool, udvikling: bool, adresse: &str) -> Self {
        Self { aaben, udvikling, adresse: adresse.parse::<Uri>().ok().and_then(|u| u.authority().cloned()) }
    }

    /// Lets the request in, or not.
    ///
    /// # Errors
    /// `FremmedOprindelse`, `ForkertIndhold`.
    pub fn kontroller(&self, slags: Stislags, metode: &Method, uri: &Uri, hoveder: &HeaderMap) -> Result<(), Fejl> {
        if slags == Stislags::Udvikling && !self.udvikling {
            return Ok(());
        }
        let aendrer = !matches!(*metode, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
        let i_hoved = hoveder.get(header::HOST).map(|h| h.to_str().unwrap_or("?").to_owned());
        // Where both name it they may differ, and the one in the address is whom the client means (RFC 9112, 3.2.2; RFC 9113, 8.3.1).
        let navne: Vec<String> = i_hoved.into_iter().chain(uri.authority().map(ToString::to_string)).collect();
        let vaert = navne.first().cloned().unwrap_or_default();
        if (self.aaben || slags == Stislags::Udvikling) && (navne.is_empty() || !navne.iter().all(|n| self.er_denne_maskine(n))) {
            return Err(Fejl::ny(Fejlkode::FremmedOprindelse).felt("Host").tilladt(["localhost", "127.0.0.1", "::1"]));
        }
        // Who holds a token puts it into a header that no page of another origin can set without asking first. What administrators read is
        // logged as read by them, so there a foreign page may not even ask.
        // Systems and providers send browsers to the login from their own pages; what that can do is guarded there, by what is signed and sealed.
        let andet_bevis = matches!(slags, Stislags::Token | Stislags::Login) && !self.aaben;
        if !andet_bevis && (aendrer || slags == Stislags::Administration) {
            self.fra_egen_side(hoveder, &vaert)?;
        }
        // A page of somebody else's may lead here, and no more: what a page shows is logged as its user's look.
        if slags == Stislags::Side && !aendrer {
            Self::som_side(hoveder)?;
        }
        let modtager = uri.path().starts_with(levering::proevemodtager::STI);
        if aendrer && !modtager && matches!(slags, Stislags::Administration | Stislags::Udvikling | Stislags::Side) {
            let form = slags == Stislags::Side || uri.path().starts_with(FORMULAR);
            let skal = if form { "application/x-www-form-urlencoded" } else { "application/json" };
            let har = hoveder.get(header::CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
            // A deletion has no body, and no page of another origin can send one without asking first.
            let uden_krop = *metode == Method::DELETE && har.is_empty();
            if !uden_krop && !har.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(skal) {
                return Err(Fejl::ny(Fejlkode::ForkertIndhold).felt("Content-Type").tilladt([skal]));
            }
        }
        Ok(())
    }

    /// Absent, or the same: programs send neither header, browsers send at least one of them with whatever changes something.
    fn fra_egen_side(&self, hoveder: &HeaderMap, vaert: &str) -> Result<(), Fejl> {
        let afvis =
            |felt| Err(Fejl::ny(Fejlkode::FremmedOprindelse).felt(felt).ventet(("serverens egne sider", "this server's own pages")));
        let alle = |navn: &str| hoveder.get_all(navn).iter().map(|h| h.to_str().unwrap_or("?").to_owned()).collect::<Vec<_>>();
        if alle(SEC_FETCH_SITE).iter().any(|s| s != "same-origin" && s != "none") {
            return afvis("Sec-Fetch-Site");
        }
        let egen = |o: &String| {
            let side = o.parse::<Uri>().ok().and_then(|u| Some((u.scheme_str()?.to_owned(), u.authority()?.clone())));
            side.is_some_and(|(skema, fra)| {
                let port = |a: &Authority| a.port_u16().unwrap_or(if skema == "https" { 443 } else { 80 });
                let samme = |a: &Authority| a.host().eq_ignore_ascii_case(fra.host()) && port(a) == port(&fra);
                // A page that came without TLS from elsewhere than this machine may be anybody's.
                ((skema == "https" || loopback(fra.host())) && vaert.parse::<Authority>().is_ok_and(|v| samme(&v)))
                    || (skema == "https" && self.adresse.as_ref().is_some_and(samme))
            })
        };
        if alle(header::ORIGIN.as_str()).iter().all(egen) { Ok(()) } else { afvis("Origin") }
    }

    /// What a browser fetches for a page of another origin (a picture, a frame, a script) is refused; a page that it goes to is not.
    fn som_side(hoveder: &HeaderMap) -> Result<(), Fejl> {
        let er = |navn: &str, en_af: &[&str]| hoveder.get_all(navn).iter().all(|h| h.to_str().is_ok_and(|h| en_af.contains(&h)));
        if er(SEC_FETCH_SITE, &["same-origin", "none"]) || (er("sec-fetch-mode", &["navigate"]) && er("sec-fetch-dest", &["document"])) {
            return Ok(());
        }
        Err(Fejl::ny(Fejlkode::FremmedOprindelse).felt("Sec-Fetch-Site"))
    }

    fn er_denne_maskine(&self, vaert: &str) -> bool {
        let Ok(v) = vaert.parse::<Authority>() else { return false };
        loopback(v.host()) || self.adresse.as_ref().is_some_and(|a| a.host().eq_ignore_ascii_case(v.host()))
    }
}

fn loopback(navn: &str) -> bool {
    let adresse = navn.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    navn.eq_ignore_ascii_case("localhost") || adresse.is_ok_and(|a| a.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a request to 127.0.0.1:8443 with these headers.
    fn kode(aaben: bool, slags: Stislags, metode: &Method, sti: &str, hoveder: &[(&'static str, &str)]) -> Option<Fejlkode> {
        let mut h = HeaderMap::new();
        if !hoveder.iter().any(|(n, _)| *n == "host") {
            h.insert(header::HOST, "127.0.0.1:8443".parse().unwrap());
        }
        for (n, v) in hoveder {
            h.append(*n, v.parse().unwrap());
        }
        let o = Oprindelse::ny(aaben, true, "https://samspil.example");
        o.kontroller(slags, metode, &sti.parse().unwrap(), &h).err().map(|f| f.kode())
    }

    const JSON: (&str, &str) = ("content-type", "application/json");
    const GODKEND: &str = "/administration/v1/aftaler/x/godkend";

    #[test]
    fn whatever_a_page_of_another_origin_can_send_is_refused() {
        use Stislags::Administration as A;
        let k = |m: &Method, h: &[(&'static str, &str)]| kode(false, A, m, GODKEND, h);
        for m in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            assert_eq!(k(&m, &[JSON]), None, "a program");
            assert_eq!(k(&m, &[JSON, ("origin", "https://127.0.0.1:8443"), ("sec-fetch-site", "same-origin")]), None);
            assert_eq!(k(&m, &[JSON, ("origin", "https://samspil.example")]), None, "behind a proxy");
            for fra in ["https://ond.example", "null", "https://127.0.0.1:9999", "http://samspil.example", "", "https://127.0.0.1"] {
                assert_eq!(k(&m, &[JSON, ("origin", fra)]), Some(Fejlkode::FremmedOprindelse), "{fra}");
            }
            for fra in ["cross-site", "same-site", ""] {
                assert_eq!(k(&m, &[JSON, ("sec-fetch-site", fra)]), Some(Fejlkode::FremmedOprindelse), "{fra}");
            }
            assert_eq!(k(&m, &[JSON, ("origin", "https://127.0.0.1:8443"), ("origin", "null")]), Some(Fejlkode::FremmedOprindelse));
            for slags in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"] {
                assert_eq!(k(&m, &[("content-type", slags)]), Some(Fejlkode::ForkertIndhold), "{slags}");
            }
            let uden = (m != Method::DELETE).then_some(Fejlkode::ForkertIndhold);
            assert_eq!(k(&m, &[]), uden, "no body is no excuse, but a DELETE is none that a form can send");
            assert_eq!(k(&m, &[("sec-fetch-site", "cross-site")]), Some(Fejlkode::FremmedOprindelse));
        }
        // What is read is logged as the administrator's look.
        assert_eq!(k(&Method::GET, &[]), None);
        assert_eq!(k(&Method::GET, &[("sec-fetch-site", "cross-site")]), Some(Fejlkode::FremmedOprindelse));
    }

    #[test]
    fn a_certificate_is_sent_by_browsers_to_token_addresses_too() {
        let k = |slags, h: &[(&'static str, &str)]| kode(false, slags, &Method::POST, "/runtime/oauth/token", h);
        let fremmed = [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://ond.example")];
        assert_eq!(k(Stislags::Egen, &fremmed), Some(Fejlkode::FremmedOprindelse));
        assert_eq!(k(Stislags::Egen, &[fremmed[0]]), None);
        assert_eq!(k(Stislags::Token, &fremmed), None, "a token in a header is proof that no page can give");
    }

    #[test]
    fn a_page_is_gone_to_from_anywhere_but_never_fetched_into_another_s_and_its_forms_are_its_own() {
        let side = |m: &Method, h: &[(&'static str, &str)]| kode(false, Stislags::Side, m, "/sider/administration/aftaler/x/godkend", h);
        let fra = |site, mode, dest| [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
        assert_eq!(side(&Method::GET, &[]), None);
        assert_eq!(side(&Method::GET, &fra("same-origin", "navigate", "document")), None);
        assert_eq!(side(&Method::GET, &fra("cross-site", "navigate", "document")), None, "a link in a mail");
        for (site, mode, dest) in
            [("cross-site", "no-cors", "image"), ("same-site", "navigate", "iframe"), ("cross-site", "cors", "empty"), ("", "", "")]
        {
            assert_eq!(side(&Method::GET, &fra(site, mode, dest)), Some(Fejlkode::FremmedOprindelse), "{site} {mode} {dest}");
        }
        let form = ("content-type", "application/x-www-form-urlencoded");
        assert_eq!(side(&Method::POST, &[form, ("origin", "https://127.0.0.1:8443"), ("sec-fetch-site", "same-origin")]), None);
        for ond in
            [("origin", "https://ond.example"), ("origin", "null"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")]
        {
            assert_eq!(side(&Method::POST, &[form, ond]), Some(Fejlkode::FremmedOprindelse), "{ond:?}");
        }
        assert_eq!(side(&Method::POST, &[("content-type", "text/plain")]), Some(Fejlkode::ForkertIndhold));
    }

    #[test]
    fn another_name_for_this_machine_is_refused_in_development_and_in_the_open_mode() {
        for (aaben, slags, sti) in
            [(false, Stislags::Udvikling, "/udvikling/ur"), (true, Stislags::Token, "/organisation/bruger?list=true")]
        {
            for vaert in
                ["ond.example:8080", "127.0.0.1.ond.example", "", "localhost.ond.example", "ond.example@127.0.0.1 x", "10.0.0.1:8080"]
            {
                let h = [("host", vaert)];
                assert_eq!(kode(aaben, slags, &Method::GET, sti, &h), Some(Fejlkode::FremmedOprindelse), "{vaert}");
            }
            for vaert in ["127.0.0.1:8080", "localhost:8443", "[::1]:8080", "samspil.example"] {
                assert_eq!(kode(aaben, slags, &Method::GET, sti, &[("host", vaert)]), None, "{vaert}");
            }
        }
        // A name in the address itself counts beside the header's.
        for (sti, ventet) in
            [("http://ond.example/udvikling/ur", Some(Fejlkode::FremmedOprindelse)), ("http://localhost:8080/udvikling/ur", None)]
        {
            assert_eq!(kode(false, Stislags::Udvikling, &Method::GET, sti, &[("host", "localhost")]), ventet, "{sti}");
        }
        let put = |h: &[(&'static str, &str)]| kode(true, Stislags::Udvikling, &Method::PUT, "/udvikling/ur", h);
        assert_eq!(put(&[JSON]), None);
        assert_eq!(put(&[("content-type", "text/plain")]), Some(Fejlkode::ForkertIndhold));
        assert_eq!(put(&[JSON, ("origin", "http://127.0.0.1:3000")]), Some(Fejlkode::FremmedOprindelse));
        let form = ("content-type", "application/x-www-form-urlencoded");
        assert_eq!(kode(false, Stislags::Udvikling, &Method::POST, FORMULAR, &[form]), None);
        assert_eq!(
            kode(false, Stislags::Udvikling, &Method::POST, FORMULAR, &[form, ("origin", "null")]),
            Some(Fejlkode::FremmedOprindelse)
        );
        let uden = Oprindelse::ny(false, false, "https://samspil.example");
        let ond = HeaderMap::from_iter([(header::HOST, "samspil.example:1".parse().unwrap())]);
        assert!(uden.kontroller(Stislags::Udvikling, &Method::PUT, &"/udvikling/ur".parse().unwrap(), &ond).is_ok(), "SAM-2003 follows");
        // The open mode's own wires keep their content types.
        assert_eq!(kode(true, Stislags::Token, &Method::POST, "/organisation/bruger", &[form]), None);
        assert_eq!(
            kode(true, Stislags::Token, &Method::POST, "/organisation/bruger", &[form, ("origin", "null")]),
            Some(Fejlkode::FremmedOprindelse)
        );
    }
}
