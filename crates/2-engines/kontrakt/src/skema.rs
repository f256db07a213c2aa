//! The model that contract tables are made of: what the published XSDs use, and no more. A table is a set of `static`s that
//! point at each other, so that a contract costs no work at start and cannot be wrong at run time.
use crate::vaerdi::Moenster;

/// A target namespace, with the prefix that we write and the name of its schema file.
///
/// Two contracts may use the same URI with different contents (`urn:oio:sagdok:3.0.0`), so a namespace is compared by its
/// address within one contract and by its URI on the wire.
#[derive(Debug)]
pub struct Navnerum {
    /// `urn:oio:sagdok:3.0.0`.
    pub uri: &'static str,
    /// The prefix that we write and that refusals show: `sd`.
    pub praefiks: &'static str,
    /// Name of the schema file at `?xsd=`: `SagDokObjekt.xsd`.
    pub fil: &'static str,
}

/// An element declaration, global or local.
#[derive(Debug)]
pub struct Element {
    /// Local name.
    pub navn: &'static str,
    /// Its namespace (all published schemas have qualified local elements).
    pub ns: &'static Navnerum,
    /// What it holds.
    pub slags: Type,
    /// The only value that it may have.
    pub fast: Option<&'static str>,
}

impl Element {
    /// What may stand in it, with that of its base types.
    pub fn partikler(&self) -> impl Iterator<Item = &'static Partikel> {
        let k = match self.slags {
            Type::Kompleks(k) => Some(k),
            Type::Simpel(_) => None,
        };
        k.into_iter().flat_map(Kompleks::lag).flat_map(Indholdsmodel::partikler)
    }
    /// A declaration without a fixed value.
    pub const fn ny(ns: &'static Navnerum, navn: &'static str, slags: Type) -> Self {
        Self { navn, ns, slags, fast: None }
    }
    /// The particle of that name among the children, those of the base types included.
    pub fn barn(&self, navn: &str) -> Option<&'static Partikel> {
        match self.slags {
            Type::Kompleks(k) => k.barn(navn),
            Type::Simpel(_) => None,
        }
    }
}

/// What an element holds.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// Text.
    Simpel(&'static Simpel),
    /// Elements.
    Kompleks(&'static Kompleks),
}

/// A simple type: a built-in one, or one with facets. Without a name it is local to its element.
#[derive(Debug)]
pub struct Simpel {
    /// Name and namespace, if it has one. Built-in types have none of their own.
    pub navn: Option<(&'static Navnerum, &'static str)>,
    /// What it restricts.
    pub base: Base,
    /// By what.
    pub facetter: Facetter,
}

impl Simpel {
    /// An anonymous restriction of `xs:string`.
    pub const fn tekst(facetter: Facetter) -> Self {
        Self { navn: None, base: Base::Indbygget(Indbygget::Tekst), facetter }
    }
    /// A named restriction.
    pub const fn navngivet(ns: &'static Navnerum, navn: &'static str, base: Base, facetter: Facetter) -> Self {
        Self { navn: Some((ns, navn)), base, facetter }
    }
    /// The built-in type at the bottom.
    pub fn indbygget(&self) -> Indbygget {
        match self.base {
            Base::Indbygget(i) => i,
            Base::Afledt(s) => s.indbygget(),
        }
    }
    /// The built-in type itself, used without restriction.
    pub fn er_indbygget(&self) -> bool {
        std::ptr::eq(self, self.indbygget().simpel())
    }
}

/// What a simple type restricts.
#[derive(Clone, Copy, Debug)]
pub enum Base {
    /// A type of XML Schema.
    Indbygget(Indbygget),
    /// A type of the contract.
    Afledt(&'static Simpel),
}

/// The types of XML Schema that the contracts use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indbygget {
    /// `string`.
    Tekst,
    /// `integer`.
    Heltal,
    /// `int`: a whole number of 32 bits.
    Int,
    /// `nonNegativeInteger`.
    IkkeNegativ,
    /// `positiveInteger`.
    Positiv,
    /// `gYear`.
    Aar,
    /// `boolean`.
    Boolsk,
    /// `date`.
    Dato,
    /// `dateTime`.
    DatoTid,
    /// `duration`.
    Varighed,
    /// `decimal`.
    Decimal,
    /// `base64Binary`.
    Base64,
}

/// `xs:string`.
pub static TEKST: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Tekst), facetter: Facetter::INGEN };
/// `xs:integer`.
pub static HELTAL: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Heltal), facetter: Facetter::INGEN };
/// `xs:int`.
pub static INT: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Int), facetter: Facetter::INGEN };
/// `xs:nonNegativeInteger`.
pub static IKKE_NEGATIV: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::IkkeNegativ), facetter: Facetter::INGEN };
/// `xs:positiveInteger`.
pub static POSITIV: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Positiv), facetter: Facetter::INGEN };
/// `xs:gYear`.
pub static AAR: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Aar), facetter: Facetter::INGEN };
/// `xs:boolean`.
pub static BOOLSK: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Boolsk), facetter: Facetter::INGEN };
/// `xs:date`.
pub static DATO: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Dato), facetter: Facetter::INGEN };
/// `xs:dateTime`.
pub static DATO_TID: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::DatoTid), facetter: Facetter::INGEN };
/// `xs:duration`.
pub static VARIGHED: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Varighed), facetter: Facetter::INGEN };
/// `xs:decimal`.
pub static DECIMAL: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Decimal), facetter: Facetter::INGEN };
/// `xs:base64Binary`.
pub static BASE64: Simpel = Simpel { navn: None, base: Base::Indbygget(Indbygget::Base64), facetter: Facetter::INGEN };

impl Indbygget {
    /// The local name in XML Schema.
    pub fn navn(self) -> &'static str {
        match self {
            Self::Tekst => "string",
            Self::Heltal => "integer",
            Self::Int => "int",
            Self::IkkeNegativ => "nonNegativeInteger",
            Self::Positiv => "positiveInteger",
            Self::Aar => "gYear",
            Self::Boolsk => "boolean",
            Self::Dato => "date",
            Self::DatoTid => "dateTime",
            Self::Varighed => "duration",
            Self::Decimal => "decimal",
            Self::Base64 => "base64Binary",
        }
    }
    /// The table entry of the unrestricted type.
    pub fn simpel(self) -> &'static Simpel {
        match self {
            Self::Tekst => &TEKST,
            Self::Heltal => &HELTAL,
            Self::Int => &INT,
            Self::IkkeNegativ => &IKKE_NEGATIV,
            Self::Positiv => &POSITIV,
            Self::Aar => &AAR,
            Self::Boolsk => &BOOLSK,
            Self::Dato => &DATO,
            Self::DatoTid => &DATO_TID,
            Self::Varighed => &VARIGHED,
            Self::Decimal => &DECIMAL,
            Self::Base64 => &BASE64,
        }
    }
}

/// Restrictions of a simple type.
#[derive(Clone, Copy, Debug)]
pub struct Facetter {
    /// `length`, in characters.
    pub laengde: Option<usize>,
    /// `minLength`, in characters.
    pub min_laengde: Option<usize>,
    /// `maxLength`, in characters.
    pub maks_laengde: Option<usize>,
    /// What we accept although the published schema does not, because the real services send it.
    pub lempet_laengde: Option<usize>,
    /// `pattern`.
    pub moenster: Option<Moenster>,
    /// `enumeration`; empty when anything goes.
    pub koder: &'static [&'static str],
    /// `minInclusive` and `maxInclusive`.
    pub omraade: Option<(i64, i64)>,
    /// `maxInclusive` alone.
    pub hoejst: Option<i64>,
    /// Facets of a decimal number.
    pub decimaler: Option<Decimaler>,
}

/// `fractionDigits`, `totalDigits` and the range of a decimal number.
#[derive(Clone, Copy, Debug)]
pub struct Decimaler {
    /// `fractionDigits`.
    pub efter_komma: u32,
    /// `totalDigits`.
    pub cifre: Option<u32>,
    /// `minInclusive` and `maxInclusive`, as published.
    pub omraade: Option<(&'static str, &'static str)>,
}

impl Facetter {
    /// No restriction.
    pub const INGEN: Self = Self {
        laengde: None,
        min_laengde: None,
        maks_laengde: None,
        lempet_laengde: None,
        moenster: None,
        koder: &[],
        omraade: None,
        hoejst: None,
        decimaler: None,
    };
    /// At most so many characters.
    pub const fn maks(maks: usize) -> Self {
        Self { maks_laengde: Some(maks), ..Self::INGEN }
    }
    /// Exactly so many characters.
    pub const fn laengde(laengde: usize) -> Self {
        Self { laengde: Some(laengde), ..Self::INGEN }
    }
    /// At least so many characters.
    pub const fn mindst(min: usize) -> Self {
        Self { min_laengde: Some(min), ..Self::INGEN }
    }
    /// Of that form.
    pub const fn moenster(moenster: Moenster) -> Self {
        Self { moenster: Some(moenster), ..Self::INGEN }
    }
    /// One of these.
    pub const fn koder(koder: &'static [&'static str]) -> Self {
        Self { koder, ..Self::INGEN }
    }
    /// A number in that range, both ends included.
    pub const fn omraade(fra: i64, til: i64) -> Self {
        Self { omraade: Some((fra, til)), ..Self::INGEN }
    }
}

/// A complex type: the content of its base, then its own.
#[derive(Debug)]
pub struct Kompleks {
    /// Name and namespace; without them it is local to its element.
    pub navn: Option<(&'static Navnerum, &'static str)>,
    /// What it extends.
    pub base: Option<&'static Kompleks>,
    /// Its own content.
    pub indhold: Indholdsmodel,
    /// Its own attributes.
    pub attributter: &'static [Attribut],
    /// It is a text with attributes (`simpleContent`), an extension of that type; then it has no elements.
    pub tekst: Option<&'static Simpel>,
    /// It is abstract: an element of it says by `xsi:type` which of these it is. Empty for every other type.
    pub afledte: &'static [&'static Kompleks],
}

impl Kompleks {
    /// A named type.
    pub const fn ny(ns: &'static Navnerum, navn: &'static str, indhold: Indholdsmodel) -> Self {
        Self { navn: Some((ns, navn)), base: None, indhold, attributter: &[], tekst: None, afledte: &[] }
    }
    /// A named extension.
    pub const fn udvidelse(ns: &'static Navnerum, navn: &'static str, base: &'static Kompleks, indhold: Indholdsmodel) -> Self {
        Self { base: Some(base), ..Self::ny(ns, navn, indhold) }
    }
    /// A type that is local to its element.
    pub const fn lokal(indhold: Indholdsmodel) -> Self {
        Self { navn: None, base: None, indhold, attributter: &[], tekst: None, afledte: &[] }
    }
    /// The same with those attributes.
    pub const fn med_attributter(self, attributter: &'static [Attribut]) -> Self {
        Self { attributter, ..self }
    }
    /// The contents from the outermost base to this type, in the order of the wire.
    pub fn lag(&'static self) -> impl Iterator<Item = Indholdsmodel> {
        let mut kaede = [None; 4];
        let mut naeste = Some(self);
        for plads in kaede.iter_mut().rev() {
            let Some(k) = naeste else { break };
            *plads = Some(k.indhold);
            naeste = k.base;
        }
        kaede.into_iter().flatten()
    }
    /// Every attribute, those of the bases included.
    pub fn alle_attributter(&'static self) -> impl Iterator<Item = &'static Attribut> {
        std::iter::successors(Some(self), |k| k.base).flat_map(|k| k.attributter)
    }
    /// The particle of that name, those of the bases included.
    pub fn barn(&'static self, navn: &str) -> Option<&'static Partikel> {
        let har = |p: &&'static Partikel| p.element().is_some_and(|e| e.navn == navn);
        self.lag().find_map(|i| i.partikler().iter().flat_map(Partikel::muligheder).find(har))
    }
}

/// How the particles of a type stand together.
#[derive(Clone, Copy, Debug)]
pub enum Indholdsmodel {
    /// Nothing.
    Tom,
    /// In this order.
    Sekvens(&'static [Partikel]),
    /// One of them.
    Valg(&'static [Partikel]),
    /// One of them or none (a choice with `minOccurs="0"`).
    MuligtValg(&'static [Partikel]),
    /// All of them, in any order.
    Alle(&'static [Partikel]),
    /// Some in this order, then any number of the others in any order.
    Gentaget(Gentaget),
    /// One of some, or the others in this order.
    EllerSekvens(EllerSekvens),
    /// A period as OIO has it. The particles are start, end and duration: a start with or without one of the others, or an end with or without a duration before it.
    Periode(&'static [Partikel; 3]),
}

/// A choice whose last alternative is a sequence: a person by number, or by birthday and name.
#[derive(Clone, Copy, Debug)]
pub struct EllerSekvens {
    /// The particles: first those that stand alone, then those of the sequence.
    pub partikler: &'static [Partikel],
    /// How many of them stand alone.
    pub alene: usize,
}

impl EllerSekvens {
    /// The particles that stand alone, and those of the sequence.
    pub fn dele(self) -> (&'static [Partikel], &'static [Partikel]) {
        self.partikler.split_at_checked(self.alene).unwrap_or((self.partikler, &[]))
    }
}

/// A sequence that ends in a choice which may be repeated (`xs:choice` with `maxOccurs="unbounded"`). The members of the published
/// choices may all be left out, so that the choice never demands anything.
#[derive(Clone, Copy, Debug)]
pub struct Gentaget {
    /// The particles: first those of the sequence, then those of the choice.
    pub partikler: &'static [Partikel],
    /// How many of them stand in the sequence.
    pub foer: usize,
    /// `minOccurs` of the choice, for the schema that we show.
    pub min: u32,
}

impl Indholdsmodel {
    /// The particles.
    pub fn partikler(self) -> &'static [Partikel] {
        match self {
            Self::Tom => &[],
            Self::Sekvens(p) | Self::Valg(p) | Self::MuligtValg(p) | Self::Alle(p) => p,
            Self::Gentaget(g) => g.partikler,
            Self::EllerSekvens(e) => e.partikler,
            Self::Periode(p) => p,
        }
    }
}

/// A place in a content: what may stand there and how often.
#[derive(Debug)]
pub struct Partikel {
    /// What may stand there.
    pub hvad: Hvad,
    /// How often at least.
    pub min: u32,
    /// How often at most; `None` for any number.
    pub maks: Option<u32>,
    /// Declared here, not by reference to a global element.
    pub lokal: bool,
    /// The register's JSON name of the field, state or relation that this element carries.
    pub register: Option<&'static str>,
}

/// What may stand in a place.
#[derive(Clone, Copy, Debug)]
pub enum Hvad {
    /// That element.
    Element(&'static Element),
    /// Any element.
    Vilkaarlig(Vilkaarlig),
}

/// A wildcard.
#[derive(Clone, Copy, Debug)]
pub struct Vilkaarlig {
    /// `##other` (another namespace than the type's) or `##any`.
    pub andre: bool,
    /// `processContents`: `strict` or `skip`. It is published, not enforced: we never refuse an unknown extension.
    pub streng: bool,
    /// The type's target namespace.
    pub ns: &'static Navnerum,
    /// The elements that the contract publishes for this place: they are read, written and checked as any other. What else comes is
    /// kept as XML.
    pub kendte: &'static [Partikel],
}

impl PartialEq for Navnerum {
    fn eq(&self, anden: &Self) -> bool {
        self.uri == anden.uri
    }
}
impl Eq for Navnerum {}

impl Partikel {
    const fn antal(element: &'static Element, min: u32, maks: Option<u32>) -> Self {
        Self { hvad: Hvad::Element(element), min, maks, lokal: false, register: None }
    }
    /// Declared here, not by reference.
    pub const fn lokal(self) -> Self {
        Self { lokal: true, ..self }
    }
    /// Carries the field, state or relation of that JSON name.
    pub const fn som(self, register: &'static str) -> Self {
        Self { register: Some(register), ..self }
    }
    /// The element, unless it is a wildcard.
    pub fn element(&self) -> Option<&'static Element> {
        match self.hvad {
            Hvad::Element(e) => Some(e),
            Hvad::Vilkaarlig(_) => None,
        }
    }
    /// What may stand there, by particle: itself, or the known elements of a wildcard.
    pub fn muligheder(&'static self) -> &'static [Partikel] {
        match self.hvad {
            Hvad::Element(_) => std::slice::from_ref(self),
            Hvad::Vilkaarlig(v) => v.kendte,
        }
    }
    /// May occur more than once.
    pub fn gentages(&self) -> bool {
        self.maks != Some(1)
    }
}

/// Exactly one.
pub const fn en(element: &'static Element) -> Partikel {
    Partikel::antal(element, 1, Some(1))
}
/// None or one.
pub const fn mulig(element: &'static Element) -> Partikel {
    Partikel::antal(element, 0, Some(1))
}
/// Any number.
pub const fn fler(element: &'static Element) -> Partikel {
    Partikel::antal(element, 0, None)
}
/// None, or at most so many.
pub const fn hoejst(maks: u32, element: &'static Element) -> Partikel {
    Partikel::antal(element, 0, Some(maks))
}
/// One or more.
pub const fn mindst_en(element: &'static Element) -> Partikel {
    Partikel::antal(element, 1, None)
}
/// Any number of elements of other namespaces, known to the schema (`##other`, `strict`).
pub const fn fremmede(ns: &'static Navnerum) -> Partikel {
    kendte(ns, &[])
}
/// Any number of elements of other namespaces (`##other`, `strict`), of which the contract publishes these.
pub const fn kendte(ns: &'static Navnerum, kendte: &'static [Partikel]) -> Partikel {
    let hvad = Hvad::Vilkaarlig(Vilkaarlig { andre: true, streng: true, ns, kendte });
    Partikel { hvad, min: 0, maks: None, lokal: false, register: None }
}
/// One element that nobody checks (`skip`), of another namespace or of any.
pub const fn hvadsomhelst(ns: &'static Navnerum, andre: bool) -> Partikel {
    let hvad = Hvad::Vilkaarlig(Vilkaarlig { andre, streng: false, ns, kendte: &[] });
    Partikel { hvad, min: 1, maks: Some(1), lokal: false, register: None }
}

/// An attribute.
#[derive(Debug)]
pub struct Attribut {
    /// Its name; the published attributes are unqualified.
    pub navn: &'static str,
    /// What it holds.
    pub slags: &'static Simpel,
    /// `use="required"`.
    pub kraevet: bool,
}

impl Attribut {
    /// One that may be absent.
    pub const fn mulig(navn: &'static str, slags: &'static Simpel) -> Self {
        Self { navn, slags, kraevet: false }
    }
    /// One that must be there.
    pub const fn kraevet(navn: &'static str, slags: &'static Simpel) -> Self {
        Self { navn, slags, kraevet: true }
    }
}
