#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use grund::{Fejlkode, Uuid};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);
const LILLE: Kvote = Kvote { bytes: 100, filer: 3, fil_bytes: 60 };

fn n(navn: &str) -> Filnavn {
    Filnavn::ny(navn).unwrap()
}

fn omraade() -> (tempfile::TempDir, Arc<Filomraade>) {
    let m = tempfile::tempdir().unwrap();
    let o = Filomraade::aabn(m.path(), LILLE).unwrap();
    (m, o)
}

fn laeg(o: &Arc<Filomraade>, navn: &str, bytes: usize) -> Result<Fil, grund::Fejl> {
    let mut u = o.ny(A, Mappe::Ud)?;
    u.skriv(0, &vec![7; bytes])?;
    u.faerdig(&n(navn), true)
}

fn i_arbejde(m: &Path) -> usize {
    std::fs::read_dir(m.join("arbejde")).unwrap().count()
}

#[test]
fn f11_no_name_leads_out_of_its_folder() {
    for navn in ["", ".", "..", "../x", "/etc/passwd", "a/b", "a\\b", ".ssh", " a", "a ", "a\0b", "a\nb", "a\u{202e}b", &"x".repeat(256)] {
        assert_eq!(Filnavn::ny(navn).unwrap_err().kode(), Fejlkode::UgyldigtFilnavn, "{navn:?}");
    }
    for navn in ["a", "sag 1.pdf", "æøå.xml", "a..b", "x.trigger", &"x".repeat(255)] {
        assert_eq!(Filnavn::ny(navn).unwrap().som_str(), navn);
    }
}

#[test]
fn f11_a_file_is_there_whole_or_not_at_all() {
    let (m, o) = omraade();
    let mut u = o.ny(A, Mappe::Ud).unwrap();
    u.skriv(0, b"halv").unwrap();
    assert_eq!(o.list(A, Mappe::Ud).unwrap(), [], "half a file is seen by nobody");
    drop(u);
    assert_eq!(i_arbejde(m.path()), 0);
    let mut u = o.ny(A, Mappe::Ud).unwrap();
    u.skriv(4, b"hel").unwrap();
    u.skriv(0, b"den ").unwrap();
    assert_eq!(u.faerdig(&n("x"), false).unwrap().bytes, 7);
    let mut t = String::new();
    o.laes(A, Mappe::Ud, &n("x")).unwrap().0.read_to_string(&mut t).unwrap();
    assert_eq!(t, "den hel");
    // what was being written when the program was killed
    let u = o.ny(A, Mappe::Ud).unwrap();
    std::mem::forget(u);
    let o = Filomraade::aabn(m.path(), LILLE).unwrap();
    assert_eq!((i_arbejde(m.path()), o.list(A, Mappe::Ud).unwrap().len()), (0, 1));
}

#[test]
fn f11_quotas_hold_and_room_comes_back() {
    let (_m, o) = omraade();
    assert_eq!(laeg(&o, "stor", 61).unwrap_err().kode(), Fejlkode::ForStor);
    laeg(&o, "a", 60).unwrap();
    assert_eq!(laeg(&o, "b", 41).unwrap_err().kode(), Fejlkode::FilmappeFuld);
    laeg(&o, "b", 40).unwrap();
    assert_eq!(laeg(&o, "c", 0).unwrap_err().kode(), Fejlkode::FilmappeFuld, "no byte is left");
    // the same name again takes the place of the old one
    o.slet(A, Mappe::Ud, &n("b")).unwrap();
    laeg(&o, "a", 10).unwrap();
    laeg(&o, "b", 30).unwrap();
    laeg(&o, "c", 1).unwrap();
    assert_eq!(laeg(&o, "d", 1).unwrap_err().kode(), Fejlkode::FilmappeFuld, "three files");
    // counted from the disk by the next process
    let o = Filomraade::aabn(_m.path(), LILLE).unwrap();
    assert_eq!(laeg(&o, "d", 1).unwrap_err().kode(), Fejlkode::FilmappeFuld);
    o.slet(A, Mappe::Ud, &n("c")).unwrap();
    laeg(&o, "d", 1).unwrap();
    // a hole counts as what it will be
    let mut u = o.ny(B, Mappe::Ud).unwrap();
    assert_eq!(u.skriv(1 << 40, b"x").unwrap_err().kode(), Fejlkode::ForStor);
    u.laengde(50).unwrap();
    u.laengde(10).unwrap();
    assert_eq!(u.bytes(), 10);
}

#[test]
fn f11_what_is_no_file_is_not_there() {
    let (m, o) = omraade();
    laeg(&o, "a", 1).unwrap();
    let ud = m.path().join(A.to_string()).join("OUT");
    std::fs::write(m.path().join("hemmelig"), "x").unwrap();
    std::os::unix::fs::symlink(m.path().join("hemmelig"), ud.join("link")).unwrap();
    std::fs::create_dir(ud.join("mappe")).unwrap();
    assert_eq!(o.list(A, Mappe::Ud).unwrap().iter().map(|f| f.navn.som_str().to_owned()).collect::<Vec<_>>(), ["a"]);
    for navn in ["link", "mappe", "nej"] {
        assert_eq!(o.laes(A, Mappe::Ud, &n(navn)).unwrap_err().kode(), Fejlkode::UkendtFil, "{navn}");
        assert_eq!(o.slet(A, Mappe::Ud, &n(navn)).unwrap_err().kode(), Fejlkode::UkendtFil, "{navn}");
        assert_eq!(o.find(A, Mappe::Ud, &n(navn)).unwrap(), None);
    }
}

#[test]
fn f11_a_file_goes_to_its_receiver_and_no_name_is_overwritten_on_the_way() {
    let (_m, o) = omraade();
    laeg(&o, "a", 5).unwrap();
    laeg(&o, "b", 6).unwrap();
    assert_eq!(o.omdoeb(A, Mappe::Ud, &n("a"), &n("b")).unwrap_err().kode(), Fejlkode::FindesAllerede);
    o.omdoeb(A, Mappe::Ud, &n("a"), &n("c")).unwrap();
    assert_eq!(o.overfoer((A, &n("c")), (B, &n("x"))).unwrap().bytes, 5);
    assert_eq!(o.overfoer((A, &n("b")), (B, &n("x"))).unwrap_err().kode(), Fejlkode::FindesAllerede);
    assert_eq!(o.overfoer((A, &n("a")), (B, &n("y"))).unwrap_err().kode(), Fejlkode::UkendtFil);
    assert_eq!(o.find(B, Mappe::Ind, &n("x")).unwrap().unwrap().bytes, 5);
    o.laeg(B, &n("x.metadata"), b"<x/>").unwrap();
    o.laeg(B, &n("x.metadata"), b"<y/>").unwrap();
    assert_eq!(o.list(B, Mappe::Ind).unwrap().len(), 2);
    assert_eq!(o.list(B, Mappe::Ud).unwrap(), [], "systems see their own folders only");
}

#[test]
fn f11_two_uploads_of_a_name_at_once_are_two_whole_files_of_which_the_last_stays() {
    let (_m, o) = omraade();
    let (mut x, mut y) = (o.ny(A, Mappe::Ud).unwrap(), o.ny(A, Mappe::Ud).unwrap());
    x.skriv(0, b"xx").unwrap();
    y.skriv(0, b"yyy").unwrap();
    x.skriv(2, b"xx").unwrap();
    y.faerdig(&n("f"), true).unwrap();
    x.faerdig(&n("f"), true).unwrap();
    let mut t = String::new();
    o.laes(A, Mappe::Ud, &n("f")).unwrap().0.read_to_string(&mut t).unwrap();
    assert_eq!(t, "xxxx");
    assert_eq!(o.list(A, Mappe::Ud).unwrap().len(), 1);
}

#[test]
fn f4_a_file_is_told_from_another_one_of_its_name_and_size() {
    let (_m, o) = omraade();
    let maerke = |navn: &str| o.find(A, Mappe::Ud, &n(navn)).unwrap().unwrap().maerke;
    let foerste = laeg(&o, "brev", 5).unwrap().maerke;
    assert_eq!((maerke("brev"), o.laes(A, Mappe::Ud, &n("brev")).unwrap().1.maerke), (foerste, foerste), "however it is looked at");
    o.omdoeb(A, Mappe::Ud, &n("brev"), &n("andet")).unwrap();
    assert_eq!(maerke("andet"), foerste, "it is the same under another name");
    let anden = laeg(&o, "brev", 5).unwrap().maerke;
    let tredje = laeg(&o, "brev", 5).unwrap().maerke;
    assert!(anden != foerste && tredje != anden && tredje != foerste);
    assert_ne!(foerste.to_string(), anden.to_string());
}
