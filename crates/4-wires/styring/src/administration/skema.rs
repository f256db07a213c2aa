//! JSON schemas from the module's tables.
use register::{Felt, Felttype, Objekttype};
use serde_json::{Map, Value, json};

/// A schema of an object of the type, without the fields left out.
pub(crate) fn krop(t: &'static Objekttype, uden: &[&str]) -> Value {
    let mut o = objekt(t.egenskaber.iter().filter(|f| !uden.contains(&f.navn)));
    if let Some(p) = o.get_mut("properties").and_then(Value::as_object_mut) {
        for r in t.relationer.iter().filter(|r| !uden.contains(&r.navn)) {
            p.insert(
                r.navn.into(),
                json!({ "type": ["string", "null"], "format": "uuid", "description": format!("Points at {}.", r.maal) }),
            );
        }
    }
    o
}

/// An object as it is answered: fields, id, state and time of registration.
pub(crate) fn svar(t: &'static Objekttype) -> Value {
    let mut o = krop(t, &[]);
    let tilstande: Vec<&str> = t.tilstande.iter().flat_map(|t| t.vaerdier).copied().collect();
    if let Some(p) = o.get_mut("properties").and_then(Value::as_object_mut) {
        p.insert("uuid".into(), uuid());
        p.insert("tilstand".into(), json!({ "type": "string", "enum": tilstande }));
        p.insert("registreret".into(), tid());
    }
    if let Some(r) = o.get_mut("required").and_then(Value::as_array_mut) {
        r.extend(["uuid", "tilstand", "registreret"].map(Value::from));
    }
    o
}

pub(crate) fn uuid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

pub(crate) fn tid() -> Value {
    json!({ "type": "string", "description": "ISO 8601, for instance 2026-01-01T00:00:00Z." })
}

pub(crate) fn cvr() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{8}$" })
}

fn objekt<'a>(felter: impl Iterator<Item = &'a Felt>) -> Value {
    let mut p = Map::new();
    let mut kraevet = Vec::new();
    for f in felter {
        p.insert(f.navn.into(), felt(&f.slags));
        if f.obligatorisk {
            kraevet.push(Value::from(f.navn));
        }
    }
    json!({ "type": "object", "properties": p, "required": kraevet, "additionalProperties": false })
}

fn felt(slags: &Felttype) -> Value {
    match slags {
        Felttype::Tekst(maks) => json!({ "type": "string", "maxLength": maks }),
        Felttype::Kode(koder) => json!({ "type": "string", "enum": koder }),
        Felttype::Cifre(l) => {
            let former: Vec<String> = l.iter().map(|n| format!("[0-9]{{{n}}}")).collect();
            json!({ "type": "string", "pattern": format!("^({})$", former.join("|")) })
        }
        Felttype::Heltal(fra, til) => json!({ "type": "integer", "minimum": fra, "maximum": til }),
        Felttype::Boolsk => json!({ "type": "boolean" }),
        Felttype::Tidspunkt => tid(),
        Felttype::Reference => uuid(),
        Felttype::Dato | Felttype::Varighed => json!({ "type": "string" }),
        Felttype::Tekstliste(maks) => json!({ "type": "array", "items": { "type": "string", "maxLength": maks } }),
        Felttype::Struktur(f) => objekt(f.iter()),
        Felttype::Strukturliste(f) => json!({ "type": "array", "items": objekt(f.iter()) }),
    }
}
