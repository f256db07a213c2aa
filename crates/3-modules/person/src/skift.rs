//! Personnummerskift (CPR-08): a person gets a new number; the old one keeps its period, and leads to the person still.
use crate::identitet::{Tilknytning, efterse, numre};
use crate::nummer::{AENDRET, AKTIV, er_cpr};
use crate::objekttyper::{NUMRE, PERSONIDENTITET};
use crate::opslag;
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::{Flettemaade, Handling, Indhold, Kommando, Laesevalg, Objektid, Register};

/// Gives the person the number from `t` on: CPR numbers that the person has until then end and get status 60, the new one gets 01; in one
/// registration. True when something changed: saying the same again does not.
///
/// # Errors
/// `FindesIkke` for an unknown person; `UgyldigtMoenster` for what is no CPR number; `UgyldigVaerdi` when the person had it before, or has one
/// that begins later; `NummerOptaget`; those of the register.
pub async fn personnummerskift(register: &Register, kald: &Kaldekontekst, uuid: Uuid, ny: &UnikId, t: Tidspunkt) -> Result<bool, Fejl> {
    if !er_cpr(ny) {
        return Err(Fejl::ny(Fejlkode::UgyldigtMoenster)
            .felt("nummer")
            .ventet(("urn:oio:cpr-nr: og 10 cifre", "urn:oio:cpr-nr: and 10 digits"))
            .regel("C-20"));
    }
    let id = Objektid { objekttype: &PERSONIDENTITET, uuid };
    let objekt = register.laes(&opslag::egne(kald), id, Laesevalg::AKTUEL).await?;
    let Some(r) = objekt.as_ref().and_then(|o| o.nyeste()).filter(|r| r.livscyklus.er_levende()) else {
        return Err(Fejl::ny(Fejlkode::FindesIkke).felt("uuid"));
    };
    let Some(alle) = skift(&numre(r), ny, t)? else { return Ok(false) };
    efterse(register, kald, uuid, &alle).await?;
    let kommando = Kommando {
        objekttype: &PERSONIDENTITET,
        uuid,
        handling: Handling::Ret,
        maade: Flettemaade::Lora,
        note: None,
        indhold: Indhold { relationer: [(NUMRE, alle.iter().map(Tilknytning::relation).collect())].into(), ..Indhold::default() },
        historik: Vec::new(),
        // Somebody else's change in between is not overwritten: the caller is told.
        forudsat: Some(r.registreret.fra),
    };
    Ok(register.udfoer(kald, kommando).await?.aendret)
}

/// The numbers after the change; `None` when it is made already.
fn skift(numre: &[Tilknytning], ny: &UnikId, t: Tidspunkt) -> Result<Option<Vec<Tilknytning>>, Fejl> {
    let afvis = |ventet: (&str, &str)| Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("nummer").ventet(ventet).regel("CPR-08"));
    let gaeldende = |n: &&Tilknytning| n.er_gaeldende_cpr(t);
    if let Some(kendt) = numre.iter().find(|n| n.nummer == *ny) {
        let kun = numre.iter().filter(gaeldende).all(|n| n.nummer == *ny);
        return if kun && kendt.status.as_deref() == Some(AKTIV) {
            Ok(None)
        } else {
            afvis(("et nummer, som personen ikke har haft", "a number that the person has not had"))
        };
    }
    let mut ud = numre.to_vec();
    for n in ud.iter_mut().filter(|n| n.er_gaeldende_cpr(t)) {
        if n.periode.fra >= t {
            return afvis(("et tidspunkt efter det nuværende nummers begyndelse", "a time after the start of the present number"));
        }
        n.periode.til = t;
        n.status = Some(AENDRET.into());
    }
    ud.push(Tilknytning { nummer: ny.clone(), periode: Periode::ny(t, Tidspunkt::UENDELIG), status: Some(AKTIV.into()) });
    Ok(Some(ud))
}
