//! Views: what is shown of an overview, and in which order; the municipality's standard ones, special ones for units, and a user's own (SAPA-13).
use crate::overblik::Overblik;
use crate::raekker::{self, Art, noegle};
use crate::{Funktion, Kalder, Sapa, tidslinje};
use grund::afgraensning::klassenummer;
use grund::{Fejl, Fejlkode, Klasseinterval, UnikId, Uuid, graenser};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The sections of an overview, in the order that they have where nothing is said.
pub const AFSNIT: &[&str] =
    &["stamdata", "familie", "bemaerkninger", "sager", "dokumenter", "journalnotater", "bevillinger", "udbetalinger", "tidslinje"];

/// What a view says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Visning {
    /// Its name.
    pub navn: String,
    /// The one that is shown first; one of those for everybody.
    pub standard: bool,
    /// Units and users that have it; empty: everybody.
    pub modtagere: Vec<String>,
    /// Sections in order; empty: all.
    pub afsnit: Vec<String>,
    /// Only cases, grants and payments of these subjects; empty: all.
    pub kle: Vec<String>,
    /// Only of these systems, by UUID; empty: all.
    pub systemer: Vec<Uuid>,
    /// Only cases in these states; empty: all.
    pub fremdrift: Vec<String>,
}

/// A view that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lagret {
    /// Its id.
    pub id: Uuid,
    /// Whose own it is; none for one of the municipality's.
    pub ejer: Option<String>,
    /// What it says.
    pub visning: Visning,
}

fn modtagere(v: &Visning) -> Vec<UnikId> {
    v.modtagere.iter().map(|m| grund::id::laes_uuid(m).map_or_else(|| UnikId::Urn(m.clone()), UnikId::Uuid)).collect()
}

impl Visning {
    fn kontroller(&self) -> Result<(), Fejl> {
        if self.navn.trim().is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("navn"));
        }
        if self.navn.chars().count() > 100 {
            return Err(Fejl::ny(Fejlkode::ForLang).felt("navn").ventet(grund::sagt::hoejst(100, grund::sagt::TEGN)));
        }
        let antal = [self.modtagere.len(), self.kle.len(), self.systemer.len(), self.fremdrift.len(), self.afsnit.len()];
        if antal.iter().any(|n| *n > graenser::SYNSKLASSER) {
            return Err(Fejl::ny(Fejlkode::ForMange).ventet(grund::sagt::hoejst(graenser::SYNSKLASSER, grund::sagt::STYK)));
        }
        if let Some(a) = self.afsnit.iter().find(|a| !AFSNIT.contains(&a.as_str())) {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(format!("afsnit: {}", grund::fejl::uddrag(a))).tilladt(AFSNIT));
        }
        if self.kle.iter().any(|k| Klasseinterval::laes(k).is_none()) {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt("kle").regel("C-40").ventet("32, 32.30, 32.30.*"));
        }
        const TILSTANDE: [&str; 4] = ["Opstaaet", "Oplyst", "Afgjort", "Afsluttet"];
        if self.fremdrift.iter().any(|f| !TILSTANDE.contains(&f.as_str())) {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("fremdrift").tilladt(TILSTANDE));
        }
        Ok(())
    }

    /// Leaves of an overview what the view shows.
    pub fn anvend(&self, o: &mut Overblik) {
        let intervaller: Vec<Klasseinterval> = self.kle.iter().filter_map(|k| Klasseinterval::laes(k)).collect();
        let kle = |k: Option<&str>| {
            let nummer = || k.and_then(|k| klassenummer(k.split_whitespace().next().unwrap_or_default()));
            intervaller.is_empty() || nummer().is_some_and(|n| intervaller.iter().any(|i| i.indeholder(&n)))
        };
        let system = |s: Option<Uuid>| self.systemer.is_empty() || s.is_some_and(|s| self.systemer.contains(&s));
        let tilstand = |f: Option<&str>| self.fremdrift.is_empty() || f.is_some_and(|f| self.fremdrift.iter().any(|x| x == f));
        o.sager.retain(|s| kle(s.kle.as_deref()) && system(s.system.uuid) && tilstand(s.fremdrift));
        let sager: BTreeSet<Uuid> = o.sager.iter().map(|s| s.uuid).collect();
        if !self.kle.is_empty() || !self.fremdrift.is_empty() {
            o.dokumenter.retain(|d| d.sager.iter().any(|s| sager.contains(s)));
        }
        o.dokumenter.retain(|d| system(d.system.uuid));
        o.journalnotater.retain(|n| sager.contains(&n.sag));
        for b in &mut o.bevillinger {
            b.ydelser.retain(|y| kle(y.kle.as_deref()) && system(y.system.uuid));
        }
        if !self.kle.is_empty() || !self.systemer.is_empty() {
            o.bevillinger.retain(|b| !b.ydelser.is_empty());
            o.udbetalinger.retain(|u| system(u.system.uuid) && u.linjer.iter().any(|l| kle(l.kle.as_deref())));
        }
        o.tidslinje = tidslinje::tidslinje(o);
        let vises = |a: &str| self.afsnit.is_empty() || self.afsnit.iter().any(|x| x == a);
        if !vises("stamdata") {
            (o.person, o.virksomhed, o.laege) = (None, None, None);
        }
        if let Some(p) = o.person.as_mut().filter(|_| !vises("familie")) {
            p.familie.clear();
        }
        let mut toem = |a: &str, t: &mut dyn FnMut(&mut Overblik)| {
            if !vises(a) {
                t(o);
            }
        };
        toem("sager", &mut |o| o.sager.clear());
        toem("dokumenter", &mut |o| o.dokumenter.clear());
        toem("journalnotater", &mut |o| o.journalnotater.clear());
        toem("bevillinger", &mut |o| o.bevillinger.clear());
        toem("udbetalinger", &mut |o| o.udbetalinger.clear());
        toem("tidslinje", &mut |o| o.tidslinje.clear());
    }
}

impl Sapa {
    /// The views that the user has: the municipality's that are for everybody or for the user's units, and the user's own; the standard one first.
    ///
    /// # Errors
    /// `IngenBrugerret`, and those of the store.
    pub async fn visninger(&self, k: Kalder<'_>) -> Result<Vec<Lagret>, Fejl> {
        k.kraev(Funktion::Overblik)?;
        let mut alle = self.alle_visninger(k).await?;
        let mig = k.bruger().to_string();
        alle.retain(|l| match &l.ejer {
            Some(e) => *e == mig,
            None => l.visning.modtagere.is_empty() || k.retter.har(Funktion::Opsaet) || k.retter.er_blandt(&modtagere(&l.visning)),
        });
        alle.sort_by(|a, b| {
            (!a.visning.standard, a.ejer.is_some(), &a.visning.navn).cmp(&(!b.visning.standard, b.ejer.is_some(), &b.visning.navn))
        });
        Ok(alle)
    }

    async fn alle_visninger(&self, k: Kalder<'_>) -> Result<Vec<Lagret>, Fejl> {
        raekker::begynder(self.register.lager().as_ref(), &noegle(k.kald.myndighed, Art::Visning, &[]), graenser::SAPA_VISNINGER).await
    }

    /// One of the views that the user has.
    ///
    /// # Errors
    /// As [`Self::visninger`]; `FindesIkke`.
    pub async fn visning(&self, k: Kalder<'_>, id: Uuid) -> Result<Lagret, Fejl> {
        self.visninger(k).await?.into_iter().find(|l| l.id == id).ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("visning"))
    }

    /// Stores a view: the municipality's by those who set SAPA up, one's own by everybody. A new standard takes the place of the old one.
    ///
    /// # Errors
    /// `IngenBrugerret`; 10xx and 11xx naming the field; `FindesIkke` for a view that is not the user's to change; those of the store.
    pub async fn gem_visning(&self, k: Kalder<'_>, id: Option<Uuid>, visning: Visning, egen: bool) -> Result<Lagret, Fejl> {
        k.kraev(if egen { Funktion::Overblik } else { Funktion::Opsaet })?;
        visning.kontroller()?;
        if egen && (visning.standard || !visning.modtagere.is_empty()) {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                .felt("standard")
                .regel("SAPA-13")
                .ventet(("ens egen visning er kun ens egen", "one's own view is one's own alone")));
        }
        let ejer = egen.then(|| k.bruger().to_string());
        let alle = self.alle_visninger(k).await?;
        if let Some(id) = id
            && !alle.iter().any(|l| l.id == id && l.ejer == ejer)
        {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("id"));
        }
        if id.is_none() && alle.len() >= graenser::SAPA_VISNINGER {
            return Err(Fejl::ny(Fejlkode::ForMange).ventet(grund::sagt::hoejst(graenser::SAPA_VISNINGER, grund::sagt::STYK)));
        }
        let ny = Lagret { id: id.unwrap_or_else(|| self.ids.ny()), ejer, visning };
        let hvor = |id: Uuid| noegle(k.kald.myndighed, Art::Visning, &[id.as_bytes()]);
        let mut raekker = vec![raekker::skrives(hvor(ny.id), Some(raekker::bytes(&ny)?))];
        for mut l in alle.into_iter().filter(|l| ny.visning.standard && l.visning.standard && l.id != ny.id) {
            l.visning.standard = false;
            raekker.push(raekker::skrives(hvor(l.id), Some(raekker::bytes(&l)?)));
        }
        raekker::skriv(self.register.lager().as_ref(), k.kald.nu, raekker).await?;
        Ok(ny)
    }

    /// Removes a view.
    ///
    /// # Errors
    /// As [`Self::gem_visning`].
    pub async fn slet_visning(&self, k: Kalder<'_>, id: Uuid) -> Result<(), Fejl> {
        k.kraev(Funktion::Overblik)?;
        let mig = k.bruger().to_string();
        let fundet = self.alle_visninger(k).await?.into_iter().find(|l| l.id == id && l.ejer.as_ref().is_none_or(|e| *e == mig));
        let l = fundet.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("id"))?;
        if l.ejer.is_none() {
            k.kraev(Funktion::Opsaet)?;
        }
        let hvor = noegle(k.kald.myndighed, Art::Visning, &[id.as_bytes()]);
        raekker::skriv(self.register.lager().as_ref(), k.kald.nu, vec![raekker::skrives(hvor, None)]).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typer::{Bevilling, Dokument, Journalnotat, Sag, Ydelse};

    #[test]
    fn sapa13_a_view_shows_what_it_says_and_nothing_else() {
        let u = Uuid::from_u128;
        let sag = |n, kle: &str, fremdrift| Sag { uuid: u(n), kle: Some(kle.into()), fremdrift: Some(fremdrift), ..Sag::default() };
        let dokument = |n, sag: u128| Dokument { uuid: u(n), sager: vec![u(sag)], ..Dokument::default() };
        let ydelse = |kle: &str| Ydelse { kle: Some(kle.into()), ..Ydelse::default() };
        let o = Overblik {
            sager: vec![sag(1, "32.24.04", "Oplyst"), sag(2, "27.35.04", "Oplyst"), sag(3, "32.24.04", "Afsluttet")],
            dokumenter: vec![dokument(11, 1), dokument(12, 2)],
            journalnotater: vec![Journalnotat { sag: u(2), titel: None, tid: None }],
            bevillinger: vec![Bevilling { ydelser: vec![ydelse("32.24.04"), ydelse("27.35.04")], ..Bevilling::default() }],
            ..Overblik::default()
        };
        let v = Visning { kle: vec!["32.*".into()], fremdrift: vec!["Oplyst".into()], ..Visning::default() };
        let mut a = o.clone();
        v.anvend(&mut a);
        assert_eq!(a.sager.iter().map(|s| s.uuid).collect::<Vec<_>>(), [u(1)]);
        assert_eq!((a.dokumenter.len(), a.journalnotater.len(), a.bevillinger[0].ydelser.len()), (1, 0, 1));
        let mut b = o.clone();
        Visning { afsnit: vec!["dokumenter".into()], ..Visning::default() }.anvend(&mut b);
        assert!(b.sager.is_empty() && b.bevillinger.is_empty() && b.dokumenter.len() == 2);
        let mut c = o.clone();
        Visning::default().anvend(&mut c);
        assert_eq!(c, o);
        let fejl = |v: Visning| v.kontroller().map_err(|f| f.kode());
        let navn = || Visning { navn: "x".into(), ..Visning::default() };
        assert_eq!(fejl(navn()), Ok(()));
        assert_eq!(fejl(Visning::default()), Err(Fejlkode::ManglerElement));
        assert_eq!(fejl(Visning { afsnit: vec!["andet".into()], ..navn() }), Err(Fejlkode::UgyldigVaerdi));
        assert_eq!(fejl(Visning { kle: vec!["x".into()], ..navn() }), Err(Fejlkode::UgyldigtMoenster));
        assert_eq!(fejl(Visning { fremdrift: vec!["Opstået".into()], ..navn() }), Err(Fejlkode::UgyldigVaerdi));
    }
}
