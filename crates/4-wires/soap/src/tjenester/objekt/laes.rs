//! laes and list (A-36, A-80 … A-83).
use crate::oversaet::{grunddele, kriterier, ud};
use crate::tjenester::{Kald, retur};
use grund::{Fejl, Fejlkode, Uuid, graenser};
use kontrakt::Knude;
use register::Objektid;

/// One object. A passive or deleted one comes with its code.
pub async fn laes(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let id = Objektid { objekttype: kald.objekttype()?, uuid: grunddele::uuid_identifikator(ind)? };
    let valg = kriterier::laesevalg(ind, kald.kontekst.nu)?;
    let objekt = kald.tilstand.register.laes(kald.kontekst, id, valg).await?;
    let objekt = objekt.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("UUIDIdentifikator").regel("A-82"))?;
    Ok(med_billeder(retur::ok(kald.operation.ud), &[objekt]))
}

/// Several objects, those that exist; none is 44.
pub async fn list(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let mut uuider: Vec<Uuid> = Vec::new();
    for k in ind.boern("UUIDIdentifikator") {
        let uuid = grunddele::uuid(k)?;
        if uuider.len() >= graenser::LISTE_UUID {
            let fejl = Fejl::ny(Fejlkode::ForMange).felt("UUIDIdentifikator");
            return Err(fejl.ventet(grund::sagt::hoejst(graenser::LISTE_UUID, grund::sagt::STYK)));
        }
        uuider.push(uuid);
    }
    let valg = kriterier::laesevalg(ind, kald.kontekst.nu)?;
    let objekter = kald.tilstand.register.list(kald.kontekst, kald.objekttype()?, &uuider, valg).await?;
    if objekter.is_empty() {
        return Err(Fejl::ny(Fejlkode::IntetFundet).felt("UUIDIdentifikator").regel("A-82"));
    }
    Ok(med_billeder(retur::ok(kald.operation.ud), &objekter))
}

/// Appends the objects to an element that holds FiltreretOejebliksbillede.
pub fn med_billeder(k: Knude, objekter: &[register::Objekt]) -> Knude {
    let Some(tomt) = k.nyt_barn("FiltreretOejebliksbillede") else { return k };
    let billeder: Vec<Knude> = objekter.iter().map(|o| ud::oejebliksbillede(tomt.element, o)).collect();
    k.med_alle(billeder)
}
