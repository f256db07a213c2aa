//! Parameters in the OpenAPI document.
use super::skema::{liste, navngivet, uuid};
use crate::dialekt::{DIALEKT, Dialekt};
use crate::param::{GENERELLE, KLASSE, TIDER};
use register::{Felttype, Objekttype, Relationsslags};
use serde_json::{Map, Value, json};

pub(super) fn param(navn: &str, skema: Value, tekst: &str) -> Value {
    json!({ "name": navn, "in": "query", "required": false, "description": tekst, "schema": skema })
}

fn tekst() -> Value {
    json!({ "type": "string" })
}

/// Parameters that every type has.
pub(super) fn faelles() -> Value {
    let mut ud = Map::new();
    for (n, d) in TIDER {
        ud.insert(n.into(), param(n, tekst(), d));
    }
    for (n, d) in GENERELLE {
        let skema = match n {
            "foersteresultat" => {
                json!({ "type": "integer", "format": "int64", "minimum": 0, "maximum": grund::graenser::SIDE_FOERSTE_MAKS })
            }
            "maximalantalresultater" => json!({ "type": "integer", "minimum": 0, "default": grund::graenser::LISTE_UUID }),
            "livscykluskode" => navngivet("Livscykluskode"),
            "uuid" => liste(uuid()),
            "vilkaarligattr" | "vilkaarligrel" => liste(tekst()),
            _ => tekst(),
        };
        ud.insert(n.into(), param(n, skema, d));
    }
    ud.insert("konsolider".into(), param("konsolider", tekst(), "Join adjacent periods that say the same."));
    let d = "Whose meaning holds where LoRA's dialects differ: of mox every value of a relation must hold and lists hold deleted objects, of os2mo any value is enough.";
    ud.insert(DIALEKT.into(), param(DIALEKT, json!({ "type": "string", "enum": Dialekt::NAVNE }), d));
    ud.insert("uuid-sti".into(), json!({ "name": "uuid", "in": "path", "required": true, "schema": uuid() }));
    Value::Object(ud)
}

pub(super) fn reference(navn: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{navn}") })
}

/// Times, and whether to join periods.
pub(super) fn tider() -> Vec<Value> {
    TIDER.iter().map(|(n, _)| *n).chain(["konsolider"]).map(reference).collect()
}

/// Times, general parameters, and the type's own. A repeatable parameter is a list, and every value must hold.
pub(super) fn soegning(t: &'static Objekttype) -> Vec<Value> {
    let mut ud = tider();
    ud.extend(GENERELLE.iter().map(|(n, _)| *n).chain([DIALEKT]).map(reference));
    if t.syn.is_some() {
        ud.push(param(
            KLASSE,
            json!({ "type": "string", "pattern": r"^[0-9]{2}(\.[0-9]{2}){0,2}(\.?\*)?$" }),
            "KLE number of the primary class, or what is above it.",
        ));
    }
    for f in t.egenskaber {
        let (skema, d) = match f.slags {
            Felttype::Heltal(..) => (liste(json!({ "type": "integer", "format": "int64" })), "Exactly this number."),
            Felttype::Boolsk => (liste(json!({ "type": "boolean" })), "Exactly this value."),
            Felttype::Tidspunkt | Felttype::Reference => (liste(tekst()), "Exactly this value."),
            _ => (liste(tekst()), "Pattern without regard to case; % stands for anything, \\% for a per cent sign."),
        };
        ud.push(param(f.navn, skema, d));
        if f.navn == "brugervendtnoegle" {
            ud.push(param("bvn", liste(tekst()), "The same as brugervendtnoegle."));
        }
    }
    for s in t.tilstande {
        let vaerdi = navngivet(&format!("{}{}Vaerdi", t.navn, super::skema::stort(s.navn)));
        ud.push(param(s.navn, liste(vaerdi), "State."));
    }
    for r in t.relationer {
        let d = format!("UUID or URN of a reference; {}:<objekttype> also demands its objekttype.", r.navn);
        ud.push(param(r.navn, liste(tekst()), &d));
        if r.slags == Relationsslags::Indekseret {
            for f in r.felter.iter().filter(|f| matches!(f.slags, Felttype::Kode(_))) {
                let ejer = format!("{}{}Reference", t.navn, super::skema::stort(r.navn));
                ud.push(param(f.navn, liste(navngivet(&format!("{ejer}{}Kode", super::skema::stort(f.navn)))), "Of a reference."));
            }
        }
    }
    // Names that occur as field and as relation mean the field.
    let mut set = std::collections::HashSet::new();
    ud.retain(|p| {
        p.get("name").and_then(Value::as_str).is_none_or(|n| set.insert(n.to_owned()) && !GENERELLE.iter().any(|(g, _)| *g == n))
    });
    ud
}

/// The same without those that choose between UUIDs and objects.
pub(super) fn soegning_typet(t: &'static Objekttype) -> Vec<Value> {
    let list = reference("list");
    soegning(t).into_iter().filter(|p| *p != list).collect()
}
