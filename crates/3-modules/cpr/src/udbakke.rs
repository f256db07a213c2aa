//! What has happened, until it is told: rows that are written in the transactions of the load, are seen when it is whole, and go when somebody has told them.
use crate::beskyttelse::Naar;
use crate::bestand::{Bestand, SAMLING, Stand, bytes_nummer, skrives, skrives_over, stand_noegle, udbakke_fra, udbakke_noegle};
use crate::haendelse::Haendelsesart;
use crate::pakning::{korrupt, laeser, tal};
use crate::person::{Person, Personnummer, Ret};
use crate::tid::Tid;
use grund::{Fejl, Fejlkode};
use lager::{Raekkeskrivning, Skrivefejl, Skrivning};
use std::collections::BTreeSet;

/// The version of a row.
const VERSION: u8 = 1;
/// Rows of a load that was given up and are removed at a time.
const RYD: usize = 5_000;

/// What has happened to a person in one extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Haendelse {
    /// Her number.
    pub nummer: Personnummer,
    /// The numbers that she had before, where she has got a new one; or the one that she has now, where this one is gone.
    pub andre_numre: Vec<Personnummer>,
    /// What has happened.
    pub arter: BTreeSet<Haendelsesart>,
    /// Municipality before. Of a protected person for those who may see where she lives, see [`Self::kommuner`].
    pub kommune_foer: Option<u16>,
    /// Municipality now; the same holds.
    pub kommune: Option<u16>,
    /// Street, with the municipality; not of a protected person (CPR-07).
    pub vej: Option<u16>,
    /// Age on the day of the extract.
    pub alder: Option<u16>,
    /// Name and address are protected.
    pub beskyttet: bool,
    /// CPR's own codes (099).
    pub koder: Vec<String>,
}

impl Haendelse {
    /// Of a person before and after.
    pub(crate) fn af(
        nummer: Personnummer,
        foer: Option<&Person>,
        efter: Option<&Person>,
        arter: BTreeSet<Haendelsesart>,
        dato: Tid,
    ) -> Self {
        let nu = efter.or(foer);
        let beskyttet = nu.is_some_and(|p| p.er_beskyttet(dato));
        let gamle = arter.contains(&Haendelsesart::NytNummer);
        let mut andre_numre: Vec<Personnummer> = nu.and_then(|p| p.gaeldende).into_iter().collect();
        andre_numre.extend(nu.iter().filter(|_| gamle).flat_map(|p| &p.tidligere_numre).map(|t| t.nummer));
        let mut koder: Vec<String> = Vec::new();
        for h in efter.iter().flat_map(|p| &p.haendelser) {
            if !h.kode.is_empty() && !koder.contains(&h.kode) {
                koder.push(h.kode.clone());
            }
        }
        Self {
            nummer,
            andre_numre,
            arter,
            kommune_foer: foer.and_then(Person::kommune),
            kommune: efter.and_then(Person::kommune),
            vej: efter.filter(|_| !beskyttet).and_then(|p| p.adresse.as_ref()).map(|a| a.sted.vej),
            alder: nu.and_then(|p| p.alder(dato)),
            beskyttet,
            koder,
        }
    }

    /// The municipalities, now and before, that may be told: of a protected person none to those without the right (CPR-07).
    pub fn kommuner(&self, ret: Ret) -> impl Iterator<Item = u16> {
        let vises = ret == Ret::Beskyttede || !self.beskyttet;
        [self.kommune, self.kommune_foer].into_iter().flatten().filter(move |_| vises)
    }

    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = vec![VERSION, u8::from(self.beskyttet)];
        for v in [self.kommune_foer, self.kommune, self.vej, self.alder] {
            tal(&mut ud, v.map_or(0, |v| u64::from(v) + 1));
        }
        tal(&mut ud, self.andre_numre.len() as u64);
        self.andre_numre.iter().for_each(|n| tal(&mut ud, n.tal()));
        tal(&mut ud, self.arter.len() as u64);
        self.arter.iter().for_each(|a| tal(&mut ud, *a as u64));
        for k in &self.koder {
            tal(&mut ud, k.len() as u64);
            ud.extend_from_slice(k.as_bytes());
        }
        ud
    }

    pub(crate) fn laes(nummer: Personnummer, b: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(b);
        match l.byte()? {
            VERSION => {}
            v => return Err(Fejl::intern(format!("an event of form {v}, and this program reads {VERSION}: use a newer one"))),
        }
        let beskyttet = l.byte()? == 1;
        let mut maaske =
            || -> Result<Option<u16>, Fejl> { l.tal()?.checked_sub(1).map(|v| u16::try_from(v).map_err(|_| korrupt())).transpose() };
        let (kommune_foer, kommune, vej, alder) = (maaske()?, maaske()?, maaske()?, maaske()?);
        let mut andre_numre = Vec::new();
        for _ in 0..l.tal()? {
            andre_numre.push(Personnummer::fra_tal(l.tal()?).ok_or_else(korrupt)?);
        }
        let mut arter = BTreeSet::new();
        for _ in 0..l.tal()? {
            arter.insert(Haendelsesart::fra_nr(l.som()?).ok_or_else(korrupt)?);
        }
        let mut koder = Vec::new();
        while !l.er_tom() {
            koder.push(String::from_utf8(l.bytes()?.to_vec()).map_err(|_| korrupt())?);
        }
        Ok(Self { nummer, andre_numre, arter, kommune_foer, kommune, vej, alder, beskyttet, koder })
    }
}

/// A load that is seen and whose events are not all told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ufortalt {
    /// Its number.
    pub(crate) load: u32,
    /// The task of its extract.
    pub opgave: u32,
    /// The extract's day of production.
    pub dato: Tid,
    /// That of the extract before; `None` for a whole one.
    pub forrige: Option<Tid>,
    /// Subscribers have their files.
    pub leveret: bool,
}

impl Ufortalt {
    /// Of no load: to ask who would be told of something that happened on a day.
    pub const fn proeve(dato: Tid) -> Self {
        Self { load: 0, opgave: 0, dato, forrige: None, leveret: false }
    }
}

impl Bestand {
    /// The oldest load whose events are not all told.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn ufortalt(&self) -> Result<Option<Ufortalt>, Fejl> {
        Ok(self.stand().await?.ufortalte.first().copied())
    }

    /// Events of a load, in order of number, after one. The same again until [`Self::fortalt`] says that they are told.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn haendelser(&self, af: Ufortalt, efter: Option<Personnummer>, antal: usize) -> Result<Vec<Haendelse>, Fejl> {
        let fra = efter.map_or_else(|| udbakke_fra(af.load), |n| [udbakke_noegle(af.load, n), vec![0]].concat());
        let raekker = self.lager.raekker(SAMLING, &fra, Some(&udbakke_fra(af.load + 1)), antal).await?;
        let mut ud = Vec::with_capacity(raekker.len());
        for (k, v) in &raekker {
            ud.push(Haendelse::laes(k.get(5..).and_then(bytes_nummer).ok_or_else(korrupt)?, v)?);
        }
        self.beskyt(af, &mut ud).await?;
        Ok(ud)
    }

    /// What has happened to one person in a load, if it is not told yet.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn haendelse(&self, af: Ufortalt, nummer: Personnummer) -> Result<Option<Haendelse>, Fejl> {
        let raekke = self.lager.raekke(SAMLING, &udbakke_noegle(af.load, nummer)).await?;
        let mut ud: Vec<Haendelse> = raekke.map(|b| Haendelse::laes(nummer, &b)).transpose()?.into_iter().collect();
        self.beskyt(af, &mut ud).await?;
        Ok(ud.pop())
    }

    /// What the load could not know when it met a record: that the person is protected under another number (CPR-07).
    async fn beskyt(&self, af: Ufortalt, haendelser: &mut [Haendelse]) -> Result<(), Fejl> {
        let stand = self.stand().await?;
        for h in haendelser.iter_mut().filter(|h| !h.beskyttet && [h.vej, h.kommune, h.kommune_foer].iter().any(Option::is_some)) {
            if self.beskyttelse(&[h.nummer], Naar::af(&stand, &af)).await?.gaelder.is_some() {
                (h.beskyttet, h.vej) = (true, None);
            }
        }
        Ok(())
    }

    /// Events that were told go, and with the last ones the load.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn fortalt(&self, af: Ufortalt, numre: &[Personnummer]) -> Result<(), Fejl> {
        let raekker = numre.iter().map(|n| skrives(udbakke_noegle(af.load, *n), None)).collect();
        self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await?;
        if !self.haendelser(af, None, 1).await?.is_empty() {
            return Ok(());
        }
        self.ret_stand(|s| s.ufortalte.retain(|u| u.load != af.load)).await
    }

    /// Subscribers have their files of a load: from now on its events may go, one by one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn leveret(&self, af: Ufortalt) -> Result<(), Fejl> {
        self.ret_stand(|s| s.ufortalte.iter_mut().filter(|u| u.load == af.load).for_each(|u| u.leveret = true)).await
    }

    async fn ret_stand(&self, ret: impl Fn(&mut Stand)) -> Result<(), Fejl> {
        // A load that is under way writes the state too: read again, then.
        loop {
            let foer = self.stand().await?;
            let mut efter = foer.clone();
            ret(&mut efter);
            let raekke = skrives_over(stand_noegle(), Some(foer.skriv()), Some(efter.skriv()));
            match self.lager.skriv(Skrivning { raekker: vec![raekke], ..Skrivning::default() }).await {
                Err(Skrivefejl::RaekkeAndet(_)) => {}
                svar => return svar.map(|_| ()).map_err(Into::into),
            }
        }
    }

    /// Removes what a load has laid down that was given up.
    pub(crate) async fn ryd_udbakke(&self, load: u32) -> Result<(), Fejl> {
        loop {
            let raekker = self.lager.raekker(SAMLING, &udbakke_fra(load), Some(&udbakke_fra(load + 1)), RYD).await?;
            if raekker.is_empty() {
                return Ok(());
            }
            let raekker: Vec<Raekkeskrivning> = raekker.into_iter().map(|(k, _)| skrives(k, None)).collect();
            self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await?;
        }
    }

    /// The state as it was read is written anew with rows that belong to it; refused where another has written it.
    pub(crate) async fn skriv_stand(&self, foer: Option<&Stand>, efter: &Stand, mut raekker: Vec<Raekkeskrivning>) -> Result<(), Fejl> {
        raekker.push(skrives_over(stand_noegle(), foer.map(Stand::skriv), Some(efter.skriv())));
        match self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await {
            Err(Skrivefejl::RaekkeAndet(_)) => Err(optaget()),
            svar => svar.map(|_| ()).map_err(Into::into),
        }
    }
}

/// Somebody else loads.
pub(crate) fn optaget() -> Fejl {
    Fejl::ny(Fejlkode::Optaget).felt("CPR-udtræk").detalje(("et andet program indlæser et udtræk", "another program loads an extract"))
}
