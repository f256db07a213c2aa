//! Tells people that messages and handovers pile up: in the program's log, by a webhook, by mail. What is worth telling is decided by `beskedfordeler::alarm`.
mod mail;
pub mod overdragelser;

use crate::kommandolinje::alarm::Alarmvalg;
use beskedfordeler::Fordeler;
use beskedfordeler::alarm::{Alarmer, Maaling, Melding, Stand};
use grund::ur::Ur;
use grund::{Fejl, Tidspunkt, Uuid};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider};

/// Between looks at all dueslag. What they are asked is in memory.
const KIG: Duration = Duration::from_secs(5);
/// Alarms that are told one by one at a time; of more only the number.
const AD_GANGEN: usize = 50;
/// How long a receiver of alarms has.
const FRIST: Duration = Duration::from_secs(15);
/// Times that a receiver is tried, with longer and longer pauses.
const FORSOEG: u32 = 4;

/// Where distributions have the root certificates: Debian, Red Hat, SUSE.
const RODFILER: [&str; 3] = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];

/// How many alarms are on, for health and metrics.
#[derive(Clone, Debug, Default)]
pub struct Alarmtal(Arc<AtomicU64>);

impl Alarmtal {
    /// How many.
    pub fn antal(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Looks at every dueslag until `slut` turns true.
pub async fn pas(f: Arc<Fordeler>, valg: Alarmvalg, tal: Alarmtal, mut slut: watch::Receiver<bool>, ur: Arc<dyn Ur>) {
    let (mut alarmer, ud) = (Alarmer::ny(valg.graenser()), Udsending::af(&valg));
    let mut i_kraft = BTreeSet::new();
    loop {
        match maal(&f).await {
            Ok(maalinger) => {
                let foer = std::mem::replace(&mut i_kraft, f.bog.alle_dueslag().into_iter().map(|(u, _)| u).collect());
                efterladt(&foer, &i_kraft, &maalinger).for_each(|m| sig_efterladt(&f, m));
                let nu = ur.nu();
                let meldinger = alarmer.vurder(nu, &maalinger);
                tal.0.store(alarmer.antal() as u64, Ordering::Relaxed);
                if !meldinger.is_empty() {
                    log(&f, &meldinger);
                    ud.send(brev(&f, &meldinger, nu));
                }
            }
            Err(fejl) => tracing::error!(%fejl, aarsag = fejl.aarsagen(), "the dueslag could not be looked at for alarms"),
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(KIG) => {}
        }
    }
}

async fn maal(f: &Fordeler) -> Result<Vec<Maaling>, Fejl> {
    let mut ud = Vec::new();
    let mut alle: Vec<(Uuid, bool)> = f.bog.alle_dueslag().into_iter().map(|(u, d)| (u, d.data.sendes())).collect();
    // Of one that was deleted, as long as messages are left in it: nobody fetches them any more.
    alle.extend(f.koe().dueslag().into_iter().filter(|u| f.bog.dueslag(*u).is_none()).map(|u| (u, false)));
    for (dueslag, sendes) in alle {
        let (s, g) = (f.koe().status(dueslag).await?, f.gang(dueslag));
        if s.antal == 0 && s.fejlede == 0 && f.bog.dueslag(dueslag).is_none() {
            continue;
        }
        ud.push(Maaling {
            dueslag,
            antal: s.antal,
            aeldste: s.aeldste.map(|(_, t)| t),
            fejlede: s.fejlede,
            uden_forbruger_siden: g.uden_forbruger_siden.filter(|_| !sendes),
            fejl_i_traek: g.fejl_i_traek,
        });
    }
    Ok(ud)
}

/// What was left in dueslag that went out of force since the last look.
fn efterladt<'m>(foer: &BTreeSet<Uuid>, nu: &BTreeSet<Uuid>, maalinger: &'m [Maaling]) -> impl Iterator<Item = &'m Maaling> {
    maalinger.iter().filter(|m| m.antal + m.fejlede > 0 && foer.contains(&m.dueslag) && !nu.contains(&m.dueslag))
}

fn sig_efterladt(f: &Fordeler, m: &Maaling) {
    let (navn, myndighed, system) = hvis(f, m.dueslag);
    let (dueslag, antal, fejlede) = (m.dueslag, m.antal, m.fejlede);
    tracing::warn!(%dueslag, navn, myndighed, system, antal, fejlede, "a dueslag was deleted, or set out of force, with messages in it: its receiver gets them when it makes it again with the same UUID");
}

/// Name, authority and receiving system of a dueslag, as it says or said.
fn hvis(f: &Fordeler, dueslag: Uuid) -> (String, String, String) {
    let Some(d) = f.bog.kendt(dueslag) else { return Default::default() };
    let system = d.data.modtagersystem.map(|s| f.system(s).map_or_else(|| s.to_string(), |s| s.navn));
    (d.data.navn, d.myndighed.to_string(), system.unwrap_or_default())
}

fn log(f: &Fordeler, meldinger: &[Melding]) {
    for m in meldinger.iter().take(AD_GANGEN) {
        let (navn, myndighed, system) = hvis(f, m.dueslag);
        let (alarm, stand, vaerdi, graense) = (m.slags.navn(), m.stand.navn(), m.vaerdi, m.graense);
        match m.stand {
            Stand::Ophoert => tracing::info!(dueslag = %m.dueslag, navn, myndighed, system, alarm, stand, vaerdi, graense, "alarm"),
            _ => tracing::warn!(dueslag = %m.dueslag, navn, myndighed, system, alarm, stand, vaerdi, graense, "alarm"),
        }
    }
    if meldinger.len() > AD_GANGEN {
        tracing::warn!(flere = meldinger.len() - AD_GANGEN, "alarms of further dueslag: `samspil dueslag list --problemer` shows them");
    }
}

/// What a webhook gets, and what a mail says: one letter for all that is new, however much that is.
fn brev(f: &Fordeler, meldinger: &[Melding], nu: Tidspunkt) -> Value {
    let en = |m: &Melding| {
        let d = f.bog.kendt(m.dueslag);
        json!({
            "dueslag": m.dueslag,
            "navn": d.as_ref().map(|d| &d.data.navn),
            "myndighed": d.as_ref().map(|d| d.myndighed.to_string()),
            "modtagersystem": d.as_ref().and_then(|d| d.data.modtagersystem),
            "systemnavn": d.as_ref().and_then(|d| f.system(d.data.modtagersystem?).map(|s| s.navn)),
            "alarm": m.slags.navn(),
            "stand": m.stand.navn(),
            "tekst": format!("{} {}", m.vaerdi, m.slags.tekst()),
            "vaerdi": m.vaerdi,
            "graense": m.graense,
            "siden": m.siden.til_utc(),
            "senestefejl": f.gang(m.dueslag).seneste_fejl.map(|(t, sagt)| json!({ "tidspunkt": t.til_utc(), "tekst": sagt.dansk })),
        })
    };
    json!({
        "tidspunkt": nu.til_utc(),
        "alarmer": meldinger.iter().take(AD_GANGEN).map(en).collect::<Vec<_>>(),
        "flere": meldinger.len().saturating_sub(AD_GANGEN),
    })
}

/// Where letters go, beside the log.
struct Udsending {
    webhook: Option<String>,
    mail: Option<mail::Post>,
}

impl Udsending {
    fn af(valg: &Alarmvalg) -> Self {
        Self { webhook: valg.alarm_webhook.clone(), mail: mail::Post::af(valg) }
    }

    /// A receiver that does not answer holds nothing up.
    fn send(&self, brev: Value) {
        let brev = Arc::new(brev);
        if let Some(url) = self.webhook.clone() {
            let brev = brev.clone();
            tokio::spawn(send("webhook", move || post(&url, &brev.to_string())));
        }
        if let Some(p) = self.mail.clone() {
            tokio::spawn(send("mail", move || p.send(&brev)));
        }
    }
}

/// Tries until it has gone, a few times.
async fn send(vej: &'static str, post: impl Fn() -> Result<(), String> + Send + Sync + 'static) {
    let (mut pause, post) = (Duration::from_secs(2), Arc::new(post));
    for forsoeg in 1..=FORSOEG {
        let post = post.clone();
        let svar = tokio::task::spawn_blocking(move || post()).await.map_err(|e| e.to_string()).and_then(|s| s);
        match svar {
            Ok(()) => return,
            Err(fejl) if forsoeg == FORSOEG => tracing::error!(vej, fejl, "an alarm could not be sent"),
            Err(fejl) => tracing::warn!(vej, fejl, forsoeg, "an alarm could not be sent; it is tried again"),
        }
        tokio::time::sleep(pause).await;
        pause *= 4;
    }
}

fn post(url: &str, krop: &str) -> Result<(), String> {
    let mut valg = ureq::Agent::config_builder().timeout_global(Some(FRIST)).max_redirects(0);
    if url.starts_with("https://") {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .root_certs(RootCerts::from(systemets_rod()?.into_iter()));
        valg = valg.tls_config(tls.build());
    }
    let agent: ureq::Agent = valg.build().into();
    agent.post(url).content_type("application/json").send(krop).map(drop).map_err(|e| e.to_string())
}

/// The root certificates that this machine trusts: those of the usual variable, else of the usual files.
fn systemets_rod() -> Result<Vec<Certificate<'static>>, String> {
    let sagt = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    let filer = sagt.map_or_else(|| RODFILER.map(PathBuf::from).to_vec(), |f| vec![f]);
    let pem = filer.iter().find_map(|f| std::fs::read(f).ok()).ok_or("no root certificates on this machine: SSL_CERT_FILE names them")?;
    let alle = ureq::tls::parse_pem(&pem).filter_map(|p| match p {
        Ok(PemItem::Certificate(c)) => Some(c),
        _ => None,
    });
    Ok(alle.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h1_what_is_left_in_a_dueslag_is_told_when_it_goes_out_of_force_and_once() {
        let m = |n: u128, antal, fejlede| Maaling {
            dueslag: Uuid::from_u128(n),
            antal,
            aeldste: None,
            fejlede,
            uden_forbruger_siden: None,
            fejl_i_traek: 0,
        };
        let maalinger = [m(1, 9, 0), m(2, 9, 0), m(3, 0, 0), m(4, 0, 2), m(5, 9, 0)];
        let saet = |v: &[u128]| v.iter().map(|n| Uuid::from_u128(*n)).collect::<BTreeSet<_>>();
        // 2 was out of force before, 5 is in force.
        let fundet: Vec<_> = efterladt(&saet(&[1, 3, 4, 5]), &saet(&[5]), &maalinger).map(|m| m.dueslag.as_u128()).collect();
        assert_eq!(fundet, [1, 4]);
        assert_eq!(efterladt(&saet(&[5]), &saet(&[5]), &maalinger).count(), 0);
    }
}
