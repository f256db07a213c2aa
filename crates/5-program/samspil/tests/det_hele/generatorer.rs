//! Clients that public generators make of `/openapi-3.0.json` build, and call the program (K-18 … K-20). The test command installs the
//! generators below `target/generatorer`; a language that is not there is skipped by name.
use crate::program::Program;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The story of one user, in each language.
const KLIENTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/klienter");

fn vaerktoejer() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../target/generatorer")
}

fn python() -> String {
    std::env::var("SAMSPIL_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// Runs the command; what it says when it fails is the failure.
fn koer(hvad: &str, c: &mut Command) -> String {
    let ud = c.output().unwrap_or_else(|e| panic!("{hvad}: {e}"));
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    let slut: String = tekst.chars().rev().take(6000).collect::<Vec<_>>().into_iter().rev().collect();
    assert!(ud.status.success(), "{hvad}: {slut}");
    tekst
}

fn findes(c: &mut Command) -> bool {
    c.output().is_ok_and(|o| o.status.success())
}

fn filer(mappe: &Path, endelse: &str) -> Vec<PathBuf> {
    let mut ud = Vec::new();
    for f in std::fs::read_dir(mappe).into_iter().flatten().flatten() {
        let f = f.path();
        if f.is_dir() {
            ud.extend(filer(&f, endelse));
        } else if f.extension().is_some_and(|e| e == endelse) {
            ud.push(f);
        }
    }
    ud
}

#[test]
fn k19_clients_of_openapi_generator_build_and_call_the_program() {
    let v = vaerktoejer();
    let jar = filer(&v.join("lib"), "jar").into_iter().find(|f| f.to_string_lossy().contains("openapi-generator-cli"));
    let (Some(jar), true) = (jar, findes(Command::new("java").arg("-version"))) else {
        eprintln!("SKIPPED: openapi-generator (Java, or {} is not there; proev.sh installs it)", v.display());
        return;
    };
    let mappe = tempfile::tempdir().unwrap();
    let (data, ud) = (mappe.path().join("data"), mappe.path().join("ud"));
    let p = Program::serve(&data, &[]);
    let dokument = mappe.path().join("openapi.json");
    std::fs::write(&dokument, p.get("/openapi-3.0.json").krop).unwrap();
    let mut konfigurationer = Vec::new();
    for (navn, valg) in [
        ("java", r#"{"useSingleRequestParameter":"true","hideGenerationTimestamp":"true"}"#),
        ("typescript-fetch", "{}"),
        ("python", "{}"),
        ("csharp", r#"{"targetFramework":"net9.0"}"#),
    ] {
        let fil = mappe.path().join(format!("{navn}.json"));
        let mut k = serde_json::json!({
            "generatorName": navn,
            "inputSpec": dokument,
            "outputDir": ud.join(navn),
            "additionalProperties": serde_json::from_str::<serde_json::Value>(valg).unwrap(),
            "globalProperties": { "modelDocs": "false", "apiDocs": "false", "modelTests": "false", "apiTests": "false" },
        });
        if navn == "csharp" {
            // It is not compiled here, so its models are enough.
            k["globalProperties"]["models"] = "".into();
        }
        std::fs::write(&fil, k.to_string()).unwrap();
        konfigurationer.push(fil);
    }
    // One at a time: each formats all of its models in memory.
    koer(
        "openapi-generator",
        Command::new("java")
            .args(["-Xmx1g", "-jar"])
            .arg(&jar)
            .args(["batch", "--fail-fast", "--threads", "1", "--"])
            .args(&konfigurationer),
    );
    java(&p, &ud.join("java"), &v);
    typescript(&p, &ud.join("typescript-fetch"), &v);
    python_klient(&p, &ud.join("python"));
    csharp(&ud.join("csharp"));
}

fn java(p: &Program, ud: &Path, v: &Path) {
    if !findes(Command::new("javac").arg("-version")) {
        eprintln!("SKIPPED: the Java client is generated and not compiled (no javac)");
        return;
    }
    let klasser = ud.join("klasser");
    std::fs::create_dir_all(&klasser).unwrap();
    let sti = format!("{}/*", v.join("lib").display());
    let mut c = Command::new("javac");
    c.args(["-nowarn", "-proc:none", "-encoding", "UTF-8", "-d"]).arg(&klasser).args(["-cp", &sti]);
    c.args(filer(&ud.join("src/main"), "java")).arg(Path::new(KLIENTER).join("Klient.java"));
    koer("javac", &mut c);
    let sti = format!("{}:{sti}", klasser.display());
    let svar = koer("the Java client", Command::new("java").args(["-Dfile.encoding=UTF-8", "-cp", &sti, "Klient", &p.adresse]));
    assert!(svar.contains("OK "), "{svar}");
}

fn typescript(p: &Program, ud: &Path, v: &Path) {
    let tsc = v.join("node_modules/typescript/lib/tsc.js");
    if !tsc.exists() || !findes(Command::new("node").arg("--version")) {
        eprintln!("SKIPPED: the TypeScript client is generated and not compiled (no node, or no {})", tsc.display());
        return;
    }
    std::fs::copy(Path::new(KLIENTER).join("klient.ts"), ud.join("klient.ts")).unwrap();
    // What the client of the story needs of Node is three names.
    std::fs::write(ud.join("node.d.ts"), "declare const process: { argv: string[]; exit(kode: number): never };\n").unwrap();
    let valg = r#"{"compilerOptions":{"strict":true,"target":"es2022","module":"commonjs","lib":["es2022","dom","dom.iterable"],"outDir":"js"},"include":["*.ts","**/*.ts"]}"#;
    std::fs::write(ud.join("tsconfig.json"), valg).unwrap();
    koer("tsc --strict", Command::new("node").arg(&tsc).arg("-p").arg(ud));
    let svar = koer("the TypeScript client", Command::new("node").arg(ud.join("js/klient.js")).arg(&p.adresse));
    assert!(svar.contains("OK "), "{svar}");
}

fn python_klient(p: &Program, ud: &Path) {
    if !findes(Command::new(python()).args(["-c", "import pydantic, urllib3, dateutil, lazy_imports"])) {
        eprintln!("SKIPPED: the Python client is generated and not run (pydantic is not there)");
        return;
    }
    let fil = Path::new(KLIENTER).join("klient_generator.py");
    let svar = koer("the Python client", Command::new(python()).env("PYTHONPATH", ud).arg(fil).arg(&p.adresse));
    assert!(svar.contains("OK "), "{svar}");
}

/// There is no .NET on every machine, so the C# client is not compiled: every type that a property of a model has is a model or C#'s own.
fn csharp(ud: &Path) {
    let modeller = filer(&ud.join("src/Org.OpenAPITools/Model"), "cs");
    let navne: BTreeSet<String> = modeller.iter().map(|f| f.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert!(navne.contains("BrugerLaest") && navne.len() > 100, "{navne:?}");
    let egne = [
        "string",
        "int",
        "long",
        "bool",
        "Guid",
        "List",
        "Dictionary",
        "Object",
        "object",
        "JsonElement",
        "System",
        "IO",
        "Stream",
        "Option",
    ];
    let mut set = 0;
    for f in &modeller {
        let tekst = std::fs::read_to_string(f).unwrap();
        for linje in tekst.lines().filter(|l| l.trim_start().starts_with("public ") && l.contains("{ get;")) {
            let typen = linje.trim_start().trim_start_matches("public ").rsplit_once(" {").unwrap().0.rsplit_once(' ').unwrap().0;
            for ord in typen.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|o| !o.is_empty() && *o != "override") {
                assert!(navne.contains(ord) || egne.contains(&ord), "{}: {linje}", f.display());
                set += 1;
            }
        }
        assert!(!tekst.contains("OneOf") && !tekst.contains("AnyOf"), "{} has a type of several", f.display());
    }
    assert!(set > 500, "{set} types");
    let liste = std::fs::read_to_string(ud.join("src/Org.OpenAPITools/Model/BrugerListe.cs")).unwrap();
    assert!(liste.contains("List<BrugerLaest> Results"), "results are typed");
    eprintln!("SKIPPED: the C# client is generated and looked through, and not compiled (no .NET)");
}

#[test]
fn k19_the_client_of_openapi_python_client_calls_the_program() {
    let python = python();
    if !findes(Command::new(&python).args(["-c", "import openapi_python_client"])) {
        eprintln!("SKIPPED: openapi-python-client is not there; proev.sh installs it");
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(&mappe.path().join("data"), &[]);
    let dokument = mappe.path().join("openapi.json");
    // Its tidying needs ruff on the path and changes nothing of what the client does.
    let valg = mappe.path().join("valg.json");
    std::fs::write(&valg, r#"{"post_hooks":[]}"#).unwrap();
    for fra in ["/openapi-3.0.json", "/openapi.json"] {
        let ud = mappe.path().join("ud");
        std::fs::write(&dokument, p.get(fra).krop).unwrap();
        let mut c = Command::new(&python);
        c.args(["-m", "openapi_python_client", "generate", "--fail-on-warning", "--overwrite", "--config"]).arg(&valg);
        let sagt = koer("openapi-python-client", c.arg("--path").arg(&dokument).arg("--output-path").arg(&ud));
        assert!(!sagt.contains("Warning"), "{sagt}");
        let fil = Path::new(KLIENTER).join("klient_opc.py");
        let svar = koer("its client", Command::new(&python).env("PYTHONPATH", &ud).arg(fil).arg(&p.adresse));
        assert!(svar.contains("OK "), "{fra}: {svar}");
    }
}
