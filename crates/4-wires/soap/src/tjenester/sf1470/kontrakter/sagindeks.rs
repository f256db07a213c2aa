//! `SagIndeks.xsd` of SF1470 v6: what the index adds to a case, in its lists of extensions.
use super::definitioner as gd;
use super::operationer as go;
use crate::tjenester::skema::grundtyper::{CIFRE_8, elementer};
use crate::tjenester::skema::sagdok_sf1470_sf1490_v6 as sd;
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{
    DATO_TID, Element, Facetter, Kompleks, Navnerum, Simpel, TEKST, Type::Kompleks as K, Type::Simpel as S, fler, mulig,
};

/// The namespace with this content.
pub static NS: Navnerum = Navnerum { uri: "urn:oio:sts:sagdok:sagindeks:6", praefiks: "si", fil: "SagIndeks.xsd" };

elementer! { NS:
    SAG_INDEKS_EGENSKABER = "SagIndeksEgenskaber" K(&EGENSKABER_TYPE);
    SAGSSTATUS = "Sagsstatus" S(&Simpel::tekst(Facetter::maks(255)));
    SAGSKATEGORI = "Sagskategori" S(&Simpel::tekst(Facetter::maks(255)));
    FOELSOMHED = "Foelsomhed" S(&FOELSOMHED_TYPE);
    LOKATION = "Lokation" S(&Simpel::tekst(Facetter::maks(255)));
    OPRETTET_TIDSPUNKT = "OprettetTidspunkt" S(&DATO_TID);
    SAGSAKTOER_LOKAL_UDVIDELSE = "SagsaktoerLokalUdvidelse" K(&SAGSAKTOER_LOKAL_UDVIDELSE_TYPE);
    BRUGERVENDT_NOEGLE = "BrugervendtNoegle" S(&sd::BRUGERVENDT_NOEGLE_TEKST_TYPE);
    FULDT_NAVN = "FuldtNavn" S(&Simpel::tekst(Facetter::maks(255)));
    CVR_NUMMER = "CVR-Nummer" S(&Simpel::tekst(Facetter::moenster(CIFRE_8)));
    SAGSKLASSE_LOKAL_UDVIDELSE = "SagsklasseLokalUdvidelse" K(&SAGSKLASSE_LOKAL_UDVIDELSE_TYPE);
    FACETTITEL = "Facettitel" S(&Simpel::tekst(Facetter::maks(255)));
    KLASSETITEL = "Klassetitel" S(&Simpel::tekst(Facetter::maks(255)));
    SOEGEORD = "Soegeord" K(&SOEGEORD_TYPE);
    SOEGEORD_IDENTIFIKATOR = "SoegeordIdentifikator" S(&TEKST);
    SOEGEORD_KATEGORI_TEKST = "SoegeordKategoriTekst" S(&TEKST);
    SAGSPART_LOKAL_UDVIDELSE = "SagspartLokalUdvidelse" K(&SAGSPART_LOKAL_UDVIDELSE_TYPE);
    SAGSGENSTANDE_LOKAL_UDVIDELSE = "SagsgenstandeLokalUdvidelse" K(&SAGSGENSTANDE_LOKAL_UDVIDELSE_TYPE);
    TEKSTFELT = "Tekstfelt" S(&Simpel::tekst(Facetter::maks(1024)));
    SAGSITSYSTEM_RELATION = "SagsitsystemRelation" K(&SAGSITSYSTEM_RELATION_TYPE);
    SYSTEM_NAVN = "SystemNavn" S(&Simpel::tekst(Facetter { min_laengde: Some(1), ..Facetter::maks(255) }));
    SYSTEM_URI = "SystemURI" S(&Simpel::tekst(Facetter::maks(255)));
    SIKKERHEDSPROFIL = "Sikkerhedsprofil" K(&SIKKERHEDSPROFIL_RELATION_TYPE);
    SOEG_EGENSKABER_LOKAL_UDVIDELSE = "SoegEgenskaberLokalUdvidelse" K(&SOEG_EGENSKABER_LOKAL_UDVIDELSE_TYPE);
    OPRETTET_TIDSPUNKT_INTERVAL = "OprettetTidspunktInterval" K(&go::OPRETTET_TIDSPUNKT_INTERVAL_TYPE);
    SENEST_AENDRET_INTERVAL = "SenestAendretInterval" K(&go::SENEST_AENDRET_INTERVAL_TYPE);
}
pub static FOELSOMHED_TYPE: Simpel = Simpel::navngivet(
    &NS,
    "FoelsomhedType",
    TEKST.base,
    Facetter::koder(&["IKKE_FORTROLIGE_DATA", "FORTROLIGE_PERSONOPLYSNINGER", "FOELSOMME_PERSONOPLYSNINGER", "VIP_SAGER"]),
);
pub static EGENSKABER_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "EgenskaberType",
    &gd::LOKAL_UDVIDELSE_TYPE,
    Sekvens(&[
        mulig(&SAGSSTATUS).lokal().som("sagsstatus"),
        mulig(&SAGSKATEGORI).lokal().som("sagskategori"),
        mulig(&FOELSOMHED).lokal().som("foelsomhed"),
        mulig(&LOKATION).lokal().som("lokation"),
        mulig(&OPRETTET_TIDSPUNKT).lokal().som("oprettettidspunkt"),
    ]),
);
pub static SAGSAKTOER_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SagsaktoerLokalUdvidelseType",
    Sekvens(&[
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        mulig(&FULDT_NAVN).lokal().som("fuldtnavn"),
        mulig(&CVR_NUMMER).lokal().som("cvrnummer"),
    ]),
);
pub static SOEGEORD_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegeordType",
    Sekvens(&[
        mulig(&SOEGEORD_IDENTIFIKATOR).lokal().som("soegeordidentifikator"),
        mulig(&sd::BESKRIVELSE_TEKST).som("beskrivelse"),
        mulig(&SOEGEORD_KATEGORI_TEKST).lokal().som("soegeordskategori"),
    ]),
);
pub static SAGSKLASSE_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SagsklasseLokalUdvidelseType",
    Sekvens(&[
        mulig(&FACETTITEL).lokal().som("facettitel"),
        mulig(&KLASSETITEL).lokal().som("klassetitel"),
        mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"),
        fler(&SOEGEORD).lokal().som("soegeord"),
    ]),
);
pub static SAGSPART_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SagspartLokalUdvidelseType",
    Sekvens(&[mulig(&BRUGERVENDT_NOEGLE).lokal().som("brugervendtnoegle"), mulig(&FULDT_NAVN).lokal().som("fuldtnavn")]),
);
pub static SAGSGENSTANDE_LOKAL_UDVIDELSE_TYPE: Kompleks =
    Kompleks::ny(&NS, "SagsgenstandeLokalUdvidelseType", Sekvens(&[mulig(&TEKSTFELT).lokal().som("tekstfelt")]));
pub static SAGSITSYSTEM_RELATION_TYPE: Kompleks = Kompleks::udvidelse(
    &NS,
    "SagsitsystemRelationType",
    &gd::RELATION_TYPE,
    Sekvens(&[mulig(&SYSTEM_NAVN).lokal().som("systemnavn"), mulig(&SYSTEM_URI).lokal().som("systemuri")]),
);
pub static SIKKERHEDSPROFIL_RELATION_TYPE: Kompleks = Kompleks::udvidelse(&NS, "SikkerhedsprofilRelationType", &gd::RELATION_TYPE, Tom);
pub static SOEG_EGENSKABER_LOKAL_UDVIDELSE_TYPE: Kompleks = Kompleks::ny(
    &NS,
    "SoegEgenskaberLokalUdvidelseType",
    Sekvens(&[mulig(&OPRETTET_TIDSPUNKT_INTERVAL).lokal(), mulig(&SENEST_AENDRET_INTERVAL).lokal()]),
);
