//! From the engine to an answer: an object as a FiltreretOejebliksbillede. The order of the wire is the order of the contract's table,
//! so this code has no order of its own.
use super::grunddele::{med_unik_id, virkning_ud};
use super::udvidelser::{self, hjemme};
use grund::{UnikId, Uuid};
use kontrakt::skema::{Partikel, Type};
use kontrakt::{Element, Knude};
use register::{
    Egenskab, Felt, Felter, Liste, Maerke, Objekt, Objekttype, Registrering, Relation, Relationsdef, Tilstand, Vaerdi, Virkning,
};

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
        "UUIDIdentifikator" => ud.extend(Knude::i(p).map(|k| k.med_tekst(objekt.uuid.to_string()))),
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
            "Tidspunkt" => ud.push(k.med_tekst(r.afsendt.unwrap_or(r.registreret.fra).til_xs())),
            "StsTidspunkt" => ud.push(k.med_tekst(r.registreret.fra.til_xs())),
            "LivscyklusKode" => ud.push(k.med_tekst(r.sts_livscyklus().navn())),
            "BrugerRef" => ud.push(med_unik_id(k, &r.bruger, None)),
            "AttributListe" => ud.push(liste(k, objekttype, r, Liste::Attributter, |p, ud| {
                if p.register == Some("egenskaber") {
                    return egenskaber(p, objekttype, r, ud);
                }
                if p.register.is_some() {
                    return relationer(p, objekttype, r, ud);
                }
                ud.extend(r.billede.egenskaber.iter().filter_map(|e| Some(egenskab(Knude::i(p)?, objekttype, e))));
            })),
            "TilstandListe" => ud.push(liste(k, objekttype, r, Liste::Tilstande, |p, ud| {
                let Some(def) = p.register.and_then(|n| objekttype.tilstand(n)) else { return };
                let perioder = r.billede.tilstande.get(&def.nr).into_iter().flatten();
                ud.extend(perioder.filter_map(|t| Some(tilstand(Knude::i(p)?, def.vaerdier, t))));
            })),
            "RelationListe" => ud.push(liste(k, objekttype, r, Liste::Relationer, |p, ud| relationer(p, objekttype, r, ud))),
            _ => {}
        }
    })
}

/// The periods of the attribute, with the fields that this element has; periods in which those are the same are one.
fn egenskaber(p: &'static Partikel, objekttype: &'static Objekttype, r: &Registrering, ud: &mut Vec<Knude>) {
    for e in udvidelser::udsnit(p, objekttype, &r.billede.egenskaber) {
        ud.extend(Knude::i(p).map(|k| egenskab(k, objekttype, &e)));
    }
}

fn relationer(p: &'static Partikel, objekttype: &'static Objekttype, r: &Registrering, ud: &mut Vec<Knude>) {
    let Some(def) = hjemme(p.register, objekttype).and_then(|n| objekttype.relation(n)) else { return };
    // Where the contract has room for one, an answer over a long virkning shows the latest of a 0..1 relation.
    let alle = r.billede.relationer.get(&def.nr).map(Vec::as_slice).unwrap_or_default();
    let med: Vec<&Relation> = alle.iter().filter(|r| r.reference.is_some() || !r.felter.is_empty()).collect();
    // what is known in free content stands there as often as need be
    let kun_en = !p.gentages() && !p.register.is_some_and(|n| n.contains('.'));
    let med = if kun_en { med.into_iter().max_by_key(|r| r.virkning.periode.fra).into_iter().collect() } else { med };
    ud.extend(med.into_iter().filter_map(|r| Some(relation(Knude::i(p)?, objekttype, def, r))));
}

/// A list of extensions, if there is something in it.
fn udvidelsesliste(k: Knude, objekttype: &'static Objekttype, r: &Registrering, liste: Liste) -> Option<Knude> {
    let mut k = byg(k, |p, ud| {
        for u in p.muligheder() {
            match (liste, hjemme(u.register, objekttype)) {
                (Liste::Attributter, Some("egenskaber")) => egenskaber(u, objekttype, r, ud),
                (Liste::Relationer, Some(navn)) if objekttype.relation(navn).is_some() && udvidelser::er_relation(u) => {
                    relationer(u, objekttype, r, ud);
                }
                (Liste::Attributter, Some(navn)) => {
                    let sidste = r.billede.egenskaber.iter().rev().find_map(|e| e.felter.get(&objekttype.felt(navn)?.nr));
                    if let (Some(def), Some(v)) = (objekttype.felt(navn), sidste) {
                        ud.extend(vaerdi(u, def, v));
                    }
                }
                _ => {}
            }
        }
    });
    k.raat = r.billede.udvidelser.get(&liste).cloned();
    (!k.boern.is_empty() || k.raat.is_some()).then_some(k)
}

/// A list with what stands in it and its LokalUdvidelse.
fn liste(
    k: Knude,
    objekttype: &'static Objekttype,
    r: &Registrering,
    liste: Liste,
    mut fyld: impl FnMut(&'static Partikel, &mut Vec<Knude>),
) -> Knude {
    byg(k, |p, ud| match navn(p) {
        "LokalUdvidelse" => {
            ud.extend(r.billede.udvidelser.get(&liste).and_then(|raat| Some(Knude::i(p)?.med_raat(raat.clone()))));
        }
        "LokalUdvidelseListe" => ud.extend(Knude::i(p).and_then(|k| udvidelsesliste(k, objekttype, r, liste))),
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
        Vaerdi::Reference(r) if matches!(k.element.slags, Type::Simpel(_)) => k.med_tekst(r.to_string()),
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

fn relation(k: Knude, objekttype: &'static Objekttype, def: &'static Relationsdef, r: &Relation) -> Knude {
    byg(k, |p, ud| {
        let Some(k) = Knude::i(p) else { return };
        if p.register == Some("indeks") && !def.felter.iter().any(|f| f.navn == "indeks") {
            return ud.extend(r.indeks.clone().map(|i| k.med_tekst(i)));
        }
        if p.register.is_some() {
            return felt(p, def.felter, &r.felter, ud);
        }
        match navn(p) {
            "Virkning" => ud.push(virkning_ud(k, &r.virkning)),
            "ReferenceID" => ud.extend(r.reference.as_ref().map(|id| med_unik_id(k, id, r.label.as_deref()))),
            "Rolle" => ud.extend(maerke(p, k, r.rolle.as_ref())),
            "Type" => ud.extend(maerke(p, k, r.slags.as_ref())),
            "Indeks" if r.indeks.is_none() && p.min == 0 => {}
            "Indeks" => {
                let tekst = r.indeks.clone().unwrap_or_default();
                ud.push(match p.element().map(|e| e.slags) {
                    Some(Type::Kompleks(_)) if tekst.is_empty() => k,
                    Some(Type::Kompleks(_)) => k.felt("UUIDIdentifikator", tekst),
                    _ => k.med_tekst(tekst),
                });
            }
            "LokalUdvidelseListe" => {
                let udvidelse = |p: &'static Partikel, ud: &mut Vec<Knude>| {
                    for u in
                        p.muligheder().iter().filter(|u| hjemme(u.register, objekttype) == Some(def.navn) && !udvidelser::er_relation(u))
                    {
                        ud.extend(Knude::i(u).map(|k| byg(k, |p, ud| felt(p, def.felter, &r.felter, ud))).filter(|k| !k.boern.is_empty()));
                    }
                };
                ud.extend(Some(byg(k, udvidelse)).filter(|k| !k.boern.is_empty()));
            }
            // a group around further data
            _ if !def.felter.is_empty() => {
                ud.extend(Some(byg(k, |p, ud| felt(p, def.felter, &r.felter, ud))).filter(|k| !k.boern.is_empty()))
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
