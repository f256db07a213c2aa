//! The one write path: what is to be done with objects becomes one transaction.
use super::{Register, adgang, afkod_en, alle_raekker, krop, skrives};
use crate::flet::{Fletning, flet, gentaget};
use crate::haendelse::Haendelsestype;
use crate::indeks;
use crate::kommando::*;
use crate::model::{Livscyklus, Registrering};
use crate::nfc::Tekster;
use crate::objekttype::{Objektid, Objekttype};
use crate::syn;
use futures::StreamExt;
use grund::spor::{Engang, OBJEKTER_I_SPOR, Sporobjekt};
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, Ret, Tidspunkt};
use lager::{
    Forventning, NyFlygtig, NyHaendelse, NyLogpost, Objektnoegle, Objektskrivning, Raekkeskrivning, Revision, Skrevet, Skrivefejl,
    Skrivehandling, Skrivning, Unikaendring,
};
use std::collections::HashMap;

/// Times that a command is merged anew because somebody else came first, before the caller is told.
const FORSOEG: usize = 8;
/// Commands of one call that are under way at once: enough to fill a group commit, few enough to be fair to other calls.
pub(super) const SAMTIDIGE: usize = 64;

/// What a rewriting does to each registration of an object.
pub type Omskrivning<'a> = &'a (dyn Fn(&mut Registrering) + Send + Sync);

/// One of the things that are done in one transaction.
pub enum Skridt<'a> {
    /// A command, with what the wire says beside it.
    Udfoer(Kommando, Tillaeg),
    /// The physical removal of an object. Where a time is given, the newest registration must have it, as with [`Kommando::forudsat`].
    Fjern(Objektid, Option<Tidspunkt>),
    /// The rewriting in place of every registration of an object.
    Omskriv(Objektid, Omskrivning<'a>),
}

impl From<Kommando> for Skridt<'_> {
    fn from(k: Kommando) -> Self {
        Self::Udfoer(k, Tillaeg::default())
    }
}

/// A step as it will be written.
struct Forberedt {
    /// Nothing, where nothing changes.
    skrivning: Option<Objektskrivning>,
    log: Option<NyLogpost>,
    /// What its rules between objects have seen.
    raekker: Vec<Raekkeskrivning>,
    /// The persons that the log's row names, if there is one.
    logget: Option<Vec<String>>,
    handling: u8,
    typen: &'static Objekttype,
    kvittering: Kvittering,
}

impl Forberedt {
    /// The answer, once it is written; the call's trace says what stands in the log already.
    fn faerdig(self, kald: &Kaldekontekst, tidspunkt: Tidspunkt) -> Kvittering {
        if !self.kvittering.aendret {
            return self.kvittering;
        }
        let o = Sporobjekt { objekttype: self.typen.nr, uuid: self.kvittering.uuid, handling: self.handling };
        kald.spor.objekt(o.objekttype, o.uuid, o.handling);
        kald.spor.skriv(|s| {
            if let Some(personer) = self.logget.filter(|_| s.skrevet.len() < OBJEKTER_I_SPOR) {
                s.skrevet.push((o, personer));
            }
        });
        Kvittering { tidspunkt, ..self.kvittering }
    }
}

impl Register {
    /// Carries out one command in a transaction of its own: merge, commit, answer. Durable when it returns.
    ///
    /// # Errors
    /// The catalogued refusals of the merge (12xx, 13xx) and of the store.
    pub async fn udfoer(&self, kald: &Kaldekontekst, kommando: Kommando) -> Result<Kvittering, Fejl> {
        self.udfoer_med(kald, kommando, Tillaeg::default()).await
    }

    /// The same, with what the wire says beside the command.
    ///
    /// # Errors
    /// As [`Self::udfoer`].
    pub async fn udfoer_med(&self, kald: &Kaldekontekst, kommando: Kommando, tillaeg: Tillaeg) -> Result<Kvittering, Fejl> {
        self.en(kald, Skridt::Udfoer(kommando, tillaeg)).await
    }

    /// Carries out commands on different objects, each in a transaction of its own; they share syncs to disk.
    /// Commands on the same object are carried out in their order.
    pub async fn udfoer_flere(&self, kald: &Kaldekontekst, kommandoer: Vec<Kommando>) -> Vec<Result<Kvittering, Fejl>> {
        self.udfoer_flere_med(kald, kommandoer.into_iter().map(|k| (k, Tillaeg::default())).collect()).await
    }

    /// The same, with what the wire says beside each command.
    pub async fn udfoer_flere_med(&self, kald: &Kaldekontekst, kommandoer: Vec<(Kommando, Tillaeg)>) -> Vec<Result<Kvittering, Fejl>> {
        let mut grupper: Vec<Vec<(usize, Kommando, Tillaeg)>> = Vec::with_capacity(kommandoer.len());
        let mut plads = HashMap::with_capacity(kommandoer.len());
        for (i, (k, t)) in kommandoer.into_iter().enumerate() {
            let nr = *plads.entry((k.objekttype.nr, k.uuid)).or_insert(grupper.len());
            match grupper.get_mut(nr) {
                Some(g) => g.push((i, k, t)),
                None => grupper.push(vec![(i, k, t)]),
            }
        }
        let arbejde = futures::stream::iter(grupper).map(|gruppe| async move {
            let mut ud = Vec::with_capacity(gruppe.len());
            for (i, k, t) in gruppe {
                ud.push((i, self.udfoer_med(kald, k, t).await));
            }
            ud
        });
        let mut ud: Vec<_> = arbejde.buffer_unordered(SAMTIDIGE).collect::<Vec<_>>().await.into_iter().flatten().collect();
        ud.sort_unstable_by_key(|(i, _)| *i);
        ud.into_iter().map(|(_, r)| r).collect()
    }

    /// Removes an object physically, with every trace in the index; the change feed says that it was removed.
    ///
    /// # Errors
    /// `FindesIkke` when the caller's authority does not own it.
    pub async fn fjern(&self, kald: &Kaldekontekst, id: Objektid) -> Result<(), Fejl> {
        self.en(kald, Skridt::Fjern(id, None)).await.map(drop)
    }

    /// Rewrites every registration of an object in place (anonymisation): the function sees and changes the whole of each one, notes included. Its
    /// times and life cycle are the store's and stay.
    ///
    /// # Errors
    /// `FindesIkke` when the caller's authority does not own it; `Intern` when the result breaks an invariant.
    pub async fn omskriv(&self, kald: &Kaldekontekst, id: Objektid, aendr: Omskrivning<'_>) -> Result<(), Fejl> {
        self.en(kald, Skridt::Omskriv(id, aendr)).await.map(drop)
    }

    async fn en(&self, kald: &Kaldekontekst, skridt: Skridt<'_>) -> Result<Kvittering, Fejl> {
        let svar = self.udfoer_samlet(kald, vec![(kald, skridt)], Skrivning::default()).await?;
        svar.into_iter().next().ok_or_else(|| Fejl::intern("a transaction without an answer"))
    }

    /// Does several things in one transaction: all of it or nothing. Each step stands for itself (as whom, rights, rules, log row and event), and each is on
    /// an object of its own. What else the module writes is expected and written with them (`med`): its rows, short-lived keys, log rows, but no objects.
    /// Where nothing changes and `med` is empty, nothing is written. The crate's README has an example.
    ///
    /// # Errors
    /// That of the first step that is refused, as [`Self::udfoer`], [`Self::fjern`] and [`Self::omskriv`]; what the type says where a unique key is
    /// another object's; `Samtidig` when a row or short-lived key is not as expected, or somebody is first each time: read again, and repeat; `Gentaget` when the
    /// call's message was received before.
    pub async fn udfoer_samlet(
        &self,
        kald: &Kaldekontekst,
        skridt: Vec<(&Kaldekontekst, Skridt<'_>)>,
        med: Skrivning,
    ) -> Result<Vec<Kvittering>, Fejl> {
        let svar = self.samlet(kald, skridt, med).await;
        // The entries of changes say nothing of what did not change.
        if !svar.as_ref().is_ok_and(|alle| alle.iter().all(|k| k.aendret)) {
            kald.spor.skriv(|s| s.mere = true);
        }
        svar
    }

    async fn samlet(
        &self,
        kald: &Kaldekontekst,
        mut skridt: Vec<(&Kaldekontekst, Skridt<'_>)>,
        med: Skrivning,
    ) -> Result<Vec<Kvittering>, Fejl> {
        if !med.objekter.is_empty() {
            return Err(Fejl::intern("objects are written by steps"));
        }
        for (kald, skridt) in &mut skridt {
            if let Skridt::Udfoer(kommando, _) = skridt {
                kommando.nfc();
                kald.kraev(kommando.objekttype.service, Ret::Skriv)?;
                adgang::spor_kommando(kald, kommando);
            }
        }
        for forsoeg in 0..FORSOEG {
            let mut forberedte = Vec::with_capacity(skridt.len());
            for (kald, skridt) in &skridt {
                forberedte.push(self.forbered_skridt(kald, skridt, forsoeg == 0).await?);
            }
            let mut s = Skrivning { kaldt: kald.nu, ..med.clone() };
            // An index among those that are written is not an index among the steps.
            let mut skrives = Vec::with_capacity(skridt.len());
            for f in &mut forberedte {
                if let Some(o) = f.skrivning.take() {
                    s.objekter.push(o);
                    skrives.push(f.typen);
                }
                s.log.extend(f.log.take());
                for r in std::mem::take(&mut f.raekker) {
                    // Steps on objects of one type have seen the same.
                    if !s.raekker.iter().any(|x| x.samling == r.samling && x.noegle == r.noegle) {
                        s.raekker.push(r);
                    }
                }
            }
            if s.er_tom() {
                return Ok(forberedte.into_iter().map(|f| f.kvittering).collect());
            }
            match self.skriv(kald, s).await {
                Ok(skrevet) => {
                    let faerdig = |((kald, _), f): (&(&Kaldekontekst, _), Forberedt)| f.faerdig(kald, skrevet.tidspunkt);
                    return Ok(skridt.iter().zip(forberedte).map(faerdig).collect());
                }
                Err(Skrivefejl::Samtidig(_)) => tracing::debug!(kald = %kald.kald_id, "merged anew after a concurrent change"),
                Err(Skrivefejl::RaekkeAndet(n)) if n >= med.raekker.len() => {
                    tracing::debug!(kald = %kald.kald_id, "held to its neighbours anew")
                }
                Err(Skrivefejl::RaekkeAndet(_) | Skrivefejl::FlygtigFindes(_)) => return Err(Fejl::ny(Fejlkode::Samtidig).regel("A-60")),
                Err(Skrivefejl::NoegleOptaget { objekt, .. }) => {
                    return Err(skrives.get(objekt).map_or_else(|| Fejl::intern("no such step"), |t| t.optaget()));
                }
                Err(f) => return Err(f.into()),
            }
        }
        Err(Fejl::ny(Fejlkode::Samtidig).regel("A-60"))
    }

    /// The call's first transaction takes its message along, where that may be carried out once: the others wait for it.
    async fn skriv(&self, kald: &Kaldekontekst, mut s: Skrivning) -> Result<Skrevet, Skrivefejl> {
        let mut engang = kald.spor.engang().await;
        let besked = match &*engang {
            Engang::Ligegyldig => {
                drop(engang);
                return self.lager.skriv(s).await;
            }
            Engang::Gentaget => return Err(Skrivefejl::Lager(Fejl::ny(Fejlkode::Gentaget))),
            Engang::Ubrugt(besked) | Engang::Uvist(besked) => besked.clone(),
        };
        let nr = s.flygtige.len();
        s.flygtige.push(NyFlygtig::af(&besked, kald.nu));
        // Also when this call is dropped while it waits.
        *engang = Engang::Uvist(besked.clone());
        let svar = self.lager.skriv(s).await;
        match &svar {
            Ok(_) => *engang = Engang::Ligegyldig,
            Err(Skrivefejl::FlygtigFindes(n)) if *n == nr => {
                *engang = Engang::Gentaget;
                return Err(Skrivefejl::Lager(kald.spor.gentaget(&besked)));
            }
            Err(Skrivefejl::Lager(_)) => {}
            // Looked at and refused: nothing of it was written.
            Err(_) => *engang = Engang::Ubrugt(besked),
        }
        svar
    }

    /// `foerste`: nobody has come first yet.
    async fn forbered_skridt(&self, kald: &Kaldekontekst, skridt: &Skridt<'_>, foerste: bool) -> Result<Forberedt, Fejl> {
        match skridt {
            Skridt::Udfoer(kommando, tillaeg) => self.flettes(kald, kommando, *tillaeg, foerste).await,
            Skridt::Fjern(id, forudsat) => {
                kald.kraev(id.objekttype.service, Ret::FysiskSlet)?;
                self.hele(kald, *id, Ret::FysiskSlet, Haendelsestype::Fjern, *forudsat, |_| Ok((Skrivehandling::Fjern, Vec::new()))).await
            }
            Skridt::Omskriv(id, aendr) => {
                kald.kraev(id.objekttype.service, Ret::Anonymiser)?;
                self.hele(kald, *id, Ret::Anonymiser, Haendelsestype::Omskriv, None, |r| omskrevet(id.objekttype, r, aendr)).await
            }
        }
    }

    /// A command, merged with what is there.
    async fn flettes(&self, kald: &Kaldekontekst, kommando: &Kommando, tillaeg: Tillaeg, foerste: bool) -> Result<Forberedt, Fejl> {
        let typen = kommando.objekttype;
        let omraade = self.omraade(kald, typen, Ret::Skriv).await?;
        // A new object is written without looking for an old one first; the store's expectation finds it.
        let set = foerste && kommando.handling == Handling::Opret;
        let gammel = if set { None } else { self.nyeste(kald, typen, kommando.uuid).await? };
        let forrige = gammel.as_ref().map(|(_, r)| r);
        if let Some(f) = forrige {
            self.maa_aendre(kald, typen, kommando.handling, &omraade, f).await?;
        }
        let nye = match flet(forrige, kommando, tillaeg.afsendt, kald.nu, &kald.bruger)? {
            Fletning::Nye(nye) => nye,
            Fletning::Uaendret if let Some(f) = forrige.filter(|_| adgang::siger_skjult(kald, kommando)) => {
                vec![gentaget(f, kommando, tillaeg.afsendt, kald.nu, &kald.bruger)]
            }
            Fletning::Uaendret => {
                let tidspunkt = forrige.map_or(kald.nu, |f| f.registreret.fra);
                let fund = forrige.map_or(Ok(Vec::new()), |f| self.efterproev(kald, kommando, f))?;
                let kvittering = Kvittering { uuid: kommando.uuid, tidspunkt, aendret: false, fund, ny: false };
                return Ok(Forberedt { skrivning: None, log: None, raekker: Vec::new(), logget: None, handling: 0, typen, kvittering });
            }
        };
        let Some(sidste) = nye.last() else { return Err(Fejl::intern("a merge made no registration")) };
        let handling = Haendelsestype::af(kommando.handling, sidste.livscyklus) as u8;
        let notificeres = !tillaeg.uden_notifikation;
        let data = self.haendelsesmaal().data(typen, kald.myndighed, forrige, Some(sidste), None).skriv();
        let haendelse = NyHaendelse { handling, notificeres, data };
        let maerker = syn::maerker(typen, sidste)?;
        // What is deleted says nothing any more; whose it was to delete has been decided by what it said before.
        if sidste.livscyklus != Livscyklus::Slettet || forrige.is_none() {
            omraade.maa_sige(kald, typen, &maerker)?;
        }
        self.maa_henvise(kald, typen, forrige, sidste).await?;
        let naboer = self.naboer(kald, typen, kommando.uuid, sidste).await?;
        let fund = self.efterproev(kald, kommando, sidste)?;
        let maerker = match forrige {
            Some(f) => (syn::maerker(typen, f)? != maerker).then_some(maerker),
            None => typen.syn.is_some().then_some(maerker),
        };
        // The last registration is this call's own: its time is the store's to give.
        let nu = sidste.registreret.fra;
        let (luk, raekker) = indeks::forloeb(typen, forrige, &nye).skrives(Some(nu));
        let revision = gammel.as_ref().map(|(revision, _)| *revision);
        let skrivning = Objektskrivning {
            noegle: Objektnoegle { myndighed: kald.myndighed, objekttype: typen.nr, uuid: kommando.uuid },
            forventet: revision.map_or(Forventning::Ukendt, Forventning::Revision),
            handling: Skrivehandling::Registrer { registreringer: skrives(&nye, Some(nu))?, luk, indeks: raekker, maerker },
            unikke: typen.unikaendring(forrige, Some(sidste)),
            haendelse: Some(haendelse),
            emne: typen.emne(kald.myndighed),
        };
        let (log, logget) = self.lograekke(kald, Sporobjekt { objekttype: typen.nr, uuid: kommando.uuid, handling }, |k| {
            adgang::spor_kommando(k, kommando);
        })?;
        let kvittering = Kvittering { uuid: kommando.uuid, tidspunkt: nu, aendret: true, fund, ny: revision.is_none() };
        Ok(Forberedt { skrivning: Some(skrivning), log, raekker: naboer, logget, handling, typen, kvittering })
    }

    /// What becomes of an own object as a whole: all registrations are read, oldest first.
    async fn hele(
        &self,
        kald: &Kaldekontekst,
        id: Objektid,
        ret: Ret,
        slags: Haendelsestype,
        forudsat: Option<Tidspunkt>,
        lav: impl Fn(&[(u32, Registrering)]) -> Result<(Skrivehandling, Vec<Registrering>), Fejl> + Send,
    ) -> Result<Forberedt, Fejl> {
        let typen = id.objekttype;
        let omraade = self.omraade(kald, typen, ret).await?;
        let alt = Registreringsvalg::Interval(Periode::ALTID);
        let Some(o) = self.lager.hent(&[kald.myndighed], typen.nr, id.uuid, alt).await? else {
            return Err(Fejl::ny(Fejlkode::FindesIkke));
        };
        if o.registreringer.len() as u64 != u64::from(o.version) {
            return Err(Fejl::intern("the object has more registrations than can be read at once"));
        }
        let registreringer = o.registreringer.iter().rev().map(|r| Ok((r.nr, afkod_en(r)?))).collect::<Result<Vec<_>, Fejl>>()?;
        let Some((_, nyeste)) = registreringer.last() else { return Err(Fejl::intern("an object without a registration")) };
        self.maa_aendre(kald, typen, Handling::Slet, &omraade, nyeste).await?;
        if forudsat.is_some_and(|t| t != nyeste.registreret.fra) {
            return Err(Fejl::ny(Fejlkode::Samtidig).regel("A-60"));
        }
        let (handling, efter) = lav(&registreringer)?;
        let nr = slags as u8;
        let data = self.haendelsesmaal().data(typen, kald.myndighed, Some(nyeste), efter.last(), Some(&kald.bruger)).skriv();
        let skrivning = Objektskrivning {
            noegle: o.noegle,
            forventet: Forventning::Revision(o.revision),
            handling,
            // What is removed lets go of its keys by itself.
            unikke: efter.last().map_or_else(Unikaendring::default, |r| typen.unikaendring(Some(nyeste), Some(r))),
            haendelse: Some(NyHaendelse { handling: nr, notificeres: true, data }),
            emne: typen.emne(o.noegle.myndighed),
        };
        let (log, logget) = self.lograekke(kald, Sporobjekt { objekttype: typen.nr, uuid: id.uuid, handling: nr }, |k| {
            adgang::spor_personer(k, typen, nyeste);
        })?;
        let kvittering = Kvittering { uuid: id.uuid, tidspunkt: kald.nu, aendret: true, fund: Vec::new(), ny: false };
        Ok(Forberedt { skrivning: Some(skrivning), log, raekker: Vec::new(), logget, handling: nr, typen, kvittering })
    }

    /// Whether the call may remove the object physically; the time of the registration that it goes by, for [`Skridt::Fjern`].
    ///
    /// # Errors
    /// As [`Self::fjern`].
    pub async fn kan_fjernes(&self, kald: &Kaldekontekst, id: Objektid) -> Result<Tidspunkt, Fejl> {
        kald.kraev(id.objekttype.service, Ret::FysiskSlet)?;
        let omraade = self.omraade(kald, id.objekttype, Ret::FysiskSlet).await?;
        let (_, r) = self.nyeste(kald, id.objekttype, id.uuid).await?.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke))?;
        self.maa_aendre(kald, id.objekttype, Handling::Slet, &omraade, &r).await?;
        Ok(r.registreret.fra)
    }

    /// The newest registration of an own object, and the state that it was read in.
    pub(super) async fn nyeste(
        &self,
        kald: &Kaldekontekst,
        typen: &Objekttype,
        uuid: grund::Uuid,
    ) -> Result<Option<(Revision, Registrering)>, Fejl> {
        let Some(o) = self.lager.hent(&[kald.myndighed], typen.nr, uuid, Registreringsvalg::Aktuel).await? else { return Ok(None) };
        let r = o.registreringer.first().ok_or_else(|| Fejl::intern("an object without a registration"))?;
        Ok(Some((o.revision, afkod_en(r)?)))
    }

    /// The log's row of one change, with the persons of that change and of no other of the same call.
    fn lograekke(
        &self,
        kald: &Kaldekontekst,
        o: Sporobjekt,
        om: impl FnOnce(&Kaldekontekst),
    ) -> Result<(Option<NyLogpost>, Option<Vec<String>>), Fejl> {
        let Some(logfoerer) = &self.logfoerer else { return Ok((None, None)) };
        let eget = Kaldekontekst { spor: kald.spor.uden_genstande(), ..kald.clone() };
        om(&eget);
        Ok((Some(logfoerer(&eget, o)?), Some(eget.spor.indhold().personer)))
    }
}

/// Registrations as the rewriting leaves them.
fn omskrevet(
    typen: &'static Objekttype,
    registreringer: &[(u32, Registrering)],
    aendr: Omskrivning<'_>,
) -> Result<(Skrivehandling, Vec<Registrering>), Fejl> {
    let mut efter = registreringer.to_vec();
    for (_, r) in &mut efter {
        let (registreret, livscyklus) = (r.registreret, r.livscyklus);
        aendr(r);
        (r.registreret, r.livscyklus) = (registreret, livscyklus);
        crate::valider::invarianter(typen, &r.billede)?;
    }
    let kroppe = efter.iter().map(|(nr, r)| Ok((*nr, krop(r)?))).collect::<Result<_, Fejl>>()?;
    let maerker = efter.last().map(|(_, r)| syn::maerker(typen, r)).transpose()?.unwrap_or_default();
    let handling = Skrivehandling::Omskriv { kroppe, indeks: alle_raekker(typen, &efter), maerker };
    Ok((handling, efter.into_iter().map(|(_, r)| r).collect()))
}
