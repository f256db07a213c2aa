//! SF1500 v6, Interessefaellesskab: a community of interest.
use super::faelles;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

objekttjeneste! {
    objekt: "Interessefaellesskab", ns: "http://stoettesystemerne.dk/organisation/interessefaellesskab/6/", praefiks: "intfs",
    sagdok: sd, grundtype: &faelles::AKTOER_TYPE,
    egenskab: [
        mulig(&sd::INTERESSEFAELLESSKAB_NAVN).som("interessefaellesskabsnavn"),
        mulig(&sd::INTERESSEFAELLESSKAB_TYPE_TEKST).som("interessefaellesskabstype"),
    ],
    tilstand: [fler(&faelles::GYLDIGHED).som("gyldighed")],
    relation: [
        fler(&sd::ADRESSER).som("adresser"),
        mulig(&sd::BRANCHE).som("branche"),
        mulig(&sd::INTERESSEFAELLESSKABSTYPE).som("interessefaellesskabstype"),
        fler(&sd::TILKNYTTEDE_OPGAVER).som("opgaver"),
        mulig(&sd::OVERORDNET).som("overordnet"),
        mulig(&sd::TILHOERER).som("tilhoerer"),
        fler(&sd::TILKNYTTEDE_BRUGERE).som("tilknyttedebrugere"),
        fler(&sd::TILKNYTTEDE_ENHEDER).som("tilknyttedeenheder"),
        fler(&sd::TILKNYTTEDE_FUNKTIONER).som("tilknyttedefunktioner"),
        fler(&sd::TILKNYTTEDE_INTERESSEFAELLESSKABER).som("tilknyttedeinteressefaellesskaber"),
        fler(&sd::TILKNYTTEDE_ORGANISATIONER).som("tilknyttedeorganisationer"),
        fler(&sd::TILKNYTTEDE_PERSONER).som("tilknyttedepersoner"),
        fler(&sd::TILKNYTTEDE_ITSYSTEMER).som("tilknyttedeitsystemer"),
    ],
    lister: [mulig(&sd::LOKAL_UDVIDELSE)],
    opret_lister: en, list: LIST_OUTPUT_TYPE, besked: [en(&sd::UUID_IDENTIFIKATOR)], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/interessefaellesskab/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::INTERESSEFAELLESSKAB, stier: ["/organisation/interessefaellesskab/6", "/sts-soap-organisation/v6_0_0_0/interessefaellesskab"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "InteressefaellesskabService", action: "http://kombit.dk/sts/organisation/interessefaellesskab/", listebesked: "Liste"
}
