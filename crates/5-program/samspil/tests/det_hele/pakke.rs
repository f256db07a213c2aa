//! The Debian package is installed, started, upgraded, removed and purged, in a throw-away copy of the root file system.
use std::path::Path;
use std::process::Command;

#[test]
fn the_package_is_installed_started_upgraded_and_removed() {
    let kan = Command::new("unshare").args(["--mount", "--fork", "--pid", "true"]).status().is_ok_and(|s| s.success())
        && ["dpkg-deb", "systemd-socket-activate", "setpriv"].iter().all(|p| Command::new(p).arg("--version").output().is_ok());
    if !kan {
        eprintln!("SKIPPED: the package's test needs root with mount namespaces, dpkg, systemd's tools and setpriv");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../pakke/proev.sh");
    let ud = Command::new("bash").arg(script).arg(env!("CARGO_BIN_EXE_samspil")).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success() && tekst.contains("the package holds"), "{tekst}");
}

#[test]
fn i12_3_8_the_container_image_holds_what_the_program_needs_and_no_more() {
    let kan = ["chroot", "ldd", "curl", "openssl"].iter().all(|p| Command::new(p).arg("--version").output().is_ok())
        && Command::new("id").arg("-u").output().is_ok_and(|u| u.stdout == b"0\n");
    if !kan {
        eprintln!("SKIPPED: the image's test needs root, chroot, ldd, curl and openssl");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../pakke/proev-container.sh");
    let ud = Command::new("bash").arg(script).arg(env!("CARGO_BIN_EXE_samspil")).output().unwrap();
    let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
    assert!(ud.status.success() && tekst.contains("the image's contents hold"), "{tekst}");
    eprint!("{tekst}");
}
