//! A body from fields: `AttributListe/Egenskab/EnhedNavn=Borgerservice`. Order and namespaces come from the contract.
use grund::{Fejl, Fejlkode};
use kontrakt::skema::{Attribut, Element, Indbygget, Indholdsmodel, Kompleks, Type};
use kontrakt::{Knude, skriv};
use std::collections::BTreeMap;

/// The fields below one element, by name and number.
#[derive(Default)]
struct Gren {
    tekst: Option<String>,
    boern: BTreeMap<(String, u32), Gren>,
}

impl Gren {
    /// What lies at the end of that path.
    fn paa<'n>(&mut self, sti: impl IntoIterator<Item = (&'n str, u32)>) -> &mut Self {
        sti.into_iter().fold(self, |g, (navn, nr)| g.boern.entry((navn.to_owned(), nr)).or_default())
    }
}

fn ukendt(sti: &str, slags: Type) -> Fejl {
    let navne: Vec<&str> = lag(slags).into_iter().flat_map(Indholdsmodel::partikler).filter_map(|p| p.element().map(|e| e.navn)).collect();
    let f = Fejl::ny(Fejlkode::UkendtFelt).felt(sti.to_owned());
    if navne.is_empty() { f.ventet(("en tekst og intet under den", "a text, nothing below it")) } else { f.tilladt(navne) }
}

fn lag(slags: Type) -> Vec<Indholdsmodel> {
    match slags {
        Type::Kompleks(k) => k.lag().collect(),
        Type::Simpel(_) => Vec::new(),
    }
}

/// The attribute that a field `@navn` names.
fn attribut(slags: Type, felt: &str) -> Option<&'static Attribut> {
    let Type::Kompleks(k) = slags else { return None };
    k.alle_attributter().find(|a| felt.strip_prefix('@') == Some(a.navn))
}

/// Of its parts only some may stand together.
fn er_valg(l: Indholdsmodel) -> bool {
    matches!(l, Indholdsmodel::Valg(_) | Indholdsmodel::MuligtValg(_) | Indholdsmodel::EllerSekvens(_) | Indholdsmodel::Periode(_))
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
        let ulaest = || Fejl::ny(Fejlkode::UgyldigtMoenster).felt(sti.clone()).ventet("Liste[2]/Navn");
        let dele = sti.split('/').filter(|d| !d.is_empty()).map(|d| led(d).ok_or_else(ulaest));
        rod.paa(dele.collect::<Result<Vec<_>, _>>()?).tekst = Some(vaerdi.clone());
    }
    let mut ud = String::new();
    skriv(&knude(Knude::ny(element), &rod, element.navn)?, &mut ud);
    Ok(ud)
}

fn knude(mut k: Knude, gren: &Gren, sti: &str) -> Result<Knude, Fejl> {
    let (slags, element) = (k.element.slags, k.element);
    for ((navn, _), g) in gren.boern.iter().filter(|((navn, _), _)| element.barn(navn).is_none()) {
        let hvor = || format!("{sti}/{navn}");
        match (attribut(slags, navn), &g.tekst) {
            (Some(a), Some(t)) => {
                kontrakt::vaerdi::kontroller(a.slags, t).map_err(|f| f.felt(hvor()))?;
                k = k.attribut(a.navn, t.clone());
            }
            _ => return Err(ukendt(&hvor(), slags)),
        }
    }
    match (slags, &gren.tekst) {
        (Type::Kompleks(Kompleks { tekst: Some(s), .. }), Some(t)) => {
            kontrakt::vaerdi::kontroller(s, t).map_err(|f| f.felt(sti.to_owned()))?;
            k = k.med_tekst(t.clone());
        }
        (Type::Simpel(s), Some(t)) => {
            kontrakt::vaerdi::kontroller(s, t).map_err(|f| f.felt(sti.to_owned()))?;
            k = k.med_tekst(t.clone());
        }
        (Type::Kompleks(_), Some(_)) => return Err(ukendt(sti, slags)),
        (_, None) => {}
    }
    for l in lag(slags) {
        let valg = er_valg(l);
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
    let fri = k.tekst.is_none() && k.afledte.is_empty() && !k.alle_attributter().any(|a| a.kraevet);
    fri && k.lag().all(|lag| match lag {
        Indholdsmodel::Valg(muligheder) => muligheder.iter().any(|p| p.min == 0),
        Indholdsmodel::MuligtValg(_) => true,
        Indholdsmodel::Periode(_) => false,
        Indholdsmodel::EllerSekvens(e) => e.dele().1.iter().all(|p| p.min == 0),
        andet => andet.partikler().iter().all(|p| p.min == 0 || p.element().is_some_and(kan_vaere_tom)),
    })
}

/// A body to fill in: what the contract asks for, the first of every choice, and values of the right kind that stand for nothing; with these fields, which are put in where the
/// contract does not ask for them. One that it does not have is left out.
pub fn skelet(element: &'static Element, felter: &[(&str, &str)]) -> String {
    let mut rod = Gren::default();
    for (sti, vaerdi) in felter {
        rod.paa(sti.split('/').map(|navn| (navn, 1))).tekst = Some((*vaerdi).to_owned());
    }
    let mut ud = String::new();
    skriv(&fyld(Knude::ny(element), 0, &rod), &mut ud);
    ud
}

/// The deepest published contract has 14 levels; one that holds itself ends here.
const DYBDE: u8 = 16;

fn fyld(mut k: Knude, dybde: u8, sagt: &Gren) -> Knude {
    if let Type::Simpel(s) = k.element.slags {
        let tekst = sagt.tekst.as_deref().unwrap_or_else(|| vaerdi(k.element.navn, s.indbygget()));
        return k.med_tekst(tekst.to_owned());
    }
    if let Type::Kompleks(t) = k.element.slags {
        for a in t.alle_attributter().filter(|a| a.kraevet) {
            k = k.attribut(a.navn, vaerdi(a.navn, a.slags.indbygget()));
        }
        if let Some(s) = t.tekst {
            let tekst = vaerdi(k.element.navn, s.indbygget());
            return k.med_tekst(tekst);
        }
    }
    for l in lag(k.element.slags) {
        let valg = er_valg(l);
        let om = |navn: &str| sagt.boern.get(&(navn.to_owned(), 1));
        let med = |p: &&kontrakt::skema::Partikel| valg || p.min > 0 || p.element().is_some_and(|e| om(e.navn).is_some());
        let valgte = l.partikler().iter().filter(med).take(if valg { 1 } else { usize::MAX });
        for barn in valgte.filter_map(Knude::i).filter(|_| dybde < DYBDE) {
            let navn = barn.element.navn;
            k = k.med(fyld(barn, dybde.saturating_add(1), om(navn).unwrap_or(&Gren::default())));
        }
    }
    k
}

fn vaerdi(navn: &str, slags: Indbygget) -> &'static str {
    match slags {
        Indbygget::Tekst if navn.contains("UUID") => "10000000-0000-4000-8000-000000000009",
        Indbygget::Tekst => "?",
        Indbygget::Heltal | Indbygget::Int | Indbygget::IkkeNegativ | Indbygget::Positiv => "1",
        Indbygget::Aar => "2026",
        Indbygget::Boolsk => "true",
        Indbygget::Dato => "2026-01-01",
        Indbygget::DatoTid => "2026-01-01T00:00:00+01:00",
        Indbygget::Varighed => "P1M",
        Indbygget::Decimal => "1.0",
        Indbygget::Base64 => "",
    }
}
