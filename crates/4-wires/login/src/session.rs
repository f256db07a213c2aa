//! Sessions: rows of the store, so that every process of an installation knows them and a blocked identity's are gone at once (NS-04). The cookie holds the session's id and a secret;
//! the store holds the secret's digest. A citizen's CPR number lies sealed in it, by a key that follows from the login's own.
//!
//! Keys of the rows: `s`+id → the session; `b`+identity+id, by whom; `u`+end+id, for clearing away; `x`+identity → why it is blocked; `l`+id+client → a client that is to be told
//! that the session has ended.
use crate::identitet::{Identitet, Identitetsnoegle};
use crate::segl;
use grund::ur::IdKilde;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use lager::{Lager, Raekkeforventning, Raekkeskrivning, Skrivefejl, Skrivning};
use serde::{Deserialize, Serialize};
use sikkerhed::noegle::sha256;
use sikkerhed::noeglering::{Noeglepar, Noeglering};
use std::sync::Arc;

/// The collection; the number is never reused.
const SAMLING: u16 = lager::samlinger::LOGIN;
/// How often a change is tried where others change the same session.
const FORSOEG: usize = 8;
const SEKUND: i64 = 1_000_000;

/// How a system was logged in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protokol {
    /// SAML 2.0.
    Saml,
    /// OpenID Connect.
    Oidc,
    /// It is the identity provider that has vouched.
    Udbyder,
}

/// A system that a session has logged in to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deltager {
    /// Entity id or client id.
    pub system: String,
    /// How.
    pub protokol: Protokol,
    /// The name that it knows the user by.
    pub navn: String,
    /// The format of that name.
    pub format: String,
    /// The index that it knows the session by.
    pub indeks: String,
}

/// A log-out on its way from system to system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logud {
    /// Who asked, the id of its request and what it wants back; `None` for our own page.
    pub begyndt_af: Option<(Deltager, String, Option<String>)>,
    /// Those that are to be told.
    pub mangler: Vec<Deltager>,
    /// The id of the request that is under way, and to whom.
    pub venter: Option<(String, Deltager)>,
    /// Somebody could not be logged out.
    pub delvis: bool,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub identitet: Identitet,
    /// Digest of the cookie's secret.
    pub hemmelighed: String,
    /// When the user proved to be it, in microseconds.
    pub autentificeret: i64,
    /// The last login through it.
    pub brugt: i64,
    /// When it ends.
    pub udloeb: i64,
    /// Where it has logged in.
    pub deltagere: Vec<Deltager>,
    /// The provider's own name and index of it, for its log-out.
    pub hos_udbyder: Option<(String, String, String)>,
    /// It is being ended.
    pub logud: Option<Logud>,
}

/// Why an identity is blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spaerring {
    /// The provider.
    pub udbyder: String,
    /// The provider's id of it.
    pub emne: String,
    /// When, in microseconds.
    pub tid: i64,
    /// Who did it.
    pub af: String,
    /// Why.
    pub hvorfor: String,
}

/// A session as its row has it.
#[derive(Serialize, Deserialize)]
struct Gemt {
    #[serde(flatten)]
    session: Session,
    /// The CPR number, sealed for this session. Rows of before had it in the identity, in the clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cpr: Option<String>,
}

/// A client of OpenID Connect that is to be told that a session has ended (Back-Channel Logout 1.0).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Besked {
    /// Its client id.
    pub klient: String,
    /// The name that it knows the user by (`sub`).
    pub navn: String,
    /// The name that it knows the session by (`sid`).
    pub indeks: String,
    /// How often it was tried.
    pub forsoeg: u32,
    /// When it is tried next, in microseconds.
    pub naeste: i64,
}

/// All sessions.
#[derive(Clone)]
pub struct Sessioner {
    lager: Arc<dyn Lager>,
    ids: Arc<dyn IdKilde>,
    noegler: Option<Arc<Noeglering>>,
}

impl Sessioner {
    /// Over that store. Without the login's keys no CPR number is read, and none is stored.
    pub fn ny(lager: Arc<dyn Lager>, ids: Arc<dyn IdKilde>, noegler: Option<Arc<Noeglering>>) -> Self {
        Self { lager, ids, noegler }
    }

    /// A row of a session.
    fn gem(&self, id: Uuid, s: &Session) -> Result<Vec<u8>, Fejl> {
        let mut session = s.clone();
        let cpr = session.identitet.cpr.take();
        let noegler = self.noegler.as_ref().map(|n| n.noegler());
        let cpr = match (cpr, noegler.as_ref().and_then(|n| n.login.as_ref())) {
            (Some(c), Some(n)) => Some(segl::laas(&n.noegle, id.as_bytes(), &c)?),
            _ => None,
        };
        json(&Gemt { session, cpr })
    }

    /// The session of a row; `false` beside it where its CPR number can't be opened by any key that is there.
    fn laes(&self, id: Uuid, raekke: &[u8]) -> Result<(Session, bool), Fejl> {
        let Gemt { mut session, cpr } = serde_json::from_slice(raekke).map_err(Fejl::intern)?;
        let Some(laast) = cpr else { return Ok((session, true)) };
        let noegler = self.noegler.as_ref().map(|n| n.noegler());
        let mut alle = noegler.iter().flat_map(|n| n.login.iter().chain(&n.login_andre));
        session.identitet.cpr = alle.find_map(|p: &Noeglepar| segl::laas_op(&p.noegle, id.as_bytes(), &laast));
        let hel = session.identitet.cpr.is_some();
        Ok((session, hel))
    }

    /// Begins a session, and ends the one that the browser had: a secret that somebody had before the login opens nothing after it. Systems that the old one had logged the same identity in
    /// to are taken along. Gives the cookie.
    ///
    /// # Errors
    /// `LoginSpaerret`; those of the store.
    pub async fn begynd(
        &self,
        identitet: Identitet,
        hos_udbyder: Option<(String, String, String)>,
        foer: Option<(Uuid, Session)>,
        bevist: Tidspunkt,
        nu: Tidspunkt,
    ) -> Result<(String, Uuid, Session), Fejl> {
        let (id, hemmelighed) = (self.ids.ny(), segl::hemmelighed(self.ids.as_ref()));
        let noegle = identitet.noegle();
        let deltagere = foer.iter().filter(|(_, f)| f.identitet.noegle() == noegle).flat_map(|(_, f)| f.deltagere.clone()).collect();
        let udloeb = nu.plus_mikros(graenser::LOGIN_SESSION_SEKUNDER * SEKUND).mikros();
        let s = Session {
            hemmelighed: segl::aftryk(&hemmelighed),
            autentificeret: bevist.mikros(),
            brugt: nu.mikros(),
            udloeb,
            deltagere,
            hos_udbyder,
            logud: None,
            identitet,
        };
        let mut raekker = vec![
            raekke(noegle_s(id), Raekkeforventning::Ukendt, Some(self.gem(id, &s)?)),
            raekke(noegle_b(&noegle, id), Raekkeforventning::Ukendt, Some(udloeb.to_be_bytes().to_vec())),
            raekke(noegle_u(udloeb, id), Raekkeforventning::Ukendt, Some(Vec::new())),
            // Blocked is decided in the same transaction: nobody slips in.
            raekke(noegle_x(&noegle), Raekkeforventning::Ukendt, None),
        ];
        if let Some((gammel, f)) = &foer {
            raekker.extend(vaek(*gammel, f));
            if f.identitet.noegle() != noegle {
                raekker.extend(beskeder(*gammel, f, None, nu)?);
            }
        }
        let egne = self.egne(&noegle).await?;
        let for_mange = (egne.len() + 1).saturating_sub(graenser::LOGIN_SESSIONER);
        for (gammel, f) in egne.iter().filter(|(i, _)| foer.as_ref().is_none_or(|(f, _)| f != i)).take(for_mange) {
            raekker.extend(vaek(*gammel, f));
            raekker.extend(beskeder(*gammel, f, None, nu)?);
        }
        match self.lager.skriv(Skrivning { kaldt: nu, raekker, ..Skrivning::default() }).await {
            Ok(_) => Ok((format!("{}.{hemmelighed}", id.simple()), id, s)),
            Err(Skrivefejl::RaekkeAndet(3)) => Err(Fejl::ny(Fejlkode::LoginSpaerret)),
            Err(f) => Err(f.into()),
        }
    }

    /// The session of that cookie, if it is in force: not ended, not too old, its identity not blocked.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn find(&self, kage: &str, nu: Tidspunkt) -> Result<Option<(Uuid, Session)>, Fejl> {
        let Some((id, hemmelighed)) = kage.split_once('.') else { return Ok(None) };
        let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
        let fundet = self.med_id(id, nu).await?;
        let fundet = fundet.filter(|s| s.logud.is_none() && segl::ens(&s.hemmelighed, &segl::aftryk(hemmelighed)));
        Ok(fundet.map(|s| (id, s)))
    }

    /// The session of that id, also while it is being ended.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn med_id(&self, id: Uuid, nu: Tidspunkt) -> Result<Option<Session>, Fejl> {
        let Some(s) = self.lager.raekke(SAMLING, &noegle_s(id)).await? else { return Ok(None) };
        let (s, hel) = self.laes(id, &s)?;
        let hvile = s.brugt.saturating_add(graenser::LOGIN_HVILE_SEKUNDER * SEKUND);
        // A citizen whose number can't be opened any more is nobody: better a new login than half a session.
        if (!hel && self.noegler.is_some())
            || s.udloeb <= nu.mikros()
            || hvile <= nu.mikros()
            || self.spaerring(&s.identitet.noegle()).await?.is_some()
        {
            return Ok(None);
        }
        Ok(Some(s))
    }

    /// Whether it stands: not ended, not too old, its identity not blocked, however long it has rested.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn staar(&self, id: Uuid, nu: Tidspunkt) -> Result<bool, Fejl> {
        let Some(s) = self.lager.raekke(SAMLING, &noegle_s(id)).await? else { return Ok(false) };
        let (s, _) = self.laes(id, &s)?;
        Ok(s.logud.is_none() && s.udloeb > nu.mikros() && self.spaerring(&s.identitet.noegle()).await?.is_none())
    }

    /// Begins to end it, and takes the clients along that are told without the browser.
    ///
    /// # Errors
    /// As [`Self::aendr`].
    pub async fn begynd_logud(&self, id: Uuid, nu: Tidspunkt, logud: &Logud) -> Result<Session, Fejl> {
        let begyndt_af = logud.begyndt_af.as_ref().map(|(d, _, _)| d);
        let aendr = |s: &mut Session| {
            s.logud = Some(logud.clone());
            Ok(())
        };
        self.aendr_med(id, nu, aendr, |s| beskeder(id, s, begyndt_af, nu)).await
    }

    /// Changes a session that is in force; what it is then.
    ///
    /// # Errors
    /// `LoginUdloebet` when it has ended; what `aendr` says; those of the store.
    pub async fn aendr(
        &self,
        id: Uuid,
        nu: Tidspunkt,
        aendr: impl Fn(&mut Session) -> Result<(), Fejl> + Send + Sync,
    ) -> Result<Session, Fejl> {
        self.aendr_med(id, nu, aendr, |_| Ok(Vec::new())).await
    }

    /// The same, with further rows in its transaction.
    async fn aendr_med(
        &self,
        id: Uuid,
        nu: Tidspunkt,
        aendr: impl Fn(&mut Session) -> Result<(), Fejl> + Send + Sync,
        mere: impl Fn(&Session) -> Result<Vec<Raekkeskrivning>, Fejl> + Send + Sync,
    ) -> Result<Session, Fejl> {
        for _ in 0..FORSOEG {
            let Some(foer) = self.lager.raekke(SAMLING, &noegle_s(id)).await? else { break };
            let (mut s, _) = self.laes(id, &foer)?;
            aendr(&mut s)?;
            let mut raekker = vec![raekke(noegle_s(id), Raekkeforventning::Er(foer), Some(self.gem(id, &s)?))];
            raekker.extend(mere(&s)?);
            match self.lager.skriv(Skrivning { kaldt: nu, raekker, ..Skrivning::default() }).await {
                Ok(_) => return Ok(s),
                Err(Skrivefejl::RaekkeAndet(_)) => {}
                Err(f) => return Err(f.into()),
            }
        }
        Err(Fejl::ny(Fejlkode::LoginUdloebet).aarsag("the session has ended"))
    }

    /// Notes a login through it.
    ///
    /// # Errors
    /// As [`Self::aendr`]; `ForMange`.
    pub async fn deltag(&self, id: Uuid, d: &Deltager, nu: Tidspunkt) -> Result<Session, Fejl> {
        self.aendr(id, nu, |s| {
            if s.logud.is_some() {
                return Err(Fejl::ny(Fejlkode::LoginUdloebet).aarsag("the session is being ended"));
            }
            s.brugt = nu.mikros();
            s.deltagere.retain(|f| (f.protokol, &f.system) != (d.protokol, &d.system));
            if s.deltagere.len() >= graenser::LOGIN_DELTAGERE {
                return Err(Fejl::ny(Fejlkode::ForMange)
                    .felt("systemer")
                    .ventet(grund::sagt::hoejst(graenser::LOGIN_DELTAGERE, grund::sagt::STYK)));
            }
            s.deltagere.push(d.clone());
            Ok(())
        })
        .await
    }

    /// Ends it; clients that are told without the browser will be, unless its log-out has taken them along already.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn slut(&self, id: Uuid, s: &Session, nu: Tidspunkt) -> Result<(), Fejl> {
        let mut raekker = vaek(id, s);
        if s.logud.is_none() {
            raekker.extend(beskeder(id, s, None, nu)?);
        }
        self.lager.skriv(Skrivning { kaldt: nu, raekker, ..Skrivning::default() }).await?;
        Ok(())
    }

    /// Notes that it was used, by a page.
    ///
    /// # Errors
    /// As [`Self::aendr`].
    pub async fn roer(&self, id: Uuid, nu: Tidspunkt) -> Result<(), Fejl> {
        let brug = |s: &mut Session| {
            s.brugt = s.brugt.max(nu.mikros());
            Ok(())
        };
        self.aendr(id, nu, brug).await.map(|_| ())
    }

    /// A client that is to be told now, with the key of its row; `naeste`: microseconds to the attempt after this one, by how many there were. Who takes one puts that off in the
    /// store first, so that of several at once one tells it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn tag_besked(&self, naeste: impl Fn(u32) -> i64 + Send + Sync, nu: Tidspunkt) -> Result<Option<(Vec<u8>, Besked)>, Fejl> {
        let mut fra = b"l".to_vec();
        loop {
            let side = self.lager.raekker(SAMLING, &fra, Some(b"m"), graenser::LOGIN_LISTE).await?;
            let Some((sidste, _)) = side.last() else { return Ok(None) };
            fra = [sidste.as_slice(), &[0]].concat();
            for (noegle, data) in side {
                let mut b: Besked = serde_json::from_slice(&data).map_err(Fejl::intern)?;
                if b.naeste > nu.mikros() {
                    continue;
                }
                b.forsoeg = b.forsoeg.saturating_add(1);
                b.naeste = nu.mikros().saturating_add(naeste(b.forsoeg));
                let ny = raekke(noegle.clone(), Raekkeforventning::Er(data), Some(json(&b)?));
                match self.lager.skriv(Skrivning { kaldt: nu, raekker: vec![ny], ..Skrivning::default() }).await {
                    Ok(_) => return Ok(Some((noegle, b))),
                    Err(Skrivefejl::RaekkeAndet(_)) => {}
                    Err(f) => return Err(f.into()),
                }
            }
        }
    }

    /// The client was told, or can't be.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn fjern_besked(&self, noegle: Vec<u8>, nu: Tidspunkt) -> Result<(), Fejl> {
        let x = raekke(noegle, Raekkeforventning::Ligegyldig, None);
        self.lager.skriv(Skrivning { kaldt: nu, raekker: vec![x], ..Skrivning::default() }).await?;
        Ok(())
    }

    /// Sessions of an identity, in no order that means anything.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn egne(&self, identitet: &Identitetsnoegle) -> Result<Vec<(Uuid, Session)>, Fejl> {
        let fra = [b"b".as_slice(), identitet].concat();
        let til = [fra.as_slice(), &[0xff; 17]].concat();
        let mut ud = Vec::new();
        for (noegle, _) in self.lager.raekker(SAMLING, &fra, Some(&til), graenser::LOGIN_LISTE).await? {
            let id = noegle.get(33..).and_then(|b| Uuid::from_slice(b).ok());
            let Some(id) = id else { continue };
            if let Some(s) = self.lager.raekke(SAMLING, &noegle_s(id)).await? {
                ud.push((id, self.laes(id, &s)?.0));
            }
        }
        ud.sort_by_key(|(_, s)| s.brugt);
        Ok(ud)
    }

    /// The sessions that there are, at most [`graenser::LOGIN_LISTE`], in no order that means anything.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn alle(&self, nu: Tidspunkt) -> Result<Vec<(Uuid, Session)>, Fejl> {
        let mut alle = self.side(None, graenser::LOGIN_LISTE).await?;
        alle.retain(|(_, s)| s.udloeb > nu.mikros());
        Ok(alle)
    }

    /// So many sessions after that one, in order of their ids, also those that have ended and are not cleared away.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn side(&self, efter: Option<Uuid>, antal: usize) -> Result<Vec<(Uuid, Session)>, Fejl> {
        let fra = efter.map_or_else(|| b"s".to_vec(), |id| [noegle_s(id).as_slice(), &[0]].concat());
        let mut ud = Vec::new();
        for (noegle, s) in self.lager.raekker(SAMLING, &fra, Some(b"t"), antal).await? {
            if let Some(id) = noegle.get(1..).and_then(|b| Uuid::from_slice(b).ok()) {
                ud.push((id, self.laes(id, &s)?.0));
            }
        }
        Ok(ud)
    }

    /// The identities that are blocked.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn spaerringer(&self) -> Result<Vec<Spaerring>, Fejl> {
        let alle = self.lager.raekker(SAMLING, b"x", Some(b"y"), graenser::LOGIN_LISTE).await?;
        alle.iter().map(|(_, x)| serde_json::from_slice(x).map_err(Fejl::intern)).collect()
    }

    /// Blocks an identity and ends its sessions; how many. From then on no process finds one (NS-04).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn spaer(&self, s: &Spaerring, nu: Tidspunkt) -> Result<usize, Fejl> {
        let noegle = crate::identitet::noegle(&s.udbyder, &s.emne);
        let x = raekke(noegle_x(&noegle), Raekkeforventning::Ligegyldig, Some(json(s)?));
        self.lager.skriv(Skrivning { kaldt: nu, raekker: vec![x], ..Skrivning::default() }).await?;
        let egne = self.egne(&noegle).await?;
        for (id, session) in &egne {
            self.slut(*id, session, nu).await?;
        }
        Ok(egne.len())
    }

    /// Opens a blocked identity again.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn genaabn(&self, identitet: &Identitetsnoegle, nu: Tidspunkt) -> Result<(), Fejl> {
        let x = raekke(noegle_x(identitet), Raekkeforventning::Ligegyldig, None);
        self.lager.skriv(Skrivning { kaldt: nu, raekker: vec![x], ..Skrivning::default() }).await?;
        Ok(())
    }

    /// Why it is blocked.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn spaerring(&self, identitet: &Identitetsnoegle) -> Result<Option<Spaerring>, Fejl> {
        let x = self.lager.raekke(SAMLING, &noegle_x(identitet)).await?;
        x.map(|x| serde_json::from_slice(&x).map_err(Fejl::intern)).transpose()
    }

    /// Clears away what has ended; how many.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn ryd(&self, nu: Tidspunkt) -> Result<usize, Fejl> {
        let til = [b"u".as_slice(), &nu.mikros().to_be_bytes()].concat();
        let mut antal = 0;
        for (noegle, _) in self.lager.raekker(SAMLING, b"u", Some(&til), graenser::LOGIN_LISTE).await? {
            let Some(id) = noegle.get(9..).and_then(|b| Uuid::from_slice(b).ok()) else { continue };
            let mut raekker = vec![raekke(noegle, Raekkeforventning::Ligegyldig, None)];
            if let Some(s) = self.lager.raekke(SAMLING, &noegle_s(id)).await? {
                raekker = vaek(id, &self.laes(id, &s)?.0);
            }
            self.lager.skriv(Skrivning { kaldt: nu, raekker, ..Skrivning::default() }).await?;
            antal += 1;
        }
        Ok(antal)
    }
}

fn vaek(id: Uuid, s: &Session) -> Vec<Raekkeskrivning> {
    [noegle_s(id), noegle_b(&s.identitet.noegle(), id), noegle_u(s.udloeb, id)]
        .into_iter()
        .map(|n| raekke(n, Raekkeforventning::Ligegyldig, None))
        .collect()
}

/// Clients of the session that are to be told that it has ended, all but the one that ended it.
fn beskeder(id: Uuid, s: &Session, undtagen: Option<&Deltager>, nu: Tidspunkt) -> Result<Vec<Raekkeskrivning>, Fejl> {
    let klienter = s
        .deltagere
        .iter()
        .filter(|d| d.protokol == Protokol::Oidc && undtagen.is_none_or(|u| (u.protokol, &u.system) != (d.protokol, &d.system)));
    let en = |d: &Deltager| {
        let b = Besked { klient: d.system.clone(), navn: d.navn.clone(), indeks: d.indeks.clone(), forsoeg: 0, naeste: nu.mikros() };
        Ok(raekke(noegle_l(id, &d.system), Raekkeforventning::Ligegyldig, Some(json(&b)?)))
    };
    klienter.map(en).collect()
}

fn raekke(noegle: Vec<u8>, forventet: Raekkeforventning, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning { samling: SAMLING, noegle, forventet, vaerdi }
}

fn json<T: Serialize>(v: &T) -> Result<Vec<u8>, Fejl> {
    serde_json::to_vec(v).map_err(Fejl::intern)
}

fn noegle_s(id: Uuid) -> Vec<u8> {
    [b"s".as_slice(), id.as_bytes()].concat()
}

fn noegle_l(id: Uuid, klient: &str) -> Vec<u8> {
    [b"l".as_slice(), id.as_bytes(), &sha256(klient.as_bytes())].concat()
}

fn noegle_b(identitet: &Identitetsnoegle, id: Uuid) -> Vec<u8> {
    [b"b".as_slice(), identitet, id.as_bytes()].concat()
}

fn noegle_u(udloeb: i64, id: Uuid) -> Vec<u8> {
    [b"u".as_slice(), &udloeb.to_be_bytes(), id.as_bytes()].concat()
}

fn noegle_x(identitet: &Identitetsnoegle) -> Vec<u8> {
    [b"x".as_slice(), identitet].concat()
}
