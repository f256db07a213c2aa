//! What the interface says about itself: fields, classes, addresses, version, readiness (B-2).
use crate::Tilstand;
use crate::autocomplete;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use register::{Felt, Felttype, Objekttype, Typekatalog};
use serde_json::{Map, Value, json};

/// The type's fields, states and relations, in the form of LoRA's `db_structure`.
pub(crate) fn felter(t: &'static Objekttype) -> String {
    struktur(t).to_string()
}

/// All types of a service.
pub(crate) fn klasser(k: &Typekatalog, service: &str) -> String {
    let typer: Map<String, Value> = k.alle().filter(|t| t.service == service).map(|t| (t.sti.to_owned(), struktur(t))).collect();
    Value::Object(typer).to_string()
}

fn struktur(t: &'static Objekttype) -> Value {
    let navne = |en: bool| -> Vec<&str> { t.relationer.iter().filter(|r| r.slags.er_en() == en).map(|r| r.navn).collect() };
    let tilstande: Vec<Value> = t.tilstande.iter().map(|s| json!([s.navn, s.vaerdier])).collect();
    let mut ud = json!({
        "attributter": { "egenskaber": t.egenskaber.iter().map(|f| f.navn).collect::<Vec<_>>() },
        "attributter_metadata": { "egenskaber": metadata(t.egenskaber) },
        "tilstande": tilstande,
        "relationer_nul_til_en": navne(true),
        "relationer_nul_til_mange": navne(false),
    });
    let relationer: Map<String, Value> =
        t.relationer.iter().filter(|r| !r.felter.is_empty()).map(|r| (r.navn.to_owned(), metadata(r.felter))).collect();
    if let (false, Value::Object(o)) = (relationer.is_empty(), &mut ud) {
        o.insert("relationer_metadata".into(), Value::Object(relationer));
    }
    ud
}

/// Fields that are more than plain optional text.
fn metadata(felter: &[Felt]) -> Value {
    let mut ud = Map::new();
    for f in felter {
        let mut m = Map::new();
        if let Some(n) = lora_type(f.slags) {
            m.insert("type".into(), n.into());
        }
        if let Felttype::Kode(koder) = f.slags {
            m.insert("enum".into(), json!(koder));
        }
        if f.obligatorisk {
            m.insert("mandatory".into(), true.into());
        }
        if !m.is_empty() {
            ud.insert(f.navn.to_owned(), Value::Object(m));
        }
    }
    Value::Object(ud)
}

/// LoRA's name for the type of a field; `None` for text.
fn lora_type(t: Felttype) -> Option<&'static str> {
    match t {
        Felttype::Tekst(_) | Felttype::Kode(_) | Felttype::Cifre(_) => None,
        Felttype::Heltal(..) => Some("int"),
        Felttype::Boolsk => Some("boolean"),
        Felttype::Dato => Some("date"),
        Felttype::Tidspunkt => Some("timestamptz"),
        Felttype::Varighed => Some("interval(0)"),
        Felttype::Reference => Some("uuid"),
        Felttype::Tekstliste(_) => Some("text[]"),
        Felttype::Struktur(_) => Some("object"),
        Felttype::Strukturliste(_) => Some("object[]"),
    }
}

/// The addresses that answer GET, sorted.
pub(crate) fn site_map(k: &Typekatalog) -> String {
    json!({ "site-map": get_stier(k) }).to_string()
}

/// The same as a list.
pub(crate) fn get_stier(k: &Typekatalog) -> Vec<String> {
    let mut ud: Vec<String> =
        ["/site-map", "/version", "/openapi.json", "/openapi-3.0.json", "/kubernetes/live", "/kubernetes/ready"].map(String::from).to_vec();
    ud.extend(autocomplete::SLAGS.iter().filter(|(_, s)| k.navn(s.objekttype).is_some()).map(|(sti, _)| (*sti).to_owned()));
    for t in k.alle() {
        let sti = format!("/{}/{}", t.service, t.sti);
        ud.push(format!("/{}/classes", t.service));
        for ekstra in ["", "/uuider", "/objekter", "/fields", "/schema", "/{uuid}"] {
            ud.push(format!("{sti}{ekstra}"));
        }
        if t.syn.is_some() {
            ud.push(format!("{sti}/antal"));
        }
        if t.varianter.is_some() {
            ud.push(format!("{sti}/{{aar}}/{{maaned}}/{{dag}}/{{time}}/{{minut}}/{{fil}}"));
        }
    }
    ud.sort();
    ud.dedup();
    ud
}

/// GET of `/version`.
pub(crate) async fn version(State(t): State<Tilstand>) -> Response {
    let krop = json!({ "lora_version": env!("CARGO_PKG_VERSION"), "lora_commit_sha": "", "tid": t.ur.nu().til_utc() });
    crate::fejl::json(StatusCode::OK, krop.to_string())
}

/// Ready when the store answers.
pub(crate) async fn klar(State(t): State<Tilstand>) -> StatusCode {
    match t.register.lager().status().await {
        Ok(_) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
