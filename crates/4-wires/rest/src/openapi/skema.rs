//! Schemas for those who generate clients: every schema has a name, every property one type. They are looser than the JSON Schema at
//! `…/schema`, which says exactly what is taken: a client that follows them is understood, and every answer follows them.
//!
//! One set of classes serves reading and writing, so that what was read can be changed and sent back.
use super::DEFS;
use grund::graenser::NOTE_TEGN;
use register::{Aktoertype, Felt, Felttype, Livscyklus, Objekttype, Relationsdef, Relationsslags, Tilstandsdef, Variantdef};
use serde_json::{Map, Value, json};

/// Named schemas under construction.
#[derive(Default)]
pub(super) struct Skemaer(Map<String, Value>);

/// A reference to a named schema.
pub(super) fn navngivet(navn: &str) -> Value {
    json!({ "$ref": format!("{DEFS}{navn}") })
}

pub(super) fn liste(en: Value) -> Value {
    json!({ "type": "array", "items": en })
}

pub(super) fn tekst(d: &str) -> Value {
    json!({ "type": "string", "description": d })
}

/// A UUID that is always there.
pub(super) fn uuid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

pub(super) fn objekt(felter: Value, kraevet: &[&str]) -> Value {
    if kraevet.is_empty() {
        json!({ "type": "object", "properties": felter })
    } else {
        json!({ "type": "object", "properties": felter, "required": kraevet })
    }
}

/// `brugervendtnoegle` → `Brugervendtnoegle`.
pub(super) fn stort(navn: &str) -> String {
    navn.split_at_checked(1).map_or_else(|| navn.to_owned(), |(foerste, rest)| foerste.to_ascii_uppercase() + rest)
}

impl Skemaer {
    /// The schemas that all types share.
    pub(super) fn faelles() -> Self {
        let mut s = Self::default();
        let tid = || tekst("ISO 8601, infinity or -infinity. Answers have the form 2014-05-19 12:02:32+02.");
        s.saet("Aktoertype", json!({ "type": "string", "enum": Aktoertype::ALLE.map(Aktoertype::navn) }));
        s.saet("Livscykluskode", json!({ "type": "string", "enum": Livscyklus::ALLE.map(Livscyklus::navn) }));
        s.saet(
            "Virkning",
            objekt(
                json!({
                    "from": tid(), "to": tid(),
                    "from_included": { "type": "boolean", "description": "Without effect: from is always included." },
                    "to_included": { "type": "boolean", "description": "Without effect: to is never included." },
                    "aktoerref": tekst("UUID or URN."),
                    "aktoertypekode": navngivet("Aktoertype"),
                    "notetekst": { "type": "string", "maxLength": NOTE_TEGN },
                }),
                &["from", "to"],
            ),
        );
        let graense = json!({ "tidsstempeldatotid": tid(), "graenseindikator": { "type": "boolean" } });
        s.saet("Registreringsgraense", objekt(graense, &["tidsstempeldatotid"]));
        let maerke = json!({ "uuid": tekst("UUID, or nothing."), "urn": tekst("URN, or nothing."), "label": { "type": "string", "maxLength": 255 } });
        s.saet("Maerke", objekt(maerke, &[]));
        for slags in [Relationsslags::Fler, Relationsslags::Indekseret, Relationsslags::Rolle] {
            let navn = referencenavn(slags);
            let r = s.reference(&navn, slags, &[]);
            s.saet(&navn, r);
        }
        s.saet(
            "Fejl",
            objekt(
                json!({
                    "message": tekst("For the developer, in English; LoRA's own sentence where it has one."),
                    "kode": tekst("Number in the catalogue of errors."),
                    "besked": tekst("For the user, in Danish."),
                    "felt": tekst("Path of the field."),
                    "regel": tekst("The rule that refuses."),
                    "tilladt": tekst("The allowed values, separated by commas."),
                    "ventet": tekst("What was expected, in Danish."),
                    "uuid": { "type": ["string", "null"], "description": "null, in the answer to an empty request." },
                    "error": { "type": "integer", "description": "In the answer of an unknown address." },
                    "text": tekst("In the answer of an unknown address."),
                }),
                &["message", "kode", "besked"],
            ),
        );
        s.saet("Kvittering", objekt(json!({ "uuid": uuid() }), &["uuid"]));
        s.saet("Uuidliste", objekt(json!({ "results": liste(uuid()) }), &["results"]));
        let version =
            json!({ "lora_version": { "type": "string" }, "lora_commit_sha": { "type": "string" }, "tid": tekst("The program's clock.") });
        s.saet("Version", objekt(version, &["lora_version", "tid"]));
        s.saet("Adresser", objekt(json!({ "site-map": liste(json!({ "type": "string" })) }), &["site-map"]));
        let forslag = objekt(json!({ "uuid": uuid(), "name": { "type": "string" } }), &["uuid", "name"]);
        s.saet("Forslag", forslag);
        s.saet("Forslagsliste", objekt(json!({ "results": liste(navngivet("Forslag")) }), &["results"]));
        s.saet("Klasseantal", objekt(json!({ "klasse": { "type": "string" }, "antal": { "type": "integer" } }), &["klasse", "antal"]));
        let antal = json!({ "antal": { "type": "integer" }, "klasser": liste(navngivet("Klasseantal")) });
        s.saet("Antal", objekt(antal, &["antal", "klasser"]));
        s.saet("Note", objekt(json!({ "note": { "type": "string", "maxLength": NOTE_TEGN } }), &[]));
        s.saet("Loraliste", {
            let results = json!({ "type": "array", "description": "One list: UUIDs as texts, or whole objects.", "items": { "type": "array", "items": {} } });
            objekt(json!({ "results": results }), &["results"])
        });
        s
    }

    pub(super) fn faerdig(self) -> Map<String, Value> {
        self.0
    }

    pub(super) fn saet(&mut self, navn: &str, skema: Value) {
        let foer = self.0.insert(navn.to_owned(), skema);
        debug_assert!(foer.is_none(), "two schemas are called {navn}");
    }

    /// Everything of one type: what is sent, what is read, and lists of it.
    pub(super) fn type_(&mut self, t: &'static Objekttype) {
        let navn = t.navn;
        let egenskaber = self.felter(navn, t.egenskaber, true);
        self.saet(&format!("{navn}Egenskaber"), objekt(egenskaber, &["virkning"]));
        self.saet(&format!("{navn}Attributter"), objekt(json!({ t.attributnavn(): liste(navngivet(&format!("{navn}Egenskaber"))) }), &[]));
        let tilstande: Map<String, Value> =
            t.tilstande.iter().map(|s| (format!("{}{}", t.sti, s.navn), liste(self.tilstand(navn, s)))).collect();
        self.saet(&format!("{navn}Tilstande"), objekt(Value::Object(tilstande), &[]));
        let relationer = self.relationer(navn, t.relationer);
        self.saet(&format!("{navn}Relationer"), relationer);
        let mut indhold = Map::new();
        indhold.insert("note".into(), json!({ "type": "string", "maxLength": NOTE_TEGN }));
        for del in ["Attributter", "Tilstande", "Relationer"] {
            indhold.insert(del.to_ascii_lowercase(), navngivet(&format!("{navn}{del}")));
        }
        if let Some(v) = t.varianter {
            let en = self.variant(navn, v);
            indhold.insert("varianter".into(), liste(en));
        }
        let mut kraevet = Vec::new();
        if t.egenskaber.iter().any(|f| f.obligatorisk) {
            kraevet.push("attributter");
        }
        if !t.tilstande.is_empty() {
            kraevet.push("tilstande");
        }
        self.saet(navn, objekt(Value::Object(indhold.clone()), &kraevet));
        let mut aendring = indhold.clone();
        aendring.insert("livscyklus".into(), tekst("Passiv makes the object passive; nothing else is looked at then."));
        self.saet(&format!("{navn}Aendring"), objekt(Value::Object(aendring), &[]));
        let mut laest = indhold;
        laest.insert("fratidspunkt".into(), navngivet("Registreringsgraense"));
        laest.insert("tiltidspunkt".into(), navngivet("Registreringsgraense"));
        laest.insert("livscykluskode".into(), navngivet("Livscykluskode"));
        laest.insert("brugerref".into(), tekst("UUID or URN of who made the registration."));
        let faste = ["fratidspunkt", "tiltidspunkt", "livscykluskode", "brugerref"];
        self.saet(&format!("{navn}Registrering"), objekt(Value::Object(laest), &faste));
        let registreringer = liste(navngivet(&format!("{navn}Registrering")));
        self.saet(&format!("{navn}Laest"), objekt(json!({ "id": uuid(), "registreringer": registreringer }), &["id", "registreringer"]));
        self.saet(&format!("{navn}Liste"), objekt(json!({ "results": liste(navngivet(&format!("{navn}Laest"))) }), &["results"]));
    }

    /// Properties of these fields, with the virkning where they have one of their own.
    fn felter(&mut self, ejer: &str, felter: &'static [Felt], virkning: bool) -> Value {
        let mut p: Map<String, Value> = felter.iter().map(|f| (f.navn.to_owned(), self.felt(ejer, f))).collect();
        if virkning {
            p.insert("virkning".into(), navngivet("Virkning"));
        }
        Value::Object(p)
    }

    fn felt(&mut self, ejer: &str, f: &'static Felt) -> Value {
        let indre = format!("{ejer}{}", stort(f.navn));
        let mut v = match f.slags {
            Felttype::Tekst(maks) => json!({ "type": "string", "maxLength": maks }),
            Felttype::Kode(koder) => {
                self.saet(&format!("{indre}Kode"), json!({ "type": "string", "enum": koder }));
                return navngivet(&format!("{indre}Kode"));
            }
            Felttype::Cifre(_) => json!({ "type": "string" }),
            Felttype::Heltal(mindst, stoerst) => json!({ "type": "integer", "format": "int64", "minimum": mindst, "maximum": stoerst }),
            Felttype::Boolsk => json!({ "type": "boolean" }),
            // No format: generators make times of it, and infinity is none.
            Felttype::Dato => tekst("YYYY-MM-DD."),
            Felttype::Tidspunkt => tekst("ISO 8601, infinity or -infinity."),
            Felttype::Varighed => tekst("ISO 8601 duration or PostgreSQL interval."),
            Felttype::Reference => tekst("UUID or URN."),
            Felttype::Tekstliste(maks) => liste(json!({ "type": "string", "maxLength": maks })),
            Felttype::Struktur(felter) => return self.struktur(&indre, felter),
            Felttype::Strukturliste(felter) => liste(self.struktur(&indre, felter)),
        };
        if f.obligatorisk
            && let Value::Object(o) = &mut v
        {
            o.insert("description".into(), "Mandatory when the object is created or replaced.".into());
        }
        v
    }

    fn struktur(&mut self, navn: &str, felter: &'static [Felt]) -> Value {
        let p = self.felter(navn, felter, false);
        self.saet(&format!("{navn}Struktur"), objekt(p, &[]));
        navngivet(&format!("{navn}Struktur"))
    }

    fn tilstand(&mut self, ejer: &str, s: &'static Tilstandsdef) -> Value {
        let indre = format!("{ejer}{}", stort(s.navn));
        self.saet(&format!("{indre}Vaerdi"), json!({ "type": "string", "enum": s.vaerdier }));
        let p = json!({ s.navn: navngivet(&format!("{indre}Vaerdi")), "virkning": navngivet("Virkning") });
        self.saet(&format!("{indre}Tilstand"), objekt(p, &["virkning"]));
        navngivet(&format!("{indre}Tilstand"))
    }

    fn relationer(&mut self, ejer: &str, defs: &'static [Relationsdef]) -> Value {
        let mut p = Map::new();
        for r in defs {
            let navn = if r.felter.is_empty() { referencenavn(r.slags) } else { format!("{ejer}{}Reference", stort(r.navn)) };
            if !r.felter.is_empty() {
                let skema = self.reference(&navn, r.slags, r.felter);
                self.saet(&navn, skema);
            }
            p.insert(r.navn.to_owned(), liste(navngivet(&navn)));
        }
        objekt(Value::Object(p), &[])
    }

    fn reference(&mut self, navn: &str, slags: Relationsslags, felter: &'static [Felt]) -> Value {
        let mut p = match self.felter(navn, felter, true) {
            Value::Object(o) => o,
            _ => Map::new(),
        };
        p.insert("uuid".into(), tekst("UUID of what is pointed at, or nothing."));
        p.insert("urn".into(), tekst("URN of what is pointed at, or nothing; not both."));
        p.insert("objekttype".into(), json!({ "type": "string", "maxLength": 255 }));
        p.insert("label".into(), json!({ "type": "string", "maxLength": 255 }));
        match slags {
            Relationsslags::En | Relationsslags::Fler => {}
            Relationsslags::EnIndekseret | Relationsslags::Indekseret => {
                p.insert("indeks".into(), json!({ "type": "integer", "format": "int64", "minimum": 0, "maximum": u32::MAX }));
            }
            Relationsslags::Rolle => {
                p.insert("indeks".into(), json!({ "type": "string", "maxLength": 255 }));
                p.insert("rolle".into(), navngivet("Maerke"));
                p.insert("type".into(), navngivet("Maerke"));
            }
        }
        objekt(Value::Object(p), &["virkning"])
    }

    fn variant(&mut self, ejer: &str, def: &'static Variantdef) -> Value {
        let (v, d) = (format!("{ejer}Variant"), format!("{ejer}Del"));
        let egenskaber = self.felter(&v, def.egenskaber, true);
        self.saet(&format!("{v}Egenskaber"), objekt(egenskaber, &["virkning"]));
        let egenskaber = self.felter(&d, def.del_egenskaber, true);
        self.saet(&format!("{d}Egenskaber"), objekt(egenskaber, &["virkning"]));
        let relationer = self.relationer(&d, def.del_relationer);
        self.saet(&format!("{d}Relationer"), relationer);
        let noegle = || json!({ "type": "string", "minLength": 1, "maxLength": 255 });
        let del = json!({
            "deltekst": noegle(),
            "egenskaber": liste(navngivet(&format!("{d}Egenskaber"))),
            "relationer": navngivet(&format!("{d}Relationer")),
        });
        self.saet(&d, objekt(del, &["deltekst"]));
        let variant = json!({
            "varianttekst": noegle(),
            "egenskaber": liste(navngivet(&format!("{v}Egenskaber"))),
            "dele": liste(navngivet(&d)),
        });
        self.saet(&v, objekt(variant, &["varianttekst"]));
        navngivet(&v)
    }
}

fn referencenavn(slags: Relationsslags) -> String {
    match slags {
        Relationsslags::En | Relationsslags::Fler => "Reference",
        Relationsslags::EnIndekseret | Relationsslags::Indekseret => "NummereretReference",
        Relationsslags::Rolle => "Rollereference",
    }
    .to_owned()
}
