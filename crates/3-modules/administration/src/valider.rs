//! The rules of an agreement's content against the services (H-3).
use crate::aftaler::Aftaleindhold;
use crate::bog::Bog;
use crate::typer::*;
use grund::fejl::uddrag;
use grund::graenser::REGULAERT_UDTRYK_BYTES;
use grund::tekst::kun_linje;
use grund::{Fejl, Fejlkode, Tidspunkt};
use std::collections::HashSet;

/// A URI without blanks.
pub(crate) fn uri(felt: &str, t: &str) -> Result<(), Fejl> {
    if t.contains(':') && !t.contains(|c: char| c.is_whitespace() || c.is_control() || c == ',') {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(felt).regel("G-32").ventet(("http://<domæne>/…", "http://<domain>/…")).detalje(uddrag(t)))
}

/// A name of one line, with something in it, and without what is not seen: who approves shall read the name that stands there.
pub(crate) fn linje(felt: &str, t: &str) -> Result<(), Fejl> {
    if t.trim().is_empty() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt(felt));
    }
    kun_linje(t).map_err(|f| f.felt(felt))
}

/// A pattern of whole values; matching takes time linear in the value, whatever the pattern.
pub(crate) fn udtryk(t: &str) -> Result<regex::Regex, Fejl> {
    let byg = |t: &str| regex::RegexBuilder::new(t).size_limit(REGULAERT_UDTRYK_BYTES).dfa_size_limit(REGULAERT_UDTRYK_BYTES).build();
    // By itself first, so that a parenthesis of its own can't close ours.
    byg(t).and_then(|_| byg(&format!("^(?:{t})$"))).map_err(|_| {
        Fejl::ny(Fejlkode::UgyldigtMoenster)
            .felt("regulaertudtryk")
            .ventet(("et regulært udtryk af rimelig størrelse", "a regular expression of moderate size"))
    })
}

/// The same with URIs for names: a role or parameter may be asked for by its name alone (`udstil` of `…/roles/udstil/1`). What is no such name
/// stays, and is refused as it was written.
pub(crate) fn skrevet_ud(bog: &Bog, i: &Aftaleindhold) -> Aftaleindhold {
    let mut i = i.clone();
    for t in &mut i.tjenester {
        let Some(def) = bog.laes().tjeneste_post(&t.entityid) else { continue };
        t.roller.iter_mut().for_each(|r| *r = uri_af(r, def.data.roller.iter().map(|r| r.uri.as_str())));
        t.parametre.iter_mut().for_each(|p| p.uri = uri_af(&p.uri, def.data.parametre.iter().map(String::as_str)));
    }
    i
}

/// The URI itself, or the one whose name part (`…/udstil/1`) is this word.
fn uri_af<'a>(navn: &str, mut kendte: impl Iterator<Item = &'a str>) -> String {
    let er = |u: &&str| *u == navn || u.rsplit('/').nth(1).is_some_and(|n| n.eq_ignore_ascii_case(navn));
    kendte.find(er).unwrap_or(navn).to_owned()
}

/// What is agreed, against what the services offer now.
pub(crate) fn tjenester(bog: &Bog, l: &[Aftaletjeneste], nu: Tidspunkt) -> Result<(), Fejl> {
    if l.is_empty() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("tjenester").regel("H-3"));
    }
    let mut set = HashSet::new();
    for (i, t) in l.iter().enumerate() {
        if !set.insert(&t.entityid) {
            return Err(Fejl::ny(Fejlkode::GentagetReference).felt(format!("tjenester[{i}]/entityid")).regel("H-3"));
        }
        tjeneste(bog, t, nu).map_err(|f| f.under(&format!("tjenester[{i}]")))?;
    }
    Ok(())
}

fn tjeneste(bog: &Bog, t: &Aftaletjeneste, nu: Tidspunkt) -> Result<(), Fejl> {
    let kendt = bog.laes().tjeneste_post(&t.entityid).filter(|p| p.er("aktiv", nu));
    let Some(def) = kendt else {
        return Err(Fejl::ny(Fejlkode::FindesIkke)
            .felt("entityid")
            .regel("H-3")
            .detalje((format!("ingen tjeneste {0}", uddrag(&t.entityid)), format!("no service {0}", uddrag(&t.entityid)))));
    };
    let def = &def.data;
    if t.roller.is_empty() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("roller").regel("H-3").tilladt(def.roller.iter().map(|r| &r.uri)));
    }
    let mut set = HashSet::new();
    for (i, r) in t.roller.iter().enumerate() {
        if !set.insert(r) {
            return Err(Fejl::ny(Fejlkode::GentagetReference).felt(format!("roller[{i}]")));
        }
        if !def.roller.iter().any(|d| d.uri == *r) {
            let f = Fejl::ny(Fejlkode::UgyldigVaerdi).felt(format!("roller[{i}]")).regel("H-3").detalje(uddrag(r));
            return Err(en_af(f, def.roller.iter().map(|r| r.uri.as_str())));
        }
    }
    let mut set = HashSet::new();
    for (i, p) in t.parametre.iter().enumerate() {
        let her = |f: Fejl| f.under(&format!("parametre[{i}]"));
        if !set.insert(&p.uri) {
            return Err(her(Fejl::ny(Fejlkode::GentagetReference).felt("uri")));
        }
        if !def.parametre.contains(&p.uri) {
            let f = Fejl::ny(Fejlkode::UgyldigVaerdi).felt("uri").regel("H-3").detalje(uddrag(&p.uri));
            return Err(her(en_af(f, def.parametre.iter().map(String::as_str))));
        }
        let slags = bog.laes().typer.get(&p.uri).cloned();
        let slags = slags.ok_or_else(|| her(Fejl::ny(Fejlkode::FindesIkke).felt("uri")))?;
        vaerdier(bog, &slags.data, &p.vaerdier, nu).map_err(her)?;
    }
    Ok(())
}

fn en_af<'a>(f: Fejl, l: impl Iterator<Item = &'a str>) -> Fejl {
    let mut l = l.peekable();
    if l.peek().is_none() { f.ventet(("ingen", "none")) } else { f.tilladt(l) }
}

/// The values of a parameter against its type (H-7).
pub(crate) fn vaerdier(bog: &Bog, t: &Dataafgraensningstype, v: &[String], nu: Tidspunkt) -> Result<(), Fejl> {
    let flere = matches!(t.slags.as_str(), "MULTI" | "ITSYSTEM_MULTI");
    if v.is_empty() || (!flere && v.len() > 1) {
        let kode = if v.is_empty() { Fejlkode::ManglerElement } else { Fejlkode::ForMange };
        return Err(Fejl::ny(kode).felt("vaerdier").regel("H-7").ventet(if flere {
            grund::sagt::mindst(1, grund::sagt::STYK)
        } else {
            grund::sagt::hoejst(1, grund::sagt::STYK)
        }));
    }
    let moenster = if t.regulaertudtryk.is_empty() { None } else { Some(udtryk(&t.regulaertudtryk)?) };
    for (i, x) in v.iter().enumerate() {
        let forkert = |kode| Fejl::ny(kode).felt(format!("vaerdier[{i}]")).regel("H-7").detalje(uddrag(x));
        // Several values are separated by commas in a token (G-33).
        if x.is_empty() || x.contains([',', '\n', '\r']) {
            return Err(
                forkert(Fejlkode::UgyldigtMoenster).ventet(("en værdi uden komma og linjeskift", "a value without comma or line feed"))
            );
        }
        if t.slags.starts_with("ITSYSTEM") {
            let system = grund::id::laes_uuid(x).and_then(|u| bog.laes().system_post(u)).filter(|s| s.er("aktiv", nu));
            if system.is_none() {
                return Err(forkert(Fejlkode::UgyldigVaerdi).ventet(("et it-systems UUID", "UUID of an it-system")));
            }
        }
        if !t.vaerdiliste.is_empty() && !t.vaerdiliste.iter().any(|l| l.vaerdi == *x) {
            return Err(forkert(Fejlkode::UgyldigVaerdi).tilladt(t.vaerdiliste.iter().map(|l| &l.vaerdi).take(50)));
        }
        if moenster.as_ref().is_some_and(|m| !m.is_match(x)) {
            return Err(forkert(Fejlkode::UgyldigtMoenster).ventet(t.regulaertudtryk.as_str()));
        }
    }
    Ok(())
}
