//! Taking messages in.
use super::Fordeler;
use crate::bog::Dueslagspost;
use crate::kuvert::{self, Kuvert, Relateret};
use crate::post::{Laestpost, Post};
use crate::rettigheder::{self, Snitflade};
use crate::retur::Retur;
use crate::tjenester::AFSENDER;
use bytes::Bytes;
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, UnikId, Uuid, graenser};
use koe::{Kendemaerke, Lagt, NyBesked};
use std::sync::Arc;

/// Rows of one transaction that the messages of one sender may take, so that others have room in it too; a message alone takes what it must.
const RAEKKER: usize = graenser::RAEKKER_PR_SKRIVNING / 4;

/// A message that is sent, and as whom.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The call.
    pub kald: Kaldekontekst,
    /// The generation of the service that it is sent by.
    pub snitflade: Snitflade,
    /// The Haendelsesbesked.
    pub data: Bytes,
}

/// What a message is found by and does not say (CPR-07): subscriptions that ask for it get the message where their dueslag's system may know it, and it stands in nobody's.
#[derive(Clone, Copy)]
pub struct Fortiet<'f> {
    /// Related objects that are not in the envelope.
    pub relaterede: &'f [Relateret],
    /// Whether the system that a dueslag is for may know them.
    pub ser: &'f (dyn Fn(&Dueslagspost) -> bool + Send + Sync),
}

/// A dueslag that a message comes into, the subscription that says so, and whose it is.
pub(super) type Maal = (Uuid, Uuid, Dueslagspost);

/// Messages of one sender that are laid down together.
#[derive(Default)]
struct Bid {
    beskeder: Vec<NyBesked>,
    /// Their places among the answers.
    pladser: Vec<usize>,
    raekker: usize,
}

impl Fordeler {
    /// Takes in one message of an external sender. When the answer is OK it is durable, in every dueslag that it goes to; so is one that is sent again, and one that
    /// goes nowhere (E-23). Callers that wait share a sync: many may be in flight.
    pub async fn afsend(&self, kald: &Kaldekontekst, snitflade: Snitflade, data: &[u8]) -> Retur {
        self.afsend_fortiet(kald, snitflade, data, None).await
    }

    /// The same of a message that is silent of something it is found by.
    pub async fn afsend_fortiet(&self, kald: &Kaldekontekst, snitflade: Snitflade, data: &[u8], fortiet: Option<Fortiet<'_>>) -> Retur {
        let lagt = match self.modtag(kald, snitflade, data, fortiet).await {
            Ok(b) => self.laeg(vec![b], None).await.and_then(|lagt| lagt.into_iter().try_for_each(taget)),
            Err(f) => Err(f),
        };
        Retur::from(lagt)
    }

    /// Takes in messages of one sender: they lie in this order in every dueslag (E-35). Each is answered for itself; what is behind one that the store did not take is
    /// not taken either.
    pub async fn afsend_i_raekke(&self, sendinger: &[Sending]) -> Vec<Retur> {
        let mut svar: Vec<Result<(), Fejl>> = Vec::with_capacity(sendinger.len());
        let mut bid = Bid::default();
        for s in sendinger {
            match self.modtag(&s.kald, s.snitflade, &s.data, None).await {
                Ok(b) => {
                    let raekker = b.raekker();
                    if bid.raekker + raekker > RAEKKER
                        && let Err(f) = self.laeg_bid(&mut bid, &mut svar).await
                    {
                        svar.resize(sendinger.len(), Err(f));
                        break;
                    }
                    bid.raekker += raekker;
                    bid.beskeder.push(b);
                    bid.pladser.push(svar.len());
                    svar.push(Ok(()));
                }
                Err(f) => svar.push(Err(f)),
            }
        }
        let _ = self.laeg_bid(&mut bid, &mut svar).await;
        svar.into_iter().map(Retur::from).collect()
    }

    async fn laeg_bid(&self, bid: &mut Bid, svar: &mut [Result<(), Fejl>]) -> Result<(), Fejl> {
        let Bid { beskeder, pladser, .. } = std::mem::take(bid);
        if beskeder.is_empty() {
            return Ok(());
        }
        let lagt = self.laeg(beskeder, None).await;
        for (n, p) in pladser.into_iter().enumerate() {
            if let Some(s) = svar.get_mut(p) {
                *s = match &lagt {
                    Ok(lagt) => lagt.get(n).map_or(Ok(()), |l| taget(*l)),
                    Err(f) => Err(f.clone()),
                };
            }
        }
        lagt.map(drop)
    }

    /// Reads a message, and says where it goes, if its sender may send it.
    async fn modtag(
        &self,
        kald: &Kaldekontekst,
        snitflade: Snitflade,
        data: &[u8],
        fortiet: Option<Fortiet<'_>>,
    ) -> Result<NyBesked, Fejl> {
        kald.kraev(AFSENDER, Ret::Skriv)?;
        // Before anything is read of it.
        if let (Some(k), Some(system)) = (self.kvoter.get(), kald.system) {
            k.tag(system, data.len(), self.nu())?;
        }
        let l = kuvert::laes_hele(data)?;
        let tilladt = rettigheder::afsender(self.o.aftalebog.as_ref(), kald, snitflade, &l.kuvert)?;
        let post = Post { fra_system: kald.system, afsender: kald.myndighed, tilladt, objekt: None, kun_for: None, haendelse: None };
        // .NET's Guid.Empty: an id that somebody forgot to make, and then all messages have the same.
        if l.kuvert.besked_id == UnikId::Uuid(Uuid::nil()) {
            let felt = "Haendelsesbesked/BeskedId/UUIDIdentifikator";
            let f = Fejl::ny(Fejlkode::UgyldigUuid).felt(felt).regel("E-10");
            return Err(f.ventet(("beskedens eget UUID, som ikke er lutter nuller", "a UUID of the message's own, not all zeros")));
        }
        let noegle = Kendemaerke { noegle: dubletnoegle(kald, &l.kuvert), indhold: l.aftryk };
        let maal = self.maal(&l.kuvert, fortiet);
        let besked = self.besked(&l.kuvert, &post, &l.tekst, Some(noegle), maal).await?;
        if !besked.modtagere.is_empty() {
            self.husk(&besked.krop, &Arc::new(Laestpost { post, kuvert: l.kuvert, skabelon: l.skabelon }));
        }
        Ok(besked)
    }

    /// The dueslag that a message of the sender would come into now, by what there is of subscriptions and agreements, and whose they are.
    ///
    /// # Errors
    /// As of a message that is sent.
    pub async fn modtagere(
        &self,
        kald: &Kaldekontekst,
        k: &Kuvert,
        fortiet: Option<Fortiet<'_>>,
    ) -> Result<Vec<(Uuid, Dueslagspost)>, Fejl> {
        kald.kraev(AFSENDER, Ret::Skriv)?;
        let tilladt = rettigheder::afsender(self.o.aftalebog.as_ref(), kald, Snitflade::V2, k)?;
        let post = Post { fra_system: kald.system, afsender: kald.myndighed, tilladt, objekt: None, kun_for: None, haendelse: None };
        let mut ud = Vec::new();
        for (dueslag, _, d) in self.maal(k, fortiet) {
            if self.maa_faa(d.data.modtagersystem, k, &post, None).await?.is_some() {
                ud.push((dueslag, d));
            }
        }
        Ok(ud)
    }

    /// The dueslag whose subscriptions match, by what the message says and what it is silent of.
    fn maal(&self, k: &Kuvert, fortiet: Option<Fortiet<'_>>) -> Vec<Maal> {
        let mut ud = self.bog.modtagere(k);
        if let Some(f) = fortiet.filter(|f| !f.relaterede.is_empty()) {
            let mut hele = k.clone();
            hele.relaterede.extend_from_slice(f.relaterede);
            let flere = self.bog.modtagere(&hele).into_iter().filter(|(_, _, d)| (f.ser)(d));
            let nye: Vec<Maal> = flere.filter(|(dueslag, ..)| !ud.iter().any(|(d, ..)| d == dueslag)).collect();
            ud.extend(nye);
        }
        ud
    }

    /// The message with the dueslag that it goes to, of those that match.
    pub(super) async fn besked(
        &self,
        k: &Kuvert,
        post: &Post,
        tekst: &str,
        noegle: Option<Kendemaerke>,
        maal: Vec<Maal>,
    ) -> Result<NyBesked, Fejl> {
        let objekt = self.objekt_nu(post).await?;
        let mut modtagere = Vec::new();
        for (dueslag, abonnement, d) in maal {
            if self.maa_faa(d.data.modtagersystem, k, post, objekt.as_ref()).await?.is_some() {
                modtagere.push((dueslag, abonnement));
            }
        }
        let udloeb = k.gyldig_til.filter(|t| *t != Tidspunkt::UENDELIG);
        Ok(NyBesked { noegle, modtaget: self.nu(), udloeb, krop: post.skriv(tekst)?, modtagere })
    }
}

/// A message that lies there, now or since before, is taken; one with the id of another is not.
fn taget(lagt: Lagt) -> Result<(), Fejl> {
    match lagt {
        Lagt::Ny | Lagt::Dublet => Ok(()),
        Lagt::Genbrugt => Err(Fejl::ny(Fejlkode::BeskedIdGenbrugt).felt("Haendelsesbesked/BeskedId").regel("E-23")),
    }
}

/// The sender's id of the message is the sender's alone: nobody can send one in advance that another is going to send.
fn dubletnoegle(kald: &Kaldekontekst, k: &Kuvert) -> koe::Dubletnoegle {
    let hvem = kald.system.map_or_else(|| kald.myndighed.to_string(), |s| s.to_string());
    let id = k.besked_id.to_string().to_lowercase();
    *Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:besked:{hvem}:{id}").as_bytes()).as_bytes()
}
