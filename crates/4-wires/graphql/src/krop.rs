//! The body of a call: JSON in which no key stands twice, and a query that is not nested beyond the limit.
use async_graphql::{Request, Variables};
use grund::graenser::{DYBDE, GRAPHQL_BYTES};
use grund::{Fejl, Fejlkode};
use serde_json::Value;

/// Reads `{query, variables, operationName}`; other members are ignored, as the GraphQL over HTTP draft asks.
///
/// # Errors
/// `IkkeVelformet`, `DobbeltNoegle`, `TomForespoergsel`, `ForStor`, `ForDyb`, or which member has the wrong form.
pub(crate) fn laes(bytes: &[u8]) -> Result<Request, Fejl> {
    let v = grund::json::laes(bytes)?;
    let Value::Object(mut o) = v else {
        return Err(Fejl::ny(Fejlkode::IkkeVelformet).detalje((
            "der ventes et JSON-objekt med feltet query; lister af forespørgsler læses ikke",
            "a JSON object with the member query is expected; lists of queries are not supported",
        )));
    };
    let query = match o.remove("query") {
        Some(Value::String(q)) if !q.trim().is_empty() => q,
        _ => {
            return Err(Fejl::ny(Fejlkode::TomForespoergsel)
                .felt("query")
                .ventet(("teksten af et GraphQL-dokument", "the text of a GraphQL document")));
        }
    };
    if query.len() > GRAPHQL_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).felt("query").ventet((
            format!("højst {GRAPHQL_BYTES} bytes; lange lister hører til i variabler"),
            format!("at most {GRAPHQL_BYTES} bytes; long lists belong in variables"),
        )));
    }
    tjek_dybde(&query)?;
    let forkert = |felt: &str, ventet: (&str, &str)| Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).ventet(ventet);
    let mut ud = Request::new(query);
    // What can't be parsed is refused by the execution, with its place in the text.
    if let Ok(dokument) = ud.parsed_query() {
        crate::omfang::tjek(dokument)?;
    }
    match o.remove("variables") {
        None | Some(Value::Null) => {}
        Some(v @ Value::Object(_)) => ud = ud.variables(Variables::from_json(v)),
        Some(_) => return Err(forkert("variables", ("et JSON-objekt", "a JSON object"))),
    }
    match o.remove("operationName") {
        None | Some(Value::Null) => {}
        // clients with a field for it send it empty
        Some(Value::String(n)) if n.trim().is_empty() => {}
        Some(Value::String(n)) => ud = ud.operation_name(n),
        Some(_) => return Err(forkert("operationName", ("en tekst", "text"))),
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
                    return Err(Fejl::ny(Fejlkode::ForDyb).felt("query").ventet((
                        format!("højst {DYBDE} parenteser inden i hinanden"),
                        format!("at most {DYBDE} brackets inside each other"),
                    )));
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
        assert_eq!(laes(br#"{"query":"{a}","operationName":" "}"#).unwrap().operation_name, None);
        assert_eq!(kode("\u{feff}{\"query\":\"{a}\",\"operationName\":\"\"}"), None);
        assert!(laes(br#"{"query":"{a}","operationName":""}"#).unwrap().operation_name.is_none());
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
        assert_eq!(kode(&dyb), Some(Fejlkode::ForDyb));
        assert_eq!(kode(r#"{"query":"{a}"} {}"#), Some(Fejlkode::IkkeVelformet));
        let flad = format!(r#"{{"query":"{{a(x: \"{}\")}}"}}"#, "({[".repeat(1000));
        assert_eq!(kode(&flad), None);
    }
}
