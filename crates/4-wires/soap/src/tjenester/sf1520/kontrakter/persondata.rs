//! `persondata`: the person without addresses and relations.
use super::typer::{BESKYTTELSE, NS, USIKKER_DATO, USIKKER_TID};
use crate::tjenester::skema::cpr::PNR_TYPE;
use crate::tjenester::skema::grundtyper::lokale;
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{
    BOOLSK, DATO, DATO_TID, Facetter, HELTAL, INT, Kompleks, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, mulig,
};

/// `persondata`.
pub static PERSONDATA: Kompleks = Kompleks::ny(
    &NS,
    "persondataType",
    Sekvens(lokale! { NS:
        mulig "personnummer" S(&PNR_TYPE);
        mulig "gaeldendePersonnummer" S(&PNR_TYPE);
        mulig "navn" K(&NAVN);
        mulig "foedselsdato" K(&USIKKER_DATO);
        mulig "foedselsregistreringsOplysninger" K(&FOEDSEL);
        mulig "startdato" K(&USIKKER_DATO);
        mulig "slutdato" K(&USIKKER_DATO);
        mulig "alder" S(&HELTAL);
        mulig "koen" S(&KOEN);
        en "antalBoernUnder18" S(&HELTAL);
        mulig "stilling" S(&TEKST);
        mulig "DeltBopælMarkering" S(&MARKERING);
        mulig "DeltBopælStartDato" S(&DATO_TID_TYPE);
        mulig "status" K(&STATUS);
        mulig "separation" K(&SEPARATION);
        mulig "civilstand" K(&CIVILSTAND);
        mulig "statsborgerskab" K(&STATSBORGERSKAB);
        mulig "umyndiggoerelse" K(&UMYNDIGGOERELSE);
        mulig "forsvindingsdato" K(&USIKKER_TID);
        mulig "adressebeskyttelse" K(&BESKYTTELSE);
        mulig "vejviserbeskyttelse" K(&BESKYTTELSE);
        mulig "markedsfoeringsbeskyttelse" K(&BESKYTTELSE);
        mulig "tilmeldtNemsms" S(&BOOLSK);
        mulig "tilmeldtDigitalpost" S(&BOOLSK);
    }),
);

static MARKERING: Simpel = Simpel::navngivet(&NS, "MarkeringType", BOOLSK.base, Facetter::INGEN);
static DATO_TID_TYPE: Simpel = Simpel::navngivet(&NS, "DatoTidType", DATO_TID.base, Facetter::INGEN);
static KOEN: Simpel = Simpel::navngivet(&NS, "koenType", TEKST.base, Facetter::koder(&["K", "M"]));
static STATUSKODE: Simpel =
    Simpel::navngivet(&NS, "statusTypeType", INT.base, Facetter::koder(&["1", "3", "5", "7", "20", "30", "50", "60", "70", "80", "90"]));
static CIVILSTANDSKODE: Simpel =
    Simpel::navngivet(&NS, "civilstandTypeType", TEKST.base, Facetter::koder(&["U", "G", "F", "E", "P", "O", "L", "D"]));
static VAERGE: Simpel = Simpel::navngivet(&NS, "umyndiggorelseRelationTypeType", HELTAL.base, Facetter::koder(&["0", "1", "2"]));
static VAERGEMAAL: Simpel = Simpel::navngivet(&NS, "VærgemålTypeType", TEKST.base, Facetter::koder(&["FULD", "DELVIS"]));

static NAVN: Kompleks = Kompleks::ny(
    &NS,
    "navnType",
    Sekvens(lokale! { NS:
        en "personadresseringsnavn" S(&TEKST);
        mulig "fornavn" S(&TEKST);
        mulig "mellemnavn" S(&TEKST);
        mulig "efternavn" S(&TEKST);
        mulig "fornavnMarkering" S(&TEKST);
        mulig "mellemnavnMarkering" S(&TEKST);
        mulig "efternavnMarkering" S(&TEKST);
        mulig "navnestartdato" K(&USIKKER_TID);
    }),
);

static FOEDSEL: Kompleks = Kompleks::ny(
    &NS,
    "foedselsregistreringOplysningerType",
    Sekvens(lokale! { NS:
        mulig "foedselsregistreringsstedKode" S(&HELTAL);
        mulig "foedselsregistreringsstedKodeMyndighedsnavn" S(&TEKST);
        mulig "supplerendeFoedselsregistreringssted" S(&TEKST);
    }),
);

static STATUS: Kompleks = Kompleks::ny(
    &NS,
    "statusType",
    Sekvens(lokale! { NS:
        mulig "status" S(&STATUSKODE);
        mulig "statusdato" K(&USIKKER_TID);
    }),
);

static SEPARATION: Kompleks = Kompleks::ny(
    &NS,
    "separationType",
    Sekvens(lokale! { NS:
        en "separeret" S(&BOOLSK);
        mulig "separationsdato" K(&USIKKER_TID);
    }),
);

static CIVILSTAND: Kompleks = Kompleks::ny(
    &NS,
    "civilstandType",
    Sekvens(lokale! { NS:
        mulig "civilstand" S(&CIVILSTANDSKODE);
        mulig "civilstandsdato" K(&USIKKER_TID);
    }),
);

static STATSBORGERSKAB: Kompleks = Kompleks::ny(
    &NS,
    "statsborgerskabType",
    Sekvens(lokale! { NS:
        mulig "landekode" S(&HELTAL);
        mulig "statsborgerskabDato" K(&USIKKER_TID);
        mulig "landekodeMyndighedsnavn" S(&TEKST);
    }),
);

static UMYNDIGGOERELSE: Kompleks = Kompleks::ny(
    &NS,
    "umyndiggoerelseType",
    Sekvens(lokale! { NS:
        mulig "umyndiggorelseRelationType" S(&VAERGE);
        mulig "relationPersonnummer" S(&PNR_TYPE);
        mulig "relationStartdato" S(&DATO);
        mulig "relationVaergenavn" S(&TEKST);
        mulig "relationVaergeadresseStartdato" S(&DATO);
        mulig "VærgemålType" S(&VAERGEMAAL);
        en "umyndiggoerelseStartdato" K(&USIKKER_DATO);
        mulig "umyndiggoerelseSlettedato" S(&DATO);
        mulig "umyndiggjort" S(&BOOLSK);
        mulig "relationtekst1" S(&TEKST);
        mulig "relationtekst2" S(&TEKST);
        mulig "relationtekst3" S(&TEKST);
        mulig "relationtekst4" S(&TEKST);
        mulig "relationtekst5" S(&TEKST);
    }),
);
