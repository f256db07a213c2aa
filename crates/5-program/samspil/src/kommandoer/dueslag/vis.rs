//! The desk's answers as text.
use super::{koe as koen, tal};
use crate::kommandoer::modtager::typenavn;
use crate::moduler::Modul;
use beskedfordeler::fordeler::{handling_id, objekttype_id};
use beskedfordeler::objekttyper::{FAA_TILSENDT, WEBHOOK};
use beskedfordeler::rettigheder::klassificering;
use grund::Uuid;
use grund::tekst::synlig_linje;
use koe::Fejlaarsag;
use register::Haendelsestype;
use serde_json::Value;
use std::fmt::Write;

fn tekst<'v>(v: &'v Value, navn: &str) -> &'v str {
    v.get(navn).and_then(Value::as_str).unwrap_or("-")
}

fn muligt(v: &Value, navn: &str, foran: &str) -> String {
    v.get(navn).and_then(Value::as_str).map_or_else(String::new, |t| format!("{foran}{t}"))
}

fn antal(n: u64, hvad: &str) -> String {
    format!("{n} {hvad}{}", if n == 1 { "" } else { "s" })
}

fn rate(v: &Value, navn: &str) -> f64 {
    v.get(navn).and_then(Value::as_f64).unwrap_or(0.0)
}

fn dueslag(d: &Value) -> String {
    let mut ud = format!(
        "{} {} {}: {}, {} bytes{}; ",
        tekst(d, "uuid"),
        tekst(d, "myndighed"),
        tekst(d, "leveringsmaade"),
        antal(tal(d, "antal"), "message"),
        tal(d, "bytes"),
        muligt(d, "aeldste", " since ")
    );
    let sendes = [FAA_TILSENDT, WEBHOOK].contains(&tekst(d, "leveringsmaade"));
    let modtagere = match (tal(d, "modtagere"), d.get("harhaftmodtager").and_then(Value::as_bool)) {
        // The program's own sender says nothing of whether the receiver takes them.
        _ if sendes => format!("sent to {}", tekst(d, "adresse")),
        _ if d.get("modtagere").is_none_or(Value::is_null) => "who fetches is not known, for the program does not run".into(),
        (0, Some(false)) => format!("nobody has fetched{}", muligt(d, "udenmodtagersiden", " since ")),
        (0, _) => format!("nobody fetches{}", muligt(d, "udenmodtagersiden", " since ")),
        (1, _) => "1 consumer".into(),
        (n, _) => format!("{n} consumers"),
    };
    let ude = match tal(d, "ude") {
        0 => String::new(),
        n => format!("{n} of them delivered and not acknowledged, "),
    };
    let (ind, ud_) = (rate(d, "indprsekund"), rate(d, "udprsekund"));
    // By its name where the program knows it: the open mode knows no systems.
    let felt = |navn: &str| d.get(navn).and_then(Value::as_str);
    let system = felt("systemnavn").or_else(|| felt("modtagersystem")).map_or_else(String::new, |s| format!(" of {};", synlig_linje(s)));
    let navn = synlig_linje(tekst(d, "navn"));
    let hastighed = match d.get("indprsekund").is_some_and(Value::is_number) {
        true => format!(" {ind}/s in, {ud_}/s out;"),
        false => String::new(),
    };
    let _ = writeln!(ud, "{ude}{} in the error queue; {modtagere};{hastighed}{system} {navn}", tal(d, "fejlede"));
    if d.get("ikraft").and_then(Value::as_bool) == Some(false) {
        let _ =
            writeln!(ud, "  deleted, or out of force: its receiver gets the messages when it makes the dueslag again, with the same UUID");
    }
    // Whoever has taken messages since has no error to be looked at.
    if let Some(f) = d.get("senestefejl").filter(|f| !f.is_null() && tekst(f, "tidspunkt") >= felt("senestkvitteret").unwrap_or_default()) {
        let i_traek = match tal(d, "fejlitraek") {
            0 => String::new(),
            n => format!(", {n} in a row"),
        };
        let _ = writeln!(
            ud,
            "  last error at {}{i_traek}: {}",
            tekst(f, "tidspunkt"),
            tekst(f, if f.get("engelsk").is_some() { "engelsk" } else { "tekst" })
        );
    }
    ud
}

/// Every dueslag.
pub fn liste(v: &Value) -> String {
    v.get("resultater").and_then(Value::as_array).into_iter().flatten().map(dueslag).collect()
}

fn linje(b: &Value) -> String {
    let typen = tekst(b, "beskedtype");
    let mut ud = format!(
        "{} {} of type {}, received {}, given back {}, by subscription {}",
        tal(b, "nummer"),
        tekst(b, "beskedid"),
        typenavn(typen).unwrap_or(typen),
        tekst(b, "modtaget"),
        antal(tal(b, "forsoeg"), "time"),
        tekst(b, "abonnement")
    );
    if b.get("ude").and_then(Value::as_bool) == Some(true) {
        ud.push_str(", with a consumer");
    }
    if let Some(f) = b.get("fejl").filter(|f| !f.is_null()) {
        let hvorfor = f.get("tekst").and_then(Value::as_str).filter(|t| !t.is_empty()).map_or_else(String::new, |t| format!(": {t}"));
        let _ = write!(ud, "; {}, since {}{hvorfor}", aarsag(tekst(f, "aarsag")), tekst(f, "siden"));
    }
    ud.push('\n');
    ud
}

/// Why a message is in the error queue.
fn aarsag(dansk: &str) -> &str {
    Fejlaarsag::ALLE.into_iter().find(|a| a.navn() == dansk).map_or(dansk, |a| a.engelsk())
}

/// Messages of a queue.
pub fn beskeder(v: &Value) -> String {
    let mut ud: String = v.get("resultater").and_then(Value::as_array).into_iter().flatten().map(linje).collect();
    if let Some(naeste) = v.get("naeste").and_then(Value::as_u64) {
        let _ =
            writeln!(ud, "{} lie there in all: --fra {naeste} goes on, --antal shows more at a time", antal(tal(v, "antal"), "message"));
    }
    ud
}

/// An envelope whose ids have the words beside them that the registers have for them.
fn med_ord(mut kuvert: Value) -> Value {
    if let Some(v) = kuvert.get_mut("sikkerhedsklassificering") {
        saet_ord(v, |u| {
            let fundet = grund::afgraensning::FOELSOMHEDER.iter().zip(1..).find(|(_, n)| klassificering(*n).uuid() == Some(u));
            fundet.map(|(navn, _)| (*navn).to_owned())
        });
    }
    for o in kuvert.get_mut("objekter").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(v) = o.get_mut("objekttype") {
            saet_ord(v, |u| Modul::alle().iter().flat_map(|m| m.typer()).find(|t| objekttype_id(t) == u).map(|t| t.sti.to_owned()));
        }
        if let Some(v) = o.get_mut("handling") {
            saet_ord(v, |u| Haendelsestype::ALLE.into_iter().find(|h| handling_id(*h) == u).map(|h| h.aendring().to_owned()));
        }
    }
    kuvert
}

fn saet_ord(v: &mut Value, ord: impl FnOnce(Uuid) -> Option<String>) {
    let fundet = v.as_str().and_then(grund::id::laes_uuid).and_then(|u| Some(format!("{u} ({})", ord(u)?)));
    if let Some(t) = fundet {
        *v = Value::String(t);
    }
}

/// A message that was looked at.
pub fn besked(v: &Value) -> String {
    let mut ud = linje(v);
    let _ = writeln!(ud, "from {}{}", tekst(v, "afsender"), muligt(v, "frasystem", ", system "));
    if let Some(k) = v.get("kuvert").filter(|k| !k.is_null()) {
        let _ = writeln!(ud, "{:#}", med_ord(k.clone()));
    }
    if let Some(i) = v.get("indhold").and_then(Value::as_str) {
        let _ = writeln!(ud, "{i}");
    }
    ud
}

/// What was moved.
pub fn flyttet(v: &Value) -> String {
    format!("{}.\n", antal(tal(v, "antal"), "message"))
}

/// What would be thrown away, and how.
pub fn foer_toem(d: &Value, uuid: Uuid, fejlkoe: bool) -> String {
    let (felt, foerste) = if fejlkoe { ("fejlede", "foerstefejlede") } else { ("antal", "foerste") };
    let set = tal(d, felt);
    let hvad = antal(set, "message");
    if set == 0 {
        return format!("Nothing lies in the {} of {uuid}.\n", koen(fejlkoe));
    }
    let flag = if fejlkoe { " --fejlkoe" } else { "" };
    format!(
        "{}The first of them:\n  {}To throw {hvad} away for ever, and none that come later:\n  samspil dueslag toem {uuid}{flag} --set {set}:{} --begrundelse …\n",
        dueslag(d),
        d.get(foerste).map(linje).unwrap_or_default(),
        tal(d, "naeste")
    )
}

/// What a replay has done.
pub fn genafspillet(v: &Value) -> String {
    let proevet = v.get("proevet").and_then(Value::as_bool) == Some(true);
    let kom = if proevet { "would come" } else { "came" };
    let igen = match tal(v, "forinden") {
        0 => String::new(),
        n => format!(" {n} lay there already: what is among them lies there twice, with the same BeskedId."),
    };
    format!(
        "{} were looked at; {} {kom} into the dueslag again.{igen}\n",
        antal(tal(v, "haendelser"), "event"),
        antal(tal(v, "beskeder"), "message")
    )
}
