//! `samspil lyt`: reads a dueslag's stream, prints each message or sends it on, and acknowledges what was printed or taken by coming back with its id.
use super::klient::afslag;
use super::{Modtager, abonnement, paa_traad};
use crate::kommandoer::server::stopsignal;
use crate::kommandoer::{Nederlag, skriv};
use crate::kommandolinje::modtager::{Hvad, Lyt};
use ::klient::http::{Http, Linjer};
use beskedfordeler::objekttyper::SSE;
use beskedfordeler::tjenester::MODTAG;
use grund::Uuid;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Times that a stream is asked for that is not there yet, or any more, and the pause between.
const FORSOEG: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);
/// Times that it is looked for a dueslag that somebody names.
const KENDES: u32 = 3;
/// Characters of a name.
const NAVN_TEGN: usize = 200;
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
            Some(d) if kendes(&m, d, KENDES)? => d,
            Some(d) => return Err(format!("{d}: the system has no such dueslag").into()),
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

/// The command's own dueslag: the same each time for the same messages, and another one for others, so that nobody gets or loses what another call has asked for. It is known by
/// its name.
fn eget(m: &Modtager, hvad: &Hvad) -> Result<Uuid, Nederlag> {
    abonnement::valgte(hvad)?;
    let system = m.system()?;
    m.er_systemet(system)?;
    let dueslag = abonnement::dueslag_ved_navn(m, &abonnement::Dueslag { navn: eget_navn(hvad), levering: SSE.into(), adresse: None })?;
    abonnement::abonner(m, dueslag, hvad)?;
    // One that was just made is not known everywhere yet.
    if kendes(m, dueslag, FORSOEG)? {
        return Ok(dueslag);
    }
    let galt = "the server has made it, and knows no dueslag of this caller by that id (HTTP 404)";
    Err(format!(
        "{dueslag}: {galt}. Is the certificate that of system {system}, and has it an agreement on {}? `samspil klient tjenester` shows it",
        MODTAG.entity_id
    )
    .into())
}

/// Says which messages it is for; what is too long for a name ends in what tells it from others.
fn eget_navn(hvad: &Hvad) -> String {
    let liste = |navn: &str, v: &[String]| {
        let v: BTreeSet<&str> = v.iter().map(String::as_str).collect();
        if v.is_empty() { String::new() } else { format!(" --{navn} {}", v.into_iter().collect::<Vec<_>>().join(",")) }
    };
    let hele = format!("samspil lyt{}{}", liste("type", &hvad.typer), liste("kle", &hvad.kle));
    if hele.chars().count() <= NAVN_TEGN {
        return hele;
    }
    let kort: String = hele.chars().take(NAVN_TEGN - 40).collect();
    format!("{kort}… {}", Uuid::new_v5(&Uuid::NAMESPACE_OID, hele.as_bytes()))
}

/// Whether its messages can be listened to, asked so many times: one that was made a moment ago is known in another.
fn kendes(m: &Modtager, dueslag: Uuid, gange: u32) -> Result<bool, Nederlag> {
    for forsoeg in 1..=gange {
        match m.er_stroem(dueslag)? {
            200 => return Ok(true),
            404 if forsoeg == gange => {}
            404 => vent(PAUSE),
            409 => return Err(format!("{dueslag} is delivered in another way: its leveringsmaade must be {SSE} to be listened to").into()),
            403 => {
                return Err(format!("{dueslag}: HTTP 403: the system has no agreement on {} that lets it receive", MODTAG.entity_id).into());
            }
            status => return Err(format!("{dueslag}: HTTP {status}").into()),
        }
    }
    Ok(false)
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
            Ok((status, _)) if mislykket == 0 => tracing::warn!(status, "the stream is not there; it is asked for again"),
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
    fn e3_the_dueslag_of_a_choice_is_known_by_its_name_however_long_the_choice_is() {
        let navn = |typer: &[&str], kle: &[&str]| {
            let v = |l: &[&str]| l.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
            eget_navn(&Hvad { typer: v(typer), kle: v(kle) })
        };
        assert_eq!(navn(&["sagindeks", "bruger"], &["32"]), "samspil lyt --type bruger,sagindeks --kle 32");
        assert_eq!(navn(&["bruger", "sagindeks"], &["32"]), navn(&["sagindeks", "bruger", "bruger"], &["32"]));
        let mange: Vec<String> = (10..99).map(|n| format!("{n}.01.01")).collect();
        let mange: Vec<&str> = mange.iter().map(String::as_str).collect();
        let (lang, anden) = (navn(&[], &mange), navn(&[], &mange[..80]));
        assert!(lang.chars().count() <= NAVN_TEGN && lang != anden && lang == navn(&[], &mange), "{lang}");
    }
}
