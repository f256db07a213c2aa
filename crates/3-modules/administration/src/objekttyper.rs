//! The object types of the Administrationsmodul (H-1, H-3). Stored numbers: types 61–71. Objects of a company or authority are stored
//! under its CVR, what belongs to nobody under the shared one; a Serviceaftale is stored under the *authority*, so that the store's
//! key separates authorities.
use grund::graenser::{OPSTROEM_FRIST_MAKS_MS, OPSTROEM_KALD};
use grund::{Fejl, Fejlkode};
use register::byg::*;
use register::{Emnevalg, Felt, Felttype, Objekttype, Registrering, Tilstandsdef, Unikke, Vaerdi};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[
    &AKTOER,
    &TILSLUTTETSYSTEM,
    &TJENESTE,
    &DATAAFGRAENSNINGSTYPE,
    &SERVICEAFTALE,
    &ADMINISTRATOR,
    &OPBEVARINGSREGEL,
    &ANVISNINGSREGEL,
    &KILDEREGEL,
    &OPSTROEM,
    &KVOTEREGEL,
];

/// The service that they belong to.
pub const SERVICE: &str = "administration";

/// What the module holds in memory is one concern, whoever owns it; its number is the first type's.
const EMNE: u16 = 61;

/// The concern, as the store knows it.
pub const AENDRINGER: lager::Emne = lager::Emne { myndighed: None, nr: EMNE };

pub use register::post::TILSTAND;
/// Relation number of `anvendersystem` and `udstillersystem`.
pub const SYSTEM: u16 = 1;
/// Relation number of `erstatter`.
pub const ERSTATTER: u16 = 2;

const GYLDIGHED: &[Tilstandsdef] = &[tilstand(TILSTAND, "tilstand", &["aktiv", "inaktiv"])];
const URI: usize = 500;
const CVR: Felttype = Felttype::Cifre(&[8]);

const CERTIFIKAT: &[Felt] = &[
    kraevet(tekst(1, "fingeraftryk", 64)),
    prosa(2, "der", 12_000),
    tekst(3, "subjekt", 1024),
    felt(4, "gyldigfra", Felttype::Tidspunkt),
    felt(5, "gyldigtil", Felttype::Tidspunkt),
    felt(6, "tilknyttetfra", Felttype::Tidspunkt),
    kraevet(felt(7, "miljoe", Felttype::Kode(&["test", "produktion"]))),
    felt(8, "tilknyttettil", Felttype::Tidspunkt),
    felt(9, "bevist", Felttype::Tidspunkt),
];

const ENDEPUNKT: &[Felt] = &[kraevet(tekst(1, "slags", 100)), kraevet(tekst(2, "url", URI))];
const ROLLE: &[Felt] = &[kraevet(tekst(1, "uri", URI)), tekst(2, "navn", 200), prosa(3, "beskrivelse", 4096)];
const VAERDI: &[Felt] = &[tekst(1, "navn", 200), kraevet(tekst(2, "vaerdi", 500))];
const PARAMETER: &[Felt] = &[kraevet(tekst(1, "uri", URI)), kraevet(felt(2, "vaerdier", Felttype::Tekstliste(500)))];
const AFTALETJENESTE: &[Felt] = &[
    kraevet(tekst(1, "entityid", URI)),
    kraevet(felt(2, "roller", Felttype::Tekstliste(URI))),
    felt(3, "parametre", Felttype::Strukturliste(PARAMETER)),
];

/// A list of composite values that nobody searches.
const fn liste(nr: u16, navn: &'static str, felter: &'static [Felt]) -> Felt {
    Felt { nr, navn, slags: Felttype::Strukturliste(felter), obligatorisk: false, soegbar: false, kraever: None }
}

/// An authority or a company.
pub static AKTOER: Objekttype = Objekttype {
    nr: 61,
    navn: "Aktoer",
    service: SERVICE,
    sti: "aktoer",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(felt(1, "cvr", CVR)),
        kraevet(tekst(2, "navn", 300)),
        tekst(3, "email", 320),
        felt(4, "myndighed", Felttype::Boolsk),
        felt(5, "leverandoer", Felttype::Boolsk),
        felt(6, "egentestmyndighed", Felttype::Boolsk),
    ],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "An authority or a company.",
};

/// An it-system that is connected: it calls, offers services, or has users.
pub static TILSLUTTETSYSTEM: Objekttype = Objekttype {
    nr: 62,
    navn: "Tilsluttetsystem",
    service: SERVICE,
    sti: "tilsluttetsystem",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(tekst(1, "navn", 200)),
        prosa(2, "beskrivelse", 4096),
        kraevet(felt(3, "cvr", CVR)),
        felt(4, "anvender", Felttype::Boolsk),
        felt(5, "udstiller", Felttype::Boolsk),
        felt(6, "brugervendt", Felttype::Boolsk),
        liste(7, "certifikater", CERTIFIKAT),
        liste(8, "endepunkter", ENDEPUNKT),
        liste(9, "paavegneaf", CERTIFIKAT),
        usoegt(felt(10, "sftpnoegler", Felttype::Tekstliste(500))),
    ],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "An it-system that is connected: it calls, offers services, or has users.",
};

/// A service that tokens can be issued for.
pub static TJENESTE: Objekttype = Objekttype {
    nr: 63,
    navn: "Tjeneste",
    service: SERVICE,
    sti: "tjeneste",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(tekst(1, "entityid", URI)),
        kraevet(tekst(2, "navn", 200)),
        tekst(3, "version", 50),
        liste(4, "roller", ROLLE),
        felt(5, "parametre", Felttype::Tekstliste(URI)),
    ],
    tilstande: GYLDIGHED,
    relationer: &[en(SYSTEM, "udstillersystem", "Tilsluttetsystem")],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A service that tokens can be issued for, with its roles and parameters.",
};

/// A data restriction type or parameter, with the values that it takes.
pub static DATAAFGRAENSNINGSTYPE: Objekttype = Objekttype {
    nr: 64,
    navn: "Dataafgraensningstype",
    service: SERVICE,
    sti: "dataafgraensningstype",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(tekst(1, "entityid", URI)),
        kraevet(tekst(2, "navn", 200)),
        prosa(3, "beskrivelse", 4096),
        kraevet(felt(4, "type", Felttype::Kode(&["SINGLE", "MULTI", "TEXT", "ITSYSTEM", "ITSYSTEM_MULTI"]))),
        tekst(5, "regulaertudtryk", 1000),
        liste(6, "vaerdiliste", VAERDI),
        felt(7, "faelles", Felttype::Boolsk),
    ],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A data restriction type or parameter, with the values that it takes.",
};

/// An agreement: one authority lets one system use services.
pub static SERVICEAFTALE: Objekttype = Objekttype {
    nr: 65,
    navn: "Serviceaftale",
    service: SERVICE,
    sti: "serviceaftale",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(tekst(1, "navn", 300)),
        kraevet(prosa(2, "begrundelse", 4096)),
        felt(3, "videregivelse", Felttype::Boolsk),
        kraevet(felt(4, "anmodning", Felttype::Reference)),
        liste(5, "tjenester", AFTALETJENESTE),
        felt(6, "datamodtager", CVR),
        felt(7, "gyldigfra", Felttype::Tidspunkt),
        felt(8, "gyldigtil", Felttype::Tidspunkt),
        felt(9, "anmodet", Felttype::Tidspunkt),
        tekst(10, "afgjortaf", 300),
        prosa(11, "note", 4096),
    ],
    tilstande: &[tilstand(TILSTAND, "tilstand", &["kladde", "afventer", "godkendt", "afvist", "opsagt"])],
    relationer: &[en(SYSTEM, "anvendersystem", "Tilsluttetsystem"), en(ERSTATTER, "erstatter", "Serviceaftale")],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "An agreement: one authority lets one system use services.",
};

/// A person who administers.
pub static ADMINISTRATOR: Objekttype = Objekttype {
    nr: 66,
    navn: "Administrator",
    service: SERVICE,
    sti: "administrator",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: Some(Unikke { noegler: administratorcertifikat, optaget: certifikat_i_brug }),
    egenskaber: &[
        kraevet(tekst(1, "navn", 200)),
        tekst(2, "fingeraftryk", 64),
        felt(3, "leverandoer", Felttype::Tekstliste(8)),
        felt(4, "aftaler", Felttype::Tekstliste(8)),
        felt(5, "logindsigt", Felttype::Tekstliste(8)),
        felt(6, "drift", Felttype::Boolsk),
        felt(7, "roller", Felttype::Tekstliste(8)),
        tekst(8, "bruger", 45),
    ],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A person who administers: for companies, for authorities, or the whole.",
};

/// How long an authority's log is kept.
pub static OPBEVARINGSREGEL: Objekttype = Objekttype {
    nr: 67,
    navn: "Opbevaringsregel",
    service: SERVICE,
    sti: "opbevaringsregel",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(felt(1, "cvr", CVR)),
        kraevet(felt(2, "dage", Felttype::Heltal(180, 36_000))),
        felt(3, "forslag", Felttype::Heltal(180, 36_000)),
        felt(4, "foreslaaetaf", Felttype::Reference),
    ],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "How long an authority's log is kept.",
};

/// What is done about what does not follow the anvisninger.
pub static ANVISNINGSREGEL: Objekttype = Objekttype {
    nr: 68,
    navn: "Anvisningsregel",
    service: SERVICE,
    sti: "anvisningsregel",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[kraevet(felt(1, "cvr", CVR)), kraevet(felt(2, "maade", Felttype::Kode(&["fra", "advar", "afvis"])))],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "What is done in an authority's indexes about what does not follow the anvisninger.",
};

/// Where a service's answers come from.
pub static KILDEREGEL: Objekttype = Objekttype {
    nr: 69,
    navn: "Kilderegel",
    service: SERVICE,
    sti: "kilderegel",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(tekst(1, "entityid", URI)),
        felt(2, "cvr", CVR),
        kraevet(felt(3, "kilde", Felttype::Kode(&["replika", "simulator", "gennemstilling"]))),
        tekst(4, "opstroem", 40),
    ],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "Where the answers of a service of Serviceplatformen come from, for an authority or for all.",
};

/// A real system that answers for services.
pub static OPSTROEM: Objekttype = Objekttype {
    nr: 70,
    navn: "Opstroem",
    service: SERVICE,
    sti: "opstroem",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(tekst(1, "navn", 40)),
        kraevet(tekst(2, "adresse", URI)),
        tekst(3, "certifikat", 100),
        tekst(4, "rod", 100),
        felt(5, "aftale", Felttype::Reference),
        felt(6, "system", Felttype::Reference),
        felt(7, "bruger", Felttype::Reference),
        felt(8, "tjeneste", Felttype::Reference),
        felt(9, "fristms", Felttype::Heltal(10, OPSTROEM_FRIST_MAKS_MS)),
        felt(10, "igenms", Felttype::Heltal(1, OPSTROEM_FRIST_MAKS_MS)),
        felt(11, "samtidige", Felttype::Heltal(1, OPSTROEM_KALD as i64)),
        tekst(12, "oversaettelse", 40),
        felt(13, "myndigheder", Felttype::Tekstliste(8)),
        tekst(14, "sts", URI),
    ],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A real system that answers for services of Serviceplatformen: its address, our certificate there, how long it may take.",
};

/// How many look-ups in a month.
pub static KVOTEREGEL: Objekttype = Objekttype {
    nr: 71,
    navn: "Kvoteregel",
    service: SERVICE,
    sti: "kvoteregel",
    emne: Some(Emnevalg::Samlet(EMNE)),
    unikke: None,
    egenskaber: &[
        kraevet(tekst(1, "entityid", URI)),
        kraevet(felt(2, "cvr", CVR)),
        felt(3, "system", Felttype::Reference),
        felt(4, "aftale", Felttype::Reference),
        kraevet(felt(5, "antal", Felttype::Heltal(0, 1_000_000_000_000))),
    ],
    tilstande: GYLDIGHED,
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "How many look-ups of a service an authority's calls may be in a month: all of them, a system's, or an agreement's.",
};

/// The certificate and the user that an administrator is known by, as the last attribute period says: one administrator has them.
fn administratorcertifikat(r: &Registrering) -> Vec<Vec<u8>> {
    let kendetegn = ["fingeraftryk", "bruger"].into_iter().filter_map(|navn| ADMINISTRATOR.felt(navn).map(|f| f.nr));
    let tekst = |nr| match r.billede.egenskaber.last()?.felter.get(&nr) {
        Some(Vaerdi::Tekst(t)) if !t.is_empty() => Some(t.as_bytes().to_vec()),
        _ => None,
    };
    kendetegn.filter_map(tekst).collect()
}

/// What is said to whoever would give an administrator another's certificate or user.
pub(crate) fn certifikat_i_brug() -> Fejl {
    Fejl::ny(Fejlkode::IBrug)
        .felt("fingeraftryk, bruger")
        .regel("H-1")
        .detalje(("en anden administrator har det", "another administrator has it"))
}
