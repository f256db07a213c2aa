//! XML for the eye.
use grund::xml::{XElement, XKnude, escape_attribut, escape_tekst};

/// The element with one line for each element, indented. Blanks between elements are not kept, so it is for reading only.
pub fn paen_xml(e: &XElement<'_>) -> String {
    let mut ud = String::new();
    skriv(e, 0, &mut ud);
    ud
}

fn navn(praefiks: &str, lokal: &str) -> String {
    if praefiks.is_empty() { lokal.to_owned() } else { format!("{praefiks}:{lokal}") }
}

fn skriv(e: &XElement<'_>, dybde: usize, ud: &mut String) {
    let ind = "  ".repeat(dybde);
    let eget = navn(&e.navn.praefiks, &e.navn.lokal);
    ud.push_str(&format!("{ind}<{eget}"));
    let attribut = |n: String, vaerdi: &str, ud: &mut String| {
        ud.push_str(&format!(" {n}=\""));
        escape_attribut(vaerdi, ud);
        ud.push('"');
    };
    for (p, uri) in &e.erklaeringer {
        attribut(if p.is_empty() { "xmlns".into() } else { format!("xmlns:{p}") }, uri, ud);
    }
    for a in &e.attributter {
        attribut(navn(&a.navn.praefiks, &a.navn.lokal), &a.vaerdi, ud);
    }
    if e.elementer().next().is_none() {
        let tekst = e.tekst();
        if tekst.is_empty() {
            ud.push_str("/>\n");
        } else {
            ud.push('>');
            escape_tekst(&tekst, ud);
            ud.push_str(&format!("</{eget}>\n"));
        }
        return;
    }
    ud.push_str(">\n");
    for b in &e.boern {
        match b {
            XKnude::Element(b) => skriv(b, dybde + 1, ud),
            XKnude::Tekst(t) if t.trim().is_empty() => {}
            XKnude::Tekst(t) => {
                ud.push_str(&"  ".repeat(dybde + 1));
                escape_tekst(t.trim(), ud);
                ud.push('\n');
            }
        }
    }
    ud.push_str(&format!("{ind}</{eget}>\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_gets_its_line_and_stays_the_same() {
        let t = "<a:x xmlns:a=\"urn:a\" b=\"1 &amp; 2\"><a:y>t &lt; u</a:y><z xmlns=\"\"/></a:x>";
        let paen = paen_xml(&grund::xml::parse(t).unwrap());
        assert_eq!(paen, "<a:x xmlns:a=\"urn:a\" b=\"1 &amp; 2\">\n  <a:y>t &lt; u</a:y>\n  <z xmlns=\"\"/>\n</a:x>\n");
    }
}
