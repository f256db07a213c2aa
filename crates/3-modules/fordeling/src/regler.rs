//! Hard rules of the module's objects.
use crate::laest::{naevnte, tekst, tekster};
use crate::maske::{Facetmaske, Maske};
use crate::model::Objektslags;
use crate::objekttyper::*;
use grund::adresse::Adresse;
use grund::{Fejl, Fejlkode, UnikId};
use register::valider::en_linje;
use register::{Felter, Registrering};

const MASKE: (&str, &str) = (
    "et KLE-nummer eller hele niveauer af et: 32.24.04, 32.24.*, 32.*, *",
    "a KLE number or whole levels of one: 32.24.04, 32.24.*, 32.*, *",
);

const ADRESSE: (&str, &str) = (
    "https://vært[:port]/sti, eller http:// på denne maskine, hvor programmet kører i udvikling",
    "https://host[:port]/path, or http:// on this machine, where the program runs in development",
);

/// What people know it by is one line: they read it in lists and in refusals.
pub(crate) fn navne(_: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    en_linje(r, &[(1, "brugervendtnoegle"), (NAVN, "navn")])
}

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
/// that system says where it goes. Nor that it is reached no longer: what waits for it would be given up, and nobody would know.
pub(crate) fn fordelingssystem(foer: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    hver(r, |f| {
        for (navn, nr) in [("modtageradresse", MODTAGERADRESSE), ("kvitteringsadresse", KVITTERINGSADRESSE)] {
            let a = tekst(f, nr);
            if !a.is_empty() && !Adresse::laes(a).is_some_and(|a| a.https || a.er_loopback()) {
                return Err(vaerdi(navn, a, ADRESSE).regel("F-7"));
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
    let hvor = |r: &Registrering| (r.billede.egenskaber.clone(), r.billede.relationer.clone());
    let samme_sted = foer.is_some_and(|f| hvor(f) == hvor(r));
    if samme_sted && foer.is_some_and(|f| f.billede.tilstande == r.billede.tilstande) {
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
    systemet_selv(&r.bruger, foer.into_iter().chain([r]), if samme_sted { "gyldighed" } else { "system" })
}

/// Whether the caller is every system that they name, or operations.
pub(crate) fn systemet_selv<'r>(bruger: &UnikId, sagt: impl Iterator<Item = &'r Registrering>, felt: &str) -> Result<(), Fejl> {
    if sagt.flat_map(naevnte).all(|s| adgang::er_selv(bruger, s)) {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::IngenAdgang).felt(felt).regel("F-7").ventet((
        "systemet selv, eller driften med `samspil fordeling system`: ingen andre bestemmer, hvor det kaldes, eller at det ikke kaldes mere",
        "the system itself, or operations by `samspil fordeling system`: nobody else says where it is called, or that it is called no more",
    )))
}

/// Masks that can match something (FK-04).
pub(crate) fn fordelingsaftale(_: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    hver(r, |f| match tekster(f, AFTALE_KLE).find(|t| Maske::laes(t).is_none()) {
        Some(t) => Err(vaerdi("kle", t, MASKE).regel("FK-04")),
        None => Ok(()),
    })
}
