//! The desk for changes of number: who has not confirmed, and what a person must decide. For those who administer, by the rights that there are (H-1): operations everything, an
//! authority and a vendor what is theirs. What is looked at and done stands in the call's trace, with its reason, and so in the log.
//!
//! Numbers are shown to those who may see the CPR numbers of the log (CPR-12): of an authority that holds the person, or of the country. Everybody else has her UUID.
use crate::beholdning::{Beholdt, beholdning};
use crate::dobbelt::{Beslutter, Forslag, Forslagsbog, Tilstand, flet, fortryd, luk};
use crate::identitet::Tilknytning;
use crate::kontrol::{self, Kontrol};
use crate::nummer::cpr_cifre;
use crate::objekttyper::PERSONIDENTITET;
use crate::opfoelgning::{Bekraeftelse, Deltager, Hvordan, Opfoelgning, Opfoelgninger, Stand, Sted};
use crate::opslag;
use adgang::{Administrator, Administratorrolle as Rolle};
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, Uuid};
use register::Register;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Follow-ups of a page.
pub const SIDE: usize = 100;
/// Characters of a reason.
pub const BEGRUNDELSE: usize = 300;

/// Who looks and decides.
#[derive(Clone, Debug)]
pub enum Indsigt {
    /// Whoever may open the store, on the machine itself: everything, under the user's name.
    Maskinen(String),
    /// An administrator.
    Administrator(Arc<Administrator>),
}

impl Indsigt {
    fn har(&self, r: Rolle) -> bool {
        match self {
            Self::Maskinen(_) => true,
            Self::Administrator(a) => a.roller.contains(&r),
        }
    }

    fn navn(&self) -> &str {
        match self {
            Self::Maskinen(n) => n,
            Self::Administrator(a) => &a.navn,
        }
    }

    /// May know that this system has not confirmed.
    fn ser(&self, d: &Deltager) -> bool {
        let mine = d.myndigheder.iter().filter_map(|m| Cvr::fra_tal(*m)).any(|m| self.har(Rolle::Aftaler(m)));
        self.har(Rolle::Drift) || mine || d.leverandoer.and_then(Cvr::fra_tal).is_some_and(|c| self.har(Rolle::Leverandoer(c)))
    }

    /// May see the numbers of a person whom those authorities hold.
    fn numre(&self, myndigheder: impl IntoIterator<Item = Cvr>) -> bool {
        myndigheder.into_iter().chain([Cvr::LANDET]).any(|m| self.har(Rolle::Logindsigt(m)))
    }
}

/// Which follow-ups.
#[derive(Clone, Debug, Default)]
pub struct Udvalg {
    /// Also those that everybody has confirmed.
    pub alle: bool,
    /// Only systems whose working day is over.
    pub overskredet: bool,
    /// Only systems that hold or subscribe for this authority.
    pub myndighed: Option<Cvr>,
    /// Only this system.
    pub system: Option<Uuid>,
    /// From there on.
    pub efter: Option<Sted>,
}

/// A follow-up as the caller may see it: of the systems, those that are the caller's.
#[derive(Clone, Debug)]
pub struct Vist {
    /// The follow-up.
    pub o: Opfoelgning,
    /// Its numbers may be shown.
    pub numre: bool,
}

/// What a decision is made on.
#[derive(Clone, Debug)]
pub struct Forslagsvisning {
    /// The proposal.
    pub f: Forslag,
    /// The numbers may be shown.
    pub numre: bool,
    /// The identities that hold the numbers now: the old one's, the new one's.
    pub identiteter: [Option<Uuid>; 2],
    /// What stands under the old number, and under the new one, in the indexes.
    pub beholdninger: [Vec<Beholdt>; 2],
}

impl Forslagsvisning {
    /// Both have cases, grants or payments: who decides looks twice (CPR-09).
    pub fn begge_i_brug(&self) -> bool {
        self.beholdninger.iter().all(|b| !b.is_empty())
    }
}

/// The desk.
pub struct Skranke<'a> {
    /// The register.
    pub register: &'a Register,
    /// Ids of identities that have to be made.
    pub ids: &'a dyn IdKilde,
    /// Authorities whose indexes are looked through for a proposal.
    pub myndigheder: Vec<Cvr>,
}

fn findes_ikke(regel: &'static str) -> Fejl {
    Fejl::ny(Fejlkode::FindesIkke).felt("uuid").regel(regel)
}

impl Skranke<'_> {
    fn opfoelgninger(&self) -> Opfoelgninger {
        Opfoelgninger::ny(self.register.lager().clone())
    }

    fn bog(&self) -> Forslagsbog {
        Forslagsbog::ny(self.register.lager().clone())
    }

    fn vis(&self, kald: &Kaldekontekst, hvem: &Indsigt, mut o: Opfoelgning, u: &Udvalg) -> Option<Vist> {
        let myndigheder: Vec<Cvr> = o.deltagere.iter().flat_map(|d| &d.myndigheder).filter_map(|m| Cvr::fra_tal(*m)).collect();
        let passer = |d: &Deltager| {
            hvem.ser(d)
                && u.myndighed.is_none_or(|m| d.myndigheder.contains(&m.tal()))
                && u.system.is_none_or(|s| d.system == s)
                && (u.alle || d.bekraeftet.is_none())
                && (!u.overskredet || o.stand(d, kald.nu) == Stand::Overskredet)
        };
        let deltagere: Vec<Deltager> = o.deltagere.iter().filter(|d| passer(d)).cloned().collect();
        if deltagere.is_empty() {
            return None;
        }
        o.deltagere = deltagere;
        let numre = hvem.numre(myndigheder);
        if let Some(p) = o.person {
            kald.spor.objekt(PERSONIDENTITET.nr, p, 0);
        }
        if numre {
            o.gamle.iter().chain(&o.nyt).for_each(|n| kald.spor.person(n));
        }
        Some(Vist { o, numre })
    }

    /// A page of follow-ups with the systems that the caller may see, the oldest first; and where the next one begins. A page may be short for what it hides.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn opfoelgningsside(&self, kald: &Kaldekontekst, hvem: &Indsigt, u: &Udvalg) -> Result<(Vec<Vist>, Option<Sted>), Fejl> {
        let (side, naeste) = self.opfoelgninger().side(u.alle, u.efter.as_ref(), SIDE).await?;
        kald.spor.skriv(|s| s.myndighed = u.myndighed.or(s.myndighed));
        Ok((side.into_iter().filter_map(|o| self.vis(kald, hvem, o, u)).collect(), naeste))
    }

    /// One of them.
    ///
    /// # Errors
    /// `FindesIkke`, also where there is one that the caller may not see; those of the store.
    pub async fn opfoelgning(&self, kald: &Kaldekontekst, hvem: &Indsigt, id: Uuid) -> Result<Vist, Fejl> {
        let o = self.opfoelgninger().hent(id).await?;
        self.vis(kald, hvem, o, &Udvalg { alle: true, ..Udvalg::default() }).ok_or_else(|| findes_ikke("CPR-08"))
    }

    /// Says that a system has done what is to be done, and why one knows; again it changes nothing.
    ///
    /// # Errors
    /// `FindesIkke`; `ManglerElement` without a reason; those of the store.
    pub async fn bekraeft(&self, kald: &Kaldekontekst, hvem: &Indsigt, id: Uuid, system: Uuid, begrundelse: &str) -> Result<Vist, Fejl> {
        begrundet(kald, begrundelse)?;
        let set = self.opfoelgning(kald, hvem, id).await?;
        if !set.o.deltagere.iter().any(|d| d.system == system) {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("system").regel("CPR-08"));
        }
        let b = Bekraeftelse {
            tid: kald.nu,
            hvordan: Hvordan::Erklaering,
            hvem: hvem.navn().to_owned(),
            begrundelse: begrundelse.trim().to_owned(),
        };
        self.opfoelgninger().ret(id, |o| o.bekraeft(system, &b)).await?;
        self.opfoelgning(kald, hvem, id).await
    }

    /// The newest weekly check, of the systems that the caller may see.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn kontrol(&self, kald: &Kaldekontekst, hvem: &Indsigt) -> Result<Kontrol, Fejl> {
        let mut k = kontrol::nyeste(self.register.lager().as_ref()).await?;
        k.systemer.retain(|s| {
            let mine = s.myndigheder.iter().filter_map(|m| Cvr::fra_tal(*m)).any(|m| hvem.har(Rolle::Aftaler(m)));
            hvem.har(Rolle::Drift) || mine || s.leverandoer.and_then(Cvr::fra_tal).is_some_and(|c| hvem.har(Rolle::Leverandoer(c)))
        });
        kald.spor.skriv(|s| s.formaal = s.formaal.take().or(Some("CPR-13".into())));
        Ok(k)
    }

    /// Proposals are the country's, so operations decide.
    fn kraev_drift(hvem: &Indsigt) -> Result<(), Fejl> {
        if hvem.har(Rolle::Drift) { Ok(()) } else { Err(Fejl::ny(Fejlkode::IngenAdgang).regel("H-1").tilladt(["drift"])) }
    }

    /// Proposals of a state, or all; without what stands under the numbers.
    ///
    /// # Errors
    /// `IngenAdgang`; those of the store.
    pub async fn forslag(&self, kald: &Kaldekontekst, hvem: &Indsigt, tilstand: Option<Tilstand>) -> Result<Vec<Forslagsvisning>, Fejl> {
        Self::kraev_drift(hvem)?;
        let mut ud = Vec::new();
        for f in self.bog().liste(tilstand).await? {
            ud.push(self.med_identiteter(kald, hvem, f, Default::default()).await?);
        }
        Ok(ud)
    }

    /// One proposal with what stands under either number: what would be one person's.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`; those of the store.
    pub async fn et_forslag(&self, kald: &Kaldekontekst, hvem: &Indsigt, id: Uuid) -> Result<Forslagsvisning, Fejl> {
        Self::kraev_drift(hvem)?;
        let f = self.bog().hent(id).await?;
        let mut beholdninger: [Vec<Beholdt>; 2] = Default::default();
        for (ud, t) in beholdninger.iter_mut().zip([Some(f.gammelt.tilknytning()), f.nyt.as_ref().map(|n| n.tilknytning())]) {
            let Some(t) = t else { continue };
            *ud = beholdning(self.register, kald, &self.myndigheder, &[t.nummer], Periode::ALTID).await?;
        }
        self.med_identiteter(kald, hvem, f, beholdninger).await
    }

    async fn med_identiteter(
        &self,
        kald: &Kaldekontekst,
        hvem: &Indsigt,
        f: Forslag,
        beholdninger: [Vec<Beholdt>; 2],
    ) -> Result<Forslagsvisning, Fejl> {
        let landet = Kaldekontekst { myndighed: Cvr::LANDET, ..kald.internt() };
        let mut identiteter = [None; 2];
        let numre_: [Option<Tilknytning>; 2] = [Some(f.gammelt.tilknytning()), f.nyt.as_ref().map(|n| n.tilknytning())];
        for (ud, t) in identiteter.iter_mut().zip(&numre_) {
            let Some(t) = t else { continue };
            *ud = opslag::person(self.register, &landet, &t.nummer).await?.map(|p| p.uuid);
        }
        let myndigheder: BTreeSet<Cvr> = beholdninger.iter().flatten().map(|b| b.myndighed).collect();
        let numre = hvem.numre(myndigheder);
        for u in identiteter.iter().flatten() {
            kald.spor.objekt(PERSONIDENTITET.nr, *u, 0);
        }
        if numre {
            numre_.iter().flatten().filter_map(|t| cpr_cifre(&t.nummer)).for_each(|n| kald.spor.person(n));
        }
        Ok(Forslagsvisning { f, numre, identiteter, beholdninger })
    }

    /// Decides that they are one person, undoes it, or closes the proposal without. `set` is the newest decision that the caller has seen.
    ///
    /// # Errors
    /// `IngenAdgang`, `ManglerElement` without a reason, and those of [`flet`], [`fortryd`], [`luk`].
    pub async fn beslut(
        &self,
        kald: &Kaldekontekst,
        hvem: &Indsigt,
        id: Uuid,
        hvad: Beslutning,
        begrundelse: &str,
        set: Option<Tidspunkt>,
    ) -> Result<Forslagsvisning, Fejl> {
        Self::kraev_drift(hvem)?;
        begrundet(kald, begrundelse)?;
        // The identities are the country's. What is written stands in this call's trace.
        let landet = Kaldekontekst {
            myndighed: Cvr::LANDET,
            laeser: vec![Cvr::LANDET],
            retter: Arc::new(grund::ret::Rettigheder::Alt),
            system: None,
            ..kald.clone()
        };
        let b = Beslutter { hvem: hvem.navn(), begrundelse: begrundelse.trim(), set };
        let bog = self.bog();
        match hvad {
            Beslutning::Flet => flet(self.register, &bog, &landet, id, self.ids.ny(), b).await?,
            Beslutning::Fortryd => fortryd(self.register, &bog, &landet, id, b).await?,
            Beslutning::Luk => luk(self.register, &bog, &landet, id, b).await?,
        };
        self.et_forslag(kald, hvem, id).await
    }
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beslutning {
    /// They are one person.
    Flet,
    /// They are two after all.
    Fortryd,
    /// Nothing is merged.
    Luk,
}

fn begrundet(kald: &Kaldekontekst, begrundelse: &str) -> Result<(), Fejl> {
    let b = begrundelse.trim();
    if b.is_empty() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("begrundelse"));
    }
    if b.chars().count() > BEGRUNDELSE {
        return Err(Fejl::ny(Fejlkode::ForLang).felt("begrundelse").ventet(grund::sagt::hoejst(BEGRUNDELSE, grund::sagt::TEGN)));
    }
    kald.spor.skriv(|s| s.formaal = Some(b.to_owned()));
    Ok(())
}
