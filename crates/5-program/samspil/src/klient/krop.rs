//! A body from fields: `AttributListe/Egenskab/EnhedNavn=Borgerservice`. Order and namespaces come from the contract.
use grund::{Fejl, Fejlkode};
use kontrakt::skema::{Element, Indhold, Type};
use kontrakt::{Knude, skriv};
use std::collections::BTreeMap;

/// The fields below one element, by name and number.
#[derive(Default)]
struct Gren {
    tekst: Option<String>,
    boern: BTreeMap<(String, u32), Gren>,
}

fn ukendt(sti: &str, slags: Type) -> Fejl {
    let navne: Vec<&str> = lag(slags).into_iter().flat_map(Indhold::partikler).filter_map(|p| p.element().map(|e| e.navn)).collect();
    let tilladt = if navne.is_empty() { "a text, nothing below it".to_owned() } else { navne.join(", ") };
    Fejl::ny(Fejlkode::UkendtFelt).felt(sti.to_owned()).tilladt(tilladt)
}

fn lag(slags: Type) -> Vec<Indhold> {
    match slags {
        Type::Kompleks(k) => k.lag().collect(),
        Type::Simpel(_) => Vec::new(),
    }
}

/// Takes `Liste[2]` apart; the first has number 1, also without a bracket.
fn led(tekst: &str) -> Option<(&str, u32)> {
    match tekst.split_once('[') {
        None => Some((tekst, 1)),
        Some((navn, nr)) => nr.strip_suffix(']')?.parse().ok().map(|nr| (navn, nr)),
    }
}

/// Builds the operation's element. Elements that must be there and can be empty are put in by themselves.
///
/// # Errors
/// `UkendtFelt` and `UgyldigtMoenster`, naming the path and what may stand there.
pub fn byg_krop(element: &'static Element, felter: &[(String, String)]) -> Result<String, Fejl> {
    let mut rod = Gren::default();
    for (sti, vaerdi) in felter {
        let mut gren = &mut rod;
        for del in sti.split('/').filter(|d| !d.is_empty()) {
            let (navn, nr) = led(del).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt(sti.clone()).tilladt("Liste[2]/Navn"))?;
            gren = gren.boern.entry((navn.to_owned(), nr)).or_default();
        }
        gren.tekst = Some(vaerdi.clone());
    }
    let mut ud = String::new();
    skriv(&knude(Knude::ny(element), &rod, element.navn)?, &mut ud);
    Ok(ud)
}

fn knude(mut k: Knude, gren: &Gren, sti: &str) -> Result<Knude, Fejl> {
    let slags = k.element.slags;
    if let Some(((navn, _), _)) = gren.boern.iter().find(|((navn, _), _)| k.element.barn(navn).is_none()) {
        return Err(ukendt(&format!("{sti}/{navn}"), slags));
    }
    match (slags, &gren.tekst) {
        (Type::Simpel(s), Some(t)) => {
            kontrakt::vaerdi::kontroller(s, t).map_err(|f| f.felt(sti.to_owned()))?;
            k = k.med_tekst(t.clone());
        }
        (Type::Kompleks(_), Some(_)) => return Err(ukendt(sti, slags)),
        (_, None) => {}
    }
    for l in lag(slags) {
        let valg = matches!(l, Indhold::Valg(_));
        for (p, e) in l.partikler().iter().filter_map(|p| Some((p, p.element()?))) {
            let mut her = gren.boern.iter().filter(|((navn, _), _)| navn == e.navn).peekable();
            let tom = Gren::default();
            let fyld = her.peek().is_none() && !valg && p.min > 0 && kan_vaere_tom(e);
            for g in her.map(|(_, g)| g).chain(fyld.then_some(&tom)) {
                if let Some(barn) = Knude::i(p) {
                    k = k.med(knude(barn, g, &format!("{sti}/{}", e.navn))?);
                }
            }
        }
    }
    Ok(k)
}

/// A complex element all of whose mandatory parts can be empty too.
fn kan_vaere_tom(e: &Element) -> bool {
    let Type::Kompleks(k) = e.slags else { return false };
    k.lag().all(|lag| match lag {
        Indhold::Valg(muligheder) => muligheder.iter().any(|p| p.min == 0),
        andet => andet.partikler().iter().all(|p| p.min == 0 || p.element().is_some_and(kan_vaere_tom)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use soap::tjenester::sf1500::ORGANISATIONENHED;

    fn felter(f: &[(&str, &str)]) -> Vec<(String, String)> {
        f.iter().map(|(s, v)| ((*s).to_owned(), (*v).to_owned())).collect()
    }

    fn byg(operation: &str, f: &[(&str, &str)]) -> Result<String, Fejl> {
        byg_krop(ORGANISATIONENHED.operation(operation).unwrap().ind, &felter(f))
    }

    #[test]
    fn fields_become_a_body_that_the_contract_accepts() {
        let laes = byg("laes", &[("UUIDIdentifikator", "11111111-1111-1111-1111-111111111111")]).unwrap();
        let soeg = byg("soeg", &[("AttributListe/Egenskab/EnhedNavn", "Borger & <Service>"), ("MaksimalAntalKvantitet", "5")]).unwrap();
        for (operation, krop) in [("laes", laes), ("soeg", soeg)] {
            let rod = grund::xml::parse(&krop).unwrap();
            kontrakt::laes(&rod, ORGANISATIONENHED.operation(operation).unwrap().ind).unwrap_or_else(|f| panic!("{krop}: {f}"));
        }
    }

    #[test]
    fn a_number_in_brackets_repeats_an_element() {
        let krop = byg(
            "list",
            &[
                ("UUIDIdentifikator", "11111111-1111-1111-1111-111111111111"),
                ("UUIDIdentifikator[2]", "22222222-2222-2222-2222-222222222222"),
            ],
        )
        .unwrap();
        assert_eq!(krop.matches("UUIDIdentifikator>").count(), 4, "{krop}");
    }

    #[test]
    fn an_unknown_field_is_refused_with_those_that_may_stand_there() {
        let f = byg("soeg", &[("AttributListe/Egenskab/Navn", "x")]).unwrap_err();
        assert!(f.tilladte().unwrap().contains("EnhedNavn") && f.feltet().unwrap().ends_with("Egenskab/Navn"), "{f}");
        assert!(byg("laes", &[("UUIDIdentifikator", "no uuid")]).is_err());
        assert!(byg("laes", &[("UUIDIdentifikator[x]", "1")]).is_err());
    }
}
