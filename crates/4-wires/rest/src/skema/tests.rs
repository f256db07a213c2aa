#![allow(clippy::indexing_slicing, clippy::unwrap_used)]
use crate::laes::{Form, krop};
use crate::openapi::tests::python;
use crate::proeve::{krop as fuld, typer};
use serde_json::{Value, json};

/// Changes of a body, each at every place where it makes sense.
fn varianter_af(k: &Value) -> Vec<Value> {
    let mut ud = vec![k.clone()];
    let mut steder = Vec::new();
    find(k, String::new(), &mut steder);
    for s in &steder {
        let mut nye = vec![json!(null), json!(""), json!("x"), json!(7), json!([]), json!({})];
        if k.pointer(s).unwrap().is_string() {
            nye.extend([json!(true), json!("x".repeat(11_000)), json!("a\u{1}b")]);
        }
        for ny in nye {
            let mut v = k.clone();
            *v.pointer_mut(s).unwrap() = ny;
            ud.push(v);
        }
        let (foran, navn) = s.rsplit_once('/').unwrap();
        let mut v = k.clone();
        match v.pointer_mut(foran).unwrap() {
            Value::Object(o) => {
                o.remove(navn);
                o.insert("ukendt".into(), json!(1));
                ud.push(k.clone());
                if let Some(Value::Object(o)) = ud.last_mut().unwrap().pointer_mut(foran) {
                    o.remove(navn);
                }
            }
            Value::Array(l) => drop(l.remove(0)),
            _ => {}
        }
        ud.push(v);
    }
    ud
}

/// One place of each kind is enough: the first element of every list, and the first two relations.
fn find(v: &Value, sti: String, ud: &mut Vec<String>) {
    if !sti.is_empty() {
        ud.push(sti.clone());
    }
    match v {
        Value::Object(o) => {
            let nogle = if sti == "/relationer" { 2 } else { usize::MAX };
            o.iter().take(nogle).for_each(|(n, v)| find(v, format!("{sti}/{n}"), ud));
        }
        Value::Array(l) => l.iter().take(1).enumerate().for_each(|(n, v)| find(v, format!("{sti}/{n}"), ud)),
        _ => {}
    }
}

/// What a schema can't say (see the module's comment): the reader may refuse these where the schema does not.
fn kun_laeser(f: &grund::Fejl) -> bool {
    use grund::Fejlkode::{ForMange, FraEfterTil, UgyldigTid, UgyldigtTegn};
    matches!(f.kode(), UgyldigTid | FraEfterTil | UgyldigtTegn | ForMange)
}

#[test]
fn b24_the_schema_takes_what_the_reader_takes() {
    let mut sager = Vec::new();
    // One of each kind is enough: a type without states, roles, lists, numbers, parts, data on references.
    for t in ["Person", "Bruger", "ItSystem", "Klasse", "Dokument", "Tilstand"].map(crate::proeve::typen) {
        for k in varianter_af(&fuld(t)) {
            let tekst = k.to_string();
            let laest = krop(&crate::json::parse(tekst.as_bytes()).unwrap(), t, Form::Hel);
            if laest.as_ref().is_err_and(kun_laeser) {
                continue;
            }
            let hvorfor = laest.as_ref().err().map(ToString::to_string);
            sager.push(json!({ "type": t.sti, "krop": k, "gyldig": laest.is_ok(), "fejl": hvorfor }));
        }
    }
    let skemaer: serde_json::Map<String, Value> = typer().iter().map(|t| (t.sti.to_owned(), super::skema(t))).collect();
    let ud = python(
        "import json,sys,jsonschema\n\
         d=json.load(sys.stdin); v={}\n\
         for n,s in d['skemaer'].items():\n\
         \x20jsonschema.Draft202012Validator.check_schema(s); v[n]=jsonschema.Draft202012Validator(s)\n\
         galt=[c for c in d['sager'] if v[c['type']].is_valid(c['krop'])!=c['gyldig']]\n\
         for c in galt[:8]: print(c['type'],c['gyldig'],c['fejl'],next((e.json_path+': '+e.message[:300] for e in v[c['type']].iter_errors(c['krop'])),''))\n\
         print('OK' if not galt else len(galt), len(d['sager']))",
        &json!({ "skemaer": skemaer, "sager": sager }),
    );
    if let Some(ud) = ud {
        assert!(ud.starts_with("OK "), "{ud}");
    }
}
