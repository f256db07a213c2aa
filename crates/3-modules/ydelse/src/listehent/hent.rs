//! Reading grants, payments and cases from the register, within limits.
use super::laes;
use super::visning::{Bevilling, Effektuering, Sag};
use crate::numre::{DISPOSITIONSDATO, YDELSEEFFEKTUERING};
use crate::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, Ret, UnikId, Uuid, graenser};
use register::{Egenskabskriterium, Feltkrav, Forespoergsel, Laesevalg, Objekt, Objekttype, Register, Relationskriterium, Side};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Payments by UUID.
pub(super) type Effektueringer = BTreeMap<Uuid, Arc<Effektuering>>;
/// Grants by UUID.
pub(super) type Bevillinger = BTreeMap<Uuid, Arc<Bevilling>>;

/// Reads for one call.
#[derive(Clone, Copy)]
pub(super) struct Henter<'k> {
    pub register: &'k Register,
    pub kald: &'k Kaldekontekst,
}

impl Henter<'_> {
    /// Everything that refers to one of those by that relation, at any time.
    async fn soeg(
        &self,
        objekttype: &'static Objekttype,
        relation: u16,
        enhver: &[UnikId],
        egenskaber: Vec<Egenskabskriterium>,
        maks: usize,
    ) -> Result<Vec<Objekt>, Fejl> {
        let kriterium = Relationskriterium { nr: relation, enhver: enhver.to_vec(), ..Relationskriterium::default() };
        let f = Forespoergsel {
            virkning: Periode::ALTID,
            egenskaber,
            relationer: vec![kriterium],
            side: Side { foerste: 0, antal: maks + 1 },
            ..Forespoergsel::alle(objekttype, self.kald.nu)
        };
        let fundet = self.register.soeg_objekter(self.kald, &f, Laesevalg::AKTUEL).await?;
        if fundet.len() > maks { Err(for_mange(objekttype, maks)) } else { Ok(fundet) }
    }

    /// Grants that refer to one of those by a relation.
    pub async fn bevillinger_med(&self, relation: u16, enhver: &[UnikId]) -> Result<Bevillinger, Fejl> {
        let fundet = self.soeg(&BEVILLING, relation, enhver, Vec::new(), graenser::YDELSELISTE_BEVILLINGER).await?;
        Ok(fundet.iter().filter_map(|o| laes::bevilling(o, self.kald.nu)).map(|b| (b.uuid, Arc::new(b))).collect())
    }

    /// Payments that refer to one of those by a relation; only those whose day of disposition is in the period, where one is given.
    async fn effektueringer_med(&self, relation: u16, enhver: &[UnikId], disposition: Option<Periode>) -> Result<Effektueringer, Fejl> {
        let dato = |p| Egenskabskriterium { felter: vec![(DISPOSITIONSDATO, Feltkrav::Mellem(p))], virkning: None };
        let maks = graenser::YDELSELISTE_EFFEKTUERINGER;
        let fundet = self.soeg(&OEKONOMISKEFFEKTUERING, relation, enhver, disposition.map(dato).into_iter().collect(), maks).await?;
        Ok(fundet.iter().filter_map(|o| laes::effektuering(o, self.kald.nu)).map(|e| (e.uuid, Arc::new(e))).collect())
    }

    /// Payments to somebody.
    pub async fn effektueringer_til(&self, enhver: &[UnikId], disposition: Option<Periode>) -> Result<Effektueringer, Fejl> {
        self.effektueringer_med(crate::numre::PART, enhver, disposition).await
    }

    /// Payments of those grants.
    pub async fn effektueringer_af(
        &self,
        bevillinger: impl Iterator<Item = Uuid>,
        disposition: Option<Periode>,
    ) -> Result<Effektueringer, Fejl> {
        let alle: Vec<UnikId> = bevillinger.map(UnikId::Uuid).collect();
        let mut ud = Effektueringer::new();
        for del in alle.chunks(graenser::SOEGEKRITERIER) {
            ud.extend(self.effektueringer_med(YDELSEEFFEKTUERING, del, disposition).await?);
            if ud.len() > graenser::YDELSELISTE_EFFEKTUERINGER {
                return Err(for_mange(&OEKONOMISKEFFEKTUERING, graenser::YDELSELISTE_EFFEKTUERINGER));
            }
        }
        Ok(ud)
    }

    /// Adds the grants that the payments refer to.
    pub async fn fyld_op(&self, bevillinger: &mut Bevillinger, effektueringer: &Effektueringer) -> Result<(), Fejl> {
        let henvist: BTreeSet<Uuid> = effektueringer.values().flat_map(|e| &e.linjer).filter_map(|l| l.bevilling).collect();
        let mangler: Vec<Uuid> = henvist.into_iter().filter(|u| !bevillinger.contains_key(u)).collect();
        let fundet = self.list(&BEVILLING, &mangler).await?;
        bevillinger.extend(fundet.iter().filter_map(|o| laes::bevilling(o, self.kald.nu)).map(|b| (b.uuid, Arc::new(b))));
        Ok(())
    }

    /// The cases of grants. None where the program or the call has no access to cases: they are absent then.
    pub async fn sager(&self, bevillinger: impl Iterator<Item = &Arc<Bevilling>>) -> Result<BTreeMap<Uuid, Sag>, Fejl> {
        let Some(typen) = self.register.typer().navn("SagIndeks").filter(|t| self.kald.retter.har(t.service, Ret::Laes)) else {
            return Ok(BTreeMap::new());
        };
        let uuider: BTreeSet<Uuid> = bevillinger.filter_map(|b| b.sag).collect();
        let fundet = self.list(typen, &uuider.into_iter().collect::<Vec<_>>()).await?;
        Ok(fundet.iter().filter_map(|o| laes::sag(o, self.kald.nu)).map(|s| (s.uuid, s)).collect())
    }

    async fn list(&self, objekttype: &'static Objekttype, uuider: &[Uuid]) -> Result<Vec<Objekt>, Fejl> {
        let mut ud = Vec::with_capacity(uuider.len());
        for del in uuider.chunks(graenser::LISTE_UUID) {
            ud.extend(self.register.list(self.kald, objekttype, del, Laesevalg::AKTUEL).await?);
        }
        Ok(ud)
    }
}

pub(super) fn for_mange(objekttype: &Objekttype, maks: usize) -> Fejl {
    Fejl::ny(Fejlkode::ForBredSoegning)
        .felt("Kriterie")
        .ventet((format!("højst {maks} af {0}", objekttype.navn), format!("at most {maks} of {0}", objekttype.navn)))
}
