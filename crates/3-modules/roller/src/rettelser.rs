//! Every change: who may, what must hold, and who else must say yes.
use crate::bog::Kendt;
use crate::kontrol::{brud, linje, uri};
use crate::modul::Roller;
use crate::typer::*;
use adgang::{FAELLES, Kalder};
use grund::graenser::ROLLE_UNDTAGELSER;
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt, Uuid};
use register::Post;
use register::post::Skriv;
use std::sync::Arc;

fn findes_ikke() -> Fejl {
    Fejl::ny(Fejlkode::FindesIkke).felt("uuid")
}

fn forkert_tilstand(er: &str, skal: &'static str) -> Fejl {
    Fejl::ny(Fejlkode::Rolletilstand)
        .felt("tilstand")
        .regel("JR-01")
        .tilladt([skal])
        .detalje((format!("den er {er}"), format!("it is {er}")))
}

/// Two persons decide: whoever proposed does not approve.
fn en_anden(kalder: &Kalder<'_>, foreslaaetaf: &str) -> Result<(), Fejl> {
    if kalder.kendetegn() != foreslaaetaf {
        return Ok(());
    }
    let hvad = ("en anden administrator end den, der har foreslået det", "another administrator than the one who proposed it");
    Err(Fejl::ny(Fejlkode::IngenAdgang).regel("JR-01").ventet(hvad))
}

/// What is to become of a role.
#[derive(Clone, Debug)]
pub enum Rolleaendring {
    /// A new role says this.
    Opret(Jobfunktionsrolle),
    /// The role says this.
    Ret(Uuid, Jobfunktionsrolle),
    /// The role ends.
    Ophoer(Uuid),
}

impl Roller {
    pub(crate) fn maa(kalder: &Kalder<'_>, cvr: Cvr) -> Result<(), Fejl> {
        kalder.kraev(kalder.roller(cvr), format!("roller {cvr}"))
    }

    /// Creates or changes a role of a user-facing system: for its vendor, or operations. The entity id is its identity.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke` for the system, and those of fields and store.
    pub async fn saet_systemrolle(&self, kalder: &Kalder<'_>, r: &Brugersystemrolle) -> Result<Post<Brugersystemrolle>, Fejl> {
        let system = self.stamdata.system(r.system).ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("system"))?;
        kalder.kraev(kalder.leverandoer(system.cvr) || kalder.drift(), format!("leverandoer {}", system.cvr))?;
        linje("navn", &r.navn)?;
        uri("entityid", &r.entityid, "/roles/usersystemrole/")?;
        for (nr, a) in r.afgraensninger.iter().enumerate() {
            let ukendt = self.stamdata.type_(&a.slags).is_none();
            let gentaget = r.afgraensninger.iter().take(nr).any(|b| b.slags == a.slags);
            if ukendt || gentaget {
                let kode = if ukendt { Fejlkode::FindesIkke } else { Fejlkode::GentagetReference };
                return Err(Fejl::ny(kode).felt(format!("afgraensninger[{nr}]/type")).regel("H-7"));
            }
        }
        let uuid = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:roller:{}", r.entityid).as_bytes());
        let _laas = self.laas.lock().await;
        match self.post::<Brugersystemrolle>(FAELLES, uuid).await {
            Err(f) if f.kode() == Fejlkode::FindesIkke => self.gem(kalder, Skriv::ny(FAELLES, uuid, r, kalder.kald.nu)).await,
            Err(f) => Err(f),
            Ok(p) if p.data.system != r.system => Err(Fejl::ny(Fejlkode::IBrug).felt("entityid").regel("H-7")),
            Ok(p) if p.data == *r && p.er("aktiv", kalder.kald.nu) => Ok(p),
            Ok(p) => self.gem(kalder, Skriv::ret(&p, r).tilstand(1, kalder.kald.nu)).await,
        }
    }

    /// Ends a role of a user-facing system: parts of job function roles that use it give nothing from now on.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of the store.
    pub async fn nedlaeg_systemrolle(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Brugersystemrolle>, Fejl> {
        let p = self.post::<Brugersystemrolle>(FAELLES, uuid).await?;
        let ejer = self.stamdata.system(p.data.system).map(|s| s.cvr);
        kalder.kraev(kalder.drift() || ejer.is_some_and(|c| kalder.leverandoer(c)), "leverandoer")?;
        let _laas = self.laas.lock().await;
        self.gem(kalder, Skriv::ret(&p, &p.data).tilstand(2, kalder.kald.nu)).await
    }

    /// Every role of user-facing systems that is in force, by entity id; of one system, if it is named.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn systemroller_i_kraft(&self, system: Option<Uuid>, nu: Tidspunkt) -> Result<Vec<(Uuid, Arc<Brugersystemrolle>)>, Fejl> {
        let b = self.bibliotek(&[]).await?;
        let alle = b.systemroller.0.values().filter_map(|k| Some((k.uuid, k.paa(nu)?.clone())));
        let mut ud: Vec<_> = alle.filter(|(_, r)| system.is_none_or(|s| r.system == s)).collect();
        ud.sort_by(|a, b| a.1.entityid.cmp(&b.1.entityid));
        Ok(ud)
    }

    /// Proposes a change of a role; nothing changes before another administrator says yes.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of fields, rules and store.
    pub async fn foreslaa(
        &self,
        kalder: &Kalder<'_>,
        ejer: Cvr,
        aendring: Rolleaendring,
        begrundelse: &str,
        fra: Option<Tidspunkt>,
    ) -> Result<Post<Rolleforslag>, Fejl> {
        Self::maa(kalder, ejer)?;
        let (nu, b) = (kalder.kald.nu, self.bibliotek(&[ejer]).await?);
        if let Some(f) = fra.filter(|f| *f < nu) {
            // What was seen was seen: no proposal changes the past.
            return Err(Fejl::ny(Fejlkode::UgyldigTid).felt("fra").ventet(("nu eller senere", "now or later")).detalje(f.til_utc()));
        }
        let kendt = |u: Uuid| b.boeger.get(&ejer).and_then(|bog| bog.roller.get(&u)).ok_or_else(findes_ikke);
        let (handling, rolle, indhold, grundlag) = match aendring {
            Rolleaendring::Opret(r) => ("opret", self.ids.ny(), Some(r), None),
            Rolleaendring::Ret(u, r) => ("ret", u, Some(r), Some(kendt(u)?.registreret)),
            Rolleaendring::Ophoer(u) => ("ophoer", u, None, Some(kendt(u)?.registreret)),
        };
        if let Some(r) = &indhold {
            self.kontroller_rolle(&b, ejer, rolle, r, fra.unwrap_or(nu))?;
        }
        let forslag = Rolleforslag {
            handling: handling.into(),
            rolle,
            indhold,
            begrundelse: begrundelse.into(),
            fra,
            grundlag,
            foreslaaetaf: kalder.kendetegn(),
            ..Rolleforslag::default()
        };
        let _laas = self.laas.lock().await;
        self.gem(kalder, Skriv::ny(ejer, self.ids.ny(), &forslag, nu)).await
    }

    /// Says yes to a proposal of somebody else: the role is what it says from now on, or from its date.
    ///
    /// # Errors
    /// `IngenAdgang` for whoever proposed it, `Rolletilstand`, `Samtidig` when the role was changed since, and those of rules and store.
    pub async fn godkend(&self, kalder: &Kalder<'_>, ejer: Cvr, uuid: Uuid, note: &str) -> Result<Post<Jobfunktionsrolle>, Fejl> {
        Self::maa(kalder, ejer)?;
        let _laas = self.laas.lock().await;
        let p = self.post::<Rolleforslag>(ejer, uuid).await?;
        let f = &p.data;
        if p.tilstand() != "afventer" {
            return Err(forkert_tilstand(p.tilstand(), "afventer"));
        }
        en_anden(kalder, &f.foreslaaetaf)?;
        let nu = kalder.kald.nu;
        let fra = f.fra.map_or(nu, |t| t.max(nu));
        let afgjort = Rolleforslag { afgjortaf: kalder.kendetegn(), note: note.into(), ..f.clone() };
        let ja = Self::kommando(kalder, &Skriv::ret(&p, &afgjort).tilstand(2, nu))?;
        let rolle = self.rollekommando(kalder, ejer, &afgjort, fra).await?;
        self.udfoer(kalder, vec![rolle, ja]).await?;
        self.post::<Jobfunktionsrolle>(ejer, f.rolle).await
    }

    /// What makes the role be what the proposal says.
    async fn rollekommando(
        &self,
        kalder: &Kalder<'_>,
        ejer: Cvr,
        f: &Rolleforslag,
        fra: Tidspunkt,
    ) -> Result<(grund::Kaldekontekst, register::Kommando), Fejl> {
        let b = self.bibliotek(&[ejer]).await?;
        let nuvaerende = match f.grundlag {
            None => None,
            Some(g) => {
                let p = self.post::<Jobfunktionsrolle>(ejer, f.rolle).await?;
                if p.registreret != g {
                    let hvad = ("rollen er ændret, siden forslaget blev stillet", "the role was changed since it was proposed");
                    return Err(Fejl::ny(Fejlkode::Samtidig).felt("grundlag").detalje(hvad));
                }
                Some(p)
            }
        };
        let indhold = f.indhold.clone().map(|r| Jobfunktionsrolle {
            version: nuvaerende.as_ref().map_or(1, |p| p.data.version + 1),
            foreslaaetaf: f.foreslaaetaf.clone(),
            godkendtaf: f.afgjortaf.clone(),
            ..r
        });
        if let Some(r) = &indhold {
            self.kontroller_rolle(&b, ejer, f.rolle, r, fra)?;
        }
        let evig = Periode::ny(fra, Tidspunkt::UENDELIG);
        match (nuvaerende, indhold) {
            (None, Some(r)) => {
                Self::kommando(kalder, &Skriv { fra: Some(fra), tilstand: Some((1, evig)), ..Skriv::ny(ejer, f.rolle, &r, kalder.kald.nu) })
            }
            (Some(p), Some(r)) => Self::kommando(kalder, &Skriv { fra: Some(fra), ..Skriv::ret(&p, &r) }.tilstand(1, fra)),
            (Some(p), None) => Self::kommando(kalder, &Skriv { data: None, ..Skriv::ret(&p, &p.data) }.tilstand(2, fra)),
            (None, None) => Err(Fejl::intern("a proposal without a role")),
        }
    }

    /// A role catalogue with an agreement writes roles at once: the approval was given there, and the system is written as who did it (H-7).
    ///
    /// # Errors
    /// As [`Self::foreslaa`].
    pub async fn skriv_rolle(&self, kalder: &Kalder<'_>, ejer: Cvr, aendring: Rolleaendring) -> Result<Post<Jobfunktionsrolle>, Fejl> {
        Self::maa(kalder, ejer)?;
        let _laas = self.laas.lock().await;
        let (rolle, indhold) = match aendring {
            Rolleaendring::Opret(r) => (None, Some(r)),
            Rolleaendring::Ret(u, r) => (Some(u), Some(r)),
            Rolleaendring::Ophoer(u) => (Some(u), None),
        };
        let grundlag = match rolle {
            Some(u) => Some(self.post::<Jobfunktionsrolle>(ejer, u).await?.registreret),
            None => None,
        };
        let hvem = kalder.kendetegn();
        let rolle = rolle.unwrap_or_else(|| self.ids.ny());
        let f = Rolleforslag { rolle, indhold, grundlag, foreslaaetaf: hvem.clone(), afgjortaf: hvem, ..Rolleforslag::default() };
        let k = self.rollekommando(kalder, ejer, &f, kalder.kald.nu).await?;
        self.udfoer(kalder, vec![k]).await?;
        self.post::<Jobfunktionsrolle>(ejer, rolle).await
    }

    /// Says no to a proposal, or takes one's own back.
    ///
    /// # Errors
    /// `IngenAdgang`, `Rolletilstand`, `ManglerElement` without a note, and those of the store.
    pub async fn afvis(&self, kalder: &Kalder<'_>, ejer: Cvr, uuid: Uuid, note: &str) -> Result<Post<Rolleforslag>, Fejl> {
        Self::maa(kalder, ejer)?;
        let _laas = self.laas.lock().await;
        let p = self.post::<Rolleforslag>(ejer, uuid).await?;
        if p.tilstand() != "afventer" {
            return Err(forkert_tilstand(p.tilstand(), "afventer"));
        }
        let egen = kalder.kendetegn() == p.data.foreslaaetaf;
        if !egen && note.trim().is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("note"));
        }
        let data = Rolleforslag { afgjortaf: kalder.kendetegn(), note: note.into(), ..p.data.clone() };
        self.gem(kalder, Skriv::ret(&p, &data).tilstand(if egen { 4 } else { 3 }, kalder.kald.nu)).await
    }

    /// Gives a role. One that is marked waits for another administrator.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, `Rollekonflikt`, and those of fields and store.
    pub async fn tildel(&self, kalder: &Kalder<'_>, cvr: Cvr, x: &Rolletildeling) -> Result<Post<Rolletildeling>, Fejl> {
        Self::maa(kalder, cvr)?;
        let nu = kalder.kald.nu;
        let cvrer: Vec<Cvr> = x.rolleejer.into_iter().chain([cvr]).collect();
        let mut data = Rolletildeling {
            rolleejer: x.rolleejer.filter(|c| *c != cvr),
            tildeltaf: kalder.kendetegn(),
            afgjortaf: String::new(),
            ..x.clone()
        };
        data.titel = data.titel.trim().to_owned();
        let _laas = self.laas.lock().await;
        let b = self.bibliotek(&cvrer).await?;
        let rolle = Self::kontroller_tildeling(&b, cvr, &data, nu)?;
        let uuid = self.ids.ny();
        self.ingen_konflikt(cvr, uuid, &data, nu).await?;
        let tilstand = if rolle.sidst.foelsom { 1 } else { 2 };
        self.gem(kalder, Skriv::ny(cvr, uuid, &data, nu).tilstand(tilstand, nu)).await
    }

    /// Nobody gets two roles by the assignment that separation of duties forbids to have together.
    async fn ingen_konflikt(&self, cvr: Cvr, uuid: Uuid, x: &Rolletildeling, nu: Tidspunkt) -> Result<(), Fejl> {
        let cvrer: Vec<Cvr> = x.rolleejer.into_iter().chain([cvr]).collect();
        let mut b = self.bibliotek(&cvrer).await?;
        if b.boeger.get(&cvr).is_none_or(|bog| bog.konflikter.values().all(|k| k.udgaver.is_empty())) {
            return Ok(());
        }
        let t = x.gyldigfra.map_or(nu, |f| f.max(nu));
        let beroerte = match x.reference.filter(|_| x.modtager == "bruger") {
            Some(u) => self.personale.medarbejder(cvr, u, nu, None).await?.into_iter().collect(),
            None => self.personale.alle(cvr, nu).await?,
        };
        let foer: std::collections::BTreeSet<_> = beroerte.iter().flat_map(|m| brud(&b, cvr, m, t)).collect();
        crate::simuler::med_tildeling(&mut b, cvr, uuid, x);
        match beroerte.iter().flat_map(|m| brud(&b, cvr, m, t)).find(|x| !foer.contains(x)) {
            None => Ok(()),
            Some(f) => Err(Fejl::ny(Fejlkode::Rollekonflikt).felt("rolle").regel("JR-01").detalje((
                format!("{}: bruger {} får både {} og {}", f.navn, f.bruger, f.begge.0, f.begge.1),
                format!("{}: user {} gets both {} and {}", f.navn, f.bruger, f.begge.0, f.begge.1),
            ))),
        }
    }

    /// Says yes or no to an assignment that waits.
    ///
    /// # Errors
    /// `IngenAdgang` for whoever gave it, `Rolletilstand`, `Rollekonflikt`, and those of the store.
    pub async fn afgoer_tildeling(&self, kalder: &Kalder<'_>, cvr: Cvr, uuid: Uuid, ja: bool) -> Result<Post<Rolletildeling>, Fejl> {
        Self::maa(kalder, cvr)?;
        let _laas = self.laas.lock().await;
        let p = self.post::<Rolletildeling>(cvr, uuid).await?;
        if p.tilstand() != "afventer" {
            return Err(forkert_tilstand(p.tilstand(), "afventer"));
        }
        if ja {
            en_anden(kalder, &p.data.tildeltaf)?;
            self.ingen_konflikt(cvr, uuid, &p.data, kalder.kald.nu).await?;
        }
        let data = Rolletildeling { afgjortaf: kalder.kendetegn(), ..p.data.clone() };
        self.gem(kalder, Skriv::ret(&p, &data).tilstand(if ja { 2 } else { 3 }, kalder.kald.nu)).await
    }

    /// Takes a role back, now or at a later time.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, `Rolletilstand`, and those of the store.
    pub async fn ophoer_tildeling(
        &self,
        kalder: &Kalder<'_>,
        cvr: Cvr,
        uuid: Uuid,
        fra: Option<Tidspunkt>,
    ) -> Result<Post<Rolletildeling>, Fejl> {
        Self::maa(kalder, cvr)?;
        let _laas = self.laas.lock().await;
        let p = self.post::<Rolletildeling>(cvr, uuid).await?;
        if !matches!(p.tilstand(), "afventer" | "aktiv") {
            return Err(forkert_tilstand(p.tilstand(), "aktiv"));
        }
        let fra = fra.map_or(kalder.kald.nu, |f| f.max(kalder.kald.nu));
        self.gem(kalder, Skriv { data: None, ..Skriv::ret(&p, &p.data) }.tilstand(4, fra)).await
    }

    /// Users who do not have the role all the same: the whole list.
    ///
    /// # Errors
    /// As [`Self::tildel`].
    pub async fn undtag(&self, kalder: &Kalder<'_>, cvr: Cvr, uuid: Uuid, undtagelser: Vec<String>) -> Result<Post<Rolletildeling>, Fejl> {
        Self::maa(kalder, cvr)?;
        let _laas = self.laas.lock().await;
        self.undtag_laast(kalder, cvr, uuid, undtagelser).await
    }

    /// The caller holds `laas`.
    pub(crate) async fn undtag_laast(
        &self,
        kalder: &Kalder<'_>,
        cvr: Cvr,
        uuid: Uuid,
        undtagelser: Vec<String>,
    ) -> Result<Post<Rolletildeling>, Fejl> {
        let p = self.post::<Rolletildeling>(cvr, uuid).await?;
        if undtagelser.len() > ROLLE_UNDTAGELSER {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("undtagelser").ventet(grund::sagt::hoejst(ROLLE_UNDTAGELSER, grund::sagt::STYK)));
        }
        if let Some(u) = undtagelser.iter().find(|u| laes_uuid(u).is_none()) {
            return Err(Fejl::ny(Fejlkode::UgyldigUuid).felt("undtagelser").detalje(grund::fejl::uddrag(u)));
        }
        let data = Rolletildeling { undtagelser, ..p.data.clone() };
        // Whoever is no exception any more gets the role: that takes what giving it takes.
        self.ingen_konflikt(cvr, uuid, &data, kalder.kald.nu).await?;
        self.gem(kalder, Skriv::ret(&p, &data)).await
    }

    /// Bars a user: access ends at once, or at the given time, whatever roles there are.
    ///
    /// # Errors
    /// `IngenAdgang`, and those of fields and store.
    pub async fn spaer(&self, kalder: &Kalder<'_>, cvr: Cvr, s: &Adgangsspaerring) -> Result<Post<Adgangsspaerring>, Fejl> {
        Self::maa(kalder, cvr)?;
        let nu = kalder.kald.nu;
        let data = Adgangsspaerring { fra: Some(s.fra.unwrap_or(nu)), sataf: kalder.kendetegn(), ..s.clone() };
        if data.til.is_some_and(|t| data.fra.is_some_and(|f| f >= t)) {
            return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("til"));
        }
        let _laas = self.laas.lock().await;
        self.gem(kalder, Skriv::ny(cvr, self.ids.ny(), &data, nu)).await
    }

    /// Lifts a bar.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of the store.
    pub async fn ophaev_spaerring(&self, kalder: &Kalder<'_>, cvr: Cvr, uuid: Uuid) -> Result<Post<Adgangsspaerring>, Fejl> {
        Self::maa(kalder, cvr)?;
        let _laas = self.laas.lock().await;
        let p = self.post::<Adgangsspaerring>(cvr, uuid).await?;
        self.gem(kalder, Skriv { data: None, ..Skriv::ret(&p, &p.data) }.tilstand(2, kalder.kald.nu)).await
    }

    /// States or changes a rule of separation of duties. Those who break it already are found by [`Self::fund`].
    ///
    /// # Errors
    /// `IngenAdgang`, and those of fields and store.
    pub async fn saet_konfliktregel(
        &self,
        kalder: &Kalder<'_>,
        cvr: Cvr,
        uuid: Option<Uuid>,
        r: &Konfliktregel,
    ) -> Result<Post<Konfliktregel>, Fejl> {
        Self::maa(kalder, cvr)?;
        linje("navn", &r.navn)?;
        for (felt, l) in [("a", &r.a), ("b", &r.b)] {
            if let Some(u) = l.iter().find(|u| laes_uuid(u).is_none()) {
                return Err(Fejl::ny(Fejlkode::UgyldigUuid).felt(felt).detalje(grund::fejl::uddrag(u)));
            }
        }
        let _laas = self.laas.lock().await;
        match uuid {
            None => self.gem(kalder, Skriv::ny(cvr, self.ids.ny(), r, kalder.kald.nu)).await,
            Some(u) => {
                let p = self.post::<Konfliktregel>(cvr, u).await?;
                self.gem(kalder, Skriv::ret(&p, r).tilstand(1, kalder.kald.nu)).await
            }
        }
    }

    /// Ends a rule of separation of duties.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of the store.
    pub async fn nedlaeg_konfliktregel(&self, kalder: &Kalder<'_>, cvr: Cvr, uuid: Uuid) -> Result<Post<Konfliktregel>, Fejl> {
        Self::maa(kalder, cvr)?;
        let _laas = self.laas.lock().await;
        let p = self.post::<Konfliktregel>(cvr, uuid).await?;
        self.gem(kalder, Skriv { data: None, ..Skriv::ret(&p, &p.data) }.tilstand(2, kalder.kald.nu)).await
    }

    /// The roles that an authority may use: its own, and those delegated to it (H-8), in force now, by name.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn roller_for(&self, cvr: Cvr, andre: &[Cvr], nu: Tidspunkt) -> Result<Vec<Arc<Kendt<Jobfunktionsrolle>>>, Fejl> {
        let cvrer: Vec<Cvr> = andre.iter().copied().chain([cvr]).collect();
        let b = self.bibliotek(&cvrer).await?;
        let alle = b.boeger.iter().flat_map(|(c, bog)| bog.roller.values().map(move |k| (*c, k)));
        let mine = alle.filter(|(c, k)| k.paa(nu).is_some_and(|r| *c == cvr || r.delegerettil == Some(cvr)));
        let mut ud: Vec<_> = mine.map(|(_, k)| k.clone()).collect();
        ud.sort_by(|a, b| (&a.sidst.navn, a.uuid).cmp(&(&b.sidst.navn, b.uuid)));
        Ok(ud)
    }
}
