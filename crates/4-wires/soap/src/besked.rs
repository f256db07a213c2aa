//! What messages of Beskedfordeler carry about an object: its registration as the newest contract of its service publishes it (`RegistreringBesked`).
use crate::oversaet::ud;
use crate::tjenester;
use async_trait::async_trait;
use beskedfordeler::fordeler::Beskedindhold;
use grund::Fejl;
use kontrakt::Element;
use register::{Objekt, Objekttype};

/// Writes them.
#[derive(Debug)]
pub struct Registreringsbeskeder;

/// The element for objects of a type. A contract of several types publishes one for its first type, or one for each, which then have contracts of their own.
fn element(typen: &Objekttype) -> Option<&'static Element> {
    let beskeder = |k: &tjenester::Kontrakt| k.oevrige.iter().copied().filter(|e| e.navn == "RegistreringBesked").collect::<Vec<_>>();
    let passende = tjenester::alle().filter(|k| k.bagved.objekttyper.first().is_some_and(|t| *t == typen));
    let elementer = passende.filter_map(|k| if let [e] = beskeder(k).as_slice() { Some(*e) } else { None });
    elementer.last()
}

#[async_trait]
impl Beskedindhold for Registreringsbeskeder {
    async fn indhold(&self, objekt: &Objekt) -> Result<Option<String>, Fejl> {
        Ok(element(objekt.objekttype).map(|e| {
            let mut ud = String::new();
            kontrakt::skriv(&ud::oejebliksbillede(e, objekt), &mut ud);
            ud
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_message_is_found_by_the_type_that_it_is_about() {
        let har = |typen: &Objekttype| element(typen).map(|e| e.ns.uri);
        assert_eq!(har(&sagdokument::objekttyper::SAG), Some("urn:oio:sts:sagdok:sag:6"));
        assert!(har(&ydelse::objekttyper::BEVILLING).is_some_and(|u| u.contains("bevilling")));
        assert!(har(&ydelse::objekttyper::OEKONOMISKEFFEKTUERING).is_some_and(|u| u.contains("effektuering")));
        assert!(
            har(&klassifikation::objekttyper::KLASSE).is_some_and(|u| u.contains("/7")),
            "{:?}",
            har(&klassifikation::objekttyper::KLASSE)
        );
        let uden: Vec<_> = organisation::OBJEKTTYPER.iter().filter(|t| element(t).is_none()).map(|t| t.navn).collect();
        assert!(uden.is_empty(), "{uden:?}");
    }
}
