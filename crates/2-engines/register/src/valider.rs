//! The checks that no wire can get round: what was sent against the type's table and the limits, and the merged result
//! against the rules that only the whole can break.
use crate::kommando::*;
use crate::model::*;
use crate::objekttype::*;
use grund::fejl::uddrag;
use grund::graenser::{MAERKE_TEGN, NOTE_TEGN, PERIODER_PR_REGISTRERING, URN_TEGN};
use grund::tekst::kun_xml_tegn;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, UnikId};
use std::collections::BTreeMap;

/// Checks a command by itself.
pub(crate) fn kommando(k: &Kommando) -> Result<(), Fejl> {
    if let Some(n) = &k.note {
        note(n).map_err(|f| f.felt("note"))?;
    }
    if !k.historik.is_empty() && !matches!(k.handling, Handling::Importer | Handling::Indlaes | Handling::Erstat) {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("registreringer").regel("A-31").ventet(grund::sagt::hoejst(1, grund::sagt::STYK)));
    }
    indhold(k.objekttype, &k.indhold, k.maade)?;
    for (i, h) in k.historik.iter().enumerate() {
        historisk(k, h).map_err(|f| f.under(&format!("registreringer[{}]", i + 1)))?;
    }
    Ok(())
}

fn historisk(k: &Kommando, h: &Historisk) -> Result<(), Fejl> {
    if let Some(n) = &h.note {
        note(n).map_err(|f| f.felt("note"))?;
    }
    if let Some(b) = &h.bruger {
        id(b).map_err(|f| f.felt("bruger"))?;
    }
    indhold(k.objekttype, &h.indhold, k.maade)
}

/// Checks a merged registration: mandatory parts, size, and the type's own rules.
pub(crate) fn resultat(typen: &Objekttype, forrige: Option<&Registrering>, r: &Registrering, k: &Kommando) -> Result<(), Fejl> {
    if k.maade == Flettemaade::Lora && k.handling != Handling::Ret {
        obligatorisk(typen, &r.billede)?;
    }
    let antal = omfang(&r.billede);
    if antal > PERIODER_PR_REGISTRERING {
        return Err(Fejl::ny(Fejlkode::ForMangePerioder)
            .ventet(grund::sagt::hoejst(PERIODER_PR_REGISTRERING, grund::sagt::STYK))
            .detalje((format!("{antal} perioder"), format!("{antal} periods"))));
    }
    typen.regler.iter().try_for_each(|regel| regel(forrige, r))
}

/// Holds text fields to one line as it is seen, in each period: what people read in lists. For the rules of object types.
///
/// # Errors
/// `UgyldigtTegn`, with the field.
pub fn en_linje(r: &Registrering, felter: &[(u16, &str)]) -> Result<(), Fejl> {
    let alle = r.billede.egenskaber.iter().flat_map(|e| felter.iter().map(move |(nr, navn)| (navn, e.felter.get(nr))));
    for (navn, v) in alle {
        if let Some(Vaerdi::Tekst(t)) = v {
            grund::tekst::kun_linje(t).map_err(|f| f.felt(*navn))?;
        }
    }
    Ok(())
}

/// Every mandatory field has a value in some period, and every state has a value.
fn obligatorisk(typen: &Objekttype, b: &Tilstandsbillede) -> Result<(), Fejl> {
    let mangler = |felt: String| Err(Fejl::ny(Fejlkode::ManglerObligatorisk).felt(felt).regel("A-68"));
    for f in typen.egenskaber.iter().filter(|f| f.obligatorisk) {
        if !b.egenskaber.iter().any(|e| e.felter.contains_key(&f.nr)) {
            return mangler(format!("egenskaber/{}", f.navn));
        }
    }
    for t in typen.tilstande {
        if !b.tilstande.contains_key(&t.nr) {
            return mangler(format!("tilstande/{}", t.navn));
        }
    }
    Ok(())
}

/// Attribute periods, state periods and references, added up.
pub(crate) fn omfang(b: &Tilstandsbillede) -> usize {
    let i_kort = |r: &BTreeMap<u16, Vec<Relation>>| r.values().map(Vec::len).sum::<usize>();
    let varianter = b
        .varianter
        .iter()
        .map(|v| 1 + v.egenskaber.len() + v.dele.iter().map(|d| 1 + d.egenskaber.len() + i_kort(&d.relationer)).sum::<usize>());
    b.egenskaber.len() + b.tilstande.values().map(Vec::len).sum::<usize>() + i_kort(&b.relationer) + varianter.sum::<usize>()
}

fn indhold(typen: &Objekttype, i: &Indhold, maade: Flettemaade) -> Result<(), Fejl> {
    egenskaber(typen.egenskaber, i.egenskaber.as_deref().unwrap_or(&[]), maade)?;
    for (nr, perioder) in &i.tilstande {
        let def = typen.tilstand_nr(*nr).ok_or_else(|| ukendt("tilstande", *nr))?;
        for (p, t) in perioder.iter().enumerate() {
            tilstand(def, t, maade).map_err(|f| f.under(&format!("tilstande/{}[{p}]", def.navn)))?;
        }
    }
    relationer(typen.relationer, &i.relationer, maade)?;
    if let Some(varianter) = i.varianter.as_deref() {
        let def = typen.varianter.ok_or_else(|| Fejl::ny(Fejlkode::UkendtFelt).felt("varianter"))?;
        for (n, v) in varianter.iter().enumerate() {
            variant(def, v, maade).map_err(|f| f.under(&format!("varianter[{n}]")))?;
        }
    }
    Ok(())
}

fn ukendt(hvor: &str, nr: u16) -> Fejl {
    Fejl::ny(Fejlkode::UkendtFelt).felt(format!("{hvor}/{nr}"))
}

fn variant(def: &Variantdef, v: &Variantindhold, maade: Flettemaade) -> Result<(), Fejl> {
    maerketekst(&v.tekst).map_err(|f| f.felt("varianttekst"))?;
    egenskaber(def.egenskaber, v.egenskaber.as_deref().unwrap_or(&[]), maade)?;
    for (n, d) in v.dele.iter().flatten().enumerate() {
        let del = || -> Result<(), Fejl> {
            maerketekst(&d.tekst).map_err(|f| f.felt("deltekst"))?;
            egenskaber(def.del_egenskaber, d.egenskaber.as_deref().unwrap_or(&[]), maade)?;
            d.relationer.as_ref().map_or(Ok(()), |r| relationer(def.del_relationer, r, maade))
        };
        del().map_err(|f| f.under(&format!("dele[{n}]")))?;
    }
    Ok(())
}

fn egenskaber(felter: &[Felt], perioder: &[Egenskab], maade: Flettemaade) -> Result<(), Fejl> {
    for (p, e) in perioder.iter().enumerate() {
        virkning(&e.virkning, maade).and_then(|()| vaerdier(felter, &e.felter)).map_err(|f| f.under(&format!("egenskaber[{p}]")))?;
    }
    Ok(())
}

fn tilstand(def: &Tilstandsdef, t: &Tilstand, maade: Flettemaade) -> Result<(), Fejl> {
    virkning(&t.virkning, maade)?;
    if usize::from(t.vaerdi) > def.vaerdier.len() {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).tilladt(def.vaerdier));
    }
    Ok(())
}

fn relationer(defs: &[Relationsdef], relationer: &BTreeMap<u16, Vec<Relation>>, maade: Flettemaade) -> Result<(), Fejl> {
    for (nr, liste) in relationer {
        let def = defs.iter().find(|d| d.nr == *nr).ok_or_else(|| ukendt("relationer", *nr))?;
        for (p, r) in liste.iter().enumerate() {
            relation(def, r, maade).map_err(|f| f.under(&format!("relationer/{}[{p}]", def.navn)))?;
        }
    }
    Ok(())
}

fn relation(def: &Relationsdef, r: &Relation, maade: Flettemaade) -> Result<(), Fejl> {
    virkning(&r.virkning, maade)?;
    if let Some(i) = &r.reference {
        id(i).map_err(|f| f.felt("reference"))?;
    }
    for (navn, tekst) in [("label", &r.label), ("objekttype", &r.objekttype), ("indeks", &r.indeks)] {
        if let Some(t) = tekst {
            maerketekst(t).map_err(|f| f.felt(navn))?;
        }
    }
    for (navn, maerke) in [("rolle", &r.rolle), ("type", &r.slags)] {
        if let Some(m) = maerke {
            id(&m.id).and_then(|()| m.label.as_deref().map_or(Ok(()), maerketekst)).map_err(|f| f.felt(navn))?;
        }
    }
    vaerdier(def.felter, &r.felter)
}

fn virkning(v: &Virkning, maade: Flettemaade) -> Result<(), Fejl> {
    let p = v.periode;
    if p.fra > p.til || (p.fra == p.til && maade == Flettemaade::Lora) {
        return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("virkning").regel("A-8"));
    }
    if let Some(a) = &v.aktoer {
        id(a).map_err(|f| f.felt("virkning/aktoerref"))?;
    }
    v.note.as_deref().map_or(Ok(()), note).map_err(|f| f.felt("virkning/notetekst"))
}

fn vaerdier(felter: &[Felt], vaerdier: &Felter) -> Result<(), Fejl> {
    for (nr, v) in vaerdier {
        let felt = felter.iter().find(|f| f.nr == *nr).ok_or_else(|| ukendt("felt", *nr))?;
        vaerdi(&felt.slags, v).map_err(|f| f.under(felt.navn))?;
    }
    Ok(())
}

/// Checks one value against its field's type; empty texts and lists are ways to clear.
///
/// # Errors
/// 11xx, naming what is allowed.
pub fn vaerdi(slags: &Felttype, v: &Vaerdi) -> Result<(), Fejl> {
    match (slags, v) {
        (_, Vaerdi::Tom) => Ok(()),
        (_, Vaerdi::Tekst(t)) if t.is_empty() => Ok(()),
        (Felttype::Tekst(maks), Vaerdi::Tekst(t)) => tekst(t, *maks),
        (Felttype::Kode(koder), Vaerdi::Tekst(t)) if koder.contains(&t.as_str()) => Ok(()),
        (Felttype::Kode(koder), Vaerdi::Tekst(t)) => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).tilladt(koder.iter()).detalje(uddrag(t))),
        (Felttype::Cifre(laengder), Vaerdi::Tekst(t)) => cifre(laengder, t),
        (Felttype::Heltal(fra, til), Vaerdi::Heltal(h)) if (fra..=til).contains(&h) => Ok(()),
        (Felttype::Heltal(fra, til), _) => Err(Fejl::ny(Fejlkode::UgyldigtTal).ventet(grund::sagt::mellem(fra, til))),
        (Felttype::Boolsk, Vaerdi::Boolsk(_)) => Ok(()),
        (Felttype::Boolsk, _) => Err(Fejl::ny(Fejlkode::UgyldigBoolsk)),
        (Felttype::Dato, Vaerdi::Tekst(t)) if er_dato(t) => Ok(()),
        (Felttype::Dato, _) => Err(Fejl::ny(Fejlkode::UgyldigTid).ventet(("ÅÅÅÅ-MM-DD", "YYYY-MM-DD"))),
        (Felttype::Tidspunkt, Vaerdi::Tidspunkt(_)) => Ok(()),
        (Felttype::Tidspunkt, _) => Err(Fejl::ny(Fejlkode::UgyldigTid)),
        (Felttype::Varighed, Vaerdi::Tekst(t)) if er_varighed(t) => Ok(()),
        (Felttype::Varighed, _) => Err(Fejl::ny(Fejlkode::UgyldigTid).ventet("P1Y2M3DT4H5M6S, 1 day 02:00:00")),
        (Felttype::Reference, Vaerdi::Reference(r)) => id(r),
        (Felttype::Reference, _) => Err(Fejl::ny(Fejlkode::UgyldigUuid)),
        (Felttype::Tekstliste(maks), Vaerdi::Liste(l)) => l.iter().try_for_each(|x| match x {
            Vaerdi::Tekst(t) => tekst(t, *maks),
            _ => Err(form()),
        }),
        (Felttype::Struktur(felter), Vaerdi::Struktur(f)) => vaerdier(felter, f),
        (Felttype::Strukturliste(felter), Vaerdi::Liste(l)) => l.iter().try_for_each(|x| match x {
            Vaerdi::Struktur(f) => vaerdier(felter, f),
            _ => Err(form()),
        }),
        _ => Err(form()),
    }
}

fn form() -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtMoenster)
}

fn cifre(laengder: &[usize], t: &str) -> Result<(), Fejl> {
    if t.bytes().all(|c| c.is_ascii_digit()) && laengder.contains(&t.len()) {
        return Ok(());
    }
    // The value may be a CPR number, so it is not shown.
    let laengder: Vec<String> = laengder.iter().map(ToString::to_string).collect();
    Err(Fejl::ny(Fejlkode::UgyldigtMoenster).ventet(grund::sagt::en_af(&laengder, grund::sagt::CIFRE)))
}

fn er_dato(t: &str) -> bool {
    let mut dele = t.split('-');
    let (Some(aar), Some(maaned), Some(dag), None) = (dele.next(), dele.next(), dele.next(), dele.next()) else { return false };
    let cifre = |s: &str, n: usize| s.len() == n && s.bytes().all(|c| c.is_ascii_digit());
    if !(cifre(aar, 4) && cifre(maaned, 2) && cifre(dag, 2)) {
        return false;
    }
    match (aar.parse(), maaned.parse(), dag.parse()) {
        (Ok(a), Ok(m), Ok(d)) => Tidspunkt::dansk_midnat(a, m, d).is_some(),
        _ => false,
    }
}

/// ISO 8601 or PostgreSQL's interval: only their characters, with a digit in it.
fn er_varighed(t: &str) -> bool {
    t.len() <= 64 && t.bytes().any(|c| c.is_ascii_digit()) && t.bytes().all(|c| c.is_ascii_alphanumeric() || b" :.,+-".contains(&c))
}

///
fn note(t: &str) -> Result<(), Fejl> {
    tekst(t, NOTE_TEGN).map_err(|f| f.regel("A-10"))
}

fn maerketekst(t: &str) -> Result<(), Fejl> {
    tekst(t, MAERKE_TEGN)
}

/// Length in characters, and only characters that XML can carry.
fn tekst(t: &str, maks: usize) -> Result<(), Fejl> {
    // A text has no more characters than bytes, so most need no counting.
    if t.len() > maks && t.chars().count() > maks {
        return Err(Fejl::ny(Fejlkode::ForLang).ventet(grund::sagt::hoejst(maks, grund::sagt::TEGN)));
    }
    kun_xml_tegn(t)
}

/// What stands in the place of a URN is a text of the standard's length; what form it has is the sender's (`UnikIdType`).
fn id(i: &UnikId) -> Result<(), Fejl> {
    let UnikId::Urn(u) = i else { return Ok(()) };
    if u.trim().is_empty() || (u.len() > URN_TEGN && u.chars().count() > URN_TEGN) {
        return Err(Fejl::ny(Fejlkode::UgyldigUrn).detalje(uddrag(u)));
    }
    kun_xml_tegn(u)
}

/// The invariants of a stored content: sorted periods that do not overlap, nothing that is only for commands.
///
/// # Errors
/// `Intern`, naming what is broken.
pub fn invarianter(typen: &Objekttype, b: &Tilstandsbillede) -> Result<(), Fejl> {
    let brud = |hvad: &str| Err(Fejl::intern(format!("stored content breaks A-69: {hvad}")));
    let attributter = |felter: &[Felt], liste: &[Egenskab]| {
        adskilte(liste.iter().map(|e| e.virkning.periode))
            && liste.iter().all(|e| {
                !e.virkning.periode.er_tom() && e.felter.values().all(|v| *v != Vaerdi::Tom) && vaerdier(felter, &e.felter).is_ok()
            })
    };
    if !attributter(typen.egenskaber, &b.egenskaber) {
        return brud("attributes");
    }
    for (nr, liste) in &b.tilstande {
        let gyldige = typen.tilstand_nr(*nr).map_or(0, |d| d.vaerdier.len());
        let ok = adskilte(liste.iter().map(|t| t.virkning.periode))
            && liste.iter().all(|t| t.vaerdi != 0 && usize::from(t.vaerdi) <= gyldige && !t.virkning.periode.er_tom());
        if !ok || liste.is_empty() {
            return brud("states");
        }
    }
    for (nr, liste) in &b.relationer {
        let Some(def) = typen.relation_nr(*nr) else { return brud("unknown relation") };
        let ok = (!def.slags.er_en() || adskilte(liste.iter().map(|r| r.virkning.periode)))
            && liste.iter().all(|r| relation(def, r, Flettemaade::Sts).is_ok());
        if !ok || liste.is_empty() {
            return brud(def.navn);
        }
    }
    for v in &b.varianter {
        let Some(def) = typen.varianter else { return brud("varianter") };
        if !attributter(def.egenskaber, &v.egenskaber) || !v.dele.iter().all(|d| attributter(def.del_egenskaber, &d.egenskaber)) {
            return brud("varianter");
        }
    }
    Ok(())
}

fn adskilte(perioder: impl Iterator<Item = Periode>) -> bool {
    let mut foer: Option<Periode> = None;
    for p in perioder {
        if foer.is_some_and(|f| p.fra < f.fra || (!p.er_tom() && !f.er_tom() && p.fra < f.til)) {
            return false;
        }
        if !p.er_tom() || foer.is_none() {
            foer = Some(p);
        }
    }
    true
}
