//! Who changes a list that others' subscriptions filter by. A list has no receiving system of its own, but what a dueslag gets goes by it: another system of the authority that
//! empties it takes the receiver's messages, and nobody would know.
use crate::bog::Fordelingsbog;
use crate::ejer;
use crate::laest::{self, Abonnement, Dueslag};
use crate::modtager::aktuel;
use crate::objekttyper::{ABONNEMENT, DUESLAG, TILSTAND, VAERDIER, VAERDILISTE, VAERDILISTEDEL};
use async_trait::async_trait;
use grund::{Fejl, Fejlkode, Kaldekontekst, Uuid, graenser};
use lager::{Objektnoegle, Raekkeskrivning};
use register::{Laesevalg, Naboregel, Objektid, Objekttype, Register, Registrering};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the program's register holds commands on lists and their parts to.
pub(crate) fn naboregler() -> [Arc<dyn Naboregel>; 2] {
    [Arc::new(Listeregel(&VAERDILISTE)), Arc::new(Listeregel(&VAERDILISTEDEL))]
}

struct Listeregel(&'static Objekttype);

#[async_trait]
impl Naboregel for Listeregel {
    fn typen(&self) -> &'static Objekttype {
        self.0
    }

    /// Whoever wrote the list first changes it, and so does who alone receives by it. Others change what makes no difference to the messages, its name for instance.
    async fn hold(&self, register: &Register, kald: &Kaldekontekst, uuid: Uuid, ny: &Registrering) -> Result<Vec<Raekkeskrivning>, Fejl> {
        // The system is the call's own; the user of a registration that is brought in is who its sender says. Without one the caller may be anybody: the open mode, and whoever opens
        // the store on the machine.
        let Some(system) = kald.system else { return Ok(Vec::new()) };
        let foer = aktuel(register, kald, self.0, uuid).await?;
        let ny_liste = self.0.nr == VAERDILISTE.nr && foer.is_none();
        if ny_liste && ejer::listeejer(register.lager().as_ref(), liste_hos(kald, uuid)).await?.is_none() {
            return Ok(vec![ejer::listeraekke(liste_hos(kald, uuid), system)]);
        }
        let Some(felt) = aendret(foer.as_ref(), ny) else { return Ok(Vec::new()) };
        let lister: BTreeSet<Uuid> = match self.0.nr {
            nr if nr == VAERDILISTE.nr => [uuid].into(),
            _ => foer.iter().chain([ny]).filter_map(laest::del_af).collect(),
        };
        for liste in lister {
            if andre_bruger(register, kald, system, liste).await? && !skrev_foerst(register, kald, system, liste).await? {
                return Err(Fejl::ny(Fejlkode::IngenAdgang).felt(felt).regel("E-34").ventet((
                    "den, som skrev værdilisten først: andre modtageres abonnementer bruger den",
                    "whoever wrote the list first: subscriptions of other receivers use it",
                )));
            }
        }
        Ok(Vec::new())
    }
}

/// The field by which the registration makes a difference to messages.
fn aendret(foer: Option<&Registrering>, ny: &Registrering) -> Option<&'static str> {
    let lever = |r: &Registrering| r.livscyklus.er_levende();
    let perioder = |r: &Registrering| -> Vec<_> {
        r.billede.egenskaber.iter().map(|e| (e.virkning.periode, e.felter.get(&VAERDIER).cloned())).collect()
    };
    match foer {
        Some(f) if lever(f) && !lever(ny) => Some("livscyklus"),
        Some(f) if !lever(f) && !lever(ny) => None,
        Some(f) if lever(f) && f.billede.tilstande.get(&TILSTAND) != ny.billede.tilstande.get(&TILSTAND) => Some("gyldighed"),
        Some(f) if lever(f) && perioder(f) == perioder(ny) && laest::del_af(f) == laest::del_af(ny) => None,
        _ => Some("vaerdier"),
    }
}

fn liste_hos(kald: &Kaldekontekst, uuid: Uuid) -> Objektnoegle {
    Objektnoegle { myndighed: kald.myndighed, objekttype: VAERDILISTE.nr, uuid }
}

/// Whether the caller wrote the list first. What was written before that was noted has it in its history.
async fn skrev_foerst(register: &Register, kald: &Kaldekontekst, system: Uuid, liste: Uuid) -> Result<bool, Fejl> {
    let mut ejer = ejer::listeejer(register.lager().as_ref(), liste_hos(kald, liste)).await?;
    if ejer.is_none() {
        let alt = adgang::paa_maskinen(kald.myndighed, kald.nu, kald.kald_id);
        let objekt = register.laes(&alt, Objektid { objekttype: &VAERDILISTE, uuid: liste }, Laesevalg::ALT).await?;
        // Its parts are written with it.
        let Some(o) = objekt else { return Ok(true) };
        ejer = o.registreringer.last().and_then(|r| r.bruger.uuid());
    }
    Ok(ejer == Some(system))
}

/// Whether a subscription uses the list whose receiver is another system than the caller.
async fn andre_bruger(register: &Register, kald: &Kaldekontekst, system: Uuid, liste: Uuid) -> Result<bool, Fejl> {
    let alt = adgang::paa_maskinen(kald.myndighed, kald.nu, kald.kald_id);
    let mut efter = None;
    loop {
        let uuider = Fordelingsbog::kendte_hos(register, kald.myndighed, ABONNEMENT.nr, efter, graenser::LISTE_UUID).await?;
        let Some(sidste) = uuider.last() else { return Ok(false) };
        efter = Some(*sidste);
        for o in register.list(&alt, &ABONNEMENT, &uuider, Laesevalg::AKTUEL).await? {
            let Some(r) = o.nyeste().filter(|r| r.livscyklus.er_levende()) else { continue };
            let a = Abonnement::af(r)?;
            let Some(dueslag) = a.dueslag.filter(|_| a.betingelser.iter().any(|b| b.lister.contains(&liste))) else { continue };
            let modtager = aktuel(register, kald, &DUESLAG, dueslag).await?.and_then(|d| Dueslag::af(&d).modtagersystem);
            if modtager.is_some_and(|m| m != system) {
                return Ok(true);
            }
        }
    }
}
