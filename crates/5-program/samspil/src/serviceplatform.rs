//! Serviceplatformen's gateway in the running program: its rules from the Administrationsmodul, its calls of upstreams, and what is counted.
mod kalder;
mod tokens;

use crate::beskeder::{politik, rodder};
use crate::kommandolinje::Lyttevalg;
use crate::opstilling::Samspil;
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::vaern::Vaern;
use administration::Bog;
use grund::graenser::{OPSTROEM_FRIST_MS, OPSTROEM_KALD};
use grund::{Cvr, Tidspunkt};
use kalder::Kalder;
use lager::Lager;
use serviceplatform::{Kildebog, Kildevalg, Kontekstform, Kvoteregel, Opstroem, Serviceplatform, maaling};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokens::Tokens;
use tokio::sync::watch;

/// Between folds of what was counted.
const FOLD: Duration = Duration::from_secs(1);
/// After an error of the store.
const FEJL: Duration = Duration::from_secs(5);

/// Opens it.
///
/// # Errors
/// In words, when a file can't be used.
pub fn aabn(
    s: &Samspil,
    vaern: &Vaern,
    valg: &Lyttevalg,
    mappe: &Sikkerhedsmappe,
    udvikling: bool,
) -> Result<Arc<Serviceplatform>, String> {
    let kalder = Kalder {
        mappe: mappe.opstroem(),
        politik: politik(valg, udvikling),
        rodder: rodder(valg.levering_rodder.as_ref(), mappe)?,
        noegler: vaern.adgang.noegler.clone(),
        klienter: Mutex::default(),
        tokens: Tokens::ny(s.ur.clone(), s.ids.clone()),
    };
    let bog = Arc::new(Regler(vaern.administration.bog()));
    Ok(Arc::new(Serviceplatform::ny(s.register.lager().clone(), bog, Arc::new(kalder))))
}

/// Folds what was counted into totals, until `slut` turns true. On a store that other programs are on too, what they have used of quotas is looked up again.
pub async fn pas(g: Arc<Serviceplatform>, lager: Arc<dyn Lager>, delt: bool, mut slut: watch::Receiver<bool>) {
    loop {
        let pause = match maaling::fold(lager.as_ref()).await {
            Ok(_) => FOLD,
            Err(f) => {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "what was looked up could not be added up; it is counted, and will be");
                FEJL
            }
        };
        if delt {
            g.glem_kvoter();
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// The rules, as the Administrationsmodul has them in memory.
struct Regler(Arc<Bog>);

impl Kildebog for Regler {
    fn kilde(&self, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Option<Kildevalg> {
        let r = self.0.kilderegel(entity_id, myndighed, nu)?;
        let navngivet = !r.data.opstroem.is_empty();
        Some(Kildevalg { slags: r.data.kilde, opstroem: navngivet.then(|| r.data.opstroem.clone()) })
    }

    fn opstroem(&self, navn: &str, myndighed: Cvr, nu: Tidspunkt) -> Option<Arc<Opstroem>> {
        let p = self.0.opstroem_for(navn, myndighed, nu)?;
        let o = &p.data;
        let valgfri = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        let kontekst = match (o.aftale, o.system, o.bruger, o.tjeneste) {
            (Some(aftale), Some(system), Some(bruger), Some(tjeneste)) => Kontekstform::Invocation { aftale, system, bruger, tjeneste },
            _ if !o.sts.is_empty() => Kontekstform::Token { sts: o.sts.clone() },
            _ => Kontekstform::Authority,
        };
        let frist = o.fristms.map_or(OPSTROEM_FRIST_MS.unsigned_abs(), u64::from);
        Some(Arc::new(Opstroem {
            navn: o.navn.clone(),
            adresse: o.adresse.trim_end_matches('/').to_owned(),
            certifikat: valgfri(&o.certifikat),
            rod: valgfri(&o.rod),
            kontekst,
            frist: Duration::from_millis(frist),
            igen_efter: o.igenms.map(|ms| Duration::from_millis(ms.into())),
            samtidige: o.samtidige.and_then(|n| usize::try_from(n).ok()).unwrap_or(OPSTROEM_KALD),
            oversaettelse: valgfri(&o.oversaettelse),
        }))
    }

    fn kvoter(&self, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Vec<Kvoteregel> {
        let alle = self.0.kvoteregler(entity_id, myndighed, nu);
        alle.iter().map(|p| kvoteregel(p)).collect()
    }
}

/// A quota, as the gateway counts by it.
pub fn kvoteregel(p: &administration::Post<administration::typer::Kvoteregel>) -> Kvoteregel {
    Kvoteregel {
        uuid: p.uuid,
        entity_id: p.data.entityid.clone(),
        myndighed: p.data.cvr,
        system: p.data.system,
        aftale: p.data.aftale,
        antal: p.data.antal,
    }
}
