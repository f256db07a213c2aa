//! `samspil dueslag`.
use super::skriv;
use crate::beskeder;
use crate::kommandolinje::{Dueslag, Lagervalg};
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use beskedfordeler::Fordeler;
use grund::{Fejl, Fejlkode, Uuid};
use koe::{Liggende, Loft};

/// Carries out one of its commands.
pub async fn udfoer(valg: Dueslag) -> Result<(), String> {
    match valg {
        Dueslag::List(lager) => med(&lager, list).await,
        Dueslag::Vis { uuid, fejlkoe, antal, lager } => med(&lager, async |f| vis(f, uuid, fejlkoe, antal).await).await,
    }
}

async fn med(valg: &Lagervalg, arbejde: impl AsyncFnOnce(&Fordeler) -> Result<String, Fejl>) -> Result<(), String> {
    let s = opstilling::aabn(valg, Mangler::Fejl).await?;
    let svar = i(&s, arbejde).await;
    s.register.lager().luk().await;
    skriv(&svar.map_err(|f| fejltekst(&f))?)
}

async fn i(s: &Samspil, arbejde: impl AsyncFnOnce(&Fordeler) -> Result<String, Fejl>) -> Result<String, Fejl> {
    arbejde(beskeder::se(s).await?.as_ref()).await
}

async fn list(f: &Fordeler) -> Result<String, Fejl> {
    let mut alle = f.bog.alle_dueslag();
    alle.sort_by_key(|(u, d)| (d.myndighed, *u));
    let mut ud = String::new();
    for (uuid, d) in alle {
        let s = f.koe().status(uuid).await?;
        let siden = s.aeldste.map_or(String::new(), |(_, t)| format!(" since {}", t.til_utc()));
        let (m, navn, maade) = (d.myndighed, &d.data.navn, &d.data.levering);
        ud.push_str(&format!(
            "{uuid} {m} {maade}: {} messages, {} bytes{siden}; {} in the error queue; {navn}\n",
            s.antal, s.bytes, s.fejlede
        ));
    }
    Ok(ud)
}

async fn vis(f: &Fordeler, uuid: Uuid, fejlkoe: bool, antal: usize) -> Result<String, Fejl> {
    f.bog.dueslag(uuid).ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid"))?;
    let loft = Loft { antal, bytes: usize::MAX };
    let mut ud = String::new();
    if fejlkoe {
        for x in f.koe().fejlkoe(uuid, 0, loft).await? {
            ud.push_str(&format!("{}; {:?} at {} {}\n", linje(&x.besked)?, x.aarsag, x.flyttet.til_utc(), x.tekst));
        }
        return Ok(ud);
    }
    for b in f.koe().laes(uuid, 0, loft).await? {
        ud.push_str(&linje(&b)?);
        ud.push('\n');
    }
    Ok(ud)
}

fn linje(b: &Liggende) -> Result<String, Fejl> {
    let k = beskedfordeler::kuvert_af(b)?;
    let (id, beskedtype, t) = (&k.besked_id, &k.beskedtype, b.modtaget.til_utc());
    Ok(format!("{} {id} of type {beskedtype}, received {t}, given back {} times, by subscription {}", b.nummer, b.forsoeg, b.maerke))
}
