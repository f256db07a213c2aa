//! Puts the samples of `docs/eksempler` into the program: `samspil eksempler`.
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

/// What tools leave behind where they run.
const UDENFOR: [&str; 6] = ["bin", "obj", "target", "node_modules", "vendor", "__pycache__"];

fn saml(mappe: &Path, foran: &str, ud: &mut Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    for fil in fs::read_dir(mappe)? {
        let fil = fil?;
        let navn = fil.file_name().to_string_lossy().into_owned();
        if navn.starts_with('.') || UDENFOR.contains(&navn.as_str()) {
            continue;
        }
        let navn = format!("{foran}{navn}");
        if fil.file_type()?.is_dir() {
            saml(&fil.path(), &format!("{navn}/"), ud)?;
        } else {
            ud.push((navn, fil.path().display().to_string()));
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mappe = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../../docs/eksempler").canonicalize()?;
    println!("cargo::rerun-if-changed={}", mappe.display());
    let mut filer = Vec::new();
    saml(&mappe, "", &mut filer)?;
    filer.sort();
    let mut ud = String::from("/// Name and content.\npub static FILER: &[(&str, &[u8])] = &[\n");
    for (navn, sti) in filer {
        writeln!(ud, "    ({navn:?}, include_bytes!({sti:?})),")?;
    }
    ud.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("eksempler.rs"), ud)?;
    Ok(())
}
