//! Files by SFTP in the whole program: OpenSSH and paramiko with the demo system's key.
use crate::fordeling::{JA, dokument, element, fordeling, klient, modtager};
use crate::program::{Program, koer_python, samspil};
use serde_json::Value;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// The demo's system.
const SYSTEM: &str = "10000000-0000-4000-8000-000000000040";

struct Opsat {
    p: Program,
    data: PathBuf,
    port: String,
}

impl Opsat {
    fn ny(mappe: &Path) -> Self {
        let data = mappe.join("demo");
        let p = Program::paa("demo", &data, "127.0.0.1:0", &["--tom", "--sftp", "127.0.0.1:0", "--amqps", "fra"]);
        let klar = p.log.lock().unwrap().iter().find(|l| l.contains("\"klar\"")).unwrap().clone();
        let klar: Value = serde_json::from_str(&klar).unwrap();
        let port = klar["sftp"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        Self { p, data, port }
    }

    /// What lies there now, until that holds.
    fn vent_paa(&self, mappe: &str, holder: impl Fn(&[String]) -> bool) -> Vec<String> {
        let frist = Instant::now() + Duration::from_secs(30);
        loop {
            let mut navne: Vec<String> = std::fs::read_dir(self.data.join("filer").join(SYSTEM).join(mappe))
                .map(|d| d.map(|f| f.unwrap().file_name().into_string().unwrap()).collect())
                .unwrap_or_default();
            navne.sort();
            if holder(&navne) || Instant::now() > frist {
                return navne;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn noegle(&self) -> PathBuf {
        self.data.join("klienter/demosystem-sftp")
    }

    /// OpenSSH, which knows the server's key.
    fn openssh(&self, noegle: &Path, batch: &str) -> Output {
        let (kendte, kommandoer) = (self.data.join("known_hosts"), self.data.join("batch"));
        let vaert = std::fs::read_to_string(self.data.join("noegler/sftp_ed25519.pub")).unwrap();
        std::fs::write(&kendte, format!("[127.0.0.1]:{} {vaert}", self.port)).unwrap();
        std::fs::write(&kommandoer, batch).unwrap();
        Command::new("sftp")
            .args(["-q", "-F", "none", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "StrictHostKeyChecking=yes", "-o"])
            .arg(format!("UserKnownHostsFile={}", kendte.display()))
            .args(["-P", &self.port, "-i"])
            .arg(noegle)
            .arg("-b")
            .arg(&kommandoer)
            .arg(format!("{SYSTEM}@127.0.0.1"))
            .output()
            .unwrap()
    }
}

fn har_openssh() -> bool {
    let har = Command::new("sftp").arg("-h").output().is_ok();
    if !har {
        eprintln!("SKIPPED: no OpenSSH client (sftp)");
    }
    har
}

#[test]
fn f11_openssh_delivers_and_fetches_with_the_demo_systems_key_until_that_is_taken_away() {
    if !har_openssh() {
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let mut o = Opsat::ny(mappe.path());
    let (ind, ud) = (mappe.path().join("brev 0101700001.pdf"), mappe.path().join("igen.pdf"));
    let indhold: Vec<u8> = (0..3_000_000u32).map(|n| (n % 253) as u8).collect();
    std::fs::write(&ind, &indhold).unwrap();
    // `-` in front: the command may fail
    let batch = format!(
        "put -p \"{}\" OUT/brev.tmp\nrename OUT/brev.tmp \"OUT/brev 0101700001.pdf\"\nls -l OUT\ncd OUT\nget \"brev 0101700001.pdf\" {}\n\
         -mkdir x\n-put {} ../IN/x\n-get /etc/passwd {}\n-ln -s /etc/passwd l\nls -1 /OUT\nrm \"brev 0101700001.pdf\"\nls -1 /OUT\nls -1 /\n",
        ind.display(),
        ud.display(),
        ud.display(),
        mappe.path().join("passwd").display()
    );
    let svar = o.openssh(&o.noegle(), &batch);
    let tekst = String::from_utf8_lossy(&svar.stdout).into_owned();
    assert!(svar.status.success(), "{tekst}\n{}", String::from_utf8_lossy(&svar.stderr));
    assert_eq!(std::fs::read(&ud).unwrap(), indhold);
    assert!(!mappe.path().join("passwd").exists() && tekst.contains("3000000") && tekst.contains("brev 0101700001.pdf"), "{tekst}");
    assert!(tekst.ends_with("/IN\n/OUT\n"), "{tekst}");
    assert_eq!(std::fs::read_dir(o.data.join("filer").join(SYSTEM).join("OUT")).unwrap().count(), 0);
    // another key, made by OpenSSH itself, is not let in before it is registered, and then until it is taken away
    let anden = mappe.path().join("anden");
    let lavet = Command::new("ssh-keygen").args(["-q", "-t", "ecdsa", "-N", "", "-C", "to ord", "-f"]).arg(&anden).status().unwrap();
    assert!(lavet.success());
    assert!(!o.openssh(&anden, "ls\n").status.success());
    let admin = |argumenter: &[&str]| {
        let ud = samspil(&[&["administration", "system"], argumenter].concat()).arg("--data").arg(&o.data).output().unwrap();
        assert!(ud.status.success(), "{argumenter:?} {}", String::from_utf8_lossy(&ud.stderr));
        String::from_utf8_lossy(&ud.stdout).into_owned()
    };
    admin(&["sftpnoegle", SYSTEM, "--tilfoej", anden.with_extension("pub").to_str().unwrap()]);
    let vent = |ventet: bool| {
        // agreements and keys of another process are seen within a second
        let frist = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while o.openssh(&anden, "ls\n").status.success() != ventet {
            assert!(std::time::Instant::now() < frist, "the key is not {ventet}");
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    };
    vent(true);
    let vist = admin(&["vis", SYSTEM]);
    let linje = vist.lines().find(|l| l.contains("SFTP key") && l.ends_with("to ord")).unwrap_or_else(|| panic!("{vist}"));
    let aftryk = linje.split_whitespace().nth(2).unwrap().to_owned();
    admin(&["sftpnoegle", SYSTEM, "--fjern", &aftryk]);
    vent(false);
    // the audit log says who did what, and no person's number in the clear
    assert!(o.p.stop().success());
    let fil = mappe.path().join("log.csv");
    let ud = samspil(&["log", "eksporter", "--myndighed", "33333333"]).arg(&fil).arg("--data").arg(&o.data).output().unwrap();
    assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    let log = std::fs::read_to_string(&fil).unwrap();
    for hvad in ["upload OUT/brev.tmp (3000000 bytes)", "download OUT/brev **********.pdf", "slet OUT/brev **********.pdf", ";login;"] {
        assert!(log.contains(hvad), "{hvad}\n{log}");
    }
    assert!(!log.contains("brev 0101700001"));
}

#[test]
fn f11_a_system_whose_agreements_have_ended_gets_no_files() {
    if !har_openssh() {
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let o = Opsat::ny(mappe.path());
    assert!(o.openssh(&o.noegle(), "ls IN\n").status.success());
    let aftale = |argumenter: &[&str]| {
        let ud = samspil(&[&["administration", "aftale"], argumenter].concat()).arg("--data").arg(&o.data).output().unwrap();
        assert!(ud.status.success(), "{argumenter:?} {}", String::from_utf8_lossy(&ud.stderr));
        String::from_utf8_lossy(&ud.stdout).into_owned()
    };
    // Each line begins with the agreement, and ends with what its decision must name.
    let ord = |l: &str| Some((l.split_whitespace().next()?.to_owned(), l.split("--registreret ").nth(1)?.trim().to_owned()));
    let afgoer = |handling: &str, tilstand: &str| {
        let alle: Vec<_> = aftale(&["list", "--tilstand", tilstand]).lines().filter_map(ord).collect();
        assert!(!alle.is_empty(), "{tilstand}");
        for (u, registreret) in &alle {
            aftale(&[handling, u, "--registreret", registreret]);
        }
    };
    // Extracts of CPR come as files too: who has an agreement on them alone is let in.
    let cpr = "http://cpr.serviceplatformen.dk/service/subscription/1";
    let hvad = ["--tjeneste", cpr, "--rolle", "abonnement", "--myndighed", "11111111", "--begrundelse", "x"];
    aftale(&[&["anmod", "--system", SYSTEM][..], &hvad].concat());
    afgoer("opsig", "godkendt");
    afgoer("godkend", "afventer");
    let kom_ind = Instant::now() + Duration::from_secs(20);
    while !o.openssh(&o.noegle(), "ls IN\n").status.success() {
        assert!(Instant::now() < kom_ind, "it is kept out");
        std::thread::sleep(Duration::from_millis(200));
    }
    afgoer("opsig", "godkendt");
    let frist = Instant::now() + Duration::from_secs(20);
    while o.openssh(&o.noegle(), "ls IN\n").status.success() {
        assert!(Instant::now() < frist, "it still gets in");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn f11_scp_of_openssh_ends_well() {
    if !har_openssh() {
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let o = Opsat::ny(mappe.path());
    assert!(o.openssh(&o.noegle(), "ls\n").status.success());
    let (ind, ny, ud) = (mappe.path().join("brev.pdf"), mappe.path().join("ny.pdf"), mappe.path().join("igen.pdf"));
    std::fs::write(&ind, b"%PDF-1.7 brev, som var lang").unwrap();
    std::fs::write(&ny, b"%PDF-1.7 brev").unwrap();
    let der = format!("{SYSTEM}@127.0.0.1:OUT/brev.pdf");
    // `-s`: over SFTP, which older ones do not by themselves.
    // The second of them is written over the first.
    for (fra, til) in [(ind.to_str().unwrap(), der.as_str()), (ny.to_str().unwrap(), der.as_str()), (der.as_str(), ud.to_str().unwrap())] {
        let svar = Command::new("scp")
            .args([
                "-s",
                "-q",
                "-F",
                "none",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "IdentityAgent=none",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
            ])
            .arg(format!("UserKnownHostsFile={}", o.data.join("known_hosts").display()))
            .args(["-P", &o.port, "-i"])
            .arg(o.noegle())
            .args([fra, til])
            .output()
            .unwrap();
        assert!(svar.status.success(), "{fra} {til}: {:?} {}", svar.status, String::from_utf8_lossy(&svar.stderr));
    }
    assert_eq!(std::fs::read(&ud).unwrap(), b"%PDF-1.7 brev");
}

#[test]
fn f11_paramiko_delivers_and_fetches_and_the_servers_key_stays() {
    let mappe = tempfile::tempdir().unwrap();
    let mut o = Opsat::ny(mappe.path());
    let vaert = o.data.join("noegler/sftp_ed25519.pub");
    let foer = std::fs::read_to_string(&vaert).unwrap();
    koer_python("sftp_paramiko.py", &[&o.port, SYSTEM, o.noegle().to_str().unwrap(), vaert.to_str().unwrap()]);
    assert!(o.p.stop().success());
    drop(o);
    let _o = Opsat::ny(mappe.path());
    assert_eq!(std::fs::read_to_string(&vaert).unwrap(), foer);
}

#[test]
fn f4_a_document_is_handed_over_with_its_file() {
    if !har_openssh() {
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let o = Opsat::ny(mappe.path());
    let lytter = TcpListener::bind("127.0.0.1:0").unwrap();
    let adresse = format!("http://{}/", lytter.local_addr().unwrap());
    let faaet = modtager(lytter, vec![JA]);
    fordeling(&o.data, &["system", SYSTEM, "--navn", "Fag", "--modtageradresse", &adresse]);
    fordeling(&o.data, &["regel", "32.24.04", "--system", SYSTEM]);
    let (ind, ud) = (mappe.path().join("brev.pdf"), mappe.path().join("igen.pdf"));
    std::fs::write(&ind, b"%PDF-1.7 brev").unwrap();
    let afsend =
        || klient(&o.p, &o.data, "demosystem", &["kald", "distribution/3", "FordelingsobjektAfsend"], &dokument("brev.pdf", SYSTEM));
    let svar = afsend();
    assert!(svar.contains("AFVIST") && svar.contains("SAM-2510"), "the file comes first: {svar}");
    let sat = o.openssh(&o.noegle(), &format!("put {} OUT/brev.pdf\n", ind.display()));
    assert!(sat.status.success(), "{}", String::from_utf8_lossy(&sat.stderr));
    let svar = afsend();
    assert!(svar.contains("MODTAGET"), "{svar}");
    let besked = faaet.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
    let navn = element(&besked, "DokumentFilNavn");
    assert_eq!(navn, format!("{}-brev.pdf", element(&svar, "DistributionTransktionsID")));
    let hentet = o.openssh(&o.noegle(), &format!("get IN/{navn} {}\nrm IN/{navn}\n", ud.display()));
    assert!(hentet.status.success(), "{}", String::from_utf8_lossy(&hentet.stderr));
    assert_eq!(std::fs::read(&ud).unwrap(), b"%PDF-1.7 brev");
    let tomt = || std::fs::read_dir(o.data.join("filer").join(SYSTEM).join("OUT")).unwrap().count() == 0;
    let frist = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !tomt() && std::time::Instant::now() < frist {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    assert!(tomt(), "the sender's file goes when the receiver has it");
}

#[test]
fn f11_a_trigger_sends_a_file_and_the_known_hosts_and_key_of_the_demo_are_ready_made() {
    if !har_openssh() {
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let o = Opsat::ny(mappe.path());
    // The sample, and the file of the guide.
    for (navn, indhold) in [("brev.pdf", "brev\n"), ("fil.trigger", include_str!("../../../../../docs/eksempler/fil.trigger"))] {
        std::fs::write(mappe.path().join(navn), indhold).unwrap();
    }
    let klienter = o.data.join("klienter");
    let batch = mappe.path().join("batch");
    std::fs::write(&batch, "put brev.pdf OUT/brev.pdf\nput fil.trigger OUT/brev.pdf.trigger\n-put brev.pdf /brev.pdf\n").unwrap();
    let ud = Command::new("sftp")
        .args(["-F", "none", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "StrictHostKeyChecking=yes", "-o"])
        .arg(format!("UserKnownHostsFile={}", klienter.join("known_hosts").display()))
        .args(["-P", &o.port, "-i"])
        .arg(klienter.join("demosystem-sftp"))
        .arg("-b")
        .arg(&batch)
        .arg(format!("{SYSTEM}@127.0.0.1"))
        .current_dir(mappe.path())
        .output()
        .unwrap();
    let fejl = String::from_utf8_lossy(&ud.stderr).into_owned();
    assert!(ud.status.success() && fejl.contains("ermission denied"), "a file at the root is refused in words that say so: {fejl}");
    assert_eq!(o.vent_paa("IN", |n| n.len() == 1), ["brev.pdf.sftpreceipt"]);
    assert!(o.vent_paa("OUT", <[String]>::is_empty).is_empty());
    let kvit = std::fs::read_to_string(o.data.join("filer").join(SYSTEM).join("IN/brev.pdf.sftpreceipt")).unwrap();
    let laeser = o.data.join("filer/10000000-0000-4000-8000-000000000041/IN");
    assert_eq!(std::fs::read_to_string(laeser.join("brev.pdf")).unwrap_or_default(), "brev\n", "{kvit}");
    assert!(laeser.join("brev.pdf.metadata").exists());
    assert!(kvit.contains("<SendersFileId>17</SendersFileId><Receipt>"), "{kvit}");
    let metrics = o.p.kald("GET", "/metrics", &[], "").krop;
    for m in ["samspil_sftp_modtaget_total 2", "samspil_sftp_afvist_total 1", "samspil_sftp_forbindelser 0"] {
        assert!(metrics.contains(m), "{m}: {metrics}");
    }
    assert!(std::fs::read_to_string(klienter.join("LAESMIG.txt")).unwrap().contains("demosystem-sftp"));
}

#[test]
fn fk03_a_document_goes_by_rule_to_digital_post_with_its_file() {
    if !har_openssh() {
        return;
    }
    let mappe = tempfile::tempdir().unwrap();
    let o = Opsat::ny(mappe.path());
    fordeling(&o.data, &["regel", "32.24.04", "--digital-post", "--navn", "Breve"]);
    assert!(fordeling(&o.data, &["hvem", "32.24.04", "--objekttype", "DOKUMENT"]).contains("Digital Post"));
    let brev = mappe.path().join("brev.pdf");
    std::fs::write(&brev, b"%PDF-1.7 brev").unwrap();
    let sat = o.openssh(&o.noegle(), &format!("put {} OUT/brev.pdf\n", brev.display()));
    assert!(sat.status.success(), "{}", String::from_utf8_lossy(&sat.stderr));
    let krop = include_str!("../../../../../docs/eksempler/brev.xml");
    let svar = klient(&o.p, &o.data, "demosystem", &["kald", "distribution/3", "FordelingsobjektAfsend"], krop);
    assert!(svar.contains("MODTAGET"), "{svar}");
    let id = element(&svar, "DistributionTransktionsID").to_owned();
    let frist = Instant::now() + Duration::from_secs(30);
    let mut vis = String::new();
    while !vis.contains("Sendt since") && Instant::now() < frist {
        std::thread::sleep(Duration::from_millis(200));
        vis = fordeling(&o.data, &["vis", &id]);
    }
    for hvad in ["Sendt since", "MODTAGET Teknisk", "MODTAGET Digital post", "AFLEVERET Digital post", "11111111 answers for it"] {
        assert!(vis.contains(hvad), "{hvad}: {vis}");
    }
    assert!(o.vent_paa("OUT", <[String]>::is_empty).is_empty(), "the sender's file goes when it is passed on");
}
