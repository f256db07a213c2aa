//! The weekly check of subscriptions against holdings (CPR-13): persons whom a system has cases of and does not subscribe to, and the other way. What is found is kept until the
//! next one; the program, which knows the subscriptions, makes it.
use crate::raekker::{self, KONTROL, SAMLING, SIDE, bytes, hent, noegle, skrives};
use grund::{Fejl, Tidspunkt, Uuid};
use lager::Lager;
use serde::{Deserialize, Serialize};

/// Numbers of a list that are kept: enough to begin with.
pub const NUMRE: usize = 1_000;
/// Between checks.
pub const UGE_MIKROS: i64 = 7 * 86_400_000_000;

/// Persons: how many, and the first of them by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personer {
    /// How many.
    pub antal: u64,
    /// Some of them.
    pub numre: Vec<String>,
}

impl Personer {
    /// One more.
    pub fn med(&mut self, nummer: impl FnOnce() -> String) {
        self.antal += 1;
        if self.numre.len() < NUMRE {
            self.numre.push(nummer());
        }
    }
}

/// What was found of a system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Systemkontrol {
    /// The system.
    pub system: Uuid,
    /// Its name.
    pub navn: String,
    /// Whose it is.
    pub leverandoer: Option<u32>,
    /// The authorities whose cases it is master of.
    pub myndigheder: Vec<u32>,
    /// Persons whom it has cases of.
    pub personer: u64,
    /// Those of them whom it does not subscribe to: it will not hear of a new number, a death, a protection.
    pub uden_abonnement: Personer,
    /// Persons whom it subscribes to by number and has no case of: it hears of them without need.
    pub uden_sag: Personer,
}

/// A check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kontrol {
    /// When; `None` when there was none yet.
    pub tid: Option<Tidspunkt>,
    /// By system.
    pub systemer: Vec<Systemkontrol>,
}

/// The newest one.
///
/// # Errors
/// Those of the store.
pub async fn nyeste(lager: &dyn Lager) -> Result<Kontrol, Fejl> {
    let tid = hent::<i64>(lager, &[KONTROL]).await?.map(|(t, _)| Tidspunkt::fra_mikros(t));
    let mut ud = Kontrol { tid, ..Kontrol::default() };
    for (_, b) in raekker_fra(lager).await? {
        ud.systemer.push(raekker::laes(&b)?);
    }
    Ok(ud)
}

async fn raekker_fra(lager: &dyn Lager) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Fejl> {
    let (mut ud, mut fra) = (Vec::new(), vec![KONTROL, 0]);
    loop {
        let side = lager.raekker(SAMLING, &fra, Some(&[KONTROL + 1]), SIDE).await?;
        let Some((sidste, _)) = side.last() else { return Ok(ud) };
        fra = [sidste.as_slice(), &[0]].concat();
        ud.extend(side);
    }
}

/// Puts a new one in its place.
///
/// # Errors
/// Those of the store.
pub async fn gem(lager: &dyn Lager, k: &Kontrol) -> Result<(), Fejl> {
    let nye: Vec<Vec<u8>> = k.systemer.iter().map(|s| noegle(KONTROL, &[s.system.as_bytes()])).collect();
    let gaaede = raekker_fra(lager).await?.into_iter().map(|(n, _)| n).filter(|n| !nye.contains(n));
    let mut raekker: Vec<_> = gaaede.map(|n| skrives(n, None)).collect();
    for (s, n) in k.systemer.iter().zip(&nye) {
        raekker.push(skrives(n.clone(), Some(bytes(s)?)));
    }
    raekker.push(skrives(vec![KONTROL], k.tid.map(|t| bytes(&t.mikros())).transpose()?));
    raekker::skriv(lager, raekker).await.map(drop)
}
