//! The ten object types of Organisation (contracts 3.1, I.2). Names follow the OIO REST interface; lengths the published schemas.
//!
//! Stored numbers: types 1–10; field 1 is always `brugervendtnoegle`, field 2 `integrationsdata`; a relation has the same number
//! in every type of the module. Adresse, Person, Virksomhed and Myndighed are not in the OIO REST interface of the standard; they
//! are offered there all the same. OrganisationEnhed's Opgaver has Rolle, Type and Indeks (contracts 3.3), the others' has not.
use grund::Ret;
use register::byg::*;
use register::{Emnevalg, Felt, Felttype, Objekttype, Relationsdef, Tilstandsdef};

/// Every object type of the module.
pub const OBJEKTTYPER: &[&Objekttype] = &[
    &ADRESSE,
    &BRUGER,
    &INTERESSEFAELLESSKAB,
    &ITSYSTEM,
    &MYNDIGHED,
    &ORGANISATION,
    &ORGANISATIONENHED,
    &ORGANISATIONFUNKTION,
    &PERSON,
    &VIRKSOMHED,
];

/// The register's service of the types.
pub const SERVICE: &str = "organisation";

const BVN: Felt = kraevet(tekst(1, "brugervendtnoegle", 50));
const INTEGRATIONSDATA: Felt = prosa(2, "integrationsdata", 10_000);
const CVRNUMMER: Felt = felt(10, "cvrnummer", Felttype::Cifre(&[8]));
const GYLDIGHED: &[Tilstandsdef] = &[tilstand(1, "gyldighed", &["Aktiv", "Inaktiv"])];

const ADRESSER: Relationsdef = med_rolle(1, "adresser", "Adresse");
const ANSATTE: Relationsdef = fler(2, "ansatte", "Person");
const BRANCHE: Relationsdef = en(3, "branche", "Klasse");
const OPGAVER: Relationsdef = fler(4, "opgaver", "Klasse");
const OVERORDNET: Relationsdef = en(5, "overordnet", "OrganisationEnhed");
const PRODUKTIONSENHED: Relationsdef = en(6, "produktionsenhed", "Virksomhed");
const SKATTEENHED: Relationsdef = en(7, "skatteenhed", "Virksomhed");
const TILHOERER: Relationsdef = en(8, "tilhoerer", "Organisation");
const TILKNYTTEDEBRUGERE: Relationsdef = fler(9, "tilknyttedebrugere", "Bruger");
const TILKNYTTEDEENHEDER: Relationsdef = fler(10, "tilknyttedeenheder", "OrganisationEnhed");
const TILKNYTTEDEFUNKTIONER: Relationsdef = fler(11, "tilknyttedefunktioner", "OrganisationFunktion");
const TILKNYTTEDEINTERESSEFAELLESSKABER: Relationsdef = fler(12, "tilknyttedeinteressefaellesskaber", "Interessefaellesskab");
const TILKNYTTEDEORGANISATIONER: Relationsdef = fler(13, "tilknyttedeorganisationer", "Organisation");
const TILKNYTTEDEPERSONER: Relationsdef = fler(14, "tilknyttedepersoner", "Person");
const TILKNYTTEDEITSYSTEMER: Relationsdef = fler(15, "tilknyttedeitsystemer", "ItSystem");

/// A unit: center, afdeling, team, institution.
pub static ORGANISATIONENHED: Objekttype = Objekttype {
    nr: 1,
    navn: "OrganisationEnhed",
    service: SERVICE,
    sti: "organisationenhed",
    emne: Some(Emnevalg::HverMyndighed),
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, tekst(3, "enhedsnavn", 200)],
    tilstande: GYLDIGHED,
    relationer: &[
        ADRESSER,
        ANSATTE,
        BRANCHE,
        en(16, "enhedstype", "Klasse"),
        med_rolle(4, "opgaver", "Klasse"),
        OVERORDNET,
        PRODUKTIONSENHED,
        SKATTEENHED,
        TILHOERER,
        TILKNYTTEDEBRUGERE,
        TILKNYTTEDEENHEDER,
        TILKNYTTEDEFUNKTIONER,
        TILKNYTTEDEINTERESSEFAELLESSKABER,
        TILKNYTTEDEORGANISATIONER,
        TILKNYTTEDEPERSONER,
        TILKNYTTEDEITSYSTEMER,
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A unit: center, afdeling, team, institution.",
};

/// A user of it-systems: a person's or a robot's account.
pub static BRUGER: Objekttype = Objekttype {
    nr: 2,
    navn: "Bruger",
    service: SERVICE,
    sti: "bruger",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, tekst(3, "brugernavn", 200), tekst(4, "brugertype", 50)],
    tilstande: GYLDIGHED,
    relationer: &[
        ADRESSER,
        fler(17, "brugertyper", "Klasse"),
        OPGAVER,
        TILHOERER,
        TILKNYTTEDEENHEDER,
        TILKNYTTEDEFUNKTIONER,
        TILKNYTTEDEINTERESSEFAELLESSKABER,
        TILKNYTTEDEORGANISATIONER,
        TILKNYTTEDEPERSONER,
        TILKNYTTEDEITSYSTEMER,
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A user of it-systems: a person's or a robot's account.",
};

/// A legal entity, such as a municipality.
pub static ORGANISATION: Objekttype = Objekttype {
    nr: 3,
    navn: "Organisation",
    service: SERVICE,
    sti: "organisation",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, tekst(3, "organisationsnavn", 200)],
    tilstande: GYLDIGHED,
    relationer: &[
        ADRESSER,
        ANSATTE,
        BRANCHE,
        en(18, "organisationstype", "Klasse"),
        en(19, "myndighed", "Myndighed"),
        en(20, "myndighedstype", "Klasse"),
        OPGAVER,
        OVERORDNET,
        PRODUKTIONSENHED,
        SKATTEENHED,
        TILHOERER,
        TILKNYTTEDEBRUGERE,
        TILKNYTTEDEENHEDER,
        TILKNYTTEDEFUNKTIONER,
        TILKNYTTEDEINTERESSEFAELLESSKABER,
        TILKNYTTEDEORGANISATIONER,
        TILKNYTTEDEPERSONER,
        TILKNYTTEDEITSYSTEMER,
        en(21, "virksomhed", "Virksomhed"),
        en(22, "virksomhedstype", "Klasse"),
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A legal entity, such as a municipality.",
};

/// A function that ties users, units and it-systems together: a position, a leader role, a contact point.
pub static ORGANISATIONFUNKTION: Objekttype = Objekttype {
    nr: 4,
    navn: "OrganisationFunktion",
    service: SERVICE,
    sti: "organisationfunktion",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, tekst(3, "funktionsnavn", 200)],
    tilstande: GYLDIGHED,
    relationer: &[
        ADRESSER,
        en(23, "organisatoriskfunktionstype", "Klasse"),
        OPGAVER,
        TILKNYTTEDEBRUGERE,
        TILKNYTTEDEENHEDER,
        TILKNYTTEDEFUNKTIONER,
        TILKNYTTEDEINTERESSEFAELLESSKABER,
        TILKNYTTEDEORGANISATIONER,
        TILKNYTTEDEPERSONER,
        TILKNYTTEDEITSYSTEMER,
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A function that ties users, units and it-systems together: a position, a leader role, a contact point.",
};

/// A logical it-system.
pub static ITSYSTEM: Objekttype = Objekttype {
    nr: 5,
    navn: "ItSystem",
    service: SERVICE,
    sti: "itsystem",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        INTEGRATIONSDATA,
        tekst(3, "itsystemnavn", 200),
        tekst(4, "itsystemtype", 50),
        felt(5, "konfigurationreference", Felttype::Tekstliste(1024)),
    ],
    tilstande: GYLDIGHED,
    relationer: &[
        ADRESSER,
        OPGAVER,
        fler(24, "systemtyper", "Klasse"),
        fler(8, "tilhoerer", "Organisation"),
        TILKNYTTEDEBRUGERE,
        TILKNYTTEDEENHEDER,
        TILKNYTTEDEFUNKTIONER,
        TILKNYTTEDEINTERESSEFAELLESSKABER,
        TILKNYTTEDEORGANISATIONER,
        TILKNYTTEDEPERSONER,
        TILKNYTTEDEITSYSTEMER,
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A logical it-system.",
};

/// A community of interest.
pub static INTERESSEFAELLESSKAB: Objekttype = Objekttype {
    nr: 6,
    navn: "Interessefaellesskab",
    service: SERVICE,
    sti: "interessefaellesskab",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, tekst(3, "interessefaellesskabsnavn", 200), tekst(4, "interessefaellesskabstype", 50)],
    tilstande: GYLDIGHED,
    relationer: &[
        ADRESSER,
        BRANCHE,
        en(25, "interessefaellesskabstype", "Klasse"),
        OPGAVER,
        OVERORDNET,
        TILHOERER,
        TILKNYTTEDEBRUGERE,
        TILKNYTTEDEENHEDER,
        TILKNYTTEDEFUNKTIONER,
        TILKNYTTEDEINTERESSEFAELLESSKABER,
        TILKNYTTEDEORGANISATIONER,
        TILKNYTTEDEPERSONER,
        TILKNYTTEDEITSYSTEMER,
    ],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A community of interest.",
};

/// A person behind a user.
pub static PERSON: Objekttype = Objekttype {
    nr: 7,
    navn: "Person",
    service: SERVICE,
    sti: "person",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        INTEGRATIONSDATA,
        beskyttet(tekst(3, "navn", 100), Ret::SeNavn),
        beskyttet(felt(4, "cprnummer", Felttype::Cifre(&[10])), Ret::SeCpr),
    ],
    tilstande: &[],
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A person behind a user.",
};

/// An address of any kind: post, e-mail, telephone, web.
pub static ADRESSE: Objekttype = Objekttype {
    nr: 8,
    navn: "Adresse",
    service: SERVICE,
    sti: "adresse",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, tekst(3, "adressetekst", 200)],
    tilstande: &[],
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "An address of any kind: post, e-mail, telephone, web.",
};

/// A company in the CVR register: carries the CVR number of an organisation.
pub static VIRKSOMHED: Objekttype = Objekttype {
    nr: 9,
    navn: "Virksomhed",
    service: SERVICE,
    sti: "virksomhed",
    emne: None,
    unikke: None,
    egenskaber: &[
        BVN,
        INTEGRATIONSDATA,
        tekst(3, "navn", 200),
        CVRNUMMER,
        felt(11, "senummer", Felttype::Cifre(&[8])),
        felt(12, "pnummer", Felttype::Cifre(&[10])),
    ],
    tilstande: &[],
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A company in the CVR register: carries the CVR number of an organisation.",
};

/// A public authority: carries the authority code of an organisation.
pub static MYNDIGHED: Objekttype = Objekttype {
    nr: 10,
    navn: "Myndighed",
    service: SERVICE,
    sti: "myndighed",
    emne: None,
    unikke: None,
    egenskaber: &[BVN, INTEGRATIONSDATA, tekst(3, "navn", 200), CVRNUMMER, felt(11, "myndighedskode", Felttype::Cifre(&[3, 4]))],
    tilstande: &[],
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A public authority: carries the authority code of an organisation.",
};
