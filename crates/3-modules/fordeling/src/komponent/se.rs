//! Where handovers are, for those that take part in them (FK-02).
use super::Fordelingskomponent;
use crate::lagret::{LISTE, af_liste, listenoegle};
use crate::objekttyper::{OVERDRAGELSE, SERVICE};
use crate::overdragelse::{Overdragelse, Tilstand};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, Uuid, graenser};
use std::collections::BTreeSet;

/// Which handovers are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Udvalg {
    /// In these states; none: those that are not final.
    pub tilstande: Vec<Tilstand>,
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
        let side = self.find_i_liste(Some(kald.myndighed), u).await?;
        side.fundne.iter().for_each(|o| kald.spor.objekt(OVERDRAGELSE, o.id, 0));
        Ok(side)
    }

    /// When the oldest that no receiver has taken yet was taken in; `None` when nothing is on its way.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn aeldste_uafleverede(&self) -> Result<Option<Tidspunkt>, Fejl> {
        let u = Udvalg { tilstande: vec![Tilstand::Modtaget], antal: 1, ..Udvalg::default() };
        Ok(self.find_i_liste(None, &u).await?.fundne.first().map(|o| o.oprettet))
    }

    /// A page of the list of an authority, or of all. What it costs follows from the page, not from how many there are.
    pub(super) async fn find_i_liste(&self, m: Option<Cvr>, u: &Udvalg) -> Result<Side, Fejl> {
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
