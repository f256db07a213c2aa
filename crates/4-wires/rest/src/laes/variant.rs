//! Reads the variants of a document and their parts: what is left out stays, an empty list clears.
use super::{Form, egenskaber, i_liste, liste, objekt, relation, ukendt, vaerdi};
use crate::json::Json;
use grund::graenser::VARIANTER;
use grund::{Fejl, Fejlkode};
use register::{Delindhold, Variantdef, Variantindhold};

use std::collections::HashSet;

/// Characters of a key.
const NOEGLE_TEGN: usize = 255;

/// Reads `varianter`.
pub(super) fn varianter(json: &Json<'_>, def: &'static Variantdef, form: Form) -> Result<Vec<Variantindhold>, Fejl> {
    let mut ud: Vec<Variantindhold> = Vec::new();
    for (nr, v) in hoejst(liste(json, "")?, "")?.iter().enumerate() {
        ud.push(variant(v, def, form).map_err(|f| i_liste(f, nr))?);
    }
    hver_en_gang(ud.iter().map(|v| v.tekst.as_str()), "varianttekst")?;
    Ok(ud)
}

/// No document has so many; refused before any of them is read.
fn hoejst<'j, 'a>(l: &'j [Json<'a>], felt: &str) -> Result<&'j [Json<'a>], Fejl> {
    if l.len() <= VARIANTER {
        return Ok(l);
    }
    let f = Fejl::ny(Fejlkode::ForMange).ventet(grund::sagt::hoejst(VARIANTER, grund::sagt::STYK)).regel("A-66");
    Err(if felt.is_empty() { f } else { f.felt(felt) })
}

fn hver_en_gang<'v>(tekster: impl Iterator<Item = &'v str>, felt: &str) -> Result<(), Fejl> {
    let mut set = HashSet::new();
    match tekster.enumerate().find(|(_, t)| !set.insert(*t)) {
        Some((nr, _)) => Err(i_liste(gentaget(felt), nr)),
        None => Ok(()),
    }
}

fn gentaget(felt: &str) -> Fejl {
    Fejl::ny(Fejlkode::ForMange).felt(felt).ventet(("hver tekst én gang", "each text once")).regel("A-66")
}

fn variant(json: &Json<'_>, def: &'static Variantdef, form: Form) -> Result<Variantindhold, Fejl> {
    let (mut tekst, mut egen, mut dele) = (None, None, None);
    for (navn, v) in objekt(json, "")? {
        if matches!(v, Json::Null) {
            continue;
        }
        match navn.as_ref() {
            "varianttekst" => tekst = Some(vaerdi::tekst(v, NOEGLE_TEGN, navn)?.to_owned()),
            "egenskaber" => {
                let (perioder, noegle) = egenskaber(v, def.egenskaber, form, Some("varianttekst")).map_err(|f| f.under(navn))?;
                egen = Some(perioder);
                tekst = tekst.or(noegle);
            }
            "dele" => {
                let mut ud: Vec<Delindhold> = Vec::new();
                for (nr, d) in hoejst(liste(v, navn)?, navn)?.iter().enumerate() {
                    ud.push(del(d, def, form).map_err(|f| i_liste(f, nr).under(navn))?);
                }
                hver_en_gang(ud.iter().map(|d| d.tekst.as_str()), "deltekst").map_err(|f| f.under(navn))?;
                dele = Some(ud);
            }
            _ => return Err(ukendt(navn, ["varianttekst", "egenskaber", "dele"])),
        }
    }
    Ok(Variantindhold { tekst: noegle(tekst, "varianttekst")?, egenskaber: egen, dele })
}

fn del(json: &Json<'_>, def: &'static Variantdef, form: Form) -> Result<Delindhold, Fejl> {
    let (mut tekst, mut egen, mut relationer) = (None, None, None);
    for (navn, v) in objekt(json, "")? {
        if matches!(v, Json::Null) {
            continue;
        }
        match navn.as_ref() {
            "deltekst" => tekst = Some(vaerdi::tekst(v, NOEGLE_TEGN, navn)?.to_owned()),
            "egenskaber" => {
                let (perioder, noegle) = egenskaber(v, def.del_egenskaber, form, Some("deltekst")).map_err(|f| f.under(navn))?;
                egen = Some(perioder);
                tekst = tekst.or(noegle);
            }
            // `[]` clears, as the documentation has it, though the filled form is an object.
            "relationer" if matches!(v, Json::Liste(l) if l.is_empty()) => relationer = Some(std::collections::BTreeMap::new()),
            "relationer" => relationer = Some(relation::liste(v, def.del_relationer).map_err(|f| f.under(navn))?),
            _ => return Err(ukendt(navn, ["deltekst", "egenskaber", "relationer"])),
        }
    }
    Ok(Delindhold { tekst: noegle(tekst, "deltekst")?, egenskaber: egen, relationer })
}

fn noegle(tekst: Option<String>, felt: &str) -> Result<String, Fejl> {
    tekst.filter(|t| !t.is_empty()).ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(felt).regel("A-66"))
}
