//! JSON as a wire reads it: each key once (serde_json alone keeps the last one silently), nested no deeper and with no more values than the limits, texts in NFC.
use crate::fejl::uddrag;
use crate::graenser::{DYBDE, KNUDER};
use crate::{Fejl, Fejlkode, tekst};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::fmt;

/// Marks the refusal of a double key, so that it can be told from broken JSON.
const DOBBELT: &str = "key occurs twice: ";
const DYBT: &str = "nested too deep";
const MANGE: &str = "too many values";

/// Reads one JSON value and nothing after it; a byte order mark before it is passed over.
///
/// # Errors
/// `IkkeVelformet`, `DobbeltNoegle`, `ForDyb` or `ForStor`, with line and column.
pub fn laes(data: &[u8]) -> Result<Value, Fejl> {
    let mut d = serde_json::Deserializer::from_slice(data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data));
    Dyb { dybde: 0, antal: &Cell::new(0) }.deserialize(&mut d).and_then(|v| d.end().map(|()| v)).map_err(|e| {
        let detalje = e.to_string();
        match detalje.as_str() {
            t if t.starts_with(DOBBELT) => Fejl::ny(Fejlkode::DobbeltNoegle).detalje(detalje),
            t if t.starts_with(DYBT) => Fejl::ny(Fejlkode::ForDyb)
                .ventet((format!("højst {DYBDE} værdier inden i hinanden"), format!("at most {DYBDE} values inside each other")))
                .detalje(detalje),
            t if t.starts_with(MANGE) => {
                Fejl::ny(Fejlkode::ForStor).ventet(crate::sagt::hoejst(KNUDER, crate::sagt::VAERDIER)).detalje(detalje)
            }
            _ => Fejl::ny(Fejlkode::IkkeVelformet).detalje(detalje),
        }
    })
}

/// A value, how many stand around it, and how many there were in all.
#[derive(Clone, Copy)]
struct Dyb<'k> {
    dybde: usize,
    antal: &'k Cell<usize>,
}

impl Dyb<'_> {
    fn dybere<E: Error>(self) -> Result<Self, E> {
        if self.dybde >= DYBDE { Err(E::custom(DYBT)) } else { Ok(Self { dybde: self.dybde + 1, ..self }) }
    }
}

impl<'d> DeserializeSeed<'d> for Dyb<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'d>>(self, d: D) -> Result<Value, D::Error> {
        self.antal.set(self.antal.get() + 1);
        if self.antal.get() > KNUDER {
            return Err(D::Error::custom(MANGE));
        }
        d.deserialize_any(self)
    }
}

impl<'d> Visitor<'d> for Dyb<'_> {
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
    fn i12_1_6_the_number_of_values_ends_at_the_limit() {
        let liste = |n: usize| format!("[0{}]", ",0".repeat(n - 2));
        assert_eq!((kode(&liste(KNUDER)), kode(&liste(KNUDER + 1))), (None, Some(Fejlkode::ForStor)));
    }

    #[test]
    fn broken_text_and_what_comes_after_are_refused() {
        for t in ["", "{", "{\"a\"}", "[1,]", "1 2", "{} x", "\"\u{1}\"", "nul"] {
            assert_eq!(kode(t), Some(Fejlkode::IkkeVelformet), "{t}");
        }
    }
}
