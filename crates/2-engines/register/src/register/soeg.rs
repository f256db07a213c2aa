//! Searching: in the store's index alone where that decides, and otherwise through candidates in order, each held against
//! the search itself.
use super::omraade::{Omraade, Seer, Udsnit};
use super::sider::Sted;
use super::{Register, afkod_en};
use crate::kommando::*;
use crate::opfylder::Klarsoegning;
use crate::soegeplan::{self, Plan};
use crate::{indeks, nfc, syn};
use grund::graenser::{SIDE_KOMMENDE, SOEG_GENNEMSE_MAKS};
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, Uuid};
use lager::{Fund, Kriterium, LagretObjekt, NOEGLER_I_ORDEN, Noeglevalg, Soegning};
use std::collections::{BTreeMap, BTreeSet};
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
        Ok(self.find(kald, &nfc::soegning(forespoergsel)).await?.0.into_iter().map(|f| f.noegle.uuid).collect())
    }

    /// Finds objects and reads them; a page of objects.
    ///
    /// # Errors
    /// As [`Self::soeg`].
    pub async fn soeg_objekter(&self, kald: &Kaldekontekst, forespoergsel: &Forespoergsel, valg: Laesevalg) -> Result<Vec<Objekt>, Fejl> {
        let (fund, omraade) = self.find(kald, &nfc::soegning(forespoergsel)).await?;
        #[cfg(test)]
        if let Some(f) = &self.mellem {
            f().await;
        }
        let mut ud = Vec::with_capacity(fund.len());
        for bid in fund.chunks(LAES) {
            let lagrede = self.lager.hent_fund(bid, valg.registrering).await?;
            ud.extend(self.vis_sete(kald, forespoergsel.objekttype, &omraade, lagrede, valg.virkning).await?);
        }
        Ok(ud)
    }

    /// Counts what a search finds, without paging.
    ///
    /// # Errors
    /// As [`Self::soeg`].
    pub async fn antal(&self, kald: &Kaldekontekst, forespoergsel: &Forespoergsel) -> Result<u64, Fejl> {
        let forespoergsel = &nfc::soegning(forespoergsel);
        let (plan, omraade) = self.forbered(kald, forespoergsel).await?;
        if forespoergsel.uuid.is_none() && plan.praecis {
            let antal = self.lager.antal(&plan.soegning).await?;
            self.talt(antal);
            return Ok(antal);
        }
        let mut antal = 0;
        self.gennemgaa(kald, forespoergsel, &omraade, (plan.soegning, Vec::new(), TRIN), |_| {
            antal += 1;
            ControlFlow::Continue(())
        })
        .await?;
        Ok(antal)
    }

    /// Counts what a search finds, for its page: counted anew on the first one, and on later ones as it was counted or seen a moment ago, so that
    /// a sync of all pages counts once.
    ///
    /// # Errors
    /// As [`Self::soeg`].
    pub async fn antal_til_side(&self, kald: &Kaldekontekst, forespoergsel: &Forespoergsel) -> Result<u64, Fejl> {
        let f = &nfc::soegning(forespoergsel);
        self.maa_soege(kald, f)?;
        let noegle = self.sider.noegle(kald, f, &self.omraade(kald, f.objekttype, Ret::Laes).await?);
        if let Some(antal) = self.sider.antal(noegle, kald.nu).filter(|_| f.side.foerste > 0) {
            return Ok(antal);
        }
        let antal = self.antal(kald, f).await?;
        self.sider.husk_antal(noegle, antal, kald.nu);
        Ok(antal)
    }

    /// Counts what a search finds by the first digits of its objects' classes (2: main groups, 4: groups, 6: numbers), without paging; what has no
    /// class is not counted, and what has several with each.
    ///
    /// # Errors
    /// As [`Self::soeg`].
    pub async fn antal_pr_klasse(&self, kald: &Kaldekontekst, f: &Forespoergsel, cifre: usize) -> Result<Vec<(String, u64)>, Fejl> {
        let f = &nfc::soegning(f);
        let (plan, omraade) = self.forbered(kald, f).await?;
        let antal = if f.uuid.is_none() && plan.praecis {
            let antal = self.lager.antal_pr(&plan.soegning, &indeks::klasse(f.objekttype), cifre, f.virkning).await?;
            antal.into_iter().map(|(k, n)| (String::from_utf8_lossy(&k).into_owned(), n)).collect::<BTreeMap<_, _>>()
        } else {
            self.gennemtael(kald, f, &omraade, cifre).await?
        };
        let antal = antal.into_iter();
        // An object with several classes is seen through one of them; the others are not told.
        Ok(antal.filter(|(k, _)| omraade.naar_klasse(k)).collect())
    }

    /// The same, by reading each hit.
    async fn gennemtael(
        &self,
        kald: &Kaldekontekst,
        f: &Forespoergsel,
        omraade: &Omraade,
        cifre: usize,
    ) -> Result<BTreeMap<String, u64>, Fejl> {
        let alle = Forespoergsel { side: Side { foerste: 0, antal: SOEG_GENNEMSE_MAKS }, ..f.clone() };
        let mut ud: BTreeMap<String, u64> = BTreeMap::new();
        for bid in self.find(kald, &alle).await?.0.chunks(LAES) {
            let lagrede = self.lager.hent_fund(bid, f.registrering).await?;
            for (o, seer) in self.synlige(kald, f.objekttype, omraade, lagrede).await? {
                let mut klasser = BTreeSet::new();
                for r in &o.registreringer {
                    let mut r = afkod_en(r)?;
                    let set = match seer.udsnit(&mut r)? {
                        Udsnit::Set(set) => set,
                        Udsnit::Intet => continue,
                        Udsnit::Foraeldet => break,
                    };
                    let maerker = set.maerker.map_or_else(|| syn::maerker(f.objekttype, &r), Ok)?;
                    let maerker = maerker.into_iter().filter(|m| m.virkning.overlapper(f.virkning));
                    klasser.extend(maerker.filter_map(|m| m.klasse?.get(..cifre).map(str::to_owned)));
                }
                klasser.into_iter().for_each(|k| *ud.entry(k).or_default() += 1);
            }
        }
        Ok(ud)
    }

    async fn forbered(&self, kald: &Kaldekontekst, f: &Forespoergsel) -> Result<(Plan, Omraade), Fejl> {
        self.maa_soege(kald, f)?;
        // Before anything is read: whatever is committed up to it is found. A client asks again from there.
        if f.aendret.is_some() {
            kald.spor.vandmaerke(self.lager.vandmaerke().await?);
        }
        let omraade = self.omraade(kald, f.objekttype, Ret::Laes).await?;
        let mut plan = soegeplan::laeg(f, &self.laesere(kald, f.objekttype))?;
        plan.soegning.syn = omraade.synsfelt(kald, f.objekttype);
        // What is hidden within an object must not be found. The labels in the store are the newest registration's; of older ones, and of parts
        // that no label tells, each candidate is looked at.
        if let Some(syn) = &mut plan.soegning.syn {
            syn.dele = f.registrering == Registreringsvalg::Aktuel;
            plan.praecis &= syn.dele;
        }
        // The newest registration is seen or the object is not, and it is among those of a time on. Which earlier ones are seen, the store can't tell.
        plan.praecis &= plan.soegning.syn.is_none() || f.aendret.is_none_or(|p| p.til == Tidspunkt::UENDELIG);
        plan.praecis &= !omraade.skjuler_dele(f.objekttype) || (f.relationer.is_empty() && f.vilkaarlig_relation.is_empty());
        Ok((plan, omraade))
    }

    async fn find(&self, kald: &Kaldekontekst, f: &Forespoergsel) -> Result<(Vec<Fund>, Omraade), Fejl> {
        let (plan, omraade) = self.forbered(kald, f).await?;
        let Side { foerste, antal } = f.side;
        let mut ud = Vec::new();
        if antal == 0 {
            return Ok((ud, omraade));
        }
        let noegle = (foerste > 0).then(|| self.sider.noegle(kald, f, &omraade));
        let (fra, kommende) = noegle.map(|n| self.sider.sted(n, foerste, kald.nu)).unwrap_or_default();
        let spring_over = foerste - fra.nr;
        let soegning = Soegning { efter_oid: fra.efter_oid, ..plan.soegning };
        // Where the store must collect all hits to find the next ones, a sync takes many at a time.
        let bunker = foerste > 0 && samles(&soegning);
        let mut rest = Vec::new();
        if f.uuid.is_none() && plan.praecis && !bunker {
            ud = self.lager.soeg(&Soegning { spring_over, antal, ..soegning }).await?;
            self.talt(if ud.is_empty() { 0 } else { spring_over });
        } else {
            let mut over = spring_over;
            let oensket = usize::try_from(spring_over).unwrap_or(usize::MAX).saturating_add(antal);
            rest = self
                .gennemgaa(kald, f, &omraade, (soegning, kommende.to_vec(), oensket), |fund| {
                    if over > 0 {
                        over -= 1;
                    } else {
                        ud.push(fund);
                    }
                    if ud.len() < antal { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                })
                .await?;
        }
        // One page that holds all hits, which nearly every search is, needs no memory.
        if ud.len() == antal || foerste > 0 {
            let noegle = noegle.unwrap_or_else(|| self.sider.noegle(kald, f, &omraade));
            let nr = foerste + ud.len() as u64;
            if let Some(sidste) = ud.last() {
                self.sider.husk_sted(noegle, Sted { nr, efter_oid: sidste.oid }, kald.nu);
                if bunker {
                    self.sider.husk_kommende(noegle, nr, rest);
                }
            }
            if ud.len() < antal && (spring_over == 0 || !ud.is_empty()) {
                self.sider.husk_antal(noegle, nr, kald.nu);
            }
        }
        Ok((ud, omraade))
    }

    /// Gives the hits in order, until there are no more or enough; those candidates that were not looked at. The search's candidates may begin
    /// with some that are known, and `oensket` says how many hits are wanted.
    async fn gennemgaa(
        &self,
        kald: &Kaldekontekst,
        f: &Forespoergsel,
        omraade: &Omraade,
        (mut soegning, mut kandidater, oensket): (Soegning, Vec<Fund>, usize),
        mut fundet: impl FnMut(Fund) -> ControlFlow<()> + Send,
    ) -> Result<Vec<Fund>, Fejl> {
        if let Some(uuid) = f.uuid {
            if let Some(fund) = self.den_ene(kald, f, omraade, uuid).await? {
                let _ = fundet(fund);
            }
            return Ok(Vec::new());
        }
        let krav = Klarsoegning::ny(f);
        let trin = if samles(&soegning) { SIDE_KOMMENDE } else { TRIN };
        soegning.antal = if f.side.foerste > 0 && trin > TRIN { trin } else { oensket.clamp(TRIN_FOERSTE, TRIN) };
        let (mut set, mut flere) = (0usize, true);
        if kandidater.is_empty() {
            kandidater = self.lager.soeg(&soegning).await?;
            flere = kandidater.len() == soegning.antal;
        }
        loop {
            let Some(sidste) = kandidater.last() else { return Ok(Vec::new()) };
            soegning.efter_oid = sidste.oid;
            for bid in kandidater.chunks(oensket.clamp(TRIN_FOERSTE, LAES)) {
                self.talt(bid.len() as u64);
                let lagrede = self.lager.hent_fund(bid, f.registrering).await?;
                for (o, seer) in self.synlige(kald, f.objekttype, omraade, lagrede).await? {
                    let passer = opfylder(&krav, &seer, &o)? && (seer.ser_alt() || self.aendring_ses(f, &o, &seer).await?);
                    if passer && fundet(Fund { oid: o.oid, noegle: o.noegle }).is_break() {
                        return Ok(kandidater.into_iter().filter(|k| k.oid > o.oid).collect());
                    }
                }
            }
            set += kandidater.len();
            if !flere {
                return Ok(Vec::new());
            }
            if set >= SOEG_GENNEMSE_MAKS {
                return Err(Fejl::ny(Fejlkode::ForBredSoegning).ventet((
                    format!("højst {SOEG_GENNEMSE_MAKS} objekter set igennem"),
                    format!("at most {SOEG_GENNEMSE_MAKS} objects looked through"),
                )));
            }
            soegning.antal = trin;
            kandidater = self.lager.soeg(&soegning).await?;
            flere = kandidater.len() == soegning.antal;
        }
    }

    /// Counts, in tests, the hits that are passed over and the candidates that are looked through.
    fn talt(&self, antal: u64) {
        #[cfg(test)]
        self.gennemgaaet.fetch_add(antal, std::sync::atomic::Ordering::Relaxed);
        #[cfg(not(test))]
        let _ = antal;
    }

    /// A search for one object needs no index.
    async fn den_ene(&self, kald: &Kaldekontekst, f: &Forespoergsel, omraade: &Omraade, uuid: Uuid) -> Result<Option<Fund>, Fejl> {
        let nr = f.objekttype.nr;
        let fundet = self.lager.hent(&self.laesere(kald, f.objekttype), nr, uuid, f.registrering).await?;
        let sete = self.synlige(kald, f.objekttype, omraade, fundet.into_iter().collect()).await?.pop();
        let Some((o, seer)) = sete else { return Ok(None) };
        let passer = opfylder(&Klarsoegning::ny(f), &seer, &o)? && self.aendring_ses(f, &o, &seer).await?;
        Ok(passer.then_some(Fund { oid: o.oid, noegle: o.noegle }))
    }

    /// One of the registrations that were made in the period asked for is seen: when something that is hidden was said, is hidden too.
    async fn aendring_ses(&self, f: &Forespoergsel, o: &LagretObjekt, seer: &Seer<'_>) -> Result<bool, Fejl> {
        let Some(p) = f.aendret else { return Ok(true) };
        let (myndighed, nr, uuid) = (o.noegle.myndighed, o.noegle.objekttype, o.noegle.uuid);
        let ses = |o: &LagretObjekt| -> Result<bool, Fejl> {
            for r in o.registreringer.iter().filter(|r| p.indeholder(r.registreret.fra)) {
                match seer.udsnit(&mut afkod_en(r)?)? {
                    Udsnit::Set(_) => return Ok(true),
                    Udsnit::Intet => {}
                    Udsnit::Foraeldet => return Ok(false),
                }
            }
            Ok(false)
        };
        if ses(o)? {
            return Ok(true);
        }
        self.lager.hent(&[myndighed], nr, uuid, Registreringsvalg::Interval(p)).await?.as_ref().map_or(Ok(false), ses)
    }
}

/// Hits of the criterion do not lie in order: the store collects all of them for each page.
fn samles(s: &Soegning) -> bool {
    let samles = |k: &Kriterium| k.noegler.len() > NOEGLER_I_ORDEN || k.noegler.iter().any(|n| matches!(n, Noeglevalg::Begynder(_)));
    s.kriterier.iter().any(samles)
}

/// Whether what is seen of one of the chosen registrations fulfils the search.
fn opfylder(krav: &Klarsoegning<'_>, seer: &Seer<'_>, o: &LagretObjekt) -> Result<bool, Fejl> {
    for r in &o.registreringer {
        let mut r = afkod_en(r)?;
        let set = match seer.udsnit(&mut r)? {
            Udsnit::Set(set) => set,
            Udsnit::Intet => continue,
            Udsnit::Foraeldet => return Ok(false),
        };
        if krav.opfyldt(&r, set.maerker.as_deref()) {
            return Ok(true);
        }
    }
    Ok(false)
}
