//! Retention (E-12, E-37), the same for every store: what lies too long goes to the error queue, and from there away; keys that are too old are forgotten.
use crate::form::noegle::{self, SAMLING};
use crate::opgave::{Job, Postkasse};
use crate::port::{Beskedlager, Fejlaarsag, Fejlhandling, Loft};
use grund::{Fejl, Tidspunkt, Uuid, graenser};
use lager::Lager;

/// Keys that are forgotten in one transaction, but for those of one row.
const GLEM_AD_GANGEN: usize = 5_000;

/// [`Beskedlager::udloeb`].
pub(crate) async fn udloeb(koe: &dyn Beskedlager, lager: &dyn Lager, skriver: &Postkasse, nu: Tidspunkt) -> Result<u64, Fejl> {
    let foer = nu.plus_mikros(-i64::from(graenser::BESKED_DAGE) * 86_400_000_000);
    let mut ud = noegler(lager, skriver, foer).await?;
    for u in koe.dueslag() {
        ud += dueslag(koe, u, foer, nu).await?;
    }
    Ok(ud)
}

async fn dueslag(koe: &dyn Beskedlager, u: Uuid, foer: Tidspunkt, nu: Tidspunkt) -> Result<u64, Fejl> {
    const LOFT: Loft = Loft { antal: 500, bytes: 4 * 1024 * 1024 };
    // Nearly always the first is young enough, and then all are.
    let en = Loft { antal: 1, bytes: 1 };
    let mut ud = 0;
    if koe.laes(u, 0, en).await?.first().is_some_and(|b| b.modtaget < foer) {
        let gamle: Vec<u64> = koe.laes(u, 0, LOFT).await?.iter().take_while(|b| b.modtaget < foer).map(|b| b.nummer).collect();
        ud += koe.til_fejlkoe(u, gamle, Fejlaarsag::ForGammel, "", nu).await?;
    }
    if koe.fejlkoe(u, 0, en).await?.first().is_some_and(|f| f.flyttet < foer) {
        let gamle = koe.fejlkoe(u, 0, LOFT).await?;
        let gamle: Vec<u64> = gamle.iter().take_while(|f| f.flyttet < foer).map(|f| f.besked.nummer).collect();
        ud += koe.fra_fejlkoe(u, gamle, Fejlhandling::Slet).await?;
    }
    Ok(ud)
}

/// Keys that are too old, with the rows that tell their time.
async fn noegler(lager: &dyn Lager, skriver: &Postkasse, foer: Tidspunkt) -> Result<u64, Fejl> {
    let (fra, til) = (vec![noegle::DUBLETTID], noegle::dublettid(foer, 0));
    let mut ud = Vec::new();
    for (n, v) in lager.raekker(SAMLING, &fra, Some(&til), 50).await? {
        if ud.len() > GLEM_AD_GANGEN {
            break;
        }
        ud.extend(v.chunks_exact(16).map(noegle::dublet));
        ud.push(n);
    }
    if ud.is_empty() { Ok(0) } else { skriver.antal(Job::Glem { raekker: ud }).await }
}
