//! Thinned extracts (SF6002, J-3): what a load has changed, as a file in CPR's own format in the folder of each system that subscribes.
//!
//! A file is there whole or not at all, under a name that follows from the extract: what is delivered again after a crash takes its place.
use crate::abonnement::Filtre;
use crate::beskyttelse::Naar;
use crate::bestand::{Bestand, person_noegle};
use crate::format::{SLUT, START};
use crate::linje::Linjebygger;
use crate::pakning::pak_ud;
use crate::person::Ret;
use crate::tid::Tid;
use crate::udbakke::{Haendelse, Ufortalt};
use filer::{Filnavn, Filomraade, Mappe, Upload};
use grund::{Fejl, Fejlkode, Uuid};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Events that are read at a time.
const SIDE: usize = 500;
/// Bytes that are written at a time.
const BID: usize = 256 * 1024;

/// Who may have a thinned extract, as the agreements are now: `None` for a system that may not.
pub type Adgang<'a> = dyn Fn(Uuid) -> Option<Ret> + Send + Sync + 'a;

/// What was delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leveret {
    /// Files, one for each system.
    pub filer: u64,
    /// Persons in them.
    pub personer: u64,
    /// Systems whose folder takes no more.
    pub fulde: u64,
}

/// A file on its way.
struct Fil {
    upload: Upload,
    filtre: Filtre,
    ret: Ret,
    bid: Vec<u8>,
    records: u64,
}

impl Fil {
    async fn skyl(self) -> Result<Self, Fejl> {
        paa_disken(move || {
            let mut f = self;
            let sted = f.upload.bytes();
            f.upload.skriv(sted, &f.bid)?;
            f.bid.clear();
            Ok(f)
        })
        .await
    }
}

async fn paa_disken<T: Send + 'static>(arbejde: impl FnOnce() -> Result<T, Fejl> + Send + 'static) -> Result<T, Fejl> {
    tokio::task::spawn_blocking(arbejde).await.map_err(Fejl::intern)?
}

/// Delivers what a load has changed to every system that subscribes and may; [`flyt_abonnementer`] first.
///
/// # Errors
/// Those of the store and the disk; a folder that is full is told in the log, and keeps nobody else waiting.
pub async fn lever(b: &Bestand, omraade: &Arc<Filomraade>, af: Ufortalt, adgang: &Adgang<'_>) -> Result<Leveret, Fejl> {
    let navn = filnavn(&af)?;
    let mut filer = BTreeMap::new();
    for system in b.abonnerende().await? {
        let Some(ret) = adgang(system) else {
            tracing::warn!(%system, "a system subscribes to persons and has no agreement for it any more: it gets no file");
            continue;
        };
        let filtre = Filtre::af(b.filtre(system).await?);
        let o = omraade.clone();
        let upload = paa_disken(move || o.ny(system, Mappe::Ind)).await;
        let Some(upload) = ikke_fuld(system, upload)? else { continue };
        filer.insert(system, Fil { upload, filtre, ret, bid: start(af), records: 0 });
    }
    let abonnenter = filer.len() as u64;
    let mut ud = Leveret::default();
    let mut efter = None;
    loop {
        let side = b.haendelser(af, efter, SIDE).await?;
        let Some(sidste) = side.last() else { break };
        efter = Some(sidste.nummer);
        for h in &side {
            ud.personer += person(b, af, h, &mut filer).await?;
        }
    }
    for (system, mut f) in filer {
        f.bid.extend(Linjebygger::ny(SLUT, None).felt("SORTFELT-10", "9999999999").felt("TAELLER", &format!("{:08}", f.records)).linje());
        let navn = navn.clone();
        let svar = match f.skyl().await {
            Ok(f) => paa_disken(move || f.upload.faerdig(&navn, true)).await,
            Err(e) => Err(e),
        };
        ud.filer += u64::from(ikke_fuld(system, svar)?.is_some());
    }
    ud.fulde = abonnenter - ud.filer;
    Ok(ud)
}

/// The name of a load's file in the folder of every system that subscribes.
///
/// # Errors
/// None that a load can have.
pub fn filnavn(af: &Ufortalt) -> Result<Filnavn, Fejl> {
    Filnavn::ny(&format!("cpr-{:06}-{:04}{:02}{:02}.txt", af.opgave, af.dato.aar, af.dato.maaned, af.dato.dag))
}

/// A full folder is its system's affair, another fault is ours.
fn ikke_fuld<T>(system: Uuid, svar: Result<T, Fejl>) -> Result<Option<T>, Fejl> {
    match svar {
        Ok(v) => Ok(Some(v)),
        Err(f) if matches!(f.kode(), Fejlkode::FilmappeFuld | Fejlkode::ForStor) => {
            tracing::error!(%system, fejl = %f, "the folder of a system that subscribes to persons takes no more: it gets no file of this extract");
            Ok(None)
        }
        Err(f) => Err(f),
    }
}

/// Who subscribes to a number that a load has changed subscribes to the new one too, from then on (CPR-08); whether files are delivered or not.
///
/// # Errors
/// Those of the store.
pub async fn flyt_abonnementer(b: &Bestand, af: Ufortalt) -> Result<(), Fejl> {
    let mut efter = None;
    loop {
        let side = b.haendelser(af, efter, SIDE).await?;
        let Some(sidste) = side.last() else { return Ok(()) };
        efter = Some(sidste.nummer);
        for h in side.iter().filter(|h| h.arter.contains(&crate::haendelse::Haendelsesart::NytNummer)) {
            b.flyt_abonnementer(h).await?;
        }
    }
}

fn dag(t: Option<Tid>) -> String {
    t.map_or_else(String::new, |t| format!("{:04}{:02}{:02}", t.aar, t.maaned, t.dag))
}

/// The start record: of the extract that it is thinned from.
fn start(af: Ufortalt) -> Vec<u8> {
    Linjebygger::ny(START, None)
        .felt("SORTFELT-10", "0000000000")
        .felt("OPGAVENR", &format!("{:06}", af.opgave))
        .felt("PRODDTO", &dag(Some(af.dato)))
        .felt("PRODDTOFORRIG", &dag(af.forrige))
        .linje()
}

/// Writes a person into the files of those who ask for her; in how many.
async fn person(b: &Bestand, af: Ufortalt, h: &Haendelse, filer: &mut BTreeMap<Uuid, Fil>) -> Result<u64, Fejl> {
    let ved_nummer = b.abonnenter(h.nummer).await?;
    let modtagere: Vec<Uuid> = filer.iter().filter(|(s, f)| ved_nummer.contains(s) || f.filtre.passer(h, f.ret)).map(|(s, _)| *s).collect();
    if modtagere.is_empty() {
        return Ok(0);
    }
    let Some(r) = b.raekke(&person_noegle(h.nummer)).await? else { return Ok(0) };
    let stand = b.stand().await?;
    let Some(bytes) = r.ved(af.load, &stand) else { return Ok(0) };
    let records = pak_ud(bytes)?;
    let mut uden = Vec::new();
    if modtagere.iter().any(|s| filer.get(s).is_some_and(|f| f.ret == Ret::Uden)) {
        let naar = Naar::af(&stand, &af);
        let beskyttet = b.beskyttelse(&[h.nummer], naar).await?.gaelder.is_some();
        uden.extend(records.iter().filter(|r| !beskyttet || !r.skjules()).cloned());
        b.skjul_andre(&mut uden, beskyttet, naar).await?;
    }
    let mut antal = 0;
    for system in modtagere {
        let Some(mut f) = filer.remove(&system) else { continue };
        for r in if f.ret == Ret::Beskyttede { &records } else { &uden } {
            r.linje(h.nummer, &mut f.bid);
            f.records += 1;
        }
        antal += 1;
        if f.bid.len() >= BID {
            match ikke_fuld(system, f.skyl().await)? {
                Some(g) => f = g,
                None => continue,
            }
        }
        filer.insert(system, f);
    }
    Ok(antal)
}
