//! Hard rules of the module's objects.
use crate::filter::normaliser;
use crate::laest::{Abonnement, Dueslag};
use crate::objekttyper::{FOERSTE_RELATION, I_DUESLAG, NAVN};
use grund::adresse::Adresse;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use register::valider::en_linje;
use register::{Registrering, Virkning};

/// What people know it by is one line: they read it in lists and in alarms.
pub(crate) fn navne(_: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    en_linje(r, &[(1, "brugervendtnoegle"), (NAVN, "navn")])
}

/// Microseconds of a day.
const DAG: i64 = 86_400_000_000;

/// What a dueslag or a subscription says last is what it says: so its attributes and relations have begun, and do not end. When it is in force is its `gyldighed`'s to say.
fn gaelder_nu(foer: Option<&Registrering>, r: &Registrering, relationer: &[(u16, &'static str)]) -> Result<(), Fejl> {
    let sidste = |r: &Registrering, nr: Option<u16>| match nr {
        Some(nr) => r.billede.relationer.get(&nr).and_then(|x| x.last()).map(|x| x.virkning.clone()),
        None => r.billede.egenskaber.last().map(|x| x.virkning.clone()),
    };
    // Clocks differ, and some write a Danish time as if it were UTC.
    let snart = Tidspunkt::fra_mikros(r.registreret.fra.mikros().saturating_add(DAG));
    let god = |v: &Virkning| v.periode.fra <= snart && v.periode.til == Tidspunkt::UENDELIG;
    let dele = std::iter::once((None, "egenskaber")).chain(relationer.iter().map(|(nr, navn)| (Some(*nr), *navn)));
    for (nr, felt) in dele {
        let Some(v) = sidste(r, nr).filter(|v| !god(v)) else { continue };
        // What an earlier version took stays until it is said anew.
        if foer.and_then(|f| sidste(f, nr)).as_ref() != Some(&v) {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).regel("E-3").ventet((
                "en virkning, der er begyndt og ikke ender: hvornår det er i kraft, siger gyldighed",
                "a virkning that has begun and does not end: gyldighed says when it is in force",
            )));
        }
    }
    Ok(())
}

/// A subscription's conditions are values that messages can have, each element once.
pub(crate) fn abonnement(foer: Option<&Registrering>, r: &Registrering) -> Result<(), Fejl> {
    gaelder_nu(foer, r, &[(FOERSTE_RELATION, "beskedtype"), (I_DUESLAG, "dueslag")])?;
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
    gaelder_nu(foer, r, &[(FOERSTE_RELATION, "modtagersystem")])?;
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
