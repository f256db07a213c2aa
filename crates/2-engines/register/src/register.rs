//! The engine's face to modules and wires.
mod adgang;
mod efterse;
mod foelg;
#[cfg(test)]
mod foelgeproever;
#[cfg(test)]
mod indeksproever;
mod omraade;
#[cfg(test)]
pub(crate) mod proever;
#[cfg(test)]
mod sideproever;
mod sider;
mod soeg;
#[cfg(test)]
mod synsproever;
#[cfg(test)]
mod tekstproever;

use crate::anvisningsmaade::Anvisningsvalg;
use crate::flet::{Udfald, flet};
use crate::haendelse::{Haendelsesmaal, Haendelsestype, Partnoegle};
use crate::indeks;
use crate::kommando::*;
use crate::lagret;
use crate::model::Registrering;
use crate::nfc::Tekster;
use crate::objekttype::*;
use crate::syn;
use futures::StreamExt;
use grund::graenser::{LISTE_UUID, REGISTRERING_BYTES};
use grund::spor::Sporobjekt;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Ret, Tidspunkt, Uuid};
use lager::{
    Forventning, Indeksraekke, Lager, LagretRegistrering, NyHaendelse, NyLogpost, NyRegistrering, Objektnoegle, Objektskrivning, Revision,
    Skrivefejl, Skrivehandling, Skrivning, Unikaendring,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Times that a command is merged anew because somebody else came first, before the caller is told.
const FORSOEG: usize = 8;
/// Commands of one call that are under way at once: enough to fill a group commit, few enough to be fair to other calls.
const SAMTIDIGE: usize = 64;

pub use foelg::{Foelge, Foelger, Kreds, Sethaendelse};
pub use omraade::Enhedstrae;

/// The register: object types over a store.
#[derive(Clone)]
pub struct Register {
    lager: Arc<dyn Lager>,
    typer: Typekatalog,
    logfoerer: Option<Logfoerer>,
    partnoegle: Option<Partnoegle>,
    pub(crate) anvisninger: Option<Anvisningsvalg>,
    enhedstrae: Option<Arc<dyn Enhedstrae>>,
    /// Types of which the country has one population.
    landsdaekkende: &'static [&'static Objekttype],
    sider: sider::Sider,
    /// Hits that searches passed over and candidates that they looked through.
    #[cfg(test)]
    gennemgaaet: Arc<std::sync::atomic::AtomicU64>,
    /// What happens in a test between finding and reading.
    #[cfg(test)]
    pub(crate) mellem: Option<proever::Mellem>,
}

/// Makes the audit log's row of a change: it is written in the change's own transaction.
pub type Logfoerer = Arc<dyn Fn(&Kaldekontekst, Sporobjekt) -> Result<NyLogpost, Fejl> + Send + Sync>;

impl Register {
    /// A register of these types in that store.
    pub fn ny(lager: Arc<dyn Lager>, typer: Typekatalog) -> Self {
        Self {
            lager,
            typer,
            logfoerer: None,
            partnoegle: None,
            anvisninger: None,
            enhedstrae: None,
            landsdaekkende: &[],
            sider: sider::Sider::default(),
            #[cfg(test)]
            gennemgaaet: Arc::default(),
            #[cfg(test)]
            mellem: None,
        }
    }

    /// The same register, whose changes are logged.
    pub fn med_log(self, logfoerer: Logfoerer) -> Self {
        Self { logfoerer: Some(logfoerer), ..self }
    }

    /// The same register, whose events carry keyed fingerprints of parties.
    pub fn med_partnoegle(self, partnoegle: Partnoegle) -> Self {
        Self { partnoegle: Some(partnoegle), ..self }
    }

    /// Makes what events say of changes.
    pub(crate) fn haendelsesmaal(&self) -> Haendelsesmaal<'_> {
        Haendelsesmaal { typer: &self.typer, partnoegle: self.partnoegle.as_ref() }
    }

    /// The same register, in which a unit of a data restriction stands for what is below it too.
    pub fn med_enhedstrae(self, enhedstrae: Arc<dyn Enhedstrae>) -> Self {
        Self { enhedstrae: Some(enhedstrae), ..self }
    }

    /// The same register, in which objects of these types that belong to [`Cvr::LANDET`] are read by every call with the right [`Ret::Landsopslag`]: they are
    /// stored once for the country and not once for each authority.
    pub fn med_landsdaekkende(self, typer: &'static [&'static Objekttype]) -> Self {
        Self { landsdaekkende: typer, ..self }
    }

    /// Whose objects of the type the call reads: its own, the shared ones, and with the right to them the country's, in that order.
    pub(crate) fn laesere<'k>(&self, kald: &'k Kaldekontekst, typen: &Objekttype) -> Cow<'k, [Cvr]> {
        let land = self.landsdaekkende.contains(&typen) && !kald.laeser.contains(&Cvr::LANDET);
        if land && kald.retter.har(typen.service, Ret::Landsopslag) {
            return Cow::Owned(kald.laeser.iter().copied().chain([Cvr::LANDET]).collect());
        }
        Cow::Borrowed(&kald.laeser)
    }

    /// The same register with some of its types only: the others are unknown.
    pub fn kun(&self, med: impl Fn(&Objekttype) -> bool) -> Self {
        Self { typer: self.typer.kun(med), ..self.clone() }
    }

    /// The log's row of one change, with the persons of that change and of no other of the same call.
    fn lograekker(&self, kald: &Kaldekontekst, o: Sporobjekt, om: impl FnOnce(&Kaldekontekst)) -> Result<Vec<NyLogpost>, Fejl> {
        let Some(logfoerer) = &self.logfoerer else { return Ok(Vec::new()) };
        let eget = Kaldekontekst { spor: kald.spor.uden_genstande(), ..kald.clone() };
        om(&eget);
        Ok(vec![logfoerer(&eget, o)?])
    }

    /// The object types.
    pub fn typer(&self) -> &Typekatalog {
        &self.typer
    }

    /// The store, for operations, files and the change feed.
    pub fn lager(&self) -> &Arc<dyn Lager> {
        &self.lager
    }

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
    pub async fn udfoer_med(&self, kald: &Kaldekontekst, mut kommando: Kommando, tillaeg: Tillaeg) -> Result<Kvittering, Fejl> {
        kommando.nfc();
        let typen = kommando.objekttype;
        kald.kraev(typen.service, Ret::Skriv)?;
        adgang::spor_kommando(kald, &kommando);
        // A new object is written without looking for an old one first; the store's expectation finds it.
        let mut set = kommando.handling == Handling::Opret;
        let omraade = self.omraade(kald, typen, Ret::Skriv).await?;
        for _ in 0..FORSOEG {
            let gammel = if set { None } else { self.nyeste(kald, typen, kommando.uuid).await? };
            set = false;
            let forrige = gammel.as_ref().map(|(_, r)| r);
            if let Some(f) = forrige {
                self.maa_aendre(kald, typen, kommando.handling, &omraade, f).await?;
            }
            let nye = match flet(forrige, &kommando, tillaeg.afsendt, kald.nu, &kald.bruger)? {
                Udfald::Nye(nye) => nye,
                Udfald::Uaendret => {
                    let tidspunkt = forrige.map_or(kald.nu, |f| f.registreret.fra);
                    let fund = forrige.map_or(Ok(Vec::new()), |f| self.efterproev(kald, &kommando, f))?;
                    return Ok(Kvittering { uuid: kommando.uuid, tidspunkt, aendret: false, fund, ny: false });
                }
            };
            let Some(sidste) = nye.last() else { return Err(Fejl::intern("a merge made no registration")) };
            let handling = Haendelsestype::af(kommando.handling, sidste.livscyklus) as u8;
            let notificeres = !tillaeg.uden_notifikation;
            let data = self.haendelsesmaal().data(typen, kald.myndighed, forrige, Some(sidste), None).skriv();
            let haendelse = NyHaendelse { handling, notificeres, data };
            let maerker = syn::maerker(typen, sidste)?;
            omraade.maa_sige(kald, typen, &maerker)?;
            let fund = self.efterproev(kald, &kommando, sidste)?;
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
                unikke: Unikaendring::default(),
                haendelse: Some(haendelse),
                emne: typen.emne(kald.myndighed),
            };
            let log = self.lograekker(kald, Sporobjekt { objekttype: typen.nr, uuid: kommando.uuid, handling }, |k| {
                adgang::spor_kommando(k, &kommando);
            })?;
            match self.lager.skriv(Skrivning { kaldt: kald.nu, objekter: vec![skrivning], log, ..Skrivning::default() }).await {
                Ok(skrevet) => {
                    kald.spor.objekt(typen.nr, kommando.uuid, handling);
                    return Ok(Kvittering {
                        uuid: kommando.uuid,
                        tidspunkt: skrevet.tidspunkt,
                        aendret: true,
                        fund,
                        ny: revision.is_none(),
                    });
                }
                Err(Skrivefejl::Samtidig(_)) => tracing::debug!(uuid = %kommando.uuid, "merged anew after a concurrent change"),
                Err(f) => return Err(f.into()),
            }
        }
        Err(Fejl::ny(Fejlkode::Samtidig).regel("A-60"))
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

    /// Reads one object; `None` when the caller's authorities do not have it, or had not at the chosen registration time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn laes(&self, kald: &Kaldekontekst, id: Objektid, valg: Laesevalg) -> Result<Option<Objekt>, Fejl> {
        kald.kraev(id.objekttype.service, Ret::Laes)?;
        let omraade = self.omraade(kald, id.objekttype, Ret::Laes).await?;
        let lagret = self.lager.hent(&self.laesere(kald, id.objekttype), id.objekttype.nr, id.uuid, valg.registrering).await?;
        Ok(self.vis_sete(kald, id.objekttype, &omraade, lagret.into_iter().collect(), valg.virkning).await?.pop())
    }

    /// Reads several objects in the order asked; those not found are left out.
    ///
    /// # Errors
    /// `ForMange` beyond the limit of a list, and those of the store.
    pub async fn list(
        &self,
        kald: &Kaldekontekst,
        objekttype: &'static Objekttype,
        uuider: &[Uuid],
        valg: Laesevalg,
    ) -> Result<Vec<Objekt>, Fejl> {
        kald.kraev(objekttype.service, Ret::Laes)?;
        if uuider.len() > LISTE_UUID {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("uuid").ventet(grund::sagt::hoejst(LISTE_UUID, grund::sagt::STYK)));
        }
        let omraade = self.omraade(kald, objekttype, Ret::Laes).await?;
        let lagrede = self.lager.hent_flere(&self.laesere(kald, objekttype), objekttype.nr, uuider, valg.registrering).await?;
        self.vis_sete(kald, objekttype, &omraade, lagrede, valg.virkning).await
    }

    /// Removes an object physically, with every trace in the index; the change feed says that it was removed.
    ///
    /// # Errors
    /// `FindesIkke` when the caller's authority does not own it.
    pub async fn fjern(&self, kald: &Kaldekontekst, id: Objektid) -> Result<(), Fejl> {
        kald.kraev(id.objekttype.service, Ret::FysiskSlet)?;
        self.paa_alle(kald, id, Ret::FysiskSlet, Haendelsestype::Fjern, |_| Ok((Skrivehandling::Fjern, None))).await
    }

    /// Rewrites every registration of an object in place (anonymisation): the function sees and changes the whole of each one, notes included. Its
    /// times and life cycle are the store's and stay.
    ///
    /// # Errors
    /// `FindesIkke` when the caller's authority does not own it; `Intern` when the result breaks an invariant.
    pub async fn omskriv(&self, kald: &Kaldekontekst, id: Objektid, aendr: &(dyn Fn(&mut Registrering) + Send + Sync)) -> Result<(), Fejl> {
        kald.kraev(id.objekttype.service, Ret::Anonymiser)?;
        self.paa_alle(kald, id, Ret::Anonymiser, Haendelsestype::Omskriv, |registreringer| {
            let mut efter = registreringer.to_vec();
            for (_, r) in &mut efter {
                let (registreret, livscyklus) = (r.registreret, r.livscyklus);
                aendr(r);
                (r.registreret, r.livscyklus) = (registreret, livscyklus);
                crate::valider::invarianter(id.objekttype, &r.billede)?;
            }
            let kroppe = efter.iter().map(|(nr, r)| Ok((*nr, krop(r)?))).collect::<Result<_, Fejl>>()?;
            let maerker = efter.last().map(|(_, r)| syn::maerker(id.objekttype, r)).transpose()?.unwrap_or_default();
            let indeks = alle_raekker(id.objekttype, &efter);
            Ok((Skrivehandling::Omskriv { kroppe, indeks, maerker }, efter.pop().map(|(_, r)| r)))
        })
        .await
    }

    /// Reads all registrations of an own object, oldest first, and writes what the function makes of them; it gives the newest after that too.
    async fn paa_alle(
        &self,
        kald: &Kaldekontekst,
        id: Objektid,
        ret: Ret,
        slags: Haendelsestype,
        lav: impl Fn(&[(u32, Registrering)]) -> Result<(Skrivehandling, Option<Registrering>), Fejl> + Send,
    ) -> Result<(), Fejl> {
        let omraade = self.omraade(kald, id.objekttype, ret).await?;
        for _ in 0..FORSOEG {
            let alt = Registreringsvalg::Interval(Periode::ALTID);
            let Some(o) = self.lager.hent(&[kald.myndighed], id.objekttype.nr, id.uuid, alt).await? else {
                return Err(Fejl::ny(Fejlkode::FindesIkke));
            };
            if o.registreringer.len() as u64 != u64::from(o.version) {
                return Err(Fejl::intern("the object has more registrations than can be read at once"));
            }
            let registreringer = o.registreringer.iter().rev().map(|r| Ok((r.nr, afkod_en(r)?))).collect::<Result<Vec<_>, Fejl>>()?;
            let Some((_, nyeste)) = registreringer.last() else { return Err(Fejl::intern("an object without a registration")) };
            self.maa_aendre(kald, id.objekttype, Handling::Slet, &omraade, nyeste).await?;
            let handling = slags as u8;
            let (skrivehandling, efter) = lav(&registreringer)?;
            let data = self.haendelsesmaal().data(id.objekttype, kald.myndighed, Some(nyeste), efter.as_ref(), Some(&kald.bruger)).skriv();
            let skrivning = Objektskrivning {
                noegle: o.noegle,
                forventet: Forventning::Revision(o.revision),
                handling: skrivehandling,
                unikke: Unikaendring::default(),
                haendelse: Some(NyHaendelse { handling, notificeres: true, data }),
                emne: id.objekttype.emne(o.noegle.myndighed),
            };
            let log = self.lograekker(kald, Sporobjekt { objekttype: id.objekttype.nr, uuid: id.uuid, handling }, |k| {
                adgang::spor_personer(k, id.objekttype, nyeste);
            })?;
            match self.lager.skriv(Skrivning { kaldt: kald.nu, objekter: vec![skrivning], log, ..Skrivning::default() }).await {
                Ok(_) => {
                    kald.spor.objekt(id.objekttype.nr, id.uuid, handling);
                    return Ok(());
                }
                Err(Skrivefejl::Samtidig(_)) => {}
                Err(f) => return Err(f.into()),
            }
        }
        Err(Fejl::ny(Fejlkode::Samtidig).regel("A-60"))
    }

    /// The newest registration of an own object, and the state that it was read in.
    async fn nyeste(&self, kald: &Kaldekontekst, typen: &Objekttype, uuid: Uuid) -> Result<Option<(Revision, Registrering)>, Fejl> {
        let Some(o) = self.lager.hent(&[kald.myndighed], typen.nr, uuid, Registreringsvalg::Aktuel).await? else { return Ok(None) };
        let r = o.registreringer.first().ok_or_else(|| Fejl::intern("an object without a registration"))?;
        Ok(Some((o.revision, afkod_en(r)?)))
    }
}

/// The stored form, within its limit.
pub(crate) fn krop(r: &Registrering) -> Result<Vec<u8>, Fejl> {
    let krop = lagret::skriv(r);
    if krop.len() > REGISTRERING_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor)
            .ventet(grund::sagt::hoejst(REGISTRERING_BYTES, grund::sagt::BYTES))
            .detalje(format!("{} bytes", krop.len())));
    }
    Ok(krop)
}

/// Registrations as they are written; the one of the time `nu` gets the store's.
pub(crate) fn skrives(nye: &[Registrering], nu: Option<Tidspunkt>) -> Result<Vec<NyRegistrering>, Fejl> {
    let en =
        |r: &Registrering| Ok(NyRegistrering { tid: indeks::tid(r.registreret.fra, nu), livscyklus: r.livscyklus as u8, krop: krop(r)? });
    nye.iter().map(en).collect()
}

/// All index rows of an object's registrations, oldest first.
pub(crate) fn alle_raekker(typen: &Objekttype, registreringer: &[(u32, Registrering)]) -> Vec<Indeksraekke> {
    let uden_nr: Vec<Registrering> = registreringer.iter().map(|(_, r)| r.clone()).collect();
    indeks::forloeb(typen, None, &uden_nr).raekker
}

/// Decodes a stored registration.
pub(crate) fn afkod_en(r: &LagretRegistrering) -> Result<Registrering, Fejl> {
    lagret::laes(&r.krop, r.registreret, r.livscyklus)
}
