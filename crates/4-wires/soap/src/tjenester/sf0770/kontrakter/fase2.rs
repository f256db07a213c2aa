//! SKAT's own namespace of eIndkomst: who asks, what for, and the incomes with the forms that they were reported on.
use super::klasser as k;
use crate::tjenester::skema::grundtyper::elementer;
use kontrakt::skema::Indholdsmodel::{Sekvens, Valg};
use kontrakt::skema::{Element, Kompleks, Navnerum, Type::Kompleks as K, en, fler, mindst_en, mulig};

/// The namespace.
static NS: Navnerum = Navnerum { uri: "http://rep.oio.dk/skat.dk/eindkomst/", praefiks: "fase2", fil: "KOMBITServiceTypes.xsd" };

/// A named type and the element of that type.
macro_rules! strukturer {
    ($($element:ident $type_:ident $navn:literal [$($p:expr),* $(,)?];)*) => {
        $(
            pub static $element: Element = Element::ny(&NS, $navn, K(&$type_));
            static $type_: Kompleks = Kompleks::ny(&NS, concat!($navn, "Type"), Sekvens(&[$($p),*]));
        )*
    };
}
strukturer! {
    ABONNENT_ADGANG ABONNENT_ADGANG_T "AbonnentAdgangStruktur" [en(&k::ABONNENT_TYPE_KODE), en(&k::ABONNEMENT_TYPE_KODE), en(&k::ADGANG_FORMAAL_TYPE_KODE)];
    ABONNENT ABONNENT_T "AbonnentStruktur" [en(&ABONNENT_VIRKSOMHED), mulig(&k::ADGANG_MEDARBEJDER)];
    ABONNENT_VIRKSOMHED ABONNENT_VIRKSOMHED_T "AbonnentVirksomhedStruktur" [en(&DEN_ABONNERENDE).lokal()];
    INDBERETTER INDBERETTER_T "IndberetningPligtigVirksomhedStruktur" [en(&DEN_PLIGTIGE).lokal()];
    INDBERETTET INDBERETTET_T "IndberetningForVirksomhedStruktur" [en(&DEN_INDBERETTEDE).lokal()];
    SOEG_PERIODE SOEG_PERIODE_T "SoegePeriodeLukketStruktur" [en(&k::DATE_INTERVAL)];
    SOEG_MAANEDER SOEG_MAANEDER_T "SoegeAarMaanedLukketStruktur" [en(&k::FRA_KODE), en(&k::TIL_KODE)];
    SOEG_PERSON SOEG_PERSON_T "PersonIndkomstSoegeStruktur" [
        en(&k::CPR_NUMMER), mulig(&k::REFERENCENUMMER), mulig(&INDBERETTER), mulig(&SOEG_PERIODE), mulig(&SOEG_MAANEDER)];
    SOEG_VIRKSOMHED SOEG_VIRKSOMHED_T "VirksomhedIndkomstSoegeStruktur" [
        en(&INDBERETTET), mulig(&k::REFERENCENUMMER), mulig(&INDBERETTER), mulig(&SOEG_PERIODE), mulig(&SOEG_MAANEDER)];
    PERSON PERSON_T "IndkomstOplysningPersonStruktur" [en(&k::CPR_NUMMER), mulig(&k::REFERENCENUMMER), en(&OPLYSNINGER).lokal()];
    VIRKSOMHED VIRKSOMHED_T "IndkomstOplysningVirksomhedStruktur" [en(&INDBERETTET), mulig(&k::REFERENCENUMMER), en(&VIRKSOMHEDSOPLYSNINGER).lokal()];
    LOENPERIODE LOENPERIODE_T "LoenPeriodeOplysningStruktur" [
        en(&k::EGEN_IDENTIFIKATOR), en(&ANGIVELSEPERIODE), mulig(&k::MEDARBEJDERNUMMER), mulig(&k::DISPOSITION_DATO), mulig(&SUPPLERENDE),
        mulig(&BLANKETINDHOLD)];
    VIRKSOMHEDSPERIODE VIRKSOMHEDSPERIODE_T "VirksomhedLoenPeriodeStruktur" [
        en(&k::EGEN_IDENTIFIKATOR), en(&ANGIVELSEPERIODE), mulig(&k::MEDARBEJDERNUMMER), mulig(&k::DISPOSITION_DATO), mulig(&BLANKETINDHOLD)];
    ANGIVELSEPERIODE ANGIVELSEPERIODE_T "AngivelsePeriodeStruktur" [en(&k::ANGIVELSE_PERIODE)];
    SUPPLERENDE SUPPLERENDE_T "SupplerendePersonOplysningStruktur" [
        mulig(&k::TIN), en(&k::NAVN), mulig(&k::FOEDSEL_TEKST), mulig(&k::KOEN), en(&ALTERNATIV_ADRESSE)];
    ALTERNATIV_ADRESSE ALTERNATIV_ADRESSE_T "AlternativAdresseStruktur" [
        en(&k::ADRESSELINIE1), en(&k::ADRESSELINIE2), en(&k::ADRESSELINIE3), mulig(&k::ADRESSELINIE4), mulig(&k::ADRESSELINIE5), en(&k::LAND_KODE)];
    BLANKETINDHOLD BLANKETINDHOLD_T "AngivelseBlanketIndholdStruktur" [en(&ANGIVELSEOPLYSNINGER).lokal()];
    FELTINDHOLD FELTINDHOLD_T "AngivelseFeltIndholdStruktur" [en(&FELTENHED), en(&k::FELT_INDHOLD)];
    FELTENHED FELTENHED_T "BlanketFeltEnhedStruktur" [en(&k::FELT_NUMMER), en(&k::FELT_ENHED)];
    NIVEAU1 NIVEAU1_T "AngivelseNiveau1" [en(&k::BLANKET_NUMMER), en(&FELTER).lokal(), en(&UNDER1).lokal()];
    NIVEAU2 NIVEAU2_T "AngivelseNiveau2" [en(&k::BLANKET_NUMMER), en(&FELTER).lokal(), en(&UNDER2).lokal()];
    NIVEAU3 NIVEAU3_T "AngivelseNiveau3" [en(&k::BLANKET_NUMMER), en(&FELTER).lokal(), en(&UNDER3).lokal()];
    NIVEAU4 NIVEAU4_T "AngivelseNiveau4" [en(&k::BLANKET_NUMMER), en(&FELTER).lokal()];
}

elementer! { NS:
    DEN_ABONNERENDE = "AbonnentVirksomhed" K(&Kompleks::lokal(Sekvens(&[en(&k::SE_NUMMER)])));
    DEN_PLIGTIGE = "IndberetningPligtigVirksomhed" K(&Kompleks::lokal(Sekvens(&[en(&k::SE_NUMMER)])));
    DEN_INDBERETTEDE = "IndberetningForVirksomhed" K(&Kompleks::lokal(Sekvens(&[en(&k::SE_NUMMER)])));
    OPLYSNINGER = "IndkomstOplysningSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&INDBERETTERENS).lokal()])));
    INDBERETTERENS = "IndberetningPligtigVirksomhed" K(&Kompleks::lokal(Sekvens(&[en(&INDBERETTER), en(&LOENPERIODER).lokal()])));
    LOENPERIODER = "IndkomstLoenPeriodeSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&LOENPERIODE)])));
    VIRKSOMHEDSOPLYSNINGER = "IndkomstOplysningVirksomhedSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&INDBERETTERENS_OM).lokal()])));
    INDBERETTERENS_OM = "IndberetningPligtigVirksomhed" K(&Kompleks::lokal(Sekvens(&[en(&INDBERETTER), en(&VIRKSOMHEDSPERIODER).lokal()])));
    VIRKSOMHEDSPERIODER = "IndkomstLoenPeriodeSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&VIRKSOMHEDSPERIODE)])));
    ANGIVELSEOPLYSNINGER = "AngivelseOplysningSamling" K(&Kompleks::lokal(Sekvens(&[fler(&NIVEAU1)])));
    FELTER = "AngivelseFeltSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&FELTINDHOLD)])));
    UNDER1 = "UnderAngivelseSamling" K(&Kompleks::lokal(Sekvens(&[fler(&NIVEAU2)])));
    UNDER2 = "UnderAngivelseSamling" K(&Kompleks::lokal(Sekvens(&[fler(&NIVEAU3)])));
    UNDER3 = "UnderAngivelseSamling" K(&Kompleks::lokal(Sekvens(&[fler(&NIVEAU4)])));
    OPLYSNINGSVALG = "IndkomstOplysningValg" K(&Kompleks::lokal(Valg(&[en(&PERSONER).lokal(), en(&VIRKSOMHEDER).lokal()])));
    PERSONER = "IndkomstPersonSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&SOEG_PERSON)])));
    VIRKSOMHEDER = "IndkomstForVirksomhedSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&SOEG_VIRKSOMHED)])));
    PERSONSVAR = "IndkomstOplysningPersonSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&PERSON)])));
    VIRKSOMHEDSSVAR = "IndkomstOplysningVirksomhedSamling" K(&Kompleks::lokal(Sekvens(&[mindst_en(&VIRKSOMHED)])));
}

/// What is asked.
pub static INDDATA_TYPE: Kompleks =
    Kompleks::ny(&NS, "IndkomstOplysningPersonInddataType", Sekvens(&[en(&ABONNENT_ADGANG), en(&ABONNENT), en(&OPLYSNINGSVALG).lokal()]));
/// What is answered.
pub static UDDATA_TYPE: Kompleks =
    Kompleks::ny(&NS, "IndkomstPersonUddataType", Valg(&[en(&PERSONSVAR).lokal(), en(&VIRKSOMHEDSSVAR).lokal()]));
