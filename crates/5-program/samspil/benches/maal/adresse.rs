//! Addresses: load, and what somebody who types waits for.
use super::klient::{Klient, anmodning, last};
use super::linje;
use super::program::Program;
use grund::Tidspunkt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Calls whose beginnings of addresses differ.
const PROEVER: usize = 20_000;

/// What is typed: beginnings of addresses that are there, from two letters to the whole line, with a letter wrong in every tenth.
fn indtastninger(antal: u64) -> Vec<Vec<u8>> {
    let nu = Tidspunkt::fra_xs("2026-01-01T00:00:00Z").expect("time");
    let mut s = grund::slump::Slump::ny(7, "indtastninger");
    let (mut veje, mut byer) = (Vec::new(), Vec::new());
    for p in generator::adresser(1, antal.min(200_000), nu) {
        let felt = |navn: &str| p.version.tekst(p.slags, navn).unwrap_or_default().to_owned();
        match p.slags.navn {
            "NavngivenVej" => veje.push(felt("vejnavn")),
            "Postnummer" => byer.push(format!("{} {}", felt("postnr"), felt("navn"))),
            _ => {}
        }
    }
    let en = |s: &mut grund::slump::Slump, l: &[String]| l[s.under(l.len() as u64) as usize].clone();
    (0..PROEVER)
        .map(|n| {
            let hel = format!("{} {}, {}", en(&mut s, &veje), 1 + s.under(30), en(&mut s, &byer));
            let mut tegn: Vec<char> = hel.chars().collect();
            tegn.truncate(2 + s.under(tegn.len() as u64 - 1) as usize);
            if n % 10 == 0 && tegn.len() > 5 {
                let i = 1 + s.under(4) as usize;
                tegn[i] = 'x';
            }
            let caret = tegn.len();
            let q: String = tegn.into_iter().collect::<String>().bytes().map(|b| format!("%{b:02X}")).collect();
            let sti = format!("/dawa/autocomplete?q={q}&type=adresse&caretpos={caret}&supplerendebynavn=true&stormodtagerpostnumre=true&multilinje=true&fuzzy=");
            anmodning("GET", &sti, "", "")
        })
        .collect()
}

pub fn maal(antal: u64, sekunder: u64, lager: &str, mappe: &Path) {
    let start = Instant::now();
    let s = Command::new(env!("CARGO_BIN_EXE_samspil"))
        .args(["generer", "adresser", "--log", "warn", "--dag", "2026-01-01", "--antal", &antal.to_string(), "--lager", lager])
        .stdout(Stdio::null())
        .status()
        .expect("generer");
    assert!(s.success());
    let t = start.elapsed().as_secs_f64();
    linje(&format!("load of {antal} addresses with roads, numbers, points"), antal as f64 / t, "/s", &format!("{t:.0} s"));
    if let Some(fil) = lager.strip_prefix("sqlite:") {
        let bytes = Path::new(fil).metadata().map_or(0, |m| m.len()) as f64;
        linje("disk for each address, with road, number and point", bytes / antal as f64, "bytes", "");
    }
    let p = Program::start_med(&mappe.join("adresser"), lager, &["--adresseopslag-pr-sekund", "0"]);
    let foer = p.hukommelse();
    let kald = indtastninger(antal);
    let t0 = Instant::now();
    let mut k = Klient::ny(p.adresse).expect("connect");
    assert_eq!(k.kald(&kald[0]).expect("call").0, 200);
    linje(
        "first look-up, which reads the names of roads",
        t0.elapsed().as_secs_f64() * 1000.0,
        "ms",
        &format!("{:.0} MiB before it, {:.0} after", foer, p.hukommelse()),
    );
    let varighed = Duration::from_secs(sekunder);
    let tom = last(p.adresse, 1, varighed, 204, |_, _| anmodning("GET", "/kubernetes/live", "", ""));
    let r = last(p.adresse, 1, varighed, 200, |_, n| kald[n as usize % kald.len()].clone());
    linje(
        "autocomplete, one who types",
        r.rate,
        "/s",
        &format!(
            "p50 {:.2} ms, p99 {:.2} ms, aim < 5; {:.2} of the empty handler (p99 {:.2} ms)",
            r.p50,
            r.p99,
            r.rate / tom.rate,
            tom.p99
        ),
    );
    let tom = last(p.adresse, 8, varighed, 204, |_, _| anmodning("GET", "/kubernetes/live", "", ""));
    let r = last(p.adresse, 8, varighed, 200, |t, n| kald[(n as usize + t * 997) % kald.len()].clone());
    linje(
        "autocomplete, eight at once without a pause",
        r.rate,
        "/s",
        &format!("p50 {:.2} ms, p99 {:.2} ms; {:.2} of the empty handler", r.p50, r.p99, r.rate / tom.rate),
    );
    linje("memory after the look-ups", p.hukommelse(), "MiB", "");
}
