//! Serviceplatformen's gateway in the running program: its rules from the Administrationsmodul, its calls of upstreams, and what is counted.
use crate::beskeder::{politik, rodder};
use crate::kommandolinje::Lyttevalg;
use crate::opstilling::Samspil;
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::vaern::Vaern;
use administration::Bog;
use async_trait::async_trait;
use grund::graenser::{OPSTROEM_FRIST_MS, OPSTROEM_KALD, OPSTROEM_SVAR_BYTES};
use grund::{Cvr, Tidspunkt};
use lager::Lager;
use levering::{Adressepolitik, Intetsvar, Ramme, Udgang};
use rustls::pki_types::CertificateDer;
use serviceplatform::{
    Afsender, Anmodning, Intet, Kildebog, Kildevalg, Kontekstform, Kvoteregel, Opstroem, Serviceplatform, Svar, maaling,
};
use sikkerhed::noeglering::Noeglering;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::watch;

/// Between folds of what was counted.
const FOLD: Duration = Duration::from_secs(1);
/// After an error of the store.
const FEJL: Duration = Duration::from_secs(5);

/// Opens it.
///
/// # Errors
/// In words, when a file can't be used.
pub fn aabn(
    s: &Samspil,
    vaern: &Vaern,
    valg: &Lyttevalg,
    mappe: &Sikkerhedsmappe,
    udvikling: bool,
) -> Result<Arc<Serviceplatform>, String> {
    let kalder = Kalder {
        mappe: mappe.opstroem(),
        politik: politik(valg, udvikling),
        rodder: rodder(valg.levering_rodder.as_ref(), mappe)?,
        noegler: vaern.adgang.noegler.clone(),
        klienter: Mutex::default(),
    };
    let bog = Arc::new(Regler(vaern.administration.bog()));
    Ok(Arc::new(Serviceplatform::ny(s.register.lager().clone(), bog, Arc::new(kalder))))
}

/// Folds what was counted into totals, until `slut` turns true. On a store that other programs are on too, what they have used of quotas is looked up again.
pub async fn pas(g: Arc<Serviceplatform>, lager: Arc<dyn Lager>, delt: bool, mut slut: watch::Receiver<bool>) {
    loop {
        let pause = match maaling::fold(lager.as_ref()).await {
            Ok(_) => FOLD,
            Err(f) => {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "what was looked up could not be added up; it is counted, and will be");
                FEJL
            }
        };
        if delt {
            g.glem_kvoter();
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// The rules, as the Administrationsmodul has them in memory.
struct Regler(Arc<Bog>);

impl Kildebog for Regler {
    fn kilde(&self, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Option<Kildevalg> {
        let r = self.0.kilderegel(entity_id, myndighed, nu)?;
        let navngivet = !r.data.opstroem.is_empty();
        Some(Kildevalg { slags: r.data.kilde, opstroem: navngivet.then(|| r.data.opstroem.clone()) })
    }

    fn opstroem(&self, navn: &str, nu: Tidspunkt) -> Option<Arc<Opstroem>> {
        let p = self.0.opstroem(navn, nu)?;
        let o = &p.data;
        let valgfri = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        let kontekst = match (o.aftale, o.system, o.bruger, o.tjeneste) {
            (Some(aftale), Some(system), Some(bruger), Some(tjeneste)) => Kontekstform::Invocation { aftale, system, bruger, tjeneste },
            _ => Kontekstform::Authority,
        };
        let frist = o.fristms.map_or(OPSTROEM_FRIST_MS.unsigned_abs(), u64::from);
        Some(Arc::new(Opstroem {
            navn: o.navn.clone(),
            adresse: o.adresse.trim_end_matches('/').to_owned(),
            certifikat: valgfri(&o.certifikat),
            rod: valgfri(&o.rod),
            kontekst,
            frist: Duration::from_millis(frist),
            igen_efter: o.igenms.map(|ms| Duration::from_millis(ms.into())),
            samtidige: o.samtidige.and_then(|n| usize::try_from(n).ok()).unwrap_or(OPSTROEM_KALD),
            oversaettelse: valgfri(&o.oversaettelse),
        }))
    }

    fn kvoter(&self, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Vec<Kvoteregel> {
        let alle = self.0.kvoteregler(entity_id, myndighed, nu);
        let en = |p: &administration::Post<administration::typer::Kvoteregel>| Kvoteregel {
            uuid: p.uuid,
            entity_id: p.data.entityid.clone(),
            myndighed: p.data.cvr,
            system: p.data.system,
            aftale: p.data.aftale,
            antal: p.data.antal,
        };
        alle.iter().map(|p| en(p)).collect()
    }
}

/// Which files a client was made from, and when they were changed.
type Maerke = Vec<(PathBuf, Option<SystemTime>)>;

/// Calls upstreams by HTTP: a client for each, made anew when its entry or its files are others.
struct Kalder {
    mappe: PathBuf,
    politik: Adressepolitik,
    rodder: Vec<CertificateDer<'static>>,
    noegler: Arc<Noeglering>,
    /// By the upstream's name. Held for a look-up.
    klienter: Mutex<HashMap<String, (Maerke, Arc<Udgang>)>>,
}

/// The password of PKCS#12 files in the folder; PEM needs none.
const KODE: &str = "SAMSPIL_OPSTROEM_KODE";

impl Kalder {
    fn klient(&self, o: &Opstroem) -> Result<Arc<Udgang>, String> {
        let filer = [&o.certifikat, &o.rod].into_iter().flatten().map(|f| self.mappe.join(f));
        let maerke: Maerke = filer.map(|f| (f.clone(), f.metadata().and_then(|m| m.modified()).ok())).collect();
        let mut alle = self.klienter.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, k)) = alle.get(&o.navn).filter(|(m, _)| *m == maerke) {
            return Ok(k.clone());
        }
        let kode = std::env::var(KODE).unwrap_or_else(|_| "samspil".to_owned());
        let rodder = match &o.rod {
            None => self.rodder.clone(),
            Some(fil) => {
                let alle = klient::laes_certifikater(&self.mappe.join(fil), &kode).map_err(|f| f.to_string())?;
                alle.iter().map(|c| CertificateDer::from(c.der().to_vec())).collect()
            }
        };
        let ny = match &o.certifikat {
            None => Udgang::ny(self.politik.clone(), rodder, Some(self.noegler.clone())),
            Some(fil) => {
                let par = klient::laes_noegle(&self.mappe.join(fil), None, &kode).map_err(|f| f.to_string())?;
                Udgang::med_noegle(self.politik.clone(), rodder, par)
            }
        };
        let ny = Arc::new(ny);
        if alle.len() >= grund::graenser::OPSTROEMME {
            alle.clear();
        }
        alle.insert(o.navn.clone(), (maerke, ny.clone()));
        Ok(ny)
    }
}

#[async_trait]
impl Afsender for Kalder {
    async fn send(&self, o: &Opstroem, a: &Anmodning) -> Result<Svar, Intet> {
        let klient = self.klient(o).map_err(Intet::Tavs)?;
        let ramme = Ramme { frist: o.frist, svar_bytes: OPSTROEM_SVAR_BYTES };
        match klient.send(&format!("{}{}", o.adresse, a.sti), &a.hoveder, a.krop.clone(), ramme).await {
            Ok((status, krop)) => Ok(Svar { status, krop }),
            Err(Intetsvar::Tavs(t)) => Err(Intet::Tavs(t)),
            Err(Intetsvar::ForStort) => Err(Intet::ForStort),
        }
    }
}
