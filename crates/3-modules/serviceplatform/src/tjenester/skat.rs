//! Services about income, tax, holiday pay and health insurance. The entity id of eIndkomst is the one that clients use (contracts 0); the others, and all role URIs, are ours [D].
use super::Sptjeneste;
use adgang::{Parameterdef, Parameterslags, Rolledef, Tjenestedef};
use grund::Ret;
use grund::spor::Kildeslags::Simulator;

const OPSLAG: &[Rolledef] = &[Rolledef {
    uri: "http://skat.serviceplatformen.dk/roles/servicesystemrole/opslag/1",
    navn: "Opslag",
    retter: &[Ret::Laes],
    egne: false,
}];
const BESKYTTEDE: &[Parameterdef] = &[Parameterdef {
    uri: "http://skat.serviceplatformen.dk/constraints/SeBeskyttede/1",
    navn: "Se, hvor beskyttede personer bor",
    slags: Parameterslags::Ja(Ret::SeBeskyttede),
}];

macro_rules! tjenester {
    ($($(#[$doc:meta])* $adgang:ident $raekke:ident $sf:literal $entity:literal $version:literal $navn:literal $service:literal $roller:ident $laeser:literal [$($felt:literal),*];)*) => {
        $(
            #[doc = concat!("Access to ", $sf, ".")]
            pub static $adgang: Tjenestedef = Tjenestedef {
                entity_id: $entity,
                navn: $navn,
                version: $version,
                services: &[$service],
                roller: $roller,
                parametre: BESKYTTEDE,
            };
            $(#[$doc])*
            pub static $raekke: Sptjeneste =
                Sptjeneste { sf: $sf, adgang: &$adgang, ret: Ret::Laes, laeser: $laeser, kilder: &[Simulator], cprfelter: &[$($felt),*] };
        )*
    };
}

tjenester! {
    /// eIndkomst by SOAP.
    EINDKOMST_ADGANG EINDKOMST "SF0770_A" "http://entityid.kombit.dk/service/sp/skatforwardeindkomstservice/4" "4" "SKAT: eIndkomst (SF0770_A)" "eindkomst" OPSLAG true ["PersonCivilRegistrationIdentifier"];
    /// Tax assessments.
    AARSOPGOERELSE_ADGANG AARSOPGOERELSE "SF0787-Aarsopgoerelse" "http://entityid.kombit.dk/service/sp/dupla/1" "1" "DUPLA: Årsopgørelse (SF0787)" "dupla_aarsopgoerelse" OPSLAG true ["PersonCPRNummer"];
    /// Preliminary tax assessments.
    FORSKUD_ADGANG FORSKUD "SF0787-Forskudsopgoerelser" "http://entityid.kombit.dk/service/sp/duplaforskudsopgoerelser/1" "1" "DUPLA: Forskudsopgørelser (SF0787)" "dupla_forskud" OPSLAG true ["PersonCPRNummer"];
    /// Control reports, once R75.
    KONTROL_ADGANG KONTROL "SF0787-Kontroloplysninger" "http://entityid.kombit.dk/service/sp/duplakontroloplysninger/1" "1" "DUPLA: Kontroloplysninger (SF0787, før R75)" "dupla_kontrol" OPSLAG true ["PersonCPRNummer"];
    /// Holiday pay.
    FERIEKONTO_ADGANG FERIEKONTO "Feriekonto" "http://samspil.dk/service/feriekonto/1" "1" "Feriekonto: ferie og feriepenge (REST)" "feriekonto" OPSLAG true ["cpr"];
    /// Health insurance.
    SYGESIKRING_ADGANG SYGESIKRING "Sygesikring" "http://samspil.dk/service/sygesikring/1" "1" "Sygesikring: gruppe, læge og kort (REST)" "sygesikring" OPSLAG true ["cpr"];
}
