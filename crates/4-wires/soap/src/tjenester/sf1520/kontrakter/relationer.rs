//! `relationer` and `notater`.
use super::typer::{NS, USIKKER_DATO};
use crate::tjenester::skema::cpr::PNR_TYPE;
use crate::tjenester::skema::grundtyper::lokale;
use kontrakt::skema::Indholdsmodel::{self, Sekvens};
use kontrakt::skema::{
    DATO, EllerSekvens, Facetter, HELTAL, Kompleks, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, en, fler, mulig,
};

/// `relationer`.
pub static RELATIONER: Kompleks = Kompleks::ny(
    &NS,
    "relationerType",
    Sekvens(lokale! { NS:
        mulig "aegtefaelle" K(&PERSON);
        fler "barn" K(&BARN);
        mulig "mor" K(&PERSON);
        mulig "far" K(&PERSON);
        fler "foraeldremyndighed" K(&FORAELDREMYNDIGHED);
    }),
);

/// `notater`.
pub static NOTAT: Kompleks = Kompleks::ny(
    &NS,
    "notatType",
    Sekvens(lokale! { NS:
        mulig "notanr" S(&HELTAL);
        mulig "notatlinie" S(&TEKST);
        mulig "notatstartdato" S(&DATO);
        mulig "notatslettedato" S(&DATO);
    }),
);

static BARN: Kompleks = Kompleks::ny(
    &NS,
    "barnType",
    Sekvens(lokale! { NS:
        en "personnummer" S(&PNR_TYPE);
    }),
);

/// By number; without one by birthday and name.
static PERSON: Kompleks = Kompleks::ny(
    &NS,
    "personRelationType",
    Indholdsmodel::EllerSekvens(EllerSekvens {
        partikler: lokale! { NS:
            en "personnummer" S(&PNR_TYPE);
            mulig "foedselsdato" K(&USIKKER_DATO);
            mulig "navn" S(&TEKST);
        },
        alene: 1,
    }),
);

static FORAELDREMYNDIGHED: Kompleks = Kompleks::ny(
    &NS,
    "foraeldremyndighedType",
    Sekvens(lokale! { NS:
        en "foraeldremyndighedtype" S(&INDEHAVER);
        mulig "foraeldremyndighedStartdato" K(&USIKKER_DATO);
        mulig "foraeldremyndighedSletdato" S(&DATO);
        mulig "relationPersonnummer" S(&PNR_TYPE);
        mulig "relationStartdato" S(&DATO);
    }),
);

static INDEHAVER: Simpel = Simpel::navngivet(&NS, "foraeldremyndighedTypeType", HELTAL.base, Facetter::koder(&["3", "4", "5", "6"]));
