//! JSON Schema of an object type, from its table (B-24). What the schema takes, the reader takes, and the other way round; only what a
//! schema can't say is left to the reader: that times exist, and that periods end after they start; and the reader takes codes in any case.
use register::{Felt, Felttype, Objekttype, Relationsdef, Relationsslags, Tilstandsdef, Variantdef};
use serde_json::{Map, Value, json};

/// What the body of a POST or PUT must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Formaal {
    /// An attribute: what is mandatory must be there.
    Hel,
    /// Data of a reference or a part: everything may be left out.
    Valgfri,
}

/// The schema at `/{service}/{object}/schema`: what POST and PUT take.
pub(crate) fn skema(t: &'static Objekttype) -> Value {
    let mut s = krop(t);
    if let Value::Object(o) = &mut s {
        o.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        o.insert("title".into(), t.navn.into());
        o.insert("description".into(), t.forklaring.into());
        o.insert("$defs".into(), Value::Object(faelles()));
    }
    s
}

/// Definitions that all types share.
fn faelles() -> Map<String, Value> {
    let tid = json!({ "type": "string", "description": "ISO 8601, infinity or -infinity." });
    let uuid = json!({ "type": "string", "pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" });
    let urn = json!({ "type": "string", "pattern": "\\S", "maxLength": 255 });
    let valgfri = |v: Value| json!({ "anyOf": [v, { "type": "null" }, { "const": "" }] });
    let virkning = json!({
        "type": "object",
        "properties": {
            "from": tid, "to": tid,
            "from_included": { "type": ["boolean", "null"], "description": "Without effect: from is always included." },
            "to_included": { "type": ["boolean", "null"], "description": "Without effect: to is never included." },
            "aktoerref": valgfri(json!({ "anyOf": [uuid, urn] })),
            "aktoertypekode": valgfri(json!({ "enum": register::Aktoertype::ALLE.map(register::Aktoertype::navn) })),
            "notetekst": { "type": ["string", "null"], "maxLength": grund::graenser::NOTE_TEGN },
        },
        "required": ["from", "to"],
        "additionalProperties": false,
    });
    let mut ud = Map::new();
    ud.insert("uuid".into(), uuid);
    ud.insert("urn".into(), urn);
    ud.insert("virkning".into(), virkning);
    for slags in [Relationsslags::Fler, Relationsslags::Indekseret, Relationsslags::Rolle] {
        ud.insert(referencenavn(slags).to_owned(), reference(slags, &[]));
    }
    ud
}

/// The definition of a reference without data of its own.
fn referencenavn(slags: Relationsslags) -> &'static str {
    match slags {
        Relationsslags::En | Relationsslags::Fler => "reference",
        Relationsslags::EnIndekseret | Relationsslags::Indekseret => "reference-indeks",
        Relationsslags::Rolle => "reference-rolle",
    }
}

/// The schema of a body, with references to the shared definitions.
fn krop(t: &'static Objekttype) -> Value {
    let mut p = Map::new();
    p.insert("note".into(), json!({ "type": ["string", "null"], "maxLength": grund::graenser::NOTE_TEGN }));
    let kraevet = t.egenskaber.iter().any(|f| f.obligatorisk);
    let egenskaber = perioder(t.egenskaber, None);
    let mut attr = objekt([(t.attributnavn(), egenskaber)], if kraevet { vec![t.attributnavn()] } else { vec![] });
    let mut paakraevet = Vec::new();
    if kraevet {
        paakraevet.push("attributter".to_owned());
        minimum(&mut attr, &t.attributnavn());
    }
    if !t.tilstande.is_empty() {
        paakraevet.push("tilstande".to_owned());
    }
    for (navn, mut v) in [("attributter", attr), ("tilstande", tilstande(t)), ("relationer", relationer(t.relationer))] {
        eller_null(&mut v);
        p.insert(navn.into(), v);
    }
    if let Some(def) = t.varianter {
        let mut v = varianter(def);
        eller_null(&mut v);
        p.insert("varianter".into(), v);
    }
    let mut ud = objekt(p, paakraevet);
    if let Value::Object(o) = &mut ud {
        o.insert("minProperties".into(), 1.into());
    }
    ud
}

/// An object of exactly these members.
fn objekt(felter: impl IntoIterator<Item = (String, Value)>, kraevet: Vec<String>) -> Value {
    let p: Map<String, Value> = felter.into_iter().collect();
    if kraevet.is_empty() {
        json!({ "type": "object", "properties": p, "additionalProperties": false })
    } else {
        json!({ "type": "object", "properties": p, "required": kraevet, "additionalProperties": false })
    }
}

/// null is the same as left out, except where a POST demands the thing.
fn eller_null(v: &mut Value) {
    if v.get("required").is_none()
        && let Some(t) = v.get_mut("type")
    {
        *t = json!([t.take(), "null"]);
    }
}

/// At least one period of the named member.
fn minimum(v: &mut Value, navn: &str) {
    if let Some(Value::Object(o)) = v.pointer_mut(&format!("/properties/{navn}")) {
        o.insert("minItems".into(), 1.into());
        o.insert("type".into(), "array".into());
    }
}

fn virkning_ref() -> Value {
    definition("virkning")
}

fn definition(navn: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{navn}") })
}

fn perioder(felter: &'static [Felt], noegle: Option<&str>) -> Value {
    let mut p: Map<String, Value> = felter.iter().map(|f| (f.navn.to_owned(), felt(f, Formaal::Hel))).collect();
    p.insert("virkning".into(), virkning_ref());
    if let Some(n) = noegle {
        p.insert(n.to_owned(), json!({ "type": "string", "maxLength": 255 }));
    }
    let mut kraevet = vec!["virkning".to_owned()];
    kraevet.extend(felter.iter().filter(|f| f.obligatorisk).map(|f| f.navn.to_owned()));
    let mut ud = json!({ "type": "array", "items": objekt(p, kraevet) });
    eller_null(&mut ud);
    ud
}

/// A field's schema: its value, `""` for none, and null where it may be left out.
fn felt(f: &'static Felt, formaal: Formaal) -> Value {
    let v = vaerdi(f.slags);
    // A mandatory text may be empty, as in LoRA; other mandatory values may not.
    let tom = !(formaal == Formaal::Hel && f.obligatorisk) || matches!(f.slags, Felttype::Tekst(_));
    let null = !(formaal == Formaal::Hel && f.obligatorisk);
    let mut valg = vec![v];
    if tom && !matches!(f.slags, Felttype::Tekst(_)) {
        valg.push(json!({ "const": "" }));
    }
    if null {
        valg.push(json!({ "type": "null" }));
    }
    match (valg.len(), valg.pop()) {
        (1, Some(v)) => v,
        (_, Some(v)) => {
            valg.push(v);
            json!({ "anyOf": valg })
        }
        (_, None) => Value::Bool(true),
    }
}

/// What the reader refuses in texts: control characters.
const INGEN_STYRETEGN: &str = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$";

fn vaerdi(t: Felttype) -> Value {
    match t {
        Felttype::Tekst(maks) => json!({ "type": "string", "maxLength": maks, "pattern": INGEN_STYRETEGN }),
        Felttype::Kode(koder) => json!({ "enum": koder }),
        Felttype::Cifre(l) => {
            let l: Vec<String> = l.iter().map(|n| format!("[0-9]{{{n}}}")).collect();
            json!({ "type": "string", "pattern": format!("^({})$", l.join("|")) })
        }
        Felttype::Heltal(mindst, stoerst) => json!({ "type": "integer", "minimum": mindst, "maximum": stoerst }),
        Felttype::Boolsk => json!({ "type": "boolean" }),
        Felttype::Dato => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Felttype::Tidspunkt => json!({ "type": "string", "minLength": 1, "description": "ISO 8601, infinity or -infinity." }),
        Felttype::Varighed => json!({ "type": "string", "maxLength": 100, "pattern": "^[0-9A-Za-z .:,+-]*[0-9][0-9A-Za-z .:,+-]*$" }),
        Felttype::Reference => json!({ "anyOf": [definition("uuid"), definition("urn")] }),
        Felttype::Tekstliste(maks) => {
            json!({ "type": "array", "items": { "type": "string", "maxLength": maks, "pattern": INGEN_STYRETEGN } })
        }
        Felttype::Struktur(f) => struktur(f),
        Felttype::Strukturliste(f) => {
            let pladser: Vec<Value> = f.iter().map(|f| felt(f, Formaal::Valgfri)).collect();
            let liste = json!({ "type": "array", "prefixItems": pladser, "items": false });
            json!({ "type": "array", "items": { "anyOf": [struktur(f), liste] } })
        }
    }
}

fn struktur(felter: &'static [Felt]) -> Value {
    objekt(felter.iter().map(|f| (f.navn.to_owned(), felt(f, Formaal::Valgfri))), vec![])
}

fn tilstande(t: &'static Objekttype) -> Value {
    let navn = |s: &Tilstandsdef| format!("{}{}", t.sti, s.navn);
    let perioder = |s| json!({ "type": "array", "items": tilstand(s), "minItems": 1 });
    objekt(t.tilstande.iter().map(|s| (navn(s), perioder(s))), t.tilstande.iter().map(navn).collect())
}

fn tilstand(s: &'static Tilstandsdef) -> Value {
    let kraevet = vec![s.navn.to_owned(), "virkning".to_owned()];
    objekt([(s.navn.to_owned(), json!({ "enum": s.vaerdier })), ("virkning".into(), virkning_ref())], kraevet)
}

fn relationer(defs: &'static [Relationsdef]) -> Value {
    objekt(
        defs.iter().map(|r| {
            let mut liste = json!({ "type": "array", "items": relation(r) });
            eller_null(&mut liste);
            (r.navn.to_owned(), liste)
        }),
        vec![],
    )
}

fn relation(r: &'static Relationsdef) -> Value {
    if r.felter.is_empty() { definition(referencenavn(r.slags)) } else { reference(r.slags, r.felter) }
}

/// A reference: a UUID, a URN, or both blank, which means nothing; with data of its own it may point at nothing at all.
fn reference(slags: Relationsslags, felter: &'static [Felt]) -> Value {
    let tekst = json!({ "type": ["string", "null"], "maxLength": 255 });
    let mut faelles = Map::new();
    faelles.insert("virkning".into(), virkning_ref());
    faelles.insert("objekttype".into(), tekst.clone());
    faelles.insert("label".into(), tekst.clone());
    if !matches!(slags, Relationsslags::En | Relationsslags::Fler) {
        let tal = json!({ "type": ["integer", "string", "null"], "minimum": 0, "maximum": u32::MAX, "maxLength": 255 });
        faelles.insert("indeks".into(), tal);
    }
    if slags == Relationsslags::Rolle {
        faelles.insert("rolle".into(), maerke());
        faelles.insert("type".into(), maerke());
    }
    for f in felter {
        faelles.insert(f.navn.to_owned(), felt(f, Formaal::Valgfri));
    }
    let tom = || json!({ "enum": ["", null] });
    let form = |uuid: Value, urn: Value, kraevet: &[&str]| {
        let mut p = faelles.clone();
        p.insert("uuid".into(), uuid);
        p.insert("urn".into(), urn);
        objekt(p, ["virkning"].iter().chain(kraevet).map(ToString::to_string).collect())
    };
    let mut valg = vec![
        form(definition("uuid"), tom(), &["uuid"]),
        form(tom(), definition("urn"), &["urn"]),
        form(json!({ "const": "" }), tom(), &["uuid"]),
        form(json!({ "enum": [null] }), json!({ "const": "" }), &["urn"]),
    ];
    if !felter.is_empty() {
        let mut intet = form(json!({ "enum": [null] }), json!({ "enum": [null] }), &[]);
        if let Value::Object(o) = &mut intet {
            o.insert("minProperties".into(), 2.into());
        }
        valg.push(intet);
    }
    json!({ "anyOf": valg })
}

fn maerke() -> Value {
    let label = json!({ "type": ["string", "null"], "maxLength": 255 });
    let med = |navn: &str| objekt([(navn.to_owned(), definition(navn)), ("label".into(), label.clone())], vec![navn.to_owned()]);
    json!({ "anyOf": [med("uuid"), med("urn"), definition("uuid"), definition("urn"), { "type": "null" }] })
}

fn varianter(def: &'static Variantdef) -> Value {
    let noegle = json!({ "type": "string", "minLength": 1, "maxLength": 255 });
    let mut rel = relationer(def.del_relationer);
    eller_null(&mut rel);
    let mut del = objekt(
        [
            ("deltekst".to_owned(), noegle.clone()),
            ("egenskaber".to_owned(), perioder(def.del_egenskaber, Some("deltekst"))),
            ("relationer".to_owned(), json!({ "anyOf": [rel, { "type": "array", "maxItems": 0 }] })),
        ],
        vec![],
    );
    noegle_kraeves(&mut del, "deltekst");
    let mut dele = json!({ "type": "array", "items": del });
    eller_null(&mut dele);
    let mut variant = objekt(
        [
            ("varianttekst".to_owned(), noegle),
            ("egenskaber".to_owned(), perioder(def.egenskaber, Some("varianttekst"))),
            ("dele".to_owned(), dele),
        ],
        vec![],
    );
    noegle_kraeves(&mut variant, "varianttekst");
    json!({ "type": "array", "items": variant })
}

/// The key stands beside the properties or in one of them.
fn noegle_kraeves(v: &mut Value, navn: &str) {
    if let Value::Object(o) = v {
        let i_egenskaber = json!({ "type": "array", "contains": { "required": [navn], "properties": { navn: { "minLength": 1 } } } });
        o.insert(
            "anyOf".into(),
            json!([{ "required": [navn] }, { "required": ["egenskaber"], "properties": { "egenskaber": i_egenskaber } }]),
        );
    }
}

#[cfg(test)]
mod tests;
