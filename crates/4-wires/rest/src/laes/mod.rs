//! Reads the JSON of an object (B-20) into a command's content, strictly and by the object type's table.
mod relation;
pub(crate) mod vaerdi;
mod variant;

use crate::json::Json;
use grund::fejl::uddrag;
use grund::{Fejl, Fejlkode, Periode};
use register::{Aktoertype, Egenskab, Felt, Felter, Indhold, Objekttype, Tilstand, Vaerdi, Virkning};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How strictly a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// POST and PUT: everything that is mandatory must be there (B-24, A-68).
    Hel,
    /// PATCH: what is left out stays, what is empty is cleared; state names may lack the prefix (B-20); at its top, members that are none of
    /// an object's are passed over where nothing is lost by it ([`kan_forbigaas`], B-7).
    Aendring,
}

/// A body as read.
#[derive(Debug, PartialEq)]
pub(crate) struct Krop {
    /// Note of the registration.
    pub(crate) note: Option<String>,
    /// The body asks to make the object passive (B-3).
    pub(crate) passiver: bool,
    /// The content.
    pub(crate) indhold: Indhold,
    /// Members that were passed over.
    pub(crate) forbigaaet: Vec<String>,
}

/// Names of passed-over members that are kept: enough to see what the client does.
const FORBIGAAEDE: usize = 8;

/// Notes a passed-over member.
fn forbigaa(liste: &mut Vec<String>, navn: &str) {
    if liste.len() < FORBIGAAEDE {
        liste.push(uddrag(navn));
    }
}

/// Reads a whole body.
///
/// # Errors
/// `TomForespoergsel`, `UkendtFelt`, `ManglerObligatorisk` and the 11xx for values, each with the field's path.
pub(crate) fn krop(json: &Json<'_>, t: &'static Objekttype, form: Form) -> Result<Krop, Fejl> {
    let felter = objekt(json, "")?;
    if felter.is_empty() {
        return Err(Fejl::ny(Fejlkode::TomForespoergsel));
    }
    let mut ud = Krop { note: None, passiver: false, indhold: Indhold::default(), forbigaaet: Vec::new() };
    for (navn, vaerdi) in felter {
        if matches!(vaerdi, Json::Null)
            && matches!(navn.as_ref(), "note" | "livscyklus" | "attributter" | "tilstande" | "relationer" | "varianter")
        {
            continue;
        }
        match navn.as_ref() {
            "note" => ud.note = Some(vaerdi::tekst(vaerdi, grund::graenser::NOTE_TEGN, navn)?.to_string()).filter(|n| !n.is_empty()),
            // LoRA looks for one value only, in any case (B-3).
            "livscyklus" if form == Form::Aendring => {
                ud.passiver = matches!(vaerdi, Json::Tekst(l) if l.eq_ignore_ascii_case("passiv"));
                if !ud.passiver {
                    forbigaa(&mut ud.forbigaaet, navn);
                }
            }
            "attributter" => ud.indhold.egenskaber = attributter(vaerdi, t, form).map_err(|f| f.under(navn))?,
            "tilstande" => ud.indhold.tilstande = tilstande(vaerdi, t, form).map_err(|f| f.under(navn))?,
            "relationer" => ud.indhold.relationer = relation::liste(vaerdi, t.relationer).map_err(|f| f.under(navn))?,
            "varianter" if t.varianter.is_some() => {
                if let Some(def) = t.varianter {
                    ud.indhold.varianter = Some(variant::varianter(vaerdi, def, form).map_err(|f| f.under(navn))?);
                }
            }
            _ if form == Form::Aendring && kan_forbigaas(navn, vaerdi) => forbigaa(&mut ud.forbigaaet, navn),
            _ => {
                let varianter = t.varianter.map(|_| "varianter");
                let livscyklus = (form == Form::Aendring).then_some("livscyklus");
                return Err(ukendt(
                    navn,
                    ["attributter", "tilstande", "relationer", "note"].into_iter().chain(varianter).chain(livscyklus),
                ));
            }
        }
    }
    if ud.passiver && ud.indhold != Indhold::default() {
        // LoRA makes the object passive and looks at nothing else (B-3).
        ud.indhold = Indhold::default();
        forbigaa(&mut ud.forbigaaet, "attributter, tilstande, relationer");
    }
    if form == Form::Hel {
        hel(&ud.indhold, t)?;
    }
    Ok(ud)
}

/// The note in the body of a DELETE, and the members that were passed over: LoRA looks at nothing else there.
pub(crate) fn kun_note(json: &Json<'_>) -> Result<(Option<String>, Vec<String>), Fejl> {
    let (mut note, mut forbigaaet) = (None, Vec::new());
    for (navn, vaerdi) in objekt(json, "")? {
        match (navn.as_ref(), vaerdi) {
            ("note", Json::Null) => {}
            ("note", v) => note = Some(vaerdi::tekst(v, grund::graenser::NOTE_TEGN, navn)?.to_string()).filter(|n| !n.is_empty()),
            _ => forbigaa(&mut forbigaaet, navn),
        }
    }
    Ok((note, forbigaaet))
}

/// What LoRA's clients leave at the top of a change, and what a read shows beside the parts: nothing of an object's content.
const UDEN_FOR_INDHOLDET: [&str; 8] = ["note", "livscyklus", "livscykluskode", "fratidspunkt", "tiltidspunkt", "brugerref", "uuid", "id"];

/// LoRA holds no schema against a change and passes over every member that it does not know. Here only those do by which nothing is lost: a part that
/// is misspelt, or stands in the wrong place, would be answered 200 with nothing of it written.
fn kan_forbigaas(navn: &str, vaerdi: &Json<'_>) -> bool {
    siger_intet(vaerdi) || UDEN_FOR_INDHOLDET.iter().any(|n| n.eq_ignore_ascii_case(navn))
}

/// Nothing is said: null, `""`, `[]`, `{}`.
fn siger_intet(json: &Json<'_>) -> bool {
    match json {
        Json::Null => true,
        Json::Tekst(t) => t.is_empty(),
        Json::Liste(l) => l.is_empty(),
        Json::Objekt(o) => o.is_empty(),
        Json::Tal(_) | Json::Boolsk(_) => false,
    }
}

/// What POST and PUT must hold (B-24).
fn hel(indhold: &Indhold, t: &'static Objekttype) -> Result<(), Fejl> {
    let mangler = |felt: String| Err(Fejl::ny(Fejlkode::ManglerObligatorisk).felt(felt).regel("B-24"));
    let kraevede = || t.egenskaber.iter().filter(|f| f.obligatorisk);
    let perioder = indhold.egenskaber.as_deref().unwrap_or_default();
    if perioder.is_empty() && kraevede().next().is_some() {
        return mangler(format!("attributter/{}", t.attributnavn()));
    }
    for (nr, e) in perioder.iter().enumerate() {
        if let Some(f) = kraevede().find(|f| !e.felter.contains_key(&f.nr)) {
            return mangler(format!("attributter/{}[{nr}]/{}", t.attributnavn(), f.navn));
        }
    }
    match t.tilstande.iter().find(|s| indhold.tilstande.get(&s.nr).is_none_or(Vec::is_empty)) {
        Some(s) => mangler(format!("tilstande/{}{}", t.sti, s.navn)),
        None => Ok(()),
    }
}

fn attributter(json: &Json<'_>, t: &'static Objekttype, form: Form) -> Result<Option<Vec<Egenskab>>, Fejl> {
    let ventet = t.attributnavn();
    let mut ud = None;
    for (navn, vaerdi) in objekt(json, "")? {
        if navn.as_ref() != ventet {
            // `"egenskaber": []` is what some clients leave behind.
            if form == Form::Aendring && siger_intet(vaerdi) {
                continue;
            }
            return Err(ukendt(navn, [ventet]));
        }
        if !matches!(vaerdi, Json::Null) {
            ud = Some(egenskaber(vaerdi, t.egenskaber, form, None).map_err(|f| f.under(navn))?.0);
        }
    }
    Ok(ud)
}

/// Reads attribute periods; `noegle` is a field that may stand beside the table's (varianttekst, deltekst), and its value is returned.
fn egenskaber(json: &Json<'_>, felter: &'static [Felt], form: Form, noegle: Option<&str>) -> Result<(Vec<Egenskab>, Option<String>), Fejl> {
    let mut ud = Vec::new();
    let mut noeglevaerdi: Option<String> = None;
    for (nr, periode) in liste(json, "")?.iter().enumerate() {
        let mut v = None;
        let mut vaerdier = Felter::new();
        let mut laes = || -> Result<(), Fejl> {
            for (navn, vaerdi) in objekt(periode, "")? {
                if navn == "virkning" {
                    v = virkning(vaerdi).map_err(|f| f.under(navn))?;
                } else if noegle == Some(navn.as_ref()) {
                    let tekst = vaerdi::tekst(vaerdi, 255, navn)?.to_string();
                    if noeglevaerdi.as_ref().is_some_and(|n| *n != tekst) {
                        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                            .felt(navn.as_ref())
                            .ventet(("den samme tekst i alle perioder", "the same text in every period")));
                    }
                    noeglevaerdi = Some(tekst);
                } else {
                    let f = felter.iter().find(|f| f.navn == navn).ok_or_else(|| ukendt_felt(navn, felter))?;
                    if let Some(vaerdi) = vaerdi::felt(vaerdi, f, form)? {
                        vaerdier.insert(f.nr, vaerdi);
                    }
                }
            }
            Ok(())
        };
        laes().map_err(|f| i_liste(f, nr))?;
        let virkning = v.ok_or_else(|| i_liste(Fejl::ny(Fejlkode::ManglerElement).felt("virkning"), nr))?;
        ud.push(Egenskab { virkning, felter: vaerdier });
    }
    Ok((ud, noeglevaerdi))
}

fn tilstande(json: &Json<'_>, t: &'static Objekttype, form: Form) -> Result<BTreeMap<u16, Vec<Tilstand>>, Fejl> {
    let mut ud = BTreeMap::new();
    for (navn, vaerdi) in objekt(json, "")? {
        let def = navn
            .strip_prefix(t.sti)
            .and_then(|n| t.tilstand(n))
            .or_else(|| if form == Form::Aendring { t.tilstand(navn) } else { None })
            .ok_or_else(|| ukendt(navn, t.tilstande.iter().map(|s| format!("{}{}", t.sti, s.navn))))?;
        if matches!(vaerdi, Json::Null) {
            continue;
        }
        let mut perioder = Vec::new();
        for (nr, periode) in liste(vaerdi, navn)?.iter().enumerate() {
            perioder.push(tilstand(periode, def, form).map_err(|f| i_liste(f, nr).under(navn))?);
        }
        if ud.insert(def.nr, perioder).is_some() {
            return Err(Fejl::ny(Fejlkode::DobbeltNoegle).felt(navn.as_ref()));
        }
    }
    Ok(ud)
}

fn tilstand(json: &Json<'_>, def: &'static register::Tilstandsdef, form: Form) -> Result<Tilstand, Fejl> {
    let (mut v, mut nr) = (None, None);
    for (navn, vaerdi) in objekt(json, "")? {
        if navn == "virkning" {
            v = virkning(vaerdi).map_err(|f| f.under(navn))?;
        } else if navn == def.navn {
            nr = match vaerdi {
                Json::Null => None,
                Json::Tekst(tom) if tom.is_empty() && form == Form::Aendring => Some(0),
                Json::Tekst(tekst) => Some(tilstandsvaerdi(tekst, def)?),
                andet => {
                    return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(def.navn).tilladt(def.vaerdier).detalje(andet.slags()));
                }
            };
        } else {
            return Err(ukendt(navn, [def.navn, "virkning"]));
        }
    }
    let mangler = |felt: &str| Fejl::ny(Fejlkode::ManglerElement).felt(felt);
    Ok(Tilstand { virkning: v.ok_or_else(|| mangler("virkning"))?, vaerdi: nr.ok_or_else(|| mangler(def.navn))? })
}

/// The stored number of a state's value, in any case.
pub(crate) fn tilstandsvaerdi(tekst: &str, def: &'static register::Tilstandsdef) -> Result<u8, Fejl> {
    let plads = def.vaerdier.iter().position(|v| v.eq_ignore_ascii_case(tekst));
    plads
        .and_then(|p| u8::try_from(p + 1).ok())
        .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt(def.navn).tilladt(def.vaerdier).detalje(uddrag(tekst)))
}

/// Reads a virkning (B-21); null is the same as left out. The inclusion flags are checked to be booleans and else without effect: always `[from, to)`.
fn virkning(json: &Json<'_>) -> Result<Option<Virkning>, Fejl> {
    if matches!(json, Json::Null) {
        return Ok(None);
    }
    let (mut fra, mut til) = (None, None);
    let mut ud = Virkning::i(Periode::ALTID);
    for (navn, vaerdi) in objekt(json, "")? {
        let udeladt = matches!(vaerdi, Json::Null);
        match navn.as_ref() {
            "from" | "to" if udeladt => {}
            "from" => fra = Some(vaerdi::tid(vaerdi, navn)?),
            "to" => til = Some(vaerdi::tid(vaerdi, navn)?),
            "from_included" | "to_included" => {
                if !matches!(vaerdi, Json::Boolsk(_) | Json::Null) {
                    return Err(Fejl::ny(Fejlkode::UgyldigBoolsk).felt(navn.as_ref()).tilladt(["true", "false"]));
                }
            }
            "aktoerref" | "aktoertypekode" | "notetekst" if udeladt || *vaerdi == Json::Tekst(Cow::Borrowed("")) => {}
            "aktoerref" => ud.aktoer = Some(vaerdi::unik_id(vaerdi, navn)?),
            "aktoertypekode" => {
                let tekst = vaerdi::tekst(vaerdi, 50, navn)?;
                ud.aktoertype = Some(Aktoertype::ALLE.into_iter().find(|a| a.navn().eq_ignore_ascii_case(tekst)).ok_or_else(|| {
                    Fejl::ny(Fejlkode::UgyldigVaerdi).felt(navn.as_ref()).tilladt(Aktoertype::ALLE.map(Aktoertype::navn)).regel("A-9")
                })?);
            }
            "notetekst" => ud.note = Some(vaerdi::tekst(vaerdi, grund::graenser::NOTE_TEGN, navn)?.to_string()),
            _ => return Err(ukendt(navn, ["from", "to", "from_included", "to_included", "aktoerref", "aktoertypekode", "notetekst"])),
        }
    }
    let mangler = |felt: &str| {
        Fejl::ny(Fejlkode::ManglerElement)
            .felt(felt)
            .ventet(("ISO 8601, infinity eller -infinity", "ISO 8601, infinity or -infinity"))
            .regel("B-21")
    };
    ud.periode = Periode::ny(fra.ok_or_else(|| mangler("from"))?, til.ok_or_else(|| mangler("to"))?);
    if ud.periode.er_tom() {
        return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("to").regel("A-8"));
    }
    Ok(Some(ud))
}

/// The members of an object, or a refusal that names what came instead.
fn objekt<'j, 'a>(json: &'j Json<'a>, felt: &str) -> Result<&'j [(Cow<'a, str>, Json<'a>)], Fejl> {
    match json {
        Json::Objekt(felter) => Ok(felter),
        andet => Err(forkert(andet, ("et objekt", "an object"), felt)),
    }
}

fn liste<'j, 'a>(json: &'j Json<'a>, felt: &str) -> Result<&'j [Json<'a>], Fejl> {
    match json {
        Json::Liste(l) => Ok(l),
        andet => Err(forkert(andet, ("en liste", "an array"), felt)),
    }
}

fn forkert(json: &Json<'_>, ventet: (&str, &str), felt: &str) -> Fejl {
    let f = Fejl::ny(Fejlkode::UgyldigVaerdi).ventet(ventet).detalje(grund::sagt::fandt(json.slags()));
    if felt.is_empty() { f } else { f.felt(felt) }
}

fn ukendt<T: std::fmt::Display>(navn: &str, tilladt: impl IntoIterator<Item = T>) -> Fejl {
    Fejl::ny(Fejlkode::UkendtFelt).felt(uddrag(navn)).tilladt(tilladt).regel("B-24")
}

fn ukendt_felt(navn: &str, felter: &'static [Felt]) -> Fejl {
    ukendt(navn, felter.iter().map(|f| f.navn))
}

/// Puts the position in a list before the field's path: `[2]/virkning/from`.
fn i_liste(f: Fejl, nr: usize) -> Fejl {
    f.under(&format!("[{nr}]"))
}

/// True for what a PATCH clears and a POST leaves out.
fn er_tom(v: &Vaerdi) -> bool {
    matches!(v, Vaerdi::Tom)
}

#[cfg(test)]
mod tests;
