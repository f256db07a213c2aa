//! Reads XSD files, published or derived, to one canonical line per global definition, so that two schemas can be compared
//! without regard to files, prefixes, order of definitions, documentation and needless groups.
use grund::xml::{XElement, afkod, parse};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const XS: &str = "http://www.w3.org/2001/XMLSchema";
/// XML signatures, whose schema is the W3C's own.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Global definitions: `element {ns}navn`, `type {ns}navn` to their canonical form.
pub type Definitioner = BTreeMap<String, String>;

/// Reads a schema file and everything that it includes and imports.
pub fn laes_filer(start: &Path) -> Definitioner {
    let (mut ud, mut set, mut koe) = (Definitioner::new(), BTreeSet::new(), vec![start.to_path_buf()]);
    while let Some(fil) = koe.pop() {
        let fil = fil.canonicalize().unwrap_or_else(|f| panic!("{}: {f}", fil.display()));
        if !set.insert(fil.clone()) || fil.ends_with("xmldsig-core-schema.xsd") {
            continue;
        }
        let data = std::fs::read(&fil).unwrap();
        for sted in laes_tekst(&afkod(&data).unwrap(), &mut ud) {
            koe.push(fil.parent().unwrap().join(PathBuf::from(sted)));
        }
    }
    ud
}

/// Reads one schema; returns the locations that it refers to.
pub fn laes_tekst(tekst: &str, ud: &mut Definitioner) -> Vec<String> {
    let rod = parse(tekst).unwrap();
    assert!(rod.navn.er(XS, "schema"));
    let ns = rod.attribut("", "targetNamespace").unwrap_or_default().to_owned();
    // Without complex types there are no local elements to qualify.
    let lokale = rod.elementer().any(|e| e.navn.lokal == "complexType");
    assert!(rod.attribut("", "elementFormDefault") == Some("qualified") || !lokale, "{ns}");
    assert_ne!(rod.attribut("", "attributeFormDefault"), Some("qualified"), "{ns}");
    let l = Skemalaeser { ns: &ns };
    let mut steder = Vec::new();
    for e in rod.elementer() {
        let omgivelser = [&rod];
        match e.navn.lokal.as_ref() {
            "include" | "import" => steder.extend(e.attribut("", "schemaLocation").map(str::to_owned)),
            "element" => drop(ud.insert(format!("element {{{ns}}}{}", navn(e)), l.element_indhold(e, &omgivelser))),
            "complexType" => drop(ud.insert(format!("type {{{ns}}}{}", navn(e)), l.kompleks(e, &omgivelser))),
            "simpleType" => drop(ud.insert(format!("type {{{ns}}}{}", navn(e)), l.simpel(e, &omgivelser))),
            "annotation" => {}
            andet => panic!("{andet} in a schema"),
        }
    }
    steder
}

fn navn<'e>(e: &'e XElement<'_>) -> &'e str {
    e.attribut("", "name").unwrap()
}

struct Skemalaeser<'s> {
    ns: &'s str,
}

type Omgivelser<'o, 'a> = [&'o XElement<'a>];

impl Skemalaeser<'_> {
    /// A QName in an attribute, with its namespace.
    fn q(&self, e: &XElement<'_>, omgivelser: &Omgivelser<'_, '_>, vaerdi: &str) -> String {
        let (praefiks, lokal) = vaerdi.split_once(':').unwrap_or(("", vaerdi));
        let erklaeret =
            std::iter::once(e).chain(omgivelser.iter().rev().copied()).find_map(|x| x.erklaeringer.iter().find(|(p, _)| p == praefiks));
        format!("{{{}}}{lokal}", erklaeret.map_or("", |(_, u)| u.as_ref()))
    }

    fn antal(e: &XElement<'_>) -> String {
        let a = |n| e.attribut("", n).unwrap_or("1").to_owned();
        format!("{}..{}", a("minOccurs"), a("maxOccurs").replace("unbounded", "n"))
    }

    /// Type and fixed value of an element declaration.
    fn element_indhold(&self, e: &XElement<'_>, o: &Omgivelser<'_, '_>) -> String {
        for a in ["nillable", "default", "abstract", "substitutionGroup", "block", "form"] {
            assert!(e.attribut("", a).is_none(), "{a}");
        }
        let dybere: Vec<_> = o.iter().copied().chain([e]).collect();
        let slags = match e.attribut("", "type") {
            Some(t) => self.q(e, o, t),
            None => e
                .elementer()
                .find_map(|b| match b.navn.lokal.as_ref() {
                    "simpleType" => Some(self.simpel(b, &dybere)),
                    "complexType" => Some(self.kompleks(b, &dybere)),
                    _ => None,
                })
                .unwrap(),
        };
        format!("{slags}{}", e.attribut("", "fixed").map(|f| format!(" fixed={f}")).unwrap_or_default())
    }

    fn simpel(&self, e: &XElement<'_>, o: &Omgivelser<'_, '_>) -> String {
        let r = e.barn(XS, "restriction").unwrap();
        let base = self.q(r, o, r.attribut("", "base").unwrap());
        let mut facetter: Vec<String> = r
            .elementer()
            .filter(|f| f.navn.lokal != "annotation")
            .flat_map(|f| {
                let v = f.attribut("", "value").unwrap();
                // an illegal pattern of Klasse v7 (contracts/README.md), as KOMBIT's own other copy has it
                let v = v.strip_prefix("^(?:").and_then(|v| v.strip_suffix(")$")).unwrap_or(v);
                // an illegal facet of CprSubscriptionService (ditto): so many digits
                if f.navn.lokal == "maxLength" && base.ends_with("}nonNegativeInteger") {
                    return vec![format!("maxInclusive={}", "9".repeat(v.parse().unwrap())), "minInclusive=0".into()];
                }
                vec![format!("{}={v}", f.navn.lokal)]
            })
            .collect();
        facetter.sort();
        format!("restriction of {base} [{}]", facetter.join("; "))
    }

    fn kompleks(&self, e: &XElement<'_>, o: &Omgivelser<'_, '_>) -> String {
        let dybere: Vec<_> = o.iter().copied().chain([e]).collect();
        assert!(e.attribut("", "mixed").is_none());
        if let Some(c) = e.barn(XS, "complexContent") {
            let x = c.barn(XS, "extension").unwrap();
            let dybere: Vec<_> = dybere.iter().copied().chain([c, x]).collect();
            return format!("extension of {} {}", self.q(x, &dybere, x.attribut("", "base").unwrap()), self.krop(x, &dybere));
        }
        if let Some(c) = e.barn(XS, "simpleContent") {
            let x = c.barn(XS, "extension").unwrap();
            let dybere: Vec<_> = dybere.iter().copied().chain([c, x]).collect();
            return format!("text of {} {}", self.q(x, &dybere, x.attribut("", "base").unwrap()), self.krop(x, &dybere));
        }
        let abstrakt = if e.attribut("", "abstract") == Some("true") { "abstract " } else { "" };
        format!("{abstrakt}complex {}", self.krop(e, &dybere))
    }

    fn krop(&self, e: &XElement<'_>, o: &Omgivelser<'_, '_>) -> String {
        let mut ud = String::new();
        for b in e.elementer() {
            match b.navn.lokal.as_ref() {
                "sequence" | "choice" | "all" => {
                    // a group of one that stands once is its member
                    let (slags, medlemmer) = self.gruppe(b, o);
                    if !medlemmer.is_empty() {
                        ud += &format!("{slags}({})", medlemmer.join(", "));
                    }
                }
                "attribute" => {
                    let kraevet = if b.attribut("", "use") == Some("required") { "!" } else { "" };
                    ud += &format!(" @{}{kraevet}: {}", navn(b), self.element_indhold(b, o));
                }
                "annotation" => {}
                andet => panic!("{andet} in a type"),
            }
        }
        ud
    }

    /// Kind and members of a group, inner groups that mean nothing dissolved.
    fn gruppe(&self, e: &XElement<'_>, o: &Omgivelser<'_, '_>) -> (String, Vec<String>) {
        let antal = Self::antal(e);
        if antal != "1..1" {
            // a group of one that stands once in it occurs as the group does
            if let [eneste] = self.medlemmer(e, o).1.as_slice()
                && let Some((foer, efter)) = eneste.split_once(" 1..1")
            {
                return ("sequence".into(), vec![format!("{foer} {antal}{efter}")]);
            }
            return ("sequence".into(), vec![format!("choice {}({})", Self::antal(e), self.medlemmer(e, o).1.join(", "))]);
        }
        self.medlemmer(e, o)
    }

    /// The same without its own occurrence.
    fn medlemmer(&self, e: &XElement<'_>, o: &Omgivelser<'_, '_>) -> (String, Vec<String>) {
        let slags = e.navn.lokal.to_string();
        let mut ud = Vec::new();
        let mut eneste = None;
        for b in e.elementer() {
            match b.navn.lokal.as_ref() {
                "element" => ud.push(match b.attribut("", "ref") {
                    Some(r) => format!("ref {} {}", self.q(b, o, r), Self::antal(b)),
                    None => format!("local {{{}}}{} {} {}", self.ns, navn(b), Self::antal(b), self.element_indhold(b, o)),
                }),
                "any" => ud.push(format!(
                    "any {} {} {}",
                    b.attribut("", "namespace").unwrap_or("##any"),
                    b.attribut("", "processContents").unwrap_or("strict"),
                    Self::antal(b)
                )),
                "choice" if Self::antal(b) != "1..1" => {
                    let medlemmer = self.medlemmer(b, o).1;
                    ud.push(format!("choice {}({})", Self::antal(b), medlemmer.join(", ")));
                }
                "sequence" | "choice" => {
                    let (indre, medlemmer) = self.gruppe(b, o);
                    if indre == slags || medlemmer.len() == 1 {
                        ud.extend(medlemmer);
                    } else {
                        ud.push(format!("{indre}({})", medlemmer.join(", ")));
                        eneste = Some((indre, medlemmer));
                    }
                }
                "annotation" => {}
                andet => panic!("{andet} in a group"),
            }
        }
        match eneste {
            Some(indre) if ud.len() == 1 => indre,
            // one member, once: sequence and choice mean the same
            None if ud.len() == 1 => ("sequence".into(), ud),
            _ => (slags, ud),
        }
    }
}
