//! Hard rules of the module's objects.
use crate::filter::normaliser;
use crate::laest::{Abonnement, Dueslag};
use grund::{Fejl, Fejlkode};
use register::Registrering;

/// A subscription's conditions are values that messages can have, each element once.
pub(crate) fn abonnement(_: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    let a = Abonnement::af(r)?;
    let felt = |n: usize, f: &str| format!("betingelser[{}].{f}", n + 1);
    for (n, b) in a.betingelser.iter().enumerate() {
        if a.betingelser.iter().take(n).any(|x| x.felt == b.felt) {
            return Err(Fejl::ny(Fejlkode::GentagetReference)
                .felt(felt(n, "element"))
                .regel("E-5")
                .ventet(("hvert element én gang", "each element once")));
        }
        if let Some(v) = b.vaerdier.iter().find(|v| normaliser(v).is_none()) {
            let fejl = Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt(n, "vaerdier")).regel("E-5").detalje(grund::fejl::uddrag(v));
            return Err(fejl.ventet((
                "et UUID, en URN, et CVR- eller CPR-nummer, et KLE-nummer eller begyndelsen af et",
                "a UUID, a URN, a CVR or CPR number, a KLE number or the beginning of one",
            )));
        }
    }
    Ok(())
}

/// Who gets messages sent says where to.
pub(crate) fn dueslag(_: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    let d = Dueslag::af(r);
    let sendes = matches!(d.levering.as_str(), "BeskedFaaTilsendt" | "Webhook");
    let rigtig =
        d.adresse.starts_with("https://") || d.adresse.starts_with("http://127.0.0.1") || d.adresse.starts_with("http://localhost");
    if sendes && !rigtig {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
            .felt("adresse")
            .regel("E-33")
            .ventet(("en adresse med https://", "an address by https://")));
    }
    Ok(())
}
