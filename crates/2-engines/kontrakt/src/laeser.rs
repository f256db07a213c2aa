//! The reader: an XML element against its declaration, in one walk, to a [`Knude`]. Order, cardinality, names and facets are
//! held to the contract, and every text comes out in NFC; a refusal names the path as the sender wrote it.
//!
//! Leniencies [D], each because real clients or services need it (contracts.md 12, row 33): attributes in a namespace are
//! ignored (`xsi:schemaLocation`, `wsu:Id`); free content is not validated; a fixed value may be empty; an optional element that is empty
//! and must not be is taken as absent (generated code sends such for what is not set); white space around a value that may not have it
//! is none of it; a bare UUID in the URN of a choice is the choice's UUID (K-1); a few lengths are wider than published ([`crate::skema::Facetter::lempet_laengde`]).
use crate::knude::Knude;
use crate::skema::{Element, Gentaget, Hvad, Indholdsmodel, Kompleks, Navnerum, Partikel, Type, Vilkaarlig};
use crate::vaerdi;
use grund::xml::{self, XElement, XKnude};
use grund::{Fejl, Fejlkode};

/// Where `xsi:type` is.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Reads a whole document, or a body element whose surroundings declare nothing that free content needs.
pub fn laes(rod: &XElement<'_>, element: &'static Element) -> Result<Knude, Fejl> {
    laes_element(rod, element, &[])
}

/// Reads an element. `omgivelser` are the elements around it, outermost first (Envelope, Body): their namespace declarations
/// go with free content.
pub fn laes_element(x: &XElement<'_>, element: &'static Element, omgivelser: &[&XElement<'_>]) -> Result<Knude, Fejl> {
    if x.navn.lokal != element.navn {
        return Err(Fejl::ny(Fejlkode::UkendtElement).felt(grund::fejl::uddrag(&x.navn.lokal)).tilladt([vis(element, None)]));
    }
    if x.navn.ns != element.ns.uri {
        return Err(forkert_navnerum(x, element.ns).felt(element.navn));
    }
    let mut laeser = Elementlaeser { omgivelser: omgivelser.to_vec() };
    laeser.element(x, element, None).map_err(|f| f.under(element.navn))
}

struct Elementlaeser<'t, 'a> {
    omgivelser: Vec<&'t XElement<'a>>,
}

/// Children that have not been read yet.
struct Rest<'t, 'a> {
    boern: Vec<&'t XElement<'a>>,
    naeste: usize,
}

impl<'t, 'a> Rest<'t, 'a> {
    fn foerste(&self) -> Option<&'t XElement<'a>> {
        self.boern.get(self.naeste).copied()
    }
    /// The next child, if the particle takes it.
    fn tag(&mut self, p: &Partikel) -> Option<&'t XElement<'a>> {
        let x = self.foerste().filter(|x| passer(x, p))?;
        self.naeste += 1;
        Some(x)
    }
}

/// K-1: programs of .NET write a UUID into the URN of a choice when they forget to choose. Where that is no URN by its contract, the choice's UUID is what was meant.
fn rette_valg(x: &XElement<'_>, p: &Partikel, partikler: &'static [Partikel]) -> Option<Knude> {
    let (t, e) = (x.tekst(), p.element()?);
    let t = t.trim();
    let tager = |e: &Element| matches!(e.slags, Type::Simpel(s) if vaerdi::kontroller(s, t).is_ok());
    if grund::id::laes_uuid(t).is_none() || x.elementer().next().is_some() || !matches!(e.slags, Type::Simpel(_)) || tager(e) {
        return None;
    }
    let ret = partikler
        .iter()
        .find(|p| p.element().is_some_and(|e| e.navn.get(..4).is_some_and(|n| n.eq_ignore_ascii_case("uuid")) && tager(e)))?;
    Some(Knude { register: ret.register, tekst: Some(t.to_owned().into()), ..Knude::ny(ret.element()?) })
}

/// Nothing is said in it: what may be absent and may not be empty is absent (`<TilTidspunkt/>`, `<AktoerTypeKode xsi:nil="true"/>`).
fn er_tomt(x: &XElement<'_>) -> bool {
    x.tekst().trim().is_empty() && x.elementer().next().is_none() && x.attributter.iter().all(|a| !a.navn.ns.is_empty())
}

fn passer(x: &XElement<'_>, p: &Partikel) -> bool {
    match p.hvad {
        Hvad::Element(e) => x.navn.er(e.ns.uri, e.navn),
        Hvad::Vilkaarlig(Vilkaarlig { andre, ns, .. }) => !andre || (x.navn.ns != ns.uri && !x.navn.ns.is_empty()),
    }
}

/// A name as a path shows it: with the prefix of its namespace where that differs from the parent's.
fn vis(e: &Element, ydre: Option<&Navnerum>) -> String {
    if ydre.is_none_or(|f| f == e.ns) { e.navn.into() } else { format!("{}:{}", e.ns.praefiks, e.navn) }
}

fn vis_alle<'p>(partikler: impl Iterator<Item = &'p Partikel>, ns: &Navnerum) -> String {
    let navne: Vec<_> = partikler
        .map(|p| match p.hvad {
            Hvad::Element(e) => vis(e, Some(ns)),
            Hvad::Vilkaarlig(_) => "an element of another namespace".into(),
        })
        .collect();
    if navne.is_empty() { "nothing more".into() } else { navne.join(", ") }
}

fn forkert_navnerum(x: &XElement<'_>, ventet: &Navnerum) -> Fejl {
    let fik = if x.navn.ns.is_empty() { "no namespace".into() } else { format!("\"{}\"", grund::fejl::uddrag_langt(&x.navn.ns)) };
    Fejl::ny(Fejlkode::ForkertNavnerum).tilladt([ventet.uri]).detalje((format!("fik {fik}"), format!("got {fik}")))
}

impl<'t, 'a> Elementlaeser<'t, 'a> {
    fn element(&mut self, x: &'t XElement<'a>, element: &'static Element, register: Option<&'static str>) -> Result<Knude, Fejl> {
        let mut knude = Knude { register, ..Knude::ny(element) };
        match element.slags {
            Type::Simpel(_) => {
                kun_tekst(x)?;
                attributter(x, None)?;
                knude.tekst = Some(tekst(x, element)?.into());
            }
            Type::Kompleks(erklaeret) => {
                let k = self.konkret(x, erklaeret)?;
                knude.som = (!std::ptr::eq(k, erklaeret)).then_some(k);
                knude.attributter = attributter(x, Some(k))?;
                if let Some(s) = k.tekst {
                    kun_tekst(x)?;
                    let t = x.tekst();
                    let t = grund::tekst::nfc(&t);
                    vaerdi::kontroller(s, &t)?;
                    knude.tekst = Some(t.into_owned().into());
                    return Ok(knude);
                }
                self.omgivelser.push(x);
                let svar = self.indhold(x, element, k, &mut knude);
                self.omgivelser.pop();
                svar?;
            }
        }
        Ok(knude)
    }

    /// The type that the element says it is (`xsi:type`), where that of its declaration is abstract.
    fn konkret(&self, x: &'t XElement<'a>, k: &'static Kompleks) -> Result<&'static Kompleks, Fejl> {
        if k.afledte.is_empty() {
            return Ok(k);
        }
        let sagt = x.attribut(XSI, "type").unwrap_or_default().trim();
        let (praefiks, lokal) = sagt.split_once(':').unwrap_or(("", sagt));
        let omkring = std::iter::once(x).chain(self.omgivelser.iter().rev().copied());
        let ns = omkring.flat_map(|e| &e.erklaeringer).find(|(p, _)| p == praefiks).map(|(_, uri)| uri.as_ref());
        let er = |a: &&&'static Kompleks| a.navn.is_some_and(|(n, navn)| navn == lokal && Some(n.uri) == ns);
        k.afledte.iter().find(er).copied().ok_or_else(|| {
            let navne: Vec<String> = k.afledte.iter().filter_map(|a| a.navn).map(|(n, navn)| format!("{}:{navn}", n.praefiks)).collect();
            Fejl::ny(Fejlkode::UgyldigVaerdi).felt("@xsi:type").tilladt(navne).detalje(grund::fejl::uddrag(sagt))
        })
    }

    fn indhold(&mut self, x: &'t XElement<'a>, element: &'static Element, k: &'static Kompleks, knude: &mut Knude) -> Result<(), Fejl> {
        let loes = |b: &XKnude<'_>| matches!(b, XKnude::Tekst(t) if !t.bytes().all(|b| b.is_ascii_whitespace()));
        if x.boern.iter().any(loes) {
            return Err(Fejl::ny(Fejlkode::UkendtElement)
                .ventet(("kun elementer", "elements only"))
                .detalje(("tekst mellem elementerne", "text between the elements")));
        }
        let mut rest = Rest { boern: x.elementer().collect(), naeste: 0 };
        knude.boern.reserve(rest.boern.len());
        for lag in k.lag() {
            match lag {
                Indholdsmodel::Tom => {}
                Indholdsmodel::Sekvens(partikler) => {
                    for p in partikler {
                        self.partikel(&mut rest, p, element, knude)?;
                    }
                }
                Indholdsmodel::Valg(partikler) => {
                    let valgt = rest.foerste().and_then(|x| partikler.iter().find(|p| passer(x, p)));
                    match valgt {
                        Some(p) => match rest.foerste().and_then(|x| rette_valg(x, p, partikler)) {
                            Some(rettet) => {
                                rest.naeste += 1;
                                knude.boern.push(rettet);
                            }
                            None => self.partikel(&mut rest, p, element, knude)?,
                        },
                        None if partikler.iter().any(|p| p.min == 0) => {}
                        None => return Err(mangler(rest.foerste(), partikler.iter(), element)),
                    }
                }
                Indholdsmodel::MuligtValg(partikler) => {
                    if let Some(p) = rest.foerste().and_then(|x| partikler.iter().find(|p| passer(x, p))) {
                        self.partikel(&mut rest, p, element, knude)?;
                    }
                }
                Indholdsmodel::Alle(partikler) => self.alle(&mut rest, partikler, element, knude)?,
                Indholdsmodel::Gentaget(g) => self.gentaget(&mut rest, g, element, knude)?,
                Indholdsmodel::Periode([start, slut, varighed]) => {
                    let foerst = rest.foerste();
                    if foerst.is_some_and(|x| passer(x, start)) {
                        self.partikel(&mut rest, start, element, knude)?;
                        if let Some(p) = rest.foerste().and_then(|x| [slut, varighed].into_iter().find(|p| passer(x, p))) {
                            self.partikel(&mut rest, p, element, knude)?;
                        }
                    } else if foerst.is_some_and(|x| passer(x, slut) || passer(x, varighed)) {
                        if foerst.is_some_and(|x| passer(x, varighed)) {
                            self.partikel(&mut rest, varighed, element, knude)?;
                        }
                        self.partikel(&mut rest, slut, element, knude)?;
                    } else {
                        return Err(mangler(foerst, [start, slut].into_iter(), element));
                    }
                }
                Indholdsmodel::EllerSekvens(e) => {
                    let (alene, sekvens) = e.dele();
                    match rest.foerste().and_then(|x| alene.iter().find(|p| passer(x, p))) {
                        Some(p) => self.partikel(&mut rest, p, element, knude)?,
                        None => {
                            for p in sekvens {
                                self.partikel(&mut rest, p, element, knude)?;
                            }
                        }
                    }
                }
            }
        }
        match rest.foerste() {
            None => Ok(()),
            Some(x) => Err(for_meget(x, &rest, k, element)),
        }
    }

    fn partikel(
        &mut self,
        rest: &mut Rest<'t, 'a>,
        p: &'static Partikel,
        element: &'static Element,
        knude: &mut Knude,
    ) -> Result<(), Fejl> {
        let mut antal = 0_u32;
        let mut praefikser = None;
        while p.maks.is_none_or(|m| antal < m) {
            let Some(x) = rest.tag(p) else { break };
            antal += 1;
            match p.hvad {
                Hvad::Element(e) => match self.element(x, e, p.register) {
                    Ok(barn) => knude.boern.push(barn),
                    Err(_) if p.min == 0 && !p.gentages() && er_tomt(x) => {}
                    Err(f) => {
                        let navn = vis(e, Some(element.ns));
                        return Err(f.under(&if p.gentages() { format!("{navn}[{antal}]") } else { navn }));
                    }
                },
                Hvad::Vilkaarlig(v) => {
                    if let Some(k) = v.kendte.iter().find(|k| passer(x, k))
                        && let Some(e) = k.element()
                    {
                        knude.boern.push(self.element(x, e, k.register).map_err(|f| f.under(&vis(e, Some(element.ns))))?);
                        continue;
                    }
                    let ydre = praefikser.get_or_insert_with(|| xml::Praefikser::i(&self.omgivelser));
                    xml::skriv_alene(x, ydre, knude.raat.get_or_insert_default());
                }
            }
        }
        if antal < p.min {
            return Err(mangler(rest.foerste(), std::iter::once(p), element));
        }
        Ok(())
    }

    /// The sequence, then members of the choice as they come; each is counted by itself, so that a path names its place.
    fn gentaget(&mut self, rest: &mut Rest<'t, 'a>, g: Gentaget, element: &'static Element, knude: &mut Knude) -> Result<(), Fejl> {
        let (foer, valg) = g.partikler.split_at_checked(g.foer).unwrap_or((g.partikler, &[]));
        for p in foer {
            self.partikel(rest, p, element, knude)?;
        }
        let mut antal = vec![0_u32; valg.len()];
        while let Some(x) = rest.foerste() {
            let Some((i, e)) = valg.iter().enumerate().find_map(|(i, p)| Some((i, p.element()?)).filter(|_| passer(x, p))) else { break };
            rest.naeste += 1;
            let nr = antal.get_mut(i).map_or(1, |a| {
                *a += 1;
                *a
            });
            let register = valg.get(i).and_then(|p| p.register);
            let barn = self.element(x, e, register).map_err(|f| f.under(&format!("{}[{nr}]", vis(e, Some(element.ns)))))?;
            knude.boern.push(barn);
        }
        Ok(())
    }

    fn alle(
        &mut self,
        rest: &mut Rest<'t, 'a>,
        partikler: &'static [Partikel],
        element: &'static Element,
        knude: &mut Knude,
    ) -> Result<(), Fejl> {
        let mut set: u64 = 0;
        while let Some(x) = rest.foerste() {
            let fundet = partikler.iter().enumerate().find(|(i, p)| set & (1 << i) == 0 && passer(x, p));
            let Some((i, p)) = fundet else { break };
            set |= 1 << i;
            self.partikel(rest, p, element, knude)?;
        }
        let mut mangles = partikler.iter().enumerate().filter(|(i, p)| p.min > 0 && set & (1 << i) == 0).map(|(_, p)| p).peekable();
        if mangles.peek().is_some() { Err(mangler(rest.foerste(), mangles, element)) } else { Ok(()) }
    }
}

/// A mandatory child is not where it should be: wrong namespace, or missing.
fn mangler<'p>(fik: Option<&XElement<'_>>, ventede: impl Iterator<Item = &'p Partikel>, element: &Element) -> Fejl {
    if let Some(x) = fik
        && let Some(e) = element.barn(&x.navn.lokal).and_then(Partikel::element)
        && x.navn.ns != e.ns.uri
    {
        return forkert_navnerum(x, e.ns).felt(vis(e, Some(element.ns)));
    }
    let navne = vis_alle(ventede, element.ns);
    let fejl = Fejl::ny(Fejlkode::ManglerElement).tilladt([navne.as_str()]);
    match fik {
        Some(x) => {
            fejl.detalje((format!("fik {0}", grund::fejl::uddrag(&x.navn.lokal)), format!("got {0}", grund::fejl::uddrag(&x.navn.lokal))))
        }
        None => fejl,
    }
}

/// A child is left over: wrong namespace, too many, out of order or unknown.
fn for_meget(x: &XElement<'_>, rest: &Rest<'_, '_>, k: &'static Kompleks, element: &Element) -> Fejl {
    let alle = || k.lag().flat_map(Indholdsmodel::partikler);
    let samme = |e: &Element| x.navn.er(e.ns.uri, e.navn);
    if let Some(p) = alle().find(|p| p.element().is_some_and(samme)) {
        let navn = vis_alle(std::iter::once(p), element.ns);
        let foer = rest.boern.iter().take(rest.naeste).filter(|b| passer(b, p)).count();
        if let Some(maks) = p.maks
            && foer >= usize::try_from(maks).unwrap_or(usize::MAX)
        {
            return Fejl::ny(Fejlkode::ForMange).felt(navn).ventet(grund::sagt::hoejst(maks, grund::sagt::STYK));
        }
        let raekke = vis_alle(alle(), element.ns);
        return Fejl::ny(Fejlkode::UkendtElement).felt(navn).tilladt([raekke]).detalje((
            "det står efter et senere element eller ved siden af et, der udelukker det",
            "it stands after a later element, or beside an excluded one",
        ));
    }
    if let Some(e) = alle().filter_map(Partikel::element).find(|e| x.navn.lokal == e.navn) {
        return forkert_navnerum(x, e.ns).felt(vis(e, Some(element.ns)));
    }
    Fejl::ny(Fejlkode::UkendtElement).felt(grund::fejl::uddrag(&x.navn.lokal)).tilladt([vis_alle(alle(), element.ns)])
}

fn kun_tekst(x: &XElement<'_>) -> Result<(), Fejl> {
    match x.elementer().next() {
        None => Ok(()),
        Some(barn) => Err(Fejl::ny(Fejlkode::UkendtElement).felt(grund::fejl::uddrag(&barn.navn.lokal)).ventet(("kun tekst", "text only"))),
    }
}

fn tekst(x: &XElement<'_>, element: &'static Element) -> Result<String, Fejl> {
    let Type::Simpel(simpel) = element.slags else { return Ok(String::new()) };
    let raa = x.tekst();
    let tekst = grund::tekst::nfc(&raa);
    let Some(fast) = element.fast else {
        let Err(f) = vaerdi::kontroller(simpel, &tekst) else { return Ok(tekst.into_owned()) };
        let inderst = tekst.trim();
        let godt = inderst.len() < tekst.len() && !inderst.is_empty() && vaerdi::kontroller(simpel, inderst).is_ok();
        return if godt { Ok(inderst.to_owned()) } else { Err(f) };
    };
    if tekst.is_empty() {
        return Ok(fast.into());
    }
    vaerdi::kontroller(simpel, &tekst)?;
    // compared as values: 1 is true
    let t = tekst.trim();
    if t == fast || (fast == "true" && t == "1") {
        return Ok(fast.into());
    }
    Err(Fejl::ny(Fejlkode::UgyldigVaerdi).tilladt([fast]))
}

fn attributter(x: &XElement<'_>, k: Option<&'static Kompleks>) -> Result<Vec<(&'static str, String)>, Fejl> {
    let mut ud = Vec::new();
    for a in x.attributter.iter().filter(|a| a.navn.ns.is_empty()) {
        let navn = || format!("@{}", grund::fejl::uddrag(&a.navn.lokal));
        let Some(def) = k.and_then(|k| k.alle_attributter().find(|d| a.navn.lokal == d.navn)) else {
            return Err(Fejl::ny(Fejlkode::UkendtElement).felt(navn()).ventet(("ingen sådan attribut", "no such attribute")));
        };
        let vaerdi = grund::tekst::nfc(&a.vaerdi);
        vaerdi::kontroller(def.slags, &vaerdi).map_err(|f| f.felt(navn()))?;
        ud.push((def.navn, vaerdi.into_owned()));
    }
    let givet = |navn: &str| ud.iter().any(|(n, _)| *n == navn);
    match k.and_then(|k| k.alle_attributter().find(|d| d.kraevet && !givet(d.navn))) {
        Some(d) => Err(Fejl::ny(Fejlkode::ManglerElement).felt(format!("@{}", d.navn))),
        None => Ok(ud),
    }
}

#[cfg(test)]
#[path = "laeser_tests.rs"]
mod tests;
