//! The object types of the module. Stored numbers: types 111–113, and 114 for a handover in the audit log. All of them are stored under the authority that keeps them.
use crate::regler;
use register::byg::*;
use register::{Felttype, Objekttype, Tilstandsdef};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[&FORDELINGSREGEL, &FORDELINGSSYSTEM, &FORDELINGSAFTALE];
/// The service that they belong to.
pub const SERVICE: &str = "fordeling";
/// A handover, which is no object of the register: its number in the audit log.
pub const OVERDRAGELSE: u16 = 114;

/// The one state of every type; its first value is in force.
pub const TILSTAND: u16 = 1;
/// Field numbers.
pub const NAVN: u16 = 2;
/// Fordelingsregel: the mask.
pub const KLE: u16 = 3;
/// Fordelingsregel: the facet.
pub const FACET: u16 = 4;
/// Fordelingssystem: how it receives.
pub const LEVERING: u16 = 3;
/// Fordelingssystem: where FordelingsobjektModtag is called.
pub const MODTAGERADRESSE: u16 = 4;
/// Fordelingssystem: where FordelingskvitteringModtag is called.
pub const KVITTERINGSADRESSE: u16 = 5;
/// Fordelingssystem: what it receives.
pub const OBJEKTSLAGS: u16 = 6;
/// Fordelingssystem: days in which it answers.
pub const SVARFRIST: u16 = 7;
/// Fordelingsaftale: the other authority.
pub const MODPART: u16 = 3;
/// Fordelingsaftale: the masks that it is about.
pub const AFTALE_KLE: u16 = 4;
/// Fordelingsregel and Fordelingssystem: the system.
pub const SYSTEM: u16 = 1;

/// Ways of delivery; the place is stored.
pub const LEVERINGSMAADER: &[&str] = &[KALD, DIGITAL_POST];
/// The system's own service is called.
pub const KALD: &str = "Kald";
/// What comes goes on to Digital Post.
pub const DIGITAL_POST: &str = "DigitalPost";
/// Digital Post as rules and Fordelingssystemer name it: nobody's system, so operations alone set it up, and it has no agreements.
pub const POSTKASSEN: grund::Uuid = grund::Uuid::from_u128(0x5f16_0100_0000_4000_8000_0000_0000_0001);

const GYLDIGHED: &[Tilstandsdef] = &[tilstand(TILSTAND, "gyldighed", &["Aktiv", "Inaktiv"])];

/// A rule: which system of the authority receives what of a KLE mask (F-2, FK-01).
pub static FORDELINGSREGEL: Objekttype = Objekttype {
    egenskaber: &[tekst(1, "brugervendtnoegle", 100), tekst(NAVN, "navn", 200), kraevet(tekst(KLE, "kle", 10)), tekst(FACET, "facet", 4)],
    tilstande: GYLDIGHED,
    relationer: &[en(SYSTEM, "modtagersystem", "Tilsluttetsystem")],
    regler: &[regler::navne, regler::fordelingsregel],
    ..objekt(
        111,
        SERVICE,
        "Fordelingsregel",
        "fordelingsregel",
        "A rule of Fordelingskomponenten: which system of the authority receives what falls under a KLE mask (32.24.*) and, where given, a facet (K02 or K*). The most specific rule decides (F-5).",
    )
};

/// How a system is reached (F-7).
pub static FORDELINGSSYSTEM: Objekttype = Objekttype {
    egenskaber: &[
        tekst(1, "brugervendtnoegle", 100),
        kraevet(tekst(NAVN, "navn", 200)),
        felt(LEVERING, "leveringsmaade", Felttype::Kode(LEVERINGSMAADER)),
        usoegt(tekst(MODTAGERADRESSE, "modtageradresse", 2048)),
        usoegt(tekst(KVITTERINGSADRESSE, "kvitteringsadresse", 2048)),
        usoegt(felt(OBJEKTSLAGS, "objekttyper", Felttype::Tekstliste(20))),
        usoegt(felt(SVARFRIST, "svarfrist", Felttype::Heltal(1, 90))),
    ],
    tilstande: GYLDIGHED,
    relationer: &[en(SYSTEM, "system", "Tilsluttetsystem")],
    regler: &[regler::navne, regler::fordelingssystem],
    ..objekt(
        112,
        SERVICE,
        "Fordelingssystem",
        "fordelingssystem",
        "How Fordelingskomponenten reaches a system of the authority: where objects are delivered (FordelingsobjektModtag), where receipts for what it sends (FordelingskvitteringModtag), which kinds of objects it takes, and in how many days it answers.",
    )
};

/// A bilateral agreement, as one of the two authorities states it (FK-04).
pub static FORDELINGSAFTALE: Objekttype = Objekttype {
    egenskaber: &[
        tekst(1, "brugervendtnoegle", 100),
        tekst(NAVN, "navn", 200),
        kraevet(felt(MODPART, "modpart", Felttype::Cifre(&[8]))),
        usoegt(felt(AFTALE_KLE, "kle", Felttype::Tekstliste(10))),
    ],
    tilstande: GYLDIGHED,
    regler: &[regler::navne, regler::fordelingsaftale],
    ..objekt(
        113,
        SERVICE,
        "Fordelingsaftale",
        "fordelingsaftale",
        "An authority's word that it hands over to and receives from another one, of all KLE numbers or of some masks. It is in force when the other has stated the same (FK-04).",
    )
};
