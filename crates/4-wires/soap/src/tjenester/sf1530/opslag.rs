//! Looking up by number.
use super::{Opslag, barn, begynd, skriv, tal};
use crate::tjenester::Kald;
use crate::tjenester::hovedoplysninger::barn as fyld;
use ::cvr::model::Deltagerslags;
use grund::{Fejl, graenser};
use kontrakt::Knude;

/// The wrapped request of the same name, and the wrapped answer to fill.
fn pakket<'k>(kald: Kald<'_>, ind: &'k Knude) -> Result<&'k Knude, Fejl> {
    barn(ind, kald.operation.ind.navn)
}

fn svar(kald: Kald<'_>, fyld_ud: impl FnOnce(Knude) -> Knude) -> Knude {
    fyld(Knude::ny(kald.operation.ud), kald.operation.ud.navn, fyld_ud)
}

/// How much is asked for.
fn niveau(k: &Knude) -> u8 {
    // Larger than anybody means: everything.
    k.attributten("level").and_then(|l| tal::<u8>(l, "@level").ok()).unwrap_or(u8::MAX)
}

/// getLegalUnit.
pub async fn enhed(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let o = begynd(kald).await?;
    let k = pakket(kald, ind)?;
    let cvr: u32 = tal(barn(k, "LegalUnitIdentifier")?.vaerdi(), "LegalUnitIdentifier")?;
    let Some(f) = o.register.enhed(cvr).await? else { return Ok(svar(kald, |s| s)) };
    let niveau = niveau(k);
    let tilknyttede = if niveau >= skriv::ALT { o.register.tilknyttede(cvr, 0, graenser::CVR_TILKNYTTEDE).await? } else { Vec::new() };
    if niveau >= skriv::ALT && o.ser_cpr {
        // Whose numbers are shown is in the log.
        for g in &f.enhed.deltagere {
            if let Deltagerslags::Person(Some(cpr)) = &g.vaerdi.slags {
                kald.kontekst.spor.person(cpr);
            }
        }
    }
    Ok(svar(kald, |s| fyld(s, "LegalUnit", |k| skriv::enhed(k, &f, &tilknyttede, &o, niveau))))
}

/// getProductionUnit.
pub async fn produktionsenhed(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let o = begynd(kald).await?;
    let k = pakket(kald, ind)?;
    let pnr: u64 = tal(barn(k, "ProductionUnitIdentifier")?.vaerdi(), "ProductionUnitIdentifier")?;
    let Some(f) = o.register.produktionsenhed(pnr).await? else { return Ok(svar(kald, |s| s)) };
    let niveau = niveau(k);
    Ok(svar(kald, |s| fyld(s, "ProductionUnit", |k| skriv::produktionsenhed(k, &f, &o, niveau))))
}

/// getRelatedProductionUnitNameAndAddress: the production units that are the unit's on the day.
pub async fn tilknyttede(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let o: Opslag = begynd(kald).await?;
    let cvr: u32 = tal(barn(pakket(kald, ind)?, "LegalUnitIdentifier")?.vaerdi(), "LegalUnitIdentifier")?;
    let alle = o.register.tilknyttede(cvr, 0, graenser::CVR_TILKNYTTEDE).await?;
    let nu = alle.iter().filter(|p| p.enhed.enhed.vist(o.dag).is_some_and(|g| g.vaerdi == cvr));
    Ok(svar(kald, |s| {
        fyld(s, "ProductionUnitNameAndAddressCollection", |liste| {
            nu.fold(liste, |l, p| fyld(l, "ProductionUnitNameAndAddress", |k| skriv::navn_og_adresse(k, &p.enhed, &o)))
        })
    }))
}
