//! eIndkomst, DUPLA, Feriekonto and Sygesikring in the running program, over the official test persons.
use crate::program::{Program, koer_python};
use crate::soap::med_testpersoner;

/// Official test persons: a protected one, a dead one, two others; and one with an old number and the new.
const TESTPERSONER: [&str; 5] = ["2802363039", "0101980014", "0709614126", "0101005038", "0108610069=0709610015"];

#[test]
fn sf0770_sf0787_every_operation_by_the_published_contracts_in_the_open_mode() {
    let mappe = tempfile::tempdir().unwrap();
    let Some(kontrakter) = med_testpersoner(mappe.path()) else { return };
    let p = Program::serve(mappe.path(), &[]);
    koer_python("skat.py", &[&[p.adresse.as_str(), &kontrakter, "-"], &TESTPERSONER[..]].concat());
}

#[test]
fn sf0770_sf0787_every_operation_with_tokens_is_counted_and_in_the_log() {
    let mappe = tempfile::tempdir().unwrap();
    let Some(kontrakter) = med_testpersoner(mappe.path()) else { return };
    let p = Program::demo_sikker(mappe.path());
    let noegler = mappe.path().join("klienter");
    koer_python("skat.py", &[&[p.sikker.as_deref().unwrap(), &kontrakter, noegler.to_str().unwrap()], &TESTPERSONER[..]].concat());
}
