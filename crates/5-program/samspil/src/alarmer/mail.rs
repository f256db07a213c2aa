//! Alarms by mail: one letter for all that is new, by the operator's mail server.
use super::FRIST;
use crate::kommandolinje::alarm::Alarmvalg;
use grund::tekst::synlig_linje;
use lettre::message::header::ContentType;
use lettre::{Message, Transport};
use serde_json::Value;
use std::fmt::Write;

/// Where letters go; `None` when nobody gets any.
#[derive(Clone)]
pub(super) struct Post(Alarmvalg);

impl Post {
    pub fn af(valg: &Alarmvalg) -> Option<Self> {
        (!valg.alarm_mail.is_empty() && valg.alarm_smtp.is_some() && valg.alarm_mail_fra.is_some()).then(|| Self(valg.clone()))
    }

    /// Hands the letter over to the mail server.
    pub fn send(&self, brev: &Value) -> Result<(), String> {
        let (Some(vej), Some(fra)) = (&self.0.alarm_smtp, &self.0.alarm_mail_fra) else { return Ok(()) };
        let mut b = Message::builder().from(fra.clone()).subject(emne(brev)).header(ContentType::TEXT_PLAIN);
        for til in &self.0.alarm_mail {
            b = b.to(til.clone());
        }
        let besked = b.body(tekst(brev)).map_err(|e| e.to_string())?;
        let vej = vej.aabn().ok_or("the address of the mail server can't be used")?;
        vej.timeout(Some(FRIST)).build().send(&besked).map(drop).map_err(|e| synlig_linje(&e.to_string()))
    }
}

fn felt(v: &Value, navn: &str) -> String {
    v.get(navn).and_then(Value::as_str).map(synlig_linje).unwrap_or_default()
}

fn alarmer(brev: &Value) -> &[Value] {
    brev.get("alarmer").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn emne(brev: &Value) -> String {
    match alarmer(brev) {
        [en] => format!("Samspil: {} {}: {}", felt(en, "navn"), felt(en, "stand"), felt(en, "tekst")),
        flere => format!("Samspil: {} alarmer", flere.len() as u64 + brev.get("flere").and_then(Value::as_u64).unwrap_or(0)),
    }
}

fn tekst(brev: &Value) -> String {
    let mut ud = String::new();
    for a in alarmer(brev) {
        let graense = a.get("graense").and_then(Value::as_u64).unwrap_or(0);
        let _ = writeln!(ud, "{} ({}): {}", felt(a, "navn"), felt(a, "stand"), felt(a, "tekst"));
        let _ = writeln!(ud, "  grænse {graense}, siden {}", felt(a, "siden"));
        let hvad = if a.get("dueslag").is_some() { "dueslag" } else { "overdragelse" };
        let _ = writeln!(ud, "  {hvad} {}, myndighed {}, system {}", felt(a, hvad), felt(a, "myndighed"), felt(a, "systemnavn"));
        if let Some(f) = a.get("senestefejl").filter(|f| !f.is_null()) {
            let _ = writeln!(ud, "  seneste fejl {}: {}", felt(f, "tidspunkt"), felt(f, "tekst"));
        }
    }
    let flere = brev.get("flere").and_then(Value::as_u64).unwrap_or(0);
    if flere > 0 {
        let _ = writeln!(ud, "og {flere} til");
    }
    let hvor = if alarmer(brev).iter().any(|a| a.get("dueslag").is_some()) { "dueslag" } else { "fordeling" };
    let _ = writeln!(ud, "\nsamspil {hvor} list --problemer viser dem alle.");
    ud
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_letter_says_what_is_stuck_and_where_and_names_turn_nothing_around() {
        let en = json!({
            "navn": "Mit\r\nBcc: x@example.dk\u{202e}", "stand": "begyndt", "tekst": "12 beskeder i fejlkøen", "graense": 1, "siden": "2026-01-01T00:00:00Z",
            "dueslag": "d", "myndighed": "11111111", "systemnavn": null, "senestefejl": { "tidspunkt": "t", "tekst": "HTTP 503" }
        });
        let brev = json!({ "alarmer": [en], "flere": 0 });
        assert_eq!(emne(&brev), "Samspil: Mit Bcc: x@example.dk begyndt: 12 beskeder i fejlkøen");
        assert!(tekst(&brev).contains("seneste fejl t: HTTP 503") && !tekst(&brev).contains("og "));
        let brev = json!({ "alarmer": [en, en], "flere": 7 });
        assert_eq!(emne(&brev), "Samspil: 9 alarmer");
        assert!(tekst(&brev).contains("og 7 til") && tekst(&brev).contains("samspil dueslag list --problemer"));
        let overdragelse = json!({ "alarmer": [{ "navn": "Fag", "overdragelse": "o", "systemnavn": "Fag" }] });
        assert!(tekst(&overdragelse).contains("  overdragelse o,") && tekst(&overdragelse).contains("samspil fordeling list --problemer"));
    }
}
