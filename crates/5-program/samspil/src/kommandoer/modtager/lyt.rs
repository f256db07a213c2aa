//! `samspil lyt`: reads a dueslag's stream, prints each message or sends it on, and acknowledges what was printed or taken by coming back with its id.
use super::klient::afslag;
use super::{Modtager, abonnement, paa_traad};
use crate::kommandoer::server::stopsignal;
use crate::kommandoer::{Nederlag, skriv};
use crate::kommandolinje::modtager::{Hvad, Lyt};
use ::klient::http::{Http, Linjer};
use beskedfordeler::objekttyper::SSE;
use grund::{Cvr, Uuid};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Times that a stream is asked for that is not there yet, or any more, and the pause between.
const FORSOEG: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);
/// Times that it is looked for a dueslag that somebody names.
const KENDES: u32 = 3;
/// The longest pause before a message is offered to its address again.
const LAENGSTE: Duration = Duration::from_secs(30);

/// The id of the last event that was printed or taken.
type Sidste = Arc<Mutex<Option<String>>>;

/// Listens until it is told to stop, or has had enough.
pub async fn lyt(l: Lyt) -> Result<(), Nederlag> {
    let stop = stopsignal()?;
    let (valg, hvad, dueslag) = (l.valg.clone(), l.hvad.clone(), l.dueslag);
    let (m, dueslag, venter) = paa_traad(move || {
        let m = Modtager::ny(valg)?;
        let dueslag = match dueslag {
            Some(d) => kan_lyttes(&m, d)?,
            None => eget(&m, &hvad)?,
        };
        let venter = m.venter(dueslag)?.unwrap_or(0);
        Ok((Arc::new(m), dueslag, venter))
    })
    .await?;
    if venter > 0 {
        tracing::info!(venter, "messages wait here from before: they come first");
    }
    match super::proev(&l.hvad)? {
        Some(p) => tracing::info!(%dueslag, "listening; `{p}` makes something happen"),
        None => tracing::info!(%dueslag, "listening"),
    }
    let sidste = Sidste::default();
    let (lytter, set) = (m.clone(), sidste.clone());
    let ud = tokio::select! {
        ud = paa_traad(move || foelg(&lytter, dueslag, &l, &set)) => ud,
        () = stop => Ok(()),
    };
    // What was had is had: the next to listen begins after it.
    let id = sidste.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(id) = id {
        paa_traad(move || m.stroem(dueslag, Some(&id), false).map(drop)).await?;
    }
    ud
}

/// The command's own dueslag: the same each time for the same messages, and another one for others, so that nobody gets or loses what another call has asked for.
fn eget(m: &Modtager, hvad: &Hvad) -> Result<Uuid, Nederlag> {
    let liste = |navn: &str, v: &[String]| {
        let v: BTreeSet<&str> = v.iter().map(String::as_str).collect();
        if v.is_empty() { String::new() } else { format!(" --{navn} {}", v.into_iter().collect::<Vec<_>>().join(",")) }
    };
    let hvilke = liste("type", &hvad.typer) + &liste("kle", &hvad.kle);
    let uuid = eget_id(m.system, m.myndighed, &hvilke);
    let navn: String = format!("samspil lyt{hvilke}").chars().take(200).collect();
    abonnement::valgte(hvad)?;
    abonnement::dueslag(m, &abonnement::Dueslag { uuid: Some(uuid), navn, levering: SSE.into(), adresse: None })?;
    abonnement::abonner(m, uuid, hvad)?;
    Ok(uuid)
}

/// Its id: a dueslag is one authority's, so a system that listens for several has one for each.
fn eget_id(system: Uuid, myndighed: Cvr, hvilke: &str) -> Uuid {
    Uuid::new_v5(&system, format!("samspil:lyt:{myndighed}{hvilke}").as_bytes())
}

/// The dueslag, if its messages can be listened to; one that was made a moment ago is known in another.
fn kan_lyttes(m: &Modtager, dueslag: Uuid) -> Result<Uuid, Nederlag> {
    for forsoeg in 1.. {
        match m.er_stroem(dueslag)? {
            200 => break,
            404 if forsoeg >= KENDES => return Err(format!("{dueslag}: the system has no such dueslag").into()),
            409 => return Err(format!("{dueslag} is delivered in another way: its leveringsmaade must be {SSE} to be listened to").into()),
            404 => vent(PAUSE),
            status => return Err(format!("{dueslag}: HTTP {status}").into()),
        }
    }
    Ok(dueslag)
}

fn foelg(m: &Modtager, dueslag: Uuid, l: &Lyt, sidste: &Sidste) -> Result<(), Nederlag> {
    let til = l.til.as_ref().map(|t| Http::ny(t, None, &[]).map(|http| (http, t.as_str()))).transpose()?;
    let (mut rest, mut mislykket, mut forny) = (l.antal, 0, false);
    loop {
        let id = sidste.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match m.stroem(dueslag, id.as_deref(), forny) {
            Ok((200, linjer)) => {
                (mislykket, forny) = (0, false);
                if laes(linjer, l, til.as_ref(), sidste, &mut rest)? {
                    return Ok(());
                }
                continue;
            }
            // A token that has run out is fetched anew.
            Ok((401, _)) if !forny => forny = true,
            // A dueslag that was just made is not known everywhere yet.
            Ok((status, mut svar)) if mislykket >= FORSOEG || !matches!(status, 404 | 503) => {
                return Err(afslag(status, &svar.find_map(Result::ok).unwrap_or_default()));
            }
            Err(f) if mislykket >= FORSOEG => return Err(f),
            _ => {}
        }
        mislykket += 1;
        vent(PAUSE);
    }
}

/// Reads events until the stream ends; true when there were enough.
fn laes(linjer: Linjer, l: &Lyt, til: Option<&(Http, &str)>, sidste: &Sidste, rest: &mut Option<u64>) -> Result<bool, Nederlag> {
    let (mut id, mut data) = (None, String::new());
    for linje in linjer {
        // A connection that broke: the stream is opened again.
        let Ok(linje) = linje else { return Ok(false) };
        match linje.split_once(':').unwrap_or((&linje, "")) {
            ("id", v) => id = Some(v.trim().to_owned()),
            ("data", v) => data.push_str(v.strip_prefix(' ').unwrap_or(v)),
            ("", "") if !data.is_empty() => {
                let haendelse = std::mem::take(&mut data);
                if let Some((http, adresse)) = til {
                    aflever(http, adresse, &haendelse);
                }
                vis(l, &haendelse)?;
                *sidste.lock().unwrap_or_else(PoisonError::into_inner) = id.clone();
                if let Some(n) = rest {
                    *n = n.saturating_sub(1);
                    if *n == 0 {
                        return Ok(true);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(false)
}

fn vis(l: &Lyt, haendelse: &str) -> Result<(), String> {
    let v: Value = serde_json::from_str(haendelse).unwrap_or_default();
    let tekst = |navn: &str| v.get(navn).and_then(Value::as_str).unwrap_or("-");
    if l.json {
        return skriv(&format!("{haendelse}\n"));
    }
    if l.xml {
        return skriv(&format!("{}\n", tekst("data")));
    }
    skriv(&format!("{} {} {} {}\n", tekst("time"), tekst("type"), tekst("subject"), tekst("id")))
}

/// A command with nothing else to do waits.
#[allow(clippy::disallowed_methods)]
fn vent(pause: Duration) {
    std::thread::sleep(pause);
}

/// Until the address has taken it.
fn aflever(http: &Http, adresse: &str, haendelse: &str) {
    let mut pause = PAUSE;
    loop {
        let svar = http.send("POST", adresse, &[("content-type", "application/cloudevents+json; charset=utf-8")], Some(haendelse));
        let grund = match svar {
            Ok(s) if (200..300).contains(&s.status) => return,
            Ok(s) => format!("HTTP {}", s.status),
            Err(f) => f,
        };
        tracing::warn!(adresse, grund, "not taken; it is tried again");
        vent(pause);
        pause = (pause * 2).min(LAENGSTE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e3_a_system_that_listens_for_two_authorities_has_a_dueslag_of_each() {
        let id = |system: u128, myndighed, hvilke: &str| eget_id(Uuid::from_u128(system), myndighed, hvilke);
        let er = id(1, Cvr::KORSBAEK, "");
        assert_eq!(er, id(1, Cvr::KORSBAEK, ""));
        for andet in [id(2, Cvr::KORSBAEK, ""), id(1, Cvr::KOMBIT, ""), id(1, Cvr::KORSBAEK, " --kle 32")] {
            assert_ne!(er, andet);
        }
    }
}
