//! Users log in: public service providers of SAML and clients of OpenID Connect against the running program.
use crate::program::{Program, maal, python, udskrift};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The demo with security on; `None` where the tools are not there.
pub struct Opsat {
    p: Program,
    data: PathBuf,
    mappe: tempfile::TempDir,
}

impl Opsat {
    pub fn ny() -> Self {
        let mappe = tempfile::tempdir().unwrap();
        let data = mappe.path().join("demo");
        let p = Program::paa("demo", &data, "127.0.0.1:0", &["--amqps", "fra", "--sftp", "fra"]);
        std::fs::create_dir_all(data.join("login/systemer")).unwrap();
        Self { p, data, mappe }
    }

    pub fn adresse(&self) -> &str {
        self.p.sikker.as_deref().unwrap()
    }

    pub fn rod(&self) -> PathBuf {
        self.data.join("ca/rod.pem")
    }

    /// The folder of what is connected.
    pub fn login(&self) -> PathBuf {
        self.data.join("login")
    }

    /// A key and a certificate of the system's own.
    pub fn noegle(&self) -> PathBuf {
        let m = self.mappe.path().join("sp");
        std::fs::create_dir_all(&m).unwrap();
        let ud = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=sp", "-keyout"])
            .arg(m.join("key.pem"))
            .arg("-out")
            .arg(m.join("cert.pem"))
            .output()
            .unwrap();
        assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
        m
    }

    pub fn python(&self, script: &str, mere: &[&Path]) {
        let (rod, login) = (self.rod(), self.login());
        let mut a = vec![self.adresse(), rod.to_str().unwrap(), login.to_str().unwrap()];
        a.extend(mere.iter().map(|m| m.to_str().unwrap()));
        let ud = udskrift(script, &a).unwrap();
        assert!(ud.contains("OK "), "{ud}");
    }

    fn node(&self, script: &str, mere: &[&Path]) {
        let pakker = maal().join("login").canonicalize().unwrap();
        let ud = Command::new("node")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/login").join(script))
            .arg(self.adresse())
            .arg(self.data.join("login"))
            .args(mere)
            .arg(&pakker)
            .env("NODE_EXTRA_CA_CERTS", self.rod())
            .output()
            .unwrap();
        let tekst = format!("{}{}", String::from_utf8_lossy(&ud.stdout), String::from_utf8_lossy(&ud.stderr));
        assert!(ud.status.success() && tekst.contains("OK "), "{tekst}");
    }
}

fn har_node() -> bool {
    let node = Command::new("node").arg("--version").output().is_ok_and(|o| o.status.success());
    let pakker = maal().join("login/node_modules/openid-client").is_dir();
    if !(node && pakker) {
        eprintln!("SKIPPED: node, or {} is not there; proev.sh installs them", maal().join("login").display());
    }
    node && pakker
}

#[test]
fn users_log_in_to_python3_saml_and_by_authlib() {
    if python().is_none() {
        return;
    }
    let o = Opsat::ny();
    o.python("login_saml.py", &[&o.noegle()]);
    o.python("login_oidc.py", &[]);
}

#[test]
fn users_log_in_to_node_saml_and_by_openid_client() {
    if !har_node() {
        return;
    }
    let o = Opsat::ny();
    o.node("node_saml.mjs", &[&o.noegle()]);
    o.node("openid_client.mjs", &[]);
}
