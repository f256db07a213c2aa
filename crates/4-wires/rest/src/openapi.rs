//! The OpenAPI document, from the same tables as everything else: what it says is what the router and the reader do. In version 3.1, and in
//! 3.0 for the many generators that read no other.
mod fordeling;
mod parametre;
mod skema;

use crate::autocomplete;
use parametre::{param, reference, soegning, soegning_typet, tider};
use register::{Objekttype, Typekatalog};
use serde_json::{Map, Value, json};
use skema::{Skemaer, liste, navngivet, stort};

const DEFS: &str = "#/components/schemas/";

/// What the document depends on beside the tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visning<'a> {
    /// What is put before every address.
    pub(crate) praefiks: &'static str,
    /// Callers are known by a token; else by a header that anybody may set.
    pub(crate) sikker: bool,
    /// What other wires answer.
    pub(crate) andre: &'a [(&'static str, Value)],
    /// Fordelingskomponenten answers its own addresses.
    pub(crate) fordeling: bool,
}

/// The document in OpenAPI 3.1.
pub(crate) fn dokument(k: &Typekatalog, v: Visning<'_>) -> Value {
    let mut d = Dokument { stier: Map::new(), sikker: v.sikker };
    for t in k.alle() {
        d.type_stier(t);
    }
    d.faste(k);
    d.stier.extend(v.andre.iter().map(|(sti, v)| ((*sti).to_owned(), v.clone())));
    let mut skemaer = Skemaer::faelles();
    for t in k.alle() {
        skemaer.type_(t);
    }
    if v.fordeling {
        fordeling::stier(&mut d);
        fordeling::skemaer(&mut skemaer);
    }
    let fejl = json!({ "application/json": { "schema": navngivet("Fejl") } });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "OIO REST",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Bitemporal registers of Organisation, Klassifikation, Sag, Dokument and more. Every object has registrations (when it was said) that hold attributes, states and relations, each with a virkning (when it is true)."
        },
        "servers": [{ "url": if v.praefiks.is_empty() { "/" } else { v.praefiks } }],
        "paths": d.stier,
        "security": sikkerhed(v.sikker),
        "components": {
            "schemas": skemaer.faerdig(),
            "responses": { "fejl": { "description": "A refusal: what, where, by which rule and what would be allowed.", "content": fejl } },
            "parameters": parametre::faelles(),
            "securitySchemes": ordninger(v.sikker),
        },
        "tags": tags(k),
    })
}

/// The document in OpenAPI 3.0.
pub(crate) fn dokument_30(k: &Typekatalog, v: Visning<'_>) -> Value {
    let mut d = dokument(k, v);
    register::til_openapi_30(&mut d);
    d
}

fn ordninger(sikker: bool) -> Value {
    if sikker {
        json!({
            "jwt": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A token of /runtime/oauth/token, got with the system's client certificate." },
            "adgangstoken": { "type": "apiKey", "in": "header", "name": "Authorization", "description": "`Holder-of-key <token>`, over a connection with the client certificate that got the token." },
        })
    } else {
        json!({ "myndighed": { "type": "apiKey", "in": "header", "name": "X-Myndighed-CVR", "description": "The authority, by 8 digits; not given: that of the installation. The open mode proves no caller." } })
    }
}

fn sikkerhed(sikker: bool) -> Value {
    if sikker { json!([{ "jwt": [] }, { "adgangstoken": [] }]) } else { json!([{}, { "myndighed": [] }]) }
}

fn tags(k: &Typekatalog) -> Value {
    let mut navne: Vec<&str> = k.alle().map(|t| t.service).chain(["meta"]).collect();
    navne.sort_unstable();
    navne.dedup();
    json!(navne.into_iter().map(|n| json!({ "name": n })).collect::<Vec<_>>())
}

/// One operation.
struct Operation<'a> {
    tag: &'a str,
    id: String,
    tekst: &'a str,
    parametre: Vec<Value>,
    krop: Option<Value>,
    status: &'a str,
    svar: Value,
    afviser: &'a [&'a str],
}

impl<'a> Operation<'a> {
    fn get(tag: &'a str, id: String, tekst: &'a str, parametre: Vec<Value>, svar: Value) -> Self {
        let svar = json!({ "description": tekst, "content": { "application/json": { "schema": svar } } });
        Self { tag, id, tekst, parametre, krop: None, status: "200", svar, afviser: &["400"] }
    }

    fn afviser(self, afviser: &'a [&'a str]) -> Self {
        Self { afviser, ..self }
    }
}

struct Dokument {
    stier: Map<String, Value>,
    sikker: bool,
}

impl Dokument {
    fn saet(&mut self, sti: &str, metode: &str, op: Value) {
        let sti = self.stier.entry(sti).or_insert_with(|| json!({}));
        if let Value::Object(o) = sti {
            o.entry(metode).or_insert(op);
        }
    }

    /// An operation for callers that are known.
    fn op(&mut self, sti: &str, metode: &str, o: Operation<'_>) {
        // 403 is also for a foreign page or host, in the open mode too; a busy or broken store says 503.
        let altid: &[&str] = if self.sikker { &["401", "403", "503"] } else { &["403", "503"] };
        let v = operation(o, altid);
        self.saet(sti, metode, v);
    }

    /// An operation for everybody.
    fn aaben(&mut self, sti: &str, o: Operation<'_>) {
        let mut v = operation(o, &[]);
        if let Value::Object(o) = &mut v {
            o.insert("security".into(), json!([]));
        }
        self.saet(sti, "get", v);
    }

    fn faste(&mut self, k: &Typekatalog) {
        let frit = || json!({ "type": "object" });
        for t in k.alle() {
            let o = Operation::get(
                t.service,
                format!("klasser_{}", t.service),
                "The object types of the service with their fields.",
                vec![],
                frit(),
            );
            self.op(&format!("/{}/classes", t.service), "get", o);
        }
        let get = |id: &str, tekst: &'static str, svar: Value| Operation::get("meta", id.to_owned(), tekst, vec![], svar);
        self.aaben("/site-map", get("adresser", "The addresses that answer GET.", navngivet("Adresser")));
        self.aaben("/openapi.json", get("openapi", "This document.", frit()));
        self.aaben("/openapi-3.0.json", get("openapi_30", "This document in OpenAPI 3.0.", frit()));
        self.aaben("/version", get("version", "Version of the program, and its clock.", navngivet("Version")).afviser(&[]));
        for (sti, id, tekst) in [("/kubernetes/live", "lever", "The program runs."), ("/kubernetes/ready", "klar", "The store answers.")] {
            let mut o = get(id, tekst, Value::Null).afviser(&[]);
            (o.status, o.svar) = ("204", json!({ "description": tekst }));
            self.aaben(sti, o);
        }
        if let Some(Value::Object(svar)) = self.stier.get_mut("/kubernetes/ready").and_then(|s| s.pointer_mut("/get/responses")) {
            svar.insert("503".into(), json!({ "description": "Not so." }));
        }
        for (sti, s) in autocomplete::SLAGS.iter().filter(|(_, s)| k.navn(s.objekttype).is_some()) {
            let frase = "Part of the name or user key, or the UUID.";
            let p = vec![
                json!({ "name": "phrase", "in": "query", "required": true, "description": frase, "schema": { "type": "string", "maxLength": 100 } }),
                param("class_uuids", liste(skema::uuid()), "Without effect."),
            ];
            let tekst = format!("{} by name.", s.objekttype);
            let id = format!("forslag_{}", s.objekttype.to_ascii_lowercase());
            self.op(sti, "get", Operation::get("organisation", id, &tekst, p, navngivet("Forslagsliste")));
        }
    }

    fn type_stier(&mut self, t: &'static Objekttype) {
        let (sti, tag, navn) = (format!("/{}/{}", t.service, t.sti), t.service, t.navn);
        let id = |hvad: &str| format!("{hvad}_{}", t.sti);
        let lora = format!(
            "LoRA's list (UUIDs and times only: whole objects) or search (UUIDs; with `list` whole objects). The same with one type of answer: …/uuider and …/objekter. {}",
            t.forklaring
        );
        let mut o = Operation::get(tag, id("soeg"), &lora, soegning(t), navngivet("Loraliste"));
        side(&mut o);
        self.op(&sti, "get", o);
        let tekst = format!("Search: UUIDs. {}", t.forklaring);
        let mut o = Operation::get(tag, id("uuider"), &tekst, soegning_typet(t), navngivet("Uuidliste"));
        side(&mut o);
        self.op(&format!("{sti}/uuider"), "get", o);
        let tekst = format!("List or search: whole objects. {}", t.forklaring);
        let mut o = Operation::get(tag, id("objekter"), &tekst, soegning_typet(t), navngivet(&format!("{navn}Liste")));
        side(&mut o);
        self.op(&format!("{sti}/objekter"), "get", o);

        let en = format!("{sti}/{{uuid}}");
        let i_sti = || vec![reference("uuid-sti")];
        let laest = json!({ "type": "object", "additionalProperties": liste(navngivet(&format!("{navn}Laest"))) });
        let tekst = format!("Read: the object, below its UUID. {}", t.forklaring);
        let o = Operation::get(tag, id("laes"), &tekst, [i_sti(), tider()].concat(), laest).afviser(&["400", "404", "410"]);
        self.op(&en, "get", o);
        let mut skriv = |metode: &str, sti: &str, hvad: &str, tekst: &str, p: Vec<Value>, krop: Value, status, afviser: &[&str]| {
            let svar = json!({ "description": "Done.", "content": { "application/json": { "schema": navngivet("Kvittering") } } });
            let tekst = format!("{tekst} {navn}.");
            self.op(sti, metode, Operation { tag, id: id(hvad), tekst: &tekst, parametre: p, krop: Some(krop), status, svar, afviser });
        };
        // Forms are told in words: generators make no type of a body that has two forms.
        let former = match t.varianter {
            Some(_) => {
                "Or a form with the object as JSON in the field `json`, and files beside it: `field:<name>` in indhold stands for the file of that name (B-4)."
            }
            None => "Or a form with the object as JSON in the field `json`.",
        };
        let krop = |skema: &str, kraevet: bool| {
            let indhold = json!({ "application/json": { "schema": navngivet(skema) } });
            if kraevet { json!({ "required": true, "description": former, "content": indhold }) } else { json!({ "content": indhold }) }
        };
        let hel = &["400", "409", "413", "415"];
        skriv("post", &sti, "opret", "Create", vec![], krop(navn, true), "201", hel);
        skriv("put", &en, "erstat", "Import or replace", i_sti(), krop(navn, true), "200", hel);
        let aendring = krop(&format!("{navn}Aendring"), true);
        skriv("patch", &en, "ret", "Change, or make passive:", i_sti(), aendring, "200", &["400", "404", "409", "413", "415"]);
        skriv("delete", &en, "slet", "Delete", i_sti(), krop("Note", false), "202", &["400", "404", "409", "413", "415"]);

        let frit = || json!({ "type": "object" });
        self.op(&format!("{sti}/fields"), "get", Operation::get(tag, id("felter"), "Fields, states and relations.", vec![], frit()));
        let tekst = "JSON Schema of exactly what POST and PUT take.";
        self.op(&format!("{sti}/schema"), "get", Operation::get(tag, id("skema"), tekst, vec![], frit()));
        if t.syn.is_some() {
            let mut p = soegning(t);
            p.push(param("cifre", json!({ "type": "string", "enum": ["2", "4", "6"], "default": "2" }), "By main group, group or number."));
            self.op(
                &format!("{sti}/antal"),
                "get",
                Operation::get(tag, id("antal"), "How many objects a search finds, by KLE.", p, navngivet("Antal")),
            );
        }
        if t.varianter.is_some() {
            self.fil(t, &sti);
        }
    }

    fn fil(&mut self, t: &'static Objekttype, sti: &str) {
        let dele = [("aar", 4), ("maaned", 2), ("dag", 2), ("time", 2), ("minut", 2)];
        let led = |n: &str, skema: Value, d: &str| json!({ "name": n, "in": "path", "required": true, "description": d, "schema": skema });
        let mut p: Vec<Value> = dele
            .iter()
            .map(|(n, l)| led(n, json!({ "type": "string", "pattern": format!("^[0-9]{{{l}}}$") }), &format!("{l} digits.")))
            .collect();
        p.push(led("fil", json!({ "type": "string" }), "<uuid>.bin"));
        let tekst = "A document's file, as named by store: in indhold.";
        let mut o = Operation::get(t.service, format!("fil_{}", t.sti), tekst, p, Value::Null).afviser(&["404"]);
        let fil = json!({ "schema": { "type": "string", "format": "binary" } });
        o.svar = json!({ "description": "The file.", "content": { "application/octet-stream": fil } });
        self.op(&format!("{sti}/{{aar}}/{{maaned}}/{{dag}}/{{time}}/{{minut}}/{{fil}}"), "get", o);
    }
}

/// The answer may be one page of more.
fn side(o: &mut Operation<'_>) {
    if let Value::Object(svar) = &mut o.svar {
        let link = json!({ "description": "rel=\"next\" when the page is full.", "schema": { "type": "string" } });
        svar.insert("headers".into(), json!({ "Link": link }));
    }
}

fn operation(o: Operation<'_>, altid: &[&str]) -> Value {
    let mut svar = Map::new();
    for kode in o.afviser.iter().chain(altid) {
        svar.insert((*kode).to_owned(), json!({ "$ref": "#/components/responses/fejl" }));
    }
    svar.insert(o.status.to_owned(), o.svar);
    let mut ud = json!({
        "tags": [o.tag], "operationId": o.id, "summary": stort(o.tekst), "parameters": o.parametre, "responses": svar
    });
    if let (Some(k), Value::Object(u)) = (o.krop, &mut ud) {
        u.insert("requestBody".into(), k);
    }
    ud
}

#[cfg(test)]
pub(crate) mod tests;
