//! `samspil stroem`.
use super::skriv;
use crate::kommandolinje::{Lagervalg, Stroem};
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use grund::Fejl;
use grund::ur::Ur;
use lager::{Skrivning, Stroemlaeser};

/// Carries out one of its commands.
pub async fn udfoer(valg: Stroem) -> Result<(), String> {
    match valg {
        Stroem::Vis(lager) => med(&lager, vis).await,
        Stroem::NyEpoke(lager) => med(&lager, ny_epoke).await,
        Stroem::Glem { navn, lager } => med(&lager, async |s| glem(s, &navn).await).await,
    }
}

async fn med(valg: &Lagervalg, arbejde: impl AsyncFnOnce(&Samspil) -> Result<String, Fejl>) -> Result<(), String> {
    let s = opstilling::aabn(valg, Mangler::Fejl).await?;
    let svar = arbejde(&s).await;
    s.register.lager().luk().await;
    skriv(&svar.map_err(|f| fejltekst(&f))?)
}

async fn vis(s: &Samspil) -> Result<String, Fejl> {
    let lager = s.register.lager();
    let (status, ender) = (lager.status().await?, lager.stroemstatus().await?);
    let siden = status.stroem_siden.map_or("no event".into(), |t| format!("events since {}", t.til_utc()));
    let mut ud = format!("edge {}, newest {}, {siden}\n", ender.kant, ender.spids);
    for (l, bagud) in crate::stroem::bagud(lager.as_ref(), s.ur.nu()).await? {
        let bagud = if bagud < 0 { "has to read anew".into() } else { format!("{bagud} s behind") };
        ud.push_str(&format!("  {} at {}: {bagud}\n", l.navn, l.position));
    }
    Ok(ud)
}

async fn ny_epoke(s: &Samspil) -> Result<String, Fejl> {
    let lager = s.register.lager();
    lager.ny_epoke().await?;
    Ok(format!("A new epoch: every reader of the feed reads anew, and goes on after {}.\n", lager.stroemstatus().await?.spids))
}

async fn glem(s: &Samspil, navn: &str) -> Result<String, Fejl> {
    let lager = s.register.lager();
    if !Stroemlaeser::alle(lager.as_ref()).await?.iter().any(|l| l.navn == navn) {
        return Err(Fejl::ny(grund::Fejlkode::FindesIkke).felt("navn"));
    }
    lager.skriv(Skrivning { raekker: vec![Stroemlaeser::glem(navn)], ..Skrivning::default() }).await?;
    Ok(format!("{navn} is forgotten.\n"))
}
