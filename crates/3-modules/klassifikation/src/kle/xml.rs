//! KLE's XML, versions 1.x and 2.0: `KLE-Emneplan` with Hovedgruppe, Gruppe and Emne, `KLE-Handlingsfacetter` with
//! HandlingsfacetKategori and Handlingsfacet. Elements are known by name, so a version that adds some is read all the same.
use super::post::{Plan, Post, Udgave};
use grund::fejl::{Fejlkode, uddrag};
use grund::tabel::{dato, kolonnenavn, slutdato};
use grund::tekst::{nfc, til_nfc};
use grund::tekstfil::filfejl;
use grund::{Fejl, graenser};
use uppsala::{Document, NodeId, NodeKind, Parser, XmlError};

const EMNEPLAN: &[&str] = &["Hovedgruppe", "Gruppe", "Emne"];
const FACETTER: &[&str] = &["HandlingsfacetKategori", "Handlingsfacet"];

/// Reads a document.
///
/// # Errors
/// [`Fejlkode::IkkeVelformet`] or [`Fejlkode::UgyldigFil`], with line, column and rule.
pub fn laes(tekst: &str) -> Result<Udgave, Fejl> {
    let dybde = u32::try_from(graenser::DYBDE).unwrap_or(u32::MAX);
    let dok = Parser::new().with_forbid_dtd(true).with_max_depth(dybde).parse(tekst).map_err(velformet)?;
    let linjer = tekst.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i).collect();
    let laeser = Klelaeser { dok: &dok, linjer };
    let rod = dok.document_element().ok_or_else(|| filfejl(Fejlkode::IkkeVelformet, 1, 1, "XML 1.0", "no root element"))?;
    let (plan, slags) = match kolonnenavn(laeser.navn(rod)).as_str() {
        "kleemneplan" | "emneplan" => (Plan::Emneplan, EMNEPLAN),
        "klehandlingsfacetter" | "handlingsfacetter" => (Plan::Handlingsfacetter, FACETTER),
        _ => return Err(laeser.fejl(rod, "the root is KLE-Emneplan or KLE-Handlingsfacetter", laeser.navn(rod))),
    };
    let udgivet = match laeser.barn(rod, "UdgivelsesDato") {
        Some(n) => Some(laeser.dato(n, dato)?),
        None => None,
    };
    let mut udgave = Udgave { plan, udgivet, poster: Vec::new() };
    laeser.gennem(rod, slags, None, &mut udgave)?;
    Ok(udgave)
}

fn velformet(e: XmlError) -> Fejl {
    let tal = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match e {
        XmlError::WellFormedness(e) => filfejl(Fejlkode::IkkeVelformet, tal(e.line), tal(e.column), "XML 1.0", uddrag(&e.message)),
        XmlError::Namespace(e) => filfejl(Fejlkode::IkkeVelformet, tal(e.line), tal(e.column), "XML namespaces", uddrag(&e.message)),
        XmlError::Parse(e) => filfejl(Fejlkode::IkkeVelformet, tal(e.line), tal(e.column), "XML 1.0", uddrag(&e.message)),
        XmlError::UnexpectedEof => {
            Fejl::ny(Fejlkode::IkkeVelformet).felt("the end of the file").regel("XML 1.0").detalje(("uventet slutning", "unexpected end"))
        }
        e => Fejl::ny(Fejlkode::IkkeVelformet).detalje(uddrag(&e.to_string())),
    }
}

struct Klelaeser<'d> {
    dok: &'d Document<'d>,
    /// Where lines end: asking the document for a line counts from the top, which is quadratic over a whole file.
    linjer: Vec<usize>,
}

impl<'d> Klelaeser<'d> {
    fn navn(&self, n: NodeId) -> &str {
        self.dok.element(n).map_or("", |e| &e.name.local_name)
    }

    fn boern(&self, n: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.dok.children_iter(n).filter(|b| self.dok.element(*b).is_some())
    }

    fn barn(&self, n: NodeId, navn: &str) -> Option<NodeId> {
        self.boern(n).find(|b| self.navn(*b) == navn)
    }

    fn tekst(&self, n: NodeId) -> String {
        nfc(self.dok.text_content_deep(n).trim()).into_owned()
    }

    fn fejl(&self, n: NodeId, regel: &'static str, hvad: &str) -> Fejl {
        let (linje, kolonne) = self.position(n);
        filfejl(Fejlkode::UgyldigFil, linje, kolonne, regel, uddrag(hvad))
    }

    fn dato<T>(&self, n: NodeId, laes: fn(&str) -> Option<T>) -> Result<T, Fejl> {
        let t = self.tekst(n);
        laes(&t).ok_or_else(|| self.fejl(n, "a date is YYYY-MM-DD", &t))
    }

    fn gennem(&self, n: NodeId, slags: &[&str], over: Option<&str>, ud: &mut Udgave) -> Result<(), Fejl> {
        for barn in self.boern(n) {
            let navn = self.navn(barn);
            let Some(plads) = slags.iter().position(|s| *s == navn) else { continue };
            if ud.poster.len() >= graenser::IMPORT_RAEKKER {
                return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::IMPORT_RAEKKER, grund::sagt::NUMRE)));
            }
            let post = self.post(barn, navn, over, ud.plan)?;
            let nummer = post.nummer.clone();
            ud.poster.push(post);
            self.gennem(barn, slags.get(plads + 1..).unwrap_or_default(), Some(&nummer), ud)?;
        }
        Ok(())
    }

    fn post(&self, n: NodeId, slags: &str, over: Option<&str>, plan: Plan) -> Result<Post, Fejl> {
        let mut p = Post { overordnet: over.map(Into::into), ..Post::default() };
        for barn in self.boern(n) {
            let navn = self.navn(barn);
            match navn.strip_prefix(slags).unwrap_or(navn) {
                "Nr" => {
                    let t = self.tekst(barn);
                    p.nummer = match Plan::af_nummer(&t) {
                        Some((pl, nummer)) if pl == plan => nummer,
                        _ => return Err(self.fejl(barn, "KLE-01: NN, NN.NN, NN.NN.NN, or a letter and two digits", &t)),
                    };
                }
                "Titel" => p.titel = self.tekst(barn),
                "UUID" => {
                    let t = self.tekst(barn);
                    if !t.is_empty() {
                        p.uuid = Some(grund::id::laes_uuid(&t).ok_or_else(|| self.fejl(barn, "a UUID has the form 8-4-4-4-12", &t))?);
                    }
                }
                "Vejledning" => p.vejledning = self.afsnit(barn),
                "RetskildeReference" => p.retskilder.push(self.retskilde(barn)),
                "AdministrativInfo" => self.administrativt(barn, &mut p)?,
                "Filter" => p.filtre.extend(self.boern(barn).map(|f| self.tekst(f)).filter(|t| !t.is_empty())),
                navn if navn.starts_with("Bevaring") => p.bevaring = self.tekst(barn),
                navn if navn.starts_with("Sletning") => p.sletning = self.tekst(barn),
                _ => {}
            }
        }
        if p.nummer.is_empty() {
            return Err(self.fejl(n, "every Hovedgruppe, Gruppe, Emne and Handlingsfacet has its number", slags));
        }
        (p.linje, p.kolonne) = self.position(n);
        Ok(p)
    }

    fn position(&self, n: NodeId) -> (u32, u32) {
        let tal = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let sted = self.dok.node_range(n).map_or(0, |r| r.start);
        let foer = self.linjer.partition_point(|l| *l < sted);
        let start = foer.checked_sub(1).and_then(|i| self.linjer.get(i)).map_or(0, |l| l + 1);
        (tal(foer + 1), tal(sted - start + 1))
    }

    fn administrativt(&self, n: NodeId, p: &mut Post) -> Result<(), Fejl> {
        for barn in self.boern(n) {
            match self.navn(barn) {
                "OprettetDato" | "Oprettet" => p.oprettet = Some(self.dato(barn, dato)?),
                "RettetDato" | "Rettet" => p.rettet.push(self.tekst(barn)),
                // As an empty cell of a table: no such day.
                "UdgaaetDato" | "Udgaaet" | "FlyttetDato" if self.tekst(barn).is_empty() => {}
                "UdgaaetDato" | "Udgaaet" => p.udgaaet = self.dato(barn, slutdato)?,
                "FlyttetDato" => p.flyttet = self.dato(barn, slutdato)?,
                "AfloestAf" => {
                    p.afloest_af = self.boern(barn).map(|b| self.tekst(b)).find_map(|t| Plan::af_nummer(&t)).map(|(_, nr)| nr);
                }
                "Historisk" | "Flyttet" => self.administrativt(barn, p)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn retskilde(&self, n: NodeId) -> String {
        let dele: Vec<String> = self.boern(n).map(|b| self.tekst(b)).filter(|t| !t.is_empty()).collect();
        dele.join(", ")
    }

    /// Guidance is a little HTML: paragraphs and list items become lines.
    fn afsnit(&self, n: NodeId) -> String {
        let mut ud = String::new();
        self.afsnit_i(n, &mut ud);
        til_nfc(&mut ud);
        let linjer: Vec<&str> = ud.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        linjer.join("\n")
    }

    fn afsnit_i(&self, n: NodeId, ud: &mut String) {
        for barn in self.dok.children_iter(n) {
            match self.dok.node_kind(barn) {
                Some(NodeKind::Text(t) | NodeKind::CData(t)) => {
                    let samlet = t.split_whitespace().collect::<Vec<_>>().join(" ");
                    if t.starts_with(char::is_whitespace) && !samlet.is_empty() {
                        ud.push(' ');
                    }
                    ud.push_str(&samlet);
                    if t.ends_with(char::is_whitespace) && !samlet.is_empty() {
                        ud.push(' ');
                    }
                }
                Some(NodeKind::Element(e)) => {
                    let blok = matches!(&*e.name.local_name, "p" | "li" | "ul" | "ol" | "br" | "VejledningTekst");
                    if blok {
                        ud.push('\n');
                    }
                    if &*e.name.local_name == "li" {
                        ud.push_str("- ");
                    }
                    self.afsnit_i(barn, ud);
                    if blok {
                        ud.push('\n');
                    }
                }
                _ => {}
            }
        }
    }
}
