//! What a caller may see, as the store holds it against the labels of objects.
use grund::afgraensning::{Dimensioner, saml};
use grund::{Afgraensning, Cvr, Synsmaerke, Tidspunkt, UnikId, Uuid};

/// What is seen: an object is, if one of the alternatives lets see one of its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synsfelt {
    /// The instant at which labels are looked at.
    pub nu: Tidspunkt,
    /// Any of them will do; none of them is nothing.
    pub alternativer: Vec<Afgraensning>,
    /// Objects may be drafts, which only their master sees: this one, if the caller is a system.
    pub udkast: Option<Udkast>,
    /// The index key before the reference, of what a security profile names.
    pub profil: Option<Vec<u8>>,
    /// The index key before an object's class: each label with a class has a row there, so that a search can be driven by the classes that are seen.
    pub klasse: Option<Vec<u8>>,
    /// The objects are seen through others.
    pub gennem: Option<Gennem>,
    /// A search is for the newest registrations, and finds an object by what it tells at a time that is seen only: a row of a criterion counts when
    /// its virkning, and the criterion's, have an instant in common with a label that is seen.
    pub dele: bool,
}

/// A label that an object has now. The object is seen when one of its labels is seen by one of the alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synlig {
    /// The object's number.
    pub oid: i64,
    /// The alternatives that let see it, by their place in [`Synsfelt::alternativer`].
    pub alternativer: Vec<usize>,
    /// The alternatives for which the others ([`Synsfelt::gennem`]) are as they must be, whatever the label says itself; only of those that limit
    /// the others.
    pub gennem: Vec<usize>,
    /// The other that the label points at ([`Retning::Herfra`]).
    pub via: Option<Uuid>,
    /// There are others that take the place of the object's own label ([`Krav::Erstatter`]).
    pub andre: bool,
}

impl Synlig {
    /// From what the statement says: a sign for each alternative and one for the others; and a sign for each alternative of the others. `None` when
    /// it lets see nothing.
    pub(crate) fn laes(oid: i64, tegn: &str, gennem: &str, via: Option<Uuid>) -> Option<Self> {
        let satte = |t: &[u8]| t.iter().enumerate().filter(|(_, t)| **t == b'1').map(|(nr, _)| nr).collect::<Vec<_>>();
        let (andre, alternativer) = tegn.as_bytes().split_last()?;
        let (alternativer, gennem) = (satte(alternativer), satte(gennem.as_bytes()));
        (!alternativer.is_empty() || !gennem.is_empty()).then_some(Self { oid, alternativer, gennem, via, andre: *andre == b'1' })
    }
}

/// Whose drafts are seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Udkast {
    /// The master; `None` sees none.
    pub egne: Option<UnikId>,
}

/// How objects are seen through others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gennem {
    /// Which others.
    pub retning: Retning,
    /// What of the others.
    pub krav: Krav,
    /// What the object's own label must let see beside the others.
    pub eget: Dimensioner,
    /// What the others' labels must let see.
    pub deres: Dimensioner,
    /// As [`Synsfelt::profil`], of the others.
    pub deres_profil: Option<Vec<u8>>,
}

/// Where the others are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retning {
    /// They point at the object: the index key before the object's UUID.
    Hertil(Vec<u8>),
    /// The object's label points at one ([`grund::Synsmaerke::via`]): its object type.
    Herfra(u16),
}

/// What is asked of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Krav {
    /// If there are any, one must be seen, and counts in place of the object's own label (C-41); if not, the own label counts (C-42).
    Erstatter,
    /// If there are any, one must be seen (C-43, a grant).
    HvisNogen,
    /// One must be seen (C-43, a payment).
    Altid,
}

/// Intervals of classes that may drive a search; more are not worth their branches.
const KLASSER_MAKS: usize = 64;

impl Synsfelt {
    /// The alternatives for that authority's objects which let see something.
    pub(crate) fn alternativer_for(&self, myndighed: Cvr) -> impl Iterator<Item = (usize, &Afgraensning)> {
        let egen = move |a: &Afgraensning| !a.er_tom() && a.ejere.as_ref().is_none_or(|e| e.contains(&myndighed));
        self.alternativer.iter().enumerate().filter(move |(_, a)| egen(a))
    }

    /// Everything of the authority's objects is seen, also what has no label.
    pub(crate) fn ser_alt(&self, myndighed: Cvr) -> bool {
        self.udkast.is_none() && self.alternativer_for(myndighed).any(|(_, a)| !a.graenser(Dimensioner::ALLE))
    }

    /// The index keys, from and up to, that every object that is seen has one of; `None` when there is no such thing.
    pub(crate) fn klasser(&self) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
        let forled = self.klasse.as_ref()?;
        // Seen through the class of another.
        if self.gennem.as_ref().is_some_and(|g| g.krav == Krav::Erstatter) {
            return None;
        }
        let mut alle = Vec::new();
        for a in self.alternativer.iter().filter(|a| !a.er_tom()) {
            alle.extend(a.klasser.iter().flatten().cloned());
            a.klasser.as_ref()?;
        }
        let alle = saml(alle);
        let noegle = |t: &str| [forled.as_slice(), t.as_bytes()].concat();
        (!alle.is_empty() && alle.len() <= KLASSER_MAKS).then(|| alle.iter().map(|i| (noegle(&i.fra), noegle(&i.til))).collect())
    }
}

/// A reference as it lies in labels and index keys: by what it names.
pub(crate) fn id_bytes(id: &UnikId) -> Vec<u8> {
    id.uuid().map_or_else(|| id.urn().unwrap_or_default().as_bytes().to_vec(), |u| u.as_bytes().to_vec())
}

/// Bits of a label's column `flag`.
pub(crate) const UDKAST: u8 = 1;
/// It has a security profile.
pub(crate) const PROFIL: u8 = 2;
/// `enhed` is a URN.
pub(crate) const ENHED_URN: u8 = 4;
/// `system` is a URN.
pub(crate) const SYSTEM_URN: u8 = 8;

/// The column `flag` of a label.
pub(crate) fn flag(m: &Synsmaerke) -> u8 {
    let urn = |id: &Option<UnikId>, bit: u8| if id.as_ref().is_some_and(|i| i.urn().is_some()) { bit } else { 0 };
    u8::from(m.udkast) * UDKAST + u8::from(m.profil) * PROFIL + urn(&m.enhed, ENHED_URN) + urn(&m.system, SYSTEM_URN)
}

/// A reference that was stored with [`id_bytes`].
pub(crate) fn id_af(bytes: Vec<u8>, urn: bool) -> UnikId {
    match <[u8; 16]>::try_from(bytes.as_slice()) {
        Ok(b) if !urn => UnikId::Uuid(Uuid::from_bytes(b)),
        _ => UnikId::Urn(String::from_utf8_lossy(&bytes).into_owned()),
    }
}
