//! `samspil abonnement`, `samspil lyt` and `samspil udloes`.
mod abonnement;
mod klient;
mod lyt;

use super::{Nederlag, skriv};
use crate::haendelser::HAENDELSER;
use crate::kommandolinje::modtager::{Abonnement, Lyt, Udloes};
use ::klient::http::Http;
use klient::Modtager;
use serde_json::Value;

/// Does something on a thread that may wait, and that nobody waits for when the command is broken off.
async fn paa_traad<T: Send + 'static>(arbejde: impl FnOnce() -> Result<T, Nederlag> + Send + 'static) -> Result<T, Nederlag> {
    let (til, fra) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || drop(til.send(arbejde())));
    fra.await.map_err(|e| Nederlag::from(format!("the client broke off: {e}")))?
}

/// Carries out one of the commands of subscriptions.
pub async fn abonnement(a: Abonnement) -> Result<(), Nederlag> {
    match a {
        Abonnement::Typer => {
            let linje = |t: &abonnement::Type| format!("{}  {}\n", t.uuid, t.navn);
            Ok(skriv(&abonnement::typer().iter().map(linje).collect::<String>())?)
        }
        Abonnement::Opret { levering, adresse, navn, dueslag, hvad, valg } => {
            let lavet = paa_traad(move || {
                let m = Modtager::ny(valg)?;
                let d = abonnement::Dueslag { uuid: None, navn, levering: levering.clone(), adresse };
                let dueslag = match dueslag {
                    Some(d) => d,
                    None => abonnement::dueslag(&m, &d)?,
                };
                abonnement::abonner(&m, dueslag, &hvad).map(|antal| (dueslag, antal, levering))
            });
            let (dueslag, antal, levering) = lavet.await?;
            let naeste = match levering.as_str() {
                "SSE" => format!("samspil lyt --dueslag {dueslag}"),
                _ => "samspil dueslag list".into(),
            };
            Ok(skriv(&format!("dueslag {dueslag} with {antal} subscriptions\nTry: samspil udloes sag-oprettet\nThen: {naeste}\n"))?)
        }
    }
}

/// Tails a dueslag.
pub async fn lyt(l: Lyt) -> Result<(), Nederlag> {
    lyt::lyt(l).await
}

/// Makes an event happen.
pub async fn udloes(u: Udloes) -> Result<(), Nederlag> {
    let Some(haendelse) = u.haendelse.filter(|_| !u.liste) else {
        return Ok(skriv(&HAENDELSER.iter().map(|h| format!("{:<22} {}\n", h.navn, h.tekst)).collect::<String>())?);
    };
    paa_traad(move || {
        let server = u.server.trim_end_matches('/').to_owned();
        let http = Http::ny(&server, None, &[])?;
        for _ in 0..u.antal {
            let svar = http.send(
                "POST",
                &format!("{server}/udvikling/myndighed/{}/haendelser/{haendelse}", u.myndighed),
                &[("content-type", "application/json")],
                Some("{}"),
            )?;
            let v: Value = serde_json::from_str(&svar.krop).unwrap_or_default();
            if svar.status >= 400 {
                let hvad = v.get("message").and_then(Value::as_str).unwrap_or(&svar.krop);
                return Err(Nederlag::from(format!("HTTP {}: {hvad}", svar.status)));
            }
            let tekst = |o: &Value, navn: &str| o.get(navn).and_then(Value::as_str).unwrap_or_default().to_owned();
            let objekter = v.get("objekter").and_then(Value::as_array).into_iter().flatten();
            let linjer: String = objekter.map(|o| format!("{haendelse}: {} {}\n", tekst(o, "objekttype"), tekst(o, "uuid"))).collect();
            skriv(&linjer)?;
        }
        Ok(())
    })
    .await
}
