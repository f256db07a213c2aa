//! The four operations.
use super::{laes, skriv};
use crate::tjenester::Kald;
use crate::tjenester::hovedoplysninger::barn;
use fordeling::Fordelingskomponent;
use grund::{Fejl, Fejlkode};
use kontrakt::Knude;

fn komponent(kald: Kald<'_>) -> Result<&Fordelingskomponent, Fejl> {
    kald.tilstand.fordeling.as_deref().ok_or_else(|| Fejl::intern("SF2900 is served without its component"))
}

/// FordelingsobjektAfsend.
pub async fn afsend(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let anmodning = laes::anmodning(laes::barn(ind, "anmodning")?).map_err(|f| f.under("anmodning"))?;
    let (kvittering, kontekst) = komponent(kald)?.afsend(kald.kontekst, anmodning).await?;
    let ud = barn(Knude::ny(kald.operation.ud), "ForretningsKvittering", |k| skriv::kvittering(k, &kvittering));
    Ok(barn(ud, "DistributionContext", |k| skriv::kontekst(k, &kontekst)))
}

/// FordelingskvitteringModtag.
pub async fn kvitter(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let kvittering = laes::kvittering(laes::barn(ind, "Forretningskvittering")?).map_err(|f| f.under("Forretningskvittering"))?;
    let kontekst = laes::kontekst(laes::barn(ind, "DistributionContext")?).map_err(|f| f.under("DistributionContext"))?;
    komponent(kald)?.kvitter(kald.kontekst, &kontekst, &kvittering).await?;
    Ok(Knude::ny(kald.operation.ud))
}

/// FordelingsmodtagerList. As the component of Serviceplatformen, the answer has the rule's mask, which a whole number only is by the published pattern (contracts 9);
/// a rule for a whole category of facets shows none.
pub async fn list(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let r = laes::barn(ind, "Routing")?;
    let under = |f: Fejl| f.under("Routing");
    let (afsender, modtager) = (laes::cvr(r, "AfsendendeMyndighed").map_err(under)?, laes::cvr(r, "RoutingMyndighed").map_err(under)?);
    let emne = laes::emne(r, "RoutingKLEEmne").map_err(under)?;
    let facet = laes::facet(r, "RoutingHandlingFacet").map_err(under)?;
    let linjer = komponent(kald)?.modtagere(kald.kontekst, afsender, modtager, &emne, facet.as_ref()).await?;
    Ok(barn(Knude::ny(kald.operation.ud), "Systemer", |k| {
        linjer.iter().fold(k, |k, l| {
            let facet = l.facet.as_ref().and_then(fordeling::maske::Facetmaske::facet);
            barn(k, "System", |s| {
                s.felt("SystemMyndighed", l.myndighed.to_string())
                    .felt("SystemUUID", l.system.to_string())
                    .felt("SystemNavn", l.navn.clone())
                    .felt("RoutingKLEEmne", l.kle.to_string())
                    .felt_hvis("RoutingHandlingFacet", facet.map(|f| f.to_string()))
            })
        })
    }))
}

/// FordelingsmodtagerValider.
pub async fn valider(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let afsender = laes::cvr(ind, "AfsendendeMyndighed")?;
    let liste = laes::barn(ind, "RoutingListe")?;
    let maks = grund::graenser::FORDELING_VALIDER;
    if liste.boern.len() > maks {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("RoutingListe/Routing").ventet(grund::sagt::hoejst(maks, grund::sagt::STYK)));
    }
    let mut svar = Vec::with_capacity(liste.boern.len());
    for r in liste.boern("Routing") {
        let under = |f: Fejl| f.under("RoutingListe/Routing");
        let (modtager, system) = (laes::cvr(r, "RoutingMyndighed").map_err(under)?, laes::uuid(r, "RoutingModtagerAktoer").map_err(under)?);
        svar.push((modtager, system, komponent(kald)?.kan_modtage(kald.kontekst, afsender, modtager, system).await?));
    }
    Ok(barn(Knude::ny(kald.operation.ud), "RoutingListe", |k| {
        svar.iter().fold(k, |k, (modtager, system, kan)| {
            barn(k, "RoutingModtager", |r| {
                r.felt("RoutingMyndighed", modtager.to_string())
                    .felt("RoutingModtagerAktoer", system.to_string())
                    .felt("KanModtage", kan.to_string())
            })
        })
    }))
}
