//! The OpenAPI 3.1 document, from the same tables as everything else: what it says is what the router and the reader do.
use crate::autocomplete;
use crate::param::{GENERELLE, KLASSE, TIDER};
use crate::skema::{self, Formaal};
use register::{Felttype, Livscyklus, Objekttype, Relationsslags, Typekatalog};
use serde_json::{Map, Value, json};

const DEFS: &str = "#/components/schemas/";

/// The document, for addresses below the prefix.
pub(crate) fn dokument(k: &Typekatalog, praefiks: &str) -> Value {
    let mut stier = Map::new();
    for t in k.alle() {
        type_stier(&mut stier, t);
    }
    for t in k.alle() {
        let sti = format!("/{}/classes", t.service);
        stier.entry(sti).or_insert_with(|| json!({ "get": fast(t.service, "The object types of the service with their fields.") }));
    }
    stier.insert("/site-map".into(), json!({ "get": fast("meta", "The addresses that answer GET.") }));
    stier.insert("/openapi.json".into(), json!({ "get": fast("meta", "This document.") }));
    stier.insert(
        "/version".into(),
        json!({ "get": svar_op("meta", "Version of the program, and its clock.", vec![], json!({ "type": "object" }), &[]) }),
    );
    stier.insert("/kubernetes/live".into(), json!({ "get": tom_op("The program runs.", &[]) }));
    stier.insert("/kubernetes/ready".into(), json!({ "get": tom_op("The store answers.", &["503"]) }));
    for (sti, s) in autocomplete::SLAGS.iter().filter(|(_, s)| k.navn(s.objekttype).is_some()) {
        stier.insert((*sti).to_owned(), json!({ "get": forslag(s.objekttype) }));
    }
    let mut skemaer = skema::faelles(Formaal::Hel, DEFS);
    skemaer.extend(skema::faelles(Formaal::Svar, DEFS));
    skemaer.insert("fejl".into(), fejl());
    skemaer.insert("kvittering".into(), objekt(json!({ "uuid": { "$ref": format!("{DEFS}uuid") } }), &["uuid"]));
    skemaer.insert("uuider".into(), json!({ "type": "object", "properties": { "results": { "type": "array", "items": { "type": "array", "items": { "$ref": format!("{DEFS}uuid") } } } }, "required": ["results"] }));
    for t in k.alle() {
        skemaer.insert(t.sti.to_owned(), skema::krop(t, Formaal::Hel, DEFS));
        skemaer.insert(format!("{}-aendring", t.sti), skema::krop(t, Formaal::Aendring, DEFS));
        skemaer.insert(format!("{}-laest", t.sti), laest(t));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "OIO REST",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Bitemporal registers of Organisation, Klassifikation, Sag, Dokument and more. Every object has registrations (when it was said) that hold attributes, states and relations, each with a virkning (when it is true)."
        },
        "servers": [{ "url": if praefiks.is_empty() { "/" } else { praefiks } }],
        "paths": stier,
        "components": {
            "schemas": skemaer,
            "responses": { "fejl": { "description": "A refusal: what, where, by which rule and what would be allowed.", "content": { "application/json": { "schema": { "$ref": format!("{DEFS}fejl") } } } } },
            "parameters": parametre(),
        },
        "tags": tags(k),
    })
}

fn tags(k: &Typekatalog) -> Value {
    let mut navne: Vec<&str> = k.alle().map(|t| t.service).chain(["meta"]).collect();
    navne.sort_unstable();
    navne.dedup();
    json!(navne.into_iter().map(|n| json!({ "name": n })).collect::<Vec<_>>())
}

fn objekt(felter: Value, kraevet: &[&str]) -> Value {
    json!({ "type": "object", "properties": felter, "required": kraevet })
}

fn fejl() -> Value {
    let tekst = |d: &str| json!({ "type": "string", "description": d });
    objekt(
        json!({
            "message": tekst("For the developer, in English; LoRA's own sentence where it has one."),
            "kode": tekst("Number in the catalogue of errors."),
            "besked": tekst("For the user, in Danish."),
            "felt": tekst("Path of the field."),
            "regel": tekst("The rule that refuses."),
            "tilladt": tekst("What would be allowed."),
            "uuid": { "type": "null", "description": "In the answer to an empty request." },
            "error": { "type": "integer", "description": "In the answer of an unknown address." },
            "text": tekst("In the answer of an unknown address."),
        }),
        &["message", "kode", "besked"],
    )
}

/// An object as it is read.
fn laest(t: &'static Objekttype) -> Value {
    let mut r = skema::krop(t, Formaal::Svar, DEFS);
    let tid = json!({ "type": "string" });
    let graense = json!({ "type": "object", "properties": { "tidsstempeldatotid": tid, "graenseindikator": { "type": "boolean" } }, "required": ["tidsstempeldatotid"] });
    if let Some(Value::Object(p)) = r.get_mut("properties") {
        p.insert("fratidspunkt".into(), graense.clone());
        p.insert("tiltidspunkt".into(), graense);
        p.insert("livscykluskode".into(), json!({ "enum": Livscyklus::ALLE.map(Livscyklus::navn) }));
        p.insert("brugerref".into(), tid);
    }
    if let Value::Object(o) = &mut r {
        o.insert("required".into(), json!(["fratidspunkt", "tiltidspunkt", "livscykluskode", "brugerref"]));
    }
    objekt(json!({ "id": { "$ref": format!("{DEFS}uuid") }, "registreringer": { "type": "array", "items": r } }), &["id", "registreringer"])
}

fn param(navn: &str, skema: Value, tekst: &str) -> Value {
    json!({ "name": navn, "in": "query", "required": false, "description": tekst, "schema": skema })
}

/// Parameters that every type has.
fn parametre() -> Value {
    let mut ud = Map::new();
    for (n, d) in TIDER {
        ud.insert(n.into(), param(n, json!({ "type": "string" }), d));
    }
    for (n, d) in GENERELLE {
        let skema = match n {
            "foersteresultat" => json!({ "type": "integer", "minimum": 0, "maximum": grund::graenser::SIDE_FOERSTE_MAKS }),
            "maximalantalresultater" => json!({ "type": "integer", "minimum": 0, "default": grund::graenser::LISTE_UUID }),
            "livscykluskode" => json!({ "enum": Livscyklus::ALLE.map(Livscyklus::navn) }),
            "uuid" => flere(json!({ "$ref": format!("{DEFS}uuid") })),
            "vilkaarligattr" | "vilkaarligrel" => flere(json!({ "type": "string" })),
            _ => json!({ "type": "string" }),
        };
        ud.insert(n.into(), param(n, skema, d));
    }
    ud.insert("konsolider".into(), param("konsolider", json!({ "type": "string" }), "Join adjacent periods that say the same."));
    ud.insert("uuid-sti".into(), json!({ "name": "uuid", "in": "path", "required": true, "schema": { "$ref": format!("{DEFS}uuid") } }));
    Value::Object(ud)
}

/// A repeatable parameter: every value must hold.
fn flere(en: Value) -> Value {
    json!({ "type": "array", "items": en })
}

fn reference(navn: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{navn}") })
}

fn tider() -> Vec<Value> {
    TIDER.iter().map(|(n, _)| *n).chain(["konsolider"]).map(reference).collect()
}

/// Times, general parameters, and the type's own.
fn soegning(t: &'static Objekttype) -> Vec<Value> {
    let mut ud = tider();
    ud.extend(GENERELLE.iter().map(|(n, _)| reference(n)));
    let tekst = || flere(json!({ "type": "string" }));
    if t.syn.is_some() {
        ud.push(param(
            KLASSE,
            json!({ "type": "string", "pattern": r"^[0-9]{2}(\.[0-9]{2}){0,2}(\.?\*)?$" }),
            "KLE number of the primary class, or what is above it.",
        ));
    }
    for f in t.egenskaber {
        let (skema, d) = match f.slags {
            Felttype::Heltal(..) => (flere(json!({ "type": "integer" })), "Exactly this number."),
            Felttype::Boolsk => (flere(json!({ "type": "boolean" })), "Exactly this value."),
            Felttype::Tidspunkt | Felttype::Reference => (tekst(), "Exactly this value."),
            _ => (tekst(), "Pattern without regard to case; % stands for anything, \\% for a per cent sign."),
        };
        ud.push(param(f.navn, skema, d));
        if f.navn == "brugervendtnoegle" {
            ud.push(param("bvn", tekst(), "The same as brugervendtnoegle."));
        }
    }
    for s in t.tilstande {
        ud.push(param(s.navn, flere(json!({ "enum": s.vaerdier })), "State."));
    }
    for r in t.relationer {
        let d = format!("UUID or URN of a reference; {}:<objekttype> also demands its objekttype.", r.navn);
        ud.push(param(r.navn, tekst(), &d));
        if r.slags == Relationsslags::Indekseret {
            for f in r.felter {
                if let Felttype::Kode(koder) = f.slags {
                    ud.push(param(f.navn, flere(json!({ "enum": koder })), "Of a reference."));
                }
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

fn afvisninger(koder: &[&str]) -> Map<String, Value> {
    koder.iter().map(|k| ((*k).to_owned(), json!({ "$ref": "#/components/responses/fejl" }))).collect()
}

fn svar_op(tag: &str, tekst: &str, parametre: Vec<Value>, skema: Value, afviser: &[&str]) -> Value {
    let mut svar = afvisninger(afviser);
    svar.insert("200".into(), json!({ "description": tekst, "content": { "application/json": { "schema": skema } } }));
    json!({ "tags": [tag], "summary": tekst, "parameters": parametre, "responses": svar })
}

fn fast(tag: &str, tekst: &str) -> Value {
    svar_op(tag, tekst, vec![], json!({ "type": "object" }), &["400"])
}

fn tom_op(tekst: &str, ellers: &[&str]) -> Value {
    let mut svar = Map::new();
    svar.insert("204".into(), json!({ "description": tekst }));
    for k in ellers {
        svar.insert((*k).to_owned(), json!({ "description": "Not so." }));
    }
    json!({ "tags": ["meta"], "summary": tekst, "responses": svar })
}

fn forslag(navn: &str) -> Value {
    let en = objekt(
        json!({ "uuid": { "$ref": format!("{DEFS}uuid") }, "name": { "type": "string" }, "attrs": { "type": "array", "items": {} } }),
        &["uuid", "name", "attrs"],
    );
    let p = vec![
        json!({ "name": "phrase", "in": "query", "required": true, "description": "Part of the name or user key, or the UUID.", "schema": { "type": "string", "maxLength": 100 } }),
        param("class_uuids", flere(json!({ "$ref": format!("{DEFS}uuid") })), "Without effect."),
    ];
    svar_op(
        "organisation",
        &format!("{navn} by name."),
        p,
        objekt(json!({ "results": { "type": "array", "items": en } }), &["results"]),
        &["400"],
    )
}

fn type_stier(stier: &mut Map<String, Value>, t: &'static Objekttype) {
    let sti = format!("/{}/{}", t.service, t.sti);
    let laest = json!({ "$ref": format!("{DEFS}{}-laest", t.sti) });
    let hele = json!({ "type": "object", "properties": { "results": { "type": "array", "items": { "type": "array", "items": laest } } }, "required": ["results"] });
    let samling = json!({ "anyOf": [{ "$ref": format!("{DEFS}uuider") }, hele] });
    let en = json!({ "type": "object", "additionalProperties": { "type": "array", "items": laest } });
    let i_sti = || vec![reference("uuid-sti")];
    let mut get_en = svar_op(t.service, &format!("Read: {}", t.forklaring), [i_sti(), tider()].concat(), en, &["400", "404", "410"]);
    let mut liste = svar_op(t.service, &format!("List (UUIDs and times only) or search: {}", t.forklaring), soegning(t), samling, &["400"]);
    if let Some(Value::Object(svar)) = liste.pointer_mut("/responses/200") {
        svar.insert(
            "headers".into(),
            json!({ "Link": { "description": "rel=\"next\" when the page is full.", "schema": { "type": "string" } } }),
        );
    }
    let mut stier_en = Map::new();
    let op = |tekst: &str, p: Vec<Value>, krop: Value, kraevet: bool, kode: &str, afviser: &[&str]| {
        let mut svar = afvisninger(afviser);
        svar.insert(
            kode.into(),
            json!({ "description": "Done.", "content": { "application/json": { "schema": { "$ref": format!("{DEFS}kvittering") } } } }),
        );
        json!({ "tags": [t.service], "summary": format!("{tekst} {}", t.navn), "parameters": p, "requestBody": { "required": kraevet, "content": krop }, "responses": svar })
    };
    let krop = |navn: &str| {
        let skema = json!({ "$ref": format!("{DEFS}{navn}") });
        let form = json!({ "type": "object", "properties": { "json": { "type": "string", "description": "The object as JSON." } }, "required": ["json"] });
        let filer = json!({ "type": "object", "properties": { "json": { "type": "string" } }, "required": ["json"], "additionalProperties": { "type": "string", "contentMediaType": "application/octet-stream" } });
        json!({
            "application/json": { "schema": skema },
            "application/x-www-form-urlencoded": { "schema": form },
            "multipart/form-data": { "schema": filer },
        })
    };
    let mut opret = op("Create", vec![], krop(t.sti), true, "201", &["400", "409", "413", "415"]);
    let mut erstat = op("Import or replace", i_sti(), krop(t.sti), true, "200", &["400", "409", "413", "415"]);
    let mut ret =
        op("Change, or make passive:", i_sti(), krop(&format!("{}-aendring", t.sti)), true, "200", &["400", "404", "409", "413", "415"]);
    let note = json!({ "application/json": { "schema": { "type": "object", "properties": { "note": { "type": ["string", "null"] } }, "additionalProperties": false } } });
    let mut slet = op("Delete", i_sti(), note, false, "202", &["400", "404", "409"]);
    for (o, id) in [
        (&mut get_en, "laes"),
        (&mut liste, "soeg"),
        (&mut opret, "opret"),
        (&mut erstat, "erstat"),
        (&mut ret, "ret"),
        (&mut slet, "slet"),
    ] {
        if let Value::Object(o) = o {
            o.insert("operationId".into(), format!("{id}_{}", t.sti).into());
        }
    }
    for (metode, o) in [("get", get_en), ("put", erstat), ("patch", ret), ("delete", slet)] {
        stier_en.insert(metode.into(), o);
    }
    stier.insert(format!("{sti}/{{uuid}}"), Value::Object(stier_en));
    stier.insert(sti.clone(), json!({ "get": liste, "post": opret }));
    stier.insert(format!("{sti}/fields"), json!({ "get": fast(t.service, "Fields, states and relations.") }));
    stier.insert(format!("{sti}/schema"), json!({ "get": fast(t.service, "JSON Schema of what POST and PUT take.") }));
    if t.syn.is_some() {
        let klasse = objekt(json!({ "klasse": { "type": "string" }, "antal": { "type": "integer" } }), &["klasse", "antal"]);
        let svar =
            objekt(json!({ "antal": { "type": "integer" }, "klasser": { "type": "array", "items": klasse } }), &["antal", "klasser"]);
        let mut p = soegning(t);
        p.push(param("cifre", json!({ "enum": ["2", "4", "6"], "default": "2" }), "By main group, group or number."));
        stier.insert(
            format!("{sti}/antal"),
            json!({ "get": svar_op(t.service, "How many objects a search finds, by KLE.", p, svar, &["400"]) }),
        );
    }
    if t.varianter.is_some() {
        let dele = [("aar", 4), ("maaned", 2), ("dag", 2), ("time", 2), ("minut", 2)];
        let mut p: Vec<Value> = dele
            .iter()
            .map(|(n, l)| json!({ "name": n, "in": "path", "required": true, "schema": { "type": "string", "pattern": format!("^[0-9]{{{l}}}$") } }))
            .collect();
        p.push(json!({ "name": "fil", "in": "path", "required": true, "description": "<uuid>.bin", "schema": { "type": "string" } }));
        let mut svar = afvisninger(&["404"]);
        svar.insert("200".into(), json!({ "description": "The file.", "content": { "application/octet-stream": {} } }));
        let fil = json!({ "tags": [t.service], "summary": "A document's file, as named by store: in indhold.", "parameters": p, "responses": svar });
        stier.insert(format!("{sti}/{{aar}}/{{maaned}}/{{dag}}/{{time}}/{{minut}}/{{fil}}"), json!({ "get": fil }));
    }
}

#[cfg(test)]
pub(crate) mod tests;
