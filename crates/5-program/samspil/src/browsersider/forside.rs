//! What the front page and the list of services tell of this program.
use crate::adresser::{self, Havne};
use crate::moduler::Modul;
use crate::samling;
use sider::forside::{Adresse, Forside, Indgang, Tjeneste};

/// What there is to tell of.
pub struct Indhold<'f> {
    /// The server's address for clients.
    pub adresse: &'f str,
    /// Its other ports.
    pub havne: Havne,
    /// The modules that run.
    pub moduler: &'f [Modul],
    /// Security is on.
    pub sikker: bool,
    /// There is a page that hands out keystores.
    pub noeglelagre: bool,
}

impl Indhold<'_> {
    /// As the pages take it. Every link of it opens without a token.
    pub fn forside(&self) -> Forside {
        Forside {
            adresse: self.adresse.to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            sikker: self.sikker,
            indgange: self.indgange(),
            sts: if self.sikker { adresser::sts(self.adresse).map(|(h, a)| (h.to_string(), a)).to_vec() } else { Vec::new() },
            tjenester: self.tjenester(),
        }
    }

    /// Pages and files to begin with.
    fn indgange(&self) -> Vec<Indgang> {
        let alle = [
            (
                self.noeglelagre,
                crate::klientside::SIDE,
                ("Nøglelagre til at prøve med", "Keystores to try with"),
                ("åbnes med koden, som programmet skrev ved start", "opened by the code that the start printed"),
            ),
            (
                true,
                samling::SIDE,
                ("REST-kald som side", "REST calls as a page"),
                ("beskrivelsen selv er /openapi.json", "the description itself is /openapi.json"),
            ),
            (
                self.sikker,
                "/openapi?fra=/administration/v1/openapi.json",
                ("Administrationsmodulets API", "The Administrationsmodul's API"),
                (
                    "systemer, serviceaftaler og log; kald kræver en administrators certifikat",
                    "systems, service agreements and log; calls take an administrator's certificate",
                ),
            ),
            (
                self.moduler.contains(&Modul::Adresse),
                "/openapi?fra=/dawa/openapi.json",
                ("Adresser og bygninger", "Addresses and buildings"),
                (
                    "frie data uden token; npm-pakken dawa-autocomplete2 taler med /dawa",
                    "free data without a token; the npm package dawa-autocomplete2 talks to /dawa",
                ),
            ),
            (
                self.moduler.contains(&Modul::Organisation),
                graphql::FORESPOERGSELSSIDE_STI,
                ("GraphQL-forespørgsler", "GraphQL queries"),
                ("til OrganisationHent", "for OrganisationHent"),
            ),
            (
                true,
                samling::STI,
                ("Samling til Postman og Bruno", "A collection for Postman and Bruno"),
                ("et listekald for hver type, og hver SOAP-operation", "a list call for each type, and every SOAP operation"),
            ),
            (true, "/site-map", ("Alle REST-adresser", "All REST addresses"), ("som LoRA viser dem", "as LoRA shows them")),
            (true, "/fejl", ("Fejl og hvad de betyder", "Errors and what they mean"), ("SAM-numrene", "the SAM numbers")),
        ];
        alle.into_iter().filter(|(er, ..)| *er).map(|(_, til, navn, om)| Indgang { til, navn, om }).collect()
    }

    /// The same list as in the keystores' guide: every service with its entity id and addresses.
    fn tjenester(&self) -> Vec<Tjeneste> {
        let alle = adresser::tjenester(self.adresse, self.moduler, self.havne).into_iter().filter_map(|t| {
            // Tokens and their demo are not there in the open mode, nor is TLS.
            let adresser = t.adresser.iter().filter(|(vej, _)| self.sikker || *vej != "AMQP");
            let adresser: Vec<Adresse> = adresser.map(|(vej, a)| self.adresse(vej, a.strip_prefix(self.adresse).unwrap_or(a))).collect();
            if !self.sikker && (adresser.is_empty() || t.def.entity_id == adgang::katalog::ACCESSTOKENDEMO.entity_id) {
                return None;
            }
            let uuid = adgang::katalog::service_uuid(t.def.entity_id).filter(|_| self.sikker);
            Some(Tjeneste {
                navn: t.def.navn.to_owned(),
                entityid: if self.sikker { t.def.entity_id.to_owned() } else { String::new() },
                uuid: uuid.map(|u| u.to_string()).unwrap_or_default(),
                adresser,
            })
        });
        alle.collect()
    }

    fn adresse(&self, vej: &'static str, sti: &str) -> Adresse {
        let (til, wsdl) = match vej {
            "SOAP" => (sti.to_owned(), format!("{sti}?wsdl")),
            "REST" if !self.sikker => (format!("{sti}?list=true&maximalantalresultater=3"), String::new()),
            _ => Default::default(),
        };
        Adresse { vej, tekst: sti.to_owned(), til, wsdl }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_service_and_what_is_switched_off_is_not_there() {
        let havne = Havne::STANDARD;
        let side = |moduler: &[Modul], sikker| Indhold { adresse: "https://x", havne, moduler, sikker, noeglelagre: true }.forside();
        let alt = side(Modul::alle(), true);
        for t in adresser::tjenester("https://x", Modul::alle(), havne) {
            assert!(alt.tjenester.iter().any(|a| a.navn == t.def.navn && a.entityid == t.def.entity_id), "{}", t.def.entity_id);
        }
        let lidt = side(&[Modul::Klassifikation], false);
        let adresser: Vec<_> = lidt.tjenester.iter().flat_map(|t| &t.adresser).collect();
        assert!(adresser.iter().any(|a| a.wsdl == "/klasse/7?wsdl") && lidt.sts.is_empty());
        assert!(!adresser.iter().any(|a| a.tekst.contains("/organisation/") || a.tekst.contains("amqps")));
    }
}
