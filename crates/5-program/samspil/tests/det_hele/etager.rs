//! A crate depends only on crates of floors below its own, and lies in its floor's folder (ARCHITECTURE.md).
use std::collections::HashMap;
use std::process::Command;

#[test]
fn crates_depend_on_lower_floors_only() {
    let ud = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    let v: serde_json::Value = serde_json::from_slice(&ud.stdout).unwrap();
    let pakker = v["packages"].as_array().unwrap();
    let etage: HashMap<&str, i64> = pakker
        .iter()
        .map(|p| {
            let navn = p["name"].as_str().unwrap();
            (navn, p["metadata"]["samspil"]["floor"].as_i64().unwrap_or_else(|| panic!("{navn} has no floor")))
        })
        .collect();
    let mut brud = Vec::new();
    for p in pakker {
        let navn = p["name"].as_str().unwrap();
        if !p["manifest_path"].as_str().unwrap().contains(&format!("/crates/{}-", etage[navn])) {
            brud.push(format!("{navn} does not lie in the folder of floor {}", etage[navn]));
        }
        for d in p["dependencies"].as_array().unwrap() {
            let (til, slags) = (d["name"].as_str().unwrap(), d["kind"].as_str());
            let Some(nede) = etage.get(til) else { continue };
            // Tests may stand on a store; programs and tests of floor 5 may use each other.
            // A crate's own tests may stand on a feature of it.
            let tilladt = if slags == Some("dev") { *nede < etage[navn] || etage[navn] == 5 || til == navn } else { *nede < etage[navn] };
            if !tilladt {
                brud.push(format!("{navn} (floor {}) depends on {til} (floor {nede})", etage[navn]));
            }
        }
    }
    assert!(brud.is_empty(), "{brud:#?}");
    assert!(etage.len() > 10);
}
