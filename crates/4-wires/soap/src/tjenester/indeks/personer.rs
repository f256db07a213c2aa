//! Parties of a search expression are widened to every number of the person (CPR-08, CPR-11): the rule is `person::soegning`'s.
use super::Kald;
use super::udtryk::Udtryk;
use grund::Fejl;
use register::Forespoergsel;

/// Widens every example of the expression.
pub async fn udvid(kald: Kald<'_>, udtryk: &mut Udtryk) -> Result<(), Fejl> {
    let mut eksempler = Vec::new();
    saml(udtryk, &mut eksempler);
    for f in eksempler {
        person::soegning::udvid(&kald.tilstand.register, kald.kontekst, f).await?;
    }
    Ok(())
}

/// Every example of an expression.
fn saml<'u>(u: &'u mut Udtryk, ud: &mut Vec<&'u mut Forespoergsel>) {
    match u {
        Udtryk::Eksempel(f, _) => ud.push(f),
        Udtryk::Og(l) | Udtryk::Eller(l) => l.iter_mut().for_each(|u| saml(u, ud)),
        Udtryk::Ikke(u) => saml(u, ud),
    }
}
