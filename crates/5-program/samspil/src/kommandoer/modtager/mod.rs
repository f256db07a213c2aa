//! `samspil abonnement`, `samspil lyt` and `samspil udloes`.
mod abonnement;
mod klient;
mod lyt;

use super::{Nederlag, skriv};
use crate::haendelser::{HAENDELSER, Haendelse};
use crate::kommandolinje::modtager::{Abonnement, Hvad, Lyt, Udloes};
use ::klient::http::Http;
use beskedfordeler::objekttyper::{HENT, SSE, WEBHOOK};
use grund::Uuid;
use klient::{Modtager, afslag};
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
            let nyt = abonnement::Dueslag { navn, levering, adresse };
            if dueslag.is_none() && nyt.sendes() && nyt.adresse.is_none() {
                return Err(format!(
                    "--adresse is missing: where {} is sent to. https://host[:port]/path; a program in development also sends to http:// on this machine",
                    nyt.levering
                )
                .into());
            }
            let proev = proev(&hvad)?.map_or_else(String::new, |p| format!("Try: {p}\n"));
            let lavet = paa_traad(move || {
                let m = Modtager::ny(valg)?;
                let uuid = match dueslag {
                    Some(d) => {
                        abonnement::findes(&m, d)?;
                        d
                    }
                    None => abonnement::dueslag(&m, &nyt)?,
                };
                let naeste = naeste(uuid, dueslag.is_none().then_some(&nyt));
                abonnement::abonner(&m, uuid, &hvad).map(|antal| (uuid, antal, naeste))
            });
            let (dueslag, antal, naeste) = lavet.await?;
            let flere = if antal == 1 { "" } else { "s" };
            Ok(skriv(&format!("dueslag {dueslag} with {antal} subscription{flere}\n{proev}Then: {naeste}\n"))?)
        }
    }
}

/// What makes something happen that these subscriptions tell of; nothing when no event that is made up does.
fn proev(hvad: &Hvad) -> Result<Option<String>, Nederlag> {
    let typer = abonnement::valgte(hvad)?;
    let kle = hvad.kle.first();
    let om = |h: &&Haendelse| (kle.is_none() || h.har_kle()) && typer.iter().any(|t| typenavn(&t.to_string()) == Some(h.om()));
    let med = kle.map_or_else(String::new, |k| format!(" --kle {k}"));
    Ok(HAENDELSER.iter().find(om).map(|h| format!("samspil udloes {}{med}", h.navn)))
}

/// How the messages of a dueslag get to whoever has made it.
fn naeste(dueslag: Uuid, nyt: Option<&abonnement::Dueslag>) -> String {
    let modtag = beskedfordeler::tjenester::MODTAG.entity_id;
    match nyt.map(|d| d.levering.as_str()) {
        Some(SSE) => format!("samspil lyt --dueslag {dueslag}"),
        Some(HENT) => format!(
            "samspil klient token --tjeneste {modtag} --ud modtag.token\n\
             and fetch by AMQP from the queue {dueslag}, vhost BF, where the program listens (its start says where: 5671, in the open mode 5672, which takes no token)"
        ),
        Some(WEBHOOK) => format!(
            "samspil klient rest get /beskedfordeler/v1/dueslag/{dueslag}/hemmelighed --tjeneste {modtag}\n\
             is the secret by which your address knows that events are ours; samspil dueslag list shows how they are taken"
        ),
        _ => "samspil dueslag list".into(),
    }
}

/// The name of a type of messages, by its UUID as text.
pub(super) fn typenavn(uuid: &str) -> Option<&'static str> {
    abonnement::typer().iter().find(|t| t.uuid.to_string() == uuid).map(|t| t.navn)
}

/// Tails a dueslag.
pub async fn lyt(l: Lyt) -> Result<(), Nederlag> {
    lyt::lyt(l).await
}

/// Makes an event happen.
pub async fn udloes(u: Udloes) -> Result<(), Nederlag> {
    let Some(haendelse) = u.haendelse.filter(|_| !u.liste) else {
        let alle: String = HAENDELSER.iter().map(|h| format!("{:<22} {}\n", h.navn, h.tekst)).collect();
        let slags = "\nThe type of an event ends in what the register was told: `.importeret` in the indexes and of persons, also of one that is new; `.opstaaet` or `.rettet` in the others.\n";
        return Ok(skriv(&(alle + slags))?);
    };
    paa_traad(move || {
        let server = u.server.trim_end_matches('/').to_owned();
        let http = Http::ny(&server, None, &[])?;
        let om = u.kle.map_or_else(String::new, |k| format!("?kle={}", k.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "*")));
        for _ in 0..u.antal {
            let svar = http.send(
                "POST",
                &format!("{server}/udvikling/myndighed/{}/haendelser/{haendelse}{om}", u.myndighed),
                &[("content-type", "application/json")],
                Some("{}"),
            )?;
            if svar.status >= 400 {
                return Err(afslag(svar.status, &svar.krop));
            }
            let v: Value = serde_json::from_str(&svar.krop).unwrap_or_default();
            let tekst = |o: &Value, navn: &str| o.get(navn).and_then(Value::as_str).unwrap_or_default().to_owned();
            let objekter = v.get("objekter").and_then(Value::as_array).into_iter().flatten();
            let linjer: String = objekter.map(|o| format!("{haendelse}: {} {}\n", tekst(o, "objekttype"), tekst(o, "uuid"))).collect();
            skriv(&linjer)?;
        }
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_proposed_makes_a_message_that_the_subscription_tells_of() {
        let proev = |typer: &[&str], kle: &[&str]| {
            let navne = |v: &[&str]| v.iter().map(|t| (*t).to_owned()).collect();
            proev(&Hvad { typer: navne(typer), kle: navne(kle) }).unwrap_or_default()
        };
        let ingen: &[&str] = &[];
        for (typer, kle, ventet) in [
            (ingen, ingen, Some("samspil udloes sag-oprettet")),
            (&[], &["32", "27"], Some("samspil udloes sag-oprettet --kle 32")),
            (&["organisationenhed"], &[], Some("samspil udloes enhed-oprettet")),
            (&["personidentitet", "dokumentindeks"], &[], Some("samspil udloes dokument-oprettet")),
            (&["organisationenhed"], &["32"], None),
            (&["6f1a0c1e-3b52-4c67-9d6e-2f0a1b2c3d4e"], &[], None),
        ] {
            assert_eq!(proev(typer, kle).as_deref(), ventet, "{typer:?} {kle:?}");
        }
        let navne: Vec<_> = abonnement::typer().iter().map(|t| t.navn).collect();
        assert!(HAENDELSER.iter().all(|h| navne.contains(&h.om())), "every event is about a type that can be subscribed to");
    }
}
