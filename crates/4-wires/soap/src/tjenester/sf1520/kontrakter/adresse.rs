//! `adresse`: where the person lives, lived, and can be reached.
use super::typer::{NS, USIKKER_TID};
use crate::tjenester::skema::grundtyper::{UUID_LILLE, lokale};
use kontrakt::skema::Indholdsmodel::Sekvens;
use kontrakt::skema::{DATO, Facetter, HELTAL, Kompleks, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, fler, mulig};

/// `adresse`.
pub static ADRESSEDATA: Kompleks = Kompleks::ny(
    &NS,
    "adressedataType",
    Sekvens(lokale! { NS:
        mulig "aktuelAdresse" K(&ADRESSE);
        mulig "udrejseoplysninger" K(&UDREJSE);
        mulig "kontaktAdresse" K(&KONTAKT);
        fler "adresseHistorik" K(&HISTORIK);
    }),
);

static ADRESSE_UUID: Simpel = Simpel::navngivet(&NS, "UUIDType", TEKST.base, Facetter::moenster(UUID_LILLE));

static ADRESSE: Kompleks = Kompleks::ny(
    &NS,
    "adresseType",
    Sekvens(lokale! { NS:
        mulig "kommuneCvr" S(&TEKST);
        mulig "kommunekode" S(&HELTAL);
        mulig "vejkode" S(&HELTAL);
        mulig "husnummer" S(&TEKST);
        mulig "etage" S(&TEKST);
        mulig "sidedoer" S(&TEKST);
        mulig "bygningsnummer" S(&TEKST);
        mulig "conavn" S(&TEKST);
        mulig "lokalitet" S(&TEKST);
        mulig "bynavn" S(&TEKST);
        mulig "postnummer" S(&TEKST);
        mulig "postdistrikt" S(&TEKST);
        mulig "vejnavn" S(&TEKST);
        mulig "standardadresse" S(&TEKST);
        mulig "adresseringsnavn" S(&TEKST);
        mulig "vejadresseringsnavn" S(&TEKST);
        mulig "tilflytningsdato" K(&USIKKER_TID);
        mulig "adr1-supladr" S(&TEKST);
        mulig "adr2-supladr" S(&TEKST);
        mulig "adr3-supladr" S(&TEKST);
        mulig "adr4-supladr" S(&TEKST);
        mulig "adr5-supladr" S(&TEKST);
        mulig "distrikter" K(&DISTRIKTER);
        mulig "AdresseUUID" S(&ADRESSE_UUID);
    }),
);

static HISTORIK: Kompleks = Kompleks::ny(
    &NS,
    "adresseHistorikType",
    Sekvens(lokale! { NS:
        mulig "kommuneCvr" S(&TEKST);
        mulig "kommunekode" S(&HELTAL);
        mulig "vejkode" S(&HELTAL);
        mulig "husnummer" S(&TEKST);
        mulig "etage" S(&TEKST);
        mulig "sidedoer" S(&TEKST);
        mulig "bygningsnummer" S(&TEKST);
        mulig "conavn" S(&TEKST);
        mulig "lokalitet" S(&TEKST);
        mulig "bynavn" S(&TEKST);
        mulig "postnummer" S(&TEKST);
        mulig "postdistrikt" S(&TEKST);
        mulig "vejnavn" S(&TEKST);
        mulig "retFortrydMarkering" S(&TEKST);
        mulig "tilflytningsdato" K(&USIKKER_TID);
        mulig "fraflytningsdato" K(&USIKKER_TID);
    }),
);

static KONTAKT: Kompleks = Kompleks::ny(
    &NS,
    "kontaktAdresseType",
    Sekvens(lokale! { NS:
        mulig "kontaktAdr1" S(&TEKST);
        mulig "kontaktAdr2" S(&TEKST);
        mulig "kontaktAdr3" S(&TEKST);
        mulig "kontaktAdr4" S(&TEKST);
        mulig "kontaktAdr5" S(&TEKST);
        mulig "startdato" S(&DATO);
        mulig "slettedato" S(&DATO);
    }),
);

static UDREJSE: Kompleks = Kompleks::ny(
    &NS,
    "udrejseoplysningerType",
    Sekvens(lokale! { NS:
        mulig "udrejselandekode" S(&HELTAL);
        mulig "udrejselandekodeMyndighedsnavn" S(&TEKST);
        mulig "udrejsedato" K(&USIKKER_TID);
        mulig "udlandsadresse1" S(&TEKST);
        mulig "udlandsadresse2" S(&TEKST);
        mulig "udlandsadresse3" S(&TEKST);
        mulig "udlandsadresse4" S(&TEKST);
        mulig "udlandsadresse5" S(&TEKST);
    }),
);

static DISTRIKTER: Kompleks = Kompleks::ny(
    &NS,
    "distrikterType",
    Sekvens(lokale! { NS:
        mulig "postnummer" S(&HELTAL);
        mulig "postdistrikt" S(&TEKST);
        mulig "byfornyelsesdistriktKode" S(&TEKST);
        mulig "byfornyelsesdistrikt" S(&TEKST);
        fler "diversedistrikter" K(&DIVERSE);
        mulig "evakueringsdistriktKode" S(&HELTAL);
        mulig "evakueringsdistrikt" S(&TEKST);
        mulig "kirkedistriktKode" S(&HELTAL);
        mulig "kirkedistrikt" S(&TEKST);
        mulig "skoledistriktKode" S(&HELTAL);
        mulig "skoledistrikt" S(&TEKST);
        mulig "befolkningsdistriktKode" S(&TEKST);
        mulig "befolkningsdistrikt" S(&TEKST);
        mulig "socialdistriktKode" S(&HELTAL);
        mulig "socialdistrikt" S(&TEKST);
        mulig "sognedistriktKode" S(&HELTAL);
        mulig "sognedistrikt" S(&TEKST);
        mulig "valgdistriktKode" S(&HELTAL);
        mulig "valgdistrikt" S(&TEKST);
        mulig "varmedistriktKode" S(&HELTAL);
        mulig "varmedistrikt" S(&TEKST);
    }),
);

static DIVERSE: Kompleks = Kompleks::ny(
    &NS,
    "diversedistrikterType",
    Sekvens(lokale! { NS:
        mulig "distriktType" S(&HELTAL);
        mulig "distriktKode" S(&TEKST);
        mulig "distrikt" S(&TEKST);
    }),
);
