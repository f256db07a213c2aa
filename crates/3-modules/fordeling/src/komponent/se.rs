//! Where handovers are, for those that take part in them (FK-02).
use super::Fordelingskomponent;
use crate::lagret::{ALDER, aldersnoegle, id_af_alder};
use crate::objekttyper::{OVERDRAGELSE, SERVICE};
use crate::overdragelse::{Overdragelse, Tilstand};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, Uuid, graenser};

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

/// Handovers that are looked through for one page.
const GENNEMSET: usize = 20_000;

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
    /// `ManglerRolle`, `ForBredSoegning` where too many have to be looked through, and those of the store.
    pub async fn list(&self, kald: &Kaldekontekst, u: &Udvalg) -> Result<Vec<Overdragelse>, Fejl> {
        kald.kraev(SERVICE, Ret::Laes)?;
        let m = kald.myndighed;
        let mut fra = match u.efter {
            Some((t, id)) => [aldersnoegle(m, t, Some(id)), vec![0]].concat(),
            None => aldersnoegle(m, Tidspunkt::fra_mikros(0), None),
        };
        let til = aldersnoegle(m, Tidspunkt::fra_mikros(i64::MAX - 1), None);
        let (mut ud, mut set) = (Vec::new(), 0);
        loop {
            let raekker = self.o.register.lager().raekker(ALDER, &fra, Some(&til), graenser::SIDE_MAKS).await?;
            for (n, _) in &raekker {
                fra = [n.as_slice(), &[0]].concat();
                let Some(id) = id_af_alder(n) else { continue };
                let Some(o) = self.hent(id).await?.map(|l| l.o) else { continue };
                let tilstand = if u.tilstande.is_empty() { !o.tilstand.er_endelig() } else { u.tilstande.contains(&o.tilstand) };
                if tilstand && u.system.is_none_or(|s| s == o.modtagersystem || o.afsendersystem == Some(s)) {
                    kald.spor.objekt(OVERDRAGELSE, o.id, 0);
                    ud.push(o);
                }
                if ud.len() >= u.antal {
                    return Ok(ud);
                }
            }
            set += raekker.len();
            if raekker.len() < graenser::SIDE_MAKS {
                return Ok(ud);
            }
            if set >= GENNEMSET {
                return Err(Fejl::ny(Fejlkode::ForBredSoegning)
                    .felt("tilstand")
                    .ventet(grund::sagt::hoejst(GENNEMSET, grund::sagt::RAEKKER)));
            }
        }
    }
}

fn deltager(o: &Overdragelse, myndighed: Cvr) -> bool {
    [o.kontekst.afsender, o.kontekst.modtager].contains(&myndighed)
}
