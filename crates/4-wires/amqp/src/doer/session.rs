//! A caller who was let in. Rights are looked at on every use: what ended ends with the next message.
use super::hvem::Hvem;
use super::{Adgangsmaade, Grundlag, Sikker};
use crate::port::{Afgoerelse, Afsendelse, Bevis, Koetal, Kvittering, Levering, Session};
use adgang::Indkomst;
use async_trait::async_trait;
use beskedfordeler::fordeler::Sending;
use beskedfordeler::objekttyper::HENT;
use beskedfordeler::tjenester::MODTAGER;
use beskedfordeler::{Afvisning, Forbruger, Retur, Snitflade};
use bytes::Bytes;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Spor, Tidspunkt, Uuid, graenser};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// StandardRetur of a token that has run out: the client fetches a new one and sends again (E-31).
const UDLOEBET: u16 = 41;

/// An open session.
pub(crate) struct Aaben {
    g: Arc<Grundlag>,
    /// Who, by the newest token that he has shown; `None` in the open mode.
    hvem: Option<Mutex<Hvem>>,
    /// The authority of the open mode.
    myndighed: Option<Cvr>,
    /// The token that came with the last message, as it was written: the next one has the same.
    senest: Mutex<Option<(Bytes, Hvem)>>,
    laan: Mutex<HashMap<Uuid, Arc<Laan>>>,
    ender: AtomicBool,
}

/// A dueslag that this session reads from.
struct Laan {
    forbruger: Forbruger,
    /// Waits for what is new.
    vagt: tokio::sync::Mutex<Forbruger>,
    hentet: AtomicU64,
}

/// What a message is sent as.
type Afsender = Result<(Kaldekontekst, Snitflade), Kvittering>;

fn laas<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Aaben {
    pub fn ny(g: Arc<Grundlag>, hvem: Option<Hvem>, myndighed: Option<Cvr>) -> Self {
        Self { g, hvem: hvem.map(Mutex::new), myndighed, senest: Mutex::default(), laan: Mutex::default(), ender: AtomicBool::new(false) }
    }

    fn hvem(&self) -> Option<Hvem> {
        self.hvem.as_ref().map(|h| laas(h).clone())
    }

    fn udloebet(&self, nu: Tidspunkt, naade: i64) -> Result<(), Fejl> {
        let udloebet = self.hvem().is_some_and(|h| h.token.token.gyldig.til.plus_mikros(naade * 1_000_000) <= nu);
        if udloebet {
            Err(Fejl::ny(Fejlkode::UgyldigtToken).felt("token").ventet(("et token, der gælder", "a token that is in force")).regel("E-30"))
        } else {
            Ok(())
        }
    }

    /// The context of a call by the session's own token.
    fn kontekst(&self, ind: &Indkomst) -> Result<Kaldekontekst, Fejl> {
        match (&self.g.maade, self.hvem()) {
            (Adgangsmaade::Sikker(s), Some(h)) => {
                (s.friskhed)()?;
                h.kontekst(&s.adgang, ind.ind())
            }
            (Adgangsmaade::Aaben(a), _) => a.kontekst(self.myndighed.map(|m| m.to_string()).as_deref(), ind.nu, ind.kald_id),
            _ => Err(Fejl::ny(Fejlkode::ManglerSikkerhed)),
        }
    }

    fn ind(&self, operation: &str) -> Indkomst {
        self.g.ind(self.hvem().map(|h| h.certifikat).as_ref(), operation)
    }

    /// A receiver's call, if he is one.
    fn modtager(&self) -> Result<Kaldekontekst, Fejl> {
        let ind = self.ind("hent");
        self.udloebet(ind.nu, 0)?;
        let k = self.kontekst(&ind)?;
        k.kraev(MODTAGER, Ret::Laes)?;
        Ok(k)
    }

    /// The dueslag is the caller's, now.
    async fn laan(&self, dueslag: Uuid) -> Result<Arc<Laan>, Fejl> {
        let k = self.modtager()?;
        let f = &self.g.fordeler;
        if let Some(l) = laas(&self.laan).get(&dueslag) {
            let hans = f.bog.dueslag(dueslag).is_some_and(|d| k.system.is_none() || d.data.modtagersystem == k.system);
            if !hans {
                return Err(Fejl::ny(Fejlkode::FindesIkke).felt("dueslag").regel("E-3"));
            }
            return self.skal_hentes(dueslag).map(|()| l.clone());
        }
        let (forbruger, vagt) = (f.forbrug(&k, dueslag)?, tokio::sync::Mutex::new(f.forbrug(&k, dueslag)?));
        self.skal_hentes(dueslag)?;
        if let Some(s) = self.sikker() {
            s.log_hent(&k, dueslag, "hent".into()).await?;
        }
        let ny = Arc::new(Laan { forbruger, vagt, hentet: AtomicU64::new(0) });
        let laan = laas(&self.laan).entry(dueslag).or_insert(ny).clone();
        if self.ender.load(Relaxed) {
            laan.forbruger.ender();
        }
        Ok(laan)
    }

    /// What is sent to its receiver is not fetched too (E-34).
    fn skal_hentes(&self, dueslag: Uuid) -> Result<(), Fejl> {
        match self.g.fordeler.bog.dueslag(dueslag) {
            Some(d) if d.data.levering != HENT => {
                Err(Fejl::ny(Fejlkode::AndenLevering).felt("leveringsmaade").regel("E-34").tilladt([HENT]).detalje(d.data.levering))
            }
            _ => Ok(()),
        }
    }

    fn sikker(&self) -> Option<&Sikker> {
        match &self.g.maade {
            Adgangsmaade::Sikker(s) => Some(s),
            Adgangsmaade::Aaben(_) => None,
        }
    }

    /// Who sends a message: by its own token, else by the session's.
    fn afsender(&self, token: Option<&Bytes>, ind: &Indkomst) -> Afsender {
        let som_svar = |f: Fejl| Kvittering::from(&f);
        let (Some(s), Some(login)) = (self.sikker(), self.hvem()) else {
            return self.kontekst(ind).map(|k| (k, Snitflade::V2)).map_err(som_svar);
        };
        (s.friskhed)().map_err(som_svar)?;
        // So that the log names him, whatever else is wrong.
        s.adgang.system(&login.certifikat, ind.ind()).map_err(som_svar)?;
        let hvem = match token {
            None => login,
            Some(t) => {
                let kendt = laas(&self.senest).as_ref().filter(|(b, _)| b == t).map(|(_, h)| h.clone());
                match kendt {
                    Some(h) => h,
                    None => {
                        let husket = s.adgang.bundet_token(&login.certifikat, t, ind.ind()).map_err(som_svar)?;
                        let h = Hvem::ny(login.certifikat, husket);
                        *laas(&self.senest) = Some((t.clone(), h.clone()));
                        h
                    }
                }
            }
        };
        if hvem.token.token.gyldig.til <= ind.nu {
            let f = Fejl::ny(Fejlkode::UgyldigtToken).felt("token").regel("E-31");
            ind.spor.skriv(|s| s.fejl = Some(f.kode()));
            return Err(Kvittering { status: UDLOEBET, tekst: f.dansk() });
        }
        s.adgang.i_kraft(&hvem.token.token, ind.ind()).map_err(som_svar)?;
        let k = hvem.kontekst(&s.adgang, ind.ind()).map_err(som_svar)?;
        self.fornyet(&hvem);
        Ok((k, hvem.snitflade()))
    }

    /// A newer token for the same service and authority is the session's from now on.
    fn fornyet(&self, ny: &Hvem) {
        let Some(m) = &self.hvem else { return };
        let mut h = laas(m);
        let (foer, nu) = (&h.token.token, &ny.token.token);
        if nu.gyldig.til > foer.gyldig.til && nu.publikum == foer.publikum && nu.myndighed == foer.myndighed {
            *h = ny.clone();
        }
    }

    /// What the sender is told, when what must be in the log is.
    async fn kvittering(&self, k: &Kaldekontekst, transaktion: Option<&str>, retur: Retur) -> Kvittering {
        let Retur { kode, tekst, fejl } = retur;
        if let (Some(s), Some(f)) = (self.sikker(), fejl)
            && let Err(f) = s.log_afvist(k, f, transaktion).await
        {
            // What is not in the log was not answered.
            return (&f).into();
        }
        Kvittering { status: kode, tekst }
    }
}

#[async_trait]
impl Session for Aaben {
    fn gaelder(&self) -> Result<(), Fejl> {
        if !self.g.fordeler.koe().har() {
            // Another program on the same database has the messages: clients with its address find it there.
            return Err(Fejl::ny(Fejlkode::Optaget).aarsag("another process has the message store"));
        }
        let Some(s) = self.sikker() else { return Ok(()) };
        if (s.friskhed)().is_err() {
            // The store does not answer: nothing is let through meanwhile, and nobody is sent away for it.
            return Ok(());
        }
        let ind = self.ind("login");
        // Who only sends is told by the answer to his next message, and has time to send it again with a new token (E-31).
        let naade = if laas(&self.laan).is_empty() { graenser::AMQP_TOKEN_NAADE_SEKUNDER } else { 0 };
        self.udloebet(ind.nu, naade)?;
        self.kontekst(&ind).map(drop)
    }

    async fn forny(&self, bevis: Bevis<'_>) -> Result<(), Fejl> {
        let (Some(s), Some(m), Bevis::External(svar)) = (self.sikker(), &self.hvem, bevis) else { return Ok(()) };
        let ind = self.ind("login");
        let fundet = s.find(&ind, svar).await;
        s.log_kald(&ind, fundet.as_ref().err()).await?;
        let ny = fundet?;
        let mut h = laas(m);
        let (foer, nu) = (&h.token.token, &ny.token.token);
        if (&nu.publikum, nu.myndighed) != (&foer.publikum, foer.myndighed) {
            return Err(Fejl::ny(Fejlkode::UgyldigtToken)
                .ventet(("et token til samme tjeneste og myndighed som ved login", "a token for the service and authority of the login")));
        }
        *h = ny;
        Ok(())
    }

    async fn afsend(&self, beskeder: Vec<Afsendelse>) -> Vec<Kvittering> {
        let mut senest: Option<(Option<Bytes>, Afsender)> = None;
        // What is sent, and for each message the transaction of one that is, or why it is not.
        let (mut sendinger, mut dem) = (Vec::with_capacity(beskeder.len()), Vec::with_capacity(beskeder.len()));
        for b in beskeder {
            let afsender = match &senest {
                Some((t, a)) if *t == b.token => a.clone(),
                _ => {
                    let ind = self.ind("afsend");
                    let a = self.afsender(b.token.as_ref(), &ind);
                    if let (Some(s), Err(_)) = (self.sikker(), &a)
                        && let Err(f) = s.log_kald(&ind, Some(&Fejl::ny(Fejlkode::UgyldigtToken))).await
                    {
                        tracing::error!(fejl = %f, aarsag = f.aarsagen(), "a refusal could not be logged");
                    }
                    senest = Some((b.token.clone(), a.clone()));
                    a
                }
            };
            dem.push(afsender.map(|(k, snitflade)| {
                // A call of its own, with its own trace.
                let spor = if self.hvem.is_some() { k.spor.uden_genstande() } else { Spor::default() };
                let kald = Kaldekontekst { kald_id: self.g.ids.ny(), spor, ..k };
                sendinger.push(Sending { kald, snitflade, data: b.krop });
                b.transaktion
            }));
        }
        let mut returer = self.g.fordeler.afsend_i_raekke(&sendinger).await.into_iter().zip(&sendinger);
        let mut ud = Vec::with_capacity(dem.len());
        for en in dem {
            ud.push(match en {
                Err(k) => k,
                Ok(transaktion) => match returer.next() {
                    Some((r, s)) => self.kvittering(&s.kald, transaktion.as_deref(), r).await,
                    None => (&Fejl::ny(Fejlkode::Intern)).into(),
                },
            });
        }
        ud
    }

    async fn koe(&self, dueslag: Uuid) -> Result<Koetal, Fejl> {
        let k = self.modtager()?;
        drop(self.g.fordeler.forbrug(&k, dueslag)?);
        self.skal_hentes(dueslag)?;
        Ok(Koetal { beskeder: self.g.fordeler.venter(dueslag).await? })
    }

    async fn vent(&self, dueslag: Uuid) {
        let laan = laas(&self.laan).get(&dueslag).cloned();
        // Where nothing was fetched yet, that tells why not.
        if let Some(l) = laan {
            l.vagt.lock().await.vent().await;
        }
    }

    async fn hent(&self, dueslag: Uuid, hoejst: usize, bytes: usize) -> Result<Vec<Levering>, Fejl> {
        let l = self.laan(dueslag).await?;
        let hentet = l.forbruger.hent(hoejst, bytes).await?;
        l.hentet.fetch_add(hentet.len() as u64, Relaxed);
        let en = |l: beskedfordeler::Leverance| Levering { id: l.nummer, genleveret: l.igen, besked_id: Some(l.besked_id), krop: l.besked };
        Ok(hentet.into_iter().map(en).collect())
    }

    async fn afgoer(&self, dueslag: Uuid, afgoerelser: Vec<(u64, Afgoerelse)>) -> Result<(), Fejl> {
        let Some(l) = laas(&self.laan).get(&dueslag).cloned() else { return Ok(()) };
        let af = |a: Afgoerelse| afgoerelser.iter().filter(|(_, x)| *x == a).map(|(n, _)| *n).collect::<Vec<_>>();
        let modtaget = af(Afgoerelse::Modtaget);
        if !modtaget.is_empty() {
            l.forbruger.kvitter(&modtaget).await?;
        }
        for (a, hvordan, tekst) in [
            (Afgoerelse::Tilbage, Afvisning::Igen, "given back (requeue)"),
            (Afgoerelse::Uroert, Afvisning::Uroert, ""),
            (Afgoerelse::Afvist, Afvisning::Fejlkoe, "basic.reject"),
        ] {
            let numre = af(a);
            if !numre.is_empty() {
                l.forbruger.afvis(&numre, hvordan, tekst).await?;
            }
        }
        Ok(())
    }

    fn ender(&self) {
        self.ender.store(true, Relaxed);
        laas(&self.laan).values().for_each(|l| l.forbruger.ender());
    }

    async fn slut(&self) {
        let alle = std::mem::take(&mut *laas(&self.laan));
        let Some(s) = self.sikker() else { return };
        let ind = self.ind("hent");
        // The rights may be gone by now; who it was is still told.
        let k = self.kontekst(&ind).unwrap_or_else(|_| Kaldekontekst {
            spor: ind.spor.clone(),
            ..Kaldekontekst::ubegraenset(adgang::FAELLES, &[], grund::UnikId::Uuid(adgang::ANONYM_BRUGER), ind.nu, ind.kald_id)
        });
        for (dueslag, l) in alle {
            let antal = l.hentet.load(Relaxed);
            if antal > 0
                && let Err(f) = s.log_hent(&k, dueslag, format!("hent: {antal} beskeder")).await
            {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), %dueslag, antal, "what was fetched could not be logged");
            }
        }
    }
}
