//! Hard rules of the module's objects.
use crate::laest::{naevnte, tekst, tekster};
use crate::maske::{Facetmaske, Maske};
use crate::model::Objektslags;
use crate::objekttyper::*;
use grund::{Fejl, Fejlkode};
use register::{Felter, Registrering};

const MASKE: (&str, &str) = (
    "et KLE-nummer eller hele niveauer af et: 32.24.04, 32.24.*, 32.*, *",
    "a KLE number or whole levels of one: 32.24.04, 32.24.*, 32.*, *",
);

fn vaerdi(felt: &str, vaerdi: &str, ventet: (&'static str, &'static str)) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).detalje(grund::fejl::uddrag(vaerdi)).ventet(ventet)
}

/// Each of its periods.
fn hver(r: &Registrering, holder: impl Fn(&Felter) -> Result<(), Fejl>) -> Result<(), Fejl> {
    r.billede.egenskaber.iter().try_for_each(|e| holder(&e.felter))
}

/// A mask and a facet that can match something (F-3).
pub(crate) fn fordelingsregel(_: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    hver(r, |f| {
        let (kle, facet) = (tekst(f, KLE), tekst(f, FACET));
        if Maske::laes(kle).is_none() {
            return Err(vaerdi("kle", kle, MASKE).regel("F-3"));
        }
        if !facet.is_empty() && Facetmaske::laes(facet).is_none() {
            let ventet = ("en facet eller en hel kategori: K02, K*", "a facet or a whole category: K02, K*");
            return Err(vaerdi("facet", facet, ventet).regel("F-3"));
        }
        Ok(())
    })
}

/// Addresses that may be called (nothing but HTTPS, and loopback for development), and who may say so: what a system may have is decided by its agreements, so nobody but
/// that system says where it goes. That it is there no longer diverts nothing, and others may say that too.
pub(crate) fn fordelingssystem(foer: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    hver(r, |f| {
        for (navn, nr) in [("modtageradresse", MODTAGERADRESSE), ("kvitteringsadresse", KVITTERINGSADRESSE)] {
            let a = tekst(f, nr);
            if !a.is_empty() && !er_adresse(a) {
                return Err(vaerdi(navn, a, ("en adresse med https://", "an address by https://")).regel("F-7"));
            }
        }
        match tekster(f, OBJEKTSLAGS).find(|t| Objektslags::fra_navn(t).is_none()) {
            Some(t) => Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                .felt("objekttyper")
                .regel("FK-03")
                .detalje(grund::fejl::uddrag(t))
                .tilladt(Objektslags::ALLE.iter().map(|o| o.navn()))),
            None => Ok(()),
        }
    })?;
    let siger = |r: &Registrering| (r.billede.egenskaber.clone(), r.billede.relationer.clone());
    if !r.livscyklus.er_levende() || foer.is_some_and(|f| siger(f) == siger(r)) {
        return Ok(());
    }
    // Digital Post reaches every citizen and company with nobody's agreement: a system that could say that it is one would give itself that.
    let post = r.billede.egenskaber.iter().any(|e| tekst(&e.felter, LEVERING) == DIGITAL_POST);
    if post && !adgang::er_selv(&r.bruger, None) {
        return Err(Fejl::ny(Fejlkode::IngenAdgang).felt("leveringsmaade").regel("F-7").ventet((
            "driften med `samspil fordeling system --digital-post`: ingen andre sætter Digital Post op",
            "operations by `samspil fordeling system --digital-post`: nobody else sets Digital Post up",
        )));
    }
    let fremmed = foer.into_iter().chain([r]).flat_map(naevnte).any(|s| !adgang::er_selv(&r.bruger, s));
    if !fremmed {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::IngenAdgang).felt("system").regel("F-7").ventet((
        "systemet selv, eller driften med `samspil fordeling system`: ingen andre bestemmer, hvor det kaldes",
        "the system itself, or operations by `samspil fordeling system`: nobody else says where it is called",
    )))
}

/// `http` only to this machine. What no request line can hold, and a fragment, which is never sent, are no part of one. Host and port end before the path, and there is no user in between that hides the host.
fn er_adresse(a: &str) -> bool {
    if a.contains('#') || a.chars().any(|c| c.is_control() || c.is_whitespace() || grund::tekst::er_usynligt(c)) {
        return false;
    }
    let vaert = |r: &str| r.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    if let Some(r) = a.strip_prefix("https://") {
        let v = vaert(r);
        return !v.is_empty() && !v.contains('@');
    }
    let Some(v) = a.strip_prefix("http://").map(vaert) else { return false };
    let navn = v.rsplit_once(':').map_or(v.as_str(), |(n, port)| if port.bytes().all(|b| b.is_ascii_digit()) { n } else { "" });
    matches!(navn, "127.0.0.1" | "localhost" | "[::1]")
}

/// Masks that can match something (FK-04).
pub(crate) fn fordelingsaftale(_: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    hver(r, |f| match tekster(f, AFTALE_KLE).find(|t| Maske::laes(t).is_none()) {
        Some(t) => Err(vaerdi("kle", t, MASKE).regel("FK-04")),
        None => Ok(()),
    })
}

#[cfg(test)]
mod tests {
    use super::er_adresse;

    #[test]
    fn f7_only_https_and_this_machine_are_called() {
        for a in ["https://fag.korsbaek.dk/sf2900", "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]:9/x", "https://a:8443"] {
            assert!(er_adresse(a), "{a}");
        }
        for a in [
            "http://fag.korsbaek.dk/",
            "ftp://x",
            "https://",
            "https:///x",
            "http://127.0.0.1@ond.dk/",
            "http://localhost.ond.dk/",
            "http://127.0.0.1:80@ond.dk/",
            "https://a@b/",
            "file:///etc/passwd",
            "https://x.dk/\r\nA: b",
            "https://x.dk/a b",
            "https://x.dk/\u{202e}a",
            "https://x.dk/#fragment",
            "x",
        ] {
            assert!(!er_adresse(a), "{a}");
        }
    }
}
