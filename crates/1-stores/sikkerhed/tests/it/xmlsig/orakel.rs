//! Our canonical form is that of libxml2 (through lxml), on random documents.
use super::*;
use grund::slump::Slump;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sikkerhed::xmlsig::kanonisk;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};

/// What a random document holds.
struct Valg(Slump);

impl Valg {
    fn under(&mut self, n: usize) -> usize {
        usize::try_from(self.0.under(n as u64)).unwrap()
    }
    fn af<'a>(&mut self, liste: &[&'a str]) -> &'a str {
        liste[self.under(liste.len())]
    }
}

const PRAEFIKSER: [&str; 5] = ["", "a", "b", "c", "aa"];
const URIER: [&str; 5] = ["urn:1", "urn:2", "http://x/?a=b", "urn:%C3%A6", "urn:1:2"];
const TEKSTER: [&str; 12] = [
    "",
    "x",
    "Ærø &amp; Fanø",
    "&lt;&gt;>",
    "&#13;\r\n\n\t",
    "\"'",
    "😀\u{feff}",
    "<![CDATA[<&>]]>",
    "<!-- c -->",
    "]]&gt;",
    "  lang tekst uden noget særligt i sig, mere end 32 tegn  ",
    "&#x9;&#xA;",
];
const VAERDIER: [&str; 9] =
    ["", "x", "a&amp;b", "&lt;>", "'", "&quot;", "&#9;&#10;&#13;", "\t\n", "en meget lang værdi med mere end toogtredive tegn &amp; mere"];

type Scope = BTreeMap<&'static str, &'static str>;

fn element(s: &mut Valg, ydre: &Scope, dybde: usize, ud: &mut String) {
    let mut scope = ydre.clone();
    let mut attributter = Vec::new();
    for p in PRAEFIKSER {
        if s.under(4) == 0 {
            let uri = if p.is_empty() && s.under(3) == 0 { "" } else { s.af(&URIER) };
            scope.insert(p, uri);
            attributter.push(if p.is_empty() { format!("xmlns=\"{uri}\"") } else { format!("xmlns:{p}=\"{uri}\"") });
        }
    }
    let mulige: Vec<&str> = scope.keys().copied().chain([""]).collect();
    let mut brugte = BTreeSet::new();
    for _ in 0..s.under(5) {
        let (p, lokal, v) = (s.af(&mulige), s.af(&["x", "y", "z", "X"]), s.af(&VAERDIER));
        let ns = if p.is_empty() { "" } else { scope[p] };
        if brugte.insert((ns, lokal)) {
            attributter.push(if p.is_empty() { format!("{lokal}=\"{v}\"") } else { format!("{p}:{lokal}=\"{v}\"") });
        }
    }
    if s.under(6) == 0 {
        attributter.push("xml:lang=\"da\"".into());
    }
    for i in (1..attributter.len()).rev() {
        attributter.swap(i, s.under(i + 1));
    }
    let p = s.af(&mulige);
    let navn = format!("{p}{}{}", if p.is_empty() { "" } else { ":" }, s.af(&["e", "f", "æ"]));
    write!(ud, "<{navn}").unwrap();
    for a in attributter {
        write!(ud, " {a}").unwrap();
    }
    ud.push('>');
    for _ in 0..s.under(4) {
        ud.push_str(s.af(&TEKSTER));
        if dybde < 5 {
            element(s, &scope, dybde + 1, ud);
        }
    }
    ud.push_str(s.af(&TEKSTER));
    write!(ud, "</{navn}>").unwrap();
}

fn json(t: &str) -> String {
    let mut ud = String::from("\"");
    for c in t.chars() {
        match c {
            '"' | '\\' => ud.extend(['\\', c]),
            c if c < ' ' => write!(ud, "\\u{:04x}", u32::from(c)).unwrap(),
            c => ud.push(c),
        }
    }
    ud + "\""
}

#[test]
fn the_canonical_form_is_that_of_libxml2() {
    let Some(python) = peers::python() else { return };
    let mut barn = Command::new(python).arg(peers::script()).arg("c14n").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let ind = RefCell::new(barn.stdin.take().unwrap());
    let linjer = RefCell::new(BufReader::new(barn.stdout.take().unwrap()).lines());
    let mut koersel = TestRunner::new(Config { cases: 1_500, max_shrink_iters: 0, failure_persistence: None, ..Config::default() });
    let resultat = koersel.run(&any::<u64>(), |froe| {
        let mut s = Valg(Slump::ny(froe, "xmlsig"));
        let mut tekst = String::new();
        element(&mut s, &Scope::new(), 0, &mut tekst);
        let rod = parse(&tekst).map_err(|f| TestCaseError::fail(format!("{f}: {tekst}")))?;
        let (mut her, mut sti) = (&rod, Vec::new());
        while s.under(3) > 0 && her.elementer().next().is_some() {
            let i = s.under(her.elementer().count());
            sti.push(i);
            her = her.elementer().nth(i).unwrap();
        }
        // lxml does not pass "#default" on; xmlsec1 and WSS4J hold that
        let alle = ["a", "b", "c", "aa", "ukendt"];
        let praefikser: Vec<&str> = if s.under(2) == 0 { Vec::new() } else { alle.into_iter().filter(|_| s.under(2) == 0).collect() };
        let liste = praefikser.iter().map(|p| json(p)).collect::<Vec<_>>().join(",");
        writeln!(ind.borrow_mut(), "{{\"tekst\":{},\"sti\":{sti:?},\"praefikser\":[{liste}]}}", json(&tekst)).unwrap();
        let deres: Vec<u8> = linjer
            .borrow_mut()
            .next()
            .expect("lxml has stopped")
            .unwrap()
            .as_bytes()
            .chunks(2)
            .map(|h| u8::from_str_radix(std::str::from_utf8(h).unwrap(), 16).unwrap())
            .collect();
        let vores = kanonisk(&rod, her, &praefikser, None).unwrap();
        prop_assert_eq!(
            String::from_utf8_lossy(&vores),
            String::from_utf8_lossy(&deres),
            "seed {}, {:?} of {}, prefixes {:?}",
            froe,
            sti,
            tekst,
            praefikser
        );
        Ok(())
    });
    drop(ind);
    barn.wait().unwrap();
    resultat.unwrap();
}
