//! Bulk load of the indexes: any file of theirs, broken or broken off.
use crate::import::koer;
use crate::program::samspil;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

struct Proeve {
    mappe: tempfile::TempDir,
}

impl Proeve {
    fn ny() -> Self {
        Self { mappe: tempfile::tempdir().unwrap() }
    }
    fn sti(&self, navn: &str) -> PathBuf {
        self.mappe.path().join(navn)
    }
    fn tekst(&self, navn: &str) -> String {
        self.sti(navn).to_str().unwrap().to_owned()
    }
    /// A file of that many cases, with all that belongs to them; how many lines it has.
    fn fil(&self, navn: &str, sager: &str) -> (String, usize) {
        let fil = self.tekst(navn);
        koer(&["generer", "--enheder", "20", "--ansatte", "40", "--sager", sager, "--til", &fil]);
        let linjer = std::fs::read_to_string(&fil).unwrap().lines().count();
        (fil, linjer)
    }
}

/// The load's exit code and what it printed.
fn indlaes(fil: &str, data: &str, mere: &[&str]) -> (i32, String) {
    let ud = samspil(&[&["importer", "indeks", fil, "--data", data], mere].concat()).output().unwrap();
    (ud.status.code().unwrap(), String::from_utf8_lossy(&ud.stdout).into_owned() + &String::from_utf8_lossy(&ud.stderr))
}

fn fejlfri(data: &str, objekter: usize) {
    let ud = koer(&["kontroller", "--data", data]);
    assert!(ud.starts_with(&format!("{objekter} objects, {objekter} registrations")) && ud.contains(": 0 faults"), "{ud}");
}

fn kontrolpunkter(data: &Path) -> usize {
    std::fs::read_dir(data.join("indlaesning"))
        .map_or(0, |d| d.filter(|f| f.as_ref().unwrap().path().extension().is_some_and(|e| e == "json")).count())
}

#[test]
fn a_file_is_loaded_once_and_an_export_of_the_indexes_is_such_a_file() {
    let p = Proeve::ny();
    let (fil, linjer) = p.fil("land.jsonl", "40");
    let (a, b) = (p.tekst("a"), p.tekst("b"));
    let objekter = linjer - 2;
    assert_eq!(indlaes(&fil, &a, &[]), (0, format!("{objekter} new, 0 changed, 0 unchanged, 0 refused.\n")));
    assert_eq!(indlaes(&fil, &a, &[]), (0, format!("0 new, 0 changed, {objekter} unchanged, 0 refused.\n")));
    assert_eq!(kontrolpunkter(&p.sti("a")), 0, "a load that is at its end has no checkpoint");
    fejlfri(&a, objekter);

    // From an export of everything, the other kinds are left out.
    koer(&["importer", "kle", "../../../docs/eksempler/emneplan.csv", "--data", &a]);
    let eksport = p.tekst("eksport.jsonl");
    koer(&["eksporter", &eksport, "--data", &a]);
    let (kode, ud) = indlaes(&eksport, &b, &["--myndighed", "11111111"]);
    assert!(kode == 0 && ud.starts_with(&format!("{objekter} new")) && ud.contains("of other kinds were left out"), "{ud}");
    fejlfri(&b, objekter);
    // The same from standard input, without announcing.
    let c = p.tekst("c");
    let mut proces = samspil(&["importer", "indeks", "-", "--data", &c, "--uden-haendelser"]);
    let ud = proces.stdin(std::fs::File::open(&eksport).unwrap()).output().unwrap();
    assert!(String::from_utf8_lossy(&ud.stdout).starts_with(&format!("{objekter} new")), "{ud:?}");
}

#[test]
fn a_refused_line_is_named_and_stops_nothing() {
    let p = Proeve::ny();
    let (fil, _) = p.fil("land.jsonl", "30");
    let mut linjer: Vec<String> = std::fs::read_to_string(&fil).unwrap().lines().map(str::to_owned).collect();
    let sag = linjer.iter().rposition(|l| l.contains("\"SagIndeks\"")).unwrap();
    let (gammel, alle) = (linjer[sag].clone(), linjer.len());
    linjer[3] = "{\"type\":".into();
    let mut uden: serde_json::Value = serde_json::from_str(&linjer[5]).unwrap();
    for r in uden["registreringer"].as_array_mut().unwrap() {
        r.as_object_mut().unwrap().remove("afsendt");
    }
    linjer[5] = uden.to_string();
    // The same case again, with another title, and with another master (C-10).
    linjer.push(gammel.replace("\"titel\":\"", "\"titel\":\"Ny: "));
    let master = generator::AFSENDERSYSTEMER.iter().map(|(u, _)| u.to_string()).find(|u| gammel.contains(u.as_str())).unwrap();
    linjer.push(gammel.replace(&master, "00000000-0000-4000-8000-000000000001"));
    std::fs::write(&fil, linjer.join("\r\n")).unwrap();
    let data = p.tekst("data");
    let (kode, ud) = indlaes(&fil, &data, &[]);
    assert_eq!(kode, 1, "{ud}");
    assert!(ud.starts_with(&format!("{} new, 1 changed, 0 unchanged, 3 refused.", alle - 4)), "{ud}");
    for ventet in
        ["/line 4: SAM-3005", "/line 6: SAM-1007", &format!("/line {}: SAM-1307", alle + 2), "C-12", "C-10", "3 lines were refused"]
    {
        assert!(ud.contains(ventet), "{ventet}: {ud}");
    }
    let (kode, ud) = indlaes(&fil, &p.tekst("anden"), &["--myndighed", "22222222"]);
    assert!(kode == 1 && ud.starts_with("0 new") && ud.contains("more\n") && ud.contains("22222222"), "{ud}");
}

#[test]
fn kill_9_in_the_middle_of_a_load_costs_no_object_and_the_next_one_goes_on() {
    let p = Proeve::ny();
    let (fil, linjer) = p.fil("land.jsonl", "1700");
    let data = p.tekst("data");
    let mut proces = samspil(&["importer", "indeks", &fil, "--data", &data]).spawn().unwrap();
    let start = Instant::now();
    while kontrolpunkter(&p.sti("data")) == 0 {
        assert!(start.elapsed() < Duration::from_secs(120) && proces.try_wait().unwrap().is_none(), "no checkpoint was written");
        std::thread::sleep(Duration::from_millis(5));
    }
    proces.kill().unwrap();
    proces.wait().unwrap();
    let delvis = koer(&["kontroller", "--data", &data]);
    assert!(delvis.contains(": 0 faults") && !delvis.starts_with(&format!("{} objects", linjer - 2)), "{delvis}");

    let (kode, ud) = indlaes(&fil, &data, &[]);
    assert!(kode == 0 && ud.starts_with("Continued after line "), "{ud}");
    fejlfri(&data, linjer - 2);
    // What was counted before the break counts: the chunk that was under way may have been written already.
    let tal: Vec<usize> = ud.lines().nth(1).unwrap().split(' ').filter_map(|o| o.parse().ok()).collect();
    assert_eq!((tal[0] + tal[2], tal[1], tal[3]), (linjer - 2, 0, 0), "{ud}");
    // From the start when asked, and when the store is another one.
    let (_, ud) = indlaes(&fil, &data, &["--forfra"]);
    assert_eq!(ud, format!("0 new, 0 changed, {} unchanged, 0 refused.\n", linjer - 2));
}
