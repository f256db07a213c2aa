//! When roles were last used: noted in memory at each use, and written once in a while, one row a role. That a role is used is no secret of the user's: who used it stands
//! in the audit log alone.
use crate::modul::Roller;
use grund::{Cvr, Fejl, Tidspunkt, Uuid};
use lager::{Raekkeforventning, Raekkeskrivning, Skrivning};
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// The rows' collection: the number of the role's type.
const SAMLING: u16 = lager::samlinger::ROLLEBRUG;
/// A use is written again when the last one is older: a month's precision needs no more.
const GANG: i64 = 12 * 3_600_000_000;

fn noegle(hjem: Cvr, rolle: Uuid) -> Vec<u8> {
    [&hjem.tal().to_be_bytes()[..], rolle.as_bytes()].concat()
}

impl Roller {
    /// The users of that authority have used these roles.
    pub(crate) fn brugt(&self, hjem: Cvr, roller: impl Iterator<Item = Uuid>, nu: Tidspunkt) {
        let mut kort = self.brug.lock().unwrap_or_else(PoisonError::into_inner);
        for r in roller {
            let t = kort.entry((hjem, r)).or_insert((i64::MIN, i64::MIN));
            t.0 = t.0.max(nu.mikros());
        }
    }

    /// Writes what was used and not written for a while; the program calls it now and then, and when it ends.
    ///
    /// # Errors
    /// Those of the store; then it is written the next time.
    pub async fn skriv_brug(&self, nu: Tidspunkt) -> Result<(), Fejl> {
        let nye: Vec<((Cvr, Uuid), i64)> = {
            let kort = self.brug.lock().unwrap_or_else(PoisonError::into_inner);
            kort.iter().filter(|(_, (brugt, skrevet))| brugt.saturating_sub(*skrevet) >= GANG).map(|(k, (b, _))| (*k, *b)).collect()
        };
        if nye.is_empty() {
            return Ok(());
        }
        let raekker = nye.iter().map(|((hjem, rolle), t)| Raekkeskrivning {
            samling: SAMLING,
            noegle: noegle(*hjem, *rolle),
            forventet: Raekkeforventning::Ligegyldig,
            vaerdi: Some(t.to_be_bytes().to_vec()),
        });
        let skrivning = Skrivning { kaldt: nu, raekker: raekker.collect(), ..Skrivning::default() };
        self.register.lager().skriv(skrivning).await?;
        let mut kort = self.brug.lock().unwrap_or_else(PoisonError::into_inner);
        for (k, t) in nye {
            if let Some(x) = kort.get_mut(&k) {
                x.1 = t;
            }
        }
        Ok(())
    }

    /// When each role was last used by the authority's users, as far as is written or noted here.
    pub(crate) async fn sidst_brugt(&self, hjem: Cvr) -> Result<BTreeMap<Uuid, Tidspunkt>, Fejl> {
        let begyndelse = hjem.tal().to_be_bytes();
        let slut = hjem.tal().saturating_add(1).to_be_bytes();
        let raekker = self.register.lager().raekker(SAMLING, &begyndelse, Some(&slut), grund::graenser::ROLLE_RAEKKER).await?;
        let mut ud: BTreeMap<Uuid, Tidspunkt> = BTreeMap::new();
        for (noegle, vaerdi) in raekker {
            let rolle = noegle.get(4..).and_then(|b| Uuid::from_slice(b).ok());
            let t = <[u8; 8]>::try_from(vaerdi.as_slice()).ok().map(i64::from_be_bytes);
            if let Some((r, t)) = rolle.zip(t) {
                ud.insert(r, Tidspunkt::fra_mikros(t));
            }
        }
        let kort = self.brug.lock().unwrap_or_else(PoisonError::into_inner);
        for ((_, r), (t, _)) in kort.iter().filter(|((c, _), _)| *c == hjem) {
            let plads = ud.entry(*r).or_insert(Tidspunkt::MINUS_UENDELIG);
            *plads = (*plads).max(Tidspunkt::fra_mikros(*t));
        }
        Ok(ud)
    }
}
