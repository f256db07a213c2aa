//! A living country as it stands in the store: what it is made of, and how far it is.
use crate::kommandolinje::{BORGERE, FROE, Generer, KOMMUNER};
use generator::cpr::{DANMARKS_TAKT, Folk};
use generator::erhvervsliv::Erhvervsliv;
use grund::{Fejl, Fejlkode, Tidspunkt};
use lager::{Lager, Raekkeforventning, Raekkeskrivning, Skrivefejl, Skrivning};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The collection of the row. Never reused.
const SAMLING: u16 = lager::samlinger::LANDET;
/// The version of the row. Only ever raised, with the reading of the older ones kept.
const VERSION: u8 = 1;
/// Years in which a country can begin: before it children of the beginning would be born later, after it there are no numbers for those who are born.
const AAR: std::ops::RangeInclusive<i16> = 2026..=2056;

/// The row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raekke {
    version: u8,
    /// The seed.
    pub froe: u64,
    /// Municipalities.
    pub kommuner: usize,
    husstande: u64,
    takt: u32,
    /// Microseconds since 1970 of the first day's midnight.
    begyndt: i64,
    /// The organisation and its cases were made with it: the store was empty.
    pub registre: bool,
    /// All of the first day is there.
    pub klar: bool,
    /// The last day that is loaded; 0 is the first.
    pub dag: u32,
}

/// A living country.
pub struct Landet {
    /// How far it is.
    pub raekke: Raekke,
    /// Its persons.
    pub folk: Folk,
    /// Its companies.
    pub erhverv: Erhvervsliv,
}

impl fmt::Display for Landet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let r = &self.raekke;
        let dato = |dag: u32| cvr::Dag::af(self.folk.dato(dag)).map(|d| d.to_string()).unwrap_or_default();
        write!(
            f,
            "{} municipalities and {} households since {} (seed {}), now {}; to a household something happens once in {} days",
            r.kommuner,
            r.husstande,
            dato(0),
            r.froe,
            dato(r.dag),
            r.takt
        )
    }
}

impl Raekke {
    /// A country as it was asked for, that begins on the Danish day of `begyndt`.
    ///
    /// # Errors
    /// `UgyldigtTal` for sizes that a country can't have; `UgyldigTid` for a day that it can't begin on.
    pub fn ny(valg: &Generer, begyndt: Tidspunkt, registre: bool) -> Result<Self, Fejl> {
        if !begyndt.dansk_dato().is_some_and(|(aar, ..)| AAR.contains(&aar)) {
            let hvad = grund::sagt::mellem(usize::try_from(*AAR.start()).unwrap_or(0), usize::try_from(*AAR.end()).unwrap_or(0));
            return Err(Fejl::ny(Fejlkode::UgyldigTid).felt("dag").ventet(hvad));
        }
        let husstande = (valg.kommuner * valg.borgere).div_ceil(2) as u64;
        let mut folk = Folk::ny(valg.seed, valg.kommuner, husstande, begyndt, DANMARKS_TAKT)?;
        if let Some(n) = valg.haendelser {
            folk = folk.haendelser_pr_dag(n);
        }
        Ok(Self {
            version: VERSION,
            froe: valg.seed,
            kommuner: valg.kommuner,
            husstande,
            takt: folk.takt(),
            begyndt: folk.dato(0).mikros(),
            registre,
            klar: false,
            dag: 0,
        })
    }

    /// The one in the store.
    ///
    /// # Errors
    /// Those of the store; `Intern` for a row of a newer program.
    pub async fn hent(lager: &Arc<dyn Lager>) -> Result<Option<Self>, Fejl> {
        let Some(raa) = lager.raekke(SAMLING, &[]).await? else { return Ok(None) };
        let r: Self = serde_json::from_slice(&raa).map_err(Fejl::intern)?;
        match r.version {
            VERSION => Ok(Some(r)),
            v => Err(Fejl::intern(format!("the living country is stored in form {v}, and this program reads {VERSION}: use a newer one"))),
        }
    }

    /// Writes it where it was `foer`.
    ///
    /// # Errors
    /// `Samtidig` where another program lets it live; those of the store.
    pub async fn gem(&self, lager: &Arc<dyn Lager>, foer: Option<&Self>) -> Result<(), Fejl> {
        let som = |r: &Self| serde_json::to_vec(r).map_err(Fejl::intern);
        let forventet = foer.map(som).transpose()?.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er);
        let raekke = Raekkeskrivning { samling: SAMLING, noegle: Vec::new(), forventet, vaerdi: Some(som(self)?) };
        match lager.skriv(Skrivning { raekker: vec![raekke], ..Skrivning::default() }).await {
            Ok(_) => Ok(()),
            Err(Skrivefejl::RaekkeAndet(_)) => Err(Fejl::ny(Fejlkode::Samtidig).felt("--levende")),
            Err(f) => Err(f.into()),
        }
    }

    /// Refuses what was asked for and is not this country.
    ///
    /// # Errors
    /// `FindesAllerede`, with the option that differs.
    pub fn er_den(&self, valg: &Generer) -> Result<(), Fejl> {
        let nej = |felt: &str, har: &dyn fmt::Display| {
            Err(Fejl::ny(Fejlkode::FindesAllerede).felt(felt).detalje((
                format!("i lageret lever et land, hvor den er {har}; vælg en anden --data eller --lager til et andet land"),
                format!("a country lives in the store where it is {har}; choose another --data or --lager for another country"),
            )))
        };
        let bedt = Self::ny(valg, valg.dag.unwrap_or(Tidspunkt::fra_mikros(self.begyndt)), self.registre)?;
        // What was not said is as it was.
        if bedt.froe != self.froe && valg.seed != FROE {
            return nej("--seed", &self.froe);
        }
        if bedt.kommuner != self.kommuner && valg.kommuner != KOMMUNER {
            return nej("--kommuner", &self.kommuner);
        }
        if bedt.husstande != self.husstande && valg.borgere != BORGERE {
            return nej("--borgere", &(self.husstande * 2 / self.kommuner.max(1) as u64));
        }
        let folk = Folk::ny(self.froe, self.kommuner, self.husstande, Tidspunkt::fra_mikros(self.begyndt), self.takt)?;
        if valg.haendelser.is_some_and(|n| folk.haendelser_pr_dag(n).takt() != self.takt) {
            return nej("--haendelser", &(self.husstande / u64::from(self.takt.max(1))));
        }
        if bedt.begyndt != self.begyndt {
            return nej("--dag", &cvr::Dag::af(Tidspunkt::fra_mikros(self.begyndt)).map(|d| d.to_string()).unwrap_or_default());
        }
        Ok(())
    }

    /// The country that it is.
    ///
    /// # Errors
    /// As [`Self::ny`].
    pub fn land(self) -> Result<Landet, Fejl> {
        let begyndt = Tidspunkt::fra_mikros(self.begyndt);
        let folk = Folk::ny(self.froe, self.kommuner, self.husstande, begyndt, self.takt)?;
        let erhverv = Erhvervsliv::ny(self.froe, self.kommuner, begyndt, self.takt)?;
        Ok(Landet { raekke: self, folk, erhverv })
    }
}

impl Landet {
    /// The first day is there.
    ///
    /// # Errors
    /// As [`Raekke::gem`].
    pub async fn klar(&mut self, lager: &Arc<dyn Lager>) -> Result<(), Fejl> {
        self.bliver(lager, Raekke { klar: true, ..self.raekke.clone() }).await
    }

    /// The next day is there.
    ///
    /// # Errors
    /// As [`Raekke::gem`].
    pub async fn naeste(&mut self, lager: &Arc<dyn Lager>) -> Result<(), Fejl> {
        self.bliver(lager, Raekke { dag: self.raekke.dag + 1, ..self.raekke.clone() }).await
    }

    async fn bliver(&mut self, lager: &Arc<dyn Lager>, ny: Raekke) -> Result<(), Fejl> {
        ny.gem(lager, Some(&self.raekke)).await?;
        self.raekke = ny;
        Ok(())
    }
}
