//! The tools of the tests: other programs, a fixed time, a CA that is made once.
use grund::id::Cvr;
use grund::tid::{Periode, Tidspunkt};
use sikkerhed::ca::{Adresser, Anmodning, Ca};
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noegle::Privatnoegle;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

/// One CA for all tests: keys of 3072 bits take their time.
pub static CA: LazyLock<Ca> = LazyLock::new(|| Ca::ny(nu(), [0x1122_3344_5566_7788_99aa_bbcc, 2], Adresser::default()).unwrap());
/// One key for all certificates that need none of their own.
pub static NOEGLE: LazyLock<Privatnoegle> = LazyLock::new(|| Privatnoegle::dan(2048).unwrap());

/// The real time, in whole seconds: the programs that the tests call have no other.
#[allow(clippy::disallowed_methods)]
pub fn nu() -> Tidspunkt {
    let s = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Tidspunkt::fra_mikros(i64::try_from(s).unwrap() * 1_000_000)
}

pub fn timer(t: Tidspunkt, timer: i64) -> Tidspunkt {
    t.plus_mikros(timer * 3_600_000_000)
}

/// The same year in each call.
pub fn et_aar() -> Periode {
    static AAR: LazyLock<Periode> = LazyLock::new(|| Periode::ny(timer(nu(), -1), timer(nu(), 24 * 365)));
    *AAR
}

pub fn funktion() -> Anmodning {
    Anmodning::Funktion { navn: "WSC_Core".into(), organisation: "KOMBIT A/S".into(), cvr: Cvr::KOMBIT, fid: 64_205_450 }
}

pub fn udsted(anmodning: &Anmodning, serienummer: u128) -> Certifikat {
    CA.udsted(anmodning, &NOEGLE.offentlig(), et_aar(), serienummer).unwrap()
}

/// Whether a program is on the machine; says so loudly where it is not.
pub fn findes(program: &str) -> bool {
    let der = std::env::var_os("PATH").is_some_and(|p| std::env::split_paths(&p).any(|m| m.join(program).is_file()));
    if !der {
        println!("SKIPPED: {program} is not on this machine");
    }
    der
}

/// Runs a program in a folder; its output and errors, or a failed test.
pub fn koer(mappe: &Path, program: &str, argumenter: &[&str]) -> String {
    let (godt, tekst) = proev(mappe, program, argumenter);
    assert!(godt, "{program} {argumenter:?}: {tekst}");
    tekst
}

/// Runs a program in a folder: whether it succeeded, and what it said.
pub fn proev(mappe: &Path, program: &str, argumenter: &[&str]) -> (bool, String) {
    let ud = Command::new(program).args(argumenter).current_dir(mappe).env("LC_ALL", "C").output().unwrap();
    (ud.status.success(), format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr)))
}
