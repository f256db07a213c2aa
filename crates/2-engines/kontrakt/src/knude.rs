//! What was read from a body, or is to be written to one: values in the shape of the contract.
use crate::skema::{Element, Kompleks, Partikel, Type};
use std::borrow::Cow;

/// An element with its values. Read by [`crate::laes`], or built with [`Knude::ny`] and friends.
#[derive(Clone, Debug)]
pub struct Knude {
    /// Its declaration in the contract.
    pub element: &'static Element,
    /// The type that it says it is (`xsi:type`), where that of the declaration is abstract.
    pub som: Option<&'static Kompleks>,
    /// The register's JSON name of what it carries, from its place in the contract.
    pub register: Option<&'static str>,
    /// Its text, if it is of a simple type.
    pub tekst: Option<Cow<'static, str>>,
    /// Its children in the order of the wire.
    pub boern: Vec<Knude>,
    /// Its attributes that the contract knows.
    pub attributter: Vec<(&'static str, String)>,
    /// Free content (`LokalUdvidelse`): the elements as XML, each standing alone.
    pub raat: Option<String>,
}

/// The declaration counts by name: the same element is declared once by reference and once locally in some schemas.
impl PartialEq for Knude {
    fn eq(&self, anden: &Self) -> bool {
        self.element.navn == anden.element.navn
            && self.element.ns == anden.element.ns
            && self.som.and_then(|k| k.navn) == anden.som.and_then(|k| k.navn)
            && self.tekst == anden.tekst
            && self.boern == anden.boern
            && self.attributter == anden.attributter
            && self.raat == anden.raat
    }
}

impl Knude {
    /// An empty element of that declaration.
    pub const fn ny(element: &'static Element) -> Self {
        Self { element, som: None, register: None, tekst: None, boern: Vec::new(), attributter: Vec::new(), raat: None }
    }

    /// Its type: the one that it says it is, else that of the declaration.
    pub fn slags(&self) -> Type {
        self.som.map_or(self.element.slags, Type::Kompleks)
    }
    /// The same, said to be of that type.
    pub const fn som(mut self, slags: &'static Kompleks) -> Self {
        self.som = Some(slags);
        self
    }
    /// With that attribute. One that the contract doesn't have is left out.
    pub fn attribut(mut self, navn: &str, vaerdi: impl Into<String>) -> Self {
        if let Type::Kompleks(k) = self.slags()
            && let Some(a) = k.alle_attributter().find(|a| a.navn == navn)
        {
            self.attributter.push((a.navn, vaerdi.into()));
        }
        self
    }
    /// The value of that attribute.
    pub fn attributten(&self, navn: &str) -> Option<&str> {
        self.attributter.iter().find(|(n, _)| *n == navn).map(|(_, v)| v.as_str())
    }

    /// The first child of that local name.
    pub fn barn(&self, navn: &str) -> Option<&Knude> {
        self.boern.iter().find(|b| b.element.navn == navn)
    }
    /// The children of that local name.
    pub fn boern<'k>(&'k self, navn: &'k str) -> impl Iterator<Item = &'k Knude> + 'k {
        self.boern.iter().filter(move |b| b.element.navn == navn)
    }
    /// The text of the first child of that local name.
    pub fn tekst(&self, navn: &str) -> Option<&str> {
        self.barn(navn)?.tekst.as_deref()
    }
    /// Its own text, empty if it has none.
    pub fn vaerdi(&self) -> &str {
        self.tekst.as_deref().unwrap_or_default()
    }
    /// Its local name.
    pub fn navn(&self) -> &'static str {
        self.element.navn
    }

    /// With this child after the others. Order is the caller's duty: a child in the wrong place is written there, and the
    /// test that reads every answer back finds it.
    pub fn med(mut self, barn: Knude) -> Self {
        self.boern.push(barn);
        self
    }
    /// With these children after the others.
    pub fn med_alle(mut self, boern: impl IntoIterator<Item = Knude>) -> Self {
        self.boern.extend(boern);
        self
    }
    /// With that text.
    pub fn med_tekst(mut self, tekst: impl Into<Cow<'static, str>>) -> Self {
        self.tekst = Some(tekst.into());
        self
    }
    /// With a child of that local name and text. A name that the contract doesn't have is left out.
    pub fn felt(self, navn: &str, tekst: impl Into<Cow<'static, str>>) -> Self {
        match self.nyt_barn(navn) {
            Some(barn) => self.med(barn.med_tekst(tekst)),
            None => self,
        }
    }
    /// With a child of that local name and text, if there is one.
    pub fn felt_hvis(self, navn: &str, tekst: Option<impl Into<Cow<'static, str>>>) -> Self {
        match tekst {
            Some(t) => self.felt(navn, t),
            None => self,
        }
    }
    /// With that free content: XML elements that stand alone.
    pub fn med_raat(mut self, raat: impl Into<String>) -> Self {
        self.raat = Some(raat.into());
        self
    }
    /// An empty child of that local name, as the contract declares it here; `None` if it doesn't.
    pub fn nyt_barn(&self, navn: &str) -> Option<Knude> {
        match self.slags() {
            Type::Kompleks(k) => k.barn(navn).and_then(Knude::i),
            Type::Simpel(_) => None,
        }
    }
    /// An empty element for that place.
    pub fn i(partikel: &'static Partikel) -> Option<Knude> {
        let element = partikel.element()?;
        Some(Self { register: partikel.register, ..Self::ny(element) })
    }
}
