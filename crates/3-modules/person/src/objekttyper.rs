//! The object type of the module. Stored numbers: types 96–99.
use crate::{nummer::STATUSSER, regler};
use register::byg::*;
use register::{Felttype, Objekttype, Unikke};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[&PERSONIDENTITET];
/// The service that they belong to.
pub const SERVICE: &str = "person";

/// Field number of `navn`.
pub const NAVN: u16 = 2;
/// Relation number of `numre`.
pub const NUMRE: u16 = 1;
/// Field number of a number's `status`.
pub const STATUS: u16 = 1;

/// A person: its UUID is the person's UUID, from CPR where CPR has given one (CPR-11).
pub static PERSONIDENTITET: Objekttype = Objekttype {
    nr: 96,
    navn: "Personidentitet",
    service: SERVICE,
    sti: "personidentitet",
    emne: None,
    unikke: Some(Unikke { noegler: regler::optagne_numre, optaget: regler::optaget }),
    egenskaber: &[tekst(1, "brugervendtnoegle", 100), prosa(NAVN, "navn", 300)],
    tilstande: &[],
    relationer: &[med_felter(fler(NUMRE, "numre", ""), &[usoegt(felt(STATUS, "status", Felttype::Kode(STATUSSER)))])],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[regler::numre],
    forklaring: "A person's UUID and all numbers that the person has had, each with its period and status.",
};
