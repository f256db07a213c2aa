//! From the module's values to the contract's elements.
use crate::tjenester::hovedoplysninger::barn;
use fordeling::model::{Kontekst, Kvittering, Rutevalg};
use kontrakt::Knude;

/// Fills a receipt.
pub fn kvittering(k: Knude, v: &Kvittering) -> Knude {
    let k = k
        .felt("ForretningsValideringsKode", v.kode.navn())
        .felt("Kvitteringstype", v.slags.navn())
        .felt_hvis("Begrundelse", v.begrundelse.clone());
    if v.fejl.is_empty() {
        return k;
    }
    barn(k, "FejlListe", |liste| {
        v.fejl.iter().fold(liste, |l, (kode, tekst)| barn(l, "Fejl", |f| f.felt("FejlKode", kode.clone()).felt("FejlTekst", tekst.clone())))
    })
}

/// Fills a context.
pub fn kontekst(k: Knude, v: &Kontekst) -> Knude {
    let k = k
        .felt("AnvenderTransaktionsID", v.anvender_id.to_string())
        .felt_hvis("DistributionTransktionsID", v.id.map(|i| i.to_string()))
        .felt_hvis("DigitalPostMeddelelsesID", v.digital_post_id.clone())
        .felt("AfsendendeMyndighed", v.afsender.to_string())
        .felt("RoutingMyndighed", v.modtager.to_string());
    let k = barn(k, "RoutingValg", |r| match &v.valg {
        Rutevalg::Kle(emne, facet) => barn(r, "RoutingKLEEmneHandling", |r| {
            r.felt("RoutingKLEEmne", emne.to_string()).felt_hvis("RoutingHandlingFacet", facet.as_ref().map(ToString::to_string))
        }),
        Rutevalg::Aktoer(system) => r.felt("RoutingModtagerAktoer", system.to_string()),
    });
    k.felt_hvis("DokumentFilNavn", v.filnavn.clone())
}
