//! Hard rules of the module's objects.
use crate::adresse::Adresse;
use crate::filter::normaliser;
use crate::laest::{Abonnement, Dueslag};
use grund::{Fejl, Fejlkode, Uuid};
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

/// Who gets messages sent says where to, and whose a dueslag is says its receiving system; nobody else does: the rights are the receiving system's, so they are its to set,
/// by its own call. In the open mode everybody is everybody.
pub(crate) fn dueslag(foer: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    let d = Dueslag::af(r);
    let foer = foer.map(Dueslag::af);
    let er = |system: Option<Uuid>| adgang::er_selv(&r.bruger, system);
    let naegtet = |felt: &'static str| {
        Err(Fejl::ny(Fejlkode::IngenAdgang).felt(felt).regel("E-34").ventet((
            "modtagersystemet selv: kun det bestemmer, hvor dets beskeder kommer hen",
            "the receiving system itself: it alone says where its messages go",
        )))
    };
    if let Some(f) = &foer
        && f.modtagersystem.is_some()
        && !er(f.modtagersystem)
    {
        if f.modtagersystem != d.modtagersystem {
            return naegtet("modtagersystem");
        }
        // Whoever fetches by another way gets nothing any more.
        if f.levering != d.levering {
            return naegtet("leveringsmaade");
        }
    }
    // A secret that was given up does not come back: it was given up because others know it.
    if foer.as_ref().is_some_and(|f| f.modtagersystem == d.modtagersystem && d.hemmelighed < f.hemmelighed) {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("hemmelighedsnummer").regel("E-33").ventet((
            "det nuværende nummer eller et højere: det udeladte er 1",
            "the number that it has or a higher one: one that is left out is 1",
        )));
    }
    // Operators read it in lists, where it must not look like a line of its own.
    if let Some(c) = d.navn.chars().find(|c| c.is_control() || grund::tekst::er_usynligt(*c)) {
        return Err(Fejl::ny(Fejlkode::UgyldigtTegn).felt("navn").detalje(format!("U+{:04X}", u32::from(c))));
    }
    if !d.sendes() {
        return Ok(());
    }
    if !Adresse::laes(&d.adresse).is_some_and(|a| a.https || a.er_loopback()) {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("adresse").regel("E-33").ventet((
            "https://vært[:port]/sti, eller http:// på denne maskine, hvor programmet kører i udvikling",
            "https://host[:port]/path, or http:// on this machine, where the program runs in development",
        )));
    }
    if er(d.modtagersystem) {
        return Ok(());
    }
    let som_foer = |f: &Dueslag| (&f.levering, &f.adresse, f.modtagersystem) == (&d.levering, &d.adresse, d.modtagersystem);
    match foer {
        // Two new secrets, and the receiver would know none of those that sign.
        Some(f) if som_foer(&f) && f.hemmelighed != d.hemmelighed => naegtet("hemmelighedsnummer"),
        Some(f) if som_foer(&f) => Ok(()),
        _ => naegtet("adresse"),
    }
}
