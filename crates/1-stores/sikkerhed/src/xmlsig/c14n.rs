//! Exclusive canonical XML without comments, <https://www.w3.org/TR/xml-exc-c14n/>.
//!
//! Cost: one pass over the element; nothing is allocated for a node. Output goes to a buffer that is digested when it is
//! full, so memory doesn't follow the size of the output. All work (bytes written, names compared) is counted against one
//! budget, since a namespace of 64 KB that each of 400,000 elements must declare would write gigabytes.
use super::ugyldig;
use aws_lc_rs::digest::{self, Algorithm, Context, Digest};
use grund::xml::{XElement, XKnude};
use grund::{Fejl, graenser};

/// Bytes that are gathered before they are digested.
const BUFFER: usize = 16 * 1024;

/// How one thing is canonicalised.
#[derive(Clone, Copy, Default)]
pub(super) struct Maade<'m> {
    /// Prefixes that are treated as in inclusive canonical XML; `#default` is the default namespace.
    pub praefikser: &'m [&'m str],
    /// The signature that an enveloped reference leaves out.
    pub uden: Option<&'m XElement<'m>>,
    /// STR-Transform: the outermost element always declares a default namespace (Web Services Security 1.1, 8.3).
    pub altid_default: bool,
}

/// The writer. It takes one thing after another, and keeps its memory.
pub(super) struct Skriver<'t> {
    ud: Vec<u8>,
    /// Bytes of `ud` that the budget has paid for.
    betalt: usize,
    budget: usize,
    algoritme: Option<&'static Algorithm>,
    /// The digest of what no longer is in `ud`.
    sum: Option<Context>,
    /// Prefix and URI that the elements around have declared in the output, outermost first.
    skrevet: Vec<(&'t str, &'t str)>,
    attributter: Vec<Attribut<'t>>,
    udeladt: bool,
}

struct Attribut<'t> {
    ns: &'t str,
    praefiks: &'t str,
    lokal: &'t str,
    vaerdi: &'t str,
}

impl<'t> Skriver<'t> {
    pub fn ny() -> Self {
        Self {
            ud: Vec::with_capacity(4 * 1024),
            betalt: 0,
            budget: graenser::KANONISK_ARBEJDE,
            algoritme: None,
            sum: None,
            skrevet: Vec::with_capacity(16),
            attributter: Vec::with_capacity(16),
            udeladt: false,
        }
    }

    /// The digest of an element's canonical form. `vej` holds the elements around it, outermost first; only a list of
    /// prefixes asks for them.
    pub fn sum(
        &mut self,
        algoritme: &'static Algorithm,
        vej: &[&'t XElement<'_>],
        e: &'t XElement<'_>,
        maade: Maade<'_>,
    ) -> Result<Digest, Fejl> {
        self.algoritme = Some(algoritme);
        self.start(vej, e, maade)?;
        Ok(match self.sum.take() {
            Some(mut s) => {
                s.update(&self.ud);
                s.finish()
            }
            None => digest::digest(algoritme, &self.ud),
        })
    }

    /// The canonical form itself.
    pub fn bytes(mut self, vej: &[&'t XElement<'_>], e: &'t XElement<'_>, maade: Maade<'_>) -> Result<Vec<u8>, Fejl> {
        self.start(vej, e, maade)?;
        Ok(self.ud)
    }

    /// Whether the signature to leave out was met in the last element.
    pub fn udeladt(&self) -> bool {
        self.udeladt
    }

    fn start(&mut self, vej: &[&'t XElement<'_>], e: &'t XElement<'_>, maade: Maade<'_>) -> Result<(), Fejl> {
        self.ud.clear();
        self.betalt = 0;
        self.sum = None;
        self.skrevet.clear();
        self.attributter.clear();
        self.udeladt = false;
        for p in maade.praefikser {
            self.arbejde(graenser::XML_NAVNERUM)?;
            let p = if *p == "#default" { "" } else { p };
            let i_kraft = vej.iter().copied().chain([e]).rev().find_map(|e| e.erklaeringer.iter().find(|(q, _)| q == p));
            if let Some((p, uri)) = i_kraft {
                self.erklaer(p, uri)?;
            }
        }
        if maade.altid_default && !self.skrevet.iter().any(|(p, _)| p.is_empty()) {
            self.skrevet.push(("", if e.navn.praefiks.is_empty() { &e.navn.ns } else { "" }));
        }
        self.element(e, &maade, 0)
    }

    fn arbejde(&mut self, skridt: usize) -> Result<(), Fejl> {
        self.budget = self.budget.checked_sub(skridt).ok_or_else(|| ugyldig("canonicalisation costs too much"))?;
        Ok(())
    }

    /// Pays for what was written, and digests a full buffer.
    fn afgiv(&mut self) -> Result<(), Fejl> {
        self.arbejde(self.ud.len().saturating_sub(self.betalt))?;
        self.betalt = self.ud.len();
        if let Some(algoritme) = self.algoritme
            && self.ud.len() >= BUFFER
        {
            self.sum.get_or_insert_with(|| Context::new(algoritme)).update(&self.ud);
            self.ud.clear();
            self.betalt = 0;
        }
        Ok(())
    }

    /// Notes a declaration for the present start tag, unless what is declared around it says the same.
    fn erklaer(&mut self, praefiks: &'t str, uri: &'t str) -> Result<(), Fejl> {
        if praefiks == "xml" {
            return Ok(());
        }
        let mut skridt = 1 + (uri.len() >> 4);
        let fundet = self.skrevet.iter().rev().find(|(p, _)| {
            skridt += 1 + (p.len() >> 4);
            *p == praefiks
        });
        // what no one has declared is the same as the empty default namespace; no other prefix can be bound to nothing
        let ens = fundet.map_or("", |(_, u)| u) == uri;
        self.arbejde(skridt)?;
        if !ens {
            self.skrevet.push((praefiks, uri));
        }
        Ok(())
    }

    /// `foer` is how many of the declarations in `skrevet` belong to the elements around.
    fn element(&mut self, e: &'t XElement<'_>, maade: &Maade<'_>, foer: usize) -> Result<(), Fejl> {
        self.erklaer(&e.navn.praefiks, &e.navn.ns)?;
        for a in &e.attributter {
            if !a.navn.praefiks.is_empty() {
                self.erklaer(&a.navn.praefiks, &a.navn.ns)?;
            }
            self.attributter.push(Attribut { ns: &a.navn.ns, praefiks: &a.navn.praefiks, lokal: &a.navn.lokal, vaerdi: &a.vaerdi });
        }
        self.sorter(foer)?;
        self.ud.push(b'<');
        self.navn(&e.navn.praefiks, &e.navn.lokal);
        self.starttag(foer);
        self.afgiv()?;
        for barn in &e.boern {
            match barn {
                XKnude::Tekst(t) => {
                    for stykke in t.as_bytes().chunks(BUFFER) {
                        escape(stykke, i_tekst, &mut self.ud);
                        self.afgiv()?;
                    }
                }
                XKnude::Element(b) if maade.uden.is_some_and(|u| std::ptr::addr_eq(u, b.as_ref())) => self.udeladt = true,
                XKnude::Element(b) => {
                    let egne = self.skrevet.len();
                    self.listede(b, maade.praefikser)?;
                    self.element(b, maade, egne)?;
                    self.skrevet.truncate(egne);
                }
            }
        }
        self.ud.extend_from_slice(b"</");
        self.navn(&e.navn.praefiks, &e.navn.lokal);
        self.ud.push(b'>');
        self.afgiv()
    }

    /// Declarations of listed prefixes are written where they stand, used or not.
    fn listede(&mut self, e: &'t XElement<'_>, liste: &[&str]) -> Result<(), Fejl> {
        if liste.is_empty() {
            return Ok(());
        }
        for (p, uri) in &e.erklaeringer {
            self.arbejde(liste.len())?;
            if liste.contains(&if p.is_empty() { "#default" } else { p }) {
                self.erklaer(p, uri)?;
            }
        }
        Ok(())
    }

    /// Declarations by prefix, attributes by namespace and local name.
    fn sorter(&mut self, foer: usize) -> Result<(), Fejl> {
        let mut skridt = 0;
        if let Some(nye) = self.skrevet.get_mut(foer..).filter(|n| n.len() > 1) {
            nye.sort_unstable_by(|a, b| {
                skridt += 1 + (a.0.len() >> 4);
                a.0.cmp(b.0)
            });
        }
        if self.attributter.len() > 1 {
            self.attributter.sort_unstable_by(|a, b| {
                skridt += 1 + ((a.ns.len() + a.lokal.len()) >> 4);
                (a.ns, a.lokal).cmp(&(b.ns, b.lokal))
            });
        }
        self.arbejde(skridt)
    }

    fn starttag(&mut self, foer: usize) {
        for (p, uri) in self.skrevet.get(foer..).unwrap_or_default() {
            self.ud.extend_from_slice(if p.is_empty() { b" xmlns" } else { b" xmlns:" });
            self.ud.extend_from_slice(p.as_bytes());
            vaerdi(uri, &mut self.ud);
        }
        let mut attributter = std::mem::take(&mut self.attributter);
        for a in attributter.drain(..) {
            self.ud.push(b' ');
            self.navn(a.praefiks, a.lokal);
            vaerdi(a.vaerdi, &mut self.ud);
        }
        self.attributter = attributter;
        self.ud.push(b'>');
    }

    fn navn(&mut self, praefiks: &str, lokal: &str) {
        if !praefiks.is_empty() {
            self.ud.extend_from_slice(praefiks.as_bytes());
            self.ud.push(b':');
        }
        self.ud.extend_from_slice(lokal.as_bytes());
    }
}

fn vaerdi(v: &str, ud: &mut Vec<u8>) {
    ud.extend_from_slice(b"=\"");
    escape(v.as_bytes(), i_attribut, ud);
    ud.push(b'"');
}

fn i_tekst(b: u8) -> bool {
    (b == b'&') | (b == b'<') | (b == b'>') | (b == b'\r')
}

fn i_attribut(b: u8) -> bool {
    (b == b'&') | (b == b'<') | (b == b'"') | (b == b'\t') | (b == b'\n') | (b == b'\r')
}

fn escape(data: &[u8], saerlig: impl Fn(u8) -> bool + Copy, ud: &mut Vec<u8>) {
    let mut rest = data;
    while let Some((foer, efter)) = foerste(rest, saerlig).and_then(|sted| rest.split_at_checked(sted)) {
        ud.extend_from_slice(foer);
        let Some((b, efter)) = efter.split_first() else { return };
        ud.extend_from_slice(match b {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\t' => b"&#x9;",
            b'\n' => b"&#xA;",
            _ => b"&#xD;",
        });
        rest = efter;
    }
    ud.extend_from_slice(rest);
}

/// Where the first special byte is. 32 bytes are looked at together, which the compiler turns into a few instructions.
fn foerste(data: &[u8], saerlig: impl Fn(u8) -> bool + Copy) -> Option<usize> {
    let (blokke, rest) = data.as_chunks::<32>();
    let uden = blokke.iter().take_while(|b| !b.iter().fold(false, |f, b| f | saerlig(*b))).count();
    let slut = blokke.get(uden).map_or(rest, |b| b.as_slice());
    slut.iter().position(|b| saerlig(*b)).map(|sted| uden * 32 + sted)
}
