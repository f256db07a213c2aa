//! What a change would do before it is made: the same answers, from a copy of the books in which it has been made.
use crate::afgoer;
use crate::bog::{Bibliotek, Kendt, Myndighedsbog, Udgave};
use crate::kontrol::{Brud, Noegler, brud, noegler};
use crate::modul::Roller;
use crate::typer::*;
use adgang::personale::Medarbejder;
use adgang::{Brugerret, Kalder};
use grund::graenser::ROLLE_EKSEMPLER;
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use register::{Forespoergsel, Laesevalg, Side};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A change that is tried.
#[derive(Clone, Debug)]
pub enum Hvad {
    /// The role says this; `None`: it has ended. A new one has a UUID of the caller's.
    Rolle(Uuid, Option<Jobfunktionsrolle>),
    /// The role is given.
    Tildeling(Rolletildeling),
    /// The assignment ends.
    UdenTildeling(Uuid),
}

/// A user whose rights would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forskel {
    /// The user.
    pub bruger: Uuid,
    /// Its name.
    pub navn: String,
    /// Roles of systems that it would get, or get for more or other data.
    pub vinder: Vec<String>,
    /// Roles of systems that it would lose.
    pub mister: Vec<String>,
}

/// How much of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maengde {
    /// The object type.
    pub objekttype: &'static str,
    /// All of it.
    pub antal: u64,
    /// By KLE group, `27.35`; what has several counts with each.
    pub grupper: BTreeMap<String, u64>,
    /// Some of it, for those who may see it.
    pub eksempler: Vec<Uuid>,
}

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Virkning {
    /// Users who would get something.
    pub vinder: usize,
    /// Users who would lose something.
    pub mister: usize,
    /// Some of them, by name.
    pub brugere: Vec<Forskel>,
    /// What the role that is tried would open.
    pub aabner: Vec<Maengde>,
    /// What it opens now.
    pub foer: Vec<Maengde>,
    /// Separation of duties that would be broken and is not now.
    pub brud: Vec<Brud>,
}

const EVIGT: Periode = Periode::ALTID;

fn bog_mut(b: &mut Bibliotek, cvr: Cvr) -> &mut Myndighedsbog {
    Arc::make_mut(b.boeger.entry(cvr).or_default())
}

fn kendt<T: Clone>(cvr: Cvr, uuid: Uuid, data: &T, i_kraft: bool) -> Kendt<T> {
    let sidst = Arc::new(data.clone());
    let udgaver = if i_kraft { vec![Udgave { periode: EVIGT, data: sidst.clone() }] } else { Vec::new() };
    Kendt { uuid, ejer: cvr, registreret: Tidspunkt::MINUS_UENDELIG, tilstand: "aktiv", sidst, udgaver }
}

/// Puts the assignment in, as if it had always been there.
pub(crate) fn med_tildeling(b: &mut Bibliotek, cvr: Cvr, uuid: Uuid, x: &Rolletildeling) {
    bog_mut(b, cvr).saet(uuid, Some(kendt(cvr, uuid, x, true)));
}

impl Hvad {
    fn goer(&self, b: &mut Bibliotek, cvr: Cvr) {
        match self {
            Self::Rolle(u, Some(r)) => bog_mut(b, cvr).saet(*u, Some(kendt(cvr, *u, r, true))),
            Self::Rolle(u, None) => bog_mut(b, cvr).saet::<Jobfunktionsrolle>(*u, None),
            Self::Tildeling(x) => med_tildeling(b, cvr, Uuid::nil(), x),
            Self::UdenTildeling(u) => bog_mut(b, cvr).saet::<Rolletildeling>(*u, None),
        }
    }

    /// The role that it is about.
    fn rolle(&self, b: &Bibliotek, cvr: Cvr) -> (Cvr, Uuid) {
        match self {
            Self::Rolle(u, _) => (cvr, *u),
            Self::Tildeling(x) => (x.rolleejer.unwrap_or(cvr), x.rolle),
            Self::UdenTildeling(u) => {
                let x = b.boeger.get(&cvr).and_then(|bog| bog.tildelinger.get(u)).map(|k| k.sidst.clone());
                x.map_or((cvr, Uuid::nil()), |x| (x.rolleejer.unwrap_or(cvr), x.rolle))
            }
        }
    }
}

/// Everything that the user may in every system, as far as it does not hang on what an identity provider sends.
fn alt(b: &Bibliotek, cvr: Cvr, m: &Medarbejder, t: Tidspunkt) -> Vec<Brugerret> {
    afgoer::i_systemet(b, &afgoer::roller(b, cvr, m, &[], t), None, &BTreeMap::new(), t).0
}

/// What a role opens in the registers, whoever has it.
fn rolleomraade(b: &Bibliotek, ejer: Cvr, rolle: Uuid, t: Tidspunkt) -> Vec<Afgraensning> {
    let r = b.boeger.get(&ejer).and_then(|bog| bog.roller.get(&rolle)).and_then(|k| k.paa(t));
    let Some(r) = r else { return Vec::new() };
    let e = afgoer::Effektive {
        roller: vec![afgoer::Jobret { ejer, uuid: rolle, rolle: r.clone(), grunde: Vec::new() }],
        bortfaldet: Vec::new(),
    };
    afgoer::i_systemet(b, &e, None, &BTreeMap::new(), t).0.into_iter().filter_map(|r| r.omraade).filter(|a| !a.er_tom()).collect()
}

fn forskel(m: &Medarbejder, foer: &[Brugerret], efter: &[Brugerret]) -> Option<Forskel> {
    let (foer, efter) = (noegler(foer), noegler(efter));
    let uden = |a: &Noegler, b: &Noegler| -> Vec<String> {
        a.iter().filter(|(k, v)| b.get(*k).is_none_or(|s| !v.is_subset(s))).map(|(k, _)| k.1.clone()).collect()
    };
    let (vinder, mister) = (uden(&efter, &foer), uden(&foer, &efter));
    (!vinder.is_empty() || !mister.is_empty()).then(|| Forskel { bruger: m.uuid, navn: m.navn.clone(), vinder, mister })
}

impl Roller {
    /// What the change would do now, to users and with data. Samples are named only where the caller may see the register, which `seer` says.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of fields and store.
    pub async fn simuler(&self, kalder: &Kalder<'_>, cvr: Cvr, hvad: &Hvad, seer: Option<&Kaldekontekst>) -> Result<Virkning, Fejl> {
        Self::maa(kalder, cvr)?;
        let nu = kalder.kald.nu;
        let mut cvrer = vec![cvr];
        if let Hvad::Tildeling(x) = hvad {
            cvrer.extend(x.rolleejer);
        }
        let foer = self.bibliotek(&cvrer).await?;
        match hvad {
            Hvad::Rolle(u, Some(r)) => self.kontroller_rolle(&foer, cvr, *u, r, nu)?,
            Hvad::Tildeling(x) => drop(Self::kontroller_tildeling(&foer, cvr, x, nu)?),
            Hvad::Rolle(u, None) if foer.boeger.get(&cvr).is_none_or(|b| !b.roller.contains_key(u)) => {
                return Err(Fejl::ny(Fejlkode::FindesIkke).felt("rolle"));
            }
            Hvad::UdenTildeling(u) if foer.boeger.get(&cvr).is_none_or(|b| !b.tildelinger.contains_key(u)) => {
                return Err(Fejl::ny(Fejlkode::FindesIkke).felt("tildeling"));
            }
            Hvad::Rolle(_, None) | Hvad::UdenTildeling(_) => {}
        }
        let (ejer, rolle) = hvad.rolle(&foer, cvr);
        let mut efter = foer.clone();
        hvad.goer(&mut efter, cvr);
        let mut ud = Virkning::default();
        // A role that is delegated is had by another authority's users too: they are its business, and only counted.
        for m in self.personale.alle(cvr, nu).await? {
            let Some(f) = forskel(&m, &alt(&foer, cvr, &m, nu), &alt(&efter, cvr, &m, nu)) else { continue };
            ud.vinder += usize::from(!f.vinder.is_empty());
            ud.mister += usize::from(!f.mister.is_empty());
            let kendt = brud(&foer, cvr, &m, nu);
            ud.brud.extend(brud(&efter, cvr, &m, nu).into_iter().filter(|b| !kendt.contains(b)));
            if ud.brugere.len() < ROLLE_EKSEMPLER {
                ud.brugere.push(f);
            }
        }
        ud.foer = self.maengder(ejer, rolleomraade(&foer, ejer, rolle, nu), nu, seer).await?;
        ud.aabner = self.maengder(ejer, rolleomraade(&efter, ejer, rolle, nu), nu, seer).await?;
        Ok(ud)
    }

    /// How much of each index lies within the restrictions, counted by the indexes and never listed.
    async fn maengder(
        &self,
        ejer: Cvr,
        omraader: Vec<Afgraensning>,
        nu: Tidspunkt,
        seer: Option<&Kaldekontekst>,
    ) -> Result<Vec<Maengde>, Fejl> {
        let mut ud = Vec::new();
        if omraader.is_empty() {
            return Ok(ud);
        }
        let kald = Kaldekontekst::ubegraenset(ejer, &[], UnikId::Uuid(adgang::ANONYM_BRUGER), nu, Uuid::nil());
        let kald = Kaldekontekst { brugers: Some(Arc::new(omraader)), ..kald };
        for t in self.register.typer().alle().filter(|t| t.syn.is_some()) {
            let f = Forespoergsel { side: Side { foerste: 0, antal: ROLLE_EKSEMPLER }, ..Forespoergsel::alle(t, nu) };
            let antal = self.register.antal(&kald, &f).await?;
            let grupper = match antal {
                0 => BTreeMap::new(),
                _ => self.register.antal_pr_klasse(&kald, &f, 4).await?.into_iter().map(|(k, n)| (gruppe(&k), n)).collect(),
            };
            let mut eksempler = Vec::new();
            if let Some(s) = seer.filter(|s| antal > 0 && s.myndighed == ejer) {
                let fundne = self.register.soeg(&kald, &f).await?;
                // Each is read as the caller, so that nobody sees by a simulation what he may not see.
                let s = Kaldekontekst { nu, ..s.clone() };
                eksempler = self.register.list(&s, t, &fundne, Laesevalg::nu(nu)).await?.iter().map(|o| o.uuid).collect();
            }
            ud.push(Maengde { objekttype: t.navn, antal, grupper, eksempler });
        }
        Ok(ud)
    }
}

/// `2735` as `27.35`.
fn gruppe(cifre: &str) -> String {
    match (cifre.get(..2), cifre.get(2..)) {
        (Some(a), Some(b)) if !b.is_empty() => format!("{a}.{b}"),
        _ => cifre.to_owned(),
    }
}
