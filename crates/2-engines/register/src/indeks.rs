//! The index rows of a registration, and what changes from one registration to the next.
//!
//! A key is `object type (2 bytes) · kind (1) · number (2) · value`, so that all values of a field lie together and in order.
//! Cost: one row of 20 to 60 bytes for each searchable value and each reference, and one for the life cycle code. A
//! change writes only the rows that differ.
use crate::model::*;
use crate::moenster::smaa;
use crate::objekttype::*;
use grund::graenser::INDEKSTEKST_TEGN;
use grund::{Periode, Tidspunkt, UnikId};
use lager::{Indeksraekke, LukIndeks};
use std::collections::BTreeMap;

/// What a row is about. Stored by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Slags {
    /// The object is there, with a life cycle code.
    Livscyklus = 0,
    /// A field of the attribute.
    Egenskab = 1,
    /// A state.
    Tilstand = 2,
    /// A reference.
    Relation = 3,
    /// The class that data restrictions see, as digits.
    Klasse = 4,
}

/// The key of everything of that kind and number.
pub(crate) fn forled(objekttype: u16, slags: Slags, nr: u16) -> Vec<u8> {
    let mut n = Vec::with_capacity(32);
    n.extend_from_slice(&objekttype.to_be_bytes());
    n.push(slags as u8);
    n.extend_from_slice(&nr.to_be_bytes());
    n
}

/// The key of an object's life cycle code.
pub(crate) fn livscyklus(typen: &Objekttype, kode: Livscyklus) -> Vec<u8> {
    let mut n = forled(typen.nr, Slags::Livscyklus, 0);
    n.push(kode as u8);
    n
}

/// The key of a state's value.
pub(crate) fn tilstand(typen: &Objekttype, nr: u16, vaerdi: u8) -> Vec<u8> {
    let mut n = forled(typen.nr, Slags::Tilstand, nr);
    n.push(vaerdi);
    n
}

/// The key of a reference.
pub(crate) fn relation(typen: &Objekttype, nr: u16, reference: &UnikId) -> Vec<u8> {
    let mut n = forled(typen.nr, Slags::Relation, nr);
    id(&mut n, reference);
    n
}

/// The key before the digits of an object's class.
pub(crate) fn klasse(typen: &Objekttype) -> Vec<u8> {
    forled(typen.nr, Slags::Klasse, 0)
}

/// Adds what is indexed of a text, which is already in lower case. True when that is the whole text.
pub(crate) fn tekst(n: &mut Vec<u8>, smaa: &str) -> bool {
    match smaa.char_indices().nth(INDEKSTEKST_TEGN) {
        // A cut text may go on differently, and so may one that is exactly as long as the cut.
        Some((slut, _)) => {
            n.extend_from_slice(smaa.as_bytes().get(..slut).unwrap_or_default());
            false
        }
        None => {
            n.extend_from_slice(smaa.as_bytes());
            smaa.chars().count() < INDEKSTEKST_TEGN
        }
    }
}

fn id(n: &mut Vec<u8>, id: &UnikId) {
    match id.uuid() {
        Some(u) => n.extend_from_slice(u.as_bytes()),
        None => n.extend_from_slice(id.urn().unwrap_or_default().as_bytes()),
    }
}

/// The key of a value that is no text; `None` for texts, lists and composite values, which are indexed by their texts.
pub(crate) fn vaerdi(typen: &Objekttype, nr: u16, v: &Vaerdi) -> Option<Vec<u8>> {
    let mut n = forled(typen.nr, Slags::Egenskab, nr);
    match v {
        Vaerdi::Heltal(h) => n.extend_from_slice(&sorterbar(*h)),
        Vaerdi::Boolsk(b) => n.push(u8::from(*b)),
        Vaerdi::Tidspunkt(t) => n.extend_from_slice(&sorterbar(t.mikros())),
        Vaerdi::Reference(r) => id(&mut n, r),
        Vaerdi::Tom | Vaerdi::Tekst(_) | Vaerdi::Liste(_) | Vaerdi::Struktur(_) => return None,
    }
    Some(n)
}

fn sorterbar(v: i64) -> [u8; 8] {
    (v as u64 ^ 1 << 63).to_be_bytes()
}

/// Every text in a value.
pub(crate) fn hver_tekst<'a>(v: &'a Vaerdi, f: &mut impl FnMut(&'a str)) {
    match v {
        Vaerdi::Tekst(t) => f(t),
        Vaerdi::Liste(l) => l.iter().for_each(|x| hver_tekst(x, f)),
        Vaerdi::Struktur(s) => s.values().for_each(|x| hver_tekst(x, f)),
        Vaerdi::Tom | Vaerdi::Heltal(_) | Vaerdi::Boolsk(_) | Vaerdi::Tidspunkt(_) | Vaerdi::Reference(_) => {}
    }
}

/// Everything that a reference points at: its target, and the references in its searchable fields.
pub(crate) fn hver_reference<'a>(x: &'a Relation, felter: &[Felt], f: &mut impl FnMut(&'a UnikId)) {
    if let Some(r) = &x.reference {
        f(r);
    }
    i_felter(&x.felter, felter, f);
}

fn i_felter<'a>(v: &'a Felter, felter: &[Felt], f: &mut impl FnMut(&'a UnikId)) {
    for (nr, v) in v {
        let Some(def) = felter.iter().find(|d| d.nr == *nr && d.soegbar) else { continue };
        match (v, &def.slags) {
            (Vaerdi::Reference(r), _) => f(r),
            (Vaerdi::Struktur(s), Felttype::Struktur(d)) => i_felter(s, d, f),
            (Vaerdi::Liste(l), Felttype::Strukturliste(d)) => {
                for s in l {
                    if let Vaerdi::Struktur(s) = s {
                        i_felter(s, d, f);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A fact of one registration.
pub(crate) type Kendsgerning = (Vec<u8>, Periode);

/// The facts of a registration, sorted; equal keys never overlap or touch, so key and start name a row.
pub(crate) fn kendsgerninger(typen: &Objekttype, r: &Registrering) -> Vec<Kendsgerning> {
    let mut ud = Vec::with_capacity(16);
    ud.push((livscyklus(typen, r.livscyklus), Periode::ALTID));
    for e in &r.billede.egenskaber {
        for (nr, v) in &e.felter {
            if !typen.felt_nr(*nr).is_some_and(|f| f.soegbar) {
                continue;
            }
            match vaerdi(typen, *nr, v) {
                Some(n) => ud.push((n, e.virkning.periode)),
                None => hver_tekst(v, &mut |t| {
                    let mut n = forled(typen.nr, Slags::Egenskab, *nr);
                    tekst(&mut n, &smaa(t));
                    ud.push((n, e.virkning.periode));
                }),
            }
        }
    }
    for (nr, liste) in &r.billede.tilstande {
        ud.extend(liste.iter().map(|t| (tilstand(typen, *nr, t.vaerdi), t.virkning.periode)));
    }
    for (nr, liste) in &r.billede.relationer {
        for x in liste {
            let felter = typen.relation_nr(*nr).map_or(&[][..], |d| d.felter);
            hver_reference(x, felter, &mut |r| ud.push((relation(typen, *nr, r), x.virkning.periode)));
        }
    }
    // A registration whose labels can't be made is refused before it gets here.
    for m in crate::syn::maerker(typen, r).unwrap_or_default() {
        if let Some(k) = m.klasse {
            ud.push(([klasse(typen), k.into_bytes()].concat(), m.virkning));
        }
    }
    // What holds no instant is in no view.
    ud.retain(|(_, p)| !p.er_tom());
    ud.sort_unstable();
    ud.dedup_by(|b, a| {
        let sammen = a.0 == b.0 && b.1.fra <= a.1.til;
        if sammen {
            a.1.til = a.1.til.max(b.1.til);
        }
        sammen
    });
    ud
}

/// What is to be written for a run of registrations after a previous one: rows that end, and new rows, of which some may
/// already have ended within the run.
pub(crate) fn forloeb(typen: &Objekttype, forrige: Option<&Registrering>, nye: &[Registrering]) -> (Vec<LukIndeks>, Vec<Indeksraekke>) {
    if let (None, [ny]) = (forrige, nye) {
        let registreret = Periode::ny(ny.registreret.fra, Tidspunkt::UENDELIG);
        let raekker = kendsgerninger(typen, ny).into_iter().map(|(noegle, virkning)| Indeksraekke { noegle, virkning, registreret });
        return (Vec::new(), raekker.collect());
    }
    let mut luk = Vec::new();
    let mut faerdige = Vec::new();
    // Open rows; `None` means open since before the run.
    let mut aabne: BTreeMap<Kendsgerning, Option<Tidspunkt>> = BTreeMap::new();
    if let Some(f) = forrige {
        aabne.extend(kendsgerninger(typen, f).into_iter().map(|k| (k, None)));
    }
    for ny in nye {
        let nu = ny.registreret.fra;
        let mut naeste = BTreeMap::new();
        for k in kendsgerninger(typen, ny) {
            let siden = aabne.remove(&k).unwrap_or(Some(nu));
            naeste.insert(k, siden);
        }
        for ((noegle, virkning), siden) in std::mem::replace(&mut aabne, naeste) {
            match siden {
                None => luk.push(LukIndeks { noegle, virkning_fra: virkning.fra, til: nu }),
                Some(fra) => faerdige.push(Indeksraekke { noegle, virkning, registreret: Periode::ny(fra, nu) }),
            }
        }
    }
    let aabne = aabne.into_iter().filter_map(|((noegle, virkning), siden)| {
        siden.map(|fra| Indeksraekke { noegle, virkning, registreret: Periode::ny(fra, Tidspunkt::UENDELIG) })
    });
    faerdige.extend(aabne);
    (luk, faerdige)
}
