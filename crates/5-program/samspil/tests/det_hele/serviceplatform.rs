//! Serviceplatformen's gateway in the running program: three security models, what is counted, and a second Samspil as upstream, which dies and comes back.
use crate::program::{Program, faelles, python, samspil, udskrift};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn demoservice_is_called_in_all_three_security_models_and_every_look_up_is_counted_once() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let p = Program::demo_sikker(&data);
    let noegler = data.join("klienter");
    let kontrakter = faelles().map(|f| f.join("contracts"));
    let mut argumenter = vec![p.sikker.as_deref().unwrap(), noegler.to_str().unwrap()];
    argumenter.extend(kontrakter.as_ref().map(|k| k.to_str().unwrap()));
    let Some(ud) = udskrift("zeep_serviceplatform.py", &argumenter) else { return };
    assert!(ud.contains(" checks"), "{ud}");
}

fn kommando(data: &Path, argumenter: &[&str]) -> String {
    let ud = samspil(argumenter).arg("--data").arg(data).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success(), "{argumenter:?}: {tekst}");
    tekst
}

/// The lines of `sp_kald.py`; none where Python is missing.
fn kald(p: &Program, data: &Path, antal: usize, mere: &[&str]) -> Option<Vec<String>> {
    let (sted, noegler) = (p.sikker.as_deref().unwrap(), data.join("klienter"));
    let antal = antal.to_string();
    let ud = udskrift("sp_kald.py", &[&[sted, noegler.to_str().unwrap(), antal.as_str()], mere].concat())?;
    Some(ud.lines().map(str::to_owned).collect())
}

#[test]
fn pass_through_to_a_second_samspil_by_its_own_certificate_is_cut_off_and_recovers_and_others_go_on() {
    let mappe = tempfile::tempdir().unwrap();
    let (foran, bag) = (mappe.path().join("foran"), mappe.path().join("bag"));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut b = Program::paa("demo", &bag, &port.to_string(), &[]);
    let a = Program::demo_sikker(&foran);
    // Our certificate there, and the roots that its server is believed by.
    let opstroem = foran.join("opstroem");
    std::fs::create_dir(&opstroem).unwrap();
    for fil in ["demosystem.p12", "rod.pem"] {
        std::fs::copy(bag.join("klienter").join(fil), opstroem.join(fil)).unwrap();
    }
    let adresse = format!("https://{port}");
    kommando(
        &foran,
        &[
            "kilde",
            "opstroem",
            "bag",
            "--adresse",
            &adresse,
            "--certifikat",
            "demosystem.p12",
            "--rod",
            "rod.pem",
            "--frist",
            "10000",
            "--igen",
            "5000",
        ],
    );
    let sagt = kommando(&foran, &["kilde", "saet", "Demo", "gennemstilling", "--opstroem", "bag", "--myndighed", "11111111"]);
    assert!(sagt.contains("gennemstilling bag"), "{sagt}");
    // The running program knows within a moment.
    let mut foerste = None;
    for _ in 0..40 {
        let Some(l) = kald(&a, &foran, 1, &[]) else { return };
        if l[0].starts_with("200 gennemstilling bag ") {
            foerste = Some(l[0].clone());
            break;
        }
    }
    let foerste = foerste.expect("the rule is felt");
    assert!(foerste.contains("hej &amp; æøå"), "{foerste}");
    // Behind it is a call of a system of its own, with what the caller said it is charged to.
    let hos_b = kommando(&bag, &["forbrug", "--csv"]);
    assert!(hos_b.contains(";Demosystem;") && hos_b.contains(";Demo;simulator;"), "{hos_b}");

    b.draeb();
    drop(b);
    let doed = kald(&a, &foran, 12, &["ogsaa"]).unwrap();
    let (sp, andre): (Vec<_>, Vec<_>) = doed.iter().partition(|l| !l.starts_with("other"));
    assert!(sp.iter().all(|l| l.starts_with("500 gennemstilling bag ")), "{doed:#?}");
    assert!(sp[0].contains("SAM-2603") && sp.iter().any(|l| l.contains("SAM-2604")), "not reached, then left alone: {doed:#?}");
    assert!(andre.iter().all(|l| *l == "other 200"), "nobody else notices: {doed:#?}");

    let _b = Program::paa("demo", &bag, &port.to_string(), &[]);
    let mut igen = false;
    for _ in 0..240 {
        igen = kald(&a, &foran, 1, &[]).unwrap()[0].starts_with("200 gennemstilling bag ");
        if igen {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(250));
    }
    assert!(igen, "it is used again when it is back");
    let brugt = kommando(&foran, &["forbrug", "--csv"]);
    let linje = brugt.lines().find(|l| l.contains(";gennemstilling;")).unwrap_or_else(|| panic!("{brugt}"));
    let fejlede: u32 = linje.split(';').nth(9).unwrap().parse().unwrap();
    assert!(fejlede >= 5, "calls that the upstream did not answer are told by themselves, and those that it was spared are none: {linje}");
}

#[test]
fn pass_through_with_tokens_of_services_by_soap_and_by_rest() {
    let mappe = tempfile::tempdir().unwrap();
    let (foran, bag) = (mappe.path().join("foran"), mappe.path().join("bag"));
    let b = Program::demo_sikker(&bag);
    let a = Program::demo_sikker(&foran);
    let opstroem = foran.join("opstroem");
    std::fs::create_dir(&opstroem).unwrap();
    let noegler = bag.join("klienter");
    std::fs::copy(noegler.join("demosystem.p12"), opstroem.join("demosystem.p12")).unwrap();
    // What is believed of it: its root, and the certificates that it signs by, which its answers only name.
    let betroet: Vec<u8> = ["rod.pem", "signering.pem", "sts.pem"].iter().flat_map(|f| std::fs::read(noegler.join(f)).unwrap()).collect();
    std::fs::write(opstroem.join("bag.pem"), betroet).unwrap();
    let (bags, forans) = (b.sikker.as_deref().unwrap(), a.sikker.as_deref().unwrap());
    let sagt = kommando(
        &foran,
        &[
            "kilde",
            "opstroem",
            "bag",
            "--adresse",
            bags,
            "--certifikat",
            "demosystem.p12",
            "--rod",
            "bag.pem",
            "--sts",
            bags,
            "--myndighed",
            "11111111",
            "--frist",
            "20000",
        ],
    );
    assert!(sagt.contains("for 11111111") && sagt.contains("tokens of"), "{sagt}");
    for tjeneste in ["Demo", "SF1516", "Sygesikring"] {
        kommando(&foran, &["kilde", "saet", tjeneste, "gennemstilling", "--opstroem", "bag", "--myndighed", "11111111"]);
    }
    let klient = |hvad: &[&str]| {
        let mappe = foran.join("klienter");
        let (p12, rod) = (mappe.join("demosystem.p12"), mappe.join("rod.pem"));
        let sted = ["--server", forans, "--certifikat", p12.to_str().unwrap(), "--rod", rod.to_str().unwrap()];
        let ud = samspil(&[&["klient"], hvad, &sted].concat()).output().unwrap();
        format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr))
    };
    let demo = ["kald", "demo", "callDemoService", "--felt", "messageString=hej æøå"];
    let hilsen = ["rest", "GET", "/service/AccessTokenDemo_1/callDemoService/hej%20du", "--tjeneste", adgang::katalog::DEMO_REST];
    let taelt = |tjeneste: &str, kilde: &str, data: &Path| {
        let csv = kommando(data, &["forbrug", "--csv"]);
        csv.lines().any(|l| l.contains(&format!(";{tjeneste};{kilde};")))
    };
    // The running program knows the rules within a moment.
    let mut svar = String::new();
    for _ in 0..40 {
        svar = klient(&demo);
        if svar.contains("hej æøå") && taelt("Demo", "simulator", &bag) {
            break;
        }
    }
    assert!(svar.contains("hej æøå") && taelt("Demo", "gennemstilling", &foran), "{svar}");
    for _ in 0..2 {
        let svar = klient(&hilsen);
        assert!(svar.contains("hej du") && svar.contains("11111111"), "{svar}");
    }
    assert!(taelt("SF1516", "gennemstilling", &foran) && taelt("SF1516", "simulator", &bag));
    // What the upstream says of the question is handed on, with its status.
    let svar = klient(&["rest", "GET", "/sygesikring/v1/sikring?cpr=6101010101"]);
    assert!(svar.contains("404") && svar.contains("SAM-1312"), "{svar}");
    assert!(taelt("Sygesikring", "simulator", &bag));
    // Without an agreement there the upstream's token service says no, and that is told in its words.
    let anden = kommando(
        &foran,
        &["kilde", "opstroem", "bag", "--adresse", bags, "--certifikat", "fremmed.p12", "--rod", "bag.pem", "--sts", bags],
    );
    assert!(anden.contains("for all"), "{anden}");
    std::fs::copy(foran.join("klienter/demosystem.p12"), opstroem.join("fremmed.p12")).unwrap();
    let mut svar = String::new();
    for _ in 0..40 {
        svar = klient(&demo);
        if !svar.contains("hej æøå") {
            break;
        }
    }
    assert!(svar.contains("SAM-2603") || svar.contains("SAM-2606"), "{svar}");
}

#[test]
fn a_look_up_is_counted_if_and_only_if_it_is_in_the_log_however_often_the_program_is_killed() {
    let Some(python) = python() else { return };
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("d");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/py/sp_kald.py");
    for runde in 1..=3 {
        let mut p = Program::demo_sikker(&data);
        let mut c = Command::new(&python);
        c.arg(&script)
            .arg(p.sikker.as_deref().unwrap())
            .arg(data.join("klienter"))
            .arg("100000")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut klient = c.spawn().unwrap();
        let svar = BufReader::new(klient.stdout.take().unwrap()).lines().map_while(Result::ok);
        let besvaret = svar.take(20 * runde).filter(|l| l.starts_with("200 simulator ")).count();
        p.draeb();
        klient.kill().unwrap();
        klient.wait().unwrap();
        assert_eq!(besvaret, 20 * runde);
    }
    let log = mappe.path().join("log.csv");
    kommando(&data, &["log", "eksporter", "--myndighed", "11111111", log.to_str().unwrap()]);
    let log = std::fs::read_to_string(&log).unwrap();
    let kolonne = log.lines().next().unwrap().split(';').position(|k| k == "Kilde").unwrap();
    let i_loggen = log.lines().filter(|l| l.split(';').nth(kolonne) == Some("simulator")).count();
    let brugt = kommando(&data, &["forbrug", "--csv"]);
    let taelt: usize = brugt.lines().skip(1).map(|l| l.split(';').nth(8).unwrap().parse::<usize>().unwrap()).sum();
    assert!(i_loggen >= 120 && taelt == i_loggen, "{taelt} counted, {i_loggen} in the log, 120 answered at least");
}
