//! Who may hand over and receive what, by the agreements in force now (F-10).
use crate::maske::Emne;
use crate::objekttyper::POSTKASSEN;
use crate::tjenester::{MODTAG, OVERDRAGER, P_KLE, SF2900};
use adgang::{Aftale, Aftalebog, Dimension};
use grund::spor::{Afslag, Mangel};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, Uuid};
use std::sync::Arc;

/// The caller may send what is of that number.
pub(crate) fn maa_sende(kald: &Kaldekontekst, emne: &Emne) -> Result<(), Fejl> {
    kald.kraev(OVERDRAGER, Ret::Skriv)?;
    let Some(omraader) = kald.retter.omraader(OVERDRAGER, Ret::Skriv) else { return Ok(()) };
    let indeholder = |k: &Vec<grund::Klasseinterval>| k.iter().any(|i| i.indeholder(emne.cifre()));
    if omraader.iter().any(|a| a.klasser.as_ref().is_none_or(indeholder)) {
        return Ok(());
    }
    let afslag = Afslag {
        mangler: Mangel::Dataafgraensning,
        forklaring: format!("Serviceaftalens KLE-numre dækker ikke {emne}."),
        detaljer: Vec::new(),
        raad: "Bed myndigheden om en aftale, hvis KLE-numre dækker emnet.",
    };
    kald.spor.afslag(Fejlkode::UdenForAfgraensning, afslag);
    Err(Fejl::ny(Fejlkode::UdenForAfgraensning).felt("RoutingKLEEmne").regel("F-10"))
}

/// The system may receive what is of that number, or of some where none is given, for that authority. In the open mode everybody may, and Digital Post always.
pub(crate) fn maa_modtage(bog: Option<&Arc<dyn Aftalebog>>, system: Uuid, myndighed: Cvr, emne: Option<&Emne>, nu: Tidspunkt) -> bool {
    system == POSTKASSEN || bog.is_none_or(|b| b.aftaler(system, SF2900.entity_id, myndighed, nu).iter().any(|a| daekker(a, emne)))
}

fn daekker(aftale: &Aftale, emne: Option<&Emne>) -> bool {
    aftale.tjenester.iter().filter(|t| t.entity_id == SF2900.entity_id && t.roller.iter().any(|r| r == MODTAG)).any(|t| {
        t.afgraensninger.iter().all(|(uri, v)| {
            let v: Vec<String> = v.iter().flat_map(|v| v.split(',')).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
            // A limit that nobody here can hold gives nothing.
            uri == P_KLE
                && Dimension::Klasse
                    .laes(&v)
                    .and_then(|a| a.klasser)
                    .is_some_and(|i| i.iter().any(|i| emne.is_none_or(|e| i.indeholder(e.cifre()))))
        })
    })
}
