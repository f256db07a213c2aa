//! Whose a dueslag is beside its authority: the system that receives. Others of the authority, who may write its objects too, neither take its dueslag out of force nor
//! change what comes into it: the receiver would miss messages, and nobody would know.
use crate::laest::{Abonnement, Dueslag};
use crate::objekttyper::{ABONNEMENT, DUESLAG, TILSTAND};
use grund::{Fejl, Fejlkode, Kaldekontekst, Uuid};
use register::{Laesevalg, Objektid, Objekttype, Register, Registrering};

/// Holds a command on a dueslag or subscription that is there against that. A new subscription may be anybody's: it takes nothing away. So may what makes no difference to
/// the messages, a name for instance.
///
/// # Errors
/// `IngenAdgang`; those of the store.
pub(crate) async fn hold(
    register: &Register,
    kald: &Kaldekontekst,
    typen: &'static Objekttype,
    uuid: Uuid,
    ny: &Registrering,
) -> Result<(), Fejl> {
    let Some(foer) = aktuel(register, kald, typen, uuid).await?.filter(|r| r.livscyklus.er_levende()) else { return Ok(()) };
    let modtager = match typen.nr {
        nr if nr == ABONNEMENT.nr => match Abonnement::af(&foer)?.dueslag {
            Some(d) => aktuel(register, kald, &DUESLAG, d).await?.and_then(|d| Dueslag::af(&d).modtagersystem),
            None => None,
        },
        _ => Dueslag::af(&foer).modtagersystem,
    };
    if modtager.is_none() || adgang::er_selv(&kald.bruger, modtager) {
        return Ok(());
    }
    let felt = if !ny.livscyklus.er_levende() {
        "livscyklus"
    } else if foer.billede.tilstande.get(&TILSTAND) != ny.billede.tilstande.get(&TILSTAND) {
        "gyldighed"
    } else if typen.nr == ABONNEMENT.nr && Abonnement::af(&foer)? != Abonnement::af(ny)? {
        "abonnement"
    } else {
        return Ok(());
    };
    Err(Fejl::ny(Fejlkode::IngenAdgang).felt(felt).regel("E-34").ventet((
        "dueslagets modtagersystem selv: kun det bestemmer, at der ikke længere kommer beskeder",
        "the dueslag's receiving system itself: it alone says that messages come no more",
    )))
}

/// The object as it is now, whatever the caller may see of it.
pub(crate) async fn aktuel(
    register: &Register,
    kald: &Kaldekontekst,
    objekttype: &'static Objekttype,
    uuid: Uuid,
) -> Result<Option<Registrering>, Fejl> {
    let alt = adgang::paa_maskinen(kald.myndighed, kald.nu, kald.kald_id);
    let objekt = register.laes(&alt, Objektid { objekttype, uuid }, Laesevalg::AKTUEL).await?;
    Ok(objekt.and_then(|o| o.nyeste().cloned()))
}
