//! The desk: what lies in each dueslag, since when, who takes it, what went wrong; and what may be done about it. What is looked at or done is noted in the call's
//! trace with its reason: whoever opens the door writes the log's entry before the answer goes out.
mod adkomst;
mod beskeder;
mod handlinger;

pub use adkomst::Adkomst;
pub use beskeder::{Linje, Vist};
pub use handlinger::{Fra, Genafspillet, Set, Valg};

use crate::bog::Dueslagspost;
use crate::fordeler::{Fordeler, Gang};
use crate::objekttyper::DUESLAG;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Uuid};
use koe::Dueslagstatus;
use std::sync::Arc;

/// One of the two queues of a dueslag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Koe {
    /// What the receiver gets.
    Dueslag,
    /// What nobody gets any more until somebody decides.
    Fejlkoe,
}

impl Koe {
    /// Its word.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Dueslag => "dueslag",
            Self::Fejlkoe => "fejlkoe",
        }
    }

    /// Both words.
    pub const NAVNE: [&str; 2] = [Self::Dueslag.navn(), Self::Fejlkoe.navn()];

    /// From its word.
    pub fn fra_navn(navn: &str) -> Option<Self> {
        [Self::Dueslag, Self::Fejlkoe].into_iter().find(|k| k.navn() == navn)
    }
}

/// A dueslag as it stands.
#[derive(Clone, Debug)]
pub struct Billede {
    /// Its id.
    pub uuid: Uuid,
    /// What it says of itself; `None` for one that is not in force any more, of which messages are left.
    pub post: Option<Dueslagspost>,
    /// What it said of itself last, where that is known: it was deleted, or set out of force.
    pub sidst: Option<Dueslagspost>,
    /// What lies there.
    pub status: Dueslagstatus,
    /// How many of its messages a consumer has at the moment, and has not acknowledged.
    pub ude: usize,
    /// How it goes at the moment.
    pub gang: Gang,
}

/// Which dueslag.
#[derive(Clone, Copy, Debug, Default)]
pub struct Udvalg {
    /// Of this authority.
    pub myndighed: Option<Cvr>,
    /// Of this receiving system.
    pub system: Option<Uuid>,
    /// Only those where something waits and nobody takes it, that failed lately, or have something in the error queue.
    pub problemer: bool,
}

/// The desk, for one call.
pub struct Skranke<'a> {
    f: &'a Arc<Fordeler>,
    hvem: &'a Adkomst,
    kald: &'a Kaldekontekst,
}

impl Billede {
    /// Somebody should look at it.
    pub fn er_problem(&self) -> bool {
        let hentes = self.post.as_ref().is_none_or(|d| !d.data.sendes());
        (hentes && self.status.antal > 0 && self.gang.forbrugere == 0) || self.status.fejlede > 0 || self.gang.fejl_i_traek > 0
    }
}

impl<'a> Skranke<'a> {
    /// For that caller.
    pub fn ny(f: &'a Arc<Fordeler>, hvem: &'a Adkomst, kald: &'a Kaldekontekst) -> Self {
        Self { f, hvem, kald }
    }

    /// The dueslag, if the caller may know of it.
    fn find(&self, uuid: Uuid) -> Result<Option<Dueslagspost>, Fejl> {
        let d = self.f.bog.dueslag(uuid);
        let maa = match &d {
            Some(d) => self.hvem.har_dueslag(d, self.f.o.aftalebog.as_ref()),
            // Its messages are there still.
            None => self.maa_glemt(uuid) && self.f.koe().dueslag().contains(&uuid),
        };
        if maa { Ok(d) } else { Err(Fejl::ny(Fejlkode::FindesIkke).felt("uuid").regel("E-3")) }
    }

    /// May know of one that is not in force any more: operations, and those whose it was.
    fn maa_glemt(&self, uuid: Uuid) -> bool {
        let var = || self.f.bog.kendt(uuid).is_some_and(|d| self.hvem.har_dueslag(&d, self.f.o.aftalebog.as_ref()));
        self.hvem.drift() || var()
    }

    /// What the log is to say of the call.
    fn noter(&self, d: Option<&Dueslagspost>, uuid: Uuid, begrundelse: &str, hvad: String) {
        self.kald.spor.objekt(DUESLAG.nr, uuid, 0);
        self.kald.spor.skriv(|s| {
            s.myndighed = d.map(|d| d.myndighed).or(s.myndighed);
            s.formaal = Some(begrundelse.to_owned());
            s.operation = Some(hvad);
        });
    }

    async fn af(&self, uuid: Uuid, post: Option<Dueslagspost>) -> Result<Billede, Fejl> {
        let sidst = self.f.bog.kendt(uuid);
        Ok(Billede { uuid, post, sidst, status: self.f.koe().status(uuid).await?, ude: self.f.ude(uuid).len(), gang: self.f.gang(uuid) })
    }

    /// The caller's dueslag, by authority, name and id.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn liste(&self, u: Udvalg) -> Result<Vec<Billede>, Fejl> {
        let mut alle: Vec<(Uuid, Option<Dueslagspost>)> = self.f.bog.alle_dueslag().into_iter().map(|(u, d)| (u, Some(d))).collect();
        let glemte = self.f.koe().dueslag().into_iter().filter(|k| self.f.bog.dueslag(*k).is_none());
        alle.extend(glemte.map(|k| (k, None)));
        let bog = self.f.o.aftalebog.as_ref();
        alle.retain(|(uuid, d)| match d.clone().or_else(|| self.f.bog.kendt(*uuid)) {
            Some(d) => {
                self.hvem.har_dueslag(&d, bog)
                    && u.myndighed.is_none_or(|m| d.myndighed == m)
                    && u.system.is_none_or(|s| d.data.modtagersystem == Some(s))
            }
            None => self.hvem.drift() && u.myndighed.is_none() && u.system.is_none(),
        });
        alle.sort_by(|(a, x), (b, y)| {
            let noegle = |d: &Option<Dueslagspost>| d.as_ref().map(|d| (d.myndighed, d.data.navn.clone()));
            (noegle(x), a).cmp(&(noegle(y), b))
        });
        let mut ud = Vec::new();
        for (uuid, post) in alle {
            let b = self.af(uuid, post).await?;
            let tom = b.post.is_none() && b.status.antal == 0 && b.status.fejlede == 0;
            if !tom && (!u.problemer || b.er_problem()) {
                ud.push(b);
            }
        }
        Ok(ud)
    }

    /// One of them.
    ///
    /// # Errors
    /// `FindesIkke`; those of the store.
    pub async fn billede(&self, uuid: Uuid) -> Result<Billede, Fejl> {
        let post = self.find(uuid)?;
        self.af(uuid, post).await
    }
}
