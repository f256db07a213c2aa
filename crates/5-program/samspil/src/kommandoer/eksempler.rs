//! `samspil eksempler`: the samples that come with the program, for who has it without its sources.
use super::skriv;
use crate::filer::Udfil;
use crate::kommandolinje::Eksempler;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

mod indlejret {
    include!(concat!(env!("OUT_DIR"), "/eksempler.rs"));
}
use indlejret::FILER;

/// Lists, prints or writes.
pub fn eksempler(valg: &Eksempler) -> Result<(), String> {
    let passer =
        |navn: &str| valg.navn.as_ref().is_none_or(|n| navn == n || navn.strip_prefix(n.as_str()).is_some_and(|r| r.starts_with('/')));
    let valgte: Vec<_> = FILER.iter().filter(|(navn, _)| passer(navn)).collect();
    match (&valg.til, valgte.as_slice()) {
        (_, []) => Err(format!("there is no sample {}; `samspil eksempler` lists them", valg.navn.as_deref().unwrap_or_default())),
        (Some(til), alle) => skriv_til(til, alle, valg.overskriv),
        (None, [(_, data)]) if valg.navn.is_some() => skriv(&String::from_utf8_lossy(data)),
        (None, alle) => {
            let mut ud = String::new();
            for (navn, data) in alle {
                let _ = writeln!(ud, "{navn:<40} {:>7} bytes", data.len());
            }
            ud.push_str("\n`samspil eksempler NAVN` prints one, `samspil eksempler --til DIR` writes them.\n");
            skriv(&ud)
        }
    }
}

fn skriv_til(til: &Path, filer: &[&(&str, &[u8])], overskriv: bool) -> Result<(), String> {
    if !overskriv && let Some((navn, _)) = filer.iter().find(|(navn, _)| til.join(navn).exists()) {
        return Err(format!("{} exists; --overskriv replaces it", til.join(navn).display()));
    }
    for (navn, data) in filer {
        let fil = til.join(navn);
        if let Some(mappe) = fil.parent() {
            std::fs::create_dir_all(mappe).map_err(|e| format!("{}: {e}", mappe.display()))?;
        }
        let mut ud = Udfil::ny(&fil, overskriv)?;
        ud.write_all(data).map_err(|e| format!("{}: {e}", fil.display()))?;
        ud.faerdig()?;
    }
    skriv(&format!("{} files written to {}.\n", filer.len(), til.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i12_3_7_the_samples_are_those_of_the_project_and_are_not_written_over() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/eksempler");
        assert!(FILER.iter().any(|(n, _)| *n == "enhed.xml"));
        for (navn, data) in FILER {
            assert_eq!(std::fs::read(docs.join(navn)).unwrap(), *data, "{navn}");
        }
        let til = tempfile::tempdir().unwrap();
        let valg = |navn: Option<&str>| Eksempler { navn: navn.map(str::to_owned), til: Some(til.path().to_owned()), overskriv: false };
        eksempler(&valg(Some("enhed.xml"))).unwrap();
        assert!(eksempler(&valg(None)).unwrap_err().contains("enhed.xml exists"));
        assert_eq!(std::fs::read_dir(til.path()).unwrap().count(), 1);
        assert!(eksempler(&valg(Some("nej"))).is_err());
    }
}
