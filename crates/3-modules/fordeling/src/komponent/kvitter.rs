//! The receiver's receipts (FordelingskvitteringModtag; F-7, 4).
use super::Fordelingskomponent;
use crate::lagret::{AFSENDT, afsendt};
use crate::model::{Kontekst, Kvittering};
use crate::objekttyper::OVERDRAGELSE;
use crate::overdragelse::Overdragelse;
use crate::tjenester::OVERDRAGER;
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret, Uuid};
use register::Haendelsestype;

/// Handovers of one sender's id that are looked at: one for each of the authority's systems.
const SAMME_ID: usize = 100;

impl Fordelingskomponent {
    /// Takes the receiving system's receipt. Durable when it returns, and on its way to the sender; one that is sent again changes nothing.
    ///
    /// # Errors
    /// `FindesIkke` for a handover that is not the caller's to answer, also where there is one; `FordelingAfsluttet`; `ManglerRolle`, and those of the store.
    pub async fn kvitter(&self, kald: &Kaldekontekst, kontekst: &Kontekst, kvittering: &Kvittering) -> Result<(), Fejl> {
        kald.kraev(OVERDRAGER, Ret::Laes)?;
        let o = self.besvarer(kald, kontekst).await?;
        let o = o.ok_or_else(|| {
            let ventet = (
                "en overdragelse til det system, som kalder: kun modtageren kvitterer",
                "a handover to the calling system: only the receiver answers",
            );
            Fejl::ny(Fejlkode::FindesIkke).felt("DistributionContext/DistributionTransktionsID").regel("F-8").ventet(ventet)
        })?;
        let operation = format!("FordelingskvitteringModtag: {} {}", kvittering.kode.navn(), kvittering.slags.navn());
        let nyt = self.aendr(o.id, Some(kald), &operation, |o| o.modtag_kvittering(kvittering.clone(), kald.nu)).await?;
        let handling = if nyt.is_some_and(|(n, _)| n) { Haendelsestype::Ret as u8 } else { 0 };
        kald.spor.objekt(OVERDRAGELSE, o.id, handling);
        Ok(())
    }

    /// The handover of the context, if the caller receives it: by the component's id, or the sender's alone where a receiver gives no other.
    async fn besvarer(&self, kald: &Kaldekontekst, k: &Kontekst) -> Result<Option<Overdragelse>, Fejl> {
        let mut ider: Vec<Uuid> = k.id.into_iter().collect();
        if ider.is_empty() {
            let mut fra = afsendt(k.afsender, k.anvender_id, None);
            fra.truncate(20);
            let raekker = self.o.register.lager().raekker(AFSENDT, &fra, None, SAMME_ID).await?;
            ider.extend(raekker.iter().filter(|(n, _)| n.starts_with(&fra)).filter_map(|(_, v)| Uuid::from_slice(v).ok()));
        }
        for id in ider {
            let Some(l) = self.hent(id).await? else { continue };
            let o = l.o;
            let modtager = o.kontekst.modtager == kald.myndighed && kald.system.is_none_or(|s| s == o.modtagersystem);
            if modtager && o.kontekst.anvender_id == k.anvender_id {
                return Ok(Some(o));
            }
        }
        Ok(None)
    }
}
