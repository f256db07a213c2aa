//! `samspil kontroller`, `samspil genopbyg` and `samspil sikkerhedskopi`.
use super::skriv;
use super::viser::Viser;
use crate::kommandolinje::{Lagervalg, Sikkerhedskopi};
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use grund::fremskridt::Fremskridt;

/// Verifies the store; ends with an error when anything is wrong.
pub async fn kontroller(valg: Lagervalg) -> Result<(), String> {
    let s = opstilling::aabn(&valg, Mangler::Fejl).await?;
    let ialt = s.register.lager().status().await.map_err(|f| fejltekst(&f))?.objekter;
    let mut viser = Viser::ny();
    let resultat =
        register::kontrol::kontroller(&s.register, &mut |r| viser.meld(Fremskridt { fase: "Kontrollerer", gjort: r.objekter, ialt })).await;
    viser.slut();
    let r = resultat.map_err(|f| fejltekst(&f))?;
    s.register.lager().luk().await;
    let mut ud =
        format!("{} objects, {} registrations, {} index rows: {} faults.\n", r.objekter, r.registreringer, r.indeksraekker, r.fejl);
    for f in &r.foerste {
        match f.noegle {
            Some(n) => {
                ud.push_str(&format!("  authority {}, type {}, {}, registration {}: {}\n", n.myndighed, n.objekttype, n.uuid, f.nr, f.hvad))
            }
            None => ud.push_str(&format!("  {}\n", f.hvad)),
        }
    }
    skriv(&ud)?;
    if r.er_fejlfri() { Ok(()) } else { Err("the store has faults".into()) }
}

/// Makes what is derived from registrations anew.
pub async fn genopbyg(valg: Lagervalg) -> Result<(), String> {
    let s = opstilling::aabn(&valg, Mangler::Fejl).await?;
    let ialt = s.register.lager().status().await.map_err(|f| fejltekst(&f))?.objekter;
    let mut viser = Viser::ny();
    let resultat =
        register::genopbyg::genopbyg(&s.register, &mut |gjort| viser.meld(Fremskridt { fase: "Genopbygger", gjort, ialt })).await;
    viser.slut();
    let (set, skrevet) = resultat.map_err(|f| fejltekst(&f))?;
    if skrevet > 0 {
        // Labels may be others without an event that says so: readers of the feed read anew.
        s.register.lager().ny_epoke().await.map_err(|f| fejltekst(&f))?;
    }
    s.register.lager().luk().await;
    skriv(&format!("{set} objects, {skrevet} made anew.\n"))
}

/// Copies the store.
pub async fn sikkerhedskopi(valg: Sikkerhedskopi) -> Result<(), String> {
    if valg.til.exists() {
        return Err(format!("{} exists; a backup never overwrites", valg.til.display()));
    }
    let mut stop = super::server::stopsignal()?;
    let s = opstilling::aabn(&valg.lager, Mangler::Fejl).await?;
    let lager = s.register.lager();
    let resultat = tokio::select! {
        svar = lager.sikkerhedskopi(&valg.til) => svar.map_err(|f| fejltekst(&f)),
        () = &mut stop => Err("interrupted; nothing is left of the copy".into()),
    };
    lager.luk().await;
    resultat?;
    skriv(&format!("Copied to {}.\n", valg.til.display()))
}
