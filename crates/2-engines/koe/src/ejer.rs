//! Whose store it is. One program at a time writes there: every transaction expects the owner's row as it was and changes it, so nobody else's, and no lost one, goes
//! unseen.
use crate::form::noegle::{self, SAMLING};
use crate::form::tal::{self, laeser};
use crate::port::Ejerskab;
use grund::{Fejl, Fejlkode, Uuid};
use lager::{Lager, Raekkeforventning, Raekkeskrivning, Skrivefejl, Skrivning};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The version of what lies in the rows. Only ever raised, with the reading of the older ones kept.
const VERSION: u8 = 1;
/// Looks ([`crate::Beskedlager::pas`]) at an owner's row that did not change, after which its program counts as dead. To be wrong costs nothing but the time to take
/// over again.
const TAVSE_KIG: u32 = 5;

/// The owner's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ejer {
    /// Who.
    pub hvem: Uuid,
    /// How many transactions there were.
    pub skrivning: u64,
    /// The number of the next segment.
    pub naeste_segment: u64,
}

impl Ejer {
    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = vec![VERSION];
        ud.extend_from_slice(self.hvem.as_bytes());
        tal::tal(&mut ud, self.skrivning);
        tal::tal(&mut ud, self.naeste_segment);
        ud
    }

    fn laes(raekke: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(raekke);
        match l.byte()? {
            VERSION => Ok(Self { hvem: l.uuid()?, skrivning: l.tal()?, naeste_segment: l.tal()? }),
            v => Err(Fejl::intern(format!("the message store is of version {v}, and this program writes {VERSION}: use a newer one"))),
        }
    }

    /// Whose it is now.
    pub(crate) async fn nu(lager: &dyn Lager) -> Result<Option<Self>, Fejl> {
        lager.raekke(SAMLING, &noegle::ejer()).await?.map(|v| Self::laes(&v)).transpose()
    }

    /// Takes the store over from whoever has it, if that is still `fra`; `None` if it is not.
    pub(crate) async fn tag(lager: &dyn Lager, fra: Option<&Self>, hvem: Uuid) -> Result<Option<Self>, Fejl> {
        let ejer = match fra {
            Some(e) => Self { hvem, ..e.clone() },
            None => Self { hvem, skrivning: 0, naeste_segment: 1 },
        };
        let raekke = ejer.raekke(fra);
        match lager.skriv(Skrivning { raekker: vec![raekke], ..Skrivning::default() }).await {
            Ok(_) => Ok(Some(ejer)),
            Err(Skrivefejl::RaekkeAndet(_)) => Ok(None),
            Err(f) => Err(f.into()),
        }
    }

    /// The row as it becomes, where it must be `foer`.
    pub(crate) fn raekke(&self, foer: Option<&Self>) -> Raekkeskrivning {
        let forventet = foer.map_or(Raekkeforventning::Ukendt, |f| Raekkeforventning::Er(f.skriv()));
        Raekkeskrivning { samling: SAMLING, noegle: noegle::ejer(), forventet, vaerdi: Some(self.skriv()) }
    }

    /// Takes it over from whoever has it; and writes where the messages are from now on.
    pub(crate) async fn tag_nu(lager: &dyn Lager, hvem: Uuid, i_rabbit: bool) -> Result<Self, Fejl> {
        let (samling, noegle, forventet) = (SAMLING, noegle::rabbitsted(), Raekkeforventning::Ligegyldig);
        let sted = Raekkeskrivning { samling, noegle, forventet, vaerdi: i_rabbit.then(Vec::new) };
        lager.skriv(Skrivning { raekker: vec![sted], ..Skrivning::default() }).await?;
        loop {
            if let Some(e) = Self::tag(lager, Self::nu(lager).await?.as_ref(), hvem).await? {
                return Ok(e);
            }
        }
    }
}

/// An error for a store that is another's.
pub(crate) fn overtaget() -> Fejl {
    Fejl::ny(Fejlkode::Optaget).aarsag("another process has the message store")
}

/// One program's part in whose the store is.
pub(crate) struct Sag {
    /// Who this program is.
    hvem: Uuid,
    har: AtomicBool,
    omgang: AtomicU64,
    vagt: tokio::sync::Mutex<Vagt>,
}

/// The owner's row as it was seen last, and for how many looks it has not changed.
#[derive(Default)]
struct Vagt {
    set: Option<Ejer>,
    kig: u32,
}

impl Vagt {
    fn uaendret(&mut self, nu: Option<Ejer>) -> bool {
        let uaendret = self.set == nu;
        self.set = nu;
        uaendret
    }
}

impl Sag {
    /// The store is this program's, or only looked at.
    pub(crate) fn ny(hvem: Uuid, har: bool) -> Self {
        Self { hvem, har: AtomicBool::new(har), omgang: AtomicU64::new(0), vagt: tokio::sync::Mutex::default() }
    }

    pub(crate) fn har(&self) -> bool {
        self.har.load(Ordering::SeqCst)
    }

    /// Another has taken it over. Returns whether that is news.
    pub(crate) fn mist(&self) -> bool {
        let foer = self.har.swap(false, Ordering::SeqCst);
        if foer {
            tracing::error!("another process has taken over the message store: this one distributes nothing as long as that one lives");
        }
        foer
    }

    pub(crate) fn omgang(&self) -> u64 {
        self.omgang.load(Ordering::SeqCst)
    }

    /// Everything must be read from the beginning again.
    pub(crate) fn ny_omgang(&self) {
        self.omgang.fetch_add(1, Ordering::SeqCst);
    }

    /// [`crate::Beskedlager::pas`], with the row as this program wrote it last and a transaction that writes it again.
    pub(crate) async fn pas(&self, lager: &dyn Lager, min: Ejer, liv: impl Future<Output = Result<u64, Fejl>>) -> Result<Ejerskab, Fejl> {
        let mut vagt = self.vagt.lock().await;
        if self.har() {
            // Whoever writes nothing else writes that it lives.
            if vagt.uaendret(Some(min)) {
                let skrevet = liv.await;
                if self.har() {
                    skrevet?;
                }
            }
            return Ok(if self.har() { Ejerskab::Mit } else { Ejerskab::Andens });
        }
        let nu = Ejer::nu(lager).await.inspect_err(|_| vagt.kig = 0)?;
        vagt.kig = if vagt.uaendret(nu) { vagt.kig + 1 } else { 0 };
        Ok(if vagt.kig >= TAVSE_KIG { Ejerskab::Tavst } else { Ejerskab::Andens })
    }

    /// Takes the store over from the one that was found silent; `genlaes` reads what lies there before anybody meets it.
    pub(crate) async fn overtag(&self, lager: &dyn Lager, genlaes: impl AsyncFnOnce(Ejer) -> Result<(), Fejl>) -> Result<bool, Fejl> {
        let mut vagt = self.vagt.lock().await;
        if self.har() {
            return Ok(true);
        }
        vagt.kig = 0;
        let Some(ejer) = Ejer::tag(lager, vagt.set.as_ref(), self.hvem).await? else { return Ok(false) };
        genlaes(ejer).await?;
        self.ny_omgang();
        self.har.store(true, Ordering::SeqCst);
        tracing::warn!("the process that had the message store writes nothing any more: this one has taken it over");
        Ok(true)
    }
}
