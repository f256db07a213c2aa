//! Pieces that index objects are put together from.
use crate::Post;
use grund::{Cvr, Periode, Tidspunkt, UnikId, Uuid};
use register::{
    Aktoertype, Egenskab, Felter, Flettemaade, Handling, Indhold, Kommando, Maerke, Objekttype, Relation, Tillaeg, Tilstand, Vaerdi,
    Virkning,
};
use std::collections::BTreeMap;

/// A text value.
pub fn tekst(t: impl Into<String>) -> Vaerdi {
    Vaerdi::Tekst(t.into())
}

/// A reference to a UUID, as a value.
pub fn henvisning(u: Uuid) -> Vaerdi {
    Vaerdi::Reference(UnikId::Uuid(u))
}

/// A date as the indexes write it.
pub fn dato(t: Tidspunkt) -> String {
    let (a, m, d) = t.dansk_dato().unwrap_or((1970, 1, 1));
    format!("{a:04}-{m:02}-{d:02}")
}

/// An index object while it is put together. Everything is said by the sender's system.
pub struct Bygger {
    objekttype: &'static Objekttype,
    uuid: Uuid,
    system: Uuid,
    fra: Tidspunkt,
    felter: Felter,
    tilstande: Vec<Tilstand>,
    relationer: BTreeMap<u16, Vec<Relation>>,
}

impl Bygger {
    /// An object that begins at `fra`.
    pub fn ny(objekttype: &'static Objekttype, uuid: Uuid, system: Uuid, fra: Tidspunkt) -> Self {
        Self { objekttype, uuid, system, fra, felter: Felter::new(), tilstande: Vec::new(), relationer: BTreeMap::new() }
    }

    fn virkning(&self, fra: Tidspunkt, til: Tidspunkt) -> Virkning {
        let aktoer = Some(UnikId::Uuid(self.system));
        Virkning { aktoer, aktoertype: Some(Aktoertype::ItSystem), ..Virkning::i(Periode::ny(fra, til)) }
    }

    /// A field, from the object's beginning on.
    pub fn felt(mut self, nr: u16, v: Vaerdi) -> Self {
        self.felter.insert(nr, v);
        self
    }

    /// The state's course: values with their beginnings; the last one holds on.
    pub fn fremdrift(mut self, forloeb: &[(u8, Tidspunkt)]) -> Self {
        for (i, (vaerdi, fra)) in forloeb.iter().enumerate() {
            let til = forloeb.get(i + 1).map_or(Tidspunkt::UENDELIG, |(_, t)| *t);
            self.tilstande.push(Tilstand { virkning: self.virkning(*fra, til), vaerdi: *vaerdi });
        }
        self
    }

    /// A reference with role and type, from `fra` on.
    pub fn relation(mut self, nr: u16, (rolle, slags): (Uuid, Uuid), reference: UnikId, felter: Felter, fra: Tidspunkt) -> Self {
        let r = self.ny_relation((rolle, slags), reference, felter, fra);
        self.relationer.entry(nr).or_default().push(r);
        self
    }

    /// A reference that may occur several times: the index counts from 1.
    pub fn indekseret(self, nr: u16, (rolle, slags): (Uuid, Uuid), reference: UnikId, felter: Felter) -> Self {
        let r = self.ny_relation((rolle, slags), reference, felter, self.fra);
        self.med_indeks(nr, r)
    }

    /// The same without role, type and target: all that it says stands in its fields.
    pub fn del(self, nr: u16, felter: Felter) -> Self {
        let r =
            Relation { reference: None, felter, ..Relation::til(UnikId::Uuid(Uuid::nil()), self.virkning(self.fra, Tidspunkt::UENDELIG)) };
        self.med_indeks(nr, r)
    }

    fn med_indeks(mut self, nr: u16, r: Relation) -> Self {
        let liste = self.relationer.entry(nr).or_default();
        liste.push(Relation { indeks: Some((liste.len() + 1).to_string()), ..r });
        self
    }

    fn ny_relation(&self, (rolle, slags): (Uuid, Uuid), reference: UnikId, felter: Felter, fra: Tidspunkt) -> Relation {
        let maerke = |u| Some(Maerke { id: UnikId::Uuid(u), label: None });
        Relation { rolle: maerke(rolle), slags: maerke(slags), felter, ..Relation::til(reference, self.virkning(fra, Tidspunkt::UENDELIG)) }
    }

    /// The command that tells the index, as sent at that time.
    pub fn faerdig(self, myndighed: Cvr, afsendt: Tidspunkt) -> Post {
        let virkning = self.virkning(self.fra, Tidspunkt::UENDELIG);
        let tilstande = if self.tilstande.is_empty() { BTreeMap::new() } else { [(1, self.tilstande)].into() };
        Post {
            myndighed,
            kommando: Kommando {
                objekttype: self.objekttype,
                uuid: self.uuid,
                handling: Handling::Indlaes,
                maade: Flettemaade::Sts,
                note: None,
                indhold: Indhold {
                    egenskaber: Some(vec![Egenskab { virkning, felter: self.felter }]),
                    tilstande,
                    relationer: self.relationer,
                    ..Indhold::default()
                },
                historik: Vec::new(),
                forudsat: None,
            },
            tillaeg: Tillaeg { afsendt: Some(afsendt), ..Tillaeg::default() },
        }
    }
}
