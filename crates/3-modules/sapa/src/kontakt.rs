//! Who to call: names, telephone numbers and mail addresses of units and colleagues, from Organisation (SAPA-12). One read of the units, one of the colleagues, one of their addresses,
//! however many cases there are.
use crate::typer::Aktoer;
use grund::{Fejl, Kaldekontekst, Tidspunkt, Uuid, graenser};
use register::{Laesevalg, Objekt, Register, Vaerdi};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of one: name, and addresses by UUID.
type Fundet = (Option<String>, Vec<Uuid>);

/// Fills in what Organisation knows. The user's role on the case gives the right to reach those who answer for it, so no right on Organisation is asked for.
pub(crate) async fn udfyld(register: &Register, kald: &Kaldekontekst, aktoerer: Vec<&mut Aktoer>) -> Result<(), Fejl> {
    let kald = kald.internt();
    let uuider: BTreeSet<Uuid> = aktoerer.iter().filter_map(|a| grund::id::laes_uuid(&a.id)).collect();
    let uuider: Vec<Uuid> = uuider.into_iter().take(graenser::LISTE_UUID).collect();
    if uuider.is_empty() {
        return Ok(());
    }
    let mut fundne: BTreeMap<Uuid, Fundet> = BTreeMap::new();
    for (navn, felt) in [("OrganisationEnhed", "enhedsnavn"), ("Bruger", "brugernavn")] {
        let Some(typen) = register.typer().navn(navn) else { continue };
        for o in register.list(&kald, typen, &uuider, Laesevalg::nu(kald.nu)).await? {
            fundne.insert(o.uuid, (tekst(&o, felt), adresser(&o, kald.nu)));
        }
    }
    let alle: BTreeSet<Uuid> = fundne.values().flat_map(|(_, a)| a.iter().copied()).collect();
    let mut tekster: BTreeMap<Uuid, String> = BTreeMap::new();
    if let Some(typen) = register.typer().navn("Adresse") {
        let alle: Vec<Uuid> = alle.into_iter().take(graenser::LISTE_UUID).collect();
        for o in register.list(&kald, typen, &alle, Laesevalg::nu(kald.nu)).await? {
            tekster.extend(tekst(&o, "adressetekst").map(|t| (o.uuid, t)));
        }
    }
    for a in aktoerer {
        let Some((navn, adresser)) = grund::id::laes_uuid(&a.id).and_then(|u| fundne.get(&u)) else { continue };
        a.navn = navn.clone().or(a.navn.take());
        for t in adresser.iter().filter_map(|u| tekster.get(u)) {
            match form(t) {
                Some(Form::Mail) if !a.mail.contains(t) => a.mail.push(t.clone()),
                Some(Form::Telefon) if !a.telefon.contains(t) => a.telefon.push(t.clone()),
                _ => {}
            }
        }
    }
    Ok(())
}

fn tekst(o: &Objekt, felt: &str) -> Option<String> {
    let nr = o.objekttype.felt(felt)?.nr;
    match o.nyeste()?.billede.egenskaber.last()?.felter.get(&nr)? {
        Vaerdi::Tekst(t) if !t.is_empty() => Some(t.clone()),
        _ => None,
    }
}

fn adresser(o: &Objekt, nu: Tidspunkt) -> Vec<Uuid> {
    let Some((r, def)) = o.nyeste().zip(o.objekttype.relation("adresser")) else { return Vec::new() };
    let alle = r.billede.relationer.get(&def.nr).into_iter().flatten().filter(|x| x.virkning.periode.indeholder(nu));
    alle.filter_map(|x| x.reference.as_ref()?.uuid()).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Mail,
    Telefon,
}

/// What an address is, by its form [D]: the roles of addresses are the municipality's own classes.
fn form(t: &str) -> Option<Form> {
    let cifre = t.chars().filter(char::is_ascii_digit).count();
    let rent = t.trim_start_matches("tel:").chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')'));
    match t {
        _ if t.contains('@') && !t.contains(char::is_whitespace) => Some(Form::Mail),
        _ if rent && (8..=15).contains(&cifre) => Some(Form::Telefon),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sapa12_a_number_and_a_mail_address_are_told_by_their_form() {
        for (t, ventet) in [
            ("anna@korsbaek.example", Some(Form::Mail)),
            ("+45 00 11 22 33", Some(Form::Telefon)),
            ("00112233", Some(Form::Telefon)),
            ("Nørregade 1, 4370 Byen", None),
            ("1234", None),
            ("https://korsbaek.example", None),
            ("5798000000001234", None),
        ] {
            assert_eq!(form(t), ventet, "{t}");
        }
    }
}
