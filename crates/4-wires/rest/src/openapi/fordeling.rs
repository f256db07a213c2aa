//! Fordelingskomponenten's questions in the OpenAPI document, where the module runs.
use super::parametre::{param, reference};
use super::skema::{Skemaer, liste, navngivet, objekt, tekst, uuid};
use super::{Dokument, Operation};
use ::fordeling::model::Objektslags;
use ::fordeling::overdragelse::Tilstand;
use grund::graenser::SIDE_MAKS;
use serde_json::{Value, json};

const TAG: &str = "fordeling";

fn maaske(d: &str) -> Value {
    json!({ "type": "string", "nullable": true, "description": d })
}

fn maaske_uuid() -> Value {
    json!({ "type": "string", "format": "uuid", "nullable": true })
}

fn kraevet(mut p: Value) -> Value {
    if let Value::Object(o) = &mut p {
        o.insert("required".into(), true.into());
    }
    p
}

fn eksempel(mut p: Value, v: &str) -> Value {
    if let Value::Object(o) = &mut p {
        o.insert("example".into(), v.into());
    }
    p
}

pub(super) fn stier(d: &mut Dokument) {
    let streng = || json!({ "type": "string" });
    let kle = |t: &str| kraevet(eksempel(param("kle", streng(), t), "32.24.04"));
    let facet = || eksempel(param("facet", streng(), "The facet: K02."), "K02");
    let mut get = |sti: &str, id: &str, t: &str, p: Vec<Value>, svar: &str, afviser: &[&str]| {
        d.op(sti, "get", Operation::get(TAG, id.into(), t, p, navngivet(svar)).afviser(afviser));
    };
    let p = vec![
        kle("The KLE number: 32.24.04."),
        facet(),
        param("afsender", streng(), "The sending authority's CVR number; the caller's by default."),
        param("modtager", streng(), "The receiving authority's; the caller's by default."),
        param("objekttype", navngivet("Fordelingsobjekttype"), "What is to be handed over."),
    ];
    get(
        "/fordeling/hvem",
        "fordeling_hvem",
        "Who would receive this, by which rule, or why nobody would.",
        p,
        "Fordelingssvar",
        &["400", "403"],
    );
    let p = vec![
        kle("The rule's mask: 32.24.*."),
        facet(),
        kraevet(eksempel(param("modtagersystem", uuid(), "The rule's system."), "10000000-0000-4000-8000-000000000041")),
        param("uuid", uuid(), "The rule that it would replace."),
    ];
    get("/fordeling/overlap", "fordeling_overlap", "What a rule would overlap with, conflicts first.", p, "Fordelingsoverlap", &["400"]);
    get("/fordeling/konflikter", "fordeling_konflikter", "Rules in force that conflict.", vec![], "Fordelingskonflikter", &["400"]);
    let p = vec![
        eksempel(param("tilstand", streng(), "One or more states, with commas between; by default those that are not final."), "Modtaget"),
        param(
            "problemer",
            json!({ "type": "boolean" }),
            "Only those that somebody should look at; a page may hold fewer than `antal` and not be the last.",
        ),
        param("anvenderTransaktionsID", uuid(), "Only what the authority has sent by this id."),
        param("system", uuid(), "The sending or the receiving system."),
        param("antal", json!({ "type": "integer", "minimum": 1, "maximum": SIDE_MAKS, "default": 100 }), "At most so many."),
        eksempel(param("efter", streng(), "`efter` of the page before."), "1772445600000000-0b1f2c3d-1111-4222-8333-444455556666"),
    ];
    let t = "Handovers of the authority: what has no final answer yet, the oldest first.";
    get("/fordeling/overdragelser", "fordeling_overdragelser", t, p, "Overdragelsesside", &["400"]);
    let t = "One handover: where it is, since when, who answers for it, attempts, errors and receipts.";
    get("/fordeling/overdragelser/{uuid}", "fordeling_overdragelse", t, vec![reference("uuid-sti")], "Overdragelse", &["400", "404"]);
}

pub(super) fn skemaer(s: &mut Skemaer) {
    let boolsk = || json!({ "type": "boolean" });
    let mut saet = |navn: &str, felter: Value| {
        let navne: Vec<String> = felter.as_object().map(|o| o.keys().cloned().collect()).unwrap_or_default();
        s.saet(navn, objekt(felter, &navne.iter().map(String::as_str).collect::<Vec<_>>()));
    };
    let regel = || json!({ "uuid": uuid(), "navn": tekst("Its name."), "kle": tekst("Its mask."), "facet": maaske("Its facet."), "modtagersystem": uuid() });
    saet("Fordelingsregelvisning", regel());
    let modtager = json!({
        "myndighed": tekst("CVR number."), "system": uuid(), "navn": tekst("The system's name."), "regel": uuid(), "kle": tekst("The rule's mask."),
        "facet": maaske("The rule's facet."),
    });
    saet("Fordelingsmodtager", modtager);
    saet(
        "Fordelingsafvisning",
        json!({ "kode": tekst("Number in the catalogue of errors."), "besked": tekst("In Danish."), "message": tekst("In English.") }),
    );
    saet("Fordelingsoverlapning", json!({ "forhold": navngivet("Fordelingsforhold"), "regel": navngivet("Fordelingsregelvisning") }));
    saet("Fordelingsoverlap", json!({ "konflikt": boolsk(), "overlap": liste(navngivet("Fordelingsoverlapning")) }));
    saet("Fordelingskonflikter", json!({ "konflikter": liste(liste(navngivet("Fordelingsregelvisning"))) }));
    saet("Overdragelsestrin", json!({ "tilstand": navngivet("Overdragelsestilstand"), "siden": tekst("Since when.") }));
    saet("Overdragelsesafsender", json!({ "myndighed": tekst("CVR number."), "system": maaske_uuid() }));
    saet("Overdragelsesmodtager", json!({ "myndighed": tekst("CVR number."), "system": uuid(), "regel": maaske_uuid() }));
    saet("Overdragelsesforsoeg", json!({ "forsoeg": { "type": "integer" }, "fejl": maaske("The last error.") }));
    let kvittering = json!({
        "kode": tekst("ForretningsValideringsKode."), "type": tekst("Kvitteringstype."), "begrundelse": maaske("Why."), "tidspunkt": tekst("When it came."),
        "fra": tekst("Modtager, or Fordelingskomponenten itself."), "leveretTilAfsender": maaske("When the sender's system took it."),
        "opgivet": { "type": "boolean", "description": "It is no longer offered to the sender, who must ask." },
    });
    saet("Overdragelseskvittering", kvittering);
    let overdragelse = json!({
        "uuid": uuid(), "anvenderTransaktionsID": uuid(), "objekttype": navngivet("Fordelingsobjekttype"), "objekt": uuid(), "kle": tekst("The KLE number."),
        "fil": maaske("The name of the document's file."), "digitalPostID": maaske("Its id at Digital Post."), "tilstand": navngivet("Overdragelsestilstand"),
        "siden": tekst("Since when it is where it is."), "hvor": tekst("Where it is, in Danish."), "ansvarlig": tekst("The authority that answers for the object now (FK-02)."),
        "ansvarligSiden": tekst("Since when."), "endelig": boolsk(), "problem": boolsk(), "afsender": navngivet("Overdragelsesafsender"), "modtager": navngivet("Overdragelsesmodtager"),
        "oprettet": tekst("When it was taken in."), "aendret": tekst("When something last became of it."), "forloeb": liste(navngivet("Overdragelsestrin")),
        "levering": navngivet("Overdragelsesforsoeg"), "kvittering": navngivet("Overdragelsesforsoeg"), "naeste": maaske("When something is next done about it."),
        "svarfrist": maaske("Until when the receiver is to answer."), "kvitteringer": liste(navngivet("Overdragelseskvittering")),
    });
    saet("Overdragelse", overdragelse);
    saet(
        "Overdragelsesside",
        json!({ "overdragelser": liste(navngivet("Overdragelse")), "efter": maaske("Where the next page begins; null at the end.") }),
    );
    s.saet(
        "Fordelingssvar",
        objekt(json!({ "modtager": navngivet("Fordelingsmodtager"), "hvorfor": navngivet("Fordelingsafvisning") }), &[]),
    );
    s.saet("Fordelingsforhold", json!({ "type": "string", "enum": ["konflikt", "dublet", "foerst", "sidst"] }));
    s.saet("Fordelingsobjekttype", json!({ "type": "string", "enum": Objektslags::ALLE.iter().map(|o| o.navn()).collect::<Vec<_>>() }));
    s.saet("Overdragelsestilstand", json!({ "type": "string", "enum": Tilstand::ALLE.map(Tilstand::navn) }));
}

#[cfg(test)]
mod tests {
    use crate::openapi::{Visning, dokument, dokument_30};
    use register::Typekatalog;

    #[test]
    fn the_components_questions_stand_in_the_document_where_the_module_runs() {
        let k = Typekatalog::ny(&[::fordeling::OBJEKTTYPER]);
        let v = |fordeling| Visning { praefiks: "", sikker: true, fordeling, andre: &[] };
        for (d, fordeling) in [(dokument(&k, v(true)), true), (dokument_30(&k, v(true)), true), (dokument(&k, v(false)), false)] {
            assert_eq!(d["paths"]["/fordeling/overdragelser/{uuid}"]["get"]["operationId"].is_string(), fordeling);
            crate::openapi::tests::holdbart(&d);
        }
        // The answers have the fields that the document names.
        let d = dokument(&k, v(true));
        for felt in ["siden", "ansvarlig", "ansvarligSiden", "forloeb", "kvitteringer"] {
            assert!(d["components"]["schemas"]["Overdragelse"]["properties"][felt].is_object(), "{felt}");
        }
    }
}
