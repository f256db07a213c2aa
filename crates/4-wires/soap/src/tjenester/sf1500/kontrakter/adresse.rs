//! SF1500 v6, Adresse: an address of any kind. The lists of opret are optional here.
use super::sts;
use crate::tjenester::skema::grundtyper::objekttjeneste;
use crate::tjenester::skema::sagdok_sf1500_sf1510_v6 as sd;
use kontrakt::skema::{Element, Indholdsmodel::Sekvens, Kompleks, Type::Kompleks as K, en, fler, mindst_en, mulig};

static OBJEKT_ID: Element = Element::ny(&NS, "ObjektID", K(&sd::UNIK_ID_TYPE));

objekttjeneste! {
    objekt: "Adresse", ns: "http://stoettesystemerne.dk/organisation/adresse/6/", praefiks: "adresse",
    sagdok: sd, grundtype: &sd::SAG_DOK_OBJEKT_TYPE,
    egenskab: [mulig(&sts::ADRESSE_TEKST).som("adressetekst")],
    tilstand: [],
    relation: [],
    lister: [],
    opret_lister: mulig, list: BASIC_OUTPUT_TYPE, besked: [en(&OBJEKT_ID).lokal()], svar_id: "ObjektType", dataejer: [],
    kontrakt: "organisation/adresse/6", adgang: ::organisation::tjenester::ORGANISATION, objekttype: ::organisation::objekttyper::ADRESSE, stier: ["/organisation/adresse/6", "/sts-soap-organisation/v6_0_0_0/adresse"],
    tns: "http://stoettesystemerne.dk/organisation/6/", tjeneste: "AdresseService", action: "http://kombit.dk/sts/organisation/adresse/", listebesked: "Liste"
}
