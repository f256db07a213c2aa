//! The desk's answers as text.
use super::{koe, tal};
use grund::Uuid;
use serde_json::Value;
use std::fmt::Write;

fn tekst<'v>(v: &'v Value, navn: &str) -> &'v str {
    v.get(navn).and_then(Value::as_str).unwrap_or("-")
}

fn muligt(v: &Value, navn: &str, foran: &str) -> String {
    v.get(navn).and_then(Value::as_str).map_or_else(String::new, |t| format!("{foran}{t}"))
}

fn rate(v: &Value, navn: &str) -> f64 {
    v.get(navn).and_then(Value::as_f64).unwrap_or(0.0)
}

fn dueslag(d: &Value) -> String {
    let mut ud = format!(
        "{} {} {}: {} messages, {} bytes{}; ",
        tekst(d, "uuid"),
        tekst(d, "myndighed"),
        tekst(d, "leveringsmaade"),
        tal(d, "antal"),
        tal(d, "bytes"),
        muligt(d, "aeldste", " since ")
    );
    let modtagere = match tal(d, "modtagere") {
        0 => format!("nobody fetches{}", muligt(d, "udenmodtagersiden", " since ")),
        1 => "1 consumer".into(),
        n => format!("{n} consumers"),
    };
    let (ind, ud_) = (rate(d, "indprsekund"), rate(d, "udprsekund"));
    let _ = writeln!(ud, "{} in the error queue; {modtagere}; {ind}/s in, {ud_}/s out; {}", tal(d, "fejlede"), tekst(d, "navn"));
    if let Some(f) = d.get("senestefejl").filter(|f| !f.is_null()) {
        let i_traek = match tal(d, "fejlitraek") {
            0 => String::new(),
            n => format!(", {n} in a row"),
        };
        let _ = writeln!(ud, "  last error at {}{i_traek}: {}", tekst(f, "tidspunkt"), tekst(f, "tekst"));
    }
    ud
}

/// Every dueslag.
pub fn liste(v: &Value) -> String {
    v.get("resultater").and_then(Value::as_array).into_iter().flatten().map(dueslag).collect()
}

fn linje(b: &Value) -> String {
    let mut ud = format!(
        "{} {} of type {}, received {}, given back {} times, by subscription {}",
        tal(b, "nummer"),
        tekst(b, "beskedid"),
        tekst(b, "beskedtype"),
        tekst(b, "modtaget"),
        tal(b, "forsoeg"),
        tekst(b, "abonnement")
    );
    if b.get("ude").and_then(Value::as_bool) == Some(true) {
        ud.push_str(", with a consumer");
    }
    if let Some(f) = b.get("fejl").filter(|f| !f.is_null()) {
        let _ = write!(ud, "; {} since {} {}", tekst(f, "aarsag"), tekst(f, "siden"), tekst(f, "tekst"));
    }
    ud.push('\n');
    ud
}

/// Messages of a queue.
pub fn beskeder(v: &Value) -> String {
    v.as_array().into_iter().flatten().map(linje).collect()
}

/// A message that was looked at.
pub fn besked(v: &Value) -> String {
    let mut ud = linje(v);
    let _ = writeln!(ud, "from {}{}", tekst(v, "afsender"), muligt(v, "frasystem", ", system "));
    if let Some(k) = v.get("kuvert").filter(|k| !k.is_null()) {
        let _ = writeln!(ud, "{k:#}");
    }
    if let Some(i) = v.get("indhold").and_then(Value::as_str) {
        let _ = writeln!(ud, "{i}");
    }
    ud
}

/// What was moved.
pub fn flyttet(v: &Value) -> String {
    format!("{} messages.\n", tal(v, "antal"))
}

/// What would be thrown away, and how.
pub fn foer_toem(d: &Value, uuid: Uuid, fejlkoe: bool) -> String {
    let (antal, foerste) = if fejlkoe { ("fejlede", "foerstefejlede") } else { ("antal", "foerste") };
    let antal = tal(d, antal);
    if antal == 0 {
        return format!("Nothing lies in the {} of {uuid}.\n", koe(fejlkoe));
    }
    let flag = if fejlkoe { " --fejlkoe" } else { "" };
    format!(
        "{}The first of them:\n  {}To throw {antal} messages away for ever, and none that come later:\n  samspil dueslag toem {uuid}{flag} --set {antal}:{} --begrundelse …\n",
        dueslag(d),
        d.get(foerste).map(linje).unwrap_or_default(),
        tal(d, "naeste")
    )
}

/// What a replay has done.
pub fn genafspillet(v: &Value) -> String {
    format!("{} events were looked at; {} messages came into the dueslag again.\n", tal(v, "haendelser"), tal(v, "beskeder"))
}
