//! What the README and the demo's greeting tell a newcomer to paste, pasted.
use crate::program::{Program, python, samspil};
use std::path::{Path, PathBuf};
use std::process::Command;

const STANDARD: &str = "127.0.0.1:8080";

fn rod() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").canonicalize().unwrap()
}

/// The text of every fenced `sh` block below that heading, line by line, continued lines joined, comments away.
fn kommandoer(markdown: &str, fra: &str) -> Vec<String> {
    let mut ud: Vec<String> = Vec::new();
    let (mut inde, mut fortsaet) = (false, false);
    for l in markdown.split_once(fra).unwrap_or_else(|| panic!("no {fra:?}")).1.lines() {
        if l.starts_with("```") {
            inde = l == "```sh";
            continue;
        }
        let l = if inde { l.split("  #").next().unwrap().trim() } else { continue };
        if l.is_empty() || l.starts_with('#') {
            continue;
        }
        match ud.last_mut().filter(|_| fortsaet) {
            Some(sidste) => *sidste = format!("{} {l}", sidste.trim_end_matches('\\')),
            None => ud.push(l.to_owned()),
        }
        fortsaet = l.ends_with('\\');
    }
    ud
}

/// `samspil` for a shell: a folder with the program under test in it, to be put first in the path.
fn programmappe(mappe: &Path) -> String {
    let bin = mappe.join("bin");
    std::fs::create_dir_all(&bin).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_samspil"), bin.join("samspil")).unwrap();
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap())
}

fn skal(kommando: &str, mappe: &Path, path: &str) -> String {
    let kommando = kommando.replace("curl ", "curl -sS --fail-with-body ");
    let ud = Command::new("bash").args(["-euo", "pipefail", "-c", &kommando]).current_dir(mappe).env("PATH", path).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success(), "{kommando}\n{tekst}");
    assert!(!tekst.contains("panicked"), "{kommando}\n{tekst}");
    tekst
}

/// The same, and it shows data: not that there is none.
fn skal_give_data(kommando: &str, mappe: &Path, path: &str) -> String {
    let tekst = skal(kommando, mappe, path);
    let taet: String = tekst.split_whitespace().collect();
    let tomt = ["\"errors\"", "<sd:StatusKode>44<", "\"results\":[[]]", "\"results\":[]", "\"aftaler\":[]", "Noentries."];
    assert!(!taet.is_empty() && !tomt.iter().any(|t| taet.contains(t)), "{kommando}\n{tekst}");
    tekst
}

#[test]
fn the_readmes_tour_works_as_it_is_written() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("samspil-data");
    let p = Program::demo(&data, &[]);
    let vaert = p.adresse.trim_start_matches("http://");
    let path = programmappe(mappe.path());
    std::os::unix::fs::symlink(rod().join("docs"), mappe.path().join("docs")).unwrap();
    let readme = std::fs::read_to_string(rod().join("README.md")).unwrap();
    let (mut koert, mut sprunget) = (0, Vec::new());
    for k in kommandoer(&readme, "## Five minutes as") {
        // A server has its own test; making a Python environment is what proev.sh does.
        let k = if k.contains("samspil-tur/bin/python ") {
            let Some(python) = python() else { continue };
            k.replace("samspil-tur/bin/python", python.to_str().unwrap())
                + &format!(" http://{vaert}/organisation/organisationenhed/6?wsdl http://{vaert}/organisation/organisationenhed/6")
        } else {
            k
        };
        if k.starts_with("samspil serve") || k.contains("-m venv") || k.starts_with("cargo ") || k.starts_with("bash ") {
            sprunget.push(k);
            continue;
        }
        skal_give_data(&k.replace(STANDARD, vaert), mappe.path(), &path);
        koert += 1;
    }
    assert!(koert >= 8, "only {koert} commands were found in the README; left out: {sprunget:#?}");
    // Commands in running text.
    for k in readme.split('`').filter(|t| t.starts_with("curl ")) {
        skal(&k.replace(STANDARD, vaert), mappe.path(), &path);
    }
}

#[test]
fn the_first_day_as_a_vendor_works_as_it_is_written() {
    const SIKKER: &str = "https://127.0.0.1:8443";
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(&mappe.path().join("samspil-data"));
    let vaert = p.sikker.as_deref().unwrap();
    let path = programmappe(mappe.path());
    std::os::unix::fs::symlink(rod().join("docs"), mappe.path().join("docs")).unwrap();
    let readme = std::fs::read_to_string(rod().join("README.md")).unwrap();
    let dag = readme.split("## Five minutes as").next().unwrap();
    let mut svar = String::new();
    for k in kommandoer(dag, "## First day as a vendor").into_iter().filter(|k| !k.contains("-m venv")) {
        let k = if k.contains("samspil-tur/bin/python ") {
            let Some(python) = python() else { continue };
            k.replace("samspil-tur/bin/python", python.to_str().unwrap())
        } else {
            k
        };
        // The client's own default is the address that the README says; ours is another.
        let k = format!("export SAMSPIL_SERVER={vaert}; {}", k.replace(SIKKER, vaert));
        let tekst = skal_give_data(&k, mappe.path(), &path);
        // What the colleague's token shows: her role's group, and not one case of another.
        if k.contains("antal?cifre=4' --brugertoken") && !k.contains("! samspil") {
            let v: serde_json::Value = serde_json::from_str(&tekst).unwrap();
            let grupper: Vec<&str> = v["klasser"].as_array().unwrap().iter().map(|g| g["klasse"].as_str().unwrap()).collect();
            assert!(grupper == ["27.35"] && v["antal"].as_u64().unwrap() > 1, "{tekst}");
        }
        svar.push_str(&tekst);
    }
    for del in ["would open", "27.35", "sees it", "SAM-2116", "\"ser\":true"] {
        assert!(svar.contains(del), "{del} is nowhere in\n{svar}");
    }
    for del in ["SAM-2109", "afventer", "godkendt", "Vagtplan", "seals", "\"27.35.04\""] {
        assert!(svar.contains(del), "{del} is nowhere in\n{svar}");
    }
}

/// What `samspil demo` prints works too, but for the greeting's address and folder.
#[test]
fn every_command_that_the_secured_demo_prints_works() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let p = Program::demo_sikker(&data);
    let path = programmappe(mappe.path());
    let tekst = samspil::forside::demohilsen(p.sikker.as_deref().unwrap(), &data, None, "", "");
    let kommandoer: Vec<&str> = tekst.lines().map(str::trim).filter(|l| l.starts_with("samspil ") || l.starts_with("curl ")).collect();
    assert!(kommandoer.len() >= 4, "{tekst}");
    for k in kommandoer {
        skal_give_data(k, mappe.path(), &path);
    }
}

/// The exit code says how a call went, and the refusal's own hint explains it as it is pasted.
#[test]
fn i12_3_2_a_call_that_went_wrong_ends_so_and_its_hint_can_be_pasted() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let p = Program::demo_sikker(&data);
    let path = programmappe(mappe.path());
    let valg = format!("--server {} --certifikat d/klienter/demosystem.p12 --rod d/klienter/rod.pem", p.sikker.as_deref().unwrap());
    let koer = |k: &str| {
        let ud = Command::new("bash").args(["-c", &format!("{k} {valg}")]).current_dir(mappe.path()).env("PATH", &path).output().unwrap();
        (ud.status.code().unwrap(), format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr)))
    };
    let laes = "samspil klient kald organisationenhed laes --felt UUIDIdentifikator";
    for (kald, kode, tekst) in [
        (format!("{laes}=f605954f-e60e-415b-b210-8c6995e1e572"), 0, ">20<"),
        (format!("{laes}=f605954f-e60e-415b-b210-8c6995e1e573"), 4, "StatusKode 44"),
        (format!("{laes}=f605954f-e60e-415b-b210-8c6995e1e572 --myndighed 12345678"), 3, "SAM-2113"),
        ("samspil klient rest get /organisation/organisationenhed/f605954f-e60e-415b-b210-8c6995e1e573".into(), 3, "SAM-1301"),
        ("samspil klient rest get /organisation/organisationenhed?list=true --body nej.json".into(), 1, "nej.json"),
        ("samspil klient rest gett /organisation/organisationenhed".into(), 2, "gett"),
    ] {
        let (er, ud) = koer(&kald);
        assert!(er == kode && ud.contains(tekst), "{kald} ends with {er}: {ud}");
        if kode == 3 && ud.contains("SAM-21") {
            let hint = ud.lines().map(str::trim).find(|l| l.starts_with("samspil klient afslag ")).unwrap();
            assert!(skal(hint, mappe.path(), &path).contains("mangler"), "{hint}");
        }
    }
    for (sti, status) in [("/fejl", 200), ("/fejl/SAM-2113", 200), ("/fejl/2113", 200), ("/fejl/SAM-9999", 404)] {
        assert_eq!(p.get(sti).status, status, "{sti}");
    }
    assert!(p.get("/fejl/SAM-2113").krop.contains("Hvad du gør"));
    let afvist = p.get("/organisation/bruger");
    assert_eq!((afvist.status, afvist.hoved("link")), (401, Some("</fejl/SAM-2101>; rel=\"help\"")));
    let laesmig = std::fs::read_to_string(data.join("klienter/LAESMIG.txt")).unwrap();
    for t in samspil::opstilling::tjenester().alle() {
        assert!(laesmig.contains(t.entity_id), "{}", t.entity_id);
    }
    assert!(
        laesmig.contains(&format!("{}/runtime/services/kombittrust/", p.sikker.as_deref().unwrap())) && !laesmig.contains('{'),
        "{laesmig}"
    );
}

#[test]
fn every_command_that_the_demo_prints_works() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let p = Program::demo(&data, &[]);
    let hilsen = hilsen(mappe.path());
    let tekst = hilsen.replace("    \\\n", " ").replace("\\\n", " ");
    let vaert = p.adresse.trim_start_matches("http://");
    let mut koert = 0;
    for k in tekst.lines().map(str::trim).filter(|l| l.starts_with("curl ")) {
        let svar = skal(&omskriv(k, vaert), mappe.path(), &std::env::var("PATH").unwrap());
        let ventet = match k {
            _ if k.contains("enhedsnavn=") => "enhedsnavn",
            _ if k.contains("organisationhent") => "Korsbæk",
            _ if k.contains("?wsdl") => "definitions",
            _ if k.contains("/udvikling/ur") => "\"nu\"",
            _ => "",
        };
        assert!(svar.contains(ventet) && !svar.contains("\"errors\""), "{k}: {svar}");
        koert += 1;
    }
    assert!(koert >= 6, "{koert} commands in {tekst}");
}

/// Every address in the greeting is the program's own; ours has another port.
fn omskriv(kommando: &str, vaert: &str) -> String {
    kommando
        .split(' ')
        .map(|d| match d.find("127.0.0.1:") {
            Some(n) => {
                let rest = &d[n + "127.0.0.1:".len()..];
                let cifre = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                format!("{}{vaert}{}", &d[..n], &rest[cifre..])
            }
            None => d.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// What `samspil demo --aaben` prints on standard output.
fn hilsen(mappe: &Path) -> String {
    use std::io::Read;
    let data = mappe.join("hilsen");
    let mut p = samspil(&["demo", "--aaben", "--tom", "--http", "127.0.0.1:0", "--https", "fra", "--data", data.to_str().unwrap()])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut ud = p.stdout.take().unwrap();
    let mut tekst = Vec::new();
    let mut b = [0; 4096];
    while !String::from_utf8_lossy(&tekst).contains("Ctrl-C") {
        let n = ud.read(&mut b).unwrap();
        assert!(n > 0, "the demo ended: {}", String::from_utf8_lossy(&tekst));
        tekst.extend(&b[..n]);
    }
    p.kill().unwrap();
    p.wait().unwrap();
    String::from_utf8(tekst).unwrap()
}

/// Every fenced `sh` block of a page, as one script.
fn blokke(markdown: &str) -> Vec<String> {
    markdown.split("\n```sh\n").skip(1).map(|b| b.split("\n```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_pages_of_docs_show_commands_that_find_something() {
    let mappe = tempfile::tempdir().unwrap();
    let path = programmappe(mappe.path());
    let side = |navn: &str| std::fs::read_to_string(rod().join("docs").join(navn)).unwrap();
    let data = mappe.path().join("samspil-data");
    let p = Program::demo(&mappe.path().join("aaben"), &[]);
    let vaert = p.adresse.trim_start_matches("http://");
    let mut koert = 0;
    for b in ["graphql.md", "soap.md"].iter().flat_map(|s| blokke(&side(s))) {
        skal_give_data(&b.replace(STANDARD, vaert), mappe.path(), &path);
        koert += 1;
    }
    drop(p);
    // These are for the store of a secured demo; drift.md is walked by the package's test.
    drop(Program::demo_sikker(&data));
    for b in ["adgang.md", "log.md"].iter().flat_map(|s| blokke(&side(s))) {
        skal_give_data(&b, mappe.path(), &path);
        koert += 1;
    }
    assert!(koert >= 5, "only {koert} blocks");
}
