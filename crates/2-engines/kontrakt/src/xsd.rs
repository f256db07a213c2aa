//! The schemas that a service shows at `?xsd=NAME`: one file per namespace, with everything that the operations can reach,
//! written from the tables. Imports are by full address, so that tools build clients from the running service.
use crate::skema::{Base, Decimaler, Element, Facetter, Hvad, Indholdsmodel, Kompleks, Navnerum, Partikel, Simpel, Type};
use crate::tjeneste::Kontrakt;
use grund::xml::escape_attribut;

/// What a contract's schemas hold, in order of first use.
#[derive(Debug, Default)]
pub struct Samling {
    /// Namespaces.
    pub navnerum: Vec<&'static Navnerum>,
    /// Global elements.
    pub elementer: Vec<&'static Element>,
    /// Named complex types.
    pub komplekse: Vec<&'static Kompleks>,
    /// Named simple types.
    pub simple: Vec<&'static Simpel>,
    /// Namespaces of elements known in free content.
    frit: Vec<&'static Navnerum>,
    /// Pairs: the first namespace refers to the second.
    henvisninger: Vec<(&'static Navnerum, &'static Navnerum)>,
}

fn ny<T>(liste: &mut Vec<&'static T>, t: &'static T) -> bool {
    let er_ny = !liste.iter().any(|x| std::ptr::eq(*x, t));
    if er_ny {
        liste.push(t);
    }
    er_ny
}

impl Samling {
    /// Everything that the contract's operations, header and further elements reach.
    pub fn af<T, U>(kontrakt: &Kontrakt<T, U>) -> Self {
        let mut s = Self::default();
        for o in kontrakt.operationer {
            s.element(o.ind);
            s.element(o.ud);
        }
        for e in kontrakt.hoved.iter().chain(kontrakt.oevrige) {
            s.element(e);
        }
        // a validator that starts at the operations must find what may stand in free content
        if let Some(o) = kontrakt.operationer.first() {
            for ns in std::mem::take(&mut s.frit) {
                s.henvis(o.ind.ns, ns);
            }
        }
        s
    }

    fn element(&mut self, e: &'static Element) {
        ny(&mut self.navnerum, e.ns);
        if ny(&mut self.elementer, e) {
            self.slags(e.slags, e.ns);
        }
    }

    fn slags(&mut self, t: Type, i: &'static Navnerum) {
        match t {
            Type::Simpel(s) => self.simpel(s, i),
            Type::Kompleks(k) => self.kompleks(k, i),
        }
    }

    fn henvis(&mut self, fra: &'static Navnerum, til: &'static Navnerum) {
        ny(&mut self.navnerum, til);
        if fra != til && !self.henvisninger.contains(&(fra, til)) {
            self.henvisninger.push((fra, til));
        }
    }

    fn simpel(&mut self, s: &'static Simpel, i: &'static Navnerum) {
        let hjem = match s.navn {
            Some((ns, _)) => {
                self.henvis(i, ns);
                if !ny(&mut self.simple, s) {
                    return;
                }
                ns
            }
            None => i,
        };
        if let Base::Afledt(base) = s.base {
            self.simpel(base, hjem);
        }
    }

    fn kompleks(&mut self, k: &'static Kompleks, i: &'static Navnerum) {
        let hjem = match k.navn {
            Some((ns, _)) => {
                self.henvis(i, ns);
                if !ny(&mut self.komplekse, k) {
                    return;
                }
                ns
            }
            None => i,
        };
        if let Some(base) = k.base {
            self.kompleks(base, hjem);
        }
        for a in k.attributter {
            self.simpel(a.slags, hjem);
        }
        if let Some(s) = k.tekst {
            self.simpel(s, hjem);
        }
        for a in k.afledte {
            self.kompleks(a, hjem);
        }
        for p in k.indhold.partikler() {
            let e = match p.hvad {
                Hvad::Element(e) => e,
                Hvad::Vilkaarlig(v) => {
                    for e in v.kendte.iter().filter_map(Partikel::element) {
                        ny(&mut self.frit, e.ns);
                        self.element(e);
                    }
                    continue;
                }
            };
            if p.lokal {
                self.slags(e.slags, hjem);
            } else {
                self.henvis(hjem, e.ns);
                self.element(e);
            }
        }
    }
}

/// Names of the schema files of a contract.
pub fn filer<T, U>(kontrakt: &Kontrakt<T, U>) -> Vec<&'static str> {
    Samling::af(kontrakt).navnerum.iter().map(|n| n.fil).collect()
}

/// The schema file of that name; `url` is the service's address, with scheme and host, without a query. `None` if the
/// contract has no such file.
pub fn skema<T, U>(kontrakt: &Kontrakt<T, U>, fil: &str, url: &str) -> Option<String> {
    let samling = Samling::af(kontrakt);
    let ns = *samling.navnerum.iter().find(|n| n.fil == fil)?;
    let mut s = Ud { ud: String::with_capacity(16 * 1024) };
    s.ud.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"");
    let naboer: Vec<_> = samling.henvisninger.iter().filter(|(fra, _)| std::ptr::eq(*fra, ns)).map(|(_, til)| *til).collect();
    for n in std::iter::once(ns).chain(naboer.iter().copied()) {
        s.attr(&format!("xmlns:{}", n.praefiks), n.uri);
    }
    s.attr("targetNamespace", ns.uri);
    s.ud.push_str(" elementFormDefault=\"qualified\" attributeFormDefault=\"unqualified\">\n");
    for n in naboer {
        s.ud.push_str("<xs:import");
        s.attr("namespace", n.uri);
        s.attr("schemaLocation", &format!("{url}?xsd={}", n.fil));
        s.ud.push_str("/>\n");
    }
    for e in samling.elementer.iter().filter(|e| std::ptr::eq(e.ns, ns)) {
        s.erklaering(e, "");
    }
    for k in samling.komplekse.iter().filter(|k| k.navn.is_some_and(|(n, _)| std::ptr::eq(n, ns))) {
        s.kompleks(k);
    }
    for t in samling.simple.iter().filter(|t| t.navn.is_some_and(|(n, _)| std::ptr::eq(n, ns))) {
        s.simpel(t);
    }
    s.ud.push_str("</xs:schema>\n");
    Some(s.ud)
}

struct Ud {
    ud: String,
}

impl Ud {
    fn attr(&mut self, navn: &str, vaerdi: &str) {
        self.ud.push(' ');
        self.ud.push_str(navn);
        self.ud.push_str("=\"");
        escape_attribut(vaerdi, &mut self.ud);
        self.ud.push('"');
    }

    /// An element declaration, global or local, with its anonymous type inside.
    fn erklaering(&mut self, e: &'static Element, antal: &str) {
        self.ud.push_str("<xs:element");
        self.attr("name", e.navn);
        let navn = match e.slags {
            Type::Simpel(s) => simpelt_navn(s),
            Type::Kompleks(k) => k.navn.map(|(ns, n)| format!("{}:{n}", ns.praefiks)),
        };
        if let Some(navn) = &navn {
            self.attr("type", navn);
        }
        if let Some(fast) = e.fast {
            self.attr("fixed", fast);
        }
        self.ud.push_str(antal);
        if navn.is_some() {
            self.ud.push_str("/>\n");
            return;
        }
        self.ud.push_str(">\n");
        match e.slags {
            Type::Simpel(s) => self.simpel(s),
            Type::Kompleks(k) => self.kompleks(k),
        }
        self.ud.push_str("</xs:element>\n");
    }

    fn kompleks(&mut self, k: &'static Kompleks) {
        self.ud.push_str("<xs:complexType");
        if let Some((_, navn)) = k.navn {
            self.attr("name", navn);
        }
        if !k.afledte.is_empty() {
            self.attr("abstract", "true");
        }
        self.ud.push_str(">\n");
        if let Some(navn) = k.tekst.and_then(simpelt_navn) {
            self.ud.push_str("<xs:simpleContent><xs:extension");
            self.attr("base", &navn);
            self.ud.push_str(">\n");
            self.attributter(k);
            self.ud.push_str("</xs:extension></xs:simpleContent>\n</xs:complexType>\n");
            return;
        }
        if let Some((ns, navn)) = k.base.and_then(|b| b.navn) {
            self.ud.push_str("<xs:complexContent><xs:extension");
            self.attr("base", &format!("{}:{navn}", ns.praefiks));
            self.ud.push_str(">\n");
        }
        if let Indholdsmodel::Periode([start, slut, varighed]) = k.indhold {
            self.ud.push_str("<xs:choice>\n<xs:sequence>\n");
            self.partikel(start);
            self.ud.push_str("<xs:choice minOccurs=\"0\">\n");
            self.partikel(slut);
            self.partikel(varighed);
            self.ud.push_str("</xs:choice>\n</xs:sequence>\n<xs:sequence>\n");
            self.partikel_saa_mange(varighed, " minOccurs=\"0\"");
            self.partikel(slut);
            self.ud.push_str("</xs:sequence>\n</xs:choice>\n");
        }
        let (gruppe, partikler) = match k.indhold {
            Indholdsmodel::Tom | Indholdsmodel::Periode(_) => ("", [].as_slice()),
            Indholdsmodel::Sekvens(p) => ("sequence", p),
            Indholdsmodel::Valg(p) => ("choice", p),
            Indholdsmodel::Alle(p) => ("all", p),
            Indholdsmodel::MuligtValg(p) => ("sequence", p),
            Indholdsmodel::Gentaget(g) => ("sequence", g.partikler),
            Indholdsmodel::EllerSekvens(e) => ("choice", e.partikler),
        };
        let muligt = matches!(k.indhold, Indholdsmodel::MuligtValg(_));
        if !gruppe.is_empty() {
            self.ud.push_str(&format!("<xs:{gruppe}>\n"));
            if muligt {
                self.ud.push_str("<xs:choice minOccurs=\"0\">\n");
            }
            for (i, p) in partikler.iter().enumerate() {
                if let Indholdsmodel::Gentaget(g) = k.indhold
                    && i == g.foer
                {
                    self.ud.push_str(&format!("<xs:choice minOccurs=\"{}\" maxOccurs=\"unbounded\">\n", g.min));
                }
                if let Indholdsmodel::EllerSekvens(e) = k.indhold
                    && i == e.alene
                {
                    self.ud.push_str("<xs:sequence>\n");
                }
                self.partikel(p);
            }
            if matches!(k.indhold, Indholdsmodel::EllerSekvens(_)) {
                self.ud.push_str("</xs:sequence>\n");
            }
            if muligt || matches!(k.indhold, Indholdsmodel::Gentaget(_)) {
                self.ud.push_str("</xs:choice>\n");
            }
            self.ud.push_str(&format!("</xs:{gruppe}>\n"));
        }
        self.attributter(k);
        if k.base.is_some() {
            self.ud.push_str("</xs:extension></xs:complexContent>\n");
        }
        self.ud.push_str("</xs:complexType>\n");
    }

    fn attributter(&mut self, k: &'static Kompleks) {
        for a in k.attributter {
            self.ud.push_str("<xs:attribute");
            self.attr("name", a.navn);
            if a.kraevet {
                self.attr("use", "required");
            }
            match simpelt_navn(a.slags) {
                Some(navn) => {
                    self.attr("type", &navn);
                    self.ud.push_str("/>\n");
                }
                None => {
                    self.ud.push('>');
                    self.simpel(a.slags);
                    self.ud.push_str("</xs:attribute>\n");
                }
            }
        }
    }

    fn partikel(&mut self, p: &'static Partikel) {
        let mut antal = String::new();
        if p.min != 1 {
            antal.push_str(&format!(" minOccurs=\"{}\"", p.min));
        }
        match p.maks {
            Some(1) => {}
            Some(n) => antal.push_str(&format!(" maxOccurs=\"{n}\"")),
            None => antal.push_str(" maxOccurs=\"unbounded\""),
        }
        self.partikel_saa_mange(p, &antal);
    }

    fn partikel_saa_mange(&mut self, p: &'static Partikel, antal: &str) {
        match p.hvad {
            Hvad::Element(e) if p.lokal => self.erklaering(e, antal),
            Hvad::Element(e) => {
                self.ud.push_str("<xs:element");
                self.attr("ref", &format!("{}:{}", e.ns.praefiks, e.navn));
                self.ud.push_str(antal);
                self.ud.push_str("/>\n");
            }
            Hvad::Vilkaarlig(v) => {
                self.ud.push_str("<xs:any");
                self.attr("namespace", if v.andre { "##other" } else { "##any" });
                self.attr("processContents", if v.streng { "strict" } else { "skip" });
                self.ud.push_str(antal);
                self.ud.push_str("/>\n");
            }
        }
    }

    fn simpel(&mut self, s: &'static Simpel) {
        self.ud.push_str("<xs:simpleType");
        if let Some((_, navn)) = s.navn {
            self.attr("name", navn);
        }
        self.ud.push_str("><xs:restriction");
        let base = match s.base {
            Base::Indbygget(i) => format!("xs:{}", i.navn()),
            Base::Afledt(b) => simpelt_navn(b).unwrap_or_default(),
        };
        self.attr("base", &base);
        self.ud.push('>');
        self.facetter(&s.facetter);
        self.ud.push_str("</xs:restriction></xs:simpleType>\n");
    }

    fn facetter(&mut self, f: &Facetter) {
        let mut facet = |navn: &str, vaerdi: &str| {
            self.ud.push_str("<xs:");
            self.ud.push_str(navn);
            self.attr("value", vaerdi);
            self.ud.push_str("/>");
        };
        if let Some(n) = f.laengde {
            facet("length", &n.to_string());
        }
        if let Some(n) = f.min_laengde {
            facet("minLength", &n.to_string());
        }
        if let Some(n) = f.maks_laengde {
            facet("maxLength", &n.to_string());
        }
        if let Some(m) = f.moenster {
            facet("pattern", m.regulaert);
        }
        for k in f.koder {
            facet("enumeration", k);
        }
        if let Some((fra, til)) = f.omraade {
            facet("minInclusive", &fra.to_string());
            facet("maxInclusive", &til.to_string());
        }
        if let Some(til) = f.hoejst {
            facet("maxInclusive", &til.to_string());
        }
        if let Some(Decimaler { efter_komma, cifre, omraade }) = f.decimaler {
            if let Some((fra, til)) = omraade {
                facet("minInclusive", fra);
                facet("maxInclusive", til);
            }
            if let Some(n) = cifre {
                facet("totalDigits", &n.to_string());
            }
            facet("fractionDigits", &efter_komma.to_string());
        }
    }
}

/// The name of a named or built-in simple type.
fn simpelt_navn(s: &'static Simpel) -> Option<String> {
    match s.navn {
        Some((ns, navn)) => Some(format!("{}:{navn}", ns.praefiks)),
        None if s.er_indbygget() => Some(format!("xs:{}", s.indbygget().navn())),
        None => None,
    }
}
