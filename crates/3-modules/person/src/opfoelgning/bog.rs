//! Follow-ups in the store.
use super::{Bekraeftelse, Hvordan, Opfoelgning};
use crate::raekker::{self, AABNE, ALLE, BESKED, HAENDELSE, OPFOELGNING, SIDE, bytes, hent, noegle, over, skrives, tid_bytes, uuider};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use lager::Lager;
use std::sync::Arc;

/// Times that a change is made anew when somebody else was first.
const FORSOEG: usize = 20;

/// Where a page ends: given back, the next one begins there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sted(Vec<u8>);

impl Sted {
    /// As text.
    pub fn tekst(&self) -> String {
        self.0.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// From such a text.
    pub fn fra_tekst(t: &str) -> Option<Self> {
        let par = |i: usize| t.get(i..i + 2).and_then(|p| u8::from_str_radix(p, 16).ok());
        if t.len() != 50 || !t.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        (0..t.len()).step_by(2).map(par).collect::<Option<Vec<u8>>>().map(Self)
    }
}

/// Follow-ups of the store.
#[derive(Clone)]
pub struct Opfoelgninger {
    lager: Arc<dyn Lager>,
}

fn plads(art: u8, o: &Opfoelgning) -> Vec<u8> {
    noegle(art, &[&tid_bytes(o.fortalt), o.id.as_bytes()])
}

fn besked_noegle(besked: Uuid, dueslag: Uuid) -> Vec<u8> {
    noegle(BESKED, &[besked.as_bytes(), dueslag.as_bytes()])
}

impl Opfoelgninger {
    /// Of that store.
    pub fn ny(lager: Arc<dyn Lager>) -> Self {
        Self { lager }
    }

    /// The follow-up of an event, if it has one already: what is told again after a crash is followed up once.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn af(&self, haendelse: &str) -> Result<Option<Uuid>, Fejl> {
        Ok(hent::<Uuid>(self.lager.as_ref(), &noegle(HAENDELSE, &[haendelse.as_bytes()])).await?.map(|(u, _)| u))
    }

    /// Begins to follow an event; false when somebody has begun already.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn begynd(&self, o: &Opfoelgning) -> Result<bool, Fejl> {
        let mut raekker = vec![
            over(noegle(HAENDELSE, &[o.haendelse.as_bytes()]), None, Some(bytes(&o.id)?)),
            over(noegle(OPFOELGNING, &[o.id.as_bytes()]), None, Some(bytes(o)?)),
            skrives(plads(ALLE, o), Some(Vec::new())),
        ];
        if o.er_aaben() {
            raekker.push(skrives(plads(AABNE, o), Some(Vec::new())));
        }
        for d in &o.deltagere {
            for b in &d.dueslag {
                raekker.push(skrives(besked_noegle(b.besked, b.dueslag), Some(bytes(&(o.id, d.system))?)));
            }
        }
        raekker::skriv(self.lager.as_ref(), raekker).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `FindesIkke`; those of the store.
    pub async fn hent(&self, id: Uuid) -> Result<Opfoelgning, Fejl> {
        let fundet = hent(self.lager.as_ref(), &noegle(OPFOELGNING, &[id.as_bytes()])).await?;
        fundet.map(|(o, _)| o).ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("uuid").regel("CPR-08"))
    }

    /// A page, the oldest first: of those that somebody has not confirmed, or of all.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn side(&self, alle: bool, efter: Option<&Sted>, antal: usize) -> Result<(Vec<Opfoelgning>, Option<Sted>), Fejl> {
        let art = if alle { ALLE } else { AABNE };
        // A place in one of the lists is a place in the other.
        let efter: Option<Vec<u8>> = efter.map(|s| [&[art][..], s.0.get(1..).unwrap_or_default()].concat());
        let noegler = uuider(self.lager.as_ref(), art, efter.as_deref(), antal.min(SIDE)).await?;
        let mut ud = Vec::with_capacity(noegler.len());
        for (_, id) in &noegler {
            ud.push(self.hent(*id).await?);
        }
        let naeste = noegler.last().filter(|_| noegler.len() >= antal.min(SIDE)).map(|(k, _)| Sted(k.clone()));
        Ok((ud, naeste))
    }

    /// Changes one; whether the function says that it did.
    ///
    /// # Errors
    /// `FindesIkke`, `Samtidig`; those of the store.
    pub async fn ret(&self, id: Uuid, mut aendr: impl FnMut(&mut Opfoelgning) -> bool) -> Result<bool, Fejl> {
        let k = noegle(OPFOELGNING, &[id.as_bytes()]);
        for _ in 0..FORSOEG {
            let Some((mut o, foer)) = hent::<Opfoelgning>(self.lager.as_ref(), &k).await? else {
                return Err(Fejl::ny(Fejlkode::FindesIkke).felt("uuid").regel("CPR-08"));
            };
            if !aendr(&mut o) {
                return Ok(false);
            }
            let aaben = skrives(plads(AABNE, &o), o.er_aaben().then(Vec::new));
            if raekker::skriv(self.lager.as_ref(), vec![over(k.clone(), Some(foer), Some(bytes(&o)?)), aaben]).await? {
                return Ok(true);
            }
        }
        Err(Fejl::ny(Fejlkode::Samtidig).regel("A-60"))
    }

    /// A message was acknowledged in a dueslag; whether it was one that is followed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn kvitteret(&self, dueslag: Uuid, besked: Uuid, nu: Tidspunkt) -> Result<bool, Fejl> {
        let k = besked_noegle(besked, dueslag);
        let Some((id, system)) = hent::<(Uuid, Uuid)>(self.lager.as_ref(), &k).await?.map(|(v, _)| v) else { return Ok(false) };
        let b = Bekraeftelse { tid: nu, hvordan: Hvordan::Besked, hvem: String::new(), begrundelse: String::new() };
        self.ret(id, |o| o.bekraeft(system, &b)).await
    }

    /// Forgets those that were told before a time and that everybody has confirmed; how many.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn glem(&self, foer: Tidspunkt) -> Result<u64, Fejl> {
        let (mut antal, mut efter) = (0, None::<Vec<u8>>);
        let graense = noegle(ALLE, &[&tid_bytes(foer)]);
        loop {
            let noegler = uuider(self.lager.as_ref(), ALLE, efter.as_deref(), SIDE).await?;
            for (k, id) in &noegler {
                if *k >= graense {
                    return Ok(antal);
                }
                let o = self.hent(*id).await?;
                if o.er_aaben() {
                    continue;
                }
                let haendelse = noegle(HAENDELSE, &[o.haendelse.as_bytes()]);
                let mut raekker =
                    vec![skrives(k.clone(), None), skrives(noegle(OPFOELGNING, &[id.as_bytes()]), None), skrives(haendelse, None)];
                raekker.extend(o.deltagere.iter().flat_map(|d| &d.dueslag).map(|b| skrives(besked_noegle(b.besked, b.dueslag), None)));
                antal += u64::from(raekker::skriv(self.lager.as_ref(), raekker).await?);
            }
            match noegler.into_iter().last() {
                Some((k, _)) => efter = Some(k),
                None => return Ok(antal),
            }
        }
    }
}
