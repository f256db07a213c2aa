//! Between JSON and the register, over the tables: an object's fields and 0..1 relations are the members of one JSON object. For modules whose
//! objects are Rust values of their own: one translation serves store, JSON API and commands.
use crate::{Felt, Felter, Felttype, Objekttype, Tilstandsbillede, Vaerdi, valider};
use grund::fejl::uddrag;
use grund::graenser::ADMINISTRATION_LISTE as LISTE_MAKS;
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt, UnikId, Uuid};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// An object of a module as a Rust value. Its serde names are its table's names.
pub trait Emne: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// Its table.
    const TYPE: &'static Objekttype;
}

/// Reads an object from JSON. Every member must be in the table.
///
/// # Errors
/// 10xx and 11xx, naming the field.
pub fn fra_json<T: Emne>(v: Value) -> Result<T, Fejl> {
    let Value::Object(o) = &v else { return Err(Fejl::ny(Fejlkode::IkkeVelformet).ventet(("et JSON-objekt", "a JSON object"))) };
    let mut egne = Map::new();
    for (n, v) in o {
        match T::TYPE.relation(n) {
            Some(_) => {
                reference(v).map_err(|f| f.felt(n.clone()))?;
            }
            None => {
                egne.insert(n.clone(), v.clone());
            }
        }
    }
    let felter = felter(T::TYPE.egenskaber, &egne)?;
    for (nr, v) in &felter {
        let navn = T::TYPE.felt_nr(*nr).map_or("", |f| f.navn);
        let slags = T::TYPE.felt_nr(*nr).map(|f| f.slags);
        if let Some(slags) = slags {
            valider::vaerdi(&slags, v).map_err(|f| f.under(navn))?;
        }
    }
    kraevede(T::TYPE.egenskaber, &felter)?;
    // Members that are null are left out, so that optional ones may be sent as null.
    let v = Value::Object(o.iter().filter(|(_, v)| !v.is_null()).map(|(n, v)| (n.clone(), v.clone())).collect());
    serde_json::from_value(v).map_err(|e| Fejl::ny(Fejlkode::IkkeVelformet).detalje(grund::fejl::uddrag_langt(&e.to_string())))
}

/// An object as JSON.
///
/// # Errors
/// `Intern`: an object that has no JSON form is a fault here.
pub fn til_json<T: Emne>(t: &T) -> Result<Map<String, Value>, Fejl> {
    match serde_json::to_value(t).map_err(Fejl::intern)? {
        Value::Object(o) => Ok(o),
        _ => Err(Fejl::intern("an object that is no JSON object")),
    }
}

/// An object as JSON for an answer: without members that have no value.
///
/// # Errors
/// As [`til_json`].
pub fn vis<T: Emne>(t: &T) -> Result<Map<String, Value>, Fejl> {
    let mut o = til_json(t)?;
    uden_tomme(&mut o);
    Ok(o)
}

fn uden_tomme(o: &mut Map<String, Value>) {
    o.retain(|_, v| !v.is_null() && v.as_str() != Some(""));
    for v in o.values_mut() {
        match v {
            Value::Object(o) => uden_tomme(o),
            Value::Array(l) => l.iter_mut().filter_map(Value::as_object_mut).for_each(uden_tomme),
            _ => {}
        }
    }
}

/// What an object's 0..1 relations point at, by relation number.
pub type Referencer = Vec<(u16, Option<UnikId>)>;

/// What the register keeps of an object: every field, empty ones cleared; and its references.
///
/// # Errors
/// 10xx and 11xx, naming the field.
pub fn til_register<T: Emne>(t: &T) -> Result<(Felter, Referencer), Fejl> {
    let mut o = til_json(t)?;
    let mut relationer = Vec::new();
    for r in T::TYPE.relationer {
        let v = o.remove(r.navn).unwrap_or(Value::Null);
        relationer.push((r.nr, reference(&v).map_err(|f| f.felt(r.navn))?.map(UnikId::Uuid)));
    }
    let mut felter = felter(T::TYPE.egenskaber, &o)?;
    kraevede(T::TYPE.egenskaber, &felter)?;
    for f in T::TYPE.egenskaber {
        felter.entry(f.nr).or_insert(Vaerdi::Tom);
    }
    Ok((felter, relationer))
}

/// What the register keeps of an object, period by period; its relations are not looked at.
///
/// # Errors
/// `Intern`: what is stored does not fit the type.
pub fn udgaver<T: Emne>(b: &Tilstandsbillede) -> Result<Vec<(Periode, T)>, Fejl> {
    let en = |o: Map<String, Value>| serde_json::from_value(Value::Object(o)).map_err(|e| Fejl::intern(format!("{}: {e}", T::TYPE.navn)));
    b.egenskaber.iter().map(|e| Ok((e.virkning.periode, en(objekt(T::TYPE.egenskaber, &e.felter))?))).collect()
}

/// The object that the register keeps, as its last attribute period says.
///
/// # Errors
/// `Intern`: what is stored does not fit the type.
pub fn fra_register<T: Emne>(b: &Tilstandsbillede) -> Result<T, Fejl> {
    let mut o = b.egenskaber.last().map(|e| objekt(T::TYPE.egenskaber, &e.felter)).unwrap_or_default();
    for r in T::TYPE.relationer {
        let maal = b.relationer.get(&r.nr).and_then(|l| l.last()).filter(|r| r.virkning.periode.til == Tidspunkt::UENDELIG);
        if let Some(u) = maal.and_then(|r| r.reference.as_ref()).and_then(UnikId::uuid) {
            o.insert(r.navn.into(), u.to_string().into());
        }
    }
    serde_json::from_value(Value::Object(o)).map_err(|e| Fejl::intern(format!("{}: {e}", T::TYPE.navn)))
}

/// The fields of a registration as JSON, with the references in force.
pub fn billede(t: &'static Objekttype, b: &Tilstandsbillede) -> Map<String, Value> {
    let mut o = b.egenskaber.last().map(|e| objekt(t.egenskaber, &e.felter)).unwrap_or_default();
    for r in t.relationer {
        if let Some(u) = b.relationer.get(&r.nr).and_then(|l| l.last()).and_then(|r| r.reference.as_ref()) {
            o.insert(r.navn.into(), u.to_string().into());
        }
    }
    o
}

fn reference(v: &Value) -> Result<Option<Uuid>, Fejl> {
    match v {
        Value::Null => Ok(None),
        Value::String(s) => laes_uuid(s).map(Some).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).detalje(uddrag(s))),
        _ => Err(Fejl::ny(Fejlkode::UgyldigUuid)),
    }
}

fn kraevede(defs: &[Felt], felter: &Felter) -> Result<(), Fejl> {
    for f in defs.iter().filter(|f| f.obligatorisk) {
        let tom = match felter.get(&f.nr) {
            None | Some(Vaerdi::Tom) => true,
            Some(Vaerdi::Tekst(t)) => t.trim().is_empty(),
            Some(Vaerdi::Liste(l)) => l.is_empty(),
            Some(_) => false,
        };
        if tom {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt(f.navn));
        }
        if let (Felttype::Strukturliste(indre), Some(Vaerdi::Liste(l))) = (f.slags, felter.get(&f.nr)) {
            strukturer(f.navn, indre, l)?;
        }
    }
    for f in defs.iter().filter(|f| !f.obligatorisk) {
        if let (Felttype::Strukturliste(indre), Some(Vaerdi::Liste(l))) = (f.slags, felter.get(&f.nr)) {
            strukturer(f.navn, indre, l)?;
        }
    }
    Ok(())
}

fn strukturer(navn: &str, defs: &[Felt], l: &[Vaerdi]) -> Result<(), Fejl> {
    for (i, v) in l.iter().enumerate() {
        if let Vaerdi::Struktur(f) = v {
            kraevede(defs, f).map_err(|f| f.under(&format!("{navn}[{i}]")))?;
        }
    }
    Ok(())
}

fn felter(defs: &'static [Felt], o: &Map<String, Value>) -> Result<Felter, Fejl> {
    let mut ud = Felter::new();
    for (n, v) in o {
        let Some(f) = defs.iter().find(|f| f.navn == n) else {
            let kendte: Vec<&str> = defs.iter().map(|f| f.navn).collect();
            return Err(Fejl::ny(Fejlkode::UkendtFelt).felt(uddrag(n)).tilladt(&kendte));
        };
        if v.is_null() {
            continue;
        }
        ud.insert(f.nr, vaerdi(&f.slags, v).map_err(|e| e.under(f.navn))?);
    }
    Ok(ud)
}

fn vaerdi(slags: &Felttype, v: &Value) -> Result<Vaerdi, Fejl> {
    Ok(match (slags, v) {
        (Felttype::Boolsk, Value::Bool(b)) => Vaerdi::Boolsk(*b),
        (Felttype::Boolsk, _) => return Err(Fejl::ny(Fejlkode::UgyldigBoolsk)),
        (Felttype::Heltal(..), Value::Number(n)) => Vaerdi::Heltal(n.as_i64().ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtTal))?),
        (Felttype::Heltal(..), _) => return Err(Fejl::ny(Fejlkode::UgyldigtTal)),
        (Felttype::Tidspunkt, Value::String(t)) => {
            Vaerdi::Tidspunkt(Tidspunkt::fra_oio(t).map_err(|e| Fejl::ny(Fejlkode::UgyldigTid).detalje(e.to_string()))?)
        }
        (Felttype::Reference, v) => match reference(v)? {
            Some(u) => Vaerdi::Reference(UnikId::Uuid(u)),
            None => Vaerdi::Tom,
        },
        (Felttype::Tekstliste(_), Value::Array(l)) => Vaerdi::Liste(liste(l, |x| match x {
            Value::String(t) => Ok(Vaerdi::Tekst(t.clone())),
            _ => Err(forkert("en liste af tekster", "a list of texts")),
        })?),
        (Felttype::Strukturliste(defs), Value::Array(l)) => Vaerdi::Liste(liste(l, |x| match x {
            Value::Object(o) => Ok(Vaerdi::Struktur(felter(defs, o)?)),
            _ => Err(forkert("en liste af objekter", "a list of objects")),
        })?),
        (Felttype::Struktur(defs), Value::Object(o)) => Vaerdi::Struktur(felter(defs, o)?),
        (Felttype::Tekstliste(_) | Felttype::Strukturliste(_) | Felttype::Struktur(_), _) => {
            return Err(forkert("en liste eller et objekt", "a list or object"));
        }
        (_, Value::String(t)) => Vaerdi::Tekst(t.clone()),
        _ => return Err(forkert("en tekst", "a text")),
    })
}

fn forkert(dansk: &str, engelsk: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtMoenster).ventet((dansk, engelsk))
}

fn liste(l: &[Value], en: impl Fn(&Value) -> Result<Vaerdi, Fejl>) -> Result<Vec<Vaerdi>, Fejl> {
    if l.len() > LISTE_MAKS {
        return Err(Fejl::ny(Fejlkode::ForMange).ventet(grund::sagt::hoejst(LISTE_MAKS, grund::sagt::STYK)));
    }
    l.iter().map(en).collect()
}

fn objekt(defs: &[Felt], felter: &Felter) -> Map<String, Value> {
    felter
        .iter()
        .filter_map(|(nr, v)| Some((defs.iter().find(|f| f.nr == *nr)?, v)))
        .map(|(f, v)| (f.navn.into(), json(&f.slags, v)))
        .collect()
}

fn json(slags: &Felttype, v: &Vaerdi) -> Value {
    let indre: &[Felt] = match slags {
        Felttype::Struktur(f) | Felttype::Strukturliste(f) => f,
        _ => &[],
    };
    match v {
        Vaerdi::Tom => Value::Null,
        Vaerdi::Tekst(t) => t.as_str().into(),
        Vaerdi::Heltal(h) => (*h).into(),
        Vaerdi::Boolsk(b) => (*b).into(),
        Vaerdi::Tidspunkt(t) => t.til_utc().into(),
        Vaerdi::Reference(r) => r.to_string().into(),
        Vaerdi::Liste(l) => l.iter().map(|x| json(slags, x)).collect(),
        Vaerdi::Struktur(f) => Value::Object(objekt(indre, f)),
    }
}

/// A CVR number as text, for serde.
pub mod tekst_cvr {
    use super::*;
    use serde::Deserialize;
    /// As text.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: serde::Serializer>(c: &Cvr, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(c)
    }
    /// From text.
    ///
    /// # Errors
    /// Not of the form.
    pub fn deserialize<'d, D: serde::Deserializer<'d>>(d: D) -> Result<Cvr, D::Error> {
        String::deserialize(d)?.parse().map_err(|()| serde::de::Error::custom("8 digits expected"))
    }
}

/// A CVR number that may be left out.
pub mod tekst_cvr_valgfri {
    use super::*;
    use serde::Deserialize;
    /// As text.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: serde::Serializer>(c: &Option<Cvr>, s: S) -> Result<S::Ok, S::Error> {
        c.map(|c| c.to_string()).serialize(s)
    }
    /// From text.
    ///
    /// # Errors
    /// Not of the form.
    pub fn deserialize<'d, D: serde::Deserializer<'d>>(d: D) -> Result<Option<Cvr>, D::Error> {
        let t = Option::<String>::deserialize(d)?.filter(|t| !t.is_empty());
        t.map(|t| t.parse().map_err(|()| serde::de::Error::custom("8 digits expected"))).transpose()
    }
}

/// A time that may be left out.
pub mod tekst_tid {
    use super::*;
    use serde::Deserialize;
    /// As text.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: serde::Serializer>(t: &Option<Tidspunkt>, s: S) -> Result<S::Ok, S::Error> {
        t.map(Tidspunkt::til_utc).serialize(s)
    }
    /// From text.
    ///
    /// # Errors
    /// Not of the form.
    pub fn deserialize<'d, D: serde::Deserializer<'d>>(d: D) -> Result<Option<Tidspunkt>, D::Error> {
        let t = Option::<String>::deserialize(d)?.filter(|t| !t.is_empty());
        t.map(|t| Tidspunkt::fra_oio(&t).map_err(serde::de::Error::custom)).transpose()
    }
}
