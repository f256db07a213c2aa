//! The engine's face to modules and wires.
mod adgang;
mod efterse;
mod foelg;
#[cfg(test)]
mod foelgeproever;
mod henvisninger;
#[cfg(test)]
mod indeksproever;
mod naboer;
mod omraade;
#[cfg(test)]
pub(crate) mod proever;
#[cfg(test)]
mod sideproever;
mod sider;
mod skrivning;
mod soeg;
#[cfg(test)]
mod synsproever;
#[cfg(test)]
mod tekstproever;
#[cfg(test)]
mod transaktionsproever;

use crate::anvisningsmaade::Anvisningsvalg;
use crate::haendelse::{Haendelsesmaal, Partnoegle};
use crate::indeks;
use crate::kommando::*;
use crate::lagret;
use crate::model::Registrering;
use crate::objekttype::*;
use grund::graenser::{LISTE_UUID, REGISTRERING_BYTES};
use grund::spor::Sporobjekt;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, Uuid};
use lager::{Indeksraekke, Lager, LagretRegistrering, NyLogpost, NyRegistrering};
use std::borrow::Cow;
use std::sync::Arc;

pub use foelg::{Foelge, Foelger, Kreds, Sethaendelse};
pub use naboer::Naboregel;
pub use omraade::Enhedstrae;
pub use skrivning::{Omskrivning, Skridt};

/// The register: object types over a store.
#[derive(Clone)]
pub struct Register {
    lager: Arc<dyn Lager>,
    typer: Typekatalog,
    logfoerer: Option<Logfoerer>,
    partnoegle: Option<Partnoegle>,
    pub(crate) anvisninger: Option<Anvisningsvalg>,
    enhedstrae: Option<Arc<dyn Enhedstrae>>,
    naboregler: Arc<[Arc<dyn Naboregel>]>,
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
            naboregler: Arc::new([]),
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

    /// The object types.
    pub fn typer(&self) -> &Typekatalog {
        &self.typer
    }

    /// The store, for operations, files and the change feed.
    pub fn lager(&self) -> &Arc<dyn Lager> {
        &self.lager
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
