//! Where handovers are, for those that take part in them (FK-02).
use super::Fordelingskomponent;
use crate::lagret::{AFSENDT, LISTE, af_liste, afsendt, listenoegle};
use crate::objekttyper::{OVERDRAGELSE, SERVICE};
use crate::overdragelse::{Overdragelse, Tilstand};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, Uuid, graenser};
use std::collections::BTreeSet;

/// Which handovers are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Udvalg {
    /// In these states; none: those that are not final.
    pub tilstande: Vec<Tilstand>,
    /// Only those that somebody should look at ([`Overdragelse::er_problem`]), in any state where none is named.
    pub problemer: bool,
    /// Only what the sending authority has sent by this id (AnvenderTransaktionsID), in any state where none is named.
    pub anvender_id: Option<Uuid>,
    /// Of this receiving or sending system.
    pub system: Option<Uuid>,
    /// After this one, which was the last of the page before.
    pub efter: Option<(Tidspunkt, Uuid)>,
    /// At most so many.
    pub antal: usize,
}

/// A page of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The oldest first.
    pub fundne: Vec<Overdragelse>,
    /// Where the next page begins ([`Udvalg::efter`]); none when this was the last.
    pub efter: Option<(Tidspunkt, Uuid)>,
}

impl Fordelingskomponent {
    /// One, for its sending and its receiving authority; the rest do not learn of it.
    ///
    /// # Errors
    /// `FindesIkke`, `ManglerRolle`, and those of the store.
    pub async fn se(&self, kald: &Kaldekontekst, id: Uuid) -> Result<Overdragelse, Fejl> {
        kald.kraev(SERVICE, Ret::Laes)?;
        let o = self.hent(id).await?.map(|l| l.o).filter(|o| deltager(o, kald.myndighed));
        let o = o.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid"))?;
        kald.spor.objekt(OVERDRAGELSE, o.id, 0);
        Ok(o)
    }

    /// Those of the caller's authority, the oldest first: by default what waits for an answer.
    ///
    /// # Errors
    /// `ManglerRolle`, and those of the store.
    pub async fn list(&self, kald: &Kaldekontekst, u: &Udvalg) -> Result<Side, Fejl> {
        kald.kraev(SERVICE, Ret::Laes)?;
        let side = self.find_overdragelser(Some(kald.myndighed), u).await?;
        side.fundne.iter().for_each(|o| kald.spor.objekt(OVERDRAGELSE, o.id, 0));
        Ok(side)
    }

    /// When the oldest that no receiver has taken yet was taken in; `None` when nothing is on its way.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn aeldste_uafleverede(&self) -> Result<Option<Tidspunkt>, Fejl> {
        Ok(self.uafleverede(1).await?.first().map(|o| o.oprettet))
    }

    /// The oldest that no receiver has taken yet.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn uafleverede(&self, antal: usize) -> Result<Vec<Overdragelse>, Fejl> {
        let u = Udvalg { tilstande: vec![Tilstand::Modtaget], antal, ..Udvalg::default() };
        Ok(self.side(None, &u).await?.fundne)
    }

    /// What is wanted of an authority, or of all.
    pub(super) async fn find_overdragelser(&self, m: Option<Cvr>, u: &Udvalg) -> Result<Side, Fejl> {
        match u.anvender_id {
            Some(id) => self.af_afsender(m, id, u).await,
            None if u.problemer => self.problemer(m, u).await,
            None => self.side(m, u).await,
        }
    }

    /// What an authority has sent by that id: each of its systems may have used it once.
    async fn af_afsender(&self, m: Option<Cvr>, id: Uuid, u: &Udvalg) -> Result<Side, Fejl> {
        let m = m.ok_or_else(|| {
            let ventet = ("den afsendende myndighed", "the sending authority");
            Fejl::ny(Fejlkode::ManglerElement).felt("myndighed").ventet(ventet)
        })?;
        let (fra, til) = (afsendt(m, id, None), afsendt(m, id, Some(Uuid::max())));
        let mut fundne = Vec::new();
        for (_, v) in self.o.register.lager().raekker(AFSENDT, &fra, Some(&til), graenser::SIDE_MAKS).await? {
            let Ok(id) = Uuid::from_slice(&v) else { continue };
            fundne.extend(self.hent(id).await?.map(|l| l.o));
        }
        let af_system = |o: &Overdragelse| u.system.is_none_or(|s| o.afsendersystem == Some(s) || o.modtagersystem == s);
        fundne
            .retain(|o| af_system(o) && (u.tilstande.is_empty() || u.tilstande.contains(&o.tilstand)) && (!u.problemer || o.er_problem()));
        fundne.sort_unstable_by_key(|o| (o.oprettet, o.id));
        Ok(Side { fundne, efter: None })
    }

    /// A page of those that somebody should look at. It may hold fewer than were wanted, or none, and still not be the last: so many are looked at, not more.
    async fn problemer(&self, m: Option<Cvr>, u: &Udvalg) -> Result<Side, Fejl> {
        let tilstande = if u.tilstande.is_empty() { Tilstand::ALLE.to_vec() } else { u.tilstande.clone() };
        let antal = u.antal.clamp(1, graenser::SIDE_MAKS);
        let mut set = Udvalg { tilstande, antal: graenser::SIDE_MAKS, ..u.clone() };
        let mut fundne = Vec::new();
        for _ in 0..graenser::FORDELING_PROBLEMER_SET / graenser::SIDE_MAKS {
            let side = self.side(m, &set).await?;
            for o in side.fundne.into_iter().filter(Overdragelse::er_problem) {
                let efter = Some((o.oprettet, o.id));
                fundne.push(o);
                if fundne.len() == antal {
                    return Ok(Side { fundne, efter });
                }
            }
            set.efter = side.efter;
            if set.efter.is_none() {
                break;
            }
        }
        Ok(Side { fundne, efter: set.efter })
    }

    /// A page of a list. What it costs follows from the page, not from how many there are.
    async fn side(&self, m: Option<Cvr>, u: &Udvalg) -> Result<Side, Fejl> {
        let uendelige = Tilstand::ALLE.into_iter().filter(|t| !t.er_endelig());
        let tilstande: BTreeSet<Tilstand> =
            if u.tilstande.is_empty() { uendelige.collect() } else { u.tilstande.iter().copied().collect() };
        let antal = u.antal.clamp(1, graenser::SIDE_MAKS);
        let mut steder = Vec::new();
        for t in tilstande {
            let fra = match u.efter {
                Some((tid, id)) => [listenoegle(m, u.system, t, tid, Some(id)), vec![0]].concat(),
                None => listenoegle(m, u.system, t, Tidspunkt::fra_mikros(0), None),
            };
            let til = listenoegle(m, u.system, t, Tidspunkt::fra_mikros(i64::MAX - 1), None);
            let raekker = self.o.register.lager().raekker(LISTE, &fra, Some(&til), antal).await?;
            steder.extend(raekker.iter().filter_map(|(n, _)| af_liste(n)));
        }
        steder.sort_unstable();
        // One that changes its state meanwhile may stand in two of them.
        steder.dedup();
        steder.truncate(antal);
        let efter = steder.last().copied().filter(|_| steder.len() == antal);
        let mut fundne = Vec::with_capacity(steder.len());
        for (_, id) in steder {
            fundne.extend(self.hent(id).await?.map(|l| l.o));
        }
        Ok(Side { fundne, efter })
    }
}

fn deltager(o: &Overdragelse, myndighed: Cvr) -> bool {
    [o.kontekst.afsender, o.kontekst.modtager].contains(&myndighed)
}
