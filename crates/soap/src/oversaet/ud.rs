//! From the engine to an answer: an object as a FiltreretOejebliksbillede. The order of the wire is the order of the contract's table,
//! so this code has no order of its own.
use super::grunddele::{med_unik_id, virkning_ud};
use grund::{UnikId, Uuid};
use kontrakt::skema::{Partikel, Type};
use kontrakt::{Element, Knude};
use register::{Egenskab, Felt, Felter, Liste, Maerke, Objekt, Objekttype, Registrering, Relation, Tilstand, Vaerdi, Virkning};

/// Builds an element: `fyld` says what stands in each place of its type.
fn byg(mut k: Knude, mut fyld: impl FnMut(&'static Partikel, &mut Vec<Knude>)) -> Knude {
    if let Type::Kompleks(t) = k.element.slags {
        for p in t.lag().flat_map(|i| i.partikler()) {
            fyld(p, &mut k.boern);
        }
    }
    k
}

fn navn(p: &Partikel) -> &'static str {
    p.element().map(|e| e.navn).unwrap_or_default()
}

/// The object with the registrations that were read, in an element of that declaration.
pub fn oejebliksbillede(element: &'static Element, objekt: &Objekt) -> Knude {
    byg(Knude::ny(element), |p, ud| match navn(p) {
        "ObjektType" | "ObjektID" => ud.extend(Knude::i(p).map(|k| k.felt("UUIDIdentifikator", objekt.uuid.to_string()))),
        "DataEjer" => ud.extend(Knude::i(p).map(|k| k.felt("CVR", objekt.myndighed.to_string()))),
        "Registrering" => {
            ud.extend(objekt.registreringer.iter().filter_map(|r| Some(registrering(Knude::i(p)?, objekt.objekttype, r))));
        }
        _ => {}
    })
}

fn registrering(k: Knude, objekttype: &'static Objekttype, r: &Registrering) -> Knude {
    byg(k, |p, ud| {
        let Some(k) = Knude::i(p) else { return };
        match navn(p) {
            "NoteTekst" => ud.extend(r.note.clone().map(|n| k.med_tekst(n))),
            "Tidspunkt" => ud.push(k.med_tekst(r.registreret.fra.til_xs())),
            "LivscyklusKode" => ud.push(k.med_tekst(r.sts_livscyklus().navn())),
            "BrugerRef" => ud.push(med_unik_id(k, &r.bruger, None)),
            "AttributListe" => ud.push(liste(k, r, Liste::Attributter, |p, ud| {
                ud.extend(r.billede.egenskaber.iter().filter_map(|e| Some(egenskab(Knude::i(p)?, objekttype, e))));
            })),
            "TilstandListe" => ud.push(liste(k, r, Liste::Tilstande, |p, ud| {
                let Some(def) = p.register.and_then(|n| objekttype.tilstand(n)) else { return };
                let perioder = r.billede.tilstande.get(&def.nr).into_iter().flatten();
                ud.extend(perioder.filter_map(|t| Some(tilstand(Knude::i(p)?, def.vaerdier, t))));
            })),
            "RelationListe" => ud.push(liste(k, r, Liste::Relationer, |p, ud| {
                let Some(def) = p.register.and_then(|n| objekttype.relation(n)) else { return };
                // Where the contract has room for one, an answer over a long virkning shows the latest of a 0..1 relation.
                let alle = r.billede.relationer.get(&def.nr).map(Vec::as_slice).unwrap_or_default();
                let med: Vec<&Relation> = alle.iter().filter(|r| r.reference.is_some()).collect();
                let med = if p.gentages() { med } else { med.into_iter().max_by_key(|r| r.virkning.periode.fra).into_iter().collect() };
                ud.extend(med.into_iter().filter_map(|r| Some(relation(Knude::i(p)?, r))));
            })),
            _ => {}
        }
    })
}

/// A list with what stands in it and its LokalUdvidelse.
fn liste(k: Knude, r: &Registrering, liste: Liste, mut fyld: impl FnMut(&'static Partikel, &mut Vec<Knude>)) -> Knude {
    byg(k, |p, ud| match navn(p) {
        "LokalUdvidelse" => {
            ud.extend(r.billede.udvidelser.get(&liste).and_then(|raat| Some(Knude::i(p)?.med_raat(raat.clone()))));
        }
        _ => fyld(p, ud),
    })
}

fn virkning(p: &'static Partikel, v: &Virkning) -> Option<Knude> {
    Some(virkning_ud(Knude::i(p)?, v))
}

fn egenskab(k: Knude, objekttype: &'static Objekttype, e: &Egenskab) -> Knude {
    byg(k, |p, ud| match navn(p) {
        "Virkning" => ud.extend(virkning(p, &e.virkning)),
        _ => felt(p, objekttype.egenskaber, &e.felter, ud),
    })
}

fn felt(p: &'static Partikel, tabel: &'static [Felt], felter: &Felter, ud: &mut Vec<Knude>) {
    let Some(def) = p.register.and_then(|n| tabel.iter().find(|f| f.navn == n)) else { return };
    let Some(v) = felter.get(&def.nr) else { return };
    match v {
        Vaerdi::Liste(l) => ud.extend(l.iter().filter_map(|v| vaerdi(p, def, v))),
        v => ud.extend(vaerdi(p, def, v)),
    }
}

fn vaerdi(p: &'static Partikel, def: &'static Felt, v: &Vaerdi) -> Option<Knude> {
    let k = Knude::i(p)?;
    Some(match v {
        Vaerdi::Tekst(t) => k.med_tekst(t.clone()),
        Vaerdi::Heltal(n) => k.med_tekst(n.to_string()),
        Vaerdi::Boolsk(b) => k.med_tekst(if *b { "true" } else { "false" }),
        Vaerdi::Tidspunkt(t) => k.med_tekst(t.til_xs()),
        Vaerdi::Reference(r) => med_unik_id(k, r, None),
        Vaerdi::Struktur(f) => {
            let tabel: &'static [Felt] = match def.slags {
                register::Felttype::Struktur(t) | register::Felttype::Strukturliste(t) => t,
                _ => return None,
            };
            byg(k, |p, ud| felt(p, tabel, f, ud))
        }
        Vaerdi::Tom | Vaerdi::Liste(_) => return None,
    })
}

fn tilstand(k: Knude, vaerdier: &'static [&'static str], t: &Tilstand) -> Knude {
    byg(k, |p, ud| match navn(p) {
        "Virkning" => ud.extend(virkning(p, &t.virkning)),
        "ErPubliceretIndikator" => ud.extend(Knude::i(p).map(|k| k.med_tekst(if t.vaerdi == 1 { "true" } else { "false" }))),
        _ => {
            let tekst = usize::from(t.vaerdi).checked_sub(1).and_then(|i| vaerdier.get(i));
            ud.extend(tekst.and_then(|v| Some(Knude::i(p)?.med_tekst(*v))));
        }
    })
}

fn relation(k: Knude, r: &Relation) -> Knude {
    byg(k, |p, ud| {
        let Some(k) = Knude::i(p) else { return };
        match navn(p) {
            "Virkning" => ud.push(virkning_ud(k, &r.virkning)),
            "ReferenceID" => ud.extend(r.reference.as_ref().map(|id| med_unik_id(k, id, r.label.as_deref()))),
            "Rolle" => ud.extend(maerke(p, k, r.rolle.as_ref())),
            "Type" => ud.extend(maerke(p, k, r.slags.as_ref())),
            "Indeks" => {
                let tekst = r.indeks.clone().unwrap_or_default();
                ud.push(match p.element().map(|e| e.slags) {
                    Some(Type::Kompleks(_)) if tekst.is_empty() => k,
                    Some(Type::Kompleks(_)) => k.felt("UUIDIdentifikator", tekst),
                    _ => k.med_tekst(tekst),
                });
            }
            _ => {}
        }
    })
}

/// A role or type. Where the contract demands one and the reference came over a wire that has none, the nil UUID stands in, since a
/// strict client would not read the answer at all; it is read back as none. Where the contract takes no URN, a URN becomes the label.
fn maerke(p: &'static Partikel, k: Knude, m: Option<&Maerke>) -> Option<Knude> {
    let nul = || UnikId::Uuid(Uuid::nil());
    match m {
        None if p.min == 0 => None,
        None => Some(med_unik_id(k, &nul(), None)),
        Some(Maerke { id: UnikId::Urn(urn), .. }) if k.nyt_barn("URNIdentifikator").is_none() => Some(med_unik_id(k, &nul(), Some(urn))),
        Some(m) => Some(med_unik_id(k, &m.id, m.label.as_deref())),
    }
}
