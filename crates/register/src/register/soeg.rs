//! Searching: in the store's index alone where that decides, and otherwise through candidates in order, each held against
//! the search itself.
use super::{Register, afkod_en, afkod_flere};
use crate::kommando::*;
use crate::opfylder::Krav;
use crate::soegeplan;
use grund::graenser::SOEG_GENNEMSE_MAKS;
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, Uuid};
use lager::{Fund, LagretObjekt, Soegning};
use std::ops::ControlFlow;

/// Candidates in the first and in later steps of a walk: a first page is often found among few.
const TRIN_FOERSTE: usize = 128;
const TRIN: usize = 1_000;
/// Hits that are read from the store at a time.
const LAES: usize = 500;

impl Register {
    /// Finds objects; a page of UUIDs.
    ///
    /// # Errors
    /// 14xx when the search is too broad or beyond a limit, and those of the store.
    pub async fn soeg(&self, kald: &Kaldekontekst, forespoergsel: &Forespoergsel) -> Result<Vec<Uuid>, Fejl> {
        Ok(self.find(kald, forespoergsel).await?.into_iter().map(|f| f.noegle.uuid).collect())
    }

    /// Finds objects and reads them; a page of objects.
    ///
    /// # Errors
    /// As [`Self::soeg`].
    pub async fn soeg_objekter(&self, kald: &Kaldekontekst, forespoergsel: &Forespoergsel, valg: Laesevalg) -> Result<Vec<Objekt>, Fejl> {
        let fund = self.find(kald, forespoergsel).await?;
        let vis = |o| self.vis(kald, o);
        let mut ud = Vec::with_capacity(fund.len());
        for bid in fund.chunks(LAES) {
            let lagrede = self.lager.hent_fund(bid, valg.registrering).await?;
            ud.extend(afkod_flere(forespoergsel.objekttype, &lagrede, valg.virkning)?.into_iter().map(vis));
        }
        Ok(ud)
    }

    /// Counts what a search finds, without paging.
    ///
    /// # Errors
    /// As [`Self::soeg`].
    pub async fn antal(&self, kald: &Kaldekontekst, forespoergsel: &Forespoergsel) -> Result<u64, Fejl> {
        self.maa_soege(kald, forespoergsel)?;
        let plan = soegeplan::laeg(forespoergsel, &kald.laeser)?;
        if forespoergsel.uuid.is_none() && plan.praecis {
            return self.lager.antal(&plan.soegning).await;
        }
        let mut antal = 0;
        self.gennemgaa(kald, forespoergsel, plan.soegning, |_| {
            antal += 1;
            ControlFlow::Continue(())
        })
        .await?;
        Ok(antal)
    }

    async fn find(&self, kald: &Kaldekontekst, f: &Forespoergsel) -> Result<Vec<Fund>, Fejl> {
        self.maa_soege(kald, f)?;
        let plan = soegeplan::laeg(f, &kald.laeser)?;
        let mut ud = Vec::new();
        if f.side.antal == 0 {
            return Ok(ud);
        }
        if f.uuid.is_none() && plan.praecis {
            let soegning = Soegning { spring_over: f.side.foerste, antal: f.side.antal, ..plan.soegning };
            return self.lager.soeg(&soegning).await;
        }
        let mut spring_over = f.side.foerste;
        self.gennemgaa(kald, f, plan.soegning, |fund| {
            if spring_over > 0 {
                spring_over -= 1;
            } else {
                ud.push(fund);
            }
            if ud.len() < f.side.antal { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .await?;
        Ok(ud)
    }

    /// Gives the hits in order, until there are no more or enough.
    async fn gennemgaa(
        &self,
        kald: &Kaldekontekst,
        f: &Forespoergsel,
        mut soegning: Soegning,
        mut fundet: impl FnMut(Fund) -> ControlFlow<()> + Send,
    ) -> Result<(), Fejl> {
        if let Some(uuid) = f.uuid {
            if let Some(fund) = self.den_ene(kald, f, uuid).await? {
                let _ = fundet(fund);
            }
            return Ok(());
        }
        let krav = Krav::ny(f);
        let mut set = 0usize;
        soegning.antal = TRIN_FOERSTE;
        loop {
            let kandidater = self.lager.soeg(&soegning).await?;
            let Some(sidste) = kandidater.last() else { return Ok(()) };
            let flere = kandidater.len() == soegning.antal;
            soegning.efter_oid = sidste.oid;
            for bid in kandidater.chunks(LAES) {
                for o in self.lager.hent_fund(bid, f.registrering).await? {
                    if opfylder(&krav, &o)? && fundet(Fund { oid: o.oid, noegle: o.noegle }).is_break() {
                        return Ok(());
                    }
                }
            }
            set += kandidater.len();
            if !flere {
                return Ok(());
            }
            if set >= SOEG_GENNEMSE_MAKS {
                return Err(Fejl::ny(Fejlkode::ForBredSoegning).tilladt(format!("at most {SOEG_GENNEMSE_MAKS} objects looked through")));
            }
            soegning.antal = TRIN;
        }
    }

    /// A search for one object needs no index.
    async fn den_ene(&self, kald: &Kaldekontekst, f: &Forespoergsel, uuid: Uuid) -> Result<Option<Fund>, Fejl> {
        let nr = f.objekttype.nr;
        let Some(o) = self.lager.hent(&kald.laeser, nr, uuid, f.registrering).await? else { return Ok(None) };
        if !opfylder(&Krav::ny(f), &o)? {
            return Ok(None);
        }
        if let Some(p) = f.aendret {
            let alle = self.lager.hent(&[o.noegle.myndighed], nr, uuid, Registreringsvalg::Interval(Periode::ny(p.fra, p.til))).await?;
            if !alle.is_some_and(|o| o.registreringer.iter().any(|r| p.indeholder(r.registreret.fra))) {
                return Ok(None);
            }
        }
        Ok(Some(Fund { oid: o.oid, noegle: o.noegle }))
    }
}

/// Whether one of the chosen registrations fulfils the search.
fn opfylder(krav: &Krav<'_>, o: &LagretObjekt) -> Result<bool, Fejl> {
    for r in &o.registreringer {
        if krav.opfyldt(&afkod_en(r)?) {
            return Ok(true);
        }
    }
    Ok(false)
}
