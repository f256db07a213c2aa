//! `GenerelleDefinitioner.xsd` of Organisation v6 (`urn:oio:sts:6`): numbers and names of companies and persons.
use crate::tjenester::skema::grundtyper::{CIFRE_8, CIFRE_10, elementer};
use kontrakt::skema::{Element, Facetter, Navnerum, Simpel, TEKST, Type::Simpel as S};
use kontrakt::vaerdi::{Form, Moenster};

static NS: Navnerum = Navnerum { uri: "urn:oio:sts:6", praefiks: "sts", fil: "GenerelleDefinitioner.xsd" };

elementer! { NS:
    CVR_NUMMER_TEKST = "CVR-NummerTekst" S(&Simpel::tekst(Facetter::moenster(CIFRE_8)));
    SE_NUMMER_TEKST = "SE-NummerTekst" S(&Simpel::tekst(Facetter::moenster(CIFRE_8)));
    P_NUMMER_TEKST = "P-NummerTekst" S(&Simpel::tekst(Facetter::moenster(CIFRE_10)));
    CPR_NUMMER_TEKST = "CPR-NummerTekst" S(&Simpel::tekst(Facetter::moenster(CIFRE_10)));
    NAVN_TEKST = "NavnTekst" S(&Simpel::tekst(Facetter::maks(200)));
    ADRESSE_TEKST = "AdresseTekst" S(&Simpel::tekst(Facetter::maks(200)));
    MYNDIGHEDS_KODE = "MyndighedsKode" S(&Simpel::tekst(Facetter::moenster(Moenster { regulaert: "[0-9]{3}|[0-9]{4}", form: Form::Cifre(&[3, 4]) })));
}

/// Names of persons.
pub static SHORT_NAVN_TEKST: Simpel = Simpel::navngivet(&NS, "ShortNavnTekst", TEKST.base, Facetter::maks(100));
