//! JSON as a wire reads it: each key once (serde_json alone keeps the last one silently), nested no deeper than the limit, texts in NFC.
use crate::fejl::uddrag;
use crate::graenser::DYBDE;
use crate::{Fejl, Fejlkode, tekst};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Marks the refusal of a double key, so that it can be told from broken JSON.
const DOBBELT: &str = "key occurs twice: ";
const DYBT: &str = "nested too deep";

/// Reads one JSON value and nothing after it.
///
/// # Errors
/// `IkkeVelformet`, `DobbeltNoegle` or `ForDyb`, with line and column.
pub fn laes(data: &[u8]) -> Result<Value, Fejl> {
    let mut d = serde_json::Deserializer::from_slice(data);
    Dyb(0).deserialize(&mut d).and_then(|v| d.end().map(|()| v)).map_err(|e| {
        let detalje = e.to_string();
        match detalje.as_str() {
            t if t.starts_with(DOBBELT) => Fejl::ny(Fejlkode::DobbeltNoegle).detalje(detalje),
            t if t.starts_with(DYBT) => Fejl::ny(Fejlkode::ForDyb).tilladt(format!("{DYBDE} values inside each other")).detalje(detalje),
            _ => Fejl::ny(Fejlkode::IkkeVelformet).detalje(detalje),
        }
    })
}

/// A value, and how many stand around it.
#[derive(Clone, Copy)]
struct Dyb(usize);

impl Dyb {
    fn dybere<E: Error>(self) -> Result<Self, E> {
        if self.0 >= DYBDE { Err(E::custom(DYBT)) } else { Ok(Self(self.0 + 1)) }
    }
}

impl<'d> DeserializeSeed<'d> for Dyb {
    type Value = Value;
    fn deserialize<D: Deserializer<'d>>(self, d: D) -> Result<Value, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'d> Visitor<'d> for Dyb {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(tekst::nfc(v).into())
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'d>>(self, mut a: A) -> Result<Value, A::Error> {
        let indre = self.dybere()?;
        let mut ud = Vec::new();
        while let Some(v) = a.next_element_seed(indre)? {
            ud.push(v);
        }
        Ok(Value::Array(ud))
    }
    fn visit_map<A: MapAccess<'d>>(self, mut a: A) -> Result<Value, A::Error> {
        let indre = self.dybere()?;
        let mut ud = Map::new();
        while let Some(noegle) = a.next_key::<String>()? {
            if ud.contains_key(&noegle) {
                return Err(A::Error::custom(format!("{DOBBELT}{}", uddrag(&noegle))));
            }
            let v = a.next_value_seed(indre)?;
            ud.insert(noegle, v);
        }
        Ok(Value::Object(ud))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn kode(t: &str) -> Option<Fejlkode> {
        laes(t.as_bytes()).err().map(|f| f.kode())
    }

    #[test]
    fn a_value_is_read_with_its_texts_composed() {
        assert_eq!(
            laes("{\"a\":[1,-2,1.5,null,true,\"A\u{30a}\"]} \n".as_bytes()).unwrap(),
            json!({"a": [1, -2, 1.5, null, true, "\u{c5}"]})
        );
    }

    #[test]
    fn a_key_stands_once_however_it_is_written() {
        assert_eq!(kode(r#"{"a":1,"b":2,"a":3}"#), Some(Fejlkode::DobbeltNoegle));
        assert_eq!(kode(r#"{"a":{"b":1,"\u0062":2}}"#), Some(Fejlkode::DobbeltNoegle));
        assert_eq!(kode(r#"{"a":1,"b":{"a":2}}"#), None);
    }

    #[test]
    fn nesting_ends_at_the_limit() {
        assert_eq!(kode(&format!("{}{}", "[".repeat(DYBDE), "]".repeat(DYBDE))), None);
        assert_eq!(kode(&"[".repeat(DYBDE + 1)), Some(Fejlkode::ForDyb));
        assert_eq!(kode(&"{\"a\":".repeat(100_000)), Some(Fejlkode::ForDyb));
    }

    #[test]
    fn broken_text_and_what_comes_after_are_refused() {
        for t in ["", "{", "{\"a\"}", "[1,]", "1 2", "{} x", "\"\u{1}\"", "nul"] {
            assert_eq!(kode(t), Some(Fejlkode::IkkeVelformet), "{t}");
        }
    }
}
