//! The way from a case into its own system (SAPA-03): the system's template, filled in. `{uuid}` and `{sagsnummer}` stand for the case's.
use crate::typer::Sag;

/// The address of a case; none where the template is no address of the web, or asks for what the case has not.
pub(super) fn adresse(skabelon: &str, s: &Sag) -> Option<String> {
    let web = skabelon
        .strip_prefix("https://")
        .or_else(|| skabelon.strip_prefix("http://localhost"))
        .or_else(|| skabelon.strip_prefix("http://127.0.0.1"));
    web.filter(|r| !r.is_empty() && !r.chars().any(|c| c.is_control() || c.is_whitespace()))?;
    let mut ud = skabelon.to_owned();
    for (maerke, vaerdi) in [("{uuid}", Some(s.uuid.to_string())), ("{sagsnummer}", s.sagsnummer.clone())] {
        if ud.contains(maerke) {
            ud = ud.replace(maerke, &kodet(&vaerdi?));
        }
    }
    // One that names no case would open the start page, which is no hop.
    (ud != skabelon).then_some(ud)
}

/// Percent-encoded: whatever a case number holds, it is one part of an address.
fn kodet(t: &str) -> String {
    let en = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    };
    t.bytes().map(en).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sapa03_a_hop_opens_the_case_itself_and_nothing_else() {
        let s = Sag { sagsnummer: Some("2026/1?x=<å>".into()), ..Sag::default() };
        let a = |t: &str| adresse(t, &s);
        assert_eq!(a("https://fag.example/sag/{uuid}"), Some("https://fag.example/sag/00000000-0000-0000-0000-000000000000".into()));
        assert_eq!(a("https://fag.example/?nr={sagsnummer}").as_deref(), Some("https://fag.example/?nr=2026%2F1%3Fx%3D%3C%C3%A5%3E"));
        for t in ["https://fag.example/", "javascript:alert({uuid})", "http://fag.example/{uuid}", "https://", "https://a\n{uuid}"] {
            assert_eq!(a(t), None, "{t}");
        }
        assert_eq!(adresse("https://fag.example/{sagsnummer}", &Sag::default()), None);
    }
}
