//! Tells people that a system takes no handovers: when the oldest that waits for it has waited too long.
use super::{AD_GANGEN, Udsending};
use crate::kommandolinje::alarm::Alarmvalg;
use beskedfordeler::alarm::{Alarmer, Alarmgraenser, Maaling, Melding, Stand};
use fordeling::Fordelingskomponent;
use fordeling::overdragelse::Overdragelse;
use fordeling::vis::fremmed_tekst;
use grund::graenser::SIDE_MAKS;
use grund::ur::Ur;
use grund::{Tidspunkt, Uuid};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Between looks at what waits: the page of the oldest, so that a long queue costs no more.
const KIG: Duration = Duration::from_secs(10);
/// Its word.
const NAVN: &str = "overdragelse";
/// What it says, for people.
const TEKST: &str = "sekunder har den ældste overdragelse ventet på, at modtageren tager den";

/// Looks at what waits until `slut` turns true.
pub async fn pas(f: Arc<Fordelingskomponent>, valg: Alarmvalg, mut slut: watch::Receiver<bool>, ur: Arc<dyn Ur>) {
    let intet = Alarmgraenser { antal: 0, alder: 0, fejlkoe: 0, ingen_forbruger: 0, fejl: 0 };
    // One measure of each receiving system: the age of what has waited longest for it.
    let mut alarmer = Alarmer::ny(Alarmgraenser { alder: valg.alarm_overdragelse, ..intet });
    let ud = Udsending::af(&valg);
    loop {
        match f.uafleverede(SIDE_MAKS).await {
            Ok(ventende) => {
                let (nu, aeldste) = (ur.nu(), aeldste(ventende));
                let meldinger = alarmer.vurder(nu, &aeldste.iter().map(|(s, o)| maaling(*s, o)).collect::<Vec<_>>());
                if !meldinger.is_empty() {
                    log(&f, &meldinger, &aeldste);
                    ud.send(brev(&f, &meldinger, &aeldste, nu));
                }
            }
            Err(fejl) => tracing::error!(%fejl, aarsag = fejl.aarsagen(), "the handovers could not be looked at for alarms"),
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(KIG) => {}
        }
    }
}

/// Of each receiving system the oldest that waits for it.
fn aeldste(ventende: Vec<Overdragelse>) -> BTreeMap<Uuid, Overdragelse> {
    let mut ud = BTreeMap::new();
    for o in ventende {
        ud.entry(o.modtagersystem).or_insert(o);
    }
    ud
}

fn maaling(system: Uuid, o: &Overdragelse) -> Maaling {
    Maaling { dueslag: system, antal: 0, aeldste: Some(o.oprettet), fejlede: 0, uden_forbruger_siden: None, fejl_i_traek: 0 }
}

fn log(f: &Fordelingskomponent, meldinger: &[Melding], aeldste: &BTreeMap<Uuid, Overdragelse>) {
    for m in meldinger.iter().take(AD_GANGEN) {
        let navn = f.systemnavn(m.dueslag).unwrap_or_default();
        let (stand, vaerdi, graense) = (m.stand.navn(), m.vaerdi, m.graense);
        let (overdragelse, myndighed) = hvilken(aeldste.get(&m.dueslag));
        match m.stand {
            Stand::Ophoert => {
                tracing::info!(modtagersystem = %m.dueslag, navn, myndighed, overdragelse, alarm = NAVN, stand, vaerdi, graense, "alarm");
            }
            _ => tracing::warn!(modtagersystem = %m.dueslag, navn, myndighed, overdragelse, alarm = NAVN, stand, vaerdi, graense, "alarm"),
        }
    }
}

/// The oldest handover that waits, and its receiving authority; empty when none waits any more.
fn hvilken(o: Option<&Overdragelse>) -> (String, String) {
    o.map(|o| (o.id.to_string(), o.kontekst.modtager.to_string())).unwrap_or_default()
}

fn brev(f: &Fordelingskomponent, meldinger: &[Melding], aeldste: &BTreeMap<Uuid, Overdragelse>, nu: Tidspunkt) -> Value {
    let en = |m: &Melding| {
        let (o, systemnavn) = (aeldste.get(&m.dueslag), f.systemnavn(m.dueslag));
        let fejl =
            o.and_then(|o| o.leveringsfejl.as_deref().map(|t| json!({ "tidspunkt": o.aendret.til_utc(), "tekst": fremmed_tekst(t) })));
        json!({
            "overdragelse": o.map(|o| o.id),
            "navn": systemnavn.clone().unwrap_or_else(|| m.dueslag.to_string()),
            "myndighed": o.map(|o| o.kontekst.modtager.to_string()),
            "modtagersystem": m.dueslag,
            "systemnavn": systemnavn,
            "alarm": NAVN,
            "stand": m.stand.navn(),
            "tekst": format!("{} {TEKST}", m.vaerdi),
            "vaerdi": m.vaerdi,
            "graense": m.graense,
            "siden": m.siden.til_utc(),
            "senestefejl": fejl,
        })
    };
    json!({
        "tidspunkt": nu.til_utc(),
        "alarmer": meldinger.iter().take(AD_GANGEN).map(en).collect::<Vec<_>>(),
        "flere": meldinger.len().saturating_sub(AD_GANGEN),
    })
}
