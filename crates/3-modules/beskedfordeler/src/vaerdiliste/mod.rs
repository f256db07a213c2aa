//! Værdilister as their service changes them (E-6): a few values of a hundred thousand are added or taken away by writing a few kilobytes.
//!
//! A short list has its values in itself. A longer one has them in parts, which are objects of their own ([`VAERDILISTEDEL`]): a value's digest says in which. So
//! export, history, change feed and rights are those of every other object.
mod bruges;
mod dele;

#[cfg(test)]
mod proever;

pub(crate) use bruges::naboregler;
pub use dele::{DELE, del_id};

use crate::laest;
use crate::objekttyper::{DELT, TILSTAND, VAERDIER, VAERDILISTE, VAERDILISTEDEL};
use dele::noegle;
use grund::{Fejl, Fejlkode, Kaldekontekst, Uuid, graenser};
use lager::Skrivning;
use register::{
    Egenskab, Flettemaade, Handling, Indhold, Kommando, Laesevalg, Objekt, Objektid, Register, Registrering, Skridt, Tilstand, Vaerdi,
    Virkning,
};
use std::collections::{BTreeMap, HashSet};

/// Times that a change is tried when somebody else changes the same list.
const FORSOEG: usize = 5;

/// A list as it was read.
#[derive(Clone, Debug)]
pub struct Laest {
    /// The object.
    pub objekt: Objekt,
    /// Every value, those of its parts too, each once, in the order in which they lie.
    pub vaerdier: Vec<String>,
}

/// What is to be written of a list.
#[derive(Clone, Debug)]
pub struct Nyt {
    /// Note of the registration.
    pub note: Option<String>,
    /// Attributes but the values, states, extensions; at most one attribute period.
    pub indhold: Indhold,
    /// All values; `None` leaves them as they are.
    pub vaerdier: Option<Vec<String>>,
}

/// The værdilister of a register.
#[derive(Clone, Copy)]
pub struct Vaerdilister<'r>(pub &'r Register);

fn kommando(uuid: Uuid, handling: Handling, note: Option<String>, indhold: Indhold) -> Kommando {
    Kommando { objekttype: &VAERDILISTE, uuid, handling, maade: Flettemaade::Sts, note, indhold, historik: Vec::new(), forudsat: None }
}

/// Trimmed, each once, none empty, none longer than the field allows.
fn rens(vaerdier: Vec<String>) -> Result<Vec<String>, Fejl> {
    let mut set = HashSet::new();
    let mut ud = Vec::with_capacity(vaerdier.len());
    for v in vaerdier {
        let v = v.trim();
        if v.chars().count() > graenser::VAERDILISTE_TEGN {
            let fejl = Fejl::ny(Fejlkode::ForLang).felt("Vaerdi").regel("E-6");
            return Err(fejl.ventet(grund::sagt::hoejst(graenser::VAERDILISTE_TEGN, grund::sagt::TEGN)));
        }
        if !v.is_empty() && set.insert(noegle(v)) {
            ud.push(v.to_owned());
        }
    }
    Ok(ud)
}

fn tekster(vaerdier: &[String]) -> Vaerdi {
    Vaerdi::Liste(vaerdier.iter().cloned().map(Vaerdi::Tekst).collect())
}

fn egne(r: &Registrering) -> Vec<String> {
    laest::vaerdier(r).map(str::to_owned).collect()
}

fn er_delt(r: &Registrering) -> bool {
    r.billede.egenskaber.last().is_some_and(|e| e.felter.get(&DELT) == Some(&Vaerdi::Boolsk(true)))
}

fn findes_ikke() -> Fejl {
    Fejl::ny(Fejlkode::FindesIkke).felt("UUIDIdentifikator").regel("A-82")
}

fn nyeste(o: &Objekt) -> Result<&Registrering, Fejl> {
    o.nyeste().ok_or_else(findes_ikke)
}

impl Vaerdilister<'_> {
    /// One list with its values.
    ///
    /// # Errors
    /// `FindesIkke`, and those of the register.
    pub async fn laes(self, kald: &Kaldekontekst, uuid: Uuid, valg: Laesevalg) -> Result<Laest, Fejl> {
        let objekt = self.0.laes(kald, Objektid { objekttype: &VAERDILISTE, uuid }, valg).await?.ok_or_else(findes_ikke)?;
        self.med_vaerdier(kald, objekt, valg).await
    }

    /// Those of the lists that there are, with their values.
    ///
    /// # Errors
    /// `ForMange` values in all; those of the register.
    pub async fn list(self, kald: &Kaldekontekst, uuider: &[Uuid], valg: Laesevalg) -> Result<Vec<Laest>, Fejl> {
        let mut ud = Vec::new();
        let mut i_alt = 0;
        for o in self.0.list(kald, &VAERDILISTE, uuider, valg).await? {
            let l = self.med_vaerdier(kald, o, valg).await?;
            i_alt += l.vaerdier.len();
            if i_alt > graenser::VAERDILISTE_LISTET {
                let fejl = Fejl::ny(Fejlkode::ForMange).felt("UUIDIdentifikator").regel("E-6");
                return Err(fejl.ventet(grund::sagt::hoejst(graenser::VAERDILISTE_LISTET, grund::sagt::STYK)));
            }
            ud.push(l);
        }
        Ok(ud)
    }

    async fn med_vaerdier(self, kald: &Kaldekontekst, objekt: Objekt, valg: Laesevalg) -> Result<Laest, Fejl> {
        let Some(r) = objekt.nyeste() else { return Ok(Laest { objekt, vaerdier: Vec::new() }) };
        let mut vaerdier = egne(r);
        if er_delt(r) {
            let alle: Vec<u8> = (0..DELE).collect();
            for d in self.dele(kald, objekt.uuid, &alle, valg).await? {
                vaerdier.extend(d.vaerdier);
            }
        }
        Ok(Laest { objekt, vaerdier: rens(vaerdier)? })
    }

    /// A new list, or one that is brought in.
    ///
    /// # Errors
    /// Those of the register; `ForMange`.
    pub async fn opret(self, kald: &Kaldekontekst, uuid: Uuid, handling: Handling, nyt: Nyt) -> Result<(), Fejl> {
        let vaerdier = rens(nyt.vaerdier.unwrap_or_default())?;
        let mut indhold = nyt.indhold;
        // The service knows no states: what it makes is in force as long as its attributes are.
        let perioder = indhold.egenskaber.iter().flatten().map(|e| e.virkning.clone());
        let aktiv: Vec<Tilstand> = perioder.map(i_kraft).collect();
        indhold.tilstande.entry(TILSTAND).or_insert(aktiv);
        let mut skridt = self.fordel(kald, uuid, &mut indhold, vaerdier, handling != Handling::Opret).await?;
        skridt.insert(0, kommando(uuid, handling, nyt.note, indhold));
        self.skriv(kald, skridt).await
    }

    /// Changes a list; its values are replaced where they are given.
    ///
    /// # Errors
    /// `FindesIkke`, `Samtidig`, and those of the register.
    pub async fn ret(self, kald: &Kaldekontekst, uuid: Uuid, mut nyt: Nyt) -> Result<(), Fejl> {
        nyt.vaerdier = nyt.vaerdier.map(rens).transpose()?;
        igen(|| self.ret_en(kald, uuid, &nyt)).await
    }

    async fn ret_en(self, kald: &Kaldekontekst, uuid: Uuid, nyt: &Nyt) -> Result<(), Fejl> {
        let objekt = self.egen(kald, uuid).await?;
        let gammel = nyeste(&objekt)?;
        let (mut indhold, mut skridt) = (nyt.indhold.clone(), Vec::new());
        if let Some(v) = &nyt.vaerdier {
            // Values without any other attribute keep the period and the name that the list has.
            if indhold.egenskaber.as_ref().is_none_or(Vec::is_empty) {
                indhold.egenskaber = Some(vec![samme(gammel)]);
            }
            skridt = self.fordel(kald, uuid, &mut indhold, v.clone(), true).await?;
        }
        let k = Kommando { forudsat: Some(gammel.registreret.fra), ..kommando(uuid, Handling::Ret, nyt.note.clone(), indhold) };
        skridt.insert(0, k);
        self.skriv(kald, skridt).await
    }

    /// Makes a list passive, or deletes it with its parts.
    ///
    /// # Errors
    /// `FindesIkke`, and those of the register.
    pub async fn livscyklus(self, kald: &Kaldekontekst, uuid: Uuid, handling: Handling, note: Option<String>) -> Result<(), Fejl> {
        let mut skridt = vec![kommando(uuid, handling, note, Indhold::default())];
        if handling == Handling::Slet {
            let alle: Vec<u8> = (0..DELE).collect();
            let dele = self.dele(kald, uuid, &alle, Laesevalg::AKTUEL).await?;
            skridt.extend(dele.iter().filter(|d| d.levende).map(|d| Kommando {
                objekttype: &VAERDILISTEDEL,
                uuid: del_id(uuid, d.nummer),
                ..kommando(uuid, Handling::Slet, None, Indhold::default())
            }));
        }
        self.skriv(kald, skridt).await
    }

    /// Adds values; those that are there are left alone.
    ///
    /// # Errors
    /// `FindesIkke`, `UlovligOvergang`, `ForMange`, `Samtidig`, and those of the register.
    pub async fn tilfoej(self, kald: &Kaldekontekst, uuid: Uuid, vaerdier: Vec<String>) -> Result<(), Fejl> {
        let nye = rens(vaerdier)?;
        igen(|| self.tilfoej_en(kald, uuid, &nye)).await
    }

    async fn tilfoej_en(self, kald: &Kaldekontekst, uuid: Uuid, nye: &[String]) -> Result<(), Fejl> {
        let objekt = self.egen(kald, uuid).await?;
        let r = levende(&objekt)?;
        let egne = egne(r);
        let kendte: HashSet<String> = egne.iter().map(|v| noegle(v)).collect();
        let nye: Vec<&String> = nye.iter().filter(|v| !kendte.contains(&noegle(v))).collect();
        if nye.is_empty() {
            return Ok(());
        }
        if er_delt(r) {
            return self.i_dele(kald, uuid, &nye, |d, v| d.vaerdier.extend(v.into_iter().cloned())).await;
        }
        let alle: Vec<String> = egne.iter().chain(nye).cloned().collect();
        let mut indhold = Indhold { egenskaber: Some(vec![samme(r)]), ..Indhold::default() };
        let mut skridt = self.fordel(kald, uuid, &mut indhold, alle, true).await?;
        skridt.insert(0, Kommando { forudsat: Some(r.registreret.fra), ..kommando(uuid, Handling::Ret, None, indhold) });
        self.skriv(kald, skridt).await
    }

    /// Takes values away; those that are not there are left alone.
    ///
    /// # Errors
    /// As [`Self::tilfoej`].
    pub async fn fjern(self, kald: &Kaldekontekst, uuid: Uuid, vaerdier: Vec<String>) -> Result<(), Fejl> {
        let vaek = rens(vaerdier)?;
        igen(|| self.fjern_en(kald, uuid, &vaek)).await
    }

    async fn fjern_en(self, kald: &Kaldekontekst, uuid: Uuid, vaek: &[String]) -> Result<(), Fejl> {
        let noegler: HashSet<String> = vaek.iter().map(|v| noegle(v)).collect();
        let objekt = self.egen(kald, uuid).await?;
        let r = levende(&objekt)?;
        let egne = egne(r);
        let rest: Vec<String> = egne.iter().filter(|v| !noegler.contains(&noegle(v))).cloned().collect();
        if rest.len() < egne.len() {
            let mut e = samme(r);
            e.felter.insert(VAERDIER, tekster(&rest));
            let indhold = Indhold { egenskaber: Some(vec![e]), ..Indhold::default() };
            let k = Kommando { forudsat: Some(r.registreret.fra), ..kommando(uuid, Handling::Ret, None, indhold) };
            self.skriv(kald, vec![k]).await?;
        }
        if !er_delt(r) {
            return Ok(());
        }
        let vaek: Vec<&String> = vaek.iter().collect();
        self.i_dele(kald, uuid, &vaek, |d, _| d.vaerdier.retain(|v| !noegler.contains(&noegle(v)))).await
    }

    /// The caller's own list.
    async fn egen(self, kald: &Kaldekontekst, uuid: Uuid) -> Result<Objekt, Fejl> {
        let objekt = self.0.laes(kald, Objektid { objekttype: &VAERDILISTE, uuid }, Laesevalg::AKTUEL).await?;
        objekt.filter(|o| o.myndighed == kald.myndighed).ok_or_else(findes_ikke)
    }

    async fn skriv(self, kald: &Kaldekontekst, kommandoer: Vec<Kommando>) -> Result<(), Fejl> {
        let skridt = kommandoer.into_iter().map(|k| (kald, Skridt::from(k))).collect();
        self.0.udfoer_samlet(kald, skridt, Skrivning::default()).await.map(drop)
    }
}

/// Again, where somebody else was first.
async fn igen<F: Future<Output = Result<(), Fejl>>>(goer: impl Fn() -> F) -> Result<(), Fejl> {
    for _ in 1..FORSOEG {
        match goer().await {
            Err(f) if matches!(f.kode(), Fejlkode::Samtidig | Fejlkode::FindesAllerede) => {}
            svar => return svar,
        }
    }
    goer().await
}

/// The last attribute period as it is, without its values: what is written over it stays in the same period.
fn samme(r: &Registrering) -> Egenskab {
    let mut e = r
        .billede
        .egenskaber
        .last()
        .cloned()
        .unwrap_or_else(|| Egenskab { virkning: Virkning::fra(r.registreret.fra), felter: BTreeMap::new() });
    e.felter.remove(&VAERDIER);
    e
}

/// In force (`Aktiv`) for a period.
fn i_kraft(virkning: Virkning) -> Tilstand {
    Tilstand { virkning, vaerdi: 1 }
}

fn levende(o: &Objekt) -> Result<&Registrering, Fejl> {
    let r = nyeste(o)?;
    if r.livscyklus.er_levende() { Ok(r) } else { Err(Fejl::ny(Fejlkode::UlovligOvergang).felt("UUIDIdentifikator").regel("A-21")) }
}
