//! Login of users in the running program: the context handler over the store and the keys, and in development a provider that vouches for the persons of the demo.
use crate::opstilling::{Samspil, fejltekst};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::vaern::Vaern;
use adgang::bpp::Privilegier;
use adgang::{Bruger, Brugerbog, Spoergsmaal};
use async_trait::async_trait;
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use levering::{Intetsvar, Ramme, Udgang};
use login::identitet::{Identitet, Slags};
use login::oidc::forbruger::Henter;
use login::opsaetning::Tilslutninger;
use login::roller::{Rollekilde, Rollespoergsmaal};
use login::udvikling::{Personkilde, Proeveperson};
use login::{Dele, Login};
use organisation::numre::{felt, relation};
use organisation::objekttyper::{BRUGER, PERSON};
use organisation::opslag::{Brugerfilter, Oejeblik};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Between looks at the folder of what is connected.
const FILER: Duration = Duration::from_secs(2);
/// Between rounds that end sessions of users who were barred or have left. Whoever looks at a session finds it out at once; this is for the systems that are told.
const GENNEMGANG: Duration = Duration::from_secs(20);
/// Clients that are told of log-outs at once: one that does not answer holds up one of them for ten seconds.
const FORTAELLERE: usize = 4;
/// Between rounds that clear away sessions that have ended.
const RYD: Duration = Duration::from_secs(60);
/// Users of the municipality that are looked through for a name.
const BRUGERE: usize = 2_000;
/// Citizens that one can log in as, of the same seed as the demo's.
const BORGERE: usize = 300;
/// The demo's seed.
const FROE: u64 = 1;

/// Opens it.
///
/// # Errors
/// In words, when a file of the folder can't be used.
pub fn aabn(s: &Samspil, v: &Vaern, mappe: &Sikkerhedsmappe, adresse: &str, udgang: Udgang, udvikling: bool) -> Result<Arc<Login>, String> {
    let tilslutninger = Arc::new(Tilslutninger::laes(&mappe.login()).map_err(|f| fejltekst(&f))?);
    let personer = udvikling.then(|| Arc::new(Demopersoner(s.clone())) as Arc<dyn Personkilde>);
    let l = Login::ny(Dele {
        lager: s.register.lager().clone(),
        ids: s.ids.clone(),
        noegler: v.adgang.noegler.clone(),
        adresse: adresse.to_owned(),
        roller: Some(Arc::new(Rollerne { roller: v.roller.clone(), fil: tilslutninger.clone() })),
        tilslutninger,
        personer,
        henter: Some(Arc::new(Kald(udgang))),
    });
    v.adgang.kend_login(l.clone());
    Ok(l)
}

/// Takes up what is connected or taken away, and clears away sessions that have ended, until `slut` turns true.
pub async fn pas(l: Arc<Login>, ur: Arc<dyn Ur>, mut slut: watch::Receiver<bool>) {
    let (mut siden, mut gennemgaaet) = (Duration::ZERO, Duration::ZERO);
    let mut andre: Vec<_> = (0..FORTAELLERE).map(|_| tokio::spawn(fortael(l.clone(), ur.clone(), slut.clone()))).collect();
    andre.push(tokio::spawn(kataloger(l.clone(), ur.clone(), slut.clone())));
    loop {
        match l.tilslutninger.genindlaes() {
            Ok(true) => tracing::info!("what is connected for login was read again"),
            Ok(false) => {}
            Err(f) => tracing::error!(fejl = %f, aarsag = f.aarsagen(), "what is connected for login can't be used; it stays as it was"),
        }
        if siden >= RYD {
            siden = Duration::ZERO;
            if let Err(f) = l.sessioner.ryd(ur.nu()).await {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "ended sessions could not be cleared away");
            }
        }
        if gennemgaaet >= GENNEMGANG {
            gennemgaaet = Duration::ZERO;
            match l.gennemgaa(ur.nu()).await {
                Ok(0) => {}
                Ok(antal) => tracing::info!(antal, "sessions have ended: their users may not be logged in any more"),
                Err(f) => tracing::error!(fejl = %f, aarsag = f.aarsagen(), "sessions could not be held against who may be logged in"),
            }
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => break,
            () = tokio::time::sleep(FILER) => {
                siden += FILER;
                gennemgaaet += FILER;
            }
        }
    }
    for f in andre {
        let _ = f.await;
    }
}

/// Reads the directories, each in its time.
async fn kataloger(l: Arc<Login>, ur: Arc<dyn Ur>, mut slut: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = async {
                l.kataloger.laes(ur.nu()).await;
                tokio::time::sleep(FILER).await;
            } => {}
        }
    }
}

/// Tells clients of sessions that have ended.
async fn fortael(l: Arc<Login>, ur: Arc<dyn Ur>, mut slut: watch::Receiver<bool>) {
    loop {
        if let Err(f) = l.send_logud(ur.nu()).await {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), "clients could not be told of log-outs");
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(FILER) => {}
        }
    }
}

/// Calls providers by the rules of every call out of this program.
struct Kald(Udgang);

#[async_trait]
impl Henter for Kald {
    async fn post(&self, adresse: &str, hoveder: &[(&'static str, String)], krop: String) -> Result<(u16, Vec<u8>), Fejl> {
        let ramme = Ramme { frist: Duration::from_secs(10), svar_bytes: grund::graenser::LOGIN_BESKED_BYTES };
        self.0.send(adresse, hoveder, krop, ramme).await.map_err(|i| {
            let hvorfor = match i {
                Intetsvar::Tavs(t) => t,
                Intetsvar::ForStort => "the answer is too large".into(),
            };
            Fejl::ny(Fejlkode::LoginAfvist).aarsag(hvorfor)
        })
    }
}

/// What a user may in the system that it logs in to (G-42): by the job function roles that the authority has given it or its provider names, and by the folder's own table.
pub struct Rollerne {
    /// The authority's own.
    pub roller: Arc<roller::Roller>,
    /// The folder's table.
    pub fil: Arc<Tilslutninger>,
}

#[async_trait]
impl Rollekilde for Rollerne {
    async fn oversaet(&self, s: &Rollespoergsmaal<'_>) -> Result<Privilegier, Fejl> {
        let fil = self.fil.nu();
        let mut ud = Rollekilde::oversaet(&fil.roller, s).await?;
        let (Slags::Medarbejder, Some(hjem), Some(system)) = (s.identitet.slags, s.identitet.cvr, s.system_uuid) else { return Ok(ud) };
        let bruger = Bruger { fra_idp: s.jobroller.to_vec(), ..Bruger::ny(hjem, s.identitet.uuid) };
        ud.extend(self.roller.retter(Spoergsmaal { bruger: &bruger, system: Some(system), virkning: s.nu }).await?.privilegier());
        Ok(ud)
    }

    async fn udelukket(&self, i: &Identitet, nu: Tidspunkt) -> Result<Option<String>, Fejl> {
        match (i.slags, i.cvr) {
            (Slags::Medarbejder, Some(hjem)) => self.roller.udelukket(hjem, i.uuid, nu).await,
            _ => Ok(None),
        }
    }
}

/// The employees of Korsbæk Kommune as Organisation has them now, and the demo's citizens.
struct Demopersoner(Samspil);

impl Demopersoner {
    async fn ansatte(&self, soegt: &str, antal: usize) -> Result<Vec<Proeveperson>, Fejl> {
        let kald = adgang::paa_maskinen(Cvr::KORSBAEK, self.0.ur.nu(), self.0.ids.ny());
        let nu = Oejeblik::ny(Arc::new(self.0.register.clone()), kald, None, None);
        let Some(o) = nu.organisation(Cvr::KORSBAEK).await? else { return Ok(Vec::new()) };
        let mut brugere = nu.brugere(o.uuid, &Brugerfilter { aktiv: true, ..Brugerfilter::default() }).await?;
        brugere.truncate(BRUGERE);
        let brugere = nu.laes(&BRUGER, &brugere).await?;
        let personer: Vec<Uuid> = brugere.iter().filter_map(|b| b.uuid_i(relation::TILKNYTTEDEPERSONER)).collect();
        let navne: HashMap<Uuid, String> =
            nu.laes(&PERSON, &personer).await?.into_iter().filter_map(|p| p.tekst(felt::NAVN).map(|n| (p.uuid, n.to_owned()))).collect();
        let organisation = o.tekst(felt::NAVN).map(str::to_owned);
        let en = |b: &organisation::opslag::Billede| {
            let brugernavn = b.tekst(felt::NAVN).or_else(|| b.tekst(felt::BRUGERVENDTNOEGLE)).unwrap_or_default().to_owned();
            let navn = b.uuid_i(relation::TILKNYTTEDEPERSONER).and_then(|p| navne.get(&p).cloned()).unwrap_or_else(|| brugernavn.clone());
            Proeveperson {
                uuid: b.uuid,
                slags: Slags::Medarbejder,
                navn,
                cvr: Some(Cvr::KORSBAEK),
                organisation: organisation.clone(),
                cpr: None,
                titel: format!("medarbejder, {brugernavn}"),
            }
        };
        Ok(brugere.iter().map(en).filter(|p| passer(p, soegt)).take(antal).collect())
    }

    /// Those who administer; the registers know nothing of them.
    fn administratorer() -> impl Iterator<Item = Proeveperson> {
        crate::demosystemer::administratorer().map(|(uuid, navn, organisation, cvr)| Proeveperson {
            uuid,
            slags: Slags::Medarbejder,
            navn: navn.to_owned(),
            cvr: Some(cvr),
            organisation: Some(organisation.to_owned()),
            cpr: None,
            titel: format!("administrator, {organisation}"),
        })
    }

    fn borgere(&self) -> impl Iterator<Item = Proeveperson> {
        generator::borgere(FROE, 0, BORGERE, self.0.ur.nu()).map(|b| Proeveperson {
            uuid: b.uuid,
            slags: Slags::Borger,
            navn: b.navn,
            cvr: None,
            organisation: None,
            titel: format!("borger, {}", b.cpr),
            cpr: Some(b.cpr),
        })
    }
}

fn passer(p: &Proeveperson, soegt: &str) -> bool {
    let soegt = soegt.trim().to_lowercase();
    p.navn.to_lowercase().contains(&soegt) || p.titel.to_lowercase().contains(&soegt)
}

#[async_trait]
impl Personkilde for Demopersoner {
    async fn soeg(&self, tekst: &str, antal: usize) -> Result<Vec<Proeveperson>, Fejl> {
        // Half of each where there are many.
        let mut ud = self.ansatte(tekst, antal).await?;
        let administratorer: Vec<_> = Self::administratorer().filter(|p| passer(p, tekst)).collect();
        let borgere: Vec<_> = self.borgere().filter(|p| passer(p, tekst)).take(antal / 2).collect();
        ud.truncate(antal.saturating_sub(borgere.len() + administratorer.len()));
        ud.extend(administratorer);
        ud.extend(borgere);
        Ok(ud)
    }

    async fn find(&self, uuid: Uuid) -> Result<Option<Proeveperson>, Fejl> {
        if let Some(b) = Self::administratorer().chain(self.borgere()).find(|p| p.uuid == uuid) {
            return Ok(Some(b));
        }
        Ok(self.ansatte("", BRUGERE).await?.into_iter().find(|p| p.uuid == uuid))
    }
}
