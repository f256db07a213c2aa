//! The object types of roles. Stored numbers: types 141–148. A Brugersystemrolle is stored under the shared authority, as services are; everything else under the
//! authority that decides it.
use register::byg::*;
use register::{Emnevalg, Felt, Felttype, Objekttype, Tilstandsdef};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[
    &BRUGERSYSTEMROLLE,
    &JOBFUNKTIONSROLLE,
    &ROLLEFORSLAG,
    &ROLLETILDELING,
    &KONFLIKTREGEL,
    &ADGANGSSPAERRING,
    &ATTESTATIONSKAMPAGNE,
    &ATTESTATIONSSVAR,
];

/// The service that they belong to.
pub const SERVICE: &str = "roller";

/// What the module holds in memory is one concern, whoever owns it; its number is the first type's.
const EMNE: u16 = 141;

/// The concern, as the store knows it.
pub const AENDRINGER: lager::Emne = lager::Emne { myndighed: None, nr: EMNE };

const URI: usize = 500;
const NAVN: usize = 200;
const TEKST: usize = 4096;
const CVR: Felttype = Felttype::Cifre(&[8]);
const NAAR: Felttype = Felttype::Tidspunkt;

const fn type_(nr: u16, navn: &'static str, sti: &'static str, forklaring: &'static str) -> Objekttype {
    Objekttype { emne: Some(Emnevalg::Samlet(EMNE)), ..objekt(nr, SERVICE, navn, sti, forklaring) }
}

const fn liste(nr: u16, navn: &'static str, felter: &'static [Felt]) -> Felt {
    usoegt(felt(nr, navn, Felttype::Strukturliste(felter)))
}

const fn i_kraft(vaerdier: &'static [&'static str]) -> Tilstandsdef {
    tilstand(register::post::TILSTAND, "tilstand", vaerdier)
}

/// What a restriction means in the registers.
pub(crate) const BETYDNINGER: &[&str] = &["klasse", "enhed", "itsystem", "foelsomhed", "systemets"];

const ROLLEAFGRAENSNING: &[Felt] =
    &[kraevet(tekst(1, "type", URI)), felt(2, "kraevet", Felttype::Boolsk), felt(3, "betydning", Felttype::Kode(BETYDNINGER))];

/// A role of a user-facing system, as its vendor registered it.
pub static BRUGERSYSTEMROLLE: Objekttype = Objekttype {
    egenskaber: &[
        kraevet(tekst(1, "entityid", URI)),
        kraevet(tekst(2, "navn", NAVN)),
        prosa(3, "beskrivelse", TEKST),
        kraevet(felt(4, "system", Felttype::Reference)),
        liste(5, "afgraensninger", ROLLEAFGRAENSNING),
    ],
    tilstande: &[i_kraft(&["aktiv", "inaktiv"])],
    ..type_(141, "Brugersystemrolle", "brugersystemrolle", "A role of a user-facing system, with the data restrictions that it takes.")
};

const VAERDI: &[Felt] =
    &[kraevet(tekst(1, "type", URI)), felt(2, "vaerdier", Felttype::Tekstliste(URI)), felt(3, "dynamisk", Felttype::Boolsk)];
const DEL: &[Felt] = &[kraevet(felt(1, "rolle", Felttype::Reference)), felt(2, "afgraensninger", Felttype::Strukturliste(VAERDI))];

const ROLLEFELTER: &[Felt] = &[
    kraevet(tekst(1, "navn", NAVN)),
    kraevet(tekst(2, "entityid", URI)),
    prosa(3, "beskrivelse", TEKST),
    felt(4, "delegerettil", CVR),
    felt(5, "version", Felttype::Heltal(0, 1_000_000_000)),
    tekst(6, "omraade", NAVN),
    felt(7, "foelsom", Felttype::Boolsk),
    liste(8, "dele", DEL),
    felt(9, "ansvarlig", Felttype::Reference),
    tekst(10, "foreslaaetaf", NAVN),
    tekst(11, "godkendtaf", NAVN),
];

/// What an employee's task opens: roles of systems within restrictions.
pub static JOBFUNKTIONSROLLE: Objekttype = Objekttype {
    egenskaber: ROLLEFELTER,
    tilstande: &[i_kraft(&["aktiv", "ophoert"])],
    ..type_(142, "Jobfunktionsrolle", "jobfunktionsrolle", "What an employee's task opens: roles of systems within data restrictions.")
};

/// A change of a role that waits for somebody else's yes.
pub static ROLLEFORSLAG: Objekttype = Objekttype {
    egenskaber: &[
        kraevet(felt(1, "handling", Felttype::Kode(&["opret", "ret", "ophoer"]))),
        kraevet(felt(2, "rolle", Felttype::Reference)),
        usoegt(felt(3, "indhold", Felttype::Struktur(ROLLEFELTER))),
        prosa(4, "begrundelse", TEKST),
        felt(5, "fra", NAAR),
        felt(6, "grundlag", NAAR),
        tekst(7, "foreslaaetaf", NAVN),
        tekst(8, "afgjortaf", NAVN),
        prosa(9, "note", TEKST),
    ],
    tilstande: &[i_kraft(&["afventer", "godkendt", "afvist", "trukket"])],
    ..type_(143, "Rolleforslag", "rolleforslag", "A change of a job function role that waits for another administrator's yes.")
};

/// Who has a role.
pub static ROLLETILDELING: Objekttype = Objekttype {
    egenskaber: &[
        kraevet(felt(1, "rolle", Felttype::Reference)),
        felt(2, "rolleejer", CVR),
        kraevet(felt(3, "modtager", Felttype::Kode(&["bruger", "enhed", "funktion", "titel"]))),
        felt(4, "reference", Felttype::Reference),
        tekst(5, "titel", NAVN),
        felt(6, "underenheder", Felttype::Boolsk),
        usoegt(felt(7, "undtagelser", Felttype::Tekstliste(36))),
        felt(8, "gyldigfra", NAAR),
        felt(9, "gyldigtil", NAAR),
        prosa(10, "begrundelse", TEKST),
        tekst(11, "tildeltaf", NAVN),
        tekst(12, "afgjortaf", NAVN),
    ],
    tilstande: &[i_kraft(&["afventer", "aktiv", "afvist", "ophoert"])],
    ..type_(144, "Rolletildeling", "rolletildeling", "A job function role given to a user, a unit, a function or a title.")
};

/// Two sets of roles of which nobody may have both.
pub static KONFLIKTREGEL: Objekttype = Objekttype {
    egenskaber: &[
        kraevet(tekst(1, "navn", NAVN)),
        kraevet(usoegt(felt(2, "a", Felttype::Tekstliste(36)))),
        kraevet(usoegt(felt(3, "b", Felttype::Tekstliste(36)))),
        prosa(4, "begrundelse", TEKST),
    ],
    tilstande: &[i_kraft(&["aktiv", "inaktiv"])],
    ..type_(145, "Konfliktregel", "konfliktregel", "Separation of duties: two sets of roles of which nobody may have one of each.")
};

/// A user who may do nothing.
pub static ADGANGSSPAERRING: Objekttype = Objekttype {
    egenskaber: &[
        kraevet(felt(1, "bruger", Felttype::Reference)),
        kraevet(felt(2, "fra", NAAR)),
        felt(3, "til", NAAR),
        kraevet(felt(4, "grund", Felttype::Kode(&["fratraadt", "orlov", "spaerret"]))),
        prosa(5, "note", TEKST),
        tekst(6, "kilde", NAVN),
        tekst(7, "sataf", NAVN),
    ],
    tilstande: &[i_kraft(&["aktiv", "ophaevet"])],
    ..type_(146, "Adgangsspaerring", "adgangsspaerring", "A user who may do nothing in a period: has left, is on leave, is blocked.")
};

/// A round in which managers look at who has what.
pub static ATTESTATIONSKAMPAGNE: Objekttype = Objekttype {
    egenskaber: &[
        kraevet(tekst(1, "navn", NAVN)),
        kraevet(felt(2, "frist", NAAR)),
        felt(3, "enhed", Felttype::Reference),
        usoegt(felt(4, "roller", Felttype::Tekstliste(36))),
        kraevet(felt(5, "begyndt", NAAR)),
        tekst(6, "begyndtaf", NAVN),
    ],
    tilstande: &[i_kraft(&["aaben", "lukket"])],
    ..type_(147, "Attestationskampagne", "attestationskampagne", "A round in which managers confirm or remove what their employees may.")
};

/// What was said of one role of one user.
pub static ATTESTATIONSSVAR: Objekttype = Objekttype {
    egenskaber: &[
        kraevet(felt(1, "kampagne", Felttype::Reference)),
        kraevet(felt(2, "tildeling", Felttype::Reference)),
        kraevet(felt(3, "bruger", Felttype::Reference)),
        kraevet(felt(4, "svar", Felttype::Kode(&["bekraeftet", "fjernet"]))),
        prosa(5, "begrundelse", TEKST),
        kraevet(tekst(6, "af", NAVN)),
    ],
    tilstande: &[i_kraft(&["givet"])],
    ..type_(148, "Attestationssvar", "attestationssvar", "A manager's word on one role of one employee.")
};
