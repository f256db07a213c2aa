//! The desk: where handovers are, for those who administer, by the rights that there are (H-1). What is looked at stands in the call's trace, and so in the log.
use super::Fordelingskomponent;
use super::se::{Side, Udvalg};
use crate::objekttyper::{OVERDRAGELSE, POSTKASSEN};
use crate::overdragelse::Overdragelse;
use adgang::{Administrator, Administratorrolle as Rolle};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Uuid};
use std::sync::Arc;

/// Who looks.
#[derive(Clone, Debug)]
pub enum Indsigt {
    /// Whoever may open the store, on the machine itself: everything.
    Maskinen,
    /// An administrator: operations all handovers, an authority's those that it sends or receives, a vendor's those of the vendor's systems.
    Administrator(Arc<Administrator>),
}

impl Indsigt {
    fn har(&self, r: Rolle) -> bool {
        match self {
            Self::Maskinen => true,
            Self::Administrator(a) => a.roller.contains(&r),
        }
    }

    /// The authority, where the caller administers one only.
    fn eneste(&self) -> Option<Cvr> {
        let Self::Administrator(a) = self else { return None };
        let mut egne = a.roller.iter().filter_map(|r| if let Rolle::Aftaler(c) = r { Some(*c) } else { None });
        egne.next().filter(|_| egne.next().is_none())
    }
}

impl Fordelingskomponent {
    /// The system's name, as the Administrationsmodul has it; `None` of one that it does not know, and in the open mode.
    pub fn systemnavn(&self, system: Uuid) -> Option<String> {
        if system == POSTKASSEN {
            return Some("Digital Post".into());
        }
        Some(self.o.aftalebog.as_ref()?.system_med_id(system)?.navn.clone())
    }

    /// Whether nobody has that system: a slip of the pen. In the open mode any may be.
    pub fn er_ukendt(&self, system: Uuid) -> bool {
        self.o.aftalebog.is_some() && self.systemnavn(system).is_none()
    }

    fn ejer(&self, hvem: &Indsigt, system: Option<Uuid>) -> bool {
        let cvr = || Some(self.o.aftalebog.as_ref()?.system_med_id(system?)?.cvr);
        cvr().is_some_and(|c| hvem.har(Rolle::Leverandoer(c)))
    }

    /// A page of what the caller may see: by default what waits for an answer, the oldest first. Operations see all; others name their authority, where they have more
    /// than one, or their system.
    ///
    /// # Errors
    /// `ManglerElement` where neither is named, and those of the store.
    pub async fn skranke(&self, kald: &Kaldekontekst, hvem: &Indsigt, myndighed: Option<Cvr>, u: &Udvalg) -> Result<Side, Fejl> {
        let m = if hvem.har(Rolle::Drift) || self.ejer(hvem, u.system) { myndighed } else { myndighed.or(hvem.eneste()) };
        let maa = hvem.har(Rolle::Drift) || m.is_some_and(|m| hvem.har(Rolle::Aftaler(m))) || self.ejer(hvem, u.system);
        if !maa {
            let uden = m.is_none() && u.system.is_none();
            let ventet = ("myndighed eller system", "myndighed or system");
            return if uden { Err(Fejl::ny(Fejlkode::ManglerElement).felt("myndighed").ventet(ventet)) } else { Ok(Side::default()) };
        }
        let side = self.find_overdragelser(m, u).await?;
        side.fundne.iter().for_each(|o| kald.spor.objekt(OVERDRAGELSE, o.id, 0));
        kald.spor.skriv(|s| s.myndighed = m.or(s.myndighed));
        Ok(side)
    }

    /// One of them.
    ///
    /// # Errors
    /// `FindesIkke`, also where there is one that the caller may not see; those of the store.
    pub async fn skranke_en(&self, kald: &Kaldekontekst, hvem: &Indsigt, id: Uuid) -> Result<Overdragelse, Fejl> {
        let ukendt = || Fejl::ny(Fejlkode::FindesIkke).felt("uuid");
        let o = self.hent(id).await?.map(|l| l.o).ok_or_else(ukendt)?;
        let myndigheder = [o.kontekst.afsender, o.kontekst.modtager];
        let egen = myndigheder.into_iter().find(|m| hvem.har(Rolle::Aftaler(*m)));
        let ejer = [o.afsendersystem, Some(o.modtagersystem)].into_iter().any(|s| self.ejer(hvem, s));
        if egen.is_none() && !ejer && !hvem.har(Rolle::Drift) {
            return Err(ukendt());
        }
        kald.spor.objekt(OVERDRAGELSE, o.id, 0);
        kald.spor.skriv(|s| s.myndighed = egen.or(Some(o.kontekst.afsender)));
        Ok(o)
    }
}
