//! How much is left of quotas, in memory: begun from what is stored, and taken from before a source is asked.
use crate::bog::Kvoteregel;
use crate::maaling::{self, Post};
use crate::periode::Maaned;
use grund::{Fejl, Fejlkode, Kaldekontekst, Uuid};
use lager::Lager;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What was used of each rule in a month. The lock is held for look-ups only.
#[derive(Default)]
pub struct Kvoter(Mutex<HashMap<(Uuid, Maaned), u64>>);

impl Kvoteregel {
    /// Whether it counts calls of this.
    fn gaelder(&self, tjeneste: &str, system: Uuid, aftale: Option<Uuid>) -> bool {
        self.entity_id == tjeneste && self.system.is_none_or(|s| s == system) && self.aftale.is_none_or(|a| Some(a) == aftale)
    }

    fn gaelder_post(&self, p: &Post) -> bool {
        p.myndighed == self.myndighed && self.gaelder(&p.tjeneste, p.system, p.aftale)
    }

    /// How many look-ups of the month count for it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn brugt(&self, lager: &dyn Lager, maaned: Maaned) -> Result<u64, Fejl> {
        let alt = maaling::forbrug(lager, maaned, maaned, Some(self.myndighed)).await?;
        Ok(alt.iter().filter(|(p, _)| self.gaelder_post(p)).map(|(_, a)| a.kald).sum())
    }
}

impl Kvoter {
    fn laas(&self) -> std::sync::MutexGuard<'_, HashMap<(Uuid, Maaned), u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one of each rule that the call falls under, or of none.
    ///
    /// # Errors
    /// `KvoteOpbrugt`, with the time when the month is over; those of the store.
    pub async fn tag(&self, lager: &Arc<dyn Lager>, regler: &[Kvoteregel], tjeneste: &str, kald: &Kaldekontekst) -> Result<(), Fejl> {
        let Some(system) = kald.system else { return Ok(()) };
        let aftale = kald.spor.indhold().aftale;
        let maaned = Maaned::af(kald.nu);
        let mine: Vec<&Kvoteregel> = regler.iter().filter(|r| r.gaelder(tjeneste, system, aftale)).collect();
        for r in &mine {
            if !self.laas().contains_key(&(r.uuid, maaned)) {
                let brugt = r.brugt(lager.as_ref(), maaned).await?;
                let mut alle = self.laas();
                alle.retain(|(_, m), _| *m >= maaned);
                alle.entry((r.uuid, maaned)).or_insert(brugt);
            }
        }
        let mut alle = self.laas();
        let brugt = |alle: &HashMap<_, u64>, r: &Kvoteregel| alle.get(&(r.uuid, maaned)).copied().unwrap_or(0);
        if let Some(r) = mine.iter().find(|r| brugt(&alle, r) >= r.antal) {
            let igen = maaned.naeste().begynder().til_oio();
            let (antal, hvem) = (r.antal, navn(r));
            return Err(Fejl::ny(Fejlkode::KvoteOpbrugt).felt(tjeneste.to_owned()).detalje((
                format!("{antal} opslag i {maaned} for {hvem}; den begynder forfra {igen}"),
                format!("{antal} look-ups in {maaned} for {hvem}; it begins again {igen}"),
            )));
        }
        for r in &mine {
            *alle.entry((r.uuid, maaned)).or_default() += 1;
        }
        Ok(())
    }

    /// Forgets what is known: the next call asks the store again. For stores that other programs are on.
    pub fn glem(&self) {
        self.laas().clear();
    }
}

/// Whose quota it is.
fn navn(r: &Kvoteregel) -> String {
    match (r.system, r.aftale) {
        (_, Some(a)) => format!("aftale {a}"),
        (Some(s), None) => format!("system {s}"),
        (None, None) => format!("myndighed {}", r.myndighed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grund::{Cvr, Tidspunkt, UnikId};
    use lager::SqliteLager;

    fn kald(system: u128, nu: &str) -> Kaldekontekst {
        let nu = Tidspunkt::fra_xs(nu).unwrap();
        let k = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::nil()), nu, Uuid::nil());
        Kaldekontekst { system: Some(Uuid::from_u128(system)), ..k }
    }

    fn regel(nr: u128, system: Option<u128>, antal: u64) -> Kvoteregel {
        Kvoteregel {
            uuid: Uuid::from_u128(nr),
            entity_id: "urn:t".into(),
            myndighed: Cvr::KORSBAEK,
            system: system.map(Uuid::from_u128),
            aftale: None,
            antal,
        }
    }

    #[tokio::test]
    async fn a_quota_is_of_all_that_it_names_begins_from_what_is_stored_and_anew_with_the_month() {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        let regler = [regel(1, None, 5), regel(2, Some(7), 3)];
        let k = Kvoter::default();
        let nov = "2026-11-29T12:00:00Z";
        for _ in 0..3 {
            k.tag(&lager, &regler, "urn:t", &kald(7, nov)).await.unwrap();
        }
        let f = k.tag(&lager, &regler, "urn:t", &kald(7, nov)).await.unwrap_err();
        assert_eq!(f.kode(), Fejlkode::KvoteOpbrugt);
        assert!(f.engelsk().contains("2026-12-01 00:00:00+01") && f.dansk().contains("3 opslag"), "{f}");
        // What was refused was taken from none: two are left of the authority's.
        for _ in 0..2 {
            k.tag(&lager, &regler, "urn:t", &kald(8, nov)).await.unwrap();
        }
        assert!(k.tag(&lager, &regler, "urn:t", &kald(8, nov)).await.is_err());
        k.tag(&lager, &regler, "urn:andet", &kald(8, nov)).await.unwrap();
        k.tag(&lager, &regler, "urn:t", &kald(7, "2026-11-30T23:00:00Z")).await.unwrap();

        // After a restart: what was written with the log.
        for nr in 0..2 {
            let spor = grund::spor::Sporindhold {
                myndighed: Some(Cvr::KORSBAEK),
                system: Some(grund::spor::Sporsystem { uuid: Uuid::from_u128(7), navn: "S".into(), cvr: Cvr::KORSBAEK }),
                kilde: Some(grund::spor::Sporkilde { slags: grund::spor::Kildeslags::Replika, opstroem: None, fra: None }),
                tjeneste: Some("urn:t".into()),
                ..Default::default()
            };
            let raekker = vec![maaling::raekke(&spor, Uuid::from_u128(nr), Tidspunkt::fra_xs(nov).unwrap()).unwrap()];
            lager.skriv(lager::Skrivning { raekker, ..Default::default() }).await.unwrap();
        }
        let k = Kvoter::default();
        k.tag(&lager, &regler, "urn:t", &kald(7, nov)).await.unwrap();
        assert!(k.tag(&lager, &regler, "urn:t", &kald(7, nov)).await.is_err());
    }
}
