use crate::vaerktoej::*;
use grund::id::Cvr;
use grund::tid::Periode;
use sikkerhed::ca::Anmodning;
use sikkerhed::noegle::Privatnoegle;
use sikkerhed::noeglering::{Noeglepar, Noeglering, skriv_par, skriv_privat};
use std::fs;
use std::path::Path;

fn par(navn: &str, dage: i64) -> Noeglepar {
    let anmodning = match navn {
        "server" => Anmodning::Tls { navne: vec!["localhost".into()] },
        _ => Anmodning::Signering { navn: format!("Samspil {navn}"), cvr: Cvr::KOMBIT },
    };
    let noegle = Privatnoegle::dan(2048).unwrap();
    let gyldig = Periode::ny(timer(nu(), -1), timer(nu(), 24 * dage));
    let c = CA.udsted(&anmodning, &noegle.offentlig(), gyldig, 77).unwrap();
    Noeglepar::ny(noegle, [&[c], CA.kaede()].concat()).unwrap()
}

fn ring(mappe: &Path) -> Noeglering {
    for navn in ["server", "signering", "sts"] {
        skriv_par(mappe, navn, &par(navn, 100)).unwrap();
    }
    Noeglering::laes(mappe).unwrap()
}

#[test]
fn a_replaced_sts_key_is_used_at_once_and_the_old_ones_tokens_stay_good() {
    let m = tempfile::tempdir().unwrap();
    let ring = ring(m.path());
    assert!(!ring.aendret());
    let (foer, nyt) = (ring.noegler(), par("sts", 200));
    skriv_par(m.path(), "sts", &nyt).unwrap();
    assert!(ring.aendret());
    ring.genindlaes().unwrap();
    assert!(!ring.aendret());
    let efter = ring.noegler();
    assert_eq!(efter.sts.certifikat(), nyt.certifikat());
    let betroede = |t| efter.sts_certifikater(t).cloned().collect::<Vec<_>>();
    assert_eq!(betroede(nu()), [nyt.certifikat().clone(), foer.sts.certifikat().clone()]);
    assert_eq!(betroede(timer(nu(), 24 * 101)), [nyt.certifikat().clone()], "the old one has expired");
}

#[test]
fn a_half_replaced_pair_changes_nothing() {
    let m = tempfile::tempdir().unwrap();
    let ring = ring(m.path());
    let foer = ring.noegler();
    skriv_privat(&m.path().join("signering.key"), Privatnoegle::dan(2048).unwrap().til_pem().as_bytes()).unwrap();
    let fejl = ring.genindlaes().unwrap_err();
    assert!(
        fejl.feltet().unwrap().ends_with("signering.pem") && fejl.engelsk().contains("none of the certificates belongs to the key"),
        "{fejl}"
    );
    assert_eq!(ring.noegler().signering.certifikat(), foer.signering.certifikat());
    assert!(ring.aendret(), "it is tried again");
}

#[test]
fn i12_2_9_a_chain_may_begin_with_the_root() {
    let m = tempfile::tempdir().unwrap();
    let foer = ring(m.path()).noegler();
    for navn in ["server.pem", "sts.pem"] {
        let fil = m.path().join(navn);
        let tekst = fs::read_to_string(&fil).unwrap();
        let mut blokke: Vec<&str> = tekst.split_inclusive("-----END CERTIFICATE-----\n").collect();
        assert!(blokke.len() > 1);
        blokke.reverse();
        fs::write(&fil, blokke.concat()).unwrap();
    }
    let efter = Noeglering::laes(m.path()).unwrap().noegler();
    assert_eq!(efter.sts.certifikat(), foer.sts.certifikat());
    assert_eq!((&efter.server.kaede, efter.server.udloeb), (&foer.server.kaede, foer.server.udloeb));
}

#[test]
fn a_missing_file_is_named() {
    let m = tempfile::tempdir().unwrap();
    ring(m.path());
    for navn in ["server.pem", "server.key", "signering.pem", "signering.key", "sts.pem", "sts.key"] {
        let fil = m.path().join(navn);
        let indhold = fs::read(&fil).unwrap();
        fs::remove_file(&fil).unwrap();
        assert!(Noeglering::laes(m.path()).err().unwrap().feltet().unwrap().ends_with(navn), "{navn}");
        skriv_privat(&fil, &indhold).unwrap();
    }
}

#[test]
fn a_certificate_near_its_end_is_warned_about() {
    let m = tempfile::tempdir().unwrap();
    let ring = ring(m.path());
    assert_eq!(ring.udloeber(nu()), []);
    assert_eq!(ring.udloeber(timer(nu(), 24 * 69)), []);
    let navne: Vec<String> = ring.udloeber(timer(nu(), 24 * 71)).into_iter().map(|(navn, _)| navn).collect();
    assert_eq!(navne, ["server.pem", "signering.pem", "sts.pem"]);
}

#[cfg(unix)]
#[test]
fn a_key_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let m = tempfile::tempdir().unwrap();
    let fil = m.path().join("n.key");
    fs::write(&fil, "x").unwrap();
    fs::set_permissions(&fil, fs::Permissions::from_mode(0o644)).unwrap();
    skriv_privat(&fil, b"hemmelig").unwrap();
    assert_eq!(fs::read(&fil).unwrap(), b"hemmelig");
    assert_eq!(fs::metadata(&fil).unwrap().permissions().mode() & 0o777, 0o600);
    ring(m.path());
    assert_eq!(fs::metadata(m.path().join("sts.key")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn rustls_takes_the_servers_pair() {
    let m = tempfile::tempdir().unwrap();
    let ring = ring(m.path());
    let n = ring.noegler();
    let udbyder = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let bygger = rustls::ServerConfig::builder_with_provider(udbyder).with_safe_default_protocol_versions().unwrap();
    assert_eq!(n.server.kaede.len(), 2);
    bygger.with_no_client_auth().with_single_cert(n.server.kaede.clone(), n.server.noegle.clone_key()).unwrap();
}
