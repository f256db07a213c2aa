//! Object types as data. A type is one table; merge, index, JSON, GraphQL, validation and documentation derive from it.
use grund::{UnikId, Uuid};

/// An OIO object type.
#[derive(Debug)]
pub struct Objekttype {
    /// Stored number, unique over all types, never reused.
    pub nr: u16,
    /// Name in the standard, as in XML: `OrganisationEnhed`.
    pub navn: &'static str,
    /// The service that it belongs to, lower case: `organisation`.
    pub service: &'static str,
    /// Name in paths and JSON, lower case: `organisationenhed`.
    pub sti: &'static str,
    /// The concern whose version each change raises, for types that every process must know the newest of at once.
    pub emne: Option<Emnevalg>,
    /// Keys that no two of an authority's objects hold at the same time, where the type has such.
    pub unikke: Option<Unikke>,
    /// Fields of the attribute `<sti>egenskaber`.
    pub egenskaber: &'static [Felt],
    /// States.
    pub tilstande: &'static [Tilstandsdef],
    /// Relations.
    pub relationer: &'static [Relationsdef],
    /// The parts of a document, if the type has them.
    pub varianter: Option<&'static Variantdef>,
    /// The guide of the type as a lint, where it has one.
    pub anvisninger: Option<crate::anvisningsmaade::Lint>,
    /// What data restrictions look at, if the type carries them.
    pub syn: Option<&'static crate::syn::Syn>,
    /// Hard rules beyond the table, checked on every merged registration; each names its rule in the refusal.
    pub regler: &'static [Regel],
    /// One sentence for the documentation.
    pub forklaring: &'static str,
}

/// Which concern a type's objects belong to (see [`lager::emne`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emnevalg {
    /// One for all authorities, with that number.
    Samlet(u16),
    /// One for each authority, with the type's number.
    HverMyndighed,
}

/// A hard rule of a module: looks at the registration before, if there is one, and at the merged one, and refuses it or not.
pub type Regel = fn(Option<&crate::model::Registrering>, &crate::model::Registrering) -> Result<(), grund::Fejl>;

/// Keys that no two of an authority's objects of a type hold at the same time; the store holds them to it, whoever writes and wherever.
#[derive(Clone, Copy, Debug)]
pub struct Unikke {
    /// The keys of a living registration.
    pub noegler: fn(&crate::model::Registrering) -> Vec<Vec<u8>>,
    /// What is said to whoever wants another object's key, and nothing of that object.
    pub optaget: fn() -> grund::Fejl,
}

impl PartialEq for Objekttype {
    fn eq(&self, anden: &Self) -> bool {
        self.nr == anden.nr
    }
}
impl Eq for Objekttype {}

impl Objekttype {
    /// The concern that the authority's objects of this type belong to.
    pub fn emne(&self, myndighed: grund::Cvr) -> Option<lager::Emne> {
        self.emne.map(|v| match v {
            Emnevalg::Samlet(nr) => lager::Emne { myndighed: None, nr },
            Emnevalg::HverMyndighed => lager::Emne { myndighed: Some(myndighed), nr: self.nr },
        })
    }
    /// The unique keys of a registration, as they are stored: the type's number stands before each.
    pub(crate) fn unikke_noegler(&self, r: Option<&crate::model::Registrering>) -> std::collections::BTreeSet<Vec<u8>> {
        let Some((u, r)) = self.unikke.zip(r.filter(|r| r.livscyklus.er_levende())) else { return Default::default() };
        (u.noegler)(r).into_iter().map(|n| [&self.nr.to_be_bytes(), n.as_slice()].concat()).collect()
    }

    /// What a change of an object's newest registration does to its unique keys. All that it holds are taken again, so that an object from before the
    /// type had them takes part.
    pub(crate) fn unikaendring(
        &self,
        foer: Option<&crate::model::Registrering>,
        efter: Option<&crate::model::Registrering>,
    ) -> lager::Unikaendring {
        let tag = self.unikke_noegler(efter);
        let slip = self.unikke_noegler(foer).difference(&tag).cloned().collect();
        lager::Unikaendring { tag: tag.into_iter().collect(), slip }
    }
    /// What is said when one of its unique keys is another object's.
    pub(crate) fn optaget(&self) -> grund::Fejl {
        self.unikke.map_or_else(|| grund::Fejl::intern("a unique key of a type without any"), |u| (u.optaget)())
    }
    /// Name of the attribute in JSON: `organisationenhedegenskaber`.
    pub fn attributnavn(&self) -> String {
        format!("{}egenskaber", self.sti)
    }
    /// The field of that JSON name.
    pub fn felt(&self, navn: &str) -> Option<&'static Felt> {
        self.egenskaber.iter().find(|f| f.navn == navn)
    }
    /// The field of that number.
    pub fn felt_nr(&self, nr: u16) -> Option<&'static Felt> {
        self.egenskaber.iter().find(|f| f.nr == nr)
    }
    /// The state of that JSON name, without the type's prefix: `gyldighed`.
    pub fn tilstand(&self, navn: &str) -> Option<&'static Tilstandsdef> {
        self.tilstande.iter().find(|t| t.navn == navn)
    }
    /// The state of that number.
    pub fn tilstand_nr(&self, nr: u16) -> Option<&'static Tilstandsdef> {
        self.tilstande.iter().find(|t| t.nr == nr)
    }
    /// The relation of that JSON name.
    pub fn relation(&self, navn: &str) -> Option<&'static Relationsdef> {
        self.relationer.iter().find(|r| r.navn == navn)
    }
    /// The relation of that number.
    pub fn relation_nr(&self, nr: u16) -> Option<&'static Relationsdef> {
        self.relationer.iter().find(|r| r.nr == nr)
    }
}

/// A field of an attribute or of a composite value. Numbers are stored: unique within the table, never reused.
#[derive(Debug)]
pub struct Felt {
    /// Stored number.
    pub nr: u16,
    /// JSON name: `brugervendtnoegle`.
    pub navn: &'static str,
    /// What it holds.
    pub slags: Felttype,
    /// The OIO REST interface demands it on create (B-24).
    pub obligatorisk: bool,
    /// Whether a search can find it by index. Fields that nobody searches cost nothing.
    pub soegbar: bool,
    /// The right that it takes to see the field or to search by it, beside reading the object (G-33). A field that takes
    /// [`grund::Ret::SeCpr`] holds CPR numbers, and whoever sees one is traced.
    pub kraever: Option<grund::Ret>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Felttype {
    /// Text of at most so many characters.
    Tekst(usize),
    /// One of these texts.
    Kode(&'static [&'static str]),
    /// Digits, of one of these lengths (CPR, CVR …).
    Cifre(&'static [usize]),
    /// A whole number in the range.
    Heltal(i64, i64),
    /// True or false.
    Boolsk,
    /// A date `YYYY-MM-DD`, kept as text.
    Dato,
    /// A point in time.
    Tidspunkt,
    /// A duration, kept as text (ISO 8601 or PostgreSQL interval).
    Varighed,
    /// A reference.
    Reference,
    /// Several texts of at most so many characters; replaced as a whole (B-42).
    Tekstliste(usize),
    /// A composite value.
    Struktur(&'static [Felt]),
    /// Several composite values; replaced as a whole.
    Strukturliste(&'static [Felt]),
}

/// A state with its possible values.
#[derive(Debug)]
pub struct Tilstandsdef {
    /// Stored number.
    pub nr: u16,
    /// JSON name without the type's prefix: `gyldighed`.
    pub navn: &'static str,
    /// Values; the position + 1 is stored, so values are only ever appended.
    pub vaerdier: &'static [&'static str],
}

/// A relation.
#[derive(Debug)]
pub struct Relationsdef {
    /// Stored number.
    pub nr: u16,
    /// JSON name: `tilknyttedeenheder`.
    pub navn: &'static str,
    /// How many at a time, and what makes two of them the same.
    pub slags: Relationsslags,
    /// Object type (its `navn`) that is usually pointed at; documentation, not a check. Empty when anything is.
    pub maal: &'static str,
    /// Further data of a reference (aktoerattr, journalnotat …). References in searchable fields are found as the relation's own are.
    pub felter: &'static [Felt],
    /// In the indexes role and index are the identity, and this says how many a role has at a time.
    pub roller: Option<&'static Rolletabel>,
}

/// How many references at a time, and their identity in a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relationsslags {
    /// 0..1: periods never overlap.
    En,
    /// 0..n: identity is the reference.
    Fler,
    /// 0..n with Rolle, Type and Indeks (Adresser, Opgaver): identity is (rolle, indeks).
    Rolle,
    /// 0..n numbered per relation by the server.
    Indekseret,
    /// 0..1 in a type whose relations carry a number; periods never overlap.
    EnIndekseret,
}

/// How many references a role of a relation has at a time (C.3, C.4, D). It stands in a table, so that a merge never guesses it from what is there.
#[derive(Debug)]
pub struct Rolletabel {
    /// The roles that public files name.
    pub kendte: &'static [(Uuid, Kardinalitet)],
    /// Every other role, where a reference comes without an index; with one it is 0..1 for each index, since only roles 0..n have one.
    pub ellers: Kardinalitet,
}

/// How many at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kardinalitet {
    /// 0..1, whatever its index: a new reference ends the old one.
    En,
    /// 0..1 for each index; without an index 0..n, told apart by what they point at.
    Fler,
}

/// What tells the references of a relation with a [`Rolletabel`] apart: those with the same identity follow each other in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rolleidentitet<'a> {
    rolle: Option<&'a UnikId>,
    indeks: Option<&'a str>,
    reference: Option<&'a UnikId>,
}

impl Rolletabel {
    /// The identity of a reference.
    pub fn identitet<'a>(&self, r: &'a crate::model::Relation) -> Rolleidentitet<'a> {
        let rolle = r.rolle.as_ref().map(|m| &m.id);
        let indeks = r.indeks.as_deref();
        let uuid = rolle.and_then(UnikId::uuid);
        let ellers = if indeks.is_some() { Kardinalitet::Fler } else { self.ellers };
        let kardinalitet = self.kendte.iter().find(|(k, _)| Some(*k) == uuid).map_or(ellers, |(_, k)| *k);
        match (kardinalitet, indeks) {
            (Kardinalitet::En, _) => Rolleidentitet { rolle, indeks: None, reference: None },
            (Kardinalitet::Fler, Some(_)) => Rolleidentitet { rolle, indeks, reference: None },
            (Kardinalitet::Fler, None) => Rolleidentitet { rolle, indeks, reference: r.reference.as_ref() },
        }
    }
}

impl Relationsslags {
    /// At most one at a time.
    pub fn er_en(self) -> bool {
        matches!(self, Self::En | Self::EnIndekseret)
    }
}

/// Parts of a document: varianter, keyed by text, with properties, and their dele, with properties and relations.
#[derive(Debug)]
pub struct Variantdef {
    /// Fields of a variant's properties.
    pub egenskaber: &'static [Felt],
    /// Fields of a part's properties.
    pub del_egenskaber: &'static [Felt],
    /// Relations of a part.
    pub del_relationer: &'static [Relationsdef],
}

/// All object types of the running program; composed from the modules' tables.
#[derive(Clone, Debug, Default)]
pub struct Typekatalog(Vec<&'static Objekttype>);

impl Typekatalog {
    /// Joins the tables of the modules.
    pub fn ny(tabeller: &[&'static [&'static Objekttype]]) -> Self {
        Self(tabeller.iter().flat_map(|t| t.iter().copied()).collect())
    }
    /// The same without the types that `med` leaves out.
    pub fn kun(&self, med: impl Fn(&Objekttype) -> bool) -> Self {
        Self(self.alle().filter(|t| med(t)).collect())
    }
    /// Every type, in order of composition.
    pub fn alle(&self) -> impl Iterator<Item = &'static Objekttype> + '_ {
        self.0.iter().copied()
    }
    /// By stored number.
    pub fn nr(&self, nr: u16) -> Option<&'static Objekttype> {
        self.alle().find(|t| t.nr == nr)
    }
    /// By name in the standard.
    pub fn navn(&self, navn: &str) -> Option<&'static Objekttype> {
        self.alle().find(|t| t.navn == navn)
    }
    /// By service and path.
    pub fn sti(&self, service: &str, sti: &str) -> Option<&'static Objekttype> {
        self.alle().find(|t| t.service == service && t.sti == sti)
    }
}

/// Identity of an object within an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objektid {
    /// The type.
    pub objekttype: &'static Objekttype,
    /// The UUID.
    pub uuid: Uuid,
}
