//! Who vouches for users: another's identity provider on the other side, a public set of attacks in a provider's name, and a directory that tells who works where.
use crate::login::Opsat;
use crate::program::{maal, python};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `proev.sh` has unpacked or made below `target/`; without it the test says that it is skipped.
fn har(sti: &str) -> Option<PathBuf> {
    let p = maal().join(sti);
    let p = p.exists().then(|| p.canonicalize().unwrap());
    if p.is_none() {
        eprintln!("SKIPPED: {} is not there; proev.sh installs it", maal().join(sti).display());
    }
    p
}

#[test]
fn users_log_in_by_simplesamlphp_as_the_municipalitys_provider() {
    let (Some(ssp), Some(_)) = (har("simplesamlphp/usr/share/simplesamlphp"), python()) else { return };
    let o = Opsat::ny();
    o.python("login_ssp.py", &[&o.noegle(), &ssp]);
}

#[test]
fn the_public_attacks_on_service_providers_are_refused() {
    let Some(_) = har("spid/bin/python") else { return };
    let o = Opsat::ny();
    // Not the resolved path: an environment of Python is known by the folder that it is called in.
    let python = maal().join("spid/bin/python");
    let ud = Command::new(python)
        .args(["-W", "ignore"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/py/login_spid.py"))
        .arg(o.adresse())
        .args([o.rod(), o.login(), o.noegle()])
        .output()
        .unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success() && tekst.contains("OK spid-sp-test"), "{tekst}");
}

#[test]
fn openldap_tells_who_works_where_and_what_their_groups_give() {
    let slapd = Path::new("/usr/sbin/slapd").exists() && Command::new("ldapmodify").arg("-VV").output().is_ok();
    if !slapd || python().is_none() {
        eprintln!("SKIPPED: slapd or ldap-utils is not there; proev.sh installs them");
        return;
    }
    let o = Opsat::ny();
    o.python("login_ldap.py", &[&o.noegle(), Path::new(env!("CARGO_BIN_EXE_samspil")), o.login().parent().unwrap()]);
}
