//! The object types of the module. Stored numbers: types 101–105. An authority's objects are stored under it; types of messages are operations' and stored under the
//! shared authority.
use crate::filter::Felt as Filterfelt;
use crate::regler;
use register::byg::*;
use register::{Felt, Felttype, Objekttype, Tilstandsdef};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[&BESKEDTYPE, &ABONNEMENT, &DUESLAG, &VAERDILISTE, &VAERDILISTEDEL];
/// The service that they belong to.
pub const SERVICE: &str = "beskedfordeler";

/// The one state of every type; its first value is in force.
pub const TILSTAND: u16 = 1;
/// Field numbers.
pub const NAVN: u16 = 2;
/// Dueslag: how messages are delivered.
pub const LEVERING: u16 = 3;
/// Dueslag: where to.
pub const ADRESSE: u16 = 4;
/// Dueslag: which of its secrets signs a webhook; a higher one is a new secret.
pub const HEMMELIGHED: u16 = 5;
/// Abonnement: the conditions.
pub const BETINGELSER: u16 = 3;
/// Værdiliste and its parts: the values.
pub const VAERDIER: u16 = 3;
/// Værdiliste: further values lie in parts.
pub const DELT: u16 = 4;
/// Of a condition.
pub const B_FELT: u16 = 1;
/// Of a condition.
pub const B_VAERDIER: u16 = 2;
/// Of a condition.
pub const B_LISTER: u16 = 3;
/// Dueslag: the receiving system. Abonnement: the type of message.
pub const FOERSTE_RELATION: u16 = 1;
/// Abonnement: the dueslag.
pub const I_DUESLAG: u16 = 2;

/// Ways of delivery; the place is stored. One of them for a dueslag (E-34).
pub const LEVERINGSMAADER: &[&str] = &[HENT, FAA_TILSENDT, WEBHOOK, SSE];
/// The receiver fetches by AMQP.
pub const HENT: &str = "BeskedHent";
/// The receiver is sent `ModtagBesked` (E-33).
pub const FAA_TILSENDT: &str = "BeskedFaaTilsendt";
/// The receiver is sent CloudEvents.
pub const WEBHOOK: &str = "Webhook";
/// The receiver reads a stream of server-sent events.
pub const SSE: &str = "SSE";

const GYLDIGHED: &[Tilstandsdef] = &[tilstand(TILSTAND, "gyldighed", &["Aktiv", "Inaktiv"])];

/// In order of number.
const FELTNAVNE: &[&str] = &[
    Filterfelt::BeskedAnsvarligAktoer.navn(),
    Filterfelt::TilladtModtager.navn(),
    Filterfelt::TvaergaaendeProces.navn(),
    Filterfelt::Kildesystem.navn(),
    Filterfelt::Sikkerhedsklassificering.navn(),
    Filterfelt::Handling.navn(),
    Filterfelt::RelateretObjektId.navn(),
    Filterfelt::RelateretObjektType.navn(),
    Filterfelt::RelateretObjektRolle.navn(),
    Filterfelt::RegistreringsAktoer.navn(),
    Filterfelt::ObjektAnsvarligMyndighed.navn(),
    Filterfelt::ObjektId.navn(),
    Filterfelt::ObjektType.navn(),
    Filterfelt::ObjektHandling.navn(),
    Filterfelt::OpgaveEmne.navn(),
];

const BETINGELSE: &[Felt] = &[
    kraevet(usoegt(felt(B_FELT, "element", Felttype::Kode(FELTNAVNE)))),
    usoegt(felt(B_VAERDIER, "vaerdier", Felttype::Tekstliste(255))),
    usoegt(felt(B_LISTER, "vaerdilister", Felttype::Tekstliste(36))),
];

/// A type of message. Its UUID is the one that messages name.
pub static BESKEDTYPE: Objekttype = Objekttype {
    egenskaber: &[tekst(1, "brugervendtnoegle", 100), kraevet(tekst(NAVN, "navn", 200)), prosa(3, "beskrivelse", 4096)],
    tilstande: GYLDIGHED,
    regler: &[regler::navne],
    ..objekt(101, SERVICE, "Beskedtype", "beskedtype", "A type of message: its UUID is the one that messages and subscriptions name.")
};

/// A subscription: which messages come into a dueslag (E-5).
pub static ABONNEMENT: Objekttype = Objekttype {
    egenskaber: &[
        tekst(1, "brugervendtnoegle", 100),
        tekst(NAVN, "navn", 200),
        usoegt(felt(BETINGELSER, "betingelser", Felttype::Strukturliste(BETINGELSE))),
    ],
    tilstande: GYLDIGHED,
    relationer: &[en(FOERSTE_RELATION, "beskedtype", "Beskedtype"), en(I_DUESLAG, "dueslag", "Dueslag")],
    regler: &[regler::navne, regler::abonnement],
    ..objekt(
        102,
        SERVICE,
        "Abonnement",
        "abonnement",
        "A subscription: messages of one type that fulfil every condition come into a dueslag of the same authority (E-5).",
    )
};

/// A queue of messages for one system (E-3, E-34).
pub static DUESLAG: Objekttype = Objekttype {
    egenskaber: &[
        tekst(1, "brugervendtnoegle", 100),
        tekst(NAVN, "navn", 200),
        kraevet(felt(LEVERING, "leveringsmaade", Felttype::Kode(LEVERINGSMAADER))),
        usoegt(tekst(ADRESSE, "adresse", 2048)),
        usoegt(felt(HEMMELIGHED, "hemmelighedsnummer", Felttype::Heltal(1, 1_000_000))),
    ],
    tilstande: GYLDIGHED,
    relationer: &[en(FOERSTE_RELATION, "modtagersystem", "Tilsluttetsystem")],
    regler: &[regler::navne, regler::dueslag],
    ..objekt(
        103,
        SERVICE,
        "Dueslag",
        "dueslag",
        "A queue of messages for one system, which fetches them or gets them sent, and not both (E-34).",
    )
};

/// A list of values that subscriptions refer to (E-6).
pub static VAERDILISTE: Objekttype = Objekttype {
    egenskaber: &[
        tekst(1, "brugervendtnoegle", 100),
        kraevet(tekst(NAVN, "navn", 200)),
        usoegt(felt(VAERDIER, "vaerdier", Felttype::Tekstliste(255))),
        usoegt(felt(DELT, "delt", Felttype::Boolsk)),
    ],
    tilstande: GYLDIGHED,
    regler: &[regler::navne],
    ..objekt(
        104,
        SERVICE,
        "Vaerdiliste",
        "vaerdiliste",
        "A list of values (CPR numbers, say) that conditions of subscriptions refer to (E-6). `delt` says that there are further ones in parts.",
    )
};

/// A part of a list: what makes a small change of a large list a small write.
pub static VAERDILISTEDEL: Objekttype = Objekttype {
    egenskaber: &[
        kraevet(felt(1, "nummer", Felttype::Heltal(0, crate::vaerdiliste::DELE as i64 - 1))),
        usoegt(felt(VAERDIER, "vaerdier", Felttype::Tekstliste(255))),
    ],
    tilstande: GYLDIGHED,
    relationer: &[en(FOERSTE_RELATION, "vaerdiliste", "Vaerdiliste")],
    ..objekt(
        105,
        SERVICE,
        "Vaerdilistedel",
        "vaerdilistedel",
        "A part of a large list of values: some of them, by their digest. Parts are kept by the service of værdilister; they count for a list of the same authority.",
    )
};
