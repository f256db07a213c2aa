//! Agreements: asked for by the vendor, decided by each authority by itself (H-3 … H-6). What a caller may not know of is absent.
use crate::administration::{Administration, Skriv};
use crate::bog::Aftalepost;
use crate::objekttyper::{SERVICEAFTALE, TILSTAND};
use crate::stamdata::findes_ikke;
use crate::tilstand::{Handling, Tilstand, overgang};
use crate::typer::*;
use crate::{oversaet, valider};
use adgang::Kalder;
use grund::graenser::{ANMODNING_MYNDIGHEDER, SIDE_MAKS};
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt, Uuid};
use register::Post;
use register::{Laesevalg, Objektid, Registrering, Registreringsvalg};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A request: one agreement with each authority comes of it.
#[derive(Clone, Debug)]
pub struct Anmodning {
    /// The calling system.
    pub system: Uuid,
    /// The authorities that are asked.
    pub myndigheder: Vec<Cvr>,
    /// What is asked for.
    pub indhold: Aftaleindhold,
    /// Only write it down; the authorities see nothing yet.
    pub kladde: bool,
}

/// What a draft says, and may say otherwise later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aftaleindhold {
    /// Name.
    pub navn: String,
    /// Why the data may be used.
    pub begrundelse: String,
    /// The data are passed on.
    pub videregivelse: bool,
    /// What is agreed.
    pub tjenester: Vec<Aftaletjeneste>,
    /// Who gets the data, if not the system's owner.
    pub datamodtager: Option<Cvr>,
    /// Not before.
    pub gyldigfra: Option<Tidspunkt>,
    /// Not after.
    pub gyldigtil: Option<Tidspunkt>,
}

/// Which agreements are wanted.
#[derive(Clone, Debug)]
pub struct Aftalefilter {
    /// Of this system.
    pub system: Option<Uuid>,
    /// Of this authority.
    pub myndighed: Option<Cvr>,
    /// That name this service.
    pub tjeneste: Option<String>,
    /// In this state now.
    pub tilstand: Option<Tilstand>,
    /// Of this request.
    pub anmodning: Option<Uuid>,
    /// Hits to skip.
    pub foerste: usize,
    /// Hits to return, at most [`SIDE_MAKS`].
    pub antal: usize,
}

impl Default for Aftalefilter {
    fn default() -> Self {
        Self { system: None, myndighed: None, tjeneste: None, tilstand: None, anmodning: None, foerste: 0, antal: SIDE_MAKS }
    }
}

/// A page of agreements and the number of all that the filter finds.
#[derive(Clone, Debug)]
pub struct Aftaleside {
    /// The page, in order of request.
    pub aftaler: Vec<Aftalevisning>,
    /// All hits.
    pub antal: usize,
}

/// An agreement as a caller sees it.
#[derive(Clone, Debug)]
pub struct Aftalevisning {
    /// The agreement.
    pub post: Post<Serviceaftale>,
    /// The calling system's name.
    pub systemnavn: String,
    /// The calling system's owner.
    pub systemcvr: Option<Cvr>,
    /// When it holds, if it was approved.
    pub gyldig: Option<Periode>,
}

/// The calling system of an agreement.
type Systemvalg = Option<Arc<Post<Tilsluttetsystem>>>;

/// How a caller stands to an agreement.
#[derive(Clone, Copy)]
struct Forhold {
    leverandoer: bool,
    myndighed: bool,
}

impl Administration {
    /// Asks authorities to let a system use services. All of it is checked before any agreement is made.
    ///
    /// # Errors
    /// `FindesIkke` for a system that is not the caller's; those of H-3, naming what is offered; those of fields and store.
    pub async fn anmod(&self, kalder: &Kalder<'_>, a: &Anmodning) -> Result<Vec<Post<Serviceaftale>>, Fejl> {
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let system = self.system(kalder, a.system).map_err(|_| Fejl::ny(Fejlkode::FindesIkke).felt("system"))?;
        if !system.er("aktiv", nu) || !system.data.anvender {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                .felt("system")
                .regel("H-1")
                .ventet(("et aktivt system, der kalder tjenester (anvender)", "an active system that calls services (anvender)")));
        }
        let mut myndigheder = a.myndigheder.clone();
        myndigheder.sort_unstable();
        myndigheder.dedup();
        if myndigheder.is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("myndigheder").regel("H-3"));
        }
        if myndigheder.len() > ANMODNING_MYNDIGHEDER {
            return Err(Fejl::ny(Fejlkode::ForMange)
                .felt("myndigheder")
                .ventet(grund::sagt::hoejst(ANMODNING_MYNDIGHEDER, grund::sagt::STYK)));
        }
        for m in &myndigheder {
            self.kan_spoerges(*m, system.data.cvr, nu)?;
        }
        let indhold = valider::skrevet_ud(&self.bog(), &a.indhold);
        self.kontroller(&indhold, nu)?;
        let anmodning = self.ids.ny();
        let aftale = indhold.aftale(a.system, anmodning, (!a.kladde).then_some(nu), None);
        let tilstand = if a.kladde { Tilstand::Kladde } else { Tilstand::Afventer };
        let en = |m| Skriv::ny(m, self.ids.ny(), &aftale, nu).tilstand(tilstand as u8, nu);
        self.gem_alle(kalder, myndigheder.into_iter().map(en).collect(), Vec::new()).await
    }

    /// An authority, or the vendor itself where it is marked as its own test authority (H-4).
    fn kan_spoerges(&self, myndighed: Cvr, leverandoer: Cvr, nu: Tidspunkt) -> Result<(), Fejl> {
        let a = self.aktoer(myndighed).filter(|a| a.er("aktiv", nu));
        match a {
            Some(a) if a.data.myndighed || (a.data.egentestmyndighed && myndighed == leverandoer) => Ok(()),
            _ => Err(Fejl::ny(Fejlkode::FindesIkke)
                .felt("myndigheder")
                .regel("H-4")
                .detalje((format!("{myndighed} er ikke en myndighed her"), format!("{myndighed} is no authority here")))),
        }
    }

    fn kontroller(&self, i: &Aftaleindhold, nu: Tidspunkt) -> Result<(), Fejl> {
        valider::linje("navn", &i.navn)?;
        if i.begrundelse.trim().is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("begrundelse").regel("H-3"));
        }
        if i.videregivelse && i.datamodtager.is_none() {
            return Err(Fejl::ny(Fejlkode::ManglerElement)
                .felt("datamodtager")
                .regel("H-3")
                .detalje(("data, der gives videre, har en modtager", "data that are passed on have a receiver")));
        }
        if let (Some(fra), Some(til)) = (i.gyldigfra, i.gyldigtil)
            && fra >= til
        {
            return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("gyldigtil"));
        }
        if udloebet(i.gyldigtil, nu) {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                .felt("gyldigtil")
                .regel("H-4")
                .ventet(("et tidspunkt i fremtiden", "a time to come")));
        }
        valider::tjenester(&self.bog(), &i.tjenester, nu)
    }

    /// Changes a draft.
    ///
    /// # Errors
    /// `FindesIkke`; `Uforanderlig` (H-5) or `UgyldigTilstand` (H-4); those of [`Self::anmod`].
    pub async fn ret_aftale(&self, kalder: &Kalder<'_>, uuid: Uuid, i: &Aftaleindhold) -> Result<Post<Serviceaftale>, Fejl> {
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let (g, forhold) = self.til_aendring(kalder, uuid).await?;
        kun_leverandoer(kalder, forhold)?;
        overgang(tilstand(&g, nu)?, Handling::Ret)?;
        let i = valider::skrevet_ud(&self.bog(), i);
        self.kontroller(&i, nu)?;
        let system = g.data.anvendersystem.ok_or_else(findes_ikke)?;
        let ny = i.aftale(system, g.data.anmodning, None, g.data.erstatter);
        self.gem(kalder, Skriv::ret(&g, &ny)).await
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// `FindesIkke`; `Uforanderlig` (H-5) or `UgyldigTilstand` (H-4); those of the store.
    pub async fn slet_kladde(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<(), Fejl> {
        let _laas = self.laas.lock().await;
        let (g, forhold) = self.til_aendring(kalder, uuid).await?;
        kun_leverandoer(kalder, forhold)?;
        overgang(tilstand(&g, kalder.kald.nu)?, Handling::Slet)?;
        self.slet::<Serviceaftale>(kalder, &g).await
    }

    /// Asks the authority with a draft.
    ///
    /// # Errors
    /// As [`Self::ret_aftale`].
    pub async fn indsend(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Serviceaftale>, Fejl> {
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let (g, forhold) = self.til_aendring(kalder, uuid).await?;
        kun_leverandoer(kalder, forhold)?;
        let til = overgang(tilstand(&g, nu)?, Handling::Indsend)?;
        valider::tjenester(&self.bog(), &g.data.tjenester, nu)?;
        kan_gaelde(&g, nu)?;
        let ny = Serviceaftale { anmodet: Some(nu), ..g.data.clone() };
        self.gem(kalder, Skriv::ret(&g, &ny).tilstand(til as u8, nu)).await
    }

    /// Takes a request back; it is a draft again.
    ///
    /// # Errors
    /// As [`Self::ret_aftale`].
    pub async fn traek_tilbage(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Serviceaftale>, Fejl> {
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let (g, forhold) = self.til_aendring(kalder, uuid).await?;
        kun_leverandoer(kalder, forhold)?;
        let til = overgang(tilstand(&g, nu)?, Handling::TraekTilbage)?;
        let ny = Serviceaftale { anmodet: None, ..g.data.clone() };
        self.gem(kalder, Skriv::ret(&g, &ny).tilstand(til as u8, nu)).await
    }

    /// Approves, with effect at once; the agreement that it replaces ends at the same instant (H-5). `set` is the time of the registration that
    /// the decision is made on: the vendor may have taken the request back and changed it since it was read.
    ///
    /// # Errors
    /// `FindesIkke`; `IngenAdgang` for the vendor itself; `KraeverForudsaetning`, `Samtidig` for another registration; `UgyldigTilstand`, also while the system has no certificate or is ended; those of H-3.
    pub async fn godkend(&self, kalder: &Kalder<'_>, uuid: Uuid, set: Option<Tidspunkt>, note: &str) -> Result<Post<Serviceaftale>, Fejl> {
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let (g, forhold) = self.til_aendring(kalder, uuid).await?;
        self.kun_myndighed(kalder, &g, forhold)?;
        let til = overgang(tilstand(&g, nu)?, Handling::Godkend)?;
        er_set(&g, set)?;
        // A yes to a system that nobody can be identified as, or to roles that are offered no more, would be a yes to nothing.
        valider::tjenester(&self.bog(), &g.data.tjenester, nu)?;
        let system = g.data.anvendersystem.and_then(|s| self.bog().laes().system_post(s)).filter(|s| s.er("aktiv", nu));
        let certifikat = system.is_some_and(|s| s.data.certifikater.iter().any(|c| c.tilknyttet().indeholder(nu)));
        if !certifikat {
            let f = Fejl::ny(Fejlkode::UgyldigTilstand).felt("anvendersystem").regel("H-1");
            return Err(f.ventet(("et aktivt system med et certifikat", "an active system with a certificate")));
        }
        kan_gaelde(&g, nu)?;
        let gammel = match g.data.erstatter {
            Some(gammel) => self.hent::<Serviceaftale>(g.ejer, gammel).await?.filter(|a| a.tilstand_paa(nu) == Tilstand::Godkendt.navn()),
            None => None,
        };
        let ny = afgjort(kalder, &g, note);
        let erstattet = format!("Erstattet af {uuid}");
        let mut skrives = vec![Skriv::ret(&g, &ny).tilstand(til as u8, nu)];
        if let Some(gammel) = &gammel {
            let fra = ny.gyldigfra.map_or(nu, |f| f.max(nu));
            let s = Skriv::ret(gammel, &gammel.data).tilstand(Tilstand::Opsagt as u8, fra);
            skrives.push(Skriv { note: Some(&erstattet), ..s });
        }
        // Both or none: at no time are there two, or none, because one of the changes failed.
        self.gem_alle(kalder, skrives, Vec::new()).await?.into_iter().next().ok_or_else(findes_ikke)
    }

    /// Refuses what was read (`set`, as with [`Self::godkend`]); the note tells the vendor why.
    ///
    /// # Errors
    /// `ManglerElement` without a note, `FindesIkke`, `IngenAdgang` for the vendor itself, `UgyldigTilstand`, and those of the store.
    pub async fn afvis(&self, kalder: &Kalder<'_>, uuid: Uuid, set: Option<Tidspunkt>, note: &str) -> Result<Post<Serviceaftale>, Fejl> {
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let (g, forhold) = self.til_aendring(kalder, uuid).await?;
        self.kun_myndighed(kalder, &g, forhold)?;
        let til = overgang(tilstand(&g, nu)?, Handling::Afvis)?;
        er_set(&g, set)?;
        if note.trim().is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("note").regel("H-4"));
        }
        self.afgoer(kalder, &g, til, note, nu).await
    }

    /// Ends the approved agreement that was read (`set`, as with [`Self::godkend`]), now or at a time to come. Either side may (H-6).
    ///
    /// # Errors
    /// `FindesIkke`, `UgyldigTilstand`, `UgyldigTid` for a time that is past, and those of the store.
    pub async fn opsig(
        &self,
        kalder: &Kalder<'_>,
        uuid: Uuid,
        set: Option<Tidspunkt>,
        fra: Option<Tidspunkt>,
        note: &str,
    ) -> Result<Post<Serviceaftale>, Fejl> {
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let (g, _) = self.til_aendring(kalder, uuid).await?;
        let til = overgang(tilstand(&g, nu)?, Handling::Opsig)?;
        er_set(&g, set)?;
        let fra = fra.unwrap_or(nu);
        if fra < nu || !fra.er_endelig() {
            return Err(Fejl::ny(Fejlkode::UgyldigTid).felt("fra").ventet(("nu eller senere", "now or later")));
        }
        // It has ended by then: who ended it, and why, stays said.
        if tilstand(&g, fra)? == Tilstand::Opsagt {
            return Ok(g);
        }
        self.afgoer(kalder, &g, til, note, fra).await
    }

    async fn afgoer(
        &self,
        kalder: &Kalder<'_>,
        g: &Post<Serviceaftale>,
        til: Tilstand,
        note: &str,
        fra: Tidspunkt,
    ) -> Result<Post<Serviceaftale>, Fejl> {
        let ny = afgjort(kalder, g, note);
        self.gem(kalder, Skriv::ret(g, &ny).tilstand(til as u8, fra)).await
    }

    /// Copies an agreement to a draft (H-5). The copy of an approved one replaces it when it is approved itself.
    ///
    /// # Errors
    /// `FindesIkke`, `IngenAdgang` for the authority, and those of the store.
    pub async fn kopi(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Serviceaftale>, Fejl> {
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let (g, forhold) = self.til_aendring(kalder, uuid).await?;
        kun_leverandoer(kalder, forhold)?;
        let ny = Serviceaftale {
            anmodning: self.ids.ny(),
            anmodet: None,
            afgjortaf: String::new(),
            note: String::new(),
            erstatter: (tilstand(&g, nu)? == Tilstand::Godkendt).then_some(uuid),
            ..g.data.clone()
        };
        self.gem(kalder, Skriv::ny(g.ejer, self.ids.ny(), &ny, nu)).await
    }

    /// The agreements that the caller may see, in order of request.
    pub fn aftaler(&self, kalder: &Kalder<'_>, f: &Aftalefilter) -> Aftaleside {
        let nu = kalder.kald.nu;
        let bog = self.bog();
        let i = bog.laes();
        let passer = |a: &Aftalepost| {
            f.myndighed.is_none_or(|m| m == a.post.ejer)
                && f.system.is_none_or(|s| a.post.data.anvendersystem == Some(s))
                && f.anmodning.is_none_or(|x| a.post.data.anmodning == x)
                && f.tilstand.is_none_or(|t| a.post.tilstand_paa(nu) == t.navn())
                && f.tjeneste.as_ref().is_none_or(|t| a.post.data.tjenester.iter().any(|x| x.entityid == *t))
        };
        let system = |a: &Aftalepost| a.post.data.anvendersystem.and_then(|s| i.system_post(s));
        let mut fundet: Vec<(&Arc<Aftalepost>, Systemvalg)> = i
            .aftaler()
            .filter(|a| passer(a))
            .map(|a| (a, system(a)))
            .filter(|(a, s)| forhold(kalder, a, s.as_deref()).ser(&a.post, nu))
            .collect();
        fundet.sort_by_key(|(a, _)| (a.post.data.anmodet.unwrap_or(a.post.registreret), a.post.uuid));
        let side = fundet.iter().skip(f.foerste).take(f.antal.min(SIDE_MAKS)).map(|(a, s)| visning(a, s.as_deref())).collect();
        Aftaleside { aftaler: side, antal: fundet.len() }
    }

    /// One agreement.
    ///
    /// # Errors
    /// `FindesIkke`, also for what the caller may not know of.
    pub fn aftale(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Aftalevisning, Fejl> {
        self.set(kalder, uuid).map(|(a, s, _)| visning(&a, s.as_deref()))
    }

    /// One agreement as it was at that time: what was true then, as the register said then.
    ///
    /// # Errors
    /// `FindesIkke`, also when it was not there then.
    pub async fn aftale_paa(&self, kalder: &Kalder<'_>, uuid: Uuid, paa: Tidspunkt) -> Result<Map<String, Value>, Fejl> {
        let (a, _, f) = self.set(kalder, uuid)?;
        let valg = Laesevalg { virkning: Periode::punkt(paa), registrering: Registreringsvalg::Paa(paa) };
        let id = Objektid { objekttype: &SERVICEAFTALE, uuid };
        let o = self.register.laes(&kalder.for_ejer(a.post.ejer), id, valg).await?.ok_or_else(findes_ikke)?;
        let r = o.nyeste().filter(|r| f.leverandoer || r_tilstand(r) != Some(Tilstand::Kladde)).ok_or_else(findes_ikke)?;
        Ok(registrering(&a.post, r))
    }

    /// Every registration of an agreement, newest first. An authority is not shown the drafts.
    ///
    /// # Errors
    /// `FindesIkke`.
    pub async fn historik(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Vec<Map<String, Value>>, Fejl> {
        let (a, _, f) = self.set(kalder, uuid)?;
        let id = Objektid { objekttype: &SERVICEAFTALE, uuid };
        let o = self.register.laes(&kalder.for_ejer(a.post.ejer), id, Laesevalg::ALT).await?.ok_or_else(findes_ikke)?;
        let vises = |r: &&Registrering| f.leverandoer || r_tilstand(r) != Some(Tilstand::Kladde);
        Ok(o.registreringer.iter().filter(vises).map(|r| registrering(&a.post, r)).collect())
    }

    /// The agreement, its system, and how the caller stands to it; absent if it may not be seen.
    fn set(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<(Arc<Aftalepost>, Systemvalg, Forhold), Fejl> {
        let bog = self.bog();
        let i = bog.laes();
        let a = i.aftale_post(uuid).ok_or_else(findes_ikke)?;
        let s = a.post.data.anvendersystem.and_then(|s| i.system_post(s));
        let f = forhold(kalder, &a, s.as_deref());
        if f.ser(&a.post, kalder.kald.nu) { Ok((a, s, f)) } else { Err(findes_ikke()) }
    }

    /// The agreement as the register has it now.
    async fn til_aendring(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<(Post<Serviceaftale>, Forhold), Fejl> {
        let (a, _, f) = self.set(kalder, uuid)?;
        let g = self.hent::<Serviceaftale>(a.post.ejer, uuid).await?.ok_or_else(findes_ikke)?;
        Ok((g, f))
    }

    /// The authority decides; the vendor only where it is its own test authority (H-4).
    fn kun_myndighed(&self, kalder: &Kalder<'_>, g: &Post<Serviceaftale>, f: Forhold) -> Result<(), Fejl> {
        let leverandoer = g.data.anvendersystem.and_then(|s| self.bog().laes().system_post(s)).map(|s| s.data.cvr);
        let selv = f.leverandoer && leverandoer == Some(g.ejer) && self.aktoer(g.ejer).is_some_and(|a| a.data.egentestmyndighed);
        kalder.kraev(f.myndighed || selv, format!("aftaler {}", g.ejer)).map_err(|f| f.regel("H-4"))
    }
}

impl Forhold {
    fn ser(self, p: &Post<Serviceaftale>, nu: Tidspunkt) -> bool {
        self.leverandoer || (self.myndighed && p.tilstand_paa(nu) != Tilstand::Kladde.navn())
    }
}

impl Aftaleindhold {
    fn aftale(&self, system: Uuid, anmodning: Uuid, anmodet: Option<Tidspunkt>, erstatter: Option<Uuid>) -> Serviceaftale {
        Serviceaftale {
            navn: self.navn.clone(),
            begrundelse: self.begrundelse.clone(),
            videregivelse: self.videregivelse,
            anmodning,
            tjenester: self.tjenester.clone(),
            datamodtager: self.datamodtager,
            gyldigfra: self.gyldigfra,
            gyldigtil: self.gyldigtil,
            anmodet,
            afgjortaf: String::new(),
            note: String::new(),
            anvendersystem: Some(system),
            erstatter,
        }
    }
}

impl Aftalevisning {
    /// As JSON: the fields, and what stands beside them.
    ///
    /// # Errors
    /// `Intern`.
    pub fn json(&self, nu: Tidspunkt) -> Result<Map<String, Value>, Fejl> {
        let mut o = oversaet::vis(&self.post.data)?;
        o.insert("uuid".into(), self.post.uuid.to_string().into());
        o.insert("myndighed".into(), self.post.ejer.to_string().into());
        o.insert("tilstand".into(), self.post.tilstand_paa(nu).into());
        o.insert("registreret".into(), self.post.registreret.til_utc().into());
        o.insert("systemnavn".into(), self.systemnavn.as_str().into());
        if let Some(c) = self.systemcvr {
            o.insert("systemcvr".into(), c.to_string().into());
        }
        if let Some(g) = self.gyldig {
            o.insert("gyldig".into(), json!({ "fra": g.fra.til_utc(), "til": g.til.til_utc() }));
        }
        Ok(o)
    }
}

fn forhold(kalder: &Kalder<'_>, a: &Aftalepost, s: Option<&Post<Tilsluttetsystem>>) -> Forhold {
    Forhold { leverandoer: s.is_some_and(|s| kalder.leverandoer(s.data.cvr)), myndighed: kalder.aftaler(a.post.ejer) }
}

fn visning(a: &Aftalepost, s: Option<&Post<Tilsluttetsystem>>) -> Aftalevisning {
    Aftalevisning {
        post: a.post.clone(),
        systemnavn: s.map(|s| s.data.navn.clone()).unwrap_or_default(),
        systemcvr: s.map(|s| s.data.cvr),
        gyldig: a.gyldig(),
    }
}

fn tilstand(p: &Post<Serviceaftale>, nu: Tidspunkt) -> Result<Tilstand, Fejl> {
    Tilstand::fra_navn(p.tilstand_paa(nu)).ok_or_else(|| Fejl::intern("an agreement without a state"))
}

/// The decision is about the registration that was read.
fn er_set(g: &Post<Serviceaftale>, set: Option<Tidspunkt>) -> Result<(), Fejl> {
    let set = set.ok_or_else(|| Fejl::ny(Fejlkode::KraeverForudsaetning).felt("registreret").regel("H-4"))?;
    if set == g.registreret {
        Ok(())
    } else {
        Err(Fejl::ny(Fejlkode::Samtidig).felt("registreret").regel("H-4").tilladt([g.registreret.til_utc()]))
    }
}

fn udloebet(til: Option<Tidspunkt>, nu: Tidspunkt) -> bool {
    til.is_some_and(|t| t <= nu)
}

/// An agreement that has run out is neither asked for nor approved.
fn kan_gaelde(g: &Post<Serviceaftale>, nu: Tidspunkt) -> Result<(), Fejl> {
    if udloebet(g.data.gyldigtil, nu) {
        return Err(Fejl::ny(Fejlkode::UgyldigTilstand)
            .felt("gyldigtil")
            .regel("H-4")
            .ventet(("et tidspunkt i fremtiden", "a time to come")));
    }
    Ok(())
}

/// The agreement as decided; the log says which one it is.
fn afgjort(kalder: &Kalder<'_>, g: &Post<Serviceaftale>, note: &str) -> Serviceaftale {
    kalder.kald.spor.skriv(|s| s.aftale = Some(g.uuid));
    Serviceaftale { afgjortaf: kalder.navn().into(), note: note.into(), ..g.data.clone() }
}

fn kun_leverandoer(kalder: &Kalder<'_>, f: Forhold) -> Result<(), Fejl> {
    kalder.kraev(f.leverandoer, "leverandoer").map_err(|f| f.regel("H-4"))
}

fn r_tilstand(r: &Registrering) -> Option<Tilstand> {
    let sidste = r.billede.tilstande.get(&TILSTAND)?.last()?;
    Tilstand::ALLE.into_iter().find(|t| *t as u8 == sidste.vaerdi)
}

/// A registration as JSON: its fields, its last state with the time it began, and who made it when.
fn registrering(p: &Post<Serviceaftale>, r: &Registrering) -> Map<String, Value> {
    let mut o = oversaet::billede(&SERVICEAFTALE, &r.billede);
    o.insert("uuid".into(), p.uuid.to_string().into());
    o.insert("myndighed".into(), p.ejer.to_string().into());
    if let Some(t) = r_tilstand(r) {
        o.insert("tilstand".into(), t.navn().into());
    }
    if let Some(t) = r.billede.tilstande.get(&TILSTAND).and_then(|l| l.last()) {
        o.insert("tilstandfra".into(), t.virkning.periode.fra.til_utc().into());
    }
    o.insert("registreret".into(), r.registreret.fra.til_utc().into());
    o.insert("bruger".into(), r.bruger.to_string().into());
    o
}
