//! The body of a call: JSON in which no key stands twice, and a query that is not nested beyond the limit.
use async_graphql::{Request, Variables};
use grund::fejl::uddrag;
use grund::graenser::{DYBDE, GRAPHQL_BYTES, KNUDER};
use grund::{Fejl, Fejlkode};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::fmt;

/// Reads a JSON value with its texts in NFC (the query too), whose objects have each key once (serde_json alone would keep the last one
/// silently), and counts its values.
#[derive(Clone, Copy)]
struct Jsonlaeser<'k>(&'k Cell<usize>);

/// Marks the refusal of a double key, so that it can be told from broken JSON.
const DOBBELT: &str = "key occurs twice: ";
/// The same for more values than are read.
const FOR_MANGE: &str = "too many values";

impl<'de> DeserializeSeed<'de> for Jsonlaeser<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Value, D::Error> {
        self.0.set(self.0.get() + 1);
        if self.0.get() > KNUDER {
            return Err(D::Error::custom(FOR_MANGE));
        }
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Jsonlaeser<'_> {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
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
        Ok(grund::tekst::nfc(v).into())
    }
    fn visit_string<E>(self, mut v: String) -> Result<Value, E> {
        grund::tekst::til_nfc(&mut v);
        Ok(v.into())
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut a: A) -> Result<Value, A::Error> {
        let mut ud = Vec::new();
        while let Some(v) = a.next_element_seed(self)? {
            ud.push(v);
        }
        Ok(Value::Array(ud))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut a: A) -> Result<Value, A::Error> {
        let mut ud = Map::new();
        while let Some(noegle) = a.next_key::<String>()? {
            if ud.contains_key(&noegle) {
                return Err(A::Error::custom(format!("{DOBBELT}{}", uddrag(&noegle))));
            }
            let v = a.next_value_seed(self)?;
            ud.insert(noegle, v);
        }
        Ok(Value::Object(ud))
    }
}

fn json(bytes: &[u8]) -> Result<Value, Fejl> {
    let mut laeser = serde_json::Deserializer::from_slice(bytes);
    let v = Jsonlaeser(&Cell::new(0)).deserialize(&mut laeser).and_then(|v| laeser.end().map(|()| v));
    v.map_err(|e| {
        let t = e.to_string();
        match t {
            t if t.starts_with(FOR_MANGE) => Fejl::ny(Fejlkode::ForStor).tilladt(format!("{KNUDER} values")),
            t if t.starts_with(DOBBELT) => Fejl::ny(Fejlkode::DobbeltNoegle).detalje(t),
            t => Fejl::ny(Fejlkode::IkkeVelformet).detalje(t),
        }
    })
}

/// Reads `{query, variables, operationName}`; other members are ignored, as the GraphQL over HTTP draft asks.
///
/// # Errors
/// `IkkeVelformet`, `DobbeltNoegle`, `TomForespoergsel`, `ForStor`, `ForDyb`, or which member has the wrong form.
pub(crate) fn laes(bytes: &[u8]) -> Result<Request, Fejl> {
    let v = json(bytes)?;
    let Value::Object(mut o) = v else {
        return Err(Fejl::ny(Fejlkode::IkkeVelformet)
            .detalje("a JSON object with the member query is expected; lists of queries are not supported"));
    };
    let query = match o.remove("query") {
        Some(Value::String(q)) if !q.trim().is_empty() => q,
        _ => return Err(Fejl::ny(Fejlkode::TomForespoergsel).felt("query").tilladt("the text of a GraphQL document")),
    };
    if query.len() > GRAPHQL_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).felt("query").tilladt(format!("{GRAPHQL_BYTES} bytes; long lists belong in variables")));
    }
    tjek_dybde(&query)?;
    let forkert = |felt: &str, tilladt: &str| Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).tilladt(tilladt);
    let mut ud = Request::new(query);
    // What can't be parsed is refused by the execution, with its place in the text.
    if let Ok(dokument) = ud.parsed_query() {
        crate::omfang::tjek(dokument)?;
    }
    match o.remove("variables") {
        None | Some(Value::Null) => {}
        Some(v @ Value::Object(_)) => ud = ud.variables(Variables::from_json(v)),
        Some(_) => return Err(forkert("variables", "a JSON object")),
    }
    match o.remove("operationName") {
        None | Some(Value::Null) => {}
        Some(Value::String(n)) => ud = ud.operation_name(n),
        Some(_) => return Err(forkert("operationName", "text")),
    }
    Ok(ud)
}

/// Refuses a document whose brackets nest deeper than the limit: the parser calls itself for each of them. Texts and comments are
/// skipped as the GraphQL specification reads them, so that a bracket in them neither counts nor closes one.
fn tjek_dybde(query: &str) -> Result<(), Fejl> {
    let mut dybde = 0usize;
    let mut rest = query.as_bytes();
    while let Some((c, efter)) = rest.split_first() {
        rest = efter;
        match c {
            b'{' | b'[' | b'(' => {
                dybde += 1;
                if dybde > DYBDE {
                    return Err(Fejl::ny(Fejlkode::ForDyb).felt("query").tilladt(format!("{DYBDE} brackets inside each other")));
                }
            }
            b'}' | b']' | b')' => dybde = dybde.saturating_sub(1),
            b'#' => rest = efter_linje(rest),
            b'"' => rest = efter_tekst(rest),
            _ => {}
        }
    }
    Ok(())
}

fn efter_linje(b: &[u8]) -> &[u8] {
    b.iter().position(|c| matches!(c, b'\n' | b'\r')).and_then(|i| b.get(i..)).unwrap_or_default()
}

/// What comes after a text whose first quote has been read.
fn efter_tekst(mut b: &[u8]) -> &[u8] {
    if let Some(mut blok) = b.strip_prefix(b"\"\"") {
        while let Some((_, efter)) = blok.split_first() {
            if let Some(slut) = blok.strip_prefix(b"\"\"\"") {
                return slut;
            }
            blok = blok.strip_prefix(b"\\\"\"\"").unwrap_or(efter);
        }
        return blok;
    }
    while let Some((c, efter)) = b.split_first() {
        b = efter;
        match c {
            b'"' | b'\n' | b'\r' => return b,
            b'\\' => b = b.get(1..).unwrap_or_default(),
            _ => {}
        }
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kode(t: &str) -> Option<Fejlkode> {
        laes(t.as_bytes()).err().map(|f| f.kode())
    }

    #[test]
    fn a_key_stands_once_at_every_depth() {
        assert_eq!(kode(r#"{"query":"{a}","query":"{b}"}"#), Some(Fejlkode::DobbeltNoegle));
        assert_eq!(kode(r#"{"query":"{a}","variables":{"f":{"x":1,"x":2}}}"#), Some(Fejlkode::DobbeltNoegle));
        assert_eq!(kode(r#"{"query":"{a}","variables":{"f":{"x":1}},"operationName":null,"extensions":{}}"#), None);
    }

    #[test]
    fn what_is_no_query_is_refused() {
        for (t, k) in [
            ("", Fejlkode::IkkeVelformet),
            ("{", Fejlkode::IkkeVelformet),
            ("[]", Fejlkode::IkkeVelformet),
            ("{}", Fejlkode::TomForespoergsel),
            (r#"{"query":7}"#, Fejlkode::TomForespoergsel),
            (r#"{"query":" "}"#, Fejlkode::TomForespoergsel),
            (r#"{"query":"{a}","variables":[]}"#, Fejlkode::UgyldigVaerdi),
            (r#"{"query":"{a}","operationName":1}"#, Fejlkode::UgyldigVaerdi),
        ] {
            assert_eq!(kode(t), Some(k), "{t}");
        }
        let dyb = format!(r#"{{"query":"{}"}}"#, "{a".repeat(100_000));
        assert_eq!(kode(&dyb), Some(Fejlkode::ForDyb));
        let dyb = format!(r#"{{"query":"{}"}}"#, r#"{a(x:\")))\") #}"#.replace("#}", "#}\\n").repeat(1000));
        assert_eq!(kode(&dyb), Some(Fejlkode::ForDyb));
        let dyb = format!(r#"{{"query":"{}"}}"#, r#"{a(x:\"\"\" \\\"\"\" ))) \"\"\")"#.repeat(1000));
        assert_eq!(kode(&dyb), Some(Fejlkode::ForDyb));
        let dyb = format!(r#"{{"query":"{{a}}","variables":{{"x":{}1{}}}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(kode(&dyb), Some(Fejlkode::IkkeVelformet));
        let mange = format!(r#"{{"query":"{{a}}","variables":{{"x":[0{}]}}}}"#, ",0".repeat(KNUDER));
        assert_eq!(kode(&mange), Some(Fejlkode::ForStor));
        assert_eq!(kode(r#"{"query":"{a}"} {}"#), Some(Fejlkode::IkkeVelformet));
        let flad = format!(r#"{{"query":"{{a(x: \"{}\")}}"}}"#, "({[".repeat(1000));
        assert_eq!(kode(&flad), None);
    }
}
