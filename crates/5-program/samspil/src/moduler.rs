//! The modules that can be switched on: what each brings. Object types, services and addresses of the program derive from this list.
use adgang::Tjenestedef;
use clap::ValueEnum;
use register::Objekttype;

/// A module that can be switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Modul {
    /// Organisation (SF1500): SOAP, REST and GraphQL.
    Organisation,
    /// Klassifikation (SF1510): SOAP, REST and GraphQL.
    Klassifikation,
    /// The further object types of the OIO REST interface: sag, dokument, aktivitet, indsats, tilstand, loghaendelse.
    Oio,
    /// Sags- og Dokumentindeks (SF1470): SOAP, and OIO REST for trying.
    Sagdokument,
    /// Ydelsesindeks (SF1490): SOAP, and OIO REST for trying.
    Ydelse,
    /// Persons: OIO REST; and searches in the indexes find a person under every number.
    Person,
    /// Beskedfordeler (SF1461, SF1462): types of messages, subscriptions and dueslag by OIO REST; and the distribution itself.
    Beskedfordeler,
    /// Fordelingskomponenten (SF2900): SOAP; rules and handovers by REST.
    Fordeling,
    /// Addresses and buildings (DAR, BBR) as free data in DAWA's shape; FindOs by agreement.
    Adresse,
    /// Sags- og partsoverblik (SAPA): one party whole across all systems, advis, journal notes, by JSON.
    Sapa,
}

impl Modul {
    /// Its object types, and the services that tokens are issued for.
    fn tabeller(self) -> (&'static [&'static Objekttype], &'static [&'static Tjenestedef]) {
        match self {
            Self::Organisation => (organisation::OBJEKTTYPER, organisation::TJENESTER),
            Self::Klassifikation => (klassifikation::OBJEKTTYPER, klassifikation::TJENESTER),
            Self::Oio => (oio::OBJEKTTYPER, oio::TJENESTER),
            Self::Sagdokument => (sagdokument::OBJEKTTYPER, sagdokument::TJENESTER),
            Self::Ydelse => (ydelse::OBJEKTTYPER, ydelse::TJENESTER),
            Self::Person => (person::OBJEKTTYPER, person::TJENESTER),
            Self::Beskedfordeler => (beskedfordeler::OBJEKTTYPER, beskedfordeler::TJENESTER),
            Self::Fordeling => (fordeling::OBJEKTTYPER, fordeling::TJENESTER),
            // Millions of addresses are rows, not objects of the register.
            Self::Adresse => (&[], &[]),
            // What it shows is the registers'; what it keeps is rows.
            Self::Sapa => (&[], &[]),
        }
    }

    /// Its object types.
    pub fn typer(self) -> &'static [&'static Objekttype] {
        self.tabeller().0
    }

    /// The services that tokens are issued for.
    pub fn tjenester(self) -> &'static [&'static Tjenestedef] {
        self.tabeller().1
    }

    /// All modules.
    pub fn alle() -> &'static [Self] {
        Self::value_variants()
    }
}

/// The register's service behind an address of REST or GraphQL, as the wires say.
pub fn service(sti: &str) -> Option<&'static str> {
    let typer = || Modul::alle().iter().flat_map(|m| m.typer().iter().copied());
    levering::service(sti)
        .or_else(|| dawa::service(sti))
        .or_else(|| dupla::service(sti))
        .or_else(|| graphql::service(sti))
        .or_else(|| styring::service(sti))
        .or_else(|| rest::service(typer(), sti))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_knows_its_service() {
        for (sti, vente) in [
            ("/organisation/bruger", Some("organisation")),
            ("/lora/organisation/bruger/6f1a", Some("organisation")),
            ("/organisation/organisationhent/1", Some("organisation")),
            ("/lora/autocomplete/bruger", Some("organisation")),
            ("/klassifikation/klasse", Some("klassifikation")),
            ("/service/KlassifikationListeHentREST", Some("klassifikation")),
            ("/service/KlassifikationListeHentGQL/", Some("klassifikation")),
            ("/services/KlassifikationListHentGQL", Some("klassifikation")),
            ("/service/AccessTokenDemo_1/callDemoService/hej", Some("demorest")),
            ("/log/loghaendelse", Some("log")),
            ("/ydelsesindeks/bevillingindeks", Some("ydelsesindeks")),
            ("/person/personidentitet", Some("person")),
            ("/personopslag/v1/person", Some("personopslag")),
            ("/sapa/v1/overblik", Some("sapa")),
            ("/beskedfordeler/dueslag", Some("beskedfordeler")),
            ("/fordeling/fordelingsregel", Some("fordeling")),
            ("/fordeling/hvem", Some("fordeling")),
            ("/beskedfordeler/v1/dueslag/6f1a/haendelser", Some("bfo_modtag")),
            ("/findos/v1/opslag", Some("findos")),
            ("/service/DUPLA_1/%C3%85rsopg%C3%B8relse", Some("dupla_aarsopgoerelse")),
            ("/service/DUPLAKontroloplysninger_1/personkontroloplysninger", Some("dupla_kontrol")),
            ("/feriekonto/v1/ferie", Some("feriekonto")),
            ("/sygesikring/v1/sikring/", Some("sygesikring")),
            ("/dawa/autocomplete", None),
            ("/administration/v1/systemer", None),
            ("/site-map", None),
            ("/organisationer", None),
        ] {
            assert_eq!(service(sti), vente, "{sti}");
        }
    }

    #[test]
    fn what_a_token_opens_is_a_service_of_object_types_and_every_type_is_opened() {
        let typer: Vec<&str> = Modul::alle().iter().flat_map(|m| m.typer()).map(|t| t.service).collect();
        let aabnet: Vec<&str> = Modul::alle().iter().flat_map(|m| m.tjenester()).flat_map(|t| t.services).copied().collect();
        assert!(aabnet.iter().all(|s| typer.contains(s)), "{aabnet:?}");
        assert!(typer.iter().all(|s| aabnet.contains(s)), "{typer:?}");
    }
}
