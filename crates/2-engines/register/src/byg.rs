//! Small constructors, so that an object type's table reads as a table.
use crate::objekttype::*;

/// Nothing more to say about the reference.
const INGEN: &[Felt] = &[];

/// A type without anything but its names: a table says the rest of it with `..objekt(…)`.
pub const fn objekt(nr: u16, service: &'static str, navn: &'static str, sti: &'static str, forklaring: &'static str) -> Objekttype {
    Objekttype {
        nr,
        navn,
        service,
        sti,
        emne: None,
        unikke: None,
        egenskaber: &[],
        tilstande: &[],
        relationer: &[],
        varianter: None,
        anvisninger: None,
        syn: None,
        regler: &[],
        forklaring,
    }
}
/// A searchable text field.
pub const fn tekst(nr: u16, navn: &'static str, maks: usize) -> Felt {
    Felt { nr, navn, slags: Felttype::Tekst(maks), obligatorisk: false, soegbar: true, kraever: None }
}
/// A text field that is read but not searched by index (long prose).
pub const fn prosa(nr: u16, navn: &'static str, maks: usize) -> Felt {
    Felt { nr, navn, slags: Felttype::Tekst(maks), obligatorisk: false, soegbar: false, kraever: None }
}
/// A searchable field of another kind.
pub const fn felt(nr: u16, navn: &'static str, slags: Felttype) -> Felt {
    Felt { nr, navn, slags, obligatorisk: false, soegbar: true, kraever: None }
}
/// The same field, demanded on create by the OIO REST interface (B-24).
pub const fn kraevet(f: Felt) -> Felt {
    Felt { obligatorisk: true, ..f }
}
/// The same field, seen only by those who have the right.
pub const fn beskyttet(f: Felt, ret: grund::Ret) -> Felt {
    Felt { kraever: Some(ret), ..f }
}
/// A state.
pub const fn tilstand(nr: u16, navn: &'static str, vaerdier: &'static [&'static str]) -> Tilstandsdef {
    Tilstandsdef { nr, navn, vaerdier }
}
/// A relation 0..1.
pub const fn en(nr: u16, navn: &'static str, maal: &'static str) -> Relationsdef {
    Relationsdef { nr, navn, slags: Relationsslags::En, maal, felter: INGEN, roller: None }
}
/// A relation 0..n.
pub const fn fler(nr: u16, navn: &'static str, maal: &'static str) -> Relationsdef {
    Relationsdef { nr, navn, slags: Relationsslags::Fler, maal, felter: INGEN, roller: None }
}
/// A relation 0..n with Rolle, Type and Indeks.
pub const fn med_rolle(nr: u16, navn: &'static str, maal: &'static str) -> Relationsdef {
    Relationsdef { nr, navn, slags: Relationsslags::Rolle, maal, felter: INGEN, roller: None }
}
/// A relation 0..n with Rolle, Type and Indeks, of which role and index are the identity (the indexes, A-57).
pub const fn pr_rolle(
    nr: u16,
    navn: &'static str,
    maal: &'static str,
    felter: &'static [Felt],
    roller: &'static Rolletabel,
) -> Relationsdef {
    Relationsdef { nr, navn, slags: Relationsslags::Rolle, maal, felter, roller: Some(roller) }
}
/// The same field, not searched by index.
pub const fn usoegt(f: Felt) -> Felt {
    Felt { soegbar: false, ..f }
}
/// A numbered relation 0..1.
pub const fn en_indeks(nr: u16, navn: &'static str, maal: &'static str) -> Relationsdef {
    Relationsdef { nr, navn, slags: Relationsslags::EnIndekseret, maal, felter: INGEN, roller: None }
}
/// A numbered relation 0..n.
pub const fn indeks(nr: u16, navn: &'static str, maal: &'static str) -> Relationsdef {
    Relationsdef { nr, navn, slags: Relationsslags::Indekseret, maal, felter: INGEN, roller: None }
}
/// The same relation with further data on each reference.
pub const fn med_felter(r: Relationsdef, felter: &'static [Felt]) -> Relationsdef {
    Relationsdef { felter, ..r }
}
