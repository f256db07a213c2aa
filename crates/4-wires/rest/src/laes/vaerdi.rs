//! Reads single values by the type of their field.
use super::{Form, er_tom, i_liste, liste, objekt, ukendt_felt};
use crate::json::Json;
use grund::fejl::uddrag;
use grund::graenser::URN_TEGN;
use grund::id::laes_uuid;
use grund::tekst::kun_xml_tegn;
use grund::{Fejl, Fejlkode, Tidspunkt, UnikId};
use register::{Felt, Felter, Felttype, Vaerdi};

/// Reads a field's value; `None` means left out, [`Vaerdi::Tom`] cleared.
pub(super) fn felt(json: &Json<'_>, f: &'static Felt, form: Form) -> Result<Option<Vaerdi>, Fejl> {
    let vaerdi = match json {
        Json::Null => return Ok(None),
        // LoRA keeps an empty user key or title as such; every other empty text is no value.
        Json::Tekst(t) if t.is_empty() && f.obligatorisk && matches!(f.slags, Felttype::Tekst(_)) => Vaerdi::Tekst(String::new()),
        Json::Tekst(t) if t.is_empty() => Vaerdi::Tom,
        _ => af_type(json, f, form).map_err(|e| if e.feltet().is_none() { e.felt(f.navn) } else { e.under(f.navn) })?,
    };
    Ok(if er_tom(&vaerdi) && form == Form::Hel { None } else { Some(vaerdi) })
}

fn af_type(json: &Json<'_>, f: &'static Felt, form: Form) -> Result<Vaerdi, Fejl> {
    Ok(match f.slags {
        Felttype::Tekst(_)
        | Felttype::Kode(_)
        | Felttype::Cifre(_)
        | Felttype::Dato
        | Felttype::Tidspunkt
        | Felttype::Varighed
        | Felttype::Reference => {
            let Json::Tekst(tekst) = json else { return Err(forkert(json, ("en tekst", "a string"))) };
            fra_tekst(tekst, f)?
        }
        Felttype::Heltal(mindst, stoerst) => {
            let tilladt = || Fejl::ny(Fejlkode::UgyldigtTal).ventet(grund::sagt::mellem(mindst, stoerst));
            let Json::Tal(tal) = json else { return Err(tilladt().detalje(grund::sagt::fandt(json.slags()))) };
            Vaerdi::Heltal(tal.parse().ok().filter(|n| (mindst..=stoerst).contains(n)).ok_or_else(tilladt)?)
        }
        Felttype::Boolsk => match json {
            Json::Boolsk(b) => Vaerdi::Boolsk(*b),
            andet => return Err(Fejl::ny(Fejlkode::UgyldigBoolsk).tilladt(["true", "false"]).detalje(grund::sagt::fandt(andet.slags()))),
        },
        Felttype::Tekstliste(maks) => {
            let led = liste(json, "")?;
            let mut ud = Vec::with_capacity(led.len());
            for (nr, l) in led.iter().enumerate() {
                ud.push(Vaerdi::Tekst(tekst_indre(l, maks).map_err(|e| i_liste(e, nr))?.to_owned()));
            }
            tom_eller(ud)
        }
        Felttype::Struktur(felter) => {
            let s = struktur(json, felter, form)?;
            if s.is_empty() { Vaerdi::Tom } else { Vaerdi::Struktur(s) }
        }
        Felttype::Strukturliste(felter) => {
            let led = liste(json, "")?;
            let mut ud = Vec::with_capacity(led.len());
            for (nr, l) in led.iter().enumerate() {
                let s = match l {
                    Json::Liste(vaerdier) => efter_plads(vaerdier, felter),
                    andet => struktur(andet, felter, Form::Hel),
                }
                .map_err(|e| i_liste(e, nr))?;
                if !s.is_empty() {
                    ud.push(Vaerdi::Struktur(s));
                }
            }
            tom_eller(ud)
        }
    })
}

fn tom_eller(ud: Vec<Vaerdi>) -> Vaerdi {
    if ud.is_empty() { Vaerdi::Tom } else { Vaerdi::Liste(ud) }
}

/// Composite values are replaced as a whole, so nothing in them is cleared: an empty member is left out.
fn struktur(json: &Json<'_>, felter: &'static [Felt], _form: Form) -> Result<Felter, Fejl> {
    let mut ud = Felter::new();
    for (navn, vaerdi) in objekt(json, "")? {
        let f = felter.iter().find(|f| f.navn == navn).ok_or_else(|| ukendt_felt(navn, felter))?;
        if let Some(v) = felt(vaerdi, f, Form::Hel)? {
            ud.insert(f.nr, v);
        }
    }
    Ok(ud)
}

/// LoRA's documented form of a soegeord: the values in the order of the table.
fn efter_plads(vaerdier: &[Json<'_>], felter: &'static [Felt]) -> Result<Felter, Fejl> {
    if vaerdier.len() > felter.len() {
        return Err(Fejl::ny(Fejlkode::ForMange).ventet(grund::sagt::hoejst(felter.len(), grund::sagt::STYK)));
    }
    let mut ud = Felter::new();
    for (v, f) in vaerdier.iter().zip(felter) {
        if let Some(v) = felt(v, f, Form::Hel)? {
            ud.insert(f.nr, v);
        }
    }
    Ok(ud)
}

/// Reads a value that is a text on the wire: also those in a search's parameters.
pub(crate) fn fra_tekst(tekst: &str, f: &'static Felt) -> Result<Vaerdi, Fejl> {
    let form = |ventet: (&str, &str)| Fejl::ny(Fejlkode::UgyldigtMoenster).ventet(ventet).detalje(uddrag(tekst));
    Ok(match f.slags {
        Felttype::Tekst(maks) | Felttype::Tekstliste(maks) => Vaerdi::Tekst(pruevet(tekst, maks)?.to_owned()),
        Felttype::Kode(koder) => {
            // LoRA's clients write codes in any case; the standard's spelling is what is kept.
            let kode = koder.iter().find(|k| k.eq_ignore_ascii_case(tekst));
            Vaerdi::Tekst((*kode.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).tilladt(koder.iter()).detalje(uddrag(tekst)))?).to_owned())
        }
        Felttype::Cifre(laengder) => {
            if !(laengder.contains(&tekst.len()) && tekst.bytes().all(|c| c.is_ascii_digit())) {
                // The refused text may be a CPR number: it is not repeated.
                return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).ventet(grund::sagt::en_af(laengder, grund::sagt::CIFRE)));
            }
            Vaerdi::Tekst(tekst.to_owned())
        }
        Felttype::Dato => {
            if tekst.len() != 10 || Tidspunkt::fra_oio(tekst).is_err() {
                return Err(Fejl::ny(Fejlkode::UgyldigTid).ventet(("ÅÅÅÅ-MM-DD", "YYYY-MM-DD")).detalje(uddrag(tekst)));
            }
            Vaerdi::Tekst(tekst.to_owned())
        }
        Felttype::Tidspunkt => Vaerdi::Tidspunkt(tidspunkt(tekst)?),
        Felttype::Varighed => {
            let ok = tekst.chars().count() <= 100
                && tekst.bytes().all(|c| c.is_ascii_alphanumeric() || b" .:,+-".contains(&c))
                && tekst.bytes().any(|c| c.is_ascii_digit());
            if !ok {
                return Err(form((
                    "en varighed efter ISO 8601 eller et interval som i PostgreSQL, højst 100 tegn",
                    "an ISO 8601 duration or a PostgreSQL interval, at most 100 characters",
                )));
            }
            Vaerdi::Tekst(tekst.to_owned())
        }
        Felttype::Reference => Vaerdi::Reference(reference(tekst)?),
        Felttype::Heltal(mindst, stoerst) => {
            let tal = tekst.parse().ok().filter(|n| (mindst..=stoerst).contains(n));
            Vaerdi::Heltal(
                tal.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtTal).ventet(grund::sagt::mellem(mindst, stoerst)).detalje(uddrag(tekst)))?,
            )
        }
        Felttype::Boolsk => Vaerdi::Boolsk(match tekst.to_ascii_lowercase().as_str() {
            "true" | "1" | "t" => true,
            "false" | "0" | "f" => false,
            _ => return Err(Fejl::ny(Fejlkode::UgyldigBoolsk).tilladt(["true", "false"]).detalje(uddrag(tekst))),
        }),
        Felttype::Struktur(_) | Felttype::Strukturliste(_) => return Err(form(("et objekt", "an object"))),
    })
}

/// A string of at most so many characters, without those that XML cannot carry.
pub(super) fn tekst<'j>(json: &'j Json<'_>, maks: usize, felt: &str) -> Result<&'j str, Fejl> {
    tekst_indre(json, maks).map_err(|f| f.felt(felt))
}

fn tekst_indre<'j>(json: &'j Json<'_>, maks: usize) -> Result<&'j str, Fejl> {
    match json {
        Json::Tekst(t) => pruevet(t, maks),
        andet => Err(forkert(andet, ("en tekst", "a string"))),
    }
}

fn pruevet(t: &str, maks: usize) -> Result<&str, Fejl> {
    if t.len() > maks && t.chars().nth(maks).is_some() {
        return Err(Fejl::ny(Fejlkode::ForLang).ventet(grund::sagt::hoejst(maks, grund::sagt::TEGN)));
    }
    kun_xml_tegn(t)?;
    Ok(t)
}

fn forkert(json: &Json<'_>, ventet: (&str, &str)) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigVaerdi).ventet(ventet).detalje(grund::sagt::fandt(json.slags()))
}

/// A point in time of a virkning.
pub(super) fn tid(json: &Json<'_>, felt: &str) -> Result<Tidspunkt, Fejl> {
    match json {
        Json::Tekst(t) => tidspunkt(t).map_err(|f| f.felt(felt)),
        andet => Err(forkert(andet, ("en tekst", "a string")).felt(felt)),
    }
}

/// Reads a time as the interface takes it (B-21).
pub(crate) fn tidspunkt(tekst: &str) -> Result<Tidspunkt, Fejl> {
    Tidspunkt::fra_oio(tekst)
        .map_err(|e| Fejl::ny(Fejlkode::UgyldigTid).ventet("ISO 8601, infinity, -infinity").detalje(format!("{} {e}", uddrag(tekst))))
}

/// A UUID, or else what stands for a URN, in a text.
pub(crate) fn reference(tekst: &str) -> Result<UnikId, Fejl> {
    match laes_uuid(tekst.trim()) {
        Some(u) => Ok(UnikId::Uuid(u)),
        None => urn(tekst).map(|u| UnikId::Urn(u.to_owned())),
    }
}

/// A UUID in a text.
pub(crate) fn uuid(tekst: &str) -> Result<grund::Uuid, Fejl> {
    laes_uuid(tekst).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).detalje(uddrag(tekst)))
}

/// What stands in the place of a URN, without blanks around it: any text, as SOAP takes it, so that what one wire wrote the other can send
/// back (`UnikIdType`).
pub(super) fn urn(tekst: &str) -> Result<&str, Fejl> {
    kun_xml_tegn(tekst)?;
    if tekst.contains(['\t', '\r', '\n']) {
        return Err(Fejl::ny(Fejlkode::UgyldigtTegn));
    }
    let ok = |t: &&str| !t.is_empty() && tekst.chars().nth(URN_TEGN).is_none();
    Some(tekst.trim()).filter(ok).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUrn).detalje(uddrag(tekst)))
}

pub(super) fn unik_id(json: &Json<'_>, felt: &str) -> Result<UnikId, Fejl> {
    match json {
        Json::Tekst(t) => reference(t).map_err(|f| f.felt(felt)),
        andet => Err(forkert(andet, ("et UUID eller URN", "a UUID or URN")).felt(felt)),
    }
}
