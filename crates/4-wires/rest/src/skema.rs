//! JSON Schema of an object type, from its table (B-24). What the schema takes, the reader takes, and the other way round; only what a
//! schema can't say is left to the reader: that times exist, and that periods end after they start.
use register::{Felt, Felttype, Objekttype, Relationsdef, Relationsslags, Tilstandsdef, Variantdef};
use serde_json::{Map, Value, json};

/// What a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Formaal {
    /// POST and PUT.
    Hel,
    /// PATCH.
    Aendring,
    /// An answer: nothing is mandatory, because what is empty is left out (B-23) and what was stored by other wires may lack it.
    Svar,
}

/// The schema at `/{service}/{object}/schema`: what POST and PUT take.
pub(crate) fn skema(t: &'static Objekttype) -> Value {
    let mut s = krop(t, Formaal::Hel, "#/$defs/");
    if let Value::Object(o) = &mut s {
        o.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        o.insert("title".into(), t.navn.into());
        o.insert("description".into(), t.forklaring.into());
        o.insert("$defs".into(), Value::Object(faelles(Formaal::Hel, "#/$defs/")));
    }
    s
}

/// Definitions that all types share.
pub(crate) fn faelles(formaal: Formaal, defs: &str) -> Map<String, Value> {
    let tid = json!({ "type": "string", "description": "ISO 8601, infinity or -infinity." });
    let uuid = json!({ "type": "string", "pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" });
    let urn = json!({ "type": "string", "pattern": "^[uU][rR][nN]:.", "maxLength": 255 });
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
        ud.insert(referencenavn(slags, formaal), reference(slags, &[], formaal, defs));
    }
    ud
}

/// The definition of a reference without data of its own.
fn referencenavn(slags: Relationsslags, formaal: Formaal) -> String {
    let navn = match slags {
        Relationsslags::En | Relationsslags::Fler => "reference",
        Relationsslags::EnIndekseret | Relationsslags::Indekseret => "reference-indeks",
        Relationsslags::Rolle => "reference-rolle",
    };
    if formaal == Formaal::Svar { format!("{navn}-laest") } else { navn.to_owned() }
}

/// The schema of a body, with references to the shared definitions below `defs`.
pub(crate) fn krop(t: &'static Objekttype, formaal: Formaal, defs: &str) -> Value {
    let mut p = Map::new();
    p.insert("note".into(), json!({ "type": ["string", "null"], "maxLength": grund::graenser::NOTE_TEGN }));
    let attributter = perioder(t.egenskaber, formaal, defs, None);
    let kraevet = t.egenskaber.iter().any(|f| f.obligatorisk);
    let mut attr =
        objekt([(t.attributnavn(), attributter)], if kraevet && formaal == Formaal::Hel { vec![t.attributnavn()] } else { vec![] });
    let mut tilst = tilstande(t, formaal, defs);
    let mut rel = relationer(t.relationer, formaal, defs);
    let mut paakraevet = Vec::new();
    if formaal == Formaal::Hel {
        if kraevet {
            paakraevet.push("attributter".to_owned());
            minimum(&mut attr, &t.attributnavn());
        }
        if !t.tilstande.is_empty() {
            paakraevet.push("tilstande".to_owned());
        }
    }
    if formaal == Formaal::Aendring {
        p.insert(
            "livscyklus".into(),
            json!({ "anyOf": [{ "type": "string", "pattern": "^[pP][aA][sS][sS][iI][vV]$" }, { "type": "null" }] }),
        );
    }
    for v in [&mut attr, &mut tilst, &mut rel] {
        eller_null(v, formaal);
    }
    p.insert("attributter".into(), attr);
    p.insert("tilstande".into(), tilst);
    p.insert("relationer".into(), rel);
    if let Some(def) = t.varianter {
        let mut v = varianter(def, formaal, defs);
        eller_null(&mut v, formaal);
        p.insert("varianter".into(), v);
    }
    let mut ud = objekt(p, paakraevet);
    if let (Value::Object(o), true) = (&mut ud, formaal != Formaal::Svar) {
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
fn eller_null(v: &mut Value, formaal: Formaal) {
    let kraevet = v.get("required").is_some();
    if (kraevet && formaal == Formaal::Hel) || formaal == Formaal::Svar {
        return;
    }
    if let Some(t) = v.get_mut("type") {
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

fn virkning_ref(defs: &str) -> Value {
    json!({ "$ref": format!("{defs}virkning") })
}

fn perioder(felter: &'static [Felt], formaal: Formaal, defs: &str, noegle: Option<&str>) -> Value {
    let mut p: Map<String, Value> = felter.iter().map(|f| (f.navn.to_owned(), felt(f, formaal, defs))).collect();
    p.insert("virkning".into(), virkning_ref(defs));
    if let Some(n) = noegle {
        p.insert(n.to_owned(), json!({ "type": "string", "maxLength": 255 }));
    }
    let mut kraevet = vec!["virkning".to_owned()];
    if formaal == Formaal::Hel {
        kraevet.extend(felter.iter().filter(|f| f.obligatorisk).map(|f| f.navn.to_owned()));
    }
    let mut ud = json!({ "type": "array", "items": objekt(p, kraevet) });
    eller_null(&mut ud, formaal);
    ud
}

/// A field's schema: its value, `""` for none, and null where it may be left out.
fn felt(f: &'static Felt, formaal: Formaal, defs: &str) -> Value {
    let v = vaerdi(f.slags, formaal, defs);
    if formaal == Formaal::Svar {
        return v;
    }
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

fn vaerdi(t: Felttype, formaal: Formaal, defs: &str) -> Value {
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
        Felttype::Reference => json!({ "anyOf": [{ "$ref": format!("{defs}uuid") }, { "$ref": format!("{defs}urn") }] }),
        Felttype::Tekstliste(maks) => {
            json!({ "type": "array", "items": { "type": "string", "maxLength": maks, "pattern": INGEN_STYRETEGN } })
        }
        Felttype::Struktur(f) => struktur(f, formaal, defs),
        Felttype::Strukturliste(f) if formaal == Formaal::Svar => json!({ "type": "array", "items": struktur(f, formaal, defs) }),
        Felttype::Strukturliste(f) => {
            let pladser: Vec<Value> = f.iter().map(|f| felt(f, Formaal::Aendring, defs)).collect();
            let liste = json!({ "type": "array", "prefixItems": pladser, "items": false });
            json!({ "type": "array", "items": { "anyOf": [struktur(f, formaal, defs), liste] } })
        }
    }
}

fn struktur(felter: &'static [Felt], formaal: Formaal, defs: &str) -> Value {
    let indre = if formaal == Formaal::Svar { Formaal::Svar } else { Formaal::Aendring };
    objekt(felter.iter().map(|f| (f.navn.to_owned(), felt(f, indre, defs))), vec![])
}

fn tilstande(t: &'static Objekttype, formaal: Formaal, defs: &str) -> Value {
    let mut p = Map::new();
    let mut kraevet = Vec::new();
    for s in t.tilstande {
        let navn = format!("{}{}", t.sti, s.navn);
        let mut perioder = json!({ "type": "array", "items": tilstand(s, formaal, defs) });
        if formaal == Formaal::Hel {
            kraevet.push(navn.clone());
            if let Value::Object(o) = &mut perioder {
                o.insert("minItems".into(), 1.into());
            }
        } else {
            eller_null(&mut perioder, formaal);
        }
        if formaal == Formaal::Aendring {
            p.insert(s.navn.to_owned(), perioder.clone());
        }
        p.insert(navn, perioder);
    }
    objekt(p, kraevet)
}

fn tilstand(s: &'static Tilstandsdef, formaal: Formaal, defs: &str) -> Value {
    let mut vaerdier: Vec<&str> = s.vaerdier.to_vec();
    if formaal == Formaal::Aendring {
        vaerdier.push("");
    }
    let kraevet = if formaal == Formaal::Svar { vec!["virkning".to_owned()] } else { vec![s.navn.to_owned(), "virkning".to_owned()] };
    objekt([(s.navn.to_owned(), json!({ "enum": vaerdier })), ("virkning".into(), virkning_ref(defs))], kraevet)
}

fn relationer(defs_rel: &'static [Relationsdef], formaal: Formaal, defs: &str) -> Value {
    objekt(
        defs_rel.iter().map(|r| {
            let mut liste = json!({ "type": "array", "items": relation(r, formaal, defs) });
            eller_null(&mut liste, formaal);
            (r.navn.to_owned(), liste)
        }),
        vec![],
    )
}

fn relation(r: &'static Relationsdef, formaal: Formaal, defs: &str) -> Value {
    if r.felter.is_empty() {
        return json!({ "$ref": format!("{defs}{}", referencenavn(r.slags, formaal)) });
    }
    reference(r.slags, r.felter, formaal, defs)
}

/// A reference: a UUID, a URN, or both blank, which means nothing; with data of its own it may point at nothing at all.
fn reference(slags: Relationsslags, felter: &'static [Felt], formaal: Formaal, defs: &str) -> Value {
    let svar = formaal == Formaal::Svar;
    let tekst = json!({ "type": if svar { json!("string") } else { json!(["string", "null"]) }, "maxLength": 255 });
    let mut faelles = Map::new();
    faelles.insert("virkning".into(), virkning_ref(defs));
    faelles.insert("objekttype".into(), tekst.clone());
    faelles.insert("label".into(), tekst.clone());
    if !matches!(slags, Relationsslags::En | Relationsslags::Fler) {
        let tal = json!({ "type": if svar { json!(["integer", "string"]) } else { json!(["integer", "string", "null"]) }, "minimum": 0, "maximum": u32::MAX, "maxLength": 255 });
        faelles.insert("indeks".into(), tal);
    }
    if slags == Relationsslags::Rolle {
        faelles.insert("rolle".into(), maerke(defs, svar));
        faelles.insert("type".into(), maerke(defs, svar));
    }
    let indre = if svar { Formaal::Svar } else { Formaal::Aendring };
    for f in felter {
        faelles.insert(f.navn.to_owned(), felt(f, indre, defs));
    }
    let tom = || if svar { json!({ "const": "" }) } else { json!({ "enum": ["", null] }) };
    let form = |uuid: Value, urn: Value, kraevet: &[&str]| {
        let mut p = faelles.clone();
        p.insert("uuid".into(), uuid);
        p.insert("urn".into(), urn);
        objekt(p, ["virkning"].iter().chain(kraevet).map(ToString::to_string).collect())
    };
    let mut valg = vec![
        form(json!({ "$ref": format!("{defs}uuid") }), tom(), &["uuid"]),
        form(tom(), json!({ "$ref": format!("{defs}urn") }), &["urn"]),
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

fn maerke(defs: &str, svar: bool) -> Value {
    let label = json!({ "type": if svar { json!("string") } else { json!(["string", "null"]) }, "maxLength": 255 });
    let med = |navn: &str| {
        objekt([(navn.to_owned(), json!({ "$ref": format!("{defs}{navn}") })), ("label".into(), label.clone())], vec![navn.to_owned()])
    };
    let mut valg = vec![med("uuid"), med("urn")];
    if !svar {
        valg.extend([json!({ "$ref": format!("{defs}uuid") }), json!({ "$ref": format!("{defs}urn") }), json!({ "type": "null" })]);
    }
    json!({ "anyOf": valg })
}

fn varianter(def: &'static Variantdef, formaal: Formaal, defs: &str) -> Value {
    let noegle = json!({ "type": "string", "minLength": 1, "maxLength": 255 });
    let mut rel = relationer(def.del_relationer, formaal, defs);
    eller_null(&mut rel, formaal);
    let mut del = objekt(
        [
            ("deltekst".to_owned(), noegle.clone()),
            ("egenskaber".to_owned(), perioder(def.del_egenskaber, formaal, defs, Some("deltekst"))),
            ("relationer".to_owned(), json!({ "anyOf": [rel, { "type": "array", "maxItems": 0 }] })),
        ],
        vec![],
    );
    noegle_kraeves(&mut del, "deltekst");
    let mut dele = json!({ "type": "array", "items": del });
    eller_null(&mut dele, formaal);
    let mut variant = objekt(
        [
            ("varianttekst".to_owned(), noegle),
            ("egenskaber".to_owned(), perioder(def.egenskaber, formaal, defs, Some("varianttekst"))),
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
