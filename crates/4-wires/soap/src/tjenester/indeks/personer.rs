//! A search for a party finds the person under every number that the person has had, and by UUID (CPR-08, CPR-11). [D] Searches only: a
//! removal takes what it names and nothing else.
use super::Kald;
use super::udtryk::Udtryk;
use grund::{Fejl, Ret};
use register::{Forespoergsel, Objekttype};

/// The relations that point at persons.
const PARTER: [&str; 4] = ["sagspart", "dokumentpart", "bevillingspart", "part"];

/// Widens each criterion on a party from the identifier that is asked for to all of that person's; role, virkning and the rest of it still
/// hold. Does nothing where the module of persons is switched off, or for a caller that may not search.
pub async fn udvid(kald: Kald<'_>, udtryk: &mut Udtryk) -> Result<(), Fejl> {
    let register = &kald.tilstand.register;
    let person = person::OBJEKTTYPER.iter().all(|t| register.typer().nr(t.nr).is_some());
    if !person {
        return Ok(());
    }
    let mut eksempler = Vec::new();
    saml(udtryk, &mut eksempler);
    for f in eksempler.into_iter().filter(|f| kald.kontekst.retter.har(f.objekttype.service, Ret::Laes)) {
        for k in f.relationer.iter_mut().filter(|k| er_part(f.objekttype, k.nr)) {
            let Some(id) = k.reference.take() else { continue };
            k.enhver = person::alle_numre(register, kald.kontekst, &id).await?;
            if k.enhver.len() == 1 {
                k.reference = k.enhver.pop();
            }
        }
    }
    Ok(())
}

fn er_part(objekttype: &Objekttype, nr: u16) -> bool {
    objekttype.relation_nr(nr).is_some_and(|d| PARTER.contains(&d.navn))
}

/// Every example of an expression.
fn saml<'u>(u: &'u mut Udtryk, ud: &mut Vec<&'u mut Forespoergsel>) {
    match u {
        Udtryk::Eksempel(f, _) => ud.push(f),
        Udtryk::Og(l) | Udtryk::Eller(l) => l.iter_mut().for_each(|u| saml(u, ud)),
        Udtryk::Ikke(u) => saml(u, ud),
    }
}
