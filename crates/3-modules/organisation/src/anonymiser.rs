//! Erasure of a person (I-4): name and CPR number leave every registration, past ones too; the object and its links stay.
use crate::objekttyper::PERSON;
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, UnikId, Uuid};
use register::{
    Egenskabskriterium, Feltkrav, Forespoergsel, Livscyklus, Moenster, Objektid, Register, Registrering, Registreringsvalg, Vaerdi,
};

/// Who is to be made anonymous.
#[derive(Clone, Debug)]
pub enum Hvem {
    /// The person object.
    Uuid(Uuid),
    /// Every person object that has or had this CPR number.
    Cpr(String),
}

/// Clears the person's name, CPR number, extensions and every note (of the registration, its properties, states and relations) in every registration. A brugervendtnoegle that is the CPR number or
/// the name (forbidden, but seen) becomes the object's UUID.
///
/// # Errors
/// `FindesIkke` when there is no such person.
pub async fn anonymiser(register: &Register, kald: &Kaldekontekst, hvem: &Hvem) -> Result<Vec<Uuid>, Fejl> {
    let personer = match hvem {
        Hvem::Uuid(uuid) => vec![*uuid],
        Hvem::Cpr(cpr) => find(register, kald, cpr).await?,
    };
    if personer.is_empty() {
        return Err(Fejl::ny(Fejlkode::FindesIkke).felt("PersonCPR"));
    }
    for uuid in &personer {
        let id = Objektid { objekttype: &PERSON, uuid: *uuid };
        register.omskriv(kald, id, &|r| ryd(*uuid, r)).await?;
    }
    Ok(personer)
}

async fn find(register: &Register, kald: &Kaldekontekst, cpr: &str) -> Result<Vec<Uuid>, Fejl> {
    let Some(felt) = PERSON.felt("cprnummer") else { return Ok(Vec::new()) };
    let mut f = Forespoergsel::alle(&PERSON, kald.nu);
    f.virkning = Periode::ALTID;
    f.registrering = Registreringsvalg::Interval(Periode::ALTID);
    f.livscyklus = Livscyklus::ALLE.to_vec();
    f.egenskaber = vec![Egenskabskriterium { felter: vec![(felt.nr, Feltkrav::Moenster(Moenster(cpr.into())))], virkning: None }];
    register.soeg(kald, &f).await
}

fn ryd(uuid: Uuid, r: &mut Registrering) {
    let billede = &mut r.billede;
    let nr = |navn: &str| PERSON.felt(navn).map_or(0, |f| f.nr);
    let (noegle, foelsomme) = (nr("brugervendtnoegle"), [nr("navn"), nr("cprnummer"), nr("integrationsdata")]);
    for egenskab in &mut billede.egenskaber {
        let roebet: Vec<Vaerdi> = foelsomme.iter().filter_map(|nr| egenskab.felter.remove(nr)).collect();
        if egenskab.felter.get(&noegle).is_some_and(|n| roebet.contains(n)) {
            egenskab.felter.insert(noegle, Vaerdi::Tekst(UnikId::Uuid(uuid).to_string()));
        }
    }
    // a note may name the person, wherever it stands
    r.note = None;
    let egenskaber = billede.egenskaber.iter_mut().map(|e| &mut e.virkning);
    let tilstande = billede.tilstande.values_mut().flatten().map(|t| &mut t.virkning);
    let relationer = billede.relationer.values_mut().flatten().map(|x| &mut x.virkning);
    egenskaber.chain(tilstande).chain(relationer).for_each(|v| v.note = None);
    billede.udvidelser.clear();
}
